//! SQLite and the media store: one folder with `archive.sqlite`, `blobs/` and a lock file.
//!
//! [`Archive::read`] gives a [`Reader`] on one snapshot, [`Archive::write`] a [`Writer`] on one
//! act. Every mutation is a method of the writer and writes what it changed, and how to take it
//! back, in the same transaction. The search index changes in that transaction too. Nothing
//! here knows the network or the clock; it is synchronous, and several programs may have one
//! archive open at once.

mod access;
mod archive;
mod backup;
mod blobs;
mod codes;
mod compact;
mod disk;
mod error;
mod list;
mod lock;
mod packing;
mod read;
mod salvage;
mod schema;
mod search;
mod stats;
mod sweep;
mod tokenizer;
mod tokens;
mod values;
mod verify;
mod write;

pub use access::Access;
pub use archive::{Archive, OpenOptions};
pub use backup::{Aside, Backup, BackupSizes, Restored, backups_in};
pub use blobs::{BlobState, Blobs, Form};
pub use compact::{CompactStep, Compacted, Sizes};
pub use disk::{Disk, RealDisk};
pub use error::{ArchiveError, Result};
pub use read::Reader;
pub use salvage::Salvaged;
pub use search::{
    Facets, NameCount, Relaxed, Suggestion,
    segments::{Tended, Tending},
};
pub use stats::{BlobKind, Needed, Packed, Stats, TableSize};
pub use values::{
    Act, Added, Capture, Changes, Claim, Contact, ContactArticle, Counts, Entry, Exchange,
    FetchPlan, Field, Finding, Group, GroupSpan, Highlight, Highlights, Job, JobKind, Kept,
    LinkRecord, ListQuery, ListRow, Listing, LogLine, Media, MediaName, NewEntry, OriginQuestion,
    PageRecord, PrivateOrigin, QueueState, Readdressed, SavedSearch, Slot, SlotState, SnippetPart,
    Sort, TagCount, TagRef, Trouble, UndoKind, Undone, Verified, Version, VersionHead, View,
};
pub use write::{Batch, Writer};
