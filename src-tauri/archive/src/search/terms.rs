//! The words of the index, wherever they stand: in segments, or among what is fresh.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::{
    fresh::{Postings, Tables},
    hits::{Gather, Hits, Sums},
    segments::{Cursor, Lies, OF_LENGTHS, Placed, Store, codec, frequent_key, key_of, pair_key},
    weight::{Count, weight_of},
};
use crate::{ArchiveError, Reader, Result, list::RowSet};

/// Words with the same beginning that are told apart at most.
const FEW_WORDS: usize = 16;
/// Words that are looked at for that.
const LOOKED_AT: usize = 64;
/// Bytes of terms that are kept.
const KEPT: usize = 32 << 20;
/// The highest number that an entry can have: they are given one after another, and a search makes
/// room for as many. A higher one is damage, and room for it may not be there.
pub(super) const FARTHEST: i64 = 1 << 27;

/// A word of the index, or all that begin so.
pub(crate) struct Term {
    /// The rows that hold it, whatever the column, unless one was asked for.
    pub(super) hits: Hits,
    /// The words themselves, where they are few; of many, where each stands is not known.
    pub(super) words: Vec<Arc<Word>>,
    pub(super) many: bool,
}

/// Where one word stands.
pub(crate) struct Word {
    hits: Hits,
    placed: Vec<Placed>,
    fresh: Postings,
}

impl Word {
    /// Where it stands in the rows of a segment, if in any.
    pub(super) fn placed_in(&self, segment: i64) -> Option<&Placed> {
        self.placed.iter().find(|placed| placed.segment == segment)
    }

    /// The fresh rows that hold it, ascending.
    pub(super) fn fresh_rows(&self) -> impl Iterator<Item = u32> {
        self.fresh.lists.iter().flat_map(|(_, list)| list).map(|posting| posting.row)
    }

    /// Where it stands in a fresh row: column and position.
    pub(super) fn each_fresh_place(&self, row: u32, emit: impl FnMut(u32, u32)) {
        self.fresh.each_place(row, emit);
    }
}

/// Where one word stands, read row by row.
pub(super) struct Places<'a> {
    word: &'a Word,
    cursors: Vec<Cursor>,
}

impl<'a> Places<'a> {
    pub(super) fn of(word: &'a Word) -> Self {
        Self { word, cursors: word.placed.iter().map(|_| Cursor::default()).collect() }
    }

    /// Where it stands in a row: column and position. Rows that ascend are read fastest.
    pub(super) fn each(
        &mut self,
        index: &Index<'_>,
        row: u32,
        mut emit: impl FnMut(u32, u32),
    ) -> Result<()> {
        if !self.word.hits.rows.holds(row.into()) {
            return Ok(());
        }
        for (placed, cursor) in self.word.placed.iter().zip(&mut self.cursors) {
            if let Some(number) = placed.rows.rank(row)
                && !index.is_gone(placed.segment, row)
            {
                return placed.each_place(&index.store, number, cursor, emit);
            }
        }
        self.word.fresh.each_place(row, &mut emit);
        Ok(())
    }
}

/// What one snapshot knows of the segments and of what is fresh.
#[derive(Default)]
struct Known {
    seq: i64,
    segments: Vec<i64>,
    /// Rows of each segment that it no longer speaks for; none where there are none.
    gone: Vec<Option<RowSet>>,
    /// The code of the text's length, of each fresh row.
    lengths: HashMap<u32, u8>,
    /// A number that every row is below.
    reach: usize,
    /// The code of each text's length, once it was asked for.
    all_lengths: OnceLock<Hits>,
}

/// The index as one snapshot has it.
pub(crate) struct Index<'a> {
    known: Arc<Known>,
    pub(super) store: Store<'a>,
    pub(super) fresh: Tables<'a>,
    cache: Option<&'a Terms>,
}

impl<'a> Index<'a> {
    pub(crate) fn open(reader: &'a Reader<'a>, seq: i64) -> Result<Self> {
        let fresh = Tables::open(reader)?;
        let cache = reader.spine.map(crate::list::SpineCache::terms);
        let segments = segments(reader)?;
        let kept = cache.and_then(|cache| cache.known(seq, &segments));
        let known = match kept {
            Some(known) => known,
            None => Arc::new(read_known(reader, seq, segments)?),
        };
        if let Some(cache) = cache {
            cache.knows(&known);
        }
        Ok(Self { known, store: Store::new(reader), fresh, cache })
    }

    /// The segments that are in use.
    pub(super) fn segments(&self) -> &[i64] {
        &self.known.segments
    }

    /// The rows that a segment no longer speaks for, where there are any.
    pub(super) fn gone(&self, segment: i64) -> Option<&RowSet> {
        let at = self.known.segments.iter().position(|other| *other == segment);
        at.and_then(|at| self.known.gone[at].as_ref())
    }

    fn is_gone(&self, segment: i64, row: u32) -> bool {
        self.gone(segment).is_some_and(|gone| gone.holds(row.into()))
    }

    /// A word, or with `open` every one that begins so; in one column or in any.
    pub(super) fn term(&self, text: &str, open: bool, only: Option<u32>) -> Result<Arc<Term>> {
        let key = (text.to_owned(), open, only);
        if let Some(term) = self.cache.and_then(|cache| cache.get(&self.known, &key)) {
            return Ok(term);
        }
        let term = Arc::new(match (only, open) {
            (Some(column), false) => self.named(text, column)?,
            (Some(_), true) => self.many(text, only)?,
            (None, false) => self.closed(text)?,
            (None, true) => self.opened(text)?,
        });
        if let Some(cache) = self.cache {
            cache.put(&self.known, key, &term);
        }
        Ok(term)
    }

    fn closed(&self, text: &str) -> Result<Term> {
        let word = Arc::new(self.word(text)?);
        Ok(Term { hits: word.hits.clone(), words: vec![word], many: false })
    }

    fn word(&self, text: &str) -> Result<Word> {
        let key = key_of(text, None);
        let fresh = Postings::read(&self.fresh, text, false)?;
        let mut found = Vec::new();
        for segment in &self.known.segments {
            if let Some(lies) = self.store.find(*segment, &key)? {
                found.push((*segment, lies));
            }
        }
        let count: usize = found.iter().map(|(_, lies)| lies.rows).sum();
        let mut gather = Gather::new(self.known.reach, count);
        let (mut bytes, mut placed) = (Vec::new(), Vec::new());
        for (segment, lies) in found {
            let list = self.store.list(segment, &lies, &mut bytes)?;
            gather.put_list(&list, self.gone(segment));
            placed.push(Placed::new(segment, list.rows, lies));
        }
        self.take_fresh(&fresh, None, |row, weight| gather.put(row, weight));
        Ok(Word { hits: gather.end(), placed, fresh })
    }

    fn take_fresh(&self, fresh: &Postings, only: Option<u32>, mut put: impl FnMut(u32, u8)) {
        for posting in fresh.lists.iter().flat_map(|(_, list)| list) {
            let count = fresh.count(*posting, only);
            if count != Count::default() {
                let length = self.known.lengths.get(&posting.row).copied().unwrap_or_default();
                put(posting.row, weight_of(count, length));
            }
        }
    }

    /// All words that begin so.
    fn opened(&self, text: &str) -> Result<Term> {
        let mut words = Vec::new();
        if let Some(few) = self.few_words(text)? {
            for word in few {
                let word = self.term(&word, false, None)?;
                words.extend(word.words.iter().filter(|word| !word.hits.is_empty()).cloned());
            }
            if words.len() <= FEW_WORDS {
                let hits = Hits::added(words.iter().map(|word| &word.hits), self.known.reach);
                return Ok(Term { hits, words, many: false });
            }
        }
        self.many(text, None)
    }

    /// The rows that hold any word that begins so, in one column or in any.
    fn many(&self, text: &str, only: Option<u32>) -> Result<Term> {
        let key = key_of(text, only);
        let (mut bytes, mut sums) = (Vec::new(), Sums::new(self.known.reach));
        for segment in &self.known.segments {
            let gone = self.gone(*segment);
            if only.is_none()
                && let Some(list) = self.store.beginning(*segment, text, &mut bytes)?
            {
                sums.take_list(&list, gone);
                continue;
            }
            self.store.each(*segment, &key, |_, lies| {
                sums.add_list(&self.store.list(*segment, &lies, &mut bytes)?, gone);
                Ok(true)
            })?;
        }
        let fresh = Postings::read(&self.fresh, text, true)?;
        self.take_fresh(&fresh, only, |row, weight| sums.add(row, weight));
        Ok(Term { hits: sums.end(), words: Vec::new(), many: true })
    }

    /// The rows that hold a word in one column.
    fn named(&self, text: &str, column: u32) -> Result<Term> {
        let key = key_of(text, Some(column));
        let (mut found, mut bytes) = (Vec::new(), Vec::new());
        for segment in &self.known.segments {
            found.extend(self.store.find(*segment, &key)?.map(|lies| (*segment, lies)));
        }
        let count = found.iter().map(|(_, lies)| lies.rows).sum();
        let mut gather = Gather::new(self.known.reach, count);
        for (segment, lies) in found {
            let list = self.store.list(segment, &lies, &mut bytes)?;
            gather.put_list(&list, self.gone(segment));
        }
        let fresh = Postings::read(&self.fresh, text, false)?;
        self.take_fresh(&fresh, Some(column), |row, weight| gather.put(row, weight));
        Ok(Term { hits: gather.end(), words: Vec::new(), many: true })
    }

    /// The words that begin so, unless they are more than are worth looking at.
    fn few_words(&self, begin: &str) -> Result<Option<BTreeSet<String>>> {
        let key = key_of(begin, None);
        let mut words = BTreeSet::new();
        for segment in &self.known.segments {
            self.store.each(*segment, &key, |rest, _| {
                words.insert(format!("{begin}{}", String::from_utf8_lossy(rest)));
                Ok(words.len() <= LOOKED_AT)
            })?;
            if words.len() > LOOKED_AT {
                return Ok(None);
            }
        }
        let fresh = Postings::read(&self.fresh, begin, true)?;
        words.extend(fresh.lists.into_iter().map(|(word, _)| word));
        Ok((words.len() <= LOOKED_AT).then_some(words))
    }

    /// Where any word that begins so stands, in the rows of `among`: row, column and position,
    /// in no order.
    pub(super) fn each_place_of_all(
        &self,
        begin: &str,
        among: &RowSet,
        mut emit: impl FnMut(u32, u32, u32),
    ) -> Result<()> {
        let (key, mut bytes) = (key_of(begin, None), Vec::new());
        for segment in &self.known.segments {
            self.store.each(*segment, &key, |_, lies| {
                let list = self.store.list(*segment, &lies, &mut bytes)?;
                let mut wanted = Vec::new();
                list.rows.each(|number, row| {
                    if among.holds(row.into()) && !self.is_gone(*segment, row) {
                        wanted.push((number, row));
                    }
                });
                if wanted.is_empty() {
                    return Ok(true);
                }
                let (placed, mut cursor) =
                    (Placed::new(*segment, list.rows, lies), Cursor::default());
                for (number, row) in wanted {
                    let emit = |column, position| emit(row, column, position);
                    placed.each_place(&self.store, number, &mut cursor, emit)?;
                }
                Ok(true)
            })?;
        }
        let fresh = Postings::read(&self.fresh, begin, true)?;
        let rows: BTreeSet<u32> =
            fresh.lists.iter().flat_map(|(_, list)| list).map(|posting| posting.row).collect();
        for row in rows.into_iter().filter(|row| among.holds((*row).into())) {
            fresh.each_place(row, |column, position| emit(row, column, position));
        }
        Ok(())
    }

    /// Which rows of a segment have one word right before another, where the segment knows that
    /// of both; then none may be of no row at all.
    pub(super) fn beside(
        &self,
        segment: i64,
        one: &str,
        other: &str,
    ) -> Result<Option<Option<Lies>>> {
        for word in [one, other] {
            if self.store.find(segment, &frequent_key(word.as_bytes()))?.is_none() {
                return Ok(None);
            }
        }
        self.store.find(segment, &pair_key(one.as_bytes(), other.as_bytes())).map(Some)
    }

    /// The code of each text's length, by row.
    pub(super) fn lengths(&self) -> Result<&Hits> {
        if let Some(lengths) = self.known.all_lengths.get() {
            return Ok(lengths);
        }
        let mut gather = Gather::new(self.known.reach, self.known.reach);
        let mut bytes = Vec::new();
        for segment in &self.known.segments {
            if let Some(lies) = self.store.find(*segment, &OF_LENGTHS)? {
                let list = self.store.list(*segment, &lies, &mut bytes)?;
                gather.put_list(&list, self.gone(*segment));
            }
        }
        for (row, length) in self.known.lengths.iter().filter(|(_, length)| **length > 0) {
            gather.put(*row, *length);
        }
        Ok(self.known.all_lengths.get_or_init(|| gather.end()))
    }

    /// A number that every row is below.
    pub(super) fn reach(&self) -> usize {
        self.known.reach
    }
}

fn segments(reader: &Reader<'_>) -> Result<Vec<i64>> {
    let mut statement = reader.prepare("SELECT id FROM segment WHERE state = 1 ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read_known(reader: &Reader<'_>, seq: i64, segments: Vec<i64>) -> Result<Known> {
    let mut known = Known { seq, segments, ..Known::default() };
    // One that is being written may hold any row until it is in use.
    let sql = "SELECT max((SELECT coalesce(max(rowid), 0) FROM article), \
               (SELECT coalesce(max(last), 0) FROM segment WHERE state = 1))";
    let last: i64 = reader.one(sql, [])?;
    if last > FARTHEST {
        return Err(ArchiveError::Damaged(format!("no entry is given the number {last}")));
    }
    known.reach = usize::try_from(last).unwrap_or_default() + 1;
    for segment in &known.segments {
        let mut statement = reader.prepare("SELECT row FROM segment_gone WHERE segment = ?1")?;
        let mut rows = statement.query([segment])?;
        let mut gone = None;
        while let Some(row) = rows.next()? {
            gone.get_or_insert_with(RowSet::default).insert(row.get(0)?);
        }
        known.gone.push(gone);
    }
    let mut statement = reader.prepare("SELECT id, sz FROM found_docsize")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(at) = u32::try_from(row.get::<_, i64>(0)?) else { continue };
        let words = row.get_ref(1)?.as_blob().map(super::fresh::words_of_body);
        known.lengths.insert(at, codec::length_code(words.unwrap_or_default()));
    }
    Ok(known)
}

/// The terms that were asked for last, as one snapshot has them: while a person types, most of
/// a query stays as it is.
#[derive(Default)]
pub(crate) struct Terms(Mutex<Kept>);

type Key = (String, bool, Option<u32>);

#[derive(Default)]
struct Kept {
    known: Arc<Known>,
    bytes: usize,
    /// Goes up with every question.
    clock: u64,
    /// Each with when it was last asked for.
    terms: HashMap<Key, (Arc<Term>, u64)>,
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Terms")
    }
}

impl Terms {
    fn held(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, seq: i64, segments: &[i64]) -> Option<Arc<Known>> {
        let known = Arc::clone(&self.held().known);
        (known.seq == seq && known.segments == segments && known.reach > 0).then_some(known)
    }

    fn knows(&self, known: &Arc<Known>) {
        let mut kept = self.held();
        if !Arc::ptr_eq(&kept.known, known) {
            *kept = Kept { known: Arc::clone(known), ..Kept::default() };
        }
    }

    fn get(&self, known: &Arc<Known>, key: &Key) -> Option<Arc<Term>> {
        let mut kept = self.held();
        if !Arc::ptr_eq(&kept.known, known) {
            return None;
        }
        kept.clock += 1;
        let clock = kept.clock;
        let (term, used) = kept.terms.get_mut(key)?;
        *used = clock;
        Some(Arc::clone(term))
    }

    fn put(&self, known: &Arc<Known>, key: Key, term: &Arc<Term>) {
        let bytes = term.bytes();
        let mut kept = self.held();
        if bytes > KEPT / 4 || !Arc::ptr_eq(&kept.known, known) {
            return;
        }
        while kept.bytes + bytes > KEPT {
            let oldest = kept.terms.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some((gone, _)) = kept.terms.remove(&oldest) {
                kept.bytes -= gone.bytes();
            }
        }
        kept.bytes += bytes;
        let clock = kept.clock;
        if let Some((double, _)) = kept.terms.insert(key, (Arc::clone(term), clock)) {
            kept.bytes -= double.bytes();
        }
    }
}

impl Term {
    /// Memory that it takes.
    fn bytes(&self) -> usize {
        self.hits.bytes() + self.words.iter().map(|word| word.hits.bytes()).sum::<usize>() + 200
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Archive, OpenOptions};

    #[test]
    fn a_segment_that_is_being_written_makes_no_search_reach_further() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        let begun = "INSERT INTO segment (state, tokens, entries, first, last) \
                     VALUES (0, 1, 0, 0, 4294967295)";
        archive.change_index(|connection| Ok(connection.execute(begun, [])?)).unwrap();
        let reach = archive.read(|reader| Ok(Index::open(reader, 0)?.reach())).unwrap();
        assert_eq!(reach, 1);
    }
}
