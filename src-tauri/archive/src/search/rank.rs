//! How well rows answer a query: the one place that says what the order of relevance is.
//!
//! For each leaf of words, BM25F: matches beside the text count by their column, matches in the
//! text by its length, and both are added and kept as a weight (see [`super::weight`]). It
//! saturates, and rare words count more. Words that stand near each other in the order of the
//! query add a little, and what is newer is a little better.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    sync::OnceLock,
};

use super::{
    segments::codec,
    terms::{Index, Places},
    together::place,
    words::Leaf,
};
use crate::{
    Result,
    list::{RowSet, Spine, day},
};

/// How soon more of the same word counts no more.
const SATURATION: f64 = 1.2;
/// What two words side by side add, of what the less rare of them is worth.
const TOGETHER: f64 = 0.3;
/// Words between two that are still near each other.
const NEAR: u64 = 16;
/// What being new adds, of all; half of it is left after a year.
const NEW: f64 = 0.15;
const DAY: i64 = 24 * 60 * 60 * 1000;
const DAYS_OF_YEAR: f64 = 365.0;
/// Days after which all are equally old: a hundred years.
const OLDEST: usize = 36_500;

/// How good a row is so far, and its place among equals.
#[derive(PartialEq)]
struct Score {
    score: f64,
    /// What makes a row come first among equals, highest first.
    saved: (i64, u32),
}

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(self.saved.cmp(&other.saved))
    }
}

/// The best so many that were put in.
struct Best {
    most: usize,
    heap: BinaryHeap<Reverse<Score>>,
}

impl Best {
    fn put(&mut self, score: Score) {
        if self.heap.len() < self.most {
            self.heap.push(Reverse(score));
        } else if let Some(mut least) = self.heap.peek_mut()
            && least.0 < score
        {
            *least = Reverse(score);
        }
    }

    /// The score below which nothing is among them any more.
    fn least(&self) -> f64 {
        let full = self.heap.len() >= self.most;
        self.heap.peek().filter(|_| full).map_or(f64::NEG_INFINITY, |least| least.0.score)
    }
}

/// How much a word says that stands in so many of the entries.
fn rarity(entries: usize, holding: usize) -> f64 {
    let (entries, holding) = (entries as f64, holding as f64);
    (1.0 + (entries - holding + 0.5).max(0.0) / (holding + 0.5)).ln()
}

/// The best `most` of `rows` at a moment, in milliseconds UTC; exactly those, and in their
/// order, that ranking all would give.
pub(crate) fn best(
    index: &Index<'_>,
    leaves: &[&Leaf],
    rows: &RowSet,
    spine: &Spine,
    (now, most): (i64, usize),
) -> Result<Vec<u32>> {
    let worths: Vec<f64> =
        leaves.iter().map(|leaf| rarity(spine.len(), leaf.hits.rows.len())).collect();
    let mut pairs: Vec<Pair<'_>> = leaves
        .windows(2)
        .zip(worths.windows(2))
        .filter(|(pair, _)| !pair[0].near.is_empty() && !pair[1].near.is_empty())
        .map(|(pair, worths)| Pair::of(pair, TOGETHER * worths[0].min(worths[1])))
        .collect();
    let bound: f64 = pairs.iter().map(|pair| pair.worth).sum();
    let newness = Newness::at(now);
    let mut tables: Vec<_> = leaves
        .iter()
        .zip(&worths)
        .map(|(leaf, worth)| (leaf.hits.ascending(), table(*worth)))
        .collect();

    // Whatever its words' nearness is worth, a row below the last of the best is not among them.
    let mut sure = Best { most, heap: BinaryHeap::new() };
    let mut least = f64::NEG_INFINITY;
    let mut scored: Vec<(f64, f64, u32)> = Vec::new();
    rows.each_word(|word, bits| {
        let first = (word * 64) as u32;
        // What no row of all these can reach is soon known; of few it is not worth asking.
        if bits.count_ones() > 4 {
            let most: f64 = tables
                .iter()
                .map(|(weights, table)| table[usize::from(weights.most_from(first))])
                .sum();
            if (most + bound) * (1.0 + NEW) < least {
                return;
            }
        }
        let mut rest = bits;
        while rest != 0 {
            let row = first + rest.trailing_zeros();
            rest &= rest - 1;
            let mut sum = 0.0;
            for (weights, table) in &mut tables {
                sum += table[usize::from(weights.of(row))];
            }
            if (sum + bound) * (1.0 + NEW) < least {
                continue;
            }
            if (sum + bound) * newness.most(spine.day(row)) < least {
                continue;
            }
            let new = newness.of(spine.time(row));
            if (sum + bound) * new < least {
                continue;
            }
            scored.push((sum, new, row));
            let score = sum * new;
            if score >= least {
                sure.put(Score { score, saved: spine.place(row) });
                least = sure.least();
            }
        }
    });
    scored.retain(|(sum, new, _)| (sum + bound) * new >= least);
    scored.sort_unstable_by(|one, other| {
        let highest = |(sum, new, _): &(f64, f64, u32)| (sum + bound) * new;
        highest(other).total_cmp(&highest(one))
    });
    let mut best = Best { most, heap: BinaryHeap::new() };
    for (sum, new, row) in scored {
        // A hair is left for what rounding does.
        if (sum + bound) * new * (1.0 + 1e-9) < best.least() {
            break;
        }
        let (mut score, mut rest) = (sum, bound);
        for pair in &mut pairs {
            // Where words stand is costly to know.
            if (score + rest) * new * (1.0 + 1e-9) < best.least() {
                break;
            }
            rest -= pair.worth;
            score += pair.worth * pair.nearness(index, row)?;
        }
        best.put(Score { score: score * new, saved: spine.place(row) });
    }
    let sorted = best.heap.into_sorted_vec();
    Ok(sorted.into_iter().map(|Reverse(score)| score.saved.1).collect())
}

/// What each weight of a word is worth.
fn table(worth: f64) -> [f64; 256] {
    let mut table = [0.0; 256];
    for (weight, value) in (0..=u8::MAX).zip(&mut table) {
        let times = f64::from(codec::times(weight));
        *value = worth * (SATURATION + 1.0) * times / (SATURATION + times);
    }
    table
}

/// What being of an age is worth, by whole days.
struct Newness {
    now: i64,
    of_days: &'static [f64],
}

impl Newness {
    fn at(now: i64) -> Self {
        static OF_DAYS: OnceLock<Vec<f64>> = OnceLock::new();
        let of = |days: usize| 1.0 + NEW / (1.0 + days as f64 / DAYS_OF_YEAR);
        Self { now, of_days: OF_DAYS.get_or_init(|| (0..=OLDEST).map(of).collect()) }
    }

    /// What no time of a day is worth more than.
    fn most(&self, of: u16) -> f64 {
        let days = day(self.now).saturating_sub(of).saturating_sub(1);
        self.of_days[usize::from(days).min(OLDEST)]
    }

    fn of(&self, time: i64) -> f64 {
        let days = self.now.saturating_sub(time).max(0) / DAY;
        self.of_days[usize::try_from(days).unwrap_or(OLDEST).min(OLDEST)]
    }
}

/// Two words of a query, one after the other.
struct Pair<'a> {
    worth: f64,
    words: [Vec<Places<'a>>; 2],
    places: [Vec<u64>; 2],
}

impl<'a> Pair<'a> {
    fn of(leaves: &[&'a Leaf], worth: f64) -> Self {
        let words = |leaf: &'a Leaf| leaf.near.iter().map(|word| Places::of(word)).collect();
        Self { worth, words: [words(leaves[0]), words(leaves[1])], places: Default::default() }
    }

    /// How near the two stand in a row at best: 1 side by side in their order, less the more
    /// words are between them, 0 beyond [`NEAR`].
    fn nearness(&mut self, index: &Index<'_>, row: u32) -> Result<f64> {
        for (words, places) in self.words.iter_mut().zip(&mut self.places) {
            places.clear();
            for word in words {
                word.each(index, row, |column, at| places.push(place(column, at)))?;
            }
            places.sort_unstable();
        }
        let [ones, others] = &self.places;
        let mut best = u64::MAX;
        for one in ones {
            let at = others.partition_point(|other| other <= one);
            if let Some(after) = others.get(at).filter(|after| *after >> 32 == one >> 32) {
                best = best.min(after - one - 1);
            }
            let before = at.checked_sub(1).and_then(|at| others.get(at));
            if let Some(before) = before.filter(|before| *before >> 32 == one >> 32) {
                best = best.min((one - before).max(1));
            }
        }
        Ok(if best > NEAR { 0.0 } else { 1.0 / (1.0 + best as f64) })
    }
}
