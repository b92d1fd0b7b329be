//! Freeing what nothing needs any more: blobs that no row names.

use std::{collections::HashSet, path::PathBuf, time::Duration};

use backfile_article::Sha256;
use rusqlite::TransactionBehavior;

use crate::{
    Archive, Reader, Result,
    backup::{self, NamedElsewhere},
    blobs::GRACE,
};

impl Archive {
    /// Deletes blobs that no row names any more and that no save under way can mean. Gives how
    /// many files went.
    ///
    /// # Errors
    /// The database or the disk.
    pub fn sweep(&self) -> Result<u32> {
        self.sweep_older(GRACE)
    }

    /// The same for files of any age; the caller holds the archive alone.
    pub(crate) fn sweep_all(&self) -> Result<u32> {
        self.sweep_older(Duration::ZERO)
    }

    fn sweep_older(&self, grace: Duration) -> Result<u32> {
        let old = self.blobs().old_files(grace)?;
        let mut spare = self.read(|reader| unnamed(reader, old))?;
        if spare.is_empty() {
            return Ok(0);
        }
        // What a backup names that is being made just now, nobody can say.
        let Some(_none_is_made) = backup::keep_from_making(self)? else { return Ok(0) };
        let elsewhere = NamedElsewhere::read(self.dir())?;
        spare.retain(|(_, sha256)| sha256.is_none_or(|sha256| !elsewhere.holds(&sha256)));
        if spare.is_empty() {
            return Ok(0);
        }
        self.with_writer(|connection| {
            // Looked at again while no other program can commit a row that names one.
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let spare = unnamed(&Reader::new(&transaction, None), spare)?;
            let paths: Vec<PathBuf> = spare.iter().map(|(path, _)| path.clone()).collect();
            let gone: HashSet<_> = self.blobs().remove_old(paths, grace)?.into_iter().collect();
            for (path, sha256) in &spare {
                if let Some(sha256) = sha256
                    && gone.contains(path)
                {
                    transaction
                        .prepare_cached("DELETE FROM based WHERE sha256 = ?1")?
                        .execute([sha256.to_string()])?;
                }
            }
            transaction.commit()?;
            Ok(u32::try_from(gone.len()).unwrap_or(u32::MAX))
        })
    }
}

type Found = (PathBuf, Option<Sha256>);

fn unnamed(reader: &Reader<'_>, files: Vec<Found>) -> Result<Vec<Found>> {
    let mut unnamed = Vec::new();
    for (path, sha256) in files {
        let named = match &sha256 {
            Some(sha256) => reader.names_blob(sha256)?,
            None => false,
        };
        if !named {
            unnamed.push((path, sha256));
        }
    }
    Ok(unnamed)
}
