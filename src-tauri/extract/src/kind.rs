//! Decides what a page is: an article unless something speaks clearly against it.

use backfile_article::{PageKind, WallKind};
use url::Url;

use crate::{
    content::phrases,
    dom::Tag,
    metadata::{Head, JsonLd},
    page::Page,
    text,
};

/// What the decision is based on.
pub(crate) struct Evidence<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) head: &'a Head,
    pub(crate) jsonld: &'a JsonLd,
    pub(crate) url: Option<&'a Url>,
    pub(crate) title: &'a str,
    /// Weight of what was found as an article.
    pub(crate) weight: u32,
    /// The weight of the page without its frame, where that is a better answer than the article.
    pub(crate) whole: Option<u32>,
    /// Blocks of the article that end as a sentence does.
    pub(crate) sentences: usize,
    /// The share of the body's text in links.
    pub(crate) link_share: f32,
}

/// A body of this weight is an article whatever else the page has (about 120 words).
const SURE: u32 = 700;
/// A body of this weight can still be what stands before a wall (about 50 words).
const NOTICE: u32 = 250;

/// Decides.
pub(crate) fn decide(evidence: &Evidence<'_>) -> PageKind {
    let weight = evidence.weight;
    if weight < 2 * SURE
        && let Some(kind) = barrier(evidence)
    {
        return kind;
    }
    if is_listing(evidence) {
        return PageKind::Listing;
    }
    if weight >= SURE {
        return PageKind::Article;
    }
    if is_video(evidence) {
        return PageKind::Video;
    }
    if weight >= NOTICE && evidence.sentences > 0 {
        return PageKind::Article;
    }
    if evidence.whole.is_some_and(|whole| whole >= SURE) {
        let links = evidence.page.stat(evidence.page.body).links;
        let says = says_article(evidence.head, evidence.jsonld);
        return if links > 30 && !says { PageKind::Listing } else { PageKind::Article };
    }
    let whole = evidence.page.stat(evidence.page.body).text;
    if needs_script(evidence, whole) {
        return PageKind::NeedsScript;
    }
    if weight >= 40 && (evidence.sentences > 0 || says_article(evidence.head, evidence.jsonld)) {
        return PageKind::Article;
    }
    if evidence.page.stat(evidence.page.body).links > 30 {
        return PageKind::Listing;
    }
    if weight >= 40 { PageKind::Article } else { PageKind::Empty }
}

/// What a page is whose article a rule has found: no weighing takes it for a list or a player.
/// That it is gone or walled stays true.
pub(crate) fn as_ruled(kind: PageKind) -> PageKind {
    match kind {
        PageKind::Gone | PageKind::Wall(_) => kind,
        _ => PageKind::Article,
    }
}

/// Whether a page calls itself an article.
pub(crate) fn says_article(head: &Head, jsonld: &JsonLd) -> bool {
    head.first(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
        || jsonld.field("articleBody").is_some()
        || jsonld.field("headline").is_some()
}

/// Whether a page is a thread of posts: what its replies are called elsewhere is its content.
pub(crate) fn is_thread(jsonld: &JsonLd, url: Option<&Url>) -> bool {
    const TYPES: [&str; 3] = ["DiscussionForumPosting", "QAPage", "Question"];
    const PARTS: [&str; 18] = [
        "forum",
        "forums",
        "thread",
        "threads",
        "topic",
        "topics",
        "questions",
        "question",
        "discussion",
        "discussions",
        "board",
        "boards",
        "community",
        "talk",
        "t",
        "comments",
        "answers",
        "showthread.php",
    ];
    let part = |part: &str| PARTS.contains(&part.to_ascii_lowercase().as_str());
    jsonld.of_type(&TYPES).is_some()
        || url.is_some_and(|url| {
            url.path().split('/').any(part)
                || url.host_str().is_some_and(|host| host.split('.').any(part))
        })
}

/// A page that says it is gone, or that stands before the article.
fn barrier(evidence: &Evidence<'_>) -> Option<PageKind> {
    let page = evidence.page;
    let title = evidence.title.to_lowercase();
    let head_title = evidence.head.title.to_lowercase();
    let in_titles =
        |words: &[&str]| words.iter().any(|word| title.contains(word) || head_title.contains(word));
    let short = evidence.weight < SURE;
    const GONE: [&str; 22] = [
        "404",
        "410 gone",
        "page not found",
        "not found",
        "page doesn't exist",
        "page does not exist",
        "no longer available",
        "page cannot be found",
        "page can't be found",
        "seite nicht gefunden",
        "page introuvable",
        "página no encontrada",
        "página não encontrada",
        "pagina non trovata",
        "pagina niet gevonden",
        "страница не найдена",
        "nie znaleziono",
        "article not found",
        "content not available",
        "ページが見つかりません",
        "this page isn't available",
        "page unavailable",
    ];
    if short && in_titles(&GONE) && !says_article(evidence.head, evidence.jsonld) {
        return Some(PageKind::Gone);
    }
    const BOT: [&str; 16] = [
        "just a moment",
        "attention required",
        "access denied",
        "are you a robot",
        "are you human",
        "security check",
        "verify you are human",
        "bot verification",
        "captcha",
        "request blocked",
        "checking your browser",
        "pardon our interruption",
        "robot check",
        "human verification",
        "ddos protection",
        "one more step",
    ];
    if short && in_titles(&BOT) && !says_article(evidence.head, evidence.jsonld) {
        return Some(PageKind::Wall(WallKind::Bot));
    }
    if evidence.weight >= SURE {
        return None;
    }
    let whole = page.stat(page.body).text;
    let words =
        if whole < 6_000 { page.dom.text_of(page.body).to_lowercase() } else { String::new() };
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    if whole < 1_500
        && says(&[
            "verify you are human",
            "enable javascript and cookies to continue",
            "unusual traffic",
            "prove you are not a robot",
            "confirm you are a human",
            "checking if the site connection is secure",
        ])
    {
        return Some(PageKind::Wall(WallKind::Bot));
    }
    let consent = [
        "accept all cookies",
        "alle akzeptieren",
        "zustimmen und weiter",
        "accept and continue",
        "tout accepter",
        "aceptar y continuar",
        "we value your privacy",
        "mit werbung und tracking",
        "cookies zustimmen",
        "consent to cookies",
        "accept cookies to continue",
    ];
    if evidence.weight < SURE
        && (in_titles(&["consent", "zustimmung", "cookie", "privacy gate", "before you continue"])
            || says(&consent) && whole < 4_000)
        && !has_prose(evidence)
    {
        return Some(PageKind::Wall(WallKind::Consent));
    }
    if has_prose(evidence) {
        return None;
    }
    if in_titles(&["sign in", "log in", "login", "anmelden", "iniciar sesión", "connexion"])
        && page
            .dom
            .find(page.body, Tag::Input)
            .any(|id| page.dom.attr(id, "type") == Some("password"))
    {
        return Some(PageKind::Wall(WallKind::SignIn));
    }
    let subscribe = [
        "subscribe to continue",
        "subscribe to read",
        "already a subscriber",
        "this article is for subscribers",
        "to continue reading",
        "jetzt weiterlesen",
        "nur für abonnenten",
        "réservé aux abonnés",
        "exclusivo para suscriptores",
        "subscribers only",
        "become a subscriber",
    ];
    if whole < 6_000 && says(&subscribe) {
        return Some(PageKind::Wall(WallKind::Subscription));
    }
    None
}

fn has_prose(evidence: &Evidence<'_>) -> bool {
    evidence.weight >= NOTICE
        && evidence.sentences >= 2
        && says_article(evidence.head, evidence.jsonld)
}

fn is_listing(evidence: &Evidence<'_>) -> bool {
    let page = evidence.page;
    let stats = page.stat(page.body);
    let root_path = evidence.url.is_some_and(|url| {
        matches!(url.path(), "/" | "" | "/index.html" | "/index.php" | "/home")
            && url.query().is_none()
    });
    let says_listing =
        evidence.jsonld.of_type(&["CollectionPage", "SearchResultsPage", "ItemList"]).is_some();
    if root_path
        && !says_article(evidence.head, evidence.jsonld)
        && (evidence.weight < 4 * SURE || says_listing)
        && stats.links > 25
    {
        return true;
    }
    if says_article(evidence.head, evidence.jsonld) || evidence.weight >= SURE {
        return false;
    }
    (evidence.link_share > 0.5 || (says_listing && evidence.weight < NOTICE))
        && stats.links > 20
        && evidence.sentences < 3
}

fn is_video(evidence: &Evidence<'_>) -> bool {
    let kind = evidence.head.first(&["og:type"]).unwrap_or_default().to_ascii_lowercase();
    let by_type = kind.starts_with("video") || kind.starts_with("music");
    let object = evidence
        .jsonld
        .of_type(&["VideoObject", "AudioObject", "PodcastEpisode", "MusicRecording"])
        .is_some();
    let host = evidence.url.and_then(Url::host_str).unwrap_or_default();
    let path = evidence.url.map_or("", Url::path);
    let by_address = (host.ends_with("youtube.com") && path == "/watch")
        || host == "youtu.be"
        || path.contains("/video/")
        || path.contains("/videos/")
        || path.contains("/av/")
        || path.contains("/sounds/play");
    let page = evidence.page;
    let player = page
        .dom
        .below(page.body)
        .any(|id| matches!(page.dom.tag(id), Some(Tag::Video | Tag::Audio)));
    let short = evidence.weight < NOTICE;
    (by_type && evidence.weight < SURE)
        || (object && (short || by_address))
        || (by_address && (short || player))
        || (player && evidence.weight < 120)
}

fn needs_script(evidence: &Evidence<'_>, whole: u32) -> bool {
    let page = evidence.page;
    let dom = page.dom;
    if evidence.weight > 200 || whole > 1_200 {
        return false;
    }
    let asks = dom.find(0, Tag::Noscript).any(|id| {
        let text: String = dom
            .below(id)
            .filter_map(|at| dom.text(at))
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        text.contains("javascript") && text.len() < 2_000
    });
    let words = if whole < 1_200 { dom.text_of(page.body).to_lowercase() } else { String::new() };
    let asks = asks
        || words.contains("enable javascript")
        || words.contains("requires javascript")
        || words.contains("javascript is disabled");
    let shell = dom.find(page.body, Tag::Div).any(|id| {
        matches!(
            dom.attr(id, "id"),
            Some("root" | "app" | "__next" | "__nuxt" | "react-root" | "app-root" | "main-app")
        ) && page.stat(id).text < 200
    });
    let scripts = dom.find(0, Tag::Script).any(|id| dom.attr(id, "src").is_some());
    scripts && (asks || shell && whole < 400)
}

/// Whether the page says that only part of the article is shown.
pub(crate) fn is_walled(page: &Page<'_>, jsonld: &JsonLd) -> bool {
    let closed = jsonld
        .article()
        .and_then(|article| article.get("isAccessibleForFree"))
        .is_some_and(|value| {
            value.as_bool() == Some(false)
                || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false"))
        });
    if !closed {
        return false;
    }
    let dom = page.dom;
    page.runs.iter().any(|run| {
        run.weight < 200 && page.hint(run.block).any(crate::hints::Hints::WALL) || {
            run.weight < 120 && {
                let text = dom.text_of(run.block).to_lowercase();
                [
                    "to continue reading",
                    "subscribe to read",
                    "already a subscriber?",
                    "to read the full",
                    "jetzt weiterlesen",
                    "weiterlesen mit",
                    "réservé aux abonnés",
                    "exclusivo para suscriptores",
                    "this article is for subscribers",
                ]
                .iter()
                .any(|phrase| text.contains(phrase))
            }
        }
    })
}

/// Whether the page is a live report.
pub(crate) fn is_live(jsonld: &JsonLd, url: Option<&Url>) -> bool {
    let says = jsonld.article().is_some_and(|article| {
        crate::metadata::jsonld::types(article).any(|kind| kind == "LiveBlogPosting")
    });
    says || url.is_some_and(|url| {
        url.path()
            .split('/')
            .any(|part| matches!(part, "live" | "liveblog" | "live-blog" | "liveticker"))
    })
}

/// How many texts end as a sentence does.
pub(crate) fn sentences<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.filter(|text| phrases::ends_sentence(text) && text::weight(text) > 30).count()
}
