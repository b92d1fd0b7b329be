//! How surely a word is part of an article: boosted trees, written by `training/flattened.py`.

use std::sync::LazyLock;

use crate::trees::Forest;

use super::features::COUNT;

const MODEL: &str = include_str!("model.txt");

static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::parse(MODEL, COUNT).unwrap_or_default());

/// The logarithm of the odds that the word with these numbers is part of an article.
pub(super) fn odds(numbers: &[f32]) -> f32 {
    FOREST.sum(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_are_whole() {
        assert!(Forest::parse(MODEL, COUNT).is_some());
    }
}
