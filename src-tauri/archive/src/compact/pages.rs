//! Packing the bytes of pages: those of a site against few of its pages that are kept whole, the
//! rest with a dictionary.

use std::collections::HashSet;

use backfile_article::{Sha256, Timestamp};
use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::{CompactStep, mend, train};
use crate::{
    Archive, ArchiveError, Form, Result,
    blobs::{
        form::{self, Base},
        pays,
    },
    codes::text_as,
};

/// Level of what is packed anew. It saves a twentieth of what the level of a save leaves; the
/// highest would save as much again and take four times as long.
const LEVEL: i32 = 15;
/// Pages of a site that are kept whole; each page is tried against all of them.
const MOST_BASES: usize = 4;
/// Bytes and files that are written between two commits.
const BATCH: usize = 16 * 1024 * 1024;
const FILES: usize = 256;

struct Page {
    sha256: Sha256,
    site: String,
}

/// A file that is to take the place of a blob's.
struct NewFile {
    sha256: Sha256,
    file: Vec<u8>,
    /// The base that it needs, and the site that the base is for.
    base: Option<(Sha256, String)>,
}

/// What is to be written: first the rows that say which base each file needs, then the files.
struct Work<'a> {
    archive: &'a Archive,
    at: Timestamp,
    files: Vec<NewFile>,
    bytes: usize,
    packed: u32,
    /// Blobs that others are compressed against: they stay whole.
    needed: HashSet<Sha256>,
}

/// Packs every page that is not packed as well as can be. Gives how many were not.
pub(super) fn pack(
    archive: &Archive,
    at: Timestamp,
    told: &mut dyn FnMut(CompactStep, u64, u64),
) -> Result<u32> {
    let pages = pages(archive)?;
    let dictionary = train::newest(archive, LEVEL)?;
    let mut work =
        Work { archive, at, files: Vec::new(), bytes: 0, packed: 0, needed: needed(archive)? };
    let total = pages.len() as u64;
    let mut done = 0;
    for site in pages.chunk_by(|one, other| one.site == other.site) {
        let mut rest = Vec::new();
        let mut bases = bases_of(archive, &site[0].site)?;
        for page in site {
            match against_site(&mut work, &mut bases, page, site.len() > 1) {
                Ok(true) => {}
                Ok(false) => rest.push(page.sha256),
                // `verify` tells of it; it stays as it is.
                Err(error @ ArchiveError::Damaged(_)) => {
                    tracing::warn!(%error, "a page is passed over");
                }
                Err(error) => return Err(error),
            }
            done += 1;
            told(CompactStep::Pages, done, total);
        }
        if let Some(dictionary) = &dictionary {
            for sha256 in &rest {
                with_dictionary(&mut work, dictionary, sha256)?;
            }
        }
    }
    work.flush()?;
    Ok(work.packed)
}

/// Every page with the site that it belongs to, those of a site together and in the order in
/// which they were captured.
fn pages(archive: &Archive) -> Result<Vec<Page>> {
    let mut pages: Vec<Page> = archive.read(|reader| {
        let mut statement = reader.prepare(
            "SELECT p.sha256 AS sha256, a.host AS host FROM ( \
               SELECT article, captured_at AS at, page_sha256 AS sha256 FROM version \
               UNION ALL SELECT v.article, v.captured_at, x.page_sha256 \
                 FROM version_page x JOIN version v ON v.rowid = x.version \
               UNION ALL SELECT v.article, x.captured_at, x.page_sha256 \
                 FROM sighting x JOIN version v ON v.rowid = x.version \
               UNION ALL SELECT rowid, saved_at, link_page_sha256 FROM article \
                 WHERE link_page_sha256 IS NOT NULL \
             ) p JOIN article a ON a.rowid = p.article ORDER BY a.host, p.at",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Page { sha256: text_as(row, "sha256")?, site: row.get("host")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    let mut seen = HashSet::new();
    pages.retain(|page| seen.insert(page.sha256));
    Ok(pages)
}

/// A page that others of its site may be compressed against.
struct SiteBase {
    base: Base,
    /// Whether its file needs a base itself, and so has to be written whole first.
    is_packed: bool,
}

fn bases_of(archive: &Archive, site: &str) -> Result<Vec<SiteBase>> {
    let known: Vec<Sha256> = archive.read(|reader| {
        let sql = "SELECT sha256 FROM base WHERE site = ?1 ORDER BY rowid DESC LIMIT ?2";
        let mut statement = reader.prepare(sql)?;
        let rows = statement.query_map((site, MOST_BASES as i64), |row| text_as(row, "sha256"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    let mut bases = Vec::new();
    for sha256 in known {
        match (archive.blobs().get(&sha256), archive.blobs().form(&sha256)?) {
            (Ok(Some(bytes)), Some(Form::Plain | Form::Compressed)) => {
                let stored = archive.blobs().size(&sha256).unwrap_or_default();
                let base = Base::new(sha256, bytes, stored);
                bases.push(SiteBase { base, is_packed: false });
            }
            (Err(error @ ArchiveError::Damaged(_)), _) => {
                tracing::warn!(%error, "a base is passed over");
            }
            (Err(error), _) => return Err(error),
            _ => {}
        }
    }
    Ok(bases)
}

/// Packs a page against one of its site's, or makes it one where it is like none. Whether it is
/// packed that way now.
fn against_site(
    work: &mut Work<'_>,
    bases: &mut Vec<SiteBase>,
    page: &Page,
    has_others: bool,
) -> Result<bool> {
    let sha256 = page.sha256;
    let blobs = work.archive.blobs();
    let is_packed = match blobs.form(&sha256)? {
        None => return Ok(true),
        Some(Form::Against(base)) => {
            if !is_dictionary(work.archive, &base)? {
                again(work, page, &base)?;
                return Ok(true);
            }
            true
        }
        Some(_) => false,
    };
    if work.needed.contains(&sha256)
        || bases.iter().any(|base| base.base.sha256 == sha256)
        || !has_others && bases.is_empty()
    {
        return Ok(false);
    }
    let Some(bytes) = blobs.get(&sha256)? else { return Ok(true) };
    if !form::may_be_based(bytes.len()) {
        return Ok(false);
    }
    let whole = match is_packed {
        true => form::compressed(&bytes, form::LEVEL).map_or(bytes.len(), |file| file.len()),
        false => usize::try_from(blobs.size(&sha256).unwrap_or_default()).unwrap_or(usize::MAX),
    };
    let best = bases
        .iter_mut()
        .filter_map(|base| Some((form::against(&bytes, &base.base, LEVEL)?, base)))
        .min_by_key(|(file, _)| file.len())
        .filter(|(file, _)| pays(file.len(), whole));
    let Some((file, base)) = best else {
        if bases.len() < MOST_BASES && form::may_serve(&bytes) {
            let base = Base::new(sha256, bytes, whole as u64);
            bases.push(SiteBase { base, is_packed });
        }
        return Ok(false);
    };
    if base.is_packed {
        // Never a base that needs another.
        let whole = form::packed_whole(&base.base.bytes, form::LEVEL).map_err(packing_failed)?;
        work.add(base.base.sha256, &base.base.bytes, whole, None)?;
        base.is_packed = false;
    }
    work.needed.insert(base.base.sha256);
    work.add(sha256, &bytes, file, Some((&base.base, page.site.clone())))?;
    Ok(true)
}

/// Packs a page at leisure that was packed in haste, when it was saved.
fn again(work: &mut Work<'_>, page: &Page, base: &Sha256) -> Result<()> {
    let blobs = work.archive.blobs();
    if blobs.is_thorough(&page.sha256)? {
        return Ok(());
    }
    let Some(bytes) = blobs.get(&page.sha256)? else { return Ok(()) };
    let base = blobs.base(base)?;
    // Written even where it saves nothing, so that it is known for the next time.
    match form::against(&bytes, &base, LEVEL) {
        Some(file) => work.add(page.sha256, &bytes, file, Some((&base, page.site.clone()))),
        None => Ok(()),
    }
}

/// Packs a page with a dictionary, where that saves something.
fn with_dictionary(work: &mut Work<'_>, dictionary: &Base, sha256: &Sha256) -> Result<()> {
    let blobs = work.archive.blobs();
    let form = blobs.form(sha256)?;
    if form == Some(Form::Against(dictionary.sha256)) || work.needed.contains(sha256) {
        return Ok(());
    }
    let bytes = match blobs.get(sha256) {
        Ok(Some(bytes)) => bytes,
        Ok(None) | Err(ArchiveError::Damaged(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let stored = blobs.size(sha256).unwrap_or(u64::MAX);
    match form::against(&bytes, dictionary, LEVEL) {
        Some(file) if (file.len() as u64) < stored - stored / 50 => {
            work.add(*sha256, &bytes, file, Some((dictionary, String::new())))
        }
        _ => Ok(()),
    }
}

/// Every blob that another is compressed against.
fn needed(archive: &Archive) -> Result<HashSet<Sha256>> {
    archive.read(|reader| {
        let mut statement =
            reader.prepare("SELECT sha256 FROM base WHERE rowid IN (SELECT base FROM based)")?;
        let rows = statement.query_map([], |row| text_as(row, "sha256"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

fn is_dictionary(archive: &Archive, base: &Sha256) -> Result<bool> {
    archive.read(|reader| {
        let mut statement =
            reader.prepare("SELECT pages IS NOT NULL FROM base WHERE sha256 = ?1")?;
        let found = statement.query_row([base.to_string()], |row| row.get(0)).optional()?;
        Ok(found.unwrap_or(false))
    })
}

fn packing_failed(error: std::io::Error) -> ArchiveError {
    ArchiveError::Damaged(format!("a page could not be packed: {error}"))
}

impl Work<'_> {
    /// Takes up a new file of a blob, once it was read back.
    fn add(
        &mut self,
        sha256: Sha256,
        bytes: &[u8],
        file: Vec<u8>,
        base: Option<(&Base, String)>,
    ) -> Result<()> {
        if !form::holds(&file, base.as_ref().map(|(base, _)| *base), bytes) {
            return Err(ArchiveError::Damaged(format!(
                "blob {sha256} was not read back as it was packed"
            )));
        }
        self.bytes += file.len();
        let base = base.map(|(base, site)| (base.sha256, site));
        self.files.push(NewFile { sha256, file, base });
        if self.bytes > BATCH || self.files.len() >= FILES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let files = std::mem::take(&mut self.files);
        self.bytes = 0;
        let at = self.at.0;
        // The rows are on the disk before the first file that they are about.
        self.commit(|connection| {
            for NewFile { sha256, base, .. } in &files {
                if let Some((base, site)) = base {
                    mend::note(connection, sha256, base, Some(site), at)?;
                }
            }
            Ok(())
        })?;
        for NewFile { sha256, file, base } in &files {
            self.archive.blobs().write_packed(sha256, file)?;
            self.packed += u32::from(base.is_some());
        }
        // What the old files needed the new ones do not.
        self.commit(|connection| {
            for NewFile { sha256, base, .. } in &files {
                connection
                    .prepare_cached(
                        "DELETE FROM based WHERE sha256 = ?1 AND base IS NOT \
                         (SELECT rowid FROM base WHERE sha256 = ?2)",
                    )?
                    .execute((
                        sha256.to_string(),
                        base.as_ref().map(|(base, _)| base.to_string()),
                    ))?;
            }
            Ok(())
        })
    }

    fn commit(&self, rows: impl FnOnce(&rusqlite::Connection) -> Result<()>) -> Result<()> {
        self.archive.with_writer(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            rows(&transaction)?;
            Ok(transaction.commit()?)
        })
    }
}
