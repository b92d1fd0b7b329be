//! Taking the last act back.

use backfile_article::{ArticleId, TagId, VersionId};
use serde::{Deserialize, Serialize};

use super::{Writer, states::Moment};
use crate::{Field, Result, Undone};

/// What takes a change back. `id` of the change names the entry or tag that it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "back", rename_all = "snake_case")]
pub(crate) enum Inverse {
    /// The entry was made.
    RemoveEntry,
    /// A time of the entry was set or taken away.
    Time { of: Moment, was: Option<i64> },
    /// A tag was taken off the entry.
    TagOn { tag: TagId },
    /// A tag was put on the entry.
    TagOff { tag: TagId },
    /// The tag was made.
    DropTag,
    /// The tag was deleted.
    MakeTag { name: String, pinned: bool },
    /// The tag had another name.
    NameTag { name: String },
    /// A field of the entry had another correction, or none.
    Correct { field: Field, was: Option<String> },
    /// A left-out block of the entry's version was put back, or taken out again.
    Block { version: VersionId, block: u32, was: bool },
}

impl Writer<'_> {
    /// Takes the last act that can be undone back, whole. Gives nothing when there is none.
    /// The undo is itself logged, and cannot be undone.
    ///
    /// # Errors
    /// The database.
    pub fn undo(&mut self) -> Result<Option<Undone>> {
        let Some((batch, kind)) = self.last_undoable()? else { return Ok(None) };
        let mut changes: Vec<(String, String, Option<String>)> = Vec::new();
        {
            let sql = "SELECT entity, id, inverse FROM change WHERE batch = ?1 ORDER BY seq DESC";
            let mut statement = self.prepare(sql)?;
            let rows =
                statement.query_map([batch], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            for row in rows {
                changes.push(row?);
            }
        }
        let mut ids: Vec<ArticleId> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (entity, id, inverse) in changes {
            if entity == "article"
                && let Ok(id) = id.parse::<ArticleId>()
                && seen.insert(id)
            {
                ids.push(id);
            }
            if let Some(inverse) = inverse {
                self.take_back(&id, serde_json::from_str(&inverse)?)?;
            }
        }
        ids.reverse();
        self.run("UPDATE batch SET undone = 1 WHERE rowid = ?1", [batch])?;
        self.log("batch", &batch.to_string(), "undo", None)?;
        Ok(Some(Undone { kind, ids }))
    }

    fn take_back(&mut self, id: &str, inverse: Inverse) -> Result<()> {
        let tag = |id: &str| id.parse::<TagId>().map_err(damaged);
        match inverse {
            Inverse::DropTag => return self.drop_tag_unless_used(tag(id)?),
            Inverse::MakeTag { name, pinned } => return self.make_tag(tag(id)?, &name, pinned),
            Inverse::NameTag { name } => return self.name_tag_unless_taken(tag(id)?, &name),
            _ => {}
        }
        // Entries that are gone since, or taken in by another, have nothing to take back.
        let sql = "SELECT rowid FROM article WHERE id = ?1";
        let Some(rowid) = self.maybe::<i64>(sql, [id])? else { return Ok(()) };
        match inverse {
            Inverse::RemoveEntry => self.remove_unwanted(rowid, id),
            Inverse::Time { of, was } => self.put_time(rowid, id, of, was).map(|_| ()),
            Inverse::TagOn { tag } => match self.tag_rowid(tag)? {
                Some(row) => self.tag_on(rowid, id, row, tag).map(|_| ()),
                None => Ok(()),
            },
            Inverse::TagOff { tag } => match self.tag_rowid(tag)? {
                Some(row) => self.tag_off(rowid, id, row, tag).map(|_| ()),
                None => Ok(()),
            },
            Inverse::Correct { field, was } => {
                self.put_correction(rowid, id, field, was.as_deref())
            }
            Inverse::Block { version, block, was } => match self.version_rowid(version)? {
                Some(row) => self.put_block(rowid, id, row, version, block, was),
                None => Ok(()),
            },
            Inverse::DropTag | Inverse::MakeTag { .. } | Inverse::NameTag { .. } => Ok(()),
        }
    }
}

pub(super) fn damaged(error: impl std::fmt::Display) -> crate::ArchiveError {
    crate::ArchiveError::Damaged(error.to_string())
}
