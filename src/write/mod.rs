//! The last stage: makes the output folder hold exactly the files of the plan, and touches only what differs.
//!
//! Enter by [`open_target`], before any work, to learn whether the folder may be used at all; then by [`Writer`]: files
//! are put one by one while they are being made, so that none has to wait in memory, and [`Writer::finish`] is called
//! once the run is known to be free of errors. Its steps:
//!
//! 1. `workspace` creates the folder, takes the lock and clears what a killed build left; `plan` looks for paths that
//!    exclude each other.
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
pub use stage::Batch;
pub use target::{Target, open_target};
pub use workspace::is_unfinished;

use std::path::PathBuf;

use manifest::Manifest;
use plan::Plan;
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

/// An output folder that is being written to, by this build alone. Dropped before it is [finished](Self::finish), it
/// leaves everything as it was.
pub struct Writer {
    root: PathBuf,
    workspace: Workspace,
    before: Manifest,
}

impl Writer {
    /// Creates the folder if need be, and locks it.
    ///
    /// # Errors
    ///
    /// [`WriteError::Refused`] if another build holds the lock, [`WriteError::Machine`] if the file system fails.
    pub fn begin(target: Target) -> Result<Self, WriteError> {
        let root = target.into_root();
        let workspace = Workspace::enter(&root)?;
        // Read here and not in `open_target`: only under the lock is it sure that no other build is changing it.
        let before = Manifest::read(&root).unwrap_or_default();
        Ok(Self {
            root,
            workspace,
            before,
        })
    }

    /// Room for files, to be filled in any order. Two batches must have no folder in common that is missing.
    /// `is_there` tells of folders that need not be looked for.
    ///
    /// # Errors
    ///
    /// [`WriteError::Refused`] if two of them exclude each other, or a symbolic link or somebody else's file stands
    /// where a folder is needed; [`WriteError::Machine`] if the file system fails.
    pub fn batch<'a>(
        &'a self,
        files: &'a [OutputPath],
        is_there: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Batch<'a>, WriteError> {
        Batch::lay_out(&self.root, &self.workspace, &self.before, files, is_there)
    }

    /// Makes the folder hold the files of these batches, and of what earlier builds wrote there nothing else.
    ///
    /// The report and the resulting folder depend neither on the order of the files nor on the number of threads.
    ///
    /// # Errors
    ///
    /// [`WriteError::Refused`] if two files exclude each other; nothing is changed then. [`WriteError::Machine`] if the
    /// file system fails: each published file is whole, old or new.
    pub fn finish(&self, batches: &[Batch<'_>]) -> Result<WriteReport, WriteError> {
        let (root, before) = (&self.root, &self.before);
        let files: Vec<OutputPath>;
        let together: Plan<'_>;
        let mut filled = batches.iter().filter(|batch| !batch.plan.files.is_empty());
        let plan = match (filled.next(), filled.next()) {
            (Some(only), None) => &only.plan,
            _ => {
                let all = batches.iter().flat_map(|batch| batch.plan.files);
                files = all.cloned().collect();
                together = Plan::new(&files)?;
                &together
            }
        };
        let report = |removed| {
            let mut report = WriteReport {
                removed,
                ..WriteReport::default()
            };
            for batch in batches {
                batch.report(&mut report);
            }
            report
        };
        if before.lists_just(plan.files) {
            for batch in batches {
                batch.move_into_place()?;
            }
            self.workspace.keep();
            return Ok(report(0));
        }
        let after = plan.manifest();
        if !before.lists_all_of(&after) {
            self.workspace.save(&before.union(&after))?;
        }
        let (in_the_way, merely_stale): (Vec<_>, Vec<_>) = before
            .paths_not_in(&after)
            .partition(|path| plan.is_blocked_by(path));
        let cleared = sweep(root, &in_the_way, plan)?;
        for batch in batches {
            batch.move_into_place()?;
        }
        let swept = sweep(root, &merely_stale, plan)?;
        self.workspace.save(&after)?;
        Ok(report(cleared + swept))
    }
}
