//! Going back: another database takes the place of the one that is there, which is kept aside.
//!
//! The database that is there gets a second name in the folder `aside`; then the other one is
//! renamed over it. So at any moment, a kill included, there is a whole database in the archive's
//! place: the old one or the other one.

use std::path::{Path, PathBuf};

use backfile_article::Timestamp;

use super::{Backups, aside, dated, make, manifest, name_for, snapshot};
use crate::{
    Access, Archive, ArchiveError, Blobs, Disk, OpenOptions, Result, compact::mend, lock::Lock,
    packing::Dictionaries,
};

/// What going back did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The name that the database before is kept aside under; none where there was none.
    pub aside: Option<String>,
    /// Entries in the archive now.
    pub articles: u64,
    /// Blobs that it names and that are not there.
    pub missing: u64,
}

impl Archive {
    /// Puts a backup, or a database that is kept aside, in the place of the database. Every clone
    /// of this archive sees it from then on.
    ///
    /// # Errors
    /// `NotFound`; `Damaged` when it cannot be read back whole; `InUse` when another program has
    /// the archive open; `Busy` while this one is at work on it; the database or the disk. The
    /// archive is as it was then.
    pub fn restore(&self, name: &str, at: Timestamp) -> Result<Restored> {
        let ready = ready(self.dir(), &self.disk(), name)?;
        let mut put = None;
        self.exchange(at, || {
            put = swap(self.dir(), &*self.disk(), &ready.path, at)?;
            Ok(())
        })?;
        mend::based(self)?;
        Ok(ready.restored(put))
    }

    /// The same for an archive that does not open, or is not there at all any more.
    ///
    /// # Errors
    /// As [`Archive::restore`].
    pub fn restore_in(
        dir: &Path,
        options: &OpenOptions,
        name: &str,
        at: Timestamp,
    ) -> Result<Restored> {
        let ready = ready(dir, &options.disk, name)?;
        let alone = Lock::alone(dir)?;
        let put = swap(dir, &*options.disk, &ready.path, at)?;
        drop(alone);
        mend::based(&Self::open(dir, options)?)?;
        Ok(ready.restored(put))
    }
}

/// A whole and checked database that only has to be renamed.
struct Ready {
    path: PathBuf,
    articles: u64,
    missing: u64,
}

impl Ready {
    fn restored(&self, aside: Option<String>) -> Restored {
        Restored { aside, articles: self.articles, missing: self.missing }
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        // Renamed, it is not there any more.
        snapshot::remove(&self.path);
    }
}

fn ready(dir: &Path, disk: &std::sync::Arc<dyn Disk>, name: &str) -> Result<Ready> {
    let backups = Backups::alone(dir, std::sync::Arc::clone(disk))?;
    let blobs = Blobs::open(dir.join("blobs"), std::sync::Arc::clone(disk))?;
    let mut ready = Ready { path: dir.join("restored.new"), articles: 0, missing: 0 };
    snapshot::remove(&ready.path);
    let aside = dated(&aside::root(dir))?.into_iter().find(|(other, _)| other == name);
    match aside {
        Some((_, folder)) => {
            let copy =
                snapshot::take(&folder.join("archive.sqlite"), &backups.root.join("aside.new"))?;
            let failed = |error| ArchiveError::file(&ready.path, error);
            let mut source = std::fs::File::open(&copy.path).map_err(failed)?;
            disk.write_from(&ready.path, &mut source).map_err(failed)?;
        }
        None => {
            let manifest = manifest::read(&make::find(&backups, name)?)?;
            make::assemble(&backups, &manifest, &**disk, &ready.path)?;
        }
    }
    let contents = snapshot::contents(&snapshot::checked(&ready.path)?)?;
    ready.articles = contents.articles;
    ready.missing = contents.blobs.iter().filter(|sha256| !blobs.has(sha256)).count() as u64;
    Ok(ready)
}

/// Puts the database at `new` in the place of the archive's, which nobody has open. Gives the
/// name that the old one is kept aside under.
pub(crate) fn swap(
    dir: &Path,
    disk: &dyn Disk,
    new: &Path,
    at: Timestamp,
) -> Result<Option<String>> {
    let database = dir.join("archive.sqlite");
    let failed = |error| ArchiveError::file(&database, error);
    let log = dir.join("archive.sqlite-wal");
    let mut name = None;
    if database.exists() {
        name = Some(put_aside(dir, disk, &database, &log, at)?);
    }
    // What the log holds belongs to the database before, and is aside with it. It goes first: a
    // log is never read into another database than its own.
    for end in ["-wal", "-shm"] {
        let path = dir.join(format!("archive.sqlite{end}"));
        match disk.remove(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(ArchiveError::file(path, error));
            }
            _ => {}
        }
    }
    disk.sync_dir(dir).map_err(failed)?;
    disk.rename(new, &database).map_err(failed)?;
    disk.sync_dir(dir).map_err(failed)?;
    Ok(name)
}

fn put_aside(
    dir: &Path,
    disk: &dyn Disk,
    database: &Path,
    log: &Path,
    at: Timestamp,
) -> Result<String> {
    let root = aside::root(dir);
    let name = name_for(dir, at);
    let folder = root.join(format!("{name}.new"));
    let failed = |error| ArchiveError::file(&folder, error);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(failed)?;
    }
    disk.create_dir_all(&folder).map_err(failed)?;
    disk.link(database, &folder.join("archive.sqlite")).map_err(failed)?;
    if log.metadata().is_ok_and(|file| file.len() > 0) {
        disk.link(log, &folder.join("archive.sqlite-wal")).map_err(failed)?;
    }
    // Its blobs stay for as long as it does. Where it cannot say which they are, all do.
    match named(database) {
        Ok(names) => manifest::write_names(disk, &folder, names.iter())?,
        Err(error) => tracing::warn!(%error, "what is put aside cannot say what it names"),
    }
    disk.sync_dir(&folder).map_err(failed)?;
    disk.rename(&folder, &root.join(&name)).map_err(failed)?;
    disk.sync_dir(&root).map_err(failed)?;
    Ok(name)
}

fn named(database: &Path) -> Result<std::collections::BTreeSet<backfile_article::Sha256>> {
    let connection =
        crate::schema::reading(database, &Dictionaries::looking(database, Access::Damaged))?;
    Ok(snapshot::contents(&connection)?.blobs)
}
