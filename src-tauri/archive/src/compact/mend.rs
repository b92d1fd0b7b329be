//! Keeping what is said of bases in step with the files: each file tells by itself which base it
//! needs, and the rows say it again so that no base goes too early.

use std::collections::{HashMap, HashSet};

use backfile_article::Sha256;
use rusqlite::TransactionBehavior;

use crate::{Archive, Form, Result, codes::text_as};

/// Makes the rows say what the files do, as after a run that was killed, or where the database
/// is older than the files.
pub(crate) fn based(archive: &Archive) -> Result<()> {
    let mut said: HashMap<Sha256, HashSet<Sha256>> = archive.read(|reader| {
        let mut said: HashMap<_, HashSet<_>> = HashMap::new();
        let mut statement = reader.prepare(
            "SELECT x.sha256 AS sha256, b.sha256 AS base \
             FROM based x JOIN base b ON b.rowid = x.base",
        )?;
        let rows =
            statement.query_map([], |row| Ok((text_as(row, "sha256")?, text_as(row, "base")?)))?;
        for row in rows {
            let (sha256, base) = row?;
            said.entry(sha256).or_default().insert(base);
        }
        Ok(said)
    })?;
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    for sha256 in archive.blobs().names()? {
        let mut bases = said.remove(&sha256).unwrap_or_default();
        match archive.blobs().form(&sha256) {
            Ok(Some(Form::Against(base))) => {
                if !bases.remove(&base) {
                    missing.push((sha256, base));
                }
                wrong.extend(bases.into_iter().map(|base| (sha256, base)));
            }
            Ok(_) => wrong.extend(bases.into_iter().map(|base| (sha256, base))),
            // `verify` tells of it; what it may need stays.
            Err(error) => tracing::warn!(%error, "a blob is passed over"),
        }
    }
    // What is left is said of blobs that are not stored.
    let gone = said
        .into_iter()
        .flat_map(|(sha256, bases)| bases.into_iter().map(move |base| (sha256, base)));
    wrong.extend(gone);
    if missing.is_empty() && wrong.is_empty() {
        return Ok(());
    }
    archive.with_writer(|connection| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (sha256, base) in missing {
            note(&transaction, &sha256, &base, None, 0)?;
        }
        for (sha256, base) in wrong {
            transaction
                .prepare_cached(
                    "DELETE FROM based WHERE sha256 = ?1 \
                     AND base = (SELECT rowid FROM base WHERE sha256 = ?2)",
                )?
                .execute((sha256.to_string(), base.to_string()))?;
        }
        Ok(transaction.commit()?)
    })
}

/// Notes that a blob needs a base, and whose pages the base is for where that is known.
pub(super) fn note(
    connection: &rusqlite::Connection,
    sha256: &Sha256,
    base: &Sha256,
    site: Option<&str>,
    at: i64,
) -> Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO base (sha256, site, at) VALUES (?1, ?2, ?3)")?
        .execute((base.to_string(), site.unwrap_or_default(), at))?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO based (sha256, base) \
             SELECT ?1, rowid FROM base WHERE sha256 = ?2",
        )?
        .execute((sha256.to_string(), base.to_string()))?;
    Ok(())
}

/// Lets go of what nothing refers to: bases and dictionaries that nothing was compressed with,
/// and pictures of versions that were deleted for good.
pub(super) fn forget_unused(archive: &Archive) -> Result<()> {
    archive.with_writer(|connection| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for sql in [
            "DELETE FROM base WHERE rowid NOT IN (SELECT base FROM based)",
            "DELETE FROM dictionary WHERE id NOT IN \
             (SELECT dictionary FROM version WHERE dictionary IS NOT NULL)",
            "DELETE FROM media WHERE sha256 NOT IN \
             (SELECT sha256 FROM version_media WHERE sha256 IS NOT NULL)",
        ] {
            transaction.execute(sql, [])?;
        }
        Ok(transaction.commit()?)
    })?;
    archive.dictionaries().forget_newest();
    Ok(())
}
