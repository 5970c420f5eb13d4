//! What a file looks like from outside: enough to tell that nobody touched it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::clock;

/// A file that changed so lately may change again without showing it: some file systems count
/// time in steps of two seconds.
const YOUNG: Duration = Duration::from_millis(2_100);

/// Size, times and inode of a file or folder, links followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    modified: (i64, u32),
    /// When anything about it changed, and its inode, where the system tells: an editor can set
    /// the time of modification back, but not these.
    changed: (i64, u32),
    inode: u64,
}

impl Stamp {
    /// Looks at a path; `None` where there is nothing that can be looked at.
    pub fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path)
            .ok()
            .map(|metadata| Self::from(&metadata))
    }

    /// Looks at a path without following a link at its end.
    pub fn of_itself(path: &Path) -> Option<Self> {
        std::fs::symlink_metadata(path)
            .ok()
            .map(|metadata| Self::from(&metadata))
    }

    /// Looks at a path without following a link at its end, from a folder that stands open.
    #[cfg(target_os = "linux")]
    fn below(folder: &std::fs::File, path: &str) -> Option<Self> {
        use rustix::fs::{AtFlags, statat};
        let stat = statat(folder, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let time = |seconds, nanoseconds| (seconds, u32::try_from(nanoseconds).unwrap_or_default());
        Some(Self {
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            modified: time(stat.st_mtime, stat.st_mtime_nsec),
            changed: time(stat.st_ctime, stat.st_ctime_nsec),
            inode: stat.st_ino,
        })
    }

    /// Looks at a file of a folder that is being listed; `None` where it is gone by now.
    pub fn of_entry(entry: &fs_err::DirEntry) -> Option<Self> {
        // From the open folder, a look-up of one name. Windows would tell what the folder says of
        // the file, which can be older.
        if cfg!(unix) {
            entry.metadata().ok().map(|metadata| Self::from(&metadata))
        } else {
            Self::of(&entry.path())
        }
    }

    /// All of it, for a [`Digest`](crate::digest::Digest).
    pub fn to_bytes(&self) -> [u8; 40] {
        let mut bytes = [0; 40];
        let (modified, changed) = (self.modified, self.changed);
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..16].copy_from_slice(&modified.0.to_le_bytes());
        bytes[16..20].copy_from_slice(&modified.1.to_le_bytes());
        bytes[20..28].copy_from_slice(&changed.0.to_le_bytes());
        bytes[28..32].copy_from_slice(&changed.1.to_le_bytes());
        bytes[32..].copy_from_slice(&self.inode.to_le_bytes());
        bytes
    }

    /// Whether it changed so lately that another change might not show.
    pub fn is_young(&self) -> bool {
        [self.modified, self.changed]
            .into_iter()
            .filter_map(|(seconds, nanoseconds)| {
                let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
                SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
            })
            .any(|time| clock::age(time) < YOUNG)
    }
}

/// A folder below which much is looked at. On Linux the way to it is gone only once.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    open: Option<std::fs::File>,
}

impl Folder {
    /// The folder at a path, whether it is there or not.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            #[cfg(target_os = "linux")]
            open: std::fs::File::open(path).ok(),
        }
    }

    /// Looks at a path from this folder, without following a link at its end; the empty path is
    /// the folder.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        #[cfg(target_os = "linux")]
        if let Some(open) = self.open.as_ref().filter(|_| !path.is_empty()) {
            return Stamp::below(open, path);
        }
        Stamp::of_itself(&self.path.join(path))
    }
}

impl From<&std::fs::Metadata> for Stamp {
    fn from(metadata: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let (modified, changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            let nanoseconds = |n: i64| u32::try_from(n).unwrap_or_default();
            (
                (metadata.mtime(), nanoseconds(metadata.mtime_nsec())),
                (metadata.ctime(), nanoseconds(metadata.ctime_nsec())),
                metadata.ino(),
            )
        };
        #[cfg(not(unix))]
        let (modified, changed, inode) = {
            let modified = metadata.modified().ok();
            let since = modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
            let since = since.unwrap_or_default();
            let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
            ((seconds, since.subsec_nanos()), (0, 0), 0)
        };
        Self {
            size: metadata.len(),
            modified,
            changed,
            inode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_a_folder_everything_looks_the_same() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        std::fs::write(dir.path().join("a/x"), "abc").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("a/x", dir.path().join("link")).unwrap();
        let folder = Folder::at(dir.path());
        for path in ["", "a", "a/x", "link", "gone", "a/x/y"] {
            let whole = Stamp::of_itself(&dir.path().join(path));
            assert_eq!(folder.stamp(path), whole, "{path}");
        }
        assert_eq!(Folder::at(&dir.path().join("gone")).stamp("x"), None);
    }
}
