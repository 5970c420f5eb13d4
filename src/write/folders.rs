//! Which folders of the plan are there already.
//!
//! A folder that is missing is put together in the staging area, with all that belongs into it, and moved as a whole:
//! a new output folder needs a handful of renames, not one a page.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use fs_err as fs;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::error::{Refusal, WriteError};
use super::manifest::Manifest;
use super::output_path::{folder_of, name_of};
use super::plan::Plan;
use super::workspace::Workspace;

/// Where the files of one folder are to be put before they are in their place.
pub(super) enum Folder {
    /// It is there, and no link: its files are staged and moved one by one.
    Present,
    /// It, or one around it, is missing: its files go into a folder of the staging area.
    Staged(StagedFolder),
}

/// A folder of the staging area, which the first of its files creates, so that this costs no turn of its own.
pub(super) struct StagedFolder {
    place: PathBuf,
    is_there: AtomicBool,
}

impl StagedFolder {
    fn at(place: PathBuf) -> Self {
        Self {
            place,
            is_there: AtomicBool::new(false),
        }
    }

    /// A path within it, once it is there.
    pub(super) fn path_of(&self, name: &str) -> io::Result<PathBuf> {
        // Several threads may come first: creating it twice is no fault.
        if !self.is_there.load(Ordering::Relaxed) {
            fs::create_dir_all(&self.place)?;
            self.is_there.store(true, Ordering::Relaxed);
        }
        Ok(self.place.join(name))
    }
}

/// What is known about the folders of a plan.
pub(super) struct Folders<'a> {
    by_path: FxHashMap<&'a str, Folder>,
    /// From the staging area to the final place; the outermost of the missing folders each.
    pub(super) moves: Vec<(PathBuf, PathBuf)>,
}

impl<'a> Folders<'a> {
    /// Looks at the folders of the plan. Missing ones are only named: they come into being with
    /// their first file. `before` tells a file of ours in the place of a folder, which will go,
    /// from somebody else's, which is refused; `is_there` knows folders that need not be looked at.
    pub(super) fn look_up(
        root: &Path,
        workspace: &Workspace,
        plan: &Plan<'a>,
        before: &Manifest,
        is_there: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Self, WriteError> {
        let mut folders = Self {
            by_path: FxHashMap::from_iter([("", Folder::Present)]),
            moves: Vec::new(),
        };
        // Outer folders come first; those of one level do not depend on each other.
        for level in levels(plan) {
            let present: Vec<Option<bool>> = level
                .par_iter()
                .map(|path| match folders.get(folder_of(path)) {
                    Folder::Staged(_) => Ok(None),
                    Folder::Present if is_there(path) => Ok(Some(true)),
                    Folder::Present => is_present(&root.join(path), before.lists(path)).map(Some),
                })
                .collect::<Result<_, WriteError>>()?;
            for (path, present) in level.into_iter().zip(present) {
                let folder = match (present, folders.get(folder_of(path))) {
                    (Some(true), _) => Folder::Present,
                    (_, Folder::Staged(around)) => {
                        Folder::Staged(StagedFolder::at(around.place.join(name_of(path))))
                    }
                    _ => {
                        let staged = workspace.room();
                        folders.moves.push((staged.clone(), root.join(path)));
                        Folder::Staged(StagedFolder::at(staged))
                    }
                };
                folders.by_path.insert(path, folder);
            }
        }
        Ok(folders)
    }

    /// The state of a folder of the plan, `""` being the output folder.
    pub(super) fn get(&self, path: &str) -> &Folder {
        // The plan has every folder around every one of its files, so there is no other case.
        self.by_path.get(path).unwrap_or(&Folder::Present)
    }
}

/// The folders of a plan by their depth.
fn levels<'a>(plan: &Plan<'a>) -> Vec<Vec<&'a str>> {
    let mut levels: Vec<Vec<&str>> = Vec::new();
    for path in &plan.folders {
        let depth = path.matches('/').count();
        levels.resize_with(levels.len().max(depth + 1), Vec::new);
        levels[depth].push(path);
    }
    levels
}

/// Whether a folder stands at `place`; a link to one is none.
fn is_present(place: &Path, file_is_ours: bool) -> Result<bool, WriteError> {
    match standing_at(place)? {
        Standing::Folder => Ok(true),
        Standing::Nothing => Ok(false),
        Standing::Link => Err(Refusal::SymlinkInside(place.to_owned()).into()),
        Standing::File { .. } | Standing::Other if file_is_ours => Ok(false),
        Standing::File { .. } | Standing::Other => Err(Refusal::InTheWay(place.to_owned()).into()),
    }
}

/// What is to be found at a path.
pub(super) enum Standing {
    Nothing,
    File {
        /// In bytes.
        size: u64,
    },
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// Looks at a path without following a link at its end.
pub(super) fn standing_at(place: &Path) -> io::Result<Standing> {
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_file() => Ok(Standing::File {
            size: metadata.len(),
        }),
        Ok(metadata) if metadata.is_dir() => Ok(Standing::Folder),
        Ok(metadata) if metadata.is_symlink() => Ok(Standing::Link),
        Ok(_) => Ok(Standing::Other),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Standing::Nothing),
        Err(error) => Err(error),
    }
}
