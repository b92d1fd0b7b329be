//! Lists of links, read as streams: 100,000 rows need the memory of one.

mod bookmarks;
mod columns;
mod lines;
mod records;
mod zipped;

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::io::{Read, Seek, SeekFrom};

use crate::decode::{self, HEAD, Text};
use crate::incoming::{ExchangeError, LinkRow, ListFile, ListFormat, ListSummary, Skipped};
use crate::values::cut;

pub(crate) use lines::{only_link, rows_of_lines};

/// Reads a list of any size, row by row: bookmarks, Pocket (HTML, CSV, zip), any table with a
/// column of links, lines of links.
///
/// Rows come in the file's order as they stand there: a link that occurs twice is given twice
/// ([`LinkRow::merge`] joins two rows).
///
/// # Errors
/// [`ExchangeError::NotAList`] when it is something else; [`ExchangeError::TooMany`] past
/// [`MOST_LINKS`]; the errors of reading and unpacking. Rows that were given before an error stay
/// valid.
pub fn read_list<R: Read + Seek>(
    mut reader: R,
    mut row: impl FnMut(LinkRow),
) -> Result<ListSummary, ExchangeError> {
    let mut sink = Sink::new(&mut row);
    let format = stream(&mut reader, &mut sink)?;
    Ok(ListSummary {
        format,
        rows: sink.rows,
        skipped: sink.skipped,
        skipped_more: sink.skipped_more,
    })
}

/// A whole list in memory, each link once.
pub(crate) fn collect<R: Read + Seek>(reader: R) -> Result<ListFile, ExchangeError> {
    let mut merge = Merge::default();
    let summary = read_list(reader, |row| merge.add(row))?;
    Ok(ListFile {
        format: summary.format,
        rows: merge.into_rows(),
        skipped: summary.skipped,
        skipped_more: summary.skipped_more,
    })
}

fn stream<R: Read + Seek>(
    reader: &mut R,
    sink: &mut Sink<'_>,
) -> Result<ListFormat, ExchangeError> {
    reader.seek(SeekFrom::Start(0))?;
    let mut magic = [0; 4];
    let len = reader.read(&mut magic)?;
    if is_zip(&magic[..len]) {
        reader.seek(SeekFrom::Start(0))?;
        return zipped::read(reader, sink);
    }
    let mut text = decode::open(reader)?;
    let kind = kind_of(text.head(HEAD + 1)?).ok_or(ExchangeError::NotAList)?;
    kind.read(&mut text, sink)
}

/// The first bytes of a zip, an empty one too.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// How a list is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Markup(ListFormat),
    Table(columns::Header),
    Lines,
}

impl Kind {
    fn read(
        &self,
        text: &mut Text<impl Read>,
        sink: &mut Sink<'_>,
    ) -> Result<ListFormat, ExchangeError> {
        match self {
            Self::Markup(format) => {
                bookmarks::read(text, sink)?;
                Ok(*format)
            }
            Self::Table(header) => {
                columns::read(text, header, sink)?;
                Ok(header.format)
            }
            Self::Lines => {
                lines::read(text, sink)?;
                Ok(ListFormat::Lines)
            }
        }
    }
}

/// Whether a text that begins like this is a list, and which.
///
/// Only the first [`HEAD`] bytes decide, so that a stream and a text in memory agree.
pub(crate) fn kind_of(text: &str) -> Option<Kind> {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (head, cut) = (&text[..end], end < text.len());
    if let Some(format) = bookmarks::format_of(head) {
        return Some(Kind::Markup(format));
    }
    if crate::page::looks_like_html(head) {
        return None;
    }
    if let Some(header) = columns::header_of(head, cut) {
        return Some(Kind::Table(header));
    }
    lines::is_list(head, cut).then_some(Kind::Lines)
}

/// Links of one file or text at most: twice what the largest collections held, and few enough that
/// all of them fit into memory and are written within seconds.
pub const MOST_LINKS: u64 = 200_000;

/// Rows of one list at most, those without a link too.
const MOST_ROWS: u64 = 2_000_000;

/// Bytes that the rows of one list take at most, as [`size`] counts them.
const MOST_BYTES: u64 = 64 << 20;

/// Where rows go, with the count of what was skipped.
pub(crate) struct Sink<'a> {
    give: &'a mut dyn FnMut(LinkRow),
    rows: u64,
    bytes: u64,
    skipped: Vec<Skipped>,
    skipped_more: u64,
}

impl<'a> Sink<'a> {
    fn new(give: &'a mut dyn FnMut(LinkRow)) -> Self {
        Self { give, rows: 0, bytes: 0, skipped: Vec::new(), skipped_more: 0 }
    }

    /// Takes a row; one that is too many is only counted, and [`Sink::within`] tells.
    fn row(&mut self, row: LinkRow) {
        self.rows += 1;
        self.bytes += size(&row);
        if self.within().is_ok() {
            (self.give)(row);
        }
    }

    /// Asked again and again while a list is read: an error as soon as it holds too much.
    fn within(&self) -> Result<(), ExchangeError> {
        let passed_over = self.skipped.len() as u64 + self.skipped_more;
        if self.rows > MOST_LINKS || self.rows + passed_over > MOST_ROWS || self.bytes > MOST_BYTES
        {
            return Err(ExchangeError::TooMany { limit: MOST_LINKS });
        }
        Ok(())
    }

    fn skip(&mut self, line: u64, reason: &'static str, text: &str) {
        if self.skipped.len() >= ListFile::SKIPPED_KEPT {
            self.skipped_more += 1;
            return;
        }
        let mut text = text.trim().chars().take(200).collect::<String>();
        cut(&mut text, 600);
        self.skipped.push(Skipped { line, reason, text });
    }
}

/// Bytes of what a row holds: its words, and for each tag the list's place for it.
fn size(row: &LinkRow) -> u64 {
    let words = [&row.title, &row.note, &row.excerpt].into_iter().flatten().map(String::len);
    let tags = row.tags.iter().map(|tag| tag.len() + 2 * size_of::<String>());
    (row.url.as_str().len() + words.chain(tags).sum::<usize>()) as u64
}

/// Rows in their order, each link once, without a second copy of any link.
#[derive(Default)]
pub(crate) struct Merge {
    rows: Vec<LinkRow>,
    places: HashMap<u64, usize>,
    hasher: RandomState,
}

impl Merge {
    pub(crate) fn add(&mut self, row: LinkRow) {
        let mut key = self.hasher.hash_one(row.url.as_str());
        loop {
            match self.places.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(self.rows.len());
                    self.rows.push(row);
                    return;
                }
                Entry::Occupied(place) => {
                    let known = &mut self.rows[*place.get()];
                    if known.url == row.url {
                        known.merge(row);
                        return;
                    }
                    key = key.wrapping_add(1);
                }
            }
        }
    }

    pub(crate) fn into_rows(self) -> Vec<LinkRow> {
        self.rows
    }
}
