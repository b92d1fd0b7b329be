//! What the words of a query are to the index: rows, and the weight of each.

use std::{borrow::Cow, sync::Arc};

use backfile_query::{Field, Node, Operator, Value, tokens::wanted};

use super::{
    hits::{Hits, Sums},
    terms::{Index, Places, Term, Word},
    together::{Together, place},
    weight::{BYLINE, Count, SITE, TITLE, weight_of},
};
use crate::{Result, list::RowSet};

/// Words of a query that belong together.
pub(crate) struct Leaf {
    pub(super) hits: Hits,
    /// The words whose neighbours count; none where it is not one word, or a beginning of many.
    pub(super) near: Vec<Arc<Word>>,
}

/// The leaf of a node, when it is one of words.
pub(super) fn leaf(index: &Index<'_>, node: &Node) -> Result<Option<Leaf>> {
    match node {
        Node::Word { text, prefix, .. } => phrase(index, text, *prefix, None, true),
        Node::Phrase { text, prefix, .. } => phrase(index, text, *prefix, None, false),
        Node::Near { words, distance, .. } => near(index, words, *distance),
        Node::Field(Field { operator, value: Value::Text { text, prefix }, .. }) => {
            let column = match operator {
                Operator::Title => TITLE,
                Operator::Author => BYLINE,
                _ => return Ok(None),
            };
            phrase(index, text, *prefix, Some(column), false)
        }
        _ => Ok(None),
    }
}

/// Rows whose site has that name.
pub(super) fn named_site(index: &Index<'_>, name: &str, open: bool) -> Result<Arc<RowSet>> {
    let leaf = phrase(index, name, open, Some(SITE), false)?;
    Ok(leaf.map(|leaf| leaf.hits.rows).unwrap_or_default())
}

/// Words that follow each other, in any of the ways that they may be written.
fn phrase(
    index: &Index<'_>,
    text: &str,
    open: bool,
    only: Option<u32>,
    word: bool,
) -> Result<Option<Leaf>> {
    let ways = wanted(text);
    if ways.is_empty() {
        return Ok(None);
    }
    let (mut all, mut near, mut single) = (Vec::new(), Vec::new(), word);
    for way in ways {
        let open = open || way.open;
        if let [token] = way.tokens.as_slice() {
            let term = index.term(token, open, only)?;
            near.extend(term.words.iter().cloned());
            single &= !term.many;
            all.push(term.hits.clone());
            continue;
        }
        single = false;
        let terms = Form::terms(index, &way.tokens, open)?;
        let mut found = Found::new(index, only)?;
        if let Some(words) = single_words(terms.iter().map(|(_, term)| term)) {
            let mut rows = rows_of_all(&terms);
            for token in way.tokens.iter().filter(|_| only.is_some()) {
                rows.keep(&index.term(token, false, only)?.hits.rows);
            }
            side_by_side(index, &way.tokens, &words, &mut found, &rows)?;
        } else {
            let mut form = Form::of(index, &terms)?;
            for row in form.rows.clone().iter().filter_map(|row| u32::try_from(row).ok()) {
                found.put_starts(row, form.starts(index, row)?);
            }
        }
        all.push(found.end());
    }
    if !single {
        near.clear();
    }
    Ok(Some(Leaf { hits: Hits::added(all.iter(), index.reach()), near }))
}

/// Finds the rows in which words stand one after the other.
fn side_by_side(
    index: &Index<'_>,
    tokens: &[String],
    words: &[&Word],
    found: &mut Found<'_>,
    rows: &RowSet,
) -> Result<()> {
    let (mut together, mut starts, mut bytes) =
        (Together::new(index, words), Vec::new(), Vec::new());
    let mut put = |found: &mut Found<'_>, row, places: &[Vec<u64>]| {
        starts_of(places, &mut starts);
        found.put_starts(row, &starts);
    };
    'segments: for segment in index.segments() {
        let mut among = Cow::Borrowed(rows);
        for pair in tokens.windows(2) {
            let Some(beside) = index.beside(*segment, &pair[0], &pair[1])? else { continue };
            let Some(lies) = beside else { continue 'segments };
            let list = index.store.list(*segment, &lies, &mut bytes)?;
            if tokens.len() == 2 && found.only.is_none() {
                found.sums.take_list(&list, index.gone(*segment));
                continue 'segments;
            }
            let mut beside = RowSet::default();
            list.rows.each_word(|word, bits| beside.insert_word(word, bits));
            among.to_mut().keep(&beside);
        }
        together.each_of(*segment, &among, |row, places| put(found, row, places))?;
    }
    together.each_fresh(rows, |row, places| put(found, row, places));
    Ok(())
}

/// The words of terms, when each is one.
fn single_words<'a>(terms: impl Iterator<Item = &'a Arc<Term>>) -> Option<Vec<&'a Word>> {
    terms
        .map(|term| match term.words.as_slice() {
            [word] => Some(&**word),
            _ => None,
        })
        .collect()
}

/// The rows that hold all of them, wherever.
fn rows_of_all(terms: &[(String, Arc<Term>)]) -> RowSet {
    let mut all: Option<RowSet> = None;
    for (_, term) in terms {
        match &mut all {
            Some(rows) => rows.keep(&term.hits.rows),
            None => all = Some(RowSet::clone(&term.hits.rows)),
        }
    }
    all.unwrap_or_default()
}

/// Where words begin that stand one after the other.
fn starts_of(places: &[Vec<u64>], starts: &mut Vec<u64>) {
    starts.clear();
    let Some((first, rest)) = places.split_first() else { return };
    starts.extend_from_slice(first);
    starts.dedup();
    for (step, places) in (1..).zip(rest) {
        let mut at = 0;
        starts.retain(|start| {
            while places.get(at).is_some_and(|place| *place < start + step) {
                at += 1;
            }
            places.get(at) == Some(&(start + step))
        });
    }
}

/// Rows in which several words were found together.
struct Found<'a> {
    lengths: &'a Hits,
    /// The only column in which that counts.
    only: Option<u32>,
    sums: Sums,
}

impl<'a> Found<'a> {
    fn new(index: &'a Index<'_>, only: Option<u32>) -> Result<Self> {
        Ok(Self { lengths: index.lengths()?, only, sums: Sums::new(index.reach()) })
    }

    /// A row with the columns that they stand in, one for each time.
    fn put(&mut self, row: u32, columns: impl Iterator<Item = u32>) {
        let mut count = Count::default();
        columns.for_each(|column| count.add(column, 1));
        if count != Count::default() {
            self.sums.add(row, weight_of(count, self.lengths.of(row)));
        }
    }

    /// A row with the places that they begin at.
    fn put_starts(&mut self, row: u32, starts: &[u64]) {
        let only = self.only;
        let columns = starts.iter().map(|start| (start >> 32) as u32);
        self.put(row, columns.filter(|column| only.is_none_or(|only| only == *column)));
    }

    fn end(self) -> Hits {
        self.sums.end()
    }
}

/// Words with at most so many others among them: a place counts when from the end of each word
/// up to it there are no more than `distance`, words of the query between them not counted.
fn near(index: &Index<'_>, words: &[String], distance: u32) -> Result<Option<Leaf>> {
    let mut all: Vec<Vec<Form<'_>>> = Vec::new();
    let mut terms = Vec::new();
    for word in words {
        let mut ways = Vec::new();
        for way in wanted(word) {
            ways.push(Form::terms(index, &way.tokens, false)?);
        }
        if !ways.is_empty() {
            terms.push(ways);
        }
    }
    for ways in &terms {
        let mut forms = Vec::new();
        for way in ways {
            forms.push(Form::of(index, way)?);
        }
        all.push(forms);
    }
    let mut among: Option<RowSet> = None;
    for forms in &all {
        let rows = forms.iter().fold(RowSet::default(), |any, form| any.either(&form.rows));
        among = Some(among.map_or_else(|| rows.clone(), |among| among.both(&rows)));
    }
    let Some(among) = among else { return Ok(None) };
    let mut found = Found::new(index, None)?;
    let ways = terms.iter().map(|ways| match ways.as_slice() {
        [way] if way.len() == 1 => single_words(way.iter().map(|(_, term)| term)),
        _ => None,
    });
    if let Some(words) = ways.collect::<Option<Vec<_>>>() {
        let words: Vec<&Word> = words.into_iter().flatten().collect();
        let reach = u64::from(distance) + (words.len() as u64).saturating_sub(2);
        Together::new(index, &words).each(&among, |row, places| {
            let lasts = places
                .iter()
                .enumerate()
                .flat_map(|(at, own)| own.iter().map(move |last| (at, *last)));
            // What two of the words have, counts once.
            let once = lasts.filter(|(at, last)| {
                places[..*at].iter().all(|other| other.binary_search(last).is_err())
            });
            let fit = once.filter(|(_, last)| {
                places.iter().all(|places| {
                    let before = places.partition_point(|place| place <= last).checked_sub(1);
                    before.is_some_and(|at| {
                        let start = places[at];
                        start + 1 + reach >= *last && start >> 32 == last >> 32
                    })
                })
            });
            found.put(row, fit.map(|(_, last)| (last >> 32) as u32));
        })?;
        return Ok(Some(Leaf { hits: found.end(), near: Vec::new() }));
    }
    let reach = u64::from(distance) + (all.len() as u64).saturating_sub(2);
    for row in among.iter().filter_map(|row| u32::try_from(row).ok()) {
        // The place after each occurrence's end, and its start, by word.
        let mut spots: Vec<Vec<(u64, u64)>> = Vec::new();
        for forms in &mut all {
            let mut here = Vec::new();
            for form in forms.iter_mut().filter(|form| form.rows.holds(row.into())) {
                let length = form.tokens.len() as u64;
                let starts = form.starts(index, row)?;
                here.extend(starts.iter().map(|start| (*start, start + length)));
            }
            spots.push(here);
        }
        let mut lasts: Vec<u64> = spots.iter().flatten().map(|(start, _)| *start).collect();
        lasts.sort_unstable();
        lasts.dedup();
        let fit = lasts.into_iter().filter(|last| {
            let fits = |(start, end): &(u64, u64)| {
                start <= last && end + reach >= *last && start >> 32 == last >> 32
            };
            spots.iter().all(|spots| spots.iter().any(fits))
        });
        found.put(row, fit.map(|last| (last >> 32) as u32));
    }
    Ok(Some(Leaf { hits: found.end(), near: Vec::new() }))
}

/// Tokens that follow each other, read row by row in ascending order.
struct Form<'a> {
    tokens: Vec<Token<'a>>,
    /// Rows that hold all of them, wherever.
    rows: RowSet,
    starts: Vec<u64>,
}

struct Token<'a> {
    words: Vec<Places<'a>>,
    /// Of a beginning of many words: where they stand, by row.
    several: Vec<(u32, u64)>,
    at: usize,
    places: Vec<u64>,
}

impl<'a> Form<'a> {
    fn terms(index: &Index<'_>, tokens: &[String], open: bool) -> Result<Vec<(String, Arc<Term>)>> {
        let last = tokens.len().saturating_sub(1);
        let read = |(at, token): (usize, &String)| {
            Ok((token.clone(), index.term(token, open && at == last, None)?))
        };
        tokens.iter().enumerate().map(read).collect()
    }

    fn of(index: &Index<'_>, terms: &'a [(String, Arc<Term>)]) -> Result<Self> {
        let rows = rows_of_all(terms);
        let mut tokens = Vec::new();
        for (text, term) in terms {
            let mut several = Vec::new();
            if term.many {
                index.each_place_of_all(text, &rows, |row, column, position| {
                    several.push((row, place(column, position)));
                })?;
                several.sort_unstable();
            }
            let words = term.words.iter().map(|word| Places::of(word)).collect();
            tokens.push(Token { words, several, at: 0, places: Vec::new() });
        }
        Ok(Self { tokens, rows, starts: Vec::new() })
    }

    /// Where it begins in a row that is later than the one asked for before.
    fn starts(&mut self, index: &Index<'_>, row: u32) -> Result<&[u64]> {
        self.starts.clear();
        for (step, token) in (0..).zip(&mut self.tokens) {
            token.read(index, row)?;
            if step == 0 {
                self.starts.extend_from_slice(&token.places);
                self.starts.dedup();
            } else {
                self.starts.retain(|start| token.places.binary_search(&(start + step)).is_ok());
            }
            if self.starts.is_empty() {
                break;
            }
        }
        Ok(&self.starts)
    }
}

impl Token<'_> {
    fn read(&mut self, index: &Index<'_>, row: u32) -> Result<()> {
        let Self { words, several, at, places } = self;
        places.clear();
        *at += several[*at..].partition_point(|(other, _)| *other < row);
        let here = several[*at..].iter().take_while(|(other, _)| *other == row);
        places.extend(here.map(|(_, place)| *place));
        for word in words {
            word.each(index, row, |column, position| places.push(place(column, position)))?;
        }
        if !places.is_sorted() {
            places.sort_unstable();
        }
        Ok(())
    }
}
