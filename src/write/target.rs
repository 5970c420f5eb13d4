//! Whether a folder may be the output: decided by [`open_target`] before a build begins, without writing anything.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::error::{Refusal, WriteError};
use super::foreign::foreign_files;
use super::manifest::Manifest;
use super::real_path::real_path;

/// How many foreign files a refusal names.
const EXAMPLES: usize = 5;

/// An output folder that may be written to. It need not exist yet.
#[derive(Debug)]
pub struct Target {
    root: PathBuf,
}

impl Target {
    /// The real path of the folder: absolute, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn into_root(self) -> PathBuf {
        self.root
    }
}

/// Checks that `output` may be written to, and changes nothing.
///
/// `sources` are the folders that are read; neither they nor `output` need exist. `force` accepts an output folder that
/// holds what summitry did not write: it is kept, except for files at the path of a page, which are replaced.
///
/// # Errors
///
/// [`WriteError::Refused`] if the folder overlaps the sources, is no folder, or, without `force`, holds foreign files;
/// [`WriteError::Machine`] if the file system cannot tell.
pub fn open_target(output: &Path, sources: &[PathBuf], force: bool) -> Result<Target, WriteError> {
    let root = real_path(output)?;
    refuse_overlap(&root, sources)?;
    if is_folder(&root)? && !force {
        refuse_foreign_files(&root)?;
    }
    Ok(Target { root })
}

/// Real paths are compared: two names of one folder must not pass for two folders.
fn refuse_overlap(root: &Path, sources: &[PathBuf]) -> Result<(), WriteError> {
    for source in sources {
        let source = real_path(source)?;
        if root.starts_with(&source) || source.starts_with(root) {
            return Err(Refusal::OverlapsSource {
                output: root.to_owned(),
                source,
            }
            .into());
        }
    }
    Ok(())
}

/// Whether the output folder exists.
fn is_folder(root: &Path) -> Result<bool, WriteError> {
    match fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(Refusal::NotAFolder(root.to_owned()).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn refuse_foreign_files(root: &Path) -> Result<(), WriteError> {
    let (manifest, problem) = match Manifest::read(root) {
        Ok(manifest) => (manifest, None),
        Err(problem) => (Manifest::default(), Some(problem)),
    };
    let mut examples = foreign_files(root, &manifest, EXAMPLES + 1)?;
    if examples.is_empty() {
        return Ok(());
    }
    let more = examples.len() > EXAMPLES;
    examples.truncate(EXAMPLES);
    Err(Refusal::ForeignFiles {
        output: root.to_owned(),
        examples,
        more,
        manifest: problem,
    }
    .into())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A folder with these files, each of one byte.
    fn folder_with(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn refusal(output: &Path, sources: &[PathBuf], force: bool) -> Refusal {
        match open_target(output, sources, force) {
            Err(WriteError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    fn examples(folder: &TempDir) -> (Vec<String>, bool) {
        match refusal(folder.path(), &[], false) {
            Refusal::ForeignFiles { examples, more, .. } => (examples, more),
            other => panic!("refused for another reason: {other:?}"),
        }
    }

    #[test]
    fn a_folder_that_does_not_exist_is_fine_and_is_not_created() {
        let folder = folder_with(&["articles/a"]);
        let output = folder.path().join("not/yet");
        let target = open_target(&output, &[folder.path().join("articles")], false).unwrap();
        assert!(target.root().ends_with("not/yet"));
        assert!(!folder.path().join("not").exists());
    }

    #[test]
    fn refuses_to_overlap_the_sources_with_force_too() {
        let folder = folder_with(&["site/site.toml", "articles/a/article.md"]);
        let sources = [folder.path().join("site"), folder.path().join("articles")];
        let outputs = [
            "",
            "site",
            "site/new",
            "articles/a",
            "articles/new/deep",
            "new/../site",
            "site/../articles/x",
            "x/..",
        ];
        for output in outputs {
            let refusal = refusal(&folder.path().join(output), &sources, true);
            assert!(
                matches!(refusal, Refusal::OverlapsSource { .. }),
                "{output}: {refusal:?}"
            );
        }
        // The name begins alike, the folder is another.
        assert!(open_target(&folder.path().join("site-public"), &sources, false).is_ok());
        assert!(open_target(&folder.path().join("site/../public"), &sources, false).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn refuses_to_overlap_the_sources_by_way_of_a_link() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&["real/site/site.toml"]);
        let at = |path: &str| folder.path().join(path);
        symlink(at("real/site"), at("to-site")).unwrap();
        symlink(at("real"), at("to-real")).unwrap();
        for output in ["to-site", "to-site/new/public", "to-real", "to-site/.."] {
            let refusal = refusal(&at(output), &[at("real/site")], true);
            assert!(
                matches!(refusal, Refusal::OverlapsSource { .. }),
                "{output}: {refusal:?}"
            );
        }
        let refusal = refusal(&at("real/site/public"), &[at("to-site")], true);
        assert!(matches!(refusal, Refusal::OverlapsSource { .. }));
        assert!(open_target(&at("to-real/public"), &[at("real/site")], false).is_ok());
    }

    #[test]
    fn refuses_a_file_in_place_of_the_folder() {
        let folder = folder_with(&["public"]);
        assert!(matches!(
            refusal(&folder.path().join("public"), &[], true),
            Refusal::NotAFolder(_)
        ));
    }

    #[test]
    fn names_five_foreign_files_from_the_top_down() {
        let folder = folder_with(&[
            "z",
            "a/deep",
            "c",
            "b",
            "a/b/deeper",
            ".git/config",
            ".summitry/lock",
        ]);
        assert_eq!(
            examples(&folder),
            (
                ["b", "c", "z", "a/deep", "a/b/deeper"]
                    .map(String::from)
                    .into(),
                false
            )
        );
        fs::write(folder.path().join("d"), "").unwrap();
        assert_eq!(
            examples(&folder),
            (
                ["b", "c", "d", "z", "a/deep"].map(String::from).into(),
                true
            )
        );
        assert!(open_target(folder.path(), &[], true).is_ok());
    }

    #[test]
    fn tolerates_what_systems_leave_but_only_where_they_leave_it() {
        let folder = folder_with(&[
            ".git/config",
            ".DS_Store",
            "Thumbs.db",
            "a/.DS_Store",
            "a/b/Thumbs.db",
        ]);
        fs::create_dir_all(folder.path().join("empty/folders")).unwrap();
        assert!(open_target(folder.path(), &[], false).is_ok());
        let folder = folder_with(&["a/.git/config", "b/.summitry/x"]);
        assert_eq!(examples(&folder).0, ["a/.git/config", "b/.summitry/x"]);
    }

    #[test]
    fn files_under_a_manifest_of_no_use_are_foreign() {
        let folder = folder_with(&["index.html", ".summitry/manifest.json"]);
        for (json, newer) in [(r#"{"version": 9}"#, true), ("{", false)] {
            fs::write(Manifest::place(folder.path()), json).unwrap();
            let Refusal::ForeignFiles {
                manifest: Some(problem),
                ..
            } = refusal(folder.path(), &[], false)
            else {
                panic!("the manifest is not blamed");
            };
            assert_eq!(
                matches!(problem, super::super::ManifestProblem::Newer(9)),
                newer
            );
            assert!(open_target(folder.path(), &[], true).is_ok());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_foreign_and_not_entered() {
        let elsewhere = folder_with(&["x"]);
        let folder = folder_with(&[]);
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("articles")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join(".summitry")).unwrap();
        assert_eq!(examples(&folder).0, [".summitry", "articles"]);
    }
}
