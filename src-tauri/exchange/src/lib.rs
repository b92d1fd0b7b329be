//! Files in and out of the archive.
