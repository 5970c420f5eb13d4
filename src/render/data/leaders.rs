//! `/data/leaders.json`: who they are, which offices they held, whom they met and where they went.
//!
//! Persons with their memberships as in Popolo (<https://www.popoloproject.com/specs/person.html>),
//! and besides them what only this record knows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::bibliography;
use super::file::set_file;
use super::parts::{Address, Day, WebAddress};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::office_on::office_on;
use crate::model::ids::{Entity, LeaderId, SourceId};
use crate::model::types::{Leader, Office, OfficeKind};
use crate::pages::link::{Destination, resolve_image};
use crate::pages::url;
use crate::pages::view::Views;

set_file! {
    /// `/data/leaders.json`: leaders with their offices, and whom they met where.
    LeadersFile,
    /// Leaders by id.
    leaders: LeaderData, Leaders
}

/// A leader; a person of Popolo.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LeaderData {
    /// Id.
    id: String,
    /// Name.
    name: String,
    /// Name to sort under and to use alone.
    family_name: Option<String>,
    /// Name in the leader's own script.
    native_name: Option<NativeNameData>,
    /// How else the name is written.
    other_names: Vec<OtherNameData>,
    /// Ids that the record had before; their addresses lead here.
    former_ids: Vec<String>,
    /// Country code, ISO 3166.
    country: &'static str,
    /// Day of birth.
    birth_date: Option<Day>,
    /// Day of death.
    death_date: Option<Day>,
    /// Address of a portrait.
    image: Option<Address>,
    /// What other collections call the leader.
    identifiers: Vec<IdentifierData>,
    /// Addresses elsewhere.
    links: Vec<LinkData>,
    /// Offices, in the order of the record.
    memberships: Vec<MembershipData>,
    /// The office held on the day of the file.
    current_office: Option<CurrentOfficeData>,
    /// Ids of the meetings attended, oldest first.
    meetings: Vec<String>,
    /// Everyone met, by id.
    met: Vec<MetData>,
    /// Countries visited, by code.
    visited: Vec<VisitedData>,
    /// Sources of the record.
    sources: Vec<SourceLinkData>,
    /// Address of the page.
    url: Address,
}

/// A name in another script.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NativeNameData {
    /// The name.
    text: String,
    /// Its language, BCP 47.
    lang: Option<String>,
}

/// Another way to write a name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OtherNameData {
    /// The name.
    name: String,
    /// Its language, BCP 47, where it is on record.
    lang: Option<String>,
    /// `native` for the name in the leader's own script.
    note: Option<&'static str>,
}

/// What another collection calls a leader.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IdentifierData {
    /// The collection: `wikidata`.
    scheme: &'static str,
    /// Its identifier: `Q132345`.
    identifier: String,
}

/// An address elsewhere.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LinkData {
    /// The address.
    url: WebAddress,
    /// What is there.
    note: String,
}

/// A source as Popolo has them: a link with a note.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SourceLinkData {
    /// What the bibliography calls it.
    id: String,
    /// Address.
    url: Option<WebAddress>,
    /// Title.
    note: String,
}

/// An office held; a membership of Popolo. On a day of handover it is the successor who holds it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MembershipData {
    /// Title of the office.
    role: String,
    /// Kind of the office.
    #[schemars(extend("enum" = OfficeKind::NAMES.map(|(name, _)| name)))]
    kind: &'static str,
    /// Country or body of the office.
    area: AreaData,
    /// Party for which it was held.
    on_behalf_of: Option<OrganizationData>,
    /// First day.
    start_date: Day,
    /// First day on which it was no longer held.
    end_date: Option<Day>,
    /// Last day on which a source shows it to be held, where its end is unknown.
    as_of: Option<Day>,
    /// Sources of the office.
    sources: Vec<SourceLinkData>,
}

/// A country or body; an area of Popolo.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AreaData {
    /// Country code, ISO 3166.
    id: &'static str,
    /// Name in the language of the site.
    name: String,
}

/// A party; an organization of Popolo.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OrganizationData {
    /// Name.
    name: String,
}

/// The office held on the day of the file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CurrentOfficeData {
    /// Title of the office.
    role: String,
    /// Kind of the office.
    #[schemars(extend("enum" = OfficeKind::NAMES.map(|(name, _)| name)))]
    kind: &'static str,
    /// Code of its country or body.
    country: &'static str,
    /// The day on which it was taken up; terms without a gap are one tenure.
    since: Day,
    /// Days since then.
    days: i32,
}

/// Somebody met.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MetData {
    /// Id of the other.
    leader: String,
    /// Number of meetings in person that were neither multilateral nor calls.
    face_to_face: usize,
    /// Number of multilateral meetings that both attended.
    attended_together: usize,
    /// Id of the first meeting face to face.
    first: Option<String>,
    /// Id of the latest meeting face to face.
    last: Option<String>,
}

/// A country visited.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VisitedData {
    /// Country code, ISO 3166.
    country: &'static str,
    /// Number of journeys on record.
    visits: usize,
    /// First day on record of the first journey.
    first: Day,
    /// First day on record of the latest journey.
    last: Day,
}

fn all(views: &Views) -> Box<dyn Iterator<Item = LeaderData> + '_> {
    Box::new(views.model.leaders().map(|(id, _)| leader_data(views, id)))
}

fn named(views: &Views) -> impl Iterator<Item = SourceId> + '_ {
    views.model.leaders.iter().flat_map(named_by)
}

/// The sources that the record of a leader names.
pub(super) fn named_by(leader: &Leader) -> impl Iterator<Item = SourceId> + '_ {
    let offices = leader.offices.iter().flat_map(|office| &office.sources);
    leader.sources.iter().chain(offices).copied()
}

/// A leader as data.
pub(super) fn leader_data(views: &Views, id: LeaderId) -> LeaderData {
    let model = &*views.model;
    let leader = model.leader(id);
    let page = url::of(model, Entity::Leader(id));
    let language = |tag: &String| (!tag.is_empty()).then(|| tag.clone());
    LeaderData {
        id: leader.id.clone(),
        name: leader.name.clone(),
        family_name: leader.family_name.clone(),
        native_name: leader.native_name.as_ref().map(|native| NativeNameData {
            text: native.text.clone(),
            lang: language(&native.language),
        }),
        other_names: other_names(leader),
        former_ids: leader.former_ids.clone(),
        country: leader.country.as_str(),
        birth_date: leader.born.map(Day),
        death_date: leader.died.map(Day),
        image: leader.portrait.as_ref().and_then(|portrait| {
            match resolve_image(&views.plan, &page, &portrait.src) {
                Destination::Internal(path, _) => Some(Address(path.absolute(&model.site))),
                _ => None,
            }
        }),
        identifiers: leader
            .wikidata
            .iter()
            .map(|item| IdentifierData {
                scheme: "wikidata",
                identifier: item.clone(),
            })
            .collect(),
        links: leader
            .links
            .iter()
            .map(|(note, url)| LinkData {
                url: WebAddress(url.clone()),
                note: note.clone(),
            })
            .collect(),
        memberships: leader
            .offices
            .iter()
            .map(|office| membership(model, office))
            .collect(),
        current_office: office_on(leader, model.site.today).map(|held| CurrentOfficeData {
            role: held.office.title.clone(),
            kind: held.office.kind.as_str(),
            country: held.office.country.as_str(),
            since: Day(held.since),
            days: held.days,
        }),
        meetings: model
            .derived
            .attended_by(id)
            .iter()
            .map(|summit| model.summit(*summit).id.clone())
            .collect(),
        met: met(model, id),
        visited: visited(model, id),
        sources: source_links(model, &leader.sources),
        url: Address(page.absolute(&model.site)),
    }
}

/// The native name, then how the press writes the name.
fn other_names(leader: &Leader) -> Vec<OtherNameData> {
    let native = leader.native_name.iter().map(|native| OtherNameData {
        name: native.text.clone(),
        lang: (!native.language.is_empty()).then(|| native.language.clone()),
        note: Some("native"),
    });
    let aliases = leader.aliases.iter().map(|alias| OtherNameData {
        name: alias.clone(),
        lang: None,
        note: None,
    });
    native.chain(aliases).collect()
}

fn membership(model: &Model, office: &Office) -> MembershipData {
    MembershipData {
        role: office.title.clone(),
        kind: office.kind.as_str(),
        area: AreaData {
            id: office.country.as_str(),
            name: model.title_of(Entity::Country(office.country)),
        },
        on_behalf_of: office.party.clone().map(|name| OrganizationData { name }),
        start_date: Day(office.from),
        end_date: office.to.map(Day),
        as_of: office.as_of.map(Day),
        sources: source_links(model, &office.sources),
    }
}

fn source_links(model: &Model, ids: &[SourceId]) -> Vec<SourceLinkData> {
    let names = bibliography::keys(model, ids);
    ids.iter()
        .zip(names)
        .map(|(id, name)| {
            let source = model.source(*id);
            SourceLinkData {
                id: name,
                url: source.url.clone().map(WebAddress),
                note: source.title.clone(),
            }
        })
        .collect()
}

fn met(model: &Model, id: LeaderId) -> Vec<MetData> {
    let pairs = &model.derived.pairs;
    let mut others: Vec<_> = pairs
        .of_leader(id)
        .iter()
        .filter_map(|pair| Some((pair.other(id), pairs.history(*pair)?)))
        .collect();
    others.sort_by_key(|(other, _)| *other);
    let name = |id: &crate::model::ids::SummitId| model.summit(*id).id.clone();
    others
        .into_iter()
        .map(|(other, history)| MetData {
            leader: model.leader(other).id.clone(),
            face_to_face: history.meetings.len(),
            attended_together: history.together.len(),
            first: history.meetings.first().map(name),
            last: history.meetings.last().map(name),
        })
        .collect()
}

fn visited(model: &Model, id: LeaderId) -> Vec<VisitedData> {
    let mut countries: BTreeMap<CountryCode, VisitedData> = BTreeMap::new();
    for visit in model.derived.visits.of_leader(id) {
        let arrived = Day(visit.arrived);
        let country = countries.entry(visit.country).or_insert(VisitedData {
            country: visit.country.as_str(),
            visits: 0,
            first: arrived,
            last: arrived,
        });
        country.visits += 1;
        country.last = arrived;
    }
    countries.into_values().collect()
}
