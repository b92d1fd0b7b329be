//! Lists: which entries, in which order, under which headings.
//!
//! All that decides where an entry stands in a list fits in a few bytes, so it is read once
//! after a change, from one index, and kept as the "spine". Every view, search, count, group
//! and page of any depth is then a walk over memory, and exact.

use std::{
    cmp::Reverse,
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{OptionalExtension as _, Row};

use chrono::{DateTime, Datelike as _, NaiveDate};

use crate::{
    Group, GroupSpan, ListQuery, ListRow, Listing, Reader, Result, Sort, View,
    read::name_key,
    search::{compile, expression, facts::Facts, postings::Terms, rank, snippet},
};

/// Changes after which the spine is mended rather than read anew.
const FEW: i64 = 500;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What the column `flags` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    pub(crate) fn new(number: i64) -> Self {
        Self(u8::try_from(number).unwrap_or_default())
    }

    pub(crate) fn unread(self) -> bool {
        self.0 & 1 != 0
    }

    pub(crate) fn starred(self) -> bool {
        self.0 & 2 != 0
    }

    pub(crate) fn trashed(self) -> bool {
        self.0 & 4 != 0
    }

    pub(crate) fn waiting(self) -> bool {
        self.0 >> 3 == 0
    }

    pub(crate) fn article(self) -> bool {
        self.0 >> 3 == 1
    }

    pub(crate) fn link(self) -> bool {
        self.0 >> 3 == 2
    }

    pub(crate) fn failed(self) -> bool {
        self.0 >> 3 == 3
    }
}

/// One entry of the spine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpineRow {
    pub(crate) rowid: i64,
    pub(crate) saved_at: i64,
    pub(crate) published: Option<i64>,
    pub(crate) flags: Flags,
}

/// Every entry, last saved first.
#[derive(Debug, Default)]
pub(crate) struct Spine {
    seq: i64,
    rows: Vec<SpineRow>,
    facts: Facts,
}

impl Spine {
    pub(crate) fn flags(&self) -> impl Iterator<Item = Flags> {
        self.rows.iter().map(|row| row.flags)
    }

    /// The number of the last change that it knows.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }

    /// Every entry there is.
    pub(crate) fn all(&self) -> RowSet {
        self.rows_where(|_| true)
    }

    pub(crate) fn rows_where(&self, holds: impl Fn(&SpineRow) -> bool) -> RowSet {
        let mut set = RowSet::default();
        for row in self.rows.iter().filter(|row| holds(row)) {
            set.insert(row.rowid);
        }
        set
    }
}

/// What is kept of the last snapshot that was listed.
#[derive(Debug, Default)]
pub(crate) struct SpineCache {
    spine: Mutex<Option<Arc<Spine>>>,
    terms: Terms,
}

impl SpineCache {
    /// The words that were searched for last.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }
}

/// A set of row numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowSet(Vec<u64>);

impl RowSet {
    pub(crate) fn insert(&mut self, rowid: i64) {
        let Ok(rowid) = usize::try_from(rowid) else { return };
        let word = rowid / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (rowid % 64);
    }

    pub(crate) fn holds(&self, rowid: i64) -> bool {
        let Ok(rowid) = usize::try_from(rowid) else { return false };
        self.0.get(rowid / 64).is_some_and(|word| word & (1 << (rowid % 64)) != 0)
    }

    /// Makes room for rows up to this one.
    pub(crate) fn reach(&mut self, rowid: i64) {
        if let Ok(rowid) = usize::try_from(rowid)
            && rowid / 64 >= self.0.len()
        {
            self.0.resize(rowid / 64 + 1, 0);
        }
    }

    /// A number that every row in it is below.
    pub(crate) fn reached(&self) -> usize {
        self.0.len() * 64
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        (0_i64..).zip(&self.0).flat_map(|(at, word)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| at * 64 + bit)
        })
    }

    pub(crate) fn both(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    pub(crate) fn either(&self, other: &Self) -> Self {
        let (long, short) =
            if self.0.len() >= other.0.len() { (self, other) } else { (other, self) };
        let mut joined = long.clone();
        for (word, more) in joined.0.iter_mut().zip(&short.0) {
            *word |= more;
        }
        joined
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        for (word, less) in rest.0.iter_mut().zip(&other.0) {
            *word &= !less;
        }
        rest
    }
}

impl Reader<'_> {
    /// A piece of a list.
    ///
    /// # Errors
    /// The database.
    pub fn list(&self, request: &ListQuery<'_>) -> Result<Listing> {
        self.settle()?;
        let spine = self.spine()?;
        let words = request.query.is_some_and(expression::has_words);
        let ranked = request.sort == Sort::Relevance && words;
        let found = match request.query {
            Some(node) => {
                let clock = compile::Clock::of(request);
                Some(compile::find(self, &spine, &spine.facts, clock, node)?)
            }
            None => None,
        };
        let tagged = match request.view {
            View::Tag(id) => Some(self.tagged_with(id)?),
            _ => None,
        };
        let searching = request.query.is_some();
        let mut rows: Vec<&SpineRow> = spine
            .rows
            .iter()
            .filter(|row| belongs(request.view, row.flags, searching))
            .filter(|row| tagged.as_ref().is_none_or(|set| set.holds(row.rowid)))
            .filter(|row| found.as_ref().is_none_or(|found| found.rows.holds(row.rowid)))
            .collect();
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let mut groups = Vec::new();
        match (request.sort, &found) {
            (Sort::Relevance, Some(found)) if ranked => {
                let shelf = spine.facts.shelf(self, spine.rows.len(), request.now.0)?;
                let most = request.offset.saturating_add(request.limit);
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                let best = rank::best(&found.leaves(), &rows, &shelf, most);
                rows = best.into_iter().map(|at| rows[at]).collect();
            }
            (Sort::Published, _) => {
                // With their places among equals the keys say all, which sorts twice as fast.
                let key = |row: &SpineRow| Reverse(row.published.unwrap_or(i64::MIN));
                let mut keys: Vec<_> =
                    rows.iter().zip(0_u32..).map(|(row, at)| (key(row), at)).collect();
                keys.sort_unstable();
                rows = keys.iter().map(|(_, at)| rows[*at as usize]).collect();
            }
            _ => groups = grouped(&rows, request),
        }
        let marks = request.query.map(expression::marks).unwrap_or_default();
        let wanted = rows
            .iter()
            .skip(usize::try_from(request.offset).unwrap_or(usize::MAX))
            .take(usize::try_from(request.limit).unwrap_or(usize::MAX));
        let mut shown = Vec::new();
        for row in wanted {
            let Some(entry) = self.entry_at(row.rowid)? else { continue };
            let snippet = match marks.is_empty() {
                true => Vec::new(),
                false => snippet::snippet(&self.text_at(row.rowid)?.unwrap_or_default(), &marks),
            };
            shown.push(ListRow { entry, snippet });
        }
        Ok(Listing { total, groups, rows: shown, seq: spine.seq })
    }

    fn tagged_with(&self, id: backfile_article::TagId) -> Result<RowSet> {
        let Some(tag) = self.tag_rowid(id)? else { return Ok(RowSet::default()) };
        let name: String = self.one("SELECT name FROM tag WHERE rowid = ?1", [tag])?;
        compile::tagged(self, &name_key(&name))
    }

    /// The text of an entry as it is searched.
    fn text_at(&self, rowid: i64) -> Result<Option<String>> {
        let found: Option<Option<String>> = self.maybe(
            "SELECT coalesce(a.overlay_text, kept_text(v.text, v.extraction), a.excerpt) \
             FROM article a LEFT JOIN version v ON v.rowid = a.current WHERE a.rowid = ?1",
            [rowid],
        )?;
        Ok(found.flatten())
    }

    pub(crate) fn spine(&self) -> Result<Arc<Spine>> {
        let seq = self.seq()?;
        // A write may be rolled back and its numbers given again, so it keeps nothing.
        let Some(cache) = self.spine else { return Ok(Arc::new(self.read_spine(seq)?)) };
        let kept = cache.spine.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let spine = match kept {
            Some(spine) if spine.seq == seq => return Ok(spine),
            Some(spine) if spine.seq < seq => match self.next_spine(&spine, seq)? {
                Some(spine) => spine,
                None => self.read_spine(seq)?,
            },
            // A reader that began before the last one: it sees an older moment.
            Some(_) => return Ok(Arc::new(self.read_spine(seq)?)),
            None => self.read_spine(seq)?,
        };
        let spine = Arc::new(spine);
        *cache.spine.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&spine));
        Ok(spine)
    }

    /// The spine after an earlier one, when few entries changed in between.
    fn next_spine(&self, earlier: &Spine, seq: i64) -> Result<Option<Spine>> {
        let mut changed = BTreeSet::new();
        {
            let mut statement = self.prepare(
                "SELECT article FROM change WHERE seq > ?1 AND article IS NOT NULL LIMIT ?2",
            )?;
            let mut rows = statement.query((earlier.seq, FEW + 1))?;
            let mut number = 0;
            while let Some(row) = rows.next()? {
                changed.insert(row.get::<_, i64>(0)?);
                number += 1;
            }
            if number > FEW {
                return Ok(None);
            }
        }
        let mut rows = Vec::with_capacity(earlier.rows.len() + changed.len());
        rows.extend(earlier.rows.iter().filter(|row| !changed.contains(&row.rowid)));
        let mut statement =
            self.prepare(&format!("SELECT {SPINE} FROM article WHERE rowid = ?1"))?;
        for &rowid in &changed {
            rows.extend(statement.query_row([rowid], spine_row).optional()?);
        }
        rows.sort_by_key(order);
        let facts = self.mended_facts(&earlier.facts, changed)?;
        Ok(Some(Spine { seq, rows, facts }))
    }

    fn read_spine(&self, seq: i64) -> Result<Spine> {
        let mut statement = self.prepare(&format!(
            "SELECT {SPINE} FROM article INDEXED BY article_spine ORDER BY saved_at DESC"
        ))?;
        let mut rows = Vec::new();
        for row in statement.query_map([], spine_row)? {
            rows.push(row?);
        }
        // The index has them nearly so.
        rows.sort_by_key(order);
        Ok(Spine { seq, rows, facts: Facts::default() })
    }
}

const SPINE: &str = "rowid, saved_at, flags, published_key";

fn spine_row(row: &Row<'_>) -> rusqlite::Result<SpineRow> {
    Ok(SpineRow {
        rowid: row.get(0)?,
        saved_at: row.get(1)?,
        flags: Flags::new(row.get(2)?),
        published: row.get(3)?,
    })
}

/// Last saved first; of those saved at once the row made last comes first.
fn order(row: &SpineRow) -> Reverse<(i64, i64)> {
    Reverse((row.saved_at, row.rowid))
}

fn belongs(view: View, flags: Flags, searching: bool) -> bool {
    match view {
        View::Trash => flags.trashed(),
        _ if flags.trashed() => false,
        View::Unread => flags.unread() && !flags.link(),
        View::Starred => flags.starred(),
        View::All => !flags.link() || searching,
        View::Links => flags.link(),
        View::Failed => flags.failed(),
        View::Tag(_) => true,
    }
}

/// The headings of a list in the order of saving.
fn grouped(rows: &[&SpineRow], request: &ListQuery<'_>) -> Vec<Group> {
    let shift = i64::from(request.utc_offset_minutes) * 60_000;
    // Days and months are those of the person's clock.
    let day_of = |time: i64| (time.saturating_add(shift)).div_euclid(DAY);
    let today = day_of(request.now.0);
    let mut groups = Vec::new();
    let mut start = 0;
    while let Some(first) = rows.get(start) {
        let day = day_of(first.saved_at);
        let (span, from_day) = match today - day {
            ..=0 => (GroupSpan::Today, today),
            1 => (GroupSpan::Yesterday, today - 1),
            2..=7 => (GroupSpan::ThisWeek, today - 7),
            _ => {
                let date = DateTime::from_timestamp_millis(day.saturating_mul(DAY));
                let date = date.unwrap_or_default().date_naive();
                let month = GroupSpan::Month { year: date.year(), month: date.month() };
                (month, first_day_of_month(date))
            }
        };
        let length = rows[start..].partition_point(|row| day_of(row.saved_at) >= from_day).max(1);
        groups.push(Group { span, start: number(start), count: number(length) });
        start += length;
    }
    groups
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn first_day_of_month(date: NaiveDate) -> i64 {
    let first = date.with_day(1).unwrap_or(date);
    first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis().div_euclid(DAY)
}
