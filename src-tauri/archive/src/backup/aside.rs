//! Databases whose place another one took: kept until a person lets them go.

use std::path::{Path, PathBuf};

use backfile_article::Timestamp;

use super::{dated, keeping::bytes_below};
use crate::{Archive, ArchiveError, Result};

/// A database that is kept aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its name, which is the time when it was put there.
    pub name: String,
    /// The same time.
    pub at: Timestamp,
    /// Bytes on the disk.
    pub bytes: u64,
}

pub(super) fn root(dir: &Path) -> PathBuf {
    dir.join("aside")
}

impl Archive {
    /// What is kept aside, newest first.
    ///
    /// # Errors
    /// The disk.
    pub fn asides(&self) -> Result<Vec<Aside>> {
        dated(&root(self.dir()))?
            .into_iter()
            .map(|(name, folder)| {
                let at = time(&name).unwrap_or(Timestamp(0));
                Ok(Aside { at, bytes: bytes_below(&folder)?, name })
            })
            .collect()
    }

    /// Lets one go for good.
    ///
    /// # Errors
    /// `NotFound`, or the disk.
    pub fn remove_aside(&self, name: &str) -> Result<()> {
        let missing = || ArchiveError::NotFound(format!("database aside {name}"));
        let found = dated(&root(self.dir()))?.into_iter().find(|(other, _)| other == name);
        let (_, folder) = found.ok_or_else(missing)?;
        std::fs::remove_dir_all(&folder).map_err(|error| ArchiveError::file(folder, error))
    }
}

/// The time that a name tells.
fn time(name: &str) -> Option<Timestamp> {
    let time = chrono::NaiveDateTime::parse_from_str(name.get(..17)?, "%Y-%m-%dT%H%M%S").ok()?;
    Some(Timestamp(time.and_utc().timestamp_millis()))
}
