//! Runs the steps in order and puts their results together.

use backfile_article::{Block, Extraction, Picture, Removed, SeeAlso, Warning, WarningCode};

use crate::{
    Source, completeness,
    content::{
        assemble::{self, Draft, Piece},
        cards, clean, frame,
        reason::Reason,
        select::{self, Choice},
        sift,
    },
    declared,
    dom::{Dom, Id, Tag},
    explain::Seen,
    kind, language,
    metadata::{self, Head, JsonLd, embedded::Embedded},
    model::{Scores, features::Subject, view::kept_runs},
    page::{Page, View},
    prescan,
    rules::{Rule, Ruled},
    sanitize, text,
};

/// Links that were left out and are kept as data, at most.
const SEE_ALSO: usize = 60;

/// Extracts, and shows what there is before it is put together.
pub(crate) fn watched(
    html: &str,
    source: &Source<'_>,
    rule: Option<&Rule>,
    watch: impl FnOnce(&Seen<'_>),
) -> Extraction {
    let scanned = prescan::scan(html);
    let dom =
        if rule.is_some() { Dom::parse_named(&scanned.html) } else { Dom::parse(&scanned.html) };
    let ruled = Ruled::read(rule, &dom);
    let (head, jsonld) = metadata::parse(&dom, source.url);
    let (mut page, title, headline) = measured(&dom, &head, &jsonld, &ruled);
    let embedded = Embedded::read(&dom);
    let given = Given {
        html,
        head: &head,
        jsonld: &jsonld,
        embedded: &embedded,
        source,
        title: &title,
        headline,
        ruled: &ruled,
    };
    let Body { choice, marks, data, pieces } = given.best_body(&mut page);
    let scores = given.scores(&page, &choice, &marks, &pieces);
    let pieces = scores.correct(&page.runs, pieces, |draft| {
        if ruled.drops_of(draft) {
            return vec![Piece::Left(Reason::Links, draft.clone())];
        }
        assemble::assemble(&page, &head, draft.node, None)
    });
    let mut pieces = sift::without_lone_headings(ruled.settle(&dom, pieces));
    let declared = !ruled.has_article() && declared::from_json(&jsonld, &embedded, &mut pieces);
    pieces = ruled.settle(&dom, pieces);
    let article = Texts::of(&pieces);
    let says_article = kind::says_article(&head, &jsonld);
    let whole = !declared && !ruled.has_article() && scores.prefer_whole(&page.runs, says_article);
    if whole {
        pieces = scores.correct_whole(&page.runs, given.whole(&page, &data));
        pieces = ruled.settle(&dom, pieces);
    }
    if ruled.decides() && Texts::of(&pieces).weight == 0 {
        return unruled(html, source, watch);
    }
    let root = if whole { page.body } else { choice.root };
    watch(&Seen { page: &page, root, pieces: &pieces, scores: &scores, ruled: &ruled });

    let kept = kept_runs(&page.runs, &pieces);
    let mut extraction = put_together(&page, &head, pieces);
    let own = completeness::own_paragraphs(&page, &choice.prose, choice.root, &marks, &kept);
    judge(&mut extraction, &jsonld, &embedded, &own, &data.title);
    if scanned.cut {
        warn(
            &mut extraction,
            WarningCode::Cut,
            "The page was larger or deeper than the limits, and part of it was cut.",
        );
    }
    let link_share = {
        let stats = page.stat(choice.root);
        stats.link_share()
    };
    extraction.kind = kind::decide(&kind::Evidence {
        page: &page,
        head: &head,
        jsonld: &jsonld,
        url: source.url,
        title: &data.title,
        weight: article.weight,
        sentences: article.sentences,
        whole: whole.then(|| extraction.blocks.iter().map(|block| text::weight(&block.text)).sum()),
        link_share,
    });
    if ruled.has_article() {
        extraction.kind = kind::as_ruled(extraction.kind);
    }
    extraction.warnings.extend(ruled.ignored().map(Rule::ignored));
    if kind::is_walled(&page, &jsonld) {
        warn(
            &mut extraction,
            WarningCode::Walled,
            "Part of the article stands behind a subscription.",
        );
    }
    if kind::is_live(&jsonld, source.url) {
        warn(&mut extraction, WarningCode::Live, "This is a live page; it may have changed since.");
    }
    if data.next_page.is_some() {
        warn(&mut extraction, WarningCode::MorePages, "The article goes on at another address.");
    }
    let body_text = extraction.text();
    extraction.word_count = text::word_count(&body_text);
    extraction.language = language::settle(data.language, &body_text);
    extraction.direction = language::direction(extraction.language.as_deref(), &body_text);
    extraction.title = data.title;
    extraction.authors = data.authors;
    extraction.site = data.site;
    extraction.published = data.published;
    extraction.modified = data.modified;
    extraction.excerpt = data.excerpt.or_else(|| first_words(&extraction.blocks));
    extraction.section = data.section;
    extraction.topics = data.topics;
    extraction.lead_image =
        data.lead_image.or_else(|| extraction.images.first().map(|image| image.url.clone()));
    extraction.canonical_url = data.canonical_url;
    extraction.next_page = data.next_page;
    extraction
}

/// The page measured, its title and the heading that shows it.
fn measured<'d>(
    dom: &'d Dom,
    head: &Head,
    jsonld: &JsonLd,
    ruled: &Ruled<'_>,
) -> (Page<'d>, String, Option<Id>) {
    let always = ruled.shown();
    let mut page = Page::measure_showing(dom, View::AsShown, &always);
    if page.stat(page.body).prose < 400.0 {
        // Some pages hide their article until a script has run, some have it twice: once for
        // scripts to draw and once for those who have none.
        for view in [View::Unhidden, View::WithoutScripts] {
            let other = Page::measure_showing(dom, view, &always);
            if other.stat(other.body).prose > 3.0 * page.stat(page.body).prose + 400.0 {
                page = other;
            }
        }
    }
    ruled.hide(&mut page);
    let title = ruled
        .title(dom, head, jsonld)
        .unwrap_or_else(|| metadata::title::read(&page, head, jsonld));
    let headline = metadata::title::element(&page, &title);
    cards::find(&mut page, head, headline);
    page.doubt_names(headline);
    (page, title, headline)
}

/// The article's element, what is marked in it, its data and its pieces.
struct Body {
    choice: Choice,
    marks: clean::Marks,
    data: metadata::Metadata,
    pieces: Vec<Piece>,
}

/// What the kept texts of pieces come to.
struct Texts {
    /// Their weight.
    weight: u32,
    /// How many end as a sentence does.
    sentences: usize,
}

impl Texts {
    fn of(pieces: &[Piece]) -> Self {
        let kept = || {
            pieces.iter().filter_map(|piece| match piece {
                Piece::Kept(draft) => Some(draft.text.as_str()),
                Piece::Left(..) => None,
            })
        };
        Self { weight: kept().map(text::weight).sum(), sentences: kind::sentences(kept()) }
    }
}

/// What is known of a page before its body is looked for.
struct Given<'a> {
    html: &'a str,
    head: &'a Head,
    jsonld: &'a JsonLd,
    embedded: &'a Embedded,
    source: &'a Source<'a>,
    title: &'a str,
    headline: Option<Id>,
    ruled: &'a Ruled<'a>,
}

impl Given<'_> {
    /// The body with the names heard or, where they left nothing, unheard.
    fn best_body(&self, page: &mut Page<'_>) -> Body {
        let body = self.body(page);
        let weight = Texts::of(&body.pieces).weight;
        if weight < 120 && page.stat(page.body).prose > 400.0 {
            // As on a page of answers that are called comments.
            page.forget_names();
            let unheard = self.body(page);
            if Texts::of(&unheard.pieces).weight > weight {
                return unheard;
            }
        }
        body
    }

    /// What the model makes of each run.
    fn scores(
        &self,
        page: &Page<'_>,
        choice: &Choice,
        marks: &clean::Marks,
        pieces: &[Piece],
    ) -> Scores {
        Scores::read(&Subject {
            page,
            head: self.head,
            jsonld: self.jsonld,
            choice,
            marks,
            headline: self.headline,
            url: self.source.url,
            pieces,
        })
    }

    /// The page without its frame, for a page that is no article.
    fn whole(&self, page: &Page<'_>, data: &metadata::Metadata) -> Vec<Piece> {
        let thread = kind::is_thread(self.jsonld, self.source.url);
        let mut marks = clean::mark_frame(page, thread);
        self.ruled.mark(page.dom, page.body, &mut marks);
        let pieces = assemble::assemble(page, self.head, page.body, Some(&marks));
        let known = sift::Known { page, title: self.title, authors: &data.authors };
        self.ruled.settle(page.dom, sift::sift(pieces, &known))
    }

    fn body(&self, page: &Page<'_>) -> Body {
        let mut choice = select::choose(page);
        choice.root = self.ruled.root(page.dom, choice.root);
        let sources = metadata::Sources {
            html: self.html,
            page,
            head: self.head,
            jsonld: self.jsonld,
            embedded: self.embedded,
            url: self.source.url,
            captured_at: self.source.captured_at,
            root: choice.root,
            headline: self.headline,
        };
        let mut data = metadata::read(&sources, self.title.to_owned());
        self.ruled.fill(&sources, &mut data);
        let host = self.head.base.as_ref().and_then(url::Url::host_str);
        let mut marks = clean::mark(page, &choice, self.title, host);
        self.ruled.mark(page.dom, choice.root, &mut marks);
        let mut pieces = assemble::assemble(page, self.head, choice.root, Some(&marks));
        if !self.ruled.has_article() {
            frame::add(page, self.head, &choice, self.title, data.excerpt.as_deref(), &mut pieces);
        }
        self.ruled.add_kept(page, self.head, choice.root, &mut pieces);
        let known = sift::Known { page, title: self.title, authors: &data.authors };
        let pieces = sift::sift(pieces, &known);
        Body { choice, marks, data, pieces }
    }
}

fn first_words(blocks: &[Block]) -> Option<String> {
    let block = blocks.iter().find(|block| text::weight(&block.text) > 40)?;
    Some(text::shorten(&block.text, 300))
}

/// Extracts without the rule, which would leave no text.
fn unruled(html: &str, source: &Source<'_>, watch: impl FnOnce(&Seen<'_>)) -> Extraction {
    let mut extraction = watched(html, source, None, watch);
    // Where there is none either way, the rule is not to blame.
    if extraction.word_count > 0 {
        extraction.warnings.push(Rule::ignored("it would leave no text of this page"));
    }
    extraction
}

fn warn(extraction: &mut Extraction, code: WarningCode, message: &str) {
    extraction.warnings.push(Warning { code, message: message.to_owned() });
}

/// Sanitises the pieces and sorts them into the extraction.
fn put_together(page: &Page<'_>, head: &Head, mut pieces: Vec<Piece>) -> Extraction {
    let mut fragments: Vec<&mut String> = pieces
        .iter_mut()
        .map(|piece| match piece {
            Piece::Kept(draft) | Piece::Left(_, draft) => &mut draft.html,
        })
        .collect();
    sanitize::sanitize_each(&mut fragments);
    let mut extraction = Extraction::empty(backfile_article::PageKind::Article);
    let mut pictures: Vec<Picture> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Kept(draft) => {
                pictures.extend(draft.picture);
                if !draft.html.is_empty() {
                    extraction.blocks.push(Block { html: draft.html, text: draft.text });
                }
            }
            Piece::Left(reason, draft) => {
                see_also(page, head, reason, &draft, &mut extraction.see_also);
                extraction.removed.push(Removed {
                    step: reason.step().to_owned(),
                    reason: reason.code().to_owned(),
                    text: draft.text,
                    html: draft.html,
                    at: extraction.blocks.len(),
                });
            }
        }
    }
    extraction.images = pictures;
    extraction
}

/// Keeps the links of promotions as data.
fn see_also(page: &Page<'_>, head: &Head, reason: Reason, draft: &Draft, out: &mut Vec<SeeAlso>) {
    if !matches!(reason, Reason::Related | Reason::Links | Reason::Sidebar) || draft.node == 0 {
        return;
    }
    let dom = page.dom;
    for link in dom.find(draft.node, Tag::A).chain(dom.is(draft.node, Tag::A).then_some(draft.node))
    {
        let Some(url) = dom.attr(link, "href").and_then(|href| head.absolute(href)) else {
            continue;
        };
        let url = String::from(url);
        let heading = dom
            .below(link)
            .find(|&at| dom.tag(at).is_some_and(|tag| tag.heading_level().is_some()));
        let title = dom.text_of(heading.unwrap_or(link));
        if out.len() < SEE_ALSO
            && title.chars().count() > 12
            && !out.iter().any(|known| known.url == url)
        {
            out.push(SeeAlso { url, title: text::shorten(&title, 200) });
        }
    }
}

fn judge(
    extraction: &mut Extraction,
    jsonld: &JsonLd,
    embedded: &Embedded,
    own: &[completeness::Own],
    title: &str,
) {
    let body: Vec<&str> = extraction.blocks.iter().map(|block| block.text.as_str()).collect();
    let mut beside = vec![title];
    for image in &extraction.images {
        beside.extend(image.caption.as_deref());
        beside.extend(image.credit.as_deref());
    }
    let description = jsonld.field("description");
    beside.extend(description);
    let declared = jsonld.field("articleBody").map(|body| declared::paragraphs(body).join("\n"));
    let kept = completeness::judge(declared.as_deref(), &embedded.paragraphs, own, &body, &beside);
    extraction.completeness = kept.share;
    extraction.paragraphs = kept.paragraphs;
    if kept.share < 0.9 && !extraction.blocks.is_empty() {
        let left = ((1.0 - kept.share) * 100.0).round();
        let message = format!("About {left} percent of this page's article text was left out.");
        warn(extraction, WarningCode::Incomplete, &message);
    }
}

/// What the training of the model needs to see of a page.
#[cfg(feature = "training")]
pub mod training {
    use super::*;
    use crate::model::features;

    /// The runs of a page: their values and texts, in order.
    #[must_use]
    pub fn runs(html: &str, source: &Source<'_>) -> Vec<(Vec<f32>, String)> {
        let scanned = prescan::scan(html);
        let dom = Dom::parse(&scanned.html);
        let (head, jsonld) = metadata::parse(&dom, source.url);
        let ruled = Ruled::default();
        let (mut page, title, headline) = super::measured(&dom, &head, &jsonld, &ruled);
        let embedded = Embedded::read(&dom);
        let given = Given {
            html,
            head: &head,
            jsonld: &jsonld,
            embedded: &embedded,
            source,
            title: &title,
            headline,
            ruled: &ruled,
        };
        let Body { choice, marks, pieces, .. } = given.best_body(&mut page);
        let subject = Subject {
            page: &page,
            head: &head,
            jsonld: &jsonld,
            choice: &choice,
            marks: &marks,
            headline,
            url: source.url,
            pieces: &pieces,
        };
        let (rows, _) = features::rows(&subject);
        let text = |at| crate::model::text_of(&page, &page.runs, at);
        rows.iter().enumerate().map(|(at, row)| (row.to_vec(), text(at))).collect()
    }
}
