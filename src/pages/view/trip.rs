//! A journey: where it led, in what order, with which meetings.

use serde::Serialize;

use super::card::{ArticleCard, CountryCard, SummitCard, TripCard};
use super::days::DatesView;
use super::map::MapView;
use super::{MentionView, PartView, SourceView, Views};
use crate::model::derive::itinerary::itinerary;
use crate::model::facts::place_text;
use crate::model::ids::{Entity, TripId};
use crate::pages::citations::Citations;
use crate::pages::kind::PageKind;
use crate::value::Shared;

/// The page of a journey.
#[derive(Debug, Serialize)]
pub struct TripPage {
    /// The journey.
    pub trip: Shared<TripCard>,
    /// Whether its last day is not known.
    pub open_ended: bool,
    /// Map of the route.
    pub map: Option<MapView>,
    /// Notes.
    pub parts: Vec<PartView>,
    /// Stops in order.
    pub stops: Vec<StopView>,
    /// Articles about it, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// Where it is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

/// A stop of a journey.
#[derive(Debug, Serialize)]
pub struct StopView {
    /// Days.
    pub date: Shared<DatesView>,
    /// City and country.
    pub place: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<Shared<CountryCard>>,
    /// The meeting; missing for a stop without one.
    pub summit: Option<Shared<SummitCard>>,
}

pub(super) fn view(views: &Views, id: TripId) -> TripPage {
    let model = &*views.model;
    let trip = model.trip(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Trip(id), &trip.prose, &mut citations);
    TripPage {
        trip: views.cards.trip(id),
        open_ended: trip.end_date.is_none(),
        map: views.map(&PageKind::Trip(id), |atlas| atlas.of_trip(views, id)),
        parts,
        stops: stops(views, id),
        articles: views
            .cards
            .articles(&model.derived.articles_of_trip[id.index()]),
        mentions: views.mentions(Entity::Trip(id)),
        sources: views.sources(citations, &trip.sources),
    }
}

fn stops(views: &Views, id: TripId) -> Vec<StopView> {
    let model = &*views.model;
    itinerary(model, id)
        .into_iter()
        .map(|stop| StopView {
            date: views.days(stop.from, stop.to),
            place: place_text(model, stop.place),
            city: stop.place.city.clone(),
            country: stop.place.country.map(|code| views.cards.country(code)),
            summit: stop.summit.map(|id| views.cards.summit(id)),
        })
        .collect()
}
