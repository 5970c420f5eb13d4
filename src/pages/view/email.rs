//! The edition of an article for mail: every address is whole, and all of it is printed without
//! a script.

use serde::Serialize;

use super::Views;
use super::card::byline;
use super::days::DateView;
use crate::model::ids::{ArticleId, Entity};
use crate::pages::portable::{self, PortableImage, PortableMeeting, PortableText};
use crate::pages::url::{self, PagePath};
use crate::value::{Html, Shared};

/// Pixels across that a picture has room for. Outlook obeys the attribute alone.
const WIDEST: u32 = 552;

/// An article as it is mailed.
#[derive(Debug, Serialize)]
pub struct EmailPage {
    /// Headline.
    pub title: String,
    /// One sentence.
    pub summary: Option<String>,
    /// The line that a mailbox shows beside the subject: the sentence, or the first point.
    pub preheader: Option<String>,
    /// Whole address of the article on the web.
    pub url: String,
    /// Whole address of the site.
    pub home: String,
    /// Direction of the script: `ltr` or `rtl`.
    pub dir: &'static str,
    /// Day of publication.
    pub date: Shared<DateView>,
    /// Day of the last change.
    pub updated: Option<Shared<DateView>>,
    /// Authors in one phrase.
    pub byline: Option<String>,
    /// Points at a glance.
    pub key_points: Vec<String>,
    /// Picture.
    pub image: Option<PortableImage>,
    /// The text with its footnotes.
    pub text: Html,
    /// Meetings it is about, each with what was agreed.
    pub meetings: Vec<PortableMeeting>,
    /// Sources in the order of their numbers.
    pub sources: Vec<Html>,
    /// What was put right, oldest first.
    pub corrections: Vec<Html>,
}

/// The view of an article as it is mailed.
pub fn view(views: &Views, id: ArticleId) -> EmailPage {
    let model = &*views.model;
    let article = model.article(id);
    let text = PortableText::of(views, id, Some(WIDEST));
    let finished = |items: Vec<String>| items.iter().map(|item| Html::trusted(item)).collect();
    EmailPage {
        title: article.title.clone(),
        preheader: article
            .summary
            .as_ref()
            .or(article.key_points.first())
            .cloned(),
        summary: article.summary.clone(),
        url: url::absolute(model, Entity::Article(id)),
        home: PagePath::new("/").absolute(&model.site),
        dir: crate::language::Language::direction_of(&model.site.language).as_str(),
        date: views.day(article.date),
        updated: article.updated.map(|day| views.day(day)),
        byline: byline(model, &article.authors),
        key_points: article.key_points.clone(),
        image: portable::image_of(views, id, Some(WIDEST)),
        meetings: article
            .summits
            .iter()
            .map(|id| PortableMeeting::of(model, *id))
            .collect(),
        sources: finished(portable::sources(model, &text.sources)),
        corrections: finished(portable::corrections(model, id)),
        text: Html::trusted(&text.html),
    }
}
