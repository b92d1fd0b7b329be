//! Pictures: which address of those offered, and which words are caption and which credit.
//!
//! The shape that a picture has in an article is
//! `<figure><img src alt><figcaption><span class="caption">…</span> <span class="credit">…</span></figcaption></figure>`.

use backfile_article::Picture;

use crate::{
    dom::{Dom, Id, Tag},
    hints::Hints,
    metadata::Head,
    page::Page,
    text,
};

use super::writer::escape;

/// The width that is enough for any screen; the smallest offered size from here on is taken.
const WIDE: f64 = 1_600.0;
/// Pictures declared smaller than this are icons.
const ICON: f64 = 80.0;

/// A picture as the page offers it: an address and a width, 0 when not said.
struct Offer {
    url: String,
    width: f64,
}

/// Attributes in which lazy-loading scripts keep the address.
const LAZY: [&str; 15] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-url",
    "data-image",
    "data-img-src",
    "data-hi-res-src",
    "data-full-src",
    "data-large-file",
    "data-orig-file",
    "data-src-large",
    "data-actualsrc",
    "data-original-src",
    "data-lazyload",
];
const LAZY_SETS: [&str; 4] =
    ["data-srcset", "data-lazy-srcset", "data-original-set", "data-src-set"];

/// The address to keep of an `img`, with the sources of the `picture` around it.
pub(crate) fn address(dom: &Dom, head: &Head, img: Id) -> Option<String> {
    let mut offers = Vec::new();
    let picture = dom.ancestors(img).take(3).find(|&up| dom.is(up, Tag::Picture));
    if let Some(picture) = picture {
        for source in dom.find(picture, Tag::Source) {
            let kind = dom.attr(source, "type").unwrap_or_default();
            if kind.contains("avif") || kind.contains("svg") || kind.contains("jxl") {
                continue;
            }
            for name in ["srcset"].iter().chain(&LAZY_SETS) {
                if let Some(set) = dom.attr(source, name) {
                    read_set(set, declared_width(dom, source), &mut offers);
                }
            }
        }
    }
    for name in ["srcset"].iter().chain(&LAZY_SETS) {
        if let Some(set) = dom.attr(img, name) {
            read_set(set, declared_width(dom, img), &mut offers);
        }
    }
    let width = declared_width(dom, img).unwrap_or(0.0);
    let plain = LAZY
        .iter()
        .chain(&["src"])
        .filter_map(|name| dom.attr(img, name))
        .map(|value| value.trim().to_owned())
        .find(|value| !is_placeholder(value) && looks_like_address(value));
    if let Some(url) = plain {
        offers.push(Offer { url, width });
    }
    offers.retain(|offer| !is_placeholder(&offer.url));
    let enough = offers
        .iter()
        .filter(|offer| offer.width >= WIDE)
        .min_by(|a, b| a.width.total_cmp(&b.width));
    let chosen = enough.or_else(|| {
        // Among equals the last is the plain `src`, which is what the page itself shows.
        offers.iter().max_by(|a, b| a.width.total_cmp(&b.width))
    })?;
    head.absolute(&chosen.url).map(Into::into)
}

fn looks_like_address(value: &str) -> bool {
    !value.is_empty() && !value.contains(char::is_whitespace) && !value.starts_with(['{', '['])
}

/// Reads `srcset`; a density counts as that many times the declared width (or 800).
fn read_set(set: &str, declared: Option<f64>, offers: &mut Vec<Offer>) {
    let mut rest = set.trim();
    while !rest.is_empty() && offers.len() < 100 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (url, after) = rest.split_at(end);
        let (url, descriptor, next) = match url.strip_suffix(',') {
            Some(url) => (url, "", after),
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (url, after[..end].trim(), &after[end..])
            }
        };
        rest = next;
        if url.is_empty() {
            continue;
        }
        let number =
            |unit: char| descriptor.strip_suffix(unit).and_then(|n| n.trim().parse::<f64>().ok());
        let width = number('w')
            .or_else(|| number('x').map(|times| times * declared.unwrap_or(800.0)))
            .or(declared)
            .unwrap_or(0.0);
        offers.push(Offer { url: url.to_owned(), width });
    }
}

fn declared_width(dom: &Dom, id: Id) -> Option<f64> {
    let value = dom.attr(id, "width")?.trim().trim_end_matches("px");
    value.parse().ok().filter(|width| *width > 1.0)
}

/// Whether an address only keeps the place of a picture that a script would load.
pub(crate) fn is_placeholder(url: &str) -> bool {
    let url = url.trim();
    if url.is_empty()
        || url.starts_with("data:")
        || url.starts_with("about:")
        || url.starts_with("blob:")
    {
        return true;
    }
    let lower = url.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or(&lower);
    let file = path.rsplit('/').next().unwrap_or(path);
    [
        "placeholder",
        "blank.",
        "spacer.",
        "transparent.",
        "1x1.",
        "pixel.",
        "lazyload",
        "loading.",
        "grey.",
        "clear.gif",
    ]
    .iter()
    .any(|word| file.contains(word))
        || path.contains("placeholder")
}

/// Whether an `img` is too small, or by its names no picture of the article.
pub(crate) fn is_icon(page: &Page<'_>, img: Id) -> bool {
    let dom = page.dom;
    let side = |name: &str| {
        dom.attr(img, name)
            .and_then(|value| value.trim().trim_end_matches("px").parse::<f64>().ok())
    };
    if side("width").is_some_and(|w| w < ICON) || side("height").is_some_and(|h| h < ICON * 0.75) {
        return true;
    }
    let src = dom.attr(img, "src").unwrap_or_default().to_ascii_lowercase();
    let name = dom.attr(img, "class").unwrap_or_default().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| src.contains(word) || name.contains(word));
    says(&[
        "emoji", "smiley", "avatar", "gravatar", "/icons/", "-icon", "icon-", "logo", "pixel",
        "tracking", "sprite", "badge", "spinner",
    ]) || page.hint(img).any(Hints::PLACEHOLDER)
        || src.ends_with(".svg") && side("width").is_none()
}

/// A picture with its words.
pub(crate) struct Figure {
    /// The words and the address.
    pub(crate) picture: Picture,
}

impl Figure {
    /// The block's HTML, before it is sanitised.
    pub(crate) fn html(&self) -> String {
        let Picture { url, alt, caption, credit } = &self.picture;
        let alt = escape(alt.as_deref().unwrap_or_default());
        let mut html = format!("<figure><img src=\"{}\" alt=\"{alt}\">", escape(url));
        push_words(&mut html, caption.as_deref(), credit.as_deref());
        html.push_str("</figure>");
        html
    }
}

/// Appends a `figcaption` when there are words for it.
pub(crate) fn push_words(html: &mut String, caption: Option<&str>, credit: Option<&str>) {
    if caption.is_none() && credit.is_none() {
        return;
    }
    html.push_str("<figcaption>");
    if let Some(caption) = caption {
        html.push_str(&format!("<span class=\"caption\">{}</span>", escape_text(caption)));
    }
    if let Some(credit) = credit {
        if caption.is_some() {
            html.push(' ');
        }
        html.push_str(&format!("<span class=\"credit\">{}</span>", escape_text(credit)));
    }
    html.push_str("</figcaption>");
}

fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The words of a picture: caption and credit.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Words {
    /// What is shown.
    pub(crate) caption: Option<String>,
    /// Who made or owns it.
    pub(crate) credit: Option<String>,
}

/// Reads caption and credit from the element around a picture.
///
/// Elements named as credit give the credit. Of the rest, what stands in a caption element is the
/// caption; short text beside it is the credit too, since pages lay it over the picture.
pub(crate) fn words(page: &Page<'_>, holder: Id) -> Words {
    let dom = page.dom;
    let mut caption = String::new();
    let mut credit = String::new();
    let mut beside = String::new();
    let mut caption_end = 0;
    let mut at = holder + 1;
    while at < dom.end(holder) {
        if !page.is_shown(at) {
            at = dom.end(at);
            continue;
        }
        if let Some(words) = dom.text(at) {
            let to = if at < caption_end { &mut caption } else { &mut beside };
            text::push_collapsed(to, words);
            at += 1;
            continue;
        }
        let hints = page.hint(at);
        let tag = dom.tag(at);
        let is_credit = hints.any(Hints::CREDIT)
            || matches!(
                dom.attr(at, "itemprop"),
                Some("copyrightHolder" | "author" | "creditText")
            );
        if matches!(tag, Some(Tag::Button | Tag::Input)) || hints.any(Hints::SHARE.and(Hints::AD)) {
            at = dom.end(at);
            continue;
        }
        let part = dom.text_of(at);
        if is_credit && part.chars().count() <= 160 && !holds_caption(page, at) {
            append(&mut credit, &part);
            at = dom.end(at);
            continue;
        }
        if tag == Some(Tag::Figcaption) || hints.any(Hints::CAPTION) {
            caption_end = caption_end.max(dom.end(at));
        }
        if tag.is_some_and(Tag::is_block) || tag == Some(Tag::Br) {
            text::push_space(if at < caption_end { &mut caption } else { &mut beside });
        }
        at += 1;
    }
    let mut beside = text::collapse(&beside);
    let mut caption = text::collapse(&caption);
    if caption.is_empty() && beside.chars().count() > 60 {
        caption = std::mem::take(&mut beside);
    }
    if !beside.is_empty() && beside.chars().count() <= 120 && credit.is_empty() {
        credit = beside;
    }
    let mut words = Words { caption: tidy(&caption), credit: tidy(&credit) };
    if words.credit.is_none() {
        words.split_credit();
    }
    if words.caption == words.credit {
        words.credit = None;
    }
    words
}

fn holds_caption(page: &Page<'_>, id: Id) -> bool {
    page.dom
        .below(id)
        .any(|at| page.dom.is(at, Tag::Figcaption) || page.hint(at).any(Hints::CAPTION))
}

fn append(to: &mut String, part: &str) {
    if !part.is_empty() && !to.contains(part) {
        if !to.is_empty() {
            to.push_str(" / ");
        }
        to.push_str(part);
    }
}

/// Labels that pages put before captions and credits for screen readers.
const LABELS: [&str; 16] = [
    "image source,",
    "image source:",
    "image caption,",
    "image caption:",
    "photo credit:",
    "image credit:",
    "credit:",
    "photo:",
    "photograph:",
    "foto:",
    "bild:",
    "image:",
    "caption:",
    "copyright:",
    "source:",
    "quelle:",
];

fn tidy(words: &str) -> Option<String> {
    let mut words = words.trim();
    loop {
        let label = LABELS.iter().find_map(|label| {
            let start = words.get(..label.len())?;
            start.eq_ignore_ascii_case(label).then_some(label.len())
        });
        match label {
            Some(length) => words = words[length..].trim_start(),
            None => break,
        }
    }
    let words =
        words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '/' | '•' | ','));
    (!words.is_empty()).then(|| words.to_owned())
}

impl Words {
    /// Parts a credit from the end of a caption: "… (Photo: Ada Byron)", "… Credit: Ada Byron",
    /// "… [Ada Byron/Agency]".
    fn split_credit(&mut self) {
        let Some(caption) = self.caption.clone() else { return };
        let lower = caption.to_lowercase();
        if lower.len() != caption.len() {
            return;
        }
        const MARKS: [&str; 14] = [
            "credit:",
            "photo by ",
            "photo:",
            "photograph:",
            "photo credit:",
            "photograph by ",
            "image:",
            "picture:",
            "foto:",
            "bild:",
            "crédit photo :",
            "©",
            "photos by ",
            "image credit:",
        ];
        let found = MARKS.iter().filter_map(|mark| lower.rfind(mark).map(|at| (at, mark))).min();
        let (at, end) = match found {
            Some((at, _)) => (at, caption.len()),
            None if caption.ends_with(']') || caption.ends_with(')') => {
                let open = if caption.ends_with(']') { '[' } else { '(' };
                let Some(at) = caption.rfind(open) else { return };
                let inner = &lower[at + 1..caption.len() - 1];
                let agencies = [
                    "getty",
                    "reuters",
                    "afp",
                    "/ap",
                    "ap photo",
                    "associated press",
                    "epa",
                    "shutterstock",
                    "via ",
                    "/dpa",
                    "picture alliance",
                    "imago",
                ];
                if !(inner.contains('/') || agencies.iter().any(|name| inner.contains(name))) {
                    return;
                }
                (at, caption.len())
            }
            None => return,
        };
        let rest = caption[..at].trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '|' | '-' | '–' | '—' | '/')
        });
        let credit = caption[at..end]
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']'));
        if credit.chars().count() > 120 || credit.chars().count() < 3 {
            return;
        }
        self.credit = tidy(credit);
        self.caption = tidy(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(html: &str) -> Option<String> {
        let dom = Dom::parse(html);
        let base = url::Url::parse("https://example.org/a/").ok();
        let head = Head::read(&dom, base.as_ref());
        let img = dom.find(0, Tag::Img).next()?;
        address(&dom, &head, img)
    }

    #[test]
    fn the_smallest_size_that_is_wide_enough_is_taken() {
        let html = "<img src=s.jpg srcset='a.jpg 320w, b.jpg 1600w,c.jpg 2400w'>";
        assert_eq!(chosen(html).as_deref(), Some("https://example.org/a/b.jpg"));
        let html = "<img src=s.jpg srcset='a.jpg 320w, b.jpg 800w'>";
        assert_eq!(chosen(html).as_deref(), Some("https://example.org/a/b.jpg"));
    }

    #[test]
    fn an_address_with_commas_in_it_stays_whole() {
        let html =
            "<img srcset='https://x.org/w_300,h_2/a.jpg 300w, https://x.org/w_900,h_6/a.jpg 900w'>";
        assert_eq!(chosen(html).as_deref(), Some("https://x.org/w_900,h_6/a.jpg"));
    }

    #[test]
    fn a_placeholder_gives_way_to_what_the_script_would_load() {
        let html = "<img src='data:image/gif;base64,R0' data-src='real.jpg'>";
        assert_eq!(chosen(html).as_deref(), Some("https://example.org/a/real.jpg"));
        assert_eq!(chosen("<img src='/grey-placeholder.png'>"), None);
    }

    fn read(html: &str) -> Words {
        let dom = Dom::parse(html);
        let page = Page::measure(&dom, crate::page::View::AsShown);
        let figure = dom.find(0, Tag::Figure).next().unwrap();
        words(&page, figure)
    }

    #[test]
    fn caption_and_credit_are_told_apart() {
        let both = Words {
            caption: Some("A harbour at dawn".into()),
            credit: Some("Ada Byron/Agency".into()),
        };
        for html in [
            "<figure><img><span>Ada Byron/Agency</span><figcaption>A harbour at dawn</figcaption></figure>",
            "<figure><img><figcaption>A harbour at dawn <span class='credit'>Ada Byron/Agency</span></figcaption></figure>",
            "<figure><img><figcaption>A harbour at dawn (Photo: Ada Byron/Agency)</figcaption></figure>",
            "<figure><img><p role=text><span class='visually-hidden'>Image source, </span>Ada Byron/Agency</p><figcaption><span class='visually-hidden'>Image caption, </span>A harbour at dawn</figcaption></figure>",
        ] {
            assert_eq!(read(html), both, "{html}");
        }
    }
}
