//! What the clipboard holds, read on this side so that a copied page arrives whole: its
//! HTML as the browser gave it, and the address that browsers lay beside it.
//!
//! GTK is named here and in `dropped` alone.

use std::time::Duration;

use backfile_library::Clipboard;

/// The targets under which browsers put the page's address.
#[cfg(target_os = "linux")]
const ADDRESS_TARGETS: [&str; 2] = ["chromium/x-source-url", "text/x-moz-url-priv"];

/// An owner that does not answer holds a paste up no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads the clipboard. Called from any thread but the main one, which does the reading.
#[cfg(target_os = "linux")]
pub(crate) fn read<R: tauri::Runtime>(app: &tauri::AppHandle<R>) -> Clipboard {
    use std::sync::mpsc;
    use std::time::Instant;

    let (sender, receiver) = mpsc::channel();
    let asked = app.run_on_main_thread(move || linux::request(sender));
    if let Err(error) = asked {
        tracing::warn!(%error, "the clipboard cannot be asked");
        return Clipboard::default();
    }
    let mut content = Clipboard::default();
    let end = Instant::now() + PATIENCE;
    // The channel ends when every target has answered.
    while let Ok(part) = receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
        match part {
            linux::Part::Html(bytes) => content.html = text_of(&bytes),
            linux::Part::Plain(text) => content.plain = Some(text),
            linux::Part::Address(bytes) => {
                content.source_url = content.source_url.or_else(|| address_of(&bytes));
            }
        }
    }
    content
}

/// Puts text on the clipboard, where it stays after this program has ended if the desktop keeps it.
#[cfg(target_os = "linux")]
pub(crate) fn write<R: tauri::Runtime>(
    app: &tauri::AppHandle<R>,
    text: String,
) -> tauri::Result<()> {
    app.run_on_main_thread(move || {
        let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
        clipboard.set_text(&text);
        clipboard.store();
    })
}

/// Elsewhere the window hands over what its own paste event gave it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn read<R: tauri::Runtime>(_app: &tauri::AppHandle<R>) -> Clipboard {
    Clipboard::default()
}

/// Clipboard bytes as text: UTF-8, or UTF-16 as Firefox gives it, with or without its mark.
fn text_of(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // Markup and addresses begin with a character of ASCII, whose other half is zero.
        [first, 0, ..] if *first != 0 => wide(bytes, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let text = text.trim_end_matches('\0').to_owned();
    (!text.trim().is_empty()).then_some(text)
}

/// The address in such bytes: the first line, when it is one of the web.
fn address_of(bytes: &[u8]) -> Option<String> {
    let text = text_of(bytes)?;
    let line = text.lines().next()?.trim();
    let url = url::Url::parse(line).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::mpsc::Sender;

    use gtk::gdk;

    use super::ADDRESS_TARGETS;

    /// One answer of the clipboard's owner.
    pub(super) enum Part {
        Html(Vec<u8>),
        Plain(String),
        Address(Vec<u8>),
    }

    /// Asks for every target at once; the answers come while the window goes on living.
    pub(super) fn request(sender: Sender<Part>) {
        let clipboard = gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD);
        let html = sender.clone();
        clipboard.request_contents(&gdk::Atom::intern("text/html"), move |_, data| {
            answer(&html, data.data(), Part::Html);
        });
        for target in ADDRESS_TARGETS {
            let address = sender.clone();
            clipboard.request_contents(&gdk::Atom::intern(target), move |_, data| {
                answer(&address, data.data(), Part::Address);
            });
        }
        clipboard.request_text(move |_, text| {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                send(&sender, Part::Plain(text.to_owned()));
            }
        });
    }

    fn answer(sender: &Sender<Part>, data: Vec<u8>, part: fn(Vec<u8>) -> Part) {
        if !data.is_empty() {
            send(sender, part(data));
        }
    }

    fn send(sender: &Sender<Part>, part: Part) {
        if sender.send(part).is_err() {
            tracing::warn!("the clipboard answered after its time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn markup_is_read_in_both_encodings_that_browsers_use() {
        assert_eq!(text_of("<p>Grüße".as_bytes()).as_deref(), Some("<p>Grüße"));
        assert_eq!(text_of(&wide("<p>Grüße")).as_deref(), Some("<p>Grüße"));
        let marked = [vec![0xff, 0xfe], wide("<p>日本")].concat();
        assert_eq!(text_of(&marked).as_deref(), Some("<p>日本"));
    }

    #[test]
    fn a_closing_zero_is_no_text() {
        assert_eq!(text_of(b"<p>a\0").as_deref(), Some("<p>a"));
        assert_eq!(text_of(b"\0\0"), None);
        assert_eq!(text_of(b""), None);
    }

    #[test]
    fn the_address_is_the_first_line_and_of_the_web() {
        let firefox = wide("https://example.org/story\nA title");
        assert_eq!(address_of(&firefox).as_deref(), Some("https://example.org/story"));
        assert_eq!(address_of(b"https://example.org/a").as_deref(), Some("https://example.org/a"));
        assert_eq!(address_of(b"about:newtab"), None);
        assert_eq!(address_of(b"file:///etc/passwd"), None);
        assert_eq!(address_of(b"no address"), None);
    }
}
