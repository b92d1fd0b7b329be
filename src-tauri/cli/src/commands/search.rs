//! `backfile search`: the same search as the window's.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

use backfile_article::ArticleId;
use backfile_library::ipc::{ListRequest, Row, Sort, View};
use clap::Args;
use serde::Serialize;

use super::{
    beside::{self, FacetsJson, Loosened},
    existing, listed, with_library,
};
use crate::output::{self, Done};

/// Stands before a word that begins with a hyphen, so that it is not taken for an option.
pub(crate) const MARK: char = '\u{e000}';

/// Search the archive
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile search offshore wind
  backfile search '\"two ferries\" -summer site:bbc.com after:2026-01'
  backfile search tag:energy --json --limit 100

Words must all be there; \"…\" is a phrase, -word leaves out, OR gives a choice, word* begins so.
When nothing has them all, words are taken as the archive spells them, or most of them are
enough; it says so. --facets counts tags, sites, years and languages over all hits.
With --json: {\"total\",\"took_ms\",\"hits\":[{\"id\",\"title\",\"site\",\"url\",\"published\",\"snippet\"}]},
and where they apply \"loosened\", \"suggestion\" and \"facets\"")]
pub(crate) struct Arguments {
    /// What to search for
    #[arg(required = true)]
    query: Vec<String>,

    /// Hits at most
    #[arg(long, default_value_t = 20)]
    limit: u32,

    /// Hits to pass over
    #[arg(long, default_value_t = 0)]
    offset: u32,

    /// Count the tags, sites, years and languages of all hits
    #[arg(long)]
    facets: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    total: u32,
    took_ms: f64,
    hits: Vec<Hit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loosened: Option<Loosened>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<FacetsJson>,
}

#[derive(Debug, Serialize)]
struct Hit {
    id: ArticleId,
    title: Option<String>,
    site: Option<String>,
    url: String,
    published: Option<String>,
    snippet: String,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let words = arguments.query.iter().map(|word| word.strip_prefix(MARK).unwrap_or(word));
    let query = words.collect::<Vec<_>>().join(" ");
    with_library(existing(archive), async |library| {
        let request = ListRequest {
            view: View::All,
            query: query.clone(),
            sort: Sort::Relevance,
            offset: arguments.offset,
            limit: arguments.limit,
            utc_offset_minutes: 0,
        };
        let counted = match arguments.facets {
            true => Some(library.facets(request.clone(), false).await?),
            false => None,
        };
        let page = listed(library, request).await?;
        for problem in &page.query_problems {
            let args: Vec<_> =
                problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            output::warn(&backfile_library::say(&format!("query.{}", problem.code), &args));
        }
        if arguments.json {
            output::json(&Answer {
                total: page.total,
                took_ms: page.took_ms,
                hits: page.rows.into_iter().map(hit).collect(),
                loosened: page.loosened.as_ref().map(beside::loosened),
                suggestion: page.suggestion.map(|respelt| respelt.query),
                facets: counted.map(FacetsJson::from),
            })?;
            return Ok(true);
        }
        for line in beside::lines(&query, &page) {
            output::line(&line)?;
        }
        for row in &page.rows {
            output::line(&for_people(row))?;
        }
        let count = page.total.to_string();
        output::line(&backfile_library::say("view.found", &[("count", &count)]))?;
        for line in counted.iter().flat_map(beside::counts) {
            output::line(&line)?;
        }
        Ok(true)
    })
}

fn hit(row: Row) -> Hit {
    Hit {
        id: row.id,
        title: row.title,
        site: row.site,
        url: row.url,
        published: row.published.map(|time| time.text),
        snippet: row.snippet.into_iter().map(|part| part.text).collect(),
    }
}

/// A hit in a few lines: title, where from, the words found.
fn for_people(row: &Row) -> String {
    let bold = io::stdout().is_terminal();
    let title = row.title.as_deref().unwrap_or(&row.url);
    let mut about: Vec<&str> = vec![row.site.as_deref().unwrap_or(&row.host)];
    about.extend(row.published.as_ref().map(|time| time.text.get(..10).unwrap_or(&time.text)));
    let snippet: String = row
        .snippet
        .iter()
        .map(|part| match part.hit && bold {
            true => format!("\u{1b}[1m{}\u{1b}[0m", part.text),
            false => part.text.clone(),
        })
        .collect();
    format!("{title}\n  {} · {}\n  {}\n", about.join(" · "), row.id, snippet.replace('\n', " "))
}
