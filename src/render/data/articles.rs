//! `/data/articles.json`: what there is to read, and what each article is about.

use schemars::JsonSchema;
use serde::Serialize;

use super::bibliography;
use super::file::set_file;
use super::parts::{self, Address, Day};
use crate::model::ids::{ArticleId, Entity, SourceId};
use crate::model::types::{Article, Unpublished};
use crate::pages::citations::Citations;
use crate::pages::machine_file::MachineFile;
use crate::pages::url;
use crate::pages::view::Views;

set_file! {
    /// `/data/articles.json`: what there is to read, and what each article is about.
    ArticlesFile,
    /// Articles, newest first.
    articles: ArticleData, Articles
}

/// An article.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ArticleData {
    /// Id: the last part of its address.
    id: String,
    /// Headline.
    title: String,
    /// Day of publication.
    date: Day,
    /// Day of the last change that a reader should know of.
    updated: Option<Day>,
    /// Names of the authors.
    authors: Vec<String>,
    /// One sentence.
    summary: Option<String>,
    /// Address of the page.
    url: Address,
    /// Address of the text as Markdown.
    markdown: Option<Address>,
    /// Number of words, as the reading time counts them: words of the text between blanks.
    words: u32,
    /// Ids of the pillars.
    pillars: Vec<String>,
    /// Topics.
    topics: Vec<TopicData>,
    /// Ids of the meetings it is about.
    summits: Vec<String>,
    /// Ids of the leaders it is about.
    leaders: Vec<String>,
    /// Id of the journey it is about.
    trip: Option<String>,
    /// Its sources, as the bibliography calls them, in the order of their numbers on the page.
    sources: Vec<String>,
    /// What was put right, oldest first.
    corrections: Vec<CorrectionData>,
    /// Why a build would normally leave it out, where it was asked to show it.
    #[schemars(extend("enum" = [Some("draft"), Some("future"), None::<&str>]))]
    unpublished: Option<&'static str>,
}

/// A topic.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TopicData {
    /// Id: the last part of its address.
    id: String,
    /// Name.
    name: String,
}

/// A correction.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CorrectionData {
    /// Its day.
    date: Day,
    /// What was wrong and what is right.
    text: String,
}

fn all(views: &Views) -> Box<dyn Iterator<Item = ArticleData> + '_> {
    let articles = views.model.articles();
    Box::new(articles.map(|(id, article)| article_data(views, id, article)))
}

fn named(views: &Views) -> impl Iterator<Item = SourceId> + '_ {
    views.model.articles().flat_map(|(_, article)| {
        let cited = article.prose().citations.iter().flatten();
        cited.chain(&article.sources).copied()
    })
}

fn article_data(views: &Views, id: ArticleId, article: &Article) -> ArticleData {
    let model = &*views.model;
    let markdown = MachineFile::Markdown(id).path(model);
    ArticleData {
        id: article.slug.clone(),
        title: article.title.clone(),
        date: Day(article.date),
        updated: article.updated.map(Day),
        authors: article.authors.clone(),
        summary: article.summary.clone(),
        url: Address(url::absolute(model, Entity::Article(id))),
        markdown: views
            .plan
            .has(markdown.as_str())
            .then(|| Address(markdown.absolute(&model.site))),
        words: article.words(),
        pillars: parts::pillars(model, &article.pillars),
        topics: article
            .topics
            .iter()
            .map(|topic| TopicData {
                id: topic.slug.clone(),
                name: topic.name.clone(),
            })
            .collect(),
        summits: article
            .summits
            .iter()
            .map(|summit| model.summit(*summit).id.clone())
            .collect(),
        leaders: article
            .leaders
            .iter()
            .map(|leader| model.leader(*leader).id.clone())
            .collect(),
        trip: article.trip.map(|trip| model.trip(trip).id.clone()),
        sources: bibliography::keys(model, numbered(article).all()),
        corrections: article
            .corrections
            .iter()
            .map(|correction| CorrectionData {
                date: Day(correction.date),
                text: correction.text.clone(),
            })
            .collect(),
        unpublished: article.unpublished.map(|why| match why {
            Unpublished::Draft => "draft",
            Unpublished::Future => "future",
        }),
    }
}

/// The sources of an article as its page numbers them: those cited, then the others.
fn numbered(article: &Article) -> Citations {
    let mut citations = Citations::default();
    for source in article.prose().citations.iter().flatten() {
        citations.number(*source);
    }
    citations.numbers(&article.sources);
    citations
}
