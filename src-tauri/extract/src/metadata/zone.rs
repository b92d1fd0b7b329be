//! The publisher's own zone for a time that is declared in UTC.
//!
//! Systems often declare their times in UTC, by which an evening's story is of the next day. Where
//! the page writes the same moment with a zone elsewhere, that is what its readers were shown.

use backfile_article::{PageTime, Precision};
use memchr::memmem;

/// The places that are looked at; minutes and seconds of one moment recur in any page a few times.
const PLACES: usize = 64;

/// The same moment as the page writes it with a zone of its own, else the time as it is.
pub(crate) fn local(html: &str, time: PageTime) -> PageTime {
    elsewhere(html, &time).unwrap_or(time)
}

fn elsewhere(html: &str, time: &PageTime) -> Option<PageTime> {
    let universal = time.text.ends_with('Z') || time.text.ends_with("+00:00");
    if time.precision != Precision::Time || !universal {
        return None;
    }
    // A zone moves hours, seldom minutes: ":05:07" of "2026-03-04T04:05:07Z".
    let seconds = time.text.get(16..19).filter(|part| part.starts_with(':'))?;
    memmem::find_iter(html.as_bytes(), seconds.as_bytes())
        .take(PLACES)
        .filter_map(|at| {
            let rest = html.get(at.checked_sub(16)?..)?;
            let end = rest.bytes().skip(19).take_while(|byte| is_of_zone(*byte)).count() + 19;
            PageTime::parse_iso(rest.get(..end)?)
        })
        .find(|other| {
            other.sort_key / 1_000 == time.sort_key / 1_000
                && other.zoned
                && !other.text.ends_with('Z')
                && !other.text.ends_with("+00:00")
        })
}

fn is_of_zone(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b':' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str, time: &str) -> String {
        local(html, PageTime::parse_iso(time).unwrap()).text
    }

    #[test]
    fn the_same_moment_with_a_zone_is_taken() {
        let page = r#"<script>{"at":"2026-03-03T21:25:54-05:00"}</script>"#;
        assert_eq!(text(page, "2026-03-04T02:25:54Z"), "2026-03-03T21:25:54-05:00");
        assert_eq!(text(page, "2026-03-04T02:25:54+00:00"), "2026-03-03T21:25:54-05:00");
    }

    #[test]
    fn another_moment_or_no_zone_is_not() {
        let declared = "2026-03-04T02:25:54Z";
        for page in [
            "2026-03-03T22:25:54-05:00",
            "2026-03-03T21:25:54",
            "2026-03-04T02:25:54Z",
            "2026-03-04T02:25:54+00:00",
            ":54",
            "é:25:54-05:00",
            "",
        ] {
            assert_eq!(text(page, declared), declared, "{page}");
        }
        let zoned = "2026-03-04T04:25:54+02:00";
        assert_eq!(text("2026-03-03T21:25:54-05:00", zoned), zoned);
    }
}
