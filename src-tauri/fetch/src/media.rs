//! What a body is: by its own bytes where they are plain, else by what the server declares.

/// The media type without parameters and in lower case; `None` when the value is no media type.
fn declared(content_type: Option<&str>) -> Option<String> {
    let essence = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    let (kind, name) = essence.split_once('/')?;
    (token(kind) && token(name)).then_some(essence)
}

/// The media type of a body.
///
/// A declared text that carries the marks of a picture, archive or PDF is what its marks say;
/// a declared picture, PDF or unknown that begins like a page is a page; text that is declared as
/// plain stays plain, whatever it looks like.
pub(crate) fn media_type(content_type: Option<&str>, bytes: &[u8]) -> String {
    let declared = declared(content_type);
    let marked = marked(bytes);
    let Some(declared) = declared else {
        return marked.or_else(|| markup(bytes)).unwrap_or_else(|| plain_or_not(bytes)).to_owned();
    };
    if let Some(marked) = marked {
        // A word processor's file is a zip, and says better itself which one it is.
        let packed = matches!(marked, "application/zip" | "application/gzip");
        return if packed && !is_text(&declared) { declared } else { marked.to_owned() };
    }
    let vague = matches!(
        declared.as_str(),
        "application/octet-stream" | "application/x-unknown" | "unknown/unknown"
    );
    if vague {
        return markup(bytes).unwrap_or_else(|| plain_or_not(bytes)).to_owned();
    }
    let should_be_marked = declared == "application/pdf"
        || (declared.starts_with("image/") && declared != "image/svg+xml");
    if should_be_marked && let Some(markup) = markup(bytes) {
        return markup.to_owned();
    }
    declared
}

/// Whether bodies of this type are text.
pub(crate) fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || media_type.ends_with("+json")
        || matches!(
            media_type,
            "application/xml" | "application/json" | "application/javascript" | "application/rtf"
        )
}

/// The type of picture, when it is one that is kept.
pub(crate) fn picture(bytes: &[u8]) -> Option<&'static str> {
    let sniffed = infer::get(bytes)?.mime_type();
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]
        .into_iter()
        .find(|kept| *kept == sniffed)
}

/// What the first bytes mark beyond doubt.
fn marked(bytes: &[u8]) -> Option<&'static str> {
    let sniffed = infer::get(bytes)?.mime_type();
    let plain = sniffed.starts_with("image/")
        || sniffed.starts_with("audio/")
        || sniffed.starts_with("video/")
        || matches!(sniffed, "application/pdf" | "application/zip" | "application/gzip");
    plain.then_some(sniffed)
}

/// What kind of markup the text begins like.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // Two-byte text is close enough to its own low bytes for the names of elements.
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let mut text = text.trim_start_matches(|c: char| c.is_whitespace() || !c.is_ascii());
    let xml = text.starts_with("<?xml");
    while let Some((_, rest)) = ["<?", "<!--"]
        .iter()
        .find(|open| text.starts_with(**open))
        .and_then(|open| text.split_once(if *open == "<?" { "?>" } else { "-->" }))
    {
        text = rest.trim_start();
    }
    let begins = |names: &[&str]| {
        names.iter().any(|name| {
            text.strip_prefix('<').and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric())
            })
        })
    };
    if begins(&["rss", "rdf:rdf"]) {
        Some("application/rss+xml")
    } else if begins(&["feed"]) {
        Some("application/atom+xml")
    } else if begins(&["svg", "!doctype svg"]) {
        Some("image/svg+xml")
    } else if begins(&[
        "!doctype html",
        "html",
        "head",
        "body",
        "title",
        "meta",
        "script",
        "style",
        "link",
        "div",
        "p",
        "h1",
        "table",
        "article",
        "main",
        "a",
        "br",
        "b",
        "iframe",
        "font",
    ]) {
        Some(if xml && begins(&["html"]) { "application/xhtml+xml" } else { "text/html" })
    } else if xml {
        Some("application/xml")
    } else {
        None
    }
}

/// Plain text, unless control bytes say that it is none.
fn plain_or_not(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(1024)];
    let two_byte = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let binary = head.iter().any(|b| matches!(b, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f));
    if binary && !two_byte { "application/octet-stream" } else { "text/plain" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n";

    #[test]
    fn a_body_is_what_it_shows_itself_to_be() {
        let cases: &[(Option<&str>, &[u8], &str)] = &[
            (Some("text/html; charset=utf-8"), b"<p>x", "text/html"),
            (Some("Text/HTML"), b"<p>x", "text/html"),
            (Some("text/html"), PNG, "image/png"),
            (Some("text/html"), PDF, "application/pdf"),
            (Some("text/html"), b"\x1f\x8b\x08\0\0\0\0\0", "application/gzip"),
            (Some("image/png"), b"<!doctype html><p>x", "text/html"),
            (Some("application/pdf"), b"\n<html><body>", "text/html"),
            (Some("application/pdf"), PDF, "application/pdf"),
            (Some("text/plain"), b"<html>", "text/plain"),
            (Some("application/octet-stream"), b"<HTML lang=de>", "text/html"),
            (Some("application/octet-stream"), b"\0\x01\x02", "application/octet-stream"),
            (Some(";;;=,"), b"<!-- x --> <!DOCTYPE html>", "text/html"),
            (None, b"<html>", "text/html"),
            (None, b"\xef\xbb\xbf<html>", "text/html"),
            (None, b"\xff\xfe<\0h\0t\0m\0l\0>\0", "text/html"),
            (None, b"<?xml version='1.0'?><html xmlns='x'>", "application/xhtml+xml"),
            (None, b"<?xml version='1.0'?><rss version='2.0'>", "application/rss+xml"),
            (None, b"<?xml version='1.0'?>\n<!-- a --><feed xmlns='x'>", "application/atom+xml"),
            (None, b"<?xml version='1.0'?><other/>", "application/xml"),
            (None, b"<svg xmlns='x'>", "image/svg+xml"),
            (None, b"Just words", "text/plain"),
            (None, b"", "text/plain"),
            (
                Some("application/vnd.oasis.opendocument.text"),
                b"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "application/vnd.oasis.opendocument.text",
            ),
        ];
        for (content_type, bytes, wanted) in cases {
            let got = media_type(*content_type, bytes);
            assert_eq!(&got, wanted, "{content_type:?} {:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn only_pictures_that_are_kept_are_pictures() {
        assert_eq!(picture(PNG), Some("image/png"));
        assert_eq!(picture(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(picture(b"GIF89a"), Some("image/gif"));
        assert_eq!(picture(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(picture(b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"), Some("image/avif"));
        for none in [&b"BM______"[..], b"<svg xmlns='x'>", b"<html>", PDF, b""] {
            assert_eq!(picture(none), None, "{none:?}");
        }
    }
}
