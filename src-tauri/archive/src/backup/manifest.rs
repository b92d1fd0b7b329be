//! What is written down of a backup, and which blobs those that are kept name.

use std::{collections::HashSet, path::Path};

use backfile_article::Sha256;

use super::{Manifest, aside, dated, root};
use crate::{ArchiveError, Disk, Result};

pub(super) const FILE: &str = "manifest.json";
pub(super) const NAMES: &str = "blobs";

pub(super) fn read(folder: &Path) -> Result<Manifest> {
    let path = folder.join(FILE);
    let bytes = std::fs::read(&path).map_err(|error| ArchiveError::file(&path, error))?;
    let manifest: Manifest = serde_json::from_slice(&bytes)?;
    if manifest.form != 1 {
        return Err(ArchiveError::NewerFormat { found: manifest.form.into(), known: 1 });
    }
    let whole = manifest.bytes.div_ceil(manifest.piece.max(1));
    if whole != manifest.pieces.len() as u64 {
        return Err(ArchiveError::Damaged(format!("{}: pieces are missing", path.display())));
    }
    Ok(manifest)
}

/// Writes it in the place of one that is there.
pub(super) fn write(disk: &dyn Disk, folder: &Path, manifest: &Manifest) -> Result<()> {
    let path = folder.join(FILE);
    let temporary = folder.join("manifest.new");
    let text = serde_json::to_vec_pretty(manifest)?;
    let written = (|| {
        match disk.remove(&temporary) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        disk.write_new(&temporary, &text)?;
        disk.rename(&temporary, &path)?;
        disk.sync_dir(folder)
    })();
    written.map_err(|error| ArchiveError::file(path, error))
}

/// Writes the names of blobs, 32 bytes each, sorted.
pub(super) fn write_names<'a>(
    disk: &dyn Disk,
    folder: &Path,
    names: impl Iterator<Item = &'a Sha256>,
) -> Result<()> {
    let path = folder.join(NAMES);
    let bytes: Vec<u8> = names.flat_map(|name| name.0).collect();
    disk.write_new(&path, &bytes).map_err(|error| ArchiveError::file(path, error))
}

pub(super) fn names(folder: &Path) -> Result<Vec<Sha256>> {
    let path = folder.join(NAMES);
    let bytes = std::fs::read(&path).map_err(|error| ArchiveError::file(&path, error))?;
    let (names, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(ArchiveError::Damaged(format!("{} is cut", path.display())));
    }
    Ok(names.iter().map(|name| Sha256(*name)).collect())
}

/// The blobs that backups and databases aside name.
pub(crate) enum NamedElsewhere {
    /// These.
    These(HashSet<Sha256>),
    /// Nobody can say: one of the lists cannot be read, or there is none.
    Unknown,
}

impl NamedElsewhere {
    pub(crate) fn read(dir: &Path) -> Result<Self> {
        let mut all = HashSet::new();
        for (_, folder) in dated(&root(dir))?.into_iter().chain(dated(&aside::root(dir))?) {
            match names(&folder) {
                Ok(names) => all.extend(names),
                Err(error) => {
                    tracing::warn!(%error, "blobs are kept, since a list of them is missing");
                    return Ok(Self::Unknown);
                }
            }
        }
        Ok(Self::These(all))
    }

    pub(crate) fn holds(&self, sha256: &Sha256) -> bool {
        match self {
            Self::These(names) => names.contains(sha256),
            Self::Unknown => true,
        }
    }
}
