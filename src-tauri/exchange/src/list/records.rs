//! The records of a table in text (RFC 4180), read from a stream, with mending.
//!
//! One quote that is never closed would swallow every row behind it. A record over several
//! lines is therefore believed only when its quotes close cleanly and it does not itself hold
//! rows; else its first line is read alone, as it stands, and the rows behind it are kept.

use std::io::Read;

use crate::decode::Text;
use crate::incoming::ExchangeError;
use crate::link::typed_link;

/// The longest believable record; some exports put a whole article's HTML into a cell.
const MAX_RECORD: usize = 4 * 1024 * 1024;

/// Cells beyond these are left out.
const MAX_CELLS: usize = 512;

/// After so many broken quotes every line is a record: looking ahead costs up to
/// [`MAX_RECORD`] each time.
const MAX_MENDED: u32 = 8;

/// The cells of one record in one buffer.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at `index`, or nothing for a short record.
    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn end(&mut self) {
        if self.ends.len() < MAX_CELLS {
            self.ends.push(self.text.len());
        } else {
            self.text.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What the records of a table are expected to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The byte between two cells; [`ONE_COLUMN`] for none.
    pub(crate) mark: u8,
    /// How many cells the header has.
    pub(crate) cells: usize,
    /// The cell of the link.
    pub(crate) link: usize,
}

/// The mark of a table with one column: a link may hold any separator.
pub(crate) const ONE_COLUMN: u8 = 0x1f;

/// Reads records one after another.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) cells: Cells,
    /// The line on which the present record begins, from 1.
    pub(crate) line: u64,
    next_line: u64,
    mended: u32,
}

impl Records {
    /// Reads the next record that is not blank into [`Self::cells`]; `false` at the end.
    pub(crate) fn next(
        &mut self,
        text: &mut Text<impl Read>,
        shape: Shape,
    ) -> Result<bool, ExchangeError> {
        loop {
            let Some(len) = self.parse(text, shape)? else { return Ok(false) };
            self.line = self.next_line + 1;
            let taken = &text.ready().as_bytes()[..len];
            let feeds = taken.iter().filter(|byte| **byte == b'\n').count();
            let returns = taken.iter().filter(|byte| **byte == b'\r').count();
            self.next_line += feeds.max(returns) as u64;
            text.take(len);
            if !self.cells.is_blank() {
                return Ok(true);
            }
        }
    }

    fn parse(
        &mut self,
        text: &mut Text<impl Read>,
        shape: Shape,
    ) -> Result<Option<usize>, ExchangeError> {
        let mut quoting = self.mended < MAX_MENDED;
        loop {
            let (ready, last) = (text.ready(), text.ended());
            if ready.is_empty() {
                if text.more()? {
                    continue;
                }
                return Ok(None);
            }
            if quoting {
                match record(ready, shape.mark, last, &mut self.cells) {
                    Outcome::Done { len, lines, clean } => {
                        let good = !lines || (clean && !self.holds_rows(&ready[..len], shape));
                        if good {
                            return Ok(Some(len));
                        }
                        self.mended += 1;
                        quoting = false;
                        continue;
                    }
                    Outcome::More if ready.len() < MAX_RECORD && !last => {
                        let len = ready.len();
                        // Twice as much each time, so that a long cell is not read too often.
                        text.head(len * 2)?;
                        continue;
                    }
                    Outcome::More => {
                        self.mended += 1;
                        quoting = false;
                        continue;
                    }
                }
            }
            match one_line(ready, shape.mark, last, &mut self.cells) {
                Some(len) => return Ok(Some(len)),
                None => {
                    let len = ready.len();
                    text.head(len * 2)?;
                }
            }
        }
    }

    /// Whether a record over several lines has swallowed rows, or has no link of its own.
    fn holds_rows(&self, record: &str, shape: Shape) -> bool {
        if self.cells.len() > shape.cells.max(1) || typed_link(self.cells.get(shape.link)).is_none()
        {
            return true;
        }
        if shape.cells < 2 {
            return false;
        }
        // The last line is this record's own end.
        let lines = record.lines().count();
        record.lines().take(lines.saturating_sub(1)).skip(1).any(|line| {
            let mut cells = line.split(char::from(shape.mark));
            cells.clone().count() == shape.cells
                && cells.nth(shape.link).is_some_and(|cell| typed_link(cell).is_some())
        })
    }
}

/// The first records of a text, for a look at what it is.
pub(crate) fn first_records(head: &str, mark: u8, count: usize) -> Vec<Cells> {
    let mut rest = head;
    let mut records = Vec::new();
    let mut mended = 0;
    // Blank lines before the table do not count, but a text of them ends.
    for _ in 0..count * 4 {
        if records.len() >= count || rest.is_empty() {
            break;
        }
        let mut cells = Cells::default();
        let whole = match mended < MAX_MENDED {
            true => record(rest, mark, true, &mut cells),
            false => Outcome::More,
        };
        let len = match whole {
            Outcome::Done { len, lines: false, .. } => len,
            Outcome::Done { len, clean: true, .. } if len < 64 * 1024 => len,
            _ => {
                mended += 1;
                one_line(rest, mark, true, &mut cells).unwrap_or(rest.len())
            }
        };
        rest = &rest[len..];
        if !cells.is_blank() {
            records.push(cells);
        }
    }
    records
}

enum Outcome {
    /// A whole record of `len` bytes with its line end; `lines` when a cell holds a line end,
    /// `clean` when nothing stood behind a closing quote.
    Done { len: usize, lines: bool, clean: bool },
    /// The text ends within it.
    More,
}

fn record(text: &str, mark: u8, last: bool, cells: &mut Cells) -> Outcome {
    cells.clear();
    let bytes = text.as_bytes();
    let (mut at, mut lines, mut clean) = (0, false, true);
    loop {
        // A cell may be quoted behind a space, as people write it.
        let spaces = bytes[at..].iter().take_while(|byte| **byte == b' ' && mark != b' ').count();
        if bytes.get(at + spaces) == Some(&b'"') {
            at += spaces + 1;
            loop {
                let Some(quote) = bytes[at..].iter().position(|byte| *byte == b'"') else {
                    return Outcome::More;
                };
                let piece = &text[at..at + quote];
                lines |= piece.contains(['\n', '\r']);
                cells.text.push_str(piece);
                at += quote + 1;
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                cells.text.push('"');
                at += 1;
            }
            if at == bytes.len() && !last {
                return Outcome::More;
            }
        }
        let start = at;
        while at < bytes.len() && bytes[at] != mark && !matches!(bytes[at], b'\n' | b'\r') {
            at += 1;
        }
        let rest = &text[start..at];
        if start > 0 && bytes[start - 1] == b'"' {
            clean &= rest.trim().is_empty();
            cells.text.push_str(rest.trim_end());
        } else {
            cells.text.push_str(rest);
        }
        cells.end();
        match bytes.get(at) {
            None if last => return Outcome::Done { len: at, lines, clean },
            None => return Outcome::More,
            Some(b'\r') if at + 1 == bytes.len() && !last => return Outcome::More,
            Some(b'\r') => {
                let len = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'));
                return Outcome::Done { len, lines, clean };
            }
            Some(b'\n') => return Outcome::Done { len: at + 1, lines, clean },
            Some(_) => at += 1,
        }
    }
}

/// The first line alone: with its quotes when they close on it, else as it stands.
fn one_line(text: &str, mark: u8, last: bool, cells: &mut Cells) -> Option<usize> {
    let end = match text.find(['\n', '\r']) {
        Some(end) => end,
        None if last || text.len() >= MAX_RECORD => text.len(),
        None => return None,
    };
    let line = &text[..end];
    let quoted = matches!(record(line, mark, true, cells), Outcome::Done { .. });
    if !quoted {
        cells.clear();
        for cell in line.split(char::from(mark)) {
            cells.text.push_str(cell.trim().trim_matches('"'));
            cells.end();
        }
    }
    let returned = text.as_bytes().get(end) == Some(&b'\r');
    let feed = returned && text.as_bytes().get(end + 1) == Some(&b'\n');
    Some((end + 1 + usize::from(feed)).min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: u8, cells: usize, link: usize) -> Vec<(u64, Vec<String>)> {
        let mut stream = Text::new(text.as_bytes(), encoding_rs::UTF_8);
        let mut records = Records::default();
        let mut out = Vec::new();
        while records.next(&mut stream, Shape { mark, cells, link }).unwrap() {
            out.push((records.line, records.cells.iter().map(str::to_owned).collect()));
        }
        out
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text, b',', 2, 1).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn records_are_read_as_spreadsheets_write_them() {
        let cases: &[(&str, &[&[&str]])] = &[
            ("a,b\nc,d", &[&["a", "b"], &["c", "d"]]),
            ("a,b\r\nc,d\r\n", &[&["a", "b"], &["c", "d"]]),
            ("a,b\rc,d\r", &[&["a", "b"], &["c", "d"]]),
            ("\n\na,b\n\n", &[&["a", "b"]]),
            ("\"a,x\",b", &[&["a,x", "b"]]),
            ("\"a \"\"x\"\"\",\"b\"", &[&["a \"x\"", "b"]]),
            ("\"a\", \"b,c\"", &[&["a", "b,c"]]),
            ("\"a\nx\",https://example.org/", &[&["a\nx", "https://example.org/"]]),
            ("a \"x\" b,c", &[&["a \"x\" b", "c"]]),
            ("a,,c,", &[&["a", "", "c", ""]]),
            ("\"\",\"\"\na,b", &[&["a", "b"]]),
            (",,\na,b", &[&["a", "b"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(cells(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row_alone() {
        let text =
            "\"open,https://example.org/1\nb,https://example.org/2\nc,https://example.org/3\n";
        assert_eq!(
            read(text, b',', 2, 1),
            [
                (1, vec!["open".to_owned(), "https://example.org/1".to_owned()]),
                (2, vec!["b".to_owned(), "https://example.org/2".to_owned()]),
                (3, vec!["c".to_owned(), "https://example.org/3".to_owned()]),
            ]
        );
    }

    #[test]
    fn a_quote_closed_rows_later_swallows_none_of_them() {
        for later in [
            "\"d\",https://example.org/4",
            "d,\"https://example.org/4\"",
            "\"d\"\"\",https://example.org/4",
        ] {
            let text = format!(
                "\"open,https://example.org/1\nb,https://example.org/2\nc,https://example.org/3\n{later}\n"
            );
            let links: Vec<_> = cells(&text).into_iter().map(|mut cells| cells.remove(1)).collect();
            assert_eq!(
                links,
                (1..=4).map(|n| format!("https://example.org/{n}")).collect::<Vec<_>>(),
                "{later}"
            );
        }
    }

    #[test]
    fn many_broken_quotes_do_not_make_it_slow() {
        let text = "x\",\"y\n".repeat(200_000);
        let start = std::time::Instant::now();
        assert!(!cells(&text).is_empty());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
