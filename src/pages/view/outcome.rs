//! Outcomes as pages show them.

use serde::Serialize;

use super::card::{Cards, DateView};
use crate::model::Model;
use crate::model::derive::status::status_now;
use crate::model::ids::{Entity, StatusId, SummitId};
use crate::model::types::{Amount, Outcome, Party};
use crate::model::wording;
use crate::pages::citations::Citations;
use crate::pages::url;
use crate::value::Shared;

/// An outcome on the day of the build.
#[derive(Debug, Serialize)]
pub struct OutcomeView {
    /// Id within its meeting.
    pub id: String,
    /// Anchor on the meeting's page.
    pub anchor: String,
    /// Address, with the anchor.
    pub url: String,
    /// Title of the meeting.
    pub summit: String,
    /// What it is.
    pub text: String,
    /// Pillar.
    pub pillar: Option<Shared>,
    /// Who gave it.
    pub by: Vec<PartyView>,
    /// To whom.
    pub to: Vec<PartyView>,
    /// Amount.
    pub amount: Option<AmountView>,
    /// Status now.
    pub status: Option<StatusView>,
    /// What the status says: open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
    /// A word on the status now.
    pub note: Option<String>,
    /// Its own day.
    pub date: DateView,
    /// By when it is to be done.
    pub due: Option<DateView>,
    /// Whether it is open and that day has passed.
    pub overdue: bool,
    /// Whether that day has passed and no later source tells what happened.
    pub unconfirmed: bool,
    /// The day of the latest entry of its ledger.
    pub since: DateView,
    /// Days since then.
    pub days: i32,
    /// Numbers of its sources on this page; empty elsewhere than on the meeting's own page.
    pub sources: Vec<usize>,
    /// Its ledger: the first status, then each change, oldest first.
    pub ledger: Vec<EntryView>,
}

/// An entry of an outcome's ledger.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// Its day.
    pub date: DateView,
    /// The status from then on.
    pub status: Option<StatusView>,
    /// What happened.
    pub note: Option<String>,
    /// Numbers of its sources on this page.
    pub sources: Vec<usize>,
}

/// A status.
#[derive(Debug, Serialize)]
pub struct StatusView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it says: open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
}

/// A giver or taker of a commitment.
#[derive(Debug, Serialize)]
pub struct PartyView {
    /// Code of a country; missing for a leader.
    pub code: Option<&'static str>,
    /// Name.
    pub name: String,
    /// Address.
    pub url: String,
}

/// An amount.
#[derive(Debug, Serialize)]
pub struct AmountView {
    /// The number.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// A limit to it.
    pub bound: Option<String>,
    /// The period of a rate.
    pub per: Option<String>,
    /// All of it: `up to 550 USD billion`.
    pub text: String,
}

impl AmountView {
    fn of(amount: &Amount) -> Self {
        let mut text = String::new();
        if let Some(bound) = &amount.bound {
            text.push_str(bound);
            text.push(' ');
        }
        text.push_str(&wording::amount(amount.value));
        if !amount.unit.is_empty() {
            text.push('\u{a0}');
            text.push_str(&amount.unit);
        }
        if let Some(per) = &amount.per {
            text.push_str(" per ");
            text.push_str(per);
        }
        Self {
            value: amount.value,
            unit: amount.unit.clone(),
            bound: amount.bound.clone(),
            per: amount.per.clone(),
            text,
        }
    }
}

/// An outcome of a meeting; with numbers of sources where the page counts them.
pub fn view(
    model: &Model,
    cards: &Cards,
    id: SummitId,
    outcome: &Outcome,
    mut citations: Option<&mut Citations>,
) -> OutcomeView {
    let now = status_now(outcome, &model.site);
    let anchor = format!("outcome-{}", outcome.id);
    let mut numbers = |sources: &[crate::model::ids::SourceId]| {
        citations
            .as_deref_mut()
            .map(|citations| citations.numbers(sources))
            .unwrap_or_default()
    };
    let sources = numbers(&outcome.sources);
    let mut ledger = vec![EntryView {
        date: DateView::of(outcome.date),
        status: outcome.status.map(|id| status(model, id)),
        note: outcome.note.clone(),
        sources: sources.clone(),
    }];
    ledger.extend(outcome.updates.iter().map(|update| EntryView {
        date: DateView::of(update.date),
        status: Some(status(model, update.status)),
        note: update.note.clone(),
        sources: numbers(&update.sources),
    }));
    OutcomeView {
        id: outcome.id.clone(),
        url: format!(
            "{}#{anchor}",
            url::of(model, Entity::Summit(id)).href(&model.site)
        ),
        anchor,
        summit: model.summit(id).title.clone(),
        text: outcome.text.clone(),
        pillar: outcome.pillar.map(|id| cards.pillar(id)),
        by: outcome
            .by
            .iter()
            .map(|party| view_party(model, *party))
            .collect(),
        to: outcome
            .to
            .iter()
            .map(|party| view_party(model, *party))
            .collect(),
        amount: outcome.amount.as_ref().map(AmountView::of),
        status: now.status.map(|id| status(model, id)),
        class: now.class.as_str(),
        note: outcome
            .updates
            .last()
            .map_or_else(|| outcome.note.clone(), |update| update.note.clone()),
        date: DateView::of(outcome.date),
        due: outcome.due.map(DateView::of),
        overdue: now.overdue,
        unconfirmed: now.unconfirmed,
        since: DateView::of(now.since),
        days: now.days,
        sources,
        ledger,
    }
}

/// A status as it is shown.
pub fn status(model: &Model, id: StatusId) -> StatusView {
    let status = &model.site.statuses[id.index()];
    StatusView {
        id: status.id.clone(),
        name: status.name.clone(),
        class: status.class.as_str(),
    }
}

fn view_party(model: &Model, party: Party) -> PartyView {
    let (code, entity) = match party {
        Party::Country(code) => (Some(code.as_str()), Entity::Country(code)),
        Party::Leader(id) => (None, Entity::Leader(id)),
    };
    PartyView {
        code,
        name: model.title_of(entity),
        url: url::of(model, entity).href(&model.site),
    }
}
