//! Where a path really leads, though the end of it may not exist yet.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use fs_err as fs;

/// The absolute path without symbolic links, `.` and `..` that the system would end up at after creating the missing
/// folders of `path`.
///
/// # Errors
///
/// A part cannot be looked at, or is a link that leads nowhere.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let mut real = if path.is_absolute() {
        PathBuf::new()
    } else {
        fs::canonicalize(".")?
    };
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // `real` has no links, so its last part is what `..` undoes.
            Component::ParentDir => drop(real.pop()),
            Component::Normal(name) => {
                real.push(name);
                if exists(&real)? {
                    real = fs::canonicalize(&real)?;
                }
            }
            Component::RootDir | Component::Prefix(_) => real.push(component),
        }
    }
    Ok(real)
}

/// Whether something stands there, be it a link that leads nowhere.
fn exists(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn resolves_what_exists_and_appends_what_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(base.join("real/inner")).unwrap();
        symlink(base.join("real/inner"), base.join("link")).unwrap();
        let cases = [
            ("real", "real"),
            ("link", "real/inner"),
            ("link/new/deep", "real/inner/new/deep"),
            ("link/..", "real"),
            ("link/../new", "real/new"),
            ("missing/../real/./inner", "real/inner"),
            ("missing/../link/x", "real/inner/x"),
        ];
        for (path, real) in cases {
            assert_eq!(
                real_path(&base.join(path)).unwrap(),
                base.join(real),
                "{path}"
            );
        }
    }

    #[test]
    fn a_link_that_leads_nowhere_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        symlink("/nowhere/at/all", folder.path().join("link")).unwrap();
        assert!(real_path(&folder.path().join("link")).is_err());
    }
}
