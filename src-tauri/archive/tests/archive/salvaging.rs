//! A damaged database: it is only read, and a new one is made of what can be read of it.

use std::{fs, path::Path};

use backfile_archive::{Access, Archive, ArchiveError, OpenOptions};
use backfile_article::ArticleId;

use crate::help::{Home, NOW, act, home, plain, quote, text};

const PAGE: usize = 4096;

/// Forty articles, closed.
fn shelf() -> (tempfile::TempDir, Vec<ArticleId>) {
    let home = home();
    let ids = (0..40_u32).map(|number| {
        let noise = (0..900).map(|word| format!("{}", (number * 7919 + word * 104_729) % 99_991));
        let noise = noise.collect::<Vec<_>>().join(" ");
        let words = format!("The {number}th night was colder than the one before it. {noise}");
        home.article(&format!("night/{number}"), &text(&format!("Night {number}"), &[&words])).0
    });
    let ids: Vec<_> = ids.collect();
    home.write(act(backfile_archive::UndoKind::Tag), |writer| {
        writer.add_tag(&ids[..10], "winter").map(drop)
    })
    .unwrap();
    home.write(plain(), |writer| {
        for id in &ids[..10] {
            let version = writer.entry(*id)?.and_then(|entry| entry.version).expect("an article");
            writer.add_highlight(*id, version, &quote("night was colder"), Some("Was it?"))?;
        }
        Ok(())
    })
    .unwrap();
    let Home { archive, dir } = home;
    drop(archive);
    (dir, ids)
}

fn database(dir: &Path) -> std::path::PathBuf {
    dir.join("archive.sqlite")
}

/// The database that is kept aside.
fn aside(dir: &Path) -> Vec<u8> {
    let folder = dir.join("aside").read_dir().unwrap().next().unwrap().unwrap().path();
    fs::read(folder.join("archive.sqlite")).unwrap()
}

fn texts(archive: &Archive, ids: &[ArticleId]) -> usize {
    let has_text = |id: &&ArticleId| {
        archive
            .read(|reader| {
                let version = reader.entry(**id)?.and_then(|entry| entry.version);
                Ok(match version {
                    Some(version) => reader.version(version)?,
                    None => None,
                })
            })
            .unwrap()
            .is_some_and(|version| version.extraction.text().contains("colder than"))
    };
    ids.iter().filter(has_text).count()
}

#[test]
fn a_sound_archive_is_left_alone() {
    let (dir, ids) = shelf();
    let salvaged = Archive::salvage_in(dir.path(), &OpenOptions::default(), NOW).unwrap();
    assert_eq!((salvaged.articles, salvaged.lost, salvaged.aside), (ids.len() as u64, 0, None));
    assert!(!dir.path().join("aside").exists());
}

#[test]
fn a_database_without_its_head_gives_its_articles_back() {
    let (dir, ids) = shelf();
    let mut bytes = fs::read(database(dir.path())).unwrap();
    bytes[..PAGE].fill(0);
    fs::write(database(dir.path()), &bytes).unwrap();
    assert!(matches!(
        Archive::open(dir.path(), &OpenOptions::default()).err(),
        Some(ArchiveError::NotAnArchive(_) | ArchiveError::Damaged(_))
    ));
    let salvaged = Archive::salvage_in(dir.path(), &OpenOptions::default(), NOW).unwrap();
    assert_eq!((salvaged.articles, salvaged.lost), (ids.len() as u64, 0));
    assert!(aside(dir.path()) == bytes, "the damaged file was changed");
    let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(texts(&archive, &ids), ids.len());
    let kept = archive.read(|reader| reader.highlights("was it", 0, 100)).unwrap();
    assert_eq!((kept.total, kept.rows[0].1.quote.exact.as_str()), (10, "night was colder"));
    assert_eq!(archive.verify().unwrap().findings, []);
}

#[test]
fn half_a_database_gives_half_of_it_back_and_says_what_is_lost() {
    let (dir, ids) = shelf();
    let mut bytes = fs::read(database(dir.path())).unwrap();
    bytes.truncate(bytes.len() / 2 - 100);
    fs::write(database(dir.path()), &bytes).unwrap();
    let salvaged = Archive::salvage_in(dir.path(), &OpenOptions::default(), NOW).unwrap();
    assert!(aside(dir.path()) == bytes, "the damaged file was changed");
    let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    let there = texts(&archive, &ids);
    assert!(there > 0 && there < ids.len(), "{there}");
    assert!(salvaged.lost >= 1, "{salvaged:?}");
    assert_eq!(archive.verify().unwrap().findings, []);
}

#[test]
fn one_that_was_left_open_and_damaged_is_only_read_until_it_is_salvaged() {
    let (dir, ids) = shelf();
    let other = tempfile::tempdir().unwrap();
    {
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        archive.write(plain(), |writer| writer.set_setting("lamp", &1)).unwrap();
        // As a kill leaves it.
        for name in ["archive.sqlite", "archive.sqlite-wal", "archive.sqlite-shm"] {
            fs::copy(dir.path().join(name), other.path().join(name)).unwrap();
        }
        fs::create_dir(other.path().join("blobs")).unwrap();
        fs::write(other.path().join("blobs/.lock"), []).unwrap();
    }
    let whole = fs::read(database(other.path())).unwrap();
    let sound = Archive::open(other.path(), &OpenOptions::default()).unwrap();
    assert!(sound.was_left_open() && sound.access() == Access::Writes);
    sound.mend_after_kill().unwrap();
    drop(sound);

    // A log that holds nothing whole was left open all the same, and so was one that is damaged
    // itself, which SQLite does not read where it may not write.
    for log in [[0; 40].as_slice(), &[1; 32]] {
        let again = tempfile::tempdir().unwrap();
        for name in ["lock", "archive.sqlite-wal", "archive.sqlite-shm"] {
            fs::write(again.path().join(name), []).unwrap();
        }
        fs::create_dir(again.path().join("blobs")).unwrap();
        fs::write(again.path().join("blobs/.lock"), []).unwrap();
        let mut bytes = whole.clone();
        let late = bytes.len() / PAGE * 8 / 10 * PAGE;
        bytes[late..late + 3 * PAGE].fill(0);
        fs::write(database(again.path()), &bytes).unwrap();
        fs::write(again.path().join("archive.sqlite-wal"), log).unwrap();
        let archive = Archive::open(again.path(), &OpenOptions::default()).unwrap();
        assert_eq!(archive.access(), Access::Damaged);
        let refused = archive.write(plain(), |writer| writer.set_setting("lamp", &2));
        assert!(matches!(refused, Err(ArchiveError::ReadOnly)), "{refused:?}");
        assert!(fs::read(database(again.path())).unwrap() == bytes, "the damaged file was changed");
        let clone = archive.clone();
        let salvaged = archive.salvage(NOW).unwrap();
        assert!(salvaged.aside.is_some());
        assert_eq!(clone.access(), Access::Writes);
        clone.write(plain(), |writer| writer.set_setting("lamp", &2)).unwrap();
        let there = texts(&clone, &ids);
        assert!(there + 12 >= ids.len(), "{there}");
        assert!(aside(again.path()) == bytes, "the damaged file was changed");
    }
}

#[test]
fn a_large_one_is_checked_while_it_is_used_and_only_read_once_it_is_found_damaged() {
    let (dir, ids) = shelf();
    let other = tempfile::tempdir().unwrap();
    {
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        archive.write(plain(), |writer| writer.set_setting("lamp", &1)).unwrap();
        for name in ["archive.sqlite", "archive.sqlite-wal", "archive.sqlite-shm"] {
            fs::copy(dir.path().join(name), other.path().join(name)).unwrap();
        }
        fs::create_dir(other.path().join("blobs")).unwrap();
        fs::write(other.path().join("blobs/.lock"), []).unwrap();
    }
    let mut bytes = fs::read(database(other.path())).unwrap();
    let late = bytes.len() / PAGE * 8 / 10 * PAGE;
    bytes[late..late + 3 * PAGE].fill(0);
    fs::write(database(other.path()), &bytes).unwrap();
    let options = OpenOptions { checked_at_start: 0, ..OpenOptions::default() };
    let archive = Archive::open(other.path(), &options).unwrap();
    assert!(archive.was_left_open() && archive.access() == Access::Writes);
    archive.write(plain(), |writer| writer.set_setting("lamp", &2)).unwrap();

    let bytes = fs::read(database(other.path())).unwrap();
    let clone = archive.clone();
    let found = archive.mend_after_kill();
    assert!(matches!(found, Err(ArchiveError::Damaged(_))), "{found:?}");
    assert_eq!(clone.access(), Access::Damaged);
    let refused = clone.write(plain(), |writer| writer.set_setting("lamp", &3));
    assert!(matches!(refused, Err(ArchiveError::ReadOnly)), "{refused:?}");
    assert_eq!(clone.read(|reader| reader.setting("lamp")).unwrap(), Some(2), "what was written");
    assert!(
        fs::read(database(other.path())).unwrap() == bytes,
        "it was written into once it was known"
    );
    clone.salvage(NOW).unwrap();
    assert_eq!(archive.access(), Access::Writes);
    let there = texts(&archive, &ids);
    assert!(there + 12 >= ids.len(), "{there}");
}
