//! Finding: the index, what a query means to it, and the words around a hit.

pub(crate) mod compile;
pub(crate) mod expression;
pub(crate) mod index;
pub(crate) mod snippet;

pub use compile::unanswered;
