//! Searching compared with going through every text: what is found, and in which order.
//!
//! The texts are plain words, so that cutting them at their spaces is right. What the order is
//! made of is written here a second time, after what `search/rank.rs` says it is.

use std::collections::BTreeSet;

use backfile_archive::{Archive, ListQuery, Listing, NewEntry, OpenOptions, Sort, Tending, View};
use backfile_article::{ArticleId, Author, Extraction, PageTime, Timestamp};

use crate::help::{HOUR, Home, NOW, home, link, plain, text};

const ARTICLES: u64 = 900;
const QUERIES: u64 = 250;

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    /// A word, the likelier the lower its rank.
    fn word(&mut self) -> String {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        word(400_f64.powf(share) as usize)
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }
}

fn word(rank: usize) -> String {
    const SOUNDS: [&str; 8] = ["ka", "le", "mi", "no", "ru", "sa", "te", "vi"];
    let mixed = rank * 37 % 512;
    [mixed % 8, mixed / 8 % 8, mixed / 64].map(|at| SOUNDS[at]).concat()
}

/// The columns: title, byline, site, tags, topics, body, captions.
const TITLE: usize = 0;
const BYLINE: usize = 1;
const TAGS: usize = 3;
const BODY: usize = 5;
const WEIGHTS: [f32; 7] = [8.0, 3.0, 2.0, 5.0, 4.0, 0.0, 0.5];

#[derive(Clone)]
struct Doc {
    id: ArticleId,
    columns: [Vec<String>; 7],
    saved: i64,
    published: Option<i64>,
    language: &'static str,
    starred: bool,
    gone: bool,
}

/// What is asked, and how it is typed.
#[derive(Debug)]
enum Ask {
    Word(String, bool),
    Phrase(Vec<String>),
    Near(String, String, usize),
    Title(String),
    Author(String),
    Tag(String),
    Lang(&'static str),
    Starred,
    Not(Box<Ask>),
    All(Vec<Ask>),
    Any(Vec<Ask>),
}

impl Ask {
    fn typed(&self) -> String {
        match self {
            Self::Word(word, open) => format!("{word}{}", if *open { "*" } else { "" }),
            Self::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Self::Near(one, other, distance) => format!("\"{one} {other}\"~{distance}"),
            Self::Title(word) => format!("title:{word}"),
            Self::Author(word) => format!("author:{word}"),
            Self::Tag(word) => format!("tag:{word}"),
            Self::Lang(code) => format!("lang:{code}"),
            Self::Starred => "is:starred".to_owned(),
            Self::Not(inside) => format!("-{}", inside.typed()),
            Self::All(all) => all.iter().map(Self::typed).collect::<Vec<_>>().join(" "),
            Self::Any(any) => {
                format!("({})", any.iter().map(Self::typed).collect::<Vec<_>>().join(" OR "))
            }
        }
    }

    fn holds(&self, doc: &Doc) -> bool {
        match self {
            Self::Tag(word) => doc.columns[TAGS].contains(word),
            Self::Lang(code) => doc.language == *code,
            Self::Starred => doc.starred,
            Self::Not(inside) => !inside.holds(doc),
            Self::All(all) => all.iter().all(|ask| ask.holds(doc)),
            Self::Any(any) => any.iter().any(|ask| ask.holds(doc)),
            _ => self.hits(doc).iter().any(|hits| !hits.is_empty()),
        }
    }

    /// Where a leaf of words stands, by column.
    fn hits(&self, doc: &Doc) -> [Vec<usize>; 7] {
        let mut number = 0;
        doc.columns.clone().map(|words| {
            let column = number;
            number += 1;
            let places = |fits: &dyn Fn(usize) -> bool| {
                (0..words.len()).filter(|at| fits(*at)).collect::<Vec<_>>()
            };
            match self {
                Self::Word(word, false) => places(&|at| words[at] == *word),
                Self::Word(word, true) => places(&|at| words[at].starts_with(word)),
                Self::Phrase(all) => places(&|at| words[at..].starts_with(all)),
                Self::Near(one, other, distance) => places(&|at| {
                    // The later of the two, and the other not too far before it.
                    let before = |wanted: &String| {
                        words[at.saturating_sub(distance + 1)..=at].contains(wanted)
                    };
                    (words[at] == *one || words[at] == *other) && before(one) && before(other)
                }),
                Self::Title(word) if column == TITLE => places(&|at| words[at] == *word),
                Self::Author(word) if column == BYLINE => places(&|at| words[at] == *word),
                _ => Vec::new(),
            }
        })
    }

    /// The leaves of words that a match should hold.
    fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::All(asks) | Self::Any(asks) => asks.iter().flat_map(Self::leaves).collect(),
            Self::Tag(_) | Self::Lang(_) | Self::Starred | Self::Not(_) => Vec::new(),
            _ => vec![self],
        }
    }
}

fn leaf(dice: &mut Dice) -> Ask {
    match dice.below(14) {
        0..6 => Ask::Word(dice.word(), false),
        6 | 7 => {
            let word = dice.word();
            let letters = 2 + dice.below(4);
            Ask::Word(word[..letters].to_owned(), true)
        }
        8 | 9 => Ask::Phrase(dice.words(2)),
        10 => Ask::Near(dice.word(), dice.word(), dice.below(6)),
        11 => Ask::Title(dice.word()),
        12 => Ask::Author(dice.word()),
        _ => Ask::Tag(word(1 + dice.below(8))),
    }
}

fn ask(dice: &mut Dice) -> Ask {
    let mut all: Vec<Ask> = (0..=dice.below(3)).map(|_| leaf(dice)).collect();
    match dice.below(8) {
        0 => all.push(Ask::Not(Box::new(leaf(dice)))),
        1 => all.push(Ask::Any(vec![leaf(dice), leaf(dice)])),
        2 => all.push(Ask::Lang(["en", "de"][dice.below(2)])),
        3 => all.push(Ask::Starred),
        _ => {}
    }
    Ask::All(all)
}

/// A number as it is kept: the middle of a step, of which sixteen double it.
fn kept(number: f32) -> f32 {
    f32::from_bits(number.to_bits() >> 19 << 19 | 1 << 18)
}

/// How often a leaf stands in an entry, by the length of its text.
fn times(leaf: &Ask, doc: &Doc, hits: &[Vec<usize>; 7]) -> f32 {
    if let Ask::Word(begin, true) = leaf {
        let words: BTreeSet<&String> =
            doc.columns.iter().flatten().filter(|word| word.starts_with(begin)).collect();
        let each = words.into_iter().map(|word| {
            let word = Ask::Word(word.clone(), false);
            (times(&word, doc, &word.hits(doc)) * 4096.0) as u32
        });
        let sum: u32 = each.sum();
        return if sum == 0 { 0.0 } else { kept(sum as f32 / 4096.0) };
    }
    let share = 1.0 - 0.6 + 0.6 * kept(doc.columns[BODY].len() as f32) / 500.0;
    let beside: f32 =
        hits.iter().zip(WEIGHTS).map(|(hits, weight)| 2.0 * weight * hits.len() as f32).sum();
    let sum = beside / 2.0 + hits[BODY].len() as f32 / share;
    if sum == 0.0 { 0.0 } else { kept(sum) }
}

/// Every match with its score, best first.
fn expected(docs: &[Doc], ask: &Ask) -> Vec<(ArticleId, f64)> {
    let docs: Vec<&Doc> = docs.iter().filter(|doc| !doc.gone).collect();
    let leaves = ask.leaves();
    let mut hits = Vec::new();
    let mut worths = Vec::new();
    for leaf in &leaves {
        let all: Vec<_> = docs.iter().map(|doc| leaf.hits(doc)).collect();
        let holding = all.iter().filter(|hits| hits.iter().any(|hits| !hits.is_empty())).count();
        let (entries, holding) = (docs.len() as f64, holding as f64);
        worths.push((1.0 + (entries - holding + 0.5) / (holding + 0.5)).ln());
        hits.push(all);
    }
    let single = |ask: &Ask| match ask {
        Ask::Word(_, false) => true,
        Ask::Word(begin, true) => {
            let words = docs.iter().flat_map(|doc| doc.columns.iter().flatten());
            words.filter(|word| word.starts_with(begin)).collect::<BTreeSet<_>>().len() <= 16
        }
        _ => false,
    };
    let single: Vec<bool> = leaves.iter().map(|leaf| single(leaf)).collect();
    let mut scored = Vec::new();
    for (at, doc) in docs.iter().enumerate().filter(|(_, doc)| ask.holds(doc)) {
        let mut score = 0.0;
        for ((leaf, hits), worth) in leaves.iter().zip(&hits).zip(&worths) {
            let times = f64::from(times(leaf, doc, &hits[at]));
            score += worth * 2.2 * times / (1.2 + times);
        }
        for pair in 1..leaves.len() {
            if !(single[pair - 1] && single[pair]) {
                continue;
            }
            let mut gap = usize::MAX;
            for (ones, others) in hits[pair - 1][at].iter().zip(&hits[pair][at]) {
                for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |o| (one, o)))
                {
                    gap = gap.min(if other > one { other - one - 1 } else { (one - other).max(1) });
                }
            }
            if gap <= 16 {
                score += 0.3 * worths[pair - 1].min(worths[pair]) / (1.0 + gap as f64);
            }
        }
        let days = (NOW.0 - doc.published.unwrap_or(doc.saved)).max(0) / (24 * HOUR);
        scored.push((doc, score * (1.0 + 0.15 / (1.0 + days as f64 / 365.0))));
    }
    scored.sort_by(|one, other| other.1.total_cmp(&one.1).then(other.0.saved.cmp(&one.0.saved)));
    scored.into_iter().map(|(doc, score)| (doc.id, score)).collect()
}

fn asked(archive: &Archive, query: &str, limit: u32) -> Listing {
    let parsed = backfile_query::parse(query);
    let request = ListQuery {
        view: View::All,
        query: parsed.tree.as_ref(),
        sort: Sort::Relevance,
        offset: 0,
        limit,
        utc_offset_minutes: 0,
        now: NOW,
    };
    archive.read(|reader| reader.list(&request)).unwrap()
}

fn agrees(archive: &Archive, docs: &[Doc], ask: &Ask) {
    let query = ask.typed();
    let expected = expected(docs, ask);
    let first = asked(archive, &query, 20);
    assert_eq!(first.total as usize, expected.len(), "{query}");
    let ids: Vec<ArticleId> = first.rows.iter().map(|row| row.entry.id).collect();
    if ask.leaves().is_empty() {
        return;
    }
    for (at, (id, (other, score))) in ids.iter().zip(&expected).enumerate() {
        // Where both scores are the same but for rounding, either may come first.
        let own = expected.iter().find(|(own, _)| own == id).map(|(_, score)| *score);
        let close = own.is_some_and(|own| (own - score).abs() < 1e-9);
        assert!(id == other || close, "{query}: {at}: {own:?} in place of {score}");
    }
    let distinct: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), expected.len().min(20), "{query}");
}

fn content(dice: &mut Dice) -> (Extraction, [Vec<String>; 7], Option<i64>, &'static str) {
    let (count, long) = (1 + dice.below(5), 8 + dice.below(60));
    let (title, body) = (dice.words(count), dice.words(long));
    let halves = body.split_at(body.len() / 2);
    let mut extraction = text(&title.join(" "), &[&halves.0.join(" "), &halves.1.join(" ")]);
    let byline = dice.words(2);
    extraction.authors = vec![Author { name: byline.join(" "), role: None, place: None }];
    let site = dice.words(1);
    extraction.site = Some(site[0].clone());
    let topics = dice.words(1);
    extraction.topics.clone_from(&topics);
    let language = ["en", "de"][dice.below(2)];
    extraction.language = Some(language.to_owned());
    extraction.published = PageTime::parse_iso(&format!("20{:02}-06-01", 10 + dice.below(15)))
        .filter(|_| dice.below(3) > 0);
    let published = extraction.published.as_ref().map(|time| time.sort_key);
    let columns = [title, byline, site, Vec::new(), topics, body, Vec::new()];
    (extraction, columns, published, language)
}

fn filled(home: &Home, dice: &mut Dice) -> Vec<Doc> {
    let mut docs = Vec::new();
    let mut captures = Vec::new();
    let saved = |number: u64| NOW.0 - i64::try_from(number).unwrap() * 7 * HOUR;
    let entries: Vec<NewEntry> = (0..ARTICLES)
        .map(|number| NewEntry { saved_at: Timestamp(saved(number)), ..link(&number.to_string()) })
        .collect();
    let ids: Vec<ArticleId> = home.add_all(&entries).iter().map(|added| added.id()).collect();
    for (number, id) in (0..).zip(ids) {
        let (extraction, columns, published, language) = content(dice);
        captures.push((id, extraction));
        let saved = saved(number);
        docs.push(Doc { id, columns, saved, published, language, starred: false, gone: false });
    }
    home.capture_all(&captures);
    docs
}

fn changed(home: &Home, docs: &mut [Doc], dice: &mut Dice) {
    let at = dice.below(docs.len());
    let doc = &mut docs[at];
    if doc.gone {
        return;
    }
    match dice.below(8) {
        0 => {
            home.write(plain(), |writer| writer.purge(&[doc.id])).unwrap();
            doc.gone = true;
        }
        1 | 2 => {
            doc.starred = !doc.starred;
            home.write(plain(), |writer| writer.set_starred(&[doc.id], doc.starred)).unwrap();
        }
        3 => {
            let title = dice.words(3);
            home.write(plain(), |writer| {
                writer.correct(doc.id, backfile_archive::Field::Title, Some(&title.join(" ")))
            })
            .unwrap();
            doc.columns[TITLE] = title;
        }
        _ => {
            let tag = word(1 + dice.below(8));
            let has = doc.columns[TAGS].contains(&tag);
            home.write(plain(), |writer| {
                if has {
                    let found = writer.tag_named(&tag)?.expect("it is there");
                    writer.remove_tag(&[doc.id], found.id)?;
                } else {
                    writer.add_tag(&[doc.id], &tag)?;
                }
                Ok(())
            })
            .unwrap();
            let tags = &mut doc.columns[TAGS];
            tags.retain(|other| *other != tag);
            if !has {
                tags.push(tag);
                tags.sort();
            }
        }
    }
}

/// Absorbs what is fresh, from so many entries on.
fn tend(archive: &Archive, fresh: u32) {
    archive.tend(Tending { fresh, listed: 1 }, || true).unwrap();
}

#[test]
fn every_answer_is_that_of_going_through_all() {
    let home = home();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut docs = filled(&home, &mut dice);
    for number in 0..QUERIES {
        // Between the queries the archive goes on living.
        if number % 2 == 1 {
            changed(&home, &mut docs, &mut dice);
        }
        if number % 50 == 49 {
            tend(&home.archive, 1 + dice.below(20) as u32);
        }
        agrees(&home.archive, &docs, &ask(&mut dice));
    }
    let verified = home.archive.verify().unwrap();
    assert!(verified.findings.iter().all(|finding| finding.code == "blob_missing"));
    let dir = home.dir;
    drop(home.archive);
    let again = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    for _ in 0..QUERIES / 5 {
        agrees(&again, &docs, &ask(&mut dice));
    }
    again.rebuild_index().unwrap();
    for _ in 0..QUERIES / 5 {
        agrees(&again, &docs, &ask(&mut dice));
    }
}
