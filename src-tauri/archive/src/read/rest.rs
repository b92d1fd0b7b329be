//! Settings, pinned searches, the problem log, and what changed.

use std::collections::BTreeSet;

use backfile_article::{ArticleId, Timestamp};
use serde::de::DeserializeOwned;

use super::Reader;
use crate::{
    Changes, LogLine, Result, SavedSearch, Trouble, UndoKind,
    codes::{optional_as, text_as},
};

impl Reader<'_> {
    /// A setting; none when it was never set.
    ///
    /// # Errors
    /// `Damaged` when it is not what is asked for, or the database.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let text: Option<String> = self.maybe("SELECT value FROM setting WHERE key = ?1", [key])?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// The pinned searches in their order.
    ///
    /// # Errors
    /// The database.
    pub fn searches(&self) -> Result<Vec<SavedSearch>> {
        let mut statement =
            self.prepare("SELECT id, name, query FROM saved_search ORDER BY rowid")?;
        let searches = statement.query_map([], |row| {
            Ok(SavedSearch {
                id: text_as(row, "id")?,
                name: row.get("name")?,
                query: row.get("query")?,
            })
        })?;
        Ok(searches.collect::<Result<_, _>>()?)
    }

    /// The problem log, newest first.
    ///
    /// # Errors
    /// The database.
    pub fn problems(&self, most: u32) -> Result<Vec<LogLine>> {
        let mut statement = self.prepare(
            "SELECT at, code, args, article, cause FROM problem ORDER BY rowid DESC LIMIT ?1",
        )?;
        let lines = statement.query_map([most], |row| {
            let args: String = row.get("args")?;
            let trouble = Trouble {
                code: row.get("code")?,
                args: serde_json::from_str(&args).unwrap_or_default(),
            };
            Ok(LogLine {
                at: Timestamp(row.get("at")?),
                trouble,
                article: optional_as(row, "article")?,
                cause: row.get("cause")?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The number of the last change.
    ///
    /// # Errors
    /// The database.
    pub fn seq(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(seq), 0) FROM change", [])
    }

    /// What changed after the change numbered `seq`; no more than `most` entries are named.
    ///
    /// # Errors
    /// The database.
    pub fn changes_since(&self, seq: i64, most: usize) -> Result<Changes> {
        let mut changes = Changes { seq: self.seq()?, ..Changes::default() };
        let mut ids = BTreeSet::new();
        let mut statement =
            self.prepare("SELECT entity, id FROM change WHERE seq > ?1 ORDER BY seq")?;
        let mut rows = statement.query([seq])?;
        while let Some(row) = rows.next()? {
            match row.get_ref("entity")?.as_str().unwrap_or_default() {
                "article" if changes.many => {}
                "article" => {
                    ids.insert(text_as::<ArticleId>(row, "id")?);
                    changes.many = ids.len() > most;
                }
                "tag" => changes.tags = true,
                _ => changes.settings = true,
            }
        }
        if !changes.many {
            changes.ids = ids.into_iter().collect();
        }
        Ok(changes)
    }

    /// What `undo` would take back.
    ///
    /// # Errors
    /// The database.
    pub fn undoable(&self) -> Result<Option<UndoKind>> {
        Ok(self.last_undoable()?.map(|(_, kind)| kind))
    }

    pub(crate) fn last_undoable(&self) -> Result<Option<(i64, UndoKind)>> {
        use rusqlite::OptionalExtension as _;
        let mut statement = self.prepare(
            "SELECT rowid, kind FROM batch WHERE kind IS NOT NULL AND undone = 0 \
             ORDER BY rowid DESC LIMIT 1",
        )?;
        let found: Option<(i64, String)> =
            statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((batch, kind)) = found else { return Ok(None) };
        Ok(Some((batch, serde_json::from_value(serde_json::Value::String(kind))?)))
    }
}
