//! Where the archive lies when nobody says otherwise.

use std::path::{Path, PathBuf};

/// The variable that names the archive folder for window and terminal alike.
pub const ARCHIVE_VARIABLE: &str = "BACKFILE_ARCHIVE";

/// The archive's folder: as given, else from the variable, else `backfile` in the system's
/// data folder. `None` when the system names no such folder.
#[must_use]
pub fn archive_folder(given: Option<&Path>) -> Option<PathBuf> {
    given
        .map(Path::to_owned)
        .or_else(|| {
            std::env::var_os(ARCHIVE_VARIABLE)
                .filter(|folder| !folder.is_empty())
                .map(PathBuf::from)
        })
        .or_else(|| directories::BaseDirs::new().map(|folders| folders.data_dir().join("backfile")))
}
