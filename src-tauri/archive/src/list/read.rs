//! Reading the spine, and keeping the last one in step with the changes.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{OptionalExtension as _, Row};

use super::{
    Flags,
    spine::{NEVER, Spine, SpineRow},
};
use crate::{Archive, ArchiveError, Reader, Result, search::terms::Terms};

/// Changes after which the spine is mended, whatever its size, rather than read anew.
const FEW: usize = 500;
/// One in how many entries may have changed for that.
const SHARE: usize = 100;

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

impl Archive {
    /// Reads what lists in any order and searches with any filter are made from, so that the
    /// first of each need not. It may take a second for a million entries; nothing waits for it.
    ///
    /// # Errors
    /// The database.
    pub fn warm_up(&self) -> Result<()> {
        let spine = self.read(|reader| reader.spine())?;
        spine.as_published();
        self.read(|reader| spine.facts.read_all(reader))
    }
}

impl Reader<'_> {
    pub(crate) fn spine(&self) -> Result<Arc<Spine>> {
        let seq = self.seq()?;
        // A write may be rolled back and its numbers given again, so it keeps nothing.
        let Some(cache) = self.spine else { return Ok(Arc::new(self.read_spine(seq)?)) };
        let mut kept = cache.spine.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().map(|spine| (spine.seq(), spine.len())) {
            Some((known, _)) if known == seq => {}
            // A reader that began before the last one: it sees an older moment.
            Some((known, _)) if known > seq => {
                drop(kept);
                return Ok(Arc::new(self.read_spine(seq)?));
            }
            Some((known, entries)) => {
                let changed = self.changed_since(known, entries)?;
                // Taken out meanwhile, so that an error leaves none rather than half of one.
                let spine = kept.take().filter(|_| changed.is_some());
                let spine = match (spine, changed) {
                    (Some(mut spine), Some(changed)) => {
                        // Copied only where another reader still lists by it.
                        self.mend_spine(Arc::make_mut(&mut spine), &changed, seq)?;
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

    /// The entries of so many that changed since; none when they are too many to be read one by
    /// one.
    fn changed_since(&self, seq: i64, entries: usize) -> Result<Option<BTreeSet<i64>>> {
        let few = i64::try_from(FEW.max(entries / SHARE)).unwrap_or(i64::MAX - 1);
        let mut statement = self.prepare(
            "SELECT article FROM change WHERE seq > ?1 AND article IS NOT NULL LIMIT ?2",
        )?;
        let mut rows = statement.query((seq, few + 1))?;
        let (mut changed, mut number) = (BTreeSet::new(), 0);
        while let Some(row) = rows.next()? {
            changed.insert(row.get::<_, i64>(0)?);
            number += 1;
        }
        Ok((number <= few).then_some(changed))
    }

    fn mend_spine(&self, spine: &mut Spine, changed: &BTreeSet<i64>, seq: i64) -> Result<()> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM article WHERE rowid = ?1"))?;
        let mut now = Vec::with_capacity(changed.len());
        for rowid in changed {
            if let Ok(row) = u32::try_from(*rowid) {
                now.push((row, statement.query_row([rowid], row_of).optional()?));
            }
        }
        spine.mend(&now, seq);
        self.mend_facts(&mut spine.facts, changed)
    }

    /// The spine by what is kept of it and by what changed since, else by every row.
    fn read_spine(&self, seq: i64) -> Result<Spine> {
        match self.kept_spine() {
            Ok(Some(mut spine)) => {
                if let Some(changed) = self.changed_since(spine.seq(), spine.len())? {
                    self.mend_spine(&mut spine, &changed, seq)?;
                    return Ok(spine);
                }
            }
            Ok(None) => {}
            Err(ArchiveError::Damaged(what)) => {
                tracing::warn!(what, "read from the rows instead");
            }
            Err(error) => return Err(error),
        }
        self.spine_of_rows(seq)
    }

    /// Whether what is kept of the lists, with what changed since, is what the rows say.
    pub(crate) fn is_spine_right(&self) -> Result<bool> {
        let seq = self.seq()?;
        let mut kept = match self.kept_spine() {
            Ok(None) => return Ok(true),
            Err(ArchiveError::Damaged(_)) => return Ok(false),
            Ok(Some(kept)) => kept,
            Err(error) => return Err(error),
        };
        if let Some(changed) = self.changed_since(kept.seq(), usize::MAX)? {
            self.mend_spine(&mut kept, &changed, seq)?;
        }
        Ok(kept.is_like(&self.spine_of_rows(seq)?))
    }

    fn spine_of_rows(&self, seq: i64) -> Result<Spine> {
        let sql = format!("SELECT {COLUMNS} FROM article INDEXED BY article_spine");
        let mut statement = self.prepare(&sql)?;
        let mut spine = Spine::default();
        for row in statement.query_map([], row_of)? {
            let new = row?;
            let Ok(row) = usize::try_from(new.rowid) else { continue };
            let (saved, published, flags) = spine.room(row, 1);
            saved[0] = new.saved_at;
            published[0] = new.published.unwrap_or(NEVER);
            flags[0] = new.flags.number();
        }
        spine.settle(seq);
        Ok(spine)
    }
}

/// What [`row_of`] reads.
pub(super) const COLUMNS: &str = "rowid, saved_at, flags, published_key";

pub(super) fn row_of(row: &Row<'_>) -> rusqlite::Result<SpineRow> {
    Ok(SpineRow {
        rowid: row.get(0)?,
        saved_at: row.get(1)?,
        flags: Flags::new(row.get(2)?),
        published: row.get(3)?,
    })
}
