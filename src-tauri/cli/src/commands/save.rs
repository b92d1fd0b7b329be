//! `backfile save`: links and files go in; a line for each when it is there for good.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

use backfile_article::{ArticleId, Standing};
use backfile_library::{Intake, Library, Manner, OpenOptions, ipc::CommandError, say};
use clap::Args;
use serde::Serialize;

use super::with_library;
use crate::output::{self, Done, Failure};

/// Save links and files
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile save https://paper.example/story
  backfile save --tag energy --tag wind https://paper.example/story page.html
  backfile save bookmarks.html            every link of a list is an entry
  backfile save --allow-private http://127.0.0.1:8000/draft

With --json, a line an input, in order, written when it is there for good:
  {\"input\",\"status\":\"saved|duplicate|link|failed\",\"id\",\"url\",\"title\",\"word_count\",
   \"completeness\",\"error\":null|{\"code\",\"message\"}}
A list gives a line for each of its links. The exit code is 0 when none failed, else 1.")]
pub(crate) struct Arguments {
    /// Links, saved pages, link files, texts or lists
    #[arg(required = true, value_name = "LINK|FILE")]
    inputs: Vec<String>,

    /// Put this tag on everything
    #[arg(long = "tag", value_name = "NAME")]
    tags: Vec<String>,

    /// The addresses may lie on this computer or its network
    #[arg(long)]
    allow_private: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A line of the answer.
#[derive(Debug, Serialize)]
struct Line {
    input: String,
    status: &'static str,
    id: Option<ArticleId>,
    url: Option<String>,
    title: Option<String>,
    word_count: Option<u32>,
    completeness: Option<f64>,
    error: Option<ErrorLine>,
}

#[derive(Debug, Serialize)]
struct ErrorLine {
    code: String,
    message: String,
}

/// What became of an input when it was taken in.
enum Begun {
    Entry { input: String, id: ArticleId, existed: bool },
    Failed(Line),
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let options = OpenOptions { archive: archive.map(Path::to_owned), ..OpenOptions::default() };
    with_library(options, async |library| {
        let manner = Manner {
            tags: arguments.tags.clone(),
            allow_private: arguments.allow_private,
            again: false,
        };
        let mut begun = Vec::new();
        for input in &arguments.inputs {
            begin(library, input, &manner, &mut begun).await;
        }
        let mut all_well = true;
        for one in &begun {
            let line = match one {
                Begun::Failed(line) => {
                    all_well = false;
                    output_line(arguments, line)?;
                    continue;
                }
                Begun::Entry { input, id, existed } => {
                    finished(library, input, *id, *existed).await?
                }
            };
            all_well &= line.status != "failed";
            output_line(arguments, &line)?;
        }
        // What was acknowledged is safe; the pictures follow while we wait for them.
        for one in &begun {
            if let Begun::Entry { id, existed: false, .. } = one {
                library.finish_pictures(*id).await?;
            }
        }
        Ok(all_well)
    })
}

async fn begin(library: &Library, input: &str, manner: &Manner, begun: &mut Vec<Begun>) {
    let taken = if Path::new(input).is_file() {
        library.take_in_paths(vec![input.into()], manner).await
    } else {
        library.take_in_text(input, manner).await
    };
    match taken {
        Ok(intake) if intake.entries.is_empty() => begun.push(failed(
            input,
            "no_link",
            format!("{input} is neither a web address nor a file with one"),
        )),
        Ok(Intake { entries, had_credentials, skipped_count, .. }) => {
            for (key, count) in
                [("notice.credentials", had_credentials), ("notice.skipped", skipped_count)]
            {
                if count > 0 {
                    output::warn(&say(key, &[("count", &count.to_string())]));
                }
            }
            let one = entries.len() == 1;
            for taken in entries {
                // What is saved again is wanted again.
                if taken.before.as_ref().is_some_and(|before| before.trashed)
                    && let Err(error) = library.set_trashed(taken.id, false).await
                {
                    begun.push(failed(input, &code_of(&error), error.to_string()));
                    continue;
                }
                let input = match (&taken.link, one) {
                    (Some(link), false) => link.clone(),
                    _ => input.to_owned(),
                };
                let existed = taken.before.is_some() && !taken.tried_again;
                begun.push(Begun::Entry { input, id: taken.id, existed });
            }
        }
        Err(error) => {
            let code = code_of(&error);
            begun.push(failed(input, &code, error.to_string()));
        }
    }
}

fn failed(input: &str, code: &str, message: String) -> Begun {
    Begun::Failed(Line {
        input: input.to_owned(),
        status: "failed",
        id: None,
        url: None,
        title: None,
        word_count: None,
        completeness: None,
        error: Some(ErrorLine { code: code.to_owned(), message }),
    })
}

fn code_of(error: &CommandError) -> String {
    serde_json::to_value(error)
        .ok()
        .and_then(|value| Some(value.get("code")?.as_str()?.to_owned()))
        .unwrap_or_else(|| "internal".to_owned())
}

async fn finished(
    library: &Library,
    input: &str,
    id: ArticleId,
    existed: bool,
) -> Result<Line, Failure> {
    let outcome = library.finish(id).await?;
    let row = outcome.row;
    // An address that turned out to be another entry's is one with it from then on.
    let existed = existed || row.id != id;
    let status = match row.standing {
        // What failed before was tried again.
        Standing::Waiting | Standing::Failed => "failed",
        _ if existed => "duplicate",
        Standing::Article => "saved",
        Standing::Link => "link",
    };
    let error = match (status, row.problem) {
        ("link" | "failed", Some(problem)) => Some(ErrorLine {
            code: serde_json::to_value(problem.code)
                .ok()
                .and_then(|code| code.as_str().map(str::to_owned))
                .unwrap_or_default(),
            message: outcome.problem.unwrap_or_default(),
        }),
        ("failed", None) if let Some(why) = library.why_stopped() => Some(ErrorLine {
            code: code_of(&why),
            message: format!("{why}. The link is kept and waits."),
        }),
        ("failed", None) => Some(ErrorLine {
            code: "paused".to_owned(),
            message: "Saving is paused in this archive. The link is kept and waits.".to_owned(),
        }),
        _ => None,
    };
    Ok(Line {
        input: input.to_owned(),
        status,
        // A link that failed stays in the archive and can be tried again there, but there is
        // nothing of it to show.
        id: (status != "failed").then_some(row.id),
        url: Some(row.url),
        title: row.title,
        word_count: (outcome.word_count > 0).then_some(outcome.word_count),
        completeness: row.completeness,
        error,
    })
}

fn output_line(arguments: &Arguments, line: &Line) -> Result<(), Failure> {
    if arguments.json {
        return output::json(line);
    }
    let title = line.title.as_deref().or(line.url.as_deref()).unwrap_or(&line.input);
    let words = match (line.status, &line.error) {
        ("saved", _) => format!("Saved: {title}"),
        ("duplicate", _) => format!("Saved before: {title}"),
        (_, Some(error)) => error.message.clone(),
        _ => format!("Not saved: {title}"),
    };
    if line.status == "failed" && !io::stdout().is_terminal() {
        use std::io::Write as _;
        // Scripts read standard output; a person's sentence of failure belongs beside it.
        let _ = writeln!(io::stderr(), "{words}");
        return Ok(());
    }
    output::line(&words)
}
