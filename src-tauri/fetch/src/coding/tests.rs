//! Every coding: whole, cut, broken, swollen.

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};

use super::*;

const LIMIT: u64 = 1 << 20;

fn text() -> Vec<u8> {
    (0..5_000).flat_map(|n| format!("Line {n} of a page. ").into_bytes()).collect()
}

fn packed(coding: &str, plain: &[u8]) -> Vec<u8> {
    match coding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "raw" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut packed = Vec::new();
            let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 5, 20);
            encoder.write_all(plain).unwrap();
            drop(encoder);
            packed
        }
        "zstd" => zstd::encode_all(plain, 3).unwrap(),
        _ => plain.to_vec(),
    }
}

fn unpack(coding: &str, wire: &[u8], at_a_time: usize) -> Result<Vec<u8>, CodingError> {
    let name = if coding == "raw" { "deflate" } else { coding };
    let mut decoding = Decoding::new(Some(name), LIMIT)?;
    for piece in wire.chunks(at_a_time) {
        decoding.take(piece)?;
    }
    decoding.finish()
}

const CODINGS: [&str; 6] = ["identity", "gzip", "deflate", "raw", "br", "zstd"];

#[test]
fn every_coding_decodes_whole_in_pieces_of_any_size() {
    for coding in CODINGS {
        let wire = packed(coding, &text());
        for at_a_time in [1, 2, 7, 1000, wire.len()] {
            let got = unpack(coding, &wire, at_a_time);
            assert!(got == Ok(text()), "{coding} by {at_a_time}");
        }
    }
}

#[test]
fn a_body_that_is_cut_anywhere_is_never_taken_for_whole() {
    for coding in &CODINGS[1..] {
        let wire = packed(coding, &text());
        for cut in [1, 3, wire.len() / 2, wire.len() - 9, wire.len() - 1] {
            let got = unpack(coding, &wire[..cut], 4096);
            assert!(matches!(got, Err(CodingError::CutShort)), "{coding} cut at {cut}");
        }
    }
}

#[test]
fn few_bytes_that_unpack_to_many_stop_at_the_bound() {
    let many = vec![b'a'; 8 << 20];
    for coding in CODINGS {
        let got = unpack(coding, &packed(coding, &many), 4096);
        assert_eq!(got, Err(CodingError::TooLarge), "{coding}");
    }
}

#[test]
fn an_empty_body_is_empty_in_every_coding() {
    for coding in CODINGS {
        assert_eq!(unpack(coding, b"", 1), Ok(Vec::new()), "{coding}");
    }
}

#[test]
fn junk_behind_a_gzip_body_is_left_and_a_second_member_is_read() {
    let mut wire = packed("gzip", b"first ");
    wire.extend(packed("gzip", b"second"));
    assert_eq!(unpack("gzip", &wire, 3), Ok(b"first second".to_vec()));
    wire.extend(b"junk");
    assert_eq!(unpack("gzip", &wire, 3), Ok(b"first second".to_vec()));
}

#[test]
fn two_zstd_frames_are_read_as_one_body() {
    let mut wire = packed("zstd", b"first ");
    wire.extend(packed("zstd", b"second"));
    assert_eq!(unpack("zstd", &wire, 5), Ok(b"first second".to_vec()));
}

#[test]
fn a_wrong_checksum_is_an_error() {
    let mut wire = packed("gzip", &text());
    let at = wire.len() - 6;
    wire[at] ^= 0xff;
    assert!(unpack("gzip", &wire, 512).is_err());
}

#[test]
fn a_plain_body_that_claims_gzip_is_read_as_it_is() {
    assert_eq!(unpack("gzip", b"<p>plain", 1), Ok(b"<p>plain".to_vec()));
}

#[test]
fn bytes_of_another_coding_are_an_error() {
    for coding in ["br", "zstd", "deflate"] {
        let got = unpack(coding, &[b'<'; 400], 100);
        assert!(matches!(got, Err(CodingError::Broken(_))), "{coding}: {got:?}");
    }
}

#[test]
fn a_zstd_window_beyond_8_mb_is_refused() {
    // Magic number, a frame header without content size, and a window of 2 GB.
    let got = unpack("zstd", &[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0], 100);
    assert!(matches!(got, Err(CodingError::Broken(_))), "{got:?}");
}

#[test]
fn unknown_and_stacked_codings_are_refused() {
    for value in ["x-strange", "gzip, gzip", "br,gzip,br", "compress"] {
        assert!(matches!(Decoding::new(Some(value), 1), Err(CodingError::Broken(_))), "{value}");
    }
    for value in ["", "identity", "Identity,", " "] {
        assert!(Decoding::new(Some(value), 1).is_ok(), "{value}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_decoding_fail_but_by_an_error(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
        coding in proptest::sample::select(vec!["gzip", "deflate", "br", "zstd"]),
        cut in 0..2000_usize,
        turned in 0..2000_usize,
    ) {
        let _ = unpack(coding, &bytes, 50);
        let mut wire = packed(coding, &text());
        wire.truncate(cut);
        if let Some(byte) = wire.get_mut(turned) {
            *byte ^= 0x55;
        }
        let _ = unpack(coding, &wire, 333);
    }
}
