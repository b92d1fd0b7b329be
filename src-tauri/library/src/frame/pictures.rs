//! Pictures in a document: stored ones by their name, missing ones without a request.

use super::{document::escape, media_address};
use crate::words::say;

/// Where a picture of a version is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PictureSource {
    /// Stored under that name.
    Stored {
        /// `<sha256>.<ext>`.
        name: String,
        /// Pixels across and down, when known.
        size: Option<(u32, u32)>,
    },
    /// Not fetched yet.
    Waiting,
    /// It could not be had, or is beyond what is kept of one article.
    Missing,
    /// Left out, for only text was wanted.
    LeftOut,
    /// Nobody ever asked for it, as for those of what was left out.
    Unasked,
}

/// Whether `name` can name a stored picture: 64 hexadecimal digits, a point, a known ending.
pub(crate) fn is_media_name(name: &str) -> bool {
    name.split_once('.').is_some_and(|(hash, ending)| {
        hash.len() == 64
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && media_type(ending).is_some()
    })
}

/// The media type of a stored picture's ending.
pub(crate) fn media_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        _ => return None,
    })
}

/// Puts the stored picture in the place of each `img`'s address; one that is not stored loses
/// its address, so that the reader shows its words and asks nobody.
///
/// `html` is the sanitizer's output: attributes are quoted and well-formed.
pub(super) fn resolve(html: &str, source_of: &dyn Fn(&str) -> PictureSource) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (before, tag_on) = rest.split_at(open);
        out.push_str(before);
        let end = tag_end(tag_on);
        let tag = &tag_on[..end];
        let is_picture = tag.starts_with("<img") && tag[4..].starts_with([' ', '>', '/']);
        if is_picture {
            out.push_str(&picture(tag, source_of))
        } else {
            out.push_str(tag)
        }
        rest = &tag_on[end..];
    }
    out.push_str(rest);
    out
}

/// The length of the tag that `text` begins with, its `>` included; a `>` in quotes is passed.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn picture(tag: &str, source_of: &dyn Fn(&str) -> PictureSource) -> String {
    let attribute = |name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[start..].find('"').map(|length| &tag[start..start + length])
    };
    let alt = attribute("alt").unwrap_or_default();
    let source = attribute("src").map_or(PictureSource::Unasked, |src| source_of(&unescape(src)));
    match source {
        PictureSource::Stored { name, size } => {
            let size = size
                .map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""))
                .unwrap_or_default();
            format!("<img src=\"{}\" alt=\"{alt}\" loading=\"lazy\"{size}>", media_address(&name))
        }
        PictureSource::Unasked => format!("<span>{alt}</span>"),
        PictureSource::Waiting => absent("frame.picture_waiting", alt),
        PictureSource::Missing => absent("frame.picture_missing", alt),
        PictureSource::LeftOut => absent("frame.picture_left_out", alt),
    }
}

/// What stands in a picture's place: why it is not there, and its words.
fn absent(key: &str, alt: &str) -> String {
    let why = escape(&say(key, &[]));
    let colon = if alt.trim().is_empty() { "" } else { ": " };
    format!("<span class=\"missing-picture\">{why}{colon}{alt}</span>")
}

fn unescape(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_picture_takes_its_place_and_a_missing_one_asks_nobody() {
        let name = format!("{}.jpg", "a".repeat(64));
        let stored = name.clone();
        let source_of = move |url: &str| match url {
            "https://paper.example/a.jpg?x=1&y=2" => {
                PictureSource::Stored { name: stored.clone(), size: Some((4, 3)) }
            }
            "https://paper.example/b.jpg" => PictureSource::Missing,
            "https://paper.example/c.jpg" => PictureSource::Waiting,
            "https://paper.example/d.jpg" => PictureSource::LeftOut,
            _ => PictureSource::Unasked,
        };
        let html = "<p>1 &lt; 2</p><img src=\"https://paper.example/a.jpg?x=1&amp;y=2\" alt=\"A > B\">\
                    <img src=\"https://paper.example/b.jpg\" alt=\"Gone\">\
                    <img src=\"https://paper.example/c.jpg\" alt=\"\">\
                    <img src=\"https://paper.example/d.jpg\"><img alt=\"Other\">";
        assert_eq!(
            resolve(html, &source_of),
            format!(
                "<p>1 &lt; 2</p><img src=\"media://localhost/{name}\" alt=\"A > B\" \
                 loading=\"lazy\" width=\"4\" height=\"3\">\
                 <span class=\"missing-picture\">This picture could not be had: Gone</span>\
                 <span class=\"missing-picture\">This picture is still to come</span>\
                 <span class=\"missing-picture\">This picture was left out</span>\
                 <span>Other</span>"
            )
        );
    }

    #[test]
    fn only_a_hash_and_a_known_ending_name_a_picture() {
        let hash = "0".repeat(64);
        assert!(is_media_name(&format!("{hash}.png")));
        for name in [format!("{hash}.svg"), hash.clone(), "../archive.sqlite".to_owned()] {
            assert!(!is_media_name(&name), "{name}");
        }
    }
}
