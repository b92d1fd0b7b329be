//! What an archive takes on the disk, and making it small.

use std::path::Path;

use backfile_archive::{Archive, ArchiveError};
pub use backfile_archive::{
    BlobKind, CompactStep, Compacted, Needed, Packed, Sizes, Stats, TableSize,
};
use backfile_article::Timestamp;

use crate::{Library, OpenError, folders, ipc::CommandError, open::blocking};

/// Brings an archive into its smallest form. Nobody may have it open meanwhile. `told` hears
/// what it is at, how much of that is done, and of how much. Blocks until it is done; breaking
/// it off loses nothing.
///
/// # Errors
/// When there is no archive, when another program has it open, or when the disk fails.
pub fn compact(
    archive: Option<&Path>,
    told: &mut dyn FnMut(CompactStep, u64, u64),
) -> Result<Compacted, OpenError> {
    let folder = folders::archive_folder(archive).ok_or(OpenError::NoFolder)?;
    let options = backfile_archive::OpenOptions::default();
    Archive::compact(&folder, &options, Timestamp::now(), told).map_err(|source| match source {
        ArchiveError::NotFound(_) => OpenError::NoArchive(folder),
        ArchiveError::InUse { holder } => OpenError::InUse { folder, holder },
        source => OpenError::Compact { folder, source },
    })
}

impl Library {
    /// Measures what the archive takes, and for what.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn stats(&self) -> Result<Stats, CommandError> {
        let archive = self.archive().clone();
        blocking(move || archive.stats()).await
    }
}
