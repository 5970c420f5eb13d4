//! Cards: the short form in which lists show a thing. Each is turned into a template value once
//! and shared by every page that shows it.

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::outcome;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::office_on::office_on;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity, EventId, LeaderId, PillarId, SummitId, TripId};
use crate::model::types::{NativeName, Summit, SummitKind, Unpublished};
use crate::model::wording;
use crate::pages::url;
use crate::value::Shared;

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// For machines: `2025-10-30`.
    pub iso: String,
    /// For people: `30 October 2025`.
    pub text: String,
    /// The year.
    pub year: i16,
}

impl DateView {
    /// A day as it is shown.
    pub fn of(date: Date) -> Self {
        Self {
            iso: date.to_string(),
            text: wording::day(date),
            year: date.year(),
        }
    }
}

/// The first and the last day of something.
#[derive(Debug, Clone, Serialize)]
pub struct DatesView {
    /// First day for machines.
    pub iso: String,
    /// Last day for machines.
    pub iso_end: String,
    /// Both for people: `19–21 November 1985`.
    pub text: String,
    /// The year of the first day.
    pub year: i16,
}

impl DatesView {
    /// Days as they are shown.
    pub fn of(from: Date, to: Date) -> Self {
        Self {
            iso: from.to_string(),
            iso_end: to.to_string(),
            text: wording::days(from, to),
            year: from.year(),
        }
    }
}

/// A name in another script or language.
#[derive(Debug, Clone, Serialize)]
pub struct NativeNameView {
    /// The name.
    pub text: String,
    /// Its language, BCP 47; `und` where it is not told.
    pub lang: String,
}

impl NativeNameView {
    /// A native name as it is shown.
    pub fn of(name: &NativeName) -> Self {
        let lang = if name.language.is_empty() {
            "und".to_owned()
        } else {
            name.language.clone()
        };
        Self {
            text: name.text.clone(),
            lang,
        }
    }
}

/// A country in a list.
#[derive(Debug, Serialize)]
pub struct CountryCard {
    /// Code, ISO 3166.
    pub code: &'static str,
    /// Name.
    pub name: String,
    /// Address.
    pub url: String,
    /// Whether the state is no more.
    pub former: bool,
}

/// A pillar in a list.
#[derive(Debug, Serialize)]
pub struct PillarCard {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What belongs to it.
    pub description: String,
    /// Address.
    pub url: String,
}

/// A leader in a list.
#[derive(Debug, Serialize)]
pub struct LeaderCard {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name used alone.
    pub short_name: String,
    /// Name in the leader's own script, where it is another.
    pub native_name: Option<NativeNameView>,
    /// Address.
    pub url: String,
    /// Country.
    pub country: Shared,
    /// Office held on the day of the build.
    pub office: Option<String>,
}

/// A meeting in a list.
#[derive(Debug, Serialize)]
pub struct SummitCard {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Days.
    pub date: DatesView,
    /// Kind, for machines.
    pub kind: &'static str,
    /// Kind, for people.
    pub kind_text: String,
    /// City and country.
    pub place: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<Shared>,
    /// Participants.
    pub participants: Vec<Shared>,
    /// One sentence.
    pub summary: Option<String>,
    /// Number of outcomes.
    pub outcomes: usize,
    /// Pillars.
    pub pillars: Vec<Shared>,
}

/// An article in a list.
#[derive(Debug, Serialize)]
pub struct ArticleCard {
    /// Headline.
    pub title: String,
    /// Address.
    pub url: String,
    /// Day of publication.
    pub date: DateView,
    /// One sentence.
    pub summary: Option<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// Pillars.
    pub pillars: Vec<Shared>,
    /// `draft` or `future` for what is normally left out.
    pub unpublished: Option<&'static str>,
}

/// A gathering in a list.
#[derive(Debug, Serialize)]
pub struct EventCard {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Days.
    pub date: DatesView,
    /// City and country.
    pub place: Option<String>,
}

/// A journey in a list.
#[derive(Debug, Serialize)]
pub struct TripCard {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Days; the last is that of the last stop where the end is not known.
    pub date: DatesView,
    /// Who travelled, where that is known.
    pub leader: Option<Shared>,
}

/// All cards of a site.
#[derive(Debug)]
pub struct Cards {
    countries: Vec<(CountryCode, Shared)>,
    pillars: Vec<Shared>,
    leaders: Vec<Shared>,
    summits: Vec<Shared>,
    events: Vec<Shared>,
    trips: Vec<Shared>,
    articles: Vec<Shared>,
    outcomes: Vec<Vec<Shared>>,
}

impl Cards {
    /// Makes all cards, leaves first: a meeting's card holds those of its participants.
    pub fn of(model: &Model) -> Self {
        let site = &model.site;
        let countries: Vec<(CountryCode, Shared)> = model
            .countries
            .iter()
            .map(|country| {
                let former = country.code.withdrawn().is_some();
                (
                    country.code,
                    Shared::of(&CountryCard {
                        code: country.code.as_str(),
                        name: country.name.clone(),
                        url: url::country(country.code).href(site),
                        former,
                    }),
                )
            })
            .collect();
        let pillars = (0..site.pillars.len())
            .map(|index| {
                let pillar = &site.pillars[index];
                let url = url::pillar(model, PillarId::from_index(index)).href(site);
                Shared::of(&PillarCard {
                    id: pillar.id.clone(),
                    name: pillar.name.clone(),
                    description: pillar.description.clone(),
                    url,
                })
            })
            .collect();
        let mut cards = Self {
            countries,
            pillars,
            leaders: Vec::new(),
            summits: Vec::new(),
            events: Vec::new(),
            trips: Vec::new(),
            articles: Vec::new(),
            outcomes: Vec::new(),
        };
        cards.leaders = model
            .leaders()
            .map(|(id, _)| Shared::of(&cards.make_leader(model, id)))
            .collect();
        cards.events = model
            .events()
            .map(|(id, _)| Shared::of(&make_event(model, id)))
            .collect();
        cards.summits = (0..model.summits.len())
            .into_par_iter()
            .map(|index| Shared::of(&cards.make_summit(model, SummitId::from_index(index))))
            .collect();
        cards.trips = model
            .trips()
            .map(|(id, _)| Shared::of(&cards.make_trip(model, id)))
            .collect();
        cards.articles = (0..model.articles.len())
            .into_par_iter()
            .map(|index| Shared::of(&cards.make_article(model, ArticleId::from_index(index))))
            .collect();
        cards.outcomes = (0..model.summits.len())
            .into_par_iter()
            .map(|index| {
                let id = SummitId::from_index(index);
                model
                    .summit(id)
                    .outcomes
                    .iter()
                    .map(|outcome| Shared::of(&outcome::view(model, &cards, id, outcome, None)))
                    .collect()
            })
            .collect();
        cards
    }

    /// A leader's card.
    pub fn leader(&self, id: LeaderId) -> Shared {
        self.leaders[id.index()].clone()
    }

    /// A meeting's card.
    pub fn summit(&self, id: SummitId) -> Shared {
        self.summits[id.index()].clone()
    }

    /// Cards of several meetings.
    pub fn summits(&self, ids: impl IntoIterator<Item = SummitId>) -> Vec<Shared> {
        ids.into_iter().map(|id| self.summit(id)).collect()
    }

    /// A gathering's card.
    pub fn event(&self, id: EventId) -> Shared {
        self.events[id.index()].clone()
    }

    /// A journey's card.
    pub fn trip(&self, id: TripId) -> Shared {
        self.trips[id.index()].clone()
    }

    /// An article's card.
    pub fn article(&self, id: ArticleId) -> Shared {
        self.articles[id.index()].clone()
    }

    /// Cards of several articles.
    pub fn articles(&self, ids: &[ArticleId]) -> Vec<Shared> {
        ids.iter().map(|id| self.article(*id)).collect()
    }

    /// A pillar's card.
    pub fn pillar(&self, id: PillarId) -> Shared {
        self.pillars[id.index()].clone()
    }

    /// Cards of several pillars.
    pub fn pillars(&self, ids: &[PillarId]) -> Vec<Shared> {
        ids.iter().map(|id| self.pillar(*id)).collect()
    }

    /// A country's card.
    pub fn country(&self, code: CountryCode) -> Shared {
        match self
            .countries
            .binary_search_by_key(&code, |(code, _)| *code)
        {
            Ok(index) => self.countries[index].1.clone(),
            // Every country that anything names has its card; this keeps a slip harmless.
            Err(_) => Shared::of(
                &serde_json::json!({ "code": code.as_str(), "name": code.name("en"), "url": null, "former": code.withdrawn().is_some() }),
            ),
        }
    }

    /// Outcomes of a meeting.
    pub fn outcomes(&self, id: SummitId) -> &[Shared] {
        &self.outcomes[id.index()]
    }

    fn make_leader(&self, model: &Model, id: LeaderId) -> LeaderCard {
        let leader = model.leader(id);
        LeaderCard {
            id: leader.id.clone(),
            name: leader.name.clone(),
            short_name: leader.short_name().to_owned(),
            native_name: leader.native_name.as_ref().map(NativeNameView::of),
            url: url::of(model, Entity::Leader(id)).href(&model.site),
            country: self.country(leader.country),
            office: office_on(leader, model.site.today).map(|held| held.office.title.clone()),
        }
    }

    fn make_summit(&self, model: &Model, id: SummitId) -> SummitCard {
        let summit = model.summit(id);
        SummitCard {
            id: summit.id.clone(),
            title: summit.title.clone(),
            url: url::of(model, Entity::Summit(id)).href(&model.site),
            date: DatesView::of(summit.date, summit.end_date),
            kind: summit.kind.as_str(),
            kind_text: kind_text(model, summit),
            place: place_text(model, &summit.place),
            city: summit.place.city.clone(),
            country: summit.place.country.map(|code| self.country(code)),
            participants: summit
                .participants
                .iter()
                .map(|participant| self.leader(participant.leader))
                .collect(),
            summary: summit.summary.clone(),
            outcomes: summit.outcomes.len(),
            pillars: self.pillars(&summit.pillars),
        }
    }

    fn make_article(&self, model: &Model, id: ArticleId) -> ArticleCard {
        let article = model.article(id);
        ArticleCard {
            title: article.title.clone(),
            url: url::article(model, id).href(&model.site),
            date: DateView::of(article.date),
            summary: article.summary.clone(),
            authors: article.authors.clone(),
            pillars: self.pillars(&article.pillars),
            unpublished: article.unpublished.map(unpublished),
        }
    }

    fn make_trip(&self, model: &Model, id: TripId) -> TripCard {
        let trip = model.trip(id);
        let end = trip
            .end_date
            .or_else(|| {
                trip.stops
                    .iter()
                    .map(|stop| model.summit(*stop).end_date)
                    .max()
            })
            .unwrap_or(trip.date);
        TripCard {
            title: trip.title.clone(),
            url: url::of(model, Entity::Trip(id)).href(&model.site),
            date: DatesView::of(trip.date, end),
            leader: trip.leader.map(|leader| self.leader(leader)),
        }
    }
}

fn make_event(model: &Model, id: EventId) -> EventCard {
    let event = model.event(id);
    EventCard {
        title: event.title.clone(),
        url: url::of(model, Entity::Event(id)).href(&model.site),
        date: DatesView::of(event.date, event.end_date),
        place: place_text(model, &event.place),
    }
}

/// The name under which a template knows why something would normally be left out.
pub fn unpublished(why: Unpublished) -> &'static str {
    match why {
        Unpublished::Draft => "draft",
        Unpublished::Future => "future",
    }
}

/// What kind of meeting it was, for people.
pub fn kind_text(model: &Model, summit: &Summit) -> String {
    let kind = match summit.kind {
        SummitKind::Bilateral => "Bilateral meeting",
        SummitKind::Trilateral => "Trilateral meeting",
        SummitKind::Multilateral => "Multilateral meeting",
        SummitKind::Call => "Call",
        SummitKind::Audience => "Audience",
        SummitKind::Visit => "Visit",
    };
    match summit.part_of {
        Some(event) if summit.is_on_the_margins() => {
            format!("{kind} on the margins of {}", model.event(event).title)
        }
        _ => kind.to_owned(),
    }
}
