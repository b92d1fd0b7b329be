//! The people who wrote an article, with role and place where the page says them.
//!
//! JSON-LD first, then `meta`, then the page's bylines. People come before accounts and these
//! before organisations, wherever each is named: many pages declare their site as the author and
//! name the person only to readers.

mod bylines;
mod names;
mod roles;
mod words;

use backfile_article::Author;
use serde_json::Value;

use crate::text;

use super::{Sources, jsonld};
use bylines::Bylines;
use names::{Kind, Named};

pub(crate) use names::names;
pub(crate) use roles::{is_role, role_and_place};

/// The most authors that are listed.
const MOST: usize = 20;

/// Every author, in order.
pub(crate) fn read(sources: &Sources<'_>, site: Option<&str>) -> Vec<Author> {
    let mut people = People::new(sources, site);
    from_jsonld(sources, &mut people);
    from_meta(sources, &mut people);
    let bylines = Bylines::find(sources);
    if people.list.is_empty() && !people.is_forum {
        for named in bylines.names(sources, true) {
            people.add_shown(named);
        }
    }
    if people.list.is_empty() && !people.is_forum {
        for named in bylines::from_words(sources, true) {
            people.add_shown(named);
        }
    }
    for author in &mut people.list {
        if !people.is_forum
            && !author.name.contains(' ')
            && let Some(full) = bylines.full_name(sources, &author.name)
        {
            author.name = full;
        }
    }
    if people.list.is_empty() {
        people.settle();
    }
    if people.list.is_empty() {
        let mut found = bylines.names(sources, false);
        if found.is_empty() {
            found = bylines::from_words(sources, false);
        }
        people.list.extend(found.into_iter().take(1).map(|named| author(named.name, None)));
    }
    roles::add(sources, &bylines.named, &mut people.list);
    people.list
}

/// Where a name was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    JsonLd,
    Meta,
    Byline,
}

struct People {
    list: Vec<Author>,
    /// What else is named, by where: accounts and organisations.
    rest: Vec<(Source, Named)>,
    /// What the site is called, in the form for comparing.
    site: Vec<String>,
    /// Whether the page declares itself a question or a thread, which accounts write.
    is_forum: bool,
}

fn author(name: String, role: Option<String>) -> Author {
    Author { name, role, place: None }
}

impl People {
    fn new(sources: &Sources<'_>, site: Option<&str>) -> Self {
        let publisher = sources.head.first(&["publisher", "dc.publisher"]);
        let mut names: Vec<String> =
            [site, publisher].into_iter().flatten().map(text::comparable).collect();
        if let Some(host) = sources.head.base.as_ref().and_then(url::Url::host_str) {
            let host = host.trim_start_matches("www.");
            names.push(text::comparable(host));
            names.extend(host.split('.').next().map(str::to_owned));
        }
        Self { list: Vec::new(), rest: Vec::new(), site: names, is_forum: false }
    }

    fn is_site(&self, name: &str) -> bool {
        let plain = text::comparable(name);
        let joined = plain.replace(' ', "");
        self.site.iter().any(|site| {
            *site == plain || site.replace(' ', "") == joined || {
                // "The Daily Quay" of "Daily Quay"
                let bare = |text: &str| {
                    ["the ", "die ", "der ", "das ", "el ", "la ", "le "]
                        .iter()
                        .find_map(|word| text.strip_prefix(word).map(str::to_owned))
                        .unwrap_or_else(|| text.to_owned())
                };
                bare(site) == bare(&plain)
            }
        })
    }

    /// Adds everyone whom a byline names.
    fn add_line(&mut self, line: &str, role: Option<&String>, source: Source) {
        for named in names::read(line) {
            self.add(named, role.cloned(), source);
        }
    }

    fn add(&mut self, named: Named, role: Option<String>, source: Source) {
        if named.kind != Kind::Person || self.is_site(&named.name) {
            if self.rest.len() < MOST {
                self.rest.push((source, named));
            }
            return;
        }
        let key = text::comparable(&named.name);
        if key.is_empty()
            || self.list.len() >= MOST
            || self.list.iter().any(|known| text::comparable(&known.name) == key)
        {
            return;
        }
        self.list.push(author(named.name, role));
    }

    /// Adds a person, or an account, that a byline of the page names.
    fn add_shown(&mut self, named: Named) {
        if named.kind == Kind::Account && self.list.is_empty() && !self.is_site(&named.name) {
            self.list.push(author(named.name, None));
        } else {
            self.add(named, None, Source::Byline);
        }
    }

    /// Lists accounts, or else organisations, where no person is named.
    fn settle(&mut self) {
        let account = self.rest.iter().find(|(_, named)| named.kind == Kind::Account);
        let Some((source, _)) = account.or(self.rest.first()) else { return };
        let source = *source;
        for (from, named) in std::mem::take(&mut self.rest) {
            let name = match named.kind {
                Kind::Account if !self.is_forum => names::spelled_out(&named.name),
                _ => named.name,
            };
            let key = text::comparable(&name);
            if from == source
                && !key.is_empty()
                && !self.list.iter().any(|known| text::comparable(&known.name) == key)
            {
                self.list.push(author(name, None));
            }
        }
    }
}

fn from_jsonld(sources: &Sources<'_>, people: &mut People) {
    let thread = sources
        .jsonld
        .of_type(&["Question", "DiscussionForumPosting", "SocialMediaPosting"])
        .filter(|thread| thread.contains_key("author"));
    people.is_forum = thread.is_some();
    let Some(article) = thread.or(sources.jsonld.article()) else { return };
    for key in ["author", "creator"] {
        let values = match article.get(key) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => continue,
        };
        for value in values {
            from_value(sources, value, people);
        }
        if !people.list.is_empty() {
            return;
        }
    }
}

fn from_value(sources: &Sources<'_>, value: &Value, people: &mut People) {
    if let Some(name) = value.as_str() {
        people.add_line(&crate::plain::unescape(name), None, Source::JsonLd);
        return;
    }
    let Some(object) = sources.jsonld.object(value) else { return };
    let names = match object.get("name") {
        Some(Value::Array(names)) => names.as_slice(),
        Some(name) => std::slice::from_ref(name),
        None => return,
    };
    let is_organisation = jsonld::types(object).any(|kind| kind.contains("Organization"));
    let role = object.get("jobTitle").and_then(jsonld::text).and_then(text::non_empty);
    for name in names.iter().filter_map(jsonld::text) {
        let name = crate::plain::unescape(name);
        if !is_organisation {
            people.add_line(&name, role.as_ref(), Source::JsonLd);
        } else if let Some(name) = text::non_empty(&name) {
            let named = Named { name, kind: Kind::Organisation };
            people.add(named, None, Source::JsonLd);
        }
    }
}

/// Names of `meta` that hold an author, the most exact first.
const META: [&str; 15] = [
    "article:author",
    "author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
    "citation_authors",
    "article:author_name",
    "article_author",
    "byline",
    "cxenseparse:author",
    "twitter:data1",
];

fn from_meta(sources: &Sources<'_>, people: &mut People) {
    for name in META {
        if !people.list.is_empty() {
            return;
        }
        let is_author = name != "twitter:data1"
            || sources
                .head
                .first(&["twitter:label1"])
                .is_some_and(|label| WRITTEN_BY.contains(&label.to_lowercase().as_str()));
        for value in sources.head.all(name).filter(|_| is_author) {
            people.add_line(&crate::plain::unescape(value), None, Source::Meta);
        }
    }
}

/// What plugins call the author in a card.
const WRITTEN_BY: [&str; 14] = [
    "written by",
    "author",
    "verfasst von",
    "geschrieben von",
    "écrit par",
    "escrito por",
    "scritto da",
    "door",
    "geschreven door",
    "skrevet av",
    "skriven av",
    "napisane przez",
    "autor",
    "автор",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::testing::{PROSE, with};

    fn authors(head: &str, body: &str) -> Vec<String> {
        let body = format!("<article><h1>Ice holds the harbour</h1>{body}</article>");
        with(head, &body, |sources| {
            read(sources, Some("The Daily Quay")).into_iter().map(|author| author.name).collect()
        })
    }

    fn jsonld(author: &str) -> String {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Ice\",\"author\":{author}}}</script>"
        )
    }

    #[test]
    fn people_come_before_accounts_and_these_before_organisations() {
        let organisation = jsonld(r#"{"@type":"Organization","name":"Daily Quay"}"#);
        let account = jsonld(r#"{"@type":"Person","name":"ada.byron"}"#);
        let byline = format!("<p class=byline>By <a>Ada Byron</a></p>{PROSE}");
        for (head, body, expected) in [
            (organisation.as_str(), byline.as_str(), "Ada Byron"),
            (&organisation, PROSE, "Daily Quay"),
            (&account, PROSE, "Ada Byron"),
            (
                "<meta name=author content='Northern Press'><meta property=article:author content='Ada Byron'>",
                PROSE,
                "Ada Byron",
            ),
            ("<meta name=author content='News desk'>", PROSE, "News desk"),
            ("<meta name=author content='Ada'>", &byline, "Ada Byron"),
        ] {
            assert_eq!(authors(head, body), [expected], "{head}");
        }
    }

    #[test]
    fn a_byline_is_read_piece_by_piece() {
        let cases: [(&str, &[&str]); 9] = [
            (
                "<div class=byline>By <a>Ada Byron</a> and <a>Mary Somerville</a></div>",
                &["Ada Byron", "Mary Somerville"],
            ),
            (
                "<div class=byline>By <b>Ada Byron</b><span>Deep Sea Oslo</span></div>",
                &["Ada Byron"],
            ),
            (
                "<div class=byline><span>Ada Byron</span><span>March 4, 2026</span></div>",
                &["Ada Byron"],
            ),
            ("<p>4 March 2026 by Ada Byron</p>", &[]),
            ("<p><time>4 March 2026</time> by Ada Byron</p>", &["Ada Byron"]),
            ("<div><span>By</span><span>Ada Byron</span></div>", &["Ada Byron"]),
            ("<div>By</div><div>Ada Byron</div>", &["Ada Byron"]),
            ("<div class=byline>Fact checked by <a>Mary Somerville</a></div>", &[]),
            (
                "<div class=author-line><span>Erstellt von</span> <a rel=author>Ada Byron</a></div>",
                &["Ada Byron"],
            ),
        ];
        for (byline, expected) in cases {
            assert_eq!(authors("", &format!("{byline}{PROSE}")), expected, "{byline}");
        }
    }

    #[test]
    fn a_signature_set_off_at_an_end_names_the_author() {
        for (body, expected) in [
            (format!("{PROSE}<p><strong>Ada Byron</strong></p>"), vec!["Ada Byron"]),
            (
                format!("<p><em>Ada Byron/Mary Somerville</em></p>{PROSE}"),
                vec!["Ada Byron", "Mary Somerville"],
            ),
            (format!("{PROSE}<p>Ada Byron</p>"), vec![]),
            (format!("{PROSE}<p><strong>What comes next</strong></p>"), vec![]),
        ] {
            assert_eq!(authors("", &body), expected, "{body}");
        }
    }

    #[test]
    fn a_thread_belongs_to_the_account_that_opened_it() {
        let head = r#"<script type=application/ld+json>{"@type":"DiscussionForumPosting","headline":"Ice","author":{"@type":"Person","name":"quayfan84"}}</script>"#;
        let body = format!("{PROSE}<div class=author>Ada Byron</div>");
        assert_eq!(authors(head, &body), ["quayfan84"]);
    }
}
