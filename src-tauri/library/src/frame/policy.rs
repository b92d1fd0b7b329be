//! The frame's Content-Security-Policy and the addresses of its schemes.

use std::sync::LazyLock;

use backfile_article::{ArticleId, VersionId};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::Digest as _;

/// The one script of the frame, in three files.
pub(super) const BRIDGE: &str =
    concat!(include_str!("quote.js"), include_str!("find.js"), include_str!("bridge.js"));
/// The one style of the frame: the faces that the window has, too, and the article's looks.
pub(super) const STYLE: &str =
    concat!(include_str!("../../../../ui/public/fonts/fonts.css"), include_str!("article.css"));

/// Laid over the policy of a frame's document by whoever serves it: even opened by itself, it
/// stays in a sandbox.
pub const ARTICLE_SANDBOX: &str = "sandbox allow-scripts";

/// The policy that every frame document is served with.
#[must_use]
pub fn content_security_policy() -> String {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; \
             img-src media: http://media.localhost; font-src article: http://article.localhost; \
             base-uri 'none'; form-action 'none'; frame-src 'none'",
            digest(BRIDGE),
            digest(STYLE),
        )
    });
    POLICY.clone()
}

fn digest(text: &str) -> String {
    BASE64_STANDARD.encode(sha2::Sha256::digest(text.as_bytes()))
}

/// Where the system's web view finds a custom scheme: Windows and Android have it as a host.
fn scheme(name: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{name}.localhost/")
    } else {
        format!("{name}://localhost/")
    }
}

/// The address of a version's frame document. `revision` changes when the document does.
#[must_use]
pub fn frame_address(article: ArticleId, version: VersionId, revision: u64) -> String {
    format!("{}{article}/{version}?r={revision:x}", scheme("article"))
}

/// The address of a stored picture.
#[must_use]
pub fn media_address(name: &str) -> String {
    format!("{}{name}", scheme("media"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_our_script_and_style_is_allowed() {
        let policy = content_security_policy();
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
        assert!(!policy.contains("unsafe") && !policy.contains("https:") && !policy.contains('*'));
    }
}
