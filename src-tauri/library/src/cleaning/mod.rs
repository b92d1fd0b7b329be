//! Cleaning pages in worker processes, so that no page can take the app down.
//!
//! A worker is the same executable, started with a hidden argument; it reads one request
//! after the other from its standard input and answers each on its standard output (frames:
//! four bytes of length, little-endian, then JSON). It runs under a memory limit and is killed
//! and started again when it takes too long. There is at most one per core.
//!
//! What a page is and how it is cleaned is `extract`'s; this module only keeps it apart.

mod pool;
mod worker;

use std::path::PathBuf;

use backfile_article::{Extraction, SiteRule, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

pub use pool::Cleaning;
pub use worker::{WORKER_ARGUMENT, run_if_worker, thread_ms};

/// Where pages are cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cleaner {
    /// In processes of that program, started with [`WORKER_ARGUMENT`].
    Processes(PathBuf),
    /// In a thread of this process: no limit holds. For tests of other things.
    ThisProcess,
}

/// One page or text to clean.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The page's HTML, or text without markup.
    pub source: String,
    /// Whether `source` is text without markup.
    pub flat_text: bool,
    /// Its address, to resolve links against.
    pub url: Option<Url>,
    /// When it was fetched.
    pub captured_at: Option<Timestamp>,
    /// The person's rule for its site; text without markup has none.
    pub rule: Option<SiteRule>,
}

/// What cleaning gave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cleaned {
    /// The extraction.
    pub extraction: Extraction,
    /// Processor time of the worker's thread, milliseconds.
    pub ms: f64,
}

/// Why a page was not cleaned.
#[derive(Debug, thiserror::Error)]
pub enum CleaningError {
    /// It took more time than a page may.
    #[error("cleaning the page took longer than {0} seconds")]
    TooSlow(u64),
    /// The worker ended on it, most likely for want of memory.
    #[error("the cleaning process ended on this page")]
    WorkerEnded,
    /// No worker could be started.
    #[error("no cleaning process could be started")]
    NoWorker(#[source] std::io::Error),
    /// A request or answer was not of the form agreed.
    #[error("the cleaning process was not understood")]
    Protocol(#[source] serde_json::Error),
}
