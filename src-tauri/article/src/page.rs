//! A page: one fetched response, before extraction.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Sha256, Timestamp};

/// One hop on the way from the requested to the final URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The address that answered with a redirect.
    pub from: Url,
    /// Its status, 301 to 308.
    pub status: u16,
    /// The address that it named.
    pub to: Url,
}

/// One response header, as received; bytes that are not UTF-8 are read as Latin-1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Its name in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One response: what was asked, what answered, and every byte of the answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// The address as asked for.
    pub requested: Url,
    /// The address that gave the body.
    pub final_url: Url,
    /// The hops between the two, in order.
    pub redirects: Vec<Redirect>,
    /// The status of the final answer.
    pub status: u16,
    /// The headers of the final answer, in order.
    pub headers: Vec<Header>,
    /// Address and port that answered; `None` for a page that came from a file or the clipboard.
    pub peer: Option<String>,
    /// When the request was made.
    pub requested_at: Timestamp,
    /// The media type without parameters, in lower case, as declared or else sniffed.
    pub media_type: String,
    /// The name of the character set that `text` was read with, when the body is text.
    pub charset: Option<String>,
    /// The body after content decoding.
    pub body: Vec<u8>,
    /// The digest of `body`.
    pub body_sha256: Sha256,
    /// The digest of the body as it came over the wire, before content decoding.
    pub wire_sha256: Sha256,
    /// Bytes that came over the wire for the body.
    pub wire_bytes: u64,
}

impl Page {
    /// The first header of that name (in lower case), if there is one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name == name).map(|header| header.value.as_str())
    }
}
