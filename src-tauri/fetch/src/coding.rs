//! Content codings: gzip, deflate, br and zstd, decoded as the bytes arrive and within a bound.
//!
//! One coding at most. What ends before its end is told from what is whole, and a few bytes
//! that unpack to many are stopped at the bound, not after it.

use std::io::{self, Write};

use brotli::{BrotliDecompressStream, BrotliResult, BrotliState, HeapAlloc, HuffmanCode};
use flate2::{Decompress, FlushDecompress, Status, write::GzDecoder};
use zstd::{
    stream::raw::{Decoder as ZstdDecoder, Operation as _},
    zstd_safe::DParameter,
};

/// Why a body could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CodingError {
    /// The decoded bytes pass the bound.
    TooLarge,
    /// The body ends inside its coding.
    CutShort,
    /// The body is not of its coding; holds a word on why.
    Broken(String),
}

/// The largest zstd window, as RFC 9659 sets it for the web: 8 MB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes that a decoder may put out at a time.
const STEP: usize = 32 << 10;

/// A body on its way from the wire to its decoded bytes.
pub(crate) struct Decoding {
    sink: Sink,
    coder: Coder,
}

/// The decoded bytes and their bound.
struct Sink {
    bytes: Vec<u8>,
    limit: u64,
}

type Brotli = BrotliState<HeapAlloc<u8>, HeapAlloc<u32>, HeapAlloc<HuffmanCode>>;

enum Coder {
    Identity,
    /// Waits for the first two bytes, which say whether the body is packed as it claims.
    GzipStart(Vec<u8>),
    /// Decodes a member into a staging vector, drained after every step.
    Gzip(Box<GzDecoder<Vec<u8>>>),
    /// Between two members of a gzip body; holds the bytes that may begin the next.
    GzipNext(Vec<u8>),
    /// Behind the last member: what follows belongs to nothing.
    GzipOver,
    DeflateStart(Vec<u8>),
    Deflate(Box<Decompress>),
    DeflateOver,
    /// Holds the state and whether any byte came.
    Brotli(Box<Brotli>, bool),
    BrotliOver,
    Zstd {
        decoder: ZstdDecoder<'static>,
        between_frames: bool,
        any: bool,
    },
}

impl Sink {
    fn take(&mut self, bytes: &[u8]) -> Result<(), CodingError> {
        if (self.bytes.len() + bytes.len()) as u64 > self.limit {
            return Err(CodingError::TooLarge);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Decoding {
    /// Begins to decode by the value of the Content-Encoding header, where there is one.
    ///
    /// # Errors
    /// When the value names an unknown coding or more than one.
    pub(crate) fn new(encoding: Option<&str>, limit: u64) -> Result<Self, CodingError> {
        let codings: Vec<String> = encoding
            .unwrap_or_default()
            .split(',')
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity" && coding != "none")
            .take(2)
            .collect();
        let coder = match codings.as_slice() {
            [] => Coder::Identity,
            [one] => match one.as_str() {
                "gzip" | "x-gzip" => Coder::GzipStart(Vec::new()),
                "deflate" => Coder::DeflateStart(Vec::new()),
                "br" => {
                    // Strict: windows beyond the standard's 16 MB are refused.
                    let state = BrotliState::new_strict(
                        HeapAlloc::new(0),
                        HeapAlloc::new(0),
                        HeapAlloc::new(HuffmanCode::default()),
                    );
                    Coder::Brotli(Box::new(state), false)
                }
                "zstd" => {
                    let mut decoder = ZstdDecoder::new().map_err(broken)?;
                    decoder
                        .set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))
                        .map_err(broken)?;
                    Coder::Zstd { decoder, between_frames: true, any: false }
                }
                other => {
                    let shown: String = other.chars().take(40).collect();
                    return Err(CodingError::Broken(format!("unknown coding {shown}")));
                }
            },
            _ => return Err(CodingError::Broken("more than one coding".to_owned())),
        };
        Ok(Self { sink: Sink { bytes: Vec::new(), limit }, coder })
    }

    /// Takes bytes as they came over the wire.
    ///
    /// # Errors
    /// When they are not of the coding, or decode to more than the bound.
    pub(crate) fn take(&mut self, mut wire: &[u8]) -> Result<(), CodingError> {
        while !wire.is_empty() {
            wire = self.step(wire)?;
        }
        Ok(())
    }

    /// Takes some of the bytes and gives back the rest.
    fn step<'a>(&mut self, wire: &'a [u8]) -> Result<&'a [u8], CodingError> {
        match &mut self.coder {
            Coder::Identity => {
                self.sink.take(wire)?;
                Ok(&[])
            }
            Coder::GzipStart(start) => {
                let rest = fill(start, 2, wire);
                if let [first, second] = start[..] {
                    if [first, second] == [0x1f, 0x8b] {
                        self.coder = Coder::Gzip(begin_gzip(&[first, second])?);
                    } else {
                        // Some servers name a coding that they did not apply.
                        self.sink.take(&[first, second])?;
                        self.coder = Coder::Identity;
                    }
                }
                Ok(rest)
            }
            Coder::Gzip(decoder) => {
                let taken = decoder.write(wire).map_err(broken)?;
                self.sink.take(decoder.get_ref())?;
                decoder.get_mut().clear();
                if taken == 0 {
                    decoder.try_finish().map_err(broken)?;
                    self.sink.take(decoder.get_ref())?;
                    self.coder = Coder::GzipNext(Vec::new());
                }
                Ok(&wire[taken..])
            }
            Coder::GzipNext(start) => {
                let rest = fill(start, 2, wire);
                if let [first, second] = start[..] {
                    self.coder = if [first, second] == [0x1f, 0x8b] {
                        Coder::Gzip(begin_gzip(&[first, second])?)
                    } else {
                        Coder::GzipOver
                    };
                }
                Ok(rest)
            }
            Coder::GzipOver | Coder::DeflateOver | Coder::BrotliOver => Ok(&[]),
            Coder::DeflateStart(start) => {
                let rest = fill(start, 2, wire);
                if let [method, flags] = start[..] {
                    // "deflate" is zlib by the standard and raw deflate by custom.
                    let zlib = method & 0x0f == 8
                        && (u16::from(method) << 8 | u16::from(flags)).is_multiple_of(31);
                    let mut inflater = Box::new(Decompress::new(zlib));
                    let over = inflate(&mut inflater, &mut &[method, flags][..], &mut self.sink)?;
                    self.coder = if over { Coder::DeflateOver } else { Coder::Deflate(inflater) };
                }
                Ok(rest)
            }
            Coder::Deflate(inflater) => {
                let mut rest = wire;
                if inflate(inflater, &mut rest, &mut self.sink)? {
                    self.coder = Coder::DeflateOver;
                }
                Ok(rest)
            }
            Coder::Brotli(state, any) => {
                *any = true;
                if unbrotli(state, wire, &mut self.sink)? {
                    self.coder = Coder::BrotliOver;
                }
                Ok(&[])
            }
            Coder::Zstd { decoder, between_frames, any } => {
                let mut out = vec![0; STEP];
                if *between_frames {
                    decoder.reinit().map_err(broken)?;
                }
                let status = decoder.run_on_buffers(wire, &mut out).map_err(broken)?;
                self.sink.take(&out[..status.bytes_written])?;
                *any = true;
                *between_frames = status.remaining == 0;
                if status.bytes_read == 0 && status.bytes_written == 0 {
                    return Err(CodingError::Broken("zstd stands still".to_owned()));
                }
                Ok(&wire[status.bytes_read..])
            }
        }
    }

    /// The decoded bytes, when the body has ended.
    ///
    /// # Errors
    /// When the coding has not ended with it.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, CodingError> {
        match self.coder {
            Coder::Identity
            | Coder::GzipNext(_)
            | Coder::GzipOver
            | Coder::DeflateOver
            | Coder::BrotliOver => {}
            // An empty body is empty in every coding.
            Coder::GzipStart(start) | Coder::DeflateStart(start) if start.is_empty() => {}
            Coder::GzipStart(_) | Coder::DeflateStart(_) => return Err(CodingError::CutShort),
            // The checksum may be complete, but no byte behind it said so yet.
            Coder::Gzip(mut decoder) => {
                decoder.flush().map_err(broken)?;
                decoder.try_finish().map_err(|_| CodingError::CutShort)?;
                self.sink.take(decoder.get_ref())?;
            }
            Coder::Brotli(_, false) => {}
            Coder::Deflate(_) | Coder::Brotli(_, true) => return Err(CodingError::CutShort),
            Coder::Zstd { mut decoder, between_frames, any } => {
                if any && !between_frames {
                    // What is decoded already may still wait inside.
                    loop {
                        let mut out = vec![0; STEP];
                        let status = decoder.run_on_buffers(&[], &mut out).map_err(broken)?;
                        self.sink.take(&out[..status.bytes_written])?;
                        if status.remaining == 0 {
                            break;
                        }
                        if status.bytes_written == 0 {
                            return Err(CodingError::CutShort);
                        }
                    }
                }
            }
        }
        Ok(self.sink.bytes)
    }
}

fn broken(error: io::Error) -> CodingError {
    CodingError::Broken(error.to_string())
}

/// Moves bytes of `wire` into `start` until it has `want`; gives back the rest.
fn fill<'a>(start: &mut Vec<u8>, want: usize, wire: &'a [u8]) -> &'a [u8] {
    let (head, rest) = wire.split_at(wire.len().min(want - start.len()));
    start.extend_from_slice(head);
    rest
}

fn begin_gzip(magic: &[u8]) -> Result<Box<GzDecoder<Vec<u8>>>, CodingError> {
    let mut decoder = Box::new(GzDecoder::new(Vec::new()));
    decoder.write_all(magic).map_err(broken)?;
    Ok(decoder)
}

/// Inflates from `wire` until it is used up or the stream ends; says whether it ended.
fn inflate(
    inflater: &mut Decompress,
    wire: &mut &[u8],
    sink: &mut Sink,
) -> Result<bool, CodingError> {
    let mut out = vec![0; STEP];
    loop {
        let (read, written) = (inflater.total_in(), inflater.total_out());
        let status = inflater
            .decompress(wire, &mut out, FlushDecompress::None)
            .map_err(|error| CodingError::Broken(error.to_string()))?;
        let read = (inflater.total_in() - read) as usize;
        let written = (inflater.total_out() - written) as usize;
        sink.take(&out[..written])?;
        *wire = &wire[read..];
        if status == Status::StreamEnd {
            return Ok(true);
        }
        if written < out.len() && wire.is_empty() {
            return Ok(false);
        }
        if read == 0 && written == 0 {
            return Err(CodingError::Broken("deflate stands still".to_owned()));
        }
    }
}

/// Decodes all of `wire`; says whether the stream ended.
fn unbrotli(state: &mut Brotli, wire: &[u8], sink: &mut Sink) -> Result<bool, CodingError> {
    let mut out = vec![0; STEP];
    let (mut left, mut at, mut total) = (wire.len(), 0, 0);
    loop {
        let (mut room, mut written) = (out.len(), 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut at,
            wire,
            &mut room,
            &mut written,
            &mut out,
            &mut total,
            state,
        );
        sink.take(&out[..written])?;
        match result {
            BrotliResult::ResultSuccess => return Ok(true),
            BrotliResult::NeedsMoreInput => return Ok(false),
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::ResultFailure => {
                return Err(CodingError::Broken("not brotli".to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests;
