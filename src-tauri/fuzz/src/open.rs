//! An archive whose database file, or the log beside it, is not what was written.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use backfile_archive::{
    Access, Act, Archive, Capture, ListQuery, NewEntry, OpenOptions, PageRecord, Result, Sort,
    Tending, View,
};
use backfile_article::{ArticleId, Block, Extraction, HowTaken, PageKind, Timestamp};
use backfile_query::{Node, parse};
use tempfile::TempDir;

const NOW: Timestamp = Timestamp(1_772_625_600_000);
const ARTICLES: u64 = 6;

/// An archive that is sound: its files as a program leaves them that is killed after a write.
struct Sound {
    database: Vec<u8>,
    log: Vec<u8>,
    blobs: Vec<(PathBuf, Vec<u8>)>,
    ids: Vec<ArticleId>,
}

static SOUND: LazyLock<Sound> = LazyLock::new(|| Sound::make().expect("a sound archive"));

/// The database that is damaged.
pub(crate) fn sound_database() -> &'static [u8] {
    &SOUND.database
}

/// The log that is damaged.
pub(crate) fn sound_log() -> &'static [u8] {
    &SOUND.log
}

/// Any bytes as damage. The first chooses what is damaged: 0 the database, 1 the database while a
/// log stands beside it, 2 that log; 3 puts the rest of the bytes in the place of the database, 4
/// in that of the log. With 8 added, a new archive is then made of what can be read. What follows
/// are patches: three bytes say where, one how many of the next go there; with none of them the
/// file ends there.
///
/// It opens or is refused; whatever it is asked then gives an answer or an error; one that is only
/// read stays as it is; and what was salvaged is a sound archive.
pub fn open(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let (mut database, mut log) = (SOUND.database.clone(), None);
    match choice % 8 {
        1 => {
            patch(&mut database, rest);
            log = Some(SOUND.log.clone());
        }
        2 => patch(log.insert(SOUND.log.clone()), rest),
        3 => database = rest.to_vec(),
        4 => log = Some(rest.to_vec()),
        _ => patch(&mut database, rest),
    }
    let home = SOUND.laid_out(&database, log.as_deref());
    let options = OpenOptions { at: NOW, ..OpenOptions::default() };
    if let Ok(archive) = Archive::open(home.path(), &options) {
        used(&archive);
        if archive.access() == Access::Damaged {
            assert!(file(home.path()) == database, "what is damaged was written to");
        }
    }
    if choice & 8 != 0 {
        salvaged(home.path(), &options);
    }
}

fn patch(file: &mut Vec<u8>, mut patches: &[u8]) {
    while let [a, b, c, count, rest @ ..] = patches {
        let at = u32::from_be_bytes([0, *a, *b, *c]) as usize % file.len().max(1);
        let (put, rest) = rest.split_at(usize::from(*count).min(rest.len()));
        patches = rest;
        if *count == 0 {
            file.truncate(at);
        }
        for (byte, put) in file.iter_mut().skip(at).zip(put) {
            *byte = *put;
        }
    }
}

fn file(dir: &Path) -> Vec<u8> {
    fs::read(dir.join("archive.sqlite")).unwrap()
}

/// Asks for all that a window asks for.
fn used(archive: &Archive) {
    let views = [View::All, View::Unread, View::Starred, View::Links, View::Trash, View::Failed];
    for view in views {
        listed(archive, view, Sort::Saved, None);
        listed(archive, view, Sort::Published, None);
    }
    for query in ["harbour", "\"account harbour\"", "har* -ledger2", "tag:tide site:example.org"] {
        listed(archive, View::All, Sort::Relevance, parse(query).tree.as_ref());
    }
    let _ = archive.read(|reader| Ok((reader.counts()?, reader.tags()?, reader.queue()?)));
    let _ =
        archive.read(|reader| Ok((reader.complete_word("ha", 5)?, reader.complete_tag("", 5)?)));
    let _ = archive.read(|reader| Ok((reader.searches()?, reader.rules()?, reader.contacts()?)));
    let _ = archive.read(|reader| Ok((reader.changes_since(0, 100)?, reader.undoable()?)));
    for id in &SOUND.ids {
        let entry = archive.read(|reader| reader.entry(*id)).ok().flatten();
        let Some(version) = entry.and_then(|entry| entry.version) else { continue };
        let _ = archive.read(|reader| reader.version(version));
        let _ = archive.read(|reader| Ok((reader.slots(version)?, reader.page_blob(version)?)));
    }
    let _ = archive.stats();
    let _ = archive.verify();
    if archive.was_left_open() {
        let _ = archive.mend_after_kill();
    }
    let written = archive.write(Act::plain(NOW), |writer| writer.add_entries(&[entry(ARTICLES)]));
    assert!(archive.access() == Access::Writes || written.is_err());
}

fn listed(archive: &Archive, view: View, sort: Sort, query: Option<&Node>) {
    let request =
        ListQuery { view, query, sort, offset: 0, limit: 20, utc_offset_minutes: 60, now: NOW };
    let _ = archive.read(|reader| reader.list(&request));
    if query.is_some() {
        let _ = archive.read(|reader| reader.facets(&request));
        let _ = archive.read(|reader| reader.relax(&request));
    }
}

/// Makes a new archive of what can be read. The pages of its articles may be gone, for here some
/// damages put another archive in its place.
fn salvaged(dir: &Path, options: &OpenOptions) {
    let Ok(salvaged) = Archive::salvage_in(dir, options, NOW) else { return };
    if salvaged.aside.is_none() {
        return;
    }
    let archive = Archive::open(dir, options).expect("what was salvaged opens");
    assert_eq!(archive.access(), Access::Writes);
    let findings = archive.verify().expect("what was salvaged is read").findings;
    let wrong: Vec<_> = findings.iter().filter(|found| !found.code.starts_with("blob")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

impl Sound {
    fn make() -> Result<Self> {
        let home = home();
        let archive = Archive::open(home.path(), &OpenOptions::default())?;
        let entries: Vec<_> = (0..ARTICLES).map(entry).collect();
        let added = archive.write(Act::plain(NOW), |writer| writer.add_entries(&entries))?;
        let ids: Vec<_> = added.into_iter().map(|added| added.id()).collect();
        for (number, id) in (0..ARTICLES).zip(&ids).skip(1) {
            keep(&archive, number, *id)?;
            if number == ARTICLES / 2 {
                // Some of the words are in a segment, the others are fresh.
                archive.tend(Tending { fresh: 1, listed: 1 }, || true)?;
            }
        }
        drop(archive);
        let archive = Archive::open(home.path(), &OpenOptions::default())?;
        archive.write(Act::plain(NOW), |writer| writer.set_setting("lamp", &1))?;
        let mut blobs = Vec::new();
        files(&home.path().join("blobs"), &mut blobs);
        let log = fs::read(home.path().join("archive.sqlite-wal")).unwrap();
        Ok(Self { database: file(home.path()), log, blobs, ids })
    }

    /// A folder with these files in it.
    fn laid_out(&self, database: &[u8], log: Option<&[u8]>) -> TempDir {
        let home = home();
        fs::write(home.path().join("archive.sqlite"), database).unwrap();
        if let Some(log) = log {
            fs::write(home.path().join("archive.sqlite-wal"), log).unwrap();
        }
        for (path, bytes) in &self.blobs {
            let path = home.path().join("blobs").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        home
    }
}

/// A folder that goes by itself, in memory where the system has such a place.
fn home() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// The files in the folders of `dir`, by their names below it.
fn files(dir: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for folder in dir.read_dir().unwrap().map(|folder| folder.unwrap().path()) {
        let Ok(inside) = folder.read_dir() else { continue };
        for path in inside.map(|file| file.unwrap().path()) {
            let name = path.strip_prefix(dir).unwrap().to_owned();
            into.push((name, fs::read(path).unwrap()));
        }
    }
}

fn entry(number: u64) -> NewEntry {
    let url = format!("https://example.org/{number}");
    NewEntry {
        requested_url: url.clone(),
        url_key: format!("example.org/{number}"),
        url,
        host: "example.org".to_owned(),
        domain: "example.org".to_owned(),
        saved_at: NOW,
        title: Some(format!("Account {number}")),
        excerpt: None,
        from: None,
        tags: vec!["tide".to_owned()],
        read_at: None,
        starred_at: None,
        fetch: None,
    }
}

fn keep(archive: &Archive, number: u64, id: ArticleId) -> Result<()> {
    let text = format!("The account of harbour {number}, and what ledger{number} says of it.");
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = format!("Account {number}");
    extraction.blocks = vec![Block { html: format!("<p>{text}</p>"), text }];
    let url = format!("https://example.org/{number}");
    let bytes = format!("<!doctype html><p>{number}").into_bytes();
    archive.write(Act::plain(NOW), |writer| {
        let sha256 = writer.put_page(&bytes, "example.org")?;
        let page = PageRecord {
            requested_url: url.clone(),
            final_url: url,
            redirects: Vec::new(),
            status: 200,
            headers: Vec::new(),
            peer: None,
            captured_at: NOW,
            media_type: "text/html".to_owned(),
            charset: None,
            sha256,
            bytes: bytes.len() as u64,
            wire_sha256: sha256,
            wire_bytes: bytes.len() as u64,
        };
        let capture = Capture {
            page,
            more_pages: Vec::new(),
            how: HowTaken::Fetched,
            extractor: "fuzz 1",
            extraction: &extraction,
            pictures: false,
        };
        writer.add_version(id, &capture).map(drop)
    })
}
