//! What the search language understands, and that any text gives an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

use backfile_query::{
    Amount, Moment, Node, OPERATORS, Parsed, Period, ProblemCode, Span, Takes, Value, complete,
    parse,
};
use chrono::NaiveDate;
use proptest::prelude::*;

/// A tree as a short text.
fn show(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(" ");
    match node {
        Node::Word { text, prefix, .. } => format!("{text}{}", if *prefix { "*" } else { "" }),
        Node::Phrase { text, prefix, .. } => format!("“{text}”{}", if *prefix { "*" } else { "" }),
        Node::Near { words, distance, .. } => format!("(near{distance} {})", words.join(" ")),
        Node::Field(field) => format!("{:?}={}", field.operator, value(&field.value)),
        Node::Not(inside) => format!("(not {})", show(inside)),
        Node::And(nodes) => format!("(and {})", all(nodes)),
        Node::Or(nodes) => format!("(or {})", all(nodes)),
        Node::AtLeast(least, nodes) => format!("({least} of {})", all(nodes)),
    }
}

fn value(value: &Value) -> String {
    // A Wednesday.
    let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    let days = |period: Period| {
        let (from, until) = period.days(today);
        let shown = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        format!("{}..{}", shown(from), shown(until))
    };
    let number = |end: Option<u64>| end.map_or_else(String::new, |end| end.to_string());
    match value {
        Value::Text { text, prefix } => format!("{text}{}", if *prefix { "*" } else { "" }),
        Value::State(state) => format!("{state:?}"),
        Value::Has(has) => format!("{has:?}"),
        Value::Moment(moment) => days(Period { from: Some(*moment), to: Some(*moment) }),
        Value::Period(period) => days(*period),
        Value::Amount(Amount { at_least, at_most }) => {
            format!("{}..{}", number(*at_least), number(*at_most))
        }
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
        ("war \"peace talk*\"", "(and war “peace talk”*)"),
        ("\"war peace\"~5", "(near5 war peace)"),
        ("\"war  and peace\"~0 x", "(and (near0 war and peace) x)"),
        ("\"a *b* c\"", "“a *b* c”"),
        ("\"war\"~5", "“war”"),
        ("\"war …\"~5", "“war”"),
        ("\"a “b” c\" “d \"e\"”", "(and “a “b” c” “d \"e\"”)"),
        ("צה\"ל", "צה\"ל"),
        ("tag:news*", "Tag=news*"),
        ("title:\"deep s\"*", "Title=deep s*"),
        ("author:\"Wolf O*\"", "Author=Wolf O*"),
        ("is:edited -is:incomplete", "(and Is=Edited (not Is=Incomplete))"),
        ("has:highlight has:version", "(and Has=Highlight Has=Version)"),
        ("published:2024", "Published=2024-01-01..2025-01-01"),
        ("published:2020..2022", "Published=2020-01-01..2023-01-01"),
        ("published:..2022-05", "Published=..2022-06-01"),
        ("saved:today", "Saved=2026-03-04..2026-03-05"),
        ("saved:\"last week\"", "Saved=2026-02-23..2026-03-02"),
        ("saved:last-3-months", "Saved=2025-12-05..2026-03-05"),
        ("before:yesterday", "Before=2026-03-03..2026-03-04"),
        ("words:>2000", "Words=2001.."),
        ("words:500..2000", "Words=500..2000"),
        ("words:<300 war", "(and Words=..299 war)"),
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
        Backwards, BadNear, LonelyNot, LonelyOr, MissingValue, MisspeltOperator, NotADate,
        NotANumber, OpenQuote, Parenthesis, StrayStar, UnknownOperator, UnknownValue,
    };
    type Case = (&'static str, &'static str, &'static [(ProblemCode, &'static str)]);
    let cases: [Case; 32] = [
        ("war colour:red", "(and war colour:red)", &[(UnknownOperator, "colour:")]),
        ("war tagg:sea", "(and war tagg:sea)", &[(MisspeltOperator, "tagg:")]),
        ("titel:\"a b\"", "(and titel: “a b”)", &[(MisspeltOperator, "titel:")]),
        ("saved:\"some day\" war", "war", &[(NotADate, "saved:\"some day\"")]),
        ("published:2024..2020 war", "war", &[(Backwards, "published:2024..2020")]),
        ("before:2020..2022 war", "war", &[(NotADate, "before:2020..2022")]),
        ("words:many war", "war", &[(NotANumber, "words:many")]),
        ("words:9..3 war", "war", &[(Backwards, "words:9..3")]),
        ("words: war", "war", &[(MissingValue, "words:")]),
        ("tag:* war", "war", &[(MissingValue, "tag:*")]),
        ("\"war peace\"~", "“war peace”", &[(BadNear, "\"war peace\"~")]),
        ("\"war peace\"~1001", "“war peace”", &[(BadNear, "\"war peace\"~1001")]),
        ("title:\"a b\"~3", "Title=a b", &[(BadNear, "title:\"a b\"~3")]),
        ("war *", "war", &[(StrayStar, "*")]),
        ("*tion", "*tion", &[(StrayStar, "*tion")]),
        ("jo*nal*", "jo*nal*", &[(StrayStar, "jo*nal*")]),
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
    use ProblemCode::{TooDeep, TooLong, TooManyWords};
    for (text, expected) in [
        ("(".repeat(3000), TooDeep),
        (format!("{}a", "-(".repeat(1000)), TooDeep),
        ("a ".repeat(2000), TooManyWords),
        (format!("\"{}\"~9", "a ".repeat(300)), TooManyWords),
        ("word ".repeat(3000), TooLong),
        (format!("{} tail", "明".repeat(10_000)), TooLong),
    ] {
        let parsed = parse(&text);
        assert!(codes(&parsed).contains(&expected), "{}", text.chars().take(9).collect::<String>());
        for problem in &parsed.problems {
            assert_eq!(problem.args(&text).iter().filter(|(name, _)| *name == "limit").count(), 1);
        }
    }
}

#[test]
fn a_mistake_says_what_would_do() {
    let cases = [
        ("war tagg:sea", vec![("near", "tag")]),
        ("TITEL:sea", vec![("near", "title")]),
        ("colour:red", vec![]),
        ("author:", vec![("example", "author:\"Ada Brandt\"")]),
        (
            "has:wings",
            vec![("values", "tag, highlight, note, picture, version, author, date, correction")],
        ),
        ("\"a b\"~", vec![("limit", "1000")]),
    ];
    for (text, expected) in cases {
        let problem = parse(text).problems.remove(0);
        let args = problem.args(text);
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(args, expected, "{text}");
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
        ("title:jour", "Title=jour*"),
        ("x author:jour", "(and x Author=jour*)"),
        ("title:jour ", "Title=jour"),
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
        let mut texts = vec![row.example.to_owned()];
        texts.extend(row.takes.values().iter().map(|value| format!("{}:{value}", row.name)));
        for text in texts {
            let parsed = parse(&text);
            assert_eq!(parsed.problems, [], "{text}");
            assert!(
                matches!(parsed.tree, Some(Node::Field(field)) if field.operator == row.operator),
                "{text}",
            );
        }
        assert!(row.help.starts_with("search.operator."));
        let parsed = parse(&format!("{}:", row.name));
        assert_eq!(codes(&parsed), [ProblemCode::MissingValue]);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), OPERATORS.len());
    // Every kind of value stands somewhere in the table.
    for takes in [Takes::Date, Takes::Dates, Takes::Number, Takes::Text(None)] {
        assert!(OPERATORS.iter().any(|row| row.takes == takes), "{takes:?}");
    }
    assert_eq!(Moment::read("2026-13"), None);
}

fn spans(node: &Node, found: &mut Vec<Span>) {
    match node {
        Node::Word { span, .. } | Node::Phrase { span, .. } => found.push(*span),
        Node::Near { words, span, .. } => {
            assert!(words.len() > 1, "one word is near nothing");
            found.push(*span);
        }
        Node::Field(field) => found.push(field.span),
        Node::Not(inside) => spans(inside, found),
        Node::And(nodes) | Node::Or(nodes) => {
            assert!(nodes.len() > 1, "one thing needs no joining");
            nodes.iter().for_each(|node| spans(node, found));
        }
        Node::AtLeast(..) => panic!("no text asks for this"),
    }
}

fn answers(text: &str) -> Result<(), TestCaseError> {
    for parsed in [parse(text), parse(text).while_typing()] {
        let mut found: Vec<Span> = parsed.problems.iter().map(|problem| problem.span).collect();
        parsed.tree.iter().for_each(|tree| spans(tree, &mut found));
        for span in found {
            prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
            let (start, end) = span.to_utf16(text);
            prop_assert!(start <= end);
        }
        for problem in &parsed.problems {
            prop_assert!(problem.args(text).len() < 2);
        }
    }
    for cursor in 0..text.len() + 2 {
        let Span { start, end } = complete(text, cursor).replaces;
        prop_assert!(text.get(start..end).is_some(), "{cursor} in {text:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_gives_an_answer_whose_spans_lie_in_it(text in prop_oneof![
        "\\PC*",
        ".{0,80}",
        "([a-c] |\"|\\(|\\)|-|OR |NOT |\\*|~|~3|[.][.]|tag:|is:|before:|saved:|words:[<>]|9|last|:|明|é|”|„|«|\u{0}){0,60}",
    ]) {
        answers(&text)?;
    }

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        answers(&String::from_utf8_lossy(&bytes))?;
    }
}
