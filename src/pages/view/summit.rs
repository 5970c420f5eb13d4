//! A meeting: who sat opposite whom, when, and what came of it.

use serde::Serialize;

use super::card::{DateView, DatesView, kind_text};
use super::outcome::{self, OutcomeView};
use super::{MentionView, PartView, SourceView, Views};
use crate::model::Model;
use crate::model::derive::days_between;
use crate::model::derive::office_on::office_on;
use crate::model::facts::{days_since_last_visit, event_distance, place_text};
use crate::model::ids::{Entity, SummitId};
use crate::model::wording;
use crate::pages::citations::Citations;
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
    /// Participants in the order given.
    pub participants: Vec<ParticipantView>,
    /// Who sat beside them, by country.
    pub delegations: Vec<DelegationView>,
    /// Each pair of participants in the row of their meetings.
    pub pairs: Vec<PairView>,
    /// The gathering it was part of.
    pub event: Option<MarginView>,
    /// Journeys it was a stop of.
    pub trips: Vec<Shared>,
    /// Outcomes by pillar, in the order of the pillars.
    pub pillars: Vec<PillarOutcomes>,
    /// Number of outcomes.
    pub outcomes: usize,
    /// Where the parties' accounts differ.
    pub accounts: Vec<AccountView>,
    /// Articles about it, newest first.
    pub articles: Vec<Shared>,
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
    pub date: DatesView,
    /// Local time at which it began.
    pub time: Option<String>,
    /// Kind, for machines.
    pub kind: &'static str,
    /// Kind, for people.
    pub kind_text: String,
    /// City and country.
    pub place: Option<String>,
    /// Country.
    pub country: Option<Shared>,
    /// Building or ground.
    pub venue: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Host country.
    pub host: Option<Shared>,
    /// Minutes.
    pub duration: Option<u32>,
    /// One sentence of the editors.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Pillars.
    pub pillars: Vec<Shared>,
}

/// A participant on the day.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// The leader.
    pub leader: Shared,
    /// Role.
    pub role: Option<String>,
    /// Office held that day.
    pub office: Option<String>,
    /// Country of that office.
    pub country: Shared,
    /// Day on which it was taken up.
    pub since: Option<DateView>,
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
    /// The same since the last journey there that stood on its own.
    pub days_since_standalone: Option<i32>,
}

/// Somebody beside the leaders.
#[derive(Debug, Serialize)]
pub struct DelegationView {
    /// The country.
    pub country: Shared,
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
    pub leaders: Vec<Shared>,
    /// The how many-th meeting.
    pub ordinal: usize,
    /// The same in words: `sixth`.
    pub ordinal_text: String,
    /// The meeting before.
    pub previous: Option<Shared>,
    /// Days since then.
    pub days_since_previous: Option<i32>,
    /// The same with separators: `2,315 days`.
    pub days_text: Option<String>,
    /// The same as a span of time: `six years and four months`.
    pub gap: Option<String>,
    /// The meeting after.
    pub next: Option<Shared>,
    /// Days until then.
    pub days_until_next: Option<i32>,
    /// All their meetings in order of time; only where just two met.
    pub history: Vec<Shared>,
}

/// The gathering that a meeting was part of, or on the margins of.
#[derive(Debug, Serialize)]
pub struct MarginView {
    /// The gathering.
    pub event: Shared,
    /// Whether the meeting was on its margins.
    pub margins: bool,
    /// Days from the meeting to its opening; negative after the opening.
    pub days_before: i32,
    /// What that is in words, where the meeting lay before it.
    pub before_text: Option<String>,
    /// Kilometres between the two, where they lay in different cities.
    pub distance: Option<i64>,
}

/// Outcomes of a pillar.
#[derive(Debug, Serialize)]
pub struct PillarOutcomes {
    /// The pillar; missing for outcomes without one.
    pub pillar: Option<Shared>,
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
    pub country: Shared,
    /// Its account.
    pub text: String,
}

pub(super) fn view(views: &Views<'_>, id: SummitId) -> SummitPage {
    let (model, cards) = (views.model, &views.cards);
    let summit = model.summit(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Summit(id), &summit.prose, &mut citations);
    let pillars = outcomes(views, id, &mut citations);
    let accounts = accounts(views, id, &mut citations);
    SummitPage {
        standfirst: standfirst(model, id),
        parts,
        participants: participants(views, id),
        delegations: delegations(views, id),
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
            date: DatesView::of(summit.date, summit.end_date),
            time: summit
                .time
                .map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
            kind: summit.kind.as_str(),
            kind_text: kind_text(model, summit),
            place: place_text(model, &summit.place),
            country: summit.place.country.map(|code| cards.country(code)),
            venue: summit.place.venue.clone(),
            lat: summit.place.coordinates.map(|c| c.0),
            lon: summit.place.coordinates.map(|c| c.1),
            host: summit.host.map(|code| cards.country(code)),
            duration: summit.duration,
            summary: summit.summary.clone(),
            aliases: summit.aliases.clone(),
            pillars: cards.pillars(&summit.pillars),
        },
    }
}

/// Who met, where and when, and the how many-th time, in one sentence.
pub fn standfirst(model: &Model, id: SummitId) -> String {
    let summit = model.summit(id);
    let names: Vec<&str> = summit
        .participants
        .iter()
        .map(|p| model.leader(p.leader).name.as_str())
        .collect();
    let who = match names.as_slice() {
        [] => summit.title.clone(),
        [one] => (*one).to_owned(),
        [a, b] => format!("{a} and {b}"),
        [first @ .., last] if first.len() < 6 => format!("{} and {last}", first.join(", ")),
        many => format!("{} leaders", wording::number(many.len() as i64)),
    };
    let place = place_text(model, &summit.place)
        .map(|place| format!(" in {place}"))
        .unwrap_or_default();
    let prefix = if summit.date == summit.end_date {
        "on "
    } else {
        "from "
    };
    let when = if summit.date == summit.end_date {
        wording::day(summit.date)
    } else {
        format!(
            "{} to {}",
            wording::day(summit.date),
            wording::day(summit.end_date)
        )
    };
    let verb = match summit.kind {
        crate::model::types::SummitKind::Call => "spoke",
        crate::model::types::SummitKind::Visit => "travelled",
        _ if names.len() == 1 => "took part",
        _ => "met",
    };
    let mut text = format!("{who} {verb}{place} {prefix}{when}");
    if let ([_, _], [fact]) = (
        summit.participants.as_slice(),
        model.derived.pairs.at(id, &model.summits).as_slice(),
    ) {
        match fact.previous {
            None => text.push_str(", their first meeting on record"),
            Some(previous) => {
                let before = model.summit(previous);
                let city = before
                    .place
                    .city
                    .as_ref()
                    .map(|city| format!("{city}, "))
                    .unwrap_or_default();
                text.push_str(&format!(
                    ", their {} meeting on record and the first since {city}{}",
                    wording::ordinal(fact.ordinal),
                    wording::days(before.date, before.end_date)
                ));
            }
        }
    }
    text.push('.');
    text
}

fn participants(views: &Views<'_>, id: SummitId) -> Vec<ParticipantView> {
    let model = views.model;
    let summit = model.summit(id);
    summit
        .participants
        .iter()
        .map(|participant| {
            let leader = model.leader(participant.leader);
            let held = office_on(leader, summit.date);
            let visit = model.derived.visits.at(participant.leader, id);
            let since_visit = days_since_last_visit(model, participant.leader, id, false);
            ParticipantView {
                leader: views.cards.leader(participant.leader),
                role: participant.role.clone(),
                office: held.map(|held| held.office.title.clone()),
                country: views
                    .cards
                    .country(held.map_or(leader.country, |held| held.office.country)),
                since: held.map(|held| DateView::of(held.since)),
                days_in_office: held.map(|held| held.days),
                days_text: held.map(|held| wording::count(i64::from(held.days), "day", "days")),
                visit_ordinal: visit.map(|visit| visit.ordinal),
                visit_text: visit.map(|visit| wording::ordinal(visit.ordinal)),
                days_since_visit: since_visit,
                visit_gap_text: since_visit.map(wording::days_in_digits),
                days_since_standalone: days_since_last_visit(model, participant.leader, id, true),
            }
        })
        .collect()
}

fn delegations(views: &Views<'_>, id: SummitId) -> Vec<DelegationView> {
    let mut delegations: Vec<(crate::model::country::CountryCode, Vec<MemberView>)> = Vec::new();
    for delegate in &views.model.summit(id).delegation {
        let member = MemberView {
            name: delegate.name.clone(),
            office: delegate.office.clone(),
        };
        match delegations
            .iter_mut()
            .find(|(country, _)| *country == delegate.country)
        {
            Some((_, members)) => members.push(member),
            None => delegations.push((delegate.country, vec![member])),
        }
    }
    delegations
        .into_iter()
        .map(|(country, members)| DelegationView {
            country: views.cards.country(country),
            members,
        })
        .collect()
}

fn pairs(views: &Views<'_>, id: SummitId) -> Vec<PairView> {
    let model = views.model;
    let summit = model.summit(id);
    let position = |leader| summit.participants.iter().position(|p| p.leader == leader);
    let facts = model.derived.pairs.at(id, &model.summits);
    let alone = facts.len() == 1;
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
                ordinal_text: wording::ordinal(fact.ordinal),
                previous: fact.previous.map(|id| views.cards.summit(id)),
                days_since_previous: fact.days_since_previous,
                days_text: fact.days_since_previous.map(wording::days_in_digits),
                gap: fact
                    .previous
                    .map(|before| wording::span(model.summit(before).end_date, summit.date)),
                next: fact.next.map(|id| views.cards.summit(id)),
                days_until_next: fact
                    .next
                    .map(|next| days_between(summit.end_date, model.summit(next).date).max(0)),
                history: views.cards.summits(history),
            }
        })
        .collect()
}

fn margin(views: &Views<'_>, id: SummitId) -> Option<MarginView> {
    let model = views.model;
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
            .then(|| wording::count(i64::from(days_before), "day", "days")),
        distance: event_distance(model, id)
            .filter(|_| elsewhere)
            .map(|km| km.round() as i64),
    })
}

fn outcomes(views: &Views<'_>, id: SummitId, citations: &mut Citations) -> Vec<PillarOutcomes> {
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
                    outcome::view(views.model, &views.cards, id, outcome, Some(citations))
                })
                .collect();
            PillarOutcomes {
                pillar: pillar.map(|pillar| views.cards.pillar(pillar)),
                outcomes,
            }
        })
        .collect()
}

fn accounts(views: &Views<'_>, id: SummitId, citations: &mut Citations) -> Vec<AccountView> {
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
