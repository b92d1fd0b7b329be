//! Keeps what is derived from the rows of an entry in step with them: the columns that a list
//! shows, and the search index.
//!
//! The index holds no copy of the texts, so taking an entry out of FTS5 needs the very texts
//! that went in. Therefore a mutation calls `touch` before it changes anything that is indexed:
//! the entry is taken out, whether it is fresh or in a segment, and is put in again, fresh,
//! with its new texts when the act ends.

use std::collections::BTreeSet;

use backfile_article::{Author, Direction, Extraction, PageTime};
use backfile_query::tokens::{self, Kind};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use crate::{
    Field, Reader, Result, codes, packing,
    search::{fresh, segments},
};

/// Entries that an act touched: row numbers.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// Their derived columns are to be made again.
    derive: BTreeSet<i64>,
    /// They are out of the index and are to be put in.
    index: BTreeSet<i64>,
}

/// The columns of an entry, as the index has them.
pub(crate) const COLUMNS: &str = "title, byline, site, url, tags, topics, body, captions";
/// Characters of a text that stand for it in a list, when its page has no description.
const EXCERPT: usize = 300;

/// The setting that says which tokens FTS5 was given.
const TOKENS: &str = "search.tokens";

/// Whether FTS5 was given the tokens that this program asks for, and keeps them as it reads them.
pub(crate) fn is_current(connection: &Connection) -> Result<bool> {
    let sql = "SELECT value FROM setting WHERE key = ?1";
    let made: Option<String> = connection.query_row(sql, [TOKENS], |row| row.get(0)).optional()?;
    Ok(made == Some(tokens::VERSION.to_string()) && fresh::is_known(connection)?)
}

/// Gives FTS5 what is fresh anew where it was given other tokens than this program's, for of
/// those what is asked for would not be found and what is deleted would stay, and where its
/// tables have a layout that is not known. The caller holds the archive alone.
pub(crate) fn bring_up(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !is_current(&transaction)? {
        if !fresh::is_known(&transaction)? {
            fresh::forget_layout(&transaction)?;
        }
        let rows = self::fresh(&transaction)?;
        set_fresh(&transaction, &rows)?;
        transaction.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (TOKENS, tokens::VERSION.to_string()),
        )?;
    }
    Ok(transaction.commit()?)
}

/// The entries whose words FTS5 has.
pub(crate) fn fresh(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT row FROM fresh ORDER BY row")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Empties FTS5 and gives it the words of these entries.
pub(crate) fn set_fresh(connection: &Connection, rows: &[i64]) -> Result<()> {
    connection.execute("INSERT INTO found (found) VALUES ('delete-all')", [])?;
    connection.execute("DELETE FROM fresh", [])?;
    for row in rows {
        put_in(connection, *row)?;
    }
    Ok(())
}

fn put_in(connection: &Connection, row: i64) -> Result<()> {
    connection.prepare_cached("INSERT INTO fresh (row) VALUES (?1)")?.execute([row])?;
    let sql = format!(
        "INSERT INTO found (rowid, {COLUMNS}) \
         SELECT rowid, {COLUMNS} FROM entry_content WHERE rowid = ?1"
    );
    connection.prepare_cached(&sql)?.execute([row])?;
    Ok(())
}

impl Reader<'_> {
    /// An entry that was just made and is not in the index yet.
    pub(crate) fn touch_new(&self, rowid: i64) {
        self.pending.borrow_mut().index.insert(rowid);
    }

    /// What is indexed of an entry is about to change.
    pub(crate) fn touch(&self, rowid: i64) -> Result<()> {
        if !self.pending.borrow_mut().index.insert(rowid) {
            return Ok(());
        }
        segments::note_gone(self, rowid)?;
        let sql = "SELECT 1 FROM fresh WHERE row = ?1";
        if self.maybe::<i64>(sql, [rowid])?.is_some() {
            self.prepare(&format!(
                "INSERT INTO found (found, rowid, {COLUMNS}) \
                 SELECT 'delete', rowid, {COLUMNS} FROM entry_content WHERE rowid = ?1"
            ))?
            .execute([rowid])?;
            self.prepare("DELETE FROM fresh WHERE row = ?1")?.execute([rowid])?;
        }
        Ok(())
    }

    /// What the derived columns of an entry are made from is about to change.
    pub(crate) fn touch_sources(&self, rowid: i64) -> Result<()> {
        self.touch(rowid)?;
        self.pending.borrow_mut().derive.insert(rowid);
        Ok(())
    }

    /// An entry is about to be deleted.
    pub(crate) fn touch_last(&self, rowid: i64) -> Result<()> {
        self.touch(rowid)?;
        let mut pending = self.pending.borrow_mut();
        pending.derive.remove(&rowid);
        pending.index.remove(&rowid);
        Ok(())
    }

    /// Brings what is derived in step with what was changed.
    pub(crate) fn settle(&self) -> Result<()> {
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        for &rowid in &pending.derive {
            self.derive(rowid)?;
        }
        for &rowid in &pending.index {
            put_in(self.connection, rowid)?;
        }
        Ok(())
    }

    /// Makes the derived columns of an entry: what the person wrote, else what the version
    /// shown says, else what its page said as a link, else what a list brought.
    fn derive(&self, rowid: i64) -> Result<()> {
        let Some(sources) = self.sources(rowid)? else { return Ok(()) };
        let correction = |field: Field| -> Result<Option<String>> {
            let sql = "SELECT value FROM correction WHERE article = ?1 AND field = ?2";
            self.maybe(sql, (rowid, field.name()))
        };
        let extraction = sources.extraction.as_deref().map(packing::extraction).transpose()?;
        let restored = match sources.current {
            Some(version) => self.restored_at(version)?,
            None => Vec::new(),
        };
        let overlay = extraction.as_ref().filter(|_| !restored.is_empty());
        let overlay = overlay.map(|extraction| extraction.with_restored(&restored).text());
        let article = extraction.as_ref();
        let text = overlay.clone().or_else(|| article.map(Extraction::text));
        let title = correction(Field::Title)?
            .or_else(|| article.and_then(|article| filled(&article.title)))
            .or(sources.link_title)
            .or(sources.imported_title);
        let site = correction(Field::Site)?
            .or_else(|| article.and_then(|article| article.site.as_deref().and_then(filled)))
            .or(sources.link_site);
        let byline = correction(Field::Byline)?
            .or_else(|| article.and_then(|article| byline(&article.authors)));
        let excerpt = article
            .and_then(|article| article.excerpt.as_deref().and_then(filled))
            .or_else(|| text.as_deref().and_then(beginning))
            .or(sources.link_excerpt)
            .or(sources.imported_excerpt);
        let published = match correction(Field::Published)? {
            Some(text) => PageTime::parse_iso(&text),
            None => article.and_then(|article| article.published.clone()),
        };
        let topics = article.map(|article| article.topics.join("\n"));
        let language = article.and_then(|article| article.language.clone());
        let words = article.map(|article| article.word_count);
        let minutes = text.as_deref().and_then(reading_minutes);
        self.prepare(
            "UPDATE article SET title = ?2, site = ?3, byline = ?4, excerpt = ?5, topics = ?6, \
             published = ?7, published_precision = ?8, published_zoned = ?9, published_key = ?10, \
             language = ?11, direction = ?12, word_count = ?13, reading_minutes = ?14, \
             completeness = ?15, how = ?16, overlay_text = ?17 WHERE rowid = ?1",
        )?
        .execute(rusqlite::params![
            rowid,
            title,
            site,
            byline,
            excerpt,
            topics.filter(|topics| !topics.is_empty()),
            published.as_ref().map(|time| time.text.as_str()),
            published.as_ref().map(|time| codes::precision_number(time.precision)),
            published.as_ref().map(|time| time.zoned),
            published.as_ref().map(|time| time.sort_key),
            language,
            codes::direction_number(article.map_or(Direction::Ltr, |article| article.direction)),
            words,
            minutes,
            article.map(|article| article.completeness),
            sources.how,
            overlay,
        ])?;
        Ok(())
    }

    fn sources(&self, rowid: i64) -> Result<Option<Sources>> {
        let mut statement = self.prepare(
            "SELECT imported_title, imported_excerpt, link_title, link_excerpt, link_site, current, \
             unpacked(v.extraction) AS extraction, v.how AS how \
             FROM article a LEFT JOIN version v ON v.rowid = a.current WHERE a.rowid = ?1",
        )?;
        let found = statement.query_row([rowid], |row| {
            Ok(Sources {
                imported_title: row.get("imported_title")?,
                imported_excerpt: row.get("imported_excerpt")?,
                link_title: row.get("link_title")?,
                link_excerpt: row.get("link_excerpt")?,
                link_site: row.get("link_site")?,
                current: row.get("current")?,
                extraction: row.get("extraction")?,
                how: row.get("how")?,
            })
        });
        Ok(found.optional()?)
    }
}

struct Sources {
    imported_title: Option<String>,
    imported_excerpt: Option<String>,
    link_title: Option<String>,
    link_excerpt: Option<String>,
    link_site: Option<String>,
    current: Option<i64>,
    extraction: Option<Vec<u8>>,
    how: Option<i64>,
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn byline(authors: &[Author]) -> Option<String> {
    let names: Vec<&str> = authors.iter().map(|author| author.name.trim()).collect();
    filled(&names.join(", "))
}

fn beginning(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let mut excerpt = String::new();
    let mut whole = true;
    for word in words.by_ref() {
        if !excerpt.is_empty() {
            if excerpt.chars().count() + word.chars().count() > EXCERPT {
                whole = false;
                break;
            }
            excerpt.push(' ');
        }
        // A script without spaces comes as one long word.
        excerpt.extend(word.chars().take(EXCERPT));
    }
    if !whole {
        excerpt.push('…');
    }
    filled(&excerpt)
}

/// Minutes that a text takes, at least one; none for no text. People read about 230 words a
/// minute, or 450 characters of a script without spaces.
fn reading_minutes(text: &str) -> Option<u32> {
    let (mut words, mut characters) = (0_u32, 0_u32);
    let mut last = None;
    crate::tokens::each_token(text, |token| {
        if last.replace(token.position) != Some(token.position) {
            match token.kind {
                Kind::Pair | Kind::Last => characters = characters.saturating_add(1),
                _ => words = words.saturating_add(1),
            }
        }
        true
    });
    let seconds = u64::from(words) * 60 / 230 + u64::from(characters) * 60 / 450;
    let minutes = u32::try_from((seconds + 30) / 60).unwrap_or(u32::MAX);
    (words + characters > 0).then(|| minutes.max(1))
}
