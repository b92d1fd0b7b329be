//! The entries that are in no segment yet: their words, as FTS5 keeps them.

mod tables;

pub(super) use tables::{Tables, forget_layout, is_known};

use super::weight::{BODY, Count};
use crate::Result;
use tables::{Raw, varint};

/// What one row has for one term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) row: u32,
    start: u32,
    length: u32,
}

/// The postings of one term, by row.
type List = Vec<Posting>;

/// A term of the index, or all that begin so.
#[derive(Default)]
pub(super) struct Postings {
    raw: Raw,
    /// By term, with its text.
    pub(super) lists: Vec<(String, List)>,
}

impl Postings {
    /// Of a term, or with `open` of every one that begins so.
    pub(super) fn read(tables: &Tables<'_>, text: &str, open: bool) -> Result<Self> {
        let raw = tables.postings(text, open)?;
        let lists = lists(&raw);
        Ok(Self { raw, lists })
    }

    /// How often a term stands in a row, in one column or in all.
    pub(super) fn count(&self, posting: Posting, only: Option<u32>) -> Count {
        count(&self.raw, posting, only)
    }

    /// Where a term stands in a row: column and position.
    pub(super) fn each_place_of(&self, posting: Posting, emit: impl FnMut(u32, u32)) {
        each_position(&self.raw, posting, emit);
    }

    /// Where the terms stand in a row: column and position.
    pub(super) fn each_place(&self, row: u32, mut emit: impl FnMut(u32, u32)) {
        for posting in self.lists.iter().filter_map(|(_, list)| at(list, row)) {
            each_position(&self.raw, posting, &mut emit);
        }
    }
}

/// The lists of all terms of `raw`; of each term by row, what is newer in place of what is older.
fn lists(raw: &Raw) -> Vec<(String, List)> {
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
            lists.push((String::from_utf8_lossy(term).into_owned(), list));
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
fn each_position(raw: &Raw, posting: Posting, mut emit: impl FnMut(u32, u32)) {
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
fn count(raw: &Raw, posting: Posting, only: Option<u32>) -> Count {
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

/// The posting of a row.
fn at(list: &[Posting], row: u32) -> Option<Posting> {
    list.binary_search_by_key(&row, |posting| posting.row).ok().map(|at| list[at])
}

/// The words of the text, of the sizes of all columns.
pub(super) fn words_of_body(sizes: &[u8]) -> u32 {
    let mut at = 0;
    let column = (0..=BODY).map_while(|_| varint(sizes, &mut at)).nth(BODY as usize);
    column.and_then(|size| u32::try_from(size).ok()).unwrap_or_default()
}
