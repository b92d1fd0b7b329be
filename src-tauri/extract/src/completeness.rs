//! How much of the page's own article text was kept.
//!
//! Judged by what the page itself calls the article: JSON-LD's `articleBody`, else the sentences of
//! embedded JSON that belong to it, else the paragraphs of the chosen element.

use std::{cell::LazyCell, collections::HashSet};

use backfile_article::Paragraphs;

use crate::{
    content::clean::Marks,
    page::{Page, Run},
    text,
};

/// Share and paragraphs kept.
pub(crate) struct Kept {
    /// 0 to 1.
    pub(crate) share: f64,
    /// The same in paragraphs.
    pub(crate) paragraphs: Paragraphs,
}

/// Word groups of a text, to find one text in another whatever its line breaks are.
pub(crate) struct Groups(HashSet<u64, Mixed>);

/// Builds hashers for numbers that are hashes themselves.
pub(crate) type Mixed = std::hash::BuildHasherDefault<Through>;

const GROUP: usize = 5;

/// A hash of each word in lower case; a character of a script without spaces is a word.
fn words(text: &str) -> Vec<u64> {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let add = |hash: u64, value: u32| (hash ^ u64::from(value)).wrapping_mul(0x0100_0000_01b3);
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut word = START;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word = add(word, u32::from(c.to_ascii_lowercase()));
            continue;
        }
        if !c.is_ascii() && text::is_spaceless(c) {
            words.push(add(START, u32::from(c)));
        } else if !c.is_ascii() && c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                word = add(word, u32::from(lower));
            }
            continue;
        }
        if word != START {
            words.push(std::mem::replace(&mut word, START));
        }
    }
    if word != START {
        words.push(word);
    }
    words
}

fn groups(text: &str) -> Vec<u64> {
    let words = words(text);
    let join = |group: &[u64]| {
        group.iter().fold(0_u64, |hash, word| {
            (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
        })
    };
    match words.len() {
        0 => Vec::new(),
        count if count < GROUP => vec![join(&words)],
        _ => words.windows(GROUP).map(join).collect(),
    }
}

/// Passes hashes through: they are mixed already.
#[derive(Default)]
pub(crate) struct Through(u64);

impl std::hash::Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Groups {
    pub(crate) fn of(texts: &[&str]) -> Self {
        Self(texts.iter().flat_map(|text| groups(text)).collect())
    }

    /// The share of `text` that is here.
    pub(crate) fn share(&self, text: &str) -> f64 {
        let groups = groups(text);
        if groups.is_empty() {
            return 1.0;
        }
        groups.iter().filter(|group| self.0.contains(group)).count() as f64 / groups.len() as f64
    }
}

/// The share of `text` that stands in `other`.
pub(crate) fn overlap(text: &str, other: &str) -> f64 {
    Groups::of(&[other]).share(text)
}

/// Judges what was kept. `body` are the texts of the article's blocks, `beside` its title,
/// standfirst and captions, which declared bodies may include; `own` are the paragraphs of the
/// article's element.
pub(crate) fn judge(
    declared: Option<&str>,
    embedded: &[String],
    own: &[Own],
    body: &[&str],
    beside: &[&str],
) -> Kept {
    // Most pages declare nothing and have all their paragraphs kept; then nothing is compared.
    let groups = LazyCell::new(|| Groups::of(&[body, beside].concat()));
    let (mut own_kept, mut own_all) = (0.0, 0.0);
    let mut paragraphs = Paragraphs { kept: 0, total: own.len() as u32 };
    for paragraph in own {
        let share = paragraph.text.as_ref().map_or(1.0, |text| groups.share(text));
        let weight = f64::from(paragraph.weight);
        own_kept += weight * share;
        own_all += weight;
        paragraphs.kept += u32::from(share > 0.6);
    }
    let weigh = |list: &[&str]| -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for text in list {
            let weight = f64::from(text::weight(text));
            sums.0 += weight * groups.share(text);
            sums.1 += weight;
        }
        sums
    };
    let mut share =
        if own_all > 0.0 { own_kept / own_all } else { f64::from(u8::from(!body.is_empty())) };
    let body_weight: u32 = body.iter().map(|text| text::weight(text)).sum();
    if let Some(declared) = declared.filter(|text| text::weight(text) > 300) {
        let found = groups.share(declared);
        // A declared body about something else, or one in another form, says nothing.
        if found > 0.2 || body_weight < 300 {
            share = found.min(1.0);
        }
    } else {
        let first = embedded.iter().position(|text| groups.share(text) > 0.8);
        let last = embedded.iter().rposition(|text| groups.share(text) > 0.8);
        if let (Some(first), Some(last)) = (first, last)
            && last - first >= 3
        {
            let range: Vec<&str> = embedded[first..=last].iter().map(String::as_str).collect();
            let (kept, all) = weigh(&range);
            // Other stories may stand between; only a gap beside a mostly kept text is believed.
            if all > 300.0 && kept / all > 0.5 {
                share = share.min(kept / all);
                paragraphs = Paragraphs {
                    kept: range
                        .iter()
                        .filter(|text| groups.share(text) > 0.6)
                        .count()
                        .max(kept_count(&paragraphs)) as u32,
                    total: range.len().max(paragraphs.total as usize) as u32,
                };
            }
        }
    }
    // Group hashes at the joints of inline pieces differ by a hair.
    if share > 0.985 {
        share = 1.0;
    }
    Kept { share: (share * 1_000.0).round() / 1_000.0, paragraphs }
}

fn kept_count(paragraphs: &Paragraphs) -> usize {
    paragraphs.kept as usize
}

/// A paragraph of the article's element.
pub(crate) struct Own {
    weight: u32,
    /// Its text, unless it is known to be kept.
    text: Option<String>,
}

/// The paragraphs of the article's element: runs that read like prose and stand in nothing that
/// is beside the article, nor under a heading that announces something else. `kept` tells for each
/// run whether it is part of the answer, and `None` where it need not be.
pub(crate) fn own_paragraphs(
    page: &Page<'_>,
    prose: &[f32],
    root: u32,
    marks: &Marks,
    kept: &[Option<bool>],
) -> Vec<Own> {
    let is_own = |run: &Run| {
        let around = std::iter::once(run.block).chain(page.dom.ancestors(run.block));
        run.prose > 40.0
            && page.dom.within(run.block, root)
            && prose[run.block as usize] > 0.0
            && !around.take_while(|&up| up > root).any(|up| {
                crate::content::select::is_aside(page, up)
                    || marks.get(up).is_some_and(|reason| reason.step() == "names")
            })
    };
    let own = page.runs.iter().zip(kept).filter_map(|(run, &kept)| Some((run, kept?)));
    own.filter(|(run, _)| is_own(run))
        .map(|(run, kept)| Own { weight: run.weight, text: (!kept).then(|| run_text(page, run)) })
        .collect()
}

fn run_text(page: &Page<'_>, run: &Run) -> String {
    let dom = page.dom;
    let mut out = String::new();
    let mut at = run.start;
    let end = dom.end(run.block);
    while at < end {
        if let Some(text) = dom.text(at) {
            if page.is_shown(at) {
                text::push_collapsed(&mut out, text);
            }
        } else if dom.tag(at).is_some_and(crate::dom::Tag::is_block) {
            break;
        }
        at += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Own {
        Own { weight: text::weight(text), text: Some(text.to_owned()) }
    }

    const ONE: &str = "The harbour froze over on Monday night and no ship could leave the quay.";
    const TWO: &str = "By Tuesday the ice was thick enough to walk on, the harbour master said.";

    #[test]
    fn half_of_two_paragraphs_is_half() {
        let own = [own(ONE), own(TWO)];
        let kept = judge(None, &[], &own, &[ONE], &[]);
        assert!((0.4..0.6).contains(&kept.share), "{}", kept.share);
        assert_eq!(kept.paragraphs, Paragraphs { kept: 1, total: 2 });
    }

    #[test]
    fn a_declared_body_is_believed_over_the_page() {
        let declared = [ONE, TWO].concat().repeat(3);
        let kept = judge(Some(&declared), &[], &[own(ONE)], &[ONE], &[]);
        assert!(kept.share < 0.7, "{}", kept.share);
    }
}
