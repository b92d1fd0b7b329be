//! How well rows answer a query: the one place that says what the order of relevance is.
//!
//! For each leaf of words, BM25F: matches beside the text count by their column, matches in the
//! text by its length; their sum saturates, and rare words count more. Words that stand near
//! each other in the order of the query add a little, and what is newer is a little better.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::{postings::Count, words::Leaf};
use crate::list::{RowSet, SpineRow};

/// How soon more of the same word counts no more.
const SATURATION: f64 = 1.2;
/// How much the length of a text takes from a match in it.
const LENGTH: f64 = 0.6;
/// What two words side by side add, of what the less rare of them is worth.
const TOGETHER: f64 = 0.3;
/// Words between two that are still near each other.
const NEAR: u64 = 16;
/// What being new adds, of all; half of it is left after a year.
const NEW: f64 = 0.15;
const YEAR: f64 = 365.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// What ranking needs to know of the archive.
pub(crate) struct Shelf<'a> {
    /// Entries there are.
    pub(crate) entries: usize,
    /// Words of the text, by row.
    pub(crate) lengths: &'a [u32],
    /// Words of a text, on average.
    pub(crate) average: f64,
    /// The moment of the asking, milliseconds UTC.
    pub(crate) now: i64,
}

/// A score with its order.
#[derive(PartialEq)]
struct Score(f64);

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// How much a word says that stands in so many of the entries.
fn rarity(entries: usize, holding: usize) -> f64 {
    let (entries, holding) = (entries as f64, holding as f64);
    (1.0 + (entries - holding + 0.5).max(0.0) / (holding + 0.5)).ln()
}

/// The best `most` of `rows`, which stand in the order that holds among equals; exactly those,
/// and in their order, that ranking all would give. Gives places in `rows`.
pub(crate) fn best(
    leaves: &[&Leaf],
    rows: &[&SpineRow],
    shelf: &Shelf<'_>,
    most: usize,
) -> Vec<usize> {
    let mut among = RowSet::default();
    for row in rows {
        among.insert(row.rowid);
    }
    let mut sums = vec![0.0_f64; among.reached()];
    let mut worths = Vec::new();
    for leaf in leaves {
        let worth = rarity(shelf.entries, leaf.rows.len());
        worths.push(worth);
        leaf.each_count(&among, |row, count| {
            if let Some(sum) = sums.get_mut(row as usize) {
                let length = shelf.lengths.get(row as usize).copied().unwrap_or_default();
                *sum += worth * weight(count, length, shelf.average);
            }
        });
    }
    let pairs: Vec<(&Leaf, &Leaf, f64)> = leaves
        .windows(2)
        .zip(worths.windows(2))
        .filter(|(pair, _)| pair[0].is_single() && pair[1].is_single())
        .map(|(pair, worths)| (pair[0], pair[1], TOGETHER * worths[0].min(worths[1])))
        .collect();
    let bound: f64 = pairs.iter().map(|(_, _, worth)| worth).sum();

    let mut scored: Vec<(f64, f64, usize)> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let sum = usize::try_from(row.rowid).ok().and_then(|row| sums.get(row)).copied();
        scored.push((sum.unwrap_or_default(), newness(row, shelf.now), at));
    }
    let most = most.min(scored.len());
    if most == 0 {
        return Vec::new();
    }
    // Whatever its words' nearness is worth, a row below the last of the best is not among them.
    let mut least: Vec<f64> = scored.iter().map(|(sum, new, _)| sum * new).collect();
    let (_, last, _) = least.select_nth_unstable_by(most - 1, |one, other| other.total_cmp(one));
    let last = *last;
    scored.retain(|(sum, new, _)| (sum + bound) * new >= last);
    if pairs.is_empty() {
        for (sum, new, _) in &mut scored {
            *sum *= *new;
        }
        return first_of(scored.into_iter().map(|(score, _, at)| (score, at)).collect(), most);
    }
    scored.sort_by(|one, other| {
        other.0.mul_add(other.1, bound * other.1).total_cmp(&one.0.mul_add(one.1, bound * one.1))
    });
    let mut heap: BinaryHeap<Reverse<Score>> = BinaryHeap::new();
    let mut full: Vec<(f64, usize)> = Vec::new();
    let mut nearness = Nearness::default();
    for (sum, new, at) in scored {
        // A hair is left for what rounding does.
        let highest = (sum + bound) * new * (1.0 + 1e-9);
        if heap.len() == most && heap.peek().is_some_and(|least| highest < least.0.0) {
            break;
        }
        let mut score = sum;
        if let Ok(row) = u32::try_from(rows[at].rowid) {
            for (one, other, worth) in &pairs {
                score += worth * nearness.of(one, other, row);
            }
        }
        score *= new;
        full.push((score, at));
        heap.push(Reverse(Score(score)));
        if heap.len() > most {
            heap.pop();
        }
    }
    first_of(full, most)
}

fn first_of(mut scored: Vec<(f64, usize)>, most: usize) -> Vec<usize> {
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    scored.truncate(most);
    scored.into_iter().map(|(_, at)| at).collect()
}

fn weight(count: Count, length: u32, average: f64) -> f64 {
    let share = 1.0 - LENGTH + LENGTH * f64::from(length) / average.max(1.0);
    let times = f64::from(count.beside) / 2.0 + f64::from(count.body) / share;
    (SATURATION + 1.0) * times / (SATURATION + times)
}

fn newness(row: &SpineRow, now: i64) -> f64 {
    let time = row.published.unwrap_or(row.saved_at);
    let age = now.saturating_sub(time).max(0) as f64 / YEAR;
    1.0 + NEW / (1.0 + age)
}

#[derive(Default)]
struct Nearness {
    one: Vec<u64>,
    other: Vec<u64>,
}

impl Nearness {
    /// How near two words stand in a row at best: 1 side by side in their order, less the more
    /// words are between them, 0 beyond [`NEAR`].
    fn of(&mut self, one: &Leaf, other: &Leaf, row: u32) -> f64 {
        one.places(row, &mut self.one);
        other.places(row, &mut self.other);
        let mut best = u64::MAX;
        for place in &self.one {
            let at = self.other.partition_point(|other| other <= place);
            if let Some(after) = self.other.get(at).filter(|after| *after >> 32 == place >> 32) {
                best = best.min(after - place - 1);
            }
            let before = at.checked_sub(1).and_then(|at| self.other.get(at));
            if let Some(before) = before.filter(|before| *before >> 32 == place >> 32) {
                best = best.min((place - before).max(1));
            }
        }
        if best > NEAR { 0.0 } else { 1.0 / (1.0 + best as f64) }
    }
}
