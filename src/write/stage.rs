//! Everything that differs is written in the staging area; only when all of it is there does any of it take its place.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fs_err as fs;

use super::error::{Refusal, WriteError};
use super::folders::{Folder, Folders, StagedFolder, Standing, standing_at};
use super::foreign::holds_only_listed;
use super::manifest::Manifest;
use super::output_path::OutputPath;
use super::plan::Plan;
use super::workspace::Workspace;
use super::{Content, WriteReport};
use crate::stamp::Stamp;

/// Files that are put one by one, in any order and by any number of threads, each either right where it is or ready to
/// be moved.
pub struct Batch<'a> {
    root: &'a Path,
    workspace: &'a Workspace,
    before: &'a Manifest,
    pub(super) plan: Plan<'a>,
    folders: Folders<'a>,
    files: Vec<OnceLock<Staged>>,
}

/// What became of one file.
enum Staged {
    Unchanged,
    /// Written in a new folder, with which it will move.
    InFolder {
        stamp: Stamp,
    },
    /// Written by itself.
    Alone {
        stamp: Stamp,
        from: PathBuf,
        to: PathBuf,
        /// A folder of ours stands in its place, and will have been emptied by then.
        replaces_folder: bool,
    },
}

impl<'a> Batch<'a> {
    /// Room for the files of a plan.
    pub(super) fn lay_out(
        root: &'a Path,
        workspace: &'a Workspace,
        before: &'a Manifest,
        files: &'a [OutputPath],
        is_there: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Self, WriteError> {
        let plan = Plan::new(files)?;
        Ok(Self {
            root,
            workspace,
            before,
            folders: Folders::look_up(root, workspace, &plan, before, is_there)?,
            files: std::iter::repeat_with(OnceLock::new)
                .take(files.len())
                .collect(),
            plan,
        })
    }

    /// Puts the content of the file with this number: compares it with what is there, and writes it into the staging
    /// area if it differs. The content is not needed any longer.
    ///
    /// # Errors
    ///
    /// [`WriteError::Machine`] if the file system fails, [`WriteError::Refused`] if a folder that is not summitry's
    /// stands in its place. The published files are as they were.
    pub fn put(&self, number: usize, content: &Content) -> Result<(), WriteError> {
        let path = &self.plan.files[number];
        let staged = match self.folders.get(path.folder()) {
            Folder::Staged(folder) => stage_in_folder(folder, path, content)?,
            Folder::Present => stage_alone(self.root, self.workspace, path, content, self.before)?,
        };
        // Nobody puts a file twice; if somebody did, the first would count.
        let _ = self.files[number].set(staged);
        Ok(())
    }

    /// Leaves the file with this number as it is: the caller knows that it holds the right bytes.
    pub fn keep(&self, number: usize) {
        let _ = self.files[number].set(Staged::Unchanged);
    }

    /// Moves everything to where it belongs. One after the other: the kernel lets only one rename between folders of a
    /// file system happen at a time anyway.
    pub(super) fn move_into_place(&self) -> io::Result<()> {
        for (from, to) in &self.folders.moves {
            fs::rename(from, to)?;
        }
        for file in self.files.iter().filter_map(OnceLock::get) {
            if let Staged::Alone {
                from,
                to,
                replaces_folder,
                ..
            } = file
            {
                if *replaces_folder {
                    remove_empty_folders(to)?;
                }
                fs::rename(from, to)?;
            }
        }
        Ok(())
    }

    /// What the file with this number looks like in its place, where that is known without looking: a file that
    /// was moved by itself, or left alone, has to be looked at.
    pub fn stamp(&self, number: usize) -> Option<Stamp> {
        match self.files[number].get() {
            Some(Staged::InFolder { stamp }) => Some(*stamp),
            _ => None,
        }
    }

    /// Adds to the report of the build what was put.
    pub(super) fn report(&self, report: &mut WriteReport) {
        report.files += self.files.len();
        for file in self.files.iter().filter_map(OnceLock::get) {
            match file {
                Staged::Unchanged => report.unchanged += 1,
                Staged::InFolder { stamp } | Staged::Alone { stamp, .. } => {
                    report.written += 1;
                    report.bytes_written += stamp.size;
                }
            }
        }
    }
}

fn stage_in_folder(
    folder: &StagedFolder,
    path: &OutputPath,
    content: &Content,
) -> Result<Staged, WriteError> {
    let stamp = content.create(&folder.path_of(path.name())?)?;
    Ok(Staged::InFolder { stamp })
}

fn stage_alone(
    root: &Path,
    workspace: &Workspace,
    path: &OutputPath,
    content: &Content,
    before: &Manifest,
) -> Result<Staged, WriteError> {
    let to = path.under(root);
    let replaces_folder = match standing_at(&to)? {
        Standing::File { size } if content.is_at(&to, size)? => return Ok(Staged::Unchanged),
        Standing::Folder if !holds_only_listed(root, path.as_str(), before)? => {
            return Err(Refusal::InTheWay(to).into());
        }
        Standing::Folder => true,
        // A link is replaced as a file is, and not written through.
        Standing::File { .. } | Standing::Nothing | Standing::Link | Standing::Other => false,
    };
    let from = workspace.room();
    let stamp = content.create(&from)?;
    Ok(Staged::Alone {
        stamp,
        from,
        to,
        replaces_folder,
    })
}

/// Removes a folder in which nothing is left but folders, as after a killed build; if it is gone, all the better.
fn remove_empty_folders(folder: &Path) -> io::Result<()> {
    if !matches!(standing_at(folder)?, Standing::Folder) {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        remove_empty_folders(&entry?.path())?;
    }
    fs::remove_dir(folder)
}
