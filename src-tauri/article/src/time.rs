//! Two kinds of time: the system's, in milliseconds, and a page's, kept as it was given.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A system time: whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS,
)]
#[ts(type = "number")]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The system clock's time.
    #[must_use]
    pub fn now() -> Self {
        Self(Utc::now().timestamp_millis())
    }

    /// The time as a date of chrono; a value beyond its range becomes 1970.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// ISO 8601 in UTC with seconds, as in `2026-03-04T05:06:07Z`.
    #[must_use]
    pub fn to_iso(self) -> String {
        self.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// How exactly a page gave a time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only a year.
    Year,
    /// A year and a month.
    Month,
    /// A day.
    Day,
    /// A day and a time of day.
    Time,
}

/// A time as a page gave it: ISO text with what was known, and a key to sort by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PageTime {
    /// ISO 8601, no more exact than the page was: `2026-03`, `2026-03-04`, `2026-03-04T05:06+01:00`.
    pub text: String,
    /// How exact `text` is.
    pub precision: Precision,
    /// Whether the page named a time zone.
    pub zoned: bool,
    /// Milliseconds UTC to sort by; what is unknown counts as its beginning, an unknown zone as UTC.
    #[ts(type = "number")]
    pub sort_key: i64,
}

impl PageTime {
    /// Reads ISO 8601 text: a year, month, day, or day and time with or without a zone.
    ///
    /// Tolerates a space for the `T`, a zone without colon, fractions of a second and the
    /// space before a zone. Gives `None` for anything else and for years outside 1400 to 9999.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() {
            return None;
        }
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = match text.len() {
            4 if digits(text) => {
                let date = NaiveDate::from_ymd_opt(text.parse().ok()?, 1, 1)?;
                Self::from_date(text.to_owned(), Precision::Year, date)
            }
            7 if text.as_bytes()[4] == b'-' => {
                let date = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
                Self::from_date(text.to_owned(), Precision::Month, date)
            }
            10 => {
                let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
                Self::from_date(text.to_owned(), Precision::Day, date)
            }
            8 if digits(text) => {
                let date = NaiveDate::parse_from_str(text, "%Y%m%d").ok()?;
                Self::from_date(date.to_string(), Precision::Day, date)
            }
            _ => Self::parse_moment(text)?,
        };
        let year = DateTime::from_timestamp_millis(parsed.sort_key)?.year();
        (1400..=9999).contains(&year).then_some(parsed)
    }

    fn parse_moment(text: &str) -> Option<Self> {
        if text.len() < 13 {
            return None;
        }
        let mut normal = text.to_owned();
        if matches!(normal.as_bytes()[10], b' ' | b't') {
            normal.replace_range(10..11, "T");
        }
        let normal = normal.replace(' ', "").replace('z', "Z");
        const ZONED: [&str; 4] =
            ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y%m%dT%H%M%S%#z", "%Y-%m-%dT%H%#z"];
        for format in ZONED {
            if let Ok(moment) = DateTime::parse_from_str(&normal, format) {
                let text = if normal.ends_with('Z') {
                    moment.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
                } else {
                    moment.to_rfc3339_opts(SecondsFormat::Secs, false)
                };
                let sort_key = moment.timestamp_millis();
                return Some(Self { text, precision: Precision::Time, zoned: true, sort_key });
            }
        }
        const LOCAL: [&str; 3] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y%m%dT%H%M%S"];
        LOCAL.iter().find_map(|format| {
            let moment = NaiveDateTime::parse_from_str(&normal, format).ok()?;
            Some(Self {
                text: moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
                precision: Precision::Time,
                zoned: false,
                sort_key: moment.and_utc().timestamp_millis(),
            })
        })
    }

    fn from_date(text: String, precision: Precision, date: NaiveDate) -> Self {
        let sort_key = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Self { text, precision, zoned: false, sort_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pages_time_is_kept_as_exactly_as_it_was_given() {
        let cases = [
            ("2026", "2026", Precision::Year, false),
            ("2026-03", "2026-03", Precision::Month, false),
            ("2026-03-04", "2026-03-04", Precision::Day, false),
            ("20260304", "2026-03-04", Precision::Day, false),
            ("2026-03-04T05:06", "2026-03-04T05:06:00", Precision::Time, false),
            ("2026-03-04 05:06:07", "2026-03-04T05:06:07", Precision::Time, false),
            ("2026-03-04T05:06:07.123Z", "2026-03-04T05:06:07Z", Precision::Time, true),
            ("2026-03-04T05:06:07+0100", "2026-03-04T05:06:07+01:00", Precision::Time, true),
            ("2026-03-04 05:06:07 +01:00", "2026-03-04T05:06:07+01:00", Precision::Time, true),
        ];
        for (given, text, precision, zoned) in cases {
            let time = PageTime::parse_iso(given).unwrap_or_else(|| panic!("{given}"));
            assert_eq!((time.text.as_str(), time.precision, time.zoned), (text, precision, zoned));
        }
    }

    #[test]
    fn a_zone_moves_the_sort_key() {
        let key = |text| PageTime::parse_iso(text).map(|time| time.sort_key);
        assert_eq!(key("2026-03-04T05:06:07+01:00"), key("2026-03-04T04:06:07Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2026-13", "2026-02-30", "0000", "12345678901234567890", "é"]
        {
            assert_eq!(PageTime::parse_iso(text), None, "{text}");
        }
    }
}
