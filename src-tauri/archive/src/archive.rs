//! Opening an archive, reading from one snapshot, and writing in one act.

mod exchanging;
mod opening;

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rusqlite::{Connection, TransactionBehavior, config::DbConfig};

pub use self::opening::OpenOptions;
use self::opening::{device, prepare};
use crate::{
    Access, Act, ArchiveError, Batch, Blobs, Disk, Finding, Reader, Result, Verified, Writer,
    list::SpineCache, lock::Lock, packing::Dictionaries, schema, verify::damage,
};

/// Read connections that are kept for the next reader.
const SPARE: usize = 4;

/// An archive that is open. Cloning it is cheap; several programs may open one at once.
#[derive(Clone)]
pub struct Archive {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    database: PathBuf,
    blobs: Blobs,
    disk: Arc<dyn Disk>,
    dictionaries: RwLock<Arc<Dictionaries>>,
    /// What is open; nothing only while the database is exchanged, or after that failed.
    live: RwLock<Option<Live>>,
    was_left_open: AtomicBool,
    /// It was left open and is too large to have been checked before it opened.
    unchecked: AtomicBool,
    /// Somebody waits to exchange the database.
    exchanging: AtomicBool,
}

/// The connections to one database.
struct Live {
    writer: Mutex<Connection>,
    /// What is derived is written with it, piece by piece; locked after the writer.
    pieces: Mutex<Option<Connection>>,
    /// Moves what the log of writes holds into the database.
    mover: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// Sees the commits of every other connection.
    watcher: Mutex<Connection>,
    spine: SpineCache,
    device: i64,
    /// Dropped last, when every connection is closed.
    _lock: Lock,
}

thread_local! {
    /// How many times this thread uses an archive just now, one within another.
    static USES: Cell<u32> = const { Cell::new(0) };
}

/// What is open, kept from being exchanged while it is used.
struct Held<'a>(RwLockReadGuard<'a, Option<Live>>);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        USES.set(USES.get() - 1);
    }
}

impl Held<'_> {
    fn live(&self) -> Result<&Live> {
        self.0.as_ref().ok_or(ArchiveError::Closed)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a panic left half done was rolled back when its transaction was dropped.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Archive {
    /// Opens the archive in `dir`, making or migrating it where that is needed.
    ///
    /// # Errors
    /// `NewerFormat` and `NotAnArchive`, both before anything is written; `NotFound` when there
    /// is none and none is to be made; `InUse` when another program migrates it.
    pub fn open(dir: &Path, options: &OpenOptions) -> Result<Self> {
        let opened = prepare(dir, options).and_then(|(lock, left)| {
            let dictionaries = Dictionaries::of(&dir.join("archive.sqlite"));
            let opened = Self::with_lock(dir, options, lock, dictionaries)?;
            opened.inner.was_left_open.store(left.open, Ordering::SeqCst);
            opened.inner.unchecked.store(left.unchecked, Ordering::SeqCst);
            Ok(opened)
        });
        match opened {
            Err(ArchiveError::ReadOnly) => Self::open_to_look(dir, options, Access::Looks),
            Err(ArchiveError::Damaged(cause)) => {
                tracing::error!(%cause, "the database is damaged; it is only read");
                Self::open_to_look(dir, options, Access::Damaged).or_else(|error| {
                    tracing::error!(%error, "too damaged to be looked at");
                    if options.unreadable {
                        Self::open_unread(dir, options)
                    } else {
                        Err(ArchiveError::Damaged(cause))
                    }
                })
            }
            Err(error @ ArchiveError::NotAnArchive(_)) if options.unreadable => {
                tracing::error!(%error, "the database has no head; nothing of it is read");
                Self::open_unread(dir, options)
            }
            opened => opened,
        }
    }

    /// Opens an archive of the newest format that is there, for itself alone.
    pub(crate) fn open_alone(dir: &Path, options: &OpenOptions) -> Result<Self> {
        let dictionaries = Dictionaries::of(&dir.join("archive.sqlite"));
        Self::with_lock(dir, options, Lock::alone(dir)?, dictionaries)
    }

    pub(crate) fn with_lock(
        dir: &Path,
        options: &OpenOptions,
        lock: Lock,
        dictionaries: Arc<Dictionaries>,
    ) -> Result<Self> {
        let database = dir.join("archive.sqlite");
        let live = Live::open(&database, &dictionaries, lock)?;
        let inner = Inner {
            blobs: Blobs::open(dir.join("blobs"), Arc::clone(&options.disk))?,
            disk: Arc::clone(&options.disk),
            dir: dir.to_owned(),
            database,
            dictionaries: RwLock::new(dictionaries),
            live: RwLock::new(Some(live)),
            exchanging: AtomicBool::new(false),
            was_left_open: AtomicBool::new(false),
            unchecked: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The folder that it lies in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// Whether the program that had it open last was killed, or lost its power.
    #[must_use]
    pub fn was_left_open(&self) -> bool {
        self.inner.was_left_open.load(Ordering::SeqCst)
    }

    /// After the program that had it open last was killed: checks a database that was too large
    /// to be checked before it opened, has FTS5 compare the search index with its rows, makes the
    /// index anew where they differ, and lets go of blobs that nothing names. Others may read and
    /// write meanwhile.
    ///
    /// # Errors
    /// `Damaged` when the database is: it is only read from then on. Else the database or the disk.
    pub fn mend_after_kill(&self) -> Result<()> {
        if self.inner.unchecked.swap(false, Ordering::SeqCst)
            && let Some(problem) = self.read_anew(|reader| damage(reader.connection))?
        {
            self.only_look(Access::Damaged)?;
            return Err(ArchiveError::Damaged(problem));
        }
        for found in self.check_index()?.findings {
            tracing::warn!(detail = found.detail, "the search index is made anew");
            self.rebuild_index()?;
        }
        self.sweep().map(drop)
    }

    /// Its media store.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    pub(crate) fn disk(&self) -> Arc<dyn Disk> {
        Arc::clone(&self.inner.disk)
    }

    pub(crate) fn database(&self) -> &Path {
        &self.inner.database
    }

    fn hold(&self) -> Held<'_> {
        // Who waits for everyone to stop is let before whoever begins; who is at work already, and
        // only begins something within that, has to come to its end.
        while USES.get() == 0 && self.inner.exchanging.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        USES.set(USES.get() + 1);
        Held(self.inner.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads from one snapshot: what `f` sees does not change while it runs.
    ///
    /// # Errors
    /// What `f` gives, or the database.
    pub fn read<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        let open = self.hold();
        let live = open.live()?;
        let spare = held(&live.readers).pop();
        let mut connection = match spare {
            Some(connection) => connection,
            None => schema::reading(&self.inner.database, &self.dictionaries())?,
        };
        let result = {
            let transaction = connection.transaction()?;
            let result = f(&Reader::new(&transaction, Some(&live.spine)));
            transaction.rollback()?;
            result
        };
        let mut readers = held(&live.readers);
        if readers.len() < SPARE {
            readers.push(connection);
        }
        result
    }

    /// Writes in one act. When it returns with `Ok`, all that `f` did is on the disk; otherwise
    /// nothing of it is.
    ///
    /// # Errors
    /// What `f` gives, or the database.
    pub fn write<T>(&self, act: Act, f: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
        self.write_into(act, None, f)
    }

    /// Writes one part of an act that is too long for one transaction, such as a list of a
    /// hundred thousand links: `batch` is [`Writer::batch`] of an earlier part, and `undo` takes
    /// all parts back at once. Between the parts others may write.
    ///
    /// # Errors
    /// What `f` gives, or the database.
    pub fn write_into<T>(
        &self,
        act: Act,
        batch: Option<Batch>,
        f: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        let open = self.hold();
        let live = open.live()?;
        let mut connection = held(&live.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut writer = Writer::begin(&transaction, &self.inner.blobs, act, live.device, batch);
        let result = f(&mut writer)?;
        writer.finish()?;
        transaction.commit()?;
        Ok(result)
    }

    /// Moves what the log of writes holds into the database file, as far as no reader needs it
    /// there. Others may read and write meanwhile; done now and then by one who has the time, it
    /// spares the one who saves from doing it.
    ///
    /// # Errors
    /// The database or the disk.
    pub fn checkpoint(&self) -> Result<()> {
        let open = self.hold();
        let mut mover = held(&open.live()?.mover);
        let connection = match &mut *mover {
            Some(connection) => connection,
            none => none.insert(schema::writing(&self.inner.database, &self.dictionaries())?),
        };
        Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }

    /// A number that is another after any commit, in this program or another.
    ///
    /// # Errors
    /// The database.
    pub fn data_version(&self) -> Result<i64> {
        let open = self.hold();
        let watcher = held(&open.live()?.watcher);
        Ok(watcher.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}

impl Archive {
    /// Changes what is derived from the rows and nothing else: it is no act and is not logged.
    pub(crate) fn change_index<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let open = self.hold();
        let mut connection = held(&open.live()?.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = f(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// The same for a piece that nothing uses yet: a later change by [`Archive::change_index`],
    /// which puts it to use, also sees to it that it is on the disk. Until then it may be lost.
    pub(crate) fn change_piece<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        // In this program one writes at a time, so that nobody has to ask again and again.
        let open = self.hold();
        let live = open.live()?;
        let _writer = held(&live.writer);
        let mut pieces = held(&live.pieces);
        let connection = match &mut *pieces {
            Some(connection) => connection,
            none => {
                let connection = schema::writing(&self.inner.database, &self.dictionaries())?;
                connection.pragma_update(None, "synchronous", "normal")?;
                none.insert(connection)
            }
        };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = f(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Reads with a connection of its own. The check of a database looks at the index with what
    /// a connection remembers of it, which another one may have outdated.
    pub(crate) fn read_anew<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        let _open = self.hold();
        let mut connection = schema::reading(&self.inner.database, &self.dictionaries())?;
        let transaction = connection.transaction()?;
        f(&Reader::new(&transaction, None))
    }

    /// Works with the connection that writes, while nobody else in this program does.
    pub(crate) fn with_writer<T>(&self, f: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let open = self.hold();
        let mut writer = held(&open.live()?.writer);
        f(&mut writer)
    }

    pub(crate) fn dictionaries(&self) -> Arc<Dictionaries> {
        Arc::clone(&self.inner.dictionaries.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Compares the search index with the rows that it was made from.
    pub(crate) fn check_index(&self) -> Result<Verified> {
        let open = self.hold();
        let mut connection = held(&open.live()?.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "INSERT INTO found (found, rank) VALUES ('integrity-check', 1)";
        let mut verified = Verified::default();
        if let Err(error) = transaction.execute(sql, []) {
            let detail = error.to_string();
            match ArchiveError::from(error) {
                ArchiveError::Damaged(_) => {
                    verified.findings.push(Finding { code: "index", detail, article: None });
                }
                other => return Err(other),
            }
        }
        transaction.rollback()?;
        Ok(verified)
    }
}

impl Live {
    fn open(database: &Path, dictionaries: &Arc<Dictionaries>, lock: Lock) -> Result<Self> {
        let mut writer = schema::writing(database, dictionaries)?;
        // It names who changed what; where nothing is changed there is no need of one.
        let device = match dictionaries.access() {
            Access::Writes => device(&mut writer)?,
            Access::Looks | Access::Damaged | Access::Unreadable => 0,
        };
        Ok(Self {
            writer: Mutex::new(writer),
            pieces: Mutex::new(None),
            mover: Mutex::new(None),
            readers: Mutex::new(Vec::new()),
            watcher: Mutex::new(schema::reading(database, dictionaries)?),
            spine: SpineCache::default(),
            device,
            _lock: lock,
        })
    }

    /// Has closing leave the log of writes as it is: what is damaged is not written into.
    fn leave_log(&self) -> Result<()> {
        let leave = |connection: &Connection| {
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        };
        leave(&held(&self.writer))?;
        leave(&held(&self.watcher))?;
        for connection in held(&self.pieces).iter().chain(held(&self.mover).iter()) {
            leave(connection)?;
        }
        for connection in held(&self.readers).iter() {
            leave(connection)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use backfile_article::Timestamp;

    use super::*;
    use crate::{FetchPlan, NewEntry, UndoKind};

    fn links(from: usize) -> Vec<NewEntry> {
        let link = |number: usize| {
            let url = format!("https://example.org/{number}");
            NewEntry {
                requested_url: url.clone(),
                url_key: url.clone(),
                url,
                host: "example.org".to_owned(),
                domain: "example.org".to_owned(),
                saved_at: Timestamp(0),
                title: Some("A title of some length".repeat(20)),
                excerpt: None,
                from: None,
                tags: Vec::new(),
                read_at: None,
                starred_at: None,
                fetch: Some(FetchPlan::default()),
            }
        };
        (from..from + 50).map(link).collect()
    }

    #[test]
    fn a_full_disk_fails_one_act_and_harms_nothing_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        let act = Act::undoable(UndoKind::Save, Timestamp(0));
        archive.write(act, |writer| writer.add_entries(&links(0))).unwrap();
        let most = |pages: i64| {
            let set = |writer: &mut Connection| {
                Ok(writer.pragma_update(None, "max_page_count", pages)?)
            };
            archive.with_writer(set).unwrap();
        };
        let pages: i64 = archive
            .with_writer(|writer| {
                Ok(writer.pragma_query_value(None, "page_count", |row| row.get(0))?)
            })
            .unwrap();
        // SQLite itself says "full" at this size, as it would for a disk.
        most(pages + 20);
        let mut saved = 50;
        let failed = loop {
            match archive.write(act, |writer| writer.add_entries(&links(saved))) {
                Ok(_) => saved += 50,
                Err(error) => break error,
            }
            assert!(saved < 5000, "the disk is never full");
        };
        assert!(matches!(failed, ArchiveError::DiskFull { .. }), "{failed:?}");
        let count = || archive.read(|reader| reader.counts()).unwrap().all;
        assert_eq!(count() as usize, saved);
        assert_eq!(archive.verify().unwrap().findings, []);
        // There is room again.
        most(1_000_000);
        archive.write(act, |writer| writer.add_entries(&links(saved))).unwrap();
        assert_eq!(count() as usize, saved + 50);
    }

    #[test]
    fn what_is_written_in_parts_is_undone_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        let act = Act::undoable(UndoKind::Save, Timestamp(0));
        let mut batch = None;
        for part in 0..4 {
            batch = archive
                .write_into(act, batch, |writer| {
                    writer.add_entries(&links(part * 50))?;
                    Ok(writer.batch())
                })
                .unwrap();
        }
        let undone = archive.write(Act::plain(Timestamp(1)), |writer| writer.undo()).unwrap();
        assert_eq!(undone.map(|undone| undone.ids.len()), Some(200));
        assert_eq!(archive.read(|reader| reader.counts()).unwrap().entries, 0);
    }
}
