//! Flattens pages of a corpus and measures what comes back from their text alone.
//!
//! `cargo run --release -p backfile-extract --example flattened -- CORPUS [--dump FOLDER] [DATASET…]`
//!
//! A flattened page is its link, a line end, its `<title>` and the text of its body without scripts
//! and styles; nothing stands between elements. It is measured twice: with each run of white space
//! as one space, which is harder, and with the white space of the source. Three figures: the share
//! of the gold text's words that are kept, the share of strange ones among the words that came out
//! (both over multisets, mean over the pages), and the share of titles that are right.
//!
//! With `--rows FILE [--first ODDS]` or `--titles FILE` it writes what `training/flattened.py` learns
//! from instead.

mod flatten;
mod rows;
#[path = "../shared/mod.rs"]
mod shared;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use backfile_extract::{Source, extract_text, looks_flattened};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use flatten::{flatten, tokenise};

/// The sets with careful full texts; further ones may be named.
const SETS: [&str; 2] = ["aeb", "fundus"];

type Fault = Box<dyn std::error::Error>;

/// What one flattened page gave.
struct Score {
    id: String,
    kept: f64,
    strange: f64,
    title: Option<bool>,
    seen: bool,
}

fn main() -> Result<(), Fault> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut named = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.remove(at);
        Some(if at < args.len() { args.remove(at) } else { String::new() })
    };
    let [dump, rows, first, titles] =
        ["--dump", "--rows", "--first", "--titles"].map(|name| named(name).map(PathBuf::from));
    let [corpus, wanted @ ..] = args.as_slice() else {
        return Err("usage: flattened CORPUS [--dump FOLDER] [DATASET…]".into());
    };
    let corpus = Path::new(corpus);
    let wanted: Vec<&str> =
        if wanted.is_empty() { SETS.to_vec() } else { wanted.iter().map(String::as_str).collect() };
    if let Some(rows) = rows {
        return rows::write(corpus, &wanted, &rows, first.as_deref());
    }
    if let Some(titles) = titles {
        return rows::titles(corpus, &wanted, &titles);
    }
    println!("flattened text         pages  words kept  strange words  title right  taken for one");
    for dataset in wanted {
        for (name, collapse) in [("one space", true), ("as written", false)] {
            let folder = dump.as_ref().map(|folder| folder.join(format!("{dataset}-{collapse}")));
            if let Some(folder) = &folder {
                fs::create_dir_all(folder)?;
            }
            let scores = measure(corpus, dataset, collapse, folder.as_deref())?;
            let mean = |value: &dyn Fn(&Score) -> f64| {
                scores.iter().map(value).sum::<f64>() / scores.len().max(1) as f64
            };
            let titles: Vec<bool> = scores.iter().filter_map(|score| score.title).collect();
            let right = titles.iter().filter(|right| **right).count() as f64;
            let title = if titles.is_empty() {
                "-".to_owned()
            } else {
                format!("{:.3}", right / titles.len() as f64)
            };
            println!(
                "{dataset:<11}{name:<11} {:>5} {:>11.3} {:>14.3} {title:>12} {:>14.3}",
                scores.len(),
                mean(&|score| score.kept),
                mean(&|score| score.strange),
                mean(&|score| f64::from(u8::from(score.seen))),
            );
            if let Some(folder) = folder {
                let mut lines: Vec<String> = scores
                    .iter()
                    .map(|score| {
                        format!(
                            "{:.3}\t{:.3}\t{:?}\t{}\t{}\n",
                            score.kept, score.strange, score.title, score.seen, score.id
                        )
                    })
                    .collect();
                lines.sort();
                fs::write(folder.join("scores.tsv"), lines.concat())?;
            }
        }
    }
    Ok(())
}

/// The pages of a set that have a gold text.
fn golds(corpus: &Path, dataset: &str) -> Result<Vec<Value>, Fault> {
    let mut golds = shared::golds(corpus, dataset)?;
    golds.retain(|gold| gold["text"].as_str().is_some_and(|text| !text.is_empty()));
    Ok(golds)
}

fn measure(
    corpus: &Path,
    dataset: &str,
    collapse: bool,
    dump: Option<&Path>,
) -> Result<Vec<Score>, Fault> {
    let gold = golds(corpus, dataset)?;
    let next = AtomicUsize::new(0);
    let scores = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(gold) = gold.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let score = one(corpus, dataset, gold, collapse, dump);
                    match (score, scores.lock()) {
                        (Ok(score), Ok(mut scores)) => scores.push(score),
                        (Err(fault), _) => eprintln!("{}: {fault}", gold["id"]),
                        _ => {}
                    }
                }
            });
        }
    });
    Ok(scores.into_inner()?)
}

fn one(
    corpus: &Path,
    dataset: &str,
    gold: &Value,
    collapse: bool,
    dump: Option<&Path>,
) -> Result<Score, Fault> {
    let id = gold["id"].as_str().unwrap_or_default().to_owned();
    let input = flattened(corpus, dataset, gold, collapse)?;
    let found = extract_text(&input, &Source::default());
    let body = found.text();
    if let Some(folder) = dump {
        let right = gold["text"].as_str().unwrap_or_default();
        let title = gold["title"].as_str().unwrap_or_default();
        fs::write(folder.join(format!("{id}.in")), &input)?;
        fs::write(folder.join(format!("{id}.out")), format!("{}\n\n{body}", found.title))?;
        fs::write(folder.join(format!("{id}.gold")), format!("{title}\n\n{right}"))?;
    }
    let words = count(&body);
    let total = words.values().sum::<usize>();
    let best = ["text", "text_alt"]
        .iter()
        .filter_map(|key| gold[*key].as_str().filter(|text| !text.is_empty()))
        .map(|text| {
            let right = count(text);
            let shared: usize =
                right.iter().map(|(word, n)| n.min(words.get(word).unwrap_or(&0))).sum();
            let kept = shared as f64 / right.values().sum::<usize>().max(1) as f64;
            (kept, if total == 0 { 0.0 } else { (total - shared) as f64 / total as f64 })
        })
        .max_by(|a, b| (a.0 - a.1).total_cmp(&(b.0 - b.1)));
    let (kept, strange) = best.unwrap_or_default();
    let title = gold["title"].as_str().map(|title| same(title) == same(&found.title));
    Ok(Score { id, kept, strange, title, seen: looks_flattened(&input) })
}

/// A page of the corpus, flattened.
fn flattened(corpus: &Path, dataset: &str, gold: &Value, collapse: bool) -> Result<String, Fault> {
    let id = gold["id"].as_str().unwrap_or_default();
    let html = shared::html(corpus, dataset, gold)?;
    let url = gold["url"].as_str().filter(|url| !url.is_empty());
    let link = url.map_or(format!("https://example.org/{id}"), str::to_owned);
    Ok(format!("{link}\n{}", flatten(&html, collapse)))
}

/// The words of a text with how often each stands there.
fn count(text: &str) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    tokenise(text, |word| *words.entry(word).or_default() += 1);
    words
}

/// A title as the corpus's scorer compares it.
fn same(title: &str) -> String {
    let plain = title.nfkc().filter_map(|c| match c {
        '‘' | '’' | '‚' | '′' | '`' | '´' => Some('\''),
        '“' | '”' | '„' | '«' | '»' => Some('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => Some('-'),
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        c => Some(c),
    });
    let lower = plain.collect::<String>().to_lowercase();
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(|c: char| c.is_whitespace() || c == '.').to_owned()
}
