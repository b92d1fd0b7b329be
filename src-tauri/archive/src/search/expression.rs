//! The expression that the index is asked for the words of a query.

use backfile_query::{Field, Node, Operator, Value, tokens::wanted};

/// Ways to write a query's words that are asked for at most, where several of them may be
/// written in more than one way.
const MOST_FORMS: usize = 8;

/// Words that follow each other, in any of the ways that they may be written.
pub(super) fn phrase(text: &str, prefix: bool, column: Option<&str>) -> Option<String> {
    let forms = wanted(text).into_iter().map(|way| {
        let star = if prefix || way.open { " *" } else { "" };
        format!("{}{star}", quoted(&way.tokens))
    });
    let forms = any(forms.collect())?;
    Some(match column {
        Some(column) => format!("{{{column}}} : {forms}"),
        None => forms,
    })
}

/// Tokens hold no quotation marks and no spaces, so nothing in them can end the quotes.
fn quoted(tokens: &[String]) -> String {
    format!("\"{}\"", tokens.join(" "))
}

fn any(mut forms: Vec<String>) -> Option<String> {
    if forms.len() < 2 { forms.pop() } else { Some(format!("({})", forms.join(" OR "))) }
}

/// Words with at most so many others among them.
fn near(words: &[String], distance: u32) -> Option<String> {
    let mut lists = vec![String::new()];
    let mut count = 0_u32;
    for word in words {
        let forms: Vec<String> = wanted(word).iter().map(|way| quoted(&way.tokens)).collect();
        if forms.is_empty() {
            continue;
        }
        count += 1;
        let room = MOST_FORMS / lists.len();
        let longer = lists.iter().flat_map(|list| {
            forms.iter().take(room.max(1)).map(move |form| format!("{list} {form}"))
        });
        lists = longer.collect();
    }
    // The index counts from the first word to the last, with those between them.
    let distance = distance + count.saturating_sub(2);
    match count {
        0 => None,
        _ => any(lists.iter().map(|list| format!("NEAR({}, {distance})", &list[1..])).collect()),
    }
}

/// The expression for one leaf, when it is one of words.
fn leaf(node: &Node) -> Option<String> {
    match node {
        Node::Word { text, prefix, .. } | Node::Phrase { text, prefix, .. } => {
            phrase(text, *prefix, None)
        }
        Node::Near { words, distance, .. } => near(words, *distance),
        Node::Field(Field { operator, value: Value::Text { text, prefix }, .. }) => {
            let column = match operator {
                Operator::Title => "title",
                Operator::Author => "byline",
                _ => return None,
            };
            phrase(text, *prefix, Some(column))
        }
        _ => None,
    }
}

/// The expression for the index, when the index alone can answer.
pub(super) fn expression(node: &Node) -> Option<String> {
    let join = |nodes: &[Node], word: &str| {
        let parts: Option<Vec<String>> = nodes.iter().map(expression).collect();
        parts.map(|parts| format!("({})", parts.join(word)))
    };
    match node {
        Node::And(nodes) => join(nodes, " AND "),
        Node::Or(nodes) => join(nodes, " OR "),
        _ => leaf(node),
    }
}

/// The leaves that a match should hold.
pub(super) fn positive(node: &Node, words: &mut Vec<String>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| positive(node, words)),
        Node::Not(_) => {}
        _ => words.extend(leaf(node)),
    }
}

/// What is to be marked in a text: tokens, and whether each is only a beginning.
pub(crate) fn marks(node: &Node) -> Vec<(String, bool)> {
    let mut marks = Vec::new();
    gather(node, &mut marks);
    marks
}

fn gather(node: &Node, marks: &mut Vec<(String, bool)>) {
    let mut mark = |text: &str, prefix: bool| {
        for way in wanted(text) {
            let last = way.tokens.len().saturating_sub(1);
            let open = prefix || way.open;
            let marked = way.tokens.into_iter().enumerate();
            marks.extend(marked.map(|(at, token)| (token, at == last && open)));
        }
    };
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| gather(node, marks)),
        Node::Word { text, prefix, .. } | Node::Phrase { text, prefix, .. } => mark(text, *prefix),
        Node::Near { words, .. } => words.iter().for_each(|word| mark(word, false)),
        Node::Not(_) | Node::Field(_) => {}
    }
}
