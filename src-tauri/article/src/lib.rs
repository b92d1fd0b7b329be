//! The vocabulary of Backfile: articles, pages, tags, ids and times as plain values.
//!
//! Every other crate speaks in these types. Nothing here reads a file, a clock (but
//! [`Timestamp::now`], for the two programs) or the network.

mod extraction;
mod hash;
mod ids;
mod page;
mod quote;
mod rule;
mod standing;
mod time;

pub use extraction::{
    Author, Block, Direction, Extraction, PageKind, Paragraphs, Picture, Removed, SeeAlso,
    WallKind, Warning, WarningCode,
};
pub use hash::Sha256;
pub use ids::{
    ArticleId, HighlightId, IdError, JobId, NoteId, RuleId, SavedSearchId, TagId, VersionId,
};
pub use page::{Header, Page, Redirect};
pub use quote::Quote;
pub use rule::{Readings, SiteRule};
pub use standing::{HowTaken, LinkReason, Standing};
pub use time::{PageTime, Precision, Timestamp};
