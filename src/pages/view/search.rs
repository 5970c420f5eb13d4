//! Search: an index of everything, which a reader may leaf through. A script asks the search
//! index instead, or filters what the page holds where there is none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Views;
use super::card::NativeNameView;
use super::days::DateView;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity};
use crate::model::names;
use crate::pages::kind::PageKind;
use crate::pages::plan::SEARCH_INDEX;
use crate::pages::search_records::{Facet, KINDS, Subject};
use crate::pages::url::{self, PagePath};
use crate::value::Shared;

/// The search page.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// Number of entries.
    pub total: usize,
    /// Entries by kind.
    pub groups: Vec<SearchGroup>,
    /// The script that asks the search index; missing where the site has none.
    pub index: Option<String>,
    /// By what the finds of the index can be narrowed down.
    pub filters: Vec<SearchFilter>,
}

/// Entries of one kind.
#[derive(Debug, Serialize)]
pub struct SearchGroup {
    /// article, leader, summit, event, trip, country or outcome.
    pub kind: &'static str,
    /// What the kind is called.
    pub name: String,
    /// Number of entries of the kind.
    pub total: usize,
    /// Its entries; only the first of them where a large site has a search index.
    pub entries: Vec<SearchEntry>,
    /// The page that lists all of them.
    pub url: String,
}

/// Something by which finds are narrowed down.
#[derive(Debug, Serialize)]
pub struct SearchFilter {
    /// kind, pillar, country or year.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What there is to choose.
    pub choices: Vec<SearchChoice>,
}

/// A choice of a filter.
#[derive(Debug, Serialize)]
pub struct SearchChoice {
    /// What it is called, in the index as well.
    pub name: String,
    /// Number of entries.
    pub count: usize,
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

/// Entries that a page may hold where a search index holds them all: some 200 KB.
const WHOLE: usize = 1_000;
/// Entries of each kind on the page of a site that has more.
const FIRST: usize = 100;

/// Where each kind is listed.
const LISTS: [(&str, &str); 7] = [
    ("article", "/articles/"),
    ("summit", "/summits/"),
    ("leader", "/leaders/"),
    ("country", "/countries/"),
    ("event", "/events/"),
    ("trip", "/trips/"),
    ("outcome", "/commitments/"),
];

pub(super) fn view(views: &Views) -> SearchPage {
    let subjects = Subject::all(&views.model);
    let has_index = views.plan.has_search_index;
    let most = if has_index && subjects.len() > WHOLE {
        FIRST
    } else {
        usize::MAX
    };
    let shows = |name| views.shows(&PageKind::Search, name);
    let shown = if shows("groups") { &KINDS[..] } else { &[] };
    let groups = shown
        .iter()
        .map(|(kind, key)| {
            let total = subjects.iter().filter(|one| one.kind() == *kind).count();
            group(views, kind, key, total, most)
        })
        .filter(|group| group.total > 0)
        .collect();
    let index = PagePath::new(format!("{SEARCH_INDEX}pagefind.js")).href(&views.model.site);
    SearchPage {
        total: subjects.len(),
        groups,
        index: (has_index && !subjects.is_empty()).then_some(index),
        filters: if has_index && shows("filters") {
            filters(views, &subjects)
        } else {
            Vec::new()
        },
    }
}

fn group(views: &Views, kind: &'static str, key: &str, total: usize, most: usize) -> SearchGroup {
    let entries = match kind {
        "article" => articles(views, most),
        "summit" => summits(views, most),
        "leader" => leaders(views, most),
        "country" => countries(views, most),
        "event" => events(views, most),
        "trip" => trips(views, most),
        _ => outcomes(views, most),
    };
    let list = LISTS.iter().find(|(of, _)| *of == kind);
    let list = PagePath::new(list.map_or("/", |(_, path)| *path));
    SearchGroup {
        kind,
        name: views.say(key),
        total,
        entries,
        url: list.href(&views.model.site),
    }
}

/// The filters with more than one choice, kinds and pillars in the order of the site, countries
/// by name, years from the latest on.
fn filters(views: &Views, subjects: &[Subject]) -> Vec<SearchFilter> {
    let model = &*views.model;
    let labels = [
        "search.filter-kind",
        "commitments.pillar",
        "search.filter-country",
        "search.filter-year",
    ];
    let filters = Facet::ALL.into_iter().zip(labels).map(|(facet, label)| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for subject in subjects {
            for word in subject.facet(model, facet) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let mut choices: Vec<SearchChoice> = counts
            .into_iter()
            .map(|(name, count)| SearchChoice { name, count })
            .collect();
        let order: Vec<String> = match facet {
            Facet::Kind => KINDS.iter().map(|(_, key)| views.say(key)).collect(),
            Facet::Pillar => {
                let pillars = model.site.pillars.iter();
                pillars.map(|pillar| pillar.name.clone()).collect()
            }
            Facet::Country | Facet::Year => Vec::new(),
        };
        match facet {
            Facet::Kind | Facet::Pillar => choices
                .sort_by_cached_key(|choice| order.iter().position(|name| *name == choice.name)),
            Facet::Country => {
                choices.sort_by_cached_key(|choice| names::fold(&choice.name).into_owned());
            }
            Facet::Year => choices.reverse(),
        }
        SearchFilter {
            name: facet.as_str(),
            label: views.say(label),
            choices,
        }
    });
    filters.filter(|filter| filter.choices.len() > 1).collect()
}

fn entry(views: &Views, entity: Entity, note: Option<String>, also: &[String]) -> SearchEntry {
    let model = &*views.model;
    SearchEntry {
        title: model.title_of(entity),
        url: url::href(model, entity),
        native: None,
        date: model.day_of(entity).map(|day| views.day(day)),
        note,
        also: also.to_vec(),
    }
}

fn articles(views: &Views, most: usize) -> Vec<SearchEntry> {
    (0..views.model.articles.len())
        .take(most)
        .map(|index| {
            let id = ArticleId::from_index(index);
            let summary = views.model.article(id).summary.clone();
            entry(views, Entity::Article(id), summary, &[])
        })
        .collect()
}

fn summits(views: &Views, most: usize) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .summits()
        .rev()
        .take(most)
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

fn leaders(views: &Views, most: usize) -> Vec<SearchEntry> {
    let model = &*views.model;
    let mut leaders: Vec<_> = model.leaders().collect();
    leaders.sort_by_cached_key(|(id, leader)| (names::fold(leader.short_name()), *id));
    leaders
        .into_iter()
        .take(most)
        .map(|(id, leader)| {
            let country = model.title_of(Entity::Country(leader.country));
            let mut entry = entry(views, Entity::Leader(id), Some(country), &leader.aliases);
            entry.native = leader.native_name.as_ref().map(NativeNameView::of);
            entry
        })
        .collect()
}

fn countries(views: &Views, most: usize) -> Vec<SearchEntry> {
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
    entries.sort_by_cached_key(|entry| names::fold(&entry.title).into_owned());
    entries.truncate(most);
    entries
}

fn events(views: &Views, most: usize) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .events()
        .rev()
        .take(most)
        .map(|(id, event)| {
            let place = place_text(model, &event.place);
            entry(views, Entity::Event(id), place, &event.aliases)
        })
        .collect()
}

fn trips(views: &Views, most: usize) -> Vec<SearchEntry> {
    let model = &*views.model;
    model
        .trips()
        .rev()
        .take(most)
        .map(|(id, trip)| {
            let leader = trip.leader.map(|leader| model.leader(leader).name.clone());
            entry(views, Entity::Trip(id), leader, &[])
        })
        .collect()
}

fn outcomes(views: &Views, most: usize) -> Vec<SearchEntry> {
    let model = &*views.model;
    let mut entries = Vec::new();
    for (id, summit) in model.summits().rev() {
        let page = url::href(model, Entity::Summit(id));
        for outcome in &summit.outcomes {
            if entries.len() == most {
                return entries;
            }
            entries.push(SearchEntry {
                title: outcome.text.clone(),
                url: format!("{page}#{}", url::outcome_anchor(&outcome.id)),
                native: None,
                date: Some(views.day(outcome.date)),
                note: Some(summit.title.clone()),
                also: Vec::new(),
            });
        }
    }
    entries
}
