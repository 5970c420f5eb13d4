//! Walks the folders of a site: sorted, without hidden files and editors' backups, never out of
//! the site.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use fs_err as fs;
use rayon::prelude::*;

use crate::diagnostic::{self, Code, Diagnostic, Location, SourceText};
use crate::stamp::Stamp;

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path from the root of the site, `/`-separated.
    pub path: String,
    /// Where it lies on the disk.
    pub on_disk: PathBuf,
}

/// Files with what they look like, and faults of their names and links.
pub type Walked = (Vec<(Found, Stamp)>, Vec<Diagnostic>);

/// Finds every file under `folder` (a path from `root`), with what it looks like. A folder that is
/// not there is empty. The files come in the order of their paths, whatever the file system says.
///
/// # Errors
/// When a folder cannot be listed.
pub fn walk(root: &Path, folder: &str) -> std::io::Result<Walked> {
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
        for Entry {
            path,
            on_disk,
            what,
        } in entries(&start, &name)?
        {
            let Some(path) = path else {
                let within = on_disk.strip_prefix(&start).unwrap_or(&on_disk);
                let shown = format!("{name}/{}", within.to_string_lossy());
                diagnostics.push(invalid_name(&shown));
                continue;
            };
            if path.chars().any(|c| c.is_control() || c == '\\') {
                diagnostics.push(invalid_name(&path));
                continue;
            }
            match what {
                What::File(stamp) => found.push((Found { path, on_disk }, stamp)),
                What::Link => match on_disk.canonicalize() {
                    Ok(target)
                        if on_disk
                            .parent()
                            .and_then(|p| p.canonicalize().ok())
                            .is_some_and(|own| own.starts_with(&target)) =>
                    {
                        diagnostics.push(circle(&path));
                    }
                    Ok(target) if target.starts_with(&real_root) && follow => {
                        if target.is_dir() {
                            pending.push_back((target, path, false));
                        } else if let Some(stamp) = Stamp::of(&target) {
                            let on_disk = target;
                            found.push((Found { path, on_disk }, stamp));
                        }
                    }
                    Ok(target) if target.starts_with(&real_root) => {}
                    Ok(_) => diagnostics.push(outside(&path)),
                    Err(_) => diagnostics.push(dangling(&path)),
                },
                What::Folder | What::Other => {}
            }
        }
    }
    found.par_sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    diagnostic::sort(&mut diagnostics);
    Ok((found, diagnostics))
}

/// Something in a folder.
struct Entry {
    /// Path from the root of the site; missing where it cannot be written as text.
    path: Option<String>,
    on_disk: PathBuf,
    what: What,
}

/// What an entry is.
enum What {
    File(Stamp),
    Folder,
    Link,
    /// A socket, a device.
    Other,
}

/// How many entries one thread takes at a time: few, because the others may still be busy with
/// something else when it begins.
const AT_A_TIME: usize = 64;

/// All that lies in a folder and further down: level by level, the folders of each in parallel.
fn entries(start: &Path, name: &str) -> std::io::Result<Vec<Entry>> {
    let mut entries = list(start, Some(name))?;
    let mut listed = 0;
    while listed < entries.len() {
        let level = &entries[listed..];
        listed = entries.len();
        let below: std::io::Result<Vec<Vec<Entry>>> = level
            .par_iter()
            .with_max_len(AT_A_TIME)
            .filter(|entry| matches!(entry.what, What::Folder))
            .map(|folder| list(&folder.on_disk, folder.path.as_deref()))
            .collect();
        entries.extend(below?.into_iter().flatten());
    }
    Ok(entries)
}

/// What lies in one folder and is wanted.
fn list(folder: &Path, path: Option<&str>) -> std::io::Result<Vec<Entry>> {
    // Anything may go away after it was seen.
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing?,
    };
    let mut entries = Vec::new();
    for entry in listing {
        let entry = entry?;
        let kind = match entry.file_type() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            kind => kind?,
        };
        let name = entry.file_name();
        if !is_wanted_name(&name.to_string_lossy(), kind.is_dir()) {
            continue;
        }
        let what = if kind.is_file() {
            match Stamp::of_entry(&entry) {
                Some(stamp) => What::File(stamp),
                None => continue,
            }
        } else if kind.is_dir() {
            What::Folder
        } else if kind.is_symlink() {
            What::Link
        } else {
            What::Other
        };
        let path = path.zip(name.to_str());
        entries.push(Entry {
            path: path.map(|(folder, name)| format!("{folder}/{name}")),
            on_disk: entry.path(),
            what,
        });
    }
    Ok(entries)
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

/// Hidden files, backups of editors, and folders that begin with `_` are passed over;
/// `.well-known` is no secret (RFC 8615).
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
            found.into_iter().map(|(f, _)| f.path).collect(),
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
