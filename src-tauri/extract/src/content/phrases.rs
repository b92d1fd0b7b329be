//! Short lines that many pages share: what to read next, what to sign up for, when it was published.
//!
//! A line is judged whole and only when it is short, so that no sentence of an article goes because
//! it holds such words.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    phrase_lists::{BEGINNINGS, HEADINGS, LINES},
    reason::Reason,
};

/// Parts a list of phrases at its semicolons.
fn list(phrases: &'static str) -> impl Iterator<Item = &'static str> {
    phrases
        .split(';')
        .map(|phrase| phrase.strip_prefix(' ').unwrap_or(phrase))
        .filter(|phrase| !phrase.is_empty())
}

static KNOWN_LINES: LazyLock<HashMap<&'static str, Reason>> = LazyLock::new(|| {
    LINES.iter().flat_map(|&(reason, lines)| list(lines).map(move |line| (line, reason))).collect()
});

/// Beginnings, the longest first.
static KNOWN_BEGINNINGS: LazyLock<Vec<(&'static str, Reason)>> = LazyLock::new(|| {
    let mut all: Vec<_> = BEGINNINGS
        .iter()
        .flat_map(|&(reason, lines)| list(lines).map(move |line| (line, reason)))
        .collect();
    all.sort_by_key(|(line, _)| std::cmp::Reverse(line.len()));
    all
});

static KNOWN_HEADINGS: LazyLock<std::collections::HashSet<&'static str>> =
    LazyLock::new(|| list(HEADINGS).collect());

fn tidy(text: &str) -> String {
    text.to_lowercase()
        .replace('’', "'")
        .trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ':' | '.'
                        | '!'
                        | '»'
                        | '›'
                        | '>'
                        | '→'
                        | '|'
                        | '-'
                        | '–'
                        | '—'
                        | '…'
                        | '▸'
                        | '•'
                        | '*'
                        | '['
                        | ']'
                )
        })
        .to_owned()
}

/// What a heading announces that is no part of the article, if it does.
pub(crate) fn foreign_heading(text: &str) -> Option<Reason> {
    const BEGINNINGS: [&str; 19] = [
        "related ",
        "more from ",
        "more in ",
        "trending ",
        "latest ",
        "popular ",
        "recommended ",
        "you may also ",
        "you might also ",
        "read more about",
        "comments (",
        "other articles",
        "more on ",
        "latest from ",
        "popular in ",
        "recent ",
        "sign up for ",
        "subscribe to ",
        "about the author",
    ];
    let length = text.chars().count();
    if length > 60 {
        return None;
    }
    let tidy = tidy(text);
    let begins = length <= 40
        && BEGINNINGS.iter().any(|beginning| tidy.starts_with(beginning))
        && !tidy.contains("research")
        && !tidy.contains("work");
    if !begins && !KNOWN_HEADINGS.contains(tidy.as_str()) {
        return None;
    }
    if let Some(&reason) = KNOWN_LINES.get(tidy.as_str()) {
        return Some(reason);
    }
    const WORDS: [(&[&str], Reason); 6] = [
        (&["comment", "reply", "discussion", "komment", "coment"], Reason::Comments),
        (&["newsletter", "sign up", "subscribe", "inbox", "mailing", "stay "], Reason::Promotion),
        (&["share", "follow", "connect", "social"], Reason::Share),
        (&["author", "written by", "writer"], Reason::AuthorBox),
        (&["tags", "topics", "categories", "filed", "themen", "schlag"], Reason::Topics),
        (&["contents", "in this ", "on this page", "jump to"], Reason::Navigation),
    ];
    let named = WORDS.iter().find(|(words, _)| words.iter().any(|word| tidy.contains(word)));
    Some(named.map_or(Reason::Related, |(_, reason)| *reason))
}

/// Whether a short line is one that many pages share. `link_share` is the share of it in links.
pub(crate) fn line(text: &str, link_share: f32) -> Option<Reason> {
    let length = text.chars().count();
    if length > 400 {
        return None;
    }
    let tidy = tidy(text);
    if tidy.is_empty() {
        return Some(Reason::Phrase);
    }
    if let Some(&reason) = KNOWN_LINES.get(tidy.as_str()) {
        return Some(reason);
    }
    if is_count(&tidy) {
        return Some(Reason::Phrase);
    }
    let lower = text.trim().to_lowercase().replace('’', "'");
    if is_consent(&lower) {
        return Some(Reason::Wall);
    }
    if is_caption(text, &lower) {
        return Some(Reason::Caption);
    }
    let &(beginning, reason) =
        KNOWN_BEGINNINGS.iter().find(|(beginning, _)| lower.starts_with(beginning))?;
    let fits = match reason {
        Reason::Promotion if beginning == "follow " => {
            ["facebook", "twitter", "instagram", "whatsapp", "telegram", " x,", " x."]
                .iter()
                .any(|name| lower.contains(name))
                && link_share > 0.15
        }
        // "Read more: …" is a promotion when the rest is a link or has no sentence of its own.
        Reason::Related => {
            link_share > 0.4
                || (!ends_sentence(text) || text.ends_with(':'))
                    && (length < 40 || beginning.ends_with([':', '|']))
        }
        Reason::Promotion => {
            link_share > 0.2
                || length < 90
                || lower.contains("newsletter")
                || lower.contains("inbox")
        }
        Reason::Share => length < 60,
        Reason::Time => length < 80,
        Reason::Topics => length < 60 || link_share > 0.3,
        Reason::Caption | Reason::Byline => length < 80 && !ends_sentence(text),
        Reason::Footer => length < 200,
        Reason::Advertisement | Reason::Player => length < 70,
        _ => length < 100,
    };
    fits.then_some(reason)
}

/// Whether a line only counts what readers did: "12 votes", "1.4k views".
fn is_count(tidy: &str) -> bool {
    const WORDS: [&str; 20] = [
        "vote",
        "votes",
        "point",
        "points",
        "comment",
        "comments",
        "answer",
        "answers",
        "reply",
        "replies",
        "view",
        "views",
        "like",
        "likes",
        "share",
        "shares",
        "kommentare",
        "commentaires",
        "comentarios",
        "commenti",
    ];
    tidy.split_once(' ').is_some_and(|(number, word)| {
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | 'k' | 'm'))
            && WORDS.contains(&word)
    })
}

/// Whether a line asks for consent: to cookies, or to show what another site embeds.
fn is_consent(lower: &str) -> bool {
    const PHRASES: [&str; 14] = [
        "we use cookies",
        "website uses cookies",
        "site uses cookies",
        "use of cookies",
        "accept cookies",
        "cookie settings",
        "cookie-einstellungen",
        "cookies zustimmen",
        "externen inhalt von",
        "personenbezogene daten an dritt",
        "personenbezogene daten können",
        "damit einverstanden, dass mir",
        "empfohlener redaktioneller inhalt",
        "utilise des cookies",
    ];
    PHRASES.iter().any(|phrase| lower.contains(phrase))
        && (lower.len() < 250 || lower.matches("cookie").count() > 1)
}

/// Whether a line is the words of a picture: it ends with a credit in brackets, or begins as
/// agencies begin captions.
fn is_caption(text: &str, lower: &str) -> bool {
    const AGENCIES: [&str; 10] = [
        "getty images",
        "ap photo",
        "reuters",
        "afp",
        "via ap",
        "shutterstock",
        "(photo",
        "photo by",
        "picture alliance",
        "file photo",
    ];
    let end = text.trim_end_matches('.');
    let bracket = end.ends_with([')', ']']).then(|| end.rfind(['(', '['])).flatten();
    let credit = bracket.is_some_and(|at| {
        let inner = lower.get(at..).unwrap_or_default();
        inner.len() < 100 && AGENCIES.iter().any(|name| inner.contains(name))
    });
    let head = lower.get(..80).unwrap_or(lower);
    credit
        || head.starts_with("in this ") && (head.contains(" photo,") || head.contains("file photo"))
}

/// Whether a text ends as a sentence does.
pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '”' | '\'' | '’' | ')' | '»' | ']')
    })
    .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '။', '።', ':'])
}

/// Whether a short line only says when: "3 days ago", "10:15, 4 March 2026", "5 min read".
pub(crate) fn is_time(text: &str) -> bool {
    let length = text.chars().count();
    if length > 70 || !text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let lower = text.to_lowercase();
    if length <= 30
        && [
            "min read",
            "minute read",
            "mins read",
            "min. read",
            "minutes read",
            "min lesezeit",
            "min de lecture",
        ]
        .iter()
        .any(|end| lower.contains(end))
    {
        return true;
    }
    if length <= 24 && lower.ends_with("ago") {
        return true;
    }
    let letters = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .filter(|word| !is_time_word(word))
        .count();
    if letters > 0 {
        return false;
    }
    // "22 October" names no year; one is put behind to see whether it is a day.
    [text.to_owned(), format!("{text} 2000")].iter().any(|text| {
        crate::metadata::datetext::parse(text, true, None)
            .is_some_and(|time| time.precision > backfile_article::Precision::Month)
    })
}

fn is_time_word(word: &str) -> bool {
    const WORDS: [&str; 52] = [
        "published",
        "updated",
        "posted",
        "on",
        "at",
        "am",
        "pm",
        "a",
        "m",
        "p",
        "gmt",
        "utc",
        "est",
        "edt",
        "et",
        "pst",
        "pdt",
        "pt",
        "cet",
        "cest",
        "bst",
        "ist",
        "uhr",
        "last",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "de",
        "le",
        "à",
        "um",
        "der",
        "den",
        "h",
        "z",
        "t",
        "of",
        "the",
        "th",
        "st",
        "stand",
    ];
    WORDS.contains(&word) || crate::metadata::datetext::is_month(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_lines_are_known_and_sentences_are_not() {
        for text in [
            "ADVERTISEMENT",
            "Share this article",
            "Read more: A harbour wakes up",
            "Published: 4 March 2026",
            "12 votes",
            "1.4k views",
        ] {
            assert!(line(text, 0.0).is_some(), "{text}");
        }
        for text in [
            "Read more books, said the teacher, and the class laughed.",
            "Share prices fell on Monday after the harbour closed its gates for the winter.",
            "More: that was all she wanted.",
            "12 votes decided it.",
        ] {
            assert_eq!(line(text, 0.0), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_only_says_when_is_a_time() {
        for text in
            ["3 days ago", "Wednesday, 4 March 2026 at 10:15 GMT", "22 October", "5 min read"]
        {
            assert!(is_time(text), "{text}");
        }
        for text in ["In 2026 the harbour froze", "4 March 2026 was a cold day", "1984"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
