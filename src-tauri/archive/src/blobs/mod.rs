//! The media store: immutable files named by the SHA-256 of their bytes.
//!
//! A file lies at `blobs/ab/<sha256>`, or `<sha256>.zst` where compressing helps; the latter
//! may need another blob to be read, its base (see [`form`]). It is written under another name,
//! synced, renamed, and its folder synced, before `put` returns: a row that names it is committed
//! after that, so a row never names a file that a power cut could take.

pub(crate) mod form;

use std::{
    fs::File,
    io::{self, Read as _, Seek as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backfile_article::Sha256;

use crate::{ArchiveError, Disk, Result};
pub use form::Form;
use form::{Base, LEVEL};

/// Bases that are kept in memory: pages of one site come together.
const BASES: usize = 4;
/// A file that nothing names yet may belong to a save under way; after this it does not.
pub(crate) const GRACE: Duration = Duration::from_secs(60 * 60);

/// The media store of an archive.
pub struct Blobs {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    serial: AtomicU64,
    /// Held shared while a file is found in place and touched, alone while spare ones go.
    lock: Mutex<File>,
    /// The bases that were read last, newest last.
    bases: Mutex<Vec<Arc<Base>>>,
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
        if let Some(above) = root.parent() {
            // Else a power cut could take the folder, and with it all that was synced within.
            disk.sync_dir(above).map_err(|error| ArchiveError::file(above, error))?;
        }
        let lock = root.join(".lock");
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&lock);
        let file = file.map_err(|error| ArchiveError::file(&lock, error));
        let lock = match file {
            // Where nothing may be written, nothing is touched or deleted either.
            Err(ArchiveError::ReadOnly) => {
                File::open(&lock).map_err(|error| ArchiveError::file(lock, error))?
            }
            opened => opened?,
        };
        Ok(Self {
            root,
            disk,
            serial: AtomicU64::new(0),
            lock: Mutex::new(lock),
            bases: Mutex::default(),
        })
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
        self.put_near(bytes, &[])
    }

    /// The same for a page, which is compressed against one of `near`, pages of the same site, where
    /// one of them is stored whole and where it pays.
    pub(crate) fn put_near(&self, bytes: &[u8], near: &[Sha256]) -> Result<Sha256> {
        let sha256 = Sha256::of(bytes);
        if self.touch(&sha256)? {
            return Ok(sha256);
        }
        let mut based: Option<Vec<u8>> = None;
        for near in near {
            let Some(base) = self.base_to_use(near)? else { continue };
            let Some(file) = form::against(bytes, &base, LEVEL) else { continue };
            // Usually it is plain that it pays; else it is compressed by itself to compare.
            if file.len() as u64 * 10 < base.usual(bytes.len()) * 7 {
                self.write_packed(&sha256, &file)?;
                return Ok(sha256);
            }
            if based.as_ref().is_none_or(|other| file.len() < other.len()) {
                based = Some(file);
            }
        }
        let whole = form::compressed(bytes, LEVEL);
        let length = whole.as_ref().map_or(bytes.len(), Vec::len);
        match based.filter(|based| pays(based.len(), length)).or(whole) {
            Some(file) => self.write_packed(&sha256, &file)?,
            None => self.write_file(&sha256, bytes, false)?,
        }
        Ok(sha256)
    }

    /// The base of that name, marked as used just now; none where it is no longer stored or is
    /// not whole.
    fn base_to_use(&self, sha256: &Sha256) -> Result<Option<Arc<Base>>> {
        if !self.touch(sha256)? || matches!(self.form(sha256)?, None | Some(Form::Against(_))) {
            return Ok(None);
        }
        match self.base(sha256) {
            Ok(base) => Ok(form::may_serve(&base.bytes).then_some(base)),
            Err(error @ ArchiveError::Damaged(_)) => {
                tracing::warn!(%error, "a page cannot serve as a base");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// A base, read and hashed; the last few are kept.
    pub(crate) fn base(&self, sha256: &Sha256) -> Result<Arc<Base>> {
        let held = || self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(base) = held().iter().find(|base| base.sha256 == *sha256) {
            return Ok(Arc::clone(base));
        }
        let missing = || ArchiveError::Damaged(format!("the base {sha256} is missing"));
        let (frame, base, stored) = self.opened(sha256)?.ok_or_else(missing)?;
        if base.is_some() {
            return Err(ArchiveError::Damaged(format!("the base {sha256} needs another")));
        }
        let bytes = self.sound(sha256, frame)?;
        let base = Base::new(*sha256, bytes, stored).prepared(LEVEL);
        let base = Arc::new(base.map_err(|error| damaged(sha256, &error))?);
        let mut bases = held();
        if bases.len() >= BASES {
            bases.remove(0);
        }
        bases.push(Arc::clone(&base));
        Ok(base)
    }

    /// Marks a blob, and its base, as used just now; `false` when it is not stored or could not
    /// be read for want of its base.
    fn touch(&self, sha256: &Sha256) -> Result<bool> {
        let (plain, packed) = self.paths(sha256);
        if self.touch_existing(&plain)? {
            return Ok(true);
        }
        if !self.touch_existing(&packed)? {
            return Ok(false);
        }
        match self.form(sha256)? {
            Some(Form::Against(base)) => {
                let (plain, packed) = self.paths(&base);
                Ok(self.touch_existing(&plain)? || self.touch_existing(&packed)?)
            }
            form => Ok(form.is_some()),
        }
    }

    fn touch_existing(&self, path: &Path) -> Result<bool> {
        let failed = |error| ArchiveError::file(path, error);
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.lock_shared().map_err(failed)?;
        let touched = self.disk.touch(path);
        lock.unlock().map_err(failed)?;
        touched.map_err(failed)
    }

    /// Writes the packed file of a blob, in the place of one that is there. Either the old
    /// file or the new one is there at any moment.
    pub(crate) fn write_packed(&self, sha256: &Sha256, file: &[u8]) -> Result<()> {
        self.write_file(sha256, file, true)
    }

    fn write_file(&self, sha256: &Sha256, file: &[u8], is_packed: bool) -> Result<()> {
        let folder = self.folder(sha256);
        let failed = |error| ArchiveError::file(&folder, error);
        self.disk.create_dir_all(&folder).map_err(failed)?;
        self.disk.sync_dir(&self.root).map_err(failed)?;
        let (plain, packed) = self.paths(sha256);
        if !is_packed {
            return self.write(&folder, &plain, file);
        }
        self.write(&folder, &packed, file)?;
        match self.disk.remove(&plain) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
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
            ArchiveError::file(path, error).of_bytes(bytes.len())
        })
    }

    /// Writes as much as that into the store, sees it on the disk, and takes it away again: says
    /// whether the disk takes anything just now.
    ///
    /// # Errors
    /// Why it does not: `DiskFull`, `ReadOnly`, or `File` with the cause.
    pub fn probe(&self, bytes: usize) -> Result<()> {
        let path = self.root.join(format!(".{}.probe.new", std::process::id()));
        let failed = |error| ArchiveError::file(&path, error).of_bytes(bytes);
        match self.disk.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let written = self.disk.write_new(&path, &vec![0; bytes]);
        match self.disk.remove(&path) {
            // One that could not even be begun is not there.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => written.map_err(failed),
        }
    }

    /// The bytes of that name; none when they are not stored. They are hashed again, so that
    /// what is given is what was put.
    ///
    /// # Errors
    /// `Damaged` when the file holds other bytes or its base is not there, or `File` with the
    /// cause.
    pub fn get(&self, sha256: &Sha256) -> Result<Option<Vec<u8>>> {
        let Some((content, base, _)) = self.opened(sha256)? else { return Ok(None) };
        match base {
            None => self.sound(sha256, content).map(Some),
            Some(base) => {
                let base = self.base(&base)?;
                self.sound(sha256, Content { base: Some(base), ..content }).map(Some)
            }
        }
    }

    /// What the file of a blob holds, the name of its base, and its length.
    fn opened(&self, sha256: &Sha256) -> Result<Option<(Content, Option<Sha256>, u64)>> {
        let (plain, packed) = self.paths(sha256);
        if let Some(bytes) = self.read(&plain)? {
            let stored = bytes.len() as u64;
            return Ok(Some((Content { bytes, is_frame: false, base: None }, None, stored)));
        }
        let Some(mut bytes) = self.read(&packed)? else { return Ok(None) };
        let stored = bytes.len() as u64;
        let (frame, base) = form::split(&bytes).map_err(|error| damaged(sha256, &error))?;
        let length = frame.len();
        bytes.truncate(length);
        Ok(Some((Content { bytes, is_frame: true, base: None }, base, stored)))
    }

    fn sound(&self, sha256: &Sha256, content: Content) -> Result<Vec<u8>> {
        let bytes = match content.is_frame {
            false => content.bytes,
            true => form::decoded(&content.bytes, content.base.as_deref())
                .map_err(|error| damaged(sha256, &error))?,
        };
        if Sha256::of(&bytes) != *sha256 {
            return Err(ArchiveError::Damaged(format!("blob {sha256} holds other bytes")));
        }
        Ok(bytes)
    }

    /// How the bytes of that name lie in their file; none when they are not stored.
    ///
    /// # Errors
    /// `Damaged` when the file is none of the forms, or `File` with the cause.
    pub fn form(&self, sha256: &Sha256) -> Result<Option<Form>> {
        let (plain, packed) = self.paths(sha256);
        if self.disk.age(&plain).is_ok() {
            return Ok(Some(Form::Plain));
        }
        let failed = |error| ArchiveError::file(&packed, error);
        let end = match end_of(&packed) {
            Ok(end) => end,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        // A frame can end as it likes, so only the whole file tells for certain.
        if form::base_at_end(&end).is_none() {
            return Ok(Some(Form::Compressed));
        }
        let Some((_, base, _)) = self.opened(sha256)? else { return Ok(None) };
        Ok(Some(base.map_or(Form::Compressed, Form::Against)))
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

    /// Whether a blob that is kept against a base was packed at leisure, so that doing it again
    /// would save nothing.
    pub(crate) fn is_thorough(&self, sha256: &Sha256) -> Result<bool> {
        let (_, packed) = self.paths(sha256);
        match end_of(&packed) {
            Ok(end) => Ok(form::is_thorough(&end)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(ArchiveError::file(packed, error)),
        }
    }

    /// Bytes that the file of a blob takes, and that the blob has; none when it is not stored.
    pub(crate) fn measure(&self, sha256: &Sha256) -> Result<Option<(u64, u64)>> {
        let Some(stored) = self.size(sha256) else { return Ok(None) };
        let (_, packed) = self.paths(sha256);
        // The longest header of a frame.
        let mut header = Vec::with_capacity(18);
        match File::open(&packed).and_then(|file| file.take(18).read_to_end(&mut header)) {
            Ok(_) => {
                let bytes = form::content_size(&header).map_or(stored, |bytes| bytes as u64);
                Ok(Some((stored, bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some((stored, stored))),
            Err(error) => Err(ArchiveError::file(packed, error)),
        }
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

    /// Puts a blob into another store, packed as it is here, and its base with it. One that is
    /// not stored here, or whose bytes are others than its name says, is an error.
    pub(crate) fn copy_to(&self, sha256: &Sha256, other: &Self) -> Result<()> {
        if other.has(sha256) {
            return Ok(());
        }
        let missing = || ArchiveError::Damaged(format!("blob {sha256} is missing"));
        let form = self.form(sha256)?.ok_or_else(missing)?;
        // Read as it is given to a person: what is wrong is not copied.
        let bytes = self.get(sha256)?.ok_or_else(missing)?;
        if form == Form::Plain {
            return other.write_file(sha256, &bytes, false);
        }
        if let Form::Against(base) = form {
            self.copy_to(&base, other)?;
        }
        let (_, packed) = self.paths(sha256);
        let file = self.read(&packed)?.ok_or_else(missing)?;
        other.write_packed(sha256, &file)
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

    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
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
    pub(crate) fn old_files(&self, grace: Duration) -> Result<Vec<(PathBuf, Option<Sha256>)>> {
        let mut old = Vec::new();
        for path in self.files()? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let sha256 = name.strip_suffix(".zst").unwrap_or(name).parse::<Sha256>().ok();
            let ours = sha256.is_some() || name.ends_with(".new");
            if ours && self.is_old(&path, grace)? {
                old.push((path, sha256));
            }
        }
        Ok(old)
    }

    fn is_old(&self, path: &Path, grace: Duration) -> Result<bool> {
        match self.disk.age(path) {
            Ok(age) => Ok(age >= grace),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(ArchiveError::file(path, error)),
        }
    }

    /// Deletes those of the files that are still as old as they were to be. Gives those that went.
    pub(crate) fn remove_old(&self, files: Vec<PathBuf>, grace: Duration) -> Result<Vec<PathBuf>> {
        let failed = |error| ArchiveError::file(&self.root, error);
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.lock().map_err(failed)?;
        let removed = (|| {
            let mut gone = Vec::new();
            for path in files {
                if self.is_old(&path, grace)? {
                    self.disk.remove(&path).map_err(|error| ArchiveError::file(&path, error))?;
                    gone.push(path);
                }
            }
            Ok(gone)
        })();
        lock.unlock().map_err(failed)?;
        removed
    }
}

/// What a file holds: bytes, or a frame that is read with a base.
struct Content {
    bytes: Vec<u8>,
    is_frame: bool,
    base: Option<Arc<Base>>,
}

/// Whether a file that needs a base is worth it.
pub(crate) fn pays(based: usize, whole: usize) -> bool {
    based * 10 < whole * 8
}

fn damaged(sha256: &Sha256, error: &io::Error) -> ArchiveError {
    ArchiveError::Damaged(format!("blob {sha256}: {error}"))
}

fn end_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(form::TRAILER_LENGTH as u64);
    file.seek(io::SeekFrom::Start(from))?;
    let mut end = Vec::with_capacity(form::TRAILER_LENGTH);
    file.take(form::TRAILER_LENGTH as u64).read_to_end(&mut end)?;
    Ok(end)
}
