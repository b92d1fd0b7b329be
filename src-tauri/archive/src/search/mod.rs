//! Finding: the index, what a query means to it, and the words around a hit.

pub(crate) mod compile;
mod completing;
pub(crate) mod expression;
mod facets;
pub(crate) mod facts;
pub(crate) mod index;
pub(crate) mod postings;
pub(crate) mod rank;
mod relax;
mod segments;
pub(crate) mod snippet;
mod suggest;
mod vocabulary;
pub(crate) mod words;

pub use compile::unanswered;
pub use facets::{Facets, NameCount};
pub use relax::Relaxed;
pub use suggest::Suggestion;
