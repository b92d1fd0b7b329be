//! What is measured of each word of a flattened text: what it is itself says little, what stands
//! before and after it says whether it is part of an article.

use std::{collections::HashSet, sync::LazyLock};

use crate::content::phrases::{foreign_heading, is_time, line};

use super::{
    title::Found,
    words::{Gap, Word},
};

/// Windows to each side, in words.
const WINDOWS: [usize; 4] = [6, 20, 60, 200];

/// Counts of one word that windows add up.
const SUMS: usize = 10;

/// How many numbers a word has.
pub(super) const COUNT: usize = WINDOWS.len() * 2 * SUMS + 24;

/// A run of words between two boundaries.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    first: usize,
    last: usize,
    ends: f32,
    pauses: f32,
    small: f32,
    cased: f32,
    known: f32,
}

impl Span {
    fn words(&self) -> f32 {
        (self.last + 1 - self.first) as f32
    }
}

/// Measures each word; `each` takes the numbers of one word after the other.
pub(super) fn measure(text: &str, words: &[Word], found: &Found, mut each: impl FnMut(&[f32])) {
    let sums = sums(text, words);
    let sentences = spans(text, words, Gap::Sentence, false);
    let blocks = spans(text, words, Gap::Line, true);
    let foreign = foreign(text, words, &blocks);
    let mut sentence = 0;
    let mut block = 0;
    let mut numbers: Vec<f32> = Vec::with_capacity(COUNT);
    let mut title = None;
    let mut again = found.again.iter().peekable();
    let mut last_foreign = None;
    for (at, &is_foreign) in foreign.iter().enumerate() {
        while sentences[sentence].last < at {
            sentence += 1;
        }
        while blocks[block].last < at {
            block += 1;
        }
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
                let cased = high[1] - low[1];
                numbers.push(if cased > 0.0 { (high[0] - low[0]) / cased } else { -1.0 });
                for what in 1..SUMS {
                    numbers.push((high[what] - low[what]) / count);
                }
            }
        }
        let (inner, outer) = (&sentences[sentence], &blocks[block]);
        let within = |span: &Span, what: usize| {
            ((sums[span.last + 1][what] - sums[span.first][what]) / span.words()).min(1.0)
        };
        let share = |span: &Span| if span.cased > 0.0 { span.small / span.cased } else { -1.0 };
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
            share(inner),
            inner.ends,
            inner.pauses / inner.words(),
            inner.known,
            outer.words().min(300.0),
            share(outer),
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
            within(inner, 8),
            within(inner, 9),
            within(outer, 8),
            within(outer, 9),
            (at - inner.first) as f32 / inner.words(),
            f32::from(words[inner.first].gap as u8),
        ]);
        each(&numbers);
    }
}

/// Words of credits, in the languages of news.
const CREDITS: &str = " photo photos photograph photographer foto fotos fotograf bild bilder image images picture \
     getty reuters afp ap epa efe shutterstock alamy istock imago dpa ntb tt scanpix credit credits \
     courtesy caption archivbild symbolbild illustration handout screenshot © copyright photographie \
     crédit crédits imagen imagem fotografía zdjęcie kuva valokuva фото fotó source via afbeelding video ";

/// Words of buttons, forms and footers, in the languages of news.
const CALLS: &str = " share shares tweet facebook twitter whatsapp instagram linkedin pinterest \
     telegram youtube email e-mail newsletter newsletters subscribe subscriber subscribers subscription \
     signup login log-in register account cookie cookies privacy rights reserved advertisement \
     advertise sponsored comment comments reply follow related trending popular click here download app \
     podcast podcasts inbox membership donate bookmark print copy link save abo abonnieren abonnement \
     anmelden anmeldung teilen kommentar kommentare kommentieren werbung anzeige datenschutz impressum \
     mehr lesen partager abonnez-vous abonner connexion commentaire commentaires publicité lire \
     compartir comparte suscríbete suscripción comentarios comentario publicidad compartilhar assine \
     comentários publicidade condividi abbonati commenti pubblicità delen reacties advertentie del \
     annonse annons kommentarer jaa tilaa kommentit mainos udostępnij reklama komentarze sdílet \
     подписаться подпишитесь реклама комментарии читайте také także også också aussi auch also read \
     more watch latest tags topics editor editors updated published ";

static KNOWN: LazyLock<[HashSet<&'static str>; 2]> =
    LazyLock::new(|| [CREDITS, CALLS].map(|list| list.split_ascii_whitespace().collect()));

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase()
}

/// Sums of the words' counts up to each word.
fn sums(text: &str, words: &[Word]) -> Vec<[f32; SUMS]> {
    let mut counts = std::collections::HashMap::new();
    for word in words.iter().filter(|word| word.small) {
        *counts.entry(&text[word.start..word.end]).or_insert(0_u32) += 1;
    }
    let often = (words.len() as u32 / 400).max(3);
    let mut out = Vec::with_capacity(words.len() + 1);
    let mut sum = [0.0; SUMS];
    out.push(sum);
    for word in words {
        let common = counts.get(&text[word.start..word.end]).is_some_and(|count| *count >= often);
        let plain = plain(&text[word.start..word.end]);
        let one = [
            word.small,
            word.cased,
            word.ends,
            word.pauses,
            matches!(word.gap, Gap::Joint | Gap::Line),
            word.digit,
            common,
            word.sign,
            KNOWN[0].contains(plain.as_str()),
            KNOWN[1].contains(plain.as_str()),
        ];
        for (sum, one) in sum.iter_mut().zip(one) {
            *sum += f32::from(u8::from(one));
        }
        out.push(sum);
    }
    out
}

/// The runs of words that a gap of at least this strength parts.
fn spans(text: &str, words: &[Word], gap: Gap, blocks: bool) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if at == 0 || word.gap >= gap {
            out.push(Span { first: at, last: at, ..Span::default() });
        }
        let Some(span) = out.last_mut() else { continue };
        span.last = at;
        span.ends += f32::from(u8::from(word.ends));
        span.pauses += f32::from(u8::from(word.pauses));
        span.small += f32::from(u8::from(word.small));
        span.cased += f32::from(u8::from(word.cased));
    }
    for span in &mut out {
        let text = &text[words[span.first].start..words[span.last].end];
        if text.len() > 600 {
            continue;
        }
        span.known = if is_time(text) {
            2.0
        } else if line(text, 0.0).is_some() {
            1.0
        } else if blocks && foreign_heading(text).is_some() {
            3.0
        } else {
            0.0
        };
    }
    out
}

/// The words at which something else is announced.
fn foreign(text: &str, words: &[Word], blocks: &[Span]) -> Vec<bool> {
    let mut out = vec![false; words.len()];
    for span in blocks {
        let shown = &text[words[span.first].start..words[span.last].end];
        if shown.len() < 120 && foreign_heading(shown).is_some() || shown.starts_with('©') {
            out[span.first] = true;
        }
    }
    for (at, word) in words.iter().enumerate() {
        // Where nothing is glued, the first words of a heading stand after a sentence.
        if matches!(word.gap, Gap::Weak | Gap::Sentence) {
            out[at] |= text[word.start..word.end].starts_with('©')
                || (1..4).any(|more| {
                    words.get(at + more).is_some_and(|next| matches!(next.gap, Gap::Weak))
                        && foreign_heading(&text[word.start..words[at + more - 1].end]).is_some()
                });
        }
    }
    out
}
