//! Looking whether an archive is whole: the database, its references, the search index, and
//! the bytes of every blob.

use std::collections::HashSet;

use backfile_article::{ArticleId, Sha256};

use crate::{
    Archive, BlobState, Finding, Form, Reader, Result, Verified,
    codes::{optional_as, text_as},
    packing::{self, Dictionaries},
    read::BLOB_COLUMNS,
    search::check,
};

impl Archive {
    /// Looks at everything. A problem is a finding, not an error.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self) -> Result<Verified> {
        let mut verified = self.check_index()?;
        // The index was checked first, for it needs a connection that may write.
        let (named, based) = self.read_anew(|reader| {
            check_database(reader, &mut verified)?;
            check::check(reader, &mut verified.findings)?;
            check_versions(reader, &self.dictionaries(), &mut verified)?;
            if !reader.is_spine_right()? {
                let detail = "what is kept of the lists is not what the entries say".to_owned();
                verified.findings.push(Finding { code: "index_lists", detail, article: None });
            }
            Ok((named_blobs(reader)?, based_blobs(reader)?))
        })?;
        let mut known = HashSet::new();
        for (sha256, article) in named {
            if !known.insert(sha256) {
                continue;
            }
            let (code, detail) = match self.blobs().check(&sha256) {
                Ok(BlobState::Sound) => {
                    verified.blobs += 1;
                    match self.blobs().form(&sha256)? {
                        // Else the base could be deleted while this needs it.
                        Some(Form::Against(base)) if !based.contains(&(sha256, base)) => {
                            ("blob_base", format!("{sha256} needs {base}, and no row says so"))
                        }
                        _ => continue,
                    }
                }
                Ok(BlobState::Missing) => ("blob_missing", sha256.to_string()),
                Ok(BlobState::Damaged) => ("blob_damaged", sha256.to_string()),
                Err(error) => ("blob_unreadable", format!("{sha256}: {error}")),
            };
            verified.findings.push(Finding { code, detail, article });
        }
        let stored = self.blobs().names()?;
        let spare = stored.iter().filter(|sha256| !known.contains(sha256)).count();
        verified.spare_blobs = u32::try_from(spare).unwrap_or(u32::MAX);
        Ok(verified)
    }
}

/// What SQLite's quick check finds in a database; nothing where all is well.
pub(crate) fn quick_check(connection: &rusqlite::Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA quick_check(20)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?;
    let found = found.collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// What SQLite's quick check finds wrong with the tables of a database, if anything. FTS5 is not
/// asked: what it has of the entries' words is made anew where it is wrong, and is no damage.
pub(crate) fn damage(connection: &rusqlite::Connection) -> Result<Option<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let mut statement = connection.prepare(sql)?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables.collect::<std::result::Result<Vec<_>, _>>()? {
        let sql = format!("PRAGMA quick_check(\"{}\")", table.replace('"', "\"\""));
        let found: String = connection.query_row(&sql, [], |row| row.get(0))?;
        if found != "ok" {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn check_database(reader: &Reader<'_>, verified: &mut Verified) -> Result<()> {
    for (pragma, code) in [("integrity_check", "database"), ("foreign_key_check", "reference")] {
        let mut statement = reader.connection.prepare(&format!("PRAGMA {pragma}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let detail: String = row.get(0)?;
            if detail != "ok" {
                verified.findings.push(Finding { code, detail, article: None });
            }
        }
    }
    Ok(())
}

fn check_versions(
    reader: &Reader<'_>,
    dictionaries: &Dictionaries,
    verified: &mut Verified,
) -> Result<()> {
    verified.entries = reader.counts()?.entries;
    let mut statement = reader.prepare(
        "SELECT a.id AS id, v.id AS version, v.extraction AS extraction, \
         v.dictionary AS dictionary \
         FROM version v JOIN article a ON a.rowid = v.article",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        verified.versions += 1;
        let packed = row.get_ref("extraction")?.as_blob().unwrap_or_default();
        let read = dictionaries.unpacked(packed).and_then(|content| packing::read(&content));
        let read = read.and_then(|_| match packing::dictionary_of(packed).map(i64::from) {
            // Else the dictionary could be deleted while this needs it.
            needed if needed != row.get("dictionary")? => Err(packing::damaged(
                "the dictionary that it needs is not the one that its row names",
            )),
            _ => Ok(()),
        });
        if let Err(error) = read {
            let version: String = row.get("version")?;
            verified.findings.push(Finding {
                code: "version_unreadable",
                detail: format!("{version}: {error}"),
                article: Some(text_as(row, "id")?),
            });
        }
    }
    Ok(())
}

/// Every blob that a row names, with the entry that it belongs to where one is known.
fn named_blobs(reader: &Reader<'_>) -> Result<Vec<(Sha256, Option<ArticleId>)>> {
    let mut named = Vec::new();
    for (table, column) in BLOB_COLUMNS {
        let join = match table {
            "article" => "JOIN article a ON a.rowid = t.rowid",
            "version" => "JOIN article a ON a.rowid = t.article",
            "media" | "base" => "LEFT JOIN article a ON 0",
            _ => "JOIN version v ON v.rowid = t.version JOIN article a ON a.rowid = v.article",
        };
        let sql = format!(
            "SELECT t.{column} AS sha256, a.id AS id FROM {table} t {join} \
             WHERE t.{column} IS NOT NULL"
        );
        let mut statement = reader.prepare(&sql)?;
        let rows = statement
            .query_map([], |row| Ok((text_as(row, "sha256")?, optional_as(row, "id")?)))?;
        for row in rows {
            named.push(row?);
        }
    }
    Ok(named)
}

/// Which blob needs which base, as the rows say.
fn based_blobs(reader: &Reader<'_>) -> Result<HashSet<(Sha256, Sha256)>> {
    let mut statement = reader.prepare(
        "SELECT x.sha256 AS sha256, b.sha256 AS base FROM based x JOIN base b ON b.rowid = x.base",
    )?;
    let rows =
        statement.query_map([], |row| Ok((text_as(row, "sha256")?, text_as(row, "base")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
