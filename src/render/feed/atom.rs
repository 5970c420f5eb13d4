//! Atom (RFC 4287), written by the crate `atom_syndication`.

use atom_syndication as atom;
use atom_syndication::{Content, FixedDateTime, Generator, Link, Person, Text};
use jiff::Zoned;

use super::{Category, Entry, Feed, rfc3339};
use crate::pages::machine_file::FeedFormat;

/// The feed as a file.
pub(super) fn write(feed: Feed<'_>) -> Vec<u8> {
    let updated = moment(&feed.updated());
    let feed = atom::Feed {
        title: Text::plain(feed.title),
        subtitle: (!feed.description.is_empty()).then(|| Text::plain(feed.description)),
        id: feed.page.clone(),
        updated,
        authors: vec![person(feed.author)],
        generator: Some(Generator {
            value: "summitry".to_owned(),
            ..Generator::default()
        }),
        links: vec![
            link(feed.page, "alternate", "text/html"),
            link(feed.own, "self", FeedFormat::Atom.media_type()),
        ],
        lang: Some(feed.language.to_owned()),
        entries: feed.entries.into_iter().map(entry).collect(),
        ..atom::Feed::default()
    };
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn entry(entry: Entry<'_>) -> atom::Entry {
    atom::Entry {
        title: Text::plain(entry.title),
        id: entry.id,
        published: Some(moment(&entry.published)),
        updated: moment(&entry.updated),
        authors: entry.authors.iter().map(|name| person(name)).collect(),
        categories: entry.categories.into_iter().map(category).collect(),
        summary: entry.summary.map(Text::plain),
        content: Some(Content {
            value: Some(entry.content.into_owned()),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        links: vec![link(entry.url, "alternate", "text/html")],
        ..atom::Entry::default()
    }
}

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        ..Person::default()
    }
}

fn category(category: Category) -> atom::Category {
    atom::Category {
        term: category.id,
        label: Some(category.name),
        scheme: Some(category.scheme),
    }
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// A moment as the crate keeps it; RFC 3339 is what both understand.
fn moment(moment: &Zoned) -> FixedDateTime {
    rfc3339(moment).parse().unwrap_or_default()
}
