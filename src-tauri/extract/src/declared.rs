//! The body that a page declares in JSON, for pages whose markup has less of it.

use crate::{
    completeness,
    content::{
        assemble::{Draft, Piece, Shape},
        phrases,
        reason::Reason,
    },
    metadata::{JsonLd, embedded::Embedded},
    text,
};

/// Takes the body from JSON when the page's own markup has less than half of it; says whether it
/// did.
pub(crate) fn from_json(jsonld: &JsonLd, embedded: &Embedded, pieces: &mut Vec<Piece>) -> bool {
    let kept: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Kept(draft) => Some(draft.text.as_str()),
            Piece::Left(..) => None,
        })
        .collect();
    let kept_text = kept.join("\n");
    let weight = text::weight(&kept_text);
    let declared = jsonld.field("articleBody").map(paragraphs).unwrap_or_default();
    let mut best = declared;
    if weight < 300 && text::weight(&best.join("\n")) < 300 {
        best.clone_from(&embedded.paragraphs);
    }
    let whole = best.join("\n");
    if text::weight(&whole) < 400
        || text::weight(&whole) < 2 * weight
        || completeness::overlap(&whole, &kept_text) > 0.6
    {
        return false;
    }
    let mut figures: Vec<Piece> = Vec::new();
    for piece in pieces.drain(..) {
        match piece {
            Piece::Kept(draft) if draft.shape != Shape::Figure => {
                figures.push(Piece::Left(Reason::Beside, draft))
            }
            piece => figures.push(piece),
        }
    }
    *pieces = figures;
    for paragraph in best {
        let html = format!(
            "<p>{}</p>",
            paragraph.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        );
        pieces.push(Piece::Kept(Draft {
            shape: Shape::Paragraph,
            html,
            text: paragraph,
            node: 0,
            span: 0..0,
            link_share: 0.0,
            picture: None,
        }));
    }
    true
}

/// The paragraphs of a declared body, which is plain text or HTML.
pub(crate) fn paragraphs(body: &str) -> Vec<String> {
    let plain = if body.contains("</") || body.contains("<br") {
        crate::to_text(body)
    } else {
        unescaped(body)
    };
    plain
        .split('\n')
        .filter_map(text::non_empty)
        .filter(|line| phrases::line(line, 0.0).is_none())
        .collect()
}

fn unescaped(body: &str) -> String {
    if body.contains('&') {
        body.split('\n').map(crate::plain::unescape).collect::<Vec<_>>().join("\n")
    } else {
        body.to_owned()
    }
}
