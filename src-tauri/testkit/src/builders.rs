//! Values that tests need and that are long to write out.

use backfile_article::{Header, Page, Sha256, Timestamp};

/// A page as if it had been fetched from that address, in UTF-8.
///
/// # Panics
/// When the address is none.
#[must_use]
pub fn fetched(url: &str, html: &str) -> Page {
    Page {
        charset: Some("UTF-8".to_owned()),
        ..fetched_bytes(url, "text/html; charset=utf-8", html.as_bytes())
    }
}

/// Bytes as if they had been fetched from that address with that Content-Type.
///
/// # Panics
/// When the address is none.
#[must_use]
pub fn fetched_bytes(url: &str, content_type: &str, bytes: &[u8]) -> Page {
    let url: url::Url = url.parse().expect("an address");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_owned();
    Page {
        requested: url.clone(),
        final_url: url,
        redirects: Vec::new(),
        status: 200,
        headers: vec![Header { name: "content-type".to_owned(), value: content_type.to_owned() }],
        peer: Some("127.0.0.1:80".to_owned()),
        requested_at: Timestamp(1_795_420_800_000),
        media_type,
        charset: None,
        body: bytes.to_vec(),
        body_sha256: Sha256::of(bytes),
        wire_sha256: Sha256::of(bytes),
        wire_bytes: bytes.len() as u64,
    }
}
