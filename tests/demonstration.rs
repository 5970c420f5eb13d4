//! The demonstration site: it builds without a word, every figure that is known of it comes out of
//! the model's own derivations, and the pages say what the sheet says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;

use std::path::Path;
use std::sync::LazyLock;

use crawl::{Built, Page, words};
use summitry::language::Language;
use summitry::model::Model;
use summitry::model::derive::days_between;
use summitry::model::derive::office_on::{days_held, office_on};
use summitry::model::derive::pairs::{Pair, PairFact};
use summitry::model::derive::status::status_now;
use summitry::model::facts::{days_since_last_visit, event_distance};
use summitry::model::ids::{ArticleId, LeaderId, SummitId};
use summitry::model::types::{Article, Leader, Outcome, Summit};

static SITE: LazyLock<Built> =
    LazyLock::new(|| crawl::build(Path::new(env!("CARGO_MANIFEST_DIR")), None));

fn model() -> &'static Model {
    &SITE.prepared.model
}

#[test]
fn it_builds_without_a_word() {
    assert_eq!(crawl::told(&SITE.prepared.diagnostics), "");
}

#[test]
fn it_holds_what_the_fact_sheets_hold() {
    let model = model();
    let counts = [
        ("meetings", model.summits.len(), 49),
        ("leaders", model.leaders.len(), 25),
        ("events", model.events.len(), 14),
        ("trips", model.trips.len(), 14),
        ("pillars", model.site.pillars.len(), 6),
        ("roundups", model.articles.len(), 8),
    ];
    for (what, found, expected) in counts {
        assert_eq!(found, expected, "{what}");
    }
}

/// The figures that are known: id, value, and how the model derives it.
type Derivation = (&'static str, i64, fn() -> i64);

const DERIVED: [Derivation; 31] = [
    ("days-takaichi-office-tokyo", 7, || {
        days_in_office("sanae-takaichi", TOKYO)
    }),
    ("gap-osaka-busan", 2315, || {
        gap(BUSAN, "trump-xi-osaka-2019")
    }),
    ("ordinal-trump-xi-busan", 6, || ordinal(BUSAN)),
    ("ordinal-trump-xi-beijing-2026", 7, || {
        ordinal("trump-xi-beijing-2026")
    }),
    ("gap-busan-beijing", 196, || {
        gap("trump-xi-beijing-2026", BUSAN)
    }),
    ("gap-tokyo-busan", 2, || between_stops(TOKYO, BUSAN)),
    ("busan-before-apec", 1, || {
        days_before_event(BUSAN, "apec-2025-gyeongju")
    }),
    ("bali-before-g20", 1, || {
        days_before_event("biden-xi-bali-2022", "g20-bali-2022")
    }),
    ("busan-gyeongju-distance", 76, || {
        event_distance(model(), summit(BUSAN).0).unwrap().round() as i64
    }),
    ("days-ishiba", 385, || {
        days_held(&leader("shigeru-ishiba").1.offices[0], crawl::TODAY).into()
    }),
    ("days-starmer", 717, || {
        let announced = jiff::civil::date(2026, 6, 22);
        office_on(leader("keir-starmer").1, announced)
            .unwrap()
            .days
            .into()
    }),
    ("gap-trump-takaichi", 142, || {
        gap("trump-takaichi-washington-2026", TOKYO)
    }),
    ("ordinal-trump-japan", 4, || {
        visit_ordinal("donald-trump", TOKYO)
    }),
    ("gap-trump-japan", 2312, || {
        days_away("donald-trump", TOKYO, false)
    }),
    ("gap-trump-china", 3106, || {
        days_away("donald-trump", "trump-xi-beijing-2026", false)
    }),
    ("ordinal-modi-japan-2025", 8, || {
        visit_ordinal("narendra-modi", MODI_2025)
    }),
    ("gap-modi-standalone", 2496, || {
        days_away("narendra-modi", MODI_2025, true)
    }),
    ("gap-modi-any", 831, || {
        days_away("narendra-modi", MODI_2025, false)
    }),
    ("ordinal-trump-kim-dmz", 3, || ordinal("trump-kim-dmz-2019")),
    ("gap-hanoi-dmz", 122, || {
        gap("trump-kim-dmz-2019", "trump-kim-hanoi-2019")
    }),
    ("gap-bali-woodside", 366, || {
        gap("biden-xi-woodside-2023", "biden-xi-bali-2022")
    }),
    ("ordinal-biden-xi-lima", 3, || ordinal("biden-xi-lima-2024")),
    ("ordinal-reagan-gorbachev", 4, || {
        ordinal("reagan-gorbachev-moscow-1988")
    }),
    ("geneva-anniversary", 40, || {
        let opened = summit("reagan-gorbachev-geneva-1985").1.date;
        let written = article("reagan-gorbachev-forty-years").1.date;
        assert_eq!(Language::english().span(opened, written), "40 years");
        written
            .since((jiff::Unit::Year, opened))
            .unwrap()
            .get_years()
            .into()
    }),
    ("albanese-day-one", 1, || {
        days_in_office("anthony-albanese", "quad-tokyo-2022")
    }),
    ("kl-accord-life", 15, || {
        let accord = outcome("kuala-lumpur-accord-2025", "kl-accord-2025");
        let now = status_now(accord, &model().site);
        let status = &model().site.statuses[now.status.unwrap().index()];
        assert_eq!(status.id, "suspended");
        days_between(accord.date, now.since).into()
    }),
    ("anchorage-to-white-house", 3, || {
        let (_, before) = summit("trump-putin-anchorage-2025");
        let (_, after) = summit("white-house-ukraine-2025");
        days_between(before.end_date, after.date).into()
    }),
    ("ordinal-takaichi-lee-nara", 2, || {
        ordinal("takaichi-lee-nara-2026")
    }),
    ("ishiba-left-after-modi", 52, || {
        let held = office_on(leader("shigeru-ishiba").1, summit(MODI_2025).1.date).unwrap();
        days_between(summit(MODI_2025).1.end_date, held.office.to.unwrap()).into()
    }),
    ("busan-due-passed", 3, || unconfirmed(BUSAN).len() as i64),
    ("no-double-count", 0, || {
        let amounts = model()
            .summits
            .iter()
            .flat_map(|summit| &summit.outcomes)
            .filter_map(|outcome| outcome.amount.as_ref());
        amounts
            .filter(|amount| DOUBLE_COUNTS.contains(&amount.value))
            .count() as i64
    }),
];

const TOKYO: &str = "trump-takaichi-tokyo-2025";
const BUSAN: &str = "trump-xi-busan-2025";
const MODI_2025: &str = "modi-ishiba-tokyo-2025";

/// What comes out where pledges are added that contain each other: 550 and 332 billion, 550
/// billion and a trillion, all three.
const DOUBLE_COUNTS: [f64; 4] = [882.0, 1_550.0, 1_332.0, 1_882.0];

#[test]
fn every_figure_of_the_fact_sheet_is_derived() {
    let wrong: Vec<String> = DERIVED
        .iter()
        .map(|(id, expected, derive)| (id, expected, derive()))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(id, expected, found)| format!("{id}: expected {expected}, found {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_outcomes_of_busan_whose_day_has_passed_ask_for_a_source() {
    assert_eq!(
        unconfirmed(BUSAN),
        [
            "busan-2025-tariff-cut",
            "busan-2025-rare-earths",
            "busan-2025-entity-list"
        ]
    );
    let page = SITE.page("summits/trump-xi-busan-2025/index.html");
    for id in unconfirmed(BUSAN) {
        let shown = page
            .by_id(&format!("outcome-{id}"))
            .unwrap()
            .text
            .to_lowercase();
        assert!(
            shown.contains("unconfirmed") || shown.contains("overdue"),
            "{shown}"
        );
    }
}

#[test]
fn the_gaps_in_facts_of_texts_and_in_open_data_are_the_same() {
    let data: serde_json::Value = serde_json::from_str(SITE.text("data/summits.json")).unwrap();
    let busan = data["summits"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["id"] == BUSAN)
        .unwrap();
    assert_eq!(
        busan["derived"]["pairs"],
        serde_json::json!([{
            "leaders": ["donald-trump", "xi-jinping"],
            "ordinal": 6,
            "previous": "trump-xi-osaka-2019",
            "days_since_previous": 2315,
            "next": "trump-xi-beijing-2026",
            "attended_together": busan["derived"]["pairs"][0]["attended_together"],
        }])
    );
    let roundup = page_of_article("tokyo-and-busan-october-2025");
    assert!(roundup.main().contains("2,315 days"), "days since Osaka");
    assert!(roundup.main().contains("their sixth meeting"), "ordinal");
}

// --- What nobody may add up -------------------------------------------------------------------

/// The sheet's figures are stocks, totals and parts of totals. No page, feed or data file holds a
/// sum of them in any of the usual spellings.
#[test]
fn nothing_adds_up_pledges_that_contain_each_other() {
    for (path, bytes) in &SITE.files {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if path.ends_with(".html") => words(&text_of(&Page::parse(path, text))),
            Ok(text) => text.to_owned(),
            Err(_) => continue,
        };
        for number in numbers(&text) {
            let trillions = ["1.55", "1.882", "1.332"].contains(&number.text)
                && number.after.trim_start().starts_with("trillion");
            let billions = number
                .value
                .is_some_and(|value| DOUBLE_COUNTS.contains(&value))
                && ["billion", "bn", "USD", "US$"]
                    .iter()
                    .any(|unit| number.after.contains(unit) || number.before.contains(unit));
            assert!(
                !trillions && !billions,
                "{path} holds the sum {} in: …{}{}{}…",
                number.text,
                number.before,
                number.text,
                number.after
            );
        }
    }
}

/// Open data has the amounts as they were pledged, and no field that could hold a sum.
#[test]
fn open_data_has_no_totals() {
    let data: serde_json::Value = serde_json::from_str(SITE.text("data/summits.json")).unwrap();
    let mut keys = Vec::new();
    all_keys(&data, &mut keys);
    for key in keys {
        assert!(
            !["total", "sum", "amounts"]
                .iter()
                .any(|word| key.split('_').any(|part| part == *word)),
            "the key {key}"
        );
    }
    let written: usize = model()
        .summits
        .iter()
        .flat_map(|s| &s.outcomes)
        .filter(|o| o.amount.is_some())
        .count();
    let published = data["summits"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|s| s["outcomes"].as_array().unwrap())
        .filter(|o| !o["amount"].is_null())
        .count();
    assert_eq!(written, published);
}

// --- Pages ------------------------------------------------------------------------------------

#[test]
fn busan_says_sixth_first_since_osaka_and_both_offices() {
    let page = SITE.page("summits/trump-xi-busan-2025/index.html");
    let main = page.main();
    for said in [
        "sixth meeting on record",
        "first since Osaka",
        "29 June 2019",
        "2,315 days",
    ] {
        assert!(main.contains(said), "the page lacks: {said}");
    }
    let trump = seat(&page, "Donald Trump");
    assert!(trump.contains("President of the United States"), "{trump}");
    assert!(trump.contains("283 days in office"), "{trump}");
    assert_eq!(
        term("donald-trump", "President of the United States"),
        "20 January 2025"
    );
    let xi = seat(&page, "Xi Jinping");
    assert!(
        xi.contains("President of the People's Republic of China"),
        "{xi}"
    );
    assert!(links(&page).any(|href| href == "/summits/trump-xi-osaka-2019/"));
}

#[test]
fn outcomes_of_busan_stand_by_pillar_with_status_and_sources() {
    let page = SITE.page("summits/trump-xi-busan-2025/index.html");
    // Pillar, outcome, status now, and one of its sources.
    let expected = [
        (
            "Trade",
            "busan-2025-tariff-cut",
            "Ended",
            "wh-china-govpulse",
        ),
        ("Trade", "busan-2025-soybeans", "Kept", "farmpolicy-2025-12"),
        (
            "Trade",
            "busan-2025-soybeans-annual",
            "Under way",
            "eenews-bessent",
        ),
        (
            "Trade",
            "busan-2025-entity-list",
            "In force",
            "nca-2025-10-31",
        ),
        (
            "Technology & Supply Chains",
            "busan-2025-rare-earths",
            "In force",
            "livemint-2025-10-30",
        ),
        (
            "Global Issues",
            "busan-2025-fentanyl-tariff",
            "Ended",
            "lurer-2025-10-30",
        ),
        (
            "Global Issues",
            "busan-2025-ukraine",
            "Announced",
            "azernews-2025-10-30",
        ),
        (
            "Democracy & People",
            "busan-2025-visits",
            "Partly kept",
            "plataforma-2025-10-30",
        ),
    ];
    assert_eq!(summit(BUSAN).1.outcomes.len(), expected.len());
    for (pillar, id, status, source) in expected {
        let place = page
            .elements
            .iter()
            .position(|e| e.get("id") == Some(&format!("outcome-{id}")))
            .unwrap_or_else(|| panic!("the page lacks the outcome {id}"));
        let heading = page.elements[..place]
            .iter()
            .rfind(|e| e.name == "h3")
            .unwrap();
        assert_eq!(heading.text, pillar, "the pillar of {id}");
        let outcome = &page.elements[place];
        assert!(
            outcome.text.contains(status),
            "{id} is {status}: {}",
            outcome.text
        );
        assert!(
            cited_in(&page, outcome).contains(&title_of(source)),
            "{id} cites {source}"
        );
    }
}

#[test]
fn tokyo_says_that_takaichi_was_seven_days_in_office() {
    let page = SITE.page("summits/trump-takaichi-tokyo-2025/index.html");
    let said = seat(&page, "Sanae Takaichi");
    assert!(said.contains("Prime Minister of Japan"), "{said}");
    assert!(said.contains(" 7 days in office"), "{said}");
    assert_eq!(
        term("sanae-takaichi", "Prime Minister of Japan"),
        "21 October 2025"
    );
}

#[test]
fn modis_eighth_journey_and_why_the_press_says_seven() {
    let page = SITE.page("summits/modi-ishiba-tokyo-2025/index.html");
    let said = seat(&page, "Narendra Modi");
    assert!(said.contains("Eighth visit"), "{said}");
    assert!(page.main().contains("Tokyo, Japan"), "the country visited");
    assert!(
        said.contains("831 days") && said.contains("2,496 days"),
        "{said}"
    );
    let roundup = page_of_article("modi-eight-visits-japan");
    let main = roundup.main();
    for said in [
        "eighth visit to Japan",
        "The BGF and WION write of seven visits since 2014.",
        "Seven had been completed before",
    ] {
        assert!(main.contains(said), "the roundup lacks: {said}");
    }
    // The table of the roundup counts from first to eighth by itself.
    let table = roundup.all("table").next().unwrap();
    let counted: Vec<&str> = roundup
        .below(table)
        .into_iter()
        .filter(|e| e.name == "tr")
        .skip(1)
        .map(|tr| tr.text.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        counted,
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"
        ]
    );
}

// --- The claims of the seed text --------------------------------------------------------------

/// Whether a claim is the publisher's own reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Something that other pages bear out: one of them is cited.
    Fact,
    /// A judgement: it is attributed to the publisher and cites it.
    Judgement,
}
use Kind::{Fact, Judgement};

/// Claims seed-01 to seed-25: kind, words of the roundup that tell it, independent sources.
const SEED: [(Kind, &str, &[&str]); 25] = [
    (
        Fact,
        "was in Asia in late October 2025",
        &[
            "oann-2025-10-25",
            "breitbart-2025-10-24",
            "newsaz-2025-10-23",
            "news1-leavitt",
        ],
    ),
    (
        Fact,
        "On it he met [[sanae-takaichi|Sanae Takaichi]]",
        &[
            "mofa-2025-10-28",
            "jiji-2025-10-28",
            "plataforma-2025-10-30",
            "tag24-2025-10-30",
        ],
    ),
    (
        Judgement,
        "gives both meetings great weight and ranks the two counterparts at the top of the region",
        &[],
    ),
    (
        Fact,
        "Takaichi was new in the post",
        &["hurriyet-2025-10-21", "asahi-2025-10-28", "jiji-2025-10-28"],
    ),
    (
        Fact,
        "met in Tokyo",
        &[
            "mofa-2025-10-28",
            "yomiuri-2025-10-28",
            "jiji-2025-10-28",
            "asahi-2025-10-28",
        ],
    ),
    (
        Judgement,
        "under the phrase “new golden era”",
        &[
            "jiji-2025-10-28",
            "azertac-2025-10-28",
            "overview-kyodo",
            "newsgram-2025-10-28",
        ],
    ),
    (
        Fact,
        "had been in office for [[trump-takaichi-tokyo-2025:days-in-office/sanae-takaichi]]",
        &["asahi-2025-10-28", "jiji-2025-10-28", "hurriyet-2025-10-21"],
    ),
    (
        Fact,
        "the first woman to lead a Japanese government",
        &[
            "hurriyet-2025-10-21",
            "jiji-2026-02-18",
            "asiatoday-2025-10-30",
        ],
    ),
    (
        Judgement,
        "personal rapport, defence and the economy",
        &["overview-kyodo", "asahi-2025-10-28"],
    ),
    (
        Fact,
        "would raise its defence spending",
        &[
            "asahi-2025-10-28",
            "overview-kyodo",
            "yomiuri-2025-11-29",
            "asahi-2025-11-29",
        ],
    ),
    (
        Fact,
        "On the Taiwan Strait",
        &["overview-kyodo", "taipei-times-2025-10-30"],
    ),
    (
        Fact,
        "joint work for stronger deterrence",
        &["asahi-2025-10-28", "overview-kyodo"],
    ),
    (
        Fact,
        "up to 550 billion dollars",
        &[
            "wh-japan-miragenews",
            "azertac-2025-10-28",
            "jiji-2025-10-28",
            "wh-japan-july-troom",
            "muna-2026",
        ],
    ),
    (
        Judgement,
        "books the investment as a success of US trade policy",
        &[],
    ),
    (
        Fact,
        "Trump met Xi in [[trump-xi-busan-2025:place]]",
        &[
            "nationalherald-2025-10-30",
            "plataforma-2025-10-30",
            "interaffairs-2025-10-31",
            "xinhua-2025-10-29",
        ],
    ),
    (
        Fact,
        "on the sidelines of [[apec-2025-gyeongju",
        &[
            "livemint-2025-10-30",
            "lurer-2025-10-30",
            "kbs-apec-week",
            "kjd-2025-11-01",
        ],
    ),
    (
        Fact,
        "the first face-to-face meeting of the two since 2019",
        &[
            "lurer-2025-10-30",
            "nationalherald-2025-10-30",
            "tag24-2025-10-30",
            "livemint-2025-10-30",
            "scmp-2019-06-29",
        ],
    ),
    (
        Judgement,
        "trade was the chief subject and calm the aim",
        &["nationalherald-2025-10-30", "livemint-2025-10-30"],
    ),
    (
        Fact,
        "lowers US tariffs on Chinese goods for a time",
        &[
            "wh-china-govpulse",
            "buckland-china",
            "lurer-2025-10-30",
            "plataforma-2025-10-30",
        ],
    ),
    (
        Fact,
        "buy US farm goods on a large scale again",
        &[
            "wh-china-govpulse",
            "worldtradescanner",
            "eenews-bessent",
            "plataforma-2025-10-30",
        ],
    ),
    (
        Fact,
        "The dispute over limits on rare-earth exports was to be settled",
        &[
            "nca-2025-10-31",
            "wh-china-govpulse",
            "azernews-2025-10-30",
            "livemint-2025-10-30",
        ],
    ),
    (
        Fact,
        "fighting fentanyl, with a tariff cut attached",
        &["livemint-2025-10-30", "lurer-2025-10-30", "buckland-china"],
    ),
    (
        Fact,
        "Ukraine was named as a field of joint effort",
        &["azernews-2025-10-30", "tag24-2025-10-30"],
    ),
    (Judgement, "two tracks in one", &[]),
    (Judgement, "the chief competitor of the United States", &[]),
];

#[test]
fn the_seed_roundup_tells_every_claim_with_its_sources() {
    let text = article("tokyo-and-busan-october-2025")
        .1
        .prose()
        .file
        .text();
    for (index, (kind, told, sources)) in SEED.iter().enumerate() {
        let claim = format!("seed-{:02}", index + 1);
        let paragraph = text
            .split("\n\n")
            .find(|paragraph| paragraph.contains(told))
            .unwrap_or_else(|| panic!("{claim}: the roundup does not say “{told}”"));
        let cites = |source: &str| paragraph.contains(&format!("[@{source}]"));
        if *kind == Judgement {
            assert!(
                cites("bgf-seed"),
                "{claim} is the publisher's judgement and does not cite it"
            );
            assert!(paragraph.contains("BGF"), "{claim} is not attributed");
        }
        if !sources.is_empty() {
            assert!(
                sources.iter().any(|source| cites(source)),
                "{claim} cites none of {sources:?}"
            );
        }
    }
    // The paragraph has the citations; the page has them numbered, in the list of its sources.
    let page = page_of_article("tokyo-and-busan-october-2025");
    let listed: Vec<String> = page
        .all("li")
        .filter(|li| li.get("id").is_some_and(|id| id.starts_with("source-")))
        .map(|li| li.text.clone())
        .collect();
    let lists = |source: &str| listed.iter().any(|li| li.contains(&title_of(source)));
    assert!(lists("bgf-seed"));
    for (index, (kind, _, sources)) in SEED.iter().enumerate() {
        assert!(
            *kind == Judgement || sources.iter().any(|source| lists(source)),
            "seed-{:02}",
            index + 1
        );
    }
}

// --- Asking the model -------------------------------------------------------------------------

fn summit(id: &str) -> (SummitId, &'static Summit) {
    model()
        .summits()
        .find(|(_, summit)| summit.id == id)
        .unwrap_or_else(|| panic!("no summit {id}"))
}

fn leader(id: &str) -> (LeaderId, &'static Leader) {
    model()
        .leaders()
        .find(|(_, leader)| leader.id == id)
        .unwrap_or_else(|| panic!("no leader {id}"))
}

fn article(slug: &str) -> (ArticleId, &'static Article) {
    model()
        .articles()
        .find(|(_, article)| article.slug == slug)
        .unwrap_or_else(|| panic!("no article {slug}"))
}

fn outcome(of: &str, id: &str) -> &'static Outcome {
    summit(of)
        .1
        .outcomes
        .iter()
        .find(|outcome| outcome.id == id)
        .unwrap_or_else(|| panic!("no outcome {id}"))
}

/// The two participants of a meeting in the row of their meetings.
fn pair_fact(id: &str) -> PairFact {
    let (handle, summit) = summit(id);
    let [a, b] = summit.participants.as_slice() else {
        panic!("{id} has not two participants");
    };
    let pair = Pair::of(a.leader, b.leader);
    model()
        .derived
        .pairs
        .fact(pair, handle, &model().summits)
        .unwrap()
}

fn ordinal(id: &str) -> i64 {
    pair_fact(id).ordinal as i64
}

/// Days since the previous meeting of the two, which must be the one named.
fn gap(id: &str, previous: &str) -> i64 {
    let fact = pair_fact(id);
    assert_eq!(
        fact.previous,
        Some(summit(previous).0),
        "the meeting before {id}"
    );
    fact.days_since_previous.unwrap().into()
}

fn days_in_office(who: &str, at: &str) -> i64 {
    office_on(leader(who).1, summit(at).1.date)
        .unwrap()
        .days
        .into()
}

fn visit_ordinal(who: &str, at: &str) -> i64 {
    model()
        .derived
        .visits
        .at(leader(who).0, summit(at).0)
        .unwrap()
        .ordinal as i64
}

fn days_away(who: &str, at: &str, standalone: bool) -> i64 {
    days_since_last_visit(model(), leader(who).0, summit(at).0, standalone)
        .unwrap()
        .into()
}

/// Days between two stops of one trip.
fn between_stops(a: &str, b: &str) -> i64 {
    let ((a, before), (b, after)) = (summit(a), summit(b));
    let trip = model()
        .trips
        .iter()
        .find(|trip| trip.stops.contains(&a) && trip.stops.contains(&b));
    assert!(trip.is_some(), "both are stops of one trip");
    days_between(before.end_date, after.date).into()
}

fn days_before_event(id: &str, event: &str) -> i64 {
    let (_, summit) = summit(id);
    let parent = model().event(summit.part_of.unwrap());
    assert_eq!(parent.id, event);
    days_between(summit.date, parent.date).into()
}

fn unconfirmed(id: &str) -> Vec<&'static str> {
    let outcomes = summit(id).1.outcomes.iter();
    outcomes
        .filter(|outcome| status_now(outcome, &model().site).unconfirmed)
        .map(|outcome| outcome.id.as_str())
        .collect()
}

/// The title of a source of the bibliography.
fn title_of(source: &str) -> String {
    let found = model()
        .sources
        .iter()
        .find(|s| s.id.as_deref() == Some(source));
    words(&found.unwrap_or_else(|| panic!("no source {source}")).title)
}

// --- Asking the pages -------------------------------------------------------------------------

fn page_of_article(slug: &str) -> Page {
    SITE.page(&format!("articles/{slug}/index.html"))
}

fn links(page: &Page) -> impl Iterator<Item = &str> {
    page.all("a").filter_map(|a| a.get("href"))
}

/// What a meeting's page says of a participant at the table.
fn seat(page: &Page, name: &str) -> String {
    let is_of = |side: &crawl::Element| {
        side.is_of_class("side")
            && page
                .below(side)
                .iter()
                .any(|e| e.name == "h2" && e.text.contains(name))
    };
    page.all("section")
        .find(|side| is_of(side))
        .unwrap_or_else(|| panic!("{}: no seat for {name}", page.path))
        .text
        .clone()
}

/// The day from which a leader's page counts the latest term of an office.
fn term(leader: &str, office: &str) -> String {
    let page = SITE.page(&format!("leaders/{leader}/index.html"));
    let row = page
        .all("tr")
        .find(|tr| {
            let head = page.below(tr).into_iter().find(|e| e.name == "th");
            head.is_some_and(|th| th.text.contains(office))
        })
        .unwrap_or_else(|| panic!("{leader} has no row of {office}"));
    let since = page.below(row).into_iter().find(|e| e.name == "time");
    since.unwrap().text.clone()
}

/// The titles of the sources whose numbers stand within an element.
fn cited_in(page: &Page, element: &crawl::Element) -> Vec<String> {
    let cited = page.below(element);
    let numbers = cited
        .iter()
        .filter_map(|e| e.get("href")?.strip_prefix('#'));
    numbers
        .filter_map(|id| page.by_id(id))
        .filter_map(|li| {
            let inner = page.below(li);
            let title = inner.iter().find(|e| e.name == "a" || e.name == "cite")?;
            Some(title.text.clone())
        })
        .collect()
}

fn text_of(page: &Page) -> String {
    page.elements
        .first()
        .map(|html| html.text.clone())
        .unwrap_or_default()
}

/// A number in a text with what stands around it.
struct Number<'t> {
    text: &'t str,
    /// The number, where it has no more than one part after the point.
    value: Option<f64>,
    before: &'t str,
    after: &'t str,
}

fn numbers(text: &str) -> impl Iterator<Item = Number<'_>> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{202f}' | '\u{2009}');
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let end = start
            + text[start..]
                .find(|c| !is_part(c))
                .unwrap_or(text.len() - start);
        from = end;
        let written = text[start..end].trim_end_matches([',', '.']);
        let plain: String = written
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let around = |at: usize, by: isize| {
            let mut at = at.saturating_add_signed(by).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        Some(Number {
            text: written,
            value: plain.parse().ok(),
            before: &text[around(start, -12)..start],
            after: &text[end..around(end, 24).max(end)],
        })
    })
}

fn all_keys(value: &serde_json::Value, keys: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                keys.push(key.clone());
                all_keys(value, keys);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| all_keys(item, keys)),
        _ => {}
    }
}
