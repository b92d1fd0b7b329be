//! All that decides where an entry stands in a list: a few bytes each, kept in memory.

use std::{
    cmp::Reverse,
    collections::BTreeSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rusqlite::{OptionalExtension as _, Row};

use super::{Flags, RowSet};
use crate::{
    Reader, Result, View,
    search::{facts::Facts, terms::Terms},
};

/// Changes after which the spine is mended rather than read anew.
const FEW: i64 = 500;
/// No time.
const NEVER: i64 = i64::MIN;

/// One entry of the spine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SpineRow {
    pub(crate) rowid: i64,
    pub(crate) saved_at: i64,
    pub(crate) published: Option<i64>,
    pub(crate) flags: Flags,
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

impl Sets {
    fn each(&mut self, flags: Flags) -> [(&mut RowSet, bool); 8] {
        [
            (&mut self.all, true),
            (&mut self.unread, flags.unread()),
            (&mut self.starred, flags.starred()),
            (&mut self.trashed, flags.trashed()),
            (&mut self.waiting, flags.waiting()),
            (&mut self.articles, flags.article()),
            (&mut self.links, flags.link()),
            (&mut self.failed, flags.failed()),
        ]
    }

    fn put(&mut self, row: i64, flags: Flags) {
        for (set, holds) in self.each(flags) {
            if holds {
                set.insert(row);
            } else {
                set.remove(row);
            }
        }
    }

    fn remove(&mut self, row: i64) {
        for (set, _) in self.each(Flags::new(0)) {
            set.remove(row);
        }
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
    pub(crate) sets: Sets,
    entries: usize,
    /// Last saved first; of those saved at once the row made last comes first.
    by_saved: Vec<u32>,
    /// Last published first, and then as saved; made when it is asked for.
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

    /// What puts an entry before others where they are equal, the highest first.
    pub(crate) fn place(&self, row: u32) -> (i64, u32) {
        (self.saved_at(row), row)
    }

    fn row(&self, row: u32) -> Option<SpineRow> {
        let saved_at = self.saved_at(row);
        (saved_at != NEVER).then(|| SpineRow {
            rowid: row.into(),
            saved_at,
            published: self.published(row),
            flags: Flags::new(i64::from(self.flags[row as usize])),
        })
    }

    /// The entries of which that is true.
    pub(crate) fn rows_where(&self, holds: impl Fn(&SpineRow) -> bool) -> RowSet {
        let mut set = RowSet::default();
        set.reach(self.saved.len() as i64);
        self.sets.all.each(|row| {
            if self.row(row).is_some_and(|row| holds(&row)) {
                set.insert(row.into());
            }
        });
        set
    }

    /// Every entry in the order of saving.
    pub(crate) fn as_saved(&self) -> &[u32] {
        &self.by_saved
    }

    /// When the entry at a place of that order was saved.
    pub(crate) fn saved_at_place(&self, at: usize) -> Option<i64> {
        self.by_saved.get(at).map(|row| self.saved_at(*row))
    }

    /// The entries from a place of that order on whose time of saving is such; times fall.
    pub(crate) fn saved_from(&self, at: usize, holds: impl Fn(i64) -> bool) -> &[u32] {
        let rest = self.by_saved.get(at..).unwrap_or_default();
        &rest[..rest.partition_point(|row| holds(self.saved_at(*row)))]
    }

    /// Every entry in the order of publication.
    pub(crate) fn as_published(&self) -> &[u32] {
        self.by_published.get_or_init(|| {
            // With their places among equals the keys say all.
            let key = |row: &u32| Reverse(self.published_at(*row));
            let mut keys: Vec<_> =
                self.by_saved.iter().zip(0_u32..).map(|(row, at)| (key(row), at)).collect();
            keys.sort_unstable();
            keys.iter().map(|(_, at)| self.by_saved[*at as usize]).collect()
        })
    }

    fn order_saved(&self, row: u32) -> Reverse<(i64, u32)> {
        Reverse(self.place(row))
    }

    fn order_published(&self, row: u32) -> Reverse<(i64, i64, u32)> {
        let (saved, row) = self.place(row);
        Reverse((self.published_at(row), saved, row))
    }

    /// Takes an entry out.
    fn remove(&mut self, row: u32) {
        let Some(known) = self.row(row) else { return };
        let order = self.order_saved(row);
        let at = self.by_saved.partition_point(|other| self.order_saved(*other) < order);
        self.by_saved.remove(at);
        if let Some(mut published) = self.by_published.take() {
            let order = self.order_published(row);
            let at = published.partition_point(|other| self.order_published(*other) < order);
            published.remove(at);
            let _ = self.by_published.set(published);
        }
        self.sets.remove(known.rowid);
        self.saved[row as usize] = NEVER;
        self.entries -= 1;
    }

    /// Puts an entry in that is not there.
    fn insert(&mut self, new: &SpineRow) {
        let Ok(row) = u32::try_from(new.rowid) else { return };
        self.set(row, new);
        let order = self.order_saved(row);
        let at = self.by_saved.partition_point(|other| self.order_saved(*other) < order);
        self.by_saved.insert(at, row);
        if let Some(mut published) = self.by_published.take() {
            let order = self.order_published(row);
            let at = published.partition_point(|other| self.order_published(*other) < order);
            published.insert(at, row);
            let _ = self.by_published.set(published);
        }
    }

    fn set(&mut self, row: u32, new: &SpineRow) {
        let at = row as usize;
        if at >= self.saved.len() {
            self.saved.resize(at + 1, NEVER);
            self.published.resize(at + 1, NEVER);
            self.flags.resize(at + 1, 0);
        }
        self.saved[at] = new.saved_at;
        self.published[at] = new.published.unwrap_or(NEVER);
        self.flags[at] = new.flags.number();
        self.sets.put(new.rowid, new.flags);
        self.entries += 1;
    }

    /// What an entry is now; none where it is no more.
    fn mend(&mut self, rowid: i64, new: Option<&SpineRow>) {
        let Ok(row) = u32::try_from(rowid) else { return };
        let before = self.row(row);
        match (before, new) {
            (Some(before), Some(new))
                if before.saved_at == new.saved_at && before.published == new.published =>
            {
                self.flags[row as usize] = new.flags.number();
                self.sets.put(rowid, new.flags);
            }
            _ => {
                self.remove(row);
                new.into_iter().for_each(|new| self.insert(new));
            }
        }
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

impl Reader<'_> {
    pub(crate) fn spine(&self) -> Result<Arc<Spine>> {
        let seq = self.seq()?;
        // A write may be rolled back and its numbers given again, so it keeps nothing.
        let Some(cache) = self.spine else { return Ok(Arc::new(self.read_spine(seq)?)) };
        let mut kept = cache.spine.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().map(|spine| spine.seq) {
            Some(known) if known == seq => {}
            // A reader that began before the last one: it sees an older moment.
            Some(known) if known > seq => {
                drop(kept);
                return Ok(Arc::new(self.read_spine(seq)?));
            }
            Some(known) => {
                let changed = self.changed_since(known)?;
                // Taken out meanwhile, so that an error leaves none rather than half of one.
                let spine = kept.take().filter(|_| changed.is_some());
                let spine = match (spine, changed) {
                    (Some(mut spine), Some(changed)) => {
                        // Copied only where another reader still lists by it.
                        let own = Arc::make_mut(&mut spine);
                        self.mend_spine(own, &changed)?;
                        own.seq = seq;
                        spine
                    }
                    _ => Arc::new(self.read_spine(seq)?),
                };
                *kept = Some(spine);
            }
            None => *kept = Some(Arc::new(self.read_spine(seq)?)),
        }
        Ok(kept.as_ref().map(Arc::clone).unwrap_or_default())
    }

    /// The entries that changed since; none when they are many.
    fn changed_since(&self, seq: i64) -> Result<Option<BTreeSet<i64>>> {
        let mut statement = self.prepare(
            "SELECT article FROM change WHERE seq > ?1 AND article IS NOT NULL LIMIT ?2",
        )?;
        let mut rows = statement.query((seq, FEW + 1))?;
        let (mut changed, mut number) = (BTreeSet::new(), 0);
        while let Some(row) = rows.next()? {
            changed.insert(row.get::<_, i64>(0)?);
            number += 1;
        }
        Ok((number <= FEW).then_some(changed))
    }

    fn mend_spine(&self, spine: &mut Spine, changed: &BTreeSet<i64>) -> Result<()> {
        let mut statement =
            self.prepare(&format!("SELECT {SPINE} FROM article WHERE rowid = ?1"))?;
        for &rowid in changed {
            let new = statement.query_row([rowid], spine_row).optional()?;
            spine.mend(rowid, new.as_ref());
        }
        self.mend_facts(&mut spine.facts, changed)
    }

    fn read_spine(&self, seq: i64) -> Result<Spine> {
        let mut statement = self.prepare(&format!(
            "SELECT {SPINE} FROM article INDEXED BY article_spine ORDER BY saved_at DESC"
        ))?;
        let mut spine = Spine { seq, ..Spine::default() };
        for row in statement.query_map([], spine_row)? {
            let new = row?;
            let Ok(row) = u32::try_from(new.rowid) else { continue };
            spine.set(row, &new);
            spine.by_saved.push(row);
        }
        // The index has them nearly so.
        let mut by_saved = std::mem::take(&mut spine.by_saved);
        by_saved.sort_by_key(|row| spine.order_saved(*row));
        spine.by_saved = by_saved;
        Ok(spine)
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
