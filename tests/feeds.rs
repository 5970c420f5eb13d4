//! Feeds: what subscribers get, read back by other programs than the one that wrote it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod support;

use std::collections::BTreeSet;

use atom_syndication::Feed;
use serde_json::Value;
use support::TestSite;

/// An Atom feed of the output, read by the library.
#[track_caller]
fn atom(site: &TestSite, address: &str) -> Feed {
    let text = site.page(address);
    Feed::read_from(text.as_bytes()).unwrap_or_else(|error| panic!("{address}: {error}\n{text}"))
}

/// A JSON Feed of the output.
#[track_caller]
fn json(site: &TestSite, address: &str) -> Value {
    let text = site.page(address);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{address}: {error}\n{text}"))
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|e| e.title.as_str()).collect()
}

fn content(feed: &Feed, entry: usize) -> &str {
    let content = feed.entries[entry].content.as_ref().expect("full content");
    assert_eq!(content.content_type.as_deref(), Some("html"));
    content.value.as_deref().unwrap()
}

/// The addresses in a piece of HTML that summitry wrote.
fn addresses(html: &str) -> Vec<String> {
    support::html::addresses(html)
}

/// A site where everything that an article can hold is there once.
fn full() -> TestSite {
    TestSite::minimal()
        .with_settings("time_zone = \"Asia/Tokyo\"")
        .with(
            "articles/2024-05-03-full/map.png",
            include_bytes!("support/pixel.png"),
        )
        .with_article(
            "2024-05-03-full",
            concat!(
                "title = \"All of it\"\nsummary = \"One <b>sentence</b> & more.\"\n",
                "authors = [\"Cy Novak\"]\npillars = [\"trade\"]\ntopics = [\"Steel & coal\"]\n",
                "summits = [\"tokyo-2024\"]\nkey_points = [\"A point.\"]\nupdated = 2024-06-01\n",
                "image = { src = \"map.png\", alt = \"A map\", caption = \"Where.\" }\n",
                "corrections = [{ date = 2024-06-02, text = \"It was <May>.\" }]",
            ),
            concat!(
                "# First {#first}\n\nAnn Lee spoke.[@communique, p. 2][^n] See [above](#first), ",
                "[the meeting](/summits/tokyo-2024/) and [elsewhere](https://else.example/).\n\n",
                "![A dot](map.png)\n\n![[tokyo-2024]]\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n",
                "```rust\nlet x = 1;\n```\n\n<b>Raw</b> <a href=\"../x\">raw</a>\n\n[^n]: A note.\n",
            ),
        )
}

#[test]
fn the_feed_of_the_site_has_full_articles_in_both_formats() {
    let site = full();
    site.build();
    let feed = atom(&site, "/feed.xml");
    assert_eq!(feed.title.as_str(), "The Record");
    assert_eq!(feed.id, "https://record.example/");
    assert_eq!(feed.lang.as_deref(), Some("en"));
    assert_eq!(feed.subtitle.as_ref().unwrap().as_str(), "Who met whom.");
    assert_eq!(feed.authors[0].name, "The Record");
    let links: Vec<(&str, &str)> = feed
        .links
        .iter()
        .map(|link| (link.rel.as_str(), link.href.as_str()))
        .collect();
    assert_eq!(
        links,
        [
            ("alternate", "https://record.example/"),
            ("self", "https://record.example/feed.xml"),
        ]
    );
    assert_eq!(titles(&feed), ["All of it", "A day in Tokyo"]);
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "https://record.example/articles/full/");
    assert_eq!(
        entry.published.unwrap().to_rfc3339(),
        "2024-05-03T00:00:00+09:00"
    );
    assert_eq!(entry.updated.to_rfc3339(), "2024-06-02T00:00:00+09:00");
    assert_eq!(feed.updated, entry.updated);
    assert_eq!(entry.authors[0].name, "Cy Novak");
    let categories: Vec<(&str, &str)> = entry
        .categories
        .iter()
        .map(|c| (c.term.as_str(), c.label.as_deref().unwrap()))
        .collect();
    assert_eq!(
        categories,
        [("trade", "Trade"), ("steel-coal", "Steel & coal")]
    );
    let summary = entry.summary.as_ref().unwrap();
    assert_eq!(summary.as_str(), "One <b>sentence</b> & more.");

    let feed_json = json(&site, "/feed.json");
    assert_eq!(feed_json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed_json["language"], "en");
    assert_eq!(feed_json["feed_url"], "https://record.example/feed.json");
    assert_eq!(feed_json["home_page_url"], "https://record.example/");
    let item = &feed_json["items"][0];
    assert_eq!(item["id"], entry.id.as_str());
    assert_eq!(item["content_html"], content(&feed, 0));
    assert_eq!(item["summary"], "One <b>sentence</b> & more.");
    assert_eq!(item["date_published"], "2024-05-03T00:00:00+09:00");
    assert_eq!(item["date_modified"], "2024-06-02T00:00:00+09:00");
    assert_eq!(
        item["image"],
        "https://record.example/articles/full/map.png"
    );
    assert_eq!(item["authors"][0]["name"], "Cy Novak");
    assert_eq!(item["tags"][1], "Steel & coal");
    // What was not changed says nothing of a change, and its author is the site.
    let plain = &feed_json["items"][1];
    assert!(plain.get("date_modified").is_none() && plain.get("authors").is_none());
}

#[test]
fn the_content_stands_on_its_own() {
    let site = full();
    site.build();
    insta::assert_snapshot!(content(&atom(&site, "/feed.xml"), 0));
}

#[test]
fn a_small_feed_in_both_formats() {
    let site = TestSite::minimal();
    site.build();
    insta::assert_snapshot!("atom", site.page("/leaders/ann-lee/feed.xml"));
    insta::assert_snapshot!("json", site.page("/leaders/ann-lee/feed.json"));
}

#[test]
fn every_address_is_whole_and_carries_the_base_path() {
    let site = full();
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    let feed = atom(&site, "/feed.xml");
    let found = addresses(content(&feed, 0));
    assert!(found.len() > 10, "{found:?}");
    let foreign: BTreeSet<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|address| !address.starts_with("https://user.github.io/repo/"))
        .collect();
    assert_eq!(
        foreign.into_iter().collect::<Vec<_>>(),
        [
            "https://else.example/",
            "https://ministry.example/communique"
        ]
    );
    let page = site.page("/articles/full/");
    let ids = support::html::attribute(&page, "id");
    for address in found.iter().filter(|address| address.contains("/full/#")) {
        let anchor = address.rsplit('#').next().unwrap().to_owned();
        assert!(ids.contains(&anchor), "{address}");
    }
}

#[test]
fn nothing_of_the_page_alone_is_left() {
    let site = full();
    site.build();
    let feed = atom(&site, "/feed.xml");
    let html = content(&feed, 0);
    for forbidden in [
        "data-",
        "tabindex",
        "class=\"sn\"",
        "role=",
        "aria-",
        "<script",
        "loading=",
        " id=",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
    assert!(html.contains(
        "<img src=\"https://record.example/articles/full/map.png\" width=\"1\" height=\"1\" alt=\"A dot\">"
    ));
}

#[test]
fn hostile_words_stay_words_and_hostile_addresses_go() {
    let site = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article(
            "x",
            concat!(
                "title = \"</title><script>alert(1)</script> ]]>\"\n",
                "summary = \"<script>alert(2)</script> ]]> & &amp;\"\n",
                "key_points = [\"<img src=x onerror=alert(3)> ]]>\"]\n",
                "corrections = [{ date = 2024-06-02, text = \"<script>alert(4)</script>\" }]",
            ),
            concat!(
                "A ]]> text. [bad](javascript:alert(5)) [worse](<java script:alert(6)>) ",
                "<a href=\"javascript:alert(7)\" onclick=\"alert(8)\">raw</a> ",
                "<script>alert(9)</script><style>p{}</style>",
                "<img src=\"https://evil.example/pixel.gif\"><img src=\"data:image/gif;base64,x\">",
                "<img src=\"//evil.example/pixel.gif\"><a href=\"../y\">y</a>",
            ),
        );
    site.build();
    for address in [
        "/feed.xml",
        "/corrections/feed.xml",
        "/pillars/trade/feed.xml",
    ] {
        atom(&site, address);
    }
    let feed = atom(&site, "/feed.xml");
    assert_eq!(titles(&feed)[0], "</title><script>alert(1)</script> ]]>");
    assert_eq!(
        feed.entries[0].summary.as_ref().unwrap().as_str(),
        "<script>alert(2)</script> ]]> & &amp;"
    );
    let html = content(&feed, 0);
    for forbidden in [
        "<script",
        "javascript:",
        "onclick=",
        "<style",
        "evil.example",
        "data:",
        "src=\"",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
    assert!(
        html.contains("&lt;img src=x onerror=alert(3)&gt;"),
        "{html}"
    );
    assert!(
        html.contains("&lt;script&gt;alert(4)&lt;/script&gt;"),
        "{html}"
    );
    // Raw HTML has whole addresses too.
    assert!(
        html.contains("href=\"https://record.example/articles/y\""),
        "{html}"
    );
    assert_eq!(json(&site, "/feed.json")["items"][0]["content_html"], html);
    let fixes = atom(&site, "/corrections/feed.xml");
    let fix = content(&fixes, 0);
    assert!(!fix.contains("<script"), "{fix}");
}

#[test]
fn drafts_and_what_is_embargoed_stay_out_of_every_feed() {
    let site = TestSite::minimal()
        .with_article("draft", "title = \"Unheard of\"\ndraft = true\nleaders = [\"ann-lee\"]\npillars = [\"trade\"]", "")
        .with_article(
            "embargoed",
            "title = \"Unheard of\"\ndate = 2025-11-03T09:00:00+09:00\nleaders = [\"ann-lee\"]\ncorrections = [{ date = 2024-06-02, text = \"Unheard of\" }]",
            "",
        );
    site.run_at("2025-11-02T23:59:59Z", ["build"]);
    let feeds: Vec<String> = site
        .output()
        .paths()
        .into_iter()
        .filter(|path| path.ends_with("feed.xml") || path.ends_with("feed.json"))
        .map(str::to_owned)
        .collect();
    // Site, corrections, two leaders, two countries, a pillar.
    assert_eq!(feeds.len(), 14, "{feeds:?}");
    for feed in &feeds {
        assert!(
            !site.page(&format!("/{feed}")).contains("Unheard of"),
            "{feed}"
        );
    }
    let run = site.run_at("2025-11-03T00:00:00Z", ["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    let feed = atom(&site, "/leaders/ann-lee/feed.xml");
    assert_eq!(titles(&feed), ["Unheard of", "A day in Tokyo"]);
    // The moment of the embargo, in the time zone of the site.
    assert_eq!(
        feed.entries[0].published.unwrap().to_rfc3339(),
        "2025-11-03T00:00:00+00:00"
    );
}

#[test]
fn a_subscriber_hears_of_all_that_concerns_the_subject() {
    let site = TestSite::minimal()
        .with(
            "site/leaders/cy-novak.md",
            "+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\n+++\n",
        )
        .with(
            "site/trips/tour.md",
            "+++\ntitle = \"Tour\"\ndate = 2024-05-01\nend_date = 2024-05-02\nleader = \"ann-lee\"\nstops = [\"tokyo-2024\"]\n+++\n",
        )
        .with_article("named", "title = \"Named\"\nleaders = [\"cy-novak\"]", "")
        .with_article("journey", "title = \"Journey\"\ndate = 2024-05-04\ntrip = \"tour\"", "")
        .with_article("other", "title = \"Other\"\ndate = 2024-05-05\npillars = [\"trade\"]", "");
    site.build();
    for (address, name, expected) in [
        ("/leaders/cy-novak/", "Cy Novak", &["Named"][..]),
        (
            "/leaders/ann-lee/",
            "Ann Lee",
            &["Journey", "A day in Tokyo"],
        ),
        (
            "/leaders/bo-tanaka/",
            "Bo Tanaka",
            &["Journey", "A day in Tokyo"],
        ),
        ("/countries/cz/", "Czechia", &["Named"]),
        ("/countries/jp/", "Japan", &["Journey", "A day in Tokyo"]),
        (
            "/countries/us/",
            "United States",
            &["Journey", "A day in Tokyo"],
        ),
        ("/pillars/trade/", "Trade", &["Other"]),
    ] {
        let feed = atom(&site, &format!("{address}feed.xml"));
        assert_eq!(titles(&feed), expected, "{address}");
        assert_eq!(feed.title.as_str(), format!("The Record: {name}"));
        assert_eq!(feed.id, format!("https://record.example{address}"));
        assert!(feed.subtitle.as_ref().unwrap().as_str().contains(name));
        let items = json(&site, &format!("{address}feed.json"));
        assert_eq!(items["items"].as_array().unwrap().len(), expected.len());
    }
}

#[test]
fn corrections_have_a_feed_with_ids_that_stay() {
    let site = TestSite::minimal().with_article(
        "x",
        "corrections = [{ date = 2024-06-01, text = \"First.\" }, { date = 2024-06-01, text = \"Second.\" }]",
        "",
    );
    site.build();
    let ids = |site: &TestSite| -> Vec<(String, String)> {
        let feed = atom(site, "/corrections/feed.xml");
        let of = |entry: &atom_syndication::Entry| {
            let summary = entry.summary.as_ref().unwrap().as_str().to_owned();
            (summary, entry.id.clone())
        };
        feed.entries.iter().map(of).collect()
    };
    let before = ids(&site);
    let page = "https://record.example/articles/x/";
    assert_eq!(
        before,
        [
            (
                "Second.".to_owned(),
                format!("{page}#correction-2024-06-01-2")
            ),
            (
                "First.".to_owned(),
                format!("{page}#correction-2024-06-01-1")
            ),
        ]
    );
    site.replace(
        "articles/x/article.md",
        "corrections = [",
        "corrections = [{ date = 2024-07-01, text = \"Third.\" }, ",
    );
    site.build();
    let after = ids(&site);
    assert_eq!(after[0].0, "Third.");
    assert_eq!(after[1..], before);
    let feed = atom(&site, "/corrections/feed.xml");
    assert_eq!(feed.title.as_str(), "The Record: Corrections");
    assert_eq!(titles(&feed)[0], "Correction: About x");
    assert_eq!(feed.entries[0].links[0].href, format!("{page}#corrections"));
    assert!(site.page("/articles/x/").contains("id=\"corrections\""));
}

#[test]
fn feeds_hold_the_latest_and_no_more() {
    let mut site = TestSite::minimal();
    for day in 1..=25 {
        site = site.with_article(
            &format!("a{day:02}"),
            &format!("date = 2025-03-{day:02}\nleaders = [\"ann-lee\"]\ncorrections = [{{ date = 2025-04-{day:02}, text = \"{day}\" }}]"),
            "",
        );
    }
    site.build();
    for (address, count) in [
        ("/feed.xml", 20),
        ("/corrections/feed.xml", 20),
        ("/leaders/ann-lee/feed.xml", 10),
        ("/countries/us/feed.xml", 10),
    ] {
        let feed = atom(&site, address);
        assert_eq!(feed.entries.len(), count, "{address}");
        assert!(titles(&feed)[0].ends_with("About a25"), "{address}");
    }
}

#[test]
fn a_feed_without_entries_is_a_feed_and_knows_no_today() {
    let site = TestSite::minimal();
    let empty = |moment: &str| {
        let run = site.run_at(moment, ["build"]);
        assert_eq!(run.code, 0, "{run:?}");
        let feed = atom(&site, "/pillars/trade/feed.xml");
        assert!(feed.entries.is_empty());
        assert_eq!(
            json(&site, "/pillars/trade/feed.json")["items"],
            Value::Array(vec![])
        );
        site.page("/pillars/trade/feed.xml")
    };
    assert_eq!(empty("2026-01-15T12:00:00Z"), empty("2026-02-20T12:00:00Z"));
}

#[test]
fn without_feeds_those_of_the_site_stay() {
    let site = TestSite::minimal();
    site.build_with(["--without", "feeds"]);
    assert!(site.has_page("/feed.xml") && site.has_page("/corrections/feed.json"));
    assert!(!site.has_page("/leaders/ann-lee/feed.xml"));
}
