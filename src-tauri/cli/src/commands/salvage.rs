//! `backfile salvage`: a new archive from what can be read of a damaged one.

use std::path::Path;

use backfile_library::storage;
use clap::Args;
use serde::Serialize;

use crate::output::{self, Done};

/// Make a damaged archive whole again from what can be read of it
#[derive(Debug, Args)]
#[command(after_help = "Example:
  backfile verify || backfile salvage

The damaged database is only read, and kept aside as it is. Where there is a backup, going back
to it may bring more: backfile backup --help. Nothing is done to an archive that is sound.

With --json: {\"articles\",\"lost\",\"aside\"}; aside is null where nothing had to be done. The exit
code is 1 where something was lost. Entries whose text was lost are kept as links and are fetched
again.")]
pub(crate) struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    articles: u64,
    lost: u64,
    aside: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let done = storage::salvage(archive)?;
    let ok = done.lost == 0;
    if arguments.json {
        output::json(&Answer { articles: done.articles, lost: done.lost, aside: done.aside })?;
        return Ok(ok);
    }
    output::line(&match done.aside {
        None => "The archive is sound; nothing was done.".to_owned(),
        Some(aside) => format!(
            "Salvaged {} entries; {} were lost. The damaged database is kept as aside/{aside}.",
            done.articles, done.lost
        ),
    })?;
    Ok(ok)
}
