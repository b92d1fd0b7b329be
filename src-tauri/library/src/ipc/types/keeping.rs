//! Backups, and where the archive lies.

use backfile_article::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Every backup, and what they take.
    pub struct Backups {
        /// Newest first.
        pub list: Vec<Backup>,
        /// When the newest of those was made that were read back whole.
        pub last_verified: Option<Timestamp>,
        /// What all of them take.
        #[ts(type = "number")]
        pub total_bytes: u64,
        /// What the archive takes.
        #[ts(type = "number")]
        pub archive_bytes: u64,
        /// Archives whose place a backup took, newest first.
        pub asides: Vec<Aside>,
        /// When and why the last try failed, until one goes well.
        pub failed: Option<BackupFailure>,
        /// What may hurt the archive where it lies.
        pub place: Option<Hazard>,
        /// Whether one is made, checked or put back just now.
        pub running: bool,
    }

    /// One backup.
    pub struct Backup {
        /// Its name among them.
        pub name: String,
        /// When the archive was as it holds it.
        pub at: Timestamp,
        /// When it was last read back whole.
        pub verified_at: Option<Timestamp>,
        /// Entries in it.
        #[ts(type = "number")]
        pub articles: u64,
    }

    /// An archive whose place a backup took.
    pub struct Aside {
        /// Its name among them.
        pub name: String,
        /// When it was put there.
        pub at: Timestamp,
        /// What its database takes.
        #[ts(type = "number")]
        pub bytes: u64,
    }

    /// What salvaging a damaged archive gave.
    pub struct Salvaged {
        /// Entries in the new archive.
        #[ts(type = "number")]
        pub articles: u64,
        /// Entries that are lost, or whose text is.
        #[ts(type = "number")]
        pub lost: u64,
        /// The name that the damaged database is kept aside under; none when it was sound and
        /// nothing was done.
        pub aside: Option<String>,
    }

    /// Why no backup was made.
    pub struct BackupFailure {
        /// When.
        pub at: Timestamp,
        /// The kind of cause; the log has the cause.
        pub reason: BackupFailureReason,
    }

    /// The kind of cause.
    #[derive(Copy, Eq)]
    pub enum BackupFailureReason {
        /// There is no room.
        DiskFull,
        /// The archive itself is damaged.
        Damaged,
        /// The disk, or our own fault.
        Disk,
    }

    /// What may hurt an archive where it lies.
    pub struct Hazard {
        /// What kind of place it is.
        pub kind: HazardKind,
        /// The file system, or the program that copies the folder.
        pub name: String,
    }

    /// Kinds of such places.
    #[derive(Copy, Eq)]
    pub enum HazardKind {
        /// A drive of the network.
        Network,
        /// A folder that another program copies to and fro.
        Synced,
    }
}
