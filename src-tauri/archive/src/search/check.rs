//! Proves that the search index says exactly what the rows say.
//!
//! What is said of a row is a set of statements: this word has this weight here, and stands at
//! these places. Of each statement a number is made, and those of a row are added up, once as
//! segments and FTS5 have them and once as the texts of the row do, cut anew. A sum does not
//! mind the order, so the index is read list by list and the rows one by one, and what is kept
//! is eight bytes a row. Only what FTS5 has is read at once: tending keeps that little.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher as _},
};

use backfile_query::tokens;

use super::{
    fresh::{Postings, Tables, words_of_body},
    segments::{
        Frequent, OF_LENGTHS, Store,
        check::{Described, Says, mixed, of_place, walk},
        codec, key_of,
    },
    terms::FARTHEST,
    upkeep,
    weight::{BODY, COLUMNS, Count, NAMED, weight_of},
};
use crate::{
    ArchiveError, Finding, Reader, Result, codes::text_as, list::RowSet, tokens::each_token,
};

/// What is said of every row, added up.
struct Sums {
    sums: Vec<u64>,
    /// Rows of which it is not known what is said.
    unsure: RowSet,
    /// Statements about rows beyond the last.
    beyond: u64,
    /// By row the number of the segment that speaks for it, from one on.
    speaker: Vec<u16>,
}

impl Sums {
    fn add(&mut self, row: u32, said: u64) {
        match self.sums.get_mut(row as usize) {
            Some(sum) => *sum = sum.wrapping_add(said),
            None => self.beyond += 1,
        }
    }
}

fn of_key(key: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    hasher.finish()
}

fn statement(key: u64, weight: u8, places: u64) -> u64 {
    mixed(key ^ mixed(places.wrapping_add(u64::from(weight))))
}

/// Compares all of it. Each row of which the index says something else is a finding, and so is
/// each part that cannot be read.
///
/// # Errors
/// The database.
pub(crate) fn check(reader: &Reader<'_>, findings: &mut Vec<Finding>) -> Result<()> {
    let rows: i64 = reader.one("SELECT coalesce(max(rowid), 0) + 1 FROM article", [])?;
    if rows > FARTHEST {
        let detail = format!("an entry has the number {}, which is given to none", rows - 1);
        findings.push(Finding { code: "index", detail, article: None });
        return Ok(());
    }
    let rows = usize::try_from(rows).unwrap_or_default();
    let (mut frequent, store) = (vec![Frequent::default()], Store::new(reader));
    let mut sums =
        Sums { sums: vec![0; rows], unsure: RowSet::default(), beyond: 0, speaker: vec![0; rows] };
    let mut wrong = |detail| findings.push(Finding { code: "index", detail, article: None });
    for segment in Described::all(reader)? {
        if !segment.is_possible() {
            wrong(format!("segment {} says that it spans rows of no entry", segment.id));
            continue;
        }
        // It was made by an earlier program, and is made anew when the archive is tended.
        let older = segment.tokens != tokens::VERSION;
        let (mut last, mut hash) = (Vec::new(), of_key(&[]));
        let speaker = u16::try_from(frequent.len()).unwrap_or(u16::MAX);
        frequent.push(match Frequent::of(&store, segment.id) {
            // The walk tells of it.
            Err(ArchiveError::Damaged(_)) => Frequent::default(),
            named => named?,
        });
        let found = walk(reader, &segment, |Says { row, key, weight, places }| {
            if older {
                return sums.unsure.insert(row.into());
            }
            if last != key {
                last = key.to_vec();
                hash = of_key(key);
            }
            sums.add(row, statement(hash, weight, places));
            if let Some(known) = sums.speaker.get_mut(row as usize) {
                *known = speaker;
            }
        })?;
        found.sentences(segment.id).for_each(&mut wrong);
    }
    match add_fresh(reader, &mut sums) {
        Err(ArchiveError::Damaged(_)) => {
            wrong("the part for fresh entries cannot be read".to_owned());
            for row in upkeep::fresh(reader.connection)? {
                sums.unsure.insert(row);
            }
        }
        added => added?,
    }
    if sums.beyond > 0 {
        wrong(format!("{} statements about rows that are none", sums.beyond));
    }
    subtract_rows(reader, &frequent, &mut sums)?;
    for (row, sum) in (0_i64..).zip(&sums.sums) {
        if *sum != 0 && !sums.unsure.holds(row) {
            let sql = "SELECT id FROM article WHERE rowid = ?1";
            let mut statement = reader.prepare(sql)?;
            let mut found = statement.query([row])?;
            let article = found.next()?.map(|row| text_as(row, "id")).transpose()?;
            let detail = match article {
                Some(id) => format!("{id}: the search index has other words than the entry"),
                None => format!("row {row}: the search index has it and the archive has not"),
            };
            findings.push(Finding { code: "index_entry", detail, article });
        }
    }
    Ok(())
}

/// What FTS5 says. It is read as a search reads it; that it is what FTS5 itself would read is
/// FTS5's own check.
fn add_fresh(reader: &Reader<'_>, sums: &mut Sums) -> Result<()> {
    let mut lengths: HashMap<u32, u8> = HashMap::new();
    let mut sizes = reader.prepare("SELECT id, sz FROM found_docsize")?;
    let mut rows = sizes.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(at) = u32::try_from(row.get::<_, i64>(0)?) else { continue };
        let words = row.get_ref(1)?.as_blob().map(words_of_body).unwrap_or_default();
        lengths.insert(at, codec::length_code(words));
    }
    let postings = Postings::read(&Tables::open(reader)?, "", true)?;
    let mut said: Vec<(u32, u64)> = Vec::new();
    for (word, list) in &postings.lists {
        let key = of_key(&key_of(word, None));
        let named = NAMED.map(|column| (column, of_key(&key_of(word, Some(column)))));
        for posting in list {
            let length = lengths.get(&posting.row).copied().unwrap_or_default();
            let mut places = 0_u64;
            postings.each_place_of(*posting, |column, position| {
                places = places.wrapping_add(of_place(column, position));
            });
            let weight = weight_of(postings.count(*posting, None), length);
            said.push((posting.row, statement(key, weight, places)));
            for (column, key) in named {
                let count = postings.count(*posting, Some(column));
                if count != Count::default() {
                    said.push((posting.row, statement(key, weight_of(count, length), 0)));
                }
            }
        }
    }
    let lengths = lengths.into_iter().filter(|(_, length)| *length > 0);
    said.extend(lengths.map(|(row, length)| (row, statement(of_key(&OF_LENGTHS), length, 0))));
    said.into_iter().for_each(|(row, said)| sums.add(row, said));
    Ok(())
}

/// Takes away what the rows say.
fn subtract_rows(reader: &Reader<'_>, frequent: &[Frequent], sums: &mut Sums) -> Result<()> {
    let sql = format!("SELECT rowid, {} FROM entry_content", upkeep::COLUMNS);
    let mut statement = reader.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(found) = rows.next()? {
        let Ok(row) = u32::try_from(found.get::<_, i64>(0)?) else { continue };
        let mut columns = [""; COLUMNS];
        for (at, column) in columns.iter_mut().enumerate() {
            *column = found.get_ref(at + 1)?.as_str_or_null().ok().flatten().unwrap_or_default();
        }
        let speaker = sums.speaker.get(row as usize).copied().unwrap_or_default();
        let frequent = frequent.get(usize::from(speaker)).or(frequent.first());
        sums.add(row, of_texts(columns, frequent).wrapping_neg());
    }
    Ok(())
}

/// What the texts of a row say of it, and of the pairs of words that are frequent where it is.
fn of_texts(columns: [&str; COLUMNS], frequent: Option<&Frequent>) -> u64 {
    let mut terms: HashMap<u64, (Count, u64)> = HashMap::new();
    let mut stand = Vec::new();
    let mut length = 0;
    for (column, text) in (0..).zip(columns) {
        let mut words = 0;
        each_token(text, |token| {
            words = token.position + 1;
            let mut count = |only: Option<u32>, places: u64| {
                let (count, all) = terms.entry(of_key(&key_of(token.text, only))).or_default();
                count.add(column, 1);
                *all = all.wrapping_add(places);
            };
            count(None, of_place(column, token.position));
            stand.push((token.text.to_owned(), column, token.position));
            if NAMED.contains(&column) {
                count(Some(column), 0);
            }
            true
        });
        if column == BODY {
            length = codec::length_code(words);
        }
    }
    let of_length = if length > 0 { statement(of_key(&OF_LENGTHS), length, 0) } else { 0 };
    let mut of_pairs = 0_u64;
    if let Some(frequent) = frequent {
        frequent.pairs_among(&stand, length, |key, weight| {
            of_pairs = of_pairs.wrapping_add(statement(of_key(key), weight, 0));
        });
    }
    terms.into_iter().fold(of_length.wrapping_add(of_pairs), |sum, (key, (count, places))| {
        sum.wrapping_add(statement(key, weight_of(count, length), places))
    })
}
