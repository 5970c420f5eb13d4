//! Makes the model: records in, things out, one file a kind of thing.
//!
//! [`build`] is the entry point. First everything gets its handle and its name, so that any
//! record can then name any other; then each kind is built; then what spans several of them is
//! checked.

mod article;
mod country;
mod event;
mod leader;
mod memory;
mod outcome;
pub mod site;
mod summit;
mod trip;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::derive::Derived;
use super::derive::backlinks::Backlinks;
use super::ids::{ArticleId, Entity, EventId, LeaderId, SourceId, SummitId, TripId};
use super::names::{Candidate, Named, Names};
use super::resolve::Resolver;
use super::types::{Summit, Unpublished};
use super::{Model, claims, facts, mention};
use crate::clock::{ClockError, Now};
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};
use crate::digest::{Digest, Digester};
use crate::language::Language;
use crate::load::reader::Spanned;
use crate::load::record::{EventRecord, LeaderRecord, Opt, SummitRecord, TripRecord};
use crate::load::{ArticleDocument, Document, Sources};
use crate::timings::{Stage, timed};
pub use memory::Memory;
use site::SiteOverrides;

/// What the command line asks of the model.
#[derive(Debug, Clone, Default)]
pub struct ModelOptions {
    /// Of the site as a whole.
    pub site: SiteOverrides,
    /// Shows drafts.
    pub drafts: bool,
    /// Shows what lies in the future.
    pub future: bool,
}

/// Makes the model of a site. What did not change since an earlier build comes from its memory.
///
/// # Errors
/// When the clock cannot be read. Faults of the content are diagnostics.
pub fn build(
    mut sources: Sources,
    options: &ModelOptions,
    language: Arc<Language>,
    memory: &mut Memory,
) -> Result<(Model, Vec<Diagnostic>), ClockError> {
    let (site, now, mut diagnostics) =
        site::build(&sources.site, &sources.site_file, &options.site, &language)?;
    let faulty = std::mem::take(&mut sources.faulty);
    let site_file = Arc::clone(&sources.site_file);
    let chosen = Chosen::choose(sources, &now, options, &mut diagnostics);
    let ground = if memory.forgets {
        let ground = chosen.lasting_ground(memory.base, &now);
        memory.kept.stand_on(ground);
        None
    } else {
        let ground = chosen.ground(&site_file, &now, options);
        memory.stand_on(chosen.ground_of_articles(ground, &faulty));
        Some(ground)
    };
    let mut names = Names::default();
    chosen.name(&mut names, &mut diagnostics);

    let no_ids = FxHashMap::default();
    let mut resolver = Resolver {
        names: &names,
        site: &site,
        now: &now,
        future: options.future,
        sources: Vec::new(),
        first_source: 0,
        source_ids: &no_ids,
        faulty: &faulty,
        diagnostics,
    };
    let source_ids = bibliography(&chosen.rest, &mut resolver);
    resolver.source_ids = &source_ids;

    let leaders = chosen
        .leaders
        .iter()
        .map(|document| leader::build(document, &mut resolver))
        .collect();
    let events: Vec<_> = chosen
        .events
        .iter()
        .map(|document| event::build(document, &mut resolver))
        .collect();
    let mut summits: Vec<Summit> = chosen
        .summits
        .iter()
        .map(|document| summit::build(document, &events, &mut resolver))
        .collect();
    let mut stops_of: FxHashMap<TripId, Vec<SummitId>> = FxHashMap::default();
    for (i, summit) in summits.iter().enumerate() {
        for trip in &summit.trips {
            stops_of
                .entry(*trip)
                .or_default()
                .push(SummitId::from_index(i));
        }
    }
    let trips = chosen
        .trips
        .iter()
        .enumerate()
        .map(|(i, document)| {
            let id = TripId::from_index(i);
            let named_by = stops_of.get(&id).map_or(&[][..], Vec::as_slice);
            trip::build(document, id, named_by, &mut summits, &mut resolver)
        })
        .collect();
    let (articles, origins) =
        memory.articles(&chosen.articles, &mut resolver, |id, written, resolver| {
            article::build(id, written, &now, resolver)
        });
    let countries = chosen
        .countries
        .iter()
        .filter_map(|document| country::build(document, &mut resolver))
        .collect();

    let Resolver {
        sources,
        mut diagnostics,
        ..
    } = resolver;
    let mut model = Model {
        site,
        language,
        leaders,
        events,
        summits,
        trips,
        articles,
        countries,
        sources,
        files: chosen.rest.files,
        names,
        derived: Derived::default(),
        good_from: now.timestamp,
        // A day that was asked for does not pass.
        good_until: if now.asked {
            Timestamp::MAX
        } else {
            let release = chosen.next_release.unwrap_or(now.day_ends);
            release.min(now.day_ends)
        },
    };
    country::add_the_rest(&mut model);
    diagnostics.extend(timed(Stage::Mentions, || match ground {
        Some(ground) => mention::link_all(&mut model, ground, &mut memory.readings),
        None => mention::link_all_once(&mut model, &mut memory.kept),
    }));
    let (derived, backlinks) = rayon::join(|| Derived::derive(&model), || Backlinks::of(&model));
    model.derived = derived;
    model.derived.backlinks = backlinks;
    let more = facts::check(&model, &diagnostics, &faulty);
    diagnostics.extend(more);
    diagnostics.extend(claims::check(&model));
    memory.keep(origins, &model.articles);
    Ok((model, diagnostics))
}

/// Reads the bibliography into handles.
fn bibliography(rest: &Rest, resolver: &mut Resolver<'_>) -> FxHashMap<String, SourceId> {
    let mut first: FxHashMap<&str, Location> = FxHashMap::default();
    let mut ids = FxHashMap::default();
    for entry in rest.bibliography.iter().flat_map(|file| file.iter()) {
        let at = Location::new(&entry.file, entry.id.span);
        if let Some(other) = first.get(entry.id.value.as_str()) {
            resolver.push(duplicate(&entry.id.value, at, other.clone(), SOURCES));
            continue;
        }
        first.insert(&entry.id.value, at);
        let source = resolver.source_of(&entry.record, Some(entry.id.value.clone()), &entry.file);
        ids.insert(entry.id.value.clone(), resolver.add_source(source));
    }
    ids
}

/// What the sources hold besides the records that have handles.
struct Rest {
    bibliography: Vec<Arc<[crate::load::SourceDocument]>>,
    files: Vec<crate::load::Asset>,
}

/// The records of this build in the order of their handles, and the names of those left out.
struct Chosen {
    articles: Vec<ArticleDocument>,
    leaders: Vec<Arc<Document<LeaderRecord>>>,
    summits: Vec<Arc<Document<SummitRecord>>>,
    events: Vec<Arc<Document<EventRecord>>>,
    trips: Vec<Arc<Document<TripRecord>>>,
    countries: Vec<Arc<Document<crate::load::record::CountryRecord>>>,
    left_out: Vec<(String, Candidate)>,
    /// When the next article that waits for its hour will be published.
    next_release: Option<Timestamp>,
    rest: Rest,
}

impl Chosen {
    fn choose(
        sources: Sources,
        now: &Now,
        options: &ModelOptions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut left_out = Vec::new();
        let mut next_release: Option<Timestamp> = None;
        let mut leave = |name: String, title: &Opt<String>, at: Location, reason: String| {
            let shown = title
                .as_ref()
                .map_or_else(|| name.clone(), |t| t.value.clone());
            diagnostics.push(Diagnostic::new(
                Code::LeftOut,
                at.clone(),
                format!("left out: {reason}"),
            ));
            left_out.push((
                name.clone(),
                Candidate {
                    id: name,
                    named: Named::LeftOut(shown),
                    at,
                },
            ));
        };
        let is_later = |date: &Opt<Date>| {
            !options.future && date.as_ref().is_some_and(|date| date.value > now.today)
        };
        let day = |date: &Opt<Date>| date.as_ref().map_or(Date::MIN, |d| d.value);

        let mut articles = Vec::with_capacity(sources.articles.len());
        for article in sources.articles {
            let record = &article.document.record;
            let draft = record.draft.as_ref().is_some_and(|d| d.value) && !options.drafts;
            let future =
                article::unpublished(record, now) == Some(Unpublished::Future) && !options.future;
            let reason = match (draft, future, &record.date) {
                (true, _, _) => Some("it is a draft; --drafts shows it".to_owned()),
                (_, true, Some(date)) => Some(match date.value.timestamp {
                    Some(moment) => {
                        format!("it is not published before {moment}; --future shows it")
                    }
                    None => format!("it is dated {}; --future shows it", date.value.date),
                }),
                _ => None,
            };
            if let (true, Some(moment)) =
                (future, record.date.as_ref().and_then(|d| d.value.timestamp))
            {
                next_release = Some(next_release.map_or(moment, |next| next.min(moment)));
            }
            match reason {
                Some(reason) => leave(
                    article::slug(&article.document).to_owned(),
                    &record.title,
                    article.document.at_value(&record.date),
                    reason,
                ),
                None => articles.push(article),
            }
        }
        articles.par_sort_by(|a, b| {
            let moment = |a: &ArticleDocument| {
                let date = a.document.record.date.as_ref();
                date.map(|d| (d.value.date, d.value.timestamp))
            };
            let (one, other) = (&a.document, &b.document);
            moment(b)
                .cmp(&moment(a))
                .then_with(|| article::slug(one).cmp(article::slug(other)))
                .then_with(|| one.file.path.cmp(&other.file.path))
        });

        macro_rules! keep {
            ($list:expr) => {{
                let mut kept = Vec::with_capacity($list.len());
                for document in $list {
                    if is_later(&document.record.date) {
                        leave(
                            document.stem.clone(),
                            &document.record.title,
                            document.at_value(&document.record.date),
                            format!(
                                "it is dated {}; --future shows it",
                                day(&document.record.date)
                            ),
                        );
                    } else {
                        kept.push(document);
                    }
                }
                kept
            }};
        }
        let mut summits: Vec<Arc<Document<SummitRecord>>> = keep!(sources.summits);
        let time = |d: &Arc<Document<SummitRecord>>| {
            d.record
                .time
                .as_ref()
                .map_or(jiff::civil::Time::midnight(), |t| t.value)
        };
        summits.sort_by(|a, b| {
            (day(&a.record.date), time(a), &a.stem, &a.file.path).cmp(&(
                day(&b.record.date),
                time(b),
                &b.stem,
                &b.file.path,
            ))
        });
        let mut events: Vec<Arc<Document<EventRecord>>> = keep!(sources.events);
        events.sort_by(|a, b| {
            (day(&a.record.date), &a.stem, &a.file.path).cmp(&(
                day(&b.record.date),
                &b.stem,
                &b.file.path,
            ))
        });
        let mut trips: Vec<Arc<Document<TripRecord>>> = keep!(sources.trips);
        trips.sort_by(|a, b| {
            (day(&a.record.date), &a.stem, &a.file.path).cmp(&(
                day(&b.record.date),
                &b.stem,
                &b.file.path,
            ))
        });
        let mut leaders = sources.leaders;
        leaders.sort_by(|a, b| (&a.stem, &a.file.path).cmp(&(&b.stem, &b.file.path)));

        let rest = Rest {
            bibliography: sources.bibliography,
            files: sources.files,
        };
        Self {
            articles,
            leaders,
            summits,
            events,
            trips,
            countries: sources.countries,
            left_out,
            next_release,
            rest,
        }
    }

    /// A number for all that a model rests on but the texts of articles, which holds in every
    /// process: `base`, the day, and which articles there are at this hour, in their order.
    fn lasting_ground(&self, base: Digest, now: &Now) -> Digest {
        let mut digester = Digester::default();
        digester.add_digest(base);
        digester.add(now.today.to_string().as_bytes());
        for article in &self.articles {
            digester.add(article.document.file.path.as_bytes());
        }
        digester.digest()
    }

    /// A number for all that a text is read upon: the site's settings, the day, and the records,
    /// without their own texts.
    fn ground(&self, site_file: &SourceText, now: &Now, options: &ModelOptions) -> u64 {
        fn add<R>(documents: &[Arc<Document<R>>], hasher: &mut DefaultHasher) {
            documents.len().hash(hasher);
            for document in documents {
                document.file.path.hash(hasher);
                document.head_digest.hash(hasher);
            }
        }
        let mut hasher = DefaultHasher::new();
        site_file.text().hash(&mut hasher);
        (now.today, options.future).hash(&mut hasher);
        add(&self.leaders, &mut hasher);
        add(&self.summits, &mut hasher);
        add(&self.events, &mut hasher);
        add(&self.trips, &mut hasher);
        hasher.finish()
    }

    /// A number for all that an article can refer to: the ground of texts, every name in the order
    /// of the handles, the bibliography, and which files have faults of their own.
    fn ground_of_articles(&self, ground: u64, faulty: &FxHashSet<String>) -> u64 {
        let mut hasher = DefaultHasher::new();
        ground.hash(&mut hasher);
        for article in &self.articles {
            article::slug(&article.document).hash(&mut hasher);
        }
        for (name, _) in &self.left_out {
            name.hash(&mut hasher);
        }
        for file in &self.rest.bibliography {
            for entry in file.iter() {
                entry.file.path.hash(&mut hasher);
                entry.id.value.hash(&mut hasher);
            }
        }
        faulty.iter().collect::<BTreeSet<_>>().hash(&mut hasher);
        hasher.finish()
    }

    /// Gives everything its names; ids are unique across leaders, summits, events and trips.
    fn name(&self, names: &mut Names, diagnostics: &mut Vec<Diagnostic>) {
        let mut add = |stem: &str,
                       entity: Entity,
                       at: Location,
                       former: &[Spanned<String>],
                       file_at: &dyn Fn(Span) -> Location| {
            if !site::is_id(stem) {
                diagnostics.push(site::invalid_id(stem, at.clone()));
            }
            if let Some(other) = names.exact(stem).next() {
                // Told once; whoever names the id means the first.
                diagnostics.push(duplicate(stem, at, other.at.clone(), RECORDS));
                return;
            }
            let candidate = |at: Location| Candidate {
                id: stem.to_owned(),
                named: Named::Here(entity),
                at,
            };
            names.add(stem, candidate(at));
            for former in former {
                let at = file_at(former.span);
                if !site::is_id(&former.value) {
                    diagnostics.push(site::invalid_id(&former.value, at.clone()));
                }
                if let Some(other) = names.exact(&former.value).next() {
                    diagnostics.push(duplicate(&former.value, at, other.at.clone(), RECORDS));
                    continue;
                }
                names.add(&former.value, candidate(at));
            }
        };
        for (i, d) in self.leaders.iter().enumerate() {
            add(
                &d.stem,
                Entity::Leader(LeaderId::from_index(i)),
                d.at_value(&d.record.name),
                &d.record.former_ids,
                &|s| d.at(s),
            );
        }
        for (i, d) in self.summits.iter().enumerate() {
            add(
                &d.stem,
                Entity::Summit(SummitId::from_index(i)),
                d.at_value(&d.record.title),
                &d.record.former_ids,
                &|s| d.at(s),
            );
        }
        for (i, d) in self.events.iter().enumerate() {
            add(
                &d.stem,
                Entity::Event(EventId::from_index(i)),
                d.at_value(&d.record.title),
                &d.record.former_ids,
                &|s| d.at(s),
            );
        }
        for (i, d) in self.trips.iter().enumerate() {
            add(
                &d.stem,
                Entity::Trip(TripId::from_index(i)),
                d.at_value(&d.record.title),
                &d.record.former_ids,
                &|s| d.at(s),
            );
        }
        for (i, a) in self.articles.iter().enumerate() {
            let slug = article::slug(&a.document).to_owned();
            let at = a.document.at_value(&a.document.record.title);
            names.add(
                &slug,
                Candidate {
                    id: slug.clone(),
                    named: Named::Here(Entity::Article(ArticleId::from_index(i))),
                    at,
                },
            );
        }
        for (name, candidate) in &self.left_out {
            names.add(name, candidate.clone());
        }
    }
}

/// What shares one list of ids, for messages.
const RECORDS: &str = "leaders, summits, events and trips share one list of ids";
const SOURCES: &str = "all files of the bibliography share one list of ids";

fn duplicate(id: &str, at: Location, first: Location, shared: &str) -> Diagnostic {
    let message = format!("the id `{id}` is taken");
    Diagnostic::new(Code::DuplicateId, at, message)
        .related(first, "by this one")
        .help(format!("rename one of the two: {shared}"))
}
