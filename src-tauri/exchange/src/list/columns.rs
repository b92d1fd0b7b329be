//! What the columns of a table mean, and rows from its records.

use std::io::Read;

use crate::decode::Text;
use crate::incoming::{ExchangeError, LinkRow, ListFormat};
use crate::link::{Link, clean_link, has_web_scheme, typed_link};
use crate::list::Sink;
use crate::list::records::{Cells, ONE_COLUMN, Records, Shape, first_records};
use crate::values::{DayOrder, State, push_tag, state, tags, time, title, words, yes_no};

/// A table that is understood: its separator, where its rows begin, what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) format: ListFormat,
    shape: Shape,
    /// How many records stand before the first row, the header among them.
    before: usize,
    columns: Vec<(usize, Column)>,
    order: DayOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Link,
    Title,
    Tags,
    Date,
    /// A word for a state.
    State,
    /// A folder, or a word for a state in its place.
    Folder,
    Read,
    Unread,
    Starred,
    Note,
    Excerpt,
}

/// The names of columns, lower case, letters and digits alone; earlier names go first where a
/// table has several of a kind.
const NAMES: [(Column, &[&str]); 11] = [
    (
        Column::Link,
        &[
            "url",
            "link",
            "href",
            "uri",
            "address",
            "urls",
            "links",
            "pageurl",
            "articleurl",
            "weburl",
            "linkurl",
            "bookmarkurl",
            "sourceurl",
            "resolvedurl",
            "givenurl",
            "originurl",
            "permalink",
            "website",
            "webaddress",
            "adresse",
            "lien",
            "enlace",
            "ссылка",
            "链接",
            "网址",
            "リンク",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "name",
            "pagetitle",
            "articletitle",
            "headline",
            "linktitle",
            "text",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "название",
            "标题",
            "タイトル",
        ],
    ),
    (
        Column::Tags,
        &[
            "tags",
            "tag",
            "labels",
            "label",
            "documenttags",
            "keywords",
            "categories",
            "manualtags",
            "schlagwörter",
        ],
    ),
    (
        Column::Date,
        &[
            "timeadded",
            "dateadded",
            "addedat",
            "added",
            "adddate",
            "addedon",
            "savedat",
            "saveddate",
            "datesaved",
            "savedon",
            "createdat",
            "created",
            "creationdate",
            "datecreated",
            "bookmarkedat",
            "timestamp",
            "date",
            "time",
            "datum",
        ],
    ),
    (Column::State, &["status", "state", "location", "readstatus", "readingstatus"]),
    (Column::Folder, &["folder", "collection", "list", "category", "group", "notebook", "ordner"]),
    (Column::Read, &["read", "isread", "archived", "isarchived", "archive", "seen", "finished"]),
    (Column::Unread, &["unread", "isunread", "toread", "inqueue", "readlater"]),
    (
        Column::Starred,
        &[
            "starred",
            "isstarred",
            "favorite",
            "favourite",
            "favorited",
            "isfavorite",
            "isfavourite",
            "star",
            "liked",
        ],
    ),
    (Column::Note, &["note", "notes", "comment", "comments", "annotation", "selection", "notiz"]),
    (
        Column::Excerpt,
        &["excerpt", "description", "summary", "abstract", "abstractnote", "snippet"],
    ),
];

/// Records before a header: Excel's `sep=;`, a line about the export.
const MAX_BEFORE: usize = 5;

/// How many rows are looked at.
const SAMPLE: usize = 60;

/// The header of a table with a column of links, or of one without a header whose cells say
/// enough; `None` for any other text.
pub(crate) fn header_of(head: &str, cut: bool) -> Option<Header> {
    let head = head.trim_start_matches('\u{feff}');
    let named = [b',', b';', b'\t'].into_iter().filter_map(|mark| named(head, mark));
    if let Some(header) = named.max_by_key(|header| header.shape.cells) {
        return Some(header);
    }
    [b'\t', b';', b','].into_iter().find_map(|mark| unnamed(head, cut, mark))
}

fn named(head: &str, mark: u8) -> Option<Header> {
    let records = first_records(head, mark, MAX_BEFORE + SAMPLE);
    let (index, columns) =
        records.iter().take(MAX_BEFORE).enumerate().find_map(|(index, cells)| {
            let columns = columns_of(cells);
            columns.iter().any(|(_, column)| *column == Column::Link).then_some((index, columns))
        })?;
    let link = columns.iter().find(|(_, column)| *column == Column::Link)?.0;
    let cells = records[index].len();
    let rows = &records[index + 1..];
    // A header without rows is an empty table when more than one of its names is known; with
    // rows, one of them must bear it out, or "Link" is the first word of a text.
    let borne_out = match rows {
        [] => columns.len() > 1,
        rows => rows.iter().any(|row| row.iter().any(is_link)),
    };
    if !borne_out || records[index].iter().any(is_link) {
        return None;
    }
    let mark = if cells == 1 { ONE_COLUMN } else { mark };
    let is = |name: &str| records[index].iter().any(|cell| normal(cell) == name);
    let pocket = is("timeadded") && is("status") && is("url");
    let order = columns
        .iter()
        .find(|(_, column)| *column == Column::Date)
        .and_then(|(date, _)| {
            rows.iter()
                .map(|row| DayOrder::of(row.get(*date)))
                .find(|order| *order != DayOrder::Unknown)
        })
        // wallabag writes the day first, and a month of an export may prove nothing.
        .unwrap_or(if is("mimetype") && is("creationdate") {
            DayOrder::DayFirst
        } else {
            DayOrder::Unknown
        });
    Some(Header {
        format: if pocket { ListFormat::PocketCsv } else { ListFormat::Csv },
        shape: Shape { mark, cells, link },
        before: index + 1,
        columns,
        order,
    })
}

/// A table without a header: every row has the same number of cells, with a link in the same one.
fn unnamed(head: &str, cut: bool, mark: u8) -> Option<Header> {
    let records = first_records(head, mark, SAMPLE);
    let cells = records.first()?.len();
    if records.len() < 2 || cells < 2 {
        return None;
    }
    // With few long records, the last of the sample may be cut.
    let short = cut && records.len() < SAMPLE;
    let whole = if short { &records[..records.len() - 1] } else { &records };
    if whole.iter().any(|row| row.len() != cells) {
        return None;
    }
    // Links may hold commas: lines that are links as a whole are lines.
    if head
        .lines()
        .take(SAMPLE)
        .filter(|line| !line.trim().is_empty())
        .all(|l| typed_link(l).is_some())
    {
        return None;
    }
    let link = (0..cells).find(|cell| whole.iter().all(|row| is_link(row.get(*cell))))?;
    let mut columns = vec![(link, Column::Link)];
    let others = || (0..cells).filter(|cell| *cell != link);
    let date = others()
        .find(|cell| whole.iter().all(|row| time(row.get(*cell), DayOrder::Unknown).is_some()));
    columns.extend(date.map(|date| (date, Column::Date)));
    let length = |cell: usize| whole.iter().map(|row| row.get(cell).len()).sum::<usize>();
    let words = |cell: &usize| whole.iter().all(|row| !is_link(row.get(*cell)));
    let name = others().filter(|cell| Some(*cell) != date).filter(words).max_by_key(|c| length(*c));
    columns.extend(name.filter(|cell| length(*cell) > 0).map(|cell| (cell, Column::Title)));
    Some(Header {
        format: ListFormat::Csv,
        shape: Shape { mark, cells, link },
        before: 0,
        columns,
        order: DayOrder::Unknown,
    })
}

fn is_link(cell: &str) -> bool {
    has_web_scheme(cell.trim()) && clean_link(cell).is_ok()
}

fn normal(cell: &str) -> String {
    cell.trim()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(40)
        .collect()
}

/// The meaning of each column that has one. Tags may stand in several, everything else in one.
fn columns_of(header: &Cells) -> Vec<(usize, Column)> {
    let names: Vec<String> = header.iter().map(normal).collect();
    let mut columns = Vec::new();
    for (column, known) in NAMES {
        let places = known.iter().filter_map(|name| names.iter().position(|cell| cell == name));
        let several = column == Column::Tags;
        let count = if several { usize::MAX } else { 1 };
        columns.extend(places.take(count).map(|place| (place, column)));
    }
    columns
}

/// Reads the rows of a stream.
pub(super) fn read(
    text: &mut Text<impl Read>,
    header: &Header,
    sink: &mut Sink<'_>,
) -> Result<(), ExchangeError> {
    let mut records = Records::default();
    for _ in 0..header.before {
        records.next(text, header.shape)?;
    }
    while records.next(text, header.shape)? {
        match row_of(&records.cells, header) {
            Ok(row) => sink.row(row),
            Err(reason) => {
                let cells: Vec<&str> = records.cells.iter().filter(|c| !c.is_empty()).collect();
                sink.skip(records.line, reason, &cells.join(" · "));
            }
        }
        sink.within()?;
    }
    Ok(())
}

fn row_of(cells: &Cells, header: &Header) -> Result<LinkRow, &'static str> {
    let (url, shifted) = link_of(cells, header)?;
    let mut row = LinkRow::new(url);
    if let Some(place) = shifted {
        // A comma in a title that nobody quoted: what stands before the link is the title.
        let first = header.columns.iter().find(|(_, column)| *column == Column::Title);
        if let Some((first, _)) = first.filter(|(first, _)| *first < place) {
            let parts: Vec<&str> = (*first..place).map(|cell| cells.get(cell)).collect();
            row.title = title(&parts.join(","));
        }
        return Ok(row);
    }
    for (place, column) in &header.columns {
        let cell = cells.get(*place);
        if cell.trim().is_empty() {
            continue;
        }
        match column {
            Column::Link => {}
            Column::Title => {
                row.title =
                    title(cell).filter(|title| title != row.url.as_str() && !is_link(title));
            }
            Column::Tags => {
                for tag in tags(cell) {
                    push_tag(&mut row.tags, &tag);
                }
            }
            Column::Date => row.added = time(cell, header.order),
            Column::State => set_state(&mut row, state(cell)),
            Column::Folder => match state(cell) {
                Some(state) => set_state(&mut row, Some(state)),
                None if ["unsorted", "uncategorized"].contains(&normal(cell).as_str()) => {}
                None => {
                    let parts: Vec<&str> =
                        cell.split('/').map(str::trim).filter(|p| !p.is_empty()).collect();
                    push_tag(&mut row.tags, &parts.join("/"));
                }
            },
            Column::Read => row.read = row.read.or(yes_no(cell)),
            Column::Unread => row.read = row.read.or(yes_no(cell).map(|unread| !unread)),
            Column::Starred => row.starred = row.starred.or(yes_no(cell)),
            Column::Note => row.note = words(cell),
            Column::Excerpt => row.excerpt = words(cell),
        }
    }
    Ok(row)
}

fn set_state(row: &mut LinkRow, state: Option<State>) {
    match state {
        Some(State::Unread) => row.read = Some(false),
        Some(State::Read) => row.read = Some(true),
        Some(State::Starred) => row.starred = Some(true),
        None => {}
    }
}

/// The link of a record, and its place when that is not where the header says.
fn link_of(cells: &Cells, header: &Header) -> Result<(Link, Option<usize>), &'static str> {
    let shape = header.shape;
    let cell = cells.get(shape.link);
    // A comma in a link that nobody quoted, in the last column.
    if cells.len() > shape.cells && shape.link + 1 == shape.cells && has_web_scheme(cell.trim()) {
        let mark = char::from(shape.mark).to_string();
        let parts: Vec<&str> = (shape.link..cells.len()).map(|cell| cells.get(cell)).collect();
        if let Some(url) = typed_link(&parts.join(&mark)) {
            return Ok((url, None));
        }
    }
    let reason = match clean_link(cell) {
        Ok(url) => return Ok((url, None)),
        Err(reason) => reason,
    };
    if let Some(url) = typed_link(cell) {
        return Ok((url, None));
    }
    // Only a longer or a broken record can have its link elsewhere.
    if cells.len() != shape.cells
        && let Some(place) = (0..cells.len()).find(|place| is_link(cells.get(*place)))
        && let Ok(url) = clean_link(cells.get(place))
    {
        return Ok((url, Some(place)));
    }
    Err(reason)
}
