//! Lists: which entries, in which order, under which headings.
//!
//! All that decides where an entry stands in a list fits in a few bytes, so it is read once
//! after a change, from one index, and kept as the "spine". Every view, search, count, group
//! and page of any depth is then a walk over memory, and exact.

mod flags;
mod kept;
mod read;
mod rows;
mod spine;

pub(crate) use flags::Flags;
pub(crate) use read::SpineCache;
pub(crate) use rows::RowSet;
pub(crate) use spine::{Spine, day};

use chrono::{DateTime, Datelike as _, NaiveDate};

use crate::{
    Group, GroupSpan, ListQuery, ListRow, Listing, Reader, Result, Sort, View,
    read::name_key,
    search::{compile, expression, rank, snippet, terms::Index},
};

const DAY: i64 = 24 * 60 * 60 * 1000;

impl Reader<'_> {
    /// A piece of a list.
    ///
    /// # Errors
    /// The database.
    pub fn list(&self, request: &ListQuery<'_>) -> Result<Listing> {
        self.settle()?;
        let spine = self.spine()?;
        let (members, found) = self.answering(&spine, request)?;
        let total = number(members.len());
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let mut groups = Vec::new();
        let ranked =
            request.sort == Sort::Relevance && request.query.is_some_and(expression::has_words);
        let rows: Vec<u32> = match &found {
            Some((index, found)) if ranked => {
                let most = (request.now.0, offset.saturating_add(limit));
                let best = rank::best(index, &found.leaves(), &members, &spine, most)?;
                best.into_iter().skip(offset).collect()
            }
            _ if request.sort == Sort::Published => {
                page(spine.as_published(), &members, (offset, limit))
            }
            _ => {
                groups = grouped(&spine, &members, request);
                page(spine.as_saved(), &members, (offset, limit))
            }
        };
        let marks = request.query.map(expression::marks).unwrap_or_default();
        let mut shown = Vec::new();
        for row in rows {
            let row = i64::from(row);
            let Some(entry) = self.entry_at(row)? else { continue };
            let snippet = match marks.is_empty() {
                true => Vec::new(),
                false => snippet::snippet(&self.text_at(row)?.unwrap_or_default(), &marks),
            };
            shown.push(ListRow { entry, snippet });
        }
        Ok(Listing { total, groups, rows: shown, seq: spine.seq() })
    }

    /// The entries that a request asks for, and how its query was answered.
    pub(crate) fn answering(
        &self,
        spine: &Spine,
        request: &ListQuery<'_>,
    ) -> Result<(RowSet, Option<(Index<'_>, compile::Found)>)> {
        let mut members = spine.sets.of(request.view, request.query.is_some());
        if let View::Tag(id) = request.view {
            members.keep(&self.tagged_with(spine, id)?);
        }
        let Some(node) = request.query else { return Ok((members, None)) };
        let index = Index::open(self, spine.seq())?;
        let found = compile::find(self, &index, spine, compile::Clock::of(request), node)?;
        members.keep(&found.rows);
        Ok((members, Some((index, found))))
    }

    fn tagged_with(&self, spine: &Spine, id: backfile_article::TagId) -> Result<RowSet> {
        let Some(tag) = self.tag_rowid(id)? else { return Ok(RowSet::default()) };
        let name: String = self.one("SELECT name FROM tag WHERE rowid = ?1", [tag])?;
        compile::tagged(self, &spine.facts, &name_key(&name))
    }

    /// The text of an entry as it is searched.
    fn text_at(&self, rowid: i64) -> Result<Option<String>> {
        let found: Option<Option<String>> = self.maybe(
            "SELECT coalesce(a.overlay_text, kept_text(v.text, v.extraction), a.excerpt) \
             FROM article a LEFT JOIN version v ON v.rowid = a.current WHERE a.rowid = ?1",
            [rowid],
        )?;
        Ok(found.flatten())
    }
}

/// So many of `members` after the first so many, in the order of `rows`.
fn page(rows: &[u32], members: &RowSet, (offset, limit): (usize, usize)) -> Vec<u32> {
    rows.iter()
        .copied()
        .filter(|row| members.holds((*row).into()))
        .skip(offset)
        .take(limit)
        .collect()
}

/// The headings of a list in the order of saving.
fn grouped(spine: &Spine, members: &RowSet, request: &ListQuery<'_>) -> Vec<Group> {
    let shift = i64::from(request.utc_offset_minutes) * 60_000;
    // Days and months are those of the person's clock.
    let day_of = |time: i64| (time.saturating_add(shift)).div_euclid(DAY);
    let today = day_of(request.now.0);
    let mut groups: Vec<Group> = Vec::new();
    let (mut at, mut start) = (0, 0);
    while let Some(time) = spine.saved_at_place(at) {
        let day = day_of(time);
        let (span, from_day) = match today - day {
            ..=0 => (GroupSpan::Today, today),
            1 => (GroupSpan::Yesterday, today - 1),
            2..=7 => (GroupSpan::ThisWeek, today - 7),
            _ => {
                let date = DateTime::from_timestamp_millis(day.saturating_mul(DAY));
                let date = date.unwrap_or_default().date_naive();
                let month = GroupSpan::Month { year: date.year(), month: date.month() };
                (month, first_day_of_month(date))
            }
        };
        let rows = spine.saved_from(at, |time| day_of(time) >= from_day);
        let count = members.count_of(rows);
        at += rows.len().max(1);
        if count > 0 {
            groups.push(Group { span, start: number(start), count: number(count) });
            start += count;
        }
    }
    groups
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn first_day_of_month(date: NaiveDate) -> i64 {
    let first = date.with_day(1).unwrap_or(date);
    first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis().div_euclid(DAY)
}
