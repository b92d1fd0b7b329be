//! Measures an archive of many entries: taking a list in, opening, every kind of list and
//! search, undo.
//!
//! `cargo run --release -p backfile-archive --example list_speed -- [ENTRIES] [TEXTS]`
//!
//! Texts are made of invented words whose frequencies fall as those of a language do.

use std::{env, error::Error, hint::black_box, time::Instant};

use backfile_archive::{
    Act, Archive, Capture, Claim, FetchPlan, JobKind, ListQuery, NewEntry, OpenOptions, PageRecord,
    Sort, UndoKind, View,
};
use backfile_article::{
    ArticleId, Block, Extraction, HowTaken, PageKind, PageTime, Sha256, Timestamp,
};

const NOW: i64 = 1_772_625_600_000;
const MINUTE: i64 = 60_000;
const WORDS: u64 = 40_000;

/// A small generator of numbers: the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    /// A word of a rank that is the likelier the lower: about as 1 / rank.
    fn word(&mut self) -> String {
        let share = (self.roll() % 1_000_000) as f64 / 1_000_000.0;
        word((WORDS as f64).powf(share) as u64)
    }
}

/// The word of a rank, such as people could pronounce it.
fn word(rank: u64) -> String {
    const SOUNDS: [&str; 16] = [
        "ka", "le", "mi", "no", "ru", "sa", "te", "vi", "bo", "du", "fe", "ga", "hi", "jo", "lu",
        "pe",
    ];
    let mut rest = rank.wrapping_mul(2_654_435_761) % 65_536;
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SOUNDS[(rest % 16) as usize]);
        rest /= 16;
    }
    word
}

fn entry(number: i64, dice: &mut Dice) -> NewEntry {
    let host = format!("site{}.example", dice.roll() % 3000);
    let url = format!("https://{host}/{}/{}-{number}", dice.word(), dice.word());
    let title = (0..7).map(|_| dice.word()).collect::<Vec<_>>().join(" ");
    NewEntry {
        requested_url: url.clone(),
        url_key: url.clone(),
        url,
        domain: host.clone(),
        host,
        saved_at: Timestamp(NOW - number * 37 * MINUTE),
        title: Some(title),
        excerpt: None,
        from: Some("bookmarks".to_owned()),
        tags: vec![format!("tag{}", dice.roll() % 200), "list/imported".to_owned()],
        read_at: (number % 3 == 0).then_some(Timestamp(NOW)),
        starred_at: None,
        fetch: Some(FetchPlan::default()),
    }
}

fn article(dice: &mut Dice) -> Extraction {
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = (0..8).map(|_| dice.word()).collect::<Vec<_>>().join(" ");
    for _ in 0..9 {
        let text = (0..39).map(|_| dice.word()).collect::<Vec<_>>().join(" ");
        extraction.blocks.push(Block { html: format!("<p>{text}</p>"), text });
    }
    extraction.word_count = 351;
    extraction.completeness = 1.0;
    extraction.published = PageTime::parse_iso(&format!("20{:02}-06-01", 10 + dice.roll() % 16));
    extraction
}

/// Runs something some times and prints the median and the worst.
fn time<T>(what: &str, times: usize, mut go: impl FnMut() -> T) -> T {
    let mut all = Vec::new();
    let mut result = None;
    for _ in 0..times {
        let start = Instant::now();
        let value = black_box(go());
        all.push(start.elapsed().as_secs_f64() * 1000.0);
        result = Some(value);
    }
    all.sort_by(f64::total_cmp);
    println!("{what:<44} {:>9.2} ms  worst {:>9.2} ms", all[all.len() / 2], all[all.len() - 1]);
    result.unwrap_or_else(go)
}

fn main() -> Result<(), Box<dyn Error>> {
    let number =
        |at: usize, usual: i64| env::args().nth(at).map_or(Ok(usual), |text| text.parse::<i64>());
    let (entries, texts) = (number(1, 100_000)?, number(2, 20_000)?);
    let dir = tempfile::tempdir()?;
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let list: Vec<NewEntry> = (0..entries).map(|number| entry(number, &mut dice)).collect();
    let archive = Archive::open(dir.path(), &OpenOptions::default())?;
    let act = Act::undoable(UndoKind::Save, Timestamp(NOW));
    let added =
        time("take a list in", 1, || archive.write(act, |writer| writer.add_entries(&list)))?;
    let ids: Vec<ArticleId> = added.iter().map(backfile_archive::Added::id).collect();

    let start = Instant::now();
    for some in ids[..usize::try_from(texts)?].chunks(500) {
        archive.write(Act::plain(Timestamp(NOW)), |writer| {
            for id in some {
                let extraction = article(&mut dice);
                let sha256 = Sha256::of(extraction.title.as_bytes());
                let page = PageRecord {
                    requested_url: String::new(),
                    final_url: String::new(),
                    redirects: Vec::new(),
                    status: 200,
                    headers: Vec::new(),
                    peer: None,
                    captured_at: Timestamp(NOW),
                    media_type: "text/html".to_owned(),
                    charset: None,
                    sha256,
                    bytes: 1,
                    wire_sha256: sha256,
                    wire_bytes: 1,
                };
                let capture = Capture {
                    page,
                    more_pages: Vec::new(),
                    how: HowTaken::Fetched,
                    extractor: "example",
                    extraction: &extraction,
                    pictures: false,
                };
                writer.add_version(*id, &capture)?;
            }
            Ok(())
        })?;
    }
    let each = start.elapsed().as_secs_f64() * 1000.0 / texts.max(1) as f64;
    println!("{:<44} {each:>9.2} ms each, making the text included", "add an article, 500 an act");

    drop(archive);
    let archive = time("open", 5, || Archive::open(dir.path(), &OpenOptions::default()))?;
    let request = |view, offset, sort| ListQuery {
        view,
        query: None,
        sort,
        offset,
        limit: 60,
        utc_offset_minutes: 60,
        now: Timestamp(NOW),
    };
    let tag = archive.read(|reader| reader.tag_named("list"))?;
    let nested = archive.read(|reader| reader.tag_named("list/imported"))?.or(tag);
    let deep = u32::try_from(entries - 100)?;
    for (what, view, offset, sort) in [
        ("first list after a start", View::All, 0, Sort::Saved),
        ("the top of all", View::All, 0, Sort::Saved),
        ("the foot of all", View::All, deep, Sort::Saved),
        ("unread", View::Unread, 0, Sort::Saved),
        ("by date of publication", View::All, deep / 2, Sort::Published),
    ] {
        let times = if what.starts_with("first") { 1 } else { 20 };
        time(what, times, || archive.read(|reader| reader.list(&request(view, offset, sort))))?;
    }
    if let Some(tag) = nested {
        let view = View::Tag(tag.id);
        time("a tag on everything", 20, || {
            archive.read(|reader| reader.list(&request(view, deep, Sort::Saved)))
        })?;
    }
    let mut on = false;
    time("star one and list again", 20, || -> Result<_, backfile_archive::ArchiveError> {
        on = !on;
        archive.write(Act::plain(Timestamp(NOW)), |writer| writer.set_starred(&ids[..1], on))?;
        archive.read(|reader| reader.list(&request(View::All, 0, Sort::Saved)))
    })?;
    time("counts", 20, || archive.read(|reader| reader.counts()))?;
    time("every tag with its count", 20, || archive.read(|reader| reader.tags()))?;
    time("where the queue stands", 20, || archive.read(|reader| reader.queue()))?;
    let busy: Vec<String> = (0..40).map(|number| format!("site{number}.example")).collect();
    time("claim a job", 20, || {
        let claim = Claim {
            kind: JobKind::Page,
            most: 1,
            skip_domains: &busy,
            owner: "example",
            now: Timestamp(NOW),
            expires: Timestamp(NOW + MINUTE),
        };
        archive.write(Act::plain(Timestamp(NOW)), |writer| writer.claim(&claim))
    })?;

    let (common, middle, rare) = (word(2), word(150), word(20_000));
    let queries = [
        ("a common word", common.clone()),
        ("a usual word", middle.clone()),
        ("a rare word", rare.clone()),
        ("two common words", format!("{common} {}", word(3))),
        ("common and usual", format!("{common} {middle}")),
        ("a phrase", format!("\"{common} {middle}\"")),
        ("either of two", format!("{middle} OR {rare}")),
        ("one without another", format!("{middle} -{common}")),
        ("two letters and on", format!("{}*", &common[..2])),
        ("four letters and on", format!("{}*", &middle[..4])),
        ("word and beginning", format!("{middle} {}*", &common[..3])),
        ("a tag", "tag:tag7".to_owned()),
        ("a word of a site", format!("{middle} site:site7.example")),
        ("a word and a date", format!("{common} before:2015")),
        ("unread", format!("{middle} is:unread")),
    ];
    for (what, query) in queries {
        let parsed = backfile_query::parse(&query);
        let ask = |sort| ListQuery { query: parsed.tree.as_ref(), ..request(View::All, 0, sort) };
        let ranked = ask(Sort::Relevance);
        let listing = time(&format!("find {what}, ranked"), 10, || {
            archive.read(|reader| reader.list(&ranked))
        })?;
        println!("{:<44} {:>9} found", "", listing.total);
    }
    time("check everything", 1, || archive.verify())?;
    let undone = time("take the list back", 1, || {
        archive.write(Act::plain(Timestamp(NOW)), |writer| writer.undo())
    })?;
    println!("{:<44} {:>9} entries", "", undone.map_or(0, |undone| undone.ids.len()));
    let size = std::fs::metadata(dir.path().join("archive.sqlite"))?.len();
    println!("{:<44} {:>9} MB", "database", size / 1_000_000);
    Ok(())
}
