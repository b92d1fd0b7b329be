//! What a search says beside its rows.

use backfile_library::ipc::{ListRequest, Loosened, Sort, View};
use serde_json::{Value, json};

use crate::stage::{Stage, request};

async fn stage() -> Stage {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    stage.ask("add_tag", json!({ "ids": [id], "name": "deep sea" })).await;
    stage.save("/story/1").await;
    stage
}

fn typed(query: &str) -> Value {
    let request = ListRequest { sort: Sort::Relevance, ..request(View::All, query) };
    json!({ "request": request })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_query_is_answered_as_it_is_spelt_in_the_archive() {
    let stage = stage().await;
    let exact = stage.list(View::All, "marigold").await;
    assert_eq!((exact.total, &exact.loosened, &exact.suggestion), (1, &None, &None));
    for (query, corrected, place) in [
        ("marigodl", "marigold", (0, 8)),
        ("-𝕏 Marigodl", "-𝕏 marigold", (4, 12)),
        ("title:ferrry is:unread", "title:ferry is:unread", (6, 11)),
    ] {
        let page = stage.list(View::All, query).await;
        let Some(Loosened::Spelling(respelt)) = &page.loosened else { panic!("{page:?}") };
        assert_eq!((respelt.query.as_str(), page.total), (corrected, 1));
        assert_eq!((respelt.changed[0].start, respelt.changed[0].end), place, "{query}");
        assert_eq!(page.rows[0].id, exact.rows[0].id);
        assert_eq!(page.suggestion, None);
    }
    // The hits are those of the query that was answered.
    let page = stage.list(View::All, "marigodl").await;
    assert!(page.rows[0].snippet.iter().any(|part| part.hit && part.text == "Marigold"));
    // A spelling of which nothing comes is none: the view has no such entry.
    assert_eq!(stage.list(View::Starred, "marigodl").await.loosened, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_nothing_holds_whole_is_answered_by_most_of_its_words() {
    let stage = stage().await;
    let page = stage.list(View::All, "marigold ferry qqqqq").await;
    assert_eq!(page.loosened, Some(Loosened::MostWords { least: 2, words: 3 }));
    assert_eq!(page.total, 1);
    for query in ["marigold OR qqqqq", "qqqqq OR wwwww", "qqqqq", "site:nowhere.example", ""] {
        assert_eq!(stage.list(View::All, query).await.loosened, None, "{query}");
    }
    // The pieces after the first are of the same answer.
    let later = ListRequest { offset: 1, ..request(View::All, "marigold ferry qqqqq") };
    let later = stage.library.list(later, false).await.unwrap();
    assert_eq!((later.total, later.rows.len()), (1, 0));
    assert_eq!(later.loosened, page.loosened);
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_come_with_what_asks_for_them_and_follow_a_loosened_answer() {
    let stage = stage().await;
    for query in ["marigold", "marigodl", "marigold qqqqq"] {
        let facets = stage.ask("facets", typed(query)).await;
        assert_eq!(facets["total"], 1, "{query}");
        assert_eq!(
            facets["tags"],
            json!([{ "name": "deep sea", "query": "tag:\"deep sea\"", "count": 1 }])
        );
        assert_eq!(facets["years"][0]["query"], "published:2026");
        for kind in ["tags", "sites", "years", "languages"] {
            let facet = &facets[kind][0];
            let narrower = format!("marigold {}", facet["query"].as_str().unwrap());
            assert_eq!(facet["count"], stage.hits(&narrower).await, "{narrower}");
        }
    }
    let all = stage.ask("facets", typed("")).await;
    assert_eq!(all["total"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_completed_from_the_language_and_from_the_archive() {
    let stage = stage().await;
    let complete = async |text: &str| {
        let cursor = text.find('|').unwrap();
        let units = u32::try_from(text[..cursor].encode_utf16().count()).unwrap();
        let text = text.replacen('|', "", 1);
        let found = stage.ask("complete_query", json!({ "text": text, "cursor": units })).await;
        let choices: Vec<(String, String)> = found["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|choice| {
                let text = |name: &str| choice[name].as_str().unwrap_or_default().to_owned();
                (text("kind"), text("text"))
            })
            .collect();
        (found["start"].as_u64().unwrap(), found["end"].as_u64().unwrap(), choices)
    };
    type Case = (&'static str, (u64, u64), (&'static str, &'static str));
    let cases: [Case; 8] = [
        ("ta|", (0, 2), ("operator", "tag:")),
        ("𝕏 is:un|", (6, 8), ("value", "unread")),
        ("𝕏 tag:s|", (7, 8), ("tag", "\"deep sea\"")),
        ("saved:|", (6, 6), ("value", "today")),
        ("author:pen| x", (7, 10), ("author", "\"Isla Penhallow\"")),
        ("lang:|", (5, 5), ("language", "en")),
        ("sea marig|", (4, 9), ("word", "marigold")),
        ("site:\"|\"", (5, 7), ("site", "127.0.0.1")),
    ];
    for (text, span, (kind, choice)) in cases {
        let (start, end, choices) = complete(text).await;
        assert_eq!((start, end), span, "{text}");
        let wanted = (kind.to_owned(), choice.to_owned());
        assert!(choices.contains(&wanted), "{text}: {choices:?}");
    }
    assert_eq!(complete("mari|gold").await.2, []);
    assert_eq!(complete("\"sea marig|").await.2, []);
    let help = stage.ask("complete_query", json!({ "text": "tag", "cursor": 99 })).await;
    assert_eq!(help["choices"][0]["help"], "search.operator.tag");
    assert_eq!(help["end"], 3);
}
