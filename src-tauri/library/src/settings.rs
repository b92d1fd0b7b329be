//! What the person chose, and what a window asked to be remembered; kept in the archive.

use backfile_archive::{ArchiveError, Reader};

use crate::ipc::{Face, Settings, Theme};

/// Under which key the choices are kept.
pub(crate) const SETTINGS: &str = "settings";
/// Under which key a window's own memory is kept.
pub(crate) const SESSION: &str = "session";
/// Under which key it is kept that the queue is paused.
pub(crate) const PAUSED: &str = "paused";

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            text_size: 19,
            measure: 66,
            face: Face::Serif,
            text_only: false,
            languages: system_languages(),
        }
    }
}

/// The choices, with the defaults for what was never chosen.
pub(crate) fn read(reader: &Reader<'_>) -> Result<Settings, ArchiveError> {
    // What a later program wrote and this one does not know is no reason to fail.
    Ok(reader
        .setting::<serde_json::Value>(SETTINGS)?
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default())
}

/// Takes choices within the bounds of what can be read.
pub(crate) fn sane(mut settings: Settings) -> Settings {
    settings.text_size = settings.text_size.clamp(12, 40);
    settings.measure = settings.measure.clamp(40, 100);
    settings.languages.retain(|tag| {
        !tag.is_empty()
            && tag.len() <= 35
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    settings.languages.truncate(8);
    settings
}

/// The languages of the desktop, best first, English last.
fn system_languages() -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    for variable in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"] {
        let value = std::env::var(variable).unwrap_or_default();
        for locale in value.split(':') {
            let tag = locale.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
            if tag.len() >= 2 && tag != "POSIX" && !languages.contains(&tag) {
                languages.push(tag);
            }
        }
    }
    if !languages.iter().any(|tag| tag.starts_with("en")) {
        languages.push("en".to_owned());
    }
    languages
}
