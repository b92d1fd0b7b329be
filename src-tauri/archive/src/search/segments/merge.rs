//! Makes one segment of several.

use std::collections::VecDeque;

use super::{
    codec, keys,
    pairs::Agreed,
    store::{Lies, Store, damaged},
    write::{SegmentWriter, Sink},
};
use crate::{Reader, Result, list::RowSet};

/// Blocks of terms that are read at once.
const BLOCKS: i64 = 64;

/// A segment that is read from its first term to its last.
pub(super) struct Source {
    segment: i64,
    /// Entries that it no longer speaks for.
    gone: RowSet,
    terms: VecDeque<(Vec<u8>, Lies)>,
    /// The first term of the last block that was read.
    last: Option<Vec<u8>>,
    ended: bool,
}

impl Source {
    pub(super) fn new(segment: i64, gone: RowSet) -> Self {
        Self { segment, gone, terms: VecDeque::new(), last: None, ended: false }
    }

    fn fill(&mut self, store: &Store<'_>) -> Result<()> {
        while self.terms.is_empty() && !self.ended {
            let last =
                store.blocks_after(self.segment, self.last.as_deref(), BLOCKS, |key, lies| {
                    // Those are made anew.
                    if !keys::is_beginning(key) {
                        self.terms.push_back((key.to_vec(), lies));
                    }
                })?;
            self.ended = last.is_none();
            self.last = last;
        }
        Ok(())
    }
}

/// One row of a term, from one of the sources.
struct Piece {
    row: u32,
    weight: u8,
    source: usize,
    entry: (usize, usize),
}

/// A merge under way.
pub(super) struct Merge<S> {
    sources: Vec<Source>,
    writer: SegmentWriter<S>,
    /// The bytes of lists and places, by source.
    lists: Vec<Vec<u8>>,
    places: Vec<Vec<u8>>,
    frequent: Agreed,
}

impl<S: Sink> Merge<S> {
    /// Of segments with about so many entries, from the first row of all to the one after the
    /// last.
    pub(super) fn new(sources: Vec<Source>, sink: S, entries: u64, span: (u32, u32)) -> Self {
        let room = || sources.iter().map(|_| Vec::new()).collect();
        Self {
            lists: room(),
            places: room(),
            writer: SegmentWriter::new(sink, entries, span),
            frequent: Agreed::new(entries),
            sources,
        }
    }

    /// Merges the next terms, until about so many bytes were read; whether there are more.
    pub(super) fn some(&mut self, reader: &Reader<'_>, bytes: usize) -> Result<bool> {
        let store = Store::new(reader);
        let mut read = 0;
        while read < bytes {
            for source in &mut self.sources {
                source.fill(&store)?;
            }
            let heads = self.sources.iter().filter_map(|source| source.terms.front());
            let Some(key) = heads.map(|(key, _)| key).min().cloned() else { return Ok(false) };
            read += self.term(&store, &key)?;
        }
        Ok(true)
    }

    fn term(&mut self, store: &Store<'_>, key: &[u8]) -> Result<usize> {
        let (mut pieces, mut read, mut holding) = (Vec::new(), 0, 0);
        let places = keys::has_places(key);
        let wanted = !keys::is_pair(key) || self.frequent.pair(key);
        for (number, source) in self.sources.iter_mut().enumerate() {
            if source.terms.front().is_none_or(|(other, _)| other != key) {
                continue;
            }
            let Some((_, lies)) = source.terms.pop_front() else { continue };
            holding += 1;
            if !wanted || lies.rows == 0 {
                continue;
            }
            let entries = &mut self.places[number];
            let mut at = if places { store.entries(source.segment, &lies, entries)? } else { 0 };
            let bytes = &mut self.lists[number];
            let list = store.list(source.segment, &lies, bytes)?;
            let mut whole = true;
            list.rows.each(|rank, row| {
                let from = at;
                if places {
                    match codec::entry(entries.get(at..).unwrap_or_default(), 0, 0) {
                        Some(entry) => at += entry.end,
                        None => whole = false,
                    }
                }
                if !source.gone.holds(row.into()) {
                    let weight = list.weights[rank];
                    pieces.push(Piece { row, weight, source: number, entry: (from, at) });
                }
            });
            if !whole || at > entries.len() && places {
                return Err(damaged());
            }
            read += lies.bytes();
        }
        if let Some(word) = keys::frequent_word(key)
            && self.frequent.named(word, holding)
        {
            self.writer.put(key, &[], &[], &[])?;
        }
        if pieces.is_empty() {
            return Ok(read + key.len());
        }
        if let Some(word) = keys::word(key) {
            self.frequent.word(word, pieces.len() as u64, holding);
        }
        if !pieces.is_sorted_by_key(|piece| piece.row) {
            pieces.sort_unstable_by_key(|piece| piece.row);
        }
        let rows: Vec<u32> = pieces.iter().map(|piece| piece.row).collect();
        let weights: Vec<u8> = pieces.iter().map(|piece| piece.weight).collect();
        let mut entries = Vec::new();
        for piece in pieces.iter().filter(|_| places) {
            entries.extend_from_slice(&self.places[piece.source][piece.entry.0..piece.entry.1]);
        }
        self.writer.put(key, &rows, &weights, &entries)?;
        Ok(read + key.len())
    }

    pub(super) fn end(self) -> Result<S> {
        self.writer.end()
    }
}
