//! The reserved folder inside the output folder: the lock, the manifest, and room for what is not yet in its place.

use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use fs_err as fs;
use fs_err::{File, OpenOptions};

use super::error::{Refusal, WriteError};
use super::manifest::Manifest;

/// No output file has a path that begins with this.
pub(super) const RESERVED_NAME: &str = ".summitry";

/// The staging area within the reserved folder: there only while a build runs, and after one that was killed.
const STAGING: &str = "tmp";

/// Whether a build of the output folder `root` runs, or was killed, so that the next one has something to put right.
pub fn is_unfinished(root: &Path) -> bool {
    root.join(RESERVED_NAME).join(STAGING).exists()
}

/// The right to write to an output folder, held by one build at a time until it is dropped.
pub(super) struct Workspace {
    manifest: PathBuf,
    /// Emptied on entry, in case the last build was killed, and removed when this is dropped.
    staging: PathBuf,
    /// How many rooms there are in it.
    rooms: AtomicUsize,
    /// The output folder, where this build created it and has not put anything into it yet.
    new: Mutex<Option<PathBuf>>,
    /// The system lets go of the lock when the file is closed, however the process ends. The file itself stays: a
    /// build that waits for a removed one and a build that creates it anew would both hold "the" lock.
    _lock: File,
}

impl Workspace {
    /// Creates the output folder if need be, and locks it.
    pub(super) fn enter(root: &Path) -> Result<Self, WriteError> {
        let is_new = !root.exists();
        fs::create_dir_all(root)?;
        let folder = root.join(RESERVED_NAME);
        create_real_folder(&folder)?;
        let lock = lock(root, &folder.join("lock"))?;
        let staging = folder.join(STAGING);
        clear(&staging)?;
        fs::create_dir(&staging)?;
        Ok(Self {
            manifest: Manifest::place(root),
            staging,
            rooms: AtomicUsize::new(0),
            new: Mutex::new(is_new.then(|| root.to_owned())),
            _lock: lock,
        })
    }

    /// A path of its own for a temporary file or folder, on the file system of the output folder.
    pub(super) fn room(&self) -> PathBuf {
        let number = self.rooms.fetch_add(1, Ordering::Relaxed);
        self.staging.join(number.to_string())
    }

    /// Puts `manifest` in the place of the present one. From now on the output folder is there to stay.
    pub(super) fn save(&self, manifest: &Manifest) -> Result<(), WriteError> {
        self.keep();
        Ok(manifest.save(&self.room(), &self.manifest)?)
    }

    /// From now on the output folder is there to stay.
    pub(super) fn keep(&self) {
        self.take_new();
    }

    fn take_new(&self) -> Option<PathBuf> {
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.take()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Nothing depends on it: what cannot be removed now is cleared by the next build.
        let _ = std::fs::remove_dir_all(&self.staging);
        // A build that failed leaves no folder that was not there before.
        if let Some(root) = self.take_new() {
            let folder = root.join(RESERVED_NAME);
            let _ = std::fs::remove_file(folder.join("lock"));
            let _ = std::fs::remove_dir(folder);
            let _ = std::fs::remove_dir(root);
        }
    }
}

/// Everything here is written by name, so a link would take it out of the output folder.
fn create_real_folder(folder: &Path) -> Result<(), WriteError> {
    match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(metadata) if metadata.is_symlink() => {
            Err(Refusal::SymlinkInside(folder.to_owned()).into())
        }
        Ok(_) => Err(Refusal::InTheWay(folder.to_owned()).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::create_dir(folder) {
            // Another build was faster; the lock will tell which one goes on.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            created => Ok(created?),
        },
        Err(error) => Err(error.into()),
    }
}

fn lock(root: &Path, path: &Path) -> Result<File, WriteError> {
    if path.is_symlink() {
        return Err(Refusal::SymlinkInside(path.to_owned()).into());
    }
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    match file.file().try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Refusal::Locked(root.to_owned()).into()),
        // Some network file systems have no locks. Better to build without than not at all.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes what a killed build left; a link goes, what it leads to stays.
fn clear(staging: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        // A link, or a file: no build leaves one, but it costs nothing to go on.
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(fs::remove_file(staging)?),
        removed => Ok(removed?),
    }
}
