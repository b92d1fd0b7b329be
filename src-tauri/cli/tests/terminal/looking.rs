//! An archive in a folder that may not be written: it is read as ever, nothing is changed, and
//! why is said.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::stage::{Run, Stage, done};

/// Somebody who owns nothing.
const NOBODY: u32 = 65_534;

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// Allows or forbids writing into a folder and everything below it.
fn allow_writing(folder: &Path, allowed: bool) {
    let mode = if allowed { 0o755 } else { 0o555 };
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            allow_writing(&path, allowed);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode & 0o666)).unwrap();
        }
    }
}

/// The program, run as one whom permissions bind.
struct Reader {
    /// Where it stands for somebody who may enter no folder of root's; none where we are not root.
    copy: Option<TempDir>,
}

impl Reader {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        if folder.path().metadata().unwrap().uid() != 0 {
            return Self { copy: None };
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // By a process of its own: a file that this one writes is busy for as long as a child that
        // another test started meanwhile has it open, too.
        let copied = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_backfile"))
            .arg(folder.path().join("backfile"))
            .status();
        assert!(copied.unwrap().success());
        Self { copy: Some(folder) }
    }

    fn run(&self, stage: &Stage, words: &[&str]) -> Run {
        let Some(folder) = &self.copy else { return stage.run(words) };
        let mut command = stage.command_of(&folder.path().join("backfile"), words);
        done(command.current_dir(folder.path()).uid(NOBODY).gid(NOBODY).output().unwrap())
    }
}

fn is_read_and_not_written(reader: &Reader, stage: &Stage) {
    let before = files(&stage.archive());
    let listed = reader.run(stage, &["list", "--json"]).well();
    let listed = listed.json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed:?}");
    let id = listed[0]["id"].as_str().unwrap().to_owned();
    assert!(reader.run(stage, &["show", &id, "--format", "text"]).well().text().len() > 500);
    assert!(reader.run(stage, &["search", "ferry"]).well().text().contains("The ferry that"));
    let refused = reader.run(stage, &["tag", &id, "+later"]).refused(1);
    assert!(refused.err.contains("cannot be written"), "{refused:?}");
    let link = stage.server.url("/meridian/essays/index-card");
    let saved = reader.run(stage, &["save", &link, "--allow-private", "--json"]);
    assert_eq!((saved.code, &saved.lines()[0]["error"]["code"]), (1, &"read_only".into()));
    assert!(files(&stage.archive()) == before, "something was written");
}

#[test]
fn an_archive_that_cannot_be_written_is_read_with_its_log_and_without() {
    let stage = Stage::new();
    let link = |path: &str| stage.server.url(path);
    for path in ["/courier/ferry", "/northlight/2026/10/what-the-ice-remembers/"] {
        stage.run(&["save", &link(path), "--allow-private"]).well();
    }
    allow_writing(stage.folder.path(), false);
    let reader = Reader::new();
    is_read_and_not_written(&reader, &stage);

    // One who was killed leaves what was saved last in the log of writes.
    allow_writing(stage.folder.path(), true);
    let database = stage.archive().join("archive.sqlite");
    let other = Connection::open(&database).unwrap();
    other.query_row("SELECT count(*) FROM article", [], |_| Ok(())).unwrap();
    stage.run(&["save", &link("/meridian/essays/index-card"), "--allow-private"]).well();
    let log = database.with_extension("sqlite-wal");
    let left = [database.clone(), log, database.with_extension("sqlite-shm")];
    let kept = left.map(|path| (fs::read(&path).unwrap(), path));
    assert!(!kept[1].0.is_empty());
    drop(other);
    for (bytes, path) in kept {
        fs::write(path, bytes).unwrap();
    }
    allow_writing(stage.folder.path(), false);
    let listed = reader.run(&stage, &["list", "--json"]).well();
    assert_eq!(
        listed.json().as_array().map(Vec::len),
        Some(3),
        "what stands in the log is missing"
    );
    allow_writing(stage.folder.path(), true);
}
