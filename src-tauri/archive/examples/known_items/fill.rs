//! The articles, in three made languages.

use std::{error::Error, path::Path};

use backfile_archive::{Act, Archive, OpenOptions, Tending};
use backfile_article::Timestamp;

use crate::{
    corpus::{self, Made, NOW},
    stored::write,
};

const SEED: u64 = 11;
const AT_ONCE: u64 = 500;
/// One in so many articles is long: it holds nearly every common word, and many others.
const LONG: u64 = 40;
/// The parts of a long one beside the first, of some 340 words each.
const PARTS: u64 = 14;

/// What one remembers an article by.
pub(crate) struct Text {
    pub(crate) url: String,
    /// Its words in their order, each with how rare it is: the first is met most often.
    pub(crate) words: Vec<(u64, String)>,
    pub(crate) language: u64,
}

/// The word of a rank in a language. Each has sounds of its own, and an ending now and then.
pub(crate) fn word(rank: u64, language: u64) -> String {
    let word = corpus::word(rank);
    let letters = "bcdfghjklmnpqrstvwxz";
    let shifted = |letter: char, all: &str, by: usize| {
        let at = all.find(letter)?;
        all.chars().nth((at + by) % all.chars().count())
    };
    let other = |letter: char, by: usize| {
        shifted(letter, letters, by * 3).or(shifted(letter, "aeiou", by)).unwrap_or(letter)
    };
    match language {
        0 => word,
        1 => word
            .chars()
            .map(|letter| other(letter, 1))
            .chain("o".chars().take(rank as usize % 2))
            .collect(),
        _ => word.chars().rev().map(|letter| other(letter, 2)).collect(),
    }
}

/// The text of an article.
pub(crate) fn text(number: u64) -> Text {
    let Made { url, mut ranks, .. } = corpus::article(SEED, number);
    let language = number % 3;
    if number.is_multiple_of(LONG) {
        for part in 1..=PARTS {
            ranks.extend(corpus::article(SEED + part, number).ranks);
        }
    }
    let words = ranks.iter().map(|rank| (*rank, word(*rank, language))).collect();
    Text { url, words, language }
}

fn made(number: u64) -> Made {
    let mut made = corpus::article(SEED, number);
    let text = text(number);
    let words: Vec<&str> = text.words.iter().map(|(_, word)| word.as_str()).collect();
    // The title takes words of the text, as titles do.
    let title = words.iter().rev().step_by(words.len() / 5).take(5).copied().collect::<Vec<_>>();
    made.title = title.join(" ");
    made.language = ["en", "it", "hu"][text.language as usize];
    made.paragraphs = words.chunks(45).map(|some| some.join(" ")).collect();
    made
}

/// An archive of so many of them.
pub(crate) fn archive(dir: &Path, articles: u64) -> Result<Archive, Box<dyn Error>> {
    let archive = Archive::open(dir, &OpenOptions::default())?;
    for from in (0..articles).step_by(usize::try_from(AT_ONCE)?) {
        let all: Vec<Made> = (from..articles.min(from + AT_ONCE)).map(made).collect();
        archive.write(Act::plain(Timestamp(NOW)), |writer| write(writer, &all))?;
        archive.tend(Tending { fresh: 20_000, ..Tending::default() }, || true)?;
    }
    archive.tend(Tending { fresh: 1, listed: 1 }, || true)?;
    Ok(archive)
}
