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

/// Where a tree's inner nodes and leaves begin.
struct Tree {
    nodes: usize,
    leaves: usize,
}

/// The trees one after another, so that a walk stays in the processor's nearest memory.
#[derive(Default)]
struct Forest {
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

static FOREST: LazyLock<Forest> = LazyLock::new(|| parse(BYTES).unwrap_or_default());

fn parse(bytes: &[u8]) -> Option<Forest> {
    let mut rest = bytes;
    let mut take = |count: usize| {
        let (head, tail) = rest.split_at_checked(count)?;
        rest = tail;
        Some(head)
    };
    let count = u16::from_le_bytes(take(2)?.try_into().ok()?);
    let mut forest = Forest::default();
    for _ in 0..count {
        forest.trees.push(Tree { nodes: forest.nodes.len(), leaves: forest.leaves.len() });
        let inner = take(1)?[0];
        for _ in 0..inner {
            let value = take(1)?[0];
            let threshold = f32::from_le_bytes(take(4)?.try_into().ok()?);
            let next: [u8; 2] = take(2)?.try_into().ok()?;
            forest.nodes.push(Node { threshold, value, next });
        }
        for _ in 0..=inner {
            forest.leaves.push(f32::from_le_bytes(take(4)?.try_into().ok()?));
        }
    }
    Some(forest)
}

/// The likelihood of a run, 0 to 1.
pub(super) fn score(row: &Row) -> f32 {
    let forest = &*FOREST;
    let sum: f32 = forest.trees.iter().map(|tree| leaf(forest, tree, row)).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn leaf(forest: &Forest, tree: &Tree, row: &Row) -> f32 {
    let mut at = 0;
    while at < LEAF {
        let node = &forest.nodes[tree.nodes + usize::from(at)];
        at = node.next[usize::from(row[usize::from(node.value)] > node.threshold)];
    }
    forest.leaves[tree.leaves + usize::from(at - LEAF)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::features::COUNT;

    #[test]
    fn the_numbers_are_whole_and_lead_somewhere() {
        let forest = parse(BYTES).unwrap();
        assert!(forest.trees.len() > 10);
        for (number, tree) in forest.trees.iter().enumerate() {
            let next = forest.trees.get(number + 1);
            let nodes = &forest.nodes[tree.nodes..next.map_or(forest.nodes.len(), |t| t.nodes)];
            let leaves = next.map_or(forest.leaves.len(), |t| t.leaves) - tree.leaves;
            assert!(!nodes.is_empty() && leaves == nodes.len() + 1);
            for (at, node) in nodes.iter().enumerate() {
                assert!(usize::from(node.value) < COUNT);
                for next in node.next {
                    // Only forward, so that no walk goes in circles.
                    let inner = next < LEAF && usize::from(next) > at;
                    let inner = inner && usize::from(next) < nodes.len();
                    assert!(inner || next >= LEAF && usize::from(next - LEAF) < leaves);
                }
            }
        }
    }

    #[test]
    fn a_cut_file_is_refused() {
        assert!(parse(&BYTES[..BYTES.len() - 1]).is_none());
    }
}
