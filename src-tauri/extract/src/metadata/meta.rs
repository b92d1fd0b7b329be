//! What stands in the head of a page: `meta`, `link`, `title`, language and direction.

use url::Url;

use crate::dom::{Dom, Tag};

/// The head of a page.
#[derive(Default)]
pub(crate) struct Head {
    /// Names in lower case with their values, in order.
    meta: Vec<(String, String)>,
    /// `rel` words in lower case with `href`, in order.
    links: Vec<(String, String, String)>,
    /// The text of `title`.
    pub(crate) title: String,
    /// `lang` of the page.
    pub(crate) lang: Option<String>,
    /// `dir` of the page.
    pub(crate) dir: Option<String>,
    /// The address that relative ones are based on.
    pub(crate) base: Option<Url>,
}

impl Head {
    /// Reads the head; elements of the head that stand in the body count too.
    pub(crate) fn read(dom: &Dom, url: Option<&Url>) -> Self {
        let mut head = Self { base: url.cloned(), ..Self::default() };
        let mut based = false;
        for id in 1..dom.len() {
            match dom.tag(id) {
                Some(Tag::Meta) => head.read_meta(dom, id),
                Some(Tag::Link) => {
                    if let (Some(rel), Some(href)) = (dom.attr(id, "rel"), dom.attr(id, "href")) {
                        let kind = dom.attr(id, "type").unwrap_or_default().to_owned();
                        head.links.push((rel.to_ascii_lowercase(), href.trim().to_owned(), kind));
                    }
                }
                Some(Tag::Title)
                    if head.title.is_empty()
                        // Messages of a server before the page put its head into the body.
                        && (dom.is(dom.parent(id), Tag::Head)
                            || dom.is(dom.parent(id), Tag::Body)) =>
                {
                    for text in dom.below(id).filter_map(|at| dom.text(at)) {
                        crate::text::push_collapsed(&mut head.title, text);
                    }
                }
                Some(Tag::Html) => {
                    let lang = dom.attr(id, "lang").or(dom.attr(id, "xml:lang"));
                    head.lang = lang.and_then(crate::text::non_empty);
                    head.dir = dom.attr(id, "dir").map(str::to_ascii_lowercase);
                }
                Some(Tag::Body) if head.dir.is_none() => {
                    head.dir = dom.attr(id, "dir").map(str::to_ascii_lowercase);
                }
                Some(Tag::Base) if !based => {
                    if let Some(href) = dom.attr(id, "href") {
                        based = true;
                        let joined = match url {
                            Some(url) => url.join(href.trim()).ok(),
                            None => Url::parse(href.trim()).ok(),
                        };
                        if let Some(joined) = joined.filter(|url| url.scheme().starts_with("http"))
                        {
                            head.base = Some(joined);
                        }
                    }
                }
                _ => {}
            }
        }
        head.title.truncate(head.title.trim_end().len());
        head
    }

    fn read_meta(&mut self, dom: &Dom, id: u32) {
        let Some(content) = dom.attr(id, "content") else { return };
        if content.trim().is_empty() {
            return;
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = dom.attr(id, key) {
                self.meta.push((name.trim().to_ascii_lowercase(), content.trim().to_owned()));
            }
        }
    }

    /// The first value of the first of these names that has one.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.meta.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        })
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.meta.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The values of the names that end so, their letters alone compared.
    pub(crate) fn ending<'a>(&'a self, ends: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let fits = move |name: &str| {
            ends.iter().any(|end| {
                let mut letters = name.bytes().rev().filter(u8::is_ascii_alphabetic);
                end.bytes().rev().all(|wanted| letters.next() == Some(wanted))
            })
        };
        self.meta.iter().filter(move |(key, _)| fits(key)).map(|(_, value)| value.as_str())
    }

    /// The address of the first link of that relation.
    pub(crate) fn link(&self, rel: &str) -> Option<&str> {
        self.links
            .iter()
            .find(|(rels, ..)| rels.split_ascii_whitespace().any(|word| word == rel))
            .map(|(_, href, _)| href.as_str())
    }

    /// An address made absolute, if it is of http or https.
    pub(crate) fn absolute(&self, href: &str) -> Option<Url> {
        absolute(self.base.as_ref(), href)
    }
}

/// An address made absolute, if it is of http or https.
pub(crate) fn absolute(base: Option<&Url>, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.len() > 8_192 {
        return None;
    }
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}
