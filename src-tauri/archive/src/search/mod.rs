//! Finding: the index, what a query means to it, and the words around a hit.

pub(crate) mod compile;
pub(crate) mod expression;
pub(crate) mod facts;
mod fresh;
mod hits;
pub(crate) mod rank;
pub(crate) mod segments;
pub(crate) mod snippet;
pub(crate) mod terms;
mod together;
pub(crate) mod upkeep;
mod weight;
pub(crate) mod words;

pub use compile::unanswered;
