//! Opening: a new archive, an old one, a later one, something else; several at once.

use std::{fs, thread};

use backfile_archive::{Act, Archive, ArchiveError, OpenOptions, UndoKind};
use rusqlite::Connection;

use crate::help::{HOUR, Home, NOW, act, home, link, plain, rich, text};

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let before = home.entry(id);
    let dir = home.dir;
    drop(home.archive);
    let again = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(again.read(|reader| reader.entry(id)).unwrap(), Some(before));
    let kept = again.read(|reader| reader.version(version)).unwrap().unwrap();
    assert_eq!(kept.extraction, rich());
    assert_eq!(
        again.blobs().get(&kept.page.sha256).unwrap().unwrap().len() as u64,
        kept.page.bytes
    );
}

#[test]
fn an_archive_of_a_later_program_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    drop(Archive::open(dir.path(), &OpenOptions::default()).unwrap());
    let path = dir.path().join("archive.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection.pragma_update(None, "journal_mode", "delete").unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let names_before = names();
    let refused = Archive::open(dir.path(), &OpenOptions::default()).err();
    assert!(matches!(refused, Some(ArchiveError::NewerFormat { found: 99, .. })), "{refused:?}");
    assert!(fs::read(&path).unwrap() == before, "the file changed");
    assert_eq!(names(), names_before);
}

#[test]
fn something_else_of_that_name_is_refused_and_not_touched() {
    for bytes in [b"just a text".to_vec(), vec![0; 4096], b"SQLite format 3\0".to_vec()] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("archive.sqlite");
        fs::write(&path, &bytes).unwrap();
        let refused = Archive::open(dir.path(), &OpenOptions::default()).err();
        assert!(matches!(refused, Some(ArchiveError::NotAnArchive(_))), "{refused:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("archive.sqlite");
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 1; CREATE TABLE t (x)")
        .unwrap();
    let refused = Archive::open(dir.path(), &OpenOptions::default()).err();
    assert!(matches!(refused, Some(ArchiveError::NotAnArchive(_))), "{refused:?}");
}

#[test]
fn whoever_has_it_alone_is_named_to_the_others() {
    let home = home();
    let path = home.dir.path().join("lock");
    drop(home.archive);
    let file = fs::File::options().read(true).write(true).open(&path).unwrap();
    file.try_lock().unwrap();
    fs::write(&path, "backfile (7)").unwrap();
    let refused = Archive::open(home.dir.path(), &OpenOptions::default()).err();
    assert!(
        matches!(&refused, Some(ArchiveError::InUse { holder }) if holder == "backfile (7)"),
        "{refused:?}"
    );
    file.unlock().unwrap();
    Archive::open(home.dir.path(), &OpenOptions::default()).unwrap();
}

/// Each format that was ever shipped has a folder `tests/formats/<number>` as its program wrote
/// it. A change of shape adds the folder of the format before it, and this test asks for it.
#[test]
fn an_archive_of_every_earlier_format_opens_and_is_sound() {
    let newest: i64 = {
        let home = home();
        let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    assert!(newest >= 1);
    for format in 1..newest {
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("tests/formats/{format}/archive.sqlite"));
        let dir = tempfile::tempdir().unwrap();
        fs::copy(&kept, dir.path().join("archive.sqlite")).expect("each format has its folder");
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        let verified = archive.verify().unwrap();
        assert!(verified.entries > 0);
        let broken = verified.findings.iter().filter(|finding| finding.code != "blob_missing");
        assert_eq!(broken.count(), 0, "format {format}");
    }
}

/// Writes the folder of the newest format, to be kept before the shape changes.
#[test]
#[ignore = "it writes what is kept in the repository"]
fn the_newest_format_is_written_down() {
    let home = home();
    let (first, version) = home.article("lantern", &rich());
    let (second, _) = home.article("ferry", &text("The ferry", &["It left on time."]));
    let (third, _) = home.article("fog", &text("Fog", &["Nobody saw it."]));
    home.add(&link("waiting"));
    home.failed("late");
    home.write(act(UndoKind::Tag), |writer| {
        writer.add_tag(&[first, second], "sea/ferries")?;
        writer.add_tag(&[first], "Lamps").map(drop)
    })
    .unwrap();
    home.write(act(UndoKind::Star), |writer| writer.set_starred(&[first], true)).unwrap();
    home.write(act(UndoKind::Trash), |writer| writer.set_trashed(&[third], true)).unwrap();
    home.write(plain(), |writer| {
        writer.restore_block(version, 0, true)?;
        writer.set_setting("theme", "dark")?;
        writer.pin_search("Sea", "tag:sea").map(drop)
    })
    .unwrap();
    home.sound();
    let Home { archive, dir } = home;
    drop(archive);
    let connection = Connection::open(dir.path().join("archive.sqlite")).unwrap();
    let format: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/formats/{format}"));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("archive.sqlite");
    connection.execute("VACUUM INTO ?1", [file.to_str().unwrap()]).unwrap();
}

#[test]
fn none_is_made_where_none_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let refused = Archive::open(&dir.path().join("none"), &options).err();
    assert!(matches!(refused, Some(ArchiveError::NotFound(_))), "{refused:?}");
    assert!(!dir.path().join("none").exists());
}

#[test]
fn several_open_a_new_one_at_the_same_time() {
    let dir = tempfile::tempdir().unwrap();
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let path = dir.path().to_owned();
            thread::spawn(move || {
                let archive = Archive::open(&path, &OpenOptions::default()).unwrap();
                let entry = link(&format!("from-{number}"));
                archive.write(plain(), |writer| writer.add_entries(&[entry])).unwrap();
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(archive.read(|reader| reader.counts()).unwrap().all, 4);
}

#[test]
fn one_sees_what_another_wrote() {
    let home = home();
    let other = Archive::open(home.dir.path(), &OpenOptions::default()).unwrap();
    let seq = other.read(|reader| reader.seq()).unwrap();
    let version = other.data_version().unwrap();
    assert_eq!(other.data_version().unwrap(), version);
    assert_eq!(other.read(|reader| reader.counts()).unwrap().all, 0);
    let id = home.add(&link("a"));
    assert_ne!(other.data_version().unwrap(), version);
    let changes = other.read(|reader| reader.changes_since(seq, 200)).unwrap();
    assert_eq!(changes.ids, [id]);
    assert!(!changes.many && !changes.tags && !changes.settings);
    assert!(other.read(|reader| reader.entry(id)).unwrap().is_some());
}

#[test]
fn its_own_writes_are_seen_by_its_data_version_too() {
    let home = home();
    let before = home.data_version().unwrap();
    home.add(&link("a"));
    assert_ne!(home.data_version().unwrap(), before);
}

#[test]
fn a_reader_sees_one_moment() {
    let home = home();
    home.add(&link("a"));
    home.read(|reader| {
        let before = reader.counts()?;
        home.add(&link("b"));
        assert_eq!(reader.counts()?, before);
        Ok(())
    })
    .unwrap();
    assert_eq!(home.read(|reader| reader.counts()).unwrap().all, 2);
}

#[test]
fn a_write_that_fails_or_panics_leaves_nothing() {
    let home = home();
    let failed: Result<(), _> = home.write(plain(), |writer| {
        writer.add_entries(&[link("a")])?;
        Err(ArchiveError::DiskFull { needed: 0 })
    });
    assert!(matches!(failed, Err(ArchiveError::DiskFull { .. })));
    let archive = home.archive.clone();
    let panicked = thread::spawn(move || {
        archive.write(plain(), |writer| -> Result<(), ArchiveError> {
            writer.add_entries(&[link("b")])?;
            panic!("on purpose");
        })
    })
    .join();
    assert!(panicked.is_err());
    assert_eq!(home.read(|reader| reader.counts()).unwrap().entries, 0);
    assert_eq!(home.read(|reader| reader.seq()).unwrap(), 0);
    home.add(&link("c"));
    home.sound();
}

#[test]
fn settings_searches_and_the_log_are_kept() {
    let home = home();
    home.write(plain(), |writer| {
        writer.set_setting("theme", "dark")?;
        writer.set_setting("theme", "sepia")?;
        writer.set_setting("size", &19)?;
        writer.pin_search("Sea", "tag:sea")?;
        Ok(())
    })
    .unwrap();
    let trouble = backfile_archive::Trouble {
        code: "timed_out".to_owned(),
        args: [("site".to_owned(), "example.org".to_owned())].into(),
    };
    home.write(Act::plain(backfile_article::Timestamp(NOW.0 + HOUR)), |writer| {
        writer.log_problem(&trouble, None, "no answer: 30 s")
    })
    .unwrap();
    home.read(|reader| {
        assert_eq!(reader.setting::<String>("theme")?.as_deref(), Some("sepia"));
        assert_eq!(reader.setting::<u32>("size")?, Some(19));
        assert_eq!(reader.setting::<u32>("other")?, None);
        assert!(matches!(reader.setting::<bool>("size"), Err(ArchiveError::Damaged(_))));
        assert_eq!(reader.searches()?[0].query, "tag:sea");
        let lines = reader.problems(10)?;
        assert_eq!((lines.len(), &lines[0].trouble, lines[0].at.0), (1, &trouble, NOW.0 + HOUR));
        Ok(())
    })
    .unwrap();
    let search = home.read(|reader| reader.searches()).unwrap()[0].id;
    home.write(plain(), |writer| writer.unpin_search(search)).unwrap();
    home.write(plain(), |writer| writer.clear_problems()).unwrap();
    assert!(home.read(|reader| reader.searches()).unwrap().is_empty());
    assert!(home.read(|reader| reader.problems(10)).unwrap().is_empty());
    assert!(home.write(plain(), |writer| writer.unpin_search(search)).is_err());
}
