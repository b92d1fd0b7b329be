//! Marking passages, and notes on them.

use backfile_article::{ArticleId, HighlightId, Quote, VersionId};
use serde::{Deserialize, Serialize};

use super::{Inverse, Writer};
use crate::{ArchiveError, Highlight, Result};

/// Characters of a note at most.
const LONGEST_NOTE: usize = 100_000;

/// A highlight as it is kept for being put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marked {
    id: HighlightId,
    at: i64,
    version: VersionId,
    quote: Quote,
    note: Option<String>,
}

impl From<Highlight> for Marked {
    fn from(highlight: Highlight) -> Self {
        let Highlight { id, at, version, quote, note } = highlight;
        Self { id, at: at.0, version, quote, note }
    }
}

/// A note as it is kept; none of white space alone.
fn tidy(note: Option<&str>) -> Result<Option<String>> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().take(LONGEST_NOTE + 1).count() > LONGEST_NOTE) {
        return Err(ArchiveError::BadName("a note of more than 100,000 characters".to_owned()));
    }
    Ok(note.map(str::to_owned))
}

impl Writer<'_> {
    /// Marks a passage of a version.
    ///
    /// # Errors
    /// `NotFound` for an entry or a version of it that is not there, `BadName` for a passage
    /// without words, or the database.
    pub fn add_highlight(
        &mut self,
        id: ArticleId,
        version: VersionId,
        quote: &Quote,
        note: Option<&str>,
    ) -> Result<HighlightId> {
        let rowid = self.known(id)?;
        let row = self.known_version(version)?;
        let owner: i64 = self.one("SELECT article FROM version WHERE rowid = ?1", [row])?;
        if owner != rowid {
            return Err(ArchiveError::NotFound(format!("version {version} of {id}")));
        }
        if !quote.is_sound() {
            return Err(ArchiveError::BadName(quote.exact.chars().take(80).collect()));
        }
        let highlight = HighlightId::new();
        let marked = Marked {
            id: highlight,
            at: self.act.at.0,
            version,
            quote: quote.clone(),
            note: tidy(note)?,
        };
        let id = self.id_at(rowid)?;
        self.put_highlight(rowid, &id, &marked)?;
        Ok(highlight)
    }

    /// Writes a note on a highlight, or takes it away.
    ///
    /// # Errors
    /// `NotFound`, `BadName` for a note that is too long, or the database.
    pub fn set_note(&mut self, highlight: HighlightId, note: Option<&str>) -> Result<()> {
        let rowid = self.known_highlighted(highlight)?;
        let id = self.id_at(rowid)?;
        self.put_note(rowid, &id, highlight, tidy(note)?)
    }

    /// Takes a highlight away, its note with it.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn remove_highlight(&mut self, highlight: HighlightId) -> Result<()> {
        let rowid = self.known_highlighted(highlight)?;
        let id = self.id_at(rowid)?;
        self.drop_highlight(rowid, &id, highlight)
    }

    pub(super) fn put_highlight(&mut self, rowid: i64, id: &str, marked: &Marked) -> Result<()> {
        if self.highlighted(marked.id)?.is_some() {
            return Ok(());
        }
        self.run(
            "INSERT INTO highlight (id, article, at, version, exact, prefix, suffix, start, note) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            rusqlite::params![
                marked.id.to_string(),
                rowid,
                marked.at,
                marked.version.to_string(),
                marked.quote.exact,
                marked.quote.prefix,
                marked.quote.suffix,
                marked.quote.start,
                marked.note,
            ],
        )?;
        self.log_entry(rowid, id, "highlight", Some(&Inverse::Unmark { highlight: marked.id }))
    }

    pub(super) fn drop_highlight(
        &mut self,
        rowid: i64,
        id: &str,
        highlight: HighlightId,
    ) -> Result<()> {
        let Some(was) = self.highlight(highlight)? else { return Ok(()) };
        self.run("DELETE FROM highlight WHERE id = ?1", [highlight.to_string()])?;
        let inverse = Inverse::Mark { was: Box::new(was.into()) };
        self.log_entry(rowid, id, "unhighlight", Some(&inverse))
    }

    pub(super) fn put_note(
        &mut self,
        rowid: i64,
        id: &str,
        highlight: HighlightId,
        note: Option<String>,
    ) -> Result<()> {
        let Some(was) = self.highlight(highlight)? else { return Ok(()) };
        if was.note == note {
            return Ok(());
        }
        let sql = "UPDATE highlight SET note = ?2 WHERE id = ?1";
        self.run(sql, (highlight.to_string(), note))?;
        let inverse = Inverse::Note { highlight, was: was.note };
        self.log_entry(rowid, id, "note", Some(&inverse))
    }

    fn highlight(&self, id: HighlightId) -> Result<Option<Highlight>> {
        use rusqlite::OptionalExtension as _;
        let sql = format!("SELECT {} FROM highlight h WHERE id = ?1", crate::read::HIGHLIGHT);
        let mut statement = self.prepare(&sql)?;
        let found = statement.query_row([id.to_string()], crate::read::highlight_of);
        Ok(found.optional()?)
    }
}
