//! The files beside the database, watched.

use std::{fs, io, path::Path, time::Duration};

use backfile_archive::{Disk, RealDisk};

use super::Storage;

pub(super) struct Watched {
    pub(super) storage: Storage,
}

impl Watched {
    /// Within the watched folder, by the path that the model knows.
    fn known(path: &Path) -> std::path::PathBuf {
        // The file itself may not be there yet.
        let above = path.parent().and_then(|above| above.canonicalize().ok());
        match (above, path.file_name()) {
            (Some(above), Some(name)) => above.join(name),
            _ => path.to_owned(),
        }
    }
}

impl Disk for Watched {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        if let Some(above) = path.parent() {
            self.create_dir_all(above)?;
        }
        let known = Self::known(path);
        self.storage.shared.step(|model| model.create_folder(&known))?;
        RealDisk.create_dir_all(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write_from(path, &mut &bytes[..])
    }

    fn write_from(&self, path: &Path, source: &mut dyn io::Read) -> io::Result<()> {
        let known = Self::known(path);
        let shared = &self.storage.shared;
        if path.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        shared.step(|model| model.create(&known))?;
        fs::write(path, [])?;
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        if let Err(error) = shared.step(|model| model.write(&known, 0, &bytes)) {
            // A disk that fills up has taken a part.
            fs::write(path, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        fs::write(path, &bytes)?;
        shared.sync_step(|model| model.sync(&known))
    }

    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        let (one, two) = (Self::known(path), Self::known(second));
        self.storage.shared.step(|model| model.link(&one, &two))?;
        RealDisk.link(path, second)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (one, two) = (Self::known(from), Self::known(to));
        self.storage.shared.step(|model| model.rename(&one, &two))?;
        RealDisk.rename(from, to)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        let known = path.canonicalize()?;
        self.storage.shared.sync_step(|model| model.sync_folder(&known))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        if !path.exists() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let known = Self::known(path);
        self.storage.shared.step(|model| model.remove(&known))?;
        RealDisk.remove(path)
    }

    fn touch(&self, path: &Path) -> io::Result<bool> {
        RealDisk.touch(path)
    }

    fn age(&self, path: &Path) -> io::Result<Duration> {
        RealDisk.age(path)
    }
}
