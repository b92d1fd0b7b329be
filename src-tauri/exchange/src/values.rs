//! The small values of a list's row: titles, times, tags, states.

use backfile_article::{PageTime, Timestamp};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

/// Longer titles are cut; a hostile cell of megabytes is no title.
const MAX_TITLE: usize = 2_000;

/// A title with its white space collapsed; `None` when empty.
pub(crate) fn title(text: &str) -> Option<String> {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > MAX_TITLE {
            cut(&mut out, MAX_TITLE);
            break;
        }
    }
    let bare = out.trim_matches('\u{feff}');
    if bare.len() != out.len() {
        out = bare.to_owned();
    }
    (!out.is_empty()).then_some(out)
}

/// Shortens a text to at most `len` bytes, at the end of a character.
pub(crate) fn cut(text: &mut String, len: usize) {
    if text.len() > len {
        let mut end = len;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

/// Words of a person or page, with their line breaks, trimmed; `None` when empty.
pub(crate) fn words(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// In which order a table writes day and month with slashes or dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DayOrder {
    /// Nothing decides it: such dates are left out.
    #[default]
    Unknown,
    /// 31/12/2026
    DayFirst,
    /// 12/31/2026
    MonthFirst,
}

impl DayOrder {
    /// What one date proves.
    pub(crate) fn of(text: &str) -> Self {
        match slashed(text) {
            Some((first, second, _, _)) if first > 12 && second <= 12 => Self::DayFirst,
            Some((first, second, _, _)) if second > 12 && first <= 12 => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

/// A time as exports write it: Unix numbers in seconds to nanoseconds, Chrome's microseconds
/// since 1601, ISO, e-mail's and common written forms. `None` outside 1990 to 2100.
pub(crate) fn time(text: &str, order: DayOrder) -> Option<Timestamp> {
    let text = text.trim().trim_matches('"');
    let millis = number(text).or_else(|| written(text, order))?;
    // 1990-01-01 and 2100-01-01: before the web, and beyond any archive of today.
    (631_152_000_000..4_102_444_800_000).contains(&millis).then_some(Timestamp(millis))
}

fn number(text: &str) -> Option<i64> {
    let whole = text.split('.').next().unwrap_or(text);
    if whole.len() < 9 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.len() > whole.len() && !text[whole.len() + 1..].bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // 20260304050607 and its forms without dashes are 12 or 14 digits and begin with a year;
    // as milliseconds such numbers would lie after the year 2600.
    if whole.len() == 14 {
        let moment = NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").ok()?;
        return Some(moment.and_utc().timestamp_millis());
    }
    let value: i64 = whole.parse().ok()?;
    // Chrome counts microseconds from 1601; its 1970 is 11,644,473,600 s.
    const CHROME_1970: i64 = 11_644_473_600_000_000;
    Some(if value < 100_000_000_000 {
        value * 1000
    } else if value < 100_000_000_000_000 {
        value
    } else if value < 10_000_000_000_000_000 {
        value / 1000
    } else if value < 100_000_000_000_000_000 {
        (value - CHROME_1970) / 1000
    } else {
        value / 1_000_000
    })
}

fn written(text: &str, order: DayOrder) -> Option<i64> {
    if text.len() < 6 || text.len() > 120 {
        return None;
    }
    if let Some(time) = PageTime::parse_iso(text) {
        // A bare year says too little to sort a list by.
        return (text.len() > 4).then_some(time.sort_key);
    }
    if let Some((first, second, year, rest)) = slashed(text) {
        let (day, month) = match order {
            DayOrder::MonthFirst => (second, first),
            DayOrder::DayFirst => (first, second),
            // Dots are German, Russian, Turkish …: always the day first.
            DayOrder::Unknown if text.contains('.') && !text.contains('/') => (first, second),
            DayOrder::Unknown => match DayOrder::of(text) {
                DayOrder::DayFirst => (first, second),
                DayOrder::MonthFirst => (second, first),
                DayOrder::Unknown if first == second => (first, second),
                DayOrder::Unknown => return None,
            },
        };
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        return Some(date.and_time(clock(rest)).and_utc().timestamp_millis());
    }
    if let Ok(moment) = DateTime::parse_from_rfc2822(text) {
        return Some(moment.timestamp_millis());
    }
    // A browser's Date: Wed Mar 04 2026 05:06:07 GMT+0100 (Central European Standard Time)
    let plain = text.split(" (").next().unwrap_or(text).trim();
    if let Ok(moment) = DateTime::parse_from_str(plain, "%a %b %d %Y %H:%M:%S GMT%z") {
        return Some(moment.timestamp_millis());
    }
    const MOMENTS: [&str; 8] = [
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%Y-%m-%d %H:%M:%S UTC",
        "%B %d, %Y %H:%M:%S",
        "%B %d, %Y, %I:%M:%S %p",
        "%B %d, %Y, %I:%M %p",
        "%B %d, %Y at %I:%M%p",
        "%a, %d %b %Y %H:%M:%S GMT",
    ];
    for format in MOMENTS {
        if let Ok(moment) = NaiveDateTime::parse_from_str(plain, format) {
            return Some(moment.and_utc().timestamp_millis());
        }
    }
    const DAYS: [&str; 5] = ["%Y/%m/%d", "%B %d, %Y", "%d %B %Y", "%B %d %Y", "%d-%B-%Y"];
    for format in DAYS {
        if let Ok(date) = NaiveDate::parse_from_str(plain, format) {
            return Some(date.and_time(NaiveTime::MIN).and_utc().timestamp_millis());
        }
    }
    None
}

/// `1/2/2026 03:04:05` and `1.2.2026` in their parts; the year has four digits.
fn slashed(text: &str) -> Option<(u32, u32, i32, &str)> {
    let date_end = text.find([' ', ',', 'T']).unwrap_or(text.len());
    let (date, rest) = text.split_at(date_end);
    let mark = if date.contains('/') { '/' } else { '.' };
    let mut parts = date.split(mark);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || first.len() > 2 || second.len() > 2 {
        return None;
    }
    Some((first.parse().ok()?, second.parse().ok()?, year.parse().ok()?, rest))
}

fn clock(text: &str) -> NaiveTime {
    let text = text.trim_start_matches([' ', ',', 'T']).trim();
    const CLOCKS: [&str; 4] = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];
    CLOCKS
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(text, format).ok())
        .unwrap_or(NaiveTime::MIN)
}

/// Splits a cell of tags: a JSON array, a Python list, or names parted by `|`, else `,`, else `;`.
pub(crate) fn tags(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut out = Vec::new();
    if let Some(list) = quoted_list(text) {
        for tag in list {
            push_tag(&mut out, &tag);
        }
        return out;
    }
    let mark = ['|', ',', ';'].into_iter().find(|mark| text.contains(*mark)).unwrap_or(',');
    for tag in text.split(mark) {
        push_tag(&mut out, tag);
    }
    out
}

/// Adds a tag once; white space is collapsed, empty ones are left out.
pub(crate) fn push_tag(tags: &mut Vec<String>, tag: &str) {
    // A thousand tags on one row are an attack, and `contains` below is linear.
    if tags.len() >= 1_000 {
        return;
    }
    if let Some(tag) = title(tag)
        && !tags.contains(&tag)
    {
        tags.push(tag);
    }
}

fn quoted_list(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if let Ok(list) = serde_json::from_str::<Vec<String>>(text) {
        return Some(list);
    }
    // Python's repr: 'a', "b's", with backslashes.
    let mut list = Vec::new();
    let mut current = String::new();
    let mut quote = None;
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => current.extend(chars.next()),
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => current.push(c),
            (None, '\'' | '"') => quote = Some(c),
            (None, ',') => list.push(std::mem::take(&mut current)),
            (None, c) => current.push(c),
        }
    }
    list.push(current);
    Some(list)
}

/// What a word for a state says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Unread,
    Read,
    Starred,
}

/// A folder's, heading's or status cell's word for a state.
pub(crate) fn state(text: &str) -> Option<State> {
    match text.trim().to_lowercase().as_str() {
        "unread" | "to read" | "toread" | "read later" | "later" | "new" | "inbox"
        | "shortlist" | "reading list" | "active" | "saved" | "queue" | "ungelesen" => {
            Some(State::Unread)
        }
        "read" | "archive" | "archived" | "read archive" | "done" | "finished" | "gelesen"
        | "archiv" => Some(State::Read),
        "starred" | "favorite" | "favorites" | "favourite" | "favourites" | "liked" | "likes" => {
            Some(State::Starred)
        }
        _ => None,
    }
}

/// Yes or no, as tables write it.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "x" | "ja" | "wahr" | "✓" => Some(true),
        "0" | "false" | "no" | "n" | "nein" | "falsch" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_export_are_read() {
        let iso = |text, order| time(text, order).map(Timestamp::to_iso);
        let cases = [
            ("1772600767", "2026-03-04T05:06:07Z"),
            ("1772600767.25", "2026-03-04T05:06:07Z"),
            ("1772600767000", "2026-03-04T05:06:07Z"),
            ("1772600767000000", "2026-03-04T05:06:07Z"),
            ("1772600767000000000", "2026-03-04T05:06:07Z"),
            ("13417074367000000", "2026-03-04T05:06:07Z"),
            ("\"1772600767\"", "2026-03-04T05:06:07Z"),
            ("20260304050607", "2026-03-04T05:06:07Z"),
            ("2026-03-04", "2026-03-04T00:00:00Z"),
            ("2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z"),
            ("2026-03-04 05:06:07+00:00", "2026-03-04T05:06:07Z"),
            ("2026-03-04T06:06:07+0100", "2026-03-04T05:06:07Z"),
            ("2026-03-04T05:06:07.123Z", "2026-03-04T05:06:07Z"),
            ("2026-03-04 05:06:07", "2026-03-04T05:06:07Z"),
            ("31/12/2026 05:06:07", "2026-12-31T05:06:07Z"),
            ("12/31/2026, 5:06 PM", "2026-12-31T17:06:00Z"),
            ("04.03.2026 05:06", "2026-03-04T05:06:00Z"),
            ("2026/03/04", "2026-03-04T00:00:00Z"),
            ("Mar 4, 2026", "2026-03-04T00:00:00Z"),
            ("4 March 2026", "2026-03-04T00:00:00Z"),
            ("March 4, 2026", "2026-03-04T00:00:00Z"),
            ("Wed, 4 Mar 2026 05:06:07 +0000", "2026-03-04T05:06:07Z"),
            (
                "Wed Mar 04 2026 06:06:07 GMT+0100 (Central European Standard Time)",
                "2026-03-04T05:06:07Z",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text, DayOrder::Unknown).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(iso("03/04/2026", DayOrder::DayFirst).as_deref(), Some("2026-04-03T00:00:00Z"));
        assert_eq!(
            iso("03/04/2026", DayOrder::MonthFirst).as_deref(),
            Some("2026-03-04T00:00:00Z")
        );
        for text in [
            "",
            "0",
            "-1",
            "1",
            "2026",
            "99999999999999999999",
            "9223372036854775807",
            "03/04/2026",
            "yesterday",
            "31/31/2026",
            "20261399999999",
            "5000000000000",
            "١٢٣٤٥٦٧٨٩٠",
        ] {
            assert_eq!(iso(text, DayOrder::Unknown), None, "{text}");
        }
    }

    #[test]
    fn tags_of_every_export_are_split() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("one", &["one"]),
            ("two words", &["two words"]),
            ("a|b|a", &["a", "b"]),
            ("a, b ,c", &["a", "b", "c"]),
            ("a; b", &["a", "b"]),
            ("a|b, c", &["a", "b, c"]),
            ("[]", &[]),
            (r#"["a","b c"]"#, &["a", "b c"]),
            (r#"['a', "b's", 'c\'d']"#, &["a", "b's", "c'd"]),
            ("[draft]", &["draft"]),
            (",,", &[]),
            ("News/Local", &["News/Local"]),
        ];
        for (text, expected) in cases {
            assert_eq!(tags(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_title_is_one_line_of_bounded_length() {
        assert_eq!(title(" a\r\n  b\tc "), Some("a b c".to_owned()));
        assert_eq!(title(" \n"), None);
        assert!(title(&"é".repeat(100_000)).is_some_and(|title| title.len() <= MAX_TITLE));
    }
}
