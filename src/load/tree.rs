//! The files of a site, each read once: the tree keeps what was read, and looks again.
//!
//! What changed is never told by somebody else: a [`Look`] compares what the disk shows (size,
//! times, inode, then the content itself) with what the tree holds. A file whose content is the
//! same is not read into anything new, so whoever holds it may go on.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::memory::{Memory, Overtaken};
use super::parse::{Content, Parsed, parse};
use super::picture::Picture;
use super::walk::{self, Found, walk};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::stamp::Stamp;

/// The folders of a site that are read.
pub const FOLDERS: [&str; 3] = ["site", "articles", "themes"];
const THEMES: usize = 2;

/// How many paths are looked at one by one; beyond, one look at everything takes less time.
const FEW: usize = 50;

/// The files of a site.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    /// The root without symbolic links.
    real_root: PathBuf,
    pub(super) site: Vec<Entry>,
    pub(super) articles: Vec<Entry>,
    pub(super) themes: Vec<Entry>,
    faults: [Vec<Diagnostic>; 3],
    /// Whether it will look again, and so needs to know what files looked like.
    watched: bool,
    /// How often files of themes changed.
    themes_changed: usize,
    /// What is known of files before they are read.
    memory: Memory,
}

/// A file with what was read from it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) found: Found,
    pub(super) parsed: Arc<Parsed>,
    pub(super) stamp: Stamp,
    /// Whether it has to be read again to know whether it changed.
    pub(super) young: bool,
    digest: u64,
}

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// In all folders.
    Everywhere,
    /// At these files and folders, by their paths from the root of the site.
    At(BTreeSet<String>),
}

impl Look {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::At(mut paths), Self::At(others)) => {
                paths.extend(others);
                Self::At(paths)
            }
            _ => Self::Everywhere,
        }
    }
}

/// What the disk shows, before anything is read.
#[derive(Debug, Default)]
pub struct Glance {
    parts: Vec<Part>,
    /// How many files look other than before.
    pub changed: usize,
    /// Whether files are gone or empty that were not: an editor may be about to write them.
    pub doubtful: bool,
}

/// What lies at one path, or in a whole folder.
#[derive(Debug)]
struct Part {
    folder: usize,
    /// The path; missing for the whole folder.
    path: Option<String>,
    found: Vec<(Found, Stamp)>,
    faults: Vec<Diagnostic>,
    /// Whether a file looks other than before.
    changed: bool,
}

impl Part {
    /// Whether a file is among those that the part is about.
    fn covers(&self, path: &str) -> bool {
        self.path.as_ref().is_none_or(|own| {
            path.strip_prefix(own.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// A site whose files are known from outside and not read yet.
#[derive(Debug)]
pub struct Unread {
    tree: Tree,
    glance: Glance,
}

impl Unread {
    /// Looks at the site at `root`, to read it once.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn look(root: &Path) -> std::io::Result<Self> {
        Self::start(root, false)
    }

    fn start(root: &Path, watched: bool) -> std::io::Result<Self> {
        let tree = Tree::empty(root, watched);
        let glance = tree.glance(&Look::Everywhere)?;
        Ok(Self { tree, glance })
    }

    /// All files, and what they look like, in the order of their folders and paths.
    pub fn stamps(&self) -> impl Iterator<Item = &(Found, Stamp)> {
        self.glance.parts.iter().flat_map(|part| &part.found)
    }

    /// Reads the site, as far as it is not remembered.
    ///
    /// # Errors
    /// When a file cannot be read at all. Faults of the content are diagnostics.
    pub fn read(mut self, memory: Memory) -> std::io::Result<Tree> {
        self.tree.memory = memory;
        self.tree.take(self.glance)?;
        Ok(self.tree)
    }
}

impl Tree {
    /// Reads the site at `root`, once.
    ///
    /// # Errors
    /// When a folder or file cannot be read at all. Faults of the content are diagnostics.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        Unread::look(root)?.read(Memory::default())
    }

    /// Reads the site at `root`, to look again later.
    ///
    /// # Errors
    /// When a folder or file cannot be read at all. Faults of the content are diagnostics.
    pub fn watch(root: &Path) -> std::io::Result<Self> {
        Unread::start(root, true)?.read(Memory::default())
    }

    fn empty(root: &Path, watched: bool) -> Self {
        Self {
            root: root.to_owned(),
            real_root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            site: Vec::new(),
            articles: Vec::new(),
            themes: Vec::new(),
            faults: Default::default(),
            watched,
            themes_changed: 0,
            memory: Memory::default(),
        }
    }

    /// Whether there is a file at a path from the root of the site, among those of `site/`.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.site.iter().any(|entry| entry.found.path == path)
    }

    /// The root of the site, without symbolic links.
    pub fn real_root(&self) -> &Path {
        &self.real_root
    }

    /// Faults of names and links, in what all sites have; those of themes are the theme's.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.faults[..THEMES].iter().flatten()
    }

    /// Faults of names and links in a theme.
    pub(super) fn faults_of_theme(&self, name: &str) -> impl Iterator<Item = &Diagnostic> {
        let folder = format!("themes/{name}");
        self.faults[THEMES].iter().filter(move |fault| {
            let path = fault.location.as_ref().map(|at| at.file.path.as_str());
            // The folder of all themes can be a link itself.
            let rest = path.and_then(|path| path.strip_prefix(&folder));
            path == Some("themes")
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Files of a theme with their contents, by their paths within it.
    pub(super) fn theme(&self, name: &str) -> Vec<(&str, &Arc<[u8]>)> {
        let folder = format!("themes/{name}/");
        self.themes
            .iter()
            .filter_map(|entry| {
                let path = entry.found.path.strip_prefix(&folder)?;
                match &entry.parsed.content {
                    Content::Raw(bytes) => Some((path, bytes)),
                    _ => None,
                }
            })
            .collect()
    }

    /// Names of the themes on the disk, in order.
    pub(super) fn theme_names(&self) -> BTreeSet<&str> {
        let within = |entry: &'_ Entry| entry.found.path.split('/').count() > 2;
        self.themes
            .iter()
            .filter(|entry| within(entry))
            .filter_map(|entry| entry.found.path.split('/').nth(1))
            .collect()
    }

    /// A note of what was read, for `program` to remember; see [`Memory::note_of`].
    pub fn note(&self, program: Digest) -> Option<Vec<u8>> {
        self.memory.note_of(self, program)
    }

    /// Who tells of files that became others before their texts were asked for.
    pub fn overtaken(&self) -> &Overtaken {
        self.memory.overtaken()
    }

    /// How often files of themes changed since the tree was read: the same number, the same files.
    pub fn themes_changed(&self) -> usize {
        self.themes_changed
    }

    /// Looks at the disk without reading files.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn glance(&self, look: &Look) -> std::io::Result<Glance> {
        let parts = match look {
            Look::At(paths) if paths.len() <= FEW => match self.parts_at(paths)? {
                Some(parts) => parts,
                None => self.all_parts()?,
            },
            _ => self.all_parts()?,
        };
        let mut glance = Glance {
            parts,
            ..Glance::default()
        };
        for part in &mut glance.parts {
            let changed_before = glance.changed;
            let mut before = self.known(part);
            for (found, stamp) in &part.found {
                match before.remove(found.path.as_str()) {
                    Some(entry) if entry.stamp == *stamp => {}
                    Some(entry) => {
                        glance.changed += 1;
                        glance.doubtful |= stamp.size == 0 && entry.stamp.size > 0;
                    }
                    None => glance.changed += 1,
                }
            }
            glance.changed += before.len();
            glance.doubtful |= !before.is_empty();
            part.changed = glance.changed > changed_before
                || self
                    .folder(part.folder)
                    .iter()
                    .any(|entry| entry.young && part.covers(&entry.found.path))
                || part.path.is_none() && !same(&self.faults[part.folder], &part.faults);
        }
        Ok(glance)
    }

    /// Reads what changed, and tells the paths of the files whose content is another, in order.
    ///
    /// # Errors
    /// When a file cannot be read at all, or was written or taken away since the glance
    /// (`Interrupted`); the tree is then as it was.
    pub fn take(&mut self, glance: Glance) -> std::io::Result<BTreeSet<String>> {
        let mut changed = BTreeSet::new();
        let mut taken = Vec::with_capacity(glance.parts.len());
        for part in glance.parts.into_iter().filter(|part| part.changed) {
            let mut before = self.known(&part);
            let pairs: Vec<(Found, Stamp, Option<&Entry>)> = part
                .found
                .into_iter()
                .map(|(found, stamp)| {
                    let entry = before.remove(found.path.as_str());
                    (found, stamp, entry)
                })
                .collect();
            let read: std::io::Result<Vec<Option<(Entry, bool)>>> = pairs
                .into_par_iter()
                .map(|(found, stamp, entry)| self.entry(found, stamp, entry))
                .collect();
            let mut entries = Vec::new();
            for (entry, is_other) in read?.into_iter().flatten() {
                if is_other && self.watched {
                    changed.insert(entry.found.path.clone());
                }
                entries.push(entry);
            }
            // What vanished while it was read is gone as well.
            changed.extend(before.into_keys().map(str::to_owned));
            taken.push((part.folder, part.path, entries, part.faults));
        }
        for (folder, path, entries, faults) in taken {
            let part = Part {
                folder,
                path,
                found: Vec::new(),
                faults: Vec::new(),
                changed: true,
            };
            let list = self.folder_mut(folder);
            list.retain(|entry| !part.covers(&entry.found.path));
            list.extend(entries);
            list.sort_by(|a, b| a.found.cmp(&b.found));
            if part.path.is_none() {
                if !same(&self.faults[folder], &faults) {
                    changed.extend(
                        faults
                            .iter()
                            .chain(&self.faults[folder])
                            .filter_map(|fault| Some(fault.location.as_ref()?.file.path.clone())),
                    );
                }
                self.faults[folder] = faults;
            }
        }
        // The folder of all themes can be a link that is at fault.
        let is_of_theme = |path: &String| path == "themes" || path.starts_with("themes/");
        if changed.iter().any(is_of_theme) {
            self.themes_changed += 1;
        }
        Ok(changed)
    }

    /// A file as it is now, and whether its content is another; `None` where it is gone by now.
    fn entry(
        &self,
        found: Found,
        stamp: Stamp,
        before: Option<&Entry>,
    ) -> std::io::Result<Option<(Entry, bool)>> {
        let before = before.filter(|entry| entry.found == found);
        if let Some(entry) = before
            && entry.stamp == stamp
            && !entry.young
        {
            return Ok(Some((entry.clone(), false)));
        }
        let young = stamp.is_young();
        let read = parse(&found, &stamp, &self.memory).and_then(|parsed| {
            let digest = if self.watched {
                digest(&parsed, &found)?
            } else {
                0
            };
            Ok((parsed, digest))
        });
        let (parsed, digest) = match read {
            Ok(read) => read,
            Err(error) if self.watched && error.kind() == ErrorKind::NotFound => {
                // One that was there may be about to be written again.
                return match before {
                    None => Ok(None),
                    Some(_) => Err(ErrorKind::Interrupted.into()),
                };
            }
            Err(error) => return Err(error),
        };
        if before.is_some() && Stamp::of(&found.on_disk) != Some(stamp) {
            // It was written while it was read, and this may be half of it, or nothing.
            return Err(ErrorKind::Interrupted.into());
        }
        let same = before.filter(|entry| entry.digest == digest);
        let entry = Entry {
            parsed: same.map_or_else(|| Arc::new(parsed), |entry| Arc::clone(&entry.parsed)),
            found,
            stamp,
            young,
            digest,
        };
        Ok(Some((entry, same.is_none())))
    }

    fn all_parts(&self) -> std::io::Result<Vec<Part>> {
        FOLDERS
            .par_iter()
            .enumerate()
            .map(|(folder, name)| {
                let (found, faults) = walk(&self.root, name)?;
                Ok(Part {
                    folder,
                    path: None,
                    found,
                    faults,
                    changed: true,
                })
            })
            .collect()
    }

    /// What lies at some paths; `None` where only a look at everything tells: behind symbolic
    /// links, and where names are at fault.
    fn parts_at(&self, paths: &BTreeSet<String>) -> std::io::Result<Option<Vec<Part>>> {
        if self.faults.iter().any(|faults| !faults.is_empty()) {
            return Ok(None);
        }
        let mut parts: Vec<Part> = Vec::new();
        for path in paths {
            let top = path.split('/').next().unwrap_or_default();
            let Some(folder) = FOLDERS.iter().position(|name| *name == top) else {
                continue;
            };
            if parts
                .iter()
                .any(|part| part.folder == folder && part.covers(path))
            {
                continue;
            }
            let on_disk = self.root.join(path);
            let is_folder = on_disk.is_dir();
            if !walk::is_wanted_path(path, is_folder) {
                continue;
            }
            let parent = path.rsplit_once('/').map(|(parent, _)| parent);
            let is_behind_link = parent.is_some_and(|parent| {
                let real = self.root.join(parent).canonicalize();
                real.is_ok_and(|real| real != self.real_root.join(parent))
            });
            let is_link = on_disk
                .symlink_metadata()
                .is_ok_and(|metadata| metadata.is_symlink());
            if is_behind_link || is_link || path.chars().any(|c| c.is_control() || c == '\\') {
                return Ok(None);
            }
            let (found, faults) = if is_folder {
                walk(&self.root, path)?
            } else if on_disk.is_file() {
                // A file that is gone by now was never there.
                let stamp = Stamp::of(&on_disk);
                let path = path.clone();
                let found = stamp.map(|stamp| (Found { path, on_disk }, stamp));
                (found.into_iter().collect(), Vec::new())
            } else {
                (Vec::new(), Vec::new())
            };
            if !faults.is_empty() {
                return Ok(None);
            }
            parts.push(Part {
                folder,
                path: Some(path.clone()),
                found,
                faults,
                changed: true,
            });
        }
        Ok(Some(parts))
    }

    /// What the tree holds of a part, by path.
    fn known(&self, part: &Part) -> BTreeMap<&str, &Entry> {
        self.folder(part.folder)
            .iter()
            .filter(|entry| part.covers(&entry.found.path))
            .map(|entry| (entry.found.path.as_str(), entry))
            .collect()
    }

    fn folder(&self, folder: usize) -> &[Entry] {
        match folder {
            0 => &self.site,
            1 => &self.articles,
            _ => &self.themes,
        }
    }

    fn folder_mut(&mut self, folder: usize) -> &mut Vec<Entry> {
        match folder {
            0 => &mut self.site,
            1 => &mut self.articles,
            _ => &mut self.themes,
        }
    }
}

/// A number that two contents hardly ever share; valid within one process.
fn digest(parsed: &Parsed, found: &Found) -> std::io::Result<u64> {
    let mut hasher = std::hash::DefaultHasher::new();
    match &parsed.content {
        Content::Site(file, _) => hasher.write(file.text().as_bytes()),
        Content::Raw(bytes) => hasher.write(bytes),
        Content::Asset(Some(Picture::Raster(raster))) => hasher.write(&raster.digest),
        Content::Bibliography(_) | Content::Asset(_) => {
            hasher.write(&fs_err::read(&found.on_disk)?);
        }
        content => {
            if let Some((_, document)) = content.document() {
                hasher.write(document.file().text().as_bytes());
            }
        }
    }
    for fault in &parsed.diagnostics {
        hasher.write(fault.message.as_bytes());
    }
    Ok(hasher.finish())
}

/// Whether two lists of faults say the same.
fn same(one: &[Diagnostic], other: &[Diagnostic]) -> bool {
    let said = |fault: &Diagnostic| {
        let path = fault.location.as_ref().map(|at| at.file.path.clone());
        (path, fault.message.clone())
    };
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| said(a) == said(b))
}
