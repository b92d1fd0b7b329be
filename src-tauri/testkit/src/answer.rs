//! An answer of the page server, whole or faulty in a chosen way.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use h2::{Reason, server::SendResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::sleep,
};
use tokio_rustls::server::TlsStream;

/// A connection, secure or not.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin {
    /// Lets it end by a reset instead of a farewell.
    fn reset_at_end(&self) -> io::Result<()>;
}

impl Wire for TcpStream {
    fn reset_at_end(&self) -> io::Result<()> {
        self.set_zero_linger()
    }
}

impl Wire for TlsStream<TcpStream> {
    fn reset_at_end(&self) -> io::Result<()> {
        self.get_ref().0.set_zero_linger()
    }
}

/// A fault of HTTP/2 as one of the connection.
pub(crate) fn bad(error: h2::Error) -> io::Error {
    io::Error::other(error)
}

/// How the body ends, and how its end is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Content-Length and the whole body.
    Length,
    /// In chunks of that many bytes, with the last chunk.
    Chunked(usize),
    /// Without a length, ended by closing the connection, as HTTP/1.0 did.
    Close,
    /// Content-Length of the whole body, closed after that many bytes.
    CutAt(usize),
    /// In chunks, closed without the last one.
    NoLastChunk,
    /// The connection is reset after that many bytes of the body.
    ResetAt(usize),
    /// The body again and again, without end.
    Endless,
    /// That many bytes of the body, then silence while the connection stays open.
    StallAt(usize),
    /// A Content-Length of that value, whatever the body is.
    Claim(u64),
}

/// What the server answers.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    drip: Option<(usize, Duration)>,
    ending: Ending,
    raw: bool,
}

impl Answer {
    /// 200 with that media type and body.
    #[must_use]
    pub fn new(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let answer = Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
            drip: None,
            ending: Ending::Length,
            raw: false,
        };
        if media_type.is_empty() { answer } else { answer.header("Content-Type", media_type) }
    }

    /// 200 with a page in UTF-8.
    #[must_use]
    pub fn html(html: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", html)
    }

    /// Only a status, with a body of one line.
    #[must_use]
    pub fn status_only(status: u16) -> Self {
        Self::html(format!("<!doctype html><title>{status}</title><p>{status}")).status(status)
    }

    /// 302 to that address.
    #[must_use]
    pub fn redirect(to: &str) -> Self {
        Self::new("", "").status(302).header("Location", to)
    }

    /// These bytes in place of an answer, head included.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: true, ..Self::new("", bytes) }
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the head.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends the body in pieces of `bytes` with a pause behind each.
    #[must_use]
    pub fn drip(mut self, bytes: usize, pause: Duration) -> Self {
        self.drip = Some((bytes.max(1), pause));
        self
    }

    /// Ends in another way.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// Packs the body with gzip and says so.
    #[must_use]
    pub fn packed(mut self) -> Self {
        self.body = gzip(&self.body);
        self.header("Content-Encoding", "gzip")
    }

    /// Sends the answer; says whether the connection can take another request.
    pub(crate) async fn send(self, stream: &mut impl Wire) -> io::Result<bool> {
        sleep(self.delay).await;
        if self.raw {
            self.write(stream, &self.body).await?;
            return Ok(false);
        }
        let mut head = match self.ending {
            Ending::Close => format!("HTTP/1.0 {} Answer\r\n", self.status),
            _ => format!("HTTP/1.1 {} Answer\r\n", self.status),
        };
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match &self.ending {
            Ending::Length | Ending::CutAt(_) | Ending::ResetAt(_) | Ending::StallAt(_) => {
                head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
            }
            Ending::Claim(length) => head.push_str(&format!("Content-Length: {length}\r\n")),
            Ending::Chunked(_) | Ending::NoLastChunk => {
                head.push_str("Transfer-Encoding: chunked\r\n");
            }
            Ending::Close | Ending::Endless => head.push_str("Connection: close\r\n"),
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await?;
        let up_to = |end: usize| &self.body[..end.min(self.body.len())];
        match &self.ending {
            Ending::Length | Ending::Close | Ending::Claim(_) => {
                self.write(stream, &self.body).await?;
            }
            Ending::Chunked(size) => {
                self.chunks(stream, *size).await?;
                stream.write_all(b"0\r\n\r\n").await?;
            }
            Ending::NoLastChunk => self.chunks(stream, 1000).await?,
            Ending::CutAt(end) => self.write(stream, up_to(*end)).await?,
            Ending::ResetAt(end) => {
                self.write(stream, up_to(*end)).await?;
                sleep(Duration::from_millis(20)).await;
                stream.reset_at_end()?;
            }
            Ending::StallAt(end) => {
                self.write(stream, up_to(*end)).await?;
                sleep(Duration::from_secs(3600)).await;
            }
            Ending::Endless => loop {
                self.write(stream, &self.body).await?;
            },
        }
        stream.flush().await?;
        Ok(matches!(self.ending, Ending::Length | Ending::Chunked(_)))
    }

    /// Sends the answer on a stream of HTTP/2: whole, or reset in the middle.
    pub(crate) async fn send_http2(self, mut respond: SendResponse<Bytes>) -> io::Result<()> {
        sleep(self.delay).await;
        let mut head = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            head = head.header(name, value);
        }
        let head = head.body(()).map_err(io::Error::other)?;
        let mut stream = respond.send_response(head, false).map_err(bad)?;
        match self.ending {
            Ending::CutAt(end) | Ending::ResetAt(end) => {
                let part = self.body[..end.min(self.body.len())].to_vec();
                stream.send_data(part.into(), false).map_err(bad)?;
                sleep(Duration::from_millis(20)).await;
                stream.send_reset(Reason::INTERNAL_ERROR);
                Ok(())
            }
            _ => stream.send_data(self.body.into(), true).map_err(bad),
        }
    }

    async fn chunks(&self, stream: &mut impl Wire, size: usize) -> io::Result<()> {
        for chunk in self.body.chunks(size.max(1)) {
            stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
            self.write(stream, chunk).await?;
            stream.write_all(b"\r\n").await?;
        }
        Ok(())
    }

    async fn write(&self, stream: &mut impl Wire, bytes: &[u8]) -> io::Result<()> {
        let Some((size, pause)) = self.drip else { return stream.write_all(bytes).await };
        for piece in bytes.chunks(size) {
            stream.write_all(piece).await?;
            stream.flush().await?;
            sleep(pause).await;
        }
        Ok(())
    }
}

/// `bytes` as one gzip member.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A gzip page that unpacks to that many megabytes; a thousandth of it on the wire.
#[must_use]
pub fn bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let block = vec![b'a'; 1 << 20];
    encoder.write_all(b"<!doctype html><p>").unwrap();
    for _ in 0..megabytes {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}
