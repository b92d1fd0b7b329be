//! Whether an archive lies where archives get hurt: on a network drive, where locks do not hold, or
//! in a folder that another program copies to and fro.

use std::path::{Component, Path};

use crate::{
    Library,
    ipc::{Hazard, HazardKind},
    words::say,
};

/// Parts of a path that folders of synchronising programs are named by, and whose they are. A name
/// that ends with a star stands for all that begin so.
const SYNCED: [(&str, &str); 13] = [
    ("dropbox", "Dropbox"),
    ("dropbox (*", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("onedrive -*", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive*", "Google Drive"),
    ("mobile documents", "iCloud"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud*", "pCloud"),
    ("mega", "MEGA"),
];

/// What such programs leave in the topmost folder that they copy.
const MARKS: [(&str, &str); 4] = [
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
];

/// What may hurt an archive in that folder; nothing where nothing is known to.
pub(crate) fn hazard(folder: &Path) -> Option<Hazard> {
    let hazard = |kind, name: &str| Some(Hazard { kind, name: name.to_owned() });
    if let Some(name) = file_system(folder) {
        return hazard(HazardKind::Network, name);
    }
    hazard(HazardKind::Synced, synced(folder)?)
}

impl Library {
    /// What may hurt the archive where it lies, in a sentence; nothing where nothing is known to.
    #[must_use]
    pub fn hazard(&self) -> Option<String> {
        let Hazard { kind, name } = hazard(self.folder())?;
        let key = match kind {
            HazardKind::Network => "place.network",
            HazardKind::Synced => "place.synced",
        };
        Some(say(key, &[("name", &name)]))
    }
}

fn synced(folder: &Path) -> Option<&'static str> {
    let by_name = folder.components().find_map(|part| {
        let Component::Normal(part) = part else { return None };
        let part = part.to_string_lossy().to_lowercase();
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(begin) => part.starts_with(begin),
            None => part == pattern,
        };
        SYNCED.iter().find(|(pattern, _)| fits(pattern)).map(|(_, name)| *name)
    });
    by_name.or_else(|| {
        folder.ancestors().find_map(|above| {
            MARKS.iter().find(|(mark, _)| above.join(mark).exists()).map(|(_, name)| *name)
        })
    })
}

/// The name of a network's file system that the folder is on.
#[cfg(target_os = "linux")]
fn file_system(folder: &Path) -> Option<&'static str> {
    // Where the system cannot say, nothing is known.
    let kind = rustix::fs::statfs(folder).ok()?.f_type;
    // The numbers of `linux/magic.h` and of the file systems' own sources.
    match u32::try_from(kind).ok()? {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x0102_1997 => Some("9P"),
        0x5346_414f | 0x6b41_4653 => Some("AFS"),
        0x00c3_6400 => Some("Ceph"),
        0x0bd0_0bd0 => Some("Lustre"),
        0x0116_1970 => Some("GFS2"),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn file_system(_folder: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_synchronising_programs_are_known_by_name() {
        for (path, name) in [
            ("/home/ada/Dropbox/backfile", Some("Dropbox")),
            ("/home/ada/Dropbox (Work)/backfile", Some("Dropbox")),
            ("/home/ada/OneDrive - Firm/x", Some("OneDrive")),
            ("/Users/ada/Library/Mobile Documents/x", Some("iCloud")),
            ("/home/ada/omega/backfile", None),
            ("/home/ada/.local/share/backfile", None),
        ] {
            assert_eq!(synced(Path::new(path)), name, "{path}");
        }
    }

    #[test]
    fn and_by_what_they_leave_there() {
        let home = tempfile::tempdir().unwrap();
        let archive = home.path().join("texts/backfile");
        std::fs::create_dir_all(&archive).unwrap();
        assert_eq!(hazard(&archive), None);
        std::fs::create_dir(home.path().join(".stfolder")).unwrap();
        let found = hazard(&archive).unwrap();
        assert_eq!((found.kind, found.name.as_str()), (HazardKind::Synced, "Syncthing"));
    }
}
