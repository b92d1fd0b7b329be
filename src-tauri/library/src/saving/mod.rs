//! From something given by hand to an article that is there for good.
//!
//! [`intake`] turns what was pasted, dropped or read from a file into entries, at once and
//! durably; [`queue`] works off what waits, unless [`halt`] says that the disk takes nothing; [`capture`] has one page fetched and cleaned;
//! [`keep`] writes what came of it. Pictures are jobs of their own, after the text is safe.

pub(crate) mod capture;
pub(crate) mod halt;
pub(crate) mod intake;
pub(crate) mod keep;
pub(crate) mod picture_job;
pub(crate) mod pictures;
pub(crate) mod progress;
pub(crate) mod queue;
pub(crate) mod trouble;
