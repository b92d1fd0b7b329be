//! Chooses the element that holds the article.
//!
//! Each element is judged as an answer: its recall is the share of the page's prose that it holds,
//! its precision the share of its text that is prose. Names (`articleBody`, `<article>`) weigh in,
//! but no name wins against the text.

use crate::{
    dom::{Id, Tag},
    hints::{ASIDE, Hints},
    page::Page,
};

/// What the choice gives.
pub(crate) struct Choice {
    /// The element that holds the article.
    pub(crate) root: Id,
    /// Prose by node, without what stands beside the article.
    pub(crate) prose: Vec<f32>,
}

/// Whether an element stands beside the article, judged by name and tag and by how much of the
/// page's prose it holds.
pub(crate) fn is_aside(page: &Page<'_>, id: Id) -> bool {
    let hints = page.hint(id);
    match page.dom.tag(id) {
        Some(Tag::Nav | Tag::Footer | Tag::Aside | Tag::Button | Tag::Dialog | Tag::Menu) => true,
        Some(Tag::Article | Tag::Main) => {
            hints.any(Hints::COMMENT.and(Hints::RELATED).and(Hints::CARD))
        }
        Some(_) => hints.any(ASIDE) && !hints.any(Hints::BODY),
        None => false,
    }
}

/// Chooses the element that holds the article.
pub(crate) fn choose(page: &Page<'_>) -> Choice {
    let dom = page.dom;
    let count = dom.len() as usize;
    let total = page.stat(page.body).prose.max(1.0);
    // What stands beside the article counts for nothing, unless it is most of the page.
    let mut aside = vec![false; count];
    for id in 1..dom.len() {
        aside[id as usize] = aside[dom.parent(id) as usize]
            || (is_aside(page, id) && page.stat(id).prose < 0.5 * total);
    }
    let mut prose = vec![0.0_f32; count];
    for run in &page.runs {
        if !aside[run.block as usize] && !aside[run.start as usize] {
            prose[run.block as usize] += run.prose;
        }
    }
    let mut text = vec![0_u32; count];
    for id in (1..dom.len()).rev() {
        let at = id as usize;
        if aside[at] {
            continue;
        }
        if dom.text(id).is_some() {
            text[at] = page.stat(id).text;
        }
        let parent = dom.parent(id) as usize;
        prose[parent] += prose[at];
        text[parent] += text[at];
    }
    let all = prose[page.body as usize].max(1.0);
    let mut best = (0.0_f32, page.body);
    for id in page.body..dom.end(page.body) {
        let at = id as usize;
        let Some(tag) = dom.tag(id) else { continue };
        if aside[at] || prose[at] < all * 0.2 || !may_hold(tag) {
            continue;
        }
        let recall = prose[at] / all;
        let precision = prose[at] / (text[at].max(1) as f32);
        let mut score = recall * precision.min(1.0).powf(0.35);
        let hints = page.hint(id);
        if hints.any(Hints::BODY) {
            score *= if dom.attr(id, "itemprop").is_some() { 1.25 } else { 1.15 };
        } else if tag == Tag::Article {
            score *= 1.12;
        } else if tag == Tag::Main || hints.any(Hints::ARTICLE) {
            score *= 1.05;
        }
        if score >= best.0 {
            best = (score, id);
        }
    }
    Choice { root: best.1, prose }
}

fn may_hold(tag: Tag) -> bool {
    !matches!(
        tag,
        Tag::P
            | Tag::A
            | Tag::Span
            | Tag::Ul
            | Tag::Ol
            | Tag::Tr
            | Tag::Tbody
            | Tag::Figure
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::Blockquote
            | Tag::Em
            | Tag::Strong
            | Tag::B
            | Tag::I
            | Tag::Font
    )
}
