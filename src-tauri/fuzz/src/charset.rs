//! From the bytes of a page to text.

use backfile_article::{Header, Page, Sha256, Timestamp};
use backfile_fetch::{decode, text_of};
use url::Url;

/// What a server says of the charset; the first byte of an input chooses.
const SAID: [&str; 24] = [
    "",
    "utf-8",
    "\"UTF-8\"",
    "iso-8859-1",
    "windows-1252",
    "windows-1251",
    "iso-8859-8-i",
    "koi8-r",
    "macintosh",
    "ibm866",
    "gbk",
    "gb18030",
    "big5",
    "euc-jp",
    "iso-2022-jp",
    "shift_jis",
    "euc-kr",
    "utf-16le",
    "utf-16be",
    "x-user-defined",
    "replacement",
    "iso-2022-kr",
    "unheard-of",
    "'",
];

/// Any bytes as the body of a page, with any header: it is read in a charset that has a name, and
/// by that name, which is what an archive keeps, it is read in the same way again.
pub fn charset(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let (content_type, body) = match SAID.get(usize::from(*choice)) {
        Some(&"") => (None, rest),
        Some(said) => (Some(format!("text/html; charset={said}")), rest),
        // Else the first line is the whole header.
        None => {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let (header, body) = rest.split_at(end);
            (Some(String::from_utf8_lossy(header).into_owned()), body)
        }
    };
    let found = decode(body, content_type.as_deref());
    assert!(!found.charset.is_empty());
    assert!(found.text.len() <= 3 * body.len() + 3, "{} of {}", found.text.len(), body.len());
    let mut page = page(body, content_type);
    assert_eq!(text_of(&page), found);
    page.charset = Some(found.charset.to_owned());
    assert_eq!(text_of(&page), found);
    let marked = |mark: &[u8]| body.starts_with(mark);
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        assert_eq!((found.charset, found.text), ("UTF-8", lossy(rest)));
    } else if *choice == 1 && !marked(b"\xff\xfe") && !marked(b"\xfe\xff") {
        assert_eq!((found.charset, found.text), ("UTF-8", lossy(body)));
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn page(body: &[u8], content_type: Option<String>) -> Page {
    let url: Url = "https://example.org/a".parse().unwrap();
    let header = |value| Header { name: "content-type".to_owned(), value };
    Page {
        requested: url.clone(),
        final_url: url,
        redirects: Vec::new(),
        status: 200,
        headers: content_type.map(header).into_iter().collect(),
        peer: None,
        requested_at: Timestamp(0),
        media_type: "text/html".to_owned(),
        charset: None,
        body: body.to_vec(),
        body_sha256: Sha256::of(b""),
        wire_sha256: Sha256::of(b""),
        wire_bytes: 0,
    }
}
