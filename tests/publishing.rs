//! What is published, where, and when: drafts and embargoes, addresses, assets, base paths, files
//! for machines, the archive, and themes of a site's own.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::os::unix::fs::symlink;

use support::{Run, TestSite, html, tree};

/// A page left out has no page, is named nowhere else, and is announced with a reason.
#[track_caller]
fn assert_left_out(site: &TestSite, run: &Run, file: &str, reason: &str) {
    let line = run
        .stderr
        .lines()
        .find(|line| line.starts_with("note:") && line.contains(file))
        .unwrap_or_else(|| panic!("{file} is not announced: {run:?}"));
    assert!(line.contains(reason), "{line}");
    let slug = file.split('/').nth(1).unwrap();
    for (path, entry) in site.output().0 {
        assert!(!path.contains(slug), "{path} is there");
        assert!(
            !String::from_utf8_lossy(&entry.bytes).contains(&format!("/{slug}/")),
            "{path} leads to {slug}"
        );
    }
}

// --- Drafts, embargoes, the future -------------------------------------------------------------

#[test]
fn a_draft_is_left_out_and_announced() {
    let site = TestSite::minimal()
        .with_article("secret-plan", "draft = true", "")
        .with_article("x", "", "See [[secret-plan]].");
    let run = site.build();
    assert_left_out(
        &site,
        &run,
        "articles/secret-plan/article.md",
        "it is a draft; --drafts shows it",
    );
    assert!(
        site.page("/articles/x/").contains("See About secret-plan."),
        "its title stands as text"
    );

    site.build_with(["--drafts"]);
    assert!(
        site.page("/articles/secret-plan/")
            .contains("About secret-plan")
    );
    assert!(
        html::addresses(&site.page("/articles/x/")).contains(&"/articles/secret-plan/".to_owned())
    );

    site.build();
    assert!(
        !site.has_page("/articles/secret-plan/"),
        "a draft that was shown goes again"
    );
}

#[test]
fn an_embargo_ends_at_its_minute() {
    let site =
        TestSite::minimal().with_article("embargoed", "date = 2025-11-03T09:00:00+09:00", "Text");
    let before = site.run_at("2025-11-02T23:59:59Z", ["build"]);
    assert_eq!(before.code, 0, "{before:?}");
    assert_left_out(
        &site,
        &before,
        "articles/embargoed/article.md",
        "2025-11-03T00:00:00Z",
    );
    let after = site.run_at("2025-11-03T00:00:00Z", ["build"]);
    assert_eq!(after.code, 0, "{after:?}");
    assert!(!after.stderr.contains("left out"), "{after:?}");
    assert!(site.page("/articles/embargoed/").contains("Text"));
}

#[test]
fn an_embargo_holds_in_feeds_and_lists_too() {
    let site = TestSite::minimal().with_article(
        "embargoed",
        "date = 2025-11-03T09:00:00+09:00\ntitle = \"Unheard of\"\ntopics = [\"Surprise\"]",
        "Text",
    );
    site.run_at("2025-11-02T23:59:59Z", ["build"]);
    for (path, entry) in site.output().0 {
        let text = String::from_utf8_lossy(&entry.bytes);
        assert!(
            !text.contains("Unheard of")
                && !text.contains("Surprise")
                && !text.contains("surprise"),
            "{path} tells of it"
        );
    }
}

#[test]
fn what_lies_in_the_future_is_left_out_and_announced() {
    let site = TestSite::minimal()
        .with_article("tomorrow", "date = 2026-01-16", "")
        .with_article("today", "date = 2026-01-15", "")
        .with(
            "site/summits/rome-2026.md",
            "+++\ntitle = \"Rome\"\ndate = 2026-01-16\nparticipants = [\"ann-lee\"]\n+++\n",
        )
        .with(
            "site/events/forum-2026.md",
            "+++\ntitle = \"Forum\"\ndate = 2026-01-16\n+++\n",
        )
        .with(
            "site/trips/tour-2026.md",
            "+++\ntitle = \"Tour\"\ndate = 2026-01-16\nleader = \"ann-lee\"\n+++\n",
        );
    let run = site.build();
    assert!(site.has_page("/articles/today/"));
    assert_left_out(
        &site,
        &run,
        "articles/tomorrow/article.md",
        "it is dated 2026-01-16; --future shows it",
    );
    for record in ["summits/rome-2026", "events/forum-2026", "trips/tour-2026"] {
        assert!(
            run.stderr.contains(&format!("site/{record}.md: left out")),
            "{run:?}"
        );
        assert!(!site.has_page(&format!("/{record}/")));
    }
    assert!(run.stdout.contains("0 warnings"), "{run:?}");

    let run = site.build_with(["--future"]);
    assert!(!run.stderr.contains("left out"), "{run:?}");
    for page in [
        "articles/tomorrow",
        "summits/rome-2026",
        "events/forum-2026",
        "trips/tour-2026",
    ] {
        assert!(site.has_page(&format!("/{page}/")), "{page}");
    }
}

#[test]
fn the_time_zone_of_the_site_decides_what_today_is() {
    let article = |site: TestSite| site.with_article("midnight", "date = 2026-01-16", "");
    let at = "2026-01-15T15:30:00Z"; // In Tokyo the next day has begun, in New York it is morning.
    for (zone, published) in [
        ("Asia/Tokyo", true),
        ("UTC", false),
        ("America/New_York", false),
    ] {
        let site = article(TestSite::minimal().with_settings(&format!("time_zone = \"{zone}\"")));
        let run = site.run_at(at, ["build"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(site.has_page("/articles/midnight/"), published, "{zone}");
    }
}

/// The ledger of an outcome, an office and a meeting, each with something before and after 1 June 2025.
fn site_with_a_history() -> TestSite {
    TestSite::new(support::MINIMAL)
        .with(
            "site/leaders/cy-novak.md",
            r#"+++
name = "Cy Novak"
country = "CZ"
died = 2025-11-01

[[offices]]
title = "Foreign Minister of Czechia"
kind = "minister"
from = 2022-01-01
to = 2025-07-01

[[offices]]
title = "Prime Minister of Czechia"
kind = "head-of-government"
from = 2025-07-01
+++
"#,
        )
        .with(
            "site/summits/prague-2025.md",
            r#"+++
title = "Lee–Novak, Prague"
date = 2025-05-01
participants = ["ann-lee", "cy-novak"]
place = { city = "Prague", country = "CZ" }
sources = ["communique"]

[[outcomes]]
id = "bridge"
text = "A bridge is built."
status = "agreed"
due = 2025-12-01
sources = ["communique"]

[[outcomes.updates]]
date = 2025-05-20
status = "in-force"
sources = ["communique"]

[[outcomes.updates]]
date = 2025-10-01
status = "broken"
note = "The river moved."
sources = ["communique"]

[[outcomes]]
id = "tunnel"
text = "A tunnel is dug."
date = 2025-08-01
status = "agreed"
sources = ["communique"]
+++
"#,
        )
        .with("site/summits/brno-2025.md", "+++\ntitle = \"Lee–Novak, Brno\"\ndate = 2025-09-01\nparticipants = [\"ann-lee\", \"cy-novak\"]\nsources = [\"communique\"]\n+++\n")
        .with_article("later", "date = 2025-09-02\nsummits = [\"brno-2025\"]", "Then came [[brno-2025]].")
        .with_article("x", "date = 2025-05-02\nsummits = [\"prague-2025\", \"brno-2025\"]\nupdated = 2025-09-03\ncorrections = [{ date = 2025-09-03, text = \"Put right.\" }]", "Status: [[prague-2025:status/bridge]].")
}

#[test]
fn as_of_a_past_day_the_site_is_what_was_known_then() {
    let site = site_with_a_history();
    let run = site.build_with(["--as-of", "2025-06-01"]);
    assert_left_out(
        &site,
        &run,
        "articles/later/article.md",
        "it is dated 2025-09-02",
    );
    assert!(!site.has_page("/summits/brno-2025/"));
    for (path, entry) in site.output().0 {
        let text = String::from_utf8_lossy(&entry.bytes);
        for later in [
            "The river moved",
            "tunnel",
            "Lee–Novak, Brno",
            "Prime Minister of Czechia",
            "Put right",
            "2025-07-01",
            "2025-09-0",
            "2025-10-01",
            "2025-11-01",
        ] {
            assert!(
                !text.contains(later) || path.starts_with(".summitry/"),
                "{path} knows of {later:?}"
            );
        }
    }
    let summit = site.page("/summits/prague-2025/");
    assert!(
        summit.contains("In force") && !summit.contains("Broken"),
        "{summit}"
    );
    assert!(site.page("/articles/x/").contains("Status: in force."));
    assert!(
        site.page("/leaders/cy-novak/")
            .contains("Foreign Minister of Czechia")
    );

    site.build();
    let summit = site.page("/summits/prague-2025/");
    assert!(
        summit.contains("Broken")
            && summit.contains("The river moved")
            && summit.contains("A tunnel is dug"),
        "{summit}"
    );
    assert!(site.page("/articles/x/").contains("Status: broken."));
}

#[test]
fn as_of_today_and_now_are_the_same_site() {
    let site = site_with_a_history();
    site.build();
    let now = site.output();
    site.build_with(["--as-of", "2026-01-15"]);
    now.assert_same_bytes(&site.output());
}

#[test]
fn as_of_means_the_end_of_that_day() {
    let site = TestSite::minimal()
        .with_article("evening", "date = 2025-06-01T23:59:00Z", "")
        .with_article("next", "date = 2025-06-02T00:00:00Z", "");
    site.build_with(["--as-of", "2025-06-01"]);
    assert!(site.has_page("/articles/evening/") && !site.has_page("/articles/next/"));
}

// --- Addresses ---------------------------------------------------------------------------------

#[test]
fn the_slug_is_the_name_of_the_folder_without_its_date() {
    let site = TestSite::minimal()
        .with_article("2025-11-03-busan", "", "")
        .with_article("2025/11/asia", "", "")
        .with_article("2025-02-30-no-day", "", "")
        .with_article("2025-11-03", "", "")
        .with_article("given", "slug = \"taken\"", "")
        .with_article("高市訪韓", "", "");
    site.build();
    for slug in [
        "busan",
        "asia",
        "2025-02-30-no-day",
        "2025-11-03",
        "taken",
        "高市訪韓",
        "tokyo",
    ] {
        assert!(
            site.has_page(&format!("/articles/{slug}/")),
            "{slug}: {:?}",
            site.output().paths()
        );
    }
    let archive = site.page("/articles/");
    assert!(
        html::addresses(&archive)
            .contains(&"/articles/%E9%AB%98%E5%B8%82%E8%A8%AA%E9%9F%93/".to_owned()),
        "{archive}"
    );
    assert!(
        html::locations(&site.page("/sitemap.xml"))
            .contains(&"https://record.example/articles/%E9%AB%98%E5%B8%82%E8%A8%AA%E9%9F%93/")
    );
}

#[test]
fn old_addresses_lead_to_the_new_ones() {
    let site = TestSite::minimal()
        .with_article("x", "aliases = [\"/2019/old-name/\", \"/bare\", \"/old.html\", \"/articles/before/\"]", "")
        .with("site/leaders/cy-novak.md", "+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\nformer_ids = [\"cyril-novak\"]\n+++\n")
        .with("site/summits/prague-2025.md", "+++\ntitle = \"Prague\"\ndate = 2025-06-10\nformer_ids = [\"praha-2025\"]\nparticipants = [\"cyril-novak\"]\n+++\n\nWith [[cyril-novak]].\n");
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    for (old, new) in [
        ("/2019/old-name/", "/articles/x/"),
        ("/bare/", "/articles/x/"),
        ("/old.html", "/articles/x/"),
        ("/articles/before/", "/articles/x/"),
        ("/leaders/cyril-novak/", "/leaders/cy-novak/"),
        ("/summits/praha-2025/", "/summits/prague-2025/"),
    ] {
        let page = site.page(old);
        let refresh = page
            .split("http-equiv=\"refresh\"")
            .nth(1)
            .unwrap_or_else(|| panic!("{old} does not lead on: {page}"));
        let refresh = html::unescape(refresh.split('>').next().unwrap());
        assert!(refresh.contains(&format!("/repo{new}")), "{old}: {refresh}");
        assert!(
            html::addresses(&page)
                .iter()
                .any(|address| address == &format!("/repo{new}")),
            "without the refresh there is a link: {page}"
        );
        let sitemap = site.page("/sitemap.xml");
        assert!(!sitemap.contains(&format!("/repo{old}<")), "{sitemap}");
    }
    assert!(
        html::addresses(&site.page("/summits/prague-2025/"))
            .contains(&"/repo/leaders/cy-novak/".to_owned()),
        "a former id keeps resolving"
    );
}

#[test]
fn one_address_is_given_once() {
    for (what, files) in [
        (
            "an old address and an article",
            vec![(
                "articles/x/article.md",
                "+++\ntitle = \"X\"\ndate = 2024-05-03\naliases = [\"/articles/tokyo/\"]\n+++\n",
            )],
        ),
        (
            "an old address and a page of summitry's",
            vec![(
                "articles/x/article.md",
                "+++\ntitle = \"X\"\ndate = 2024-05-03\naliases = [\"/leaders\"]\n+++\n",
            )],
        ),
        (
            "a file and a page",
            vec![("site/static/leaders/ann-lee/index.html", "mine")],
        ),
        ("a file and a folder", vec![("site/static/leaders", "mine")]),
        (
            "two files that differ in case",
            vec![("site/static/Map.png", "a"), ("site/static/map.png", "b")],
        ),
        (
            "two files that differ in form",
            vec![
                ("site/static/\u{e9}.png", "a"),
                ("site/static/e\u{301}.png", "b"),
            ],
        ),
    ] {
        let site = TestSite::minimal();
        files.iter().for_each(|(path, text)| site.write(path, text));
        let told = site.diagnostics();
        assert_eq!(
            told.iter()
                .map(|told| told.code.as_str())
                .collect::<Vec<_>>(),
            ["url-collision"],
            "{what}: {told:#?}"
        );
        assert!(told[0].file.is_some(), "{what}: {told:#?}");
    }
}

#[test]
fn slugs_that_differ_in_case_alone_collide_with_both_sources() {
    let site = TestSite::minimal().with_article("Tokyo", "", "");
    let run = site.run(["build"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("error[url-collision]"), "{run:?}");
    for file in [
        "articles/Tokyo/article.md",
        "articles/2024-05-02-tokyo/article.md",
    ] {
        assert!(run.stderr.contains(file), "{run:?}");
    }
}

#[test]
fn the_pages_of_the_archive_have_their_addresses_for_themselves() {
    let site = TestSite::minimal()
        .with_settings("per_page = 1")
        .with_article("x", "aliases = [\"/articles/page/2/\"]", "");
    assert_eq!(site.codes(), ["url-collision"]);
    let site = TestSite::minimal().with_article("page", "", "");
    site.build();
    assert!(site.page("/articles/page/").contains("About page"));
}

// --- Files -------------------------------------------------------------------------------------

#[test]
fn files_beside_an_article_are_published_beside_its_page() {
    let site = TestSite::minimal()
        .with_article(
            "2025-06-11-prague",
            "image = { src = \"cover.jpg\", alt = \"Cover\" }",
            "![Map](maps/route.svg) and [the text](text%20of%20it.pdf).",
        )
        .with(
            "articles/2025-06-11-prague/cover.jpg",
            [0xff, 0xd8, 0x00, 0xff],
        )
        .with("articles/2025-06-11-prague/maps/route.svg", "<svg/>")
        .with("articles/2025-06-11-prague/text of it.pdf", "pdf");
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    let output = site.output();
    assert_eq!(
        output.0["articles/prague/cover.jpg"].bytes,
        [0xff, 0xd8, 0x00, 0xff]
    );
    assert_eq!(output.0["articles/prague/maps/route.svg"].bytes, b"<svg/>");
    let addresses = html::addresses(&site.page("/articles/prague/"));
    for address in [
        "/repo/articles/prague/maps/route.svg",
        "/repo/articles/prague/text%20of%20it.pdf",
        "/repo/articles/prague/cover.jpg",
    ] {
        assert!(
            addresses.contains(&address.to_owned()),
            "{address} is not in {addresses:?}"
        );
    }
}

#[test]
fn the_files_of_a_draft_stay_unpublished_with_it() {
    let site = TestSite::minimal()
        .with_article("secret", "draft = true", "")
        .with("articles/secret/leak.pdf", "secret");
    site.build();
    assert!(
        !site
            .output()
            .paths()
            .iter()
            .any(|path| path.contains("secret")),
        "{:?}",
        site.output()
    );
}

#[test]
fn static_files_are_copied_to_the_root_as_they_are() {
    let site = TestSite::minimal()
        .with("site/static/favicon.svg", "<svg>mine</svg>")
        .with("site/static/.well-known/security.txt", "Contact")
        .with("site/static/deep/er/data.bin", [0u8, 159, 146, 150]);
    site.build();
    let output = site.output();
    assert_eq!(
        output.0["favicon.svg"].bytes, b"<svg>mine</svg>",
        "the site's own file takes the place of the theme's"
    );
    assert_eq!(output.0[".well-known/security.txt"].bytes, b"Contact");
    assert_eq!(output.0["deep/er/data.bin"].bytes, [0, 159, 146, 150]);
}

#[test]
fn hidden_files_backups_and_private_folders_are_passed_over() {
    let site = TestSite::minimal();
    site.build();
    let before = site.output();
    for path in [
        "articles/_ideas/article.md",
        "articles/2024-05-02-tokyo/.DS_Store",
        "articles/2024-05-02-tokyo/article.md~",
        "articles/2024-05-02-tokyo/.#article.md",
        "articles/2024-05-02-tokyo/.article.md.swp",
        "articles/2024-05-02-tokyo/article.md.swp",
        "articles/2024-05-02-tokyo/4913",
        "articles/2024-05-02-tokyo/_raw/interview.txt",
        "articles/.git/config",
        "site/leaders/.cy-novak.md",
        "site/leaders/_former/cy-novak.md",
        "site/static/.htpasswd",
        "site/static/_src/logo.xcf",
        "site/.obsidian/workspace.json",
    ] {
        site.write(path, "not for the public");
    }
    let run = site.build();
    assert!(run.stdout.contains("0 warnings"), "{run:?}");
    before.assert_same_bytes(&site.output());
}

#[test]
fn a_link_out_of_the_site_is_refused_and_a_link_inside_is_followed() {
    let site = TestSite::minimal().with("site/static/map.png", "map");
    symlink(
        site.path("site/static/map.png"),
        site.path("articles/2024-05-02-tokyo/map.png"),
    )
    .unwrap();
    site.build();
    assert_eq!(site.page("/articles/tokyo/map.png"), "map");
    let before = tree::age(&site.path("public"));

    std::fs::create_dir_all(site.outside("")).unwrap();
    std::fs::write(site.outside("secret.txt"), "secret").unwrap();
    symlink(
        site.outside("secret.txt"),
        site.path("articles/2024-05-02-tokyo/notes.txt"),
    )
    .unwrap();
    let run = site.run(["build"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.stderr.contains("error[symlink-outside]")
            && run.stderr.contains("articles/2024-05-02-tokyo/notes.txt"),
        "{run:?}"
    );
    before.assert_untouched(&site.output());
}

// --- Base path and machines --------------------------------------------------------------------

/// One of everything, so that each kind of page is there.
fn site_with_everything() -> TestSite {
    site_with_a_history()
        .with("site/events/forum-2025.md", "+++\ntitle = \"Forum\"\ndate = 2025-05-01\nplace = { city = \"Prague\", country = \"CZ\" }\nsources = [\"communique\"]\n+++\n\nText.\n")
        .with("site/trips/tour-2025.md", "+++\ntitle = \"Tour\"\ndate = 2025-05-01\nleader = \"ann-lee\"\nstops = [\"prague-2025\"]\n+++\n\nText.\n")
        .with("site/countries/cz.md", "+++\nnative_name = \"Česko\"\nnative_lang = \"cs\"\n+++\n\nText with [[ann-lee]].\n")
        .with_article(
            "all",
            "topics = [\"Arms control\"]\npillars = [\"trade\"]\nleaders = [\"ann-lee\"]\nsummits = [\"prague-2025\"]\ntrip = \"tour-2025\"\naliases = [\"/old/\"]",
            "[[ann-lee]], [[forum-2025]], [[tour-2025]], [[CZ]], [[tokyo]], [[prague-2025|text]], [link](../tokyo/), [file](/articles/tokyo/)[@communique] and a note[^1].\n\n![[prague-2025]]\n\n![[ann-lee]]\n\n## Heading\n\n[up](#heading)\n\n[^1]: Note.",
        )
        .with_article("more", "", "See [[all#heading]].")
}

#[test]
fn every_address_of_every_page_carries_the_base_path_and_leads_somewhere() {
    let site = site_with_everything();
    let run = site.build_with(["--base-url", "https://user.github.io/repo/"]);
    assert!(run.stdout.contains("0 warnings"), "{run:?}");
    let output = site.output();
    let files = output.paths();
    let pages: Vec<&str> = files
        .iter()
        .copied()
        .filter(|path| path.ends_with(".html") && !path.ends_with("/email.html"))
        .collect();
    assert!(pages.len() > 30, "{pages:?}");
    for page in pages {
        let html = String::from_utf8(output.0[page].bytes.clone()).unwrap();
        let addresses = html::addresses(&html);
        assert!(!addresses.is_empty(), "{page} leads nowhere");
        for address in addresses {
            let path = address.split(['#', '?']).next().unwrap();
            if path.is_empty() || path.starts_with("https://") || path.starts_with("mailto:") {
                let foreign = path.starts_with("https://")
                    && !path.starts_with("https://user.github.io/repo/");
                assert!(
                    !foreign || path.contains("ministry.example"),
                    "{page}: {address}"
                );
                continue;
            }
            let inner = path
                .strip_prefix("/repo/")
                .unwrap_or_else(|| panic!("{page}: {address} is outside the base path"));
            let file = if inner.is_empty() || inner.ends_with('/') {
                format!("{inner}index.html")
            } else {
                inner.to_owned()
            };
            assert!(
                files.contains(&file.as_str()),
                "{page}: {address} leads nowhere"
            );
        }
    }
}

#[test]
fn anchors_that_pages_link_to_are_there() {
    let site = site_with_everything();
    site.build();
    let output = site.output();
    for (page, entry) in output.0.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(entry.bytes.clone()).unwrap();
        let own = format!("/{}", page.trim_end_matches("index.html"));
        for address in html::addresses(&html) {
            let Some((path, anchor)) = address
                .split_once('#')
                .filter(|(path, _)| !path.contains("://"))
            else {
                continue;
            };
            let target = if path.is_empty() {
                own.clone()
            } else {
                path.to_owned()
            };
            let ids = html::attribute(&site.page(&target), "id");
            assert!(
                anchor.is_empty() || ids.iter().any(|id| id == anchor),
                "{page}: {address}"
            );
        }
    }
}

#[test]
fn a_custom_domain_gets_its_cname_and_nothing_else_does() {
    let site = TestSite::minimal();
    site.build();
    assert_eq!(site.page("/CNAME").trim(), "record.example");
    for url in [
        "https://user.github.io/repo/",
        "https://user.github.io/",
        "https://record.example/sub/",
        "http://localhost:4000/",
    ] {
        site.build_with(["--base-url", url]);
        assert!(!site.has_page("/CNAME"), "{url}");
    }
    let site = TestSite::minimal().with("site/static/CNAME", "www.record.example\n");
    site.build();
    assert_eq!(
        site.page("/CNAME"),
        "www.record.example\n",
        "the site's own file stands"
    );
}

#[test]
fn files_for_machines_are_there() {
    let site = TestSite::minimal().with_article("x", "date = 2025-01-01\nupdated = 2025-02-02", "");
    site.build_with(["--base-url", "https://user.github.io/repo"]);
    assert_eq!(site.page("/.nojekyll"), "");
    assert!(
        site.page("/robots.txt")
            .contains("Sitemap: https://user.github.io/repo/sitemap.xml")
    );
    let sitemap = site.page("/sitemap.xml");
    let locations = html::locations(&sitemap);
    for page in [
        "",
        "articles/tokyo/",
        "leaders/ann-lee/",
        "summits/tokyo-2024/",
        "countries/jp/",
        "relations/jp-us/",
        "commitments/",
        "timeline/",
    ] {
        assert!(
            locations.contains(&format!("https://user.github.io/repo/{page}").as_str()),
            "{page}: {locations:?}"
        );
    }
    assert!(
        sitemap.contains("<lastmod>2025-02-02</lastmod>"),
        "{sitemap}"
    );
    assert!(!sitemap.contains("404"), "{sitemap}");
    for location in locations {
        let path = location
            .strip_prefix("https://user.github.io/repo")
            .unwrap_or_else(|| panic!("{location} is no address of the site"));
        assert!(site.has_page(path), "{location} is not there");
    }
}

#[test]
fn the_page_for_what_is_not_found_works_at_any_depth() {
    for (base_url, prefix) in [
        ("https://user.github.io/repo/", "/repo/"),
        ("https://user.github.io/", "/"),
        ("https://record.example/", "/"),
    ] {
        let site = TestSite::minimal();
        site.build_with(["--base-url", base_url]);
        let page = site.page("/404.html");
        let addresses = html::addresses(&page);
        for address in addresses.iter().filter(|address| !address.starts_with('#')) {
            // The browser resolves it against whatever address was asked for.
            let path = address
                .strip_prefix(base_url)
                .or(address.strip_prefix(prefix));
            let path = path.unwrap_or_else(|| {
                panic!("{address} depends on where the page is shown");
            });
            let file = path.split(['#', '?']).next().unwrap();
            assert!(site.has_page(&format!("/{file}")), "{address} is not there");
        }
        assert!(
            addresses.iter().any(|address| address.ends_with(".css")),
            "{addresses:?}"
        );
        assert!(page.contains("noindex"), "{page}");
        assert_eq!(site.page("/.nojekyll"), "");
    }
}

// --- The archive -------------------------------------------------------------------------------

#[test]
fn the_archive_has_pages() {
    let mut site = TestSite::minimal().with_settings("per_page = 2");
    for day in 1..=4 {
        site = site.with_article(
            &format!("number-{day}"),
            &format!("date = 2025-01-0{day}"),
            "",
        );
    }
    site.build();
    let shown = |page: &str| -> Vec<String> {
        let mut shown: Vec<String> = html::addresses(&site.page(page))
            .into_iter()
            .filter(|address| {
                address.starts_with("/articles/")
                    && !address.starts_with("/articles/page/")
                    && address != "/articles/"
            })
            .collect();
        shown.dedup();
        shown
    };
    assert_eq!(
        shown("/articles/"),
        ["/articles/number-4/", "/articles/number-3/"]
    );
    assert_eq!(
        shown("/articles/page/2/"),
        ["/articles/number-2/", "/articles/number-1/"]
    );
    assert_eq!(shown("/articles/page/3/"), ["/articles/tokyo/"]);
    assert!(!site.has_page("/articles/page/1/") && !site.has_page("/articles/page/4/"));
    let links = |page: &str| html::addresses(&site.page(page));
    assert!(links("/articles/").contains(&"/articles/page/2/".to_owned()));
    assert!(links("/articles/page/2/").contains(&"/articles/page/3/".to_owned()));
    assert!(links("/articles/page/3/").contains(&"/articles/page/2/".to_owned()));
}

#[test]
fn a_site_without_articles_or_records_builds() {
    let site = TestSite::new(
        "-- site/site.toml --\ntitle = \"Empty\"\nbase_url = \"https://empty.example/\"\n",
    );
    let run = site.build();
    assert!(run.stdout.contains("0 warnings"), "{run:?}");
    for page in [
        "/",
        "/articles/",
        "/leaders/",
        "/summits/",
        "/countries/",
        "/relations/",
        "/commitments/",
        "/timeline/",
        "/404.html",
        "/feed.xml",
        "/data/summits.json",
    ] {
        assert!(site.has_page(page), "{page}");
    }
}

// --- Themes ------------------------------------------------------------------------------------

/// A site with a theme of its own that builds on chancery.
fn site_with_a_theme() -> TestSite {
    TestSite::minimal().with_settings("theme = \"mine\"").with(
        "themes/mine/theme.toml",
        "name = \"Mine\"\nextends = \"chancery\"\n",
    )
}

#[test]
fn a_theme_of_the_site_replaces_one_template_and_one_file() {
    let plain = TestSite::minimal();
    plain.build();
    let site = site_with_a_theme()
        .with(
            "themes/mine/templates/404.html",
            "<p>Lost at {{ site.title }}</p>",
        )
        .with("themes/mine/static/favicon.svg", "<svg>mine</svg>")
        .with("themes/mine/static/mine.css", "p{}");
    site.build();
    assert_eq!(site.page("/404.html"), "<p>Lost at The Record</p>");
    assert_eq!(site.page("/favicon.svg"), "<svg>mine</svg>");
    assert_eq!(site.page("/mine.css"), "p{}");
    assert_eq!(
        site.page("/summits/tokyo-2024/"),
        plain.page("/summits/tokyo-2024/"),
        "all else is chancery's"
    );
}

#[test]
fn a_template_can_extend_the_one_that_it_replaces() {
    let plain = TestSite::minimal();
    plain.build();
    let site = site_with_a_theme().with(
        "themes/mine/templates/summit.html",
        "{% extends \"chancery/summit.html\" %}",
    );
    site.build();
    assert_eq!(
        site.page("/summits/tokyo-2024/"),
        plain.page("/summits/tokyo-2024/")
    );
}

#[test]
fn what_a_theme_prints_is_escaped() {
    let site = site_with_a_theme()
        .with(
            "themes/mine/templates/article.html",
            "<h1>{{ article.title }}</h1>",
        )
        .with_article("x", "title = \"<script>alert('x')</script> & co\"", "");
    site.build();
    let page = site.page("/articles/x/");
    assert!(
        !page.contains("<script>") && page.contains("&lt;script&gt;") && page.contains("&amp; co"),
        "{page}"
    );
}

/// Checks that a fault of `summit.html` is told with its line and about its column, that `check`
/// tells it too, and that the output stays as it was.
#[track_caller]
fn assert_template_fault(template: &str, message: &str, line: usize, column: usize) {
    let site = site_with_a_theme();
    site.build();
    let before = tree::age(&site.path("public"));
    site.write("themes/mine/templates/summit.html", template);
    let run = site.run(["build", "--message-format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    before.assert_untouched(&site.output());
    let told = run.diagnostics();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told, site.diagnostics());
    let told = &told[0];
    assert_eq!(
        (told.code.as_str(), told.file.as_deref(), told.line),
        (
            "template-error",
            Some("themes/mine/templates/summit.html"),
            Some(line)
        ),
        "{told:#?}"
    );
    assert!(told.message.contains(message), "{told:#?}");
    // The engine may point at the tag or at the word in it.
    assert!(
        told.column.is_some_and(|found| found.abs_diff(column) <= 6),
        "{told:#?}"
    );
}

#[test]
fn a_syntax_error_of_a_template_is_told_with_its_place() {
    assert_template_fault("<p>{{ page.title }}</p>\n<p>{% if %}</p>\n", "", 2, 10);
    assert_template_fault("<p>\n{% if page.title %}\n</p>\n", "end of input", 2, 20);
}

#[test]
fn an_error_while_rendering_is_told_with_its_place() {
    assert_template_fault(
        "<h1>{{ page.title }}</h1>\n<p>{{ page.nothing.such }}</p>\n",
        "",
        2,
        7,
    );
    assert_template_fault("<p>\n  {{ 1 / 0 }}</p>\n", "divide", 2, 10);
}

#[test]
fn what_a_template_names_and_nobody_has_is_told_with_its_place() {
    for (template, message, line, column) in [
        ("<p>\n{{ page.title | shout }}</p>\n", "`shout`", 2, 17),
        (
            "<p>\n{% include \"nope.html\" %}</p>\n",
            "`nope.html`",
            2,
            12,
        ),
        ("<p>\n{{ <nope /> }}</p>\n", "`nope`", 2, 4),
        (
            "<p>\n{% if page.title is loud %}{% endif %}</p>\n",
            "`loud`",
            2,
            21,
        ),
        (
            "{% extends \"base.html\" %}\n{% block nope %}{% endblock %}\n",
            "`nope`",
            2,
            10,
        ),
    ] {
        println!("{template}");
        assert_template_fault(template, message, line, column);
    }
}

#[test]
fn a_template_that_extends_nothing_known_is_told_with_its_file() {
    let site = site_with_a_theme().with(
        "themes/mine/templates/summit.html",
        "{% extends \"bse.html\" %}",
    );
    let told = site.diagnostics();
    assert_eq!(
        (told[0].code.as_str(), told[0].file.as_deref(), told[0].line),
        (
            "template-error",
            Some("themes/mine/templates/summit.html"),
            Some(1)
        ),
        "{told:#?}"
    );
}

#[test]
fn a_theme_that_lacks_a_template_is_told_once() {
    let site = TestSite::minimal()
        .with_settings("theme = \"bare\"")
        .with("themes/bare/theme.toml", "name = \"Bare\"\n")
        .with("themes/bare/templates/base.html", "x");
    let run = site.run(["build", "--message-format", "json"]);
    assert_eq!(run.code, 1);
    let told = run.diagnostics();
    let about = told
        .iter()
        .filter(|told| told.message.contains("`summit.html`"))
        .count();
    assert_eq!(about, 1, "{told:#?}");
    assert!(
        told.iter()
            .all(|told| told.code == "template-error" && told.help.is_some()),
        "{told:#?}"
    );
    assert!(!site.path("public").exists());
}
