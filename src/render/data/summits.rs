//! `/data/summits.json`: all meetings with their outcomes and what is derived.

use schemars::JsonSchema;
use serde::Serialize;

use super::bibliography;
use super::file::set_file;
use super::outcomes::{self, OutcomeData};
use super::parts::{self, Address, Day, PlaceData};
use crate::model::Model;
use crate::model::derive::office_on::office_on;
use crate::model::derive::visits::home_on;
use crate::model::ids::{Entity, SourceId, SummitId};
use crate::model::types::{Summit, SummitKind};
use crate::pages::url;
use crate::pages::view::Views;

set_file! {
    /// `/data/summits.json`: all meetings with their outcomes and what is derived.
    SummitsFile,
    /// Meetings, oldest first.
    summits: SummitData, Summits
}

/// A meeting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SummitData {
    /// Id.
    id: String,
    /// Title.
    title: String,
    /// First day, local to the place.
    date: Day,
    /// Last day.
    end_date: Day,
    /// Local time at which it began, `09:30:00`.
    time: Option<String>,
    /// What sort of meeting it was.
    #[schemars(extend("enum" = SummitKind::NAMES.map(|(name, _)| name)))]
    kind: &'static str,
    /// Where.
    place: PlaceData,
    /// Country code of the host.
    host: Option<&'static str>,
    /// Minutes.
    duration: Option<u32>,
    /// Ids of the leaders.
    participants: Vec<String>,
    /// Id of the event it was part of.
    part_of: Option<String>,
    /// Ids of the trips it was a stop of.
    trips: Vec<String>,
    /// Ids of the pillars.
    pillars: Vec<String>,
    /// One sentence.
    summary: Option<String>,
    /// What was agreed.
    outcomes: Vec<OutcomeData>,
    /// Its sources, as the bibliography calls them.
    sources: Vec<String>,
    /// Address of the page.
    url: Address,
    /// What nobody typed.
    derived: DerivedData,
}

/// What is derived of a meeting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct DerivedData {
    /// Participants on the day.
    participants: Vec<ParticipantData>,
    /// Pairs of participants, by ids; empty for multilateral meetings and calls.
    pairs: Vec<PairData>,
}

/// A participant on the day.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ParticipantData {
    /// Id of the leader.
    leader: String,
    /// Title of the office held that day.
    office: Option<String>,
    /// Country code of that office, else of the leader.
    country: &'static str,
    /// Days since the office was taken up.
    days_in_office: Option<i32>,
    /// The how many-th journey on record to the country of the meeting.
    visit_ordinal: Option<usize>,
}

/// Two participants in the row of their meetings.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PairData {
    /// Ids of the two, in alphabetical order.
    leaders: [String; 2],
    /// The how many-th meeting on record.
    ordinal: usize,
    /// Id of the meeting before.
    previous: Option<String>,
    /// Days from its last day to the first day of this one.
    days_since_previous: Option<i32>,
    /// Id of the meeting after.
    next: Option<String>,
    /// Number of multilateral meetings both attended up to this one.
    attended_together: usize,
}

fn all(views: &Views) -> Box<dyn Iterator<Item = SummitData> + '_> {
    let model = &*views.model;
    Box::new(model.summits().map(|(id, _)| summit_data(model, id)))
}

fn named(views: &Views) -> impl Iterator<Item = SourceId> + '_ {
    views.model.summits.iter().flat_map(named_by)
}

/// The sources that the record of a meeting names.
pub(super) fn named_by(summit: &Summit) -> impl Iterator<Item = SourceId> + '_ {
    let outcomes = summit.outcomes.iter().flat_map(outcomes::named_by);
    summit.sources.iter().copied().chain(outcomes)
}

/// A meeting as data.
pub(super) fn summit_data(model: &Model, id: SummitId) -> SummitData {
    let summit = model.summit(id);
    SummitData {
        id: summit.id.clone(),
        title: summit.title.clone(),
        date: Day(summit.date),
        end_date: Day(summit.end_date),
        time: summit.time.map(|time| time.to_string()),
        kind: summit.kind.as_str(),
        place: PlaceData::of(&summit.place),
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
        pillars: parts::pillars(model, &summit.pillars),
        summary: summit.summary.clone(),
        outcomes: summit
            .outcomes
            .iter()
            .map(|outcome| OutcomeData::of(model, outcome))
            .collect(),
        sources: bibliography::keys(model, &summit.sources),
        url: Address(url::absolute(model, Entity::Summit(id))),
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
