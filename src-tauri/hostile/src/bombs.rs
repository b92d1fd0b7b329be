//! Files that were made to harm whoever imports them: each is answered within seconds and bounded
//! memory, nothing is written beside the archive, and the archive is whole afterwards.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    documents,
    run::{Outcome, Run},
    stage::Stage,
    tree,
};

/// A program that was built for looking into it is several times as slow.
const SECONDS: f64 = if cfg!(debug_assertions) { 60.0 } else { 30.0 };

/// The part.
pub(crate) fn run(run: &Run) -> Outcome {
    let Some(material) = Run::material() else {
        return Outcome::Skipped("the hostile material is not at hand".to_owned());
    };
    if !tree::can_tell() {
        return Outcome::Skipped("this system does not tell how much memory is taken".to_owned());
    }
    let stage = Stage::new(run);
    let mut files = match files(&material, stage.folder.path(), run.sample) {
        Ok(files) => files,
        Err(outcome) => return outcome,
    };
    files.extend(lists_without_end(stage.folder.path(), run));
    let plain = stage.folder.path().join("plain.html");
    std::fs::write(&plain, "<title>Plain</title><article><p>A few words of no harm.</p></article>")
        .expect("a file");
    let idle = documents::given(&stage, &plain);
    let before = beside(&stage);
    let mut broken = Vec::new();
    let (mut slowest, mut largest) = (0.0_f64, 0);
    for file in &files {
        stage.wipe();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let watched = documents::given(&stage, file);
        slowest = slowest.max(watched.took.as_secs_f64());
        largest = largest.max(watched.memory.saturating_sub(idle.memory));
        let fault = documents::fault(&watched, idle.memory, SECONDS);
        broken.extend(fault.map(|fault| format!("{name}: {fault}")));
        let after = beside(&stage);
        broken.extend(after.difference(&before).map(|path| format!("{name} wrote {path:?}")));
        match stage.json(&["verify", "--json"]) {
            Ok(verified) if verified["ok"] == true => {}
            Ok(verified) => broken.push(format!("{name}: verify: {}", verified["problems"])),
            // A file that was refused before anything was opened leaves no archive.
            Err(_) if !stage.archive().join("archive.sqlite").exists() => {}
            Err(error) => broken.push(format!("{name}: {error}")),
        }
    }
    // The controls: a file beside the archive has to be seen, and a limit that nothing can keep.
    std::fs::write(stage.folder.path().join("slipped.html"), "x").expect("a file");
    if beside(&stage).difference(&before).count() != 1 {
        return Outcome::Blind("a file that was put beside the archive was not seen".to_owned());
    }
    if documents::fault(&idle, 0, 0.000_001).is_none() {
        return Outcome::Blind("a file that took too long was not seen".to_owned());
    }
    let hog = documents::hog();
    if documents::fault(&hog, idle.memory, SECONDS).is_none_or(|fault| !fault.contains("MB")) {
        return Outcome::Blind("a program that took too much memory was not seen".to_owned());
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{} files made to harm whoever imports them: the slowest in {slowest:.1} s, the largest in \
         {} MB over idle, nothing written beside the archive, and that whole each time",
        files.len(),
        largest >> 20
    ))
}

/// The files, freshly made where there is time for it: among them one of 70,000 in one.
fn files(material: &Path, folder: &Path, sample: bool) -> Result<Vec<PathBuf>, Outcome> {
    let mut data = material.join("data");
    if !sample {
        let maker = folder.join("make_data.py");
        std::fs::copy(material.join("make_data.py"), &maker).expect("the maker is copied");
        // Gigabytes of the brotli bomb, where python can make one; the others are as they are.
        let made = Command::new("python3").arg(&maker).arg("0.1").output();
        match made {
            Ok(output) if output.status.success() => data = folder.join("data"),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(Outcome::Broken(vec![said]));
            }
            Err(error) => {
                return Err(Outcome::Skipped(format!("python3 makes the files: {error}")));
            }
        }
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(&data)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        // That one is no bomb: `import` takes such a list.
        .filter(|path| !path.ends_with("links100k.csv"))
        .collect();
    files.sort();
    if files.len() < 7 {
        return Err(Outcome::Broken(vec![format!("only {} files were made", files.len())]));
    }
    Ok(files)
}

/// Lists of far more links than anybody has, in every way in which a list comes, and files larger
/// than any page.
fn lists_without_end(folder: &Path, run: &Run) -> Vec<PathBuf> {
    let count = run.count(4_000_000, 1_000_000);
    let write = |name: &str, head: &str, row: &dyn Fn(&mut String, usize), count: usize| {
        let path = folder.join(name);
        let mut out: Box<dyn std::io::Write> = if name.ends_with(".zip") {
            let mut zip = zip::ZipWriter::new(File::create(&path).expect("a file"));
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file("links.csv", options).expect("a file in the zip");
            Box::new(zip)
        } else {
            Box::new(std::io::BufWriter::new(File::create(&path).expect("a file")))
        };
        out.write_all(head.as_bytes()).expect("its head");
        let mut text = String::new();
        for number in 0..count {
            text.clear();
            row(&mut text, number);
            out.write_all(text.as_bytes()).expect("a row");
        }
        out.flush().expect("the file");
        path
    };
    let line = |text: &mut String, number| {
        writeln!(text, "https://many.example/{number}").expect("a row");
    };
    let noted = |text: &mut String, number| {
        let note = "words without end ".repeat(200);
        writeln!(text, "https://many.example/{number},{note}").expect("a row");
    };
    let marked = |text: &mut String, number| {
        writeln!(text, "<DT><A HREF=\"https://many.example/{number}\">A story</A>").expect("a row");
    };
    // In quotation marks that are never closed as they should be.
    let unclosed = |text: &mut String, _| text.push_str("a,\"b\n");
    let cell = |text: &mut String, _| text.push_str(&"words without end ".repeat(1_000));
    let paragraph = |text: &mut String, _| text.push_str("<p>The same few words once more.</p>\n");
    vec![
        write("links.zip", "url\n", &line, count),
        write("links.csv", "url\n", &line, count / 4),
        write("unclosed.zip", "url,note\nhttps://many.example/1,\"", &unclosed, 5 * count),
        write("cell.zip", "url,note\nhttps://many.example/1,\"", &cell, count / 160),
        write("links.txt", "", &line, count / 4),
        // More words than are taken, or each of its links would be waited for.
        write("notes.csv", "url,note\n", &noted, run.count(40_000, 20_000)),
        write(
            "prose.txt",
            "Words before the links,\nand more of them,\nand more.\n",
            &line,
            count / 4,
        ),
        write("links.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>\n", &marked, count / 4),
        write("page.html", "<!doctype html><title>Long</title>", &paragraph, 1_500_000),
        write("larger.html", "<!doctype html><title>Longer</title>", &paragraph, 2_500_000),
    ]
}

/// Every file beside the archive, and those that the bombs name elsewhere.
fn beside(stage: &Stage) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![stage.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path == stage.archive() {
                continue;
            }
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                found.insert(path);
            }
        }
    }
    let names = (1..=5).map(|number| format!("slip{number}.html"));
    for name in names.chain(["through-link.html".to_owned()]) {
        let places = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from(".")];
        found
            .extend(places.map(|place| place.join(&name)).into_iter().filter(|path| path.exists()));
    }
    found
}
