//! Storing pages: near another page of the same site where there is one.

use backfile_article::Sha256;
use rusqlite::OptionalExtension as _;

use super::Writer;
use crate::{Form, Result, codes::text_as};

impl Writer<'_> {
    /// Stores the bytes of a page and gives their name. It is compressed against a page of the
    /// same site where that pays; the row that names it is to be written in this act.
    ///
    /// # Errors
    /// The database, `DiskFull`, or `File` with the cause.
    pub fn put_page(&self, bytes: &[u8], site: &str) -> Result<Sha256> {
        let mut near = Vec::new();
        near.extend(self.base_of_site(site)?);
        // A site that looks otherwise now is near to its last page.
        near.extend(self.last_page_of(site)?.filter(|last| !near.contains(last)));
        let page = self.blobs.put_near(bytes, &near)?;
        if let Some(Form::Against(base)) = self.blobs.form(&page)? {
            self.run(
                "INSERT OR IGNORE INTO base (sha256, site, at) VALUES (?1, ?2, ?3)",
                (base.to_string(), site, self.act().at.0),
            )?;
        }
        self.note_base(&page)?;
        Ok(page)
    }

    /// The page that the pages of a site are compressed against, the last one of several.
    fn base_of_site(&self, site: &str) -> Result<Option<Sha256>> {
        let sql = "SELECT sha256 FROM base WHERE site = ?1 ORDER BY rowid DESC LIMIT 1";
        let mut statement = self.prepare(sql)?;
        Ok(statement.query_row([site], |row| text_as(row, "sha256")).optional()?)
    }

    fn last_page_of(&self, site: &str) -> Result<Option<Sha256>> {
        let mut statement = self.prepare(
            "SELECT v.page_sha256 AS sha256 FROM article a JOIN version v ON v.rowid = a.current \
             WHERE a.host = ?1 ORDER BY a.rowid DESC LIMIT 1",
        )?;
        Ok(statement.query_row([site], |row| text_as(row, "sha256")).optional()?)
    }

    /// Notes which base a blob needs, before a row names the blob: a base goes only when no
    /// blob needs it.
    pub(super) fn note_base(&self, blob: &Sha256) -> Result<()> {
        let Some(Form::Against(base)) = self.blobs.form(blob)? else { return Ok(()) };
        self.run(
            "INSERT OR IGNORE INTO base (sha256, site, at) VALUES (?1, '', ?2)",
            (base.to_string(), self.act().at.0),
        )?;
        self.run(
            "INSERT OR IGNORE INTO based (sha256, base) \
             SELECT ?1, rowid FROM base WHERE sha256 = ?2",
            (blob.to_string(), base.to_string()),
        )?;
        Ok(())
    }
}
