//! What a match is worth by where it stands: the counts that ranking starts from.

use super::segments::codec;

/// Columns of an entry: title, byline, site, url, tags, topics, body, captions.
pub(crate) const COLUMNS: usize = 8;
/// The column of the texts themselves; its matches count by their share of the text.
pub(crate) const BODY: u32 = 6;
/// The columns that an operator of the language names.
pub(crate) const TITLE: u32 = 0;
pub(crate) const BYLINE: u32 = 1;
pub(crate) const SITE: u32 = 2;
/// All of those.
pub(crate) const NAMED: [u32; 3] = [TITLE, BYLINE, SITE];
/// What a match in a column counts, twice.
const WEIGHTS: [u32; COLUMNS] = [16, 6, 4, 2, 10, 8, 0, 1];
/// How much the length of a text takes from a match in it.
const LENGTH: f32 = 0.6;
/// Words of a text whose matches count as they are. It stands for the average of all texts, so
/// that a weight, once stored, stays right.
const USUAL: f32 = 500.0;

/// How often something stands in a row: beside the text, weighted, and in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Halves of a match.
    pub(crate) beside: u32,
    pub(crate) body: u32,
}

impl Count {
    pub(crate) fn add(&mut self, column: u32, times: u32) {
        if column == BODY {
            self.body = self.body.saturating_add(times);
        } else {
            let weight = WEIGHTS.get(column as usize).copied().unwrap_or(0);
            self.beside = self.beside.saturating_add(weight * times);
        }
    }
}

/// The weight of matches in an entry whose text has the length of that code.
pub(crate) fn weight_of(count: Count, length: u8) -> u8 {
    let share = 1.0 - LENGTH + LENGTH * codec::length_of(length) / USUAL;
    codec::weight(count.beside as f32 / 2.0 + count.body as f32 / share)
}
