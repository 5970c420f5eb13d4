//! The front page: what happened last, and whether anything came of it.

use jiff::civil::Date;
use serde::Serialize;

use super::Views;
use super::commitments::{CountView, class_name};
use crate::model::derive::status::status_now;
use crate::model::ids::ArticleId;
use crate::model::types::StatusClass;
use crate::value::Shared;

/// Articles on the front page.
const ARTICLES: usize = 10;
/// Meetings on the front page.
const MEETINGS: usize = 6;
/// Commitments on the front page.
const COMMITMENTS: usize = 6;

/// The front page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The latest articles, newest first.
    pub articles: Vec<Shared>,
    /// The latest meetings, newest first.
    pub summits: Vec<Shared>,
    /// How many commitments are open, kept and so on.
    pub counts: Vec<CountView>,
    /// Number of commitments.
    pub outcomes: usize,
    /// Commitments whose ledger changed last, newest first.
    pub changed: Vec<Shared>,
    /// Numbers of articles, meetings, leaders and countries.
    pub totals: Totals,
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

pub(super) fn view(views: &Views<'_>) -> HomeView {
    let (model, cards) = (views.model, &views.cards);
    let mut classes = [0usize; StatusClass::NAMES.len()];
    let mut latest: Vec<(Date, crate::model::ids::SummitId, usize)> = Vec::new();
    for (id, summit) in model.summits() {
        for (index, outcome) in summit.outcomes.iter().enumerate() {
            let now = status_now(outcome, &model.site);
            if let Some(position) = StatusClass::NAMES
                .iter()
                .position(|(_, class)| *class == now.class)
            {
                classes[position] += 1;
            }
            latest.push((now.since, id, index));
        }
    }
    latest.sort_by_key(|(since, id, index)| (std::cmp::Reverse((*since, *id)), *index));
    let counts = StatusClass::NAMES
        .iter()
        .zip(classes)
        .filter(|(_, count)| *count > 0);
    HomeView {
        articles: (0..model.articles.len().min(ARTICLES))
            .map(|index| cards.article(ArticleId::from_index(index)))
            .collect(),
        summits: model
            .summits()
            .rev()
            .take(MEETINGS)
            .map(|(id, _)| cards.summit(id))
            .collect(),
        counts: counts
            .map(|((name, class), count)| CountView {
                class: name,
                name: class_name(*class),
                count,
            })
            .collect(),
        outcomes: latest.len(),
        changed: latest
            .iter()
            .take(COMMITMENTS)
            .map(|(_, id, index)| cards.outcomes(*id)[*index].clone())
            .collect(),
        totals: Totals {
            articles: model.articles.len(),
            summits: model.summits.len(),
            leaders: model.leaders.len(),
            countries: model.countries.len(),
        },
    }
}
