//! Stems: `ferries` and `ferry` find each other, when an engine asks for it.

use rust_stemmers::{Algorithm, Stemmer as Snowball};
use unicode_normalization::UnicodeNormalization as _;

use super::fold::{fold, shows_nothing};

/// Stands before a stem in the index, so that no word is taken for one.
pub const STEM_MARK: char = '~';

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
}
