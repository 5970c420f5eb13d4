//! Journeys: their stops, and whether the stops fit.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::Document;
use crate::load::reader::Spanned;
use crate::load::record::{LegRecord, TripRecord};
use crate::model::ids::{LeaderId, SummitId, TripId};
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::{Leg, Place, Summit, Trip};

/// Builds a journey, and tells the meetings it lists that they were stops of it. `named_by` are
/// the meetings that name it themselves, in order.
pub(super) fn build(
    document: &Document<TripRecord>,
    id: TripId,
    named_by: &[SummitId],
    summits: &mut [Summit],
    resolver: &mut Resolver<'_>,
) -> Trip {
    let Document {
        file,
        stem,
        record,
        body,
        ..
    } = document;
    let prose = resolver.prose_of(file, body);
    resolver.check_order(&record.date, &record.end_date, file, "the trip");
    let leader = record
        .leader
        .as_ref()
        .and_then(|name| resolver.leader(name, file));
    let listed = resolver.each(&record.stops, file, Resolver::summit);
    for stop in &listed {
        let trips = &mut summits[stop.index()].trips;
        if !trips.contains(&id) {
            trips.push(id);
        }
    }
    let stops = stops(listed, named_by);
    for stop in &stops {
        check_stop(*stop, leader, record, summits, file, resolver);
    }
    let mut legs: Vec<Leg> = record
        .legs
        .iter()
        .filter_map(|leg| build_leg(leg, record, file, resolver))
        .collect();
    legs.sort_by_key(|leg| leg.date);
    Trip {
        title: value(&record.title).unwrap_or_else(|| stem.clone()),
        id: stem.clone(),
        date: value(&record.date).unwrap_or_default(),
        end_date: value(&record.end_date),
        leader,
        stops,
        legs,
        former_ids: values(&record.former_ids),
        sources: resolver.sources(&record.sources, file),
        prose,
        autolink: value(&record.autolink).unwrap_or(true),
    }
}

/// The stops as listed; meetings that name the trip but are not listed follow by date.
fn stops(listed: Vec<SummitId>, named_by: &[SummitId]) -> Vec<SummitId> {
    let mut stops = listed;
    for stop in named_by {
        if !stops.contains(stop) {
            stops.push(*stop);
        }
    }
    stops
}

/// A stop lies within the journey, and the traveller took part in it.
fn check_stop(
    stop: SummitId,
    leader: Option<LeaderId>,
    record: &TripRecord,
    summits: &[Summit],
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) {
    let summit = &summits[stop.index()];
    let at = record
        .stops
        .iter()
        .find(|name| name.value == summit.id)
        .map(|name| Location::new(file, name.span))
        .or_else(|| {
            record
                .date
                .as_ref()
                .map(|date| Location::new(file, date.span))
        })
        .unwrap_or_else(|| Location::start_of(file));
    let own = Location::start_of(&summit.prose.file);
    let early = record
        .date
        .as_ref()
        .is_some_and(|date| summit.end_date < date.value);
    let late = record
        .end_date
        .as_ref()
        .is_some_and(|end| summit.date > end.value);
    if early || late {
        let message = format!(
            "the meeting `{}` of {} lies outside the dates of this trip",
            summit.id, summit.date
        );
        resolver.push(
            Diagnostic::new(Code::ImpossibleDate, at.clone(), message)
                .related(own.clone(), "the meeting")
                .help("mend the dates of one of them, or take the meeting from the trip"),
        );
    }
    if let Some(leader) = leader
        && !summit
            .participants
            .iter()
            .any(|participant| participant.leader == leader)
    {
        let traveller = record
            .leader
            .as_ref()
            .map_or("", |name| name.value.as_str());
        let message = format!(
            "`{traveller}` did not take part in the meeting `{}`",
            summit.id
        );
        resolver.push(
            Diagnostic::new(Code::NotAParticipant, at, message)
                .related(own, "the meeting")
                .help("add the leader to its participants, or take the meeting from the trip"),
        );
    }
}

fn build_leg(
    written: &Spanned<LegRecord>,
    trip: &TripRecord,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Leg> {
    let record = &written.value;
    let country = record
        .country
        .as_ref()
        .and_then(|code| resolver.country(code, file));
    let coordinates = resolver.coordinates(&record.lat, &record.lon, file);
    let date = record.date.as_ref()?;
    let early = trip
        .date
        .as_ref()
        .is_some_and(|start| date.value < start.value);
    let late = trip
        .end_date
        .as_ref()
        .is_some_and(|end| date.value > end.value);
    if early || late {
        let message = format!(
            "the leg of {} lies outside the dates of the trip",
            date.value
        );
        resolver.push(
            Diagnostic::new(
                Code::ImpossibleDate,
                Location::new(file, date.span),
                message,
            )
            .help("mend one of the dates"),
        );
    }
    if resolver.is_later(date.value) {
        return None;
    }
    Some(Leg {
        date: date.value,
        place: Place {
            city: value(&record.city),
            country,
            venue: None,
            coordinates,
            time_zone: None,
        },
    })
}
