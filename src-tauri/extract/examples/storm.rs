//! Cleans damaged pages for as long as it is told, on stable Rust.
//!
//! `cargo run --release -p backfile-extract --example storm -- SECONDS [SEED]`
//!
//! Pages are the fixtures and pieces of markup, cut, doubled, mixed and strewn with odd bytes. What
//! fails is written to `storm-SEED.html` in the folder for temporary files and named; a page that
//! takes more than two seconds of processor time counts as a failure.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::{Duration, Instant},
};

use backfile_extract::{
    Source, explain, extract, extract_text, looks_flattened, sanitize, to_markdown, to_text,
};

const PIECES: [&str; 24] = [
    "<p>",
    "</p>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<a href=/x>",
    "</a>",
    "<div class=related>",
    "</div>",
    "<ul><li>",
    "</ul>",
    "<svg><title>",
    "<math><mi>",
    "<template>",
    "<noscript>",
    "<script type=application/ld+json>{\"@type\":[",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "\0",
    "&#x202e;",
    "<select><option>",
    "<h1>Ice</h1>",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let seconds: u64 = args.next().and_then(|word| word.parse().ok()).unwrap_or(60);
    let seed: u64 = args.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let mut pages = Vec::new();
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"))? {
        pages.push(fs::read(folder?.path().join("page.html"))?);
    }
    let start = Instant::now();
    let mut random = Random(seed.max(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut count, mut slowest) = (0_u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let page = damaged(&pages, &mut random);
        let text = String::from_utf8_lossy(&page).into_owned();
        let before = thread_time();
        let whole = catch_unwind(AssertUnwindSafe(|| check(&text))).is_ok();
        let took = thread_time().saturating_sub(before);
        slowest = slowest.max(took);
        count += 1;
        if !whole || took > Duration::from_secs(2) {
            let file = std::env::temp_dir().join(format!("storm-{seed}.html"));
            fs::write(&file, &text)?;
            return Err(format!("page {count} failed after {took:?}: {}", file.display()).into());
        }
    }
    println!("{count} pages, none failed; the slowest took {slowest:?}");
    Ok(())
}

fn damaged(pages: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut page = pages[random.below(pages.len())].clone();
    for _ in 0..random.below(12) + 1 {
        let at = random.below(page.len());
        let end = (at + random.below(400)).min(page.len());
        match random.below(6) {
            0 => drop(page.drain(at..end)),
            1 => {
                let part = page[at..end].to_vec();
                let times = random.below(20);
                page.splice(at..at, part.repeat(times));
            }
            2 => {
                let other = &pages[random.below(pages.len())];
                let from = random.below(other.len());
                let to = (from + random.below(2_000)).min(other.len());
                page.splice(at..at, other[from..to].iter().copied());
            }
            3 => {
                let piece = PIECES[random.below(PIECES.len())];
                let times = random.below(60);
                page.splice(at..at, piece.repeat(times).into_bytes());
            }
            4 => page.truncate(at + 1),
            _ => {
                if let Some(byte) = page.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
        }
        if page.is_empty() {
            page.push(b'x');
        }
    }
    page
}

/// Processor time of this thread.
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What holds for every page.
fn check(page: &str) {
    let source = Source::default();
    let found = extract(page, &source);
    for block in &found.blocks {
        assert_eq!(sanitize(&block.html, None), block.html);
    }
    assert!((0.0..=1.0).contains(&found.completeness));
    assert_eq!(explain(page, &source).extraction, found);
    let clean = sanitize(page, None);
    assert_eq!(sanitize(&clean, None), clean);
    let _ = (to_text(&clean), to_markdown(&clean), looks_flattened(page));
    let flat = extract_text(&to_text(&clean).replace('\n', ""), &source);
    assert!(flat.completeness <= 1.0);
}
