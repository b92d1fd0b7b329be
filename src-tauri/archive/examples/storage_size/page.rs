//! Pages of news sites, with words, names and numbers of our own.
//!
//! What they were set by is what pages of news sites were measured to be. A page of 175 kB comes to
//! 31 kB with `zstd -6` (so a sixth), and about six sevenths of it are styles, scripts, menus and
//! data. Against another page of its site it comes to between a seventh and three quarters of
//! that, usually two fifths: teasers, the addresses of pictures and the numbers of requests are
//! other ones on every page, and sites change their styles and scripts while one reads them.
//! A dictionary from other sites saves a tenth, for some scripts stand on every site. The pages
//! here are to be no easier in any of these; the program prints what they come to.

use std::fmt::Write as _;

use backfile_article::{
    Author, Block, Extraction, PageKind, PageTime, Picture, Removed, Timestamp,
};

use crate::words::{Dice, prose, slug, word};

/// Pages of a site after which every piece of its styles and scripts was changed once.
const CHANGES: u64 = 80;
/// Teasers of a page; the next page of the site has about half of them as well.
const TEASERS: u64 = 26;

/// A page and what is read from it.
pub(crate) struct Made {
    pub(crate) host: String,
    pub(crate) url: String,
    pub(crate) html: String,
    pub(crate) extraction: Extraction,
}

/// The names that a site's own scripts and styles are made of.
struct Site {
    seed: u64,
    host: String,
    names: Vec<String>,
}

impl Site {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::of(&[seed]);
        let host = format!("{}-{}.example", word(2000 + dice.below(40_000)), seed);
        let prefix = word(dice.below(1500));
        let names = (0..420)
            .map(|_| match dice.below(3) {
                0 => word(dice.zipf(20_000)),
                1 => format!("{prefix}-{}__{}", word(dice.zipf(900)), word(dice.zipf(900))),
                _ => format!("{}-{}", word(dice.zipf(4_000)), dice.hex(5)),
            })
            .collect();
        Self { seed, host, names }
    }

    fn name(&self, dice: &mut Dice) -> &str {
        &self.names[dice.zipf(self.names.len() as u64) as usize]
    }

    /// The generator of a piece that stays the same from page to page until it is changed.
    fn piece(&self, kind: u64, number: u64, page: u64) -> Dice {
        Dice::of(&[self.seed, kind, number, (page + number * 7) / CHANGES])
    }
}

/// A rule of a style sheet. Most declarations of a sheet stand in it many times.
fn rule(site: &Site, dice: &mut Dice, css: &mut String) {
    const PROPERTIES: [&str; 16] = [
        "display",
        "margin",
        "padding",
        "color",
        "background-color",
        "font-size",
        "line-height",
        "border-bottom",
        "max-width",
        "position",
        "flex",
        "grid-column",
        "transition",
        "width",
        "height",
        "z-index",
    ];
    const UNITS: [&str; 8] = ["px", "rem", "em", "%", "px auto", "px 0", "vw", "ms ease"];
    let _ = write!(css, ".{}", site.name(dice));
    if dice.below(3) == 0 {
        let _ = write!(css, " .{}{}", site.name(dice), dice.one(&[":hover", ">a", "::after", ""]));
    }
    css.push('{');
    for _ in 0..2 + dice.below(5) {
        let mut usual = Dice::of(&[site.seed, 11, dice.zipf(140)]);
        let one = if dice.below(40) == 0 { &mut *dice } else { &mut usual };
        let _ = write!(css, "{}:", one.one(&PROPERTIES));
        let _ = match one.below(4) {
            0 => write!(css, "#{};", one.hex(6)),
            _ => write!(css, "{}{};", one.below(80), one.one(&UNITS)),
        };
    }
    css.push('}');
}

/// A function as a program that makes scripts small leaves it. Most of what it does others do
/// as well.
fn function(site: &Site, dice: &mut Dice, js: &mut String) {
    let letter = |dice: &mut Dice| char::from(b'a' + dice.zipf(26) as u8);
    let _ = write!(js, "function {}{}(", letter(dice), letter(dice));
    let _ = write!(js, "{},{}){{", letter(dice), letter(dice));
    for _ in 0..4 + dice.below(8) {
        let mut usual = Dice::of(&[site.seed, 12, dice.zipf(260)]);
        let one = if dice.below(40) == 0 { &mut *dice } else { &mut usual };
        statement(site, one, js);
    }
    js.push('}');
}

fn statement(site: &Site, dice: &mut Dice, js: &mut String) {
    const WORDS: [&str; 24] = [
        "return",
        "void 0",
        "document",
        "window",
        "null",
        "this",
        "length",
        "push",
        "call",
        "prototype",
        "addEventListener",
        "querySelector",
        "dataset",
        "typeof",
        "Object",
        "then",
        "setTimeout",
        "getAttribute",
        "className",
        "config",
        "value",
        "!0",
        "!1",
        "indexOf",
    ];
    let letter = |dice: &mut Dice| char::from(b'a' + dice.zipf(26) as u8);
    let (one, other) = (letter(dice), letter(dice));
    let word = dice.one(&WORDS);
    let _ = match dice.below(6) {
        0 => write!(js, "var {one}={other}.{word};"),
        1 => write!(js, "if({one}&&{other}.{word}){{{one}=\"{}\"}}", site.name(dice)),
        2 => write!(js, "{one}.{word}({other},{});", dice.below(4000)),
        3 => write!(js, "{one}[\"{}\"]={other}||{word};", site.name(dice)),
        4 => write!(js, "for({one}=0;{one}<{other}.length;{one}++){word}({one});"),
        _ => write!(js, "{one}={{{}:{other},{word}:{}}};", letter(dice), dice.below(99)),
    };
}

/// What stands on the pages of every site.
fn everywhere(html: &mut String) {
    let mut common = Site::new(u64::MAX);
    common.names.truncate(60);
    html.push_str("<script async>");
    for number in 0..26 {
        function(&common, &mut Dice::of(&[number, 77]), html);
    }
    html.push_str("</script>");
}

struct Teaser {
    url: String,
    title: String,
    picture: String,
    id: String,
    at: u64,
}

fn teaser(site: &Site, number: u64) -> Teaser {
    let mut dice = Dice::of(&[site.seed, 5, number]);
    let words = 5 + dice.below(5);
    Teaser {
        url: format!("/{}/{}-{}", word(dice.below(40)), slug(&mut dice, 6), dice.below(99_999_999)),
        title: prose(&mut dice, number, words),
        picture: format!("/img/{}/{}.jpg", dice.hex(2), dice.hex(32)),
        id: dice.hex(24),
        at: 1_700_000_000 + number * 977 + dice.below(900),
    }
}

/// The page of a number on a site.
pub(crate) fn page(site: u64, number: u64) -> Made {
    let site = Site::new(site);
    let mut own = Dice::of(&[site.seed, 9, number]);
    let words = 4 + own.below(6);
    let title = prose(&mut own, number, words).trim_end_matches('.').to_owned();
    let url = format!("https://{}/{}/{}", site.host, word(own.below(40)), slug(&mut own, 6));
    let mut html = String::with_capacity(200_000);
    let _ = write!(
        html,
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>\
         <link rel=canonical href=\"{url}\"><meta property=\"og:image\" content=\"/img/{}.jpg\">",
        own.hex(32)
    );
    html.push_str("<style>");
    for piece in 0..610 {
        rule(&site, &mut site.piece(1, piece, number), &mut html);
    }
    html.push_str("</style>");
    everywhere(&mut html);
    for script in 0..6 {
        let _ = write!(html, "<script nonce=\"{}\">", own.hex(32));
        for piece in 0..50 {
            function(&site, &mut site.piece(2, script * 100 + piece, number), &mut html);
        }
        html.push_str("</script>");
    }
    html.push_str("</head><body>");
    menu(&site, number, &mut html);
    let teasers: Vec<Teaser> =
        (0..TEASERS).map(|place| teaser(&site, number * TEASERS / 2 + place)).collect();
    let mut extraction = article(&site, number, &title, &mut own, &mut html);
    for teaser in &teasers {
        let card = [site.name(&mut site.piece(4, 1, 0)), site.name(&mut site.piece(4, 2, 0))];
        let _ = write!(
            html,
            "<article class=\"{} {}\" data-id=\"{}\"><a href=\"{}\"><picture>",
            card[0], card[1], teaser.id, teaser.url
        );
        for width in [320, 640, 960, 1280] {
            let _ =
                write!(html, "<source srcset=\"{}?w={width}&amp;q=75 {width}w\">", teaser.picture);
        }
        let _ =
            write!(html, "</picture><h3 class=\"{}\">{}</h3></a></article>", card[1], teaser.title);
    }
    menu(&site, number, &mut html);
    state(&site, number, &teasers, &mut own, &mut html);
    html.push_str("</body></html>");
    left_out(&mut extraction, &teasers, &site);
    Made { host: site.host, url, html, extraction }
}

fn menu(site: &Site, page: u64, html: &mut String) {
    html.push_str("<nav>");
    for piece in 0..110 {
        let mut dice = site.piece(3, piece, page);
        let _ = write!(
            html,
            "<li class=\"{}\"><a href=\"/{}/\" data-track=\"nav|{piece}\" class=\"{}\">{}</a></li>",
            site.name(&mut dice),
            slug(&mut dice, 2),
            site.name(&mut dice),
            word(dice.zipf(9_000)),
        );
    }
    html.push_str("</nav>");
}

/// The article itself, written into the page and as it is read from there.
fn article(site: &Site, number: u64, title: &str, own: &mut Dice, html: &mut String) -> Extraction {
    // Every page has a subject of its own, of those that there are.
    let subject = own.below(5_000);
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = title.to_owned();
    extraction.site = Some(site.host.clone());
    extraction.language = Some("en".to_owned());
    let author = format!("{} {}", word(own.below(3000)), word(own.below(9000)));
    extraction.authors = vec![Author { name: author, ..Author::default() }];
    let day = Timestamp(1_700_000_000_000 + i64::try_from(number).unwrap_or_default() * 86_400_000);
    extraction.published = PageTime::parse_iso(&day.to_iso());
    extraction.topics = (0..4).map(|_| word(own.zipf(9_000))).collect();
    extraction.excerpt = Some(prose(own, subject, 26));
    let _ = write!(html, "<main><h1>{title}</h1>");
    let paragraphs = 12 + own.below(16);
    for paragraph in 0..paragraphs {
        let words = 24 + own.below(60);
        let text = prose(own, subject, words);
        let inner = match own.below(4) {
            0 => format!("<a href=\"https://{}/{}\">{text}</a>", site.host, slug(own, 5)),
            _ => text.clone(),
        };
        let _ = write!(
            html,
            "<p data-block=\"{}\" class=\"{}\">{inner}</p>",
            own.hex(8),
            site.names[3]
        );
        if paragraph % 4 == 1 {
            let _ = write!(
                html,
                "<div class=ad id=\"slot-{}\" data-key={}></div>",
                own.hex(12),
                paragraph
            );
        }
        extraction.blocks.push(Block { html: format!("<p>{inner}</p>"), text });
    }
    for _ in 0..3 {
        let address = format!("https://{}/img/{}/{}.jpg", site.host, own.hex(2), own.hex(32));
        let caption = prose(own, subject, 14);
        let _ = write!(html, "<figure><img src=\"{address}\" alt=\"{caption}\">");
        for width in [320, 480, 640, 800, 1200, 1600] {
            let _ = write!(html, "<source srcset=\"{address}?w={width} {width}w\">");
        }
        let _ = write!(html, "<figcaption>{caption}</figcaption></figure>");
        extraction.blocks.push(Block {
            html: format!("<figure><img src=\"{address}\"></figure>"),
            text: String::new(),
        });
        extraction.images.push(Picture {
            url: address,
            alt: Some(caption.clone()),
            caption: Some(caption),
            credit: Some(word(own.below(4000))),
        });
    }
    html.push_str("</main>");
    extraction.lead_image = extraction.images.first().map(|picture| picture.url.clone());
    let words = extraction.text().split_whitespace().count();
    extraction.word_count = u32::try_from(words).unwrap_or(u32::MAX);
    extraction.completeness = 1.0;
    extraction
}

/// What the cleaner would leave out: teasers, and pieces of menus.
fn left_out(extraction: &mut Extraction, teasers: &[Teaser], site: &Site) {
    let step = "related".to_owned();
    for teaser in teasers.iter().take(12) {
        extraction.removed.push(Removed {
            step: step.clone(),
            reason: step.clone(),
            text: teaser.title.clone(),
            html: format!(
                "<p><a href=\"https://{}{}\">{}</a></p>",
                site.host, teaser.url, teaser.title
            ),
            at: 3,
        });
    }
}

/// The data that a page's script begins with.
fn state(site: &Site, number: u64, teasers: &[Teaser], own: &mut Dice, html: &mut String) {
    let _ = write!(html, "<script id=__STATE__>{{\"request\":\"{}\",", own.hex(32));
    for flag in 0..60 {
        let mut dice = site.piece(6, flag, number);
        let _ = write!(html, "\"{}\":{},", site.name(&mut dice), own.below(2) == 0 || flag % 5 > 0);
    }
    html.push_str("\"items\":[");
    for teaser in teasers {
        let Teaser { url, title, picture, id, at } = teaser;
        let _ = write!(
            html,
            "{{\"id\":\"{id}\",\"url\":\"{url}\",\"title\":\"{title}\",\"image\":{{\"src\":\
             \"{picture}\",\"blur\":\"{}\"}},\"published\":{at},\"rank\":{}}},",
            own.hex(12),
            own.below(1000),
        );
    }
    html.push_str("{}],\"slots\":[");
    for slot in 0..24 {
        let _ = write!(html, "{{\"slot\":{slot},\"key\":\"{}\"}},", own.hex(20));
    }
    html.push_str("{}]}</script>");
}
