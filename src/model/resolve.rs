//! From names to handles: what every part of the model asks while it is made.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};

use super::country::{CountryCode, CountryError};
use super::ids::{Entity, EventId, LeaderId, PillarId, SourceId, StatusId, SummitId, TripId};
use super::names::{Candidate, Lookup, Named, Names};
use super::types::{Image, Place, Prose, Site, Source, Status, Target};
use super::zone;
use crate::clock::Now;
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use crate::load::markdown::Body;
use crate::load::reader::Spanned;
use crate::load::record::{ImageRecord, List, Opt, PlaceRecord, SourceRecord, SourceReference};

/// What is known while records become things, and the faults met so far.
pub struct Resolver<'m> {
    /// All names.
    pub names: &'m Names,
    /// The site.
    pub site: &'m Site,
    /// The moment of the build.
    pub now: &'m Now,
    /// Whether what lies in the future is shown all the same.
    pub future: bool,
    /// Sources: those of the bibliography, then those given in place.
    pub sources: Vec<Source>,
    /// The handle of the first of them: all the others have handles elsewhere.
    pub first_source: usize,
    /// Handles of the bibliography by id.
    pub source_ids: &'m FxHashMap<String, SourceId>,
    /// Paths of files that could not be read without faults.
    pub faulty: &'m FxHashSet<String>,
    /// Faults.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'m> Resolver<'m> {
    /// One that knows the same, for a part whose first source has this handle. What it collects
    /// is its own.
    pub fn branch(&self, first_source: usize) -> Self {
        Self {
            names: self.names,
            site: self.site,
            now: self.now,
            future: self.future,
            sources: Vec::new(),
            first_source,
            source_ids: self.source_ids,
            faulty: self.faulty,
            diagnostics: Vec::new(),
        }
    }

    /// The handle of the next source.
    pub fn next_source(&self) -> usize {
        self.first_source + self.sources.len()
    }

    /// Adds a source, and tells its handle.
    pub fn add_source(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId::from_index(self.next_source() - 1)
    }

    /// Notes a fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether a day lies after the day of the build, so that what happened then is not known.
    pub fn is_later(&self, day: Date) -> bool {
        !self.future && day > self.now.today
    }

    /// What a name means; a fault where it means nothing or several things. `None` too where it
    /// is left out of this build, which is no fault.
    pub fn entity(
        &mut self,
        name: &Spanned<String>,
        file: &Arc<SourceText>,
        kind: &str,
    ) -> Option<Entity> {
        match self.target(&name.value, Location::new(file, name.span), kind) {
            Target::Entity(entity) => Some(entity),
            Target::LeftOut(_) | Target::Unresolved => None,
        }
    }

    /// What a name in a text or in front matter means.
    fn target(&mut self, name: &str, at: Location, kind: &str) -> Target {
        if name.trim().is_empty() {
            let what = if kind.is_empty() {
                "record or article"
            } else {
                kind
            };
            self.push(empty(what, at));
            return Target::Unresolved;
        }
        match self.names.find(name) {
            Lookup::One(Candidate {
                named: Named::Here(entity),
                ..
            }) => Target::Entity(*entity),
            Lookup::One(Candidate {
                named: Named::LeftOut(title),
                ..
            }) => Target::LeftOut(title.clone()),
            Lookup::Several(candidates) => {
                let mut fault = Diagnostic::new(
                    Code::AmbiguousReference,
                    at,
                    format!("`{name}` can mean {} things", candidates.len()),
                );
                for candidate in candidates {
                    fault = fault.related(candidate.at.clone(), format!("`{}`", candidate.id));
                }
                self.push(fault.help("write the id exactly, or rename one of them"));
                Target::Unresolved
            }
            Lookup::None => {
                if let Ok(code) = CountryCode::parse(name) {
                    return Target::Entity(Entity::Country(code));
                }
                let help = match self.names.nearest(name) {
                    Some(found) => format!("did you mean `{found}`?"),
                    None => format!(
                        "make it: summitry new {} {}",
                        if kind.is_empty() { "leader" } else { kind },
                        shell_word(name)
                    ),
                };
                let what = if kind.is_empty() {
                    "record or article"
                } else {
                    kind
                };
                self.push(
                    Diagnostic::new(
                        Code::UnresolvedReference,
                        at,
                        format!("there is no {what} `{name}`"),
                    )
                    .help(help),
                );
                Target::Unresolved
            }
        }
    }

    fn wrong_kind(
        &mut self,
        name: &Spanned<String>,
        file: &Arc<SourceText>,
        found: Entity,
        wanted: &str,
    ) {
        let message = format!("`{}` is {}, not {wanted}", name.value, found.kind());
        self.push(Diagnostic::new(
            Code::WrongKind,
            Location::new(file, name.span),
            message,
        ));
    }

    /// A leader's handle.
    pub fn leader(&mut self, name: &Spanned<String>, file: &Arc<SourceText>) -> Option<LeaderId> {
        match self.entity(name, file, "leader")? {
            Entity::Leader(id) => Some(id),
            other => {
                self.wrong_kind(name, file, other, "a leader");
                None
            }
        }
    }

    /// A meeting's handle.
    pub fn summit(&mut self, name: &Spanned<String>, file: &Arc<SourceText>) -> Option<SummitId> {
        match self.entity(name, file, "summit")? {
            Entity::Summit(id) => Some(id),
            other => {
                self.wrong_kind(name, file, other, "a summit");
                None
            }
        }
    }

    /// A gathering's handle.
    pub fn event(&mut self, name: &Spanned<String>, file: &Arc<SourceText>) -> Option<EventId> {
        match self.entity(name, file, "event")? {
            Entity::Event(id) => Some(id),
            other => {
                self.wrong_kind(name, file, other, "an event");
                None
            }
        }
    }

    /// A journey's handle.
    pub fn trip(&mut self, name: &Spanned<String>, file: &Arc<SourceText>) -> Option<TripId> {
        match self.entity(name, file, "trip")? {
            Entity::Trip(id) => Some(id),
            other => {
                self.wrong_kind(name, file, other, "a trip");
                None
            }
        }
    }

    /// Handles of a list of names, each once.
    pub fn each<T: PartialEq>(
        &mut self,
        list: &List<String>,
        file: &Arc<SourceText>,
        one: fn(&mut Self, &Spanned<String>, &Arc<SourceText>) -> Option<T>,
    ) -> Vec<T> {
        let mut all = Vec::with_capacity(list.len());
        for name in list {
            if let Some(id) = one(self, name, file) {
                if all.contains(&id) {
                    self.push(Diagnostic::new(
                        Code::DuplicateEntry,
                        Location::new(file, name.span),
                        format!("`{}` is named twice in this list", name.value),
                    ));
                } else {
                    all.push(id);
                }
            }
        }
        all
    }

    /// A pillar's handle.
    pub fn pillar(&mut self, name: &Spanned<String>, file: &Arc<SourceText>) -> Option<PillarId> {
        let pillars = &self.site.pillars;
        let found = pillars
            .iter()
            .position(|pillar| pillar.id == name.value)
            .map(PillarId::from_index);
        if name.value.trim().is_empty() {
            self.push(empty("pillar", Location::new(file, name.span)));
        } else if found.is_none() {
            let help = did_you_mean(&name.value, pillars.iter().map(|p| p.id.as_str()))
                .unwrap_or_else(|| "add it to [[pillars]] in site/site.toml".into());
            self.push(
                Diagnostic::new(
                    Code::UnresolvedReference,
                    Location::new(file, name.span),
                    format!("there is no pillar `{}`", name.value),
                )
                .help(help),
            );
        }
        found
    }

    /// A status of the vocabulary.
    pub fn status(
        &mut self,
        name: &Spanned<String>,
        file: &Arc<SourceText>,
    ) -> Option<(StatusId, &Status)> {
        let statuses = &self.site.statuses;
        let found = statuses.iter().position(|status| status.id == name.value);
        if found.is_none() {
            let known: Vec<&str> = statuses.iter().map(|s| s.id.as_str()).collect();
            let help = did_you_mean(&name.value, known.iter().copied())
                .unwrap_or_else(|| format!("known statuses: {}", known.join(", ")));
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(file, name.span),
                    format!("there is no status `{}`", name.value),
                )
                .help(help),
            );
        }
        found.map(|index| (StatusId::from_index(index), &statuses[index]))
    }

    /// A country's code.
    pub fn country(
        &mut self,
        code: &Spanned<String>,
        file: &Arc<SourceText>,
    ) -> Option<CountryCode> {
        match CountryCode::parse(&code.value) {
            Ok(code) => Some(code),
            Err(error) => {
                self.country_error(&error, Location::new(file, code.span));
                None
            }
        }
    }

    /// Notes a code that is no country's.
    pub fn country_error(&mut self, error: &CountryError, at: Location) {
        self.push(Diagnostic::new(Code::UnknownCountry, at, error.message()).help(error.help()));
    }

    /// One of a fixed list of words.
    pub fn word<T: Copy>(
        &mut self,
        word: &Opt<String>,
        file: &Arc<SourceText>,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let word = word.as_ref()?;
        let found = known
            .iter()
            .find(|(name, _)| *name == word.value)
            .map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let help = did_you_mean(&word.value, names.iter().copied())
                .unwrap_or_else(|| format!("one of: {}", names.join(", ")));
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(file, word.span),
                    format!("`{}` is not allowed here", word.value),
                )
                .help(help),
            );
        }
        found
    }

    /// A place; coordinates come in pairs and lie on the globe.
    pub fn place(&mut self, record: &Opt<PlaceRecord>, file: &Arc<SourceText>) -> Place {
        let Some(place) = record else {
            return Place::default();
        };
        let place = &place.value;
        let country = place
            .country
            .as_ref()
            .and_then(|code| self.country(code, file));
        let coordinates = self.coordinates(&place.lat, &place.lon, file);
        let time_zone = place
            .time_zone
            .as_ref()
            .and_then(|name| self.time_zone(name, file));
        Place {
            city: value(&place.city),
            country,
            venue: value(&place.venue),
            coordinates,
            time_zone,
        }
    }

    /// A time zone by its name; a fault where there is none of that name.
    pub fn time_zone(
        &mut self,
        name: &Spanned<String>,
        file: &Arc<SourceText>,
    ) -> Option<TimeZone> {
        let zone = zone::named(&name.value);
        if zone.is_none() {
            self.push(unknown_time_zone(name, file));
        }
        zone
    }

    /// Degrees north and east.
    pub fn coordinates(
        &mut self,
        lat: &Opt<f64>,
        lon: &Opt<f64>,
        file: &Arc<SourceText>,
    ) -> Option<(f64, f64)> {
        match (lat, lon) {
            (Some(lat), Some(lon)) => {
                for (degrees, limit, name) in [(lat, 90.0, "latitude"), (lon, 180.0, "longitude")] {
                    if degrees.value.abs() > limit {
                        let message = format!("a {name} lies between -{limit} and {limit}");
                        self.push(Diagnostic::new(
                            Code::InvalidValue,
                            Location::new(file, degrees.span),
                            message,
                        ));
                        return None;
                    }
                }
                Some((lat.value, lon.value))
            }
            // The other one may be there, but broken, which is told already.
            (Some(_), None) | (None, Some(_)) if self.faulty.contains(&file.path) => None,
            (Some(one), None) | (None, Some(one)) => {
                self.push(
                    Diagnostic::new(
                        Code::MissingKey,
                        Location::new(file, one.span),
                        "`lat` and `lon` belong together",
                    )
                    .help("add the other one"),
                );
                None
            }
            (None, None) => None,
        }
    }

    /// Notes a span of time that ends before it begins. Returns whether it does.
    pub fn check_order(
        &mut self,
        from: &Opt<Date>,
        to: &Opt<Date>,
        file: &Arc<SourceText>,
        what: &str,
    ) -> bool {
        if let (Some(from), Some(to)) = (from, to)
            && to.value < from.value
        {
            let message = format!(
                "{what} ends on {}, before it begins on {}",
                to.value, from.value
            );
            let fault = Diagnostic::new(Code::ReversedDates, Location::new(file, to.span), message)
                .related(Location::new(file, from.span), "it begins here")
                .help("exchange the two, or mend the year");
            self.push(fault);
            return true;
        }
        false
    }

    /// Handles of a list of sources. A source given in place joins the others.
    pub fn sources(
        &mut self,
        list: &List<SourceReference>,
        file: &Arc<SourceText>,
    ) -> Vec<SourceId> {
        let mut all = Vec::with_capacity(list.len());
        for reference in list {
            let found = match &reference.value {
                SourceReference::Id(id) => self.source(id, Location::new(file, reference.span)),
                SourceReference::Inline(record) => {
                    let source = self.source_of(record, None, file);
                    Some(self.add_source(source))
                }
            };
            match found {
                Some(id) if all.contains(&id) => {
                    self.push(Diagnostic::new(
                        Code::DuplicateEntry,
                        Location::new(file, reference.span),
                        "this source is named twice in this list",
                    ));
                }
                Some(id) => all.push(id),
                None => {}
            }
        }
        all
    }

    /// The handle of a source of the bibliography.
    pub fn source(&mut self, id: &str, at: Location) -> Option<SourceId> {
        let found = self.source_ids.get(id).copied();
        if found.is_none() {
            let help = did_you_mean(id, self.source_ids.keys().map(String::as_str))
                .unwrap_or_else(|| format!("add it to a file in site/sources/: [{id}] with title, publisher, date and url"));
            self.push(
                Diagnostic::new(
                    Code::UnknownSource,
                    at,
                    format!("the bibliography has no source `{id}`"),
                )
                .help(help),
            );
        }
        found
    }

    /// A source as it is printed; an address that is not safe is dropped.
    pub fn source_of(
        &mut self,
        record: &SourceRecord,
        id: Option<String>,
        file: &Arc<SourceText>,
    ) -> Source {
        self.check_order(&record.date, &record.accessed, file, "the source");
        Source {
            id,
            title: value(&record.title).unwrap_or_default(),
            publisher: value(&record.publisher),
            author: value(&record.author),
            date: record.date.as_ref().map(|d| d.value),
            url: self.web_address(&record.url, file),
            archived: self.web_address(&record.archived, file),
            accessed: record.accessed.as_ref().map(|d| d.value),
        }
    }

    /// An address elsewhere: http or https only.
    pub fn web_address(&mut self, address: &Opt<String>, file: &Arc<SourceText>) -> Option<String> {
        web_address(address.as_ref()?, file, &mut self.diagnostics)
    }

    /// A picture; one without alternative text is told.
    pub fn image(&mut self, record: &Opt<ImageRecord>, file: &Arc<SourceText>) -> Option<Image> {
        let record = record.as_ref()?;
        let image = &record.value;
        let src = image.src.as_ref()?;
        if image.alt.is_none() {
            let fault = Diagnostic::new(Code::MissingAlt, Location::new(file, src.span), "the image has no alternative text")
                .help("add `alt = \"…\"`: what it shows, for those who cannot see it (`alt = \"\"` if it only decorates)");
            self.push(fault);
        }
        Some(Image {
            src: src.value.clone(),
            alt: value(&image.alt).unwrap_or_default(),
            caption: value(&image.caption),
            credit: value(&image.credit),
            license: value(&image.license),
            at: Location::new(file, src.span),
        })
    }

    /// A text with its references and citations resolved.
    pub fn prose_of(&mut self, file: &Arc<SourceText>, body: &Arc<Body>) -> Prose {
        let at = |span: Span| Location::new(file, span);
        let targets = body
            .references
            .iter()
            .map(|reference| self.target(&reference.target, at(reference.span), ""))
            .collect();
        let citations = body
            .citations
            .iter()
            .map(|citation| self.source(&citation.source, at(citation.span)))
            .collect();
        Prose {
            file: Arc::clone(file),
            body: Arc::clone(body),
            targets,
            citations,
            links: Vec::new(),
            read: None,
            first_links: OnceLock::new(),
        }
    }
}

/// The fault of an id that says nothing.
fn empty(what: &str, at: Location) -> Diagnostic {
    let message = format!("the id of a {what} is empty");
    Diagnostic::new(Code::UnresolvedReference, at, message)
        .help("write an id: the name of a file without .md, or a pillar's id from site/site.toml")
}

/// An address elsewhere; a fault where it is not one of http or https.
pub fn web_address(
    address: &Spanned<String>,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> Option<String> {
    let lower = address.value.trim().to_ascii_lowercase();
    if (lower.starts_with("https://") || lower.starts_with("http://"))
        && !lower.contains(char::is_whitespace)
    {
        return Some(address.value.trim().to_owned());
    }
    let fault = Diagnostic::new(
        Code::UnsafeUrl,
        Location::new(file, address.span),
        format!("`{}` is not an address on the web", address.value),
    );
    faults.push(fault.help("write the whole address, beginning with https://"));
    None
}

/// The fault of a name that no time zone has.
pub fn unknown_time_zone(name: &Spanned<String>, file: &Arc<SourceText>) -> Diagnostic {
    let message = format!("there is no time zone `{}`", name.value);
    Diagnostic::new(Code::InvalidValue, Location::new(file, name.span), message)
        .help("write a name of the IANA database, such as `Asia/Tokyo` or `UTC`")
}

/// The value of a key, without its place.
pub fn value<T: Clone>(of: &Opt<T>) -> Option<T> {
    of.as_ref().map(|v| v.value.clone())
}

/// The values of a list, without their places.
pub fn values<T: Clone>(of: &List<T>) -> Vec<T> {
    of.iter().map(|v| v.value.clone()).collect()
}

/// A word that a shell takes as it is.
fn shell_word(word: &str) -> String {
    let plain = !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if plain {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
