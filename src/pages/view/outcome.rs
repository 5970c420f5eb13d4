//! Outcomes as pages show them.

use serde::Serialize;

use super::card::{Cards, PillarCard, SummitCard};
use super::days::DateView;
use crate::language::Language;
use crate::model::Model;
use crate::model::derive::status::{StatusNow, status_now};
use crate::model::derive::visits::home_on;
use crate::model::ids::{Entity, StatusId, SummitId};
use crate::model::types::{Amount, Outcome, Party};
use crate::pages::citations::Citations;
use crate::pages::{report, url};
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
    /// The meeting.
    pub summit: Shared<SummitCard>,
    /// What it is.
    pub text: String,
    /// Pillar.
    pub pillar: Option<Shared<PillarCard>>,
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
    /// Words by which the tracker filters: id and class of the status, `overdue`, `unconfirmed`.
    pub state: String,
    /// Codes of all countries that give or take, in person or by their leaders.
    pub countries: Vec<&'static str>,
    /// Its own day.
    pub date: Shared<DateView>,
    /// By when it is to be done.
    pub due: Option<Shared<DateView>>,
    /// Whether it is open and that day has passed.
    pub overdue: bool,
    /// Whether that day has passed and no later source tells what happened.
    pub unconfirmed: bool,
    /// The day of the latest entry of its ledger.
    pub since: Shared<DateView>,
    /// Days since then.
    pub days: i32,
    /// Numbers of its sources on this page; empty elsewhere than on the meeting's own page.
    pub sources: Vec<usize>,
    /// Its ledger: the first status, then each change, oldest first.
    pub ledger: Vec<LedgerEntry>,
    /// Where to report an error in it; on the meeting's own page only, to which every list leads.
    pub report: Option<String>,
}

/// An entry of an outcome's ledger.
#[derive(Debug, Serialize)]
pub struct LedgerEntry {
    /// Its day.
    pub date: Shared<DateView>,
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

/// A whole number without a fraction: `550`, not `550.0`.
fn shortest<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Beyond 2^53 not every whole number is a floating-point number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

/// An amount.
#[derive(Debug, Serialize)]
pub struct AmountView {
    /// The number.
    #[serde(serialize_with = "shortest")]
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// A limit to it.
    pub bound: Option<String>,
    /// The period of a rate.
    pub per: Option<String>,
    /// All of it: `up to $550 bn`.
    pub text: String,
    /// The number as a headline: `$550 bn`, `25`.
    pub figure: String,
    /// What stands under the headline: `up to`, `million tonnes a year`.
    pub detail: String,
}

impl AmountView {
    /// An amount as it is shown.
    pub(in crate::pages) fn of(amount: &Amount, language: &Language) -> Self {
        let known = language.has_unit(&amount.unit);
        let figure = if known {
            language.amount(amount.value, &amount.unit)
        } else {
            language.decimal(amount.value)
        };
        let per = amount
            .per
            .as_ref()
            .map(|per| language.say("amount.per", &[("period", per)]))
            .unwrap_or_default();
        let bound = amount.bound.as_deref().unwrap_or_default();
        let said = |what: &str| {
            let args = [("bound", bound), ("amount", what), ("per", &per)];
            let text = language.say("amount.whole", &args);
            // Parts that are not there leave blanks behind.
            let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        let unit = if known { "" } else { &amount.unit };
        Self {
            value: amount.value,
            unit: amount.unit.clone(),
            text: said(&language.amount(amount.value, &amount.unit)),
            detail: said(unit),
            figure,
            bound: amount.bound.clone(),
            per: amount.per.clone(),
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
    let anchor = url::outcome_anchor(&outcome.id);
    let report = citations
        .is_some()
        .then(|| report::of_outcome(model, id, outcome))
        .flatten();
    let mut numbers = |sources: &[crate::model::ids::SourceId]| {
        citations
            .as_deref_mut()
            .map(|citations| citations.numbers(sources))
            .unwrap_or_default()
    };
    let sources = numbers(&outcome.sources);
    let mut ledger = vec![LedgerEntry {
        date: cards.days.day(outcome.date),
        status: outcome.status.map(|id| status(model, id)),
        note: outcome.note.clone(),
        sources: sources.clone(),
    }];
    ledger.extend(outcome.updates.iter().map(|update| LedgerEntry {
        date: cards.days.day(update.date),
        status: Some(status(model, update.status)),
        note: update.note.clone(),
        sources: numbers(&update.sources),
    }));
    OutcomeView {
        id: outcome.id.clone(),
        url: format!("{}#{anchor}", url::href(model, Entity::Summit(id))),
        anchor,
        summit: cards.summit(id),
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
        amount: outcome
            .amount
            .as_ref()
            .map(|amount| AmountView::of(amount, &model.language)),
        status: now.status.map(|id| status(model, id)),
        class: now.class.as_str(),
        note: outcome
            .updates
            .last()
            .map_or_else(|| outcome.note.clone(), |update| update.note.clone()),
        state: state(model, &now),
        countries: countries(model, id, outcome),
        date: cards.days.day(outcome.date),
        due: outcome.due.map(|day| cards.days.day(day)),
        overdue: now.overdue,
        unconfirmed: now.unconfirmed,
        since: cards.days.day(now.since),
        days: now.days,
        sources,
        ledger,
        report,
    }
}

/// Words by which the tracker filters.
fn state(model: &Model, now: &StatusNow) -> String {
    let mut words = vec![now.class.as_str()];
    if let Some(status) = now.status {
        words.push(&model.site.statuses[status.index()].id);
    }
    if now.overdue {
        words.push("overdue");
    }
    if now.unconfirmed {
        words.push("unconfirmed");
    }
    words.dedup();
    words.join(" ")
}

/// Countries that give or take, each once, in the order of the record.
fn countries(model: &Model, id: SummitId, outcome: &Outcome) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for party in outcome.by.iter().chain(&outcome.to) {
        let code = match party {
            Party::Country(code) => *code,
            Party::Leader(leader) => home_on(*leader, model.summit(id).date, model),
        };
        if !codes.contains(&code.as_str()) {
            codes.push(code.as_str());
        }
    }
    codes
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
        url: url::href(model, entity),
    }
}
