//! Walks the folders of a site: sorted, without hidden files and editors' backups, never out of
//! the site.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path from the root of the site, `/`-separated.
    pub path: String,
    /// Where it lies on the disk.
    pub on_disk: PathBuf,
}

/// Finds every file under `folder` (a path from `root`). A folder that is not there is empty.
/// The files come in the order of their paths, whatever the file system says.
///
/// # Errors
/// When a folder cannot be listed.
pub fn walk(root: &Path, folder: &str) -> std::io::Result<(Vec<Found>, Vec<Diagnostic>)> {
    let mut found = Vec::new();
    let mut diagnostics = Vec::new();
    let Ok(real_root) = root.canonicalize() else {
        return Ok((found, diagnostics));
    };
    // Folders behind links that stay inside are walked too, each under the link's own name.
    // Links inside such a folder are not followed again, so no circle can form.
    let mut pending = VecDeque::from([(root.join(folder), folder.to_owned(), true)]);
    while let Some((start, name, follow)) = pending.pop_front() {
        if !start.is_dir() {
            continue;
        }
        // The folder itself can be a link too.
        let real_start = match start.canonicalize() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            real_start => real_start?,
        };
        if !real_start.starts_with(&real_root) {
            diagnostics.push(outside(&name));
            continue;
        }
        for (entry, path) in entries(&start, &name)? {
            let Some(path) = path else {
                let shown = format!(
                    "{name}/{}",
                    entry
                        .path()
                        .strip_prefix(&start)
                        .unwrap_or(entry.path())
                        .to_string_lossy()
                );
                diagnostics.push(invalid_name(&shown));
                continue;
            };
            if path.chars().any(|c| c.is_control() || c == '\\') {
                diagnostics.push(invalid_name(&path));
                continue;
            }
            if entry.file_type().is_file() {
                found.push(Found {
                    path,
                    on_disk: entry.into_path(),
                });
            } else if entry.path_is_symlink() {
                match entry.path().canonicalize() {
                    Ok(target)
                        if entry
                            .path()
                            .parent()
                            .and_then(|p| p.canonicalize().ok())
                            .is_some_and(|own| own.starts_with(&target)) =>
                    {
                        diagnostics.push(circle(&path));
                    }
                    Ok(target) if target.starts_with(&real_root) && follow => {
                        if target.is_dir() {
                            pending.push_back((target, path, false));
                        } else {
                            found.push(Found {
                                path,
                                on_disk: target,
                            });
                        }
                    }
                    Ok(target) if target.starts_with(&real_root) => {}
                    Ok(_) => diagnostics.push(outside(&path)),
                    Err(_) => diagnostics.push(dangling(&path)),
                }
            }
        }
    }
    found.par_sort();
    Ok((found, diagnostics))
}

/// An entry of a folder with its path from the root of the site, unless that cannot be written as text.
type Listed = (DirEntry, Option<String>);

/// All that lies in a folder and further down. Its own folders are listed in parallel.
fn entries(start: &Path, name: &str) -> std::io::Result<Vec<Listed>> {
    let with_path = |entry: DirEntry| {
        let path = path_of(&entry, start, name);
        (entry, path)
    };
    let own = list(WalkDir::new(start).max_depth(1))?;
    let listed: std::io::Result<Vec<Vec<Listed>>> = own
        .into_par_iter()
        .map(|entry| {
            let mut listed = Vec::new();
            if entry.file_type().is_dir() {
                let within = list(WalkDir::new(entry.path()))?;
                listed.extend(within.into_iter().map(with_path));
            } else {
                listed.push(with_path(entry));
            }
            Ok(listed)
        })
        .collect();
    Ok(listed?.into_iter().flatten().collect())
}

/// What is wanted of a walk.
fn list(walk: WalkDir) -> std::io::Result<Vec<DirEntry>> {
    walk.min_depth(1)
        .into_iter()
        .filter_entry(is_wanted)
        .map(|entry| entry.map_err(std::io::Error::from))
        // It may go away after its folder was listed.
        .filter(|entry| {
            !entry
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::NotFound)
        })
        .collect()
}

fn path_of(entry: &DirEntry, start: &Path, name: &str) -> Option<String> {
    let relative = entry.path().strip_prefix(start).ok()?;
    let relative = relative.to_str()?;
    Some(if MAIN_SEPARATOR == '/' {
        format!("{name}/{relative}")
    } else {
        format!("{name}/{}", relative.replace(MAIN_SEPARATOR, "/"))
    })
}

/// Hidden files, backups of editors, and folders that begin with `_` are passed over;
/// `.well-known` is no secret (RFC 8615).
fn is_wanted(entry: &DirEntry) -> bool {
    is_wanted_name(
        &entry.file_name().to_string_lossy(),
        entry.file_type().is_dir(),
    )
}

/// Whether a walk would come upon a path from the root of the site.
pub(super) fn is_wanted_path(path: &str, is_folder: bool) -> bool {
    let mut names = path.split('/').skip(1).peekable();
    while let Some(name) = names.next() {
        if !is_wanted_name(name, is_folder || names.peek().is_some()) {
            return false;
        }
    }
    true
}

fn is_wanted_name(name: &str, is_folder: bool) -> bool {
    let hidden = name.starts_with('.') && name != ".well-known";
    let backup = name.ends_with('~')
        || name.ends_with(".swp")
        || name == "4913"
        || (name.starts_with('#') && name.ends_with('#'));
    let private = name.starts_with('_') && is_folder;
    !(hidden || backup || private)
}

fn of_file(path: &str) -> Location {
    Location::start_of(&SourceText::new(path, ""))
}

fn invalid_name(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidFileName,
        of_file(path),
        "the name holds characters that cannot become part of an address",
    )
    .help("rename it: letters, digits, hyphens and dots are safe everywhere")
}

fn outside(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SymlinkOutside,
        of_file(path),
        "this symbolic link leads out of the site",
    )
    .help("copy the file into the site instead")
}

fn circle(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SymlinkOutside,
        of_file(path),
        "this symbolic link leads back to a folder that holds it",
    )
    .help("remove it")
}

fn dangling(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SymlinkOutside,
        of_file(path),
        "this symbolic link leads nowhere",
    )
    .help("remove it, or mend its target")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn paths(root: &Path, folder: &str) -> (Vec<String>, Vec<Code>) {
        let (found, diagnostics) = walk(root, folder).unwrap();
        (
            found.into_iter().map(|f| f.path).collect(),
            diagnostics.into_iter().map(|d| d.code).collect(),
        )
    }

    #[test]
    fn passes_over_what_editors_leave() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for path in [
            "a/b/article.md",
            "a/x.md~",
            "a/.#x.md",
            "a/x.swp",
            "a/4913",
            "a/_drafts/article.md",
            "a/.git/config",
            "a/z.png",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "").unwrap();
        }
        assert_eq!(
            paths(root, "a"),
            (vec!["a/b/article.md".into(), "a/z.png".into()], vec![])
        );
        assert_eq!(paths(root, "missing"), (vec![], vec![]));
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_are_followed_and_links_outside_refused() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("secret"), "s").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("a/real")).unwrap();
        fs::write(root.join("a/real/file"), "").unwrap();
        symlink(root.join("a/real"), root.join("a/alias")).unwrap();
        symlink(root.join("a"), root.join("a/real/up")).unwrap();
        symlink(outer.path().join("secret"), root.join("a/stolen")).unwrap();
        symlink(outer.path(), root.join("a/folder")).unwrap();
        let (found, codes) = paths(root, "a");
        assert!(found.contains(&"a/alias/file".to_owned()));
        assert!(
            found
                .iter()
                .all(|path| !path.contains("secret") && !path.contains("stolen"))
        );
        assert!(
            codes.len() >= 3 && codes.iter().all(|code| *code == Code::SymlinkOutside),
            "{codes:?}"
        );
    }
}
