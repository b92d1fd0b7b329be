//! Whom programs talked to, and who is left alone.

use backfile_article::Timestamp;

use super::Reader;
use crate::{
    Result,
    codes::text_as,
    values::{Contact, ContactArticle, PrivateOrigin},
};

impl Reader<'_> {
    /// Every host that was ever asked for something, the last one first.
    ///
    /// # Errors
    /// The database.
    pub fn contacts(&self) -> Result<Vec<Contact>> {
        let mut statement = self.prepare(
            "SELECT host, first_at, last_at, requests, bytes, \
             (SELECT count(*) FROM contact_article x WHERE x.contact = c.rowid) AS articles \
             FROM contact c ORDER BY last_at DESC, host",
        )?;
        let contacts = statement.query_map([], |row| {
            Ok(Contact {
                host: row.get("host")?,
                first_at: Timestamp(row.get("first_at")?),
                last_at: Timestamp(row.get("last_at")?),
                requests: row.get::<_, i64>("requests")?.unsigned_abs(),
                bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
                articles: row.get("articles")?,
            })
        })?;
        Ok(contacts.collect::<Result<_, _>>()?)
    }

    /// The entries that a host was asked for, the last one first; those that are still there.
    ///
    /// # Errors
    /// The database.
    pub fn contact_articles(&self, host: &str) -> Result<Vec<ContactArticle>> {
        let mut statement = self.prepare(
            "SELECT a.id AS id, coalesce(a.title, a.url) AS title, x.at AS at, x.bytes AS bytes \
             FROM contact c JOIN contact_article x ON x.contact = c.rowid \
             JOIN article a ON a.rowid = x.article WHERE c.host = ?1 ORDER BY x.at DESC, a.rowid",
        )?;
        let articles = statement.query_map([host], |row| {
            Ok(ContactArticle {
                id: text_as(row, "id")?,
                title: row.get("title")?,
                at: Timestamp(row.get("at")?),
                bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
            })
        })?;
        Ok(articles.collect::<Result<_, _>>()?)
    }

    /// The private origins that the person allowed, and when.
    ///
    /// # Errors
    /// The database.
    pub fn private_origins(&self) -> Result<Vec<PrivateOrigin>> {
        let mut statement =
            self.prepare("SELECT origin, at FROM origin WHERE allowed ORDER BY origin")?;
        let origins = statement.query_map([], |row| {
            Ok(PrivateOrigin { origin: row.get("origin")?, at: Timestamp(row.get("at")?) })
        })?;
        Ok(origins.collect::<Result<_, _>>()?)
    }

    /// Sites that asked to be left alone for longer than until `now`, and until when.
    ///
    /// # Errors
    /// The database.
    pub fn holds(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        let mut statement =
            self.prepare("SELECT site, until FROM hold WHERE until > ?1 ORDER BY site")?;
        let holds = statement
            .query_map([now.0], |row| Ok((row.get("site")?, Timestamp(row.get("until")?))))?;
        Ok(holds.collect::<Result<_, _>>()?)
    }
}
