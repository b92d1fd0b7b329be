//! Dates in a query: a year, a month or a day.

use chrono::{Datelike as _, NaiveDate};

/// A span of days: the first, and the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Its first day.
    pub from: NaiveDate,
    /// The day after its last.
    pub until: NaiveDate,
}

impl Moment {
    /// Reads `2026`, `2026-3`, `2026-03` or `2026-03-04`; `/` and `.` do as well as `-`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
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
        let year = i32::try_from(number(parts.first()?, 4)?).ok()?;
        match parts.as_slice() {
            [_] => Some(Self {
                from: NaiveDate::from_ymd_opt(year, 1, 1)?,
                until: NaiveDate::from_ymd_opt(year + 1, 1, 1)?,
            }),
            [_, month] => {
                let from = NaiveDate::from_ymd_opt(year, number(month, 2)?, 1)?;
                let until = from.checked_add_months(chrono::Months::new(1))?;
                Some(Self { from, until })
            }
            [_, month, day] => {
                let from = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?;
                Some(Self { from, until: from.succ_opt()? })
            }
            _ => None,
        }
        .filter(|moment| moment.from.year() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_span_of_days() {
        let cases = [
            ("2026", "2026-01-01", "2027-01-01"),
            ("2026-3", "2026-03-01", "2026-04-01"),
            ("2026-12", "2026-12-01", "2027-01-01"),
            ("2026-03-04", "2026-03-04", "2026-03-05"),
            ("2024/2/29", "2024-02-29", "2024-03-01"),
            ("2024.12.31", "2024-12-31", "2025-01-01"),
        ];
        for (text, from, until) in cases {
            let moment = Moment::read(text).unwrap_or_else(|| panic!("{text}"));
            let found = (moment.from.to_string(), moment.until.to_string());
            assert_eq!(found, (from.to_owned(), until.to_owned()));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "26", "0000", "2026-13", "2026-02-30", "2026-1-1-1", "20x6", "٢٠٢٦", "2026-"]
        {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
