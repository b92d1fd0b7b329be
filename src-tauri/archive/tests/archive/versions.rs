//! Versions: which is shown, what is noted, pictures, corrections, blocks put back.

use backfile_archive::{Field, Kept, Media, MediaName, SlotState};
use backfile_article::{HowTaken, PageTime, Timestamp};

use crate::help::{HOUR, NOW, home, link, plain, rich, text};

const LATER: Timestamp = Timestamp(NOW.0 + HOUR);

#[test]
fn an_article_shows_what_its_version_says() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let entry = home.entry(id);
    assert_eq!(entry.title.as_deref(), Some("The lantern keepers"));
    assert_eq!(entry.byline.as_deref(), Some("Ada Brandt"));
    assert_eq!(entry.site.as_deref(), Some("Harbour Weekly"));
    assert_eq!(entry.published, PageTime::parse_iso("2026-02-01"));
    assert_eq!(entry.excerpt.as_deref(), Some("Every night they climb. At dawn they rest."));
    assert_eq!((entry.word_count, entry.reading_minutes), (Some(8), Some(1)));
    assert_eq!((entry.how, entry.completeness), (Some(HowTaken::Fetched), Some(1.0)));
    assert_eq!(entry.language.as_deref(), Some("en-GB"));
    assert_eq!(entry.version, Some(version));
    assert!(entry.pictures_queued);
}

#[test]
fn the_same_content_is_noted_and_makes_no_version() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let kept = home.capture_at(id, &rich(), LATER, HowTaken::Fetched);
    assert_eq!(kept, Kept::Same(version));
    let versions = home.read(|reader| reader.versions_of(id)).unwrap();
    assert_eq!((versions.len(), versions[0].seen_again), (1, Some(LATER)));
    home.sound();
}

#[test]
fn a_changed_page_is_a_new_version_and_shown() {
    let home = home();
    let (id, first) = home.article("a", &rich());
    let mut changed = rich();
    changed.title = "The last lantern keepers".to_owned();
    let kept = home.capture_at(id, &changed, LATER, HowTaken::Fetched);
    assert!(matches!(kept, Kept::Shown(_)));
    let versions = home.read(|reader| reader.versions_of(id)).unwrap();
    assert_eq!((versions[0].id, versions[1].id), (kept.version(), first));
    assert_eq!(home.entry(id).title.as_deref(), Some("The last lantern keepers"));
    // What was there before is as it was, and no longer what is found.
    let old = home.read(|reader| reader.version(first)).unwrap().unwrap();
    assert_eq!(old.extraction, rich());
    assert_eq!(home.found("last lantern").len(), 1);
    // It changes back: nothing new, but the first is shown again.
    let back = home.capture_at(id, &rich(), Timestamp(LATER.0 + HOUR), HowTaken::Fetched);
    assert_eq!(back, Kept::Same(first));
    assert_eq!(home.entry(id).version, Some(first));
    assert_eq!(home.found("last lantern").len(), 0);
    home.sound();
}

#[test]
fn a_poorer_capture_is_kept_beside_the_better() {
    let whole = ["one two three four five six seven eight nine ten"; 3];
    let cases = [
        ("much shorter", text("T", &["one two three"]), HowTaken::Fetched, false),
        ("a little shorter", text("T", &whole[..2]), HowTaken::Fetched, true),
        ("flattened", text("T", &[whole[0], whole[1], "more"]), HowTaken::FromText, false),
        ("pasted", text("T", &[whole[0], whole[1], "more"]), HowTaken::Pasted, true),
    ];
    for (what, capture, how, shown) in cases {
        let home = home();
        let (id, good) = home.article("a", &text("T", &whole));
        let kept = home.capture_at(id, &capture, LATER, how);
        assert_eq!(matches!(kept, Kept::Shown(_)), shown, "{what}");
        let expected = if shown { kept.version() } else { good };
        assert_eq!(home.entry(id).version, Some(expected), "{what}");
        assert_eq!(home.read(|reader| reader.versions_of(id)).unwrap().len(), 2, "{what}");
    }
}

#[test]
fn pictures_fill_their_slots_one_by_one() {
    let home = home();
    let (_, version) = home.article("a", &rich());
    let slots = home.read(|reader| reader.slots(version)).unwrap();
    let urls: Vec<(&str, bool)> = slots.iter().map(|slot| (slot.url.as_str(), slot.lead)).collect();
    assert_eq!(
        urls,
        [("https://www.example.org/lamp.jpg", false), ("https://www.example.org/tower.jpg", true)]
    );
    let sha256 = home.blobs().put(b"picture").unwrap();
    let media = Media {
        name: MediaName { sha256, ext: "jpg".to_owned() },
        bytes: 7,
        width: Some(1600),
        height: Some(900),
    };
    home.write(plain(), |writer| {
        writer.fill_slot(version, 0, &media)?;
        writer.miss_slot(version, 1, "404")?;
        // What is kept is never lost again.
        writer.miss_slot(version, 0, "timed out")
    })
    .unwrap();
    let slots = home.read(|reader| reader.slots(version)).unwrap();
    assert_eq!(slots[0].state, SlotState::Kept(media.clone()));
    assert_eq!(slots[1].state, SlotState::Missing("404".to_owned()));
    assert_eq!(home.read(|reader| reader.media(&sha256)).unwrap(), Some(media));
    assert_eq!(home.found("has:picture").len(), 1);
    home.write(plain(), |writer| writer.want_pictures(version)).unwrap();
    let slots = home.read(|reader| reader.slots(version)).unwrap();
    assert!(matches!(slots[0].state, SlotState::Kept(_)) && slots[1].state == SlotState::Waiting);
    home.sound();
}

#[test]
fn a_thumbnail_belongs_to_the_entry() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    let name =
        MediaName { sha256: home.blobs().put(b"small picture").unwrap(), ext: "webp".to_owned() };
    home.write(plain(), |writer| writer.set_thumbnail(id, Some(&name))).unwrap();
    assert_eq!(home.entry(id).thumbnail, Some(name));
    home.write(plain(), |writer| writer.set_thumbnail(id, None)).unwrap();
    assert_eq!(home.entry(id).thumbnail, None);
}

#[test]
fn a_correction_stands_before_what_the_page_says_and_is_searched() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    home.write(plain(), |writer| {
        writer.correct(id, Field::Title, Some(" Keepers of the light "))?;
        writer.correct(id, Field::Byline, Some("A. Brandt"))?;
        writer.correct(id, Field::Published, Some("2025-12"))?;
        writer.correct(id, Field::Site, Some("Harbour Daily"))
    })
    .unwrap();
    let entry = home.entry(id);
    assert_eq!(entry.title.as_deref(), Some("Keepers of the light"));
    assert_eq!(entry.byline.as_deref(), Some("A. Brandt"));
    assert_eq!(entry.published, PageTime::parse_iso("2025-12"));
    assert_eq!(entry.site.as_deref(), Some("Harbour Daily"));
    assert_eq!(home.found("light").len(), 1);
    assert_eq!(home.found("title:lantern").len(), 0);
    // It outlives a new version.
    let mut changed = rich();
    changed.title = "Another headline".to_owned();
    home.capture_at(id, &changed, LATER, HowTaken::Fetched);
    assert_eq!(home.entry(id).title.as_deref(), Some("Keepers of the light"));
    let corrected = home.read(|reader| reader.corrections(id)).unwrap();
    assert_eq!(corrected.len(), 4);
    // Nothing goes back to what the page says.
    home.write(plain(), |writer| writer.correct(id, Field::Title, Some("  "))).unwrap();
    assert_eq!(home.entry(id).title.as_deref(), Some("Another headline"));
    let refused = home.write(plain(), |writer| writer.correct(id, Field::Published, Some("soon")));
    assert!(refused.is_err());
    home.sound();
}

#[test]
fn a_block_that_is_put_back_is_read_and_found() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    assert!(home.found("zephyrs").is_empty());
    home.write(plain(), |writer| writer.restore_block(version, 0, true)).unwrap();
    assert_eq!(home.found("\"climb zephyrs over the strait at dawn\"").len(), 1);
    assert_eq!(home.read(|reader| reader.version(version)).unwrap().unwrap().restored, [0]);
    home.write(plain(), |writer| writer.restore_block(version, 0, false)).unwrap();
    assert!(home.found("zephyrs").is_empty());
    assert!(home.write(plain(), |writer| writer.restore_block(version, 1, true)).is_err());
    assert_eq!(home.entry(id).version, Some(version));
    home.sound();
}

#[test]
fn a_version_without_title_takes_that_of_the_list() {
    let home = home();
    let id = home
        .add(&backfile_archive::NewEntry { title: Some("From the list".to_owned()), ..link("a") });
    home.capture(id, &text("", &["Some text."]));
    assert_eq!(home.entry(id).title.as_deref(), Some("From the list"));
}

#[test]
fn reading_time_counts_words_or_characters() {
    let home = home();
    let words = "word ".repeat(2300);
    let (long, _) = home.article("long", &text("Long", &[words.trim()]));
    assert_eq!(home.entry(long).reading_minutes, Some(10));
    let (characters, _) = home.article("han", &text("字", &[&"字".repeat(4500)]));
    assert_eq!(home.entry(characters).reading_minutes, Some(10));
    let (none, _) = home.article("none", &text("Empty", &[]));
    assert_eq!(home.entry(none).reading_minutes, None);
}
