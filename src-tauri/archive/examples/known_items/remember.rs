//! What people type of an article that they remember.

use crate::{
    corpus::{Dice, WORDS},
    fill::{Text, word},
};

/// Words of a sentence.
const SENTENCE: usize = 14;
/// The commonest words, which nobody remembers an article by.
const COMMON: u64 = 150;

/// A sentence of it in which two words are others.
pub(crate) fn sentence(dice: &mut Dice, text: &Text) -> String {
    let from = dice.below((text.words.len() - SENTENCE) as u64) as usize;
    let sentence = &text.words[from..from + SENTENCE];
    let mut words: Vec<String> = sentence.iter().map(|(_, word)| word.clone()).collect();
    let one = dice.below(SENTENCE as u64) as usize;
    let other = (one + 1 + dice.below(SENTENCE as u64 - 1) as usize) % SENTENCE;
    for at in [one, other] {
        words[at] = word(dice.zipf(WORDS), text.language);
    }
    words.join(" ")
}

/// So many of its words that are not common, each once, in any order.
fn some(dice: &mut Dice, text: &Text, count: usize) -> Vec<String> {
    let mut all: Vec<&String> = text
        .words
        .iter()
        .filter(|(rank, word)| *rank > COMMON && word.len() > 3)
        .map(|(_, word)| word)
        .collect();
    all.sort_unstable();
    all.dedup();
    let count = count.min(all.len());
    (0..count).map(|_| all.swap_remove(dice.below(all.len() as u64) as usize).clone()).collect()
}

/// Six of its words, one of them with a letter that is wrong, missing, twice or swapped.
pub(crate) fn misspelt(dice: &mut Dice, text: &Text) -> String {
    let mut words = some(dice, text, 6);
    let which = dice.below(words.len() as u64) as usize;
    let mut letters: Vec<char> = words[which].chars().collect();
    let at = 1 + dice.below(letters.len() as u64 - 2) as usize;
    match dice.below(4) {
        0 => letters[at] = char::from(b'a' + dice.below(26) as u8),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    words[which] = letters.into_iter().collect();
    words.join(" ")
}

/// Six of its words, and one that it need not have.
pub(crate) fn elsewhere(dice: &mut Dice, text: &Text) -> String {
    let mut words = some(dice, text, 6);
    words.insert(dice.below(7) as usize, word(COMMON + dice.zipf(WORDS), text.language));
    words.join(" ")
}
