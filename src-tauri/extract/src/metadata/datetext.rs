//! Dates as people write them, in the languages that news is written in.
//!
//! ISO 8601 and mail dates first; then a month's name beside a day and a year; then numbers with
//! separators; then Chinese, Japanese and Korean dates. A date from running text is exact to the day.

use std::{collections::HashMap, sync::LazyLock};

use backfile_article::{PageTime, Timestamp};
use chrono::{DateTime, Datelike as _, Duration, NaiveDate};

/// Beginnings of the months' names, from January on; the longest that fits a word counts.
const MONTHS: [&str; 12] = [
    "jan ene gen sty led ocak янв січ oca tammi ιαν يناير जनवरी stycz sij",
    "feb fev fév lut úno şub фев лют helmi φεβ فبراير फरवरी febr velj",
    "mar mär mrz maerz mrt maa bře мар бер μαρ مارس मार्च már ožu",
    "apr abr avr kwi dub nis апр кві huhti απρ أبريل ابريل अप्रैल ápr tra ebr",
    "may mai mei maj mag kvě мая май тра touko μαΐ μαϊ مايو मई máj svi mayıs",
    "jun jui giu cze červn haz июн чер kesä ιουν يونيو जून jún",
    "lip jul juil lug červenc tem июл лип heinä ιουλ يوليو जुलाई júl",
    "srp aug ago aoû aou sie ağu авг сер elo αυγ أغسطس اغسطس अगस्त kol",
    "sep set wrz zář eyl сен вер syys σεπ سبتمبر सितंबर szept ruj",
    "oct okt ott out paź říj eki окт жов loka οκτ أكتوبر اكتوبر अक्टूबर",
    "nov lis kas ноя marras νοε نوفمبر नवंबर listop",
    "dec dez dic déc gru pro ara дек гру joulu δεκ ديسمبر दिसंबर dis des pros",
];

/// Days later than the capture by which a page's clock may be ahead.
const AHEAD: i64 = 2;

/// Reads a date in any known form. `day_first` decides 03/04/2026; `now` bounds what is plausible.
pub(crate) fn parse(text: &str, day_first: bool, now: Option<Timestamp>) -> Option<PageTime> {
    let text = text.trim();
    if !text.contains(char::is_numeric) {
        return None;
    }
    let text: String = text.chars().take(300).collect();
    let time = PageTime::parse_iso(&text)
        .or_else(|| from_mail(&text))
        .or_else(|| from_epoch(&text))
        .or_else(|| find_iso(&text))
        .or_else(|| find_named(&text))
        .or_else(|| find_numbers(&text, day_first))?;
    is_plausible(&time, now).then_some(time)
}

/// Whether a page could have been published then.
pub(crate) fn is_plausible(time: &PageTime, now: Option<Timestamp>) -> bool {
    let latest = now.map_or(4_102_444_800_000, |now| now.0 + AHEAD * 86_400_000);
    // 1970-01-01 stands in pages for "unknown".
    !(0..86_400_000).contains(&time.sort_key)
        && time.sort_key > -2_840_140_800_000
        && time.sort_key <= latest
}

fn from_mail(text: &str) -> Option<PageTime> {
    let time = DateTime::parse_from_rfc2822(text).ok()?;
    PageTime::parse_iso(&time.to_rfc3339())
}

fn from_epoch(text: &str) -> Option<PageTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let time = match text.len() {
        10 => DateTime::from_timestamp(number, 0)?,
        13 => DateTime::from_timestamp_millis(number)?,
        _ => return None,
    };
    PageTime::parse_iso(&time.to_rfc3339())
}

fn day(year: i32, month: u32, day: u32) -> Option<PageTime> {
    // Four digits of other things are read as years before that.
    if !(1980..=2100).contains(&year) {
        return None;
    }
    PageTime::parse_iso(&NaiveDate::from_ymd_opt(year, month, day)?.to_string())
}

/// `2026-03-04`, with or without a time after it, anywhere in the text.
fn find_iso(text: &str) -> Option<PageTime> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len().saturating_sub(9) {
        let part = &bytes[at..at + 10];
        let free = at == 0 || !bytes[at - 1].is_ascii_digit();
        if free
            && part[4] == b'-'
            && part[7] == b'-'
            && [0, 1, 2, 3, 5, 6, 8, 9].iter().all(|&i| part[i].is_ascii_digit())
        {
            let rest = &text[at..];
            let end = rest
                .find(|c: char| {
                    !(c.is_ascii_digit() || matches!(c, '-' | ':' | 'T' | 'Z' | '+' | '.'))
                })
                .unwrap_or(rest.len());
            let found = PageTime::parse_iso(&rest[..end])
                .or_else(|| rest.get(..25).and_then(PageTime::parse_iso))
                .or_else(|| rest.get(..19).and_then(PageTime::parse_iso))
                .or_else(|| PageTime::parse_iso(&rest[..10]));
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    /// A number, how many digits it has, and the separator right after it.
    Number(u32, usize, char),
    Month(u32),
    Other,
}

fn words(text: &str) -> Vec<Word> {
    let lower = text.to_lowercase();
    let mut out = Vec::new();
    let mut rest = lower.as_str();
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let after = rest[length..].chars().next().unwrap_or(' ');
            let number = rest[..length].parse().unwrap_or(u32::MAX);
            out.push(Word::Number(number, length, after));
            rest = &rest[length..];
            // "4th", "1er", "3º"
            for suffix in ["st", "nd", "rd", "th", "er", "º", "ª"] {
                if let Some(cut) = rest.strip_prefix(suffix)
                    && !cut.starts_with(char::is_alphabetic)
                {
                    rest = cut;
                }
            }
        } else if c.is_alphabetic() {
            let length = rest
                .find(|c: char| !c.is_alphabetic() && !('\u{900}'..='\u{97f}').contains(&c))
                .unwrap_or(rest.len());
            out.push(month(&rest[..length]).map_or(Word::Other, Word::Month));
            rest = &rest[length..];
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Whether a word in lower case is the name of a month.
pub(crate) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// Whether a word in lower case is nothing but a month's name, which some first names begin with.
pub(crate) fn is_month_name(word: &str) -> bool {
    const NAMES: &str = "january february march april june july august september october november \
         december januar februar märz mai juni juli oktober dezember janvier février mars avril \
         juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo \
         junio julio agosto septiembre octubre noviembre diciembre jan feb mar apr jun jul aug \
         sep sept oct okt nov dec dez";
    NAMES.split_whitespace().any(|name| name == word)
}

/// Whether a word in lower case is the name of a day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    const NAMES: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed \
         thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag \
         lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes \
         sábado domingo";
    NAMES.split_whitespace().any(|name| name == word)
}

/// The number of the month that a word in lower case names.
pub(crate) fn month(word: &str) -> Option<u32> {
    let length = word.chars().count();
    if !(3..=14).contains(&length) {
        return None;
    }
    let first = word.chars().next()?;
    let beginnings = BEGINNINGS.get(&first)?;
    beginnings.iter().find(|(name, _)| word.starts_with(name)).map(|&(_, number)| number)
}

/// The beginnings of months' names with their numbers, by first letter, the longest first.
static BEGINNINGS: LazyLock<HashMap<char, Vec<(&str, u32)>>> = LazyLock::new(|| {
    let mut all: HashMap<char, Vec<(&str, u32)>> = HashMap::new();
    for (number, names) in (1..).zip(MONTHS) {
        for name in names.split(' ') {
            if let Some(first) = name.chars().next() {
                all.entry(first).or_default().push((name, number));
            }
        }
    }
    all.values_mut().for_each(|names| names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len())));
    all
});

fn is_day(word: Option<&Word>) -> Option<u32> {
    match word {
        Some(&Word::Number(number @ 1..=31, 1 | 2, after)) if after != ':' => Some(number),
        _ => None,
    }
}

fn is_year(word: Option<&Word>) -> Option<i32> {
    match word {
        Some(&Word::Number(number @ 1900..=2100, 4, _)) => Some(number as i32),
        _ => None,
    }
}

/// A month's name beside a day and a year, with at most a small word ("de", "of") between.
fn find_named(text: &str) -> Option<PageTime> {
    let words = words(text);
    for (at, word) in words.iter().enumerate() {
        let Word::Month(month) = *word else { continue };
        let skip = |mut at: usize| {
            while matches!(words.get(at), Some(Word::Other)) {
                at += 1;
            }
            at
        };
        let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at));
        let day_before = is_day(before(1)).or_else(|| {
            matches!(before(1), Some(Word::Other)).then(|| is_day(before(2))).flatten()
        });
        let found = if let Some(number) = day_before {
            let next = if skip(at + 1) <= at + 2 { skip(at + 1) } else { at + 1 };
            is_year(words.get(next)).and_then(|year| day(year, month, number))
        } else if let Some(number) = is_day(words.get(at + 1)) {
            is_year(words.get(at + 2))
                .or_else(|| is_year(words.get(at + 3)))
                .or_else(|| is_year(before(1)))
                .and_then(|year| day(year, month, number))
        } else {
            None
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// `04.03.2026`, `3/4/2026`, `2026/3/4`, `2026年3月4日`.
fn find_numbers(text: &str, day_first: bool) -> Option<PageTime> {
    let words = words(text);
    for three in words.windows(3) {
        let [
            Word::Number(a, a_len, a_sep),
            Word::Number(b, b_len, b_sep),
            Word::Number(c, c_len, _),
        ] = *three
        else {
            continue;
        };
        let cjk = matches!(a_sep, '年' | '년') && matches!(b_sep, '月' | '월');
        if !cjk && (a_sep != b_sep || !matches!(a_sep, '.' | '/' | '-')) {
            continue;
        }
        if a_len == 4 && b_len <= 2 && c_len <= 2 {
            return day(a as i32, b, c);
        }
        if a_len <= 2 && b_len <= 2 && (c_len == 4 || (c_len == 2 && a_sep == '.')) {
            let year = if c_len == 2 { 2_000 + c } else { c } as i32;
            let day_first = day_first || a_sep == '.' || a > 12;
            let (d, m) = if day_first && b <= 12 { (a, b) } else { (b, a) };
            if let Some(found) = day(year, m, d) {
                return Some(found);
            }
        }
    }
    // Chinese dates run their words together: 年 is a letter, so the numbers are apart already.
    let numbers: Vec<_> = words
        .iter()
        .filter_map(|word| match *word {
            Word::Number(number, length, after) => Some((number, length, after)),
            _ => None,
        })
        .collect();
    numbers.windows(3).find_map(|three| {
        let [(year, 4, '年' | '년'), (month, _, '月' | '월'), (number, _, '日' | '일')] = *three
        else {
            return None;
        };
        day(year as i32, month, number)
    })
}

/// Reads "3 days ago" and its like, counted from `now`.
pub(crate) fn relative(text: &str, now: Timestamp) -> Option<PageTime> {
    let lower = crate::text::collapse(text).to_lowercase();
    if lower.chars().count() > 60 {
        return None;
    }
    let at = now.to_utc();
    let on_day =
        |days: i64| PageTime::parse_iso(&(at - Duration::days(days)).date_naive().to_string());
    let is_ago = [
        "ago",
        "vor ",
        "il y a",
        "hace ",
        "há ",
        "fa",
        "назад",
        "前",
        "geleden",
        "siden",
        "temu",
        "sedan",
        "önce",
    ]
    .iter()
    .any(|word| lower.contains(word));
    if !is_ago {
        return match lower.as_str() {
            "today" | "heute" | "aujourd'hui" | "hoy" | "hoje" | "oggi" => on_day(0),
            "yesterday" | "gestern" | "hier" | "ayer" | "ontem" | "ieri" => on_day(1),
            _ => None,
        };
    }
    let number: i64 = match lower.find(|c: char| c.is_ascii_digit()) {
        Some(start) => {
            let digits = &lower[start..];
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            digits[..end].parse().ok().filter(|number| *number < 10_000)?
        }
        None if lower.starts_with("an ") || lower.starts_with("a ") || lower.contains(" ein") => 1,
        None => return None,
    };
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let exact = |moment: DateTime<chrono::Utc>| {
        PageTime::parse_iso(&moment.format("%Y-%m-%dT%H:%MZ").to_string())
    };
    if has(&["minut", "min ", "mins", "分"]) {
        exact(at - Duration::minutes(number))
    } else if has(&[
        "hour", "hr", "stunde", "heure", "hora", "ora", "ore", "uur", "час", "時間", "小时",
        "godzin", "time", "saat",
    ]) {
        exact(at - Duration::hours(number))
    } else if has(&["week", "woche", "semaine", "semana", "settiman", "недел", "週", "周"]) {
        on_day(7 * number)
    } else if has(&["month", "monat", "mois", "mes", "maand", "месяц", "か月", "个月"]) {
        let months = at.year() as i64 * 12 + i64::from(at.month0()) - number;
        PageTime::parse_iso(&format!(
            "{:04}-{:02}",
            months.div_euclid(12),
            months.rem_euclid(12) + 1
        ))
    } else if has(&["year", "jahr", "année", "ans", "año", "ano", "jaar", "лет", "年"]) {
        PageTime::parse_iso(&format!("{:04}", i64::from(at.year()) - number))
    } else if has(&[
        "day", "tag", "jour", "día", "dia", "giorn", "dag", "день", "дн", "日", "天", "dni", "gün",
    ]) {
        on_day(number)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text, false, None).map(|time| time.text)
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let cases = [
            ("March 4, 2026", "2026-03-04"),
            ("Published: 4th of March 2026 at 10:15", "2026-03-04"),
            ("Wednesday, Mar. 4, 2026, 9:05 a.m.", "2026-03-04"),
            ("4. März 2026", "2026-03-04"),
            ("4 de marzo de 2026", "2026-03-04"),
            ("4 août 2026", "2026-08-04"),
            ("1er juillet 2026", "2026-07-01"),
            ("4 марта 2026", "2026-03-04"),
            ("4 lipca 2026", "2026-07-04"),
            ("04.03.2026, 12:30 Uhr", "2026-03-04"),
            ("3/4/2026", "2026-03-04"),
            ("2026/3/4", "2026-03-04"),
            ("2026年3月4日 10:00", "2026-03-04"),
            ("2026년 3월 4일", "2026-03-04"),
            ("Wed, 04 Mar 2026 10:15:00 +0100", "2026-03-04T10:15:00+01:00"),
            ("Updated 2026-03-04 10:15", "2026-03-04"),
            ("1772618400", "2026-03-04T10:00:00+00:00"),
        ];
        for (text, date) in cases {
            assert_eq!(read(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_follows_the_language() {
        assert_eq!(
            parse("03/04/2026", true, None).map(|time| time.text).as_deref(),
            Some("2026-04-03")
        );
        assert_eq!(
            parse("25/04/2026", false, None).map(|time| time.text).as_deref(),
            Some("2026-04-25")
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "Marching on", "10:15", "May be 40", "1.2.3", "4 March", "12345"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_relative_time_counts_from_the_capture() {
        let now = Timestamp(1_772_618_400_000); // 2026-03-04T10:00Z
        let cases = [
            ("3 days ago", "2026-03-01"),
            ("2 hours ago", "2026-03-04T08:00:00Z"),
            ("vor 5 Minuten", "2026-03-04T09:55:00Z"),
            ("yesterday", "2026-03-03"),
            ("a week ago", "2026-02-25"),
        ];
        for (text, date) in cases {
            assert_eq!(relative(text, now).map(|time| time.text).as_deref(), Some(date), "{text}");
        }
        assert_eq!(relative("a fabric", now), None);
    }
}
