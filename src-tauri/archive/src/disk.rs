//! The few things that the media store does with files, behind one trait, so that a test can
//! make any of them fail.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::Path,
    time::{Duration, SystemTime},
};

/// What the media store needs of a disk.
pub trait Disk: Send + Sync + 'static {
    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// When the system refuses.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Writes a new file whole and does not return before its bytes are on the disk.
    ///
    /// # Errors
    /// When the system refuses, or the file exists.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Writes a new file from what is read, and does not return before its bytes are on the disk.
    ///
    /// # Errors
    /// When the system refuses, the file exists, or reading fails.
    fn write_from(&self, path: &Path, source: &mut dyn io::Read) -> io::Result<()>;
    /// Gives a file a second name, so that it stays when the first one goes.
    ///
    /// # Errors
    /// When the system refuses, or the second name is taken.
    fn link(&self, path: &Path, second: &Path) -> io::Result<()>;
    /// Renames a file within a folder; an existing one of the new name is replaced.
    ///
    /// # Errors
    /// When the system refuses.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Does not return before the names in a folder are on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Reads a file whole.
    ///
    /// # Errors
    /// When there is none or the system refuses.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Deletes a file.
    ///
    /// # Errors
    /// When there is none or the system refuses.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Marks a file as used just now; `false` when there is none.
    ///
    /// # Errors
    /// When the system refuses.
    fn touch(&self, path: &Path) -> io::Result<bool>;
    /// How long ago a file was written or touched.
    ///
    /// # Errors
    /// When there is none or the system refuses.
    fn age(&self, path: &Path) -> io::Result<Duration>;
}

/// The disk itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn write_from(&self, path: &Path, source: &mut dyn io::Read) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        io::copy(source, &mut file)?;
        file.sync_all()
    }

    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        match fs::hard_link(path, second) {
            // Some file systems have no second names; a copy is as good, and slower.
            Err(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound
                ) =>
            {
                self.write_from(second, &mut File::open(path)?)
            }
            linked => linked,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        // Windows has no way to open a folder for this, and keeps its names by itself.
        if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn touch(&self, path: &Path) -> io::Result<bool> {
        match OpenOptions::new().write(true).open(path) {
            Ok(file) => file.set_modified(SystemTime::now()).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn age(&self, path: &Path) -> io::Result<Duration> {
        let modified = fs::metadata(path)?.modified()?;
        Ok(SystemTime::now().duration_since(modified).unwrap_or_default())
    }
}
