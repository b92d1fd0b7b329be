//! Cuts a query into pieces: words, quoted words, parentheses, minus signs and operators.

use crate::{
    OperatorRow, Problem, ProblemCode, Span, operators::operator_named, problem::near_operator,
};

/// One piece.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Word { text: String, prefix: bool },
    Phrase { text: String, prefix: bool },
    Near { text: String, distance: u32 },
    Operator { row: &'static OperatorRow, value: String, prefix: bool },
    Minus,
    Or,
    Open,
    Close,
}

/// A query longer than this many characters is not looked at beyond.
pub(crate) const LONGEST: usize = 4096;
/// Words farther apart than this are not near each other.
pub(crate) const FARTHEST_NEAR: u32 = 1000;

/// The pieces of `text` in order, each with its place.
pub(crate) fn scan(text: &str, problems: &mut Vec<Problem>) -> Vec<(Piece, Span)> {
    let length = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let mut scanner = Scanner { text: &text[..length], at: 0, problems, pieces: Vec::new() };
    scanner.run();
    let pieces = scanner.pieces;
    if length < text.len() {
        let span = Span { start: length, end: text.len() };
        problems.push(Problem { span, code: ProblemCode::TooLong });
    }
    pieces
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    problems: &'a mut Vec<Problem>,
    pieces: Vec<(Piece, Span)>,
}

pub(crate) fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Whether `mark` may end what `opening` begins: straight ones and curly ones keep to
/// themselves, so that each may stand inside the other.
fn closes(opening: char, mark: char) -> bool {
    match opening {
        '"' => mark == '"',
        '«' | '»' => matches!(mark, '«' | '»'),
        _ => matches!(mark, '“' | '”'),
    }
}

fn is_hebrew(character: char) -> bool {
    ('\u{5d0}'..='\u{5ea}').contains(&character)
}

/// Bytes of the word that `text` begins with.
pub(crate) fn word_length(text: &str) -> usize {
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, after)| *after);
        // Hebrew writes a quotation mark inside abbreviations.
        let inside =
            character == '"' && before.is_some_and(is_hebrew) && after.is_some_and(is_hebrew);
        let ends = character.is_whitespace()
            || character.is_control()
            || matches!(character, '(' | ')')
            || is_quote(character);
        if ends && !inside {
            return at;
        }
        before = Some(character);
    }
    text.len()
}

/// A text without the stars at its end, and whether there were any.
fn without_stars(text: &str) -> (&str, bool) {
    let stem = text.trim_end_matches('*');
    (stem, stem.len() < text.len())
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(character) = self.peek() {
            let start = self.at;
            match character {
                '(' | ')' => {
                    self.at += 1;
                    self.push(start, if character == '(' { Piece::Open } else { Piece::Close });
                }
                '-' | '−' if self.minus_begins_here() => {
                    self.at += character.len_utf8();
                    self.push(start, Piece::Minus);
                }
                _ if is_quote(character) => self.phrase(),
                _ => match word_length(&self.text[start..]) {
                    0 => self.at += character.len_utf8(),
                    length => self.word(length),
                },
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn push(&mut self, start: usize, piece: Piece) {
        self.pieces.push((piece, Span { start, end: self.at }));
    }

    fn problem(&mut self, start: usize, end: usize, code: ProblemCode) {
        self.problems.push(Problem { span: Span { start, end }, code });
    }

    /// A minus means "without" after a space, a parenthesis, another such minus or nothing.
    fn minus_begins_here(&self) -> bool {
        if self
            .pieces
            .last()
            .is_some_and(|(piece, span)| *piece == Piece::Minus && span.end == self.at)
        {
            return true;
        }
        let before = self.text[..self.at].chars().next_back();
        before.is_none_or(|before| before.is_whitespace() || before == '(')
    }

    /// Reads from an opening quote past the closing one.
    fn quoted(&mut self) -> String {
        let start = self.at;
        let mut inside = self.text[start..].chars();
        let opening = inside.next().unwrap_or('"');
        let inside = inside.as_str();
        let closing = inside.char_indices().find(|(_, found)| closes(opening, *found));
        if let Some((length, quote)) = closing {
            self.at = start + opening.len_utf8() + length + quote.len_utf8();
            inside[..length].to_owned()
        } else {
            self.at = self.text.len();
            self.problem(start, self.at, ProblemCode::OpenQuote);
            inside.to_owned()
        }
    }

    fn phrase(&mut self) {
        let start = self.at;
        let text = self.quoted();
        if self.peek() == Some('~') {
            let distance = self.distance(start, true);
            let several = text.split_whitespace().nth(1).is_some();
            if let Some(distance) = distance.filter(|_| several) {
                return self.push(start, Piece::Near { text, distance });
            }
        }
        let (stem, prefix) = without_stars(text.trim_end());
        // Between quotes other stars are the text's own.
        self.push(start, Piece::Phrase { text: stem.to_owned(), prefix });
    }

    /// Reads `~5`; `start` is where the thing began that it belongs to.
    fn distance(&mut self, start: usize, allowed: bool) -> Option<u32> {
        let rest = &self.text[self.at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += 1 + digits;
        let number = rest[..digits].parse().ok().filter(|number| *number <= FARTHEST_NEAR);
        if number.is_none() || !allowed {
            self.problem(start, self.at, ProblemCode::BadNear);
        }
        number
    }

    fn stray_stars(&mut self, start: usize, stem: &str, prefix: bool) {
        if stem.contains('*') || (prefix && stem.is_empty()) {
            self.problem(start, self.at, ProblemCode::StrayStar);
        }
    }

    fn word(&mut self, length: usize) {
        let start = self.at;
        let word = &self.text[start..start + length];
        if let Some((name, value)) = word.split_once(':') {
            if let Some(row) = operator_named(name) {
                return self.operator(start, row, name.len() + 1, value.len());
            }
            let plain = name.chars().count() > 1 && name.chars().all(char::is_alphabetic);
            let quoted = self.text[start + length..].chars().next().is_some_and(is_quote);
            if plain && (!value.is_empty() || quoted) && !value.starts_with('/') {
                let code = match near_operator(name) {
                    Some(_) => ProblemCode::MisspeltOperator,
                    None => ProblemCode::UnknownOperator,
                };
                self.problem(start, start + name.len() + 1, code);
            }
        }
        self.at = start + length;
        match word {
            "OR" | "|" => return self.push(start, Piece::Or),
            "AND" | "&" => return,
            "NOT" => return self.push(start, Piece::Minus),
            _ => {}
        }
        let (stem, prefix) = without_stars(word);
        self.stray_stars(start, stem, prefix);
        // The span of a word that is still being typed ends where the text ends.
        self.push(start, Piece::Word { text: stem.to_owned(), prefix });
    }

    fn operator(&mut self, start: usize, row: &'static OperatorRow, name: usize, value: usize) {
        self.at = start + name;
        let (text, quoted) = if value == 0 && self.peek().is_some_and(is_quote) {
            (self.quoted(), true)
        } else {
            let text = self.text[self.at..self.at + value].to_owned();
            self.at += value;
            (text, false)
        };
        if quoted && self.peek() == Some('~') {
            self.distance(start, false);
        }
        let (stem, mut prefix) = without_stars(&text);
        // A star may stand after the quotes as well.
        while quoted && self.peek() == Some('*') {
            self.at += 1;
            prefix = true;
        }
        self.push(start, Piece::Operator { row, value: stem.to_owned(), prefix });
    }
}
