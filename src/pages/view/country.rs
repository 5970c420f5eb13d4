//! A country: who led it, what was held there, what it promised.

use serde::Serialize;

use super::card::{CountryCard, LeaderCard, NativeNameView, SummitCard};
use super::commitments::{CountView, counts};
use super::lanes::LanesView;
use super::leader::OfficeView;
use super::lists::{RelationRow, SummitYear, by_year};
use super::outcome::OutcomeView;
use super::{MentionView, PartView, SourceView, Views};
use crate::model::country::CountryCode;
use crate::model::derive::OutcomesOf;
use crate::model::derive::status::status_now;
use crate::model::ids::{Entity, SummitId};
use crate::model::types::StatusClass;
use crate::pages::citations::Citations;
use crate::value::Shared;

/// The page of a country.
#[derive(Debug, Serialize)]
pub struct CountryPage {
    /// The country.
    pub country: Shared<CountryCard>,
    /// Name in its own language.
    pub native_name: Option<NativeNameView>,
    /// A second name in use.
    pub other_name: Option<&'static str>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The year in which the code of a former state was withdrawn.
    pub withdrawn: Option<u16>,
    /// States that followed a former one.
    pub successors: Vec<Shared<CountryCard>>,
    /// Former states it followed.
    pub predecessors: Vec<Shared<CountryCard>>,
    /// What there is to say.
    pub parts: Vec<PartView>,
    /// Who led it: offices of state and government, latest first.
    pub held: Vec<HeldView>,
    /// The same as bars on one scale, with the meetings that its leaders attended.
    pub lanes: Option<LanesView>,
    /// Leaders of this country.
    pub leaders: Vec<Shared<LeaderCard>>,
    /// Meetings that somebody attended for it, by year, newest first.
    pub years: Vec<SummitYear>,
    /// Number of those meetings.
    pub meetings: usize,
    /// How many of its commitments, given and received, are open, kept and so on.
    pub counts: Vec<CountView>,
    /// Meetings held there, newest first.
    pub hosted: Vec<Shared<SummitCard>>,
    /// Countries whose leaders its leaders met.
    pub relations: Vec<RelationRow>,
    /// Outcomes it gave, newest meeting first.
    pub given: Vec<Shared<OutcomeView>>,
    /// Outcomes it was given, newest meeting first.
    pub received: Vec<Shared<OutcomeView>>,
    /// Where it is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

/// An office with its holder.
#[derive(Debug, Serialize)]
pub struct HeldView {
    /// The holder.
    pub leader: Shared<LeaderCard>,
    /// The office.
    pub office: OfficeView,
}

pub(super) fn view(views: &Views, code: CountryCode) -> CountryPage {
    let (model, cards) = (&views.model, &views.cards);
    let mut citations = Citations::default();
    let record = model.country(code);
    let prose = record.and_then(|country| country.prose.as_ref());
    let parts = prose
        .map(|prose| views.prose(Entity::Country(code), prose, &mut citations))
        .unwrap_or_default();
    let none = OutcomesOf::default();
    let outcomes = model
        .derived
        .outcomes_of_country
        .get(&code)
        .unwrap_or(&none);
    let classes: Vec<StatusClass> = outcomes
        .given
        .iter()
        .chain(&outcomes.received)
        .map(|(id, index)| status_now(&model.summit(*id).outcomes[*index], &model.site).class)
        .collect();
    let shown = |outcomes: &[(SummitId, usize)]| {
        let outcomes = outcomes.iter();
        outcomes
            .map(|(id, index)| cards.outcomes(*id)[*index].clone())
            .collect()
    };
    let attended = model.derived.summits_of_country(code);
    let known = |code: &&CountryCode| model.country(**code).is_some();
    CountryPage {
        country: cards.country(code),
        native_name: record
            .and_then(|country| country.native_name.as_ref())
            .map(NativeNameView::of),
        other_name: code.other_name(),
        aliases: record
            .map(|country| country.aliases.clone())
            .unwrap_or_default(),
        withdrawn: code.withdrawn(),
        successors: code
            .successors()
            .iter()
            .filter(known)
            .map(|code| cards.country(*code))
            .collect(),
        predecessors: code
            .predecessors()
            .iter()
            .filter(known)
            .map(|code| cards.country(*code))
            .collect(),
        parts,
        lanes: LanesView::of_country(views, code),
        held: held(views, code, &mut citations),
        leaders: model
            .leaders()
            .filter(|(_, leader)| leader.country == code)
            .map(|(id, _)| cards.leader(id))
            .collect(),
        years: by_year(views, attended.iter().rev().copied()),
        meetings: attended.len(),
        counts: counts(views, &classes),
        hosted: cards.summits(model.derived.summits_held_in(code).iter().rev().copied()),
        relations: model
            .derived
            .relations
            .of_country(code)
            .map(|(other, pair, meetings)| RelationRow::of(views, pair, Some(other), meetings))
            .collect(),
        given: shown(&outcomes.given),
        received: shown(&outcomes.received),
        mentions: views.mentions(Entity::Country(code)),
        sources: views.sources(
            citations,
            record.map_or(&[], |country| country.sources.as_slice()),
        ),
    }
}

fn held(views: &Views, code: CountryCode, citations: &mut Citations) -> Vec<HeldView> {
    let model = &*views.model;
    let mut held: Vec<_> = model
        .leaders()
        .flat_map(|(id, leader)| leader.offices.iter().map(move |office| (id, office)))
        .filter(|(_, office)| office.country == code && office.kind.is_head())
        .collect();
    held.sort_by_key(|(id, office)| (std::cmp::Reverse(office.from), *id));
    held.into_iter()
        .map(|(id, office)| HeldView {
            leader: views.cards.leader(id),
            office: OfficeView::of(views, office, citations),
        })
        .collect()
}
