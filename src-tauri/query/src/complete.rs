//! What could be typed at a place in a query, from the one table of operators.

use crate::{
    NAMED_DAYS, OPERATORS, OperatorRow, Source, Span, Takes,
    scan::{Piece, is_quote, scan, word_length},
};

/// What could stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The piece of the query that a choice takes the place of; empty where nothing is begun.
    pub replaces: Span,
    /// Operators, or the fixed values of one.
    pub choices: Vec<Choice>,
    /// The list of the archive to look in besides, and what is typed of the value so far,
    /// without quotes. What is found there goes into the query through [`quoted`].
    pub from_archive: Option<(Source, String)>,
}

/// One of the things that could stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The text to put in.
    pub text: String,
    /// The key of its sentence in the catalogue of messages, where it has one.
    pub help: Option<&'static str>,
}

/// A value as it is written after an operator: in quotes where it would else end too early.
#[must_use]
pub fn quoted(value: &str) -> String {
    let star = value.ends_with('*');
    if !value.is_empty() && !star && word_length(value) == value.len() {
        return value.to_owned();
    }
    // Straight and curly quotes do not close each other. A value with both cannot be written;
    // what the straight ones enclose is found without them all the same.
    match value.contains('"') {
        false => format!("\"{value}\""),
        true if value.contains(['“', '”']) => format!("\"{}\"", value.replace('"', "”")),
        true => format!("“{value}”"),
    }
}

/// What could be typed at the byte `cursor` of `text`. A cursor that lies inside a character
/// or beyond the end counts as the next place before it.
#[must_use]
pub fn complete(text: &str, cursor: usize) -> Completion {
    let cursor = text.floor_char_boundary(cursor);
    let pieces = scan(text, &mut Vec::new());
    let here = pieces.into_iter().find(|(_, span)| span.start < cursor && cursor <= span.end);
    match here {
        Some((Piece::Operator { row, .. }, span)) => {
            let start = span.start + row.name.len() + 1;
            if cursor < start {
                return operators(text, Span { start: span.start, end: start }, cursor);
            }
            let span = Span { start, end: span.end };
            // Beyond the closing quote the value is finished.
            if cursor - start > 1 && text[start..].starts_with(is_quote) {
                let before = text[start..cursor].chars().next_back();
                if cursor == span.end && before.is_some_and(is_quote) {
                    return nothing(cursor);
                }
            }
            value(row, text, span, cursor)
        }
        Some((Piece::Word { .. }, span)) => operators(text, span, cursor),
        Some((Piece::Minus | Piece::Open, _)) => operators(text, empty(cursor), cursor),
        Some(_) => nothing(cursor),
        None => {
            let before = text[..cursor].chars().next_back();
            match before.is_none_or(char::is_whitespace) {
                true => operators(text, empty(cursor), cursor),
                false => nothing(cursor),
            }
        }
    }
}

fn empty(cursor: usize) -> Span {
    Span { start: cursor, end: cursor }
}

fn nothing(cursor: usize) -> Completion {
    Completion { replaces: empty(cursor), choices: Vec::new(), from_archive: None }
}

fn operators(text: &str, replaces: Span, cursor: usize) -> Completion {
    let typed = text[replaces.start..cursor].to_lowercase();
    let rows = OPERATORS.iter().filter(|row| row.name.starts_with(&typed));
    let choices =
        rows.map(|row| Choice { text: format!("{}:", row.name), help: Some(row.help) }).collect();
    Completion { replaces, choices, from_archive: None }
}

fn value(row: &OperatorRow, text: &str, replaces: Span, cursor: usize) -> Completion {
    let typed = text[replaces.start..cursor].trim_start_matches(is_quote);
    let names = match row.takes {
        Takes::Date | Takes::Dates => NAMED_DAYS.to_vec(),
        takes => takes.values(),
    };
    let begun = typed.to_lowercase().replace(['-', '_'], " ");
    let choices = names.into_iter().filter(|name| name.starts_with(&begun));
    let choices = choices.map(|name| Choice { text: quoted(name), help: None }).collect();
    let from_archive = match row.takes {
        Takes::Text(Some(source)) => Some((source, typed.to_owned())),
        _ => None,
    };
    Completion { replaces, choices, from_archive }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` is the cursor. Gives what is replaced, the choices, and what is looked for where.
    fn at(text: &str) -> (String, Vec<String>, Option<(Source, String)>) {
        let cursor = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let found = complete(&text, cursor);
        let Span { start, end } = found.replaces;
        let choices = found.choices.into_iter().map(|choice| choice.text).collect();
        (text[start..end].to_owned(), choices, found.from_archive)
    }

    #[test]
    fn operators_are_offered_as_they_are_begun() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("ta|", "ta", &["tag:"]),
            ("war TI|", "TI", &["title:"]),
            ("war -a|", "a", &["author:", "after:"]),
            ("(s|", "s", &["site:", "saved:"]),
            ("s|ite:x", "site:", &["site:", "saved:"]),
            ("p|ub war", "pub", &["published:"]),
            ("xyz|", "xyz", &[]),
            ("\"ta|\"", "", &[]),
            ("war AND|", "", &[]),
        ];
        for (text, replaces, choices) in cases {
            let choices: Vec<_> = choices.iter().map(|choice| (*choice).to_owned()).collect();
            assert_eq!(at(text), (replaces.to_owned(), choices, None), "{text}");
        }
        for text in ["|", "war |", "-|", "(|", "war | peace"] {
            assert_eq!(at(text).1.len(), OPERATORS.len(), "{text}");
        }
    }

    #[test]
    fn values_are_offered_from_the_table_or_looked_for_in_the_archive() {
        type Case = (&'static str, &'static str, &'static [&'static str], Found);
        type Found = Option<(Source, &'static str)>;
        let cases: [Case; 14] = [
            ("is:|", "", &["unread", "read", "starred"], None),
            ("is:un|", "un", &["unread"], None),
            ("-IS:re|", "re", &["read"], None),
            ("has:h|igh", "high", &["highlight"], None),
            ("saved:|", "", &["today", "yesterday", "\"this week\""], None),
            ("saved:last-m|", "last-m", &["\"last month\""], None),
            ("saved:\"last m|\"", "\"last m\"", &["\"last month\""], None),
            ("saved:\"last month\"|", "", &[], None),
            ("words:|", "", &[], None),
            ("title:x|", "x", &[], None),
            ("tag:|", "", &[], Some((Source::Tags, ""))),
            ("tag:news/|", "news/", &[], Some((Source::Tags, "news/"))),
            ("author:\"Ada B|", "\"Ada B", &[], Some((Source::Authors, "Ada B"))),
            ("lang:d| x", "d", &[], Some((Source::Languages, "d"))),
        ];
        for (text, replaces, choices, source) in cases {
            let found = at(text);
            assert_eq!(found.0, replaces, "{text}");
            assert!(
                found.1.starts_with(&choices.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
            );
            assert_eq!(choices.is_empty(), found.1.is_empty(), "{text}");
            assert_eq!(found.2, source.map(|(source, typed)| (source, typed.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_value_is_quoted_so_that_it_is_read_as_it_was() {
        for value in ["sea", "deep sea", "a/b", "a(b", "Wolf \"Al\" Ott", "12“ disc", "c*", "it's"]
        {
            let text = format!("tag:{}", quoted(value));
            let parsed = crate::parse(&text);
            let Some(crate::Node::Field(field)) = parsed.tree else { panic!("{text}") };
            let crate::Value::Text { text: read, .. } = field.value else { panic!("{text}") };
            assert_eq!(read, value.trim_end_matches('*'), "{text}");
            assert_eq!(parsed.problems, [], "{text}");
        }
        assert_eq!(quoted("both \" and “"), "\"both ” and “\"");
    }
}
