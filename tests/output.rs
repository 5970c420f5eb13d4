//! The output folder: only what changed is written, only what summitry wrote is removed, the same
//! site gives the same bytes, and a build that is killed harms nothing.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::{MINIMAL, Run, TestSite, Tree, split, tree};

// --- Nothing more than needed ------------------------------------------------------------------

#[test]
fn a_second_build_rewrites_nothing() {
    let site = TestSite::minimal().with("site/static/map.png", [0u8; 70_000]);
    site.build();
    let before = tree::age(&site.path("public"));
    let run = site.build();
    assert!(run.stdout.contains("0 changed"), "{run:?}");
    before.assert_untouched(&site.output());
}

#[test]
fn a_change_rewrites_the_pages_that_show_it_and_no_others() {
    let site = TestSite::minimal();
    site.build();
    let before = tree::age(&site.path("public"));
    site.replace(
        "site/leaders/bo-tanaka.md",
        "+++
name",
        "+++
# Nobody sees this.
name",
    );
    site.build();
    before.assert_untouched(&site.output());

    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "They met in Tokyo.",
        "They talked in Tokyo.",
    );
    site.build();
    let after = site.output();
    // Files of the search index are named by what is in them.
    let lasting = |tree: &tree::Tree| -> Vec<String> {
        let paths = tree.paths().into_iter();
        paths
            .filter(|path| !path.starts_with("pagefind/"))
            .map(str::to_owned)
            .collect()
    };
    let paths = lasting(&after);
    assert_eq!(lasting(&before), paths);
    let rewritten: Vec<&str> = paths
        .iter()
        .map(String::as_str)
        .filter(|path| before.0[*path].modified != after.0[*path].modified)
        .collect();
    assert!(
        rewritten.contains(&"articles/tokyo/index.html"),
        "{rewritten:?}"
    );
    for path in &rewritten {
        assert_ne!(
            before.0[*path].bytes, after.0[*path].bytes,
            "{path} was rewritten with the same bytes"
        );
    }
    for untouched in [
        "leaders/bo-tanaka/index.html",
        "404.html",
        "robots.txt",
        "timeline/index.html",
    ] {
        assert!(!rewritten.contains(&untouched), "{rewritten:?}");
    }
}

#[test]
fn a_page_goes_with_its_source_and_so_do_empty_folders() {
    let site = TestSite::minimal()
        .with_article("gone", "topics = [\"Gone too\"]", "")
        .with("articles/gone/deep/map.png", "map");
    site.build();
    for path in [
        "articles/gone/index.html",
        "articles/gone/deep/map.png",
        "topics/gone-too/index.html",
    ] {
        assert!(site.path("public").join(path).is_file(), "{path}");
    }
    fs::remove_dir_all(site.path("articles/gone")).unwrap();
    site.build();
    for path in ["articles/gone", "topics/gone-too"] {
        assert!(!site.path("public").join(path).exists(), "{path}");
    }
    let fresh = TestSite::minimal();
    fresh.build();
    fresh.output().assert_same_bytes(&site.output());
}

#[test]
fn what_was_changed_or_removed_by_hand_is_put_right() {
    let site = TestSite::minimal();
    site.build();
    let before = site.output();
    fs::write(site.path("public/index.html"), "vandalised").unwrap();
    fs::write(site.path("public/feed.xml"), "").unwrap();
    fs::remove_dir_all(site.path("public/leaders")).unwrap();
    site.build();
    before.assert_same_bytes(&site.output());
}

#[test]
fn a_build_that_fails_leaves_the_output_as_it_was() {
    let site = TestSite::minimal();
    site.build();
    let before = tree::age(&site.path("public"));
    site.replace("site/summits/tokyo-2024.md", "ann-lee", "nobody");
    assert_eq!(site.run(["build"]).code, 1);
    before.assert_untouched(&site.output());
    site.replace("site/summits/tokyo-2024.md", "nobody", "ann-lee");
    site.build();
    before.assert_untouched(&site.output());
}

// --- Nothing of anybody else's -----------------------------------------------------------------

#[track_caller]
fn assert_refused(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, 2, "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "{part:?}: {run:?}");
    }
}

#[test]
fn a_folder_that_holds_other_files_is_refused_unless_it_is_forced() {
    let site = TestSite::minimal()
        .with("public/thesis.doc", "mine")
        .with("public/index.html", "mine")
        .with("public/leaders/mine.txt", "mine");
    let before = site.output();
    assert_refused(&site.run(["build"]), &["public", "thesis.doc", "--force"]);
    before.assert_untouched(&site.output());

    site.build_with(["--force"]);
    let output = site.output();
    assert_eq!(output.0["thesis.doc"].bytes, b"mine");
    assert_eq!(output.0["leaders/mine.txt"].bytes, b"mine");
    assert_ne!(
        output.0["index.html"].bytes, b"mine",
        "a file of the same name as a page is replaced"
    );

    fs::remove_file(site.path("site/leaders/bo-tanaka.md")).unwrap();
    site.replace("site/summits/tokyo-2024.md", ", \"bo-tanaka\"", "");
    site.build_with(["--force"]);
    assert!(!site.has_page("/leaders/bo-tanaka/"));
    assert!(
        site.path("public/leaders/mine.txt").is_file() && site.path("public/thesis.doc").is_file(),
        "what is not ours is never removed"
    );
}

#[test]
fn a_file_that_appears_among_ours_is_refused_and_kept() {
    let site = TestSite::minimal();
    site.build();
    site.write("public/articles/tokyo/notes.txt", "mine");
    assert_refused(&site.run(["build"]), &["articles/tokyo/notes.txt"]);
    assert_eq!(site.read("public/articles/tokyo/notes.txt"), "mine");
}

#[test]
fn what_systems_and_git_leave_is_no_reason_to_refuse() {
    let site = TestSite::minimal()
        .with("public/.git/config", "git")
        .with("public/.DS_Store", "x")
        .with("public/articles/Thumbs.db", "x");
    site.build();
    site.build();
    assert_eq!(site.read("public/.git/config"), "git");
}

#[test]
fn an_output_inside_or_around_the_sources_is_refused_even_if_forced() {
    let site = TestSite::minimal().with("themes/mine/theme.toml", "extends = \"chancery\"\n");
    let sources = Tree::read(&site.root());
    symlink(site.path("articles"), site.path("innocent")).unwrap();
    for output in [
        ".",
        "site",
        "site/static/public",
        "articles",
        "articles/2024-05-02-tokyo",
        "themes",
        "themes/mine/public",
        "public/..",
        "x/../site",
        "innocent",
        "innocent/public",
        "..",
        "/",
    ] {
        for force in [&[][..], &["--force"]] {
            let run = site.run(["build", "--output", output].iter().chain(force));
            assert_refused(&run, &["sources"]);
        }
    }
    fs::remove_file(site.path("innocent")).unwrap();
    sources.assert_untouched(&Tree::read(&site.root()));
}

#[test]
fn a_link_in_the_output_is_not_written_through() {
    let site = TestSite::minimal();
    site.build();
    fs::create_dir_all(site.outside("precious")).unwrap();
    fs::write(site.outside("precious/index.html"), "precious").unwrap();
    fs::remove_dir_all(site.path("public/leaders")).unwrap();
    symlink(site.outside("precious"), site.path("public/leaders")).unwrap();
    for force in [&[][..], &["--force"]] {
        let run = site.run(["build"].iter().chain(force));
        assert_eq!(run.code, 2, "{run:?}");
    }
    assert_eq!(
        Tree::read(&site.outside("precious"))
            .bytes()
            .into_iter()
            .collect::<Vec<_>>(),
        [("index.html", &b"precious"[..])]
    );
}

#[test]
fn nothing_in_the_content_writes_outside_the_output() {
    let site = TestSite::minimal();
    site.build();
    let around = Tree::read(&site.root());
    site.write("articles/x/article.md", "+++\ntitle = \"X\"\ndate = 2024-05-03\nslug = \"../../../outside\"\naliases = [\"/../../../outside.html\", \"/%2e%2e/%2e%2e/x.html\", \"/.summitry/manifest.json\"]\ntopics = [\"../../../topic\"]\n+++\n");
    site.write(
        "site/leaders/..%2f..%2fup.md",
        "+++\nname = \"Up\"\ncountry = \"US\"\nformer_ids = [\"../../former\"]\n+++\n",
    );
    assert_eq!(site.run(["build"]).code, 1);
    fs::remove_dir_all(site.path("articles/x")).unwrap();
    fs::remove_file(site.path("site/leaders/..%2f..%2fup.md")).unwrap();
    around.assert_untouched(&Tree::read(&site.root()));
    assert!(!site.outside("").exists());
}

// --- The same bytes ----------------------------------------------------------------------------

/// A site of some size: articles that name leaders and meetings, all marked with a version.
fn generated(articles: usize, version: &str) -> Vec<(String, String)> {
    let mut files = split(MINIMAL);
    files.push((
        "themes/plain/theme.toml".into(),
        "name = \"Plain\"\n".into(),
    ));
    for template in templates() {
        files.push((format!("themes/plain/templates/{template}"), "<!doctype html><title>{{ page.title }}</title><p>{{ site.title }} {{ site.description }}</p>{% if article is defined %}{% for part in parts %}{{ part.html }}{% endfor %}{% endif %}\n".into()));
    }
    for (path, text) in &mut files {
        if path == "site/site.toml" {
            *text = format!(
                "theme = \"plain\"\n{}",
                text.replace("Who met whom.", version)
            );
        }
    }
    for number in 0..articles {
        let day = 1 + number % 28;
        let text = format!(
            "+++\ntitle = \"Number {number}, {version}\"\ndate = 2024-06-{day:02}\nleaders = [\"ann-lee\", \"bo-tanaka\"]\nsummits = [\"tokyo-2024\"]\ntopics = [\"Topic {}\"]\n+++\n\n{}\n",
            number % 7,
            format!("A word of {version} on [[ann-lee]] and [[tokyo-2024]].[@communique]\n\n")
                .repeat(20)
        );
        files.push((
            format!("articles/2024-06-{day:02}-number-{number}/article.md"),
            text,
        ));
    }
    files
}

/// The templates that a theme has to have: those of chancery.
fn templates() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/chancery/templates");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".html") && name != "email.html")
        .collect()
}

/// A site of these files, created in this order.
fn site_of(files: &[(String, String)]) -> TestSite {
    let site = TestSite::new("");
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

#[test]
fn the_bytes_depend_neither_on_threads_nor_on_the_order_of_files_nor_on_the_folder() {
    let mut files = generated(60, "one");
    // With the real theme, so that everything it prints is covered.
    files.retain(|(path, _)| !path.starts_with("themes/"));
    files
        .iter_mut()
        .filter(|(path, _)| path == "site/site.toml")
        .for_each(|(_, text)| *text = text.replace("theme = \"plain\"\n", ""));
    let one = site_of(&files);
    files.reverse();
    let other = site_of(&files);
    let outputs: Vec<Tree> = [(&one, "1"), (&one, "4"), (&other, "1"), (&other, "4")]
        .into_iter()
        .map(|(site, threads)| {
            let mut command = site.command(["build"]);
            command.env("RAYON_NUM_THREADS", threads);
            let run = site.finish(command);
            assert_eq!(run.code, 0, "{run:?}");
            let output = site.output();
            fs::remove_dir_all(site.path("public")).unwrap();
            output
        })
        .collect();
    assert!(outputs[0].paths().len() > 70);
    for output in &outputs[1..] {
        outputs[0].assert_same_bytes(output);
    }
}

#[test]
fn the_clock_shows_only_where_it_has_to() {
    let site = TestSite::minimal();
    site.build();
    let before = tree::age(&site.path("public"));
    let run = site.run_at("2026-01-15T18:30:00Z", ["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    before.assert_untouched(&site.output());
    assert!(
        !site.page("/").contains("12:00"),
        "a page tells no time of day"
    );
}

// --- Killed ------------------------------------------------------------------------------------

/// How many builds are killed.
const KILLS: u32 = 20;
/// How many are begun at most: some are done before the signal reaches them.
const ATTEMPTS: u32 = 60;
/// Where the machine is slow, fewer will do.
const PATIENCE: Duration = Duration::from_secs(45);

#[test]
fn a_build_that_is_killed_leaves_whole_files_and_the_next_one_puts_it_right() {
    let begun = Instant::now();
    // Drawing is another matter, and would make every kill fall into it.
    let versions = ["one", "two"].map(|version| {
        site_of(&generated(300, version)).with_settings("outputs = { share_cards = false }")
    });
    let mut longest = Duration::ZERO;
    let fresh = [0, 1].map(|version| {
        let started = Instant::now();
        versions[version].build();
        longest = longest.max(started.elapsed());
        versions[version].output()
    });
    // Pages that the two versions do not share; a few of them tell when the moving has begun.
    let other = fresh[1].published();
    let differing: Vec<String> = fresh[0]
        .published()
        .into_iter()
        .filter(|(path, bytes)| other.get(*path) != Some(bytes))
        .map(|(path, _)| path.to_string())
        .take(60)
        .collect();
    let output = versions[0].outside("public");
    let build =
        |version: usize| versions[version].command(["build", "--output", output.to_str().unwrap()]);
    let (mut killed, mut mixed) = (0, 0);
    let mut there = 1;
    for attempt in 0..ATTEMPTS {
        if killed == KILLS || begun.elapsed() > PATIENCE {
            break;
        }
        // What lies there now is of the other version, so there is something to do.
        let version = 1 - there;
        let mut child = build(version)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let modified = |page: &PathBuf| page.metadata().and_then(|data| data.modified()).ok();
        let pages: Vec<PathBuf> = differing.iter().map(|page| output.join(page)).collect();
        let moved: Vec<_> = pages.iter().map(modified).collect();
        if attempt % 4 < 2 {
            // Anywhere in the build.
            sleep(longest * (attempt % KILLS) / KILLS);
        } else {
            // While files are written: from the moment that summitry has made room for them.
            while !output.join(".summitry/tmp").exists() && child.try_wait().unwrap().is_none() {
                sleep(Duration::from_micros(200));
            }
            if attempt % 4 == 2 {
                sleep(Duration::from_millis(u64::from(attempt)));
            } else {
                // While they are moved into place: as soon as the first of them is there.
                let changed = || {
                    pages
                        .iter()
                        .zip(&moved)
                        .any(|(page, then)| modified(page) != *then)
                };
                while !changed() && child.try_wait().unwrap().is_none() {}
            }
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());

        let left = Tree::read(&output);
        let mut seen = [false; 2];
        for (path, bytes) in left.published() {
            let whole = [0, 1].map(|version| fresh[version].published().get(path) == Some(&bytes));
            assert!(
                whole.contains(&true),
                "after attempt {attempt}, {path} is neither old nor new"
            );
            seen = [
                seen[0] || whole == [true, false],
                seen[1] || whole == [false, true],
            ];
        }
        mixed += u32::from(seen == [true, true]);

        // Sometimes the next build is of the same site, sometimes of another.
        let next = if attempt % 3 == 0 {
            1 - version
        } else {
            version
        };
        there = next;
        let run = versions[next].finish(build(next));
        assert_eq!(run.code, 0, "after attempt {attempt}: {run:?}");
        fresh[next].assert_same_bytes(&Tree::read(&output));
    }
    println!("{killed} killed, {mixed} of them between the old and the new site");
    assert!(
        killed >= KILLS / 4,
        "only {killed} builds were killed before they were done"
    );
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let site = site_of(&generated(100, "one"));
    let spawn = || {
        site.command(["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let builds: Vec<_> = (0..4).map(|_| spawn()).collect();
    let mut done = 0;
    for build in builds {
        let output = build.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => done += 1,
            Some(3) => assert!(stderr.contains("another build"), "{stderr}"),
            code => panic!("{code:?}: {stderr}"),
        }
    }
    assert!(done >= 1);
    let fresh = site_of(&generated(100, "one"));
    fresh.build();
    fresh.output().assert_same_bytes(&site.output());
}
