//! The spine as it is kept in the database, in parts of 32,768 rows.
//!
//! Reading a million rows takes far longer than a person waits for a first answer, so what the
//! spine holds of them is written down while nobody waits. A part may be newer than the change
//! that the whole is named by, never older: whatever changed after it is read from the rows
//! again, so that nothing in memory depends on when a part was written.

use std::collections::BTreeSet;

use super::{
    read,
    spine::{Spine, SpineRow},
};
use crate::{Archive, ArchiveError, Reader, Result, search::segments::codec};

/// Rows of a part. A disk reads few long parts sooner than many short ones.
const ROWS: usize = 32_768;
/// Parts that are written in one transaction, so that nobody waits long.
const AT_ONCE: usize = 2;
/// In the place of a row's states where there is no such row.
const ABSENT: u8 = u8::MAX;

fn damaged() -> ArchiveError {
    ArchiveError::Damaged("what is kept of the list".to_owned())
}

fn part_of(row: i64) -> u32 {
    u32::try_from(row / ROWS as i64).unwrap_or_default()
}

/// Small steps up or down make small numbers.
fn put(bytes: &mut Vec<u8>, step: i64) {
    codec::put(bytes, (step << 1 ^ step >> 63) as u64);
}

fn take(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let number = codec::take(bytes, at)?;
    Some((number >> 1) as i64 ^ -((number & 1) as i64))
}

/// The bytes of the rows from the first of a part on: their states, one byte each, then for each
/// that is there the step of its time of saving from the one before, then for each whose day of
/// publication is known (a bit for each row) that of its publication.
fn packed(part: u32, rows: &[SpineRow]) -> Vec<u8> {
    let first = part as usize * ROWS;
    let mut bytes = vec![ABSENT; ROWS];
    let mut known = [0_u8; ROWS / 8];
    for row in rows {
        let Some(at) = usize::try_from(row.rowid).ok().and_then(|row| row.checked_sub(first))
        else {
            continue;
        };
        bytes[at] = row.flags.number();
        if row.published.is_some() {
            known[at / 8] |= 1 << (at % 8);
        }
    }
    bytes.extend_from_slice(&known);
    let mut last = 0;
    for row in rows {
        put(&mut bytes, row.saved_at.wrapping_sub(last));
        last = row.saved_at;
    }
    last = 0;
    for time in rows.iter().filter_map(|row| row.published) {
        put(&mut bytes, time.wrapping_sub(last));
        last = time;
    }
    bytes
}

/// Puts the rows of a part into the columns of a spine.
fn unpack(spine: &mut Spine, part: u32, bytes: &[u8]) -> Option<()> {
    let (flags, rest) = bytes.split_at_checked(ROWS)?;
    let (known, times) = rest.split_at_checked(ROWS / 8)?;
    let first = (part as usize).checked_mul(ROWS)?;
    let (saved, published, all) = spine.room(first, ROWS);
    all.copy_from_slice(flags);
    let (mut at, mut last) = (0, 0_i64);
    for (time, flags) in saved.iter_mut().zip(flags) {
        if *flags != ABSENT {
            last = last.wrapping_add(take(times, &mut at)?);
            *time = last;
        }
    }
    last = 0;
    for (number, time) in published.iter_mut().enumerate() {
        if known[number / 8] & 1 << (number % 8) != 0 {
            last = last.wrapping_add(take(times, &mut at)?);
            *time = last;
        }
    }
    (at == times.len()).then_some(())
}

impl Reader<'_> {
    /// The spine as it was when its parts were begun, of which a row may be newer; none where
    /// none is kept.
    pub(super) fn kept_spine(&self) -> Result<Option<Spine>> {
        let Some(seq) = self.maybe("SELECT seq FROM spine", [])? else { return Ok(None) };
        let last = part_of(self.one("SELECT coalesce(max(rowid), 0) FROM article", [])?);
        let mut spine = Spine::default();
        let mut statement = self.prepare("SELECT part, bytes FROM spine_part ORDER BY part")?;
        let mut parts = statement.query([])?;
        while let Some(part) = parts.next()? {
            // A number that no archive reaches would take all memory.
            let number = u32::try_from(part.get::<_, i64>(0)?).ok();
            let number = number.filter(|number| *number <= last).ok_or_else(damaged)?;
            let bytes = part.get_ref(1)?.as_blob().map_err(|_| damaged())?;
            unpack(&mut spine, number, bytes).ok_or_else(damaged)?;
        }
        spine.settle(seq);
        Ok(Some(spine))
    }

    fn packed_part(&self, part: u32) -> Result<Vec<u8>> {
        let sql = format!(
            "SELECT {} FROM article WHERE rowid >= ?1 AND rowid < ?2 ORDER BY rowid",
            read::COLUMNS
        );
        let mut statement = self.prepare(&sql)?;
        let first = i64::from(part) * ROWS as i64;
        let rows = statement.query_map((first, first + ROWS as i64), read::row_of)?;
        Ok(packed(part, &rows.collect::<rusqlite::Result<Vec<_>>>()?))
    }

    /// Whether the parts do not know so many changes.
    pub(crate) fn wants_spine_kept(&self, changes: u32) -> Result<bool> {
        let kept: Option<i64> = self.maybe("SELECT seq FROM spine", [])?;
        Ok(self.seq()? - kept.unwrap_or(0) >= i64::from(changes.max(1)))
    }
}

impl Archive {
    /// Writes down what the lists are made of, where so much has changed since.
    pub(crate) fn keep_spine(&self, changes: u32, go_on: &mut dyn FnMut() -> bool) -> Result<()> {
        if !self.read(|reader| reader.wants_spine_kept(changes))? {
            return Ok(());
        }
        let (seq, parts) = self.read(|reader| {
            let kept: Option<i64> = reader.maybe("SELECT seq FROM spine", [])?;
            let last: i64 = reader.one("SELECT coalesce(max(rowid), 0) FROM article", [])?;
            let mut parts = BTreeSet::new();
            match kept {
                None => parts.extend(0..=part_of(last)),
                Some(kept) => {
                    let sql = "SELECT article FROM change WHERE seq > ?1 AND article NOT NULL";
                    let mut statement = reader.prepare(sql)?;
                    let mut rows = statement.query([kept])?;
                    while let Some(row) = rows.next()? {
                        parts.insert(part_of(row.get(0)?));
                    }
                }
            }
            Ok((reader.seq()?, parts))
        })?;
        let parts: Vec<u32> = parts.into_iter().collect();
        for some in parts.chunks(AT_ONCE) {
            if !go_on() {
                return Ok(());
            }
            let made = self.read(|reader| {
                some.iter().map(|part| Ok((*part, reader.packed_part(*part)?))).collect()
            });
            let made: Vec<(u32, Vec<u8>)> = made?;
            self.change_piece(|connection| {
                let mut write = connection.prepare_cached(
                    "INSERT OR REPLACE INTO spine_part (part, bytes) VALUES (?1, ?2)",
                )?;
                made.iter().try_for_each(|part| write.execute((part.0, &part.1)).map(drop))?;
                Ok(())
            })?;
        }
        self.change_index(|connection| {
            connection.execute("INSERT OR REPLACE INTO spine (one, seq) VALUES (1, ?1)", [seq])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Flags, spine::NEVER};
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<SpineRow>> {
        let row = (any::<i64>(), proptest::option::of(any::<i64>()), 0_i64..32);
        proptest::collection::btree_map(ROWS as i64..2 * ROWS as i64, row, 0..60).prop_map(|rows| {
            let row = |(rowid, (saved_at, published, flags))| SpineRow {
                rowid,
                saved_at,
                published,
                flags: Flags::new(flags),
            };
            rows.into_iter().map(row).collect()
        })
    }

    proptest! {
        #[test]
        fn what_was_packed_is_there(rows in rows()) {
            // The lowest number stands for no time at all.
            let rows: Vec<SpineRow> = rows
                .into_iter()
                .filter(|row| row.saved_at != NEVER && row.published != Some(NEVER))
                .collect();
            let mut spine = Spine::default();
            prop_assert!(unpack(&mut spine, 1, &packed(1, &rows)).is_some());
            spine.settle(7);
            prop_assert_eq!(spine.len(), rows.len());
            for row in rows {
                prop_assert_eq!(spine.row(row.rowid as u32), Some(row));
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            rows in proptest::collection::vec(any::<u8>(), 0..200),
            times in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            let mut bytes = rows.clone();
            bytes.resize(ROWS, ABSENT);
            bytes.extend_from_slice(&rows);
            bytes.resize(ROWS + ROWS / 8, 0);
            bytes.extend_from_slice(&times);
            let mut spine = Spine::default();
            if unpack(&mut spine, 1, &bytes).is_some() {
                spine.settle(1);
                prop_assert!(spine.len() <= rows.len());
            }
            let _ = unpack(&mut Spine::default(), 1, &times);
        }
    }
}
