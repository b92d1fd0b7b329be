//! The words of the index, and how many entries hold each.

use std::{cmp::Reverse, collections::HashSet};

use super::segments::{Index, Piece, Raw, varint};
use crate::Result;

impl Index<'_> {
    /// The words that begin so, with the number of entries that hold each: those that most
    /// entries hold first, at most `most`.
    pub(super) fn words(&self, begin: &str, most: usize) -> Result<Vec<(String, u32)>> {
        let raw = self.postings(begin, true)?;
        let mut words = Vec::new();
        for pieces in raw.pieces.chunk_by(|one, other| raw.term(one) == raw.term(other)) {
            let entries = holding(&raw, pieces);
            if let Some(piece) = pieces.first().filter(|_| entries > 0) {
                words.push((String::from_utf8_lossy(raw.term(piece)).into_owned(), entries));
            }
        }
        words.sort_by(|one, other| {
            (Reverse(one.1), one.0.as_str()).cmp(&(Reverse(other.1), other.0.as_str()))
        });
        words.truncate(most);
        Ok(words)
    }

    /// How many entries hold a word.
    pub(super) fn entries(&self, word: &str) -> Result<u32> {
        let raw = self.postings(word, false)?;
        Ok(holding(&raw, &raw.pieces))
    }
}

/// The entries in the pieces of one word, the newest piece first: what it says of a row holds.
fn holding(raw: &Raw, pieces: &[Piece]) -> u32 {
    let mut entries = 0;
    let mut seen = HashSet::new();
    let several = pieces.len() > 1;
    for piece in pieces {
        each_row(raw, piece, |row, held| {
            if !several || seen.insert(row) {
                entries += u32::from(held);
            }
        });
    }
    entries
}

/// Each row of a piece, and whether the word is in it or was taken out of it.
fn each_row(raw: &Raw, piece: &Piece, mut emit: impl FnMut(u64, bool)) {
    let bytes = &raw.bytes[..piece.end];
    let mut whole = raw.whole.partition_point(|at| *at < piece.start);
    let (mut at, mut row) = (piece.start, 0_u64);
    while at < piece.end {
        if raw.whole.get(whole) == Some(&at) {
            whole += 1;
            row = 0;
        }
        let (Some(step), Some(size)) = (varint(bytes, &mut at), varint(bytes, &mut at)) else {
            return;
        };
        row = row.wrapping_add(step);
        let length = usize::try_from(size >> 1).unwrap_or(usize::MAX);
        emit(row, length > 0);
        at = at.saturating_add(length);
    }
}
