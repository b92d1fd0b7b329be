//! A parsed page as selectors see it.

use std::{cell::Cell, fmt, ptr};

use html5ever::Namespace;
use selectors::{
    Element, OpaqueElement,
    attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint},
    bloom::BloomFilter,
    context::SelectorCaches,
    matching::{
        ElementSelectorFlags, MatchingContext, MatchingForInvalidation, MatchingMode,
        NeedsSelectorFlags, QuirksMode, matches_selector,
    },
};

use super::css::{Css, Name, Never, Selector, Value};
use crate::dom::{Dom, Id, Tag};

/// Steps from element to element that the selectors of one rule may take on one page. A page of
/// the largest kind under a plain rule takes a tenth; what takes more would hold up the cleaning.
const STEPS: u32 = 20_000_000;

/// A rule asks for more than can be told of a page in good time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooCostly;

/// A page with what selectors ask and the page itself does not keep.
pub(super) struct Tree<'d> {
    pub(super) dom: &'d Dom,
    /// For each node the element before it under the same parent, 0 for none.
    before: Vec<Id>,
    steps: Cell<u32>,
}

impl<'d> Tree<'d> {
    pub(super) fn new(dom: &'d Dom) -> Self {
        let count = dom.len() as usize;
        let (mut before, mut last) = (vec![0; count], vec![0; count]);
        for id in 1..dom.len() {
            let last = &mut last[dom.parent(id) as usize];
            before[id as usize] = *last;
            if dom.tag(id).is_some() {
                *last = id;
            }
        }
        Self { dom, before, steps: Cell::new(STEPS) }
    }

    /// The elements that a selector matches, in order.
    pub(super) fn select(&self, selector: &Selector) -> Result<Vec<Id>, TooCostly> {
        let mut caches = SelectorCaches::default();
        let mut found = Vec::new();
        for id in (1..self.dom.len()).filter(|&id| self.dom.tag(id).is_some()) {
            let mut context = MatchingContext::new(
                MatchingMode::Normal,
                None,
                &mut caches,
                QuirksMode::NoQuirks,
                NeedsSelectorFlags::No,
                MatchingForInvalidation::No,
            );
            let at = At { tree: self, id };
            self.step();
            let fits = |one| matches_selector(one, 0, None, &at, &mut context);
            if selector.0.slice().iter().any(fits) {
                found.push(id);
            }
            if self.steps.get() == 0 {
                return Err(TooCostly);
            }
        }
        Ok(found)
    }

    /// Counts a step; `false` when there is none left.
    fn step(&self) -> bool {
        let left = self.steps.get().saturating_sub(1);
        self.steps.set(left);
        left > 0
    }
}

/// An element of the page.
#[derive(Clone)]
struct At<'t, 'd> {
    tree: &'t Tree<'d>,
    id: Id,
}

impl fmt::Debug for At<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At({})", self.id)
    }
}

impl At<'_, '_> {
    fn to(&self, id: Id) -> Option<Self> {
        // In builds for debugging `selectors` counts places twice, and takes a walk that was stopped
        // for a mistake of its own.
        let goes_on = self.tree.step() || cfg!(debug_assertions);
        (id != 0 && goes_on).then_some(Self { tree: self.tree, id })
    }

    /// The first element from `id` on, before the node `end`.
    fn first(&self, mut id: Id, end: Id) -> Option<Self> {
        let dom = self.tree.dom;
        while id < end {
            if dom.tag(id).is_some() {
                return self.to(id);
            }
            id = dom.end(id);
        }
        None
    }
}

impl Element for At<'_, '_> {
    type Impl = Css;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(&self.tree.before[self.id as usize])
    }

    fn parent_element(&self) -> Option<Self> {
        self.to(self.tree.dom.parent(self.id))
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.to(self.tree.before[self.id as usize])
    }

    fn next_sibling_element(&self) -> Option<Self> {
        let dom = self.tree.dom;
        self.first(dom.end(self.id), dom.end(dom.parent(self.id)))
    }

    fn first_element_child(&self) -> Option<Self> {
        self.first(self.id + 1, self.tree.dom.end(self.id))
    }

    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.tree.dom.name(self.id).eq_ignore_ascii_case(&name.0)
    }

    fn has_namespace(&self, _: &Namespace) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.tree.dom.name(self.id) == self.tree.dom.name(other.id)
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Namespace>,
        name: &Name,
        operation: &AttrSelectorOperation<&Value>,
    ) -> bool {
        self.tree.step()
            && self.tree.dom.attr(self.id, &name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &Never,
        _: &mut MatchingContext<'_, Self::Impl>,
    ) -> bool {
        match *class {}
    }

    fn match_pseudo_element(
        &self,
        element: &Never,
        _: &mut MatchingContext<'_, Self::Impl>,
    ) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        self.tree.dom.is(self.id, Tag::A) && self.tree.dom.attr(self.id, "href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        let own = self.tree.dom.attr(self.id, "id");
        own.is_some_and(|own| case.eq(id.0.as_bytes(), own.as_bytes()))
    }

    fn has_class(&self, name: &Name, case: CaseSensitivity) -> bool {
        let own = self.tree.dom.attr(self.id, "class").unwrap_or_default();
        own.split_ascii_whitespace().any(|own| case.eq(name.0.as_bytes(), own.as_bytes()))
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        let dom = self.tree.dom;
        dom.children(self.id).all(|child| dom.text(child).is_some_and(str::is_empty))
    }

    fn is_root(&self) -> bool {
        self.tree.dom.parent(self.id) == 0
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}

impl PartialEq for At<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html lang=en><body><main id=top><p class='lead big'>One <b>bold</b></p>\
        <p>Two</p><!-- --><p data-kind='Note at end'>Three <a href=/x>x</a></p><ul><li>a<li>b<li>c\
        </ul><fact-box Class=Side><p>Four</p></fact-box><p></p></main><P id=Last>Five</P></body>";

    fn texts(selector: &str) -> Vec<String> {
        let dom = Dom::parse_named(PAGE);
        let tree = Tree::new(&dom);
        let selector = Selector::parse(selector).unwrap_or_else(|e| panic!("{selector}: {e}"));
        tree.select(&selector).unwrap().into_iter().map(|id| dom.text_of(id)).collect()
    }

    #[test]
    fn css_means_here_what_it_means_in_a_browser() {
        let cases: [(&str, &[&str]); 24] = [
            ("p.lead", &["One bold"]),
            ("p.LEAD", &[]),
            ("P.lead.big", &["One bold"]),
            ("main > p:first-child", &["One bold"]),
            ("main > p:nth-of-type(2)", &["Two"]),
            ("li:nth-child(odd)", &["a", "c"]),
            ("li:last-child, li:first-child", &["a", "c"]),
            (":nth-child(2 of p)", &["Two"]),
            ("p:has(> a[href])", &["Three x"]),
            ("p:has(+ p)", &["One bold", "Two"]),
            ("p + p", &["Two", "Three x"]),
            ("ul ~ p", &[""]),
            ("ul ~ *", &["Four", ""]),
            ("[data-kind]", &["Three x"]),
            ("[data-kind='note at end' i]", &["Three x"]),
            ("[data-kind^=Note][data-kind$=end]", &["Three x"]),
            ("[class~=big]", &["One bold"]),
            ("fact-box p", &["Four"]),
            ("fact-box.Side", &["Four"]),
            ("p:not(main p)", &["Five"]),
            ("#Last", &["Five"]),
            (":is(ul, ol) > :not(:first-child):not(:last-child)", &["b"]),
            ("p:empty", &[""]),
            (":root:lang", &[]),
        ];
        for (selector, expected) in cases {
            if Selector::parse(selector).is_err() {
                assert_eq!(selector, ":root:lang");
                continue;
            }
            assert_eq!(texts(selector), expected, "{selector}");
        }
        assert_eq!(texts(":root").len(), 1);
        assert_eq!(texts("html > body > main").len(), 1);
        assert_eq!(texts(":scope > body").len(), 1);
    }

    #[test]
    fn a_selector_that_takes_too_long_is_given_up() {
        let page = |count| Dom::parse_named(&format!("<body>{}", "<i></i>".repeat(count)));
        let dom = page(30_000);
        let selector = Selector::parse("b ~ i, u ~ i").unwrap();
        assert_eq!(Tree::new(&dom).select(&selector), Err(TooCostly));
        let dom = page(1_000);
        let selector = Selector::parse("i:nth-last-child(2), i + i:nth-child(3)").unwrap();
        assert_eq!(Tree::new(&dom).select(&selector).map(|found| found.len()), Ok(2));
    }
}
