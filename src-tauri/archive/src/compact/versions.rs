//! Packing the texts and extractions of versions.

use rusqlite::TransactionBehavior;

use super::CompactStep;
use crate::{Archive, ArchiveError, Result, packing};

/// Versions in one transaction.
const AT_ONCE: i64 = 200;

/// What a column is to hold, from what the columns of a version hold now.
pub(super) fn content(text: &str, captions: &str, old: &[u8]) -> Result<Vec<u8>> {
    let lines = packing::lines(old)?;
    match lines.texts {
        Some(_) => Ok(old.to_vec()),
        None => packing::content(text, captions, lines.extraction),
    }
}

struct Old {
    rowid: i64,
    text: String,
    captions: String,
    extraction: Vec<u8>,
}

/// Brings every version to the newest form and dictionary. Gives how many were not.
pub(super) fn pack(archive: &Archive, told: &mut dyn FnMut(CompactStep, u64, u64)) -> Result<u32> {
    let newest = archive.dictionaries().newest()?;
    let total: i64 = archive.read(|reader| reader.one("SELECT count(*) FROM version", []))?;
    let total = total.unsigned_abs();
    let (mut after, mut packed, mut seen) = (i64::MIN, 0, 0);
    loop {
        let rows = archive.read(|reader| {
            let mut statement = reader.prepare(
                "SELECT rowid, text, captions, extraction, \
                 dictionary IS NOT ?2 OR text <> '' OR captions <> '' AS is_old \
                 FROM version WHERE rowid > ?1 ORDER BY rowid LIMIT ?3",
            )?;
            let rows = statement.query_map((after, newest, AT_ONCE), |row| {
                let old = Old {
                    rowid: row.get("rowid")?,
                    text: row.get("text")?,
                    captions: row.get("captions")?,
                    extraction: row.get("extraction")?,
                };
                Ok((old, row.get::<_, bool>("is_old")?))
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        let Some((last, _)) = rows.last() else { break };
        after = last.rowid;
        seen += rows.len() as u64;
        let old: Vec<Old> =
            rows.into_iter().filter(|(_, is_old)| *is_old).map(|(old, _)| old).collect();
        packed += repack(archive, &old)?;
        told(CompactStep::Versions, seen.min(total), total);
    }
    Ok(packed)
}

fn repack(archive: &Archive, old: &[Old]) -> Result<u32> {
    if old.is_empty() {
        return Ok(0);
    }
    archive.with_writer(|connection| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut packed = 0;
        for version in old {
            match repacked(archive, version) {
                Ok(file) => {
                    transaction
                        .prepare_cached(
                            "UPDATE version SET extraction = ?2, dictionary = ?3, text = '', \
                             captions = '' WHERE rowid = ?1",
                        )?
                        .execute((version.rowid, &file, packing::dictionary_of(&file)))?;
                    packed += 1;
                }
                // `verify` tells of it; it stays as it is.
                Err(error @ ArchiveError::Damaged(_)) => {
                    tracing::warn!(%error, "a version is passed over");
                }
                Err(error) => return Err(error),
            }
        }
        transaction.commit()?;
        Ok(packed)
    })
}

/// The new form of a version, read back and compared.
fn repacked(archive: &Archive, old: &Old) -> Result<Vec<u8>> {
    let dictionaries = archive.dictionaries();
    let content = content(&old.text, &old.captions, &dictionaries.unpacked(&old.extraction)?)?;
    let packed = dictionaries.packed(&content)?;
    if dictionaries.unpacked(&packed)? == content {
        Ok(packed)
    } else {
        Err(packing::damaged("it was not read back as it was packed"))
    }
}
