//! What a site consists of, as a number: the same number, the same site but for the texts of
//! articles, which are what changes all day.

use rayon::prelude::*;

use super::parse::{Content, Kind};
use super::picture::Picture;
use super::tree::{Entry, Tree};
use crate::digest::{Digest, Digester};

/// A number for everything that was read but the texts of articles, which are told apart by
/// [`Body::digest`](super::markdown::Body::digest), and the bytes of files that are published as
/// they are.
pub fn ground(tree: &Tree) -> Digest {
    let entries: Vec<&Entry> = tree
        .site
        .iter()
        .chain(&tree.articles)
        .chain(&tree.themes)
        .collect();
    let digests: Vec<Digest> = entries.par_iter().map(of_entry).collect();
    let mut ground = Digester::default();
    for (entry, own) in entries.into_iter().zip(digests) {
        ground.add(entry.found.path.as_bytes());
        ground.add_digest(own);
    }
    for fault in tree.faults() {
        ground.add(fault.message.as_bytes());
    }
    ground.digest()
}

/// What a file adds to the ground.
fn of_entry(entry: &&Entry) -> Digest {
    let content = &entry.parsed.content;
    if let Some((kind, document)) = content.document() {
        let mut own = Digester::default();
        own.add_digest(document.head().digest);
        if kind == Kind::Article {
            // Other texts lead to headings.
            for heading in &document.body().headings {
                own.add(heading.id.as_bytes());
                own.add(heading.text.as_bytes());
            }
        } else {
            own.add_digest(document.body().digest);
        }
        return own.digest();
    }
    match content {
        Content::Site(file, _) => Digest::of(file.text().as_bytes()),
        Content::Bibliography(sources) => {
            let text = sources.first().map(|source| source.file.text().as_bytes());
            Digest::of(text.unwrap_or_default())
        }
        Content::Raw(bytes) => Digest::of(bytes),
        Content::Asset(Some(Picture::Raster(raster))) => Digest::of(&raster.digest),
        Content::Asset(picture) => Digest::of(format!("{picture:?}").as_bytes()),
        _ => Digest::default(),
    }
}
