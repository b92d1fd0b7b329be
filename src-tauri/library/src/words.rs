//! The words on screen, from the one catalogue that window, frame and terminal share.
//!
//! A message is plain text with `{name}` places; a plural has the keys `key.one` and
//! `key.other`, chosen by the argument `count`.

use std::{collections::BTreeMap, sync::LazyLock};

/// The catalogue itself, as the window reads it too.
const CATALOGUE: &str = include_str!("../../../ui/messages/en.json");

static MESSAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    // The catalogue is part of the program; a test reads every key of it.
    serde_json::from_str(CATALOGUE).unwrap_or_default()
});

/// The message of that key with its places filled; the key itself when there is none.
#[must_use]
pub fn say(key: &str, arguments: &[(&str, &str)]) -> String {
    let count = arguments.iter().find(|(name, _)| *name == "count").map(|(_, value)| *value);
    let plural = count.map(|count| format!("{key}.{}", if count == "1" { "one" } else { "other" }));
    let message = plural
        .as_deref()
        .and_then(|plural| MESSAGES.get(plural))
        .or_else(|| MESSAGES.get(key))
        .map_or(key, String::as_str);
    fill(message, arguments)
}

fn fill(message: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + length];
        filled.push_str(&rest[..open]);
        match arguments.iter().find(|(argument, _)| *argument == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[open..=open + length]),
        }
        rest = &rest[open + length + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_a_flat_table_of_texts() {
        let messages: BTreeMap<String, String> = serde_json::from_str(CATALOGUE).unwrap();
        assert!(messages.len() > 50);
    }

    #[test]
    fn every_reason_for_leaving_something_out_has_words() {
        for reason in backfile_extract::REASONS {
            let key = format!("left_out.{reason}");
            assert_ne!(say(&key, &[]), key);
        }
    }

    #[test]
    fn places_are_filled_once_and_unknown_ones_stay() {
        assert_eq!(fill("{a} of {b}, {c}", &[("a", "{b}"), ("b", "2")]), "{b} of 2, {c}");
        assert_eq!(fill("open {", &[]), "open {");
    }
}
