//! White space, words and the scripts that are written without spaces.

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Whether a character takes no room: soft hyphens, zero-width spaces and byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Appends a space unless `out` is empty or ends with white space.
pub(crate) fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
        out.push(' ');
    }
}

/// Appends `text` with each run of white space as one space, and none at the start of `out`.
pub(crate) fn push_collapsed(out: &mut String, text: &str) {
    if text.is_ascii() {
        // Words are copied whole.
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c > ' ') {
            if start > 0 {
                push_space(out);
            }
            let word = &rest[start..];
            let end = word.bytes().position(|c| c <= b' ' || c == 0x7f).unwrap_or(word.len());
            out.push_str(&word[..end]);
            rest = &word[end.max(1)..];
        }
        if !rest.is_empty() {
            push_space(out);
        }
        return;
    }
    for c in text.chars() {
        if c.is_whitespace() {
            push_space(out);
        } else if !is_invisible(c) && !c.is_control() {
            out.push(c);
        }
    }
}

/// `text` with each run of white space as one space, trimmed.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// `Some` of the collapsed text unless that is empty.
pub(crate) fn non_empty(text: &str) -> Option<String> {
    let text = collapse(text);
    (!text.is_empty()).then_some(text)
}

/// Whether a character belongs to a script written without spaces between words.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// How much a text weighs: characters that are not white space, those of scripts without spaces
/// three times, since each stands for about half a word.
pub(crate) fn weight(text: &str) -> u32 {
    // Control characters count as white space, so that plain text is one comparison a byte.
    if text.is_ascii() {
        return text.bytes().map(|byte| u32::from(byte > b' ')).sum();
    }
    let bytes = text.as_bytes();
    let mut sum = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte < 0x80 {
            sum += u32::from(byte > b' ');
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        sum += if c >= '\u{0e00}' && is_spaceless(c) {
            3
        } else {
            u32::from(!c.is_whitespace() && !is_invisible(c))
        };
    }
    sum
}

/// Counts words; a character of a script that is written without spaces counts as one.
#[must_use]
pub fn word_count(text: &str) -> u32 {
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        if is_spaceless(c) {
            if c.is_alphanumeric() {
                count += 1;
            }
            in_word = false;
        } else if c.is_alphanumeric() {
            count += u32::from(!in_word);
            in_word = true;
        } else if !(in_word && matches!(c, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '\u{ad}'))
        {
            // A mark at a word's end is followed by no letter, so the next word still starts anew
            // only after a space; "well-known" and "isn't" are one word each.
            in_word = in_word && !c.is_whitespace() && matches!(c, '.' | ',' | ':' | '_' | '@');
        }
    }
    count
}

/// A form to compare texts by: lower-case letters and digits of NFKC, single spaces.
pub(crate) fn comparable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for c in text.bytes() {
            if c.is_ascii_alphanumeric() {
                out.push(char::from(c.to_ascii_lowercase()));
            } else if c != b'\'' {
                push_space(&mut out);
            }
        }
        out.truncate(out.trim_end().len());
        return out;
    }
    for c in text.nfkc() {
        if c.is_alphanumeric() || is_mark(c) {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') && !is_invisible(c) {
            push_space(&mut out);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{102b}'..='\u{103e}')
}

/// A number that is the same for texts with the same letters and digits.
pub(crate) fn fingerprint(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The first characters of `text`, cut at a word's end, with an ellipsis when cut.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut count = 0;
    for word in text.split_word_bounds() {
        let length = word.chars().count();
        if count + length > limit {
            break;
        }
        out.push_str(word);
        count += length;
    }
    if out.is_empty() {
        out = text.chars().take(limit).collect();
    }
    out.truncate(
        out.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')).len(),
    );
    out.push('…');
    out
}

/// How alike two short texts are, by their words: 1 for the same, 0 for nothing in common.
pub(crate) fn similar(a: &str, b: &str) -> f64 {
    let (a, b) = (comparable(a), comparable(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (first, mut second) = (words(&a), words(&b));
    let total = first.len() + second.len();
    let mut shared = 0;
    for word in first {
        if let Some(at) = second.iter().position(|other| *other == word) {
            second.swap_remove(at);
            shared += 1;
        }
        if second.is_empty() {
            break;
        }
    }
    2.0 * f64::from(shared) / total as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_a_reader_would() {
        let cases = [
            ("", 0),
            ("One two, three.", 3),
            ("It isn't well-known", 3),
            ("日本語です", 5),
            ("ภาษาไทย", 7),
            ("In 2026: 3,000 more", 4),
            ("Ein Wort – zwei", 3),
        ];
        for (text, count) in cases {
            let counted = word_count(text);
            if text.starts_with('ภ') {
                assert!((4..=7).contains(&counted), "{counted}");
            } else {
                assert_eq!(counted, count, "{text}");
            }
        }
    }

    #[test]
    fn white_space_collapses_and_invisible_characters_go() {
        assert_eq!(collapse("  a \n\u{a0} b\u{ad}c\u{200b} "), "a bc");
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        assert_eq!(shorten("one two three", 9), "one two…");
        assert_eq!(shorten("one", 9), "one");
    }
}
