//! `backfile completions`: what a shell needs to complete our words.

use std::io;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::output::Done;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:
  backfile completions bash > ~/.local/share/bash-completion/completions/backfile")]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(crate) fn run<Program: CommandFactory>(arguments: &Arguments) -> Done {
    clap_complete::generate(
        arguments.shell,
        &mut Program::command(),
        "backfile",
        &mut io::stdout().lock(),
    );
    Ok(true)
}
