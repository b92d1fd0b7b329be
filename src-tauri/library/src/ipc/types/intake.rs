//! What is given to be saved, and what became of it.

use backfile_article::{ArticleId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::words::say;

wire! {
    /// What a paste, drop or the field holds.
    pub struct SaveRequest {
        /// Plain text.
        pub text: Option<String>,
        /// HTML.
        pub html: Option<String>,
        /// A list of addresses, one a line.
        pub uri_list: Option<String>,
    }

    /// What became of something given to be saved.
    pub struct SaveOutcome {
        /// New entries, in the order given, at most 200 of them.
        pub added: Vec<ArticleId>,
        /// How many entries are new.
        pub added_count: u32,
        /// Entries that were there before.
        pub already: Vec<Already>,
        /// Lines in which there is no link, the first 200.
        pub skipped: Vec<Skipped>,
        /// How many lines these are.
        pub skipped_count: u32,
        /// Files of which nothing was taken.
        pub refused: Vec<RefusedFile>,
        /// Links that had a user name or password, which were left out.
        pub had_credentials: u32,
        /// Whether there was nothing to save in it.
        pub nothing: bool,
    }

    /// A file of which nothing was taken.
    #[derive(Eq)]
    pub struct RefusedFile {
        /// Its name.
        pub name: String,
        /// Why.
        pub fault: FileFault,
    }

    /// Why nothing of a file was taken.
    #[derive(Copy, Eq)]
    pub enum FileFault {
        /// The system does not let it be read.
        Unreadable,
        /// There is nothing in it.
        Empty,
        /// It is neither page, text nor list.
        Unsupported,
        /// It is not what it says.
        Damaged,
        /// It asks for a password.
        Locked,
        /// It is larger than what is read.
        TooLarge,
        /// It holds more links than are taken at once.
        TooMany,
        /// There is no list in the zip.
        NoList,
    }

    /// A link that was saved before.
    pub struct Already {
        /// The entry.
        pub id: ArticleId,
        /// When it was saved.
        pub saved_at: Timestamp,
        /// Its title.
        pub title: Option<String>,
        /// Whether it lies in the trash.
        pub trashed: bool,
    }

    /// Something in a list that could not be taken.
    pub struct Skipped {
        /// The line, counted from 1; 0 when there are no lines.
        pub line: u32,
        /// Why.
        pub reason: String,
        /// Its first characters.
        pub text: String,
    }
}

impl FileFault {
    /// The sentence about a file of that name: what happened, what is safe, what to do.
    #[must_use]
    pub fn say(self, name: &str) -> String {
        let key = serde_json::to_value(self).ok();
        let key = key.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        say(&format!("file.{key}"), &[("name", name)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_file_has_its_sentence() {
        use FileFault::{
            Damaged, Empty, Locked, NoList, TooLarge, TooMany, Unreadable, Unsupported,
        };
        let all = [Unreadable, Empty, Unsupported, Damaged, Locked, TooLarge, TooMany, NoList];
        for fault in all {
            let said = fault.say("list.csv");
            assert!(said.starts_with("“list.csv” ") && said.ends_with('.'), "{fault:?}: {said}");
        }
    }
}
