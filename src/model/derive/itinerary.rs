//! The stops of a journey in order: its meetings, and between them the legs without one.

use jiff::civil::Date;

use crate::model::Model;
use crate::model::ids::{SummitId, TripId};
use crate::model::types::Place;

/// A stop of a journey.
#[derive(Debug, Clone, Copy)]
pub struct Stop<'m> {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Where.
    pub place: &'m Place,
    /// The meeting; missing for a stop without one.
    pub summit: Option<SummitId>,
}

impl<'m> Stop<'m> {
    /// A meeting as a stop.
    pub fn of(model: &'m Model, id: SummitId) -> Self {
        let summit = model.summit(id);
        Self {
            from: summit.date,
            to: summit.end_date,
            place: &summit.place,
            summit: Some(id),
        }
    }
}

/// Meetings in the order given, legs put between them by their days: a leg comes before the first
/// stop of its own day or a later one.
pub fn itinerary(model: &Model, id: TripId) -> Vec<Stop<'_>> {
    let trip = model.trip(id);
    let mut stops: Vec<Stop<'_>> = trip.stops.iter().map(|id| Stop::of(model, *id)).collect();
    for leg in &trip.legs {
        let later = stops.iter().position(|stop| stop.from >= leg.date);
        let stop = Stop {
            from: leg.date,
            to: leg.date,
            place: &leg.place,
            summit: None,
        };
        stops.insert(later.unwrap_or(stops.len()), stop);
    }
    stops
}
