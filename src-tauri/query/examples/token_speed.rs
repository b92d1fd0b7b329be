//! Measures how fast a text is cut into tokens, and how many each position has.
//!
//! `cargo run --release -p backfile-query --example token_speed -- [FILE] [LANGUAGE]`
//!
//! Without a file it takes some sentences of its own, over and over, in several scripts.

use std::{env, error::Error, fs, hint::black_box, time::Instant};

use backfile_query::tokens::{Kind, Stemmer, each_token};

const ROUNDS: usize = 5;

const OWN: &[(&str, &str)] = &[
    ("en", "The lighthouse keeper's well-known e-mail said that 1,250 ferries don't run today. "),
    ("de", "Die Straße zum Fährhafen war für 3,5 Stunden gesperrt, sagte Jörg Weiß-Öztürk. "),
    ("ru", "Ёлка стояла у маяка, а корабли ушли в Йошкар-Олу ещё вчера вечером. "),
    ("ar", "قرأ أحمد الكتاب في مكتبة القاهرة سنة ٢٠٢٤ ثم عاد إلى البيت. "),
    ("hi", "हिन्दी किताबें पुस्तकालय में २५ हैं और सब पढ़ते हैं। "),
    ("zh", "灯塔看守人每天晚上数船，共十二艘，没有人知道为什么。"),
    ("th", "ผู้เฝ้าประภาคารนับเรือทุกคืนที่น้ำลึกยี่สิบห้าเมตร "),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    if let Some(path) = arguments.next() {
        let text = fs::read_to_string(path)?;
        return measure(&text, &arguments.next().unwrap_or_else(|| "en".to_owned()));
    }
    for (language, sentence) in OWN {
        measure(&sentence.repeat(4_000_000 / sentence.len()), language)?;
    }
    Ok(())
}

fn measure(text: &str, language: &str) -> Result<(), Box<dyn Error>> {
    let clock = Instant::now();
    let megabytes = text.len() as f64 / 1e6;
    for stemmer in [None, Stemmer::for_language(language)] {
        let mut best = f64::MAX;
        let mut counts = [0_u64; 7];
        let mut positions = 0;
        for _ in 0..ROUNDS {
            counts = [0; 7];
            let started = seconds(&clock);
            each_token(text, stemmer.as_ref(), |token| {
                counts[index(token.kind)] += 1;
                positions = token.position + 1;
                black_box(token.text);
                true
            });
            best = best.min(seconds(&clock) - started);
        }
        let all: u64 = counts.iter().sum();
        println!(
            "{language}{}: {:.1} MB in {:.0} MB/s; {positions} positions, {:.3} tokens each; \
             words, parts, joined, signs, stems, pairs, lasts: {counts:?}",
            if stemmer.is_some() { " with stems" } else { "" },
            megabytes,
            megabytes / best,
            all as f64 / f64::from(positions.max(1)),
        );
        if Stemmer::for_language(language).is_none() {
            break;
        }
    }
    Ok(())
}

/// Seconds that this thread ran, where the system tells; else those that went by.
fn seconds(clock: &Instant) -> f64 {
    let ran = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = ran.as_deref().and_then(|ran| ran.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| clock.elapsed().as_secs_f64(), |ran| ran / 1e9)
}

fn index(kind: Kind) -> usize {
    match kind {
        Kind::Word => 0,
        Kind::Part => 1,
        Kind::Joined => 2,
        Kind::Sign => 3,
        Kind::Stem => 4,
        Kind::Pair => 5,
        Kind::Last => 6,
    }
}
