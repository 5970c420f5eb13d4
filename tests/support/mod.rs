//! The harness of the end-to-end tests: a whole site in one string, the real program run on it,
//! and its answers read back.
//!
//! ```ignore
//! let site = TestSite::minimal().with("site/leaders/cy-novak.md", "+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\n+++\n");
//! site.build();
//! assert!(site.page("/leaders/cy-novak/").contains("Cy Novak"));
//! ```
//!
//! Every run has the same environment and the same "now" ([`NOW`]) unless a test says otherwise,
//! and nothing here waits for a clock.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its part of the harness"
)]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

pub mod html;
pub mod marks;
pub mod tree;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;
use tempfile::TempDir;

pub use tree::Tree;

/// The moment at which every run takes place unless a test says otherwise.
pub const NOW: &str = "2026-01-15T12:00:00Z";

/// The smallest site with one of everything that most tests need; it has no fault and no warning.
/// The people and meetings are invented.
pub const MINIMAL: &str = r#"
-- site/site.toml --
title = "The Record"
description = "Who met whom."
base_url = "https://record.example/"

[[pillars]]
id = "trade"
name = "Trade"

-- site/sources/sources.toml --
[communique]
title = "Joint communiqué"
publisher = "Ministry of Foreign Affairs"
url = "https://ministry.example/communique"

-- site/leaders/ann-lee.md --
+++
name = "Ann Lee"
country = "US"

[[offices]]
title = "President of the United States"
kind = "head-of-state-and-government"
from = 2021-01-20
+++

-- site/leaders/bo-tanaka.md --
+++
name = "Bo Tanaka"
country = "JP"

[[offices]]
title = "Prime Minister of Japan"
kind = "head-of-government"
from = 2020-09-16
+++

-- site/summits/tokyo-2024.md --
+++
title = "Lee–Tanaka, Tokyo"
date = 2024-05-01
participants = ["ann-lee", "bo-tanaka"]
place = { city = "Tokyo", country = "JP" }
sources = ["communique"]

[[outcomes]]
id = "tariff-cut"
pillar = "trade"
text = "Tariffs on steel are cut by half."
by = ["US"]
status = "agreed"
sources = ["communique"]
+++

-- articles/2024-05-02-tokyo/article.md --
+++
title = "A day in Tokyo"
date = 2024-05-02
summits = ["tokyo-2024"]
+++

They met in Tokyo.[@communique]
"#;

/// A site in a folder of its own, which is gone with this value.
pub struct TestSite {
    folder: TempDir,
}

impl TestSite {
    /// A site of these files: each begins with a line `-- path --`.
    pub fn new(files: &str) -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(site.root()).unwrap();
        site.write_all(files);
        site
    }

    /// The site of [`MINIMAL`].
    pub fn minimal() -> Self {
        Self::new(MINIMAL)
    }

    /// The same site with one file more, or with another text in a file.
    pub fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// The same site with an article of one paragraph, dated 3 May 2024 unless the additional
    /// front matter holds a `date`.
    pub fn with_article(self, folder: &str, front_matter: &str, body: &str) -> Self {
        let date = if front_matter.lines().any(|line| line.starts_with("date =")) {
            ""
        } else {
            "date = 2024-05-03\n"
        };
        let title = if front_matter.lines().any(|line| line.starts_with("title =")) {
            String::new()
        } else {
            format!("title = \"About {folder}\"\n")
        };
        self.with(
            &format!("articles/{folder}/article.md"),
            format!("+++\n{title}{date}{front_matter}\n+++\n\n{body}\n"),
        )
    }

    /// The same site with other or more settings: the lines stand before those of [`MINIMAL`].
    pub fn with_settings(self, settings: &str) -> Self {
        let text = self.read("site/site.toml");
        self.with("site/site.toml", format!("{settings}\n{text}"))
    }

    /// Writes several files, each beginning with a line `-- path --`.
    pub fn write_all(&self, files: &str) {
        for (path, text) in split(files) {
            self.write(&path, text);
        }
    }

    /// Writes a file of the site.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Changes a passage of a file, which must be there.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, text.replacen(from, to, 1));
    }

    /// Removes a file of the site.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// The text of a file of the site.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The root of the site.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// A place on the disk, from the root of the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A place on the disk beside the site, where no build may read or write.
    pub fn outside(&self, path: &str) -> PathBuf {
        self.folder.path().join("outside").join(path)
    }

    /// The program with these arguments, in the site's folder and in a clean environment, at
    /// [`NOW`]. Commands on a site get its `--root`.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
        command.args(arguments);
        let name = command
            .get_args()
            .next()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let has_root = command.get_args().any(|argument| argument == "--root");
        if ["build", "check", "new", "serve", "why"].contains(&name.as_str()) && !has_root {
            command.arg("--root").arg(self.root());
        }
        for variable in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "FORCE_COLOR",
            "RUST_BACKTRACE",
            "RAYON_NUM_THREADS",
            "COLUMNS",
            "TERM",
        ] {
            command.env_remove(variable);
        }
        command
            .env("SOURCE_DATE_EPOCH", epoch(NOW))
            .current_dir(self.root());
        command
    }

    /// Runs the program.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.finish(self.command(arguments))
    }

    /// Runs the program at another moment, such as `2025-11-02T23:59:59Z`.
    pub fn run_at<A: AsRef<OsStr>>(
        &self,
        moment: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Run {
        let mut command = self.command(arguments);
        command.env("SOURCE_DATE_EPOCH", epoch(moment));
        self.finish(command)
    }

    /// Runs a command made by [`Self::command`].
    pub fn finish(&self, mut command: Command) -> Run {
        Run::of(&command.output().unwrap(), &self.folder)
    }

    /// Builds the site, which must succeed.
    #[track_caller]
    pub fn build(&self) -> Run {
        self.build_with::<&str>([])
    }

    /// Builds the site with more arguments, which must succeed.
    #[track_caller]
    pub fn build_with<'a, A: AsRef<OsStr> + 'a + ?Sized>(
        &self,
        arguments: impl IntoIterator<Item = &'a A>,
    ) -> Run {
        let mut command = self.command(["build"]);
        command.args(arguments);
        let run = self.finish(command);
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// What `check` tells, in its order.
    pub fn diagnostics(&self) -> Vec<Told> {
        self.run(["check", "--message-format", "json"])
            .diagnostics()
    }

    /// The codes that `check` tells, in its order.
    pub fn codes(&self) -> Vec<String> {
        self.diagnostics()
            .into_iter()
            .map(|told| told.code)
            .collect()
    }

    /// The page or file at an address of the output in `public/`.
    #[track_caller]
    pub fn page(&self, address: &str) -> String {
        let file = self.output_file(address);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    /// Whether the output in `public/` has a page or file at an address.
    pub fn has_page(&self, address: &str) -> bool {
        self.output_file(address).is_file()
    }

    fn output_file(&self, address: &str) -> PathBuf {
        let path = address.trim_start_matches('/');
        let index = if path.is_empty() || path.ends_with('/') {
            "index.html"
        } else {
            ""
        };
        self.path("public").join(format!("{path}{index}"))
    }

    /// The whole output in `public/`.
    pub fn output(&self) -> Tree {
        Tree::read(&self.path("public"))
    }
}

/// What a run of the program answered.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The standard output.
    pub stdout: String,
    /// The standard error stream.
    pub stderr: String,
    folder: PathBuf,
}

impl Run {
    fn of(output: &Output, folder: &TempDir) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            folder: folder.path().to_owned(),
        }
    }

    /// The diagnostics of a run with `--message-format json`: every line of the standard output
    /// is one.
    #[track_caller]
    pub fn diagnostics(&self) -> Vec<Told> {
        self.stdout
            .lines()
            .map(|line| {
                serde_json::from_str(line)
                    .unwrap_or_else(|error| panic!("{error}: {line}\n{self:?}"))
            })
            .collect()
    }

    /// Exit code, both streams: what a person sees, without what differs from run to run. For
    /// snapshots.
    pub fn told(&self) -> String {
        let streams = [("stdout", &self.stdout), ("stderr", &self.stderr)];
        let mut told = format!("exit code {}\n", self.code);
        for (name, text) in streams.into_iter().filter(|(_, text)| !text.is_empty()) {
            told.push_str(&format!("--- {name}\n{}\n", text.trim_end()));
        }
        redacted(&told, &self.folder)
    }
}

/// A line of `--message-format json`: these keys and no others.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    pub level: String,
    pub code: String,
    pub message: String,
    pub file: Option<String>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub help: Option<String>,
}

/// A moment as `SOURCE_DATE_EPOCH` has it.
pub fn epoch(moment: &str) -> String {
    moment
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_second()
        .to_string()
}

/// The files of a text in which each begins with a line `-- path --`. Blank lines at a file's
/// end do not count.
pub fn split(files: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in files.lines() {
        let header = line
            .strip_prefix("-- ")
            .and_then(|rest| rest.strip_suffix(" --"));
        match (header, all.last_mut()) {
            (Some(path), _) => all.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => assert!(
                line.is_empty(),
                "a text before the first `-- path --`: {line}"
            ),
        }
    }
    for (_, text) in &mut all {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    all
}

/// A text without the folder of the test, without times and without the number of pages, which
/// grows with summitry.
pub fn redacted(text: &str, folder: &Path) -> String {
    let mut text = text.to_owned();
    for folder in [folder.canonicalize().unwrap_or_default(), folder.to_owned()] {
        text = text.replace(&*folder.to_string_lossy(), "[FOLDER]");
    }
    let is_number =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok();
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let mut kept: Vec<&str> = Vec::with_capacity(words.len());
            for word in words {
                if word == "pages" && kept.last().is_some_and(|last| is_number(last)) {
                    kept.pop();
                    kept.push("[N]");
                }
                let unit = word.trim_end_matches([';', '.', ',']);
                if ["ms", "s"].contains(&unit) && kept.last().is_some_and(|last| is_number(last)) {
                    kept.pop();
                    kept.push("[TIME];");
                } else {
                    kept.push(word);
                }
            }
            kept.join(" ")
        })
        .collect();
    lines.join("\n")
}
