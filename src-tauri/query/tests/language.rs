//! What the search language understands, and that any text gives an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

use backfile_query::{Node, OPERATORS, Parsed, ProblemCode, Span, Takes, Value, parse};
use proptest::prelude::*;

/// A tree as a short text.
fn show(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(" ");
    match node {
        Node::Word { text, prefix, .. } => format!("{text}{}", if *prefix { "*" } else { "" }),
        Node::Phrase { text, .. } => format!("“{text}”"),
        Node::Field(field) => format!("{:?}={}", field.operator, value(&field.value)),
        Node::Not(inside) => format!("(not {})", show(inside)),
        Node::And(nodes) => format!("(and {})", all(nodes)),
        Node::Or(nodes) => format!("(or {})", all(nodes)),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::State(state) => format!("{state:?}"),
        Value::Has(has) => format!("{has:?}"),
        Value::Moment(moment) => format!("{}..{}", moment.from, moment.until),
    }
}

fn shown(text: &str) -> String {
    parse(text).tree.as_ref().map_or_else(String::new, show)
}

fn codes(parsed: &Parsed) -> Vec<ProblemCode> {
    parsed.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_query_is_read_as_people_mean_it() {
    let cases = [
        ("", ""),
        ("   ", ""),
        ("war", "war"),
        ("war peace", "(and war peace)"),
        ("war AND peace", "(and war peace)"),
        ("\"war and peace\"", "“war and peace”"),
        ("“war and peace”", "“war and peace”"),
        ("„war“ «peace»", "(and “war” “peace”)"),
        ("war -peace", "(and war (not peace))"),
        ("-war", "(not war)"),
        ("--war", "war"),
        ("war NOT peace", "(and war (not peace))"),
        ("well-known", "well-known"),
        ("war OR peace", "(or war peace)"),
        ("war | peace", "(or war peace)"),
        ("war or peace", "(and war or peace)"),
        ("a b OR c d", "(or (and a b) (and c d))"),
        ("a OR b OR c", "(or a b c)"),
        ("a (b OR c)", "(and a (or b c))"),
        ("a -(b c)", "(and a (not (and b c)))"),
        ("((a))", "a"),
        ("()", ""),
        ("journal*", "journal*"),
        ("journal**", "journal*"),
        ("tag:sea", "Tag=sea"),
        ("TAG:sea", "Tag=sea"),
        ("tag:\"deep sea\" war", "(and Tag=deep sea war)"),
        ("tag:a/b", "Tag=a/b"),
        ("-tag:sea", "(not Tag=sea)"),
        ("site:example.org", "Site=example.org"),
        ("author:\"Ada Brandt\"", "Author=Ada Brandt"),
        ("title:keepers", "Title=keepers"),
        ("lang:de-AT", "Lang=de-AT"),
        ("is:unread", "Is=Unread"),
        ("IS:Failed", "Is=Failed"),
        ("has:picture", "Has=Picture"),
        ("before:2026", "Before=2026-01-01..2027-01-01"),
        ("after:2026-03", "After=2026-03-01..2026-04-01"),
        ("before:2026-03-04", "Before=2026-03-04..2026-03-05"),
        ("https://example.org/a", "https://example.org/a"),
        ("12:30", "12:30"),
        ("明天 -船", "(and 明天 (not 船))"),
        ("…", ""),
        ("don't", "don't"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "{text}");
        assert_eq!(codes(&parse(text)), [], "{text}");
    }
}

#[test]
fn what_is_not_understood_is_named_and_the_rest_still_searches() {
    use ProblemCode::{
        LonelyNot, LonelyOr, MissingValue, NotADate, OpenQuote, Parenthesis, UnknownOperator,
        UnknownValue,
    };
    type Case = (&'static str, &'static str, &'static [(ProblemCode, &'static str)]);
    let cases: [Case; 17] = [
        ("war colour:red", "(and war colour:red)", &[(UnknownOperator, "colour:")]),
        ("war tag:", "war", &[(MissingValue, "tag:")]),
        ("war tag:\"\"", "war", &[(MissingValue, "tag:\"\"")]),
        ("is:sleeping war", "war", &[(UnknownValue, "is:sleeping")]),
        ("has:wings war", "war", &[(UnknownValue, "has:wings")]),
        ("war before:soon", "war", &[(NotADate, "before:soon")]),
        ("war after:2026-02-30", "war", &[(NotADate, "after:2026-02-30")]),
        ("war \"and peace", "(and war “and peace”)", &[(OpenQuote, "\"and peace")]),
        ("war \"", "war", &[(OpenQuote, "\"")]),
        ("(war peace", "(and war peace)", &[(Parenthesis, "(")]),
        ("war) peace", "(and war peace)", &[(Parenthesis, ")")]),
        ("war OR", "war", &[(LonelyOr, "OR")]),
        ("OR war", "war", &[(LonelyOr, "OR")]),
        ("war OR OR peace", "(or war peace)", &[(LonelyOr, "OR")]),
        ("war -", "war", &[(LonelyNot, "-")]),
        ("(war NOT) peace", "(and war peace)", &[(LonelyNot, "NOT")]),
        (
            "is:x tag: war )",
            "war",
            &[(UnknownValue, "is:x"), (MissingValue, "tag:"), (Parenthesis, ")")],
        ),
    ];
    for (text, expected, problems) in cases {
        assert_eq!(shown(text), expected, "{text}");
        let parsed = parse(text);
        let found: Vec<_> = parsed
            .problems
            .iter()
            .map(|problem| (problem.code, &text[problem.span.start..problem.span.end]))
            .collect();
        assert_eq!(found, problems, "{text}");
    }
}

#[test]
fn what_is_far_too_much_is_cut_and_said() {
    for text in [
        "(".repeat(3000),
        format!("{}a", "-(".repeat(1000)),
        "a ".repeat(2000),
        "word ".repeat(3000),
        format!("{} tail", "x".repeat(10_000)),
    ] {
        let parsed = parse(&text);
        assert!(codes(&parsed).contains(&ProblemCode::TooMuch), "{}", &text[..10]);
    }
}

#[test]
fn while_typing_only_a_word_at_the_very_end_is_a_beginning() {
    let cases = [
        ("jour", "jour*"),
        ("jour ", "jour"),
        ("old jour", "(and old jour*)"),
        ("a OR jour", "(or a jour*)"),
        ("\"jour\"", "“jour”"),
        ("-jour", "(not jour)"),
        ("tag:jour", "Tag=jour"),
        ("(jour)", "jour"),
        ("j", "j"),
        ("明", "明*"),
        ("", ""),
    ];
    for (text, expected) in cases {
        let parsed = parse(text).while_typing();
        assert_eq!(parsed.tree.as_ref().map_or_else(String::new, show), expected, "{text}");
    }
}

#[test]
fn a_span_counts_as_a_window_does() {
    let text = "é🦊 tag:";
    let problem = parse(text).problems.remove(0);
    assert_eq!(problem.span, Span { start: 7, end: 11 });
    assert_eq!(problem.span.to_utf16(text), (4, 8));
}

#[test]
fn every_operator_stands_in_the_table_once_and_is_read() {
    let mut names: Vec<&str> = OPERATORS.iter().map(|row| row.name).collect();
    for row in OPERATORS {
        let value = match row.takes {
            Takes::Text => "x",
            Takes::State(states) => states[0].0,
            Takes::Has(possessions) => possessions[0].0,
            Takes::Date => "2026",
        };
        let parsed = parse(&format!("{}:{value}", row.name));
        assert!(
            matches!(parsed.tree, Some(Node::Field(field)) if field.operator == row.operator),
            "{}",
            row.name
        );
        assert!(row.help.starts_with("search.operator."));
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), OPERATORS.len());
}

fn spans(node: &Node, found: &mut Vec<Span>) {
    match node {
        Node::Word { span, .. } | Node::Phrase { span, .. } => found.push(*span),
        Node::Field(field) => found.push(field.span),
        Node::Not(inside) => spans(inside, found),
        Node::And(nodes) | Node::Or(nodes) => {
            assert!(nodes.len() > 1, "one thing needs no joining");
            nodes.iter().for_each(|node| spans(node, found));
        }
    }
}

proptest! {
    #[test]
    fn any_text_gives_an_answer_whose_spans_lie_in_it(text in prop_oneof![
        "\\PC*",
        ".{0,80}",
        "([a-c] |\"|\\(|\\)|-|OR |NOT |\\*|tag:|is:|before:|:|明|é|\u{0}){0,60}",
    ]) {
        for parsed in [parse(&text), parse(&text).while_typing()] {
            let mut found: Vec<Span> = parsed.problems.iter().map(|problem| problem.span).collect();
            parsed.tree.iter().for_each(|tree| spans(tree, &mut found));
            for span in found {
                prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
                let (start, end) = span.to_utf16(&text);
                prop_assert!(start <= end);
            }
        }
    }
}
