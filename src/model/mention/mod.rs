//! Names in prose: found in one pass, decided by the rules of `docs/names.md`, never guessed.
//!
//! [`Finder`] is the entry point: made once for a model, it reads one text at a time
//! ([`Finder::read`]). What it links is kept in [`Prose::links`](super::types::Prose::links); what
//! it objects to are diagnostics; everything it saw is what `summitry why` prints.

mod anachronism;
mod decide;
mod fold;
mod lexicon;
mod neighbours;
mod rules;
mod text;
mod title;
mod words;

use jiff::civil::Date;
use rayon::prelude::*;

pub use text::Position;

use super::Model;
use super::ids::{Entity, LeaderId};
use super::types::Prose;
use crate::diagnostic::{Code, Diagnostic, Location, Span};
use decide::{Context, Decision, Reader};
use lexicon::Lexicon;
use title::Titles;

/// A name that became a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    lexicon: Lexicon,
    titles: Titles,
}

impl<'m> Finder<'m> {
    /// Collects all names of a model.
    pub fn new(model: &'m Model) -> Self {
        let lexicon = Lexicon::of(&model.site, &model.leaders, &model.summits, &model.events);
        let titles = Titles::of(&model.leaders);
        Self {
            model,
            lexicon,
            titles,
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
        let context = Context {
            own: of,
            day: day_of(self.model, of),
            leaders: people_of(self.model, of),
        };
        let decisions = Reader::new(self.model, &self.lexicon, &self.titles, context, prose).read();
        let mut reading = Reading::default();
        for found in decisions {
            self.keep(found, prose, &mut reading);
        }
        reading
    }

    fn keep(&self, found: decide::Found, prose: &Prose, reading: &mut Reading) {
        let location = prose.at(place(prose, found.from, found.to));
        let (linked, reason) = match &found.decision {
            Decision::Link { entity, rule, .. } => (Some(*entity), rule.clone()),
            Decision::Leave { rule, .. } => (None, rule.clone()),
        };
        match &found.decision {
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
                if let Some(what) = anachronism {
                    reading.faults.push(
                        Diagnostic::new(Code::Anachronism, location.clone(), what.message.clone())
                            .help(what.help.clone()),
                    );
                }
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
                        Diagnostic::new(Code::AmbiguousMention, location.clone(), message)
                            .help(format!("write one of: {}", lines.join(", "))),
                    );
                }
                if let Some(what) = anachronism {
                    reading.faults.push(
                        Diagnostic::new(Code::Anachronism, location.clone(), what.message.clone())
                            .help(what.help.clone()),
                    );
                }
            }
        }
        reading.mentions.push(Mention {
            text: found.text,
            location,
            linked,
            reason,
        });
    }
}

/// Links the names in all texts of a model.
pub fn link_all(model: &mut Model) -> Vec<Diagnostic> {
    if !model.site.autolink {
        return Vec::new();
    }
    let found: Vec<(Entity, Reading)> = {
        let finder = Finder::new(model);
        let texts: Vec<(Entity, &Prose)> = model
            .proses()
            .filter(|(entity, _)| finder.is_wanted(*entity))
            .collect();
        texts
            .par_iter()
            .map(|(entity, prose)| {
                let mut reading = finder.read(*entity, prose);
                // Kept for `why` alone, which reads one text.
                reading.mentions = Vec::new();
                (*entity, reading)
            })
            .collect()
    };
    let mut faults = Vec::new();
    for (entity, reading) in found {
        faults.extend(reading.faults);
        if let Some(prose) = model.prose_mut(entity) {
            prose.links = reading.links;
        }
    }
    faults
}

/// The day of a text.
fn day_of(model: &Model, entity: Entity) -> Option<Date> {
    model.day_of(entity)
}

/// Leaders whom a text is about by its front matter.
fn people_of(model: &Model, entity: Entity) -> Vec<LeaderId> {
    let mut people = Vec::new();
    let add_summit = |id: super::ids::SummitId, people: &mut Vec<LeaderId>| {
        people.extend(model.summit(id).participants.iter().map(|p| p.leader))
    };
    match entity {
        Entity::Article(id) => {
            let article = model.article(id);
            people.extend(&article.leaders);
            article
                .summits
                .iter()
                .for_each(|summit| add_summit(*summit, &mut people));
            people.extend(article.trip.and_then(|trip| model.trip(trip).leader));
        }
        Entity::Summit(id) => add_summit(id, &mut people),
        Entity::Trip(id) => {
            people.extend(model.trip(id).leader);
            model
                .trip(id)
                .stops
                .iter()
                .for_each(|summit| add_summit(*summit, &mut people));
        }
        Entity::Event(_) | Entity::Leader(_) | Entity::Country(_) => {}
    }
    people.sort();
    people.dedup();
    people
}

/// The bytes of the file between two places.
fn place(prose: &Prose, from: Position, to: Position) -> Span {
    let byte = |position: Position| {
        let (node, span) = &prose.body.nodes[position.node as usize];
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
