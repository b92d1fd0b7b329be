//! A passage of a text, kept by its words so that it is found again in another text.

use std::{cmp::Reverse, ops::Range};

use serde::{Deserialize, Serialize};

/// A passage by its words and what stands around them: the `TextQuoteSelector` of the Web
/// Annotation Data Model, <https://www.w3.org/TR/annotation-model/#text-quote-selector>, with the
/// place as a hint for words that occur more than once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Quote {
    /// The passage.
    pub exact: String,
    /// The characters before it, a few dozen.
    pub prefix: String,
    /// The characters behind it, a few dozen.
    pub suffix: String,
    /// How many characters other than white space stood before it.
    pub start: u32,
}

/// Characters of a passage at most: a long article whole.
const LONGEST: usize = 200_000;
/// Places that are compared at most: a text of one word over and over has as many as it has words.
const PLACES: usize = 1_000;
/// Characters that are kept before and behind a passage at most.
const AROUND: usize = 200;

impl Quote {
    /// Whether it names a passage at all and is of a size that is kept.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let short = |text: &str, most: usize| text.chars().take(most + 1).count() <= most;
        !fold(&self.exact).text.is_empty()
            && short(&self.exact, LONGEST)
            && short(&self.prefix, AROUND)
            && short(&self.suffix, AROUND)
    }

    /// Where the passage stands in a text, in bytes. White space, the shape of quotation marks and
    /// dashes, and soft hyphens do not matter: cleaning a page anew changes these. Of several
    /// places that one, around which most stands as it stood; else the nearest to where it was.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let [wanted, prefix, suffix] = [&self.exact, &self.prefix, &self.suffix].map(|t| fold(t));
        let all = fold(text);
        if wanted.text.is_empty() {
            return None;
        }
        let mut best: Option<((usize, Reverse<usize>), usize)> = None;
        let (mut from, mut seen) = (0, 0);
        while let Some(here) = all.text[from..].find(&wanted.text).filter(|_| seen < PLACES) {
            let (at, end) = (from + here, from + here + wanted.text.len());
            let before = all.text[..at].chars().rev().zip(prefix.text.chars().rev());
            let behind = all.text[end..].chars().zip(suffix.text.chars());
            let alike = before.take_while(|(one, other)| one == other).count()
                + behind.take_while(|(one, other)| one == other).count();
            let place = all.place(at);
            let score = (alike, Reverse(place.abs_diff(self.start as usize)));
            if best.is_none_or(|(known, _)| known < score) {
                best = Some((score, place));
            }
            from = at + all.text[at..].chars().next().map_or(1, char::len_utf8);
            seen += 1;
        }
        let (_, first) = best?;
        Some(all.from[first].1..all.from[first + wanted.from.len() - 1].2)
    }
}

/// A text as passages are compared in it.
struct Folded {
    text: String,
    /// For each character of it: its own byte, and the first byte and the end of what it came from.
    from: Vec<(usize, usize, usize)>,
}

impl Folded {
    /// The number of the character that begins at that byte.
    fn place(&self, byte: usize) -> usize {
        self.from.partition_point(|(own, ..)| *own < byte)
    }
}

/// The window's frame folds likewise (`quote.js` of the library).
fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), from: Vec::new() };
    for (from, character) in text.char_indices() {
        let compared = match character {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => continue,
            blank if blank.is_whitespace() => continue,
            '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            _ => character,
        };
        folded.from.push((folded.text.len(), from, from + character.len_utf8()));
        folded.text.push(compared);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The lamp was lit at six. Nobody saw “the fox” come.\n\nThe lamp was lit at \
                        seven. The fox had gone – and nobody saw it go.";

    fn quote(exact: &str, prefix: &str, suffix: &str, start: u32) -> Quote {
        let owned = str::to_owned;
        Quote { exact: owned(exact), prefix: owned(prefix), suffix: owned(suffix), start }
    }

    fn found(quote: &Quote, text: &str) -> Option<String> {
        quote.find(text).map(|range| text[range].to_owned())
    }

    #[test]
    fn words_are_found_whatever_the_white_space_and_the_marks() {
        let kept = quote("saw \"the\n fox\" come. The lamp", "Nobody ", " was lit", 0);
        assert_eq!(found(&kept, TEXT).as_deref(), Some("saw “the fox” come.\n\nThe lamp"));
        let dashed = quote("gone - and", "", "", 0);
        assert_eq!(found(&dashed, TEXT).as_deref(), Some("gone – and"));
    }

    #[test]
    fn of_several_places_what_stands_around_decides_and_else_the_nearest() {
        let second = quote("The lamp was lit at", "come. ", " seven", 0);
        assert!(second.find(TEXT).unwrap().start > 50);
        let first = quote("The lamp was lit at", "", " six", 9_000);
        assert_eq!(first.find(TEXT).unwrap().start, 0);
        let nearest = quote("nobody", "", "", 1_000);
        assert!(nearest.find(&TEXT.to_lowercase()).unwrap().start > 90);
    }

    #[test]
    fn words_that_were_edited_away_are_not_found() {
        assert_eq!(quote("The lamp was lit at eight", "", "", 0).find(TEXT), None);
        assert_eq!(quote("x", "", "", 0).find(""), None);
        assert!(!quote(" \n", "a", "b", 0).is_sound());
        assert!(quote("a", "", "", 0).is_sound());
        assert!(!quote("a", &"b".repeat(201), "", 0).is_sound());
    }
}
