//! The page server: routes that a test can change while it runs, and a log of what was asked.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::server::TlsStream;

use crate::{
    Answer, Identity,
    answer::{Wire, bad},
    folder,
    secure::Acceptor,
};

/// One request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, as in `GET`.
    pub method: String,
    /// The path without its query, as sent.
    pub path: String,
    /// The query without its question mark; empty when there is none.
    pub query: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// How often this path has been asked for, this time included.
    pub hit: usize,
    /// Whether it came as HTTP/2.
    pub http2: bool,
}

impl Request {
    /// The first header of that name (in lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(had, _)| had == name).map(|(_, value)| value.as_str())
    }
}

type Handler = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

#[derive(Default)]
struct Shared {
    routes: Mutex<HashMap<String, Handler>>,
    folders: Mutex<Vec<(String, PathBuf)>>,
    log: Mutex<Log>,
}

/// What was asked, and how often each path.
#[derive(Default)]
struct Log {
    requests: Vec<Request>,
    hits: HashMap<String, usize>,
}

/// A web server on loopback; it stops when dropped.
pub struct PageServer {
    scheme: &'static str,
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl PageServer {
    /// A server on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start() -> Self {
        Self::start_on(0).await.expect("a free port on loopback")
    }

    /// A server on that port of 127.0.0.1; 0 takes a free one.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start_on(port: u16) -> io::Result<Self> {
        Self::listen("http", port, None).await
    }

    /// A server that proves itself with a certificate and speaks HTTP/2 to whoever knows it, on
    /// that port of 127.0.0.1; 0 takes a free one.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start_secure(port: u16, identity: Identity) -> io::Result<Self> {
        Self::listen("https", port, Some(Acceptor::new(identity))).await
    }

    async fn listen(
        scheme: &'static str,
        port: u16,
        acceptor: Option<Acceptor>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let acceptor = acceptor.map(Arc::new);
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), acceptor));
        Ok(Self { scheme, address, shared, task })
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end; a secure one begins with `https`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The address of a path, which begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url())
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Serves a page in UTF-8.
    pub fn page(&self, path: &str, html: impl Into<String>) -> &Self {
        self.answer(path, Answer::html(html.into()))
    }

    /// Serves bytes of a media type.
    pub fn bytes(&self, path: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> &Self {
        self.answer(path, Answer::new(media_type, bytes))
    }

    /// Serves a redirect (302).
    pub fn redirect(&self, path: &str, to: &str) -> &Self {
        self.answer(path, Answer::redirect(to))
    }

    /// Serves always the same answer.
    pub fn answer(&self, path: &str, answer: Answer) -> &Self {
        self.handler(path, move |_| answer.clone())
    }

    /// Serves what the function makes of each request. A path that ends in `*` serves every path
    /// that begins so and has no route of its own.
    pub fn handler(
        &self,
        path: &str,
        handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> &Self {
        lock(&self.shared.routes).insert(path.to_owned(), Arc::new(handler));
        self
    }

    /// Serves the files of a folder below a path; see the program's help for their types.
    pub fn folder(&self, prefix: &str, folder: impl Into<PathBuf>) -> &Self {
        lock(&self.shared.folders).push((prefix.to_owned(), folder.into()));
        self
    }

    /// Serves the requests so far at a path, a line of method, path and query for each.
    pub fn log_at(&self, path: &str) -> &Self {
        // The server must not be kept alive by one of its own routes.
        let shared = Arc::downgrade(&self.shared);
        self.handler(path, move |_| {
            let requests = shared
                .upgrade()
                .map(|shared| lock(&shared.log).requests.clone())
                .unwrap_or_default();
            let line = |request: &Request| match request.query.as_str() {
                "" => format!("{} {}\n", request.method, request.path),
                query => format!("{} {}?{query}\n", request.method, request.path),
            };
            Answer::new("text/plain", requests.iter().map(line).collect::<String>())
        })
    }

    /// Takes a route away, so that it answers 404.
    pub fn remove(&self, path: &str) -> &Self {
        lock(&self.shared.routes).remove(path);
        self
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn hits(&self, path: &str) -> usize {
        lock(&self.shared.log).hits.get(path).copied().unwrap_or_default()
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.log).requests.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_log(&self) {
        *lock(&self.shared.log) = Log::default();
    }

    /// Closes the port; requests under way end as they will.
    pub fn stop(self) {}
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, acceptor: Option<Arc<Acceptor>>) {
    // Its connections end with the server: a page that "is gone" must not answer on an old one.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let (shared, acceptor) = (Arc::clone(&shared), acceptor.clone());
                connections.spawn(async move {
                    // A client that goes away is part of what is tested.
                    let _ = serve(stream, shared, acceptor).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(
    stream: TcpStream,
    shared: Arc<Shared>,
    acceptor: Option<Arc<Acceptor>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match acceptor {
        None => talk(stream, &shared).await,
        Some(acceptor) => match acceptor.accept(stream).await? {
            (stream, true) => talk_http2(stream, shared).await,
            (stream, false) => talk(stream, &shared).await,
        },
    }
}

/// Answers the requests of one HTTP/2 connection, each when it is ready.
async fn talk_http2(stream: TlsStream<TcpStream>, shared: Arc<Shared>) -> io::Result<()> {
    let mut connection = h2::server::handshake(stream).await.map_err(bad)?;
    let mut answers = JoinSet::new();
    while let Some(accepted) = connection.accept().await {
        let (head, respond) = accepted.map_err(bad)?;
        let shared = Arc::clone(&shared);
        answers.spawn(async move {
            let uri = head.uri();
            let mut request = Request {
                method: head.method().to_string(),
                path: uri.path().to_owned(),
                query: uri.query().unwrap_or_default().to_owned(),
                headers: head
                    .headers()
                    .iter()
                    .map(|(name, value)| {
                        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                    })
                    .collect(),
                hit: 0,
                http2: true,
            };
            shared.take(&mut request).send_http2(respond).await
        });
    }
    Ok(())
}

async fn talk(mut stream: impl Wire, shared: &Shared) -> io::Result<()> {
    let mut read = Vec::new();
    while let Some(mut request) = read_request(&mut stream, &mut read).await? {
        let answer = shared.take(&mut request);
        let last = request.header("connection").is_some_and(|it| it.eq_ignore_ascii_case("close"));
        if !answer.send(&mut stream).await? || last {
            return Ok(());
        }
    }
    Ok(())
}

impl Shared {
    /// Notes a request and gives its answer.
    fn take(&self, request: &mut Request) -> Answer {
        let mut log = lock(&self.log);
        let hits = log.hits.entry(request.path.clone()).or_default();
        *hits += 1;
        request.hit = *hits;
        log.requests.push(request.clone());
        drop(log);
        self.answer_to(request)
    }

    fn answer_to(&self, request: &Request) -> Answer {
        let handler = {
            let routes = lock(&self.routes);
            let longest = || {
                routes
                    .iter()
                    .filter(|(path, _)| {
                        path.strip_suffix('*').is_some_and(|start| request.path.starts_with(start))
                    })
                    .max_by_key(|(path, _)| path.len())
                    .map(|(_, handler)| handler)
            };
            routes.get(&request.path).or_else(longest).cloned()
        };
        if let Some(handler) = handler {
            return handler(request);
        }
        let folders = lock(&self.folders).clone();
        folders
            .iter()
            .find_map(|(prefix, folder)| folder::file(folder, request.path.strip_prefix(prefix)?))
            .unwrap_or_else(|| Answer::status_only(404))
    }
}

/// Reads one request head; `None` when the client is done. `read` keeps what came behind it.
async fn read_request(stream: &mut impl Wire, read: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let end = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if read.len() > 64 << 10 || stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
        // A TLS greeting, for one: what begins so will never end as a head does.
        if !read[0].is_ascii_uppercase() {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await?;
            return Ok(None);
        }
    };
    let head: Vec<u8> = read.drain(..end).collect();
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        hit: 0,
        http2: false,
    }))
}
