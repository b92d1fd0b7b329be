//! Writing a segment: terms come in their order, pages and blocks go out.

use super::{
    codec::{self, put},
    keys,
};
use crate::{ArchiveError, Result};

/// Bytes of a page. Four pages of the database, less what it needs itself.
pub(super) const PAGE: usize = 16_320;
/// Bytes of a block of terms; what a row of the database holds without further pages.
const BLOCK: usize = 900;
/// Characters of the longest beginning that has a list of its own.
const LONGEST: usize = 8;
/// Words that begin so, for it to have one.
const SEVERAL: u32 = 16;
/// One in how many entries those words must stand in, added up: below, their own lists take no
/// time to add.
const SHARE: u64 = 8;
/// As many in the smallest segment.
const FLOOR: u64 = 128;

/// Where the parts of a segment go.
pub(super) trait Sink {
    /// A page of one of the streams.
    fn page(&mut self, stream: Stream, number: u64, bytes: &[u8]) -> Result<()>;
    /// A block of terms, by its first.
    fn block(&mut self, first: &[u8], block: &[u8]) -> Result<()>;
}

/// The long rows of bytes that a segment is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stream {
    /// Lists of terms.
    Lists,
    /// Places of terms.
    Places,
    /// Lists of beginnings.
    Beginnings,
}

struct Pages {
    stream: Stream,
    /// Bytes that were put so far.
    length: u64,
    /// Pages that are full.
    full: u64,
    page: Vec<u8>,
}

impl Pages {
    fn new(stream: Stream) -> Self {
        Self { stream, length: 0, full: 0, page: Vec::with_capacity(PAGE) }
    }

    fn put(&mut self, mut bytes: &[u8], sink: &mut impl Sink) -> Result<()> {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let (fits, rest) = bytes.split_at(bytes.len().min(PAGE - self.page.len()));
            self.page.extend_from_slice(fits);
            bytes = rest;
            if self.page.len() == PAGE {
                sink.page(self.stream, self.full, &self.page)?;
                self.full += 1;
                self.page.clear();
            }
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut impl Sink) -> Result<()> {
        if self.page.is_empty() { Ok(()) } else { sink.page(self.stream, self.full, &self.page) }
    }
}

/// Terms in their order, in blocks, with the lists that they lead to.
struct Table {
    lists: Pages,
    places: Pages,
    first: Vec<u8>,
    last: Vec<u8>,
    block: Vec<u8>,
}

impl Table {
    fn new() -> Self {
        Self {
            lists: Pages::new(Stream::Lists),
            places: Pages::new(Stream::Places),
            first: Vec::new(),
            last: Vec::new(),
            block: Vec::new(),
        }
    }

    fn put(
        &mut self,
        key: &[u8],
        (rows, dense): (u64, bool),
        list: &[u8],
        places: &[u8],
        sink: &mut impl Sink,
    ) -> Result<()> {
        if self.block.is_empty() {
            put(&mut self.block, self.lists.length);
            put(&mut self.block, self.places.length);
            self.first.clear();
            self.first.extend_from_slice(key);
            self.last.clear();
        }
        let shared = self.last.iter().zip(key).take_while(|(one, other)| one == other).count();
        let sizes = [rows << 1 | u64::from(dense), list.len() as u64, places.len() as u64];
        put_entry(&mut self.block, shared, key, sizes);
        self.last.clear();
        self.last.extend_from_slice(key);
        self.lists.put(list, sink)?;
        self.places.put(places, sink)?;
        if self.block.len() >= BLOCK {
            self.end_block(sink)?;
        }
        Ok(())
    }

    fn end_block(&mut self, sink: &mut impl Sink) -> Result<()> {
        if !self.block.is_empty() {
            sink.block(&self.first, &self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut impl Sink) -> Result<()> {
        self.end_block(sink)?;
        self.lists.end(sink)?;
        self.places.end(sink)
    }
}

/// Appends what a block says of a term: its text after what it shares with the one before, twice
/// the number of its rows and one more where each has a bit, and the bytes of list and places.
fn put_entry(block: &mut Vec<u8>, shared: usize, key: &[u8], sizes: [u64; 3]) {
    put(block, shared as u64);
    put(block, (key.len() - shared) as u64);
    block.extend_from_slice(&key[shared..]);
    sizes.iter().for_each(|size| put(block, *size));
}

/// A beginning of so many characters, and what the words with it add up to.
#[derive(Default)]
struct Level {
    beginning: Vec<u8>,
    /// By row, from the segment's first on.
    sums: Vec<u32>,
    touched: Vec<u32>,
    words: u32,
    postings: u64,
}

/// A segment that is being written.
pub(super) struct SegmentWriter<S> {
    sink: S,
    words: Table,
    beginnings: Pages,
    /// By key: address, and what [`put_entry`] says.
    found: Vec<(Vec<u8>, u64, [u64; 3])>,
    levels: Vec<Level>,
    /// The first row of the segment, and the one after its last.
    span: (u32, u32),
    /// Postings from which on a beginning has a list.
    enough: u64,
    list: Vec<u8>,
    places: Vec<u8>,
}

impl<S: Sink> SegmentWriter<S> {
    /// Of so many entries, from the first row of them to the one after the last.
    pub(super) fn new(sink: S, entries: u64, span: (u32, u32)) -> Self {
        Self {
            sink,
            words: Table::new(),
            beginnings: Pages::new(Stream::Beginnings),
            found: Vec::new(),
            levels: (0..LONGEST).map(|_| Level::default()).collect(),
            span,
            enough: FLOOR.max(entries / SHARE),
            list: Vec::new(),
            places: Vec::new(),
        }
    }

    fn spanned(&self) -> u64 {
        u64::from(self.span.1.saturating_sub(self.span.0))
    }

    /// A term with its rows, ascending, their weights, and the entries of their places; terms
    /// come in the order of their keys.
    pub(super) fn put(
        &mut self,
        key: &[u8],
        rows: &[u32],
        weights: &[u8],
        entries: &[u8],
    ) -> Result<()> {
        if let Some(word) = keys::word(key) {
            self.add_to_levels(word, rows, weights)?;
        }
        let spanned = self.spanned();
        self.list.clear();
        self.places.clear();
        let dense = codec::put_list(&mut self.list, rows, weights, spanned);
        codec::put_places(&mut self.places, entries, rows.len()).ok_or_else(too_long)?;
        self.words.put(key, (rows.len() as u64, dense), &self.list, &self.places, &mut self.sink)
    }

    fn add_to_levels(&mut self, word: &[u8], rows: &[u32], weights: &[u8]) -> Result<()> {
        let text = std::str::from_utf8(word).unwrap_or_default();
        let mut ends = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]);
        for level in 0..LONGEST {
            let beginning = ends.next().filter(|end| *end > 0).map(|end| &word[..end]);
            if beginning != Some(self.levels[level].beginning.as_slice()) {
                self.end_level(level)?;
                self.levels[level].beginning.clear();
                self.levels[level].beginning.extend_from_slice(beginning.unwrap_or_default());
            }
            if beginning.is_none() {
                continue;
            }
            let (first, span) = (self.span.0, self.spanned() as usize);
            let level = &mut self.levels[level];
            level.words += 1;
            level.postings += rows.len() as u64;
            if level.sums.is_empty() {
                level.sums = vec![0; span];
            }
            for (row, weight) in rows.iter().zip(weights) {
                let at = row - first;
                if let Some(sum) = level.sums.get_mut(at as usize) {
                    if *sum == 0 {
                        level.touched.push(at);
                    }
                    *sum = sum.saturating_add(codec::summand(*weight));
                }
            }
        }
        Ok(())
    }

    fn end_level(&mut self, number: usize) -> Result<()> {
        let first = self.span.0;
        let spanned = self.spanned();
        let level = &mut self.levels[number];
        if level.words > SEVERAL && level.postings > self.enough {
            level.touched.sort_unstable();
            let rows: Vec<u32> = level.touched.iter().map(|at| at + first).collect();
            let sums = level.touched.iter().map(|at| level.sums[*at as usize]);
            let weights: Vec<u8> = sums.map(codec::weight_of).collect();
            self.list.clear();
            let dense = codec::put_list(&mut self.list, &rows, &weights, spanned);
            let key = keys::beginning(&level.beginning);
            let sizes = [(rows.len() as u64) << 1 | u64::from(dense), self.list.len() as u64, 0];
            self.found.push((key, self.beginnings.length, sizes));
            self.beginnings.put(&self.list, &mut self.sink)?;
        }
        for at in level.touched.drain(..) {
            level.sums[at as usize] = 0;
        }
        level.words = 0;
        level.postings = 0;
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn end(mut self) -> Result<S> {
        for level in 0..LONGEST {
            self.end_level(level)?;
        }
        self.words.end(&mut self.sink)?;
        self.beginnings.end(&mut self.sink)?;
        // They end in another order than they are looked up in.
        self.found.sort_unstable();
        for (key, address, sizes) in &self.found {
            let mut block = Vec::new();
            put(&mut block, *address);
            put(&mut block, 0);
            put_entry(&mut block, 0, key, *sizes);
            self.sink.block(key, &block)?;
        }
        Ok(self.sink)
    }
}

fn too_long() -> ArchiveError {
    ArchiveError::Damaged("places of a word in the search index".to_owned())
}
