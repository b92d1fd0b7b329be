//! What can go wrong with an archive, in the cases that a caller treats differently.

use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

/// Why an archive could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It was written by a later program; nothing was touched.
    #[error("the archive has format {found}, this program knows {known}")]
    NewerFormat {
        /// The archive's format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The file that should hold it holds something else; nothing was touched.
    #[error("{0} is not an archive")]
    NotAnArchive(PathBuf),
    /// Another program has it for itself just now, or has it open while it is wanted alone.
    #[error("the archive is in use: {holder}")]
    InUse {
        /// Who, as far as is known.
        holder: String,
    },
    /// Another program was writing for longer than can be waited.
    #[error("another program is writing to the archive")]
    Busy,
    /// Another database was to take the place of this one, and then none could be opened.
    #[error("the archive is closed")]
    Closed,
    /// There is no room left.
    #[error("the disk is full")]
    DiskFull {
        /// Bytes that were to be written at once, as far as is known; else 0.
        needed: u64,
    },
    /// The folder, or a file in it, may not be written.
    #[error("the archive cannot be written")]
    ReadOnly,
    /// The disk under the database gave up on a read or a write.
    #[error("the disk failed")]
    Disk(#[source] rusqlite::Error),
    /// No such entry, version, tag, rule or job.
    #[error("there is no {0}")]
    NotFound(String),
    /// A name that no tag or search can have.
    #[error("“{0}” is no name")]
    BadName(String),
    /// What was read is not what was written.
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else that the database said.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
}

impl ArchiveError {
    pub(crate) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { needed: 0 }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::File { path: path.into(), source },
        }
    }

    /// Says how many bytes a write that found no room was of.
    pub(crate) fn of_bytes(self, bytes: usize) -> Self {
        match self {
            Self::DiskFull { .. } => Self::DiskFull { needed: bytes as u64 },
            other => other,
        }
    }
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        // Every table says of which type a column is, and SQLite holds to that.
        if matches!(
            error,
            rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
        ) {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { needed: 0 },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Disk(error),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(ErrorCode::NotADatabase) => Self::NotAnArchive(PathBuf::new()),
            _ => Self::Database(error),
        }
    }
}

impl From<serde_json::Error> for ArchiveError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// A result of the archive.
pub type Result<T, E = ArchiveError> = std::result::Result<T, E>;
