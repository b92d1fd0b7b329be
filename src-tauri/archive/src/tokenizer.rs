//! Gives SQLite's full-text index the tokens of this crate. The one place with unsafe code:
//! the interface is C.
#![allow(unsafe_code, reason = "SQLite takes a tokenizer only through its C interface")]

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr, slice,
};

use rusqlite::{Connection, ffi};

use crate::{ArchiveError, Result, tokens::each_token};

const NAME: &CStr = c"backfile";

/// Makes the tokenizer `backfile` known to a connection.
///
/// What is stored is cut as [`each_token`] says. What is asked was cut already by the one who
/// asks, so its tokens are taken as they stand, with spaces between them.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    let refused =
        |code| ArchiveError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
    let mut api: *mut ffi::fts5_api = ptr::null_mut();
    // SAFETY: the connection is open and not used elsewhere meanwhile; the statement is
    // finalised before the block ends; `api` outlives the call that writes it.
    unsafe {
        let mut statement = ptr::null_mut();
        let code = ffi::sqlite3_prepare_v2(
            connection.handle(),
            c"SELECT fts5(?1)".as_ptr(),
            -1,
            &raw mut statement,
            ptr::null_mut(),
        );
        if code != ffi::SQLITE_OK {
            return Err(refused(code));
        }
        ffi::sqlite3_bind_pointer(
            statement,
            1,
            (&raw mut api).cast::<c_void>(),
            c"fts5_api_ptr".as_ptr(),
            None,
        );
        ffi::sqlite3_step(statement);
        ffi::sqlite3_finalize(statement);
    }
    // SAFETY: FTS5 gave the pointer, which is good as long as the connection is.
    let create = unsafe { api.as_ref() }.and_then(|api| api.xCreateTokenizer);
    let Some(create) = create else { return Err(refused(ffi::SQLITE_ERROR)) };
    let mut functions = ffi::fts5_tokenizer {
        xCreate: Some(make),
        xDelete: Some(unmake),
        xTokenize: Some(tokenize),
    };
    // SAFETY: `functions` is copied; the functions in it are static.
    let code = unsafe { create(api, NAME.as_ptr(), ptr::null_mut(), &raw mut functions, None) };
    if code == ffi::SQLITE_OK { Ok(()) } else { Err(refused(code)) }
}

/// There is nothing to make, but a null pointer would say that there is no tokenizer.
static NOTHING: u8 = 0;

unsafe extern "C" fn make(
    _: *mut c_void,
    _: *mut *const c_char,
    _: c_int,
    out: *mut *mut ffi::Fts5Tokenizer,
) -> c_int {
    // SAFETY: FTS5 hands a place for the answer. What is put there is never read or written.
    unsafe { *out = (&raw const NOTHING).cast_mut().cast() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn unmake(_: *mut ffi::Fts5Tokenizer) {}

type Take = unsafe extern "C" fn(*mut c_void, c_int, *const c_char, c_int, c_int, c_int) -> c_int;

unsafe extern "C" fn tokenize(
    _: *mut ffi::Fts5Tokenizer,
    context: *mut c_void,
    flags: c_int,
    text: *const c_char,
    length: c_int,
    take: Option<Take>,
) -> c_int {
    let (Some(take), Ok(length)) = (take, usize::try_from(length)) else { return ffi::SQLITE_OK };
    if text.is_null() || length == 0 {
        return ffi::SQLITE_OK;
    }
    // SAFETY: FTS5 hands `length` bytes that stay as they are during the call.
    let bytes = unsafe { slice::from_raw_parts(text.cast::<u8>(), length) };
    let mut code = ffi::SQLITE_OK;
    let mut hand = |token: &str, start: usize, end: usize, beside: bool| {
        // Texts are shorter than SQLite's limit of 2³¹ bytes.
        let number = |value: usize| c_int::try_from(value).unwrap_or(c_int::MAX);
        let flags = if beside { ffi::FTS5_TOKEN_COLOCATED } else { 0 };
        // SAFETY: the token lives during the call; `context` belongs to `take`.
        code = unsafe {
            take(
                context,
                flags,
                token.as_ptr().cast(),
                number(token.len()),
                number(start),
                number(end),
            )
        };
        code == ffi::SQLITE_OK
    };
    // A panic must not run through C.
    let done = catch_unwind(AssertUnwindSafe(|| {
        let text = String::from_utf8_lossy(bytes);
        if flags & ffi::FTS5_TOKENIZE_QUERY != 0 {
            let mut at = 0;
            for token in text.split(' ') {
                if !token.is_empty() && !hand(token, at, at + token.len(), false) {
                    break;
                }
                at += token.len() + 1;
            }
        } else {
            let mut last = None;
            each_token(&text, |token| {
                let beside = last.replace(token.position) == Some(token.position);
                hand(token.text, token.start, token.end, beside)
            });
        }
    }));
    if done.is_ok() { code } else { ffi::SQLITE_ERROR }
}
