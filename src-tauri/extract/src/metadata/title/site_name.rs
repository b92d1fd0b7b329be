//! Taking the site's name off a title.

use serde_json::Value;

use crate::{
    metadata::{Head, JsonLd, jsonld},
    text,
};

/// Signs between a headline and the site's name.
pub(super) const SEPARATORS: [&str; 14] = [
    " | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ", " › ", " / ", " ‹ ", " « ", " -- ",
    "｜",
];

/// What a page calls its site.
#[derive(Default)]
pub(crate) struct SiteNames {
    /// In the form for comparing.
    names: Vec<String>,
    /// The host's letters and digits.
    host: Option<String>,
    /// The main word of the host.
    label: Option<String>,
    /// Whether the page itself declares a name, so that the end of a title can be known for one.
    declared: bool,
}

impl SiteNames {
    /// The names that the head, the JSON-LD and the address give.
    pub(crate) fn read(head: &Head, jsonld: &JsonLd) -> Self {
        let mut all = Self::default();
        let publisher = jsonld.article().and_then(|article| {
            let publisher = match article.get("publisher")? {
                Value::Array(values) => values.first()?,
                value => value,
            };
            jsonld::text(jsonld.object(publisher)?.get("name")?)
        });
        let website = jsonld.of_type(&["WebSite"]).and_then(|site| jsonld::text(site.get("name")?));
        for name in [
            head.first(&["og:site_name"]),
            head.first(&["application-name"]),
            head.first(&["apple-mobile-web-app-title"]),
            publisher,
            website,
        ] {
            all.add(name);
        }
        all.declared = head.first(&["og:site_name"]).is_some();
        all.address(head.base.as_ref());
        all
    }

    /// The names that an address alone gives.
    pub(crate) fn of_address(url: Option<&url::Url>) -> Self {
        let mut all = Self::default();
        all.address(url);
        all
    }

    fn address(&mut self, url: Option<&url::Url>) {
        let host = url.and_then(url::Url::host_str);
        self.host = host.map(|host| host.replace(['.', '-'], ""));
        self.label = host.and_then(|host| {
            let labels = host.rsplit('.').skip(1);
            labels.take(2).max_by_key(|label| label.len()).map(|label| label.replace('-', ""))
        });
    }

    /// The name alone, for tests.
    #[cfg(test)]
    fn named(name: Option<&str>) -> Self {
        let mut all = Self::default();
        all.add(name);
        all.declared = name.is_some();
        all
    }

    fn add(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            let name = text::comparable(&crate::plain::unescape(name));
            if !name.is_empty() && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// Whether a text is the site's name and nothing else.
    pub(super) fn is(&self, part: &str) -> bool {
        let part = text::comparable(part);
        self.names.contains(&part) || self.is_host(&part)
    }

    /// Whether the host's name is spelled so ("Example.org", "The Daily Quay" of thedailyquay.net).
    fn is_host(&self, part: &str) -> bool {
        let Some(host) = &self.host else { return false };
        let part = part.replace(' ', "");
        part.len() >= 4 && host.contains(&part)
    }

    /// Whether a text begins or ends with the main word of the host ("Quay Weekly" of quay.example).
    fn bears_host(&self, part: &str) -> bool {
        let joined = part.replace(' ', "");
        self.label.as_ref().is_some_and(|label| {
            label.len() >= 4
                && part.split(' ').count() <= 4
                && (joined.starts_with(label) || joined.ends_with(label))
        })
    }

    /// Whether the part of a title at its end or start names the site or a part of it.
    fn names_site(&self, part: &str) -> bool {
        let part = text::comparable(part);
        if part.is_empty() {
            return false;
        }
        let words = |text: &str| text.split(' ').count();
        self.is_host(&part)
            || self.bears_host(&part)
            || self.names.iter().any(|name| {
                holds_words(name, &part)
                    // "Quay Politics" and "Politics at The Quay", but no headline about the Quay.
                    || (holds_words(&part, name) && words(&part) <= words(name) + 3)
                    || name.replace(' ', "") == part.replace(' ', "")
            })
    }

    /// A title without the site's name at its end or start.
    pub(crate) fn strip(&self, title: &str) -> String {
        let mut title = title.trim();
        loop {
            let shorter = self.strip_named(title).or_else(|| self.strip_unnamed(title));
            match shorter.map(str::trim) {
                Some(shorter) if !shorter.is_empty() => title = shorter,
                _ => return title.to_owned(),
            }
        }
    }

    /// A title without a last part that the host's name spells.
    pub(crate) fn strip_host<'t>(&self, title: &'t str) -> &'t str {
        for separator in SEPARATORS {
            if let Some((before, after)) = title.rsplit_once(separator)
                && self.is_host(&text::comparable(after))
                && !before.trim().is_empty()
            {
                return before.trim();
            }
        }
        title
    }

    fn strip_named<'t>(&self, title: &'t str) -> Option<&'t str> {
        let last = SEPARATORS
            .iter()
            .filter_map(|separator| Some((title.rfind(separator)?, separator.len())))
            .max();
        if let Some((at, length)) = last
            && self.names_site(&title[at + length..])
            && !self.is(&title[..at])
        {
            return Some(&title[..at]);
        }
        let first = SEPARATORS
            .iter()
            .filter_map(|separator| Some((title.find(separator)?, separator.len())))
            .min();
        let (at, length) = first?;
        // What stands first is the headline more often, so only a name that is declared goes.
        let before = text::comparable(&title[..at]);
        self.names.contains(&before).then_some(&title[at + length..])
    }

    /// Without a name to go by: a short end after a clear sign.
    fn strip_unnamed<'t>(&self, title: &'t str) -> Option<&'t str> {
        let words = |text: &str| text.split_whitespace().count();
        for separator in &SEPARATORS[..3] {
            if self.declared && *separator != " | " {
                continue;
            }
            if let Some((before, after)) = title.rsplit_once(separator)
                && words(before) >= 3
                && words(after) <= 4
                && words(before) > words(after)
            {
                return Some(before);
            }
        }
        if let Some((before, after)) = title.rsplit_once(" - ")
            && words(before) >= 4
            && words(after) <= 4
            && after.starts_with(char::is_uppercase)
        {
            return Some(before);
        }
        // Scripts without spaces put none around the sign either.
        let (before, after) = title.rsplit_once(['-', '_', '|', '－'])?;
        let spaceless = |text: &str| text.chars().filter(|&c| text::is_spaceless(c)).count();
        (spaceless(before) >= 8 && (2..=8).contains(&spaceless(after)) && !after.contains(' '))
            .then_some(before.trim_end_matches(['-', '_', '|', '－']))
    }
}

/// Whether `part` stands in `text` as whole words; both in the form for comparing.
pub(super) fn holds_words(text: &str, part: &str) -> bool {
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + part.len()..].chars().next();
        before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_goes() {
        let mut hosted = SiteNames::named(None);
        hosted.label = Some("dailyquay".to_owned());
        assert_eq!(
            hosted.strip("Ice: the harbour froze - daily quay online"),
            "Ice: the harbour froze"
        );
        let cases = [
            (
                "Harbour freezes over - The Daily Quay",
                Some("The Daily Quay"),
                "Harbour freezes over",
            ),
            ("The Daily Quay: x", Some("The Daily Quay"), "The Daily Quay: x"),
            ("The Daily Quay | Harbour freezes", Some("The Daily Quay"), "Harbour freezes"),
            ("Harbour freezes over again | News | Quay", None, "Harbour freezes over again"),
            ("A well-known harbour", Some("Quay"), "A well-known harbour"),
            // Part of a word is not the name, nor is a headline that mentions it.
            (
                "Quaysides for rent: what to ask | Quay",
                Some("Quay"),
                "Quaysides for rent: what to ask",
            ),
            (
                "Ice on the Quay of the old town | Harbour",
                Some("Quay"),
                "Ice on the Quay of the old town",
            ),
            // With the name known, a dash in the headline stays.
            ("The ice and the sea – a diary", Some("Daily Quay"), "The ice and the sea – a diary"),
            ("Ice | Quay Politics", Some("Quay"), "Ice"),
            ("港口结冰三天渔民无法出海-码头日报", None, "港口结冰三天渔民无法出海"),
        ];
        for (title, site, expected) in cases {
            assert_eq!(SiteNames::named(site).strip(title), expected, "{title}");
        }
    }
}
