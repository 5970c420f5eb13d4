//! What `summitry init` and `summitry new` write: a small working site, and records to be
//! filled in.
//!
//! Nothing here prints, asks or overwrites. Files are created new or not at all; where a run
//! fails midway, what it had written is taken away again.

mod init;
mod name;
mod new;

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;

pub use init::init;
pub use new::{NewKind, new};

/// Why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum ScaffoldError {
    /// The folder of a new site holds other things than a fresh repository does.
    NotEmpty {
        /// The folder.
        dir: PathBuf,
        /// What is there, sorted.
        found: Vec<String>,
    },
    /// The place of a new site is taken by something that is no folder.
    NotAFolder(PathBuf),
    /// The title of a new site is empty.
    EmptyTitle,
    /// The root holds no `site/site.toml`.
    NotASite(PathBuf),
    /// A name that cannot become an id.
    InvalidName {
        /// The name as given.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// A record or article has the id already.
    Taken {
        /// The id or slug.
        id: String,
        /// The file that has it, from the root.
        path: PathBuf,
    },
    /// The machine failed; the message names the file.
    Io(io::Error),
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameFault {
    /// It is empty, or holds no letter and no digit.
    Empty,
    /// It is a path.
    Path,
    /// Its spelling in Latin letters cannot be told from its characters.
    Unspellable,
    /// Windows keeps it for a device, so that such a file could not be checked out there.
    Reserved,
    /// It is an id of too many characters.
    TooLong,
}

impl ScaffoldError {
    /// Whether the call was wrong, not the machine.
    pub const fn is_usage(&self) -> bool {
        !matches!(self, Self::Io(_))
    }
}

impl fmt::Display for ScaffoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEmpty { dir, found } => {
                let dir = plain(&dir.to_string_lossy());
                write!(f, "`{dir}` is not empty: it holds ")?;
                for (index, name) in found.iter().take(SHOWN).enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}`", plain(name))?;
                }
                if found.len() > SHOWN {
                    write!(f, " and {} more", found.len() - SHOWN)?;
                }
                write!(
                    f,
                    "; a new site needs an empty folder or a fresh repository"
                )
            }
            Self::NotAFolder(path) => {
                write!(f, "`{}` is not a folder", plain(&path.to_string_lossy()))
            }
            Self::EmptyTitle => write!(f, "the title of the site is empty"),
            Self::NotASite(root) => {
                let root = plain(&root.to_string_lossy());
                write!(
                    f,
                    "`{root}` is not the root of a site: it has no site/site.toml"
                )
            }
            Self::InvalidName { name, fault } => {
                let name = plain(name);
                match fault {
                    NameFault::Empty if name.trim().is_empty() => {
                        write!(f, "the name is empty: give a title or an id")
                    }
                    NameFault::Empty => {
                        write!(f, "`{name}` holds no letter and no digit to make an id of")
                    }
                    NameFault::Path => {
                        write!(f, "`{name}` is a path: give a title or an id")
                    }
                    NameFault::Unspellable => write!(
                        f,
                        "how `{name}` is spelt in Latin letters cannot be told from its characters: give \
                         an id of a-z, 0-9 and hyphens, and write the name into the file"
                    ),
                    NameFault::Reserved => {
                        write!(
                            f,
                            "`{name}` cannot name a file on Windows: give a longer id"
                        )
                    }
                    NameFault::TooLong => write!(
                        f,
                        "the id `{name}` is longer than {} characters",
                        name::MAX_LENGTH
                    ),
                }
            }
            Self::Taken { id, path } => {
                let path = slashes(path);
                write!(f, "`{}` is taken already, by {}", plain(id), plain(&path))
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ScaffoldError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // The message is that of the error itself; what lies behind it comes next.
            Self::Io(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for ScaffoldError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// How many names a message lists.
const SHOWN: usize = 5;

/// A text without characters that could steer a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if is_steering(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Control characters, and those that turn the direction of the text around them.
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A path from the root as messages and Markdown write it.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A text as a basic string of TOML, with its quotes.
fn toml_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // The direction marks would be legal, but nobody sees them in an editor.
            c if is_steering(c) => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Creates files and the folders above them. Unless it is told to keep them, they go with it.
#[derive(Default)]
struct Creation {
    /// What was created, in order; folders before what lies in them.
    made: Vec<Made>,
}

enum Made {
    Folder(PathBuf),
    File(PathBuf),
}

impl Creation {
    /// Writes a whole file that must not exist yet, with the folders above it.
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.folder(folder)?;
        }
        let mut file = fs::File::create_new(path)?;
        self.made.push(Made::File(path.to_owned()));
        file.write_all(content)
    }

    /// Creates a folder and those above it, as far as they are missing.
    fn folder(&mut self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.folder(parent)?;
        }
        match fs::create_dir(path) {
            Ok(()) => self.made.push(Made::Folder(path.to_owned())),
            // Another program was faster, or the path leads through `..`.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Lets everything stay.
    fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Creation {
    fn drop(&mut self) {
        // The error that led here is the one to tell. A folder in which somebody else has put
        // something meanwhile stays, because only empty folders can be removed.
        for made in self.made.iter().rev() {
            let _ = match made {
                Made::Folder(path) => std::fs::remove_dir(path),
                Made::File(path) => std::fs::remove_file(path),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back_from_toml() {
        let all: String = (0..=0x2fff).filter_map(char::from_u32).collect();
        for text in [
            "",
            "a\"b",
            "\\",
            "\\\"\"\"",
            "a\nb\r\n\tc\u{7f}\u{0}\u{1b}[31m",
            "\u{85}\u{202e}",
            "é 高 🎉",
            &all,
        ] {
            let written = format!("x = {}\n", toml_string(text));
            assert_eq!(written.lines().count(), 1, "{written}");
            let table: toml::Table = toml::from_str(&written).unwrap();
            assert_eq!(table["x"].as_str(), Some(text));
        }
    }

    #[test]
    fn messages_name_what_is_wrong_and_steer_no_terminal() {
        let found = ["a", "b", "c", "d", "e\u{1b}[2J", "f", "g"]
            .map(str::to_owned)
            .to_vec();
        let error = ScaffoldError::NotEmpty {
            dir: "x".into(),
            found,
        };
        assert_eq!(
            error.to_string(),
            "`x` is not empty: it holds `a`, `b`, `c`, `d`, `e\u{fffd}[2J` and 2 more; a new site needs an empty folder or a fresh repository"
        );
        assert!(error.is_usage());
        assert!(!ScaffoldError::Io(io::Error::other("disk full")).is_usage());
    }

    #[test]
    fn what_fails_midway_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut creation = Creation::default();
        creation.write(&dir.path().join("a/b/one"), b"1").unwrap();
        creation.write(&dir.path().join("a/two"), b"2").unwrap();
        std::fs::write(dir.path().join("theirs"), "x").unwrap();
        let error = creation
            .write(&dir.path().join("theirs"), b"mine")
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert!(error.to_string().contains("theirs"), "{error}");
        drop(creation);
        assert!(!dir.path().join("a").exists());
        assert_eq!(
            std::fs::read_to_string(dir.path().join("theirs")).unwrap(),
            "x"
        );

        let mut creation = Creation::default();
        creation.write(&dir.path().join("a/b/one"), b"1").unwrap();
        creation.keep();
        assert_eq!(
            std::fs::read_to_string(dir.path().join("a/b/one")).unwrap(),
            "1"
        );
    }
}
