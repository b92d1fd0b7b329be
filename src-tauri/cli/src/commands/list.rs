//! `backfile list`: entries by tag, site or state.

use std::path::Path;

use backfile_article::{ArticleId, Standing};
use backfile_library::ipc::{ListRequest, Row, Sort, View};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{existing, listed, with_library};
use crate::output::{self, Done};

/// List entries, last saved first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile list --state unread --limit 10
  backfile list --tag energy --site bbc.com --json")]
pub(crate) struct Arguments {
    /// With this tag, or one nested in it
    #[arg(long, value_name = "T")]
    tag: Option<String>,

    /// From this site
    #[arg(long, value_name = "S")]
    site: Option<String>,

    /// In this state; without it, all but the trash
    #[arg(long, value_enum)]
    state: Option<State>,

    /// Entries at most
    #[arg(long, value_name = "N")]
    limit: Option<u32>,

    /// Print JSON: an array
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    Unread,
    Read,
    Starred,
    Link,
    Trash,
}

#[derive(Debug, Serialize)]
struct Line {
    id: ArticleId,
    title: Option<String>,
    site: Option<String>,
    url: String,
    published: Option<String>,
    saved: String,
    state: Vec<&'static str>,
    tags: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let mut query = String::new();
    let mut push = |operator: &str, value: &str| {
        let value = value.replace('"', " ");
        query.push_str(&format!("{operator}:\"{value}\" "));
    };
    if let Some(tag) = &arguments.tag {
        push("tag", tag);
    }
    if let Some(site) = &arguments.site {
        push("site", site);
    }
    let view = match arguments.state {
        Some(State::Unread) => View::Unread,
        Some(State::Starred) => View::Starred,
        Some(State::Link) => View::Links,
        Some(State::Trash) => View::Trash,
        Some(State::Read) => {
            push("is", "read");
            View::All
        }
        // Links stand in a view of their own; a query finds them too.
        None => {
            query.push_str("(is:read OR is:unread)");
            View::All
        }
    };
    with_library(existing(archive), async |library| {
        let request = ListRequest {
            view: view.clone(),
            query: query.clone(),
            sort: Sort::Saved,
            offset: 0,
            limit: arguments.limit.unwrap_or(u32::MAX),
            utc_offset_minutes: 0,
        };
        let rows = listed(library, request).await?.rows;
        if arguments.json {
            output::json(&rows.into_iter().map(line).collect::<Vec<_>>())?;
        } else {
            for row in rows {
                output::line(&for_people(&row))?;
            }
        }
        Ok(true)
    })
}

/// The words for where an entry stands.
pub(crate) fn states(row: &Row) -> Vec<&'static str> {
    let mut states = vec![match row.standing {
        Standing::Link => "link",
        Standing::Failed => "failed",
        Standing::Waiting => "waiting",
        Standing::Article if row.unread => "unread",
        Standing::Article => "read",
    }];
    if row.starred {
        states.push("starred");
    }
    if row.trashed {
        states.push("trash");
    }
    states
}

fn line(row: Row) -> Line {
    Line {
        state: states(&row),
        id: row.id,
        title: row.title,
        site: row.site,
        url: row.url,
        published: row.published.map(|time| time.text),
        saved: row.saved_at.to_iso(),
        tags: row.tags.into_iter().map(|tag| tag.name).collect(),
    }
}

fn for_people(row: &Row) -> String {
    let title = row.title.as_deref().unwrap_or(&row.url);
    let site = row.site.as_deref().unwrap_or(&row.host);
    let tags: String = row.tags.iter().map(|tag| format!(" #{}", tag.name)).collect();
    let saved = row.saved_at.to_iso();
    format!("{}  {}  {title} · {site}{tags}", row.id, saved.get(..10).unwrap_or_default())
}
