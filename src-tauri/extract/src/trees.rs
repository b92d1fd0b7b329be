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
    trees: Vec<Tree>,
    questions: Vec<Question>,
    leaves: Vec<f32>,
}

/// Where a tree's questions and leaves begin; a tree of one leaf has no question.
struct Tree {
    questions: u32,
    leaves: u32,
    start: u8,
}

#[derive(Clone, Copy)]
struct Question {
    limit: f32,
    value: u8,
    /// Where to go: a question, or `LEAF` and a leaf.
    next: [u8; 2],
}

const LEAF: u8 = 128;

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
        // Where each node goes: questions and leaves are numbered apart.
        let (mut questions, mut leaves) = (0_u8, 0_u8);
        let places: Vec<u8> = nodes
            .iter()
            .map(|node| {
                let (count, start) =
                    if node.len() == 1 { (&mut leaves, LEAF) } else { (&mut questions, 0) };
                let place = start.checked_add(*count)?;
                *count = count.checked_add(1).filter(|count| *count < LEAF)?;
                Some(place)
            })
            .collect::<Option<_>>()?;
        self.trees.push(Tree {
            questions: u32::try_from(self.questions.len()).ok()?,
            leaves: u32::try_from(self.leaves.len()).ok()?,
            start: *places.first()?,
        });
        for (at, node) in nodes.iter().enumerate() {
            match node.as_slice() {
                [leaf] => self.leaves.push(leaf.parse().ok()?),
                [value, limit, low, high] => {
                    let value: u8 = value.parse().ok()?;
                    let to = |node: &str| {
                        let to: usize = node.parse().ok()?;
                        (to > at).then(|| places.get(to).copied()).flatten()
                    };
                    self.questions.push(Question {
                        limit: limit.parse().ok()?,
                        value,
                        next: [to(low)?, to(high)?],
                    });
                    if usize::from(value) >= values {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// What the trees come to for these values: the logarithm of the odds.
    pub(crate) fn sum(&self, values: &[f32]) -> f32 {
        self.base + self.trees.iter().map(|tree| self.leaf(tree, values)).sum::<f32>()
    }

    fn leaf(&self, tree: &Tree, values: &[f32]) -> f32 {
        let mut at = tree.start;
        while at < LEAF {
            let question = &self.questions[tree.questions as usize + usize::from(at)];
            at = question.next[usize::from(values[usize::from(question.value)] > question.limit)];
        }
        self.leaves[tree.leaves as usize + usize::from(at - LEAF)]
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
