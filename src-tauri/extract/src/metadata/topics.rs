//! The publisher's topics, without what its machines add for themselves.

use serde_json::Value;

use crate::{dom::Tag, hints::Hints, text};

use super::{Sources, jsonld};

/// The most topics that are listed.
const MOST: usize = 40;

/// The publisher's topics: those that JSON-LD, tags and embedded JSON give, else keywords, else the
/// links of the page's own list of topics.
pub(crate) fn read(sources: &Sources<'_>, site: Option<&str>) -> Vec<String> {
    let mut topics = Topics::new(sources, site);
    if let Some(article) = sources.jsonld.article() {
        from_jsonld(sources, article, &mut topics);
    }
    for tag in sources.head.all("article:tag") {
        topics.add_line(tag);
    }
    if topics.list.is_empty() {
        sources.embedded.topics.iter().for_each(|topic| topics.add(topic));
    }
    for name in ["news_keywords", "keywords", "parsely-tags", "sailthru.tags"] {
        if !topics.list.is_empty() {
            break;
        }
        // Keywords that hold the site's name are the same on all its pages.
        if let Some(words) = sources.head.first(&[name])
            && !topics.names_site(words)
        {
            topics.add_line(words);
        }
    }
    if topics.list.is_empty() {
        shown(sources, &mut topics);
    }
    topics.list
}

/// The topics that lines give.
pub(crate) fn of_lines(sources: &Sources<'_>, lines: &[String]) -> Vec<String> {
    let mut topics = Topics::new(sources, None);
    lines.iter().for_each(|line| topics.add_line(line.trim_start_matches('#')));
    topics.list
}

struct Topics {
    list: Vec<String>,
    /// The site's name in the form for comparing.
    site: Option<String>,
    host: Option<String>,
}

impl Topics {
    fn new(sources: &Sources<'_>, site: Option<&str>) -> Self {
        let host = sources.head.base.as_ref().and_then(url::Url::host_str);
        Self {
            list: Vec::new(),
            site: site.map(text::comparable),
            host: host.map(|host| host.trim_start_matches("www.").to_owned()),
        }
    }

    /// Adds the topics of a line, which commas or semicolons part, or else spaces in scripts that
    /// need none.
    fn add_line(&mut self, line: &str) {
        let line = crate::plain::unescape(line);
        let spaceless = line.chars().filter(|&c| text::is_spaceless(c)).count();
        if line.contains([',', ';', '、', '，']) {
            line.split([',', ';', '、', '，']).for_each(|part| self.add(part));
        } else if spaceless * 2 > line.chars().count() && line.split(' ').count() > 2 {
            line.split(' ').for_each(|part| self.add(part));
        } else {
            self.add(&line);
        }
    }

    fn add(&mut self, word: &str) {
        let Some(topic) = text::non_empty(&crate::plain::unescape(word)).and_then(cleaned) else {
            return;
        };
        let key = text::comparable(&topic);
        if key.is_empty() || self.list.len() >= MOST || self.host.as_ref() == Some(&topic) {
            return;
        }
        match self.list.iter_mut().find(|known| text::comparable(known) == key) {
            // "ice-skates" beside "Ice skates": the words as people write them stay.
            Some(known) if known.contains('-') && !topic.contains('-') => *known = topic,
            Some(_) => {}
            None => self.list.push(topic),
        }
    }

    fn names_site(&self, line: &str) -> bool {
        let Some(site) = &self.site else { return false };
        line.split([',', ';', '、', '，']).any(|word| text::comparable(word) == *site)
    }
}

/// A topic without its path, its label and its count; nothing for what only machines read.
fn cleaned(topic: String) -> Option<String> {
    const LABELS: [&str; 9] = [
        "category:",
        "nlp ",
        "section:",
        "subsection:",
        "type:",
        "template:",
        "page:",
        "author:",
        "id:",
    ];
    let lower = topic.to_lowercase();
    let machine = LABELS.iter().any(|label| lower.starts_with(label))
        || lower.starts_with('/')
        || topic.contains(['_', '=', '{', '<'])
        || is_identifier(&topic);
    if machine {
        return None;
    }
    // "topic/harbours" is filed under "topic"; "Art / Music" is one topic.
    let mut rest = topic.as_str();
    if let Some((path, name)) = rest.rsplit_once('/')
        && !path.ends_with(' ')
        && path.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'/')
    {
        rest = name;
    }
    // "Harbours (611 posts)" and "(1) Harbours"
    if let Some((name, count)) = rest.split_once(" (")
        && count.starts_with(|c: char| c.is_ascii_digit())
    {
        rest = name;
    }
    if let Some((count, name)) = rest.split_once(") ")
        && count.strip_prefix('(').is_some_and(|count| count.bytes().all(|b| b.is_ascii_digit()))
    {
        rest = name;
    }
    text::non_empty(rest).filter(|topic| topic.chars().count() <= 80)
}

/// Whether a word is a number that only machines give: hexadecimal groups with dashes.
fn is_identifier(word: &str) -> bool {
    word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn from_jsonld(sources: &Sources<'_>, article: &jsonld::Object, topics: &mut Topics) {
    match article.get("keywords") {
        Some(Value::String(words)) => topics.add_line(words),
        Some(Value::Array(words)) => {
            for word in words {
                if let Some(word) = jsonld::text(word).or_else(|| jsonld::text(word.get("name")?)) {
                    topics.add(word);
                }
            }
        }
        _ => {}
    }
    if let Some(Value::Array(about)) = article.get("about") {
        for topic in about {
            if let Some(name) =
                sources.jsonld.object(topic).and_then(|topic| jsonld::text(topic.get("name")?))
            {
                topics.add(name);
            }
        }
    }
}

/// The links of the page's own list of topics.
fn shown(sources: &Sources<'_>, topics: &mut Topics) {
    let page = sources.page;
    let dom = page.dom;
    for id in page.body..dom.end(page.body) {
        let list = page.hint(id).any(Hints::TAGS)
            && page.stat(id).links > 0
            && page.stat(id).text < 600
            && page.is_shown(id);
        if list {
            for link in dom.find(id, Tag::A) {
                topics.add(dom.text_of(link).trim_start_matches('#'));
            }
            if !topics.list.is_empty() {
                return;
            }
        }
        if dom.is(id, Tag::A)
            && dom.attr(id, "rel").is_some_and(|rel| rel.split(' ').any(|word| word == "tag"))
        {
            topics.add(dom.text_of(id).trim_start_matches('#'));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::testing::{PROSE, with};

    #[test]
    fn topics_are_words_for_people() {
        let cases: [(&str, &[&str]); 8] = [
            ("Harbours, Ice;Winter", &["Harbours", "Ice", "Winter"]),
            ("ice-skates, Ice skates", &["Ice skates"]),
            ("Category: News, 0b6c2c3e-aaaa-4bbb-8ccc-0123456789ab, ice", &["ice"]),
            ("topic/ice, Art / Music", &["ice", "Art / Music"]),
            ("Ice (611 posts), (1) Winter", &["Ice", "Winter"]),
            ("港口 冰 冬天", &["港口", "冰", "冬天"]),
            ("Ice age", &["Ice age"]),
            // Keywords of the whole site are none of the article.
            ("news, The Daily Quay, weather", &[]),
        ];
        for (words, expected) in cases {
            let head = format!("<meta name=keywords content='{words}'>");
            let found = with(&head, PROSE, |sources| read(sources, Some("The Daily Quay")));
            assert_eq!(found, expected, "{words}");
        }
    }
}
