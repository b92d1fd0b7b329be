//! When segments are made: what is fresh is absorbed, small segments are merged, and an index
//! of other tokens is made anew.
//!
//! Whoever tends an archive holds a lock file, but no lock on the database: a segment is
//! written in many short transactions, in which nobody sees it, and one more puts it in place
//! of what it was made from. An entry that changes meanwhile is noted as gone in the segments
//! that are being written too, so what takes the place is never older than the rows.

use std::{
    fs::{File, TryLockError},
    num::NonZero,
    panic::resume_unwind,
    sync::{Mutex, PoisonError},
    thread,
};

use backfile_query::tokens;
use rusqlite::Connection;

use super::{
    build::Builder,
    merge::{Merge, Source},
    store::{damaged, page_ids},
    written::Written,
};
use crate::{
    Archive, ArchiveError, Reader, Result,
    list::RowSet,
    search::{upkeep, weight::COLUMNS},
};

/// Fresh entries from which on they are absorbed.
const FRESH: u32 = 2048;
/// Changes of which a list that is read knows nothing: each is read by itself.
const LISTED: u32 = 2000;
/// Memory of what is gathered for segments, in bytes.
const MEMORY: usize = 192 << 20;
/// Threads that gather at once at most: others want the machine too.
const WORKERS: usize = 4;
/// Entries that are read at once.
const AT_ONCE: usize = 500;
/// Entries that FTS5 is given again at most when segments take their place, and how often it is
/// tried to have no more.
const LEFT: usize = 64;
const ROUNDS: usize = 8;
/// Segments of about a size from which on they are merged.
const SEVERAL: usize = 6;
/// Entries of the smallest size; each size has so many times the entries.
const SMALLEST: i64 = 4096;
const TIMES: i64 = 8;
/// Bytes that are merged on one snapshot.
const MERGED: usize = 64 << 20;
/// Pages that are taken away in one transaction.
const TAKEN: i64 = 128;

/// When there is something to tend.
#[derive(Debug, Clone, Copy)]
pub struct Tending {
    /// Fresh entries from which on they are absorbed.
    pub fresh: u32,
    /// Changes from which on what the lists are made of is written down anew.
    pub listed: u32,
}

impl Default for Tending {
    fn default() -> Self {
        Self { fresh: FRESH, listed: LISTED }
    }
}

/// What tending did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tended {
    /// Entries whose words were written into a segment.
    pub absorbed: u32,
    /// Segments that were merged into others.
    pub merged: u32,
    /// Whether someone else is at it, so that nothing was done.
    pub busy: bool,
}

/// Asked from time to time whether to go on.
type GoOn<'a> = &'a mut (dyn FnMut() -> bool + Send);

/// A segment that was written, and its rows.
type Made = (i64, Vec<u32>);

struct Segment {
    id: i64,
    tokens: u32,
    entries: i64,
    first: i64,
    last: i64,
    gone: i64,
}

impl Archive {
    /// Whether [`Archive::tend`] would have something to do.
    ///
    /// # Errors
    /// The database.
    pub fn wants_tending(&self, tending: Tending) -> Result<bool> {
        self.read(|reader| {
            let fresh: u32 = reader.one("SELECT count(*) FROM fresh", [])?;
            let state: bool =
                reader.one("SELECT EXISTS (SELECT 1 FROM segment WHERE state <> 1)", [])?;
            let segments = segments(reader)?;
            let current = segments.iter().all(|segment| segment.tokens == tokens::VERSION);
            Ok(fresh >= tending.fresh
                || state
                || !current
                || to_merge(&segments).is_some()
                || reader.wants_spine_kept(tending.listed)?)
        })
    }

    /// Brings the search index into good shape: absorbs what is fresh, if it is much, and merges
    /// small segments. It takes seconds to minutes, in which the archive can be used as ever;
    /// `go_on` is asked from time to time. What was done when it says `false` stays done.
    ///
    /// # Errors
    /// The database or the disk; the index is then what it was.
    pub fn tend(&self, tending: Tending, mut go_on: impl FnMut() -> bool + Send) -> Result<Tended> {
        let mut tended = Tended::default();
        let Some(_lock) = self.tending_lock()? else { return Ok(Tended { busy: true, ..tended }) };
        self.clear_away(&mut go_on)?;
        self.keep_spine(tending.listed, &mut go_on)?;
        let (fresh, current) = self.read(|reader| {
            let fresh: u32 = reader.one("SELECT count(*) FROM fresh", [])?;
            let current = segments(reader)?.iter().all(|one| one.tokens == tokens::VERSION);
            Ok((fresh, current))
        })?;
        if !current || fresh >= tending.fresh {
            tended.absorbed = self.absorb(!current, &mut go_on)?;
        }
        while go_on()
            && let Some(together) = self.read(|reader| Ok(to_merge(&segments(reader)?)))?
        {
            tended.merged += u32::try_from(together.len()).unwrap_or(u32::MAX);
            self.merge(&together, &mut go_on)?;
            self.clear_away(&mut go_on)?;
        }
        Ok(tended)
    }

    /// Makes the whole search index anew from the rows, as after `verify` found it wrong. The
    /// archive can be used as ever meanwhile.
    ///
    /// # Errors
    /// `InUse` when another program tends the index; the database or the disk.
    pub fn rebuild_index(&self) -> Result<()> {
        let Some(lock) = self.tending_lock()? else {
            return Err(ArchiveError::InUse {
                holder: "the search index is being made".to_owned(),
            });
        };
        self.clear_away(&mut || true)?;
        self.change_index(|connection| {
            connection.execute("DELETE FROM spine", [])?;
            Ok(connection.execute("DELETE FROM spine_part", [])?)
        })?;
        self.absorb(true, &mut || true)?;
        drop(lock);
        self.tend(Tending::default(), || true)?;
        Ok(())
    }

    fn tending_lock(&self) -> Result<Option<File>> {
        let path = self.dir().join(".tending");
        let failed = |error| ArchiveError::file(&path, error);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Takes away segments that are no longer used, and those that a program did not end.
    fn clear_away(&self, go_on: GoOn<'_>) -> Result<()> {
        let spare: Vec<i64> = self.read(|reader| {
            let mut statement = reader.prepare("SELECT id FROM segment WHERE state <> 1")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        for segment in spare {
            let ids = page_ids(segment);
            let mut left = true;
            while left {
                if !go_on() {
                    return Ok(());
                }
                left = self.change_piece(|connection| {
                    connection.execute("UPDATE segment SET state = 2 WHERE id = ?1", [segment])?;
                    let pages = connection.execute(
                        "DELETE FROM segment_page WHERE id IN (SELECT id FROM segment_page \
                         WHERE id >= ?1 AND id < ?2 LIMIT ?3)",
                        (ids.start, ids.end, TAKEN),
                    )?;
                    let blocks = connection.execute(
                        "DELETE FROM segment_block WHERE segment = ?1 AND first IN (SELECT first \
                         FROM segment_block WHERE segment = ?1 LIMIT ?2)",
                        (segment, 4 * TAKEN),
                    )?;
                    Ok(pages + blocks > 0)
                })?;
            }
            self.checkpoint()?;
            self.change_index(|connection| {
                connection.execute("DELETE FROM segment_gone WHERE segment = ?1", [segment])?;
                connection.execute("DELETE FROM segment WHERE id = ?1", [segment])?;
                Ok(())
            })?;
        }
        Ok(())
    }

    fn begin_segment(&self) -> Result<Written<'_>> {
        let segment = self.change_index(|connection| {
            connection.execute(
                "INSERT INTO segment (state, tokens, entries, first, last) \
                 VALUES (0, ?1, 0, 0, ?2)",
                (tokens::VERSION, u32::MAX),
            )?;
            Ok(connection.last_insert_rowid())
        })?;
        Ok(Written::new(self, segment))
    }

    /// Writes what is fresh into segments, or all entries; gives how many.
    fn absorb(&self, all: bool, go_on: GoOn<'_>) -> Result<u32> {
        let sql =
            if all { "SELECT rowid FROM article ORDER BY rowid" } else { "SELECT row FROM fresh" };
        let rows: Vec<i64> = self.read(|reader| {
            let mut statement = reader.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(WORKERS);
        let share = rows.len().div_ceil(workers).max(SMALLEST as usize);
        let go_on = Mutex::new(go_on);
        let made: Vec<Result<Option<Vec<Made>>>> = thread::scope(|scope| {
            let go_on = &go_on;
            let build = |part| scope.spawn(move || self.build(part, MEMORY / workers, go_on));
            let working: Vec<_> = rows.chunks(share).map(build).collect();
            let ended = working.into_iter().map(thread::ScopedJoinHandle::join);
            ended.map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        let made: Result<Option<Vec<_>>> = made.into_iter().collect();
        let Some(made) = made? else { return Ok(0) };
        let mut made: Vec<Made> = made.into_iter().flatten().collect();
        // What was saved meanwhile goes into FTS5 again, while others wait to save: not much of
        // it should be left.
        for _ in 0..ROUNDS {
            let left = self.read(|reader| left(reader.connection, &made))?;
            if left.len() <= LEFT {
                break;
            }
            let Some(more) = self.build(&left, MEMORY, &go_on)? else { return Ok(0) };
            made.extend(more);
        }
        self.put_in_place(&made, all)?;
        let count: usize = made.iter().map(|(_, rows)| rows.len()).sum();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Writes entries into segments, with about so much memory; none where it was stopped.
    fn build(
        &self,
        rows: &[i64],
        memory: usize,
        go_on: &Mutex<GoOn<'_>>,
    ) -> Result<Option<Vec<Made>>> {
        let mut made = Vec::new();
        let mut parts = rows.chunks(AT_ONCE).peekable();
        while parts.peek().is_some() {
            // The segment is there before its entries are read: what changes after is noted.
            let sink = self.begin_segment()?;
            let mut builder = Builder::default();
            for part in parts.by_ref() {
                if !go_on.lock().unwrap_or_else(PoisonError::into_inner)() {
                    return Ok(None);
                }
                self.read(|reader| add(reader, part, &mut builder))?;
                if builder.bytes() >= memory {
                    break;
                }
            }
            let (segment, rows) = (sink.segment, builder.rows().to_vec());
            builder.write(sink)?.end()?;
            // All of them may have been deleted.
            if !rows.is_empty() {
                made.push((segment, rows));
            }
        }
        Ok(Some(made))
    }

    /// Uses segments that were made of what was fresh, or of `all`.
    fn put_in_place(&self, made: &[Made], all: bool) -> Result<()> {
        self.change_index(|connection| {
            let left = left(connection, made)?;
            upkeep::set_fresh(connection, &left)?;
            if all {
                connection.execute("UPDATE segment SET state = 2 WHERE state = 1", [])?;
            }
            for (segment, rows) in made {
                connection.execute(
                    "UPDATE segment SET state = 1, entries = ?2, first = ?3, last = ?4 \
                     WHERE id = ?1",
                    (segment, rows.len() as i64, rows.first(), rows.last()),
                )?;
            }
            Ok(())
        })
    }

    fn merge(&self, segments: &[i64], go_on: GoOn<'_>) -> Result<()> {
        let sink = self.begin_segment()?;
        let new = sink.segment;
        let (sources, span, entries) = self.read(|reader| {
            let (mut sources, mut span, mut entries) = (Vec::new(), (u32::MAX, 0_u32), 0_i64);
            let known = self::segments(reader)?;
            for one in known.iter().filter(|one| segments.contains(&one.id)) {
                sources.push(Source::new(one.id, gone(reader.connection, one.id)?));
                span.0 = span.0.min(u32::try_from(one.first).unwrap_or_default());
                span.1 = span.1.max(u32::try_from(one.last + 1).unwrap_or(u32::MAX));
                entries += (one.entries - one.gone).max(0);
            }
            Ok((sources, span, entries))
        })?;
        let mut merge = Merge::new(sources, sink, entries.unsigned_abs(), span);
        // Segments do not change, so each part may be read on a snapshot of its own; a long one
        // would let the log of writes grow.
        while self.read(|reader| merge.some(reader, MERGED))? {
            if !go_on() {
                return Ok(());
            }
        }
        merge.end()?.end()?;
        self.change_index(|connection| {
            for old in segments {
                connection.execute("UPDATE segment SET state = 2 WHERE id = ?1", [old])?;
            }
            connection.execute(
                "UPDATE segment SET state = 1, entries = ?2, first = ?3, last = ?4 WHERE id = ?1",
                (new, entries, span.0, span.1 - 1),
            )?;
            Ok(())
        })
    }
}

/// The fresh entries that these segments do not speak for.
fn left(connection: &Connection, made: &[Made]) -> Result<Vec<i64>> {
    let mut absorbed = RowSet::default();
    for (segment, rows) in made {
        let gone = gone(connection, *segment)?;
        let own = rows.iter().map(|row| i64::from(*row));
        own.filter(|row| !gone.holds(*row)).for_each(|row| absorbed.insert(row));
    }
    let fresh = upkeep::fresh(connection)?;
    Ok(fresh.into_iter().filter(|row| !absorbed.holds(*row)).collect())
}

/// Segments that are better one.
fn to_merge(segments: &[Segment]) -> Option<Vec<i64>> {
    if let Some(one) = segments.iter().find(|one| one.gone * 3 > one.entries && one.gone > 64) {
        return Some(vec![one.id]);
    }
    let size = |entries: i64| (entries / SMALLEST).max(1).ilog(TIMES);
    (0..20).find_map(|of| {
        let same = segments.iter().filter(|one| size(one.entries) == of);
        let same: Vec<i64> = same.map(|one| one.id).collect();
        (same.len() >= SEVERAL).then_some(same)
    })
}

fn segments(reader: &Reader<'_>) -> Result<Vec<Segment>> {
    let mut statement = reader.prepare(
        "SELECT id, tokens, entries, first, last, \
         (SELECT count(*) FROM segment_gone g WHERE g.segment = s.id) \
         FROM segment s WHERE state = 1 ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Segment {
            id: row.get(0)?,
            tokens: row.get(1)?,
            entries: row.get(2)?,
            first: row.get(3)?,
            last: row.get(4)?,
            gone: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn gone(connection: &Connection, segment: i64) -> Result<RowSet> {
    let mut statement =
        connection.prepare_cached("SELECT row FROM segment_gone WHERE segment = ?1")?;
    let mut rows = statement.query([segment])?;
    let mut gone = RowSet::default();
    while let Some(row) = rows.next()? {
        gone.insert(row.get(0)?);
    }
    Ok(gone)
}

/// Adds entries to what is gathered.
fn add(reader: &Reader<'_>, rows: &[i64], builder: &mut Builder) -> Result<()> {
    let sql = format!("SELECT {} FROM entry_content WHERE rowid = ?1", upkeep::COLUMNS);
    let mut statement = reader.prepare(&sql)?;
    for row in rows {
        let mut found = statement.query([row])?;
        // One that was deleted meanwhile is gone from the segment already.
        let Some(texts) = found.next()? else { continue };
        let mut columns = [""; COLUMNS];
        for (at, column) in columns.iter_mut().enumerate() {
            *column =
                texts.get_ref(at)?.as_str_or_null().map_err(|_| damaged())?.unwrap_or_default();
        }
        if let Ok(row) = u32::try_from(*row) {
            builder.add(row, columns);
        }
    }
    Ok(())
}

/// An entry is about to change: no segment speaks for it any more.
pub(crate) fn note_gone(reader: &Reader<'_>, row: i64) -> Result<()> {
    reader
        .prepare(
            "INSERT OR IGNORE INTO segment_gone (segment, row) \
             SELECT id, ?1 FROM segment WHERE state < 2 AND first <= ?1 AND last >= ?1",
        )?
        .execute([row])?;
    Ok(())
}
