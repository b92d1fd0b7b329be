//! The people who wrote an article, with role and place where the page says them.

use backfile_article::Author;
use serde_json::Value;

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    text,
};

use crate::page::Run;

use super::{Sources, jsonld};

/// The most authors that are listed.
const MOST: usize = 20;

/// Every author, in order.
pub(crate) fn read(sources: &Sources<'_>, site: Option<&str>) -> Vec<Author> {
    let mut authors = People { list: Vec::new(), site: site.map(text::comparable) };
    from_jsonld(sources, &mut authors);
    if authors.list.is_empty() {
        for name in [
            "author",
            "article:author",
            "og:article:author",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
            "citation_author",
            "article:author_name",
            "cxenseparse:author",
            "twitter:data1",
        ] {
            for value in sources.head.all(name) {
                if name != "twitter:data1"
                    || sources
                        .head
                        .first(&["twitter:label1"])
                        .is_some_and(|label| label.to_lowercase().contains("written by"))
                {
                    authors.add(&crate::plain::unescape(value), None);
                }
            }
            if !authors.list.is_empty() {
                break;
            }
        }
    }
    if authors.list.is_empty() {
        from_elements(sources, &mut authors);
    }
    if authors.list.is_empty() {
        from_words(sources, &mut authors);
    }
    enrich(sources, &mut authors.list);
    authors.list
}

struct People {
    list: Vec<Author>,
    site: Option<String>,
}

impl People {
    /// Adds the people that a byline names.
    fn add(&mut self, byline: &str, role: Option<String>) {
        self.add_from(byline, role, false);
    }

    /// Adds them; `person` says that the page vouches for a person, whose site may bear their name.
    fn add_from(&mut self, byline: &str, role: Option<String>, person: bool) {
        for name in names(byline) {
            let key = text::comparable(&name);
            let own_site = person && (2..=4).contains(&name.split_whitespace().count());
            let is_site = !own_site && self.site.as_ref().is_some_and(|site| *site == key);
            if is_site
                || key.is_empty()
                || self.list.len() >= MOST
                || self.list.iter().any(|known| text::comparable(&known.name) == key)
            {
                continue;
            }
            self.list.push(Author { name, role: role.clone(), place: None });
        }
    }
}

fn from_jsonld(sources: &Sources<'_>, people: &mut People) {
    let Some(article) = sources.jsonld.article() else { return };
    for key in ["author", "creator"] {
        let values = match article.get(key) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => continue,
        };
        for value in values {
            if let Some(name) = value.as_str() {
                people.add(&crate::plain::unescape(name), None);
            } else if let Some(object) = sources.jsonld.object(value) {
                if jsonld::types(object).any(|kind| kind.contains("Organization")) {
                    continue;
                }
                let role = object.get("jobTitle").and_then(jsonld::text).and_then(text::non_empty);
                match object.get("name") {
                    Some(Value::Array(names)) => names
                        .iter()
                        .filter_map(jsonld::text)
                        .for_each(|name| people.add(name, None)),
                    Some(name) => {
                        if let Some(name) = jsonld::text(name) {
                            let person = jsonld::types(object).any(|kind| kind == "Person");
                            people.add_from(&crate::plain::unescape(name), role, person);
                        }
                    }
                    None => {}
                }
            }
        }
        if !people.list.is_empty() {
            return;
        }
    }
}

/// Elements that say by name or relation that they hold an author.
fn from_elements(sources: &Sources<'_>, people: &mut People) {
    let page = sources.page;
    let dom = page.dom;
    let mut found: Vec<(i32, Id)> = Vec::new();
    for id in page.body..dom.end(page.body) {
        let Some(tag) = dom.tag(id) else { continue };
        if !page.is_shown(id) || page.stat(id).text == 0 || page.stat(id).text > 150 {
            continue;
        }
        let rel =
            dom.attr(id, "rel").is_some_and(|rel| rel.split(' ').any(|word| word == "author"));
        let prop =
            dom.attr(id, "itemprop").is_some_and(|prop| prop == "author" || prop == "creator");
        let hint = page.hint(id).any(Hints::AUTHOR)
            || dom.attr(id, "class").is_some_and(|name| name.contains("byline"));
        let link = tag == Tag::A
            && dom.attr(id, "href").is_some_and(|href| {
                href.contains("/author/") || href.contains("/authors/") || href.contains("/autor/")
            });
        if !(rel || prop || hint || link) {
            continue;
        }
        let aside = dom.ancestors(id).chain([id]).any(|up| {
            matches!(dom.tag(up), Some(Tag::Aside | Tag::Nav | Tag::Footer))
                || page.hint(up).any(
                    Hints::RELATED
                        .and(Hints::COMMENT)
                        .and(Hints::SIDEBAR)
                        .and(Hints::CREDIT)
                        .and(Hints::CAPTION),
                )
        });
        if aside {
            continue;
        }
        found.push((
            i32::from(prop) * 4 + i32::from(rel) * 3 + i32::from(link) * 2 + i32::from(hint),
            id,
        ));
    }
    // The innermost of nested candidates holds the name alone.
    let inner: Vec<_> = found
        .iter()
        .enumerate()
        .filter(|&(at, (_, id))| found.get(at + 1).is_none_or(|(_, next)| !dom.within(*next, *id)))
        .map(|(_, found)| *found)
        .collect();
    for candidates in [inner, found] {
        let mut candidates: Vec<_> =
            candidates.into_iter().filter(|(_, id)| !names(&dom.text_of(*id)).is_empty()).collect();
        let Some(best) = candidates.iter().map(|(score, _)| *score).max() else { continue };
        candidates.retain(|(score, _)| *score == best);
        let first = candidates[0].1;
        for (_, id) in candidates.into_iter().take_while(|(_, id)| id - first <= 80) {
            people.add(&dom.text_of(id), None);
        }
        if !people.list.is_empty() {
            return;
        }
    }
}

/// A short line near the headline that begins with "By".
fn from_words(sources: &Sources<'_>, people: &mut People) {
    let page = sources.page;
    let within = |run: &&Run| page.dom.within(run.start, sources.root);
    let said = |run: &Run, starts: &[&str]| {
        let text = page.dom.text_of(run.block);
        let lower = text.to_lowercase();
        let fits = run.weight <= 90
            && text.chars().count() < 120
            && starts.iter().any(|start| lower.starts_with(start))
            && !crate::content::phrases::ends_sentence(&text);
        // Words are no proof of a name, so these must look like one: two words with capitals.
        let all = if fits { names(&text) } else { Vec::new() };
        let proper = |name: &String| {
            name.contains(' ')
                && name
                    .split(' ')
                    .filter(|word| word.chars().count() > 3)
                    .all(|word| word.starts_with(|c: char| !c.is_alphabetic() || !c.is_lowercase()))
        };
        (!all.is_empty() && all.iter().all(proper)).then_some(all)
    };
    const STARTS: [&str; 9] = [
        "by ",
        "written by ",
        "von ",
        "par ",
        "por ",
        "words by ",
        "text: ",
        "autor: ",
        "author: ",
    ];
    let found =
        sources.near_headline(6, 25).iter().find_map(|run| said(run, &STARTS)).or_else(|| {
            page.runs.iter().filter(within).find_map(|run| said(run, &["written by "]))
        });
    for name in found.unwrap_or_default() {
        people.add(&name, None);
    }
}

/// Adds role and place from the byline around an author's name.
fn enrich(sources: &Sources<'_>, authors: &mut [Author]) {
    let page = sources.page;
    let dom = page.dom;
    for author in authors {
        let wanted = text::comparable(&author.name);
        for id in page.body..dom.end(page.body) {
            if !page.hint(id).any(Hints::META.and(Hints::AUTHOR))
                || !page.is_shown(id)
                || page.stat(id).text > 400
                || page.stat(id).text == 0
            {
                continue;
            }
            let lines = lines(sources, id);
            let Some(at) = lines
                .iter()
                .position(|line| text::comparable(line.trim_start_matches("By ")) == wanted)
            else {
                continue;
            };
            let mut rest = lines[at + 1..].iter().filter(|line| is_role(line));
            if let Some(line) = rest.next() {
                let (role, place) = role_and_place(line);
                author.role = author.role.take().or(role);
                author.place = place.or_else(|| rest.next().and_then(|line| place_of(line)));
                break;
            }
        }
    }
}

/// The lines of a byline: the text of each innermost element.
fn lines(sources: &Sources<'_>, id: Id) -> Vec<String> {
    let page = sources.page;
    let dom = page.dom;
    let mut lines = Vec::new();
    for at in dom.below(id) {
        if let Some(words) = dom.text(at)
            && page.is_shown(at)
            && let Some(line) = text::non_empty(words)
        {
            for part in line.split(" | ") {
                if let Some(part) = text::non_empty(part.trim_matches([',', '•', '·', '|', ' ']))
                {
                    lines.push(part);
                }
            }
        }
    }
    lines
}

/// Whether a line says what someone is.
pub(crate) fn is_role(line: &str) -> bool {
    let length = line.chars().count();
    let lower = line.to_lowercase();
    if !(3..=80).contains(&length) || line.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    const WORDS: [&str; 30] = [
        "correspondent",
        "reporter",
        "editor",
        "journalist",
        "writer",
        "columnist",
        "producer",
        "analyst",
        "presenter",
        "reporting from",
        "contributor",
        "bureau",
        "chief",
        "critic",
        "redakteur",
        "korrespondent",
        "journaliste",
        "professor",
        "lecturer",
        "fellow",
        "author of",
        "news",
        "researcher",
        "photographer",
        "specialist",
        "director",
        "korrespondentin",
        "redakteurin",
        "reporterin",
        "in ",
    ];
    WORDS.iter().any(|word| lower.contains(word)) && !crate::content::phrases::ends_sentence(line)
}

/// Parts "Health correspondent, reporting from Oslo" into what and where.
pub(crate) fn role_and_place(line: &str) -> (Option<String>, Option<String>) {
    if let Some(place) = place_of(line) {
        return (None, Some(place));
    }
    for between in [", reporting from ", " reporting from ", ", in ", " in "] {
        if let Some((role, place)) = line.split_once(between)
            && is_place(place)
        {
            return (Some(role.to_owned()), Some(place.to_owned()));
        }
    }
    (Some(line.to_owned()), None)
}

fn place_of(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    for start in ["reporting from ", "in ", "from "] {
        if lower.starts_with(start) && lower.len() == line.len() {
            let place = line[start.len()..].trim();
            return is_place(place).then(|| place.to_owned());
        }
    }
    None
}

fn is_place(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase) && text.split_whitespace().count() <= 5
}

/// The names in a byline; empty for what names no person.
pub(crate) fn names(byline: &str) -> Vec<String> {
    let mut line = text::collapse(byline);
    if line.contains("://") || line.starts_with('@') || line.chars().count() > 300 {
        return Vec::new();
    }
    // "By Ada Byron | 4 March 2026": what stands after a bar is no name.
    for bar in [" | ", " • ", " · ", " — ", " – ", " - ", " on "] {
        if let Some(at) = line.find(bar) {
            line.truncate(at);
        }
    }
    let mut out: Vec<String> = Vec::new();
    for part in split(&line) {
        let name = strip(&part);
        // After what someone is comes where they work, not another person.
        if !out.is_empty() && is_role(&part) {
            break;
        }
        if out.is_empty() && is_role(&part) && !is_name(&name) {
            return out;
        }
        if is_name(&name) && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn split(line: &str) -> Vec<String> {
    let mut text = line.replace([';', '/', '\n'], ",");
    for word in [
        " and ", " und ", " et ", " y ", " & ", " og ", " och ", " en ", " with ", " mit ",
        " und ", " e ", " i ",
    ] {
        text = text.replace(word, ",");
    }
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A name without the date that stands behind it.
fn without_date(part: &str) -> &str {
    let is_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let mut words = part.split(' ').peekable();
    let mut length = 0;
    while let Some(word) = words.next() {
        let month = crate::metadata::datetext::is_month(&word.to_lowercase())
            && words.peek().is_some_and(|next| is_digit(next));
        if is_digit(word) || month {
            return part[..length].trim_end();
        }
        length += word.len() + usize::from(words.peek().is_some());
    }
    part
}

/// A name without "By", a role in brackets, or an address behind it.
fn strip(part: &str) -> String {
    let mut part = part.trim();
    loop {
        let lower = part.to_lowercase();
        let start = [
            "by:",
            "by ",
            "written by",
            "von ",
            "von:",
            "par ",
            "por ",
            "di ",
            "da ",
            "autor:",
            "author:",
            "authors:",
            "text:",
            "interview:",
            "view all posts by",
            "posts by",
            "articles by",
            "alles von",
            "edited by",
            "recipe by",
            "photograph by",
            "words by",
            "reported by",
            "posted by",
            "story by",
            "published by",
            "from ",
            "reviewed by",
            "автор:",
            "door ",
            "av ",
        ]
        .iter()
        .find(|start| lower.starts_with(**start) && lower.len() == part.len());
        match start {
            Some(start) => part = part[start.len()..].trim_start_matches([':', ' ']),
            None => break,
        }
    }
    let part = part.split(['(', '[', '<', '@']).next().unwrap_or(part);
    let part = without_date(part);
    part.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ':' | '-' | '–' | '*' | '"' | '\'' | '|')
    })
    .to_owned()
}

/// What stands in bylines and names nobody.
const NO_NAMES: &str = "\
     by; von; and; with; text; foto; red; uh; phd; md; mba; cpa; ceo; germany; super user; posted on; \
     admin; administrator; staff; editor; editors; editorial; editorial team; team; newsroom; \
     news desk; news; redaktion; redaction; redacción; redazione; redactie; redaksi; \
     contributor; guest; author; unknown; anonymous; webmaster; user; correspondent; reporter; \
     press release; agency; agencies; agencias; agence; online; web desk; desk; reuters; afp; \
     dpa; associated press; ap; pti; ani; ians; efe; ansa; tass; interfax; xinhua; bloomberg; \
     getty images; the associated press; bbc news; bbc; cnn; journalist; writer; \
     senior reporter; staff writer; staff reporter; freelance; published; updated; share; \
     comments; follow; more; read more; about; view all posts; none; null; undefined";

/// Words that no name of a person has.
const NO_WORDS: &str = "\
     staff; team; desk; redaktion; redacción; redazione; newsroom; editorial; correspondent; \
     reporter; agency; agencies; bureau; magazine; newspaper; media; editor; editors; press; \
     news; online; contributors; contributor; university; institute; foundation; department; \
     redakcja; редакция; company; inc; ltd; com; published";

/// Whether a text could be a person's name: few words, no digits, none of the words of newsrooms.
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let length = name.chars().count();
    if !(2..=60).contains(&length)
        || words > 6
        || name
            .chars()
            .any(|c| c.is_ascii_digit() || matches!(c, '{' | '}' | '=' | '%' | '_' | '?' | '!'))
    {
        return false;
    }
    let lower = name.to_lowercase();
    if NO_NAMES.split("; ").any(|known| known == lower) {
        return false;
    }
    !lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| NO_WORDS.split("; ").any(|known| known == word))
        && name.chars().next().is_some_and(|c| c.is_alphabetic())
        && (words > 1 || !crate::metadata::datetext::is_month(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: [(&str, &[&str]); 9] = [
            ("By Ada Byron", &["Ada Byron"]),
            ("By Ada Byron and Mary Somerville", &["Ada Byron", "Mary Somerville"]),
            ("Ada Byron, Health correspondent", &["Ada Byron"]),
            ("von Ada Byron und Mary Somerville", &["Ada Byron", "Mary Somerville"]),
            ("Ada Byron | 4 March 2026", &["Ada Byron"]),
            ("By Ada Byron Mar 27, 2024", &["Ada Byron"]),
            ("Staff", &[]),
            ("https://example.org/ada", &[]),
            ("BBC News", &[]),
        ];
        for (byline, expected) in cases {
            assert_eq!(names(byline), expected, "{byline}");
        }
    }
}
