//! What the tests stand on: an archive of its own for each, and a server with the demo pages.

use std::{future::Future, path::Path, time::Duration};

use backfile_article::ArticleId;
use backfile_fetch::{FetchConfig, Limits, Pace};
use backfile_library::{
    Clipboard, Intake, Library, Manner, OpenOptions, Outcome, Shell, ShellError,
    cleaning::Cleaner,
    ipc::{self, CommandError, ListPage, ListRequest, ProblemCode, Row, Sort, View},
};
use backfile_testkit::{PageServer, demo};
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An archive in a folder of its own, and a server with the demo pages.
pub(crate) struct Stage {
    pub(crate) server: PageServer,
    pub(crate) library: Library,
    pub(crate) folder: TempDir,
}

/// How private addresses are meant, as on the command line with `--allow-private`.
pub(crate) fn allowed() -> Manner {
    Manner { allow_private: true, ..Manner::default() }
}

/// Opens the archive of a folder, with cleaning in this process and without waits.
pub(crate) async fn open(folder: &Path) -> Library {
    open_with(folder, OpenOptions::default()).await
}

/// The same with other options than those.
pub(crate) async fn open_with(folder: &Path, options: OpenOptions) -> Library {
    let limits = Limits {
        connect: Duration::from_secs(5),
        whole: Duration::from_secs(5),
        ..Limits::default()
    };
    let pace = Pace { between_pages: Duration::from_millis(1), ..Pace::default() };
    Library::open(OpenOptions {
        archive: Some(folder.join("archive")),
        cleaner: Some(Cleaner::ThisProcess),
        fetch: FetchConfig { limits, pace, ..options.fetch },
        ..options
    })
    .await
    .unwrap()
}

/// Waits until something is so.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(waited.await.is_ok(), "never came: {what}");
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let server = PageServer::start().await;
        demo::serve(&server);
        Self::of(server, OpenOptions::default()).await
    }

    /// A stage with that server, and an archive with those options.
    pub(crate) async fn of(server: PageServer, options: OpenOptions) -> Self {
        let folder = TempDir::new().unwrap();
        let library = open_with(folder.path(), options).await;
        Self { server, library, folder }
    }

    /// Gives text as a person does, private addresses meant.
    pub(crate) async fn give(&self, text: &str) -> Intake {
        self.library.take_in_text(text, &allowed()).await.unwrap()
    }

    /// Gives a file.
    pub(crate) async fn give_file(&self, name: &str, bytes: impl Into<Vec<u8>>) -> Intake {
        self.library.take_in_file(name, bytes.into(), &allowed()).await.unwrap()
    }

    /// Saves a path of the server and waits until it is there.
    pub(crate) async fn save(&self, path: &str) -> Outcome {
        let intake = self.give(&self.server.url(path)).await;
        self.finish(intake.entries[0].id).await
    }

    /// Waits until an entry is there, its pictures too.
    pub(crate) async fn finish(&self, id: ArticleId) -> Outcome {
        let done = async {
            let outcome = self.library.finish(id).await.unwrap();
            self.library.finish_pictures(id).await.unwrap();
            outcome
        };
        tokio::time::timeout(PATIENCE, done).await.expect("an entry is never finished")
    }

    /// Makes a call of a window.
    pub(crate) async fn call(&self, name: &str, arguments: Value) -> Result<Value, CommandError> {
        ipc::dispatch(&self.library, &NoDesktop, name, arguments).await
    }

    /// Makes a call of a window that has to go well.
    pub(crate) async fn ask(&self, name: &str, arguments: Value) -> Value {
        self.call(name, arguments).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) async fn list(&self, view: View, query: &str) -> ListPage {
        self.library.list(request(view, query), false).await.unwrap()
    }

    pub(crate) async fn row(&self, id: ArticleId) -> Row {
        self.library.show(id).await.unwrap().row
    }

    /// The text of the version shown.
    pub(crate) async fn text(&self, id: ArticleId) -> String {
        self.library
            .show(id)
            .await
            .unwrap()
            .version
            .map_or_else(String::new, |version| version.extraction.text())
    }

    /// How many hits a search has.
    pub(crate) async fn hits(&self, query: &str) -> u32 {
        self.list(View::All, query).await.total
    }

    /// The paths that were asked for, pictures apart, in their order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let pages = self.server.requests().into_iter().map(|request| request.path);
        pages.filter(|path| !path.starts_with("/pictures/")).collect()
    }
}

pub(crate) fn request(view: View, query: &str) -> ListRequest {
    ListRequest {
        view,
        query: query.to_owned(),
        sort: Sort::Saved,
        offset: 0,
        limit: 500,
        utc_offset_minutes: 0,
    }
}

/// What a row says is wrong.
pub(crate) fn problem(row: &Row) -> Option<ProblemCode> {
    row.problem.as_ref().map(|problem| problem.code)
}

/// The address of a server that is not there any more.
pub(crate) async fn dead_server() -> Url {
    let server = PageServer::start().await;
    server.url("/story").parse().unwrap()
}

/// A desktop that opens nothing and whose clipboard is empty.
pub(crate) struct NoDesktop;

impl Shell for NoDesktop {
    fn open_url(&self, _: &Url) -> Result<(), ShellError> {
        Ok(())
    }

    fn reveal(&self, _: &Path) -> Result<(), ShellError> {
        Ok(())
    }

    fn clipboard(&self) -> Clipboard {
        Clipboard::default()
    }

    fn copy(&self, _: String) -> Result<(), ShellError> {
        Ok(())
    }
}

/// The same page with pictures of these addresses at its end, each with its number as its words.
pub(crate) fn illustrated(title: &str, paragraphs: usize, pictures: &[String]) -> String {
    let figures: String = pictures
        .iter()
        .enumerate()
        .map(|(at, url)| format!("<figure><img src=\"{url}\" alt=\"Lamp {at}\"></figure>\n"))
        .collect();
    article(title, paragraphs).replace("</article>", &format!("{figures}</article>"))
}

/// Bytes that begin as a picture does and are like no other of another number.
pub(crate) fn picture(number: u64, bytes: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let noise = std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    });
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(noise).take(bytes).collect()
}

/// A page with as many paragraphs, each with words of its own.
pub(crate) fn article(title: &str, paragraphs: usize) -> String {
    const WORDS: [&str; 8] = [
        "The lamp on the breakwater was lit by hand until the winter of the long frost, and \
         the keeper wrote down every night on which it failed.",
        "A rope is only as honest as the person who spliced it, he used to say, and he spliced \
         every rope on the harbour himself.",
        "The ledger has a column for wind, a column for ships, and a column that he headed with \
         a question mark and never explained.",
        "In that column stands a small cross for each evening on which the fox came down to the \
         landing stage and looked at the sea.",
        "There are four hundred crosses, and after the last of them the handwriting becomes \
         larger, as if there were more room on the page.",
        "His daughter kept the ledger in a bread tin, because paper and bread, she says, want to \
         be kept from the same things.",
        "She read from it once a year to whoever came, and whoever came was given tea and asked \
         to bring a chair.",
        "Now it lies in the town hall under glass, opened at the frost, and the chairs stand \
         around it as they always did.",
    ];
    let body: String = (0..paragraphs)
        .map(|at| format!("<p>Paragraph {at} of it. {}</p>\n", WORDS[at % WORDS.len()]))
        .collect();
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>\
         <meta property=og:type content=article></head><body><main><article><h1>{title}</h1>\
         <p class=byline>By Marta Quell</p>\n{body}</article></main></body></html>"
    )
}
