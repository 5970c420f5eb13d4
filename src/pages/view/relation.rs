//! The relation of two countries: the history of their leaders' meetings in person.

use serde::Serialize;

use super::Views;
use super::card::{CountryCard, SummitCard};
use super::outcome::OutcomeView;
use super::timeline::pause_height;
use crate::model::derive::days_between;
use crate::model::derive::relations::CountryPair;
use crate::model::types::Party;
use crate::value::Shared;

/// The page of a relation.
#[derive(Debug, Serialize)]
pub struct RelationPage {
    /// One country.
    pub a: Shared<CountryCard>,
    /// The other.
    pub b: Shared<CountryCard>,
    /// Their meetings, newest first.
    pub meetings: Vec<RelationMeeting>,
    /// Outcomes between the two, newest meeting first.
    pub outcomes: Vec<Shared<OutcomeView>>,
}

/// A meeting with the time since the one before.
#[derive(Debug, Serialize)]
pub struct RelationMeeting {
    /// The meeting.
    pub summit: Shared<SummitCard>,
    /// The how many-th of the two countries on record.
    pub ordinal: usize,
    /// The same in words: `sixth`.
    pub ordinal_text: String,
    /// Time since the one before, in words.
    pub gap: Option<String>,
    /// The same in days.
    pub days: Option<i32>,
    /// How high a long pause is drawn, in pixels; missing where it was short.
    pub pause_height: Option<i32>,
}

pub(super) fn view(views: &Views, pair: CountryPair) -> RelationPage {
    let (model, cards) = (&views.model, &views.cards);
    let ids = model.derived.relations.meetings(pair);
    let mut meetings: Vec<RelationMeeting> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let before = index.checked_sub(1).map(|before| model.summit(ids[before]));
            let day = model.summit(*id).date;
            RelationMeeting {
                summit: cards.summit(*id),
                ordinal: index + 1,
                ordinal_text: model.language.ordinal(index + 1),
                gap: before.map(|before| model.language.span(before.end_date, day)),
                days: before.map(|before| days_between(before.end_date, day)),
                pause_height: before.and_then(|before| pause_height(before, day)),
            }
        })
        .collect();
    meetings.reverse();
    let (a, b) = (Party::Country(pair.0), Party::Country(pair.1));
    let mut outcomes = Vec::new();
    for id in ids.iter().rev() {
        for (index, outcome) in model.summit(*id).outcomes.iter().enumerate() {
            let names = |party: &Party| outcome.by.contains(party) || outcome.to.contains(party);
            if names(&a) && names(&b) {
                outcomes.push(cards.outcomes(*id)[index].clone());
            }
        }
    }
    RelationPage {
        a: cards.country(pair.0),
        b: cards.country(pair.1),
        meetings,
        outcomes,
    }
}
