//! All that decides where an entry stands in a list: a few bytes each, kept in memory.

use std::{cmp::Reverse, sync::OnceLock};

use super::{Flags, RowSet};
use crate::{View, search::facts::Facts};

/// Entries that are put in their places one by one, rather than all in one walk.
const SOME: usize = 8;
/// No time.
pub(super) const NEVER: i64 = i64::MIN;

/// One entry of the spine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SpineRow {
    pub(super) rowid: i64,
    pub(super) saved_at: i64,
    pub(super) published: Option<i64>,
    pub(super) flags: Flags,
}

/// The sets of rows that the views are made of.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sets {
    pub(crate) all: RowSet,
    pub(crate) unread: RowSet,
    pub(crate) starred: RowSet,
    pub(crate) trashed: RowSet,
    pub(crate) waiting: RowSet,
    pub(crate) articles: RowSet,
    pub(crate) links: RowSet,
    pub(crate) failed: RowSet,
}

/// The day of a time in milliseconds UTC, from 1950 on; times beyond 2129 have the last.
pub(crate) fn day(time: i64) -> u16 {
    let day = time.div_euclid(24 * 60 * 60 * 1000) + 7305;
    u16::try_from(day.max(0)).unwrap_or(u16::MAX)
}

/// In which of the sets an entry of such states is, a bit for each, in their order.
fn member(flags: Flags) -> u8 {
    let of = [
        true,
        flags.unread(),
        flags.starred(),
        flags.trashed(),
        flags.waiting(),
        flags.article(),
        flags.link(),
        flags.failed(),
    ];
    of.iter().rev().fold(0, |bits, holds| bits << 1 | u8::from(*holds))
}

impl Sets {
    fn each(&mut self) -> [&mut RowSet; 8] {
        [
            &mut self.all,
            &mut self.unread,
            &mut self.starred,
            &mut self.trashed,
            &mut self.waiting,
            &mut self.articles,
            &mut self.links,
            &mut self.failed,
        ]
    }

    fn put(&mut self, row: u32, flags: Flags) {
        let member = member(flags);
        for (at, set) in self.each().into_iter().enumerate() {
            if member >> at & 1 == 1 {
                set.insert(row.into());
            } else {
                set.remove(row.into());
            }
        }
    }

    fn remove(&mut self, row: u32) {
        self.each().into_iter().for_each(|set| set.remove(row.into()));
    }

    /// The entries of a view; a search in all entries finds links too.
    pub(crate) fn of(&self, view: View, searching: bool) -> RowSet {
        let of = |set: &RowSet| set.without(&self.trashed);
        match view {
            View::Trash => self.trashed.clone(),
            View::Unread => of(&self.unread).without(&self.links),
            View::Starred => of(&self.starred),
            View::All if searching => of(&self.all),
            View::All => of(&self.all).without(&self.links),
            View::Links => of(&self.links),
            View::Failed => of(&self.failed),
            View::Tag(_) => of(&self.all),
        }
    }
}

/// Every entry.
#[derive(Debug, Default, Clone)]
pub(crate) struct Spine {
    seq: i64,
    /// By row; `NEVER` where there is no such entry, or no such time.
    saved: Vec<i64>,
    published: Vec<i64>,
    flags: Vec<u8>,
    /// By row the [`day`] of the entry, near enough to be asked of very many.
    days: Vec<u16>,
    pub(crate) sets: Sets,
    entries: usize,
    /// Last saved first; of those saved at once the row made last comes first. This and the next
    /// are made when they are asked for.
    by_saved: OnceLock<Vec<u32>>,
    /// Last published first, and then as saved.
    by_published: OnceLock<Vec<u32>>,
    pub(crate) facts: Facts,
}

impl Spine {
    /// The number of the last change that it knows.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries
    }

    fn saved_at(&self, row: u32) -> i64 {
        self.saved.get(row as usize).copied().unwrap_or(NEVER)
    }

    fn published_at(&self, row: u32) -> i64 {
        self.published.get(row as usize).copied().unwrap_or(NEVER)
    }

    /// When an entry was published, where that is known.
    pub(crate) fn published(&self, row: u32) -> Option<i64> {
        Some(self.published_at(row)).filter(|time| *time != NEVER)
    }

    /// When an entry was published, else saved.
    #[inline]
    pub(crate) fn time(&self, row: u32) -> i64 {
        let published = self.published_at(row);
        if published == NEVER { self.saved_at(row) } else { published }
    }

    /// The [`day`] of its time.
    #[inline]
    pub(crate) fn day(&self, row: u32) -> u16 {
        self.days.get(row as usize).copied().unwrap_or_default()
    }

    /// What puts an entry before others where they are equal, the highest first.
    pub(crate) fn place(&self, row: u32) -> (i64, u32) {
        (self.saved_at(row), row)
    }

    pub(super) fn row(&self, row: u32) -> Option<SpineRow> {
        let saved_at = self.saved_at(row);
        (saved_at != NEVER).then(|| SpineRow {
            rowid: row.into(),
            saved_at,
            published: self.published(row),
            flags: Flags::new(i64::from(self.flags[row as usize])),
        })
    }

    /// Whether another has the same entries.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let reach = u32::try_from(self.saved.len().max(other.saved.len())).unwrap_or(u32::MAX);
        self.entries == other.entries && (0..reach).all(|row| self.row(row) == other.row(row))
    }

    /// The entries whose time of publication, where it is known, is such.
    pub(crate) fn published_when(&self, holds: impl Fn(i64) -> bool) -> RowSet {
        self.sets.all.filtered(|row| {
            let time = self.published[row];
            time != NEVER && holds(time)
        })
    }

    /// The entries whose time of saving is such.
    pub(crate) fn saved_when(&self, holds: impl Fn(i64) -> bool) -> RowSet {
        self.sets.all.filtered(|row| holds(self.saved[row]))
    }

    /// The entries published from the first moment on, or, where that is not known, saved from
    /// the second on.
    pub(crate) fn dated_from(&self, published: i64, saved: i64) -> RowSet {
        self.sets.all.filtered(|row| match self.published[row] {
            NEVER => self.saved[row] >= saved,
            time => time >= published,
        })
    }

    /// Every entry in the order of saving.
    pub(crate) fn as_saved(&self) -> &[u32] {
        self.by_saved.get_or_init(|| {
            let mut rows: Vec<u32> = Vec::with_capacity(self.entries);
            self.sets.all.each(|row| rows.push(row));
            // Mostly they are in that order now.
            rows.reverse();
            rows.sort_by_key(|row| self.order_saved(*row));
            rows
        })
    }

    /// When the entry at a place of that order was saved.
    pub(crate) fn saved_at_place(&self, at: usize) -> Option<i64> {
        self.as_saved().get(at).map(|row| self.saved_at(*row))
    }

    /// The entries from a place of that order on whose time of saving is such; times fall.
    pub(crate) fn saved_from(&self, at: usize, holds: impl Fn(i64) -> bool) -> &[u32] {
        let rest = self.as_saved().get(at..).unwrap_or_default();
        &rest[..rest.partition_point(|row| holds(self.saved_at(*row)))]
    }

    /// Every entry in the order of publication.
    pub(crate) fn as_published(&self) -> &[u32] {
        self.by_published.get_or_init(|| {
            let by_saved = self.as_saved();
            // With their places among equals the keys say all.
            let key = |row: &u32| Reverse(self.published_at(*row));
            let mut keys: Vec<_> =
                by_saved.iter().zip(0_u32..).map(|(row, at)| (key(row), at)).collect();
            keys.sort_unstable();
            keys.iter().map(|(_, at)| by_saved[*at as usize]).collect()
        })
    }

    fn order_saved(&self, row: u32) -> Reverse<(i64, u32)> {
        Reverse(self.place(row))
    }

    fn order_published(&self, row: u32) -> Reverse<(i64, i64, u32)> {
        let (saved, row) = self.place(row);
        Reverse((self.published_at(row), saved, row))
    }

    /// The columns of so many rows from that one on, to be filled before [`Spine::settle`]:
    /// times of saving, of publication, and states.
    pub(super) fn room(
        &mut self,
        first: usize,
        count: usize,
    ) -> (&mut [i64], &mut [i64], &mut [u8]) {
        let end = first + count;
        if end > self.saved.len() {
            self.saved.resize(end, NEVER);
            self.published.resize(end, NEVER);
            self.flags.resize(end, 0);
        }
        let rows = first..end;
        (&mut self.saved[rows.clone()], &mut self.published[rows.clone()], &mut self.flags[rows])
    }

    /// Makes the sets of what the columns hold; `seq` is the last change that they know.
    pub(super) fn settle(&mut self, seq: i64) {
        self.seq = seq;
        let members: [u8; 256] =
            std::array::from_fn(|flags| member(Flags::new(i64::try_from(flags).unwrap_or(0))));
        for (word, times) in self.saved.chunks(64).enumerate() {
            let mut bits = [0_u64; 8];
            for at in (0..times.len()).filter(|at| times[*at] != NEVER) {
                let member = members[usize::from(self.flags[word * 64 + at])];
                for (set, bits) in bits.iter_mut().enumerate() {
                    *bits |= u64::from(member >> set & 1) << at;
                }
            }
            for (set, bits) in self.sets.each().into_iter().zip(bits) {
                set.insert_word(word, bits);
            }
        }
        self.entries = self.sets.all.len();
        let reach = u32::try_from(self.saved.len()).unwrap_or(u32::MAX);
        self.days = (0..reach).map(|row| day(self.time(row))).collect();
    }

    fn set(&mut self, row: u32, new: &SpineRow) {
        let (saved, published, flags) = self.room(row as usize, 1);
        saved[0] = new.saved_at;
        published[0] = new.published.unwrap_or(NEVER);
        flags[0] = new.flags.number();
        self.sets.put(row, new.flags);
        self.entries += 1;
        self.days.resize(self.saved.len(), 0);
        self.days[row as usize] = day(self.time(row));
    }

    fn clear(&mut self, row: u32) {
        self.saved[row as usize] = NEVER;
        self.sets.remove(row);
        self.entries -= 1;
    }

    /// What some entries are now; none where one is no more. Each comes once.
    pub(super) fn mend(&mut self, changed: &[(u32, Option<SpineRow>)], seq: i64) {
        self.seq = seq;
        let (mut out, mut new) = (Vec::new(), Vec::new());
        for (row, now) in changed {
            let before = self.row(*row);
            match (before, now) {
                (Some(before), Some(now))
                    if before.saved_at == now.saved_at && before.published == now.published =>
                {
                    self.flags[*row as usize] = now.flags.number();
                    self.sets.put(*row, now.flags);
                    continue;
                }
                _ => {}
            }
            if before.is_some() {
                out.push(*row);
                self.clear(*row);
            }
            if let Some(now) = now {
                new.push(*row);
                self.set(*row, now);
            }
        }
        if let Some(rows) = self.by_saved.take() {
            let rows = reordered(rows, &out, &mut new, |row| self.order_saved(row));
            self.by_saved = OnceLock::from(rows);
        }
        if let Some(rows) = self.by_published.take() {
            let rows = reordered(rows, &out, &mut new, |row| self.order_published(row));
            self.by_published = OnceLock::from(rows);
        }
    }
}

/// Rows in an order, without some and with some more.
fn reordered<K: Ord>(
    mut rows: Vec<u32>,
    out: &[u32],
    new: &mut [u32],
    key: impl Fn(u32) -> K,
) -> Vec<u32> {
    if out.len() + new.len() <= SOME {
        for row in out {
            if let Some(at) = rows.iter().position(|other| other == row) {
                rows.remove(at);
            }
        }
        for row in new {
            let at = rows.partition_point(|other| key(*other) < key(*row));
            rows.insert(at, *row);
        }
        return rows;
    }
    let mut gone = RowSet::default();
    out.iter().for_each(|row| gone.insert((*row).into()));
    rows.retain(|row| !gone.holds((*row).into()));
    new.sort_unstable_by_key(|row| key(*row));
    let mut merged = Vec::with_capacity(rows.len() + new.len());
    let mut rest = rows.as_slice();
    for row in new {
        let (before, after) = rest.split_at(rest.partition_point(|other| key(*other) < key(*row)));
        merged.extend_from_slice(before);
        merged.push(*row);
        rest = after;
    }
    merged.extend_from_slice(rest);
    merged
}
