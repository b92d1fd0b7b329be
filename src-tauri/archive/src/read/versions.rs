//! Versions, their pictures and the bytes of their pages.

use backfile_article::{ArticleId, Sha256, Timestamp, VersionId};
use rusqlite::{OptionalExtension as _, Row};

use super::Reader;
use crate::{
    ArchiveError, Media, MediaName, PageRecord, Result, Slot, SlotState, Version, VersionHead,
    codes::{self, optional_as, size, text_as},
    packing,
};

fn head_of(row: &Row<'_>) -> rusqlite::Result<VersionHead> {
    Ok(VersionHead {
        id: text_as(row, "id")?,
        captured_at: Timestamp(row.get("captured_at")?),
        how: codes::how(row.get("how")?),
        word_count: row.get("word_count")?,
        completeness: row.get("completeness")?,
        seen_again: row.get::<_, Option<i64>>("seen_again")?.map(Timestamp),
    })
}

const HEAD: &str = "v.id AS id, v.captured_at AS captured_at, v.how AS how, \
    v.word_count AS word_count, v.completeness AS completeness, \
    (SELECT max(captured_at) FROM sighting WHERE version = v.rowid) AS seen_again";

struct Raw {
    rowid: i64,
    article: ArticleId,
    head: VersionHead,
    page: PageRecord,
    redirects: String,
    headers: String,
    extractor: String,
    extraction: Vec<u8>,
}

fn raw_of(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let head = head_of(row)?;
    Ok(Raw {
        rowid: row.get("rowid")?,
        article: text_as(row, "article_id")?,
        page: PageRecord {
            requested_url: row.get("requested_url")?,
            final_url: row.get("final_url")?,
            redirects: Vec::new(),
            status: row.get("status")?,
            headers: Vec::new(),
            peer: row.get("peer")?,
            captured_at: head.captured_at,
            media_type: row.get("media_type")?,
            charset: row.get("charset")?,
            sha256: text_as(row, "page_sha256")?,
            bytes: size(row, "page_bytes")?,
            wire_sha256: text_as(row, "wire_sha256")?,
            wire_bytes: size(row, "wire_bytes")?,
        },
        head,
        redirects: row.get("redirects")?,
        headers: row.get("headers")?,
        extractor: row.get("extractor")?,
        extraction: row.get("extraction")?,
    })
}

impl Reader<'_> {
    pub(crate) fn version_rowid(&self, id: VersionId) -> Result<Option<i64>> {
        self.maybe("SELECT rowid FROM version WHERE id = ?1", [id.to_string()])
    }

    pub(crate) fn known_version(&self, id: VersionId) -> Result<i64> {
        let found = self.version_rowid(id)?;
        found.ok_or_else(|| ArchiveError::NotFound(format!("version {id}")))
    }

    /// A version whole.
    ///
    /// # Errors
    /// `Damaged` when its extraction cannot be read, or the database.
    pub fn version(&self, id: VersionId) -> Result<Option<Version>> {
        let sql = format!(
            "SELECT {HEAD}, v.rowid AS rowid, a.id AS article_id, v.requested_url AS requested_url, \
             final_url, redirects, status, headers, peer, charset, media_type, page_sha256, \
             page_bytes, wire_sha256, wire_bytes, extractor, unpacked(extraction) AS extraction \
             FROM version v JOIN article a ON a.rowid = v.article WHERE v.id = ?1"
        );
        let raw = self.prepare(&sql)?.query_row([id.to_string()], raw_of).optional()?;
        let Some(raw) = raw else { return Ok(None) };
        let mut page = raw.page;
        page.redirects = serde_json::from_str(&raw.redirects)?;
        page.headers = serde_json::from_str(&raw.headers)?;
        Ok(Some(Version {
            head: raw.head,
            article: raw.article,
            page,
            more_pages: self.more_pages(raw.rowid)?,
            extractor: raw.extractor,
            extraction: packing::extraction(&raw.extraction)?,
            restored: self.restored_at(raw.rowid)?,
            slots: self.slots_at(raw.rowid)?,
        }))
    }

    fn more_pages(&self, version: i64) -> Result<Vec<Sha256>> {
        let sql = "SELECT page_sha256 FROM version_page WHERE version = ?1 ORDER BY number";
        let mut statement = self.prepare(sql)?;
        let pages = statement.query_map([version], |row| text_as(row, "page_sha256"))?;
        Ok(pages.collect::<Result<_, _>>()?)
    }

    pub(crate) fn restored_at(&self, version: i64) -> Result<Vec<u32>> {
        let mut statement =
            self.prepare("SELECT block FROM restored WHERE version = ?1 ORDER BY block")?;
        let blocks = statement.query_map([version], |row| row.get(0))?;
        Ok(blocks.collect::<Result<_, _>>()?)
    }

    /// The versions of an entry in short, newest first.
    ///
    /// # Errors
    /// The database.
    pub fn versions_of(&self, id: ArticleId) -> Result<Vec<VersionHead>> {
        let Some(rowid) = self.rowid(id)? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {HEAD} FROM version v WHERE v.article = ?1 ORDER BY captured_at DESC, rowid DESC"
        );
        let mut statement = self.prepare(&sql)?;
        let heads = statement.query_map([rowid], head_of)?;
        Ok(heads.collect::<Result<_, _>>()?)
    }

    /// The name of the blob with a version's page.
    ///
    /// # Errors
    /// The database.
    pub fn page_blob(&self, id: VersionId) -> Result<Option<Sha256>> {
        let mut statement = self.prepare("SELECT page_sha256 FROM version WHERE id = ?1")?;
        let found = statement.query_row([id.to_string()], |row| text_as(row, "page_sha256"));
        Ok(found.optional()?)
    }

    /// The pictures of a version, in the order of the page.
    ///
    /// # Errors
    /// The database.
    pub fn slots(&self, id: VersionId) -> Result<Vec<Slot>> {
        match self.version_rowid(id)? {
            Some(rowid) => self.slots_at(rowid),
            None => Ok(Vec::new()),
        }
    }

    pub(crate) fn slots_at(&self, version: i64) -> Result<Vec<Slot>> {
        let mut statement = self.prepare(
            "SELECT slot, url, lead, state, error, m.sha256 AS sha256, ext, bytes, width, height \
             FROM version_media x LEFT JOIN media m ON m.sha256 = x.sha256 \
             WHERE version = ?1 ORDER BY slot",
        )?;
        let slots = statement.query_map([version], |row| {
            let state = match row.get::<_, i64>("state")? {
                1 => SlotState::Kept(media_of(row)?),
                2 => SlotState::Missing(row.get::<_, Option<_>>("error")?.unwrap_or_default()),
                3 => SlotState::LeftOut,
                _ => SlotState::Waiting,
            };
            Ok(Slot { slot: row.get("slot")?, url: row.get("url")?, lead: row.get("lead")?, state })
        })?;
        Ok(slots.collect::<Result<_, _>>()?)
    }

    /// A stored picture, by its digest.
    ///
    /// # Errors
    /// The database.
    pub fn media(&self, sha256: &Sha256) -> Result<Option<Media>> {
        let sql = "SELECT sha256, ext, bytes, width, height FROM media WHERE sha256 = ?1";
        Ok(self.prepare(sql)?.query_row([sha256.to_string()], media_of).optional()?)
    }

    /// Whether a row names a blob.
    pub(crate) fn names_blob(&self, sha256: &Sha256) -> Result<bool> {
        // One list of every column that names a blob; `verify` reads it too.
        for (table, column) in BLOB_COLUMNS {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1)");
            if self.one::<bool>(&sql, [sha256.to_string()])? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Every column that names a blob. `thumbnail_sha256` names pictures made here.
pub(crate) const BLOB_COLUMNS: [(&str, &str); 7] = [
    ("version", "page_sha256"),
    ("version_page", "page_sha256"),
    ("sighting", "page_sha256"),
    ("media", "sha256"),
    ("article", "link_page_sha256"),
    ("article", "thumbnail_sha256"),
    ("base", "sha256"),
];

fn media_of(row: &Row<'_>) -> rusqlite::Result<Media> {
    let sha256 = optional_as(row, "sha256")?.unwrap_or(Sha256([0; 32]));
    Ok(Media {
        name: MediaName { sha256, ext: row.get("ext")? },
        bytes: size(row, "bytes")?,
        width: row.get("width")?,
        height: row.get("height")?,
    })
}
