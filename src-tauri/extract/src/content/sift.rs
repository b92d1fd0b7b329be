//! Looks through the assembled blocks for what is no article: lines that many pages share, the title
//! and the byline again, headings that nothing follows.

use std::collections::HashMap;

use backfile_article::Author;

use crate::{
    dom::Id,
    page::Page,
    text::{comparable, fingerprint, similar},
};

use super::{
    assemble::{Draft, Piece, Shape},
    phrases,
    reason::Reason,
};

/// What is known of the article besides its body.
pub(crate) struct Known<'a> {
    /// The page.
    pub(crate) page: &'a Page<'a>,
    /// The title.
    pub(crate) title: &'a str,
    /// The authors.
    pub(crate) authors: &'a [Author],
}

/// Moves blocks that are no article to what is left out.
pub(crate) fn sift(pieces: Vec<Piece>, known: &Known<'_>) -> Vec<Piece> {
    let mut pieces = single(pieces, known);
    above_title(&mut pieces);
    author_boxes(&mut pieces, known.authors);
    pieces = without_repeats(pieces, known.page);
    without_lone_headings(pieces)
}

fn single(pieces: Vec<Piece>, known: &Known<'_>) -> Vec<Piece> {
    let mut body_seen = 0;
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Kept(draft) if draft.shape != Shape::Figure => {
                match reason(&draft, known, body_seen) {
                    Some(reason) => Piece::Left(reason, draft),
                    None => {
                        body_seen += crate::text::weight(&draft.text);
                        Piece::Kept(draft)
                    }
                }
            }
            piece => piece,
        })
        .collect()
}

fn leave(piece: &mut Piece, reason: Reason) {
    if let Piece::Kept(draft) = piece {
        *piece = Piece::Left(reason, draft.clone());
    }
}

/// Leaves out short lines above the title: kickers, sections, labels.
fn above_title(pieces: &mut [Piece]) {
    let title =
        pieces.iter().take(20).position(|piece| matches!(piece, Piece::Left(Reason::Title, _)));
    for piece in pieces.iter_mut().take(title.unwrap_or(0)) {
        let short = matches!(piece, Piece::Kept(draft)
            if draft.shape != Shape::Figure && draft.text.chars().count() < 60 && !phrases::ends_sentence(&draft.text));
        if short {
            leave(piece, Reason::Beside);
        }
    }
}

/// Leaves out sentences about an author at the end: "Ada Byron is a reporter …".
fn author_boxes(pieces: &mut [Piece], authors: &[Author]) {
    const VERBS: [&str; 24] = [
        "is",
        "was",
        "has",
        "writes",
        "covers",
        "works",
        "joined",
        "reports",
        "lives",
        "holds",
        "ist",
        "schreibt",
        "arbeitet",
        "est",
        "es",
        "é",
        "are",
        "brings",
        "loves",
        "specializes",
        "specialises",
        "serves",
        "leads",
        "started",
    ];
    let mut after = 0;
    for piece in pieces.iter_mut().rev() {
        let Piece::Kept(draft) = piece else { continue };
        if draft.shape == Shape::Figure {
            continue;
        }
        let line = comparable(&draft.text);
        let about = authors.iter().any(|author| {
            let name = comparable(&author.name);
            let rest = line.strip_prefix(&name).unwrap_or_default();
            !name.is_empty() && rest.split(' ').take(4).any(|word| VERBS.contains(&word))
        });
        if about && draft.text.chars().count() < 900 {
            leave(piece, Reason::AuthorBox);
            continue;
        }
        after += 1;
        if after > 6 {
            return;
        }
    }
}

/// Why one block is left out; `before` is the weight of the body before it.
fn reason(draft: &Draft, known: &Known<'_>, before: u32) -> Option<Reason> {
    let text = draft.text.as_str();
    let at_start = before < 200;
    let is_heading = matches!(draft.shape, Shape::Heading(_));
    if !known.title.is_empty()
        && (at_start || is_heading)
        && text.len() < known.title.len() * 2 + 20
    {
        let same = comparable(text) == comparable(known.title);
        if same || (at_start && is_heading && similar(text, known.title) > 0.8) {
            return Some(Reason::Title);
        }
    }
    if draft.shape == Shape::Other {
        return None;
    }
    if is_byline(text, known.authors) {
        return Some(Reason::Byline);
    }
    if phrases::is_time(text) && !is_heading {
        return Some(Reason::Time);
    }
    if is_heading {
        return None;
    }
    phrases::line(text, draft.link_share)
}

/// Whether a short line is an author's name, with "By" or a date or role beside it.
fn is_byline(text: &str, authors: &[Author]) -> bool {
    if text.chars().count() > 140 {
        return false;
    }
    if authors.is_empty() {
        return false;
    }
    let line = comparable(text);
    let Some(author) = authors
        .iter()
        .map(|author| comparable(&author.name))
        .find(|name| !name.is_empty() && line.contains(name.as_str()))
    else {
        return false;
    };
    let rest = line.replace(&author, " ");
    let by = [
        "by", "von", "par", "por", "di", "de", "text", "words", "autor", "author", "written", "av",
        "af", "door", "от",
    ];
    let rest: Vec<&str> = rest.split_whitespace().filter(|word| !by.contains(word)).collect();
    rest.is_empty()
        || (line.starts_with("by ") || line.starts_with("written by") || line.starts_with("von "))
            && rest.len() <= 12
            && !phrases::ends_sentence(text)
        || (rest.len() <= 8
            && line.starts_with(&author)
            && !phrases::ends_sentence(text)
            && text.chars().any(|c| c.is_ascii_digit()))
}

/// Leaves out a longer paragraph that stands in the article before, as pull quotes and copies for
/// small screens do. What repeats in plain siblings, as a refrain does, was written twice.
fn without_repeats(pieces: Vec<Piece>, page: &Page<'_>) -> Vec<Piece> {
    let dom = page.dom;
    let alike = |a: Id, b: Id| {
        dom.parent(a) == dom.parent(b)
            && dom.tag(a) == dom.tag(b)
            && dom.attr(a, "class") == dom.attr(b, "class")
    };
    let mut seen: HashMap<u64, Id> = HashMap::new();
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Kept(draft)
                if draft.shape != Shape::Figure && draft.text.chars().count() > 40 =>
            {
                let first = *seen.entry(fingerprint(&draft.text)).or_insert(draft.node);
                if first == draft.node || alike(first, draft.node) {
                    Piece::Kept(draft)
                } else {
                    Piece::Left(Reason::Repeated, draft)
                }
            }
            piece => piece,
        })
        .collect()
}

/// Leaves out headings at the end, and those between which everything was left out.
pub(crate) fn without_lone_headings(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // From the end: what stands next is nothing, or a heading of some level after a gap.
    let mut next_heading: Option<u8> = None;
    let mut gap = true;
    let mut at_end = true;
    for piece in pieces.into_iter().rev() {
        match piece {
            Piece::Kept(draft) => match draft.shape {
                Shape::Heading(level) => {
                    let lone = at_end || (gap && next_heading.is_some_and(|next| next <= level));
                    if lone {
                        out.push(Piece::Left(Reason::Heading, draft));
                    } else {
                        next_heading = Some(level);
                        gap = false;
                        out.push(Piece::Kept(draft));
                    }
                }
                Shape::Figure => {
                    out.push(Piece::Kept(draft));
                }
                _ => {
                    at_end = false;
                    gap = false;
                    next_heading = None;
                    out.push(Piece::Kept(draft));
                }
            },
            left => {
                gap = true;
                out.push(left);
            }
        }
    }
    out.reverse();
    out
}
