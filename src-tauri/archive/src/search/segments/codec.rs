//! The bytes of a segment: numbers, lists of rows, and the places in them.
//!
//! A list has the rows that hold a term, ascending, and for each its *weight*: how often, for a
//! text of that length, on a scale of steps a sixteenth of a doubling apart. Where few rows
//! hold a term its list has their differences, else a bit for each; the weights follow. The
//! places of a term are one entry a row, in the same order, each after its length in bytes; of
//! more than [`GROUP`] entries the offset of every sixty-fourth stands before them.

use std::ops::Range;

/// Entries of places after which there is an offset.
pub(super) const GROUP: usize = 64;
/// Rows for one that holds a term, from which on a bit for each is better.
const DENSE: u64 = 12;

/// The weight of no match.
pub(crate) const NONE: u8 = 0;
/// Weights as numbers that can be added: parts of one.
const ONE: f32 = 4096.0;
/// The steps of weights, and of lengths, in the bits of a floating point number.
const STEP: u32 = 19;
/// What the lowest weight stands for: a hundred and twenty-eighth.
const LOWEST: u32 = (127 - 7) << 4;
/// What the lowest length stands for: one word.
const SHORTEST: u32 = 127 << 4;

fn code(value: f32, lowest: u32) -> u8 {
    let step = value.to_bits() >> STEP;
    u8::try_from(step.saturating_sub(lowest).saturating_add(1).min(255)).unwrap_or(u8::MAX)
}

fn decoded(code: u8, lowest: u32) -> f32 {
    // The middle of the step.
    let bits = (u32::from(code).saturating_sub(1) + lowest) << STEP | 1 << (STEP - 1);
    f32::from_bits(bits)
}

/// The weight of so many matches.
pub(crate) fn weight(times: f32) -> u8 {
    code(times, LOWEST)
}

/// The matches that a weight stands for.
pub(crate) fn times(weight: u8) -> f32 {
    if weight == NONE { 0.0 } else { decoded(weight, LOWEST) }
}

/// A weight as a number to add up.
pub(crate) fn summand(weight: u8) -> u32 {
    (times(weight) * ONE) as u32
}

/// The weight of a sum of [`summand`]s.
pub(crate) fn weight_of(sum: u32) -> u8 {
    if sum == 0 { NONE } else { weight(sum as f32 / ONE) }
}

/// The code of a text of so many words.
pub(crate) fn length_code(words: u32) -> u8 {
    if words == 0 { 0 } else { code(words as f32, SHORTEST) }
}

/// The words that a code stands for.
pub(crate) fn length_of(code: u8) -> f32 {
    if code == 0 { 0.0 } else { decoded(code, SHORTEST) }
}

/// Appends a number, seven bits a byte, the lowest first.
#[inline]
pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads what [`put`] wrote; none where the bytes end before the number does.
#[inline]
pub(crate) fn take(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let first = *bytes.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(u64::from(first));
    }
    let mut number = u64::from(first & 0x7f);
    for shift in (7..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Rows of a list, ascending, as they are needed to find the place of one among them.
#[derive(Debug)]
pub(crate) enum Rows {
    /// Each.
    Few(Vec<u32>),
    /// A bit for each from a multiple of 64 on, and before each word how many are set.
    Many {
        /// The number of the first word.
        base: usize,
        /// The bits.
        words: Vec<u64>,
        /// Bits set before each word.
        before: Vec<u32>,
    },
}

impl Rows {
    /// The number of a row among them.
    #[inline]
    pub(crate) fn rank(&self, row: u32) -> Option<usize> {
        match self {
            Self::Few(rows) => rows.binary_search(&row).ok(),
            Self::Many { base, words, before } => {
                let word = (row as usize / 64).checked_sub(*base)?;
                let (bits, bit) = (*words.get(word)?, 1_u64 << (row % 64));
                let below = (bits & (bit - 1)).count_ones() as usize;
                (bits & bit != 0).then(|| before[word] as usize + below)
            }
        }
    }

    /// Every row with its number.
    pub(crate) fn each(&self, mut emit: impl FnMut(usize, u32)) {
        match self {
            Self::Few(rows) => rows.iter().enumerate().for_each(|(at, row)| emit(at, *row)),
            Self::Many { base, words, .. } => {
                let mut at = 0;
                for (word, bits) in words.iter().enumerate() {
                    let mut rest = *bits;
                    while rest != 0 {
                        emit(at, ((base + word) * 64) as u32 + rest.trailing_zeros());
                        rest &= rest - 1;
                        at += 1;
                    }
                }
            }
        }
    }

    /// The bits of every 64 rows of which some are among them, with their number.
    pub(crate) fn each_word(&self, mut emit: impl FnMut(usize, u64)) {
        match self {
            Self::Few(rows) => {
                for same in rows.chunk_by(|one, other| one / 64 == other / 64) {
                    let bits = same.iter().fold(0, |bits, row| bits | 1 << (row % 64));
                    emit(same[0] as usize / 64, bits);
                }
            }
            Self::Many { base, words, .. } => {
                let set = words.iter().enumerate().filter(|(_, word)| **word != 0);
                set.for_each(|(at, word)| emit(base + at, *word));
            }
        }
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Few(rows) => rows.len(),
            Self::Many { words, before, .. } => {
                let last = words.last().map_or(0, |word| word.count_ones());
                before.last().map_or(0, |before| (before + last) as usize)
            }
        }
    }
}

/// A list that was read: rows, and the weight of each.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) rows: Rows,
    pub(crate) weights: &'a [u8],
}

/// Appends a list of rows and weights, of a segment that spans so many rows. Gives whether it
/// has a bit for each.
pub(super) fn put_list(bytes: &mut Vec<u8>, rows: &[u32], weights: &[u8], span: u64) -> bool {
    let dense = rows.len() as u64 * DENSE > span;
    if let (true, Some(first), Some(last)) = (dense, rows.first(), rows.last()) {
        let base = first / 64;
        let mut words = vec![0_u64; (last / 64 - base) as usize + 1];
        for row in rows {
            words[(row / 64 - base) as usize] |= 1 << (row % 64);
        }
        put(bytes, u64::from(base));
        put(bytes, words.len() as u64);
        words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    } else {
        let mut last = 0;
        for row in rows {
            put(bytes, u64::from(row - last));
            last = *row;
        }
    }
    bytes.extend_from_slice(weights);
    dense
}

/// Reads a list of so many rows; none where the bytes are no such list.
pub(super) fn list(bytes: &[u8], count: usize, dense: bool) -> Option<List<'_>> {
    let weights = bytes.len().checked_sub(count)?;
    let (stored, weights) = bytes.split_at(weights);
    let mut at = 0;
    if dense {
        let base = usize::try_from(take(stored, &mut at)?).ok()?;
        let number = usize::try_from(take(stored, &mut at)?).ok()?;
        let rest = stored.get(at..)?;
        if rest.len() != number.checked_mul(8)? || base > 1 << 27 {
            return None;
        }
        let (eights, _) = rest.as_chunks::<8>();
        let words: Vec<u64> = eights.iter().map(|eight| u64::from_le_bytes(*eight)).collect();
        let mut sum = 0_u32;
        let before = words
            .iter()
            .map(|word| {
                let before = sum;
                sum += word.count_ones();
                before
            })
            .collect();
        (sum as usize == count).then_some(())?;
        return Some(List { rows: Rows::Many { base, words, before }, weights });
    }
    let mut rows = Vec::with_capacity(count);
    let mut row = 0_u32;
    for _ in 0..count {
        row = row.checked_add(u32::try_from(take(stored, &mut at)?).ok()?)?;
        rows.push(row);
    }
    (at == stored.len()).then_some(List { rows: Rows::Few(rows), weights })
}

/// Puts the entries of places after their offsets.
pub(super) fn put_places(bytes: &mut Vec<u8>, entries: &[u8], count: usize) -> Option<()> {
    // Of some terms it is only known which rows hold them.
    if count > GROUP && !entries.is_empty() {
        let mut at = 0;
        for number in 0..count {
            if number % GROUP == 0 {
                bytes.extend_from_slice(&u32::try_from(at).ok()?.to_le_bytes());
            }
            let length = usize::try_from(take(entries, &mut at)?).ok()?;
            at += length;
        }
    }
    bytes.extend_from_slice(entries);
    Some(())
}

/// Where in the places of a term with so many rows the entries begin.
pub(super) fn entries_at(count: usize) -> usize {
    if count > GROUP { count.div_ceil(GROUP) * 4 } else { 0 }
}

/// Where the entries of a group begin, as the offsets before them all say.
pub(super) fn offset(bytes: &[u8], group: usize) -> Option<usize> {
    let four = bytes.get(group * 4..group * 4 + 4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
}

/// The entry of a number in bytes that begin with that of `first`; gives its bytes' range, and
/// so where the next begins.
#[inline]
pub(super) fn entry(bytes: &[u8], first: usize, number: usize) -> Option<Range<usize>> {
    let mut at = 0;
    for _ in first..number {
        let length = usize::try_from(take(bytes, &mut at)?).ok()?;
        at = at.checked_add(length)?;
    }
    let length = usize::try_from(take(bytes, &mut at)?).ok()?;
    Some(at..at.checked_add(length)?)
}

/// The places of one row, of which `emit` gets column and position.
#[inline]
pub(super) fn each_place(entry: &[u8], body: u32, mut emit: impl FnMut(u32, u32)) {
    let (mut at, mut column, mut position) = (0, body, 0_u32);
    while at < entry.len() {
        let Some(number) = take(entry, &mut at) else { return };
        if number == 0 {
            column = take(entry, &mut at).unwrap_or_default() as u32;
            position = 0;
        } else {
            position = position.wrapping_add(number as u32).wrapping_sub(1);
            emit(column, position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_weight_is_near_what_it_stands_for() {
        for times in [0.01_f32, 0.2, 0.5, 1.0, 1.5, 3.0, 17.0, 200.0] {
            let near = super::times(weight(times));
            assert!((near / times - 1.0).abs() < 0.035, "{times}: {near}");
            // What was added up of one is that one.
            assert_eq!(weight_of(summand(weight(times))), weight(times), "{times}");
        }
        assert_eq!(weight_of(0), NONE);
        assert!(weight(1e-9) > NONE && weight(1e9) == 255);
        for words in [1_u32, 7, 350, 12_000] {
            let near = length_of(length_code(words));
            assert!((near / words as f32 - 1.0).abs() < 0.035, "{words}: {near}");
        }
    }

    proptest! {
        #[test]
        fn what_was_put_is_taken(
            rows in proptest::collection::btree_set(0_u32..5000, 1..400),
            span in 1_u64..20_000,
        ) {
            let rows: Vec<u32> = rows.into_iter().collect();
            let weights: Vec<u8> = rows.iter().map(|row| (row % 255) as u8 + 1).collect();
            let mut bytes = Vec::new();
            let dense = put_list(&mut bytes, &rows, &weights, span);
            let read = list(&bytes, rows.len(), dense).unwrap();
            let mut all = Vec::new();
            read.rows.each(|at, row| {
                assert_eq!(read.rows.rank(row), Some(at));
                all.push(row);
            });
            prop_assert_eq!(all.len(), read.rows.len());
            prop_assert_eq!(&all, &rows);
            prop_assert_eq!(read.weights, &weights);
            prop_assert!((0..5000).filter(|row| read.rows.rank(*row).is_some()).eq(rows));
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            count in 0_usize..100,
            dense: bool,
        ) {
            if let Some(read) = list(&bytes, count, dense) {
                prop_assert_eq!(read.rows.len(), count);
            }
            each_place(&bytes, 6, |_, _| {});
        }
    }
}
