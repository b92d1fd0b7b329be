//! Backups: dated states of the database, kept beside it, from which each can be put back whole.
//!
//! ```text
//! backups/
//!   blocks/ab/<sha256>.zst    pieces of the database file, each stored once
//!   <time>/manifest.json      which pieces make the file, in order; what it holds
//!   <time>/blobs              the 32-byte names of the blobs that it refers to, sorted
//! aside/<time>/               databases whose place another one took
//! ```
//!
//! SQLite copies the database in one read, while others go on reading and writing; the copy is
//! cut into pieces of one length, of which most are those of the backup before. Blobs never change,
//! so a backup shares them with the archive: one that a backup or a database aside names is not
//! freed. A backup is there, by the rename of its folder, only after the copy was checked and its
//! pieces were read back.

mod aside;
mod copy;
mod keeping;
mod make;
mod manifest;
mod restore;
mod snapshot;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use backfile_article::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Archive, ArchiveError, Blobs, Result};
pub use aside::Aside;
pub(crate) use make::before_change;
pub(crate) use manifest::NamedElsewhere;
pub use restore::Restored;
pub(crate) use restore::swap;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its name, which is its time: `2026-03-04T050607Z`.
    pub name: String,
    /// When the archive was as it holds it.
    pub at: Timestamp,
    /// When it was last read back whole; none where something it needs was missing.
    pub verified_at: Option<Timestamp>,
    /// Entries in it.
    pub articles: u64,
    /// Bytes of its database.
    pub bytes: u64,
}

/// What all backups take, and what they are backups of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackupSizes {
    /// Bytes of all backups on the disk.
    pub backups: u64,
    /// Bytes of the archive: its database and blobs.
    pub archive: u64,
}

/// What a backup says of itself, in its `manifest.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Manifest {
    /// The form of this file: 1.
    form: u32,
    at: Timestamp,
    verified_at: Option<Timestamp>,
    /// The archive's format.
    format: i64,
    articles: u64,
    /// Bytes of the database file, and of every piece but the last.
    bytes: u64,
    piece: u64,
    pieces: Vec<backfile_article::Sha256>,
    /// Blobs that it names, and how many of them were not there.
    blobs: u64,
    missing: u64,
}

/// Where an archive's backups lie. Whoever has one may add to them and take away.
pub(crate) struct Backups {
    /// The archive's folder.
    dir: PathBuf,
    root: PathBuf,
    pieces: Blobs,
    /// Held alone for as long as this is.
    _lock: File,
}

fn root(dir: &Path) -> PathBuf {
    dir.join("backups")
}

impl Backups {
    /// Waits for nobody: a backup that another program makes just now is as good.
    fn alone(dir: &Path, disk: Arc<dyn crate::Disk>) -> Result<Self> {
        let root = root(dir);
        disk.create_dir_all(&root).map_err(|error| ArchiveError::file(&root, error))?;
        let path = root.join(".lock");
        let failed = |error| ArchiveError::file(&path, error);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let lock = file.map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(ArchiveError::Busy),
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        Ok(Self {
            dir: dir.to_owned(),
            pieces: Blobs::open(root.join("blocks"), disk)?,
            root,
            _lock: lock,
        })
    }
}

/// Keeps backups from being made, until what is given is dropped; nothing when one is under way.
pub(crate) fn keep_from_making(archive: &Archive) -> Result<Option<Backups>> {
    match Backups::alone(archive.dir(), archive.disk()) {
        Ok(backups) => Ok(Some(backups)),
        Err(ArchiveError::Busy) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Archive {
    /// The backups that there are, newest first. One whose manifest cannot be read is logged and
    /// left out.
    ///
    /// # Errors
    /// The disk.
    pub fn backups(&self) -> Result<Vec<Backup>> {
        backups_in(self.dir())
    }

    /// What they take, and what the archive takes.
    ///
    /// # Errors
    /// The database or the disk.
    pub fn backup_sizes(&self) -> Result<BackupSizes> {
        let archive = self.sizes()?.all();
        Ok(BackupSizes { backups: keeping::bytes_below(&root(self.dir()))?, archive })
    }
}

/// The same for an archive that need not be open, nor even be there.
///
/// # Errors
/// The disk.
pub fn backups_in(dir: &Path) -> Result<Vec<Backup>> {
    let mut found = Vec::new();
    for (name, folder) in dated(&root(dir))? {
        match manifest::read(&folder) {
            Ok(manifest) => found.push(manifest.backup(name)),
            Err(error) => tracing::warn!(%error, "a backup is passed over"),
        }
    }
    Ok(found)
}

impl Manifest {
    fn backup(&self, name: String) -> Backup {
        Backup {
            name,
            at: self.at,
            verified_at: self.verified_at,
            articles: self.articles,
            bytes: self.bytes,
        }
    }
}

/// The folders of `root` that are named by a time, latest first.
fn dated(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let failed = |error| ArchiveError::file(root, error);
    let entries = match root.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_name(&name) && entry.path().is_dir() {
            found.push((name, entry.path()));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found)
}

/// A name for that time which no backup and nothing aside has yet.
fn name_for(dir: &Path, at: Timestamp) -> String {
    let name = at.to_iso().replace(':', "");
    let mut free = name.clone();
    let mut number = 2;
    while root(dir).join(&free).exists() || aside::root(dir).join(&free).exists() {
        free = format!("{name}-{number}");
        number += 1;
    }
    free
}

/// Whether it is a name that [`name_for`] gives: nothing else is looked for in a folder, so that a
/// name from outside leads nowhere.
fn is_name(name: &str) -> bool {
    let (time, number) = name.split_at_checked(18).unwrap_or((name, ""));
    let shape = "0000-00-00T000000Z".bytes().zip(time.bytes()).all(|(shape, byte)| match shape {
        b'0' => byte.is_ascii_digit(),
        other => byte == other,
    });
    let number = number.strip_prefix('-').unwrap_or(if number.is_empty() { "0" } else { "" });
    time.len() == 18
        && shape
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_times_and_lead_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let first = name_for(dir.path(), Timestamp(1_772_600_767_000));
        assert_eq!(first, "2026-03-04T050607Z");
        std::fs::create_dir_all(aside::root(dir.path()).join(&first)).unwrap();
        let second = name_for(dir.path(), Timestamp(1_772_600_767_000));
        assert_eq!(second, "2026-03-04T050607Z-2");
        assert!(is_name(&first) && is_name(&second));
        for other in ["", "..", "../x", "blocks", "2026-03-04T050607Z-", "2026-03-04T050607Z/.."] {
            assert!(!is_name(other), "{other}");
        }
    }
}
