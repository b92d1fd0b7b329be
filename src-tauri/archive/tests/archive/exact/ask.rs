//! What is asked, how it is typed, and which articles hold it.

use backfile_article::Timestamp;
use chrono::NaiveDate;

use super::{
    shelf::{BYLINE, Doc, HOSTS, LANGUAGES, TAG_NAMES, TITLE, tag_name},
    words::{Word, asked, rank, ranks},
};
use crate::{dice::Dice, help::HOUR};

/// Where something stands in the seven columns.
pub(super) type Hits = [Vec<usize>; 7];

pub(super) enum Ask {
    /// Tokens that follow each other, of which the last may be only the beginning of one; in
    /// one column or any, and how they are typed. `word` for what is not in quotation marks.
    Tokens {
        tokens: Vec<String>,
        open: bool,
        only: Option<usize>,
        word: bool,
        typed: String,
    },
    Near(String, String, usize),
    Tag(usize),
    Host(usize),
    Lang(&'static str),
    Starred,
    Unread,
    Before(NaiveDate),
    After(NaiveDate),
    Published(i32, i32),
    Saved(NaiveDate, NaiveDate),
    Not(Box<Ask>),
    All(Vec<Ask>),
    Any(Vec<Ask>),
}

fn start_of(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

fn year(year: i32) -> i64 {
    start_of(NaiveDate::from_ymd_opt(year, 1, 1).unwrap())
}

impl Ask {
    pub(super) fn typed(&self) -> String {
        let all =
            |asks: &[Self], between| asks.iter().map(Self::typed).collect::<Vec<_>>().join(between);
        match self {
            Self::Tokens { typed, .. } => typed.clone(),
            Self::Near(one, other, distance) => format!("\"{one} {other}\"~{distance}"),
            Self::Tag(tag) => format!("tag:\"{}\"", tag_name(*tag).0),
            Self::Host(host) => format!("site:{}", HOSTS[*host]),
            Self::Lang(code) => format!("lang:{code}"),
            Self::Starred => "is:starred".to_owned(),
            Self::Unread => "is:unread".to_owned(),
            Self::Before(day) => format!("before:{day}"),
            Self::After(day) => format!("after:{day}"),
            Self::Published(from, to) => format!("published:{from}..{to}"),
            Self::Saved(from, to) => format!("saved:{from}..{to}"),
            Self::Not(inside) => format!("-{}", inside.typed()),
            Self::All(asks) => all(asks, " "),
            Self::Any(asks) => format!("({})", all(asks, " OR ")),
        }
    }

    pub(super) fn holds(&self, doc: &Doc) -> bool {
        match self {
            Self::Tokens { .. } | Self::Near(..) => self.stands(doc),
            Self::Tag(tag) => {
                let name = tag_name(*tag).0;
                doc.tags.iter().any(|own| {
                    let rest = tag_name(*own).0;
                    let rest = rest.strip_prefix(&name);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            }
            Self::Host(host) => {
                let own = HOSTS[doc.host].strip_suffix(HOSTS[*host]);
                own.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            Self::Lang(code) => {
                let own = LANGUAGES[doc.content.language].strip_prefix(code);
                own.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
            Self::Starred => doc.starred,
            Self::Unread => !doc.read,
            Self::Before(day) => doc.dated() < start_of(*day),
            Self::After(day) => doc.dated() >= start_of(*day),
            Self::Published(from, to) => {
                doc.content.published.is_some_and(|time| time >= year(*from) && time < year(to + 1))
            }
            Self::Saved(from, to) => {
                doc.saved >= start_of(*from) && doc.saved < start_of(*to) + 24 * HOUR
            }
            Self::Not(inside) => !inside.holds(doc),
            Self::All(asks) => asks.iter().all(|ask| ask.holds(doc)),
            Self::Any(asks) => asks.iter().any(|ask| ask.holds(doc)),
        }
    }

    fn stands(&self, doc: &Doc) -> bool {
        self.hits(doc).iter().any(|hits| !hits.is_empty())
    }

    /// Whether an article may hold a leaf of words, by the words alone.
    fn may_stand(&self, doc: &Doc) -> bool {
        match self {
            Self::Tokens { tokens, open, .. } => {
                let (last, rest) = tokens.split_last().unwrap();
                let ends = if *open {
                    doc.beginning(last).next().is_some()
                } else {
                    doc.words.contains(last)
                };
                ends && rest.iter().all(|token| doc.words.contains(token))
            }
            Self::Near(one, other, _) => doc.words.contains(one) && doc.words.contains(other),
            _ => false,
        }
    }

    /// Where a leaf of words stands, by column.
    pub(super) fn hits(&self, doc: &Doc) -> Hits {
        if !self.may_stand(doc) {
            return Hits::default();
        }
        std::array::from_fn(|column| {
            let words = &doc.columns[column];
            let mut places = Vec::new();
            match self {
                Self::Tokens { only: Some(only), .. } if *only != column => {}
                Self::Tokens { tokens, open, .. } => {
                    let whole = tokens.len() - usize::from(*open);
                    let last = if *open { tokens.last() } else { None };
                    for at in 0..words.len().saturating_sub(tokens.len() - 1) {
                        let begins = |last: &String| words[at + whole].starts_with(last.as_str());
                        if words[at..at + whole] == tokens[..whole] && last.is_none_or(begins) {
                            places.push(at);
                        }
                    }
                }
                Self::Near(one, other, distance) => {
                    for at in
                        (0..words.len()).filter(|at| words[*at] == *one || words[*at] == *other)
                    {
                        // The later of the two, and the other not too far before it.
                        let before = &words[at.saturating_sub(distance + 1)..=at];
                        if before.contains(one) && before.contains(other) {
                            places.push(at);
                        }
                    }
                }
                _ => {}
            }
            places
        })
    }

    /// The leaves of words that a match should hold.
    pub(super) fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::All(asks) | Self::Any(asks) => asks.iter().flat_map(Self::leaves).collect(),
            Self::Tokens { .. } | Self::Near(..) => vec![self],
            _ => Vec::new(),
        }
    }
}

fn word(dice: &mut Dice) -> Ask {
    let rank = rank(dice);
    let (_, tokens) = asked(&[rank]);
    let word = Word::of(rank);
    let typed = if dice.chance(50) { word.written } else { word.folded };
    Ask::Tokens { tokens, open: false, only: None, word: true, typed }
}

/// A word of which the positions are one.
fn apart(dice: &mut Dice) -> Word {
    loop {
        let word = Word::of(rank(dice));
        if !word.is_run() {
            return word;
        }
    }
}

fn leaf(dice: &mut Dice) -> Ask {
    match dice.below(15) {
        0..6 => word(dice),
        6 | 7 => {
            let letters = 2 + dice.below(4);
            let begin: String = apart(dice).folded.chars().take(letters).collect();
            let typed = format!("{begin}*");
            Ask::Tokens { tokens: vec![begin], open: true, only: None, word: true, typed }
        }
        8 => {
            // One character of a run: what begins with it holds it.
            let han: Vec<char> = "灯塔明天船夜看守".chars().collect();
            let one = han[dice.below(han.len())].to_string();
            Ask::Tokens {
                tokens: vec![one.clone()],
                open: true,
                only: None,
                word: true,
                typed: one,
            }
        }
        9 | 10 => {
            let count = 2 + dice.below(2);
            let (text, tokens) = asked(&ranks(dice, count));
            let typed = format!("\"{text}\"");
            Ask::Tokens { tokens, open: false, only: None, word: false, typed }
        }
        11 => Ask::Near(apart(dice).folded, apart(dice).folded, dice.below(6)),
        12 => {
            let (column, name) = [(TITLE, "title"), (BYLINE, "author")][dice.below(2)];
            let (text, tokens) = asked(&[rank(dice)]);
            let typed = format!("{name}:{text}");
            Ask::Tokens { tokens, open: false, only: Some(column), word: false, typed }
        }
        _ => Ask::Tag(dice.below(TAG_NAMES)),
    }
}

fn day(dice: &mut Dice) -> NaiveDate {
    let (year, month, day) = (2009 + dice.below(18), 1 + dice.below(12), 1 + dice.below(28));
    NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32).unwrap()
}

/// A filter of any kind but tags and words.
fn filter(dice: &mut Dice, now: Timestamp) -> Ask {
    match dice.below(8) {
        0 => Ask::Host(dice.below(HOSTS.len())),
        1 => Ask::Lang(["en", "de", "en-GB", "th"][dice.below(4)]),
        2 => Ask::Before(day(dice)),
        3 => Ask::After(day(dice)),
        4 => {
            let from = 2009 + dice.below(18) as i32;
            Ask::Published(from, from + dice.below(5) as i32)
        }
        5 => {
            let today = chrono::DateTime::from_timestamp_millis(now.0).unwrap().date_naive();
            let back = |days: usize| today - chrono::Days::new(days as u64);
            let to = dice.below(1400);
            Ask::Saved(back(to + dice.below(300)), back(to))
        }
        6 => Ask::Starred,
        _ => Ask::Unread,
    }
}

pub(super) fn ask(dice: &mut Dice, now: Timestamp) -> Ask {
    // Now and then filters alone.
    let most = if dice.chance(10) { 0 } else { 1 + dice.below(3) };
    let mut all: Vec<Ask> = (0..most).map(|_| leaf(dice)).collect();
    if all.is_empty() || dice.chance(40) {
        all.push(filter(dice, now));
    }
    match dice.below(8) {
        0 => all.push(Ask::Not(Box::new(leaf(dice)))),
        1 => all.push(Ask::Any(vec![leaf(dice), leaf(dice)])),
        2 => all.push(Ask::Any(vec![filter(dice, now), leaf(dice)])),
        3 => all.push(Ask::Not(Box::new(filter(dice, now)))),
        _ => {}
    }
    Ask::All(all)
}
