//! Who wrote what, where and when: the article's data from JSON-LD, the head, embedded JSON and the
//! page's own words, each checked against the others.

pub(crate) mod authors;
pub(crate) mod dates;
pub(crate) mod datetext;
pub(crate) mod embedded;
pub(crate) mod jsonld;
mod meta;
pub(crate) mod site;
pub(crate) mod title;
pub(crate) mod topics;
mod zone;

use backfile_article::{Author, PageTime, Timestamp};
use url::Url;

use crate::{
    dom::{Dom, Tag},
    page::Page,
};

pub(crate) use jsonld::JsonLd;
pub(crate) use meta::Head;

/// The sources that the readers of single fields share.
pub(crate) struct Sources<'a> {
    /// The page as it was received.
    pub(crate) html: &'a str,
    /// The measured page.
    pub(crate) page: &'a Page<'a>,
    /// Its head.
    pub(crate) head: &'a Head,
    /// Its JSON-LD.
    pub(crate) jsonld: &'a JsonLd,
    /// JSON that the page embeds for its scripts.
    pub(crate) embedded: &'a embedded::Embedded,
    /// Its address.
    pub(crate) url: Option<&'a Url>,
    /// When it was captured.
    pub(crate) captured_at: Option<Timestamp>,
    /// The element that holds the article.
    pub(crate) root: u32,
    /// The heading that is the title, if it is shown.
    pub(crate) headline: Option<u32>,
}

impl Sources<'_> {
    /// Where the article begins: its headline, else the first `h1`, else its element.
    pub(crate) fn start(&self) -> u32 {
        let first = || self.page.dom.find(self.page.body, Tag::H1).next();
        self.headline.or_else(first).unwrap_or(self.root)
    }

    /// The numbers of the runs of text around the headline: so many before it and after.
    pub(crate) fn near_headline(&self, before: usize, after: usize) -> std::ops::Range<usize> {
        let runs = &self.page.runs;
        let start = self.start();
        let at = runs.partition_point(|run| run.start < start);
        at.saturating_sub(before)..(at + after).min(runs.len())
    }
}

/// The shown pieces of text of a run with their nodes. The run's block may hold much else.
pub(crate) fn pieces<'p>(
    page: &'p Page<'_>,
    run: usize,
) -> impl Iterator<Item = (u32, &'p str)> + 'p {
    let start = page.runs.get(run).map_or(page.dom.len(), |run| run.start);
    let end = page.runs.get(run + 1).map_or(page.dom.end(page.body), |next| next.start);
    (start..end.max(start))
        .filter(|&at| page.is_shown(at))
        .filter_map(|at| Some((at, page.dom.text(at)?)))
}

/// The text of a run.
pub(crate) fn run_text(page: &Page<'_>, run: usize) -> String {
    let mut out = String::new();
    for (_, words) in pieces(page, run) {
        crate::text::push_collapsed(&mut out, words);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The article's data.
pub(crate) struct Metadata {
    pub(crate) title: String,
    pub(crate) site: Option<String>,
    pub(crate) authors: Vec<Author>,
    pub(crate) published: Option<PageTime>,
    pub(crate) modified: Option<PageTime>,
    pub(crate) excerpt: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) lead_image: Option<String>,
    pub(crate) canonical_url: Option<String>,
    pub(crate) next_page: Option<String>,
    pub(crate) language: Option<String>,
}

/// Reads everything but the title, which the choice of the article needs before.
pub(crate) fn read(sources: &Sources<'_>, title: String) -> Metadata {
    let site = site::site(sources, &title);
    let (published, modified) = dates::read(sources);
    Metadata {
        authors: authors::read(sources, site.as_deref()),
        published,
        modified,
        excerpt: site::excerpt(sources),
        section: site::section(sources),
        topics: topics::read(sources, site.as_deref()),
        lead_image: site::lead_image(sources),
        canonical_url: site::canonical(sources),
        next_page: site::next_page(sources),
        language: site::declared_language(sources),
        site,
        title,
    }
}

/// The head and the JSON-LD of a page.
pub(crate) fn parse(dom: &Dom, url: Option<&Url>) -> (Head, JsonLd) {
    let head = Head::read(dom, url);
    let hint = head.first(&["og:title"]).unwrap_or(&head.title).to_owned();
    let jsonld = JsonLd::read(dom, &hint);
    (head, jsonld)
}

/// Pages made for the tests of the readers.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::content::select;

    /// Two paragraphs that are an article.
    pub(crate) const PROSE: &str = "<p>The harbour lay under ice for three weeks, and nobody who \
        lives there could say when that had last happened. Boats stood still, and gulls walked.</p>\
        <p>On the fourth Sunday the wind turned, the ice broke with a noise like a train, and the \
        first ferry left for the islands, slowly, with a crowd on the pier to see it go.</p>";

    /// Runs a reader over a page of `https://quay.example/news/ice`.
    pub(crate) fn with<T>(head: &str, body: &str, read: impl Fn(&Sources<'_>) -> T) -> T {
        at("https://quay.example/news/ice", head, body, read)
    }

    /// Runs a reader over a page of an address.
    pub(crate) fn at<T>(url: &str, head: &str, body: &str, read: impl Fn(&Sources<'_>) -> T) -> T {
        let html = format!("<head>{head}</head><body>{body}</body>");
        let dom = Dom::parse(&html);
        let url = Url::parse(url).unwrap();
        let (head, jsonld) = parse(&dom, Some(&url));
        let page = Page::measure(&dom, crate::page::View::AsShown);
        let title = title::read(&page, &head, &jsonld);
        let sources = Sources {
            html: &html,
            page: &page,
            head: &head,
            jsonld: &jsonld,
            embedded: &embedded::Embedded::read(&dom),
            url: Some(&url),
            captured_at: None,
            root: select::choose(&page).root,
            headline: title::element(&page, &title),
        };
        read(&sources)
    }
}
