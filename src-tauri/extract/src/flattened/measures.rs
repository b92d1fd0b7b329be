//! A flattened text as both models see it: its words by number, sums of their counts, its runs.

use std::collections::{HashMap, HashSet};

use crate::{
    content::phrases::{foreign_heading, is_time, line},
    text,
};

use super::{
    lists::{LISTS, lists},
    title::Found,
    words::{Gap, Word},
};

/// What is counted of one word, and added up over windows and runs.
pub(super) const SUMS: usize = 18;

/// Where the shares of small letters among cased ones begin, and what follows.
pub(super) mod sum {
    pub(in super::super) const SMALL: usize = 0;
    pub(in super::super) const CASED: usize = 1;
    pub(in super::super) const CREDITS: usize = 8;
    pub(in super::super) const CALLS: usize = 9;
    pub(in super::super) const ADDRESS: usize = 10;
    pub(in super::super) const AGAIN: usize = 13;
    pub(in super::super) const TITLE: usize = 14;
    pub(in super::super) const CAPITALS: usize = 15;
    pub(in super::super) const LONG: usize = 17;
}

/// Words nearer than this tell nothing about what a text is about: they are of one sentence.
pub(super) const NEAR: usize = 40;

/// A run of words between two boundaries.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) ends: f32,
    pub(super) pauses: f32,
    pub(super) small: f32,
    pub(super) cased: f32,
    pub(super) known: f32,
}

impl Span {
    pub(super) fn words(&self) -> f32 {
        (self.last + 1 - self.first) as f32
    }

    /// The share of small letters among first letters that have two cases.
    pub(super) fn share(&self) -> f32 {
        if self.cased > 0.0 { self.small / self.cased } else { -1.0 }
    }
}

/// What is known of a text before any model has spoken.
pub(super) struct Measures<'t> {
    pub(super) words: &'t [Word],
    /// The same number for the same word, however it is written.
    pub(super) ids: Vec<u32>,
    /// Whether a word is long enough to say what a text is about.
    pub(super) long: Vec<bool>,
    /// Sums of the words' counts up to each word.
    pub(super) sums: Vec<[f32; SUMS]>,
    pub(super) sentences: Vec<Span>,
    pub(super) blocks: Vec<Span>,
    /// The words at which something else is announced.
    pub(super) foreign: Vec<bool>,
}

impl<'t> Measures<'t> {
    pub(super) fn new(text: &str, words: &'t [Word], found: &Found) -> Self {
        let plain: Vec<String> =
            words.iter().map(|word| plain(&text[word.start..word.end])).collect();
        let mut numbers = HashMap::new();
        let ids: Vec<u32> = plain
            .iter()
            .map(|plain| {
                let next = numbers.len() as u32;
                *numbers.entry(plain.as_str()).or_insert(next)
            })
            .collect();
        let long: Vec<bool> = plain.iter().map(|plain| is_long(plain)).collect();
        let sums = sums(text, words, found, &plain, &ids, &long);
        let sentences = spans(text, words, Gap::Sentence, false);
        let blocks = spans(text, words, Gap::Line, true);
        let foreign = foreign(text, words, &blocks);
        Self { words, ids, long, sums, sentences, blocks, foreign }
    }

    /// The share of the words of a run that count for `what`.
    pub(super) fn within(&self, span: &Span, what: usize) -> f32 {
        (self.sums[span.last + 1][what] - self.sums[span.first][what]) / span.words()
    }
}

/// Goes through the runs along with the words.
pub(super) struct Runs<'s> {
    spans: &'s [Span],
    at: usize,
}

impl<'s> Runs<'s> {
    pub(super) fn new(spans: &'s [Span]) -> Self {
        Self { spans, at: 0 }
    }

    /// The number of the run that holds a word; words are asked for in order.
    pub(super) fn of(&mut self, word: usize) -> usize {
        while self.spans[self.at].last < word {
            self.at += 1;
        }
        self.at
    }
}

/// A word to look up.
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase()
}

fn is_long(plain: &str) -> bool {
    let mut chars = plain.chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_alphabetic())
        && chars.count() >= if first.is_some_and(text::is_spaceless) { 1 } else { 4 }
}

/// Which words stand in a run of four that stands twice.
fn repeated(ids: &[u32]) -> Vec<bool> {
    const RUN: usize = 4;
    let mut counts: HashMap<&[u32], u32> = HashMap::with_capacity(ids.len());
    for run in ids.windows(RUN) {
        *counts.entry(run).or_insert(0) += 1;
    }
    let mut out = vec![false; ids.len()];
    for (at, run) in ids.windows(RUN).enumerate() {
        if counts.get(run).is_some_and(|count| *count > 1) {
            out[at..at + RUN].fill(true);
        }
    }
    out
}

fn sums(
    text: &str,
    words: &[Word],
    found: &Found,
    plain: &[String],
    ids: &[u32],
    long: &[bool],
) -> Vec<[f32; SUMS]> {
    let mut counts = HashMap::new();
    // Where each word stands first and last.
    let mut places: Vec<(usize, usize)> = vec![(usize::MAX, 0); ids.len()];
    for (at, word) in words.iter().enumerate() {
        if word.small {
            *counts.entry(&text[word.start..word.end]).or_insert(0_u32) += 1;
        }
        let place = &mut places[ids[at] as usize];
        *place = (place.0.min(at), at);
    }
    let often = (words.len() as u32 / 400).max(3);
    let again = repeated(ids);
    let title: HashSet<u32> =
        (0..found.head.min(ids.len())).filter(|&at| long[at]).map(|at| ids[at]).collect();
    let mut out = Vec::with_capacity(words.len() + 1);
    let mut sum = [0.0; SUMS];
    out.push(sum);
    for (at, word) in words.iter().enumerate() {
        let shown = &text[word.start..word.end];
        let common = counts.get(shown).is_some_and(|count| *count >= often);
        let [credits, calls, address, bios, times]: [bool; LISTS] = lists(&plain[at]);
        let clock = word.digit && shown.contains(':');
        let mut letters = shown.chars().filter(|c| c.is_alphabetic());
        let capital = letters.clone().nth(1).is_some() && letters.all(char::is_uppercase);
        let (first, last) = places[ids[at] as usize];
        let recurs = first + NEAR < at || last > at + NEAR;
        let one = [
            word.small,
            word.cased,
            word.ends,
            word.pauses,
            matches!(word.gap, Gap::Joint | Gap::Line),
            word.digit,
            common,
            word.sign,
            credits,
            calls,
            address,
            bios,
            times || clock,
            again[at],
            long[at] && title.contains(&ids[at]),
            capital,
            long[at] && recurs,
            long[at],
        ];
        for (sum, one) in sum.iter_mut().zip(one) {
            *sum += f32::from(u8::from(one));
        }
        out.push(sum);
    }
    out
}

/// The runs of words that a gap of at least this strength parts.
fn spans(text: &str, words: &[Word], gap: Gap, blocks: bool) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if at == 0 || word.gap >= gap {
            out.push(Span { first: at, last: at, ..Span::default() });
        }
        let Some(span) = out.last_mut() else { continue };
        span.last = at;
        span.ends += f32::from(u8::from(word.ends));
        span.pauses += f32::from(u8::from(word.pauses));
        span.small += f32::from(u8::from(word.small));
        span.cased += f32::from(u8::from(word.cased));
    }
    for span in &mut out {
        let text = &text[words[span.first].start..words[span.last].end];
        if text.len() > 600 {
            continue;
        }
        span.known = if is_time(text) {
            2.0
        } else if line(text, 0.0).is_some() {
            1.0
        } else if blocks && foreign_heading(text).is_some() {
            3.0
        } else {
            0.0
        };
    }
    out
}

/// The words at which something else is announced.
fn foreign(text: &str, words: &[Word], blocks: &[Span]) -> Vec<bool> {
    let mut out = vec![false; words.len()];
    for span in blocks {
        let shown = &text[words[span.first].start..words[span.last].end];
        if shown.len() < 120 && foreign_heading(shown).is_some() || shown.starts_with('©') {
            out[span.first] = true;
        }
    }
    for (at, word) in words.iter().enumerate() {
        // Where nothing is glued, the first words of a heading stand after a sentence.
        if matches!(word.gap, Gap::Weak | Gap::Sentence) {
            out[at] |= text[word.start..word.end].starts_with('©')
                || (1..4).any(|more| {
                    words.get(at + more).is_some_and(|next| matches!(next.gap, Gap::Weak))
                        && foreign_heading(&text[word.start..words[at + more - 1].end]).is_some()
                });
        }
    }
    out
}
