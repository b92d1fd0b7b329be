//! The rows in a page, as far as they can be read.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::image::{Image, number16, number32};

/// Bytes of a row at most; one that claims more is broken.
const LONGEST: usize = 256 << 20;

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows of a table.
    Rows,
    /// Pages of rows below it.
    Above,
    /// Rows of an index, or of a table that has no row numbers.
    Keys,
    /// The same, with pages below it.
    KeysAbove,
}

/// A row that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its number; none in a table without.
    pub(super) number: Option<i64>,
    /// Its columns.
    pub(super) values: Vec<Value>,
}

/// What is read of a page.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Pages below it.
    pub(super) below: Vec<u32>,
}

fn head(image: &Image, number: u32) -> Option<(Vec<u8>, usize, Kind)> {
    let page = image.page(number)?;
    // The first page begins with the head of the file.
    let at = if number == 1 { 100 } else { 0 };
    let kind = match page.get(at)? {
        0x0d => Kind::Rows,
        0x05 => Kind::Above,
        0x0a => Kind::Keys,
        0x02 => Kind::KeysAbove,
        _ => return None,
    };
    Some((page, at, kind))
}

/// What kind of page it claims to be.
pub(super) fn kind(image: &Image, number: u32) -> Option<Kind> {
    head(image, number).map(|(_, _, kind)| kind)
}

/// Reads what can be read of a page.
pub(super) fn read(image: &Image, number: u32) -> Read {
    let mut read = Read::default();
    let Some((page, at, kind)) = head(image, number) else { return read };
    let page = page.as_slice();
    let is_above = matches!(kind, Kind::Above | Kind::KeysAbove);
    let cells = number16(page, at + 3).unwrap_or(0);
    let first = at + if is_above { 12 } else { 8 };
    if is_above {
        read.below.extend(number32(page, at + 8));
    }
    for cell in 0..cells.min(page.len() / 2) {
        let Some(start) = number16(page, first + 2 * cell) else { break };
        if start < first || start >= page.len() {
            continue;
        }
        if is_above {
            read.below.extend(number32(page, start));
        }
        let start = if is_above { start + 4 } else { start };
        if kind != Kind::Above {
            read.rows.extend(row(image, page, start, kind));
        }
    }
    read
}

fn row(image: &Image, page: &[u8], mut at: usize, kind: Kind) -> Option<Row> {
    let length = usize::try_from(varint(page, &mut at)?).ok().filter(|long| *long <= LONGEST)?;
    let number = match kind {
        Kind::Rows => Some(varint(page, &mut at)?),
        _ => None,
    };
    let usable = image.size();
    let most = match kind {
        Kind::Rows => usable - 35,
        _ => (usable - 12) * 64 / 255 - 23,
    };
    let least = (usable - 12) * 32 / 255 - 23;
    if length <= most {
        return Some(Row { number, values: values(page.get(at..at + length)?)? });
    }
    let fits = least + (length - least) % (usable - 4);
    let local = if fits <= most { fits } else { least };
    let mut payload = page.get(at..at + local)?.to_vec();
    let mut next = number32(page, at + local)?;
    let mut seen = BTreeSet::new();
    while payload.len() < length {
        if !seen.insert(next) {
            return None;
        }
        let more = image.page(next)?;
        let take = (length - payload.len()).min(usable - 4);
        payload.extend_from_slice(more.get(4..4 + take)?);
        next = number32(&more, 0)?;
    }
    Some(Row { number, values: values(&payload)? })
}

/// The columns of a row; none unless all of it is read to its very end.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let head = usize::try_from(varint(payload, &mut at)?).ok()?;
    if head > payload.len() {
        return None;
    }
    let mut kinds = Vec::new();
    while at < head {
        kinds.push(varint(payload, &mut at)?);
    }
    if at != head {
        return None;
    }
    let mut values = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            12.. => usize::try_from((kind - 12) / 2).ok()?,
            _ => return None,
        };
        let bytes = payload.get(at..at.checked_add(length)?)?;
        at += length;
        values.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            1..=6 => Value::Integer(integer(bytes)),
            even if even % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
        });
    }
    (at == payload.len()).then_some(values)
}

fn integer(bytes: &[u8]) -> i64 {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if is_negative { -1 } else { 0 }, |value, byte| value << 8 | i64::from(*byte))
}

#[allow(clippy::cast_possible_wrap, reason = "that is how SQLite writes what is negative")]
fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut value: u64 = 0;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            return Some((value << 8 | u64::from(byte)) as i64);
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value as i64);
        }
    }
    None
}
