//! Numbers and words that are the same every time.

use std::fmt::Write as _;

/// A small generator of numbers.
pub(crate) struct Dice(u64);

pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Dice {
    /// A generator for these numbers together.
    pub(crate) fn of(seeds: &[u64]) -> Self {
        Self(seeds.iter().fold(7, |all, seed| mixed(all ^ mixed(*seed))))
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// A number below `most`, the likelier the lower: about as `1 / number`.
    pub(crate) fn zipf(&mut self, most: u64) -> u64 {
        let share = (self.roll() >> 24) as f64 / (1_u64 << 40) as f64;
        ((most as f64).powf(share) as u64).clamp(1, most) - 1
    }

    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    /// Digits that nothing foretells.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut hex = String::new();
        while hex.len() < digits {
            let _ = write!(hex, "{:016x}", self.roll());
        }
        hex.truncate(digits);
        hex
    }
}

/// The word of a rank, such as people could pronounce it; common words are short.
pub(crate) fn word(rank: u64) -> String {
    const STARTS: [&str; 20] = [
        "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr",
        "sh", "ch", "",
    ];
    const MIDDLES: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "e"];
    const ENDS: [&str; 10] = ["", "", "n", "r", "s", "t", "l", "nd", "st", ""];
    let syllables = match rank {
        0..30 => 1,
        30..1_500 => 2,
        _ => 3,
    };
    let mut rest = mixed(rank);
    let mut word = String::new();
    for _ in 0..syllables {
        for sounds in [&STARTS[..], &MIDDLES[..], &ENDS[..]] {
            word.push_str(sounds[(rest % sounds.len() as u64) as usize]);
            rest /= sounds.len() as u64;
        }
    }
    word
}

/// So many words as prose has them: few of them often, many of them once, and those of its
/// subject again and again.
pub(crate) fn prose(dice: &mut Dice, subject: u64, words: u64) -> String {
    let mut prose = String::new();
    let (mut sentence, mut phrase) = (0, Vec::new());
    for number in 0..words {
        if phrase.is_empty() && dice.below(100) < 14 {
            // Words that people put together without thinking.
            phrase = usual(dice.zipf(4_000));
        }
        let rank = phrase.pop().unwrap_or_else(|| match dice.below(100) {
            0..22 => mixed(subject * 40 + dice.zipf(40)) % 20_000,
            _ => dice.zipf(40_000),
        });
        let word = word(rank);
        if sentence == 0 {
            let mut letters = word.chars();
            prose.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
            prose.push_str(letters.as_str());
            sentence = 6 + dice.below(22);
        } else {
            prose.push_str(&word);
        }
        sentence -= 1;
        let last = number + 1 == words;
        prose.push_str(match (sentence, last) {
            (0, false) => ". ",
            (_, true) => ".",
            _ if dice.below(14) == 0 => ", ",
            _ => " ",
        });
    }
    prose
}

/// Words of an address.
pub(crate) fn slug(dice: &mut Dice, words: u64) -> String {
    let words: Vec<String> = (0..words).map(|_| word(dice.zipf(60_000))).collect();
    words.join("-")
}

fn usual(number: u64) -> Vec<u64> {
    let mut dice = Dice::of(&[number, 21]);
    (0..2 + dice.below(4)).map(|_| dice.zipf(3_000)).collect()
}
