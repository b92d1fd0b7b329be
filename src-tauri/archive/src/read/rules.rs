//! The person's rules for the pages of a site.

use backfile_article::SiteRule;

use super::Reader;
use crate::Result;

impl Reader<'_> {
    /// The rules in the order in which they were added.
    ///
    /// # Errors
    /// `Damaged` when one is not what was written, or the database.
    pub fn rules(&self) -> Result<Vec<SiteRule>> {
        let mut statement = self.prepare("SELECT rule FROM rule ORDER BY rowid")?;
        let mut rules = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            rules.push(serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())?);
        }
        Ok(rules)
    }
}
