//! How a version's texts lie in their column: one zstd frame of three lines of JSON, which are
//! the text, the captions and the extraction.
//!
//! The text stands in the extraction already, so beside it it costs nearly nothing, and it is
//! first, so that a search reads it without reading the extraction as values. Frames are
//! compressed with a dictionary that was trained from the archive's own versions; zstd writes
//! into each frame which. A frame of an older format holds the extraction alone.

use std::{
    cell::RefCell,
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use backfile_article::Extraction;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _,
    functions::{Context, FunctionFlags},
    types::ValueRef,
};
use zstd::{
    bulk::Compressor,
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::{self, CParameter, DCtx},
};

use crate::{Access, ArchiveError, Result, blobs::form::content_size, schema};

const LEVEL: i32 = 6;
/// No version may claim to hold more.
const LARGEST: usize = 256 * 1024 * 1024;

/// A dictionary, ready for both ways.
pub(crate) struct Dictionary {
    encoder: EncoderDictionary<'static>,
    decoder: DecoderDictionary<'static>,
}

impl Dictionary {
    fn new(bytes: &[u8]) -> io::Result<Self> {
        Ok(Self {
            encoder: EncoderDictionary::try_copy(bytes, LEVEL)?,
            decoder: DecoderDictionary::try_copy(bytes)?,
        })
    }
}

/// The dictionaries of an archive, read when they are first needed. They change only while the
/// archive is held alone.
pub(crate) struct Dictionaries {
    database: PathBuf,
    access: Access,
    kept: RwLock<HashMap<u32, Arc<Dictionary>>>,
    /// What new versions are compressed with; not known before the first.
    newest: RwLock<Option<Option<u32>>>,
}

impl Dictionaries {
    pub(crate) fn of(database: &Path) -> Arc<Self> {
        Self::looking(database, Access::Writes)
    }

    /// Those of a database that may be used as far as that.
    pub(crate) fn looking(database: &Path, access: Access) -> Arc<Self> {
        Arc::new(Self {
            database: database.to_owned(),
            access,
            kept: RwLock::default(),
            newest: RwLock::default(),
        })
    }

    /// Looks anew which is the newest.
    pub(crate) fn forget_newest(&self) {
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How far the database may be used that they are kept in.
    pub(crate) fn access(&self) -> Access {
        self.access
    }

    fn connection(&self) -> Result<Connection> {
        if self.access != Access::Writes {
            return schema::without_writing(&self.database, self.access);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.database, flags)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    /// The number of the dictionary that new versions are compressed with.
    pub(crate) fn newest(&self) -> Result<Option<u32>> {
        if let Some(newest) = *self.newest.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(newest);
        }
        let sql = "SELECT id FROM dictionary ORDER BY at DESC, id DESC LIMIT 1";
        let newest = self.connection()?.query_row(sql, [], |row| row.get(0)).optional()?;
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(newest);
        Ok(newest)
    }

    fn get(&self, id: u32) -> Result<Arc<Dictionary>> {
        if let Some(known) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(known));
        }
        let sql = "SELECT bytes FROM dictionary WHERE id = ?1";
        let bytes: Option<Vec<u8>> =
            self.connection()?.query_row(sql, [id], |row| row.get(0)).optional()?;
        let bytes =
            bytes.ok_or_else(|| ArchiveError::Damaged(format!("there is no dictionary {id}")))?;
        let dictionary = Arc::new(Dictionary::new(&bytes).map_err(damaged)?);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(kept.entry(id).or_insert(dictionary)))
    }

    /// Compresses what a column is to hold.
    pub(crate) fn packed(&self, content: &[u8]) -> Result<Vec<u8>> {
        let dictionary = self.newest()?.map(|id| self.get(id)).transpose()?;
        let packed = || {
            let mut compressor = match &dictionary {
                Some(dictionary) => Compressor::with_prepared_dictionary(&dictionary.encoder)?,
                None => Compressor::new(LEVEL)?,
            };
            // Read with another dictionary it would be another text.
            compressor.set_parameter(CParameter::ChecksumFlag(true))?;
            compressor.compress(content)
        };
        packed().map_err(damaged)
    }

    /// What a column holds.
    pub(crate) fn unpacked(&self, packed: &[u8]) -> Result<Vec<u8>> {
        let size = content_size(packed).filter(|size| *size <= LARGEST);
        let size = size.ok_or_else(|| damaged("it does not say a size that it can have"))?;
        let dictionary = dictionary_of(packed).map(|id| self.get(id)).transpose()?;
        let mut content = Vec::with_capacity(size);
        let done = FRAMES.with_borrow_mut(|frames| match &dictionary {
            Some(dictionary) => {
                frames.decompress_using_ddict(&mut content, packed, dictionary.decoder.as_ddict())
            }
            None => frames.decompress(&mut content, packed),
        });
        done.map_err(|code| damaged(zstd_safe::get_error_name(code)))?;
        Ok(content)
    }
}

thread_local! {
    /// Making one takes longer than a short text.
    static FRAMES: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// The number of the dictionary that a frame needs.
pub(crate) fn dictionary_of(packed: &[u8]) -> Option<u32> {
    zstd_safe::get_dict_id_from_frame(packed).map(std::num::NonZero::get)
}

/// What the column of a version holds before it is compressed.
pub(crate) fn content(text: &str, captions: &str, extraction: &[u8]) -> Result<Vec<u8>> {
    let mut content = serde_json::to_vec(text)?;
    content.push(b'\n');
    serde_json::to_writer(&mut content, captions)?;
    content.push(b'\n');
    content.extend_from_slice(extraction);
    Ok(content)
}

/// The lines of a content; an older one has the last alone.
pub(crate) struct Lines<'a> {
    pub(crate) texts: Option<(&'a [u8], &'a [u8])>,
    pub(crate) extraction: &'a [u8],
}

pub(crate) fn lines(content: &[u8]) -> Result<Lines<'_>> {
    if !content.starts_with(b"\"") {
        return Ok(Lines { texts: None, extraction: content });
    }
    let mut parts = content.splitn(3, |byte| *byte == b'\n');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(text), Some(captions), Some(extraction)) => {
            Ok(Lines { texts: Some((text, captions)), extraction })
        }
        _ => Err(damaged("it breaks off")),
    }
}

/// Reads the extraction of a version from its content.
pub(crate) fn extraction(content: &[u8]) -> Result<Extraction> {
    Ok(serde_json::from_slice(lines(content)?.extraction)?)
}

/// Reads all that a content holds, to see whether it can be read.
pub(crate) fn read(content: &[u8]) -> Result<Extraction> {
    if let Some((text, captions)) = lines(content)?.texts {
        serde_json::from_slice::<String>(text)?;
        serde_json::from_slice::<String>(captions)?;
    }
    extraction(content)
}

pub(crate) fn damaged(error: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Damaged(format!("a version: {error}"))
}

/// Makes the functions known to a connection with which SQL reads and writes these columns:
/// `packed(content)`, `unpacked(extraction)`, `kept_text(text, extraction)` and
/// `kept_captions(captions, extraction)`.
pub(crate) fn register(connection: &Connection, dictionaries: &Arc<Dictionaries>) -> Result<()> {
    let reads = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    let writes = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let held = Arc::clone(dictionaries);
    connection.create_scalar_function("packed", 1, writes, move |context| {
        held.packed(context.get_raw(0).as_bytes()?).map_err(refused)
    })?;
    let held = Arc::clone(dictionaries);
    connection.create_scalar_function("unpacked", 1, reads, move |context| {
        match context.get_raw(0) {
            ValueRef::Null => Ok(None),
            packed => held.unpacked(packed.as_bytes()?).map(Some).map_err(refused),
        }
    })?;
    let held = Arc::clone(dictionaries);
    connection.create_scalar_function("kept_text", 2, reads, move |context| {
        beside(context, &held, |lines| lines.texts.map(|(text, _)| text))
    })?;
    let held = Arc::clone(dictionaries);
    connection.create_scalar_function("kept_captions", 2, reads, move |context| {
        beside(context, &held, |lines| lines.texts.map(|(_, captions)| captions))
    })?;
    Ok(())
}

/// What a column of an older format holds, else a line of the newer one.
fn beside(
    context: &Context<'_>,
    dictionaries: &Dictionaries,
    line: for<'a> fn(&Lines<'a>) -> Option<&'a [u8]>,
) -> rusqlite::Result<Option<String>> {
    let ValueRef::Blob(packed) = context.get_raw(1) else { return Ok(None) };
    let column: String = context.get(0)?;
    if !column.is_empty() {
        return Ok(Some(column));
    }
    let read = || {
        let content = dictionaries.unpacked(packed)?;
        match line(&lines(&content)?) {
            Some(line) => Ok(serde_json::from_slice(line)?),
            None => Ok(column),
        }
    };
    read().map(Some).map_err(refused)
}

/// What a function says to SQLite when it cannot read what it is given.
fn refused(error: ArchiveError) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(error.to_string()))
}
