//! The things of a site as schema.org has them. Only what the records say is told, and every
//! thing is named by the address of its page.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::link::{Destination, resolve_image};
use super::super::url::{self, PagePath};
use super::super::view::share_card::ShareCardView;
use super::super::view::{Views, standfirst};
use super::is_web;
use super::node::{Thing, reference};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::ids::{
    ArticleId, Entity, EventId, LeaderId, PillarId, SourceId, SummitId, TripId,
};
use crate::model::types::{Article, Image, Leader, Office, Place, Summit, SummitKind, Target};

/// Sources that an article cites in full; a page with dozens of them would grow by a fifth.
const MOST_CITED_IN_FULL: usize = 12;

/// Tells of things.
pub(super) struct Things<'v> {
    views: &'v Views,
    model: &'v Model,
}

impl<'v> Things<'v> {
    pub(super) fn of(views: &'v Views) -> Self {
        Self {
            views,
            model: &views.model,
        }
    }

    fn address(&self, entity: Entity) -> String {
        url::absolute(self.model, entity)
    }

    /// A thing by its page, with the type and name that every reader wants to know.
    pub(super) fn brief(&self, entity: Entity) -> Thing {
        self.kind_of(entity)
            .text("name", self.model.title_of(entity))
    }

    /// What something is and where its page is, which tells the rest.
    fn kind_of(&self, entity: Entity) -> Thing {
        let kind = match entity {
            Entity::Article(_) => "NewsArticle",
            Entity::Leader(_) => "Person",
            Entity::Summit(_) | Entity::Event(_) => "Event",
            Entity::Trip(_) => "Trip",
            Entity::Country(_) => "Country",
        };
        Thing::new(kind).id(&self.address(entity))
    }

    /// A thing with its type, name and address.
    fn page(&self, kind: &str, entity: Entity) -> Thing {
        let address = self.address(entity);
        Thing::new(kind)
            .id(&address)
            .text("url", &address)
            .text("name", self.model.title_of(entity))
    }

    pub(super) fn publisher_id(&self) -> String {
        format!(
            "{}#publisher",
            PagePath::new("/").absolute(&self.model.site)
        )
    }

    /// Who publishes the site.
    pub(super) fn publisher(&self) -> Thing {
        let site = &self.model.site;
        Thing::new("Organization")
            .id(&self.publisher_id())
            .text("name", &site.title)
            .text("url", PagePath::new("/").absolute(site))
    }

    /// An article.
    pub(super) fn article(&self, id: ArticleId, card: Option<&ShareCardView>) -> Thing {
        let model = self.model;
        let article = model.article(id);
        let path = url::article(model, id);
        let address = path.absolute(&model.site);
        let own_image = self.image(article.image.as_ref(), &path);
        let image = own_image.or_else(|| card.map(|card| card.url.clone()));
        let authors = article.authors.iter();
        let topics = article.topics.iter().map(|topic| &topic.name);
        let sources = article.sources_on_page();
        Thing::new("NewsArticle")
            .id(&address)
            .text("url", &address)
            .text("headline", &article.title)
            .maybe("description", article.summary.as_deref())
            .text("datePublished", published(article))
            .maybe("dateModified", modified(article).map(|day| day.to_string()))
            .text("inLanguage", &model.site.language)
            .parts(
                "author",
                authors.map(|name| Thing::new("Person").text("name", name)),
            )
            .part("publisher", self.publisher())
            .maybe("image", image)
            .texts("articleSection", self.pillar_names(&article.pillars))
            .texts("keywords", topics)
            .value("wordCount", article.words())
            .value("isAccessibleForFree", true)
            .parts(
                "about",
                subjects(article)
                    .into_iter()
                    .map(|entity| self.kind_of(entity)),
            )
            .parts(
                "mentions",
                mentioned(article)
                    .into_iter()
                    .map(|entity| reference(&self.address(entity))),
            )
            .parts("citation", self.citations(&sources))
            .parts(
                "correction",
                article.corrections.iter().map(|correction| {
                    Thing::new("CorrectionComment")
                        .text("text", &correction.text)
                        .text("datePublished", correction.date.to_string())
                }),
            )
    }

    fn pillar_names(&self, pillars: &[PillarId]) -> Vec<&'v str> {
        let names = pillars.iter();
        names
            .map(|id| self.model.site.pillars[id.index()].name.as_str())
            .collect()
    }

    /// A source.
    /// Sources in full; where there are many, those on the web by their addresses alone, since
    /// the page lists all of them anyway.
    fn citations(&self, sources: &[SourceId]) -> Vec<Thing> {
        let in_full = sources.len() <= MOST_CITED_IN_FULL;
        let cited = sources.iter().map(|id| {
            let address = self.model.source(*id).url.as_deref();
            match address.filter(|url| !in_full && is_web(url)) {
                Some(address) => reference(address),
                None => self.source(*id),
            }
        });
        cited.collect()
    }

    fn source(&self, id: SourceId) -> Thing {
        let source = self.model.source(id);
        let organization = |name: &String| Thing::new("Organization").text("name", name);
        let address = source.url.as_deref().filter(|url| is_web(url));
        Thing::new("CreativeWork")
            .text("name", &source.title)
            .part("publisher", source.publisher.as_ref().map(organization))
            .maybe("author", source.author.as_deref())
            .maybe("datePublished", source.date.map(|day| day.to_string()))
            .maybe("url", address)
    }

    /// The address of a picture of front matter that lies on the site.
    fn image(&self, image: Option<&Image>, base: &PagePath) -> Option<String> {
        match resolve_image(&self.views.plan, base, &image?.src) {
            Destination::Internal(path, _) => Some(path.absolute(&self.model.site)),
            _ => None,
        }
    }

    /// A meeting.
    pub(super) fn summit(&self, id: SummitId) -> Thing {
        let model = self.model;
        let summit = model.summit(id);
        let is_call = summit.kind == SummitKind::Call;
        let mode = if is_call { "Online" } else { "Offline" };
        let (start, end) = times(summit);
        let performers = summit.participants.iter();
        let pillars = summit.pillars.iter().map(|pillar| {
            Thing::new("Thing")
                .id(&url::pillar(model, *pillar).absolute(&model.site))
                .text("name", &model.site.pillars[pillar.index()].name)
        });
        self.page("Event", Entity::Summit(id))
            .texts("alternateName", &summit.aliases)
            .maybe("description", summit.summary.as_deref())
            .text("startDate", start)
            .text("endDate", end)
            .maybe(
                "duration",
                summit.duration.map(|minutes| format!("PT{minutes}M")),
            )
            .text("eventStatus", "https://schema.org/EventScheduled")
            .text(
                "eventAttendanceMode",
                format!("https://schema.org/{mode}EventAttendanceMode"),
            )
            .part("location", self.place(&summit.place).filter(|_| !is_call))
            .part(
                "superEvent",
                summit.part_of.map(|event| self.brief(Entity::Event(event))),
            )
            .parts(
                "performer",
                performers.map(|p| self.brief(Entity::Leader(p.leader))),
            )
            .part("organizer", summit.host.map(|code| self.government(code)))
            .parts("about", pillars)
    }

    /// The government of a country, as organizer; a country itself organizes nothing.
    fn government(&self, code: CountryCode) -> Thing {
        let country = Entity::Country(code);
        Thing::new("GovernmentOrganization")
            .text("name", self.model.title_of(country))
            .text("url", self.address(country))
    }

    /// A place, where there is anything to say of it.
    fn place(&self, place: &Place) -> Option<Thing> {
        let country = place
            .country
            .map(|code| self.model.title_of(Entity::Country(code)));
        let name = place
            .venue
            .as_ref()
            .or(place.city.as_ref())
            .or(country.as_ref())?;
        // Only codes of two letters are codes of countries that post is sent to.
        let code = place
            .country
            .map(CountryCode::as_str)
            .filter(|code| code.len() == 2);
        let has_address = place.city.is_some() || code.is_some();
        let address = has_address.then(|| {
            Thing::new("PostalAddress")
                .maybe("addressLocality", place.city.as_deref())
                .maybe("addressCountry", code)
        });
        let geo = place.coordinates.map(|(lat, lon)| {
            Thing::new("GeoCoordinates")
                .value("latitude", lat)
                .value("longitude", lon)
        });
        let place = Thing::new("Place").text("name", name);
        Some(place.part("address", address).part("geo", geo))
    }

    /// A gathering with the first of its meetings.
    pub(super) fn event(&self, id: EventId, most: usize) -> Thing {
        let model = self.model;
        let event = model.event(id);
        let organization = |name: &String| Thing::new("Organization").text("name", name);
        let meetings = model.derived.summits_of_event[id.index()].iter().take(most);
        self.page("Event", Entity::Event(id))
            .texts("alternateName", &event.aliases)
            .text("startDate", event.date.to_string())
            .text("endDate", event.end_date.to_string())
            .text("eventStatus", "https://schema.org/EventScheduled")
            .part("location", self.place(&event.place))
            .part("organizer", event.organiser.as_ref().map(organization))
            .parts(
                "subEvent",
                meetings.map(|meeting| {
                    let day = model.summit(*meeting).date.to_string();
                    self.brief(Entity::Summit(*meeting)).text("startDate", day)
                }),
            )
    }

    /// A leader.
    pub(super) fn leader(&self, id: LeaderId) -> Thing {
        let model = self.model;
        let leader = model.leader(id);
        let path = url::of(model, Entity::Leader(id));
        let native = leader.native_name.iter().map(|name| &name.text);
        let names = native
            .chain(&leader.aliases)
            .filter(|name| **name != leader.name);
        let item = leader.wikidata.as_deref().filter(|item| is_wikidata(item));
        let item = item.map(|item| format!("https://www.wikidata.org/wiki/{item}"));
        let links = leader.links.iter().map(|(_, address)| address.clone());
        self.page("Person", Entity::Leader(id))
            .texts("alternateName", names)
            .maybe("familyName", leader.family_name.as_deref())
            .maybe("birthDate", leader.born.map(|day| day.to_string()))
            .maybe("deathDate", leader.died.map(|day| day.to_string()))
            .part("nationality", self.nationality(leader))
            .maybe("image", self.image(leader.portrait.as_ref(), &path))
            .texts(
                "sameAs",
                item.into_iter().chain(links.filter(|url| is_web(url))),
            )
            .parts("hasOccupation", leader.offices.iter().map(occupation))
    }

    /// The country of a leader; nobody is a national of an institution.
    fn nationality(&self, leader: &Leader) -> Option<Thing> {
        let is_country = !["EU", "UN"].contains(&leader.country.as_str());
        is_country.then(|| self.brief(Entity::Country(leader.country)))
    }

    /// A journey with its stops.
    pub(super) fn trip(&self, id: TripId, stops: Option<Thing>) -> Thing {
        self.page("Trip", Entity::Trip(id))
            .text("description", standfirst::of_trip(self.model, id))
            .part("itinerary", stops)
    }

    /// A country.
    pub(super) fn country(&self, code: CountryCode) -> Thing {
        let country = self.model.country(code);
        let native = country.and_then(|country| country.native_name.as_ref());
        let aliases = country.map_or(&[][..], |country| &country.aliases);
        let names = native.iter().map(|name| &name.text).chain(aliases);
        self.page("Country", Entity::Country(code))
            .texts("alternateName", names)
            .text("identifier", code.as_str())
    }
}

/// When an article appeared: to the second where the minute was chosen, else the day.
pub(in crate::pages) fn published(article: &Article) -> String {
    match article.timestamp {
        Some(moment) => moment.to_string(),
        None => article.date.to_string(),
    }
}

/// The day of the last change, where an article was changed.
pub(in crate::pages) fn modified(article: &Article) -> Option<Date> {
    let corrected = article.corrections.iter().map(|correction| correction.date);
    article.updated.into_iter().chain(corrected).max()
}

/// Meetings, leaders and the journey that an article is about.
fn subjects(article: &Article) -> Vec<Entity> {
    let summits = article.summits.iter().copied().map(Entity::Summit);
    let leaders = article.leaders.iter().copied().map(Entity::Leader);
    let trip = article.trip.map(Entity::Trip);
    summits.chain(leaders).chain(trip).collect()
}

/// Leaders, meetings and gatherings that the text of an article links to and that it is not
/// about, in the order of handles.
fn mentioned(article: &Article) -> Vec<Entity> {
    let by_hand = article
        .prose()
        .targets
        .iter()
        .filter_map(|target| match target {
            Target::Entity(entity) => Some(*entity),
            Target::LeftOut(_) | Target::Unresolved => None,
        });
    let by_themselves = article.prose().links.iter().map(|link| link.entity);
    let is_mention = |entity: &Entity| {
        matches!(
            entity,
            Entity::Leader(_) | Entity::Summit(_) | Entity::Event(_)
        )
    };
    let mut mentioned: Vec<Entity> = by_hand.chain(by_themselves).filter(is_mention).collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    let subjects = subjects(article);
    mentioned.retain(|entity| !subjects.contains(entity));
    mentioned
}

/// When a meeting began and ended, local to its place: to the minute where that is known.
fn times(summit: &Summit) -> (String, String) {
    let Some(time) = summit.time else {
        return (summit.date.to_string(), summit.end_date.to_string());
    };
    let start = summit.date.to_datetime(time);
    let end = summit
        .duration
        .filter(|_| summit.date == summit.end_date)
        .and_then(|minutes| start.checked_add(i64::from(minutes).minutes()).ok());
    let end = end.map_or_else(|| summit.end_date.to_string(), |end| end.to_string());
    (start.to_string(), end)
}

/// An office as a role in time.
fn occupation(office: &Office) -> Thing {
    Thing::new("Role")
        .text("roleName", &office.title)
        .text("startDate", office.from.to_string())
        .maybe("endDate", office.to.map(|day| day.to_string()))
        .part(
            "hasOccupation",
            Thing::new("Occupation").text("name", &office.title),
        )
}

/// Whether a text is the number of an item of Wikidata: `Q181`.
fn is_wikidata(item: &str) -> bool {
    let number = item.strip_prefix('Q').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}
