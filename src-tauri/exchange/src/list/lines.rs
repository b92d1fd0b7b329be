//! Lines that hold a link each: plain lists, Markdown lists, OneTab's `link | title`.

use std::io::Read;

use crate::decode::Text;
use crate::incoming::{ExchangeError, LinkRow, reason};
use crate::link::{Link, clean_link, typed_link};
use crate::list::{MOST_LINKS, Sink};
use crate::prose::find_links;
use crate::text::words;
use crate::values::title;

/// Longer lines are cut: no link is that long.
const MAX_LINE: usize = 64 * 1024;

/// Longer words beside a link are a sentence, no title.
const MAX_BESIDE: usize = 300;

/// A line of more words than this between links is a remark, no title.
const TITLE_WORDS: usize = 25;

/// Whether a text that begins like this is a list of links: two or more lines with one link
/// each, and hardly anything else.
pub(crate) fn is_list(head: &str, cut: bool) -> bool {
    // A line that is not whole proves nothing.
    let whole = if cut { head.rsplit_once('\n').map_or(head, |(whole, _)| whole) } else { head };
    let (mut links, mut others) = (0_u32, 0_u32);
    for line in whole.split(['\n', '\r']).take(5_000) {
        let line = line.trim();
        if is_quiet(line) {
            continue;
        }
        match line_row(line) {
            Some(_) => links += 1,
            None if clean_link(bare_item(line)) == Err(reason::NOT_WEB) => {}
            None => others += 1,
        }
    }
    links >= 2 && links >= others * 9
}

/// Empty lines, comments, headings and rules, which are not worth a word.
fn is_quiet(line: &str) -> bool {
    line.is_empty()
        || line.starts_with('#')
        || line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '\u{feff}'))
}

/// Reads the lines of a stream.
pub(crate) fn read(text: &mut Text<impl Read>, sink: &mut Sink<'_>) -> Result<(), ExchangeError> {
    let mut lines = Lines::default();
    let mut number = 0;
    while let Some(line) = lines.next(text)? {
        number += 1;
        sink.within()?;
        let line = line.trim();
        if is_quiet(line) {
            continue;
        }
        if let Some(row) = line_row(line) {
            sink.row(row);
            continue;
        }
        let found = find_links(line);
        if found.is_empty() {
            sink.skip(number, clean_link(bare_item(line)).err().unwrap_or(reason::NO_LINK), line);
        }
        for link in found {
            let mut row = LinkRow::new(link.link);
            row.title = link.title;
            sink.row(row);
        }
    }
    sink.within()
}

/// The rows of a text of which each line is a link, or of which titles and links take turns.
pub(crate) fn rows_of_lines(text: &str) -> Option<Vec<LinkRow>> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !is_quiet(line)).collect();
    if lines.len() as u64 > 2 * MOST_LINKS {
        return None;
    }
    let rows: Vec<Option<LinkRow>> = lines.iter().map(|line| line_row(line)).collect();
    if rows.len() < 2 || rows.iter().all(Option::is_none) {
        return None;
    }
    if rows.iter().all(Option::is_some) {
        return Some(rows.into_iter().flatten().collect());
    }
    if rows.len() < 4 || !rows.len().is_multiple_of(2) {
        return None;
    }
    let first = usize::from(rows[0].is_none());
    let turns = rows.iter().zip(&lines).enumerate().all(|(index, (row, line))| {
        let link = index % 2 == first;
        link == row.is_some() && (link || words(line) <= TITLE_WORDS)
    });
    if !turns {
        return None;
    }
    let mut pairs = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        if let Some(mut row) = row {
            let beside = if first == 1 { lines[index - 1] } else { lines[index + 1] };
            row.title = row.title.or_else(|| title(beside));
            pairs.push(row);
        }
    }
    Some(pairs)
}

/// The link of a line that holds one link and at most a title: `link`, `- link`, `1. link`,
/// `link | title`, `title<tab>link`, `[title](link)`, `title: link`.
pub(crate) fn line_row(line: &str) -> Option<LinkRow> {
    let item = bare_item(line);
    if let Some(url) = typed_link(item) {
        return Some(LinkRow::new(url));
    }
    // Only a whole line may be a link without a scheme; beside other words it needs one.
    let mut found = find_links(item).into_iter();
    let link = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let (before, after) = (&item[..link.start], &item[link.end..]);
    let mut row = LinkRow::new(link.link);
    if link.title.is_some() {
        let plain = before.starts_with('[') && before.ends_with("](");
        row.title = link.title;
        return (plain && after.len() <= MAX_BESIDE).then_some(row);
    }
    let (before, after) = (before.trim_start(), after.trim_end());
    match (
        before.trim_matches(['<', '"', ' ']).is_empty(),
        after.trim_matches(['>', '"', ' ', '.', ',', ';']).is_empty(),
    ) {
        (true, true) => Some(row),
        (true, false) if after.len() <= MAX_BESIDE => {
            row.title = beside(after.trim_start_matches('>'), true);
            Some(row)
        }
        (false, true) if before.len() <= MAX_BESIDE => {
            row.title = beside(before.trim_end_matches('<'), false);
            Some(row)
        }
        _ => None,
    }
}

/// The title parted from a link by a tab, a bar or a dash.
fn beside(text: &str, after: bool) -> Option<String> {
    const MARKS: [&str; 5] = ["\t", " | ", " - ", " – ", " — "];
    let part = |mark: &str| match after {
        true => {
            text.strip_prefix(mark).or_else(|| text.trim_start().strip_prefix(mark.trim_start()))
        }
        false => text.strip_suffix(mark).or_else(|| text.trim_end().strip_suffix(mark.trim_end())),
    };
    MARKS
        .iter()
        .filter(|mark| !mark.trim().is_empty() || text.contains('\t'))
        .find_map(|mark| title(part(mark)?))
}

/// A line that is one link and nothing else, or a link behind a short label (`Source: link`).
pub(crate) fn only_link(line: &str) -> Option<Link> {
    let item = bare_item(line);
    if let Some(url) = typed_link(item) {
        return Some(url);
    }
    let (label, rest) = item.split_once(':')?;
    let short = !label.is_empty() && label.chars().count() <= 20 && !label.contains('/');
    short.then(|| typed_link(rest)).flatten()
}

/// A line without the mark of a list: `-`, `*`, `•`, `>`, `1.`, `2)`, `[ ]`.
fn bare_item(line: &str) -> &str {
    let mut item = line.trim();
    for _ in 0..4 {
        let next = item.trim_start_matches(['-', '*', '•', '·', '–', '—', '>', '◦', '‣', '+']);
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        let next = match next.as_bytes().get(digits) {
            Some(b'.' | b')') if (1..=6).contains(&digits) => {
                let rest = &next[digits + 1..];
                // "192.168.1.5/a" is no item of a list.
                if rest.starts_with([' ', '\t']) || rest.starts_with("http") { rest } else { next }
            }
            _ => next,
        };
        let next = ["[ ]", "[x]", "[X]"].iter().find_map(|b| next.strip_prefix(b)).unwrap_or(next);
        let next = next.trim_start();
        if next.len() == item.len() {
            break;
        }
        item = next;
    }
    item
}

/// Cuts a stream into lines: `\n`, `\r\n`, `\n\r` or `\r` alone.
#[derive(Default)]
pub(crate) struct Lines {
    line: String,
    over: bool,
}

impl Lines {
    /// The next line without its end; `None` at the end of the stream.
    pub(crate) fn next(
        &mut self,
        text: &mut Text<impl Read>,
    ) -> Result<Option<&str>, ExchangeError> {
        self.line.clear();
        if self.over {
            return Ok(None);
        }
        loop {
            let ready = text.ready();
            if let Some(at) = ready.find(['\n', '\r']) {
                // The partner of an end of line may not have been read yet.
                if at + 1 == ready.len() && !text.ended() {
                    text.more()?;
                    continue;
                }
                let bytes = ready.as_bytes();
                let pair = matches!((bytes[at], bytes.get(at + 1)), (b'\r', Some(b'\n')));
                self.push(&text.ready()[..at]);
                text.take(at + 1 + usize::from(pair));
                return Ok(Some(&self.line));
            }
            let len = ready.len();
            if len > 0 {
                self.push(&text.ready()[..len]);
                text.take(len);
            }
            if !text.more()? {
                self.over = true;
                return Ok((!self.line.is_empty()).then_some(self.line.as_str()));
            }
        }
    }

    fn push(&mut self, piece: &str) {
        let room = MAX_LINE.saturating_sub(self.line.len());
        if room > 0 {
            let mut end = room.min(piece.len());
            while !piece.is_char_boundary(end) {
                end -= 1;
            }
            self.line.push_str(&piece[..end]);
        }
    }
}
