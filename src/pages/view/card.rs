//! Cards: the short form in which lists show a thing. Each is turned into a template value once
//! and shared by every page that shows it.

use std::sync::{Arc, OnceLock};

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
use crate::model::reads;
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

/// All cards of a site. Each is made when it is first asked for: a whole build asks for all of
/// them, a preview of one page for few.
#[derive(Debug)]
pub struct Cards {
    /// Days, made when they are first asked for.
    pub days: Days,
    model: Arc<Model>,
    countries: Vec<OnceLock<Shared<CountryCard>>>,
    pillars: Vec<OnceLock<Shared<PillarCard>>>,
    leaders: Vec<OnceLock<Shared<LeaderCard>>>,
    summits: Vec<OnceLock<Shared<SummitCard>>>,
    events: Vec<OnceLock<Shared<EventCard>>>,
    trips: Vec<OnceLock<Shared<TripCard>>>,
    articles: Vec<OnceLock<Shared<ArticleCard>>>,
    outcomes: Vec<OnceLock<Vec<Shared<OutcomeView>>>>,
}

impl Cards {
    /// Room for the cards of a model.
    pub fn of(model: &Arc<Model>) -> Self {
        fn room<T>(count: usize) -> Vec<OnceLock<T>> {
            std::iter::repeat_with(OnceLock::new).take(count).collect()
        }
        Self {
            days: Days::new(Arc::clone(&model.language)),
            countries: room(model.countries.len()),
            pillars: room(model.site.pillars.len()),
            leaders: room(model.leaders.len()),
            summits: room(model.summits.len()),
            events: room(model.events.len()),
            trips: room(model.trips.len()),
            articles: room(model.articles.len()),
            outcomes: room(model.summits.len()),
            model: Arc::clone(model),
        }
    }

    /// A leader's card.
    pub fn leader(&self, id: LeaderId) -> Shared<LeaderCard> {
        let card = || Shared::of(&self.make_leader(id));
        self.leaders[id.index()].get_or_init(card).clone()
    }

    /// A meeting's card.
    pub fn summit(&self, id: SummitId) -> Shared<SummitCard> {
        let card = || Shared::of(&self.make_summit(id));
        self.summits[id.index()].get_or_init(card).clone()
    }

    /// Cards of several meetings.
    pub fn summits(&self, ids: impl IntoIterator<Item = SummitId>) -> Vec<Shared<SummitCard>> {
        ids.into_iter().map(|id| self.summit(id)).collect()
    }

    /// A gathering's card.
    pub fn event(&self, id: EventId) -> Shared<EventCard> {
        let card = || Shared::of(&self.make_event(id));
        self.events[id.index()].get_or_init(card).clone()
    }

    /// A journey's card.
    pub fn trip(&self, id: TripId) -> Shared<TripCard> {
        let card = || Shared::of(&self.make_trip(id));
        self.trips[id.index()].get_or_init(card).clone()
    }

    /// An article's card.
    pub fn article(&self, id: ArticleId) -> Shared<ArticleCard> {
        reads::length(id);
        let card = || Shared::of(&self.make_article(id));
        self.articles[id.index()].get_or_init(card).clone()
    }

    /// Cards of several articles.
    pub fn articles(&self, ids: &[ArticleId]) -> Vec<Shared<ArticleCard>> {
        ids.iter().map(|id| self.article(*id)).collect()
    }

    /// A pillar's card.
    pub fn pillar(&self, id: PillarId) -> Shared<PillarCard> {
        let card = || Shared::of(&self.make_pillar(id));
        self.pillars[id.index()].get_or_init(card).clone()
    }

    /// Cards of several pillars.
    pub fn pillars(&self, ids: &[PillarId]) -> Vec<Shared<PillarCard>> {
        ids.iter().map(|id| self.pillar(*id)).collect()
    }

    /// A country's card.
    pub fn country(&self, code: CountryCode) -> Shared<CountryCard> {
        let model = &*self.model;
        let known = model
            .countries
            .binary_search_by_key(&code, |country| country.code);
        let Ok(index) = known else {
            // Every country that anything names has its card; this keeps a slip harmless.
            return Shared::of(&CountryCard {
                code: code.as_str(),
                name: code.name("en").to_owned(),
                url: PagePath::new("/countries/").as_str().to_owned(),
                former: code.withdrawn().is_some(),
            });
        };
        let card = || {
            Shared::of(&CountryCard {
                code: code.as_str(),
                name: model.countries[index].name.clone(),
                url: url::country(code).href(&model.site),
                former: code.withdrawn().is_some(),
            })
        };
        self.countries[index].get_or_init(card).clone()
    }

    /// Outcomes of a meeting.
    pub fn outcomes(&self, id: SummitId) -> &[Shared<OutcomeView>] {
        let model = &*self.model;
        self.outcomes[id.index()].get_or_init(|| {
            let outcomes = model.summit(id).outcomes.iter();
            outcomes
                .map(|outcome| Shared::of(&outcome::view(model, self, id, outcome, None)))
                .collect()
        })
    }

    fn make_pillar(&self, id: PillarId) -> PillarCard {
        let site = &self.model.site;
        let pillar = &site.pillars[id.index()];
        PillarCard {
            id: pillar.id.clone(),
            name: pillar.name.clone(),
            description: pillar.description.clone(),
            url: url::pillar(&self.model, id).href(site),
            mark: pillar.mark.as_str(),
        }
    }

    fn make_leader(&self, id: LeaderId) -> LeaderCard {
        let model = &*self.model;
        let leader = model.leader(id);
        LeaderCard {
            id: leader.id.clone(),
            name: leader.name.clone(),
            short_name: leader.short_name().to_owned(),
            initials: initials(&leader.name),
            native_name: leader.native_name.as_ref().map(NativeNameView::of),
            url: url::href(model, Entity::Leader(id)),
            country: self.country(leader.country),
            office: office_on(leader, model.site.today).map(|held| held.office.title.clone()),
        }
    }

    fn make_summit(&self, id: SummitId) -> SummitCard {
        let model = &*self.model;
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
            url: url::href(model, Entity::Summit(id)),
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

    fn make_article(&self, id: ArticleId) -> ArticleCard {
        let model = &*self.model;
        let article = model.article(id);
        ArticleCard {
            title: article.title.clone(),
            url: url::href(model, Entity::Article(id)),
            date: self.days.day(article.date),
            updated: article.updated.map(|day| self.days.day(day)),
            minutes: minutes(article.words()),
            summary: article.summary.clone(),
            authors: article.authors.clone(),
            byline: byline(model, &article.authors),
            pillars: self.pillars(&article.pillars),
            unpublished: article.unpublished.map(unpublished),
        }
    }

    fn make_trip(&self, id: TripId) -> TripCard {
        let model = &*self.model;
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
            url: url::href(model, Entity::Trip(id)),
            date: self.days.span(trip.date, end),
            leader: trip.leader.map(|leader| self.leader(leader)),
            stops: trip.stops.len(),
        }
    }

    fn make_event(&self, id: EventId) -> EventCard {
        let model = &*self.model;
        let event = model.event(id);
        EventCard {
            title: event.title.clone(),
            url: url::href(model, Entity::Event(id)),
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
pub fn occasion(model: &Model, summit: &Summit) -> String {
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
