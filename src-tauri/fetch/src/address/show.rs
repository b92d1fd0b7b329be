//! How people read an address: host and path, in their own script where that deceives nobody.

use url::Url;

/// The longest path that is shown, in characters.
const LONGEST: usize = 120;

/// An address for people: `example.com/news/story`, without scheme, `www.` and tracking.
///
/// A host in another script is shown in it, unless it mixes scripts or could be read as Latin
/// letters; then it stays in its ASCII form. Not to be parsed again.
#[must_use]
pub fn show(url: &Url) -> String {
    let url = super::clean(url);
    // A host of dots alone names nobody; then the address is shown as it is.
    let host = url.host_str().map(|host| host.trim_end_matches('.'));
    let Some(host) = host.filter(|host| !host.is_empty()) else {
        return shorten(&readable(url.as_str()));
    };
    let mut shown = show_host(host.strip_prefix("www.").unwrap_or(host));
    if let Some(port) = url.port() {
        shown.push_str(&format!(":{port}"));
    }
    let mut path = readable(url.path());
    if path == "/" {
        path.clear();
    }
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(&readable(query));
    }
    shown.push_str(&shorten(&path));
    shown
}

fn show_host(host: &str) -> String {
    if !host.contains("xn--") {
        return host.to_owned();
    }
    let (unicode, result) = idna::domain_to_unicode(host);
    let latin_end = unicode.rsplit('.').next().is_some_and(|end| end.is_ascii());
    let honest = result.is_ok() && unicode.split('.').all(|label| reads_one_way(label, latin_end));
    if honest { unicode } else { host.to_owned() }
}

/// The scripts that are told apart; what belongs to all (digits, hyphen) has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    EastAsian,
    Other(u32),
}

fn script(c: char) -> Option<Script> {
    match u32::from(c) {
        _ if c.is_ascii_digit() || c == '-' => None,
        0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff => Some(Script::Latin),
        0x370..=0x3ff | 0x1f00..=0x1fff => Some(Script::Greek),
        0x400..=0x52f => Some(Script::Cyrillic),
        // Han, kana, bopomofo and hangul stand together in honest names.
        0x1100..=0x11ff
        | 0x3005..=0x3007
        | 0x3040..=0x318f
        | 0x3400..=0x9fff
        | 0xac00..=0xd7a3
        | 0x20000..=0x323af => Some(Script::EastAsian),
        // Other alphabets lie in blocks of 128; a mixture of two blocks is rare and not needed.
        other => Some(Script::Other(other >> 7)),
    }
}

/// Whether a label is of one script and not to be taken for Latin.
fn reads_one_way(label: &str, latin_end: bool) -> bool {
    let mut scripts: Vec<_> = label.chars().filter_map(script).collect();
    scripts.dedup();
    scripts.sort_by_key(|script| format!("{script:?}"));
    scripts.dedup();
    // Letters that no name uses: combining marks and look-alikes outside their script.
    match scripts.as_slice() {
        [] | [Script::Latin | Script::EastAsian] => true,
        [Script::EastAsian, Script::Latin] => true,
        [Script::Cyrillic | Script::Greek] => !latin_end || !label.chars().all(looks_latin),
        [_] => true,
        _ => false,
    }
}

/// Cyrillic and Greek letters that are read as Latin ones.
fn looks_latin(c: char) -> bool {
    c.is_ascii_digit() || c == '-' || "асеорхуіјѕԁһԛԝӏьпгѵѡкмнтвзбαινορτυχωκηγ".contains(c)
}

/// Percent signs read as what they stand for, where that is plain text.
fn readable(text: &str) -> String {
    let decoded = decode_percents(text);
    // Marks that turn the direction of writing, and controls, would make another address of it.
    let plain = |c: char| {
        !c.is_control()
            && !c.is_whitespace()
            && !matches!(u32::from(c), 0xad | 0x61c | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfffd)
    };
    if decoded.chars().all(plain) { decoded } else { text.to_owned() }
}

fn decode_percents(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = super::hex_byte(text, at + 1);
        match hex {
            // ASCII stays as it is: `%2F` is another address than `/`.
            Some(byte) if bytes[at] == b'%' && !byte.is_ascii() => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_host_and_path() {
        for (url, shown) in [
            ("https://www.example.com/news/story?utm_source=x", "example.com/news/story"),
            ("https://example.com/", "example.com"),
            ("http://127.0.0.1:8080/a", "127.0.0.1:8080/a"),
            ("https://example.com/a?id=7", "example.com/a?id=7"),
            ("https://de.example.org/wiki/Stra%C3%9Fe", "de.example.org/wiki/Straße"),
            ("https://example.com/a%20b%2Fc", "example.com/a%20b%2Fc"),
            ("https://example.com/%E2%80%AEx", "example.com/%E2%80%AEx"),
            ("https://example.com/%ff", "example.com/%ff"),
            ("https://münchen.de/x", "münchen.de/x"),
            ("https://例え.jp/", "例え.jp"),
            ("https://пример.рф/", "пример.рф"),
            ("https://президент.com/", "президент.com"),
            ("https://./", "https://./"),
        ] {
            assert_eq!(show(&Url::parse(url).unwrap()), shown);
        }
    }

    #[test]
    fn a_host_that_deceives_stays_in_its_ascii_form() {
        // Cyrillic letters that all look Latin, and mixtures.
        for host in ["аррӏе.com", "еxample.com", "exаmple.com", "οne.com", "exámpleж.com"]
        {
            let url = Url::parse(&format!("https://{host}/")).unwrap();
            assert!(show(&url).starts_with("xn--"), "{host}: {}", show(&url));
        }
    }

    #[test]
    fn a_long_path_is_cut_with_an_ellipsis() {
        let url = Url::parse(&format!("https://example.com/{}", "a".repeat(5000))).unwrap();
        let shown = show(&url);
        assert!(shown.ends_with('…') && shown.chars().count() < 140);
    }
}
