//! Marked passages.

use backfile_article::{ArticleId, HighlightId, Quote, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A passage that the person marked.
    pub struct Highlight {
        /// Its id.
        pub id: HighlightId,
        /// When it was marked.
        pub at: Timestamp,
        /// The passage.
        pub quote: Quote,
        /// The person's words on it, Markdown.
        pub note: Option<String>,
        /// Whether its words stand in the version that is shown.
        pub found: bool,
    }

    /// A passage in the list of all.
    pub struct HighlightRow {
        /// Its entry.
        pub article: ArticleId,
        /// The entry's title.
        pub title: Option<String>,
        /// The site's name, or its host.
        pub site: String,
        /// The entry's address.
        pub url: String,
        /// The passage.
        pub highlight: Highlight,
    }

    /// A piece of the list of all passages.
    pub struct HighlightPage {
        /// How many hold the words that were asked for.
        pub total: u32,
        /// The piece.
        pub rows: Vec<HighlightRow>,
    }

    /// A passage that was just marked.
    pub struct Marked {
        /// Its id.
        pub id: HighlightId,
    }
}
