//! Whole writes: a folder before, a plan, the folder after.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fs_err as fs;
use rayon::prelude::*;
use tempfile::TempDir;

use super::*;

/// An output folder in a temporary one, with room beside it.
struct Output {
    around: TempDir,
}

impl Output {
    fn new() -> Self {
        Self {
            around: tempfile::tempdir().unwrap(),
        }
    }

    fn root(&self) -> PathBuf {
        self.around.path().join("public")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Puts a file there that summitry knows nothing of.
    fn plant(&self, path: &str, text: &str) {
        let place = self.at(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn try_write(&self, files: &[OutputFile], force: bool) -> Result<WriteReport, WriteError> {
        let paths: Vec<OutputPath> = files.iter().map(|file| file.path.clone()).collect();
        let writer = Writer::begin(open_target(&self.root(), &[], force)?)?;
        let batch = writer.batch(&paths, &|_| false)?;
        let put = |(number, file): (usize, &OutputFile)| batch.put(number, &file.content);
        let put: Vec<_> = files.par_iter().enumerate().map(put).collect();
        put.into_iter().collect::<Result<(), _>>()?;
        writer.finish(&[batch])
    }

    /// Writes pages given as (path, text), without force.
    fn write(&self, pages: &[(&str, &str)]) -> WriteReport {
        self.try_write(&files(pages), false).unwrap()
    }

    fn refusal(&self, pages: &[(&str, &str)], force: bool) -> Refusal {
        match self.try_write(&files(pages), force) {
            Err(WriteError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// Everything in the folder except the lock and the manifest; folders end with a slash.
    fn tree(&self) -> Vec<String> {
        let mut tree = Vec::new();
        collect(&self.root(), "", &mut tree);
        tree.retain(|path| {
            ![".summitry/", ".summitry/lock", ".summitry/manifest.json"].contains(&path.as_str())
        });
        tree.sort();
        tree
    }

    fn modified(&self, path: &str) -> SystemTime {
        fs::metadata(self.at(path)).unwrap().modified().unwrap()
    }

    /// Makes a file look old, so that a rewriting would show.
    fn age(&self, path: &str) -> SystemTime {
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = std::fs::File::options()
            .write(true)
            .open(self.at(path))
            .unwrap();
        file.set_modified(then).unwrap();
        then
    }

    fn manifest(&self) -> Manifest {
        Manifest::read(&self.root()).unwrap()
    }

    fn set_manifest(&self, paths: &[&str]) {
        let json = serde_json::json!({"version": 1, "files": paths});
        self.plant(".summitry/manifest.json", &json.to_string());
    }
}

fn collect(folder: &Path, prefix: &str, tree: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            tree.push(format!("{path}/"));
            collect(&entry.path(), &format!("{path}/"), tree);
        } else {
            tree.push(path);
        }
    }
}

fn file(path: &str, content: Content) -> OutputFile {
    OutputFile {
        path: OutputPath::new(path).unwrap(),
        content,
    }
}

fn files(pages: &[(&str, &str)]) -> Vec<OutputFile> {
    pages
        .iter()
        .map(|(path, text)| file(path, Content::Bytes((*text).into())))
        .collect()
}

fn counts(report: WriteReport) -> [usize; 4] {
    [
        report.files,
        report.written,
        report.unchanged,
        report.removed,
    ]
}

#[test]
fn writes_a_new_folder_and_then_only_what_differs() {
    let output = Output::new();
    let report = output.write(&[("index.html", "home"), ("a/b/x", "1"), ("a/y", "22")]);
    assert_eq!((counts(report), report.bytes_written), ([3, 3, 0, 0], 7));
    assert_eq!(output.tree(), ["a/", "a/b/", "a/b/x", "a/y", "index.html"]);

    let then = output.age("index.html");
    output.age("a/b/x");
    output.age("a/y");
    let manifest = output.age(".summitry/manifest.json");
    let report = output.write(&[
        ("index.html", "home"),
        ("a/b/x", "2"),
        ("a/y", "333"),
        ("a/c/z", "4"),
    ]);
    assert_eq!((counts(report), report.bytes_written), ([4, 3, 1, 0], 5));
    assert_eq!(
        [
            output.read("a/b/x"),
            output.read("a/y"),
            output.read("a/c/z")
        ],
        ["2", "333", "4"]
    );
    assert_eq!(output.modified("index.html"), then);
    assert!(output.modified("a/b/x") > then && output.modified("a/y") > then);
    assert!(output.modified(".summitry/manifest.json") > manifest);
}

#[test]
fn a_build_without_news_changes_nothing() {
    let output = Output::new();
    let pages = [("index.html", "home"), ("a/x", "1")];
    output.write(&pages);
    let then = output.age("a/x");
    output.age(".summitry/manifest.json");
    assert_eq!(counts(output.write(&pages)), [2, 0, 2, 0]);
    assert_eq!(output.modified("a/x"), then);
    assert_eq!(output.modified(".summitry/manifest.json"), then);
}

#[test]
fn copies_files_and_compares_them_too() {
    let output = Output::new();
    let original = output.around.path().join("map.png");
    fs::write(&original, [7; 200_000]).unwrap();
    let files = [file("static/map.png", Content::CopyOf(original.clone()))];
    let report = output.try_write(&files, false).unwrap();
    assert_eq!((report.written, report.bytes_written), (1, 200_000));
    assert_eq!(output.try_write(&files, false).unwrap().unchanged, 1);

    let mut changed = vec![7; 200_000];
    changed[199_999] = 8;
    fs::write(&original, &changed).unwrap();
    assert_eq!(output.try_write(&files, false).unwrap().written, 1);
    assert_eq!(fs::read(output.at("static/map.png")).unwrap(), changed);
}

#[test]
fn removes_what_the_plan_lacks_with_the_folders_it_leaves_empty() {
    let output = Output::new();
    output.write(&[
        ("a/b/c/x", "1"),
        ("a/b/y", "2"),
        ("d/e/z", "3"),
        ("f/w", "4"),
    ]);
    output.plant("d/.DS_Store", "");
    assert_eq!(counts(output.write(&[("a/b/y", "2")])), [1, 0, 1, 3]);
    assert_eq!(output.tree(), ["a/", "a/b/", "a/b/y", "d/", "d/.DS_Store"]);
    assert_eq!(counts(output.write(&[])), [0, 0, 0, 1]);
    assert_eq!(output.tree(), ["d/", "d/.DS_Store"]);
}

#[test]
fn foreign_files_are_refused_and_with_force_kept() {
    let output = Output::new();
    output.plant("notes/mine.txt", "mine");
    output.plant("index.html", "mine");
    output.plant(".git/config", "mine");
    let pages = [("index.html", "home"), ("notes/x", "1")];
    assert!(matches!(
        output.refusal(&pages, false),
        Refusal::ForeignFiles { .. }
    ));
    assert_eq!(output.read("index.html"), "mine");
    assert!(
        !output.at(".summitry").exists(),
        "a refusal leaves no trace"
    );

    output.try_write(&files(&pages), true).unwrap();
    assert_eq!(output.read("index.html"), "home");
    output.try_write(&[], true).unwrap();
    assert_eq!(
        output.tree(),
        [".git/", ".git/config", "notes/", "notes/mine.txt"]
    );
}

#[test]
fn a_failed_build_leaves_the_previous_output_as_it_was() {
    let output = Output::new();
    output.write(&[("index.html", "old"), ("gone", "old")]);
    let before = fs::read(output.at(".summitry/manifest.json")).unwrap();
    let mut plan = files(&[("index.html", "new"), ("a/x", "new")]);
    plan.push(file(
        "a/y",
        Content::CopyOf(output.around.path().join("missing")),
    ));
    plan.push(file(
        "a/z",
        Content::CopyOf(output.around.path().join("missing too")),
    ));
    let error = output.try_write(&plan, false).unwrap_err();
    assert!(
        matches!(&error, WriteError::Machine(cause) if cause.kind() == std::io::ErrorKind::NotFound)
    );
    assert!(
        error.to_string().contains("missing`"),
        "the first in the plan is told, with its path: {error}"
    );
    assert_eq!(output.tree(), ["gone", "index.html"]);
    assert_eq!(output.read("index.html"), "old");
    assert_eq!(
        fs::read(output.at(".summitry/manifest.json")).unwrap(),
        before
    );
}

#[test]
fn a_killed_build_is_put_right_by_the_next() {
    let output = Output::new();
    output.write(&[("kept", "1"), ("stale/x", "1")]);
    // Killed while moving: the manifest lists old and new, one new file is in place, one stale file is gone already.
    output.set_manifest(&["kept", "stale/x", "stale/y/z", "new/a", "new/b"]);
    output.plant("new/a", "2");
    output.plant(".summitry/tmp/file-7", "hal");
    output.plant(".summitry/tmp/folder-0/b", "2");
    fs::create_dir_all(output.at("stale/y")).unwrap();
    let report = output.write(&[("kept", "1"), ("new/a", "2"), ("new/b", "2")]);
    assert_eq!(counts(report), [3, 1, 2, 1]);
    assert_eq!(output.tree(), ["kept", "new/", "new/a", "new/b"]);
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let output = Output::new();
    let as_files = [("a", "1"), ("b/c", "2"), ("d", "3")];
    let as_folders = [("a/x/y", "1"), ("b/c/x", "2"), ("b/c/y/z", "3")];
    for _ in 0..2 {
        output.write(&as_files);
        assert_eq!(output.tree(), ["a", "b/", "b/c", "d"]);
        output.write(&as_folders);
        assert_eq!(
            output.tree(),
            [
                "a/", "a/x/", "a/x/y", "b/", "b/c/", "b/c/x", "b/c/y/", "b/c/y/z"
            ]
        );
        fs::create_dir_all(output.at("b/c/left/by/a/killed/build")).unwrap();
    }
}

#[test]
fn a_foreign_file_in_the_way_is_refused_with_force_too() {
    let output = Output::new();
    output.write(&[("a", "1"), ("b/x", "1")]);
    output.plant("c", "mine");
    output.plant("b/mine", "mine");
    let before = output.tree();
    for pages in [[("c/x", "1")], [("b", "1")]] {
        assert!(
            matches!(output.refusal(&pages, true), Refusal::InTheWay(_)),
            "{pages:?}"
        );
        assert_eq!(output.tree(), before);
    }
}

#[test]
fn a_hostile_manifest_deletes_nothing_outside() {
    let output = Output::new();
    let outside = output.around.path().join("outside");
    fs::write(&outside, "precious").unwrap();
    output.plant("folder/mine", "mine");
    output.plant(".git/config", "mine");
    let absolute = outside.to_str().unwrap();
    output.set_manifest(&[
        "../outside",
        "folder/../../outside",
        absolute,
        "folder",
        ".git/config",
        "nothing/there",
    ]);
    let report = output
        .try_write(&files(&[("index.html", "home")]), true)
        .unwrap();
    assert_eq!(report.removed, 0);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "precious");
    assert_eq!(
        output.tree(),
        [
            ".git/",
            ".git/config",
            "folder/",
            "folder/mine",
            "index.html"
        ]
    );
}

#[test]
fn two_builds_do_not_interleave() {
    let output = Output::new();
    output.write(&[("x", "1")]);
    let other = Workspace::enter(&output.root()).unwrap();
    assert!(matches!(
        output.refusal(&[("x", "2")], false),
        Refusal::Locked(_)
    ));
    assert_eq!(output.read("x"), "1");
    drop(other);
    output.write(&[("x", "2")]);
    assert_eq!(output.read("x"), "2");
}

#[test]
fn the_order_of_the_plan_does_not_matter() {
    let pages = [("b/x", "1"), ("a", "2"), ("b/c/y", "3"), ("d/e/f", "4")];
    let reversed: Vec<_> = pages.iter().rev().copied().collect();
    let (one, other) = (Output::new(), Output::new());
    assert_eq!(one.write(&pages), other.write(&reversed));
    assert_eq!(one.tree(), other.tree());
    assert_eq!(
        one.read(".summitry/manifest.json"),
        other.read(".summitry/manifest.json")
    );
}

#[test]
fn the_manifest_lists_what_was_written() {
    let output = Output::new();
    output.write(&[("b", "1"), ("a/x", "2")]);
    assert!(output.manifest().lists("b") && output.manifest().lists("a/x"));
    output.write(&[("b", "1")]);
    assert!(!output.manifest().lists("a/x"));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder beside the output that must stay as it is, and a link to it in the output.
    fn with_link(output: &Output, link: &str) -> PathBuf {
        let outside = output.around.path().join("outside");
        fs::create_dir_all(outside.join("deep")).unwrap();
        fs::write(outside.join("x"), "precious").unwrap();
        symlink(&outside, output.at(link)).unwrap();
        outside
    }

    #[test]
    fn a_linked_folder_is_not_written_through() {
        let output = Output::new();
        output.write(&[("index.html", "old")]);
        let outside = with_link(&output, "a");
        for path in ["a/x", "a/deep/new", "a/b/c"] {
            let refusal = output.refusal(&[("index.html", "new"), (path, "1")], true);
            assert!(
                matches!(refusal, Refusal::SymlinkInside(link) if link.ends_with("public/a")),
                "{path}"
            );
        }
        assert_eq!(output.read("index.html"), "old");
        assert_eq!(fs::read_to_string(outside.join("x")).unwrap(), "precious");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 2);
    }

    #[test]
    fn nothing_is_removed_through_a_linked_folder() {
        let output = Output::new();
        output.write(&[("a/x", "1"), ("a/deep/y", "1")]);
        fs::remove_dir_all(output.at("a")).unwrap();
        let outside = with_link(&output, "a");
        let report = output.try_write(&[], true).unwrap();
        assert_eq!(report.removed, 0);
        assert!(outside.join("x").exists() && outside.join("deep").exists());
        assert!(output.at("a").is_symlink());
    }

    #[test]
    fn a_link_in_the_place_of_a_file_is_replaced() {
        let output = Output::new();
        output.write(&[("x", "old"), ("y", "old")]);
        let outside = with_link(&output, "link");
        for path in ["x", "y"] {
            fs::remove_file(output.at(path)).unwrap();
            symlink(outside.join("x"), output.at(path)).unwrap();
        }
        fs::remove_file(output.at("link")).unwrap();
        let report = output.write(&[("x", "precious")]);
        assert_eq!(counts(report), [1, 1, 0, 1]);
        assert!(!output.at("x").is_symlink() && !output.at("y").is_symlink());
        assert_eq!(fs::read_to_string(outside.join("x")).unwrap(), "precious");
    }

    #[test]
    fn our_own_folder_is_not_followed_either() {
        for name in [".summitry", ".summitry/lock"] {
            let output = Output::new();
            fs::create_dir_all(output.at(name).parent().unwrap()).unwrap();
            let outside = with_link(&output, name);
            assert!(
                matches!(
                    output.refusal(&[("a", "1")], true),
                    Refusal::SymlinkInside(_)
                ),
                "{name}"
            );
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 2);
        }
        let output = Output::new();
        fs::create_dir_all(output.at(".summitry")).unwrap();
        let outside = with_link(&output, ".summitry/tmp");
        output.write(&[("a", "1")]);
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 2);
    }

    #[test]
    fn the_output_folder_itself_may_be_a_link() {
        let output = Output::new();
        let real = output.around.path().join("real");
        fs::create_dir(&real).unwrap();
        symlink(&real, output.root()).unwrap();
        output.write(&[("a/x", "1")]);
        assert_eq!(fs::read_to_string(real.join("a/x")).unwrap(), "1");
    }
}
