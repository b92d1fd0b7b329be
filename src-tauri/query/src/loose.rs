//! What may be left out of a query that nothing answers in full.

use std::collections::HashSet;

use crate::Node;

/// A query typed without OR, with the words apart that an answer may lack some of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// What every answer has to have: phrases, properties, what is without something.
    kept: Vec<Node>,
    /// Single words, each once.
    words: Vec<Node>,
}

impl Loose {
    /// The parts of a query; none where OR says already what may be missing, and where there
    /// are not two words of which one could be.
    #[must_use]
    pub fn of(tree: &Node) -> Option<Self> {
        let mut loose = Self { kept: Vec::new(), words: Vec::new() };
        let whole = loose.take(tree, &mut HashSet::new());
        (whole && loose.words.len() > 1).then_some(loose)
    }

    fn take(&mut self, node: &Node, seen: &mut HashSet<String>) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().all(|node| self.take(node, seen)),
            Node::Word { text, .. } => {
                if seen.insert(text.to_lowercase()) {
                    self.words.push(node.clone());
                }
                true
            }
            other => {
                self.kept.push(other.clone());
                !holds_or(other)
            }
        }
    }

    /// How many words there are.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words.len()
    }

    /// The fewest words that are still most of them: half, rounded up.
    #[must_use]
    pub fn half(&self) -> usize {
        self.words.len().div_ceil(2)
    }

    /// The query that asks for at least so many of the words, and for all the rest.
    #[must_use]
    pub fn at_least(&self, least: usize) -> Node {
        let most = Node::AtLeast(least, self.words.clone());
        if self.kept.is_empty() {
            return most;
        }
        Node::And(self.kept.iter().cloned().chain([most]).collect())
    }
}

fn holds_or(node: &Node) -> bool {
    match node {
        Node::Or(_) | Node::AtLeast(..) => true,
        Node::And(nodes) => nodes.iter().any(holds_or),
        Node::Not(inside) => holds_or(inside),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn words_may_be_missing_and_nothing_else() {
        let cases = [
            ("red wine", Some((2, 0))),
            ("red wine Red", Some((2, 0))),
            ("red \"white wine\" rosé site:example.org -beer", Some((2, 3))),
            ("red (wine glass)", Some((3, 0))),
            ("red", None),
            ("red red", None),
            ("red -wine", None),
            ("\"red wine\" \"white wine\"", None),
            ("red OR wine", None),
            ("red (wine OR beer) glass", None),
            ("red glass -(wine OR beer)", None),
        ];
        for (text, expected) in cases {
            let tree = parse(text).tree.unwrap();
            let parts = Loose::of(&tree).map(|loose| (loose.words(), loose.kept.len()));
            assert_eq!(parts, expected, "{text}");
        }
    }

    #[test]
    fn what_is_kept_stands_beside_the_words() {
        let loose = Loose::of(&parse("red wine glass is:unread").tree.unwrap()).unwrap();
        assert_eq!((loose.words(), loose.half()), (3, 2));
        let Node::And(parts) = loose.at_least(2) else { panic!("not all of them") };
        assert!(matches!(parts.as_slice(), [Node::Field(_), Node::AtLeast(2, words)]
            if words.len() == 3));
        let plain = Loose::of(&parse("red wine").tree.unwrap()).unwrap();
        assert!(matches!(plain.at_least(1), Node::AtLeast(1, _)));
    }
}
