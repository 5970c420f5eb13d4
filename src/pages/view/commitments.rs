//! The tracker: every outcome with what became of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Views;
use super::card::{CountryCard, PillarCard};
use super::outcome::OutcomeView;
use crate::model::country::CountryCode;
use crate::model::derive::status::{StatusNow, status_now};
use crate::model::derive::visits::home_on;
use crate::model::ids::{PillarId, SummitId};
use crate::model::types::{Outcome, Party, StatusClass};
use crate::value::Shared;

/// The tracker of commitments.
#[derive(Debug, Serialize)]
pub struct CommitmentsView {
    /// Number of outcomes.
    pub total: usize,
    /// How many of them are overdue.
    pub overdue: usize,
    /// How many are open, kept and so on; only classes that occur.
    pub counts: Vec<CountView>,
    /// Groups in the order in which a reader asks for them; only those that occur.
    pub groups: Vec<GroupView>,
    /// Statuses to filter by: classes first, then `overdue` and `unconfirmed`, then the site's own words.
    pub statuses: Vec<ChoiceView>,
    /// Pillars to filter by.
    pub pillars: Vec<Shared<PillarCard>>,
    /// Countries to filter by, by name.
    pub countries: Vec<Shared<CountryCard>>,
    /// Units of amounts to filter by, those of several commitments, the most frequent first.
    pub units: Vec<String>,
}

/// Something to choose in a filter.
#[derive(Debug, Serialize)]
pub struct ChoiceView {
    /// Its value.
    pub value: String,
    /// What it is called.
    pub name: String,
}

/// How many outcomes are of a class.
#[derive(Debug, Serialize)]
pub struct CountView {
    /// open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
    /// What it is called.
    pub name: String,
    /// How many.
    pub count: usize,
    /// Where its part of a bar begins, in per cent.
    pub x: f64,
    /// How long that part is, in per cent.
    pub width: f64,
}

/// Outcomes in the same state.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The outcomes.
    pub outcomes: Vec<Shared<OutcomeView>>,
}

/// How many outcomes are of each class, in parts of one bar; only classes that occur.
pub fn counts(views: &Views, classes: &[StatusClass]) -> Vec<CountView> {
    let part = |count: usize| (count as f64 * 10_000.0 / classes.len() as f64).round() / 100.0;
    let mut before = 0;
    let mut counts = Vec::new();
    for (name, class) in StatusClass::NAMES {
        let count = classes.iter().filter(|other| **other == class).count();
        if count > 0 {
            counts.push(CountView {
                class: name,
                name: views.say(&format!("class.{name}")),
                count,
                x: part(before),
                width: part(count),
            });
            before += count;
        }
    }
    counts
}

type Row<'m> = (SummitId, usize, &'m Outcome, StatusNow);
type Test = fn(&StatusNow, &Outcome) -> bool;

/// The groups: anchor and what belongs to it. The first that fits counts.
const GROUPS: [(&str, Test); 8] = [
    ("overdue", |now, _| now.overdue),
    ("unconfirmed", |now, _| now.unconfirmed),
    ("unclear", |now, _| now.class == StatusClass::Unclear),
    ("open", |now, outcome| {
        now.class == StatusClass::Open && outcome.due.is_some()
    }),
    ("undated", |now, _| now.class == StatusClass::Open),
    ("kept", |now, _| {
        matches!(now.class, StatusClass::Kept | StatusClass::Partly)
    }),
    ("failed", |now, _| now.class == StatusClass::Failed),
    ("ended", |now, _| now.class == StatusClass::Ended),
];

pub(super) fn view(views: &Views) -> CommitmentsView {
    let model = &*views.model;
    let rows: Vec<Row<'_>> = model
        .summits()
        .rev()
        .flat_map(|(id, summit)| {
            let outcomes = summit.outcomes.iter().enumerate();
            outcomes
                .map(move |(index, outcome)| (id, index, outcome, status_now(outcome, &model.site)))
        })
        .collect();
    let classes: Vec<StatusClass> = rows.iter().map(|(_, _, _, now)| now.class).collect();
    CommitmentsView {
        total: rows.len(),
        overdue: rows.iter().filter(|(_, _, _, now)| now.overdue).count(),
        counts: counts(views, &classes),
        groups: groups(views, &rows),
        statuses: statuses(views, &rows),
        pillars: pillars(views, &rows),
        countries: countries(views, &rows),
        units: units(&rows),
    }
}

fn groups(views: &Views, rows: &[Row<'_>]) -> Vec<GroupView> {
    let mut groups: Vec<Vec<&Row<'_>>> = vec![Vec::new(); GROUPS.len()];
    for row in rows {
        if let Some(index) = GROUPS.iter().position(|(_, fits)| fits(&row.3, row.2)) {
            groups[index].push(row);
        }
    }
    let named = GROUPS.iter().zip(groups);
    named
        .filter(|(_, rows)| !rows.is_empty())
        .map(|((id, _), mut rows)| {
            // Stable: within a day, and without one, the newest meeting comes first.
            if matches!(*id, "overdue" | "unconfirmed" | "open") {
                rows.sort_by_key(|(_, _, outcome, _)| outcome.due);
            }
            let cards = rows
                .iter()
                .map(|(summit, index, _, _)| views.cards.outcomes(*summit)[*index].clone());
            GroupView {
                id,
                name: views.say(&format!("group.{id}")),
                meaning: views.say(&format!("group.{id}-means")),
                outcomes: cards.collect(),
            }
        })
        .collect()
}

fn statuses(views: &Views, rows: &[Row<'_>]) -> Vec<ChoiceView> {
    let choice = |value: &str, name: String| ChoiceView {
        value: value.to_owned(),
        name,
    };
    let mut choices: Vec<ChoiceView> = Vec::new();
    for (name, class) in StatusClass::NAMES {
        if rows.iter().any(|(_, _, _, now)| now.class == class) {
            choices.push(choice(name, views.say(&format!("class.{name}"))));
        }
    }
    if rows.iter().any(|(_, _, _, now)| now.overdue) {
        choices.push(choice("overdue", views.say("group.overdue")));
    }
    if rows.iter().any(|(_, _, _, now)| now.unconfirmed) {
        choices.push(choice("unconfirmed", views.say("outcome.unconfirmed")));
    }
    for (index, status) in views.model.site.statuses.iter().enumerate() {
        let used = |now: &StatusNow| now.status.is_some_and(|id| id.index() == index);
        let known = choices.iter().any(|choice| choice.value == status.id);
        if !known && rows.iter().any(|(_, _, _, now)| used(now)) {
            choices.push(choice(&status.id, status.name.clone()));
        }
    }
    choices
}

fn pillars(views: &Views, rows: &[Row<'_>]) -> Vec<Shared<PillarCard>> {
    (0..views.model.site.pillars.len())
        .map(PillarId::from_index)
        .filter(|id| {
            rows.iter()
                .any(|(_, _, outcome, _)| outcome.pillar == Some(*id))
        })
        .map(|id| views.cards.pillar(id))
        .collect()
}

fn countries(views: &Views, rows: &[Row<'_>]) -> Vec<Shared<CountryCard>> {
    let model = &*views.model;
    let mut codes: Vec<CountryCode> = rows
        .iter()
        .flat_map(|(summit, _, outcome, _)| {
            let day = model.summit(*summit).date;
            let parties = outcome.by.iter().chain(&outcome.to);
            parties.map(move |party| match party {
                Party::Country(code) => *code,
                Party::Leader(leader) => home_on(*leader, day, model),
            })
        })
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.sort_by_cached_key(|code| {
        let name = model.title_of(crate::model::ids::Entity::Country(*code));
        crate::model::names::fold(&name).into_owned()
    });
    codes
        .into_iter()
        .map(|code| views.cards.country(code))
        .collect()
}

fn units(rows: &[Row<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, outcome, _) in rows {
        if let Some(amount) = &outcome.amount {
            *counts.entry(&amount.unit).or_default() += 1;
        }
    }
    // With one of its kind there is nothing to compare.
    let mut units: Vec<(&str, usize)> = counts.into_iter().filter(|(_, n)| *n > 1).collect();
    units.sort_by_key(|(unit, count)| (std::cmp::Reverse(*count), *unit));
    units.into_iter().map(|(unit, _)| unit.to_owned()).collect()
}
