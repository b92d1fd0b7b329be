//! That `docs/search.md` says what the language does, and that all it shows works.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

use backfile_query::{OPERATORS, ProblemCode, parse};

const DOC: &str = include_str!("../../../docs/search.md");
const MESSAGES: &str = include_str!("../../../ui/messages/en.json");

/// Everything that the page shows as code.
fn examples() -> Vec<&'static str> {
    DOC.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_example_is_understood() {
    let examples = examples();
    assert!(examples.len() > 80, "{}", examples.len());
    for example in examples {
        // What the page names without showing it in use.
        let named = OPERATORS.iter().any(|row| example == format!("{}:", row.name))
            || matches!(example, "OR" | "backfile search");
        let parsed = parse(example);
        if !named {
            assert_eq!(parsed.problems, [], "{example}");
            assert!(parsed.tree.is_some(), "{example}");
        }
    }
}

#[test]
fn every_operator_and_every_value_is_explained() {
    let examples = examples();
    for row in OPERATORS {
        let line = format!("\n| `{}:` | ", row.name);
        assert!(DOC.contains(&line), "{} has no row", row.name);
        assert!(examples.contains(&row.example), "{} is not shown", row.example);
        for value in row.takes.values() {
            let text = format!("{}:{value}", row.name);
            assert!(examples.contains(&text.as_str()), "{text} is not shown");
        }
        assert!(MESSAGES.contains(&format!("\"{}\": ", row.help)), "{} has no words", row.help);
    }
}

#[test]
fn every_problem_has_words_and_they_name_what_it_tells() {
    for code in ProblemCode::ALL {
        assert!(MESSAGES.contains(&format!("\"query.{}\": ", code.name())), "{}", code.name());
    }
    for (query, key, place) in [
        ("tagg:sea", "misspelt_operator", "{near}"),
        ("tag:", "missing_value", "{example}"),
        ("is:x", "unknown_value", "{values}"),
        ("\"a b\"~", "bad_near", "{limit}"),
    ] {
        let problem = parse(query).problems.remove(0);
        assert_eq!(problem.code.name(), key);
        let args = problem.args(query);
        assert_eq!(format!("{{{}}}", args[0].0), place);
        let line =
            MESSAGES.lines().find(|line| line.contains(&format!("\"query.{key}\""))).unwrap();
        assert!(line.contains(place), "{line}");
    }
}

#[test]
fn the_limits_are_those_of_the_program() {
    for (query, limit) in [
        ("a".repeat(5000), "4096 characters"),
        ("a ".repeat(300), "256 words"),
        ("(".repeat(300), "32 deep"),
        ("\"a b\"~".to_owned(), "1000 apart"),
    ] {
        let problem = parse(&query).problems.remove(0);
        let limit = limit.split_once(' ').unwrap();
        assert_eq!(problem.args(&query), [("limit", limit.0.to_owned())]);
        assert!(DOC.contains(&format!("{} {}", limit.0, limit.1)), "{limit:?}");
    }
}
