//! `backfile tag`: tags on and off.

use std::path::Path;

use backfile_article::ArticleId;
use clap::Args;

use super::{existing, with_library};
use crate::output::{self, Done, Failure};

/// Put tags on an article, or take them off
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile tag 01890a5d-ac96-774b-bcce-b302099a8057 +energy +news/local -later
  backfile tag 01890a5d-ac96-774b-bcce-b302099a8057        prints its tags")]
pub(crate) struct Arguments {
    /// Its id
    id: ArticleId,

    /// +NAME puts a tag on, -NAME takes it off
    #[arg(value_name = "+NAME|-NAME", allow_hyphen_values = true)]
    tags: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for word in &arguments.tags {
        match (word.strip_prefix('+'), word.strip_prefix('-')) {
            (Some(name), _) if !name.is_empty() => add.push(name.to_owned()),
            (_, Some(name)) if !name.is_empty() => remove.push(name.to_owned()),
            _ => {
                return Err(Failure::usage(format!(
                    "“{word}” is neither +NAME, to put a tag on, nor -NAME, to take it off"
                )));
            }
        }
    }
    with_library(existing(archive), async |library| {
        let tags = library.retag(arguments.id, add.clone(), remove.clone()).await?;
        output::line(&tags.join("\n"))?;
        Ok(true)
    })
}
