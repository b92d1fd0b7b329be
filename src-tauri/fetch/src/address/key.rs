//! The identity of an address: one key for every way to write the same page.

use url::{Host, Url};

use super::{clean, hex_byte};

/// The key under which an address is the same page as another: host and path without scheme,
/// usual port, `www.`, phone and AMP forms, tracking, trailing slash and order of parameters.
///
/// A key is compared, never fetched and never shown.
#[must_use]
pub fn key(url: &Url) -> String {
    let url = clean(url);
    if !matches!(url.scheme(), "http" | "https") {
        return url.to_string();
    }
    let mut key = host_key(url.host_str().unwrap_or_default());
    if let Some(port) = url.port().filter(|port| !matches!(port, 80 | 443)) {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(&path_key(url.path()));
    let mut pairs: Vec<_> = url
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| !is_amp_choice(pair))
        .map(normal_percents)
        .collect();
    // Stable: parameters of one name keep their order, which may mean something.
    pairs.sort_by(|a, b| a.split('=').next().cmp(&b.split('=').next()));
    if !pairs.is_empty() {
        key.push('?');
        key.push_str(&pairs.join("&"));
    }
    if let Some(fragment) = url.fragment() {
        key.push('#');
        key.push_str(fragment);
    }
    key
}

/// The host without a trailing dot, and without the labels that only choose a form of the site.
fn host_key(host: &str) -> String {
    let host = host.trim_end_matches('.');
    let Some(domain) = registrable_domain(host) else { return host.to_owned() };
    let mut labels = host.strip_suffix(domain).unwrap_or_default().trim_end_matches('.');
    // The label of the form stands first ("m.", "www.") or behind a language ("en.m.").
    loop {
        let (first, rest) = labels.split_once('.').unwrap_or((labels, ""));
        if !matches!(first, "www" | "m" | "mobile" | "amp") {
            break;
        }
        labels = rest;
    }
    let labels = labels.strip_suffix(".m").unwrap_or(labels);
    if labels.is_empty() { domain.to_owned() } else { format!("{labels}.{domain}") }
}

/// The path without trailing slash and AMP forms, its percent signs in one form.
fn path_key(path: &str) -> String {
    let path = normal_percents(path);
    let mut path = path.as_str();
    loop {
        let before = path;
        path = path.trim_end_matches('/');
        path = path.strip_suffix(".amp").unwrap_or(path);
        path = path.strip_suffix("/amp").filter(|page| is_deep(page)).unwrap_or(path);
        if path == before {
            break;
        }
    }
    if let Some(rest) = path.strip_suffix(".amp.html") {
        return format!("{rest}.html");
    }
    let page = path.strip_prefix("/amp/").filter(|rest| rest.contains('/'));
    page.map_or_else(|| path.to_owned(), |rest| format!("/{rest}"))
}

/// Whether a path is deep enough to be a story, so that `/amp` behind it is a form of it and no
/// page of its own, as `/products/amp` may be.
fn is_deep(path: &str) -> bool {
    let slug = |segment: &str| segment.contains(|c: char| c == '-' || c.is_ascii_digit());
    path.matches('/').count() > 1 || path.rsplit('/').next().is_some_and(slug)
}

/// `?amp`, `?amp=1` and `?outputType=amp` choose the AMP form of a page.
fn is_amp_choice(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    match name.to_ascii_lowercase().as_str() {
        "amp" => matches!(value, "" | "1" | "true"),
        "outputtype" => value.eq_ignore_ascii_case("amp"),
        _ => false,
    }
}

/// Percent signs in one form: letters, digits and `-._~` plain, the rest in upper case.
fn normal_percents(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        let code = hex_byte(rest, at + 1);
        match code {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                normal.push(char::from(byte));
                rest = &rest[at + 3..];
            }
            Some(byte) => {
                normal.push_str(&format!("%{byte:02X}"));
                rest = &rest[at + 3..];
            }
            None => {
                normal.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    normal.push_str(rest);
    normal
}

/// The domain that somebody registered (`bbc.co.uk` of `news.bbc.co.uk`), by the public suffix
/// list; `None` for literal addresses, single names and suffixes themselves.
#[must_use]
pub fn registrable_domain(host: &str) -> Option<&str> {
    let host = host.trim_end_matches('.');
    if !matches!(Host::parse(host), Ok(Host::Domain(_))) {
        return None;
    }
    psl::domain_str(host)
}

/// Whether one holder answers for both addresses: the same registrable domain, and where there is
/// none, the same host and port.
#[must_use]
pub fn same_site(a: &Url, b: &Url) -> bool {
    let (Some(a_host), Some(b_host)) = (a.host_str(), b.host_str()) else { return false };
    match (registrable_domain(a_host), registrable_domain(b_host)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a_host == b_host && a.port_or_known_default() == b.port_or_known_default(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn every_way_to_write_a_page_has_one_key() {
        let ways = [
            "https://www.example.com/news/story",
            "http://example.com/news/story/",
            "https://EXAMPLE.com:443/news/story?utm_source=x",
            "https://m.example.com/news/story#part",
            "https://mobile.example.com/news/story",
            "https://www.m.example.com/news/story",
            "https://example.com/news/story/amp/",
            "https://example.com/news/story.amp",
            "https://example.com/news/story/amp/amp/",
            "https://amp.example.com/news/story?amp=1",
            "https://example.com/amp/news/story",
            "https://example.com/news/story?outputType=amp",
            "https://www.google.com/amp/s/www.example.com/news/story",
            "https://example.com/n%65ws/story",
            "https://example.com./news/story",
        ];
        for way in ways {
            assert_eq!(key(&url(way)), "example.com/news/story", "{way}");
        }
    }

    #[test]
    fn different_pages_have_different_keys() {
        let pages = [
            "https://example.com/",
            "https://example.com/a",
            "https://example.com/A",
            "https://example.com/amp",
            "https://example.com/a/amp",
            "https://example.com/a?id=1",
            "https://example.com/a?id=2",
            "https://example.com/a?id=1&id=2",
            "https://example.com/a?id=2&id=1",
            "https://example.com/#!/a",
            "https://news.example.com/a",
            "https://example.com:8080/a",
            "https://example.org/a",
            "https://example.com/a%2Fb",
            "https://example.com/a/b",
            "http://127.0.0.1:8080/a",
            "http://127.0.0.1:8081/a",
            "https://m.co.uk/a",
            "https://n.co.uk/a",
        ];
        let mut keys: Vec<_> = pages.iter().map(|page| key(&url(page))).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), pages.len(), "{keys:?}");
    }

    #[test]
    fn parameters_in_another_order_are_the_same_page() {
        assert_eq!(key(&url("https://a.com/?b=2&a=1")), key(&url("https://a.com/?a=1&b=2")));
        assert_eq!(key(&url("https://a.com/?q=%c3%a9")), key(&url("https://a.com/?q=é")));
        assert_eq!(key(&url("https://en.m.a.org/x")), key(&url("https://en.a.org/x")));
    }

    #[test]
    fn a_key_of_the_clean_address_is_the_same() {
        for text in ["https://www.a.com/x/?utm_source=1&b=1#c", "https://m.a.com/?amp", "file:///x"]
        {
            assert_eq!(key(&clean(&url(text))), key(&url(text)));
        }
    }

    #[test]
    fn a_registrable_domain_is_what_somebody_registered() {
        for (host, domain) in [
            ("www.example.com", Some("example.com")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("me.github.io", Some("me.github.io")),
            ("example.com.", Some("example.com")),
            ("co.uk", None),
            ("localhost", None),
            ("127.0.0.1", None),
            ("[::1]", None),
            ("", None),
        ] {
            assert_eq!(registrable_domain(host), domain, "{host}");
        }
    }

    #[test]
    fn pages_are_of_one_site_by_their_domain_or_else_by_host_and_port() {
        for (a, b, same) in [
            ("https://www.example.com/", "http://news.example.com:81/", true),
            ("https://a.co.uk/", "https://b.co.uk/", false),
            ("https://me.github.io/", "https://you.github.io/", false),
            ("http://127.0.0.1:1/", "http://127.0.0.1:1/x", true),
            ("http://127.0.0.1:1/", "http://127.0.0.1:2/", false),
            ("http://localhost/", "https://example.com/", false),
            ("mailto:a@b.c", "mailto:a@b.c", false),
        ] {
            assert_eq!(same_site(&url(a), &url(b)), same, "{a} {b}");
        }
    }
}
