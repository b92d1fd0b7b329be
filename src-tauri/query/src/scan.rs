//! Cuts a query into pieces: words, quoted words, parentheses, minus signs and operators.

use crate::{OPERATORS, OperatorRow, Problem, ProblemCode, Span};

/// One piece.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Word { text: String, prefix: bool },
    Phrase(String),
    Operator { row: &'static OperatorRow, value: String },
    Minus,
    Or,
    Open,
    Close,
}

/// A query longer than this many bytes is not looked at beyond.
pub(crate) const LONGEST: usize = 4096;

/// The pieces of `text` in order, each with its place.
pub(crate) fn scan(text: &str, problems: &mut Vec<Problem>) -> Vec<(Piece, Span)> {
    let mut scanner = Scanner { text, at: 0, problems, pieces: Vec::new() };
    scanner.run();
    scanner.pieces
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    problems: &'a mut Vec<Problem>,
    pieces: Vec<(Piece, Span)>,
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»')
}

fn ends_word(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '(' | ')')
        || is_quote(character)
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(character) = self.peek() {
            let start = self.at;
            if start >= LONGEST {
                self.problem(start, self.text.len(), ProblemCode::TooMuch);
                return;
            }
            match character {
                '(' | ')' => {
                    self.at += 1;
                    self.push(start, if character == '(' { Piece::Open } else { Piece::Close });
                }
                '-' | '−' if self.minus_begins_here() => {
                    self.at += character.len_utf8();
                    self.push(start, Piece::Minus);
                }
                _ if is_quote(character) => {
                    let phrase = self.quoted();
                    self.push(start, Piece::Phrase(phrase));
                }
                _ if ends_word(character) => self.at += character.len_utf8(),
                _ => self.word(),
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
        let rest = &self.text[start..];
        let opening = rest.chars().next().map_or(0, char::len_utf8);
        let inside = &rest[opening..];
        if let Some((length, quote)) = inside.char_indices().find(|(_, found)| is_quote(*found)) {
            self.at = start + opening + length + quote.len_utf8();
            inside[..length].to_owned()
        } else {
            self.at = self.text.len();
            self.problem(start, self.at, ProblemCode::OpenQuote);
            inside.to_owned()
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest.find(ends_word).unwrap_or(rest.len());
        let word = &rest[..length];
        if let Some((name, value)) = word.split_once(':') {
            let known = OPERATORS.iter().find(|row| row.name.eq_ignore_ascii_case(name));
            if let Some(row) = known {
                return self.operator(start, row, name.len() + 1, value);
            }
            let plain = name.len() > 1 && name.chars().all(char::is_alphabetic);
            if plain && !value.is_empty() && !value.starts_with('/') {
                self.problem(start, start + name.len() + 1, ProblemCode::UnknownOperator);
            }
        }
        self.at = start + length;
        if word == "OR" || word == "|" {
            return self.push(start, Piece::Or);
        }
        if word == "AND" || word == "&" {
            return;
        }
        if word == "NOT" {
            return self.push(start, Piece::Minus);
        }
        let stem = word.trim_end_matches('*');
        let prefix = stem.len() < word.len();
        // The span of a word that is still being typed ends where the text ends.
        self.push(start, Piece::Word { text: stem.to_owned(), prefix });
    }

    fn operator(&mut self, start: usize, row: &'static OperatorRow, name: usize, value: &str) {
        self.at = start + name;
        let value = if value.is_empty() && self.peek().is_some_and(is_quote) {
            self.quoted()
        } else {
            self.at += value.len();
            value.to_owned()
        };
        self.push(start, Piece::Operator { row, value });
    }
}
