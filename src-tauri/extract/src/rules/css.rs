//! Selectors as CSS writes them: what is understood, and the words for what is not.

use std::fmt;

use cssparser::{BasicParseErrorKind, ParseErrorKind, Parser, ToCss};
use html5ever::{LocalName, Namespace};
use precomputed_hash::PrecomputedHash;
use selectors::parser::{
    self, NonTSPseudoClass, ParseRelative, PseudoElement, SelectorImpl, SelectorList,
    SelectorParseErrorKind,
};

/// One selector, or several with commas between them.
#[derive(Debug, Clone)]
pub(super) struct Selector(pub(super) SelectorList<Css>);

impl Selector {
    /// Understands a selector, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut input = Parser::new(text);
        match SelectorList::parse(&Grammar, &mut input, ParseRelative::No) {
            Ok(list) => Ok(Self(list)),
            Err(error) => Err(words(&error.kind).to_owned()),
        }
    }
}

fn words(kind: &ParseErrorKind<SelectorParseErrorKind>) -> &'static str {
    use SelectorParseErrorKind as Kind;
    match kind {
        ParseErrorKind::Basic(BasicParseErrorKind::EndOfInput) => "it ends too early",
        ParseErrorKind::Basic(BasicParseErrorKind::TooManyNestedBlocks) => {
            "its brackets are nested too deep"
        }
        ParseErrorKind::Basic(_) => "a sign stands where none is understood",
        ParseErrorKind::Custom(kind) => match kind {
            Kind::EmptySelector => "a selector is missing, between commas or in brackets too",
            Kind::DanglingCombinator => "nothing follows the last “>”, “+”, “~” or space",
            Kind::ClassNeedsIdent => "a name is missing behind a “.”",
            Kind::NoIdentForPseudo
            | Kind::PseudoElementExpectedColon
            | Kind::PseudoElementExpectedIdent => "a name is missing behind a “:”",
            Kind::UnsupportedPseudoClassOrElement => {
                "a name behind a “:” is not known, or has no meaning on a page at rest"
            }
            Kind::NoQualifiedNameInAttributeSelector
            | Kind::UnexpectedTokenInAttributeSelector
            | Kind::ExpectedBarInAttr
            | Kind::BadValueInAttr
            | Kind::InvalidQualNameInAttr => "what stands in “[…]” is not understood",
            Kind::ExpectedNamespace | Kind::ExplicitNamespaceUnexpectedToken => {
                "names with a “|” are not understood"
            }
            _ => "it is not a selector of CSS",
        },
    }
}

/// What of CSS is understood: all that can be told of a page at rest.
struct Grammar;

impl<'i> parser::Parser<'i> for Grammar {
    type Impl = Css;
    type Error = SelectorParseErrorKind;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    // A selector within `:is()` that is not understood would match nothing without a word.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }
}

/// The types that selectors are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Css;

impl SelectorImpl for Css {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Value;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Namespace;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = Namespace;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = Never;
    type PseudoElement = Never;
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value(String);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl AsRef<str> for Value {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Value {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        cssparser::serialize_string(&self.0, dest)
    }
}

/// The name of an element, a class or an attribute, or an id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Name(pub(super) LocalName);

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        cssparser::serialize_identifier(&self.0, dest)
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        self.0.precomputed_hash()
    }
}

/// What a page at rest has none of: states such as `:hover`, and parts such as `::before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Never {}

impl ToCss for Never {
    fn to_css<W: fmt::Write>(&self, _: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl NonTSPseudoClass for Never {
    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }

    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

impl PseudoElement for Never {}
