//! A new small site that builds without a warning.

use crate::load::reader::is_forbidden;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::{Creation, ScaffoldError, toml_string};

/// The name of a site that was given none.
const DEFAULT_TITLE: &str = "Diplomatic Roundup";

/// What a fresh repository or a file manager leaves in a folder. It is never overwritten.
const HARMLESS: &[&str] = &[".DS_Store", ".git", ".gitignore", "LICENSE", "README.md"];

/// How the title is written into a file.
#[derive(Clone, Copy)]
enum Title {
    Nowhere,
    Toml,
    Markdown,
}

/// The files of a new site: path, text, and how its title stands in it.
const FILES: &[(&str, &str, Title)] = &[
    (
        ".github/actions/install-summitry/action.yml",
        include_str!("templates/install-summitry.yml"),
        Title::Nowhere,
    ),
    (
        ".github/workflows/check.yml",
        include_str!("templates/check.yml"),
        Title::Nowhere,
    ),
    (
        ".github/workflows/pages.yml",
        include_str!("templates/pages.yml"),
        Title::Nowhere,
    ),
    (
        ".gitignore",
        include_str!("templates/gitignore"),
        Title::Nowhere,
    ),
    (
        "README.md",
        include_str!("templates/README.md"),
        Title::Markdown,
    ),
    (
        "articles/1986-10-13-reykjavik/article.md",
        include_str!("templates/reykjavik-article.md"),
        Title::Nowhere,
    ),
    (
        "site/leaders/mikhail-gorbachev.md",
        include_str!("templates/mikhail-gorbachev.md"),
        Title::Nowhere,
    ),
    (
        "site/leaders/ronald-reagan.md",
        include_str!("templates/ronald-reagan.md"),
        Title::Nowhere,
    ),
    (
        "site/site.toml",
        include_str!("templates/site.toml"),
        Title::Toml,
    ),
    (
        "site/sources/sources.toml",
        include_str!("templates/sources.toml"),
        Title::Nowhere,
    ),
    (
        "site/static/favicon.svg",
        include_str!("templates/favicon.svg"),
        Title::Nowhere,
    ),
    (
        "site/summits/reykjavik-1986.md",
        include_str!("templates/reykjavik-1986.md"),
        Title::Nowhere,
    ),
];

/// Writes the files of a new small working site into `dir`, which may not exist, be empty, or be
/// a fresh repository. Returns the paths of the files written, from `dir`, in order; a README.md
/// or .gitignore that was there is left as it is.
///
/// # Errors
/// When `dir` holds anything else, when the title is empty, or when a file cannot be written;
/// then what was written is taken away again.
pub fn init(dir: &Path, title: Option<&str>) -> Result<Vec<PathBuf>, ScaffoldError> {
    // Control characters have no place in a text, and `check` would say so at once.
    let title = title.unwrap_or(DEFAULT_TITLE).replace(is_forbidden, "");
    let title = title.trim();
    if title.is_empty() {
        return Err(ScaffoldError::EmptyTitle);
    }
    // An empty path is the current folder, which has to be looked into like any other.
    let dir = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    let present = harmless_files(dir)?;
    let mut creation = Creation::default();
    creation.folder(dir)?;
    let mut written = Vec::with_capacity(FILES.len());
    for (path, text, place) in FILES {
        if present.iter().any(|name| name == path) {
            continue;
        }
        let text = text.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        let text = match place {
            Title::Nowhere => text,
            Title::Toml => text.replace("@NAME@", &toml_string(title)),
            Title::Markdown => text.replace("@NAME@", &markdown(title)),
        };
        creation.write(&dir.join(path), text.as_bytes())?;
        written.push(PathBuf::from(path));
    }
    creation.keep();
    Ok(written)
}

/// The names in a folder, which must all be harmless; none where there is no folder.
fn harmless_files(dir: &Path) -> Result<Vec<String>, ScaffoldError> {
    match fs::metadata(dir) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(ScaffoldError::NotAFolder(dir.to_owned())),
        // A link that leads nowhere is not followed by the creation of folders either.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return if dir.is_symlink() {
                Err(ScaffoldError::NotAFolder(dir.to_owned()))
            } else {
                Ok(Vec::new())
            };
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(ScaffoldError::NotAFolder(dir.to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let found: Vec<String> = names
        .iter()
        .filter(|name| !HARMLESS.contains(&name.as_str()))
        .cloned()
        .collect();
    if found.is_empty() {
        Ok(names)
    } else {
        Err(ScaffoldError::NotEmpty {
            dir: dir.to_owned(),
            found,
        })
    }
}

/// A text as it stands in a line of Markdown.
fn markdown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&'
            ) {
                line.push('\\');
            }
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::load::load;
    use crate::load::tree::Tree;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(dir)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_new_site_is_complete_and_without_fault() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("deep/new");
        let written = init(&root, None).unwrap();
        assert_eq!(written.len(), FILES.len());
        for path in &written {
            assert!(path.is_relative());
            let text = std::fs::read_to_string(root.join(path)).unwrap();
            assert!(
                ["@NAME@", "@DATE@", "@VERSION@"]
                    .iter()
                    .all(|mark| !text.contains(mark))
                    && text.ends_with('\n'),
                "{path:?}"
            );
        }

        let (sources, diagnostics) = load(&Tree::read(&root).unwrap());
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!(sources.site.title.as_ref().unwrap().value, DEFAULT_TITLE);
        assert_eq!(
            sources.site.base_url.as_ref().unwrap().value,
            "https://example.org/"
        );
        assert_eq!(sources.files.len(), 1);

        let ids: BTreeSet<String> = (sources.leaders.iter().map(|d| d.stem.clone()))
            .chain(sources.summits.iter().map(|d| d.stem.clone()))
            .collect();
        assert_eq!(
            ids.iter().map(String::as_str).collect::<Vec<_>>(),
            ["mikhail-gorbachev", "reykjavik-1986", "ronald-reagan"]
        );
        let bibliography: BTreeSet<&str> = sources
            .bibliography
            .iter()
            .flat_map(|file| file.iter())
            .map(|s| s.id.value.as_str())
            .collect();
        let pillars: BTreeSet<String> = sources
            .site
            .pillars
            .iter()
            .map(|p| p.value.id.as_ref().unwrap().value.clone())
            .collect();

        let article = &sources.articles[0].document;
        let bodies = [&article.body]
            .into_iter()
            .chain(sources.leaders.iter().map(|d| &d.body))
            .chain(sources.summits.iter().map(|d| &d.body));
        let mut references = 0;
        for body in bodies {
            assert!(!body.has_html);
            for reference in &body.references {
                assert!(ids.contains(&reference.target), "{}", reference.target);
                references += 1;
            }
            assert!(!body.citations.is_empty());
            for citation in &body.citations {
                assert!(
                    bibliography.contains(citation.source.as_str()),
                    "{}",
                    citation.source
                );
            }
        }
        assert!(references >= 8);

        let article = &article.record;
        let lists = [&article.summits, &article.leaders];
        assert!(
            lists
                .into_iter()
                .flatten()
                .all(|id| ids.contains(&id.value))
        );
        assert!(article.pillars.iter().all(|id| pillars.contains(&id.value)));
        let summit = &sources.summits[0].record;
        assert!(summit.pillars.iter().all(|id| pillars.contains(&id.value)));
        assert!(
            summit
                .participants
                .iter()
                .all(|p| ids.contains(&p.value.leader.as_ref().unwrap().value))
        );
        assert_eq!(summit.outcomes.len(), 1);
        for outcome in &summit.outcomes {
            assert!(!outcome.value.sources.is_empty());
            assert!(pillars.contains(&outcome.value.pillar.as_ref().unwrap().value));
        }
        let listed = summit
            .sources
            .iter()
            .chain(&summit.outcomes[0].value.sources)
            .chain(&sources.leaders[1].record.sources);
        for source in listed {
            let crate::load::record::SourceReference::Id(id) = &source.value else {
                continue;
            };
            assert!(bibliography.contains(id.as_str()), "{id}");
        }
    }

    #[test]
    fn every_written_toml_parses_on_its_own() {
        let dir = tempfile::tempdir().unwrap();
        for path in init(dir.path(), None).unwrap() {
            let text = std::fs::read_to_string(dir.path().join(&path)).unwrap();
            let toml = match path.extension().and_then(|e| e.to_str()) {
                Some("toml") => text.as_str(),
                Some("md") if text.starts_with("+++\n") => {
                    text[4..].split_once("\n+++\n").unwrap().0
                }
                _ => continue,
            };
            let table: Result<toml::Table, _> = toml::from_str(toml);
            assert!(table.is_ok_and(|table| !table.is_empty()), "{path:?}");
        }
    }

    #[test]
    fn optional_settings_are_keys_of_the_record() {
        let text = FILES
            .iter()
            .find(|file| file.0 == "site/site.toml")
            .unwrap()
            .1;
        let text = super::super::new::tests::uncommented(&text.replace("@NAME@", "\"x\""));
        let table: toml::Table = toml::from_str(&text).unwrap();
        let known = crate::load::record::SiteRecord::KEYS;
        for key in table.keys() {
            assert!(known.contains(&key.as_str()), "{key}");
        }
        for key in known.iter().filter(|key| **key != "extra") {
            assert!(
                table.contains_key(*key),
                "site.toml does not mention `{key}`"
            );
        }
    }

    #[test]
    fn a_hostile_title_stays_a_title() {
        let title = "A \"B\" \\ C\n[pillars]\n# <script>_x_ @NAME@\u{1b}";
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), Some(title)).unwrap();
        let (sources, diagnostics) = load(&Tree::read(dir.path()).unwrap());
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!(
            sources.site.title.as_ref().unwrap().value,
            title.replace('\u{1b}', "")
        );
        let readme = std::fs::read_to_string(dir.path().join("README.md")).unwrap();
        assert_eq!(
            readme.lines().next(),
            Some("# A \"B\" \\\\ C \\[pillars\\] \\# \\<script\\>\\_x\\_ @NAME@")
        );
        assert!(matches!(
            init(&dir.path().join("other"), Some(" \n")),
            Err(ScaffoldError::EmptyTitle)
        ));
        assert!(!dir.path().join("other").exists());
    }

    #[test]
    fn a_fresh_repository_keeps_its_files() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".git")).unwrap();
        for name in ["README.md", "LICENSE", ".gitignore", ".DS_Store"] {
            std::fs::write(dir.path().join(name), "theirs").unwrap();
        }
        let written = init(dir.path(), None).unwrap();
        assert_eq!(written.len(), FILES.len() - 2);
        for name in ["README.md", "LICENSE", ".gitignore", ".DS_Store"] {
            assert_eq!(
                std::fs::read_to_string(dir.path().join(name)).unwrap(),
                "theirs"
            );
        }
        assert!(dir.path().join("site/site.toml").is_file());
        assert_eq!(names(&dir.path().join(".git")), Vec::<String>::new());
    }

    #[test]
    fn other_folders_are_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("notes.txt"), "theirs").unwrap();
        std::fs::write(dir.path().join("README.md"), "theirs").unwrap();
        let error = init(dir.path(), None).unwrap_err();
        assert!(
            error.is_usage() && error.to_string().contains("`notes.txt`"),
            "{error}"
        );
        assert!(!error.to_string().contains("README"), "{error}");
        assert_eq!(names(dir.path()), ["README.md", "notes.txt"]);

        // The current folder of the tests is the crate's own.
        let error = init(Path::new(""), None).unwrap_err();
        assert!(matches!(error, ScaffoldError::NotEmpty { .. }), "{error}");

        let file = dir.path().join("notes.txt");
        for place in [file.clone(), file.join("below")] {
            let error = init(&place, None).unwrap_err();
            assert!(matches!(error, ScaffoldError::NotAFolder(_)), "{error}");
        }
        assert_eq!(std::fs::read_to_string(file).unwrap(), "theirs");

        let twice = dir.path().join("twice");
        init(&twice, None).unwrap();
        let error = init(&twice, None).unwrap_err();
        assert!(
            error.to_string().contains("`.github`, `articles`, `site`"),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        std::fs::create_dir(&root).unwrap();
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), root.join("README.md")).unwrap();
        init(&root, None).unwrap();
        assert!(!dir.path().join("elsewhere").exists());

        let dangling = dir.path().join("dangling");
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &dangling).unwrap();
        assert!(matches!(
            init(&dangling, None),
            Err(ScaffoldError::NotAFolder(_))
        ));
        assert!(!dir.path().join("elsewhere").exists());
    }

    #[test]
    fn the_guide_to_hosting_names_every_file_that_github_runs() {
        let guide = include_str!("../../docs/hosting.md");
        let files: Vec<&str> = FILES.iter().map(|file| file.0).collect();
        let run: Vec<&&str> = files.iter().filter(|p| p.starts_with(".github/")).collect();
        assert_eq!(run.len(), 3);
        for path in run {
            assert!(guide.contains(path), "docs/hosting.md does not name {path}");
        }
    }

    #[test]
    fn the_workflows_ask_for_no_more_than_they_need() {
        let text_of = |path: &str| {
            let path = format!(".github/{path}.yml");
            FILES.iter().find(|file| file.0 == path).unwrap().1
        };
        for (path, lines) in [
            (
                "workflows/pages",
                &[
                    "permissions: {}",
                    "  schedule:",
                    "      pages: write",
                    "      id-token: write",
                    "      - uses: ./.github/actions/install-summitry",
                    "          path: .summitry/cache",
                    "          BASE_URL: ${{ steps.pages.outputs.base_url }}",
                    "          include-hidden-files: true",
                    "        uses: actions/deploy-pages@v5",
                ][..],
            ),
            (
                "workflows/check",
                &[
                    "  pull_request:",
                    "permissions: {}",
                    "      contents: read",
                    "      - uses: ./.github/actions/install-summitry",
                    "      - run: summitry check --message-format github",
                ],
            ),
            (
                "actions/install-summitry/action",
                &["      run: cargo install summitry --locked --version \"$VERSION\""],
            ),
        ] {
            let text = text_of(path);
            for line in lines {
                assert!(text.lines().any(|l| l == *line), "{path}: {line}");
            }
            assert!(!text.contains('\t') && !text.contains("contents: write"));
            // What comes from outside reaches the shell by way of the environment alone.
            for line in text.lines().filter(|line| line.contains("run:")) {
                assert!(!line.contains("${{"), "{path}: {line}");
            }
        }
        // A pull request from outside must not see secrets nor be able to write.
        let check = text_of("workflows/check");
        assert!(!check.contains("pull_request_target") && !check.contains(": write"));
    }
}
