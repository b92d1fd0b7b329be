//! Where an entry of the archive stands, how its content came, and why one is only a link.

use serde::{Deserialize, Serialize};

/// Where an entry stands between the link that was given and the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In the queue; no page has been fetched.
    Waiting,
    /// An article with at least one version.
    Article,
    /// Kept as link: the page gives no article.
    Link,
    /// The last try failed in a way that a Retry could mend.
    Failed,
}

/// How a version's content came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum HowTaken {
    /// Fetched from its address.
    Fetched,
    /// Pasted from what the browser showed.
    Pasted,
    /// From a saved HTML file.
    File,
    /// From flattened text without markup.
    FromText,
}

/// Why an entry is kept as link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkReason {
    /// The page's content is a video or audio player.
    Video,
    /// A home, section or listing page.
    Listing,
    /// A PDF; its bytes are kept.
    Pdf,
    /// A picture.
    Picture,
    /// A feed.
    Feed,
    /// Some other kind of file.
    OtherFile,
    /// 404, 410 or a page that says so.
    Gone,
    /// Asked for consent to cookies before showing the article.
    ConsentWall,
    /// Asked to sign in.
    SignInWall,
    /// Asked for a subscription.
    Paywall,
    /// Asked to prove that a person is there.
    BotWall,
    /// A page with text, none of it an article.
    NoArticle,
    /// Nothing is shown without running the page's scripts.
    NeedsScript,
    /// Larger than the limits allow.
    TooLarge,
}
