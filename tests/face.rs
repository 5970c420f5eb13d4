//! What readers see beyond the text: maps, lanes, the network, the tracker, citations, languages.

mod support;

use support::TestSite;
use support::html::{attribute, unescape};

/// Three meetings of the same two, two of them in one city, and a journey over it all.
const JOURNEY: &str = r#"
-- site/summits/tokyo-2024.md --
+++
title = "Lee–Tanaka, Tokyo"
date = 2024-05-01
participants = ["ann-lee", "bo-tanaka"]
place = { city = "Tokyo", country = "JP", lat = 35.68, lon = 139.69 }
trip = "asia-2024"
sources = ["communique"]
+++
-- site/summits/tokyo-2022.md --
+++
title = "Lee–Tanaka, Tokyo again"
date = 2022-05-01
participants = ["ann-lee", "bo-tanaka"]
place = { city = "Tokyo", country = "JP", lat = 35.7, lon = 139.7 }
sources = ["communique"]
+++
-- site/summits/busan-2024.md --
+++
title = "Lee–Tanaka, Busan"
date = 2024-05-04
participants = ["ann-lee", "bo-tanaka"]
place = { city = "Busan", country = "KR", lat = 35.18, lon = 129.08 }
trip = "asia-2024"
sources = ["communique"]
+++
-- site/summits/call-2025.md --
+++
title = "Lee–Tanaka by telephone"
date = 2025-01-10
kind = "call"
participants = ["ann-lee", "bo-tanaka"]
sources = ["communique"]
+++
-- site/trips/asia-2024.md --
+++
title = "Asia, May 2024"
date = 2024-04-30
end_date = 2024-05-04
leader = "ann-lee"
sources = ["communique"]
+++
"#;

fn journey() -> TestSite {
    let site = TestSite::minimal();
    site.write_all(JOURNEY);
    site
}

#[test]
fn meetings_near_each_other_share_a_map_and_those_without_a_place_have_none() {
    let site = journey();
    site.build();
    let land = |page: &str| -> Vec<String> {
        let uses = attribute(&site.page(page), "href");
        let mut maps: Vec<String> = uses
            .into_iter()
            .filter(|href| href.starts_with("/maps/"))
            .filter_map(|href| Some(href.split_once('#')?.0.to_owned()))
            .collect();
        maps.dedup();
        maps
    };
    let tokyo = land("/summits/tokyo-2024/");
    assert_eq!(tokyo.len(), 1);
    assert_eq!(tokyo, land("/summits/tokyo-2022/"));
    assert_ne!(tokyo, land("/summits/busan-2024/"));
    assert!(land("/summits/call-2025/").is_empty());
    let file = site.page(&tokyo[0]);
    for id in ["l", "h", "b"] {
        assert!(file.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(!file.contains("style") && !file.contains("fill=\"#"));
}

#[test]
fn the_map_numbers_places_and_lists_the_meetings_at_each() {
    let site = journey();
    site.build();
    let page = site.page("/map/");
    // Tokyo has two meetings and comes first; the call has no place.
    let tokyo = page.find("id=\"place-1\"").unwrap();
    let busan = page.find("id=\"place-2\"").unwrap();
    let first = &page[tokyo..busan];
    for title in ["Lee–Tanaka, Tokyo", "Lee–Tanaka, Tokyo again"] {
        assert!(first.contains(title), "{title}");
    }
    assert!(page[busan..].contains("Lee–Tanaka, Busan"));
    assert!(!page.contains("id=\"place-3\""));
    assert!(
        page.contains("Lee–Tanaka by telephone"),
        "what has no place is listed"
    );
}

#[test]
fn a_journey_is_drawn_as_a_route_over_its_stops() {
    let site = journey();
    site.build();
    let page = site.page("/trips/asia-2024/");
    let route = page.split("class=\"r\" d=\"").nth(1).unwrap();
    assert!(
        route.starts_with('M') || route.starts_with('m'),
        "{}",
        &route[..40]
    );
    let label = attribute(&page, "aria-label");
    assert!(
        label
            .iter()
            .any(|label| label.contains("Tokyo") && label.contains("Busan")),
        "the route is told to those who do not see it: {label:?}"
    );
    assert!(site.page("/maps/trip-asia-2024.svg").contains("<path"));
}

#[test]
fn a_site_without_places_has_no_maps_and_says_so() {
    let site = TestSite::minimal();
    site.build();
    assert!(
        site.output()
            .paths()
            .iter()
            .all(|path| !path.starts_with("maps/"))
    );
    assert!(site.page("/map/").contains("Lee–Tanaka, Tokyo"));
    assert!(site.page("/network/").contains("Tanaka"));
}

#[test]
fn maps_are_drawn_where_the_theme_shows_them() {
    let site = TestSite::minimal().with_settings("theme = \"plain\"");
    site.replace(
        "site/summits/tokyo-2024.md",
        "country = \"JP\" }",
        "country = \"JP\", lat = 35.68, lon = 139.69 }",
    );
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/theme");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&from).unwrap();
            let text = std::fs::read(entry.path()).unwrap();
            site.write(&format!("themes/plain/{}", path.display()), text);
        }
    }
    let maps = || {
        site.build();
        let output = site.output();
        let paths = output.paths().into_iter();
        paths.filter(|path| path.starts_with("maps/")).count()
    };
    assert_eq!(maps(), 0, "no template prints one");
    site.replace(
        "themes/plain/templates/summit.html",
        "<h2>Who",
        "{{ map.file }}<h2>Who",
    );
    assert_eq!(maps(), 2);
    assert!(site.page("/summits/tokyo-2024/").contains("/maps/"));
    site.replace("themes/plain/templates/summit.html", "{{ map.file }}", "");
    assert_eq!(maps(), 0);
    site.write(
        "themes/plain/static/style.css",
        "body { background: url(/maps/world.svg) }",
    );
    assert_eq!(maps(), 2, "a stylesheet shows one");
}

#[test]
fn land_that_cannot_be_read_is_told() {
    let site = journey()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n")
        .with("themes/daily/maps/land.topojson", "{}");
    let told = site.diagnostics();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].message.contains("land.topojson"), "{told:?}");
    assert!(!site.has_page("/"), "nothing was written");
}

#[test]
fn the_network_counts_meetings_in_person() {
    let site = journey();
    site.build();
    let page = site.page("/network/");
    let start = page.find("<table class=\"matrix\"").unwrap();
    let matrix = &page[start..start + page[start..].find("</table>").unwrap()];
    let cells: Vec<&str> = matrix.split("<td class=\"k").skip(1).collect();
    assert_eq!(cells.len(), 1, "one pair");
    // Three meetings; the call does not count.
    assert!(cells[0].contains(">3<"), "{}", cells[0]);
}

#[test]
fn rows_of_the_tracker_carry_what_they_are_filtered_by() {
    let outcome = r#"+++
title = "Lee–Tanaka, Tokyo"
date = 2024-05-01
participants = ["ann-lee", "bo-tanaka"]
sources = ["communique"]

[[outcomes]]
id = "ships"
pillar = "trade"
text = "Buy ships."
by = ["bo-tanaka"]
to = ["US"]
amount = { value = 550, unit = "USD billion", bound = "up to" }
status = "agreed"
due = 2024-12-31
sources = ["communique"]
+++
"#;
    let site = TestSite::minimal().with("site/summits/tokyo-2024.md", outcome);
    site.build();
    let page = site.page("/commitments/");
    let one = |name: &str| {
        let all = attribute(&page, name);
        all.into_iter().next().unwrap_or_default()
    };
    let words = one("data-status");
    for word in ["open", "agreed", "overdue"] {
        assert!(
            words.split(' ').any(|other| other == word),
            "{word} in {words}"
        );
    }
    assert_eq!(one("data-pillar"), "trade");
    assert_eq!(
        one("data-country"),
        "JP US",
        "a leader counts for the country"
    );
    assert_eq!(one("data-amount").parse(), Ok(550.0), "as a number");
    assert_eq!(
        one("data-unit"),
        "USD-billion",
        "one word, as the script reads it"
    );
    assert!(unescape(&page).contains("$550\u{a0}bn"));
    assert!(page.contains("up to"));
}

/// The script takes what a row carries for a list of words, between blanks and commas.
#[test]
fn every_choice_of_the_tracker_finds_its_rows() {
    let site = TestSite::minimal();
    // A choice is what several commitments have.
    let outcomes: String = ["tonnes, dry", "USD billion", "per cent"]
        .repeat(2)
        .iter()
        .enumerate()
        .map(|(n, unit)| {
            format!(
                "[[outcomes]]\nid = \"o{n}\"\ntext = \"Number {n}.\"\nby = [\"ann-lee\", \"JP\"]\namount = {{ value = {n}, unit = \"{unit}\" }}\nstatus = \"agreed\"\nsources = [\"communique\"]\n"
            )
        })
        .collect();
    let site = site.with(
        "site/summits/busan-2024.md",
        format!("+++\ntitle = \"Busan\"\ndate = 2024-05-04\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nsources = [\"communique\"]\n\n{outcomes}+++\n"),
    );
    site.build();
    let page = site.page("/commitments/");
    let mut choices = 0;
    for name in ["status", "pillar", "country", "unit"] {
        let rows = attribute(&page, &format!("data-{name}"));
        let Some(start) = page.find(&format!("<select name=\"{name}\">")) else {
            continue;
        };
        let select = &page[start..start + page[start..].find("</select>").unwrap()];
        for choice in attribute(select, "value")
            .iter()
            .filter(|value| !value.is_empty())
        {
            choices += 1;
            let finds = |row: &String| {
                row.split(|c: char| c.is_whitespace() || c == ',')
                    .any(|word| word == choice)
            };
            assert!(rows.iter().any(finds), "{name} {choice}: {rows:?}");
        }
    }
    assert!(choices >= 6, "only {choices} choices");
}

#[test]
fn an_article_says_how_to_cite_it() {
    let site = TestSite::minimal();
    site.build();
    let page = unescape(&site.page("/articles/tokyo/"));
    for part in [
        "@online{",
        "TY  - ELEC",
        "\"type\":\"",
        "https://record.example/articles/tokyo/",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn sources_stand_beside_the_text_once_and_only_for_the_eye() {
    let site = TestSite::minimal().with_article(
        "notes",
        "",
        "First.[@communique] Again.[@communique] A note.[^1]\n\n[^1]: Said *later* on.",
    );
    site.build();
    let page = site.page("/articles/notes/");
    let notes: Vec<&str> = page
        .split("<small class=\"sn\" aria-hidden=\"true\">")
        .skip(1)
        .collect();
    assert_eq!(notes.len(), 2, "one for the source, one for the footnote");
    assert!(
        notes[0].contains("Ministry of Foreign Affairs"),
        "{}",
        notes[0]
    );
    assert!(
        notes[1].starts_with("<b>a</b> Said later on."),
        "{}",
        &notes[1][..60]
    );
    // Records have no margin.
    assert!(!site.page("/summits/tokyo-2024/").contains("class=\"sn\""));
}

#[test]
fn a_picture_keeps_its_room() {
    // The head of a PNG that is 3 pixels wide and 2 high.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
    let site = TestSite::minimal()
        .with_article("shots", "", "![Two flags](flags.png)")
        .with("articles/shots/flags.png", png);
    site.build();
    let page = site.page("/articles/shots/");
    assert!(page.contains("width=\"3\" height=\"2\""), "{page}");
}

#[test]
fn a_japanese_site_speaks_japanese() {
    let site = journey().with_settings("language = \"ja\"");
    let run = site.build();
    assert!(run.stdout.contains("0 warnings."), "{}", run.told());
    let page = site.page("/summits/tokyo-2024/");
    assert!(page.contains("<html lang=\"ja\" dir=\"ltr\">"));
    assert!(page.contains("2024年5月1日"));
    for english in [
        "Skip to",
        "Sources",
        "Roundups",
        "meeting on record",
        "Boundaries",
        "Record as of",
    ] {
        for path in [
            "/summits/tokyo-2024/",
            "/",
            "/leaders/ann-lee/",
            "/commitments/",
            "/network/",
        ] {
            assert!(!site.page(path).contains(english), "{english} on {path}");
        }
    }
}

#[test]
fn a_name_from_right_to_left_says_so() {
    let site = TestSite::minimal().with(
        "site/leaders/cy-aziz.md",
        "+++\nname = \"Cy Aziz\"\ncountry = \"SA\"\nnative_name = \"سي عزيز\"\nnative_lang = \"ar\"\naliases = [\"عزيز\"]\n+++\n",
    );
    site.build();
    let page = site.page("/leaders/cy-aziz/");
    let names: Vec<&str> = page.split("<bdi").skip(1).collect();
    assert!(!names.is_empty());
    for name in names {
        assert!(
            name.contains("lang=\"ar\"") && name.contains("dir=\"rtl\""),
            "{name}"
        );
    }
    assert!(
        page.contains("عزيز</bdi>"),
        "the alias has its language too"
    );
}

#[test]
fn a_theme_that_asks_for_a_text_that_is_not_there_is_told_where() {
    let site = TestSite::minimal()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n")
        .with(
            "themes/daily/templates/404.html",
            "<p>{{ t(key=\"page.leeders\") }}</p>\n",
        );
    let told = site.diagnostics();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].code, "template-error");
    assert_eq!((told[0].line, told[0].column), (Some(1), Some(14)));
    assert!(
        told[0]
            .help
            .as_deref()
            .unwrap_or_default()
            .contains("page.leaders")
    );
}

#[test]
fn html_in_a_text_is_that_of_components_alone() {
    let template = "{% set day %}{{ <day date={site.today} /> }}{% endset %}<p>{{ t(key=\"page.summit\", title=\"<i>x</i> & y\", when=day) }}</p>\n";
    let site = TestSite::minimal()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n")
        .with("themes/daily/templates/404.html", template);
    site.build();
    assert_eq!(
        site.page("/404.html"),
        "<p>&lt;i&gt;x&lt;/i&gt; &amp; y, <time datetime=\"2026-01-15\">15 January 2026</time></p>\n"
    );
}
