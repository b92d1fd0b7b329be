//! What an answer is made of: its tags, sites, years and languages, counted over all its rows.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike as _};

use crate::{
    ListQuery, Reader, Result,
    list::{RowSet, Spine},
    read::name_key,
};

/// Tags, sites and languages that are named at most.
const MOST: usize = 12;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A name, and how many entries have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameCount {
    /// The name.
    pub name: String,
    /// The entries.
    pub count: u32,
}

/// What an answer is made of. Every count is what the operator of that kind finds of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Its rows.
    pub total: u32,
    /// Names of tags, the most frequent first; one that others are nested in has theirs too.
    pub tags: Vec<NameCount>,
    /// Hosts, the most frequent first; one that others lie below has theirs too.
    pub sites: Vec<NameCount>,
    /// Years of publication, the latest first.
    pub years: Vec<(i32, u32)>,
    /// Months of publication that anything came in: year, month from 1, rows; the earliest first.
    pub months: Vec<(i32, u32, u32)>,
    /// Codes of languages without their regions, the most frequent first.
    pub languages: Vec<NameCount>,
}

impl Reader<'_> {
    /// Counts what an answer is made of, over all its rows; `offset`, `limit` and `sort` do
    /// not matter.
    ///
    /// # Errors
    /// The database.
    pub fn facets(&self, request: &ListQuery<'_>) -> Result<Facets> {
        self.settle()?;
        let spine = self.spine()?;
        let (rows, _) = self.answering(&spine, request)?;
        let mut years: HashMap<i32, u32> = HashMap::new();
        let mut months: BTreeMap<(i32, u32), u32> = BTreeMap::new();
        // Most days come often, and a year is costly to know.
        let mut days: HashMap<i64, u32> = HashMap::new();
        rows.each(|row| {
            if let Some(published) = spine.published(row) {
                *days.entry(published.div_euclid(DAY)).or_default() += 1;
            }
        });
        for (day, count) in days {
            if let Some(time) = DateTime::from_timestamp_millis(day * DAY) {
                *years.entry(time.year()).or_default() += count;
                *months.entry((time.year(), time.month())).or_default() += count;
            }
        }
        let mut years: Vec<_> = years.into_iter().collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        Ok(Facets {
            total: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            tags: first(self.tags_of_rows(&spine, &rows)?),
            sites: first(with_those_below(spine.facts.hosts(self)?.counted(&rows))),
            years,
            months: months.into_iter().map(|((year, month), count)| (year, month, count)).collect(),
            languages: first(without_regions(spine.facts.languages(self)?.counted(&rows))),
        })
    }

    /// The tags that rows carry, themselves or by one that is nested in them.
    fn tags_of_rows(&self, spine: &Spine, rows: &RowSet) -> Result<HashMap<String, u32>> {
        let by_tag = spine.facts.tags(self)?;
        let mut named = Vec::new();
        let mut statement = self.prepare("SELECT rowid, name FROM tag")?;
        let mut tags = statement.query([])?;
        while let Some(tag) = tags.next()? {
            let (rowid, name): (i64, String) = (tag.get(0)?, tag.get(1)?);
            named.push((name_key(&name), name, by_tag.get(&rowid)));
        }
        named.sort_unstable();
        let mut counts = HashMap::new();
        for (at, (key, name, own)) in named.iter().enumerate() {
            let inside = format!("{key}/");
            // In the order of their keys, those nested in one follow it, if not at once.
            let nested: Vec<_> = named[at + 1..]
                .iter()
                .take_while(|(other, ..)| other.starts_with(key.as_str()))
                .filter(|(other, ..)| other.starts_with(&inside))
                .filter_map(|(.., rows)| *rows)
                .collect();
            let carrying = own.iter().copied().chain(nested.iter().copied()).flatten();
            let carrying = carrying.filter(|row| rows.holds((**row).into()));
            let count = if nested.is_empty() {
                carrying.count()
            } else {
                // Two tags nested in one count once for it.
                let mut all = RowSet::default();
                carrying.for_each(|row| all.insert((*row).into()));
                all.len()
            };
            if count > 0 {
                counts.insert(name.clone(), u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        Ok(counts)
    }
}

/// Gives each host those of the hosts below it, as `site:` does.
fn with_those_below(counts: HashMap<String, u32>) -> HashMap<String, u32> {
    let mut all = counts.clone();
    for (host, count) in &counts {
        for (dot, _) in host.match_indices('.') {
            if let Some(sum) = all.get_mut(&host[dot + 1..]) {
                *sum += count;
            }
        }
    }
    all
}

/// Joins the languages that differ in their region alone, as `lang:` does.
fn without_regions(counts: HashMap<String, u32>) -> HashMap<String, u32> {
    let mut all = HashMap::new();
    for (code, count) in counts {
        let language = code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        *all.entry(language).or_default() += count;
    }
    all
}

/// The most frequent, and of those alike the first by name.
fn first(counts: HashMap<String, u32>) -> Vec<NameCount> {
    let mut all: Vec<_> =
        counts.into_iter().map(|(name, count)| NameCount { name, count }).collect();
    all.sort_by(|one, other| other.count.cmp(&one.count).then(one.name.cmp(&other.name)));
    all.truncate(MOST);
    all
}
