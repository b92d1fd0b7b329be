//! What of every entry is kept in memory for searches: the length of its text, its host, its
//! language. Read once, and mended with the spine.

use std::collections::HashMap;

use rusqlite::OptionalExtension as _;

use super::{postings::BODY, rank::Shelf, segments::varint};
use crate::{Reader, Result};

/// Names that many entries share, and the number of one for each row; 0 is none.
#[derive(Debug, Default, Clone)]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    of_row: Vec<u32>,
}

impl Names {
    fn set(&mut self, row: usize, name: Option<&str>) {
        let number = match name {
            None => 0,
            Some(name) => match self.numbers.get(name) {
                Some(number) => *number,
                None => {
                    self.names.push(name.to_owned());
                    let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                    self.numbers.insert(name.to_owned(), number);
                    number
                }
            },
        };
        put(&mut self.of_row, row, number);
    }
}

/// See the [module](self).
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    /// Words of the text, by row.
    lengths: Vec<u32>,
    words: u64,
    texts: u64,
    hosts: Names,
    languages: Names,
}

fn put(all: &mut Vec<u32>, row: usize, value: u32) {
    if row >= all.len() {
        all.resize(row + 1, 0);
    }
    all[row] = value;
}

/// The words of the text, of the sizes of all columns.
fn body(sizes: &[u8]) -> u32 {
    let mut at = 0;
    let column = (0..=BODY).map_while(|_| varint(sizes, &mut at)).nth(BODY as usize);
    column.and_then(|size| u32::try_from(size).ok()).unwrap_or_default()
}

impl Facts {
    /// What ranking needs to know, of so many entries and at this moment.
    pub(crate) fn shelf(&self, entries: usize, now: i64) -> Shelf<'_> {
        let average = self.words as f64 / self.texts.max(1) as f64;
        Shelf { entries, lengths: &self.lengths, average, now }
    }

    fn set_length(&mut self, row: usize, length: u32) {
        let before = self.lengths.get(row).copied().unwrap_or_default();
        put(&mut self.lengths, row, length);
        self.words = self.words - u64::from(before) + u64::from(length);
        self.texts = self.texts - u64::from(before > 0) + u64::from(length > 0);
    }

    pub(super) fn of_hosts(&self, holds: impl Fn(&str) -> bool) -> impl Fn(i64) -> bool {
        of_names(&self.hosts, holds)
    }

    pub(super) fn of_languages(&self, holds: impl Fn(&str) -> bool) -> impl Fn(i64) -> bool {
        of_names(&self.languages, holds)
    }
}

fn of_names(names: &Names, holds: impl Fn(&str) -> bool) -> impl Fn(i64) -> bool {
    let mut all = vec![false];
    all.extend(names.names.iter().map(|name| holds(name)));
    move |rowid| {
        let number = usize::try_from(rowid).ok().and_then(|row| names.of_row.get(row));
        number.is_some_and(|number| all.get(*number as usize).copied().unwrap_or(false))
    }
}

impl Reader<'_> {
    pub(crate) fn read_facts(&self) -> Result<Facts> {
        let mut facts = Facts::default();
        let mut statement = self.prepare("SELECT id, sz FROM found_docsize")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = usize::try_from(row.get::<_, i64>(0)?) else { continue };
            facts.set_length(at, row.get_ref(1)?.as_blob().map(body).unwrap_or_default());
        }
        for (names, sql) in [
            (&mut facts.hosts, "SELECT rowid, host FROM article INDEXED BY article_host"),
            (
                &mut facts.languages,
                "SELECT rowid, language FROM article INDEXED BY article_language \
                 WHERE language IS NOT NULL",
            ),
        ] {
            let mut statement = self.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let Ok(at) = usize::try_from(row.get::<_, i64>(0)?) else { continue };
                names.set(at, row.get_ref(1)?.as_str_or_null().unwrap_or_default());
            }
        }
        Ok(facts)
    }

    /// The facts after some entries changed.
    pub(crate) fn mended_facts(
        &self,
        facts: &Facts,
        changed: impl IntoIterator<Item = i64>,
    ) -> Result<Facts> {
        let mut facts = facts.clone();
        for rowid in changed {
            let Ok(at) = usize::try_from(rowid) else { continue };
            let sql = "SELECT sz FROM found_docsize WHERE id = ?1";
            let sizes: Option<Vec<u8>> = self.maybe(sql, [rowid])?;
            facts.set_length(at, sizes.as_deref().map(body).unwrap_or_default());
            let names: Option<(String, Option<String>)> = self
                .prepare("SELECT host, language FROM article WHERE rowid = ?1")?
                .query_row([rowid], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let (host, language) = names.map_or((None, None), |(host, rest)| (Some(host), rest));
            facts.hosts.set(at, host.as_deref());
            facts.languages.set(at, language.as_deref());
        }
        Ok(facts)
    }
}
