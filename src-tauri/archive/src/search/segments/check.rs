//! Reads a segment from its first list to its last, as it would never be read to answer, and
//! tells what it says of each row. What cannot be read, or contradicts itself, is told too.

use super::{
    codec, keys,
    store::{Lies, Store, page_id},
    write::Stream,
};
use crate::{ArchiveError, Reader, Result, list::RowSet, search::terms::FARTHEST};

/// What is said of one row: that the term of a key has this weight there, and stands at places
/// of which [`of_place`] adds up to this.
pub(crate) struct Says<'a> {
    pub(crate) row: u32,
    pub(crate) key: &'a [u8],
    pub(crate) weight: u8,
    pub(crate) places: u64,
}

/// A column and a position as a number of which sums are told apart.
pub(crate) fn of_place(column: u32, position: u32) -> u64 {
    mixed(u64::from(column) << 32 | u64::from(position))
}

/// A number whose bits depend on all bits of another.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A segment as its row describes it.
pub(crate) struct Described {
    pub(crate) id: i64,
    /// The tokens that it is made of.
    pub(crate) tokens: u32,
    first: i64,
    last: i64,
    gone: RowSet,
}

impl Described {
    /// Whether the rows that it says it spans can be any entries' at all; a turned bit in them would
    /// ask for more memory than there is.
    pub(crate) fn is_possible(&self) -> bool {
        (0..=self.last).contains(&self.first) && self.last <= FARTHEST
    }

    /// Every segment that is in use.
    pub(crate) fn all(reader: &Reader<'_>) -> Result<Vec<Self>> {
        let mut statement = reader
            .prepare("SELECT id, tokens, first, last FROM segment WHERE state = 1 ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let gone = RowSet::default();
            Ok(Self {
                id: row.get(0)?,
                tokens: row.get(1)?,
                first: row.get(2)?,
                last: row.get(3)?,
                gone,
            })
        })?;
        let mut all = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for one in &mut all {
            let mut gone = reader.prepare("SELECT row FROM segment_gone WHERE segment = ?1")?;
            let mut rows = gone.query([one.id])?;
            while let Some(row) = rows.next()? {
                one.gone.insert(row.get(0)?);
            }
        }
        Ok(all)
    }
}

/// What is wrong with the parts of a segment: how often each, and the first of it.
#[derive(Default)]
pub(crate) struct Wrong(Vec<(&'static str, String, u64)>);

impl Wrong {
    fn note(&mut self, what: &'static str, key: &[u8]) {
        match self.0.iter_mut().find(|(known, ..)| *known == what) {
            Some((.., times)) => *times += 1,
            None => {
                let text = String::from_utf8_lossy(key.get(1..).unwrap_or_default()).into_owned();
                self.0.push((what, text, 1));
            }
        }
    }

    /// A sentence for each.
    pub(crate) fn sentences(self, segment: i64) -> impl Iterator<Item = String> {
        self.0.into_iter().map(move |(what, first, times)| {
            format!("segment {segment}: {what}: {times}, the first at '{first}'")
        })
    }
}

/// What a damaged part gives instead of an error, which is noted.
fn read<T>(read: Result<T>, wrong: &mut Wrong, key: &[u8]) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(ArchiveError::Damaged(_)) => {
            wrong.note("parts that cannot be read", key);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A walk over one segment.
struct Walk<'a> {
    store: Store<'a>,
    segment: &'a Described,
    wrong: Wrong,
    bytes: Vec<u8>,
    entries: Vec<u8>,
}

/// Tells what a segment says of the rows that it speaks for, and gives what is wrong with it.
pub(crate) fn walk(
    reader: &Reader<'_>,
    segment: &Described,
    mut says: impl FnMut(Says<'_>),
) -> Result<Wrong> {
    let (store, wrong) = (Store::new(reader), Wrong::default());
    let mut walk = Walk { store, segment, wrong, bytes: Vec::new(), entries: Vec::new() };
    let (mut last, mut block): (Vec<u8>, Vec<u8>) = Default::default();
    // Where the lists and places of the terms so far end: those of the next begin there, so a
    // block that is missing leaves a gap.
    let (mut ends, mut beginnings) = ((0, 0), Vec::new());
    let next = "SELECT min(first) FROM segment_block WHERE segment = ?1 AND first > ?2";
    while let Some(first) = reader.one::<Option<Vec<u8>>>(next, (segment.id, &block))? {
        let mut terms: Vec<(Vec<u8>, Lies)> = Vec::new();
        let gathered = walk.store.blocks_after(segment.id, Some(&block), 1, |key, lies| {
            terms.push((key.to_vec(), lies));
        });
        read(gathered, &mut walk.wrong, &first)?;
        if terms.first().is_some_and(|(key, _)| *key != first) {
            walk.wrong.note("blocks under another term than their first", &first);
        }
        for (key, lies) in terms {
            if key <= last {
                walk.wrong.note("terms out of their order", &key);
            }
            let [list, places] = lies.spans();
            if keys::is_beginning(&key) {
                if places != (0..0) {
                    walk.wrong.note("beginnings with places", &key);
                }
                beginnings.push((list, key.clone()));
            } else {
                if (list.start, places.start) != ends {
                    walk.wrong.note("gaps before terms", &key);
                }
                ends = (list.end, places.end);
                walk.term(&key, &lies, &mut says)?;
            }
            last = key;
        }
        block = first;
    }
    beginnings.sort_by_key(|(list, _)| list.start);
    let mut end = 0;
    for (list, key) in beginnings {
        if list.start != end {
            walk.wrong.note("gaps before beginnings", &key);
        }
        end = list.end;
        walk.beginning(&key)?;
    }
    // The same where the last of them is missing.
    let streams = [(Stream::Lists, ends.0), (Stream::Places, ends.1), (Stream::Beginnings, end)];
    for (stream, end) in streams {
        let ids = [0, u32::MAX].map(|number| page_id(segment.id, stream, number.into()));
        let sql = "SELECT coalesce(sum(length(bytes)), 0) FROM segment_page \
                   WHERE id BETWEEN ?1 AND ?2";
        let length: i64 = reader.one(sql, ids)?;
        if u64::try_from(length) != Ok(end) {
            walk.wrong.note("pages that do not fit their terms", &[]);
        }
    }
    Ok(walk.wrong)
}

impl Walk<'_> {
    fn term(&mut self, key: &[u8], lies: &Lies, says: &mut impl FnMut(Says<'_>)) -> Result<()> {
        let Self { store, segment, wrong, bytes, entries } = self;
        entries.clear();
        let placed = keys::has_places(key);
        let begin = match placed {
            true => read(store.entries(segment.id, lies, entries), wrong, key)?,
            false => Some(0),
        };
        let list = read(store.list(segment.id, lies, bytes), wrong, key)?;
        let (Some(begin), Some(list)) = (begin, list) else { return Ok(()) };
        let (mut at, mut whole) = (begin, true);
        list.rows.each(|number, row| {
            let mut places = 0_u64;
            if placed {
                whole &= number % codec::GROUP > 0
                    || begin == 0
                    || codec::offset(entries, number / codec::GROUP) == Some(at - begin);
                let entry = codec::entry(entries.get(at..).unwrap_or_default(), 0, 0)
                    .and_then(|entry| Some(at + entry.start..at.checked_add(entry.end)?))
                    .and_then(|range| Some((range.end, entries.get(range)?)));
                match entry {
                    Some((end, entry)) => {
                        at = end;
                        codec::each_place(
                            entry,
                            crate::search::weight::BODY,
                            |column, position| {
                                places = places.wrapping_add(of_place(column, position));
                            },
                        );
                    }
                    None => whole = false,
                }
            }
            if i64::from(row) < segment.first || i64::from(row) > segment.last {
                wrong.note("rows that it does not span", key);
            } else if !segment.gone.holds(row.into()) {
                says(Says { row, key, weight: list.weights[number], places });
            }
        });
        if !whole || placed && at != entries.len() {
            wrong.note("places that do not fit their lists", key);
        }
        Ok(())
    }

    /// The list of a beginning says what the lists of its words add up to.
    fn beginning(&mut self, key: &[u8]) -> Result<()> {
        let Self { store, segment, wrong, bytes, .. } = self;
        let span = usize::try_from(segment.last - segment.first + 1).unwrap_or_default();
        let at = |row: u32| usize::try_from(i64::from(row) - segment.first).unwrap_or(usize::MAX);
        let mut sums = vec![0_u32; span];
        let begin = keys::beginning_text(key);
        let words = store.each(segment.id, &keys::key_of(begin, None), |_, lies| {
            let list = store.list(segment.id, &lies, bytes)?;
            list.rows.each(|number, row| {
                if let Some(sum) = sums.get_mut(at(row)) {
                    *sum = sum.saturating_add(codec::summand(list.weights[number]));
                }
            });
            Ok(true)
        });
        let words = read(words, wrong, key)?;
        let list = read(store.beginning(segment.id, begin, bytes), wrong, key)?.flatten();
        let (Some(()), Some(list)) = (words, list) else { return Ok(()) };
        let mut same = list.rows.len() == sums.iter().filter(|sum| **sum > 0).count();
        list.rows.each(|number, row| {
            let sum = sums.get(at(row)).copied().unwrap_or_default();
            same &= codec::weight_of(sum) == list.weights[number];
        });
        if !same {
            wrong.note("beginnings that are not the sum of their words", key);
        }
        Ok(())
    }
}
