//! Weighs each run of text by a small model that was trained on annotated pages.
//!
//! The rules choose the article's element and mark what is not the article. The model sees what
//! they made of a run, how it reads, where it stands and what kind of page it is on, and tells how
//! likely it is to be part of the answer. It corrects the rules only where it is sure, and it tells
//! whether a page is better shown whole, without its frame, than as an article.

pub(crate) mod features;
mod letters;
pub(crate) mod view;

use std::sync::LazyLock;

use crate::{
    content::{
        assemble::{Draft, Piece, Shape},
        reason::Reason,
    },
    page::Run,
    trees::{Forest, likelihood},
};

#[cfg(feature = "training")]
pub(crate) use letters::text_of;

use features::Subject;
use view::View;

/// The trees, written by `training/runs.py`.
static FOREST: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("trees.txt"), features::COUNT).unwrap_or_default());

/// A kept block that is less likely than this to be part of the article is left out.
const DROP: f32 = 0.3;
/// The same for a page that is shown whole, of which nearly all is what it is about.
const WHOLE_DROP: f32 = 0.1;
/// A block that was left out and is more likely than this to be part of the article is kept.
const RESTORE: f32 = 0.8;
/// By so much the page without its frame must promise more than the article, and by how much where
/// the page calls itself an article.
const MARGIN: f32 = 0.05;
const ARTICLE_MARGIN: f32 = 0.25;

/// How likely each run of a page is to be part of the answer.
pub(crate) struct Scores {
    scores: Vec<f32>,
    view: View,
}

impl Scores {
    /// Weighs every run of a page.
    pub(crate) fn read(subject: &Subject<'_>) -> Self {
        let (rows, view) = features::rows(subject);
        Self { scores: FOREST.sums(&rows).into_iter().map(likelihood).collect(), view }
    }

    /// How likely a run is to be part of the answer, 0 to 1.
    pub(crate) fn of_run(&self, at: usize) -> f32 {
        self.scores[at]
    }

    /// How likely the runs of a range are, by their weight; `None` for no runs.
    fn of(&self, runs: &[Run], range: std::ops::Range<usize>) -> Option<f32> {
        let (sum, weight) = range.fold((0.0, 0.0), |(sum, weight), at| {
            let own = runs[at].weight as f32;
            (sum + own * self.scores[at], weight + own)
        });
        (weight > 0.0).then(|| sum / weight)
    }

    /// Whether the page without its frame is a better answer than the article: by the F1 that
    /// either may expect, were each run right with the likelihood that it has.
    pub(crate) fn prefer_whole(&self, runs: &[Run], says_article: bool) -> bool {
        let all: f32 = runs.iter().zip(&self.scores).map(|(run, p)| run.weight as f32 * p).sum();
        let expected = |taken: &dyn Fn(usize) -> bool| {
            let (mut right, mut size) = (0.0, 0.0);
            for (at, run) in runs.iter().enumerate().filter(|(at, _)| taken(*at)) {
                right += run.weight as f32 * self.scores[at];
                size += run.weight as f32;
            }
            2.0 * right / (size + all).max(1.0)
        };
        let article = expected(&|at| {
            let limit = if self.view.kept(at) { DROP } else { RESTORE };
            self.scores[at] > limit
        });
        let whole = expected(&|at| !self.view.framed(at));
        whole > article + if says_article { ARTICLE_MARGIN } else { MARGIN }
    }

    /// Leaves out of a page that is shown whole what is surely not what it is about, unless that
    /// is all of it.
    pub(crate) fn correct_whole(&self, runs: &[Run], pieces: Vec<Piece>) -> Vec<Piece> {
        let is_unlike = |draft: &Draft| {
            let score = self.of(runs, view::covered(runs, draft));
            draft.shape != Shape::Figure && score.is_some_and(|score| score < WHOLE_DROP)
        };
        let stays = |piece: &Piece| {
            matches!(piece, Piece::Kept(draft)
                if draft.shape != Shape::Figure && !is_unlike(draft))
        };
        if !pieces.iter().any(stays) {
            return pieces;
        }
        let correct = |piece| match piece {
            Piece::Kept(draft) if is_unlike(&draft) => Piece::Left(Reason::Unlike, draft),
            piece => piece,
        };
        pieces.into_iter().map(correct).collect()
    }

    /// Corrects the pieces of an article where the model is sure. `whole` gives the pieces of an
    /// element of which nothing is left out.
    pub(crate) fn correct(
        &self,
        runs: &[Run],
        pieces: Vec<Piece>,
        whole: impl Fn(&Draft) -> Vec<Piece>,
    ) -> Vec<Piece> {
        let mut out = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let (Piece::Kept(draft) | Piece::Left(_, draft)) = &piece;
            let score = self.of(runs, view::covered(runs, draft));
            match (piece, score) {
                (Piece::Kept(draft), Some(score))
                    if draft.shape != Shape::Figure && score < DROP =>
                {
                    out.push(Piece::Left(Reason::Unlike, draft));
                }
                // One block that was kept at first.
                (Piece::Left(Reason::Repeated | Reason::Heading, draft), Some(score))
                    if score > RESTORE =>
                {
                    out.push(Piece::Kept(draft));
                }
                // An element that was never taken apart.
                (Piece::Left(Reason::Links, draft), Some(score)) if score > RESTORE => {
                    out.extend(whole(&draft));
                }
                (piece, _) => out.push(piece),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_are_whole() {
        assert!(Forest::parse(include_str!("trees.txt"), features::COUNT).is_some());
    }
}
