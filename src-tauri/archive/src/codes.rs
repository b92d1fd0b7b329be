//! The numbers and texts that stand for values in the database.

use backfile_article::{Direction, HowTaken, Precision, Sha256, Standing};
use rusqlite::{RowIndex, types::Type};

use crate::JobKind;

pub(crate) fn standing(number: i64) -> Standing {
    match number {
        1 => Standing::Article,
        2 => Standing::Link,
        3 => Standing::Failed,
        _ => Standing::Waiting,
    }
}

pub(crate) fn how_number(how: HowTaken) -> i64 {
    match how {
        HowTaken::Fetched => 0,
        HowTaken::Pasted => 1,
        HowTaken::File => 2,
        HowTaken::FromText => 3,
    }
}

pub(crate) fn how(number: i64) -> HowTaken {
    match number {
        1 => HowTaken::Pasted,
        2 => HowTaken::File,
        3 => HowTaken::FromText,
        _ => HowTaken::Fetched,
    }
}

pub(crate) fn direction(number: i64) -> Direction {
    if number == 1 { Direction::Rtl } else { Direction::Ltr }
}

pub(crate) fn direction_number(direction: Direction) -> i64 {
    i64::from(direction == Direction::Rtl)
}

pub(crate) fn precision(number: i64) -> Precision {
    match number {
        0 => Precision::Year,
        1 => Precision::Month,
        2 => Precision::Day,
        _ => Precision::Time,
    }
}

pub(crate) fn precision_number(precision: Precision) -> i64 {
    match precision {
        Precision::Year => 0,
        Precision::Month => 1,
        Precision::Day => 2,
        Precision::Time => 3,
    }
}

pub(crate) fn kind_number(kind: JobKind) -> i64 {
    match kind {
        JobKind::Page => 0,
        JobKind::Pictures => 1,
    }
}

pub(crate) fn kind(number: i64) -> JobKind {
    if number == 1 { JobKind::Pictures } else { JobKind::Page }
}

/// A column that holds the text of a value of another type.
pub(crate) fn text_as<T>(row: &rusqlite::Row<'_>, column: impl RowIndex) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    text.parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// The same where there may be none.
pub(crate) fn optional_as<T>(
    row: &rusqlite::Row<'_>,
    column: impl RowIndex,
) -> rusqlite::Result<Option<T>>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| {
        text.parse().map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
        })
    })
    .transpose()
}

/// A column that holds a size in bytes.
pub(crate) fn size(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}

/// A count of SQLite's, which is never negative and here never as large as 2³².
pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// What makes two captures the same: all that a person reads, and nothing of the page around.
pub(crate) fn content_digest(extraction: &backfile_article::Extraction) -> Sha256 {
    let mut bytes = Vec::new();
    let mut add = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    add(&extraction.title);
    for author in &extraction.authors {
        add(&author.name);
    }
    add(extraction.published.as_ref().map_or("", |time| time.text.as_str()));
    for block in &extraction.blocks {
        add(&block.html);
        add(&block.text);
    }
    for picture in &extraction.images {
        add(&picture.url);
        add(picture.caption.as_deref().unwrap_or_default());
        add(picture.credit.as_deref().unwrap_or_default());
    }
    Sha256::of(&bytes)
}
