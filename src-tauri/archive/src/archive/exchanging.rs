//! Changing what lies under an archive that is open: another database, or the same one, which is
//! only read from then on.

use std::{
    sync::{PoisonError, RwLockWriteGuard, TryLockError, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use backfile_article::Timestamp;

use super::{Live, opening::prepare};
use crate::{
    Access, Archive, ArchiveError, OpenOptions, Result, lock::Lock, packing::Dictionaries,
};

/// How long to wait for readers and writers of this program before another database is put in
/// the place of theirs.
const UNTIL_IDLE: Duration = Duration::from_secs(30);

impl Archive {
    /// Has `swap` put another database file in the place of this one, and goes on with that one:
    /// every clone of this archive sees it from then on. Waits until nobody in this program reads
    /// or writes, closes all connections, and holds the archive alone while `swap` works. Where
    /// that fails, the archive goes on with the database that is there.
    ///
    /// # Errors
    /// `Busy` while this program is at work on it, `InUse` when another has it open, what `swap`
    /// gives, or the database.
    pub(crate) fn exchange(&self, at: Timestamp, swap: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut open = self.alone_in_this_program()?;
        // The connections go first, and with them the shared lock.
        *open = None;
        let dir = &self.inner.dir;
        let swapped = Lock::alone(dir).and_then(|alone| {
            let swapped = swap();
            drop(alone);
            swapped
        });
        // What was swapped in may be of an older format.
        let options =
            OpenOptions { create: false, disk: self.disk(), at, ..OpenOptions::default() };
        let database = &self.inner.database;
        let (dictionaries, lock) = match prepare(dir, &options) {
            Ok((lock, _)) => (Dictionaries::of(database), lock),
            // What could only be looked at before still can.
            Err(_) if swapped.is_err() && self.access() != Access::Writes => {
                (self.dictionaries(), Lock::looking(dir)?)
            }
            Err(error) => return Err(error),
        };
        *open = Some(Live::open(database, &dictionaries, lock)?);
        *self.inner.dictionaries.write().unwrap_or_else(PoisonError::into_inner) = dictionaries;
        swapped
    }

    /// Writes nothing from now on: every clone of this archive only reads.
    pub(super) fn only_look(&self, access: Access) -> Result<()> {
        let mut open = self.alone_in_this_program()?;
        if let Some(live) = &*open {
            live.leave_log()?;
        }
        *open = None;
        let (dir, database) = (&self.inner.dir, &self.inner.database);
        let dictionaries = Dictionaries::looking(database, access);
        *open = Some(Live::open(database, &dictionaries, Lock::looking(dir)?)?);
        *self.inner.dictionaries.write().unwrap_or_else(PoisonError::into_inner) = dictionaries;
        Ok(())
    }

    /// Asked for again and again rather than waited for: one that waits would keep a reader that
    /// reads once more from ever ending.
    fn alone_in_this_program(&self) -> Result<RwLockWriteGuard<'_, Option<Live>>> {
        let until = Instant::now() + UNTIL_IDLE;
        self.inner.exchanging.store(true, Ordering::SeqCst);
        let alone = loop {
            match self.inner.live.try_write() {
                Ok(guard) => break Ok(guard),
                Err(TryLockError::Poisoned(poisoned)) => break Ok(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => break Err(ArchiveError::Busy),
            }
        };
        self.inner.exchanging.store(false, Ordering::SeqCst);
        alone
    }
}
