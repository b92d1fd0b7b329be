//! `backfile extract`: clean a page without an archive.

use std::{
    fs,
    io::{self, BufRead as _, Read as _},
    path::{Path, PathBuf},
    sync::{Mutex, mpsc},
    thread,
};

use backfile_article::{Extraction, SiteRule, Timestamp};
use backfile_extract::{
    Rule, Source, article_to_markdown, explain_with, extract, extract_text, extract_with,
    looks_flattened,
};
use backfile_library::cleaning::thread_ms;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use url::Url;

use super::rules;
use crate::{
    json::ExtractionJson,
    output::{self, Done, Failure},
};

/// Clean a page; touches no archive
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  backfile extract page.html --url https://paper.example/story --format markdown
  curl -s https://paper.example/story | backfile extract - --url https://paper.example/story
  backfile extract page.html --explain
  backfile extract page.html --rules courier.json --explain
  backfile extract --jsonl --jobs 4 < pages.jsonl > articles.jsonl

With --jsonl, standard input holds a line a page: {\"dataset\",\"id\",\"path\",\"url\"}; a path may end
in .gz; the files are read as UTF-8 whatever the page declares.")]
pub(crate) struct Arguments {
    /// The page's file, or - for standard input
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    file: Option<PathBuf>,

    /// The page's address, to resolve links against
    #[arg(long, value_name = "URL")]
    url: Option<Url>,

    /// When the page was captured, ISO 8601, to resolve “3 days ago” against
    #[arg(long, value_name = "TIME")]
    captured_at: Option<String>,

    /// Try the rule for the page's site from a file; --url says which site where it has several
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    rules: Option<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,

    /// Tell block by block what was kept and why, and write a picture of it beside the page
    #[arg(long, conflicts_with_all = ["jsonl", "format"])]
    explain: bool,

    /// Where the picture goes, instead of <page>.explain.html
    #[arg(long, value_name = "FILE", requires = "explain")]
    explain_html: Option<PathBuf>,

    /// Clean many pages, named on standard input
    #[arg(long)]
    jsonl: bool,

    /// Pages at once; one per core unless said
    #[arg(long, value_name = "N", requires = "jsonl")]
    jobs: Option<usize>,
}

/// What to print of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Everything, as one JSON object
    Json,
    /// The body as a fragment of HTML
    Html,
    /// Title and body as Markdown
    Markdown,
    /// The body's text, a blank line between blocks
    Text,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    if arguments.jsonl {
        return batch(arguments.jobs);
    }
    let Some(file) = &arguments.file else {
        return Err(Failure::usage("name a file to extract, or - for standard input"));
    };
    let captured_at = match &arguments.captured_at {
        None => None,
        Some(text) => match backfile_article::PageTime::parse_iso(text) {
            Some(time) => Some(Timestamp(time.sort_key)),
            None => {
                return Err(Failure::usage(format!("“{text}” is not a time in ISO 8601")));
            }
        },
    };
    let rule = match &arguments.rules {
        Some(rules) => rule_of(rules, arguments.url.as_ref())?,
        None => None,
    };
    let bytes = read(file)?;
    let text = backfile_library::decode(&bytes);
    let source = Source { url: arguments.url.as_ref(), captured_at };
    if arguments.explain {
        let picture = arguments.explain_html.as_deref();
        return explained(&text, &source, rule.as_ref(), file, picture);
    }
    let extraction = if looks_flattened(&text) {
        if rule.is_some() {
            output::warn("the page is text without markup, where no rule applies");
        }
        extract_text(&text, &source)
    } else {
        extract_with(&text, &source, rule.as_ref())
    };
    match arguments.format {
        Format::Json => output::json(&ExtractionJson::from(extraction))?,
        Format::Html => output::article(&extraction.html())?,
        Format::Text => output::article(&extraction.text())?,
        Format::Markdown => {
            output::article(&article_to_markdown(&extraction.title, &extraction.html()))?
        }
    }
    Ok(true)
}

/// The rule of a file for a page; the only one where its address is not said.
fn rule_of(file: &Path, url: Option<&Url>) -> Result<Option<Rule>, Failure> {
    let mut rules = rules::checked(file)?;
    let Some(url) = url else {
        return match (rules.pop(), rules.len()) {
            (Some((_, rule)), 0) => Ok(Some(rule)),
            _ => Err(Failure::usage(format!(
                "{} has several rules; say with --url which page it is",
                file.display()
            ))),
        };
    };
    let all: Vec<SiteRule> = rules.iter().map(|(rule, _)| rule.clone()).collect();
    let best = SiteRule::best(&all, url).map(|rule| rule.id);
    if best.is_none() {
        output::warn(&format!("no rule of {} is for {url}; cleaned without", file.display()));
    }
    Ok(rules.into_iter().find(|(rule, _)| Some(rule.id) == best).map(|(_, rule)| rule))
}

/// Prints what became of each block, and writes it as a picture too.
fn explained(
    html: &str,
    source: &Source<'_>,
    rule: Option<&Rule>,
    file: &Path,
    picture: Option<&Path>,
) -> Done {
    if looks_flattened(html) {
        let file = file.display();
        return Err(Failure::new(format!(
            "{file} is text without markup; it has no blocks to explain"
        )));
    }
    let told = explain_with(html, source, rule);
    output::line(&crate::explain::text(&told))?;
    let beside = (file != Path::new("-")).then(|| file.with_extension("explain.html"));
    let Some(picture) = picture.map(Path::to_owned).or(beside) else { return Ok(true) };
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    fs::write(&picture, crate::explain::page(&told, &name)).map_err(|error| {
        Failure::new(format!("{} could not be written: {error}", picture.display()))
    })?;
    output::warn(&format!("the picture is in {}", picture.display()));
    Ok(true)
}

/// The bytes of a file, or of standard input; unpacked where they were packed with gzip.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(file).map_err(|error| {
            Failure::new(format!("{} could not be read: {error}", file.display()))
        })?;
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain)?;
        return Ok(plain);
    }
    Ok(bytes)
}

#[derive(Debug, Deserialize)]
struct PageLine {
    dataset: serde_json::Value,
    id: serde_json::Value,
    path: PathBuf,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct ArticleLine {
    dataset: serde_json::Value,
    id: serde_json::Value,
    text: String,
    title: String,
    authors: Vec<String>,
    date: Option<String>,
    image: Option<String>,
    site: Option<String>,
    lang: Option<String>,
    topics: Vec<String>,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    err: Option<String>,
}

/// Cleans the pages named on standard input, each answered by one line in the order given.
fn batch(jobs: Option<usize>) -> Done {
    let jobs = jobs
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
        .clamp(1, 256);
    let lines: Mutex<_> = Mutex::new(io::BufReader::new(io::stdin()).lines().enumerate());
    let (sender, answers) = mpsc::sync_channel::<(usize, Result<ArticleLine, Failure>)>(jobs * 4);
    let mut all_well = true;
    thread::scope(|scope| -> Result<(), Failure> {
        for _ in 0..jobs {
            let (sender, lines) = (sender.clone(), &lines);
            // A page may nest deeply; the parser's own limits are tested with this much stack.
            let worker = thread::Builder::new().stack_size(16 << 20);
            worker.spawn_scoped(scope, move || {
                loop {
                    let next = match lines.lock() {
                        Ok(mut lines) => lines.next(),
                        Err(_) => None,
                    };
                    let Some((number, line)) = next else { break };
                    let answer = line.map_err(Failure::from).and_then(|line| clean_line(&line));
                    if sender.send((number, answer)).is_err() {
                        break;
                    }
                }
            })?;
        }
        drop(sender);
        // Answers come as they are ready and are printed in the order of the input.
        let mut waiting = std::collections::BTreeMap::new();
        let mut next = 0;
        for (number, answer) in answers {
            waiting.insert(number, answer);
            while let Some(answer) = waiting.remove(&next) {
                next += 1;
                let answer = answer?;
                all_well &= answer.err.is_none();
                output::json(&answer)?;
            }
        }
        Ok(())
    })?;
    Ok(all_well)
}

fn clean_line(line: &str) -> Result<ArticleLine, Failure> {
    let page: PageLine = serde_json::from_str(line).map_err(|error| {
        Failure::usage(format!("a line of the input is not understood: {error}"))
    })?;
    let (extraction, ms, err) = match read(&page.path) {
        Ok(bytes) => {
            let html = String::from_utf8_lossy(&bytes);
            let url = page.url.as_deref().and_then(|url| Url::parse(url).ok());
            let before = thread_ms();
            let extraction = extract(&html, &Source { url: url.as_ref(), captured_at: None });
            (extraction, thread_ms() - before, None)
        }
        Err(_) => {
            let err = format!("{} could not be read", page.path.display());
            (Extraction::empty(backfile_article::PageKind::Empty), 0.0, Some(err))
        }
    };
    Ok(ArticleLine {
        dataset: page.dataset,
        id: page.id,
        text: extraction.text(),
        authors: extraction.authors.into_iter().map(|author| author.name).collect(),
        title: extraction.title,
        date: extraction.published.map(|time| time.text),
        image: extraction.lead_image,
        site: extraction.site,
        lang: extraction.language,
        topics: extraction.topics,
        ms,
        err,
    })
}
