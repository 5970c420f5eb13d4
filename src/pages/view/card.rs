//! Cards: the short form in which lists show a thing. Each is turned into a template value once
//! and shared by every page that shows it.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::days::{DateView, DatesView, Days};
use super::outcome::{self, OutcomeView};
use crate::language::Language;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::office_on::office_on;
use crate::model::derive::visits::home_on;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity, EventId, LeaderId, PillarId, SummitId, TripId};
use crate::model::types::{NativeName, Summit, SummitKind, Unpublished};
use crate::pages::url::{self, PagePath};
use crate::value::Shared;

/// A name in another script or language.
#[derive(Debug, Clone, Serialize)]
pub struct NativeNameView {
    /// The name.
    pub text: String,
    /// Its language, BCP 47; `und` where it is not told.
    pub lang: String,
    /// Its direction: `ltr` or `rtl`.
    pub dir: &'static str,
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
            dir: Language::direction_of(&lang).as_str(),
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
    /// Its sign: trade, security, tech, energy, people or diplomacy.
    pub mark: &'static str,
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
    /// First letters of the name, for a plate without a portrait.
    pub initials: String,
    /// Name in the leader's own script, where it is another.
    pub native_name: Option<NativeNameView>,
    /// Address.
    pub url: String,
    /// Country.
    pub country: Shared<CountryCard>,
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
    pub date: Shared<DatesView>,
    /// Kind, for machines.
    pub kind: &'static str,
    /// Kind, for people.
    pub kind_text: String,
    /// The same in a few words, for tables: `Margins of APEC 2025`.
    pub occasion: String,
    /// Its pictogram in `marks.svg`: the table seen from above.
    pub glyph: &'static str,
    /// City and country.
    pub place: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<Shared<CountryCard>>,
    /// Participants, at most twelve.
    pub participants: Vec<Shared<LeaderCard>>,
    /// How many participants there are beyond those.
    pub more: usize,
    /// Countries for which they came, each once, at most four.
    pub parties: Vec<Shared<CountryCard>>,
    /// How many countries there are beyond those.
    pub more_parties: usize,
    /// One sentence.
    pub summary: Option<String>,
    /// Number of outcomes.
    pub outcomes: usize,
    /// Pillars.
    pub pillars: Vec<Shared<PillarCard>>,
}

/// An article in a list.
#[derive(Debug, Serialize)]
pub struct ArticleCard {
    /// Headline.
    pub title: String,
    /// Address.
    pub url: String,
    /// Day of publication.
    pub date: Shared<DateView>,
    /// Day of the last change.
    pub updated: Option<Shared<DateView>>,
    /// Minutes it takes to read.
    pub minutes: u32,
    /// One sentence.
    pub summary: Option<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// The same in one phrase: `Ann Lee and Bo Tanaka`.
    pub byline: Option<String>,
    /// Pillars.
    pub pillars: Vec<Shared<PillarCard>>,
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
    pub date: Shared<DatesView>,
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
    pub date: Shared<DatesView>,
    /// Who travelled, where that is known.
    pub leader: Option<Shared<LeaderCard>>,
    /// Number of stops with a meeting.
    pub stops: usize,
}

/// Participants on a card.
const MOST_PARTICIPANTS: usize = 12;
/// Countries on a card.
const MOST_PARTIES: usize = 4;
/// Words that are read in a minute.
const WORDS_A_MINUTE: u32 = 220;

/// All cards of a site.
#[derive(Debug)]
pub struct Cards {
    /// Days, made when they are first asked for.
    pub days: Days,
    countries: Vec<(CountryCode, Shared<CountryCard>)>,
    pillars: Vec<Shared<PillarCard>>,
    leaders: Vec<Shared<LeaderCard>>,
    summits: Vec<Shared<SummitCard>>,
    events: Vec<Shared<EventCard>>,
    trips: Vec<Shared<TripCard>>,
    articles: Vec<Shared<ArticleCard>>,
    outcomes: Vec<Vec<Shared<OutcomeView>>>,
}

impl Cards {
    /// Makes all cards, leaves first: a meeting's card holds those of its participants.
    pub fn of(model: &Model) -> Self {
        let site = &model.site;
        let countries: Vec<(CountryCode, Shared<CountryCard>)> = model
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
                    mark: pillar.mark.as_str(),
                })
            })
            .collect();
        let mut cards = Self {
            days: Days::new(Arc::clone(&model.language)),
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
            .map(|(id, _)| Shared::of(&cards.make_event(model, id)))
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
    pub fn leader(&self, id: LeaderId) -> Shared<LeaderCard> {
        self.leaders[id.index()].clone()
    }

    /// A meeting's card.
    pub fn summit(&self, id: SummitId) -> Shared<SummitCard> {
        self.summits[id.index()].clone()
    }

    /// Cards of several meetings.
    pub fn summits(&self, ids: impl IntoIterator<Item = SummitId>) -> Vec<Shared<SummitCard>> {
        ids.into_iter().map(|id| self.summit(id)).collect()
    }

    /// A gathering's card.
    pub fn event(&self, id: EventId) -> Shared<EventCard> {
        self.events[id.index()].clone()
    }

    /// A journey's card.
    pub fn trip(&self, id: TripId) -> Shared<TripCard> {
        self.trips[id.index()].clone()
    }

    /// An article's card.
    pub fn article(&self, id: ArticleId) -> Shared<ArticleCard> {
        self.articles[id.index()].clone()
    }

    /// Cards of several articles.
    pub fn articles(&self, ids: &[ArticleId]) -> Vec<Shared<ArticleCard>> {
        ids.iter().map(|id| self.article(*id)).collect()
    }

    /// A pillar's card.
    pub fn pillar(&self, id: PillarId) -> Shared<PillarCard> {
        self.pillars[id.index()].clone()
    }

    /// Cards of several pillars.
    pub fn pillars(&self, ids: &[PillarId]) -> Vec<Shared<PillarCard>> {
        ids.iter().map(|id| self.pillar(*id)).collect()
    }

    /// A country's card.
    pub fn country(&self, code: CountryCode) -> Shared<CountryCard> {
        match self
            .countries
            .binary_search_by_key(&code, |(code, _)| *code)
        {
            Ok(index) => self.countries[index].1.clone(),
            // Every country that anything names has its card; this keeps a slip harmless.
            Err(_) => Shared::of(&CountryCard {
                code: code.as_str(),
                name: code.name("en").to_owned(),
                url: PagePath::new("/countries/").as_str().to_owned(),
                former: code.withdrawn().is_some(),
            }),
        }
    }

    /// Outcomes of a meeting.
    pub fn outcomes(&self, id: SummitId) -> &[Shared<OutcomeView>] {
        &self.outcomes[id.index()]
    }

    fn make_leader(&self, model: &Model, id: LeaderId) -> LeaderCard {
        let leader = model.leader(id);
        LeaderCard {
            id: leader.id.clone(),
            name: leader.name.clone(),
            short_name: leader.short_name().to_owned(),
            initials: initials(&leader.name),
            native_name: leader.native_name.as_ref().map(NativeNameView::of),
            url: url::of(model, Entity::Leader(id)).href(&model.site),
            country: self.country(leader.country),
            office: office_on(leader, model.site.today).map(|held| held.office.title.clone()),
        }
    }

    fn make_summit(&self, model: &Model, id: SummitId) -> SummitCard {
        let summit = model.summit(id);
        let mut parties: Vec<CountryCode> = Vec::new();
        for participant in &summit.participants {
            let home = home_on(participant.leader, summit.date, model);
            if !parties.contains(&home) {
                parties.push(home);
            }
        }
        SummitCard {
            id: summit.id.clone(),
            title: summit.title.clone(),
            url: url::of(model, Entity::Summit(id)).href(&model.site),
            date: self.days.span(summit.date, summit.end_date),
            kind: summit.kind.as_str(),
            kind_text: kind_text(model, summit),
            occasion: occasion(model, summit),
            glyph: glyph(summit),
            place: place_text(model, &summit.place),
            city: summit.place.city.clone(),
            country: summit.place.country.map(|code| self.country(code)),
            participants: summit
                .participants
                .iter()
                .take(MOST_PARTICIPANTS)
                .map(|participant| self.leader(participant.leader))
                .collect(),
            more: summit.participants.len().saturating_sub(MOST_PARTICIPANTS),
            more_parties: parties.len().saturating_sub(MOST_PARTIES),
            parties: parties
                .into_iter()
                .take(MOST_PARTIES)
                .map(|code| self.country(code))
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
            date: self.days.day(article.date),
            updated: article.updated.map(|day| self.days.day(day)),
            minutes: minutes(article.prose.body.words),
            summary: article.summary.clone(),
            authors: article.authors.clone(),
            byline: byline(model, &article.authors),
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
            date: self.days.span(trip.date, end),
            leader: trip.leader.map(|leader| self.leader(leader)),
            stops: trip.stops.len(),
        }
    }

    fn make_event(&self, model: &Model, id: EventId) -> EventCard {
        let event = model.event(id);
        EventCard {
            title: event.title.clone(),
            url: url::of(model, Entity::Event(id)).href(&model.site),
            date: self.days.span(event.date, event.end_date),
            place: place_text(model, &event.place),
        }
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
    let language = &model.language;
    let kind = language.say(&format!("kind.{}", summit.kind.as_str()), &[]);
    match summit.part_of {
        Some(event) if summit.is_on_the_margins() => language.say(
            "kind.on-the-margins",
            &[("kind", &kind), ("event", &model.event(event).title)],
        ),
        _ => kind,
    }
}

/// Authors in one phrase.
pub fn byline(model: &Model, authors: &[String]) -> Option<String> {
    (!authors.is_empty()).then(|| model.language.list(authors))
}

/// Minutes that it takes to read so many words.
pub fn minutes(words: u32) -> u32 {
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// What kind of meeting it was, in a few words.
fn occasion(model: &Model, summit: &Summit) -> String {
    let language = &model.language;
    match summit.part_of {
        Some(event) if summit.is_on_the_margins() => {
            language.say("kind.margins", &[("event", &model.event(event).title)])
        }
        _ => language.say(&format!("kind.{}", summit.kind.as_str()), &[]),
    }
}

/// The pictogram of a meeting.
pub fn glyph(summit: &Summit) -> &'static str {
    match summit.kind {
        _ if summit.is_on_the_margins() => "g-side",
        SummitKind::Bilateral => "g-bi",
        SummitKind::Trilateral => "g-tri",
        SummitKind::Multilateral => "g-multi",
        SummitKind::Call => "g-call",
        SummitKind::Audience => "g-aud",
        SummitKind::Visit => "g-visit",
    }
}

/// First letters of the first and the last part of a name, in the order in which it is written.
pub fn initials(name: &str) -> String {
    let mut parts = name
        .split_whitespace()
        .filter_map(|part| part.chars().find(|c| c.is_alphabetic()));
    let first = parts.next();
    first.into_iter().chain(parts.next_back()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_keep_the_order_of_the_name() {
        assert_eq!(initials("Xi Jinping"), "XJ");
        assert_eq!(initials("Donald J. Trump"), "DT");
        assert_eq!(initials("Naruhito"), "N");
        assert_eq!(initials(""), "");
    }
}
