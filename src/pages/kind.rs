//! The kinds of page, each with its template and its name.

use super::url::PagePath;
use crate::model::country::CountryCode;
use crate::model::derive::relations::CountryPair;
use crate::model::ids::{ArticleId, Entity, EventId, LeaderId, PillarId, SummitId, TripId};

/// A page, by what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// The front page.
    Home,
    /// An article.
    Article(ArticleId),
    /// A page of the archive, from 1.
    Archive(usize),
    /// A leader.
    Leader(LeaderId),
    /// All leaders.
    Leaders,
    /// A meeting.
    Summit(SummitId),
    /// All meetings.
    Summits,
    /// A gathering.
    Event(EventId),
    /// All gatherings.
    Events,
    /// A journey.
    Trip(TripId),
    /// All journeys.
    Trips,
    /// A country.
    Country(CountryCode),
    /// All countries.
    Countries,
    /// The relation of two countries.
    Relation(CountryPair),
    /// All relations.
    Relations,
    /// A pillar.
    Pillar(PillarId),
    /// All pillars.
    Pillars,
    /// A topic, by its slug.
    Topic(String),
    /// All topics.
    Topics,
    /// The tracker of commitments.
    Commitments,
    /// The timeline.
    Timeline,
    /// All places of meetings on a map.
    Map,
    /// Who met whom.
    Network,
    /// Search, with an index of everything.
    Search,
    /// Corrections of all articles.
    Corrections,
    /// What is shown where there is nothing.
    NotFound,
    /// An old address that leads to a new one.
    Redirect(PagePath),
}

impl From<Entity> for PageKind {
    /// The page of a thing.
    fn from(entity: Entity) -> Self {
        match entity {
            Entity::Article(id) => Self::Article(id),
            Entity::Leader(id) => Self::Leader(id),
            Entity::Summit(id) => Self::Summit(id),
            Entity::Event(id) => Self::Event(id),
            Entity::Trip(id) => Self::Trip(id),
            Entity::Country(code) => Self::Country(code),
        }
    }
}

impl PageKind {
    /// Whether it lists all that there is of something, so that it grows with the site.
    pub const fn is_long(&self) -> bool {
        matches!(
            self,
            Self::Commitments
                | Self::Leaders
                | Self::Map
                | Self::Network
                | Self::Pillar(_)
                | Self::Search
                | Self::Summits
                | Self::Timeline
        )
    }

    /// The template that shows it, a path in the theme's `templates/`.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Article(_) => "article.html",
            Self::Archive(_) => "archive.html",
            Self::Leader(_) => "leader.html",
            Self::Leaders => "leaders.html",
            Self::Summit(_) => "summit.html",
            Self::Summits => "summits.html",
            Self::Event(_) => "event.html",
            Self::Trip(_) => "trip.html",
            Self::Country(_) => "country.html",
            Self::Countries => "countries.html",
            Self::Relation(_) => "relation.html",
            Self::Relations => "relations.html",
            Self::Pillar(_) => "pillar.html",
            Self::Topic(_) => "topic.html",
            Self::Events | Self::Trips | Self::Pillars | Self::Topics => "index.html",
            Self::Commitments => "commitments.html",
            Self::Timeline => "timeline.html",
            Self::Map => "map.html",
            Self::Network => "network.html",
            Self::Search => "search.html",
            Self::Corrections => "corrections.html",
            Self::NotFound => "404.html",
            Self::Redirect(_) => "redirect.html",
        }
    }

    /// The name of the kind, for themes.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Article(_) => "article",
            Self::Archive(_) => "archive",
            Self::Leader(_) => "leader",
            Self::Leaders => "leaders",
            Self::Summit(_) => "summit",
            Self::Summits => "summits",
            Self::Event(_) => "event",
            Self::Events => "events",
            Self::Trip(_) => "trip",
            Self::Trips => "trips",
            Self::Country(_) => "country",
            Self::Countries => "countries",
            Self::Relation(_) => "relation",
            Self::Relations => "relations",
            Self::Pillar(_) => "pillar",
            Self::Pillars => "pillars",
            Self::Topic(_) => "topic",
            Self::Topics => "topics",
            Self::Commitments => "commitments",
            Self::Timeline => "timeline",
            Self::Map => "map",
            Self::Network => "network",
            Self::Search => "search",
            Self::Corrections => "corrections",
            Self::NotFound => "not-found",
            Self::Redirect(_) => "redirect",
        }
    }

    /// Whether search engines should know of it.
    pub const fn is_listed(&self) -> bool {
        !matches!(self, Self::NotFound | Self::Redirect(_))
    }
}
