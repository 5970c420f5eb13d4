//! An article: what was settled, in prose, with its meetings, people and sources.

use serde::Serialize;

use super::card::{
    ArticleCard, LeaderCard, PillarCard, SummitCard, TripCard, byline, minutes, unpublished,
};
use super::cite::CiteView;
use super::days::DateView;
use super::map::MapView;
use super::outcome::OutcomeView;
use super::{ImageView, LinkView, MentionView, PartView, SourceView, Views};
use crate::model::derive::office_on::office_on;
use crate::model::ids::{ArticleId, Entity};
use crate::pages::citations::Citations;
use crate::pages::kind::PageKind;
use crate::pages::{report, url};
use crate::value::Shared;

/// The page of an article.
#[derive(Debug, Serialize)]
pub struct ArticlePage {
    /// The article.
    pub article: ArticleView,
    /// Headings of the text; only where there are enough of them for a table of contents.
    pub contents: Vec<LinkView>,
    /// Map of the journey or the place.
    pub map: Option<MapView>,
    /// The text.
    pub parts: Vec<PartView>,
    /// Meetings it is about.
    pub summits: Vec<SettledView>,
    /// Leaders it is about, each with the office held on its day.
    pub leaders: Vec<PersonView>,
    /// Journey it is about.
    pub trip: Option<Shared<TripCard>>,
    /// Sources.
    pub sources: Vec<SourceView>,
    /// Where it is mentioned.
    pub mentions: Vec<MentionView>,
    /// How to cite it.
    pub cite: CiteView,
    /// The article after it.
    pub newer: Option<Shared<ArticleCard>>,
    /// The article before it.
    pub older: Option<Shared<ArticleCard>>,
}

/// An article.
#[derive(Debug, Serialize)]
pub struct ArticleView {
    /// Headline.
    pub title: String,
    /// One sentence.
    pub summary: Option<String>,
    /// Day of publication.
    pub date: Shared<DateView>,
    /// Day of the last change.
    pub updated: Option<Shared<DateView>>,
    /// Authors.
    pub authors: Vec<String>,
    /// The same in one phrase: `Ann Lee and Bo Tanaka`.
    pub byline: Option<String>,
    /// Points at a glance.
    pub key_points: Vec<String>,
    /// Picture.
    pub image: Option<ImageView>,
    /// Minutes it takes to read.
    pub minutes: u32,
    /// Pillars.
    pub pillars: Vec<Shared<PillarCard>>,
    /// Topics.
    pub topics: Vec<LinkView>,
    /// What was put right, oldest first.
    pub corrections: Vec<CorrectionView>,
    /// Where to report an error in it.
    pub report: Option<String>,
    /// `draft` or `future` for what is normally left out.
    pub unpublished: Option<&'static str>,
}

/// A correction.
#[derive(Debug, Serialize)]
pub struct CorrectionView {
    /// Its day.
    pub date: Shared<DateView>,
    /// What was wrong and what is right.
    pub text: String,
}

/// A meeting with what was settled at it.
#[derive(Debug, Serialize)]
pub struct SettledView {
    /// The meeting.
    pub summit: Shared<SummitCard>,
    /// Its outcomes.
    pub outcomes: Vec<Shared<OutcomeView>>,
}

/// A person on the day of a text.
#[derive(Debug, Serialize)]
pub struct PersonView {
    /// The leader.
    pub leader: Shared<LeaderCard>,
    /// Office held that day.
    pub office: Option<String>,
}

pub(super) fn view(views: &Views, id: ArticleId) -> ArticlePage {
    let (model, cards) = (&views.model, &views.cards);
    let article = model.article(id);
    let kind = PageKind::Article(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Article(id), article.prose(), &mut citations);
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
            date: views.day(article.date),
            updated: article.updated.map(|day| views.day(day)),
            authors: article.authors.clone(),
            byline: byline(model, &article.authors),
            key_points: article.key_points.clone(),
            image: views.image(article.image.as_ref(), &url::article(model, id)),
            minutes: minutes(article.words()),
            pillars: cards.pillars(&article.pillars),
            topics,
            corrections: article
                .corrections
                .iter()
                .map(|c| CorrectionView {
                    date: views.day(c.date),
                    text: c.text.clone(),
                })
                .collect(),
            report: report::of_article(model, id),
            unpublished: article.unpublished.map(unpublished),
        },
        contents: contents(views, id),
        map: views.map(&kind, |atlas| atlas.of_article(views, id)),
        parts,
        cite: if views.shows(&kind, "cite") {
            CiteView::of_article(views, id)
        } else {
            CiteView::default()
        },
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

/// Headings from which on a text has a table of contents.
const ENOUGH_HEADINGS: usize = 3;

/// The main headings of a text.
fn contents(views: &Views, id: ArticleId) -> Vec<LinkView> {
    let prose = views.model.article(id).prose();
    let headings: Vec<LinkView> = prose
        .body
        .headings
        .iter()
        .filter(|heading| heading.level <= 2)
        .map(|heading| LinkView {
            name: heading.text.clone(),
            url: format!("#{}", heading.id),
        })
        .collect();
    if headings.len() < ENOUGH_HEADINGS {
        return Vec::new();
    }
    headings
}
