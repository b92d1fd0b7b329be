//! The title of a flattened page: its first words, as far as they stand in the page again.

use url::Url;

use crate::{metadata::title::site_name::SiteNames, text};

use super::words::{Gap, Word};

/// A title and where it stands again.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The title.
    pub(super) title: String,
    /// The number of the first word after the page's own title.
    pub(super) head: usize,
    /// The first word and the word after the last of each place where the title stands again.
    pub(super) again: Vec<(usize, usize)>,
}

/// The longest title, in characters.
const LONGEST: usize = 260;

/// Signs between a headline and a site's name.
pub(super) const SIGNS: [&str; 13] =
    ["|", "｜", "-", "–", "—", "::", "»", "·", "•", ":", "›", "/", "«"];

/// Finds the title of a text whose words are `words`.
pub(super) fn find(text: &str, words: &[Word], url: Option<&Url>) -> Found {
    let region = words
        .iter()
        .enumerate()
        .skip(1)
        .find(|(_, word)| matches!(word.gap, Gap::Joint | Gap::Line) || word.start > LONGEST * 2)
        .map_or(words.len(), |(at, _)| at);
    let plain: Vec<String> = words.iter().map(|word| plain(&text[word.start..word.end])).collect();
    // A title may begin after a rubric.
    let sign = |at: usize| SIGNS.contains(&&text[words[at].start..words[at].end]);
    let starts = (0..region.min(30))
        .filter(|&at| at == 0 || sign(at - 1) || text[..words[at - 1].end].ends_with(':'));
    let guessed = guess(text, words, region, url);
    let (wanted, certain) = guessed.as_ref().map_or((0, false), |guess| (guess.end, guess.certain));
    let mut best: Option<(usize, usize, usize)> = None;
    for start in starts {
        let (length, weight) = longest(&plain, words, text, start, region);
        // It ends where the title does, or it is long enough to be more than a chance.
        let whole = start + length == region
            || sign(start + length)
            || words.get(start + length).is_some_and(|next| next.gap >= Gap::Line);
        let inside = start == 0 && length < wanted && !whole && (certain || weight < 25);
        if weight < 12
            || !whole && length < 5
            || inside
            || start > 0 && (!whole || length < 4 && weight < 20)
        {
            continue;
        }
        if best.is_none_or(|(_, _, known)| weight > known + known / 2) {
            best = Some((start, length, weight));
        }
    }
    let Some((start, length, _)) = best else {
        let title = guessed.map(|guess| guess.title).unwrap_or_default();
        return Found { title, head: region.min(wanted.max(1)), again: Vec::new() };
    };
    let shown = text::collapse(&text[words[start].start..words[start + length - 1].end]);
    // What stands in the page with the title belongs to it, but for the site's name.
    let site = SiteNames::of_address(url);
    let title = match url {
        Some(_) => tidy(site.strip_host(&shown)),
        None => tidy(&site.strip(&shown)),
    };
    let wanted = text::comparable(&title).split(' ').count().max(1);
    let length = length.min(wanted + 6);
    let again = (start + length..words.len())
        .map(|at| (at, same(&plain, start, at)))
        .filter(|&(_, same)| same >= length.min(wanted))
        .map(|(at, same)| (at, at + same.min(length)))
        .collect();
    Found { title, head: start + length, again }
}

/// The longest run of words from `start` on that stands again later: words, and their weight.
fn longest(
    plain: &[String],
    words: &[Word],
    text: &str,
    start: usize,
    region: usize,
) -> (usize, usize) {
    let mut best = (0, 0);
    for at in start + 2..plain.len() {
        if plain[at] != plain[start] {
            continue;
        }
        let mut length = same(plain, start, at).min(at - start).min(region - start);
        // Scripts without spaces: the last letters may run into what follows.
        let next = (plain.get(start + length), plain.get(at + length));
        if let (Some(own), Some(other)) = next
            && !own.is_empty()
            && other.starts_with(own.as_str())
            && own.chars().all(text::is_spaceless)
        {
            length += 1;
        }
        // Signs at the end belong to what follows.
        let length =
            (1..=length).rev().find(|&length| !words[start + length - 1].sign).unwrap_or(0);
        if length <= best.0 {
            continue;
        }
        let shown = &text[words[start].start..words[start + length - 1].end];
        best = (length, text::weight(shown) as usize);
    }
    best
}

fn same(plain: &[String], start: usize, at: usize) -> usize {
    plain[start..].iter().zip(&plain[at..]).take(80).take_while(|(a, b)| a == b).count()
}

/// A word to compare by.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| {
            !super::words::is_closing(*c) && !matches!(c, '„' | '‘' | '«' | '(' | '.' | ',' | ':')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A title by its own look.
struct Guess {
    title: String,
    /// The number of the word after it.
    end: usize,
    /// Whether a sign or a line end tells where it ends.
    certain: bool,
}

/// The first words up to where something else must begin.
fn guess(text: &str, words: &[Word], region: usize, url: Option<&Url>) -> Option<Guess> {
    let last = region.checked_sub(1)?;
    let own_line = words.get(region).is_none_or(|next| next.gap == Gap::Line);
    let mut guess = Guess { title: String::new(), end: region, certain: own_line };
    let whole = text::collapse(&text[words[0].start..words[last].end]);
    if !own_line {
        // The sign before the site's name stands closest to what the address spells.
        let signs = (3..region.min(36))
            .filter(|&at| SIGNS[..9].contains(&&text[words[at].start..words[at].end]));
        let spelled = by_address(text, words, region, url);
        let sign = match spelled {
            Some(spelled) => signs.min_by_key(|at| at.abs_diff(spelled)),
            None => signs.into_iter().next(),
        };
        guess.certain = sign.is_some();
        let long = whole.chars().count() > LONGEST / 2 || region > 22;
        guess.end =
            sign.or(spelled.filter(|_| long)).unwrap_or(if long { region.min(12) } else { region });
    }
    let title = text::collapse(&text[words[0].start..words[guess.end.saturating_sub(1)].end]);
    guess.title = tidy(&SiteNames::default().strip(&title));
    if own_line {
        guess.title = tidy(SiteNames::of_address(url).strip_host(&guess.title));
    }
    Some(guess)
}

/// How many of the first words the address spells.
fn by_address(text: &str, words: &[Word], region: usize, url: Option<&Url>) -> Option<usize> {
    let path = url?.path().trim_end_matches('/');
    let slug = text::comparable(path.rsplit('/').find(|part| part.contains('-')).unwrap_or(path));
    if slug.split(' ').count() < 3 {
        return None;
    }
    (3..region.min(40))
        .map(|end| (text::similar(&text[words[0].start..words[end - 1].end], &slug), end))
        .filter(|(score, _)| *score > 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, end)| end)
}

pub(super) fn tidy(title: &str) -> String {
    title
        .trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '|' | '｜' | '-' | '–' | '—' | '·' | '»')
        })
        .trim()
        .to_owned()
}
