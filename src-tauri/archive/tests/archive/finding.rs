//! Finding: what the search language means.

use backfile_archive::{ListQuery, Sort, UndoKind, View};
use backfile_article::PageTime;
use proptest::prelude::*;

use crate::help::{Home, NOW, act, home, link, plain, rich, text};

fn shelf() -> Home {
    let home = home();
    let articles = [
        ("sea", text("Harbour lights", &["The old lighthouse keeper counts ships at night."])),
        ("land", text("Mountain paths", &["A keeper of goats counts nothing at night."])),
        ("han", text("明天的灯塔", &["灯塔看守人每天晚上数船。"])),
        ("kana", text("灯台守", &["カメラを持つ灯台守は夜に船を数える。"])),
        ("accents", text("Élégie côtière", &["Le gardien Łukasz compte les bateaux, straße."])),
    ];
    for (path, extraction) in articles {
        home.article(path, &extraction);
    }
    home
}

#[test]
fn words_are_found_as_people_type_them() {
    let home = shelf();
    let cases: [(&str, &[&str]); 35] = [
        ("lighthouse", &["Harbour lights"]),
        ("LIGHTHOUSE", &["Harbour lights"]),
        ("keeper night", &["Harbour lights", "Mountain paths"]),
        ("keeper -goats", &["Harbour lights"]),
        ("-goats keeper", &["Harbour lights"]),
        ("keeper NOT goats", &["Harbour lights"]),
        ("goats OR ships", &["Harbour lights", "Mountain paths"]),
        ("night (goats OR ships)", &["Harbour lights", "Mountain paths"]),
        ("\"keeper counts\"", &["Harbour lights"]),
        ("\"counts keeper\"", &[]),
        ("“keeper counts”", &["Harbour lights"]),
        ("light*", &["Harbour lights"]),
        ("light", &[]),
        ("elegie", &["Élégie côtière"]),
        ("lukasz strasse", &["Élégie côtière"]),
        ("title:paths", &["Mountain paths"]),
        ("title:keeper", &[]),
        ("title:\"mountain paths\"", &["Mountain paths"]),
        ("灯", &["明天的灯塔", "灯台守"]),
        ("灯塔", &["明天的灯塔"]),
        ("看守人", &["明天的灯塔"]),
        ("船", &["明天的灯塔", "灯台守"]),
        ("カメラ", &["灯台守"]),
        ("ｶﾒﾗ", &["灯台守"]),
        ("明天 船", &["明天的灯塔"]),
        ("塔灯", &[]),
        ("\"keeper ships\"~1", &["Harbour lights"]),
        ("\"ships keeper\"~1", &["Harbour lights"]),
        ("\"keeper ships\"~0", &[]),
        ("\"keeper night\"~3", &["Harbour lights"]),
        ("\"keeper counts ships\"~0", &["Harbour lights"]),
        ("\"keeper sh*\"", &[]),
        ("\"counts sh*\"", &["Harbour lights"]),
        ("title:pat*", &["Mountain paths"]),
        ("-\"keeper ships\"~1 keeper", &["Mountain paths"]),
    ];
    for (query, expected) in cases {
        let mut found = home.found(query);
        found.sort();
        let mut expected: Vec<_> = expected.iter().map(|title| (*title).to_owned()).collect();
        expected.sort();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn properties_narrow_a_search() {
    let home = home();
    let (first, _) = home.article("first", &rich());
    let mut other = text("Second", &["Other words."]);
    other.language = Some("de".to_owned());
    other.published = PageTime::parse_iso("2024-05-06");
    let (second, _) = home.article("second", &other);
    home.add(&backfile_archive::NewEntry { host: "news.example.com".to_owned(), ..link("third") });
    home.write(plain(), |writer| {
        writer.set_read(&[first], true)?;
        writer.set_starred(&[second], true)?;
        writer.add_tag(&[first], "sea/stories")?;
        Ok(())
    })
    .unwrap();
    let cases = [
        ("is:read", 1),
        ("is:unread", 2),
        ("is:starred", 1),
        ("is:waiting", 1),
        ("is:article", 2),
        ("is:link", 0),
        ("is:failed", 0),
        ("has:tag", 1),
        ("has:author", 1),
        ("has:date", 2),
        ("has:picture", 0),
        ("has:correction", 0),
        ("lang:en", 1),
        ("lang:EN-gb", 1),
        ("lang:de", 1),
        ("lang:d", 0),
        ("author:brandt", 1),
        ("author:\"ada brandt\"", 1),
        ("site:example.org", 2),
        ("site:www.example.org", 2),
        ("site:https://example.org/anything", 2),
        ("site:example.com", 1),
        ("site:ample.org", 0),
        ("site:harbour", 1),
        ("site:\"harbour weekly\"", 1),
        ("tag:sea", 1),
        ("tag:SEA/Stories", 1),
        ("tag:stories", 0),
        ("before:2025", 1),
        ("after:2025", 2),
        ("after:2026-02-01", 2),
        ("after:2026-02-02", 1),
        ("before:2026-02-02", 2),
        ("-is:read", 2),
        ("is:read OR is:starred", 2),
        ("-(is:read OR is:starred)", 1),
        ("lantern is:read", 1),
        ("lantern is:unread", 0),
        ("lantern OR is:waiting", 2),
        ("-lantern", 2),
        ("site:% OR site:_", 0),
        ("site:example.*", 3),
        ("site:news*", 1),
        ("tag:se*", 1),
        ("tag:s*", 1),
        ("tag:t*", 0),
        ("lang:e*", 1),
        ("author:bra*", 1),
        ("published:2024", 1),
        ("published:2023..2024", 1),
        ("published:2025..", 1),
        ("published:..2023", 0),
        ("-published:2024", 2),
        ("saved:2026-01..2026-12", 3),
        ("saved:today", 3),
        ("saved:yesterday", 0),
        ("saved:\"last 2 days\"", 3),
        ("saved:..2026", 3),
        ("words:>0", 2),
        ("words:<3", 1),
        ("words:2", 1),
        ("words:>100000", 0),
        ("is:edited", 0),
        ("is:incomplete", 0),
        ("has:version", 0),
        ("has:highlight", 0),
        ("-has:highlight", 3),
        ("has:note OR is:read", 1),
    ];
    for (query, expected) in cases {
        let listing = home.listing(View::All, Some(query), Sort::Saved);
        assert_eq!(listing.total, expected, "{query}");
    }
}

#[test]
fn what_a_person_changed_and_what_is_not_whole_is_found() {
    let home = home();
    let (first, _) = home.article("first", &rich());
    home.article("second", &backfile_article::Extraction { completeness: 0.5, ..rich() });
    let mut again = rich();
    again.blocks.push(backfile_article::Block {
        html: "<p>A later line.</p>".to_owned(),
        text: "A later line.".to_owned(),
    });
    home.capture(first, &again);
    for (query, expected) in [("has:version", 1), ("is:incomplete", 1), ("is:edited", 0)] {
        assert_eq!(home.listing(View::All, Some(query), Sort::Saved).total, expected, "{query}");
    }
    home.write(plain(), |writer| {
        writer.correct(first, backfile_archive::Field::Title, Some("Another"))
    })
    .unwrap();
    assert_eq!(home.found("is:edited"), ["Another"]);
}

#[test]
fn days_are_those_of_the_persons_clock() {
    let home = home();
    home.article("a", &plain_dated());
    // It was saved at noon UTC, which is the next day far in the east.
    for (query, minutes, expected) in [
        ("saved:2026-03-04", 0, 1),
        ("saved:2026-03-04", 13 * 60, 0),
        ("saved:2026-03-05", 13 * 60, 1),
        ("saved:today", 13 * 60, 1),
        ("saved:yesterday", 13 * 60, 0),
        // The page's day stays what the page said.
        ("published:2026-02-01", 13 * 60, 1),
        ("published:2026-02-01", -11 * 60, 1),
        ("before:2026-02-01", 13 * 60, 0),
    ] {
        let parsed = backfile_query::parse(query);
        let request = ListQuery {
            view: View::All,
            query: parsed.tree.as_ref(),
            sort: Sort::Saved,
            offset: 0,
            limit: 10,
            utc_offset_minutes: minutes,
            now: NOW,
        };
        let total = home.archive.read(|reader| reader.list(&request)).unwrap().total;
        assert_eq!(total, expected, "{query} {minutes}");
    }
}

fn plain_dated() -> backfile_article::Extraction {
    let mut article = text("Dated", &["Words."]);
    article.published = PageTime::parse_iso("2026-02-01");
    article
}

#[test]
fn a_title_counts_more_than_the_text_and_the_newer_more_than_the_older() {
    let home = home();
    home.article("a", &text("Nothing special", &["A comet, a comet and again a comet."]));
    home.article("b", &text("The comet", &["It passes tonight."]));
    home.article("c", &text("Same", &["Sky."]));
    home.article("d", &text("Same", &["Sky."]));
    assert_eq!(home.found("comet"), ["The comet", "Nothing special"]);
    let rows = home.listing(View::All, Some("sky"), Sort::Relevance).rows;
    let urls: Vec<_> = rows.iter().map(|row| row.entry.url.rsplit('/').next().unwrap()).collect();
    assert_eq!(urls, ["d", "c"]);
}

#[test]
fn of_very_many_matches_those_by_their_title_come_first() {
    let home = home();
    let mut many: Vec<_> = (0..3100)
        .map(|number| backfile_archive::NewEntry {
            title: Some(format!("Report {number}")),
            excerpt: Some("A comet passes".to_owned()),
            ..link(&format!("report/{number}"))
        })
        .collect();
    for (at, title) in [(1000, "The comet"), (2000, "A comet and another comet")] {
        many[at].title = Some(title.to_owned());
    }
    home.add_all(&many);
    let listing = home.listing(View::All, Some("comet"), Sort::Relevance);
    assert_eq!(listing.total, 3100);
    let titles: Vec<_> = listing.rows.iter().filter_map(|row| row.entry.title.clone()).collect();
    let mut first = titles[..2].to_vec();
    first.sort();
    assert_eq!(first, ["A comet and another comet", "The comet"]);
    assert_eq!(titles[2..4], ["Report 0", "Report 1"]);
    // Every title: of those with the word in the same places the last saved come first.
    let listing = home.listing(View::All, Some("title:report"), Sort::Relevance);
    assert_eq!((listing.total, listing.rows[0].entry.title.as_deref()), (3098, Some("Report 0")));
}

#[test]
fn words_are_found_however_they_are_joined() {
    let home = home();
    home.article("a", &text("One", &["The well-known author's e-mail: 1,234,567 ferries."]));
    home.article("b", &text("Two", &["HTMLParser, C++ and #ClimateAction by l’homme."]));
    home.article("c", &text("Three", &["A well known email for 1234567 U.S. parsers in C."]));
    let cases: [(&str, &[&str]); 22] = [
        ("wellknown", &["One"]),
        ("well-known", &["One", "Three"]),
        ("\"well known author's\"", &["One"]),
        ("\"a well-known\"", &["Three"]),
        ("email", &["One", "Three"]),
        ("e-mail", &["One", "Three"]),
        ("authors", &["One"]),
        ("author", &["One"]),
        ("1,234,567", &["One", "Three"]),
        ("\"1234567 ferries\"", &["One"]),
        ("title:one e-ma*", &["One"]),
        ("\"email author's\"~3", &["One"]),
        ("\"e-mail well-known\"~3", &["One", "Three"]),
        ("parser", &["Two"]),
        ("htmlparser", &["Two"]),
        ("c", &["Three", "Two"]),
        ("c++", &["Two"]),
        ("climateaction", &["Two"]),
        ("#climateaction", &["Two"]),
        ("#climate", &[]),
        ("homme", &["Two"]),
        ("US", &["Three"]),
    ];
    for (query, expected) in cases {
        let mut found = home.found(query);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
    home.sound();
}

#[test]
fn captions_topics_and_what_is_beside_the_text_are_found() {
    let home = home();
    home.article("a", &rich());
    for query in ["lens", "falk", "brass", "seafaring", "brandt", "harbour", "example"] {
        assert_eq!(home.found(query), ["The lantern keepers"], "{query}");
    }
}

#[test]
fn the_trash_is_searched_only_when_asked() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    home.write(act(UndoKind::Trash), |writer| writer.set_trashed(&[id], true)).unwrap();
    assert!(home.found("lantern").is_empty());
    assert_eq!(home.listing(View::Trash, Some("lantern"), Sort::Relevance).total, 1);
    assert!(home.found("is:unread").is_empty());
}

#[test]
fn while_typing_the_last_word_is_a_beginning() {
    let home = shelf();
    let count = |query: &str| {
        let parsed = backfile_query::parse(query).while_typing();
        let request = ListQuery {
            view: View::All,
            query: parsed.tree.as_ref(),
            sort: Sort::Relevance,
            offset: 0,
            limit: 10,
            utc_offset_minutes: 0,
            now: NOW,
        };
        home.archive.read(|reader| reader.list(&request)).unwrap().total
    };
    for (query, expected) in
        [("lighth", 1), ("keep nig", 0), ("keeper nig", 2), ("nig ", 0), ("", 5)]
    {
        assert_eq!(count(query), expected, "{query}");
    }
}

#[test]
fn a_snippet_shows_the_hit() {
    let home = shelf();
    let listing = home.listing(View::All, Some("goats is:unread"), Sort::Relevance);
    let snippet = &listing.rows[0].snippet;
    let hits: Vec<_> =
        snippet.iter().filter(|part| part.hit).map(|part| part.text.as_str()).collect();
    assert_eq!(hits, ["goats"]);
    let all: String = snippet.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(all, "A keeper of goats counts nothing at night.");
    assert!(home.listing(View::All, Some("is:unread"), Sort::Saved).rows[0].snippet.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_searched_for(queries in prop::collection::vec(
        prop_oneof![
            "\\PC{0,40}",
            "[a-z\"():*^+{}',.\\-| 明灯é]{0,30}",
            "(tag|site|title|author|lang|is|has|before|after):[\"a-z0-9%_*\\-]{0,8}( OR )?",
        ],
        1..8,
    )) {
        thread_local!(static HOME: Home = shelf());
        HOME.with(|home| {
            for query in &queries {
                for sort in [Sort::Relevance, Sort::Saved] {
                    let parsed = backfile_query::parse(query).while_typing();
                    let request = ListQuery {
                        view: View::All,
                        query: parsed.tree.as_ref(),
                        sort,
                        offset: 0,
                        limit: 10,
                        utc_offset_minutes: 0,
                        now: NOW,
                    };
                    let listing = home.archive.read(|reader| reader.list(&request));
                    assert!(listing.is_ok(), "{query:?}: {listing:?}");
                }
            }
        });
    }
}
