//! A meeting: who sat opposite whom, when, and what came of it.

use serde::Serialize;

use super::card::{
    ArticleCard, CountryCard, EventCard, LeaderCard, PillarCard, SummitCard, TripCard, glyph,
    kind_text,
};
use super::days::{DateView, DatesView};
use super::map::MapView;
use super::outcome::{self, OutcomeView};
use super::{MentionView, PartView, SourceView, Views, standfirst};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::days_between;
use crate::model::derive::office_on::office_on;
use crate::model::derive::visits::home_on;
use crate::model::facts::{days_since_last_visit, event_distance, place_text};
use crate::model::ids::{Entity, LeaderId, SummitId};
use crate::model::types::Summit;
use crate::pages::citations::Citations;
use crate::pages::kind::PageKind;
use crate::value::Shared;

/// The page of a meeting.
#[derive(Debug, Serialize)]
pub struct SummitPage {
    /// The meeting.
    pub summit: SummitView,
    /// One sentence that says who met, where and when.
    pub standfirst: String,
    /// Notes.
    pub parts: Vec<PartView>,
    /// How the participants sat: `table` where two sides faced each other, `round` where there
    /// were more, `alone` where nobody sat opposite.
    pub seating: &'static str,
    /// Participants in the order given, each with those who sat beside.
    pub participants: Vec<ParticipantView>,
    /// Delegations of countries for which no leader took part.
    pub delegations: Vec<DelegationView>,
    /// Where it was.
    pub map: Option<MapView>,
    /// Each pair of participants in the row of their meetings.
    pub pairs: Vec<PairView>,
    /// The gathering it was part of.
    pub event: Option<MarginView>,
    /// Journeys it was a stop of.
    pub trips: Vec<Shared<TripCard>>,
    /// Outcomes by pillar, in the order of the pillars.
    pub pillars: Vec<PillarOutcomes>,
    /// Number of outcomes.
    pub outcomes: usize,
    /// Where the parties' accounts differ.
    pub accounts: Vec<AccountView>,
    /// Articles about it, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// Where it is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

/// A meeting.
#[derive(Debug, Serialize)]
pub struct SummitView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Days.
    pub date: Shared<DatesView>,
    /// Day of the week of the first day.
    pub weekday: String,
    /// Local time at which it began.
    pub time: Option<String>,
    /// Kind, for machines.
    pub kind: &'static str,
    /// Kind, for people.
    pub kind_text: String,
    /// Its pictogram in `marks.svg`.
    pub glyph: &'static str,
    /// City and country.
    pub place: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<Shared<CountryCard>>,
    /// Building or ground.
    pub venue: Option<String>,
    /// Latitude and longitude: `35.18° N 128.95° E`.
    pub coordinates: Option<String>,
    /// Host country.
    pub host: Option<Shared<CountryCard>>,
    /// How long it took: `1 hour 40 minutes`.
    pub duration: Option<String>,
    /// One sentence of the editors.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Pillars.
    pub pillars: Vec<Shared<PillarCard>>,
}

/// A participant on the day.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// The leader.
    pub leader: Shared<LeaderCard>,
    /// Role.
    pub role: Option<String>,
    /// Office held that day.
    pub office: Option<String>,
    /// Country of that office.
    pub country: Shared<CountryCard>,
    /// Day on which it was taken up.
    pub since: Option<Shared<DateView>>,
    /// Days since then.
    pub days_in_office: Option<i32>,
    /// The same in words: `seven days`.
    pub days_text: Option<String>,
    /// The how many-th journey to the country of the meeting.
    pub visit_ordinal: Option<usize>,
    /// The same in words: `eighth`.
    pub visit_text: Option<String>,
    /// Days since the journey there before, from leaving to arriving.
    pub days_since_visit: Option<i32>,
    /// The same with separators: `2,312 days`.
    pub visit_gap_text: Option<String>,
    /// The same since the last journey there that stood on its own, where that was another.
    pub standalone_gap_text: Option<String>,
    /// Whether the meeting was in the participant's own country.
    pub at_home: bool,
    /// Who sat beside.
    pub delegates: Vec<MemberView>,
}

/// Somebody beside the leaders.
#[derive(Debug, Serialize)]
pub struct DelegationView {
    /// The country.
    pub country: Shared<CountryCard>,
    /// Its people.
    pub members: Vec<MemberView>,
}

/// A member of a delegation.
#[derive(Debug, Serialize)]
pub struct MemberView {
    /// Name.
    pub name: String,
    /// Office held that day.
    pub office: Option<String>,
}

/// Two participants in the row of their meetings.
#[derive(Debug, Serialize)]
pub struct PairView {
    /// The two, in the order of the participants.
    pub leaders: Vec<Shared<LeaderCard>>,
    /// The how many-th meeting.
    pub ordinal: usize,
    /// The same in words: `sixth`.
    pub ordinal_text: String,
    /// The meeting before.
    pub previous: Option<Shared<SummitCard>>,
    /// Days since then.
    pub days_since_previous: Option<i32>,
    /// The same with separators: `2,315 days`.
    pub days_text: Option<String>,
    /// The same as a span of time: `6 years and 4 months`.
    pub gap: Option<String>,
    /// The meeting after.
    pub next: Option<Shared<SummitCard>>,
    /// Days until then: `195 days`.
    pub next_days_text: Option<String>,
    /// The same as a span of time.
    pub next_gap: Option<String>,
    /// All their meetings in order of time; only where just two met.
    pub history: Vec<Shared<SummitCard>>,
}

/// The gathering that a meeting was part of, or on the margins of.
#[derive(Debug, Serialize)]
pub struct MarginView {
    /// The gathering.
    pub event: Shared<EventCard>,
    /// Whether the meeting was on its margins.
    pub margins: bool,
    /// Days from the meeting to its opening; negative after the opening.
    pub days_before: i32,
    /// What that is in words, where the meeting lay before it.
    pub before_text: Option<String>,
    /// How far apart the two were, where they lay in different cities.
    pub distance: Option<String>,
}

/// Outcomes of a pillar.
#[derive(Debug, Serialize)]
pub struct PillarOutcomes {
    /// The pillar; missing for outcomes without one.
    pub pillar: Option<Shared<PillarCard>>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeView>,
}

/// A subject on which the parties' accounts differ.
#[derive(Debug, Serialize)]
pub struct AccountView {
    /// The subject.
    pub subject: String,
    /// Each party's account.
    pub by: Vec<PartyAccount>,
    /// Numbers of its sources on this page.
    pub sources: Vec<usize>,
}

/// A party's account.
#[derive(Debug, Serialize)]
pub struct PartyAccount {
    /// The party.
    pub country: Shared<CountryCard>,
    /// Its account.
    pub text: String,
}

pub(super) fn view(views: &Views, id: SummitId) -> SummitPage {
    let (model, cards) = (&views.model, &views.cards);
    let summit = model.summit(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Summit(id), &summit.prose, &mut citations);
    let pillars = outcomes(views, id, &mut citations);
    let accounts = accounts(views, id, &mut citations);
    SummitPage {
        standfirst: standfirst::of_summit(model, id),
        parts,
        participants: participants(views, id),
        seating: seating(model, summit),
        delegations: delegations(views, id),
        map: views.map(&PageKind::Summit(id), |atlas| atlas.of_summit(views, id)),
        pairs: pairs(views, id),
        event: margin(views, id),
        trips: summit.trips.iter().map(|trip| cards.trip(*trip)).collect(),
        pillars,
        outcomes: summit.outcomes.len(),
        accounts,
        articles: cards.articles(&model.derived.articles_of_summit[id.index()]),
        mentions: views.mentions(Entity::Summit(id)),
        sources: views.sources(citations, &summit.sources),
        summit: SummitView {
            id: summit.id.clone(),
            title: summit.title.clone(),
            date: views.days(summit.date, summit.end_date),
            time: summit
                .time
                .map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
            kind: summit.kind.as_str(),
            kind_text: kind_text(model, summit),
            glyph: glyph(summit),
            weekday: model.language.weekday(summit.date),
            place: place_text(model, &summit.place),
            city: summit.place.city.clone(),
            country: summit.place.country.map(|code| cards.country(code)),
            venue: summit.place.venue.clone(),
            coordinates: summit.place.coordinates.map(|at| coordinates(views, at)),
            host: summit.host.map(|code| cards.country(code)),
            duration: summit
                .duration
                .map(|minutes| standfirst::duration(&model.language, minutes)),
            summary: summit.summary.clone(),
            aliases: summit.aliases.clone(),
            pillars: cards.pillars(&summit.pillars),
        },
    }
}

/// A place on the globe: "35.18° N 128.95° E".
fn coordinates(views: &Views, (lat, lon): (f64, f64)) -> String {
    let language = &views.model.language;
    let degrees = |value: f64| language.decimal((value.abs() * 100.0).round() / 100.0);
    let north = if lat < 0.0 { "map.south" } else { "map.north" };
    let east = if lon < 0.0 { "map.west" } else { "map.east" };
    let lat = language.say(north, &[("degrees", &degrees(lat))]);
    let lon = language.say(east, &[("degrees", &degrees(lon))]);
    language.say("map.coordinates", &[("lat", &lat), ("lon", &lon)])
}

/// How the participants sat, by the number of sides.
fn seating(model: &Model, summit: &Summit) -> &'static str {
    let mut sides: Vec<CountryCode> = summit
        .participants
        .iter()
        .map(|participant| home_on(participant.leader, summit.date, model))
        .collect();
    sides.dedup();
    match (summit.participants.len(), sides.len()) {
        (0 | 1, _) => "alone",
        (2, 2) => "table",
        _ => "round",
    }
}

/// Whether a participant is the first of a country: the delegation sits beside that one alone.
fn is_first_of(model: &Model, summit: &Summit, leader: LeaderId, country: CountryCode) -> bool {
    let first = summit
        .participants
        .iter()
        .find(|other| home_on(other.leader, summit.date, model) == country);
    first.is_some_and(|first| first.leader == leader)
}

/// Who sat beside the leader of a country.
fn members(summit: &Summit, country: CountryCode) -> Vec<MemberView> {
    summit
        .delegation
        .iter()
        .filter(|delegate| delegate.country == country)
        .map(|delegate| MemberView {
            name: delegate.name.clone(),
            office: delegate.office.clone(),
        })
        .collect()
}

fn participants(views: &Views, id: SummitId) -> Vec<ParticipantView> {
    let model = &*views.model;
    let summit = model.summit(id);
    summit
        .participants
        .iter()
        .map(|participant| {
            let leader = model.leader(participant.leader);
            let held = office_on(leader, summit.date);
            let home = held.map_or(leader.country, |held| held.office.country);
            let in_days = |days: i32| model.language.count_digits("count.days", i64::from(days));
            let visit = model.derived.visits.at(participant.leader, id);
            let since_visit = days_since_last_visit(model, participant.leader, id, false);
            ParticipantView {
                leader: views.cards.leader(participant.leader),
                role: participant.role.clone(),
                office: held.map(|held| held.office.title.clone()),
                country: views.cards.country(home),
                since: held.map(|held| views.day(held.since)),
                days_in_office: held.map(|held| held.days),
                days_text: held
                    .map(|held| model.language.count("count.days", i64::from(held.days))),
                visit_ordinal: visit.map(|visit| visit.ordinal),
                visit_text: visit.map(|visit| model.language.ordinal(visit.ordinal)),
                days_since_visit: since_visit,
                visit_gap_text: since_visit.map(in_days),
                standalone_gap_text: days_since_last_visit(model, participant.leader, id, true)
                    .filter(|days| Some(*days) != since_visit)
                    .map(in_days),
                at_home: visit.is_none() && summit.place.country == Some(home),
                delegates: if is_first_of(model, summit, participant.leader, home) {
                    members(summit, home)
                } else {
                    Vec::new()
                },
            }
        })
        .collect()
}

/// Delegations of countries for which no leader took part.
fn delegations(views: &Views, id: SummitId) -> Vec<DelegationView> {
    let (model, summit) = (&views.model, views.model.summit(id));
    let led: Vec<CountryCode> = summit
        .participants
        .iter()
        .map(|participant| home_on(participant.leader, summit.date, model))
        .collect();
    let mut countries: Vec<CountryCode> = Vec::new();
    for delegate in &summit.delegation {
        if !led.contains(&delegate.country) && !countries.contains(&delegate.country) {
            countries.push(delegate.country);
        }
    }
    countries
        .into_iter()
        .map(|country| DelegationView {
            country: views.cards.country(country),
            members: members(summit, country),
        })
        .collect()
}

fn pairs(views: &Views, id: SummitId) -> Vec<PairView> {
    let model = &*views.model;
    let summit = model.summit(id);
    let position = |leader| summit.participants.iter().position(|p| p.leader == leader);
    let facts = model.derived.pairs.at(id, &model.summits);
    let alone = facts.len() == 1;
    let in_days = |days: i32| model.language.count_digits("count.days", i64::from(days));
    facts
        .into_iter()
        .map(|fact| {
            let mut leaders = [fact.pair.0, fact.pair.1];
            leaders.sort_by_key(|leader| position(*leader));
            let history = if alone {
                model
                    .derived
                    .pairs
                    .history(fact.pair)
                    .map(|history| history.meetings.clone())
                    .unwrap_or_default()
            } else {
                Vec::new()
            };
            PairView {
                leaders: leaders
                    .iter()
                    .map(|leader| views.cards.leader(*leader))
                    .collect(),
                ordinal: fact.ordinal,
                ordinal_text: model.language.ordinal(fact.ordinal),
                previous: fact.previous.map(|id| views.cards.summit(id)),
                days_since_previous: fact.days_since_previous,
                days_text: fact.days_since_previous.map(in_days),
                gap: fact.previous.map(|before| {
                    model
                        .language
                        .span_digits(model.summit(before).end_date, summit.date)
                }),
                next: fact.next.map(|id| views.cards.summit(id)),
                next_days_text: fact.next.map(|next| {
                    in_days(days_between(summit.end_date, model.summit(next).date).max(0))
                }),
                next_gap: fact.next.map(|next| {
                    let next = model.summit(next).date;
                    model.language.span_digits(summit.end_date, next)
                }),
                history: views.cards.summits(history),
            }
        })
        .collect()
}

fn margin(views: &Views, id: SummitId) -> Option<MarginView> {
    let model = &*views.model;
    let summit = model.summit(id);
    let event_id = summit.part_of?;
    let event = model.event(event_id);
    let days_before = days_between(summit.date, event.date);
    let elsewhere = summit.place.city != event.place.city;
    Some(MarginView {
        event: views.cards.event(event_id),
        margins: summit.is_on_the_margins(),
        days_before,
        before_text: (days_before > 0)
            .then(|| model.language.count("count.days", i64::from(days_before))),
        distance: event_distance(model, id).filter(|_| elsewhere).map(|km| {
            let km = km.round() as i64;
            model.language.count_digits("count.kilometres", km)
        }),
    })
}

fn outcomes(views: &Views, id: SummitId, citations: &mut Citations) -> Vec<PillarOutcomes> {
    let summit = views.model.summit(id);
    let mut groups: Vec<Option<crate::model::ids::PillarId>> = summit
        .outcomes
        .iter()
        .map(|outcome| outcome.pillar)
        .collect();
    groups.sort_by_key(|pillar| (pillar.is_none(), *pillar));
    groups.dedup();
    groups
        .into_iter()
        .map(|pillar| {
            let of_pillar = summit
                .outcomes
                .iter()
                .filter(|outcome| outcome.pillar == pillar);
            let outcomes = of_pillar
                .map(|outcome| {
                    outcome::view(&views.model, &views.cards, id, outcome, Some(citations))
                })
                .collect();
            PillarOutcomes {
                pillar: pillar.map(|pillar| views.cards.pillar(pillar)),
                outcomes,
            }
        })
        .collect()
}

fn accounts(views: &Views, id: SummitId, citations: &mut Citations) -> Vec<AccountView> {
    let accounts = views.model.summit(id).accounts.iter();
    accounts
        .map(|account| AccountView {
            subject: account.subject.clone(),
            by: account
                .by
                .iter()
                .map(|(code, text)| PartyAccount {
                    country: views.cards.country(*code),
                    text: text.clone(),
                })
                .collect(),
            sources: citations.numbers(&account.sources),
        })
        .collect()
}
