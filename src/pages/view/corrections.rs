//! What was put right, in all articles.

use std::cmp::Reverse;

use serde::Serialize;

use super::Views;
use super::card::ArticleCard;
use super::days::DateView;
use crate::pages::machine_file::{Channel, FeedFormat, MachineFile};
use crate::value::Shared;

/// The page of corrections.
#[derive(Debug, Serialize)]
pub struct CorrectionsPage {
    /// Number of corrections.
    pub total: usize,
    /// Years, newest first.
    pub years: Vec<YearOfCorrections>,
    /// Where a reader can follow them.
    pub feeds: FeedsView,
}

/// The corrections of a year.
#[derive(Debug, Serialize)]
pub struct YearOfCorrections {
    /// The year.
    pub year: i16,
    /// Its corrections, newest first.
    pub corrections: Vec<CorrectedView>,
}

/// A correction with its article.
#[derive(Debug, Serialize)]
pub struct CorrectedView {
    /// Its day.
    pub date: Shared<DateView>,
    /// What was wrong and what is right.
    pub text: String,
    /// The article.
    pub article: Shared<ArticleCard>,
}

/// Addresses of the feed in its formats.
#[derive(Debug, Serialize)]
pub struct FeedsView {
    /// Atom.
    pub atom: String,
    /// JSON Feed.
    pub json: String,
}

pub(super) fn view(views: &Views) -> CorrectionsPage {
    let model = &*views.model;
    let mut all: Vec<_> = model
        .articles()
        .flat_map(|(id, article)| {
            // Of one day's corrections the last written is the newest.
            let corrections = article.corrections.iter().rev();
            corrections.map(move |correction| (id, correction))
        })
        .collect();
    all.sort_by_key(|(_, correction)| Reverse(correction.date));
    let mut years: Vec<YearOfCorrections> = Vec::new();
    for (id, correction) in &all {
        let year = correction.date.year();
        let shown = CorrectedView {
            date: views.day(correction.date),
            text: correction.text.clone(),
            article: views.cards.article(*id),
        };
        match years.last_mut() {
            Some(last) if last.year == year => last.corrections.push(shown),
            _ => years.push(YearOfCorrections {
                year,
                corrections: vec![shown],
            }),
        }
    }
    let feed = |format| {
        let file = MachineFile::Feed(Channel::Corrections, format);
        file.path(model).href(&model.site)
    };
    CorrectionsPage {
        total: all.len(),
        years,
        feeds: FeedsView {
            atom: feed(FeedFormat::Atom),
            json: feed(FeedFormat::Json),
        },
    }
}
