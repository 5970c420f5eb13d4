//! The records of a site as written: front matter, key by key, before anything is checked
//! against anything else.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use super::reader::{Field, FromToml, Moment, Pairs, Reader, Spanned, record};
use crate::diagnostic::Span;

/// A value that may be missing.
pub type Opt<T> = Option<Spanned<T>>;
/// A list, each element with its place.
pub type List<T> = Vec<Spanned<T>>;

record! {
    /// `articles/<folder>/article.md`: a roundup.
    #[derive(Serialize, Deserialize)]
    pub struct ArticleRecord ("an article") {
        /// Headline.
        title: Opt<String> = required,
        /// Day of publication, or an offset date-time to embargo to the minute.
        date: Opt<Moment> = required,
        /// Day of the last change that a reader should know of.
        updated: Opt<Date>,
        /// Who wrote it.
        authors: List<String>,
        /// One sentence for lists and feeds.
        summary: Opt<String>,
        /// Ids of pillars.
        pillars: List<String>,
        /// Free topics; each makes a page.
        topics: List<String>,
        /// Ids of the meetings it is about.
        summits: List<String>,
        /// Ids of the leaders it is about.
        leaders: List<String>,
        /// Id of the journey it is about.
        trip: Opt<String>,
        /// The points at a glance.
        key_points: List<String>,
        /// The picture at its head.
        image: Opt<ImageRecord>,
        /// Address, where it is not to be the folder's name.
        slug: Opt<String>,
        /// Old addresses that redirect here.
        aliases: List<String>,
        /// Left out unless `--drafts` is given.
        draft: Opt<bool>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// What was put right after publication.
        corrections: List<CorrectionRecord>,
        /// Whether names in the text become links.
        autolink: Opt<bool>,
    }
}

record! {
    /// A picture.
    #[derive(Serialize, Deserialize)]
    pub struct ImageRecord ("an image") {
        /// File beside the text, or an address on the site.
        src: Opt<String> = required,
        /// What it shows, for those who cannot see it.
        alt: Opt<String>,
        /// Text under it.
        caption: Opt<String>,
        /// Who made it.
        credit: Opt<String>,
        /// Under which licence it is used.
        license: Opt<String>,
    }
}

record! {
    /// A correction of an article.
    #[derive(Serialize, Deserialize)]
    pub struct CorrectionRecord ("a correction") {
        /// Day of the correction.
        date: Opt<Date> = required,
        /// What was wrong and what is right.
        text: Opt<String> = required,
    }
}

record! {
    /// `site/leaders/<id>.md`: a leader.
    #[derive(Serialize, Deserialize)]
    pub struct LeaderRecord ("a leader") {
        /// Name in the language of the site.
        name: Opt<String> = required,
        /// Country code, ISO 3166-1 alpha-2.
        country: Opt<String> = required,
        /// Name to sort under and to use alone.
        family_name: Opt<String>,
        /// Name in the leader's own script.
        native_name: Opt<String>,
        /// Its language, BCP 47.
        native_lang: Opt<String>,
        /// How the press writes the name.
        aliases: List<String>,
        /// Ids this record had before; they keep resolving and their addresses redirect.
        former_ids: List<String>,
        /// Day of birth.
        born: Opt<Date>,
        /// Day of death.
        died: Opt<Date>,
        /// Item of Wikidata, such as Q132345.
        wikidata: Opt<String>,
        /// Portrait.
        portrait: Opt<ImageRecord>,
        /// Addresses elsewhere.
        links: List<LinkRecord>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// Offices held.
        offices: List<OfficeRecord>,
        /// Whether the name becomes a link in texts.
        autolink: Opt<bool>,
    }
}

record! {
    /// An office held by a leader, from the day `from` up to, not including, the day `to`.
    #[derive(Serialize, Deserialize)]
    pub struct OfficeRecord ("an office") {
        /// Title.
        title: Opt<String> = required,
        /// Country code; the leader's own where it is missing.
        country: Opt<String>,
        /// head-of-state-and-government, head-of-government, head-of-state, deputy, minister, institution, party or other.
        kind: Opt<String>,
        /// First day.
        from: Opt<Date> = required,
        /// First day on which it is no longer held; missing while it is held.
        to: Opt<Date>,
        /// Last day on which a source shows it to be held, where `to` is not known.
        as_of: Opt<Date>,
        /// Party.
        party: Opt<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
    }
}

record! {
    /// `site/summits/<id>.md`: a meeting.
    #[derive(Serialize, Deserialize)]
    pub struct SummitRecord ("a summit") {
        /// Title.
        title: Opt<String> = required,
        /// First day, local to the place.
        date: Opt<Date> = required,
        /// Last day.
        end_date: Opt<Date>,
        /// Local time at which it began.
        time: Opt<Time>,
        /// bilateral, trilateral, multilateral, call, audience or visit; by the number of participants where it is missing.
        kind: Opt<String>,
        /// Ids of leaders, or tables of leader and role.
        participants: List<ParticipantRecord>,
        /// Country code of the host.
        host: Opt<String>,
        /// Minutes.
        duration: Opt<u32>,
        /// Where.
        place: Opt<PlaceRecord>,
        /// Id of the gathering it was part of, or on the margins of.
        part_of: Opt<String>,
        /// Id of the journey it was a stop of.
        trip: Opt<String>,
        /// Ids of pillars.
        pillars: List<String>,
        /// Other names of the meeting.
        aliases: List<String>,
        /// Ids this record had before.
        former_ids: List<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// One sentence.
        summary: Opt<String>,
        /// Who sat beside the leaders.
        delegation: List<DelegateRecord>,
        /// Where the parties' own accounts differ.
        accounts: List<AccountRecord>,
        /// What was agreed, and what became of it.
        outcomes: List<OutcomeRecord>,
        /// Whether the title becomes a link in texts.
        autolink: Opt<bool>,
    }
}

record! {
    /// A participant with a role.
    pub struct ParticipantTable ("a participant") {
        /// Id of the leader.
        leader: Opt<String> = required,
        /// Role at the meeting, such as host or guest.
        role: Opt<String>,
    }
}

/// A participant: an id alone, or with a role.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ParticipantRecord {
    /// Id of the leader.
    pub leader: Opt<String>,
    /// Role at the meeting.
    pub role: Opt<String>,
}

impl FromToml for ParticipantRecord {
    const EXAMPLE: &'static str = "\"leader-id\"";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => ParticipantTable::from_toml(value, reader).map(|t| Self {
                leader: t.leader,
                role: t.role,
            }),
            _ => Spanned::from_toml(value, reader).map(|leader| Self {
                leader: Some(leader),
                role: None,
            }),
        }
    }
}

impl JsonSchema for ParticipantRecord {
    fn schema_name() -> Cow<'static, str> {
        "Participant".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<ParticipantTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

record! {
    /// A place.
    #[derive(Serialize, Deserialize)]
    pub struct PlaceRecord ("a place") {
        /// City.
        city: Opt<String>,
        /// Country code of the time.
        country: Opt<String>,
        /// Building or ground.
        venue: Opt<String>,
        /// Degrees north.
        lat: Opt<f64>,
        /// Degrees east.
        lon: Opt<f64>,
        /// Time zone of its clocks, from the IANA database; that of the country where it has only one.
        time_zone: Opt<String>,
    }
}

record! {
    /// Somebody beside a leader.
    #[derive(Serialize, Deserialize)]
    pub struct DelegateRecord ("a delegate") {
        /// Country code.
        country: Opt<String> = required,
        /// Name.
        name: Opt<String> = required,
        /// Office held that day.
        office: Opt<String>,
    }
}

record! {
    /// A subject on which the parties' own accounts differ.
    #[derive(Serialize, Deserialize)]
    pub struct AccountRecord ("an account") {
        /// The subject.
        subject: Opt<String> = required,
        /// The account of each party, by country code.
        by: Pairs = required,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
    }
}

record! {
    /// Something agreed, pledged or discussed, with what became of it.
    #[derive(Serialize, Deserialize)]
    pub struct OutcomeRecord ("an outcome") {
        /// Id within the meeting; its anchor on the page.
        id: Opt<String> = required,
        /// Id of a pillar.
        pillar: Opt<String>,
        /// What it is, in a sentence.
        text: Opt<String> = required,
        /// Who gave it: country codes or ids of leaders.
        by: List<String>,
        /// To whom: country codes or ids of leaders.
        to: List<String>,
        /// An amount.
        amount: Opt<AmountRecord>,
        /// Status on its own day, from the vocabulary of the site.
        status: Opt<String>,
        /// A word on the status.
        note: Opt<String>,
        /// Its own day, where it is not that of the meeting.
        date: Opt<Date>,
        /// By when it is to be done.
        due: Opt<Date>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// Later changes of status, each with its day; entries are only ever added.
        updates: List<UpdateRecord>,
    }
}

record! {
    /// An amount with its unit.
    #[derive(Serialize, Deserialize)]
    pub struct AmountRecord ("an amount") {
        /// The number.
        value: Opt<f64> = required,
        /// The unit, such as "USD billion".
        unit: Opt<String>,
        /// A limit to it, such as "up to" or "about".
        bound: Opt<String>,
        /// The period of a rate, such as "year".
        per: Opt<String>,
    }
}

record! {
    /// A change of an outcome's status.
    #[derive(Serialize, Deserialize)]
    pub struct UpdateRecord ("an update") {
        /// Its day.
        date: Opt<Date> = required,
        /// The new status.
        status: Opt<String> = required,
        /// What happened.
        note: Opt<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
    }
}

record! {
    /// `site/events/<id>.md`: a gathering that meetings are part of.
    #[derive(Serialize, Deserialize)]
    pub struct EventRecord ("an event") {
        /// Title.
        title: Opt<String> = required,
        /// First day.
        date: Opt<Date> = required,
        /// Last day.
        end_date: Opt<Date>,
        /// Where.
        place: Opt<PlaceRecord>,
        /// Who organises it.
        organiser: Opt<String>,
        /// Other names.
        aliases: List<String>,
        /// Ids this record had before.
        former_ids: List<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// Whether the title becomes a link in texts.
        autolink: Opt<bool>,
    }
}

record! {
    /// `site/trips/<id>.md`: a journey with several meetings.
    #[derive(Serialize, Deserialize)]
    pub struct TripRecord ("a trip") {
        /// Title.
        title: Opt<String> = required,
        /// First day.
        date: Opt<Date> = required,
        /// Last day, where it is known.
        end_date: Opt<Date>,
        /// Id of the leader who travelled.
        leader: Opt<String> = required,
        /// Ids of meetings in order; those that name the trip, by date, where it is missing.
        stops: List<String>,
        /// Stops without a meeting.
        legs: List<LegRecord>,
        /// Ids this record had before.
        former_ids: List<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
        /// Whether the title becomes a link in texts.
        autolink: Opt<bool>,
    }
}

record! {
    /// A stop of a journey without a meeting.
    #[derive(Serialize, Deserialize)]
    pub struct LegRecord ("a leg") {
        /// Day.
        date: Opt<Date> = required,
        /// City.
        city: Opt<String>,
        /// Country code.
        country: Opt<String> = required,
        /// Degrees north.
        lat: Opt<f64>,
        /// Degrees east.
        lon: Opt<f64>,
    }
}

record! {
    /// `site/countries/<code>.md`: what ISO 3166 and CLDR do not say of a country.
    #[derive(Serialize, Deserialize)]
    pub struct CountryRecord ("a country") {
        /// Name, where another than the usual one is wanted.
        name: Opt<String>,
        /// Name in the country's own language.
        native_name: Opt<String>,
        /// Language of the native name, BCP 47.
        native_lang: Opt<String>,
        /// Other names.
        aliases: List<String>,
        /// Ids of the bibliography, or whole sources.
        sources: List<SourceReference>,
    }
}

record! {
    /// An entry of `site/sources/*.toml`: a source that texts and records cite.
    #[derive(Serialize, Deserialize)]
    pub struct SourceRecord ("a source") {
        /// Title of the page or document.
        title: Opt<String> = required,
        /// Publisher.
        publisher: Opt<String>,
        /// Author.
        author: Opt<String>,
        /// Day printed on it.
        date: Opt<Date>,
        /// Address.
        url: Opt<String>,
        /// Address of an archived copy.
        archived: Opt<String>,
        /// Day on which it was read.
        accessed: Opt<Date>,
    }
}

/// A source in a list: the id of one in the bibliography, or the whole source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SourceReference {
    /// An id of the bibliography.
    Id(String),
    /// A source given in place.
    Inline(Box<SourceRecord>),
}

impl FromToml for SourceReference {
    const EXAMPLE: &'static str = "\"source-id\"";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => {
                SourceRecord::from_toml(value, reader).map(|record| Self::Inline(Box::new(record)))
            }
            _ => String::from_toml(value, reader).map(Self::Id),
        }
    }
}

impl JsonSchema for SourceReference {
    fn schema_name() -> Cow<'static, str> {
        "SourceReference".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inline = generator.subschema_for::<SourceRecord>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, inline] })
    }
}

record! {
    /// A link with its text.
    pub struct LinkTable ("a link") {
        /// Text.
        name: Opt<String>,
        /// Address.
        url: Opt<String> = required,
    }
}

/// An address elsewhere: alone, or with a text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LinkRecord {
    /// Text.
    pub name: Opt<String>,
    /// Address.
    pub url: Opt<String>,
}

impl FromToml for LinkRecord {
    const EXAMPLE: &'static str = "\"https://…\"";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => LinkTable::from_toml(value, reader).map(|t| Self {
                name: t.name,
                url: t.url,
            }),
            _ => Spanned::from_toml(value, reader).map(|url| Self {
                name: None,
                url: Some(url),
            }),
        }
    }
}

impl JsonSchema for LinkRecord {
    fn schema_name() -> Cow<'static, str> {
        "Link".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<LinkTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

record! {
    /// `site/site.toml`: the site as a whole. Its presence marks the root of a site.
    pub struct SiteRecord ("site.toml") {
        /// Name of the publication.
        title: Opt<String> = required,
        /// One sentence on it.
        description: Opt<String>,
        /// Address under which the site is published, with a path where it has one.
        base_url: Opt<String> = required,
        /// Language, BCP 47.
        language: Opt<String>,
        /// Time zone in which "today" is taken, from the IANA database; UTC where it is missing.
        time_zone: Opt<String>,
        /// Name of the theme; chancery where it is missing.
        theme: Opt<String>,
        /// Articles on a page of the archive.
        per_page: Opt<u32>,
        /// The editorial pillars, in order.
        pillars: List<PillarRecord>,
        /// The vocabulary of statuses, in place of the default one.
        statuses: List<StatusRecord>,
        /// Links at the head of every page.
        menu: List<MenuRecord>,
        /// Licence of the open data, an SPDX identifier.
        data_license: Opt<String>,
        /// Address of the repository that holds the sources.
        repository: Opt<String>,
        /// Keeps raw HTML in Markdown as it is.
        unsafe_html: Opt<bool>,
        /// Whether names in texts become links.
        autolink: Opt<bool>,
        /// What is made besides pages.
        outputs: Opt<OutputsRecord>,
        /// Settings that the theme reads.
        extra: Extra,
    }
}

record! {
    /// What is made besides pages; what is missing is made.
    pub struct OutputsRecord ("the outputs") {
        /// The search index.
        search: Opt<bool>,
        /// Pictures for links that are shared, 1200 by 630 pixels.
        share_cards: Opt<bool>,
        /// Smaller copies of pictures in a modern format.
        images: Opt<bool>,
        /// Feeds of each leader, country and pillar, besides those of the site.
        feeds: Opt<bool>,
        /// The Markdown of each article, for programs.
        markdown: Opt<bool>,
        /// Of how many of the newest articles there is an edition for mail.
        email: Opt<u32>,
    }
}

record! {
    /// An editorial pillar.
    pub struct PillarRecord ("a pillar") {
        /// Id; part of its address.
        id: Opt<String> = required,
        /// Name.
        name: Opt<String> = required,
        /// What belongs to it.
        description: Opt<String>,
        /// Its sign: trade, security, tech, energy, people or diplomacy.
        mark: Opt<String>,
    }
}

record! {
    /// A word of the vocabulary of statuses.
    pub struct StatusRecord ("a status") {
        /// Id that outcomes use.
        id: Opt<String> = required,
        /// Name as printed.
        name: Opt<String> = required,
        /// open, kept, partly, failed, ended or unclear.
        class: Opt<String> = required,
    }
}

record! {
    /// A link at the head of every page.
    pub struct MenuRecord ("a menu entry") {
        /// Text.
        name: Opt<String> = required,
        /// Address on the site, from its root, or elsewhere.
        url: Opt<String> = required,
    }
}

/// Settings that only the theme understands: any TOML, kept as JSON.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra(pub serde_json::Value);

impl Field for Extra {
    const EXAMPLE: &'static str = "{}";
    fn read(value: &toml::Spanned<DeValue<'_>>, _: &mut Reader) -> Self {
        Self(to_json(value.get_ref()))
    }
}

impl JsonSchema for Extra {
    fn schema_name() -> Cow<'static, str> {
        "Extra".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

/// TOML as JSON; keys keep their order in the file.
fn to_json(value: &DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(float) => float
            .as_str()
            .parse::<f64>()
            .map_or(Value::Null, Value::from),
        DeValue::Boolean(boolean) => Value::Bool(*boolean),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| to_json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table
                .iter()
                .map(|(key, value)| (key.span().start, key, value))
                .collect();
            entries.sort_by_key(|entry| entry.0);
            entries
                .into_iter()
                .map(|(_, key, value)| (key.get_ref().to_string(), to_json(value.get_ref())))
                .collect()
        }
    }
}

/// The text of an optional value, empty where it is missing.
pub fn text(value: &Opt<String>) -> String {
    value.as_ref().map(|v| v.value.clone()).unwrap_or_default()
}

/// The place of an optional value, or another where it is missing.
pub fn span_or<T>(value: &Opt<T>, other: Span) -> Span {
    value.as_ref().map_or(other, |v| v.span)
}
