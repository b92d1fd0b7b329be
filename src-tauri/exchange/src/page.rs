//! Saved pages: who saved them, from where, and when.

use backfile_article::Timestamp;
use url::Url;

use crate::incoming::{AddressFrom, PageMaker, SavedPage};
use crate::link::{clean_link, strip_prefix};
use crate::markup::{Attrs, Token, decode_text, tokens};
use crate::values::{DayOrder, time};

/// How far the marks of a maker and the page's own address are looked for.
const MAX_SEARCH: usize = 4 * 1024 * 1024;

/// Whether a text is the source of a page (bookmarks files too).
pub(crate) fn looks_like_html(head: &str) -> bool {
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !start.starts_with('<') {
        return false;
    }
    const STARTS: [&str; 24] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<article",
        "<main",
        "<div",
        "<p>",
        "<p ",
        "<h1",
        "<h2",
        "<h3",
        "<section",
        "<table",
        "<span",
        "<a ",
        "<ul",
        "<ol",
        "<dl",
        "<script",
        "<link",
        "<header",
    ];
    if STARTS.iter().any(|tag| strip_prefix(start, tag).is_some()) {
        return true;
    }
    // A comment, an XML declaration or another doctype may come first.
    start.starts_with(['<'])
        && matches!(start.as_bytes().get(1), Some(b'!' | b'?'))
        && tokens(&start[..floor(start, 64 * 1024)]).take(40).any(|token| match token {
            Token::Open { name, .. } => ["html", "head", "body", "p", "div"]
                .iter()
                .any(|tag| name.eq_ignore_ascii_case(tag)),
            _ => false,
        })
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Reads what a saved page says of itself.
pub(crate) fn saved_page(html: String) -> SavedPage {
    let mut marks = Marks::default();
    for token in tokens(&html[..floor(&html, MAX_SEARCH)]) {
        match token {
            Token::Comment(text) => marks.comment(text),
            Token::Open { name, attrs } => {
                if name.eq_ignore_ascii_case("body") {
                    break;
                }
                marks.tag(name, attrs);
            }
            _ => {}
        }
    }
    let declared = marks.canonical.or(marks.og_url).or(marks.base);
    let (address, address_from) = match (marks.address, declared) {
        (Some(address), _) => (Some(address), AddressFrom::Maker),
        (None, Some(address)) => (Some(address), AddressFrom::Page),
        (None, None) => (None, AddressFrom::Unknown),
    };
    let maker = marks.maker.unwrap_or(PageMaker::Unknown);
    SavedPage { html, address, address_from, saved_at: marks.saved_at, maker }
}

#[derive(Default)]
struct Marks {
    maker: Option<PageMaker>,
    address: Option<Url>,
    saved_at: Option<Timestamp>,
    canonical: Option<Url>,
    og_url: Option<Url>,
    base: Option<Url>,
}

impl Marks {
    /// The first maker that names itself counts; a page within a page comes later.
    fn made(&mut self, maker: PageMaker, address: &str, saved_at: Option<Timestamp>) {
        if self.maker.is_some() && self.address.is_some() {
            return;
        }
        self.maker = Some(maker);
        self.address = self
            .address
            .take()
            .or_else(|| clean_link(&decode_text(address)).ok().map(|link| link.url));
        self.saved_at = self.saved_at.or(saved_at);
    }

    fn comment(&mut self, text: &str) {
        let text = text.trim();
        if let Some(rest) = strip_prefix(text, "saved from url=") {
            // The four digits are the length of the address, and browsers disagree on them.
            let address = rest.trim_start();
            let address = match address.strip_prefix('(').and_then(|r| r.split_once(')')) {
                Some((_, address)) => address,
                None => address,
            };
            self.made(PageMaker::Browser, address, None);
        } else if text.get(..200.min(text.len())).unwrap_or(text).contains("SingleFile") {
            let field = |name: &str| {
                text.lines().find_map(|line| strip_prefix(line.trim(), name)).map(str::trim)
            };
            let date = field("saved date:").and_then(|date| time(date, DayOrder::Unknown));
            if let Some(address) = field("url:") {
                self.made(PageMaker::SingleFile, address, date);
            }
        } else if let Some(rest) = strip_prefix(text, "saved from ")
            && rest.contains("monolith")
        {
            let mut words = rest.split_whitespace();
            let address = words.next().unwrap_or_default();
            let date = words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let date = date.and_then(|date| time(date, DayOrder::Unknown));
            self.made(PageMaker::Monolith, address, date);
        }
    }

    fn tag(&mut self, name: &str, attrs: Attrs<'_>) {
        let is = |tag: &str| name.eq_ignore_ascii_case(tag);
        let link = |key: &str| {
            attrs.get(key).and_then(|value| clean_link(&value).ok()).map(|link| link.url)
        };
        if is("html") {
            if let Some(address) = attrs.get("data-scrapbook-source") {
                let date = attrs.get("data-scrapbook-create");
                // Seventeen digits, milliseconds at the end.
                let date = date.and_then(|date| time(date.get(..14)?, DayOrder::Unknown));
                self.made(PageMaker::Browser, &address, date);
            }
        } else if is("link") {
            let canonical = attrs.get("rel").is_some_and(|rel| {
                rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
            });
            if canonical && self.canonical.is_none() {
                self.canonical = link("href");
            }
        } else if is("base") {
            self.base = self.base.take().or_else(|| link("href"));
        } else if is("meta") {
            let key = attrs.get("property").or_else(|| attrs.get("name")).unwrap_or_default();
            if key.eq_ignore_ascii_case("og:url") {
                self.og_url = self.og_url.take().or_else(|| link("content"));
            } else if key.eq_ignore_ascii_case("savepage-url") {
                let address = attrs.get("content").unwrap_or_default();
                self.made(PageMaker::Browser, &address, None);
            } else if key.eq_ignore_ascii_case("savepage-date") {
                let date = attrs.get("content").unwrap_or_default();
                self.saved_at = self.saved_at.or_else(|| time(&date, DayOrder::Unknown));
            }
        }
    }
}
