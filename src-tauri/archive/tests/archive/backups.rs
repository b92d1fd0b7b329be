//! Backups: what is gone comes back from them, whatever happens while they are made.

use std::{
    fs,
    path::{Path, PathBuf},
};

use backfile_archive::{Archive, ArchiveError, OpenOptions};
use backfile_article::{Sha256, Timestamp};

use crate::{
    compacting::page,
    dice::Dice,
    help::{HOUR, Home, NOW, home, plain, rich, text},
};

fn later(hours: i64) -> Timestamp {
    Timestamp(NOW.0 + hours * HOUR)
}

fn titles(archive: &Archive) -> Vec<String> {
    let count = |reader: &backfile_archive::Reader<'_>| {
        let request = backfile_archive::ListQuery {
            view: backfile_archive::View::All,
            query: None,
            sort: backfile_archive::Sort::Saved,
            offset: 0,
            limit: 1000,
            utc_offset_minutes: 0,
            now: NOW,
        };
        reader.list(&request)
    };
    let mut titles: Vec<String> = archive
        .read(count)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.entry.title.unwrap_or_default())
        .collect();
    titles.sort();
    titles
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .collect()
}

#[test]
fn what_was_deleted_for_good_comes_back_and_what_was_there_is_kept_aside() {
    let home = home();
    let (gone, _) = home.article("gone", &text("Gone", &["It was deleted for good."]));
    home.article("stays", &text("Stays", &["It stayed."]));
    let backup = home.back_up(NOW).unwrap();
    assert_eq!((backup.articles, backup.verified_at), (2, Some(NOW)));
    home.write(plain(), |writer| writer.purge(&[gone])).unwrap();
    home.article("new", &text("New", &["It came after the backup."]));
    assert_eq!(titles(&home), ["New", "Stays"]);

    let clone = home.archive.clone();
    let restored = home.restore(&backup.name, later(1)).unwrap();
    assert_eq!((restored.articles, restored.missing), (2, 0));
    // Every clone sees it, and it can be written at once.
    assert_eq!(titles(&clone), ["Gone", "Stays"]);
    home.article("newer", &text("Newer", &["Written after going back."]));
    assert_eq!(home.found("written"), ["Newer"]);
    home.sound();

    // What was there before is put back in the same way.
    let asides = home.asides().unwrap();
    assert_eq!(asides.len(), 1);
    assert_eq!(Some(&asides[0].name), restored.aside.as_ref());
    home.restore(&asides[0].name, later(2)).unwrap();
    assert_eq!(titles(&home), ["New", "Stays"]);
    home.sound();
    assert_eq!(home.asides().unwrap().len(), 2);
    home.remove_aside(&asides[0].name).unwrap();
    assert_eq!(home.asides().unwrap().len(), 1);
    assert!(matches!(home.remove_aside("../blobs"), Err(ArchiveError::NotFound(_))));
}

#[test]
fn an_archive_whose_database_is_gone_or_noise_comes_back() {
    for noise in [None, Some(b"this was a database".repeat(500))] {
        let home = home();
        home.article("kept", &rich());
        let backup = home.back_up(NOW).unwrap();
        let Home { archive, dir } = home;
        drop(archive);
        let database = dir.path().join("archive.sqlite");
        match &noise {
            None => fs::remove_file(&database).unwrap(),
            Some(noise) => fs::write(&database, noise).unwrap(),
        }
        let options = OpenOptions::default();
        let restored = Archive::restore_in(dir.path(), &options, &backup.name, later(1)).unwrap();
        assert_eq!(restored.aside.is_some(), noise.is_some());
        let archive = Archive::open(dir.path(), &options).unwrap();
        assert_eq!(titles(&archive), ["The lantern keepers"]);
        assert_eq!(archive.verify().unwrap().findings, []);
    }
}

#[test]
fn blobs_that_a_backup_names_are_not_freed() {
    let home = home();
    home.with_page("a.example", "1", &page(1, 1));
    let second = home.with_page("a.example", "2", &page(1, 2));
    let backup = home.back_up(NOW).unwrap();
    let article = home.read(|reader| reader.version(second)).unwrap().unwrap().article;
    home.write(plain(), |writer| writer.purge(&[article])).unwrap();
    // Compacting sweeps whatever nothing needs, of any age, and packs pages anew.
    let (home, _) = home.compacted();
    let name = Sha256::of(&page(1, 2));
    assert_eq!(home.blobs().get(&name).unwrap(), Some(page(1, 2)));
    home.restore(&backup.name, later(1)).unwrap();
    home.sound();
    let (home, _) = home.compacted();
    home.sound();
    assert_eq!(home.blobs().get(&name).unwrap(), Some(page(1, 2)));
}

#[test]
fn a_day_s_backup_takes_little_beside_the_one_before() {
    let home = home();
    for number in 0..60 {
        let words: String = (0..8)
            .flat_map(|part| page(number * 8 + part, number))
            .map(|byte| format!("{byte:x} "))
            .collect();
        home.article(&format!("{number}"), &text(&format!("Number {number}"), &[&words]));
    }
    // As pictures are, most of an archive; all backups together may take half of it.
    let mut dice = Dice::new(1);
    let noise: Vec<u8> = (0..24_000_000).map(|_| dice.below(256) as u8).collect();
    home.blobs().put(&noise).unwrap();
    home.back_up(NOW).unwrap();
    let first = home.backup_sizes().unwrap().backups;
    home.article("one-more", &text("One more", &["A few words."]));
    home.back_up(later(24)).unwrap();
    let both = home.backup_sizes().unwrap().backups;
    assert_eq!(home.backups().unwrap().len(), 2);
    assert!(both < first * 3 / 2, "{first} bytes, then {both}");
    for backup in home.backups().unwrap() {
        home.check_backup(&backup.name, later(25)).unwrap();
    }
}

#[test]
fn together_they_never_take_more_than_half_but_for_the_newest() {
    let home = home();
    for day in 0..12 {
        home.article(&format!("{day}"), &text(&format!("Day {day}"), &["Some words."]));
        home.back_up(later(24 * day)).unwrap();
        let (sizes, backups) = (home.backup_sizes().unwrap(), home.backups().unwrap());
        assert!(backups.len() == 1 || sizes.backups <= sizes.archive / 2, "{sizes:?}");
        assert_eq!(backups[0].at, later(24 * day));
    }
    // No piece stays that no backup is made of.
    let newest = home.backups().unwrap()[0].name.clone();
    home.check_backup(&newest, later(300)).unwrap();
    assert!(files(&home.dir.path().join("backups")).iter().all(|path| !path.ends_with(".new")));
}

#[test]
fn damage_to_a_backup_is_seen_and_it_is_not_put_back() {
    let home = home();
    home.article("kept", &rich());
    let backup = home.back_up(NOW).unwrap();
    let pieces = files(&home.dir.path().join("backups/blocks"));
    let piece = pieces.iter().find(|path| !path.ends_with(".lock")).unwrap();
    let mut bytes = fs::read(piece).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(piece, &bytes).unwrap();
    let failed = home.check_backup(&backup.name, later(1));
    assert!(matches!(failed, Err(ArchiveError::Damaged(_))), "{failed:?}");
    assert_eq!(home.backups().unwrap()[0].verified_at, None);
    let failed = home.restore(&backup.name, later(1));
    assert!(matches!(failed, Err(ArchiveError::Damaged(_))), "{failed:?}");
    // The archive is as it was.
    assert_eq!(titles(&home), ["The lantern keepers"]);
    assert_eq!(home.asides().unwrap(), []);
    home.sound();
    // Stored anew, the next one is whole: a piece that is there is believed only when it reads back.
    home.article("more", &text("More", &["Words."]));
    let next = home.back_up(later(2));
    assert!(next.is_ok() || matches!(next, Err(ArchiveError::Damaged(_))), "{next:?}");
}

#[test]
fn a_blob_that_is_missing_is_told_and_keeps_nobody_from_backing_up() {
    let home = home();
    home.article("kept", &rich());
    let blob = files(&home.dir.path().join("blobs"))
        .into_iter()
        .find(|path| !path.ends_with(".lock"))
        .unwrap();
    fs::remove_file(blob).unwrap();
    let backup = home.back_up(NOW).unwrap();
    assert_eq!(backup.verified_at, None);
    assert!(matches!(home.check_backup(&backup.name, NOW), Err(ArchiveError::Damaged(_))));
    assert_eq!(home.restore(&backup.name, later(1)).unwrap().missing, 1);
}

#[test]
fn another_program_that_has_it_open_is_not_robbed_of_its_database() {
    let home = home();
    home.article("kept", &rich());
    let backup = home.back_up(NOW).unwrap();
    // A second handle stands for a second program: locks are those of open files.
    let other = Archive::open(home.dir.path(), &OpenOptions::default()).unwrap();
    let failed = home.restore(&backup.name, later(1));
    assert!(matches!(failed, Err(ArchiveError::InUse { .. })), "{failed:?}");
    assert_eq!(titles(&home), titles(&other));
    drop(other);
    home.restore(&backup.name, later(1)).unwrap();
}

#[test]
fn a_copy_elsewhere_is_an_archive_of_its_own() {
    let home = home();
    home.article("kept", &rich());
    home.with_page("a.example", "1", &page(1, 1));
    home.with_page("a.example", "2", &page(1, 2));
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("copy");
    home.copy_to(&target, &mut |_, _| {}).unwrap();
    let open = || Archive::open(&target, &OpenOptions::default()).unwrap();
    assert_eq!(titles(&open()), titles(&home));
    assert_eq!(open().verify().unwrap().findings, []);
    // Again, it is brought up to date.
    home.article("later", &text("Later", &["Words."]));
    home.copy_to(&target, &mut |_, _| {}).unwrap();
    assert_eq!(titles(&open()), titles(&home));
    assert_eq!(open().verify().unwrap().findings, []);
    // A folder of something else is left alone.
    let other = elsewhere.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), "Dear Ada").unwrap();
    let failed = home.copy_to(&other, &mut |_, _| {});
    assert!(matches!(failed, Err(ArchiveError::NotAnArchive(_))), "{failed:?}");
    assert_eq!(files(&other).len(), 1);
}

#[test]
fn readers_and_writers_go_on_while_it_is_exchanged() {
    let home = home();
    home.article("kept", &rich());
    let backup = home.back_up(NOW).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..3)
            .map(|worker| {
                let (archive, stop) = (home.archive.clone(), &stop);
                scope.spawn(move || {
                    let mut done = 0;
                    while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                        archive.read(|reader| reader.counts()).unwrap();
                        let link = crate::help::link(&format!("{worker}-{done}"));
                        archive.write(plain(), |writer| writer.add_entries(&[link])).unwrap();
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        for round in 0..5 {
            home.restore(&backup.name, later(round)).unwrap();
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        for worker in workers {
            assert!(worker.join().unwrap() > 0);
        }
    });
    home.sound();
}
