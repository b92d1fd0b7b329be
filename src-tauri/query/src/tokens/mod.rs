//! How a text is cut into the tokens of the search: the same for what is stored, for what is
//! asked and for what is marked in a snippet.
//!
//! A text is a row of *positions*, numbered from 0; each has one or more tokens. What stands at
//! a position, in the order in which it is given:
//!
//! | [`Kind`] | what | of | tokens |
//! |---|---|---|---|
//! | `Word` | a word, folded; a number without its separators | `Élan`, `don't`, `U.S.`, `1,234` | `elan`, `dont`, `us`, `1234` and `1.234` |
//! | `Part` | a piece of that word | `don't`, `HTMLParser`, `3.5` | `don` `t`, `html` `parser`, `3` `5` |
//! | `Joined` | several positions written as one; it stands at the first | `well-known`, `max_width` | `wellknown`, `maxwidth` |
//! | `Sign` | a word with the sign that makes it another | `#budget`, `@ada`, `C++` | `#budget`, `@ada`, `c++` |
//! | `Stem` | the stem of the word or a part, where it differs; marked with `~` | `ferries` | `~ferri` |
//! | `Pair` | two neighbours of a script without spaces | `明天见` | `明天`, `天见` |
//! | `Last` | the last of such a run | `明天见` | `见` |
//!
//! The words that hyphens, dots and underscores join stand at positions of their own, so that a
//! phrase finds them however it is written: `a well-known author` has the words `a`, `well`,
//! `known`, `author` at 0 to 3, and `wellknown` at 1. What apostrophes and the separators of
//! numbers join, and the humps of `camelCase`, stands at one position, because people write
//! those as one word. Scripts without spaces, and Hangul, whose words carry their particles
//! with them, have a position for each character with its marks. Only `Sign` and `Stem` begin
//! with a sign, so neither can be taken for a word; only numbers hold a dot, and only `c++`
//! and `c#` end in another sign. No token holds a space or a quotation mark.

mod classes;
mod cut;
mod fold;
mod stem;
mod wanted;

pub use cut::{each_token, tokens};
pub use fold::fold_name;
pub use stem::{STEM_MARK, Stemmer};
pub use wanted::{Wanted, wanted};

/// What tokens are made of a text, as a number: an index that was made under another number is
/// to be made anew.
pub const VERSION: u32 = 2;

/// Why a token stands where it does. See the [module](self).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word as it is counted and asked for.
    Word,
    /// A piece of the word at this position.
    Part,
    /// The words from this position on that were joined, written as one.
    Joined,
    /// A word with the sign that makes it another.
    Sign,
    /// The stem of the word at this position, or of a part of it.
    Stem,
    /// Two neighbours of a script without spaces.
    Pair,
    /// The last character of a run of such a script.
    Last,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What the index holds.
    pub text: &'a str,
    /// The first byte of the text that it stands for.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Its position. Never less than the one before, and at most one more.
    pub position: u32,
    /// Why it stands there.
    pub kind: Kind,
}
