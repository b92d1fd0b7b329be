//! Files of a folder as answers.

use std::{
    fs,
    io::Read as _,
    path::{Component, Path},
};

use flate2::read::GzDecoder;

use crate::Answer;

/// The file at a path below `folder`; `None` when there is none or it lies outside.
///
/// A packed page (`.html.gz`) is unpacked and given as a page in UTF-8, under its own name and
/// under the name without `.gz`.
pub(crate) fn file(folder: &Path, path: &str) -> Option<Answer> {
    let path = decoded(path.trim_start_matches('/'));
    let path = Path::new(&path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut file = folder.join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    if !file.is_file() {
        let mut name = file.file_name()?.to_owned();
        name.push(".gz");
        file.set_file_name(name);
    }
    let name = file.file_name()?.to_str()?.to_ascii_lowercase();
    let mut bytes = fs::read(&file).ok()?;
    if name.ends_with(".html.gz") {
        let packed = std::mem::take(&mut bytes);
        GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).ok()?;
        return Some(Answer::html(bytes));
    }
    let media_type = match name.rsplit_once('.')?.1 {
        "html" | "htm" => "text/html; charset=utf-8",
        "xhtml" => "application/xhtml+xml",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "css" => "text/css",
        "js" => "text/javascript",
        "json" => "application/json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
    Some(Answer::new(media_type, bytes))
}

fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut plain = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = path.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) if bytes[at] == b'%' => {
                plain.push(byte);
                at += 3;
            }
            _ => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}
