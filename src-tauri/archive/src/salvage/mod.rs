//! Making a new archive of what can still be read of a damaged one.
//!
//! The damaged file is only read, page by page, without trusting what it says of itself: every
//! row that is whole is taken for what it is by the shape of its table, also where the page that
//! led to it is gone. The rows go into a new database, the search index is made from them, the
//! result is checked, and only then it takes the damaged one's place, which is kept aside as it
//! is. The blobs are not touched: they name themselves.

mod image;
mod records;
mod shape;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use backfile_article::{ArticleId, Timestamp};
use rusqlite::{Connection, params_from_iter, types::Value};

use self::{
    image::Image,
    records::{Kind, Row},
    shape::Shape,
};
use crate::{
    Access, Act, Archive, ArchiveError, Disk, FetchPlan, JobKind, OpenOptions, Result, backup,
    codes::text_as, compact::mend, lock::Lock, packing, verify::damage,
};

pub(crate) use image::log_head;

/// What salvaging gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Entries in the new archive.
    pub articles: u64,
    /// Entries that are known to have been there and are not, or whose text is lost; those of
    /// the latter stay as links.
    pub lost: u64,
    /// The name that the damaged database is kept aside under.
    pub aside: Option<String>,
}

impl Archive {
    /// Makes a new database of what can be read of this one, and puts it in its place. Every
    /// clone of this archive sees it from then on; the damaged one is kept aside.
    ///
    /// # Errors
    /// `InUse` when another program has the archive open; `Damaged` when what was salvaged does
    /// not pass its own check; the disk. The archive is as it was then.
    pub fn salvage(&self, at: Timestamp) -> Result<Salvaged> {
        if self.access() == Access::Writes
            && let Ok(articles) = self.read_anew(|reader| sound(reader.connection))
        {
            return Ok(Salvaged { articles, lost: 0, aside: None });
        }
        let ready = Ready::make(self.dir(), &self.disk(), at)?;
        let mut aside = None;
        self.exchange(at, || {
            aside = backup::swap(self.dir(), &*self.disk(), &ready.database(), at)?;
            Ok(())
        })?;
        mend::based(self)?;
        Ok(Salvaged { articles: ready.articles, lost: ready.lost, aside })
    }

    /// The same for an archive that does not open at all.
    ///
    /// # Errors
    /// As [`Archive::salvage`]; `NotFound` when there is no file to salvage from.
    pub fn salvage_in(dir: &Path, options: &OpenOptions, at: Timestamp) -> Result<Salvaged> {
        match Self::open(dir, options) {
            Ok(archive) => return archive.salvage(at),
            Err(ArchiveError::Damaged(_) | ArchiveError::NotAnArchive(_)) => {}
            Err(error) => return Err(error),
        }
        let alone = Lock::alone(dir)?;
        let ready = Ready::make(dir, &options.disk, at)?;
        let aside = backup::swap(dir, &*options.disk, &ready.database(), at)?;
        drop(alone);
        mend::based(&Self::open(dir, options)?)?;
        Ok(Salvaged { articles: ready.articles, lost: ready.lost, aside })
    }
}

/// A new database that only has to be put in its place; its folder goes with it.
struct Ready {
    folder: PathBuf,
    articles: u64,
    lost: u64,
}

impl Drop for Ready {
    fn drop(&mut self) {
        clear(&self.folder);
    }
}

fn clear(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "what was salvaged into stays behind");
    }
}

impl Ready {
    fn database(&self) -> PathBuf {
        self.folder.join("archive.sqlite")
    }

    fn make(dir: &Path, disk: &Arc<dyn Disk>, at: Timestamp) -> Result<Self> {
        let damaged = dir.join("archive.sqlite");
        if !damaged.exists() {
            return Err(ArchiveError::NotFound(format!("archive in {}", dir.display())));
        }
        let image = Image::read(&damaged).map_err(|error| ArchiveError::file(&damaged, error))?;
        let mut ready = Self { folder: dir.join("salvaged.new"), articles: 0, lost: 0 };
        clear(&ready.folder);
        let options = OpenOptions { disk: Arc::clone(disk), at, ..OpenOptions::default() };
        let archive = Archive::open(&ready.folder, &options)?;
        let lost_entries = archive.with_writer(|connection| fill(connection, &image))?;
        let lost_texts = forget_unreadable(&archive, at)?;
        archive.rebuild_index()?;
        let verified = archive.verify()?;
        // The blobs lie where they lay, and it has none of its own.
        let broken = verified.findings.iter().find(|found| !found.code.starts_with("blob"));
        if let Some(found) = broken {
            return Err(ArchiveError::Damaged(format!("{}: {}", found.code, found.detail)));
        }
        ready.articles = archive.read(|reader| reader.counts())?.entries.into();
        ready.lost = lost_entries + lost_texts;
        archive.with_writer(|connection| {
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })?;
        Ok(ready)
    }
}

/// The entries of a database that passes SQLite's check.
///
/// # Errors
/// `Damaged` when it does not.
fn sound(connection: &Connection) -> Result<u64> {
    match damage(connection)? {
        None => {
            let sql = "SELECT count(*) FROM article";
            let entries: i64 = connection.query_row(sql, [], |row| row.get(0))?;
            Ok(entries.unsigned_abs())
        }
        Some(problem) => Err(ArchiveError::Damaged(problem)),
    }
}

/// Puts every row in that can be read. Gives how many entries are known by their names alone.
fn fill(connection: &mut Connection, image: &Image) -> Result<u64> {
    let shapes = shape::shapes(connection)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction()?;
    transaction.execute("DELETE FROM setting", [])?;
    let owners = owners(image);
    let free = image.free();
    // Rows that their table leads to go before others: of two with one number those are newer.
    let mut alone = Vec::new();
    for number in 1..=image.count() {
        if !matches!(records::kind(image, number), Some(Kind::Rows | Kind::Keys | Kind::KeysAbove))
        {
            continue;
        }
        let owner = owners.get(&number).map(String::as_str);
        for row in records::read(image, number).rows {
            let own = owner.and_then(|owner| shapes.iter().find(|shape| shape.table == owner));
            match own.and_then(|shape| Some((shape, shape.fit(&row)?))) {
                Some((shape, values)) => put(&transaction, shape, values)?,
                None if owner.is_none() && free.contains(&number) => {}
                None => alone.push(row),
            }
        }
    }
    for row in alone {
        let shape = shapes.iter().filter(|shape| shape.is_known_alone);
        let mut fits = shape.filter_map(|shape| Some((shape, shape.fit(&row)?)));
        if let Some((shape, values)) = fits.next() {
            put(&transaction, shape, values)?;
        }
    }
    let lost = lost_entries(&transaction, image, &owners)?;
    tidy(&transaction)?;
    transaction.commit()?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(lost)
}

fn put(connection: &Connection, shape: &Shape, values: Vec<Value>) -> Result<()> {
    match connection.prepare_cached(&shape.insert())?.execute(params_from_iter(values)) {
        Ok(_) => Ok(()),
        Err(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            tracing::debug!(%error, table = shape.table, "a row is not taken");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Which table or index each page belongs to, as far as pages that can be read lead to it.
fn owners(image: &Image) -> BTreeMap<u32, String> {
    let mut owners = BTreeMap::new();
    let text = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let mut roots = BTreeMap::new();
    for row in reached(image, 1).into_iter().flat_map(|number| records::read(image, number).rows) {
        let (name, root) = (text(row.values.get(1)), row.values.get(3));
        if let (Some(name), Some(Value::Integer(root))) = (name, root)
            && let Ok(root) = u32::try_from(*root)
        {
            roots.insert(root, name);
        }
    }
    for (root, name) in roots {
        for number in reached(image, root) {
            owners.entry(number).or_insert_with(|| name.clone());
        }
    }
    owners
}

/// The pages below one, with it.
fn reached(image: &Image, root: u32) -> BTreeSet<u32> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(number) = open.pop() {
        if number != 0 && records::kind(image, number).is_some() && seen.insert(number) {
            open.extend(records::read(image, number).below);
        }
    }
    seen
}

/// Entries whose names are in the index of names, and of which nothing else is left.
fn lost_entries(
    connection: &Connection,
    image: &Image,
    owners: &BTreeMap<u32, String>,
) -> Result<u64> {
    let sql = "SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1) \
               OR EXISTS (SELECT 1 FROM tombstone WHERE id = ?1)";
    let mut lost = BTreeSet::new();
    for (number, owner) in owners {
        if owner != "sqlite_autoindex_article_1" {
            continue;
        }
        for Row { values, .. } in records::read(image, *number).rows {
            let Some(Value::Text(id)) = values.first() else { continue };
            if !connection.prepare_cached(sql)?.query_row([id], |row| row.get::<_, bool>(0))? {
                lost.insert(id.clone());
            }
        }
    }
    Ok(lost.len() as u64)
}

/// Lets go of rows that refer to what is not there, and of entries that were deleted for good.
fn tidy(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "DELETE FROM article WHERE id IN (SELECT id FROM tombstone);
         UPDATE version SET dictionary = NULL
           WHERE dictionary NOT IN (SELECT id FROM dictionary);
         DELETE FROM version WHERE article NOT IN (SELECT rowid FROM article);
         UPDATE version_media SET state = 0, sha256 = NULL
           WHERE sha256 NOT IN (SELECT sha256 FROM media);
         UPDATE article SET current =
           (SELECT max(v.rowid) FROM version v WHERE v.article = article.rowid)
           WHERE current NOT IN (SELECT rowid FROM version);
         INSERT OR IGNORE INTO address (key, article)
           SELECT url, rowid FROM article WHERE rowid NOT IN (SELECT article FROM address);",
    )?;
    // Whatever else refers to nothing goes, until nothing does.
    loop {
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let found = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)))?;
        let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
        if found.is_empty() {
            return Ok(());
        }
        for (table, row) in found {
            let gone = match row {
                Some(row) => {
                    connection.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row])?
                }
                None => without_numbers(connection, &table)?,
            };
            tracing::debug!(table, gone, "rows refer to what is lost");
        }
    }
}

/// The same for a table without row numbers, by what it refers to.
fn without_numbers(connection: &Connection, table: &str) -> Result<usize> {
    let mut statement = connection
        .prepare("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1)")?;
    let keys = statement.query_map([table], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let mut gone = 0;
    for (from, other, to) in keys.collect::<rusqlite::Result<Vec<_>>>()? {
        gone += connection.execute(
            &format!(
                "DELETE FROM {table} WHERE {from} IS NOT NULL \
                 AND {from} NOT IN (SELECT {to} FROM {other})"
            ),
            [],
        )?;
    }
    Ok(gone)
}

/// Lets go of versions whose text cannot be read, shows the newest one left, and leaves entries
/// of which none is left as links that wait to be fetched again. Gives how many those are.
fn forget_unreadable(archive: &Archive, at: Timestamp) -> Result<u64> {
    let dictionaries = archive.dictionaries();
    let bare = archive.with_writer(|connection| {
        let transaction = connection.transaction()?;
        let mut broken = Vec::new();
        {
            let mut statement =
                transaction.prepare("SELECT rowid, extraction, dictionary FROM version")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let packed = row.get_ref(1)?.as_blob().unwrap_or_default();
                let read = dictionaries.unpacked(packed).and_then(|text| packing::read(&text));
                let needs = packing::dictionary_of(packed).map(i64::from);
                if read.is_err() || needs != row.get::<_, Option<i64>>(2)? {
                    broken.push(row.get::<_, i64>(0)?);
                }
            }
        }
        for row in broken {
            // What belongs to it goes with it.
            transaction.execute("UPDATE article SET current = NULL WHERE current = ?1", [row])?;
            transaction.execute("DELETE FROM version WHERE rowid = ?1", [row])?;
        }
        transaction.execute(
            "UPDATE article SET current = \
             (SELECT max(v.rowid) FROM version v WHERE v.article = article.rowid) \
             WHERE current IS NULL AND standing = 1",
            [],
        )?;
        let bare: Vec<(ArticleId, String)> = {
            let sql = "SELECT id, host FROM article WHERE current IS NULL AND standing = 1";
            let mut statement = transaction.prepare(sql)?;
            let rows =
                statement.query_map([], |row| Ok((text_as(row, "id")?, row.get("host")?)))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        transaction.execute(
            "UPDATE article SET standing = 0 WHERE current IS NULL AND standing = 1",
            [],
        )?;
        transaction.commit()?;
        Ok(bare)
    })?;
    archive.write(Act::plain(at), |writer| {
        for (id, host) in &bare {
            writer.enqueue(*id, JobKind::Page, host, FetchPlan::default())?;
        }
        Ok(())
    })?;
    Ok(bare.len() as u64)
}
