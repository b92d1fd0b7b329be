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
        if let Some(people) = self.first_of(AUTHORS, dom, people) {
            let known = std::mem::take(&mut data.authors);
            data.authors = people.into_iter().map(|name| author(name, &known)).collect();
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
        let list = |lines: &[String]| topics::of_lines(sources, lines);
        if let Some(topics) = self.first_of(TOPICS, dom, list) {
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
    fn first_of(
        &self,
        field: usize,
        dom: &Dom,
        read: impl Fn(&[String]) -> Vec<String>,
    ) -> Option<Vec<String>> {
        self.read[field].iter().find_map(|found| {
            let lines: Vec<String> = found.iter().filter_map(|found| value(dom, *found)).collect();
            Some(read(&lines)).filter(|list| !list.is_empty())
        })
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

/// The names that lines give: those of people, else the line itself.
fn people(lines: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        let mut names = authors::names(line);
        if names.is_empty() && line.chars().count() <= NAME {
            names.push(line.clone());
        }
        for name in names {
            let key = text::comparable(&name);
            let is_known = found.iter().any(|known| text::comparable(known) == key);
            if !key.is_empty() && !is_known && found.len() < MOST {
                found.push(name);
            }
        }
    }
    found
}

/// An author of that name, with the role and place that the page gives elsewhere.
fn author(name: String, known: &[Author]) -> Author {
    let key = text::comparable(&name);
    let same = known.iter().find(|author| text::comparable(&author.name) == key);
    let (role, place) =
        same.map_or((None, None), |author| (author.role.clone(), author.place.clone()));
    Author { name, role, place }
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
