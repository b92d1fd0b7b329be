//! From HTML and a base URL to an article, its metadata and what was left out.
//!
//! A page goes through: [`prescan`] (bounds what parsing costs), [`dom`] (one parse, nodes in
//! document order), [`page`] (sums over every subtree), [`metadata`], [`content`] (choose the
//! article's element, mark what is not the article, assemble blocks, sift them), `model` (correct the rules where
//! it is sure, tell articles from other pages), [`sanitize`] and
//! [`completeness`]. A person's rule for the site (`rules`) stands above all of them but the
//! sanitiser. Nothing here knows a network, a disk or a clock; nothing fails or panics.
//!
//! # The shape of a body
//!
//! [`backfile_article::Extraction::blocks`] holds paragraphs, headings (from `h2`), lists, quotes,
//! code, tables and figures, each sanitised and well-formed alone. A figure is
//! `<figure><img src alt><figcaption><span class="caption">…</span> <span class="credit">…</span></figcaption></figure>`,
//! without `figcaption` when it has no words; `src` is the absolute address that
//! [`backfile_article::Picture::url`] repeats. A player is a figure whose `figcaption` holds one
//! link, with its poster as `img` if it has one. A figure's text is empty.

mod assembly;
mod completeness;
mod content;
mod declared;
mod dom;
mod explain;
mod flattened;
mod hints;
mod kind;
mod language;
mod markdown;
mod metadata;
mod model;
mod page;
mod plain;
mod prescan;
mod rules;
mod sanitize;
mod text;
mod trees;

use backfile_article::{Extraction, Timestamp};
use url::Url;

#[cfg(feature = "training")]
pub use assembly::training;
pub use content::reason::REASONS;
pub use explain::{Decision, Explained, Explanation, explain, explain_with};
pub use flattened::{extract_text, looks_flattened};
#[doc(hidden)]
pub use flattened::{flattened_numbers, flattened_titles};
pub use markdown::{article_to_markdown, to_markdown};
pub use plain::to_text;
pub use prescan::BYTES as LONGEST_PAGE;
pub use rules::{Rule, RuleProblem};
pub use sanitize::sanitize;
pub use text::word_count;

/// Name and version of this extractor, stored with each version of an article; it rises whenever
/// the same page could give another article, a person's rules apart.
pub const EXTRACTOR: &str = "backfile-extract 3";

/// What is known of a page besides its content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source<'a> {
    /// The final address; relative addresses are joined to it.
    pub url: Option<&'a Url>,
    /// When it was fetched; relative times ("3 days ago") are counted from it.
    pub captured_at: Option<Timestamp>,
}

/// Makes an article of a page. Never fails: what is no article says so in
/// [`kind`](Extraction::kind), and the other fields are filled as well as they can be.
#[must_use]
pub fn extract(html: &str, source: &Source<'_>) -> Extraction {
    extract_with(html, source, None)
}

/// The same, by a person's rule for the page's site. A rule that cannot be used on this page, or
/// would leave no text of it, is left aside with a warning.
#[must_use]
pub fn extract_with(html: &str, source: &Source<'_>, rule: Option<&Rule>) -> Extraction {
    assembly::watched(html, source, rule, |_| {})
}
