//! Turns the article's element into blocks, and what is marked into removals, in one walk.
//!
//! Wrappers dissolve; paragraphs, headings, lists, quotes, code, tables and figures become one block
//! each. Inline text that stands loose in a wrapper becomes a paragraph.

use std::{collections::HashSet, ops::Range};

use backfile_article::Picture;

use crate::{
    dom::{Id, Tag},
    metadata::Head,
    page::Page,
    sanitize,
};

use super::{
    clean::Marks,
    layout,
    reason::Reason,
    writer::{Writer, escape},
};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A paragraph.
    Paragraph,
    /// A heading of that level.
    Heading(u8),
    /// A list, quote, table or code.
    Other,
    /// A picture.
    Figure,
}

/// A block before it is sanitised.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// What it is.
    pub(crate) shape: Shape,
    /// Its HTML.
    pub(crate) html: String,
    /// Its text.
    pub(crate) text: String,
    /// The node that it came from.
    pub(crate) node: Id,
    /// The nodes that it covers.
    pub(crate) span: Range<Id>,
    /// The share of its text in links.
    pub(crate) link_share: f32,
    /// The picture of a figure.
    pub(crate) picture: Option<Picture>,
}

/// A piece of the page in order: kept, or left out with a reason.
pub(crate) enum Piece {
    /// Part of the article.
    Kept(Draft),
    /// Left out.
    Left(Reason, Draft),
}

/// The most parts left out that are listed, and the most bytes of each.
const LEFT: usize = 400;
const LEFT_BYTES: usize = 60_000;

/// Walks an element into pieces.
pub(crate) struct Assembler<'p, 'd> {
    pub(super) page: &'p Page<'d>,
    pub(super) head: &'p Head,
    marks: Option<&'p Marks>,
    /// In-page addresses that links below the root point to.
    targets: HashSet<&'d str>,
    pub(super) pieces: Vec<Piece>,
    /// Figures found inside a block; they follow it.
    pub(super) waiting: Vec<Draft>,
    pub(super) paragraph: Writer,
    /// Where the open paragraph began, and the weights of its text and links.
    origin: Id,
    /// The text nodes of the open paragraph.
    span: Range<Id>,
    pub(super) seen: HashSet<String>,
    left: usize,
}

/// Assembles `root`; without marks everything that is shown is kept.
pub(crate) fn assemble(
    page: &Page<'_>,
    head: &Head,
    root: Id,
    marks: Option<&Marks>,
) -> Vec<Piece> {
    let mut targets = HashSet::new();
    for link in page.dom.find(root, Tag::A) {
        if let Some(target) = page.dom.attr(link, "href").and_then(|href| href.strip_prefix('#')) {
            targets.insert(target);
        }
    }
    let mut assembler = Assembler {
        page,
        head,
        marks,
        targets,
        pieces: Vec::new(),
        waiting: Vec::new(),
        paragraph: Writer::new(),
        origin: root,
        span: root..root,
        seen: HashSet::new(),
        left: 0,
    };
    assembler.node(root, true);
    assembler.flush();
    assembler.pieces
}

impl<'d> Assembler<'_, 'd> {
    pub(super) fn push(&mut self, draft: Draft) {
        if draft.text.is_empty() && draft.picture.is_none() && draft.shape != Shape::Figure {
            return;
        }
        self.pieces.push(Piece::Kept(draft));
    }

    /// Ends the open paragraph.
    pub(super) fn flush(&mut self) {
        let writer = std::mem::replace(&mut self.paragraph, Writer::new());
        if !writer.is_empty() {
            let (html, text) = writer.finish();
            let mut draft =
                self.draft(Shape::Paragraph, format!("<p>{html}</p>"), text, self.origin);
            draft.span = self.span.clone();
            self.push(draft);
        }
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().for_each(|figure| self.push(figure));
    }

    pub(super) fn draft(&self, shape: Shape, html: String, text: String, node: Id) -> Draft {
        let link_share = self.page.stat(node).link_share();
        let span = node..self.page.dom.end(node);
        Draft { shape, html, text, node, span, link_share, picture: None }
    }

    /// Whether a node is left out; if so it is listed.
    pub(super) fn leave(&mut self, id: Id) -> bool {
        let Some(marks) = self.marks else {
            return !self.page.is_shown(id) && !self.may_show(id);
        };
        let Some(reason) = marks.get(id) else { return false };
        if reason != Reason::Hidden && self.left < LEFT {
            self.left += 1;
            let pieces = assemble(self.page, self.head, id, None);
            let mut html = String::new();
            let mut text = String::new();
            for piece in pieces {
                let (Piece::Kept(draft) | Piece::Left(_, draft)) = piece;
                if html.len() + draft.html.len() > LEFT_BYTES {
                    break;
                }
                html.push_str(&draft.html);
                if !text.is_empty() && !draft.text.is_empty() {
                    text.push_str("\n\n");
                }
                text.push_str(&draft.text);
            }
            if !html.is_empty() {
                let draft = self.draft(Shape::Other, html, text, id);
                self.pieces.push(Piece::Left(reason, draft));
            }
        }
        true
    }

    /// Elements that are silent as text but may give a picture or link.
    fn may_show(&self, id: Id) -> bool {
        matches!(self.page.dom.tag(id), Some(Tag::Noscript | Tag::Video | Tag::Iframe | Tag::Audio))
    }

    /// Walks a node at the top level of the article.
    pub(super) fn node(&mut self, id: Id, is_root: bool) {
        let dom = self.page.dom;
        if !is_root && self.leave(id) {
            return;
        }
        if let Some(text) = dom.text(id) {
            if self.paragraph.is_empty() {
                self.origin = dom.parent(id);
                self.span = id..id;
            }
            self.span.end = id + 1;
            self.paragraph.text(text);
            return;
        }
        let Some(tag) = dom.tag(id) else { return };
        match tag {
            Tag::Br => self.line_break(id),
            Tag::Hr => self.flush(),
            Tag::Img => self.image(id),
            Tag::Figure => self.figure(id),
            Tag::Noscript if self.page.is_shown(id) => self.children(id),
            Tag::Noscript => self.noscript(id),
            Tag::Iframe | Tag::Video | Tag::Audio => self.player(id, tag),
            Tag::P => {
                self.flush();
                self.children(id);
                self.flush();
            }
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => self.heading(id, tag),
            Tag::Ul | Tag::Ol | Tag::Dl if layout::is_list(self.page, id) => self.block(id),
            Tag::Blockquote | Tag::Pre if !is_root => self.block(id),
            Tag::Table if layout::is_data(self.page, id) => self.block(id),
            _ if tag.is_silent() && !is_root => {}
            _ if tag.is_block() => {
                self.flush();
                if self.holds_picture_words(id) {
                    self.figure(id);
                } else {
                    self.children(id);
                }
                self.flush();
            }
            _ if self.page.holds_blocks(id) => self.children(id),
            _ => self.inline(id, tag),
        }
    }

    pub(super) fn children(&mut self, id: Id) {
        for child in self.page.dom.children(id) {
            self.node(child, false);
        }
    }

    /// Two line breaks in a row part paragraphs.
    fn line_break(&mut self, id: Id) {
        let dom = self.page.dom;
        let mut next = dom.end(id);
        while next < dom.end(dom.parent(id))
            && dom.text(next).is_some_and(|text| text.trim().is_empty())
        {
            next = dom.end(next);
        }
        if next < dom.end(dom.parent(id)) && dom.is(next, Tag::Br) {
            self.flush();
        } else {
            self.paragraph.br();
        }
    }

    fn inline(&mut self, id: Id, tag: Tag) {
        if self.paragraph.is_empty() {
            self.origin = self.page.dom.parent(id);
        }
        if self.marks.is_none() && matches!(tag, Tag::A | Tag::Span | Tag::Button | Tag::Time) {
            // What is left out is often set apart by style alone.
            self.paragraph.text(" ");
        }
        let opened = self.open_inline(id, tag);
        if let Some((name, attributes)) = opened {
            self.paragraph.open(name, &attributes);
            self.children(id);
            self.paragraph.close();
        } else {
            self.children(id);
        }
    }

    /// The element to write for an inline element, if any.
    fn open_inline(&self, id: Id, tag: Tag) -> Option<(&'static str, String)> {
        let anchor = self.anchor(id);
        let name = match tag {
            Tag::A => {
                let href = self.page.dom.attr(id, "href").and_then(|href| self.link(href));
                if href.is_none() && anchor.is_empty() {
                    return None;
                }
                let href =
                    href.map_or(String::new(), |href| format!(" href=\"{}\"", escape(&href)));
                return Some(("a", format!("{href}{anchor}")));
            }
            Tag::B | Tag::Strong => "strong",
            Tag::I | Tag::Em => "em",
            Tag::Code | Tag::Tt => "code",
            Tag::Sub => "sub",
            Tag::Sup => "sup",
            Tag::Mark => "mark",
            Tag::Q => "q",
            Tag::Cite => "cite",
            Tag::Abbr | Tag::Acronym => "abbr",
            Tag::Kbd => "kbd",
            Tag::Samp => "samp",
            Tag::Var => "var",
            Tag::Del | Tag::S | Tag::Strike => "del",
            Tag::Ins => "ins",
            Tag::U => "u",
            Tag::Small => "small",
            Tag::Ruby => "ruby",
            Tag::Rt => "rt",
            Tag::Dfn => "dfn",
            Tag::Bdi => "bdi",
            Tag::Bdo => "bdo",
            _ if !anchor.is_empty() => "span",
            _ => return None,
        };
        let dom = self.page.dom;
        let mut attributes = anchor;
        for key in ["lang", "dir"] {
            if let Some(value) = dom.attr(id, key) {
                attributes.push_str(&format!(" {key}=\"{}\"", escape(value)));
            }
        }
        Some((name, attributes))
    }

    /// An `id` that a link of the article points to.
    fn anchor(&self, id: Id) -> String {
        let dom = self.page.dom;
        let Some(value) =
            dom.attr(id, "id").or(dom.attr(id, "name").filter(|_| dom.is(id, Tag::A)))
        else {
            return String::new();
        };
        if self.targets.contains(value) {
            format!(" id=\"{}{}\"", prefix(value), escape(value))
        } else {
            String::new()
        }
    }

    /// An address for a link: absolute, or within the page.
    fn link(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if let Some(target) = href.strip_prefix('#') {
            return (!target.is_empty()).then(|| format!("#{}{target}", prefix(target)));
        }
        if href.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) {
            return url::Url::parse(href).ok().map(Into::into);
        }
        self.head.absolute(href).map(Into::into)
    }

    fn heading(&mut self, id: Id, tag: Tag) {
        self.flush();
        // The page's own headline is the title, so headings of the body begin at the second level.
        let level = tag.heading_level().unwrap_or(2).max(2);
        let name = ["h2", "h2", "h2", "h3", "h4", "h5", "h6"][usize::from(level)];
        let mut writer = Writer::new();
        writer.open(name, &self.anchor(id));
        let (html, text) = self.flow_into(writer, id);
        let draft = self.draft(Shape::Heading(level), html, text, id);
        self.push(draft);
        self.flush();
    }

    /// A list, quote, table or code as one block.
    fn block(&mut self, id: Id) {
        self.flush();
        let mut writer = Writer::new();
        self.nested(&mut writer, id);
        let (html, text) = writer.finish();
        let draft = self.draft(Shape::Other, html, text, id);
        self.push(draft);
        self.flush();
    }

    fn flow_into(&mut self, mut writer: Writer, id: Id) -> (String, String) {
        for child in self.page.dom.children(id) {
            self.nested(&mut writer, child);
        }
        writer.finish()
    }

    fn flow(&mut self, writer: &mut Writer, id: Id) {
        for child in self.page.dom.children(id) {
            self.nested(writer, child);
        }
    }

    /// Writes a node inside a block.
    fn nested(&mut self, writer: &mut Writer, id: Id) {
        let dom = self.page.dom;
        if self.leave(id) {
            return;
        }
        if let Some(text) = dom.text(id) {
            writer.text(text);
            return;
        }
        let Some(tag) = dom.tag(id) else { return };
        let name = match tag {
            Tag::Br => {
                writer.br();
                return;
            }
            Tag::Img | Tag::Figure | Tag::Iframe | Tag::Video | Tag::Audio | Tag::Noscript => {
                self.apart(id, tag);
                return;
            }
            _ if tag.is_silent() => return,
            Tag::Ul | Tag::Menu | Tag::Dir => "ul",
            Tag::Ol => "ol",
            Tag::Li => "li",
            Tag::Dl => "dl",
            Tag::Dt => "dt",
            Tag::Dd => "dd",
            Tag::Blockquote => "blockquote",
            Tag::Pre => "pre",
            Tag::Table => "table",
            Tag::Caption => "caption",
            Tag::Thead => "thead",
            Tag::Tbody => "tbody",
            Tag::Tfoot => "tfoot",
            Tag::Tr => "tr",
            Tag::Td | Tag::Th => {
                writer.cell();
                let mut attributes = self.anchor(id);
                for key in ["colspan", "rowspan"] {
                    if let Some(value) =
                        dom.attr(id, key).and_then(|value| value.trim().parse::<u16>().ok())
                        && (2..1_000).contains(&value)
                    {
                        attributes.push_str(&format!(" {key}=\"{value}\""));
                    }
                }
                writer.open(if tag == Tag::Td { "td" } else { "th" }, &attributes);
                writer.keep_empty();
                self.flow(writer, id);
                writer.close();
                return;
            }
            Tag::P => "p",
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                writer.open_block("p", "");
                writer.open("strong", "");
                self.flow(writer, id);
                writer.close();
                writer.close();
                return;
            }
            _ if tag.is_block() => {
                writer.break_line();
                self.flow(writer, id);
                writer.break_line();
                return;
            }
            _ => {
                let opened = self.open_inline(id, tag).filter(|_| !self.page.holds_blocks(id));
                if let Some((name, attributes)) = opened {
                    writer.open(name, &attributes);
                    self.flow(writer, id);
                    writer.close();
                } else {
                    self.flow(writer, id);
                }
                return;
            }
        };
        let mut attributes = self.anchor(id);
        if tag == Tag::Ol
            && let Some(start) =
                dom.attr(id, "start").and_then(|start| start.trim().parse::<i32>().ok())
        {
            attributes.push_str(&format!(" start=\"{start}\""));
        }
        writer.open_block(name, &attributes);
        self.flow(writer, id);
        writer.close();
    }
}

/// What an id lacks to be one of an article.
fn prefix(id: &str) -> &'static str {
    if id.starts_with(sanitize::PREFIX) { "" } else { sanitize::PREFIX }
}
