//! The lock file of an archive: everyone who has it open holds it shared; whoever migrates or
//! restores holds it alone.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{ArchiveError, Result};

/// How long to wait for a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    /// None where an archive is only looked at that never had a lock file.
    file: Option<File>,
}

impl Lock {
    /// Holds it together with others.
    pub(crate) fn shared(dir: &Path) -> Result<Self> {
        let file = open(dir)?;
        wait(dir, &file, File::try_lock_shared, "another program is at work on it alone")?;
        Ok(Self { file: Some(file) })
    }

    /// Whether nobody has the archive open just now.
    pub(crate) fn is_free(dir: &Path) -> Result<bool> {
        match open(dir)?.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(ArchiveError::file(dir.join("lock"), error)),
        }
    }

    /// Holds it together with others where the folder may not be written.
    pub(crate) fn looking(dir: &Path) -> Result<Self> {
        let path = dir.join("lock");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { file: None });
            }
            Err(error) => return Err(ArchiveError::file(path, error)),
        };
        wait(dir, &file, File::try_lock_shared, "another program is at work on it alone")?;
        Ok(Self { file: Some(file) })
    }

    /// Holds it alone, and writes down who does.
    pub(crate) fn alone(dir: &Path) -> Result<Self> {
        let mut file = open(dir)?;
        wait(dir, &file, File::try_lock, "another program has it open")?;
        let who = format!("{} ({})", program(), std::process::id());
        let noted = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(who.as_bytes()));
        if let Err(error) = noted {
            tracing::warn!(%error, "could not note who holds the archive");
        }
        Ok(Self { file: Some(file) })
    }

    /// Goes from alone to shared. In between another may take it alone, so the caller looks
    /// again at what it relies on.
    pub(crate) fn share(self, dir: &Path) -> Result<Self> {
        if let Some(file) = &self.file
            && let Err(error) = file.set_len(0)
        {
            tracing::warn!(%error, "could not clear who holds the archive");
        }
        drop(self);
        Self::shared(dir)
    }
}

fn program() -> String {
    let path = std::env::current_exe().ok();
    let name = path.as_deref().and_then(Path::file_stem).map(|name| name.to_string_lossy());
    name.map_or_else(|| "a program".to_owned(), std::borrow::Cow::into_owned)
}

fn open(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| ArchiveError::file(path, error))
}

fn wait(
    dir: &Path,
    mut file: &File,
    lock: fn(&File) -> Result<(), TryLockError>,
    otherwise: &str,
) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        match lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => {
                return Err(ArchiveError::file(dir.join("lock"), error));
            }
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is only told; not knowing changes nothing.
                let read = file.rewind().and_then(|()| file.read_to_string(&mut holder));
                if read.is_err() || holder.is_empty() {
                    otherwise.clone_into(&mut holder);
                }
                return Err(ArchiveError::InUse { holder });
            }
        }
    }
}
