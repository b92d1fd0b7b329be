//! Floors of quality on a sample of the corpus beside the checkout (`../shared/corpus`).
//!
//! Where the corpus is absent the test says so and passes. The measure is the corpus's own: the F1
//! over runs of four words of each page, its mean over the pages of a set. A floor is a little
//! below what was measured when it was set; raise it when the quality rises.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{
    collections::HashMap,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use backfile_article::{Extraction, PageKind};
use backfile_extract::{Source, extract};
use serde_json::Value;
use url::Url;

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if path.join("gold").is_dir() {
        return Some(path);
    }
    println!("SKIPPED: no corpus at {}", path.display());
    None
}

/// Every `step`-th page of a set with its gold answer.
fn sample(corpus: &Path, set: &str, step: usize) -> Vec<(Value, Extraction)> {
    let gold = fs::read_to_string(corpus.join("gold").join(format!("{set}.jsonl"))).unwrap();
    let lines: Vec<&str> = gold.lines().step_by(step).collect();
    let one = |line: &&str| {
        // Python writes NaN where a date is unknown, which is no JSON.
        let gold: Value = serde_json::from_str(&line.replace(": NaN", ": null")).unwrap();
        let id = gold["id"].as_str().unwrap();
        let file = fs::File::open(corpus.join("pages").join(set).join(format!("{id}.html.gz")));
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file.unwrap()).read_to_end(&mut bytes).unwrap();
        let url = gold["url"].as_str().and_then(|url| Url::parse(url).ok());
        let source = Source { url: url.as_ref(), captured_at: None };
        let found = extract(&String::from_utf8_lossy(&bytes), &source);
        (gold, found)
    };
    lines.iter().map(one).collect()
}

/// Runs of four words with their counts.
fn groups(text: &str) -> HashMap<String, i64> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let mut out = HashMap::new();
    for group in words.windows(4.min(words.len().max(1))) {
        *out.entry(group.join(" ")).or_default() += 1;
    }
    out
}

fn f1(gold: &str, found: &str) -> f64 {
    let (gold, found) = (groups(gold), groups(found));
    let shared: i64 =
        gold.iter().map(|(key, count)| (*count).min(*found.get(key).unwrap_or(&0))).sum();
    let total: i64 = gold.values().sum::<i64>() + found.values().sum::<i64>();
    if total == 0 { 1.0 } else { 2.0 * shared as f64 / total as f64 }
}

#[test]
fn the_text_of_articles_stays_as_good_as_it_was() {
    let Some(corpus) = corpus() else { return };
    let floors = [
        ("aeb", 3, 0.978),
        ("wcxb-article", 12, 0.938),
        ("fundus", 4, 0.964),
        ("fundus-eval", 2, 0.994),
        ("cleanportal", 4, 0.95),
        ("wcxb-other", 12, 0.735),
        ("mozilla", 4, 0.967),
    ];
    for (set, step, floor) in floors {
        let scores: Vec<f64> = sample(&corpus, set, step)
            .iter()
            .filter_map(|(gold, found)| {
                let text = gold["text"].as_str().filter(|text| !text.is_empty())?;
                let other = gold["text_alt"].as_str().unwrap_or(text);
                let found = found.text();
                Some(f1(text, &found).max(f1(other, &found)))
            })
            .collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        println!("{set}: {mean:.4} over {} pages", scores.len());
        assert!(mean >= floor, "{set}: {mean:.4} is below {floor}");
    }
}

#[test]
fn titles_and_days_stay_as_good_as_they_were() {
    let Some(corpus) = corpus() else { return };
    let plain = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    for (set, step, titles, days) in [("wcxb-article", 12, 0.8, 0.88), ("fundus", 4, 0.83, 0.99)] {
        let pages = sample(&corpus, set, step);
        let share = |field: &str, right: &dyn Fn(&str, &Extraction) -> bool| {
            let asked: Vec<_> = pages
                .iter()
                .filter_map(|(gold, found)| Some((gold[field].as_str()?, found)))
                .collect();
            asked.iter().filter(|(gold, found)| right(gold, found)).count() as f64
                / asked.len() as f64
        };
        let title = share("title", &|gold, found| plain(gold) == plain(&found.title));
        let day = share("date", &|gold, found| {
            // The day as written, or the day in UTC that a zone makes of it, as `score.py` counts.
            let days = found.published.as_ref().map(|time| {
                let universal = chrono::DateTime::from_timestamp_millis(time.sort_key);
                [
                    time.text.get(..10).unwrap_or_default().to_owned(),
                    universal.map(|time| time.date_naive().to_string()).unwrap_or_default(),
                ]
            });
            days.is_some_and(|days| days.iter().any(|day| Some(day.as_str()) == gold.get(..10)))
        });
        println!("{set}: titles {title:.3}, days {day:.3}");
        assert!(title >= titles && day >= days, "{set}: titles {title:.3}, days {day:.3}");
    }
}

/// An article must not be kept as a mere link, whatever its markup.
#[test]
fn articles_are_taken_for_articles() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = Vec::new();
    let mut count = 0;
    for (set, step) in
        [("aeb", 3), ("wcxb-article", 12), ("fundus", 4), ("fundus-eval", 2), ("cleanportal", 4)]
    {
        for (gold, found) in sample(&corpus, set, step) {
            let words = gold["text"].as_str().map_or(0, |text| text.split_whitespace().count());
            if words > 60 {
                count += 1;
                if found.kind != PageKind::Article {
                    wrong.push(format!("{set}/{}: {:?}", gold["id"], found.kind));
                }
            }
        }
    }
    assert!(wrong.len() * 50 <= count, "{} of {count}: {wrong:#?}", wrong.len());
}
