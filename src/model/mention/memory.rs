//! Readings of texts, kept from one build to the next.
//!
//! What names a text links depends on the text and on all records: who is who, and when. As long
//! as the records say the same (the *ground*), a text that is the same reads the same. [`Readings`]
//! are for the next build of one process, [`KeptReadings`] for the next process.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::decide::Context;
use super::{AllNames, AutoLink, Finder};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::load::markdown::Body;
use crate::model::Model;
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
    links: Vec<AutoLink>,
    faults: Arc<[Diagnostic]>,
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

    /// Keeps these readings, and those of other texts that are still there.
    pub(super) fn keep(&mut self, readings: impl Iterator<Item = Arc<Remembered>>, model: &Model) {
        for reading in readings {
            self.of_file.insert(reading.path.clone(), reading);
        }
        let texts = model.proses().count();
        if self.of_file.len() > texts + texts / 4 + MOST_LEFT_OVER {
            let there: FxHashSet<&str> = model
                .proses()
                .map(|(_, prose)| prose.file.path.as_str())
                .collect();
            self.of_file.retain(|path, _| there.contains(path.as_str()));
        }
    }
}

/// Readings of texts that are gone, beyond which they are forgotten.
const MOST_LEFT_OVER: usize = 100;

impl Remembered {
    pub(super) fn new(context: Context, prose: &Prose, finder: &Finder<'_>) -> Self {
        let reading = finder.links_and_faults(&context, prose);
        Self {
            path: prose.file.path.clone(),
            body: Arc::clone(&prose.body),
            targets: prose.targets.clone(),
            context,
            links: reading.links,
            faults: reading.faults.into(),
        }
    }

    pub(super) fn links(&self) -> &[AutoLink] {
        &self.links
    }

    pub(super) fn faults(&self) -> &Arc<[Diagnostic]> {
        &self.faults
    }
}

/// How the texts of a model read, in a form that can be kept on the disk.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeptReadings {
    /// All that the model rests on but the texts of articles.
    ground: Digest,
    /// In the order of the model's texts, which is the same on the same ground.
    readings: Vec<KeptReading>,
}

/// How a text read.
#[derive(Debug, Serialize, Deserialize)]
struct KeptReading {
    text: Digest,
    /// Its links; missing where there was something to tell of it, which has to be told again.
    links: Option<Vec<AutoLink>>,
}

impl KeptReadings {
    /// Forgets what was read on another ground.
    pub(in crate::model) fn stand_on(&mut self, ground: Digest) {
        if self.ground != ground {
            self.readings.clear();
            self.ground = ground;
        }
    }

    /// All that the model rests on but the texts of articles, as a number.
    pub fn ground(&self) -> Digest {
        self.ground
    }

    /// The links of each text of a model, where they are known.
    pub(super) fn take(&mut self, model: &Model) -> Vec<Option<Vec<AutoLink>>> {
        let mut before = std::mem::take(&mut self.readings).into_iter();
        let known = model.proses().map(|(_, prose)| {
            let known = before.next()?;
            known.links.filter(|_| known.text == prose.body.digest)
        });
        known.collect()
    }

    /// Keeps the links of each text of a model but those of which there was something to tell.
    pub(super) fn keep(&mut self, model: &Model, is_told: &[bool]) {
        let readings = model
            .proses()
            .zip(is_told)
            .map(|((_, prose), is_told)| KeptReading {
                text: prose.body.digest,
                links: (!is_told).then(|| prose.links.clone()),
            });
        self.readings = readings.collect();
    }
}
