//! The article's data from where a rule says that they stand, cleaned as the page's own are. Where
//! a rule finds nothing, what the page says otherwise stays.

use backfile_article::{Author, PageTime};

use super::place::{Found, Ruled};
use crate::{
    content::figures,
    dom::{Dom, Id, Tag},
    metadata::{Head, JsonLd, Metadata, Sources, authors, dates, title, topics},
    text,
};

/// The fields in the order of [`backfile_article::Readings::fields`].
const TITLE: usize = 0;
const AUTHORS: usize = 1;
const PUBLISHED: usize = 2;
const MODIFIED: usize = 3;
const TOPICS: usize = 4;
const LEAD_IMAGE: usize = 5;

/// The most authors that are listed, and characters of a name.
const MOST: usize = 20;
const NAME: usize = 120;

impl Ruled<'_> {
    /// The title, without the site's name.
    pub(crate) fn title(&self, dom: &Dom, head: &Head, jsonld: &JsonLd) -> Option<String> {
        let names = title::site_name::SiteNames::read(head, jsonld);
        self.values(TITLE, |found| value(dom, found))
            .find_map(|found| text::non_empty(&names.strip(&crate::plain::unescape(&found))))
            .map(|title| text::shorten(&title, 500))
    }

    /// Puts what the rule reads in place of what was found otherwise.
    pub(crate) fn fill(&self, sources: &Sources<'_>, data: &mut Metadata) {
        let dom = sources.page.dom;
        let by = self.first_of(AUTHORS, |found| {
            let lines: Vec<String> = found.iter().flat_map(|found| lines(dom, *found)).collect();
            people(&lines, &data.authors)
        });
        if let Some(people) = by {
            data.authors = people;
        }
        let time = |field| -> Option<PageTime> {
            let parsed = |found: Found<'_>| {
                let exact = dom.attr(found.id, "datetime").filter(|_| found.attribute.is_none());
                exact
                    .and_then(|text| dates::parse(sources, text))
                    .or_else(|| dates::parse(sources, &value(dom, found)?))
            };
            self.values(field, parsed).next()
        };
        data.published = time(PUBLISHED).or_else(|| data.published.take());
        data.modified = time(MODIFIED).or_else(|| data.modified.take());
        let list = |found: &[Found<'_>]| {
            let lines: Vec<String> = found.iter().filter_map(|found| value(dom, *found)).collect();
            topics::of_lines(sources, &lines)
        };
        if let Some(topics) = self.first_of(TOPICS, list) {
            data.topics = topics;
        }
        let picture = |found: Found<'_>| picture(dom, sources.head, found);
        if let Some(url) = self.values(LEAD_IMAGE, picture).next() {
            data.lead_image = Some(url);
        }
    }

    /// The values of a field, in the order of its selectors and of the page.
    fn values<'s, T>(
        &'s self,
        field: usize,
        read: impl Fn(Found<'_>) -> Option<T> + 's,
    ) -> impl Iterator<Item = T> + 's {
        self.read[field].iter().flatten().filter_map(move |found| read(*found))
    }

    /// The list of a field from the first of its selectors that gives one.
    fn first_of<T>(&self, field: usize, read: impl Fn(&[Found<'_>]) -> Vec<T>) -> Option<Vec<T>> {
        self.read[field].iter().map(|found| read(found)).find(|list| !list.is_empty())
    }
}

/// An attribute, or the text; of a `meta` its content.
fn value(dom: &Dom, Found { id, attribute }: Found<'_>) -> Option<String> {
    let of = |name: &str| dom.attr(id, name).and_then(text::non_empty);
    match (attribute, dom.tag(id)) {
        (Some(name), _) => of(name),
        (None, Some(Tag::Meta)) => of("content"),
        (None, Some(Tag::Title)) => {
            let words: Vec<&str> = dom.below(id).filter_map(|at| dom.text(at)).collect();
            text::non_empty(&words.concat())
        }
        (None, _) => text::non_empty(&dom.text_of(id)),
    }
}

/// The value line by line, as blocks part the text.
fn lines(dom: &Dom, found: Found<'_>) -> Vec<String> {
    let Found { id, attribute } = found;
    let has_blocks = dom.below(id).any(|at| dom.tag(at).is_some_and(Tag::is_block));
    if attribute.is_some() || !has_blocks {
        return value(dom, found).into_iter().collect();
    }
    let mut lines = vec![String::new()];
    let mut at = id;
    let mut ends: Vec<Id> = Vec::new();
    while at < dom.end(id) {
        let tag = dom.tag(at);
        let opens = tag.is_some_and(|tag| tag.is_block() || tag == Tag::Br);
        if opens || ends.last().is_some_and(|end| at >= *end) {
            lines.push(String::new());
        }
        ends.retain(|end| at < *end);
        if opens {
            ends.push(dom.end(at));
        }
        if tag.is_some_and(Tag::is_silent) {
            at = dom.end(at);
            continue;
        }
        if let (Some(words), Some(line)) = (dom.text(at), lines.last_mut()) {
            text::push_collapsed(line, words);
        }
        at += 1;
    }
    lines.iter().filter_map(|line| text::non_empty(line)).collect()
}

/// The authors that lines name: people, else the lines themselves. A line that says what someone
/// is says it of whom the line before names; `known` are the authors that the page gives
/// elsewhere, whose roles count too.
fn people(lines: &[String], known: &[Author]) -> Vec<Author> {
    let mut found: Vec<Author> = Vec::new();
    let named: Vec<Vec<String>> = lines
        .iter()
        .map(|line| if authors::is_role(line) { Vec::new() } else { authors::names(line) })
        .collect();
    let nobody = named.iter().all(Vec::is_empty);
    for (line, mut names) in lines.iter().zip(named) {
        if names.is_empty()
            && let Some(last) = found.last_mut()
            && last.role.is_none()
            && authors::is_role(line)
        {
            (last.role, last.place) = authors::role_and_place(line);
        }
        if nobody && line.chars().count() <= NAME {
            names.push(line.clone());
        }
        for name in names {
            let key = text::comparable(&name);
            let same = |author: &&Author| text::comparable(&author.name) == key;
            if key.is_empty() || found.iter().any(|author| same(&author)) || found.len() >= MOST {
                continue;
            }
            let (role, place) = known
                .iter()
                .find(same)
                .map_or((None, None), |author| (author.role.clone(), author.place.clone()));
            found.push(Author { name, role, place });
        }
    }
    found
}

/// The absolute address of a picture: of an `img` the size that would be kept.
fn picture(dom: &Dom, head: &Head, found: Found<'_>) -> Option<String> {
    let Found { id, attribute } = found;
    let shown = |img: Id| figures::address(dom, head, img);
    if attribute.is_none() && dom.is(id, Tag::Img) {
        return shown(id);
    }
    if attribute.is_none() && !dom.is(id, Tag::Meta) {
        return dom.find(id, Tag::Img).find_map(shown).or_else(|| {
            let href = dom.attr(id, "href")?;
            head.absolute(href).map(Into::into)
        });
    }
    head.absolute(&crate::plain::unescape(&value(dom, found)?)).map(Into::into)
}
