//! Open data: what the pages say, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Model;
use crate::model::derive::office_on::office_on;
use crate::model::derive::status::status_now;
use crate::model::derive::visits::home_on;
use crate::model::ids::{Entity, SourceId, SummitId};
use crate::model::types::{Outcome, Party};
use crate::pages::plan::MachineFile;
use crate::pages::url::{self, PagePath};

/// `/data/summits.json`: all meetings with their outcomes and what is derived.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummitsFile {
    /// Address of the JSON Schema of this file.
    pub schema: String,
    /// Licence of the data, an SPDX identifier.
    pub license: Option<String>,
    /// The day for which it holds.
    pub as_of: String,
    /// Meetings, oldest first.
    pub summits: Vec<SummitData>,
}

/// A meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummitData {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day, ISO 8601.
    pub date: String,
    /// Last day.
    pub end_date: String,
    /// Local time at which it began.
    pub time: Option<String>,
    /// bilateral, trilateral, multilateral, call, audience or visit.
    pub kind: &'static str,
    /// Where.
    pub place: PlaceData,
    /// Country code of the host.
    pub host: Option<&'static str>,
    /// Minutes.
    pub duration: Option<u32>,
    /// Ids of the leaders.
    pub participants: Vec<String>,
    /// Id of the event it was part of.
    pub part_of: Option<String>,
    /// Ids of the trips it was a stop of.
    pub trips: Vec<String>,
    /// Ids of the pillars.
    pub pillars: Vec<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// What was agreed.
    pub outcomes: Vec<OutcomeData>,
    /// Ids of the sources; a source given in place by its address.
    pub sources: Vec<String>,
    /// Address of the page.
    pub url: String,
    /// What nobody typed.
    pub derived: DerivedData,
}

/// A place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceData {
    /// City.
    pub city: Option<String>,
    /// Country code, ISO 3166.
    pub country: Option<&'static str>,
    /// Building or ground.
    pub venue: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// An outcome.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutcomeData {
    /// Id within the meeting.
    pub id: String,
    /// Id of the pillar.
    pub pillar: Option<String>,
    /// What it is.
    pub text: String,
    /// Country codes or ids of leaders.
    pub by: Vec<String>,
    /// Country codes or ids of leaders.
    pub to: Vec<String>,
    /// Amount.
    pub amount: Option<AmountData>,
    /// Its own day.
    pub date: String,
    /// By when it is to be done.
    pub due: Option<String>,
    /// Current status.
    pub status: Option<String>,
    /// open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
    /// The day of the latest entry of its ledger.
    pub status_since: String,
    /// Days since then.
    pub status_days: i32,
    /// Whether it is open and its day has passed.
    pub overdue: bool,
    /// Whether its day has passed and no later source tells what happened.
    pub unconfirmed: bool,
    /// Its ledger, oldest first.
    pub ledger: Vec<EntryData>,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// An amount.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AmountData {
    /// The number.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// A limit to it.
    pub bound: Option<String>,
    /// The period of a rate.
    pub per: Option<String>,
}

/// An entry of an outcome's ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryData {
    /// Its day.
    pub date: String,
    /// The status from then on.
    pub status: Option<String>,
    /// What happened.
    pub note: Option<String>,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// What is derived of a meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DerivedData {
    /// Participants on the day.
    pub participants: Vec<ParticipantData>,
    /// Pairs of participants, by ids; empty for multilateral meetings and calls.
    pub pairs: Vec<PairData>,
}

/// A participant on the day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ParticipantData {
    /// Id of the leader.
    pub leader: String,
    /// Title of the office held that day.
    pub office: Option<String>,
    /// Country code of that office, else of the leader.
    pub country: &'static str,
    /// Days since the office was taken up.
    pub days_in_office: Option<i32>,
    /// The how many-th journey on record to the country of the meeting.
    pub visit_ordinal: Option<usize>,
}

/// Two participants in the row of their meetings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PairData {
    /// Ids of the two, in alphabetical order.
    pub leaders: [String; 2],
    /// The how many-th meeting on record.
    pub ordinal: usize,
    /// Id of the meeting before.
    pub previous: Option<String>,
    /// Days from its last day to the first day of this one.
    pub days_since_previous: Option<i32>,
    /// Id of the meeting after.
    pub next: Option<String>,
    /// Number of multilateral meetings both attended up to this one.
    pub attended_together: usize,
}

/// The file as data.
pub fn summits_file(model: &Model) -> SummitsFile {
    SummitsFile {
        schema: PagePath::new(MachineFile::SummitsSchema.path()).absolute(&model.site),
        license: model.site.data_license.clone(),
        as_of: model.site.today.to_string(),
        summits: model.summits().map(|(id, _)| summit(model, id)).collect(),
    }
}

/// The file as bytes.
pub(super) fn summits(model: &Model) -> Vec<u8> {
    to_json(&summits_file(model))
}

/// Its schema as bytes.
pub(super) fn summits_schema(model: &Model) -> Vec<u8> {
    let mut schema = schemars::schema_for!(SummitsFile);
    let id = PagePath::new(MachineFile::SummitsSchema.path()).absolute(&model.site);
    schema.insert("$id".to_owned(), serde_json::Value::String(id));
    to_json(&schema)
}

fn to_json<T: Serialize>(value: &T) -> Vec<u8> {
    // These types hold only texts, numbers and lists, which always have a form in JSON.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn summit(model: &Model, id: SummitId) -> SummitData {
    let summit = model.summit(id);
    SummitData {
        id: summit.id.clone(),
        title: summit.title.clone(),
        date: summit.date.to_string(),
        end_date: summit.end_date.to_string(),
        time: summit.time.map(|time| time.to_string()),
        kind: summit.kind.as_str(),
        place: PlaceData {
            city: summit.place.city.clone(),
            country: summit.place.country.map(|code| code.as_str()),
            venue: summit.place.venue.clone(),
            lat: summit.place.coordinates.map(|c| c.0),
            lon: summit.place.coordinates.map(|c| c.1),
        },
        host: summit.host.map(|code| code.as_str()),
        duration: summit.duration,
        participants: summit
            .participants
            .iter()
            .map(|participant| model.leader(participant.leader).id.clone())
            .collect(),
        part_of: summit.part_of.map(|event| model.event(event).id.clone()),
        trips: summit
            .trips
            .iter()
            .map(|trip| model.trip(*trip).id.clone())
            .collect(),
        pillars: summit
            .pillars
            .iter()
            .map(|pillar| model.site.pillars[pillar.index()].id.clone())
            .collect(),
        summary: summit.summary.clone(),
        outcomes: summit
            .outcomes
            .iter()
            .map(|item| outcome(model, item))
            .collect(),
        sources: sources(model, &summit.sources),
        url: url::of(model, Entity::Summit(id)).absolute(&model.site),
        derived: DerivedData {
            participants: participants(model, id),
            pairs: pairs(model, id),
        },
    }
}

fn participants(model: &Model, id: SummitId) -> Vec<ParticipantData> {
    let summit = model.summit(id);
    summit
        .participants
        .iter()
        .map(|participant| {
            let held = office_on(model.leader(participant.leader), summit.date);
            ParticipantData {
                leader: model.leader(participant.leader).id.clone(),
                office: held.map(|held| held.office.title.clone()),
                country: home_on(participant.leader, summit.date, model).as_str(),
                days_in_office: held.map(|held| held.days),
                visit_ordinal: model
                    .derived
                    .visits
                    .at(participant.leader, id)
                    .map(|visit| visit.ordinal),
            }
        })
        .collect()
}

fn pairs(model: &Model, id: SummitId) -> Vec<PairData> {
    let name = |id: SummitId| model.summit(id).id.clone();
    let facts = model.derived.pairs.at(id, &model.summits).into_iter();
    facts
        .map(|fact| PairData {
            leaders: [
                model.leader(fact.pair.0).id.clone(),
                model.leader(fact.pair.1).id.clone(),
            ],
            ordinal: fact.ordinal,
            previous: fact.previous.map(name),
            days_since_previous: fact.days_since_previous,
            next: fact.next.map(name),
            attended_together: model.derived.pairs.history(fact.pair).map_or(0, |history| {
                history.together.partition_point(|other| *other < id)
            }),
        })
        .collect()
}

fn outcome(model: &Model, outcome: &Outcome) -> OutcomeData {
    let now = status_now(outcome, &model.site);
    let status = |id: crate::model::ids::StatusId| model.site.statuses[id.index()].id.clone();
    let party = |party: &Party| match party {
        Party::Country(code) => code.as_str().to_owned(),
        Party::Leader(id) => model.leader(*id).id.clone(),
    };
    let mut ledger = vec![EntryData {
        date: outcome.date.to_string(),
        status: outcome.status.map(status),
        note: outcome.note.clone(),
        sources: sources(model, &outcome.sources),
    }];
    ledger.extend(outcome.updates.iter().map(|update| EntryData {
        date: update.date.to_string(),
        status: Some(status(update.status)),
        note: update.note.clone(),
        sources: sources(model, &update.sources),
    }));
    OutcomeData {
        id: outcome.id.clone(),
        pillar: outcome
            .pillar
            .map(|pillar| model.site.pillars[pillar.index()].id.clone()),
        text: outcome.text.clone(),
        by: outcome.by.iter().map(party).collect(),
        to: outcome.to.iter().map(party).collect(),
        amount: outcome.amount.as_ref().map(|amount| AmountData {
            value: amount.value,
            unit: amount.unit.clone(),
            bound: amount.bound.clone(),
            per: amount.per.clone(),
        }),
        date: outcome.date.to_string(),
        due: outcome.due.map(|due| due.to_string()),
        status: now.status.map(status),
        class: now.class.as_str(),
        status_since: now.since.to_string(),
        status_days: now.days,
        overdue: now.overdue,
        unconfirmed: now.unconfirmed,
        ledger,
        sources: sources(model, &outcome.sources),
    }
}

fn sources(model: &Model, ids: &[SourceId]) -> Vec<String> {
    ids.iter()
        .map(|id| {
            let source = model.source(*id);
            source
                .id
                .clone()
                .or_else(|| source.url.clone())
                .unwrap_or_else(|| source.title.clone())
        })
        .collect()
}
