//! The second stage: what the records mean.
//!
//! [`build`](build::build) turns [`Sources`](crate::load::Sources) into a [`Model`]: names
//! become handles once, what contradicts itself is told, and everything that can be derived is
//! derived. The model is immutable afterwards. It knows no addresses, no HTML and no theme.

pub mod build;
pub mod claims;
pub mod country;
pub mod derive;
pub mod facts;
pub mod ids;
pub mod mention;
pub mod names;
pub mod reads;
pub mod resolve;
#[cfg(test)]
pub(crate) mod test_support;
pub mod types;
pub mod zone;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use country::CountryCode;
use derive::Derived;
use ids::{ArticleId, Entity, EventId, LeaderId, SourceId, SummitId, TripId};
use types::{Article, Country, Event, Leader, Prose, Site, Source, Summit, Trip};

use crate::language::Language;

pub use build::{ModelOptions, site::SiteOverrides};

/// A site, understood.
#[derive(Debug)]
pub struct Model {
    /// The site as a whole.
    pub site: Site,
    /// The language in which it is written: its words, dates and numbers.
    pub language: Arc<Language>,
    /// Leaders by id.
    pub leaders: Vec<Leader>,
    /// Meetings in order of time.
    pub summits: Vec<Summit>,
    /// Gatherings in order of time.
    pub events: Vec<Event>,
    /// Journeys in order of time.
    pub trips: Vec<Trip>,
    /// Articles, newest first.
    pub articles: Vec<Arc<Article>>,
    /// Countries by code: all that anything names.
    pub countries: Vec<Country>,
    /// Sources: the bibliography, then those given in place.
    pub sources: Vec<Source>,
    /// Files that are published as they are.
    pub files: Vec<crate::load::Asset>,
    /// What names mean.
    pub names: names::Names,
    /// What is derived.
    pub derived: Derived,
    /// The moment for which the site was made.
    pub good_from: Timestamp,
    /// The moment after which the same files make another site: the day ends, or an embargo does.
    pub good_until: Timestamp,
}

impl Model {
    /// A leader.
    pub fn leader(&self, id: LeaderId) -> &Leader {
        &self.leaders[id.index()]
    }

    /// A meeting.
    pub fn summit(&self, id: SummitId) -> &Summit {
        &self.summits[id.index()]
    }

    /// A gathering.
    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.index()]
    }

    /// A journey.
    pub fn trip(&self, id: TripId) -> &Trip {
        &self.trips[id.index()]
    }

    /// An article.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// A source.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }

    /// A country that the site names.
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries
            .binary_search_by_key(&code, |country| country.code)
            .ok()
            .map(|index| &self.countries[index])
    }

    /// All leaders with their handles.
    pub fn leaders(&self) -> impl DoubleEndedIterator<Item = (LeaderId, &Leader)> {
        self.leaders
            .iter()
            .enumerate()
            .map(|(i, leader)| (LeaderId::from_index(i), leader))
    }

    /// All meetings with their handles.
    pub fn summits(&self) -> impl DoubleEndedIterator<Item = (SummitId, &Summit)> {
        self.summits
            .iter()
            .enumerate()
            .map(|(i, summit)| (SummitId::from_index(i), summit))
    }

    /// All gatherings with their handles.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = (EventId, &Event)> {
        self.events
            .iter()
            .enumerate()
            .map(|(i, event)| (EventId::from_index(i), event))
    }

    /// All journeys with their handles.
    pub fn trips(&self) -> impl DoubleEndedIterator<Item = (TripId, &Trip)> {
        self.trips
            .iter()
            .enumerate()
            .map(|(i, trip)| (TripId::from_index(i), trip))
    }

    /// All articles with their handles.
    pub fn articles(&self) -> impl DoubleEndedIterator<Item = (ArticleId, &Article)> {
        self.articles
            .iter()
            .enumerate()
            .map(|(i, article)| (ArticleId::from_index(i), &**article))
    }

    /// All texts with what they belong to.
    pub fn proses(&self) -> impl Iterator<Item = (Entity, &Prose)> {
        let articles = self
            .articles()
            .map(|(id, article)| (Entity::Article(id), &article.prose));
        let leaders = self
            .leaders()
            .map(|(id, leader)| (Entity::Leader(id), &leader.prose));
        let summits = self
            .summits()
            .map(|(id, summit)| (Entity::Summit(id), &summit.prose));
        let events = self
            .events()
            .map(|(id, event)| (Entity::Event(id), &event.prose));
        let trips = self
            .trips()
            .map(|(id, trip)| (Entity::Trip(id), &trip.prose));
        let countries = self
            .countries
            .iter()
            .filter_map(|country| Some((Entity::Country(country.code), country.prose.as_ref()?)));
        articles
            .chain(leaders)
            .chain(summits)
            .chain(events)
            .chain(trips)
            .chain(countries)
    }

    /// The text of anything that has one.
    pub fn prose_of(&self, entity: Entity) -> Option<&Prose> {
        if let Entity::Article(id) = entity {
            reads::text(id);
        }
        self.prose_unnoted(entity)
    }

    /// The same for who notes what it reads in another way.
    pub(in crate::model) fn prose_unnoted(&self, entity: Entity) -> Option<&Prose> {
        match entity {
            Entity::Article(id) => Some(&self.article(id).prose),
            Entity::Leader(id) => Some(&self.leader(id).prose),
            Entity::Summit(id) => Some(&self.summit(id).prose),
            Entity::Event(id) => Some(&self.event(id).prose),
            Entity::Trip(id) => Some(&self.trip(id).prose),
            Entity::Country(code) => self.country(code)?.prose.as_ref(),
        }
    }

    /// The same, to be completed while the model is made.
    pub(super) fn prose_mut(&mut self, entity: Entity) -> Option<&mut Prose> {
        match entity {
            Entity::Article(id) => self
                .articles
                .get_mut(id.index())
                .map(|article| &mut Arc::make_mut(article).prose),
            Entity::Leader(id) => self
                .leaders
                .get_mut(id.index())
                .map(|leader| &mut leader.prose),
            Entity::Summit(id) => self
                .summits
                .get_mut(id.index())
                .map(|summit| &mut summit.prose),
            Entity::Event(id) => self
                .events
                .get_mut(id.index())
                .map(|event| &mut event.prose),
            Entity::Trip(id) => self.trips.get_mut(id.index()).map(|trip| &mut trip.prose),
            Entity::Country(code) => {
                let index = self
                    .countries
                    .binary_search_by_key(&code, |country| country.code)
                    .ok()?;
                self.countries[index].prose.as_mut()
            }
        }
    }

    /// The short title of anything.
    pub fn title_of(&self, entity: Entity) -> String {
        match entity {
            Entity::Article(id) => self.article(id).title.clone(),
            Entity::Leader(id) => self.leader(id).name.clone(),
            Entity::Summit(id) => self.summit(id).title.clone(),
            Entity::Event(id) => self.event(id).title.clone(),
            Entity::Trip(id) => self.trip(id).title.clone(),
            Entity::Country(code) => self.country(code).map_or_else(
                || code.name(&self.site.language).to_owned(),
                |country| country.name.clone(),
            ),
        }
    }

    /// The id under which texts name anything.
    pub fn id_of(&self, entity: Entity) -> String {
        match entity {
            Entity::Article(id) => self.article(id).slug.clone(),
            Entity::Leader(id) => self.leader(id).id.clone(),
            Entity::Summit(id) => self.summit(id).id.clone(),
            Entity::Event(id) => self.event(id).id.clone(),
            Entity::Trip(id) => self.trip(id).id.clone(),
            Entity::Country(code) => code.as_str().to_owned(),
        }
    }

    /// The day of anything that has one.
    pub fn day_of(&self, entity: Entity) -> Option<Date> {
        match entity {
            Entity::Article(id) => Some(self.article(id).date),
            Entity::Summit(id) => Some(self.summit(id).date),
            Entity::Event(id) => Some(self.event(id).date),
            Entity::Trip(id) => Some(self.trip(id).date),
            Entity::Leader(_) | Entity::Country(_) => None,
        }
    }
}
