//! Names in the elements and lines of the page that say who wrote it.

use crate::{
    dom::{Dom, Id, Tag},
    hints::Hints,
    metadata::{self, Sources},
    page::{Page, Run},
    text,
};

use super::names::{self, Kind, Named};

/// An element that says by name, relation or address that it holds an author.
struct Candidate {
    score: i32,
    id: Id,
}

/// What one walk over the page finds of its bylines.
#[derive(Default)]
pub(super) struct Bylines {
    /// Elements that are called a byline or an author, in order.
    pub(super) named: Vec<Id>,
    candidates: Vec<Candidate>,
}

/// Elements of a kind that are kept; no page that people read has more.
const ELEMENTS: usize = 1_000;
/// Short lines that are searched for someone's full name.
const LINES: usize = 2_000;

/// How many nodes after the headline a byline may stand to be near it.
const NEAR: Id = 120;

impl Bylines {
    /// Walks over the page once.
    pub(super) fn find(sources: &Sources<'_>) -> Self {
        let page = sources.page;
        let dom = page.dom;
        let start = sources.start();
        let mut all = Self::default();
        for id in page.body..dom.end(page.body) {
            let weight = page.stat(id).text;
            if weight == 0 || weight > 400 {
                continue;
            }
            let Some(tag) = dom.tag(id) else { continue };
            let hints = page.hint(id);
            if hints.any(Hints::META.and(Hints::AUTHOR))
                && page.is_shown(id)
                && all.named.len() < ELEMENTS
            {
                all.named.push(id);
            }
            if weight > 150 || !page.is_shown(id) {
                continue;
            }
            let mut score = i32::from(hints.any(Hints::AUTHOR));
            for attr in dom.attrs(id) {
                let value = &*attr.value;
                score += match &*attr.name.local {
                    "rel" if value.split(' ').any(|word| word == "author") => 3,
                    "itemprop" if value == "author" || value == "creator" => 4,
                    "href" if tag == Tag::A && leads_to_author(value) => 2,
                    "class" if score == 0 && value.contains("byline") => 1,
                    _ => 0,
                };
            }
            if score > 0 && all.candidates.len() < ELEMENTS && !is_aside(page, id) {
                score += i32::from(id.abs_diff(start) < NEAR);
                all.candidates.push(Candidate { score, id });
            }
        }
        all
    }

    /// The people, or with `person` false whatever else, that the best elements name.
    pub(super) fn names(&self, sources: &Sources<'_>, person: bool) -> Vec<Named> {
        let dom = sources.page.dom;
        // The innermost of nested candidates holds the name alone.
        let is_inner = |at: usize| {
            let next = self.candidates.get(at + 1);
            next.is_none_or(|next| !dom.within(next.id, self.candidates[at].id))
        };
        for inner in [true, false] {
            let mut found: Vec<(&Candidate, Vec<Named>)> = Vec::new();
            for (at, candidate) in self.candidates.iter().enumerate() {
                if inner && !is_inner(at) {
                    continue;
                }
                let mut names = in_element(sources.page, candidate.id);
                names.retain(|named| {
                    if person { is_author(named, candidate) } else { candidate.score >= 2 }
                });
                if !names.is_empty() {
                    found.push((candidate, names));
                }
            }
            let Some(best) = found.iter().map(|(candidate, _)| candidate.score).max() else {
                continue;
            };
            found.retain(|(candidate, _)| candidate.score == best);
            let first = found[0].0.id;
            // Where accounts are named, as in forums, the first opened the page.
            if found[0].1[0].kind == Kind::Account {
                return found[0].1[..1].to_vec();
            }
            return found
                .into_iter()
                .filter(|(candidate, _)| {
                    candidate.id - first <= 80 && is_same_kind(dom, first, candidate.id)
                })
                .flat_map(|(_, names)| names)
                .collect();
        }
        Vec::new()
    }

    /// The full name that a byline, or a short line of the page, gives to someone who is declared by
    /// first name only.
    pub(super) fn full_name(&self, sources: &Sources<'_>, first: &str) -> Option<String> {
        let page = sources.page;
        if first.chars().skip(1).any(char::is_uppercase) {
            return None;
        }
        let begins = |named: &Named| {
            named.kind == Kind::Person
                && named.name.split(' ').count() <= 3
                && named
                    .name
                    .strip_prefix(first)
                    .and_then(|rest| rest.strip_prefix(' '))
                    .is_some_and(|rest| {
                        names::kind(rest) == Some(Kind::Person)
                            && rest.split(' ').all(|word| word.starts_with(char::is_uppercase))
                    })
        };
        self.candidates
            .iter()
            .flat_map(|candidate| in_element(page, candidate.id))
            .find(begins)
            .or_else(|| {
                let short = (0..page.runs.len()).filter(|&at| page.runs[at].weight <= 40);
                let short = short.take(LINES);
                short.flat_map(|at| names::read(&metadata::run_text(page, at))).find(begins)
            })
            .map(|named| named.name)
    }
}

fn is_author(named: &Named, candidate: &Candidate) -> bool {
    match named.kind {
        Kind::Person => {
            names::is_proper(&named.name)
                || candidate.score >= 3 && names::is_capitalised(&named.name)
        }
        Kind::Account => candidate.score >= 3,
        Kind::Organisation => false,
    }
}

/// Whether two elements are of one kind, as those of two authors are.
fn is_same_kind(dom: &Dom, a: Id, b: Id) -> bool {
    dom.tag(a) == dom.tag(b) && dom.attr(a, "class") == dom.attr(b, "class")
}

/// Whether an address is that of an author's page.
fn leads_to_author(href: &str) -> bool {
    ["/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/autore/"]
        .iter()
        .any(|part| href.contains(part))
}

fn is_aside(page: &Page<'_>, id: Id) -> bool {
    // An article's own footer names its author.
    let in_article = page.dom.ancestors(id).any(|up| page.dom.is(up, Tag::Article));
    page.dom.ancestors(id).chain([id]).any(|up| {
        matches!(page.dom.tag(up), Some(Tag::Aside | Tag::Nav))
            || page.dom.is(up, Tag::Footer) && !in_article
            || page.hint(up).any(
                Hints::RELATED
                    .and(Hints::COMMENT)
                    .and(Hints::SIDEBAR)
                    .and(Hints::CREDIT)
                    .and(Hints::CAPTION),
            )
    })
}

/// Words that join two names.
const JOINTS: [&str; 14] =
    ["and", "und", "et", "y", "e", "og", "och", "en", "i", "&", "with", "mit", ",", "/"];

/// Words that stand alone before a name.
const BY: [&str; 17] = [
    "by",
    "written by",
    "von",
    "par",
    "por",
    "words by",
    "text",
    "text by",
    "author",
    "autor",
    "autorin",
    "auteur",
    "posted by",
    "story by",
    "di",
    "door",
    "av",
];

/// Beginnings of lines that name those who did something else than write.
const OTHERS: [&str; 17] = [
    "reviewed by",
    "medically reviewed",
    "fact checked",
    "fact-checked",
    "edited by",
    "photo",
    "foto",
    "illustration",
    "illustrated",
    "translated",
    "translation",
    "bild",
    "video by",
    "updated by",
    "expert review",
    "grafik",
    "übersetz",
];

/// The names in an element: a name, and others that are joined to it by a word or stand in an
/// element of the same kind. What else stands in a byline (a role, a date, a place) has an element
/// of its own.
fn in_element(page: &Page<'_>, id: Id) -> Vec<Named> {
    let mut reader = LineReader { page, out: Vec::new(), first: None, joined: true, others: false };
    for (parent, line) in lines(page, id) {
        reader.read(parent, &line);
    }
    reader.out
}

/// The pieces of text in an element and the element of each.
fn lines(page: &Page<'_>, id: Id) -> Vec<(Id, String)> {
    let dom = page.dom;
    let texts = dom.below(id).filter(|&at| page.is_shown(at));
    joined(page, texts.filter_map(|at| Some((at, dom.text(at)?))))
}

/// Texts as lines, each with its element; mere emphasis parts nothing.
fn joined<'p>(page: &'p Page<'_>, texts: impl Iterator<Item = (Id, &'p str)>) -> Vec<(Id, String)> {
    let dom = page.dom;
    let plain = |id: Id| if is_emphasis(dom, id) { dom.parent(id) } else { id };
    let mut out: Vec<(Id, String)> = Vec::new();
    let mut last: Id = 0;
    for (at, words) in texts {
        let parent = dom.parent(at);
        // Text that follows in the same element, with no other element's end between.
        let goes_on = out.last().is_some_and(|(known, _)| plain(*known) == plain(parent))
            && (last + 1..at).all(|between| is_emphasis(dom, between));
        match out.last_mut() {
            Some((_, line)) if goes_on => text::push_collapsed(line, words),
            _ => {
                let mut line = String::new();
                text::push_collapsed(&mut line, words);
                if !line.trim().is_empty() {
                    out.push((parent, line));
                }
            }
        }
        last = at;
    }
    out
}

fn is_emphasis(dom: &Dom, id: Id) -> bool {
    matches!(dom.tag(id), Some(Tag::B | Tag::I | Tag::Em | Tag::Strong))
}

/// Reads a byline piece by piece.
struct LineReader<'p, 'd> {
    page: &'p Page<'d>,
    out: Vec<Named>,
    /// The element of the first name.
    first: Option<Id>,
    /// Whether what came last says that another name follows.
    joined: bool,
    /// Whether those are named who did something else.
    others: bool,
}

impl LineReader<'_, '_> {
    fn read(&mut self, parent: Id, line: &str) {
        let line = line.trim();
        let lower = line.to_lowercase();
        if OTHERS.iter().any(|start| lower.starts_with(start)) {
            self.others = true;
            return;
        }
        let word = lower.trim_matches(|c: char| c.is_whitespace() || c == ':');
        if BY.contains(&word) || names::announces(&lower) {
            self.others = false;
            self.joined = true;
            return;
        }
        if self.others {
            return;
        }
        let is_joint = |word: &str| JOINTS.contains(&word);
        let mut words = lower.split(' ');
        let begins_joined =
            lower.starts_with([',', '&', '/']) || words.next().is_some_and(is_joint);
        let ends_joined =
            lower.ends_with([',', '&', '/']) || lower.rsplit(' ').next().is_some_and(is_joint);
        let same_kind = self
            .first
            .is_some_and(|first| first != parent && is_same_kind(self.page.dom, first, parent));
        if self.joined || begins_joined || same_kind {
            let mut rest = line.trim_matches([',', '&', '/', ' ']);
            if let Some((start, after)) = rest.split_once(' ')
                && is_joint(&start.to_lowercase())
            {
                rest = after;
            }
            let found = names::read(rest);
            if !found.is_empty() {
                self.first.get_or_insert(parent);
                self.joined = false;
                for named in found {
                    if !self.out.contains(&named) {
                        self.out.push(named);
                    }
                }
            }
        }
        self.joined = self.joined && self.out.is_empty() || ends_joined;
    }
}

/// Beginnings of a line that says who wrote.
const STARTS: [&str; 13] = [
    "by ",
    "by:",
    "written by ",
    "von ",
    "par ",
    "por ",
    "words by ",
    "text: ",
    "autor: ",
    "author: ",
    "autor:",
    "text von ",
    "geschrieben von ",
];

/// The people of a short line near the headline that begins with "By", or with `person` false
/// whatever else it names.
pub(super) fn from_words(sources: &Sources<'_>, person: bool) -> Vec<Named> {
    let page = sources.page;
    let after = page.runs.partition_point(|run| run.start < sources.start());
    let mut near = sources.near_headline(6, 25);
    let found = near
        .find_map(|at| said(page, at, &STARTS, person))
        .or_else(|| {
            (after..page.runs.len()).find_map(|at| said(page, at, &["written by "], person))
        })
        .or_else(|| marked(page))
        .or_else(|| signed(sources));
    found.unwrap_or_default()
}

/// The people of a line that a mark of scripts without spaces begins.
fn marked(page: &Page<'_>) -> Option<Vec<Named>> {
    let short = (0..page.runs.len()).filter(|&at| page.runs[at].weight <= 90);
    short.into_iter().find_map(|at| {
        let (_, first) = metadata::pieces(page, at).next()?;
        if !names::is_marked(first.trim_start()) {
            return None;
        }
        let text = metadata::run_text(page, at);
        let mut found = names::read(&text);
        found.retain(|named| named.kind == Kind::Person && names::is_proper(&named.name));
        (!found.is_empty()).then_some(found)
    })
}

/// The name that is the article's first or last paragraph, set off by emphasis.
fn signed(sources: &Sources<'_>) -> Option<Vec<Named>> {
    let page = sources.page;
    let dom = page.dom;
    let inside: Vec<&Run> =
        page.runs.iter().filter(|run| dom.within(run.start, sources.root)).collect();
    let first = inside.iter().position(|run| run.prose > 40.0)?;
    let last = inside.iter().rposition(|run| run.prose > 40.0)?;
    let before = first.checked_sub(1).and_then(|at| inside.get(at));
    [before, inside.get(last + 1)].into_iter().flatten().find_map(|run| {
        let emphasised = dom.is(run.block, Tag::P) && is_emphasis(dom, dom.parent(run.start));
        if run.weight > 60 || run.link > 0 || !emphasised {
            return None;
        }
        let text = dom.text_of(run.block);
        let found = names::read(&text);
        let whole = found.iter().map(|named| named.name.len() + 2).sum::<usize>() >= text.len();
        let proper = |named: &Named| {
            named.kind == Kind::Person
                && names::is_proper(&named.name)
                && (2..=4).contains(&named.name.split(' ').count())
                && named.name.split(' ').all(|word| word.starts_with(char::is_uppercase))
        };
        (whole && !found.is_empty() && found.iter().all(proper)).then_some(found)
    })
}

/// What a run names, if one of its pieces begins with one of these words.
fn said(page: &Page<'_>, at: usize, starts: &[&str], person: bool) -> Option<Vec<Named>> {
    if page.runs[at].weight > 90 {
        return None;
    }
    let is_by = |line: &str| {
        let line = line.trim_start();
        starts.iter().any(|start| {
            names::starts_with(line, start) || line.trim_end().eq_ignore_ascii_case(start.trim())
        })
    };
    let begins = metadata::pieces(page, at).any(|(_, words)| is_by(words));
    let in_menu = || {
        page.dom
            .ancestors(page.runs[at].start)
            .any(|up| page.dom.is(up, Tag::Nav) || page.hint(up).any(Hints::NAV.and(Hints::WALL)))
    };
    if !begins || in_menu() {
        return None;
    }
    let lines = joined(page, metadata::pieces(page, at));
    // "By" may stand behind a date.
    let first = lines.iter().take(4).position(|(_, line)| is_by(line))?;
    let length: usize = lines[first..].iter().map(|(_, line)| line.chars().count()).sum();
    if length >= 120
        || lines.last().is_some_and(|(_, line)| crate::content::phrases::ends_sentence(line))
    {
        return None;
    }
    let mut reader = LineReader { page, out: Vec::new(), first: None, joined: true, others: false };
    for (parent, line) in &lines[first..] {
        reader.read(*parent, line);
    }
    let next_is_short = page.runs.get(at + 1).is_some_and(|next| next.weight <= 60);
    if reader.out.is_empty() && lines.len() == first + 1 && next_is_short {
        // "By" alone, and the name in the next block.
        for (parent, line) in joined(page, metadata::pieces(page, at + 1)) {
            reader.read(parent, &line);
        }
    }
    // Words are no proof of a name, so these must look like one: two words with capitals.
    reader.out.retain(|named| (named.kind == Kind::Person) == person);
    let proper =
        |named: &Named| names::is_proper(&named.name) && named.name.split(' ').count() <= 5;
    (!reader.out.is_empty() && reader.out.iter().all(proper)).then_some(reader.out)
}
