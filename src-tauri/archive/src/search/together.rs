//! Rows that hold several words, with where each of them stands: what phrases are made of.

use super::{
    segments::{Cursor, Placed, Rows},
    terms::{Index, Word},
};
use crate::{Result, list::RowSet};

/// A column and a position in it, in one number.
pub(super) fn place(column: u32, position: u32) -> u64 {
    u64::from(column) << 32 | u64::from(position)
}

/// Rows that are asked for in their order.
struct Ascending<'a> {
    placed: &'a Placed,
    cursor: Cursor,
    at: usize,
}

impl<'a> Ascending<'a> {
    fn of(placed: &'a Placed) -> Self {
        Self { placed, cursor: Cursor::default(), at: 0 }
    }

    /// The number of a row that is not before the one asked for last.
    #[inline]
    fn rank(&mut self, row: u32) -> Option<usize> {
        let Rows::Few(rows) = &self.placed.rows else { return self.placed.rows.rank(row) };
        // The next is mostly near.
        let mut step = 1;
        while rows.get(self.at + step).is_some_and(|other| *other < row) {
            step *= 2;
        }
        let end = rows.len().min(self.at + step + 1);
        self.at += rows[self.at..end].partition_point(|other| *other < row);
        (rows.get(self.at) == Some(&row)).then_some(self.at)
    }
}

/// Words of which it is asked where they stand in the rows that hold them all.
pub(super) struct Together<'a> {
    index: &'a Index<'a>,
    words: &'a [&'a Word],
    places: Vec<Vec<u64>>,
}

impl<'a> Together<'a> {
    pub(super) fn new(index: &'a Index<'_>, words: &'a [&'a Word]) -> Self {
        Self { index, words, places: words.iter().map(|_| Vec::new()).collect() }
    }

    /// Every row of `among` that holds all the words, with the sorted places of each.
    pub(super) fn each(
        &mut self,
        among: &RowSet,
        mut emit: impl FnMut(u32, &[Vec<u64>]),
    ) -> Result<()> {
        for segment in self.index.segments() {
            self.each_of(*segment, among, &mut emit)?;
        }
        self.each_fresh(among, emit);
        Ok(())
    }

    /// The same in one segment.
    pub(super) fn each_of(
        &mut self,
        segment: i64,
        among: &RowSet,
        mut emit: impl FnMut(u32, &[Vec<u64>]),
    ) -> Result<()> {
        let Self { index, words, places } = self;
        let placed: Vec<&Placed> =
            words.iter().filter_map(|word| word.placed_in(segment)).collect();
        let rarest = placed.iter().min_by_key(|placed| placed.rows.len());
        let Some(rarest) = rarest.filter(|_| placed.len() == words.len()) else { return Ok(()) };
        let gone = index.gone(segment);
        let mut lists: Vec<Ascending<'_>> = placed.iter().map(|one| Ascending::of(one)).collect();
        let mut failed = Ok(());
        rarest.rows.each(|_, row| {
            if failed.is_err()
                || !among.holds(row.into())
                || gone.is_some_and(|gone| gone.holds(row.into()))
            {
                return;
            }
            for (list, places) in lists.iter_mut().zip(places.iter_mut()) {
                places.clear();
                let Some(number) = list.rank(row) else { return };
                let put = |column, position| places.push(place(column, position));
                let read = list.placed.each_place(&index.store, number, &mut list.cursor, put);
                if read.is_err() {
                    failed = read;
                    return;
                }
            }
            sort(places);
            emit(row, places);
        });
        failed
    }

    /// The same in the rows that are in no segment.
    pub(super) fn each_fresh(&mut self, among: &RowSet, mut emit: impl FnMut(u32, &[Vec<u64>])) {
        for row in self.words.first().into_iter().flat_map(|word| word.fresh_rows()) {
            if !among.holds(row.into()) {
                continue;
            }
            for (word, places) in self.words.iter().zip(&mut self.places) {
                places.clear();
                word.each_fresh_place(row, |column, at| places.push(place(column, at)));
            }
            sort(&mut self.places);
            emit(row, &self.places);
        }
    }
}

fn sort(places: &mut [Vec<u64>]) {
    for places in places.iter_mut().filter(|places| !places.is_sorted()) {
        places.sort_unstable();
    }
}
