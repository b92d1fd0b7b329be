//! `backfile contacts`: whom this computer talked to for the archive.

use std::path::Path;

use backfile_article::{ArticleId, Timestamp};
use clap::Args;
use serde::Serialize;

use super::{existing, with_library};
use crate::output::{self, Done, size};

/// List every host that was ever contacted, and what for
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile contacts
  backfile contacts www.bbc.com

Backfile talks to the sites that you save and to nobody else; this is the list of all of them, the
last one first, or of the articles that one of them was contacted for.

With --json: one line a host {\"host\",\"first_at\",\"last_at\",\"requests\",\"bytes_received\",
\"articles\"}, or one an article {\"id\",\"title\",\"at\",\"bytes\"}.")]
pub(crate) struct Arguments {
    /// A host of the list
    host: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Contact {
    host: String,
    first_at: Timestamp,
    last_at: Timestamp,
    requests: u64,
    bytes_received: u64,
    articles: u32,
}

#[derive(Debug, Serialize)]
struct Article {
    id: ArticleId,
    title: String,
    at: Timestamp,
    bytes: u64,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let json = arguments.json;
    with_library(existing(archive), async |library| {
        if let Some(host) = &arguments.host {
            for one in library.contact_articles(host.clone()).await? {
                if json {
                    let (id, title, at, bytes) = (one.id, one.title, one.at, one.bytes);
                    output::json(&Article { id, title, at, bytes })?;
                } else {
                    let (at, bytes) = (one.at.to_iso(), size(one.bytes));
                    output::line(&format!("{at}  {bytes:>8}  {}", one.title))?;
                }
            }
            return Ok(true);
        }
        for one in library.contacts().await? {
            if json {
                output::json(&Contact {
                    host: one.host,
                    first_at: one.first_at,
                    last_at: one.last_at,
                    requests: one.requests,
                    bytes_received: one.bytes_received,
                    articles: one.articles,
                })?;
            } else {
                output::line(&format!(
                    "{}  {:>5} articles  {:>8}  {}",
                    one.last_at.to_iso(),
                    one.articles,
                    size(one.bytes_received),
                    one.host
                ))?;
            }
        }
        Ok(true)
    })
}
