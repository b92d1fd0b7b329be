//! The cleaning worker is a process of its own: it can be killed, and nothing else is.

use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::stage::{Stage, article, done};

/// The cleaning workers among the children of a process.
fn workers_of(parent: u32) -> Vec<u32> {
    let children = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let after = stat.rsplit_once(')')?.1;
        let fathered = after.split_whitespace().nth(1)?.parse::<u32>().ok()? == parent;
        let words = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let word = b"--cleaning-worker";
        (fathered && words.windows(word.len()).any(|window| window == word)).then_some(id)
    });
    children.collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_worker_costs_no_link() {
    let stage = Stage::new();
    for at in 0..12 {
        let page = article(&format!("Lamp {at}"), 40);
        let answer = backfile_testkit::Answer::html(page).delay(Duration::from_millis(60));
        stage.server.answer(&format!("/lamp/{at}"), answer);
    }
    let links: Vec<String> = (0..12).map(|at| stage.server.url(&format!("/lamp/{at}"))).collect();
    let mut words = vec!["save", "--json", "--allow-private"];
    words.extend(links.iter().map(String::as_str));
    let child =
        stage.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let killer = std::thread::spawn(move || {
        let started = Instant::now();
        let mut killed = 0;
        while killed < 6 && started.elapsed() < Duration::from_secs(20) {
            for worker in workers_of(id) {
                // It may have ended by itself.
                let _gone = Command::new("kill").args(["-9", &worker.to_string()]).status();
                killed += 1;
            }
            std::thread::sleep(Duration::from_millis(40));
        }
        killed
    });
    let run = done(child.wait_with_output().unwrap());
    let killed = killer.join().unwrap();
    assert!(killed > 0, "no worker was ever seen");
    let lines = run.lines();
    assert_eq!(lines.len(), 12);
    for line in &lines {
        match line["status"].as_str() {
            Some("saved") => {}
            Some("link") => assert_eq!(line["error"]["code"], "cleaning_failed", "{line}"),
            _ => panic!("{line}"),
        }
        let id = line["id"].as_str().expect("an id");
        // Article or not, the page's bytes are there.
        let original = stage.run(&["show", id, "--format", "original"]).well();
        assert!(original.text().contains("<title>Lamp "));
    }
    assert_eq!(stage.verified()["ok"], true);
}

#[test]
fn a_worker_cleans_page_after_page_until_its_input_ends() {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_backfile"))
        .arg("--cleaning-worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, mut output) = (worker.stdin.take().unwrap(), worker.stdout.take().unwrap());
    for title in ["One", "Two"] {
        let request = json!({
            "source": article(title, 5), "flat_text": false, "url": null, "captured_at": null
        });
        let frame = request.to_string();
        input.write_all(&u32::try_from(frame.len()).unwrap().to_le_bytes()).unwrap();
        input.write_all(frame.as_bytes()).unwrap();
        let mut length = [0; 4];
        output.read_exact(&mut length).unwrap();
        let mut answer = vec![0; u32::from_le_bytes(length) as usize];
        output.read_exact(&mut answer).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["extraction"]["title"], title);
        assert!(answer["ms"].is_number());
    }
    drop(input);
    assert!(worker.wait().unwrap().success());
}
