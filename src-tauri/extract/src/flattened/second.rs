//! What is measured of each word once every word has been weighed alone: how its neighbours fared,
//! and whether it speaks of what the surest part of the page speaks of.

use crate::trees::likelihood;

use super::{
    measures::{Measures, NEAR, Runs, Span, sum},
    title::Found,
};

/// Windows to each side, in words.
const WINDOWS: [usize; 5] = [6, 20, 60, 200, 600];

/// Windows in which subjects are compared.
const WIDE: [usize; 3] = [20, 60, 200];

/// How many numbers a word has.
pub(super) const COUNT: usize = 2 * WINDOWS.len() + 4 * WIDE.len() + 2 * 4 + 2 * 6 + 18 + 2 * 10;

/// A likelihood from which a word counts as surely part of the article.
const SURE: f32 = 0.7;

/// Sums up to each word.
fn running(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// Measures each word by what the first model said of all; `each` takes the numbers of one word
/// after the other.
pub(super) fn measure(
    all: &Measures<'_>,
    found: &Found,
    odds: &[f32],
    mut each: impl FnMut(&[f32]),
) {
    let Measures { words, ids, long, sums, sentences, blocks, foreign } = all;
    let count = words.len();
    let likely: Vec<f32> = odds.iter().map(|odds| likelihood(*odds)).collect();
    let mass = running(likely.iter().copied());
    // Where each word stands first and last in what is likely the article.
    let mut places: Vec<(usize, usize)> = vec![(usize::MAX, 0); count];
    for at in (0..count).filter(|&at| likely[at] > 0.5) {
        let place = &mut places[ids[at] as usize];
        *place = (place.0.min(at), at);
    }
    let place = |at: usize| places[ids[at] as usize];
    let earlier = running(
        (0..count).map(|at| f32::from(u8::from(long[at] && place(at).0.saturating_add(NEAR) < at))),
    );
    let shared = running((0..count).map(|at| {
        let (first, last) = place(at);
        f32::from(u8::from(long[at] && (first.saturating_add(NEAR) < at || last > at + NEAR)))
    }));
    let mean = |from: usize, to: usize| (mass[to] - mass[from]) / ((to - from) as f32).max(1.0);
    let subject = |sums_of: &[f32], from: usize, to: usize| {
        let long = sums[to][sum::LONG] - sums[from][sum::LONG];
        if long > 0.0 { (sums_of[to] - sums_of[from]) / long } else { -1.0 }
    };
    let (before, after) = nearest(sentences, &mass, count);
    let mut numbers: Vec<f32> = Vec::with_capacity(COUNT);
    let (mut of_sentence, mut of_block) = (Runs::new(sentences), Runs::new(blocks));
    let mut again = found.again.iter().peekable();
    let mut title = None;
    let mut last_foreign = None;
    for at in 0..count {
        let (sentence, block) = (of_sentence.of(at), of_block.of(at));
        let (inner, outer) = (&sentences[sentence], &blocks[block]);
        while let Some((_, end)) = again.next_if(|(_, end)| *end <= at) {
            title = Some(*end);
        }
        if foreign[at] {
            last_foreign = Some(at);
        }
        numbers.clear();
        for window in WINDOWS {
            let (low, high) = (at.saturating_sub(window), (at + window).min(count));
            numbers.extend([mean(low, at), mean(at, high)]);
        }
        for window in WIDE {
            let (low, high) = (at.saturating_sub(window), (at + window).min(count));
            for (from, to) in [(low, at), (at, high)] {
                numbers.extend([subject(&shared, from, to), subject(&earlier, from, to)]);
            }
        }
        for (spans, own) in [(blocks, block), (sentences, sentence)] {
            for step in [-3_isize, -2, -1, 1, 2, 3] {
                // Blocks are looked at two away, sentences three.
                if step.abs() == 3 && std::ptr::eq(spans, blocks) {
                    continue;
                }
                match own.checked_add_signed(step).and_then(|at| spans.get(at)) {
                    Some(span) => {
                        numbers.extend([mean(span.first, span.last + 1), span.words().min(100.0)])
                    }
                    None => numbers.extend([-1.0, 0.0]),
                }
            }
        }
        let place = (before[sentence], after[sentence]);
        numbers.extend([
            odds[at],
            mean(inner.first, inner.last + 1),
            mean(outer.first, outer.last + 1),
            mass[at] / mass[count].max(1.0),
            mass[count].min(5_000.0),
            mean(0, count),
            ((inner.first.saturating_sub(place.0)) as f32).min(1_000.0),
            ((place.1.saturating_sub(inner.last)) as f32).min(1_000.0),
            inner.known,
            outer.known,
            inner.ends,
            outer.ends.min(10.0),
            f32::from(u8::from(words[outer.last].ends)),
            title.map_or(-1.0, |title| ((at - title) as f32).min(3_000.0)),
            last_foreign.map_or(500.0, |last| ((at - last) as f32).min(500.0)),
            at as f32 / count as f32,
            f32::from(words[inner.first].gap as u8),
            f32::from(words[at].gap as u8),
        ]);
        for (span, most) in [(inner, 80.0), (outer, 300.0)] {
            let (from, to) = (span.first, span.last + 1);
            numbers.extend([
                span.words().min(most),
                span.share(),
                subject(&shared, from, to),
                subject(&earlier, from, to),
                all.within(span, sum::AGAIN),
                all.within(span, sum::CREDITS),
                all.within(span, sum::CALLS),
                all.within(span, sum::ADDRESS),
                all.within(span, sum::TITLE),
                all.within(span, sum::CAPITALS),
            ]);
        }
        each(&numbers);
    }
}

/// For each sentence the nearest word of a sure one before it and after it.
fn nearest(sentences: &[Span], mass: &[f32], count: usize) -> (Vec<usize>, Vec<usize>) {
    let sure = |span: &Span| {
        span.words() >= 8.0 && mass[span.last + 1] - mass[span.first] > SURE * span.words()
    };
    let mut last = 0;
    let before = sentences
        .iter()
        .map(|span| {
            let known = last;
            if sure(span) {
                last = span.last;
            }
            known
        })
        .collect();
    let mut next = count;
    let mut after: Vec<usize> = sentences
        .iter()
        .rev()
        .map(|span| {
            let known = next;
            if sure(span) {
                next = span.first;
            }
            known
        })
        .collect();
    after.reverse();
    (before, after)
}
