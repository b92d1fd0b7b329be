//! How surely a word is part of an article: boosted trees, written by `training/flattened.py`.
//!
//! The first trees weigh each word by itself and what stands around it. The second ones see what
//! the first said of the whole page, and have the last word.

use std::sync::LazyLock;

use crate::trees::Forest;

use super::{features, measures::Measures, second, title::Found};

const FIRST: &str = include_str!("model.txt");

const SECOND: &str = include_str!("second.txt");

static FIRST_TREES: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(FIRST, features::COUNT).unwrap_or_default());

static SECOND_TREES: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(SECOND, second::COUNT).unwrap_or_default());

/// For each word the logarithm of the odds that it is part of an article.
pub(super) fn odds(all: &Measures<'_>, found: &Found) -> Vec<f32> {
    let mut first = Vec::with_capacity(all.words.len());
    features::measure(all, found, |numbers| first.push(FIRST_TREES.sum(numbers)));
    let mut odds = Vec::with_capacity(first.len());
    second::measure(all, found, &first, |numbers| odds.push(SECOND_TREES.sum(numbers)));
    odds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_are_whole() {
        assert!(Forest::parse(FIRST, features::COUNT).is_some());
        assert!(Forest::parse(SECOND, second::COUNT).is_some());
    }
}
