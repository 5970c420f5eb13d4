//! `calendar.ics`: days and hours, zones, identities that last, and text that stays text.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use support::TestSite;

/// The calendar with its folded lines joined; every line ends as RFC 5545 wants it.
#[track_caller]
fn calendar(site: &TestSite) -> String {
    site.build();
    unfolded(&site.page("/calendar.ics"))
}

#[track_caller]
fn unfolded(text: &str) -> String {
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    text.replace("\r\n ", "").replace("\r\n", "\n")
}

/// The lines of the entry with an identity.
#[track_caller]
fn entry<'c>(calendar: &'c str, uid: &str) -> Vec<&'c str> {
    calendar
        .split("BEGIN:VEVENT\n")
        .skip(1)
        .map(|entry| entry.split_once("END:VEVENT\n").unwrap().0)
        .find(|entry| entry.starts_with(&format!("UID:{uid}\n")))
        .unwrap_or_else(|| panic!("no {uid} in\n{calendar}"))
        .lines()
        .collect()
}

/// The value of a property, whatever its parameters.
#[track_caller]
fn value<'c>(entry: &[&'c str], name: &str) -> &'c str {
    optional(entry, name).unwrap_or_else(|| panic!("no {name} in {entry:#?}"))
}

fn optional<'c>(entry: &[&'c str], name: &str) -> Option<&'c str> {
    entry
        .iter()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}

/// A meeting of the two leaders of the minimal site.
fn meeting(front_matter: &str) -> String {
    format!(
        "+++\ntitle = \"Lee–Tanaka\"\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nsources = [\"communique\"]\n{front_matter}\n+++\n"
    )
}

#[test]
fn a_meeting_without_an_hour_takes_whole_days() {
    let site = TestSite::minimal().with(
        "site/summits/nara-2025.md",
        meeting("date = 2025-05-30\nend_date = 2025-06-01\nsummary = \"They met; and, well, talked.\"\nplace = { city = \"Nara\", country = \"JP\", venue = \"Todai-ji\", lat = 34.689, lon = 135.8398 }"),
    );
    let calendar = calendar(&site);
    let entry = entry(&calendar, "meeting-nara-2025@record.example");
    assert_eq!(value(&entry, "DTSTART;VALUE=DATE"), "20250530");
    assert_eq!(value(&entry, "DTEND;VALUE=DATE"), "20250602");
    assert_eq!(value(&entry, "SUMMARY"), "Lee–Tanaka");
    assert_eq!(value(&entry, "LOCATION"), "Todai-ji\\, Nara\\, Japan");
    assert_eq!(value(&entry, "GEO"), "34.689;135.8398");
    assert_eq!(
        value(&entry, "URL"),
        "https://record.example/summits/nara-2025/"
    );
    assert_eq!(value(&entry, "CATEGORIES"), "Bilateral meeting");
    assert_eq!(value(&entry, "TRANSP"), "TRANSPARENT");
    let description = value(&entry, "DESCRIPTION");
    for part in [
        "Ann Lee and Bo Tanaka met in Nara\\, Japan\\,",
        "\\nThey met\\; and\\, well\\, talked.\\n",
        "\\nAnn Lee: President of the United States\\nBo Tanaka: Prime Minister of Japan\\n",
    ] {
        assert!(description.contains(part), "{description}");
    }
    assert!(!calendar.contains("VTIMEZONE"), "no hour, no zone");
}

#[test]
fn an_hour_is_told_in_the_zone_of_the_place() {
    let site = TestSite::minimal()
        .with(
            "site/summits/one-zone.md",
            meeting("date = 2025-10-28\ntime = 09:50:00\nduration = 90\nplace = { country = \"JP\" }"),
        )
        .with(
            "site/summits/own-zone.md",
            meeting("date = 2025-07-01\ntime = 20:00:00\nplace = { country = \"US\", time_zone = \"America/New_York\" }"),
        )
        .with(
            "site/summits/many-zones.md",
            meeting("date = 2025-07-02\ntime = 20:00:00\nplace = { country = \"US\" }"),
        );
    let calendar = calendar(&site);
    let of = |id: &str| entry(&calendar, &format!("meeting-{id}@record.example"));
    let one = of("one-zone");
    assert_eq!(value(&one, "DTSTART;TZID=Asia/Tokyo"), "20251028T095000");
    assert_eq!(value(&one, "DURATION"), "PT90M");
    let own = of("own-zone");
    assert_eq!(
        value(&own, "DTSTART;TZID=America/New_York"),
        "20250701T200000"
    );
    assert_eq!(optional(&own, "DURATION"), None);
    assert_eq!(value(&of("many-zones"), "DTSTART"), "20250702T200000");
    for zone in ["America/New_York", "Asia/Tokyo"] {
        let head = format!("BEGIN:VTIMEZONE\nTZID:{zone}\n");
        assert_eq!(calendar.matches(&head).count(), 1, "{calendar}");
    }
    assert!(calendar.contains(
        "BEGIN:DAYLIGHT\nDTSTART:20250309T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nTZNAME:EDT\nEND:DAYLIGHT\n"
    ));
}

#[test]
fn a_zone_that_does_not_exist_is_told() {
    let site = TestSite::minimal().with(
        "site/summits/nowhere.md",
        meeting("date = 2025-07-01\nplace = { time_zone = \"Asia/Tokio\" }"),
    );
    let told = site.diagnostics();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        (told[0].code.as_str(), told[0].file.as_deref()),
        ("invalid-value", Some("site/summits/nowhere.md"))
    );
    assert!(told[0].message.contains("`Asia/Tokio`"));
}

#[test]
fn the_day_by_which_a_commitment_is_due_is_an_entry() {
    let outcome = |id: &str, more: &str| {
        format!(
            "[[outcomes]]\nid = \"{id}\"\ntext = \"Bridge, {id}.\"\npillar = \"trade\"\nstatus = \"agreed\"\ndue = 2027-03-01\nsources = [\"communique\"]\n{more}\n"
        )
    };
    let update = |status: &str| {
        format!(
            "[[outcomes.updates]]\ndate = 2025-08-01\nstatus = \"{status}\"\nsources = [\"communique\"]"
        )
    };
    let outcomes = [
        outcome("open", ""),
        outcome("kept", &update("kept")),
        outcome("over", &update("withdrawn")),
        "[[outcomes]]\nid = \"undated\"\ntext = \"A word.\"\nstatus = \"agreed\"\nsources = [\"communique\"]".to_owned(),
    ];
    let site = TestSite::minimal().with(
        "site/summits/nara-2025.md",
        meeting(&format!("date = 2025-06-01\n{}", outcomes.join("\n"))),
    );
    let calendar = calendar(&site);
    let of = |id: &str| entry(&calendar, &format!("due-nara-2025.{id}@record.example"));
    let open = of("open");
    assert_eq!(value(&open, "DTSTART;VALUE=DATE"), "20270301");
    assert_eq!(value(&open, "DTEND;VALUE=DATE"), "20270302");
    assert_eq!(value(&open, "SUMMARY"), "Due: Bridge\\, open.");
    assert_eq!(value(&open, "DTSTAMP"), "20250601T000000Z");
    assert_eq!(
        value(&open, "URL"),
        "https://record.example/summits/nara-2025/#outcome-open"
    );
    assert_eq!(value(&open, "CATEGORIES"), "Commitment,Trade");
    assert_eq!(optional(&open, "STATUS"), None);
    let kept = of("kept");
    assert!(value(&kept, "DESCRIPTION").starts_with("Status on record: Kept\\, 1 August 2025."));
    assert_eq!(optional(&kept, "STATUS"), None);
    assert_eq!(value(&kept, "LAST-MODIFIED"), "20250801T000000Z");
    assert_eq!(value(&of("over"), "STATUS"), "CANCELLED");
    assert!(!calendar.contains("undated"));
    // The meeting is as old as the latest thing that is known of it.
    let meeting = entry(&calendar, "meeting-nara-2025@record.example");
    assert_eq!(value(&meeting, "DTSTAMP"), "20250801T000000Z");
}

#[test]
fn a_gathering_is_an_entry() {
    let site = TestSite::minimal().with(
        "site/events/forum-2025.md",
        "+++\ntitle = \"Forum 2025\"\ndate = 2025-03-01\nend_date = 2025-03-02\norganiser = \"The Forum\"\nplace = { city = \"Lima\", country = \"PE\" }\n+++\n",
    );
    let calendar = calendar(&site);
    let entry = entry(&calendar, "event-forum-2025@record.example");
    assert_eq!(value(&entry, "DTEND;VALUE=DATE"), "20250303");
    assert_eq!(value(&entry, "LOCATION"), "Lima\\, Peru");
    assert!(value(&entry, "DESCRIPTION").starts_with("Organised by The Forum."));
}

#[test]
fn an_identity_outlives_title_day_and_address() {
    let site = TestSite::minimal();
    let uids = |calendar: &str| -> Vec<String> {
        let uids = calendar.lines().filter(|line| line.starts_with("UID:"));
        uids.map(str::to_owned).collect()
    };
    let before = uids(&calendar(&site));
    assert_eq!(before, ["UID:meeting-tokyo-2024@record.example"]);
    site.replace(
        "site/summits/tokyo-2024.md",
        "title = \"Lee–Tanaka, Tokyo\"\ndate = 2024-05-01",
        "title = \"A dinner\"\ndate = 2024-05-02",
    );
    assert_eq!(uids(&calendar(&site)), before);
    site.build_with(["--base-url", "https://record.example/mirror/"]);
    let moved = unfolded(&site.page("/calendar.ics"));
    assert_eq!(uids(&moved), before);
    assert!(moved.contains("\nURL:https://record.example/mirror/summits/tokyo-2024/\n"));
}

#[test]
fn the_file_does_not_depend_on_the_day_of_the_build() {
    let site = TestSite::minimal();
    let first = calendar(&site);
    site.run_at("2026-12-31T12:00:00Z", ["build"]);
    assert_eq!(unfolded(&site.page("/calendar.ics")), first);
}

#[test]
fn what_was_not_known_on_a_past_day_is_not_there() {
    let site = TestSite::minimal().with(
        "site/summits/later.md",
        meeting("date = 2025-06-01\nsummary = \"Later.\""),
    );
    site.build_with(["--as-of", "2024-12-31"]);
    let calendar = site.page("/calendar.ics");
    assert!(!calendar.contains("meeting-later"), "{calendar}");
}

#[test]
fn text_cannot_begin_an_entry_of_its_own() {
    let site = TestSite::minimal().with(
        "site/summits/nara-2025.md",
        meeting("date = 2025-06-01\nsummary = \"\"\"One\nEND:VEVENT\r\nBEGIN:VALARM;x,\\\\n\"\"\""),
    );
    let calendar = calendar(&site);
    assert_eq!(calendar.matches("\nEND:VEVENT\n").count(), 2);
    assert!(!calendar.contains("\nBEGIN:VALARM"));
    assert!(
        calendar.contains("\\nOne\\nEND:VEVENT\\nBEGIN:VALARM\\;x\\,\\\\n\\n"),
        "{calendar}"
    );
}
