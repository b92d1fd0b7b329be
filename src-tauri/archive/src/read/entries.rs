//! Entries by id and by address, and how many there are.

use backfile_article::{ArticleId, PageTime, Timestamp};
use rusqlite::{OptionalExtension as _, Row};

use super::Reader;
use crate::{
    ArchiveError, Counts, Entry, Field, MediaName, Result, TagRef, Trouble, View,
    codes::{self, optional_as, text_as},
};

/// The columns that [`entry_of`] reads.
const COLUMNS: &str = "a.rowid AS rowid, a.id AS id, standing, requested_url, url, host, \
    saved_at, read_at, starred_at, trashed_at, opened_at, progress, paragraph, a.title AS title, \
    site, byline, excerpt, published, published_precision, published_zoned, published_key, \
    thumbnail_sha256, thumbnail_ext, a.word_count AS word_count, reading_minutes, language, \
    direction, a.completeness AS completeness, a.how AS how, problem_code, problem_args, \
    tried_at, link_page_sha256, link_media_type, \
    (SELECT id FROM version WHERE rowid = a.current) AS version, \
    EXISTS (SELECT 1 FROM job WHERE article = a.rowid AND kind = 0) AS page_queued, \
    EXISTS (SELECT 1 FROM job WHERE article = a.rowid AND kind = 1) AS pictures_queued";

fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// The row number and the entry, without its tags.
fn entry_of(row: &Row<'_>) -> rusqlite::Result<(i64, Entry)> {
    let published = match row.get::<_, Option<String>>("published")? {
        Some(text) => Some(PageTime {
            text,
            precision: codes::precision(row.get("published_precision")?),
            zoned: row.get("published_zoned")?,
            sort_key: row.get("published_key")?,
        }),
        None => None,
    };
    let trouble = row.get::<_, Option<String>>("problem_code")?.map(|code| {
        let args = row.get::<_, Option<String>>("problem_args").ok().flatten();
        let args = args.and_then(|args| serde_json::from_str(&args).ok()).unwrap_or_default();
        Trouble { code, args }
    });
    let thumbnail = match optional_as(row, "thumbnail_sha256")? {
        Some(sha256) => Some(MediaName { sha256, ext: row.get("thumbnail_ext")? }),
        None => None,
    };
    let link_page = match optional_as(row, "link_page_sha256")? {
        Some(sha256) => Some((sha256, row.get("link_media_type")?)),
        None => None,
    };
    let entry = Entry {
        id: text_as(row, "id")?,
        standing: codes::standing(row.get("standing")?),
        requested_url: row.get("requested_url")?,
        url: row.get("url")?,
        host: row.get("host")?,
        saved_at: Timestamp(row.get("saved_at")?),
        read_at: time(row, "read_at")?,
        starred_at: time(row, "starred_at")?,
        trashed_at: time(row, "trashed_at")?,
        opened_at: time(row, "opened_at")?,
        progress: row.get("progress")?,
        paragraph: row.get("paragraph")?,
        title: row.get("title")?,
        site: row.get("site")?,
        byline: row.get("byline")?,
        excerpt: row.get("excerpt")?,
        published,
        thumbnail,
        word_count: row.get("word_count")?,
        reading_minutes: row.get("reading_minutes")?,
        language: row.get("language")?,
        direction: codes::direction(row.get("direction")?),
        completeness: row.get("completeness")?,
        how: row.get::<_, Option<i64>>("how")?.map(codes::how),
        trouble,
        tried_at: time(row, "tried_at")?,
        version: optional_as(row, "version")?,
        link_page,
        tags: Vec::new(),
        page_queued: row.get("page_queued")?,
        pictures_queued: row.get("pictures_queued")?,
    };
    Ok((row.get("rowid")?, entry))
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
        let Some((_, mut entry)) = found else { return Ok(None) };
        entry.tags = self.tags_at(rowid)?;
        Ok(Some(entry))
    }

    pub(crate) fn tags_at(&self, rowid: i64) -> Result<Vec<TagRef>> {
        let mut statement = self.prepare(
            "SELECT t.id AS id, t.name AS name FROM article_tag x JOIN tag t ON t.rowid = x.tag \
             WHERE x.article = ?1 ORDER BY t.name_key",
        )?;
        let tags = statement.query_map([rowid], |row| {
            Ok(TagRef { id: text_as(row, "id")?, name: row.get("name")? })
        })?;
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
