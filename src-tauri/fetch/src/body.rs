//! Takes a response's body off the wire: counted, digested and decoded as it arrives.

use backfile_article::Sha256;
use reqwest::{Response, header};
use sha2::Digest as _;
use tokio::time::{Instant, timeout_at};

use crate::{
    FetchError, Limits,
    coding::{CodingError, Decoding},
    sent,
};

/// A body that arrived whole.
pub(crate) struct Body {
    /// After content decoding.
    pub(crate) bytes: Vec<u8>,
    /// The digest of what came over the wire.
    pub(crate) wire_sha256: Sha256,
    /// How many bytes came over the wire.
    pub(crate) wire_bytes: u64,
}

/// Reads the whole body.
///
/// `received` hears of every piece how many bytes it has, `out_of_time` makes the error for a deadline that passes.
///
/// # Errors
/// When the body is too large, broken, cut short or late.
pub(crate) async fn read(
    mut response: Response,
    limits: &Limits,
    deadline: Instant,
    received: impl Fn(u64),
    out_of_time: impl Fn() -> FetchError,
) -> Result<Body, FetchError> {
    let declared = response.content_length();
    if declared.is_some_and(|length| length > limits.wire) {
        return Err(FetchError::TooLarge { limit: limits.wire, declared });
    }
    let encodings: Vec<_> = response
        .headers()
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    let encoding = encodings.join(",");
    let told = |error| match error {
        CodingError::TooLarge => FetchError::TooLarge { limit: limits.decoded, declared: None },
        CodingError::CutShort => FetchError::CutShort { cause: "inside its coding".to_owned() },
        CodingError::Broken(why) => FetchError::BadEncoding(why),
    };
    let mut decoding = Decoding::new(Some(&encoding), limits.decoded).map_err(told)?;
    let mut digest = sha2::Sha256::new();
    let mut wire_bytes = 0;
    while let Some(chunk) = timeout_at(deadline, response.chunk())
        .await
        .map_err(|_| out_of_time())?
        .map_err(sent::broke_off)?
    {
        wire_bytes += chunk.len() as u64;
        received(chunk.len() as u64);
        if wire_bytes > limits.wire {
            return Err(FetchError::TooLarge { limit: limits.wire, declared });
        }
        digest.update(&chunk);
        decoding.take(&chunk).map_err(told)?;
    }
    let bytes = decoding.finish().map_err(told)?;
    Ok(Body { bytes, wire_sha256: Sha256(digest.finalize().into()), wire_bytes })
}
