//! Compacting: what is packed anew comes back as it was, and nothing that is needed goes.

use std::{io::Read as _, path::PathBuf};

use backfile_archive::{Archive, ArchiveError, BlobState, Form, OpenOptions};
use backfile_article::{Sha256, VersionId};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::help::{Home, NOW, home, plain, rich};

/// A page of some site: most of it is the site's, some its own, none of it repeats.
pub(crate) fn page(site: u32, number: u32) -> Vec<u8> {
    let mut html = String::from("<!doctype html><html>");
    let words = |html: &mut String, seed: u32, count: u32| {
        let mut state = u64::from(seed) * 0x9e37_79b9 + 1;
        for _ in 0..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            html.push_str(&format!("<i class=c{:x}>", state >> 44));
        }
    };
    words(&mut html, 1, 100);
    words(&mut html, 1000 + site, 900);
    words(&mut html, 1_000_000 + site * 1000 + number, 200);
    html.into_bytes()
}

fn form(home: &Home, version: VersionId) -> Form {
    let sha256 = home.read(|reader| reader.page_blob(version)).unwrap().unwrap();
    home.blobs().form(&sha256).unwrap().unwrap()
}

fn file(home: &Home, sha256: &Sha256) -> PathBuf {
    let name = sha256.to_string();
    home.dir.path().join("blobs").join(&name[..2]).join(format!("{name}.zst"))
}

fn count(home: &Home, sql: &str) -> i64 {
    let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_second_page_of_a_site_is_kept_against_the_first_at_once() {
    let home = home();
    let first = home.with_page("a.example", "1", &page(1, 1));
    let other = home.with_page("b.example", "1", &page(2, 1));
    let second = home.with_page("a.example", "2", &page(1, 2));
    let third = home.with_page("a.example", "3", &page(1, 3));
    let unlike = home.with_page("a.example", "4", &page(3, 4));
    let base = Sha256::of(&page(1, 1));
    assert_eq!(form(&home, first), Form::Compressed);
    assert_eq!(form(&home, other), Form::Compressed);
    assert_eq!(form(&home, second), Form::Against(base));
    // Not against the second, which is no longer whole.
    assert_eq!(form(&home, third), Form::Against(base));
    assert_eq!(form(&home, unlike), Form::Compressed);
    let name = Sha256::of(&page(1, 3));
    assert_eq!(home.blobs().get(&name).unwrap(), Some(page(1, 3)));
    assert!(home.blobs().size(&name).unwrap() * 3 < home.blobs().size(&base).unwrap());
    home.sound();
}

#[test]
fn a_base_outlives_its_article_as_long_as_a_page_needs_it() {
    let home = home();
    let first = home.with_page("a.example", "1", &page(1, 1));
    let second = home.with_page("a.example", "2", &page(1, 2));
    let article = |version| home.read(|reader| reader.version(version)).unwrap().unwrap().article;
    let (first, second) = (article(first), article(second));
    home.write(plain(), |writer| writer.purge(&[first])).unwrap();
    let (home, done) = home.compacted();
    assert_eq!(done.freed, 0);
    let (base, name) = (Sha256::of(&page(1, 1)), Sha256::of(&page(1, 2)));
    assert_eq!(home.blobs().get(&name).unwrap(), Some(page(1, 2)));
    home.sound();
    home.write(plain(), |writer| writer.purge(&[second])).unwrap();
    // What needs it is freed in one run, it itself in the next.
    let (home, _) = home.compacted();
    assert!(!home.blobs().has(&name));
    let (home, _) = home.compacted();
    assert!(!home.blobs().has(&base));
    assert_eq!(count(&home, "SELECT count(*) FROM base"), 0);
    assert_eq!(home.verify().unwrap().spare_blobs, 0);
}

#[test]
fn the_database_refuses_to_forget_what_is_needed() {
    let home = home();
    home.with_page("a.example", "1", &page(1, 1));
    home.with_page("a.example", "2", &page(1, 2));
    let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    assert!(connection.execute("DELETE FROM base", []).is_err());
    // Where a row is lost all the same, it is found and written again.
    connection.execute("DELETE FROM based", []).unwrap();
    let found = home.verify().unwrap().findings;
    assert_eq!((found.len(), found[0].code), (1, "blob_base"));
    drop(connection);
    let (home, _) = home.compacted();
    assert_eq!(count(&home, "SELECT count(*) FROM based"), 1);
    home.sound();
}

/// Many sites with one page, one with many: enough to train dictionaries from.
fn many() -> Home {
    let home = home();
    for site in 0..60 {
        home.with_page(&format!("s{site}.example"), "1", &page(site, 0));
    }
    // As an archive that was written before pages were kept against others.
    for number in 1..12 {
        let bytes = page(7, number);
        home.blobs().put(&bytes).unwrap();
        home.with_page("s7.example", &format!("p{number}"), &bytes);
    }
    home
}

#[test]
fn compacting_makes_it_smaller_and_changes_nothing_that_is_read() {
    let home = many();
    let before = home.listing(
        backfile_archive::View::All,
        Some("words kept"),
        backfile_archive::Sort::Saved,
    );
    let versions = |home: &Home| -> Vec<_> {
        let mut all = Vec::new();
        for row in &before.rows {
            let version = row.entry.version.unwrap();
            all.push(home.read(|reader| reader.version(version)).unwrap().unwrap().extraction);
        }
        all
    };
    let held = versions(&home);
    let (home, done) = home.compacted();
    assert_eq!(done.dictionaries, 2);
    assert_eq!((done.versions, done.freed), (71, 0));
    assert!(done.pages > 60, "{done:?}");
    assert!(done.after.blobs < done.before.blobs * 9 / 10, "{done:?}");
    assert_eq!(versions(&home), held);
    let after = home.listing(
        backfile_archive::View::All,
        Some("words kept"),
        backfile_archive::Sort::Saved,
    );
    assert_eq!(after.rows, before.rows);
    assert!(after.rows.iter().all(|row| row.snippet.iter().any(|part| part.hit)));
    for site in 0..60 {
        assert_eq!(home.blobs().get(&Sha256::of(&page(site, 0))).unwrap(), Some(page(site, 0)));
    }
    for number in 1..12 {
        let form = home.blobs().form(&Sha256::of(&page(7, number))).unwrap();
        assert_eq!(form, Some(Form::Against(Sha256::of(&page(7, 0)))));
    }
    home.sound();
    // There is nothing left to do.
    let (home, again) = home.compacted();
    assert_eq!((again.versions, again.pages, again.dictionaries), (0, 0, 0));
    // A page that is saved now finds its way too.
    let next = home.with_page("s7.example", "next", &page(7, 99));
    assert!(matches!(form(&home, next), Form::Against(_)));
    home.sound();
}

/// Any decoder of zstd reads the files, given the base: no part of the format is our own.
#[test]
fn a_file_is_read_by_any_decoder_that_has_the_base() {
    let (home, _) = many().compacted();
    let mut kinds = [0, 0];
    for name in home.blobs().names().unwrap() {
        let Some(Form::Against(base)) = home.blobs().form(&name).unwrap() else { continue };
        assert!(!matches!(home.blobs().form(&base).unwrap(), Some(Form::Against(_))), "a chain");
        let base = home.blobs().get(&base).unwrap().unwrap();
        kinds[usize::from(base.starts_with(b"<!doctype"))] += 1;
        let open = std::io::BufReader::new(std::fs::File::open(file(&home, &name)).unwrap());
        let mut decoder = zstd::stream::read::Decoder::with_dictionary(open, &base).unwrap();
        let mut bytes = Vec::new();
        decoder.read_to_end(&mut bytes).unwrap();
        assert_eq!(Sha256::of(&bytes), name);
    }
    assert!(kinds[0] > 20 && kinds[1] > 5, "{kinds:?}");
}

#[test]
fn whoever_has_it_open_is_not_disturbed() {
    let home = home();
    home.article("a", &rich());
    let refused =
        Archive::compact(home.dir.path(), &OpenOptions::default(), NOW, &mut |_, _, _| {});
    assert!(matches!(refused, Err(ArchiveError::InUse { .. })), "{refused:?}");
    home.sound();
}

#[test]
fn a_lost_base_is_told_and_what_needed_it_can_be_stored_again() {
    let home = home();
    home.with_page("a.example", "1", &page(1, 1));
    home.with_page("a.example", "2", &page(1, 2));
    let (base, name) = (Sha256::of(&page(1, 1)), Sha256::of(&page(1, 2)));
    std::fs::remove_file(file(&home, &base)).unwrap();
    let home =
        Home { archive: Archive::open(home.dir.path(), &OpenOptions::default()).unwrap(), ..home };
    assert_eq!(home.blobs().check(&name).unwrap(), BlobState::Damaged);
    home.blobs().put(&page(1, 2)).unwrap();
    assert_eq!(home.blobs().get(&name).unwrap(), Some(page(1, 2)));
}

#[test]
fn a_file_that_claims_to_be_huge_is_refused() {
    let home = home();
    let version = home.with_page("a.example", "1", &page(1, 1));
    let name = home.read(|reader| reader.page_blob(version)).unwrap().unwrap();
    // A header that promises 2⁴⁰ bytes, and a block that repeats one byte.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0];
    frame.extend_from_slice(&(1_u64 << 40).to_le_bytes());
    frame.extend_from_slice(&[0x03, 0x00, 0x10, b'a']);
    std::fs::write(file(&home, &name), frame).unwrap();
    assert_eq!(home.blobs().check(&name).unwrap(), BlobState::Damaged);
}

#[derive(Debug, Clone)]
enum Step {
    Save(u32, u32),
    Purge(usize),
    Compact,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever is saved, purged and compacted in whichever order: what is there is readable.
    #[test]
    fn nothing_that_is_needed_ever_goes(steps in prop::collection::vec(prop_oneof![
        6 => (0..3_u32, 0..6_u32).prop_map(|(site, number)| Step::Save(site, number)),
        2 => (0..8_usize).prop_map(Step::Purge),
        2 => Just(Step::Compact),
    ], 1..25)) {
        let mut home = home();
        let mut kept: Vec<(VersionId, Vec<u8>)> = Vec::new();
        for step in steps {
            match step {
                Step::Save(site, number) => {
                    // Sites that change their looks: two kinds of page each.
                    let bytes = page(site * 2 + number % 2, number);
                    let path = format!("{number}");
                    let version = home.with_page(&format!("s{site}.example"), &path, &bytes);
                    if kept.iter().all(|(other, _)| *other != version) {
                        kept.push((version, bytes));
                    }
                }
                Step::Purge(at) if at < kept.len() => {
                    let (version, _) = kept.remove(at);
                    let found = home.read(|reader| reader.version(version)).unwrap().unwrap();
                    home.write(plain(), |writer| writer.purge(&[found.article])).unwrap();
                }
                Step::Purge(_) => {}
                Step::Compact => home = home.compacted().0,
            }
            for (version, bytes) in &kept {
                let name = home.read(|reader| reader.page_blob(*version)).unwrap().unwrap();
                prop_assert_eq!(home.blobs().get(&name).unwrap(), Some(bytes.clone()));
            }
        }
        home.sound();
    }

    /// A damaged file is told as damaged or gives the very bytes; it never panics.
    #[test]
    fn a_damaged_file_gives_no_other_bytes(at in 0..4000_usize, to in any::<u8>(), cut in any::<bool>()) {
        let home = home();
        home.with_page("a.example", "1", &page(1, 1));
        home.with_page("a.example", "2", &page(1, 2));
        let name = Sha256::of(&page(1, 2));
        let path = file(&home, &name);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at % bytes.len();
        bytes[at] = to;
        if cut {
            bytes.truncate(at);
        }
        std::fs::write(&path, &bytes).unwrap();
        match home.blobs().get(&name) {
            Ok(read) => prop_assert_eq!(read, Some(page(1, 2))),
            Err(error) => prop_assert!(matches!(error, ArchiveError::Damaged(_)), "{:?}", error),
        }
    }
}
