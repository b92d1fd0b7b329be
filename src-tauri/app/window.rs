//! The one window: its size, where it may go, and what a second start does.

use tauri::plugin::TauriPlugin;
use tauri::utils::config::WebviewUrl;
use tauri::webview::{NewWindowResponse, PermissionResponse, WebviewWindowBuilder};
use tauri::window::Color;
use tauri::{App, AppHandle, Manager, Runtime, Theme, Url, WebviewWindow};
use tauri_plugin_window_state::StateFlags;

/// The window's name in Tauri, and in `capabilities/main.json`.
pub(crate) const LABEL: &str = "main";

const PAPER_LIGHT: Color = Color(0xfb, 0xfa, 0xf7, 0xff);
const PAPER_DARK: Color = Color(0x18, 0x17, 0x15, 0xff);

/// Opens the window.
pub(crate) fn open(app: &App) -> tauri::Result<WebviewWindow> {
    let development = if tauri::is_dev() { app.config().build.dev_url.clone() } else { None };
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Backfile")
        .inner_size(1180.0, 780.0)
        .min_inner_size(420.0, 480.0)
        .center()
        // With the handler of Tauri, a link dragged from a browser never reaches the page.
        .disable_drag_drop_handler()
        .on_navigation(move |url| may_show(url, development.as_ref()))
        .on_new_window(|url, _| {
            tracing::warn!(scheme = url.scheme(), "a page asked for a new window: refused");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .build()?;
    // Until the page has drawn itself, the empty window has the colour of its paper.
    let paper = match window.theme() {
        Ok(Theme::Dark) => PAPER_DARK,
        _ => PAPER_LIGHT,
    };
    if let Err(error) = window.set_background_color(Some(paper)) {
        tracing::debug!(%error, "the window's background keeps the system's colour");
    }
    Ok(window)
}

/// Whether the window, or the frame inside it, may go to this address: the program's own
/// pages and the reader's frame, nothing else. A dropped or clicked link never replaces the
/// program.
fn may_show(url: &Url, development: Option<&Url>) -> bool {
    let host = url.host_str();
    let own = match url.scheme() {
        "tauri" => host == Some("localhost"),
        "article" => host == Some("localhost"),
        "http" | "https" if cfg!(windows) => {
            matches!(host, Some("tauri.localhost" | "article.localhost")) && url.port().is_none()
        }
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        _ => false,
    };
    let served = development.is_some_and(|served| served.origin() == url.origin());
    if !own && !served {
        tracing::warn!(scheme = url.scheme(), "the window was sent elsewhere: refused");
    }
    own || served
}

/// Lets a second start of the same archive bring the first window to the front.
pub(crate) fn single_instance<R: Runtime>() -> TauriPlugin<R> {
    let builder = tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| bring_to_front(app));
    #[cfg(target_os = "linux")]
    let builder = match std::env::var_os("BACKFILE_ARCHIVE") {
        Some(archive) => builder.dbus_id(instance_of(&archive)),
        None => builder,
    };
    builder.build()
}

/// A name on the session bus for a window of another archive: two archives are two programs.
#[cfg(target_os = "linux")]
fn instance_of(archive: &std::ffi::OsStr) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    std::path::absolute(archive).unwrap_or_else(|_| archive.into()).hash(&mut hasher);
    format!("org.backfile.Backfile.archive{:016x}", hasher.finish())
}

fn bring_to_front<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window cannot be brought to the front");
    }
}

/// Remembers size and place between starts, not whether the window was visible.
pub(crate) fn remembered_state<R: Runtime>() -> TauriPlugin<R> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(url: &str) -> bool {
        may_show(&Url::parse(url).unwrap(), None)
    }

    #[test]
    fn the_window_shows_its_own_pages_and_the_articles_frame() {
        assert!(shows("tauri://localhost/"));
        assert!(shows("tauri://localhost/index.html?x=1"));
        assert!(shows("article://localhost/0198"));
        assert!(shows("about:blank"));
    }

    #[test]
    fn the_window_goes_nowhere_else() {
        for url in [
            "https://example.org/",
            "http://127.0.0.1:8080/",
            "http://localhost:5180/",
            "file:///etc/passwd",
            "data:text/html,<p>x",
            "javascript:alert(1)",
            "tauri://elsewhere/",
            "article://elsewhere/",
            "media://localhost/x",
            "blob:https://example.org/1",
        ] {
            assert!(!shows(url), "{url}");
        }
    }

    #[test]
    fn the_hot_reloading_server_is_shown_only_in_development() {
        let served = Url::parse("http://localhost:5180").unwrap();
        assert!(may_show(&Url::parse("http://localhost:5180/src/x").unwrap(), Some(&served)));
        assert!(!may_show(&Url::parse("http://localhost:5181/").unwrap(), Some(&served)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn each_archive_has_its_own_first_window() {
        assert_eq!(instance_of("/a".as_ref()), instance_of("/a".as_ref()));
        assert_ne!(instance_of("/a".as_ref()), instance_of("/b".as_ref()));
    }
}
