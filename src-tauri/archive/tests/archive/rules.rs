//! The person's rules: kept as they are, and what a changed one does to the choice of versions.

use backfile_archive::{Act, Archive, ArchiveError, Capture, Kept, OpenOptions, PageRecord};
use backfile_article::{ArticleId, Extraction, HowTaken, RuleId, SiteRule, Timestamp};

use crate::help::{HOUR, Home, NOW, home, link, plain, text};

fn rule(host: &str) -> SiteRule {
    let mut rule = SiteRule::new(&[host]);
    rule.drop = vec![".ad".to_owned(), "p:has(> a.more)".to_owned()];
    rule.read.published = vec!["time@datetime".to_owned()];
    rule.note = Some("Its “more” boxes stand in the text.".to_owned());
    rule
}

#[test]
fn rules_are_read_as_they_were_written_and_in_their_order() {
    let home = home();
    let (one, two) = (rule("quay.example"), rule("ice.example"));
    home.write(plain(), |writer| {
        writer.put_rule(&one)?;
        writer.put_rule(&two)
    })
    .unwrap();
    let seq = home.read(|reader| reader.seq()).unwrap();
    let changed = SiteRule { path: Some("/news".to_owned()), ..one.clone() };
    home.write(plain(), |writer| writer.put_rule(&changed)).unwrap();
    let changes = home.read(|reader| reader.changes_since(seq, 10)).unwrap();
    assert!(changes.settings && changes.ids.is_empty());
    let dir = home.dir;
    drop(home.archive);
    let again = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(again.read(|reader| reader.rules()).unwrap(), [changed, two.clone()]);
    again.write(plain(), |writer| writer.remove_rule(one.id)).unwrap();
    assert_eq!(again.read(|reader| reader.rules()).unwrap(), [two]);
    let gone = again.write(plain(), |writer| writer.remove_rule(one.id));
    assert!(matches!(gone, Err(ArchiveError::NotFound(_))), "{gone:?}");
    let unknown = again.write(plain(), |writer| writer.remove_rule(RuleId::new()));
    assert!(unknown.is_err());
    assert_eq!(again.verify().unwrap().findings, []);
}

#[test]
fn a_format_without_rules_gets_an_empty_list_and_takes_some() {
    let kept =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/1/archive.sqlite");
    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(&kept, dir.path().join("archive.sqlite")).unwrap();
    let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    assert_eq!(archive.read(|reader| reader.rules()).unwrap(), []);
    assert_eq!(archive.read(|reader| reader.counts()).unwrap().trash, 1);
    assert_eq!(archive.read(|reader| reader.tags()).unwrap().len(), 2);
    let added = rule("quay.example");
    archive.write(plain(), |writer| writer.put_rule(&added)).unwrap();
    assert_eq!(archive.read(|reader| reader.rules()).unwrap(), [added]);
}

fn capture(home: &Home, id: ArticleId, extraction: &Extraction, at: i64, by: &str) -> Kept {
    let at = Timestamp(NOW.0 + at * HOUR);
    let bytes = format!("<html>{}{}</html>", extraction.title, at.0);
    let sha256 = home.blobs().put(bytes.as_bytes()).unwrap();
    let page = PageRecord {
        requested_url: "https://www.example.org/a".to_owned(),
        final_url: "https://www.example.org/a".to_owned(),
        redirects: Vec::new(),
        status: 200,
        headers: Vec::new(),
        peer: None,
        captured_at: at,
        media_type: "text/html".to_owned(),
        charset: None,
        sha256,
        bytes: bytes.len() as u64,
        wire_sha256: sha256,
        wire_bytes: bytes.len() as u64,
    };
    let capture = Capture {
        page,
        more_pages: Vec::new(),
        how: HowTaken::Fetched,
        extractor: by,
        extraction,
        pictures: false,
    };
    home.write(Act::plain(at), |writer| writer.add_version(id, &capture)).unwrap()
}

#[test]
fn less_text_takes_the_place_of_more_only_when_the_rule_was_changed() {
    let home = home();
    let id = home.add(&link("a"));
    let long = text("The lantern", &["one two three four five six seven eight nine ten"; 4]);
    let short = text("The lantern", &["one two three four five six seven eight nine ten"]);
    let shorter = text("The lantern", &["one two three"]);
    for (at, (extraction, by, shown)) in [
        (&long, "test 1", true),
        (&short, "test 1", false),
        (&short, "test 1, rule 1 aaaa", true),
        (&shorter, "test 1, rule 1 aaaa", false),
        (&shorter, "test 2, rule 1 bbbb", true),
        (&long, "test 2", true),
    ]
    .into_iter()
    .enumerate()
    {
        let mut extraction = extraction.clone();
        // Another content each time, so that each is a version.
        extraction.title = format!("The lantern {at}");
        let kept = capture(&home, id, &extraction, i64::try_from(at).unwrap(), by);
        assert_eq!(matches!(kept, Kept::Shown(_)), shown, "{at}: {kept:?}");
    }
    home.sound();
}
