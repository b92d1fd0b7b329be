//! Training dictionaries from what the archive holds. One is trained when there is enough to
//! learn from, and again when the archive has ten times as much as the last one knew.

use backfile_article::{Sha256, Timestamp};
use rusqlite::OptionalExtension as _;
use zstd::{dict::from_continuous, zstd_safe};

use crate::{Archive, Result, blobs::form::Base, codes::text_as, packing};

/// Fewer teach nothing that holds for others.
const FEWEST: u64 = 50;
const GROWTH: u64 = 10;
/// Bytes of a dictionary for versions. A larger one was measured to save less than it takes.
const FOR_VERSIONS: usize = 110 * 1024;
/// Bytes of a dictionary for pages, whose scripts and styles are long.
const FOR_PAGES: usize = 512 * 1024;
/// Bytes of one sample, and of all.
const SAMPLE: usize = 96 * 1024;
const SAMPLES: usize = 48 * 1024 * 1024;

/// What is learned from.
#[derive(Default)]
struct Samples {
    bytes: Vec<u8>,
    lengths: Vec<usize>,
}

impl Samples {
    fn add(&mut self, sample: &[u8]) {
        let sample = &sample[..sample.len().min(SAMPLE)];
        if !sample.is_empty() && self.bytes.len() + sample.len() <= SAMPLES {
            self.bytes.extend_from_slice(sample);
            self.lengths.push(sample.len());
        }
    }

    /// A dictionary of at most `size` bytes; none where the samples are too few or too unlike.
    fn dictionary(&self, size: usize) -> Option<Vec<u8>> {
        let size = size.min(self.bytes.len() / 8);
        match from_continuous(&self.bytes, &self.lengths, size) {
            Ok(dictionary) => Some(dictionary),
            Err(error) => {
                tracing::info!(%error, "no dictionary was trained");
                None
            }
        }
    }
}

fn is_due(now: u64, last: Option<u64>) -> bool {
    now >= last.map_or(FEWEST, |last| last.saturating_mul(GROWTH))
}

/// Trains a dictionary for versions where it is time; whether one was.
pub(super) fn versions(archive: &Archive, at: Timestamp) -> Result<bool> {
    let (count, last) = archive.read(|reader| {
        let count: i64 = reader.one("SELECT count(*) FROM version", [])?;
        let sql = "SELECT versions FROM dictionary ORDER BY at DESC, id DESC LIMIT 1";
        Ok((count, reader.maybe::<i64>(sql, [])?))
    })?;
    if !is_due(count.unsigned_abs(), last.map(i64::unsigned_abs)) {
        return Ok(false);
    }
    let samples = archive.read(|reader| {
        let mut samples = Samples::default();
        // From all over the archive, for what it saves changes with the years.
        let step = (count / 3000).max(1);
        let mut statement = reader.prepare(
            "SELECT text, captions, unpacked(extraction) FROM version WHERE rowid % ?1 = 0",
        )?;
        let mut rows = statement.query([step])?;
        while let Some(row) = rows.next()? {
            let old: (String, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            samples.add(&super::versions::content(&old.0, &old.1, &old.2)?);
        }
        Ok(samples)
    })?;
    let Some(bytes) = samples.dictionary(FOR_VERSIONS) else { return Ok(false) };
    let Some(id) = zstd_safe::get_dict_id_from_dict(&bytes) else { return Ok(false) };
    let added = archive.with_writer(|connection| {
        // Should two ever have one number, the older one stays what it is.
        Ok(connection.execute(
            "INSERT OR IGNORE INTO dictionary (id, sha256, bytes, versions, at) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (id.get(), Sha256::of(&bytes).to_string(), &bytes, count, at.0),
        )?)
    })?;
    archive.dictionaries().forget_newest();
    Ok(added > 0)
}

/// Trains a dictionary for pages where it is time; whether one was.
pub(super) fn pages(archive: &Archive, at: Timestamp) -> Result<bool> {
    let (sites, last) = archive.read(|reader| {
        let sites: i64 =
            reader.one("SELECT count(DISTINCT host) FROM article WHERE current IS NOT NULL", [])?;
        let sql = "SELECT pages FROM base WHERE pages IS NOT NULL ORDER BY rowid DESC LIMIT 1";
        Ok((sites, reader.maybe::<i64>(sql, [])?))
    })?;
    if !is_due(sites.unsigned_abs(), last.map(i64::unsigned_abs)) {
        return Ok(false);
    }
    // One page a site: what the pages of a site share their base gives already.
    let pages: Vec<Sha256> = archive.read(|reader| {
        let mut statement = reader.prepare(
            "SELECT v.page_sha256 AS sha256, max(a.rowid) FROM article a \
             JOIN version v ON v.rowid = a.current GROUP BY a.host",
        )?;
        let rows = statement.query_map([], |row| text_as(row, "sha256"))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    })?;
    let mut samples = Samples::default();
    for page in pages.iter().step_by((pages.len() / (SAMPLES / SAMPLE)).max(1)) {
        match archive.blobs().get(page) {
            Ok(Some(bytes)) => samples.add(&bytes),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a page is passed over"),
        }
    }
    let Some(bytes) = samples.dictionary(FOR_PAGES) else { return Ok(false) };
    let known: Option<i64> = archive.read(|reader| {
        let sql = "SELECT rowid FROM base WHERE sha256 = ?1";
        reader.maybe(sql, [Sha256::of(&bytes).to_string()])
    })?;
    if known.is_some() {
        return Ok(false);
    }
    let sha256 = archive.blobs().put(&bytes)?;
    archive.with_writer(|connection| {
        connection.execute(
            "INSERT INTO base (sha256, pages, at) VALUES (?1, ?2, ?3)",
            (sha256.to_string(), sites, at.0),
        )?;
        Ok(true)
    })
}

/// The newest dictionary for pages, ready to compress with.
pub(super) fn newest(archive: &Archive, level: i32) -> Result<Option<Base>> {
    let sql = "SELECT sha256 FROM base WHERE pages IS NOT NULL ORDER BY rowid DESC LIMIT 1";
    let newest: Option<Sha256> = archive.read(|reader| {
        let mut statement = reader.prepare(sql)?;
        Ok(statement.query_row([], |row| text_as(row, "sha256")).optional()?)
    })?;
    let Some(sha256) = newest else { return Ok(None) };
    let Some(bytes) = archive.blobs().get(&sha256)? else { return Ok(None) };
    let stored = archive.blobs().size(&sha256).unwrap_or_default();
    match Base::new(sha256, bytes, stored).prepared(level) {
        Ok(base) => Ok(Some(base)),
        Err(error) => Err(packing::damaged(error)),
    }
}
