//! `backfile delete` and `backfile restore`: to the trash and back.

use std::path::Path;

use backfile_article::ArticleId;
use clap::Args;

use super::{existing, with_library};
use crate::output::Done;

/// Move an article to the trash (delete), or back (restore)
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile delete 01890a5d-ac96-774b-bcce-b302099a8057
  backfile restore 01890a5d-ac96-774b-bcce-b302099a8057

What is deleted waits in the trash until the window empties it.")]
pub(crate) struct Arguments {
    /// Its id
    id: ArticleId,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>, trashed: bool) -> Done {
    with_library(existing(archive), async |library| {
        library.set_trashed(arguments.id, trashed).await?;
        Ok(true)
    })
}
