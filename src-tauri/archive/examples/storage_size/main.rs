//! Measures what pages take: `npm run bench:storage -- --pages 2000 --per-site 20`.
//!
//! Pages of our own making are saved through the archive's writes, those of the sites by turns,
//! then the archive is compacted. Printed is what each page takes in the end, by what it is for,
//! and what 100,000 would.
#![allow(clippy::print_stdout, reason = "it is a program for a terminal")]

mod page;
mod words;

use std::{env, error::Error, path::PathBuf, time::Instant};

use backfile_archive::{
    Act, Added, Archive, ArchiveError, BlobKind, Capture, FetchPlan, NewEntry, OpenOptions,
    PageRecord, Stats, Writer,
};
use backfile_article::{Header, HowTaken, Sha256, Timestamp};
use page::Made;

/// The moment that all of it is saved at.
const NOW: Timestamp = Timestamp(1_772_625_600_000);
const AT_ONCE: u64 = 50;
const PROJECTED: u64 = 100_000;

struct Wanted {
    pages: u64,
    per_site: u64,
    folder: Option<PathBuf>,
}

fn wanted() -> Result<Wanted, Box<dyn Error>> {
    let mut wanted = Wanted { pages: 2000, per_site: 1, folder: None };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--pages" => wanted.pages = value()?.parse()?,
            "--per-site" => wanted.per_site = value()?.parse::<u64>()?.max(1),
            "--folder" => wanted.folder = Some(PathBuf::from(value()?)),
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    Ok(wanted)
}

fn save(writer: &mut Writer<'_>, made: &Made) -> Result<(), ArchiveError> {
    let entry = NewEntry {
        requested_url: made.url.clone(),
        url_key: made.url.clone(),
        url: made.url.clone(),
        host: made.host.clone(),
        domain: made.host.clone(),
        saved_at: NOW,
        title: None,
        excerpt: None,
        from: None,
        tags: Vec::new(),
        read_at: None,
        starred_at: None,
        fetch: None::<FetchPlan>,
    };
    let added = writer.add_entries(std::slice::from_ref(&entry))?;
    let Some(id) = added.first().map(Added::id) else { return Ok(()) };
    let bytes = made.html.as_bytes();
    let sha256 = writer.put_page(bytes, &made.host)?;
    let length = bytes.len() as u64;
    let header =
        |name: &str, value: &str| Header { name: name.to_owned(), value: value.to_owned() };
    let page = PageRecord {
        requested_url: made.url.clone(),
        final_url: made.url.clone(),
        redirects: Vec::new(),
        status: 200,
        headers: vec![
            header("content-type", "text/html; charset=utf-8"),
            header("server", "example"),
            header("etag", &format!("\"{sha256}\"")),
            header("cache-control", "public, max-age=60, stale-while-revalidate=600"),
            header("x-request-id", &Sha256::of(made.url.as_bytes()).to_string()),
            header("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
        ],
        peer: Some("192.0.2.7:443".to_owned()),
        captured_at: NOW,
        media_type: "text/html".to_owned(),
        charset: Some("utf-8".to_owned()),
        sha256,
        bytes: length,
        wire_sha256: Sha256::of(made.title_bytes()),
        wire_bytes: length / 5,
    };
    let capture = Capture {
        page,
        more_pages: Vec::new(),
        how: HowTaken::Fetched,
        extractor: "example",
        extraction: &made.extraction,
        pictures: false,
    };
    writer.add_version(id, &capture).map(drop)
}

impl Made {
    fn title_bytes(&self) -> &[u8] {
        self.extraction.title.as_bytes()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = wanted()?;
    let held = tempfile::tempdir()?;
    let folder = wanted.folder.clone().unwrap_or_else(|| held.path().to_owned());
    let archive = Archive::open(&folder, &OpenOptions::default())?;
    let sites = (wanted.pages / wanted.per_site).max(1);
    let (mut bytes, mut alone, mut looked_at, mut saving) = (0, 0, 0, 0.0);
    for from in (0..wanted.pages).step_by(usize::try_from(AT_ONCE)?) {
        let until = (from + AT_ONCE).min(wanted.pages);
        let made: Vec<Made> =
            (from..until).map(|number| page::page(number % sites, number / sites)).collect();
        for made in &made {
            bytes += made.html.len() as u64;
        }
        if let Some(first) = made.first() {
            alone += zstd::bulk::compress(first.html.as_bytes(), 6)?.len() as u64;
            looked_at += 1;
        }
        let start = Instant::now();
        archive
            .write(Act::plain(NOW), |writer| made.iter().try_for_each(|made| save(writer, made)))?;
        saving += start.elapsed().as_secs_f64();
    }
    let pages = wanted.pages;
    println!(
        "{pages} pages of {sites} sites, {} bytes each, alone {} with zstd -6; saved in {:.1} ms each",
        bytes / pages,
        alone / looked_at,
        saving * 1000.0 / pages as f64
    );
    print("as saved", &archive.stats()?, pages);
    drop(archive);
    let start = Instant::now();
    let done = Archive::compact(&folder, &OpenOptions::default(), NOW, &mut |_, _, _| {})?;
    println!(
        "\ncompacted in {:.1} ms a page: {} -> {} bytes",
        start.elapsed().as_secs_f64() * 1000.0 / pages as f64,
        done.before.all(),
        done.after.all()
    );
    let archive = Archive::open(&folder, &OpenOptions::default())?;
    print("compacted", &archive.stats()?, pages);
    Ok(())
}

/// What each page takes. Dictionaries are there once, however many pages there are.
fn print(when: &str, stats: &Stats, pages: u64) {
    let blobs = |kinds: &[BlobKind]| -> u64 {
        let of = stats.blobs.iter().filter(|(kind, _)| kinds.contains(kind));
        of.map(|(_, packed)| packed.stored).sum()
    };
    let tables = |wanted: fn(&str) -> bool| -> u64 {
        let of = stats.tables.iter().filter(|table| wanted(&table.name));
        of.map(|table| table.bytes).sum()
    };
    let page_blobs =
        blobs(&[BlobKind::PageWhole, BlobKind::PageAgainstPage, BlobKind::PageWithDictionary]);
    let once = blobs(&[BlobKind::Dictionary]) + tables(|name| name.contains("dictionary"));
    let index = tables(|name| name.starts_with("found"));
    let other = stats
        .sizes
        .database
        .saturating_sub(stats.versions.stored + index + tables(|name| name.contains("dictionary")));
    println!("\n{when:<34}{:>12}{:>18}", "a page", "100,000 pages");
    let mut sum = 0;
    for (name, bytes) in [
        ("page blobs", page_blobs),
        ("text, captions, extraction", stats.versions.stored),
        ("index", index),
        ("other", other),
    ] {
        sum += bytes;
        println!("{name:<34}{:>12}{:>15} MB", bytes / pages, bytes * PROJECTED / pages / 1_000_000);
    }
    println!("{:<34}{:>12}{:>15} MB", "dictionaries, once", "", once / 1_000_000);
    let all = sum * PROJECTED / pages + once;
    println!("{:<34}{:>12}{:>15} MB", "in all", sum / pages, all / 1_000_000);
    for table in stats.tables.iter().take(8) {
        println!("  {}: {} bytes a page", table.name, table.bytes / pages);
    }
    for (kind, packed) in stats.blobs.iter().filter(|(_, packed)| packed.count > 0) {
        let ratio = packed.stored as f64 * 100.0 / packed.bytes.max(1) as f64;
        println!("  {kind:?}: {} files, {ratio:.1} %", packed.count);
    }
}
