//! How far an archive may be used, and opening one that may only be looked at.

use std::path::Path;

use crate::{
    Archive, ArchiveError, OpenOptions, Result, lock::Lock, packing::Dictionaries, schema,
};

/// How far an archive that is open may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It is read and written.
    Writes,
    /// Its folder or a file in it may not be written: it is read, and every write is refused
    /// with `ReadOnly`.
    Looks,
    /// Its database is damaged: what can be read is read, and nothing is written, so that
    /// nothing is made worse.
    Damaged,
    /// It is so damaged that nothing of it can be read. It shows as empty, so that somebody can go
    /// back to a backup, or salvage it.
    Unreadable,
}

impl Access {
    /// Whether the database is damaged, in part or wholly.
    #[must_use]
    pub fn is_damaged(self) -> bool {
        matches!(self, Self::Damaged | Self::Unreadable)
    }
}

impl Archive {
    /// How far this one may be used.
    #[must_use]
    pub fn access(&self) -> Access {
        self.dictionaries().access()
    }

    /// Opens an archive of whose database nothing can be read.
    pub(crate) fn open_unread(dir: &Path, options: &OpenOptions) -> Result<Self> {
        let dictionaries = Dictionaries::looking(&dir.join("archive.sqlite"), Access::Unreadable);
        Self::with_lock(dir, options, Lock::looking(dir)?, dictionaries)
    }

    /// Opens an archive that is there without writing a byte into its folder.
    pub(crate) fn open_to_look(dir: &Path, options: &OpenOptions, access: Access) -> Result<Self> {
        let database = dir.join("archive.sqlite");
        match schema::head(&database)? {
            schema::Head::Format(schema::NEWEST) => {}
            // One of an earlier shape would have to be brought up first.
            schema::Head::Format(_) => return Err(ArchiveError::ReadOnly),
            schema::Head::Absent => {
                return Err(ArchiveError::NotFound(format!("archive in {}", dir.display())));
            }
        }
        let lock = Lock::looking(dir)?;
        let archive =
            Self::with_lock(dir, options, lock, Dictionaries::looking(&database, access))?;
        // Without its schema nothing of it can be read.
        archive.read(|reader| reader.prepare("SELECT 1 FROM article").map(drop))?;
        Ok(archive)
    }
}
