//! `/data/outcomes.json`: what was agreed at all meetings, and what became of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::bibliography;
use super::file::set_file;
use super::parts::{Address, Day, PlaceData};
use crate::model::Model;
use crate::model::derive::status::status_now;
use crate::model::ids::{Entity, SourceId, StatusId, SummitId};
use crate::model::types::{Outcome, Party, StatusClass};
use crate::pages::url;
use crate::pages::view::Views;

set_file! {
    /// `/data/outcomes.json`: what was agreed at all meetings, and what became of it.
    OutcomesFile,
    /// Outcomes by meeting, the oldest meeting first, and in the order of its record.
    outcomes: TrackedOutcome, Outcomes
}

/// An outcome with its meeting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TrackedOutcome {
    /// Id of the meeting.
    pub(super) summit: String,
    /// First day of the meeting.
    pub(super) summit_date: Day,
    /// Where the meeting was held.
    pub(super) place: PlaceData,
    /// Address of the outcome on the page of the meeting.
    pub(super) url: Address,
    /// The outcome.
    #[serde(flatten)]
    pub(super) outcome: OutcomeData,
}

/// An outcome.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct OutcomeData {
    /// Id within the meeting.
    pub(super) id: String,
    /// Id of the pillar.
    pub(super) pillar: Option<String>,
    /// What it is.
    pub(super) text: String,
    /// Who gave it: country codes or ids of leaders.
    pub(super) by: Vec<String>,
    /// To whom: country codes or ids of leaders.
    pub(super) to: Vec<String>,
    /// Amount.
    pub(super) amount: Option<AmountData>,
    /// Its own day.
    pub(super) date: Day,
    /// By when it is to be done.
    pub(super) due: Option<Day>,
    /// Current status, a word of the site's vocabulary.
    pub(super) status: Option<String>,
    /// What that says of it.
    #[schemars(extend("enum" = StatusClass::NAMES.map(|(name, _)| name)))]
    pub(super) class: &'static str,
    /// The day of the latest entry of its ledger.
    pub(super) status_since: Day,
    /// Days since then.
    pub(super) status_days: i32,
    /// Whether it is open and its day has passed.
    pub(super) overdue: bool,
    /// Whether its day has passed and no later source tells what happened.
    pub(super) unconfirmed: bool,
    /// Its ledger, oldest first.
    pub(super) ledger: Vec<EntryData>,
    /// Its sources, as the bibliography calls them.
    pub(super) sources: Vec<String>,
}

/// An amount.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AmountData {
    /// The number.
    pub(super) value: f64,
    /// The unit.
    pub(super) unit: String,
    /// A limit to it, such as `up to`.
    pub(super) bound: Option<String>,
    /// The period of a rate.
    pub(super) per: Option<String>,
}

/// An entry of an outcome's ledger.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct EntryData {
    /// Its day.
    date: Day,
    /// The status from then on.
    status: Option<String>,
    /// What happened.
    note: Option<String>,
    /// Its sources, as the bibliography calls them.
    sources: Vec<String>,
}

/// All outcomes with their meetings.
pub(super) fn all(views: &Views) -> Box<dyn Iterator<Item = TrackedOutcome> + '_> {
    let model = &*views.model;
    Box::new(model.summits().flat_map(move |(id, summit)| {
        let outcomes = summit.outcomes.iter();
        outcomes.map(move |outcome| TrackedOutcome::of(model, id, outcome))
    }))
}

fn named(views: &Views) -> impl Iterator<Item = SourceId> + '_ {
    let outcomes = views
        .model
        .summits
        .iter()
        .flat_map(|summit| &summit.outcomes);
    outcomes.flat_map(named_by)
}

/// The sources that an outcome and its ledger name.
pub(super) fn named_by(outcome: &Outcome) -> impl Iterator<Item = SourceId> + '_ {
    let updates = outcome.updates.iter().flat_map(|update| &update.sources);
    outcome.sources.iter().chain(updates).copied()
}

impl TrackedOutcome {
    fn of(model: &Model, id: SummitId, outcome: &Outcome) -> Self {
        let summit = model.summit(id);
        let page = url::absolute(model, Entity::Summit(id));
        Self {
            summit: summit.id.clone(),
            summit_date: Day(summit.date),
            place: PlaceData::of(&summit.place),
            url: Address(format!("{page}#{}", url::outcome_anchor(&outcome.id))),
            outcome: OutcomeData::of(model, outcome),
        }
    }
}

impl OutcomeData {
    /// An outcome as data.
    pub(super) fn of(model: &Model, outcome: &Outcome) -> Self {
        let now = status_now(outcome, &model.site);
        let status = |id: StatusId| model.site.statuses[id.index()].id.clone();
        let parties = |parties: &[Party]| parties.iter().map(|party| name(model, *party)).collect();
        Self {
            id: outcome.id.clone(),
            pillar: outcome
                .pillar
                .map(|pillar| model.site.pillars[pillar.index()].id.clone()),
            text: outcome.text.clone(),
            by: parties(&outcome.by),
            to: parties(&outcome.to),
            amount: outcome.amount.as_ref().map(|amount| AmountData {
                value: amount.value,
                unit: amount.unit.clone(),
                bound: amount.bound.clone(),
                per: amount.per.clone(),
            }),
            date: Day(outcome.date),
            due: outcome.due.map(Day),
            status: now.status.map(status),
            class: now.class.as_str(),
            status_since: Day(now.since),
            status_days: now.days,
            overdue: now.overdue,
            unconfirmed: now.unconfirmed,
            ledger: ledger(model, outcome),
            sources: bibliography::keys(model, &outcome.sources),
        }
    }
}

/// What was known of an outcome on its own day, and every change since.
fn ledger(model: &Model, outcome: &Outcome) -> Vec<EntryData> {
    let status = |id: StatusId| model.site.statuses[id.index()].id.clone();
    let first = EntryData {
        date: Day(outcome.date),
        status: outcome.status.map(status),
        note: outcome.note.clone(),
        sources: bibliography::keys(model, &outcome.sources),
    };
    let updates = outcome.updates.iter().map(|update| EntryData {
        date: Day(update.date),
        status: Some(status(update.status)),
        note: update.note.clone(),
        sources: bibliography::keys(model, &update.sources),
    });
    std::iter::once(first).chain(updates).collect()
}

fn name(model: &Model, party: Party) -> String {
    match party {
        Party::Country(code) => code.as_str().to_owned(),
        Party::Leader(id) => model.leader(id).id.clone(),
    }
}
