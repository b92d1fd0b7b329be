//! The headline of a flattened page: many parts of the text might be it, and trees say which is.
//!
//! A headline is what the page's own title begins with, or what stands above the body, or both;
//! where nothing parts it from its neighbours, that it stands twice shows where it ends.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use url::Url;

use crate::{
    content::phrases::{is_time, line},
    text,
    trees::Forest,
};

use super::{
    title::{Found, SIGNS},
    words::{Gap, Word},
};

const MODEL: &str = include_str!("titles.txt");

static TREES: LazyLock<Forest> = LazyLock::new(|| Forest::parse(MODEL, COUNT).unwrap_or_default());

/// How many numbers a candidate has.
const COUNT: usize = 46;

/// Words of the page's own title that are looked at, and words before and after the body's start.
const HEAD: usize = 45;
const BEFORE: usize = 300;
const AFTER: usize = 60;

/// A headline has no more words.
const MOST: usize = 45;

/// No more parts of a page are weighed.
const PARTS: usize = 800;

/// How often it is looked where the same words stand again.
const OFTEN: usize = 40;

/// What might be the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Part {
    from: usize,
    to: usize,
    /// Why it might be: 0 the page's own title, 1 a part of it, 2 parted from its neighbours,
    /// 3 standing twice.
    why: u8,
}

/// What is the same for all parts of a page.
struct Whole {
    /// The page's own title as far as it can reach.
    top: String,
    end: usize,
    /// How like the address and the page's own title what stands parted above the body is at most.
    slug: f32,
    title: f32,
    /// How often the page's own title stands near the body's start.
    near: f32,
}

/// A page whose headline is sought.
pub(super) struct Headlines<'t> {
    text: &'t str,
    words: &'t [Word],
    found: &'t Found,
    /// The words to compare by.
    plain: Vec<String>,
    /// The first word of the body.
    first: usize,
    /// Long words of the body.
    subjects: HashSet<&'t str>,
    /// Where each pair of words stands.
    pairs: HashMap<(u32, u32), Vec<usize>>,
    ids: Vec<u32>,
    slug: Option<String>,
    host: Option<String>,
}

impl<'t> Headlines<'t> {
    pub(super) fn new(
        text: &'t str,
        words: &'t [Word],
        found: &'t Found,
        kept: &[bool],
        url: Option<&Url>,
    ) -> Self {
        let shown = |at: usize| &text[words[at].start..words[at].end];
        let first = kept.iter().position(|kept| *kept).unwrap_or(found.head.min(words.len()));
        let subjects = (first..words.len())
            .filter(|&at| kept[at])
            .map(|at| shown(at).trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().count() > 3)
            .collect();
        let plain: Vec<String> =
            (0..words.len()).map(|at| shown(at).trim_matches(is_mark).to_lowercase()).collect();
        let mut numbers = HashMap::new();
        let ids: Vec<u32> = plain
            .iter()
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry(word.as_str()).or_insert(next)
            })
            .collect();
        let mut pairs: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, pair) in ids.windows(2).enumerate() {
            let places = pairs.entry((pair[0], pair[1])).or_default();
            // A headline stands near the top or the body, never only in what comes far behind.
            if places.len() < OFTEN {
                places.push(at);
            }
        }
        let slug = url.map(|url| {
            let path = url.path().trim_end_matches('/');
            text::comparable(path.rsplit('/').find(|part| part.contains('-')).unwrap_or(path))
        });
        let host = url.and_then(Url::host_str).map(|host| host.replace(['.', '-'], ""));
        Self {
            text,
            words,
            found,
            plain,
            first,
            subjects,
            pairs,
            ids,
            slug: slug.filter(|slug| slug.split(' ').count() >= 3),
            host,
        }
    }

    /// The likeliest headline.
    pub(super) fn best(&self) -> Option<String> {
        let mut best: Option<(f32, String)> = None;
        self.each(|title, numbers| {
            let odds = TREES.sum(numbers);
            if best.as_ref().is_none_or(|(known, _)| odds > *known) {
                best = Some((odds, title));
            }
        });
        best.map(|(_, title)| title)
    }

    /// What might be the headline, each with its numbers.
    pub(super) fn each(&self, mut each: impl FnMut(String, &[f32])) {
        let mut numbers = Vec::with_capacity(COUNT);
        let mut seen = HashSet::new();
        let parts: Vec<(Part, String)> = self
            .parts()
            .into_iter()
            .map(|part| (part, self.shown(part)))
            .filter(|(part, title)| {
                !title.is_empty()
                    && title.chars().count() <= 400
                    && seen.insert((part.from, title.clone()))
            })
            .collect();
        let whole = self.whole(&parts);
        for (part, title) in parts {
            numbers.clear();
            self.measure(part, &title, &whole, &mut numbers);
            each(title, &numbers);
        }
    }

    fn whole(&self, parts: &[(Part, String)]) -> Whole {
        let end = self.head_end();
        let top = self.shown(Part { from: 0, to: end, why: 0 });
        let mut whole = Whole { top, end, slug: -1.0, title: -1.0, near: 0.0 };
        for (_, title) in parts.iter().filter(|(part, _)| part.why > 1 && part.to - part.from > 2) {
            whole.slug = whole.slug.max(self.spelled(title));
            whole.title = whole.title.max(text::similar(title, &whole.top) as f32);
        }
        let near = |(_, end): &&(usize, usize)| end + 150 > self.first && *end < self.first + AFTER;
        whole.near = self.found.again.iter().filter(near).count().min(3) as f32;
        whole
    }

    /// How like the address a title is.
    fn spelled(&self, title: &str) -> f32 {
        self.slug.as_ref().map_or(-1.0, |slug| text::similar(title, slug) as f32)
    }

    fn shown(&self, part: Part) -> String {
        let words = &self.words[part.from..part.to];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return String::new() };
        trimmed(&text::collapse(&self.text[first.start..last.end]))
    }

    fn gap(&self, at: usize) -> Gap {
        self.words.get(at).map_or(Gap::Line, |word| word.gap)
    }

    fn is_sign(&self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| SIGNS.contains(&&self.text[word.start..word.end]) && word.sign)
    }

    /// Whether a part may begin or end before this word.
    fn may_part(&self, at: usize) -> bool {
        at == 0
            || self.gap(at) >= Gap::Weak
            || self.is_sign(at)
            || self.is_sign(at - 1)
            || self.words[at - 1].pauses
    }

    /// The word after the page's own title, as far as it can reach.
    fn head_end(&self) -> usize {
        let most = self.words.len().min(HEAD);
        let joint = (1..most)
            .find(|&at| matches!(self.gap(at), Gap::Joint | Gap::Line) && !self.within_name(at));
        joint.unwrap_or(most)
    }

    /// Whether a joint may stand inside a name ("YouTube").
    fn within_name(&self, at: usize) -> bool {
        let before = &self.words[at - 1];
        self.gap(at) == Gap::Joint
            && !before.ends
            && self.pairs.get(&(self.ids[at - 1], self.ids[at])).is_some_and(|all| all.len() > 1)
    }

    fn parts(&self) -> Vec<Part> {
        let mut out: Vec<Part> = Vec::new();
        let count = self.words.len();
        let end = self.head_end();
        let starts = (0..end.min(25)).filter(|&at| {
            at == 0 || self.is_sign(at - 1) || self.words[at - 1].pauses || self.words[at - 1].ends
        });
        for from in starts {
            let why = u8::from(from > 0);
            for to in from + 1..=end {
                if to == end || self.may_part(to) || self.same_ends(from, to) {
                    out.push(Part { from, to, why });
                }
            }
        }
        out.truncate(PARTS / 2);
        let low = self.first.saturating_sub(BEFORE).max(end.min(self.first));
        let high = (self.first + AFTER).min(count);
        // Parts between boundaries, from the body up.
        let mut bounds: Vec<usize> = (low..=high)
            .filter(|&at| at == low || at == high || self.gap(at) >= Gap::Line)
            .collect();
        bounds.dedup();
        for pair in bounds.windows(2).rev() {
            let (from, to) = (pair[0], pair[1]);
            if (2..=MOST).contains(&(to - from)) {
                out.push(Part { from, to, why: 2 });
            }
            // The next boundary may be a mistake, or the part a sentence of a longer one.
            let inner = (from + 1..to.min(from + MOST)).filter(|&at| self.gap(at) == Gap::Sentence);
            out.extend(inner.filter(|at| at - from > 2).map(|at| Part { from, to: at, why: 2 }));
        }
        for triple in bounds.windows(3).rev() {
            if (3..=MOST).contains(&(triple[2] - triple[0])) {
                out.push(Part { from: triple[0], to: triple[2], why: 2 });
            }
        }
        // Runs that stand again elsewhere.
        for from in (low..high).rev() {
            if out.len() > PARTS {
                break;
            }
            if !self.may_part(from) {
                continue;
            }
            let mut lengths: Vec<usize> = self
                .places(from)
                .filter(|&place| place != from)
                .map(|place| self.same(from, place))
                .filter(|length| (3..=MOST).contains(length))
                .collect();
            lengths.sort_unstable();
            lengths.dedup();
            out.extend(lengths.into_iter().map(|length| Part { from, to: from + length, why: 3 }));
        }
        out.truncate(PARTS);
        out
    }

    /// Where the first two words of a part stand.
    fn places(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let pair = self.ids.get(from).copied().zip(self.ids.get(from + 1).copied());
        pair.and_then(|pair| self.pairs.get(&pair)).into_iter().flatten().copied()
    }

    /// How many words from two places on are the same.
    fn same(&self, a: usize, b: usize) -> usize {
        let longest = MOST.min(a.abs_diff(b));
        let pairs = self.ids[a..].iter().zip(&self.ids[b..]);
        pairs.take(longest).take_while(|(a, b)| a == b).count()
    }

    /// Whether what stands again of a part of the page's own title ends here.
    fn same_ends(&self, from: usize, to: usize) -> bool {
        self.places(from).any(|place| place > to && self.same(from, place) == to - from)
    }

    fn measure(&self, part: Part, title: &str, whole: &Whole, numbers: &mut Vec<f32>) {
        let Part { from, to, why } = part;
        let length = to - from;
        let yes = |yes: bool| f32::from(u8::from(yes));
        // Where it stands again, and how.
        let (mut again, mut above, mut parted, mut longer, mut wider) = (0, 0, 0, 0, 0);
        let mut nearest = 400;
        let mut in_head = false;
        for place in self.places(from) {
            if place == from || place + length > self.words.len() {
                continue;
            }
            if length > 2 && self.same(from, place) < length.min(from.abs_diff(place)) {
                continue;
            }
            again += 1;
            in_head |= place < self.found.head;
            if place < self.first + AFTER && place + 80 > self.first {
                above += 1;
            }
            if place + length <= self.first + 2 {
                nearest = nearest.min((self.first + 2) - (place + length));
            }
            parted +=
                usize::from(self.gap(place) >= Gap::Line && self.gap(place + length) >= Gap::Line);
            longer += usize::from(self.ids.get(to) == self.ids.get(place + length));
            wider +=
                usize::from(from > 0 && place > 0 && self.ids[from - 1] == self.ids[place - 1]);
        }
        let most = again.max(1) as f32;
        let span = &self.words[from..to];
        let cased = span.iter().filter(|word| word.cased).count();
        let small = span.iter().filter(|word| word.small).count();
        let long: Vec<&str> = span
            .iter()
            .map(|word| {
                self.text[word.start..word.end].trim_matches(|c: char| !c.is_alphanumeric())
            })
            .filter(|word| word.chars().count() > 3)
            .collect();
        let known = long.iter().filter(|word| self.subjects.contains(*word)).count();
        let site = self.host.as_ref().map_or(-1.0, |host| {
            let after = if self.is_sign(to) { to + 1 } else { to };
            let mut name = String::new();
            let mut best = 0_usize;
            for word in self.plain.iter().skip(after).take(4) {
                name.extend(word.chars().filter(|c| c.is_alphanumeric()));
                if name.len() >= 3 && host.contains(&name) {
                    best = name.len();
                }
            }
            (best as f32 / host.len().max(1) as f32).min(1.0)
        });
        let last: String = self.plain[to.saturating_sub(2).max(from)..to].concat();
        let last: String = last.chars().filter(|c| c.is_alphanumeric()).collect();
        let holds_site =
            self.host.as_ref().is_some_and(|host| last.len() >= 4 && host.contains(last.as_str()));
        let slug = self.spelled(title);
        let like = text::similar(title, &whole.top) as f32;
        let ends = span.iter().filter(|word| word.ends).count();
        numbers.extend([
            f32::from(why),
            length as f32,
            title.chars().count() as f32,
            f32::from(self.gap(from) as u8),
            f32::from(self.gap(to) as u8),
            yes(self.is_sign(to)),
            yes(from > 0 && self.is_sign(from - 1)),
            (again as f32).min(8.0),
            (above as f32).min(4.0),
            (parted as f32).min(4.0),
            longer as f32 / most,
            wider as f32 / most,
            nearest as f32,
            yes(in_head),
            slug,
            if why < 2 { length as f32 / whole.end.max(1) as f32 } else { -1.0 },
            yes(self.is_sign(to) && site > 0.3),
            like,
            self.first as f32 - to as f32,
            from as f32,
            if cased > 0 { small as f32 / cased as f32 } else { -1.0 },
            (ends as f32).min(5.0),
            yes(span.last().is_some_and(|word| word.ends)),
            yes(span.last().is_some_and(|word| word.pauses)),
            site,
            yes(holds_site),
            yes(line(title, 0.0).is_some()),
            yes(is_time(title)),
            span.iter().filter(|word| word.digit).count() as f32 / length as f32,
            if long.is_empty() { -1.0 } else { known as f32 / long.len() as f32 },
            yes(from > 0 && self.words[from - 1].pauses),
            span.iter().skip(1).filter(|word| word.gap >= Gap::Line).count() as f32,
            span.iter().filter(|word| word.sign).count() as f32,
            yes(self.words.get(to).is_some_and(|word| word.small)),
            yes(self.words.get(to).is_some_and(|word| word.digit)),
            yes(from == self.found.again.last().map_or(0, |(first, _)| *first)),
            (whole.end as f32) - to as f32,
            yes(to + 3 >= self.first && to <= self.first + 1),
            whole.near,
            whole.slug,
            slug - whole.slug,
            whole.title,
            like - whole.title,
            (parted as f32) + yes(self.gap(from) >= Gap::Line && self.gap(to) >= Gap::Line),
            yes(to < self.words.len() && self.within_name(to)),
            yes(!self.found.again.is_empty()),
        ]);
    }
}

/// A title without the signs and pauses that part it from what follows.
fn trimmed(title: &str) -> String {
    let pause = |c: char| matches!(c, ',' | ';' | ':' | '，' | '；' | '：' | '、' | '|' | '｜');
    let mut title = title.trim();
    loop {
        let shorter = title.trim_end_matches(pause).trim_end();
        let shorter = SIGNS
            .iter()
            .find_map(|sign| shorter.strip_suffix(sign)?.strip_suffix(' '))
            .unwrap_or(shorter);
        if shorter.len() == title.len() {
            return title.to_owned();
        }
        title = shorter;
    }
}

/// A mark that a word may bear in one place and not in another.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '%' | '€' | '$' | '#' | '@' | '&' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_are_whole() {
        assert!(Forest::parse(MODEL, COUNT).is_some());
    }
}
