//! What each route of the fault server has to come to.

/// What has to come of a link.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// An article with this title.
    Saved(&'static str),
    /// An article with some title.
    Any,
    /// No article, the link kept, and one of these codes as its reason.
    Refused(&'static [&'static str]),
    /// An article or a reason, whichever; what matters is that there is an answer.
    Answered,
    /// An article with this title, not before so many seconds have passed.
    After(u64, &'static str),
    /// An article when it is asked for again, within three times.
    Again,
}

use Wanted::{After, Again, Answered, Any, Refused, Saved};

const PLAIN: Wanted = Saved("A plain article");
const CIRCLES: Wanted = Refused(&["too_many_redirects"]);
const NOT_WEB: Wanted = Refused(&["not_web"]);
const PRIVATE: Wanted = Refused(&["private_redirect"]);
const SLOW: Wanted = Refused(&["timed_out"]);
const LARGE: Wanted = Refused(&["too_large"]);
const UNREADABLE: Wanted = Refused(&["bad_answer"]);
const CUT: Wanted = Refused(&["cut_short"]);
const CUT_OR_UNREADABLE: Wanted = Refused(&["cut_short", "bad_answer"]);
const PICTURE: Wanted = Refused(&["picture"]);
const NO_ARTICLE: Wanted = Refused(&["no_article"]);
const LESS_OFTEN: Wanted = Refused(&["asked_too_often"]);
const REFUSED: Wanted = Refused(&["refused"]);
const GONE: Wanted = Refused(&["gone"]);
const TROUBLE: Wanted = Refused(&["server_error"]);
/// As a browser shows it.
const ALL_SCRIPTS: Wanted = Saved("Grüße — naïve café “quoted” 日本語 тест");

/// Whether a route holds the connection until the time of a page is over.
pub(super) fn waits(path: &str) -> bool {
    path.starts_with("/slow/") || path == "/status-100-endless"
}

/// A path of each route, several where the route has several faults.
pub(super) const ROUTES: &[(&str, Wanted)] = &[
    ("/ok", PLAIN),
    ("/ok-gzip", PLAIN),
    ("/ok-chunked", PLAIN),
    ("/http10-no-length", PLAIN),
    ("/http09", UNREADABLE),
    ("/redirect/loop", CIRCLES),
    ("/redirect/pingpong/a", CIRCLES),
    ("/redirect/endless/1", CIRCLES),
    ("/redirect/n/5", PLAIN),
    ("/redirect/n/20", CIRCLES),
    ("/redirect/file", NOT_WEB),
    ("/redirect/data", NOT_WEB),
    ("/redirect/javascript", NOT_WEB),
    ("/redirect/ftp", NOT_WEB),
    ("/redirect/private", PRIVATE),
    ("/redirect/private-forms/0", PRIVATE),
    ("/redirect/private-forms/1", PRIVATE),
    ("/redirect/private-forms/2", PRIVATE),
    ("/redirect/private-forms/3", PRIVATE),
    ("/redirect/private-forms/4", PRIVATE),
    ("/redirect/private-forms/5", PRIVATE),
    ("/redirect/private-forms/6", PRIVATE),
    ("/redirect/private-forms/7", PRIVATE),
    ("/redirect/private-forms/8", PRIVATE),
    ("/redirect/private-forms/9", PRIVATE),
    ("/redirect/private-forms/10", PRIVATE),
    ("/redirect/private-forms/11", PRIVATE),
    ("/redirect/private-forms/12", PRIVATE),
    ("/redirect/private-forms/13", PRIVATE),
    ("/redirect/creds", PLAIN),
    ("/redirect/noloc", NOT_WEB),
    ("/redirect/crlf", PLAIN),
    ("/redirect/meta", PLAIN),
    // Without a certificate that anybody trusts, this is the plain redirect alone.
    ("/redirect/downgrade", PLAIN),
    ("/cookie/set", Saved("Cookie: none")),
    ("/cookie/read", Saved("Cookie: none")),
    ("/slow/headers", SLOW),
    ("/slow/body", SLOW),
    ("/slow/accept", SLOW),
    ("/slow/ttfb/5", PLAIN),
    ("/slow/ttfb/120", SLOW),
    ("/slow/stall", SLOW),
    ("/huge/declared", LARGE),
    ("/huge/endless", LARGE),
    ("/huge/endless-chunked", LARGE),
    ("/huge/headers", LARGE),
    ("/huge/header-endless", LARGE),
    ("/huge/chunk-ext", CUT_OR_UNREADABLE),
    ("/huge/trailers", CUT_OR_UNREADABLE),
    ("/huge/url", LARGE),
    ("/bomb/gzip", LARGE),
    ("/bomb/deflate", LARGE),
    ("/bomb/gzip-twice", UNREADABLE),
    ("/bomb/coding-chain", UNREADABLE),
    ("/bomb/zstd", LARGE),
    ("/bomb/zstd-window", UNREADABLE),
    ("/bomb/brotli", LARGE),
    ("/bomb/gzip-trunc", CUT),
    ("/bomb/gzip-junk", PLAIN),
    ("/bomb/gzip-badcrc", CUT),
    ("/bomb/gzip-lie", PLAIN),
    ("/bomb/gzip-unsaid", Refused(&["other_file"])),
    ("/bomb/unknown-coding", UNREADABLE),
    ("/cut/length", CUT),
    ("/cut/chunk", CUT),
    ("/cut/no-last-chunk", CUT),
    ("/cut/reset", CUT),
    ("/cut/reset-early", CUT),
    ("/cut/bad-chunk-size", CUT_OR_UNREADABLE),
    ("/cut/two-lengths", UNREADABLE),
    ("/cut/empty", UNREADABLE),
    ("/type/png-as-html", PICTURE),
    ("/type/html-as-png", PLAIN),
    ("/type/html-as-text", Any),
    ("/type/none", PLAIN),
    ("/type/junk", PLAIN),
    ("/type/pdf", Refused(&["pdf"])),
    ("/type/zip-download", Refused(&["other_file"])),
    ("/type/svg", PICTURE),
    ("/type/xhtml", NO_ARTICLE),
    ("/type/xxe", NO_ARTICLE),
    ("/charset/utf8-as-latin1", Any),
    ("/charset/latin1-unsaid", Saved("Grüße café")),
    ("/charset/latin1-as-utf8", Any),
    ("/charset/win1252-unsaid", Saved("“quoted” — café")),
    ("/charset/win1251-meta", Saved("тест статья")),
    ("/charset/sjis-meta", Saved("日本語の記事")),
    ("/charset/eucjp-header", Saved("日本語の記事")),
    ("/charset/gbk-meta", Saved("中文文章")),
    ("/charset/big5-header", Saved("中文文章")),
    ("/charset/euckr-meta", Saved("한국어 기사")),
    ("/charset/utf16le-bom", ALL_SCRIPTS),
    ("/charset/utf16be-header", ALL_SCRIPTS),
    ("/charset/utf8-bom-as-latin1", ALL_SCRIPTS),
    ("/charset/utf7", PLAIN),
    ("/charset/unknown", ALL_SCRIPTS),
    ("/charset/replacement", PLAIN),
    ("/charset/iso2022jp-xss", PLAIN),
    ("/charset/invalid-utf8", Saved("bad ☃")),
    ("/charset/nul", PLAIN),
    ("/charset/meta-late", Saved("тест")),
    ("/charset/bidi", Any),
    ("/retry/429?k=1", After(2, "A plain article")),
    ("/retry/429-date?k=1", After(2, "A plain article")),
    ("/retry/429-forever", LESS_OFTEN),
    ("/retry/429-lie", LESS_OFTEN),
    ("/retry/503?k=1", Again),
    ("/retry/flaky/1", Again),
    ("/retry/flaky/2", Again),
    ("/retry/flaky/3", Again),
    ("/status/401", REFUSED),
    ("/status/403", REFUSED),
    ("/status/404", GONE),
    ("/status/410", GONE),
    ("/status/451", REFUSED),
    ("/status/500", TROUBLE),
    ("/status/999", TROUBLE),
    ("/status-early-hints", PLAIN),
    ("/status-100-endless", SLOW),
    ("/robots.txt", NO_ARTICLE),
    ("/img/ok.png", PICTURE),
    ("/page/images", Saved("Pictures")),
    ("/page/many-images", Saved("Many")),
    ("/track", PICTURE),
    ("/html/deep.html", Answered),
    ("/xss/00000", Any),
];
