//! The elements that the cleaning tells apart.

use html5ever::{LocalName, local_name};

macro_rules! tags {
    ($($name:ident $text:tt,)+) => {
        /// The name of an element; every name that no rule asks for is `Other`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Tag {
            $(#[allow(missing_docs)] $name,)+
            /// Any other element, custom ones included.
            Other,
        }

        impl Tag {
            /// The tag of a parsed name.
            pub(crate) fn of(name: &LocalName) -> Self {
                match *name {
                    $(local_name!($text) => Self::$name,)+
                    _ => Self::Other,
                }
            }

            /// Its name in lower case; empty for `Other`.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                    Self::Other => "",
                }
            }
        }
    };
}

tags! {
    A "a", Abbr "abbr", Acronym "acronym", Address "address", Article "article", Aside "aside",
    Audio "audio", B "b", Base "base", Bdi "bdi", Bdo "bdo", Big "big", Blockquote "blockquote",
    Body "body", Br "br", Button "button", Canvas "canvas", Caption "caption", Center "center",
    Cite "cite", Code "code", Col "col", Colgroup "colgroup", Dd "dd", Del "del",
    Details "details", Dfn "dfn", Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt",
    Em "em", Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure",
    Font "font", Footer "footer", Form "form", Frame "frame", Frameset "frameset", H1 "h1",
    H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header", Hgroup "hgroup",
    Hr "hr", Html "html", I "i", Iframe "iframe", Img "img", Input "input", Ins "ins", Kbd "kbd",
    Label "label", Legend "legend", Li "li", Link "link", Main "main", Map "map", Mark "mark",
    Math "math", Menu "menu", Meta "meta", Nav "nav", Noscript "noscript", Object "object",
    Ol "ol", Option "option", P "p", Picture "picture", Pre "pre", Q "q", Rp "rp", Rt "rt",
    Ruby "ruby", S "s", Samp "samp", Script "script", Section "section", Select "select",
    Small "small", Source "source", Span "span", Strike "strike", Strong "strong",
    Style "style", Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table",
    Tbody "tbody", Td "td", Template "template", Textarea "textarea", Tfoot "tfoot", Th "th",
    Thead "thead", Time "time", Title "title", Tr "tr", Tt "tt", U "u", Ul "ul", Var "var",
    Video "video", Wbr "wbr",
}

impl Tag {
    /// Whether its text is no text of the page: code, and what is shown in its place only.
    pub(crate) fn is_silent(self) -> bool {
        matches!(
            self,
            Self::Script
                | Self::Style
                | Self::Noscript
                | Self::Template
                | Self::Head
                | Self::Title
                | Self::Iframe
                | Self::Textarea
                | Self::Select
                | Self::Option
                | Self::Svg
                | Self::Canvas
                | Self::Object
                | Self::Audio
                | Self::Video
                | Self::Map
                | Self::Math
                | Self::Rp
        )
    }

    /// Whether it starts and ends a line of its own by default.
    pub(crate) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Address
                | Self::Article
                | Self::Aside
                | Self::Blockquote
                | Self::Body
                | Self::Caption
                | Self::Center
                | Self::Dd
                | Self::Details
                | Self::Dialog
                | Self::Dir
                | Self::Div
                | Self::Dl
                | Self::Dt
                | Self::Fieldset
                | Self::Figcaption
                | Self::Figure
                | Self::Footer
                | Self::Form
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Header
                | Self::Hgroup
                | Self::Hr
                | Self::Html
                | Self::Legend
                | Self::Li
                | Self::Main
                | Self::Menu
                | Self::Nav
                | Self::Ol
                | Self::P
                | Self::Pre
                | Self::Section
                | Self::Summary
                | Self::Table
                | Self::Tbody
                | Self::Td
                | Self::Tfoot
                | Self::Th
                | Self::Thead
                | Self::Tr
                | Self::Ul
        )
    }

    /// 1 to 6 for a heading.
    pub(crate) fn heading_level(self) -> Option<u8> {
        Some(match self {
            Self::H1 => 1,
            Self::H2 => 2,
            Self::H3 => 3,
            Self::H4 => 4,
            Self::H5 => 5,
            Self::H6 => 6,
            _ => return None,
        })
    }
}
