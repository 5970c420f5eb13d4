//! Readings of texts, kept from one build to the next.
//!
//! What names a text links depends on the text and on all records: who is who, and when. As long
//! as the records say the same (the *ground*), a text that is the same reads the same.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::decide::Context;
use super::{AllNames, AutoLink, Finder, Reading};
use crate::diagnostic::Diagnostic;
use crate::load::markdown::Body;
use crate::model::types::{Prose, Target};

/// Readings of all texts of an earlier build.
#[derive(Debug, Default)]
pub struct Readings {
    ground: u64,
    names: Option<Arc<AllNames>>,
    of_file: FxHashMap<String, Arc<Remembered>>,
}

/// A text as it was, and how it read.
#[derive(Debug)]
pub(super) struct Remembered {
    path: String,
    body: Arc<Body>,
    /// Links made by hand: a name that is linked already is not linked again.
    targets: Vec<Target>,
    context: Context,
    reading: Reading,
}

impl Readings {
    /// Forgets everything that was read on another ground, and gives the names of this one.
    pub(super) fn stand_on(
        &mut self,
        ground: u64,
        names: impl FnOnce() -> AllNames,
    ) -> Arc<AllNames> {
        if self.ground != ground {
            *self = Self::default();
            self.ground = ground;
        }
        Arc::clone(self.names.get_or_insert_with(|| Arc::new(names())))
    }

    /// How a text read, where it is the same as then.
    pub(super) fn find(&self, context: &Context, prose: &Prose) -> Option<Arc<Remembered>> {
        let known = self.of_file.get(&prose.file.path)?;
        let is_same = Arc::ptr_eq(&known.body, &prose.body)
            && known.context.is_like(context)
            && known.targets == prose.targets;
        is_same.then(|| Arc::clone(known))
    }

    /// Keeps these readings and no others.
    pub(super) fn keep(&mut self, readings: impl Iterator<Item = Arc<Remembered>>) {
        self.of_file = readings
            .map(|reading| (reading.path.clone(), reading))
            .collect();
    }
}

impl Remembered {
    pub(super) fn new(context: Context, prose: &Prose, finder: &Finder<'_>) -> Self {
        let mut reading = finder.read(context.own, prose);
        // Kept for `why` alone, which reads one text.
        reading.mentions = Vec::new();
        Self {
            path: prose.file.path.clone(),
            body: Arc::clone(&prose.body),
            targets: prose.targets.clone(),
            context,
            reading,
        }
    }

    pub(super) fn links(&self) -> &[AutoLink] {
        &self.reading.links
    }

    pub(super) fn faults(&self) -> &[Diagnostic] {
        &self.reading.faults
    }
}
