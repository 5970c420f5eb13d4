//! Everything that differs is written in the staging area; only when all of it is there does any of it take its place.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use rayon::prelude::*;

use super::error::{Refusal, WriteError};
use super::folders::{Folder, Folders, Standing, standing_at};
use super::foreign::holds_only_listed;
use super::manifest::Manifest;
use super::plan::Plan;
use super::workspace::Workspace;
use super::{OutputFile, WriteReport};

/// The files of the plan, each either right where it is or ready to be moved.
pub(super) struct Staging {
    files: Vec<Staged>,
}

/// What became of one file.
enum Staged {
    Unchanged,
    /// Written in a new folder, with which it will move.
    InFolder {
        bytes: u64,
    },
    /// Written by itself.
    Alone {
        bytes: u64,
        from: PathBuf,
        to: PathBuf,
        /// A folder of ours stands in its place, and will have been emptied by then.
        replaces_folder: bool,
    },
}

impl Staging {
    /// Compares and writes in parallel. Of several failures, the first in the order of the plan is returned.
    pub(super) fn prepare(
        root: &Path,
        workspace: &Workspace,
        folders: &Folders<'_>,
        plan: &Plan<'_>,
        before: &Manifest,
    ) -> Result<Self, WriteError> {
        let stage = |(number, file): (usize, &OutputFile)| match folders.get(file.path.folder()) {
            Folder::Staged(folder) => stage_in_folder(folder, file),
            Folder::Present => stage_alone(
                root,
                &workspace.room_for(&format!("file-{number}")),
                file,
                before,
            ),
        };
        let results: Vec<_> = plan.files.par_iter().enumerate().map(stage).collect();
        let files = results.into_iter().collect::<Result<_, _>>()?;
        Ok(Self { files })
    }

    /// Moves everything to where it belongs. One after the other: the kernel lets only one rename between folders of a
    /// file system happen at a time anyway.
    pub(super) fn move_into_place(&self, folders: &Folders<'_>) -> io::Result<()> {
        for (from, to) in &folders.moves {
            fs::rename(from, to)?;
        }
        for file in &self.files {
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

    /// The report of the build, without what is removed.
    pub(super) fn report(&self) -> WriteReport {
        let mut report = WriteReport {
            files: self.files.len(),
            ..WriteReport::default()
        };
        for file in &self.files {
            match file {
                Staged::Unchanged => report.unchanged += 1,
                Staged::InFolder { bytes } | Staged::Alone { bytes, .. } => {
                    report.written += 1;
                    report.bytes_written += bytes;
                }
            }
        }
        report
    }
}

fn stage_in_folder(folder: &Path, file: &OutputFile) -> Result<Staged, WriteError> {
    let bytes = file.content.create(&folder.join(file.path.name()))?;
    Ok(Staged::InFolder { bytes })
}

fn stage_alone(
    root: &Path,
    room: &Path,
    file: &OutputFile,
    before: &Manifest,
) -> Result<Staged, WriteError> {
    let to = file.path.under(root);
    let replaces_folder = match standing_at(&to)? {
        Standing::File { size } if file.content.is_at(&to, size)? => return Ok(Staged::Unchanged),
        Standing::Folder if !holds_only_listed(root, file.path.as_str(), before)? => {
            return Err(Refusal::InTheWay(to).into());
        }
        Standing::Folder => true,
        // A link is replaced as a file is, and not written through.
        Standing::File { .. } | Standing::Nothing | Standing::Link | Standing::Other => false,
    };
    let bytes = file.content.create(room)?;
    Ok(Staged::Alone {
        bytes,
        from: room.to_owned(),
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
