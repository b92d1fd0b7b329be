//! The search language: a text becomes a tree with spans, and a list of what was not
//! understood. Pure: nothing here reads an archive, and any text gives an answer.
//!
//! `war peace` asks for both words, `"war and peace"` for a phrase, `-war` for texts without
//! it, `war OR peace` for either, `(…)` groups, `journal*` asks for words that begin so, and
//! the operators of [`OPERATORS`] ask for a property: `tag:history`, `site:example.org`.

mod dates;
mod operators;
mod parse;
mod scan;
mod tree;

pub use dates::Moment;
pub use operators::{OPERATORS, Operator, OperatorRow, Takes};
pub use parse::parse;
pub use tree::{Field, Has, Node, Parsed, Problem, ProblemCode, Span, State, Value};
