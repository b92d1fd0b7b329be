//! The model's numbers and how they are read: boosted trees, each a walk of a few comparisons.
//!
//! `trees.bin` is written by `training/train.py`: the number of trees as `u16`, then for each tree
//! the number of its inner nodes as `u8`; for each of them the number of a value as `u8`, the
//! threshold as `f32`, and where to go when the value is at most that and when it is more, as `u8`
//! each (an inner node's number, or 128 and a leaf's number); then the leaves as `f32`, one more
//! than inner nodes. All little-endian. The sum of the leaves reached is the log of the odds.

use std::sync::LazyLock;

use super::features::Row;

static BYTES: &[u8] = include_bytes!("trees.bin");

/// A place to go that is a leaf.
const LEAF: u8 = 128;

#[derive(Clone, Copy)]
struct Node {
    threshold: f32,
    value: u8,
    next: [u8; 2],
}

struct Tree {
    nodes: Box<[Node]>,
    leaves: Box<[f32]>,
}

static TREES: LazyLock<Vec<Tree>> = LazyLock::new(|| parse(BYTES).unwrap_or_default());

fn parse(bytes: &[u8]) -> Option<Vec<Tree>> {
    let mut rest = bytes;
    let mut take = |count: usize| {
        let (head, tail) = rest.split_at_checked(count)?;
        rest = tail;
        Some(head)
    };
    let count = u16::from_le_bytes(take(2)?.try_into().ok()?);
    let mut trees = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let inner = usize::from(take(1)?[0]);
        let mut nodes = Vec::with_capacity(inner);
        for _ in 0..inner {
            let value = take(1)?[0];
            let threshold = f32::from_le_bytes(take(4)?.try_into().ok()?);
            let next: [u8; 2] = take(2)?.try_into().ok()?;
            nodes.push(Node { threshold, value, next });
        }
        let mut leaves = Vec::with_capacity(inner + 1);
        for _ in 0..=inner {
            leaves.push(f32::from_le_bytes(take(4)?.try_into().ok()?));
        }
        trees.push(Tree { nodes: nodes.into(), leaves: leaves.into() });
    }
    Some(trees)
}

/// The likelihood of a run, 0 to 1.
pub(super) fn score(row: &Row) -> f32 {
    let sum: f32 = TREES.iter().map(|tree| leaf(tree, row)).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn leaf(tree: &Tree, row: &Row) -> f32 {
    let mut at = if tree.nodes.is_empty() { LEAF } else { 0 };
    while at < LEAF {
        let node = &tree.nodes[usize::from(at)];
        at = node.next[usize::from(row[usize::from(node.value)] > node.threshold)];
    }
    tree.leaves[usize::from(at - LEAF)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::features::COUNT;

    #[test]
    fn the_numbers_are_whole_and_lead_somewhere() {
        let trees = parse(BYTES).unwrap();
        assert!(trees.len() > 10);
        for tree in &trees {
            assert_eq!(tree.leaves.len(), tree.nodes.len() + 1);
            for (at, node) in tree.nodes.iter().enumerate() {
                assert!(usize::from(node.value) < COUNT);
                for next in node.next {
                    // Only forward, so that no walk goes in circles.
                    let inner = next < LEAF
                        && usize::from(next) > at
                        && usize::from(next) < tree.nodes.len();
                    let leaf = next >= LEAF && usize::from(next - LEAF) < tree.leaves.len();
                    assert!(inner || leaf);
                }
            }
        }
    }

    #[test]
    fn a_cut_file_is_refused() {
        assert!(parse(&BYTES[..BYTES.len() - 1]).is_none());
    }
}
