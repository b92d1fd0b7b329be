//! What the person chose, and what a window asked to be remembered; kept in the archive.

use backfile_archive::{ArchiveError, Reader};
use serde::{Deserialize, Serialize};

use crate::ipc::{Face, Settings, Theme};

/// Under which key the choices are kept.
pub(crate) const SETTINGS: &str = "settings";
/// Under which key a window's own memory is kept.
pub(crate) const SESSION: &str = "session";
/// Under which key it is kept what web view the window runs in.
pub(crate) const BROWSER: &str = "browser";
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
    settings
}

/// The web view that the window last ran in; a terminal asks for pages as that one does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Browser {
    /// Its User-Agent.
    pub(crate) user_agent: String,
    /// The person's languages, BCP 47, best first.
    pub(crate) languages: Vec<String>,
}

impl Browser {
    /// Within the bounds of what a header should hold.
    pub(crate) fn sane(mut self) -> Self {
        self.user_agent.retain(|char| matches!(char, ' '..='~'));
        self.user_agent.truncate(300);
        self.languages.retain(|tag| {
            !tag.is_empty()
                && tag.len() <= 35
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        self.languages.truncate(8);
        self
    }
}

/// The web view that was last heard of.
pub(crate) fn browser(reader: &Reader<'_>) -> Result<Option<Browser>, ArchiveError> {
    let value = reader.setting::<serde_json::Value>(BROWSER)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

/// The languages of the desktop, best first, English last.
pub(crate) fn system_languages() -> Vec<String> {
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
