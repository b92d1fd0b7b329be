//! What cleaning a page gives: the article, what was left out and why, and warnings.

use serde::{Deserialize, Serialize};

use crate::PageTime;

/// An author as the page names them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct Author {
    /// The name, without "By".
    pub name: String,
    /// What they are, as in "Health correspondent".
    pub role: Option<String>,
    /// Where they report from.
    pub place: Option<String>,
}

/// The direction that a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

/// One top-level block of the body: a paragraph, heading, list, quote, table or figure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Block {
    /// Sanitised HTML of this block alone; each block is well-formed by itself.
    pub html: String,
    /// Its plain text; empty for a figure, whose words live with its picture.
    pub text: String,
}

/// A picture of the body, with its words apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct Picture {
    /// The absolute address of the chosen size.
    pub url: String,
    /// What the page offers to those who do not see it.
    pub alt: Option<String>,
    /// The caption, without the credit.
    pub caption: Option<String>,
    /// Who made or owns it.
    pub credit: Option<String>,
}

/// A block of the page that is not in the article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Removed {
    /// The step of the cleaning that took it out, a short stable word.
    pub step: String,
    /// Why, a short stable code in snake case (`promo_links`, `share_buttons`, `related`).
    pub reason: String,
    /// Its plain text.
    pub text: String,
    /// Its sanitised HTML, so that it can be shown and restored.
    pub html: String,
    /// It stood before the body block of this index; the number of blocks when after the last.
    pub at: usize,
}

/// A link that was left out of the article, kept as data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct SeeAlso {
    /// The absolute address.
    pub url: String,
    /// The words of the link.
    pub title: String,
}

/// What kind of wall stands before an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WallKind {
    /// Consent to cookies.
    Consent,
    /// Signing in.
    SignIn,
    /// A subscription.
    Subscription,
    /// Proof that a person is there.
    Bot,
}

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case", tag = "kind", content = "wall")]
pub enum PageKind {
    /// It gives an article.
    Article,
    /// Its content is a video or audio player.
    Video,
    /// A home, section or listing page.
    Listing,
    /// A wall stands before the article.
    Wall(WallKind),
    /// It says that there is nothing here any more.
    Gone,
    /// Nothing is shown without running its scripts.
    NeedsScript,
    /// It has no text that could be an article.
    Empty,
}

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Part of the text is behind a wall.
    Walled,
    /// The page was larger, deeper or wider than the limits and was cut.
    Cut,
    /// Less than nine tenths of the page's own article text was kept.
    Incomplete,
    /// A live page that may still change.
    Live,
    /// A picture could not be found.
    MissingPicture,
    /// The article goes on at another address.
    MorePages,
    /// Made from text without markup.
    FromText,
    /// The person's rule for the site could not be used, and the page was cleaned without it.
    RuleIgnored,
}

/// Something about an extraction that the person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// One English sentence, for the terminal and the log; the window has its own words.
    pub message: String,
}

/// Paragraphs of the page's own article text, and how many of them were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct Paragraphs {
    /// How many are in the article.
    pub kept: u32,
    /// How many the page has.
    pub total: u32,
}

/// The article that a page gives, with everything that was decided on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// What the page is; the other fields are filled as well as they can be in any case.
    pub kind: PageKind,
    /// The headline, without the site's name; empty when none was found.
    pub title: String,
    /// Every author, in order.
    pub authors: Vec<Author>,
    /// The site's or publication's name.
    pub site: Option<String>,
    /// When it was first published.
    pub published: Option<PageTime>,
    /// When it was last modified.
    pub modified: Option<PageTime>,
    /// BCP 47 tag of its language.
    pub language: Option<String>,
    /// The direction of its text.
    pub direction: Direction,
    /// The standfirst or description.
    pub excerpt: Option<String>,
    /// The publisher's section.
    pub section: Option<String>,
    /// The publisher's topics.
    pub topics: Vec<String>,
    /// The absolute address of the picture that stands for it.
    pub lead_image: Option<String>,
    /// The address that the page declares as its own.
    pub canonical_url: Option<String>,
    /// The address of its next page, when the article is split.
    pub next_page: Option<String>,
    /// The body.
    pub blocks: Vec<Block>,
    /// The body's pictures, in order; `img` in the blocks names them by address.
    pub images: Vec<Picture>,
    /// What was left out, in the order of the page.
    pub removed: Vec<Removed>,
    /// Links that were left out, as data.
    pub see_also: Vec<SeeAlso>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
    /// Share of the page's own article text that was kept, 0 to 1.
    pub completeness: f64,
    /// The same in paragraphs.
    pub paragraphs: Paragraphs,
    /// Words in the body; in scripts without spaces each character counts.
    pub word_count: u32,
}

impl Extraction {
    /// An extraction of nothing.
    #[must_use]
    pub fn empty(kind: PageKind) -> Self {
        Self {
            kind,
            title: String::new(),
            authors: Vec::new(),
            site: None,
            published: None,
            modified: None,
            language: None,
            direction: Direction::Ltr,
            excerpt: None,
            section: None,
            topics: Vec::new(),
            lead_image: None,
            canonical_url: None,
            next_page: None,
            blocks: Vec::new(),
            images: Vec::new(),
            removed: Vec::new(),
            see_also: Vec::new(),
            warnings: Vec::new(),
            completeness: 0.0,
            paragraphs: Paragraphs::default(),
            word_count: 0,
        }
    }

    /// The same with the left-out blocks of these indices back in the body, at their places.
    #[must_use]
    pub fn with_restored(&self, restored: &[u32]) -> Self {
        let is_back = |index: usize| u32::try_from(index).is_ok_and(|at| restored.contains(&at));
        let mut whole = Self { blocks: Vec::new(), removed: Vec::new(), ..self.clone() };
        for at in 0..=self.blocks.len() {
            let last = at == self.blocks.len();
            for (index, removed) in self.removed.iter().enumerate() {
                if removed.at == at || (last && removed.at > at) {
                    if is_back(index) {
                        whole.blocks.push(block_of(removed));
                    } else {
                        whole.removed.push(Removed { at: whole.blocks.len(), ..removed.clone() });
                    }
                }
            }
            whole.blocks.extend(self.blocks.get(at).cloned());
        }
        whole
    }

    /// The body's HTML: a fragment, a line per block.
    #[must_use]
    pub fn html(&self) -> String {
        join(self.blocks.iter().map(|block| block.html.as_str()), "\n")
    }

    /// The body's text: a blank line between blocks.
    #[must_use]
    pub fn text(&self) -> String {
        join(self.blocks.iter().map(|block| block.text.as_str()), "\n\n")
    }
}

/// A left-out block as one of the body; one without markup becomes a paragraph.
fn block_of(removed: &Removed) -> Block {
    let escaped = || removed.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html = match removed.html.as_str() {
        "" => format!("<p>{}</p>", escaped()),
        html => html.to_owned(),
    };
    Block { html, text: removed.text.clone() }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>, between: &str) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_are_put_back_stand_at_their_places_and_are_left_out_no_more() {
        let block = |text: &str| Block { html: format!("<p>{text}</p>"), text: text.to_owned() };
        let removed = |text: &str, at: usize| Removed {
            html: format!("<p>{text}</p>"),
            text: text.to_owned(),
            at,
            ..Removed::default()
        };
        let extraction = Extraction {
            blocks: vec![block("one"), block("two")],
            removed: vec![removed("a", 0), removed("b", 1), removed("c", 1), removed("d", 7)],
            ..Extraction::empty(PageKind::Article)
        };
        assert_eq!(extraction.with_restored(&[]), extraction_with_places(&extraction, 2));
        let whole = extraction.with_restored(&[3, 1]);
        assert_eq!(whole.text(), "one\n\nb\n\ntwo\n\nd");
        assert_eq!(whole.html(), "<p>one</p>\n<p>b</p>\n<p>two</p>\n<p>d</p>");
        let left: Vec<_> = whole.removed.iter().map(|one| (one.text.as_str(), one.at)).collect();
        assert_eq!(left, [("a", 0), ("c", 2)]);
        let bare = Removed { html: String::new(), ..removed("1 < 2", 0) };
        let bare = Extraction { removed: vec![bare], ..extraction.clone() };
        assert!(bare.with_restored(&[0]).html().starts_with("<p>1 &lt; 2</p>\n"));
        // What is no index of a block changes nothing.
        assert_eq!(extraction.with_restored(&[9]).text(), "one\n\ntwo");
    }

    /// The same, with what stood after the last block at its end.
    fn extraction_with_places(extraction: &Extraction, end: usize) -> Extraction {
        let mut same = extraction.clone();
        same.removed.iter_mut().for_each(|removed| removed.at = removed.at.min(end));
        same
    }
}
