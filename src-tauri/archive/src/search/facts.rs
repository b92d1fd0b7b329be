//! What of every entry is kept in memory for searches: the length of its text, its host, its
//! language, its words. Read once, and mended with the spine.

use std::{collections::HashMap, sync::OnceLock};

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

/// Words of the texts.
#[derive(Debug, Default, Clone)]
struct Lengths {
    of_row: Vec<u32>,
    words: u64,
    texts: u64,
}

/// See the [module](self). Each part is read when first it is asked for.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    lengths: OnceLock<Lengths>,
    hosts: OnceLock<Names>,
    languages: OnceLock<Names>,
    /// Words as the person sees them counted, and one more; 0 is unknown.
    words: OnceLock<Vec<u32>>,
}

/// What `part` holds, read before if it was not.
fn known<T>(part: &OnceLock<T>, read: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = part.get() {
        return Ok(known);
    }
    let read = read()?;
    Ok(part.get_or_init(|| read))
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

impl Lengths {
    fn set(&mut self, row: usize, length: u32) {
        let before = self.of_row.get(row).copied().unwrap_or_default();
        put(&mut self.of_row, row, length);
        self.words = self.words - u64::from(before) + u64::from(length);
        self.texts = self.texts - u64::from(before > 0) + u64::from(length > 0);
    }
}

impl Facts {
    /// What ranking needs to know, of so many entries and at this moment.
    pub(crate) fn shelf(&self, reader: &Reader<'_>, entries: usize, now: i64) -> Result<Shelf<'_>> {
        let lengths = known(&self.lengths, || reader.read_lengths())?;
        let average = lengths.words as f64 / lengths.texts.max(1) as f64;
        Ok(Shelf { entries, lengths: &lengths.of_row, average, now })
    }

    pub(super) fn of_hosts(
        &self,
        reader: &Reader<'_>,
        holds: impl Fn(&str) -> bool,
    ) -> Result<impl Fn(i64) -> bool> {
        let sql = "SELECT rowid, host FROM article INDEXED BY article_host";
        Ok(of_names(known(&self.hosts, || reader.read_names(sql))?, holds))
    }

    pub(super) fn of_languages(
        &self,
        reader: &Reader<'_>,
        holds: impl Fn(&str) -> bool,
    ) -> Result<impl Fn(i64) -> bool> {
        let sql = "SELECT rowid, language FROM article INDEXED BY article_language \
                   WHERE language IS NOT NULL";
        Ok(of_names(known(&self.languages, || reader.read_names(sql))?, holds))
    }

    /// Every host, and for each row the number of its own: 1 is the first, 0 none.
    pub(super) fn hosts(&self, reader: &Reader<'_>) -> Result<(&[String], &[u32])> {
        let sql = "SELECT rowid, host FROM article INDEXED BY article_host";
        let hosts = known(&self.hosts, || reader.read_names(sql))?;
        Ok((&hosts.names, &hosts.of_row))
    }

    /// The same of languages.
    pub(super) fn languages(&self, reader: &Reader<'_>) -> Result<(&[String], &[u32])> {
        let sql = "SELECT rowid, language FROM article INDEXED BY article_language \
                   WHERE language IS NOT NULL";
        let languages = known(&self.languages, || reader.read_names(sql))?;
        Ok((&languages.names, &languages.of_row))
    }

    /// Whether a row has so many words.
    pub(super) fn of_words(
        &self,
        reader: &Reader<'_>,
        holds: impl Fn(u64) -> bool,
    ) -> Result<impl Fn(i64) -> bool> {
        let words = known(&self.words, || reader.read_words())?;
        Ok(move |rowid| {
            let number = usize::try_from(rowid).ok().and_then(|row| words.get(row));
            number.is_some_and(|number| *number > 0 && holds(u64::from(*number - 1)))
        })
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
    fn read_lengths(&self) -> Result<Lengths> {
        let mut lengths = Lengths::default();
        let mut statement = self.prepare("SELECT id, sz FROM found_docsize")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = usize::try_from(row.get::<_, i64>(0)?) else { continue };
            lengths.set(at, row.get_ref(1)?.as_blob().map(body).unwrap_or_default());
        }
        Ok(lengths)
    }

    fn read_words(&self) -> Result<Vec<u32>> {
        let mut words = Vec::new();
        let sql = "SELECT rowid, word_count FROM article WHERE word_count IS NOT NULL";
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = usize::try_from(row.get::<_, i64>(0)?) else { continue };
            put(&mut words, at, row.get::<_, u32>(1)?.saturating_add(1));
        }
        Ok(words)
    }

    /// Reads names in their order, so that the same stand together.
    fn read_names(&self, sql: &str) -> Result<Names> {
        let mut names = Names::default();
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = usize::try_from(row.get::<_, i64>(0)?) else { continue };
            let name = row.get_ref(1)?.as_str_or_null().unwrap_or_default();
            if name.is_some() && names.names.last().map(String::as_str) == name {
                let number = u32::try_from(names.names.len()).unwrap_or(u32::MAX);
                put(&mut names.of_row, at, number);
            } else {
                names.set(at, name);
            }
        }
        Ok(names)
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
            if let Some(lengths) = facts.lengths.get_mut() {
                let sql = "SELECT sz FROM found_docsize WHERE id = ?1";
                let sizes: Option<Vec<u8>> = self.maybe(sql, [rowid])?;
                lengths.set(at, sizes.as_deref().map(body).unwrap_or_default());
            }
            let known: Option<(String, Option<String>, Option<u32>)> = self
                .prepare("SELECT host, language, word_count FROM article WHERE rowid = ?1")?
                .query_row([rowid], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let (host, language, count) = known
                .map_or((None, None, None), |(host, language, count)| {
                    (Some(host), language, count)
                });
            if let Some(words) = facts.words.get_mut() {
                put(words, at, count.map_or(0, |count| count.saturating_add(1)));
            }
            if let Some(hosts) = facts.hosts.get_mut() {
                hosts.set(at, host.as_deref());
            }
            if let Some(languages) = facts.languages.get_mut() {
                languages.set(at, language.as_deref());
            }
        }
        Ok(facts)
    }
}
