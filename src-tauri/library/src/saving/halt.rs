//! Why saving has stopped by itself: the disk takes nothing just now.
//!
//! What was to be saved stays in the queue as it was; reading and searching go on. The queue
//! looks every few seconds, and at once when somebody asks for a Retry, whether the disk takes
//! something again, and then goes on.

use std::time::{Duration, Instant};

use backfile_archive::Archive;

use super::progress::free_bytes;
use crate::{
    Library,
    ipc::{CommandError, StopReason, Stopped},
    notify::lock,
    open::blocking,
};

/// Between two looks whether the disk takes something again.
const BETWEEN: Duration = Duration::from_secs(3);
/// Bytes that are written to see that.
const PROBE: usize = 64 * 1024;
/// Bytes that one save may take beside its largest file: its rows, and the log of writes.
const ROOM: u64 = 8 << 20;

/// A stop of the queue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Halt {
    reason: StopReason,
    looked: Instant,
    /// Somebody asked for a look at once.
    asked: bool,
}

impl Halt {
    /// The stop that an error calls for; none when it is about one job alone.
    fn of(error: &CommandError) -> Option<Self> {
        let reason = match error {
            CommandError::DiskFull { .. } => StopReason::DiskFull,
            CommandError::ReadOnly => StopReason::ReadOnly,
            CommandError::Disk { .. } => StopReason::Disk,
            _ => return None,
        };
        Some(Self { reason, looked: Instant::now(), asked: false })
    }

    /// How long until the next look.
    fn due_in(&self) -> Duration {
        if self.asked { Duration::ZERO } else { BETWEEN.saturating_sub(self.looked.elapsed()) }
    }
}

/// Bytes that have to be freed before a save that found no room finds it; none where the system
/// says that there is room, as where a quota was reached.
pub(crate) fn missing(free: Option<u64>, needed: u64) -> Option<u64> {
    let wanted = needed.saturating_add(ROOM);
    free.and_then(|free| wanted.checked_sub(free)).filter(|missing| *missing > 0)
}

impl Library {
    /// Why saving has stopped by itself, if it has.
    pub(crate) fn stopped(&self) -> Option<Stopped> {
        let halt = (*lock(&self.shared().halt))?;
        let missing = match halt.reason {
            StopReason::DiskFull => missing(free_bytes(self.folder()), 0),
            StopReason::ReadOnly | StopReason::Disk => None,
        };
        Some(Stopped { reason: halt.reason, missing })
    }

    /// Stops the queue where the error says that the disk takes nothing; whether it did.
    pub(crate) fn halt_on(&self, error: &CommandError) -> bool {
        let Some(halt) = Halt::of(error) else { return false };
        tracing::warn!(%error, "saving has stopped");
        *lock(&self.shared().halt) = Some(halt);
        self.notifier().wrote();
        true
    }

    /// Has the queue look at once whether the disk takes something again.
    pub(crate) fn look_again(&self) {
        if let Some(halt) = &mut *lock(&self.shared().halt) {
            halt.asked = true;
        }
        self.shared().work.notify_one();
    }

    /// While saving has stopped: how long until the next look. Looks when that is due; none
    /// once the disk takes something, when what `owner` had in work waits again.
    pub(crate) async fn halted(&self, owner: &str) -> Option<Duration> {
        let halt = (*lock(&self.shared().halt))?;
        let due = halt.due_in();
        if !due.is_zero() {
            return Some(due);
        }
        if halt.reason == StopReason::DiskFull
            && free_bytes(self.folder()).is_some_and(|free| free < ROOM)
        {
            *lock(&self.shared().halt) =
                Some(Halt { looked: Instant::now(), asked: false, ..halt });
            return Some(BETWEEN);
        }
        let archive: Archive = self.archive().clone();
        let probed = blocking(move || archive.blobs().probe(PROBE)).await;
        let owner = owner.to_owned();
        let released = match probed {
            // What was in work then has failed, and is claimed in vain.
            Ok(()) => self.quietly(move |writer| writer.release_all(&owner)).await.map(drop),
            Err(error) => Err(error),
        };
        match released {
            Ok(()) => {
                tracing::info!("saving goes on");
                *lock(&self.shared().halt) = None;
                self.notifier().wrote();
                None
            }
            Err(error) => {
                let other = Halt { reason: halt.reason, looked: Instant::now(), asked: false };
                *lock(&self.shared().halt) = Some(Halt::of(&error).unwrap_or(other));
                Some(BETWEEN)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_what_a_save_needs_beyond_what_is_free() {
        assert_eq!(missing(Some(0), 0), Some(ROOM));
        assert_eq!(missing(Some(ROOM - 1), 5), Some(6));
        assert_eq!(missing(Some(ROOM), 0), None);
        assert_eq!(missing(Some(u64::MAX), 5), None);
        assert_eq!(missing(None, 5), None);
    }
}
