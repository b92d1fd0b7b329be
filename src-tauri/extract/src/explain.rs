//! What became of each block of a page, and why: for a person who wants to understand a wrong
//! article.
//!
//! Nothing is decided here: the extraction is watched just before its pieces are put together, and
//! each run of the page's text is found again among them.

use backfile_article::Extraction;

use crate::{
    Rule, Source, assembly,
    content::{assemble::Piece, reason::Reason},
    dom::{Dom, Id, Tag},
    model::Scores,
    page::{Page, Run},
    rules::Ruled,
    text,
};

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is in the article.
    Kept,
    /// It was left out: the step, and the reason as one of [`crate::REASONS`].
    Left {
        /// The step of the cleaning.
        step: &'static str,
        /// The reason's stable code.
        reason: &'static str,
    },
    /// It stands outside the element that was chosen, and was never looked at.
    Outside,
}

/// A block of the page and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Its place in the page: the last few elements down to it, with ids and classes.
    pub path: String,
    /// Its text, white space as one space.
    pub text: String,
    /// How much of it reads like prose, in characters.
    pub prose: f32,
    /// The share of its text in links, 0 to 1.
    pub link_share: f32,
    /// Marks of sentences and parts of sentences.
    pub marks: u32,
    /// How likely the model takes it to be part of the article, 0 to 1; 1 for what came from the
    /// page's data.
    pub likelihood: f32,
    /// What became of it.
    pub decision: Decision,
    /// Whether a person's rule decided that.
    pub by_rule: bool,
}

/// An extraction with what became of each block of its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The article, the same that [`crate::extract`] gives.
    pub extraction: Extraction,
    /// The chosen element's place in the page.
    pub chosen: String,
    /// Whether a person's rule chose it.
    pub chosen_by_rule: bool,
    /// The page's blocks in order.
    pub blocks: Vec<Explained>,
}

/// Makes an article of a page and tells, block by block, how it came about.
#[must_use]
pub fn explain(html: &str, source: &Source<'_>) -> Explanation {
    explain_with(html, source, None)
}

/// The same, by a person's rule for the page's site, as [`crate::extract_with`].
#[must_use]
pub fn explain_with(html: &str, source: &Source<'_>, rule: Option<&Rule>) -> Explanation {
    let mut chosen = String::new();
    let mut chosen_by_rule = false;
    let mut blocks = Vec::new();
    let extraction = assembly::watched(html, source, rule, |seen| {
        let Seen { page, root, pieces, scores, ruled } = *seen;
        chosen = path(page.dom, root);
        chosen_by_rule = ruled.has_article();
        let owners = Owners::new(page.dom, pieces);
        blocks = Trace { page, root, scores, ruled, owners }.blocks(pieces);
    });
    Explanation { extraction, chosen, chosen_by_rule, blocks }
}

/// What can be seen just before the pieces are put together.
pub(crate) struct Seen<'s> {
    /// The page.
    pub(crate) page: &'s Page<'s>,
    /// The element that was chosen.
    pub(crate) root: Id,
    /// What was made of it.
    pub(crate) pieces: &'s [Piece],
    /// What the model makes of each run.
    pub(crate) scores: &'s Scores,
    /// What the person's rule says.
    pub(crate) ruled: &'s Ruled<'s>,
}

/// The pieces by their nodes.
struct Owners<'p> {
    /// Node and piece, in the order of the nodes.
    nodes: Vec<(Id, &'p Piece)>,
    /// For each node the numbers in `nodes` of those that came from it.
    first: Vec<Option<usize>>,
}

impl<'p> Owners<'p> {
    fn new(dom: &Dom, pieces: &'p [Piece]) -> Self {
        let mut nodes: Vec<(Id, &Piece)> = pieces
            .iter()
            .map(|piece| (draft_node(piece), piece))
            .filter(|(id, _)| *id != 0)
            .collect();
        nodes.sort_by_key(|(id, _)| *id);
        let mut first = vec![None; dom.len() as usize];
        for (at, (id, _)) in nodes.iter().enumerate() {
            if let Some(first) = first.get_mut(*id as usize) {
                first.get_or_insert(at);
            }
        }
        Self { nodes, first }
    }

    /// The pieces that came from a node.
    fn of(&self, id: Id) -> impl Iterator<Item = &'p Piece> {
        let from = self.first.get(id as usize).copied().flatten().unwrap_or(self.nodes.len());
        self.nodes[from..].iter().take_while(move |(node, _)| *node == id).map(|(_, piece)| *piece)
    }
}

fn draft_node(piece: &Piece) -> Id {
    match piece {
        Piece::Kept(draft) | Piece::Left(_, draft) => draft.node,
    }
}

struct Trace<'p, 'd> {
    page: &'p Page<'d>,
    root: Id,
    scores: &'p Scores,
    ruled: &'p Ruled<'p>,
    owners: Owners<'p>,
}

impl<'p> Trace<'p, '_> {
    fn blocks(&self, pieces: &'p [Piece]) -> Vec<Explained> {
        let mut out: Vec<(Id, Explained)> = Vec::new();
        let mut weight = 0;
        for (at, run) in self.page.runs.iter().enumerate() {
            let next = self.page.runs.get(at + 1).map_or(self.page.dom.len(), |next| next.start);
            let words = self.words(run, next);
            if words.is_empty() {
                continue;
            }
            let (owner, decision) = self.decide(run, &words);
            let by_rule = match decision {
                Decision::Outside => false,
                Decision::Kept => self.ruled.decided(self.page.dom, run.start),
                Decision::Left { reason, .. } => reason == Reason::Rule.code(),
            };
            if let Some((last, block)) = out.last_mut()
                && *last == owner
                && (block.decision, block.by_rule) == (decision, by_rule)
                && owner != 0
            {
                // Runs of one menu, list or box are one block.
                let sum = (weight + run.weight).max(1) as f32;
                block.link_share = (block.link_share * weight as f32 + run.link as f32) / sum;
                let own = self.scores.of_run(at) * run.weight as f32;
                block.likelihood = (block.likelihood * weight as f32 + own) / sum;
                block.prose += run.prose;
                block.marks += run.marks;
                block.text.push('\n');
                block.text.push_str(&words);
                weight += run.weight;
                continue;
            }
            weight = run.weight;
            out.push((
                owner,
                Explained {
                    path: path(self.page.dom, if owner == 0 { run.block } else { owner }),
                    text: words,
                    prose: run.prose,
                    link_share: run.link as f32 / run.weight.max(1) as f32,
                    marks: run.marks,
                    likelihood: self.scores.of_run(at),
                    decision,
                    by_rule,
                },
            ));
        }
        // What came from the page's data has no place in it.
        let from_data = pieces.iter().filter(|piece| draft_node(piece) == 0);
        out.extend(from_data.filter_map(|piece| match piece {
            Piece::Kept(draft) => Some((
                0,
                Explained {
                    path: "script".to_owned(),
                    text: draft.text.clone(),
                    prose: text::weight(&draft.text) as f32,
                    link_share: 0.0,
                    marks: 0,
                    likelihood: 1.0,
                    decision: Decision::Kept,
                    by_rule: false,
                },
            )),
            Piece::Left(..) => None,
        }));
        out.into_iter().map(|(_, block)| block).collect()
    }

    /// The text of a run, which ends before the node `next`.
    fn words(&self, run: &Run, next: Id) -> String {
        let mut out = String::new();
        for id in run.start..next {
            if self.page.is_shown(id)
                && let Some(text) = self.page.dom.text(id)
            {
                text::push_collapsed(&mut out, text);
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// What became of a run, and the element whose runs belong together; 0 for none.
    fn decide(&self, run: &Run, words: &str) -> (Id, Decision) {
        let dom = self.page.dom;
        let wanted = text::comparable(words);
        for id in std::iter::once(run.start).chain(dom.ancestors(run.start)) {
            let mut whole = None;
            for piece in self.owners.of(id) {
                match piece {
                    Piece::Kept(draft) => {
                        if text::comparable(&draft.text).contains(&wanted) {
                            return (id, Decision::Kept);
                        }
                        if draft.picture.is_some() {
                            whole = Some((id, left(Reason::Caption)));
                        }
                    }
                    Piece::Left(reason, draft) => {
                        if text::comparable(&draft.text).contains(&wanted)
                            || draft.node == run.start
                        {
                            return (id, left(*reason));
                        }
                        whole = whole.or(Some((id, left(*reason))));
                    }
                }
            }
            if let Some(found) = whole {
                return found;
            }
            if id == self.root {
                break;
            }
        }
        if dom.within(run.start, self.root) {
            let figure = dom.ancestors(run.start).find(|&up| dom.is(up, Tag::Figure));
            return match figure {
                Some(figure) => (figure, left(Reason::Caption)),
                None => (0, left(Reason::Hidden)),
            };
        }
        // Beside the chosen element: everything in the largest part that does not hold it.
        let part = dom.ancestors(run.start).take_while(|&up| !dom.within(self.root, up)).last();
        (part.unwrap_or(0), Decision::Outside)
    }
}

fn left(reason: Reason) -> Decision {
    Decision::Left { step: reason.step(), reason: reason.code() }
}

/// The elements that a path names, at most.
const STEPS: usize = 5;

/// The last few elements down to a node, as `main > article#story > p.lead`.
fn path(dom: &Dom, id: Id) -> String {
    let own = dom.tag(id).is_some().then_some(id);
    let mut steps: Vec<String> = own
        .into_iter()
        .chain(dom.ancestors(id))
        .take_while(|&id| !dom.is(id, Tag::Html))
        .take(STEPS)
        .map(|id| step(dom, id))
        .collect();
    steps.reverse();
    steps.join(" > ")
}

fn step(dom: &Dom, id: Id) -> String {
    let name = dom.tag(id).map(|tag| format!("{tag:?}").to_lowercase()).unwrap_or_default();
    let mut out = if name == "other" { "element".to_owned() } else { name };
    if let Some(value) = dom.attr(id, "id").filter(|value| fits(value)) {
        out.push('#');
        out.push_str(value);
    }
    for class in dom.attr(id, "class").unwrap_or_default().split_whitespace().take(2) {
        if fits(class) {
            out.push('.');
            out.push_str(class);
        }
    }
    out
}

fn fits(name: &str) -> bool {
    !name.is_empty() && name.len() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_says_what_became_of_it() {
        let body: String = (1..5)
            .map(|n| format!("<p>On day {n} of the frost the harbour master counted the ships, and none of them had moved.</p>"))
            .collect();
        let page = format!(
            "<title>Ice on the quay</title><body><nav id=menu><a href=/>Home</a><p><a href=/b>News</a></p></nav><main><article class=story><h1>Ice on the quay</h1>{body}<div class=share><a href=/s>Share this page</a></div></article></main>"
        );
        let told = explain(&page, &Source::default());
        assert_eq!(told.extraction, crate::extract(&page, &Source::default()));
        let by = |start: &str| {
            told.blocks
                .iter()
                .find(|block| block.text.starts_with(start))
                .map(|block| block.decision)
        };
        assert_eq!(by("On day 3"), Some(Decision::Kept));
        assert_eq!(by("Home"), Some(Decision::Outside));
        assert!(matches!(by("Share"), Some(Decision::Left { reason: "share_buttons", .. })));
        assert!(told.chosen.ends_with("article.story"), "{}", told.chosen);
        assert_eq!(told.blocks.iter().filter(|block| block.decision == Decision::Kept).count(), 4);
    }
}
