//! Lists in a zip, as Pocket hands them out: every table and bookmarks file in it counts.
//!
//! Nothing is written to a disk, so a name in the zip leads nowhere; what it unpacks to is
//! counted while it is read, so a bomb ends at the limit.

use std::io::{self, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::decode::{HEAD, Text, encoding_of};
use crate::incoming::{ExchangeError, ListFormat, reason};
use crate::list::{Kind, Sink, kind_of};

/// How much the lists of one zip may unpack to. 100,000 links are some 20 MB.
pub(crate) const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// Reads the lists of a zip.
pub(super) fn read<R: Read + Seek>(
    reader: &mut R,
    sink: &mut Sink<'_>,
) -> Result<ListFormat, ExchangeError> {
    read_within(reader, sink, MAX_UNPACKED)
}

fn read_within<R: Read + Seek>(
    reader: &mut R,
    sink: &mut Sink<'_>,
    limit: u64,
) -> Result<ListFormat, ExchangeError> {
    let mut archive =
        ZipArchive::new(reader).map_err(|error| ExchangeError::Damaged(error.to_string()))?;
    let mut candidates = Vec::new();
    let (mut declared, mut locked) = (0_u64, false);
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(index) else { continue };
        let shown = String::from_utf8_lossy(file.name_raw()).into_owned();
        let name = shown.to_lowercase();
        let list = [".csv", ".tsv", ".html", ".htm", ".txt"].iter().any(|end| name.ends_with(end));
        if !list || file.is_dir() || name.starts_with("__macosx/") {
            continue;
        }
        if file.encrypted() {
            locked = true;
            continue;
        }
        declared = declared.saturating_add(file.size());
        candidates.push((index, shown));
    }
    if declared > limit {
        return Err(ExchangeError::TooLarge { limit });
    }
    let (mut left, mut lists) = (limit, 0_u32);
    for (index, name) in candidates {
        match read_one(&mut archive, index, &name, &mut left, sink) {
            Ok(true) => lists += 1,
            Ok(false) => {}
            Err(error) if is_over(&error) => return Err(ExchangeError::TooLarge { limit }),
            Err(ExchangeError::Read(_) | ExchangeError::Damaged(_)) => {
                // Rows that came before the damage stay.
                lists += 1;
                sink.skip(0, reason::UNREADABLE, &name);
            }
            Err(error) => return Err(error),
        }
    }
    match (lists, locked) {
        (0, true) => Err(ExchangeError::Locked),
        (0, false) => Err(ExchangeError::NoListInZip),
        _ => Ok(ListFormat::Zip),
    }
}

/// Reads one file of the zip; `false` when it is no list.
fn read_one<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    name: &str,
    left: &mut u64,
    sink: &mut Sink<'_>,
) -> Result<bool, ExchangeError> {
    let mut again = *left;
    let damaged = |error: ZipError| ExchangeError::Damaged(error.to_string());
    let file = archive.by_index(index).map_err(damaged)?;
    let text_name = name.to_lowercase().ends_with(".txt");
    let encoding = encoding_of(Limited { inner: file, left })?;
    let file = archive.by_index(index).map_err(damaged)?;
    let mut text = Text::new(Limited { inner: file, left: &mut again }, encoding);
    match kind_of(text.head(HEAD + 1)?) {
        Some(Kind::Lines) if !text_name => Ok(false),
        Some(kind) => {
            kind.read(&mut text, sink)?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// What a limit says when it is reached.
#[derive(Debug, thiserror::Error)]
#[error("the limit is reached")]
struct Over;

struct Limited<'a, R> {
    inner: R,
    left: &'a mut u64,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer)?;
        *self.left = self.left.checked_sub(len as u64).ok_or_else(|| io::Error::other(Over))?;
        Ok(len)
    }
}

fn is_over(error: &ExchangeError) -> bool {
    let ExchangeError::Read(error) = error else { return false };
    error.get_ref().is_some_and(|inner| inner.is::<Over>())
}
