//! What the pages say of themselves to programs: JSON-LD that parses, names only pages of the
//! site, says what the records say and nothing else, and cannot be broken out of; and the
//! properties of Open Graph.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod crawl;
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use support::{TestSite, html};

/// The JSON-LD of a page, where it has any.
fn data_of(page: &str) -> Option<Value> {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
    let (text, _) = rest.split_once("</script>").unwrap();
    for bad in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
        assert!(!text.contains(bad), "{text}");
    }
    Some(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

fn graph(page: &str) -> Vec<Value> {
    let data = data_of(page).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().unwrap().clone()
}

/// The thing that a page is about.
#[track_caller]
fn main_of(site: &TestSite, address: &str) -> Value {
    graph(&site.page(address)).remove(0)
}

/// Visits every value with the key that it stands under.
fn visit(key: &str, value: &Value, see: &mut dyn FnMut(&str, &Value)) {
    see(key, value);
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| visit(key, value, see)),
        Value::Array(values) => values.iter().for_each(|value| visit(key, value, see)),
        _ => {}
    }
}

/// The demonstration site under a prefix, and the address of its root.
static DEMONSTRATION: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let built = crawl::build(Path::new(env!("CARGO_MANIFEST_DIR")), Some(ROOT));
    // Editions for mail are no pages.
    let is_page = |path: &&String| path.ends_with(".html") && !path.ends_with("/email.html");
    let pages = built.files.keys().filter(is_page);
    pages
        .map(|path| (path.clone(), built.text(path).to_owned()))
        .collect()
});

const ROOT: &str = "https://user.github.io/record/";

#[test]
fn every_page_of_the_demonstration_has_data_that_names_pages_of_the_site() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (path, page) in &*DEMONSTRATION {
        let Some(data) = data_of(page) else {
            assert!(
                page.contains("content=\"noindex\"") || page.contains("http-equiv"),
                "{path}"
            );
            continue;
        };
        let main = data["@graph"][0]["@type"].as_str().unwrap().to_owned();
        *kinds.entry(main).or_default() += 1;
        // Where an article has many sources, they are named by address.
        let cited = data["@graph"][0]["citation"].as_array();
        let cited: Vec<&str> = cited
            .into_iter()
            .flatten()
            .filter_map(|source| source["@id"].as_str())
            .collect();
        visit("", &data, &mut |key, value| {
            assert!(!value.is_null(), "{path}: {key} is null");
            assert!(value.as_str() != Some(""), "{path}: {key} is empty");
            assert!(
                value
                    .as_array()
                    .is_none_or(|list| list.len() > 1 || key == "@graph"),
                "{path}: {key}"
            );
            let is_of_site = key == "@id" || key == "item";
            let address = value.as_str().filter(|_| is_of_site);
            let Some(address) = address.filter(|address| !cited.contains(address)) else {
                return;
            };
            let inner = address.strip_prefix(ROOT);
            let inner = inner.unwrap_or_else(|| panic!("{path}: {key} leads to {address}"));
            let page = inner.split('#').next().unwrap();
            let file = format!("{page}index.html");
            assert!(
                DEMONSTRATION.contains_key(&file),
                "{path}: {key} leads to {address}"
            );
        });
    }
    for kind in [
        "NewsArticle",
        "Event",
        "Person",
        "Trip",
        "Country",
        "CollectionPage",
        "Dataset",
        "WebSite",
        "WebPage",
        "SearchResultsPage",
    ] {
        assert!(kinds.contains_key(kind), "no {kind} in {kinds:?}");
    }
}

#[test]
fn lists_are_bounded_and_every_page_but_the_front_has_its_way() {
    for (path, page) in &*DEMONSTRATION {
        let Some(data) = data_of(page) else { continue };
        visit("", &data, &mut |key, value| {
            let bounded = ["itemListElement", "subEvent"].contains(&key);
            let length = value.as_array().map_or(0, Vec::len);
            assert!(!bounded || length <= 50, "{path}: {key}");
        });
        let graph = data["@graph"].as_array().unwrap();
        let way = graph
            .iter()
            .find(|thing| thing["@type"] == "BreadcrumbList");
        assert_eq!(way.is_some(), path != "index.html", "{path}");
    }
}

/// A site with one of everything that is told.
fn full() -> TestSite {
    let site = TestSite::minimal();
    site.write_all(
        r#"
-- site/events/forum.md --
+++
title = "Forum"
date = 2024-06-01
end_date = 2024-06-02
organiser = "The Forum"
place = { city = "Paris", country = "FR" }
+++

-- site/summits/paris-2024.md --
+++
title = "Lee–Tanaka, Paris"
date = 2024-06-01
time = 09:30:00
duration = 100
participants = ["ann-lee", "bo-tanaka"]
host = "FR"
place = { city = "Paris", country = "FR", venue = "Palace", lat = 48.5, lon = 2.25 }
part_of = "forum"
pillars = ["trade"]
summary = "They met again."
sources = ["communique"]
+++

-- site/summits/call.md --
+++
title = "By telephone"
date = 2024-07-01
kind = "call"
participants = ["ann-lee", "bo-tanaka"]
sources = ["communique"]
+++

-- site/trips/summer.md --
+++
title = "Summer journey"
date = 2024-05-01
end_date = 2024-06-01
leader = "ann-lee"
stops = ["tokyo-2024", "paris-2024"]
sources = ["communique"]
+++

-- site/leaders/cy-novak.md --
+++
name = "Cy Novák"
family_name = "Novák"
country = "CZ"
native_name = "ノヴァーク"
native_lang = "ja"
aliases = ["C. Novak"]
born = 1950-02-01
died = 2020-03-04
wikidata = "Q42"
links = [{ text = "Office", url = "https://office.example/" }, { text = "Bad", url = "javascript:alert(1)" }]

[[offices]]
title = "President of Czechia"
kind = "head-of-state"
from = 2001-01-01
to = 2005-01-01
+++

-- articles/2024-06-03-paris/article.md --
+++
title = "Paris, after Tokyo"
date = 2024-06-03T09:00:00+02:00
updated = 2024-06-05
authors = ["Di Roe"]
summary = "They met again."
summits = ["paris-2024"]
leaders = ["ann-lee"]
pillars = ["trade"]
topics = ["Steel"]
sources = [{ title = "On paper", publisher = "The Paper", author = "Ed Poe", date = 2024-06-02 }]

[[corrections]]
date = 2024-06-07
text = "It was Friday."
+++

[[bo-tanaka]] came from [[tokyo-2024]].[@communique]
"#,
    );
    site
}

#[test]
fn an_article_says_what_its_record_says() {
    let site = full();
    site.build();
    let article = main_of(&site, "/articles/paris/");
    let at = |path: &str| format!("https://record.example{path}");
    assert_eq!(
        article,
        json!({
            "@type": "NewsArticle",
            "@id": at("/articles/paris/"),
            "url": at("/articles/paris/"),
            "headline": "Paris, after Tokyo",
            "description": "They met again.",
            "datePublished": "2024-06-03T07:00:00Z",
            "dateModified": "2024-06-07",
            "inLanguage": "en",
            "author": { "@type": "Person", "name": "Di Roe" },
            "publisher": {
                "@type": "Organization",
                "@id": at("/#publisher"),
                "name": "The Record",
                "url": at("/"),
            },
            "image": at("/articles/paris/card.png"),
            "articleSection": "Trade",
            "keywords": "Steel",
            "wordCount": article["wordCount"],
            "isAccessibleForFree": true,
            "about": [
                { "@type": "Event", "@id": at("/summits/paris-2024/") },
                { "@type": "Person", "@id": at("/leaders/ann-lee/") },
            ],
            "mentions": [{ "@id": at("/leaders/bo-tanaka/") }, { "@id": at("/summits/tokyo-2024/") }],
            "citation": [
                {
                    "@type": "CreativeWork",
                    "name": "Joint communiqué",
                    "publisher": { "@type": "Organization", "name": "Ministry of Foreign Affairs" },
                    "url": "https://ministry.example/communique",
                },
                {
                    "@type": "CreativeWork",
                    "name": "On paper",
                    "publisher": { "@type": "Organization", "name": "The Paper" },
                    "author": "Ed Poe",
                    "datePublished": "2024-06-02",
                },
            ],
            "correction": {
                "@type": "CorrectionComment",
                "text": "It was Friday.",
                "datePublished": "2024-06-07",
            },
        })
    );
    assert!(article["wordCount"].as_u64().unwrap() > 3);

    let meta = html::attribute(&site.page("/articles/paris/"), "property");
    let expected = [
        "og:type",
        "article:published_time",
        "article:modified_time",
        "article:author",
        "article:section",
        "og:locale",
        "og:site_name",
        "og:description",
    ];
    for name in expected {
        assert!(meta.contains(&name.to_owned()), "{name} is not in {meta:?}");
    }
}

#[test]
fn a_meeting_is_an_event_in_its_place_and_time() {
    let site = full();
    site.build();
    let meeting = main_of(&site, "/summits/paris-2024/");
    for (key, expected) in [
        ("@type", json!("Event")),
        ("startDate", json!("2024-06-01T09:30:00")),
        ("endDate", json!("2024-06-01T11:10:00")),
        ("duration", json!("PT100M")),
        (
            "eventAttendanceMode",
            json!("https://schema.org/OfflineEventAttendanceMode"),
        ),
        (
            "location",
            json!({
                "@type": "Place",
                "name": "Palace",
                "address": { "@type": "PostalAddress", "addressLocality": "Paris", "addressCountry": "FR" },
                "geo": { "@type": "GeoCoordinates", "latitude": 48.5, "longitude": 2.25 },
            }),
        ),
        (
            "superEvent",
            json!({ "@type": "Event", "@id": "https://record.example/events/forum/", "name": "Forum" }),
        ),
        (
            "organizer",
            json!({
                "@type": "GovernmentOrganization",
                "name": "France",
                "url": "https://record.example/countries/fr/",
            }),
        ),
        (
            "about",
            json!({ "@type": "Thing", "@id": "https://record.example/pillars/trade/", "name": "Trade" }),
        ),
    ] {
        assert_eq!(meeting[key], expected, "{key}");
    }
    assert_eq!(meeting["performer"][1]["name"], "Bo Tanaka");

    let call = main_of(&site, "/summits/call/");
    assert_eq!(
        call["eventAttendanceMode"],
        "https://schema.org/OnlineEventAttendanceMode"
    );
    assert_eq!(call.get("location"), None, "a call has no place");
    assert_eq!(call["startDate"], "2024-07-01", "and no time is made up");

    let event = main_of(&site, "/events/forum/");
    assert_eq!(event["endDate"], "2024-06-02");
    assert_eq!(event["organizer"]["name"], "The Forum");
    assert_eq!(
        event["subEvent"]["@id"],
        "https://record.example/summits/paris-2024/"
    );

    let trip = main_of(&site, "/trips/summer/");
    assert_eq!(
        trip["itinerary"]["itemListElement"][1]["url"],
        "https://record.example/summits/paris-2024/"
    );
}

#[test]
fn a_leader_is_a_person_with_offices_in_time() {
    let site = full();
    site.build();
    let leader = main_of(&site, "/leaders/cy-novak/");
    assert_eq!(
        leader,
        json!({
            "@type": "Person",
            "@id": "https://record.example/leaders/cy-novak/",
            "url": "https://record.example/leaders/cy-novak/",
            "name": "Cy Novák",
            "alternateName": ["ノヴァーク", "C. Novak"],
            "familyName": "Novák",
            "birthDate": "1950-02-01",
            "deathDate": "2020-03-04",
            "nationality": {
                "@type": "Country",
                "@id": "https://record.example/countries/cz/",
                "name": "Czechia",
            },
            "sameAs": ["https://www.wikidata.org/wiki/Q42", "https://office.example/"],
            "hasOccupation": {
                "@type": "Role",
                "roleName": "President of Czechia",
                "startDate": "2001-01-01",
                "endDate": "2005-01-01",
                "hasOccupation": { "@type": "Occupation", "name": "President of Czechia" },
            },
        })
    );
    let page = site.page("/leaders/cy-novak/");
    for line in [
        "<meta property=\"og:type\" content=\"profile\">",
        "<meta property=\"profile:first_name\" content=\"Cy\">",
        "<meta property=\"profile:last_name\" content=\"Novák\">",
    ] {
        assert!(page.contains(line), "{line}");
    }
}

#[test]
fn the_front_page_can_be_searched_and_the_tracker_is_a_data_set() {
    let site = full().with_settings("data_license = \"CC-BY-4.0\"");
    site.build();
    let front = main_of(&site, "/");
    assert_eq!(front["@type"], "WebSite");
    assert_eq!(
        front["potentialAction"]["target"]["urlTemplate"],
        "https://record.example/search/?q={search_term_string}"
    );
    let tracker = main_of(&site, "/commitments/");
    assert_eq!(tracker["@type"], "Dataset");
    assert_eq!(
        tracker["license"],
        "https://spdx.org/licenses/CC-BY-4.0.html"
    );
    let files: Vec<&str> = tracker["distribution"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["contentUrl"].as_str().unwrap())
        .collect();
    for file in files {
        let path = file.strip_prefix("https://record.example").unwrap();
        assert!(site.has_page(path), "{file} is there");
    }
}

#[test]
fn no_text_breaks_out_of_the_data() {
    let hostile = "</script><script>alert(1)</script><!-- & \u{2028}\u{2029} \\\" {{ site }} ]]>";
    let quoted = serde_json::to_string(hostile).unwrap();
    let site = full();
    for (file, line) in [
        ("site/site.toml", "title = \"The Record\""),
        ("site/leaders/ann-lee.md", "name = \"Ann Lee\""),
        (
            "site/summits/paris-2024.md",
            "title = \"Lee–Tanaka, Paris\"",
        ),
        (
            "articles/2024-06-03-paris/article.md",
            "title = \"Paris, after Tokyo\"",
        ),
        (
            "articles/2024-06-03-paris/article.md",
            "text = \"It was Friday.\"",
        ),
        ("site/sources/sources.toml", "title = \"Joint communiqué\""),
    ] {
        let key = line.split(' ').next().unwrap();
        site.replace(file, line, &format!("{key} = {quoted}"));
    }
    site.build();
    let article = main_of(&site, "/articles/paris/");
    assert_eq!(article["headline"], hostile);
    assert_eq!(article["correction"]["text"], hostile);
    assert_eq!(article["citation"][0]["name"], hostile);
    assert_eq!(main_of(&site, "/leaders/ann-lee/")["name"], hostile);
    for path in ["/", "/articles/paris/", "/summits/paris-2024/", "/leaders/"] {
        let page = site.page(path);
        assert!(!page.contains("<script>alert"), "{path}");
        graph(&page);
    }
}
