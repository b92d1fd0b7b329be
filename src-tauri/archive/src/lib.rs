//! SQLite and the media store.
