//! "Did you mean": words that the archive has in the place of words that it has not.

use std::{collections::BTreeMap, ops::Range};

use backfile_query::{
    Field, Node, Operator, Span, Value, near_spellings,
    tokens::{Kind, Stemmer, tokens},
};

use super::{terms::Index, words};
use crate::{Reader, Result};

/// Letters that a word has at least: of fewer, one exchanged letter leaves too little.
const SHORTEST: usize = 3;
/// Letters at the beginning at which an edit is tried letter by letter; later ones are found
/// among the words that begin so.
const BEGIN: usize = 3;
/// A word that more entries hold than this is meant as it is written.
const HARDLY: u32 = 4;
/// How much more often a near spelling has to occur than a word that hardly does.
const TIMES: u32 = 50;
/// Entries of a list of words that are looked at.
const BUDGET: usize = 20_000;
/// Languages whose rules for forms are tried.
const LANGUAGES: usize = 8;

/// A query with other words in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its text.
    pub query: String,
    /// The words in it that were put in the place of others, in their order.
    pub changed: Vec<Span>,
}

impl Reader<'_> {
    /// The query with words that the archive has, for each of its words that the archive does
    /// not have, or hardly has while one written nearly so is far more frequent: another form
    /// of the word, else the most frequent that is one edit away. None where there is nothing
    /// to put right. `text` is what `tree` was read from.
    ///
    /// # Errors
    /// The database.
    pub fn suggest(&self, text: &str, tree: &Node) -> Result<Option<Suggestion>> {
        let index = Index::open(self, self.seq()?)?;
        let mut places = Vec::new();
        gather(&index, text, tree, &mut places)?;
        let mut better = Better { reader: self, index: &index, stemmers: None };
        let mut suggestion = Suggestion { query: String::new(), changed: Vec::new() };
        let mut done = 0;
        for place in places {
            let Some(word) = better.than(&place)? else { continue };
            suggestion.query.push_str(&text[done..place.at.start]);
            let start = suggestion.query.len();
            suggestion.query.push_str(&word);
            suggestion.changed.push(Span { start, end: suggestion.query.len() });
            done = place.at.end;
        }
        if suggestion.changed.is_empty() {
            return Ok(None);
        }
        suggestion.query.push_str(&text[done..]);
        Ok(Some(suggestion))
    }
}

/// A word of a query that can be put right.
struct Place {
    at: Range<usize>,
    word: String,
    /// Whether it is only the beginning of a word.
    open: bool,
}

/// The words that are asked for; not those that must be missing.
fn gather(index: &Index<'_>, text: &str, node: &Node, places: &mut Vec<Place>) -> Result<()> {
    let (span, open) = match node {
        Node::And(nodes) | Node::Or(nodes) | Node::AtLeast(_, nodes) => {
            return nodes.iter().try_for_each(|node| gather(index, text, node, places));
        }
        Node::Word { span, prefix, .. } | Node::Phrase { span, prefix, .. } => (*span, *prefix),
        Node::Near { span, .. } => (*span, false),
        Node::Field(Field {
            operator: Operator::Title | Operator::Author,
            value: Value::Text { prefix, .. },
            span,
        }) => {
            let colon = text[span.start..span.end].find(':').map_or(0, |colon| colon + 1);
            (Span { start: span.start + colon, end: span.end }, *prefix)
        }
        Node::Field(_) | Node::Not(_) => return Ok(()),
    };
    let written = &text[span.start..span.end];
    let mut here: Vec<Place> = tokens(written, None)
        .into_iter()
        .filter(|(.., kind)| *kind == Kind::Word)
        .map(|(word, at, ..)| Place {
            at: span.start + at.start..span.start + at.end,
            word,
            open: false,
        })
        .collect();
    // Several words in one, such as `e-mail`, may stand in the archive as one.
    if matches!(node, Node::Word { .. })
        && here.len() > 1
        && words::leaf(index, node)?.is_some_and(|leaf| !leaf.hits.rows.is_empty())
    {
        return Ok(());
    }
    if let Some(last) = here.last_mut() {
        last.open = open;
    }
    here.retain(|place| {
        let letters = text[place.at.clone()].chars().all(char::is_alphabetic);
        letters && place.word.chars().count() >= SHORTEST
    });
    places.append(&mut here);
    Ok(())
}

struct Better<'a> {
    reader: &'a Reader<'a>,
    index: &'a Index<'a>,
    stemmers: Option<Vec<Stemmer>>,
}

impl Better<'_> {
    fn than(&mut self, place: &Place) -> Result<Option<String>> {
        let Place { word, open, .. } = place;
        if *open && !self.index.words(word, 1)?.is_empty() {
            return Ok(None);
        }
        let held = if *open { 0 } else { self.index.entries(word)? };
        if held > HARDLY {
            return Ok(None);
        }
        if held == 0
            && let Some(form) = self.form(word)?
        {
            return Ok(Some(form));
        }
        self.near(word, held)
    }

    /// The most frequent of the other forms of a word.
    fn form(&mut self, word: &str) -> Result<Option<String>> {
        let alike = begin(word, BEGIN);
        let mut counts: BTreeMap<String, u32> =
            self.index.words(&alike, BUDGET)?.into_iter().collect();
        let all: Vec<&str> = counts.keys().map(String::as_str).collect();
        let mut forms = Vec::new();
        for stemmer in self.stemmers()? {
            forms.extend(stemmer.relatives(word, all.as_slice(), BUDGET).words);
        }
        let counted = forms.into_iter().filter_map(|form| counts.remove_entry(&form));
        Ok(counted.max_by_key(|(_, count)| *count).map(|(form, _)| form))
    }

    /// The most frequent of the words one edit away, those with the same first letter before
    /// others.
    fn near(&self, word: &str, held: u32) -> Result<Option<String>> {
        let letters: Vec<char> = word.chars().collect();
        let edited = BEGIN.min(letters.len() - 1);
        let mut counts: BTreeMap<String, u32> =
            self.index.words(&begin(word, edited), BUDGET)?.into_iter().collect();
        for other in edited_early(&letters, edited) {
            let entries = self.index.entries(&other)?;
            if entries > 0 {
                counts.insert(other, entries);
            }
        }
        let all: Vec<&str> = counts.keys().map(String::as_str).collect();
        let near = near_spellings(word, all.as_slice(), BUDGET).words;
        let least = held.saturating_mul(TIMES).max(1);
        let counted = near.into_iter().filter_map(|near| counts.remove_entry(&near));
        let fit = counted
            .filter(|(near, count)| *count >= least && near.chars().all(char::is_alphabetic));
        let best = fit.max_by_key(|(near, count)| (near.starts_with(letters[0]), *count));
        Ok(best.map(|(near, _)| near))
    }

    /// The rules for forms, of the languages that the archive has texts in.
    fn stemmers(&mut self) -> Result<&[Stemmer]> {
        if self.stemmers.is_none() {
            let mut codes: Vec<String> = Vec::new();
            let mut from = String::new();
            let sql = "SELECT min(language) FROM article WHERE language > ?1";
            while let Some(language) = self.reader.one::<Option<String>>(sql, [&from])? {
                let code = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
                if !codes.contains(&code) {
                    codes.push(code);
                }
                from = language;
            }
            let all = codes.iter().filter_map(|code| Stemmer::for_language(code));
            self.stemmers = Some(all.take(LANGUAGES).collect());
        }
        Ok(self.stemmers.as_deref().unwrap_or_default())
    }
}

fn begin(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

/// What one edit among the first letters can make of a word.
fn edited_early(word: &[char], first: usize) -> Vec<String> {
    let mut all = Vec::new();
    let alphabet = alphabet(word);
    for at in 0..first {
        let (before, rest) = word.split_at(at);
        let mut make = |middle: &[char], rest: &[char]| {
            all.push(before.iter().chain(middle).chain(rest).collect());
        };
        make(&[], &rest[1..]);
        if let [one, other, rest @ ..] = rest {
            make(&[*other, *one], rest);
        }
        for letter in &alphabet {
            make(&[*letter], &rest[1..]);
            make(&[*letter], rest);
        }
    }
    all
}

/// The letters that may stand in a word: those of its script, as folding leaves them.
fn alphabet(word: &[char]) -> Vec<char> {
    if word.iter().all(char::is_ascii) {
        return ('a'..='z').collect();
    }
    // Scripts have pages of their own in Unicode.
    let mut pages: Vec<u32> = word.iter().map(|letter| u32::from(*letter) / 128).collect();
    pages.sort_unstable();
    pages.dedup();
    let all = pages.iter().flat_map(|page| page * 128..(page + 1) * 128);
    let letters = all.filter_map(char::from_u32);
    letters.filter(|letter| letter.is_alphabetic() && !letter.is_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn early_edits_are_all_there() {
        let all = edited_early(&['c', 'a', 't'], 2);
        for word in ["at", "ct", "act", "cta", "bat", "cut", "scat", "coat"] {
            assert!(all.contains(&word.to_owned()), "{word}");
        }
        // One left out, one swapped, and 26 twice, at either place.
        assert_eq!(all.len(), 2 * (1 + 1 + 26 + 26));
    }

    #[test]
    fn letters_are_those_of_the_script() {
        assert_eq!(alphabet(&['s', 'e', 'a']).len(), 26);
        let letters = alphabet(&['м', 'о', 'р', 'е']);
        assert!(letters.contains(&'я') && letters.contains(&'а') && !letters.contains(&'М'));
        assert!(!letters.contains(&'a'));
    }
}
