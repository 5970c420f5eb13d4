//! The Atom feed (RFC 4287) of the latest articles. Feeds with full content, JSON Feed and the
//! feeds of leaders, countries and pillars belong here too, once they come.

use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use crate::model::Model;
use crate::model::types::Article;
use crate::pages::plan::MachineFile;
use crate::pages::url::{self, PagePath};

/// Articles in the feed.
const ENTRIES: usize = 20;

/// The feed of the site.
pub(super) fn atom(model: &Model) -> Vec<u8> {
    let site = &model.site;
    let home = PagePath::new("/").absolute(site);
    let own = PagePath::new(MachineFile::Feed.path()).absolute(site);
    let entries: Vec<Entry> = model
        .articles()
        .take(ENTRIES)
        .map(|(id, article)| entry(article, url::article(model, id).absolute(site)))
        .collect();
    let updated = entries
        .iter()
        .map(|entry| entry.updated)
        .max()
        .unwrap_or_else(|| moment(site.today, None));
    let link = |href: &str, rel: &str| Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        ..Link::default()
    };
    let feed = Feed {
        title: Text::plain(site.title.clone()),
        id: home.clone(),
        updated,
        authors: vec![Person {
            name: site.title.clone(),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "summitry".to_owned(),
            ..Generator::default()
        }),
        subtitle: (!site.description.is_empty()).then(|| Text::plain(site.description.clone())),
        links: vec![link(&home, "alternate"), link(&own, "self")],
        lang: Some(site.language.clone()),
        entries,
        ..Feed::default()
    };
    feed.to_string().into_bytes()
}

fn entry(article: &Article, url: String) -> Entry {
    let published = moment(article.date, article.timestamp);
    Entry {
        title: Text::plain(article.title.clone()),
        id: url.clone(),
        updated: article
            .updated
            .map_or(published, |day| moment(day, None).max(published)),
        published: Some(published),
        authors: article
            .authors
            .iter()
            .map(|name| Person {
                name: name.clone(),
                ..Person::default()
            })
            .collect(),
        summary: article.summary.clone().map(Text::plain),
        links: vec![Link {
            href: url,
            rel: "alternate".to_owned(),
            ..Link::default()
        }],
        ..Entry::default()
    }
}

/// A day as a moment: its midnight in UTC, unless the moment is known.
fn moment(day: jiff::civil::Date, timestamp: Option<jiff::Timestamp>) -> FixedDateTime {
    let text = timestamp.map_or_else(|| format!("{day}T00:00:00Z"), |moment| moment.to_string());
    text.parse().unwrap_or_default()
}
