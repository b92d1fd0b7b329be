//! Numbers in a query, such as how many words a text has.

/// A range of whole numbers, both ends with it; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// Not less than this.
    pub at_least: Option<u64>,
    /// Not more than this.
    pub at_most: Option<u64>,
}

impl Amount {
    /// Reads `2000`, `>2000`, `>=2000`, `<2000`, `<=2000`, `500..2000`, `500..` or `..2000`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let range = |at_least, at_most| Some(Self { at_least, at_most });
        if let Some((from, to)) = text.split_once("..") {
            let end = |text: &str| match text.trim() {
                "" => Some(None),
                text => number(text).map(Some),
            };
            let (at_least, at_most) = (end(from)?, end(to)?);
            return (at_least.is_some() || at_most.is_some()).then_some(Self { at_least, at_most });
        }
        if let Some(rest) = text.strip_prefix(">=").or_else(|| text.strip_prefix('≥')) {
            return range(Some(number(rest)?), None);
        }
        if let Some(rest) = text.strip_prefix("<=").or_else(|| text.strip_prefix('≤')) {
            return range(None, Some(number(rest)?));
        }
        if let Some(rest) = text.strip_prefix('>') {
            return range(Some(number(rest)? + 1), None);
        }
        if let Some(rest) = text.strip_prefix('<') {
            // Nothing is less than nothing.
            return range(None, Some(number(rest)?.checked_sub(1)?));
        }
        let exact = number(text)?;
        range(Some(exact), Some(exact))
    }

    /// Whether a number lies in it.
    #[must_use]
    pub fn holds(self, number: u64) -> bool {
        self.at_least.is_none_or(|least| number >= least)
            && self.at_most.is_none_or(|most| number <= most)
    }

    pub(crate) fn backwards(self) -> bool {
        matches!((self.at_least, self.at_most), (Some(least), Some(most)) if least > most)
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_limits() {
        let cases = [
            ("2000", Some(2000), Some(2000)),
            (">2000", Some(2001), None),
            (">= 2000", Some(2000), None),
            ("<2000", None, Some(1999)),
            ("≤2000", None, Some(2000)),
            ("500..2000", Some(500), Some(2000)),
            ("500..", Some(500), None),
            ("..2000", None, Some(2000)),
        ];
        for (text, at_least, at_most) in cases {
            let amount = Amount::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(amount, Amount { at_least, at_most }, "{text}");
            assert!(!amount.backwards());
            let ends = [at_least, at_most].into_iter().flatten();
            assert!(ends.into_iter().all(|end| amount.holds(end)));
        }
        assert!(Amount::read("9..3").is_some_and(Amount::backwards));
        assert!(Amount::read(">3").is_some_and(|amount| !amount.holds(3)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "..", ">", "<0", "many", "1,000", "-1", "2k", "1234567890123", "1...3", "٣"]
        {
            assert_eq!(Amount::read(text), None, "{text}");
        }
    }
}
