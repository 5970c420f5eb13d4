//! `calendar.ics` (RFC 5545): meetings, gatherings, and the days by which commitments are due.
//!
//! An entry keeps its identity when its title or its day changes: its `UID` is made of the ids of
//! the record. Nothing in the file comes from the clock: an entry is as old as the latest thing
//! that is known of it.

mod content_line;
mod time_zone;

use jiff::civil::{Date, DateTime};

use self::content_line::{Writer, basic_date_time};
use self::time_zone::Zones;
use crate::model::Model;
use crate::model::derive::office_on::office_on;
use crate::model::derive::status::{StatusNow, status_now};
use crate::model::facts::place_text;
use crate::model::ids::{Entity, EventId, SummitId};
use crate::model::types::{Outcome, Place, StatusClass, Summit};
use crate::model::zone;
use crate::pages::machine_file::MachineFile;
use crate::pages::url::{self, PagePath};
use crate::pages::view::card::kind_text;
use crate::pages::view::standfirst;

/// Who made the file (section 3.7.3).
const PRODUCT: &str = concat!("-//summitry//summitry ", env!("CARGO_PKG_VERSION"), "//EN");

/// How often programs that follow the calendar should look for news.
const REFRESH: &str = "P1D";

/// The calendar of the site.
pub(super) fn calendar(model: &Model) -> Vec<u8> {
    let mut zones = Zones::default();
    let mut entries: Vec<Entry> = Vec::new();
    for (id, _) in model.summits() {
        entries.push(meeting(model, id, &mut zones));
    }
    for (id, _) in model.events() {
        entries.push(gathering(model, id));
    }
    for (id, summit) in model.summits() {
        for outcome in &summit.outcomes {
            entries.extend(outcome.due.map(|due| due_day(model, id, outcome, due)));
        }
    }
    let mut out = Writer::default();
    out.component("VCALENDAR", |out| {
        head(model, &entries, out);
        zones.write(out);
        for entry in &entries {
            entry.write(out);
        }
    });
    out.into_bytes()
}

/// What is said of the calendar as a whole; the names without `X-` are those of RFC 7986.
fn head(model: &Model, entries: &[Entry], out: &mut Writer) {
    let site = &model.site;
    out.text("VERSION", "2.0");
    out.text("PRODID", PRODUCT);
    out.text("CALSCALE", "GREGORIAN");
    for name in ["NAME", "X-WR-CALNAME"] {
        out.text(name, &site.title);
    }
    if !site.description.is_empty() {
        for name in ["DESCRIPTION", "X-WR-CALDESC"] {
            out.text(name, &site.description);
        }
    }
    out.line("URL", &PagePath::new("/").absolute(site));
    let own = MachineFile::Calendar.path(model).absolute(site);
    out.line("SOURCE;VALUE=URI", &own);
    out.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    out.text("X-PUBLISHED-TTL", REFRESH);
    if let Some(latest) = entries.iter().map(|entry| entry.known_since).max() {
        out.midnight("LAST-MODIFIED", latest);
    }
}

/// An entry of the calendar.
#[derive(Debug)]
struct Entry {
    uid: String,
    /// The day of the latest thing that is known of it.
    known_since: Date,
    when: When,
    summary: String,
    /// Sentences, one a line.
    description: Vec<String>,
    location: Option<String>,
    /// Degrees north and east.
    coordinates: Option<(f64, f64)>,
    url: String,
    categories: Vec<String>,
    is_cancelled: bool,
}

/// When an entry takes place.
#[derive(Debug)]
enum When {
    /// From the first day to the last.
    Days(Date, Date),
    /// At a time, in the zone of this name or wherever the reader is; minutes, where known.
    Time(DateTime, Option<String>, Option<u32>),
}

impl Entry {
    fn write(&self, out: &mut Writer) {
        out.component("VEVENT", |out| {
            out.text("UID", &self.uid);
            out.midnight("DTSTAMP", self.known_since);
            out.midnight("LAST-MODIFIED", self.known_since);
            self.when.write(out);
            out.text("SUMMARY", &self.summary);
            if !self.description.is_empty() {
                out.text("DESCRIPTION", &self.description.join("\n"));
            }
            if let Some(location) = &self.location {
                out.text("LOCATION", location);
            }
            if let Some((north, east)) = self.coordinates {
                out.line("GEO", &format!("{north};{east}"));
            }
            out.line("URL", &self.url);
            out.texts("CATEGORIES", self.categories.iter().map(String::as_str));
            if self.is_cancelled {
                out.line("STATUS", "CANCELLED");
            }
            // The reader's own time is not taken up.
            out.line("TRANSP", "TRANSPARENT");
        });
    }
}

impl When {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Days(first, last) => {
                out.day("DTSTART", *first);
                // The end is the first day on which it is over.
                if let Ok(after) = last.tomorrow() {
                    out.day("DTEND", after);
                }
            }
            Self::Time(start, zone, minutes) => {
                let name = zone.as_ref().map_or_else(
                    || "DTSTART".to_owned(),
                    |zone| format!("DTSTART;TZID={zone}"),
                );
                out.line(&name, &basic_date_time(*start));
                if let Some(minutes) = minutes {
                    out.line("DURATION", &format!("PT{minutes}M"));
                }
            }
        }
    }
}

fn meeting(model: &Model, id: SummitId, zones: &mut Zones) -> Entry {
    let summit = model.summit(id);
    let page = url::absolute(model, Entity::Summit(id));
    let mut categories = vec![kind_text(model, summit)];
    let pillars = summit.pillars.iter();
    categories.extend(pillars.map(|pillar| model.site.pillars[pillar.index()].name.clone()));
    let mut description = vec![standfirst::of_summit(model, id)];
    description.extend(summit.summary.clone());
    description.extend(offices(model, summit));
    description.push(page.clone());
    Entry {
        uid: uid(model, &format!("meeting-{}", summit.id)),
        known_since: latest_entry(summit),
        when: when(summit, zones),
        summary: summit.title.clone(),
        description,
        location: location(model, &summit.place),
        coordinates: summit.place.coordinates,
        url: page,
        categories,
        is_cancelled: false,
    }
}

fn gathering(model: &Model, id: EventId) -> Entry {
    let event = model.event(id);
    let page = url::absolute(model, Entity::Event(id));
    let organiser = event.organiser.as_deref();
    let organiser = organiser.map(|who| model.language.say("calendar.organiser", &[("who", who)]));
    Entry {
        uid: uid(model, &format!("event-{}", event.id)),
        known_since: event.date,
        when: When::Days(event.date, event.end_date),
        summary: event.title.clone(),
        description: organiser.into_iter().chain([page.clone()]).collect(),
        location: location(model, &event.place),
        coordinates: event.place.coordinates,
        url: page,
        categories: vec![model.language.say("gathering.kicker", &[])],
        is_cancelled: false,
    }
}

/// The day by which a commitment is to be done.
fn due_day(model: &Model, id: SummitId, outcome: &Outcome, due: Date) -> Entry {
    let (language, summit) = (&model.language, model.summit(id));
    let now = status_now(outcome, &model.site);
    let page = url::absolute(model, Entity::Summit(id));
    let url = format!("{page}#outcome-{}", outcome.id);
    let made = [
        ("meeting", summit.title.as_str()),
        ("day", &language.day(outcome.date)),
    ];
    let pillar = outcome
        .pillar
        .map(|pillar| model.site.pillars[pillar.index()].name.clone());
    Entry {
        // A point, which no id holds, so that no two pairs of ids read alike.
        uid: uid(model, &format!("due-{}.{}", summit.id, outcome.id)),
        known_since: now.since,
        when: When::Days(due, due),
        summary: language.say("calendar.due", &[("what", &outcome.text)]),
        description: vec![
            status_text(model, &now),
            language.say("calendar.made", &made),
            url.clone(),
        ],
        location: None,
        coordinates: None,
        url,
        categories: std::iter::once(language.say("article.commitment", &[]))
            .chain(pillar)
            .collect(),
        is_cancelled: now.class == StatusClass::Ended,
    }
}

/// What became of a commitment: "Kept (since 3 May 2025)."
fn status_text(model: &Model, now: &StatusNow) -> String {
    let language = &model.language;
    let status = now.status.map_or_else(
        || language.say("status.none", &[]),
        |status| model.site.statuses[status.index()].name.clone(),
    );
    let since = language.day(now.since);
    language.say("calendar.status", &[("status", &status), ("day", &since)])
}

/// The office that each participant held on the day.
fn offices(model: &Model, summit: &Summit) -> impl Iterator<Item = String> {
    summit.participants.iter().filter_map(|participant| {
        let leader = model.leader(participant.leader);
        let held = office_on(leader, summit.date)?;
        let args = [
            ("name", leader.name.as_str()),
            ("office", held.office.title.as_str()),
        ];
        Some(model.language.say("calendar.office", &args))
    })
}

/// All its days, or the hour where it is known. A meeting of several days whose length is not
/// known shows on all of them rather than at the hour of the first.
fn when(summit: &Summit, zones: &mut Zones) -> When {
    let minutes = summit.duration.filter(|minutes| *minutes > 0);
    match summit.time {
        Some(time) if summit.date == summit.end_date || minutes.is_some() => {
            let start = summit.date.to_datetime(time);
            let zone = zone::of(&summit.place, start).and_then(|zone| zones.use_at(&zone, start));
            When::Time(start, zone, minutes)
        }
        _ => When::Days(summit.date, summit.end_date),
    }
}

/// The day of the latest thing that is known of a meeting.
fn latest_entry(summit: &Summit) -> Date {
    let outcomes = summit.outcomes.iter();
    let entries = outcomes.flat_map(|outcome| {
        let updates = outcome.updates.iter().map(|update| update.date);
        updates.chain([outcome.date])
    });
    entries.chain([summit.date]).max().unwrap_or(summit.date)
}

/// Building, city and country.
fn location(model: &Model, place: &Place) -> Option<String> {
    let parts: Vec<String> = place
        .venue
        .iter()
        .cloned()
        .chain(place_text(model, place))
        .collect();
    let comma = model.language.say("list.comma", &[]);
    (!parts.is_empty()).then(|| parts.join(&comma))
}

/// The identity of an entry, unique in the world by the host of the site.
fn uid(model: &Model, name: &str) -> String {
    let origin = &model.site.origin;
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    format!("{name}@{host}")
}
