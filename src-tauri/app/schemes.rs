//! The two schemes of the reader: `article:` for the frame's documents, `media:` for the
//! pictures that the archive holds. Neither reaches the network, and no document that comes
//! from them is ever of the program's own origin.

use tauri::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Request, Response, StatusCode};
use tauri::{Runtime, UriSchemeContext, UriSchemeResponder};

/// Laid over whatever policy a document brings: even opened by itself, it stays in a sandbox.
const ARTICLE_POLICY: HeaderValue = HeaderValue::from_static("sandbox allow-scripts");

/// A picture is looked at and never run, should it be markup in disguise.
const MEDIA_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Answers for `article://localhost/…`.
pub(crate) fn article<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let _ = (context, request);
    responder.respond(guarded(Response::new(Vec::new()), ARTICLE_POLICY));
}

/// Answers for `media://localhost/…`.
pub(crate) fn media<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let _ = (context, request);
    responder.respond(guarded(Response::new(Vec::new()), MEDIA_POLICY));
}

fn guarded(mut response: Response<Vec<u8>>, policy: HeaderValue) -> Response<Vec<u8>> {
    let headers = response.headers_mut();
    headers.append(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
