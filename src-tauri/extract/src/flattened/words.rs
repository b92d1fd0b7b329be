//! A flattened text as words, each with what parts it from the word before.
//!
//! Where a block ended nothing is left but a hint: a sentence's end or a small letter right before
//! a capital. Scripts without capitals have fewer hints; their words are parted by marks alone.

use crate::text;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// A space, or nothing where a script has none.
    Space,
    /// A space before a capital, a number or a sign: something new may begin.
    Weak,
    /// A sentence's end.
    Sentence,
    /// A line end.
    Line,
    /// Nothing, where a block must have ended.
    Joint,
}

/// A word of a flattened text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Where it begins and ends, in bytes.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// What parts it from the word before.
    pub(crate) gap: Gap,
    /// Whether it ends a sentence.
    pub(crate) ends: bool,
    /// Whether it ends with a mark inside a sentence.
    pub(crate) pauses: bool,
    /// Whether its first letter has two cases.
    pub(crate) cased: bool,
    /// Whether it begins with a small letter.
    pub(crate) small: bool,
    /// Whether it holds a digit.
    pub(crate) digit: bool,
    /// Whether it has neither letters nor digits.
    pub(crate) sign: bool,
}

/// Characters of a script without spaces that count as one word.
const CLUSTER: usize = 2;

/// Parts a text into words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(text.len() / 6 + 1);
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let only: Vec<char> = chars.iter().map(|&(_, c)| c).collect();
    let mut at = 0;
    let mut line = true;
    let mut spaced = true;
    while at < chars.len() {
        if only[at].is_whitespace() {
            line |= only[at] == '\n';
            spaced = true;
            at += 1;
            continue;
        }
        let first = at;
        let mut count = 0;
        loop {
            count += usize::from(text::is_spaceless(only[at]));
            at += 1;
            // A mark that began the word opens what follows.
            let opened = at - first == 1 && is_opening(only[first]);
            if at >= chars.len() || only[at].is_whitespace() || !opened && is_joint(&only, at) {
                break;
            }
            let (before, after) = (only[at - 1], only[at]);
            if is_full_stop(before) && !is_closing(after) || is_bar(before) || is_bar(after) {
                break;
            }
            if count >= CLUSTER && after.is_alphanumeric()
                || text::is_spaceless(before) != text::is_spaceless(after)
                    && before.is_alphanumeric()
                    && after.is_alphanumeric()
            {
                break;
            }
        }
        let start = chars[first].0;
        let end = chars.get(at).map_or(text.len(), |&(at, _)| at);
        let mut word = describe(&text[start..end], start, end);
        let before = out.last();
        word.gap = if line {
            Gap::Line
        } else if !spaced && first > 0 && is_joint(&only, first) {
            Gap::Joint
        } else if before.is_some_and(|before| before.ends) && !word.small {
            Gap::Sentence
        } else if spaced
            && (!word.small && (word.cased || word.digit || word.sign)
                || text::is_spaceless(only[first]))
        {
            Gap::Weak
        } else {
            Gap::Space
        };
        out.push(word);
        (line, spaced) = (false, false);
    }
    out
}

fn describe(word: &str, start: usize, end: usize) -> Word {
    let opening = |c: char| !c.is_alphanumeric();
    let first = word.trim_start_matches(opening).chars().next();
    let closed = word.trim_end_matches(is_closing);
    let last = closed.chars().next_back().unwrap_or(' ');
    let letters = closed.trim_end_matches('.').chars().filter(|c| c.is_alphanumeric()).count();
    let ends = matches!(last, '!' | '?' | '…' | '؟' | '।' | '۔' | '။' | '።')
        || is_full_stop(last)
        // "J." and "U.S." seldom end a sentence.
        || last == '.' && letters > 1 && !is_initials(closed);
    Word {
        start,
        end,
        gap: Gap::Space,
        ends,
        pauses: matches!(last, ',' | ';' | ':' | '、' | '，' | '،' | '；' | '：' | '၊'),
        cased: first.is_some_and(|c| c.is_lowercase() || c.is_uppercase()),
        small: first.is_some_and(char::is_lowercase),
        digit: word.chars().any(char::is_numeric),
        sign: first.is_none(),
    }
}

fn is_initials(word: &str) -> bool {
    word.trim_end_matches('.').split('.').all(|part| part.chars().count() <= 1)
}

/// The sign that parts a headline from a site's name, often without spaces.
fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '│')
}

fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．')
}

pub(crate) fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '\'' | '’' | ')' | '»' | ']' | '」' | '』' | '）' | '】' | '“')
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '«' | '„' | '(' | '[' | '¿' | '¡' | '—' | '–' | '-' | '•')
}

/// Whether a block ended between `at - 1` and `at`, which no space parts.
fn is_joint(chars: &[char], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|at| chars.get(at)) else { return false };
    let after = chars[at];
    if before.is_whitespace() || after.is_whitespace() {
        return false;
    }
    let two_back = at.checked_sub(2).map_or(' ', |at| chars[at]);
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    let begins = after.is_uppercase()
        || is_opening(after) && (next.is_uppercase() || is_uncased(next))
        || is_uncased(after);
    match before {
        '.' | '!' | '?' | '…' | '।' | '۔' | '؟' | ':' | ';' | ',' => {
            // "winter.The", but not "U.S.A", "example.com" or "10.5".
            begins
                && (two_back.is_lowercase()
                    || two_back.is_numeric()
                    || is_closing(two_back)
                    || is_uncased(two_back)
                    || two_back.is_uppercase()
                        && (next.is_lowercase() && capitals(chars, at - 1) > 1)
                    || matches!(two_back, '.' | '%' | '€' | '$'))
        }
        '"' | '”' | '’' | ')' | '»' | ']' | '“' => {
            let after_mark = matches!(two_back, '.' | '!' | '?' | ',' | ')' | '…' | '”' | '"');
            after.is_uppercase() && (after_mark || matches!(before, ')' | '”' | '»' | ']'))
                || after_mark && begins
                || after_mark && after.is_numeric()
        }
        '©' => false,
        _ if before.is_lowercase() && after.is_uppercase() => true,
        _ if before.is_lowercase()
            && (is_opening(after) && !matches!(after, '-' | '–' | '—' | '(' | '[')) =>
        {
            next.is_uppercase()
        }
        _ if before.is_lowercase() && after.is_ascii_digit() => {
            // "froze3 days ago", but not "covid19" or "m2".
            let word = chars[..at].iter().rev().take_while(|c| c.is_alphabetic()).count();
            word > 3 && (next.is_whitespace() || next.is_ascii_digit())
        }
        _ if before.is_ascii_digit() && after.is_uppercase() => next.is_lowercase(),
        _ if after == '©' => true,
        // "BBCThe harbour": capitals run into a capitalised word.
        _ if before.is_uppercase() && after.is_uppercase() => {
            capitals(chars, at) >= 3 && next.is_lowercase()
        }
        _ => false,
    }
}

fn capitals(chars: &[char], at: usize) -> usize {
    chars[..at].iter().rev().take(20).take_while(|c| c.is_uppercase()).count()
}

/// Whether a letter belongs to a script that has spaces but no capitals.
fn is_uncased(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase() && !text::is_spaceless(c)
}
