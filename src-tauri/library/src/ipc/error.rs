//! The one error that reaches a window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::types::FileFault;
use crate::words::say;

/// Why a call was not done, tagged by `code`; a code exists when the window acts on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CommandError {
    /// There is no entry, tag or version of that id.
    #[error("there is nothing of that id in the archive")]
    NotFound,
    /// The call's words do not fit; a mistake of the program, not of the person.
    #[error("the call {name} was not understood: {reason}")]
    BadCall {
        /// The call.
        name: String,
        /// What does not fit.
        reason: String,
    },
    /// What was typed cannot be used.
    #[error("“{value}” cannot be used as {field}")]
    BadValue {
        /// Which field.
        field: String,
        /// What was typed.
        value: String,
    },
    /// Nothing of the file was taken.
    #[error("{}", fault.say(name))]
    BadFile {
        /// Its name.
        name: String,
        /// Why.
        fault: FileFault,
    },
    /// There are more links in it than are taken at once; none was.
    #[error("{}", say("error.too_many", &[]))]
    TooMany,
    /// Another program holds the archive longer than we wait.
    #[error("another program is using the archive; nothing was changed")]
    Busy,
    /// Something that is needed is not as it was written.
    #[error("something that is needed for it is damaged, so nothing was changed: {cause}")]
    Damaged {
        /// What, and how it was seen.
        cause: String,
    },
    /// The disk is full.
    #[error("{}", full(*missing))]
    DiskFull {
        /// Bytes that have to be freed, where that is known.
        #[ts(type = "number | null")]
        missing: Option<u64>,
    },
    /// The archive cannot be written.
    #[error("the archive cannot be written; nothing was changed")]
    ReadOnly,
    /// A newer Backfile made the archive; this one leaves it alone.
    #[error("a newer Backfile made this archive; nothing was changed")]
    NewerFormat,
    /// The disk failed while it was read or written.
    #[error("the disk failed; nothing was changed: {cause}")]
    Disk {
        /// The chain of causes.
        cause: String,
    },
    /// The desktop did not do what it was asked for.
    #[error("the desktop could not do that: {reason}")]
    Desktop {
        /// The cause.
        reason: String,
    },
    /// Our own fault; the log has the cause.
    #[error("something went wrong inside Backfile: {cause}")]
    Internal {
        /// The chain of causes.
        cause: String,
    },
}

fn full(missing: Option<u64>) -> String {
    let whole = |missing: u64| missing.div_ceil(1_000_000);
    match missing {
        Some(missing) => {
            format!("the disk is full: {} MB more are needed; nothing was changed", whole(missing))
        }
        None => "the disk is full; nothing was changed".to_owned(),
    }
}
