//! JSON-LD: the objects of a page's `application/ld+json` scripts, and the one about the article.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::dom::{Dom, Tag};

/// An object of schema.org.
pub(crate) type Object = Map<String, Value>;

/// Everything that the page's JSON-LD says.
#[derive(Default)]
pub(crate) struct JsonLd {
    objects: Vec<Object>,
    by_id: HashMap<String, usize>,
    article: Option<usize>,
}

/// The most objects that are looked at; real pages have under a hundred.
const OBJECTS: usize = 2_000;

impl JsonLd {
    /// Reads the scripts of a page; what cannot be read is passed over.
    pub(crate) fn read(dom: &Dom, title_hint: &str) -> Self {
        let mut all = Self::default();
        for script in dom.find(0, Tag::Script) {
            let is_data = dom
                .attr(script, "type")
                .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
            if is_data && let Some(value) = dom.children(script).find_map(|at| parse(dom.text(at)?))
            {
                all.collect(value, 0);
            }
        }
        for (index, object) in all.objects.iter().enumerate() {
            if let Some(id) = object.get("@id").and_then(Value::as_str)
                && object.len() > 2
            {
                all.by_id.entry(id.to_owned()).or_insert(index);
            }
        }
        all.article = all.choose(title_hint);
        all
    }

    fn collect(&mut self, value: Value, depth: u32) {
        if depth > 12 || self.objects.len() > OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => values.into_iter().for_each(|v| self.collect(v, depth + 1)),
            Value::Object(mut object) => {
                // What a graph holds is read for itself only; the rest stays in its place too.
                if let Some(inner) = object.get_mut("@graph").map(Value::take) {
                    self.collect(inner, depth + 1);
                }
                for key in ["mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed", "review"] {
                    if let Some(inner) = object.get(key)
                        && (inner.is_object() || inner.is_array())
                    {
                        self.collect(inner.clone(), depth + 1);
                    }
                }
                self.objects.push(object);
            }
            _ => {}
        }
    }

    fn choose(&self, title_hint: &str) -> Option<usize> {
        let score = |object: &Object| -> Option<i32> {
            let rank = types(object).filter_map(article_rank).max()?;
            let has = |key: &str| i32::from(object.contains_key(key));
            let mut score = rank * 10
                + has("headline") * 4
                + has("author") * 2
                + has("datePublished") * 3
                + has("articleBody") * 3;
            let headline = object.get("headline").or(object.get("name")).and_then(Value::as_str);
            if let Some(headline) = headline
                && crate::text::similar(headline, title_hint) > 0.6
            {
                score += 40;
            }
            Some(score)
        };
        let scored = self.objects.iter().enumerate();
        let mut best: Option<(i32, usize)> = None;
        for (index, object) in scored {
            if let Some(score) = score(object)
                && best.is_none_or(|(known, _)| score > known)
            {
                best = Some((score, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// The object about the article.
    pub(crate) fn article(&self) -> Option<&Object> {
        self.article.map(|index| &self.objects[index])
    }

    /// The first object of one of these types.
    pub(crate) fn of_type(&self, names: &[&str]) -> Option<&Object> {
        self.objects.iter().find(|object| types(object).any(|kind| names.contains(&kind)))
    }

    /// All objects.
    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The object that a value is or refers to.
    pub(crate) fn object<'a>(&'a self, value: &'a Value) -> Option<&'a Object> {
        let object = value.as_object()?;
        if object.len() <= 2
            && let Some(id) = object.get("@id").and_then(Value::as_str)
            && let Some(&index) = self.by_id.get(id)
        {
            return Some(&self.objects[index]);
        }
        Some(object)
    }

    /// The text of a field of the article.
    pub(crate) fn field(&self, key: &str) -> Option<&str> {
        text(self.article()?.get(key)?)
    }
}

/// A text, the first text of a list, or the value of a language-tagged text.
pub(crate) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(words) => Some(words.as_str()),
        Value::Array(values) => values.iter().find_map(text),
        Value::Object(object) => object.get("@value").and_then(text),
        _ => None,
    }
    .filter(|text| !text.trim().is_empty())
}

/// The types of an object without their vocabulary's address.
pub(crate) fn types(object: &Object) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds
        .iter()
        .filter_map(Value::as_str)
        .map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind))
}

fn article_rank(kind: &str) -> Option<i32> {
    Some(match kind {
        "LiveBlogPosting"
        | "NewsArticle"
        | "BlogPosting"
        | "ReportageNewsArticle"
        | "AnalysisNewsArticle"
        | "OpinionNewsArticle"
        | "BackgroundNewsArticle" => 4,
        kind if kind.ends_with("Article") || kind.ends_with("Posting") => 3,
        "Report" | "Review" | "Recipe" | "HowTo" | "CreativeWork" | "MedicalWebPage" => 2,
        "WebPage" | "ItemPage" | "ProfilePage" | "AboutPage" | "FAQPage" => 1,
        _ => return None,
    })
}

/// Reads JSON as pages write it: within comments, with raw line ends in strings.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches('\u{feff}');
    let text = text.strip_prefix("<!--").unwrap_or(text);
    let text = text.strip_suffix("-->").unwrap_or(text).trim();
    let text = text.strip_prefix("//<![CDATA[").or(text.strip_prefix("<![CDATA[")).unwrap_or(text);
    let text = text.strip_suffix("//]]>").or(text.strip_suffix("]]>")).unwrap_or(text);
    let text = text.trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    serde_json::from_str(&mend(text)).ok().or_else(|| salvage(text))
}

/// The members that may be taken from broken JSON by themselves.
const SALVAGED: [&str; 5] = ["@type", "headline", "datePublished", "dateModified", "description"];

/// What can be saved of an article's JSON with a bracket too few or too many: the first text of
/// each of some members.
fn salvage(text: &str) -> Option<Value> {
    let member = |name: &str| {
        let mut after = text.split_once(&format!("\"{name}\""))?.1.trim_start();
        after = after.strip_prefix(':')?.trim_start();
        let mut values = serde_json::Deserializer::from_str(after).into_iter::<String>();
        Some((name.to_owned(), Value::String(values.next()?.ok()?)))
    };
    let object: Object = SALVAGED.into_iter().filter_map(member).collect();
    let is_article = types(&object).any(|kind| article_rank(kind) > Some(1));
    is_article.then_some(Value::Object(object))
}

/// Escapes raw control characters inside strings and drops commas before a closing bracket.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            match c {
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() => {}
                c => out.push(c),
            }
            continue;
        }
        if c == '"' {
            in_string = true;
        } else if matches!(c, '}' | ']') {
            let solid = out.trim_end().len();
            if out[..solid].ends_with(',') {
                out.truncate(solid - 1);
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> JsonLd {
        JsonLd::read(&Dom::parse(&format!("<script type=application/ld+json>{json}</script>")), "")
    }

    #[test]
    fn the_article_is_found_in_a_graph() {
        let all = read(
            r#"{"@graph":[{"@type":"WebPage"},{"@type":["Thing","NewsArticle"],"headline":"One"}]}"#,
        );
        assert_eq!(all.field("headline"), Some("One"));
    }

    #[test]
    fn raw_line_ends_and_trailing_commas_are_forgiven() {
        let all = read("{\"@type\":\"Article\",\"headline\":\"One\ntwo\",}");
        assert_eq!(all.field("headline"), Some("One\ntwo"));
    }

    #[test]
    fn a_missing_bracket_costs_little() {
        let all = read(
            r#"{"@type":"NewsArticle","image":{"url":"/a"},"headline":"One","datePublished":"2026-03-04"},"x":1}"#,
        );
        assert_eq!(all.field("headline"), Some("One"));
        assert_eq!(all.field("datePublished"), Some("2026-03-04"));
        assert!(read(r#"{"@type":"Person","headline":"One""#).article().is_none());
    }

    #[test]
    fn a_reference_leads_to_its_object() {
        let all = read(
            r##"{"@graph":[{"@type":"Article","headline":"x","author":{"@id":"#p"}},{"@id":"#p","@type":"Person","name":"Ada"}]}"##,
        );
        let author = all.article().and_then(|article| article.get("author")).unwrap();
        assert_eq!(all.object(author).and_then(|person| text(&person["name"])), Some("Ada"));
    }
}
