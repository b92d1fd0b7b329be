//! Why an article came out as it did, for a terminal and as a picture: one HTML file that needs
//! nothing beside it and in which nothing runs.

use backfile_extract::{Decision, Explained, Explanation};
use backfile_library::say;
use serde_json::Value;

/// Characters of a block that the terminal shows.
const SHOWN: usize = 90;

/// The explanation as lines for a terminal.
pub(crate) fn text(told: &Explanation) -> String {
    let mut out = String::new();
    for (name, value) in facts(told) {
        out.push_str(&format!("{name:<14}{value}\n"));
    }
    out.push('\n');
    for block in &told.blocks {
        let words = block.text.replace('\n', " · ");
        let mut words: String = plain(&words).chars().take(SHOWN + 1).collect();
        if words.chars().count() > SHOWN {
            words = words.chars().take(SHOWN).chain(['…']).collect();
        }
        out.push_str(&format!("{} {}\n", sign(block.decision), label(block)));
        out.push_str(&format!("    {words}\n    {} · {}\n", scores(block), plain(&block.path)));
    }
    out.push_str(&format!("\n{}", sums(told)));
    out
}

/// Without characters that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn sign(decision: Decision) -> char {
    match decision {
        Decision::Kept => '+',
        Decision::Left { .. } => '-',
        Decision::Outside => '.',
    }
}

fn label(block: &Explained) -> String {
    match block.decision {
        Decision::Kept if block.by_rule => say("explain.kept_by_rule", &[]),
        Decision::Kept => say("explain.kept", &[]),
        Decision::Outside => say("explain.outside", &[]),
        Decision::Left { step, reason } => say(
            "explain.left",
            &[("reason", &say(&format!("left_out.{reason}"), &[])), ("step", step)],
        ),
    }
}

fn scores(block: &Explained) -> String {
    let prose = format!("{:.0}", block.prose);
    let links = format!("{:.0}", block.link_share * 100.0);
    let marks = block.marks.to_string();
    let likely = format!("{:.0}", block.likelihood * 100.0);
    let values = [("prose", prose), ("links", links), ("marks", marks), ("likely", likely)];
    say("explain.scores", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn sums(told: &Explanation) -> String {
    let count = |is: fn(&Decision) -> bool| {
        told.blocks.iter().filter(|block| is(&block.decision)).count().to_string()
    };
    say(
        "explain.sums",
        &[
            ("kept", &count(|decision| matches!(decision, Decision::Kept))),
            ("left", &count(|decision| matches!(decision, Decision::Left { .. }))),
            ("outside", &count(|decision| matches!(decision, Decision::Outside))),
        ],
    )
}

/// What is known of the article, as names and values.
fn facts(told: &Explanation) -> Vec<(String, String)> {
    let found = &told.extraction;
    // A kind is one word, or a wall with its own.
    let kind = match serde_json::to_value(found.kind) {
        Ok(Value::Object(kind)) => {
            kind.values().filter_map(Value::as_str).collect::<Vec<_>>().join(": ")
        }
        _ => String::new(),
    };
    let authors: Vec<&str> = found.authors.iter().map(|author| author.name.as_str()).collect();
    let time = |time: &Option<backfile_article::PageTime>| {
        time.as_ref().map(|time| time.text.clone()).unwrap_or_default()
    };
    let chosen = if told.chosen_by_rule {
        say("explain.chosen_by_rule", &[("path", &told.chosen)])
    } else {
        told.chosen.clone()
    };
    let share = format!("{:.0}", found.completeness * 100.0);
    let (kept, total) = (found.paragraphs.kept.to_string(), found.paragraphs.total.to_string());
    let mut facts = vec![
        ("title", found.title.clone()),
        ("authors", authors.join(", ")),
        ("published", time(&found.published)),
        ("modified", time(&found.modified)),
        ("kind", kind),
        (
            "completeness",
            say(
                "explain.completeness_of",
                &[("share", &share), ("kept", &kept), ("total", &total)],
            ),
        ),
        ("chosen", chosen),
    ];
    facts.extend(found.warnings.iter().map(|warning| ("warning", warning.message.clone())));
    facts
        .into_iter()
        .map(|(name, value)| {
            let value = if value.is_empty() { "–".to_owned() } else { plain(&value) };
            (say(&format!("explain.{name}"), &[]), value)
        })
        .collect()
}

/// The explanation as one HTML file.
pub(crate) fn page(told: &Explanation, name: &str) -> String {
    let title = escape(&say("explain.heading", &[("page", name)]));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" \
         content=\"light dark\"><title>{title}</title><style>{STYLE}</style></head><body>\n"
    );
    out.push_str(&format!("<header><p class=\"of\">{title}</p>"));
    for (at, (name, value)) in facts(told).into_iter().enumerate() {
        let (name, value) = (escape(&name), escape(&value));
        match at {
            0 => out.push_str(&format!("<h1 dir=\"auto\">{value}</h1><dl>")),
            _ => out.push_str(&format!("<div><dt>{name}</dt><dd dir=\"auto\">{value}</dd></div>")),
        }
    }
    out.push_str("</dl><ul class=\"legend\">");
    for kind in ["kept", "left", "outside"] {
        let words = escape(&say(&format!("explain.legend_{kind}"), &[]));
        out.push_str(&format!("<li class=\"{kind}\">{words}</li>"));
    }
    out.push_str(&format!("</ul><p class=\"sums\">{}</p></header>\n<main>\n", escape(&sums(told))));
    for block in &told.blocks {
        let class = match block.decision {
            Decision::Kept => "kept",
            Decision::Left { .. } => "left",
            Decision::Outside => "outside",
        };
        let (label, scores) = (escape(&label(block)), escape(&scores(block)));
        let path = escape(&block.path);
        // The whole path is long; its end tells most.
        let end = escape(block.path.rsplit(" > ").next().unwrap_or_default());
        let words = match block.decision {
            Decision::Outside => block.text.replace('\n', " · "),
            _ => block.text.clone(),
        };
        out.push_str(&format!(
            "<section class=\"{class}\" title=\"{label}&#10;{scores}&#10;{path}\">\
             <p class=\"why\"><b>{label}</b><span>{scores}</span><code>{end}</code></p>\
             <p class=\"words\" dir=\"auto\">{}</p></section>\n",
            escape(&words)
        ));
    }
    out.push_str("</main></body></html>\n");
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Paper and ink; the label beside the words, below them where there is little room.
const STYLE: &str = "
:root{--paper:#fbfaf7;--raised:#fff;--ink:#1d1c1a;--second:#6b675f;--line:#e4e0d8;--kept:#4a6b3c;--left:#94600f}
@media (prefers-color-scheme:dark){:root{--paper:#181715;--raised:#211f1c;--ink:#e9e5dc;--second:#a09a8e;--line:#34312c;--kept:#9dbb8c;--left:#dcab62}}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:13px/1.5 Inter,system-ui,sans-serif;padding:40px 24px 80px;font-variant-numeric:tabular-nums}
header,main{max-width:980px;margin-inline:auto}
.of{color:var(--second)}
h1{font:600 34px/1.15 Literata,Georgia,serif;letter-spacing:-.01em;margin:4px 0 20px;text-wrap:balance}
dl{display:grid;gap:4px}
dl div{display:grid;grid-template-columns:112px 1fr}
dt{color:var(--second)}
dd{overflow-wrap:anywhere}
.legend{display:flex;flex-wrap:wrap;gap:8px 24px;list-style:none;padding:20px 0 4px;margin-top:20px;border-top:1px solid var(--line)}
.legend li::before{content:'';display:inline-block;inline-size:12px;block-size:12px;border-radius:3px;margin-inline-end:8px;vertical-align:-1px;background:var(--tone)}
.kept{--tone:var(--kept)}.left{--tone:var(--left)}.outside{--tone:var(--line)}
.sums{color:var(--second)}
main{margin-top:24px}
section{display:grid;grid-template-columns:240px 1fr;gap:4px 24px;padding:8px 16px;border-inline-start:3px solid var(--tone);margin-bottom:4px;border-radius:0 6px 6px 0}
section.kept{background:var(--raised);padding-block:12px}
.why{display:flex;flex-direction:column;min-width:0;color:var(--second);font-size:12px}
.why b{font-weight:600;color:var(--tone)}
.outside .why b{color:var(--second)}
code{font:11px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;opacity:.85}
.words{white-space:pre-line;overflow-wrap:anywhere;max-width:66ch}
.kept .words{font:17px/1.6 Literata,Georgia,serif}
.left .words{text-decoration:line-through;text-decoration-color:color-mix(in srgb,var(--left) 55%,transparent)}
.outside .words{color:var(--second);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
@media (max-width:720px){section{grid-template-columns:1fr}.words{order:-1}h1{font-size:26px}}
";

#[cfg(test)]
mod tests {
    use super::*;
    use backfile_extract::{Source, explain};

    #[test]
    fn the_picture_shows_words_and_runs_nothing() {
        let page = format!(
            "<title>Ice</title><nav><a href=/>Home &lt;script&gt;x()&lt;/script&gt;</a></nav><article><h1>Ice</h1>{}</article>",
            "<p>The harbour froze over on Monday night, and no ship could leave the quay, <b onclick=x()>said</b> the master.</p>"
        );
        let told = explain(&page, &Source::default());
        let picture = super::page(&told, "ice.html");
        assert!(!picture.contains("<script") && !picture.contains("onclick"));
        assert!(picture.contains("Content-Security-Policy"));
        assert!(picture.contains("The harbour froze over"));
        for key in ["explain.kept", "explain.sums", "explain.heading", "explain.legend_left"] {
            assert_ne!(say(key, &[]), key);
        }
        assert!(text(&told).contains("+ "));
    }
}
