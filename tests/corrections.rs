//! Corrections on the article and on their own page, and where readers report errors.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use support::{TestSite, html};

/// A site with corrections in two articles and two years.
fn corrected() -> TestSite {
    TestSite::minimal()
        .with_article(
            "first",
            "date = 2024-05-03\nupdated = 2025-02-01\n[[corrections]]\ndate = 2024-06-01\ntext = \"The dinner was on Tuesday.\"\n[[corrections]]\ndate = 2025-02-01\ntext = \"Steel, not <b>iron</b>.\"",
            "",
        )
        .with_article(
            "second",
            "date = 2024-05-04\nupdated = 2024-07-01\ncorrections = [{ date = 2024-07-01, text = \"It was July.\" }]",
            "",
        )
}

#[track_caller]
fn places<const N: usize>(page: &str, parts: [&str; N]) -> [usize; N] {
    parts.map(|part| {
        page.find(part)
            .unwrap_or_else(|| panic!("no {part:?} in {page}"))
    })
}

#[test]
fn an_article_tells_at_its_head_and_its_foot_what_was_corrected() {
    let site = corrected();
    site.build();
    let page = site.page("/articles/first/");
    let (head, foot) = page.split_once("</header>\n<div class=\"art\">").unwrap();
    assert!(
        head.contains("Corrected on <time datetime=\"2024-06-01\">")
            && head.contains("<a href=\"#corrections\">"),
        "{head}"
    );
    let [section, text, all] = places(
        foot,
        [
            "<h2 id=\"corrections\">",
            "The dinner was on Tuesday.",
            "href=\"/corrections/\"",
        ],
    );
    assert!(section < text && text < all, "{foot}");
    assert!(foot.contains("Steel, not &lt;b&gt;iron&lt;"), "{foot}");
    assert!(!site.page("/articles/tokyo/").contains("#corrections"));
}

#[test]
fn all_corrections_stand_on_one_page_the_newest_first() {
    let site = corrected();
    site.build();
    let page = site.page("/corrections/");
    let order = places(
        &page,
        [
            "3 corrections on record",
            "<h2 id=\"y2025\">",
            "Steel, not",
            "<h2 id=\"y2024\">",
            "It was July.",
            "The dinner was on Tuesday.",
        ],
    );
    assert!(order.is_sorted(), "{page}");
    let links = html::addresses(&page);
    for link in [
        "/articles/first/#corrections",
        "/articles/second/#corrections",
        "/corrections/feed.xml",
        "/corrections/feed.json",
    ] {
        assert!(links.contains(&link.to_owned()), "{link}: {links:?}");
    }
}

#[test]
fn a_site_without_corrections_says_so() {
    let site = TestSite::minimal();
    site.build();
    let page = site.page("/corrections/");
    assert!(page.contains("Nothing had to be corrected yet."), "{page}");
}

#[test]
fn a_correction_of_tomorrow_is_not_told_today() {
    let site = corrected();
    site.build_with(["--as-of", "2024-06-15"]);
    let page = site.page("/corrections/");
    assert!(
        page.contains("1 correction on record") && !page.contains("July"),
        "{page}"
    );
}

// --- Reporting an error ------------------------------------------------------------------------

/// The parameters of the one link on a page that leads to a new issue at this address.
#[track_caller]
fn report(page: &str, address: &str) -> Vec<String> {
    let links = html::addresses(page);
    let reports: Vec<&String> = links
        .iter()
        .filter(|link| link.starts_with(address))
        .collect();
    let [report] = reports.as_slice() else {
        panic!("{reports:?} among {links:?}")
    };
    assert!(
        report
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"<>'`{}|\\^".contains(&b)),
        "{report}"
    );
    let query = report.split_once('?').unwrap().1;
    query.split('&').map(decoded).collect()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

#[test]
fn an_error_in_an_outcome_is_reported_where_the_sources_of_the_site_are() {
    let site = TestSite::minimal().with_settings("repository = \"https://github.com/desk/record\"");
    site.build();
    let page = site.page("/summits/tokyo-2024/");
    assert!(
        page.contains(
            "Report an error<span class=\"vh\">: Tariffs on steel are cut by half.</span>"
        ),
        "{page}"
    );
    assert_eq!(
        report(&page, "https://github.com/desk/record/issues/new"),
        [
            "title=Error: Tariffs on steel are cut by half.",
            "body=Page: https://record.example/summits/tokyo-2024/#outcome-tariff-cut\n\n> Tariffs on steel are cut by half.\n\nStatus on record: Agreed, 1 May 2024.\n\n- https://ministry.example/communique\n\n## What is wrong?\n\n\n## Which source shows it?\n",
        ]
    );
    let article = report(
        &site.page("/articles/tokyo/"),
        "https://github.com/desk/record/issues/new",
    );
    assert_eq!(article[0], "title=Error: A day in Tokyo");
    assert!(article[1].contains("https://record.example/articles/tokyo/\n"));
    // Lists lead to the outcome itself and stay light.
    assert!(!site.page("/commitments/").contains("issues/new"));
}

#[test]
fn each_tracker_is_asked_in_its_own_words() {
    for (repository, address, first) in [
        (
            "https://gitlab.com/desk/asia/record",
            "https://gitlab.com/desk/asia/record/-/issues/new",
            "issue[title]=",
        ),
        (
            "https://codeberg.org/desk/record/",
            "https://codeberg.org/desk/record/issues/new",
            "title=",
        ),
    ] {
        let site = TestSite::minimal().with_settings(&format!("repository = \"{repository}\""));
        site.build();
        let parameters = report(&site.page("/summits/tokyo-2024/"), address);
        assert!(parameters[0].starts_with(first), "{parameters:?}");
    }
}

#[test]
fn without_a_tracker_there_is_no_link() {
    for settings in ["", "repository = \"https://example.org/desk/record\""] {
        let site = TestSite::minimal().with_settings(settings);
        site.build();
        for page in ["/summits/tokyo-2024/", "/articles/tokyo/"] {
            assert!(!site.page(page).contains("Report an error"), "{page}");
        }
    }
}

#[test]
fn an_address_that_is_none_of_the_web_is_told_and_left_out() {
    let site = TestSite::minimal().with_settings("repository = \"git@github.com:desk/record\"");
    assert_eq!(site.codes(), ["unsafe-url"]);
    site.build();
    assert!(!site.page("/").contains("git@github.com"));
}
