//! Making a backup, and reading one back.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use backfile_article::{Sha256, Timestamp};

use super::{Backup, Backups, Manifest, dated, keeping, manifest, name_for, snapshot};
use crate::{Archive, ArchiveError, Disk, Result};

/// Bytes of a piece: small, so that a day's changes touch few of them; large, so that a big
/// archive does not become a crowd of files.
const PIECE: u64 = 128 * 1024;

impl Archive {
    /// Makes a backup of the archive as it is at this moment, reads it back, and lets go of those
    /// that are no longer kept: all but the last three and the newest of each of the last seven days
    /// and four weeks, and the oldest of those while all together take more than half of what the
    /// archive takes.
    ///
    /// # Errors
    /// `Busy` when another program makes one just now; `Damaged` when the database is; `DiskFull`,
    /// the database or the disk. The backups that there were stay then.
    pub fn back_up(&self, at: Timestamp) -> Result<Backup> {
        let backups = Backups::alone(self.dir(), self.disk())?;
        let backup =
            make(&backups, self.database(), &*self.disk(), at, |sha256| self.blobs().has(sha256))?;
        keeping::thin(&backups, &*self.disk(), self.sizes()?.all(), at)?;
        Ok(backup)
    }

    /// Reads a backup back: every piece of its database, SQLite's check of it, and every blob.
    ///
    /// # Errors
    /// `NotFound`, `Damaged` with what is wrong, the disk.
    pub fn check_backup(&self, name: &str, at: Timestamp) -> Result<Backup> {
        let backups = Backups::alone(self.dir(), self.disk())?;
        let folder = find(&backups, name)?;
        let mut manifest = manifest::read(&folder)?;
        let whole = backups.root.join("checked.new");
        let disk = self.disk();
        snapshot::remove(&whole);
        let checked = assemble(&backups, &manifest, &*disk, &whole)
            .and_then(|()| snapshot::checked(&whole).map(drop))
            .and_then(|()| {
                for sha256 in manifest::names(&folder)? {
                    if self.blobs().get(&sha256)?.is_none() {
                        return Err(ArchiveError::Damaged(format!("blob {sha256} is missing")));
                    }
                }
                Ok(())
            });
        snapshot::remove(&whole);
        manifest.verified_at = checked.is_ok().then_some(at);
        manifest::write(&*disk, &folder, &manifest)?;
        checked?;
        Ok(manifest.backup(name.to_owned()))
    }
}

pub(super) fn find(backups: &Backups, name: &str) -> Result<std::path::PathBuf> {
    dated(&backups.root)?
        .into_iter()
        .find(|(other, _)| other == name)
        .map(|(_, folder)| folder)
        .ok_or_else(|| ArchiveError::NotFound(format!("backup {name}")))
}

/// Makes a backup of the database at `database`, whatever its format; `has` says whether a blob
/// is stored.
pub(super) fn make(
    backups: &Backups,
    database: &Path,
    disk: &dyn Disk,
    at: Timestamp,
    has: impl Fn(&Sha256) -> bool,
) -> Result<Backup> {
    keeping::clear_leftovers(backups)?;
    let snapshot = snapshot::take(database, &backups.root.join("snapshot.new"))?;
    let contents = snapshot.contents()?;
    let missing = contents.blobs.iter().filter(|sha256| !has(sha256)).count() as u64;
    let (bytes, pieces) = cut(backups, &snapshot.path)?;
    let mut manifest = Manifest {
        form: 1,
        at,
        verified_at: None,
        format: contents.format,
        articles: contents.articles,
        bytes,
        piece: PIECE,
        pieces,
        blobs: contents.blobs.len() as u64,
        missing,
    };
    read_back(backups, &manifest, &snapshot.path)?;
    manifest.verified_at = (missing == 0).then_some(at);
    let name = name_for(&backups.dir, at);
    let new = backups.root.join(format!("{name}.new"));
    let failed = |error| ArchiveError::file(&new, error);
    disk.create_dir_all(&new).map_err(failed)?;
    manifest::write_names(disk, &new, contents.blobs.iter())?;
    manifest::write(disk, &new, &manifest)?;
    disk.rename(&new, &backups.root.join(&name)).map_err(failed)?;
    disk.sync_dir(&backups.root).map_err(failed)?;
    Ok(manifest.backup(name))
}

/// Stores the pieces of a file, and gives its length and their names in order.
fn cut(backups: &Backups, path: &Path) -> Result<(u64, Vec<Sha256>)> {
    let failed = |error| ArchiveError::file(path, error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut bytes, mut pieces) = (0, Vec::new());
    loop {
        let piece = next_piece(&mut file, PIECE).map_err(failed)?;
        if piece.is_empty() {
            return Ok((bytes, pieces));
        }
        bytes += piece.len() as u64;
        pieces.push(backups.pieces.put(&piece)?);
    }
}

fn next_piece(file: &mut impl io::Read, length: u64) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    file.take(length).read_to_end(&mut piece)?;
    Ok(piece)
}

/// Whether the pieces, read from the disk again, are those of the file.
fn read_back(backups: &Backups, manifest: &Manifest, path: &Path) -> Result<()> {
    let failed = |error| ArchiveError::file(path, error);
    let mut file = File::open(path).map_err(failed)?;
    for sha256 in &manifest.pieces {
        if piece(backups, sha256)? != next_piece(&mut file, manifest.piece).map_err(failed)? {
            return Err(ArchiveError::Damaged(format!("the piece {sha256} was written wrong")));
        }
    }
    Ok(())
}

fn piece(backups: &Backups, sha256: &Sha256) -> Result<Vec<u8>> {
    let missing = || ArchiveError::Damaged(format!("the piece {sha256} of a backup is missing"));
    backups.pieces.get(sha256)?.ok_or_else(missing)
}

/// Puts the database of a backup together in a new file, and has it on the disk.
pub(super) fn assemble(
    backups: &Backups,
    manifest: &Manifest,
    disk: &dyn Disk,
    to: &Path,
) -> Result<()> {
    let mut pieces =
        Pieces { backups, names: manifest.pieces.iter(), piece: Vec::new(), at: 0, failed: None };
    let written = disk.write_from(to, &mut pieces);
    if let Some(error) = pieces.failed {
        return Err(error);
    }
    written.map_err(|error| ArchiveError::file(to, error))?;
    let length = to.metadata().map_err(|error| ArchiveError::file(to, error))?.len();
    if length != manifest.bytes {
        return Err(ArchiveError::Damaged(format!("{length} bytes instead of {}", manifest.bytes)));
    }
    Ok(())
}

/// Reads the pieces of a backup one after another.
struct Pieces<'a> {
    backups: &'a Backups,
    names: std::slice::Iter<'a, Sha256>,
    piece: Vec<u8>,
    at: usize,
    /// Why a piece could not be read.
    failed: Option<ArchiveError>,
}

impl io::Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            let Some(name) = self.names.next() else { return Ok(0) };
            self.piece = match piece(self.backups, name) {
                Ok(piece) => piece,
                Err(error) => {
                    let told = io::Error::other(error.to_string());
                    self.failed = Some(error);
                    return Err(told);
                }
            };
            self.at = 0;
        }
        let read = (&self.piece[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

/// Makes one of the database of an archive that is held alone and about to be changed for good,
/// as by a migration.
///
/// # Errors
/// As [`Archive::back_up`].
pub(crate) fn before_change(dir: &Path, disk: &Arc<dyn Disk>, at: Timestamp) -> Result<()> {
    let backups = Backups::alone(dir, Arc::clone(disk))?;
    let blobs = crate::Blobs::open(dir.join("blobs"), Arc::clone(disk))?;
    make(&backups, &dir.join("archive.sqlite"), &**disk, at, |sha256| blobs.has(sha256))?;
    Ok(())
}
