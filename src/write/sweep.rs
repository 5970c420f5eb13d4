//! Removes files of earlier builds, and the folders that this leaves empty.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, ErrorKind};
use std::path::Path;

use fs_err as fs;

use super::folders::{Standing, standing_at};
use super::output_path::{OutputPath, folder_of};
use super::plan::Plan;

/// Removes the files at `stale` paths and then the empty folders around them, except those of the plan. Returns how
/// many files were there.
///
/// The paths come from a manifest and are not trusted: whatever lies behind a link is left alone, as is a folder at the
/// path of a file.
pub(super) fn sweep(root: &Path, stale: &[&OutputPath], plan: &Plan<'_>) -> io::Result<usize> {
    let mut real_folders = RealFolders {
        root,
        known: HashMap::from([("", true)]),
    };
    let mut emptied = BTreeSet::new();
    let mut removed = 0;
    for path in stale {
        if real_folders.contains(path.folder())? {
            removed += usize::from(remove_file(&path.under(root))?);
            emptied.extend(path.folders());
        }
    }
    // Inner folders before those around them.
    for folder in emptied
        .into_iter()
        .rev()
        .filter(|folder| !plan.folders.contains(folder))
    {
        remove_folder_if_empty(&root.join(folder))?;
    }
    Ok(removed)
}

/// Remembers which paths are folders down to the last part, with no link among them.
struct RealFolders<'a> {
    root: &'a Path,
    known: HashMap<&'a str, bool>,
}

impl<'a> RealFolders<'a> {
    fn contains(&mut self, folder: &'a str) -> io::Result<bool> {
        if let Some(&is_real) = self.known.get(folder) {
            return Ok(is_real);
        }
        let is_real = self.contains(folder_of(folder))?
            && matches!(standing_at(&self.root.join(folder))?, Standing::Folder);
        self.known.insert(folder, is_real);
        Ok(is_real)
    }
}

/// Whether there was one. A link goes, what it leads to stays.
fn remove_file(place: &Path) -> io::Result<bool> {
    match standing_at(place)? {
        Standing::Nothing | Standing::Folder => Ok(false),
        Standing::File { .. } | Standing::Link | Standing::Other => {
            fs::remove_file(place).map(|()| true)
        }
    }
}

fn remove_folder_if_empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir(folder) {
        // Some systems say that the folder exists, when they mean that it is not empty.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
            ) =>
        {
            Ok(())
        }
        removed => removed,
    }
}
