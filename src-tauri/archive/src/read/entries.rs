//! Entries by id and by address, and how many there are.

use std::str::FromStr;

use backfile_article::{ArticleId, PageTime, Sha256, Timestamp};
use rusqlite::{OptionalExtension as _, Row, types::FromSql};

use super::Reader;
use crate::{
    ArchiveError, Counts, Entry, Field, MediaName, Result, TagRef, Trouble, View,
    codes::{self, optional_as, text_as},
};

/// The columns that [`entry_of`] reads, in its order.
const COLUMNS: &str = "a.id, standing, requested_url, url, host, saved_at, read_at, starred_at, \
    trashed_at, opened_at, progress, paragraph, a.title, site, byline, excerpt, published, \
    published_precision, published_zoned, published_key, thumbnail_sha256, thumbnail_ext, \
    a.word_count, reading_minutes, language, direction, a.completeness, a.how, problem_code, \
    problem_args, tried_at, \
    (SELECT id FROM version WHERE rowid = a.current), link_page_sha256, link_media_type, \
    EXISTS (SELECT 1 FROM job WHERE article = a.rowid AND kind = 0), \
    EXISTS (SELECT 1 FROM job WHERE article = a.rowid AND kind = 1)";

/// Reads the columns of a row one after the other. To look each up by its name would take
/// longer than the query.
struct Cells<'a> {
    row: &'a Row<'a>,
    at: usize,
}

impl Cells<'_> {
    fn next<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let value = self.row.get(self.at);
        self.at += 1;
        value
    }

    fn text<T>(&mut self) -> rusqlite::Result<Option<T>>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let value = optional_as(self.row, self.at);
        self.at += 1;
        value
    }

    fn time(&mut self) -> rusqlite::Result<Option<Timestamp>> {
        Ok(self.next::<Option<i64>>()?.map(Timestamp))
    }

    fn published(&mut self) -> rusqlite::Result<Option<PageTime>> {
        let text: Option<String> = self.next()?;
        let Some(text) = text else {
            self.at += 3;
            return Ok(None);
        };
        Ok(Some(PageTime {
            text,
            precision: codes::precision(self.next()?),
            zoned: self.next()?,
            sort_key: self.next()?,
        }))
    }

    /// A blob's name, and the column that says more of it where there is one.
    fn blob<T: FromSql>(&mut self) -> rusqlite::Result<Option<(Sha256, T)>> {
        let sha256 = self.text()?;
        self.at += 1;
        sha256.map(|sha256| Ok((sha256, self.row.get(self.at - 1)?))).transpose()
    }

    fn trouble(&mut self) -> rusqlite::Result<Option<Trouble>> {
        let code: Option<String> = self.next()?;
        let args: Option<String> = self.next()?;
        let args = args.and_then(|args| serde_json::from_str(&args).ok()).unwrap_or_default();
        Ok(code.map(|code| Trouble { code, args }))
    }
}

/// The entry, without its tags.
fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let mut cells = Cells { row, at: 1 };
    // What is written here is read in this order.
    Ok(Entry {
        id: text_as(row, 0)?,
        standing: codes::standing(cells.next()?),
        requested_url: cells.next()?,
        url: cells.next()?,
        host: cells.next()?,
        saved_at: Timestamp(cells.next()?),
        read_at: cells.time()?,
        starred_at: cells.time()?,
        trashed_at: cells.time()?,
        opened_at: cells.time()?,
        progress: cells.next()?,
        paragraph: cells.next()?,
        title: cells.next()?,
        site: cells.next()?,
        byline: cells.next()?,
        excerpt: cells.next()?,
        published: cells.published()?,
        thumbnail: cells.blob()?.map(|(sha256, ext)| MediaName { sha256, ext }),
        word_count: cells.next()?,
        reading_minutes: cells.next()?,
        language: cells.next()?,
        direction: codes::direction(cells.next()?),
        completeness: cells.next()?,
        how: cells.next::<Option<i64>>()?.map(codes::how),
        trouble: cells.trouble()?,
        tried_at: cells.time()?,
        version: cells.text()?,
        link_page: cells.blob()?,
        page_queued: cells.next()?,
        pictures_queued: cells.next()?,
        tags: Vec::new(),
    })
}

impl Reader<'_> {
    /// The row number of an entry, by its id or one that was merged into it.
    pub(crate) fn rowid(&self, id: ArticleId) -> Result<Option<i64>> {
        let mut id = id.to_string();
        // Merges never make a circle; the bound is for a database that was tampered with.
        for _ in 0..32 {
            let found = self.maybe("SELECT rowid FROM article WHERE id = ?1", [&id])?;
            if found.is_some() {
                return Ok(found);
            }
            let target =
                self.maybe("SELECT target FROM alias WHERE id = ?1 AND entity = 'article'", [&id])?;
            match target {
                Some(target) => id = target,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The row number of an entry that must be there.
    pub(crate) fn known(&self, id: ArticleId) -> Result<i64> {
        self.rowid(id)?.ok_or_else(|| ArchiveError::NotFound(format!("entry {id}")))
    }

    /// An entry, by its id or one that was merged into it.
    ///
    /// # Errors
    /// The database.
    pub fn entry(&self, id: ArticleId) -> Result<Option<Entry>> {
        match self.rowid(id)? {
            Some(rowid) => self.entry_at(rowid),
            None => Ok(None),
        }
    }

    pub(crate) fn entry_at(&self, rowid: i64) -> Result<Option<Entry>> {
        self.settle()?;
        let sql = format!("SELECT {COLUMNS} FROM article a WHERE a.rowid = ?1");
        let found = self.prepare(&sql)?.query_row([rowid], entry_of).optional()?;
        let Some(mut entry) = found else { return Ok(None) };
        entry.tags = self.tags_at(rowid)?;
        Ok(Some(entry))
    }

    pub(crate) fn tags_at(&self, rowid: i64) -> Result<Vec<TagRef>> {
        let mut statement = self.prepare(
            "SELECT t.id, t.name FROM article_tag x JOIN tag t ON t.rowid = x.tag \
             WHERE x.article = ?1 ORDER BY t.name_key",
        )?;
        let tags = statement
            .query_map([rowid], |row| Ok(TagRef { id: text_as(row, 0)?, name: row.get(1)? }))?;
        Ok(tags.collect::<Result<_, _>>()?)
    }

    /// The entry that an address leads to, by the key that decides identity.
    ///
    /// # Errors
    /// The database.
    pub fn by_key(&self, url_key: &str) -> Result<Option<Entry>> {
        let found = self.maybe("SELECT article FROM address WHERE key = ?1", [url_key])?;
        match found {
            Some(rowid) => self.entry_at(rowid),
            None => Ok(None),
        }
    }

    /// How many entries stand where.
    ///
    /// # Errors
    /// The database.
    pub fn counts(&self) -> Result<Counts> {
        self.settle()?;
        let spine = self.spine()?;
        let of = |view| u32::try_from(spine.sets.of(view, false).len()).unwrap_or(u32::MAX);
        let counts = Counts {
            entries: u32::try_from(spine.len()).unwrap_or(u32::MAX),
            all: of(View::All),
            unread: of(View::Unread),
            starred: of(View::Starred),
            links: of(View::Links),
            failed: of(View::Failed),
            trash: of(View::Trash),
            highlights: self.highlight_count()?,
        };
        Ok(counts)
    }

    /// The fields that a person corrected, with what they wrote.
    ///
    /// # Errors
    /// The database.
    pub fn corrections(&self, id: ArticleId) -> Result<Vec<(Field, String)>> {
        let Some(rowid) = self.rowid(id)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for field in Field::ALL {
            let sql = "SELECT value FROM correction WHERE article = ?1 AND field = ?2";
            let value: Option<String> = self.maybe(sql, (rowid, field.name()))?;
            found.extend(value.map(|value| (field, value)));
        }
        Ok(found)
    }

    /// The ids of every entry in the trash.
    ///
    /// # Errors
    /// The database.
    pub fn trash(&self) -> Result<Vec<ArticleId>> {
        let mut statement = self.prepare("SELECT id FROM article WHERE trashed_at IS NOT NULL")?;
        let ids = statement.query_map([], |row| text_as(row, "id"))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
