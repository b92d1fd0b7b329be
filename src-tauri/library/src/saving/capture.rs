//! From a link to what its page gives: fetch, clean, join split articles. Stores nothing.

use backfile_article::{Extraction, Page, WarningCode};
use backfile_fetch::{FetchError, Fetcher, address, text_of};
use url::Url;

use super::trouble::{Trouble, Verdict, chain, judge, no_article};
use crate::{
    cleaning::{Cleaning, CleaningError, Request},
    ipc::{ProblemCode, Stage},
    rules::RuleBook,
};

/// Pages of a split article at most; more than that is a listing that names itself article.
const PAGES: usize = 30;

/// What a link gave.
#[derive(Debug)]
pub(crate) enum Capture {
    /// An article, with the pages that it came on: one, or more when it was split.
    Article {
        /// The pages, in order; never empty.
        pages: Vec<Page>,
        /// The article.
        extraction: Box<Extraction>,
    },
    /// Something other than an article, kept as link.
    Link {
        /// Why.
        trouble: Trouble,
        /// The page, when there is one.
        page: Option<Box<Page>>,
        /// Title, description and picture, when there are some.
        extraction: Option<Box<Extraction>>,
    },
    /// Nothing yet; see the verdict.
    Nothing(Verdict),
}

/// What pages are cleaned with.
#[derive(Clone, Copy)]
pub(crate) struct Cleaner<'a> {
    /// Where.
    pub(crate) cleaning: &'a Cleaning,
    /// By which rules.
    pub(crate) rules: &'a RuleBook,
}

/// Fetches and cleans. `stage` hears what happens.
pub(crate) async fn capture(
    fetcher: &Fetcher,
    cleaner: Cleaner<'_>,
    url: &Url,
    stage: &(dyn Fn(Stage) + Sync),
) -> Capture {
    stage(Stage::Fetching);
    let page = match fetcher.page(url).await {
        Ok(page) => page,
        Err(error) => return refused(cleaner, error).await,
    };
    if let Some(code) = other_kind(&page.media_type) {
        let trouble = Trouble::new(code, format!("the page is {}", page.media_type));
        return Capture::Link { trouble, page: Some(Box::new(page)), extraction: None };
    }
    stage(Stage::Cleaning);
    let extraction = match clean_page(cleaner, &page).await {
        Ok(extraction) => extraction,
        Err(error) => {
            // The page may be gone tomorrow; its bytes can be cleaned again.
            let (trouble, page) = (cleaning_trouble(&error), Some(Box::new(page)));
            return Capture::Link { trouble, page, extraction: None };
        }
    };
    if let Some(code) = no_article(extraction.kind) {
        let trouble = Trouble::new(code, format!("the page is {:?}", extraction.kind));
        let (page, extraction) = (Some(Box::new(page)), Some(Box::new(extraction)));
        return Capture::Link { trouble, page, extraction };
    }
    let (mut pages, mut whole) = (vec![page], extraction);
    join_next_pages(fetcher, cleaner, &mut pages, &mut whole).await;
    Capture::Article { pages, extraction: Box::new(whole) }
}

/// An answer that is no success may still hold a page that says why.
async fn refused(cleaner: Cleaner<'_>, error: FetchError) -> Capture {
    let verdict = judge(&error);
    let FetchError::Status { page: Some(page), status, .. } = error else {
        return Capture::Nothing(match verdict {
            Verdict::Link(trouble) => {
                return Capture::Link { trouble, page: None, extraction: None };
            }
            other => other,
        });
    };
    if other_kind(&page.media_type).is_some() {
        return match verdict {
            Verdict::Link(trouble) => Capture::Link { trouble, page: None, extraction: None },
            other => Capture::Nothing(other),
        };
    }
    let extraction = clean_page(cleaner, &page).await.ok();
    let wall =
        extraction.as_ref().and_then(|extraction| no_article(extraction.kind)).filter(|code| {
            matches!(
                code,
                ProblemCode::ConsentWall
                    | ProblemCode::SignInWall
                    | ProblemCode::Paywall
                    | ProblemCode::BotWall
            )
        });
    let trouble = match (wall, verdict) {
        (Some(code), _) => Trouble::new(code, format!("answered {status}")),
        (None, Verdict::Link(trouble)) => trouble,
        (None, other) => return Capture::Nothing(other),
    };
    let extraction = extraction.map(|mut extraction| {
        // The page of an error is named after the error, not after what was there.
        if trouble.code == ProblemCode::Gone {
            extraction.title.clear();
            extraction.excerpt = None;
        }
        Box::new(extraction)
    });
    Capture::Link { trouble, page: Some(page), extraction }
}

/// What a page that is no HTML is kept as.
fn other_kind(media_type: &str) -> Option<ProblemCode> {
    Some(match media_type {
        "text/html" | "application/xhtml+xml" | "text/plain" => return None,
        "application/pdf" => ProblemCode::Pdf,
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" => {
            ProblemCode::Feed
        }
        kind if kind.starts_with("image/") => ProblemCode::Picture,
        kind if kind.starts_with("video/") || kind.starts_with("audio/") => ProblemCode::Video,
        _ => ProblemCode::OtherFile,
    })
}

/// Cleans the text of one page.
async fn clean_page(cleaner: Cleaner<'_>, page: &Page) -> Result<Extraction, CleaningError> {
    let request = Request {
        source: text_of(page).text,
        flat_text: page.media_type == "text/plain",
        url: Some(page.final_url.clone()),
        captured_at: Some(page.requested_at),
        rule: cleaner.rules.rule(&page.final_url).cloned(),
    };
    cleaner.cleaning.clean(request).await.map(|cleaned| cleaned.extraction)
}

pub(crate) fn cleaning_trouble(error: &CleaningError) -> Trouble {
    Trouble::new(ProblemCode::CleaningFailed, chain(error))
}

async fn join_next_pages(
    fetcher: &Fetcher,
    cleaner: Cleaner<'_>,
    pages: &mut Vec<Page>,
    whole: &mut Extraction,
) {
    let mut next = whole.next_page.take();
    while let Some(url) = next.as_deref().and_then(|next| Url::parse(next).ok()) {
        let seen = |page: &Page| {
            address::key(&page.final_url) == address::key(&url) || page.requested == url
        };
        if pages.len() >= PAGES
            || pages.iter().any(seen)
            || !address::same_site(&url, &pages[0].final_url)
        {
            break;
        }
        let part = match fetcher.page(&url).await {
            Ok(page) => match clean_page(cleaner, &page).await {
                Ok(extraction) if no_article(extraction.kind).is_none() => Ok((page, extraction)),
                Ok(_) => Err("it is no article".to_owned()),
                Err(error) => Err(chain(&error)),
            },
            Err(error) => Err(chain(&error)),
        };
        match part {
            Ok((page, mut extraction)) => {
                next = extraction.next_page.take();
                append(whole, extraction);
                pages.push(page);
            }
            Err(cause) => {
                let message =
                    format!("The article goes on at {url}, which could not be had: {cause}.");
                let code = WarningCode::MorePages;
                whole.warnings.retain(|warning| warning.code != code);
                whole.warnings.push(backfile_article::Warning { code, message });
                return;
            }
        }
    }
    if pages.len() > 1 {
        whole.warnings.retain(|warning| warning.code != WarningCode::MorePages);
    }
}

/// Puts the next part of a split article behind the parts before it.
fn append(whole: &mut Extraction, part: Extraction) {
    let offset = whole.blocks.len();
    let words = |extraction: &Extraction| f64::from(extraction.word_count.max(1));
    let (before, more) = (words(whole), words(&part));
    whole.completeness = (whole.completeness * before + part.completeness * more) / (before + more);
    whole.blocks.extend(part.blocks);
    whole.removed.extend(part.removed.into_iter().map(|mut removed| {
        removed.at += offset;
        removed
    }));
    for image in part.images {
        if !whole.images.iter().any(|known| known.url == image.url) {
            whole.images.push(image);
        }
    }
    whole.see_also.extend(part.see_also);
    whole.paragraphs.kept += part.paragraphs.kept;
    whole.paragraphs.total += part.paragraphs.total;
    whole.word_count += part.word_count;
    if part.modified.as_ref().map(|time| time.sort_key)
        > whole.modified.as_ref().map(|time| time.sort_key)
    {
        whole.modified = part.modified;
    }
}

#[cfg(test)]
mod tests {
    use backfile_article::{Block, PageKind, Removed};

    use super::*;

    #[test]
    fn a_later_part_keeps_the_place_of_what_was_left_out_of_it() {
        let part = |text: &str, at| Extraction {
            blocks: vec![Block { html: format!("<p>{text}</p>"), text: text.to_owned() }],
            removed: vec![Removed { at, ..Removed::default() }],
            word_count: 3,
            ..Extraction::empty(PageKind::Article)
        };
        let mut whole = part("first", 1);
        append(&mut whole, part("second", 0));
        assert_eq!(whole.text(), "first\n\nsecond");
        assert_eq!(whole.removed.iter().map(|removed| removed.at).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(whole.word_count, 6);
    }

    #[test]
    fn what_is_no_page_is_named_by_its_kind() {
        assert_eq!(other_kind("text/html"), None);
        assert_eq!(other_kind("application/pdf"), Some(ProblemCode::Pdf));
        assert_eq!(other_kind("image/png"), Some(ProblemCode::Picture));
        assert_eq!(other_kind("application/zip"), Some(ProblemCode::OtherFile));
    }
}
