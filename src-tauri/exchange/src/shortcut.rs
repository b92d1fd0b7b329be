//! Files that hold one link: `.url`, `.desktop`, `.webloc`.

use crate::incoming::{Incoming, LinkRow};
use crate::link::{clean_link, strip_prefix};
use crate::markup::{Token, decode_text, tokens};
use crate::values::title;

/// The link of a Windows internet shortcut or a desktop entry; `None` for any other text.
pub(crate) fn ini(text: &str, stem: Option<&str>) -> Option<Incoming> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut sections = start
        .lines()
        .take(200)
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']));
    let first = sections.next()?;
    if !first.starts_with('[') {
        return None;
    }
    let wanted = |line: &str| {
        line.eq_ignore_ascii_case("[InternetShortcut]")
            || line.eq_ignore_ascii_case("[Desktop Entry]")
    };
    let (mut inside, mut seen) = (wanted(first), wanted(first));
    let (mut link, mut name) = (None, None);
    for line in sections {
        if line.starts_with('[') {
            inside = wanted(line);
            seen |= inside;
        } else if inside && let Some((key, value)) = line.split_once('=') {
            let key = key.trim();
            // KDE marks a value that may hold variables: URL[$e].
            if key.eq_ignore_ascii_case("URL") || key.eq_ignore_ascii_case("URL[$e]") {
                link = link.or_else(|| clean_link(value).ok());
            } else if key.eq_ignore_ascii_case("Name") {
                name = name.or_else(|| title(value));
            }
        }
    }
    seen.then(|| one(link, name.or_else(|| stem.and_then(title))))
}

/// The link of an XML `.webloc`; `None` for any other text.
pub(crate) fn webloc(text: &str, stem: Option<&str>) -> Option<Incoming> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let xml = strip_prefix(start, "<?xml").or_else(|| strip_prefix(start, "<!doctype plist"));
    if xml.is_none() && strip_prefix(start, "<plist").is_none() {
        return None;
    }
    let (mut plist, mut key, mut element) = (false, String::new(), String::new());
    for token in tokens(text).take(2_000) {
        match token {
            Token::Open { name, .. } => {
                plist |= name.eq_ignore_ascii_case("plist");
                if !plist {
                    return None;
                }
                element = name.to_ascii_lowercase();
            }
            Token::Close { .. } => element.clear(),
            Token::Text(text) if element == "key" => key = text.trim().to_owned(),
            Token::Text(text) if element == "string" && key == "URL" => {
                return Some(one(clean_link(&decode_text(text)).ok(), stem.and_then(title)));
            }
            _ => {}
        }
    }
    plist.then_some(Incoming::Nothing)
}

/// What a file that should hold one link is.
pub(crate) fn one(link: Option<crate::Link>, title: Option<String>) -> Incoming {
    match link {
        Some(url) => {
            let mut row = LinkRow::new(url);
            row.title = title;
            Incoming::Links(vec![row])
        }
        None => Incoming::Nothing,
    }
}
