//! `backfile backup`: states of the archive to go back to.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use backfile_article::Timestamp;
use backfile_library::backing;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::{existing, with_library};
use crate::output::{self, Done, Failure, size};

/// Make backups, check them, and go back to one
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile backup now
  backfile backup list
  backfile backup check 2026-03-04T050607Z
  backfile backup restore 2026-03-04T050607Z
  backfile backup copy /media/disk/backfile

The window makes one every day by itself. The last three, seven days and four weeks are kept, in
the folder “backups” of the archive, and take at most half of what the archive takes; pages and pictures are
shared with it. Going back keeps the archive that was there in the folder “aside”; its name is
given, and “restore” with that name goes back to it. The archive has to be open nowhere else for
that. A copy is an archive of its own: open it with --archive.

With --json: “now” and “check” print a backup {\"name\",\"at\",\"verified_at\",\"articles\"}, “list”
one a line, “restore” {\"aside\",\"articles\",\"missing\"}, “copy” {\"files\"}.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make one now and read it back
    Now,
    /// List those that there are, newest first
    List,
    /// Read one back whole: its database, and every page and picture
    Check {
        /// Its name; the newest unless given
        name: Option<String>,
    },
    /// Put one in the place of the archive, which is kept aside
    Restore {
        /// Its name
        name: String,
    },
    /// Copy the whole archive into another folder
    Copy {
        /// An empty folder, or an earlier copy
        folder: PathBuf,
    },
}

#[derive(Debug, Serialize)]
struct BackupJson {
    name: String,
    at: Timestamp,
    verified_at: Option<Timestamp>,
    articles: u64,
}

impl From<backing::Backup> for BackupJson {
    fn from(backup: backing::Backup) -> Self {
        Self {
            name: backup.name,
            at: backup.at,
            verified_at: backup.verified_at,
            articles: backup.articles,
        }
    }
}

#[derive(Debug, Serialize)]
struct RestoredJson {
    aside: Option<String>,
    articles: u64,
    missing: u64,
}

#[derive(Debug, Serialize)]
struct CopiedJson {
    files: u64,
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let json = arguments.json;
    match &arguments.what {
        What::Now => with_library(existing(archive), async |library| {
            let backup = library.back_up().await?;
            let whole = backup.verified_at.is_some();
            told(json, backup)?;
            Ok(whole)
        }),
        What::List => list(json, archive),
        What::Check { name } => {
            let name = match name {
                Some(name) => name.clone(),
                None => newest(archive)?,
            };
            with_library(existing(archive), async |library| {
                told(json, library.check_backup(name).await?)?;
                Ok(true)
            })
        }
        What::Restore { name } => restore(json, archive, name),
        What::Copy { folder } => copy(json, archive, folder),
    }
}

fn newest(archive: Option<&Path>) -> Result<String, Failure> {
    let (folder, backups) = backing::list(archive)?;
    let none = || Failure::new(format!("there is no backup in {}", folder.display()));
    backups.into_iter().next().map(|backup| backup.name).ok_or_else(none)
}

fn told(json: bool, backup: backing::Backup) -> Result<(), Failure> {
    if json {
        return output::json(&BackupJson::from(backup));
    }
    let state = match backup.verified_at {
        Some(_) => "verified",
        None => "not whole: something it needs is missing; see backfile verify",
    };
    output::line(&format!("{}  {} articles, {state}", backup.name, backup.articles))
}

fn list(json: bool, archive: Option<&Path>) -> Done {
    let (_, backups) = backing::list(archive)?;
    if backups.is_empty() && !json {
        output::line("There is no backup yet. To make one: backfile backup now")?;
    }
    for backup in backups {
        told(json, backup)?;
    }
    Ok(true)
}

fn restore(json: bool, archive: Option<&Path>, name: &str) -> Done {
    let restored = backing::restore(archive, name)?;
    if json {
        output::json(&RestoredJson {
            aside: restored.aside,
            articles: restored.articles,
            missing: restored.missing,
        })?;
        return Ok(restored.missing == 0);
    }
    output::line(&format!("The archive is as it was then, with {} articles.", restored.articles))?;
    if let Some(aside) = restored.aside {
        output::line(&format!(
            "The one before is kept aside. To go back to it: backfile backup restore {aside}"
        ))?;
    }
    if restored.missing > 0 {
        output::line(&format!("{} of its files are missing.", restored.missing))?;
    }
    Ok(restored.missing == 0)
}

fn copy(json: bool, archive: Option<&Path>, folder: &Path) -> Done {
    let shown = !json && io::stderr().is_terminal();
    with_library(existing(archive), async |library| {
        let mut last = None;
        let files = library.copy_to(folder, &mut |done, total| {
            let share = done * 100 / total.max(1);
            if shown && last.replace(share) != Some(share) {
                // Progress that cannot be shown is no reason to stop.
                let _ = write!(io::stderr(), "\r\x1b[KCopying: {share} %");
            }
        })?;
        if shown && last.is_some() {
            // As above.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
        if json {
            output::json(&CopiedJson { files })?;
        } else {
            let taken = library.backups().await?.archive_bytes;
            output::line(&format!(
                "Copied {} with {files} files into {}.",
                size(taken),
                folder.display()
            ))?;
        }
        Ok(true)
    })
}
