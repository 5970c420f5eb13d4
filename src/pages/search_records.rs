//! What a search finds: a plain record of everything on the site, which `render` hands to the
//! search engine, and the facets by which finds are narrowed down.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::url;
use super::view::card::kind_text;
use super::view::standfirst;
use crate::language::Language;
use crate::load::markdown::{Element, Node};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::status::status_now;
use crate::model::derive::visits::home_on;
use crate::model::facts::{place_text, text_of};
use crate::model::ids::{Entity, LeaderId, PillarId, SummitId};
use crate::model::mention::plain_letters;
use crate::model::names;
use crate::model::types::{NativeName, Outcome, Party, Place, Prose, Target};

/// Something that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A thing with a page of its own.
    Thing(Entity),
    /// An outcome, by its meeting and its number there.
    Outcome(SummitId, usize),
}

/// A record of the index.
#[derive(Debug, Clone)]
pub struct SearchRecord {
    /// Its address from the root of the site, so that the index is the same under every base path;
    /// an outcome's has an anchor.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it is, in the language of the site: `Bilateral meeting`.
    pub kind: String,
    /// Its day or days, as they are shown.
    pub date: Option<String>,
    /// Its first day.
    pub day: Option<Date>,
    /// A word on it: the place, the country, the meeting.
    pub line: Option<String>,
    /// Its name in its own script.
    pub native: Option<NativeName>,
    /// All names under which it is known; those of a meeting, an article or a journey are beside its
    /// title.
    pub names: Vec<String>,
    /// All names of the people who took part in it.
    pub people: Vec<String>,
    /// What there is to read of it, without markup.
    pub text: String,
    /// The words by which it is narrowed down, by facet.
    pub facets: BTreeMap<Facet, Vec<String>>,
}

/// What finds are narrowed down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Article, meeting, leader and so on.
    Kind,
    /// Pillar.
    Pillar,
    /// Country.
    Country,
    /// Year.
    Year,
}

impl Facet {
    /// All facets, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Pillar, Self::Country, Self::Year];

    /// Its name in addresses and in the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Pillar => "pillar",
            Self::Country => "country",
            Self::Year => "year",
        }
    }
}

/// Kinds of subject in the order of the search page: the name in templates, and the key of what
/// many of them are called.
pub const KINDS: [(&str, &str); 7] = [
    ("article", "page.articles"),
    ("summit", "page.summits"),
    ("leader", "page.leaders"),
    ("country", "page.countries"),
    ("event", "page.events"),
    ("trip", "page.trips"),
    ("outcome", "page.commitments"),
];

impl Subject {
    /// Everything on the site, in a fixed order: kind by kind, the newest first.
    pub fn all(model: &Model) -> Vec<Self> {
        let thing = |entity| Self::Thing(entity);
        let mut all = Vec::new();
        all.extend(model.articles().map(|(id, _)| thing(Entity::Article(id))));
        let meetings = model.summits().rev();
        all.extend(meetings.map(|(id, _)| thing(Entity::Summit(id))));
        all.extend(model.leaders().map(|(id, _)| thing(Entity::Leader(id))));
        let countries = model.countries.iter();
        all.extend(countries.map(|country| thing(Entity::Country(country.code))));
        all.extend(model.events().rev().map(|(id, _)| thing(Entity::Event(id))));
        all.extend(model.trips().rev().map(|(id, _)| thing(Entity::Trip(id))));
        let meetings = model.summits().rev();
        all.extend(meetings.flat_map(|(id, summit)| {
            (0..summit.outcomes.len()).map(move |index| Self::Outcome(id, index))
        }));
        all
    }

    /// Its kind, as in [`KINDS`].
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Thing(Entity::Article(_)) => "article",
            Self::Thing(Entity::Leader(_)) => "leader",
            Self::Thing(Entity::Summit(_)) => "summit",
            Self::Thing(Entity::Event(_)) => "event",
            Self::Thing(Entity::Trip(_)) => "trip",
            Self::Thing(Entity::Country(_)) => "country",
            Self::Outcome(..) => "outcome",
        }
    }

    /// The words of a facet under which it stands, each once.
    pub fn facet(self, model: &Model, facet: Facet) -> Vec<String> {
        let mut words = match facet {
            Facet::Kind => {
                let known = KINDS.iter().find(|(kind, _)| *kind == self.kind());
                let name = known.map(|(_, key)| model.language.say(key, &[]));
                name.into_iter().collect()
            }
            Facet::Pillar => {
                let pillars = pillars(model, self).into_iter();
                pillars
                    .map(|id| model.site.pillars[id.index()].name.clone())
                    .collect()
            }
            Facet::Country => {
                let mut codes = countries(model, self);
                codes.sort_unstable();
                codes.dedup();
                let codes = codes.into_iter();
                codes
                    .map(|code| model.title_of(Entity::Country(code)))
                    .collect()
            }
            Facet::Year => years(model, self),
        };
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Its record.
    pub fn record(self, model: &Model) -> SearchRecord {
        let mut record = match self {
            Self::Thing(entity) => of_thing(model, entity),
            Self::Outcome(id, index) => of_outcome(model, id, &model.summit(id).outcomes[index]),
        };
        record.facets = Facet::ALL
            .into_iter()
            .map(|facet| (facet, self.facet(model, facet)))
            .filter(|(_, words)| !words.is_empty())
            .collect();
        record
    }
}

fn of_thing(model: &Model, entity: Entity) -> SearchRecord {
    let mut record = SearchRecord {
        url: url::of(model, entity).from_root(),
        title: model.title_of(entity),
        kind: kind_of(model, entity),
        date: days_of(model, entity).map(|(from, to)| model.language.days(from, to)),
        day: model.day_of(entity),
        line: None,
        native: None,
        names: Vec::new(),
        people: Vec::new(),
        text: String::new(),
        facets: BTreeMap::new(),
    };
    // What stands first is shown of a find that no word of the text led to.
    let (mut text, mut after) = (Passages::default(), Passages::default());
    // The title of a person or a country is a name like the others.
    let mut is_known_by_title = false;
    match entity {
        Entity::Article(id) => {
            let article = model.article(id);
            text.add(article.summary.as_deref());
            text.add_all(&article.key_points);
            after.add_all(&article.authors);
            after.add_all(article.topics.iter().map(|topic| &topic.name));
            record.people = names_of(model, article.leaders.iter().copied());
        }
        Entity::Leader(id) => {
            let leader = model.leader(id);
            record.line = Some(model.title_of(Entity::Country(leader.country)));
            record.native.clone_from(&leader.native_name);
            record.names = names_of(model, [id]);
            is_known_by_title = true;
            text.add(Some(&standfirst::of_leader(model, id)));
            after.add_all(leader.offices.iter().map(|office| &office.title));
        }
        Entity::Summit(id) => {
            let summit = model.summit(id);
            record.line = place_text(model, &summit.place);
            record.names.clone_from(&summit.aliases);
            record.people = names_of(model, summit.participants.iter().map(|who| who.leader));
            text.add(summit.summary.as_deref());
            text.add(Some(&standfirst::of_summit(model, id)));
            after.add(summit.place.venue.as_deref());
            for delegate in &summit.delegation {
                after.add(Some(&delegate.name));
                after.add(delegate.office.as_deref());
            }
        }
        Entity::Event(id) => {
            let event = model.event(id);
            record.line = place_text(model, &event.place);
            record.names.clone_from(&event.aliases);
            after.add(event.organiser.as_deref());
        }
        Entity::Trip(id) => {
            let trip = model.trip(id);
            record.line = trip.leader.map(|leader| model.leader(leader).name.clone());
            record.people = names_of(model, trip.leader);
            after.add_all(trip.stops.iter().map(|stop| &model.summit(*stop).title));
        }
        Entity::Country(code) => {
            is_known_by_title = true;
            if let Some(country) = model.country(code) {
                record.native.clone_from(&country.native_name);
                record.names.extend(country.aliases.iter().cloned());
                let native = country.native_name.iter();
                record.names.extend(native.map(|name| name.text.clone()));
            }
        }
    }
    if let Some(prose) = model.prose_of(entity) {
        text.add(Some(&plain_text(model, prose)));
    }
    text.add(Some(&after.0));
    record.text = text.0;
    if is_known_by_title {
        record.names.insert(0, record.title.clone());
    }
    record.names = spelt(record.names);
    record.people = spelt(record.people);
    record
}

fn of_outcome(model: &Model, id: SummitId, outcome: &Outcome) -> SearchRecord {
    let language = &model.language;
    let summit = model.summit(id);
    let page = url::of(model, Entity::Summit(id)).from_root();
    let status = status_now(outcome, &model.site).status;
    let mut kind = vec![language.say("search.outcome", &[])];
    kind.extend(status.map(|status| model.site.statuses[status.index()].name.clone()));
    let mut text = Passages::default();
    text.add(outcome.note.as_deref());
    for update in &outcome.updates {
        text.add(update.note.as_deref());
    }
    let parties = outcome.by.iter().chain(&outcome.to);
    let parties: Vec<String> = parties
        .map(|party| match party {
            Party::Country(code) => model.title_of(Entity::Country(*code)),
            Party::Leader(leader) => model.leader(*leader).name.clone(),
        })
        .collect();
    text.add(Some(&language.list(&parties)));
    SearchRecord {
        url: format!("{page}#outcome-{}", outcome.id),
        title: outcome.text.clone(),
        kind: kind.join(&language.say("list.comma", &[])),
        date: Some(language.day(outcome.date)),
        day: Some(outcome.date),
        line: Some(summit.title.clone()),
        native: None,
        names: Vec::new(),
        people: Vec::new(),
        text: text.0,
        facets: BTreeMap::new(),
    }
}

fn kind_of(model: &Model, entity: Entity) -> String {
    let key = match entity {
        Entity::Article(_) => "search.article",
        Entity::Leader(_) => "search.leader",
        Entity::Summit(id) => return kind_text(model, model.summit(id)),
        Entity::Event(_) => "search.event",
        Entity::Trip(_) => "search.trip",
        Entity::Country(_) => "search.country",
    };
    model.language.say(key, &[])
}

/// The first and the last day.
fn days_of(model: &Model, entity: Entity) -> Option<(Date, Date)> {
    let first = model.day_of(entity)?;
    let last = match entity {
        Entity::Summit(id) => model.summit(id).end_date,
        Entity::Event(id) => model.event(id).end_date,
        Entity::Trip(id) => model.trip(id).end_date.unwrap_or(first),
        Entity::Article(_) | Entity::Leader(_) | Entity::Country(_) => first,
    };
    Some((first, last))
}

fn years(model: &Model, subject: Subject) -> Vec<String> {
    let days = match subject {
        Subject::Thing(entity) => days_of(model, entity),
        Subject::Outcome(id, index) => {
            let day = model.summit(id).outcomes[index].date;
            Some((day, day))
        }
    };
    days.into_iter()
        .flat_map(|(first, last)| [first.year(), last.year()])
        .map(|year| year.to_string())
        .collect()
}

fn pillars(model: &Model, subject: Subject) -> Vec<PillarId> {
    match subject {
        Subject::Thing(Entity::Article(id)) => model.article(id).pillars.clone(),
        Subject::Thing(Entity::Summit(id)) => model.summit(id).pillars.clone(),
        Subject::Thing(_) => Vec::new(),
        Subject::Outcome(id, index) => {
            let pillar = model.summit(id).outcomes[index].pillar;
            pillar.into_iter().collect()
        }
    }
}

/// Countries that something concerns; one may stand there twice.
fn countries(model: &Model, subject: Subject) -> Vec<CountryCode> {
    let of_place = |place: &Place| place.country;
    match subject {
        Subject::Thing(Entity::Article(id)) => {
            let article = model.article(id);
            let leaders = article.leaders.iter();
            let homes = leaders.map(|leader| home_on(*leader, article.date, model));
            let meetings = article.summits.iter();
            let parties = meetings.flat_map(|summit| parties_of(model, *summit));
            homes.chain(parties).collect()
        }
        Subject::Thing(Entity::Summit(id)) => {
            let summit = model.summit(id);
            let mut codes = parties_of(model, id);
            codes.extend(summit.host);
            codes.extend(of_place(&summit.place));
            codes
        }
        Subject::Thing(Entity::Leader(id)) => {
            let leader = model.leader(id);
            let offices = leader.offices.iter().map(|office| office.country);
            std::iter::once(leader.country).chain(offices).collect()
        }
        Subject::Thing(Entity::Country(code)) => vec![code],
        Subject::Thing(Entity::Event(id)) => of_place(&model.event(id).place).into_iter().collect(),
        Subject::Thing(Entity::Trip(id)) => {
            let trip = model.trip(id);
            let home = trip.leader.map(|leader| home_on(leader, trip.date, model));
            let stops = trip.stops.iter().map(|stop| &model.summit(*stop).place);
            let places = stops.chain(trip.legs.iter().map(|leg| &leg.place));
            home.into_iter()
                .chain(places.filter_map(of_place))
                .collect()
        }
        Subject::Outcome(id, index) => {
            let outcome = &model.summit(id).outcomes[index];
            let day = model.summit(id).date;
            let parties = outcome.by.iter().chain(&outcome.to);
            let codes: Vec<_> = parties
                .map(|party| match party {
                    Party::Country(code) => *code,
                    Party::Leader(leader) => home_on(*leader, day, model),
                })
                .collect();
            if codes.is_empty() {
                parties_of(model, id)
            } else {
                codes
            }
        }
    }
}

/// The countries for which a meeting's participants came.
fn parties_of(model: &Model, id: SummitId) -> Vec<CountryCode> {
    let summit = model.summit(id);
    let leaders = summit.participants.iter();
    leaders
        .map(|who| home_on(who.leader, summit.date, model))
        .collect()
}

/// All names of some leaders.
fn names_of(model: &Model, leaders: impl IntoIterator<Item = LeaderId>) -> Vec<String> {
    let mut names = Vec::new();
    for id in leaders {
        let leader = model.leader(id);
        names.push(leader.name.clone());
        names.extend(leader.native_name.iter().map(|native| native.text.clone()));
        names.extend(leader.aliases.iter().cloned());
    }
    names
}

/// Names, each once, and once more without the letters that a keyboard may lack: `Łukasz` is typed
/// as `Lukasz`.
fn spelt(names: Vec<String>) -> Vec<String> {
    let (mut all, mut known) = (Vec::new(), FxHashSet::default());
    for name in names {
        let plain = (!name.is_ascii()).then(|| plain_letters(&name));
        for name in std::iter::once(name).chain(plain) {
            if known.insert(names::fold(&name).into_owned()) {
                all.push(name);
            }
        }
    }
    all
}

/// Passages, one after the other.
#[derive(Debug, Default)]
struct Passages(String);

impl Passages {
    fn add(&mut self, passage: Option<&str>) {
        let passage = passage.map(str::trim).unwrap_or_default();
        if !passage.is_empty() {
            if !self.0.is_empty() {
                self.0.push('\n');
            }
            self.0.push_str(passage);
        }
    }

    fn add_all<S: AsRef<str>>(&mut self, passages: impl IntoIterator<Item = S>) {
        for passage in passages {
            self.add(Some(passage.as_ref()));
        }
    }
}

/// The words of a prose. Citations, marks of footnotes, pictures and raw HTML leave no trace.
fn plain_text(model: &Model, prose: &Prose) -> String {
    let source = prose.file.text();
    let mut text = String::with_capacity(prose.body.words as usize * 8);
    let mut pictures = 0usize;
    for (node, _) in prose.nodes() {
        match node {
            Node::Start(Element::Image(_)) => pictures += 1,
            Node::End(Element::Image(_)) => pictures = pictures.saturating_sub(1),
            _ if pictures > 0 => {}
            Node::Text(chunk) | Node::Code(chunk) => text.push_str(chunk.resolve(source)),
            Node::Start(Element::Reference(index)) => {
                if !prose.body.references[*index as usize].labelled {
                    text.push_str(&text_of(model, prose, *index as usize));
                }
            }
            Node::Card(index) => {
                if let Target::Entity(entity) = prose.targets[*index as usize] {
                    text.push('\n');
                    text.push_str(&model.title_of(entity));
                }
            }
            Node::SoftBreak | Node::HardBreak => text.push(' '),
            Node::Start(element) if element.is_block() => text.push('\n'),
            Node::Start(_)
            | Node::End(_)
            | Node::Html(_)
            | Node::FootnoteReference(_)
            | Node::Citation(_)
            | Node::Rule => {}
        }
    }
    text
}

/// The language of the index: that of the site without region and script.
pub fn language_of(language: &Language) -> String {
    let tag = language.tag();
    let primary = tag.split('-').next().unwrap_or(tag);
    primary.to_ascii_lowercase()
}
