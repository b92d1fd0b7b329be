//! Site, section, excerpt, picture, canonical address, next page, language.

use serde_json::Value;

use crate::{
    dom::{Id, Tag},
    text,
};

use super::{Sources, jsonld};

/// The site's or publication's name; `title` is the article's.
pub(crate) fn site(sources: &Sources<'_>, title: &str) -> Option<String> {
    let head = sources.head;
    let publisher = sources.jsonld.article().and_then(|article| {
        let publisher = article.get("publisher")?;
        let publisher = match publisher {
            Value::Array(values) => values.first()?,
            value => value,
        };
        jsonld::text(sources.jsonld.object(publisher)?.get("name")?)
    });
    let website =
        || sources.jsonld.of_type(&["WebSite"]).and_then(|site| jsonld::text(site.get("name")?));
    let organization = || {
        sources
            .jsonld
            .of_type(&["NewsMediaOrganization"])
            .and_then(|site| jsonld::text(site.get("name")?))
    };
    head.first(&["og:site_name"])
        .or(publisher)
        .or_else(website)
        .or_else(organization)
        .or_else(|| {
            head.first(&[
                "application-name",
                "dc.publisher",
                "publisher",
                "apple-mobile-web-app-title",
                "twitter:site",
            ])
        })
        .map(crate::plain::unescape)
        .and_then(|name| text::non_empty(name.trim_start_matches('@')))
        .filter(|name| name.chars().count() <= 100)
        .map(without_slogan)
        .or_else(|| behind_title(&head.title, title))
}

/// A site's name without the slogan behind it.
fn without_slogan(name: String) -> String {
    let words = |text: &str| text.split(' ').count();
    for separator in [" - ", " – ", " — "] {
        if let Some((before, after)) = name.split_once(separator)
            && words(before) <= 3
            && words(after) >= 3
        {
            return before.to_owned();
        }
    }
    name
}

/// What stands behind the article's title in the page's: the site's name.
fn behind_title(whole: &str, title: &str) -> Option<String> {
    let rest = whole.strip_prefix(title)?.trim_start();
    let name = rest.trim_start_matches(['|', '-', '–', '—', '·', '•', '»', ':', '｜']);
    if name.len() == rest.len() || title.is_empty() {
        return None;
    }
    // Behind a section comes the site.
    let mut name = name;
    for separator in [" | ", " - ", " – ", " — ", " · ", " » "] {
        name = name.rsplit(separator).next().unwrap_or(name);
    }
    text::non_empty(name).filter(|name| name.split(' ').count() <= 4)
}

/// The standfirst, or the page's description.
pub(crate) fn excerpt(sources: &Sources<'_>) -> Option<String> {
    sources
        .head
        .first(&["og:description", "description", "twitter:description", "dc.description"])
        .or(sources.jsonld.field("description"))
        .map(crate::plain::unescape)
        .and_then(|text| text::non_empty(&text))
        .map(|text| text::shorten(&text, 500))
}

/// The publisher's section.
pub(crate) fn section(sources: &Sources<'_>) -> Option<String> {
    sources
        .jsonld
        .field("articleSection")
        .or_else(|| {
            sources.head.first(&[
                "article:section",
                "og:article:section",
                "section",
                "parsely-section",
            ])
        })
        .map(crate::plain::unescape)
        .and_then(|text| text::non_empty(&text))
        .filter(|text| text.chars().count() <= 80)
}

/// The absolute address of the picture that stands for the article.
pub(crate) fn lead_image(sources: &Sources<'_>) -> Option<String> {
    let head = sources.head;
    let from_jsonld = || {
        let image = sources.jsonld.article()?.get("image")?;
        let image = match image {
            Value::Array(images) => images.first()?,
            image => image,
        };
        image.as_str().or_else(|| jsonld::text(sources.jsonld.object(image)?.get("url")?))
    };
    head.first(&["og:image", "og:image:url", "og:image:secure_url"])
        .or_else(|| head.first(&["twitter:image", "twitter:image:src"]))
        .or_else(from_jsonld)
        .or_else(|| head.first(&["thumbnail", "parsely-image-url", "sailthru.image.full"]))
        .or_else(|| head.link("image_src"))
        .and_then(|url| head.absolute(&crate::plain::unescape(url)))
        .map(Into::into)
}

/// The address that the page declares as its own.
pub(crate) fn canonical(sources: &Sources<'_>) -> Option<String> {
    let head = sources.head;
    let declared = head.link("canonical").or_else(|| head.first(&["og:url"]));
    declared.and_then(|url| head.absolute(&crate::plain::unescape(url))).map(Into::into)
}

/// The address of the next page of a split article.
pub(crate) fn next_page(sources: &Sources<'_>) -> Option<String> {
    let page = sources.page;
    let dom = page.dom;
    let here = sources.url.or(sources.head.base.as_ref())?;
    let is_next_part = |href: &str| -> Option<String> {
        let next = sources.head.absolute(href)?;
        let same_site = next.host_str() == here.host_str() && next != *here;
        (same_site && continues(here, &next)).then(|| next.into())
    };
    if let Some(next) = sources.head.link("next").and_then(is_next_part) {
        return Some(next);
    }
    let links = (page.body..dom.end(page.body)).filter(|&id| dom.is(id, Tag::A));
    for id in links {
        let says_next =
            dom.attr(id, "rel").is_some_and(|rel| rel.split(' ').any(|word| word == "next"));
        if says_next && let Some(next) = dom.attr(id, "href").and_then(is_next_part) {
            return Some(next);
        }
    }
    None
}

/// Whether an address is the page after `here` of the same article: the same path with a number
/// that is one higher. "Next post" links have `rel=next` too.
fn continues(here: &url::Url, next: &url::Url) -> bool {
    let number = |text: &str| {
        text.trim_matches('/')
            .rsplit(['/', '-', '_', '='])
            .next()
            .and_then(|end| end.trim_end_matches(".html").parse::<u32>().ok())
    };
    let stem =
        |url: &url::Url| url.path().trim_end_matches('/').trim_end_matches(".html").to_owned();
    let (a, b) = (stem(here), stem(next));
    if a == b {
        let page = |url: &url::Url| {
            url.query_pairs()
                .find(|(key, _)| {
                    matches!(&**key, "page" | "p" | "pg" | "seite" | "pagina" | "paged")
                })
                .and_then(|(_, value)| value.parse::<u32>().ok())
        };
        return page(next).is_some_and(|number| number == page(here).unwrap_or(1) + 1);
    }
    let base = |path: &str| {
        path.trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches(['/', '-', '_'])
            .trim_end_matches("/page")
            .to_owned()
    };
    match number(&b) {
        Some(2) => {
            b.starts_with(&a) && base(&b) == a || base(&a) == base(&b) && number(&a) == Some(1)
        }
        Some(count) => base(&a) == base(&b) && number(&a) == Some(count.wrapping_sub(1)),
        None => false,
    }
}

/// The language that the page declares, as a tag.
pub(crate) fn declared_language(sources: &Sources<'_>) -> Option<String> {
    let page = sources.page;
    let near = page.dom.ancestors(sources.root).chain([sources.root]).find_map(|id: Id| {
        let id_tag = page.dom.tag(id)?;
        (id_tag != Tag::Html).then(|| page.dom.attr(id, "lang"))?
    });
    near.or(sources.head.lang.as_deref())
        .or(sources.jsonld.field("inLanguage"))
        .or_else(|| {
            sources.head.first(&[
                "og:locale",
                "content-language",
                "language",
                "dc.language",
                "lang",
            ])
        })
        .and_then(normal_tag)
}

/// A language tag as BCP 47 writes it.
fn normal_tag(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';']).next()?.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&language.len())
        || !language.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return None;
    }
    let mut out = language;
    for part in parts {
        match part.len() {
            2 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                out.push_str(&format!("-{}", part.to_ascii_uppercase()))
            }
            4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                out.push_str(&format!(
                    "-{}{}",
                    part[..1].to_ascii_uppercase(),
                    part[1..].to_ascii_lowercase()
                ));
            }
            3 if part.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push_str(&format!("-{part}"))
            }
            _ => break,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_next_number_of_the_same_address_continues_an_article() {
        let url = |path: &str| url::Url::parse(&format!("https://example.org{path}")).unwrap();
        for (here, next) in [
            ("/a/ice", "/a/ice/2"),
            ("/a/ice/", "/a/ice/page/2/"),
            ("/a/ice-1.html", "/a/ice-2.html"),
            ("/a?page=2", "/a?page=3"),
            ("/a/ice/2", "/a/ice/3"),
        ] {
            assert!(continues(&url(here), &url(next)), "{here} {next}");
        }
        for (here, next) in [
            ("/a/ice", "/a/snow"),
            ("/2026/03/04/ice", "/2026/03/05/snow"),
            ("/a/ice/3", "/a/ice/2"),
            ("/news-1", "/other-2"),
        ] {
            assert!(!continues(&url(here), &url(next)), "{here} {next}");
        }
    }

    #[test]
    fn language_tags_are_written_one_way() {
        for (given, tag) in [
            ("EN_us", Some("en-US")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("de", Some("de")),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(normal_tag(given).as_deref(), tag);
        }
    }
}
