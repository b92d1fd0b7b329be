//! Whom programs talked to.

use backfile_article::{ArticleId, Timestamp};

/// What passed between this computer and a host for one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// The last time.
    pub at: Timestamp,
    /// Requests that went out.
    pub requests: u64,
    /// Bytes that came.
    pub bytes: u64,
}

/// A host that was asked for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Host, and port where it is not the usual one.
    pub host: String,
    /// The first time.
    pub first_at: Timestamp,
    /// The last time.
    pub last_at: Timestamp,
    /// Requests that went out.
    pub requests: u64,
    /// Bytes that came.
    pub bytes: u64,
    /// Entries that it was asked for and that are still there.
    pub articles: u32,
}

/// An entry that a host was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactArticle {
    /// Its id.
    pub id: ArticleId,
    /// Its title, else its address.
    pub title: String,
    /// The last time.
    pub at: Timestamp,
    /// Bytes that came for it.
    pub bytes: u64,
}

/// A private origin that the person allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateOrigin {
    /// Scheme, host and port.
    pub origin: String,
    /// When that was said.
    pub at: Timestamp,
}
