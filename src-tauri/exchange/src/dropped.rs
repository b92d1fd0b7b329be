//! What a drag brings: the flavours of an HTML drop.

use std::collections::HashMap;

use url::Url;

use crate::incoming::{Incoming, LinkRow};
use crate::link::{Link, clean_link};
use crate::list::Merge;
use crate::markup::{Attrs, Token, decode_text, tokens};
use crate::text::{from_text, links};
use crate::values::title;

/// Recognises a drop. `text/uri-list` goes before the links of `text/html`, those before
/// `text/plain`; titles come from the HTML, whichever named the links.
#[must_use]
pub fn from_drop(uri_list: Option<&str>, html: Option<&str>, plain: Option<&str>) -> Incoming {
    let anchors = html.map(|html| anchors(html, None)).unwrap_or_default();
    let mut rows = uri_list.map(rows_of_uri_list).unwrap_or_default();
    if rows.is_empty() {
        rows = anchors.clone();
    }
    if rows.is_empty() {
        // A few programs offer their own text under the name of a list of addresses.
        return match plain.or(uri_list) {
            Some(plain) => from_text(plain),
            None => html.map_or(Incoming::Nothing, |html| from_text(&visible(html))),
        };
    }
    let titles = titles(&anchors);
    for row in &mut rows {
        let given =
            titles.get(row.url.as_str()).copied().or_else(|| only_title(&row.url, &anchors));
        row.title = row.title.take().or_else(|| given.map(str::to_owned));
    }
    links(rows, false)
}

/// The titles of links by their address; of two, the first.
pub(crate) fn titles(anchors: &[LinkRow]) -> HashMap<&str, &str> {
    let titled = anchors.iter().rev();
    titled.filter_map(|row| Some((row.url.as_str(), row.title.as_deref()?))).collect()
}

/// The links of a `text/uri-list` (RFC 2483); comments, files and other schemes are left out.
fn rows_of_uri_list(text: &str) -> Vec<LinkRow> {
    text.split(['\r', '\n'])
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| clean_link(line).ok())
        .map(LinkRow::new)
        .collect()
}

/// The one link of a drag may be written in two ways; then its text is still the title.
fn only_title<'a>(url: &Url, anchors: &'a [LinkRow]) -> Option<&'a str> {
    let [anchor] = anchors else { return None };
    anchor.title.as_deref().filter(|_| anchor.url.host() == url.host())
}

/// Reads Mozilla's `text/x-moz-url`: a link and its title on alternate lines.
#[must_use]
pub fn moz_url(text: &str) -> Vec<LinkRow> {
    let text = text.trim_end_matches('\0');
    let mut lines = text.lines().map(|line| line.trim_end_matches('\r'));
    let mut merge = Merge::default();
    while let Some(link) = lines.next() {
        let beside = lines.next().unwrap_or_default();
        if let Ok(url) = clean_link(link) {
            let mut row = LinkRow::new(url);
            row.title = title(beside).filter(|title| title != link.trim());
            merge.add(row);
        }
    }
    merge.into_rows()
}

/// The links of a piece of HTML with their texts, each once; relative ones by `base`.
pub(crate) fn anchors(html: &str, base: Option<&Url>) -> Vec<LinkRow> {
    let mut merge = Merge::default();
    let mut open: Option<(Link, String)> = None;
    let mut end = |open: &mut Option<(Link, String)>| {
        if let Some((url, text)) = open.take() {
            let mut row = LinkRow::new(url);
            let is_link = |title: &String| clean_link(title).is_ok();
            row.title = title(&decode_text(&text)).filter(|title| !is_link(title));
            merge.add(row);
        }
    };
    for token in tokens(html) {
        match token {
            Token::Open { name, attrs } if name.eq_ignore_ascii_case("a") => {
                end(&mut open);
                open = href(attrs, base).map(|url| (url, String::new()));
            }
            Token::Open { name, attrs } if name.eq_ignore_ascii_case("img") => {
                if let Some((_, text)) = &mut open {
                    text.push_str(&attrs.get("alt").unwrap_or_default());
                }
            }
            Token::Open { .. } | Token::Close { .. } => {
                if matches!(token, Token::Close { name } if name.eq_ignore_ascii_case("a")) {
                    end(&mut open);
                } else if let Some((_, text)) = &mut open {
                    text.push(' ');
                }
            }
            Token::Text(piece) => {
                if let Some((_, text)) = &mut open {
                    text.push_str(piece);
                }
            }
            _ => {}
        }
    }
    end(&mut open);
    merge.into_rows()
}

fn href(attrs: Attrs<'_>, base: Option<&Url>) -> Option<Link> {
    let href = attrs.get("href")?;
    let href = href.trim();
    match (clean_link(href), base) {
        (Ok(url), _) => Some(url),
        // A place on the same page is no link to another.
        (Err(_), Some(base)) if !href.is_empty() && !href.starts_with('#') => {
            clean_link(base.join(href).ok()?.as_str()).ok()
        }
        _ => None,
    }
}

/// The text of a piece of HTML, a line for each block.
pub(crate) fn visible(html: &str) -> String {
    let mut out = String::new();
    let mut hidden = false;
    for token in tokens(html) {
        match token {
            Token::Text(text) if !hidden => out.push_str(&decode_text(text)),
            Token::Open { name, .. } | Token::Close { name } => {
                hidden = name.eq_ignore_ascii_case("title") && matches!(token, Token::Open { .. });
                if crate::clipboard::is_block(name) {
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
    out
}
