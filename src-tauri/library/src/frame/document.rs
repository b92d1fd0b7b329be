//! The document of one article, as the frame shows it.

use std::{collections::BTreeSet, fmt::Write as _};

use backfile_article::{Author, Block, Direction, PageTime, Precision, Removed};
use backfile_extract::sanitize;
use chrono::{DateTime, Datelike as _};

use super::{
    pictures::{PictureSource, resolve},
    policy::{BRIDGE, STYLE},
};
use crate::{ipc, words::say};

/// Share of the page's text under which the receipt stands at the top.
const COMPLETE_ENOUGH: f64 = 0.9;

/// Everything that the document of an article is made from.
pub(crate) struct Sheet<'a> {
    pub(crate) language: Option<&'a str>,
    pub(crate) direction: Direction,
    pub(crate) theme: ipc::Theme,
    pub(crate) face: ipc::Face,
    pub(crate) kicker: Option<&'a str>,
    pub(crate) title: &'a str,
    pub(crate) standfirst: Option<&'a str>,
    pub(crate) byline: Option<&'a str>,
    pub(crate) authors: &'a [Author],
    pub(crate) published: Option<&'a PageTime>,
    pub(crate) modified: Option<&'a PageTime>,
    pub(crate) lead_image: Option<&'a str>,
    pub(crate) blocks: &'a [Block],
    pub(crate) removed: &'a [Removed],
    pub(crate) restored: &'a BTreeSet<u32>,
    pub(crate) source_of: &'a dyn Fn(&str) -> PictureSource,
    pub(crate) receipt: &'a ipc::Receipt,
    pub(crate) how: backfile_article::HowTaken,
}

/// Writes the document.
pub(crate) fn document(sheet: &Sheet<'_>) -> String {
    let language = sheet.language.unwrap_or("und");
    let direction = match sheet.direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    };
    let theme = match sheet.theme {
        ipc::Theme::System => "system",
        ipc::Theme::Light => "light",
        ipc::Theme::Sepia => "sepia",
        ipc::Theme::Dark => "dark",
    };
    let face = match sheet.face {
        ipc::Face::Serif => "serif",
        ipc::Face::Sans => "sans",
    };
    let poor = sheet.receipt.completeness < COMPLETE_ENOUGH && sheet.receipt.paragraphs_total > 0;
    let receipt = receipt(sheet, poor);
    let (top, foot) = if poor {
        (format!("<aside class=\"receipt top\">{receipt}</aside>"), String::new())
    } else {
        (String::new(), format!("<footer class=\"receipt\">{receipt}</footer>"))
    };
    format!(
        "<!doctype html><html lang=\"{}\" dir=\"{direction}\" data-theme=\"{theme}\" \
         data-face=\"{face}\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <style>{STYLE}</style></head><body><article>{top}{}{}\
         <section class=\"body\">{}</section>{foot}</article><script>{BRIDGE}</script></body></html>",
        escape(language),
        escape(sheet.title),
        header(sheet),
        lead_picture(sheet),
        body(sheet),
    )
}

fn header(sheet: &Sheet<'_>) -> String {
    let mut out = String::from("<header>");
    if let Some(kicker) = sheet.kicker {
        push(&mut out, "<p class=\"kicker\">", &escape(kicker), "</p>");
    }
    push(&mut out, "<h1>", &escape(sheet.title), "</h1>");
    if let Some(standfirst) = sheet.standfirst {
        push(&mut out, "<p class=\"standfirst\">", &escape(standfirst), "</p>");
    }
    let mut parts = Vec::new();
    let authors = match sheet.byline {
        Some(corrected) => escape(corrected),
        None => sheet.authors.iter().map(author).collect::<Vec<_>>().join(", "),
    };
    if !authors.is_empty() {
        parts.push(format!("<span class=\"authors\">{authors}</span>"));
    }
    if let Some(published) = sheet.published {
        parts.push(time(published, &words_of(published)));
    }
    if let Some(modified) = sheet.modified.filter(|modified| later(modified, sheet.published)) {
        parts.push(time(modified, &say("frame.modified", &[("date", &words_of(modified))])));
    }
    if !parts.is_empty() {
        push(&mut out, "<p class=\"byline\">", &parts.join(" <i>·</i> "), "</p>");
    }
    out.push_str("</header>");
    out
}

fn author(author: &Author) -> String {
    let mut out = format!("<b>{}</b>", escape(&author.name));
    let about: Vec<String> =
        [&author.role, &author.place].into_iter().flatten().map(|about| escape(about)).collect();
    if !about.is_empty() {
        push(&mut out, " <span class=\"role\">", &about.join(", "), "</span>");
    }
    out
}

fn later(modified: &PageTime, published: Option<&PageTime>) -> bool {
    published.is_none_or(|published| words_of(modified) != words_of(published))
}

fn time(time: &PageTime, words: &str) -> String {
    let exact = escape(&time.text);
    format!("<time datetime=\"{exact}\" title=\"{exact}\">{}</time>", escape(words))
}

/// A page's time as people say it, no more exact than the page was.
fn words_of(time: &PageTime) -> String {
    // The day is the one that the page wrote, whatever its zone.
    let date =
        time.text.get(..10).and_then(PageTime::parse_iso).map_or(time.sort_key, |day| day.sort_key);
    let Some(date) = DateTime::from_timestamp_millis(date) else { return time.text.clone() };
    let month = say(&format!("month.{}", date.month()), &[]);
    let (day, year) = (date.day().to_string(), date.year().to_string());
    match time.precision {
        Precision::Year => year,
        Precision::Month => say("date.month", &[("month", &month), ("year", &year)]),
        Precision::Day | Precision::Time => {
            say("date.day", &[("day", &day), ("month", &month), ("year", &year)])
        }
    }
}

/// The lead picture, for an article whose body has none of its own.
fn lead_picture(sheet: &Sheet<'_>) -> String {
    let in_body = sheet.blocks.iter().any(|block| block.html.contains("<img"));
    match sheet.lead_image.filter(|_| !in_body).map(|url| (sheet.source_of)(url)) {
        Some(PictureSource::Stored { name, size }) => {
            let size = size
                .map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""))
                .unwrap_or_default();
            let address = super::media_address(&name);
            format!("<figure class=\"lead\"><img src=\"{address}\" alt=\"\"{size}></figure>")
        }
        _ => String::new(),
    }
}

fn body(sheet: &Sheet<'_>) -> String {
    let mut out = String::new();
    for at in 0..=sheet.blocks.len() {
        for (index, removed) in sheet.removed.iter().enumerate() {
            if removed.at == at || (at == sheet.blocks.len() && removed.at > at) {
                left_out(&mut out, sheet, index, removed);
            }
        }
        if let Some(block) = sheet.blocks.get(at) {
            let html = resolve(&sanitize(&block.html, None), sheet.source_of);
            // Writing to a String never fails.
            let _ = write!(out, "<div class=\"block\" data-block=\"{at}\">{html}</div>");
        }
    }
    out
}

fn left_out(out: &mut String, sheet: &Sheet<'_>, index: usize, removed: &Removed) {
    let restored = u32::try_from(index).is_ok_and(|index| sheet.restored.contains(&index));
    let html = resolve(&sanitize(&removed.html, None), sheet.source_of);
    let html = if html.is_empty() { format!("<p>{}</p>", escape(&removed.text)) } else { html };
    if restored {
        let again = escape(&say("frame.leave_out", &[]));
        let _ = write!(
            out,
            "<div class=\"block restored\" data-index=\"{index}\"><div class=\"was\">{html}</div>\
             <button class=\"restore\" type=\"button\" hidden>{again}</button></div>",
        );
    } else {
        let why = escape(&reason(&removed.reason));
        let restore = escape(&say("frame.restore", &[]));
        let _ = write!(
            out,
            "<div class=\"left-out\" data-index=\"{index}\" hidden><p class=\"why\">{why}</p>\
             <div class=\"was\">{html}</div>\
             <button class=\"restore\" type=\"button\">{restore}</button></div>",
        );
    }
}

/// A reason in words; one that the catalogue does not know reads as its code does.
fn reason(code: &str) -> String {
    let key = format!("left_out.{code}");
    let words = say(&key, &[]);
    if words == key { code.replace('_', " ") } else { words }
}

fn receipt(sheet: &Sheet<'_>, poor: bool) -> String {
    let receipt = sheet.receipt;
    let mut sentences = Vec::new();
    if poor {
        let share = ((1.0 - receipt.completeness) * 100.0).round().to_string();
        sentences.push(say("receipt.poor", &[("share", &share)]));
    }
    let (kept, total) = (receipt.paragraphs_kept.to_string(), receipt.paragraphs_total.to_string());
    let mut what = say("receipt.paragraphs", &[("kept", &kept), ("total", &total)]);
    if receipt.pictures_kept > 0 {
        let count = receipt.pictures_kept.to_string();
        what = say("receipt.pictures", &[("paragraphs", &what), ("count", &count)]);
    }
    sentences.push(say("receipt.kept", &[("what", &what)]));
    if receipt.pictures_waiting > 0 {
        let count = receipt.pictures_waiting.to_string();
        sentences.push(say("receipt.waiting", &[("count", &count)]));
    }
    if receipt.pictures_missing > 0 {
        let count = receipt.pictures_missing.to_string();
        sentences.push(say("receipt.missing", &[("count", &count)]));
    }
    let left_out = receipt.left_out.to_string();
    sentences.push(say("receipt.left_out", &[("count", &left_out)]));
    if receipt.restored > 0 {
        let count = receipt.restored.to_string();
        sentences.push(say("receipt.restored", &[("count", &count)]));
    }
    match sheet.how {
        backfile_article::HowTaken::Pasted => sentences.push(say("receipt.pasted", &[])),
        backfile_article::HowTaken::File => sentences.push(say("receipt.file", &[])),
        backfile_article::HowTaken::FromText => sentences.push(say("receipt.from_text", &[])),
        backfile_article::HowTaken::Fetched => {}
    }
    format!("<p>{}</p>", escape(&sentences.join(" ")))
}

fn push(out: &mut String, before: &str, text: &str, after: &str) {
    out.push_str(before);
    out.push_str(text);
    out.push_str(after);
}

/// Text as it stands in an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
