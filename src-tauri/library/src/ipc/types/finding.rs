//! What a search says beside its rows, and what could be typed in one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// How a query was loosened.
    pub enum Loosened {
        /// The rows answer this query, whose words are spelt as the archive has them.
        Spelling(Respelt),
        /// The rows hold most of the words.
        MostWords {
            /// The words that each of them holds at least.
            least: u32,
            /// The words that were asked for.
            words: u32,
        },
    }

    /// A query with words put in the place of others.
    pub struct Respelt {
        /// Its text.
        pub query: String,
        /// The words that were put in, in their order.
        pub changed: Vec<QueryPart>,
    }

    /// A piece of a query's text.
    pub struct QueryPart {
        /// Where it begins, in UTF-16 units.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
    }

    /// What an answer is made of, counted over all its rows.
    pub struct Facets {
        /// Its rows.
        pub total: u32,
        /// Its tags, the most frequent first.
        pub tags: Vec<Facet>,
        /// Its sites, by host.
        pub sites: Vec<Facet>,
        /// Its years of publication, the latest first.
        pub years: Vec<Facet>,
        /// The months that anything of it was published in, the earliest first.
        pub timeline: Vec<MonthCount>,
        /// The codes of its languages.
        pub languages: Vec<Facet>,
        /// The number of the last change that the counts contain.
        #[ts(type = "number")]
        pub seq: i64,
    }

    /// A month, and how much of an answer was published in it.
    pub struct MonthCount {
        /// The month, as it is typed: `2026-03`.
        pub month: String,
        /// The rows.
        pub count: u32,
    }

    /// Something that rows of an answer have in common.
    pub struct Facet {
        /// Its name.
        pub name: String,
        /// What asks for it, as it is typed: `site:example.org`.
        pub query: String,
        /// The rows that it is true of.
        pub count: u32,
    }

    /// What could be typed at a place in a query.
    pub struct Completions {
        /// Where the piece begins that a choice takes the place of, in UTF-16 units.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
        /// The choices, the likeliest first.
        pub choices: Vec<Choice>,
    }

    /// One of the things that could be typed.
    pub struct Choice {
        /// The text to put in.
        pub text: String,
        /// The same as people read it, without quotation marks.
        pub label: String,
        /// What it is.
        pub kind: ChoiceKind,
        /// The key of its sentence in the catalogue of messages, where it has one.
        pub help: Option<String>,
        /// How many entries have it, where that is known.
        pub count: Option<u32>,
    }

    /// What a choice is.
    #[derive(Copy, Eq)]
    pub enum ChoiceKind {
        /// An operator, to which a value belongs.
        Operator,
        /// One of the values of an operator.
        Value,
        /// A tag.
        Tag,
        /// A site, by its host.
        Site,
        /// An author.
        Author,
        /// A language, by its code.
        Language,
        /// A word of the archive.
        Word,
    }
}
