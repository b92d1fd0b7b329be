//! `backfile show`: one article in the form that is wanted.

use std::{
    io::{self, Write as _},
    path::Path,
};

use backfile_article::ArticleId;
use backfile_extract::article_to_markdown;
use backfile_library::{Library, Shown, ipc::CommandError};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{existing, with_library};
use crate::{
    commands::list::states,
    json::ExtractionJson,
    output::{self, Done, Failure},
};

/// Show an article
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile show 01890a5d-ac96-774b-bcce-b302099a8057
  backfile show 01890a5d-ac96-774b-bcce-b302099a8057 --format markdown > story.md
  backfile show 01890a5d-ac96-774b-bcce-b302099a8057 --format original > page.html")]
pub(crate) struct Arguments {
    /// Its id
    id: ArticleId,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Everything, as one JSON object
    Json,
    /// The body as a fragment of HTML
    Html,
    /// Title and body as Markdown
    Markdown,
    /// The body's text
    Text,
    /// The bytes that the server sent
    Original,
}

#[derive(Debug, Serialize)]
struct Whole {
    id: ArticleId,
    url: String,
    tags: Vec<String>,
    state: Vec<&'static str>,
    saved: String,
    versions: Vec<VersionLine>,
    #[serde(flatten)]
    extraction: ExtractionJson,
}

#[derive(Debug, Serialize)]
struct VersionLine {
    version: backfile_article::VersionId,
    captured: String,
    word_count: u32,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    with_library(existing(archive), async |library| {
        if arguments.format == Format::Original {
            return original(library, arguments.id).await;
        }
        print(library, arguments).await?;
        Ok(true)
    })
}

async fn original(library: &Library, id: ArticleId) -> Done {
    let row = library.show(id).await?.row;
    let bytes = match library.original(id).await {
        Err(CommandError::NotFound) => {
            return Err(Failure::new(format!("no page was ever kept of {}", row.url)));
        }
        other => other?,
    };
    match io::stdout().lock().write_all(&bytes) {
        // A reader that has gone away (`| head`) has what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(true),
    }
}

async fn print(library: &Library, arguments: &Arguments) -> Result<(), Failure> {
    let Shown { row, version, versions } = library.show(arguments.id).await?;
    let mut extraction = match version {
        Some(version) if version.restored.is_empty() => version.extraction,
        // What the person put back is part of the article.
        Some(version) => {
            let mut whole = version.extraction.with_restored(&version.restored);
            whole.word_count = backfile_extract::word_count(&whole.text());
            whole
        }
        None => backfile_article::Extraction::empty(backfile_article::PageKind::Empty),
    };
    // What the person corrected stands before what the page said.
    extraction.title = row.title.clone().unwrap_or(extraction.title);
    extraction.site = row.site.clone().or(extraction.site);
    extraction.published = row.published.clone().or(extraction.published);
    match arguments.format {
        Format::Html => output::article(&extraction.html()),
        Format::Text => output::article(&extraction.text()),
        Format::Markdown => {
            output::article(&article_to_markdown(&extraction.title, &extraction.html()))
        }
        Format::Json | Format::Original => output::json(&Whole {
            id: row.id,
            state: states(&row),
            url: row.url,
            tags: row.tags.into_iter().map(|tag| tag.name).collect(),
            saved: row.saved_at.to_iso(),
            versions: versions
                .into_iter()
                .map(|version| VersionLine {
                    version: version.id,
                    captured: version.captured_at.to_iso(),
                    word_count: version.word_count,
                })
                .collect(),
            extraction: extraction.into(),
        }),
    }
}
