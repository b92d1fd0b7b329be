//! A small world of papers: ten articles in the markups that publishers use, and one page for
//! every other outcome that a person can meet.
//!
//! All words and pictures are our own. `{{base}}` in a page stands for the server's address.

mod pdf;
mod pictures;
mod stories;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{Answer, Ending, PageServer, Request};

pub use stories::story;

/// One article of the demo pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoArticle {
    /// Its path on the server.
    pub path: &'static str,
    /// Its headline.
    pub title: &'static str,
    /// Who published it.
    pub site: &'static str,
    /// Words that stand in its body and in no other page.
    pub phrase: &'static str,
    /// Words of the page that belong to no article.
    pub boilerplate: &'static str,
    html: &'static str,
}

/// The articles, each in another markup.
pub const ARTICLES: [DemoArticle; 10] = [
    DemoArticle {
        path: "/courier/ferry",
        title: "The ferry that refused to retire",
        site: "The Harbour Courier",
        phrase: "a cake in the shape of a boat",
        boilerplate: "Gulls learn the timetable",
        html: include_str!("../../pages/ferry.html"),
    },
    DemoArticle {
        path: "/northlight/2026/10/what-the-ice-remembers/",
        title: "What the ice remembers",
        site: "Northlight",
        phrase: "a sealed jar of a particular year",
        boilerplate: "Counting auroras by ear",
        html: include_str!("../../pages/ice.html"),
    },
    DemoArticle {
        path: "/meridian/essays/index-card",
        title: "In praise of the index card",
        site: "Meridian Review",
        phrase: "black terns and a recipe for plum jam",
        boilerplate: "Against the umbrella",
        html: include_str!("../../pages/cards.html"),
    },
    DemoArticle {
        path: "/ledgerline/energy/small-mills-steady-current",
        title: "Small mills, steady current: the quiet return of river power",
        site: "The Ledgerline",
        phrase: "the dullest investment I know",
        boilerplate: "A pension fund buys a forest",
        html: include_str!("../../pages/mills.html"),
    },
    DemoArticle {
        path: "/fieldnotes/tide-sensor",
        title: "Timing the tide with a forty-cent sensor",
        site: "Fieldnotes",
        phrase: "a crab had moved into the tube",
        boilerplate: "A kettle that boils at noon",
        html: include_str!("../../pages/tides.html"),
    },
    DemoArticle {
        path: "/valley/news/night-buses",
        title: "Night buses return to the valley after nine years",
        site: "Valley Today",
        phrase: "slept in the linen room",
        boilerplate: "Choir finds missing tenor",
        html: include_str!("../../pages/buses.html"),
    },
    DemoArticle {
        path: "/machikado/20261025/observatory",
        title: "商店街の屋根に、小さな天文台",
        site: "街角通信",
        phrase: "土星は待ってくれますが",
        boilerplate: "銭湯の煙突",
        html: include_str!("../../pages/observatory.html"),
    },
    DemoArticle {
        path: "/almina/reportage/baker",
        title: "الخبّاز الذي يحفظ أسماء زبائنه",
        site: "صحيفة الميناء",
        phrase: "النار مثل الضيف",
        boilerplate: "مقهى بلا هواتف",
        html: include_str!("../../pages/baker.html"),
    },
    DemoArticle {
        path: "/stride/features/slowest-marathon",
        title: "The slowest marathon in the world is full until 2029",
        site: "Stride",
        phrase: "He had been overtaken by a tortoise",
        boilerplate: "Laces: a history",
        html: include_str!("../../pages/marathon.html"),
    },
    DemoArticle {
        path: "/abendbote/meinung/bibliotheken-nachts",
        title: "Lasst die Bibliotheken nachts offen",
        site: "Der Abendbote",
        phrase: "könnte man Brücken abreißen",
        boilerplate: "Warum die Ampel blinkt",
        html: include_str!("../../pages/library.html"),
    },
];

/// Pages of other kinds, by path.
const OTHERS: [(&str, &str); 7] = [
    ("/", include_str!("../../pages/home.html")),
    ("/long/1", include_str!("../../pages/long-1.html")),
    ("/long/2", include_str!("../../pages/long-2.html")),
    ("/long/3", include_str!("../../pages/long-3.html")),
    ("/consent", include_str!("../../pages/consent.html")),
    ("/subscribe", include_str!("../../pages/subscribe.html")),
    ("/valley/video/seal", include_str!("../../pages/video.html")),
];

/// Serves the demo pages.
///
/// | path | answer |
/// |---|---|
/// | [`ARTICLES`] | ten articles |
/// | `/` | a front page with a link to each |
/// | `/long/1` to `/long/3` | one article over three pages, joined by `rel=next` |
/// | `/story/N` | an article for every number N, with the words "story number N" |
/// | `/pictures/NAME?w=N` | a picture, N pixels wide |
/// | `/valley/video/seal`, `/report.pdf`, `/feed.xml` | a video, a PDF, a feed |
/// | `/consent`, `/subscribe` | walls |
/// | `/gone`, any other path | 410, 404 |
/// | `/short` | redirects to the first article, with tracking parameters |
/// | `/slow?s=N` | an article after N seconds (3 when left out) |
/// | `/flaky?k=K` | for every K: 503 twice, then an article |
/// | `/busy?k=K` | for every K: 429 with `Retry-After: 2`, then an article |
/// | `/changing`, `/changing/next` | an article of edition N; the second moves to edition N + 1 |
/// | `/cut`, `/stall`, `/loop`, `/empty` | a body cut short, silence, a circle, nothing |
/// | `/latin1`, `/shift-jis` | articles in other charsets, one declared by the page alone |
/// | `/log` | a line for every request so far |
pub fn serve(server: &PageServer) {
    for article in ARTICLES {
        server.handler(article.path, move |request| html(article.html, request));
    }
    for (path, page) in OTHERS {
        server.handler(path, move |request| html(page, request));
    }
    server.handler("/story/*", |request| {
        let number = request.path.trim_start_matches("/story/").parse();
        number.map_or_else(|_| Answer::status_only(404), |number| html(&story(number), request))
    });
    server.handler("/pictures/*", |request| {
        let width = parameter(request, "w").and_then(|w| w.parse().ok()).unwrap_or(960);
        let picture = pictures::picture(request.path.trim_start_matches("/pictures/"), width);
        picture.map_or_else(
            || Answer::status_only(404),
            |(media_type, bytes)| Answer::new(media_type, bytes),
        )
    });
    server.bytes("/report.pdf", "application/pdf", pdf::report());
    server.handler("/feed.xml", |request| {
        Answer::new("application/rss+xml", filled(&feed(), request))
    });
    server.answer("/gone", Answer::status_only(410));
    server.redirect("/short", "/courier/ferry?utm_source=letter&utm_medium=email#comments");
    server.log_at("/log");
    faults(server);
    editions(server);
    others_charsets(server);
}

fn faults(server: &PageServer) {
    server.handler("/slow", |request| {
        let seconds = parameter(request, "s").and_then(|s| s.parse().ok()).unwrap_or(3.0);
        html(&story(1_000_001), request).delay(Duration::from_secs_f64(seconds))
    });
    let tries = Arc::new(Tries::default());
    let again = Arc::clone(&tries);
    server.handler("/flaky", move |request| match again.count("flaky", request) {
        1 | 2 => Answer::status_only(503),
        _ => html(&story(1_000_002), request),
    });
    server.handler("/busy", move |request| match tries.count("busy", request) {
        1 => Answer::status_only(429).header("Retry-After", "2"),
        _ => html(&story(1_000_003), request),
    });
    let body = story(1_000_004);
    let half = body.len() / 2;
    server.answer("/cut", Answer::html(body.clone()).ending(Ending::CutAt(half)));
    server.answer("/stall", Answer::html(body).ending(Ending::StallAt(half)));
    server.redirect("/loop", "/loop");
    server.answer("/empty", Answer::html(""));
}

fn editions(server: &PageServer) {
    let edition = Arc::new(AtomicUsize::new(1));
    let current = Arc::clone(&edition);
    server.handler("/changing", move |request| {
        let edition = current.load(Ordering::SeqCst);
        let page = story(1_000_005).replace(
            "</article>",
            &format!("<p>This is edition {edition} of this story.</p></article>"),
        );
        html(&page, request)
    });
    server.handler("/changing/next", move |_| {
        let edition = edition.fetch_add(1, Ordering::SeqCst) + 1;
        Answer::new("text/plain", format!("edition {edition}\n"))
    });
}

fn others_charsets(server: &PageServer) {
    let latin = "<!doctype html><html lang=fr><title>Le café de la forêt</title><article>\
        <h1>Le café de la forêt</h1><p>À l’orée du bois, un café ouvre à l’aube.</p>\
        <p>On y sert du thé brûlé et des crêpes trop épaisses, et personne ne s’en plaint, car la \
        patronne connaît chaque sentier et prête ses bottes à qui s’est égaré.</p></article>";
    let latin: Vec<u8> = latin
        .replace('’', "'")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    server.bytes("/latin1", "text/html; charset=iso-8859-1", latin);
    // 「海の時計」 and a sentence, in Shift_JIS, named by the page and not by the header.
    let mut japanese = b"<!doctype html><html lang=ja><meta charset=Shift_JIS><title>".to_vec();
    let title = b"\x8a\x43\x82\xcc\x8e\x9e\x8c\x76";
    japanese.extend_from_slice(title);
    japanese.extend_from_slice(b"</title><article><h1>");
    japanese.extend_from_slice(title);
    japanese.extend_from_slice(b"</h1>");
    for _ in 0..12 {
        japanese.extend_from_slice(b"<p>");
        japanese.extend_from_slice(title);
        japanese.extend_from_slice(b"\x82\xcd\x8e\x7e\x82\xdc\x82\xe7\x82\xc8\x82\xa2\x81\x42</p>");
    }
    japanese.extend_from_slice(b"</article>");
    server.bytes("/shift-jis", "text/html", japanese);
}

/// How often each key of a fault was asked for.
#[derive(Default)]
struct Tries(std::sync::Mutex<std::collections::HashMap<String, usize>>);

impl Tries {
    fn count(&self, fault: &str, request: &Request) -> usize {
        let key = format!("{fault} {}", parameter(request, "k").unwrap_or_default());
        let mut tries = self.0.lock().unwrap();
        let count = tries.entry(key).or_default();
        *count += 1;
        *count
    }
}

fn parameter<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(had, _)| *had == name))
        .map(|(_, value)| value)
}

fn html(page: &str, request: &Request) -> Answer {
    Answer::html(filled(page, request))
}

fn filled(page: &str, request: &Request) -> String {
    let host = request.header("host").unwrap_or("127.0.0.1");
    page.replace("{{base}}", &format!("http://{host}"))
}

fn feed() -> String {
    let items: String = ARTICLES
        .iter()
        .map(|article| {
            format!(
                "<item><title>{}</title><link>{{{{base}}}}{}</link></item>",
                article.title, article.path
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>\
         <title>Papers of the day</title><link>{{{{base}}}}/</link>\
         <description>All of them</description>{items}</channel></rss>"
    )
}
