//! How the program speaks: results on standard output, one sentence of error on standard error.

use std::{
    error::Error,
    io::{self, IsTerminal as _, Write},
    process::ExitCode,
};

use serde::Serialize;

/// Why a command was not done, as one sentence.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    code: u8,
}

impl Failure {
    /// The command could not do what was asked.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 1 }
    }

    /// The command's words do not fit.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 2 }
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut sentence = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            sentence.push_str(": ");
            sentence.push_str(&cause.to_string());
            source = cause.source();
        }
        Self::new(sentence)
    }
}

/// What a command gives: whether all of it went well.
pub(crate) type Done = Result<bool, Failure>;

/// Ends the program: 0 when all went well, 1 when something failed, 2 for wrong use.
pub(crate) fn end(done: Done) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            // When even standard error is closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "backfile: {}", harmless(&failure.sentence));
            ExitCode::from(failure.code)
        }
    }
}

/// Prints a line for people. What pages and files are named may hold what a terminal obeys, or
/// what turns the words around it; that is left out.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    print(&harmless(text))
}

/// Prints an article as it is. Where a terminal would obey what it holds, that is left out; into
/// a file or another program it goes whole.
pub(crate) fn article(text: &str) -> Result<(), Failure> {
    if io::stdout().is_terminal() { line(text) } else { print(text) }
}

/// A reader that has gone away (`| head`) ends the program quietly.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(error.into()),
    }
}

/// The text without what a terminal obeys (all control characters but the ends of lines and
/// tabulators) and without the marks that turn the direction of text.
fn harmless(text: &str) -> String {
    let harms = |character: char| {
        character.is_control() && !matches!(character, '\n' | '\t')
            || matches!(
                character,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            )
    };
    text.chars().filter(|character| !harms(*character)).collect()
}

/// Prints a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string(value)?)
}

/// Tells a person something beside the result, on standard error.
pub(crate) fn warn(sentence: &str) {
    // When even standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "backfile: {}", harmless(sentence));
}

/// A number of bytes as people read it.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut size, mut unit) = (bytes as f64 / 1000.0, 0);
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = if size < 9.995 { 2 } else { usize::from(size < 99.95) };
    format!("{size:.digits$} {}", UNITS[unit])
}

/// What a part is of the whole, in percent.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", part as f64 * 100.0 / (whole as f64).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits_at_most() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (9_994, "9.99 kB"),
            (9_996, "10.0 kB"),
            (99_960, "100 kB"),
            (999_600, "1.00 MB"),
            (2_500_000_000, "2.50 GB"),
            (12_300_000_000_000_000, "12300 TB"),
        ] {
            assert_eq!(size(bytes), words);
        }
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(0, 0), "0.0 %");
    }
}
