//! Faults of the content: each with its place and a way out, all of them in one run.
//!
//! Most tests are a few files with the expected faults written under the faulty text; see
//! [`support::marks`] for the notation. The files join the site of [`support::MINIMAL`].

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::os::unix::fs::symlink;

use support::{TestSite, Told, marks, tree};

/// Checks that the marked files, added to the minimal site, have the marked faults and no others.
#[track_caller]
fn check(marked: &str) -> Vec<Told> {
    let (files, expected) = marks::read(marked);
    let site = TestSite::minimal();
    for (path, text) in &files {
        site.write(path, text);
    }
    let told = site.diagnostics();
    marks::assert_told(&told, &expected);
    told
}

/// The same for the text of an article.
#[track_caller]
fn check_article(marked_body: &str) {
    check(&format!(
        "-- articles/x/article.md --\n+++\ntitle = \"X\"\ndate = 2024-06-01\n+++\n\n{marked_body}\n"
    ));
}

/// The same for more keys of a leader.
#[track_caller]
fn check_leader(marked_keys: &str) {
    check(&format!(
        "-- site/leaders/cy-novak.md --\n+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\n{marked_keys}\n+++\n"
    ));
}

/// The same for more keys of a meeting of 10 June 2025.
#[track_caller]
fn check_summit(marked_keys: &str) {
    check(&format!(
        "-- site/summits/prague-2025.md --\n+++\ntitle = \"Prague\"\ndate = 2025-06-10\n{marked_keys}\n+++\n"
    ));
}

#[test]
fn the_minimal_site_has_no_fault() {
    check("");
}

// --- Files -------------------------------------------------------------------------------------

#[test]
fn a_file_that_is_not_utf8_is_told_and_the_others_are_read() {
    let site = TestSite::minimal()
        .with(
            "site/leaders/cy-novak.md",
            b"+++\nname = \"Cy Nov\xe1k\"\n+++\n",
        )
        .with_article("x", "titel = 1", "");
    let told = site.diagnostics();
    assert_eq!(
        (told[0].file.as_deref(), told[0].code.as_str()),
        (Some("articles/x/article.md"), "unknown-key")
    );
    let unreadable = &told[1];
    assert_eq!(
        (
            unreadable.file.as_deref(),
            unreadable.line,
            unreadable.column
        ),
        (Some("site/leaders/cy-novak.md"), Some(1), Some(1))
    );
    assert_eq!(
        (unreadable.code.as_str(), unreadable.help.as_deref()),
        ("unreadable-file", Some("save it with the encoding UTF-8"))
    );
    assert_eq!(
        told.len(),
        2,
        "a file that cannot be read has no other fault: {told:#?}"
    );
}

#[test]
fn a_link_out_of_the_site_is_refused() {
    let site = TestSite::minimal();
    std::fs::create_dir_all(site.outside("")).unwrap();
    std::fs::write(site.outside("secret.txt"), "secret").unwrap();
    symlink(
        site.outside("secret.txt"),
        site.path("articles/2024-05-02-tokyo/map.txt"),
    )
    .unwrap();
    std::fs::create_dir_all(site.path("site/static")).unwrap();
    symlink(site.outside(""), site.path("site/static/all")).unwrap();
    symlink("nowhere", site.path("site/static/dangling")).unwrap();
    let told = site.diagnostics();
    let places: Vec<_> = told
        .iter()
        .map(|told| (told.file.as_deref().unwrap(), told.code.as_str()))
        .collect();
    let expected = [
        "articles/2024-05-02-tokyo/map.txt",
        "site/static/all",
        "site/static/dangling",
    ]
    .map(|path| (path, "symlink-outside"));
    assert_eq!(places, expected);
}

#[test]
fn a_name_with_control_characters_cannot_become_an_address() {
    let site = TestSite::minimal().with("site/static/a\u{7}b.txt", "x");
    let told = site.diagnostics();
    assert_eq!(
        told.iter()
            .map(|told| told.code.as_str())
            .collect::<Vec<_>>(),
        ["invalid-file-name"]
    );
    let run = site.run(["check"]);
    assert!(!run.stderr.contains('\u{7}'), "{:?}", run.stderr);
}

#[test]
fn files_that_nothing_reads_are_told() {
    check(
        r#"
-- articles/loose.md --
Text
^ stray-file: an article is a folder of its own => move it to articles/loose/article.md
-- site/leader/cy-novak.md --
Text
^ stray-file: nothing reads this file => did you mean `leaders`?
-- site/notes.txt --
Text
^ stray-file: nothing reads this file => site/static/
"#,
    );
}

// --- Front matter ------------------------------------------------------------------------------

#[test]
fn front_matter_must_be_there_and_closed() {
    check(
        r#"
-- articles/x/article.md --
Text without anything.
^ missing-front-matter: does not begin with front matter => `+++`
^ missing-key: an article lacks `title` => title = "…"
^ missing-key: an article lacks `date` => date = 2025-10-30
-- articles/y/article.md --
+++
^^^ missing-front-matter: not closed => `+++`
title = "Y"
date = 2024-05-03
"#,
    );
}

#[test]
fn a_syntax_error_in_one_file_does_not_hide_the_faults_of_another() {
    let told = check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
summits = ["tokio-2024"]
           ^^^^^^^^^^^^ unresolved-reference: there is no summit `tokio-2024` => did you mean `tokyo-2024`?
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = CZ
          ^^ toml-syntax: 
+++
"#,
    );
    assert!(told.iter().all(|told| told.level == "error"));
}

#[test]
fn the_keys_around_a_syntax_error_are_still_checked() {
    check_leader(
        r#"
family_name = Zelenka
              ^^^^^^^ toml-syntax: 
wikidata = "132345"
           ^^^^^^^^ invalid-value: not an item of Wikidata => Q132345
"#,
    );
}

#[test]
fn a_key_given_twice_is_told() {
    check_leader(
        r#"
name = "Somebody else"
^^^^ toml-syntax: duplicate key
"#,
    );
}

#[test]
fn missing_keys_are_told_with_an_example() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
family_name = "Novak"
^^^ missing-key: a leader lacks `name` => add a line such as `name = "…"`
^^^ missing-key: a leader lacks `country` => add a line such as `country = "…"`

[[offices]]
^^^ missing-key: an office lacks `title`
^^^ missing-key: an office lacks `from` => from = 2025-10-30
kind = "other"
+++
"#,
    );
}

#[test]
fn unknown_keys_name_the_nearest_known_one() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
nmae = "Cy Novak"
^^^^ unknown-key: unknown key `nmae` in a leader => did you mean `name`?
name = "Cy Novak"
country = "CZ"
shoe_size = 43
^^^^^^^^^ unknown-key: unknown key `shoe_size` => known keys: name, country

[[offices]]
title = "Minister"
form = 2020-01-01
^^^^ unknown-key: unknown key `form` in an office => did you mean `from`?
from = 2020-01-01
+++
"#,
    );
}

#[test]
fn unknown_keys_of_the_settings_and_the_bibliography_are_told() {
    check(
        r#"
-- site/site.toml --
title = "The Record"
base_url = "https://record.example/"
langauge = "en"
^^^^^^^^ unknown-key: in site.toml => did you mean `language`?
[[pillars]]
id = "trade"
name = "Trade"
colour = "red"
^^^^^^ unknown-key: in a pillar
-- site/sources/more.toml --
[paper]
title = "Paper"
pubisher = "Press"
^^^^^^^^ unknown-key: in a source => did you mean `publisher`?
"#,
    );
}

#[test]
fn values_of_the_wrong_type_are_told_with_what_was_found() {
    check(
        r#"
-- articles/x/article.md --
+++
title = 2024
        ^^^^ wrong-type: expected a text, found a whole number
date = "2024-05-03"
       ^^^^^^^^^^^^ wrong-type: expected a date, found a text
topics = "trade"
         ^^^^^^^ wrong-type: expected a list, found a text
authors = ["Ann", 7]
                  ^ wrong-type: expected a text, found a whole number
draft = "no"
        ^^^^ wrong-type: expected true or false, found a text
image = "map.png"
        ^^^^^^^^^ wrong-type: expected a table, found a text
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
born = "1960-01-01"
       ^^^^^^^^^^^^ wrong-type: expected a date, found a text => write it without quotes: 1960-01-01
family_name = 1960-01-01
              ^^^^^^^^^^ wrong-type: expected a text, found a date or time => put it in quotes: "1960-01-01"
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
time = "09:00"
       ^^^^^^^ wrong-type: expected a time of day, found a text
duration = 1.5
           ^^^ wrong-type: expected a whole number, found a number
place = { city = "Prague", lat = "50" }
                                 ^^^^ wrong-type: expected a number, found a text
+++
"#,
    );
}

#[test]
fn an_embargo_without_an_offset_is_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03T09:00:00
       ^^^^^^^^^^^^^^^^^^^ invalid-value: a time needs an offset => 2024-05-03T09:00:00+09:00
+++
"#,
    );
}

#[test]
fn values_outside_their_range_are_told() {
    check_summit(
        r#"
duration = -5
           ^^ invalid-value: not a whole number from 0
kind = "bilatral"
       ^^^^^^^^^^ invalid-value: `bilatral` is not allowed here => did you mean `bilateral`?
place = { lat = 91, lon = 200.5 }
                ^^ invalid-value: a latitude lies between -90 and 90

[[outcomes]]
id = "a"
text = "A"
status = "agred"
         ^^^^^^^ invalid-value: there is no status `agred` => did you mean `agreed`?
amount = { value = inf }
                   ^^^ invalid-value: finite number
sources = ["communique"]
"#,
    );
    check_leader(
        r#"
wikidata = "Q12x"
           ^^^^^^ invalid-value: `Q12x` is not an item of Wikidata => Q132345

[[offices]]
title = "Minister"
kind = "king"
       ^^^^^^ invalid-value: `king` is not allowed here => one of: head-of-state-and-government, head-of-government
from = 2020-01-01
to = 2021-01-01
as_of = 2020-06-01
        ^^^^^^^^^^ invalid-value: `as_of` is for an office whose end is not known => remove `as_of`
"#,
    );
}

#[test]
fn coordinates_come_in_pairs() {
    check_summit(
        r#"
place = { city = "Prague", lat = 50.1 }
                                 ^^^^ missing-key: `lat` and `lon` belong together
"#,
    );
}

#[test]
fn settings_outside_their_range_are_told() {
    check(
        r#"
-- site/site.toml --
title = "The Record"
base_url = "record.example"
           ^^^^^^^^^^^^^^^^ invalid-value: `record.example` is not the address of a site => https://user.github.io/repo/
time_zone = "Asia/Tokio"
            ^^^^^^^^^^^^ invalid-value: there is no time zone `Asia/Tokio` => Asia/Tokyo
per_page = 0
           ^ invalid-value: at least one article
[[pillars]]
id = "trade"
name = "Trade"
[[pillars]]
id = "Energy & Climate"
     ^^^^^^^^^^^^^^^^^^ invalid-id: not an id => call it `energy-climate`
name = "Energy"
[[statuses]]
id = "agreed"
name = "Agreed"
class = "opened"
        ^^^^^^^^ invalid-value: there is no class `opened` => open
[[statuses]]
id = "agreed"
     ^^^^^^^^ duplicate-id: `agreed` is here twice => rename one of them
name = "Agreed too"
class = "open"
"#,
    );
}

// --- Ids and names -----------------------------------------------------------------------------

#[test]
fn ids_are_lowercase_letters_digits_and_hyphens() {
    check(
        r#"
-- site/leaders/Cy Novák.md --
+++
name = "Cy Novák"
       ^^^^^^^^^^ invalid-id: `Cy Novák` is not an id
country = "CZ"
former_ids = ["Old_Id"]
              ^^^^^^^^ invalid-id: `Old_Id` is not an id
+++
"#,
    );
}

#[test]
fn an_id_is_taken_once_in_all_folders() {
    let (files, expected) = marks::read(
        r#"
-- site/events/tokyo-2024.md --
+++
title = "Tokyo Forum"
        ^^^^^^^^^^^^^ duplicate-id: the id `tokyo-2024` is taken => leaders, summits, events and trips share one list of ids
date = 2024-05-01
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
former_ids = ["ann-lee"]
              ^^^^^^^^^ duplicate-id: the id `ann-lee` is taken
+++
-- site/leaders/nested/cy-novak.md --
+++
name = "Cy Novak the other"
       ^^^^^^^^^^^^^^^^^^^^ duplicate-id: the id `cy-novak` is taken
country = "CZ"
+++
"#,
    );
    let site = TestSite::minimal();
    files.iter().for_each(|(path, text)| site.write(path, text));
    let told: Vec<Told> = site
        .diagnostics()
        .into_iter()
        .filter(|told| told.code == "duplicate-id")
        .collect();
    marks::assert_told(&told, &expected);
}

#[test]
fn an_id_of_the_bibliography_is_taken_once() {
    let site = TestSite::minimal().with(
        "site/sources/aaa.toml",
        "[communique]\ntitle = \"The first\"\n",
    );
    let told = site.diagnostics();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        (told[0].code.as_str(), told[0].file.as_deref(), told[0].line),
        ("duplicate-id", Some("site/sources/sources.toml"), Some(1))
    );
    let help = told[0].help.as_deref().unwrap();
    assert!(
        !help.contains("leaders, summits"),
        "ids of the bibliography are a list of their own: {help}"
    );
    let human = site.run(["check"]).stderr;
    assert!(
        human.contains("site/sources/aaa.toml:1"),
        "the first definition is shown too: {human}"
    );
}

#[test]
fn outcomes_of_a_meeting_have_ids_of_their_own() {
    check_summit(
        r#"
[[outcomes]]
id = "steel"
text = "A"
sources = ["communique"]

[[outcomes]]
id = "steel"
     ^^^^^^^ duplicate-id: this meeting has two outcomes `steel`
text = "B"
sources = ["communique"]

[[outcomes]]
id = "Cars & Trucks"
     ^^^^^^^^^^^^^^^ invalid-id: `Cars & Trucks` is not an id
text = "C"
sources = ["communique"]
"#,
    );
}

#[test]
fn a_missing_record_gets_the_line_that_makes_it() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
leaders = ["zoe-quentin"]
           ^^^^^^^^^^^^^ unresolved-reference: there is no leader `zoe-quentin` => make it: summitry new leader zoe-quentin
summits = ["lisbon-1999"]
           ^^^^^^^^^^^^^ unresolved-reference: there is no summit `lisbon-1999` => make it: summitry new summit lisbon-1999
trip = "grand-tour"
       ^^^^^^^^^^^^ unresolved-reference: there is no trip `grand-tour` => make it: summitry new trip grand-tour
pillars = ["traed"]
           ^^^^^^^ unresolved-reference: there is no pillar `traed` => did you mean `trade`?
+++

Then came [[Somebody Unknown]].
          ^^^^^^^^^^^^^^^^^^^^ unresolved-reference: there is no record or article `Somebody Unknown` => 'Somebody Unknown'
"#,
    );
}

#[test]
fn the_line_that_makes_a_record_works() {
    let site = TestSite::minimal().with_article("x", "leaders = [\"zoe-quentin\"]", "");
    let help = site.diagnostics()[0].help.clone().unwrap();
    let command = help.split_once("summitry ").unwrap().1;
    assert_eq!(site.run(command.split(' ')).code, 0);
    let codes = site.codes();
    assert!(
        !codes.contains(&"unresolved-reference".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn a_typo_in_a_text_gets_a_suggestion() {
    check_article(
        r#"
Then [[bo-tanka]] met [[ann-lee|the President]] and [[tokyo-2025]].
     ^^^^^^^^^^^^ unresolved-reference: `bo-tanka` => did you mean `bo-tanaka`?
                                                    ^^^^^^^^^^^^^^ unresolved-reference: `tokyo-2025` => did you mean `tokyo-2024`?
"#,
    );
}

#[test]
fn columns_count_characters() {
    check_article(
        r#"
高市 and 習近平 met [[nobody-at-all]].
               ^^^^^^^^^^^^^^^^^ unresolved-reference: `nobody-at-all`
"#,
    );
}

#[test]
fn a_reference_that_two_records_answer_to_is_never_a_guess() {
    let site = TestSite::minimal()
        .with_article("Asia", "", "")
        .with_article("asia-2", "slug = \"asia\"", "")
        .with_article("x", "", "See [[ASIA]].\n\nSee [[Asia]].");
    let told = site.diagnostics();
    let ambiguous: Vec<&Told> = told
        .iter()
        .filter(|told| told.code == "ambiguous-reference")
        .collect();
    assert_eq!(ambiguous.len(), 1, "an exact match wins: {told:#?}");
    assert_eq!(
        (ambiguous[0].file.as_deref(), ambiguous[0].column),
        (Some("articles/x/article.md"), Some(5))
    );
    assert!(ambiguous[0].message.contains("`ASIA` can mean 2 things"));
    let human = site.run(["check"]).stderr;
    assert!(
        human.contains("articles/Asia/article.md") && human.contains("articles/asia-2/article.md"),
        "both are shown: {human}"
    );
}

#[test]
fn names_are_folded_for_case_and_unicode_form() {
    check_article("[[Ann-Lee]] and [[ＴＯＫＹＯ-2024]] are found.");
}

#[test]
fn a_record_of_the_wrong_kind_is_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
leaders = ["tokyo-2024"]
           ^^^^^^^^^^^^ wrong-kind: `tokyo-2024` is a summit, not a leader
summits = ["ann-lee"]
           ^^^^^^^^^ wrong-kind: `ann-lee` is a leader, not a summit
trip = "tokyo-2024"
       ^^^^^^^^^^^^ wrong-kind: not a trip
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
part_of = "tokyo-2024"
          ^^^^^^^^^^^^ wrong-kind: not an event

[[outcomes]]
id = "a"
text = "A"
by = ["tokyo-2024"]
      ^^^^^^^^^^^^ wrong-kind: neither a country nor a leader
sources = ["communique"]
+++
"#,
    );
}

#[test]
fn facts_that_do_not_exist_are_told() {
    check_article(
        r#"
The [[tokyo-2024:ordinl]] meeting, [[tokyo-2024:ordinal]] in truth.
    ^^^^^^^^^^^^^^^^^^^^^ unknown-fact: a summit has no fact `ordinl` => did you mean `ordinal`?

Before it, [[tokyo-2024:previous]].
           ^^^^^^^^^^^^^^^^^^^^^^^ unknown-fact: it is the first meeting of the two on record

Held by [[tokyo-2024:office]] and [[ann-lee:shoe-size]].
        ^^^^^^^^^^^^^^^^^^^^^ unknown-fact: say of whom
                                  ^^^^^^^^^^^^^^^^^^^^^ unknown-fact: a leader has no fact `shoe-size` => known facts: name, office
"#,
    );
}

#[test]
fn what_follows_from_a_record_at_fault_is_not_told_as_well() {
    check(
        r#"
-- site/summits/tokyo-2024.md --
+++
title = "Tokyo"
date = 2024-05-02
participants = ["ann-lea", "bo-tanaka"]
                ^^^^^^^^^ unresolved-reference: there is no leader `ann-lea` => did you mean `ann-lee`?
+++
-- articles/x/article.md --
+++
title = "X"
date = 2025-01-02
+++

The [[tokyo-2024:ordinal]] meeting, when she was [[tokyo-2024:office/ann-lee]].
"#,
    );
    // Nor from one that could not be read to its end: of a meeting, and of who took part.
    let faulty = [
        r#"
-- site/summits/tokyo-2024.md --
+++
title = "Tokyo"
^ missing-key: a summit lacks `date`
dtae = 2024-05-02
^^^^ unknown-key: => did you mean `date`?
participants = ["ann-lee", "bo-tanaka"]
+++
"#,
        r#"
-- site/leaders/bo-tanaka.md --
+++
name = "Bo Tanaka"
country = "JP"

[[offices]]
^^^^^^^^^^^ missing-key: an office lacks `from`
title = "Prime Minister"
kind = "head-of-government"
form = 2020-09-16
^^^^ unknown-key: => did you mean `from`?
+++
"#,
    ];
    for record in faulty {
        check(&format!(
            r#"{record}-- articles/x/article.md --
+++
title = "X"
date = 2025-01-02
+++

He was [[tokyo-2024:office/bo-tanaka]].
"#
        ));
    }
}

#[test]
fn sources_that_the_bibliography_lacks_are_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
sources = ["comunique", "treaty-of-nowhere"]
           ^^^^^^^^^^^ unknown-source: the bibliography has no source `comunique` => did you mean `communique`?
                        ^^^^^^^^^^^^^^^^^^^ unknown-source: `treaty-of-nowhere` => [treaty-of-nowhere]
+++

It was said.[@communiqué] And again.[@communique, p. 3]
            ^^^^^^^^^^^^^ unknown-source: `communiqué` => did you mean `communique`?
"#,
    );
}

#[test]
fn unresolved_references_can_be_allowed() {
    let site = TestSite::minimal().with_article(
        "x",
        "leaders = [\"zoe-quentin\"]",
        "See [[lisbon-1999]], [@nothing] and [this](/nowhere/).",
    );
    let strict = site.run(["build", "--message-format", "json"]);
    assert_eq!(strict.code, 1);
    assert!(
        strict
            .diagnostics()
            .iter()
            .all(|told| told.level == "error")
    );
    assert!(!site.path("public").exists());

    let lax = site.run(["build", "--allow-unresolved", "--message-format", "json"]);
    assert_eq!(lax.code, 0, "{lax:?}");
    let told = lax.diagnostics();
    assert_eq!(told.len(), strict.diagnostics().len());
    assert!(told.iter().all(|told| told.level == "warning"), "{told:#?}");
    let page = site.page("/articles/x/");
    assert!(
        page.contains("lisbon-1999") && !page.contains("/nowhere/"),
        "{page}"
    );
}

/// A journey of nobody on record.
const TRIP_OF_NOBODY: &str =
    "+++\ntitle = \"Voyage of nobody\"\ndate = 2025-06-09\nleader = \"zoe-quentin\"\n+++\n";

#[test]
fn an_unresolved_traveller_is_nobody_else() {
    let site = TestSite::minimal().with("site/trips/tour.md", TRIP_OF_NOBODY);
    site.build_with(["--allow-unresolved"]);
    for page in ["/trips/tour/", "/trips/"] {
        assert!(
            !site.page(page).contains("Ann Lee"),
            "{page} names somebody who did not travel"
        );
    }
    assert!(!site.page("/leaders/ann-lee/").contains("Voyage"));
}

#[test]
fn an_unresolved_traveller_on_a_site_without_leaders_is_no_panic() {
    let site =
        TestSite::new("-- site/site.toml --\ntitle = \"X\"\nbase_url = \"https://x.example/\"\n")
            .with("site/trips/tour.md", TRIP_OF_NOBODY);
    let run = site.run(["build", "--allow-unresolved"]);
    assert_eq!(run.code, 0, "{run:?}");
    let run = site.run(["check"]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn an_empty_reference_is_told_as_empty() {
    for front_matter in [
        "leaders = [\"\"]",
        "summits = [\"\"]",
        "trip = \"\"",
        "pillars = [\"\"]",
    ] {
        let told = TestSite::minimal()
            .with_article("x", front_matter, "")
            .diagnostics();
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(
            !told[0].message.contains("``")
                && !told[0]
                    .help
                    .as_deref()
                    .unwrap_or_default()
                    .contains("summitry new"),
            "{told:#?}"
        );
    }
}

#[test]
fn what_is_allowed_is_only_what_is_unresolved() {
    let site = TestSite::minimal().with_article("x", "leaders = [\"tokyo-2024\"]", "");
    assert_eq!(site.run(["build", "--allow-unresolved"]).code, 1);
}

// --- Countries ---------------------------------------------------------------------------------

#[test]
fn country_codes_are_those_of_iso_3166() {
    check(
        r#"
-- site/countries/uk.md --
+++
^ unknown-country: `UK` is not a country code => `GB`
name = "United Kingdom"
+++
-- site/leaders/a-one.md --
+++
name = "A One"
country = "UK"
          ^^^^ unknown-country: `UK` is not a country code => did you mean `GB` (United Kingdom)?
+++
-- site/leaders/b-two.md --
+++
name = "B Two"
country = "jp"
          ^^^^ unknown-country: `jp` is not in capitals => write `JP`
+++
-- site/leaders/c-three.md --
+++
name = "C Three"
country = "CS"
          ^^^^ unknown-country: `CS` is ambiguous => write `CSHH` (Czechoslovakia, until 1993) or `CSXX` (Serbia and Montenegro, until 2006)
+++
-- site/leaders/d-four.md --
+++
name = "D Four"
country = "Japan"
          ^^^^^^^ unknown-country: `Japan` is not a country code => did you mean `JP`
+++
-- site/leaders/e-five.md --
+++
name = "E Five"
country = ""
          ^^ unknown-country: the country code is empty
+++
"#,
    );
}

#[test]
fn former_states_and_reserved_codes_are_known() {
    let codes = ["SU", "YU", "DD", "CSHH", "CSXX", "EU", "UN", "XK"];
    let leader = |code: &str| {
        format!(
            "-- site/leaders/of-{}.md --\n+++\nname = \"Of {code}\"\ncountry = \"{code}\"\n+++\n",
            code.to_lowercase()
        )
    };
    check(&codes.map(leader).concat());
}

#[test]
fn codes_are_checked_wherever_they_stand() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
[[offices]]
title = "Minister"
country = "QQ"
          ^^^^ unknown-country: `QQ`
from = 2020-01-01
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
host = "QA1"
       ^^^^^ unknown-country: `QA1`
place = { city = "Prague", country = "CS" }
                                     ^^^^ unknown-country: `CS` is ambiguous
[[delegation]]
country = "ZZ"
          ^^^^ unknown-country: `ZZ`
name = "D"
[[accounts]]
subject = "Fish"
by = { US = "Much.", us = "Little." }
                     ^^ unknown-country: `us` is not in capitals
[[outcomes]]
id = "a"
text = "A"
by = ["UK"]
      ^^^^ unknown-country: `UK` is not a country code
to = ["zoe-quentin"]
      ^^^^^^^^^^^^^ unresolved-reference: there is no leader `zoe-quentin`
sources = ["communique"]
+++
-- site/trips/tour.md --
+++
title = "Tour"
date = 2025-06-09
leader = "ann-lee"
[[legs]]
date = 2025-06-09
country = "XX"
          ^^^^ unknown-country: `XX`
+++
"#,
    );
}

// --- Names in prose ----------------------------------------------------------------------------

#[test]
fn a_name_that_two_people_bear_is_told_and_stays_text() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-06-01
+++

Novak spoke first.
^^^^^ ambiguous-mention: Novak => cy-novak
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
family_name = "Novak"
country = "CZ"
+++
-- site/leaders/di-novak.md --
+++
name = "Di Novak"
family_name = "Novak"
country = "SI"
+++
"#,
    );
}

#[test]
fn a_title_that_its_bearer_did_not_hold_that_day_is_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2010-06-01
+++

Then Prime Minister Bo Tanaka spoke.
                    ^^^^^^^^^ anachronism: Bo Tanaka became Prime Minister of Japan on 16 September 2020 => mend the title
"#,
    );
}

// --- Links and pictures ------------------------------------------------------------------------

#[test]
fn links_to_nowhere_are_told() {
    check_article(
        r#"
See [him](/leaders/bo-tanka/) and [it](missing.pdf), or [up](../../../../etc/passwd).
    ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-link: nothing lies at `/leaders/bo-tanka/` => did you mean `/leaders/bo-tanaka/`?
                                  ^^^^^^^^^^^^^^^^^ dead-link: nothing lies at `missing.pdf`
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-link: nothing lies at

![A map](map.png)
^^^^^^^^^^^^^^^^^ dead-link: nothing lies at `map.png`
"#,
    );
}

#[test]
fn the_menu_and_pictures_of_front_matter_are_checked_too() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
image = { src = "none.jpg", alt = "None" }
                ^^^^^^^^^^ dead-link: nothing lies at `none.jpg`
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
portrait = { src = "https://elsewhere.example/cy.jpg", alt = "Cy Novak" }
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ remote-image: lies on another host
+++
-- site/site.toml --
title = "The Record"
base_url = "https://record.example/"
[[pillars]]
id = "trade"
name = "Trade"
[[menu]]
name = "Leaders"
url = "/leader/"
      ^^^^^^^^^^ dead-link: nothing lies at `/leader/` => did you mean `/leaders/`?
[[menu]]
name = "Attack"
url = "javascript:alert(1)"
      ^^^^^^^^^^^^^^^^^^^^^ unsafe-url: 
"#,
    );
}

#[test]
fn headings_that_do_not_exist_are_told() {
    check(
        r##"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
+++

## What was agreed

See [here](#what-was-agreeed), [there](/articles/tokyo/#none) and [[tokyo#none]].
    ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-anchor: no heading `#what-was-agreeed` => did you mean `#what-was-agreed`?
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-anchor: no heading `#none`
                                                                  ^^^^^^^^^^^^^^ dead-anchor: no heading `#none`

See [here](#what-was-agreed).
"##,
    );
}

#[test]
fn addresses_with_a_scheme_that_could_do_harm_are_left_out() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
sources = [{ title = "Evil", url = "javascript:alert(1)" }]
                                   ^^^^^^^^^^^^^^^^^^^^^ unsafe-url: not an address on the web => https://
+++

[a](javascript:alert(1)) [b](JavaScript:alert(1)) [c](data:text/html,x) [d](//evil.example/) [e](mailto:a@b.example)
^^^^^^^^^^^^^^^^^^^^^^^^ unsafe-url: `javascript:alert(1)` is left out => https://
                         ^^^^^^^^^^^^^^^^^^^^^^^^ unsafe-url: 
                                                  ^^^^^^^^^^^^^^^^^^^^^ unsafe-url: 
                                                                        ^^^^^^^^^^^^^^^^^^^^ unsafe-url: 
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
links = ["ftp://files.example/", { name = "Site", url = "https://cy.example/" }]
         ^^^^^^^^^^^^^^^^^^^^^^ unsafe-url: `ftp://files.example/`
+++
"#,
    );
}

#[test]
fn pictures_from_elsewhere_become_links() {
    check_article(
        r#"
![A map](https://elsewhere.example/map.png)
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ remote-image: lies on another host and becomes a link => beside the article
"#,
    );
}

#[test]
fn pictures_need_a_text_for_those_who_cannot_see_them() {
    let site = TestSite::minimal()
        .with("articles/x/map.svg", "<svg/>")
        .with_article(
            "x",
            "image = { src = \"map.svg\" }",
            "![](map.svg) ![A map](map.svg)",
        );
    let told = site.diagnostics();
    let places: Vec<_> = told
        .iter()
        .map(|told| {
            (
                told.code.as_str(),
                told.level.as_str(),
                told.line.unwrap(),
                told.column.unwrap(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("missing-alt", "warning", 4, 17),
            ("missing-alt", "warning", 7, 1)
        ]
    );
    assert!(told[0].help.as_deref().unwrap().contains("alt = \"…\""));
}

/// A PNG (W3C PNG, third edition) of this size without any pixels.
fn png_without_pixels(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 2, 0, 0, 0]);
    for (kind, data) in [(b"IHDR", head), (b"IDAT", vec![]), (b"IEND", vec![])] {
        let chunk = img_parts::png::PngChunk::new(*kind, data.into());
        png.extend(chunk.encoder().bytes());
    }
    png
}

#[test]
fn pictures_that_cannot_be_read_are_told() {
    let site = TestSite::minimal()
        .with_article("x", "", "![A map](map.jpg) ![A wall](wall.png)")
        .with("articles/x/map.jpg", b"\xff\xd8\xff\xe0")
        .with("articles/x/wall.png", png_without_pixels(20_000, 10_000))
        // Nobody looks at these.
        .with("articles/x/beside.png", png_without_pixels(20_000, 10_000))
        .with("site/static/unused.jpg", "");
    let told = site.diagnostics();
    let places: Vec<_> = told
        .iter()
        .map(|told| (told.code.as_str(), told.file.as_deref().unwrap()))
        .collect();
    assert_eq!(
        places,
        [
            ("broken-picture", "articles/x/map.jpg"),
            ("large-picture", "articles/x/wall.png")
        ]
    );
    assert!(told.iter().all(|told| told.level == "warning"));
    assert!(told[0].help.as_deref().unwrap().contains("save it again"));
    assert!(told[1].message.contains("20000 × 10000 pixels"));
}

#[test]
fn raw_html_that_is_removed_is_told() {
    check_article(
        r#"
Text with <b>bold</b> and <script>alert(1)</script>.
                          ^^^^^^^^ removed-html: the tag <script> is removed => unsafe_html = true
                                          ^^^^^^^^^ removed-html: the tag <script> is removed

<iframe src="https://evil.example/"></iframe>
^^^^^^^ removed-html: the tag <iframe> is removed
"#,
    );
    let allowed = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article("x", "", "<iframe src=\"https://video.example/\"></iframe>");
    assert_eq!(allowed.codes(), Vec::<String>::new());
}

/// Gmail cuts what is longer; the page has no such limit.
#[test]
fn an_edition_for_mail_that_would_be_cut_is_told() {
    let text = |paragraphs: usize| {
        "A paragraph of some sixty letters, as long as many are.\n\n".repeat(paragraphs)
    };
    let told = TestSite::minimal()
        .with_article("x", "", &text(1500))
        .diagnostics();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].code, "email-too-long");
    assert_eq!(told[0].level, "warning");
    assert_eq!(told[0].file.as_deref(), Some("articles/x/article.md"));
    assert!(told[0].message.contains("“About x”") && told[0].message.contains(" bytes"));
    assert!(told[0].help.as_deref().unwrap().contains("two articles"));
    let shorter = TestSite::minimal().with_article("x", "", &text(500));
    assert_eq!(shorter.codes(), Vec::<String>::new());
}

// --- Addresses ---------------------------------------------------------------------------------

#[test]
fn slugs_and_old_addresses_stay_on_the_site() {
    check(
        r#"
-- articles/x/article.md --
+++
^ invalid-path: the slug `../../etc` cannot become an address => letters, digits and hyphens
title = "X"
date = 2024-05-03
slug = "../../etc"
+++
-- articles/y/article.md --
+++
title = "Y"
date = 2024-05-03
aliases = ["/2019/old/", "/../../etc/passwd", "old", "/%2e%2e/x/"]
                         ^^^^^^^^^^^^^^^^^^^ invalid-path: `/../../etc/passwd` is no path on this site
                                              ^^^^^ invalid-path: it does not begin with a slash => from the root of the site
                                                     ^^^^^^^^^^^^ invalid-path: `/%2e%2e/x/`
+++
"#,
    );
}

#[test]
fn two_pages_on_one_address_are_told_with_both_sources() {
    let site = TestSite::minimal().with_article("2025-01-01-tokyo", "", "");
    let told = site.diagnostics();
    assert_eq!(
        told.iter()
            .map(|told| told.code.as_str())
            .collect::<Vec<_>>(),
        ["url-collision"],
        "{told:#?}"
    );
    assert!(told[0].message.contains("/articles/tokyo/"));
    let human = site.run(["build"]);
    assert_eq!(human.code, 1);
    assert!(
        human
            .stderr
            .contains("articles/2025-01-01-tokyo/article.md")
            && human
                .stderr
                .contains("articles/2024-05-02-tokyo/article.md"),
        "{}",
        human.stderr
    );
}

// --- Dates -------------------------------------------------------------------------------------

#[test]
fn spans_that_end_before_they_begin_are_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
updated = 2024-05-02
          ^^^^^^^^^^ reversed-dates: updated on 2024-05-02, before its date 2024-05-03
+++
-- site/events/forum-2025.md --
+++
title = "Forum"
date = 2025-06-11
end_date = 2025-06-10
           ^^^^^^^^^^ reversed-dates: the event ends on 2025-06-10, before it begins => exchange the two
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
born = 1960-01-01
died = 1950-01-01
       ^^^^^^^^^^ reversed-dates: the life ends

[[offices]]
title = "Minister"
from = 1990-01-01
to = 1990-01-01
     ^^^^^^^^^^ reversed-dates: the office ends on 1990-01-01, which is not after its first day => no longer held

[[offices]]
title = "Prime Minister"
from = 1995-01-01
to = 1994-01-01
     ^^^^^^^^^^ reversed-dates: the office ends on 1994-01-01
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
end_date = 2025-06-09
           ^^^^^^^^^^ reversed-dates: the meeting ends

[[outcomes]]
id = "a"
text = "A"
due = 2025-06-01
      ^^^^^^^^^^ reversed-dates: due on 2025-06-01, before its own day 2025-06-10
sources = ["communique"]
+++
-- site/trips/tour.md --
+++
title = "Tour"
date = 2025-06-09
end_date = 2025-06-08
           ^^^^^^^^^^ reversed-dates: the trip ends
leader = "ann-lee"
+++
"#
        // A death before an office is a fault of its own; see the next test.
        .replace("died = 1950-01-01\n       ^^^^^^^^^^ reversed-dates: the life ends\n", "")
        .as_str(),
    );
    check_leader(
        r#"
born = 1960-01-01
died = 1950-01-01
       ^^^^^^^^^^ reversed-dates: the life ends on 1950-01-01, before it begins on 1960-01-01
"#,
    );
}

#[test]
fn dates_that_contradict_each_other_are_told() {
    check(
        r#"
-- site/events/forum-2020.md --
+++
title = "Forum"
date = 2020-06-10
+++
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
born = 1960-01-01
died = 2000-01-01

[[offices]]
title = "Minister"
from = 1950-01-01
       ^^^^^^^^^^ impossible-date: before the leader's birth
to = 1951-01-01

[[offices]]
title = "Prime Minister"
from = 2001-01-01
       ^^^^^^^^^^ impossible-date: after the leader's death
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
participants = ["ann-lee", "cy-novak"]
part_of = "forum-2020"
          ^^^^^^^^^^^^ impossible-date: days away from `forum-2020` => name another event

[[outcomes]]
id = "a"
text = "A"
date = 2025-06-01
       ^^^^^^^^^^ impossible-date: the outcome is dated 2025-06-01, before the meeting of 2025-06-10
sources = ["communique"]

[[outcomes]]
id = "b"
text = "B"
status = "agreed"
sources = ["communique"]

[[outcomes.updates]]
date = 2025-06-09
       ^^^^^^^^^^ impossible-date: the update is dated 2025-06-09, before its outcome of 2025-06-10 => an update tells what came later
status = "kept"
sources = ["communique"]
+++
-- site/trips/tour.md --
+++
title = "Tour"
date = 2025-06-01
end_date = 2025-06-05
leader = "ann-lee"
stops = ["prague-2025"]
         ^^^^^^^^^^^^^ impossible-date: the meeting `prague-2025` of 2025-06-10 lies outside the dates of this trip => mend the dates

[[legs]]
date = 2025-06-06
       ^^^^^^^^^^ impossible-date: the leg of 2025-06-06 lies outside
country = "CZ"
+++
"#,
    );
}

#[test]
fn a_traveller_takes_part_in_the_stops() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
+++
-- site/trips/tour.md --
+++
title = "Tour"
date = 2024-05-01
leader = "cy-novak"
stops = ["tokyo-2024"]
         ^^^^^^^^^^^^ not-a-participant: `cy-novak` did not take part in the meeting `tokyo-2024`
+++
"#,
    );
}

// --- Warnings ----------------------------------------------------------------------------------

#[test]
fn lists_that_name_something_twice_are_told() {
    check(
        r#"
-- articles/x/article.md --
+++
title = "X"
date = 2024-05-03
topics = ["Arms control", "arms control"]
                          ^^^^^^^^^^^^^^ duplicate-entry: the topic `arms control` is here twice
leaders = ["ann-lee", "Ann-Lee"]
                      ^^^^^^^^^ duplicate-entry: `Ann-Lee` is named twice
sources = ["communique", "communique"]
                         ^^^^^^^^^^^^ duplicate-entry: this source is named twice
+++
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
participants = ["ann-lee", { leader = "ann-lee", role = "guest" }]
                                      ^^^^^^^^^ duplicate-entry: `ann-lee` is named twice among the participants
+++
"#,
    );
}

#[test]
fn what_has_no_source_and_what_needs_a_note_is_told() {
    check_summit(
        r#"
[[outcomes]]
id = "a"
     ^^^ missing-source: the outcome `a` has no source => add `sources
text = "A"
status = "disputed"
         ^^^^^^^^^^ missing-note: the status `disputed` needs a note => note =

[[outcomes.updates]]
date = 2025-07-01
       ^^^^^^^^^^ missing-source: the update has no source
status = "unratable"
         ^^^^^^^^^^^ missing-note: the status `unratable` needs a note

[[outcomes]]
id = "b"
text = "B"
status = "disputed"
note = "Both sides tell it differently."
sources = ["communique"]
"#,
    );
}

#[test]
fn warnings_do_not_stop_a_build_unless_they_are_denied() {
    let site = TestSite::minimal().with_article("x", "colour = 1", "");
    assert_eq!(site.run(["check"]).code, 0);
    assert_eq!(site.run(["check", "--deny", "warnings"]).code, 1);
    let run = site.build();
    assert!(run.stdout.contains("1 warning."), "{run:?}");
    assert!(run.stderr.contains("warning[unknown-key]"), "{run:?}");
}

#[test]
fn notes_are_no_warnings() {
    let site = TestSite::minimal().with_article("x", "draft = true", "");
    assert_eq!(site.codes(), ["left-out"]);
    assert_eq!(site.run(["check", "--deny", "warnings"]).code, 0);
}

// --- Themes ------------------------------------------------------------------------------------

#[test]
fn texts_of_a_theme_that_nothing_can_fill_or_print_are_told() {
    check(
        r#"
-- site/site.toml --
title = "The Record"
base_url = "https://record.example/"
theme = "daily"

[[pillars]]
id = "trade"
name = "Trade"
-- themes/daily/theme.toml --
extends = "chancery"
-- themes/daily/i18n/ja.toml --
[page]
leaders = "首脳"
-- themes/daily/i18n/en.toml --
[page]
archive = "Briefings, page {nummer}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^ theme-text: nothing fills `{nummer}` in `page.archive` => did you mean `number`
"#,
    );
}

#[test]
fn a_mark_that_is_none_of_the_six_is_told() {
    check(
        r#"
-- site/site.toml --
title = "The Record"
base_url = "https://record.example/"

[[pillars]]
id = "trade"
name = "Trade"
mark = "enrgy"
       ^^^^^^^ invalid-value: there is no mark `enrgy` => energy
"#,
    );
}

#[test]
fn themes_that_do_not_exist_are_told() {
    let site = TestSite::minimal().with_settings("theme = \"chancary\"");
    let told = site.diagnostics();
    assert_eq!(
        (told[0].code.as_str(), told[0].line, told[0].column),
        ("theme-not-found", Some(1), Some(9)),
        "{told:#?}"
    );
    assert_eq!(told[0].help.as_deref(), Some("did you mean `chancery`?"));

    for (extends, message) in [
        ("nothing-such", "there is no theme `nothing-such`"),
        ("mine", "extends itself"),
        ("../../outside", "there is no theme"),
    ] {
        let site = TestSite::minimal().with_settings("theme = \"mine\"").with(
            "themes/mine/theme.toml",
            format!("extends = \"{extends}\"\n"),
        );
        let told = site.diagnostics();
        assert_eq!(
            (told[0].code.as_str(), told[0].file.as_deref(), told[0].line),
            ("theme-not-found", Some("themes/mine/theme.toml"), Some(1)),
            "{told:#?}"
        );
        assert!(told[0].message.contains(message), "{told:#?}");
    }
}

// --- All at once -------------------------------------------------------------------------------

/// Twelve mistakes of twelve kinds, in seven files.
const TWELVE: &str = r#"
-- articles/2024-05-02-tokyo/article.md --
+++
titel = "A day in Tokyo"
^^^^^ unknown-key: unknown key `titel` => did you mean `title`?
^^^ missing-key: an article lacks `title` => add a line such as
date = "2024-05-02"
       ^^^^^^^^^^^^ wrong-type: expected a date => 
summits = ["tokyo-2042"]
           ^^^^^^^^^^^^ unresolved-reference: `tokyo-2042` => did you mean `tokyo-2024`?
+++

They met in Tokyo.[@comunique] See [[zoe-quentin]] and [this](/nowhere-at-all/).
                  ^^^^^^^^^^^^ unknown-source: `comunique` => did you mean `communique`?
                                   ^^^^^^^^^^^^^^^ unresolved-reference: `zoe-quentin` => summitry new leader zoe-quentin
                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-link: `/nowhere-at-all/` => [[id]]
-- site/leaders/ann-lee.md --
+++
name = "Ann Lee"
country = "USA"
          ^^^^^ unknown-country: `USA` is not a country code => `US`

[[offices]]
title = "President of the United States"
kind = "head-of-state-and-government"
from = 2021-01-20
to = 2020-01-20
     ^^^^^^^^^^ reversed-dates: the office ends on 2020-01-20 => no longer held
+++
-- site/leaders/bo-tanaka.md --
name = "Bo Tanaka"
^^^ missing-front-matter: does not begin with front matter => `+++`
^^^ missing-key: a leader lacks `name` => add a line such as
^^^ missing-key: a leader lacks `country` => add a line such as
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = CZ
          ^^ toml-syntax: => 
+++
-- site/summits/tokyo-2024.md --
+++
title = "Lee–Tanaka, Tokyo"
date = 2024-05-01
kind = "trilatral"
       ^^^^^^^^^^^ invalid-value: `trilatral` is not allowed here => did you mean `trilateral`?
participants = ["ann-lee", "bo-tanaka"]

[[outcomes]]
id = "tariff-cut"
     ^^^^^^^^^^^^ missing-source: has no source => add `sources
text = "Tariffs on steel are cut by half."
status = "agreed"

[[outcomes.updates]]
date = 2024-04-01
       ^^^^^^^^^^ impossible-date: before its outcome => mend the date
status = "kept"
sources = ["communique"]
+++
"#;

#[test]
fn a_site_with_twelve_mistakes_tells_all_of_them_in_one_run_and_leaves_the_output_as_it_was() {
    let site = TestSite::minimal();
    site.build();
    let before = tree::age(&site.path("public"));
    assert!(before.paths().len() > 10);

    let (files, expected) = marks::read(TWELVE);
    for (path, text) in &files {
        site.write(path, text);
    }
    let run = site.run(["build", "--message-format", "json"]);
    assert_eq!(run.code, 1);
    let told = run.diagnostics();
    marks::assert_told(&told, &expected);
    let kinds: std::collections::BTreeSet<&str> =
        told.iter().map(|told| told.code.as_str()).collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
    for told in &told {
        assert!(
            told.file.is_some() && told.line.is_some() && told.column.is_some(),
            "without a place: {told:?}"
        );
        assert!(told.help.is_some(), "without a way out: {told:?}");
    }
    before.assert_untouched(&site.output());
    assert!(run.stderr.contains("Nothing was written"), "{}", run.stderr);

    // The same for people.
    let human = site.run(["build"]);
    assert_eq!(human.code, 1);
    for expected in &expected {
        assert!(
            human.stderr.contains(&format!(
                "{}:{}:{}",
                expected.file, expected.line, expected.column
            )),
            "{expected:?}"
        );
    }
    before.assert_untouched(&site.output());
}

#[test]
fn faults_are_told_in_order_of_file_and_line() {
    let site = TestSite::minimal();
    let (files, _) = marks::read(TWELVE);
    for (path, text) in &files {
        site.write(path, text);
    }
    let told = site.diagnostics();
    let places: Vec<_> = told
        .iter()
        .map(|told| (told.file.clone(), told.line, told.column))
        .collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted);
    let human = site.run(["check"]).stderr;
    let at: Vec<usize> = told
        .iter()
        .map(|told| {
            human
                .find(&format!(
                    "{}:{}:{}",
                    told.file.as_ref().unwrap(),
                    told.line.unwrap(),
                    told.column.unwrap()
                ))
                .unwrap()
        })
        .collect();
    assert!(at.is_sorted(), "{human}");
}

#[test]
fn the_same_faults_are_told_with_any_number_of_threads() {
    let site = TestSite::minimal();
    let (files, _) = marks::read(TWELVE);
    for (path, text) in &files {
        site.write(path, text);
    }
    let with = |threads: &str| {
        let mut command = site.command(["check", "--message-format", "json"]);
        command.env("RAYON_NUM_THREADS", threads);
        site.finish(command).stdout
    };
    assert_eq!(with("1"), with("4"));
}

// --- One mistake, one fault --------------------------------------------------------------------
//
// What follows from a mistake is not the editor's: a record that cannot be told apart, or a value
// that could not be read, is told where it stands and nowhere else.

#[test]
fn a_former_id_that_is_taken_is_told_once() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
former_ids = ["ann-lee"]
              ^^^^^^^^^ duplicate-id: the id `ann-lee` is taken
+++
"#,
    );
}

#[test]
fn an_id_that_is_taken_is_told_once_and_not_at_every_reference() {
    check(
        r#"
-- site/events/tokyo-2024.md --
+++
title = "Tokyo Forum"
        ^^^^^^^^^^^^^ duplicate-id: the id `tokyo-2024` is taken
date = 2024-05-01
+++
"#,
    );
}

#[test]
fn a_pillar_that_is_there_twice_is_told_once() {
    check(
        r#"
-- site/site.toml --
title = "The Record"
base_url = "https://record.example/"
[[pillars]]
id = "trade"
name = "Trade"
[[pillars]]
id = "trade"
     ^^^^^^^ duplicate-id: `trade` is here twice
name = "Trade again"
"#,
    );
}

#[test]
fn a_date_that_toml_cannot_read_is_told_once() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
born = 1960-13-01
       ^^^^^^^^^^ toml-syntax: 
+++
"#,
    );
}

#[test]
fn a_text_without_quotes_is_told_once() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy Novak"
country = "CZ"
family_name = Novak
              ^^^^^ toml-syntax: 
+++
"#,
    );
}

#[test]
fn a_latitude_of_the_wrong_type_is_told_once() {
    check(
        r#"
-- site/summits/prague-2025.md --
+++
title = "Prague"
date = 2025-06-10
place = { lat = "50", lon = 14.4 }
                ^^^^ wrong-type: expected a number
+++
"#,
    );
}

#[test]
fn a_value_that_toml_cannot_read_is_told_once() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = Cy
       ^^ toml-syntax: 
country = "CZ"
+++
"#,
    );
}

#[test]
fn a_file_without_front_matter_is_told_with_what_it_has_to_hold() {
    check(
        r#"
-- site/leaders/cy-novak.md --
Cy Novak is a leader.
^^^ missing-front-matter: does not begin with front matter => `+++`
^^^ missing-key: a leader lacks `name`
^^^ missing-key: a leader lacks `country`
"#,
    );
}

#[test]
fn a_syntax_error_has_a_way_out_too() {
    for line in [
        "born = 1960-13-01",
        "born = tomorrow",
        "family_name = Novak",
        "family_name = \"Novak",
        "family_name \"Novak\"",
        "[[offices]",
    ] {
        let site = TestSite::minimal().with(
            "site/leaders/cy-novak.md",
            format!("+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\n{line}\n+++\n"),
        );
        let told = site.diagnostics();
        let fault = told
            .iter()
            .find(|told| told.code == "toml-syntax")
            .unwrap_or_else(|| panic!("{line}: {told:#?}"));
        assert_eq!(
            (fault.file.as_deref(), fault.line),
            (Some("site/leaders/cy-novak.md"), Some(4)),
            "{line}: {fault:?}"
        );
        assert!(fault.help.is_some(), "{line}: {fault:?}");
    }
}

// --- Formats -----------------------------------------------------------------------------------

/// One fault of each level.
fn site_with_three_levels() -> TestSite {
    TestSite::minimal().with_article("b", "draft = true", "").with(
        "articles/a/article.md",
        "+++\ntitle = \"100 %, a: b\"\ndate = 2024-05-03\ntopcis = []\nleaders = [\"bo-tanka\"]\n+++\n",
    )
}

#[test]
fn for_people() {
    insta::assert_snapshot!(site_with_three_levels().run(["check"]).told());
}

#[test]
fn for_programs() {
    insta::assert_snapshot!(
        site_with_three_levels()
            .run(["check", "--message-format", "json"])
            .told()
    );
}

#[test]
fn for_github() {
    insta::assert_snapshot!(
        site_with_three_levels()
            .run(["check", "--message-format", "github"])
            .told()
    );
}

#[test]
fn a_fault_that_another_place_explains_shows_both() {
    let site = TestSite::minimal().with(
        "site/events/tokyo-2024.md",
        "+++\ntitle = \"Tokyo Forum\"\ndate = 2024-05-01\n+++\n",
    );
    insta::assert_snapshot!(site.run(["check"]).told());
}

#[test]
fn github_annotations_stay_on_their_line_whatever_the_content_holds() {
    let site = TestSite::minimal().with_article(
        "x",
        "leaders = [\"\"\"a\n::error::forged,100%\"\"\"]",
        "",
    );
    let run = site.run(["check", "--message-format", "github"]);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(
        run.stdout
            .starts_with("::error file=articles/x/article.md,line=4,"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("a%0A::error::forged,100%25"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_count_typed_by_hand_is_compared_where_it_is_certain() {
    let told = |text: &str| -> Vec<String> {
        let site = TestSite::minimal().with_article("claims", "", text);
        site.diagnostics()
            .into_iter()
            .map(|told| told.code)
            .collect()
    };
    assert_eq!(
        told("At [[tokyo-2024]] they held their third meeting."),
        ["claim"]
    );
    assert!(told("At [[tokyo-2024]] they held their first meeting.").is_empty());
    assert!(told("The press called [[tokyo-2024]] their third meeting.").is_empty());
    assert!(
        told("They met at [[tokyo-2024]]. It was their third meeting on the phone.").is_empty()
    );
}

#[test]
fn a_control_character_is_told_and_replaced() {
    check(
        r#"
-- site/leaders/cy-novak.md --
+++
name = "Cy\u001b Novak"
       ^^^^^^^^^^^^^^^^ control-character: U+001B => take it out
country = "CZ"
+++
"#,
    );
}

// --- The machine -------------------------------------------------------------------------------

#[test]
fn a_search_index_that_cannot_be_made_is_told_with_a_way_out() {
    // Pagefind wants to know the working folder, and this one is gone.
    let site = TestSite::minimal();
    let gone = site.outside("gone");
    std::fs::create_dir_all(&gone).unwrap();
    let program = site.command(["build", "--message-format", "json"]);
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", "rmdir ../gone && exec \"$@\"", "sh"])
        .arg(program.get_program())
        .args(program.get_args())
        .env("SOURCE_DATE_EPOCH", support::epoch(support::NOW))
        .current_dir(&gone);
    let told = site.finish(command).diagnostics();
    let codes: Vec<_> = told.iter().map(|told| told.code.as_str()).collect();
    assert_eq!(codes, ["search-index"], "{told:#?}");
}

// --- The list of codes -------------------------------------------------------------------------

#[test]
fn every_code_has_a_test() {
    let tests = [
        include_str!("diagnostics.rs"),
        include_str!("publishing.rs"),
        include_str!("command_line.rs"),
    ];
    for code in summitry::diagnostic::Code::ALL {
        let (marked, quoted) = (format!("^ {code}:"), format!("\"{code}\""));
        assert!(
            tests
                .iter()
                .any(|text| text.contains(&marked) || text.contains(&quoted)),
            "no test expects `{code}`"
        );
    }
}
