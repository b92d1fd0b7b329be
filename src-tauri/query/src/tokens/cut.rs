//! Cuts a text into tokens.

use std::ops::Range;

use super::{
    Kind, Stemmer, Token,
    classes::{Class, Joint, class, is_digit, joint, stacks},
    fold::{fold, fold_run},
};

/// A piece of a word longer than this many bytes is cut; it is no word.
const LONGEST: usize = 96;
/// A longer word is not written as one besides.
const LONGEST_JOINED: usize = 64;
/// More words that are joined are no word that people write as one.
const MOST_JOINED: usize = 5;
/// Pieces after which a word is taken to be at its end.
const MOST_PIECES: usize = 32;

/// Gives every token of `text` in order, until `emit` says `false`. With a stemmer, stems are
/// given too.
pub fn each_token(text: &str, stemmer: Option<&Stemmer>, emit: impl FnMut(Token<'_>) -> bool) {
    let mut cutter = Cutter {
        text,
        stemmer,
        emit,
        going: true,
        position: 0,
        given: false,
        folded: String::new(),
        pieces: Vec::new(),
        humps: Vec::new(),
        spare: String::new(),
    };
    let mut at = 0;
    let bytes = text.as_bytes();
    while cutter.going && at < text.len() {
        // Most of what lies between words is one space.
        if bytes[at].is_ascii() && !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        at = match class(character) {
            Class::Word => cutter.word(at),
            Class::Unspaced => cutter.run(at),
            Class::Mark | Class::Inside | Class::Between => at + character.len_utf8(),
        };
    }
}

/// Every token of `text`: what it is, where it stands, its position and why. For tests and
/// for looking at; [`each_token`] allocates nothing for a token.
#[must_use]
pub fn tokens(text: &str, stemmer: Option<&Stemmer>) -> Vec<(String, Range<usize>, u32, Kind)> {
    let mut found = Vec::new();
    each_token(text, stemmer, |token| {
        found.push((token.text.to_owned(), token.start..token.end, token.position, token.kind));
        true
    });
    found
}

/// A run of letters and digits.
#[derive(Debug, Clone)]
struct Piece {
    /// In the folded text.
    folded: Range<usize>,
    /// In the text.
    written: Range<usize>,
    joint: Joint,
    digits: bool,
    /// Where parts of it begin, among the humps.
    humps: Range<usize>,
}

struct Cutter<'a, F> {
    text: &'a str,
    stemmer: Option<&'a Stemmer>,
    emit: F,
    going: bool,
    position: u32,
    /// Whether anything was given at this position.
    given: bool,
    /// The word under way, its pieces one after the other.
    folded: String,
    pieces: Vec<Piece>,
    /// Where `camelCase` rises: in the folded text, and in the text.
    humps: Vec<(usize, usize)>,
    spare: String,
}

impl<F: FnMut(Token<'_>) -> bool> Cutter<'_, F> {
    /// A word and all that is joined to it; gives where it ends.
    fn word(&mut self, start: usize) -> usize {
        self.folded.clear();
        self.pieces.clear();
        self.humps.clear();
        let sign = self.sign_before(start);
        let mut at = self.piece(start, Joint::Begin);
        while self.pieces.len() < MOST_PIECES
            && let Some((joint, next)) = self.joint_at(at, sign.is_some())
        {
            at = self.piece(next, joint);
        }
        self.give_word(sign, at);
        at
    }

    /// The `#` or `@` that makes a hashtag or a handle of the word at `start`.
    fn sign_before(&self, start: usize) -> Option<char> {
        let sign = *self.text.as_bytes().get(start.checked_sub(1)?)?;
        if !matches!(sign, b'#' | b'@') {
            return None;
        }
        let before = self.text[..start - 1].chars().next_back();
        let free = before.is_none_or(|before| class(before) == Class::Between && before != '&');
        free.then_some(char::from(sign))
    }

    fn joint_at(&self, at: usize, tagged: bool) -> Option<(Joint, usize)> {
        if matches!(self.text.as_bytes().get(at)?, b' ' | b'\n') {
            return None;
        }
        let mut characters = self.text[at..].chars();
        let sign = characters.next()?;
        let next = at + sign.len_utf8();
        let after = characters.next().filter(|after| class(*after) == Class::Word)?;
        let before = self.text[..at].chars().next_back()?;
        let joint = joint(before, sign, after, tagged)?;
        // A space belongs to a number only where it parts thousands.
        if sign.is_whitespace() {
            let digits = self.text[next..].chars().take_while(|c| is_digit(*c)).count();
            let short = self.pieces.last().is_some_and(|piece| piece.folded.len() <= 3);
            if digits != 3 || !short {
                return None;
            }
        }
        Some((joint, next))
    }

    /// Reads one piece; gives where it ends.
    fn piece(&mut self, start: usize, joint: Joint) -> usize {
        let from = self.folded.len();
        let first_hump = self.humps.len();
        let mut at = self.plain_letters(start);
        let mut digits = self.text.as_bytes()[start..at].iter().all(u8::is_ascii_digit);
        // The two characters before: their case, and where the last one begins.
        let (mut earlier, mut last) = (Case::Other, (Case::Other, from, start));
        if at > start {
            let before = self.text[start..at].chars().next_back().map_or(Case::Other, case_of);
            last = (before, self.folded.len() - 1, at - 1);
        }
        while let Some(character) = self.text[at..].chars().next() {
            let kind = class(character);
            match kind {
                Class::Word | Class::Mark => {}
                // Where it joins the pieces of a word it is looked at as a sign.
                Class::Inside if self.joint_at(at, false).is_none() => {
                    at += character.len_utf8();
                    continue;
                }
                _ => break,
            }
            let here = self.folded.len();
            if here - from < LONGEST {
                fold(character, &mut self.folded);
            }
            if kind == Class::Word {
                let case = case_of(character);
                digits &= is_digit(character);
                if case == Case::Upper && last.0 == Case::Lower {
                    self.humps.push((here, at));
                } else if case == Case::Lower
                    && last.0 == Case::Upper
                    && earlier == Case::Upper
                    && !self.ends_in_s(at)
                {
                    self.humps.push((last.1, last.2));
                }
                earlier = last.0;
                last = (case, here, at);
            }
            at += character.len_utf8();
        }
        self.pieces.push(Piece {
            folded: from..self.folded.len(),
            written: start..at,
            joint,
            digits,
            humps: first_hump..self.humps.len(),
        });
        at
    }

    /// Takes the ASCII letters and digits at `start` at once, unless capitals after the first
    /// letter may part them or they are very many; gives where they end. Nearly all words of
    /// nearly all texts are done with here.
    fn plain_letters(&mut self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[start..];
        let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 || length > LONGEST || bytes[1..length].iter().any(u8::is_ascii_uppercase) {
            return start;
        }
        let from = self.folded.len();
        self.folded.push_str(&self.text[start..start + length]);
        if bytes[0].is_ascii_uppercase() {
            self.folded[from..].make_ascii_lowercase();
        }
        start + length
    }

    /// Whether the word ends with the `s` at `at`, as `URLs` does, which is no `UR` and `Ls`.
    fn ends_in_s(&self, at: usize) -> bool {
        let mut rest = self.text[at..].chars();
        rest.next() == Some('s') && rest.next().is_none_or(|next| class(next) != Class::Word)
    }

    fn give(&mut self, text: Text, written: Range<usize>, kind: Kind) {
        if !self.going {
            return;
        }
        let text = match &text {
            Text::Folded(range) => &self.folded[range.clone()],
            Text::Spare => self.spare.as_str(),
        };
        if !text.is_empty() {
            let Range { start, end } = written;
            self.going = (self.emit)(Token { text, start, end, position: self.position, kind });
            self.given = true;
        }
    }

    /// Goes on to the next position. Of some letters nothing is left; they take up none.
    fn advance(&mut self) {
        self.position = self.position.saturating_add(u32::from(self.given));
        self.given = false;
    }

    /// Gives the tokens of the word under way, which ends at `end`.
    fn give_word(&mut self, sign: Option<char>, end: usize) {
        let pieces = std::mem::take(&mut self.pieces);
        let all = pieces.first().map_or(0, |piece| piece.written.start)..end;
        if let [_] = pieces.as_slice() {
            self.give_group(&pieces, Shape::Word);
            self.give_sign(sign, &pieces, &all);
            self.advance();
            self.pieces = pieces;
            return;
        }
        let groups = groups(&pieces, &self.folded);
        for (index, (range, shape)) in groups.iter().enumerate() {
            let group = &pieces[range.clone()];
            self.give_group(group, *shape);
            if index == 0 {
                let joins = (2..=MOST_JOINED).contains(&groups.len())
                    && self.folded.len() <= LONGEST_JOINED
                    && groups.iter().all(|(_, shape)| !matches!(shape, Shape::Number { .. }))
                    && !pieces.iter().all(|piece| piece.digits);
                if joins {
                    self.give(Text::Folded(0..self.folded.len()), all.clone(), Kind::Joined);
                }
                self.give_sign(sign, &pieces, &all);
            }
            self.advance();
        }
        self.pieces = pieces;
    }

    fn give_group(&mut self, group: &[Piece], shape: Shape) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
        let folded = first.folded.start..last.folded.end;
        let written = first.written.start..last.written.end;
        match shape {
            Shape::Number { whole, decimal } => {
                if whole {
                    self.give(Text::Folded(folded), written.clone(), Kind::Word);
                }
                if decimal {
                    self.spare.clear();
                    self.spare.push_str(&self.folded[first.folded.start..last.folded.start]);
                    self.spare.push('.');
                    self.spare.push_str(&self.folded[last.folded.clone()]);
                    self.give(Text::Spare, written, Kind::Word);
                }
            }
            Shape::Word | Shape::Letters => self.give(Text::Folded(folded), written, Kind::Word),
        }
        let plain = group.len() == 1 && first.humps.is_empty() && self.stemmer.is_none();
        if plain || shape == Shape::Letters {
            return;
        }
        for piece in group {
            if group.len() > 1 {
                self.give(Text::Folded(piece.folded.clone()), piece.written.clone(), Kind::Part);
            }
            self.give_humps(piece);
        }
        for piece in group {
            if let Some(stemmer) = self.stemmer {
                let mut spare = std::mem::take(&mut self.spare);
                spare.clear();
                let written = &self.text[piece.written.clone()];
                let differs = stemmer.stem(written, &self.folded[piece.folded.clone()], &mut spare);
                self.spare = spare;
                if differs {
                    self.give(Text::Spare, piece.written.clone(), Kind::Stem);
                }
            }
        }
    }

    fn give_humps(&mut self, piece: &Piece) {
        if piece.humps.is_empty() {
            return;
        }
        let (mut folded, mut written) = (piece.folded.start, piece.written.start);
        for index in piece.humps.start..=piece.humps.end {
            let (next_folded, next_written) = match self.humps.get(index) {
                Some(hump) if index < piece.humps.end => *hump,
                _ => (piece.folded.end, piece.written.end),
            };
            self.give(Text::Folded(folded..next_folded), written..next_written, Kind::Part);
            (folded, written) = (next_folded, next_written);
        }
    }

    fn give_sign(&mut self, sign: Option<char>, pieces: &[Piece], all: &Range<usize>) {
        if sign.is_none() && self.folded.len() > 1 {
            return;
        }
        self.spare.clear();
        if let Some(sign) = sign {
            if pieces.iter().any(|piece| !piece.digits) {
                self.spare.push(sign);
                self.spare.push_str(&self.folded);
                self.give(Text::Spare, all.start - 1..all.end, Kind::Sign);
            }
        } else if let [letter] = self.folded.as_bytes()
            && letter.is_ascii_alphabetic()
        {
            let rest = &self.text[all.end..];
            let sign = ["++", "#"].into_iter().find(|sign| rest.starts_with(sign));
            let free = |sign: &&str| {
                let next = rest[sign.len()..].chars().next();
                next.is_none_or(|next| class(next) == Class::Between)
            };
            if let Some(sign) = sign.filter(free) {
                self.spare.push_str(&self.folded);
                self.spare.push_str(sign);
                self.give(Text::Spare, all.start..all.end + sign.len(), Kind::Sign);
            }
        }
    }

    /// A run of a script without spaces; gives where it ends.
    fn run(&mut self, start: usize) -> usize {
        let mut last = start..self.cluster(start);
        loop {
            let next = self.text[last.end..].chars().next();
            if next.is_none_or(|next| class(next) != Class::Unspaced) {
                break;
            }
            let end = self.cluster(last.end);
            self.give_run(last.start..end, Kind::Pair);
            last = last.end..end;
        }
        let end = last.end;
        self.give_run(last, Kind::Last);
        end
    }

    fn give_run(&mut self, written: Range<usize>, kind: Kind) {
        self.spare.clear();
        fold_run(&self.text[written.clone()], &mut self.spare);
        self.give(Text::Spare, written, kind);
        self.advance();
    }

    /// Where the character at `start` ends with all its marks.
    fn cluster(&self, start: usize) -> usize {
        let mut end = start;
        let mut stacked = true;
        for character in self.text[start..].chars() {
            let belongs = match class(character) {
                Class::Mark | Class::Inside => true,
                Class::Unspaced => stacked,
                Class::Word | Class::Between => false,
            };
            // Marks without end are no writing.
            if !belongs || end - start > LONGEST {
                break;
            }
            stacked = stacks(character);
            end += character.len_utf8();
        }
        end
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Upper,
    Lower,
    Other,
}

fn case_of(character: char) -> Case {
    if character.is_lowercase() {
        Case::Lower
    } else if character.is_uppercase() {
        Case::Upper
    } else {
        Case::Other
    }
}

/// Where the text of a token lies.
enum Text {
    Folded(Range<usize>),
    Spare,
}

/// What the pieces of one position are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Word,
    /// The letters of an abbreviation.
    Letters,
    /// A number: whole when its separators only part its digits, decimal when the last piece is
    /// a fraction. `1,234` may be either.
    Number {
        whole: bool,
        decimal: bool,
    },
}

/// The pieces that stand at one position each.
fn groups(pieces: &[Piece], folded: &str) -> Vec<(Range<usize>, Shape)> {
    let mut groups = Vec::with_capacity(pieces.len());
    let mut start = 0;
    while start < pieces.len() {
        let chain = |holds: fn(Joint) -> bool| {
            let more = pieces[start + 1..].iter().take_while(|piece| holds(piece.joint));
            start..start + 1 + more.count()
        };
        let numbers = chain(|joint| matches!(joint, Joint::Number(_)));
        let dots = chain(|joint| joint == Joint::Dot);
        let ties = chain(|joint| joint == Joint::Tie);
        let letter =
            |piece: &Piece| !piece.digits && folded[piece.folded.clone()].chars().nth(1).is_none();
        let next = match number(&pieces[numbers.clone()], folded) {
            Some(shape) => (numbers, shape),
            // Dates, versions, addresses: no beginning or end of one is a number.
            None if numbers.len() > 1 => {
                groups.extend(numbers.map(|piece| (piece..piece + 1, Shape::Word)));
                start = groups.last().map_or(pieces.len(), |(range, _)| range.end);
                continue;
            }
            None if dots.len() > 1 && pieces[dots.clone()].iter().all(letter) => {
                (dots, Shape::Letters)
            }
            None => (ties, Shape::Word),
        };
        start = next.0.end;
        groups.push(next);
    }
    groups
}

/// What digits with separators are; none for dates, versions and addresses.
fn number(pieces: &[Piece], folded: &str) -> Option<Shape> {
    let [first, .., last] = pieces else { return None };
    let length = |piece: &Piece| piece.folded.len();
    let parts_thousands = |pieces: &[Piece]| {
        let [first, middle @ .., last] = pieces else { return false };
        let same = middle.iter().all(|piece| piece.joint == last.joint);
        let threes = middle.iter().all(|piece| length(piece) == 3) && length(first) <= 3;
        // As in India: 12,34,567.
        let twos = middle.iter().all(|piece| length(piece) == 2) && length(first) <= 2;
        let zero = folded[first.folded.clone()].starts_with('0');
        same && length(last) == 3 && (threes || twos) && !zero
    };
    let fraction = matches!(last.joint, Joint::Number('.' | ','));
    let whole = parts_thousands(pieces);
    let decimal = fraction
        && match pieces {
            [_, _] => true,
            [front @ .., before, _] => {
                before.joint != last.joint && parts_thousands(&pieces[..=front.len()])
            }
            _ => false,
        };
    (first.digits && last.digits && (whole || decimal)).then_some(Shape::Number { whole, decimal })
}
