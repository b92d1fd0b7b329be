//! Makes a page into text, and text into words.

use html5ever::{
    ParseOpts, parse_document, tendril::TendrilSink as _, tree_builder::TreeBuilderOpts,
};
use scraper::{Html, HtmlTreeSink, Node};
use unicode_normalization::UnicodeNormalization as _;

/// A page's title and the text of its body, nothing between elements.
pub(crate) fn flatten(html: &str, collapse: bool) -> String {
    let opts = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        ..Default::default()
    };
    let page = parse_document(HtmlTreeSink::new(Html::new_document()), opts).one(html);
    let mut title = String::new();
    let mut body = String::new();
    for node in page.tree.root().descendants() {
        let Node::Text(text) = node.value() else { continue };
        let within = |names: &[&str]| {
            node.ancestors()
                .any(|up| up.value().as_element().is_some_and(|e| names.contains(&e.name())))
        };
        if within(&["script", "style", "template"]) {
            continue;
        }
        if within(&["head"]) {
            if title.is_empty() && within(&["title"]) {
                title.push_str(text.trim());
            }
            continue;
        }
        body.push_str(text);
    }
    let text = title + &body;
    if collapse { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
}

/// Parts a text into words as the corpus's scorer does.
pub(crate) fn tokenise(text: &str, mut each: impl FnMut(String)) {
    let mut word = String::new();
    for c in text.nfc() {
        if matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') {
            continue;
        }
        let alone = matches!(c,
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}');
        if c.is_alphanumeric() && !alone || c == '_' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            each(std::mem::take(&mut word));
        }
        if alone {
            each(c.to_string());
        }
    }
    if !word.is_empty() {
        each(word);
    }
}
