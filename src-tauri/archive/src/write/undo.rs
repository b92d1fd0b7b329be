//! Taking the last act back.

use backfile_article::{ArticleId, HighlightId, TagId, VersionId};
use serde::{Deserialize, Serialize};

use super::{Writer, highlights::Marked, states::Moment};
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
    /// A passage was marked.
    Unmark { highlight: HighlightId },
    /// The mark of a passage was taken away.
    Mark { was: Box<Marked> },
    /// A highlight had another note, or none.
    Note { highlight: HighlightId, was: Option<String> },
    /// An entry that was there was given content or was to be fetched again. `shown` is the
    /// version that it had from then on, and `tried` when its page had been tried last.
    Look { shown: Option<i64>, tried: Option<i64>, was: Look },
}

/// How an entry stands and what it shows, as far as giving it content changes that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Look {
    pub(super) current: Option<i64>,
    pub(super) standing: i64,
    pub(super) problem_code: Option<String>,
    pub(super) problem_args: Option<String>,
    pub(super) tried_at: Option<i64>,
    pub(super) thumbnail_sha256: Option<String>,
    pub(super) thumbnail_ext: Option<String>,
    /// Whether its page waited to be fetched.
    pub(super) waits: bool,
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
            Inverse::Unmark { highlight } => self.drop_highlight(rowid, id, highlight),
            Inverse::Mark { was } => self.put_highlight(rowid, id, &was),
            Inverse::Note { highlight, was } => self.put_note(rowid, id, highlight, was),
            Inverse::Look { shown, tried, was } => self.put_look(rowid, id, shown, tried, &was),
            Inverse::DropTag | Inverse::MakeTag { .. } | Inverse::NameTag { .. } => Ok(()),
        }
    }
}

impl Writer<'_> {
    /// How an entry looks now, to be logged beside a change that can be undone. Nothing for an
    /// act that cannot, and for an entry that the same act made: that is taken back whole.
    pub(super) fn look_before(&self, rowid: i64) -> Result<Option<Look>> {
        if self.act.kind.is_none() || self.made.contains(&rowid) {
            return Ok(None);
        }
        self.look(rowid).map(Some)
    }

    fn look(&self, rowid: i64) -> Result<Look> {
        let mut statement = self.prepare(
            "SELECT current, standing, problem_code, problem_args, tried_at, thumbnail_sha256, \
             thumbnail_ext, EXISTS (SELECT 1 FROM job WHERE article = ?1 AND kind = 0) AS waits \
             FROM article WHERE rowid = ?1",
        )?;
        Ok(statement.query_row([rowid], |row| {
            Ok(Look {
                current: row.get("current")?,
                standing: row.get("standing")?,
                problem_code: row.get("problem_code")?,
                problem_args: row.get("problem_args")?,
                tried_at: row.get("tried_at")?,
                thumbnail_sha256: row.get("thumbnail_sha256")?,
                thumbnail_ext: row.get("thumbnail_ext")?,
                waits: row.get("waits")?,
            })
        })?)
    }

    /// Logs a change that gave an entry content or put its page into the queue.
    pub(super) fn log_look(
        &mut self,
        rowid: i64,
        id: &str,
        op: &str,
        was: Option<Look>,
    ) -> Result<()> {
        let inverse = match was {
            Some(was) => {
                let now = self.look(rowid)?;
                Some(Inverse::Look { shown: now.current, tried: now.tried_at, was })
            }
            None => None,
        };
        self.log_entry(rowid, id, op, inverse.as_ref())
    }

    /// Lets an entry look as it did. What it was given stays among its versions; where it shows
    /// or says something newer by now, that stands.
    fn put_look(
        &mut self,
        rowid: i64,
        id: &str,
        shown: Option<i64>,
        tried: Option<i64>,
        was: &Look,
    ) -> Result<()> {
        let now = self.look(rowid)?;
        if now.current != shown || (shown == was.current && now.tried_at != tried) {
            return Ok(());
        }
        if now.waits && !was.waits {
            self.run("DELETE FROM job WHERE article = ?1 AND kind = 0", [rowid])?;
        }
        if now.current != was.current {
            self.touch_sources(rowid)?;
        }
        self.run(
            "UPDATE article SET current = ?2, standing = ?3, problem_code = ?4, problem_args = ?5, \
             tried_at = ?6, thumbnail_sha256 = ?7, thumbnail_ext = ?8 WHERE rowid = ?1",
            rusqlite::params![
                rowid,
                was.current,
                was.standing,
                was.problem_code,
                was.problem_args,
                was.tried_at,
                was.thumbnail_sha256,
                was.thumbnail_ext,
            ],
        )?;
        if now.current != was.current {
            // Pictures are fetched for what is shown.
            self.run("DELETE FROM job WHERE article = ?1 AND kind = 1", [rowid])?;
            let sql =
                "SELECT EXISTS (SELECT 1 FROM version_media WHERE version = ?1 AND state = 0)";
            if self.one(sql, [was.current])? {
                self.put_pictures(rowid)?;
            }
        }
        self.log_entry(rowid, id, "version", None)
    }
}

pub(super) fn damaged(error: impl std::fmt::Display) -> crate::ArchiveError {
    crate::ArchiveError::Damaged(error.to_string())
}
