//! The search index says exactly what the rows say: `verify` proves it, finds whatever is
//! damaged, and the index can always be made anew.

use backfile_archive::{
    Archive, Finding, ListQuery, OpenOptions, Sort, Tending, UndoKind, View, Writer,
};
use backfile_article::ArticleId;
use rusqlite::Connection;

use crate::{
    dice::Dice,
    help::{Home, NOW, act, home, link, plain, text},
};

/// Enough that some words have their places in groups, and some beginnings lists of their own.
const ARTICLES: usize = 150;

fn word(rank: usize) -> String {
    const SOUNDS: [&str; 8] = ["ka", "le", "mi", "no", "ru", "sa", "te", "vi"];
    [rank % 8 / 2, rank / 8 % 8, rank / 64 % 8].map(|at| SOUNDS[at]).concat()
}

/// An archive of which most was absorbed and some is fresh.
fn absorbed() -> (Home, Vec<ArticleId>) {
    let home = home();
    let mut dice = Dice::new(7);
    let mut ids: Vec<ArticleId> = Vec::new();
    for numbers in [0..ARTICLES - 10, ARTICLES - 10..ARTICLES] {
        home.tend(Tending { fresh: 1, listed: 1 }, || true).unwrap();
        let links: Vec<_> = numbers.map(|number| link(&number.to_string())).collect();
        let mut words =
            |count| (0..count).map(|_| word(dice.zipf(400))).collect::<Vec<_>>().join(" ");
        let added = home.add_all(&links);
        let all = added.iter().map(|added| (added.id(), text(&words(3), &[&words(40)])));
        let all: Vec<_> = all.collect();
        home.capture_all(&all);
        ids.extend(all.iter().map(|(id, _)| *id));
    }
    (home, ids)
}

/// The same, and some of it changed since.
fn tended() -> (Home, Vec<ArticleId>) {
    let (home, ids) = absorbed();
    home.write(act(UndoKind::Tag), |writer| writer.add_tag(&ids[3..6], "Élan")).unwrap();
    home.write(plain(), |writer| writer.purge(&ids[8..9])).unwrap();
    (home, ids)
}

fn findings(archive: &Archive) -> Vec<Finding> {
    let mut findings = archive.verify().unwrap().findings;
    findings.retain(Finding::is_of_index);
    findings
}

/// The database, behind the back of the archive.
fn behind(home: &Home) -> Connection {
    Connection::open(home.dir.path().join("archive.sqlite")).unwrap()
}

fn set(database: &Connection, table: &str, column: &str, row: i64, bytes: &[u8]) {
    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
    assert_eq!(database.execute(&sql, (row, bytes)).unwrap(), 1);
}

#[test]
fn every_byte_of_the_index_is_proved() {
    // Of rows that a segment no longer speaks for it may say what it wants.
    let (home, _) = absorbed();
    assert_eq!(findings(&home), []);
    let database = behind(&home);
    let mut statement = database.prepare("SELECT id, bytes FROM segment_page").unwrap();
    let pages = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let pages: Vec<(i64, Vec<u8>)> = pages.map(Result::unwrap).collect();
    // Of lists, of places, of beginnings.
    assert!(pages.len() >= 3, "{}", pages.len());
    let mut dice = Dice::new(3);
    for (id, bytes) in &pages {
        for _ in 0..25 {
            let (at, bit) = (dice.below(bytes.len()), 1 << dice.below(8));
            let mut wrong = bytes.clone();
            wrong[at] ^= bit;
            set(&database, "segment_page", "bytes", *id, &wrong);
            assert!(!findings(&home).is_empty(), "page {id}: {bit} of byte {at}");
        }
        set(&database, "segment_page", "bytes", *id, &bytes[..bytes.len() - 1]);
        assert!(!findings(&home).is_empty(), "page {id} is short");
        database.execute("DELETE FROM segment_page WHERE id = ?1", [id]).unwrap();
        assert!(!findings(&home).is_empty(), "page {id} is missing");
        let sql = "INSERT INTO segment_page (id, bytes) VALUES (?1, ?2)";
        database.execute(sql, (id, bytes)).unwrap();
    }
    let mut statement =
        database.prepare("SELECT segment, first, block FROM segment_block").unwrap();
    let blocks =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let blocks: Vec<(i64, Vec<u8>, Vec<u8>)> = blocks.map(Result::unwrap).collect();
    assert!(blocks.iter().any(|(_, first, _)| first[0] == 9), "no beginning has a list");
    let step = blocks.len().div_ceil(20);
    for (segment, first, block) in blocks.iter().step_by(step).chain(blocks.last()) {
        let update = "UPDATE segment_block SET block = ?3 WHERE segment = ?1 AND first = ?2";
        for _ in 0..4 {
            let (at, bit) = (dice.below(block.len()), 1 << dice.below(8));
            let mut wrong = block.clone();
            wrong[at] ^= bit;
            database.execute(update, (segment, first, wrong)).unwrap();
            assert!(!findings(&home).is_empty(), "block {first:?}: {bit} of byte {at}");
        }
        let delete = "DELETE FROM segment_block WHERE segment = ?1 AND first = ?2";
        database.execute(delete, (segment, first)).unwrap();
        assert!(!findings(&home).is_empty(), "block {first:?} is missing");
        let sql = "INSERT INTO segment_block (segment, first, block) VALUES (?1, ?2, ?3)";
        database.execute(sql, (segment, first, block)).unwrap();
    }
    // All is as it was.
    assert_eq!(findings(&home), []);
}

#[test]
fn a_row_that_the_index_has_otherwise_is_named() {
    let (home, ids) = tended();
    let database = behind(&home);
    let row_of = |at: usize| -> i64 {
        let sql = "SELECT rowid FROM article WHERE id = ?1";
        database.query_row(sql, [ids[at].to_string()], |row| row.get(0)).unwrap()
    };
    let run = |sql: &str, row: i64| assert!(database.execute(sql, [row]).unwrap() > 0, "{sql}");
    let mut expected = Vec::new();
    let mut also = |article: Option<ArticleId>| {
        expected.push(article);
        let found = findings(&home);
        assert!(found.iter().all(|one| one.code == "index_entry"), "{found:?}");
        let mut named: Vec<_> = found.iter().map(|one| one.article).collect();
        named.sort_by_key(|article| expected.iter().position(|other| other == article));
        assert_eq!(named, expected);
    };
    // The row changed without the index.
    run("UPDATE article SET title = 'Another' WHERE rowid = ?1", row_of(20));
    also(Some(ids[20]));
    // The segment no longer speaks for it, and nothing else does.
    run("INSERT INTO segment_gone (segment, row) SELECT id, ?1 FROM segment", row_of(30));
    also(Some(ids[30]));
    // The segment speaks for it still, but it is fresh again since it was tagged.
    run("DELETE FROM segment_gone WHERE row = ?1", row_of(3));
    also(Some(ids[3]));
    // It speaks for the one that the archive has no more.
    run(
        "DELETE FROM segment_gone WHERE row <> ?1 AND row NOT IN (SELECT rowid FROM article)",
        row_of(30),
    );
    also(None);
    run("UPDATE segment SET last = ?1", 100);
    assert!(findings(&home).iter().any(|one| one.code == "index"));
    home.rebuild_index().unwrap();
    assert_eq!(findings(&home), []);
    assert_eq!(home.found("another").len(), 1);
}

#[test]
fn a_damaged_part_for_fresh_entries_is_noticed_and_made_anew() {
    for damage in [
        "DELETE FROM found_data WHERE id > 10",
        "UPDATE found_data SET block = substr(block, 1, 40) WHERE id > 10",
        "UPDATE found_docsize SET sz = x'00' WHERE id = (SELECT max(row) FROM fresh)",
        "DELETE FROM fresh WHERE row = (SELECT max(row) FROM fresh)",
    ] {
        let (home, _) = tended();
        assert!(behind(&home).execute(damage, []).unwrap() > 0, "{damage}");
        let found = findings(&home);
        assert!(!found.is_empty(), "{damage}");
        home.rebuild_index().unwrap();
        assert_eq!(findings(&home), [], "{damage}");
        assert_eq!(home.found("elan").len(), 3, "{damage}");
    }
}

#[test]
fn an_index_of_other_tokens_or_of_another_layout_is_made_anew_when_it_is_opened() {
    let (home, ids) = tended();
    let older = behind(&home);
    let Home { archive, dir } = home;
    drop(archive);
    let tokens = "SELECT value FROM setting WHERE key = 'search.tokens'";
    let now: String = older.query_row(tokens, [], |row| row.get(0)).unwrap();
    assert_eq!(now, backfile_query::tokens::VERSION.to_string());
    for left in [
        // With less in the index than this program asks for.
        "DELETE FROM found_data WHERE id > 10; \
         UPDATE setting SET value = '1' WHERE key = 'search.tokens';",
        "DELETE FROM found_data WHERE id > 10; DELETE FROM setting WHERE key = 'search.tokens';",
        // As a later SQLite may leave it.
        "UPDATE found_config SET v = 6 WHERE k = 'version';",
        "UPDATE found_config SET v = 5 WHERE k = 'version'; \
         INSERT INTO found_config VALUES ('secure-delete', 1);",
        "UPDATE found_data SET block = x'00000000ff000001010101' WHERE id = 10;",
        "DELETE FROM found_data WHERE id = 10;",
    ] {
        older.execute_batch(left).unwrap();
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        assert_eq!(findings(&archive), [], "{left}");
        assert_eq!(found(&archive, "elan"), 3, "{left}");
        let tag = |writer: &mut Writer<'_>| writer.add_tag(&ids[20..21], "Later");
        archive.write(plain(), tag).unwrap();
        assert_eq!(found(&archive, "later"), 1, "{left}");
    }
}

fn found(archive: &Archive, query: &str) -> u32 {
    let parsed = backfile_query::parse(query);
    let request = ListQuery {
        view: View::All,
        query: parsed.tree.as_ref(),
        sort: Sort::Saved,
        offset: 0,
        limit: 10,
        utc_offset_minutes: 0,
        now: NOW,
    };
    archive.read(|reader| reader.list(&request)).unwrap().total
}
