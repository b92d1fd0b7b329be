//! The characters of a run, counted in one pass.

use crate::{
    dom::Dom,
    page::{Page, Run},
    text,
};

/// What a run's characters are.
#[derive(Default, Clone, Copy)]
pub(super) struct Letters {
    pub(super) count: u32,
    pub(super) upper: u32,
    pub(super) digits: u32,
    pub(super) words: u32,
    pub(super) bars: u32,
    pub(super) first_upper: bool,
    pub(super) ends: u8,
    pub(super) copyright: bool,
    pub(super) money: u32,
    pub(super) hash: u64,
}

/// The characters of every run.
pub(super) fn letters(page: &Page<'_>) -> Vec<Letters> {
    let runs = &page.runs;
    let mut out = Vec::with_capacity(runs.len());
    for at in 0..runs.len() {
        let mut letters = Letters { hash: 0xcbf2_9ce4_8422_2325, ..Letters::default() };
        let mut in_word = false;
        let mut last = ' ';
        for words in words_of(page, runs, at) {
            for c in words.chars() {
                if c.is_whitespace() {
                    in_word = false;
                    continue;
                }
                last = c;
                letters.words += u32::from(!in_word);
                in_word = true;
                if letters.count == 0 {
                    letters.first_upper = c.is_uppercase();
                }
                letters.count += 1;
                match c {
                    'a'..='z' => {}
                    'A'..='Z' => letters.upper += 1,
                    '0'..='9' => letters.digits += 1,
                    '|' | '•' | '·' | '›' | '»' | '/' => letters.bars += 1,
                    '$' | '€' | '£' | '₹' | '¥' => letters.money += 1,
                    '©' => letters.copyright = true,
                    c => letters.upper += u32::from(c > '\u{7f}' && c.is_uppercase()),
                }
                letters.hash =
                    (letters.hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
            }
        }
        letters.ends = match last {
            '.' | '!' | '。' | '！' | '।' | '؟' | '?' | '？' | '…' => 2,
            '"' | '”' | ')' | '»' | '’' => 1,
            ':' => 3,
            _ => 0,
        };
        out.push(letters);
    }
    out
}

/// The text nodes of a run.
fn words_of<'p>(page: &'p Page<'_>, runs: &[Run], at: usize) -> impl Iterator<Item = &'p str> {
    let dom: &'p Dom = page.dom;
    let end = runs.get(at + 1).map_or(dom.len(), |next| next.start);
    let end = end.min(dom.end(runs[at].block));
    (runs[at].start..end).filter(|&id| page.is_shown(id)).filter_map(|id| dom.text(id))
}

/// The text of a run.
pub(crate) fn text_of(page: &Page<'_>, runs: &[Run], at: usize) -> String {
    let mut out = String::new();
    for words in words_of(page, runs, at) {
        text::push_collapsed(&mut out, words);
    }
    out.truncate(out.trim_end().len());
    out
}
