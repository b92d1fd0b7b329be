//! The app's side: a few workers, each used by one page at a time.

use std::{io, process::Stdio, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{Mutex, Semaphore},
};

use super::{Cleaned, Cleaner, CleaningError, Request, WORKER_ARGUMENT, worker};

/// Seconds that a page may take, starting a worker included: whoever waits for an answer has it
/// within five.
const TIME_LIMIT: u64 = 4;
/// Bytes of a page that few pages have; starting a worker takes less time than reading such a one.
const LARGE: usize = 2 << 20;
/// Bytes of an answer at most; an extraction is never larger than a few times its page.
const ANSWER_LIMIT: u64 = 256 << 20;

/// As Windows names it.
#[cfg(windows)]
const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x4000;

/// Cleans pages, a few at a time.
#[derive(Debug, Clone)]
pub struct Cleaning {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cleaner: Cleaner,
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

#[derive(Debug)]
struct Worker {
    /// Kept for its kill on drop.
    _child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Cleaning {
    /// A pool of at most one worker per core; workers are started when they are needed.
    #[must_use]
    pub fn new(cleaner: Cleaner) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let shared = Shared { cleaner, places: Semaphore::new(cores), idle: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    /// Cleans one page.
    ///
    /// # Errors
    /// When the page takes too long or ends its worker, or none can be started.
    pub async fn clean(&self, mut request: Request) -> Result<Cleaned, CleaningError> {
        // One character more than is looked at, so that the cut is seen and told. What the page
        // was is kept as it came; only the cleaning is spared what it would leave out.
        let longest = request.source.ceil_char_boundary(backfile_extract::LONGEST_PAGE + 1);
        request.source.truncate(longest);
        request.source.shrink_to_fit();
        // The semaphore is never closed.
        let _place = self.shared.places.acquire().await.map_err(|_| CleaningError::WorkerEnded)?;
        let Cleaner::Processes(program) = &self.shared.cleaner else {
            return tokio::task::spawn_blocking(move || worker::clean(&request))
                .await
                .map_err(|_| CleaningError::WorkerEnded);
        };
        let frame = serde_json::to_vec(&request).map_err(CleaningError::Protocol)?;
        drop(request);
        let time = Duration::from_secs(TIME_LIMIT);
        let (worker, answer) = loop {
            let idle = self.shared.idle.lock().await.pop();
            let fresh = idle.is_none();
            let mut worker = match idle {
                Some(worker) => worker,
                None => Worker::start(program).map_err(CleaningError::NoWorker)?,
            };
            // A worker whose answer does not come is dropped here, and with that killed.
            match tokio::time::timeout(time, worker.exchange(&frame)).await {
                Ok(Ok(answer)) => break (worker, answer),
                Err(_) => return Err(CleaningError::TooSlow(TIME_LIMIT)),
                Ok(Err(_)) if fresh => return Err(CleaningError::WorkerEnded),
                // It may have ended long before this page; the next one will tell.
                Ok(Err(_)) => {}
            }
        };
        // One that read a large page keeps much memory, and ends with this instead.
        if frame.len() < LARGE {
            self.shared.idle.lock().await.push(worker);
        } else {
            drop(worker);
        }
        drop(frame);
        serde_json::from_slice(&answer).map_err(CleaningError::Protocol)
    }
}

impl Worker {
    fn start(program: &std::path::Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        // It reads a page and answers; what this program was told by its surroundings is none of
        // its business. Windows starts nothing without some of that.
        if cfg!(unix) {
            command.env_clear();
        }
        // Below the window's; elsewhere the worker sees to it itself.
        #[cfg(windows)]
        command.creation_flags(BELOW_NORMAL_PRIORITY_CLASS);
        let mut child = command
            .arg(WORKER_ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the worker has no pipes"));
        };
        Ok(Self { _child: child, input, output })
    }

    async fn exchange(&mut self, frame: &[u8]) -> io::Result<Vec<u8>> {
        let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
        self.input.write_all(&length.to_le_bytes()).await?;
        self.input.write_all(frame).await?;
        self.input.flush().await?;
        let length = u64::from(self.output.read_u32_le().await?);
        if length > ANSWER_LIMIT {
            return Err(io::Error::other("the answer is too long"));
        }
        let mut answer = Vec::new();
        let read = (&mut self.output).take(length).read_to_end(&mut answer).await?;
        if read as u64 == length { Ok(answer) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
