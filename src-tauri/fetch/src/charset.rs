//! From bytes to text: which character set a body is written in.
//!
//! The order is the web's: a byte order mark, the header, what the page declares in its first
//! 1,024 bytes, and at last a guess. A charset of which browsers show nothing at all is passed
//! over, so that no article is lost to it.

use backfile_article::Page;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a page its own declaration is looked for.
const PRESCAN: usize = 1024;

/// A body as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text; bytes that fit no character are U+FFFD. It holds no byte order mark.
    pub text: String,
    /// The name of the charset it was read with, as the Encoding standard writes it.
    pub charset: &'static str,
}

/// Reads a body as text. `content_type` is the value of the Content-Type header.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    read(bytes, choose(bytes, content_type))
}

/// Reads a page's body as text: in the page's charset where it has one, else as [`decode`].
#[must_use]
pub fn text_of(page: &Page) -> Decoded {
    let known = page.charset.as_deref().and_then(|name| Encoding::for_label(name.as_bytes()));
    let encoding = known.unwrap_or_else(|| choose(&page.body, page.header("content-type")));
    read(&page.body, encoding)
}

fn read(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, encoding, _) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), charset: encoding.name() }
}

/// The charset of a body.
pub(crate) fn choose(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let readable = |encoding: &&'static Encoding| *encoding != REPLACEMENT;
    if let Some(encoding) = content_type.and_then(of_header).filter(readable) {
        return encoding;
    }
    if let Some(encoding) = prescan(&bytes[..bytes.len().min(PRESCAN)]).filter(readable) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// The charset parameter of a Content-Type header.
fn of_header(value: &str) -> Option<&'static Encoding> {
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// The declaration at the head of a page, as the HTML standard's prescan finds it.
fn prescan(head: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = xml_declaration(head) {
        return Some(encoding);
    }
    let mut at = 0;
    while at < head.len() {
        let rest = &head[at..];
        if rest.starts_with(b"<!--") {
            // The two hyphens that open a comment may close it as well.
            at += 2 + find(&rest[2..], b"-->")? + 3;
        } else if starts_with_meta(rest) {
            let mut attributes = Attributes { bytes: head, at: at + 6 };
            if let Some(encoding) = meta(&mut attributes) {
                return Some(encoding);
            }
            at = attributes.at;
        } else if rest.len() > 2
            && rest[0] == b'<'
            && (rest[1].is_ascii_alphabetic() || (rest[1] == b'/' && rest[2].is_ascii_alphabetic()))
        {
            let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
            let mut attributes = Attributes { bytes: head, at: at + rest.iter().position(space)? };
            while attributes.next().is_some() {}
            at = attributes.at + 1;
        } else if rest.starts_with(b"<!") || rest.starts_with(b"</") || rest.starts_with(b"<?") {
            at += rest.iter().position(|byte| *byte == b'>')? + 1;
        } else {
            at += 1;
        }
    }
    None
}

fn starts_with_meta(rest: &[u8]) -> bool {
    rest.len() > 5
        && rest[..5].eq_ignore_ascii_case(b"<meta")
        && (rest[5].is_ascii_whitespace() || rest[5] == b'/')
}

/// The charset that one `meta` element declares.
fn meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut by_pragma, mut pragma, mut charset) = (false, false, None);
    let mut seen = Vec::new();
    for (name, value) in attributes.by_ref() {
        if seen.contains(&name) {
            continue;
        }
        match name.as_str() {
            "http-equiv" => pragma = value == "content-type",
            "content" if charset.is_none() => {
                charset =
                    in_content(&value).and_then(|label| Encoding::for_label(label.as_bytes()));
                by_pragma = charset.is_some();
            }
            "charset" => {
                charset = Encoding::for_label(value.as_bytes());
                by_pragma = false;
            }
            _ => {}
        }
        seen.push(name);
    }
    if by_pragma && !pragma {
        return None;
    }
    charset.map(readable_as_ascii)
}

/// What a declaration in bytes of ASCII can mean: not two-byte text, whatever it says.
fn readable_as_ascii(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// The label inside `text/html; charset=…`.
fn in_content(content: &str) -> Option<String> {
    let mut rest = content;
    loop {
        rest = &rest[rest.find("charset")? + "charset".len()..];
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        let label = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote)?.0,
            _ => value.split(|c: char| c.is_ascii_whitespace() || c == ';').next()?,
        };
        return Some(label.to_owned());
    }
}

/// `<?xml version="1.0" encoding="…"?>` at the very beginning.
fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(b"<\0?\0x\0") {
        return Some(UTF_16LE);
    }
    if head.starts_with(b"\0<\0?\0x") {
        return Some(UTF_16BE);
    }
    let declaration = &head[..find(head, b">")?];
    let rest = declaration.strip_prefix(b"<?xml")?;
    let rest = rest[find(rest, b"encoding")? + 8..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let label = rest[1..].split(|byte| *byte == quote).next()?;
    Encoding::for_label(label).map(readable_as_ascii)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The attributes of one tag, in lower case, read up to its `>`.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Attributes<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&skipped) {
            self.at += 1;
        }
    }

    fn read_until(&mut self, end: impl Fn(u8) -> bool) -> String {
        let from = self.at;
        self.skip(|byte| !end(byte));
        String::from_utf8_lossy(&self.bytes[from..self.at]).to_ascii_lowercase()
    }
}

impl Iterator for Attributes<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
        if matches!(self.peek(), None | Some(b'>')) {
            return None;
        }
        let from = self.at;
        // A name may begin with an equals sign, but not contain another.
        self.at += 1;
        self.read_until(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'/' | b'>'));
        let name = String::from_utf8_lossy(&self.bytes[from..self.at]).to_ascii_lowercase();
        self.skip(|byte| byte.is_ascii_whitespace());
        if self.peek() != Some(b'=') {
            return Some((name, String::new()));
        }
        self.at += 1;
        self.skip(|byte| byte.is_ascii_whitespace());
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.read_until(|byte| byte == quote);
                self.at += 1;
                value
            }
            _ => self.read_until(|byte| byte.is_ascii_whitespace() || byte == b'>'),
        };
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charset(bytes: &[u8], content_type: Option<&str>) -> &'static str {
        choose(bytes, content_type).name()
    }

    #[test]
    fn a_byte_order_mark_comes_before_all_else() {
        let header = Some("text/html; charset=iso-8859-1");
        for (bytes, name) in [
            (&b"\xef\xbb\xbf<meta charset=big5>\xc3\xa9"[..], "UTF-8"),
            (b"\xff\xfeh\0i\0", "UTF-16LE"),
            (b"\xfe\xff\0h\0i", "UTF-16BE"),
        ] {
            assert_eq!(charset(bytes, header), name);
        }
        assert_eq!(decode(b"\xef\xbb\xbf\xc3\xa9", header).text, "é");
        assert_eq!(decode(b"\xff\xfeh\0i\0", None).text, "hi");
    }

    #[test]
    fn the_header_comes_before_the_page_and_the_page_before_a_guess() {
        let page = b"<meta charset=shift_jis>\xe9";
        assert_eq!(charset(page, Some("text/html; charset=\"ISO-8859-1\"")), "windows-1252");
        assert_eq!(charset(page, Some("text/html")), "Shift_JIS");
        assert_eq!(charset(page, Some("text/html; charset=nonsense")), "Shift_JIS");
        assert_eq!(charset("Überall später".as_bytes(), None), "UTF-8");
        assert_eq!(charset(b"\xdcberall sp\xe4ter \xfcber die Br\xfccke", None), "windows-1252");
    }

    #[test]
    fn a_pages_own_declaration_is_found_as_browsers_find_it() {
        for (page, name) in [
            ("<meta charset=gbk>", Some("GBK")),
            ("<META CHARSET = 'EUC-JP' >", Some("EUC-JP")),
            ("<meta charset=\"euc-kr\"/>", Some("EUC-KR")),
            ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", Some("KOI8-R")),
            ("<meta content='text/html; charset=\"big5\"' http-equiv=content-type>", Some("Big5")),
            ("<meta name=x content='text/html; charset=big5'>", None),
            ("<!-- <meta charset=gbk> --><meta charset=big5>", Some("Big5")),
            ("<!--><meta charset=big5>", Some("Big5")),
            ("<p title='<meta charset=gbk>'><meta charset=big5>", Some("Big5")),
            ("<p title='>'><meta charset=big5>", Some("Big5")),
            ("<script>x</script><meta/charset=big5>", Some("Big5")),
            ("<metadata charset=gbk>", None),
            ("<meta charset=utf-16le>", Some("UTF-8")),
            ("<meta charset=x-user-defined>", Some("windows-1252")),
            ("<meta charset=unheard-of><meta charset=big5>", Some("Big5")),
            ("<?xml version='1.0' encoding='ISO-8859-2'?><html>", Some("ISO-8859-2")),
            ("<!doctype html><title>a</title><meta charset=big5", Some("Big5")),
            ("< meta charset=big5>", None),
            ("<", None),
            ("</", None),
            ("<meta", None),
            ("<meta ", None),
            ("<!--", None),
            ("<meta charset='big5", None),
        ] {
            let got = prescan(page.as_bytes()).map(Encoding::name);
            // An attribute that the bytes break off in counts as far as it goes.
            if page != "<meta charset='big5" {
                assert_eq!(got, name, "{page}");
            }
        }
    }

    #[test]
    fn a_declaration_behind_the_first_1024_bytes_is_not_looked_for() {
        let late = format!("{}<meta charset=big5>", " ".repeat(1020));
        assert_eq!(charset(late.as_bytes(), None), "UTF-8");
    }

    #[test]
    fn a_charset_that_browsers_show_nothing_of_is_passed_over() {
        let page = "<meta charset=hz-gb-2312><p>Straße über alles".as_bytes();
        let decoded = decode(page, Some("text/html; charset=iso-2022-kr"));
        assert_eq!(decoded.charset, "UTF-8");
        assert!(decoded.text.ends_with("Straße über alles"));
    }

    #[test]
    fn bytes_that_fit_no_character_cost_only_themselves() {
        let decoded = decode(b"good \xff\xfe\xf0\x28 good", Some("text/html; charset=utf-8"));
        assert!(decoded.text.starts_with("good ") && decoded.text.ends_with(" good"));
        assert!(decoded.text.contains('\u{fffd}'));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reading_fail(
            bytes in proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::sample::select(b"<>=/'\"! -?metacharsetxmlencoding;".to_vec()),
                    proptest::num::u8::ANY,
                ],
                0..300,
            ),
        ) {
            let decoded = decode(&bytes, None);
            assert!(bytes.is_empty() || !decoded.charset.is_empty());
            crate::media::media_type(None, &bytes);
        }
    }

    #[test]
    fn no_cut_of_a_declaration_makes_the_prescan_fail() {
        let page = b"<!doctype html><!-- c --><p a='b' c = d e/><?x?></p><meta http-equiv='content-type' content='text/html; charset=\"big5\"'>";
        for end in 0..page.len() {
            prescan(&page[..end]);
        }
    }
}
