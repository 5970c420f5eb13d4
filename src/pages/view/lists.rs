//! Lists: the archive and the indexes.

use serde::Serialize;

use super::Views;
use super::card::{ArticleCard, CountryCard, LeaderCard, PillarCard, SummitCard};
use super::commitments::{CountView, counts};
use super::days::DatesView;
use crate::model::country::CountryCode;
use crate::model::derive::office_on::office_on;
use crate::model::derive::relations::CountryPair;
use crate::model::derive::status::status_now;
use crate::model::ids::{ArticleId, Entity, PillarId, SummitId};
use crate::model::types::StatusClass;
use crate::pages::kind::PageKind;
use crate::pages::url;
use crate::value::Shared;

/// A page of the archive.
#[derive(Debug, Serialize)]
pub struct ArchiveView {
    /// Its articles, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// Number of this page, from 1.
    pub number: usize,
    /// Number of pages.
    pub pages: usize,
    /// Number of articles in all.
    pub total: usize,
    /// Address of the page with newer articles.
    pub newer: Option<String>,
    /// Address of the page with older articles.
    pub older: Option<String>,
    /// The first and the last page and those near this one.
    pub near: Vec<PageLink>,
}

/// A page of the archive among others.
#[derive(Debug, Serialize)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: usize,
    /// Its address.
    pub url: String,
}

pub(super) fn archive(views: &Views, number: usize) -> ArchiveView {
    let (model, site) = (&views.model, &views.model.site);
    let pages = model.articles.len().div_ceil(site.per_page).max(1);
    let first = (number - 1) * site.per_page;
    let last = (first + site.per_page).min(model.articles.len());
    // Links to the ends and to the pages near this one; a list of all would grow with the square.
    let near = |page: &usize| *page == 1 || *page == pages || page.abs_diff(number) <= 2;
    ArchiveView {
        articles: (first..last)
            .map(|index| views.cards.article(ArticleId::from_index(index)))
            .collect(),
        number,
        pages,
        total: model.articles.len(),
        newer: (number > 1).then(|| url::archive(number - 1).href(site)),
        older: (number < pages).then(|| url::archive(number + 1).href(site)),
        near: (1..=pages)
            .filter(near)
            .map(|page| PageLink {
                number: page,
                url: url::archive(page).href(site),
            })
            .collect(),
    }
}

/// The index of leaders.
#[derive(Debug, Serialize)]
pub struct LeadersView {
    /// All leaders, by the name to sort under.
    pub leaders: Vec<LeaderRow>,
}

/// A leader in the index.
#[derive(Debug, Serialize)]
pub struct LeaderRow {
    /// The leader.
    pub leader: Shared<LeaderCard>,
    /// Office held today, else the latest.
    pub office: Option<String>,
    /// Whether it is held today.
    pub current: bool,
    /// Number of meetings.
    pub meetings: usize,
}

pub(super) fn leaders(views: &Views) -> LeadersView {
    let model = &*views.model;
    let mut rows: Vec<_> = model.leaders().collect();
    rows.sort_by_cached_key(|(id, leader)| {
        (
            crate::model::names::fold(leader.short_name()),
            crate::model::names::fold(&leader.name),
            *id,
        )
    });
    let leaders = rows
        .into_iter()
        .map(|(id, leader)| {
            let held = office_on(leader, model.site.today).map(|held| held.office);
            let latest = || {
                leader
                    .offices
                    .iter()
                    .min_by_key(|office| (office.kind, std::cmp::Reverse(office.from)))
            };
            LeaderRow {
                leader: views.cards.leader(id),
                office: held.or_else(latest).map(|office| office.title.clone()),
                current: held.is_some(),
                meetings: model.derived.attended_by(id).len(),
            }
        })
        .collect();
    LeadersView { leaders }
}

/// The index of meetings.
#[derive(Debug, Serialize)]
pub struct SummitsView {
    /// Years, newest first.
    pub years: Vec<SummitYear>,
    /// Number of meetings.
    pub total: usize,
}

/// Meetings of a year.
#[derive(Debug, Serialize)]
pub struct SummitYear {
    /// The year.
    pub year: i16,
    /// Its meetings, newest first.
    pub summits: Vec<Shared<SummitCard>>,
}

/// Meetings, given newest first, by year.
pub(super) fn by_year(
    views: &Views,
    newest_first: impl Iterator<Item = SummitId>,
) -> Vec<SummitYear> {
    let mut years: Vec<SummitYear> = Vec::new();
    for id in newest_first {
        let year_of = views.model.summit(id).date.year();
        let card = views.cards.summit(id);
        match years.last_mut() {
            Some(year) if year.year == year_of => year.summits.push(card),
            _ => years.push(SummitYear {
                year: year_of,
                summits: vec![card],
            }),
        }
    }
    years
}

pub(super) fn summits(views: &Views) -> SummitsView {
    let newest_first = views.model.summits().rev().map(|(id, _)| id);
    SummitsView {
        years: by_year(views, newest_first),
        total: views.model.summits.len(),
    }
}

/// The index of countries.
#[derive(Debug, Serialize)]
pub struct CountriesView {
    /// All countries, by name.
    pub countries: Vec<CountryRow>,
}

/// A country in the index.
#[derive(Debug, Serialize)]
pub struct CountryRow {
    /// The country.
    pub country: Shared<CountryCard>,
    /// Number of its leaders.
    pub leaders: usize,
    /// Number of meetings that somebody attended for it.
    pub meetings: usize,
    /// Number of meetings held there.
    pub hosted: usize,
}

pub(super) fn countries(views: &Views) -> CountriesView {
    let model = &*views.model;
    let mut leaders: rustc_hash::FxHashMap<CountryCode, usize> = rustc_hash::FxHashMap::default();
    let mut hosted: rustc_hash::FxHashMap<CountryCode, usize> = rustc_hash::FxHashMap::default();
    for leader in &model.leaders {
        *leaders.entry(leader.country).or_default() += 1;
    }
    for code in model
        .summits
        .iter()
        .filter_map(|summit| summit.place.country)
    {
        *hosted.entry(code).or_default() += 1;
    }
    let mut rows: Vec<_> = model.countries.iter().collect();
    rows.sort_by_cached_key(|country| (crate::model::names::fold(&country.name), country.code));
    let countries = rows
        .into_iter()
        .map(|country| CountryRow {
            country: views.cards.country(country.code),
            leaders: leaders.get(&country.code).copied().unwrap_or(0),
            meetings: model.derived.summits_of_country(country.code).len(),
            hosted: hosted.get(&country.code).copied().unwrap_or(0),
        })
        .collect();
    CountriesView { countries }
}

/// The index of relations.
#[derive(Debug, Serialize)]
pub struct RelationsView {
    /// All relations, most meetings first.
    pub relations: Vec<RelationRow>,
}

/// A relation in a list.
#[derive(Debug, Serialize)]
pub struct RelationRow {
    /// One country.
    pub a: Shared<CountryCard>,
    /// The other.
    pub b: Shared<CountryCard>,
    /// The other country, in the list of one.
    pub other: Option<Shared<CountryCard>>,
    /// Address.
    pub url: String,
    /// Number of meetings.
    pub meetings: usize,
    /// The latest of them.
    pub latest: Option<Shared<DatesView>>,
}

impl RelationRow {
    /// A relation as a row.
    pub fn of(
        views: &Views,
        pair: CountryPair,
        other: Option<CountryCode>,
        meetings: &[SummitId],
    ) -> Self {
        let latest = meetings.last().map(|id| views.model.summit(*id));
        Self {
            a: views.cards.country(pair.0),
            b: views.cards.country(pair.1),
            other: other.map(|code| views.cards.country(code)),
            url: url::relation(pair).href(&views.model.site),
            meetings: meetings.len(),
            latest: latest.map(|summit| views.days(summit.date, summit.end_date)),
        }
    }
}

pub(super) fn relations(views: &Views) -> RelationsView {
    let mut all: Vec<_> = views.model.derived.relations.all().collect();
    all.sort_by_key(|(pair, meetings)| (std::cmp::Reverse(meetings.len()), *pair));
    RelationsView {
        relations: all
            .into_iter()
            .map(|(pair, meetings)| RelationRow::of(views, pair, None, meetings))
            .collect(),
    }
}

/// The page of a pillar.
#[derive(Debug, Serialize)]
pub struct PillarView {
    /// The pillar.
    pub pillar: Shared<PillarCard>,
    /// Its articles, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// Meetings with outcomes of it, newest first.
    pub summits: Vec<Shared<SummitCard>>,
    /// How many of its commitments are open, kept and so on.
    pub counts: Vec<CountView>,
    /// Number of its commitments.
    pub outcomes: usize,
}

pub(super) fn pillar(views: &Views, id: PillarId) -> PillarView {
    let derived = &views.model.derived;
    let outcomes = derived.summits_of_pillar[id.index()]
        .iter()
        .flat_map(|summit| &views.model.summit(*summit).outcomes)
        .filter(|outcome| outcome.pillar == Some(id));
    let classes: Vec<StatusClass> = outcomes
        .map(|outcome| status_now(outcome, &views.model.site).class)
        .collect();
    PillarView {
        counts: counts(views, &classes),
        outcomes: classes.len(),
        pillar: views.cards.pillar(id),
        articles: views.cards.articles(derived.articles_of(id)),
        summits: views
            .cards
            .summits(derived.summits_of_pillar[id.index()].iter().rev().copied()),
    }
}

/// The page of a topic.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// Its articles, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
}

pub(super) fn topic(views: &Views, slug: &str) -> TopicView {
    let articles = views
        .plan
        .topics
        .get(slug)
        .map(|(_, articles)| views.cards.articles(articles))
        .unwrap_or_default();
    TopicView { articles }
}

/// A plain index.
#[derive(Debug, Serialize)]
pub struct IndexView {
    /// Its entries.
    pub entries: Vec<IndexEntry>,
}

/// An entry of a plain index.
#[derive(Debug, Serialize)]
pub struct IndexEntry {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Days, where it has some.
    pub date: Option<Shared<DatesView>>,
    /// A word on it.
    pub note: Option<String>,
}

pub(super) fn index(views: &Views, kind: &PageKind) -> IndexView {
    let (model, site) = (&views.model, &views.model.site);
    let url_of = |entity| url::href(model, entity);
    let articles = |n: usize| Some(model.language.count_digits("count.roundups", n as i64));
    let entries = match kind {
        PageKind::Events => model
            .events()
            .rev()
            .map(|(id, event)| IndexEntry {
                title: event.title.clone(),
                url: url_of(Entity::Event(id)),
                date: Some(views.days(event.date, event.end_date)),
                note: crate::model::facts::place_text(model, &event.place),
            })
            .collect(),
        PageKind::Trips => model
            .trips()
            .rev()
            .map(|(id, trip)| IndexEntry {
                title: trip.title.clone(),
                url: url_of(Entity::Trip(id)),
                date: Some(views.days(trip.date, trip.end_date.unwrap_or(trip.date))),
                note: trip.leader.map(|leader| model.leader(leader).name.clone()),
            })
            .collect(),
        PageKind::Pillars => (0..site.pillars.len())
            .map(|index| {
                let id = PillarId::from_index(index);
                IndexEntry {
                    title: site.pillars[index].name.clone(),
                    url: url::pillar(model, id).href(site),
                    date: None,
                    note: articles(model.derived.articles_of(id).len()),
                }
            })
            .collect(),
        _ => views
            .plan
            .topics
            .iter()
            .map(|(slug, (name, list))| IndexEntry {
                title: name.clone(),
                url: url::topic(slug).href(site),
                date: None,
                note: articles(list.len()),
            })
            .collect(),
    };
    IndexView { entries }
}

/// A page that says that there is nothing.
#[derive(Debug, Serialize)]
pub struct NothingView {}

/// A page that leads on.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// Where to, within the site.
    pub to: String,
    /// Where to, as a whole address.
    pub to_absolute: String,
}
