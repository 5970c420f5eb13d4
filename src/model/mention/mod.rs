//! Names in prose: found in one pass, decided by the rules of `docs/names.md`, never guessed.
//!
//! [`Finder`] is the entry point: made once for a model, it reads one text at a time
//! ([`Finder::read`]). What it links is kept in [`Prose::links`](super::types::Prose::links); what
//! it objects to are diagnostics; everything it saw is what `summitry why` prints.

mod anachronism;
mod decide;
mod fold;
mod lexicon;
mod memory;
mod neighbours;
mod rules;
mod text;
mod title;
mod words;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use fold::fold as plain_letters;
pub use memory::{KeptReadings, Readings};
pub use text::Position;

use super::Model;
use super::ids::Entity;
use super::types::Prose;
use crate::diagnostic::{Code, Diagnostic, Location, Span};
use decide::{Context, Decision, Reader};
use lexicon::Lexicon;
use memory::Remembered;
use title::Titles;

/// A name that became a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoLink {
    /// Where it begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// What it names.
    pub entity: Entity,
}

/// A name that was found, and what became of it.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The name as it stands in the text, with the title before it.
    pub text: String,
    /// Where it stands in the file.
    pub location: Location,
    /// What it was linked to.
    pub linked: Option<Entity>,
    /// The rule that decided, in words.
    pub reason: String,
}

/// What a text holds.
#[derive(Debug, Default)]
pub struct Reading {
    /// Names that became links, in order.
    pub links: Vec<AutoLink>,
    /// Every name that was found, in order.
    pub mentions: Vec<Mention>,
    /// What is ambiguous or out of its time.
    pub faults: Vec<Diagnostic>,
}

/// Finds names in the texts of a model.
#[derive(Debug)]
pub struct Finder<'m> {
    model: &'m Model,
    names: Arc<AllNames>,
}

/// All names of a model, ready to be found.
#[derive(Debug)]
struct AllNames {
    lexicon: Lexicon,
    titles: Titles,
}

impl<'m> Finder<'m> {
    /// Collects all names of a model.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            names: Arc::new(AllNames::of(model)),
        }
    }

    /// Whether names in a text may become links at all.
    pub fn is_wanted(&self, entity: Entity) -> bool {
        let own = match entity {
            Entity::Article(id) => self.model.article(id).autolink,
            _ => true,
        };
        self.model.site.autolink && own
    }

    /// Reads a text.
    pub fn read(&self, of: Entity, prose: &Prose) -> Reading {
        let context = Context::of(self.model, of);
        let mut reading = Reading::default();
        for found in self.decide(&context, prose) {
            self.keep(&found, prose, &mut reading);
            let (linked, reason) = match found.decision {
                Decision::Link { entity, rule, .. } => (Some(entity), rule),
                Decision::Leave { rule, .. } => (None, rule),
            };
            reading.mentions.push(Mention {
                text: found.text,
                location: prose.at(place(prose, found.from, found.to)),
                linked,
                reason: reason.into_owned(),
            });
        }
        reading
    }

    /// Reads a text for its links and faults alone.
    fn links_and_faults(&self, context: &Context, prose: &Prose) -> Reading {
        let mut reading = Reading::default();
        for found in self.decide(context, prose) {
            self.keep(&found, prose, &mut reading);
        }
        reading
    }

    fn decide(&self, context: &Context, prose: &Prose) -> Vec<decide::Found> {
        let AllNames { lexicon, titles } = self.names.as_ref();
        Reader::new(self.model, lexicon, titles, context, prose).read()
    }

    fn keep(&self, found: &decide::Found, prose: &Prose, reading: &mut Reading) {
        let location = || prose.at(place(prose, found.from, found.to));
        let anachronism = match &found.decision {
            Decision::Link {
                entity,
                anachronism,
                ..
            } => {
                reading.links.push(AutoLink {
                    from: found.from,
                    to: found.to,
                    entity: *entity,
                });
                anachronism
            }
            Decision::Leave {
                ambiguous,
                anachronism,
                ..
            } => {
                if !ambiguous.is_empty() {
                    let lines: Vec<String> = ambiguous
                        .iter()
                        .map(|id| format!("[[{}|{}]]", self.model.id_of(*id), found.text))
                        .collect();
                    let message = format!(
                        "`{}` can mean {} {} and stays plain text",
                        found.text,
                        ambiguous.len(),
                        if matches!(ambiguous[0], Entity::Leader(_)) {
                            "people"
                        } else {
                            "records"
                        }
                    );
                    reading.faults.push(
                        Diagnostic::new(Code::AmbiguousMention, location(), message)
                            .help(format!("write one of: {}", lines.join(", "))),
                    );
                }
                anachronism
            }
        };
        if let Some(what) = anachronism {
            reading.faults.push(
                Diagnostic::new(Code::Anachronism, location(), what.message.clone())
                    .help(what.help.clone()),
            );
        }
    }
}

impl AllNames {
    fn of(model: &Model) -> Self {
        Self {
            lexicon: Lexicon::of(&model.site, &model.leaders, &model.summits, &model.events),
            titles: Titles::of(&model.leaders),
        }
    }
}

/// Links the names in all texts of a model that is made once, but for those whose reading was
/// `kept`; from then on it holds the readings of this model.
pub fn link_all_once(model: &mut Model, kept: &mut KeptReadings) -> Vec<Diagnostic> {
    if !model.site.autolink {
        return Vec::new();
    }
    let known = kept.take(model);
    let read: Vec<(Entity, Vec<AutoLink>, Vec<Diagnostic>)> = {
        let names = OnceLock::new();
        let read = |entity: Entity, prose: &Prose| {
            let finder = Finder {
                model,
                names: Arc::clone(names.get_or_init(|| Arc::new(AllNames::of(model)))),
            };
            if !finder.is_wanted(entity) {
                return Reading::default();
            }
            finder.links_and_faults(&Context::of(model, entity), prose)
        };
        let texts: Vec<(Entity, &Prose)> = model.proses().collect();
        texts
            .into_par_iter()
            .zip(known)
            .map(|((entity, prose), known)| match known {
                Some(links) => (entity, links, Vec::new()),
                None => {
                    let reading = read(entity, prose);
                    (entity, reading.links, reading.faults)
                }
            })
            .collect()
    };
    let is_told: Vec<bool> = read.iter().map(|(_, _, told)| !told.is_empty()).collect();
    let mut faults = Vec::new();
    for (entity, links, told) in read {
        faults.extend(told);
        if let Some(prose) = model.prose_mut(entity) {
            prose.links = links;
        }
    }
    kept.keep(model, &is_told);
    faults
}

/// Links the names in all texts of a model. Texts that were read before, on the same ground, are
/// not read again.
pub fn link_all(model: &mut Model, ground: u64, readings: &mut Readings) -> Vec<Diagnostic> {
    if !model.site.autolink {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let found: Vec<(Entity, Arc<Remembered>)> = {
        let names = readings.stand_on(ground, || AllNames::of(model));
        let finder = Finder { model, names };
        let mut texts: Vec<(Entity, &Prose)> = Vec::new();
        for (entity, prose) in model.proses() {
            match &prose.read {
                // An article that is the same as in an earlier build.
                Some((on, told)) if *on == ground => faults.extend(told.iter().cloned()),
                _ if finder.is_wanted(entity) => texts.push((entity, prose)),
                _ => {}
            }
        }
        let before = &*readings;
        texts
            .par_iter()
            .map(|(entity, prose)| {
                let context = Context::of(model, *entity);
                let known = before.find(&context, prose);
                let reading =
                    known.unwrap_or_else(|| Arc::new(Remembered::new(context, prose, &finder)));
                (*entity, reading)
            })
            .collect()
    };
    for (entity, reading) in &found {
        faults.extend(reading.faults().iter().cloned());
        if let Some(prose) = model.prose_mut(*entity) {
            prose.links = reading.links().to_vec();
            prose.read = Some((ground, Arc::clone(reading.faults())));
            prose.first_links = OnceLock::new();
        }
    }
    readings.keep(found.into_iter().map(|(_, reading)| reading), model);
    faults
}

/// The bytes of the file between two places.
fn place(prose: &Prose, from: Position, to: Position) -> Span {
    let byte = |position: Position| {
        let (node, span) = &prose.nodes()[position.node as usize];
        match node {
            crate::load::markdown::Node::Text(crate::load::markdown::Chunk::Source(own)) => {
                own.start + position.offset
            }
            _ => span.start,
        }
    };
    let start = byte(from);
    Span::new(start, byte(to).max(start + 1))
}
