//! What a character is to a word.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::fold::shows_nothing;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit.
    Word,
    /// A character of a script whose words do not stand apart.
    Unspaced,
    /// Belongs to the character before it.
    Mark,
    /// Neither ends a word nor belongs to it.
    Inside,
    /// Between words.
    Between,
}

/// Characters below this are looked up: nearly all but Han and Hangul.
const TABLED: u32 = 0x3200;

static TABLE: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let class = |code| char::from_u32(code).map_or(Class::Between, class_slowly);
    (0..TABLED).map(class).collect()
});

pub(super) fn class(character: char) -> Class {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() { Class::Word } else { Class::Between };
    }
    if matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') {
        return Class::Unspaced;
    }
    let code = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
    TABLE.get(code).copied().unwrap_or_else(|| class_slowly(character))
}

fn class_slowly(character: char) -> Class {
    match character {
        _ if character.is_ascii_alphanumeric() => Class::Word,
        _ if character.is_ascii() => Class::Between,
        // Modifier letters that are written for an apostrophe.
        '\u{2bb}' | '\u{2bc}' => Class::Between,
        '\u{640}' => Class::Inside,
        ..'\u{e00}' if character.is_alphanumeric() => Class::Word,
        _ if is_attached(character) => Class::Mark,
        _ if shows_nothing(character) => Class::Inside,
        _ if is_unspaced(character) => Class::Unspaced,
        _ if character.is_alphanumeric() => Class::Word,
        _ => Class::Between,
    }
}

fn is_unspaced(character: char) -> bool {
    matches!(character,
        // Thai, Lao, Tibetan, Myanmar, Khmer, without their digits.
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}'
        | '\u{edc}'..='\u{edf}' | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{103f}'
        | '\u{1050}'..='\u{108f}' | '\u{1780}'..='\u{17d3}'
        // Hangul, kana, bopomofo, Han.
        | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3131}'..='\u{318e}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3fffd}')
}

/// Marks, and letters that only go on what stands before them: the Thai and Lao am, voicing
/// signs of half width, vowels and endings of Hangul that is written in pieces.
fn is_attached(character: char) -> bool {
    matches!(character, '\u{e33}' | '\u{eb3}' | '\u{ff9e}' | '\u{ff9f}'
        | '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
        || is_combining_mark(character)
}

/// Signs after which a consonant is written below the one before.
pub(super) fn stacks(character: char) -> bool {
    matches!(character, '\u{17d2}' | '\u{1039}')
}

/// How two pieces of a word are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing: it is the first.
    Begin,
    /// An apostrophe and the like: one word.
    Tie,
    /// A dot: words of their own, or the letters of an abbreviation.
    Dot,
    /// A hyphen and the like: words of their own.
    Link,
    /// Between digits, by this sign: `.` and `,` as written, others as `'`.
    Number(char),
}

/// What joins the pieces before and after `sign`; none when they are apart.
pub(super) fn joint(before: char, sign: char, after: char, tagged: bool) -> Option<Joint> {
    let digits = is_digit(before) && is_digit(after);
    match sign {
        '_' => Some(Joint::Link),
        // A hashtag or a handle ends at every other sign.
        _ if tagged => None,
        '.' | ',' | '٫' | '٬' if digits => {
            Some(Joint::Number(if matches!(sign, '.' | '٬') { '.' } else { ',' }))
        }
        '\'' | '’' | '\u{a0}' | '\u{2009}' | '\u{202f}' if digits => Some(Joint::Number('\'')),
        '\'' | '’' | '‘' | '＇' | '\u{2bb}' | '\u{2bc}' | '\u{5f3}' | '\u{5f4}' | '·' => {
            Some(Joint::Tie)
        }
        '"' if is_hebrew(before) && is_hebrew(after) => Some(Joint::Tie),
        '.' => Some(Joint::Dot),
        '-' | '\u{2010}' | '\u{2011}' | '&' => Some(Joint::Link),
        // Persian and its neighbours write the pieces of a word so.
        '\u{200c}' if is_arabic(before) && is_arabic(after) => Some(Joint::Link),
        _ => None,
    }
}

pub(super) fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || super::fold::digit(character).is_some()
}

fn is_hebrew(character: char) -> bool {
    ('\u{5d0}'..='\u{5ea}').contains(&character)
}

fn is_arabic(character: char) -> bool {
    ('\u{620}'..='\u{6d5}').contains(&character)
}
