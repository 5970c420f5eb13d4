//! The relation of two countries: the history of their leaders' meetings in person.

use serde::Serialize;

use super::Views;
use crate::model::derive::relations::CountryPair;
use crate::model::types::Party;
use crate::model::wording;
use crate::value::Shared;

/// The page of a relation.
#[derive(Debug, Serialize)]
pub struct RelationPage {
    /// One country.
    pub a: Shared,
    /// The other.
    pub b: Shared,
    /// Their meetings, newest first.
    pub meetings: Vec<RelationMeeting>,
    /// Outcomes between the two, newest meeting first.
    pub outcomes: Vec<Shared>,
}

/// A meeting with the time since the one before.
#[derive(Debug, Serialize)]
pub struct RelationMeeting {
    /// The meeting.
    pub summit: Shared,
    /// The how many-th of the two countries on record.
    pub ordinal: usize,
    /// Time since the one before, in words.
    pub gap: Option<String>,
}

pub(super) fn view(views: &Views<'_>, pair: CountryPair) -> RelationPage {
    let (model, cards) = (views.model, &views.cards);
    let ids = model.derived.relations.meetings(pair);
    let mut meetings: Vec<RelationMeeting> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let gap = index.checked_sub(1).map(|before| {
                wording::span(model.summit(ids[before]).end_date, model.summit(*id).date)
            });
            RelationMeeting {
                summit: cards.summit(*id),
                ordinal: index + 1,
                gap,
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
