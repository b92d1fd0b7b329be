//! `backfile`: the archive from a terminal.
//!
//! Each command stands in one file under `commands` and does three things: read its words,
//! call the library, print. What is printed as JSON is a contract that scripts rely on; its
//! shapes stand in [`json`].

mod commands;
mod explain;
mod json;
mod output;

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// Keep the whole story: an archive of articles, from a terminal.
#[derive(Debug, Parser)]
#[command(
    name = "backfile",
    version,
    arg_required_else_help = true,
    after_help = "Examples:
  backfile save https://www.bbc.com/news/articles/c1example
  backfile save --tag energy links.txt saved-page.html
  backfile search 'tag:energy \"offshore wind\" -subsidy'
  backfile show 0199… --format markdown > story.md
  backfile verify

The archive lies in the folder given with --archive, else in the one that the variable
BACKFILE_ARCHIVE names, else in the system's data folder under “backfile”."
)]
struct Arguments {
    /// The archive's folder
    #[arg(long, global = true, value_name = "DIR")]
    archive: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Save(commands::save::Arguments),
    Extract(commands::extract::Arguments),
    Search(commands::search::Arguments),
    List(commands::list::Arguments),
    Show(commands::show::Arguments),
    Tag(commands::tag::Arguments),
    Delete(commands::trash::Arguments),
    Restore(commands::trash::Arguments),
    Rules(commands::rules::Arguments),
    Verify(commands::verify::Arguments),
    Backup(commands::backup::Arguments),
    Stats(commands::stats::Arguments),
    Compact(commands::compact::Arguments),
    Contacts(commands::contacts::Arguments),
    Highlights(commands::highlights::Arguments),
    Salvage(commands::salvage::Arguments),
    Completions(commands::completions::Arguments),
}

fn main() -> ExitCode {
    if backfile_library::cleaning::run_if_worker() {
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse_from(marked(std::env::args_os()));
    let archive = arguments.archive.as_deref();
    let done = match &arguments.command {
        Command::Save(words) => commands::save::run(words, archive),
        Command::Extract(words) => commands::extract::run(words),
        Command::Search(words) => commands::search::run(words, archive),
        Command::List(words) => commands::list::run(words, archive),
        Command::Show(words) => commands::show::run(words, archive),
        Command::Tag(words) => commands::tag::run(words, archive),
        Command::Delete(words) => commands::trash::run(words, archive, true),
        Command::Restore(words) => commands::trash::run(words, archive, false),
        Command::Rules(words) => commands::rules::run(words, archive),
        Command::Verify(words) => commands::verify::run(words, archive),
        Command::Backup(words) => commands::backup::run(words, archive),
        Command::Stats(words) => commands::stats::run(words, archive),
        Command::Compact(words) => commands::compact::run(words, archive),
        Command::Contacts(words) => commands::contacts::run(words, archive),
        Command::Highlights(words) => commands::highlights::run(words, archive),
        Command::Salvage(words) => commands::salvage::run(words, archive),
        Command::Completions(words) => commands::completions::run::<Arguments>(words),
    };
    output::end(done)
}

/// The words of the command line, those of a search that begin with one hyphen marked: there
/// they leave a word out, and are no options. Options may stand before, between and after them.
fn marked(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let (mut command, mut value) = (None, true);
    words
        .map(|word| {
            let is_option = word.as_encoded_bytes().starts_with(b"-");
            if command.is_none() && !is_option && !value {
                command = Some(word.clone());
            }
            // The program's own name is passed over as a value is.
            value = command.is_none() && word == OsStr::new("--archive");
            if command.as_deref() != Some(OsStr::new("search")) {
                return word;
            }
            match word.to_str() {
                Some(text) if leaves_out(text) => {
                    format!("{}{text}", commands::search::MARK).into()
                }
                _ => word,
            }
        })
        .collect()
}

fn leaves_out(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-') && !word.starts_with("--") && word != "-h"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_left_out_of_a_search_is_no_option() {
        let words = |line: &str| -> Vec<String> {
            let marked = marked(line.split(' ').map(OsString::from));
            marked.into_iter().map(|word| word.into_string().unwrap_or_default()).collect()
        };
        let mark = commands::search::MARK;
        assert_eq!(
            words("backfile --archive search search sea -fog --json -h"),
            [
                "backfile",
                "--archive",
                "search",
                "search",
                "sea",
                &format!("{mark}-fog"),
                "--json",
                "-h"
            ]
        );
        assert_eq!(words("backfile tag 1 -fog")[3], "-fog");
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
