//! Whether people find again what they remember: `npm run bench:known -- --articles 40000`.
//!
//! Articles in three made languages; of some that are picked by chance a person remembers a
//! sentence with two words that are others, or six words in any order of which one is misspelt,
//! and types that as it is. The answer is asked for as a window asks: every word, else the
//! spelling that the archive has, else most of the words. It fails where fewer are found than
//! the project promises.
#![allow(clippy::print_stdout, reason = "it is a program for a terminal")]

#[allow(dead_code, reason = "it makes more of its articles than is remembered")]
#[path = "../bench_search/corpus.rs"]
mod corpus;
mod fill;
mod remember;
#[path = "../bench_search/stored.rs"]
mod stored;

use std::{env, error::Error, process::ExitCode, time::Instant};

use backfile_archive::{Archive, ListQuery, Listing, Reader, Relaxed, Sort, View};
use backfile_article::Timestamp;
use backfile_query::{Node, parse};

use corpus::{Dice, NOW};

/// What the project promises of one kind of query: a share of a hundred that is first, and one
/// that is among the first three.
struct Kind {
    name: &'static str,
    make: fn(&mut Dice, &fill::Text) -> String,
    first: f64,
    three: f64,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "a sentence, two words of it changed",
        make: remember::sentence,
        first: 93.0,
        three: 98.0,
    },
    Kind {
        name: "six words in any order, one misspelt",
        make: remember::misspelt,
        first: 0.0,
        three: 95.0,
    },
    Kind {
        name: "seven words, one from elsewhere",
        make: remember::elsewhere,
        first: 93.0,
        three: 98.0,
    },
];

/// How an answer came about.
#[derive(Default)]
struct Ways {
    whole: u32,
    respelt: u32,
    relaxed: u32,
    nothing: u32,
}

fn request(query: Option<&Node>) -> ListQuery<'_> {
    ListQuery {
        view: View::All,
        query,
        sort: Sort::Relevance,
        offset: 0,
        limit: 3,
        utc_offset_minutes: 0,
        now: Timestamp(NOW),
    }
}

/// As `Library::list` answers.
fn answer(
    reader: &Reader<'_>,
    text: &str,
    ways: &mut Ways,
) -> Result<Listing, backfile_archive::ArchiveError> {
    let tree = parse(text).tree;
    let whole = reader.list(&request(tree.as_ref()))?;
    let Some(tree) = tree.filter(|_| whole.total == 0) else {
        ways.whole += 1;
        return Ok(whole);
    };
    if let Some(suggestion) = reader.suggest(text, &tree)? {
        let respelt = reader.list(&request(parse(&suggestion.query).tree.as_ref()))?;
        if respelt.total > 0 {
            ways.respelt += 1;
            return Ok(respelt);
        }
    }
    match reader.relax(&request(Some(&tree)))? {
        Some(Relaxed { tree, .. }) => {
            ways.relaxed += 1;
            reader.list(&request(Some(&tree)))
        }
        None => {
            ways.nothing += 1;
            Ok(whole)
        }
    }
}

fn judge(
    archive: &Archive,
    articles: u64,
    asked: u64,
    missed: bool,
) -> Result<bool, Box<dyn Error>> {
    println!("{articles} articles, {asked} queries of a kind\n");
    println!(
        "| remembered | first | goal | first three | goal | whole / respelt / most words / none |"
    );
    println!("|---|---|---|---|---|---|");
    let mut kept = true;
    for kind in KINDS {
        let mut dice = Dice::new(77);
        let (mut first, mut three, mut ways) = (0, 0, Ways::default());
        for _ in 0..asked {
            let text = fill::text(dice.below(articles));
            let query = (kind.make)(&mut dice, &text);
            let listing = archive.read(|reader| answer(reader, &query, &mut ways))?;
            let place = listing.rows.iter().position(|row| row.entry.url == text.url);
            first += u32::from(place == Some(0));
            three += u32::from(place.is_some());
            if missed && place.is_none() {
                println!("{}: {query}", text.url);
            }
        }
        let share = |found: u32| f64::from(found) * 100.0 / asked as f64;
        println!(
            "| {} | {:.1} % | {:.0} % | {:.1} % | {:.0} % | {} / {} / {} / {} |",
            kind.name,
            share(first),
            kind.first,
            share(three),
            kind.three,
            ways.whole,
            ways.respelt,
            ways.relaxed,
            ways.nothing
        );
        kept &= share(first) >= kind.first && share(three) >= kind.three;
    }
    Ok(kept)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (mut articles, mut asked, mut missed) = (2_000, 400, false);
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--articles" => articles = value()?.parse()?,
            "--queries" => asked = value()?.parse()?,
            "--missed" => missed = true,
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    let dir = tempfile::tempdir()?;
    let begun = Instant::now();
    let archive = fill::archive(dir.path(), articles)?;
    println!("Written in {:.0} s.", begun.elapsed().as_secs_f64());
    let kept = judge(&archive, articles, asked, missed)?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
