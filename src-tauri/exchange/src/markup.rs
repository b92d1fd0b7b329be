//! A scanner for HTML as it is found: tags, text and comments, no tree.
//!
//! Recognising a list or a page needs no tree, and a tree of a hostile file costs gigabytes.
//! The scanner is linear, keeps nothing but its place, and works on a stream: it asks for more
//! text when a token is not complete. It follows the HTML standard's tokenizer where that
//! matters here, and forgives what export files get wrong.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// A tag or comment longer than this is read as text: no export writes one.
const MAX_TOKEN: usize = 1024 * 1024;

/// One piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name attributes>`; the name in the case of the source.
    Open { name: &'a str, attrs: Attrs<'a> },
    /// `</name>`
    Close { name: &'a str },
    /// Text, its entities not yet decoded.
    Text(&'a str),
    /// The text of a script or style sheet.
    Raw,
    /// The inside of `<!-- … -->`.
    Comment(&'a str),
    /// A doctype or processing instruction.
    Other,
}

/// The place of a scan.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    inside: Option<&'static str>,
}

/// Elements whose content is text up to their end tag.
const TEXT_ONLY: [&str; 5] = ["script", "style", "title", "textarea", "xmp"];

impl Scanner {
    /// The token at the start of `text`, and how many bytes it takes.
    ///
    /// `last` says that no more text follows. `None` means that more text is needed, or, with
    /// `last`, that the text is empty.
    pub(crate) fn next<'a>(&mut self, text: &'a str, last: bool) -> Option<(Token<'a>, usize)> {
        if text.is_empty() {
            return None;
        }
        if let Some(name) = self.inside {
            let token = |len: usize| match name {
                "script" | "style" => (Token::Raw, len),
                _ => (Token::Text(&text[..len]), len),
            };
            match find_close(text, name) {
                Some(0) => self.inside = None,
                Some(at) => return Some(token(at)),
                None if last => return Some(token(text.len())),
                None => return part(text, 16).map(token),
            }
        }
        let forced = last || text.len() > MAX_TOKEN;
        let bytes = text.as_bytes();
        if bytes[0] != b'<' {
            return self.text(text, last);
        }
        match bytes.get(1) {
            None if !last => None,
            Some(b'!') if text.starts_with("<!--") => match text[4..].find("-->") {
                Some(len) => Some((Token::Comment(&text[4..4 + len]), len + 7)),
                None if last => Some((Token::Comment(&text[4..]), text.len())),
                None if forced => Some((Token::Text("<!--"), 4)),
                None => None,
            },
            Some(b'!') if text.len() < 4 && !last => None,
            Some(b'!' | b'?') => match text.find('>') {
                Some(at) => Some((Token::Other, at + 1)),
                None if forced => Some((Token::Text(text), text.len())),
                None => None,
            },
            Some(b'/') => match text.find('>') {
                Some(at) => {
                    let name = name_of(&text[2..at]);
                    let token = if name.is_empty() { Token::Other } else { Token::Close { name } };
                    Some((token, at + 1))
                }
                None if forced => Some((Token::Text(text), text.len())),
                None => None,
            },
            Some(letter) if letter.is_ascii_alphabetic() => {
                let end = match tag_end(text) {
                    TagEnd::At(at) => Some(at),
                    TagEnd::BrokenQuote => text.find('>'),
                    TagEnd::Missing if forced => text.find('>'),
                    TagEnd::Missing => return None,
                };
                let Some(end) = end else {
                    return forced.then_some((Token::Text(text), text.len()));
                };
                let inner = &text[1..end];
                let name = name_of(inner);
                self.inside = TEXT_ONLY.into_iter().find(|raw| name.eq_ignore_ascii_case(raw));
                Some((Token::Open { name, attrs: Attrs(&inner[name.len()..]) }, end + 1))
            }
            _ => self.text(text, last),
        }
    }

    /// Text up to the next `<` that could begin a tag.
    fn text<'a>(&self, text: &'a str, last: bool) -> Option<(Token<'a>, usize)> {
        let bytes = text.as_bytes();
        let mut from = 1;
        while let Some(at) = bytes[from.min(bytes.len())..].iter().position(|b| *b == b'<') {
            let at = from + at;
            match bytes.get(at + 1) {
                Some(c) if c.is_ascii_alphabetic() || matches!(c, b'/' | b'!' | b'?') => {
                    return Some((Token::Text(&text[..at]), at));
                }
                None if !last => return None,
                _ => from = at + 1,
            }
        }
        if last {
            return Some((Token::Text(text), text.len()));
        }
        // Held back until a tag follows, so that no entity is cut; but not without end.
        if text.len() < 64 * 1024 {
            return None;
        }
        part(text, 64).map(|len| (Token::Text(&text[..len]), len))
    }
}

/// The tokens of a text that is whole.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut scanner = Scanner::default();
    let mut rest = text;
    std::iter::from_fn(move || {
        let (token, len) = scanner.next(rest, true)?;
        rest = &rest[len..];
        Some(token)
    })
}

/// How much of a text can be given away when its last `keep` bytes may be cut.
fn part(text: &str, keep: usize) -> Option<usize> {
    let mut len = text.len().checked_sub(keep)?;
    while !text.is_char_boundary(len) {
        len -= 1;
    }
    (len > 0).then_some(len)
}

fn find_close(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == b'<') {
        let at = from + at;
        let end = at + 2 + name.len();
        let close = bytes.get(at + 1) == Some(&b'/')
            && bytes.get(at + 2..end).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(end).is_none_or(|c| !c.is_ascii_alphanumeric());
        if close {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn name_of(inner: &str) -> &str {
    let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
    &inner[..end.unwrap_or(inner.len())]
}

enum TagEnd {
    /// The byte of its `>`.
    At(usize),
    /// A quote was opened and another line's tag began before it was closed.
    BrokenQuote,
    /// The text ends first.
    Missing,
}

fn tag_end(text: &str) -> TagEnd {
    let bytes = text.as_bytes();
    let mut value = false;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return TagEnd::At(at),
            quote @ (b'"' | b'\'') if value => {
                value = false;
                let mut line = false;
                loop {
                    at += 1;
                    match bytes.get(at) {
                        None => return TagEnd::Missing,
                        Some(c) if *c == quote => break,
                        Some(b'\n') => line = true,
                        Some(b' ' | b'\t' | b'\r') => {}
                        Some(b'<') if line && bookmark_tag(&text[at..]) => {
                            return TagEnd::BrokenQuote;
                        }
                        Some(_) => line = false,
                    }
                }
            }
            b'=' => value = true,
            b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => value = false,
        }
        at += 1;
    }
    TagEnd::Missing
}

/// The next row of a bookmarks file, which no attribute's value holds.
fn bookmark_tag(text: &str) -> bool {
    ["<dt>", "<dt ", "</dl>", "<li>"]
        .iter()
        .any(|tag| crate::link::strip_prefix(text, tag).is_some())
}

/// The attributes of a tag, read when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attrs<'a>(&'a str);

impl<'a> Attrs<'a> {
    /// The decoded value of an attribute, `""` when it has none; the first of its name counts.
    pub(crate) fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| decode_value(value))
    }

    /// Names and raw values.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let space = |c: char| c.is_ascii_whitespace();
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // An equals sign at the start belongs to the name (HTML standard, 13.2.5.32).
            let skip = usize::from(rest.starts_with('='));
            let end = rest[skip..].find(|c: char| space(c) || matches!(c, '=' | '/'));
            let (name, after) = rest.split_at(end.map_or(rest.len(), |end| end + skip));
            let Some(value) = after.trim_start_matches(space).strip_prefix('=') else {
                rest = after;
                return Some((name, ""));
            };
            let value = value.trim_start_matches(space);
            let (value, after) = match value.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let inner = &value[1..];
                    inner.split_once(char::from(*quote)).unwrap_or((inner, ""))
                }
                _ => value.split_at(value.find(space).unwrap_or(value.len())),
            };
            rest = after;
            Some((name, value))
        })
    }
}

/// Decodes the entities of text.
pub(crate) fn decode_text(text: &str) -> Cow<'_, str> {
    decode(text, false)
}

fn decode_value(text: &str) -> Cow<'_, str> {
    decode(text, true)
}

fn decode(text: &str, value: bool) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        match entity(after, value) {
            Some((chars, len)) => {
                out.extend(chars.into_iter().flatten());
                rest = &after[len..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
        let next = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// The characters of the reference behind an ampersand, and its length without the ampersand.
fn entity(after: &str, value: bool) -> Option<([Option<char>; 2], usize)> {
    if let Some(number) = after.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let count = digits.chars().take(12).take_while(|c| c.is_digit(radix)).count();
        if count == 0 {
            return None;
        }
        // Numbers too large for any sign are no sign.
        let code = u32::from_str_radix(&digits[..count], radix).unwrap_or(u32::MAX);
        let c = match code {
            0 => '\u{fffd}',
            // Windows letters in the place of C1 controls, as browsers read them.
            0x80..=0x9f => C1_REPLACEMENTS[(code - 0x80) as usize].unwrap_or('\u{fffd}'),
            _ => char::from_u32(code).unwrap_or('\u{fffd}'),
        };
        let start = after.len() - digits.len();
        let semicolon = usize::from(digits[count..].starts_with(';'));
        return Some(([Some(c), None], start + count + semicolon));
    }
    // The longest name has 31 letters.
    let run = after.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let lookup = |name: &str| match NAMED_ENTITIES.get(name) {
        Some(&(first, second)) if first != 0 => {
            let second = char::from_u32(second).filter(|c| *c != '\0');
            Some([char::from_u32(first), second])
        }
        _ => None,
    };
    if after[run..].starts_with(';')
        && let Some(chars) = lookup(&after[..=run])
    {
        return Some((chars, run + 1));
    }
    if value {
        // `?a=1&copy=2` is an address, not a sign.
        let open = !after[run..].starts_with('=');
        return open.then(|| lookup(&after[..run])).flatten().map(|chars| (chars, run));
    }
    (2..=run.min(6)).rev().find_map(|len| lookup(&after[..len]).map(|chars| (chars, len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<String> {
        tokens(text)
            .map(|token| match token {
                Token::Open { name, attrs } => {
                    let attrs: Vec<_> =
                        attrs.iter().map(|(key, value)| format!(" {key}={value}")).collect();
                    format!("<{name}{}>", attrs.concat())
                }
                Token::Close { name } => format!("</{name}>"),
                Token::Text(text) => text.to_owned(),
                Token::Comment(text) => format!("<!--{text}-->"),
                Token::Raw => "raw".to_owned(),
                Token::Other => "other".to_owned(),
            })
            .collect()
    }

    #[test]
    fn markup_is_cut_as_a_browser_cuts_it() {
        let cases: &[(&str, &[&str])] = &[
            ("a<b>c</b>", &["a", "<b>", "c", "</b>"]),
            ("<A HREF='x>y' B = c/d checked/>", &["<A HREF=x>y B=c/d checked=>"]),
            ("<a title=\"5 > 3\" href=x>", &["<a title=5 > 3 href=x>"]),
            ("<a it's=fine>b", &["<a it's=fine>", "b"]),
            ("1 < 2 <3", &["1 < 2 <3"]),
            ("<!DOCTYPE html><!-- a > b --><?x?>", &["other", "<!-- a > b -->", "other"]),
            ("<script>if(a<b)'</p>'</script>x", &["<script>", "raw", "</script>", "x"]),
            ("<title>a <b> &amp; c</TITLE>", &["<title>", "a <b> &amp; c", "</TITLE>"]),
            ("<style>never closed", &["<style>", "raw"]),
            ("<!-- never closed", &["<!-- never closed-->"]),
            ("<a href=\"never closed", &["<a href=\"never closed"]),
            (
                "<a href=\"broken>b</a>\n<DT><a href=\"c\">",
                &["<a href=broken>", "b", "</a>", "\n", "<DT>", "<a href=c>"],
            ),
            ("</>x</ p>", &["other", "x", "other"]),
            ("<", &["<"]),
            ("</", &["</"]),
        ];
        for (text, expected) in cases {
            assert_eq!(shape(text), *expected, "{text}");
        }
    }

    #[test]
    fn entities_are_decoded_as_a_browser_does() {
        let cases = [
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("&#39;&#x27;&#8217;&#x2019", "''’’"),
            ("&#150; &#0; &#xD800; &#99999999999;", "– \u{fffd} \u{fffd} \u{fffd}"),
            ("&eacute;t&eacute &nbsp;&hellip;&NotEqualTilde;", "été \u{a0}…≂̸"),
            ("AT&T &; & &unknown; &#;", "AT&T &; & &unknown; &#;"),
            ("&ampx", "&x"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode_text(text), expected, "{text}");
        }
        assert_eq!(decode_value("?a=1&copy=2&amp;b=3&lang=de"), "?a=1&copy=2&b=3&lang=de");
    }

    #[test]
    fn a_stream_gives_the_same_tokens_as_the_whole() {
        let text = "<p class=\"a\">one<!-- c --> two &amp; three</p><title>t</title><script>x<y</script>end";
        let mut scanner = Scanner::default();
        let (mut buffer, mut seen) = (String::new(), Vec::new());
        let mut chars = text.chars();
        loop {
            let next = chars.next();
            buffer.extend(next);
            while let Some((token, len)) = scanner.next(&buffer, next.is_none()) {
                match token {
                    Token::Raw => {}
                    token => seen.push(format!("{token:?}")),
                }
                buffer.drain(..len);
            }
            if next.is_none() {
                break;
            }
        }
        let whole: Vec<_> =
            tokens(text).filter(|t| *t != Token::Raw).map(|t| format!("{t:?}")).collect();
        assert_eq!(seen, whole);
    }
}
