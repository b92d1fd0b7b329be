//! What a query means: a tree whose every leaf knows where it stands in the text.

use crate::{Moment, Operator};

/// A piece of the query's text, in bytes; both ends lie between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The same piece in UTF-16 units, as a window counts. `text` is the text of the query.
    #[must_use]
    pub fn to_utf16(self, text: &str) -> (u32, u32) {
        let units = |end: usize| {
            text.char_indices()
                .take_while(|(at, _)| *at < end)
                .map(|(_, character)| if character.len_utf16() == 2 { 2 } else { 1 })
                .sum()
        };
        (units(self.start), units(self.end))
    }
}

/// A query or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A word; it may hold signs that an index splits at, and then its parts stand together.
    Word {
        /// The word as typed.
        text: String,
        /// Whether it is only the beginning of the words asked for.
        prefix: bool,
        /// Where it stands.
        span: Span,
    },
    /// Words that follow each other.
    Phrase {
        /// The words as typed, without the quotes.
        text: String,
        /// Where it stands, quotes included.
        span: Span,
    },
    /// A property.
    Field(Field),
    /// Entries without what is inside.
    Not(Box<Node>),
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
}

/// An operator and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which property.
    pub operator: Operator,
    /// What it should be.
    pub value: Value,
    /// Where it stands, from the operator's name to the end of its value.
    pub span: Span,
}

/// What follows an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, without their quotes.
    Text(String),
    /// A state.
    State(State),
    /// Something that an entry may have.
    Has(Has),
    /// A day, month or year.
    Moment(Moment),
}

/// A state that `is:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Not read yet.
    Unread,
    /// Read.
    Read,
    /// Starred.
    Starred,
    /// Kept as link.
    Link,
    /// Waiting for a Retry.
    Failed,
    /// In the queue.
    Waiting,
    /// An article with its text.
    Article,
}

/// Something that `has:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    /// A tag.
    Tag,
    /// A picture that is kept.
    Picture,
    /// An author.
    Author,
    /// A date of publication.
    Date,
    /// A correction by the person.
    Correction,
}

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
    /// An operator without a value; it was left out.
    MissingValue,
    /// A value that the operator does not know; it was left out.
    UnknownValue,
    /// A value that is no date; it was left out.
    NotADate,
    /// A quote that is not closed; it goes on to the end.
    OpenQuote,
    /// A parenthesis that is not closed, or closed without having been opened.
    Parenthesis,
    /// OR without something on both sides; it was searched as it can be.
    LonelyOr,
    /// A minus before nothing.
    LonelyNot,
    /// Nested deeper or longer than is looked at; the rest was left out.
    TooMuch,
}

impl ProblemCode {
    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownOperator => "unknown_operator",
            Self::MissingValue => "missing_value",
            Self::UnknownValue => "unknown_value",
            Self::NotADate => "not_a_date",
            Self::OpenQuote => "open_quote",
            Self::Parenthesis => "parenthesis",
            Self::LonelyOr => "lonely_or",
            Self::LonelyNot => "lonely_not",
            Self::TooMuch => "too_much",
        }
    }
}

/// A query that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it asks for; none when it asks for nothing, which everything answers.
    pub tree: Option<Node>,
    /// What was not understood, in the order of the text.
    pub problems: Vec<Problem>,
    /// Bytes of the text, to know what stands at its end.
    pub(crate) length: usize,
}

impl Parsed {
    /// The query of someone who is still typing: a word at the very end of the text counts
    /// as the beginning of a word.
    #[must_use]
    pub fn while_typing(mut self) -> Self {
        if let Some(tree) = &mut self.tree {
            open_last(tree, self.length);
        }
        self
    }
}

fn open_last(node: &mut Node, length: usize) {
    match node {
        // One letter of an alphabet begins too many words to mean one of them.
        Node::Word { text, prefix, span }
            if span.end == length && (text.len() > 2 || text.chars().count() > 1) =>
        {
            *prefix = true;
        }
        Node::And(nodes) | Node::Or(nodes) => {
            if let Some(last) = nodes.last_mut() {
                open_last(last, length);
            }
        }
        _ => {}
    }
}
