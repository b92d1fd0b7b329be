//! A whole copy of the archive elsewhere: database and blobs, to be opened as an archive.

use std::path::Path;

use super::snapshot;
use crate::{Archive, ArchiveError, Blobs, Result};

impl Archive {
    /// Copies the archive into another folder, which has to be empty or a copy made before; that
    /// is brought up to date then. `told` hears how many blobs are copied, and of how many.
    ///
    /// # Errors
    /// `NotAnArchive` when something else lies there, `DiskFull`, the database or a disk. A copy
    /// that was there before is as it was then, but for more blobs.
    pub fn copy_to(&self, folder: &Path, told: &mut dyn FnMut(u64, u64)) -> Result<u64> {
        let database = folder.join("archive.sqlite");
        if crate::schema::head(&database)? == crate::schema::Head::Absent && holds_anything(folder)?
        {
            return Err(ArchiveError::NotAnArchive(folder.to_owned()));
        }
        let disk = self.disk();
        let failed = |error| ArchiveError::file(folder, error);
        disk.create_dir_all(folder).map_err(failed)?;
        let new = folder.join("archive.sqlite.new");
        let snapshot = snapshot::take(self.database(), &new)?;
        let names = snapshot.contents()?.blobs;
        let target = Blobs::open(folder.join("blobs"), self.disk())?;
        let total = names.len() as u64;
        for (done, sha256) in names.iter().enumerate() {
            told(done as u64, total);
            self.blobs().copy_to(sha256, &target)?;
        }
        told(total, total);
        // On the disk, then in its place; a log of the copy before is not read into this one.
        let alone = crate::lock::Lock::alone(folder)?;
        std::fs::File::open(&snapshot.path).and_then(|file| file.sync_all()).map_err(failed)?;
        for end in ["-wal", "-shm"] {
            snapshot::remove(&folder.join(format!("archive.sqlite{end}")));
        }
        disk.rename(&snapshot.path, &database).map_err(failed)?;
        disk.sync_dir(folder).map_err(failed)?;
        drop(alone);
        Ok(total)
    }
}

fn holds_anything(folder: &Path) -> Result<bool> {
    let failed = |error| ArchiveError::file(folder, error);
    match folder.read_dir() {
        Ok(entries) => {
            for entry in entries {
                // What a copy that was broken off had begun with.
                let name = entry.map_err(failed)?.file_name();
                if !["blobs", "lock", "archive.sqlite.new"].iter().any(|own| name == *own) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
