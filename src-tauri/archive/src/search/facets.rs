//! What an answer is made of: its tags, sites, years and languages, counted over all its rows.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _};

use super::compile;
use crate::{
    ListQuery, Reader, Result, View,
    list::{RowSet, Spine, SpineRow, belongs},
    read::name_key,
};

/// Tags, sites and languages that are named at most.
const MOST: usize = 12;

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
        let rows = self.answering(&spine, request)?;
        let mut set = RowSet::default();
        let mut years: HashMap<i32, u32> = HashMap::new();
        for row in &rows {
            set.insert(row.rowid);
            let published = row.published.and_then(DateTime::from_timestamp_millis);
            if let Some(day) = published {
                *years.entry(day.year()).or_default() += 1;
            }
        }
        let mut years: Vec<_> = years.into_iter().collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        let (hosts, host_of) = spine.facts.hosts(self)?;
        let (languages, language_of) = spine.facts.languages(self)?;
        Ok(Facets {
            total: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            tags: first(self.tags_of_rows(&set)?),
            sites: first(with_those_below(counted(hosts, host_of, &rows))),
            years,
            languages: first(without_regions(counted(languages, language_of, &rows))),
        })
    }

    /// The rows of a list, in the order of saving.
    pub(super) fn answering<'s>(
        &self,
        spine: &'s Spine,
        request: &ListQuery<'_>,
    ) -> Result<Vec<&'s SpineRow>> {
        let found = match request.query {
            Some(node) => {
                let clock = compile::Clock::of(request);
                Some(compile::find(self, spine, &spine.facts, clock, node)?.rows)
            }
            None => None,
        };
        let tagged = match request.view {
            View::Tag(id) => Some(self.tagged_with(id)?),
            _ => None,
        };
        let rows = spine.rows.iter();
        let rows = rows.filter(|row| belongs(request.view, row.flags, request.query.is_some()));
        let sets = [found, tagged];
        let sets: Vec<&RowSet> = sets.iter().flatten().collect();
        Ok(rows.filter(|row| sets.iter().all(|set| set.holds(row.rowid))).collect())
    }

    /// The tags that rows carry, themselves or by one that is nested in them.
    fn tags_of_rows(&self, rows: &RowSet) -> Result<HashMap<String, u32>> {
        let mut names: HashMap<i64, String> = HashMap::new();
        let mut keys: HashMap<String, i64> = HashMap::new();
        let mut statement = self.prepare("SELECT rowid, name FROM tag")?;
        let mut tags = statement.query([])?;
        while let Some(tag) = tags.next()? {
            let (rowid, name): (i64, String) = (tag.get(0)?, tag.get(1)?);
            keys.insert(name_key(&name), rowid);
            names.insert(rowid, name);
        }
        // A tag and all that it is nested in and that are tags.
        let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
        for (key, rowid) in &keys {
            let ends = key.match_indices('/').map(|(at, _)| at).chain([key.len()]);
            let tags = ends.filter_map(|end| keys.get(&key[..end]).copied());
            above.insert(*rowid, tags.collect());
        }
        let mut counts: HashMap<i64, (u32, i64)> = HashMap::new();
        let mut statement =
            self.prepare("SELECT article, tag FROM article_tag ORDER BY article")?;
        let mut carried = statement.query([])?;
        while let Some(row) = carried.next()? {
            let (article, tag): (i64, i64) = (row.get(0)?, row.get(1)?);
            if !rows.holds(article) {
                continue;
            }
            for tag in above.get(&tag).map(Vec::as_slice).unwrap_or_default() {
                // Two tags nested in one count once for it.
                let (count, last) = counts.entry(*tag).or_insert((0, 0));
                if *last != article {
                    *last = article;
                    *count += 1;
                }
            }
        }
        let counts = counts.into_iter();
        Ok(counts.filter_map(|(tag, (count, _))| Some((names.remove(&tag)?, count))).collect())
    }
}

/// How many of the rows have each name.
pub(super) fn counted(
    names: &[String],
    of_row: &[u32],
    rows: &[&SpineRow],
) -> HashMap<String, u32> {
    let mut counts = vec![0_u32; names.len() + 1];
    for row in rows {
        let number = usize::try_from(row.rowid).ok().and_then(|row| of_row.get(row));
        let number = number.and_then(|number| usize::try_from(*number).ok()).unwrap_or_default();
        if let Some(count) = counts.get_mut(number) {
            *count += 1;
        }
    }
    let counts = names.iter().zip(&counts[1..]);
    let named = counts.filter(|(name, count)| **count > 0 && !name.is_empty());
    named.map(|(name, count)| (name.clone(), *count)).collect()
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
