//! The articles: the same for the same number, so that any of them can be made again.
//!
//! Words fall as those of a language do: by rank, with topics that have words of their own, words
//! that stand together, and words that come again in the text that used them once. Nothing here
//! knows an archive, for the peers that are measured are filled from it too.

use chrono::DateTime;

/// The moment that all of it is measured at.
pub(crate) const NOW: i64 = 1_772_625_600_000;
const HOUR: i64 = 3_600_000;
/// Words of the language; the word of rank `r` is met about as often as `1 / r`.
pub(crate) const WORDS: u64 = 200_000;
const TOPICS: u64 = 400;
const TOPIC_WORDS: u64 = 300;
const SITES: u64 = 3_000;
const AUTHORS: u64 = 5_000;
const TAGS: u64 = 300;

/// A small generator of numbers: the same every time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Self(mixed(seed) | 1);
        dice.roll();
        dice
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A number from 1 to `most`, the likelier the lower: about as `1 / number`.
    pub(crate) fn zipf(&mut self, most: u64) -> u64 {
        let share = self.below(1 << 40) as f64 / (1_u64 << 40) as f64;
        ((most as f64).powf(share) as u64).clamp(1, most)
    }
}

fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The word of a rank, such as people could pronounce it; common words are short.
pub(crate) fn word(rank: u64) -> String {
    const STARTS: [&str; 24] = [
        "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st",
        "tr", "sh", "ch", "pl", "s", "",
    ];
    const MIDDLES: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "e"];
    const ENDS: [&str; 12] = ["", "", "n", "r", "s", "t", "l", "m", "nd", "st", "ck", ""];
    let syllables = match rank {
        0..20 => 1,
        20..800 => 2,
        800..40_000 => 3,
        _ => 4,
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

pub(crate) fn site(number: u64) -> String {
    format!("{}{number}.example", word(900 + number))
}

pub(crate) fn author(number: u64) -> String {
    let capital = |word: String| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let name = |rank| capital(word(rank)).unwrap_or_default();
    format!("{} {}", name(30 + number % 400), name(2_000 + number))
}

pub(crate) fn tag(number: u64) -> String {
    let inner = word(300 + number);
    if number.is_multiple_of(5) { format!("{}/{inner}", word(300 + number / 5 + 1)) } else { inner }
}

pub(crate) fn language(number: u64) -> &'static str {
    match number % 20 {
        0..=1 => "de",
        2 => "fr",
        3 => "en-GB",
        _ => "en",
    }
}

/// One article, with what a list would say of it.
pub(crate) struct Made {
    pub(crate) url: String,
    pub(crate) host: String,
    pub(crate) title: String,
    pub(crate) topic: u64,
    pub(crate) paragraphs: Vec<String>,
    /// The words of its text, by rank.
    pub(crate) ranks: Vec<u64>,
    pub(crate) site: u64,
    pub(crate) author: u64,
    pub(crate) tags: Vec<u64>,
    pub(crate) language: &'static str,
    /// Days, as `2024-05-31`.
    pub(crate) published: Option<String>,
    /// Milliseconds.
    pub(crate) saved_at: i64,
    pub(crate) read: bool,
    pub(crate) starred: bool,
}

impl Made {
    /// The names of its tags.
    pub(crate) fn tag_names(&self) -> Vec<String> {
        self.tags.iter().map(|number| tag(*number)).collect()
    }
}

/// The day of a moment, as `2024-05-31`.
pub(crate) fn day(millis: i64) -> Option<String> {
    Some(DateTime::from_timestamp_millis(millis)?.format("%Y-%m-%d").to_string())
}

fn ranks(dice: &mut Dice, topic: u64, length: u64) -> Vec<u64> {
    let mut ranks: Vec<u64> = Vec::new();
    let mut bursts: Vec<u64> = Vec::new();
    while (ranks.len() as u64) < length {
        let last = ranks.last().copied().unwrap_or(0);
        let rank = if last > 0 && last < 20_000 && dice.chance(12) {
            // Words that like to stand together.
            1 + mixed(last * 3 + dice.below(2)) % 4_000
        } else if !bursts.is_empty() && dice.chance(6) {
            bursts[dice.below(bursts.len() as u64) as usize]
        } else if dice.chance(25) {
            200 + mixed(topic * TOPIC_WORDS + dice.zipf(TOPIC_WORDS)) % 60_000
        } else {
            dice.zipf(WORDS)
        };
        // A word that was used once is likely used again.
        if rank > 500 && bursts.len() < 8 && dice.chance(10) {
            bursts.push(rank);
        }
        ranks.push(rank);
    }
    ranks
}

fn text(ranks: &[u64]) -> String {
    ranks.iter().map(|rank| word(*rank)).collect::<Vec<_>>().join(" ")
}

/// The article of a number; `seed` chooses another archive.
pub(crate) fn article(seed: u64, number: u64) -> Made {
    let mut dice = Dice::new(mixed(seed).wrapping_add(number));
    let topic = dice.zipf(TOPICS);
    let (site_number, author) = (dice.zipf(SITES), dice.zipf(AUTHORS));
    let length = 60 + dice.below(200) + dice.below(200) + dice.below(184);
    let body = ranks(&mut dice, topic, length);
    let mut heading = ranks(&mut dice, topic, 3);
    for _ in 0..4 {
        heading.push(body[dice.below(length) as usize]);
    }
    let host = site(site_number);
    let url = format!("https://{host}/{}/{}-{number}", word(topic + 800), word(heading[3]));
    let language = language(dice.roll());
    let published = dice
        .chance(80)
        .then(|| dice.below(15 * 365))
        .and_then(|days| day(NOW - days as i64 * 24 * HOUR));
    let mut tags: Vec<u64> = (0..dice.below(4)).map(|_| dice.zipf(TAGS)).collect();
    tags.sort_unstable();
    tags.dedup();
    Made {
        url,
        host,
        title: text(&heading),
        topic,
        paragraphs: body.chunks(45).map(|some| format!("{}.", text(some))).collect(),
        ranks: body,
        site: site_number,
        author,
        tags,
        language,
        published,
        saved_at: NOW - i64::try_from(number).unwrap_or_default() * HOUR / 2 - HOUR,
        read: dice.chance(40),
        starred: dice.chance(4),
    }
}
