//! JSON that a page carries for its own scripts (`__NEXT_DATA__`, `__INITIAL_DATA__`, …).
//!
//! Its shape is each publisher's own, so only general traits are read: texts that are sentences, in
//! the order in which they stand, and fields whose names say that they are dates, names or topics.

use serde_json::Value;

use crate::dom::{Dom, Tag};

/// What was found in embedded JSON.
#[derive(Default)]
pub(crate) struct Embedded {
    /// Texts that read like paragraphs, in order, without repeats.
    pub(crate) paragraphs: Vec<String>,
    /// First and last published, as written.
    pub(crate) published: Option<String>,
    /// Last modified, as written.
    pub(crate) modified: Option<String>,
    /// The addresses' last parts of posts and their days, as written: a page carries other posts
    /// too.
    pub(crate) posts: Vec<(String, String)>,
    /// Topics by name.
    pub(crate) topics: Vec<String>,
    /// Whether any such JSON was found.
    pub(crate) found: bool,
}

/// Larger scripts are data of a whole site.
const LARGEST: usize = 4 << 20;
/// Posts that are remembered.
const POSTS: usize = 200;
/// Values that are looked at.
const VALUES: usize = 200_000;

impl Embedded {
    /// Reads the scripts of a page.
    pub(crate) fn read(dom: &Dom) -> Self {
        let mut all = Self::default();
        for script in dom.find(0, Tag::Script) {
            let Some(text) = dom.children(script).find_map(|at| dom.text(at)) else { continue };
            let kind = dom.attr(script, "type").unwrap_or_default();
            let id = dom.attr(script, "id").unwrap_or_default();
            let value = if kind.contains("application/json") && id.starts_with("__") {
                serde_json::from_str(text.trim()).ok()
            } else if kind.is_empty() || kind.contains("javascript") {
                assigned(text)
            } else {
                None
            };
            if let Some(value) = value {
                all.found = true;
                let mut budget = VALUES;
                all.walk("", &value, 0, &mut budget);
            }
        }
        all
    }

    fn walk(&mut self, key: &str, value: &Value, depth: u32, budget: &mut usize) {
        if depth > 60 || *budget == 0 {
            return;
        }
        *budget -= 1;
        match value {
            Value::Array(values) => {
                if matches!(key, "topics" | "tags" | "topicList") {
                    self.read_topics(values);
                }
                // One paragraph is often a list of its parts: bold words, links, the rest.
                values.iter().for_each(|value| self.walk(key, value, depth + 1, budget));
            }
            Value::Object(fields) => {
                let own = |key: &str| fields.get(key)?.as_str().map(str::to_owned);
                if let (Some(slug), Some(date)) = (own("slug"), own("date"))
                    && self.posts.len() < POSTS
                {
                    self.posts.push((slug, date));
                }
                for (key, value) in fields {
                    self.walk(key, value, depth + 1, budget);
                }
            }
            Value::String(text) => self.read_text(key, text),
            Value::Number(number) => {
                if let Some(number) =
                    number.as_u64().filter(|n| (1_000_000_000..=4_102_444_800_000).contains(n))
                {
                    self.read_date(key, &number.to_string());
                }
            }
            _ => {}
        }
    }

    fn read_date(&mut self, key: &str, text: &str) {
        let field = match key {
            "firstPublished" | "firstPublishedAt" | "datePublished" | "publishedAt"
            | "publishDate" | "published" | "publicationDate" | "first_published"
            | "published_at" => &mut self.published,
            "lastPublished" | "lastUpdated" | "dateModified" | "updatedAt" | "modified"
            | "lastModified" | "updated_at" => &mut self.modified,
            _ => return,
        };
        if field.is_none() {
            *field = Some(text.to_owned());
        }
    }

    fn read_text(&mut self, key: &str, text: &str) {
        if text.len() < 60 {
            if text.len() >= 8 && text.contains(|c: char| c.is_ascii_digit()) {
                self.read_date(key, text);
            }
            return;
        }
        if !matches!(
            key,
            "text"
                | "content"
                | "html"
                | "body"
                | "value"
                | "paragraph"
                | "articleBody"
                | ""
                | "copy"
                | "richText"
                | "bodyText"
                | "blocks"
        ) {
            return;
        }
        let plain = if text.contains('<') { crate::to_text(text) } else { text.to_owned() };
        for line in plain.split('\n').map(crate::text::collapse) {
            if line.len() >= 60
                && super::super::content::phrases::ends_sentence(&line)
                && line.contains(' ')
                && !self.paragraphs.contains(&line)
                && self.paragraphs.len() < 1_000
            {
                self.paragraphs.push(line);
            }
        }
    }

    fn read_topics(&mut self, values: &[Value]) {
        if !self.topics.is_empty() {
            return;
        }
        for value in values.iter().take(40) {
            let name = match value {
                Value::String(name) => Some(name.as_str()),
                Value::Object(fields) => ["topicName", "title", "name", "label"]
                    .iter()
                    .find_map(|key| fields.get(*key)?.as_str()),
                _ => None,
            };
            if let Some(name) =
                name.and_then(crate::text::non_empty).filter(|name| name.chars().count() <= 60)
            {
                self.topics.push(name);
            }
        }
    }
}

/// Whether a script may assign JSON to a name of the window.
pub(crate) fn may_assign(script: &str) -> bool {
    script.len() <= LARGEST && name_end(script).is_some()
}

/// Where the name ends that a script assigns JSON to.
fn name_end(script: &str) -> Option<usize> {
    const NAMES: [&str; 6] = [
        "__INITIAL_DATA__",
        "__PRELOADED_STATE__",
        "__INITIAL_STATE__",
        "__PGTM_DATA__",
        "__APOLLO_STATE__",
        "__data",
    ];
    let head = &script[..floor(script, 2_000)];
    if !head.contains("__") {
        return None;
    }
    NAMES.iter().find_map(|name| head.find(name).map(|at| at + name.len()))
}

/// The JSON that a script assigns to a name of the window: an object, or a string that holds one.
fn assigned(script: &str) -> Option<Value> {
    if script.len() > LARGEST {
        return None;
    }
    let at = name_end(script)?;
    let rest = &script[at..];
    let start = rest.find('=')? + 1;
    let rest = rest[start..].trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    match values.next()?.ok()? {
        Value::String(text) => serde_json::from_str(&text).ok(),
        value @ Value::Object(_) => Some(value),
        _ => None,
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_string_is_read_like_json() {
        let inner = r#"{"published":"2026-03-04T10:00:00Z","topics":[{"topicName":"Harbours"}],"text":"A sentence that is long enough to be taken for a paragraph of the page."}"#;
        let page =
            format!("<script>window.__INITIAL_DATA__={};</script>", Value::String(inner.into()));
        let all = Embedded::read(&Dom::parse(&page));
        assert_eq!(all.published.as_deref(), Some("2026-03-04T10:00:00Z"));
        assert_eq!(all.topics, ["Harbours"]);
        assert_eq!(all.paragraphs.len(), 1);
    }

    #[test]
    fn posts_are_known_by_their_addresses() {
        let page = r#"<script id=__NEXT_DATA__ type=application/json>{"post":{"slug":"ice","date":"2026-03-04T10:00:00"},"next":{"slug":"thaw"}}</script>"#;
        let all = Embedded::read(&Dom::parse(page));
        assert_eq!(all.posts, [("ice".to_owned(), "2026-03-04T10:00:00".to_owned())]);
    }
}
