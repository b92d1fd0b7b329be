//! Writes what the models of `training/flattened.py` learn from.

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::{BufWriter, Write as _},
    path::Path,
};

use backfile_article::PageKind;
use backfile_extract::{Source, extract, flattened_numbers, flattened_titles, word_count};
use serde_json::{Value, json};

use crate::{Fault, flatten::tokenise, flattened, shared};

/// Writes the measures of each word of each page as little-endian 32-bit numbers to `rows`, and
/// beside it, to a file that ends in `jsonl`, a line for each page: its words, what parts them,
/// which of them the gold text has, and what the judge needs. Given a file of what the first model
/// says of each word, the measures are those of the second one.
pub(crate) fn write(
    corpus: &Path,
    wanted: &[&str],
    rows: &Path,
    first: Option<&Path>,
) -> Result<(), Fault> {
    let mut out = BufWriter::new(fs::File::create(rows)?);
    let mut side = BufWriter::new(fs::File::create(rows.with_extension("jsonl"))?);
    let first = first.map(fs::read).transpose()?;
    let first: Option<Vec<f32>> = first.map(|bytes| {
        let numbers = bytes.as_chunks::<4>().0.iter();
        numbers.map(|number| f32::from_le_bytes(*number)).collect()
    });
    let mut done = 0;
    let mut seen = HashSet::new();
    for dataset in wanted {
        for mut gold in shared::golds(corpus, dataset)? {
            let known = gold["text"].as_str().is_some_and(|text| !text.is_empty());
            if !seen.insert(gold["id"].to_string()) || !known && !teach(corpus, dataset, &mut gold)?
            {
                continue;
            }
            // Of what the extractor teaches one way is enough.
            let ways: &[bool] = match (known, seen.len() % 2) {
                (true, _) => &[true, false],
                (false, 0) => &[true],
                (false, _) => &[false],
            };
            for &collapse in ways {
                let input = flattened(corpus, dataset, &gold, collapse)?;
                let mut words: Vec<String> = Vec::new();
                let mut gaps = Vec::new();
                let mut bytes = Vec::new();
                let odds = first.as_ref().map(|odds| odds.get(done..).unwrap_or_default());
                let head = flattened_numbers(&input, odds, |word, gap, numbers| {
                    words.push(word.to_owned());
                    gaps.push(gap);
                    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                });
                done += words.len();
                out.write_all(&bytes)?;
                let labels = labels(&words, &gaps, &gold);
                let line = json!({
                    "dataset": dataset, "id": gold["id"], "site": gold["site"],
                    "texts": [gold["text"], gold["text_alt"]], "collapse": collapse,
                    "taught": !known, "head": head, "gaps": gaps, "words": words, "labels": labels,
                });
                writeln!(side, "{line}")?;
            }
        }
    }
    side.flush()?;
    Ok(out.flush()?)
}

/// Writes what might be the headline of each page whose title is known, with its measures.
pub(crate) fn titles(corpus: &Path, wanted: &[&str], path: &Path) -> Result<(), Fault> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    let mut seen = HashSet::new();
    for dataset in wanted {
        for gold in shared::golds(corpus, dataset)? {
            let known = gold["title"].as_str().is_some_and(|title| !title.is_empty());
            if !known || !seen.insert(gold["id"].to_string()) {
                continue;
            }
            for collapse in [true, false] {
                let input = flattened(corpus, dataset, &gold, collapse)?;
                let mut candidates = Vec::new();
                flattened_titles(&input, |title, numbers| candidates.push(json!([title, numbers])));
                let line = json!({
                    "dataset": dataset, "id": gold["id"], "site": gold["site"],
                    "collapse": collapse, "title": gold["title"], "candidates": candidates,
                });
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(out.flush()?)
}

/// Gives a page without a gold text the one that the extractor takes out of its markup; `false` if
/// that is no article.
fn teach(corpus: &Path, dataset: &str, gold: &mut Value) -> Result<bool, Fault> {
    let html = shared::html(corpus, dataset, gold)?;
    let url = shared::url(gold);
    let found = extract(&html, &Source { url: url.as_ref(), captured_at: None });
    let text = found.text();
    let good =
        found.kind == PageKind::Article && word_count(&text) > 150 && found.warnings.is_empty();
    gold["text"] = text.into();
    Ok(good)
}

/// Where the gold text stands in the page: 1 for its words, 0 for others, and 2 for those that
/// could as well be a second copy of it, which teach nothing.
fn labels(words: &[String], gaps: &[u8], gold: &Value) -> Vec<u8> {
    const JOINT: u8 = 4;
    let mut numbers = HashMap::new();
    let mut tokens: Vec<u32> = Vec::new();
    let mut alone = Vec::new();
    let mut owners = Vec::new();
    let mut silent = vec![true; words.len()];
    for (at, word) in words.iter().enumerate() {
        tokenise(word, |token| {
            alone.push(!token.is_ascii() && token.chars().nth(1).is_none());
            let next = numbers.len() as u32;
            tokens.push(*numbers.entry(token).or_insert(next));
            owners.push(at);
            silent[at] = false;
        });
    }
    let mut labels = vec![0; words.len()];
    for key in ["text", "text_alt"] {
        let mut text = Vec::new();
        tokenise(gold[key].as_str().unwrap_or_default(), |token| {
            let next = numbers.len() as u32;
            text.push(*numbers.entry(token).or_insert(next));
        });
        for (at, label) in tiles(&tokens, &text, &alone).into_iter().enumerate() {
            let own = &mut labels[owners[at]];
            *own = if label == 1 || *own == 1 { 1 } else { label.max(*own) };
        }
    }
    // A sign, or a name with a capital inside, between words of the gold text is part of it.
    for at in 1..words.len().saturating_sub(1) {
        if labels[at] != 0 || labels[at - 1] != 1 {
            continue;
        }
        let name = gaps[at] != JOINT
            && gaps[at + 1] == JOINT
            && labels.get(at + 2) == Some(&1)
            && gaps[at + 2] != JOINT;
        if silent[at] && labels[at + 1] == 1 {
            labels[at] = 1;
        } else if name && labels[at + 1] == 0 {
            (labels[at], labels[at + 1]) = (1, 1);
        }
    }
    labels
}

/// Lays runs of the gold text over the page, the longest first, each part of the text once.
fn tiles(page: &[u32], text: &[u32], alone: &[bool]) -> Vec<u8> {
    const RUN: usize = 4;
    // Single letters of scripts without spaces are alike by chance.
    const LONG: usize = 12;
    let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, run) in text.windows(RUN).enumerate() {
        places.entry(run).or_default().push(at);
    }
    let mut runs = Vec::new();
    for (at, run) in page.windows(RUN).enumerate() {
        for &place in places.get(run).into_iter().flatten().take(50) {
            if at > 0 && place > 0 && page[at - 1] == text[place - 1] {
                continue;
            }
            let same = page[at..].iter().zip(&text[place..]).take_while(|(a, b)| a == b).count();
            runs.push((same, at, place));
        }
    }
    runs.sort_by_key(|&(length, at, _)| (std::cmp::Reverse(length), at));
    let enough = |from: usize, to: usize| {
        let alone = alone[from..to].iter().filter(|alone| **alone).count();
        to - from >= if alone * 2 > to - from { LONG } else { RUN }
    };
    let mut labels = vec![0; page.len()];
    let mut taken = vec![false; text.len()];
    for (length, at, place) in runs {
        let free = |step: usize| step < length && labels[at + step] != 1 && !taken[place + step];
        let free: Vec<bool> = (0..=length).map(free).collect();
        if enough(at, at + length) {
            labels[at..at + length].iter_mut().filter(|l| **l == 0).for_each(|label| *label = 2);
        }
        let mut first = None;
        for (step, free) in free.into_iter().enumerate() {
            match first {
                None if free => first = Some(step),
                Some(from) if !free => {
                    if enough(at + from, at + step) {
                        labels[at + from..at + step].fill(1);
                        taken[place + from..place + step].fill(true);
                    }
                    first = None;
                }
                _ => {}
            }
        }
    }
    labels
}
