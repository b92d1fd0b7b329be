//! What the rules made of each run: kept, left out and why, or part of the page's frame.

use std::ops::Range;

use crate::{
    content::{
        assemble::{Draft, Piece, Shape},
        clean::mark_frame,
        reason::Reason,
    },
    kind,
    page::Run,
};

use super::features::Subject;

/// What the rules made of a run: nothing, a part of the article, of a picture, or left out.
const KEPT: u8 = 1;
const PICTURED: u8 = 2;
const LEFT: u8 = 3;

/// What the rules made of each run.
pub(crate) struct View {
    pub(super) statuses: Vec<u8>,
    pub(super) framed: Vec<bool>,
}

impl View {
    /// What the rules made of the runs of a page.
    pub(super) fn read(subject: &Subject<'_>) -> Self {
        let runs = &subject.page.runs;
        Self { statuses: statuses(runs, subject.pieces), framed: framed(subject) }
    }

    /// Whether the rules kept a run as part of the article.
    pub(crate) fn kept(&self, at: usize) -> bool {
        self.statuses[at] == KEPT
    }

    /// Whether a run belongs to the page's frame.
    pub(crate) fn framed(&self, at: usize) -> bool {
        self.framed[at]
    }
}

/// The runs that a piece covers.
pub(crate) fn covered(runs: &[Run], draft: &Draft) -> Range<usize> {
    let first = runs.partition_point(|run| run.start < draft.span.start);
    let last = runs.partition_point(|run| run.start < draft.span.end);
    // Line breaks part a run into paragraphs that begin within it.
    let within = draft.shape == Shape::Paragraph
        && first > 0
        && runs.get(first).is_none_or(|run| run.start != draft.span.start);
    first - usize::from(within)..last.max(first)
}

/// For each run whether it is part of the answer; `None` for what the model takes for no part of
/// the article, and a rule leaves out, so that it cannot be missed either.
pub(crate) fn kept_runs(runs: &[Run], pieces: &[Piece]) -> Vec<Option<bool>> {
    const UNLIKE: u8 = LEFT + Reason::Unlike as u8;
    const RULE: u8 = LEFT + Reason::Rule as u8;
    let kept = |status| match status {
        UNLIKE | RULE => None,
        status => Some(status == KEPT),
    };
    statuses(runs, pieces).into_iter().map(kept).collect()
}

/// Which runs belong to the page's frame.
fn framed(subject: &Subject<'_>) -> Vec<bool> {
    let page = subject.page;
    let marks = mark_frame(page, kind::is_thread(subject.jsonld, subject.url));
    let dom = page.dom;
    let mut inside = vec![false; dom.len() as usize];
    for id in page.body.max(1)..dom.end(page.body) {
        inside[id as usize] = inside[dom.parent(id) as usize] || marks.get(id).is_some();
    }
    page.runs.iter().map(|run| inside[run.start as usize]).collect()
}

fn statuses(runs: &[Run], pieces: &[Piece]) -> Vec<u8> {
    let mut out = vec![0; runs.len()];
    for piece in pieces {
        if let Piece::Kept(draft) = piece {
            let status = if draft.shape == Shape::Figure { PICTURED } else { KEPT };
            out[covered(runs, draft)].fill(status);
        }
    }
    for piece in pieces {
        if let Piece::Left(reason, draft) = piece {
            let range = covered(runs, draft);
            let shares = draft.shape == Shape::Paragraph && out[range.clone()].contains(&KEPT);
            if !shares {
                out[range].fill(LEFT + *reason as u8);
            }
        }
    }
    out
}
