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
}

impl Archive {
    /// How far this one may be used.
    #[must_use]
    pub fn access(&self) -> Access {
        self.dictionaries().access()
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
        Self::with_lock(dir, options, lock, Dictionaries::looking(&database, access))
    }
}
