//! Which words are the article: the best way through all words, where each says how surely it is
//! part of one and each change costs, less where a block or sentence ended.

use std::collections::HashSet;

use super::words::{Gap, Word};

/// What a change costs before a word.
fn cost(gap: Gap) -> f32 {
    match gap {
        Gap::Joint | Gap::Line => 4.0,
        Gap::Sentence => 6.0,
        Gap::Weak => 11.0,
        Gap::Space => 30.0,
    }
}

/// Whether each word is kept; `odds` are the logarithms of each word's odds.
pub(super) fn choose(words: &[Word], odds: &[f32]) -> Vec<bool> {
    let mut best = [0.0_f32, -8.0];
    // For each word and state: the state before.
    let mut from: Vec<[bool; 2]> = Vec::with_capacity(words.len());
    for (word, odds) in words.iter().zip(odds) {
        let cost = cost(word.gap);
        let out_of_in = best[1] - cost > best[0];
        let in_of_in = best[1] >= best[0] - cost;
        let outside = if out_of_in { best[1] - cost } else { best[0] };
        let inside = if in_of_in { best[1] } else { best[0] - cost };
        let odds = odds.clamp(-4.0, 4.0);
        best = [outside - odds / 2.0, inside + odds / 2.0];
        from.push([out_of_in, in_of_in]);
    }
    let mut state = usize::from(best[1] > best[0]);
    let mut kept = vec![false; words.len()];
    for at in (0..words.len()).rev() {
        kept[at] = state == 1;
        state = usize::from(from[at][state]);
    }
    kept
}

/// Words that stand a second time in one run are a copy: a page's text for print or for small screens.
const COPY: usize = 10;

/// Keeps the first of passages that are kept twice; `ids` is the same for the same word.
pub(super) fn drop_copies(ids: &[u32], kept: &mut [bool]) {
    let places: Vec<usize> = (0..kept.len()).filter(|&at| kept[at]).collect();
    let words: Vec<u32> = places.iter().map(|&at| ids[at]).collect();
    let mut seen = HashSet::with_capacity(words.len());
    for (at, run) in words.windows(COPY).enumerate() {
        if !seen.insert(run) {
            places[at..at + COPY].iter().for_each(|&place| kept[place] = false);
        }
    }
}
