//! The shape of the database: its migrations, and the settings of every connection.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use rusqlite_migration::{M, Migrations};

use crate::{
    Access, ArchiveError, Result,
    packing::{self, Dictionaries},
    salvage, tokenizer,
};

/// "BFLE": says to other programs whose file this is.
const APPLICATION_ID: u32 = 0x4246_4c45;
/// Every change of shape, oldest first. One that was shipped is never edited.
const MIGRATIONS: &[M<'_>] = &[
    M::up(include_str!("../migrations/001-start.sql")),
    M::up(include_str!("../migrations/002-rules.sql")),
    M::up(include_str!("../migrations/003-index.sql")),
    M::up(include_str!("../migrations/004-storage.sql")),
    M::up(include_str!("../migrations/005-spine.sql")),
    M::up(include_str!("../migrations/006-network.sql")),
    M::up(include_str!("../migrations/007-highlights.sql")),
];
/// Pages of the log of writes after which the one who saves moves them into the database, if
/// nobody did before: 64 MiB. It takes longer than a person should wait.
const LONGEST_LOG: i64 = 16 * 1024;
/// How long a connection waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The newest format that this program knows.
pub(crate) const NEWEST: i64 = MIGRATIONS.len() as i64;

/// What a database file says of itself without being opened as one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// There is no file, or an empty one.
    Absent,
    /// A database of this format.
    Format(i64),
}

/// Reads the head of the file and nothing else, so that an archive that this program must
/// not touch is not touched.
pub(crate) fn head(path: &Path) -> Result<Head> {
    let mut bytes = Vec::with_capacity(100);
    match File::open(path).and_then(|file| file.take(100).read_to_end(&mut bytes)) {
        Ok(0) => return Ok(Head::Absent),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Head::Absent),
        Err(error) => return Err(ArchiveError::file(path, error)),
    }
    let number = |at: usize| {
        let four = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
        four.map(u32::from_be_bytes)
    };
    let (Some(format), Some(id)) = (number(60), number(68)) else {
        return Err(ArchiveError::NotAnArchive(path.to_owned()));
    };
    // A database that was begun and never got its first shape has neither number.
    if !bytes.starts_with(b"SQLite format 3\0") || !(id == APPLICATION_ID || (id, format) == (0, 0))
    {
        return Err(ArchiveError::NotAnArchive(path.to_owned()));
    }
    let format = i64::from(format);
    if format > NEWEST {
        return Err(ArchiveError::NewerFormat { found: format, known: NEWEST });
    }
    Ok(if format == 0 { Head::Absent } else { Head::Format(format) })
}

/// The format that an open database has, its log of writes included.
pub(crate) fn format(connection: &Connection) -> Result<i64> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > NEWEST {
        return Err(ArchiveError::NewerFormat { found, known: NEWEST });
    }
    Ok(found)
}

/// A connection that may write.
///
/// Of a database that may only be looked at, one on which every write fails.
pub(crate) fn writing(path: &Path, dictionaries: &Arc<Dictionaries>) -> Result<Connection> {
    if dictionaries.access() != Access::Writes {
        return reading(path, dictionaries);
    }
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // SQLite opens a file that may not be written all the same.
    if connection.is_readonly("main")? {
        return Err(ArchiveError::ReadOnly);
    }
    settle(&connection, dictionaries)?;
    format(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.pragma_update(None, "wal_autocheckpoint", LONGEST_LOG)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reading(path: &Path, dictionaries: &Arc<Dictionaries>) -> Result<Connection> {
    let mut connection = match dictionaries.access() {
        Access::Writes => Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?,
        Access::Unreadable => Connection::open_in_memory()?,
        access @ (Access::Looks | Access::Damaged) => without_writing(path, access)?,
    };
    settle(&connection, dictionaries)?;
    if dictionaries.access() == Access::Unreadable {
        // An archive in memory with nothing in it, in the place of the one that cannot be read.
        migrate(&mut connection)?;
    }
    connection.pragma_update(None, "query_only", true)?;
    // Kibibytes: searches come back to the same pages of the index.
    connection.pragma_update(None, "cache_size", -8 * 1024)?;
    Ok(connection)
}

/// A connection to a file that nobody writes to, such as a copy: nothing is made beside it.
pub(crate) fn immutable(path: &Path, dictionaries: &Arc<Dictionaries>) -> Result<Connection> {
    let connection = opened_to_read(path, "immutable=1")?;
    settle(&connection, dictionaries)?;
    Ok(connection)
}

/// A connection that writes nothing, neither into the database nor beside it.
///
/// # Errors
/// `ReadOnly` where what was written last stands in a log that cannot be read without writing.
pub(crate) fn without_writing(path: &Path, access: Access) -> Result<Connection> {
    let log = path.with_extension("sqlite-wal");
    let mut has_log = log.metadata().is_ok_and(|log| log.len() > 0);
    // SQLite tries for many seconds to read a log that is damaged and may not be mended. What
    // stands in the file itself is then all that there is to read.
    if access == Access::Damaged && has_log && !is_log(&log) {
        tracing::error!("the log of writes is damaged; nothing of it is shown");
        has_log = false;
    }
    let has_index = path.with_extension("sqlite-shm").exists();
    let how = match (has_log, has_index, access) {
        // Whoever left a log left its index beside it, which SQLite can do without changing.
        (true, true, _) => "readonly_shm=1",
        (true, false, Access::Writes | Access::Looks) => return Err(ArchiveError::ReadOnly),
        _ => "immutable=1",
    };
    let connection = opened_to_read(path, how)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Whether a file begins as a log of writes does.
fn is_log(path: &Path) -> bool {
    let mut head = Vec::with_capacity(32);
    File::open(path).and_then(|file| file.take(32).read_to_end(&mut head)).is_ok()
        && salvage::log_head(&head).is_some()
}

fn opened_to_read(path: &Path, how: &str) -> Result<Connection> {
    let absolute = std::path::absolute(path).map_err(|error| ArchiveError::file(path, error))?;
    let mut url = url::Url::from_file_path(&absolute)
        .map_err(|()| ArchiveError::NotAnArchive(path.to_owned()))?;
    url.set_query(Some(how));
    let connection = Connection::open_with_flags(
        url.as_str(),
        OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    Ok(connection)
}

fn settle(connection: &Connection, dictionaries: &Arc<Dictionaries>) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Kibibytes a connection; the system keeps the file's pages as well.
    connection.pragma_update(None, "cache_size", -4 * 1024)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(128);
    packing::register(connection, dictionaries)?;
    tokenizer::register(connection)
}

/// Brings a database to the newest format. The caller holds the archive alone.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    if format(connection)? == 0 {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    let migrations = Migrations::from_slice(MIGRATIONS);
    // The view that the search index is made from has a name that SQLite takes for the index's
    // own, which nobody may change otherwise.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let migrated = migrations.to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => ArchiveError::from(err),
        other => ArchiveError::Damaged(other.to_string()),
    });
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    migrated?;
    // Into the file itself: whoever opens it next reads the format there.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
