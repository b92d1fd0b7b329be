//! The table, as Markdown on the screen and as JSON for what is made of it.

use std::fs;

use serde_json::{Value, json};

use crate::{Done, args::Wanted, times::Times};

/// What a row is to reach, in milliseconds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Goal {
    pub(crate) p99: Option<f64>,
    pub(crate) most: Option<f64>,
}

impl Goal {
    pub(crate) const NONE: Self = Self { p99: None, most: None };

    pub(crate) fn p99(goal: f64) -> Self {
        Self { p99: Some(goal), most: None }
    }

    /// What the cell says of it.
    fn said(self, [.., p99, most]: [f64; 4]) -> String {
        let mut said = Vec::new();
        said.extend(self.p99.map(|goal| format!("{goal:.0}")));
        said.extend(self.most.map(|goal| format!("never over {goal:.0}")));
        let missed = self.p99.is_some_and(|goal| p99 > goal);
        let missed = missed || self.most.is_some_and(|goal| most > goal);
        format!("{}{}", said.join(", "), if missed { " missed" } else { "" })
    }
}

/// What was measured.
pub(crate) struct Table {
    rows: Vec<Value>,
    facts: Vec<(&'static str, Value)>,
    /// What is said below the tables.
    notes: Vec<String>,
    peer: Value,
    plain: bool,
}

impl Table {
    pub(crate) fn new(wanted: &Wanted) -> Done<Self> {
        let peer = match &wanted.peer {
            Some(path) => serde_json::from_str(&fs::read_to_string(path)?)?,
            None => Value::Null,
        };
        println!("{} articles, {} queries a class", wanted.articles, wanted.queries);
        Ok(Self {
            rows: Vec::new(),
            facts: Vec::new(),
            notes: Vec::new(),
            peer,
            plain: wanted.plain,
        })
    }

    /// Begins a group of rows.
    pub(crate) fn head(&self, group: &str) {
        let mut heads = vec![format!("{group}, ms")];
        heads.extend(["p50", "p95", "p99", "max", "goal, p99"].map(str::to_owned));
        if self.plain {
            heads.push("plain FTS5, p50 / p99".to_owned());
        }
        if let Some(name) = self.peer["name"].as_str() {
            heads.push(format!("{name}, p50 / p99"));
        }
        println!("\n| {} |\n|{}", heads.join(" | "), "---|".repeat(heads.len()));
    }

    /// A row of a group.
    pub(crate) fn row(
        &mut self,
        group: &str,
        name: &str,
        times: &Times,
        goal: Goal,
        plain: Option<&Times>,
    ) {
        let Some(shares) = times.shares() else { return };
        let plain = plain.and_then(Times::shares);
        let peer = self.of_peer(group, name);
        let mut cells = vec![name.to_owned()];
        cells.extend(shares.map(|time| format!("{time:.2}")));
        cells.push(goal.said(shares));
        let beside = |times: Option<[f64; 4]>| {
            times.map_or(String::new(), |[p50, _, p99, _]| format!("{p50:.2} / {p99:.2}"))
        };
        if self.plain {
            cells.push(beside(plain));
        }
        if self.peer.is_object() {
            cells.push(beside(peer));
        }
        println!("| {} |", cells.join(" | "));
        self.rows.push(json!({
            "group": group, "name": name, "times": shares, "goal": goal.p99, "most": goal.most,
            "plain": plain, "peer": peer,
        }));
    }

    fn of_peer(&self, group: &str, name: &str) -> Option<[f64; 4]> {
        let rows = self.peer["rows"].as_array()?;
        let row = rows.iter().find(|row| row["group"] == group && row["name"] == name)?;
        serde_json::from_value(row["times"].clone()).ok()
    }

    /// What is no row: a figure, and the sentence that says it.
    pub(crate) fn fact(&mut self, name: &'static str, value: Value, sentence: String) {
        self.facts.push((name, value));
        self.notes.push(sentence);
    }

    /// Says what the figures are, and writes them down.
    pub(crate) fn end(mut self, wanted: &Wanted) -> Done {
        let own = "Times are milliseconds of the processor that the thread had, so neither other \
                   programs nor waiting for the disk count; where it says \"by the clock\", both \
                   do. The archive was warm but for the rows that say otherwise.";
        println!("\n{own}");
        if self.plain {
            println!(
                "Plain FTS5 is SQLite's own `ORDER BY rank LIMIT 20` with `snippet()`, without a \
                 count, over the first {} queries of a class at most.",
                crate::search::PLAIN_QUERIES
            );
        }
        if self.plain || self.peer.is_object() {
            println!(
                "Backfile searches a single letter as the word that it is; the others complete it."
            );
        }
        if let Some(said) = self.peer["said"].as_str() {
            println!("{said}");
        }
        for note in &self.notes {
            println!("{note}");
        }
        if let Some(path) = &wanted.json {
            let facts: serde_json::Map<_, _> =
                self.facts.drain(..).map(|(name, value)| (name.to_owned(), value)).collect();
            let all = json!({
                "articles": wanted.articles, "queries": wanted.queries, "seed": wanted.seed,
                "peer": self.peer["name"], "rows": self.rows, "facts": facts,
            });
            fs::write(path, serde_json::to_string_pretty(&all)?)?;
        }
        Ok(())
    }
}
