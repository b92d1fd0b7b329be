//! The words of the index, and how many entries hold each.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    fresh::Postings,
    segments::{Lies, key_of},
    terms::Index,
};
use crate::Result;

impl Index<'_> {
    /// The words that begin so, with the number of entries that hold each: those that most
    /// entries hold first, at most `most`.
    pub(super) fn words(&self, begin: &str, most: usize) -> Result<Vec<(String, u32)>> {
        let (key, mut bytes) = (key_of(begin, None), Vec::new());
        let mut counts: HashMap<String, u32> = HashMap::new();
        for segment in self.segments() {
            self.store.each(*segment, &key, |rest, lies| {
                let entries = self.speaking(*segment, &lies, &mut bytes)?;
                if entries > 0 {
                    let word = format!("{begin}{}", String::from_utf8_lossy(rest));
                    *counts.entry(word).or_default() += entries;
                }
                Ok(true)
            })?;
        }
        for (word, list) in Postings::read(&self.fresh, begin, true)?.lists {
            *counts.entry(word).or_default() += u32::try_from(list.len()).unwrap_or(u32::MAX);
        }
        let mut words: Vec<_> = counts.into_iter().collect();
        words.sort_by(|one, other| {
            (Reverse(one.1), one.0.as_str()).cmp(&(Reverse(other.1), other.0.as_str()))
        });
        words.truncate(most);
        Ok(words)
    }

    /// How many entries hold a word.
    pub(super) fn entries(&self, word: &str) -> Result<u32> {
        let (key, mut bytes, mut entries) = (key_of(word, None), Vec::new(), 0);
        for segment in self.segments() {
            if let Some(lies) = self.store.find(*segment, &key)? {
                entries += self.speaking(*segment, &lies, &mut bytes)?;
            }
        }
        let fresh: usize = Postings::read(&self.fresh, word, false)?
            .lists
            .iter()
            .map(|(_, list)| list.len())
            .sum();
        Ok(entries + u32::try_from(fresh).unwrap_or(u32::MAX))
    }

    /// The rows of a term that its segment still speaks for.
    fn speaking(&self, segment: i64, lies: &Lies, bytes: &mut Vec<u8>) -> Result<u32> {
        let Some(gone) = self.gone(segment) else {
            return Ok(u32::try_from(lies.rows).unwrap_or(u32::MAX));
        };
        let mut entries = 0;
        let list = self.store.list(segment, lies, bytes)?;
        list.rows.each(|_, row| entries += u32::from(!gone.holds(row.into())));
        Ok(entries)
    }
}
