//! The queries of each class, made from articles of the archive. What they ask is said here in
//! parts; each engine that is measured puts it in its own words.

use crate::corpus::{self, Dice, Made, author, site, tag, word};

/// A question, in parts.
pub(crate) struct Query {
    pub(crate) words: Vec<String>,
    pub(crate) form: Form,
    pub(crate) filter: Option<Filter>,
}

/// How the words of a query are meant.
pub(crate) enum Form {
    /// All of them, anywhere.
    All,
    /// All of them, and a word that begins so.
    Begun(String),
    /// One after the other.
    Phrase,
    /// With so many others between them at most.
    Near(u32),
}

/// What else an article has to be.
pub(crate) enum Filter {
    Site(String),
    Tag(String),
    Author(String),
    Language(&'static str),
    /// Published, or else saved, in May of a year or later.
    After(u64),
    /// Published from one year to another.
    Published(u64, u64),
    Unread,
    Starred,
    /// Without a word.
    Not(String),
    /// Of more words.
    Longer(u64),
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
    fn words(&mut self, count: usize, (from, until): (u64, u64)) -> (Vec<String>, Made) {
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
    fn neighbours(&mut self, gap: usize) -> Vec<String> {
        loop {
            let made = self.made();
            let at = self.dice.below(made.ranks.len() as u64 - 10) as usize;
            let (one, other) = (made.ranks[at], made.ranks[at + 1 + gap]);
            if one != other && one.max(other) > 60 {
                return vec![word(one), word(other)];
            }
        }
    }

    /// A word with one letter in the place of another, such as no article has.
    fn misspelt(&mut self) -> String {
        let (mut words, _) = self.words(1, (200, USUAL.1));
        let mut letters: Vec<char> = words.pop().unwrap_or_default().chars().collect();
        let at = self.dice.below(letters.len() as u64) as usize;
        // The words have no such letter.
        letters[at] = 'x';
        letters.into_iter().collect()
    }
}

const COMMON: (u64, u64) = (1, 60);
const USUAL: (u64, u64) = (60, 20_000);
const RARE: (u64, u64) = (20_000, corpus::WORDS);

fn all(words: Vec<String>) -> Query {
    Query { words, form: Form::All, filter: None }
}

fn begun(words: Vec<String>, last: &str, letters: usize) -> Query {
    Query { words, form: Form::Begun(last.chars().take(letters).collect()), filter: None }
}

type Make<'a> = &'a mut dyn FnMut(&mut Maker) -> Query;

/// Every class of searches, with `count` queries in each.
pub(crate) fn classes(seed: u64, articles: u64, count: usize) -> Vec<Class> {
    let mut maker = Maker { dice: Dice::new(seed ^ 0x5eed), seed, articles };
    let mut classes = Vec::new();
    let mut class = |name: &str, make: Make<'_>| {
        let queries = (0..count).map(|_| make(&mut maker)).collect();
        classes.push(Class { name: name.to_owned(), queries });
    };
    for (name, count, ranks) in [
        ("rare word", 1, RARE),
        ("usual word", 1, USUAL),
        ("common word", 1, COMMON),
        ("two words", 2, USUAL),
        ("three words", 3, USUAL),
        ("two common words", 2, COMMON),
        ("three common words", 3, COMMON),
    ] {
        class(name, &mut |maker| all(maker.words(count, ranks).0));
    }
    class("phrase", &mut |maker| Query { form: Form::Phrase, ..all(maker.neighbours(0)) });
    class("near", &mut |maker| Query { form: Form::Near(5), ..all(maker.neighbours(3)) });
    for letters in [1, 2, 3, 4, 6] {
        for before in 0..3 {
            let name = match before {
                0 => format!("{letters} letters"),
                1 => format!("word and {letters} letters"),
                _ => format!("two words and {letters} letters"),
            };
            class(&name.replace("1 letters", "1 letter"), &mut |maker| {
                let (mut words, _) = maker.words(before + 1, USUAL);
                let last = words.pop().unwrap_or_default();
                begun(words, &last, letters)
            });
        }
    }
    for (name, filter) in FILTERS {
        for (of, words, ranks) in [
            ("usual word", 1, USUAL),
            ("common word", 1, COMMON),
            ("two common words", 2, COMMON),
            ("3 letters", 1, USUAL),
        ] {
            class(&format!("{of}, {name}"), &mut |maker| {
                let (words, made) = maker.words(words, ranks);
                let filter = Some(filter(&made, &mut maker.dice));
                match of {
                    "3 letters" => Query { filter, ..begun(Vec::new(), &words[0], 3) },
                    _ => Query { filter, ..all(words) },
                }
            });
        }
    }
    classes
}

/// Makes a filter that holds for an article.
type Filtering = fn(&Made, &mut Dice) -> Filter;

const FILTERS: [(&str, Filtering); 9] = [
    ("site", |made, _| Filter::Site(site(made.site))),
    ("tag", |made, _| Filter::Tag(tag(*made.tags.first().unwrap_or(&1)))),
    ("author", |made, _| Filter::Author(author(made.author))),
    ("lang", |_, dice| Filter::Language(["en", "de", "fr"][dice.below(3) as usize])),
    ("date", |_, dice| Filter::After(2012 + dice.below(12))),
    ("dates", |_, dice| {
        let year = 2012 + dice.below(12);
        Filter::Published(year, year + 2)
    }),
    ("state", |_, dice| match dice.below(2) {
        0 => Filter::Unread,
        _ => Filter::Starred,
    }),
    ("not", |made, dice| {
        Filter::Not(word(made.ranks[dice.below(made.ranks.len() as u64) as usize]))
    }),
    ("words", |_, dice| Filter::Longer(100 + dice.below(400))),
];

/// Queries that nothing answers as they are typed.
pub(crate) fn unanswered(seed: u64, articles: u64, count: usize) -> Vec<Class> {
    let mut maker = Maker { dice: Dice::new(seed ^ 0x0dd), seed, articles };
    let mut class = |name: &str, make: Make<'_>| Class {
        name: name.to_owned(),
        queries: (0..count).map(|_| make(&mut maker)).collect(),
    };
    vec![
        class("a word misspelt", &mut |maker| all(vec![maker.misspelt()])),
        class("two words, one misspelt", &mut |maker| {
            let (mut words, _) = maker.words(1, USUAL);
            words.push(maker.misspelt());
            all(words)
        }),
        class("four words of different texts", &mut |maker| {
            all((0..4).flat_map(|_| maker.words(1, RARE).0).collect())
        }),
    ]
}

/// The classes whose answers are counted, and of which tags, sites and years are.
pub(crate) const COUNTED: [&str; 6] = [
    "usual word",
    "common word",
    "two words",
    "two common words",
    "3 letters",
    "common word, date",
];
