//! Backups, as a person has them: made by themselves, made now, checked, gone back to, copied.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, atomic::Ordering},
    time::Duration,
};

use backfile_archive::{Archive, ArchiveError};
pub use backfile_archive::{Aside, Backup, BackupSizes, Restored};
use backfile_article::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{
    Library, OpenError, folders, ipc, ipc::CommandError, notify::lock, open::blocking, place,
};

/// Since the last backup, for the next one to be due.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// A long list is let come to its end before, but not for longer than this.
const PATIENCE: Duration = Duration::from_secs(36 * 60 * 60);
/// After the start, so that the first list and a person's first acts have the disk.
const FIRST: Duration = Duration::from_secs(45);
/// Between two looks whether one is due, and before a failed one is tried again.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// How making backups by themselves goes in this process.
#[derive(Debug, Default)]
pub(crate) struct Backing {
    /// Whether one is made, checked or put back just now.
    busy: std::sync::atomic::AtomicBool,
    /// When and why the last one failed; nothing after one that went well.
    failed: Mutex<Option<ipc::BackupFailure>>,
}

/// Whether one is due, by the times of those that there are.
fn is_due(newest: Option<Timestamp>, now: Timestamp, waiting: bool) -> bool {
    let Some(newest) = newest else { return !waiting };
    // A clock that was set back must not put it off.
    let age = Duration::from_millis(now.0.abs_diff(newest.0));
    age >= EVERY && (!waiting || age >= PATIENCE)
}

/// Makes backups when they are due, until the library closes.
pub(crate) async fn run(library: Library, closing: CancellationToken) {
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = LOOK;
        match library.back_up_when_due().await {
            Ok(None) => {}
            Ok(Some(backup)) => tracing::info!(name = backup.name, "made a backup"),
            Err(error) => tracing::warn!(%error, "no backup was made"),
        }
    }
}

impl Library {
    /// Makes a backup when one is due; nothing otherwise.
    ///
    /// # Errors
    /// As [`Library::back_up`].
    pub async fn back_up_when_due(&self) -> Result<Option<Backup>, CommandError> {
        let waiting = self.queue_state().await?.total > 0;
        let archive = self.archive().clone();
        let (newest, empty) = blocking(move || {
            let newest = archive.backups()?.first().map(|backup| backup.at);
            Ok((newest, archive.read(|reader| reader.counts())?.entries == 0))
        })
        .await?;
        if empty || !is_due(newest, Timestamp::now(), waiting) {
            return Ok(None);
        }
        self.back_up().await.map(Some)
    }

    /// Makes a backup now and reads it back; older ones that are no longer kept go.
    ///
    /// # Errors
    /// `Busy` when one is made just now, `DiskFull`, `Damaged`, or the archive.
    pub async fn back_up(&self) -> Result<Backup, CommandError> {
        let made = self.backing(|archive| archive.back_up(Timestamp::now())).await;
        *lock(&self.shared().backing.failed) = match &made {
            Ok(_) | Err(CommandError::Busy) => None,
            Err(error) => Some(ipc::BackupFailure {
                at: Timestamp::now(),
                reason: match error {
                    CommandError::DiskFull { .. } => ipc::BackupFailureReason::DiskFull,
                    CommandError::Damaged { .. } => ipc::BackupFailureReason::Damaged,
                    _ => ipc::BackupFailureReason::Disk,
                },
            }),
        };
        made
    }

    /// Every backup, newest first, and what they take.
    ///
    /// # Errors
    /// When the archive or its folder cannot be read.
    pub async fn backups(&self) -> Result<ipc::Backups, CommandError> {
        let archive = self.archive().clone();
        let (list, sizes, asides) =
            blocking(move || Ok((archive.backups()?, archive.backup_sizes()?, archive.asides()?)))
                .await?;
        let list: Vec<ipc::Backup> = list
            .into_iter()
            .map(|backup| ipc::Backup {
                name: backup.name,
                at: backup.at,
                verified_at: backup.verified_at,
                articles: backup.articles,
            })
            .collect();
        Ok(ipc::Backups {
            last_verified: list.iter().find(|one| one.verified_at.is_some()).map(|one| one.at),
            list,
            total_bytes: sizes.backups,
            archive_bytes: sizes.archive,
            asides: asides
                .into_iter()
                .map(|aside| ipc::Aside { name: aside.name, at: aside.at, bytes: aside.bytes })
                .collect(),
            failed: lock(&self.shared().backing.failed).clone(),
            place: place::hazard(self.folder()),
            running: self.shared().backing.busy.load(Ordering::SeqCst),
        })
    }

    /// Reads a backup back whole: its database, and every page and picture.
    ///
    /// # Errors
    /// `NotFound`; `Damaged` with what is wrong; `Busy`.
    pub async fn check_backup(&self, name: String) -> Result<Backup, CommandError> {
        self.backing(move |archive| archive.check_backup(&name, Timestamp::now())).await
    }

    /// Puts a backup, or what is kept aside, in the place of the archive, which is kept aside.
    ///
    /// # Errors
    /// `NotFound`; `Damaged` when it is not whole; `Busy` when another program has the archive
    /// open. The archive is as it was then.
    pub async fn restore_backup(&self, name: String) -> Result<Restored, CommandError> {
        let restored =
            self.backing(move |archive| archive.restore(&name, Timestamp::now())).await?;
        self.notifier().wrote();
        self.shared().work.notify_one();
        Ok(restored)
    }

    /// Lets go of what is kept aside.
    ///
    /// # Errors
    /// `NotFound`, or the disk.
    pub async fn remove_aside(&self, name: String) -> Result<(), CommandError> {
        self.backing(move |archive| archive.remove_aside(&name)).await
    }

    /// Copies the archive whole into another folder. Blocks; `told` hears how many files are
    /// copied, and of how many. Gives that number.
    ///
    /// # Errors
    /// When something else lies in that folder, or a disk fails.
    pub fn copy_to(&self, folder: &Path, told: &mut dyn FnMut(u64, u64)) -> Result<u64, OpenError> {
        let failed = |source| OpenError::Archive { folder: folder.to_owned(), source };
        self.archive().copy_to(folder, told).map_err(failed)
    }

    async fn backing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let busy = &self.shared().backing.busy;
        if busy.swap(true, Ordering::SeqCst) {
            return Err(CommandError::Busy);
        }
        let archive = self.archive().clone();
        let done = blocking(move || work(&archive)).await;
        busy.store(false, Ordering::SeqCst);
        done
    }
}

/// Goes back to a backup in an archive that may not open, or not be there at all. Nobody may
/// have it open meanwhile.
///
/// # Errors
/// When there is no such backup, it is not whole, or another program has the archive open.
pub fn restore(archive: Option<&Path>, name: &str) -> Result<Restored, OpenError> {
    let folder = folders::archive_folder(archive).ok_or(OpenError::NoFolder)?;
    let options = backfile_archive::OpenOptions::default();
    Archive::restore_in(&folder, &options, name, Timestamp::now()).map_err(|source| match source {
        ArchiveError::InUse { holder } => OpenError::InUse { folder, holder },
        source => OpenError::Archive { folder, source },
    })
}

/// The backups of an archive that may not open, newest first.
///
/// # Errors
/// When its folder cannot be read.
pub fn list(archive: Option<&Path>) -> Result<(PathBuf, Vec<Backup>), OpenError> {
    let folder = folders::archive_folder(archive).ok_or(OpenError::NoFolder)?;
    match backfile_archive::backups_in(&folder) {
        Ok(list) => Ok((folder, list)),
        Err(source) => Err(OpenError::Archive { folder, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;

    #[test]
    fn one_is_due_a_day_after_the_last_and_waits_for_a_long_list() {
        let now = Timestamp(1_000 * HOUR);
        let ago = |hours: i64| Some(Timestamp(now.0 - hours * HOUR));
        assert!(is_due(None, now, false));
        assert!(!is_due(None, now, true));
        assert!(!is_due(ago(23), now, false));
        assert!(is_due(ago(24), now, false));
        assert!(!is_due(ago(30), now, true));
        assert!(is_due(ago(36), now, true));
        // Made by a clock that was a month ahead.
        assert!(is_due(ago(-30 * 24), now, false));
    }
}
