//! What one build of the model leaves for the next: articles as they were understood, and how
//! texts read.
//!
//! An article is the same as before where its file and the files beside it are, and where every
//! name, setting and source that it can refer to has the same handle (the *ground*).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::load::record::ArticleRecord;
use crate::load::{ArticleDocument, Asset, Document};
use crate::model::mention::Readings;
use crate::model::resolve::Resolver;
use crate::model::types::{Article, Source};

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) readings: Readings,
    ground: u64,
    /// By the address of the document, which is held here.
    articles: FxHashMap<usize, Known>,
}

/// An article with all that came of it.
#[derive(Debug)]
pub(super) struct Known {
    document: Arc<Document<ArticleRecord>>,
    assets: Vec<Asset>,
    pub(super) article: Arc<Article>,
    /// Sources that it gives in place, and the handle of the first.
    sources: Vec<Source>,
    first_source: usize,
    faults: Vec<Diagnostic>,
}

fn key(document: &Arc<Document<ArticleRecord>>) -> usize {
    Arc::as_ptr(document).addr()
}

impl Memory {
    /// Articles of an earlier build on the same ground.
    pub(super) fn stand_on(&mut self, ground: u64) {
        if self.ground != ground {
            self.articles.clear();
            self.ground = ground;
        }
    }

    /// The article as it was understood before, else as `build` understands it.
    pub(super) fn article(
        &mut self,
        written: &ArticleDocument,
        resolver: &mut Resolver<'_>,
        build: impl FnOnce(&mut Resolver<'_>) -> Article,
    ) -> Known {
        let first_source = resolver.sources.len();
        let known = self.articles.remove(&key(&written.document));
        if let Some(known) = known.filter(|known| {
            let has_sources_elsewhere =
                !known.sources.is_empty() && known.first_source != first_source;
            known.assets == written.assets && !has_sources_elsewhere
        }) {
            resolver.sources.extend(known.sources.iter().cloned());
            resolver.diagnostics.extend(known.faults.iter().cloned());
            return known;
        }
        let told = resolver.diagnostics.len();
        let article = Arc::new(build(resolver));
        Known {
            document: Arc::clone(&written.document),
            assets: written.assets.clone(),
            article,
            sources: resolver.sources[first_source..].to_vec(),
            first_source,
            faults: resolver.diagnostics[told..].to_vec(),
        }
    }

    /// Keeps these articles, which are finished now, and no others.
    pub(super) fn keep(&mut self, known: Vec<Known>, finished: &[Arc<Article>]) {
        self.articles = known
            .into_iter()
            .zip(finished)
            .map(|(known, article)| {
                let article = Arc::clone(article);
                (key(&known.document), Known { article, ..known })
            })
            .collect();
    }
}
