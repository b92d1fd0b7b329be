//! What of a text is marked for a query.

use backfile_query::{Field, Node, Operator, Value, tokens::wanted};

/// Whether a query has words to rank and mark by.
pub(crate) fn has_words(node: &Node) -> bool {
    let asks = |text: &str| !wanted(text).is_empty();
    match node {
        Node::And(nodes) | Node::Or(nodes) | Node::AtLeast(_, nodes) => nodes.iter().any(has_words),
        Node::Not(_) => false,
        Node::Word { text, .. } | Node::Phrase { text, .. } => asks(text),
        Node::Near { words, .. } => words.iter().any(|word| asks(word)),
        Node::Field(Field { operator, value: Value::Text { text, .. }, .. }) => {
            matches!(operator, Operator::Title | Operator::Author) && asks(text)
        }
        Node::Field(_) => false,
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
        Node::And(nodes) | Node::Or(nodes) | Node::AtLeast(_, nodes) => {
            nodes.iter().for_each(|node| gather(node, marks));
        }
        Node::Word { text, prefix, .. } | Node::Phrase { text, prefix, .. } => mark(text, *prefix),
        Node::Near { words, .. } => words.iter().for_each(|word| mark(word, false)),
        Node::Not(_) | Node::Field(_) => {}
    }
}
