//! How fast lists of 100,000 links are read, and in how much memory.
//!
//! `cargo run --release -p backfile-exchange --example speed [file]` prints a line for each
//! format, or for the file.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::time::Instant;

use backfile_exchange::{Incoming, from_file, from_text, read_list};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROWS: usize = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(path) = std::env::args().nth(1) {
        return one_file(&path);
    }
    let csv = rows("title,url,time_added,tags,status\n", |out, n| {
        writeln!(
            out,
            "\"A title, number {n}\",https://site{}.example/news/2026/03/story-{n}?id={n},{},sea|harbour wall,unread",
            n % 997,
            1_600_000_000 + n
        )
    })?;
    let bookmarks = rows("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n", |out, n| {
        writeln!(
            out,
            "    <DT><A HREF=\"https://site{}.example/news/story-{n}?a=1&amp;b={n}\" ADD_DATE=\"{}\" ICON=\"data:image/png;base64,{}\">A title &amp; its number {n}</A>",
            n % 997,
            1_600_000_000 + n,
            "iVBORw0KGgo".repeat(40)
        )
    })?;
    let lines =
        rows("", |out, n| writeln!(out, "https://site{}.example/{n} | A title {n}", n % 997))?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("part_000000.csv", SimpleFileOptions::default())?;
    zip.write_all(csv.as_bytes())?;
    let zip = zip.finish()?.into_inner();
    let unclosed = format!("title,url\n\"open,https://a.example/\n{}", csv.replace('"', ""));

    for (name, bytes) in [
        ("csv", csv.as_bytes()),
        ("bookmarks", bookmarks.as_bytes()),
        ("lines", lines.as_bytes()),
        ("zip", &zip),
        ("csv, open quote", unclosed.as_bytes()),
    ] {
        measure(name, bytes)?;
    }
    let start = Instant::now();
    let pasted = matches!(from_text(&lines), Incoming::List(list) if list.rows.len() == ROWS);
    println!("{:<16} {:>5} ms, a list: {pasted}", "pasted lines", start.elapsed().as_millis());
    Ok(())
}

fn rows(
    head: &str,
    mut row: impl FnMut(&mut String, usize) -> std::fmt::Result,
) -> Result<String, std::fmt::Error> {
    let mut out = head.to_owned();
    for n in 0..ROWS {
        row(&mut out, n)?;
    }
    Ok(out)
}

fn measure(name: &str, bytes: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut count = 0;
    let summary = read_list(Cursor::new(bytes), |_| count += 1)?;
    let streamed = start.elapsed().as_millis();
    let start = Instant::now();
    let whole = match from_file(name, bytes)? {
        Incoming::List(list) => list.rows.len(),
        _ => 0,
    };
    println!(
        "{name:<16} {streamed:>5} ms streamed, {:>5} ms whole, {:.1} MB, {count} rows, {whole} links, {} skipped",
        start.elapsed().as_millis(),
        bytes.len() as f64 / 1e6,
        summary.skipped.len() as u64 + summary.skipped_more,
    );
    Ok(())
}

fn one_file(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut count = 0_u64;
    let streamed = read_list(fs::File::open(path)?, |_| count += 1);
    match streamed {
        Ok(summary) => {
            println!("{:?}: {count} rows, {} skipped", summary.format, summary.skipped.len());
            for row in summary.skipped.iter().take(5) {
                println!("  line {}: {} {}", row.line, row.reason, row.text);
            }
        }
        Err(error) => println!("no list: {error} ({count} rows before)"),
    }
    println!("streamed in {} ms, peak {} kB", start.elapsed().as_millis(), peak());
    let start = Instant::now();
    match from_file(path, &fs::read(path)?) {
        Ok(Incoming::Links(rows)) => println!("links: {rows:#?}"),
        Ok(Incoming::List(list)) => println!("list: {} links", list.rows.len()),
        Ok(Incoming::SavedPage(page)) => println!(
            "page: {:?} {:?} {:?}, {} bytes",
            page.maker,
            page.address_from,
            page.address.map(String::from),
            page.html.len()
        ),
        Ok(Incoming::FlatText(flat)) => {
            println!("text: {:?}, {} bytes", flat.link.map(String::from), flat.text.len());
        }
        Ok(Incoming::TooMany) => println!("more links than are taken at once"),
        Ok(Incoming::Nothing) => println!("nothing"),
        Err(error) => println!("error: {error}"),
    }
    println!("whole in {} ms, peak {} kB", start.elapsed().as_millis(), peak());
    Ok(())
}

/// The most memory that the process has held, in kB; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
