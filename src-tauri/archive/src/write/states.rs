//! What a person does with entries: reading, stars, trash, corrections, progress.

use backfile_article::{ArticleId, PageTime, VersionId};
use serde::{Deserialize, Serialize};

use super::{Inverse, Writer};
use crate::{ArchiveError, Field, MediaName, Result};

/// A time that an entry has or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Moment {
    Read,
    Starred,
    Trashed,
}

impl Moment {
    fn column(self) -> &'static str {
        match self {
            Self::Read => "read_at",
            Self::Starred => "starred_at",
            Self::Trashed => "trashed_at",
        }
    }
}

impl Writer<'_> {
    /// Sets a time or takes it away; whether that changed something.
    pub(super) fn put_time(
        &mut self,
        rowid: i64,
        id: &str,
        of: Moment,
        value: Option<i64>,
    ) -> Result<bool> {
        let column = of.column();
        let was: Option<i64> =
            self.one(&format!("SELECT {column} FROM article WHERE rowid = ?1"), [rowid])?;
        if was == value {
            return Ok(false);
        }
        self.run(&format!("UPDATE article SET {column} = ?2 WHERE rowid = ?1"), (rowid, value))?;
        self.log_entry(rowid, id, column, Some(&Inverse::Time { of, was }))?;
        Ok(true)
    }

    fn put_times(&mut self, ids: &[ArticleId], of: Moment, on: bool) -> Result<u32> {
        let mut changed = 0;
        for id in ids {
            let Some(rowid) = self.rowid(*id)? else { continue };
            let sql = format!("SELECT {} IS NOT NULL FROM article WHERE rowid = ?1", of.column());
            // What is read already keeps the time at which it was read.
            if self.one::<bool>(&sql, [rowid])? == on {
                continue;
            }
            let id = self.id_at(rowid)?;
            let value = on.then_some(self.act.at.0);
            changed += u32::from(self.put_time(rowid, &id, of, value)?);
        }
        Ok(changed)
    }

    /// Marks as read or unread. Gives how many entries changed; unknown ones are passed over.
    ///
    /// # Errors
    /// The database.
    pub fn set_read(&mut self, ids: &[ArticleId], read: bool) -> Result<u32> {
        self.put_times(ids, Moment::Read, read)
    }

    /// Stars or not. Gives how many entries changed.
    ///
    /// # Errors
    /// The database.
    pub fn set_starred(&mut self, ids: &[ArticleId], starred: bool) -> Result<u32> {
        self.put_times(ids, Moment::Starred, starred)
    }

    /// Moves to the trash or back. Gives how many entries changed.
    ///
    /// # Errors
    /// The database.
    pub fn set_trashed(&mut self, ids: &[ArticleId], trashed: bool) -> Result<u32> {
        self.put_times(ids, Moment::Trashed, trashed)
    }

    /// Remembers how far an entry was read, 0 to 1, and the paragraph; not an act to undo.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn set_progress(&mut self, id: ArticleId, progress: f64, paragraph: u32) -> Result<()> {
        let rowid = self.known(id)?;
        let progress = if progress.is_finite() { progress.clamp(0.0, 1.0) } else { 0.0 };
        self.run(
            "UPDATE article SET progress = ?2, paragraph = ?3, opened_at = ?4 WHERE rowid = ?1",
            (rowid, progress, paragraph, self.act.at.0),
        )?;
        let id = self.id_at(rowid)?;
        self.log_entry(rowid, &id, "progress", None)
    }

    /// Remembers that an entry was opened just now.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn set_opened(&mut self, id: ArticleId) -> Result<()> {
        let rowid = self.known(id)?;
        self.run("UPDATE article SET opened_at = ?2 WHERE rowid = ?1", (rowid, self.act.at.0))?;
        let id = self.id_at(rowid)?;
        self.log_entry(rowid, &id, "opened", None)
    }

    /// Corrects a field; with nothing for `value` what the page said holds again.
    ///
    /// # Errors
    /// `BadName` for a date that is none, `NotFound`, or the database.
    pub fn correct(&mut self, id: ArticleId, field: Field, value: Option<&str>) -> Result<()> {
        let rowid = self.known(id)?;
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        if field == Field::Published
            && let Some(text) = value
            && PageTime::parse_iso(text).is_none()
        {
            return Err(ArchiveError::BadName(text.to_owned()));
        }
        let id = self.id_at(rowid)?;
        self.put_correction(rowid, &id, field, value)
    }

    pub(super) fn put_correction(
        &mut self,
        rowid: i64,
        id: &str,
        field: Field,
        value: Option<&str>,
    ) -> Result<()> {
        let key = (rowid, field.name());
        let sql = "SELECT value FROM correction WHERE article = ?1 AND field = ?2";
        let was: Option<String> = self.maybe(sql, key)?;
        if was.as_deref() == value {
            return Ok(());
        }
        self.touch_sources(rowid)?;
        match value {
            Some(value) => self.run(
                "INSERT INTO correction (article, field, value, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at",
                (rowid, field.name(), value, self.act.at.0),
            )?,
            None => self.run("DELETE FROM correction WHERE article = ?1 AND field = ?2", key)?,
        };
        self.log_entry(rowid, id, "correct", Some(&Inverse::Correct { field, was }))
    }

    /// Puts the left-out block of that index back into a version, or takes it out again.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn restore_block(&mut self, version: VersionId, block: u32, restored: bool) -> Result<()> {
        let row = self.known_version(version)?;
        let rowid: i64 = self.one("SELECT article FROM version WHERE rowid = ?1", [row])?;
        let removed = match self.version(version)? {
            Some(version) => version.extraction.removed.len(),
            None => 0,
        };
        if usize::try_from(block).is_ok_and(|block| block >= removed) {
            return Err(ArchiveError::NotFound(format!("left-out block {block}")));
        }
        let id = self.id_at(rowid)?;
        self.put_block(rowid, &id, row, version, block, restored)
    }

    pub(super) fn put_block(
        &mut self,
        rowid: i64,
        id: &str,
        row: i64,
        version: VersionId,
        block: u32,
        restored: bool,
    ) -> Result<()> {
        let sql = "SELECT EXISTS (SELECT 1 FROM restored WHERE version = ?1 AND block = ?2)";
        let was: bool = self.one(sql, (row, block))?;
        if was == restored {
            return Ok(());
        }
        self.touch_sources(rowid)?;
        if restored {
            let sql = "INSERT INTO restored (version, block, at) VALUES (?1, ?2, ?3)";
            self.run(sql, (row, block, self.act.at.0))?;
        } else {
            let sql = "DELETE FROM restored WHERE version = ?1 AND block = ?2";
            self.run(sql, (row, block))?;
        }
        self.log_entry(rowid, id, "restore", Some(&Inverse::Block { version, block, was }))
    }

    /// Gives an entry its picture for the list, or takes it away. The blob is stored already.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn set_thumbnail(&mut self, id: ArticleId, picture: Option<&MediaName>) -> Result<()> {
        let rowid = self.known(id)?;
        self.run(
            "UPDATE article SET thumbnail_sha256 = ?2, thumbnail_ext = ?3 WHERE rowid = ?1",
            (
                rowid,
                picture.map(|picture| picture.sha256.to_string()),
                picture.map(|picture| picture.ext.as_str()),
            ),
        )?;
        let id = self.id_at(rowid)?;
        self.log_entry(rowid, &id, "thumbnail", None)
    }
}
