//! The use cases: saving, finding, tagging, reading. The one crate that joins the others.
//!
//! [`Library`] is an open archive with its queue; everything that a window or a terminal can
//! do is a method of it or a call of [`ipc`]. It knows no desktop: what it asks of one is the
//! trait [`Shell`].
//!
//! - `saving`: from something given by hand to an article that is there for good
//! - [`cleaning`]: pages are cleaned in worker processes
//! - [`frame`]: the reader's sandboxed document
//! - [`ipc`]: the typed door for windows, declared once
//! - `backing`: backups
//! - [`storage`]: what an archive takes, and making it small
//! - `rules`: a person's rules for the pages of a site
//! - `notify`: what windows are told without asking

pub mod backing;
pub mod cleaning;
mod completing;
mod contacts;
mod files;
mod finding;
mod folders;
pub mod frame;
pub mod ipc;
mod marking;
mod notify;
mod open;
mod place;
mod present;
mod reading;
mod rules;
mod sample;
mod saving;
mod serving;
mod settings;
mod shell;
pub mod storage;
mod tending;
mod terminal;
mod words;

pub use backfile_archive::{Disk, RealDisk};
pub use folders::{ARCHIVE_VARIABLE, archive_folder};
pub use open::{Library, OpenError, OpenOptions};
pub use rules::RulesAdded;
pub use sample::SAMPLE;
pub use saving::{
    intake::{Intake, Manner, Taken},
    picture_job::PictureLimits,
};
pub use shell::{Clipboard, Shell, ShellError};
pub use terminal::{Outcome, Shown};
pub use words::say;

/// Text from bytes of unknown coding: by byte order mark, `meta`, then detection.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    backfile_fetch::decode(bytes, None).text
}
