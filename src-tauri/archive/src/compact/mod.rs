//! Bringing an archive into its smallest form: dictionaries are trained, versions and pages are
//! packed anew, and what nothing needs is freed.
//!
//! The archive is held alone meanwhile. Whatever is replaced is there in its old form until the
//! new one is on the disk and was read back from memory, so it may be killed at any moment; the
//! next run goes on where it was.

pub(crate) mod mend;
mod pages;
mod train;
mod versions;

use std::path::Path;

use backfile_article::Timestamp;

use crate::{Archive, OpenOptions, Result};

/// What `compact` is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompactStep {
    /// Packing the texts and extractions of versions.
    Versions,
    /// Packing the bytes of pages.
    Pages,
    /// Freeing what nothing needs.
    Freeing,
}

/// Bytes on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sizes {
    /// The database.
    pub database: u64,
    /// Pages and pictures.
    pub blobs: u64,
}

impl Sizes {
    /// Both together.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.database + self.blobs
    }
}

/// What `compact` did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compacted {
    /// What the archive took before.
    pub before: Sizes,
    /// What it takes now.
    pub after: Sizes,
    /// Versions that were packed anew.
    pub versions: u32,
    /// Pages that were packed anew.
    pub pages: u32,
    /// Files that nothing needed.
    pub freed: u32,
    /// Dictionaries that were trained.
    pub dictionaries: u32,
}

impl Archive {
    /// Brings the archive in `dir` into its smallest form. `told` hears what it is at, how much
    /// of that is done, and of how much.
    ///
    /// # Errors
    /// `NotFound` when there is none, `InUse` when another program has it open, the database or
    /// the disk. Nothing is lost then, and what was done stays done.
    pub fn compact(
        dir: &Path,
        options: &OpenOptions,
        at: Timestamp,
        told: &mut dyn FnMut(CompactStep, u64, u64),
    ) -> Result<Compacted> {
        // It is brought to the newest format first.
        drop(Self::open(dir, &OpenOptions { create: false, ..options.clone() })?);
        let archive = Self::open_alone(dir, options)?;
        let before = archive.sizes()?;
        mend::based(&archive)?;
        let mut done = Compacted { before, ..Compacted::default() };
        done.dictionaries += u32::from(train::versions(&archive, at)?);
        done.versions = versions::pack(&archive, told)?;
        done.dictionaries += u32::from(train::pages(&archive, at)?);
        done.pages = pages::pack(&archive, at, told)?;
        told(CompactStep::Freeing, 0, 1);
        mend::forget_unused(&archive)?;
        done.freed = archive.sweep_all()?;
        archive.vacuum(done.versions)?;
        told(CompactStep::Freeing, 1, 1);
        done.after = archive.sizes()?;
        Ok(done)
    }

    /// What the archive takes on the disk.
    pub(crate) fn sizes(&self) -> Result<Sizes> {
        let pages = |pragma| {
            self.read(|reader| {
                Ok(reader
                    .connection
                    .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))?)
            })
        };
        let database = pages("page_count")?.saturating_mul(pages("page_size")?);
        let mut blobs = 0;
        for path in self.blobs().files()? {
            match path.metadata() {
                Ok(file) => blobs += file.len(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(crate::ArchiveError::file(path, error)),
            }
        }
        Ok(Sizes { database: u64::try_from(database).unwrap_or_default(), blobs })
    }

    /// Gives the free space of the database back, where it is worth it: where more than a
    /// twentieth of its pages are free, or of its versions became smaller, which leaves their
    /// pages partly empty.
    fn vacuum(&self, packed: u32) -> Result<()> {
        self.with_writer(|connection| {
            let number =
                |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
            let versions: i64 =
                connection.query_row("SELECT count(*) FROM version", [], |row| row.get(0))?;
            if number("freelist_count")? * 20 > number("page_count")?
                || i64::from(packed) * 20 > versions
            {
                // It makes a copy, which is not to stand in memory.
                connection.pragma_update(None, "temp_store", "file")?;
                connection.execute_batch("VACUUM")?;
                connection.pragma_update(None, "temp_store", "memory")?;
            }
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })
    }
}
