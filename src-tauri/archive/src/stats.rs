//! What an archive takes, and for what.

use std::collections::HashSet;

use backfile_article::Sha256;

use crate::{
    Archive, ArchiveError, Form, Reader, Result, Sizes, blobs::form::content_size, codes::text_as,
};

/// What an archive takes, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Database and blobs.
    pub sizes: Sizes,
    /// Bytes of the database that wait to be used again.
    pub free: u64,
    /// Every table and index, the largest first.
    pub tables: Vec<TableSize>,
    /// What lies in the media store, by kind.
    pub blobs: Vec<(BlobKind, Packed)>,
    /// Texts, captions and extractions of the versions.
    pub versions: Packed,
    /// Dictionaries of versions: how many, what they take, and how many versions need one.
    pub dictionaries: Needed,
    /// Pages and dictionaries that pages are kept against, and how many pages need one.
    pub bases: Needed,
    /// Pictures, and how many places in versions show one.
    pub pictures: Needed,
}

/// What a table or an index takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSize {
    /// Its name.
    pub name: String,
    /// The table that it is an index of.
    pub index_of: Option<String>,
    /// Bytes in the database.
    pub bytes: u64,
}

/// What lies in the media store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobKind {
    /// A page by itself.
    PageWhole,
    /// A page that is kept against another of its site.
    PageAgainstPage,
    /// A page that is kept with a dictionary.
    PageWithDictionary,
    /// A picture.
    Picture,
    /// A dictionary for pages.
    Dictionary,
    /// What nothing names.
    Spare,
}

impl BlobKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::PageWhole,
        Self::PageAgainstPage,
        Self::PageWithDictionary,
        Self::Picture,
        Self::Dictionary,
        Self::Spare,
    ];
}

/// What something takes, and what it is when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed {
    /// How many there are.
    pub count: u64,
    /// Bytes that they take.
    pub stored: u64,
    /// Bytes that they hold.
    pub bytes: u64,
}

impl Packed {
    fn add(&mut self, stored: u64, bytes: u64) {
        self.count += 1;
        self.stored += stored;
        self.bytes += bytes;
    }
}

/// What others refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needed {
    /// How many there are.
    pub count: u64,
    /// References to them.
    pub references: u64,
    /// Those that nothing refers to; `compact` frees them.
    pub unused: u64,
}

impl Archive {
    /// Measures the archive.
    ///
    /// # Errors
    /// The database or the disk.
    pub fn stats(&self) -> Result<Stats> {
        let sizes = self.sizes()?;
        let (names, mut stats) = self.read(|reader| {
            let free: i64 = reader.connection.pragma_query_value(None, "freelist_count", one)?;
            let page: i64 = reader.connection.pragma_query_value(None, "page_size", one)?;
            let stats = Stats {
                sizes,
                free: free.saturating_mul(page).unsigned_abs(),
                tables: tables(reader)?,
                blobs: Vec::new(),
                versions: versions(reader)?,
                dictionaries: needed(reader, DICTIONARIES)?,
                bases: needed(reader, BASES)?,
                pictures: needed(reader, PICTURES)?,
            };
            Ok((Names::read(reader)?, stats))
        })?;
        let mut blobs = BlobKind::ALL.map(|kind| (kind, Packed::default()));
        for sha256 in self.blobs().names()? {
            let Some(form) = form_of(self, &sha256)? else { continue };
            let Some((stored, bytes)) = self.blobs().measure(&sha256)? else { continue };
            let kind = names.kind(&sha256, form);
            blobs.iter_mut().filter(|(other, _)| *other == kind).for_each(|(_, packed)| {
                packed.add(stored, bytes);
            });
        }
        stats.blobs = blobs.into();
        Ok(stats)
    }
}

fn one(row: &rusqlite::Row<'_>) -> rusqlite::Result<i64> {
    row.get(0)
}

/// How a blob lies; one that is damaged counts as it looks.
fn form_of(archive: &Archive, sha256: &Sha256) -> Result<Option<Form>> {
    match archive.blobs().form(sha256) {
        Err(ArchiveError::Damaged(_)) => Ok(Some(Form::Compressed)),
        form => form,
    }
}

fn tables(reader: &Reader<'_>) -> Result<Vec<TableSize>> {
    let mut statement = reader.prepare(
        "SELECT d.name AS name, d.pgsize AS bytes, \
         CASE s.type WHEN 'index' THEN s.tbl_name END AS index_of \
         FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name \
         WHERE d.aggregate = 1 ORDER BY d.pgsize DESC, d.name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(TableSize {
            name: row.get("name")?,
            index_of: row.get("index_of")?,
            bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn versions(reader: &Reader<'_>) -> Result<Packed> {
    let mut packed = Packed::default();
    let mut statement = reader.prepare(
        "SELECT substr(extraction, 1, 18), length(extraction), \
         length(CAST(text AS BLOB)) + length(CAST(captions AS BLOB)) FROM version",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let beginning: Vec<u8> = row.get(0)?;
        let (stored, beside): (i64, i64) = (row.get(1)?, row.get(2)?);
        let (stored, beside) = (stored.unsigned_abs(), beside.unsigned_abs());
        let content = content_size(&beginning).map_or(stored, |size| size as u64);
        packed.add(stored + beside, content + beside);
    }
    Ok(packed)
}

/// How many there are, how often they are referred to, and how many are not.
const DICTIONARIES: &str = "SELECT (SELECT count(*) FROM dictionary), count(dictionary), \
    (SELECT count(*) FROM dictionary) - count(DISTINCT dictionary) FROM version";
const BASES: &str = "SELECT (SELECT count(*) FROM base), count(*), \
    (SELECT count(*) FROM base) - count(DISTINCT base) FROM based";
const PICTURES: &str = "SELECT (SELECT count(*) FROM media), count(sha256), \
    (SELECT count(*) FROM media) - count(DISTINCT sha256) FROM version_media";

fn needed(reader: &Reader<'_>, sql: &str) -> Result<Needed> {
    Ok(reader.prepare(sql)?.query_row([], |row| {
        let number = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        Ok(Needed { count: number(0)?, references: number(1)?, unused: number(2)? })
    })?)
}

/// What rows say of the blobs that they name.
struct Names {
    pages: HashSet<Sha256>,
    pictures: HashSet<Sha256>,
    dictionaries: HashSet<Sha256>,
}

impl Names {
    fn read(reader: &Reader<'_>) -> Result<Self> {
        let all = |sql: &str| -> Result<HashSet<Sha256>> {
            let mut statement = reader.prepare(sql)?;
            let rows = statement.query_map([], |row| text_as(row, "sha256"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok(Self {
            pages: all("SELECT page_sha256 AS sha256 FROM version \
                 UNION SELECT page_sha256 FROM version_page \
                 UNION SELECT page_sha256 FROM sighting \
                 UNION SELECT link_page_sha256 FROM article WHERE link_page_sha256 IS NOT NULL \
                 UNION SELECT sha256 FROM base WHERE pages IS NULL")?,
            pictures: all("SELECT sha256 FROM media UNION \
                 SELECT thumbnail_sha256 FROM article WHERE thumbnail_sha256 IS NOT NULL")?,
            dictionaries: all("SELECT sha256 FROM base WHERE pages IS NOT NULL")?,
        })
    }

    fn kind(&self, sha256: &Sha256, form: Form) -> BlobKind {
        if self.pages.contains(sha256) {
            return match form {
                Form::Against(base) if self.dictionaries.contains(&base) => {
                    BlobKind::PageWithDictionary
                }
                Form::Against(_) => BlobKind::PageAgainstPage,
                _ => BlobKind::PageWhole,
            };
        }
        if self.pictures.contains(sha256) {
            return BlobKind::Picture;
        }
        if self.dictionaries.contains(sha256) { BlobKind::Dictionary } else { BlobKind::Spare }
    }
}
