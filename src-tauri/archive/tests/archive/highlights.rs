//! Marked passages, and notes on them.

use backfile_archive::{ArchiveError, UndoKind, View};
use backfile_article::{ArticleId, HighlightId, Quote, VersionId};

use rusqlite::Connection;

use crate::help::{Home, act, home, plain, quote, rich, text};

fn mark(home: &Home, id: ArticleId, version: VersionId, exact: &str, note: &str) -> HighlightId {
    let note = Some(note).filter(|note| !note.is_empty());
    home.write(act(UndoKind::Highlight), |writer| {
        writer.add_highlight(id, version, &quote(exact), note)
    })
    .unwrap()
}

/// The passages of the list that hold these words, and how many there are.
fn listed(home: &Home, words: &str) -> (u32, Vec<String>) {
    let found = home.read(|reader| reader.highlights(words, 0, 100)).unwrap();
    (found.total, found.rows.into_iter().map(|(_, marked)| marked.quote.exact).collect())
}

#[test]
fn a_passage_is_kept_as_it_was_marked_and_found_by_its_words() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let (other, second) = home.article("b", &text("Łódź by night", &["Trams ran until dawn."]));
    let whole = Quote {
        exact: "they climb".to_owned(),
        prefix: "Every night ".to_owned(),
        suffix: ".".to_owned(),
        start: 10,
    };
    let first = home
        .write(act(UndoKind::Highlight), |writer| {
            writer.add_highlight(id, version, &whole, Some("  *Why* every night? \n"))
        })
        .unwrap();
    mark(&home, other, second, "until dawn", "");
    let kept = home.read(|reader| reader.highlights_of(id)).unwrap();
    assert_eq!((kept.len(), kept[0].id, kept[0].version), (1, first, version));
    assert_eq!((&kept[0].quote, kept[0].note.as_deref()), (&whole, Some("*Why* every night?")));

    let both = vec!["until dawn".to_owned(), "they climb".to_owned()];
    assert_eq!(listed(&home, ""), (2, both));
    // The passage, the note, the title, the site; whatever the case and the accents.
    for words in ["CLIMB", "why every", "lantern clim", "harbour"] {
        assert_eq!(listed(&home, words), (1, vec!["they climb".to_owned()]), "{words}");
    }
    assert_eq!(listed(&home, "lodz dawn").0, 1);
    assert_eq!(listed(&home, "awn").0, 0, "the middle of a word");
    let second = home.read(|reader| reader.highlights("", 1, 1)).unwrap();
    assert_eq!((second.total, second.rows.len(), second.rows[0].0), (2, 1, id));

    assert_eq!(home.found("has:highlight").len(), 2);
    assert_eq!(home.found("has:note"), ["The lantern keepers"]);
    assert_eq!(home.read(|reader| reader.counts()).unwrap().highlights, 2);
    home.write(plain(), |writer| writer.set_trashed(&[other], true)).unwrap();
    assert_eq!(home.read(|reader| reader.counts()).unwrap().highlights, 1);
    assert_eq!(listed(&home, "").0, 1);
    home.sound();
}

#[test]
fn passages_stay_when_the_article_changes_and_go_when_it_is_purged() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    mark(&home, id, version, "At dawn they rest", "Do they?");
    home.capture(
        id,
        &text("The lantern keepers", &["Every night they climb, and so on, for long."]),
    );
    assert_ne!(home.entry(id).version, Some(version));
    assert_eq!(home.read(|reader| reader.highlights_of(id)).unwrap().len(), 1);
    let marked = home.read(|reader| reader.highlights_of(id)).unwrap()[0].id;
    home.write(act(UndoKind::Highlight), |writer| writer.remove_highlight(marked)).unwrap();
    home.write(plain(), |writer| writer.set_trashed(&[id], true)).unwrap();
    assert_eq!(words_in_the_log(&home), 1);
    home.write(plain(), |writer| writer.purge(&[id])).unwrap();
    assert_eq!((listed(&home, "").0, words_in_the_log(&home)), (0, 0));
    // The last act that can be undone has nothing to take back any more.
    home.write(plain(), |writer| writer.undo()).unwrap();
    assert_eq!(listed(&home, "").0, 0);
    home.sound();
}

/// Changes whose way back holds the words of the note.
fn words_in_the_log(home: &Home) -> i64 {
    let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    let sql = "SELECT count(*) FROM change WHERE inverse LIKE '%Do they?%'";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_is_no_passage_of_the_article_is_refused() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let (other, _) = home.article("b", &text("Another", &["With other words."]));
    let refused = |id, quote: Quote, note: Option<String>| {
        home.write(act(UndoKind::Highlight), |writer| {
            writer.add_highlight(id, version, &quote, note.as_deref())
        })
        .unwrap_err()
    };
    assert!(matches!(refused(id, quote(" \n "), None), ArchiveError::BadName(_)));
    assert!(matches!(refused(other, quote("dawn"), None), ArchiveError::NotFound(_)));
    let long = Some("n".repeat(100_001));
    assert!(matches!(refused(id, quote("dawn"), long), ArchiveError::BadName(_)));
    assert_eq!(home.list(View::All).total, 2);
    assert_eq!(listed(&home, "").0, 0);
}
