//! Whole extraction beside html5ever's parse of the same pages, on one thread.
//!
//! `cargo run --release -p backfile-extract --example speed -- CORPUS [STEP]`
//!
//! The parse is `scraper::Html::parse_document`, which is what a corpus's published speeds are
//! ratios of. Every page is parsed and extracted in turn, twice, and the quicker run counts, so that
//! a busy machine disturbs both alike. `STEP` takes every so many-th page only.

mod shared;

use std::path::Path;

use backfile_extract::{Source, extract};

/// A page's longest time in milliseconds where its parse is short.
const LONG: f64 = 150.0;
const SHORT: f64 = 50.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(corpus) = args.first() else { return Err("usage: speed CORPUS [STEP]".into()) };
    let step = args.get(1).map_or(Ok(1), |step| step.parse())?;
    let corpus = Path::new(corpus);
    let (mut all, mut count, mut slow) = ((0.0, 0.0), 0, Vec::new());
    println!("{:14} {:>6} {:>9} {:>9} {:>6}", "", "pages", "parse ms", "whole ms", "ratio");
    for dataset in shared::datasets(corpus)? {
        let (mut sums, mut pages) = ((0.0, 0.0), 0);
        for gold in shared::golds(corpus, &dataset)?.into_iter().step_by(step) {
            let html = shared::html(corpus, &dataset, &gold)?;
            let url = shared::url(&gold);
            let source = Source { url: url.as_ref(), captured_at: None };
            let best = |run: &dyn Fn()| (0..2).map(|_| time(run)).fold(f64::INFINITY, f64::min);
            let parse = best(&|| drop(std::hint::black_box(scraper::Html::parse_document(&html))));
            let whole = best(&|| drop(std::hint::black_box(extract(&html, &source))));
            sums = (sums.0 + parse, sums.1 + whole);
            pages += 1;
            if parse < SHORT && whole > LONG {
                let id = &gold["id"];
                slow.push(format!("{dataset}/{id}: parse {parse:.0} ms, whole {whole:.0} ms"));
            }
        }
        print_row(&dataset, pages, sums);
        all = (all.0 + sums.0, all.1 + sums.1);
        count += pages;
    }
    print_row("all", count, all);
    println!("{} pages over {LONG} ms with a parse under {SHORT} ms", slow.len());
    slow.iter().for_each(|page| println!("  {page}"));
    Ok(())
}

fn print_row(name: &str, pages: usize, (parse, whole): (f64, f64)) {
    let mean = |sum: f64| sum / pages.max(1) as f64;
    println!(
        "{name:14} {pages:>6} {:>9.2} {:>9.2} {:>6.2}",
        mean(parse),
        mean(whole),
        whole / parse
    );
}

/// Processor milliseconds of this thread that `run` takes.
fn time(run: &dyn Fn()) -> f64 {
    let now = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
    };
    let start = now();
    run();
    now() - start
}
