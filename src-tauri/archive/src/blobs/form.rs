//! How the bytes of a blob lie in its file: as they are, compressed, or compressed against a
//! base.
//!
//! A base is another blob, stored without one: a page of the same site, or a dictionary that
//! zstd trained. The file then is one zstd frame, and after it a frame that decoders skip, which
//! says the base by its digest. So a file tells by itself what it needs, and
//! `zstd -d -D <base> <file>` reads it.

use std::io;

use backfile_article::Sha256;
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::EncoderDictionary,
    zstd_safe::{self, CParameter},
};

/// What is smaller is not worth compressing.
const SMALLEST: usize = 512;
/// What is larger is kept as it is; and no file may claim to hold more.
const LARGEST: usize = 512 * 1024 * 1024;
/// What is larger is compressed by itself, for with its base it would take much memory.
const LARGEST_BASED: usize = 16 * 1024 * 1024;
/// Beyond this the usual search for repeats does not reach back far enough.
const FAR: usize = 1024 * 1024;
/// The piece that is compressed on trial.
const SAMPLE: usize = 64 * 1024;
/// Level of a page that is being saved.
pub(crate) const LEVEL: i32 = 6;

/// A skippable frame of 36 bytes: the mark, whether it was packed at leisure, and a digest.
const TRAILER: [u8; 11] = *b"\x5b\x2a\x4d\x18\x24\x00\x00\x00BFB";
const QUICK: u8 = b'1';
const THOROUGH: u8 = b'2';
pub(super) const TRAILER_LENGTH: usize = TRAILER.len() + 1 + 32;
/// What a dictionary of zstd begins with.
const DICTIONARY: [u8; 4] = [0x37, 0xa4, 0x30, 0xec];

/// How the bytes of a blob lie in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As they are.
    Plain,
    /// Compressed with zstd.
    Compressed,
    /// Compressed with zstd against the blob of that name.
    Against(Sha256),
}

/// A blob that others are compressed against.
pub(crate) struct Base {
    pub(crate) sha256: Sha256,
    pub(crate) bytes: Vec<u8>,
    /// Bytes of its file.
    pub(crate) stored: u64,
    /// Prepared where it is a dictionary, for pages are compressed with the same one by turns.
    prepared: Option<(i32, EncoderDictionary<'static>)>,
}

impl Base {
    pub(crate) fn new(sha256: Sha256, bytes: Vec<u8>, stored: u64) -> Self {
        Self { sha256, bytes, stored, prepared: None }
    }

    /// Makes ready to compress much with it, at a level.
    pub(crate) fn prepared(mut self, level: i32) -> io::Result<Self> {
        if self.is_dictionary() {
            self.prepared = Some((level, EncoderDictionary::try_copy(&self.bytes, level)?));
        }
        Ok(self)
    }

    fn is_dictionary(&self) -> bool {
        self.bytes.starts_with(&DICTIONARY)
    }

    /// What bytes that resemble it would take by themselves, about.
    pub(crate) fn usual(&self, bytes: usize) -> u64 {
        self.stored * bytes as u64 / (self.bytes.len() as u64).max(1)
    }
}

/// The bytes compressed, where that saves at least a tenth.
pub(crate) fn compressed(bytes: &[u8], level: i32) -> Option<Vec<u8>> {
    let saves = |before: usize, after: usize| after < before - before / 10;
    if bytes.len() < SMALLEST || bytes.len() > LARGEST {
        return None;
    }
    if bytes.len() > SAMPLE {
        let sample = zstd::bulk::compress(&bytes[..SAMPLE], 1).ok()?;
        if !saves(SAMPLE, sample.len()) {
            return None;
        }
    }
    let smaller = zstd::bulk::compress(bytes, level).ok()?;
    saves(bytes.len(), smaller.len()).then_some(smaller)
}

/// Whether bytes are such as are compressed against a base.
pub(crate) fn may_be_based(bytes: usize) -> bool {
    (SMALLEST..=LARGEST_BASED).contains(&bytes)
}

/// The file of bytes that are compressed against a base; none where that cannot be done.
pub(crate) fn against(bytes: &[u8], base: &Base, level: i32) -> Option<Vec<u8>> {
    if !may_be_based(bytes.len()) || base.bytes.len() > LARGEST_BASED {
        return None;
    }
    let mut file = frame_against(bytes, base, level).ok()?;
    file.extend_from_slice(&TRAILER);
    file.push(if level > LEVEL { THOROUGH } else { QUICK });
    file.extend_from_slice(&base.sha256.0);
    Some(file)
}

fn frame_against(bytes: &[u8], base: &Base, level: i32) -> io::Result<Vec<u8>> {
    if let Some((prepared, dictionary)) = &base.prepared
        && *prepared == level
    {
        return Compressor::with_prepared_dictionary(dictionary)?.compress(bytes);
    }
    if base.is_dictionary() {
        return Compressor::with_dictionary(level, &base.bytes)?.compress(bytes);
    }
    let mut compressor = Compressor::new(level)?;
    let both = bytes.len() + base.bytes.len();
    // All of the base is to be in reach of the last byte.
    compressor.set_parameter(CParameter::WindowLog(both.next_power_of_two().ilog2().max(10)))?;
    compressor.set_parameter(CParameter::EnableLongDistanceMatching(both > FAR))?;
    let refused = |code| io::Error::other(zstd_safe::get_error_name(code));
    compressor.context_mut().ref_prefix(&base.bytes).map_err(refused)?;
    compressor.compress(bytes)
}

/// The file of bytes that are compressed by themselves, whether that helps or not.
pub(crate) fn packed_whole(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, level)
}

/// Whether a page may serve as a base. One that begins as a dictionary does would be taken for
/// one by decoders.
pub(crate) fn may_serve(bytes: &[u8]) -> bool {
    may_be_based(bytes.len()) && !bytes.starts_with(&DICTIONARY)
}

/// Whether a file gives these bytes, with the base that it needs.
pub(crate) fn holds(file: &[u8], base: Option<&Base>, bytes: &[u8]) -> bool {
    let read = split(file).and_then(|(frame, named)| {
        if named != base.map(|base| base.sha256) {
            return Err(io::Error::other("it names another base"));
        }
        decoded(frame, base)
    });
    read.is_ok_and(|read| read == bytes)
}

/// The base that the end of a file names; it may also be chance, so `split` decides.
pub(super) fn base_at_end(end: &[u8]) -> Option<Sha256> {
    let end = end.get(end.len().checked_sub(TRAILER_LENGTH)?..)?;
    match end.strip_prefix(&TRAILER)?.split_first()? {
        (&(QUICK | THOROUGH), digest) => digest.try_into().ok().map(Sha256),
        _ => None,
    }
}

/// Whether the end of a file says that it was packed at leisure.
pub(super) fn is_thorough(end: &[u8]) -> bool {
    let from = end.len().saturating_sub(TRAILER_LENGTH);
    end.get(from + TRAILER.len()) == Some(&THOROUGH)
}

/// The frame of a compressed file, and the base that it needs.
pub(super) fn split(file: &[u8]) -> io::Result<(&[u8], Option<Sha256>)> {
    let refused = |code| io::Error::other(zstd_safe::get_error_name(code));
    let length = zstd_safe::find_frame_compressed_size(file).map_err(refused)?;
    let (frame, rest) =
        file.split_at_checked(length).ok_or_else(|| io::Error::other("its end is missing"))?;
    match base_at_end(rest) {
        _ if rest.is_empty() => Ok((frame, None)),
        Some(base) if rest.len() == TRAILER_LENGTH => Ok((frame, Some(base))),
        _ => Err(io::Error::other("there is something after its end")),
    }
}

/// The bytes that a frame holds. What it claims to hold is looked at before any is made.
pub(super) fn decoded(frame: &[u8], base: Option<&Base>) -> io::Result<Vec<u8>> {
    let size = content_size(frame).ok_or_else(|| io::Error::other("it does not say its size"))?;
    if size > if base.is_some() { LARGEST_BASED } else { LARGEST } {
        return Err(io::Error::other(format!("it claims to hold {size} bytes")));
    }
    match base {
        Some(base) => Decompressor::with_dictionary(&base.bytes)?.decompress(frame, size),
        None => Decompressor::new()?.decompress(frame, size),
    }
}

/// The bytes that a frame says it holds; its beginning is enough.
pub(crate) fn content_size(frame: &[u8]) -> Option<usize> {
    let size = zstd_safe::get_frame_content_size(frame).ok().flatten()?;
    usize::try_from(size).ok()
}
