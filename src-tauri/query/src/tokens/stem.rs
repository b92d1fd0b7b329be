//! Stems: `ferries` and `ferry` find each other, when an engine asks for it.

use rust_stemmers::{Algorithm, Stemmer as Snowball};
use unicode_normalization::UnicodeNormalization as _;

use super::fold::{fold, shows_nothing};
use crate::{Near, Terms};

/// Stands before a stem in the index, so that no word is taken for one.
pub const STEM_MARK: char = '~';

/// Letters that the forms of a word are taken to begin with alike.
const ALIKE: usize = 3;

/// Shorter words have no stem of their own worth keeping.
const SHORTEST: usize = 3;

/// Makes the stems of one language.
pub struct Stemmer(Snowball);

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Stemmer")
    }
}

impl Stemmer {
    /// The one of a language, by its code, such as `en` or `pt-BR`; none where there is none.
    #[must_use]
    pub fn for_language(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = match language.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return None,
        };
        Some(Self(Snowball::create(algorithm)))
    }

    /// Puts the marked stem of `written`, whose folded form is `folded`, into the empty
    /// `into`; gives whether there is one that differs from the word.
    pub(super) fn stem(&self, written: &str, folded: &str, into: &mut String) -> bool {
        if folded.chars().nth(SHORTEST - 1).is_none()
            || folded.starts_with(|c: char| c.is_numeric())
        {
            return false;
        }
        into.push(STEM_MARK);
        if written.is_ascii() {
            into.push_str(&self.0.stem(folded));
        } else {
            // The rules look at accents, which folding takes away.
            let shown = written.chars().filter(|character| !shows_nothing(*character));
            let lower: String = shown.flat_map(char::to_lowercase).nfc().collect();
            self.0.stem(&lower).chars().for_each(|character| fold(character, into));
        }
        into.len() > STEM_MARK.len_utf8() && into[STEM_MARK.len_utf8()..] != *folded
    }

    /// The tokens to ask for besides a word itself, to find its other forms: its marked stem,
    /// and the bare one, for that is a form too where it is its own stem.
    #[must_use]
    pub fn forms(&self, word: &str) -> Vec<String> {
        let folded = |text: &str| {
            let mut folded = String::new();
            text.chars().for_each(|character| fold(character, &mut folded));
            folded
        };
        let (whole, mut stem) = (folded(word), String::new());
        if !self.stem(word, &whole, &mut stem) {
            return vec![format!("{STEM_MARK}{whole}")];
        }
        let bare = stem[STEM_MARK.len_utf8()..].to_owned();
        let own = !self.stem(&bare, &bare, &mut String::new());
        if own { vec![stem, bare] } else { vec![stem] }
    }

    /// The words of an index that are other forms of `word`: with these a search finds them
    /// although no stem is in the index, so that it need not be larger. `budget` is how many
    /// words of the list are looked at at most. The list holds folded words, whose accents the
    /// rules do not see, so a few forms are missed.
    #[must_use]
    pub fn relatives<T: Terms + ?Sized>(&self, word: &str, terms: &T, budget: usize) -> Near {
        let mut whole = String::new();
        word.chars().for_each(|character| fold(character, &mut whole));
        let marked = |written: &str, folded: &str| {
            let mut stem = String::new();
            self.stem(written, folded, &mut stem);
            stem
        };
        let stems = [marked(word, &whole), marked(&whole, &whole)];
        let begin: String = whole.chars().take(ALIKE).collect();
        let mut near = Near { words: Vec::new(), complete: true };
        if stems[0].is_empty() {
            return near;
        }
        let mut from = begin.clone();
        for looked in 0.. {
            let Some(term) = terms.at_or_after(&from).filter(|term| term.starts_with(&begin))
            else {
                break;
            };
            if looked == budget {
                near.complete = false;
                break;
            }
            from = format!("{term}\0");
            if term != whole && stems.contains(&marked(&term, &term)) {
                near.words.push(term);
            }
        }
        near
    }
}
