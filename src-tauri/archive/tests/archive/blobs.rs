//! The media store, and what a disk that fails does to it.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use backfile_archive::{Archive, ArchiveError, BlobState, Disk, OpenOptions, RealDisk};
use backfile_article::Sha256;

use crate::help::{home, link, plain, rich};

fn noise(length: usize) -> Vec<u8> {
    // A plain xorshift: bytes that no compression makes smaller.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn bytes_come_back_as_they_were_whatever_they_are() {
    let home = home();
    let cases = [
        Vec::new(),
        b"a".to_vec(),
        b"word ".repeat(50_000),
        noise(100),
        noise(300_000),
        vec![0; 512],
    ];
    for bytes in cases {
        let name = home.blobs().put(&bytes).unwrap();
        assert_eq!(name, Sha256::of(&bytes));
        assert_eq!(home.blobs().put(&bytes).unwrap(), name);
        assert_eq!(home.blobs().get(&name).unwrap(), Some(bytes));
        assert_eq!(home.blobs().check(&name).unwrap(), BlobState::Sound);
    }
    assert_eq!(home.blobs().names().unwrap().len(), 6);
    assert_eq!(home.blobs().get(&Sha256([7; 32])).unwrap(), None);
}

#[test]
fn a_file_is_compressed_only_where_that_helps() {
    let home = home();
    let path = |name: &Sha256, end: &str| {
        home.dir.path().join("blobs").join(&name.to_string()[..2]).join(format!("{name}{end}"))
    };
    let prose = home.blobs().put(&b"All the world. ".repeat(1000)).unwrap();
    assert!(path(&prose, ".zst").exists() && !path(&prose, "").exists());
    let picture = home.blobs().put(&noise(70_000)).unwrap();
    assert!(path(&picture, "").exists() && !path(&picture, ".zst").exists());
}

#[test]
fn other_bytes_under_a_name_are_not_given_out_and_are_found() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let name = home.read(|reader| reader.page_blob(version)).unwrap().unwrap();
    let folder = home.dir.path().join("blobs").join(&name.to_string()[..2]);
    std::fs::write(folder.join(name.to_string()), b"forged").unwrap();
    assert!(matches!(home.blobs().get(&name), Err(ArchiveError::Damaged(_))));
    let found = home.verify().unwrap().findings;
    assert_eq!((found.len(), found[0].code, found[0].article), (1, "blob_damaged", Some(id)));
    std::fs::remove_file(folder.join(name.to_string())).unwrap();
    let found = home.verify().unwrap().findings;
    assert_eq!((found.len(), found[0].code, found[0].article), (1, "blob_missing", Some(id)));
}

/// A disk that fails at its n-th step.
struct FailingDisk {
    left: AtomicU32,
    kind: io::ErrorKind,
}

impl FailingDisk {
    fn step<T>(&self, go: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            return Err(io::Error::from(self.kind));
        }
        go()
    }
}

impl Disk for FailingDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step(|| RealDisk.create_dir_all(path))
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
        RealDisk.remove(path)
    }
    fn touch(&self, path: &Path) -> io::Result<bool> {
        RealDisk.touch(path)
    }
    fn age(&self, path: &Path) -> io::Result<Duration> {
        RealDisk.age(path)
    }
}

#[test]
fn a_disk_that_fails_at_any_step_leaves_no_broken_blob() {
    let bytes = b"What must not be lost. ".repeat(300);
    let mut failures = 0;
    for step in 2..13 {
        let dir = tempfile::tempdir().unwrap();
        let disk = FailingDisk { left: AtomicU32::new(step), kind: io::ErrorKind::StorageFull };
        let options = OpenOptions { disk: Arc::new(disk), ..OpenOptions::default() };
        let archive = Archive::open(dir.path(), &options).unwrap();
        let name = Sha256::of(&bytes);
        match archive.blobs().put(&bytes) {
            Ok(put) => assert_eq!(put, name),
            Err(error) => {
                failures += 1;
                assert!(matches!(error, ArchiveError::DiskFull { .. }), "{error:?}");
            }
        }
        // What lies there is whole or nothing, and a second try mends it.
        assert_ne!(archive.blobs().check(&name).unwrap(), BlobState::Damaged);
        assert_eq!(archive.blobs().put(&bytes).unwrap(), name);
        assert_eq!(archive.blobs().get(&name).unwrap().as_deref(), Some(bytes.as_slice()));
        let folder = dir.path().join("blobs").join(&name.to_string()[..2]);
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "step {step}");
    }
    assert!(failures >= 4, "only {failures} steps can fail");
}

#[test]
fn blobs_that_nothing_names_go_once_no_save_can_mean_them() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let page = home.read(|reader| reader.page_blob(version)).unwrap().unwrap();
    let spare = home.blobs().put(b"left over").unwrap();
    let fresh = home.blobs().put(b"about to be named").unwrap();
    let age = |name: &Sha256| {
        let folder = home.dir.path().join("blobs").join(&name.to_string()[..2]);
        for entry in folder.read_dir().unwrap() {
            let file = std::fs::File::options().write(true).open(entry.unwrap().path()).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(7200)).unwrap();
        }
    };
    age(&spare);
    age(&page);
    assert_eq!(home.verify().unwrap().spare_blobs, 2);
    assert_eq!(home.sweep().unwrap(), 1);
    assert!(!home.blobs().has(&spare) && home.blobs().has(&fresh) && home.blobs().has(&page));
    // Putting bytes again makes a spare blob young.
    let spare = home.blobs().put(b"left over").unwrap();
    age(&spare);
    home.blobs().put(b"left over").unwrap();
    assert_eq!(home.sweep().unwrap(), 0);
    home.write(plain(), |writer| writer.purge(&[id])).unwrap();
    assert_eq!(home.sweep().unwrap(), 1);
    assert!(!home.blobs().has(&page));
    home.add(&link("b"));
    home.sound();
}
