//! An article: what was settled, in prose, with its meetings, people and sources.

use serde::Serialize;

use super::card::{DateView, unpublished};
use super::{ImageView, LinkView, MentionView, PartView, SourceView, Views};
use crate::model::derive::office_on::office_on;
use crate::model::ids::{ArticleId, Entity};
use crate::pages::citations::Citations;
use crate::pages::url;
use crate::value::Shared;

/// Words that are read in a minute.
const WORDS_A_MINUTE: u32 = 220;

/// The page of an article.
#[derive(Debug, Serialize)]
pub struct ArticlePage {
    /// The article.
    pub article: ArticleView,
    /// The text.
    pub parts: Vec<PartView>,
    /// Meetings it is about.
    pub summits: Vec<SettledView>,
    /// Leaders it is about, each with the office held on its day.
    pub leaders: Vec<PersonView>,
    /// Journey it is about.
    pub trip: Option<Shared>,
    /// Sources.
    pub sources: Vec<SourceView>,
    /// Where it is mentioned.
    pub mentions: Vec<MentionView>,
    /// The article after it.
    pub newer: Option<Shared>,
    /// The article before it.
    pub older: Option<Shared>,
}

/// An article.
#[derive(Debug, Serialize)]
pub struct ArticleView {
    /// Headline.
    pub title: String,
    /// One sentence.
    pub summary: Option<String>,
    /// Day of publication.
    pub date: DateView,
    /// Day of the last change.
    pub updated: Option<DateView>,
    /// Authors.
    pub authors: Vec<String>,
    /// Points at a glance.
    pub key_points: Vec<String>,
    /// Picture.
    pub image: Option<ImageView>,
    /// Minutes it takes to read.
    pub minutes: u32,
    /// Pillars.
    pub pillars: Vec<Shared>,
    /// Topics.
    pub topics: Vec<LinkView>,
    /// What was put right, oldest first.
    pub corrections: Vec<CorrectionView>,
    /// `draft` or `future` for what is normally left out.
    pub unpublished: Option<&'static str>,
}

/// A correction.
#[derive(Debug, Serialize)]
pub struct CorrectionView {
    /// Its day.
    pub date: DateView,
    /// What was wrong and what is right.
    pub text: String,
}

/// A meeting with what was settled at it.
#[derive(Debug, Serialize)]
pub struct SettledView {
    /// The meeting.
    pub summit: Shared,
    /// Its outcomes.
    pub outcomes: Vec<Shared>,
}

/// A person on the day of a text.
#[derive(Debug, Serialize)]
pub struct PersonView {
    /// The leader.
    pub leader: Shared,
    /// Office held that day.
    pub office: Option<String>,
}

pub(super) fn view(views: &Views<'_>, id: ArticleId) -> ArticlePage {
    let (model, cards) = (views.model, &views.cards);
    let article = model.article(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Article(id), &article.prose, &mut citations);
    let neighbour = |index: Option<usize>| {
        index
            .filter(|index| *index < model.articles.len())
            .map(|index| cards.article(ArticleId::from_index(index)))
    };
    let topics = article
        .topics
        .iter()
        .map(|topic| LinkView {
            name: topic.name.clone(),
            url: url::topic(&topic.slug).href(&model.site),
        })
        .collect();
    ArticlePage {
        article: ArticleView {
            title: article.title.clone(),
            summary: article.summary.clone(),
            date: DateView::of(article.date),
            updated: article.updated.map(DateView::of),
            authors: article.authors.clone(),
            key_points: article.key_points.clone(),
            image: views.image(article.image.as_ref(), &url::article(model, id)),
            minutes: article.prose.body.words.div_ceil(WORDS_A_MINUTE).max(1),
            pillars: cards.pillars(&article.pillars),
            topics,
            corrections: article
                .corrections
                .iter()
                .map(|c| CorrectionView {
                    date: DateView::of(c.date),
                    text: c.text.clone(),
                })
                .collect(),
            unpublished: article.unpublished.map(unpublished),
        },
        parts,
        summits: article
            .summits
            .iter()
            .map(|summit| SettledView {
                summit: cards.summit(*summit),
                outcomes: cards.outcomes(*summit).to_vec(),
            })
            .collect(),
        leaders: article
            .leaders
            .iter()
            .map(|leader| PersonView {
                leader: cards.leader(*leader),
                office: office_on(model.leader(*leader), article.date)
                    .map(|held| held.office.title.clone()),
            })
            .collect(),
        trip: article.trip.map(|trip| cards.trip(trip)),
        sources: views.sources(citations, &article.sources),
        mentions: views.mentions(Entity::Article(id)),
        newer: neighbour(id.index().checked_sub(1)),
        older: neighbour(Some(id.index() + 1)),
    }
}
