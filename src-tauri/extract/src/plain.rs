//! Plain text and Markdown of sanitised HTML.

use crate::{
    content::writer::Writer,
    dom::{Dom, Id, Tag},
};

/// The text of HTML: a blank line between blocks, a line for each list item and table row, a tab
/// between cells. Captions, credits and alternative texts of pictures are no part of it.
#[must_use]
pub fn to_text(html: &str) -> String {
    let dom = Dom::parse(html);
    let mut blocks = Vec::new();
    let mut loose = Writer::new();
    for id in top(&dom) {
        text_block(&dom, id, &mut blocks, &mut loose);
    }
    take(&mut loose, &mut blocks);
    blocks.join("\n\n")
}

/// Resolves the character references of a text that was escaped twice.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let dom = Dom::parse(&text.replace('<', "&lt;"));
    dom.text_of(0)
}

/// The children of the body.
fn top(dom: &Dom) -> Vec<Id> {
    let body = dom.find(0, Tag::Body).next().unwrap_or(0);
    dom.children(body).collect()
}

fn take(loose: &mut Writer, blocks: &mut Vec<String>) {
    let writer = std::mem::replace(loose, Writer::new());
    let (_, text) = writer.finish();
    if !text.is_empty() {
        blocks.push(text);
    }
}

fn text_block(dom: &Dom, id: Id, blocks: &mut Vec<String>, loose: &mut Writer) {
    match dom.tag(id) {
        Some(Tag::Figure) => {}
        Some(
            tag @ (Tag::P | Tag::Ul | Tag::Ol | Tag::Dl | Tag::Blockquote | Tag::Pre | Tag::Table),
        ) => {
            take(loose, blocks);
            let mut writer = Writer::new();
            if tag == Tag::Pre {
                writer.open_block("pre", "");
            }
            inner_text(dom, id, &mut writer);
            let (_, text) = writer.finish();
            if !text.is_empty() {
                blocks.push(text);
            }
        }
        Some(tag) if tag.is_block() => {
            take(loose, blocks);
            for child in dom.children(id) {
                text_block(dom, child, blocks, loose);
            }
            take(loose, blocks);
        }
        _ => inner_text_node(dom, id, loose),
    }
}

fn inner_text(dom: &Dom, id: Id, writer: &mut Writer) {
    for child in dom.children(id) {
        inner_text_node(dom, child, writer);
    }
}

fn inner_text_node(dom: &Dom, id: Id, writer: &mut Writer) {
    if let Some(text) = dom.text(id) {
        writer.text(text);
        return;
    }
    match dom.tag(id) {
        Some(Tag::Figure) => {}
        Some(Tag::Br) => writer.br(),
        Some(Tag::Td | Tag::Th) => {
            writer.cell();
            inner_text(dom, id, writer);
        }
        Some(Tag::Pre) => {
            writer.open_block("pre", "");
            inner_text(dom, id, writer);
            writer.close();
        }
        Some(tag) if tag.is_silent() => {}
        Some(tag) if tag.is_block() => {
            writer.break_line();
            inner_text(dom, id, writer);
            writer.break_line();
        }
        _ => inner_text(dom, id, writer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_parted_by_a_blank_line() {
        let html = "<h2>One</h2><p>Two <b>three</b><br>four</p><ul><li>a</li><li>b</li></ul><figure><img alt=x><figcaption>no</figcaption></figure><table><tr><td>1</td><td>2</td></tr></table>";
        assert_eq!(to_text(html), "One\n\nTwo three\nfour\n\na\nb\n\n1\t2");
    }

    #[test]
    fn references_are_resolved() {
        assert_eq!(unescape("Tom &amp; Ada &lt;3 &#8211; a < b"), "Tom & Ada <3 – a < b");
    }
}
