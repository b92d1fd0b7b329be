//! A parsed page in document order.
//!
//! A node's number is its place in the document, and its subtree is the range from itself to
//! [`Dom::end`]; so a walk is a loop, a subtree test is a comparison, and sums over subtrees are one
//! pass from the last node to the first. Nothing recurses, so no depth can exhaust the stack.

mod sink;
mod tag;

use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, LocalName, ParseOpts, parse_document, tree_builder::TreeBuilderOpts};

pub(crate) use tag::Tag;

/// A node's number: its place in document order.
pub(crate) type Id = u32;

enum Kind {
    Text(StrTendril),
    Element(Tag, Vec<Attribute>),
}

struct Node {
    parent: Id,
    end: Id,
    kind: Kind,
}

/// Elements below one another; what goes deeper is put beside. Walks that call themselves rely on it.
const DEPTH: u32 = 200;

/// A parsed page. Node 0 is a nameless element that holds everything.
pub(crate) struct Dom {
    nodes: Vec<Node>,
    /// The names of elements that have no tag of their own, by their numbers; kept only where
    /// selectors ask for them.
    names: Vec<(Id, LocalName)>,
}

impl Dom {
    /// Parses a page; never fails.
    pub(crate) fn parse(html: &str) -> Self {
        Self::parse_with(html, false)
    }

    /// The same, and keeps the name of every element.
    pub(crate) fn parse_named(html: &str) -> Self {
        Self::parse_with(html, true)
    }

    fn parse_with(html: &str, named: bool) -> Self {
        let opts = ParseOpts {
            tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
            ..Default::default()
        };
        let sink = sink::Sink::new(html.len() / 32 + 16, named);
        Self::in_order(parse_document(sink, opts).one(html))
    }

    fn in_order(parsed: sink::Linked) -> Self {
        let sink::Linked { nodes: mut linked, names: linked_names } = parsed;
        let mut names = Vec::with_capacity(linked_names.len());
        let mut nodes = Vec::with_capacity(linked.len());
        nodes.push(Node { parent: 0, end: 0, kind: Kind::Element(Tag::Other, Vec::new()) });
        enum Step {
            /// The linked node, the number of its parent, its depth.
            Visit(u32, Id, u32),
            /// The subtree of this number ends here.
            Close(Id),
        }
        let mut steps = Vec::new();
        if linked[0].first != sink::NONE {
            steps.push(Step::Visit(linked[0].first, 0, 0));
        }
        while let Some(step) = steps.pop() {
            match step {
                Step::Close(id) => nodes[id as usize].end = nodes.len() as Id,
                Step::Visit(at, parent, depth) => {
                    let node = &mut linked[at as usize];
                    if node.next != sink::NONE {
                        steps.push(Step::Visit(node.next, parent, depth));
                    }
                    let id = nodes.len() as Id;
                    match std::mem::replace(&mut node.data, sink::Data::Nothing) {
                        sink::Data::Text(text) => {
                            nodes.push(Node { parent, end: id + 1, kind: Kind::Text(text) });
                        }
                        sink::Data::Element(tag, attrs) => {
                            if tag == Tag::Other
                                && let Ok(named) =
                                    linked_names.binary_search_by_key(&at, |(at, _)| *at)
                            {
                                names.push((id, linked_names[named].1.clone()));
                            }
                            let kind = Kind::Element(tag, attrs);
                            nodes.push(Node { parent, end: id + 1, kind });
                            if node.first != sink::NONE && depth < DEPTH {
                                steps.push(Step::Close(id));
                                steps.push(Step::Visit(node.first, id, depth + 1));
                            } else if node.first != sink::NONE {
                                steps.push(Step::Visit(node.first, parent, depth));
                            }
                        }
                        sink::Data::Document | sink::Data::Nothing => {}
                    }
                }
            }
        }
        nodes[0].end = nodes.len() as Id;
        Self { nodes, names }
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> Id {
        self.nodes.len() as Id
    }

    /// The number after the last node below `id`.
    pub(crate) fn end(&self, id: Id) -> Id {
        self.nodes[id as usize].end
    }

    /// The parent; node 0 is its own.
    pub(crate) fn parent(&self, id: Id) -> Id {
        self.nodes[id as usize].parent
    }

    /// The element's tag, `None` for text.
    pub(crate) fn tag(&self, id: Id) -> Option<Tag> {
        match self.nodes[id as usize].kind {
            Kind::Element(tag, _) => Some(tag),
            Kind::Text(_) => None,
        }
    }

    /// The name of an element in a page whose names were kept; empty for text.
    pub(crate) fn name(&self, id: Id) -> &str {
        match self.tag(id) {
            Some(Tag::Other) => {
                let named = self.names.binary_search_by_key(&id, |(id, _)| *id);
                named.map_or("", |at| &*self.names[at].1)
            }
            Some(tag) => tag.name(),
            None => "",
        }
    }

    /// Whether `id` is an element of that tag.
    pub(crate) fn is(&self, id: Id, tag: Tag) -> bool {
        self.tag(id) == Some(tag)
    }

    /// The text of a text node.
    pub(crate) fn text(&self, id: Id) -> Option<&str> {
        match &self.nodes[id as usize].kind {
            Kind::Text(text) => Some(text),
            Kind::Element(..) => None,
        }
    }

    /// The attributes of an element, none for text.
    pub(crate) fn attrs(&self, id: Id) -> &[Attribute] {
        match &self.nodes[id as usize].kind {
            Kind::Element(_, attrs) => attrs,
            Kind::Text(_) => &[],
        }
    }

    /// An attribute's value.
    pub(crate) fn attr(&self, id: Id, name: &str) -> Option<&str> {
        let find = |attr: &&Attribute| {
            let local: &LocalName = &attr.name.local;
            &**local == name
        };
        self.attrs(id).iter().find(find).map(|attr| &*attr.value)
    }

    /// The children in order.
    pub(crate) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.end(child);
                child
            })
        })
    }

    /// The nodes below `id`, without itself.
    pub(crate) fn below(&self, id: Id) -> std::ops::Range<Id> {
        id + 1..self.end(id)
    }

    /// The elements of that tag below `id`.
    pub(crate) fn find(&self, id: Id, tag: Tag) -> impl Iterator<Item = Id> + '_ {
        self.below(id).filter(move |&below| self.is(below, tag))
    }

    /// The parents from the nearest up, without node 0.
    pub(crate) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.parent(at);
            (at != 0).then_some(at)
        })
    }

    /// Whether `id` is `root` or below it.
    pub(crate) fn within(&self, id: Id, root: Id) -> bool {
        id >= root && id < self.end(root)
    }

    /// The text below `id` with white space collapsed and a space between blocks; silent elements
    /// are left out.
    pub(crate) fn text_of(&self, id: Id) -> String {
        let mut out = String::new();
        let mut at = id;
        let end = self.end(id);
        while at < end {
            match &self.nodes[at as usize].kind {
                Kind::Text(text) => crate::text::push_collapsed(&mut out, text),
                Kind::Element(tag, _) if tag.is_silent() => {
                    at = self.end(at);
                    continue;
                }
                Kind::Element(tag, _) if tag.is_block() || *tag == Tag::Br => {
                    crate::text::push_space(&mut out);
                }
                Kind::Element(..) => {}
            }
            at += 1;
        }
        out.truncate(out.trim_end().len());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_in_document_order_and_know_their_subtree() {
        let dom = Dom::parse("<p>a<b>c</b></p><table><div>x</div><tr><td>y</table>");
        assert_eq!(dom.end(0), dom.len());
        for id in 1..dom.len() {
            let parent = dom.parent(id);
            assert!(parent < id && id < dom.end(parent), "{id}");
        }
        assert_eq!(dom.text_of(0), "ac x y");
    }

    #[test]
    fn a_fostered_child_is_found_once() {
        let dom = Dom::parse("<table>lost<tr><td>kept</table>");
        assert_eq!(dom.find(0, Tag::Table).count(), 1);
        assert_eq!(dom.text_of(0), "lost kept");
    }
}
