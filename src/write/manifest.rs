//! The list of files that summitry wrote, kept in the output folder so that the next build knows them as its own.
//!
//! A manifest is not trusted: [`Manifest::read`] passes every path through [`OutputPath`], because what it lists may be
//! deleted.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use fs_err as fs;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::output_path::OutputPath;
use super::workspace::RESERVED_NAME;

/// Raised when older versions of summitry would misread the file.
const VERSION: u64 = 1;

/// The paths of the files that are summitry's own.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    paths: BTreeSet<OutputPath>,
}

/// Why the manifest of an output folder is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestProblem {
    /// It cannot be read, or is not what summitry writes.
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// What the file system or the JSON reader said.
        reason: String,
    },
    /// A newer summitry wrote it, in the format of this version.
    Newer(u64),
}

/// The file, of which every version has at least the first field.
#[derive(Serialize)]
struct Written<'a> {
    version: u64,
    note: &'static str,
    files: Vec<&'a str>,
}

#[derive(Deserialize)]
struct AnyVersion {
    version: u64,
}

#[derive(Deserialize)]
struct ThisVersion {
    files: Vec<String>,
}

impl Manifest {
    /// Where the manifest of the output folder `root` is.
    pub(super) fn place(root: &Path) -> PathBuf {
        root.join(RESERVED_NAME).join("manifest.json")
    }

    /// The manifest of the output folder `root`, empty if there is none. A path that is not fit for an output file is
    /// passed over: summitry cannot have written there.
    pub(super) fn read(root: &Path) -> Result<Self, ManifestProblem> {
        let path = Self::place(root);
        let unreadable = |reason: String| ManifestProblem::Unreadable {
            path: path.clone(),
            reason,
        };
        match std::fs::read(&path) {
            Ok(json) => Self::parse(&json, unreadable),
            Err(error) if is_absent(&error) => Ok(Self::default()),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    fn parse(
        json: &[u8],
        unreadable: impl Fn(String) -> ManifestProblem,
    ) -> Result<Self, ManifestProblem> {
        // The version first, since a newer file may have nothing else in common with ours.
        let AnyVersion { version } =
            serde_json::from_slice(json).map_err(|error| unreadable(error.to_string()))?;
        if version > VERSION {
            return Err(ManifestProblem::Newer(version));
        }
        let ThisVersion { files } =
            serde_json::from_slice(json).map_err(|error| unreadable(error.to_string()))?;
        Ok(files.into_iter().flat_map(OutputPath::new).collect())
    }

    /// Puts the manifest at `place` by way of the temporary file `draft`, unless the file there is the same already.
    pub(super) fn save(&self, draft: &Path, place: &Path) -> io::Result<()> {
        let json = self.to_json()?;
        if std::fs::read(place).is_ok_and(|present| present == json) {
            return Ok(());
        }
        fs::write(draft, json)?;
        fs::rename(draft, place)
    }

    fn to_json(&self) -> io::Result<Vec<u8>> {
        let written = Written {
            version: VERSION,
            note: "The files that summitry wrote, and may replace or delete.",
            files: self.paths.iter().map(OutputPath::as_str).collect(),
        };
        let mut json = serde_json::to_vec_pretty(&written)?;
        json.push(b'\n');
        Ok(json)
    }

    pub(super) fn lists(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether it lists these files, no two of which are the same, and no others.
    pub(super) fn lists_just(&self, files: &[OutputPath]) -> bool {
        self.paths.len() == files.len() && files.par_iter().all(|file| self.paths.contains(file))
    }

    pub(super) fn lists_all_of(&self, other: &Self) -> bool {
        self.paths.is_superset(&other.paths)
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.paths.union(&other.paths).cloned().collect()
    }

    /// What this one lists and `other` does not, in order.
    pub(super) fn paths_not_in<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = &'a OutputPath> {
        self.paths.difference(&other.paths)
    }
}

impl FromIterator<OutputPath> for Manifest {
    fn from_iter<I: IntoIterator<Item = OutputPath>>(paths: I) -> Self {
        Self {
            paths: paths.into_iter().collect(),
        }
    }
}

/// No such file, or no folder where it could be.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

impl fmt::Display for ManifestProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, reason } => {
                write!(
                    f,
                    "summitry cannot read its manifest `{}` ({reason})",
                    path.display()
                )
            }
            Self::Newer(version) => write!(
                f,
                "the manifest there was written by a newer summitry (version {version}; this one knows {VERSION})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Manifest, ManifestProblem> {
        Manifest::parse(json.as_bytes(), |reason| ManifestProblem::Unreadable {
            path: "m".into(),
            reason,
        })
    }

    fn manifest(paths: &[&str]) -> Manifest {
        paths
            .iter()
            .map(|path| OutputPath::new(*path).unwrap())
            .collect()
    }

    #[test]
    fn comes_back_as_it_was_saved_and_sorted() {
        let json = manifest(&["b", "a/c", "a-b"]).to_json().unwrap();
        let text = String::from_utf8(json).unwrap();
        assert!(text.find("a-b") < text.find("a/c") && text.find("a/c") < text.find("\"b\""));
        assert_eq!(parse(&text), Ok(manifest(&["a-b", "a/c", "b"])));
    }

    #[test]
    fn passes_over_paths_that_lead_out() {
        let json = r#"{"version": 1, "files": ["../x", "/etc/passwd", "a/../../x", "C:/x", ".git/config", "good"]}"#;
        assert_eq!(parse(json), Ok(manifest(&["good"])));
    }

    #[test]
    fn does_not_guess_at_what_it_cannot_read() {
        assert_eq!(
            parse(r#"{"version": 2, "tree": {}}"#),
            Err(ManifestProblem::Newer(2))
        );
        for json in [
            "",
            "{}",
            "[]",
            r#"{"version": 1}"#,
            r#"{"version": 1, "files": [1]}"#,
            r#"{"version": 1, "fil"#,
        ] {
            assert!(
                matches!(parse(json), Err(ManifestProblem::Unreadable { .. })),
                "{json}"
            );
        }
    }
}
