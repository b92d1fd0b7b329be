//! A disk that takes nothing: what was to be saved waits unharmed, everything else goes on, and
//! so does the saving once the disk takes something again.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use backfile_article::Standing;
use backfile_library::{Disk, OpenOptions, RealDisk, ipc::CommandError};
use backfile_testkit::PageServer;
use serde_json::json;

use crate::stage::{Stage, article, until};

/// A disk that can be full.
#[derive(Default)]
struct Filling {
    full: AtomicBool,
}

impl Disk for Filling {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        RealDisk.create_dir_all(path)
    }
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.full.load(SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        RealDisk.write_new(path, bytes)
    }
    fn write_from(&self, path: &Path, source: &mut dyn io::Read) -> io::Result<()> {
        RealDisk.write_from(path, source)
    }
    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        RealDisk.link(path, second)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealDisk.sync_dir(path)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }
    fn touch(&self, path: &Path) -> io::Result<bool> {
        RealDisk.touch(path)
    }
    fn age(&self, path: &Path) -> io::Result<Duration> {
        RealDisk.age(path)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_saving_and_nothing_else_until_there_is_room() {
    let server = PageServer::start().await;
    let disk = Arc::new(Filling::default());
    let options = OpenOptions { disk: disk.clone(), ..OpenOptions::default() };
    let stage = Stage::of(server, options).await;
    stage.server.page("/ferry", article("The ferry", 8));
    stage.server.page("/frost", article("The long frost", 8));
    let kept = stage.save("/ferry").await.row;
    assert_eq!(kept.standing, Standing::Article);
    let queue = async || stage.ask("overview", json!({})).await["queue"].clone();
    assert_eq!(queue().await["stopped"], json!(null));

    disk.full.store(true, SeqCst);
    let waits = stage.save("/frost").await.row;
    assert_eq!(waits.standing, Standing::Waiting, "it is neither saved nor given up");
    assert!(waits.problem.is_none());
    assert_eq!(queue().await["stopped"]["reason"], "disk_full");
    assert!(matches!(stage.library.why_stopped(), Some(CommandError::DiskFull { .. })));
    // Reading and searching go on, and so does what needs no file.
    assert_eq!(stage.row(kept.id).await.standing, Standing::Article);
    assert!(!stage.text(kept.id).await.is_empty());
    assert_eq!(stage.hits("").await, 2);
    // A look while it is still full changes nothing.
    stage.ask("retry", json!({ "ids": [] })).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(queue().await["stopped"]["reason"], "disk_full");

    disk.full.store(false, SeqCst);
    until("the saving goes on by itself", async || {
        stage.row(waits.id).await.standing == Standing::Article
    })
    .await;
    assert_eq!(queue().await["stopped"], json!(null));
    assert!(stage.library.why_stopped().is_none());
    assert_eq!(stage.library.verify().await.unwrap().findings, []);
}
