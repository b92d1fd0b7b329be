//! Links in running text.

use crate::incoming::LinkRow;
use crate::link::{Link, bare_link, clean_link, has_web_scheme, is_wall};
use crate::list::MOST_LINKS;

/// A link found in text, with the bytes it takes up there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) link: Link,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The title of a Markdown link, `[title](link)`.
    pub(crate) title: Option<String>,
}

/// The links of a text, in their order, each once: whatever begins with http, https or `www.`.
#[must_use]
pub fn links_in(text: &str) -> Vec<LinkRow> {
    let mut rows = crate::list::Merge::default();
    for found in find_links(text) {
        let mut row = LinkRow::new(found.link);
        row.title = found.title;
        rows.add(row);
    }
    rows.into_rows()
}

/// Every link of a text with its place; past [`MOST_LINKS`] only one more, by which that is seen.
pub(crate) fn find_links(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() && found.len() as u64 <= MOST_LINKS {
        let here = match bytes[at] {
            b'h' | b'H' => has_web_scheme(&text[at..]),
            b'w' | b'W' => starts_www(text, at),
            _ => false,
        };
        if !here {
            at += 1;
            continue;
        }
        let end = link_end(text, at);
        match link_at(text, at, end) {
            Some(link) => {
                at = link.end.max(at + 1);
                found.push(link);
            }
            // Behind the whole piece, or a text of broken links would be read again and again.
            None => at = end.max(at + 4),
        }
    }
    found
}

fn starts_www(text: &str, at: usize) -> bool {
    let www = text.as_bytes().get(at..at + 4).is_some_and(|s| s.eq_ignore_ascii_case(b"www."));
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '@' | '-' | '_' | ':');
    www && !text[..at].chars().next_back().is_some_and(glued)
}

fn link_at(text: &str, start: usize, end: usize) -> Option<Found> {
    let piece = &text[start..end];
    let (link, end) = if has_web_scheme(piece) {
        match broken_in_brackets(text, start, end) {
            Some((joined, close)) => (clean_link(&joined).ok()?, close),
            None => (clean_link(piece).ok()?, end),
        }
    } else {
        (bare_link(piece)?, end)
    };
    Some(Found { link, start, end, title: markdown_title(text, start) })
}

/// The end of the link that begins at `start`: at white space, quotes, a bracket that was
/// opened right before it, the next link; without the punctuation of the sentence.
fn link_end(text: &str, start: usize) -> usize {
    let before = text[..start].chars().next_back();
    let (opener, closer) = match before {
        Some('(') => ('(', ')'),
        Some('[') => ('[', ']'),
        Some('{') => ('{', '}'),
        Some('\'') => ('\0', '\''),
        _ => ('\0', '\0'),
    };
    let mut depth = 0_i32;
    let mut end = text.len();
    for (offset, c) in text[start..].char_indices() {
        let stop = c.is_whitespace() || c.is_control() || is_wall(c) || c == '|';
        if stop || (c == closer && depth == 0) {
            end = start + offset;
            break;
        }
        if c == opener {
            depth += 1;
        } else if c == closer {
            depth -= 1;
        }
        // Two links pasted without a space; an archive's address holds another after a slash.
        if offset > 8 && matches!(c, 'h' | 'H') && has_web_scheme(&text[start + offset..]) {
            let last = text[..start + offset].chars().next_back();
            if !last.is_some_and(|c| matches!(c, '/' | '=' | '?' | '&' | ':' | '%' | '#' | '@')) {
                end = start + offset;
                break;
            }
        }
    }
    let mut piece = &text[start..end];
    for escaped in ["&lt;", "&gt;", "&quot;"] {
        if let Some(cut) = piece.find(escaped) {
            piece = &piece[..cut];
        }
    }
    let mut counts = Balance::of(piece);
    while let Some(last) = piece.chars().next_back() {
        let off = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '‘' | '*' | '~' | '…' | '\\' => {
                true
            }
            '(' | '[' | '{' => true,
            ')' | ']' | '}' => counts.too_many(last),
            _ => false,
        };
        if !off {
            break;
        }
        counts.take(last);
        piece = &piece[..piece.len() - last.len_utf8()];
    }
    start + piece.len()
}

/// Open minus closed brackets of a piece, kept up as its end is taken off.
struct Balance([i64; 3]);

impl Balance {
    fn of(piece: &str) -> Self {
        let mut counts = Self([0; 3]);
        for c in piece.chars() {
            counts.count(c, 1);
        }
        counts
    }

    fn count(&mut self, c: char, by: i64) {
        match c {
            '(' => self.0[0] += by,
            ')' => self.0[0] -= by,
            '[' => self.0[1] += by,
            ']' => self.0[1] -= by,
            '{' => self.0[2] += by,
            '}' => self.0[2] -= by,
            _ => {}
        }
    }

    fn take(&mut self, c: char) {
        self.count(c, -1);
    }

    fn too_many(&self, c: char) -> bool {
        let index = match c {
            ')' => 0,
            ']' => 1,
            _ => 2,
        };
        self.0[index] < 0
    }
}

/// A link in `<…>` that a mail program broke over lines (RFC 3986, appendix C), joined.
fn broken_in_brackets(text: &str, start: usize, end: usize) -> Option<(String, usize)> {
    if !text[..start].ends_with('<') || text[end..].starts_with('>') {
        return None;
    }
    let mut joined = String::new();
    for (offset, c) in text[start..].char_indices().take(2_000) {
        match c {
            '>' if joined.len() > end - start => return Some((joined, start + offset)),
            '<' | '>' | '"' => return None,
            c if c.is_whitespace() => {}
            c if offset > 0
                && matches!(c, 'h' | 'H')
                && has_web_scheme(&text[start + offset..]) =>
            {
                return None;
            }
            c => joined.push(c),
        }
    }
    None
}

fn markdown_title(text: &str, start: usize) -> Option<String> {
    let before = text[..start].trim_end_matches('<').strip_suffix("](")?;
    let from = before.char_indices().rev().take(300).find(|(_, c)| matches!(c, '[' | '\n'));
    let (at, c) = from?;
    (c == '[').then(|| crate::values::title(&before[at + 1..])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<String> {
        find_links(text).into_iter().map(|found| found.link.url.to_string()).collect()
    }

    #[test]
    fn links_in_prose_end_where_the_reader_sees_them_end() {
        let cases: &[(&str, &[&str])] = &[
            ("See https://example.org/a.", &["https://example.org/a"]),
            (
                "See https://example.org/a, https://example.org/b; and more",
                &["https://example.org/a", "https://example.org/b"],
            ),
            ("(https://example.org/a)", &["https://example.org/a"]),
            ("(see https://example.org/a)", &["https://example.org/a"]),
            (
                "https://en.wikipedia.org/wiki/Bank_(geography)",
                &["https://en.wikipedia.org/wiki/Bank_(geography)"],
            ),
            (
                "(https://en.wikipedia.org/wiki/Bank_(geography))",
                &["https://en.wikipedia.org/wiki/Bank_(geography)"],
            ),
            ("[title](https://example.org/a)", &["https://example.org/a"]),
            (
                "[a](https://example.org/a)[b](https://example.org/b)",
                &["https://example.org/a", "https://example.org/b"],
            ),
            ("[a](https://example.org/x_(y) \"hover\")", &["https://example.org/x_(y)"]),
            ("[[https://example.org/a][title]]", &["https://example.org/a"]),
            ("**https://example.org/a**", &["https://example.org/a"]),
            ("'https://example.org/a'", &["https://example.org/a"]),
            ("“https://example.org/a”", &["https://example.org/a"]),
            ("<https://example.org/a>", &["https://example.org/a"]),
            ("<https://example.org/long\n  -path>", &["https://example.org/long-path"]),
            ("<a href=\"https://example.org/a?b=1\">x</a>", &["https://example.org/a?b=1"]),
            ("&lt;https://example.org/a&gt; then", &["https://example.org/a"]),
            ("Really? https://example.org/a?", &["https://example.org/a"]),
            ("https://example.org/a…", &["https://example.org/a"]),
            ("见https://example.org/a。然后", &["https://example.org/a"]),
            ("「https://example.org/a」", &["https://example.org/a"]),
            (
                "https://example.org/ahttps://example.org/b",
                &["https://example.org/a", "https://example.org/b"],
            ),
            (
                "https://example.org/a,https://example.org/b",
                &["https://example.org/a", "https://example.org/b"],
            ),
            (
                "https://web.archive.org/web/2020/https://example.org/a",
                &["https://web.archive.org/web/2020/https://example.org/a"],
            ),
            (
                "https://share.example/?u=https://example.org/a",
                &["https://share.example/?u=https://example.org/a"],
            ),
            ("| https://example.org/a|b |", &["https://example.org/a"]),
            ("visit www.example.org/a today", &["https://www.example.org/a"]),
            ("www.example.org.", &["https://www.example.org/"]),
            ("awww.example.org", &[]),
            ("me@www.example.org", &[]),
            ("the www. prefix", &[]),
            ("HTTP://EXAMPLE.ORG/A", &["http://example.org/A"]),
            ("http://", &[]),
            ("https://. and https:// and", &[]),
            ("ftp://example.org/a", &[]),
            ("no link, node.js/streams nor bbc.com/news", &[]),
            ("https://u:p@example.org/a", &["https://example.org/a"]),
            ("https://example.org/\u{200b}rest", &["https://example.org/"]),
            ("🙂https://example.org/🙂 ok", &["https://example.org/%F0%9F%99%82"]),
        ];
        for (text, expected) in cases {
            assert_eq!(urls(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_markdown_link_brings_its_title() {
        let rows =
            links_in("- [A  long\tread](https://example.org/a) and [b] (https://example.org/b)");
        assert_eq!(rows[0].title.as_deref(), Some("A long read"));
        assert_eq!(rows[1].title, None);
    }

    #[test]
    fn a_link_named_twice_is_one() {
        assert_eq!(links_in("https://example.org/a https://example.org/a").len(), 1);
    }
}
