//! The headline, without the site's name.
//!
//! What the page declares (JSON-LD, `meta`, `title`) and what it shows (its headings) are compared.
//! A heading that a declared title vouches for is the title as readers see it; where none is
//! vouched for, the one `h1` that all the prose follows is; else the declared title that most others
//! agree with.

pub(crate) mod site_name;

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    page::Page,
    text,
};

use super::{Head, JsonLd};
use site_name::{SEPARATORS, SiteNames};

/// A title that the page declares.
struct Declared {
    text: String,
    /// In the form for comparing.
    plain: String,
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    JsonLd,
    OpenGraph,
    Meta,
    Title,
    Name,
}

/// A heading that the page shows.
struct Heading {
    id: Id,
    tag: Tag,
    /// Whether its name says that it is the headline.
    named: bool,
    text: String,
    plain: String,
    /// Where in the text an element begins or ends.
    breaks: Vec<usize>,
    /// How far a declared title is the same.
    vouched: f64,
}

/// Chooses the title of a page.
pub(crate) fn read(page: &Page<'_>, head: &Head, jsonld: &JsonLd) -> String {
    let names = SiteNames::read(head, jsonld);
    let mut declared: Vec<Declared> = Vec::new();
    let mut add = |source: Source, value: Option<&str>| {
        if let Some(value) = value.and_then(text::non_empty) {
            let text = names.strip(&crate::plain::unescape(&value));
            let plain = text::comparable(&text);
            declared.push(Declared { text, plain, source });
        }
    };
    add(Source::JsonLd, jsonld.field("headline"));
    add(Source::OpenGraph, head.first(&["og:title"]));
    add(
        Source::Meta,
        head.first(&["twitter:title", "parsely-title", "dc.title", "sailthru.title", "title"]),
    );
    add(Source::Title, Some(&head.title));
    add(Source::Name, jsonld.field("name"));
    let headings = headings(page, &declared);
    if let Some(heading) = vouched(&headings) {
        return agreed(heading, &declared);
    }
    if let Some(heading) = alone(page, &headings, &declared, &names, head) {
        return heading.text.clone();
    }
    // The one that most others agree with; at a tie the first.
    let agreement = |title: &Declared| {
        declared.iter().filter(|other| alike(&title.plain, &other.plain) > 0.75).count()
    };
    let mut best: Option<(usize, &Declared)> = None;
    for title in declared.iter().filter(|title| !is_generic(title, &names)) {
        let count = agreement(title);
        if best.is_none_or(|(known, _)| count > known) {
            best = Some((count, title));
        }
    }
    best.map(|(_, title)| title)
        .or(declared.first())
        .map(|title| title.text.clone())
        .or_else(|| first_heading(page, &headings))
        .unwrap_or_default()
}

fn is_generic(title: &Declared, names: &SiteNames) -> bool {
    title.text.chars().count() < 2
        || names.is(&title.text)
        || ["home", "untitled", "untitled document", "index"].contains(&title.plain.as_str())
}

/// The headings that could be the title, in order.
fn headings(page: &Page<'_>, declared: &[Declared]) -> Vec<Heading> {
    let dom = page.dom;
    let mut out: Vec<Heading> = Vec::new();
    for id in page.body..dom.end(page.body) {
        let Some(tag) = dom.tag(id) else { continue };
        let named = page.hint(id).any(Hints::HEADLINE) && !page.holds_blocks(id);
        if !(named || matches!(tag, Tag::H1 | Tag::H2))
            || !page.is_shown(id)
            || !(2..=900).contains(&page.stat(id).text)
        {
            continue;
        }
        let (text, breaks) = shown_text(page, id);
        let length = text.chars().count();
        if !(2..=300).contains(&length)
            || out.last().is_some_and(|known| known.text == text && known.tag == tag)
        {
            continue;
        }
        let plain = text::comparable(&text);
        let vouched = declared.iter().map(|title| agreement(title, &plain)).fold(0.0, f64::max);
        out.push(Heading { id, tag, named, text, plain, breaks, vouched });
    }
    out
}

/// The text of a heading without what it hides and the sign of a link to itself, and where in it
/// elements begin or end.
fn shown_text(page: &Page<'_>, id: Id) -> (String, Vec<usize>) {
    let dom = page.dom;
    let mut out = String::new();
    let mut breaks = Vec::new();
    for at in dom.below(id) {
        match dom.tag(at) {
            None if page.is_shown(at) && page.is_shown(dom.parent(at)) => {
                // After a mere line break the headline goes on.
                if at > id + 1 && !dom.is(at - 1, Tag::Br) {
                    breaks.push(out.len());
                }
                text::push_collapsed(&mut out, dom.text(at).unwrap_or_default());
            }
            // A hidden colon or "by" still parts what stands around it.
            None => text::push_space(&mut out),
            Some(tag) if tag.is_block() || tag == Tag::Br => text::push_space(&mut out),
            _ => {}
        }
    }
    let length = out.trim_end().trim_end_matches(['¶', '#', '🔗']).trim_end().len();
    out.truncate(length);
    if out.contains('&') {
        return (crate::plain::unescape(&out), Vec::new());
    }
    breaks.retain(|&at| at > 0 && at < length);
    (out, breaks)
}

/// The heading on the page that a declared title vouches for.
fn vouched(headings: &[Heading]) -> Option<&Heading> {
    let mut best: Option<(f64, &Heading)> = None;
    for heading in headings {
        let rank = match heading.tag {
            Tag::H1 => 0.2,
            Tag::H2 | Tag::H3 if heading.named => 0.12,
            Tag::H2 => 0.0,
            _ => 0.05,
        };
        // Lower headings name other things too, such as "3 replies to …".
        let enough = if heading.tag == Tag::H1 || heading.named { 0.7 } else { 0.9 };
        let score = heading.vouched + rank;
        if heading.vouched >= enough && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, heading));
        }
    }
    best.map(|(_, heading)| heading)
}

/// The `h1` that stands alone before the prose, though what is declared is worded otherwise: search
/// engines and readers are given different titles.
fn alone<'h>(
    page: &Page<'_>,
    headings: &'h [Heading],
    declared: &[Declared],
    names: &SiteNames,
    head: &Head,
) -> Option<&'h Heading> {
    // The first heading of a home page is a slogan.
    if head.base.as_ref().is_some_and(|url| url.path().len() <= 1 && url.query().is_none()) {
        return None;
    }
    let aside = |id: Id| {
        page.dom.ancestors(id).any(|up| {
            matches!(page.dom.tag(up), Some(Tag::Nav | Tag::Aside | Tag::Footer))
                || page.hint(up).any(Hints::WALL)
        })
    };
    let mut ones = headings.iter().filter(|heading| {
        heading.tag == Tag::H1
            && !heading.plain.is_empty()
            && !names.is(&heading.text)
            && page.stat(heading.id).link_share() < 0.8
            && !aside(heading.id)
    });
    let one = ones.next()?;
    if ones.any(|other| other.plain != one.plain) {
        return None;
    }
    let total = page.stat(page.body).prose;
    let first = page.runs.partition_point(|run| run.start < one.id);
    let after: f32 = page.runs[first..].iter().map(|run| run.prose).sum();
    if after < 0.8 * total {
        return None;
    }
    if declared.is_empty() {
        return Some(one);
    }
    // A few words name a section as well as an article, unless a part of a title is just them.
    let is_part = |title: &Declared| {
        let mut parts = vec![title.text.as_str()];
        for separator in SEPARATORS {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        parts.len() > 1 && parts.iter().any(|part| text::comparable(part) == one.plain)
    };
    let spaceless = one.plain.chars().filter(|&c| text::is_spaceless(c)).count();
    let says_enough = if spaceless > 0 {
        spaceless >= 8
    } else {
        one.plain.split(' ').count() >= 4
            && declared.iter().any(|title| alike(&title.plain, &one.plain) > 0.15)
    };
    (says_enough || declared.iter().any(is_part)).then_some(one)
}

/// The first heading, where nothing else says what the page is called.
fn first_heading(page: &Page<'_>, headings: &[Heading]) -> Option<String> {
    let ones = || headings.iter().filter(|heading| heading.tag == Tag::H1);
    if ones().count() == 1 {
        return ones().next().map(|heading| heading.text.clone());
    }
    headings
        .iter()
        .find(|heading| heading.plain.split(' ').count() >= 3 && page.stat(heading.id).text >= 10)
        .map(|heading| heading.text.clone())
}

/// The heading as the declared titles write it: with the colon between kicker and headline that the
/// page shows by style, with or without the kicker, and without what only stands beside it.
fn agreed(heading: &Heading, declared: &[Declared]) -> String {
    let shown = heading.plain.as_str();
    let says = |source: Source, plain: &str| {
        declared.iter().any(|title| title.source == source && title.plain == plain)
    };
    for title in declared {
        let said = title.plain.as_str();
        let colon = said == shown && title.text.contains(':') && !heading.text.contains(':');
        let kicker = !says(Source::OpenGraph, shown)
            && said.split(' ').count() >= 3
            && said.chars().count() * 2 > shown.chars().count()
            && shown != said
            && shown.ends_with(said);
        // Two sources that are made for others say that the kicker belongs to the headline.
        let belongs = said != shown
            && said.strip_suffix(shown).is_some_and(|rest| rest.ends_with(' '))
            && title.text.contains(':')
            && says(Source::JsonLd, said)
            && says(Source::OpenGraph, said);
        if colon || kicker || belongs {
            return title.text.clone();
        }
    }
    // A date, a section or a second line that stands in the heading's element.
    let beside = |title: &&Declared| {
        let plain = title.plain.as_str();
        shown.strip_prefix(plain).is_some_and(|rest| rest.starts_with(' '))
            && plain.split(' ').count() >= 3
            && heading.breaks.iter().any(|&at| text::comparable(&heading.text[..at]) == plain)
    };
    if let Some(title) = declared.iter().find(beside) {
        return title.text.clone();
    }
    // What follows a bar is a word for search engines or the site's name in other words.
    match heading.text.rsplit_once(" | ") {
        Some((before, after)) if text::word_count(before) >= 4 && text::word_count(after) <= 4 => {
            before.trim_end().to_owned()
        }
        _ => heading.text.clone(),
    }
}

/// How far a heading and a declared title are the same; one that begins with the other counts, and
/// a heading that is all of the title but its kicker.
fn agreement(declared: &Declared, heading: &str) -> f64 {
    let similar = alike(&declared.plain, heading);
    let plain = declared.plain.as_str();
    let words = |text: &str| text.split(' ').count();
    let begins = plain.starts_with(heading) || heading.starts_with(plain);
    let after_kicker = declared.text.contains(": ")
        && plain.strip_suffix(heading).is_some_and(|rest| rest.ends_with(' '));
    if words(plain).min(words(heading)) >= 3 && (begins || after_kicker) {
        return similar.max(0.75);
    }
    similar
}

/// [`text::similar`] of texts in the form for comparing.
fn alike(a: &str, b: &str) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let mut second: Vec<&str> = b.split(' ').collect();
    let mut total = second.len();
    let mut shared = 0;
    for word in a.split(' ') {
        total += 1;
        if let Some(at) = second.iter().position(|other| *other == word) {
            second.swap_remove(at);
            shared += 1;
        }
    }
    2.0 * f64::from(shared) / total as f64
}

/// The `h1` of the page that is its title, for what stands around it.
pub(crate) fn element(page: &Page<'_>, title: &str) -> Option<Id> {
    let dom = page.dom;
    let wanted = text::comparable(title);
    let weight = text::weight(title);
    (page.body..dom.end(page.body)).find(|&id| {
        dom.tag(id)
            .is_some_and(|tag| tag.heading_level().is_some() || page.hint(id).any(Hints::HEADLINE))
            && page.stat(id).text < 400
            && page.stat(id).text.abs_diff(weight) < 40 + weight
            && text::comparable(&dom.text_of(id)) == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Dom;

    const PROSE: &str = "<p>The harbour lay under ice for three weeks, and nobody who lives there \
        could say when that had last happened. Boats stood still, and gulls walked.</p>";

    fn title(head: &str, body: &str) -> String {
        let dom = Dom::parse(&format!("<head>{head}</head><body>{body}{PROSE}</body>"));
        let url = url::Url::parse("https://quay.example/news/ice").unwrap();
        let (head, jsonld) = crate::metadata::parse(&dom, Some(&url));
        read(&Page::measure(&dom, crate::page::View::AsShown), &head, &jsonld)
    }

    #[test]
    fn the_headline_is_what_the_page_shows() {
        let cases = [
            // One h1 before all the prose is the title, whatever search engines are told.
            (
                "<meta property=og:title content='Ice in the harbour: 7 things to know'>",
                "<h1>What the ice did to our harbour</h1>",
                "What the ice did to our harbour",
            ),
            // But not the name of a section, nor a link home.
            (
                "<meta property=og:title content='Ice holds the harbour'>",
                "<h1>Local news</h1>",
                "Ice holds the harbour",
            ),
            (
                "<title>Ice holds the harbour</title>",
                "<h1><a href=/>All the news of the old harbour</a></h1>",
                "Ice holds the harbour",
            ),
            // A few words do when a part of a declared title is just them.
            (
                "<title>Frozen harbours | Atlas of northern ports</title>",
                "<h1>Frozen harbours</h1>",
                "Frozen harbours",
            ),
            // A kicker belongs to the headline when two sources say so.
            (
                "<meta property=og:title content='Winter: Ice holds the harbour'>\
                 <script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Winter: Ice holds the harbour\"}</script>",
                "<h1>Ice holds the harbour</h1>",
                "Winter: Ice holds the harbour",
            ),
            (
                "<title>Winter: Ice holds the harbour</title>",
                "<h1>Ice holds the harbour</h1>",
                "Ice holds the harbour",
            ),
            (
                "<title>Winter in the north: Ice holds the harbour</title>",
                "<h1>Ice holds the harbour</h1><aside><h1>Join us today for more</h1></aside>",
                "Ice holds the harbour",
            ),
            // What has an element of its own in the heading only stands beside the headline.
            (
                "<meta property=og:title content='Ice holds the harbour'>",
                "<h1>Ice holds the harbour <small>4 March</small></h1>",
                "Ice holds the harbour",
            ),
            (
                "<meta property=og:title content='Ice holds the harbour'>",
                "<h1>Ice holds the harbour<br>for the third week</h1>",
                "Ice holds the harbour for the third week",
            ),
            ("<title>x</title>", "<h1>Ice &amp;amp; snow hold the harbour ¶</h1>", "x"),
            ("<title>Ice &amp; snow</title>", "<h1>Ice &amp;amp; snow ¶</h1>", "Ice & snow"),
            ("", "<h2>Ice holds the harbour</h2>", "Ice holds the harbour"),
        ];
        for (head, body, expected) in cases {
            assert_eq!(title(head, body), expected, "{head} {body}");
        }
    }
}
