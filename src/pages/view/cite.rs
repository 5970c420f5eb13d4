//! How to cite a page: as a sentence, and for the tools that keep references.

use serde::Serialize;

use super::Views;
use crate::model::ids::{ArticleId, Entity};
use crate::pages::cite::{Cited, bibtex, csl_json, ris};
use crate::pages::url;

/// A citation in its forms.
#[derive(Debug, Default, Serialize)]
pub struct CiteView {
    /// A sentence.
    pub plain: String,
    /// BibTeX.
    pub bibtex: String,
    /// RIS, as reference managers import it.
    pub ris: String,
    /// CSL-JSON, as Zotero and Pandoc read it.
    pub csl: String,
}

impl CiteView {
    /// How to cite an article.
    pub(super) fn of_article(views: &Views, id: ArticleId) -> Self {
        let model = &*views.model;
        let article = model.article(id);
        let url = url::absolute(model, Entity::Article(id));
        let cited = Cited {
            title: &article.title,
            site_title: &model.site.title,
            url: &url,
            authors: &article.authors,
            date: article.date,
            updated: article.updated,
            language: &model.site.language,
            key: &article.slug,
        };
        let date = model.language.day(article.date);
        let authors = model.language.list(&article.authors);
        let key = if article.authors.is_empty() {
            "cite.plain"
        } else {
            "cite.plain-by"
        };
        Self {
            plain: model.language.say(
                key,
                &[
                    ("authors", &authors),
                    ("title", &article.title),
                    ("site", &model.site.title),
                    ("date", &date),
                    ("url", &url),
                ],
            ),
            bibtex: bibtex(&cited),
            ris: ris(&cited),
            csl: csl_json(&cited),
        }
    }
}
