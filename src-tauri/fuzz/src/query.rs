//! The search language.

use backfile_query::{
    Field, Loose, Node, Parsed, Period, Span, Value, byte_at_utf16, complete, parse, quoted,
    tokens::{Stemmer, each_token, wanted},
};

/// Groups nested deeper, and more words and properties, are left out of a tree.
const DEEPEST: usize = 64;
const MOST_LEAVES: usize = 256;

/// Any bytes as a query: everything that is found or not understood has its place in the text, and
/// a value that is offered reads as what it was.
pub fn query(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let parsed = parse(&text);
    checked(&text, &parsed);
    checked(&text, &parsed.while_typing());
    let cursor = usize::from(*choice) * text.len() / 255;
    completed(&text, cursor);
    read_again(&text);
    cut(&text);
}

fn checked(text: &str, parsed: &Parsed) {
    for problem in &parsed.problems {
        placed(text, problem.span);
        let _ = problem.args(text);
    }
    assert!(parsed.problems.is_sorted_by_key(|problem| problem.span.start), "{text:?}");
    let Some(tree) = &parsed.tree else { return };
    assert!(leaves(text, tree, 0) <= MOST_LEAVES, "{text:?}");
    if let Some(loose) = Loose::of(tree) {
        assert!((1..loose.words()).contains(&loose.half()), "{text:?}");
        leaves(text, &loose.at_least(loose.half()), 0);
    }
}

/// Looks at every part of a tree; gives how many leaves it has.
fn leaves(text: &str, node: &Node, depth: usize) -> usize {
    assert!(depth <= DEEPEST, "{text:?}");
    let asks = |words: &str| assert!(words.chars().any(char::is_alphanumeric), "{text:?}");
    match node {
        Node::Word { text: word, span, .. } | Node::Phrase { text: word, span, .. } => {
            asks(word);
            assert!(placed(text, *span).contains(word.as_str()), "{word} in {text:?}");
            1
        }
        Node::Near { words, span, .. } => {
            assert!(words.len() > 1, "{text:?}");
            words.iter().for_each(|word| asks(word));
            placed(text, *span);
            words.len()
        }
        Node::Field(field) => {
            placed(text, field.span);
            valued(&field.value);
            1
        }
        Node::Not(inside) => leaves(text, inside, depth + 1),
        Node::And(nodes) | Node::Or(nodes) | Node::AtLeast(_, nodes) => {
            assert!(nodes.len() > 1, "{text:?}");
            nodes.iter().map(|node| leaves(text, node, depth + 1)).sum()
        }
    }
}

/// The piece of the text at a place, which a window counts in other units.
fn placed(text: &str, span: Span) -> &str {
    let (from, to) = span.to_utf16(text);
    let again = Span { start: byte_at_utf16(text, from), end: byte_at_utf16(text, to) };
    assert_eq!(again, span, "{text:?}");
    text.get(span.start..span.end).expect("both ends lie between characters")
}

/// A Wednesday.
fn valued(value: &Value) {
    let today = "2026-03-04".parse().unwrap();
    let period = match value {
        Value::Moment(moment) => Period { from: Some(*moment), to: Some(*moment) },
        Value::Period(period) => *period,
        Value::Amount(amount) => {
            let ends = [amount.at_least, amount.at_most].into_iter().flatten();
            return ends.for_each(|end| assert!(amount.holds(end), "{amount:?}"));
        }
        _ => return,
    };
    if let (Some(from), Some(until)) = period.days(today) {
        assert!(from <= until, "{period:?}");
    }
}

/// What is offered at a place stands there, and puts into the text what can be read.
fn completed(text: &str, cursor: usize) {
    let offered = complete(text, cursor);
    placed(text, offered.replaces);
    let Span { start, end } = offered.replaces;
    assert!(start <= cursor && end >= text.floor_char_boundary(cursor), "{text:?} at {cursor}");
    for choice in offered.choices.iter().take(2) {
        let chosen = format!("{}{}{}", &text[..start], choice.text, &text[end..]);
        checked(&chosen, &parse(&chosen));
    }
}

/// A value in quotes is the value again; with both kinds of quotes, or a star at its end, it
/// cannot be written.
fn read_again(value: &str) {
    let both = value.contains('"') && value.contains(['“', '”']);
    if both || value.ends_with('*') || value.trim() != value || value.is_empty() {
        return;
    }
    let text = format!("tag:{}", quoted(value));
    if text.chars().count() > 4096 {
        return;
    }
    let tree = parse(&text).tree;
    let Some(Node::Field(Field { value: Value::Text { text: read, prefix }, .. })) = tree else {
        panic!("{text:?} is {tree:?}")
    };
    assert_eq!((read.as_str(), prefix), (value, false), "{text:?}");
}

/// The words of a text: each at its place, and what is asked for is found in what is asked.
fn cut(text: &str) {
    let stemmer = Stemmer::for_language("en");
    let mut position = 0;
    each_token(text, stemmer.as_ref(), |token| {
        assert!(text.get(token.start..token.end).is_some_and(|piece| !piece.is_empty()));
        assert!(!token.text.is_empty() && !token.text.contains([' ', '"']), "{token:?}");
        assert!(token.position == position || token.position == position + 1, "{token:?}");
        position = token.position;
        true
    });
    for way in wanted(text) {
        assert!(!way.tokens.is_empty() && way.tokens.iter().all(|token| !token.is_empty()));
    }
}
