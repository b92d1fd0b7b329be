//! What belongs to the article but stands outside its element: the standfirst and the picture
//! between the headline and the body.

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    metadata::{Head, title},
    page::Page,
    text,
};

use super::{
    assemble::{self, Piece, Shape},
    select::{Choice, is_aside},
};

/// How many nodes before the body the standfirst may stand.
const REACH: Id = 400;

/// Puts standfirst and lead picture before the pieces, when they stand between headline and body.
pub(crate) fn add(
    page: &Page<'_>,
    head: &Head,
    choice: &Choice,
    headline: &str,
    excerpt: Option<&str>,
    pieces: &mut Vec<Piece>,
) {
    let dom = page.dom;
    let Some(title) = title::element(page, headline) else { return };
    if title > choice.root || choice.root - title > REACH || dom.within(choice.root, title) {
        return;
    }
    let body: String = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Kept(draft) => Some(text::comparable(&draft.text)),
            Piece::Left(..) => None,
        })
        .take(12)
        .collect::<Vec<_>>()
        .join(" ");
    let has_figure = pieces
        .iter()
        .take(4)
        .any(|piece| matches!(piece, Piece::Kept(draft) if draft.shape == Shape::Figure));
    let excerpt = excerpt.map(text::comparable).unwrap_or_default();
    let mut found: Vec<Piece> = Vec::new();
    let mut at = dom.end(title);
    while at < choice.root {
        if dom.within(choice.root, at) {
            at += 1;
            continue;
        }
        if dom.tag(at).is_none() || !page.is_shown(at) || is_aside(page, at) {
            at = dom.end(at);
            continue;
        }
        let stats = page.stat(at);
        let tag = dom.tag(at).unwrap_or(Tag::Other);
        if is_standfirst(page, at, tag, &excerpt) {
            let words = dom.text_of(at);
            if !body.contains(&text::comparable(&words)) {
                found.extend(assemble::assemble(page, head, at, None).into_iter().filter(
                    |piece| matches!(piece, Piece::Kept(draft) if draft.shape != Shape::Figure),
                ));
            }
            at = dom.end(at);
            continue;
        }
        let is_picture =
            tag == Tag::Figure || (tag == Tag::Picture || tag == Tag::Img) && stats.text == 0;
        if is_picture && !has_figure && found.len() < 3 {
            found.extend(
                assemble::assemble(page, head, at, None)
                    .into_iter()
                    .filter(|piece| matches!(piece, Piece::Kept(draft) if draft.picture.is_some())),
            );
            at = dom.end(at);
            continue;
        }
        at += 1;
    }
    found.append(pieces);
    *pieces = found;
}

fn is_standfirst(page: &Page<'_>, id: Id, tag: Tag, excerpt: &str) -> bool {
    let stats = page.stat(id);
    if !(30..=900).contains(&stats.text) || stats.link_share() > 0.4 || stats.paragraphs > 3 {
        return false;
    }
    let named = page.hint(id).any(Hints::STANDFIRST)
        && matches!(
            tag,
            Tag::P | Tag::Div | Tag::H2 | Tag::H3 | Tag::H4 | Tag::Section | Tag::Span | Tag::Ul
        );
    let plain = matches!(tag, Tag::P | Tag::H2 | Tag::H3 | Tag::Div) && !page.holds_blocks(id);
    if !(named || plain) {
        return false;
    }
    let words = text::comparable(&page.dom.text_of(id));
    let as_described = excerpt.len() > 30
        && (words.starts_with(excerpt)
            || excerpt.starts_with(&words)
            || text::similar(&words, excerpt) > 0.8);
    as_described || (named && stats.text > 40) || (tag == Tag::P && stats.prose > 60.0)
}
