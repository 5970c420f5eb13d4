//! The things of a site, checked and linked: what the records mean.
//!
//! An `Option` here is a real "unknown", never "not looked up yet". Everything is immutable once
//! the model is made.

use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;

use super::country::CountryCode;
use super::derive::backlinks::Marked;
use super::ids::{
    ArticleId, Entity, EventId, LeaderId, PillarId, SourceId, StatusId, SummitId, TripId,
};
use super::mention::AutoLink;
use super::reads;
use crate::diagnostic::{Diagnostic, Location, SourceText, Span};
use crate::digest::Digest;
use crate::load::Asset;
use crate::load::markdown::{Body, Node};

/// The site as a whole.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name of the publication.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// Scheme and host, without a slash at the end: `https://example.org`.
    pub origin: String,
    /// Path under which the site lies, with a slash at both ends: `/` or `/repo/`.
    pub base_path: String,
    /// Language, BCP 47.
    pub language: String,
    /// Articles on a page of the archive.
    pub per_page: usize,
    /// Pillars in order.
    pub pillars: Vec<Pillar>,
    /// The vocabulary of statuses.
    pub statuses: Vec<Status>,
    /// Links at the head of every page.
    pub menu: Vec<MenuEntry>,
    /// Licence of the open data, an SPDX identifier.
    pub data_license: Option<String>,
    /// Address of the repository that holds the sources.
    pub repository: Option<String>,
    /// Whether raw HTML in Markdown is kept.
    pub unsafe_html: bool,
    /// Whether names in texts become links.
    pub autolink: bool,
    /// What is made besides pages.
    pub outputs: Outputs,
    /// Settings for the theme.
    pub extra: serde_json::Value,
    /// Time zone of the publication.
    pub time_zone: jiff::tz::TimeZone,
    /// The day for which the site is built.
    pub today: Date,
}

/// What is made besides pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// The search index.
    pub search: bool,
    /// Pictures for links that are shared.
    pub share_cards: bool,
    /// Smaller copies of pictures.
    pub images: bool,
    /// Feeds of each leader, country and pillar.
    pub feeds: bool,
    /// The Markdown of each article.
    pub markdown: bool,
    /// Of how many of the newest articles there is an edition for mail.
    pub email: usize,
}

/// Editions for mail where site.toml does not say how many. An editor mails what is new.
const EMAIL_EDITIONS: usize = 20;

impl Default for Outputs {
    fn default() -> Self {
        Self {
            search: true,
            share_cards: true,
            images: true,
            feeds: true,
            markdown: true,
            email: EMAIL_EDITIONS,
        }
    }
}

/// Something that is made besides pages and can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// [`Outputs::search`].
    Search,
    /// [`Outputs::share_cards`].
    ShareCards,
    /// [`Outputs::images`].
    Images,
    /// [`Outputs::feeds`].
    Feeds,
    /// [`Outputs::markdown`].
    Markdown,
    /// [`Outputs::email`].
    Email,
}

impl Outputs {
    /// All but one.
    #[must_use]
    pub const fn without(mut self, output: Output) -> Self {
        match output {
            Output::Search => self.search = false,
            Output::ShareCards => self.share_cards = false,
            Output::Images => self.images = false,
            Output::Feeds => self.feeds = false,
            Output::Markdown => self.markdown = false,
            Output::Email => self.email = 0,
        }
        self
    }
}

/// An editorial pillar.
#[derive(Debug, Clone)]
pub struct Pillar {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What belongs to it.
    pub description: String,
    /// Its sign: shape and colour.
    pub mark: Mark,
}

/// The sign of a pillar. There are six, told apart by shape as well as by colour; pillars beyond
/// the sixth share the last and rely on the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A circle.
    Trade,
    /// A square.
    Security,
    /// A diamond.
    Tech,
    /// A triangle.
    Energy,
    /// A cross.
    People,
    /// A ring.
    Diplomacy,
}

impl Mark {
    /// All signs in the order in which pillars without one of their own take them.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("trade", Self::Trade),
        ("security", Self::Security),
        ("tech", Self::Tech),
        ("energy", Self::Energy),
        ("people", Self::People),
        ("diplomacy", Self::Diplomacy),
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// A word of the vocabulary of statuses.
#[derive(Debug, Clone)]
pub struct Status {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it says of a commitment.
    pub class: StatusClass,
}

/// What a status says of a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusClass {
    /// Still to be done, or under way.
    Open,
    /// Done.
    Kept,
    /// Done in part.
    Partly,
    /// Not done, or never agreed.
    Failed,
    /// Over without being judged.
    Ended,
    /// Cannot be told; needs a note.
    Unclear,
}

impl StatusClass {
    /// All classes with their names in files.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("open", Self::Open),
        ("kept", Self::Kept),
        ("partly", Self::Partly),
        ("failed", Self::Failed),
        ("ended", Self::Ended),
        ("unclear", Self::Unclear),
    ];

    /// The name in files and in data.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, class)| *class == self)
            .map_or("open", |(name, _)| name)
    }
}

/// A link at the head of every page.
#[derive(Debug, Clone)]
pub struct MenuEntry {
    /// Text.
    pub name: String,
    /// Address as written.
    pub url: String,
    /// Where it is written.
    pub at: Location,
}

/// A text with what its references mean.
#[derive(Debug, Clone)]
pub struct Prose {
    /// The file it stands in.
    pub file: Arc<SourceText>,
    /// The parsed text.
    pub body: Arc<Body>,
    /// What each of [`Body::references`] names.
    pub targets: Vec<Target>,
    /// What each of [`Body::citations`] names.
    pub citations: Vec<Option<SourceId>>,
    /// Names that became links by themselves, in order.
    pub links: Vec<AutoLink>,
    /// The number of the ground on which they were found, and what there was to say of them.
    pub read: Option<(u64, Arc<[Diagnostic]>)>,
    /// The first link to each thing, worked out when it is first asked for.
    pub(in crate::model) first_links: OnceLock<Vec<Marked>>,
}

impl Prose {
    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.body.events == 0
    }

    /// The events of the text, each with its place in the file.
    pub fn nodes(&self) -> &[(Node, Span)] {
        self.body.nodes(self.file.text())
    }

    /// A place in the file.
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.file, span)
    }
}

/// What a reference in a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A record or article of the site.
    Entity(Entity),
    /// A record or article that exists but is left out of this build; printed as plain text.
    LeftOut(String),
    /// Nothing; told as an error, printed as it is written.
    Unresolved,
}

/// A roundup.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its place among the articles.
    pub id: ArticleId,
    /// Its own part of its address.
    pub slug: String,
    /// Headline.
    pub title: String,
    /// Day of publication.
    pub date: Date,
    /// Moment of publication, where it was embargoed to the minute.
    pub timestamp: Option<jiff::Timestamp>,
    /// Day of the last change that a reader should know of.
    pub updated: Option<Date>,
    /// Authors.
    pub authors: Vec<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// Pillars.
    pub pillars: Vec<PillarId>,
    /// Topics: name and slug.
    pub topics: Vec<Topic>,
    /// Meetings it is about, in the order given.
    pub summits: Vec<SummitId>,
    /// Leaders it is about, in the order given.
    pub leaders: Vec<LeaderId>,
    /// Journey it is about.
    pub trip: Option<TripId>,
    /// Points at a glance.
    pub key_points: Vec<String>,
    /// Picture at its head.
    pub image: Option<Image>,
    /// Old addresses.
    pub aliases: Vec<Alias>,
    /// Sources named in the front matter.
    pub sources: Vec<SourceId>,
    /// What was put right.
    pub corrections: Vec<Correction>,
    /// Whether it is a draft, or lies in the future: shown on request only.
    pub unpublished: Option<Unpublished>,
    /// Files beside it.
    pub assets: Vec<Asset>,
    /// The text, for those who make the model; others ask [`Article::prose`].
    pub(in crate::model) prose: Prose,
    /// Whether names in the text become links.
    pub autolink: bool,
}

impl Article {
    /// The path of its file from the root of the site.
    pub fn path(&self) -> &str {
        &self.prose.file.path
    }

    /// A number by which its text is told from another.
    pub fn text_digest(&self) -> Digest {
        self.prose.body.digest
    }

    /// How many words its text has.
    pub fn words(&self) -> u32 {
        reads::length(self.id);
        self.prose.body.words
    }

    /// Its text.
    pub fn prose(&self) -> &Prose {
        reads::text(self.id);
        &self.prose
    }

    /// What its text mentions, each thing once.
    pub fn mentions(&self) -> impl Iterator<Item = Entity> {
        let links = self.prose.first_links.get();
        links.into_iter().flatten().map(|link| link.entity)
    }

    /// All sources, each once: those cited in the text in the order of their numbers, then the
    /// others that the front matter names.
    pub fn sources_on_page(&self) -> Vec<SourceId> {
        let cited = self.prose().citations.iter().flatten().copied();
        let mut sources: Vec<SourceId> = Vec::new();
        let mut seen = FxHashSet::default();
        for source in cited.chain(self.sources.iter().copied()) {
            if seen.insert(source) {
                sources.push(source);
            }
        }
        sources
    }
}

/// Why a page would normally be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpublished {
    /// It says `draft = true`.
    Draft,
    /// Its day is still to come.
    Future,
}

/// A topic of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// As written.
    pub name: String,
    /// As in its address.
    pub slug: String,
}

/// An old address.
#[derive(Debug, Clone)]
pub struct Alias {
    /// Path on the site, as written.
    pub path: String,
    /// Where it is written.
    pub at: Location,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Image {
    /// Address as written.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Text under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Licence.
    pub license: Option<String>,
    /// Where the address is written.
    pub at: Location,
}

/// A correction of an article.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Its day.
    pub date: Date,
    /// What was wrong and what is right.
    pub text: String,
}

/// A leader.
#[derive(Debug, Clone)]
pub struct Leader {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name to sort under and to use alone.
    pub family_name: Option<String>,
    /// Name in the leader's own script.
    pub native_name: Option<NativeName>,
    /// Country.
    pub country: CountryCode,
    /// How the press writes the name.
    pub aliases: Vec<String>,
    /// Ids it had before.
    pub former_ids: Vec<String>,
    /// Day of birth.
    pub born: Option<Date>,
    /// Day of death.
    pub died: Option<Date>,
    /// Item of Wikidata.
    pub wikidata: Option<String>,
    /// Portrait.
    pub portrait: Option<Image>,
    /// Addresses elsewhere: text and address.
    pub links: Vec<(String, String)>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// Offices, in the order of the file.
    pub offices: Vec<Office>,
    /// Biography.
    pub prose: Prose,
    /// Whether the name becomes a link in texts.
    pub autolink: bool,
}

impl Leader {
    /// The name used alone: the family name where it is known.
    pub fn short_name(&self) -> &str {
        self.family_name.as_deref().unwrap_or(&self.name)
    }
}

/// A name in another script or language.
#[derive(Debug, Clone)]
pub struct NativeName {
    /// The name.
    pub text: String,
    /// Its language, BCP 47; empty where it is not told.
    pub language: String,
}

/// An office: held from the day `from` up to, not including, the day `to`. On a day of handover
/// it is the successor who holds it.
#[derive(Debug, Clone)]
pub struct Office {
    /// Title.
    pub title: String,
    /// Country or body.
    pub country: CountryCode,
    /// Kind.
    pub kind: OfficeKind,
    /// First day.
    pub from: Date,
    /// First day on which it is no longer held.
    pub to: Option<Date>,
    /// Last day on which a source shows it to be held.
    pub as_of: Option<Date>,
    /// Party.
    pub party: Option<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
}

/// Kinds of office, in the order in which one of several held on a day is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// Head of state and of government.
    HeadOfStateAndGovernment,
    /// Head of government.
    HeadOfGovernment,
    /// Head of state.
    HeadOfState,
    /// Deputy of one of these.
    Deputy,
    /// Minister.
    Minister,
    /// Head of an international institution.
    Institution,
    /// Head of a party.
    Party,
    /// Anything else.
    Other,
}

impl OfficeKind {
    /// Whether its holder leads: a state, a government or an institution.
    pub const fn is_head(self) -> bool {
        matches!(
            self,
            Self::HeadOfStateAndGovernment
                | Self::HeadOfGovernment
                | Self::HeadOfState
                | Self::Institution
        )
    }

    /// All kinds with their names in files.
    pub const NAMES: [(&'static str, Self); 8] = [
        (
            "head-of-state-and-government",
            Self::HeadOfStateAndGovernment,
        ),
        ("head-of-government", Self::HeadOfGovernment),
        ("head-of-state", Self::HeadOfState),
        ("deputy", Self::Deputy),
        ("minister", Self::Minister),
        ("institution", Self::Institution),
        ("party", Self::Party),
        ("other", Self::Other),
    ];

    /// The name in files and in data.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("other", |(name, _)| name)
    }
}

/// A meeting.
#[derive(Debug, Clone)]
pub struct Summit {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day, local to the place.
    pub date: Date,
    /// Last day.
    pub end_date: Date,
    /// Local time at which it began.
    pub time: Option<Time>,
    /// Kind.
    pub kind: SummitKind,
    /// Participants in the order given.
    pub participants: Vec<Participant>,
    /// Host country.
    pub host: Option<CountryCode>,
    /// Minutes.
    pub duration: Option<u32>,
    /// Where.
    pub place: Place,
    /// Gathering it was part of, or on the margins of.
    pub part_of: Option<EventId>,
    /// Journeys it was a stop of.
    pub trips: Vec<TripId>,
    /// Pillars, its own and those of its outcomes.
    pub pillars: Vec<PillarId>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Ids it had before.
    pub former_ids: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// One sentence.
    pub summary: Option<String>,
    /// Who sat beside the leaders.
    pub delegation: Vec<Delegate>,
    /// Where the parties' accounts differ.
    pub accounts: Vec<Account>,
    /// What was agreed.
    pub outcomes: Vec<Outcome>,
    /// Notes.
    pub prose: Prose,
    /// Whether the title becomes a link in texts.
    pub autolink: bool,
}

impl Summit {
    /// Whether its participants met in person, each with each: what counts for ordinals.
    pub fn is_face_to_face(&self) -> bool {
        !matches!(self.kind, SummitKind::Multilateral | SummitKind::Call)
    }

    /// Whether it was on the margins of a larger gathering.
    pub fn is_on_the_margins(&self) -> bool {
        self.part_of.is_some() && self.kind != SummitKind::Multilateral
    }
}

/// Kinds of meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SummitKind {
    /// Two leaders.
    Bilateral,
    /// Three leaders.
    Trilateral,
    /// More, around one table.
    Multilateral,
    /// By telephone or video.
    Call,
    /// With a head of state who does not govern.
    Audience,
    /// A journey without a counterpart on record.
    Visit,
}

impl SummitKind {
    /// All kinds with their names in files.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("bilateral", Self::Bilateral),
        ("trilateral", Self::Trilateral),
        ("multilateral", Self::Multilateral),
        ("call", Self::Call),
        ("audience", Self::Audience),
        ("visit", Self::Visit),
    ];

    /// The name in files and in data.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("bilateral", |(name, _)| name)
    }

    /// The kind that goes without saying for a number of participants.
    pub const fn by_number(participants: usize) -> Self {
        match participants {
            0 | 1 => Self::Visit,
            2 => Self::Bilateral,
            3 => Self::Trilateral,
            _ => Self::Multilateral,
        }
    }
}

/// A leader at a meeting.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The leader.
    pub leader: LeaderId,
    /// Role, such as host.
    pub role: Option<String>,
}

/// A place.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// City.
    pub city: Option<String>,
    /// Country of the time.
    pub country: Option<CountryCode>,
    /// Building or ground.
    pub venue: Option<String>,
    /// Degrees north and east.
    pub coordinates: Option<(f64, f64)>,
    /// The time zone that its clocks follow, where the record names it.
    pub time_zone: Option<TimeZone>,
}

/// Somebody beside a leader.
#[derive(Debug, Clone)]
pub struct Delegate {
    /// Country.
    pub country: CountryCode,
    /// Name.
    pub name: String,
    /// Office.
    pub office: Option<String>,
}

/// A subject on which the parties' accounts differ.
#[derive(Debug, Clone)]
pub struct Account {
    /// The subject.
    pub subject: String,
    /// The account of each party.
    pub by: Vec<(CountryCode, String)>,
    /// Sources.
    pub sources: Vec<SourceId>,
}

/// Something agreed, pledged or discussed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Id within its meeting.
    pub id: String,
    /// Pillar.
    pub pillar: Option<PillarId>,
    /// What it is.
    pub text: String,
    /// Who gave it.
    pub by: Vec<Party>,
    /// To whom.
    pub to: Vec<Party>,
    /// Amount.
    pub amount: Option<Amount>,
    /// Status on its own day.
    pub status: Option<StatusId>,
    /// A word on the status.
    pub note: Option<String>,
    /// Its own day.
    pub date: Date,
    /// By when it is to be done.
    pub due: Option<Date>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// Later changes, by day.
    pub updates: Vec<Update>,
}

/// A giver or taker of a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// A country.
    Country(CountryCode),
    /// A leader.
    Leader(LeaderId),
}

/// An amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// A limit to it, such as "up to".
    pub bound: Option<String>,
    /// The period of a rate.
    pub per: Option<String>,
}

/// A change of an outcome's status.
#[derive(Debug, Clone)]
pub struct Update {
    /// Its day.
    pub date: Date,
    /// The new status.
    pub status: StatusId,
    /// What happened.
    pub note: Option<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
}

/// A gathering that meetings are part of.
#[derive(Debug, Clone)]
pub struct Event {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub date: Date,
    /// Last day.
    pub end_date: Date,
    /// Where.
    pub place: Place,
    /// Who organises it.
    pub organiser: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Ids it had before.
    pub former_ids: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// Notes.
    pub prose: Prose,
    /// Whether the title becomes a link in texts.
    pub autolink: bool,
}

/// A journey with several meetings.
#[derive(Debug, Clone)]
pub struct Trip {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub date: Date,
    /// Last day, where it is known.
    pub end_date: Option<Date>,
    /// Who travelled; unknown where the name was let pass unresolved.
    pub leader: Option<LeaderId>,
    /// Meetings in order.
    pub stops: Vec<SummitId>,
    /// Stops without a meeting, by day.
    pub legs: Vec<Leg>,
    /// Ids it had before.
    pub former_ids: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// Notes.
    pub prose: Prose,
    /// Whether the title becomes a link in texts.
    pub autolink: bool,
}

/// A stop of a journey without a meeting.
#[derive(Debug, Clone)]
pub struct Leg {
    /// Day.
    pub date: Date,
    /// Where.
    pub place: Place,
}

/// A country that the site has something to say of.
#[derive(Debug, Clone)]
pub struct Country {
    /// Code.
    pub code: CountryCode,
    /// Name in the language of the site.
    pub name: String,
    /// Name in its own language.
    pub native_name: Option<NativeName>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// What there is to say.
    pub prose: Option<Prose>,
}

/// A source.
#[derive(Debug, Clone)]
pub struct Source {
    /// Id of the bibliography; `None` for one that is given in place.
    pub id: Option<String>,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Day printed on it.
    pub date: Option<Date>,
    /// Address.
    pub url: Option<String>,
    /// Address of an archived copy.
    pub archived: Option<String>,
    /// Day on which it was read.
    pub accessed: Option<Date>,
}
