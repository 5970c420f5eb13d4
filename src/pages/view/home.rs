//! The front page: what happened last, and whether anything came of it.

use jiff::civil::Date;
use serde::Serialize;

use super::Views;
use super::card::{ArticleCard, SummitCard};
use super::commitments::{CountView, counts};
use super::map::MapView;
use super::outcome::OutcomeView;
use crate::model::derive::days_between;
use crate::model::derive::status::status_now;
use crate::model::ids::{ArticleId, SummitId};
use crate::pages::kind::PageKind;
use crate::value::Shared;

/// Articles on the front page, besides the first.
const ARTICLES: usize = 9;
/// Meetings on the front page.
const MEETINGS: usize = 6;
/// Commitments on the front page.
const COMMITMENTS: usize = 6;
/// Meetings of earlier years on the front page.
const ANNIVERSARIES: usize = 6;
/// Days before and after today that are still this week.
const THIS_WEEK: i32 = 3;

/// The front page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The latest article.
    pub lead: Option<LeadView>,
    /// The articles before it, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// The latest meetings, newest first.
    pub summits: Vec<Shared<SummitCard>>,
    /// How many commitments are open, kept and so on.
    pub counts: Vec<CountView>,
    /// Number of commitments.
    pub outcomes: usize,
    /// Commitments whose ledger changed last, newest first, those with an amount before others.
    pub changed: Vec<Shared<OutcomeView>>,
    /// Meetings of this week in earlier years, newest first.
    pub anniversaries: Vec<Shared<SummitCard>>,
    /// Numbers of articles, meetings, leaders and countries.
    pub totals: Totals,
}

/// The article at the head of the front page.
#[derive(Debug, Serialize)]
pub struct LeadView {
    /// The article.
    pub article: Shared<ArticleCard>,
    /// Map of its journey or place.
    pub map: Option<MapView>,
    /// Number of sources that it cites.
    pub sources: usize,
}

/// What the site holds.
#[derive(Debug, Serialize)]
pub struct Totals {
    /// Articles.
    pub articles: usize,
    /// Meetings.
    pub summits: usize,
    /// Leaders.
    pub leaders: usize,
    /// Countries.
    pub countries: usize,
}

pub(super) fn view(views: &Views) -> HomeView {
    let (model, cards) = (&views.model, &views.cards);
    let mut classes = Vec::new();
    let mut latest: Vec<(bool, Date, SummitId, usize)> = Vec::new();
    for (id, summit) in model.summits() {
        for (index, outcome) in summit.outcomes.iter().enumerate() {
            let now = status_now(outcome, &model.site);
            classes.push(now.class);
            latest.push((outcome.amount.is_some(), now.since, id, index));
        }
    }
    // The six that changed last; among them those with a figure stand first.
    latest.sort_by_key(|(_, since, id, index)| (std::cmp::Reverse((*since, *id)), *index));
    latest.truncate(COMMITMENTS);
    latest.sort_by_key(|(amount, ..)| !amount);
    HomeView {
        lead: (!model.articles.is_empty()).then(|| lead(views, ArticleId::from_index(0))),
        articles: (1..model.articles.len().min(ARTICLES + 1))
            .map(|index| cards.article(ArticleId::from_index(index)))
            .collect(),
        summits: cards.summits(model.summits().rev().take(MEETINGS).map(|(id, _)| id)),
        counts: counts(views, &classes),
        outcomes: classes.len(),
        changed: latest
            .iter()
            .map(|(_, _, id, index)| cards.outcomes(*id)[*index].clone())
            .collect(),
        anniversaries: anniversaries(views),
        totals: Totals {
            articles: model.articles.len(),
            summits: model.summits.len(),
            leaders: model.leaders.len(),
            countries: model.countries.len(),
        },
    }
}

fn lead(views: &Views, id: ArticleId) -> LeadView {
    let article = views.model.article(id);
    let mut sources: Vec<_> = article
        .prose()
        .citations
        .iter()
        .flatten()
        .copied()
        .collect();
    sources.extend(&article.sources);
    sources.sort_unstable();
    sources.dedup();
    LeadView {
        article: views.cards.article(id),
        map: views.map(&PageKind::Home, |atlas| atlas.of_article(views, id)),
        sources: sources.len(),
    }
}

/// Meetings of earlier years whose day lies within this week.
fn anniversaries(views: &Views) -> Vec<Shared<SummitCard>> {
    let today = views.model.site.today;
    let is_near = |date: Date| {
        // At the turn of the year the anniversary may lie in the year before or after.
        (-1..=1).any(|years| {
            let year = today.year() + years;
            // 29 February has its anniversary on the 28th.
            let day = if date.month() == 2 {
                date.day().min(28)
            } else {
                date.day()
            };
            Date::new(year, date.month(), day)
                .is_ok_and(|anniversary| days_between(today, anniversary).abs() <= THIS_WEEK)
        })
    };
    let ids = views
        .model
        .summits()
        .rev()
        .filter(|(_, summit)| days_between(summit.date, today) > 180 && is_near(summit.date))
        .map(|(id, _)| id)
        .take(ANNIVERSARIES);
    views.cards.summits(ids)
}
