//! Whom the archive's programs talked to.

use backfile_article::{ArticleId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A host that was contacted.
    pub struct Contact {
        /// Host, and port where it is not the usual one.
        pub host: String,
        /// The first time.
        pub first_at: Timestamp,
        /// The last time.
        pub last_at: Timestamp,
        /// Requests that went out.
        #[ts(type = "number")]
        pub requests: u64,
        /// Bytes that came, as they came.
        #[ts(type = "number")]
        pub bytes_received: u64,
        /// Entries that it was contacted for and that are still there.
        pub articles: u32,
    }

    /// An entry that a host was contacted for.
    pub struct ContactArticle {
        /// Its id.
        pub id: ArticleId,
        /// Its title, else its address.
        pub title: String,
        /// The last time.
        pub at: Timestamp,
        /// Bytes that came for it.
        #[ts(type = "number")]
        pub bytes: u64,
    }

    /// An origin on this computer or its network that may be asked.
    pub struct PrivateOrigin {
        /// Scheme, host and port.
        pub origin: String,
        /// When the person said so.
        pub allowed_at: Timestamp,
    }

    /// A site that is left alone for a while.
    pub struct Hold {
        /// Its registrable domain, or host and port where it has none.
        pub host: String,
        /// Until when.
        pub until: Timestamp,
        /// Why.
        pub reason: HoldReason,
    }

    /// Why a site is left alone.
    #[derive(Copy, Eq)]
    pub enum HoldReason {
        /// It asked for that.
        Asked,
        /// Its answer could not be had.
        Failed,
    }
}
