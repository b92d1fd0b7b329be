//! Gathers the words of entries in memory, and writes them as a segment.

use std::{
    borrow::Borrow,
    collections::HashMap,
    hash::{Hash, Hasher},
};

use foldhash::fast::RandomState;

use super::{
    codec::{self, put, take},
    keys,
    pairs::{self, Pairs},
    write::{SegmentWriter, Sink},
};
use crate::{
    Result,
    search::weight::{BODY, COLUMNS, Count, NAMED, weight_of},
    tokens::each_token,
};

/// Bytes of a key that are kept where it is looked up, so that looking at it costs no more.
const SHORT: usize = 22;

/// The key of a term.
#[derive(Clone)]
enum Key {
    Short(u8, [u8; SHORT]),
    Long(Box<[u8]>),
}

impl Key {
    fn of(key: &[u8]) -> Self {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..key.len()) {
            Some(place) => {
                place.copy_from_slice(key);
                Self::Short(key.len() as u8, bytes)
            }
            None => Self::Long(key.into()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => &bytes[..usize::from(*length)],
            Self::Long(bytes) => bytes,
        }
    }
}

impl Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        self.bytes()
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Key {}

/// What is gathered of a term.
#[derive(Default)]
struct Gathered {
    /// By row: the step from the row before, and the weight.
    list: Vec<u8>,
    places: Vec<u8>,
    rows: u32,
    last: u32,
    /// Of the row under way.
    count: Count,
    begin: usize,
    column: u32,
    position: u32,
}

/// A term that is read row by row.
struct Reading<'a> {
    term: &'a Gathered,
    list: usize,
    places: usize,
    /// The next row that holds it.
    next: Option<u32>,
}

impl<'a> Reading<'a> {
    fn of(term: &'a Gathered) -> Self {
        let mut reading = Self { term, list: 0, places: 0, next: None };
        reading.step(0);
        reading
    }

    fn step(&mut self, row: u32) {
        self.next = take(&self.term.list, &mut self.list).map(|step| row + step as u32);
        // Its weight.
        self.list += 1;
    }

    /// Where it stands in a row that is not before the one asked for last.
    fn row(&mut self, row: u32, emit: impl FnMut(u32, u32)) {
        if self.next != Some(row) {
            return;
        }
        let rest = self.term.places.get(self.places..).unwrap_or_default();
        if let Some(entry) = codec::entry(rest, 0, 0) {
            self.places += entry.end;
            codec::each_place(&rest[entry], BODY, emit);
        }
        self.step(row);
    }
}

/// The words of entries, of which each is added after those with lower rows.
#[derive(Default)]
pub(super) struct Builder {
    numbers: HashMap<Key, u32, RandomState>,
    terms: Vec<Gathered>,
    /// Terms of the row under way.
    here: Vec<u32>,
    rows: Vec<u32>,
    lengths: Vec<u8>,
    bytes: usize,
    key: Vec<u8>,
}

impl Builder {
    /// The entries that were added.
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// About the memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.terms.len() * (size_of::<Gathered>() + 48)
    }

    fn term(&mut self) -> u32 {
        if let Some(number) = self.numbers.get(self.key.as_slice()) {
            return *number;
        }
        let number = self.terms.len() as u32;
        self.terms.push(Gathered::default());
        self.numbers.insert(Key::of(&self.key), number);
        number
    }

    /// Adds an entry by the texts of its columns.
    pub(super) fn add(&mut self, row: u32, columns: [&str; COLUMNS]) {
        let mut length = 0;
        // Most words stand in the text alone, which therefore comes first.
        let rest = (0..COLUMNS as u32).filter(|column| *column != BODY);
        for column in std::iter::once(BODY).chain(rest) {
            let text = columns[column as usize];
            let mut words = 0;
            each_token(text, |token| {
                words = token.position + 1;
                self.key.clear();
                self.key.push(keys::WORD);
                self.key.extend_from_slice(token.text.as_bytes());
                let number = self.term();
                self.stands(number, column, token.position);
                if NAMED.contains(&column) {
                    self.key[0] = keys::in_column(column);
                    let number = self.term();
                    self.counts(number, column);
                }
                true
            });
            if column == BODY {
                length = codec::length_code(words);
            }
        }
        for number in std::mem::take(&mut self.here) {
            let term = &mut self.terms[number as usize];
            let before = term.list.len() + term.places.len();
            put(&mut term.list, u64::from(row - term.last));
            term.list.push(weight_of(term.count, length));
            term.last = row;
            term.rows += 1;
            term.count = Count::default();
            let size = term.places.len() - term.begin;
            if size > 0 {
                // A byte was left for it.
                let size = size - 1;
                if size < 0x80 {
                    term.places[term.begin] = size as u8;
                } else {
                    let mut long = Vec::new();
                    put(&mut long, size as u64);
                    term.places.splice(term.begin..=term.begin, long);
                }
            }
            self.bytes += term.list.len() + term.places.len() - before + size;
        }
        self.rows.push(row);
        self.lengths.push(length);
    }

    fn begin(&mut self, number: u32) -> &mut Gathered {
        let term = &mut self.terms[number as usize];
        if term.count == Count::default() {
            self.here.push(number);
            term.begin = term.places.len();
        }
        term
    }

    fn counts(&mut self, number: u32, column: u32) {
        self.begin(number).count.add(column, 1);
    }

    fn stands(&mut self, number: u32, column: u32, position: u32) {
        let term = self.begin(number);
        if term.count == Count::default() {
            term.places.push(0);
            (term.column, term.position) = (BODY, 0);
        }
        if term.column != column {
            term.places.push(0);
            put(&mut term.places, u64::from(column));
            (term.column, term.position) = (column, 0);
        }
        put(&mut term.places, u64::from(position - term.position) + 1);
        term.position = position;
        term.count.add(column, 1);
    }

    /// The frequent ones of terms that are in the order of their keys, and their pairs.
    fn pairs(&self, numbers: &[(Key, u32)]) -> (Vec<Vec<u8>>, Pairs) {
        let enough = pairs::frequent(self.rows.len() as u64);
        let term = |number: &u32| &self.terms[*number as usize];
        let (mut words, mut terms) = (Vec::new(), Vec::new());
        for (key, number) in numbers {
            if let Some(word) = keys::word(key.bytes())
                && u64::from(term(number).rows) >= enough
            {
                words.push(word.to_vec());
                terms.push(Reading::of(term(number)));
            }
        }
        let mut pairs = Pairs::default();
        for (row, length) in self.rows.iter().zip(&self.lengths) {
            for (term, number) in terms.iter_mut().zip(0..) {
                term.row(*row, |column, position| pairs.stands(number, column, position));
            }
            pairs.end_row(*row, *length);
        }
        (words, pairs)
    }

    /// Writes all of it as a segment.
    pub(super) fn write<S: Sink>(mut self, sink: S) -> Result<S> {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return Ok(sink);
        };
        let mut writer = SegmentWriter::new(sink, self.rows.len() as u64, (*first, last + 1));
        let mut numbers: Vec<(Key, u32)> = std::mem::take(&mut self.numbers).into_iter().collect();
        numbers.sort_unstable_by(|(one, _), (other, _)| one.bytes().cmp(other.bytes()));
        let (frequent, pairs) = self.pairs(&numbers);
        let (mut rows, mut weights) = (Vec::new(), Vec::new());
        for (key, number) in numbers {
            let term = std::mem::take(&mut self.terms[number as usize]);
            rows.clear();
            weights.clear();
            let (mut at, mut row) = (0, 0);
            while let Some(step) = take(&term.list, &mut at) {
                row += step as u32;
                rows.push(row);
                weights.push(term.list[at]);
                at += 1;
            }
            writer.put(key.bytes(), &rows, &weights, &term.places)?;
        }
        for word in &frequent {
            writer.put(&keys::frequent(word), &[], &[], &[])?;
        }
        pairs.each(&frequent, |key, rows, weights| writer.put(key, rows, weights, &[]))?;
        let texts = self.rows.iter().zip(&self.lengths).filter(|(_, length)| **length > 0);
        let (rows, lengths): (Vec<u32>, Vec<u8>) = texts.unzip();
        if !rows.is_empty() {
            writer.put(&keys::OF_LENGTHS, &rows, &lengths, &[])?;
        }
        writer.end()
    }
}
