//! A person's rule for the pages of a site: which parts are the article, which are not, and where
//! its data stand.
//!
//! A rule is plain data and has one form everywhere: in the files that people write, in the
//! archive, and on the way to where pages are cleaned. What its selectors mean is `extract`'s.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::RuleId;

/// A rule for the pages of some hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRule {
    /// Names it for good; one that is read without an id gets a new one.
    #[serde(default = "RuleId::new")]
    pub id: RuleId,
    /// Host names; each means its subdomains too, with or without `www.`.
    pub hosts: Vec<String>,
    /// The path that its pages have or stand below; all pages of the hosts without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Selectors of the element that is the article's body; the first that matches counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub article: Vec<String>,
    /// Selectors of what is never left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// Selectors of what is always left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// Where the article's data stand.
    #[serde(default, skip_serializing_if = "Readings::is_empty")]
    pub read: Readings,
    /// The person's own words about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where an article's data stand: for each a list of selectors, of which the first that gives a
/// value counts. `selector@attribute` reads an attribute in place of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Readings {
    /// The headline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was first published.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<String>,
    /// When it was last modified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modified: Vec<String>,
    /// The publisher's topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The picture that stands for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lead_image: Vec<String>,
}

impl Readings {
    /// Every field with its selectors, by the name that it has in a file.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &[String]); 6] {
        [
            ("title", &self.title),
            ("authors", &self.authors),
            ("published", &self.published),
            ("modified", &self.modified),
            ("topics", &self.topics),
            ("lead_image", &self.lead_image),
        ]
    }

    /// Whether nothing is to be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, selectors)| selectors.is_empty())
    }
}

impl SiteRule {
    /// A rule for those hosts that does nothing yet.
    #[must_use]
    pub fn new(hosts: &[&str]) -> Self {
        Self {
            id: RuleId::new(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            path: None,
            article: Vec::new(),
            keep: Vec::new(),
            drop: Vec::new(),
            read: Readings::default(),
            note: None,
        }
    }

    /// The rule for a page: of those that mean it, the one that names the longest host, and among
    /// these the longest path.
    #[must_use]
    pub fn best<'r>(rules: &'r [Self], url: &Url) -> Option<&'r Self> {
        let exact = |rule: &'r Self| Some((rule.fits(url)?, rule));
        rules.iter().filter_map(exact).max_by_key(|(how, _)| *how).map(|(_, rule)| rule)
    }

    /// Whether two rules are for the same place, so that neither is more exact for its pages.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        let hosts = |rule: &Self| -> Vec<String> {
            rule.hosts.iter().filter_map(|host| Self::host_key(host)).collect()
        };
        let others = hosts(other);
        self.path_key() == other.path_key() && hosts(self).iter().any(|host| others.contains(host))
    }

    /// A host name in the form for comparing; none for what is no host name.
    #[must_use]
    pub fn host_key(host: &str) -> Option<String> {
        let host = Host::parse(host.trim()).ok()?.to_string();
        let host = host.trim_end_matches('.');
        Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
    }

    fn path_key(&self) -> &str {
        self.path.as_deref().unwrap_or_default().trim_end_matches('/')
    }

    /// How exactly the rule means a page: the lengths of its host and its path; none when it does
    /// not mean it.
    fn fits(&self, url: &Url) -> Option<(usize, usize)> {
        let page = Self::host_key(url.host_str()?)?;
        let hosts = self.hosts.iter().filter_map(|host| Self::host_key(host));
        let host = hosts
            .filter(|host| {
                page.strip_suffix(host.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
            .map(|host| host.len())
            .max()?;
        let path = self.path_key();
        let rest = url.path().strip_prefix(path)?;
        (rest.is_empty() || rest.starts_with('/')).then_some((host, path.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(hosts: &[&str], path: Option<&str>) -> SiteRule {
        SiteRule { path: path.map(str::to_owned), ..SiteRule::new(hosts) }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_rule_means_its_hosts_with_their_subdomains_and_all_below_its_path() {
        let here = rule(&["www.Quay.example", "ice.example"], Some("/news/"));
        for (address, fits) in [
            ("https://quay.example/news", true),
            ("https://www.quay.example/news/ferry", true),
            ("http://m.quay.example:8080/news/ferry?x=1", true),
            ("https://ice.example/news/", true),
            ("https://quay.example/newsletter", false),
            ("https://quay.example/", false),
            ("https://thequay.example/news", false),
            ("https://quay.example.org/news", false),
            ("mailto:quay@quay.example", false),
        ] {
            let rules = [here.clone()];
            assert_eq!(SiteRule::best(&rules, &url(address)).is_some(), fits, "{address}");
        }
        assert!(
            SiteRule::best(
                &[rule(&["münchen.example"], None)],
                &url("https://xn--mnchen-3ya.example/")
            )
            .is_some()
        );
        assert!(
            SiteRule::best(&[rule(&["127.0.0.1"], None)], &url("http://127.0.0.1:81/a")).is_some()
        );
    }

    #[test]
    fn the_most_exact_rule_counts_whatever_the_order() {
        let mut rules = vec![
            rule(&["quay.example"], Some("/news/sea")),
            rule(&["quay.example"], None),
            rule(&["live.quay.example"], None),
            rule(&["quay.example"], Some("/news")),
        ];
        for _ in 0..2 {
            let best = |address: &str| {
                let found = SiteRule::best(&rules, &url(address)).unwrap();
                (found.hosts[0].clone(), found.path.clone().unwrap_or_default())
            };
            let expect = |host: &str, path: &str| (host.to_owned(), path.to_owned());
            assert_eq!(
                best("https://quay.example/news/sea/1"),
                expect("quay.example", "/news/sea")
            );
            assert_eq!(best("https://quay.example/news/1"), expect("quay.example", "/news"));
            assert_eq!(best("https://quay.example/1"), expect("quay.example", ""));
            assert_eq!(best("https://live.quay.example/news/1"), expect("live.quay.example", ""));
            rules.reverse();
        }
    }

    #[test]
    fn rules_clash_where_neither_is_more_exact() {
        let one = rule(&["quay.example", "ice.example"], Some("/news/"));
        assert!(one.clashes(&rule(&["WWW.ice.example"], Some("/news"))));
        assert!(!one.clashes(&rule(&["ice.example"], None)));
        assert!(!one.clashes(&rule(&["live.ice.example"], Some("/news"))));
        assert!(rule(&["ice.example"], None).clashes(&rule(&["ice.example"], Some("/"))));
    }

    #[test]
    fn a_misspelt_field_is_no_rule() {
        let read = |text: &str| serde_json::from_str::<SiteRule>(text);
        assert!(read(r#"{"hosts":["quay.example"],"drop":[".ad"]}"#).is_ok());
        let wrong = read(r#"{"hosts":["quay.example"],"dorp":[".ad"]}"#).unwrap_err().to_string();
        assert!(wrong.contains("dorp"), "{wrong}");
        assert!(read(r#"{"hosts":[],"read":{"titel":[]}}"#).is_err());
        let whole = rule(&["quay.example"], Some("/news"));
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(read(&text).unwrap(), whole);
        assert!(!text.contains("note") && !text.contains("read"), "{text}");
    }
}
