//! What one build of the model leaves for the next: articles as they were understood, and how
//! texts read.
//!
//! An article is the same as before where its file and the files beside it are, and where every
//! name, setting and source that it can refer to has the same handle (the *ground*).

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::load::record::{ArticleRecord, SourceReference};
use crate::load::{ArticleDocument, Asset, Document};
use crate::model::ids::ArticleId;
use crate::model::mention::{KeptReadings, Readings};
use crate::model::resolve::Resolver;
use crate::model::types::{Article, Source};

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Memory {
    /// Whether there is no next build, so that nothing is kept.
    pub(super) forgets: bool,
    /// All that was read but the texts of articles, as a number that holds in every process.
    pub(super) base: Digest,
    /// How texts read in an earlier process, and then in this one.
    pub(super) kept: KeptReadings,
    pub(super) readings: Readings,
    ground: u64,
    /// By the address of the document, which is held here.
    articles: FxHashMap<usize, (Arc<Article>, Origin)>,
}

/// What an article was made of, and what came of it besides.
#[derive(Debug)]
pub(super) struct Origin {
    document: Arc<Document<ArticleRecord>>,
    assets: Vec<Asset>,
    /// Sources that it gives in place, and the handle of the first.
    sources: Vec<Source>,
    first_source: usize,
    faults: Vec<Diagnostic>,
}

fn key(document: &Arc<Document<ArticleRecord>>) -> usize {
    Arc::as_ptr(document).addr()
}

impl Memory {
    /// The memory of a build that is the only one of its process. `base` is a number for all that
    /// was read but the texts of articles; `kept` is what an earlier process knew.
    pub fn of_one_build(base: Digest, kept: KeptReadings) -> Self {
        Self {
            forgets: true,
            base,
            kept,
            ..Self::default()
        }
    }

    /// How texts read, for another process.
    pub fn into_kept(self) -> KeptReadings {
        self.kept
    }

    /// Articles of an earlier build on the same ground.
    pub(super) fn stand_on(&mut self, ground: u64) {
        if self.ground != ground {
            self.articles.clear();
            self.ground = ground;
        }
    }

    /// The articles, each as it was understood before, else as `build` understands it. Their
    /// sources and faults join those of the resolver, in their order.
    pub(super) fn articles(
        &mut self,
        written: &[ArticleDocument],
        resolver: &mut Resolver<'_>,
        build: impl Fn(ArticleId, &ArticleDocument, &mut Resolver<'_>) -> Article + Sync,
    ) -> (Vec<Arc<Article>>, Vec<Origin>) {
        let mut next_source = resolver.next_source();
        let known: Vec<_> = written
            .iter()
            .map(|written| {
                let first_source = next_source;
                next_source += sources_in_place(&written.document.record);
                let known = self.articles.remove(&key(&written.document));
                let known = known.filter(|(_, origin)| {
                    let has_sources_elsewhere =
                        !origin.sources.is_empty() && origin.first_source != first_source;
                    origin.assets == written.assets && !has_sources_elsewhere
                });
                (written, first_source, known)
            })
            .collect();
        let shared = &*resolver;
        let (articles, mut origins): (Vec<_>, Vec<_>) = known
            .into_par_iter()
            .enumerate()
            .map(|(index, (written, first_source, known))| {
                known.unwrap_or_else(|| {
                    let mut own = shared.branch(first_source);
                    let article = Arc::new(build(ArticleId::from_index(index), written, &mut own));
                    let origin = Origin {
                        document: Arc::clone(&written.document),
                        assets: written.assets.clone(),
                        sources: own.sources,
                        first_source,
                        faults: own.diagnostics,
                    };
                    (article, origin)
                })
            })
            .unzip();
        if self.forgets {
            for mut origin in std::mem::take(&mut origins) {
                resolver.sources.append(&mut origin.sources);
                resolver.diagnostics.append(&mut origin.faults);
            }
        }
        for origin in &origins {
            resolver.sources.extend(origin.sources.iter().cloned());
            resolver.diagnostics.extend(origin.faults.iter().cloned());
        }
        (articles, origins)
    }

    /// Keeps these articles, which are finished now, and no others.
    pub(super) fn keep(&mut self, origins: Vec<Origin>, finished: &[Arc<Article>]) {
        self.articles = origins
            .into_iter()
            .zip(finished)
            .map(|(origin, article)| (key(&origin.document), (Arc::clone(article), origin)))
            .collect();
    }
}

/// How many sources an article gives in place, each of which gets a handle.
fn sources_in_place(record: &ArticleRecord) -> usize {
    let is_in_place = |source: &SourceReference| matches!(source, SourceReference::Inline(_));
    record
        .sources
        .iter()
        .filter(|source| is_in_place(&source.value))
        .count()
}
