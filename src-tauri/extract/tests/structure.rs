//! What comes out of every fixture, read by another program's eyes: `scraper`, which shares
//! neither our tree nor our walk, says what stands in the HTML that is shown and kept.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{fs, path::Path};

use backfile_article::Extraction;
use backfile_extract::{Source, extract};
use scraper::{Html, Selector};
use url::Url;

fn articles() -> Vec<(String, Extraction)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    fs::read_dir(root)
        .unwrap()
        .map(|folder| {
            let folder = folder.unwrap().path();
            let page = fs::read_to_string(folder.join("page.html")).unwrap();
            let source = fs::read_to_string(folder.join("source.json")).unwrap();
            let source: serde_json::Value = serde_json::from_str(&source).unwrap();
            let url = Url::parse(source["url"].as_str().unwrap()).unwrap();
            let found = extract(&page, &Source { url: Some(&url), captured_at: None });
            (folder.display().to_string(), found)
        })
        .collect()
}

fn count(html: &Html, selector: &str) -> usize {
    html.select(&Selector::parse(selector).unwrap()).count()
}

#[test]
fn nothing_that_runs_frames_asks_or_styles_is_in_what_is_kept() {
    const NEVER: &str = "script, style, iframe, object, embed, form, input, button, link, meta, \
                         base, svg, [style], [onclick], [onload], [onerror], [srcset], [class*=promo]";
    for (name, found) in articles() {
        let left_out: String = found.removed.iter().map(|removed| removed.html.as_str()).collect();
        for html in [found.html(), left_out] {
            assert_eq!(count(&Html::parse_fragment(&html), NEVER), 0, "{name}");
        }
    }
}

#[test]
fn every_picture_has_its_figure_and_every_figure_its_words_apart() {
    for (name, found) in articles() {
        let html = Html::parse_fragment(&found.html());
        let news = name.rsplit('/').next().unwrap_or_default().starts_with("news--");
        assert!(!news || !found.images.is_empty(), "{name} has no picture to look at");
        assert_eq!(count(&html, "figure img[src]"), found.images.len(), "{name}");
        assert_eq!(count(&html, "img"), found.images.len(), "{name}");
        let described = found.images.iter().filter(|image| image.alt.is_some()).count();
        assert_eq!(count(&html, "img[alt]:not([alt=''])"), described, "{name}");
        let captions = found.images.iter().filter(|image| image.caption.is_some()).count();
        let credits = found.images.iter().filter(|image| image.credit.is_some()).count();
        // The words of a player are its link.
        assert_eq!(count(&html, "figcaption > .caption, figcaption > a"), captions, "{name}");
        assert_eq!(count(&html, "figcaption > .credit"), credits, "{name}");
    }
}

#[test]
fn every_link_leads_to_the_web_and_every_block_stands_alone() {
    for (name, found) in articles() {
        let html = Html::parse_fragment(&found.html());
        for link in html.select(&Selector::parse("a[href]").unwrap()) {
            let href = link.value().attr("href").unwrap();
            let allowed = ["https://", "http://", "mailto:", "#bf-"];
            assert!(allowed.iter().any(|start| href.starts_with(start)), "{name}: {href}");
        }
        assert_eq!(count(&html, "h1"), 0, "{name}: the title is no part of the body");
        for block in &found.blocks {
            let alone = Html::parse_fragment(&block.html);
            assert_eq!(alone.root_element().children().count(), 1, "{name}: {}", block.html);
        }
    }
}
