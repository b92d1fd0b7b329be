//! The tokens of the search as the archive uses them. What they are says
//! [`backfile_query::tokens`]; here is only what of it is stored.

use backfile_query::tokens::{self, Token};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Gives every token of `text` that the index holds, in order, until `emit` says `false`.
///
/// Stems are not among them: they make the index a third larger and more than twice as slow to
/// build, and this index does not know the language of what it cuts.
pub(crate) fn each_token(text: &str, emit: impl FnMut(Token<'_>) -> bool) {
    tokens::each_token(text, None, emit);
}

/// A text folded as one key, by which names are the same: `Été` and `ete` are. Keys are stored,
/// so what this makes of a text never changes.
pub(crate) fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        match kind(character) {
            Kind::Word => tokens::fold_name(character, &mut folded),
            Kind::Unspaced => folded.extend(std::iter::once(character).nfkc()),
            Kind::Inside => {}
            Kind::Between => folded.push(character),
        }
    }
    folded
}

/// Whether words of this character's script stand apart.
pub(crate) fn is_spaced(character: char) -> bool {
    matches!(kind(character), Kind::Word)
}

enum Kind {
    Word,
    Unspaced,
    Inside,
    Between,
}

fn kind(character: char) -> Kind {
    match character {
        _ if character.is_ascii_alphanumeric() => Kind::Word,
        _ if character.is_ascii() => Kind::Between,
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{640}' => Kind::Inside,
        // Thai, Lao, Tibetan, Myanmar, Khmer, with their marks and without their digits.
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}'
        | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}'
        | '\u{1780}'..='\u{17d3}'
        // Hangul, kana, bopomofo, Han.
        | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3131}'..='\u{318e}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3fffd}' => {
            Kind::Unspaced
        }
        _ if character.is_alphanumeric() || is_combining_mark(character) => Kind::Word,
        _ => Kind::Between,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_by_their_keys() {
        let cases = [
            ("Été", "ete"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("deep sea/Łódź", "deep sea/lodz"),
            ("e\u{301}", "e"),
            ("ｶﾒﾗ", "カメラ"),
            ("한국", "한국"),
            // As they were stored by the first of these programs.
            ("٢٠ ى", "٢٠ ى"),
            ("don't", "don't"),
        ];
        for (name, expected) in cases {
            assert_eq!(key(name), expected, "{name}");
        }
    }
}
