//! The queries of each class, made from articles of the archive.

use crate::corpus::{self, Dice, Made, author, site, tag, word};

/// A query as a person types it, and how FTS5 as it comes is asked for its words.
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) plain: Option<String>,
}

/// A class of the table.
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) queries: Vec<Query>,
}

struct Maker {
    dice: Dice,
    seed: u64,
    articles: u64,
}

impl Maker {
    fn made(&mut self) -> Made {
        let number = self.dice.below(self.articles);
        corpus::article(self.seed, number)
    }

    /// Words of one text whose ranks lie in a range.
    fn words(&mut self, count: usize, from: u64, until: u64) -> (Vec<String>, Made) {
        loop {
            let made = self.made();
            let fit = |rank: &&u64| **rank >= from && **rank < until;
            let mut fitting: Vec<u64> = made.ranks.iter().filter(fit).copied().collect();
            fitting.sort_unstable();
            fitting.dedup();
            if fitting.len() < count {
                continue;
            }
            let mut words = Vec::new();
            for _ in 0..count {
                let at = self.dice.below(fitting.len() as u64) as usize;
                words.push(word(fitting.remove(at)));
            }
            return (words, made);
        }
    }

    /// Words that stand one after the other, or with so many others between them.
    fn neighbours(&mut self, gap: usize) -> (String, String) {
        loop {
            let made = self.made();
            let at = self.dice.below(made.ranks.len() as u64 - 10) as usize;
            let (one, other) = (made.ranks[at], made.ranks[at + 1 + gap]);
            if one != other && one.max(other) > 60 {
                return (word(one), word(other));
            }
        }
    }
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}

fn all(words: &[String]) -> Query {
    Query { text: words.join(" "), plain: Some(quoted(words)) }
}

/// Every class, with `count` queries in each.
pub(crate) fn classes(seed: u64, articles: u64, count: usize) -> Vec<Class> {
    let mut maker = Maker { dice: Dice::new(seed ^ 0x5eed), seed, articles };
    let mut classes = Vec::new();
    let mut class = |name: &str, maker: &mut Maker, make: &mut dyn FnMut(&mut Maker) -> Query| {
        let queries = (0..count).map(|_| make(maker)).collect();
        classes.push(Class { name: name.to_owned(), queries });
    };
    const COMMON: (u64, u64) = (1, 60);
    const USUAL: (u64, u64) = (60, 20_000);
    const RARE: (u64, u64) = (20_000, corpus::WORDS);
    for (name, count, (from, until)) in [
        ("rare word", 1, RARE),
        ("usual word", 1, USUAL),
        ("common word", 1, COMMON),
        ("two words", 2, USUAL),
        ("three words", 3, USUAL),
        ("two common words", 2, COMMON),
        ("three common words", 3, COMMON),
    ] {
        // The space ends the last word, as it does while typing.
        class(name, &mut maker, &mut |maker| {
            let mut query = all(&maker.words(count, from, until).0);
            query.text.push(' ');
            query
        });
    }
    class("phrase", &mut maker, &mut |maker| {
        let (one, other) = maker.neighbours(0);
        let text = format!("\"{one} {other}\"");
        Query { plain: Some(text.clone()), text }
    });
    class("near", &mut maker, &mut |maker| {
        let (one, other) = maker.neighbours(3);
        let plain = Some(format!("NEAR({one} {other}, 5)"));
        Query { text: format!("\"{one} {other}\"~5"), plain }
    });
    for letters in [1, 2, 3, 4, 6] {
        for before in 0..3 {
            let name = match before {
                0 => format!("{letters} letters"),
                1 => format!("word and {letters} letters"),
                _ => format!("two words and {letters} letters"),
            };
            class(&name, &mut maker, &mut |maker| {
                let (mut words, _) = maker.words(before + 1, USUAL.0, USUAL.1);
                let last = words.pop().unwrap_or_default();
                let begin: String = last.chars().take(letters).collect();
                let text = [words.join(" "), begin.clone()].join(" ").trim_start().to_owned();
                let plain = format!("{} \"{begin}\" *", quoted(&words));
                Query { text, plain: Some(plain) }
            });
        }
    }
    type Filter = fn(&Made, &mut Dice) -> String;
    let filters: [(&str, Filter); 9] = [
        ("site", |made, _| format!("site:{}", site(made.site))),
        ("tag", |made, _| format!("tag:\"{}\"", tag(*made.tags.first().unwrap_or(&1)))),
        ("author", |made, _| format!("author:\"{}\"", author(made.author))),
        ("lang", |_, dice| format!("lang:{}", ["en", "de", "fr"][dice.below(3) as usize])),
        ("date", |_, dice| format!("after:{}-05", 2012 + dice.below(12))),
        ("dates", |_, dice| {
            let year = 2012 + dice.below(12);
            format!("published:{year}..{}", year + 2)
        }),
        ("state", |_, dice| ["is:unread", "is:starred"][dice.below(2) as usize].to_owned()),
        ("not", |made, dice| {
            format!("-{}", word(made.ranks[dice.below(made.ranks.len() as u64) as usize]))
        }),
        ("words", |_, dice| format!("words:>{}", 100 + dice.below(400))),
    ];
    for (name, filter) in filters {
        for (of, words, (from, until), cut) in [
            ("usual word", 1, USUAL, None),
            ("common word", 1, COMMON, None),
            ("two common words", 2, COMMON, None),
            ("3 letters", 1, USUAL, Some(3)),
        ] {
            class(&format!("{of}, {name}"), &mut maker, &mut |maker| {
                let (words, made) = maker.words(words, from, until);
                let words = words.join(" ");
                let words: String = words.chars().take(cut.unwrap_or(usize::MAX)).collect();
                let filter = filter(&made, &mut maker.dice);
                let space = if cut.is_some() { "" } else { " " };
                Query { text: format!("{filter} {words}{space}"), plain: None }
            });
        }
    }
    classes
}
