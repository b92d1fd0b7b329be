//! The answers as going through every text gives them. What the order is made of is written
//! here a second time, after what `search/rank.rs` says it is.

use std::collections::{BTreeSet, HashMap};

use backfile_archive::{Archive, ListQuery, Listing, Sort, View};
use backfile_article::ArticleId;

use super::{
    ask::{Ask, Hits},
    shelf::{BODY, Doc},
};
use crate::help::{HOUR, NOW};

const WEIGHTS: [f32; 7] = [8.0, 3.0, 2.0, 5.0, 4.0, 0.0, 0.5];

/// A number as it is kept: the middle of a step, of which sixteen double it.
fn kept(number: f32) -> f32 {
    f32::from_bits(number.to_bits() >> 19 << 19 | 1 << 18)
}

/// How often something stands in an entry, by the length of its text.
fn times_of(doc: &Doc, counts: [usize; 7]) -> f32 {
    let share = 1.0 - 0.6 + 0.6 * kept(doc.columns[BODY].len() as f32) / 500.0;
    let beside: f32 =
        counts.iter().zip(WEIGHTS).map(|(count, weight)| 2.0 * weight * *count as f32).sum();
    let sum = beside / 2.0 + counts[BODY] as f32 / share;
    if sum == 0.0 { 0.0 } else { kept(sum) }
}

fn times(leaf: &Ask, doc: &Doc, hits: &Hits) -> f32 {
    if let Ask::Tokens { tokens, open: true, .. } = leaf
        && let [begin] = tokens.as_slice()
    {
        let each = doc.beginning(begin).map(|word| {
            let count = |column: &Vec<String>| column.iter().filter(|own| *own == word).count();
            (times_of(doc, doc.columns.each_ref().map(count)) * 4096.0) as u32
        });
        let sum: u32 = each.sum();
        return if sum == 0 { 0.0 } else { kept(sum as f32 / 4096.0) };
    }
    times_of(doc, hits.each_ref().map(Vec::len))
}

/// Whether where a leaf stands counts for what is near it.
fn is_single(leaf: &Ask, docs: &[&Doc]) -> bool {
    match leaf {
        Ask::Tokens { tokens, open, word: true, .. } => match (tokens.as_slice(), open) {
            ([_], false) => true,
            ([begin], true) => {
                let words = docs.iter().flat_map(|doc| doc.beginning(begin));
                words.collect::<BTreeSet<_>>().len() <= 16
            }
            _ => false,
        },
        _ => false,
    }
}

/// What two words add that are near each other in a text.
fn nearness(ones: &Hits, others: &Hits) -> f64 {
    let mut gap = usize::MAX;
    for (ones, others) in ones.iter().zip(others) {
        for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |o| (one, o))) {
            gap = gap.min(if other > one { other - one - 1 } else { (one - other).max(1) });
        }
    }
    if gap <= 16 { 0.3 / (1.0 + gap as f64) } else { 0.0 }
}

/// Every match with its score, best first.
fn expected(docs: &[Doc], ask: &Ask) -> Vec<(ArticleId, f64)> {
    let docs: Vec<&Doc> = docs.iter().filter(|doc| !doc.gone).collect();
    let leaves = ask.leaves();
    let (mut hits, mut worths) = (Vec::new(), Vec::new());
    for leaf in &leaves {
        let all = docs.iter().map(|doc| leaf.hits(doc)).enumerate();
        let all: HashMap<usize, Hits> =
            all.filter(|(_, hits)| hits.iter().any(|hits| !hits.is_empty())).collect();
        let (entries, holding) = (docs.len() as f64, all.len() as f64);
        worths.push((1.0 + (entries - holding + 0.5).max(0.0) / (holding + 0.5)).ln());
        hits.push(all);
    }
    let single: Vec<bool> = leaves.iter().map(|leaf| is_single(leaf, &docs)).collect();
    let mut scored = Vec::new();
    for (at, doc) in docs.iter().enumerate().filter(|(_, doc)| !doc.trashed && ask.holds(doc)) {
        let mut score = 0.0;
        for ((leaf, hits), worth) in leaves.iter().zip(&hits).zip(&worths) {
            if let Some(hits) = hits.get(&at) {
                let times = f64::from(times(leaf, doc, hits));
                score += worth * 2.2 * times / (1.2 + times);
            }
        }
        for pair in (1..leaves.len()).filter(|pair| single[pair - 1] && single[*pair]) {
            if let (Some(ones), Some(others)) = (hits[pair - 1].get(&at), hits[pair].get(&at)) {
                score += worths[pair - 1].min(worths[pair]) * nearness(ones, others);
            }
        }
        let days = (NOW.0 - doc.dated()).max(0) / (24 * HOUR);
        scored.push((doc, score * (1.0 + 0.15 / (1.0 + days as f64 / 365.0))));
    }
    scored.sort_by(|one, other| other.1.total_cmp(&one.1).then(other.0.saved.cmp(&one.0.saved)));
    scored.into_iter().map(|(doc, score)| (doc.id, score)).collect()
}

fn asked(archive: &Archive, query: &str, limit: u32) -> Listing {
    let parsed = backfile_query::parse(query);
    let request = ListQuery {
        view: View::All,
        query: parsed.tree.as_ref(),
        sort: Sort::Relevance,
        offset: 0,
        limit,
        utc_offset_minutes: 0,
        now: NOW,
    };
    archive.read(|reader| reader.list(&request)).unwrap()
}

/// The answer to a query is the one that is expected, and its first rows come in the order
/// that is expected. Gives how many rows there are.
pub(super) fn agrees(archive: &Archive, docs: &[Doc], ask: &Ask) -> usize {
    let query = ask.typed();
    let expected = expected(docs, ask);
    let first = asked(archive, &query, 20);
    assert_eq!(first.total as usize, expected.len(), "{query}");
    let ids: Vec<ArticleId> = first.rows.iter().map(|row| row.entry.id).collect();
    for (at, (id, (other, score))) in ids.iter().zip(&expected).enumerate() {
        // Where both scores are the same but for rounding, either may come first.
        let own = expected.iter().find(|(own, _)| own == id).map(|(_, score)| *score);
        let close = own.is_some_and(|own| own > 0.0 && (own - score).abs() < 1e-9);
        assert!(id == other || close, "{query}: {at}: {own:?} in place of {score}");
    }
    let distinct: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), expected.len().min(20), "{query}");
    expected.len()
}
