//! Boosted trees: small models that were trained elsewhere and are embedded as numbers.
//!
//! A model is text, so that a change of it can be read as one. Its first line is what every sum
//! begins with; each further line is a tree, its nodes parted by semicolons, the first of them its
//! root. A node is either a question, `VALUE LIMIT LOW HIGH` (the number of the value asked for, and
//! the nodes to go to when it is at most the limit and when it is more), or a leaf's number alone.
//! Questions lead on to later nodes only, so that no walk goes in circles.

/// Trees one after another, so that a walk stays in the processor's nearest memory.
#[derive(Default)]
pub(crate) struct Forest {
    base: f32,
    /// Where the nodes of each tree begin.
    trees: Vec<u32>,
    nodes: Vec<Node>,
    /// What the leaves among the nodes come to; 0 for questions.
    leaves: Vec<f32>,
}

/// A question, or a leaf, which leads to itself whatever is asked: walks of several rows go on
/// side by side until the longest ends.
#[derive(Clone, Copy)]
struct Node {
    limit: f32,
    value: u8,
    next: [u8; 2],
}

/// Rows that are walked side by side, so that the processor need not wait for one of them.
const LANES: usize = 4;

impl Forest {
    /// Reads a model; `None` for what is none, or asks for `values` values or more.
    pub(crate) fn parse(text: &str, values: usize) -> Option<Self> {
        let mut lines = text.lines();
        let mut forest = Self { base: lines.next()?.parse().ok()?, ..Self::default() };
        for line in lines {
            forest.add(line, values)?;
        }
        Some(forest)
    }

    fn add(&mut self, line: &str, values: usize) -> Option<()> {
        let nodes: Vec<Vec<&str>> = line.split(';').map(|node| node.split(' ').collect()).collect();
        let start = u32::try_from(self.nodes.len()).ok()?;
        for (at, node) in nodes.iter().enumerate() {
            match node.as_slice() {
                [leaf] => {
                    let own = u8::try_from(at).ok()?;
                    self.nodes.push(Node { limit: 0.0, value: 0, next: [own, own] });
                    self.leaves.push(leaf.parse().ok()?);
                }
                [value, limit, low, high] => {
                    let value: u8 = value.parse().ok()?;
                    let to = |node: &str| {
                        let to: u8 = node.parse().ok()?;
                        (at + 1..nodes.len()).contains(&usize::from(to)).then_some(to)
                    };
                    let next = [to(low)?, to(high)?];
                    self.nodes.push(Node { limit: limit.parse().ok()?, value, next });
                    self.leaves.push(0.0);
                    if usize::from(value) >= values {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        self.trees.push(start);
        Some(())
    }

    /// What the trees come to for these values: the logarithm of the odds.
    pub(crate) fn sum(&self, values: &[f32]) -> f32 {
        self.of_lanes([values])[0]
    }

    /// What the trees come to for each row of values.
    pub(crate) fn sums<R: AsRef<[f32]>>(&self, rows: &[R]) -> Vec<f32> {
        let mut out = Vec::with_capacity(rows.len());
        let (lanes, rest) = rows.as_chunks::<LANES>();
        for rows in lanes {
            out.extend(self.of_lanes(rows.each_ref().map(AsRef::as_ref)));
        }
        out.extend(rest.iter().map(|row| self.sum(row.as_ref())));
        out
    }

    fn of_lanes<const N: usize>(&self, rows: [&[f32]; N]) -> [f32; N] {
        let mut sums = [0.0; N];
        for &start in &self.trees {
            let start = start as usize;
            let (nodes, leaves) = (&self.nodes[start..], &self.leaves[start..]);
            let mut at = [0_u8; N];
            loop {
                let before = at;
                for (at, values) in at.iter_mut().zip(rows) {
                    let node = nodes[usize::from(*at)];
                    *at = node.next[usize::from(values[usize::from(node.value)] > node.limit)];
                }
                if at == before {
                    break;
                }
            }
            for (sum, at) in sums.iter_mut().zip(at) {
                *sum += leaves[usize::from(at)];
            }
        }
        sums.map(|sum| self.base + sum)
    }
}

/// The likelihood that belongs to the logarithm of odds.
pub(crate) fn likelihood(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_goes_by_the_limits() {
        let forest = Forest::parse("0.5\n1 2 1 2;.25;0 7 3 4;1;-1\n3", 2).unwrap();
        for (values, sum) in [([0.0, 2.0], 3.75), ([7.0, 3.0], 4.5), ([8.0, 3.0], 2.5)] {
            assert_eq!(forest.sum(&values), sum);
        }
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for text in ["", "x", "0\n1 2 0 1;3", "0\n9 2 1 2;3;4", "0\n1 2 1 9;3", "0\n1 2 3;4"] {
            assert!(Forest::parse(text, 2).is_none(), "{text}");
        }
    }
}
