//! Finding: the index, what a query means to it, and the words around a hit.

pub(crate) mod compile;
pub(crate) mod expression;
pub(crate) mod facts;
pub(crate) mod index;
pub(crate) mod postings;
pub(crate) mod rank;
mod segments;
pub(crate) mod snippet;
pub(crate) mod words;

pub use compile::unanswered;
