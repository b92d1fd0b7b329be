//! One link: what counts as one, and how it is cleaned.

use url::{Host, Url};

use crate::incoming::reason;

/// Longer links are refused; servers commonly stop at 8 KB.
const MAX_LINK: usize = 16_384;

/// A link as it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// http or https, without user name and password.
    pub url: Url,
    /// Whether it had a user name or password, which are kept nowhere.
    pub had_credentials: bool,
}

impl From<Url> for Link {
    fn from(mut url: Url) -> Self {
        let had_credentials = !url.username().is_empty() || url.password().is_some();
        if had_credentials {
            // Both fail only for addresses without a host, which have neither.
            let _ = url.set_username("");
            let _ = url.set_password(None);
        }
        Self { url, had_credentials }
    }
}

/// Reads a link with its scheme: http or https only, the user name and password removed.
///
/// `<…>`, quotes and white space around it are taken off, and the wrappings
/// `view-source:`, `about:reader?url=` and `feed:` are opened.
///
/// # Errors
/// One of the codes in [`reason`].
pub fn clean_link(text: &str) -> Result<Link, &'static str> {
    let text = unwrap(text);
    if text.is_empty() {
        return Err(reason::NO_LINK);
    }
    if text.len() > MAX_LINK {
        return Err(reason::TOO_LONG);
    }
    let mut inner = text;
    loop {
        if let Some(rest) = strip_prefix(inner, "view-source:") {
            inner = rest;
        } else if let Some(rest) = strip_prefix(inner, "about:reader?url=") {
            let decoded = url::form_urlencoded::parse(rest.as_bytes()).next();
            let decoded = decoded.map(|(text, _)| text.into_owned()).unwrap_or_default();
            return web(&decoded);
        } else if let Some(rest) = strip_prefix(inner, "feed:") {
            inner = rest.trim_start_matches('/');
            if !has_web_scheme(inner) {
                return web(&format!("http://{inner}"));
            }
        } else {
            return web(inner);
        }
    }
}

fn web(text: &str) -> Result<Link, &'static str> {
    if text.starts_with("//") {
        return web(&format!("https:{text}"));
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(_) if has_web_scheme(text) => return Err(reason::BAD_LINK),
        Err(_) => return Err(reason::NO_LINK),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(reason::NOT_WEB);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(reason::BAD_LINK);
    }
    Ok(url.into())
}

/// Whether the whole text is one link, as a person types or pastes it into a field.
///
/// With http or https in front, any address is one. Without, only what cannot be meant as a
/// search: a name under a known public suffix with a path behind it (`bbc.com/news/x`) or
/// `www.` in front; `localhost` and a numeric address with a port or a path. White space
/// inside means a search.
#[must_use]
pub fn typed_link(text: &str) -> Option<Link> {
    let text = unwrap(text);
    if text.is_empty() || text.len() > MAX_LINK {
        return None;
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || is_wall(c)) {
        return None;
    }
    if has_web_scheme(text) || text.starts_with("//") {
        return clean_link(text).ok();
    }
    if ["view-source:", "about:reader?url=", "feed:"]
        .iter()
        .any(|p| strip_prefix(text, p).is_some())
    {
        return clean_link(text).ok();
    }
    bare_link(text)
}

/// A link without its scheme, as in [`typed_link`].
pub(crate) fn bare_link(text: &str) -> Option<Link> {
    let end = text.find(['/', '?', '#', '\\']).unwrap_or(text.len());
    let (authority, rest) = text.split_at(end);
    let (name, port) = match authority.split_once(':') {
        Some((name, port)) => {
            let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            if !digits {
                return None;
            }
            (name, true)
        }
        None => (authority, false),
    };
    let path = rest.starts_with('/');
    let clean = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || !name.chars().all(clean) || name.starts_with(['.', '-']) {
        return None;
    }
    let local = name.eq_ignore_ascii_case("localhost");
    if local && !(path || port) {
        return None;
    }
    // An IPv4 address is written in four parts; "10.5/2" is none, though the parser takes it.
    let numeric = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numeric && (name.split('.').filter(|part| !part.is_empty()).count() != 4 || !(path || port))
    {
        return None;
    }
    let scheme = if local || numeric { "http" } else { "https" };
    let link = clean_link(&format!("{scheme}://{text}")).ok()?;
    match link.url.host()? {
        Host::Domain(_) if local => Some(link),
        Host::Domain(host) => {
            let www = host.strip_prefix("www.").is_some_and(|rest| rest.contains('.'));
            ((www || path) && has_public_suffix(host)).then_some(link)
        }
        Host::Ipv4(_) => Some(link),
        Host::Ipv6(_) => None,
    }
}

/// Whether a host (in its ASCII form) lies under a suffix of the public list.
fn has_public_suffix(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some((_, top)) = host.rsplit_once('.') else { return false };
    // The list in the binary is in Unicode; every such name that resolves is an IDN domain.
    if top.starts_with("xn--") {
        return true;
    }
    match psl::suffix(host.as_bytes()) {
        Some(suffix) if suffix.is_known() => {
            suffix.as_bytes() != host.as_bytes() || suffix.typ() == Some(psl::Type::Private)
        }
        _ => false,
    }
}

/// `http://` or `https://` in any case.
pub(crate) fn has_web_scheme(text: &str) -> bool {
    strip_prefix(text, "http://").or_else(|| strip_prefix(text, "https://")).is_some()
}

/// A prefix taken off without regard to ASCII case.
pub(crate) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Takes off white space, invisible marks, and one pair of `<…>` or quotes.
fn unwrap(text: &str) -> &str {
    let outer = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    let text = text.trim_matches(outer);
    const PAIRS: [(char, char); 8] = [
        ('<', '>'),
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('“', '”'),
        ('„', '“'),
        ('‘', '’'),
        ('«', '»'),
    ];
    for (open, close) in PAIRS {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            let inner = inner.trim_matches(outer);
            return if open == '<' { strip_prefix(inner, "url:").unwrap_or(inner) } else { inner };
        }
    }
    text
}

/// Marks that are never part of an address: zero widths, direction marks, the byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffc}')
}

/// Characters at which an address in running text ends.
pub(crate) fn is_wall(c: char) -> bool {
    matches!(
        c,
        '<' | '>'
            | '"'
            | '`'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '，'
            | '。'
            | '、'
            | '；'
            | '！'
            | '？'
            | '：'
            | '「'
            | '」'
            | '『'
            | '』'
            | '（'
            | '）'
            | '【'
            | '】'
            | '《'
            | '》'
            | '〈'
            | '〉'
    ) || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_knows_a_link_from_a_search() {
        let links = [
            ("https://bbc.com/news/x", "https://bbc.com/news/x"),
            ("  https://bbc.com/news/x\n", "https://bbc.com/news/x"),
            ("HTTPS://BBC.com/News", "https://bbc.com/News"),
            ("http://intranet/page", "http://intranet/page"),
            ("https://bbc.com", "https://bbc.com/"),
            ("bbc.com/news/x", "https://bbc.com/news/x"),
            ("BBC.com/news", "https://bbc.com/news"),
            ("www.bbc.com", "https://www.bbc.com/"),
            ("www.bbc.co.uk/news?id=1#top", "https://www.bbc.co.uk/news?id=1#top"),
            ("bbc.co.uk/", "https://bbc.co.uk/"),
            ("example.com:8443/a", "https://example.com:8443/a"),
            ("someone.github.io/post", "https://someone.github.io/post"),
            ("github.io/about", "https://github.io/about"),
            ("//example.org/a", "https://example.org/a"),
            ("<https://example.org/a>", "https://example.org/a"),
            ("<URL:https://example.org/a>", "https://example.org/a"),
            ("\"https://example.org/a\"", "https://example.org/a"),
            ("“https://example.org/a”", "https://example.org/a"),
            ("\u{feff}https://example.org/a\u{200b}", "https://example.org/a"),
            ("https://me:secret@example.org/a", "https://example.org/a"),
            ("https://me@example.org/a", "https://example.org/a"),
            ("localhost:8080", "http://localhost:8080/"),
            ("localhost/page", "http://localhost/page"),
            ("127.0.0.1:3000/a", "http://127.0.0.1:3000/a"),
            ("192.168.1.20/notes", "http://192.168.1.20/notes"),
            ("http://[::1]:8080/a", "http://[::1]:8080/a"),
            (
                "https://zh.wikipedia.org/wiki/中文",
                "https://zh.wikipedia.org/wiki/%E4%B8%AD%E6%96%87",
            ),
            ("münchen.de/rathaus", "https://xn--mnchen-3ya.de/rathaus"),
            (
                "пример.рф/статья",
                "https://xn--e1afmkfd.xn--p1ai/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F",
            ),
            ("view-source:https://example.org/a", "https://example.org/a"),
            ("about:reader?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1", "https://example.org/a?b=1"),
            ("feed://example.org/rss", "http://example.org/rss"),
            ("feed:https://example.org/rss", "https://example.org/rss"),
            ("https://spiegel.example/a-1,1234.html", "https://spiegel.example/a-1,1234.html"),
            ("https://example.org/a|b", "https://example.org/a|b"),
        ];
        for (typed, url) in links {
            let link = typed_link(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(link.url.as_str(), url, "{typed}");
            assert_eq!(link.had_credentials, typed.contains('@'), "{typed}");
        }
        let searches = [
            "",
            " ",
            "climate",
            "node.js streams",
            "node.js",
            "node.js/streams",
            "bbc.com",
            "asp.net",
            "bbc.com news",
            "https://bbc.com/a https://bbc.com/b",
            "see https://bbc.com/a",
            "site:bbc.com",
            "site:bbc.com/news",
            "tag:news/local",
            "e.g./i.e.",
            "and/or",
            "3.5/5",
            "10.5/2",
            "1.2.3.4",
            "v1.2/x",
            "24/7",
            "1984.",
            "me@example.org",
            "me@example.org/x",
            "mailto:me@example.org",
            "localhost",
            "co.uk/x",
            "readme.txt/x",
            "...",
            "/news/x",
            "http://",
            "https://?",
            "http:",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ftp://example.org/a",
            "\"quoted phrase\"",
            "C:\\notes\\a.txt",
            "www.",
            "www.com",
            "www.what is this",
            "-site.com/x",
            "U.S./China",
            "日本.語",
        ];
        for typed in searches {
            assert_eq!(typed_link(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_is_no_web_link_is_refused_with_its_reason() {
        let cases = [
            ("javascript:alert(1)", reason::NOT_WEB),
            ("JaVaScRiPt:alert(1)", reason::NOT_WEB),
            ("file:///etc/passwd", reason::NOT_WEB),
            ("place:sort=8", reason::NOT_WEB),
            ("chrome://settings", reason::NOT_WEB),
            ("data:text/html,x", reason::NOT_WEB),
            ("about:blank", reason::NOT_WEB),
            ("mailto:a@b.example", reason::NOT_WEB),
            ("view-source:file:///x", reason::NOT_WEB),
            ("http://", reason::BAD_LINK),
            ("https://exa mple.org/", reason::BAD_LINK),
            ("http://[::1", reason::BAD_LINK),
            ("", reason::NO_LINK),
            ("a title", reason::NO_LINK),
        ];
        for (text, expected) in cases {
            assert_eq!(clean_link(text).err(), Some(expected), "{text}");
        }
        let long = format!("https://example.org/{}", "x".repeat(MAX_LINK));
        assert_eq!(clean_link(&long).err(), Some(reason::TOO_LONG));
    }

    #[test]
    fn a_chain_of_wrappings_ends() {
        let text = "view-source:".repeat(1000) + "https://example.org/";
        assert!(clean_link(&text).is_ok());
    }
}
