//! Tells lists and tables of words from those that only place things on the page.

use crate::{
    dom::{Id, Tag},
    page::Page,
};

/// Whether a list is one of words, and not a layout of cards.
pub(super) fn is_list(page: &Page<'_>, id: Id) -> bool {
    let dom = page.dom;
    !dom.children(id).any(|item| {
        let stats = page.stat(item);
        stats.paragraphs > 4
            || dom.below(item).any(|at| {
                dom.tag(at).is_some_and(|tag| tag.heading_level().is_some()) && stats.paragraphs > 0
            })
            || (stats.images > 0 && stats.paragraphs > 1)
    })
}

/// Whether a table holds data, and not a layout.
pub(super) fn is_data(page: &Page<'_>, id: Id) -> bool {
    let dom = page.dom;
    if dom.attr(id, "role") == Some("presentation") {
        return false;
    }
    let mut rows = 0;
    let mut widest = 0;
    for at in dom.below(id) {
        match dom.tag(at) {
            Some(Tag::Table | Tag::H1 | Tag::H2) => return false,
            Some(Tag::Th | Tag::Caption) => return true,
            Some(Tag::Tr) => {
                rows += 1;
                let cells = dom.children(at).filter(|&cell| dom.is(cell, Tag::Td)).count();
                widest = widest.max(cells);
            }
            _ => {}
        }
    }
    // A cell with many paragraphs is a column of the page.
    let heavy = dom.find(id, Tag::Td).any(|cell| page.stat(cell).paragraphs > 3);
    widest > 1 && rows > 1 && !heavy
}
