//! What a site consists of, as numbers: the same numbers, the same site.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Document;
use super::parse::Content;
use super::picture::Picture;
use super::tree::{Entry, Tree};
use crate::digest::{Digest, Digester};

/// The content of a site. The texts of articles are counted apart, because they are what changes
/// all day.
#[derive(Debug, Default)]
pub struct Fingerprint {
    /// Everything but the texts of articles and the bytes of files that are published as they are.
    pub ground: Digest,
    /// The text of each article, by the path of its file.
    pub texts: FxHashMap<String, Digest>,
}

impl Fingerprint {
    /// Takes the fingerprint of what was read.
    pub fn of(tree: &Tree) -> Self {
        let entries: Vec<&Entry> = tree
            .site
            .iter()
            .chain(&tree.articles)
            .chain(&tree.themes)
            .collect();
        let digests: Vec<(Digest, Option<Digest>)> = entries.par_iter().map(of_entry).collect();
        let mut ground = Digester::default();
        let mut texts = FxHashMap::default();
        for (entry, (own, text)) in entries.into_iter().zip(digests) {
            ground.add(entry.found.path.as_bytes());
            ground.add_digest(own);
            if let Some(text) = text {
                texts.insert(entry.found.path.clone(), text);
            }
        }
        for fault in tree.faults() {
            ground.add(fault.message.as_bytes());
        }
        Self {
            ground: ground.digest(),
            texts,
        }
    }
}

/// What a file adds to the ground, and its text where it is an article.
fn of_entry(entry: &&Entry) -> (Digest, Option<Digest>) {
    fn whole<R>(document: &Document<R>) -> Digest {
        Digest::of(document.file.text.as_bytes())
    }
    let digest = match &entry.parsed.content {
        Content::Article(document) => {
            let (head, text) = document
                .file
                .text
                .split_at(document.front_matter.end as usize);
            let mut own = Digester::default();
            own.add(head.as_bytes());
            // Other texts lead to headings.
            for heading in &document.body.headings {
                own.add(heading.id.as_bytes());
                own.add(heading.text.as_bytes());
            }
            return (own.digest(), Some(Digest::of(text.as_bytes())));
        }
        Content::Site(file, _) => Digest::of(file.text.as_bytes()),
        Content::Leader(document) => whole(document),
        Content::Summit(document) => whole(document),
        Content::Event(document) => whole(document),
        Content::Trip(document) => whole(document),
        Content::Country(document) => whole(document),
        Content::Bibliography(sources) => {
            let text = sources.first().map(|source| source.file.text.as_bytes());
            Digest::of(text.unwrap_or_default())
        }
        Content::Raw(bytes) => Digest::of(bytes),
        Content::Asset(Some(Picture::Raster(raster))) => Digest::of(&raster.digest),
        Content::Asset(picture) => Digest::of(format!("{picture:?}").as_bytes()),
        Content::Stray => Digest::default(),
    };
    (digest, None)
}
