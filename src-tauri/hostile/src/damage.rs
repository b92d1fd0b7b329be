//! The database file is damaged at random. Nothing panics, the damaged file is kept byte for
//! byte, and what the damage did not touch is salvaged.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use backfile_archive::{Archive, OpenOptions};
use backfile_testkit::Dice;
use rusqlite::Connection;

use crate::{
    run::{Outcome, Run},
    saves::{self, Saved},
};

const ARTICLES: u64 = 60;
/// Bytes of a page of the database.
const PAGE: usize = 4096;
/// Seeds of damages that belong to one seed of a run.
const SEEDS: u64 = 1_000_003;
/// Of a thousand undamaged articles, so many have to be salvaged.
const ENOUGH: usize = 990;

pub(crate) fn run(run: &Run) -> Outcome {
    let stage = Stage::new(run.program());
    if stage.zeroed_texts().is_none_or(|(missing, lost)| missing == 0 || lost == 0) {
        return Outcome::Blind("texts that were all overwritten were not missed".to_owned());
    }
    let (mut broken, mut whole, mut kept, mut salvaged) = (Vec::new(), 0, 0, 0);
    let tries = run.count(1000, 10);
    // A seed that was told of a damage can be given back, and is then the first.
    let first = if run.seed < SEEDS { run.seed * SEEDS } else { run.seed };
    for seed in first..first + tries as u64 {
        match stage.damaged(&mut Dice::new(seed)) {
            Ok(found) => {
                whole += found.whole;
                kept += found.kept;
                salvaged += usize::from(found.was_salvaged);
            }
            Err(why) => broken.push(format!("seed {seed}: {why}")),
        }
    }
    let told = format!(
        "{tries} damages, {salvaged} salvaged: 0 panics, every damaged file kept, {kept} of \
         {whole} undamaged articles there"
    );
    if kept * 1000 < whole * ENOUGH {
        broken.push(told.clone());
    }
    if broken.is_empty() {
        return Outcome::Kept(told);
    }
    broken.truncate(20);
    Outcome::Broken(broken)
}

/// A sound archive, and which pages of its database each article stands on.
struct Stage {
    dir: tempfile::TempDir,
    saved: Vec<Saved>,
    pages: BTreeMap<u64, BTreeSet<usize>>,
    texts: BTreeSet<usize>,
    program: PathBuf,
}

#[derive(Default)]
struct Found {
    whole: usize,
    kept: usize,
    was_salvaged: bool,
}

impl Stage {
    fn new(program: PathBuf) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut saved = Vec::new();
        {
            let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
            for number in 0..ARTICLES {
                let mut one = saves::link(&archive, number).unwrap();
                saves::keep(&archive, &mut one).unwrap();
                saved.push(one);
            }
            assert_eq!(saves::wrong(&archive, &saved), [] as [String; 0]);
        }
        let connection = Connection::open(dir.path().join("archive.sqlite")).unwrap();
        let articles = places(&connection, "article");
        let versions = places(&connection, "version");
        let pages = saved
            .iter()
            .map(|saved| {
                let row = |sql: &str| -> i64 {
                    connection.query_row(sql, [saved.id.to_string()], |row| row.get(0)).unwrap()
                };
                let article = row("SELECT rowid FROM article WHERE id = ?1");
                let version = row("SELECT current FROM article WHERE id = ?1");
                let pages = articles[&article].union(&versions[&version]).copied().collect();
                (saved.number, pages)
            })
            .collect();
        let texts = versions.into_values().flatten().collect();
        Self { dir, saved, pages, texts, program }
    }

    /// A copy with another database file.
    fn copy(&self, bytes: &[u8]) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join("archive.sqlite"), bytes).unwrap();
        for folder in self.dir.path().join("blobs").read_dir().unwrap() {
            let folder = folder.unwrap().path();
            let to = copy.path().join("blobs").join(folder.file_name().unwrap());
            if !folder.is_dir() {
                continue;
            }
            fs::create_dir_all(&to).unwrap();
            for file in folder.read_dir().unwrap() {
                let file = file.unwrap().path();
                fs::hard_link(&file, to.join(file.file_name().unwrap())).unwrap();
            }
        }
        copy
    }

    fn damaged(&self, dice: &mut Dice) -> Result<Found, String> {
        let sound = fs::read(self.dir.path().join("archive.sqlite")).unwrap();
        let (bytes, hurt) = damage(sound, dice);
        let copy = self.copy(&bytes);
        for words in [&["list", "--json"][..], &["verify", "--json"], &["search", "ferry"]] {
            self.ask(copy.path(), words)?;
        }
        // Looking may have moved nothing and changed nothing of a file that is found damaged;
        // one that is not found so is an archive like any other, and is written.
        let before = fs::read(copy.path().join("archive.sqlite")).unwrap();
        let answer = self.ask(copy.path(), &["salvage", "--json"])?;
        let was_salvaged = answer.contains("\"aside\":\"");
        if was_salvaged {
            let aside = copy.path().join("aside").read_dir().map_err(|error| error.to_string())?;
            let kept =
                aside.filter_map(|entry| fs::read(entry.ok()?.path().join("archive.sqlite")).ok());
            if !kept.into_iter().any(|kept| kept == before) {
                return Err("the damaged file was not kept as it was".to_owned());
            }
        }
        let whole: Vec<_> =
            self.saved.iter().filter(|one| self.pages[&one.number].is_disjoint(&hurt)).collect();
        let kept = match Archive::open(copy.path(), &OpenOptions::default()) {
            Ok(archive) => {
                whole.iter().filter(|one| saves::missing(&archive, one).is_none()).count()
            }
            Err(error) => return Err(format!("it does not open: {error}; {answer}")),
        };
        Ok(Found { whole: whole.len(), kept, was_salvaged })
    }

    /// Runs the program; its answer, unless it fell over.
    fn ask(&self, archive: &Path, words: &[&str]) -> Result<String, String> {
        let output = Command::new(&self.program)
            .args(words)
            .env("BACKFILE_ARCHIVE", archive)
            .stdin(Stdio::null())
            .output()
            .expect("the program backfile stands beside this one");
        let told = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0 | 1) if !told.contains("panicked") => {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned() + &told)
            }
            code => Err(format!("{words:?} ended with {code:?}: {told}")),
        }
    }

    /// With every text overwritten: how many are missed, and how many salvaging says are lost.
    fn zeroed_texts(&self) -> Option<(usize, u64)> {
        let mut bytes = fs::read(self.dir.path().join("archive.sqlite")).unwrap();
        for page in &self.texts {
            bytes[(page - 1) * PAGE..page * PAGE].fill(0);
        }
        let copy = self.copy(&bytes);
        let answer = self.ask(copy.path(), &["salvage", "--json"]).ok()?;
        let archive = Archive::open(copy.path(), &OpenOptions::default()).ok()?;
        let missing =
            self.saved.iter().filter(|one| saves::missing(&archive, one).is_some()).count();
        let lost = answer.split("\"lost\":").nth(1)?;
        let digits: String = lost.chars().take_while(char::is_ascii_digit).collect();
        Some((missing, digits.parse().ok()?))
    }
}

/// Which pages each row of a table stands on, as SQLite itself says.
fn places(connection: &Connection, table: &str) -> BTreeMap<i64, BTreeSet<usize>> {
    let sql = "SELECT path, pageno, ncell, pagetype FROM dbstat WHERE name = ?1 ORDER BY path";
    let mut statement = connection.prepare(sql).unwrap();
    let pages: Vec<(String, usize, usize, String)> = statement
        .query_map([table], |row| {
            let number = |at: usize| row.get::<_, i64>(at).map(|it| usize::try_from(it).unwrap());
            Ok((row.get(0)?, number(1)?, number(2)?, row.get(3)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut statement =
        connection.prepare(&format!("SELECT rowid FROM {table} ORDER BY rowid")).unwrap();
    let mut rows = statement.query_map([], |row| row.get::<_, i64>(0)).unwrap();
    let mut places: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    for (path, number, cells, _) in pages.iter().filter(|page| page.3 == "leaf") {
        for cell in 0..*cells {
            let row = rows.next().unwrap().unwrap();
            let beyond = format!("{path}{cell:03x}+");
            let more = pages.iter().filter(|page| page.0.starts_with(&beyond));
            places.entry(row).or_default().extend(more.map(|page| page.1).chain([*number]));
        }
    }
    assert!(rows.next().is_none(), "every row has its page");
    places
}

/// Damages a database; gives the pages that were hurt.
fn damage(mut bytes: Vec<u8>, dice: &mut Dice) -> (Vec<u8>, BTreeSet<usize>) {
    let pages = bytes.len() / PAGE;
    let mut hurt = BTreeSet::new();
    let mut some = |dice: &mut Dice| {
        let page = dice.below(pages);
        hurt.insert(page + 1);
        page * PAGE
    };
    match dice.below(4) {
        0 => {
            for _ in 0..1 + dice.below(8) {
                let at = some(dice) + dice.below(PAGE);
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        1 => {
            for _ in 0..1 + dice.below(4) {
                let at = some(dice);
                bytes[at..at + PAGE].fill(0);
            }
        }
        2 => {
            let left = pages - 1 - dice.below(pages / 4);
            // Not always at the end of a page.
            let left = left * PAGE - dice.below(PAGE);
            bytes.truncate(left);
            hurt.extend(left / PAGE + 1..=pages);
        }
        _ => {
            for _ in 0..1 + dice.below(3) {
                let (one, two) = (some(dice), some(dice));
                for at in 0..PAGE {
                    bytes.swap(one + at, two + at);
                }
            }
            // Swapped pages are whole, only not in their place.
            hurt.clear();
        }
    }
    (bytes, hurt)
}
