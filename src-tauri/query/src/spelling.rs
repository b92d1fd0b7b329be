//! "Did you mean": the words of an index that are one edit away from a word.

/// A list of words in the order of their bytes, which can be entered anywhere.
pub trait Terms {
    /// The first word that is `from` or comes after it.
    fn at_or_after(&self, from: &str) -> Option<String>;
}

impl<S: AsRef<str>> Terms for [S] {
    fn at_or_after(&self, from: &str) -> Option<String> {
        let at = self.partition_point(|term| term.as_ref() < from);
        self.get(at).map(|term| term.as_ref().to_owned())
    }
}

/// What was found near a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The words, in their order; the word itself is not among them.
    pub words: Vec<String>,
    /// Whether everything was looked at, or the budget ended first.
    pub complete: bool,
}

/// A word of more characters is no word that a person misspelt.
const LONGEST: usize = 48;

/// The words of `terms` that are `word` with one character put in, left out or exchanged, or
/// with two neighbours swapped. `budget` is how many times `terms` may be entered at most; a
/// word of ten letters in a list of a hundred thousand needs about a thousand.
///
/// Both are expected in the folding of the index.
#[must_use]
pub fn near_spellings<T: Terms + ?Sized>(word: &str, terms: &T, budget: usize) -> Near {
    let characters: Vec<char> = word.chars().collect();
    if characters.is_empty() || characters.len() > LONGEST {
        return Near { words: Vec::new(), complete: true };
    }
    let mut search = Search { terms, left: budget, words: Vec::new() };
    let complete = search.run(&characters).is_some();
    let mut words = search.words;
    words.retain(|near| near != word);
    words.sort_unstable();
    words.dedup();
    Near { words, complete }
}

struct Search<'a, T: ?Sized> {
    terms: &'a T,
    left: usize,
    words: Vec<String>,
}

impl<T: Terms + ?Sized> Search<'_, T> {
    fn enter(&mut self, from: &str) -> Option<Option<String>> {
        self.left = self.left.checked_sub(1)?;
        Some(self.terms.at_or_after(from))
    }

    /// Keeps `word` if there is such a one; none when the budget is at its end.
    fn look(&mut self, word: String) -> Option<()> {
        if self.enter(&word)?.as_ref() == Some(&word) {
            self.words.push(word);
        }
        Some(())
    }

    /// Walks along the word as long as any term begins like it, and tries the edits at every
    /// place.
    fn run(&mut self, word: &[char]) -> Option<()> {
        let mut begin = String::new();
        for at in 0..=word.len() {
            let rest = &word[at..];
            let text = |rest: &[char]| format!("{begin}{}", rest.iter().collect::<String>());
            if let [first, second, after @ ..] = rest {
                let swapped = format!("{begin}{second}{first}");
                self.look(swapped + &after.iter().collect::<String>())?;
            }
            if let [_, after @ ..] = rest {
                self.look(text(after))?;
            }
            self.other_characters(&begin, rest)?;
            let Some(next) = rest.first() else { break };
            begin.push(*next);
            let follows = self.enter(&begin)?.is_some_and(|term| term.starts_with(&begin));
            if !follows {
                break;
            }
        }
        Some(())
    }

    /// Puts every character that may stand after `begin` before `rest` or in the place of its
    /// first.
    fn other_characters(&mut self, begin: &str, rest: &[char]) -> Option<()> {
        let whole: String = rest.iter().collect();
        let after: String = rest.iter().skip(1).collect();
        let mut from = begin.to_owned();
        loop {
            let Some(term) = self.enter(&from)? else { return Some(()) };
            let Some(tail) = term.strip_prefix(begin) else { return Some(()) };
            let Some(next) = tail.chars().next() else {
                // The term is `begin` itself.
                from = format!("{begin}\u{1}");
                continue;
            };
            self.look(format!("{begin}{next}{whole}"))?;
            if !rest.is_empty() {
                self.look(format!("{begin}{next}{after}"))?;
            }
            let Some(later) = after_character(next) else { return Some(()) };
            from = format!("{begin}{later}");
        }
    }
}

/// The next character in the order of bytes, which is that of code points.
fn after_character(character: char) -> Option<char> {
    (u32::from(character) + 1..=0xe000).find_map(char::from_u32).or_else(|| {
        (u32::from(character) + 1..=u32::from(char::MAX)).next().and_then(char::from_u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(word: &str, terms: &[&str]) -> Vec<String> {
        let mut terms = terms.to_vec();
        terms.sort_unstable();
        let near = near_spellings(word, terms.as_slice(), usize::MAX);
        assert!(near.complete);
        near.words
    }

    #[test]
    fn one_edit_of_each_kind_is_found() {
        let terms =
            ["lantern", "lanterns", "antern", "lanten", "lantren", "pantern", "lantarn", "lamp"];
        let expected =
            ["antern", "lantarn", "lanten", "lanterns", "lantren", "pantern"].map(str::to_owned);
        assert_eq!(near("lantern", &terms), expected);
        assert_eq!(near("lanternx", &terms), ["lantern", "lanterns"]);
        assert_eq!(near("xlamp", &terms), ["lamp"]);
        assert_eq!(near("alntern", &terms), ["antern", "lantern"]);
    }

    #[test]
    fn other_scripts_and_edges_are_found_too() {
        let cases: [(&str, &[&str], &[&str]); 8] = [
            ("маяк", &["маяк", "мак", "маяки", "моряк"], &["мак", "маяки"]),
            ("明天", &["明", "明日", "今天", "昨夜"], &["今天", "明", "明日"]),
            ("a", &["a", "b", "ab", "abc"], &["ab", "b"]),
            ("ab", &["", "a", "ba"], &["a", "ba"]),
            ("🦊", &["🦉", "🦊🦊"], &["🦉", "🦊🦊"]),
            ("x\u{d7ff}", &["x\u{e000}", "x\u{10ffff}"], &["x\u{e000}", "x\u{10ffff}"]),
            ("", &["a"], &[]),
            ("word", &[], &[]),
        ];
        for (word, terms, expected) in cases {
            assert_eq!(near(word, terms), expected, "{word}");
        }
    }

    #[test]
    fn the_budget_is_kept() {
        let terms: Vec<String> = (0..5000).map(|number| format!("w{number:04}")).collect();
        let all = near_spellings("w1234", terms.as_slice(), usize::MAX);
        assert_eq!((all.words.len(), all.complete), (34, true));
        let some = near_spellings("w1234", terms.as_slice(), 40);
        assert!(!some.complete && some.words.len() < all.words.len());
        assert_eq!(
            near_spellings("w1234", terms.as_slice(), 0),
            Near { words: Vec::new(), complete: false }
        );
        let long = "x".repeat(1000);
        assert!(near_spellings(&long, terms.as_slice(), 10).complete);
    }

    /// Whether one edit makes one of the other, counted the slow way.
    fn one_edit(one: &[char], other: &[char]) -> bool {
        if one == other {
            return false;
        }
        let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
        let (one, other) = (&one[begin..], &other[begin..]);
        match (one, other) {
            ([_, one @ ..], [_, other @ ..]) if one == other => true,
            ([_, rest @ ..], other) if rest == other => true,
            (one, [_, rest @ ..]) if one == rest => true,
            ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn exactly_the_words_one_edit_away_are_found(
            word in "[abcé]{1,6}",
            terms in prop::collection::btree_set("[abcé]{0,7}", 0..60),
        ) {
            let terms: Vec<String> = terms.into_iter().collect();
            let characters: Vec<char> = word.chars().collect();
            let expected: Vec<String> = terms
                .iter()
                .filter(|term| one_edit(&characters, &term.chars().collect::<Vec<_>>()))
                .cloned()
                .collect();
            prop_assert_eq!(near_spellings(&word, terms.as_slice(), usize::MAX).words, expected);
        }
    }
}
