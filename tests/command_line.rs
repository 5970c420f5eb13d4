//! The command line as people and programs meet it: exit codes, which site is meant, every
//! command, and what is printed where.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::fs;

use support::{TestSite, html, tree};

/// Letters that steer a terminal.
const ESCAPE: char = '\u{1b}';

// --- Exit codes --------------------------------------------------------------------------------

#[test]
fn done_is_0() {
    let site = TestSite::minimal();
    assert_eq!(site.run(["build"]).code, 0);
    assert_eq!(site.run(["check"]).code, 0);
    assert_eq!(site.run(["--version"]).code, 0);
}

#[test]
fn faults_of_the_content_are_1() {
    let site = TestSite::minimal().with_article("x", "leaders = [\"nobody\"]", "");
    assert_eq!(site.run(["build"]).code, 1);
    assert_eq!(site.run(["check"]).code, 1);
    assert!(!site.path("public").exists());
}

#[test]
fn wrong_usage_is_2() {
    let site = TestSite::minimal().with("other/readme.txt", "mine");
    for arguments in [
        &["publish"][..],
        &["build", "--nothing-such"],
        &["build", "--as-of", "2025-02-30"],
        &["build", "--as-of", "yesterday"],
        &["build", "--base-url", "record.example"],
        &["build", "--base-url", "javascript:alert(1)"],
        &["build", "--message-format", "xml"],
        &["build", "--root", "/nowhere"],
        &["build", "--output", "other"],
        &["build", "--output", "site/public"],
        &["build", "--output", "."],
        &["build", "--output", "articles"],
        &["check", "--deny", "errors"],
        &["check", "--output", "x"],
        &["new", "leader", ""],
        &["new", "leader", "../../etc/passwd"],
        &["new", "planet", "Mars"],
        &["new", "leader", "Ann Lee"],
        &["schema", "planet"],
        &["completions", "fish-and-chips"],
        &["init", "."],
        &[],
    ] {
        let run = site.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {run:?}");
        assert!(
            !run.stderr.is_empty() && run.stdout.is_empty(),
            "{arguments:?}: {run:?}"
        );
    }
    assert!(!site.path("public").exists());
}

#[test]
fn a_clock_that_is_set_wrongly_is_2() {
    let site = TestSite::minimal();
    for epoch in ["yesterday", "1e9", "99999999999999999999", ""] {
        let mut command = site.command(["build"]);
        command.env("SOURCE_DATE_EPOCH", epoch);
        let run = site.finish(command);
        assert_eq!(run.code, 2, "{epoch:?}: {run:?}");
        assert!(run.stderr.contains("SOURCE_DATE_EPOCH"), "{run:?}");
    }
}

#[test]
fn a_machine_that_fails_is_3_and_names_the_path() {
    let site = TestSite::minimal().with("file", "mine");
    for output in ["/proc/summitry/public", "/sys/kernel/public"] {
        let run = site.run(["build", "--output", output]);
        assert_eq!(run.code, 3, "{output}: {run:?}");
        assert!(
            run.stderr.contains(output.rsplit_once('/').unwrap().0),
            "{run:?}"
        );
    }
    let run = site.run(["build", "--output", "file/public"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("file/public"), "{run:?}");
    assert_eq!(site.read("file"), "mine");
    let run = site.run(["init", "/proc/summitry"]);
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let site = TestSite::minimal().with_article("x", "leaders = [\"nobody\"]", "");
    let mut panicked = Vec::new();
    for arguments in [
        &["check", "--message-format", "json"][..],
        &["check"],
        &["build", "--allow-unresolved"],
        &["schema", "site"],
        &["completions", "bash"],
        &["init", "new-site"],
        &["new", "leader", "Somebody New"],
    ] {
        let mut command = site.command(arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer).stderr(std::process::Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        if stderr.contains("panicked") {
            panicked.push(arguments);
        }
    }
    assert!(panicked.is_empty(), "{panicked:?}");
}

// --- Which site --------------------------------------------------------------------------------

#[test]
fn the_site_is_the_nearest_one_upwards() {
    let site = TestSite::minimal();
    for folder in ["articles/2024-05-02-tokyo", "site/leaders", "site", "."] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_summitry"));
        command
            .arg("build")
            .current_dir(site.path(folder))
            .env("SOURCE_DATE_EPOCH", support::epoch(support::NOW));
        let run = site.finish(command);
        assert_eq!(run.code, 0, "{folder}: {run:?}");
        assert!(
            site.has_page("/"),
            "{folder}: the output lies in the site's folder"
        );
        fs::remove_dir_all(site.path("public")).unwrap();
    }
}

#[test]
fn where_there_is_no_site_the_way_out_is_told() {
    let site = TestSite::minimal();
    fs::create_dir_all(site.outside("")).unwrap();
    for name in ["build", "check"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_summitry"));
        command.arg(name).current_dir(site.outside(""));
        let run = site.finish(command);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.stderr.contains("site/site.toml")
                && run.stderr.contains("summitry init")
                && run.stderr.contains("--root"),
            "{run:?}"
        );
        let run = site.run([
            name.as_ref(),
            "--root".as_ref(),
            site.outside("").as_os_str(),
        ]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("outside"), "{run:?}");
    }
}

#[test]
fn the_output_lies_in_public_or_where_it_is_asked_for() {
    let site = TestSite::minimal();
    site.build();
    assert!(site.has_page("/"));
    let elsewhere = site.outside("www");
    site.build_with(["--output".as_ref(), elsewhere.as_os_str()]);
    site.output()
        .assert_same_bytes(&tree::Tree::read(&elsewhere));
}

// --- init and new ------------------------------------------------------------------------------

#[test]
fn a_new_site_builds_and_checks_without_a_warning() {
    let site = TestSite::minimal();
    let run = site.run(["init", "fresh", "--title", "The <Fresh> \"Record\""]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stdout.contains("fresh/site/site.toml")
            && run.stdout.contains("summitry serve --open --root fresh"),
        "{run:?}"
    );
    for arguments in [
        &["build", "--root", "fresh"][..],
        &["check", "--deny", "warnings", "--root", "fresh"],
    ] {
        let run = site.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            run.stderr.is_empty() && run.stdout.contains("0 warnings"),
            "{run:?}"
        );
    }
    let home = fs::read_to_string(site.path("fresh/public/index.html")).unwrap();
    assert!(
        html::unescape(&home).contains("The <Fresh> \"Record\"") && !home.contains("<Fresh>"),
        "{home}"
    );
}

#[test]
fn a_new_site_overwrites_nothing() {
    let site = TestSite::minimal().with("taken/thesis.doc", "mine");
    let run = site.run(["init", "taken"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("thesis.doc"), "{run:?}");
    assert_eq!(fs::read_dir(site.path("taken")).unwrap().count(), 1);
}

#[test]
fn every_kind_of_record_can_be_made_and_check_tells_what_remains_to_be_filled_in() {
    for (kind, path, remains) in [
        (
            "article",
            "articles/2026-01-15-a-new-thing/article.md",
            &["left-out"][..],
        ),
        (
            "leader",
            "site/leaders/a-new-thing.md",
            &["unknown-country"],
        ),
        ("summit", "site/summits/a-new-thing.md", &[]),
        ("event", "site/events/a-new-thing.md", &[]),
        (
            "trip",
            "site/trips/a-new-thing.md",
            &["unresolved-reference"],
        ),
    ] {
        let site = TestSite::minimal();
        let run = site.run(["new", kind, "A new thing"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(
            run.stdout.trim_end(),
            path,
            "the path can be handed to an editor"
        );
        assert!(
            site.read(path).contains("= \"A new thing\""),
            "{}",
            site.read(path)
        );
        let told = site.diagnostics();
        assert_eq!(
            told.iter()
                .map(|told| told.code.as_str())
                .collect::<Vec<_>>(),
            remains,
            "{told:#?}"
        );
        for told in told.iter().filter(|told| told.level == "error") {
            assert!(
                !told.message.contains("``")
                    && told
                        .help
                        .as_deref()
                        .is_some_and(|help| !help.contains("''")),
                "an empty name needs words of its own: {told:#?}"
            );
        }

        let again = site.run(["new", kind, "A new thing"]);
        assert_eq!(again.code, 2, "{again:?}");
        assert!(again.stderr.contains(path), "{again:?}");
    }
}

#[test]
fn a_new_article_is_dated_by_the_clock_of_the_run() {
    let site = TestSite::minimal().with_settings("time_zone = \"Asia/Tokyo\"");
    let run = site.run_at("2025-12-31T20:00:00Z", ["new", "article", "New year"]);
    assert_eq!(
        run.stdout.trim_end(),
        "articles/2026-01-01-new-year/article.md",
        "in Tokyo the new year has begun"
    );
}

// --- schema, completions, help -----------------------------------------------------------------

#[test]
fn every_kind_of_record_has_a_schema() {
    for (kind, required, keys) in [
        (
            "article",
            &["title", "date"][..],
            &[
                "title",
                "date",
                "updated",
                "authors",
                "summary",
                "pillars",
                "topics",
                "summits",
                "leaders",
                "trip",
                "key_points",
                "image",
                "slug",
                "aliases",
                "draft",
                "sources",
                "corrections",
                "autolink",
            ][..],
        ),
        (
            "leader",
            &["name", "country"],
            &[
                "name",
                "country",
                "family_name",
                "native_name",
                "native_lang",
                "aliases",
                "former_ids",
                "born",
                "died",
                "wikidata",
                "portrait",
                "links",
                "sources",
                "offices",
            ],
        ),
        (
            "summit",
            &["title", "date"],
            &[
                "title",
                "date",
                "end_date",
                "time",
                "kind",
                "participants",
                "host",
                "duration",
                "place",
                "part_of",
                "trip",
                "pillars",
                "sources",
                "summary",
                "delegation",
                "accounts",
                "outcomes",
            ],
        ),
        (
            "event",
            &["title", "date"],
            &[
                "title",
                "date",
                "end_date",
                "place",
                "organiser",
                "aliases",
                "sources",
            ],
        ),
        (
            "trip",
            &["title", "date", "leader"],
            &[
                "title", "date", "end_date", "leader", "stops", "legs", "sources",
            ],
        ),
        ("country", &[], &["name", "native_name", "aliases"]),
        (
            "source",
            &["title"],
            &[
                "title",
                "publisher",
                "author",
                "date",
                "url",
                "archived",
                "accessed",
            ],
        ),
        (
            "site",
            &["title", "base_url"],
            &[
                "title",
                "base_url",
                "language",
                "pillars",
                "menu",
                "theme",
                "statuses",
                "time_zone",
                "per_page",
                "autolink",
                "unsafe_html",
            ],
        ),
        ("theme", &[], &["extends"]),
    ] {
        let run = TestSite::minimal().run(["schema", kind]);
        assert_eq!(run.code, 0, "{run:?}");
        let schema: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(
            schema["$schema"], "https://json-schema.org/draft/2020-12/schema",
            "{kind}"
        );
        assert_eq!(schema["type"], "object", "{kind}");
        let properties = schema["properties"].as_object().unwrap();
        for key in keys {
            let property = properties
                .get(*key)
                .unwrap_or_else(|| panic!("{kind} lacks `{key}`"));
            assert!(
                property["description"].is_string(),
                "{kind}: `{key}` has no description"
            );
        }
        let told: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|key| key.as_str())
            .collect();
        assert_eq!(told, required, "{kind}");
        assert_references_resolve(&schema, &schema);
    }
}

/// Every `$ref` of a schema leads to one of its definitions.
fn assert_references_resolve(schema: &serde_json::Value, root: &serde_json::Value) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(|reference| reference.as_str()) {
                assert!(
                    root.pointer(reference.trim_start_matches('#')).is_some(),
                    "{reference} leads nowhere"
                );
            }
            object
                .values()
                .for_each(|value| assert_references_resolve(value, root));
        }
        serde_json::Value::Array(items) => items
            .iter()
            .for_each(|item| assert_references_resolve(item, root)),
        _ => {}
    }
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = TestSite::minimal().run(["completions", shell]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            run.stdout.contains("summitry") && run.stdout.contains("allow-unresolved"),
            "{shell}"
        );
    }
}

#[test]
fn help_names_every_command_and_option() {
    let site = TestSite::minimal();
    let help = site.run(["--help"]);
    assert_eq!(help.code, 0);
    for command in ["build", "check", "init", "new", "schema", "completions"] {
        assert!(
            help.stdout.contains(&format!("\n  {command} ")),
            "{}",
            help.stdout
        );
        let own = site.run([command, "--help"]);
        assert_eq!(own.code, 0, "{own:?}");
        assert!(
            own.stdout.contains(&format!("Usage: summitry {command}")),
            "{own:?}"
        );
    }
    let build = site.run(["build", "--help"]).stdout;
    for option in [
        "--root",
        "--output",
        "--base-url",
        "--as-of",
        "--drafts",
        "--future",
        "--allow-unresolved",
        "--force",
        "--message-format",
    ] {
        assert!(build.contains(option), "{option}: {build}");
    }
    assert!(site.run(["check", "--help"]).stdout.contains("--deny"));
    assert!(site.run(["--version"]).stdout.starts_with("summitry "));
}

// --- What is printed where ---------------------------------------------------------------------

#[test]
fn the_closing_line_says_what_was_done() {
    let site = TestSite::minimal().with_article("x", "", "");
    // The time that it took is not looked at.
    let closing = |run: support::Run| {
        let (what, rest) = run
            .stdout
            .trim_end()
            .split_once(" in ")
            .unwrap_or((run.stdout.trim_end(), ""));
        format!(
            "{what}{}",
            rest.split_once(';').map_or("", |(_, count)| count)
        )
    };
    let files = |line: &str| {
        line.split(['(', ' '])
            .filter_map(|word| word.parse::<usize>().ok())
            .collect::<Vec<_>>()
    };

    let first = closing(site.run(["build"]));
    let [pages, all, changed, ..] = files(&first)[..] else {
        panic!("{first}")
    };
    assert!(pages > 15 && all > pages && changed == all, "{first}");
    assert!(
        first.starts_with("Built") && first.ends_with("0 warnings."),
        "{first}"
    );

    let second = closing(site.run(["build"]));
    assert_eq!(
        second,
        first.replace(&format!("{changed} changed"), "0 changed")
    );

    fs::remove_dir_all(site.path("articles/x")).unwrap();
    let third = closing(site.run(["build"]));
    // The page, its editions, and what the search index knew of it.
    assert!(third.contains(" removed)"), "{third}");

    let checked = closing(site.run(["check"]));
    assert!(
        checked.starts_with(&format!("Checked {} pages", pages - 1)),
        "{checked}"
    );

    site.replace("site/summits/tokyo-2024.md", "ann-lee", "nobody");
    assert_eq!(
        closing(site.run(["build"])),
        "Nothing was written: 1 error, 0 warnings."
    );
}

#[test]
fn programs_get_nothing_but_json_on_the_standard_output() {
    let site = TestSite::minimal().with_article("x", "draft = true\ncolour = 1", "");
    for arguments in [
        ["build", "--message-format", "json"],
        ["check", "--message-format", "json"],
    ] {
        let run = site.run(arguments);
        assert_eq!(
            run.diagnostics()
                .iter()
                .map(|told| told.code.as_str())
                .collect::<Vec<_>>(),
            ["left-out", "unknown-key"]
        );
        assert!(run.stderr.contains("1 warning"), "{run:?}");
    }
}

#[test]
fn github_gets_one_annotation_a_line() {
    let site =
        TestSite::minimal().with_article("x", "draft = true\ncolour = 1", "Text\n[[nobody-known]]");
    let run = site.run(["build", "--message-format", "github"]);
    let levels: Vec<&str> = run
        .stdout
        .lines()
        .map(|line| line.split_once(' ').unwrap().0)
        .collect();
    assert_eq!(
        levels,
        ["::notice", "::warning"],
        "a draft's text is not looked at: {}",
        run.stdout
    );
    assert!(
        run.stdout
            .lines()
            .all(|line| line.contains("file=articles/x/article.md,line=")),
        "{}",
        run.stdout
    );
}

#[test]
fn a_pipe_gets_no_colour() {
    let site =
        TestSite::minimal().with_article("x", "leaders = [\"nobody-known\"]\ncolour = 1", "");
    for arguments in [
        &["build"][..],
        &["check"],
        &["build", "--allow-unresolved"],
        &["build", "--root", "/nowhere"],
        &["publish"],
        &["--help"],
        &["init", "."],
    ] {
        let run = site.run(arguments);
        assert!(
            !run.stdout.contains(ESCAPE) && !run.stderr.contains(ESCAPE),
            "{arguments:?}: {run:?}"
        );
    }
}

#[test]
fn colour_is_there_for_who_asks_for_it() {
    let site = TestSite::minimal().with_article("x", "colour = 1", "");
    let mut command = site.command(["check"]);
    command.env("CLICOLOR_FORCE", "1");
    assert!(site.finish(command).stderr.contains(ESCAPE));
}

/// A site whose texts, names and files all try to steer the terminal, with these characters.
fn hostile_site(steering: &str) -> TestSite {
    let escaped: String = steering
        .chars()
        .map(|c| format!("\\u{:04x}", u32::from(c)))
        .collect();
    TestSite::minimal()
        .with_article("x", "", &format!("See [[nobody{steering}]], [a](/no{steering}where/) and [@none{steering}]. {steering}"))
        .with_article("y", &format!("leaders = [\"nobody{escaped}\"]\n\"key{escaped}\" = 1"), "")
        .with(&format!("site/static/a{steering}.txt"), "x")
        .with(&format!("site/leaders/cy{steering}.md"), "+++\nname = \"Cy\"\n+++\n")
}

/// Checks that none of the characters is printed in any of the formats.
#[track_caller]
fn assert_no_steering(steering: &str, formats: &[&str]) {
    let site = hostile_site(steering);
    for format in formats {
        for name in ["check", "build"] {
            let run = site.run([name, "--message-format", format]);
            assert_eq!(run.code, 1, "{run:?}");
            let printed = format!("{}{}", run.stdout, run.stderr);
            let line = printed
                .lines()
                .find(|line| line.contains(|c| steering.contains(c)));
            assert!(
                line.is_none(),
                "{name} --message-format {format} prints {line:?}"
            );
        }
    }
}

#[test]
fn escapes_of_the_content_do_not_reach_the_terminal() {
    assert_no_steering("\u{1b}\u{7}\u{8}", &["human", "json"]);
}

#[test]
fn escapes_of_the_content_do_not_reach_the_log_of_github() {
    assert_no_steering("\u{1b}\u{7}\u{8}", &["github"]);
}

#[test]
fn the_second_set_of_control_characters_does_not_reach_the_terminal_either() {
    // U+009B alone begins a sequence in terminals that know it.
    assert_no_steering("\u{9b}", &["human", "github"]);
}

#[test]
fn characters_that_turn_the_direction_of_a_line_do_not_reach_the_terminal() {
    assert_no_steering("\u{202e}", &["human"]);
}

#[test]
fn check_writes_nothing() {
    let site = TestSite::minimal();
    let before = tree::age(&site.root());
    assert_eq!(site.run(["check"]).code, 0);
    before.assert_untouched(&tree::Tree::read(&site.root()));
}

#[test]
fn no_other_environment_is_read() {
    let site = TestSite::minimal();
    site.build();
    let before = site.output();
    let mut command = site.command(["build"]);
    command
        .env_clear()
        .env("SOURCE_DATE_EPOCH", support::epoch(support::NOW))
        .env("TZ", "Asia/Tokyo")
        .env("LANG", "ja_JP.UTF-8")
        .env("LC_ALL", "ja_JP.UTF-8")
        .env("BASE_URL", "https://other.example/")
        .env("SUMMITRY_BASE_URL", "https://other.example/");
    let run = site.finish(command);
    assert_eq!(run.code, 0, "{run:?}");
    before.assert_untouched(&site.output());
}
