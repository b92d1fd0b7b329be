//! What the words of a query are to the index: rows, and how often each holds them.

use std::sync::Arc;

use backfile_query::{Field, Node, Operator, Value, tokens::wanted};

use super::{
    postings::{self, BODY, Count, Posting, Term},
    segments::Index,
};
use crate::{Result, list::RowSet};

/// Columns that an operator names.
const TITLE: u32 = 0;
const BYLINE: u32 = 1;
const SITE: u32 = 2;
/// A beginning of more words than this stands near nothing: which of them is meant is open.
const MOST_NEAR: usize = 16;

/// Words of a query that belong together.
pub(crate) struct Leaf {
    pub(super) rows: RowSet,
    /// Single words: any of them.
    words: Vec<Arc<Term>>,
    /// What was found as several words in a row, or near each other.
    groups: Vec<(u32, Count)>,
    only: Option<u32>,
    /// Whether it is a word whose neighbours count.
    single: bool,
}

impl Leaf {
    /// How often rows among `among` hold it.
    pub(super) fn each_count(&self, among: &RowSet, mut emit: impl FnMut(u32, Count)) {
        if let ([term], true, None) = (self.words.as_slice(), self.groups.is_empty(), self.only) {
            if let [list] = term.lists.as_slice()
                && list.len() > 8 * among.len()
            {
                // Few are wanted of many.
                for row in among.iter().filter_map(|row| u32::try_from(row).ok()) {
                    if let Some(posting) = postings::at(list, row) {
                        emit(row, postings::count(&term.raw, posting, None));
                    }
                }
                return;
            }
            for (row, count) in (0..).zip(term.counts()) {
                if *count != Count::default() && among.holds(row.into()) {
                    emit(row, *count);
                }
            }
            return;
        }
        let mut sums = vec![Count::default(); self.rows.reached()];
        for term in &self.words {
            for posting in term.lists.iter().flatten() {
                if among.holds(posting.row.into())
                    && let Some(sum) = sums.get_mut(posting.row as usize)
                {
                    sum.join(postings::count(&term.raw, *posting, self.only));
                }
            }
        }
        for (row, count) in &self.groups {
            if let Some(sum) = sums.get_mut(*row as usize) {
                sum.join(*count);
            }
        }
        for row in self.rows.both(among).iter() {
            let Ok(row) = u32::try_from(row) else { continue };
            emit(row, sums.get(row as usize).copied().unwrap_or_default());
        }
    }

    /// Where a row holds it, in order, when its neighbours count.
    pub(super) fn places(&self, row: u32, places: &mut Vec<u64>) {
        places.clear();
        if !self.single {
            return;
        }
        for term in &self.words {
            let raw = &term.raw;
            for posting in term.lists.iter().filter_map(|list| postings::at(list, row)) {
                postings::each_position(raw, posting, |column, at| places.push(place(column, at)));
            }
        }
        places.sort_unstable();
    }

    pub(super) fn is_single(&self) -> bool {
        self.single
    }
}

/// A column and a position in it, in one number.
fn place(column: u32, position: u32) -> u64 {
    u64::from(column) << 32 | u64::from(position)
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
pub(super) fn named_site(index: &Index<'_>, name: &str, open: bool) -> Result<RowSet> {
    Ok(phrase(index, name, open, Some(SITE), false)?.map(|leaf| leaf.rows).unwrap_or_default())
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
    let mut leaf =
        Leaf { rows: RowSet::default(), words: Vec::new(), groups: Vec::new(), only, single: word };
    for way in ways {
        let open = open || way.open;
        if let [token] = way.tokens.as_slice() {
            let term = index.term(token, open)?;
            leaf.rows = leaf.rows.either(&term.rows_in(only));
            leaf.words.push(term);
            continue;
        }
        leaf.single = false;
        let mut form = Form::read(index, &way.tokens, open)?;
        for row in form.rows.clone().iter().filter_map(|row| u32::try_from(row).ok()) {
            let mut count = Count::default();
            for start in form.starts(row) {
                let column = (start >> 32) as u32;
                if only.is_none_or(|only| only == column) {
                    count.add(column, 1);
                }
            }
            if count != Count::default() {
                leaf.rows.insert(row.into());
                leaf.groups.push((row, count));
            }
        }
    }
    let lists: usize = leaf.words.iter().map(|term| term.lists.len()).sum();
    leaf.single &= lists <= MOST_NEAR;
    Ok(Some(leaf))
}

/// Words with at most so many others among them: a place counts when from the end of each word
/// up to it there are no more than `distance`, words of the query between them not counted.
fn near(index: &Index<'_>, words: &[String], distance: u32) -> Result<Option<Leaf>> {
    let mut all: Vec<Vec<Form>> = Vec::new();
    for word in words {
        let mut forms = Vec::new();
        for way in wanted(word) {
            forms.push(Form::read(index, &way.tokens, false)?);
        }
        if !forms.is_empty() {
            all.push(forms);
        }
    }
    let mut among: Option<RowSet> = None;
    for forms in &all {
        let rows = forms.iter().fold(RowSet::default(), |any, form| any.either(&form.rows));
        among = Some(among.map_or_else(|| rows.clone(), |among| among.both(&rows)));
    }
    let Some(among) = among else { return Ok(None) };
    let reach = u64::from(distance) + (all.len() as u64).saturating_sub(2);
    let mut leaf = Leaf {
        rows: RowSet::default(),
        words: Vec::new(),
        groups: Vec::new(),
        only: None,
        single: false,
    };
    for row in among.iter().filter_map(|row| u32::try_from(row).ok()) {
        // The place after each occurrence's end, and its start, by word.
        let mut spots: Vec<Vec<(u64, u64)>> = Vec::new();
        for forms in &mut all {
            let mut here = Vec::new();
            for form in forms.iter_mut().filter(|form| form.rows.holds(row.into())) {
                let length = form.tokens.len() as u64;
                here.extend(form.starts(row).into_iter().map(|start| (start, start + length)));
            }
            spots.push(here);
        }
        let mut lasts: Vec<u64> = spots.iter().flatten().map(|(start, _)| *start).collect();
        lasts.sort_unstable();
        lasts.dedup();
        let mut count = Count::default();
        for last in lasts {
            let fits = |(start, end): &(u64, u64)| {
                *start <= last && end + reach >= last && start >> 32 == last >> 32
            };
            if spots.iter().all(|spots| spots.iter().any(fits)) {
                count.add((last >> 32) as u32, 1);
            }
        }
        if count != Count::default() {
            leaf.rows.insert(row.into());
            leaf.groups.push((row, count));
        }
    }
    Ok(Some(leaf))
}

/// Tokens that follow each other, read row by row in ascending order.
struct Form {
    tokens: Vec<Token>,
    /// Rows that hold all of them, wherever.
    rows: RowSet,
}

struct Token {
    term: Arc<Term>,
    /// Of more than one term that begin so: their postings by row.
    several: Vec<Posting>,
    at: usize,
    places: Vec<u64>,
}

impl Form {
    fn read(index: &Index<'_>, tokens: &[String], open: bool) -> Result<Self> {
        let mut read = Vec::new();
        let mut rows: Option<RowSet> = None;
        for (at, token) in tokens.iter().enumerate() {
            let term = index.term(token, open && at + 1 == tokens.len())?;
            let all = rows.map_or_else(|| term.rows.clone(), |rows| rows.both(&term.rows));
            let mut several = Vec::new();
            if term.lists.len() > 1 {
                let among = |posting: &&Posting| all.holds(posting.row.into());
                several.extend(term.lists.iter().flatten().filter(among).copied());
                several.sort_by_key(|posting| posting.row);
            }
            rows = Some(all);
            read.push(Token { term, several, at: 0, places: Vec::new() });
        }
        Ok(Self { tokens: read, rows: rows.unwrap_or_default() })
    }

    /// Where it begins in a row that is later than the one asked for before.
    fn starts(&mut self, row: u32) -> Vec<u64> {
        for Token { term, several, at, places } in &mut self.tokens {
            places.clear();
            let raw = &term.raw;
            let postings = match term.lists.as_slice() {
                [list] => list,
                _ => &*several,
            };
            *at += postings[*at..].partition_point(|posting| posting.row < row);
            for posting in postings[*at..].iter().take_while(|posting| posting.row == row) {
                postings::each_position(raw, *posting, |column, at| {
                    places.push(place(column, at));
                });
            }
            if !places.is_sorted() {
                places.sort_unstable();
            }
        }
        let Some((first, rest)) = self.tokens.split_first() else { return Vec::new() };
        let mut starts = first.places.clone();
        starts.dedup();
        for (step, token) in (1..).zip(rest) {
            starts.retain(|start| token.places.binary_search(&(start + step)).is_ok());
        }
        starts
    }
}

const _: () = assert!(BODY > SITE, "the columns that are named stand before the text");
