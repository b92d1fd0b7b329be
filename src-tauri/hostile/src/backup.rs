//! Backup, wipe, restore: every content has the digest that it had.

use std::{collections::BTreeMap, path::Path};

use backfile_archive::{Act, Archive, Capture, NewEntry, OpenOptions, PageRecord, UndoKind};
use backfile_article::{Block, Extraction, HowTaken, PageKind, Sha256, Timestamp};
use backfile_testkit::Dice;

use crate::run::{Outcome, Run};

/// Entries to a transaction.
const AT_ONCE: u64 = 100;
const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";

pub(crate) fn wiped(run: &Run) -> Outcome {
    let articles = run.count(10_000, 200) as u64;
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("archive");
    match wiped_in(&folder, articles, run.seed) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Broken(vec![error.to_string()]),
    }
}

fn wiped_in(folder: &Path, articles: u64, seed: u64) -> backfile_archive::Result<Outcome> {
    let options = OpenOptions::default();
    let archive = Archive::open(folder, &options)?;
    fill(&archive, articles, seed)?;
    let before = digests(&archive)?;
    let backup = archive.back_up(Timestamp::now())?;
    let copy = folder.with_file_name("copy");
    archive.copy_to(&copy, &mut |_, _| {})?;
    drop(archive);

    // Everything but the backups and what they share goes.
    for end in ["", "-wal", "-shm"] {
        // Closed, there is only the one file.
        let _none = std::fs::remove_file(folder.join(format!("archive.sqlite{end}")));
    }
    let restored = Archive::restore_in(folder, &options, &backup.name, Timestamp::now())?;
    let archive = Archive::open(folder, &options)?;
    let mut broken = compare(&before, &digests(&archive)?);
    if restored.missing > 0 {
        broken.push(format!("{} files are missing", restored.missing));
    }
    broken.extend(archive.verify()?.findings.into_iter().map(|found| format!("{found:?}")));
    let copied = Archive::open(&copy, &options)?;
    broken.extend(
        compare(&before, &digests(&copied)?).into_iter().map(|line| format!("copy: {line}")),
    );
    broken.extend(copied.verify()?.findings.into_iter().map(|found| format!("copy: {found:?}")));

    // The control: one letter of one text is another.
    let mut changed = before.clone();
    if let Some(digest) = changed.values_mut().next() {
        digest.1.0[0] ^= 1;
    }
    if compare(&changed, &before).len() != 1 {
        return Ok(Outcome::Blind("a text that is another was not seen".to_owned()));
    }
    if !broken.is_empty() {
        broken.truncate(20);
        return Ok(Outcome::Broken(broken));
    }
    Ok(Outcome::Kept(format!(
        "{articles} articles backed up, wiped and put back, and copied elsewhere: every digest of \
         {} pages and texts is equal",
        before.len() * 2
    )))
}

/// The digests of the page and of the text of every entry, by its address.
type Digests = BTreeMap<String, (Sha256, Sha256)>;

fn compare(before: &Digests, after: &Digests) -> Vec<String> {
    let mut faults: Vec<String> = before
        .iter()
        .filter_map(|(url, digests)| match after.get(url) {
            None => Some(format!("lost: {url}")),
            Some(other) if other != digests => Some(format!("changed: {url}")),
            Some(_) => None,
        })
        .collect();
    faults.extend(
        after.keys().filter(|url| !before.contains_key(*url)).map(|url| format!("new: {url}")),
    );
    faults
}

fn digests(archive: &Archive) -> backfile_archive::Result<Digests> {
    let request = backfile_archive::ListQuery {
        view: backfile_archive::View::All,
        query: None,
        sort: backfile_archive::Sort::Saved,
        offset: 0,
        limit: u32::MAX,
        utc_offset_minutes: 0,
        now: Timestamp::now(),
    };
    let rows = archive.read(|reader| reader.list(&request))?.rows;
    let mut digests = Digests::new();
    for row in rows {
        let Some(version) = row.entry.version else { continue };
        let Some(version) = archive.read(|reader| reader.version(version))? else { continue };
        // The bytes of the page, read and hashed again, not what a row says of them.
        let page = archive.blobs().get(&version.page.sha256)?.unwrap_or_default();
        let text = version.extraction.text();
        digests.insert(row.entry.url, (Sha256::of(&page), Sha256::of(text.as_bytes())));
    }
    Ok(digests)
}

/// Articles of invented words, each with a page of its own.
fn fill(archive: &Archive, articles: u64, seed: u64) -> backfile_archive::Result<()> {
    let mut dice = Dice::new(seed);
    let now = Timestamp::now();
    for first in (0..articles).step_by(AT_ONCE as usize) {
        let numbers: Vec<u64> = (first..(first + AT_ONCE).min(articles)).collect();
        let entries: Vec<NewEntry> = numbers.iter().map(|number| entry(*number, now)).collect();
        archive.write(Act::undoable(UndoKind::Save, now), |writer| {
            let added = writer.add_entries(&entries)?;
            for (added, number) in added.iter().zip(&numbers) {
                let extraction = extraction(*number, &mut dice);
                let html = format!("<html><title>{number}</title>{}</html>", extraction.html());
                let sha256 = writer.put_page(html.as_bytes(), "made.example")?;
                let page = record(*number, sha256, html.len() as u64, now);
                let capture = Capture {
                    page,
                    more_pages: Vec::new(),
                    how: HowTaken::Fetched,
                    extractor: "made",
                    extraction: &extraction,
                    pictures: false,
                };
                writer.add_version(added.id(), &capture)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn url(number: u64) -> String {
    format!("https://made.example/{number}")
}

fn entry(number: u64, now: Timestamp) -> NewEntry {
    NewEntry {
        requested_url: url(number),
        url_key: url(number),
        url: url(number),
        host: "made.example".to_owned(),
        domain: "made.example".to_owned(),
        saved_at: now,
        title: None,
        excerpt: None,
        from: None,
        tags: Vec::new(),
        read_at: None,
        starred_at: None,
        fetch: None,
    }
}

fn record(number: u64, sha256: Sha256, bytes: u64, now: Timestamp) -> PageRecord {
    PageRecord {
        requested_url: url(number),
        final_url: url(number),
        redirects: Vec::new(),
        status: 200,
        headers: Vec::new(),
        peer: None,
        captured_at: now,
        media_type: "text/html".to_owned(),
        charset: Some("utf-8".to_owned()),
        sha256,
        bytes,
        wire_sha256: sha256,
        wire_bytes: bytes,
    }
}

fn extraction(number: u64, dice: &mut Dice) -> Extraction {
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = format!("Number {number}");
    for _ in 0..3 {
        let words: Vec<String> = (0..60)
            .map(|_| {
                let letters = 2 + dice.below(7);
                (0..letters).map(|_| char::from(LETTERS[dice.below(LETTERS.len())])).collect()
            })
            .collect();
        let text = words.join(" ");
        extraction.blocks.push(Block { html: format!("<p>{text}</p>"), text });
    }
    extraction.word_count = 180;
    extraction.completeness = 1.0;
    extraction
}
