//! Settings, pinned searches, answers about origins and the problem log.

use backfile_article::{ArticleId, SavedSearchId};
use serde::Serialize;

use super::Writer;
use crate::{ArchiveError, Result, Trouble};

/// Lines that the problem log keeps.
const MOST_PROBLEMS: i64 = 2_000;

impl Writer<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    /// The database.
    pub fn set_setting<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<()> {
        self.run(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) \
             ON CONFLICT DO UPDATE SET value = excluded.value",
            (key, serde_json::to_string(value)?),
        )?;
        self.log("setting", key, "set", None)
    }

    /// Pins a search to the sidebar.
    ///
    /// # Errors
    /// `BadName` when the name is empty, or the database.
    pub fn pin_search(&mut self, name: &str, query: &str) -> Result<SavedSearchId> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ArchiveError::BadName(name.to_owned()));
        }
        let id = SavedSearchId::new();
        self.run(
            "INSERT INTO saved_search (id, name, query) VALUES (?1, ?2, ?3)",
            (id.to_string(), name, query),
        )?;
        self.log("search", &id.to_string(), "pin", None)?;
        Ok(id)
    }

    /// Takes a search from the sidebar.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn unpin_search(&mut self, id: SavedSearchId) -> Result<()> {
        let id = id.to_string();
        if self.run("DELETE FROM saved_search WHERE id = ?1", [&id])? == 0 {
            return Err(ArchiveError::NotFound(format!("search {id}")));
        }
        self.log("search", &id, "unpin", None)
    }

    /// Adds a line to the problem log; the oldest go when it grows too long.
    ///
    /// # Errors
    /// The database.
    pub fn log_problem(
        &mut self,
        trouble: &Trouble,
        article: Option<ArticleId>,
        cause: &str,
    ) -> Result<()> {
        self.run(
            "INSERT INTO problem (at, code, args, article, cause) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                self.act.at.0,
                &trouble.code,
                serde_json::to_string(&trouble.args)?,
                article.map(|id| id.to_string()),
                cause,
            ),
        )?;
        let oldest = self.connection.last_insert_rowid() - MOST_PROBLEMS;
        self.run("DELETE FROM problem WHERE rowid <= ?1", [oldest])?;
        self.log("problem", &trouble.code, "log", None)
    }

    /// Empties the problem log.
    ///
    /// # Errors
    /// The database.
    pub fn clear_problems(&mut self) -> Result<()> {
        self.run("DELETE FROM problem", [])?;
        self.log("problem", "", "clear", None)
    }
}
