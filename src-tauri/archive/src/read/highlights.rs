//! Marked passages.

use backfile_article::{ArticleId, HighlightId, Quote, Timestamp};
use rusqlite::Row;

use super::Reader;
use crate::{
    ArchiveError, Highlight, Highlights, Result,
    codes::{count, text_as},
    tokens,
};

pub(crate) const COLUMNS: &str =
    "h.id, h.at, h.version, h.exact, h.prefix, h.suffix, h.start, h.note";

pub(crate) fn highlight_of(row: &Row<'_>) -> rusqlite::Result<Highlight> {
    Ok(Highlight {
        id: text_as(row, 0)?,
        at: Timestamp(row.get(1)?),
        version: text_as(row, 2)?,
        quote: Quote {
            exact: row.get(3)?,
            prefix: row.get(4)?,
            suffix: row.get(5)?,
            start: row.get(6)?,
        },
        note: row.get(7)?,
    })
}

impl Reader<'_> {
    /// The highlights of an entry, in the order of its text.
    ///
    /// # Errors
    /// The database.
    pub fn highlights_of(&self, id: ArticleId) -> Result<Vec<Highlight>> {
        let Some(rowid) = self.rowid(id)? else { return Ok(Vec::new()) };
        let sql =
            format!("SELECT {COLUMNS} FROM highlight h WHERE article = ?1 ORDER BY start, rowid");
        let mut statement = self.prepare(&sql)?;
        let found = statement.query_map([rowid], highlight_of)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Highlights of every entry outside the trash, the last one marked first: those whose
    /// passage, note, title or site hold each of these words, or the beginnings of words.
    ///
    /// # Errors
    /// The database.
    pub fn highlights(&self, words: &str, from: usize, most: usize) -> Result<Highlights> {
        let key = tokens::key(words);
        let wanted: Vec<&str> = key.split_whitespace().collect();
        // Each is looked at: a person marks thousands of passages, not millions.
        let sql = format!(
            "SELECT {COLUMNS}, a.id, a.title, a.site, a.host FROM highlight h \
             JOIN article a ON a.rowid = h.article WHERE a.trashed_at IS NULL \
             ORDER BY h.at DESC, h.rowid DESC"
        );
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let (mut total, mut found) = (0, Vec::new());
        while let Some(row) = rows.next()? {
            if !wanted.is_empty() && !holds(row, &wanted)? {
                continue;
            }
            if (from..from.saturating_add(most)).contains(&total) {
                found.push((text_as(row, 8)?, highlight_of(row)?));
            }
            total += 1;
        }
        Ok(Highlights { total: u32::try_from(total).unwrap_or(u32::MAX), rows: found })
    }

    pub(crate) fn highlight_count(&self) -> Result<u32> {
        let sql = "SELECT count(*) FROM highlight h JOIN article a ON a.rowid = h.article \
                   WHERE a.trashed_at IS NULL";
        Ok(count(self.one(sql, [])?))
    }

    /// The row number of the entry that has a highlight.
    pub(crate) fn highlighted(&self, id: HighlightId) -> Result<Option<i64>> {
        self.maybe("SELECT article FROM highlight WHERE id = ?1", [id.to_string()])
    }

    pub(crate) fn known_highlighted(&self, id: HighlightId) -> Result<i64> {
        let found = self.highlighted(id)?;
        found.ok_or_else(|| ArchiveError::NotFound(format!("highlight {id}")))
    }
}

/// Whether a row holds each of these words, or words that begin so.
fn holds(row: &Row<'_>, wanted: &[&str]) -> rusqlite::Result<bool> {
    let mut text = String::new();
    for column in [3, 7, 9, 10, 11] {
        text.push_str(row.get_ref(column)?.as_str_or_null()?.unwrap_or_default());
        text.push('\n');
    }
    let text = tokens::key(&text);
    Ok(wanted.iter().all(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            // Scripts without spaces have no beginnings of words.
            let spaced = word.chars().next().is_some_and(tokens::is_spaced);
            !spaced || !before.is_some_and(char::is_alphanumeric)
        })
    }))
}
