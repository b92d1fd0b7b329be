//! SQLite's files, watched: a VFS over the system's own, which every call goes on to.
//!
//! It is the default one from the first watched folder on, so that a program under test opens
//! its database as ever; files outside watched folders pass through it untouched.

// SQLite is told of a VFS by tables of C functions, and there is no other way to see its writes.
#![allow(unsafe_code, reason = "see above; it stays within this module")]

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    io, mem,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    ptr,
    sync::{Arc, Mutex, Once, PoisonError, Weak},
};

use rusqlite::ffi::{
    self, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, sqlite3_file, sqlite3_int64,
    sqlite3_io_methods, sqlite3_vfs,
};

use super::Shared;

static WATCHED: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

/// Tells of what happens below the folder from now on, until nobody holds it.
pub(super) fn watch(shared: &Arc<Shared>) {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(register);
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.retain(|known| known.strong_count() > 0);
    watched.push(Arc::downgrade(shared));
}

fn watcher_of(path: &Path) -> Option<Arc<Shared>> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.iter().filter_map(Weak::upgrade).find(|shared| path.starts_with(&shared.root))
}

/// A file as SQLite holds it. The system's own lies right behind it.
#[repr(C)]
struct File {
    base: sqlite3_file,
    watched: *mut Watched,
}

struct Watched {
    shared: Arc<Shared>,
    path: PathBuf,
    /// Its folder is synced with its first sync, as SQLite does for logs and journals.
    syncs_folder: bool,
}

fn register() {
    // SAFETY: SQLite initialises itself; the VFS found lives as long as the program, and so does
    // the copy, which is leaked. Both tables are complete, since they are copies of its own.
    unsafe {
        ffi::sqlite3_initialize();
        let system = ffi::sqlite3_vfs_find(ptr::null());
        assert!(!system.is_null(), "SQLite knows no VFS");
        let mut own = *system;
        own.zName = c"watched".as_ptr();
        own.pNext = ptr::null_mut();
        own.szOsFile = c_int::try_from(mem::size_of::<File>()).unwrap() + (*system).szOsFile;
        own.xOpen = Some(open);
        own.xDelete = Some(delete);
        SYSTEM.store(system, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(own)), 1), SQLITE_OK);
    }
}

static SYSTEM: std::sync::atomic::AtomicPtr<sqlite3_vfs> =
    std::sync::atomic::AtomicPtr::new(ptr::null_mut());

fn system() -> *mut sqlite3_vfs {
    SYSTEM.load(std::sync::atomic::Ordering::SeqCst)
}

/// SQLite's code for a fault, where one of that kind of act has its own.
fn code(error: &io::Error, act: c_int) -> c_int {
    if error.kind() == io::ErrorKind::StorageFull { SQLITE_FULL } else { act }
}

/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    if name.is_null() {
        return PathBuf::new();
    }
    // SAFETY: as the caller says.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// # Safety
/// Called by SQLite: `file` has as many bytes as the VFS asked for.
unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a valid name, room for our file and the system's behind it; a file
    // without methods is one that is not closed.
    unsafe {
        let own = file.cast::<File>();
        (*own).base.pMethods = ptr::null();
        (*own).watched = ptr::null_mut();
        let path = path_of(name);
        let watcher = watcher_of(&path);
        let is_new = !path.exists();
        if let Some(shared) = &watcher
            && is_new
            && flags & ffi::SQLITE_OPEN_CREATE != 0
            && let Err(error) = shared.step(|model| model.create(&path))
        {
            return code(&error, SQLITE_CANTOPEN);
        }
        let Some(go) = (*system()).xOpen else { return SQLITE_CANTOPEN };
        let done = go(system(), name, inner(file), flags, out);
        if done != SQLITE_OK {
            return done;
        }
        if let Some(shared) = watcher {
            let log = ffi::SQLITE_OPEN_WAL
                | ffi::SQLITE_OPEN_MAIN_JOURNAL
                | ffi::SQLITE_OPEN_SUPER_JOURNAL;
            let syncs_folder = is_new && flags & log != 0;
            (*own).watched = Box::into_raw(Box::new(Watched { shared, path, syncs_folder }));
        }
        (*own).base.pMethods = &raw const METHODS;
        SQLITE_OK
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, syncs: c_int) -> c_int {
    // SAFETY: SQLite gives a valid name, and the system's VFS takes what ours was given.
    unsafe {
        let path = path_of(name);
        if let Some(shared) = watcher_of(&path)
            && path.exists()
        {
            let folder = path.parent().unwrap_or(&path);
            let noted = shared.step(|model| model.remove(&path)).and_then(|()| match syncs {
                0 => Ok(()),
                _ => shared.sync_step(|model| model.sync_folder(folder)),
            });
            if let Err(error) = noted {
                return code(&error, SQLITE_IOERR_DELETE);
            }
        }
        match (*system()).xDelete {
            Some(go) => go(system(), name, syncs),
            None => SQLITE_IOERR_DELETE,
        }
    }
}

/// The system's file behind ours.
///
/// # Safety
/// `file` is one that `open` was given.
unsafe fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: the VFS asks for room for both, and ours is as long as a multiple of its alignment.
    unsafe { file.cast::<u8>().add(mem::size_of::<File>()).cast() }
}

/// # Safety
/// As for `inner`, and `file` is open.
unsafe fn watched<'a>(file: *mut sqlite3_file) -> Option<&'a mut Watched> {
    // SAFETY: set by `open`, freed by `close` alone; SQLite uses a file from one thread at a time.
    unsafe { (*file.cast::<File>()).watched.as_mut() }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once.
    unsafe {
        let own = file.cast::<File>();
        if !(*own).watched.is_null() {
            drop(Box::from_raw((*own).watched));
            (*own).watched = ptr::null_mut();
        }
        let real = inner(file);
        match (*(*real).pMethods).xClose {
            Some(go) => go(real),
            None => SQLITE_OK,
        }
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives `length` bytes.
    unsafe {
        if let Some(Watched { shared, path, .. }) = watched(file) {
            let given =
                std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap());
            let place = usize::try_from(at).unwrap();
            if let Err(error) = shared.step(|model| model.write(path, place, given)) {
                return code(&error, SQLITE_IOERR_WRITE);
            }
        }
        let real = inner(file);
        match (*(*real).pMethods).xWrite {
            Some(go) => go(real, bytes, length, at),
            None => SQLITE_IOERR_WRITE,
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: as for `write`.
    unsafe {
        if let Some(Watched { shared, path, .. }) = watched(file) {
            let length = usize::try_from(length).unwrap();
            if let Err(error) = shared.step(|model| model.cut(path, length)) {
                return code(&error, SQLITE_IOERR_TRUNCATE);
            }
        }
        let real = inner(file);
        match (*(*real).pMethods).xTruncate {
            Some(go) => go(real, length),
            None => SQLITE_IOERR_TRUNCATE,
        }
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: as for `write`. The system's own sync is left out: the power does not really fail,
    // and thousands of syncs would take their time.
    unsafe {
        if let Some(Watched { shared, path, syncs_folder }) = watched(file) {
            let folder = path.parent().unwrap_or(path);
            let synced = shared.sync_step(|model| {
                model.sync(path);
                if mem::take(syncs_folder) {
                    model.sync_folder(folder);
                }
            });
            return match synced {
                Ok(()) => SQLITE_OK,
                Err(error) => code(&error, SQLITE_IOERR_FSYNC),
            };
        }
        SQLITE_OK
    }
}

/// Functions that only go on to the system's own.
macro_rules! passed {
    ($($name:ident as $method:ident ( $($arg:ident : $kind:ty),* ) -> $result:ty, $without:expr;)+) => {$(
        unsafe extern "C" fn $name(file: *mut sqlite3_file, $($arg: $kind),*) -> $result {
            // SAFETY: SQLite's arguments go on as they are.
            unsafe {
                let real = inner(file);
                match (*(*real).pMethods).$method {
                    Some(go) => go(real, $($arg),*),
                    None => $without,
                }
            }
        }
    )+};
}

passed! {
    read as xRead(bytes: *mut c_void, length: c_int, at: sqlite3_int64) -> c_int, ffi::SQLITE_IOERR_READ;
    size as xFileSize(size: *mut sqlite3_int64) -> c_int, ffi::SQLITE_IOERR_FSTAT;
    lock as xLock(level: c_int) -> c_int, SQLITE_OK;
    unlock as xUnlock(level: c_int) -> c_int, SQLITE_OK;
    reserved as xCheckReservedLock(is: *mut c_int) -> c_int, SQLITE_OK;
    control as xFileControl(op: c_int, arg: *mut c_void) -> c_int, ffi::SQLITE_NOTFOUND;
    sector as xSectorSize() -> c_int, 512;
    // What the system promises of its own disk holds for no other: nothing is promised.
    shm_map as xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int, ffi::SQLITE_IOERR_SHMMAP;
    shm_lock as xShmLock(at: c_int, count: c_int, flags: c_int) -> c_int, ffi::SQLITE_IOERR_SHMLOCK;
    shm_barrier as xShmBarrier() -> (), ();
    shm_unmap as xShmUnmap(delete: c_int) -> c_int, SQLITE_OK;
}

unsafe extern "C" fn promises(_: *mut sqlite3_file) -> c_int {
    0
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // The second version: with shared memory for the log, without pages mapped into memory,
    // whose writes nobody would see.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(promises),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
