//! Segments as they lie in the database, read.

use std::{cell::RefCell, collections::HashMap, ops::Range, rc::Rc};

use super::{
    codec::{self, GROUP, List, Rows, take},
    keys,
    write::{PAGE, Stream},
};
use crate::{ArchiveError, Reader, Result};

/// Pages that are kept while one query is answered.
const KEPT: usize = 256;
/// Bytes that room is made for on the word of an index.
const MOST: usize = 1 << 26;
/// Where segment and stream stand in the number of a page.
const SEGMENT_SHIFT: u32 = 34;
const STREAM_SHIFT: u32 = 32;

/// The number of a segment's page in the database.
pub(super) fn page_id(segment: i64, stream: Stream, number: u64) -> i64 {
    let stream = match stream {
        Stream::Lists => 0,
        Stream::Places => 1,
        Stream::Beginnings => 2,
    };
    segment << SEGMENT_SHIFT | stream << STREAM_SHIFT | (number as i64 & 0xffff_ffff)
}

/// The numbers that the pages of a segment may have.
pub(super) fn page_ids(segment: i64) -> Range<i64> {
    segment << SEGMENT_SHIFT..(segment + 1) << SEGMENT_SHIFT
}

pub(crate) fn damaged() -> ArchiveError {
    ArchiveError::Damaged("the search index".to_owned())
}

/// Where a term's list and places lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lies {
    pub(crate) rows: usize,
    dense: bool,
    list: (u64, usize),
    places: (u64, usize),
}

impl Lies {
    /// Bytes of list and places.
    pub(super) fn bytes(&self) -> usize {
        self.list.1 + self.places.1
    }

    /// Which bytes of their streams list and places are.
    pub(super) fn spans(&self) -> [Range<u64>; 2] {
        [self.list, self.places].map(|(from, length)| from..from.saturating_add(length as u64))
    }
}

/// Reads the pages and blocks of segments.
pub(crate) struct Store<'a> {
    pub(super) reader: &'a Reader<'a>,
    pages: RefCell<HashMap<i64, Rc<[u8]>>>,
}

/// The terms of a block, one after the other.
struct Block<'a> {
    bytes: &'a [u8],
    at: usize,
    key: Vec<u8>,
    lists: u64,
    places: u64,
}

impl<'a> Block<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let mut at = 0;
        let lists = take(bytes, &mut at)?;
        let places = take(bytes, &mut at)?;
        Some(Self { bytes, at, key: Vec::new(), lists, places })
    }

    /// The next term is in `key` then.
    fn next(&mut self) -> Result<Option<Lies>> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        self.read().ok_or_else(damaged).map(Some)
    }

    fn read(&mut self) -> Option<Lies> {
        let Self { bytes, at, .. } = self;
        let mut number = || take(bytes, at).and_then(|number| usize::try_from(number).ok());
        let (shared, more) = (number()?, number()?);
        self.key.truncate(shared);
        self.key.extend_from_slice(self.bytes.get(self.at..self.at.checked_add(more)?)?);
        self.at += more;
        let mut number = || take(self.bytes, &mut self.at);
        let (rows, list, places) = (number()?, number()?, number()?);
        let lies = Lies {
            rows: usize::try_from(rows >> 1).ok()?,
            dense: rows & 1 == 1,
            list: (self.lists, usize::try_from(list).ok()?),
            places: (self.places, usize::try_from(places).ok()?),
        };
        self.lists = self.lists.checked_add(list)?;
        self.places = self.places.checked_add(places)?;
        Some(lies)
    }
}

impl<'a> Store<'a> {
    pub(crate) fn new(reader: &'a Reader<'a>) -> Self {
        Self { reader, pages: RefCell::default() }
    }

    /// A term of a segment, by its key.
    pub(crate) fn find(&self, segment: i64, key: &[u8]) -> Result<Option<Lies>> {
        let block: Option<Vec<u8>> = self.reader.maybe(
            "SELECT block FROM segment_block WHERE segment = ?1 AND first <= ?2 \
             ORDER BY first DESC LIMIT 1",
            (segment, key),
        )?;
        let Some(block) = block else { return Ok(None) };
        let mut block = Block::new(&block).ok_or_else(damaged)?;
        while let Some(lies) = block.next()? {
            if block.key == key {
                return Ok(Some(lies));
            }
        }
        Ok(None)
    }

    /// Every term of a segment whose key begins so, in their order; `emit` gets the rest of the
    /// key, and says whether to go on.
    pub(crate) fn each(
        &self,
        segment: i64,
        begin: &[u8],
        mut emit: impl FnMut(&[u8], Lies) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.reader.prepare(
            "SELECT block FROM segment_block WHERE segment = ?1 AND first >= coalesce(\
             (SELECT max(first) FROM segment_block WHERE segment = ?1 AND first <= ?2), ?2) \
             ORDER BY first",
        )?;
        let mut rows = statement.query((segment, begin))?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().map_err(|_| damaged())?;
            let mut block = Block::new(bytes).ok_or_else(damaged)?;
            while let Some(lies) = block.next()? {
                match block.key.strip_prefix(begin) {
                    Some(rest) if emit(rest, lies)? => {}
                    Some(_) => return Ok(()),
                    None if block.key.as_slice() > begin => return Ok(()),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// The terms of the next so many blocks after the one of that first term; gives the first
    /// term of the last, or none at the end.
    pub(super) fn blocks_after(
        &self,
        segment: i64,
        after: Option<&[u8]>,
        most: i64,
        mut emit: impl FnMut(&[u8], Lies),
    ) -> Result<Option<Vec<u8>>> {
        let mut statement = self.reader.prepare(
            "SELECT first, block FROM segment_block WHERE segment = ?1 AND first > ?2 \
             ORDER BY first LIMIT ?3",
        )?;
        // No term is empty.
        let mut rows = statement.query((segment, after.unwrap_or_default(), most))?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().map_err(|_| damaged())?;
            let mut block = Block::new(bytes).ok_or_else(damaged)?;
            while let Some(lies) = block.next()? {
                emit(&block.key, lies);
            }
            last = Some(row.get(0)?);
        }
        Ok(last)
    }

    fn page(&self, id: i64) -> Result<Rc<[u8]>> {
        if let Some(page) = self.pages.borrow().get(&id) {
            return Ok(Rc::clone(page));
        }
        let mut statement = self.reader.prepare("SELECT bytes FROM segment_page WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        let row = rows.next()?.ok_or_else(damaged)?;
        let page: Rc<[u8]> = row.get_ref(0)?.as_blob().map_err(|_| damaged())?.into();
        let mut pages = self.pages.borrow_mut();
        if pages.len() >= KEPT {
            pages.clear();
        }
        pages.insert(id, Rc::clone(&page));
        Ok(page)
    }

    /// Reads so many bytes of a stream.
    fn read(
        &self,
        segment: i64,
        stream: Stream,
        (from, length): (u64, usize),
        into: &mut Vec<u8>,
    ) -> Result<()> {
        into.clear();
        let page_of = |at: u64| (at / PAGE as u64, (at % PAGE as u64) as usize);
        let (mut number, mut at) = page_of(from);
        if length > 4 * PAGE {
            // Long lists are read once, so they need not be kept.
            into.reserve_exact(length.min(MOST));
            let (last, _) = page_of(from + length as u64 - 1);
            let mut statement = self
                .reader
                .prepare("SELECT bytes FROM segment_page WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
            let id = |number| page_id(segment, stream, number);
            let mut rows = statement.query((id(number), id(last)))?;
            while let Some(row) = rows.next()? {
                let page = row.get_ref(0)?.as_blob().map_err(|_| damaged())?;
                let rest = page.get(at..).ok_or_else(damaged)?;
                into.extend_from_slice(&rest[..rest.len().min(length - into.len())]);
                at = 0;
            }
            return if into.len() == length { Ok(()) } else { Err(damaged()) };
        }
        while into.len() < length {
            let page = self.page(page_id(segment, stream, number))?;
            let rest = page.get(at..).filter(|rest| !rest.is_empty()).ok_or_else(damaged)?;
            into.extend_from_slice(&rest[..rest.len().min(length - into.len())]);
            (number, at) = (number + 1, 0);
        }
        Ok(())
    }

    /// The list of a term; `bytes` holds what it is made of.
    pub(crate) fn list<'b>(
        &self,
        segment: i64,
        lies: &Lies,
        bytes: &'b mut Vec<u8>,
    ) -> Result<List<'b>> {
        self.list_of(segment, Stream::Lists, lies, bytes)
    }

    fn list_of<'b>(
        &self,
        segment: i64,
        stream: Stream,
        lies: &Lies,
        bytes: &'b mut Vec<u8>,
    ) -> Result<List<'b>> {
        self.read(segment, stream, lies.list, bytes)?;
        codec::list(bytes, lies.rows, lies.dense).ok_or_else(damaged)
    }

    /// The list of all words that begin so, where the segment has one.
    pub(crate) fn beginning<'b>(
        &self,
        segment: i64,
        begin: &str,
        bytes: &'b mut Vec<u8>,
    ) -> Result<Option<List<'b>>> {
        match self.find(segment, &keys::beginning(begin.as_bytes()))? {
            Some(lies) => self.list_of(segment, Stream::Beginnings, &lies, bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Every entry of a term's places, as it is stored.
    pub(super) fn entries(&self, segment: i64, lies: &Lies, bytes: &mut Vec<u8>) -> Result<usize> {
        self.read(segment, Stream::Places, lies.places, bytes)?;
        Ok(codec::entries_at(lies.rows))
    }
}

/// Where a term stands in the rows of one segment.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) segment: i64,
    pub(crate) rows: Rows,
    lies: Lies,
}

/// A group of entries that was read.
#[derive(Default)]
pub(crate) struct Cursor {
    group: Option<usize>,
    bytes: Vec<u8>,
    /// The number of the entry at `at`.
    number: usize,
    at: usize,
}

impl Placed {
    pub(crate) fn new(segment: i64, rows: Rows, lies: Lies) -> Self {
        Self { segment, rows, lies }
    }

    /// The places of the row with that number among the term's; `cursor` is of this term alone.
    pub(crate) fn each_place(
        &self,
        store: &Store<'_>,
        number: usize,
        cursor: &mut Cursor,
        emit: impl FnMut(u32, u32),
    ) -> Result<()> {
        let group = number / GROUP;
        if cursor.group != Some(group) {
            self.read_group(store, group, &mut cursor.bytes)?;
            cursor.group = Some(group);
            (cursor.number, cursor.at) = (group * GROUP, 0);
        } else if number < cursor.number {
            (cursor.number, cursor.at) = (group * GROUP, 0);
        }
        let rest = &cursor.bytes[cursor.at..];
        let entry = codec::entry(rest, cursor.number, number).ok_or_else(damaged)?;
        let bytes = rest.get(entry.clone()).ok_or_else(damaged)?;
        codec::each_place(bytes, crate::search::weight::BODY, emit);
        (cursor.number, cursor.at) = (number + 1, cursor.at + entry.end);
        Ok(())
    }

    fn read_group(&self, store: &Store<'_>, group: usize, bytes: &mut Vec<u8>) -> Result<()> {
        let (address, length) = self.lies.places;
        if self.lies.rows <= GROUP {
            return store.read(self.segment, Stream::Places, (address, length), bytes);
        }
        let groups = self.lies.rows.div_ceil(GROUP);
        let last = group + 1 >= groups;
        let wanted = if last { 4 } else { 8 };
        store.read(self.segment, Stream::Places, (address + group as u64 * 4, wanted), bytes)?;
        let offset = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
            four.map(|four| u32::from_le_bytes(four) as usize)
        };
        let begin = codec::entries_at(self.lies.rows);
        let from = offset(0).ok_or_else(damaged)?;
        let until = if last { length.checked_sub(begin) } else { offset(4) };
        let size = until.and_then(|until| until.checked_sub(from)).ok_or_else(damaged)?;
        if begin + from + size > length {
            return Err(damaged());
        }
        let from = address + (begin + from) as u64;
        store.read(self.segment, Stream::Places, (from, size), bytes)
    }
}
