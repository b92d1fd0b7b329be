//! The headline, without the site's name.

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    page::Page,
    text,
};

use super::{Head, JsonLd};

/// Signs between a headline and the site's name.
const SEPARATORS: [&str; 12] =
    [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ", " › ", " / ", " ‹ ", " « "];

/// Chooses the title of a page.
pub(crate) fn read(page: &Page<'_>, head: &Head, jsonld: &JsonLd) -> String {
    let site = head.first(&["og:site_name", "application-name"]);
    let host =
        head.base.as_ref().and_then(url::Url::host_str).map(|host| host.replace(['.', '-'], ""));
    let strip = |text: &str| {
        let title = without_site(text, site);
        match &host {
            Some(host) => without_host(&title, host),
            None => title,
        }
    };
    let mut declared: Vec<String> = Vec::new();
    let mut add = |value: Option<&str>| {
        if let Some(value) = value.and_then(text::non_empty) {
            declared.push(strip(&crate::plain::unescape(&value)));
        }
    };
    add(jsonld.field("headline"));
    add(head.first(&["og:title"]));
    add(head.first(&["twitter:title", "parsely-title", "dc.title", "sailthru.title", "title"]));
    add(Some(&head.title));
    add(jsonld.field("name"));
    if let Some(heading) = heading(page, &declared) {
        return agreed(heading, &declared);
    }
    // The one that most others agree with; at a tie the first.
    let agreement =
        |title: &str| declared.iter().filter(|other| text::similar(title, other) > 0.75).count();
    let mut best: Option<(usize, &String)> = None;
    for title in declared.iter().filter(|title| !is_generic(title, site)) {
        let count = agreement(title);
        if best.is_none_or(|(known, _)| count > known) {
            best = Some((count, title));
        }
    }
    best.map(|(_, title)| title.clone()).or_else(|| declared.into_iter().next()).unwrap_or_default()
}

/// The heading as the declared titles write it: with the colon between kicker and headline that the
/// page shows by style, or without the kicker.
fn agreed(heading: String, declared: &[String]) -> String {
    let shown = text::comparable(&heading);
    for title in declared {
        let said = text::comparable(title);
        let colon = said == shown && title.contains(':') && !heading.contains(':');
        let kicker = said.split(' ').count() >= 3
            && said.chars().count() * 2 > shown.chars().count()
            && shown != said
            && shown.ends_with(&said);
        if colon || kicker {
            return title.clone();
        }
    }
    heading
}

fn is_generic(title: &str, site: Option<&str>) -> bool {
    title.chars().count() < 2
        || site.is_some_and(|site| text::comparable(site) == text::comparable(title))
        || ["home", "untitled", "untitled document", "index"]
            .contains(&title.to_lowercase().as_str())
}

/// The heading on the page that a declared title vouches for; the only `h1` when none is declared.
fn heading(page: &Page<'_>, declared: &[String]) -> Option<String> {
    let dom = page.dom;
    let mut best: Option<(f64, String)> = None;
    let mut ones = Vec::new();
    for id in page.body..dom.end(page.body) {
        let Some(tag) = dom.tag(id) else { continue };
        let hints = page.hint(id);
        let is_headline = hints.any(Hints::HEADLINE) && !page.holds_blocks(id);
        let rank = match tag {
            Tag::H1 => 0.2,
            Tag::H2 | Tag::H3 if is_headline => 0.12,
            Tag::H2 => 0.0,
            _ if is_headline => 0.05,
            _ => continue,
        };
        if !page.is_shown(id) {
            continue;
        }
        let words = dom.text_of(id);
        let length = words.chars().count();
        if !(2..=300).contains(&length) || best.as_ref().is_some_and(|(_, known)| *known == words) {
            continue;
        }
        let vouched = declared.iter().map(|title| agreement(title, &words)).fold(0.0, f64::max);
        if tag == Tag::H1 && ones.len() < 5 {
            ones.push(words.clone());
        }
        // Lower headings name other things too, such as "3 replies to …".
        let enough = if tag == Tag::H1 || is_headline { 0.7 } else { 0.9 };
        if vouched >= enough {
            let score = vouched + rank;
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, words));
            }
        }
    }
    if let Some((_, title)) = best {
        return Some(title);
    }
    match ones.as_slice() {
        [one] if declared.is_empty() => Some(one.clone()),
        _ => None,
    }
}

/// How far a heading and a declared title are the same; one that begins with the other counts.
fn agreement(declared: &str, heading: &str) -> f64 {
    let similar = text::similar(declared, heading);
    let (a, b) = (text::comparable(declared), text::comparable(heading));
    let words = |text: &str| text.split(' ').count();
    if words(&a).min(words(&b)) >= 3 && (a.starts_with(&b) || b.starts_with(&a)) {
        return similar.max(0.75);
    }
    similar
}

/// A title without the site's name at its end or start.
pub(crate) fn without_site(title: &str, site: Option<&str>) -> String {
    let title = title.trim();
    if let Some(site) = site.map(text::comparable).filter(|site| !site.is_empty()) {
        for separator in SEPARATORS {
            if let Some((before, after)) = title.rsplit_once(separator)
                && is_site(after, &site)
                && !before.trim().is_empty()
            {
                return without_site(before, None);
            }
            if let Some((before, after)) = title.split_once(separator)
                && is_site(before, &site)
                && !after.trim().is_empty()
            {
                return after.trim().to_owned();
            }
        }
    }
    // Without a name to go by: a short end after a clear sign.
    for separator in &SEPARATORS[..3] {
        if let Some((before, after)) = title.rsplit_once(separator) {
            let words = |text: &str| text.split_whitespace().count();
            if words(before) >= 3 && words(after) <= 4 && words(before) > words(after) {
                return without_site(before, None);
            }
        }
    }
    if let Some((before, after)) = title.rsplit_once(" - ") {
        let words = |text: &str| text.split_whitespace().count();
        if words(before) >= 4 && words(after) <= 4 && after.starts_with(char::is_uppercase) {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}

/// A title without a last part that the host's name spells ("… - Example.org").
pub(crate) fn without_host(title: &str, host: &str) -> String {
    for separator in SEPARATORS {
        if let Some((before, after)) = title.rsplit_once(separator) {
            let name: String = text::comparable(after).replace(' ', "");
            if name.len() >= 4 && host.contains(&name) && !before.trim().is_empty() {
                return before.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

fn is_site(part: &str, site: &str) -> bool {
    let part = text::comparable(part);
    !part.is_empty() && (part == site || site.contains(&part) || part.contains(site))
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

    #[test]
    fn the_sites_name_goes() {
        let cases = [
            (
                "Harbour freezes over - The Daily Quay",
                Some("The Daily Quay"),
                "Harbour freezes over",
            ),
            ("The Daily Quay: x", Some("The Daily Quay"), "The Daily Quay: x"),
            ("The Daily Quay | Harbour freezes", Some("The Daily Quay"), "Harbour freezes"),
            ("Harbour freezes over again | News | Quay", None, "Harbour freezes over again"),
            ("A well-known harbour", Some("Quay"), "A well-known harbour"),
        ];
        for (title, site, expected) in cases {
            assert_eq!(without_site(title, site), expected);
        }
    }
}
