//! What of every entry is kept in memory for searches: its host, its language, its words,
//! its tags. Read once, and mended with the spine.

use std::{
    collections::{BTreeSet, HashMap},
    sync::OnceLock,
};

use rusqlite::OptionalExtension as _;

use crate::{Reader, Result, list::RowSet};

/// Names that many entries share, and the number of one for each row; 0 is none.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    of_row: Vec<u32>,
}

impl Names {
    /// Those of `all` whose name is such.
    pub(super) fn rows(&self, all: &RowSet, holds: impl Fn(&str) -> bool) -> RowSet {
        let mut such = vec![false];
        such.extend(self.names.iter().map(|name| holds(name)));
        all.filtered(|row| self.of_row.get(row).is_some_and(|number| such[*number as usize]))
    }

    /// How many of the rows have each name.
    pub(super) fn counted(&self, rows: &RowSet) -> HashMap<String, u32> {
        let mut counts = vec![0_u32; self.names.len() + 1];
        rows.each(|row| {
            let number = self.of_row.get(row as usize).copied().unwrap_or_default();
            counts[number as usize] += 1;
        });
        let counts = self.names.iter().zip(&counts[1..]);
        let named = counts.filter(|(name, count)| **count > 0 && !name.is_empty());
        named.map(|(name, count)| (name.clone(), *count)).collect()
    }

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

/// See the [module](self). Each part is read when first it is asked for.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    hosts: OnceLock<Names>,
    languages: OnceLock<Names>,
    /// Words as the person sees them counted, and one more; 0 is unknown.
    words: OnceLock<Vec<u32>>,
    /// By tag: rows, ascending.
    tags: OnceLock<HashMap<i64, Vec<u32>>>,
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

impl Facts {
    /// The host of every entry.
    pub(super) fn hosts(&self, reader: &Reader<'_>) -> Result<&Names> {
        let sql = "SELECT rowid, host FROM article INDEXED BY article_host";
        known(&self.hosts, || reader.read_names(sql))
    }

    /// The language of every entry that has one.
    pub(super) fn languages(&self, reader: &Reader<'_>) -> Result<&Names> {
        let sql = "SELECT rowid, language FROM article INDEXED BY article_language \
                   WHERE language IS NOT NULL";
        known(&self.languages, || reader.read_names(sql))
    }

    /// The rows of every tag that has any, ascending.
    pub(crate) fn tags(&self, reader: &Reader<'_>) -> Result<&HashMap<i64, Vec<u32>>> {
        known(&self.tags, || reader.read_tags())
    }

    /// By row the words of an entry, and one more; 0 is unknown.
    pub(super) fn words(&self, reader: &Reader<'_>) -> Result<&[u32]> {
        known(&self.words, || reader.read_words()).map(Vec::as_slice)
    }
}

impl Facts {
    /// Reads all that was not asked for yet.
    pub(crate) fn read_all(&self, reader: &Reader<'_>) -> Result<()> {
        self.hosts(reader)?;
        self.languages(reader)?;
        self.words(reader)?;
        self.tags(reader).map(drop)
    }
}

impl Reader<'_> {
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

    fn read_tags(&self) -> Result<HashMap<i64, Vec<u32>>> {
        let mut tags: HashMap<i64, Vec<u32>> = HashMap::new();
        let sql = "SELECT tag, article FROM article_tag INDEXED BY article_tag_tag \
                   ORDER BY tag, article";
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = u32::try_from(row.get::<_, i64>(1)?) else { continue };
            tags.entry(row.get(0)?).or_default().push(at);
        }
        Ok(tags)
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

    /// Brings the facts of some entries in step.
    pub(crate) fn mend_facts(&self, facts: &mut Facts, changed: &BTreeSet<i64>) -> Result<()> {
        let mut statement =
            self.prepare("SELECT host, language, word_count FROM article WHERE rowid = ?1")?;
        for rowid in changed {
            let Ok(at) = usize::try_from(*rowid) else { continue };
            let known: Option<(String, Option<String>, Option<u32>)> = statement
                .query_row([rowid], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let (host, language, count) = known
                .map_or((None, None, None), |(host, language, count)| {
                    (Some(host), language, count)
                });
            if let Some(tags) = facts.tags.get_mut() {
                self.mend_tags(tags, *rowid)?;
            }
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
        Ok(())
    }

    fn mend_tags(&self, tags: &mut HashMap<i64, Vec<u32>>, rowid: i64) -> Result<()> {
        let Ok(row) = u32::try_from(rowid) else { return Ok(()) };
        for rows in tags.values_mut() {
            if let Ok(at) = rows.binary_search(&row) {
                rows.remove(at);
            }
        }
        let mut statement = self.prepare("SELECT tag FROM article_tag WHERE article = ?1")?;
        let mut found = statement.query([rowid])?;
        while let Some(tag) = found.next()? {
            let rows = tags.entry(tag.get(0)?).or_default();
            if let Err(at) = rows.binary_search(&row) {
                rows.insert(at, row);
            }
        }
        Ok(())
    }
}
