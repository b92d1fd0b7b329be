//! Every target for a moment: its seeds, and then its seeds cut, doubled, mixed and strewn with
//! pieces that mean something to one of the readers. The same each time; `npm run fuzz` looks for
//! what nobody has tried.

// Helpers outside of test functions may fail loudly too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    panic::catch_unwind,
    path::Path,
    time::{Duration, Instant},
};

use backfile_fuzz::{TARGETS, Target};
use backfile_testkit::Dice;

const LONG: Duration = Duration::from_millis(1500);
const SEED: u64 = 1;
/// Bytes of an input, as `npm run fuzz` has them.
const MOST: usize = 30_000;
/// No input may take so long, even as it is built for tests on a busy machine.
const TOO_LONG: Duration = Duration::from_secs(20);

const PIECES: [&str; 44] = [
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
    "<select><option>",
    "<h1>Ice</h1>",
    "<meta charset=big5>",
    "\0",
    "&#x202e;",
    "\u{feff}",
    "\u{1F98A}",
    "\n",
    "\"",
    "“",
    "(",
    ")",
    "OR ",
    "-",
    "*",
    "~5",
    "tag:",
    ",",
    ";",
    "%",
    "//",
    "@",
    "https://example.org/a",
    "www.example.org",
];

fn throw(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let seeds = (target.seeds)();
    let mut dice = Dice::new(SEED);
    let mut count = 0;
    for seed in &seeds {
        count += 1;
        tried(target, count, seed);
    }
    let start = Instant::now();
    while start.elapsed() < LONG {
        count += 1;
        tried(target, count, &damaged(&seeds, &mut dice));
    }
    println!("{name}: {count} inputs");
}

fn tried(target: &Target, count: usize, input: &[u8]) {
    let start = Instant::now();
    let failed = catch_unwind(|| (target.run)(input)).is_err();
    let took = start.elapsed();
    if failed || took > TOO_LONG {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-failed", target.name));
        fs::write(&file, input).unwrap();
        let (name, file) = (target.name, file.display());
        panic!("{name}: input {count} of seed {SEED} failed after {took:?}; it is in {file}");
    }
}

fn damaged(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = seeds[dice.below(seeds.len())].clone();
    for _ in 0..dice.below(12) + 1 {
        let at = dice.below(input.len());
        let end = (at + dice.below(400)).min(input.len());
        match dice.below(6) {
            0 => drop(input.drain(at..end)),
            1 => {
                let part = input[at..end].to_vec();
                input.splice(at..at, part.repeat(dice.below(20)));
            }
            2 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                let to = (from + dice.below(2_000)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            3 => {
                let piece = PIECES[dice.below(PIECES.len())];
                input.splice(at..at, piece.repeat(dice.below(60)).into_bytes());
            }
            4 => input.truncate(at + 1),
            _ => input[at] = u8::try_from(dice.below(256)).unwrap(),
        }
        if input.is_empty() {
            input.push(b'x');
        }
    }
    input.truncate(MOST);
    input
}

macro_rules! short {
    ($($name:ident),*) => {
        $(#[test]
        fn $name() {
            throw(stringify!($name));
        })*

        #[test]
        fn no_target_is_left_out() {
            assert_eq!(TARGETS.map(|target| target.name), [$(stringify!($name)),*]);
        }
    };
}

short!(page, text, clean, charset, url, query, formats, open);
