//! Reading: one snapshot of the archive.

mod entries;
mod highlights;
mod network;
mod queue;
mod rest;
mod rules;
mod tags;
mod versions;

pub(crate) use highlights::{COLUMNS as HIGHLIGHT, highlight_of};
pub(crate) use tags::name_key;
pub(crate) use versions::BLOB_COLUMNS;

use std::cell::RefCell;

use rusqlite::{CachedStatement, Connection};

use crate::{Result, list::SpineCache, search::upkeep::Pending};

/// A snapshot of an archive. A [`Writer`](crate::Writer) is one too, and then sees what its
/// act has done so far.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    /// What lists are made from; none within a write, which may still be rolled back.
    pub(crate) spine: Option<&'a SpineCache>,
    pub(crate) pending: RefCell<Pending>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a Connection, spine: Option<&'a SpineCache>) -> Self {
        Self { connection, spine, pending: RefCell::default() }
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// One value of one row.
    pub(crate) fn one<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<T> {
        Ok(self.prepare(sql)?.query_row(params, |row| row.get(0))?)
    }

    /// One value of one row that need not be there.
    pub(crate) fn maybe<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Option<T>> {
        use rusqlite::OptionalExtension as _;
        Ok(self.prepare(sql)?.query_row(params, |row| row.get(0)).optional()?)
    }
}
