//! What a disk owes its user, and what may be left when its power fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::Dice;

/// Bytes that a disk writes at once or not at all.
const SECTOR: usize = 512;

/// A file or a folder, whatever its name is just now.
type Node = u64;

/// What was written, and how much of it is owed.
#[derive(Debug, Default)]
pub(super) struct Model {
    contents: BTreeMap<Node, Content>,
    folders: BTreeSet<Node>,
    /// Names as programs see them.
    names: BTreeMap<PathBuf, Node>,
    /// Names that are owed.
    owed: BTreeMap<PathBuf, Node>,
    /// Changes of names that are not owed yet, oldest first.
    pending: Vec<Naming>,
    next: Node,
}

#[derive(Debug, Default)]
struct Content {
    owed: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

#[derive(Debug, Clone)]
enum Naming {
    Set(PathBuf, Node),
    Remove(PathBuf),
    Rename(PathBuf, PathBuf, Node),
}

impl Naming {
    fn folder(&self) -> Option<&Path> {
        let (Self::Set(path, _) | Self::Remove(path) | Self::Rename(_, path, _)) = self;
        path.parent()
    }

    fn apply(self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Set(path, node) => {
                names.insert(path, node);
            }
            Self::Remove(path) => {
                names.remove(&path);
            }
            Self::Rename(from, to, node) => {
                names.remove(&from);
                names.insert(to, node);
            }
        }
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Cut { length } => content.truncate(*length),
        }
    }

    /// Its parts, each of which is written whole or not at all.
    fn sectors(&self) -> Vec<Self> {
        let Self::Write { at, bytes } = self else { return vec![self.clone()] };
        let mut parts = Vec::new();
        let mut from = 0;
        while from < bytes.len() {
            let to = bytes.len().min((at + from) / SECTOR * SECTOR + SECTOR - at);
            parts.push(Self::Write { at: at + from, bytes: bytes[from..to].to_vec() });
            from = to;
        }
        parts
    }
}

impl Model {
    fn name(&mut self, naming: Naming) {
        naming.clone().apply(&mut self.names);
        self.pending.push(naming);
    }

    fn new_node(&mut self) -> Node {
        self.next += 1;
        self.next
    }

    pub(super) fn create(&mut self, path: &Path) {
        let node = self.new_node();
        self.contents.insert(node, Content::default());
        self.name(Naming::Set(path.to_owned(), node));
    }

    pub(super) fn create_folder(&mut self, path: &Path) {
        if !self.names.contains_key(path) {
            let node = self.new_node();
            self.folders.insert(node);
            self.name(Naming::Set(path.to_owned(), node));
        }
    }

    fn content(&mut self, path: &Path) -> &mut Content {
        if !self.names.contains_key(path) {
            // It was there before anybody watched.
            let node = self.new_node();
            let owed = fs::read(path).unwrap_or_default();
            self.contents.insert(node, Content { owed, pending: Vec::new() });
            self.names.insert(path.to_owned(), node);
            self.owed.insert(path.to_owned(), node);
        }
        self.contents.entry(self.names[path]).or_default()
    }

    pub(super) fn write(&mut self, path: &Path, at: usize, bytes: &[u8]) {
        self.content(path).pending.push(Change::Write { at, bytes: bytes.to_vec() });
    }

    pub(super) fn cut(&mut self, path: &Path, length: usize) {
        self.content(path).pending.push(Change::Cut { length });
    }

    pub(super) fn sync(&mut self, path: &Path) {
        let content = self.content(path);
        for change in content.pending.drain(..) {
            change.apply(&mut content.owed);
        }
    }

    pub(super) fn remove(&mut self, path: &Path) {
        self.name(Naming::Remove(path.to_owned()));
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) {
        if let Some(node) = self.names.get(from).copied() {
            self.name(Naming::Rename(from.to_owned(), to.to_owned(), node));
        }
    }

    pub(super) fn link(&mut self, path: &Path, second: &Path) {
        self.content(path);
        let node = self.names[path];
        self.name(Naming::Set(second.to_owned(), node));
    }

    pub(super) fn sync_folder(&mut self, folder: &Path) {
        let (owed, pending) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|naming| naming.folder() == Some(folder));
        self.pending = pending;
        Vec::into_iter(owed).for_each(|naming: Naming| naming.apply(&mut self.owed));
    }

    /// Writes what is left: all that is owed, and of the rest what chance wants.
    pub(super) fn survivors(&self, root: &Path, dice: &mut Dice, into: &Path) {
        let mut names = self.owed.clone();
        for naming in &self.pending {
            if dice.chance(50) {
                naming.clone().apply(&mut names);
            }
        }
        let is_there = |path: &Path| {
            path.ancestors()
                .skip(1)
                .take_while(|above| *above != root && above.starts_with(root))
                .all(|above| names.contains_key(above))
        };
        for (path, node) in &names {
            let Ok(within) = path.strip_prefix(root) else { continue };
            if !is_there(path) {
                continue;
            }
            let to = into.join(within);
            if self.folders.contains(node) {
                fs::create_dir_all(&to).expect("a folder of survivors");
            } else if let Some(content) = self.contents.get(node) {
                fs::create_dir_all(to.parent().unwrap_or(into)).expect("a folder of survivors");
                fs::write(&to, content.left(dice)).expect("a survivor");
            }
        }
    }
}

impl Content {
    fn left(&self, dice: &mut Dice) -> Vec<u8> {
        let mut left = self.owed.clone();
        let style = dice.below(4);
        let mut parts: Vec<Change> = match style {
            0 => Vec::new(),
            1 => self.pending.clone(),
            _ => self.pending.iter().flat_map(Change::sectors).collect(),
        };
        if style > 1 {
            parts.retain(|_| dice.chance(50));
            dice.shuffle(&mut parts);
        }
        parts.iter().for_each(|part| part.apply(&mut left));
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_stays_and_of_the_rest_any_part_may() {
        let (from, into) = (Path::new("/watched"), tempfile::tempdir().unwrap());
        let mut model = Model::default();
        let (kept, lost) = (from.join("kept"), from.join("lost"));
        model.create(&kept);
        model.write(&kept, 0, &[1; 2000]);
        model.sync(&kept);
        model.sync_folder(from);
        model.write(&kept, 0, &[2; 2000]);
        model.create(&lost);
        model.sync(&lost);
        let (mut torn, mut gone) = (0, 0);
        for seed in 0..40 {
            let into = into.path().join(seed.to_string());
            model.survivors(from, &mut Dice::new(seed), &into);
            let bytes = fs::read(into.join("kept")).unwrap();
            assert_eq!(bytes.len(), 2000);
            for sector in bytes.chunks(SECTOR) {
                assert!(sector.iter().all(|byte| *byte == sector[0]), "a sector is torn");
            }
            torn += usize::from(bytes.contains(&1) && bytes.contains(&2));
            gone += usize::from(!into.join("lost").exists());
        }
        assert!(torn > 5, "{torn}");
        assert!(gone > 5 && gone < 35, "{gone}");
    }
}
