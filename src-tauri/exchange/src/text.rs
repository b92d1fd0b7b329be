//! Plain text: links typed or pasted, lists, the flattened text of a page.

use crate::incoming::{ExchangeError, FlatText, Incoming, LinkRow, ListFile, ListFormat};
use crate::link::typed_link;
use crate::list::{self, Kind, MOST_LINKS, Merge, only_link, rows_of_lines};
use crate::page::{looks_like_html, saved_page};
use crate::prose::links_in;

/// Where a text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Typed, pasted or dropped.
    Hand,
    /// A file.
    File,
}

/// More links than these were not picked by hand, and count as a list.
const BY_HAND: usize = 50;

/// Fewer words under a link are a remark on it, not its page. The link is tried first either
/// way, so a long remark does no harm.
const FLAT_WORDS: usize = 40;

/// As many words as this are a text, even with no link to it.
const TEXT_WORDS: usize = 150;

/// Recognises typed, pasted or dropped plain text.
///
/// One link; lines of links, with their titles; a table; the source of a page; a page's
/// flattened text, its link in one of the first three lines or the last; links within prose.
/// Long prose without any link is [`FlatText`] without a link.
#[must_use]
pub fn from_text(text: &str) -> Incoming {
    recognise(text.to_owned(), Origin::Hand)
}

pub(crate) fn recognise(text: String, origin: Origin) -> Incoming {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if trimmed.is_empty() {
        return Incoming::Nothing;
    }
    if let Some(url) = typed_link(trimmed) {
        return Incoming::Links(vec![LinkRow::new(url)]);
    }
    if let Some(kind) =
        list::kind_of(trimmed).filter(|kind| *kind != Kind::Lines || origin == Origin::File)
    {
        // Reading from memory cannot fail; what cannot be read has no link.
        return match list::collect(std::io::Cursor::new(trimmed.as_bytes())) {
            Ok(list) if kind == Kind::Lines && list.rows.len() == 1 => Incoming::Links(list.rows),
            Ok(list) if origin == Origin::Hand && picked(&list) => Incoming::Links(list.rows),
            Ok(list) => Incoming::List(list),
            Err(ExchangeError::TooMany { .. }) => Incoming::TooMany,
            Err(_) => Incoming::Nothing,
        };
    }
    if looks_like_html(trimmed) {
        return Incoming::SavedPage(saved_page(text));
    }
    if let Some(rows) = rows_of_lines(trimmed) {
        return links(rows, origin == Origin::File);
    }
    if let Some(flat) = flat_text(trimmed) {
        return Incoming::FlatText(flat);
    }
    let rows = links_in(trimmed);
    if !rows.is_empty() {
        return links(rows, false);
    }
    if words(trimmed) >= TEXT_WORDS {
        return Incoming::FlatText(FlatText { link: None, text: lines(trimmed) });
    }
    Incoming::Nothing
}

/// A few rows copied out of a table are links by hand; what was skipped has to be told.
fn picked(list: &ListFile) -> bool {
    let table = matches!(list.format, ListFormat::Csv | ListFormat::Lines);
    table && list.skipped.is_empty() && (1..=BY_HAND).contains(&list.rows.len())
}

/// Links by hand, or a list when there are too many for that.
pub(crate) fn links(rows: Vec<LinkRow>, list: bool) -> Incoming {
    let mut merge = Merge::default();
    for row in rows {
        merge.add(row);
    }
    let rows = merge.into_rows();
    match rows.len() {
        0 => Incoming::Nothing,
        many if many as u64 > MOST_LINKS => Incoming::TooMany,
        1..=BY_HAND if !list => Incoming::Links(rows),
        1 => Incoming::Links(rows),
        _ => Incoming::List(ListFile {
            format: ListFormat::Lines,
            rows,
            skipped: Vec::new(),
            skipped_more: 0,
        }),
    }
}

/// The flattened text of a page: its link alone on one of the first three lines or on the last,
/// the rest long enough, and not a collection of links.
fn flat_text(text: &str) -> Option<FlatText> {
    let all: Vec<&str> = text.lines().collect();
    let full = || all.iter().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let last = full().next_back();
    // Only a title or a name may stand above the link; behind a paragraph it is one in prose.
    let above = full().take(2).take_while(|(_, line)| words(line) <= 25).count();
    let first = full().take(above + 1).find_map(|(at, line)| Some((at, only_link(line)?)));
    let (at, link) = match first {
        Some(found) => found,
        None => last.and_then(|(at, line)| Some((at, only_link(line)?)))?,
    };
    let rest: Vec<&str> =
        all.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, line)| *line).collect();
    let rest = rest.join("\n");
    let count = words(&rest);
    // One more link line for every 150 words: a page has a few, a collection has many.
    let others = rest.lines().filter(|line| only_link(line).is_some_and(|url| url != link)).count();
    if count < FLAT_WORDS || others * 150 > count {
        return None;
    }
    Some(FlatText { link: Some(link.url), text: lines(&rest) })
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// Words, two letters of a script without spaces counted as one.
pub(crate) fn words(text: &str) -> usize {
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let dense = text.chars().filter(|c| {
        matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
            | '\u{20000}'..='\u{3ffff}')
    });
    spaced.count().max(dense.count() / 2)
}
