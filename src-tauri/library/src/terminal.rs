//! What a terminal needs and a window does not: to wait for what was given to be saved, and
//! whole entries at once.

use std::time::Duration;

use backfile_archive::{Entry, UndoKind, Verified, Version};
use backfile_article::{ArticleId, Standing};

use crate::{
    Library,
    ipc::{self, CommandError},
    present,
    saving::queue,
};

/// How often an entry is looked at until it is there.
const LOOK: Duration = Duration::from_millis(20);

/// What became of an entry that was waited for.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its row.
    pub row: ipc::Row,
    /// Its words; 0 without a text.
    pub word_count: u32,
    /// The sentence for its problem, when it has one.
    pub problem: Option<String>,
}

/// An entry with the version that is shown, whole.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its row.
    pub row: ipc::Row,
    /// The version shown, as it was captured; none while there is none.
    pub version: Option<Version>,
    /// Ids of all versions, newest first.
    pub versions: Vec<ipc::VersionRow>,
}

impl Library {
    /// Waits until an entry is an article, a link or has failed, and gives it. While saving is
    /// paused or has stopped it is given as it stands, for it would be waited for without end.
    ///
    /// # Errors
    /// When the archive cannot be read, or the entry is gone.
    pub async fn finish(&self, id: ArticleId) -> Result<Outcome, CommandError> {
        loop {
            let (entry, now) = self.entry_now(id).await?;
            let asked = now.asking.contains_key(&entry.id);
            let waits = entry.page_queued && !asked && entry.standing != Standing::Failed;
            if !waits || self.stopped().is_some() || queue::paused(self).await {
                return Ok(outcome(entry, &now));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Why saving has stopped by itself, if it has: what was to be saved waits in the archive.
    #[must_use]
    pub fn why_stopped(&self) -> Option<CommandError> {
        let stopped = self.stopped()?;
        Some(match stopped.reason {
            ipc::StopReason::DiskFull => CommandError::DiskFull { missing: stopped.missing },
            ipc::StopReason::ReadOnly => CommandError::ReadOnly,
            ipc::StopReason::Disk => CommandError::Disk {
                cause: "it is tried again when the archive is opened".to_owned(),
            },
        })
    }

    /// Waits until the pictures of an entry were fetched or given up, or saving is paused or has
    /// stopped.
    ///
    /// # Errors
    /// When the archive cannot be read, or the entry is gone.
    pub async fn finish_pictures(&self, id: ArticleId) -> Result<(), CommandError> {
        while self.entry(id).await?.pictures_queued
            && self.stopped().is_none()
            && !queue::paused(self).await
        {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// One entry, whole.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] when there is no such entry.
    pub async fn show(&self, id: ArticleId) -> Result<Shown, CommandError> {
        let entry = self.entry(id).await?;
        let shown = entry.version;
        let id = entry.id;
        let (version, versions) = self
            .read(move |reader| {
                let version = match shown {
                    Some(shown) => reader.version(shown)?,
                    None => None,
                };
                Ok((version, reader.versions_of(id)?))
            })
            .await?;
        let versions = versions
            .into_iter()
            .map(|head| ipc::VersionRow {
                id: head.id,
                captured_at: head.captured_at,
                how: head.how,
                word_count: head.word_count,
            })
            .collect();
        let row = present::row(entry, Vec::new(), &present::Now::default());
        Ok(Shown { row, version, versions })
    }

    /// The bytes that the server sent for the version shown, or that a link kept.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] when there are none.
    pub async fn original(&self, id: ArticleId) -> Result<Vec<u8>, CommandError> {
        let entry = self.entry(id).await?;
        let hash = match (entry.version, entry.link_page) {
            (Some(version), _) => self.read(move |reader| reader.page_blob(version)).await?,
            (None, Some((hash, _))) => Some(hash),
            (None, None) => None,
        };
        let hash = hash.ok_or(CommandError::NotFound)?;
        let archive = self.archive().clone();
        tokio::task::spawn_blocking(move || archive.blobs().get(&hash))
            .await
            .map_err(|error| CommandError::Internal { cause: error.to_string() })??
            .ok_or(CommandError::NotFound)
    }

    /// Puts tags on and takes tags off, in one act; gives the tags after that.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] for an entry that is not there, [`CommandError::BadValue`] for
    /// a tag to take off that is not; nothing was changed then.
    pub async fn retag(
        &self,
        id: ArticleId,
        add: Vec<String>,
        remove: Vec<String>,
    ) -> Result<Vec<String>, CommandError> {
        self.entry(id).await?;
        let done = self
            .write(Some(UndoKind::Tag), move |writer| {
                for name in &add {
                    writer.add_tag(&[id], name)?;
                }
                for name in &remove {
                    let Some(tag) = writer.tag_named(name)? else {
                        return Err(backfile_archive::ArchiveError::BadName(name.clone()));
                    };
                    writer.remove_tag(&[id], tag.id)?;
                }
                Ok(())
            })
            .await;
        done.map_err(|error| match error {
            CommandError::BadValue { value, .. } => {
                CommandError::BadValue { field: "a tag".to_owned(), value }
            }
            other => other,
        })?;
        Ok(self.entry(id).await?.tags.into_iter().map(|tag| tag.name).collect())
    }

    /// Moves an entry to the trash or back.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] when there is no such entry.
    pub async fn set_trashed(&self, id: ArticleId, trashed: bool) -> Result<(), CommandError> {
        self.entry(id).await?;
        let kind = if trashed { UndoKind::Trash } else { UndoKind::Untrash };
        self.write(Some(kind), move |writer| writer.set_trashed(&[id], trashed).map(drop)).await
    }

    /// Checks the database, the index and every stored hash.
    ///
    /// # Errors
    /// When the archive cannot be read at all.
    pub async fn verify(&self) -> Result<Verified, CommandError> {
        let archive = self.archive().clone();
        let verified = tokio::task::spawn_blocking(move || archive.verify())
            .await
            .map_err(|error| CommandError::Internal { cause: error.to_string() })??;
        Ok(verified)
    }

    /// Makes the search index anew from the entries.
    ///
    /// # Errors
    /// When another program is at it, or the archive cannot be read or written.
    pub async fn rebuild_index(&self) -> Result<(), CommandError> {
        let archive = self.archive().clone();
        tokio::task::spawn_blocking(move || archive.rebuild_index())
            .await
            .map_err(|error| CommandError::Internal { cause: error.to_string() })??;
        Ok(())
    }

    async fn entry_now(&self, id: ArticleId) -> Result<(Entry, present::Now), CommandError> {
        let library = self.clone();
        let found = self
            .read(move |reader| match reader.entry(id)? {
                Some(entry) => Ok(Some((entry, library.now(reader)?))),
                None => Ok(None),
            })
            .await?;
        found.ok_or(CommandError::NotFound)
    }

    async fn entry(&self, id: ArticleId) -> Result<Entry, CommandError> {
        self.read(move |reader| reader.entry(id)).await?.ok_or(CommandError::NotFound)
    }
}

fn outcome(entry: Entry, now: &present::Now) -> Outcome {
    let word_count = entry.word_count.unwrap_or_default();
    let row = present::row(entry, Vec::new(), now);
    let problem = row.problem.as_ref().map(|problem| {
        let arguments: Vec<(&str, &str)> =
            problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        crate::say(&format!("problem.{}", present::code_text(problem.code)), &arguments)
    });
    Outcome { row, word_count, problem }
}
