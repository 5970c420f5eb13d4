//! The files to write, known to be able to stand side by side.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::error::Refusal;
use super::manifest::Manifest;
use super::output_path::OutputPath;

/// What the output folder is to hold.
pub(super) struct Plan<'a> {
    /// In the order in which they were given.
    pub(super) files: &'a [OutputPath],
    /// All folders that they lie in, outer ones before inner ones, without the output folder itself.
    pub(super) folders: BTreeSet<&'a str>,
    paths: FxHashSet<&'a str>,
}

impl<'a> Plan<'a> {
    /// Makes sure that no path is that of two files, or of a file and a folder.
    pub(super) fn new(files: &'a [OutputPath]) -> Result<Self, Refusal> {
        let mut plan = Self {
            files,
            folders: BTreeSet::new(),
            paths: FxHashSet::with_capacity_and_hasher(files.len(), Default::default()),
        };
        for path in files {
            if !plan.paths.insert(path.as_str()) {
                return Err(Refusal::SamePath(path.clone()));
            }
            for folder in path.folders() {
                // One that is known came with all the folders around it.
                if !plan.folders.insert(folder) {
                    break;
                }
            }
        }
        match files
            .iter()
            .find(|file| plan.folders.contains(file.as_str()))
        {
            Some(file) => Err(Refusal::FileAndFolder(file.clone())),
            None => Ok(plan),
        }
    }

    /// The manifest of an output folder that holds this plan.
    pub(super) fn manifest(&self) -> Manifest {
        self.files.iter().cloned().collect()
    }

    /// Whether a file at `old` would keep the plan from being laid out: it has the name of one of its folders, or lies
    /// in a folder that has the name of one of its files.
    pub(super) fn is_blocked_by(&self, old: &OutputPath) -> bool {
        self.folders.contains(old.as_str())
            || old.folders().any(|folder| self.paths.contains(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<OutputPath> {
        let file = |path: &&str| OutputPath::new(*path).unwrap();
        paths.iter().map(file).collect()
    }

    #[test]
    fn knows_each_folder_once_outer_ones_first() {
        let files = files(&["a/b/c/x", "a/y", "a-b/z", "w"]);
        let plan = Plan::new(&files).unwrap();
        assert_eq!(
            plan.folders.into_iter().collect::<Vec<_>>(),
            ["a", "a-b", "a/b", "a/b/c"]
        );
    }

    #[test]
    fn refuses_paths_that_exclude_each_other() {
        let twice = files(&["a", "b", "a"]);
        assert!(matches!(Plan::new(&twice), Err(Refusal::SamePath(path)) if path.as_str() == "a"));
        for paths in [["a/b/c", "a/b"], ["a", "a/b/c"]] {
            assert!(
                matches!(Plan::new(&files(&paths)), Err(Refusal::FileAndFolder(_))),
                "{paths:?}"
            );
        }
    }
}
