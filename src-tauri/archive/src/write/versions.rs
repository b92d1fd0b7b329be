//! Versions: new captures, and the pictures that fill their slots.

use backfile_article::{ArticleId, HowTaken, Sha256, Timestamp, VersionId};

use super::Writer;
use crate::{
    Capture, FetchPlan, JobKind, Kept, Media, MediaName, PageRecord, Result,
    codes::{self, content_digest},
    packing,
};

/// What decides which of two captures is shown.
struct Quality {
    rowid: i64,
    captured_at: i64,
    words: u32,
    completeness: f64,
    how: HowTaken,
    /// What cleaned it.
    extractor: String,
}

/// Whether a newer capture may take the place of the one shown. A page that came back with
/// much less, or as flattened text in place of a page, is kept but not shown; unless the person
/// has changed the rule for its site since, for then less may be what was wanted.
fn may_replace(new: &Quality, old: &Quality) -> bool {
    let flattened = new.how == HowTaken::FromText && old.how != HowTaken::FromText;
    let much_less = u64::from(new.words) * 10 < u64::from(old.words) * 6;
    let less_whole = new.words < old.words && new.completeness + 0.2 < old.completeness;
    let other_rule = rule(&new.extractor) != rule(&old.extractor);
    !flattened && (other_rule || !much_less && !less_whole)
}

/// The part of an extractor's name that says by which rule of the person it cleaned.
fn rule(extractor: &str) -> Option<&str> {
    extractor.split_once(", rule ").map(|(_, rule)| rule)
}

impl Writer<'_> {
    /// Adds a capture to an entry, which is an article from then on. The blobs of its pages are
    /// stored already. A capture with the very content of an earlier version is noted beside
    /// it; a poorer one is kept but does not take the place of the one shown. Its pictures are
    /// put into the queue when they are wanted.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn add_version(&mut self, article: ArticleId, capture: &Capture<'_>) -> Result<Kept> {
        let rowid = self.known(article)?;
        let before = self.look_before(rowid)?;
        self.touch_sources(rowid)?;
        let digest = content_digest(capture.extraction);
        // A page that was fetched proves more than a paste of the same words.
        let how = codes::how_number(capture.how);
        let same: Option<(i64, String)> = {
            use rusqlite::OptionalExtension as _;
            self.prepare(
                "SELECT rowid, id FROM version WHERE article = ?1 AND content_sha256 = ?2 \
                 AND how IN (?3, 0) ORDER BY captured_at DESC LIMIT 1",
            )?
            .query_row((rowid, digest.to_string(), how), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
        };
        let kept = match same {
            Some((version, id)) => {
                self.note_sighting(version, &capture.page)?;
                let newest = Quality {
                    rowid: version,
                    captured_at: capture.page.captured_at.0,
                    ..self.quality(version)?
                };
                if self.show(rowid, newest)? && capture.pictures {
                    // What was left out, or could not be had then, may be had now.
                    self.ask_for_pictures(rowid, version)?;
                }
                Kept::Same(id.parse().map_err(super::undo::damaged)?)
            }
            None => {
                let id = VersionId::new();
                let version = self.insert_version(rowid, id, capture, digest)?;
                self.add_slots(rowid, version, capture)?;
                let quality = self.quality(version)?;
                if self.show(rowid, quality)? { Kept::Shown(id) } else { Kept::Beside(id) }
            }
        };
        self.run(
            "UPDATE article SET standing = 1, problem_code = NULL, problem_args = NULL, \
             tried_at = NULL WHERE rowid = ?1",
            [rowid],
        )?;
        let id = self.id_at(rowid)?;
        self.log_look(rowid, &id, "version", before)?;
        Ok(kept)
    }

    fn insert_version(
        &mut self,
        rowid: i64,
        id: VersionId,
        capture: &Capture<'_>,
        digest: Sha256,
    ) -> Result<i64> {
        let (page, extraction) = (&capture.page, capture.extraction);
        let mut captions: Vec<&str> = Vec::new();
        for picture in &extraction.images {
            captions.extend(picture.caption.as_deref());
            captions.extend(picture.credit.as_deref());
            captions.extend(picture.alt.as_deref());
        }
        let json = serde_json::to_vec(extraction)?;
        let content = packing::content(&extraction.text(), &captions.join("\n"), &json)?;
        let packed: Vec<u8> = self.one("SELECT packed(?1)", [content])?;
        self.note_base(&page.sha256)?;
        self.run(
            "INSERT INTO version (id, article, captured_at, requested_url, final_url, redirects, \
             status, headers, peer, charset, media_type, page_sha256, page_bytes, wire_sha256, \
             wire_bytes, how, extractor, extraction, content_sha256, title, text, captions, \
             dictionary, word_count, completeness) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \
             ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, '', '', ?21, ?22, ?23)",
            rusqlite::params![
                id.to_string(),
                rowid,
                page.captured_at.0,
                &page.requested_url,
                &page.final_url,
                serde_json::to_string(&page.redirects)?,
                page.status,
                serde_json::to_string(&page.headers)?,
                page.peer.as_deref(),
                page.charset.as_deref(),
                &page.media_type,
                page.sha256.to_string(),
                whole(page.bytes),
                page.wire_sha256.to_string(),
                whole(page.wire_bytes),
                codes::how_number(capture.how),
                capture.extractor,
                &packed,
                digest.to_string(),
                &extraction.title,
                packing::dictionary_of(&packed),
                extraction.word_count,
                extraction.completeness,
            ],
        )?;
        let version = self.connection.last_insert_rowid();
        for (number, page) in capture.more_pages.iter().enumerate() {
            self.note_base(&page.sha256)?;
            self.run(
                "INSERT INTO version_page (version, number, final_url, page_sha256, wire_sha256) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    version,
                    i64::try_from(number + 2).unwrap_or(i64::MAX),
                    &page.final_url,
                    page.sha256.to_string(),
                    page.wire_sha256.to_string(),
                ),
            )?;
        }
        Ok(version)
    }

    fn note_sighting(&mut self, version: i64, page: &PageRecord) -> Result<()> {
        self.note_base(&page.sha256)?;
        self.run(
            "INSERT INTO sighting (version, captured_at, final_url, status, page_sha256, \
             wire_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                version,
                page.captured_at.0,
                &page.final_url,
                page.status,
                page.sha256.to_string(),
                page.wire_sha256.to_string(),
            ),
        )?;
        Ok(())
    }

    fn add_slots(&mut self, rowid: i64, version: i64, capture: &Capture<'_>) -> Result<()> {
        let images = capture.extraction.images.iter().map(|picture| (picture.url.as_str(), false));
        let lead = capture.extraction.lead_image.as_deref().map(|url| (url, true));
        let mut seen = std::collections::HashSet::new();
        let mut slots = 0_u32;
        for (url, lead) in images.chain(lead) {
            if url.is_empty() || !seen.insert(url) {
                continue;
            }
            let state = if capture.pictures { 0 } else { 3 };
            self.run(
                "INSERT INTO version_media (version, slot, url, lead, state) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                (version, slots, url, lead, state),
            )?;
            slots += 1;
        }
        if slots > 0 && capture.pictures {
            self.put_pictures(rowid)?;
        }
        Ok(())
    }

    fn quality(&self, version: i64) -> Result<Quality> {
        let mut statement = self.prepare(
            "SELECT captured_at, word_count, completeness, how, extractor FROM version \
             WHERE rowid = ?1",
        )?;
        Ok(statement.query_row([version], |row| {
            Ok(Quality {
                rowid: version,
                captured_at: row.get(0)?,
                words: row.get(1)?,
                completeness: row.get(2)?,
                how: codes::how(row.get(3)?),
                extractor: row.get(4)?,
            })
        })?)
    }

    /// Shows a version unless the one shown is better; whether it is the one shown now.
    fn show(&mut self, rowid: i64, new: Quality) -> Result<bool> {
        let sql = "SELECT current FROM article WHERE rowid = ?1";
        let current: Option<i64> = self.one(sql, [rowid])?;
        let shown = match current {
            None => true,
            Some(current) if current == new.rowid => true,
            Some(current) => may_replace(&new, &self.quality(current)?),
        };
        if shown {
            self.run("UPDATE article SET current = ?2 WHERE rowid = ?1", (rowid, new.rowid))?;
        }
        Ok(shown)
    }

    /// Chooses the version to show anew from all that an entry has, as after a merge.
    pub(super) fn choose_current(&mut self, rowid: i64) -> Result<()> {
        let versions: Vec<i64> = {
            let sql = "SELECT rowid FROM version WHERE article = ?1";
            let mut statement = self.prepare(sql)?;
            let rows = statement.query_map([rowid], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut all = Vec::new();
        for version in versions {
            all.push(self.quality(version)?);
        }
        all.sort_by_key(|quality| quality.captured_at);
        let best =
            all.into_iter().reduce(|old, new| if may_replace(&new, &old) { new } else { old });
        if let Some(best) = best {
            self.run(
                "UPDATE article SET current = ?2, standing = 1, problem_code = NULL, \
                 problem_args = NULL, tried_at = NULL WHERE rowid = ?1",
                (rowid, best.rowid),
            )?;
        }
        Ok(())
    }

    /// Fills a slot of a version with a picture whose blob is stored already.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn fill_slot(&mut self, version: VersionId, slot: u32, media: &Media) -> Result<()> {
        let row = self.known_version(version)?;
        self.add_media(media)?;
        self.run(
            "UPDATE version_media SET state = 1, sha256 = ?3, error = NULL \
             WHERE version = ?1 AND slot = ?2",
            (row, slot, media.name.sha256.to_string()),
        )?;
        self.log_version(row, "picture")
    }

    /// Says that a picture of a version could not be had, and why. A slot that is filled
    /// stays so.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn miss_slot(&mut self, version: VersionId, slot: u32, why: &str) -> Result<()> {
        let row = self.known_version(version)?;
        self.run(
            "UPDATE version_media SET state = 2, error = ?3 \
             WHERE version = ?1 AND slot = ?2 AND state <> 1",
            (row, slot, why),
        )?;
        self.log_version(row, "picture")
    }

    /// Lets the pictures of a version that are missing or were left out be fetched.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn want_pictures(&mut self, version: VersionId) -> Result<()> {
        let row = self.known_version(version)?;
        let rowid: i64 = self.one("SELECT article FROM version WHERE rowid = ?1", [row])?;
        if self.ask_for_pictures(rowid, row)? {
            self.log_version(row, "picture")?;
        }
        Ok(())
    }

    /// Puts the pictures of a version that are not kept into the queue; whether there are any.
    fn ask_for_pictures(&mut self, rowid: i64, version: i64) -> Result<bool> {
        let wanted = self.run(
            "UPDATE version_media SET state = 0, error = NULL WHERE version = ?1 AND state <> 1",
            [version],
        )?;
        if wanted > 0 {
            self.put_pictures(rowid)?;
        }
        Ok(wanted > 0)
    }

    /// Puts the pictures of the version shown into the queue.
    pub(super) fn put_pictures(&mut self, rowid: i64) -> Result<()> {
        let (position, host): (i64, String) = self
            .prepare("SELECT saved_at, host FROM article WHERE rowid = ?1")?
            .query_row([rowid], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.put_job(rowid, JobKind::Pictures, &host, FetchPlan::default(), position)
    }

    fn log_version(&mut self, version: i64, op: &str) -> Result<()> {
        let rowid: i64 = self.one("SELECT article FROM version WHERE rowid = ?1", [version])?;
        let id = self.id_at(rowid)?;
        self.log_entry(rowid, &id, op, None)
    }

    /// Notes a stored picture; one that is known already keeps what is known of it.
    ///
    /// # Errors
    /// The database.
    pub fn add_media(&mut self, media: &Media) -> Result<()> {
        let MediaName { sha256, ext } = &media.name;
        self.run(
            "INSERT OR IGNORE INTO media (sha256, ext, bytes, width, height) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (sha256.to_string(), ext, whole(media.bytes), media.width, media.height),
        )?;
        Ok(())
    }

    /// When the content of a version was last captured: its own time or that of its last
    /// sighting.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn last_seen(&self, version: VersionId) -> Result<Timestamp> {
        let row = self.known_version(version)?;
        let sql = "SELECT max(captured_at, coalesce( \
                   (SELECT max(captured_at) FROM sighting WHERE version = ?1), captured_at)) \
                   FROM version WHERE rowid = ?1";
        Ok(Timestamp(self.one(sql, [row])?))
    }
}

/// Sizes are below 2⁶³.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
