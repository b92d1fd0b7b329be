//! When an article was published and last modified.
//!
//! Declared dates first (JSON-LD, `meta`), then `time` elements and named elements near the
//! headline, then embedded JSON, the address, and last the words near the headline. A relative time
//! ("3 days ago") counts only when there is nothing absolute.

use backfile_article::{PageTime, Precision};

use crate::{dom::Tag, hints::Hints};

use super::{Sources, datetext};

/// Published and modified.
pub(crate) fn read(sources: &Sources<'_>) -> (Option<PageTime>, Option<PageTime>) {
    let modified = from_fields(sources, &["dateModified"], &MODIFIED);
    let published =
        from_fields(sources, &["datePublished", "dateCreated", "uploadDate"], &PUBLISHED)
            .or_else(|| sources.embedded.published.as_deref().and_then(|text| parse(sources, text)))
            .or_else(|| from_elements(sources))
            .or_else(|| from_address(sources))
            .or_else(|| from_words(sources))
            .or_else(|| from_any_object(sources))
            .or_else(|| modified.clone())
            .or_else(|| from_relative(sources));
    let modified = modified
        .or_else(|| sources.embedded.modified.as_deref().and_then(|text| parse(sources, text)))
        .filter(|time| {
            published
                .as_ref()
                .is_none_or(|published| time.sort_key + 86_400_000 > published.sort_key)
        });
    (published, modified)
}

const PUBLISHED: [&str; 27] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.issued",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "published",
    "publication-date",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "published_time",
    "ptime",
    "cxenseparse:recs:publishtime",
    "article.published",
    "dc.date",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "date",
    "citation_publication_date",
    "og:published_time",
];

const MODIFIED: [&str; 8] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "article:modified",
    "lastmod",
];

fn parse(sources: &Sources<'_>, text: &str) -> Option<PageTime> {
    datetext::parse(text, day_first(sources), sources.captured_at)
}

/// Whether 03/04 is the third of April: everywhere but in American English.
fn day_first(sources: &Sources<'_>) -> bool {
    let lang = sources.head.lang.as_deref().unwrap_or_default().to_ascii_lowercase();
    let british = ["en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za", "en_gb"]
        .iter()
        .any(|tag| lang.starts_with(tag));
    let host = sources.url.and_then(|url| url.host_str()).unwrap_or_default();
    let abroad = [".uk", ".au", ".nz", ".ie", ".in", ".za"].iter().any(|end| host.ends_with(end));
    british || abroad || !(lang.is_empty() || lang.starts_with("en"))
}

fn from_fields(sources: &Sources<'_>, fields: &[&str], names: &[&str]) -> Option<PageTime> {
    for field in fields {
        if let Some(time) = sources.jsonld.field(field).and_then(|text| parse(sources, text)) {
            return Some(time);
        }
    }
    for name in names {
        for value in sources.head.all(name) {
            if let Some(time) = parse(sources, value) {
                return Some(time);
            }
        }
    }
    None
}

/// A date of any object of the page's JSON-LD, as a page about the article.
fn from_any_object(sources: &Sources<'_>) -> Option<PageTime> {
    sources.jsonld.objects().iter().find_map(|object| {
        ["datePublished", "dateCreated", "uploadDate"]
            .iter()
            .find_map(|key| parse(sources, super::jsonld::text(object.get(*key)?)?))
    })
}

/// `time` elements and elements whose names say that they hold the date; the best placed first.
fn from_elements(sources: &Sources<'_>) -> Option<PageTime> {
    let page = sources.page;
    let dom = page.dom;
    let mut best: Option<(i32, PageTime)> = None;
    let headline = sources.headline.or_else(|| dom.find(page.body, Tag::H1).next());
    for id in page.body..dom.end(page.body) {
        let Some(tag) = dom.tag(id) else { continue };
        let hints = page.hint(id);
        let is_time = tag == Tag::Time;
        let named = hints.any(Hints::DATE);
        if !(is_time || named) || page.stat(id).text > 200 {
            continue;
        }
        let value = [
            "datetime",
            "content",
            "title",
            "data-datetime",
            "data-time",
            "data-date",
            "data-timestamp",
            "data-published",
        ]
        .iter()
        .find_map(|name| parse(sources, dom.attr(id, name)?))
        .or_else(|| page.is_shown(id).then(|| parse(sources, &dom.text_of(id))).flatten());
        let Some(time) = value else { continue };
        let mut score = i32::from(is_time) * 2 + i32::from(named);
        let itemprop = dom.attr(id, "itemprop").unwrap_or_default();
        if itemprop.contains("datePublished") || dom.attr(id, "pubdate").is_some() {
            score += 6;
        }
        let name = dom.attr(id, "class").unwrap_or_default().to_ascii_lowercase();
        if name.contains("publish") || name.contains("dt-published") {
            score += 2;
        }
        if itemprop.contains("dateModified")
            || name.contains("updated")
            || name.contains("modified")
        {
            score -= 3;
        }
        let aside = dom.ancestors(id).any(|up| {
            matches!(dom.tag(up), Some(Tag::Aside | Tag::Nav | Tag::Footer))
                || page
                    .hint(up)
                    .any(Hints::RELATED.and(Hints::COMMENT).and(Hints::SIDEBAR).and(Hints::NAV))
        });
        if aside {
            score -= 8;
        }
        let near = headline.is_some_and(|headline| id.abs_diff(headline) < 120);
        score += i32::from(near) * 4;
        if dom.within(id, sources.root) || near {
            score += 1;
        }
        if score > 0 && best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, time));
        }
    }
    best.map(|(_, time)| time)
}

/// `/2026/03/04/` or `2026-03-04` in the address.
fn from_address(sources: &Sources<'_>) -> Option<PageTime> {
    let path = sources.url?.path();
    let parts: Vec<&str> = path.split('/').collect();
    for three in parts.windows(3) {
        let [year, month, day] = *three else { continue };
        if year.len() == 4
            && (1..=2).contains(&month.len())
            && (1..=2).contains(&day.len())
            && month.bytes().chain(day.bytes()).all(|b| b.is_ascii_digit())
        {
            let text = format!("{year}-{month:0>2}-{day:0>2}");
            if let Some(time) = parse(sources, &text) {
                return Some(time);
            }
        }
    }
    let found = datetext::parse(path, true, sources.captured_at)?;
    (found.precision == Precision::Day && path.contains(&found.text)).then_some(found)
}

/// Dates in short lines near the headline.
fn from_words(sources: &Sources<'_>) -> Option<PageTime> {
    let mut later = None;
    for run in sources.near_headline(8, 30) {
        if run.weight < 6 || run.weight > 160 {
            continue;
        }
        let text = sources.page.dom.text_of(run.block);
        if text.chars().count() > 250 {
            continue;
        }
        if let Some(time) = parse(sources, &text) {
            let lower = text.to_lowercase();
            if lower.contains("updated") || lower.contains("modified") {
                later.get_or_insert(time);
            } else {
                return Some(time);
            }
        }
    }
    later
}

/// "3 days ago" near the headline, counted from the capture.
fn from_relative(sources: &Sources<'_>) -> Option<PageTime> {
    let now = sources.captured_at?;
    sources
        .near_headline(8, 16)
        .iter()
        .filter(|run| run.weight < 40)
        .find_map(|run| datetext::relative(&sources.page.dom.text_of(run.block), now))
}
