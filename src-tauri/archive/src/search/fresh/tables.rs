//! Reads the postings of words straight out of FTS5's own tables.
//!
//! FTS5's evaluation of a query costs too much for a list that grows while one types. What its
//! tables hold is documented in SQLite's `fts5_index.c` and part of SQLite's file format, which stays readable
//! for good. In short: `found_data` row 10 lists the segments, the newest first within a level.
//! A segment is a row of leaf pages; `found_idx` says on which a term would stand. A leaf has
//! the offset of the first row number on it that does not follow a term (2 bytes), the size of
//! what follows (2 bytes), terms with their postings, and then the offsets of its terms.

use rusqlite::{Connection, OptionalExtension as _, config::DbConfig};

use crate::{ArchiveError, Reader, Result};

/// What FTS5 calls the version of its tables, as they are read here.
const VERSION: i64 = 4;

/// The row of `found_data` that lists the segments.
const STRUCTURE: i64 = 10;
/// Where segments stand in the numbers of pages.
const SEGMENT_SHIFT: u32 = 37;
/// Every term of the main index begins so.
const MAIN: u8 = b'0';
/// More segments or levels than FTS5 ever makes.
const MOST_SEGMENTS: u64 = 2000;

#[derive(Debug, Clone, Copy)]
struct Segment {
    id: i64,
    first: i64,
    last: i64,
}

/// The index as one snapshot has it.
pub(in crate::search) struct Tables<'a> {
    reader: &'a Reader<'a>,
    /// The newest first: of two that know a row for a term the newer is right.
    segments: Vec<Segment>,
}

/// The postings of some terms as they are stored, still in pieces.
#[derive(Default)]
pub(super) struct Raw {
    /// All postings, one piece after the other.
    pub(super) bytes: Vec<u8>,
    /// Where in `bytes` a row number is whole, not a difference from the last; ascending.
    pub(super) whole: Vec<usize>,
    /// The terms, one after the other.
    terms: Vec<u8>,
    /// By term; within a term the newest first.
    pub(super) pieces: Vec<Piece>,
}

/// What one segment has for one term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    term: (usize, usize),
    age: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Raw {
    pub(super) fn term(&self, piece: &Piece) -> &[u8] {
        &self.terms[piece.term.0..piece.term.1]
    }
}

fn damaged() -> ArchiveError {
    ArchiveError::Damaged("the search index".to_owned())
}

/// A number of up to nine bytes, most significant first, as SQLite writes it.
#[inline]
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let first = *bytes.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(u64::from(first));
    }
    let mut value = u64::from(first & 0x7f);
    for count in 1..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if count == 8 {
            return Some(value << 8 | u64::from(byte));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            break;
        }
    }
    Some(value)
}

fn segments(block: &[u8]) -> Option<Vec<Segment>> {
    let mut at = 4;
    // A second layout is written only for indexes without content.
    if block.get(4..8) == Some(&[0xff, 0, 0, 1]) {
        return None;
    }
    let levels = varint(block, &mut at)?;
    let total = varint(block, &mut at)?;
    if levels > MOST_SEGMENTS || total > MOST_SEGMENTS {
        return None;
    }
    varint(block, &mut at)?;
    let mut all = Vec::new();
    for _ in 0..levels {
        varint(block, &mut at)?;
        let count = varint(block, &mut at)?;
        let from = all.len();
        for _ in 0..count {
            let mut number = || varint(block, &mut at).and_then(|n| i64::try_from(n).ok());
            let (id, first, last) = (number()?, number()?, number()?);
            // A segment that was merged away whole has no pages.
            if first > 0 {
                all.push(Segment { id, first, last });
            }
        }
        all[from..].reverse();
    }
    Some(all)
}

/// Whether FTS5's tables are laid out as they are read here. A later SQLite, in another program,
/// may leave them otherwise.
pub(in crate::search) fn is_known(connection: &Connection) -> Result<bool> {
    let version: Option<i64> = connection
        .query_row("SELECT v FROM found_config WHERE k = 'version'", [], |row| row.get(0))
        .optional()?;
    let block: Option<Vec<u8>> = connection
        .query_row("SELECT block FROM found_data WHERE id = ?1", [STRUCTURE], |row| row.get(0))
        .optional()?;
    Ok(version == Some(VERSION) && block.is_some_and(|block| segments(&block).is_some()))
}

/// Takes FTS5's word for its layout away, with its settings, for it refuses what it does not
/// know; it is to be emptied next, which writes all else anew.
pub(in crate::search) fn forget_layout(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let forgotten = connection.execute("DELETE FROM found_config", []).and_then(|_| {
        connection.execute("INSERT INTO found_config VALUES ('version', ?1)", [VERSION])
    });
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    forgotten?;
    Ok(())
}

impl<'a> Tables<'a> {
    pub(in crate::search) fn open(reader: &'a Reader<'a>) -> Result<Self> {
        reader.settle()?;
        if reader.spine.is_none() {
            // Within a write FTS5 may still hold postings in memory.
            let sql = "SELECT query_only FROM pragma_query_only";
            if !reader.one::<bool>(sql, [])? {
                reader.prepare("INSERT INTO found (found) VALUES ('flush')")?.execute([])?;
            }
        }
        let block: Vec<u8> =
            reader.one("SELECT block FROM found_data WHERE id = ?1", [STRUCTURE])?;
        let segments = segments(&block).ok_or_else(damaged)?;
        Ok(Self { reader, segments })
    }

    /// The postings of a term, or with `open` of every term that begins so.
    pub(super) fn postings(&self, term: &str, open: bool) -> Result<Raw> {
        let mut begin = vec![MAIN];
        begin.extend_from_slice(term.as_bytes());
        let mut raw = Raw::default();
        for (age, segment) in self.segments.iter().enumerate() {
            self.scan(*segment, &begin, open, age, &mut raw)?;
        }
        if self.segments.len() > 1 {
            let Raw { terms, pieces, .. } = &mut raw;
            pieces.sort_by_key(|piece| (&terms[piece.term.0..piece.term.1], piece.age));
        }
        Ok(raw)
    }

    fn scan(
        &self,
        segment: Segment,
        begin: &[u8],
        open: bool,
        age: usize,
        raw: &mut Raw,
    ) -> Result<()> {
        let page: Option<i64> = self.reader.maybe(
            "SELECT pgno FROM found_idx WHERE segid = ?1 AND term <= ?2 \
             ORDER BY term DESC LIMIT 1",
            (segment.id, begin),
        )?;
        // The lowest bit says something else.
        let first = page.map_or(segment.first, |page| page >> 1).max(segment.first);
        if self.scan_from(segment, first, begin, open, age, raw)? || !open {
            return Ok(());
        }
        // None of them stands on the page where the first would; the next begins with one, or
        // there is none.
        let page: Option<i64> = self.reader.maybe(
            "SELECT pgno FROM found_idx WHERE segid = ?1 AND term > ?2 ORDER BY term LIMIT 1",
            (segment.id, begin),
        )?;
        if let Some(page) = page.map(|page| page >> 1).filter(|page| *page > first) {
            self.scan_from(segment, page, begin, open, age, raw)?;
        }
        Ok(())
    }

    /// Reads on from a page until all is read; `false` when that page ended before the terms
    /// that are asked for.
    fn scan_from(
        &self,
        segment: Segment,
        first: i64,
        begin: &[u8],
        open: bool,
        age: usize,
        raw: &mut Raw,
    ) -> Result<bool> {
        let mut statement = self
            .reader
            .prepare("SELECT block FROM found_data WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let place = |page: i64| (segment.id << SEGMENT_SHIFT) + page;
        let mut pages = statement.query((place(first), place(segment.last)))?;
        let mut scan = Scan { begin, open, age, term: Vec::new(), under_way: false };
        while let Some(row) = pages.next()? {
            let block = row.get_ref(0)?.as_blob().map_err(|_| damaged())?;
            if scan.page(block, raw).ok_or_else(damaged)? {
                return Ok(true);
            }
            if !scan.under_way {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

struct Scan<'a> {
    begin: &'a [u8],
    open: bool,
    age: usize,
    term: Vec<u8>,
    /// Whether the last piece goes on.
    under_way: bool,
}

impl Scan<'_> {
    /// Reads a page; whether what is asked for has ended.
    fn page(&mut self, block: &[u8], raw: &mut Raw) -> Option<bool> {
        let two = |at: usize| {
            let bytes = block.get(at..at + 2).and_then(|two| <[u8; 2]>::try_from(two).ok())?;
            Some(usize::from(u16::from_be_bytes(bytes)))
        };
        let (row, size) = (two(0)?, two(2)?);
        let mut at = size;
        let mut next = match varint(block, &mut at) {
            Some(first) => usize::try_from(first).ok()?,
            None => size,
        };
        if self.under_way {
            let rest = block.get(4..next)?;
            if row >= 4 && row < next {
                raw.whole.push(raw.bytes.len() + row - 4);
            }
            raw.bytes.extend_from_slice(rest);
            raw.pieces.last_mut()?.end = raw.bytes.len();
        }
        self.term.clear();
        while next < size {
            let mut from = next;
            let kept = if self.term.is_empty() { 0 } else { varint(block, &mut from)? };
            let more = usize::try_from(varint(block, &mut from)?).ok()?;
            self.term.truncate(usize::try_from(kept).ok()?);
            self.term.extend_from_slice(block.get(from..from + more)?);
            from += more;
            next = match varint(block, &mut at) {
                Some(step) => next + usize::try_from(step).ok()?,
                None => size,
            };
            let fits = match self.open {
                true => self.term.starts_with(self.begin),
                false => self.term == self.begin,
            };
            self.under_way = fits;
            if fits {
                let term = (raw.terms.len(), raw.terms.len() + self.term.len() - 1);
                raw.terms.extend_from_slice(&self.term[1..]);
                let start = raw.bytes.len();
                raw.bytes.extend_from_slice(block.get(from..next)?);
                let end = raw.bytes.len();
                raw.pieces.push(Piece { term, age: self.age, start, end });
            } else if self.term.as_slice() > self.begin {
                return Some(true);
            }
        }
        Some(false)
    }
}
