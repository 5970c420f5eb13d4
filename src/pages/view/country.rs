//! A country: who led it, what was held there, what it promised.

use serde::Serialize;

use super::card::NativeNameView;
use super::leader::OfficeView;
use super::lists::RelationRow;
use super::{MentionView, PartView, SourceView, Views};
use crate::model::country::CountryCode;
use crate::model::derive::office_on::days_held;
use crate::model::ids::Entity;
use crate::model::types::{OfficeKind, Party};
use crate::pages::citations::Citations;
use crate::pages::view::card::DateView;
use crate::value::Shared;

/// The page of a country.
#[derive(Debug, Serialize)]
pub struct CountryPage {
    /// The country.
    pub country: Shared,
    /// Name in its own language.
    pub native_name: Option<NativeNameView>,
    /// A second name in use.
    pub other_name: Option<&'static str>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The year in which the code of a former state was withdrawn.
    pub withdrawn: Option<u16>,
    /// States that followed a former one.
    pub successors: Vec<Shared>,
    /// Former states it followed.
    pub predecessors: Vec<Shared>,
    /// What there is to say.
    pub parts: Vec<PartView>,
    /// Who led it: offices of state and government, latest first.
    pub held: Vec<HeldView>,
    /// Leaders of this country.
    pub leaders: Vec<Shared>,
    /// Meetings held there, newest first.
    pub hosted: Vec<Shared>,
    /// Countries whose leaders its leaders met.
    pub relations: Vec<RelationRow>,
    /// Outcomes it gave, newest meeting first.
    pub given: Vec<Shared>,
    /// Outcomes it was given, newest meeting first.
    pub received: Vec<Shared>,
    /// Where it is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

/// An office with its holder.
#[derive(Debug, Serialize)]
pub struct HeldView {
    /// The holder.
    pub leader: Shared,
    /// The office.
    pub office: OfficeView,
}

pub(super) fn view(views: &Views<'_>, code: CountryCode) -> CountryPage {
    let (model, cards) = (views.model, &views.cards);
    let mut citations = Citations::default();
    let record = model.country(code);
    let prose = record.and_then(|country| country.prose.as_ref());
    let parts = prose
        .map(|prose| views.prose(Entity::Country(code), prose, &mut citations))
        .unwrap_or_default();
    let party = Party::Country(code);
    let mut given = Vec::new();
    let mut received = Vec::new();
    for (id, summit) in model.summits().rev() {
        for (index, outcome) in summit.outcomes.iter().enumerate() {
            if outcome.by.contains(&party) {
                given.push(cards.outcomes(id)[index].clone());
            } else if outcome.to.contains(&party) {
                received.push(cards.outcomes(id)[index].clone());
            }
        }
    }
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
        held: held(views, code),
        leaders: model
            .leaders()
            .filter(|(_, leader)| leader.country == code)
            .map(|(id, _)| cards.leader(id))
            .collect(),
        hosted: model
            .summits()
            .rev()
            .filter(|(_, summit)| summit.place.country == Some(code))
            .map(|(id, _)| cards.summit(id))
            .collect(),
        relations: model
            .derived
            .relations
            .of_country(code)
            .map(|(other, pair, meetings)| RelationRow::of(views, pair, Some(other), meetings))
            .collect(),
        given,
        received,
        mentions: views.mentions(Entity::Country(code)),
        sources: views.sources(
            citations,
            record.map_or(&[], |country| country.sources.as_slice()),
        ),
    }
}

fn held(views: &Views<'_>, code: CountryCode) -> Vec<HeldView> {
    let model = views.model;
    let leads =
        |kind: OfficeKind| kind <= OfficeKind::HeadOfState || kind == OfficeKind::Institution;
    let mut held: Vec<_> = model
        .leaders()
        .flat_map(|(id, leader)| leader.offices.iter().map(move |office| (id, office)))
        .filter(|(_, office)| office.country == code && leads(office.kind))
        .collect();
    held.sort_by_key(|(id, office)| (std::cmp::Reverse(office.from), *id));
    held.into_iter()
        .map(|(id, office)| HeldView {
            leader: views.cards.leader(id),
            office: OfficeView {
                title: office.title.clone(),
                country: views.cards.country(office.country),
                kind: office.kind.as_str(),
                from: DateView::of(office.from),
                to: office.to.map(DateView::of),
                as_of: office.as_of.map(DateView::of),
                party: office.party.clone(),
                days: days_held(office, office.as_of.unwrap_or(model.site.today)),
                sources: Vec::new(),
            },
        })
        .collect()
}
