//! Words of several scripts, and what each is to a search: written here a second time, for
//! these words alone.

use crate::dice::Dice;

/// Different words.
pub(super) const WORDS: usize = 400;

const SOUNDS: [&str; 8] = ["ka", "le", "mi", "no", "ru", "sa", "te", "vi"];
const ACCENTED: [&str; 8] = ["ká", "łe", "mï", "ñö", "rů", "şa", "tế", "vî"];
const GREEK: [[&str; 8]; 2] = [
    ["κά", "λέ", "μί", "νό", "ρύ", "σά", "τέ", "βή"],
    ["κα", "λε", "μι", "νο", "ρυ", "σα", "τε", "βη"],
];
const CYRILLIC: [[&str; 8]; 2] = [
    ["ка", "лё", "ми", "но", "ру", "са", "тё", "ви"],
    ["ка", "ле", "ми", "но", "ру", "са", "те", "ви"],
];
const HAN: [&str; 8] = ["灯", "塔", "明", "天", "船", "夜", "看", "守"];
const THAI: [&str; 8] = ["กี", "ที่", "นุ", "ไ", "ค่", "มิ", "ฟ้", "ลู"];

/// A word as it is written, as it is written otherwise, and the positions that it has: one, or
/// one for each character of a script that puts nothing between its words.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) written: String,
    pub(super) folded: String,
    units: Vec<&'static str>,
    /// Whether a word of the same script that follows may stand right after it.
    han: bool,
}

impl Word {
    /// The word of a rank.
    pub(super) fn of(rank: usize) -> Self {
        let mixed = rank * 37 % 512;
        let sounds = [mixed % 8, mixed / 8 % 8, mixed / 64];
        let spelt = |sounds_of: [&str; 8]| sounds.map(|at| sounds_of[at]).concat();
        let apart = |written: String, folded: String| Self {
            written,
            folded,
            units: Vec::new(),
            han: false,
        };
        let run = |characters: [&'static str; 8], han: bool| {
            let units: Vec<_> = sounds[rank / 10 % 2..].iter().map(|at| characters[*at]).collect();
            Self { written: units.concat(), folded: units.concat(), units, han }
        };
        match (rank % 10, rank / 10 % 2) {
            (6, _) => apart(spelt(ACCENTED), spelt(SOUNDS)),
            (7, 0) => apart(spelt(GREEK[0]), spelt(GREEK[1])),
            (7, _) => apart(spelt(CYRILLIC[0]), spelt(CYRILLIC[1])),
            (8, _) => run(HAN, true),
            (9, _) => run(THAI, false),
            (_, 0) => apart(spelt(SOUNDS), spelt(SOUNDS)),
            _ => apart(spelt(SOUNDS).to_uppercase(), spelt(SOUNDS)),
        }
    }

    /// Whether its characters have positions of their own.
    pub(super) fn is_run(&self) -> bool {
        !self.units.is_empty()
    }
}

/// Words as a text, and the tokens of the text, one a position.
pub(super) fn text(ranks: &[usize]) -> (String, Vec<String>) {
    let (mut text, mut tokens) = (String::new(), Vec::new());
    let mut run: Vec<&str> = Vec::new();
    let mut was_han = false;
    for word in ranks.iter().map(|rank| Word::of(*rank)) {
        if !(word.han && was_han) {
            tokens.extend(pairs(&std::mem::take(&mut run)));
            text.push_str(if text.is_empty() { "" } else { " " });
        }
        was_han = word.han;
        text.push_str(&word.written);
        match word.is_run() {
            true => run.extend(word.units),
            false => tokens.push(word.folded),
        }
    }
    tokens.extend(pairs(&run));
    (text, tokens)
}

/// Each character with the one after it, and the last alone.
fn pairs(run: &[&str]) -> Vec<String> {
    (0..run.len()).map(|at| run[at..run.len().min(at + 2)].concat()).collect()
}

/// What words that are asked for together must hold: the last character of a run may have
/// another after it.
pub(super) fn asked(ranks: &[usize]) -> (String, Vec<String>) {
    let (text, mut tokens) = text(ranks);
    if ranks.last().is_some_and(|rank| Word::of(*rank).is_run()) {
        tokens.pop();
    }
    (text, tokens)
}

/// A rank, the likelier the lower.
pub(super) fn rank(dice: &mut Dice) -> usize {
    dice.zipf(WORDS)
}

pub(super) fn ranks(dice: &mut Dice, count: usize) -> Vec<usize> {
    (0..count).map(|_| rank(dice)).collect()
}
