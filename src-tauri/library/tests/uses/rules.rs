//! A person's rules: kept all or none, and handed to the cleaning of the pages that they are for.

use backfile_article::{RuleId, SiteRule, WarningCode};
use backfile_library::{RulesAdded, ipc::CommandError};
use backfile_testkit::Answer;
use serde_json::json;

use crate::stage::{Stage, article, open};

const BOX: &str =
    "Our own reporters read you this story, every evening, in the kitchen of the mill.";

/// A page with a box that the general cleaning takes for a part of the article.
fn page(title: &str) -> String {
    article(title, 8)
        .replace("<p>Paragraph 3", &format!("<div class=reading><p>{BOX}</p></div><p>Paragraph 3"))
}

fn rule(host: &str, drop: &str) -> SiteRule {
    let mut rule = SiteRule::new(&[host]);
    rule.drop = vec![drop.to_owned()];
    rule
}

async fn add(stage: &Stage, rule: SiteRule, replace: bool) -> RulesAdded {
    stage.library.add_rules(vec![rule], replace).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_counts_for_pages_saved_after_it_and_for_those_captured_again() {
    let stage = Stage::new().await;
    stage.server.page("/before", page("Before"));
    stage.server.page("/after", page("After"));
    let before = stage.save("/before").await.row.id;
    assert!(stage.text(before).await.contains(BOX), "the case is none any more");

    add(&stage, rule("127.0.0.1", ".reading"), false).await;
    let after = stage.save("/after").await.row.id;
    let version = stage.library.show(after).await.unwrap().version.unwrap();
    assert!(!version.extraction.text().contains(BOX));
    let removed = version.extraction.removed.iter().find(|removed| removed.text == BOX).unwrap();
    assert_eq!((removed.step.as_str(), removed.reason.as_str()), ("rule", "by_rule"));
    assert!(version.extractor.contains(", rule "), "{}", version.extractor);

    // What was saved before stays as it is until it is captured again.
    assert!(stage.text(before).await.contains(BOX));
    stage.ask("capture_again", json!({ "id": before })).await;
    stage.finish(before).await;
    let shown = stage.library.show(before).await.unwrap();
    assert_eq!(shown.versions.len(), 2);
    assert!(!shown.version.unwrap().extraction.text().contains(BOX));
    // The box is one that the person can put back.
    let text = stage.text(after).await;
    assert!(text.contains("Paragraph 7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_rule_may_leave_much_less_and_a_poorer_page_may_not() {
    let stage = Stage::new().await;
    stage.server.page("/lamp", page("The lamp"));
    let id = stage.save("/lamp").await.row.id;
    let capture = async || {
        stage.ask("capture_again", json!({ "id": id })).await;
        stage.finish(id).await;
    };
    let mut most = rule("127.0.0.1", "p:nth-of-type(n+4)");
    add(&stage, most.clone(), false).await;
    capture().await;
    let text = stage.text(id).await;
    assert!(text.contains("Paragraph 0") && !text.contains("Paragraph 6"), "{text}");

    stage.server.answer("/lamp", Answer::html(article("The lamp", 1)));
    capture().await;
    assert_eq!(stage.text(id).await, text, "a poorer page under the same rule took its place");

    stage.server.page("/lamp", page("The lamp"));
    most.drop = vec!["p:nth-of-type(n+3)".to_owned()];
    add(&stage, most.clone(), true).await;
    capture().await;
    assert!(stage.text(id).await.len() < text.len());
    stage.library.remove_rule(most.id).await.unwrap();
    capture().await;
    assert!(stage.text(id).await.contains("Paragraph 6"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_given_as_a_file_is_cleaned_by_the_rule_for_its_address() {
    let stage = Stage::new().await;
    let link = "<link rel=canonical href=https://www.quay.example/lamp>";
    let saved = format!(
        "<!-- saved from url=(0030)https://www.quay.example/lamp -->\n{}",
        page("The lamp").replace("<title>", &format!("{link}<title>"))
    );
    for (host, dropped) in [("other.example", false), ("quay.example", true)] {
        add(&stage, rule(host, ".reading"), false).await;
        let intake = stage.give_file("lamp.html", saved.clone()).await;
        let text = stage.text(intake.entries[0].id).await;
        assert!(text.contains("Paragraph 7"), "{text}");
        assert_eq!(!text.contains(BOX), dropped, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_does_not_fit_loses_no_page_and_is_told() {
    let stage = Stage::new().await;
    let mut wrong = SiteRule::new(&["127.0.0.1"]);
    wrong.article = vec!["main.no-such-class".to_owned()];
    add(&stage, wrong, false).await;
    stage.server.page("/lamp", page("The lamp"));
    let id = stage.save("/lamp").await.row.id;
    let extraction = stage.library.show(id).await.unwrap().version.unwrap().extraction;
    assert!(extraction.text().contains("Paragraph 7"));
    let warned = |warning: &backfile_article::Warning| warning.code == WarningCode::RuleIgnored;
    assert!(extraction.warnings.iter().any(warned), "{:?}", extraction.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_added_all_or_none_and_replaced_only_when_meant() {
    let stage = Stage::new().await;
    let library = &stage.library;
    let first = rule("quay.example", ".ad");
    let RulesAdded::All { added, replaced } = add(&stage, first.clone(), false).await else {
        panic!("it clashes with nothing");
    };
    assert_eq!((added, replaced), (vec![first.clone()], vec![]));

    let same_place = rule("www.quay.example", ".other");
    let both = vec![rule("ice.example", ".ad"), same_place.clone()];
    let clashes = library.add_rules(both.clone(), false).await.unwrap();
    assert_eq!(clashes, RulesAdded::Clashes(vec![(same_place.clone(), first.clone())]));
    assert_eq!(library.rules().await.unwrap(), std::slice::from_ref(&first));

    let RulesAdded::All { added, replaced } = library.add_rules(both, true).await.unwrap() else {
        panic!("it was told to replace");
    };
    assert_eq!(replaced, std::slice::from_ref(&first));
    assert_eq!(added[1], SiteRule { id: first.id, ..same_place });
    let again = open(stage.folder.path()).await;
    let rules = again.rules().await.unwrap();
    assert_eq!(rules, [added[1].clone(), added[0].clone()]);

    // One of the same id means the one that is there, wherever it moves.
    let moved = SiteRule { id: first.id, ..rule("ice.example", ".more") };
    assert!(matches!(add(&stage, moved.clone(), false).await, RulesAdded::Clashes(_)));
    add(&stage, moved.clone(), true).await;
    assert_eq!(library.rules().await.unwrap(), [moved]);

    let mut bad = rule("snow.example", "p >");
    bad.keep = vec![".good".to_owned()];
    let refused = library.add_rules(vec![rule("fog.example", ".ad"), bad], false).await;
    assert!(
        matches!(&refused, Err(CommandError::BadValue { value, .. }) if value.contains("drop, selector 1")),
        "{refused:?}"
    );
    assert_eq!(library.rules().await.unwrap().len(), 1);
    library.remove_rule(first.id).await.unwrap();
    assert_eq!(library.remove_rule(first.id).await, Err(CommandError::NotFound));
    assert_eq!(library.remove_rule(RuleId::new()).await, Err(CommandError::NotFound));
}
