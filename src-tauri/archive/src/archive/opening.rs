//! What happens before an archive is open: it is made, checked, or brought to the newest format.

use std::{path::Path, sync::Arc};

use backfile_article::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, config::DbConfig};
use uuid::Uuid;

use crate::{
    ArchiveError, Disk, RealDisk, Result, backup,
    lock::Lock,
    packing::Dictionaries,
    schema::{self, Head},
    search::upkeep,
    verify::damage,
};

/// What is checked before it opens unless an option says otherwise: that takes a second or two.
const CHECKED_AT_START: u64 = 256 << 20;

/// How to open an archive.
#[derive(Clone)]
pub struct OpenOptions {
    /// Whether to make an archive where there is none.
    pub create: bool,
    /// The disk that blobs and backups are kept on.
    pub disk: Arc<dyn Disk>,
    /// Bytes of a database that is checked before it opens after a kill; a larger one is checked
    /// by [`Archive::mend_after_kill`].
    pub checked_at_start: u64,
    /// Open one of which nothing can be read, too; see [`Access::Unreadable`].
    pub unreadable: bool,
    /// The time now, for what opening writes down.
    pub at: Timestamp,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            create: true,
            disk: Arc::new(RealDisk),
            checked_at_start: CHECKED_AT_START,
            unreadable: false,
            at: Timestamp::now(),
        }
    }
}

/// How the program that had an archive open last left it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// It was killed, or lost its power.
    pub(super) open: bool,
    /// The database was not checked since.
    pub(super) unchecked: bool,
}

/// Makes sure that there is an archive of the newest format in `dir`, and gives the lock that it
/// is held with, and how it was left.
///
/// # Errors
/// `Damaged` when it was left open and does not pass SQLite's check, among others.
pub(super) fn prepare(dir: &Path, options: &OpenOptions) -> Result<(Lock, Left)> {
    let database = dir.join("archive.sqlite");
    // A program that was killed while it made one may have left all of it in the log.
    let log = dir.join("archive.sqlite-wal");
    let begun = log.exists();
    if schema::head(&database)? == Head::Absent && !begun && !options.create {
        return Err(ArchiveError::NotFound(format!("archive in {}", dir.display())));
    }
    std::fs::create_dir_all(dir).map_err(|error| ArchiveError::file(dir, error))?;
    // Whoever closes it last empties the log.
    let open = log.metadata().is_ok_and(|log| log.len() > 0) && Lock::is_free(dir)?;
    let is_small = || database.metadata().is_ok_and(|file| file.len() <= options.checked_at_start);
    let left = Left { open, unchecked: open && !is_small() };
    let lock = Lock::shared(dir)?;
    let dictionaries = Dictionaries::of(&database);
    if left.open && !left.unchecked {
        let connection = schema::reading(&database, &dictionaries)?;
        // What is damaged stays as it is, its log included.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        if let Some(problem) = damage(&connection)? {
            return Err(ArchiveError::Damaged(problem));
        }
    }
    if schema::head(&database)? == Head::Format(schema::NEWEST)
        && upkeep::is_current(&schema::writing(&database, &dictionaries)?)?
    {
        return Ok((lock, left));
    }
    drop(lock);
    let alone = Lock::alone(dir)?;
    // Someone else may have brought it there meanwhile; then this does nothing.
    if let Head::Format(older @ ..schema::NEWEST) = schema::head(&database)? {
        tracing::info!(older, "a copy is made before the archive gets its new format");
        backup::before_change(dir, &options.disk, options.at)?;
    }
    let mut connection = schema::writing(&database, &dictionaries)?;
    schema::migrate(&mut connection)?;
    upkeep::bring_up(&mut connection)?;
    drop(connection);
    Ok((alone.share(dir)?, left))
}

/// The number of this installation among those that wrote to the archive.
pub(super) fn device(connection: &mut Connection) -> Result<i64> {
    let known = |connection: &Connection| {
        connection.query_row("SELECT device FROM archive", [], |row| row.get(0)).optional()
    };
    if let Some(device) = known(connection)? {
        return Ok(device);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let device = match known(&transaction)? {
        Some(device) => device,
        None => {
            transaction
                .execute("INSERT INTO device (id) VALUES (?1)", [Uuid::now_v7().to_string()])?;
            let device = transaction.last_insert_rowid();
            transaction.execute(
                "INSERT INTO archive (one, id, device) VALUES (1, ?1, ?2)",
                (Uuid::now_v7().to_string(), device),
            )?;
            device
        }
    };
    transaction.commit()?;
    Ok(device)
}
