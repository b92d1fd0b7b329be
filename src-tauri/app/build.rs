//! Generates what the desktop program needs at compile time: the embedded window, the
//! window's permissions, the Windows resources.

use tauri_build::{AppManifest, Attributes};

fn main() {
    // A pattern of our own leaves the watching to us; so does a page that is embedded.
    for watched in ["src-tauri/app/capabilities", "ui/dist", "icons"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    // Naming the commands makes Tauri refuse every call that no capability allows.
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/app/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(&["call"]));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error=the desktop program cannot be prepared: {error:#}");
    }
}
