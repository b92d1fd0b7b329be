//! What a query means: a tree whose every leaf knows where it stands in the text.

use crate::{Amount, Moment, Operator, Period, Problem};

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

/// The byte at which a place begins that a window counts in UTF-16 units; the end of the text
/// where it is not that long.
#[must_use]
pub fn byte_at_utf16(text: &str, units: u32) -> usize {
    let mut left = usize::try_from(units).unwrap_or(usize::MAX);
    for (at, character) in text.char_indices() {
        match left.checked_sub(character.len_utf16()) {
            _ if left == 0 => return at,
            Some(rest) => left = rest,
            None => return at,
        }
    }
    text.len()
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
        /// Whether the last of them is only the beginning of a word.
        prefix: bool,
        /// Where it stands, quotes included.
        span: Span,
    },
    /// Words that stand near each other, in any order.
    Near {
        /// The words as typed; at least two.
        words: Vec<String>,
        /// How many other words may stand between two of them at most.
        distance: u32,
        /// Where it stands, from the first quote to the end of the number.
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
    /// At least so many of them. No text asks for it; see [`Loose`](crate::Loose).
    AtLeast(usize, Vec<Node>),
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
    Text {
        /// The words.
        text: String,
        /// Whether the last of them is only a beginning: a star stood after it.
        prefix: bool,
    },
    /// A state.
    State(State),
    /// Something that an entry may have.
    Has(Has),
    /// A day, month, year or days as people name them.
    Moment(Moment),
    /// A range of days.
    Period(Period),
    /// A range of numbers.
    Amount(Amount),
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
    /// Corrected by the person, or with blocks put back.
    Edited,
    /// An article of which a part is likely missing.
    Incomplete,
}

/// Something that `has:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    /// A tag.
    Tag,
    /// A marked passage.
    Highlight,
    /// Words of the person's own.
    Note,
    /// More than one version.
    Version,
    /// A picture that is kept.
    Picture,
    /// An author.
    Author,
    /// A date of publication.
    Date,
    /// A correction by the person.
    Correction,
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
    /// as the beginning of a word, also after `title:` and `author:`.
    #[must_use]
    pub fn while_typing(mut self) -> Self {
        if let Some(tree) = &mut self.tree {
            open_last(tree, self.length);
        }
        self
    }
}

fn open_last(node: &mut Node, length: usize) {
    // One letter of an alphabet begins too many words to mean one of them.
    let begins = |text: &str| text.len() > 2 || text.chars().count() > 1;
    match node {
        Node::Word { text, prefix, span } if span.end == length && begins(text) => *prefix = true,
        Node::Field(Field {
            operator: Operator::Title | Operator::Author,
            value: Value::Text { text, prefix },
            span,
        }) if span.end == length && begins(text) => *prefix = true,
        Node::And(nodes) | Node::Or(nodes) => {
            if let Some(last) = nodes.last_mut() {
                open_last(last, length);
            }
        }
        _ => {}
    }
}
