//! `[[id:fact]]`: derived facts as text within a sentence.
//!
//! A fact may ask for an argument after a slash: `[[tokyo-2025:days-in-office/sanae-takaichi]]`.
//! The facts of a pair go without one where a meeting has two participants; with more, the two
//! are named: `[[osaka-2019:ordinal/donald-trump+shinzo-abe]]`.

use super::Model;
use super::derive::distance::great_circle_km;
use super::derive::office_on::office_on;
use super::derive::pairs::{Pair, PairFact};
use super::derive::status::status_now;
use super::derive::{days_between, visits};
use super::ids::{Entity, LeaderId, SummitId};
use super::names::Named;
use super::types::{Outcome, Place, Prose, Target};
use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// Facts of a meeting. Those with `/…` need an argument.
const SUMMIT_FACTS: [&str; 20] = [
    "title",
    "date",
    "place",
    "city",
    "venue",
    "kind",
    "participants",
    "outcomes",
    "ordinal",
    "previous",
    "next",
    "gap",
    "days-since-previous",
    "event-gap",
    "event-distance",
    "office",
    "days-in-office",
    "visit-ordinal",
    "status",
    "status-days",
];
const LEADER_FACTS: [&str; 9] = [
    "name",
    "office",
    "days-in-office",
    "since",
    "meetings",
    "meetings-with",
    "attended-together",
    "countries",
    "visits",
];
const TRIP_FACTS: [&str; 4] = ["title", "date", "stops", "leader"];
const EVENT_FACTS: [&str; 4] = ["title", "date", "place", "meetings"];
const ARTICLE_FACTS: [&str; 2] = ["title", "date"];
const COUNTRY_FACTS: [&str; 1] = ["name"];

/// Why there is no such fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactError {
    /// Nothing of this kind has a fact of this name.
    Unknown {
        /// What it is.
        kind: &'static str,
        /// The facts there are.
        known: &'static [&'static str],
    },
    /// The fact exists but not for this record.
    Missing(String),
}

/// The text of a derived fact.
///
/// # Errors
/// When there is no such fact, or it does not apply to this record.
pub fn fact(model: &Model, entity: Entity, asked: &str) -> Result<String, FactError> {
    let (name, argument) = asked
        .split_once('/')
        .map_or((asked, None), |(name, argument)| (name, Some(argument)));
    match entity {
        Entity::Summit(id) => of_summit(model, id, name, argument),
        Entity::Leader(id) => of_leader(model, id, name, argument),
        Entity::Trip(id) => {
            let trip = model.trip(id);
            match name {
                "title" => Ok(trip.title.clone()),
                "date" => Ok(model
                    .language
                    .days(trip.date, trip.end_date.unwrap_or(trip.date))),
                "stops" => Ok(model.language.number(trip.stops.len() as i64)),
                "leader" => trip
                    .leader
                    .map(|leader| model.leader(leader).name.clone())
                    .ok_or_else(|| missing("the traveller is not on record")),
                _ => unknown(entity, &TRIP_FACTS),
            }
        }
        Entity::Event(id) => {
            let event = model.event(id);
            match name {
                "title" => Ok(event.title.clone()),
                "date" => Ok(model.language.days(event.date, event.end_date)),
                "place" => {
                    place_text(model, &event.place).ok_or_else(|| missing("the event has no place"))
                }
                "meetings" => Ok(model
                    .language
                    .number(model.derived.summits_of_event[id.index()].len() as i64)),
                _ => unknown(entity, &EVENT_FACTS),
            }
        }
        Entity::Article(id) => match name {
            "title" => Ok(model.article(id).title.clone()),
            "date" => Ok(model.language.day(model.article(id).date)),
            _ => unknown(entity, &ARTICLE_FACTS),
        },
        Entity::Country(_) => match name {
            "name" => Ok(model.title_of(entity)),
            _ => unknown(entity, &COUNTRY_FACTS),
        },
    }
}

fn unknown(entity: Entity, known: &'static [&'static str]) -> Result<String, FactError> {
    Err(FactError::Unknown {
        kind: entity.kind(),
        known,
    })
}

fn missing(why: impl Into<String>) -> FactError {
    FactError::Missing(why.into())
}

fn of_summit(
    model: &Model,
    id: SummitId,
    name: &str,
    argument: Option<&str>,
) -> Result<String, FactError> {
    let summit = model.summit(id);
    match name {
        "title" => Ok(summit.title.clone()),
        "date" => Ok(model.language.days(summit.date, summit.end_date)),
        "place" => {
            place_text(model, &summit.place).ok_or_else(|| missing("the meeting has no place"))
        }
        "city" => summit
            .place
            .city
            .clone()
            .ok_or_else(|| missing("the meeting has no city")),
        "venue" => summit
            .place
            .venue
            .clone()
            .ok_or_else(|| missing("the meeting has no venue")),
        "kind" => Ok(summit.kind.as_str().to_owned()),
        "participants" => Ok(model.language.number(summit.participants.len() as i64)),
        "outcomes" => Ok(model.language.number(summit.outcomes.len() as i64)),
        "ordinal" => {
            pair_fact(model, id, argument).map(|fact| model.language.ordinal(fact.ordinal))
        }
        "previous" => {
            let fact = pair_fact(model, id, argument)?;
            fact.previous
                .map(|id| when_and_where(model, id))
                .ok_or_else(|| missing("it is the first meeting of the two on record"))
        }
        "next" => {
            let fact = pair_fact(model, id, argument)?;
            fact.next
                .map(|id| when_and_where(model, id))
                .ok_or_else(|| missing("it is the latest meeting of the two on record"))
        }
        "gap" => {
            let previous = pair_fact(model, id, argument)?
                .previous
                .ok_or_else(|| missing("it is the first meeting of the two on record"))?;
            Ok(model
                .language
                .span(model.summit(previous).end_date, summit.date))
        }
        "days-since-previous" => {
            let days = pair_fact(model, id, argument)?
                .days_since_previous
                .ok_or_else(|| missing("it is the first meeting of the two on record"))?;
            Ok(model.language.count("count.days", i64::from(days)))
        }
        "event-gap" => {
            let event = summit
                .part_of
                .ok_or_else(|| missing("the meeting is part of no event"))?;
            Ok(model.language.count(
                "count.days",
                i64::from(days_between(summit.date, model.event(event).date).abs()),
            ))
        }
        "event-distance" => event_distance(model, id)
            .map(|km| {
                model
                    .language
                    .count_digits("count.kilometres", km.round() as i64)
            })
            .ok_or_else(|| missing("the meeting or its event has no coordinates")),
        "office" => {
            let leader = participant(model, id, argument)?;
            let held = office_on(model.leader(leader), summit.date);
            held.map(|held| held.office.title.clone()).ok_or_else(|| {
                missing(format!(
                    "{} held no office on record that day",
                    model.leader(leader).name
                ))
            })
        }
        "days-in-office" => {
            let leader = participant(model, id, argument)?;
            let held = office_on(model.leader(leader), summit.date);
            held.map(|held| model.language.count("count.days", i64::from(held.days)))
                .ok_or_else(|| {
                    missing(format!(
                        "{} held no office on record that day",
                        model.leader(leader).name
                    ))
                })
        }
        "visit-ordinal" => {
            let leader = participant(model, id, argument)?;
            let visit = model.derived.visits.at(leader, id);
            visit
                .map(|visit| model.language.ordinal(visit.ordinal))
                .ok_or_else(|| {
                    missing(format!(
                        "{} was not abroad at this meeting",
                        model.leader(leader).name
                    ))
                })
        }
        "status" => {
            let now = status_now(outcome(model, id, argument)?, &model.site);
            let status = now
                .status
                .ok_or_else(|| missing("the outcome has no status"))?;
            Ok(model.site.statuses[status.index()].name.to_lowercase())
        }
        "status-days" => Ok(model.language.count(
            "count.days",
            i64::from(status_now(outcome(model, id, argument)?, &model.site).days),
        )),
        _ => unknown(Entity::Summit(id), &SUMMIT_FACTS),
    }
}

fn of_leader(
    model: &Model,
    id: LeaderId,
    name: &str,
    argument: Option<&str>,
) -> Result<String, FactError> {
    let leader = model.leader(id);
    let held = || {
        office_on(leader, model.site.today)
            .ok_or_else(|| missing(format!("{} holds no office on record today", leader.name)))
    };
    match name {
        "name" => Ok(leader.name.clone()),
        "office" => Ok(held()?.office.title.clone()),
        "since" => Ok(model.language.day(held()?.since)),
        "days-in-office" => Ok(model.language.count("count.days", i64::from(held()?.days))),
        "meetings" => Ok(model
            .language
            .number(model.derived.attended_by(id).len() as i64)),
        "meetings-with" | "attended-together" => {
            let other = argument
                .ok_or_else(|| missing("say with whom, such as `meetings-with/xi-jinping`"))?;
            let (other, _) = model
                .leaders()
                .find(|(_, leader)| leader.id == other.trim())
                .ok_or_else(|| missing(format!("there is no leader `{other}`")))?;
            let history = model.derived.pairs.history(Pair::of(id, other));
            let list = history.map_or(0, |history| match name {
                "meetings-with" => history.meetings.len(),
                _ => history.together.len(),
            });
            Ok(model.language.number(list as i64))
        }
        "countries" => {
            let mut countries: Vec<_> = model
                .derived
                .visits
                .of_leader(id)
                .iter()
                .map(|visit| visit.country)
                .collect();
            countries.sort();
            countries.dedup();
            Ok(model.language.number(countries.len() as i64))
        }
        "visits" => {
            let code =
                argument.ok_or_else(|| missing("say to which country, such as `visits/JP`"))?;
            Ok(model.language.number(
                model
                    .derived
                    .visits
                    .of_leader(id)
                    .iter()
                    .filter(|visit| visit.country.as_str() == code)
                    .count() as i64,
            ))
        }
        _ => unknown(Entity::Leader(id), &LEADER_FACTS),
    }
}

/// The pair that is meant: the two participants, or the two that are named.
fn pair_fact(model: &Model, id: SummitId, argument: Option<&str>) -> Result<PairFact, FactError> {
    let summit = model.summit(id);
    let pair = match argument {
        Some(argument) => {
            let (a, b) = argument.split_once('+').ok_or_else(|| {
                missing("name two leaders, such as `ordinal/donald-trump+xi-jinping`")
            })?;
            Pair::of(
                participant(model, id, Some(a))?,
                participant(model, id, Some(b))?,
            )
        }
        None => match summit.participants.as_slice() {
            [a, b] => Pair::of(a.leader, b.leader),
            _ => {
                return Err(missing(
                    "the meeting has not exactly two participants: name two of them, such as `ordinal/donald-trump+xi-jinping`",
                ));
            }
        },
    };
    let fact = model.derived.pairs.fact(pair, id, &model.summits);
    fact.ok_or_else(|| {
        missing("multilateral meetings and calls have no place in the row of two leaders' meetings")
    })
}

/// A participant by id; without an argument the only one.
fn participant(model: &Model, id: SummitId, argument: Option<&str>) -> Result<LeaderId, FactError> {
    let participants = &model.summit(id).participants;
    match argument {
        Some(name) => participants
            .iter()
            .map(|participant| participant.leader)
            .find(|leader| model.leader(*leader).id == name.trim())
            .ok_or_else(|| missing(format!("`{name}` did not take part in the meeting"))),
        None => match participants.as_slice() {
            [one] => Ok(one.leader),
            _ => Err(missing("say of whom, such as `office/donald-trump`")),
        },
    }
}

fn outcome<'m>(
    model: &'m Model,
    id: SummitId,
    argument: Option<&str>,
) -> Result<&'m Outcome, FactError> {
    let name =
        argument.ok_or_else(|| missing("say of which outcome, such as `status/tariff-cut`"))?;
    let found = model
        .summit(id)
        .outcomes
        .iter()
        .find(|outcome| outcome.id == name);
    found.ok_or_else(|| missing(format!("the meeting has no outcome `{name}`")))
}

/// "Osaka, 29 June 2019".
fn when_and_where(model: &Model, id: SummitId) -> String {
    let summit = model.summit(id);
    let when = model.language.days(summit.date, summit.end_date);
    match &summit.place.city {
        Some(city) => model
            .language
            .say("place.when", &[("city", city), ("when", &when)]),
        None => when,
    }
}

/// "Busan, South Korea".
pub fn place_text(model: &Model, place: &Place) -> Option<String> {
    match place_parts(model, place) {
        (Some(city), Some(country)) => Some(
            model
                .language
                .say("place.whole", &[("city", city), ("country", &country)]),
        ),
        (Some(city), None) => Some(city.to_owned()),
        (None, country) => country,
    }
}

/// City and country of a place; a city state is named once, as the city.
pub fn place_parts<'p>(model: &Model, place: &'p Place) -> (Option<&'p str>, Option<String>) {
    let city = place.city.as_deref();
    let country = place
        .country
        .map(|code| model.title_of(Entity::Country(code)));
    (city, country.filter(|country| city != Some(country)))
}

/// Kilometres from a meeting to the event it was part of.
pub fn event_distance(model: &Model, id: SummitId) -> Option<f64> {
    let summit = model.summit(id);
    let event = model.event(summit.part_of?);
    Some(great_circle_km(
        summit.place.coordinates?,
        event.place.coordinates?,
    ))
}

/// Days between leaving a country and the visit of a meeting: to the visit before, of any kind
/// or only one that stood on its own.
pub fn days_since_last_visit(
    model: &Model,
    leader: LeaderId,
    id: SummitId,
    standalone: bool,
) -> Option<i32> {
    let visit = model.derived.visits.at(leader, id)?;
    let before = model.derived.visits.before(leader, visit, standalone)?;
    Some(visits::days_away(before, visit))
}

/// The text of a reference that has none of its own: the fact, the short title, or what was
/// written where it means nothing.
pub fn text_of(model: &Model, prose: &Prose, index: usize) -> String {
    let reference = &prose.body.references[index];
    match &prose.targets[index] {
        Target::Entity(entity) => match &reference.fact {
            Some(asked) => fact(model, *entity, asked).unwrap_or_else(|_| reference.target.clone()),
            None => model.title_of(*entity),
        },
        Target::LeftOut(title) => title.clone(),
        Target::Unresolved => reference.target.clone(),
    }
}

/// Faults of all facts that texts ask for.
///
/// A record with an error of its own (it lacks its date, one of its participants is nobody) is not
/// asked, nor what somebody with such a record held: what follows from that error would only hide
/// it. `known` are the faults that the model found, `faulty` the files in which there were some
/// before.
pub fn check(model: &Model, known: &[Diagnostic], faulty: &FxHashSet<String>) -> Vec<Diagnostic> {
    let at_fault: FxHashSet<&str> = known
        .iter()
        .filter(|fault| fault.is_error())
        .filter_map(|fault| Some(fault.location.as_ref()?.file.path.as_str()))
        .chain(faulty.iter().map(String::as_str))
        .collect();
    let has_fault = |entity: Entity| {
        let prose = model.prose_of(entity);
        prose.is_some_and(|prose| at_fault.contains(prose.file.path.as_str()))
    };
    let is_at_fault = |entity: Entity, asked: &str| {
        let whose = asked.split_once('/').map_or("", |(_, whose)| whose.trim());
        let mut named = model.names.exact(whose);
        has_fault(entity)
            || named.any(|one| matches!(one.named, Named::Here(entity) if has_fault(entity)))
    };
    let mut faults = Vec::new();
    for (_, prose) in model.proses() {
        for (reference, target) in prose.body.references.iter().zip(&prose.targets) {
            let (Some(asked), Target::Entity(entity)) = (&reference.fact, target) else {
                continue;
            };
            match fact(model, *entity, asked) {
                Ok(_) => {}
                Err(FactError::Missing(_)) if is_at_fault(*entity, asked) => {}
                Err(FactError::Unknown { kind, known }) => {
                    let name = asked.split('/').next().unwrap_or(asked);
                    let help = did_you_mean(name, known.iter().copied())
                        .unwrap_or_else(|| format!("known facts: {}", known.join(", ")));
                    faults.push(
                        Diagnostic::new(
                            Code::UnknownFact,
                            prose.at(reference.span),
                            format!("{kind} has no fact `{name}`"),
                        )
                        .help(help),
                    );
                }
                Err(FactError::Missing(why)) => {
                    faults.push(Diagnostic::new(
                        Code::UnknownFact,
                        prose.at(reference.span),
                        format!("`{asked}` of `{}` does not exist: {why}", reference.target),
                    ));
                }
            }
        }
    }
    faults
}
