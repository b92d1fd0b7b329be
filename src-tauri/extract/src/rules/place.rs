//! What a rule says of one page: which elements it takes, keeps and drops, and how that stands
//! against what the other steps of the cleaning decide.

use std::cell::LazyCell;

use super::{Reading, Rule, css::Selector, tree::Tree};
use crate::{
    content::{
        assemble::{self, Draft, Piece},
        clean::Marks,
        reason::Reason,
    },
    dom::{Dom, Id, Tag},
    hints::Hints,
    metadata::Head,
    page::Page,
    text,
};

/// What a rule says of one page; empty without a rule.
#[derive(Default)]
pub(crate) struct Ruled<'r> {
    /// The elements that are the article, kept, and dropped; each in order, none within another
    /// of its list.
    article: Vec<Id>,
    keep: Vec<Id>,
    drop: Vec<Id>,
    /// For each field of [`backfile_article::Readings`] what its selectors found, by selector.
    pub(super) read: [Vec<Vec<Found<'r>>>; 6],
    /// Why the rule is not used on this page, if there is one and it is not.
    ignored: Option<&'static str>,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    pub(super) id: Id,
    /// The attribute; its text where none is named.
    pub(super) attribute: Option<&'r str>,
}

/// The most places of one selector that a value is read from.
const READ: usize = 60;

impl<'r> Ruled<'r> {
    /// Looks a rule's selectors up in a page.
    pub(crate) fn read(rule: Option<&'r Rule>, dom: &Dom) -> Self {
        let Some(rule) = rule else { return Self::default() };
        Self::look_up(rule, dom)
            .unwrap_or_else(|ignored| Self { ignored: Some(ignored), ..Self::default() })
    }

    fn look_up(rule: &'r Rule, dom: &Dom) -> Result<Self, &'static str> {
        let tree = Tree::new(dom);
        let costly = |_| "its selectors take too long on this page";
        let body = dom.find(0, Tag::Body).next().unwrap_or(0);
        // Of the page's head and of what is not text nothing can be taken.
        let usable = |id: &Id| {
            let speaks = |tag: Tag| {
                !tag.is_silent()
                    || matches!(tag, Tag::Noscript | Tag::Iframe | Tag::Video | Tag::Audio)
            };
            dom.within(*id, body)
                && dom.tag(*id).is_some_and(speaks)
                && dom.ancestors(*id).all(|up| {
                    dom.tag(up).is_some_and(|tag| !tag.is_silent() || tag == Tag::Noscript)
                })
        };
        let matched = |selector: &Selector| -> Result<Vec<Id>, &'static str> {
            let mut found = tree.select(selector).map_err(costly)?;
            // Who says `html` means all that can be seen.
            found.iter_mut().filter(|id| dom.within(body, **id)).for_each(|id| *id = body);
            found.retain(usable);
            Ok(found)
        };
        let mut ruled = Self::default();
        for selector in &rule.article {
            ruled.article = outermost(dom, matched(selector)?);
            if !ruled.article.is_empty() {
                break;
            }
        }
        if ruled.article.is_empty() && !rule.article.is_empty() {
            return Err("none of its selectors of the article matches on this page");
        }
        let all = |list: &[Selector]| {
            let found: Result<Vec<_>, _> = list.iter().map(&matched).collect();
            found.map(|found| outermost(dom, found.concat()))
        };
        ruled.keep = all(&rule.keep)?;
        ruled.drop = all(&rule.drop)?;
        for (found, list) in ruled.read.iter_mut().zip(&rule.read) {
            for Reading { selector, attribute } in list {
                let attribute = attribute.as_deref();
                let ids = tree.select(selector).map_err(costly)?;
                found.push(ids.into_iter().take(READ).map(|id| Found { id, attribute }).collect());
            }
        }
        Ok(ruled)
    }

    /// Why the rule is not used, if there is one and it is not.
    pub(crate) fn ignored(&self) -> Option<&'static str> {
        self.ignored
    }

    /// Whether it says what is the article.
    pub(crate) fn has_article(&self) -> bool {
        !self.article.is_empty()
    }

    /// Whether it decides of any part of the page.
    pub(crate) fn decides(&self) -> bool {
        !(self.article.is_empty() && self.keep.is_empty() && self.drop.is_empty())
    }

    /// The elements that are shown whatever hides them, in order.
    pub(crate) fn shown(&self) -> Vec<Id> {
        let mut shown = [self.article.as_slice(), &self.keep].concat();
        shown.sort_unstable();
        shown
    }

    /// Hides what is dropped of a figure: its words and pictures are read together and are no
    /// pieces of their own.
    pub(crate) fn hide(&self, page: &mut Page<'_>) {
        let dom = page.dom;
        for &id in &self.drop {
            let in_figure = dom.ancestors(id).any(|up| dom.is(up, Tag::Figure));
            if in_figure && !self.keep.iter().any(|&keep| dom.within(id, keep)) {
                for at in id..dom.end(id) {
                    page.shown[at as usize] = false;
                    if dom.is(at, Tag::Img) {
                        let hints = &mut page.hints[at as usize];
                        *hints = hints.and(Hints::PLACEHOLDER);
                    }
                }
            }
        }
    }

    /// The element that holds the article, in place of the one that was chosen.
    pub(crate) fn root(&self, dom: &Dom, chosen: Id) -> Id {
        let mut root = self.article.first().copied().unwrap_or(chosen);
        while root != 0 && !self.article.iter().all(|&id| dom.within(id, root)) {
            root = dom.parent(root);
        }
        // What is kept whole and holds the article is the article.
        self.keep.iter().copied().find(|&id| dom.within(root, id)).unwrap_or(root)
    }

    /// Marks below `root` what the rule drops, and takes the marks from what it keeps.
    pub(crate) fn mark(&self, dom: &Dom, root: Id, marks: &mut Marks) {
        self.mark_beside(dom, root, marks);
        for &id in &self.drop {
            if dom.within(root, id) {
                dom.children(root).for_each(|child| marks.put(child, Some(Reason::Rule)));
            } else if dom.within(id, root) {
                marks.put(id, Some(Reason::Rule));
            }
        }
        for &id in &self.keep {
            spare(dom, root, id, marks);
            for below in dom.below(id) {
                if marks.get(below).is_some_and(|reason| reason != Reason::Hidden) {
                    marks.put(below, None);
                }
            }
        }
    }

    /// Marks what stands between the article's elements, where there are several.
    fn mark_beside(&self, dom: &Dom, root: Id, marks: &mut Marks) {
        if self.article.is_empty() || self.article == [root] {
            return;
        }
        for &id in &self.article {
            spare(dom, root, id, marks);
        }
        let mut id = root + 1;
        while id < dom.end(root) {
            let next = self.article.partition_point(|&article| article < id);
            match self.article.get(next) {
                Some(&article) if article == id => id = dom.end(id),
                Some(&article) if dom.within(article, id) => id += 1,
                _ => {
                    marks.set(id, Reason::Rule);
                    id = dom.end(id);
                }
            }
        }
    }

    /// Adds what the rule keeps outside `root`, each in its place.
    pub(crate) fn add_kept(&self, page: &Page<'_>, head: &Head, root: Id, pieces: &mut Vec<Piece>) {
        for &id in self.keep.iter().filter(|&&id| !page.dom.within(id, root)) {
            let end = page.dom.end(id);
            // The standfirst and the picture above the body may be part of it.
            pieces.retain(|piece| {
                let span = &draft(piece).span;
                !(span.start >= id && span.end <= end)
            });
            let at = pieces.iter().position(|piece| draft(piece).span.start >= end);
            let at = at.unwrap_or(pieces.len());
            pieces.splice(at..at, assemble::assemble(page, head, id, None));
        }
    }

    /// Puts back what the rule keeps and leaves out what it drops, whatever was decided since.
    pub(crate) fn settle(&self, dom: &Dom, pieces: Vec<Piece>) -> Vec<Piece> {
        if !self.decides() {
            return pieces;
        }
        // Paragraphs from the page's data stand nowhere; they are known by their words.
        let dropped = LazyCell::new(|| -> Vec<String> {
            self.drop.iter().map(|&id| text::comparable(&dom.text_of(id))).collect()
        });
        let drops = |draft: &Draft| match draft.node {
            0 => dropped.iter().any(|text| text.contains(&text::comparable(&draft.text))),
            _ => self.drops(dom, draft),
        };
        let settled = |piece| match piece {
            // The words of a kept picture stand with it already.
            Piece::Left(reason, draft)
                if !matches!(reason, Reason::Caption | Reason::Picture)
                    && (self.keeps(dom, &draft)
                        || reason == Reason::Unlike && self.has_article()) =>
            {
                Piece::Kept(draft)
            }
            Piece::Kept(draft) if drops(&draft) => Piece::Left(Reason::Rule, draft),
            piece => piece,
        };
        pieces.into_iter().map(settled).collect()
    }

    /// Whether some of a piece is dropped, so that it cannot be put back whole.
    pub(crate) fn drops_of(&self, draft: &Draft) -> bool {
        self.drop.iter().any(|id| draft.span.contains(id))
    }

    /// Whether the rule keeps or drops the place of a node.
    pub(crate) fn decided(&self, dom: &Dom, id: Id) -> bool {
        self.keep.iter().chain(&self.drop).any(|&ruled| dom.within(id, ruled))
    }

    /// Whether some of a piece is kept.
    fn keeps(&self, dom: &Dom, draft: &Draft) -> bool {
        let of_page = draft.node != 0;
        of_page && self.keep.iter().any(|&id| draft.span.start < dom.end(id) && id < draft.span.end)
    }

    /// Whether all of a piece is dropped, and nothing of it kept.
    fn drops(&self, dom: &Dom, draft: &Draft) -> bool {
        let all = |&id: &Id| draft.span.start >= id && draft.span.end <= dom.end(id);
        self.drop.iter().any(all) && !self.keeps(dom, draft)
    }
}

fn draft(piece: &Piece) -> &Draft {
    match piece {
        Piece::Kept(draft) | Piece::Left(_, draft) => draft,
    }
}

/// Those of some elements that stand in no other of them, in order.
fn outermost(dom: &Dom, mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort_unstable();
    let mut end = 0;
    ids.retain(|&id| {
        let free = id >= end;
        end = end.max(dom.end(id));
        free
    });
    ids
}

/// Takes the marks from an element and from all that hold it; what stands beside it there keeps
/// them.
fn spare(dom: &Dom, root: Id, id: Id, marks: &mut Marks) {
    if !dom.within(id, root) || id == root {
        return;
    }
    let mut path: Vec<Id> = dom.ancestors(id).take_while(|&up| up > root).collect();
    path.reverse();
    for up in path {
        let Some(reason) = marks.get(up) else { continue };
        marks.put(up, None);
        for child in dom.children(up).filter(|&child| !dom.within(id, child)) {
            marks.set(child, reason);
        }
    }
    marks.put(id, None);
}
