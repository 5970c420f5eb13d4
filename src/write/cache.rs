//! What is dear to make and depends on little: kept from build to build under a name that is
//! the digest of all that went into it.
//!
//! On the disk it lies in `.summitry/` in the root of the site. It may be deleted at any time:
//! the next build makes the same again. The preview writes nothing into the project and keeps
//! what it made in memory.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fs_err as fs;

use super::Content;
use crate::clock;
use crate::digest::Digest;

/// Changes when what is kept would have other bytes for the same ingredients.
const VERSION: &str = "1";
/// What was not asked for in so long is dropped.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// What was used is marked as such no more often than this.
const MARKED: Duration = Duration::from_secs(24 * 60 * 60);
/// Bytes that are kept in memory.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Where finished things are kept.
#[derive(Debug)]
pub struct Cache {
    store: Store,
    made: AtomicUsize,
    found: AtomicUsize,
}

#[derive(Debug)]
enum Store {
    Folder(PathBuf),
    Memory(Mutex<Kept>),
    Nothing,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: usize,
    things: HashMap<String, Vec<u8>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::in_memory()
    }
}

impl Cache {
    /// A cache on the disk, in the root of a site.
    pub fn in_site(root: &Path) -> Self {
        Self::of(Store::Folder(
            root.join(".summitry").join("cache").join(VERSION),
        ))
    }

    /// A cache that ends with the process.
    pub fn in_memory() -> Self {
        Self::of(Store::Memory(Mutex::default()))
    }

    /// A cache for a run that only looks for faults: nothing is made, and everything is empty.
    pub fn idle() -> Self {
        Self::of(Store::Nothing)
    }

    /// Whether it is [`idle`](Self::idle), so that what is dear need not be made at all.
    pub fn is_idle(&self) -> bool {
        matches!(self.store, Store::Nothing)
    }

    fn of(store: Store) -> Self {
        Self {
            store,
            made: AtomicUsize::new(0),
            found: AtomicUsize::new(0),
        }
    }

    /// How many things were made, and how many were found.
    pub fn counts(&self) -> (usize, usize) {
        (
            self.made.load(Ordering::Relaxed),
            self.found.load(Ordering::Relaxed),
        )
    }

    /// A thing of a kind: what was kept for these ingredients, else what is made of them now.
    /// A disk that cannot be written costs nothing but the time to make it again.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn content<E>(
        &self,
        kind: &str,
        ingredients: &[&[u8]],
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Content, E> {
        let name = name(kind, ingredients);
        match &self.store {
            Store::Nothing => Ok(Content::Bytes(Vec::new())),
            Store::Folder(folder) => self.on_disk(&folder.join(&name[..2]).join(&name), make),
            Store::Memory(kept) => {
                let lock = || kept.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(bytes) = lock().things.get(&name) {
                    self.found.fetch_add(1, Ordering::Relaxed);
                    return Ok(Content::Bytes(bytes.clone()));
                }
                let bytes = make()?;
                self.made.fetch_add(1, Ordering::Relaxed);
                let mut kept = lock();
                if kept.bytes + bytes.len() > MOST_BYTES {
                    *kept = Kept::default();
                }
                kept.bytes += bytes.len();
                kept.things.insert(name, bytes.clone());
                Ok(Content::Bytes(bytes))
            }
        }
    }

    /// The same for what cannot fail.
    pub fn sure_content(
        &self,
        kind: &str,
        ingredients: &[&[u8]],
        make: impl FnOnce() -> Vec<u8>,
    ) -> Content {
        let made: Result<Content, Infallible> = self.content(kind, ingredients, || Ok(make()));
        match made {
            Ok(content) => content,
            Err(never) => match never {},
        }
    }

    /// What was noted last of a thing of a kind, if it is whole.
    pub fn note(&self, kind: &str, of: &[&[u8]]) -> Option<Vec<u8>> {
        let path = self.place_of_note(kind, of)?;
        let mut bytes = fs::read(&path).ok()?;
        let length = bytes.len().checked_sub(Digest::BYTES)?;
        let seal = bytes.split_off(length);
        if seal != Digest::of(&bytes).to_bytes() {
            return None;
        }
        if let Ok(metadata) = fs::metadata(&path) {
            mark_as_used(&path, &metadata);
        }
        Some(bytes)
    }

    /// Notes something of a thing of a kind, in place of what was noted before. A note that
    /// cannot be kept is only missed.
    pub fn keep_note(&self, kind: &str, of: &[&[u8]], bytes: &[u8]) {
        if let Some(path) = self.place_of_note(kind, of) {
            let seal = Digest::of(bytes).to_bytes();
            let _ = keep(&path, &[bytes, &seal]);
        }
    }

    /// Notes are kept on the disk alone: who keeps things in memory knows what it did.
    fn place_of_note(&self, kind: &str, of: &[&[u8]]) -> Option<PathBuf> {
        let Store::Folder(folder) = &self.store else {
            return None;
        };
        let name = name(kind, of);
        Some(folder.join(&name[..2]).join(&name))
    }

    fn on_disk<E>(
        &self,
        path: &Path,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Content, E> {
        if let Ok(metadata) = fs::metadata(path)
            && metadata.is_file()
        {
            self.found.fetch_add(1, Ordering::Relaxed);
            mark_as_used(path, &metadata);
            return Ok(Content::CopyOf(path.to_owned()));
        }
        let bytes = make()?;
        self.made.fetch_add(1, Ordering::Relaxed);
        Ok(match keep(path, &[&bytes]) {
            Ok(()) => Content::CopyOf(path.to_owned()),
            Err(_) => Content::Bytes(bytes),
        })
    }

    /// Drops what no build has asked for in a month.
    pub fn sweep(&self) {
        let Store::Folder(folder) = &self.store else {
            return;
        };
        // What cannot be looked at now is dropped another time.
        for part in fs::read_dir(folder).into_iter().flatten().flatten() {
            for kept in fs::read_dir(part.path()).into_iter().flatten().flatten() {
                let used = kept.metadata().and_then(|metadata| metadata.modified());
                if used.is_ok_and(|used| clock::age(used) > KEPT) {
                    let _ = fs::remove_file(kept.path());
                }
            }
        }
    }
}

/// The name under which a thing is kept: 256 bits, so that two things never share one.
fn name(kind: &str, ingredients: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in std::iter::once(kind.as_bytes()).chain(ingredients.iter().copied()) {
        // The length keeps the parts apart.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex().to_string()
}

/// Writes a file of some parts under another name first, so that a build that is killed leaves no
/// half of it.
fn keep(path: &Path, parts: &[&[u8]]) -> std::io::Result<()> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
        if let Some(own) = folder.ancestors().find(|at| at.ends_with(".summitry")) {
            let ignore = own.join(".gitignore");
            if !ignore.exists() {
                fs::write(ignore, "*\n")?;
            }
        }
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!("{}-{number}.tmp", std::process::id()));
    let write = || {
        let mut file = fs::File::create_new(&temporary)?;
        parts.iter().try_for_each(|part| file.write_all(part))
    };
    write()
        .and_then(|()| fs::rename(&temporary, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&temporary);
        })
}

/// Tells [`Cache::sweep`] that a thing is still wanted.
fn mark_as_used(path: &Path, metadata: &std::fs::Metadata) {
    let Ok(modified) = metadata.modified() else {
        return;
    };
    if clock::age(modified) > MARKED
        && let Ok(file) = fs::OpenOptions::new().append(true).open(path)
    {
        let _ = file.set_modified(clock::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(content: &Content) -> Vec<u8> {
        match content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::CopyOf(path) => std::fs::read(path).unwrap(),
        }
    }

    #[test]
    fn a_thing_is_made_once_and_another_for_other_ingredients() {
        let dir = tempfile::tempdir().unwrap();
        for cache in [Cache::in_site(dir.path()), Cache::in_memory()] {
            let first = cache.sure_content("x", &[b"ab", b"c"], || b"one".to_vec());
            let again = cache.sure_content("x", &[b"ab", b"c"], || b"two".to_vec());
            let other = cache.sure_content("x", &[b"a", b"bc"], || b"three".to_vec());
            let kind = cache.sure_content("y", &[b"ab", b"c"], || b"four".to_vec());
            assert_eq!(bytes(&first), b"one");
            assert_eq!(bytes(&again), b"one");
            assert_eq!(bytes(&other), b"three");
            assert_eq!(bytes(&kind), b"four");
            assert_eq!(cache.counts(), (3, 1));
        }
        let ignore = std::fs::read_to_string(dir.path().join(".summitry/.gitignore"));
        assert_eq!(ignore.unwrap(), "*\n");
    }

    #[test]
    fn an_idle_cache_makes_nothing() {
        let cache = Cache::idle();
        let content: Result<Content, &str> = cache.content("x", &[], || Err("was made"));
        assert_eq!(content.map(|content| bytes(&content)), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_made_is_not_kept() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::in_site(dir.path());
        let failed: Result<Content, &str> = cache.content("x", &[], || Err("no"));
        assert_eq!(failed.err(), Some("no"));
        let made = cache.sure_content("x", &[], || b"yes".to_vec());
        assert_eq!(bytes(&made), b"yes");
    }

    #[test]
    fn a_disk_that_cannot_be_written_is_no_fault() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(".summitry"), "a file in the way").unwrap();
        let cache = Cache::in_site(dir.path());
        let made = cache.sure_content("x", &[], || b"yes".to_vec());
        assert_eq!(bytes(&made), b"yes");
    }

    #[test]
    fn what_nobody_wants_any_more_goes() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::in_site(dir.path());
        let Content::CopyOf(old) = cache.sure_content("x", &[b"old"], || b"old".to_vec()) else {
            panic!("it lies on the disk");
        };
        let Content::CopyOf(used) = cache.sure_content("x", &[b"used"], || b"used".to_vec()) else {
            panic!("it lies on the disk");
        };
        let long_ago = clock::now() - (KEPT + MARKED);
        for path in [&old, &used] {
            let file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        let _ = cache.sure_content("x", &[b"used"], || b"other".to_vec());
        cache.sweep();
        assert!(!old.exists());
        assert!(used.exists());
    }
}
