//! How a text is cut into the tokens of the search, the same for what is stored, for what is
//! asked and for what is marked in a snippet.
//!
//! A word is a run of letters, digits and their marks, folded: case, accents and the shapes of
//! letters do not matter. Scripts that are written without spaces, and Hangul, whose words
//! carry their particles with them, give overlapping pairs of characters and the last character
//! alone, so that any part of a run is found from one character on.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A word longer than this many bytes is cut; it is no word.
const LONGEST: usize = 96;

/// A token and the bytes of the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it is from a script without spaces.
    pub(crate) unspaced: bool,
}

/// Gives every token of `text` in order, until `emit` says `false`.
pub(crate) fn each_token(text: &str, mut emit: impl FnMut(&str, usize, usize, bool) -> bool) {
    let mut word = String::new();
    let (mut start, mut end) = (0, 0);
    // The character of an unspaced script that came last: where it begins and ends.
    let mut last: Option<(usize, usize)> = None;
    let mut pair = String::new();
    macro_rules! end_word {
        () => {
            if !word.is_empty() {
                if !emit(&word, start, end, false) {
                    return;
                }
                word.clear();
            }
        };
    }
    macro_rules! end_run {
        () => {
            if let Some((from, to)) = last.take() {
                pair.clear();
                fold_whole(&text[from..to], &mut pair);
                if !emit(&pair, from, to, true) {
                    return;
                }
            }
        };
    }
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        match kind(character) {
            Kind::Word => {
                end_run!();
                if word.is_empty() {
                    start = at;
                }
                if word.len() < LONGEST {
                    fold(character, &mut word);
                }
                end = after;
            }
            Kind::Unspaced => {
                end_word!();
                if let Some((from, _)) = last {
                    pair.clear();
                    fold_whole(&text[from..after], &mut pair);
                    if !emit(&pair, from, after, true) {
                        return;
                    }
                }
                last = Some((at, after));
            }
            Kind::Mark if !word.is_empty() => {
                fold(character, &mut word);
                end = after;
            }
            Kind::Inside | Kind::Mark => {}
            Kind::Between => {
                end_word!();
                end_run!();
            }
        }
    }
    end_word!();
    end_run!();
}

/// The tokens of `text`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    each_token(text, |text, start, end, unspaced| {
        found.push(Token { text: text.to_owned(), start, end, unspaced });
        true
    });
    found
}

/// What must follow each other in a text for it to hold `text`, and whether the last of them
/// is only the beginning of a token; one entry for each way to write it.
pub(crate) fn wanted(text: &str) -> Vec<(Vec<String>, bool)> {
    let mut found = tokens(text);
    let mut open = false;
    if let [.., before, last] = found.as_slice()
        && last.unspaced
        && before.unspaced
        && before.end == last.end
    {
        // The run may go on in the text, where its last character is then not alone.
        found.pop();
    } else if found.last().is_some_and(|last| last.unspaced) {
        open = true;
    }
    vec![(found.into_iter().map(|token| token.text).collect(), open)]
}

/// A text folded as one key, by which names are the same: `Été` and `ete` are.
pub(crate) fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        match kind(character) {
            Kind::Word | Kind::Mark => fold(character, &mut folded),
            Kind::Unspaced => folded.extend(std::iter::once(character).nfkc()),
            Kind::Inside => {}
            Kind::Between => folded.push(character),
        }
    }
    folded
}

enum Kind {
    Word,
    Unspaced,
    /// Belongs to the character before it.
    Mark,
    /// Neither ends a word nor belongs to it.
    Inside,
    Between,
}

fn kind(character: char) -> Kind {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() { Kind::Word } else { Kind::Between };
    }
    match character {
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
        _ if character.is_alphanumeric() => Kind::Word,
        _ if is_combining_mark(character) => Kind::Mark,
        _ => Kind::Between,
    }
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

fn fold(character: char, into: &mut String) {
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

fn fold_whole(text: &str, into: &mut String) {
    let inside = |character: &char| !matches!(kind(*character), Kind::Inside | Kind::Mark);
    into.extend(text.chars().filter(inside).nfkc());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_folded_and_cut_at_signs() {
        let cases: [(&str, &[&str]); 14] = [
            ("The Quick-brown fox!", &["the", "quick", "brown", "fox"]),
            ("Café ÉTÉ naïve", &["cafe", "ete", "naive"]),
            ("cafe\u{301}", &["cafe"]),
            ("Straße Đà Łódź Smørrebrød", &["strasse", "da", "lodz", "smorrebrod"]),
            ("ẵ ﬁn Ａ①", &["a", "fin", "a1"]),
            ("Йод ёлка їжак", &["йод", "елка", "їжак"]),
            ("ΣΊΣΥΦΟΣ", &["σισυφοσ"]),
            ("हिन्दी", &["हिन्दी"]),
            ("كِتَابٌ أحمد", &["كتاب", "احمد"]),
            ("שָׁלוֹם", &["שלום"]),
            ("co\u{ad}operate", &["cooperate"]),
            ("don't", &["don", "t"]),
            ("3.5 km²", &["3", "5", "km2"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_give_pairs_and_their_last_character() {
        let cases: [(&str, &[&str]); 5] = [
            ("明天见", &["明天", "天见", "见"]),
            ("明", &["明"]),
            ("AI時代", &["ai", "時代", "代"]),
            ("한국어 책", &["한국", "국어", "어", "책"]),
            ("ｶﾒﾗ", &["カメ", "メラ", "ラ"]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_token_knows_its_place() {
        for token in tokens("Ein Café, 明天见 (ende)") {
            assert_eq!(
                texts("Ein Café, 明天见 (ende)"[token.start..token.end].trim_end_matches('\0'))
                    .first(),
                Some(&token.text)
            );
        }
    }

    #[test]
    fn what_is_asked_leaves_its_end_open_where_the_text_may_go_on() {
        let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let cases: [(&str, Vec<String>, bool); 6] = [
            ("明", strings(&["明"]), true),
            ("明天", strings(&["明天"]), false),
            ("明天见", strings(&["明天", "天见"]), false),
            ("明天 news", strings(&["明天", "天", "news"]), false),
            ("news 明", strings(&["news", "明"]), true),
            ("…", strings(&[]), false),
        ];
        for (text, expected, open) in cases {
            assert_eq!(wanted(text), [(expected, open)], "{text}");
        }
    }
}
