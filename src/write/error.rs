//! Why the output could not be written: the facts in the variants, the words here and nowhere else.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use super::manifest::ManifestProblem;
use super::output_path::OutputPath;

/// The write stage did not do its work.
#[derive(Debug)]
pub enum WriteError {
    /// It could have, but must not: the caller has something to decide. No published file was touched.
    Refused(Refusal),
    /// The file system failed; the error names the path. Every published file is whole, old or new.
    Machine(io::Error),
}

/// Why summitry will not write.
#[derive(Debug)]
pub enum Refusal {
    /// The output folder is, contains or lies inside a folder of sources. `--force` does not help.
    OverlapsSource {
        /// The real path of the output folder.
        output: PathBuf,
        /// The real path of the folder of sources.
        source: PathBuf,
    },
    /// Where the output folder should be stands something that is no folder.
    NotAFolder(PathBuf),
    /// The output folder holds what summitry did not write.
    ForeignFiles {
        /// The real path of the output folder.
        output: PathBuf,
        /// Paths of some of them, relative to `output`, at most five.
        examples: Vec<String>,
        /// Whether there are more of them.
        more: bool,
        /// Set if nothing could be recognised because the manifest is of no use.
        manifest: Option<ManifestProblem>,
    },
    /// A symbolic link stands where a folder of the output is needed. `--force` does not help: following it, summitry
    /// would write outside the output folder.
    SymlinkInside(PathBuf),
    /// Something that summitry did not write stands where a folder of the output is needed, or the reverse.
    InTheWay(PathBuf),
    /// Another build is writing into the same folder.
    Locked(PathBuf),
    /// Two files of the plan have the same path.
    SamePath(OutputPath),
    /// One file of the plan has the path of a folder that another one needs.
    FileAndFolder(OutputPath),
}

impl From<Refusal> for WriteError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

impl Error for WriteError {}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Machine(error) => {
                write!(
                    f,
                    "{error}\nno file is half-written; {}",
                    way_out(error.kind())
                )
            }
        }
    }
}

fn way_out(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room on the disk, then build again"
        }
        ErrorKind::PermissionDenied => {
            "make sure that you may read and write there, then build again"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "choose an --output on a file system that can be written to"
        }
        _ => "build again once the cause is gone",
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverlapsSource { output, source } => {
                let relation = if output == source {
                    "is the same folder as"
                } else if source.starts_with(output) {
                    "contains"
                } else {
                    "lies inside"
                };
                let (output, source) = (output.display(), source.display());
                write!(
                    f,
                    "the output folder `{output}` {relation} the sources in `{source}`\nchoose another --output"
                )
            }
            Self::NotAFolder(path) => {
                write!(
                    f,
                    "`{}` is not a folder\nmove it away or choose another --output",
                    path.display()
                )
            }
            Self::ForeignFiles {
                output,
                examples,
                more,
                manifest,
            } => {
                write!(
                    f,
                    "the output folder `{}` holds files that summitry did not write:",
                    output.display()
                )?;
                for example in examples {
                    write!(f, "\n  {}", example.escape_debug())?;
                }
                if *more {
                    f.write_str("\n  and more")?;
                }
                if let Some(problem) = manifest {
                    write!(f, "\n{problem}, so it cannot tell which files are its own")?;
                }
                f.write_str(
                    "\nmove them away, choose another --output, or pass --force: \
                     it keeps them, except those that have the name of a page",
                )
            }
            Self::SymlinkInside(path) => {
                let path = path.display();
                write!(
                    f,
                    "`{path}` is a symbolic link; summitry follows none inside the output folder\nremove it"
                )
            }
            Self::InTheWay(path) => {
                let path = path.display();
                write!(
                    f,
                    "`{path}` was not written by summitry and stands in the way of a page\nmove it away"
                )
            }
            Self::Locked(output) => {
                let output = output.display();
                write!(
                    f,
                    "another build is writing to `{output}`\nwait until it is done, or choose another --output"
                )
            }
            Self::SamePath(path) => {
                write!(
                    f,
                    "two files of the site have the path `{path}`\nrename one of them"
                )
            }
            Self::FileAndFolder(path) => {
                write!(
                    f,
                    "`{path}` would be a file and a folder of the site at once\nrename one of the two"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_named_with_the_way_out() {
        let refusal = Refusal::ForeignFiles {
            output: "/site/public".into(),
            examples: vec!["thesis.doc".into(), "evil\u{1b}[2J".into()],
            more: true,
            manifest: Some(ManifestProblem::Newer(7)),
        };
        let message = WriteError::from(refusal).to_string();
        for part in [
            "`/site/public`",
            "\n  thesis.doc",
            "\n  evil\\u{1b}[2J",
            "and more",
            "version 7",
            "--force",
        ] {
            assert!(message.contains(part), "{part:?} is not in {message}");
        }
    }

    #[test]
    fn a_full_disk_is_explained() {
        let message = WriteError::from(io::Error::from(ErrorKind::StorageFull)).to_string();
        assert!(message.contains("make room on the disk"), "{message}");
    }
}
