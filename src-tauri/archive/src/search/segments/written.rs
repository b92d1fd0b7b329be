//! A segment on its way into the database.

use std::time::Instant;

use super::{
    store::page_id,
    write::{Sink, Stream},
};
use crate::{Archive, Result};

/// Bytes that are written in one transaction, so that nobody waits long.
const WRITTEN: usize = 1 << 20;
/// Bytes after which the log of writes is emptied.
const LOGGED: usize = 16 << 20;

/// A segment that is written into the database, piece by piece.
pub(super) struct Written<'a> {
    archive: &'a Archive,
    pub(super) segment: i64,
    pages: Vec<(i64, Vec<u8>)>,
    blocks: Vec<(Vec<u8>, Vec<u8>)>,
    bytes: usize,
    /// Bytes in the log of writes since it was emptied.
    logged: usize,
}

impl<'a> Written<'a> {
    pub(super) fn new(archive: &'a Archive, segment: i64) -> Self {
        Self { archive, segment, pages: Vec::new(), blocks: Vec::new(), bytes: 0, logged: 0 }
    }

    fn flush_if_much(&mut self) -> Result<()> {
        if self.bytes < WRITTEN { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<()> {
        let (pages, blocks) = (std::mem::take(&mut self.pages), std::mem::take(&mut self.blocks));
        self.logged += std::mem::take(&mut self.bytes);
        let begun = Instant::now();
        self.archive.change_piece(|connection| {
            let mut page = connection
                .prepare_cached("INSERT INTO segment_page (id, bytes) VALUES (?1, ?2)")?;
            for (id, bytes) in &pages {
                page.execute((id, bytes))?;
            }
            let mut block = connection.prepare_cached(
                "INSERT INTO segment_block (segment, first, block) VALUES (?1, ?2, ?3)",
            )?;
            for (first, bytes) in &blocks {
                block.execute((self.segment, first, bytes))?;
            }
            Ok(())
        })?;
        if self.logged >= LOGGED {
            self.logged = 0;
            self.archive.checkpoint()?;
        }
        tracing::trace!(took = ?begun.elapsed(), "wrote a piece of the search index");
        Ok(())
    }

    pub(super) fn end(mut self) -> Result<()> {
        self.flush()
    }
}

impl Sink for Written<'_> {
    fn page(&mut self, stream: Stream, number: u64, bytes: &[u8]) -> Result<()> {
        self.pages.push((page_id(self.segment, stream, number), bytes.to_vec()));
        self.bytes += bytes.len();
        self.flush_if_much()
    }

    fn block(&mut self, first: &[u8], block: &[u8]) -> Result<()> {
        self.blocks.push((first.to_vec(), block.to_vec()));
        self.bytes += first.len() + block.len();
        self.flush_if_much()
    }
}
