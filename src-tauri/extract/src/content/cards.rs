//! Finds cards: a linked headline of another page of the site, with a picture or a few words of it.
//!
//! One linked headline may be a section of the article; several side by side are other stories.

use crate::{
    dom::{Id, Tag},
    hints::Hints,
    metadata::Head,
    page::Page,
};

/// The most text of a card, by weight.
const LARGEST: u32 = 700;
/// The most prose of a card; a teaser is shorter than an entry of a list article.
const PROSE: f32 = 450.0;

/// Gives every card the hint `CARD`.
pub(crate) fn find(page: &mut Page<'_>, head: &Head, headline: Option<Id>) {
    let dom = page.dom;
    let mut found = Vec::new();
    for parent in page.body..dom.end(page.body) {
        if !matches!(dom.tag(parent), Some(tag) if tag.is_block()) || page.stat(parent).links < 2 {
            continue;
        }
        let cards: Vec<Id> =
            dom.children(parent).filter(|&child| is_card(page, head, headline, child)).collect();
        if cards.len() >= 2 {
            found.extend(cards);
        }
    }
    for card in found {
        let hints = &mut page.hints[card as usize];
        *hints = hints.and(Hints::CARD);
    }
}

fn is_card(page: &Page<'_>, head: &Head, headline: Option<Id>, id: Id) -> bool {
    let dom = page.dom;
    let stats = page.stat(id);
    let may = matches!(
        dom.tag(id),
        Some(Tag::Div | Tag::Li | Tag::Article | Tag::Section | Tag::A | Tag::Td | Tag::Aside)
    );
    if !may || stats.links == 0 || !(15..=LARGEST).contains(&stats.text) || stats.prose > PROSE {
        return false;
    }
    if headline.is_some_and(|headline| dom.within(headline, id)) {
        return false;
    }
    let mut headings = dom
        .below(id)
        .filter(|&at| dom.tag(at).is_some_and(|tag| tag.heading_level().is_some()))
        .filter(|&at| page.stat(at).text > 10);
    let (Some(heading), None) = (headings.next(), headings.nth(1)) else { return false };
    page.stat(heading).link_share() > 0.8 && leads_elsewhere(page, head, heading, id)
}

/// Whether the link of a heading leads to another page of the same site.
fn leads_elsewhere(page: &Page<'_>, head: &Head, heading: Id, card: Id) -> bool {
    let dom = page.dom;
    let link = dom.find(heading, Tag::A).next().or_else(|| {
        dom.ancestors(heading).take_while(|&up| up >= card).find(|&up| dom.is(up, Tag::A))
    });
    let Some(href) = link.and_then(|link| dom.attr(link, "href")) else { return false };
    if href.starts_with('#') {
        return false;
    }
    let Some(here) = &head.base else { return true };
    head.absolute(href).is_some_and(|there| {
        let site =
            |url: &url::Url| url.host_str().map(|host| super::clean::site_of(host).to_owned());
        site(&there) == site(here) && there.path() != here.path()
    })
}
