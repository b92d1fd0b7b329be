//! Measures how the time of one extraction grows with the page.
//!
//! `cargo run --release -p backfile-extract --example linear [SHAPE…]`
//!
//! For several shapes of pages it prints the milliseconds of processor time at 1, 2, 4, 8 and 10
//! million bytes, and how much more a byte costs in the largest page than in the smallest: about 1
//! where the time is linear.

use backfile_extract::{Source, extract, extract_text};

/// Sizes in bytes.
const SIZES: [usize; 5] = [1_000_000, 2_000_000, 4_000_000, 8_000_000, 10_000_000];

/// One more part of a page, by its number.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 11] = [
    ("paragraphs", |n| {
        format!(
            "<p>On day {n} of the frost the harbour master counted the ships again, and none had moved.</p>"
        )
    }),
    ("nested", |n| {
        format!(
            "{}<p>In house {n} a lamp burned until the morning, as it did every night.</p>{}",
            "<div>".repeat(30),
            "</div>".repeat(30)
        )
    }),
    ("attributes", |n| {
        format!(
            "<p class=\"a{n} b{n} c{n}\" id=i{n} data-x=\"{n}\" style=\"color:red\" onclick=\"x({n})\">Ship {n} waits for the wind.</p>"
        )
    }),
    ("tables", |n| {
        format!(
            "<table><tr><th>Day</th><td>{n}</td><td>The ice was {n} cm thick.</td></tr></table>"
        )
    }),
    ("one table", |n| {
        format!("<tr><td>Day {n}</td><td>The ice was {n} cm thick on the quay.</td></tr>")
    }),
    ("links", |n| {
        format!(
            "<li><a href=/news/story-{n}>Story number {n} of the day, from the harbour</a></li>"
        )
    }),
    ("headings", |n| {
        format!(
            "<h2>Chapter {n}</h2><p>The harbour froze over, and ship {n} could not leave the quay.</p>"
        )
    }),
    ("cards", |n| {
        format!(
            "<div class=card><h3><a href=/s/{n}>The village that mapped echo {n}</a></h3><p>A teaser</p></div>"
        )
    }),
    ("loose text", |n| {
        format!("Ship {n} waits for the wind, said the master of the harbour.<br><br>")
    }),
    ("figures", |n| {
        format!(
            "<figure><img src=/i/{n}.jpg alt='Quay {n}'><figcaption>The quay at dawn {n}</figcaption></figure>"
        )
    }),
    ("flattened", |n| {
        format!(
            "HomeNewsStory {n}The harbour froze over on day {n}, and no ship could leave.By night {n} it thawed."
        )
    }),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    print!("{:<12}", "ms at bytes");
    SIZES.iter().for_each(|size| print!("{size:>10}"));
    println!("    per byte, largest to smallest");
    for (name, part) in SHAPES {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        print!("{name:<12}");
        let mut costs = Vec::new();
        for size in SIZES {
            let flat = name == "flattened";
            let mut page = String::from(if flat {
                "https://example.org/a\nWinter on the quay"
            } else {
                "<title>Winter</title><body><article><h1>Winter on the quay</h1>"
            });
            if name == "one table" {
                page.push_str("<table>");
            }
            let mut n = 0;
            while page.len() < size {
                page.push_str(&part(n));
                n += 1;
            }
            let start = thread_ms();
            let source = Source::default();
            let found = if flat { extract_text(&page, &source) } else { extract(&page, &source) };
            let took = thread_ms() - start;
            std::hint::black_box(found);
            costs.push(took / size as f64);
            print!("{took:>10.0}");
        }
        let (first, last) = (costs.first().copied(), costs.last().copied());
        println!("{:>10.2}", last.unwrap_or_default() / first.unwrap_or(1.0).max(1e-12));
    }
}

/// Processor time of this thread in milliseconds.
fn thread_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
