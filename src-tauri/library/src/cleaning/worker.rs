//! The worker's side: read a page, clean it, answer, until the input ends.

use std::io::{self, Read as _, Write as _};

use backfile_article::{Extraction, SiteRule};
use backfile_extract::{Rule, Source, extract_text, extract_with};

use super::{Cleaned, Request};

/// The hidden argument that makes either program a cleaning worker.
pub const WORKER_ARGUMENT: &str = "--cleaning-worker";

/// Address space of a worker, bytes; a page that needs more ends it, not the app.
#[cfg(target_os = "linux")]
const MEMORY_LIMIT: u64 = 2 << 30;

/// To be called first in `main`: when this process was started as a worker, serves until its
/// input ends and gives `true`; the program then ends at once.
#[must_use]
pub fn run_if_worker() -> bool {
    if std::env::args_os().nth(1).is_none_or(|word| word != WORKER_ARGUMENT) {
        return false;
    }
    limit_memory();
    step_back();
    if let Err(error) = serve(&mut io::stdin().lock(), &mut io::stdout().lock())
        && error.kind() != io::ErrorKind::UnexpectedEof
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let _unheard = writeln!(io::stderr(), "cleaning worker: {error}");
    }
    true
}

fn limit_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limit = Rlimit { current: Some(MEMORY_LIMIT), maximum: Some(MEMORY_LIMIT) };
        if let Err(error) = setrlimit(Resource::As, limit) {
            let _unheard = writeln!(io::stderr(), "cleaning worker without limit: {error}");
        }
    }
}

/// Whoever looks at the window goes before any page that is being cleaned. Windows is told when the
/// worker is started.
fn step_back() {
    #[cfg(unix)]
    if let Err(error) = rustix::process::nice(10) {
        let _unheard = writeln!(io::stderr(), "cleaning worker of usual priority: {error}");
    }
}

fn serve(input: &mut impl io::Read, output: &mut impl io::Write) -> io::Result<()> {
    loop {
        let request: Request = serde_json::from_slice(&read_frame(input)?)?;
        write_frame(output, &serde_json::to_vec(&clean(&request))?)?;
    }
}

/// Cleans in this thread.
pub(super) fn clean(request: &Request) -> Cleaned {
    let before = thread_ms();
    let source = Source { url: request.url.as_ref(), captured_at: request.captured_at };
    let extraction = if request.flat_text {
        extract_text(&request.source, &source)
    } else {
        by_rule(&request.source, &source, request.rule.as_ref())
    };
    Cleaned { extraction, ms: thread_ms() - before }
}

/// Cleans by a rule. One that was understood when it was added and is not any more, as after a
/// change of this program, is left aside.
fn by_rule(html: &str, source: &Source<'_>, rule: Option<&SiteRule>) -> Extraction {
    match rule.map(Rule::new).transpose() {
        Ok(rule) => extract_with(html, source, rule.as_ref()),
        Err(problems) => {
            let mut extraction = extract_with(html, source, None);
            let why = problems.first().map(ToString::to_string).unwrap_or_default();
            extraction.warnings.push(Rule::ignored(&why));
            extraction
        }
    }
}

/// Processor time of the calling thread, milliseconds; elsewhere than on Unix, of the clock.
#[must_use]
pub fn thread_ms() -> f64 {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        #[allow(clippy::cast_precision_loss, reason = "a process's time fits")]
        return time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6;
    }
    #[cfg(not(unix))]
    {
        use std::{sync::LazyLock, time::Instant};
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed().as_secs_f64() * 1e3
    }
}

fn read_frame(input: &mut impl io::Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    let mut frame = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut frame)?;
    if read as u64 == length { Ok(frame) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn write_frame(output: &mut impl io::Write, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(frame)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_answers_each_request_until_its_input_ends() {
        let request = Request {
            source: "<p>The ferry left on time.</p>".to_owned(),
            flat_text: false,
            url: None,
            captured_at: None,
            rule: None,
        };
        let mut input = Vec::new();
        for _ in 0..2 {
            write_frame(&mut input, &serde_json::to_vec(&request).unwrap()).unwrap();
        }
        let mut output = Vec::new();
        let ended = serve(&mut input.as_slice(), &mut output).unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::UnexpectedEof);
        let mut answers = output.as_slice();
        for _ in 0..2 {
            let answer: Cleaned =
                serde_json::from_slice(&read_frame(&mut answers).unwrap()).unwrap();
            assert!(answer.extraction.text().contains("ferry"));
        }
        assert!(answers.is_empty());
    }
}
