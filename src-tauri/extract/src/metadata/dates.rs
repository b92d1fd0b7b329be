//! When an article was published and last modified.
//!
//! Declared dates first (JSON-LD, `meta`), then `time` elements and named elements near the
//! headline, then embedded JSON, the address, and last the words near the headline. A relative time
//! ("3 days ago") counts only when there is nothing absolute.

use backfile_article::{PageTime, Precision};

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    page::Page,
};

use super::{Sources, datetext, zone};

/// Published and modified.
pub(crate) fn read(sources: &Sources<'_>) -> (Option<PageTime>, Option<PageTime>) {
    let modified = from_fields(sources, &["dateModified"], &MODIFIED);
    let declared =
        from_fields(sources, &["datePublished", "dateCreated", "uploadDate"], &PUBLISHED);
    let published = match declared {
        // Where both are declared the same, the system stamps its last save on both.
        Some(declared)
            if modified.as_ref().is_some_and(|modified| {
                modified.sort_key.abs_diff(declared.sort_key) < DAY as u64
            }) =>
        {
            let shown =
                from_published_label(sources).or_else(|| from_elements(sources, NEAR_HEADLINE));
            Some(shown.filter(|shown| is_earlier(shown, &declared)).unwrap_or(declared))
        }
        Some(declared) => {
            let shown = from_published_label(sources);
            Some(shown.filter(|shown| is_earlier(shown, &declared)).unwrap_or(declared))
        }
        None => sources
            .embedded
            .published
            .as_deref()
            .and_then(|text| parse(sources, text))
            .or_else(|| from_post(sources))
            .or_else(|| from_elements(sources, 1))
            .or_else(|| from_address(sources))
            .or_else(|| from_words(sources))
            .or_else(|| from_any_object(sources))
            .or_else(|| modified.clone())
            .or_else(|| from_labels(sources))
            .or_else(|| from_relative(sources)),
    };
    let modified = modified
        .or_else(|| sources.embedded.modified.as_deref().and_then(|text| parse(sources, text)))
        .filter(|time| {
            published.as_ref().is_none_or(|published| time.sort_key + DAY > published.sort_key)
        });
    let local = |time| zone::local(sources.html, time);
    (published.map(local), modified.map(local))
}

/// Whether a shown day is before a declared one, by more than what zones make.
fn is_earlier(shown: &PageTime, declared: &PageTime) -> bool {
    shown.sort_key + DAY * 3 / 2 < declared.sort_key
}

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

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

/// A date as the pages of this language write it.
pub(crate) fn parse(sources: &Sources<'_>, text: &str) -> Option<PageTime> {
    let day_first = day_first(sources);
    let time = datetext::parse(text, day_first, sources.captured_at)?;
    if time.precision != Precision::Day || text.contains(&time.text) {
        return Some(time);
    }
    // The address may tell 03/04 from 04/03.
    let other = datetext::parse(text, !day_first, sources.captured_at);
    let told = |time: &PageTime| sources.url.is_some_and(|url| names_month(url.path(), time));
    Some(other.filter(|other| *other != time && told(other) && !told(&time)).unwrap_or(time))
}

/// Whether an address has the year and month of a day: `/2026/03/` or `/2026/march/`.
fn names_month(path: &str, time: &PageTime) -> bool {
    let Some((year, month)) = time.text.get(..4).zip(time.text.get(5..7)) else { return false };
    let mut parts = path.split('/').skip_while(|part| *part != year).skip(1);
    parts.next().is_some_and(|part| {
        part == month || datetext::month(part).is_some_and(|named| month == format!("{named:02}"))
    })
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
    // Systems put their own prefix and signs into the same few names.
    let ends: &[&str] = if fields.contains(&"dateModified") {
        &["modifieddate", "datemodified", "lastmodified", "updateddate", "lastupdated"]
    } else {
        &[
            "publisheddate",
            "publishdate",
            "publicationdate",
            "publishedtime",
            "publishedon",
            "publishedat",
            "datepublished",
            "publishtime",
            "releasedate",
        ]
    };
    sources.head.ending(ends).find_map(|value| parse(sources, value))
}

/// The day of the post, of those in the page's JSON, that the address names.
fn from_post(sources: &Sources<'_>) -> Option<PageTime> {
    let last = sources.url?.path_segments()?.rfind(|part| !part.is_empty())?;
    let (_, date) = sources.embedded.posts.iter().find(|(slug, _)| slug == last)?;
    parse(sources, date)
}

/// A date of any object of the page's JSON-LD, as a page about the article.
fn from_any_object(sources: &Sources<'_>) -> Option<PageTime> {
    sources.jsonld.objects().iter().find_map(|object| {
        ["datePublished", "dateCreated", "uploadDate"]
            .iter()
            .find_map(|key| parse(sources, super::jsonld::text(object.get(*key)?)?))
    })
}

/// What an element scores at least that holds a date beside the headline.
const NEAR_HEADLINE: i32 = 7;

/// `time` elements and elements whose names say that they hold the date; the best placed first,
/// none that scores less than `enough`.
fn from_elements(sources: &Sources<'_>, enough: i32) -> Option<PageTime> {
    let page = sources.page;
    let dom = page.dom;
    let mut best: Option<(i32, PageTime)> = None;
    let headline = sources.headline.or_else(|| dom.find(page.body, Tag::H1).next());
    for id in page.body..dom.end(page.body) {
        let Some(tag) = dom.tag(id) else { continue };
        let hints = page.hint(id);
        let is_time = tag == Tag::Time || tag == Tag::Other && dom.attr(id, "datetime").is_some();
        let named = hints.any(Hints::DATE)
            || hints.any(Hints::META)
                && dom.attr(id, "title").is_some()
                && dom.attr(id, "class").is_some_and(|name| name.contains("updated"));
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
        // An article's own footer holds its date.
        let own = || dom.ancestors(id).any(|up| dom.is(up, Tag::Article));
        let aside = dom.ancestors(id).any(|up| {
            matches!(dom.tag(up), Some(Tag::Aside | Tag::Nav))
                || dom.is(up, Tag::Footer) && !own()
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
        if score >= enough && best.as_ref().is_none_or(|(known, _)| score > *known) {
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
    if let Some(found) = datetext::parse(path, true, sources.captured_at)
        && found.precision == Precision::Day
        && path.contains(&found.text)
    {
        return Some(found);
    }
    // "29-10-2021" alone, or eight digits that begin a name.
    parts.iter().find_map(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if part.len() == 10 && part.bytes().filter(|byte| *byte == b'-').count() == 2 {
            return datetext::parse(part, true, sources.captured_at);
        }
        let eight = part.get(..8).filter(|_| digits == 8 && part[8..].starts_with(['-', '_']))?;
        (eight.starts_with("19") || eight.starts_with("20")).then(|| parse(sources, eight))?
    })
}

/// Dates in short lines near the headline.
fn from_words(sources: &Sources<'_>) -> Option<PageTime> {
    let page = sources.page;
    let mut later = None;
    for at in sources.near_headline(8, 30) {
        let weight = page.runs[at].weight;
        if !(6..=160).contains(&weight) || is_of_another(page, page.runs[at].block) {
            continue;
        }
        let text = super::run_text(page, at);
        let found = parse(sources, &text)
            // Names and dates stand beside each other without a space, set apart by style.
            .or_else(|| super::pieces(page, at).find_map(|(_, words)| parse(sources, words)));
        if let Some(time) = found.filter(|time| time.text.len() >= 10) {
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

/// Whether a block belongs to a quote, a picture, a comment or another story: their dates are
/// their own.
fn is_of_another(page: &Page<'_>, id: Id) -> bool {
    const OTHERS: Hints = Hints::COMMENT.and(Hints::RELATED).and(Hints::CARD);
    let dom = page.dom;
    dom.ancestors(id).chain([id]).any(|up| {
        matches!(dom.tag(up), Some(Tag::Blockquote | Tag::Figure | Tag::Figcaption))
            || page.hint(up).any(OTHERS)
    })
}

/// Words that say that a date is the article's, wherever it stands.
const LABELS: [&str; 22] = [
    "published",
    "posted on",
    "posted at",
    "last updated",
    "updated",
    "last modified",
    "veröffentlicht",
    "artikel wurde",
    "eintrag wurde",
    "beitrag wurde",
    "erstellt am",
    "aktualisiert",
    "stand:",
    "publié le",
    "mis à jour",
    "publicado",
    "actualizado",
    "pubblicato",
    "aggiornato",
    "geplaatst op",
    "opublikowano",
    "pressemitteilung vom",
];

/// Words before the date of publication.
const PUBLISHED_LABELS: [&str; 9] = [
    "published",
    "originally published",
    "first published",
    "posted on",
    "veröffentlicht",
    "erschienen",
    "publié le",
    "publicado",
    "pubblicato",
];

/// The text of a run, and of the next one where it is but a word that names it.
fn with_value(page: &Page<'_>, at: usize) -> String {
    let mut text = super::run_text(page, at);
    if page.runs[at].weight < 24 && at + 1 < page.runs.len() && page.runs[at + 1].weight < 40 {
        text.push(' ');
        text.push_str(&super::run_text(page, at + 1));
    }
    text
}

/// A date in a short line near the headline that begins with a word for publication.
fn from_published_label(sources: &Sources<'_>) -> Option<PageTime> {
    let page = sources.page;
    sources.near_headline(8, 30).find_map(|at| {
        if !(6..=80).contains(&page.runs[at].weight) || is_of_another(page, page.runs[at].block) {
            return None;
        }
        let lower = with_value(page, at).to_lowercase();
        let rest = PUBLISHED_LABELS.iter().find_map(|label| lower.strip_prefix(label))?;
        parse(sources, rest)
    })
}

/// A date in a short line that says that it is the article's, as at its foot.
fn from_labels(sources: &Sources<'_>) -> Option<PageTime> {
    let page = sources.page;
    let start = sources.start();
    let first = page.runs.partition_point(|run| run.start < start);
    (first..page.runs.len()).find_map(|at| {
        let weight = page.runs[at].weight;
        let mut digits = super::pieces(page, at)
            .filter(|(_, words)| words.contains(|c: char| c.is_ascii_digit()));
        if !(6..=140).contains(&weight) || weight >= 24 && digits.next().is_none() {
            return None;
        }
        let lower = with_value(page, at).to_lowercase();
        let label = LABELS.iter().filter_map(|label| lower.find(label)).min()?;
        parse(sources, lower.get(label..)?)
    })
}

/// "3 days ago" near the headline, counted from the capture.
fn from_relative(sources: &Sources<'_>) -> Option<PageTime> {
    let now = sources.captured_at?;
    let page = sources.page;
    sources
        .near_headline(8, 16)
        .filter(|&at| page.runs[at].weight < 40)
        .find_map(|at| datetext::relative(&super::run_text(page, at), now))
}

#[cfg(test)]
mod tests;
