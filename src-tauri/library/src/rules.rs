//! A person's rules for the pages of a site: adding them, taking them away, and handing the right
//! one to the cleaning of a page.

use backfile_article::{RuleId, Sha256, SiteRule};
use backfile_extract::{EXTRACTOR, Rule};
use url::Url;

use crate::{Library, ipc::CommandError};

/// What became of rules that were to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesAdded {
    /// They are in the archive.
    All {
        /// They, in the order given, each with the id that it has now.
        added: Vec<SiteRule>,
        /// Those that are no more, because another took their place.
        replaced: Vec<SiteRule>,
    },
    /// None was added: for some there is a rule for the same place already. New and old.
    Clashes(Vec<(SiteRule, SiteRule)>),
}

impl Library {
    /// The rules, in the order in which they were added.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn rules(&self) -> Result<Vec<SiteRule>, CommandError> {
        self.read(|reader| reader.rules()).await
    }

    /// Adds rules, all or none. With `replace` a rule takes the place of the one that has its id
    /// or means the same pages, and keeps that one's id.
    ///
    /// # Errors
    /// [`CommandError::BadValue`] for a rule that is not understood, or when the archive cannot be
    /// written; nothing was added then.
    pub async fn add_rules(
        &self,
        rules: Vec<SiteRule>,
        replace: bool,
    ) -> Result<RulesAdded, CommandError> {
        for rule in &rules {
            if let Some(problem) = Rule::new(rule).err().and_then(|found| found.into_iter().next())
            {
                let field = "a rule".to_owned();
                return Err(CommandError::BadValue { field, value: problem.to_string() });
            }
        }
        self.write(None, move |writer| {
            let mut known = writer.rules()?;
            let (mut added, mut replaced, mut clashes) = (Vec::new(), Vec::new(), Vec::new());
            for mut rule in rules {
                let is_there = |old: &SiteRule| old.id == rule.id || old.clashes(&rule);
                let there: Vec<SiteRule> =
                    known.iter().filter(|old| is_there(old)).cloned().collect();
                if let Some(old) = there.first().filter(|_| !replace) {
                    clashes.push((rule, old.clone()));
                    continue;
                }
                known.retain(|old| !is_there(old));
                if let Some(first) = there.first() {
                    rule.id = first.id;
                }
                known.push(rule.clone());
                replaced.extend(there);
                added.push(rule);
            }
            if !clashes.is_empty() {
                return Ok(RulesAdded::Clashes(clashes));
            }
            for old in replaced.iter().filter(|old| known.iter().all(|rule| rule.id != old.id)) {
                writer.remove_rule(old.id)?;
            }
            for rule in &added {
                writer.put_rule(rule)?;
            }
            Ok(RulesAdded::All { added, replaced })
        })
        .await
    }

    /// Takes a rule away. What was cleaned by it stays as it is.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] when there is no such rule.
    pub async fn remove_rule(&self, id: RuleId) -> Result<(), CommandError> {
        self.write(None, move |writer| writer.remove_rule(id)).await
    }

    /// The rules as they are now, for the cleaning of pages. Where they cannot be read, pages are
    /// cleaned without: no page is lost for want of a rule.
    pub(crate) async fn rule_book(&self) -> RuleBook {
        match self.rules().await {
            Ok(rules) => RuleBook(rules),
            Err(error) => {
                tracing::warn!(%error, "the rules for sites could not be read");
                RuleBook::default()
            }
        }
    }
}

/// The rules of one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleBook(Vec<SiteRule>);

impl RuleBook {
    /// The rule for a page.
    pub(crate) fn rule(&self, url: &Url) -> Option<&SiteRule> {
        SiteRule::best(&self.0, url)
    }

    /// What a version says that it was cleaned by: the cleaner, and the rule as it was then.
    pub(crate) fn extractor(&self, url: &Url) -> String {
        let Some(rule) = self.rule(url) else { return EXTRACTOR.to_owned() };
        let digest = serde_json::to_vec(rule).map(|json| Sha256::of(&json).to_string());
        let digest = digest.unwrap_or_default();
        format!("{EXTRACTOR}, rule {} {}", rule.id, digest.get(..8).unwrap_or_default())
    }
}
