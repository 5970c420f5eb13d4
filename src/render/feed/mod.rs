//! Feeds: what is new, in full and with whole addresses, as [`atom`] (RFC 4287) and as [`json`]
//! (JSON Feed 1.1). Both are written from one [`Feed`].

mod atom;
mod json;

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::model::Model;
use crate::model::ids::{ArticleId, Entity};
use crate::model::types::Article;
use crate::pages::channel::{self, Corrected};
use crate::pages::machine_file::{Channel, FeedFormat, MachineFile};
use crate::pages::portable;
use crate::pages::url::{self, PagePath};
use crate::pages::view::Views;

/// A feed as a file.
pub(super) fn feed(views: &Views, channel: Channel, format: FeedFormat) -> Vec<u8> {
    let feed = Feed::of(views, channel, format);
    match format {
        FeedFormat::Atom => atom::write(feed),
        FeedFormat::Json => json::write(feed),
    }
}

/// What a feed says, in whatever format.
struct Feed<'v> {
    title: String,
    /// One sentence; may be empty.
    description: String,
    /// Address of the page that it is the feed of; stands for the feed for good.
    page: String,
    /// Its own address.
    own: String,
    /// Name of the publication, the author of what names no other.
    author: &'v str,
    /// BCP 47.
    language: &'v str,
    entries: Vec<Entry<'v>>,
}

/// An article, or a correction of one.
struct Entry<'v> {
    /// Stands for the entry for good.
    id: String,
    title: String,
    url: String,
    summary: Option<&'v str>,
    /// HTML with whole addresses.
    content: Cow<'v, str>,
    /// Address of the picture at its head.
    image: Option<String>,
    published: Zoned,
    updated: Zoned,
    authors: &'v [String],
    categories: Vec<Category>,
}

/// A pillar or a topic.
struct Category {
    id: String,
    name: String,
    /// Address of the list that the id is from.
    scheme: String,
}

impl<'v> Feed<'v> {
    fn of(views: &'v Views, channel: Channel, format: FeedFormat) -> Self {
        let model = &*views.model;
        let site = &model.site;
        let entries = match channel {
            Channel::Corrections => channel::latest_corrections(model)
                .into_iter()
                .map(|corrected| Entry::of_correction(model, corrected))
                .collect(),
            _ => {
                let ids = views.channels().articles(model, channel);
                ids.into_iter()
                    .map(|id| Entry::of_article(views, id))
                    .collect()
            }
        };
        Self {
            title: channel.title(model),
            description: channel.description(model),
            page: channel.page(model).absolute(site),
            own: MachineFile::Feed(channel, format)
                .path(model)
                .absolute(site),
            author: &site.title,
            language: &site.language,
            entries,
        }
    }

    /// When the feed last changed. One without an entry never did: its moment must not be that
    /// of the build.
    fn updated(&self) -> Zoned {
        let moments = self.entries.iter().map(|entry| &entry.updated);
        let latest = moments.max_by_key(|moment| moment.timestamp());
        let never = || Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        latest.cloned().unwrap_or_else(never)
    }
}

impl<'v> Entry<'v> {
    fn of_article(views: &'v Views, id: ArticleId) -> Self {
        let model = &*views.model;
        let article = model.article(id);
        let url = url::absolute(model, Entity::Article(id));
        let (published, updated) = moments(model, article);
        Self {
            id: url.clone(),
            title: article.title.clone(),
            url,
            summary: article.summary.as_deref(),
            content: Cow::Borrowed(views.content(id)),
            image: portable::image_of(views, id, None).map(|image| image.src),
            published,
            updated,
            authors: &article.authors,
            categories: categories(model, article),
        }
    }

    fn of_correction(model: &'v Model, corrected: Corrected<'v>) -> Self {
        let Corrected {
            article: id,
            correction,
            ordinal,
        } = corrected;
        let article = model.article(id);
        let page = url::absolute(model, Entity::Article(id));
        let title = article.title.as_str();
        let when = midnight(correction.date, &model.site.time_zone);
        let content = format!(
            "<p>{}</p>\n<p>{}</p>\n",
            portable::escaped(&correction.text),
            portable::link(&page, &portable::escaped(title)),
        );
        Self {
            id: format!("{page}#correction-{}-{ordinal}", correction.date),
            title: model.language.say("feed.correction", &[("title", title)]),
            url: format!("{page}#corrections"),
            summary: Some(&correction.text),
            content: Cow::Owned(content),
            image: None,
            published: when.clone(),
            updated: when,
            authors: &article.authors,
            categories: categories(model, article),
        }
    }
}

/// When an article was published, and when it last changed in a way that a reader should know
/// of: a correction counts.
fn moments(model: &Model, article: &Article) -> (Zoned, Zoned) {
    let zone = &model.site.time_zone;
    let published = article
        .timestamp
        .map(|moment| moment.to_zoned(zone.clone()))
        .unwrap_or_else(|| midnight(article.date, zone));
    let corrected = article.corrections.iter().map(|correction| correction.date);
    let changed = corrected.chain(article.updated).max();
    let changed = changed.map(|day| midnight(day, zone));
    let updated = changed
        .filter(|moment| *moment > published)
        .unwrap_or_else(|| published.clone());
    (published, updated)
}

/// The first moment of a day in the time zone of the site.
fn midnight(day: Date, zone: &TimeZone) -> Zoned {
    day.to_zoned(zone.clone())
        .unwrap_or_else(|_| Timestamp::UNIX_EPOCH.to_zoned(zone.clone()))
}

/// A moment as RFC 3339 has it, with the offset of its time zone.
fn rfc3339(moment: &Zoned) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn categories(model: &Model, article: &Article) -> Vec<Category> {
    let list = |path: &'static str| PagePath::new(path).absolute(&model.site);
    let pillars = article.pillars.iter().map(|id| {
        let pillar = &model.site.pillars[id.index()];
        Category {
            id: pillar.id.clone(),
            name: pillar.name.clone(),
            scheme: list("/pillars/"),
        }
    });
    let topics = article.topics.iter().map(|topic| Category {
        id: topic.slug.clone(),
        name: topic.name.clone(),
        scheme: list("/topics/"),
    });
    pillars.chain(topics).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_begins_where_the_site_is() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let moment = midnight(date(2025, 11, 3), &zone);
        assert_eq!(rfc3339(&moment), "2025-11-03T00:00:00+09:00");
        let moment = midnight(date(2025, 11, 3), &TimeZone::UTC);
        assert_eq!(rfc3339(&moment), "2025-11-03T00:00:00+00:00");
    }

    #[test]
    fn a_day_without_a_midnight_begins_when_it_begins() {
        // Clocks went from 24:00 to 01:00.
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let moment = midnight(date(2018, 11, 4), &zone);
        assert_eq!(rfc3339(&moment), "2018-11-04T01:00:00-02:00");
    }
}
