//! What stands between a link and its article, as a code and what its sentence names.

use std::{collections::BTreeMap, time::Duration};

use backfile_article::{LinkReason, PageKind, WallKind};
use backfile_fetch::{FetchError, Hop, Origin};

use crate::ipc::ProblemCode;

/// Something that a row says in place of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What it is.
    pub(crate) code: ProblemCode,
    /// What the sentence names; the site is added where the entry is known.
    pub(crate) args: BTreeMap<String, String>,
    /// The chain of causes, for the log.
    pub(crate) cause: String,
}

impl Trouble {
    pub(crate) fn new(code: ProblemCode, cause: impl ToString) -> Self {
        Self { code, args: BTreeMap::new(), cause: cause.to_string() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// What to do about a page that could not be had.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Keep the link, with the reason.
    Link(Trouble),
    /// Say so and offer a Retry.
    Fail(Trouble),
    /// The same, of what may go well next time without anybody's doing.
    Passing(Trouble),
    /// Ask the person about that origin first.
    Ask(Origin),
    /// Try again by ourselves after that time.
    Later(Duration, Trouble),
}

/// The longest time that the queue waits by itself when a site asks it to.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Judges why a page could not be had.
pub(crate) fn judge(error: &FetchError) -> Verdict {
    let code = match error {
        FetchError::Private { origin, hop: Hop::ByHand } => return Verdict::Ask(origin.clone()),
        FetchError::Private { .. } | FetchError::Forbidden { .. } => ProblemCode::PrivateRedirect,
        FetchError::BadAddress(_) | FetchError::NotWeb(_) | FetchError::RedirectRefused { .. } => {
            ProblemCode::NotWeb
        }
        FetchError::NameNotFound { .. } => ProblemCode::NameNotFound,
        FetchError::ConnectFailed { .. } => ProblemCode::ConnectFailed,
        FetchError::Tls { .. } => ProblemCode::InsecureConnection,
        FetchError::TimedOut { .. } => ProblemCode::TimedOut,
        FetchError::AskedToWait { .. } => ProblemCode::AskedTooOften,
        FetchError::TooManyRedirects { .. } => ProblemCode::TooManyRedirects,
        FetchError::Status { status, .. } => match status {
            404 | 410 => ProblemCode::Gone,
            429 => ProblemCode::AskedTooOften,
            401..=403 | 405..=407 | 451 => ProblemCode::Refused,
            _ => ProblemCode::ServerError,
        },
        FetchError::TooLarge { .. } => ProblemCode::TooLarge,
        FetchError::CutShort { .. } => ProblemCode::CutShort,
        FetchError::Setup(_) => ProblemCode::Internal,
        _ => ProblemCode::BadAnswer,
    };
    let mut trouble = Trouble::new(code, chain(error));
    if let FetchError::Status { status, .. } = error {
        trouble = trouble.with("status", status);
    }
    if let FetchError::TooLarge { limit, .. } = error {
        trouble = trouble.with("limit", limit >> 20);
    }
    match (code, error.retry_after()) {
        (ProblemCode::AskedTooOften | ProblemCode::ServerError, Some(wait)) => {
            Verdict::Later(wait.min(LONGEST_WAIT), trouble)
        }
        (ProblemCode::Gone | ProblemCode::TooLarge | ProblemCode::NotWeb, _) => {
            Verdict::Link(trouble)
        }
        // A name that is not found is most often gone for good.
        (ProblemCode::NameNotFound, _) => Verdict::Fail(trouble),
        _ if error.retryable() => Verdict::Passing(trouble),
        _ => Verdict::Fail(trouble),
    }
}

/// What a page that is no article is kept as.
pub(crate) fn no_article(kind: PageKind) -> Option<ProblemCode> {
    Some(match kind {
        PageKind::Article => return None,
        PageKind::Video => ProblemCode::Video,
        PageKind::Listing => ProblemCode::Listing,
        PageKind::Wall(WallKind::Consent) => ProblemCode::ConsentWall,
        PageKind::Wall(WallKind::SignIn) => ProblemCode::SignInWall,
        PageKind::Wall(WallKind::Subscription) => ProblemCode::Paywall,
        PageKind::Wall(WallKind::Bot) => ProblemCode::BotWall,
        PageKind::Gone => ProblemCode::Gone,
        PageKind::NeedsScript => ProblemCode::NeedsScript,
        PageKind::Empty => ProblemCode::NoArticle,
    })
}

/// The reason that an archive keeps for a code; `None` for what a Retry could mend.
pub(crate) fn link_reason(code: ProblemCode) -> Option<LinkReason> {
    Some(match code {
        ProblemCode::Video => LinkReason::Video,
        ProblemCode::Listing => LinkReason::Listing,
        ProblemCode::Pdf => LinkReason::Pdf,
        ProblemCode::Picture => LinkReason::Picture,
        ProblemCode::Feed => LinkReason::Feed,
        ProblemCode::OtherFile | ProblemCode::NotWeb => LinkReason::OtherFile,
        ProblemCode::Gone => LinkReason::Gone,
        ProblemCode::ConsentWall => LinkReason::ConsentWall,
        ProblemCode::SignInWall => LinkReason::SignInWall,
        ProblemCode::Paywall => LinkReason::Paywall,
        ProblemCode::BotWall => LinkReason::BotWall,
        ProblemCode::NoArticle => LinkReason::NoArticle,
        ProblemCode::NeedsScript => LinkReason::NeedsScript,
        ProblemCode::TooLarge => LinkReason::TooLarge,
        _ => return None,
    })
}

/// Whether a Retry could mend it.
pub(crate) fn retry_mends(code: ProblemCode) -> bool {
    link_reason(code).is_none()
        && !matches!(code, ProblemCode::AskPrivate | ProblemCode::NeedsAddress)
        || matches!(
            code,
            ProblemCode::Gone
                | ProblemCode::ConsentWall
                | ProblemCode::SignInWall
                | ProblemCode::Paywall
                | ProblemCode::BotWall
                | ProblemCode::NoArticle
        )
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
