//! Rows that hold something, with the weight of it in each.

use std::sync::Arc;

use super::segments::codec;
use crate::list::RowSet;

/// One in how many rows, below which weights are kept by pairs.
const SPARSE: usize = 32;

/// Rows, and the weight of each. Cloning is cheap.
#[derive(Clone, Default)]
pub(crate) struct Hits {
    pub(crate) rows: Arc<RowSet>,
    weights: Arc<Weights>,
}

enum Weights {
    /// Rows, ascending, with theirs.
    Few(Vec<(u32, u8)>),
    /// By row.
    Many(Vec<u8>),
}

impl Default for Weights {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Hits {
    pub(super) fn is_empty(&self) -> bool {
        match &*self.weights {
            Weights::Few(few) => few.is_empty(),
            Weights::Many(_) => self.rows.is_empty(),
        }
    }

    /// Memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        let weights = match &*self.weights {
            Weights::Few(few) => few.len() * size_of::<(u32, u8)>(),
            Weights::Many(many) => many.len(),
        };
        weights + self.rows.reached() / 8
    }

    /// Every row with its weight, ascending.
    pub(super) fn each(&self, mut emit: impl FnMut(u32, u8)) {
        match &*self.weights {
            Weights::Few(few) => few.iter().for_each(|(row, weight)| emit(*row, *weight)),
            Weights::Many(many) => {
                for (row, weight) in (0..).zip(many).filter(|(_, weight)| **weight > 0) {
                    emit(row, *weight);
                }
            }
        }
    }

    /// The weight of a row.
    #[inline]
    pub(super) fn of(&self, row: u32) -> u8 {
        match &*self.weights {
            Weights::Few(few) => {
                few.binary_search_by_key(&row, |(row, _)| *row).map_or(codec::NONE, |at| few[at].1)
            }
            Weights::Many(many) => many.get(row as usize).copied().unwrap_or(codec::NONE),
        }
    }

    /// The weights, asked for by ascending rows.
    pub(super) fn ascending(&self) -> Ascending<'_> {
        match &*self.weights {
            Weights::Few(few) => Ascending::Few(few),
            Weights::Many(many) => Ascending::Many(many),
        }
    }

    /// Of rows that may come more than once, with what adds up to their weights.
    pub(super) fn of_sums(mut sums: Vec<(u32, u32)>, reach: usize) -> Self {
        let mut gather = Gather::new(reach, sums.len());
        if sums.len() > reach / 4 {
            let mut by_row = vec![0_u32; reach];
            for (row, sum) in sums {
                if let Some(all) = by_row.get_mut(row as usize) {
                    *all = all.saturating_add(sum);
                }
            }
            for (row, sum) in (0..).zip(by_row).filter(|(_, sum)| *sum > 0) {
                gather.put(row, codec::weight_of(sum));
            }
            return gather.end();
        }
        sums.sort_unstable_by_key(|(row, _)| *row);
        for same in sums.chunk_by(|one, other| one.0 == other.0) {
            let sum = same.iter().fold(0_u32, |sum, (_, more)| sum.saturating_add(*more));
            gather.put(same[0].0, codec::weight_of(sum));
        }
        gather.end()
    }

    /// Of several that may hold the same rows: their weights are added.
    pub(super) fn added<'a>(all: impl Iterator<Item = &'a Self> + Clone, reach: usize) -> Self {
        let mut rest = all.clone();
        if let (Some(one), None) = (rest.next(), rest.next()) {
            return one.clone();
        }
        let mut sums = Vec::new();
        for hits in all {
            hits.each(|row, weight| sums.push((row, codec::summand(weight))));
        }
        Self::of_sums(sums, reach)
    }

    /// Of several of which no two hold the same row.
    pub(super) fn joined(mut all: Vec<Self>, reach: usize) -> Self {
        all.retain(|hits| !hits.is_empty());
        if all.len() == 1 {
            return all.remove(0);
        }
        let count = all.iter().map(|hits| hits.rows.len()).sum();
        let mut gather = Gather::new(reach, count);
        for hits in all {
            hits.each(|row, weight| gather.put(row, weight));
        }
        gather.end()
    }
}

/// Weights that are asked for by ascending rows.
pub(super) enum Ascending<'a> {
    Few(&'a [(u32, u8)]),
    Many(&'a [u8]),
}

impl Ascending<'_> {
    /// The weight of a row that is above the one asked for before.
    #[inline]
    pub(super) fn of(&mut self, row: u32) -> u8 {
        match self {
            Self::Many(many) => many.get(row as usize).copied().unwrap_or(codec::NONE),
            Self::Few(few) => {
                while let Some(((first, weight), rest)) = few.split_first() {
                    if *first >= row {
                        return if *first == row { *weight } else { codec::NONE };
                    }
                    *few = rest;
                }
                codec::NONE
            }
        }
    }
}

/// Gathers rows in any order, each once.
pub(super) struct Gather {
    rows: RowSet,
    weights: Weights,
    last: Option<u32>,
    sorted: bool,
}

impl Gather {
    /// For about `count` rows below `reach`.
    pub(super) fn new(reach: usize, count: usize) -> Self {
        let weights = if count > reach / SPARSE {
            Weights::Many(vec![codec::NONE; reach])
        } else {
            Weights::Few(Vec::with_capacity(count))
        };
        let mut rows = RowSet::default();
        rows.reach(reach as i64);
        Self { rows, weights, last: None, sorted: true }
    }

    #[inline]
    pub(super) fn put(&mut self, row: u32, weight: u8) {
        self.rows.insert(row.into());
        match &mut self.weights {
            Weights::Few(few) => {
                self.sorted &= self.last < Some(row);
                self.last = Some(row);
                few.push((row, weight));
            }
            Weights::Many(many) => {
                if let Some(place) = many.get_mut(row as usize) {
                    *place = weight;
                }
            }
        }
    }

    pub(super) fn end(mut self) -> Hits {
        if let (Weights::Few(few), false) = (&mut self.weights, self.sorted) {
            few.sort_unstable();
        }
        Hits { rows: Arc::new(self.rows), weights: Arc::new(self.weights) }
    }
}
