//! Answers to a query of which nothing holds every word: entries that hold most of them.

use backfile_query::{Loose, Node};

use crate::{ListQuery, Reader, Result, Sort, list::RowSet};

/// Words of a query for one more that an answer may lack than the best does. Something long
/// holds more of the words of a sentence by chance, so who comes first is left to the ranking,
/// which counts rare words more and words in a short text.
const ONE_MORE: usize = 5;

/// A query that asks for most of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxed {
    /// What to ask instead.
    pub tree: Node,
    /// The words that every entry of the answer holds at least.
    pub least: usize,
    /// The words that were asked for.
    pub words: usize,
}

/// The rows that are in so many of the sets.
pub(super) fn at_least(least: usize, sets: &[RowSet]) -> RowSet {
    let reached = sets.iter().map(RowSet::reached).max().unwrap_or_default();
    let mut held = vec![0_usize; reached];
    for row in sets.iter().flat_map(RowSet::iter) {
        if let Some(held) = usize::try_from(row).ok().and_then(|row| held.get_mut(row)) {
            *held += 1;
        }
    }
    let mut rows = RowSet::default();
    for (row, held) in (0..).zip(held) {
        if held > 0 && held >= least {
            rows.insert(row);
        }
    }
    rows
}

impl Reader<'_> {
    /// What to ask in the place of a query that nothing answers: for as many of its words as
    /// any entry holds, of a long query for one or a few less, down to half of them. None where
    /// OR stands in it, where it has not two words, and where no entry holds half of them.
    ///
    /// # Errors
    /// The database.
    pub fn relax(&self, request: &ListQuery<'_>) -> Result<Option<Relaxed>> {
        let Some(loose) = request.query.and_then(Loose::of) else { return Ok(None) };
        let found = |least: usize| -> Result<bool> {
            let tree = loose.at_least(least);
            let probe = ListQuery { query: Some(&tree), sort: Sort::Saved, limit: 0, ..*request };
            Ok(self.list(&probe)?.total > 0)
        };
        let (mut least, mut most) = (loose.half(), loose.words() - 1);
        if !found(least)? {
            return Ok(None);
        }
        // The fewer are asked for, the more entries hold them.
        while least < most {
            let middle = least + (most - least).div_ceil(2);
            match found(middle)? {
                true => least = middle,
                false => most = middle - 1,
            }
        }
        let least = least.saturating_sub(loose.words() / ONE_MORE).max(loose.half());
        Ok(Some(Relaxed { tree: loose.at_least(least), least, words: loose.words() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_once_a_set() {
        let set = |rows: &[i64]| {
            let mut set = RowSet::default();
            rows.iter().for_each(|row| set.insert(*row));
            set
        };
        let sets = [set(&[1, 2, 70]), set(&[2, 70, 300]), set(&[70])];
        let rows = |least| at_least(least, &sets).iter().collect::<Vec<_>>();
        assert_eq!(rows(0), [1, 2, 70, 300]);
        assert_eq!(rows(1), [1, 2, 70, 300]);
        assert_eq!(rows(2), [2, 70]);
        assert_eq!(rows(3), [70]);
        assert_eq!(rows(4), Vec::<i64>::new());
        assert_eq!(at_least(1, &[]).len(), 0);
    }
}
