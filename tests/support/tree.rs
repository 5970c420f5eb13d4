//! A folder as a value: every file with its bytes and its time of change.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The files of a folder by their paths.
#[derive(Clone, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<String, Entry>);

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// When it was changed last.
    pub modified: SystemTime,
}

impl Tree {
    /// Reads a folder with all its folders; one that is not there is empty.
    pub fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files);
        Self(files)
    }

    /// The paths, without summitry's own folder.
    pub fn paths(&self) -> Vec<&str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(|path| !path.starts_with(".summitry/"))
            .collect()
    }

    /// The bytes of the published files, without summitry's own folder.
    pub fn published(&self) -> BTreeMap<&str, &[u8]> {
        self.0
            .iter()
            .filter(|(path, _)| !path.starts_with(".summitry/"))
            .map(|(path, entry)| (path.as_str(), entry.bytes.as_slice()))
            .collect()
    }

    /// The bytes of all files, whenever they were written.
    pub fn bytes(&self) -> BTreeMap<&str, &[u8]> {
        self.0
            .iter()
            .map(|(path, entry)| (path.as_str(), entry.bytes.as_slice()))
            .collect()
    }

    /// Checks that the two hold the same published bytes; tells the paths that differ, not their bytes.
    #[track_caller]
    pub fn assert_same_bytes(&self, other: &Self) {
        let (ours, theirs) = (self.bytes(), other.bytes());
        let differ: Vec<&&str> = ours
            .keys()
            .chain(theirs.keys())
            .filter(|path| ours.get(*path) != theirs.get(*path))
            .collect();
        assert!(differ.is_empty(), "these differ: {differ:?}");
    }

    /// Checks that nothing was touched: same paths, same bytes, same times.
    #[track_caller]
    pub fn assert_untouched(&self, now: &Self) {
        let differ: Vec<&String> = self
            .0
            .keys()
            .chain(now.0.keys())
            .filter(|path| self.0.get(*path) != now.0.get(*path))
            .collect();
        assert!(differ.is_empty(), "these were touched: {differ:?}");
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

fn collect(folder: &Path, name: &str, files: &mut BTreeMap<String, Entry>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{name}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            let modified = entry.metadata().unwrap().modified().unwrap();
            files.insert(
                path,
                Entry {
                    bytes: fs::read(entry.path()).unwrap(),
                    modified,
                },
            );
        }
    }
}

/// Makes all files of a folder old, so that whatever is written afterwards is newer, however
/// coarse the clock of the file system. Returns the folder as it is then.
pub fn age(folder: &Path) -> Tree {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in Tree::read(folder).0.keys() {
        File::options()
            .write(true)
            .open(folder.join(path))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    Tree::read(folder)
}
