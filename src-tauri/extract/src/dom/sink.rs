//! The tree that html5ever builds: linked nodes in one vector, no counted pointers.
//!
//! It lives only while parsing; [`super::Dom`] is made from it in document order. Comments,
//! processing instructions and doctypes are not kept. The content of a `template` hangs below the
//! element itself.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
};

use html5ever::tendril::StrTendril;
use html5ever::{
    Attribute, ExpandedName, LocalName, Namespace, QualName,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    ns,
};

use super::Tag;

pub(super) const NONE: u32 = u32::MAX;

/// Names a node for the tree builder; the element's name rides along so that no borrow is held.
#[derive(Clone)]
pub(super) struct Handle {
    id: u32,
    ns: Namespace,
    local: LocalName,
}

pub(super) enum Data {
    Document,
    /// A comment or instruction: a place in the tree without content.
    Nothing,
    Text(StrTendril),
    Element(Tag, Vec<Attribute>),
}

pub(super) struct Node {
    parent: u32,
    prev: u32,
    pub(super) next: u32,
    pub(super) first: u32,
    last: u32,
    pub(super) data: Data,
}

pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// The names of elements that have no tag of their own, where they are asked for.
    names: Option<RefCell<Vec<(u32, LocalName)>>>,
    quirks: Cell<QuirksMode>,
}

/// What parsing gives: the nodes, and those names.
pub(super) struct Linked {
    pub(super) nodes: Vec<Node>,
    pub(super) names: Vec<(u32, LocalName)>,
}

impl Sink {
    pub(super) fn new(capacity: usize, named: bool) -> Self {
        let mut nodes = Vec::with_capacity(capacity);
        nodes.push(Node::new(Data::Document));
        let names = named.then(RefCell::default);
        Self { nodes: RefCell::new(nodes), names, quirks: Cell::new(QuirksMode::NoQuirks) }
    }

    fn push(&self, data: Data) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(data));
        (nodes.len() - 1) as u32
    }

    fn nameless(&self, id: u32) -> Handle {
        Handle { id, ns: ns!(), local: LocalName::default() }
    }
}

impl Node {
    fn new(data: Data) -> Self {
        Self { parent: NONE, prev: NONE, next: NONE, first: NONE, last: NONE, data }
    }
}

fn detach(nodes: &mut [Node], id: u32) {
    let Node { parent, prev, next, .. } = nodes[id as usize];
    if parent == NONE {
        return;
    }
    match prev {
        NONE => nodes[parent as usize].first = next,
        _ => nodes[prev as usize].next = next,
    }
    match next {
        NONE => nodes[parent as usize].last = prev,
        _ => nodes[next as usize].prev = prev,
    }
    let node = &mut nodes[id as usize];
    (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
}

/// Puts the free node `id` below `parent`, before `next` (`NONE`: at the end).
fn attach(nodes: &mut [Node], parent: u32, next: u32, id: u32) {
    let prev = match next {
        NONE => nodes[parent as usize].last,
        _ => nodes[next as usize].prev,
    };
    let node = &mut nodes[id as usize];
    (node.parent, node.prev, node.next) = (parent, prev, next);
    match prev {
        NONE => nodes[parent as usize].first = id,
        _ => nodes[prev as usize].next = id,
    }
    match next {
        NONE => nodes[parent as usize].last = id,
        _ => nodes[next as usize].prev = id,
    }
}

impl Sink {
    fn insert(&self, parent: u32, next: u32, child: NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        match child {
            NodeOrText::AppendNode(handle) => {
                detach(&mut nodes, handle.id);
                attach(&mut nodes, parent, next, handle.id);
            }
            NodeOrText::AppendText(text) => {
                let prev = match next {
                    NONE => nodes[parent as usize].last,
                    _ => nodes[next as usize].prev,
                };
                if prev != NONE
                    && let Data::Text(before) = &mut nodes[prev as usize].data
                {
                    before.push_tendril(&text);
                    return;
                }
                nodes.push(Node::new(Data::Text(text)));
                let id = (nodes.len() - 1) as u32;
                attach(&mut nodes, parent, next, id);
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Linked;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Linked {
        let names = self.names.map(RefCell::into_inner).unwrap_or_default();
        Linked { nodes: self.nodes.into_inner(), names }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.nameless(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        ExpandedName { ns: &target.ns, local: &target.local }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let tag = Tag::of(&name.local);
        let id = self.push(Data::Element(tag, attrs));
        if tag == Tag::Other
            && let Some(names) = &self.names
        {
            names.borrow_mut().push((id, name.local.clone()));
        }
        Handle { id, ns: name.ns, local: name.local }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        let id = self.push(Data::Nothing);
        self.nameless(id)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        let id = self.push(Data::Nothing);
        self.nameless(id)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, NONE, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        prev_element: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let parent = self.nodes.borrow()[element.id as usize].parent;
        match parent {
            NONE => self.insert(prev_element.id, NONE, child),
            _ => self.insert(parent, element.id, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.quirks.set(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, new_node: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id as usize].parent;
        if parent != NONE {
            self.insert(parent, sibling.id, new_node);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        if let Data::Element(_, own) = &mut self.nodes.borrow_mut()[target.id as usize].data {
            for attr in attrs {
                if own.iter().all(|other| other.name != attr.name) {
                    own.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        detach(&mut self.nodes.borrow_mut(), target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        loop {
            let child = nodes[node.id as usize].first;
            if child == NONE {
                return;
            }
            detach(&mut nodes, child);
            attach(&mut nodes, new_parent.id, NONE, child);
        }
    }
}
