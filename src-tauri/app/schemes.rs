//! The two schemes of the reader: `article:` for the frame's documents, `media:` for the
//! pictures that the archive holds. Neither reaches the network, and no document that comes
//! from them is ever of the program's own origin.

use backfile_library::{Library, frame};
use tauri::async_runtime::{spawn, spawn_blocking};
use tauri::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Request, Response, StatusCode};
use tauri::{AppHandle, Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::backend::Backend;

/// Laid over whatever policy a document brings.
const ARTICLE_POLICY: HeaderValue = HeaderValue::from_static(frame::ARTICLE_SANDBOX);

/// A picture is looked at and never run, should it be markup in disguise.
const MEDIA_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Where the frame finds the program's own faces.
const FONTS: &str = "/fonts/";

/// Answers for `article://localhost/…`.
pub(crate) fn article<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    spawn(async move {
        let path = request.uri().path();
        let response = match font_named(path) {
            Some(name) => font(&app, name),
            None => from_library(&app, path, Library::frame).await,
        };
        responder.respond(guarded(response, ARTICLE_POLICY));
    });
}

/// Answers for `media://localhost/…`.
pub(crate) fn media<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    spawn(async move {
        let name = request.uri().path().trim_start_matches('/');
        let response = from_library(&app, name, Library::media).await;
        responder.respond(guarded(response, MEDIA_POLICY));
    });
}

/// Asks the library, away from the async threads: it reads the disk.
async fn from_library<R: Runtime>(
    app: &AppHandle<R>,
    path: &str,
    ask: fn(&Library, &str) -> frame::Response,
) -> Response<Vec<u8>> {
    let Ok(library) = app.state::<Backend>().library().await else {
        return empty(StatusCode::SERVICE_UNAVAILABLE);
    };
    let path = path.to_owned();
    match spawn_blocking(move || ask(&library, &path)).await {
        Ok(answer) => {
            let mut response = Response::new(answer.body);
            *response.status_mut() =
                StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            for (name, value) in answer.headers {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response.headers_mut().insert(HeaderName::from_static(name), value);
                }
            }
            response
        }
        Err(error) => {
            tracing::error!(%error, "a document of the reader could not be made");
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// The name of the face that a path asks for: one word of one folder.
fn font_named(path: &str) -> Option<&str> {
    let name = path.strip_prefix(FONTS)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    name.strip_suffix(".woff2").is_some_and(|stem| stem.bytes().all(plain)).then_some(name)
}

/// A face out of the program itself, for the frame, which is of another origin.
fn font<R: Runtime>(app: &AppHandle<R>, name: &str) -> Response<Vec<u8>> {
    let Some(asset) = app.asset_resolver().get(format!("fonts/{name}")) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let mut response = Response::new(asset.bytes);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("font/woff2"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

fn guarded(mut response: Response<Vec<u8>>, policy: HeaderValue) -> Response<Vec<u8>> {
    let headers = response.headers_mut();
    headers.append(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_faces_are_read_out_of_the_program() {
        assert_eq!(font_named("/fonts/inter-latin.woff2"), Some("inter-latin.woff2"));
        for path in [
            "/fonts/../index.html",
            "/fonts/a/b.woff2",
            "/fonts/x.js",
            "/index.html",
            "/fonts/%2e.woff2",
        ] {
            assert_eq!(font_named(path), None, "{path}");
        }
    }

    #[test]
    fn a_sandbox_is_laid_over_what_a_document_brings() {
        let mut response = empty(StatusCode::OK);
        let own = HeaderValue::from_static("default-src 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, own.clone());
        let response = guarded(response, ARTICLE_POLICY);
        let policies: Vec<_> = response.headers().get_all(CONTENT_SECURITY_POLICY).iter().collect();
        assert_eq!(policies, [&own, &ARTICLE_POLICY]);
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
