//! The pages of a damaged database file, with what its log of writes holds laid over them.
//!
//! Nothing here trusts a number that it reads: a page that is not what it should be is left out.

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::{Mutex, PoisonError},
};

/// The size of a page where the file itself does not say one that it can have.
const USUAL: usize = 4096;
/// Bytes of a frame of the log before its page.
const FRAME: usize = 24;
/// Bytes of the log before its first frame.
const LOG_HEAD: usize = 32;

/// The pages of a database.
pub(super) struct Image {
    file: Mutex<File>,
    /// Bytes of the file.
    length: u64,
    size: usize,
    /// Pages that were committed to the log and are newer there.
    newer: HashMap<u32, Vec<u8>>,
}

impl Image {
    pub(super) fn read(database: &Path) -> io::Result<Self> {
        let mut file = File::open(database)?;
        let length = file.metadata()?.len();
        let mut head = Vec::with_capacity(100);
        (&mut file).take(100).read_to_end(&mut head)?;
        let log = match std::fs::read(database.with_extension("sqlite-wal")) {
            Ok(log) => log,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let stated = number16(&head, 16).map(|size| if size == 1 { 65_536 } else { size });
        let logged = number32(&log, 8).and_then(|size| usize::try_from(size).ok());
        let can_be = |size: &usize| size.is_power_of_two() && (512..=65_536).contains(size);
        let size = stated.filter(can_be).or(logged.filter(can_be)).unwrap_or(USUAL);
        let newer = if logged == Some(size) { committed(&log, size) } else { HashMap::new() };
        Ok(Self { file: Mutex::new(file), length, size, newer })
    }

    /// How many pages there are; the first is 1.
    pub(super) fn count(&self) -> u32 {
        let in_file = u32::try_from(self.length / self.size as u64).unwrap_or(u32::MAX);
        self.newer.keys().copied().max().unwrap_or(0).max(in_file)
    }

    /// Bytes of each page.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The bytes of a page; none where there is none, or the disk does not give it.
    pub(super) fn page(&self, number: u32) -> Option<Vec<u8>> {
        if let Some(page) = self.newer.get(&number) {
            return Some(page.clone());
        }
        let from = u64::from(number.checked_sub(1)?) * self.size as u64;
        let mut page = vec![0; self.size];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // One that the disk cannot read is as good as broken.
        file.seek(SeekFrom::Start(from)).and_then(|_| file.read_exact(&mut page)).ok()?;
        Some(page)
    }

    /// Pages that are free: what they hold was deleted or stands elsewhere.
    pub(super) fn free(&self) -> BTreeSet<u32> {
        let mut free = BTreeSet::new();
        let mut trunk = self.page(1).and_then(|page| number32(&page, 32)).unwrap_or(0);
        while trunk != 0 && free.insert(trunk) {
            let Some(page) = self.page(trunk) else { break };
            let leaves = number32(&page, 4).unwrap_or(0) as usize;
            for leaf in 0..leaves.min(self.size / 4 - 2) {
                free.extend(number32(&page, 8 + 4 * leaf));
            }
            trunk = number32(&page, 0).unwrap_or(0);
        }
        free
    }
}

pub(super) fn number16(bytes: &[u8], at: usize) -> Option<usize> {
    let two = <[u8; 2]>::try_from(bytes.get(at..at + 2)?).ok()?;
    Some(usize::from(u16::from_be_bytes(two)))
}

pub(super) fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = <[u8; 4]>::try_from(bytes.get(at..at + 4)?).ok()?;
    Some(u32::from_be_bytes(four))
}

/// The order of bytes and the running sum that the head of a log of writes gives; none where that
/// is not the head of one.
pub(crate) fn log_head(log: &[u8]) -> Option<(bool, (u32, u32))> {
    let magic = number32(log, 0)?;
    if magic & !1 != 0x377f_0682 {
        return None;
    }
    let is_big = magic & 1 == 1;
    let sum = summed((0, 0), log.get(..24)?, is_big);
    ((number32(log, 24)?, number32(log, 28)?) == sum).then_some((is_big, sum))
}

/// The pages of all whole commits in a log, each frame checked by the running sum that SQLite
/// writes with it.
fn committed(log: &[u8], size: usize) -> HashMap<u32, Vec<u8>> {
    let (mut pages, mut open) = (HashMap::new(), HashMap::new());
    let Some((is_big, mut sum)) = log_head(log) else { return pages };
    for frame in log[LOG_HEAD..].chunks_exact(FRAME + size) {
        let (head, page) = frame.split_at(FRAME);
        sum = summed(summed(sum, &head[..8], is_big), page, is_big);
        let is_ours = head[8..16] == log[16..24]
            && (number32(head, 16), number32(head, 20)) == (Some(sum.0), Some(sum.1));
        let (Some(number), Some(commits)) = (number32(head, 0), number32(head, 4)) else { break };
        if !is_ours {
            break;
        }
        open.insert(number, page.to_vec());
        if commits != 0 {
            pages.extend(open.drain());
        }
    }
    pages
}

fn summed(from: (u32, u32), bytes: &[u8], is_big: bool) -> (u32, u32) {
    let word = |four: &[u8]| {
        let four = <[u8; 4]>::try_from(four).unwrap_or_default();
        if is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    bytes.chunks_exact(8).fold(from, |(one, two), eight| {
        let one = one.wrapping_add(word(&eight[..4])).wrapping_add(two);
        let two = two.wrapping_add(word(&eight[4..])).wrapping_add(one);
        (one, two)
    })
}
