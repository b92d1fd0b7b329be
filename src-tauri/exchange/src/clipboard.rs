//! What a copy brings: HTML, plain text and the address it was copied from.

use url::Url;

use crate::dropped::{anchors, titles, visible};
use crate::incoming::{AddressFrom, Incoming, PageMaker, SavedPage};
use crate::link::{clean_link, has_web_scheme, strip_prefix, typed_link};
use crate::list::rows_of_lines;
use crate::markup::{Token, decode_text, tokens};
use crate::prose::find_links;
use crate::text::{from_text, links, words};

/// The flavours of a clipboard, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clipboard {
    /// `text/html`.
    pub html: Option<String>,
    /// Plain text.
    pub plain: Option<String>,
    /// `chromium/x-source-url` or `text/x-moz-url-priv`: the address it was copied from.
    pub source_url: Option<String>,
    /// Windows' `HTML Format`, with its header.
    pub cf_html: Option<String>,
}

/// What Windows' `HTML Format` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CfHtml {
    /// The copied fragment.
    pub html: String,
    /// Where it was copied, when that is a web address.
    pub source_url: Option<Url>,
}

/// Words outside of links from which copied HTML is a page with prose.
const PAGE_WORDS: usize = 60;

/// Words in one block from which it is a paragraph.
const PARAGRAPH_WORDS: usize = 12;

/// With fewer words than this for each link that is written out, the links are what is meant.
const WORDS_A_LINK: usize = 150;

/// More links than these, copied from a page, are that page: nobody picked them one by one.
const PICKED_LINKS: usize = 40;

/// Recognises a clipboard.
///
/// Plain text that is nothing but links is these links. HTML with paragraphs of prose is the
/// page that was copied, its address from `source_url` or the CF_HTML header, else unknown.
/// HTML with a link or a few is these links. Everything else is its plain text.
#[must_use]
pub fn from_clipboard(clip: &Clipboard) -> Incoming {
    let cf = clip.cf_html.as_deref().and_then(cf_html);
    let source = clip
        .source_url
        .as_deref()
        .and_then(|url| clean_link(url.trim_end_matches('\0')).ok())
        .map(|link| link.url)
        .or_else(|| cf.as_ref().and_then(|cf| cf.source_url.clone()));
    let html = match (&clip.html, cf) {
        (Some(html), _) if !html.trim().is_empty() => Some(html.clone()),
        (_, Some(cf)) => Some(cf.html),
        _ => None,
    };
    let plain = clip.plain.as_deref().unwrap_or_default();
    let Some(html) = html else { return from_text(plain) };
    let found = anchors(&html, source.as_ref());
    if let Some(mut rows) = only_links(plain) {
        let titles = titles(&found);
        for row in &mut rows {
            let given = || titles.get(row.url.as_str()).map(|title| (*title).to_owned());
            row.title = row.title.take().or_else(given);
        }
        return links(rows, false);
    }
    let prose = prose_of(&html);
    // A letter that speaks of links by name means these; an article may name one in passing.
    let written = find_links(plain).len();
    let meant = source.is_none() && written * WORDS_A_LINK > prose.words;
    let page = prose.words >= PAGE_WORDS && prose.paragraphs > 0 && !meant;
    let many = source.is_some() && found.len() > PICKED_LINKS;
    if page || many {
        let address_from =
            if source.is_some() { AddressFrom::Clipboard } else { AddressFrom::Unknown };
        return Incoming::SavedPage(SavedPage {
            html,
            address: source,
            address_from,
            saved_at: None,
            maker: PageMaker::Clipboard,
        });
    }
    if found.is_empty() || meant {
        return if plain.trim().is_empty() { from_text(&visible(&html)) } else { from_text(plain) };
    }
    links(found, false)
}

/// The links of plain text that is one link, or lines of links.
fn only_links(plain: &str) -> Option<Vec<crate::incoming::LinkRow>> {
    if let Some(url) = typed_link(plain) {
        return Some(vec![crate::incoming::LinkRow::new(url)]);
    }
    let lines = || plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let only = lines().count() > 1 && lines().all(has_web_scheme);
    if only { rows_of_lines(plain) } else { None }
}

struct Prose {
    words: usize,
    paragraphs: usize,
}

/// The words of copied HTML that stand in no link, and its paragraphs.
fn prose_of(html: &str) -> Prose {
    let mut prose = Prose { words: 0, paragraphs: 0 };
    let mut block = String::new();
    let mut in_link = false;
    let mut end = |block: &mut String| {
        let count = words(&decode_text(block));
        prose.words += count;
        prose.paragraphs += usize::from(count >= PARAGRAPH_WORDS);
        block.clear();
    };
    for token in tokens(html) {
        match token {
            Token::Text(text) if !in_link => block.push_str(text),
            Token::Open { name, .. } | Token::Close { name } => {
                if name.eq_ignore_ascii_case("a") {
                    in_link = matches!(token, Token::Open { .. });
                    block.push(' ');
                } else if is_block(name) {
                    end(&mut block);
                }
            }
            _ => {}
        }
    }
    end(&mut block);
    prose
}

/// Elements that begin a line of their own.
pub(crate) fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 28] = [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "br",
    ];
    BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block))
}

/// Reads Windows' `HTML Format`: a header of byte offsets, then HTML with the fragment marked.
/// `None` when it has no such header. Wrong offsets are mended by the fragment's comments.
#[must_use]
pub fn cf_html(text: &str) -> Option<CfHtml> {
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    strip_prefix(text, "version:")?;
    let header_end = text.find('<').unwrap_or(text.len());
    let field = |name: &str| {
        text[..header_end].lines().find_map(|line| strip_prefix(line.trim(), name)).map(str::trim)
    };
    // The source's own address may hold a `<` only escaped, so the header ends before it.
    let source_url = field("SourceURL:").and_then(|url| clean_link(url).ok()).map(|link| link.url);
    let offset = |name: &str| field(name).and_then(|value| value.parse::<usize>().ok());
    let by_offset = offset("StartFragment:")
        .zip(offset("EndFragment:"))
        .filter(|(start, end)| *start >= header_end && start < end)
        .and_then(|(start, end)| text.get(start..end));
    let by_comment = || {
        let start = text.find("<!--StartFragment")?;
        let start = start + text[start..].find("-->")? + 3;
        let end = text.rfind("<!--EndFragment")?;
        text.get(start..end)
    };
    let html = by_comment().or(by_offset).unwrap_or(&text[header_end..]);
    Some(CfHtml { html: html.to_owned(), source_url })
}
