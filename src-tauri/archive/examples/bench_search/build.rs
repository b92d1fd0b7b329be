//! Builds an archive through the archive's own writes, and beside it a plain index to compare.

use std::{error::Error, fs, path::Path, time::Instant};

use backfile_archive::{
    Act, Added, Archive, ArchiveError, Capture, OpenOptions, PageRecord, Tending, Writer,
};
use backfile_article::{HowTaken, Sha256, Timestamp};
use rusqlite::Connection;

use crate::corpus::{self, Made, NOW};

/// Changes when the articles of a number do, so that older archives are not taken for these.
const CORPUS: u32 = 2;
const AT_ONCE: u64 = 500;

fn page(made: &Made) -> PageRecord {
    let sha256 = Sha256::of(made.entry.url.as_bytes());
    PageRecord {
        requested_url: made.entry.url.clone(),
        final_url: made.entry.url.clone(),
        redirects: Vec::new(),
        status: 200,
        headers: Vec::new(),
        peer: None,
        captured_at: Timestamp(NOW),
        media_type: "text/html".to_owned(),
        charset: None,
        sha256,
        bytes: 1,
        wire_sha256: sha256,
        wire_bytes: 1,
    }
}

/// Writes articles within one act.
pub(crate) fn write(writer: &mut Writer<'_>, all: &[Made]) -> Result<(), ArchiveError> {
    let entries: Vec<_> = all.iter().map(|made| made.entry.clone()).collect();
    let added = writer.add_entries(&entries)?;
    for (made, id) in all.iter().zip(added.iter().map(Added::id)) {
        let capture = Capture {
            page: page(made),
            more_pages: Vec::new(),
            how: HowTaken::Fetched,
            extractor: "example",
            extraction: &made.extraction,
            pictures: false,
        };
        writer.add_version(id, &capture)?;
    }
    Ok(())
}

/// The archive of that many articles, built unless it is in the cache.
pub(crate) fn archive(cache: &Path, articles: u64, seed: u64) -> Result<Archive, Box<dyn Error>> {
    let dir = cache.join(format!("archive-{CORPUS}-{seed}-{articles}"));
    if !dir.join("whole").exists() {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        let start = Instant::now();
        let archive = Archive::open(&dir, &OpenOptions::default())?;
        for from in (0..articles).step_by(usize::try_from(AT_ONCE)?) {
            let until = (from + AT_ONCE).min(articles);
            let made: Vec<Made> = (from..until).map(|n| corpus::article(seed, n)).collect();
            archive.write(Act::plain(Timestamp(NOW)), |writer| write(writer, &made))?;
            archive.tend(Tending { fresh: 60_000, ..Tending::default() }, || true)?;
        }
        archive.tend(Tending { fresh: 1, listed: 1 }, || true)?;
        fs::write(dir.join("whole"), "")?;
        eprintln!("Built {articles} articles in {:.0} s.", start.elapsed().as_secs_f64());
    }
    Ok(Archive::open(&dir, &OpenOptions::default())?)
}

/// The same texts in FTS5 as it comes.
pub(crate) fn plain(cache: &Path, articles: u64, seed: u64) -> Result<Connection, Box<dyn Error>> {
    let path = cache.join(format!("plain-{CORPUS}-{seed}-{articles}.sqlite"));
    let whole = path.with_extension("whole");
    if !whole.exists() {
        if path.exists() {
            fs::remove_file(&path)?;
        }
        let mut connection = Connection::open(&path)?;
        connection.pragma_update(None, "journal_mode", "off")?;
        connection.execute_batch(
            "CREATE TABLE kept (rowid INTEGER PRIMARY KEY, title, site, byline, tags, body);
             CREATE VIRTUAL TABLE plain USING fts5 (
               title, site, byline, tags, body, content = 'kept', content_rowid = 'rowid');",
        )?;
        let transaction = connection.transaction()?;
        for number in 0..articles {
            let Made { entry, extraction, .. } = corpus::article(seed, number);
            transaction
                .prepare_cached("INSERT INTO kept VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute((
                    i64::try_from(number + 1)?,
                    &extraction.title,
                    &entry.host,
                    &extraction.authors[0].name,
                    entry.tags.join(" "),
                    extraction.text(),
                ))?;
        }
        transaction.execute("INSERT INTO plain (plain) VALUES ('rebuild')", [])?;
        transaction.commit()?;
        fs::write(whole, "")?;
    }
    Ok(Connection::open(&path)?)
}
