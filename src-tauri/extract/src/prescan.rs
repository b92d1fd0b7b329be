//! Looks through a page before it is parsed and cuts what would make parsing slow.
//!
//! What is in comments, style sheets and programs, often half of a page, is nothing to an article;
//! programs stay where they may carry its data. What is left parses in two thirds of the time.
//!
//! html5ever takes quadratic time in the depth of the tree, in the number of open formatting
//! elements and in the attributes of one tag. This scan is linear: it follows open elements as a
//! browser roughly would, leaves out the tags that go too deep (their content stays), and the
//! attributes beyond a limit, and ends the page after too many tags or bytes. Nearly all pages are
//! within the limits.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use crate::metadata::embedded;

/// Open elements below one another; browsers stop at 512.
const DEPTH: usize = 320;
/// Formatting elements open at once (`b`, `font`, `a`, …), which a parser opens again in each block.
const FORMATTING: usize = 60;
/// Attributes of one tag.
const ATTRIBUTES: usize = 120;
/// Tags of a page, together with the attributes that come on top of a usual number; the largest
/// real articles have some 30,000. Each takes some hundred bytes of memory in the tree.
const TAGS: usize = 120_000;
/// Attributes that a tag has without counting as more than one.
const USUAL_ATTRIBUTES: usize = 10;
/// Bytes of a page; what comes after is never parsed. Real pages have a tenth of that.
pub const BYTES: usize = 7 << 20;

/// What a scan gives.
pub(crate) struct Scanned<'a> {
    /// The page, or what was left of it.
    pub(crate) html: Cow<'a, str>,
    /// Whether anything was left out that could be of the article.
    pub(crate) cut: bool,
}

struct Open<'a> {
    name: &'a [u8],
    kept: bool,
}

/// Scans a page.
pub(crate) fn scan(html: &str) -> Scanned<'_> {
    let mut scan = Scan {
        html,
        out: None,
        copied: 0,
        cut: false,
        unsure: false,
        foreign: [0; 2],
        open: Vec::new(),
        formatting: 0,
        astray: 0,
        tags: 0,
    };
    let end = scan.run();
    let cut = scan.cut || end < html.len();
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
    /// Whether a limit was passed.
    cut: bool,
    /// Whether the parser may see the end of a script elsewhere, and so the rest in another light.
    unsure: bool,
    /// Drawings and formulas whose end tag did not come yet; nothing in them is raw text.
    foreign: [usize; 2],
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
        while let Some(found) = memchr(b'<', &bytes[at..limit]) {
            let start = at + found;
            let rest = &bytes[start + 1..limit];
            if rest.starts_with(b"!--") {
                // Without its end it goes to the end of the page, which the parser may see itself.
                let Some((text, length)) = comment(&rest[3..]) else { return limit };
                at = start + 4 + length;
                // An empty comment stays, since it parts what stands around it: "<", "b>".
                if text > 0 && !self.unsure {
                    self.leave_out(start + 4, start + 4 + text);
                }
                continue;
            }
            let closing = rest.first() == Some(&b'/');
            let name_at = start + 1 + usize::from(closing);
            let name_end = bytes[name_at..limit]
                .iter()
                .position(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
                .map_or(limit, |length| name_at + length);
            let name = &bytes[name_at..name_end];
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                // A declaration or a broken end tag goes to the next bracket, whatever is in it.
                self.unsure |= rest.starts_with(b"![CDATA[") && self.foreign != [0; 2];
                at = if closing || matches!(rest.first(), Some(b'!' | b'?')) {
                    memchr(b'>', &bytes[name_at..limit]).map_or(limit, |end| name_at + end + 1)
                } else {
                    start + 1
                };
                continue;
            }
            self.unsure |= changes_reading(name);
            for (foreign, count) in [b"svg".as_slice(), b"math"].into_iter().zip(&mut self.foreign)
            {
                if name.eq_ignore_ascii_case(foreign) {
                    *count = if closing { count.saturating_sub(1) } else { *count + 1 };
                }
            }
            self.tags += 1;
            if self.tags > TAGS {
                return start;
            }
            let (end, attributes, surplus) = tag_end(&bytes[..limit], name_end);
            self.tags += attributes.min(ATTRIBUTES) / USUAL_ATTRIBUTES;
            let keep = if closing { self.close(name) } else { self.open(name) };
            self.cut |= !keep || surplus.is_some() && !closing;
            if !keep {
                self.leave_out(start, end);
            } else if let Some(from) = surplus.filter(|_| !closing) {
                self.leave_out(from, end - usize::from(bytes[end - 1] == b'>'));
            }
            at = end;
            if !closing && let Some(text) = raw_text_end(name, &bytes[end..limit]) {
                at = end + text;
                let text = &self.html[end..at];
                self.unsure |=
                    is_escaped_twice(text) || text.contains('<') && self.foreign != [0; 2];
                if !self.unsure && is_program(name, &self.html[start..end], text) {
                    self.leave_out(end, at);
                }
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
    matches!(
        lower(name).as_ref(),
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// Elements after or in which a parser takes tags for something else than elsewhere.
fn changes_reading(name: &[u8]) -> bool {
    matches!(lower(name).as_ref(), b"plaintext" | b"frameset")
}

/// Elements without an end tag, or whose end tag may be missing.
fn closes_itself(name: &[u8]) -> bool {
    matches!(
        lower(name).as_ref(),
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
            | b"p"
            | b"li"
            | b"dt"
            | b"dd"
            | b"option"
            | b"optgroup"
            | b"tr"
            | b"td"
            | b"th"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"colgroup"
            | b"html"
            | b"head"
            | b"body"
            | b"rt"
            | b"rp"
            | b"keygen"
            | b"frame"
            | b"bgsound"
            | b"basefont"
    )
}

/// A name in lower case, as nearly all are written.
fn lower(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().any(u8::is_ascii_uppercase) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// How long the text of a comment is after its `<!--`, and the same with its end.
fn comment(rest: &[u8]) -> Option<(usize, usize)> {
    if rest.starts_with(b">") {
        return Some((0, 1));
    }
    if rest.starts_with(b"->") {
        return Some((0, 2));
    }
    memchr_iter(b'>', rest).find_map(|at| {
        let ends = [b"--".as_slice(), b"--!"];
        let end = ends.into_iter().find(|end| rest[..at].ends_with(end))?;
        Some((at - end.len(), at + 1))
    })
}

/// Whether a script's text begins a script within a comment, the end tag of which is not the end.
fn is_escaped_twice(text: &str) -> bool {
    text.find("<!--").is_some_and(|at| text[at..].to_ascii_lowercase().contains("<script"))
}

/// Whether the text of a raw element is a style sheet, or a program that carries no data.
fn is_program(name: &[u8], tag: &str, text: &str) -> bool {
    // What looks like a comment in it moves the place where a parser sees its end.
    let plain = || !text.contains("<!--");
    if name.eq_ignore_ascii_case(b"style") {
        return plain();
    }
    name.eq_ignore_ascii_case(b"script")
        && !tag.to_ascii_lowercase().contains("json")
        && !embedded::may_assign(text)
        && plain()
}

/// Where the tag ends, how many attributes it has, and where they begin to be too many, as the tokenizer of the
/// standard reads them. `at` is after the tag's name.
fn tag_end(bytes: &[u8], mut at: usize) -> (usize, usize, Option<usize>) {
    let mut attributes = 0;
    let mut surplus = None;
    let past = |mut at: usize, wanted: &dyn Fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| wanted(*byte)) {
            at += 1;
        }
        at
    };
    loop {
        at = past(at, &|byte| is_space(byte) || byte == b'/');
        match bytes.get(at) {
            None => return (bytes.len(), attributes, surplus),
            Some(b'>') => return (at + 1, attributes, surplus),
            _ => {}
        }
        attributes += 1;
        if attributes == ATTRIBUTES {
            surplus = Some(at);
        }
        // A name may begin with "=".
        at = past(at + 1, &|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        at = past(at, &is_space);
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = past(at + 1, &is_space);
        at = match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => match memchr(quote, &bytes[at + 1..]) {
                Some(length) => at + length + 2,
                None => return (bytes.len(), attributes, surplus),
            },
            _ => past(at, &|byte| !is_space(byte) && byte != b'>'),
        };
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// For elements whose content is text up to their end tag: how long it is.
fn raw_text_end(name: &[u8], rest: &[u8]) -> Option<usize> {
    const NAMES: [&[u8]; 8] =
        [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"];
    let name = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let mut at = 0;
    while let Some(found) = memchr(b'<', &rest[at..]) {
        let after = &rest[at + found + 1..];
        if after.first() == Some(&b'/')
            && after.get(1..=name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name))
            && after
                .get(name.len() + 1)
                .is_none_or(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
        {
            return Some(at + found);
        }
        at += found + 1;
    }
    Some(rest.len())
}

#[cfg(test)]
mod tests;
