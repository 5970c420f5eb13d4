//! The open data follow sections 2 and 3 of the specification to the letter: on a small site whose
//! figures are counted by hand here, and against their own schemas.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use crawl::Built;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::TestSite;

/// Leaders: Ann of the United States, Bo of Japan, Cy of South Korea, Di of France. The files are
/// named so that their order is not that of time.
const SMALL: &str = r#"
-- site/site.toml --
title = "Small"
base_url = "https://u.github.io/small/"
data_license = "CC0-1.0"

[[pillars]]
id = "trade"
name = "Trade"

[[pillars]]
id = "arms"
name = "Arms"

-- site/sources/all.toml --
[paper]
title = "Paper"
url = "https://paper.example/"

-- site/leaders/ann.md --
+++
name = "Ann"
country = "US"

[[offices]]
title = "Senator"
country = "US"
kind = "other"
from = 2010-01-01

[[offices]]
title = "President"
country = "US"
kind = "head-of-state-and-government"
from = 2021-01-20
to = 2024-03-01
+++

-- site/leaders/bo.md --
+++
name = "Bo"
country = "JP"

[[offices]]
title = "Prime Minister"
country = "JP"
kind = "head-of-government"
from = 2023-12-31
+++

-- site/leaders/cy.md --
+++
name = "Cy"
country = "KR"
+++

-- site/leaders/di.md --
+++
name = "Di"
country = "FR"
+++

-- site/events/forum.md --
+++
title = "Forum"
date = 2024-02-10
place = { city = "Paris", country = "FR" }
+++

-- site/trips/winter.md --
+++
title = "Winter journey"
date = 2024-01-01
end_date = 2024-01-05
leader = "ann"
stops = ["z-first"]
+++

-- site/summits/z-first.md --
+++
title = "First"
date = 2024-01-01
end_date = 2024-01-03
time = 09:30:00
participants = [{ leader = "bo", role = "host" }, "ann"]
host = "JP"
duration = 45
place = { city = "Tokyo", country = "JP", venue = "Palace", lat = 35.5, lon = 139.25 }
pillars = ["arms"]
sources = ["paper", { title = "In place", url = "https://inline.example/" }, { title = "On paper" }]
summary = "They met."

[[outcomes]]
id = "pact"
pillar = "trade"
text = "A pact."
by = ["US", "bo"]
to = ["JP"]
amount = { value = 2.5, unit = "USD billion", bound = "up to", per = "year" }
status = "pledged"
note = "On paper."
date = 2024-01-02
due = 2024-12-31
sources = ["paper"]

[[outcomes.updates]]
date = 2024-06-01
status = "signed"
sources = ["paper"]

[[outcomes]]
id = "word"
text = "A word."
status = "kept"
sources = ["paper"]

[[outcomes]]
id = "nothing"
text = "Nothing said of it."
sources = ["paper"]
+++

-- site/summits/call.md --
+++
title = "By telephone"
date = 2024-01-20
kind = "call"
participants = ["ann", "bo"]
+++

-- site/summits/table.md --
+++
title = "Round table"
date = 2024-02-10
kind = "multilateral"
participants = ["ann", "bo", "cy", "di"]
place = { city = "Paris", country = "FR" }
part_of = "forum"
+++

-- site/summits/c-late.md --
+++
title = "Late that day"
date = 2024-02-20
time = 18:00:00
participants = ["bo", "ann"]
place = { city = "Tokyo", country = "JP" }
+++

-- site/summits/d-early.md --
+++
title = "Early that day"
date = 2024-02-20
time = 08:00:00
participants = ["ann", "bo"]
place = { city = "Tokyo", country = "JP" }
+++

-- site/summits/a-same.md --
+++
title = "Same hour, first by id"
date = 2024-02-20
time = 18:00:00
participants = ["ann", "cy"]
place = { city = "Tokyo", country = "JP" }
+++

-- site/summits/b-three.md --
+++
title = "Three"
date = 2024-03-01
participants = ["cy", "ann", "bo"]
place = { city = "Seoul", country = "KR" }
+++

-- site/summits/last.md --
+++
title = "Last"
date = 2025-03-01
participants = ["bo", "cy"]
place = { city = "Tokyo", country = "JP" }
+++

-- site/summits/alone.md --
+++
title = "A visit"
date = 2025-04-01
participants = ["di"]
place = { country = "JP" }
+++

-- site/summits/never.md --
+++
title = "After the day of the build"
date = 2099-01-01
participants = ["ann", "bo"]
place = { country = "JP" }
+++
"#;

/// The same with an article.
const ARTICLE: &str = r#"
-- site/sources/more.toml --
[book]
title = "Book"
publisher = "Press"
author = "A. Writer"
date = 2020-02-03
url = "https://book.example/"
archived = "https://archive.example/book"
accessed = 2024-02-02

-- articles/2024-01-04-first/article.md --
+++
title = "The first"
date = 2024-01-04
updated = 2024-01-06
authors = ["Eve", "Fay"]
summary = "On Tokyo."
pillars = ["arms"]
topics = ["Sea Power"]
summits = ["z-first"]
leaders = ["ann"]
trip = "winter"
sources = ["paper", { title = "Book" }]
corrections = [{ date = 2024-01-05, text = "It was Tuesday." }]
+++

[[ann]] met [[bo]].[@book]
"#;

fn data_of(site: &TestSite) -> (String, Value, Value) {
    let built = crawl::build(&site.root(), None);
    let text = built.text("data/summits.json").to_owned();
    let (data, schema) = with_schema(&built, "summits");
    (text, data, schema)
}

/// A set and its schema.
fn with_schema(built: &Built, name: &str) -> (Value, Value) {
    let read = |path: String| serde_json::from_str(built.text(&path)).unwrap();
    (
        read(format!("data/{name}.json")),
        read(format!("data/{name}.schema.json")),
    )
}

const SETS: [&str; 4] = ["articles", "leaders", "summits", "outcomes"];

static WHOLE: LazyLock<Built> =
    LazyLock::new(|| crawl::build(&TestSite::new(&format!("{SMALL}{ARTICLE}")).root(), None));

static DEMONSTRATION: LazyLock<Built> =
    LazyLock::new(|| crawl::build(Path::new(env!("CARGO_MANIFEST_DIR")), None));

static BUILT: LazyLock<(String, Value, Value)> = LazyLock::new(|| data_of(&TestSite::new(SMALL)));

fn summit(id: &str) -> &'static Value {
    let summits = BUILT.1["summits"].as_array().unwrap();
    summits
        .iter()
        .find(|summit| summit["id"] == id)
        .unwrap_or_else(|| panic!("no summit {id}"))
}

/// A pair as `[leaders, ordinal, previous, days, next]`.
fn pairs(id: &str) -> Vec<Value> {
    let pairs = summit(id)["derived"]["pairs"].as_array().unwrap();
    pairs
        .iter()
        .map(|pair| {
            let leaders = &pair["leaders"];
            json!([
                format!(
                    "{}+{}",
                    leaders[0].as_str().unwrap(),
                    leaders[1].as_str().unwrap()
                ),
                pair["ordinal"],
                pair["previous"],
                pair["days_since_previous"],
                pair["next"]
            ])
        })
        .collect()
}

#[test]
fn the_file_says_what_it_is() {
    let data = &BUILT.1;
    assert_eq!(
        data["schema"],
        "https://u.github.io/small/data/summits.schema.json"
    );
    assert_eq!(BUILT.2["$id"], data["schema"]);
    assert_eq!(data["license"], "CC0-1.0");
    assert!(BUILT.0.ends_with("}\n"));
}

#[test]
fn meetings_come_by_day_then_time_then_id_and_those_to_come_are_left_out() {
    let ids: Vec<&str> = BUILT.1["summits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "z-first", "call", "table", "d-early", "a-same", "c-late", "b-three", "last", "alone"
        ]
    );
}

#[test]
fn a_meeting_has_every_field() {
    let mut first = summit("z-first").clone();
    let fields: Vec<&str> = first
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    for field in [
        "id",
        "title",
        "date",
        "place",
        "participants",
        "outcomes",
        "url",
        "derived",
    ] {
        assert!(
            fields.contains(&field),
            "the specification asks for `{field}`"
        );
    }
    let outcomes = first["outcomes"].take();
    first["derived"].take();
    assert_eq!(
        first,
        json!({
            "id": "z-first",
            "title": "First",
            "date": "2024-01-01",
            "end_date": "2024-01-03",
            "time": "09:30:00",
            "kind": "bilateral",
            "place": { "city": "Tokyo", "country": "JP", "venue": "Palace", "lat": 35.5, "lon": 139.25 },
            "host": "JP",
            "duration": 45,
            "participants": ["bo", "ann"],
            "part_of": null,
            "trips": ["winter"],
            "pillars": ["trade", "arms"],
            "summary": "They met.",
            "outcomes": null,
            "sources": ["paper", "https://inline.example/", "On paper"],
            "url": "https://u.github.io/small/summits/z-first/",
            "derived": null,
        })
    );
    let days = |from: jiff::civil::Date| (crawl::TODAY - from).get_days();
    assert_eq!(
        outcomes[0],
        json!({
            "id": "pact",
            "pillar": "trade",
            "text": "A pact.",
            "by": ["US", "bo"],
            "to": ["JP"],
            "amount": { "value": 2.5, "unit": "USD billion", "bound": "up to", "per": "year" },
            "date": "2024-01-02",
            "due": "2024-12-31",
            "status": "signed",
            "class": "open",
            "status_since": "2024-06-01",
            "status_days": days(jiff::civil::date(2024, 6, 1)),
            "overdue": true,
            "unconfirmed": true,
            "ledger": [
                { "date": "2024-01-02", "status": "pledged", "note": "On paper.", "sources": ["paper"] },
                { "date": "2024-06-01", "status": "signed", "note": null, "sources": ["paper"] },
            ],
            "sources": ["paper"],
        })
    );
    let short = |outcome: &Value| {
        json!([
            outcome["status"],
            outcome["class"],
            outcome["status_since"],
            outcome["overdue"],
            outcome["pillar"],
            outcome["amount"],
            outcome["due"]
        ])
    };
    assert_eq!(
        short(&outcomes[1]),
        json!(["kept", "kept", "2024-01-01", false, null, null, null])
    );
    assert_eq!(
        short(&outcomes[2]),
        json!([null, "open", "2024-01-01", false, null, null, null])
    );
}

#[test]
fn what_does_not_apply_is_null() {
    let alone = summit("alone");
    for field in ["time", "host", "duration", "part_of", "summary"] {
        assert_eq!(alone.get(field), Some(&Value::Null), "{field}");
    }
    assert_eq!(
        alone["place"],
        json!({ "city": null, "country": "JP", "venue": null, "lat": null, "lon": null })
    );
    assert_eq!(alone["kind"], "visit");
    assert_eq!(
        summit("call")["place"],
        json!({ "city": null, "country": null, "venue": null, "lat": null, "lon": null })
    );
    assert_eq!(summit("table")["part_of"], "forum");
}

#[test]
fn pairs_are_counted_by_hand() {
    // Leaders, ordinal, previous, days since, next. The call and the round table do not count; of
    // the three meetings of 20 February, 08:00 comes first, then by id.
    assert_eq!(
        pairs("z-first"),
        [json!(["ann+bo", 1, null, null, "d-early"])]
    );
    assert_eq!(pairs("call"), Vec::<Value>::new());
    assert_eq!(pairs("table"), Vec::<Value>::new());
    assert_eq!(
        pairs("d-early"),
        [json!(["ann+bo", 2, "z-first", 48, "c-late"])],
        "from the last day, 3 January"
    );
    assert_eq!(
        pairs("a-same"),
        [json!(["ann+cy", 1, null, null, "b-three"])]
    );
    assert_eq!(
        pairs("c-late"),
        [json!(["ann+bo", 3, "d-early", 0, "b-three"])]
    );
    assert_eq!(
        pairs("b-three"),
        [
            json!(["ann+bo", 4, "c-late", 10, null]),
            json!(["ann+cy", 2, "a-same", 10, null]),
            json!(["bo+cy", 1, null, null, "last"])
        ],
        "alphabetical order of ids, whatever the order of the participants; 2024 is a leap year"
    );
    assert_eq!(pairs("last"), [json!(["bo+cy", 2, "b-three", 365, null])]);
    assert_eq!(pairs("alone"), Vec::<Value>::new());
}

#[test]
fn multilateral_meetings_are_counted_apart() {
    let together =
        |id: &str, pair: usize| &summit(id)["derived"]["pairs"][pair]["attended_together"];
    assert_eq!(together("z-first", 0), 0);
    assert_eq!(together("d-early", 0), 1);
    assert_eq!(
        [
            together("b-three", 0),
            together("b-three", 1),
            together("b-three", 2)
        ],
        [1, 1, 1]
    );
}

#[test]
fn participants_have_the_office_of_the_day_and_their_journeys_counted() {
    let of = |id: &str| &summit(id)["derived"]["participants"];
    let person = |leader: &str,
                  office: Option<&str>,
                  country: &str,
                  days: Option<i32>,
                  visit: Option<usize>| json!({ "leader": leader, "office": office, "country": country, "days_in_office": days, "visit_ordinal": visit });
    // In the order of the record. 20 January 2021 to 1 January 2024 are 1,076 days.
    assert_eq!(
        of("z-first"),
        &json!([
            person("bo", Some("Prime Minister"), "JP", Some(1), None),
            person("ann", Some("President"), "US", Some(1076), Some(1))
        ])
    );
    // Nobody travels by telephone.
    assert_eq!(
        of("call"),
        &json!([
            person("ann", Some("President"), "US", Some(1095), None),
            person("bo", Some("Prime Minister"), "JP", Some(20), None)
        ])
    );
    assert_eq!(
        of("table"),
        &json!([
            person("ann", Some("President"), "US", Some(1116), Some(1)),
            person("bo", Some("Prime Minister"), "JP", Some(41), Some(1)),
            person("cy", None, "KR", None, Some(1)),
            person("di", None, "FR", None, None),
        ])
    );
    // Three meetings in one stay are one journey.
    for (id, place) in [("d-early", 0), ("a-same", 0), ("c-late", 1)] {
        assert_eq!(of(id)[place]["visit_ordinal"], 2, "{id}");
    }
    // On the day of the handover the presidency is over; the seat in the senate is not.
    assert_eq!(
        of("b-three")[1],
        person("ann", Some("Senator"), "US", Some(5173), Some(1))
    );
    assert_eq!(of("b-three")[0], person("cy", None, "KR", None, None));
    assert_eq!(
        of("alone"),
        &json!([person("di", None, "FR", None, Some(1))])
    );
}

#[test]
fn without_a_licence_it_is_null() {
    let site = TestSite::minimal();
    let (_, data, _) = data_of(&site);
    assert_eq!(data.get("license"), Some(&Value::Null));
}

// --- The other sets ---------------------------------------------------------------------------

#[test]
fn an_article_has_every_field() {
    let (data, _) = with_schema(&WHOLE, "articles");
    assert_eq!(
        data["articles"],
        json!([{
            "id": "first",
            "title": "The first",
            "date": "2024-01-04",
            "updated": "2024-01-06",
            "authors": ["Eve", "Fay"],
            "summary": "On Tokyo.",
            "url": "https://u.github.io/small/articles/first/",
            "markdown": "https://u.github.io/small/articles/first/index.md",
            "words": 3,
            "pillars": ["arms"],
            "topics": [{ "id": "sea-power", "name": "Sea Power" }],
            "summits": ["z-first"],
            "leaders": ["ann"],
            "trip": "winter",
            // Cited, then the others.
            "sources": ["book", "paper", "Book"],
            "corrections": [{ "date": "2024-01-05", "text": "It was Tuesday." }],
            "unpublished": null,
        }])
    );
}

#[test]
fn a_leader_has_every_field() {
    let more = r#"
-- site/static/cy.png --
no picture, but a file

-- site/leaders/cy.md --
+++
name = "Cy Kim"
family_name = "Kim"
native_name = "김"
native_lang = "ko"
aliases = ["C. Kim"]
former_ids = ["cyrus"]
country = "KR"
born = 1960-01-02
died = 2026-01-01
wikidata = "Q42"
portrait = { src = "/cy.png", alt = "Cy Kim" }
links = [{ name = "Archive", url = "https://archive.example/" }]
sources = ["paper"]

[[offices]]
title = "President"
country = "KR"
kind = "head-of-state"
from = 2020-05-10
party = "Blue"
as_of = 2024-03-01
sources = ["paper"]
+++
"#;
    let site = TestSite::new(&format!("{SMALL}{more}"));
    let built = crawl::build(&site.root(), None);
    let (data, schema) = with_schema(&built, "leaders");
    validate(&data, &schema);
    let paper = json!({ "id": "paper", "url": "https://paper.example/", "note": "Paper" });
    let days = (crawl::TODAY - jiff::civil::date(2020, 5, 10)).get_days();
    assert_eq!(
        data["leaders"][2],
        json!({
            "id": "cy",
            "name": "Cy Kim",
            "family_name": "Kim",
            "native_name": { "text": "김", "lang": "ko" },
            "other_names": [
                { "name": "김", "lang": "ko", "note": "native" },
                { "name": "C. Kim", "lang": null, "note": null },
            ],
            "former_ids": ["cyrus"],
            "country": "KR",
            "birth_date": "1960-01-02",
            "death_date": "2026-01-01",
            "image": "https://u.github.io/small/cy.png",
            "identifiers": [{ "scheme": "wikidata", "identifier": "Q42" }],
            "links": [{ "url": "https://archive.example/", "note": "Archive" }],
            "memberships": [{
                "role": "President",
                "kind": "head-of-state",
                "area": { "id": "KR", "name": "South Korea" },
                "on_behalf_of": { "name": "Blue" },
                "start_date": "2020-05-10",
                "end_date": null,
                "as_of": "2024-03-01",
                "sources": [paper],
            }],
            "current_office": { "role": "President", "kind": "head-of-state", "country": "KR", "since": "2020-05-10", "days": days },
            "meetings": ["table", "a-same", "b-three", "last"],
            "met": [
                { "leader": "ann", "face_to_face": 2, "attended_together": 1, "first": "a-same", "last": "b-three" },
                { "leader": "bo", "face_to_face": 2, "attended_together": 1, "first": "b-three", "last": "last" },
                { "leader": "di", "face_to_face": 0, "attended_together": 1, "first": null, "last": null },
            ],
            "visited": [
                { "country": "FR", "visits": 1, "first": "2024-02-10", "last": "2024-02-10" },
                { "country": "JP", "visits": 2, "first": "2024-02-20", "last": "2025-03-01" },
            ],
            "sources": [paper],
            "url": "https://u.github.io/small/leaders/cy/",
        })
    );
    // On the day of the handover the presidency is over; the seat is still held.
    let ann = &data["leaders"][0];
    assert_eq!(ann["current_office"]["role"], "Senator");
    assert_eq!(ann["memberships"][1]["end_date"], "2024-03-01");
    for field in ["family_name", "native_name", "birth_date", "image"] {
        assert_eq!(ann.get(field), Some(&Value::Null), "{field}");
    }
}

#[test]
fn outcomes_are_those_of_the_meetings() {
    for built in [&*WHOLE, &*DEMONSTRATION] {
        let (summits, _) = with_schema(built, "summits");
        let (outcomes, _) = with_schema(built, "outcomes");
        let mut expected = Vec::new();
        for summit in summits["summits"].as_array().unwrap() {
            for outcome in summit["outcomes"].as_array().unwrap() {
                let mut outcome = outcome.clone();
                let fields = outcome.as_object_mut().unwrap();
                let place = format!("#outcome-{}", fields["id"].as_str().unwrap());
                let url = format!("{}{place}", summit["url"].as_str().unwrap());
                fields.insert("summit".into(), summit["id"].clone());
                fields.insert("summit_date".into(), summit["date"].clone());
                fields.insert("place".into(), summit["place"].clone());
                fields.insert("url".into(), url.into());
                expected.push(outcome);
            }
        }
        assert!(expected.len() >= 3);
        assert_eq!(outcomes["outcomes"], Value::Array(expected));
    }
    let page = WHOLE.page("summits/z-first/index.html");
    assert!(page.by_id("outcome-pact").is_some());
}

fn csv_rows(text: &str) -> Vec<csv::StringRecord> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn the_table_has_a_row_an_outcome() {
    let text = WHOLE.text("data/outcomes.csv");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    let rows = csv_rows(text);
    let (data, _) = with_schema(&WHOLE, "outcomes");
    let outcomes = data["outcomes"].as_array().unwrap();
    assert_eq!(rows.len(), outcomes.len() + 1);
    let cell = |row: usize, column: &str| {
        let at = rows[0].iter().position(|name| name == column).unwrap();
        rows[row][at].to_owned()
    };
    for (row, outcome) in (1..).zip(outcomes) {
        for field in [
            "summit",
            "summit_date",
            "id",
            "text",
            "date",
            "class",
            "url",
        ] {
            assert_eq!(outcome[field], cell(row, field), "{field}");
        }
    }
    let expected = [
        ("by", "US; bo"),
        ("to", "JP"),
        ("amount_value", "2.5"),
        ("amount_unit", "USD billion"),
        ("amount_bound", "up to"),
        ("amount_per", "year"),
        ("due", "2024-12-31"),
        ("status", "signed"),
        ("overdue", "true"),
        ("ledger_entries", "2"),
        ("sources", "paper"),
        ("lat", "35.5"),
        ("as_of", "2026-11-22"),
    ];
    for (column, value) in expected {
        assert_eq!(cell(1, column), value, "{column}");
    }
    assert_eq!(cell(3, "status"), "");
    assert_eq!(cell(3, "amount_value"), "");
}

#[test]
fn no_cell_of_the_table_is_a_formula_and_numbers_stay_numbers() {
    let site = TestSite::minimal();
    let text = r#"
[[outcomes]]
id = "formula"
text = "=HYPERLINK(\"https://x.example\", \"1,2\")"
amount = { value = -2.5, unit = "+points", bound = "@most" }
sources = [{ title = "-1+1" }]
"#;
    let record = site.read("site/summits/tokyo-2024.md");
    let record = record.replacen("\n[[outcomes]]", &format!("{text}\n[[outcomes]]"), 1);
    let record = record.replace(
        "country = \"JP\" }",
        "country = \"JP\", lat = -35.5, lon = -139.5 }",
    );
    let built = crawl::build(
        &site.with("site/summits/tokyo-2024.md", record).root(),
        None,
    );
    let row = &csv_rows(built.text("data/outcomes.csv"))[1];
    for cell in [
        "'=HYPERLINK(\"https://x.example\", \"1,2\")",
        "-2.5",
        "'+points",
        "'@most",
        "'-1+1",
        "-35.5",
        "-139.5",
    ] {
        assert!(row.iter().any(|other| other == cell), "{cell} in {row:?}");
    }
}

// --- The schema -------------------------------------------------------------------------------

#[test]
fn the_data_follow_their_schema() {
    validate(&BUILT.1, &BUILT.2);
    for built in [&*WHOLE, &*DEMONSTRATION] {
        for name in SETS {
            let (data, schema) = with_schema(built, name);
            assert_eq!(schema["$id"], data["schema"], "{name}");
            assert!(!data[name].as_array().unwrap().is_empty(), "{name}");
            validate(&data, &schema);
        }
    }
}

#[test]
fn one_record_alone_is_the_one_of_its_set() {
    for (set, one) in [("leaders", "leader"), ("summits", "summit")] {
        let (whole, schema) = with_schema(&DEMONSTRATION, set);
        for record in whole[set].as_array().unwrap() {
            let path = format!("{set}/{}/data.json", record["id"].as_str().unwrap());
            let alone: Value = serde_json::from_str(DEMONSTRATION.text(&path)).unwrap();
            assert_eq!(&alone[one], record, "{path}");
            for field in ["license", "as_of"] {
                assert_eq!(alone[field], whole[field], "{path}");
            }
            let (of, part) = alone["schema"].as_str().unwrap().split_once('#').unwrap();
            assert_eq!(of, schema["$id"], "{path}");
            let mut found = Vec::new();
            let part = schema.pointer(part).unwrap();
            check(record, part, &schema, "", &mut found);
            assert_eq!(found, Vec::<String>::new(), "{path}");
            // The sources of this record and no others.
            let known: Vec<&Value> = entries(&alone["bibliography"], "id");
            let mut named = Vec::new();
            named_sources(&alone[one], &mut named);
            assert!(named.iter().all(|name| known.contains(name)), "{path}");
            assert!(known.iter().all(|name| named.contains(name)), "{path}");
        }
    }
}

fn entries<'v>(list: &'v Value, key: &str) -> Vec<&'v Value> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry[key])
        .collect()
}

/// What all `sources` within a value name.
fn named_sources<'v>(value: &'v Value, names: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| match value {
            Value::Array(sources) if key == "sources" => {
                names.extend(
                    sources
                        .iter()
                        .map(|source| source.get("id").unwrap_or(source)),
                );
            }
            value => named_sources(value, names),
        }),
        Value::Array(items) => items.iter().for_each(|item| named_sources(item, names)),
        _ => {}
    }
}

#[test]
fn every_source_that_is_named_is_in_the_bibliography() {
    for built in [&*WHOLE, &*DEMONSTRATION] {
        for name in SETS {
            let (data, _) = with_schema(built, name);
            let known = entries(&data["bibliography"], "id");
            let mut named = Vec::new();
            named_sources(&data[name], &mut named);
            assert!(!named.is_empty() || name == "leaders", "{name}");
            assert!(named.iter().all(|source| known.contains(source)), "{name}");
            assert!(known.iter().all(|source| named.contains(source)), "{name}");
            assert!(known.is_sorted_by_key(|id| id.as_str()), "{name}");
        }
    }
    assert_eq!(
        with_schema(&WHOLE, "articles").0["bibliography"],
        json!([
            { "id": "Book", "title": "Book", "publisher": null, "author": null, "date": null, "url": null, "archived": null, "accessed": null },
            { "id": "book", "title": "Book", "publisher": "Press", "author": "A. Writer", "date": "2020-02-03", "url": "https://book.example/", "archived": "https://archive.example/book", "accessed": "2024-02-02" },
            { "id": "paper", "title": "Paper", "publisher": null, "author": null, "date": null, "url": "https://paper.example/", "archived": null, "accessed": null },
        ])
    );
}

/// Sets are small and kind to those who compare them.
#[test]
fn a_record_is_a_line() {
    for name in SETS {
        let text = DEMONSTRATION.text(&format!("data/{name}.json"));
        let (data, _) = with_schema(&DEMONSTRATION, name);
        let lines: Vec<Value> = text
            .lines()
            .filter(|line| line.starts_with("{\""))
            .map(|line| serde_json::from_str(line.trim_end_matches(',')).unwrap())
            .collect();
        let records = [&data[name], &data["bibliography"]]
            .map(|list| list.as_array().unwrap().clone())
            .concat();
        assert_eq!(lines, records, "{name}");
    }
}

#[test]
fn the_guide_names_every_field_of_every_set() {
    let guide = include_str!("../docs/data.md");
    for name in SETS {
        let (_, schema) = with_schema(&WHOLE, name);
        let records = ["ArticleData", "LeaderData", "SummitData", "TrackedOutcome"];
        let types = records
            .iter()
            .filter_map(|record| schema["$defs"].get(record));
        for fields in types.chain([&schema]) {
            for field in fields["properties"].as_object().unwrap().keys() {
                assert!(
                    guide.contains(&format!("`{field}`")),
                    "docs/data.md lacks `{field}` of {name}"
                );
            }
        }
    }
    for column in csv_rows(WHOLE.text("data/outcomes.csv"))[0].iter() {
        assert!(
            guide.contains(&format!("`{column}`")),
            "docs/data.md lacks the column `{column}`"
        );
    }
}

/// The schema asks for every field: one that does not apply is there and `null`.
#[test]
fn the_schema_knows_every_field_and_asks_for_those_of_the_specification() {
    let required = |schema: &Value| -> Vec<String> {
        schema["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key.as_str().unwrap().to_owned())
            .collect()
    };
    let schema = &BUILT.2;
    for field in ["schema", "summits"] {
        assert!(required(schema).contains(&field.to_owned()), "{field}");
    }
    let of = |name: &str| &schema["$defs"][name];
    for field in [
        "id",
        "title",
        "date",
        "place",
        "participants",
        "outcomes",
        "url",
        "derived",
    ] {
        assert!(
            required(of("SummitData")).contains(&field.to_owned()),
            "{field}"
        );
    }
    for (name, fields) in [
        ("DerivedData", vec!["participants", "pairs"]),
        ("PairData", vec!["leaders", "ordinal"]),
        ("ParticipantData", vec!["leader", "country"]),
    ] {
        for field in fields {
            assert!(
                required(of(name)).contains(&field.to_owned()),
                "{name}.{field}"
            );
        }
    }
}

#[test]
fn the_validator_of_this_test_finds_faults() {
    for (pointer, wrong) in [
        ("/summits/0/title", json!(1)),
        ("/summits/0/derived/pairs/0/ordinal", json!("1")),
        ("/summits/0/participants/0", Value::Null),
        ("/summits/0/place", Value::Null),
    ] {
        let mut data = BUILT.1.clone();
        *data.pointer_mut(pointer).unwrap() = wrong;
        assert!(!faults(&data, &BUILT.2).is_empty(), "{pointer}");
    }
    let mut data = BUILT.1.clone();
    data["summits"][0]
        .as_object_mut()
        .unwrap()
        .shift_remove("url");
    assert!(!faults(&data, &BUILT.2).is_empty());
}

fn validate(data: &Value, schema: &Value) {
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(faults(data, schema), Vec::<String>::new());
}

fn faults(data: &Value, schema: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(data, schema, schema, "", &mut faults);
    faults
}

/// Validates the part of JSON Schema that our schemas use; any other keyword is a fault of this
/// test.
fn check(data: &Value, schema: &Value, root: &Value, at: &str, faults: &mut Vec<String>) {
    let Value::Object(keywords) = schema else {
        if schema == &Value::Bool(false) {
            faults.push(format!("{at}: not allowed"));
        }
        return;
    };
    for (keyword, wanted) in keywords {
        match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "format" => {}
            "$ref" => {
                let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                check(data, root.pointer(pointer).unwrap(), root, at, faults);
            }
            "type" => {
                let names = wanted
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| vec![wanted.clone()]);
                if !names
                    .iter()
                    .any(|name| is_of_type(data, name.as_str().unwrap()))
                {
                    faults.push(format!("{at}: {data} is not {wanted}"));
                }
            }
            "required" => {
                for key in wanted.as_array().unwrap() {
                    if data
                        .as_object()
                        .is_some_and(|entries| !entries.contains_key(key.as_str().unwrap()))
                    {
                        faults.push(format!("{at}: {key} is missing"));
                    }
                }
            }
            "properties" => {
                for (key, value) in data.as_object().into_iter().flatten() {
                    match wanted.get(key) {
                        Some(schema) => check(value, schema, root, &format!("{at}/{key}"), faults),
                        None => faults.push(format!("{at}: the schema does not know `{key}`")),
                    }
                }
            }
            "additionalProperties" => assert_eq!(wanted, &Value::Bool(false)),
            "items" => {
                for (index, item) in data.as_array().into_iter().flatten().enumerate() {
                    check(item, wanted, root, &format!("{at}/{index}"), faults);
                }
            }
            "minItems" | "maxItems" => {
                let length = data.as_array().map(|items| items.len() as u64);
                let limit = wanted.as_u64().unwrap();
                let fits = length.is_none_or(|length| {
                    if keyword == "minItems" {
                        length >= limit
                    } else {
                        length <= limit
                    }
                });
                if !fits {
                    faults.push(format!("{at}: {keyword} {limit}"));
                }
            }
            "minimum" | "maximum" => {
                let limit = wanted.as_f64().unwrap();
                let fits = data.as_f64().is_none_or(|number| {
                    if keyword == "minimum" {
                        number >= limit
                    } else {
                        number <= limit
                    }
                });
                if !fits {
                    faults.push(format!("{at}: {keyword} {limit}"));
                }
            }
            "enum" => {
                if !wanted.as_array().unwrap().contains(data) {
                    faults.push(format!("{at}: {data} is not one of {wanted}"));
                }
            }
            "anyOf" => {
                let fits = wanted.as_array().unwrap().iter().any(|schema| {
                    let mut own = Vec::new();
                    check(data, schema, root, at, &mut own);
                    own.is_empty()
                });
                if !fits {
                    faults.push(format!("{at}: {data} fits none of the alternatives"));
                }
            }
            other => panic!("this test does not know the keyword `{other}`"),
        }
    }
}

fn is_of_type(data: &Value, name: &str) -> bool {
    match name {
        "null" => data.is_null(),
        "boolean" => data.is_boolean(),
        "string" => data.is_string(),
        "number" => data.is_number(),
        "integer" => data.is_i64() || data.is_u64(),
        "array" => data.is_array(),
        "object" => data.is_object(),
        other => panic!("no type `{other}`"),
    }
}

// --- The same bytes in every order ------------------------------------------------------------

/// The files of a site in the order given, each beginning with its header.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in SMALL.lines().skip(1) {
        match line
            .strip_prefix("-- ")
            .and_then(|line| line.strip_suffix(" --"))
        {
            Some(path) => files.push((path.to_owned(), String::new())),
            None => {
                let text = &mut files.last_mut().unwrap().1;
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    for number in 0..4 {
        let text = format!(
            "+++\ntitle = \"Article {number}\"\ndate = 2024-02-0{}\nsummits = [\"table\"]\n+++\n\n[[ann]] and [[bo]] at [[table]].[@paper]\n",
            1 + number / 2
        );
        files.push((format!("articles/{number}/article.md"), text));
    }
    files
}

fn built_in_order(files: &[(String, String)]) -> BTreeMap<String, Vec<u8>> {
    let site = TestSite::new("");
    for (path, text) in files {
        site.write(path, text);
    }
    crawl::build(&site.root(), None).files
}

static IN_ORDER: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| built_in_order(&files()));

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law: the same files give the same bytes, in whatever order the file system has them.
    #[test]
    fn the_order_in_which_files_were_made_changes_no_byte(files in Just(files()).prop_shuffle()) {
        let built = built_in_order(&files);
        let differ: Vec<&String> = built.iter().filter(|(path, bytes)| IN_ORDER.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        prop_assert!(differ.is_empty(), "these differ: {:?}", differ);
        prop_assert_eq!(built.len(), IN_ORDER.len());
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let root = TestSite::new("");
    for (path, text) in files() {
        root.write(&path, text);
    }
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let built = pool.install(|| crawl::build(&root.root(), None).files);
        assert!(built == *IN_ORDER, "with {threads} threads");
    }
}

/// Two meetings without a time on one day come by id.
#[test]
fn meetings_of_one_day_without_a_time_come_by_id() {
    let meeting = |title: &str, rest: &str| {
        format!(
            "+++\ntitle = \"{title}\"\ndate = 2024-05-01\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\n{rest}\n+++\n"
        )
    };
    let site = TestSite::minimal()
        .with("site/summits/b.md", meeting("B", ""))
        .with("site/summits/a.md", meeting("A", ""))
        .with("site/summits/0.md", meeting("Zero", "time = 00:01:00"));
    let (_, data, _) = data_of(&site);
    let ids: Vec<&str> = data["summits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["a", "b", "tokyo-2024", "0"]);
    let ordinals: Vec<&Value> = data["summits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["derived"]["pairs"][0]["ordinal"])
        .collect();
    assert_eq!(ordinals, [1, 2, 3, 4]);
}
