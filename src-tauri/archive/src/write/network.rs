//! Whom programs talked to, and who is left alone.

use backfile_article::{ArticleId, Timestamp};

use super::Writer;
use crate::{ArchiveError, Result, values::Exchange};

impl Writer<'_> {
    /// Adds what passed between this computer and hosts for one entry. It is no act: it is not
    /// logged and not undone. An entry that is gone meanwhile leaves the hosts alone.
    ///
    /// # Errors
    /// The database.
    pub fn note_contacts(&mut self, article: ArticleId, all: &[(String, Exchange)]) -> Result<()> {
        let article = match self.known(article) {
            Ok(rowid) => Some(rowid),
            Err(ArchiveError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        for (host, exchange) in all {
            let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
            let (at, requests, bytes) =
                (exchange.at.0, number(exchange.requests), number(exchange.bytes));
            self.run(
                "INSERT INTO contact (host, first_at, last_at, requests, bytes) \
                 VALUES (?1, ?2, ?2, ?3, ?4) \
                 ON CONFLICT (host) DO UPDATE SET last_at = max(last_at, excluded.last_at), \
                 requests = requests + excluded.requests, bytes = bytes + excluded.bytes",
                (host, at, requests, bytes),
            )?;
            self.run(
                "INSERT INTO contact_article (contact, article, at, bytes) \
                 SELECT rowid, ?2, ?3, ?4 FROM contact WHERE host = ?1 AND ?2 IS NOT NULL \
                 ON CONFLICT DO UPDATE SET at = max(at, excluded.at), \
                 bytes = bytes + excluded.bytes",
                (host, article, at, bytes),
            )?;
        }
        Ok(())
    }

    /// Remembers that a site asked to be left alone until then; forgets those whose time is over.
    ///
    /// # Errors
    /// The database.
    pub fn hold(&mut self, site: &str, until: Timestamp) -> Result<()> {
        self.run("DELETE FROM hold WHERE until <= ?1", [self.act.at.0])?;
        self.run(
            "INSERT INTO hold (site, until) VALUES (?1, ?2) \
             ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
            (site, until.0),
        )?;
        Ok(())
    }
}
