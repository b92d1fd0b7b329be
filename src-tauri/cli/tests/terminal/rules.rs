//! `backfile rules`, and trying a rule with `backfile extract`.

use serde_json::{Value, json};

use crate::stage::{Stage, article};

const BOX: &str =
    "Our own reporters read you this story, every evening, in the kitchen of the mill.";

fn page() -> String {
    article("The lamp", 8)
        .replace("<p>Paragraph 3", &format!("<div class=reading><p>{BOX}</p></div><p>Paragraph 3"))
}

fn rule(host: &str) -> Value {
    json!({ "hosts": [host], "drop": [".reading"], "note": "Its boxes" })
}

#[test]
fn a_rule_is_tried_added_listed_used_and_taken_away() {
    let stage = Stage::new();
    let id = stage.saved("/story/1");
    let file = stage.file("rule.json", rule("127.0.0.1").to_string());
    assert_eq!(stage.run(&["rules"]).well().text(), "");
    let added = stage.run(&["rules", "add", &file]).well();
    assert!(added.text().starts_with("added  "), "{added:?}");
    assert!(added.text().contains("127.0.0.1  drop 1 · Its boxes"), "{added:?}");
    let listed = stage.run(&["rules", "--json"]).well().json();
    let listed = listed.as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["drop"]), (1, &json!([".reading"])));
    let rule_id = listed[0]["id"].as_str().unwrap();
    assert!(stage.run(&["rules"]).well().text().starts_with(rule_id));

    // Pages are cleaned in processes of their own, and the rule goes there with the page.
    stage.server.page("/lamp", page());
    let saved = stage.saved("/lamp");
    let shown = stage.run(&["show", &saved, "--format", "json"]).well().json();
    assert!(!shown["text"].as_str().unwrap().contains(BOX));
    let removed = shown["removed"].as_array().unwrap();
    assert!(removed.iter().any(|one| one["reason"] == "by_rule" && one["text"] == BOX));

    stage.run(&["rules", "remove", rule_id]).well();
    let gone = stage.run(&["rules", "remove", rule_id]).refused(1);
    assert!(gone.err.contains("nothing of that id"), "{gone:?}");
    assert_eq!(stage.run(&["rules", "--json"]).well().json(), json!([]));
    stage.run(&["show", &id]).well();
    assert_eq!(stage.verified()["ok"], true);
    assert_eq!(stage.run(&["rules", "remove", "no-id"]).code, 2);
}

#[test]
fn everything_that_is_wrong_with_a_file_is_said_and_nothing_of_it_is_added() {
    let stage = Stage::new();
    stage.saved("/story/1");
    let rules = json!([
        rule("quay.example"),
        { "hosts": ["ice.example"], "drop": [".ad", "p >"], "keep": ["p:hover"] },
        { "hosts": [], "dorp": [".ad"] },
        { "hosts": ["WWW.quay.example"], "drop": [".ad"] },
    ]);
    let file = stage.file("rules.json", rules.to_string());
    let run = stage.run(&["rules", "add", &file]);
    assert_eq!((run.code, run.out.len()), (1, 0), "{run:?}");
    for words in [
        "rule 2, keep, selector 1, “p:hover”: ",
        "rule 2, drop, selector 2, “p >”: ",
        "rule 3: unknown field `dorp`",
        "rule 4 is for the same pages as rule 1",
        "has 4 mistakes",
    ] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    assert!(run.err.lines().all(|line| line.starts_with("backfile: ")), "{}", run.err);
    assert_eq!(stage.run(&["rules", "--json"]).well().json(), json!([]));
    for (name, text, words) in [
        ("text.json", "not json", "is not JSON"),
        ("none.json", "[]", "holds no rule"),
        ("one.json", r#"{"hosts":["a.example"],"drop":["]"]}"#, "drop, selector 1"),
    ] {
        let file = stage.file(name, text);
        let refused = stage.run(&["rules", "add", &file]).refused(1);
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    stage.run(&["rules", "add", "/no/such/file"]).refused(1);
}

#[test]
fn a_rule_for_the_same_pages_is_told_and_replaced_only_when_meant() {
    let stage = Stage::new();
    stage.saved("/story/1");
    let text = json!([rule("quay.example"), rule("ice.example")]).to_string();
    let answer = stage.run_with(&["rules", "add", "-", "--json"], text.as_bytes()).well().json();
    let first = answer["added"][0]["id"].as_str().unwrap();
    assert_eq!(answer["replaced"], json!([]));

    let file =
        stage.file("new.json", json!({ "hosts": ["quay.example"], "drop": [".new"] }).to_string());
    let told = stage.run(&["rules", "add", &file]);
    assert_eq!((told.code, told.out.len()), (1, 0), "{told:?}");
    assert!(told.err.contains(first) && told.err.contains("--replace"), "{}", told.err);
    let replaced = stage.run(&["rules", "add", &file, "--replace"]).well();
    assert!(replaced.text().starts_with(&format!("replaced  {first}")), "{replaced:?}");

    // What is listed can be added again.
    let all = stage.run(&["rules", "--json"]).well();
    assert_eq!(all.json()[0]["drop"], json!([".new"]));
    assert_eq!(all.json()[0]["id"], first);
    let again = stage.run_with(&["rules", "add", "-", "--replace", "--json"], &all.out).well();
    assert_eq!(again.json()["added"], all.json());
    assert_eq!(stage.run(&["rules", "--json"]).well().json(), all.json());
}

#[test]
fn a_rule_can_be_tried_on_a_page_before_it_is_added() {
    let stage = Stage::new();
    let page = stage.file("page.html", page());
    let one = stage.file("one.json", rule("quay.example").to_string());
    let text = |words: &[&str]| {
        let run = stage.run(&[&["extract", &page, "--format", "text"], words].concat());
        assert_eq!(run.code, 0, "{run:?}");
        (run.text().contains(BOX), run.err)
    };
    let (kept, said) = (true, String::new());
    assert_eq!(text(&[]), (kept, said.clone()));
    assert_eq!(text(&["--rules", &one]), (!kept, said.clone()));
    let there = "https://live.quay.example/lamp";
    assert_eq!(text(&["--rules", &one, "--url", there]), (!kept, said));
    let (there, said) = text(&["--rules", &one, "--url", "https://ice.example/lamp"]);
    assert!(there && said.contains("no rule of") && said.contains("ice.example"), "{said}");

    let told = stage.run(&["extract", &page, "--rules", &one, "--explain"]);
    assert_eq!(told.code, 0, "{told:?}");
    let left = "- Left out: By your rule for this site (rule)\n    Our own reporters";
    assert!(told.text().contains(left), "{}", told.text());
    let keep = json!({ "hosts": ["quay.example"], "article": ["article"], "keep": [".reading"] });
    let keep = stage.file("keep.json", keep.to_string());
    let told = stage.run(&["extract", &page, "--rules", &keep, "--explain"]);
    assert!(told.text().contains("+ Kept by your rule\n    Our own reporters"), "{}", told.text());
    assert!(told.text().contains("article, by your rule\n"), "{}", told.text());

    let two = json!([rule("quay.example"), rule("ice.example")]).to_string();
    let two = stage.file("two.json", two);
    let refused = stage.run(&["extract", &page, "--rules", &two]).refused(2);
    assert!(refused.err.contains("--url"), "{}", refused.err);
    let bad = stage.file("bad.json", r#"{"hosts":["quay.example"],"drop":["p >"]}"#);
    stage.run(&["extract", &page, "--rules", &bad]).refused(1);
    assert!(!stage.archive().exists());
}
