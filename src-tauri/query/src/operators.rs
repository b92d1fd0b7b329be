//! The one table of operators: parsing, completion and help all read it.

use crate::{Has, State};

/// A property that a query can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// With a tag, or one nested in it.
    Tag,
    /// From a site, by host or by name.
    Site,
    /// By an author.
    Author,
    /// With words in the title.
    Title,
    /// In a language.
    Lang,
    /// In a state.
    Is,
    /// With something.
    Has,
    /// Published, or else saved, before a day.
    Before,
    /// Published, or else saved, on or after a day.
    After,
}

/// What kind of value an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any words.
    Text,
    /// One of these words.
    State(&'static [(&'static str, State)]),
    /// One of these words.
    Has(&'static [(&'static str, Has)]),
    /// A day, month or year.
    Date,
}

/// An operator as it is written, what it takes and where its help stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorRow {
    /// The word before the colon.
    pub name: &'static str,
    /// What it asks for.
    pub operator: Operator,
    /// What stands after the colon.
    pub takes: Takes,
    /// The key of its sentence in the catalogue of messages.
    pub help: &'static str,
}

const STATES: &[(&str, State)] = &[
    ("unread", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("link", State::Link),
    ("failed", State::Failed),
    ("waiting", State::Waiting),
    ("article", State::Article),
];

const POSSESSIONS: &[(&str, Has)] = &[
    ("tag", Has::Tag),
    ("picture", Has::Picture),
    ("author", Has::Author),
    ("date", Has::Date),
    ("correction", Has::Correction),
];

const fn row(
    name: &'static str,
    operator: Operator,
    takes: Takes,
    help: &'static str,
) -> OperatorRow {
    OperatorRow { name, operator, takes, help }
}

/// Every operator, in the order in which help shows them.
pub const OPERATORS: &[OperatorRow] = &[
    row("tag", Operator::Tag, Takes::Text, "search.operator.tag"),
    row("site", Operator::Site, Takes::Text, "search.operator.site"),
    row("author", Operator::Author, Takes::Text, "search.operator.author"),
    row("title", Operator::Title, Takes::Text, "search.operator.title"),
    row("lang", Operator::Lang, Takes::Text, "search.operator.lang"),
    row("is", Operator::Is, Takes::State(STATES), "search.operator.is"),
    row("has", Operator::Has, Takes::Has(POSSESSIONS), "search.operator.has"),
    row("before", Operator::Before, Takes::Date, "search.operator.before"),
    row("after", Operator::After, Takes::Date, "search.operator.after"),
];
