//! The tracker: every outcome with what became of it.

use serde::Serialize;

use super::Views;
use crate::model::derive::status::{StatusNow, status_now};
use crate::model::ids::SummitId;
use crate::model::types::{Outcome, StatusClass};
use crate::value::Shared;

/// The tracker of commitments.
#[derive(Debug, Serialize)]
pub struct CommitmentsView {
    /// Number of outcomes.
    pub total: usize,
    /// How many are open, kept and so on; only classes that occur.
    pub counts: Vec<CountView>,
    /// Groups in the order in which a reader asks for them; only those that occur.
    pub groups: Vec<GroupView>,
}

/// How many outcomes are of a class.
#[derive(Debug, Serialize)]
pub struct CountView {
    /// open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// How many.
    pub count: usize,
}

/// Outcomes in the same state.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The outcomes.
    pub outcomes: Vec<Shared>,
}

/// What a class of status is called.
pub fn class_name(class: StatusClass) -> &'static str {
    match class {
        StatusClass::Open => "Open",
        StatusClass::Kept => "Kept",
        StatusClass::Partly => "Partly kept",
        StatusClass::Failed => "Failed",
        StatusClass::Ended => "Ended",
        StatusClass::Unclear => "Unclear",
    }
}

type Row<'m> = (SummitId, usize, &'m Outcome, StatusNow);
type Test = fn(&StatusNow, &Outcome) -> bool;

/// The groups: anchor, heading, meaning, and what belongs to it. The first that fits counts.
const GROUPS: [(&str, &str, &str, Test); 8] = [
    (
        "overdue",
        "Overdue",
        "Open, and the day by which it was to be done has passed.",
        |now, _| now.overdue,
    ),
    (
        "unconfirmed",
        "Past their day without a later source",
        "Nothing on record after the day by which it was to be done.",
        |now, _| now.unconfirmed,
    ),
    (
        "unclear",
        "Unclear",
        "The sources do not allow a judgement.",
        |now, _| now.class == StatusClass::Unclear,
    ),
    (
        "open",
        "Open, with a date",
        "To be done by a day that is still to come; the nearest first.",
        |now, outcome| now.class == StatusClass::Open && outcome.due.is_some(),
    ),
    (
        "undated",
        "Open, without a date",
        "No date was given.",
        |now, _| now.class == StatusClass::Open,
    ),
    (
        "kept",
        "Kept, in full or in part",
        "Done by the account of the sources.",
        |now, _| matches!(now.class, StatusClass::Kept | StatusClass::Partly),
    ),
    (
        "failed",
        "Failed",
        "Not done, or never agreed.",
        |now, _| now.class == StatusClass::Failed,
    ),
    (
        "ended",
        "Ended",
        "Over: suspended, lapsed, withdrawn or superseded.",
        |now, _| now.class == StatusClass::Ended,
    ),
];

pub(super) fn view(views: &Views<'_>) -> CommitmentsView {
    let model = views.model;
    let rows: Vec<Row<'_>> = model
        .summits()
        .rev()
        .flat_map(|(id, summit)| {
            summit
                .outcomes
                .iter()
                .enumerate()
                .map(move |(index, outcome)| (id, index, outcome, status_now(outcome, &model.site)))
        })
        .collect();
    let counts = StatusClass::NAMES
        .iter()
        .map(|(class, value)| CountView {
            class,
            name: class_name(*value),
            count: rows
                .iter()
                .filter(|(_, _, _, now)| now.class == *value)
                .count(),
        })
        .filter(|count| count.count > 0)
        .collect();
    let mut groups: Vec<(usize, Vec<&Row<'_>>)> =
        (0..GROUPS.len()).map(|index| (index, Vec::new())).collect();
    for row in &rows {
        if let Some(index) = GROUPS
            .iter()
            .position(|(_, _, _, fits)| fits(&row.3, row.2))
        {
            groups[index].1.push(row);
        }
    }
    let groups = groups
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(index, mut rows)| {
            let (id, name, meaning, _) = GROUPS[index];
            // Stable: within a day, and without one, the newest meeting comes first.
            rows.sort_by_key(|(_, _, outcome, _)| {
                if matches!(id, "overdue" | "unconfirmed" | "open") {
                    outcome.due
                } else {
                    None
                }
            });
            GroupView {
                id,
                name,
                meaning,
                outcomes: rows
                    .iter()
                    .map(|(summit, index, _, _)| views.cards.outcomes(*summit)[*index].clone())
                    .collect(),
            }
        })
        .collect();
    CommitmentsView {
        total: rows.len(),
        counts,
        groups,
    }
}
