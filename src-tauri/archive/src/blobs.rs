//! The media store: immutable files named by the SHA-256 of their bytes.
//!
//! A file lies at `blobs/ab/<sha256>`, or `<sha256>.zst` where compressing helps. It is
//! written under another name, synced, renamed, and its folder synced, before `put` returns: a
//! row that names it is committed after that, so a row never names a file that a power cut
//! could take.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backfile_article::Sha256;

use crate::{ArchiveError, Disk, Result};

/// What is smaller is not worth compressing.
const SMALLEST: usize = 512;
/// The piece that is compressed on trial.
const SAMPLE: usize = 64 * 1024;
const LEVEL: i32 = 6;
/// A file that nothing names yet may belong to a save under way; after this it does not.
pub(crate) const GRACE: Duration = Duration::from_secs(60 * 60);

/// The media store of an archive.
pub struct Blobs {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    serial: AtomicU64,
    /// Held shared while a file is found in place and touched, alone while spare ones go.
    lock: Mutex<File>,
}

/// How a blob that was looked for stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobState {
    /// Its bytes have the digest that it is named by.
    Sound,
    /// There is no such file.
    Missing,
    /// Its bytes are others.
    Damaged,
}

impl Blobs {
    pub(crate) fn open(root: PathBuf, disk: Arc<dyn Disk>) -> Result<Self> {
        disk.create_dir_all(&root).map_err(|error| ArchiveError::file(&root, error))?;
        let lock = root.join(".lock");
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&lock);
        let lock = file.map_err(|error| ArchiveError::file(lock, error))?;
        Ok(Self { root, disk, serial: AtomicU64::new(0), lock: Mutex::new(lock) })
    }

    fn folder(&self, sha256: &Sha256) -> PathBuf {
        self.root.join(&sha256.to_string()[..2])
    }

    fn paths(&self, sha256: &Sha256) -> (PathBuf, PathBuf) {
        let folder = self.folder(sha256);
        (folder.join(sha256.to_string()), folder.join(format!("{sha256}.zst")))
    }

    /// Stores bytes and gives their name. When it returns they are on the disk; bytes that
    /// are there already are not written again.
    ///
    /// # Errors
    /// `DiskFull`, or `File` with the cause.
    pub fn put(&self, bytes: &[u8]) -> Result<Sha256> {
        let sha256 = Sha256::of(bytes);
        let (plain, packed) = self.paths(&sha256);
        if self.touch_existing(&plain)? || self.touch_existing(&packed)? {
            return Ok(sha256);
        }
        let folder = self.folder(&sha256);
        let failed = |error| ArchiveError::file(&folder, error);
        self.disk.create_dir_all(&folder).map_err(failed)?;
        self.disk.sync_dir(&self.root).map_err(failed)?;
        match compressed(bytes) {
            Some(smaller) => self.write(&folder, &packed, &smaller)?,
            None => self.write(&folder, &plain, bytes)?,
        }
        Ok(sha256)
    }

    fn touch_existing(&self, path: &Path) -> Result<bool> {
        let failed = |error| ArchiveError::file(path, error);
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.lock_shared().map_err(failed)?;
        let touched = self.disk.touch(path);
        lock.unlock().map_err(failed)?;
        touched.map_err(failed)
    }

    fn write(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".{}-{serial}.new", std::process::id()));
        let written = (|| {
            // A file of this name can only be left from a program that was killed.
            match self.disk.remove(&temporary) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            self.disk.write_new(&temporary, bytes)?;
            self.disk.rename(&temporary, path)?;
            self.disk.sync_dir(folder)
        })();
        written.map_err(|error| {
            if let Err(left) = self.disk.remove(&temporary)
                && left.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(error = %left, "a temporary file stays behind");
            }
            ArchiveError::file(path, error)
        })
    }

    /// The bytes of that name; none when they are not stored. They are hashed again, so that
    /// what is given is what was put.
    ///
    /// # Errors
    /// `Damaged` when the file holds other bytes, or `File` with the cause.
    pub fn get(&self, sha256: &Sha256) -> Result<Option<Vec<u8>>> {
        let (plain, packed) = self.paths(sha256);
        let bytes = match self.read(&plain)? {
            Some(bytes) => bytes,
            None => match self.read(&packed)? {
                Some(smaller) => zstd::decode_all(smaller.as_slice())
                    .map_err(|error| ArchiveError::Damaged(format!("blob {sha256}: {error}")))?,
                None => return Ok(None),
            },
        };
        if Sha256::of(&bytes) != *sha256 {
            return Err(ArchiveError::Damaged(format!("blob {sha256} holds other bytes")));
        }
        Ok(Some(bytes))
    }

    /// Whether bytes of that name are stored.
    #[must_use]
    pub fn has(&self, sha256: &Sha256) -> bool {
        let (plain, packed) = self.paths(sha256);
        self.disk.age(&plain).is_ok() || self.disk.age(&packed).is_ok()
    }

    /// Bytes that the blob of that name takes on the disk; none when it is not stored.
    #[must_use]
    pub fn size(&self, sha256: &Sha256) -> Option<u64> {
        let (plain, packed) = self.paths(sha256);
        let size = |path: &Path| path.metadata().map(|file| file.len()).ok();
        size(&plain).or_else(|| size(&packed))
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        match self.disk.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ArchiveError::file(path, error)),
        }
    }

    /// Reads a blob and says how it stands.
    ///
    /// # Errors
    /// `File` when the system refuses to read it.
    pub fn check(&self, sha256: &Sha256) -> Result<BlobState> {
        match self.get(sha256) {
            Ok(Some(_)) => Ok(BlobState::Sound),
            Ok(None) => Ok(BlobState::Missing),
            Err(ArchiveError::Damaged(_)) => Ok(BlobState::Damaged),
            Err(error) => Err(error),
        }
    }

    /// Every blob that is stored.
    ///
    /// # Errors
    /// `File` when a folder cannot be read.
    pub fn names(&self) -> Result<Vec<Sha256>> {
        let mut names = Vec::new();
        for path in self.files()? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            names.extend(name.strip_suffix(".zst").unwrap_or(name).parse::<Sha256>().ok());
        }
        Ok(names)
    }

    fn files(&self) -> Result<Vec<PathBuf>> {
        let entries = |folder: &Path| -> Result<Vec<PathBuf>> {
            let failed = |error| ArchiveError::file(folder, error);
            let mut found = Vec::new();
            for entry in folder.read_dir().map_err(failed)? {
                found.push(entry.map_err(failed)?.path());
            }
            Ok(found)
        };
        let mut files = Vec::new();
        for folder in entries(&self.root)?.iter().filter(|path| path.is_dir()) {
            files.extend(entries(folder)?);
        }
        Ok(files)
    }

    /// The files that are old enough that no save under way can mean them, with the digest that
    /// each is named by; none for what a killed program left half written.
    pub(crate) fn old_files(&self) -> Result<Vec<(PathBuf, Option<Sha256>)>> {
        let mut old = Vec::new();
        for path in self.files()? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let sha256 = name.strip_suffix(".zst").unwrap_or(name).parse::<Sha256>().ok();
            let ours = sha256.is_some() || name.ends_with(".new");
            if ours && self.is_old(&path)? {
                old.push((path, sha256));
            }
        }
        Ok(old)
    }

    fn is_old(&self, path: &Path) -> Result<bool> {
        match self.disk.age(path) {
            Ok(age) => Ok(age > GRACE),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(ArchiveError::file(path, error)),
        }
    }

    /// Deletes those of the files that are still old. Gives how many went.
    pub(crate) fn remove_old(&self, files: &[PathBuf]) -> Result<u32> {
        let failed = |error| ArchiveError::file(&self.root, error);
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.lock().map_err(failed)?;
        let removed = (|| {
            let mut count = 0;
            for path in files {
                if self.is_old(path)? {
                    self.disk.remove(path).map_err(|error| ArchiveError::file(path, error))?;
                    count += 1;
                }
            }
            Ok(count)
        })();
        lock.unlock().map_err(failed)?;
        removed
    }
}

/// The bytes compressed, where that saves at least a tenth.
fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let saves = |before: usize, after: usize| after < before - before / 10;
    if bytes.len() < SMALLEST {
        return None;
    }
    if bytes.len() > SAMPLE {
        let sample = zstd::bulk::compress(&bytes[..SAMPLE], 1).ok()?;
        if !saves(SAMPLE, sample.len()) {
            return None;
        }
    }
    let smaller = zstd::bulk::compress(bytes, LEVEL).ok()?;
    saves(bytes.len(), smaller.len()).then_some(smaller)
}
