//! `backfile rules`: a person's rules for the pages of a site.

use std::path::{Path, PathBuf};

use backfile_article::{RuleId, SiteRule};
use backfile_extract::Rule;
use backfile_library::RulesAdded;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::{existing, with_library};
use crate::output::{self, Done, Failure};

/// Rules of your own for the pages of a site: list them, add some, take one away
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile rules
  backfile extract page.html --rules courier.json --explain
  backfile rules add courier.json
  backfile rules remove 01890a5d-ac96-774b-bcce-b302099a8057
  backfile rules --json > all-my-rules.json

A rule says by CSS selectors what of a site's pages is the article, what is kept, what is left out,
and where title, authors and dates stand. It counts for pages saved or captured again from then on.
docs/site-rules.md tells how to write one:
  {\"hosts\": [\"courier.example\"], \"drop\": [\".audio-teaser\"], \"read\": {\"authors\": [\".by a\"]}}

With --json: an array of rules, as rules add takes it")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(Add),
    Remove(Remove),
}

/// Add the rules of a file: one rule, or an array of them
#[derive(Debug, Args)]
struct Add {
    /// The file, JSON, or - for standard input
    file: PathBuf,

    /// Let a rule take the place of the one that is for the same pages
    #[arg(long)]
    replace: bool,
}

/// Take a rule away; what was cleaned by it stays as it is
#[derive(Debug, Args)]
struct Remove {
    /// Its id
    id: RuleId,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let json = arguments.json;
    match &arguments.command {
        None => list(json, archive),
        Some(Command::Add(words)) => add(words, json, archive),
        Some(Command::Remove(Remove { id })) => with_library(existing(archive), async |library| {
            library.remove_rule(*id).await?;
            Ok(true)
        }),
    }
}

fn list(json: bool, archive: Option<&Path>) -> Done {
    with_library(existing(archive), async |library| {
        let rules = library.rules().await?;
        if json {
            output::json(&rules)?;
        } else {
            for rule in &rules {
                output::line(&for_people(rule))?;
            }
        }
        Ok(true)
    })
}

#[derive(Debug, Serialize)]
struct Answer {
    added: Vec<SiteRule>,
    replaced: Vec<SiteRule>,
}

fn add(words: &Add, json: bool, archive: Option<&Path>) -> Done {
    let rules: Vec<SiteRule> = checked(&words.file)?.into_iter().map(|(rule, _)| rule).collect();
    with_library(existing(archive), async |library| {
        match library.add_rules(rules.clone(), words.replace).await? {
            RulesAdded::All { added, replaced } => {
                if json {
                    output::json(&Answer { added, replaced })?;
                    return Ok(true);
                }
                for rule in &replaced {
                    output::line(&format!("replaced  {}", for_people(rule)))?;
                }
                for rule in &added {
                    output::line(&format!("added  {}", for_people(rule)))?;
                }
                Ok(true)
            }
            RulesAdded::Clashes(clashes) => {
                for (new, old) in &clashes {
                    output::warn(&format!(
                        "for {} there is a rule: {}",
                        place(new),
                        for_people(old)
                    ));
                }
                Err(Failure::new(
                    "nothing was added; --replace puts the new rules in the place of these",
                ))
            }
        }
    })
}

/// A file holds one rule or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Several {
    Many(Vec<serde_json::Value>),
    One(serde_json::Value),
}

/// The rules of a file, each understood. All that is wrong with them is said.
pub(crate) fn checked(file: &Path) -> Result<Vec<(SiteRule, Rule)>, Failure> {
    let name = file.display();
    let bytes = super::extract::read(file)?;
    let values = match serde_json::from_slice(&bytes) {
        Ok(Several::Many(values)) => values,
        Ok(Several::One(value)) => vec![value],
        Err(error) => return Err(Failure::new(format!("{name} is not JSON: {error}"))),
    };
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    let mut read: Vec<(usize, SiteRule)> = Vec::new();
    for (at, value) in (1..).zip(values) {
        let rule: SiteRule = match serde_json::from_value(value) {
            Ok(rule) => rule,
            Err(error) => {
                problems.push(format!("rule {at}: {error}"));
                continue;
            }
        };
        for (other, known) in &read {
            if known.id == rule.id {
                problems.push(format!("rule {at} has the id of rule {other}"));
            } else if known.clashes(&rule) {
                problems.push(format!("rule {at} is for the same pages as rule {other}"));
            }
        }
        read.push((at, rule.clone()));
        match Rule::new(&rule) {
            Ok(understood) => rules.push((rule, understood)),
            Err(found) => {
                problems.extend(found.iter().map(|problem| format!("rule {at}, {problem}")));
            }
        }
    }
    match problems.as_slice() {
        [] if rules.is_empty() => Err(Failure::new(format!("{name} holds no rule"))),
        [] => Ok(rules),
        [one] => Err(Failure::new(format!("{name}: {one}"))),
        _ => {
            problems.iter().for_each(|problem| output::warn(&format!("{name}: {problem}")));
            Err(Failure::new(format!("{name} has {} mistakes", problems.len())))
        }
    }
}

/// The pages that a rule is for.
pub(crate) fn place(rule: &SiteRule) -> String {
    format!("{}{}", rule.hosts.join(", "), rule.path.as_deref().unwrap_or_default())
}

fn for_people(rule: &SiteRule) -> String {
    let mut parts: Vec<String> =
        [("article", &rule.article), ("keep", &rule.keep), ("drop", &rule.drop)]
            .iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, list)| format!("{name} {}", list.len()))
            .collect();
    let read: Vec<&str> = rule
        .read
        .fields()
        .iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(name, _)| *name)
        .collect();
    if !read.is_empty() {
        parts.push(format!("read {}", read.join(" ")));
    }
    let note = rule.note.as_deref().map(|note| format!(" · {note}")).unwrap_or_default();
    format!("{}  {}  {}{note}", rule.id, place(rule), parts.join(", "))
}
