//! `backfile highlights`: the passages that were marked, and the notes on them.

use std::path::Path;

use clap::Args;

use super::{existing, with_library};
use crate::output::{self, Done};

/// Passages that are asked for at a time.
const AT_ONCE: u32 = 500;

/// List the passages that you marked, and your notes on them
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile highlights                     all of them as Markdown, the last one first
  backfile highlights harbour             those whose passage, note, title or site hold the word
  backfile highlights --json

With --json: one line a passage {\"article\",\"title\",\"site\",\"url\",\"highlight\":{\"id\",\"at\",
\"quote\":{\"exact\",\"prefix\",\"suffix\",\"start\"},\"note\",\"found\"}}. `found` says whether its words
stand in the version that is shown.")]
pub(crate) struct Arguments {
    /// Words that each of them has to hold
    words: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let words = arguments.words.join(" ");
    with_library(existing(archive), async |library| {
        let mut offset = 0;
        loop {
            let page = library.highlights(words.clone(), offset, AT_ONCE).await?;
            for row in &page.rows {
                if arguments.json {
                    output::json(row)?;
                    continue;
                }
                output::line(&row.markdown())?;
            }
            offset += AT_ONCE;
            if offset >= page.total {
                return Ok(true);
            }
        }
    })
}
