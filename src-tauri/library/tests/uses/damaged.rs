//! An archive whose database is damaged, whichever part of it: it opens for reading all the same,
//! so that what is left of it can be salvaged.

use std::fs;

use backfile_library::{
    OpenOptions,
    ipc::{CommandError, dispatch},
};
use serde_json::json;

use crate::stage::{NoDesktop, Stage, allowed, open, open_with};

const PAGE: usize = 4096;

#[tokio::test(flavor = "multi_thread")]
async fn whichever_page_is_damaged_the_window_opens_and_says_so() {
    let stage = Stage::new().await;
    stage.save("/courier/ferry").await;
    stage.library.shut_down().await;
    let Stage { library, folder, .. } = stage;
    drop(library);
    let database = folder.path().join("archive/archive.sqlite");
    // Opening it once more and closing it moves the log into the file.
    open(folder.path()).await.shut_down().await;
    let sound = fs::read(&database).unwrap();
    let (mut tried, mut unread) = (0, 0);
    for at in (0..sound.len()).step_by(PAGE) {
        let page = &sound[at..at + PAGE];
        // Leaves of tables. Without its head, or the names of its tables, nothing can be read.
        let is_head = at == 0 || page.windows(7).any(|word| word == b"CREATE ");
        if page[0] != 0x0d && !is_head {
            continue;
        }
        let mut bytes = sound.clone();
        bytes[at..at + PAGE].fill(0xa5);
        fs::write(&database, &bytes).unwrap();
        fs::write(database.with_extension("sqlite-wal"), [1; 32]).unwrap();
        let options = OpenOptions { unreadable: true, ..OpenOptions::default() };
        let library = open_with(folder.path(), options).await;
        let called = dispatch(&library, &NoDesktop, "overview", json!({}));
        let overview = called.await.unwrap_or_else(|error| panic!("page at {at}: {error}"));
        let expected = if is_head { "unreadable" } else { "damaged" };
        assert_eq!(overview["access"], expected, "page at {at}");
        assert_eq!(overview["first_start"], false, "page at {at}");
        if at == 0 {
            let request = json!({
                "view": "all", "query": "", "sort": "saved", "offset": 0, "limit": 9,
                "utc_offset_minutes": 0,
            });
            let list = json!({ "request": request });
            let list = dispatch(&library, &NoDesktop, "list", list).await.unwrap();
            assert_eq!(list["total"], 0);
            let refused = library.take_in_text("https://paper.example/a", &allowed()).await;
            assert!(matches!(refused, Err(CommandError::ReadOnly)), "{refused:?}");
        }
        library.shut_down().await;
        drop(library);
        assert!(fs::read(&database).unwrap() == bytes, "page at {at}: the file was changed");
        tried += 1;
        unread += usize::from(is_head);
    }
    assert!(tried > 20 && unread > 1, "{tried} pages, {unread} of them heads");

    // A window salvages it, and goes on with what it found.
    let mut bytes = sound;
    bytes[..PAGE].fill(0);
    fs::write(&database, &bytes).unwrap();
    fs::remove_file(database.with_extension("sqlite-wal")).unwrap();
    let options = || OpenOptions { unreadable: true, ..OpenOptions::default() };
    let library = open_with(folder.path(), options()).await;
    let salvaged = dispatch(&library, &NoDesktop, "salvage", json!({})).await.unwrap();
    assert_eq!((salvaged["articles"].as_u64(), salvaged["lost"].as_u64()), (Some(1), Some(0)));
    let overview = dispatch(&library, &NoDesktop, "overview", json!({})).await.unwrap();
    assert_eq!(
        (overview["access"].as_str(), overview["counts"]["all"].as_u64()),
        (Some("writes"), Some(1))
    );
}
