//! An empty window of the same kit: what Backfile's figures are held against.

#![allow(clippy::expect_used, reason = "a program for measuring, which has nobody to tell")]

use tauri::{WebviewUrl, webview::WebviewWindowBuilder};

fn main() {
    tauri::Builder::default()
        .setup(|app| {
            let nothing = "about:blank".parse()?;
            WebviewWindowBuilder::new(app, "main", WebviewUrl::External(nothing))
                .title("Backfile empty")
                .inner_size(1180.0, 780.0)
                .on_navigation(|_| true)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the empty window opens");
}
