//! What a text that is asked for means to the index.

use super::{Kind, Token, each_token};

/// Tokens that must stand at positions that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The tokens in their order; at least one.
    pub tokens: Vec<String>,
    /// Whether the last of them is only the beginning of a token.
    pub open: bool,
}

/// Ways to write a text that are told apart at most; others are left out.
const MOST: usize = 8;

/// What a text must hold to be found by `text`: one of these, the likeliest first. `e-mail` may
/// be written `e mail` or `email`, `1,234` may be `1234` or `1.234`. Nothing where `text` has no
/// tokens.
#[must_use]
pub fn wanted(text: &str) -> Vec<Wanted> {
    let mut ways: Vec<Vec<String>> = vec![Vec::new()];
    let mut here: Vec<(Kind, String, usize)> = Vec::new();
    let mut compound = Compound::default();
    let mut last: Option<(Kind, usize)> = None;
    let mut before: Option<(Kind, usize)> = None;
    let mut position = 0;
    each_token(text, None, |token: Token<'_>| {
        if token.position != position {
            compound.take(&mut here, &mut ways);
            position = token.position;
        }
        if token.kind != Kind::Part {
            here.push((token.kind, token.text.to_owned(), token.end));
            before = last.replace((token.kind, token.end));
        }
        // Of a joined word, where its positions end is known before they come.
        compound.start = token.start;
        true
    });
    compound.take(&mut here, &mut ways);
    compound.close(&mut ways);
    let mut open = false;
    if let Some((Kind::Last, end)) = last {
        if before == Some((Kind::Pair, end)) {
            // The run may go on in the text, where its last character is then not alone.
            ways.iter_mut().for_each(|way| drop(way.pop()));
        } else {
            open = true;
        }
    }
    ways.retain(|way| !way.is_empty());
    ways.into_iter().map(|tokens| Wanted { tokens, open }).collect()
}

/// The positions of a joined word that were met so far.
#[derive(Default)]
struct Compound {
    /// Where the last token begins.
    start: usize,
    /// Up to where a joined word goes, the way to write it as one, and its words.
    under_way: Option<(usize, String, Vec<String>)>,
    /// Up to where a word with a sign goes, which stands for all its positions.
    signed: usize,
}

impl Compound {
    /// Takes what stands at one position.
    fn take(&mut self, here: &mut Vec<(Kind, String, usize)>, ways: &mut Vec<Vec<String>>) {
        let tokens = std::mem::take(here);
        let start = self.start;
        if start < self.signed {
            return;
        }
        if let Some((_, sign, end)) = tokens.iter().find(|(kind, ..)| *kind == Kind::Sign) {
            self.close(ways);
            self.signed = *end;
            return extend(ways, &[vec![sign.clone()]]);
        }
        if self.under_way.as_ref().is_some_and(|(end, ..)| start >= *end) {
            self.close(ways);
        }
        if let Some((_, joined, end)) = tokens.iter().find(|(kind, ..)| *kind == Kind::Joined) {
            self.under_way = Some((*end, joined.clone(), Vec::new()));
        }
        let words = tokens
            .into_iter()
            .filter(|(kind, ..)| matches!(kind, Kind::Word | Kind::Pair | Kind::Last))
            .map(|(_, text, _)| text);
        match &mut self.under_way {
            Some((_, _, all)) => all.extend(words.take(1)),
            None => {
                let choices: Vec<Vec<String>> = words.map(|word| vec![word]).collect();
                if !choices.is_empty() {
                    extend(ways, &choices);
                }
            }
        }
    }

    fn close(&mut self, ways: &mut Vec<Vec<String>>) {
        if let Some((_, joined, words)) = self.under_way.take() {
            extend(ways, &[words, vec![joined]]);
        }
    }
}

/// Every way so far with every choice after it, as long as they are few.
fn extend(ways: &mut Vec<Vec<String>>, choices: &[Vec<String>]) {
    let room = (MOST / ways.len()).max(1);
    let longer = ways.iter().flat_map(|way| {
        choices.iter().take(room).map(move |choice| [way.as_slice(), choice.as_slice()].concat())
    });
    *ways = longer.collect();
}
