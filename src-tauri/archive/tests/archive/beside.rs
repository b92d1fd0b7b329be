//! What a search says beside its rows: near spellings, most of the words, counts, completions.

use backfile_archive::{Facets, ListQuery, NameCount, Sort, Suggestion, UndoKind, View};
use backfile_article::PageTime;
use backfile_query::{Node, parse};
use proptest::prelude::*;

use crate::help::{Home, NOW, act, home, link, plain, rich, text};

fn shelf() -> Home {
    let home = home();
    let articles = [
        ("sea", text("Harbour lights", &["The old lighthouse keeper counts ships at night."])),
        ("land", text("Mountain paths", &["A keeper of goats counts nothing at night."])),
        ("town", text("A town by night", &["Night buses, night markets and a lighthouse."])),
        ("ferry", text("The last ferry", &["One ferry went out, and no ferry came back."])),
        ("accents", text("Élégie côtière", &["Le gardien Łukasz compte les bateaux. Маяк."])),
        ("han", text("明天的灯塔", &["灯塔看守人每天晚上数船。"])),
    ];
    for (path, mut extraction) in articles {
        extraction.language = Some("en-GB".to_owned());
        home.article(path, &extraction);
    }
    home
}

fn asked(tree: Option<&Node>) -> ListQuery<'_> {
    ListQuery {
        view: View::All,
        query: tree,
        sort: Sort::Relevance,
        offset: 0,
        limit: 100,
        utc_offset_minutes: 0,
        now: NOW,
    }
}

fn suggest(home: &Home, text: &str, typing: bool) -> Option<Suggestion> {
    let parsed = parse(text);
    let tree = if typing { parsed.while_typing().tree } else { parsed.tree };
    home.read(|reader| reader.suggest(text, &tree.unwrap())).unwrap()
}

/// The query suggested, with what was changed in brackets.
fn suggested(home: &Home, text: &str) -> Option<String> {
    suggest(home, text, false).map(|Suggestion { mut query, changed }| {
        for span in changed.iter().rev() {
            query.insert(span.end, ']');
            query.insert(span.start, '[');
        }
        query
    })
}

#[test]
fn a_word_that_is_not_there_is_suggested_as_it_is_spelt_there() {
    let home = shelf();
    let cases = [
        // Left out, put in, exchanged, swapped; early and late in the word.
        ("lighthose", "[lighthouse]"),
        ("lighthousse", "[lighthouse]"),
        ("lighthoude", "[lighthouse]"),
        ("lighthosue", "[lighthouse]"),
        ("ighthouse", "[lighthouse]"),
        ("kighthouse", "[lighthouse]"),
        ("ilghthouse", "[lighthouse]"),
        ("xlighthouse", "[lighthouse]"),
        ("lihgthouse", "[lighthouse]"),
        // Another form of the word.
        ("ferries", "[ferry]"),
        ("counting", "[counts]"),
        // Accents and other scripts, folded as the index is.
        ("elgie", "[elegie]"),
        ("Łukazs", "[lukasz]"),
        ("маек", "[маяк]"),
        ("паяк", "[маяк]"),
        // Wherever words are asked for, and nothing else is touched.
        ("keeper lighthuose  -goats", "keeper [lighthouse]  -goats"),
        ("(goatss OR shisp) night", "([goats] OR [ships]) night"),
        ("\"old lighthuose\" is:unread", "\"old [lighthouse]\" is:unread"),
        ("\"keper nihgt\"~5", "\"[keeper] [night]\"~5"),
        ("title:harbor", "title:[harbour]"),
        ("TITLE:\"the lost ferry\"", "TITLE:\"the [last] ferry\""),
        ("gardienn*", "[gardien]*"),
    ];
    for (text, expected) in cases {
        assert_eq!(suggested(&home, text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_is_meant_as_it_stands_is_left_alone() {
    let home = shelf();
    for text in [
        "lighthouse",
        "zzzzzz",
        // Two edits.
        "lightuose",
        // Not asked for.
        "night -lighthuose",
        "tag:lighthuose site:exmaple.org",
        // Too short, no letters, no spaces between words.
        "oe",
        "12345",
        "灯塔人",
        "light*",
    ] {
        assert_eq!(suggested(&home, text), None, "{text}");
    }
    // The beginning of a word that is there.
    assert_eq!(suggest(&home, "lighth", true), None);
    assert_eq!(suggest(&home, "keeper ligh", true), None);
    assert_eq!(suggested(&home, "keeper lighthuose"), Some("keeper [lighthouse]".to_owned()));
}

#[test]
fn a_rare_spelling_is_doubted_only_beside_a_far_more_frequent_one() {
    let home = home();
    let mut new: Vec<_> = (0..50).map(|at| link(&format!("a{at}"))).collect();
    new.iter_mut().for_each(|entry| entry.title = Some("Harbour news".to_owned()));
    home.add_all(&new[..49]);
    let one = home.add(&crate::help::link("b"));
    home.capture(one, &text("Harvour", &["Harbor is written here once."]));
    assert_eq!(suggested(&home, "harvour"), None, "49 is not 50 times one");
    home.add_all(&new[49..]);
    assert_eq!(suggested(&home, "harvour").as_deref(), Some("[harbour]"));
    assert_eq!(suggested(&home, "harbor").as_deref(), Some("[harbour]"));
    assert_eq!(suggested(&home, "harbour"), None);
    // What lies deleted is not in the index any more.
    home.write(plain(), |writer| writer.set_trashed(&[one], true)).unwrap();
    home.write(plain(), |writer| writer.purge(&[one])).unwrap();
    assert_eq!(suggested(&home, "harvours"), None);
}

fn relaxed(home: &Home, text: &str) -> Option<(usize, usize, Vec<String>)> {
    let tree = parse(text).tree;
    home.read(|reader| {
        let Some(relaxed) = reader.relax(&asked(tree.as_ref()))? else { return Ok(None) };
        let listing = reader.list(&asked(Some(&relaxed.tree)))?;
        assert_eq!(listing.total as usize, listing.rows.len());
        let titles = listing.rows.into_iter().map(|row| row.entry.title.unwrap_or_default());
        Ok(Some((relaxed.least, relaxed.words, titles.collect())))
    })
    .unwrap()
}

#[test]
fn most_of_the_words_are_asked_for_when_nothing_holds_all() {
    let home = shelf();
    type Case = (&'static str, Option<(usize, usize, &'static [&'static str])>);
    let cases: [Case; 9] = [
        ("ferry goats", Some((1, 2, &["The last ferry", "Mountain paths"]))),
        ("lighthouse keeper goats", Some((2, 3, &["Mountain paths", "Harbour lights"]))),
        ("goats lighthouse ferry paths", Some((2, 4, &["Mountain paths"]))),
        ("lighthouse keeper counts qqqqq", Some((3, 4, &["Harbour lights"]))),
        ("ferry goats -paths", Some((1, 2, &["The last ferry"]))),
        ("ferry goats title:paths", Some((1, 2, &["Mountain paths"]))),
        ("ferry goats site:nowhere.example", None),
        ("ferry OR goats zzz", None),
        ("qqqqq wwwww ferry", None),
    ];
    for (text, expected) in cases {
        let found = relaxed(&home, text);
        let found = found.as_ref().map(|(least, words, titles)| {
            (*least, *words, titles.iter().map(String::as_str).collect::<Vec<_>>())
        });
        assert_eq!(
            found,
            expected.map(|(least, words, titles)| (least, words, titles.to_vec())),
            "{text}"
        );
    }
}

#[test]
fn of_a_long_query_rare_words_in_a_short_text_come_before_more_words_in_a_long_one() {
    let home = home();
    home.article(
        "a",
        &text("Lantern", &["The old man of brass and his lantern: he climbs at noon."]),
    );
    let rest = "Then it rained for years and nobody came to see us here again. ".repeat(60);
    let scattered = ["the old", "man of", "brass", "climbs", "at", "dawn", "stairs"].join(&rest);
    home.article("b", &text("Chronicle", &[&scattered]));
    for number in 0..12 {
        let path = format!("c{number}");
        home.article(&path, &text(&path, &["The old man of the harbour sleeps at dawn."]));
    }
    // The chronicle holds nine of the ten, the other eight.
    let found = relaxed(&home, "the old man of brass lantern climbs at dawn stairs");
    let titles = vec!["Lantern".to_owned(), "Chronicle".to_owned()];
    assert_eq!(found, Some((7, 10, titles)));
}

fn facets(home: &Home, view: View, text: &str) -> Facets {
    let tree = parse(text).tree;
    home.read(|reader| reader.facets(&ListQuery { view, ..asked(tree.as_ref()) })).unwrap()
}

fn pairs(names: &[NameCount]) -> Vec<(&str, u32)> {
    names.iter().map(|name| (name.name.as_str(), name.count)).collect()
}

fn varied() -> Home {
    let home = home();
    let entries = [
        ("a", "example.org", &["news/uk", "sea"][..], "2024-02-03", "en-GB"),
        ("b", "news.example.org", &["news/uk", "news/us"], "2024", "en"),
        ("c", "news.example.org", &["News"], "2026-01", "de-AT"),
        ("d", "other.example", &["two words"], "1998-12-31", "en-US"),
    ];
    for (path, host, tags, published, language) in entries {
        let mut entry = link(path);
        entry.host = host.to_owned();
        entry.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let id = home.add(&entry);
        let mut extraction = rich();
        extraction.published = PageTime::parse_iso(published);
        extraction.language = Some(language.to_owned());
        home.capture(id, &extraction);
    }
    home
}

#[test]
fn an_answer_is_counted_by_tag_site_year_and_language() {
    let home = varied();
    let all = facets(&home, View::All, "lantern");
    assert_eq!(all.total, 4);
    assert_eq!(
        pairs(&all.tags),
        [("News", 3), ("news/uk", 2), ("news/us", 1), ("sea", 1), ("two words", 1)]
    );
    assert_eq!(
        pairs(&all.sites),
        [("example.org", 3), ("news.example.org", 2), ("other.example", 1)]
    );
    assert_eq!(all.years, [(2026, 1), (2024, 2), (1998, 1)]);
    assert_eq!(all.months.iter().map(|(.., count)| count).sum::<u32>(), 4);
    assert!(all.months.is_sorted());
    assert_eq!(pairs(&all.languages), [("en", 3), ("de", 1)]);
    let some = facets(&home, View::All, "lantern published:2024 tag:sea");
    assert_eq!(some.total, 1);
    assert_eq!(pairs(&some.tags), [("News", 1), ("news/uk", 1), ("sea", 1)]);
    assert_eq!(facets(&home, View::All, "nothing-of-that"), Facets::default());
    assert_eq!(facets(&home, View::Starred, "lantern"), Facets::default());
}

#[test]
fn every_count_is_what_its_operator_finds() {
    let home = varied();
    home.failed("waits");
    home.write(act(UndoKind::Trash), |writer| {
        let trashed = writer.by_key("example.org/d")?.expect("there").id;
        writer.set_trashed(&[trashed], true)
    })
    .unwrap();
    let all = facets(&home, View::All, "is:read OR is:unread");
    let total = |query: &str| home.listing(View::All, Some(query), Sort::Saved).total;
    assert_eq!(all.total, total("is:read OR is:unread"));
    for (operator, names) in [("tag", &all.tags), ("site", &all.sites), ("lang", &all.languages)] {
        assert!(!names.is_empty(), "{operator}");
        for NameCount { name, count } in names {
            let query = format!("{operator}:{}", backfile_query::quoted(name));
            assert_eq!(total(&query), *count, "{query}");
        }
    }
    for (year, month, count) in all.months {
        assert_eq!(total(&format!("published:{year}-{month:02}")), count, "{year}-{month}");
    }
    for (year, count) in all.years {
        assert_eq!(total(&format!("published:{year}")), count, "{year}");
    }
}

#[test]
fn values_are_completed_with_what_the_archive_has() {
    let home = varied();
    type Completed = fn(&backfile_archive::Reader<'_>, &str) -> Vec<NameCount>;
    let site: Completed = |reader, begin| reader.complete_site(begin, 9).unwrap();
    let author: Completed = |reader, begin| reader.complete_author(begin, 9).unwrap();
    let language: Completed = |reader, begin| reader.complete_language(begin, 9).unwrap();
    let word: Completed = |reader, begin| reader.complete_word(begin, 2).unwrap();
    type Case = (Completed, &'static str, &'static [(&'static str, u32)]);
    let cases: [Case; 14] = [
        (site, "", &[("news.example.org", 2), ("example.org", 1), ("other.example", 1)]),
        (site, "ex", &[("example.org", 1), ("news.example.org", 2), ("other.example", 1)]),
        (site, "WWW.oth", &[("other.example", 1)]),
        (site, "x", &[]),
        (author, "", &[("Ada Brandt", 4)]),
        (author, "bra", &[("Ada Brandt", 4)]),
        (author, "ada b", &[("Ada Brandt", 4)]),
        (author, "randt", &[]),
        (language, "EN", &[("en", 1), ("en-GB", 1), ("en-US", 1)]),
        (language, "de", &[("de-AT", 1)]),
        (word, "lan", &[("lantern", 4)]),
        (word, "lantern", &[]),
        (word, "la", &[]),
        (word, "the lantern", &[]),
    ];
    home.read(|reader| {
        for (complete, begin, expected) in cases {
            assert_eq!(pairs(&complete(reader, begin)), expected, "{begin}");
        }
        Ok(())
    })
    .unwrap();
}

/// Whether one edit makes one of the other, looked at the slow way.
fn one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let begin = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    match (&one[begin..], &other[begin..]) {
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([_, rest @ ..], other) if rest == other => true,
        (one, [_, rest @ ..]) if one == rest => true,
        ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_suggestion_is_one_edit_away_and_found_whenever_there_is_one(
        words in prop::collection::btree_set("[abz]{3,6}", 1..12),
        asked in prop::collection::vec("[abz]{3,6}", 8),
    ) {
        let home = home();
        let all = words.iter().cloned().collect::<Vec<_>>().join(" ");
        home.article("a", &text(&all, &[&all]));
        for word in asked {
            let near = words.iter().any(|other| one_edit(&word, other));
            let expected = near && !words.contains(&word);
            let suggestion = suggest(&home, &word, false);
            prop_assert_eq!(suggestion.is_some(), expected, "{} of {}", word, all);
            if let Some(suggestion) = suggestion {
                prop_assert!(one_edit(&word, &suggestion.query) && words.contains(&suggestion.query));
            }
        }
    }
}
