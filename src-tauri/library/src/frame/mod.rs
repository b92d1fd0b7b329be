//! The reader's frame: the document of one article, and the pictures in it.
//!
//! The frame is sandboxed with an opaque origin. Its own Content-Security-Policy lets one
//! script and one style run, both ours and named by their hash, fonts from the app and
//! pictures from the store; nothing of the page runs and nothing is asked of the network.
//! What the article says passes [`backfile_extract::sanitize`] on its way into the document,
//! so that a later sanitizer also guards what an earlier one let through.

mod document;
mod pictures;
mod policy;

pub(crate) use document::{Sheet, document};
pub(crate) use pictures::{PictureSource, is_media_name, media_type};
pub use policy::{ARTICLE_SANDBOX, content_security_policy, frame_address, media_address};

/// An answer of the `article:` or `media:` scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// An HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// There is nothing of that name.
    #[must_use]
    pub fn not_found() -> Self {
        Self { status: 404, headers: Vec::new(), body: Vec::new() }
    }

    /// A frame's document.
    #[must_use]
    pub fn document(html: String) -> Self {
        Self {
            status: 200,
            headers: vec![
                ("content-type", "text/html; charset=utf-8".to_owned()),
                ("content-security-policy", content_security_policy()),
                ("x-content-type-options", "nosniff".to_owned()),
                ("referrer-policy", "no-referrer".to_owned()),
                ("cache-control", "no-store".to_owned()),
            ],
            body: html.into_bytes(),
        }
    }

    /// A stored picture; its name is its content, so that it never changes.
    #[must_use]
    pub fn picture(media_type: &str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            headers: vec![
                ("content-type", media_type.to_owned()),
                ("x-content-type-options", "nosniff".to_owned()),
                ("cache-control", "max-age=31536000, immutable".to_owned()),
                ("access-control-allow-origin", "*".to_owned()),
            ],
            body,
        }
    }
}
