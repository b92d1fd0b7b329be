//! What an archive takes on the disk, and making it small.

use std::path::Path;

use backfile_archive::{Archive, ArchiveError};
pub use backfile_archive::{
    BlobKind, CompactStep, Compacted, Needed, Packed, Salvaged, Sizes, Stats, TableSize,
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

/// Makes a new archive of what can be read of a damaged one, which is kept aside as it is.
/// Nobody else may have it open meanwhile. Blocks until it is done. A sound one is left alone.
///
/// # Errors
/// When there is no archive, when another program has it open, or when the disk fails. The
/// archive is as it was then.
pub fn salvage(archive: Option<&Path>) -> Result<Salvaged, OpenError> {
    let folder = folders::archive_folder(archive).ok_or(OpenError::NoFolder)?;
    let options =
        backfile_archive::OpenOptions { create: false, ..backfile_archive::OpenOptions::default() };
    Archive::salvage_in(&folder, &options, Timestamp::now()).map_err(|source| match source {
        ArchiveError::NotFound(_) => OpenError::NoArchive(folder),
        ArchiveError::InUse { holder } => OpenError::InUse { folder, holder },
        source => OpenError::Salvage { folder, source },
    })
}

impl Library {
    /// The same for the archive that is open; it goes on with what was salvaged.
    ///
    /// # Errors
    /// As [`salvage`].
    pub async fn salvage(&self) -> Result<Salvaged, CommandError> {
        let archive = self.archive().clone();
        let salvaged = blocking(move || archive.salvage(Timestamp::now())).await?;
        self.notifier().wrote();
        self.look_again();
        Ok(salvaged)
    }

    /// Measures what the archive takes, and for what.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn stats(&self) -> Result<Stats, CommandError> {
        let archive = self.archive().clone();
        blocking(move || archive.stats()).await
    }
}
