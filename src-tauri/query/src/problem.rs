//! What can be wrong with a query, and what its sentence names.

use crate::{
    DEEPEST, FARTHEST_NEAR, LONGEST, MOST_LEAVES, OPERATORS, Span, near_spellings,
    operators::operator_named,
};

/// Something in a query that was not understood or has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub code: ProblemCode,
}

/// What can be wrong with a query. The rest of it is searched all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemCode {
    /// A word before a colon that is no operator; it was searched as words.
    UnknownOperator,
    /// The same, and an operator is written nearly so.
    MisspeltOperator,
    /// An operator without a value; it was left out.
    MissingValue,
    /// A value that the operator does not know; it was left out.
    UnknownValue,
    /// A value that is no date; it was left out.
    NotADate,
    /// A value that is no number; it was left out.
    NotANumber,
    /// A range that ends before it begins; it was left out.
    Backwards,
    /// A quote that is not closed; it goes on to the end.
    OpenQuote,
    /// A parenthesis that is not closed, or closed without having been opened.
    Parenthesis,
    /// OR without something on both sides; it was searched as it can be.
    LonelyOr,
    /// A minus before nothing.
    LonelyNot,
    /// `~` without a number of words, or after something else than words in quotes.
    BadNear,
    /// A star that does not end a word; it was passed over.
    StrayStar,
    /// More text than is looked at; the rest was left out.
    TooLong,
    /// Groups nested deeper than is looked at; the rest was left out.
    TooDeep,
    /// More words and properties than are looked at; the rest was left out.
    TooManyWords,
}

impl ProblemCode {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::UnknownOperator,
        Self::MisspeltOperator,
        Self::MissingValue,
        Self::UnknownValue,
        Self::NotADate,
        Self::NotANumber,
        Self::Backwards,
        Self::OpenQuote,
        Self::Parenthesis,
        Self::LonelyOr,
        Self::LonelyNot,
        Self::BadNear,
        Self::StrayStar,
        Self::TooLong,
        Self::TooDeep,
        Self::TooManyWords,
    ];

    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownOperator => "unknown_operator",
            Self::MisspeltOperator => "misspelt_operator",
            Self::MissingValue => "missing_value",
            Self::UnknownValue => "unknown_value",
            Self::NotADate => "not_a_date",
            Self::NotANumber => "not_a_number",
            Self::Backwards => "backwards",
            Self::OpenQuote => "open_quote",
            Self::Parenthesis => "parenthesis",
            Self::LonelyOr => "lonely_or",
            Self::LonelyNot => "lonely_not",
            Self::BadNear => "bad_near",
            Self::StrayStar => "stray_star",
            Self::TooLong => "too_long",
            Self::TooDeep => "too_deep",
            Self::TooManyWords => "too_many_words",
        }
    }
}

impl Problem {
    /// What its sentence names, by the names of the sentence's places. `text` is the text of
    /// the query.
    #[must_use]
    pub fn args(&self, text: &str) -> Vec<(&'static str, String)> {
        let part = text.get(self.span.start..self.span.end).unwrap_or_default();
        let name = part.split(':').next().unwrap_or_default();
        let row = operator_named(name);
        match self.code {
            ProblemCode::MisspeltOperator => {
                near_operator(name).map(|near| ("near", near.to_owned())).into_iter().collect()
            }
            ProblemCode::MissingValue => {
                row.map(|row| ("example", row.example.to_owned())).into_iter().collect()
            }
            ProblemCode::UnknownValue => {
                row.map(|row| ("values", row.takes.values().join(", "))).into_iter().collect()
            }
            ProblemCode::BadNear => vec![("limit", FARTHEST_NEAR.to_string())],
            ProblemCode::TooLong => vec![("limit", LONGEST.to_string())],
            ProblemCode::TooDeep => vec![("limit", DEEPEST.to_string())],
            ProblemCode::TooManyWords => vec![("limit", MOST_LEAVES.to_string())],
            _ => Vec::new(),
        }
    }
}

/// The operator that is written nearly as `name`.
pub(crate) fn near_operator(name: &str) -> Option<&'static str> {
    let mut names: Vec<&str> = OPERATORS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    // Of two letters, one edit leaves only one.
    if name.chars().count() < 3 {
        return None;
    }
    let near = near_spellings(&name.to_lowercase(), names.as_slice(), usize::MAX).words;
    near.first().and_then(|near| operator_named(near)).map(|row| row.name)
}
