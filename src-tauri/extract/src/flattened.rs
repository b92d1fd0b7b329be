//! Articles from text alone: a page's text, run together as "select all" and some tools leave it.
//!
//! The text is parted where a browser would have had a block boundary (line ends, a sentence's end
//! or a small letter right before a capital), the parts that read like prose are the body, and what
//! stands around them is sorted into title, byline, topics and what is left out.

use backfile_article::{Author, Block, Extraction, PageKind, Paragraphs, Warning, WarningCode};
use url::Url;

use crate::{
    Source,
    content::phrases::{ends_sentence, foreign_heading, is_time, line},
    metadata::datetext,
    text,
};

/// A part of this many characters that ends as a sentence is a paragraph.
const PROSE: usize = 60;

/// Whether a text is a page's flattened text, and not a list of links or a few words.
#[must_use]
pub fn looks_flattened(text: &str) -> bool {
    let (_, rest) = first_link(text);
    let total = rest.chars().filter(|c| !c.is_whitespace()).count();
    if total < 400 {
        return false;
    }
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let links = lines.iter().filter(|line| is_link(line)).count();
    if links * 3 > lines.len() {
        return false;
    }
    let prose: usize =
        parts(rest).iter().filter(|part| is_prose(part)).map(|part| part.chars().count()).sum();
    prose >= 200 && prose * 4 > total
}

/// Makes an article of a page's flattened text; the first line may be its link.
#[must_use]
pub fn extract_text(text: &str, source: &Source<'_>) -> Extraction {
    let (link, rest) = first_link(text);
    let url = source.url.cloned().or(link);
    let parts = join_broken(parts(rest));
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.canonical_url = url.as_ref().map(|url| url.to_string());
    extraction.warnings.push(Warning {
        code: WarningCode::FromText,
        message: "This article was made from text without markup.".to_owned(),
    });
    let Some((first, last)) = body_range(&parts) else {
        extraction.kind = PageKind::Empty;
        let title = parts.iter().find(|part| part.chars().count() > 3);
        extraction.title = title.cloned().unwrap_or_default();
        return extraction;
    };
    let before = &parts[..first];
    let title_at = title_index(before, url.as_ref());
    extraction.title = title_at.map(|at| before[at].clone()).unwrap_or_default();
    let byline = &before[title_at.map_or(0, |at| at + 1)..];
    read_byline(byline, &mut extraction, source);
    for part in &parts[first..=last] {
        let keep = is_prose(part) || is_subhead(part);
        if keep {
            let html = format!(
                "<p>{}</p>",
                part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
            );
            extraction
                .blocks
                .push(Block { html: crate::sanitize(&html, None), text: part.clone() });
        }
    }
    extraction.topics = topics(&parts[last + 1..]);
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

/// Parts a text at line ends and at boundaries that lost theirs.
fn parts(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut part = String::new();
        let chars: Vec<char> = line.chars().collect();
        for (at, &c) in chars.iter().enumerate() {
            if at > 0 && is_boundary(&chars, at) {
                push(&mut out, &mut part);
            }
            part.push(c);
        }
        push(&mut out, &mut part);
    }
    out
}

fn push(out: &mut Vec<String>, part: &mut String) {
    let text = text::collapse(part);
    if !text.is_empty() {
        out.push(text);
    }
    part.clear();
}

/// Whether a block ended between `at - 1` and `at`.
fn is_boundary(chars: &[char], at: usize) -> bool {
    let (before, after) = (chars[at - 1], chars[at]);
    let opens = |c: char| c.is_uppercase() || matches!(c, '"' | '“' | '‘' | '«' | '„');
    let two_back = at.checked_sub(2).map_or(' ', |at| chars[at]);
    match before {
        // "winter.The": but not "U.S.A" or "e.g.Then" with one letter before the point.
        '.' | '!' | '?' => {
            (opens(after) && !matches!(after, '"' | '”')
                || after == '"' && chars.get(at + 1).is_some_and(|c| c.is_uppercase()))
                && (two_back.is_lowercase()
                    || two_back.is_ascii_digit()
                    || matches!(two_back, ')' | '"' | '”' | '’'))
        }
        '"' | '”' | '’' | ')' | '»' => {
            after.is_uppercase() && matches!(two_back, '.' | '!' | '?' | ',' | ')')
                || matches!(before, ')' | '”') && after.is_uppercase()
        }
        '。' | '！' | '？' => false,
        _ if before.is_lowercase() && after.is_uppercase() => true,
        _ if before.is_lowercase() && after.is_ascii_digit() => {
            // "froze3 days ago", but not "covid19" or "m2".
            let word = chars[..at].iter().rev().take_while(|c| c.is_alphabetic()).count();
            word > 3 && chars.get(at + 1).is_some_and(|c| c.is_whitespace() || c.is_ascii_digit())
        }
        _ if before.is_ascii_digit() && after.is_uppercase() => {
            chars.get(at + 1).is_some_and(|c| c.is_lowercase())
        }
        // "BBCThe harbour": capitals run into a capitalised word.
        _ if before.is_uppercase() && after.is_uppercase() => {
            let capitals = chars[..at].iter().rev().take_while(|c| c.is_uppercase()).count();
            capitals >= 3 && chars.get(at + 1).is_some_and(|c| c.is_lowercase())
        }
        _ => false,
    }
}

/// Names with a capital inside, as "first part:second part".
const CAMELS: &str = "Whats:App You:Tube Tik:Tok Face:Time Linked:In Git:Hub Black:Rock Open:AI \
     Deep:Mind Pay:Pal Chat:GPT Space:X i:Phone i:Pad i:Player e:Bay Mc: Mac:";

/// Joins parts that were parted inside a name ("WhatsApp", "McDonald").
fn join_broken(parts: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(last) = out.last_mut() {
            let stem = last.rsplit(' ').next().unwrap_or_default();
            let inside = CAMELS
                .split_ascii_whitespace()
                .filter_map(|name| name.split_once(':'))
                .any(|(start, end)| stem == start && part.starts_with(end));
            if inside {
                last.push_str(&part);
                continue;
            }
        }
        out.push(part);
    }
    out
}

fn is_prose(part: &str) -> bool {
    let length = part.chars().count();
    let spaceless = part.chars().filter(|&c| text::is_spaceless(c)).count() * 2 > length;
    let limit = if spaceless { PROSE / 3 } else { PROSE };
    length >= limit
        && ends_sentence(part)
        && (spaceless || part.split_whitespace().count() >= 8)
        && line(part, 0.0).is_none()
        || (length >= 30
            && part.split_whitespace().count() >= 5
            && ends_sentence(part)
            && line(part, 0.0).is_none()
            && !part.ends_with(':'))
}

/// Whether a short part between paragraphs is a subhead, and no credit, label or promotion.
fn is_subhead(part: &str) -> bool {
    let words = part.split_whitespace().count();
    (2..=12).contains(&words)
        && line(part, 0.0).is_none()
        && foreign_heading(part).is_none()
        && !is_time(part)
        && !is_credit(part)
}

fn is_credit(part: &str) -> bool {
    let lower = part.to_lowercase();
    [
        "getty",
        "reuters",
        "afp",
        "pa media",
        "shutterstock",
        "alamy",
        "epa",
        "image",
        "photo",
        "/",
        "©",
        "bbc",
        "handout",
        "supplied",
    ]
    .iter()
    .any(|word| lower.contains(word))
        && part.split_whitespace().count() <= 8
}

/// The first and last paragraph of the body: up to a heading that announces other stories, and
/// without far-off sentences (footers, teasers).
fn body_range(parts: &[String]) -> Option<(usize, usize)> {
    let first = (0..parts.len()).find(|&at| {
        // One sentence in a menu is a slogan; a body has a second close by.
        is_prose(&parts[at])
            && (parts[at].chars().count() > 200
                || (at + 1..(at + 7).min(parts.len())).any(|next| is_prose(&parts[next])))
    })?;
    let mut last = first;
    let mut apart = 0;
    let mut seen = 0;
    for (at, part) in parts.iter().enumerate().skip(first) {
        if is_prose(part) {
            last = at;
            apart = 0;
            seen += 1;
            continue;
        }
        apart += 1;
        let lower = part.to_lowercase();
        let ends = foreign_heading(part).is_some()
            && !matches!(lower.as_str(), "share" | "read more" | "advertisement")
            || lower.starts_with("copyright")
            || part.starts_with('©');
        if (ends && seen >= 2) || apart > 8 {
            break;
        }
    }
    Some((first, last))
}

/// Where the title stands: the part that the address spells, else the first that is long enough.
fn title_index(before: &[String], url: Option<&Url>) -> Option<usize> {
    let slug = url.map(|url| {
        let path = url.path().trim_end_matches('/');
        text::comparable(path.rsplit('/').next().unwrap_or(path))
    });
    if let Some(slug) = slug.filter(|slug| slug.split(' ').count() >= 3) {
        let best = before
            .iter()
            .enumerate()
            .map(|(at, part)| (text::similar(part, &slug), at))
            .filter(|(score, _)| *score > 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at)) = best {
            return Some(at);
        }
    }
    let fits = |part: &String| {
        let length = part.chars().count();
        let spaceless = part.chars().filter(|&c| text::is_spaceless(c)).count() * 2 > length;
        (15..=200).contains(&length)
            && part.split_whitespace().count() >= 4
            && line(part, 0.0).is_none()
            && !is_time(part)
            && !is_credit(part)
            || spaceless && length >= 8
    };
    // A page's own title ("Headline - Site") often comes first, the headline again after the menu.
    before.iter().position(fits).map(|at| {
        let first = &before[at];
        before
            .iter()
            .enumerate()
            .skip(at + 1)
            .find(|(_, part)| part.chars().count() > 10 && first.starts_with(part.as_str()))
            .map_or(at, |(again, _)| again)
    })
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
        let list: String = (0..100).map(|n| format!("https://example.org/{n}\n")).collect();
        assert!(!looks_flattened(&list));
    }
}
