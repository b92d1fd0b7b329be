//! From pieces to a tree.

use crate::scan::{Piece, scan};
use crate::{
    Amount, Field, Moment, Node, OperatorRow, Parsed, Period, Problem, ProblemCode, Span, Takes,
    Value,
};

/// Groups nested deeper are left out; a person's query has two or three.
pub(crate) const DEEPEST: usize = 32;
/// Leaves beyond this many are left out.
pub(crate) const MOST_LEAVES: usize = 256;

/// Reads a query. Any text gives an answer: what is not understood is named in `problems`, and
/// the rest is the tree.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let mut problems = Vec::new();
    let pieces = scan(text, &mut problems);
    let mut parser = Parser { pieces, at: 0, leaves: 0, problems };
    let mut parts = Vec::new();
    loop {
        parts.extend(parser.either(0));
        match parser.next() {
            None => break,
            // Only a parenthesis that was never opened ends the outermost group.
            Some((_, span)) => parser.problem(span, ProblemCode::Parenthesis),
        }
    }
    let mut problems = parser.problems;
    problems.sort_by_key(|problem| problem.span.start);
    Parsed { tree: joined(parts, Node::And), problems, length: text.len() }
}

struct Parser {
    pieces: Vec<(Piece, Span)>,
    at: usize,
    leaves: usize,
    problems: Vec<Problem>,
}

fn joined(mut nodes: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() < 2 { nodes.pop() } else { Some(join(nodes)) }
}

impl Parser {
    fn peek(&self) -> Option<&(Piece, Span)> {
        self.pieces.get(self.at)
    }

    fn next(&mut self) -> Option<(Piece, Span)> {
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        piece
    }

    fn problem(&mut self, span: Span, code: ProblemCode) {
        self.problems.push(Problem { span, code });
    }

    /// Runs of terms with OR between them, up to a closing parenthesis or the end.
    fn either(&mut self, depth: usize) -> Option<Node> {
        let mut choices = Vec::new();
        let mut waiting_for_right: Option<Span> = None;
        loop {
            let mut terms = Vec::new();
            while let Some((piece, _)) = self.peek() {
                if matches!(piece, Piece::Or | Piece::Close) {
                    break;
                }
                terms.extend(self.term(depth));
            }
            let run = joined(terms, Node::And);
            let empty = run.is_none();
            choices.extend(run);
            let lonely = waiting_for_right.take().filter(|_| empty);
            if let Some(or) = lonely {
                self.problem(or, ProblemCode::LonelyOr);
            }
            match self.peek() {
                Some(&(Piece::Or, span)) => {
                    if empty && lonely.is_none() {
                        self.problem(span, ProblemCode::LonelyOr);
                    } else {
                        waiting_for_right = Some(span);
                    }
                    self.at += 1;
                }
                _ => return joined(choices, Node::Or),
            }
        }
    }

    /// One term; none when it has no effect.
    fn term(&mut self, depth: usize) -> Option<Node> {
        let (piece, span) = self.next()?;
        match piece {
            Piece::Minus => self.without(span, depth),
            Piece::Open => self.group(span, depth),
            Piece::Word { text, prefix } => {
                self.words(&text, span).then_some(Node::Word { text, prefix, span })
            }
            Piece::Phrase { text, prefix } => {
                self.words(&text, span).then_some(Node::Phrase { text, prefix, span })
            }
            Piece::Near { text, distance } => self.near(&text, distance, span),
            Piece::Operator { row, value, prefix } => {
                let field = self.field(row, value.trim(), prefix, span)?;
                self.another(span).then_some(Node::Field(field))
            }
            // The callers stop before these two.
            Piece::Or | Piece::Close => None,
        }
    }

    /// Whether there is something to search for in a text, and room for it.
    fn words(&mut self, text: &str, span: Span) -> bool {
        searchable(text) && self.another(span)
    }

    fn near(&mut self, text: &str, distance: u32, span: Span) -> Option<Node> {
        let mut words = Vec::new();
        for word in text.split_whitespace().filter(|word| searchable(word)) {
            if !self.another(span) {
                break;
            }
            words.push(word.to_owned());
        }
        if words.len() < 2 {
            let text = words.pop()?;
            return Some(Node::Phrase { text, prefix: false, span });
        }
        Some(Node::Near { words, distance, span })
    }

    fn another(&mut self, span: Span) -> bool {
        self.leaves += 1;
        if self.leaves == MOST_LEAVES + 1 {
            self.problem(span, ProblemCode::TooManyWords);
        }
        self.leaves <= MOST_LEAVES
    }

    fn without(&mut self, minus: Span, depth: usize) -> Option<Node> {
        let mut negative = true;
        let mut last = minus;
        // Any number of minus signs in a row, without recursion.
        while let Some(&(Piece::Minus, span)) = self.peek() {
            negative = !negative;
            last = span;
            self.at += 1;
        }
        if matches!(self.peek(), None | Some((Piece::Or | Piece::Close, _))) {
            self.problem(last, ProblemCode::LonelyNot);
            return None;
        }
        let inside = self.term(depth)?;
        Some(if negative { Node::Not(Box::new(inside)) } else { inside })
    }

    fn group(&mut self, open: Span, depth: usize) -> Option<Node> {
        if depth + 1 >= DEEPEST {
            self.problem(open, ProblemCode::TooDeep);
            self.at = self.pieces.len();
            return None;
        }
        let inside = self.either(depth + 1);
        if self.next().is_none()
            && self.problems.last().map(|last| last.code) != Some(ProblemCode::TooDeep)
        {
            self.problem(open, ProblemCode::Parenthesis);
        }
        inside
    }

    fn field(
        &mut self,
        row: &'static OperatorRow,
        value: &str,
        prefix: bool,
        span: Span,
    ) -> Option<Field> {
        let found = match row.takes {
            _ if value.is_empty() => Err(ProblemCode::MissingValue),
            Takes::Text(_) => Ok(Value::Text { text: value.to_owned(), prefix }),
            Takes::State(names) => {
                find(names, value).map(Value::State).ok_or(ProblemCode::UnknownValue)
            }
            Takes::Has(names) => {
                find(names, value).map(Value::Has).ok_or(ProblemCode::UnknownValue)
            }
            Takes::Date => Moment::read(value).map(Value::Moment).ok_or(ProblemCode::NotADate),
            Takes::Dates => match Period::read(value) {
                Some(period) if period.backwards() => Err(ProblemCode::Backwards),
                period => period.map(Value::Period).ok_or(ProblemCode::NotADate),
            },
            Takes::Number => match Amount::read(value) {
                Some(amount) if amount.backwards() => Err(ProblemCode::Backwards),
                amount => amount.map(Value::Amount).ok_or(ProblemCode::NotANumber),
            },
        };
        match found {
            Ok(value) => Some(Field { operator: row.operator, value, span }),
            Err(code) => {
                self.problem(span, code);
                None
            }
        }
    }
}

fn searchable(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn find<T: Copy>(names: &[(&str, T)], value: &str) -> Option<T> {
    names.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)).map(|(_, found)| *found)
}
