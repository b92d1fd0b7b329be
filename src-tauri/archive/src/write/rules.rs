//! The person's rules for the pages of a site.

use backfile_article::{RuleId, SiteRule};

use super::Writer;
use crate::{ArchiveError, Result};

impl Writer<'_> {
    /// Adds a rule, or puts it in the place of the one that has its id.
    ///
    /// # Errors
    /// The database.
    pub fn put_rule(&mut self, rule: &SiteRule) -> Result<()> {
        let id = rule.id.to_string();
        self.run(
            "INSERT INTO rule (id, rule, at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, at = excluded.at",
            (&id, serde_json::to_string(rule)?, self.act.at.0),
        )?;
        self.log("rule", &id, "put", None)
    }

    /// Takes a rule away. What was cleaned by it stays as it is.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn remove_rule(&mut self, id: RuleId) -> Result<()> {
        let id = id.to_string();
        if self.run("DELETE FROM rule WHERE id = ?1", [&id])? == 0 {
            return Err(ArchiveError::NotFound(format!("rule {id}")));
        }
        self.log("rule", &id, "remove", None)
    }
}
