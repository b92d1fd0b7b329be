//! The one door: HTML reaches a screen or a file only through here.
//!
//! A list of elements and attributes is let through, everything else goes; addresses are http,
//! https or mailto; ids carry a prefix, so that nothing in an article can take the name of
//! something in the app. The result is a fixed point: sanitising it again changes nothing.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use url::Url;

use crate::prescan;

/// What ids and in-page links begin with.
pub(crate) const PREFIX: &str = "bf-";

const TAGS: [&str; 66] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "main",
];

/// Sanitises a fragment of HTML; relative addresses are joined to `base` or go without one.
///
/// Kept: text elements, lists, tables, figures, links and pictures; `id` with the prefix `bf-`, and
/// links to such ids; `class` only as `caption` and `credit` of a `span`. A picture may also name
/// `media/<sha256>.<ext>` of the archive.
#[must_use]
pub fn sanitize(html: &str, base: Option<&Url>) -> String {
    let scanned = prescan::scan(html);
    match base {
        Some(_) => settle(&builder(base.cloned()), &scanned.html),
        None => settle(&PLAIN, &scanned.html),
    }
}

/// Sanitises fragments that are well-formed by themselves; one parse when nothing is to change.
pub(crate) fn sanitize_each(fragments: &mut [&mut String]) {
    let joined: String = fragments.iter().map(|fragment| fragment.as_str()).collect();
    let cleaned = PLAIN.clean(&joined).to_string();
    if cleaned == joined {
        return;
    }
    for fragment in fragments {
        **fragment = settle(&PLAIN, fragment);
    }
}

static PLAIN: LazyLock<Builder<'static>> = LazyLock::new(|| builder(None));

/// Cleans until nothing changes. Leaving out an element can put others where a parser would not
/// leave them, so one pass is not always enough; what does not settle is kept as text.
fn settle(builder: &Builder<'_>, html: &str) -> String {
    let mut before = builder.clean(html).to_string();
    for _ in 0..6 {
        let after = PLAIN.clean(&before).to_string();
        if after == before {
            return after;
        }
        before = after;
    }
    let text = ammonia::clean_text(&crate::plain::to_text(&before));
    PLAIN.clean(&text).to_string()
}

fn builder(base: Option<Url>) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "template", "noscript", "textarea", "select", "svg", "math",
        ]))
        .generic_attributes(HashSet::from(["lang", "dir", "id"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |tag, name, value| attribute(base.as_ref(), tag, name, value));
    // The builder's defaults allow more (`cite`, `align`), even when it begins empty.
    builder.tag_attributes(HashMap::new());
    for (tag, attributes) in [
        ("a", &["href"][..]),
        ("img", &["src", "alt", "width", "height"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("ol", &["start"]),
        ("time", &["datetime"]),
        ("span", &["class"]),
    ] {
        builder.add_tag_attributes(tag, attributes);
    }
    builder
}

fn attribute<'v>(
    base: Option<&Url>,
    tag: &str,
    name: &str,
    value: &'v str,
) -> Option<Cow<'v, str>> {
    match name {
        "href" | "src" => address(base, tag, value),
        "id" => {
            let plain =
                !value.is_empty() && value.len() <= 200 && !value.contains(char::is_whitespace);
            match plain {
                true if value.starts_with(PREFIX) => Some(Cow::Borrowed(value)),
                true => Some(Cow::Owned(format!("{PREFIX}{value}"))),
                false => None,
            }
        }
        "class" => matches!(value, "caption" | "credit").then_some(Cow::Borrowed(value)),
        "dir" => matches!(value, "ltr" | "rtl" | "auto").then_some(Cow::Borrowed(value)),
        "width" | "height" | "colspan" | "rowspan" => value
            .parse::<u16>()
            .is_ok_and(|number| number <= 20_000)
            .then_some(Cow::Borrowed(value)),
        "start" => value.parse::<i32>().is_ok().then_some(Cow::Borrowed(value)),
        "lang" => value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            .then_some(Cow::Borrowed(value)),
        "alt" | "scope" | "datetime" => Some(Cow::Borrowed(value)),
        _ => None,
    }
}

fn address<'v>(base: Option<&Url>, tag: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let trimmed = value.trim();
    if let Some(target) = trimmed.strip_prefix('#').filter(|_| tag == "a") {
        return match target {
            "" => None,
            target if target.starts_with(PREFIX) => Some(Cow::Owned(format!("#{target}"))),
            target => Some(Cow::Owned(format!("#{PREFIX}{target}"))),
        };
    }
    if tag == "img" && is_media(trimmed) {
        return Some(Cow::Owned(trimmed.to_owned()));
    }
    let mut url = match base {
        Some(base) => base.join(trimmed).ok()?,
        None => Url::parse(trimmed).ok()?,
    };
    // In front of a host they pass for one, and a password is not to be kept. Both fail only for
    // addresses without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let fits = match url.scheme() {
        "http" | "https" => url.host_str().is_some(),
        "mailto" => tag == "a",
        _ => false,
    };
    fits.then(|| Cow::Owned(url.into()))
}

/// Whether an address names a picture of the archive: `media/<64 hex digits>.<ext>`.
fn is_media(value: &str) -> bool {
    value.strip_prefix("media/").and_then(|rest| rest.split_once('.')).is_some_and(|(hash, ext)| {
        hash.len() == 64
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && (1..=5).contains(&ext.len())
            && ext.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_is_gone() {
        let html = r#"<p onclick="x()" style="color:red">a<script>x()</script><iframe src=//x></iframe></p>
            <q cite="javascript:x()" align=left>q</q><form action=/x><input></form><a href="javascript:x()">b</a><img src="x" onerror=x srcset="y 1x"><base href=//x><meta http-equiv=refresh>"#;
        let clean = sanitize(html, None);
        for word in [
            "script", "cite", "align", "onclick", "style", "iframe", "form", "onerror", "srcset",
            "base", "meta", "input",
        ] {
            assert!(!clean.contains(word), "{word} in {clean}");
        }
    }

    #[test]
    fn addresses_are_absolute_and_of_the_web() {
        let base = Url::parse("https://example.org/a/b").unwrap();
        let clean = sanitize(
            "<a href='../c'>c</a> <a href='data:x'>d</a> <a href='#n1'>1</a> <i id=n1>x</i>",
            Some(&base),
        );
        assert_eq!(
            clean,
            "<a href=\"https://example.org/c\">c</a> <a>d</a> <a href=\"#bf-n1\">1</a> <i id=\"bf-n1\">x</i>"
        );
        assert_eq!(sanitize("<a href='../c'>c</a>", None), "<a>c</a>");
        assert_eq!(
            sanitize("<a href='https://paper.example:x@other.example/a'>a</a>", None),
            "<a href=\"https://other.example/a\">a</a>"
        );
    }

    #[test]
    fn a_stored_picture_keeps_its_name() {
        let html = format!("<img src=\"media/{}.jpg\" alt=\"\">", "a".repeat(64));
        assert_eq!(sanitize(&html, None), html);
        assert_eq!(sanitize("<img src='media/../../x.jpg'>", None), "<img>");
    }

    #[test]
    fn what_a_parser_would_move_settles() {
        for html in [
            "<p><button><p>x",
            "<a><form><a href=x>y",
            "<table><p>x<tr><td>y",
            "<svg><p><style><img src=x>",
        ] {
            let once = sanitize(html, None);
            assert_eq!(sanitize(&once, None), once, "{html}");
        }
    }
}
