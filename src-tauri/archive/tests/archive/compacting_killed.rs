//! Compacting that is broken off, by a kill or by a disk that fails, loses nothing.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use backfile_archive::{Archive, Disk, OpenOptions, RealDisk};
use backfile_article::Sha256;

use crate::{
    compacting::page,
    help::{Home, NOW, home},
};

/// Names the folder to the program that is to be killed.
const FOLDER: &str = "BACKFILE_TEST_COMPACTED_IN";
const SITES: u32 = 55;
const PAGES: u32 = 6;

/// As an archive that was written before pages were kept against others.
fn fill(home: &Home) -> Vec<Sha256> {
    let mut names = Vec::new();
    for site in 0..SITES {
        let pages = if site % 10 == 0 { PAGES } else { 1 };
        for number in 0..pages {
            let bytes = page(site, number);
            names.push(home.blobs().put(&bytes).unwrap());
            home.with_page(&format!("s{site}.example"), &number.to_string(), &bytes);
        }
    }
    names
}

fn whole(dir: &Path, names: &[Sha256]) {
    let archive = Archive::open(dir, &OpenOptions::default()).unwrap();
    assert_eq!(archive.verify().unwrap().findings, []);
    for name in names {
        let bytes = archive.blobs().get(name).unwrap().expect("it was saved");
        assert_eq!(Sha256::of(&bytes), *name);
    }
}

fn compact(dir: &Path, disk: Arc<dyn Disk>) -> Result<backfile_archive::Compacted, String> {
    let options = OpenOptions { create: false, disk, ..OpenOptions::default() };
    Archive::compact(dir, &options, NOW, &mut |_, _, _| {}).map_err(|error| error.to_string())
}

#[test]
fn a_kill_at_any_moment_of_compacting_loses_nothing() {
    // The same test, started again as the program that is killed.
    if let Some(folder) = std::env::var_os(FOLDER) {
        compact(Path::new(&folder), Arc::new(RealDisk)).unwrap();
        return;
    }
    let mut broken_off = 0;
    for round in 0..8 {
        let home = home();
        let names = fill(&home);
        let Home { archive, dir } = home;
        drop(archive);
        // Killed again and again on the way, a little later each time.
        for more in 0..3 {
            let name = "compacting_killed::a_kill_at_any_moment_of_compacting_loses_nothing";
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", name, "--nocapture"])
                .env(FOLDER, dir.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(20 + round * 60 + more * 25));
            child.kill().unwrap();
            broken_off += u32::from(!child.wait().unwrap().success());
            whole(dir.path(), &names);
        }
        compact(dir.path(), Arc::new(RealDisk)).unwrap();
        whole(dir.path(), &names);
    }
    assert!(broken_off >= 4, "only {broken_off} runs were broken off");
}

/// A disk that fails at its n-th change and at every one after, as if the power were gone.
struct DyingDisk(AtomicU32);

impl DyingDisk {
    fn step<T>(&self, go: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.0.load(Ordering::SeqCst) == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.0.fetch_sub(1, Ordering::SeqCst);
        go()
    }
}

impl Disk for DyingDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        RealDisk.create_dir_all(path)
    }
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // Half of it is written before it fails.
        self.step(|| Ok(())).inspect_err(|_| {
            RealDisk.write_new(path, &bytes[..bytes.len() / 2]).expect("the real disk works");
        })?;
        RealDisk.write_new(path, bytes)
    }
    fn write_from(&self, path: &Path, source: &mut dyn io::Read) -> io::Result<()> {
        self.step(|| RealDisk.write_from(path, source))
    }
    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        self.step(|| RealDisk.link(path, second))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| RealDisk.rename(from, to))
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| RealDisk.sync_dir(path))
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step(|| RealDisk.remove(path))
    }
    fn touch(&self, path: &Path) -> io::Result<bool> {
        RealDisk.touch(path)
    }
    fn age(&self, path: &Path) -> io::Result<Duration> {
        RealDisk.age(path)
    }
}

#[test]
fn a_disk_that_fails_while_compacting_loses_nothing() {
    let home = home();
    let names = fill(&home);
    let Home { archive, dir } = home;
    drop(archive);
    let (mut failures, mut steps) = (0, 0);
    loop {
        match compact(dir.path(), Arc::new(DyingDisk(AtomicU32::new(steps)))) {
            Ok(_) => break,
            Err(error) => {
                assert!(error.contains("full"), "{error}");
                failures += 1;
            }
        }
        whole(dir.path(), &names);
        // Each try comes a little farther than the one before.
        steps += 9;
    }
    assert!(failures > 5, "it failed {failures} times only");
    whole(dir.path(), &names);
}
