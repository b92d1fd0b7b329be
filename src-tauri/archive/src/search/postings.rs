//! Where words stand: rows, columns and positions, decoded.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::segments::{Index, Raw, varint};
use crate::{Result, list::RowSet};

/// The column of the texts themselves; its matches count by their share of the text.
pub(super) const BODY: u32 = 6;
/// What a match in a column counts, twice: title, byline, site, url, tags, topics, body,
/// captions.
const WEIGHTS: [u32; 8] = [16, 6, 4, 2, 10, 8, 0, 1];

/// What one row has for one term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) row: u32,
    start: u32,
    length: u32,
}

/// The postings of one term, by row.
pub(super) type List = Vec<Posting>;

/// A term of the index, or all that begin so.
#[derive(Default)]
pub(super) struct Term {
    pub(super) raw: Raw,
    pub(super) lists: Vec<List>,
    /// The rows of all of them, whatever the column.
    pub(super) rows: RowSet,
    counts: OnceLock<Vec<Count>>,
}

impl Term {
    fn read(index: &Index<'_>, text: &str, open: bool) -> Result<Self> {
        let raw = index.postings(text, open)?;
        let lists = lists(&raw);
        let mut rows = RowSet::default();
        for list in &lists {
            list.last().into_iter().for_each(|last| rows.reach(last.row.into()));
            list.iter().for_each(|posting| rows.insert(posting.row.into()));
        }
        Ok(Self { raw, lists, rows, counts: OnceLock::new() })
    }

    /// The rows that hold it in a column, or anywhere.
    pub(super) fn rows_in(&self, only: Option<u32>) -> RowSet {
        let Some(column) = only else { return self.rows.clone() };
        let mut set = RowSet::default();
        for posting in self.lists.iter().flatten() {
            if stands_in(&self.raw, *posting, column) {
                set.insert(posting.row.into());
            }
        }
        set
    }

    /// How often it stands in each row, whatever the column; made once and kept with the term.
    pub(super) fn counts(&self) -> &[Count] {
        self.counts.get_or_init(|| {
            let mut counts = vec![Count::default(); self.rows.reached()];
            for posting in self.lists.iter().flatten() {
                if let Some(sum) = counts.get_mut(posting.row as usize) {
                    sum.join(count(&self.raw, *posting, None));
                }
            }
            counts
        })
    }

    /// Memory that it takes at most, counts included.
    fn bytes(&self) -> usize {
        let postings: usize = self.lists.iter().map(Vec::len).sum();
        let rows = self.rows.reached();
        self.raw.bytes.len() + postings * size_of::<Posting>() + rows * size_of::<Count>()
    }
}

/// Bytes of terms that are kept.
const KEPT: usize = 64 << 20;

/// The terms that were asked for last, as one snapshot has them: while a person types, most of
/// a query stays as it is.
#[derive(Default)]
pub(crate) struct Terms(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    seq: i64,
    bytes: usize,
    /// Goes up with every question.
    clock: u64,
    /// Each with when it was last asked for.
    terms: HashMap<(String, bool), (Arc<Term>, u64)>,
}

impl Kept {
    fn get(&mut self, seq: i64, key: &(String, bool)) -> Option<Arc<Term>> {
        self.clock += 1;
        let (term, used) = self.terms.get_mut(key).filter(|_| self.seq == seq)?;
        *used = self.clock;
        Some(Arc::clone(term))
    }

    fn put(&mut self, seq: i64, key: (String, bool), term: &Arc<Term>) {
        if self.seq != seq {
            *self = Self { seq, ..Self::default() };
        }
        let bytes = term.bytes();
        if bytes > KEPT / 2 {
            return;
        }
        while self.bytes + bytes > KEPT {
            let oldest = self.terms.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some((gone, _)) = self.terms.remove(&oldest) {
                self.bytes -= gone.bytes();
            }
        }
        self.bytes += bytes;
        if let Some((double, _)) = self.terms.insert(key, (Arc::clone(term), self.clock)) {
            self.bytes -= double.bytes();
        }
    }
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Terms")
    }
}

impl Terms {
    /// A term as the snapshot with that number has it.
    pub(super) fn get(
        &self,
        seq: i64,
        index: &Index<'_>,
        text: &str,
        open: bool,
    ) -> Result<Arc<Term>> {
        let key = (text.to_owned(), open);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(term) = lock().get(seq, &key) {
            return Ok(term);
        }
        // Not while it is locked: others need not wait for what is read.
        let term = Arc::new(Term::read(index, text, open)?);
        lock().put(seq, key, &term);
        Ok(term)
    }
}

/// A term within a write, where nothing is kept.
pub(super) fn term(index: &Index<'_>, text: &str, open: bool) -> Result<Arc<Term>> {
    Ok(Arc::new(Term::read(index, text, open)?))
}

/// How often something stands in a row: beside the text, weighted, and in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Halves of a match.
    pub(super) beside: u32,
    pub(super) body: u32,
}

impl Count {
    pub(super) fn add(&mut self, column: u32, times: u32) {
        if column == BODY {
            self.body = self.body.saturating_add(times);
        } else {
            let weight = WEIGHTS.get(column as usize).copied().unwrap_or(0);
            self.beside = self.beside.saturating_add(weight * times);
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.beside = self.beside.saturating_add(other.beside);
        self.body = self.body.saturating_add(other.body);
    }
}

/// The lists of all terms of `raw`; of each term by row, what is newer in place of what is older.
fn lists(raw: &Raw) -> Vec<List> {
    let mut lists = Vec::new();
    let mut at = 0;
    while let Some(piece) = raw.pieces.get(at) {
        let term = raw.term(piece);
        let mut list = decoded(raw, piece.start, piece.end);
        at += 1;
        while let Some(older) = raw.pieces.get(at).filter(|older| raw.term(older) == term) {
            list = merged(&list, &decoded(raw, older.start, older.end));
            at += 1;
        }
        // Rows that the term was taken out of.
        list.retain(|posting| posting.length > 0);
        if !list.is_empty() {
            lists.push(list);
        }
    }
    lists
}

fn decoded(raw: &Raw, start: usize, end: usize) -> List {
    let bytes = &raw.bytes[..end];
    let mut whole = raw.whole.partition_point(|at| *at < start);
    let mut list = Vec::with_capacity((end - start) / 8);
    let (mut at, mut row) = (start, 0_u64);
    while at < end {
        if raw.whole.get(whole) == Some(&at) {
            whole += 1;
            row = 0;
        }
        let (Some(step), Some(size)) = (varint(bytes, &mut at), varint(bytes, &mut at)) else {
            break;
        };
        row = row.wrapping_add(step);
        // The lowest bit says that older segments may know the row too.
        let length = (size >> 1) as usize;
        if let (Ok(row), Ok(start)) = (u32::try_from(row), u32::try_from(at)) {
            list.push(Posting { row, start, length: length as u32 });
        }
        at += length;
    }
    list
}

fn merged(newer: &[Posting], older: &[Posting]) -> List {
    let mut list = Vec::with_capacity(newer.len() + older.len());
    let mut old = older.iter().peekable();
    for new in newer {
        while let Some(posting) = old.next_if(|posting| posting.row < new.row) {
            list.push(*posting);
        }
        old.next_if(|posting| posting.row == new.row);
        list.push(*new);
    }
    list.extend(old);
    list
}

/// Positions as they are stored, with the column that each stands in; `emit` gets the column
/// and the position.
#[inline]
pub(super) fn each_position(raw: &Raw, posting: Posting, mut emit: impl FnMut(u32, u32)) {
    let end = posting.start as usize + posting.length as usize;
    let bytes = raw.bytes.get(..end).unwrap_or_default();
    let (mut at, mut column, mut position) = (posting.start as usize, 0_u32, 0_u32);
    while at < end {
        let Some(number) = varint(bytes, &mut at) else { return };
        if number == 1 {
            column = varint(bytes, &mut at).unwrap_or_default() as u32;
            position = 0;
        } else {
            position = position.wrapping_add(number as u32).wrapping_sub(2);
            emit(column, position);
        }
    }
}

/// How often a term stands in a row, in one column or in all.
#[inline]
pub(super) fn count(raw: &Raw, posting: Posting, only: Option<u32>) -> Count {
    let end = posting.start as usize + posting.length as usize;
    let bytes = raw.bytes.get(posting.start as usize..end).unwrap_or_default();
    let mut count = Count::default();
    // Most stand in the text alone.
    if let ([1, column, rest @ ..], None) = (bytes, only)
        && u32::from(*column) == BODY
        && let Some(times) = numbers(rest)
    {
        count.body = times;
        return count;
    }
    each_position(raw, posting, |column, _| {
        if only.is_none_or(|only| only == column) {
            count.add(column, 1);
        }
    });
    count
}

/// How many numbers these bytes are; none when one of them is the sign for a column.
#[inline]
fn numbers(bytes: &[u8]) -> Option<u32> {
    if !bytes.contains(&1) {
        let last = bytes.iter().filter(|byte| **byte < 0x80).count();
        return u32::try_from(last).ok();
    }
    let (mut times, mut inside) = (0, false);
    for byte in bytes {
        if *byte == 1 && !inside {
            return None;
        }
        inside = *byte >= 0x80;
        times += u32::from(!inside);
    }
    Some(times)
}

/// Whether a term stands in a column of a row.
fn stands_in(raw: &Raw, posting: Posting, column: u32) -> bool {
    let mut stands = false;
    each_position(raw, posting, |here, _| stands |= here == column);
    stands
}

/// The posting of a row.
pub(super) fn at(list: &[Posting], row: u32) -> Option<Posting> {
    list.binary_search_by_key(&row, |posting| posting.row).ok().map(|at| list[at])
}
