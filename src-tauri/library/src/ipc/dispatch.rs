//! From a call's name and arguments to its answer.

use backfile_article::{ArticleId, HighlightId, Quote, SavedSearchId, TagId, VersionId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{args, calls::Calls, commands::for_each_command, error::CommandError, types::*};
use crate::{Library, shell::Shell};

/// Answers one call of a window.
///
/// # Errors
/// [`CommandError::BadCall`] for a name or arguments that are not in the list, else whatever
/// the call itself gives.
pub async fn dispatch(
    library: &Library,
    shell: &dyn Shell,
    name: &str,
    arguments: Value,
) -> Result<Value, CommandError> {
    let calls = Calls { library, shell };
    macro_rules! arms {
        ($($(#[$doc:meta])* $call:ident { $($arg:ident: $kind:ty),* } -> $result:ty;)+) => {
            match name {
                $(stringify!($call) => {
                    let args::$call { $($arg),* } = parse(name, arguments)?;
                    let result: $result = calls.$call($($arg),*).await?;
                    serde_json::to_value(result).map_err(|error| bad_call(name, &error))
                })+
                _ => Err(bad_call(name, &"there is no such call")),
            }
        };
    }
    for_each_command!(arms)
}

/// The name of every call.
#[must_use]
pub fn names() -> Vec<&'static str> {
    macro_rules! list {
        ($($(#[$doc:meta])* $call:ident { $($arg:ident: $kind:ty),* } -> $result:ty;)+) => {
            vec![$(stringify!($call)),+]
        };
    }
    for_each_command!(list)
}

fn parse<T: DeserializeOwned>(name: &str, arguments: Value) -> Result<T, CommandError> {
    // A call without arguments may come as nothing at all.
    let arguments =
        if arguments.is_null() { Value::Object(serde_json::Map::new()) } else { arguments };
    serde_json::from_value(arguments).map_err(|error| bad_call(name, &error))
}

fn bad_call(name: &str, reason: &dyn std::fmt::Display) -> CommandError {
    CommandError::BadCall { name: name.to_owned(), reason: reason.to_string() }
}

#[allow(unused, reason = "the types of arguments that the macro names")]
type Named = (ArticleId, HighlightId, Quote, SavedSearchId, TagId, VersionId);
