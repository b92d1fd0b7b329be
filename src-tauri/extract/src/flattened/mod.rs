//! Articles from text alone: a page's text, run together as "select all" and some tools leave it.
//!
//! The text is parted into words and into blocks where a browser would have had a boundary (line
//! ends, a sentence's end or a small letter right before a capital). Its first words tell the title,
//! since they stand again above the article; trees say of each word how surely it is part of one,
//! and the best way through all words is the body. What stands between the title and the body is
//! sorted into byline and time, what follows into topics.

mod choose;
mod features;
mod headline;
mod lists;
mod measures;
mod model;
mod second;
mod title;
mod words;

use backfile_article::{Author, Block, Extraction, PageKind, Paragraphs, Warning, WarningCode};
use url::Url;

use crate::{
    Source,
    content::phrases::{foreign_heading, line},
    metadata::datetext,
    text,
};

use headline::Headlines;
use measures::Measures;
use words::{Gap, Word};

/// Whether a text is a page's flattened text, and not a list of links or a few words.
#[must_use]
pub fn looks_flattened(text: &str) -> bool {
    let (_, rest) = first_link(text);
    let total = rest.chars().filter(|c| !c.is_whitespace()).count();
    // A page's source is no page's text.
    if total < 400 || rest.trim_start().starts_with('<') || rest.matches("</").nth(3).is_some() {
        return false;
    }
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let links = lines.iter().filter(|line| is_link(line)).count();
    if links * 3 > lines.len() {
        return false;
    }
    let page = Page::read(limited(rest), None);
    let kept = page.weight();
    kept >= 150 && kept * 20 > total && page.sentences() >= 2
}

/// Fewer characters than this are hardly a page's text.
const SHORT: usize = 250;

/// What is taken off the logarithm of each word's odds: a strange word is worse than a lost one.
const DOUBT: f32 = 0.2;

/// Bytes of a text that are read: more is no article, and must not take longer than a page may.
const MOST: usize = 2_000_000;

/// A flattened text with what was found in it.
struct Page<'t> {
    text: &'t str,
    words: Vec<Word>,
    found: title::Found,
    kept: Vec<bool>,
}

impl<'t> Page<'t> {
    fn read(text: &'t str, url: Option<&Url>) -> Self {
        let words = words::words(text);
        let found = title::find(text, &words, url);
        let measures = Measures::new(text, &words, &found);
        let mut odds = model::odds(&measures, &found);
        odds.iter_mut().for_each(|odds| *odds -= DOUBT);
        // What stands before the page's own title ends is no body.
        odds.iter_mut().take(found.head).for_each(|odds| *odds = -4.0);
        let kept = choose::choose(&words, &odds);
        let ids = measures.ids;
        let mut page = Self { text, words, found, kept };
        // A page of a few sentences looks less like one; the best of it is taken all the same.
        for _ in 0..9 {
            if page.weight() >= SHORT {
                break;
            }
            odds.iter_mut().skip(page.found.head).for_each(|odds| *odds += 0.5);
            let kept = choose::choose(&page.words, &odds);
            let before = std::mem::replace(&mut page.kept, kept);
            if page.sentences() < 2 {
                page.kept = before;
            }
        }
        choose::drop_copies(&ids, &mut page.kept);
        page
    }

    /// Characters that are kept.
    fn weight(&self) -> usize {
        self.blocks().map(|(from, to)| self.shown(from, to).chars().count()).sum()
    }

    /// Sentences that are kept.
    fn sentences(&self) -> usize {
        self.words.iter().zip(&self.kept).filter(|(word, kept)| word.ends && **kept).count()
    }

    /// What might be the headline.
    fn headlines(&self, url: Option<&Url>) -> Headlines<'_> {
        Headlines::new(self.text, &self.words, &self.found, &self.kept, url)
    }

    /// The blocks that are kept, as the numbers of their first word and of the word after.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.words.len() && !self.kept[at] {
                at += 1;
            }
            let from = at;
            while at < self.words.len() && self.kept[at] && (at == from || !self.parts(from, at)) {
                at += 1;
            }
            (from < at).then_some((from, at))
        })
    }

    /// Whether a block that began with the word `from` ended before the word `at`.
    fn parts(&self, from: usize, at: usize) -> bool {
        match self.words[at].gap {
            Gap::Line => true,
            Gap::Joint => self.words[at - 1].ends || !self.is_inside_name(from, at),
            _ => false,
        }
    }

    /// Whether a joint stands inside a name ("WhatsApp"): there, or where a long line goes on.
    fn is_inside_name(&self, from: usize, at: usize) -> bool {
        let (before, after) = (&self.words[at - 1], &self.words[at]);
        let stem = &self.text[before.start..before.end];
        let rest = &self.text[after.start..];
        let known = CAMELS
            .split_ascii_whitespace()
            .filter_map(|name| name.split_once(':'))
            .any(|(start, end)| stem == start && rest.starts_with(end));
        known || at - from > 14 && stem.ends_with(char::is_lowercase)
    }

    /// The text of words, white space as one space.
    fn shown(&self, from: usize, to: usize) -> String {
        text::collapse(&self.text[self.words[from].start..self.words[to - 1].end])
    }

    /// The parts between two words, however short.
    fn pieces(&self, from: usize, to: usize) -> Vec<String> {
        let mut out = Vec::new();
        let mut first = from;
        for at in from + 1..=to.max(from) {
            if at == to || matches!(self.words[at].gap, Gap::Line | Gap::Joint) {
                out.push(self.shown(first, at));
                first = at;
            }
        }
        out
    }
}

/// The numbers of each word of a flattened text, to learn from; not for other use. Given what the
/// first trees say of each word, they are those that the second ones ask for. Answers how many words
/// the page's own title has.
#[doc(hidden)]
pub fn flattened_numbers(
    text: &str,
    first: Option<&[f32]>,
    mut each: impl FnMut(&str, u8, &[f32]),
) -> usize {
    let (link, rest) = first_link(text);
    let words = words::words(rest);
    let found = title::find(rest, &words, link.as_ref());
    let measures = Measures::new(rest, &words, &found);
    let mut shown = words.iter();
    let each = |numbers: &[f32]| {
        if let Some(word) = shown.next() {
            each(&rest[word.start..word.end], word.gap as u8, numbers);
        }
    };
    match first {
        None => features::measure(&measures, &found, each),
        Some(odds) => second::measure(&measures, &found, odds, each),
    }
    found.head
}

/// What might be the headline of a flattened text, with its numbers, to learn from; not for other
/// use.
#[doc(hidden)]
pub fn flattened_titles(text: &str, each: impl FnMut(String, &[f32])) {
    let (link, rest) = first_link(text);
    Page::read(rest, link.as_ref()).headlines(link.as_ref()).each(each);
}

/// Makes an article of a page's flattened text; the first line may be its link.
#[must_use]
pub fn extract_text(text: &str, source: &Source<'_>) -> Extraction {
    let (link, whole) = first_link(text);
    let url = source.url.cloned().or(link);
    let rest = limited(whole);
    let page = Page::read(rest, url.as_ref());
    let mut extraction = Extraction::empty(PageKind::Article);
    if rest.len() < whole.len() {
        extraction.warnings.push(Warning {
            code: WarningCode::Cut,
            message: "The text was larger than the limits, and part of it was cut.".to_owned(),
        });
    }
    extraction.canonical_url = url.as_ref().map(|url| url.to_string());
    extraction.warnings.push(Warning {
        code: WarningCode::FromText,
        message: "This article was made from text without markup.".to_owned(),
    });
    extraction.title = page.found.title.clone();
    let blocks: Vec<(usize, usize)> = page.blocks().collect();
    let (Some(&(first, _)), Some(&(_, last))) = (blocks.first(), blocks.last()) else {
        extraction.kind = PageKind::Empty;
        return extraction;
    };
    if let Some(headline) = page.headlines(url.as_ref()).best() {
        extraction.title = headline;
    }
    for (from, to) in blocks {
        let text = page.shown(from, to);
        let html = format!(
            "<p>{}</p>",
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        );
        extraction.blocks.push(Block { html: crate::sanitize(&html, None), text });
    }
    let title = page.found.again.iter().rev().find(|(_, end)| *end <= first);
    let title = title.map_or(page.found.head.min(first), |(_, end)| *end);
    read_byline(&page.pieces(title, first), &mut extraction, source);
    extraction.topics = topics(&page.pieces(last, page.words.len()));
    let body = extraction.text();
    extraction.word_count = text::word_count(&body);
    extraction.excerpt = extraction.blocks.first().map(|block| text::shorten(&block.text, 300));
    let language = crate::language::detect(&body);
    extraction.direction = crate::language::direction(language.as_deref(), &body);
    extraction.language = language;
    let count = extraction.blocks.len() as u32;
    extraction.paragraphs = Paragraphs { kept: count, total: count };
    extraction.completeness = 1.0;
    extraction
}

/// Names with a capital inside, as "first part:second part".
const CAMELS: &str = "Whats:App You:Tube Tik:Tok Face:Time Linked:In Git:Hub Black:Rock Open:AI \
     Deep:Mind Pay:Pal Chat:GPT Space:X i:Phone i:Pad i:Player e:Bay Mc: Mac:";

/// The part of a text that is read.
fn limited(text: &str) -> &str {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn is_link(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://"))
        && !line.contains(char::is_whitespace)
}

/// The link on the first line, and what follows it.
fn first_link(text: &str) -> (Option<Url>, &str) {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim();
    match is_link(line).then(|| Url::parse(line).ok()).flatten() {
        Some(url) => (Some(url), rest),
        None => (None, text),
    }
}

fn read_byline(parts: &[String], extraction: &mut Extraction, source: &Source<'_>) {
    for (at, part) in parts.iter().enumerate() {
        if extraction.published.is_none() && part.chars().count() < 80 {
            extraction.published = datetext::parse(part, true, source.captured_at)
                .or_else(|| source.captured_at.and_then(|now| datetext::relative(part, now)));
        }
        if !extraction.authors.is_empty() {
            continue;
        }
        let lower = part.to_lowercase();
        let next_is_role =
            parts.get(at + 1).is_some_and(|next| crate::metadata::authors::is_role(next));
        let words = part.split_whitespace().count();
        if lower.starts_with("by ") || next_is_role && (2..=4).contains(&words) {
            let role = parts.get(at + 1).filter(|_| next_is_role);
            for name in crate::metadata::authors::names(part) {
                let (role, place) = role
                    .map_or((None, None), |role| crate::metadata::authors::role_and_place(role));
                extraction.authors.push(Author { name, role, place });
            }
        }
    }
}

/// The short parts right after the body, up to what announces other stories.
fn topics(after: &[String]) -> Vec<String> {
    let mut topics = Vec::new();
    for part in after.iter().take(12) {
        let words = part.split_whitespace().count();
        if foreign_heading(part).is_some()
            || words > 4
            || part.chars().count() > 40
            || line(part, 0.0).is_some()
        {
            break;
        }
        topics.push(part.clone());
    }
    // One short part alone is as likely a button.
    if topics.len() < 2 { Vec::new() } else { topics }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://example.org/news/harbour-freezes-over-again\nSkip to contentHomeNewsSportWatch LiveHarbour freezes over again3 days agoShareSaveAda ByronHealth correspondent, reporting from OsloGetty ImagesThe harbour froze over on Monday night and no ship could leave the quay.By Tuesday the ice was thick enough to walk on, the harbour master said.A long nightNobody had seen such ice since 1963, when children skated to school across the bay.\"We are waiting for the wind,\" she said, looking at the horizon from her window.HarboursWinterNorwayRelatedThe mayor who sells snow to tourists3 hrs agoEuropeCopyright 2026 The Quay. All rights reserved.";

    #[test]
    fn a_page_run_together_becomes_an_article() {
        let now = backfile_article::Timestamp(1_772_618_400_000);
        let article = extract_text(PAGE, &Source { url: None, captured_at: Some(now) });
        assert_eq!(article.title, "Harbour freezes over again");
        assert_eq!(
            article.authors,
            [Author {
                name: "Ada Byron".into(),
                role: Some("Health correspondent".into()),
                place: Some("Oslo".into())
            }]
        );
        assert_eq!(article.topics, ["Harbours", "Winter", "Norway"]);
        assert_eq!(article.published.map(|time| time.text).as_deref(), Some("2026-03-01"));
        let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts.len(), 5, "{texts:#?}");
        assert_eq!(texts[2], "A long night");
        assert_eq!(article.warnings[0].code, WarningCode::FromText);
        assert_eq!(
            article.canonical_url.as_deref(),
            Some("https://example.org/news/harbour-freezes-over-again")
        );
    }

    #[test]
    fn lists_and_a_few_words_are_no_page() {
        assert!(looks_flattened(PAGE));
        assert!(!looks_flattened("https://example.org/a\nhttps://example.org/b\n"));
        assert!(!looks_flattened("A few words."));
        let sentence = "<p>The harbour froze over on Monday night and no ship could leave.</p>";
        assert!(!looks_flattened(&sentence.repeat(20)));
        let list: String = (0..100).map(|n| format!("https://example.org/{n}\n")).collect();
        assert!(!looks_flattened(&list));
    }
}
