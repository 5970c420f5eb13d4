//! An article as Markdown that any program reads: references and facts written out, every
//! address whole.
//!
//! [`article`] is the entry point. The text itself is turned by [`prose`]; a [`Document`] writes
//! it all as CommonMark with tables and footnotes.

mod document;
mod prose;

use pulldown_cmark::{HeadingLevel, Tag, TagEnd};

pub(super) use document::Document;

use crate::language::Language;
use crate::model::Model;
use crate::model::derive::status::status_now;
use crate::model::ids::{ArticleId, Entity, SourceId, SummitId};
use crate::model::types::{Article, Outcome, Party, Source};
use crate::pages::citations::Citations;
use crate::pages::url;
use crate::pages::view::Views;
use crate::pages::view::card::byline;

/// The article as Markdown.
pub(super) fn article(views: &Views, id: ArticleId) -> Vec<u8> {
    let article = views.model.article(id);
    let mut citations = Citations::default();
    let mut document = Document::default();
    head(&mut document, views, id, article);
    prose::write(&mut document, views, Entity::Article(id), &mut citations);
    agreed(&mut document, views, &article.summits);
    corrections(&mut document, &views.model.language, article);
    citations.numbers(&article.sources);
    sources(&mut document, views, citations.all());
    document.into_bytes()
}

/// Title, summary, who wrote it and when, where it is on the web, and the points at a glance.
fn head(document: &mut Document<'_>, views: &Views, id: ArticleId, article: &Article) {
    let language = &*views.model.language;
    document.heading(HeadingLevel::H1, &article.title);
    if let Some(summary) = &article.summary {
        document.paragraph(summary);
    }
    document.start(Tag::List(None));
    if let Some(authors) = byline(&views.model, &article.authors) {
        line_item(
            document,
            &language.say("article.by", &[("authors", &authors)]),
        );
    }
    line_item(document, &dates(language, article));
    document.start(Tag::Item);
    document.address(url::absolute(&views.model, Entity::Article(id)));
    document.end(TagEnd::Item);
    document.end(TagEnd::List(false));
    if !article.key_points.is_empty() {
        document.heading(HeadingLevel::H2, &language.say("article.glance", &[]));
        document.start(Tag::List(None));
        for point in &article.key_points {
            line_item(document, point);
        }
        document.end(TagEnd::List(false));
    }
}

/// When an article was published and changed.
fn dates(language: &Language, article: &Article) -> String {
    let date = language.day(article.date);
    match article.updated {
        Some(updated) => {
            let updated = language.day(updated);
            language.say("article.updated", &[("date", &date), ("updated", &updated)])
        }
        None => language.say("article.published", &[("date", &date)]),
    }
}

/// What was agreed at the meetings that an article is about.
fn agreed(document: &mut Document<'_>, views: &Views, summits: &[SummitId]) {
    if summits.is_empty() {
        return;
    }
    let language = &*views.model.language;
    document.heading(HeadingLevel::H2, &language.say("article.agreed", &[]));
    document.start(Tag::List(None));
    for id in summits {
        document.start(Tag::Item);
        meeting(document, views, *id);
        if views.model.summit(*id).outcomes.is_empty() {
            document.start(Tag::List(None));
            line_item(document, &language.say("article.no-outcomes", &[]));
            document.end(TagEnd::List(false));
        }
        document.end(TagEnd::Item);
    }
    document.end(TagEnd::List(false));
}

/// A meeting within an open item: its name and days, and its outcomes as a list.
fn meeting(document: &mut Document<'_>, views: &Views, id: SummitId) {
    let model = &*views.model;
    let summit = model.summit(id);
    let page = url::absolute(model, Entity::Summit(id));
    document.link(page, &summit.title);
    document.text(model.language.say("list.comma", &[]));
    document.line(&model.language.days(summit.date, summit.end_date));
    if summit.outcomes.is_empty() {
        return;
    }
    document.start(Tag::List(None));
    for outcome in &summit.outcomes {
        line_item(document, &outcome_line(model, outcome));
    }
    document.end(TagEnd::List(false));
}

/// An outcome with who gave it and what became of it, in one line.
fn outcome_line(model: &Model, outcome: &Outcome) -> String {
    let language = &*model.language;
    let now = status_now(outcome, &model.site);
    let status = match now.status {
        Some(status) => model.site.statuses[status.index()].name.clone(),
        None => language.say("status.none", &[]),
    };
    let since = language.day(now.since);
    let mut words = vec![language.say("sources.dated", &[("work", &status), ("date", &since)])];
    if now.overdue {
        words.push(language.say("group.overdue", &[]));
    } else if now.unconfirmed {
        words.push(language.say("outcome.unconfirmed", &[]));
    }
    let status = words.join(&language.say("list.semicolon", &[]));
    let (text, status) = (("text", outcome.text.as_str()), ("status", status.as_str()));
    match parties(model, outcome) {
        Some(parties) => {
            let parties = ("parties", parties.as_str());
            language.say("markdown.outcome-of", &[parties, text, status])
        }
        None => language.say("markdown.outcome", &[text, status]),
    }
}

/// Who gave an outcome to whom.
fn parties(model: &Model, outcome: &Outcome) -> Option<String> {
    let language = &*model.language;
    let name = |party: &Party| match party {
        Party::Country(code) => model.title_of(Entity::Country(*code)),
        Party::Leader(id) => model.leader(*id).name.clone(),
    };
    let names = |parties: &[Party]| {
        let names: Vec<String> = parties.iter().map(name).collect();
        (!names.is_empty()).then(|| language.list(&names))
    };
    match (names(&outcome.by), names(&outcome.to)) {
        (Some(by), Some(to)) => Some(language.say("outcome.by-to", &[("by", &by), ("to", &to)])),
        (Some(by), None) => Some(by),
        (None, Some(to)) => Some(language.say("outcome.given-to", &[("to", &to)])),
        (None, None) => None,
    }
}

fn corrections(document: &mut Document<'_>, language: &Language, article: &Article) {
    if article.corrections.is_empty() {
        return;
    }
    document.heading(HeadingLevel::H2, &language.say("article.corrections", &[]));
    document.start(Tag::List(None));
    for correction in &article.corrections {
        let date = language.day(correction.date);
        let args = [("date", date.as_str()), ("text", &correction.text)];
        line_item(document, &language.say("article.fix", &args));
    }
    document.end(TagEnd::List(false));
}

/// The sources, numbered as the text cites them.
fn sources(document: &mut Document<'_>, views: &Views, ids: &[SourceId]) {
    if ids.is_empty() {
        return;
    }
    let language = &*views.model.language;
    document.heading(HeadingLevel::H2, &language.say("sources.title", &[]));
    document.start(Tag::List(Some(1)));
    for id in ids {
        source(document, language, views.model.source(*id));
    }
    document.end(TagEnd::List(true));
}

/// A source: what it is as a link, when it was read, and its archived copy.
fn source(document: &mut Document<'_>, language: &Language, source: &Source) {
    let mut work = source.title.clone();
    if let Some(publisher) = &source.publisher {
        work = language.say(
            "sources.published",
            &[("publisher", publisher), ("work", &work)],
        );
    }
    if let Some(date) = source.date {
        let date = language.day(date);
        work = language.say("sources.dated", &[("work", &work), ("date", &date)]);
    }
    if let Some(author) = &source.author {
        work = language.say("sources.by", &[("author", author), ("work", &work)]);
    }
    let whole = language.say("sources.whole", &[("work", &work)]);
    document.start(Tag::Item);
    match &source.url {
        Some(url) => document.link(url.clone(), &whole),
        None => document.line(&whole),
    }
    if let Some(day) = source.accessed {
        let day = language.day(day);
        document.text(language.say("list.space", &[]));
        document.line(&language.say("sources.read", &[("date", &day)]));
    }
    if let Some(archived) = &source.archived {
        document.text(language.say("list.space", &[]));
        document.link(archived.clone(), &language.say("sources.archived", &[]));
    }
    document.end(TagEnd::Item);
}

/// An item of a list that is one line.
fn line_item(document: &mut Document<'_>, text: &str) {
    document.start(Tag::Item);
    document.line(text);
    document.end(TagEnd::Item);
}
