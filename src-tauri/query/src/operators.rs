//! The one table of operators: parsing, completion, messages and help all read it.

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
    /// Saved within days.
    Saved,
    /// Published within days.
    Published,
    /// With so many words.
    Words,
}

/// A list that only the archive has, to complete a value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Names of tags, nested ones with `/`.
    Tags,
    /// Hosts.
    Sites,
    /// Authors' names.
    Authors,
    /// Codes of languages.
    Languages,
}

/// What kind of value an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any words, with the list that they are completed from.
    Text(Option<Source>),
    /// One of these words.
    State(&'static [(&'static str, State)]),
    /// One of these words.
    Has(&'static [(&'static str, Has)]),
    /// A day, month, year or days as people name them.
    Date,
    /// Such a date, or a range of them.
    Dates,
    /// A number, a limit, or a range of numbers.
    Number,
}

impl Takes {
    /// The words that are the only ones, where there are such.
    #[must_use]
    pub fn values(self) -> Vec<&'static str> {
        match self {
            Self::State(names) => names.iter().map(|(name, _)| *name).collect(),
            Self::Has(names) => names.iter().map(|(name, _)| *name).collect(),
            Self::Text(_) | Self::Date | Self::Dates | Self::Number => Vec::new(),
        }
    }
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
    /// How it may be written, colon included.
    pub example: &'static str,
    /// The key of its sentence in the catalogue of messages.
    pub help: &'static str,
}

const STATES: &[(&str, State)] = &[
    ("unread", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("article", State::Article),
    ("link", State::Link),
    ("failed", State::Failed),
    ("waiting", State::Waiting),
    ("edited", State::Edited),
    ("incomplete", State::Incomplete),
];

const POSSESSIONS: &[(&str, Has)] = &[
    ("tag", Has::Tag),
    ("highlight", Has::Highlight),
    ("note", Has::Note),
    ("picture", Has::Picture),
    ("version", Has::Version),
    ("author", Has::Author),
    ("date", Has::Date),
    ("correction", Has::Correction),
];

macro_rules! row {
    ($name:literal, $operator:ident, $takes:expr, $example:literal) => {
        OperatorRow {
            name: $name,
            operator: Operator::$operator,
            takes: $takes,
            example: $example,
            help: concat!("search.operator.", $name),
        }
    };
}

/// Every operator, in the order in which help shows them.
pub const OPERATORS: &[OperatorRow] = &[
    row!("tag", Tag, Takes::Text(Some(Source::Tags)), "tag:news/uk"),
    row!("site", Site, Takes::Text(Some(Source::Sites)), "site:example.org"),
    row!("author", Author, Takes::Text(Some(Source::Authors)), "author:\"Ada Brandt\""),
    row!("title", Title, Takes::Text(None), "title:ferries"),
    row!("lang", Lang, Takes::Text(Some(Source::Languages)), "lang:de"),
    row!("is", Is, Takes::State(STATES), "is:unread"),
    row!("has", Has, Takes::Has(POSSESSIONS), "has:picture"),
    row!("before", Before, Takes::Date, "before:2026-03"),
    row!("after", After, Takes::Date, "after:2026-03-04"),
    row!("saved", Saved, Takes::Dates, "saved:\"last week\""),
    row!("published", Published, Takes::Dates, "published:2020..2024"),
    row!("words", Words, Takes::Number, "words:>2000"),
];

/// The operator of that name; case does not matter.
pub(crate) fn operator_named(name: &str) -> Option<&'static OperatorRow> {
    OPERATORS.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}
