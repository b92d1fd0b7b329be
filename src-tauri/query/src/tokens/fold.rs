//! How letters are folded: case, accents and the shapes of letters do not matter.

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Characters below this are folded by a table: all alphabets of today but a few.
const TABLED: u32 = 0x2000;

/// Bytes of what a character of the table is folded to, at most.
const MOST: usize = 12;

static TABLE: LazyLock<Vec<([u8; MOST], u8)>> = LazyLock::new(|| {
    let folded = |code: u32| {
        let mut text = String::new();
        if let Some(character) = char::from_u32(code) {
            fold_slowly(character, &mut text);
        }
        let mut bytes = [0; MOST];
        let length = text.len().min(MOST);
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        (bytes, u8::try_from(length).unwrap_or_default())
    };
    (0..TABLED).map(folded).collect()
});

/// Puts what the index holds of a character of a word: lower case without accents, digits of
/// any script as European ones.
pub(crate) fn fold(character: char, into: &mut String) {
    if character.is_ascii() {
        into.push(character.to_ascii_lowercase());
        return;
    }
    match usize::try_from(u32::from(character)).ok().and_then(|code| TABLE.get(code)) {
        Some((bytes, length)) => {
            // The table was made of texts.
            into.push_str(std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default());
        }
        None => fold_slowly(character, into),
    }
}

fn fold_slowly(character: char, into: &mut String) {
    if let Some(digit) = digit(character) {
        return into.push(digit);
    }
    let start = into.len();
    fold_name(character, into);
    // Letters that Arabic and its neighbours write for one another.
    if ('\u{620}'..='\u{6d5}').contains(&character) {
        let letter = match &into[start..] {
            "ى" | "ی" | "ې" => 'ي',
            "ک" => 'ك',
            "ٱ" => 'ا',
            "ة" | "ہ" | "ە" => 'ه',
            _ => return,
        };
        into.truncate(start);
        into.push(letter);
    }
}

/// The digit of another script as a European one.
pub(super) fn digit(character: char) -> Option<char> {
    const ZEROS: [u32; 20] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    let code = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Puts a character as names are compared: lower case without accents. Names that are stored
/// were folded so; it never changes.
pub fn fold_name(character: char, into: &mut String) {
    if character.is_ascii() {
        into.push(character.to_ascii_lowercase());
        return;
    }
    // Cyrillic й and ї are letters of their own; only ё is written for е.
    if ('\u{400}'..='\u{52f}').contains(&character) && !is_accent(character) {
        into.extend(character.to_lowercase().map(|lower| if lower == 'ё' { 'е' } else { lower }));
        return;
    }
    for part in std::iter::once(character).nfkd() {
        for lower in part.to_lowercase() {
            match lower {
                'ß' => into.push_str("ss"),
                'æ' => into.push_str("ae"),
                'œ' => into.push_str("oe"),
                'þ' => into.push_str("th"),
                'ø' => into.push('o'),
                'đ' | 'ð' => into.push('d'),
                'ł' => into.push('l'),
                'ħ' => into.push('h'),
                'ı' => into.push('i'),
                'ŧ' => into.push('t'),
                'ς' => into.push('σ'),
                _ if is_accent(lower) => {}
                _ if lower.is_alphanumeric() || is_combining_mark(lower) => into.push(lower),
                _ => {}
            }
        }
    }
}

/// Puts the characters of a script without spaces: their usual shapes, composed. Characters
/// that show nothing are left out.
pub(super) fn fold_run(text: &str, into: &mut String) {
    if text.chars().all(is_settled) {
        return into.push_str(text);
    }
    into.extend(text.chars().filter(|character| !shows_nothing(*character)).nfkc());
}

/// Characters that stay as they are next to each other.
fn is_settled(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{e01}'..='\u{e30}' | '\u{e32}'
        | '\u{e40}'..='\u{e46}' | '\u{1780}'..='\u{17b3}')
}

/// Signs inside a word that are not seen: places to break it, joiners, directions.
pub(super) fn shows_nothing(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{640}')
}

/// Accents and points that readers leave out; the vowel signs of Indic scripts are not among
/// them.
fn is_accent(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        text.chars().for_each(|character| fold(character, &mut folded));
        folded
    }

    #[test]
    fn case_accents_and_shapes_do_not_matter() {
        let cases = [
            ("ÀÉÎÕÜẵỆ", "aeiouae"),
            ("STRASSE straße STRAẞE", "strassestrassestrasse"),
            ("Đà ðóra", "dadora"),
            ("Smørrebrød Æbler Œuvre Þór", "smorrebrodaeblerœuvrethor"),
            ("Łódź Ħal Ŧ", "lodzhalt"),
            ("İstanbul ISPARTA ılık Diyarbakır", "istanbulispartailikdiyarbakir"),
            ("ﬁn Ａ①２ ſ K", "fina12sk"),
            ("ΣΊΣΥΦΟΣ ᾴ", "σισυφοσα"),
            ("Ёлка Йод Їжак Ґанок", "елкайодїжакґанок"),
            ("ى ی ک ٱ ة أ آ ئ", "ييكاهااي"),
            ("٢٠٢٤ ۲۰۲۴ २०२४ ২০২৪ ๒๐๒๔ ２", "202420242024202420242"),
            ("שָׁלוֹם", "שלום"),
        ];
        for (text, expected) in cases {
            let text: String = text.split(' ').collect();
            assert_eq!(folded(&text), expected.replace('œ', "oe"), "{text}");
        }
    }

    #[test]
    fn what_is_settled_is_what_composing_leaves_alone() {
        for character in
            (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|c| is_settled(*c))
        {
            for before in ['明', '가', 'カ', 'ก', 'ក', '각'] {
                let pair: String = [before, character].iter().collect();
                assert_eq!(pair.nfkc().collect::<String>(), pair);
            }
        }
    }

    #[test]
    fn the_table_says_what_the_slow_way_says() {
        for code in 0..0x3000 {
            let Some(character) = char::from_u32(code) else { continue };
            let (mut quick, mut slow) = (String::new(), String::new());
            fold(character, &mut quick);
            if !character.is_ascii() {
                fold_slowly(character, &mut slow);
                assert_eq!(quick, slow, "{code:x}");
            }
        }
    }
}
