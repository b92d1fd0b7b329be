//! Dates in a query: days, months, years, days as people name them, and ranges of those.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

/// The days that people name, as completion offers them. `last 7 days` and the like are read
/// too, with any number.
pub const NAMED_DAYS: &[&str] = &[
    "today",
    "yesterday",
    "this week",
    "last week",
    "this month",
    "last month",
    "this year",
    "last year",
    "last 7 days",
];

/// A length of time that calendars know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// From midnight to midnight.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A span of days, fixed or counted from the day of the asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Fixed days: the first, and the one after the last.
    Days(NaiveDate, NaiveDate),
    /// The whole unit that lies so many before the one of today: 0 is this week, 1 the last.
    Back(Unit, u32),
    /// So many units up to today and with it.
    Past(Unit, u32),
}

/// Beyond this many units back no archive reaches.
const FARTHEST: u32 = 9_999;

impl Moment {
    /// Reads `2026`, `2026-3`, `2026-03` or `2026-03-04`, where `/` and `.` do as well as `-`,
    /// and [`NAMED_DAYS`], where `-` and `_` do as well as spaces. Case does not matter.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        calendar(text).or_else(|| named(text))
    }

    /// Its first day and the day after its last, on the day `today`.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let until = today.succ_opt().unwrap_or(today);
        match self {
            Self::Days(from, until) => (from, until),
            Self::Back(unit, count) => {
                let from = back(first_of(unit, today), unit, count);
                (from, after(from, unit))
            }
            Self::Past(Unit::Day | Unit::Week, 0) => (today, until),
            Self::Past(unit, count) => (back(until, unit, count), until),
        }
    }
}

fn calendar(text: &str) -> Option<Moment> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let number = |part: &str, most: usize| {
        let digits = !part.is_empty() && part.len() <= most;
        (digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    if parts.first()?.len() != 4 {
        return None;
    }
    let year = i32::try_from(number(parts.first()?, 4)?).ok().filter(|year| *year > 0)?;
    let (month, day, unit) = match parts.as_slice() {
        [_] => (1, 1, Unit::Year),
        [_, month] => (number(month, 2)?, 1, Unit::Month),
        [_, month, day] => (number(month, 2)?, number(day, 2)?, Unit::Day),
        _ => return None,
    };
    let from = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Moment::Days(from, after(from, unit)))
}

fn named(text: &str) -> Option<Moment> {
    let text = text.to_lowercase().replace(['-', '_'], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let unit = |word: &str| {
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        })
    };
    Some(match words.as_slice() {
        ["today"] => Moment::Back(Unit::Day, 0),
        ["yesterday"] => Moment::Back(Unit::Day, 1),
        ["this", word] => Moment::Back(unit(word)?, 0),
        ["last", word] => Moment::Back(unit(word)?, 1),
        ["last" | "past", count, word] => {
            let count = count.parse().ok().filter(|count| (1..=FARTHEST).contains(count))?;
            Moment::Past(unit(word)?, count)
        }
        _ => return None,
    })
}

fn first_of(unit: Unit, day: NaiveDate) -> NaiveDate {
    let first = match unit {
        Unit::Day => Some(day),
        Unit::Week => Some(day.week(Weekday::Mon).first_day()),
        Unit::Month => day.with_day(1),
        Unit::Year => day.with_day(1).and_then(|day| day.with_month(1)),
    };
    first.unwrap_or(day)
}

fn back(day: NaiveDate, unit: Unit, count: u32) -> NaiveDate {
    let earlier = match unit {
        Unit::Day => day.checked_sub_days(Days::new(u64::from(count))),
        Unit::Week => day.checked_sub_days(Days::new(u64::from(count) * 7)),
        Unit::Month => day.checked_sub_months(Months::new(count)),
        Unit::Year => day.checked_sub_months(Months::new(count.saturating_mul(12))),
    };
    earlier.unwrap_or(NaiveDate::MIN)
}

fn after(day: NaiveDate, unit: Unit) -> NaiveDate {
    let later = match unit {
        Unit::Day => day.succ_opt(),
        Unit::Week => day.checked_add_days(Days::new(7)),
        Unit::Month => day.checked_add_months(Months::new(1)),
        Unit::Year => day.checked_add_months(Months::new(12)),
    };
    later.unwrap_or(NaiveDate::MAX)
}

/// A range of days; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// It begins with the first day of this.
    pub from: Option<Moment>,
    /// It ends with the last day of this.
    pub to: Option<Moment>,
}

impl Period {
    /// Reads a [`Moment`], or two with `..` between them, of which one may be missing.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once("..") else {
            let moment = Moment::read(text)?;
            return Some(Self { from: Some(moment), to: Some(moment) });
        };
        let end = |text: &str| match text.trim() {
            "" => Some(None),
            text => Moment::read(text).map(Some),
        };
        let period = Self { from: end(from)?, to: end(to)? };
        (period.from.is_some() || period.to.is_some()).then_some(period)
    }

    /// Its first day and the day after its last, on the day `today`; none where it is open. One
    /// that ends before it begins on that day, as `last-3-months..2020` may, is empty: it ends
    /// where it begins.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from = self.from.map(|from| from.days(today).0);
        (from, self.to.map(|to| to.days(today).1).max(from.filter(|_| self.to.is_some())))
    }

    /// Whether it ends before it begins, whatever the day.
    pub(crate) fn backwards(self) -> bool {
        match (self.from, self.to) {
            (Some(Moment::Days(from, _)), Some(Moment::Days(_, until))) => until <= from,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> (String, String) {
        // A Wednesday.
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let period = Period::read(text).unwrap_or_else(|| panic!("{text}"));
        let (from, until) = period.days(today);
        let shown = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        (shown(from), shown(until))
    }

    #[test]
    fn a_period_that_ends_before_it_begins_on_this_day_is_empty() {
        assert_eq!(
            days("last-3-months..2022-05"),
            ("2025-12-05".to_owned(), "2025-12-05".to_owned())
        );
        assert_eq!(days("today..2020"), ("2026-03-04".to_owned(), "2026-03-04".to_owned()));
        assert_eq!(days("today.."), ("2026-03-04".to_owned(), String::new()));
    }

    #[test]
    fn a_date_is_a_span_of_days() {
        let cases = [
            ("2026", "2026-01-01", "2027-01-01"),
            ("2026-3", "2026-03-01", "2026-04-01"),
            ("2026-12", "2026-12-01", "2027-01-01"),
            ("2026-03-04", "2026-03-04", "2026-03-05"),
            ("2024/2/29", "2024-02-29", "2024-03-01"),
            ("2024.12.31", "2024-12-31", "2025-01-01"),
            ("9998", "9998-01-01", "9999-01-01"),
            ("today", "2026-03-04", "2026-03-05"),
            ("Yesterday", "2026-03-03", "2026-03-04"),
            ("this week", "2026-03-02", "2026-03-09"),
            ("last-week", "2026-02-23", "2026-03-02"),
            ("this_month", "2026-03-01", "2026-04-01"),
            ("last month", "2026-02-01", "2026-03-01"),
            ("this year", "2026-01-01", "2027-01-01"),
            ("LAST  YEAR", "2025-01-01", "2026-01-01"),
            ("last 7 days", "2026-02-26", "2026-03-05"),
            ("past 1 day", "2026-03-04", "2026-03-05"),
            ("last 2 weeks", "2026-02-19", "2026-03-05"),
            ("last-3-months", "2025-12-05", "2026-03-05"),
            ("2020..2022", "2020-01-01", "2023-01-01"),
            ("2024-05..", "2024-05-01", ""),
            ("..2024-05-06", "", "2024-05-07"),
            ("last week..today", "2026-02-23", "2026-03-05"),
        ];
        for (text, from, until) in cases {
            assert_eq!(days(text), (from.to_owned(), until.to_owned()), "{text}");
        }
        for name in NAMED_DAYS {
            days(name);
        }
    }

    #[test]
    fn the_longest_way_back_is_still_a_day() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        for text in ["last 9999 years", "last 9999 months", "last 9999 weeks", "last 9999 days"] {
            let (from, until) = Period::read(text).unwrap().days(today);
            assert!(from < until, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "26",
            "0000",
            "2026-13",
            "2026-02-30",
            "2026-1-1-1",
            "20x6",
            "٢٠٢٦",
            "2026-",
            "..",
            "soon",
            "last",
            "last 0 days",
            "last 10000 days",
            "last x days",
            "this",
            "2020..x",
            "2020...2022",
            "last fortnight",
        ] {
            assert_eq!(Period::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_noticed() {
        for (text, backwards) in
            [("2024..2020", true), ("2020..2024", false), ("2024..2024", false), ("..2020", false)]
        {
            assert_eq!(Period::read(text).unwrap().backwards(), backwards, "{text}");
        }
    }
}
