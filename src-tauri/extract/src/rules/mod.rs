//! A person's rules for the pages of a site: selectors of what is the article, what is kept, what
//! is left out, and where the article's data stand.
//!
//! A [`Rule`] is a [`SiteRule`] whose selectors were understood; that is found out here, before any
//! page is read. What it says of one page is a `Ruled`: the elements that its selectors match.
//! The steps of the cleaning ask that; without a rule it is empty, and they go on as they are.
//! What a rule decides stands above names, phrases and models, and below the sanitiser.

mod css;
mod place;
mod read;
mod tree;

use std::fmt;

use backfile_article::{SiteRule, Warning, WarningCode};

use css::Selector;
pub(crate) use place::Ruled;

/// The most selectors of one list, bytes of one selector, and hosts of one rule. They travel with
/// every page to where it is cleaned.
const MOST: usize = 100;
const LONGEST: usize = 2_000;

/// A rule whose selectors were understood.
#[derive(Debug, Clone)]
pub struct Rule {
    article: Vec<Selector>,
    keep: Vec<Selector>,
    drop: Vec<Selector>,
    read: [Vec<Reading>; 6],
}

/// Where to read a value: an element, and its attribute or its text.
#[derive(Debug, Clone)]
struct Reading {
    selector: Selector,
    attribute: Option<String>,
}

/// What is wrong with a rule, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// Where, as in `drop, selector 2`.
    pub place: String,
    /// What stands there.
    pub text: String,
    /// What is wrong with it, in words.
    pub reason: String,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.as_str() {
            "" => write!(f, "{}: {}", self.place, self.reason),
            text => write!(f, "{}, “{text}”: {}", self.place, self.reason),
        }
    }
}

impl std::error::Error for RuleProblem {}

impl Rule {
    /// Understands a rule.
    ///
    /// # Errors
    /// Everything that is wrong with it, in its order.
    pub fn new(rule: &SiteRule) -> Result<Self, Vec<RuleProblem>> {
        let mut problems = Vec::new();
        check_place(rule, &mut problems);
        let selectors = [&rule.article, &rule.keep, &rule.drop];
        if selectors.iter().all(|list| list.is_empty()) && rule.read.is_empty() {
            problems.push(problem("rule", "", "it has no selector, so it would do nothing"));
        }
        let plain = |name: &str, list: &[String], problems: &mut Vec<_>| {
            let mut parse = |text: &str| Selector::parse(text);
            each(name, list, problems, &mut parse)
        };
        let understood = Self {
            article: plain("article", &rule.article, &mut problems),
            keep: plain("keep", &rule.keep, &mut problems),
            drop: plain("drop", &rule.drop, &mut problems),
            read: rule.read.fields().map(|(name, list)| {
                each(&format!("read.{name}"), list, &mut problems, &mut Reading::parse)
            }),
        };
        if problems.is_empty() { Ok(understood) } else { Err(problems) }
    }

    /// The warning of an extraction that was made without the rule for its site; `why` is part of
    /// a sentence.
    #[must_use]
    pub fn ignored(why: &str) -> Warning {
        let message = format!("Your rule for this site was not used: {why}.");
        Warning { code: WarningCode::RuleIgnored, message }
    }
}

impl Reading {
    fn parse(text: &str) -> Result<Self, String> {
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        };
        let (selector, attribute) = match text.rsplit_once('@') {
            Some((selector, name)) if is_name(name.trim()) => {
                (selector, Some(name.trim().to_ascii_lowercase()))
            }
            _ => (text, None),
        };
        Ok(Self { selector: Selector::parse(selector)?, attribute })
    }
}

fn problem(place: &str, text: &str, reason: &str) -> RuleProblem {
    RuleProblem { place: place.to_owned(), text: text.to_owned(), reason: reason.to_owned() }
}

fn check_place(rule: &SiteRule, problems: &mut Vec<RuleProblem>) {
    if rule.hosts.is_empty() {
        problems.push(problem("hosts", "", "a rule names one host at least"));
    }
    if rule.hosts.len() > MOST {
        problems.push(problem("hosts", "", &format!("a rule names {MOST} hosts at most")));
    }
    for host in &rule.hosts {
        if SiteRule::host_key(host).is_none_or(|host| host.is_empty()) {
            let reason = "this is no host name, which is as in “paper.example”";
            problems.push(problem("hosts", host, reason));
        }
    }
    if let Some(path) = rule.path.as_deref().filter(|path| !path.starts_with('/')) {
        problems.push(problem("path", path, "a path begins with “/”"));
    }
}

/// Parses each selector of a list; what is not understood is a problem that says where it stands.
fn each<T>(
    name: &str,
    list: &[String],
    problems: &mut Vec<RuleProblem>,
    parse: &mut dyn FnMut(&str) -> Result<T, String>,
) -> Vec<T> {
    if list.len() > MOST {
        problems.push(problem(name, "", &format!("a list has {MOST} selectors at most")));
        return Vec::new();
    }
    let mut understood = Vec::with_capacity(list.len());
    for (at, text) in list.iter().enumerate() {
        let parsed = if text.len() > LONGEST {
            Err(format!("a selector has {LONGEST} bytes at most"))
        } else {
            parse(text)
        };
        match parsed {
            Ok(one) => understood.push(one),
            Err(reason) => {
                let short = crate::text::shorten(text, 80);
                problems.push(problem(&format!("{name}, selector {}", at + 1), &short, &reason));
            }
        }
    }
    understood
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(change: impl FnOnce(&mut SiteRule)) -> Vec<String> {
        let mut rule = SiteRule::new(&["quay.example"]);
        change(&mut rule);
        let found = Rule::new(&rule).err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    fn list(selectors: &[&str]) -> Vec<String> {
        selectors.iter().map(|selector| (*selector).to_owned()).collect()
    }

    #[test]
    fn every_selector_that_is_not_understood_is_named_with_its_place() {
        let found = problems(|rule| {
            rule.article = list(&["main", "div >"]);
            rule.drop = list(&[".ad", "p:hovering", "[href=", ""]);
            rule.read.published = list(&["time@datetime", "time]@datetime"]);
        });
        let places: Vec<&str> = found.iter().filter_map(|text| text.split(": ").next()).collect();
        assert_eq!(
            places,
            [
                "article, selector 2, “div >”",
                "drop, selector 2, “p:hovering”",
                "drop, selector 3, “[href=”",
                "drop, selector 4",
                "read.published, selector 2, “time]@datetime”",
            ],
            "{found:#?}"
        );
        for text in &found {
            let reason = text.rsplit(": ").next().unwrap_or_default();
            assert!(reason.len() > 10 && !reason.contains("Err"), "{text}");
        }
    }

    #[test]
    fn a_rule_without_a_place_or_without_a_selector_is_none() {
        for (found, word) in [
            (problems(|rule| rule.hosts.clear()), "one host at least"),
            (problems(|rule| rule.hosts = list(&["https://quay.example/"])), "no host name"),
            (problems(|rule| rule.hosts = list(&["quay example"])), "no host name"),
            (problems(|rule| rule.path = Some("news".to_owned())), "begins with “/”"),
            (problems(|_| ()), "do nothing"),
            (problems(|rule| rule.drop = vec![".ad".to_owned(); 101]), "100 selectors"),
            (problems(|rule| rule.drop = vec![".a".repeat(2_000)]), "2000 bytes"),
            (
                problems(|rule| {
                    rule.drop = vec![format!("{}p{}", ":not(".repeat(300), ")".repeat(300))]
                }),
                "selector 1",
            ),
        ] {
            assert!(found.iter().any(|text| text.contains(word)), "{word}: {found:?}");
        }
        assert!(problems(|rule| rule.drop = list(&[".ad"])).is_empty());
    }

    #[test]
    fn an_attribute_is_what_stands_behind_the_last_at_sign() {
        for (text, attribute) in [
            ("time@datetime", Some("datetime")),
            ("time @DateTime", Some("datetime")),
            ("a[title='x@y']", None),
            ("a[title='@ada']@href", Some("href")),
            ("time", None),
        ] {
            let reading = Reading::parse(text).unwrap();
            assert_eq!(reading.attribute.as_deref(), attribute, "{text}");
        }
        assert!(Reading::parse("@datetime").is_err());
        assert!(Reading::parse("time@date time").is_err());
    }
}
