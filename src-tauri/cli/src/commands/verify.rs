//! `backfile verify`: is everything there, and is it what was written?

use std::path::Path;

use backfile_article::ArticleId;
use clap::Args;
use serde::Serialize;

use super::{existing, with_library};
use crate::output::{self, Done};

/// Check the database, the search index and every stored hash
#[derive(Debug, Args)]
#[command(after_help = "Example:
  backfile verify && cp -r ~/.local/share/backfile /media/backup/

With --json: {\"ok\",\"articles\",\"problems\":[{\"code\",\"detail\",\"id\"}]}
The exit code is 0 when all is well, else 1. A code that begins with \"index\" is about the
search index alone: nothing is lost, and --rebuild-index mends it.")]
pub(crate) struct Arguments {
    /// Make the search index anew from the entries first
    #[arg(long)]
    rebuild_index: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Problems of the search index that are told one by one. Where much of it is damaged, each
/// entry is one.
const SHOWN: usize = 20;

#[derive(Debug, Serialize)]
struct Answer {
    ok: bool,
    articles: u32,
    problems: Vec<Problem>,
}

#[derive(Debug, Serialize)]
struct Problem {
    code: &'static str,
    detail: String,
    id: Option<ArticleId>,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    with_library(existing(archive), async |library| {
        if arguments.rebuild_index {
            library.rebuild_index().await?;
        }
        let verified = library.verify().await?;
        let ok = verified.findings.is_empty();
        if arguments.json {
            let problems = verified
                .findings
                .into_iter()
                .map(|found| Problem { code: found.code, detail: found.detail, id: found.article })
                .collect();
            output::json(&Answer { ok, articles: verified.entries, problems })?;
            return Ok(ok);
        }
        let (index, others): (Vec<_>, Vec<_>) =
            verified.findings.iter().partition(|found| found.is_of_index());
        for found in others.iter().chain(index.iter().take(SHOWN)) {
            output::line(&format!("{}: {}", found.code, found.detail))?;
        }
        if index.len() > SHOWN {
            output::line(&format!("index: {} more like these", index.len() - SHOWN))?;
        }
        if !index.is_empty() {
            output::line(
                "Nothing is lost in the search index, which is made from the entries. \
                 To make it anew: backfile verify --rebuild-index",
            )?;
        }
        output::line(&if ok {
            format!(
                "All is well: {} entries, {} versions, {} stored files.",
                verified.entries, verified.versions, verified.blobs
            )
        } else {
            format!("{} problems in {} entries.", verified.findings.len(), verified.entries)
        })?;
        Ok(ok)
    })
}
