//! Bytes to text: which encoding, and a reader that gives text piece by piece.

use std::io::{self, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file decides what it is.
pub(crate) const HEAD: usize = 256 * 1024;

/// The encoding of a whole stream: byte order mark, UTF-16 by its zero bytes, UTF-8 when it is
/// valid to the end, the declaration of an HTML page, else what its letters look like.
pub(crate) fn encoding_of(mut reader: impl Read) -> io::Result<&'static Encoding> {
    let mut chunk = vec![0; 64 * 1024];
    let mut head: Vec<u8> = Vec::new();
    let mut valid = Utf8Check::default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut first = true;
    loop {
        let len = read_full(&mut reader, &mut chunk)?;
        let piece = &chunk[..len];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(piece) {
                return Ok(encoding);
            }
            if let Some(encoding) = utf16_without_mark(piece) {
                return Ok(encoding);
            }
            head.extend_from_slice(&piece[..len.min(4096)]);
            first = false;
        }
        if len == 0 {
            detector.feed(b"", true);
            break;
        }
        valid.feed(piece);
        detector.feed(piece, false);
    }
    if valid.is_valid() {
        return Ok(UTF_8);
    }
    // A declared UTF-8 that is not valid to the end has a broken byte somewhere; that is still
    // the best reading of it.
    Ok(declared(&head).unwrap_or_else(|| detector.guess(None, Utf8Detection::Allow)))
}

/// The whole text of bytes that are in memory.
pub(crate) fn decode(bytes: &[u8]) -> String {
    // Reading from a slice cannot fail.
    let encoding = encoding_of(bytes).unwrap_or(UTF_8);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    text.into_owned()
}

fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match reader.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(more) => len += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(len)
}

/// Text in Latin letters has a zero in nearly every second byte of UTF-16; the marks of HTML
/// and CSV are Latin in every language.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(512) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    match (even, odd) {
        (0, odd) if odd * 10 >= half * 6 => Some(UTF_16LE),
        (even, 0) if even * 10 >= half * 6 => Some(UTF_16BE),
        _ => None,
    }
}

/// `charset=` in the first bytes of a page.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let at = head.windows(8).position(|window| window == b"charset=")?;
    let rest = &head[at + 8..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b))?;
    let encoding = Encoding::for_label(&rest[..end])?;
    // A declaration that could be read cannot be in UTF-16 (HTML standard, 13.2.3.2).
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// Checks UTF-8 over pieces.
#[derive(Default)]
struct Utf8Check {
    rest: Vec<u8>,
    wide: bool,
    broken: bool,
}

impl Utf8Check {
    fn feed(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        let joined;
        let bytes = if self.rest.is_empty() {
            piece
        } else {
            self.rest.extend_from_slice(piece);
            joined = std::mem::take(&mut self.rest);
            joined.as_slice()
        };
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) => {
                self.broken = error.error_len().is_some();
                error.valid_up_to()
            }
        };
        self.wide |= !bytes[..valid].is_ascii();
        if !self.broken {
            self.rest = bytes[valid..].to_vec();
        }
    }

    /// A file cut within a letter is UTF-8 when it had such letters before.
    fn is_valid(&self) -> bool {
        !self.broken && (self.rest.is_empty() || self.wide)
    }
}

/// A stream of text with a look ahead.
pub(crate) struct Text<R> {
    reader: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: String,
    taken: usize,
    ended: bool,
}

impl<R: Read> Text<R> {
    pub(crate) fn new(reader: R, encoding: &'static Encoding) -> Self {
        Self {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; 64 * 1024],
            text: String::new(),
            taken: 0,
            ended: false,
        }
    }

    /// The text that was read and not yet taken.
    pub(crate) fn ready(&self) -> &str {
        &self.text[self.taken..]
    }

    /// Takes `len` bytes of [`Self::ready`]; `len` must be a boundary there.
    pub(crate) fn take(&mut self, len: usize) {
        self.taken += len;
    }

    /// Whether everything was read (not: taken).
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Reads the next piece; `false` at the end.
    pub(crate) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.taken > 0 {
            self.text.drain(..self.taken);
            self.taken = 0;
        }
        let len = read_full(&mut self.reader, &mut self.bytes)?;
        let last = len < self.bytes.len();
        let mut from = 0;
        loop {
            self.text.reserve(
                self.decoder.max_utf8_buffer_length(len - from).unwrap_or(4 * (len - from) + 16),
            );
            let (result, read, _) =
                self.decoder.decode_to_string(&self.bytes[from..len], &mut self.text, last);
            from += read;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        self.ended = last;
        Ok(true)
    }

    /// Reads until `len` bytes are ready or the end came, and gives what is ready.
    pub(crate) fn head(&mut self, len: usize) -> io::Result<&str> {
        while self.ready().len() < len && self.more()? {}
        Ok(self.ready())
    }
}

/// A text stream from the start of a reader that can go back.
pub(crate) fn open<R: Read + Seek>(mut reader: R) -> io::Result<Text<R>> {
    reader.seek(SeekFrom::Start(0))?;
    let encoding = encoding_of(&mut reader)?;
    reader.seek(SeekFrom::Start(0))?;
    Ok(Text::new(reader, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encoding_it_was_written_in() {
        let words = "url,title\nhttps://example.org/ä,Grüße aus Köln – schön\n";
        let utf16 = |big: bool, mark: bool| {
            let units = words.encode_utf16();
            let mut bytes =
                if mark { if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] } } else { vec![] };
            for unit in units {
                bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            bytes
        };
        let western = encoding_rs::WINDOWS_1252.encode(words).0.into_owned();
        let marked = ["\u{feff}", words].concat().into_bytes();
        let cases = [
            words.as_bytes().to_vec(),
            marked,
            western,
            utf16(false, true),
            utf16(true, true),
            utf16(false, false),
            utf16(true, false),
        ];
        for bytes in cases {
            assert_eq!(decode(&bytes), words);
            let mut text = open(io::Cursor::new(&bytes)).unwrap();
            assert_eq!(text.head(usize::MAX).unwrap(), words);
        }
    }

    #[test]
    fn a_page_says_its_encoding_itself() {
        let page = "<meta charset=\"windows-1251\"><p>Привет, мир";
        assert_eq!(decode(&encoding_rs::WINDOWS_1251.encode(page).0), page);
    }

    #[test]
    fn letters_cut_by_the_buffer_stay_whole() {
        let words = "a".to_owned() + &"日本語".repeat(60_000);
        let mut text = open(io::Cursor::new(words.as_bytes())).unwrap();
        assert!(text.head(usize::MAX).unwrap() == words);
    }

    #[test]
    fn one_broken_byte_does_not_turn_a_utf8_page_into_another_language() {
        let mut bytes = "<meta charset=utf-8><p>Grüße, schön, für".as_bytes().to_vec();
        bytes.push(0xff);
        assert!(decode(&bytes).contains("Grüße, schön, für"));
    }
}
