//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use super::{Entry, Feed, rfc3339};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'static str,
    title: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'f str,
    language: &'f str,
    authors: [Author<'f>; 1],
    items: Vec<Item<'f>>,
}

#[derive(Serialize)]
struct Author<'f> {
    name: &'f str,
}

#[derive(Serialize)]
struct Item<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    content_html: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'f str>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'f str>,
}

/// The feed as a file.
pub(super) fn write(feed: Feed<'_>) -> Vec<u8> {
    let json = JsonFeed {
        version: VERSION,
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: &feed.own,
        description: &feed.description,
        language: feed.language,
        authors: [Author { name: feed.author }],
        items: feed.entries.iter().map(item).collect(),
    };
    // Nothing in it can fail to become JSON.
    let mut bytes = serde_json::to_vec_pretty(&json).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item<'f>(entry: &'f Entry<'f>) -> Item<'f> {
    let modified = entry.updated != entry.published;
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_html: &entry.content,
        summary: entry.summary,
        image: entry.image.as_deref(),
        date_published: rfc3339(&entry.published),
        date_modified: modified.then(|| rfc3339(&entry.updated)),
        authors: entry.authors.iter().map(|name| Author { name }).collect(),
        tags: entry
            .categories
            .iter()
            .map(|category| category.name.as_str())
            .collect(),
    }
}
