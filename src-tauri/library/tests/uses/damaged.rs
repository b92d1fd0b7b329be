//! An archive whose database is damaged, whichever part of it: it opens for reading all the same,
//! so that what is left of it can be salvaged.

use std::fs;

use serde_json::json;

use crate::stage::{NoDesktop, Stage, open};

const PAGE: usize = 4096;

#[tokio::test(flavor = "multi_thread")]
async fn whichever_table_is_damaged_the_window_opens_and_says_so() {
    let stage = Stage::new().await;
    stage.save("/courier/ferry").await;
    stage.library.shut_down().await;
    let Stage { library, folder, .. } = stage;
    drop(library);
    let database = folder.path().join("archive/archive.sqlite");
    // Opening it once more and closing it moves the log into the file.
    open(folder.path()).await.shut_down().await;
    let sound = fs::read(&database).unwrap();
    let mut tried = 0;
    for at in (0..sound.len()).step_by(PAGE) {
        let page = &sound[at..at + PAGE];
        // Leaves of tables; without the names of its tables a database is none.
        if page[0] != 0x0d || page.windows(7).any(|word| word == b"CREATE ") {
            continue;
        }
        let mut bytes = sound.clone();
        bytes[at..at + PAGE].fill(0xa5);
        fs::write(&database, &bytes).unwrap();
        fs::write(database.with_extension("sqlite-wal"), [1; 32]).unwrap();
        let library = open(folder.path()).await;
        let called = backfile_library::ipc::dispatch(&library, &NoDesktop, "overview", json!({}));
        let overview = called.await.unwrap_or_else(|error| panic!("page at {at}: {error}"));
        assert_eq!(overview["access"], "damaged", "page at {at}");
        assert_eq!(overview["first_start"], false, "page at {at}");
        library.shut_down().await;
        drop(library);
        assert!(fs::read(&database).unwrap() == bytes, "page at {at}: the file was changed");
        tried += 1;
    }
    assert!(tried > 20, "{tried} pages");
}
