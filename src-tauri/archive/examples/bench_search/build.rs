//! Builds an archive through the archive's own writes.

use std::{fs, path::PathBuf, time::Instant};

use backfile_archive::{
    Act, Added, Archive, ArchiveError, Capture, NewEntry, OpenOptions, PageRecord, Tending, Writer,
};
use backfile_article::{
    Author, Block, Extraction, HowTaken, PageKind, PageTime, Sha256, Timestamp,
};

use crate::{
    Done,
    args::Wanted,
    corpus::{self, Made, NOW},
    plain,
};

/// Changes when the articles of a number do, so that older archives are not taken for these.
const CORPUS: u32 = 2;
const AT_ONCE: u64 = 500;

fn entry(made: &Made) -> NewEntry {
    NewEntry {
        requested_url: made.url.clone(),
        url_key: made.url.clone(),
        url: made.url.clone(),
        domain: made.host.clone(),
        host: made.host.clone(),
        saved_at: Timestamp(made.saved_at),
        title: Some(made.title.clone()),
        excerpt: None,
        from: None,
        tags: made.tag_names(),
        read_at: made.read.then_some(Timestamp(NOW)),
        starred_at: made.starred.then_some(Timestamp(NOW)),
        fetch: None,
    }
}

fn extraction(made: &Made) -> Extraction {
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title.clone_from(&made.title);
    extraction.blocks = made
        .paragraphs
        .iter()
        .map(|text| Block { html: format!("<p>{text}</p>"), text: text.clone() })
        .collect();
    extraction.word_count = u32::try_from(made.ranks.len()).unwrap_or(u32::MAX);
    extraction.completeness = 1.0;
    extraction.site = Some(corpus::word(900 + made.site));
    extraction.authors = vec![Author { name: corpus::author(made.author), ..Author::default() }];
    extraction.language = Some(made.language.to_owned());
    extraction.topics = vec![corpus::word(800 + made.topic)];
    extraction.published = made.published.as_deref().and_then(PageTime::parse_iso);
    extraction
}

fn page(made: &Made) -> PageRecord {
    let sha256 = Sha256::of(made.url.as_bytes());
    PageRecord {
        requested_url: made.url.clone(),
        final_url: made.url.clone(),
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
    let entries: Vec<_> = all.iter().map(entry).collect();
    let added = writer.add_entries(&entries)?;
    for (made, id) in all.iter().zip(added.iter().map(Added::id)) {
        let capture = Capture {
            page: page(made),
            more_pages: Vec::new(),
            how: HowTaken::Fetched,
            extractor: "example",
            extraction: &extraction(made),
            pictures: false,
        };
        writer.add_version(id, &capture)?;
    }
    Ok(())
}

/// Writes many articles, in acts of a few hundred.
pub(crate) fn write_many(
    archive: &Archive,
    seed: u64,
    numbers: std::ops::Range<u64>,
    mut then: impl FnMut() -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut from = numbers.start;
    while from < numbers.end {
        let until = (from + AT_ONCE).min(numbers.end);
        let made: Vec<Made> = (from..until).map(|n| corpus::article(seed, n)).collect();
        archive.write(Act::plain(Timestamp(NOW)), |writer| write(writer, &made))?;
        then()?;
        from = until;
    }
    Ok(())
}

/// Where the archive of that many articles lies.
pub(crate) fn place(wanted: &Wanted) -> PathBuf {
    wanted.cache.join(format!("archive-{CORPUS}-{}-{}", wanted.seed, wanted.articles))
}

/// Whether all that is to be measured was built.
pub(crate) fn is_there(wanted: &Wanted) -> bool {
    place(wanted).join("whole").exists() && (!wanted.plain || plain::is_there(wanted))
}

/// Opens what was built.
pub(crate) fn open(wanted: &Wanted) -> Result<Archive, ArchiveError> {
    Archive::open(&place(wanted), &OpenOptions::default())
}

/// Builds what is not there.
pub(crate) fn all(wanted: &Wanted) -> Done {
    let dir = place(wanted);
    if !dir.join("whole").exists() {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        eprintln!("Building an archive of {} articles.", wanted.articles);
        let start = Instant::now();
        let archive = Archive::open(&dir, &OpenOptions::default())?;
        write_many(&archive, wanted.seed, 0..wanted.articles, || {
            archive.tend(Tending { fresh: 60_000, ..Tending::default() }, || true).map(drop)
        })?;
        archive.tend(Tending { fresh: 1, listed: 1 }, || true)?;
        fs::write(dir.join("whole"), "")?;
        eprintln!("Built in {:.0} s.", start.elapsed().as_secs_f64());
    }
    if wanted.plain && !plain::is_there(wanted) {
        eprintln!("Building plain FTS5 of the same articles.");
        plain::build(wanted)?;
    }
    Ok(())
}
