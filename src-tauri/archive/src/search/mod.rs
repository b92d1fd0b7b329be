//! Finding: the index, what a query means to it, and the words around a hit.

pub(crate) mod check;
pub(crate) mod compile;
mod completing;
pub(crate) mod expression;
mod facets;
pub(crate) mod facts;
mod fresh;
mod hits;
pub(crate) mod rank;
mod relax;
pub(crate) mod segments;
pub(crate) mod snippet;
mod suggest;
pub(crate) mod terms;
mod together;
pub(crate) mod upkeep;
mod vocabulary;
mod weight;
pub(crate) mod words;

pub use facets::{Facets, NameCount};
pub use relax::Relaxed;
pub use suggest::Suggestion;
