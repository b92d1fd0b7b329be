//! What is measured of each word of a flattened text: what it is itself says little, what stands
//! before and after it says whether it is part of an article.

use super::{
    measures::{Measures, Runs, SUMS, sum},
    title::Found,
};

/// Windows to each side, in words.
const WINDOWS: [usize; 4] = [6, 20, 60, 200];

/// Counts that even the small windows add up, and those that only the large ones do.
const SOME: usize = 10;

/// How many numbers a word has.
pub(super) const COUNT: usize = 2 * (2 * SOME + 2 * (SUMS - 1)) + 22 + 2 * (SUMS - sum::CREDITS);

/// Measures each word; `each` takes the numbers of one word after the other.
pub(super) fn measure(all: &Measures<'_>, found: &Found, mut each: impl FnMut(&[f32])) {
    let Measures { words, sums, sentences, blocks, foreign, .. } = all;
    let (mut of_sentence, mut of_block) = (Runs::new(sentences), Runs::new(blocks));
    let mut numbers: Vec<f32> = Vec::with_capacity(COUNT);
    let mut title = None;
    let mut again = found.again.iter().peekable();
    let mut last_foreign = None;
    for (at, &is_foreign) in foreign.iter().enumerate() {
        let inner = &sentences[of_sentence.of(at)];
        let block = of_block.of(at);
        let outer = &blocks[block];
        while let Some((_, end)) = again.next_if(|(_, end)| *end <= at) {
            title = Some(*end);
        }
        if is_foreign {
            last_foreign = Some(at);
        }
        numbers.clear();
        for window in WINDOWS {
            let before = (at.saturating_sub(window), at);
            let after = (at, (at + window).min(words.len()));
            for (from, to) in [before, after] {
                let (low, high) = (&sums[from], &sums[to]);
                let count = ((to - from) as f32).max(1.0);
                let cased = high[sum::CASED] - low[sum::CASED];
                let small = high[sum::SMALL] - low[sum::SMALL];
                numbers.push(if cased > 0.0 { small / cased } else { -1.0 });
                let sums = if window < 60 { SOME } else { SUMS - 1 };
                for what in 1..sums {
                    numbers.push((high[what] - low[what]) / count);
                }
            }
        }
        let other = |step: isize| {
            block
                .checked_add_signed(step)
                .and_then(|at| blocks.get(at))
                .copied()
                .unwrap_or_default()
        };
        let (previous, next) = (other(-1), other(1));
        numbers.extend([
            inner.words().min(80.0),
            inner.share(),
            inner.ends,
            inner.pauses / inner.words(),
            inner.known,
            outer.words().min(300.0),
            outer.share(),
            outer.ends.min(10.0),
            outer.pauses / outer.words(),
            f32::from(u8::from(words[outer.last].ends)),
            outer.known,
            previous.words().min(300.0),
            next.words().min(300.0),
            next.ends.min(10.0),
            title.map_or(-1.0, |title| ((at - title) as f32).min(3_000.0)),
            f32::from(u8::from(again.peek().is_some())),
            last_foreign.map_or(500.0, |last| ((at - last) as f32).min(500.0)),
            at as f32 / words.len() as f32,
            (at - inner.first) as f32 / inner.words(),
            f32::from(words[inner.first].gap as u8),
            (words.len() as f32).min(20_000.0),
            f32::from(words[at].gap as u8),
        ]);
        for what in sum::CREDITS..SUMS {
            numbers.extend([all.within(inner, what), all.within(outer, what)]);
        }
        each(&numbers);
    }
}
