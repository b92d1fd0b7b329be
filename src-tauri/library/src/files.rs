//! Files that a window hands over in parts.

use std::{
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use backfile_exchange::{ExchangeError, Incoming, ListFile, ListSummary, from_file, read_list};

use crate::{
    Library,
    ipc::{CommandError, Done, FileFault, FileToken, RefusedFile, SaveOutcome},
    notify::lock,
    saving::intake::{Intake, Manner},
};

/// Files in transit at once; a window that lost some does not fill the disk.
const IN_TRANSIT: usize = 64;
/// Bytes of a file at most.
const BYTES: u64 = 2 << 30;
/// Bytes at most of what is no list, and so comes into memory whole: a page that was saved with
/// its pictures in it has some ten million.
const PAGE_BYTES: u64 = 64 << 20;
/// Bytes up to which a file is read whole without being looked at first.
const WHOLE: u64 = 16 << 20;

/// A file on its way in, on the disk and not in memory.
#[derive(Debug)]
pub(crate) struct Upload {
    name: String,
    file: std::fs::File,
    bytes: u64,
}

impl Library {
    pub(crate) fn file_begin(&self, name: String) -> Result<FileToken, CommandError> {
        let file = tempfile::tempfile().map_err(|error| unreadable(&name, &error))?;
        let mut uploads = lock(&self.shared().uploads);
        if uploads.len() >= IN_TRANSIT {
            return Err(CommandError::Busy);
        }
        let token = backfile_article::JobId::new().to_string();
        uploads.insert(token.clone(), Upload { name, file, bytes: 0 });
        Ok(FileToken { token })
    }

    pub(crate) fn file_part(&self, token: &str, part: &[u8]) -> Result<Done, CommandError> {
        let mut uploads = lock(&self.shared().uploads);
        let upload = uploads.get_mut(token).ok_or(CommandError::NotFound)?;
        upload.bytes += part.len() as u64;
        if upload.bytes > BYTES {
            let (name, fault) = (upload.name.clone(), FileFault::TooLarge);
            uploads.remove(token);
            return Err(CommandError::BadFile { name, fault });
        }
        upload.file.write_all(part).map_err(|error| unreadable(&upload.name, &error))?;
        Ok(Done {})
    }

    pub(crate) async fn file_end(&self, token: &str) -> Result<SaveOutcome, CommandError> {
        let upload = lock(&self.shared().uploads).remove(token).ok_or(CommandError::NotFound)?;
        let Upload { name, file, .. } = upload;
        Ok(self.take_in_open(name, file, &Manner::default()).await?.outcome())
    }

    /// Takes files of this computer in. With several, one that cannot be taken is told in
    /// `refused` and holds up none of the others.
    ///
    /// # Errors
    /// As [`Library::take_in_file`], when there is but one file.
    pub async fn take_in_paths(
        &self,
        paths: Vec<PathBuf>,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        let alone = paths.len() == 1;
        let mut all = Intake::default();
        for path in paths {
            match self.take_in_path(&path, manner).await {
                Ok(intake) => {
                    all.entries.extend(intake.entries);
                    all.skipped.extend(intake.skipped);
                    all.skipped_count = all.skipped_count.saturating_add(intake.skipped_count);
                    all.had_credentials =
                        all.had_credentials.saturating_add(intake.had_credentials);
                }
                Err(CommandError::BadFile { name, fault }) if !alone => {
                    all.refused.push(RefusedFile { name, fault });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    async fn take_in_path(&self, path: &Path, manner: &Manner) -> Result<Intake, CommandError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bad = |fault| CommandError::BadFile { name: name.clone(), fault };
        let about = tokio::fs::metadata(path).await.map_err(|error| unreadable(&name, &error))?;
        if !about.is_file() {
            return Err(bad(FileFault::Unsupported));
        }
        if about.len() > BYTES {
            return Err(bad(FileFault::TooLarge));
        }
        let file = std::fs::File::open(path).map_err(|error| unreadable(&name, &error))?;
        self.take_in_open(name, file, manner).await
    }

    async fn take_in_open(
        &self,
        name: String,
        file: std::fs::File,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        let incoming = tokio::task::spawn_blocking(move || recognise(&name, file, WHOLE))
            .await
            .map_err(|error| CommandError::Internal { cause: error.to_string() })??;
        self.take_in_of_a_file(incoming, manner).await
    }

    /// Takes a file in: a saved page, a link file, text, or a list.
    ///
    /// # Errors
    /// [`CommandError::BadFile`] for what is none of these, else as [`Library::take_in`].
    pub async fn take_in_file(
        &self,
        name: &str,
        bytes: Vec<u8>,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        let owned = name.to_owned();
        let incoming = tokio::task::spawn_blocking(move || from_file(&owned, &bytes))
            .await
            .map_err(|error| CommandError::Internal { cause: error.to_string() })?
            .map_err(|error| CommandError::BadFile {
                name: name.to_owned(),
                fault: fault(&error),
            })?;
        self.take_in_of_a_file(incoming, manner).await
    }
}

/// What a file is. One larger than `whole` is read as a list first, a row at a time; only what
/// is none comes into memory whole.
fn recognise(name: &str, mut file: std::fs::File, whole: u64) -> Result<Incoming, CommandError> {
    let bad = |fault| CommandError::BadFile { name: name.to_owned(), fault };
    let io = |error: std::io::Error| unreadable(name, &error);
    file.rewind().map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    if length > whole {
        let mut rows = Vec::new();
        match read_list(&mut file, |row| rows.push(row)) {
            Ok(ListSummary { format, skipped, skipped_more, .. }) => {
                return Ok(Incoming::List(ListFile { format, rows, skipped, skipped_more }));
            }
            Err(ExchangeError::NotAList) => file.rewind().map_err(io)?,
            Err(error) => return Err(bad(fault(&error))),
        }
        if length > PAGE_BYTES {
            return Err(bad(FileFault::TooLarge));
        }
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(io)?;
    from_file(name, &bytes).map_err(|error| bad(fault(&error)))
}

fn unreadable(name: &str, error: &std::io::Error) -> CommandError {
    tracing::warn!(%error, name, "a file could not be read");
    match error.kind() {
        std::io::ErrorKind::StorageFull => CommandError::DiskFull { missing: None },
        _ => CommandError::BadFile { name: name.to_owned(), fault: FileFault::Unreadable },
    }
}

fn fault(error: &ExchangeError) -> FileFault {
    match error {
        ExchangeError::Read(_) => FileFault::Unreadable,
        ExchangeError::Empty => FileFault::Empty,
        ExchangeError::Damaged(_) => FileFault::Damaged,
        ExchangeError::Locked => FileFault::Locked,
        ExchangeError::TooLarge { .. } => FileFault::TooLarge,
        ExchangeError::TooMany { .. } => FileFault::TooMany,
        ExchangeError::NoListInZip => FileFault::NoList,
        _ => FileFault::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &str) -> std::fs::File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file
    }

    #[test]
    fn a_large_list_is_read_a_row_at_a_time_and_gives_what_a_small_one_gives() {
        let csv = "title,url,tags\nOne,https://paper.example/1,a\nTwo,https://paper.example/2,\n";
        let at_once = recognise("list.csv", file(csv), WHOLE).unwrap();
        assert_eq!(recognise("list.csv", file(csv), 0).unwrap(), at_once);
        assert!(matches!(at_once, Incoming::List(list) if list.rows.len() == 2));
    }

    #[test]
    fn a_large_file_that_is_no_list_is_what_it_is() {
        let page = "<!-- saved from url=(0027)https://paper.example/story --><!doctype html><title>Story</title>\
                    <article><h1>Story</h1><p>The boat left, and nobody on the quay had seen it go.</p></article>";
        let found = recognise("story.html", file(page), 0).unwrap();
        assert!(matches!(found, Incoming::SavedPage(_)), "{found:?}");
    }
}
