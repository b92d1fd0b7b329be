//! How surely a word is part of an article: boosted trees, learned by `training/flattened.py`.

use std::sync::LazyLock;

/// A node: a question, or an answer at the end.
enum Node {
    /// The number asked for, its limit, the node if it is at most that, the node if more.
    Ask(usize, f32, usize, usize),
    /// What the tree adds.
    Answer(f32),
}

struct Model {
    base: f32,
    trees: Vec<Vec<Node>>,
}

/// A line a tree; its nodes are parted by semicolons. A first line holds what all begin with.
const MODEL: &str = include_str!("model.txt");

static TREES: LazyLock<Model> = LazyLock::new(|| {
    let mut lines = MODEL.lines();
    let base = lines.next().and_then(|line| line.parse().ok()).unwrap_or_default();
    let trees = lines.map(|line| line.split(';').filter_map(node).collect()).collect();
    Model { base, trees }
});

fn node(text: &str) -> Option<Node> {
    let mut parts = text.split(' ');
    let first = parts.next()?;
    let Some(limit) = parts.next() else { return first.parse().ok().map(Node::Answer) };
    let mut number = || parts.next()?.parse().ok();
    Some(Node::Ask(first.parse().ok()?, limit.parse().ok()?, number()?, number()?))
}

/// The logarithm of the odds that the word with these numbers is part of an article.
pub(super) fn odds(numbers: &[f32]) -> f32 {
    let model = &*TREES;
    let mut sum = model.base;
    for tree in &model.trees {
        let mut at = 0;
        loop {
            match tree.get(at) {
                // A question leads on to later nodes only.
                Some(Node::Ask(what, limit, low, high)) => {
                    let value = numbers.get(*what).copied().unwrap_or_default();
                    let next = if value <= *limit { *low } else { *high };
                    if next <= at {
                        break;
                    }
                    at = next;
                }
                Some(Node::Answer(value)) => {
                    sum += value;
                    break;
                }
                None => break,
            }
        }
    }
    sum
}
