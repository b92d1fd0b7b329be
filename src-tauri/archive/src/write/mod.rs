//! Writing: one act, whose changes are one batch.
//!
//! The methods are made of few primitive changes. Each primitive logs itself with what takes
//! it back, so whatever is made of them can be undone.

mod entries;
mod highlights;
mod network;
mod pages;
mod queue;
mod rest;
mod rules;
mod states;
mod tags;
mod undo;
mod versions;

use std::{collections::HashSet, ops::Deref};

use rusqlite::Connection;

use crate::{Act, Blobs, Reader, Result};
pub(crate) use undo::Inverse;

/// Names the changes of one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch(i64);

/// An act under way. It is a [`Reader`] too.
pub struct Writer<'a> {
    reader: Reader<'a>,
    blobs: &'a Blobs,
    act: Act,
    device: i64,
    batch: Option<i64>,
    /// Entries that this act made: undoing it takes them back whole.
    made: HashSet<i64>,
}

impl<'a> Deref for Writer<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl<'a> Writer<'a> {
    pub(crate) fn begin(
        connection: &'a Connection,
        blobs: &'a Blobs,
        act: Act,
        device: i64,
        batch: Option<Batch>,
    ) -> Self {
        let batch = batch.map(|batch| batch.0);
        let reader = Reader::new(connection, None);
        Self { reader, blobs, act, device, batch, made: HashSet::new() }
    }

    /// What is left to do before the commit.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.settle()
    }

    /// The act that this is.
    #[must_use]
    pub fn act(&self) -> Act {
        self.act
    }

    /// Names this act's changes, once there is one, so that a later part can join them.
    #[must_use]
    pub fn batch(&self) -> Option<Batch> {
        self.batch.map(Batch)
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
        Ok(self.prepare(sql)?.execute(params)?)
    }

    /// Logs a change of an entry, with what takes it back when something can.
    fn log_entry(
        &mut self,
        rowid: i64,
        id: &str,
        op: &str,
        inverse: Option<&Inverse>,
    ) -> Result<()> {
        self.log_change("article", id, Some(rowid), op, inverse)
    }

    /// Logs a change of something else.
    fn log(&mut self, entity: &str, id: &str, op: &str, inverse: Option<&Inverse>) -> Result<()> {
        self.log_change(entity, id, None, op, inverse)
    }

    fn log_change(
        &mut self,
        entity: &str,
        id: &str,
        article: Option<i64>,
        op: &str,
        inverse: Option<&Inverse>,
    ) -> Result<()> {
        let batch = match self.batch {
            Some(batch) => batch,
            None => {
                let kind = self.act.kind.map(serde_json::to_value).transpose()?;
                let kind = kind.as_ref().and_then(serde_json::Value::as_str);
                self.run("INSERT INTO batch (at, kind) VALUES (?1, ?2)", (self.act.at.0, kind))?;
                *self.batch.insert(self.connection.last_insert_rowid())
            }
        };
        let inverse = inverse.map(serde_json::to_string).transpose()?;
        self.run(
            "INSERT INTO change (at, device, entity, id, article, op, inverse, batch) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (self.act.at.0, self.device, entity, id, article, op, inverse, batch),
        )?;
        Ok(())
    }

    /// The public id of an entry.
    fn id_at(&self, rowid: i64) -> Result<String> {
        self.one("SELECT id FROM article WHERE rowid = ?1", [rowid])
    }
}
