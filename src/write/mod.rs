//! The last stage: makes the output folder hold exactly the files of the plan, and touches only what differs.
//!
//! Enter by [`open_target`], before any work, to learn whether the folder may be used at all; then by [`write()`], once
//! the run is known to be free of errors. Its steps:
//!
//! 1. `plan` looks for paths that exclude each other; `workspace` creates the folder, takes the lock and clears what a
//!    killed build left.
//! 2. `folders` looks at which folders are there and which are missing.
//! 3. `stage` compares, and writes what differs into `.summitry/tmp/`: on the same file system, under no final name.
//!    Nearly all that can fail fails here, when the published site has not been touched.
//! 4. The manifest that lists the old *and* the new paths is saved, so that whenever a build is killed, the next one
//!    knows every file as its own.
//! 5. What stands in the way goes, the staged files and folders are renamed into their places, and `sweep` removes what
//!    no page of the plan has, with the folders it leaves empty.
//! 6. The manifest that lists the new paths alone is saved.
//!
//! A rename is atomic, so a file is old or new at any moment and never half of either. Nothing is synced to the disk:
//! the promise is for killed builds, not for power cuts, and whatever such a cut spoils, the next build finds by
//! comparing bytes.

pub mod cache;
mod content;
mod error;
mod folders;
mod foreign;
mod manifest;
mod output_path;
mod plan;
mod real_path;
mod stage;
mod sweep;
mod target;
#[cfg(test)]
mod tests;
mod workspace;

pub use content::Content;
pub use error::{Refusal, WriteError};
pub use manifest::ManifestProblem;
pub use output_path::{BadOutputPath, OutputPath, PathProblem};
pub use target::{Target, open_target};

use folders::Folders;
use manifest::Manifest;
use plan::Plan;
use stage::Staging;
use sweep::sweep;
use workspace::Workspace;

/// One file of the finished site.
#[derive(Debug, Clone)]
pub struct OutputFile {
    /// Where it stands in the output folder.
    pub path: OutputPath,
    /// What it holds.
    pub content: Content,
}

/// What a build did to the output folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Files of the plan: `written + unchanged`.
    pub files: usize,
    /// Files that were new or differed.
    pub written: usize,
    /// Files that held the right bytes already and were left alone.
    pub unchanged: usize,
    /// Files of an earlier build that the plan no longer has.
    pub removed: usize,
    /// Size in bytes of the files counted in `written`.
    pub bytes_written: u64,
}

/// Makes the folder hold `files`, and of what earlier builds wrote there nothing else.
///
/// The report and the resulting folder depend neither on the order of `files` nor on the number of threads.
///
/// # Errors
///
/// [`WriteError::Refused`] if two files exclude each other, another build holds the lock, or a symbolic link or
/// somebody else's file stands where a folder is needed; the published files are then as they were.
/// [`WriteError::Machine`] if the file system fails. While files are being compared and staged, which is where a full
/// disk shows, the published files are as they were; later, each of them is whole, old or new.
pub fn write(target: Target, files: &[OutputFile]) -> Result<WriteReport, WriteError> {
    let plan = Plan::new(files)?;
    let root = target.root();
    let workspace = Workspace::enter(root)?;

    // Read here and not in `open_target`: only under the lock is it sure that no other build is changing it.
    let before = Manifest::read(root).unwrap_or_default();
    let folders = Folders::look_up(root, &workspace, &plan, &before)?;
    let staging = Staging::prepare(root, &workspace, &folders, &plan, &before)?;

    let after = plan.manifest();
    if !before.lists_all_of(&after) {
        workspace.save(&before.union(&after))?;
    }
    let (in_the_way, merely_stale): (Vec<_>, Vec<_>) = before
        .paths_not_in(&after)
        .partition(|path| plan.is_blocked_by(path));
    let cleared = sweep(root, &in_the_way, &plan)?;
    staging.move_into_place(&folders)?;
    let swept = sweep(root, &merely_stale, &plan)?;
    workspace.save(&after)?;

    Ok(WriteReport {
        removed: cleared + swept,
        ..staging.report()
    })
}
