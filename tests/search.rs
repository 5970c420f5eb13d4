//! What a search finds, and the files of the index from which a browser finds it.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeMap;
use std::sync::mpsc;

use summitry::model::types::Output;
use summitry::model::{ModelOptions, SiteOverrides};
use summitry::pages::search_records::{Facet, SearchRecord, Subject};
use summitry::pipeline::{self, Options};
use summitry::preview::builder::{Builder, Orders};
use summitry::preview::stage::Answer;
use summitry::write::Content;

use support::{TestSite, html};

/// A leader with names in other scripts, and others that a keyboard may lack.
const NAMES: &str = r#"
-- site/leaders/sanae-takaichi.md --
+++
name = "Sanae Takaichi"
native_name = "高市早苗"
native_lang = "ja"
country = "JP"
aliases = ["Takaichi Sanae"]
+++

She wrote ___PAGEFIND_WEIGHT___0 on *a slip* of paper.[@communique] See [[tokyo-2024]].

-- site/leaders/lukasz-dabrowski.md --
+++
name = "Łukasz Dąbrowski"
country = "PL"
+++
-- site/summits/nara-2025.md --
+++
title = "Nara"
date = 2024-12-31
end_date = 2025-01-01
participants = ["sanae-takaichi", "ann-lee"]
place = { city = "Nara", country = "JP" }
summary = "Two days in Nara."
+++
"#;

fn site() -> TestSite {
    let site = TestSite::minimal();
    site.write_all(NAMES);
    site
}

fn options(site: &TestSite, without: Vec<Output>) -> Options {
    Options {
        root: site.root(),
        model: ModelOptions {
            site: SiteOverrides {
                as_of: Some(jiff::civil::date(2026, 1, 15)),
                without,
                ..SiteOverrides::default()
            },
            ..ModelOptions::default()
        },
        allow_unresolved: false,
    }
}

/// All records of a site by their addresses.
fn records(site: &TestSite) -> BTreeMap<String, SearchRecord> {
    let prepared = pipeline::prepare(&options(site, Vec::new())).unwrap();
    let subjects = Subject::all(&prepared.model).into_iter();
    subjects
        .map(|subject| subject.record(&prepared.model))
        .map(|record| (record.url.clone(), record))
        .collect()
}

fn words(record: &SearchRecord, facet: Facet) -> Vec<&str> {
    let words = record.facets.get(&facet);
    words.into_iter().flatten().map(String::as_str).collect()
}

/// The names of the files of the index.
fn index_of(site: &TestSite) -> Vec<String> {
    let output = site.output();
    let paths = output.paths().into_iter();
    paths
        .filter_map(|path| path.strip_prefix("pagefind/"))
        .filter(|path| path.contains('.'))
        .map(str::to_owned)
        .collect()
}

// --- Records -----------------------------------------------------------------------------------

#[test]
fn everything_has_a_record_with_its_address() {
    let addresses: Vec<String> = records(&site()).into_keys().collect();
    assert_eq!(
        addresses,
        [
            "/articles/tokyo/",
            "/countries/jp/",
            "/countries/pl/",
            "/countries/us/",
            "/leaders/ann-lee/",
            "/leaders/bo-tanaka/",
            "/leaders/lukasz-dabrowski/",
            "/leaders/sanae-takaichi/",
            "/summits/nara-2025/",
            "/summits/tokyo-2024/",
            "/summits/tokyo-2024/#outcome-tariff-cut",
        ]
    );
}

#[test]
fn the_index_is_the_same_under_every_prefix() {
    let site = site();
    site.build();
    let at_root = site.output();
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    let under_prefix = site.output();
    for (path, bytes) in at_root.bytes() {
        if path.starts_with("pagefind/") {
            assert!(under_prefix.bytes()[path] == bytes, "{path}");
        }
    }
    let page = site.page("/search/");
    assert!(page.contains("data-pagefind=\"/repo/pagefind/pagefind.js\""));
}

#[test]
fn a_leader_is_known_by_every_name_and_so_are_the_meetings() {
    let records = records(&site());
    let leader = &records["/leaders/sanae-takaichi/"];
    assert_eq!(
        leader.names,
        ["Sanae Takaichi", "高市早苗", "Takaichi Sanae"]
    );
    assert_eq!(leader.native.as_ref().unwrap().language, "ja");
    let meeting = &records["/summits/nara-2025/"];
    assert_eq!(
        meeting.people,
        ["Sanae Takaichi", "高市早苗", "Takaichi Sanae", "Ann Lee"]
    );
    let polish = &records["/leaders/lukasz-dabrowski/"];
    assert_eq!(polish.names, ["Łukasz Dąbrowski", "lukasz dabrowski"]);
}

#[test]
fn a_record_has_the_text_without_its_markup() {
    let records = records(&site());
    let leader = &records["/leaders/sanae-takaichi/"];
    let text = "She wrote ___PAGEFIND_WEIGHT___0 on a slip of paper. See Lee–Tanaka, Tokyo.";
    assert!(leader.text.contains(text), "{}", leader.text);
    let meeting = &records["/summits/nara-2025/"];
    assert!(meeting.text.starts_with("Two days in Nara."));
    assert_eq!(meeting.line.as_deref(), Some("Nara, Japan"));
    let outcome = &records["/summits/tokyo-2024/#outcome-tariff-cut"];
    assert_eq!(outcome.title, "Tariffs on steel are cut by half.");
    assert_eq!(outcome.line.as_deref(), Some("Lee–Tanaka, Tokyo"));
    assert_eq!(outcome.kind, "Commitment, Agreed");
}

#[test]
fn finds_are_narrowed_down_by_kind_pillar_country_and_year() {
    let records = records(&site());
    let meeting = &records["/summits/nara-2025/"];
    assert_eq!(words(meeting, Facet::Kind), ["Meetings"]);
    assert_eq!(words(meeting, Facet::Country), ["Japan", "United States"]);
    assert_eq!(words(meeting, Facet::Year), ["2024", "2025"]);
    let outcome = &records["/summits/tokyo-2024/#outcome-tariff-cut"];
    assert_eq!(words(outcome, Facet::Pillar), ["Trade"]);
    assert_eq!(words(outcome, Facet::Country), ["United States"]);
    let article = &records["/articles/tokyo/"];
    assert_eq!(words(article, Facet::Country), ["Japan", "United States"]);
    assert_eq!(words(article, Facet::Year), ["2024"]);
    let leader = &records["/leaders/sanae-takaichi/"];
    assert!(words(leader, Facet::Year).is_empty());
}

// --- Files -------------------------------------------------------------------------------------

#[test]
fn only_what_a_browser_asks_for_is_published_and_nothing_is_said() {
    let site = site();
    let run = site.build();
    assert!(run.stdout.starts_with("Built ") && run.stdout.lines().count() == 1);
    assert_eq!(run.stderr, "");
    let files = index_of(&site);
    let plain: Vec<&String> = files.iter().filter(|file| !file.contains('_')).collect();
    assert_eq!(
        plain,
        [
            "pagefind-entry.json",
            "pagefind-worker.js",
            "pagefind.js",
            "wasm.en.pagefind"
        ]
    );
    let count = |folder: &str| files.iter().filter(|file| file.starts_with(folder)).count();
    assert_eq!(count("fragment/"), records(&site).len());
    assert_eq!(count("filter/"), Facet::ALL.len());
    assert!(count("index/") > 0);
    assert_eq!(files.iter().filter(|f| f.ends_with(".pf_meta")).count(), 1);
}

#[test]
fn a_language_without_stems_has_the_plain_program() {
    let site = TestSite::minimal().with_settings("language = \"ja\"");
    site.build();
    let files = index_of(&site);
    let programs: Vec<&String> = files.iter().filter(|f| f.starts_with("wasm.")).collect();
    assert_eq!(programs, ["wasm.unknown.pagefind"]);
    assert!(
        site.page("/pagefind/pagefind-entry.json")
            .contains("\"ja\"")
    );
}

#[test]
fn the_same_site_has_the_same_index_whatever_the_number_of_threads() {
    let site = site();
    let mut outputs = ["1", "2", "7", "7"].map(|threads| {
        let mut command = site.command(["build", "--output", "public"]);
        command.env("RAYON_NUM_THREADS", threads);
        assert_eq!(site.finish(command).code, 0);
        let output = site.output();
        std::fs::remove_dir_all(site.path("public")).unwrap();
        output
    });
    let (first, others) = outputs.split_first_mut().unwrap();
    for other in others {
        first.assert_same_bytes(other);
    }
}

#[test]
fn a_site_may_do_without() {
    for site in [
        TestSite::minimal().with_settings("outputs = { search = false }"),
        TestSite::minimal(),
    ] {
        if site.read("site/site.toml").contains("search") {
            site.build();
        } else {
            assert!(site.build().code == 0 && !index_of(&site).is_empty());
            site.build_with(["--without", "search"]);
        }
        assert_eq!(index_of(&site), Vec::<String>::new());
        let page = site.page("/search/");
        assert!(!page.contains("pagefind") && page.contains("Lee–Tanaka, Tokyo"));
    }
}

#[test]
fn the_folder_of_the_index_is_its_own() {
    let told = |site: TestSite| {
        site.run(["build", "--message-format", "json"])
            .diagnostics()
    };
    let site = TestSite::minimal().with("site/static/pagefind/mine.txt", "mine");
    let checked = site.run(["check", "--message-format", "json"]);
    assert_eq!(checked.diagnostics()[0].code, "url-collision");
    let faults = told(site);
    assert_eq!(faults[0].code, "url-collision", "{faults:#?}");
    assert!(faults[0].message.contains("/pagefind/mine.txt"));
    let aliases = "aliases = [\"/Pagefind/old/\"]";
    let faults = told(TestSite::minimal().with_article("x", aliases, ""));
    assert_eq!(faults[0].code, "url-collision", "{faults:#?}");
    let site = TestSite::minimal()
        .with_settings("outputs = { search = false }")
        .with("site/static/pagefind/mine.txt", "mine");
    site.build();
    assert_eq!(site.page("/pagefind/mine.txt"), "mine");
}

#[test]
fn the_preview_serves_the_index_that_a_build_writes() {
    let site = site();
    let options = options(&site, vec![Output::ShareCards]);
    let mut prepared = pipeline::prepare(&options).unwrap();
    let built = pipeline::render(&mut prepared, &std::sync::Arc::default(), &|| {}).unwrap();
    let (sender, messages) = mpsc::channel();
    let orders = Orders {
        options,
        follow: false,
        told: Box::new(|_| {}),
    };
    let (_builder, stage) = Builder::start(orders, sender, messages).unwrap();
    let served = stage.now().site.clone().unwrap();
    let mut types = BTreeMap::new();
    for file in built {
        let address = format!("/{}", file.path.as_str());
        let Some(name) = address.strip_prefix("/pagefind/") else {
            continue;
        };
        let Answer::Found(body) = served.answer(&address) else {
            panic!("{address} is not served");
        };
        let Content::Bytes(bytes) = file.content else {
            panic!("{address} is no file of its own");
        };
        assert!(body.bytes == bytes, "{address}");
        types.insert(name.to_owned(), body.mime);
    }
    assert_eq!(types["pagefind.js"], "text/javascript; charset=utf-8");
    assert_eq!(
        types["pagefind-entry.json"],
        "application/json; charset=utf-8"
    );
    assert_eq!(types["wasm.en.pagefind"], "application/octet-stream");
    for nothing in ["/pagefind/pagefind-ui.js", "/pagefind/", "/pagefind"] {
        assert!(
            matches!(served.answer(nothing), Answer::NotFound(_)),
            "{nothing}"
        );
    }
}

// --- The page ----------------------------------------------------------------------------------

#[test]
fn the_page_leads_to_everything_and_offers_what_there_is_to_choose() {
    let site = site();
    site.build();
    let page = site.page("/search/");
    let addresses = html::addresses(&page);
    for address in records(&site).into_keys() {
        assert!(addresses.contains(&address), "{address}");
    }
    for choice in [
        "<option value=\"Meetings\">Meetings (2)",
        "<option value=\"Poland\">Poland (2)",
        "<option value=\"2025\">2025 (1)",
    ] {
        assert!(page.contains(choice), "{choice}: {page}");
    }
    assert!(!page.contains("<select name=\"pillar\">"), "there is one");
    assert!(page.contains("data-pagefind=\"/pagefind/pagefind.js\""));
}

#[test]
fn the_page_of_a_large_site_holds_the_first_of_each_kind() {
    let outcomes: String = (0..1_000)
        .map(|n| {
            format!(
                "[[outcomes]]\nid = \"o{n}\"\ntext = \"Promise {n} is made.\"\nsources = [\"communique\"]\n"
            )
        })
        .collect();
    let site = TestSite::minimal();
    site.write(
        "site/summits/long.md",
        format!("+++\ntitle = \"A long one\"\ndate = 2025-01-01\nparticipants = [\"ann-lee\"]\n{outcomes}+++\n"),
    );
    let promises = |site: &TestSite| site.page("/search/").matches("#outcome-").count();
    site.build();
    assert_eq!(promises(&site), 100);
    assert!(html::addresses(&site.page("/search/")).contains(&"/commitments/".to_owned()));
    site.build_with(["--without", "search"]);
    assert_eq!(promises(&site), 1_001);
}

#[test]
fn hostile_titles_are_text_on_the_page_and_in_its_filters() {
    let site = TestSite::minimal();
    site.replace(
        "site/site.toml",
        "name = \"Trade\"",
        "name = \"<b>\\\"Trade'\"\n[[pillars]]\nid = \"other\"\nname = \"Other\"",
    );
    site.write_all("-- articles/2024-06-01-x/article.md --\n+++\ntitle = \"<img src=x onerror=alert(1)>\"\ndate = 2024-06-01\npillars = [\"other\"]\n+++\n");
    site.build();
    let page = site.page("/search/");
    assert!(!page.contains("<img src=x") && !page.contains("<b>\\\""));
    assert!(page.contains("value=\"&lt;b&gt;&quot;Trade"));
}
