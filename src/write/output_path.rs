//! Paths inside the output folder: [`OutputPath::new`] lets none pass that could lead out of it.

use std::borrow::Borrow;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// The longest name, in bytes, that all usual file systems take.
const LONGEST_NAME: usize = 255;

/// The path of a file relative to the output folder, its parts separated by `/`.
///
/// ```
/// use summitry::write::OutputPath;
///
/// assert_eq!(OutputPath::new("leaders/index.html")?.as_str(), "leaders/index.html");
/// assert!(OutputPath::new("../index.html").is_err());
/// # Ok::<(), summitry::write::BadOutputPath>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

/// A text that cannot be the path of an output file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadOutputPath {
    /// The text as it was given.
    pub path: String,
    /// The first thing wrong with it.
    pub problem: PathProblem,
}

/// What is wrong with a [`BadOutputPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathProblem {
    /// Nothing at all, or nothing before, after or between two slashes; absolute paths are of this kind.
    EmptyPart,
    /// A part is `.` or `..`.
    DotPart,
    /// A backslash, a colon, or a control character such as NUL: separators, drives or hidden streams to some system,
    /// or unfit to be shown.
    Character(char),
    /// A part is longer than 255 bytes.
    LongPart,
    /// The path would lie where summitry keeps its own files, or in a `.git` folder, whose hooks and settings run as
    /// programs.
    Reserved,
}

impl OutputPath {
    /// Checks a path that may come from anywhere: a slug, the name of a static file, a manifest.
    ///
    /// # Errors
    ///
    /// The first [`PathProblem`] found.
    pub fn new(path: impl Into<String>) -> Result<Self, BadOutputPath> {
        let path = path.into();
        match find_problem(&path) {
            None => Ok(Self(path)),
            Some(problem) => Err(BadOutputPath { path, problem }),
        }
    }

    /// The path as it was given to [`OutputPath::new`].
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its place on the disk in the output folder `root`.
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&self.0)
    }

    /// The folder it lies in, `""` for the output folder itself.
    pub(super) fn folder(&self) -> &str {
        folder_of(&self.0)
    }

    /// Its last part.
    pub(super) fn name(&self) -> &str {
        name_of(&self.0)
    }

    /// The folders it lies in, from the innermost outwards, without the output folder itself.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.folder()), |folder| Some(folder_of(folder)))
            .take_while(|folder| !folder.is_empty())
    }
}

/// The part of a checked path before its last slash.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The part of a checked path after its last slash.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn find_problem(path: &str) -> Option<PathProblem> {
    if let Some(bad) = path
        .chars()
        .find(|&c| c == '\\' || c == ':' || c.is_control())
    {
        return Some(PathProblem::Character(bad));
    }
    if is_reserved(path) {
        return Some(PathProblem::Reserved);
    }
    path.split('/').find_map(|part| match part {
        "" => Some(PathProblem::EmptyPart),
        "." | ".." => Some(PathProblem::DotPart),
        part if part.len() > LONGEST_NAME => Some(PathProblem::LongPart),
        _ => None,
    })
}

/// Letter case is folded, because some file systems do so too.
fn is_reserved(path: &str) -> bool {
    let reserved = super::workspace::RESERVED_NAME;
    let beginning = path.get(..reserved.len());
    beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(reserved))
        || path
            .split('/')
            .any(|part| part.eq_ignore_ascii_case(".git"))
}

impl AsRef<str> for OutputPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Lets a set of paths be asked about text that is not yet known to be one; it orders and hashes as the text does.
impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for BadOutputPath {}

impl fmt::Display for BadOutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot be the path of an output file: ",
            self.path.escape_debug()
        )?;
        match self.problem {
            PathProblem::EmptyPart => {
                f.write_str("a name is missing at its start, at its end or between two slashes")
            }
            PathProblem::DotPart => f.write_str("`.` and `..` are not names"),
            PathProblem::Character(c) => write!(
                f,
                "the character `{}` is not allowed in it",
                c.escape_debug()
            ),
            PathProblem::LongPart => {
                write!(f, "one of its names is longer than {LONGEST_NAME} bytes")
            }
            PathProblem::Reserved => f.write_str("`.summitry…` and `.git` are reserved names"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_ordinary_paths() {
        for path in [
            "index.html",
            "leaders/a/index.html",
            ".nojekyll",
            ".well-known/x",
            "会談/index.html",
            "a..b/..c",
            "%2e%2e/x",
        ] {
            assert_eq!(OutputPath::new(path).unwrap().as_str(), path);
        }
        assert!(OutputPath::new("x".repeat(255)).is_ok());
    }

    #[test]
    fn refuses_whatever_could_lead_out() {
        use PathProblem::*;
        let cases = [
            ("", EmptyPart),
            ("/etc/passwd", EmptyPart),
            ("a//b", EmptyPart),
            ("a/", EmptyPart),
            ("..", DotPart),
            ("../x", DotPart),
            ("a/../../x", DotPart),
            ("a/./x", DotPart),
            ("a\\..\\x", Character('\\')),
            ("C:/x", Character(':')),
            ("C:x", Character(':')),
            ("a.html:stream", Character(':')),
            ("a\0b", Character('\0')),
            ("a\nb", Character('\n')),
            ("a\u{9b}b", Character('\u{9b}')),
            (".summitry/manifest.json", Reserved),
            (".Summitry", Reserved),
            (".summitry-old/x", Reserved),
            (".git/hooks/post-checkout", Reserved),
            ("a/.GIT/config", Reserved),
        ];
        for (path, problem) in cases {
            assert_eq!(
                OutputPath::new(path).unwrap_err().problem,
                problem,
                "{path:?}"
            );
        }
        assert_eq!(
            OutputPath::new(format!("a/{}", "x".repeat(256)))
                .unwrap_err()
                .problem,
            LongPart
        );
    }

    #[test]
    fn knows_the_folders_around_it() {
        let path = OutputPath::new("a/b/c.html").unwrap();
        assert_eq!((path.folder(), path.name()), ("a/b", "c.html"));
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(OutputPath::new("c.html").unwrap().folders().count(), 0);
    }
}
