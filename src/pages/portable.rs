//! Articles for readers elsewhere: in feed readers and mails, where there is neither the
//! stylesheet of the theme nor a script, and where only whole addresses lead anywhere.
//!
//! [`Contents`] is the entry point for feeds; the edition for mail takes the parts one by one.

use std::sync::OnceLock;

use pulldown_cmark_escape::{escape_href, escape_html};
use serde::Serialize;

use super::citations::Citations;
use super::link::{Destination, resolve_image};
use super::prose::{self, Part};
use super::url;
use super::view::Views;
use super::view::outcome::AmountView;
use crate::language::Language;
use crate::model::Model;
use crate::model::derive::status::status_now;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity, SourceId, SummitId};
use crate::model::types::{Image, Outcome};

/// What feeds carry of the articles: each is made when the first feed asks for it, and kept once
/// for all.
#[derive(Debug)]
pub struct Contents(Vec<OnceLock<Box<str>>>);

impl Contents {
    /// Room for so many articles.
    pub fn room(articles: usize) -> Self {
        Self(
            std::iter::repeat_with(OnceLock::new)
                .take(articles)
                .collect(),
        )
    }

    /// An article as HTML that stands on its own: picture, points at a glance, text, sources,
    /// corrections.
    pub fn of(&self, views: &Views, id: ArticleId) -> &str {
        self.0[id.index()].get_or_init(|| content(&views.model, views, id).into_boxed_str())
    }
}

fn content(model: &Model, views: &Views, id: ArticleId) -> String {
    let article = model.article(id);
    let language = &model.language;
    let text = PortableText::of(views, id, None);
    let mut html = String::with_capacity(text.html.len() + 1024);
    if let Some(image) = image_of(views, id, None) {
        html.push_str(&image.figure());
    }
    let points: Vec<String> = article
        .key_points
        .iter()
        .map(|point| escaped(point))
        .collect();
    html.push_str(&list("ul", &points));
    html.push_str(&text.html);
    let sources = sources(model, &text.sources);
    if !sources.is_empty() {
        html.push_str(&heading(language, "sources.title"));
        html.push_str(&list("ol", &sources));
    }
    let corrections = corrections(model, id);
    if !corrections.is_empty() {
        html.push_str(&heading(language, "article.corrections"));
        html.push_str(&list("ul", &corrections));
    }
    html
}

/// The text of an article for readers elsewhere.
#[derive(Debug)]
pub struct PortableText {
    /// The text with its footnotes.
    pub html: String,
    /// Its sources in the order of their numbers: those cited, then the others.
    pub sources: Vec<SourceId>,
}

impl PortableText {
    /// Renders the text of an article, with pictures of at most so many pixels across.
    pub fn of(views: &Views, id: ArticleId, widest: Option<u32>) -> Self {
        let (model, plan) = (&*views.model, &*views.plan);
        let article = model.article(id);
        let mut citations = Citations::default();
        let of = Entity::Article(id);
        let parts =
            prose::render_portable(model, plan, of, article.prose(), &mut citations, widest);
        let mut html = String::new();
        for part in parts {
            match part {
                Part::Html(part) => html.push_str(part.as_str()),
                Part::Card(entity) => html.push_str(&card(model, entity)),
            }
        }
        citations.numbers(&article.sources);
        Self {
            html,
            sources: citations.all().to_vec(),
        }
    }
}

/// A meeting with what came of it.
#[derive(Debug, Serialize)]
pub struct PortableMeeting {
    /// Title.
    pub title: String,
    /// Whole address.
    pub url: String,
    /// Days and place in one phrase.
    pub when: String,
    /// What came of it.
    pub outcomes: Vec<PortableOutcome>,
}

/// An outcome on the day of the build.
#[derive(Debug, Serialize)]
pub struct PortableOutcome {
    /// What it is.
    pub text: String,
    /// Amount.
    pub amount: Option<String>,
    /// Its status, with a word where it is late.
    pub status: String,
    /// What the status says: open, kept, partly, failed, ended or unclear.
    pub class: &'static str,
    /// Whole address.
    pub url: String,
}

impl PortableMeeting {
    /// A meeting as it stands on the day of the build.
    pub fn of(model: &Model, id: SummitId) -> Self {
        let summit = model.summit(id);
        let language = &model.language;
        let days = language.days(summit.date, summit.end_date);
        let place = place_text(model, &summit.place);
        let url = url::absolute(model, Entity::Summit(id));
        Self {
            title: summit.title.clone(),
            when: in_a_row(language, std::iter::once(days).chain(place)),
            outcomes: summit
                .outcomes
                .iter()
                .map(|outcome| PortableOutcome::of(model, outcome, &url))
                .collect(),
            url,
        }
    }
}

impl PortableOutcome {
    fn of(model: &Model, outcome: &Outcome, meeting: &str) -> Self {
        let language = &model.language;
        let now = status_now(outcome, &model.site);
        let status = match now.status {
            Some(status) => model.site.statuses[status.index()].name.clone(),
            None => language.say("status.none", &[]),
        };
        let late = if now.overdue {
            Some("group.overdue")
        } else {
            now.unconfirmed.then_some("outcome.unconfirmed")
        };
        let late = late.map(|key| language.say(key, &[]));
        Self {
            text: outcome.text.clone(),
            amount: outcome
                .amount
                .as_ref()
                .map(|amount| AmountView::of(amount, language).text),
            status: in_a_row(language, std::iter::once(status).chain(late)),
            class: now.class.as_str(),
            url: format!("{meeting}#outcome-{}", outcome.id),
        }
    }

    /// The outcome in one line, linked to its evidence.
    pub fn line(&self, language: &Language) -> String {
        let mut what = link(&self.url, &escaped(&self.text));
        if let Some(amount) = &self.amount {
            what.push_str(&format!(" <strong>{}</strong>", escaped(amount)));
        }
        let status = escaped(&self.status);
        said(
            language,
            "email.outcome",
            &[("what", &what), ("status", &status)],
        )
    }
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct PortableImage {
    /// Whole address.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Pixels across, where the file tells.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Text under it, with who made it.
    pub caption: Option<String>,
}

impl PortableImage {
    fn of(model: &Model, image: &Image, src: String, size: Option<(u32, u32)>) -> Self {
        let language = &model.language;
        let credit = match (&image.credit, &image.license) {
            (Some(credit), Some(license)) => Some(language.say(
                "article.credit-license",
                &[("credit", credit), ("license", license)],
            )),
            (Some(credit), None) => Some(language.say("article.credit", &[("credit", credit)])),
            (None, Some(license)) => Some(language.say("article.license", &[("license", license)])),
            (None, None) => None,
        };
        let parts: Vec<String> = image.caption.clone().into_iter().chain(credit).collect();
        let space = language.say("list.space", &[]);
        Self {
            src,
            alt: image.alt.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            caption: (!parts.is_empty()).then(|| parts.join(&space)),
        }
    }

    fn figure(&self) -> String {
        let mut html = String::from("<figure><img src=\"");
        // Writing into a String cannot fail.
        let _ = escape_href(&mut html, &self.src);
        html.push_str(&format!("\" alt=\"{}\"", escaped(&self.alt)));
        if let (Some(width), Some(height)) = (self.width, self.height) {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        html.push('>');
        if let Some(caption) = &self.caption {
            html.push_str(&format!("<figcaption>{}</figcaption>", escaped(caption)));
        }
        html.push_str("</figure>\n");
        html
    }
}

/// The picture at the head of an article, at most `widest` pixels across; `None` where it has none
/// on the site.
pub fn image_of(views: &Views, id: ArticleId, widest: Option<u32>) -> Option<PortableImage> {
    let (model, plan) = (&*views.model, &*views.plan);
    let image = model.article(id).image.as_ref()?;
    let page = url::article(model, id);
    let Destination::Internal(path, _) = resolve_image(plan, &page, &image.src) else {
        return None;
    };
    let src = path.absolute(&model.site);
    let size = plan.size_of(&path).map(|size| prose::fit(size, widest));
    Some(PortableImage::of(model, image, src, size))
}

/// Sources in full, each as HTML.
pub fn sources(model: &Model, ids: &[SourceId]) -> Vec<String> {
    ids.iter().map(|id| source(model, *id)).collect()
}

fn source(model: &Model, id: SourceId) -> String {
    let source = model.source(id);
    let language = &model.language;
    let title = escaped(&source.title);
    let mut work = match &source.url {
        Some(url) => link(url, &title),
        None => format!("<cite>{title}</cite>"),
    };
    if let Some(publisher) = &source.publisher {
        let publisher = escaped(publisher);
        let args = [("publisher", publisher.as_str()), ("work", work.as_str())];
        work = said(language, "sources.published", &args);
    }
    if let Some(date) = source.date {
        let date = escaped(&language.day_short(date));
        let args = [("work", work.as_str()), ("date", date.as_str())];
        work = said(language, "sources.dated", &args);
    }
    if let Some(author) = &source.author {
        let author = escaped(author);
        let args = [("author", author.as_str()), ("work", work.as_str())];
        work = said(language, "sources.by", &args);
    }
    let mut html = said(language, "sources.whole", &[("work", &work)]);
    let space = escaped(&language.say("list.space", &[]));
    if let Some(accessed) = source.accessed {
        let date = language.day_short(accessed);
        html.push_str(&space);
        html.push_str(&escaped(&language.say("sources.read", &[("date", &date)])));
    }
    if let Some(archived) = &source.archived {
        let copy = link(archived, &escaped(&language.say("sources.archived", &[])));
        html.push_str(&space);
        html.push_str(&said(language, "sources.whole", &[("work", &copy)]));
    }
    html
}

/// What was put right in an article, oldest first, each as HTML.
pub fn corrections(model: &Model, id: ArticleId) -> Vec<String> {
    let language = &model.language;
    let corrections = model.article(id).corrections.iter();
    corrections
        .map(|correction| {
            let date = language.day(correction.date);
            let args = [("date", date.as_str()), ("text", correction.text.as_str())];
            escaped(&language.say("article.fix", &args))
        })
        .collect()
}

/// A heading with a text of the theme.
pub fn heading(language: &Language, key: &str) -> String {
    format!("<h2>{}</h2>\n", escaped(&language.say(key, &[])))
}

/// A list of finished items; nothing where there is none.
pub fn list(tag: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items
        .iter()
        .map(|item| format!("<li>{item}</li>\n"))
        .collect();
    format!("<{tag}>\n{items}</{tag}>\n")
}

/// A link around finished HTML.
pub fn link(url: &str, html: &str) -> String {
    let mut address = String::new();
    // Writing into a String cannot fail.
    let _ = escape_href(&mut address, url);
    format!("<a href=\"{address}\">{html}</a>")
}

/// A text with nothing in it that HTML would take for markup.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing into a String cannot fail.
    let _ = escape_html(&mut html, text);
    html
}

/// The card of a thing within a text.
fn card(model: &Model, entity: Entity) -> String {
    let language = &model.language;
    let (when, lines) = match entity {
        Entity::Summit(id) => {
            let meeting = PortableMeeting::of(model, id);
            let lines = meeting.outcomes.iter();
            let lines = lines.map(|outcome| outcome.line(language)).collect();
            (Some(meeting.when), lines)
        }
        Entity::Event(id) => {
            let event = model.event(id);
            let days = language.days(event.date, event.end_date);
            let place = place_text(model, &event.place);
            let when = in_a_row(language, std::iter::once(days).chain(place));
            (Some(when), Vec::new())
        }
        Entity::Trip(id) => {
            let trip = model.trip(id);
            let days = language.days(trip.date, trip.end_date.unwrap_or(trip.date));
            let who = trip.leader.map(|id| model.leader(id).name.clone());
            let when = in_a_row(language, std::iter::once(days).chain(who));
            (Some(when), Vec::new())
        }
        Entity::Article(id) => (Some(language.day(model.article(id).date)), Vec::new()),
        Entity::Leader(id) => {
            let country = Entity::Country(model.leader(id).country);
            (Some(model.title_of(country)), Vec::new())
        }
        Entity::Country(_) => (None, Vec::new()),
    };
    let url = url::absolute(model, entity);
    let title = link(&url, &escaped(&model.title_of(entity)));
    let when = when.map(|when| format!("<br>{}", escaped(&when)));
    let mut html = format!(
        "<p><strong>{title}</strong>{}</p>\n",
        when.unwrap_or_default()
    );
    html.push_str(&list("ul", &lines));
    html
}

fn in_a_row(language: &Language, parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    parts.join(&language.say("list.comma", &[]))
}

/// Stands around the number of a piece of HTML while the text around it is escaped: a character
/// that no text may hold (Unicode, section 23.7).
const PLACE: char = '\u{fdd0}';

/// A text of the theme around finished HTML: the text is escaped, the HTML is not.
fn said(language: &Language, key: &str, html: &[(&str, &str)]) -> String {
    let places: Vec<String> = (0..html.len())
        .map(|index| format!("{PLACE}{index}{PLACE}"))
        .collect();
    let names = html.iter().map(|(name, _)| *name);
    let args: Vec<(&str, &str)> = names.zip(places.iter().map(String::as_str)).collect();
    let text = language.say(key, &args);
    let mut whole = String::with_capacity(text.len() + 64);
    // Text and numbers of places take turns, beginning with text.
    for (turn, piece) in text.split(PLACE).enumerate() {
        if turn % 2 == 0 {
            whole.push_str(&escaped(piece));
        } else if let Some((_, html)) = piece.parse().ok().and_then(|i: usize| html.get(i)) {
            whole.push_str(html);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_theme_are_escaped_and_what_they_hold_is_not_escaped_again() {
        let language = Language::english();
        let html = said(
            &language,
            "sources.published",
            &[
                ("publisher", "A &amp; B"),
                ("work", "<cite>x, {publisher}</cite>"),
            ],
        );
        assert_eq!(html, "A &amp; B, <cite>x, {publisher}</cite>");
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        assert_eq!(
            link("https://x.example/\"><script>", "x"),
            "<a href=\"https://x.example/%22%3E%3Cscript%3E\">x</a>"
        );
    }

    #[test]
    fn a_list_of_nothing_is_nothing() {
        assert_eq!(list("ul", &[]), "");
    }
}
