//! The search language, and what a word is. Pure: nothing here reads an archive, and any text
//! gives an answer.
//!
//! [`parse()`] makes of a text a tree with spans and a list of what was not understood:
//! `war peace` asks for both words, `"war and peace"` for a phrase, `"war peace"~5` for words
//! near each other, `-war` for texts without it, `war OR peace` for either, `(…)` groups,
//! `journal*` asks for words that begin so, and the operators of [`OPERATORS`] ask for a
//! property: `tag:history`, `site:example.org`. `docs/search.md` explains it to people; a test
//! keeps the two together.
//!
//! [`tokens`] says what the words of a text are, for what is stored and what is asked alike.
//!
//! [`complete()`] says what could be typed at a place, [`near_spellings`] which words of an
//! index are written nearly as one that was not found.

mod amounts;
mod complete;
mod dates;
mod loose;
mod operators;
mod parse;
mod problem;
mod scan;
mod spelling;
pub mod tokens;
mod tree;

pub use amounts::Amount;
pub use complete::{Choice, Completion, complete, quoted};
pub use dates::{Moment, NAMED_DAYS, Period, Unit};
pub use loose::Loose;
pub use operators::{OPERATORS, Operator, OperatorRow, Source, Takes};
pub use parse::parse;
pub(crate) use parse::{DEEPEST, MOST_LEAVES};
pub use problem::{Problem, ProblemCode};
pub(crate) use scan::{FARTHEST_NEAR, LONGEST};
pub use spelling::{Near, Terms, near_spellings};
pub use tree::{Field, Has, Node, Parsed, Span, State, Value, byte_at_utf16};
