//! Looks through a page before it is parsed and cuts what would make parsing slow.
//!
//! html5ever takes quadratic time in the depth of the tree, in the number of open formatting
//! elements and in the attributes of one tag. This scan is linear: it follows open elements as a
//! browser roughly would, leaves out the tags that go too deep (their content stays), and the
//! attributes beyond a limit, and ends the page after too many tags or bytes. A page within the limits, as
//! nearly all are, is given back untouched.

use std::borrow::Cow;

/// Open elements below one another; browsers stop at 512.
const DEPTH: usize = 320;
/// Formatting elements open at once (`b`, `font`, `a`, …), which a parser opens again in each block.
const FORMATTING: usize = 60;
/// Attributes of one tag.
const ATTRIBUTES: usize = 120;
/// Tags of a page; the largest real articles have some 30,000.
const TAGS: usize = 250_000;
/// Bytes of a page.
const BYTES: usize = 24 << 20;

/// What a scan gives.
pub(crate) struct Scanned<'a> {
    /// The page, or what was left of it.
    pub(crate) html: Cow<'a, str>,
    /// Whether anything was left out.
    pub(crate) cut: bool,
}

struct Open<'a> {
    name: &'a [u8],
    kept: bool,
}

/// Scans a page.
pub(crate) fn scan(html: &str) -> Scanned<'_> {
    let mut scan =
        Scan { html, out: None, copied: 0, open: Vec::new(), formatting: 0, astray: 0, tags: 0 };
    let end = scan.run();
    let cut = scan.out.is_some() || end < html.len();
    let html = match scan.out {
        None => Cow::Borrowed(&html[..end]),
        Some(mut out) => {
            out.push_str(&html[scan.copied..end.max(scan.copied)]);
            Cow::Owned(out)
        }
    };
    Scanned { html, cut }
}

struct Scan<'a> {
    html: &'a str,
    /// The page so far without what was left out; `None` while nothing was.
    out: Option<String>,
    /// Where the part begins that is not yet in `out`.
    copied: usize,
    open: Vec<Open<'a>>,
    formatting: usize,
    /// Those of them whose parent was closed before they were.
    astray: usize,
    tags: usize,
}

impl<'a> Scan<'a> {
    /// Runs to the place where the page ends.
    fn run(&mut self) -> usize {
        let bytes = self.html.as_bytes();
        let mut limit = bytes.len().min(BYTES);
        while !self.html.is_char_boundary(limit) {
            limit -= 1;
        }
        let mut at = 0;
        while let Some(found) = find(&bytes[at..limit], b'<') {
            let start = at + found;
            let rest = &bytes[start + 1..limit];
            if rest.starts_with(b"!--") {
                at = start + 4 + find_text(&rest[3..], b"-->").map_or(rest.len(), |end| end + 3);
                at = at.min(limit);
                continue;
            }
            let closing = rest.first() == Some(&b'/');
            let name_at = start + 1 + usize::from(closing);
            let name_end = bytes[name_at..limit]
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
                .map_or(limit, |length| name_at + length);
            let name = &bytes[name_at..name_end];
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                at = start + 1;
                continue;
            }
            self.tags += 1;
            if self.tags > TAGS {
                return start;
            }
            let (end, surplus) = tag_end(&bytes[..limit], name_end);
            let keep = if closing { self.close(name) } else { self.open(name) };
            if !keep {
                self.leave_out(start, end);
            } else if let Some(from) = surplus.filter(|_| !closing) {
                self.leave_out(from, end - usize::from(bytes[end - 1] == b'>'));
            }
            at = end;
            if !closing && let Some(text) = raw_text_end(name, &bytes[end..limit]) {
                at = end + text;
            }
        }
        limit
    }

    fn leave_out(&mut self, start: usize, end: usize) {
        let out = self.out.get_or_insert_default();
        out.push_str(&self.html[self.copied..start]);
        self.copied = end;
    }

    /// Follows a start tag; whether it may stay.
    fn open(&mut self, name: &'a [u8]) -> bool {
        let formatting = is_formatting(name);
        if !formatting && closes_itself(name) {
            // Its end tag may be missing, and the parser closes it then; deep only inside others.
            return self.open.len() < DEPTH + 8;
        }
        let kept = self.open.len() < DEPTH && !(formatting && self.formatting >= FORMATTING);
        if !kept && self.open.len() > DEPTH * 64 {
            return false;
        }
        self.formatting += usize::from(formatting && kept);
        self.open.push(Open { name, kept });
        kept
    }

    /// Follows an end tag; whether it may stay.
    fn close(&mut self, name: &[u8]) -> bool {
        // A page's own end tags match nearby; a search further than the depth limit finds nothing.
        let near = self.open.len().saturating_sub(DEPTH / 4);
        let Some(back) =
            self.open[near..].iter().rposition(|open| open.name.eq_ignore_ascii_case(name))
        else {
            if is_formatting(name) && self.astray > 0 {
                self.astray -= 1;
                self.formatting -= 1;
            }
            return self.open.len() < DEPTH;
        };
        let at = near + back;
        let kept = self.open[at].kept;
        if is_formatting(name) {
            // The adoption agency closes this one alone.
            self.formatting -= usize::from(kept);
            self.open.remove(at);
        } else {
            for open in self.open.drain(at..) {
                // The parser opens them again, until their own end tag comes.
                self.astray += usize::from(open.kept && is_formatting(open.name));
            }
        }
        kept
    }
}

fn is_formatting(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 14] = [
        b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
        b"strong", b"tt", b"u",
    ];
    name.len() <= 6 && NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Elements without an end tag, or whose end tag may be missing.
fn closes_itself(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 36] = [
        b"area",
        b"base",
        b"br",
        b"col",
        b"embed",
        b"hr",
        b"img",
        b"input",
        b"link",
        b"meta",
        b"param",
        b"source",
        b"track",
        b"wbr",
        b"p",
        b"li",
        b"dt",
        b"dd",
        b"option",
        b"optgroup",
        b"tr",
        b"td",
        b"th",
        b"thead",
        b"tbody",
        b"tfoot",
        b"colgroup",
        b"html",
        b"head",
        b"body",
        b"rt",
        b"rp",
        b"keygen",
        b"frame",
        b"bgsound",
        b"basefont",
    ];
    name.len() <= 8 && NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Where the tag ends, and where its attributes begin to be too many.
fn tag_end(bytes: &[u8], mut at: usize) -> (usize, Option<usize>) {
    let mut attributes = 0;
    let mut surplus = None;
    let mut between = true;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (at + 1, surplus),
            b'"' | b'\'' if at > 0 && last_solid(bytes, at) == Some(b'=') => {
                match find(&bytes[at + 1..], byte) {
                    Some(end) => at += 1 + end,
                    None => return (bytes.len(), surplus),
                }
                between = true;
            }
            _ if byte.is_ascii_whitespace() || byte == b'/' => between = true,
            _ => {
                if between && byte != b'=' && last_solid(bytes, at) != Some(b'=') {
                    attributes += 1;
                    if attributes == ATTRIBUTES {
                        surplus = Some(at);
                    }
                }
                between = false;
            }
        }
        at += 1;
    }
    (bytes.len(), surplus)
}

/// The byte before `at` that is not white space; looks back a little only.
fn last_solid(bytes: &[u8], at: usize) -> Option<u8> {
    bytes[at.saturating_sub(8)..at].iter().rev().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// For elements whose content is text up to their end tag: how long it is.
fn raw_text_end(name: &[u8], rest: &[u8]) -> Option<usize> {
    const NAMES: [&[u8]; 6] = [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe"];
    let name = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let mut at = 0;
    while let Some(found) = find(&rest[at..], b'<') {
        let after = &rest[at + found + 1..];
        if after.first() == Some(&b'/')
            && after.get(1..=name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name))
        {
            return Some(at + found);
        }
        at += found + 1;
    }
    Some(rest.len())
}

fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    bytes.iter().position(|&other| other == byte)
}

fn find_text(bytes: &[u8], text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], text[0]) {
        if bytes[at + found..].starts_with(text) {
            return Some(at + found);
        }
        at += found + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_page_is_not_touched() {
        let page = "<!doctype html><p class=a>One<br><b>two</b><!-- <b> --><script>'<b>'</script>"
            .repeat(300);
        let scanned = scan(&page);
        assert!(!scanned.cut);
        assert!(matches!(scanned.html, Cow::Borrowed(html) if html == page));
    }

    #[test]
    fn tags_that_go_too_deep_are_left_out_and_their_text_stays() {
        let page = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let scanned = scan(&page);
        assert!(scanned.cut);
        assert!(scanned.html.contains('x'));
        assert!(scanned.html.matches("<div>").count() <= DEPTH);
    }

    #[test]
    fn attributes_beyond_the_limit_are_left_out() {
        let attributes: String = (0..10_000).map(|i| format!(" a{i}='>'")).collect();
        let page = format!("<p{attributes}>x</p>");
        let scanned = scan(&page);
        assert!(scanned.cut);
        assert!(scanned.html.len() < 2_000, "{}", scanned.html.len());
        assert!(scanned.html.ends_with(">x</p>"));
    }

    #[test]
    fn unclosed_formatting_does_not_pile_up() {
        let scanned = scan_owned(&"<font color=1><p>x".repeat(5_000));
        assert!(scanned.matches("<font").count() <= FORMATTING);
    }

    fn scan_owned(page: &str) -> String {
        scan(page).html.into_owned()
    }
}
