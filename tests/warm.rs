//! What one build leaves for the next: a second build does only what it must, and its output is
//! that of a build which knows nothing, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use proptest::prelude::*;
use support::{Run, TestSite, Tree};

/// What a build says with `--timings` when it found nothing to do.
const NOTHING: &str = "nothing changed since the last build";

/// A site in which texts show on each other's pages: mentions, headings, counts of words, feeds.
fn site() -> TestSite {
    let long = "They spoke of steel and of ships. ".repeat(60);
    TestSite::minimal()
        .with(
            "site/leaders/cy-novak.md",
            "+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\naliases = [\"Novak\"]\n+++\nMet [[ann-lee]] in Prague.\n",
        )
        .with(
            "site/summits/prague-2025.md",
            "+++\ntitle = \"Lee–Novak, Prague\"\ndate = 2025-03-03\nparticipants = [\"ann-lee\", \"cy-novak\"]\nplace = { city = \"Prague\", country = \"CZ\" }\nsources = [\"communique\"]\npillars = [\"trade\"]\n+++\nNotes on [[tokyo-2024]].\n",
        )
        .with(
            "site/events/forum-2025.md",
            "+++\ntitle = \"Forum 2025\"\ndate = 2025-03-02\n+++\nA forum.\n",
        )
        .with("site/static/robots-notes.txt", "one\n")
        .with("articles/prague/pixel.png", include_bytes!("support/pixel.png"))
        .with_article(
            "prague",
            "date = 2025-03-04\nsummits = [\"prague-2025\"]\npillars = [\"trade\"]\ntopics = [\"Steel\"]\nimage = { src = \"pixel.png\", alt = \"A pixel\" }",
            "## The talks\n\nAnn Lee met Cy Novak. See [[tokyo#ships]].[@communique]\n\n## After them\n\nBo Tanaka was told.",
        )
        .with_article(
            "novak",
            "leaders = [\"cy-novak\"]\npillars = [\"trade\"]",
            &format!("{long}\n\nNovak was there, and so was [[bo-tanaka]]. More in [[prague]]."),
        )
        .with_article("forum", "date = 2025-03-05\ntopics = [\"Steel\"]", "On [[forum-2025]] nothing is known.")
        .with(
            "articles/2024-05-02-tokyo/article.md",
            "+++\ntitle = \"A day in Tokyo\"\ndate = 2024-05-02\nsummits = [\"tokyo-2024\"]\n+++\n\nThey met in Tokyo.[@communique]\n\n## Ships\n\nMany.\n",
        )
}

/// Builds with these arguments, and tells how many pages were made.
#[track_caller]
fn made(site: &TestSite) -> (Run, usize) {
    let run = site.build_with(["--timings"]);
    let pages = run
        .stderr
        .lines()
        .find(|line| line.starts_with("render"))
        .and_then(|line| {
            line.split_once('%')?
                .1
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        });
    (run, pages.unwrap_or_default())
}

/// The output of a build of the same files by a program that remembers nothing.
fn fresh(site: &TestSite) -> (TestSite, Run) {
    let other = TestSite::new("");
    for part in ["site", "articles", "themes"] {
        copy(&site.path(part), &other.path(part));
    }
    let run = other.run(["build", "--message-format", "json"]);
    (other, run)
}

fn copy(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else {
        return;
    };
    fs::create_dir_all(to).unwrap();
    for entry in entries {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn where_nothing_changed_nothing_is_done() {
    let site = site();
    let first = site.build();
    let before = site.output();
    let (again, pages) = made(&site);
    assert!(again.stderr.contains(NOTHING), "{again:?}");
    assert_eq!(pages, 0);
    let count = |run: &Run| {
        run.stdout
            .split(" changed")
            .next()
            .map(|head| head.rsplit_once(", ").map(|(pages, _)| pages.to_owned()))
    };
    assert_eq!(
        count(&first),
        count(&again),
        "the same pages and files are told"
    );
    before.assert_untouched(&site.output());
}

#[test]
fn a_text_makes_its_own_pages_anew_and_no_others() {
    let site = site();
    site.build();
    let (_, all) = {
        fs::remove_dir_all(site.path(".summitry")).unwrap();
        made(&site)
    };
    site.replace(
        "articles/forum/article.md",
        "nothing is known",
        "little is known",
    );
    let (run, pages) = made(&site);
    // The article, the forum that it mentions, and perhaps what shows its text at the head.
    assert!(
        (2..=4).contains(&pages),
        "{pages} of {all} pages were made: {run:?}"
    );
    assert!(site.page("/articles/forum/").contains("little is known"));
    assert!(site.page("/events/forum-2025/").contains("little is known"));
}

/// What a build leaves is what the output looks like afterwards, also where only a few files were
/// made, or some removed.
#[test]
fn after_any_build_there_is_nothing_to_do() {
    let site = site();
    site.build();
    let is_done = |what: &str| {
        let (run, pages) = made(&site);
        assert!(run.stderr.contains(NOTHING), "{what}: {run:?}");
        assert_eq!(pages, 0, "{what}");
    };
    is_done("a full build");
    site.replace(
        "articles/forum/article.md",
        "nothing is known",
        "little is known",
    );
    site.build();
    is_done("a text");
    fs::remove_dir_all(site.path("articles/forum")).unwrap();
    site.build();
    is_done("an article less");
    fs::remove_file(site.path("public/leaders/index.html")).unwrap();
    site.build();
    is_done("a page that was gone");
}

#[test]
fn a_list_that_shows_how_long_a_text_is_hears_of_its_length() {
    let site = site()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n")
        .with(
            "themes/daily/templates/archive.html",
            "{% for article in articles %}{{ article.url }} {{ article.minutes }};{% endfor %}",
        );
    site.build();
    assert!(site.page("/articles/").contains("/articles/tokyo/ 1;"));
    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "Many.",
        &"Many. ".repeat(2_000),
    );
    let (_, pages) = made(&site);
    assert!(pages < 10, "{pages}");
    assert!(!site.page("/articles/").contains("/articles/tokyo/ 1;"));
    let (other, _) = fresh(&site);
    site.output().assert_same_bytes(&other.output());
}

#[test]
fn who_is_mentioned_no_longer_hears_of_it() {
    let site = site();
    site.build();
    assert!(site.page("/leaders/bo-tanaka/").contains("and so was"));
    site.replace("articles/novak/article.md", "[[bo-tanaka]]", "[[ann-lee]]");
    let (_, pages) = made(&site);
    assert!(pages < 10, "{pages}");
    assert!(!site.page("/leaders/bo-tanaka/").contains("and so was"));
    assert!(site.page("/leaders/ann-lee/").contains("and so was"));
}

#[test]
fn what_somebody_did_to_the_output_is_put_right() {
    let site = site();
    site.build();
    let right = site.output();
    let page = site.path("public/articles/forum/index.html");
    let text = fs::read_to_string(&page).unwrap();
    let was = fs::metadata(&page).unwrap().modified().unwrap();
    let set_back = |text: &str| {
        fs::write(&page, text).unwrap();
        let file = fs::File::options().append(true).open(&page).unwrap();
        file.set_modified(was).unwrap();
    };
    // Of the same length, and with the time set back.
    set_back(&text.replace("nothing is known", "all of it is lie"));
    site.build();
    assert_eq!(right.published(), site.output().published());
    fs::remove_file(&page).unwrap();
    site.build();
    assert_eq!(right.published(), site.output().published());
    fs::remove_dir_all(site.path("public/leaders")).unwrap();
    site.build();
    assert_eq!(right.published(), site.output().published());
}

#[test]
fn what_somebody_else_put_there_is_refused_as_ever() {
    let site = site();
    site.build();
    site.write("public/articles/diary.txt", "mine");
    let run = site.run(["build"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("diary.txt"), "{run:?}");
}

#[test]
fn other_arguments_make_another_site() {
    let site = site();
    site.build();
    let run = site.build_with(["--base-url", "https://other.example/x/"]);
    assert!(!run.stdout.contains(" 0 changed"), "{run:?}");
    assert!(site.page("/").contains("https://other.example/x/"));
    let run = site.build_with(["--without", "markdown"]);
    assert!(run.stdout.contains("removed"), "{run:?}");
}

#[test]
fn another_day_makes_another_site() {
    let site = site();
    site.build();
    let run = site.run_at("2026-01-16T12:00:00Z", ["build"]);
    assert!(!run.stdout.contains(" 0 changed"), "{run:?}");
    assert!(site.page("/").contains("16 January 2026"));
    // Later on the same day nothing is other.
    let run = site.run_at("2026-01-16T13:00:00Z", ["build", "--timings"]);
    assert!(run.stderr.contains(NOTHING), "{run:?}");
    // Nor is it known what a clock that was set back would show.
    let run = site.run_at("2026-01-15T12:00:00Z", ["build"]);
    assert!(site.page("/").contains("15 January 2026"), "{run:?}");
}

#[test]
fn what_there_is_to_tell_is_told_again() {
    // A draft, a title that came later, a claim, and a tag that is removed.
    let site = site()
        .with_article("draft", "draft = true", "Not yet.")
        .with_article(
            "told",
            "date = 2010-06-01",
            "Then Prime Minister Bo Tanaka spoke. It was their ninth meeting, [[tokyo-2024]].\n\n<script>x</script>",
        );
    let first = site.run(["build", "--message-format", "json"]);
    let again = site.run(["build", "--message-format", "json"]);
    for code in ["left-out", "anachronism", "claim", "removed-html"] {
        assert!(
            first.stdout.contains(code) || first.stderr.contains(code),
            "{code}: {first:?}"
        );
    }
    assert_eq!(first.diagnostics(), again.diagnostics());
}

#[test]
fn what_there_is_to_tell_costs_no_page_and_no_index() {
    let site = site().with_article("draft", "draft = true", "Not yet.");
    site.build();
    let index = site
        .output()
        .0
        .keys()
        .filter(|path| path.starts_with("pagefind/"))
        .count();
    assert!(index > 0);
    let before = site.output();
    let (run, pages) = made(&site);
    assert_eq!(pages, 0, "{run:?}");
    assert!(
        !run.stderr.lines().any(|line| line.starts_with("search")),
        "{run:?}"
    );
    assert_eq!(before.published(), site.output().published());
    // Without one of its files it is made again.
    let lost = before
        .paths()
        .into_iter()
        .find(|path| path.starts_with("pagefind/"))
        .unwrap();
    site.remove(&format!("public/{lost}"));
    site.build();
    assert_eq!(before.published(), site.output().published());
}

#[test]
fn feeds_and_other_forms_of_a_text_hear_of_its_change() {
    let site = site();
    site.build();
    site.replace(
        "articles/forum/article.md",
        "nothing is known",
        "little is known",
    );
    site.build();
    for address in [
        "/feed.xml",
        "/feed.json",
        "/articles/forum/index.md",
        "/articles/forum/email.txt",
    ] {
        assert!(site.page(address).contains("little is known"), "{address}");
    }
}

#[test]
fn a_heading_that_is_gone_is_missed_by_who_leads_to_it() {
    let site = site();
    site.build();
    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "## Ships",
        "## Boats",
    );
    let run = site.build();
    assert!(run.stderr.contains("articles/prague/article.md"), "{run:?}");
    let (fresh, _) = fresh(&site);
    assert_eq!(site.output().published(), fresh.output().published());
}

#[test]
fn a_picture_that_changed_is_published() {
    let site = site();
    site.build();
    site.write("site/static/robots-notes.txt", "two\n");
    site.build();
    assert_eq!(site.page("/robots-notes.txt"), "two\n");
}

#[test]
fn what_was_left_may_be_lost_or_spoilt() {
    let site = site();
    site.build();
    let right = site.output();
    let notes = Tree::read(&site.path(".summitry"));
    for path in notes.0.keys() {
        site.write(&format!(".summitry/{path}"), "\u{1}spoilt");
    }
    site.replace("articles/forum/article.md", "nothing", "little");
    site.build();
    assert!(site.page("/articles/forum/").contains("little is known"));
    fs::remove_dir_all(site.path(".summitry")).unwrap();
    site.replace("articles/forum/article.md", "little", "nothing");
    site.build();
    assert_eq!(right.published(), site.output().published());
}

#[test]
fn a_touched_file_is_no_other_file() {
    let site = site();
    site.build();
    let path = site.path("articles/forum/article.md");
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    let (run, pages) = made(&site);
    assert_eq!(pages, 0, "{run:?}");
    assert!(run.stdout.contains(" 0 changed"), "{run:?}");
}

/// What an editor does between two builds.
#[derive(Debug, Clone, Copy)]
struct Edit {
    what: usize,
    which: usize,
}

const ARTICLES: [&str; 4] = ["prague", "novak", "forum", "2024-05-02-tokyo"];
const RECORDS: [&str; 6] = [
    "leaders/ann-lee",
    "leaders/bo-tanaka",
    "leaders/cy-novak",
    "summits/tokyo-2024",
    "summits/prague-2025",
    "events/forum-2025",
];

impl Edit {
    /// Does it, with a number that no other edit has.
    fn make(self, site: &TestSite, number: usize) {
        let article = format!(
            "articles/{}/article.md",
            ARTICLES[self.which % ARTICLES.len()]
        );
        let record = RECORDS[self.which % RECORDS.len()];
        let id = record.split('/').nth(1).unwrap_or_default();
        let record = format!("site/{record}.md");
        let append = |path: &str, text: &str| {
            if site.path(path).is_file() {
                let before = site.read(path);
                site.write(path, format!("{before}\n{text}\n"));
            }
        };
        match self.what {
            0 => append(&article, &format!("Sentence {number} was added.")),
            1 => append(
                &article,
                &format!("They spoke with [[{id}]], the {number}th time."),
            ),
            2 => append(&article, "Bo Tanaka, Cy Novak and Ann Lee agreed."),
            3 => append(&article, &"Many words more. ".repeat(80)),
            4 => append(&article, &format!("## Section {number}\n\nWith text.")),
            5 => append(&article, "Known from a source.[@communique]"),
            6 => append(&article, "![A pixel](../prague/pixel.png)"),
            7 => append(&record, &format!("Note {number} on [[ann-lee]].")),
            8 if site.path(&article).is_file() => {
                let text = site.read(&article);
                let cut = text
                    .trim_end()
                    .rfind('\n')
                    .filter(|at| text[..*at].matches("+++").count() == 2);
                site.write(&article, &text[..cut.unwrap_or(text.len())]);
            }
            9 if site.path(&article).is_file() => {
                let text = site.read(&article);
                site.write(
                    &article,
                    text.replacen("title = \"", &format!("title = \"{number} "), 1),
                );
            }
            10 => {
                let path = format!("articles/new-{number}/article.md");
                site.write(&path, format!("+++\ntitle = \"New {number}\"\ndate = 2025-04-01\nleaders = [\"cy-novak\"]\n+++\n\nOn [[tokyo-2024]].\n"));
            }
            11 if site.path(&article).is_file() => site.remove(&article),
            12 => append(&article, "A typo: [[ann-leee]]."),
            13 if site.path(&article).is_file() => {
                let text = site.read(&article);
                site.write(&article, text.replace("[[ann-leee]]", "[[ann-lee]]"));
            }
            14 => site.write("site/static/robots-notes.txt", format!("{number}\n")),
            15 => site.write("articles/prague/notes.txt", format!("{number}\n")),
            16 => append(
                "site/site.toml",
                &format!("\n[[pillars]]\nid = \"p{number}\"\nname = \"Pillar {number}\"\n"),
            ),
            17 => site.write(
                "themes/own/theme.toml",
                "name = \"own\"\nextends = \"chancery\"\n",
            ),
            18 => {
                let _ = fs::remove_dir_all(site.path("public/leaders"));
            }
            19 => {
                let page = site.path("public/index.html");
                if page.is_file() {
                    fs::write(page, "spoilt").unwrap();
                }
            }
            20 => append(&article, "It was their ninth meeting, [[tokyo-2024]]."),
            21 => append(&article, "<script>alert(1)</script>"),
            22 => append(&article, "Then Chancellor Bo Tanaka spoke."),
            23 if site.path(&article).is_file() => {
                let text = site.read(&article);
                site.remove(&article);
                site.write(&format!("articles/moved-{number}/article.md"), text);
            }
            24 => {
                // A bit of each note is lost; pictures are not looked at again.
                for (path, file) in Tree::read(&site.path(".summitry")).0 {
                    let mut bytes = file.bytes;
                    let middle = bytes.len() / 2;
                    if !bytes.starts_with(b"\x89PNG") && !bytes.starts_with(b"RIFF") {
                        bytes[middle] ^= 1 << (number % 8);
                        site.write(&format!(".summitry/{path}"), bytes);
                    }
                }
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]
    /// The law: after any edits, with a build after each of them, the output is that of a fresh build.
    #[test]
    fn a_build_that_remembers_equals_one_that_does_not(
        edits in proptest::collection::vec((0..26_usize, 0..12_usize).prop_map(|(what, which)| Edit { what, which }), 1..7),
    ) {
        let site = site();
        site.build();
        for (number, edit) in edits.iter().enumerate() {
            edit.make(&site, number);
            let run = site.run(["build", "--message-format", "json"]);
            let (fresh, of_fresh) = fresh(&site);
            prop_assert_eq!(run.code, of_fresh.code, "{:?}", run);
            prop_assert_eq!(run.diagnostics(), of_fresh.diagnostics());
            if run.code == 0 {
                let (ours, theirs) = (site.output(), fresh.output());
                let (ours, theirs) = (ours.published(), theirs.published());
                let differ: Vec<_> = ours
                    .keys()
                    .chain(theirs.keys())
                    .filter(|path| ours.get(*path) != theirs.get(*path))
                    .collect();
                prop_assert!(differ.is_empty(), "after {:?} these differ: {:?}", edit, differ);
            }
        }
    }
}
