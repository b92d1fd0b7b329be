//! Pairs of words that stand side by side, where both are frequent.
//!
//! A phrase is mostly found by where its words stand, row by row, which takes long only where
//! both stand in very many rows. For those a segment says which rows have the one right before
//! the other, as it says for a word which rows hold it. It also names the words that it does
//! this for: of two of them without such a list, no row has the one before the other.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
};

use foldhash::fast::RandomState;

use super::{
    codec::{self, put, take},
    keys,
    store::Store,
};
use crate::{
    Result,
    search::{
        together::place,
        weight::{Count, weight_of},
    },
};

/// One in how many entries must hold a word for it to be a frequent one.
const SHARE: f64 = 64.0;

/// The entries that hold a frequent word at least, of so many. Few entries say little of what is
/// frequent, so there it takes less: what every part of an archive knows, the whole knows too.
pub(super) fn frequent(entries: u64) -> u64 {
    let usual = entries as f64 / SHARE;
    (usual - 2.0 * usual.sqrt()).max(1.0) as u64
}

/// A list that grows by rows that ascend.
#[derive(Default)]
struct Growing {
    /// For each row the step from the one before, and the weight.
    bytes: Vec<u8>,
    last: u32,
}

/// The pairs of frequent words, by the numbers of the words.
#[derive(Default)]
pub(super) struct Pairs {
    lists: HashMap<(u32, u32), Growing, RandomState>,
    places: Vec<(u64, u32)>,
    here: Vec<((u32, u32), u32)>,
}

impl Pairs {
    /// Notes where a frequent word stands in the row under way.
    pub(super) fn stands(&mut self, word: u32, column: u32, position: u32) {
        self.places.push((place(column, position), word));
    }

    /// Ends a row, whose text has the length of that code.
    pub(super) fn end_row(&mut self, row: u32, length: u8) {
        self.places.sort_unstable();
        self.places.dedup();
        let mut before: &[(u64, u32)] = &[];
        for same in self.places.chunk_by(|one, other| one.0 == other.0) {
            if before.first().is_some_and(|(place, _)| place + 1 == same[0].0) {
                let column = (same[0].0 >> 32) as u32;
                let pairs = before.iter().flat_map(|one| same.iter().map(|other| (one.1, other.1)));
                self.here.extend(pairs.map(|pair| (pair, column)));
            }
            before = same;
        }
        self.places.clear();
        self.here.sort_unstable();
        for same in self.here.chunk_by(|one, other| one.0 == other.0) {
            let mut count = Count::default();
            same.iter().for_each(|(_, column)| count.add(*column, 1));
            let list = self.lists.entry(same[0].0).or_default();
            put(&mut list.bytes, u64::from(row - list.last));
            list.bytes.push(weight_of(count, length));
            list.last = row;
        }
        self.here.clear();
    }

    /// Every pair with its rows and their weights, in the order of the keys, given the words by
    /// their numbers.
    pub(super) fn each<E>(
        self,
        words: &[Vec<u8>],
        mut emit: impl FnMut(&[u8], &[u32], &[u8]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let key =
            |(one, other): (u32, u32)| keys::pair(&words[one as usize], &words[other as usize]);
        let lists: BTreeMap<Vec<u8>, Growing> =
            self.lists.into_iter().map(|(pair, list)| (key(pair), list)).collect();
        let (mut rows, mut weights) = (Vec::new(), Vec::new());
        for (key, list) in lists {
            rows.clear();
            weights.clear();
            let (mut at, mut row) = (0, 0);
            while let Some(step) = take(&list.bytes, &mut at) {
                row += step as u32;
                rows.push(row);
                weights.push(list.bytes.get(at).copied().unwrap_or(codec::NONE));
                at += 1;
            }
            emit(&key, &rows, &weights)?;
        }
        Ok(())
    }
}

/// The frequent words of a segment.
#[derive(Default)]
pub(crate) struct Frequent {
    words: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u32>,
}

impl Frequent {
    /// As the segment names them.
    pub(crate) fn of(store: &Store<'_>, segment: i64) -> Result<Self> {
        let mut frequent = Self::default();
        store.each(segment, &keys::frequent(b""), |word, _| {
            frequent.numbers.insert(word.to_vec(), frequent.words.len() as u32);
            frequent.words.push(word.to_vec());
            Ok(true)
        })?;
        Ok(frequent)
    }

    /// The key of each pair of them that stands side by side among words with their places, and
    /// its weight, in a row whose text has the length of that code.
    pub(crate) fn pairs_among(
        &self,
        words: &[(String, u32, u32)],
        length: u8,
        mut emit: impl FnMut(&[u8], u8),
    ) {
        let mut pairs = Pairs::default();
        for (word, column, position) in words {
            if let Some(number) = self.numbers.get(word.as_bytes()) {
                pairs.stands(*number, *column, *position);
            }
        }
        pairs.end_row(0, length);
        let told: std::result::Result<(), Infallible> =
            pairs.each(&self.words, |key, _, weights| {
                weights.iter().for_each(|weight| emit(key, *weight));
                Ok(())
            });
        let Ok(()) = told;
    }
}

/// Which words of several segments are frequent in what they are merged to.
pub(super) struct Agreed {
    enough: u64,
    /// By word: the segments that hold it and do not say whom it stands beside.
    silent: HashMap<Vec<u8>, usize>,
}

impl Agreed {
    /// For a segment of so many entries.
    pub(super) fn new(entries: u64) -> Self {
        Self { enough: frequent(entries), silent: HashMap::new() }
    }

    /// A word of so many rows that so many of the segments hold.
    pub(super) fn word(&mut self, word: &[u8], rows: u64, segments: usize) {
        if rows >= self.enough {
            self.silent.insert(word.to_vec(), segments);
        }
    }

    /// So many segments name a word as frequent; gives whether it is.
    pub(super) fn named(&mut self, word: &[u8], segments: usize) -> bool {
        let Some(silent) = self.silent.get_mut(word) else { return false };
        *silent = silent.saturating_sub(segments);
        *silent == 0
    }

    /// Whether the pair of that key is one of frequent words.
    pub(super) fn pair(&self, key: &[u8]) -> bool {
        keys::words_of_pair(key).is_some_and(|words| {
            words.into_iter().all(|word| self.silent.get(word).is_some_and(|silent| *silent == 0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_entries_make_many_words_frequent() {
        assert_eq!([1, 64, 256].map(frequent), [1, 1, 1]);
        assert!(frequent(2048) > 16 && frequent(2048) < 2048 / 64);
        assert!(frequent(1_000_000) > 15_000);
    }

    #[test]
    fn a_pair_is_what_stands_side_by_side_in_a_column() {
        let mut pairs = Pairs::default();
        // Two words at one position: the second word has a part of its own.
        for (word, column, position) in [(0, 6, 3), (1, 6, 4), (2, 6, 4), (0, 6, 5), (1, 0, 0)] {
            pairs.stands(word, column, position);
        }
        pairs.end_row(9, 0);
        pairs.stands(0, 0, 7);
        pairs.stands(1, 6, 8);
        pairs.end_row(12, 0);
        let words = ["a", "b", "c"].map(|word| word.as_bytes().to_vec());
        let mut found = Vec::new();
        let done: std::result::Result<(), ()> = pairs.each(&words, |key, rows, weights| {
            assert_eq!(rows, [9]);
            assert_eq!(weights.len(), 1);
            let [one, other] = keys::words_of_pair(key).unwrap();
            found.push(String::from_utf8_lossy(&[one, other].concat()).into_owned());
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(found, ["ab", "ac", "ba", "ca"]);
    }

    #[test]
    fn a_word_is_frequent_where_every_segment_that_holds_it_says_so() {
        let mut agreed = Agreed::new(40);
        agreed.word(b"both", 2, 2);
        agreed.word(b"one", 2, 1);
        agreed.word(b"hidden", 2, 2);
        assert!(agreed.named(b"both", 2));
        assert!(agreed.named(b"one", 1));
        assert!(!agreed.named(b"hidden", 1));
        assert!(!agreed.named(b"else", 1));
        assert!(agreed.pair(&keys::pair(b"both", b"one")));
        assert!(!agreed.pair(&keys::pair(b"both", b"hidden")));
        assert!(!agreed.pair(&keys::pair(b"else", b"one")));
    }
}
