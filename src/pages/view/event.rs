//! A gathering and the meetings that were part of it.

use serde::Serialize;

use super::card::{CountryCard, EventCard, SummitCard};
use super::map::MapView;
use super::{MentionView, PartView, SourceView, Views};
use crate::model::ids::{Entity, EventId};
use crate::pages::citations::Citations;
use crate::pages::kind::PageKind;
use crate::value::Shared;

/// The page of a gathering.
#[derive(Debug, Serialize)]
pub struct EventPage {
    /// The gathering.
    pub event: Shared<EventCard>,
    /// Who organises it.
    pub organiser: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Country.
    pub country: Option<Shared<CountryCard>>,
    /// Map of the place.
    pub map: Option<MapView>,
    /// Notes.
    pub parts: Vec<PartView>,
    /// Its meetings, newest first.
    pub summits: Vec<Shared<SummitCard>>,
    /// Where it is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

pub(super) fn view(views: &Views, id: EventId) -> EventPage {
    let event = views.model.event(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Event(id), &event.prose, &mut citations);
    EventPage {
        event: views.cards.event(id),
        organiser: event.organiser.clone(),
        aliases: event.aliases.clone(),
        country: event.place.country.map(|code| views.cards.country(code)),
        map: views.map(&PageKind::Event(id), |atlas| atlas.of_event(views, id)),
        parts,
        summits: views.cards.summits(
            views.model.derived.summits_of_event[id.index()]
                .iter()
                .rev()
                .copied(),
        ),
        mentions: views.mentions(Entity::Event(id)),
        sources: views.sources(citations, &event.sources),
    }
}
