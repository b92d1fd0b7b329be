//! Files that a window hands over in parts.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use backfile_exchange::{ExchangeError, from_file};

use crate::{
    Library,
    ipc::{CommandError, Done, FileToken, SaveOutcome, Skipped},
    notify::lock,
    saving::{
        intake::{Intake, Manner},
        trouble::chain,
    },
};

/// Files in transit at once; a window that lost some does not fill the disk.
const IN_TRANSIT: usize = 64;
/// Bytes of a file at most.
const BYTES: u64 = 2 << 30;

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
            let (name, reason) = (upload.name.clone(), "too_large".to_owned());
            uploads.remove(token);
            return Err(CommandError::BadFile { name, reason });
        }
        upload.file.write_all(part).map_err(|error| unreadable(&upload.name, &error))?;
        Ok(Done {})
    }

    pub(crate) async fn file_end(&self, token: &str) -> Result<SaveOutcome, CommandError> {
        let upload = lock(&self.shared().uploads).remove(token).ok_or(CommandError::NotFound)?;
        let Upload { name, mut file, .. } = upload;
        let read = tokio::task::spawn_blocking(move || {
            use std::io::{Read as _, Seek as _};
            let mut bytes = Vec::new();
            file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map(|_| bytes)
        });
        let bytes = match read.await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) => return Err(unreadable(&name, &error)),
            Err(error) => return Err(CommandError::Internal { cause: error.to_string() }),
        };
        let intake = self.take_in_file(&name, bytes, &Manner::default()).await?;
        Ok(intake.outcome())
    }

    /// Takes files of this computer in. With several, one that cannot be taken is told in
    /// `skipped` and holds up none of the others.
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
                }
                Err(CommandError::BadFile { name, reason }) if !alone => {
                    all.skipped.push(Skipped { line: 0, reason, text: name });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    async fn take_in_path(&self, path: &Path, manner: &Manner) -> Result<Intake, CommandError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bad =
            |reason: &str| CommandError::BadFile { name: name.clone(), reason: reason.to_owned() };
        let about = tokio::fs::metadata(path).await.map_err(|error| unreadable(&name, &error))?;
        if !about.is_file() {
            return Err(bad("unsupported"));
        }
        if about.len() > BYTES {
            return Err(bad("too_large"));
        }
        let bytes = tokio::fs::read(path).await.map_err(|error| unreadable(&name, &error))?;
        self.take_in_file(&name, bytes, manner).await
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
                reason: reason(&error).to_owned(),
            })?;
        self.take_in(incoming, manner).await
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> CommandError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => CommandError::DiskFull,
        _ => CommandError::BadFile { name: name.to_owned(), reason: chain(error) },
    }
}

fn reason(error: &ExchangeError) -> &'static str {
    match error {
        ExchangeError::Read(_) => "unreadable",
        ExchangeError::Empty => "empty",
        ExchangeError::Unsupported { .. } => "unsupported",
        ExchangeError::NotAList => "not_a_list",
        ExchangeError::Damaged(_) => "damaged",
        ExchangeError::Locked => "locked",
        ExchangeError::TooLarge { .. } => "too_large",
        ExchangeError::NoListInZip => "no_list",
        _ => "unknown",
    }
}
