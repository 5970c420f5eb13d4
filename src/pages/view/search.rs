//! Search: an index of everything, which a reader may leaf through and a script may filter.

use serde::Serialize;

use super::Views;
use super::card::NativeNameView;
use super::days::DateView;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity};
use crate::pages::url;
use crate::value::Shared;

/// The search page.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// Number of entries.
    pub total: usize,
    /// Entries by kind.
    pub groups: Vec<SearchGroup>,
}

/// Entries of one kind.
#[derive(Debug, Serialize)]
pub struct SearchGroup {
    /// article, leader, summit, event, trip, country or outcome.
    pub kind: &'static str,
    /// What the kind is called.
    pub name: String,
    /// Its entries.
    pub entries: Vec<SearchEntry>,
}

/// An entry of the index.
#[derive(Debug, Serialize)]
pub struct SearchEntry {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Name in another script.
    pub native: Option<NativeNameView>,
    /// Its day.
    pub date: Option<Shared<DateView>>,
    /// A word on it: place, office.
    pub note: Option<String>,
    /// Other names under which it is found.
    pub also: Vec<String>,
}

pub(super) fn view(views: &Views) -> SearchPage {
    let groups = [
        ("article", "page.articles", articles(views)),
        ("summit", "page.summits", summits(views)),
        ("leader", "page.leaders", leaders(views)),
        ("country", "page.countries", countries(views)),
        ("event", "page.events", events(views)),
        ("trip", "page.trips", trips(views)),
        ("outcome", "page.commitments", outcomes(views)),
    ];
    let groups: Vec<SearchGroup> = groups
        .into_iter()
        .filter(|(_, _, entries)| !entries.is_empty())
        .map(|(kind, key, entries)| SearchGroup {
            kind,
            name: views.say(key),
            entries,
        })
        .collect();
    SearchPage {
        total: groups.iter().map(|group| group.entries.len()).sum(),
        groups,
    }
}

fn entry(views: &Views, entity: Entity, note: Option<String>, also: &[String]) -> SearchEntry {
    let model = &*views.model;
    SearchEntry {
        title: model.title_of(entity),
        url: url::of(model, entity).href(&model.site),
        native: None,
        date: model.day_of(entity).map(|day| views.day(day)),
        note,
        also: also.to_vec(),
    }
}

fn articles(views: &Views) -> Vec<SearchEntry> {
    (0..views.model.articles.len())
        .map(|index| {
            let id = ArticleId::from_index(index);
            let summary = views.model.article(id).summary.clone();
            entry(views, Entity::Article(id), summary, &[])
        })
        .collect()
}

fn summits(views: &Views) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .summits()
        .rev()
        .map(|(id, summit)| {
            // Whoever took part is found under every name.
            let mut also = summit.aliases.clone();
            for participant in &summit.participants {
                let leader = model.leader(participant.leader);
                also.push(leader.name.clone());
                also.extend(leader.native_name.iter().map(|native| native.text.clone()));
            }
            let place = place_text(model, &summit.place);
            entry(views, Entity::Summit(id), place, &also)
        })
        .collect()
}

fn leaders(views: &Views) -> Vec<SearchEntry> {
    let model = &*views.model;
    let mut leaders: Vec<_> = model.leaders().collect();
    leaders
        .sort_by_cached_key(|(id, leader)| (crate::model::names::fold(leader.short_name()), *id));
    leaders
        .into_iter()
        .map(|(id, leader)| {
            let country = model.title_of(Entity::Country(leader.country));
            let mut entry = entry(views, Entity::Leader(id), Some(country), &leader.aliases);
            entry.native = leader.native_name.as_ref().map(NativeNameView::of);
            entry
        })
        .collect()
}

fn countries(views: &Views) -> Vec<SearchEntry> {
    let mut entries: Vec<SearchEntry> = views
        .model
        .countries
        .iter()
        .map(|country| {
            let mut entry = entry(views, Entity::Country(country.code), None, &country.aliases);
            entry.also.push(country.code.as_str().to_owned());
            entry.native = country.native_name.as_ref().map(NativeNameView::of);
            entry
        })
        .collect();
    entries.sort_by_cached_key(|entry| crate::model::names::fold(&entry.title).into_owned());
    entries
}

fn events(views: &Views) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .events()
        .rev()
        .map(|(id, event)| {
            let place = place_text(model, &event.place);
            entry(views, Entity::Event(id), place, &event.aliases)
        })
        .collect()
}

fn trips(views: &Views) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .trips()
        .rev()
        .map(|(id, trip)| {
            let leader = trip.leader.map(|leader| model.leader(leader).name.clone());
            entry(views, Entity::Trip(id), leader, &[])
        })
        .collect()
}

fn outcomes(views: &Views) -> Vec<SearchEntry> {
    let model = &*views.model;
    let mut entries = Vec::new();
    for (id, summit) in model.summits().rev() {
        let page = url::of(model, Entity::Summit(id)).href(&model.site);
        for outcome in &summit.outcomes {
            entries.push(SearchEntry {
                title: outcome.text.clone(),
                url: format!("{page}#outcome-{}", outcome.id),
                native: None,
                date: Some(views.day(outcome.date)),
                note: Some(summit.title.clone()),
                also: Vec::new(),
            });
        }
    }
    entries
}
