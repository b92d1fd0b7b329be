//! Searching compared with going through every text: what is found, and in which order, while
//! the archive lives on and its programs are killed.

mod ask;
mod oracle;
mod shelf;
mod words;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use backfile_archive::{Archive, OpenOptions, Tending};
use backfile_article::ArticleId;

use crate::{
    dice::Dice,
    help::{Home, NOW, home, plain},
};
use ask::ask;
use oracle::agrees;
use shelf::{Deed, Shelf};

const ARTICLES: u64 = 5_000;
const QUERIES: u64 = 1_000;
const KILLS: u64 = 6;

/// Names the folder to the program that is to be killed.
const FOLDER: &str = "BACKFILE_TEST_EXACT_IN";
/// The file in it that names the articles, one a line; an empty one for each that is gone.
const IDS: &str = "ids";

/// Absorbs what is fresh, from so many entries on.
fn tend(archive: &Archive, fresh: u32) {
    archive.tend(Tending { fresh, listed: 1 }, || true).unwrap();
}

/// What the program that is killed does, by number. All of it may be done twice: whether the
/// last was done when it was killed is not known, and it is done once more.
fn deed_until_killed(round: u64, number: u64, docs: usize) -> Deed {
    let mut dice = Dice::new(round * 100_000 + number);
    Deed::by_chance(&mut dice, docs, 10_000 + round * 100_000 + number, true)
}

#[test]
fn every_answer_is_that_of_going_through_all() {
    // The same test, started again as the program that is killed.
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_until_killed(Path::new(&folder));
    }
    let Home { archive, dir } = home();
    let mut dice = Dice::new(1);
    let mut shelf = Shelf::default();
    shelf.add(&archive, 0..ARTICLES);
    tend(&archive, 1);
    let (mut found, mut deeds, mut in_child) = (0, 0, 0);
    for number in 0..QUERIES {
        // Between the queries the archive goes on living.
        if number % 2 == 1 {
            match dice.below(6) {
                0 => shelf.undo(&archive, dice.chance(50)),
                _ => {
                    let deed = Deed::by_chance(&mut dice, shelf.docs.len(), number, false);
                    shelf.perform(&archive, &deed, dice.chance(70));
                }
            }
            deeds += 1;
        }
        if number % 50 == 49 {
            tend(&archive, 1 + dice.below(40) as u32);
        }
        if number % (QUERIES / KILLS) == 60 {
            in_child += kill(dir.path(), &archive, &mut shelf, number / (QUERIES / KILLS));
        }
        found += agrees(&archive, &shelf.docs, &ask(&mut dice, NOW)).min(1);
    }
    // Neither are most queries without an answer, nor was little done.
    assert!(found as u64 > QUERIES / 2, "{found} queries with an answer");
    assert!(shelf.undone > 40 && in_child > 60, "{deeds}, {} undone, {in_child}", shelf.undone);
    is_sound(&archive);
    drop(archive);
    let again = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    for _ in 0..QUERIES / 20 {
        agrees(&again, &shelf.docs, &ask(&mut dice, NOW));
    }
    again.rebuild_index().unwrap();
    for _ in 0..QUERIES / 20 {
        agrees(&again, &shelf.docs, &ask(&mut dice, NOW));
    }
    is_sound(&again);
}

fn is_sound(archive: &Archive) {
    let findings = archive.verify().unwrap().findings;
    // The pages are named but were never stored.
    let others: Vec<_> = findings.iter().filter(|one| one.code != "blob_missing").collect();
    assert!(others.is_empty(), "{others:?}");
}

/// Lets another program write and tend, and kills it; gives how much it did.
fn kill(dir: &Path, archive: &Archive, shelf: &mut Shelf, round: u64) -> u64 {
    let ids: Vec<String> =
        shelf.ids().iter().map(|id| id.map(|id| id.to_string()).unwrap_or_default()).collect();
    std::fs::write(dir.join(IDS), ids.join("\n")).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "exact::every_answer_is_that_of_going_through_all", "--nocapture"])
        .env(FOLDER, dir)
        .env("BACKFILE_TEST_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let enough = format!("done {}", 12 + round * 7);
    assert!(lines.by_ref().any(|line| line == enough), "the other program ended by itself");
    std::thread::sleep(Duration::from_millis(round * 3));
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said in the meantime counts as well.
    let mut done = 13 + round * 7;
    done += lines.filter(|line| line.starts_with("done ")).count() as u64;
    for number in 0..done {
        shelf.note(&deed_until_killed(round, number, shelf.docs.len()));
    }
    let deed = deed_until_killed(round, done, shelf.docs.len());
    shelf.perform(archive, &deed, false);
    done
}

fn write_until_killed(folder: &Path) -> ! {
    let archive = Archive::open(folder, &OpenOptions::default()).unwrap();
    let ids = std::fs::read_to_string(folder.join(IDS)).unwrap();
    let mut ids: Vec<Option<ArticleId>> = ids.split('\n').map(|id| id.parse().ok()).collect();
    let round: u64 = std::env::var("BACKFILE_TEST_ROUND").unwrap().parse().unwrap();
    let tended = archive.clone();
    std::thread::spawn(move || {
        loop {
            tend(&tended, 3);
        }
    });
    for number in 0.. {
        let deed = deed_until_killed(round, number, ids.len());
        shelf::archived(&archive, &ids, &deed, plain());
        if let Deed::Purge(doc) = deed {
            ids[doc] = None;
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "done {number}").and_then(|()| out.flush()).unwrap();
    }
    unreachable!("it is killed before it has counted that far");
}
