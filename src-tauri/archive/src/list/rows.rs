//! Sets of row numbers.

/// A set of row numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowSet(Vec<u64>);

impl RowSet {
    #[inline]
    pub(crate) fn insert(&mut self, rowid: i64) {
        let Ok(rowid) = usize::try_from(rowid) else { return };
        let word = rowid / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (rowid % 64);
    }

    /// The bits of 64 rows.
    pub(crate) fn word(&self, word: usize) -> u64 {
        self.0.get(word).copied().unwrap_or_default()
    }

    /// Puts in those of 64 rows whose bits are set.
    pub(crate) fn insert_word(&mut self, word: usize, bits: u64) {
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bits;
    }

    #[inline]
    pub(crate) fn holds(&self, rowid: i64) -> bool {
        let Ok(rowid) = usize::try_from(rowid) else { return false };
        self.0.get(rowid / 64).is_some_and(|word| word & (1 << (rowid % 64)) != 0)
    }

    /// Makes room for rows up to this one.
    pub(crate) fn reach(&mut self, rowid: i64) {
        if let Ok(rowid) = usize::try_from(rowid)
            && rowid / 64 >= self.0.len()
        {
            self.0.resize(rowid / 64 + 1, 0);
        }
    }

    /// A number that every row in it is below.
    pub(crate) fn reached(&self) -> usize {
        self.0.len() * 64
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        (0_i64..).zip(&self.0).flat_map(|(at, word)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| at * 64 + bit)
        })
    }

    pub(crate) fn both(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    pub(crate) fn either(&self, other: &Self) -> Self {
        let (long, short) =
            if self.0.len() >= other.0.len() { (self, other) } else { (other, self) };
        let mut joined = long.clone();
        for (word, more) in joined.0.iter_mut().zip(&short.0) {
            *word |= more;
        }
        joined
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        for (word, less) in rest.0.iter_mut().zip(&other.0) {
            *word &= !less;
        }
        rest
    }

    /// Keeps only what `other` has too.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }

    pub(crate) fn remove(&mut self, rowid: i64) {
        if let Some(word) = usize::try_from(rowid / 64).ok().and_then(|at| self.0.get_mut(at)) {
            *word &= !(1 << (rowid % 64));
        }
    }

    /// The bits of every 64 rows of which some are in it, with their number.
    pub(crate) fn each_word(&self, mut emit: impl FnMut(usize, u64)) {
        for (at, word) in self.0.iter().enumerate().filter(|(_, word)| **word != 0) {
            emit(at, *word);
        }
    }

    /// How many of these rows are in it.
    pub(crate) fn count_of(&self, rows: &[u32]) -> usize {
        let bit = |row: &u32| self.word(*row as usize / 64) >> (row % 64) & 1;
        rows.iter().map(bit).sum::<u64>() as usize
    }

    /// Those of its rows of which that is true.
    pub(crate) fn filtered(&self, mut holds: impl FnMut(usize) -> bool) -> Self {
        let kept = self.0.iter().enumerate().map(|(at, word)| {
            let (mut rest, mut kept) = (*word, 0);
            while rest != 0 {
                let bit = rest.trailing_zeros();
                kept |= u64::from(holds(at * 64 + bit as usize)) << bit;
                rest &= rest - 1;
            }
            kept
        });
        Self(kept.collect())
    }

    /// Every row in it, as rows are numbered in the index.
    pub(crate) fn each(&self, mut emit: impl FnMut(u32)) {
        for (at, word) in (0_u32..).zip(&self.0) {
            let mut rest = *word;
            while rest != 0 {
                emit(at * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}
