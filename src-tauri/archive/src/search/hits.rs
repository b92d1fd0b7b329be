//! Rows that hold something, with the weight of it in each.

use std::sync::{Arc, LazyLock};

use super::segments::{List, codec};
use crate::list::RowSet;

/// One in how many rows, below which weights are kept by pairs.
const SPARSE: usize = 32;
/// One in how many rows, below which sums are sorted rather than added in place.
const SORTED: usize = 64;

/// Weights as numbers that add up.
static SUMMANDS: LazyLock<[u32; 256]> =
    LazyLock::new(|| std::array::from_fn(|weight| codec::summand(weight as u8)));

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
            Weights::Many(many) => self.rows.each(|row| emit(row, many[row as usize])),
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
            Weights::Few(few) => {
                let most = few.iter().map(|(_, weight)| *weight).max();
                Ascending::Few { rest: few, most: most.unwrap_or(codec::NONE) }
            }
            Weights::Many(many) => Ascending::Many(many),
        }
    }

    /// Of several that may hold the same rows: their weights are added.
    pub(super) fn added<'a>(all: impl Iterator<Item = &'a Self> + Clone, reach: usize) -> Self {
        let mut rest = all.clone();
        if let (Some(one), None) = (rest.next(), rest.next()) {
            return one.clone();
        }
        let mut sums = Sums::new(reach);
        for hits in all {
            hits.each(|row, weight| sums.add(row, weight));
        }
        sums.end()
    }
}

/// Weights that are asked for by ascending rows.
pub(super) enum Ascending<'a> {
    Few { rest: &'a [(u32, u8)], most: u8 },
    Many(&'a [u8]),
}

impl Ascending<'_> {
    /// The weight of a row that is above the one asked for before.
    #[inline]
    pub(super) fn of(&mut self, row: u32) -> u8 {
        match self {
            Self::Many(many) => many.get(row as usize).copied().unwrap_or(codec::NONE),
            Self::Few { rest, .. } => {
                while let Some(((first, weight), others)) = rest.split_first() {
                    if *first >= row {
                        return if *first == row { *weight } else { codec::NONE };
                    }
                    *rest = others;
                }
                codec::NONE
            }
        }
    }

    /// A weight that none of the 64 rows from this one on is above.
    #[inline]
    pub(super) fn most_from(&self, row: u32) -> u8 {
        match self {
            Self::Few { most, .. } => *most,
            Self::Many(many) => {
                let rest = many.get(row as usize..).unwrap_or_default();
                match rest.first_chunk::<64>() {
                    Some(chunk) => chunk.iter().copied().fold(0, u8::max),
                    None => rest.iter().copied().fold(0, u8::max),
                }
            }
        }
    }
}

/// Gathers rows in any order, each once.
pub(super) struct Gather {
    reach: usize,
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
        Self { reach, rows, weights, last: None, sorted: true }
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

    /// Makes room for so many more.
    fn room(&mut self, count: usize) {
        if let Weights::Few(few) = &self.weights
            && few.len() + count > self.reach / SPARSE
        {
            let mut many = vec![codec::NONE; self.reach];
            for (row, weight) in few {
                if let Some(place) = many.get_mut(*row as usize) {
                    *place = *weight;
                }
            }
            self.weights = Weights::Many(many);
        }
    }

    /// Puts a whole list, without the rows that are gone from it.
    pub(super) fn put_list(&mut self, list: &List<'_>, gone: Option<&RowSet>) {
        self.room(list.rows.len());
        let Weights::Many(many) = &mut self.weights else {
            list.rows.each(|at, row| {
                if gone.is_none_or(|gone| !gone.holds(row.into())) {
                    self.put(row, list.weights[at]);
                }
            });
            return;
        };
        let mut rest = list.weights;
        list.rows.each_word(|word, bits| {
            let (own, others) = rest.split_at(bits.count_ones() as usize);
            rest = others;
            let kept = bits & !gone.map_or(0, |gone| gone.word(word));
            self.rows.insert_word(word, kept);
            let Some(places) = many.get_mut(word * 64..) else { return };
            if kept == u64::MAX && places.len() >= 64 {
                places[..64].copy_from_slice(own);
                return;
            }
            let (mut left, mut own) = (bits, own.iter());
            while let (true, Some(weight)) = (left != 0, own.next()) {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if let Some(place) = places.get_mut(bit as usize)
                    && kept & 1 << bit != 0
                {
                    *place = *weight;
                }
            }
        });
    }

    pub(super) fn end(mut self) -> Hits {
        if let (Weights::Few(few), false) = (&mut self.weights, self.sorted) {
            few.sort_unstable();
        }
        Hits { rows: Arc::new(self.rows), weights: Arc::new(self.weights) }
    }
}

/// Adds up the weights of rows that may come more than once, in any order.
pub(super) struct Sums {
    reach: usize,
    /// Rows that come once.
    once: Option<Gather>,
    few: Vec<(u32, u32)>,
    /// By row, once there are many.
    many: Vec<u32>,
    rows: RowSet,
}

impl Sums {
    /// For rows below `reach`.
    pub(super) fn new(reach: usize) -> Self {
        Self { reach, once: None, few: Vec::new(), many: Vec::new(), rows: RowSet::default() }
    }

    #[inline]
    pub(super) fn add(&mut self, row: u32, weight: u8) {
        let more = SUMMANDS[usize::from(weight)];
        if self.many.is_empty() {
            self.few.push((row, more));
            if self.few.len() > self.reach / SORTED {
                self.spread();
            }
            return;
        }
        if let Some(sum) = self.many.get_mut(row as usize) {
            *sum = sum.saturating_add(more);
            self.rows.insert(row.into());
        }
    }

    fn spread(&mut self) {
        self.many = vec![0; self.reach];
        self.rows.reach(self.reach as i64);
        for (row, more) in std::mem::take(&mut self.few) {
            if let Some(sum) = self.many.get_mut(row as usize) {
                *sum = sum.saturating_add(more);
                self.rows.insert(row.into());
            }
        }
    }

    /// Adds a whole list, without the rows that are gone from it.
    pub(super) fn add_list(&mut self, list: &List<'_>, gone: Option<&RowSet>) {
        list.rows.each(|at, row| {
            if gone.is_none_or(|gone| !gone.holds(row.into())) {
                self.add(row, list.weights[at]);
            }
        });
    }

    /// Takes a whole list, of rows that come in no other.
    pub(super) fn take_list(&mut self, list: &List<'_>, gone: Option<&RowSet>) {
        let reach = self.reach;
        self.once.get_or_insert_with(|| Gather::new(reach, list.rows.len())).put_list(list, gone);
    }

    pub(super) fn end(mut self) -> Hits {
        let once = self.once.take();
        let sums = self.summed();
        match once {
            None => sums,
            Some(mut once) => {
                once.room(sums.rows.len());
                sums.each(|row, weight| once.put(row, weight));
                once.end()
            }
        }
    }

    fn summed(mut self) -> Hits {
        if self.many.is_empty() {
            self.few.sort_unstable_by_key(|(row, _)| *row);
            let mut gather = Gather::new(self.reach, self.few.len());
            for same in self.few.chunk_by(|one, other| one.0 == other.0) {
                let sum = same.iter().fold(0_u32, |sum, (_, more)| sum.saturating_add(*more));
                gather.put(same[0].0, codec::weight_of(sum));
            }
            return gather.end();
        }
        let mut weights = vec![codec::NONE; self.reach];
        self.rows.each(|row| weights[row as usize] = codec::weight_of(self.many[row as usize]));
        Hits { rows: Arc::new(self.rows), weights: Arc::new(Weights::Many(weights)) }
    }
}
