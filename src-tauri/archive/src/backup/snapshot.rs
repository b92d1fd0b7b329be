//! A copy of the database as it was at one moment, in a file of its own.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use backfile_article::Sha256;
use rusqlite::{Connection, backup};

use crate::{
    ArchiveError, Result, packing::Dictionaries, read::BLOB_COLUMNS, schema, verify::quick_check,
};

/// The copy; its file goes with it.
pub(super) struct Snapshot {
    pub(super) path: PathBuf,
    connection: Connection,
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// What a snapshot holds.
pub(super) struct Contents {
    pub(super) format: i64,
    pub(super) articles: u64,
    pub(super) blobs: BTreeSet<Sha256>,
}

/// Copies the database at `from` into a file at `to` and gives it, checked.
///
/// # Errors
/// `Damaged` when the copy does not pass SQLite's check; the database or the disk.
pub(super) fn take(from: &Path, to: &Path) -> Result<Snapshot> {
    remove(to);
    // Whatever fails from here on, the file goes.
    let copied = (|| {
        let source = schema::reading(from, &Dictionaries::of(from))?;
        let mut target = Connection::open(to)?;
        // In one step: it reads one state, and a writer meanwhile does not begin it anew.
        backup::Backup::new(&source, &mut target)?.step(-1)?;
        target.close().map_err(|(_, error)| ArchiveError::from(error))
    })();
    match copied.and_then(|()| checked(to)) {
        Ok(connection) => Ok(Snapshot { path: to.to_owned(), connection }),
        Err(error) => {
            remove(to);
            Err(error)
        }
    }
}

/// Opens a database file that nobody writes to, once it has passed SQLite's check.
pub(super) fn checked(path: &Path) -> Result<Connection> {
    let connection = schema::immutable(path, &Dictionaries::of(path))?;
    match quick_check(&connection)?.into_iter().next() {
        None => Ok(connection),
        Some(problem) => Err(ArchiveError::Damaged(problem)),
    }
}

impl Snapshot {
    pub(super) fn contents(&self) -> Result<Contents> {
        contents(&self.connection)
    }
}

/// Reads it from a database of any format.
pub(super) fn contents(connection: &Connection) -> Result<Contents> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let format = number("PRAGMA user_version")?;
    let articles = if has_column(connection, "article", "id")? {
        number("SELECT count(*) FROM article")?
    } else {
        0
    };
    let mut blobs = BTreeSet::new();
    for (table, column) in BLOB_COLUMNS {
        // An older format has fewer of them.
        if !has_column(connection, table, column)? {
            continue;
        }
        let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(0)?;
            blobs.insert(name.parse().map_err(|_| {
                ArchiveError::Damaged(format!("{table}.{column} holds {name:?}, no digest"))
            })?);
        }
    }
    Ok(Contents { format, articles: articles.unsigned_abs(), blobs })
}

fn has_column(connection: &Connection, table: &str, column: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)";
    Ok(connection.query_row(sql, (table, column), |row| row.get(0))?)
}

/// Removes a file that is made anew each time; one that stays is only in the way.
pub(super) fn remove(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, path = %name.to_string_lossy(), "a file stays behind");
            }
            _ => {}
        }
    }
}
