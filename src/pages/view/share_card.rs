//! The picture of a link that is shared: which one a page has, and what stands on it.
//!
//! Only words are chosen here. Where they stand and how they break into lines is the theme's, in
//! `cards/*.svg`.

use jiff::civil::Date;
use serde::Serialize;

use super::card::{NativeNameView, initials, occasion};
use super::{Views, standfirst};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::office_on::office_on;
use crate::model::derive::visits::home_on;
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity, LeaderId, SummitId};
use crate::model::types::{Article, Site, Summit};
use crate::pages::kind::PageKind;
use crate::pages::machine_file::{MachineFile, ShareCard};

/// Pixels across of a share card; the size that Open Graph's readers ask for.
pub const WIDTH: u32 = 1200;
/// Pixels down.
pub const HEIGHT: u32 = 630;

/// The picture of a link that is shared.
#[derive(Debug, Serialize)]
pub struct ShareCardView {
    /// Whole address.
    pub url: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What stands on it.
    pub alt: String,
}

/// What stands on a share card; the view of `cards/*.svg`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is the card of its name")]
pub enum ShareCardText {
    Site(SiteShareCard),
    Article(ArticleShareCard),
    Summit(Box<SummitShareCard>),
    Leader(LeaderShareCard),
}

impl ShareCardText {
    /// The template that places it, within the theme.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Site(_) => "cards/site.svg",
            Self::Article(_) => "cards/article.svg",
            Self::Summit(_) => "cards/summit.svg",
            Self::Leader(_) => "cards/leader.svg",
        }
    }
}

/// Whose card it is, on every card.
#[derive(Debug, Serialize)]
pub struct BrandView {
    /// Name of the site.
    pub title: String,
    /// Its address without scheme, for a name that cannot be drawn.
    pub address: String,
}

/// The card of the site, `cards/site.svg`.
#[derive(Debug, Serialize)]
pub struct SiteShareCard {
    /// Whose card it is.
    pub brand: BrandView,
    /// One sentence on the site.
    pub description: String,
    /// What the record holds: `8 roundups, 49 meetings, …`.
    pub totals: String,
}

/// The card of an article, `cards/article.svg`.
#[derive(Debug, Serialize)]
pub struct ArticleShareCard {
    /// Whose card it is.
    pub brand: BrandView,
    /// What kind of text, and on what: `Roundup: 29 – 30 October 2025`.
    pub kicker: String,
    /// Headline.
    pub headline: String,
    /// Codes of the countries that it is about, at most five.
    pub codes: Vec<&'static str>,
    /// How many countries there are beyond those.
    pub more_codes: usize,
    /// Day and number of sources.
    pub dateline: String,
    /// The day as `YYYY-MM-DD`, for a dateline that cannot be drawn.
    pub iso: String,
}

/// The card of a meeting, `cards/summit.svg`.
#[derive(Debug, Serialize)]
pub struct SummitShareCard {
    /// Whose card it is.
    pub brand: BrandView,
    /// What kind of meeting: `Margins of APEC 2025`.
    pub occasion: String,
    /// Title.
    pub title: String,
    /// Who sat opposite whom; empty unless just two met.
    pub sides: Vec<SideView>,
    /// Codes of the countries that took part, at most five.
    pub codes: Vec<&'static str>,
    /// How many countries there are beyond those.
    pub more_codes: usize,
    /// Days.
    pub days: String,
    /// The first day as `YYYY-MM-DD`, for days that cannot be drawn.
    pub iso: String,
    /// City.
    pub city: Option<String>,
    /// Country of the meeting.
    pub country: Option<String>,
    /// Building or ground.
    pub venue: Option<String>,
    /// City and country.
    pub place: Option<String>,
    /// The how many-th meeting of the two, or how long after the one before.
    pub interval: Option<String>,
}

/// A side of the table.
#[derive(Debug, Serialize)]
pub struct SideView {
    /// Name used alone.
    pub short_name: String,
    /// Whole name.
    pub name: String,
    /// Office held that day.
    pub office: Option<String>,
    /// Code of the country.
    pub code: &'static str,
}

/// The card of a leader, `cards/leader.svg`.
#[derive(Debug, Serialize)]
pub struct LeaderShareCard {
    /// Whose card it is.
    pub brand: BrandView,
    /// Name.
    pub name: String,
    /// Name in the leader's own script, where it is another.
    pub native_name: Option<NativeNameView>,
    /// First letters of the name.
    pub initials: String,
    /// Office held today, else the highest that was held, with its days.
    pub office: Option<String>,
    /// Number of meetings, and the latest.
    pub record: Option<String>,
    /// Code of the country.
    pub code: &'static str,
    /// Country.
    pub country: String,
}

/// The share card of a page: its own, else the site's.
pub(super) fn of(views: &Views, kind: &PageKind) -> Option<ShareCardView> {
    let model = &*views.model;
    if !model.site.outputs.share_cards || !kind.is_listed() {
        return None;
    }
    let card = match kind {
        PageKind::Article(id) => ShareCard::Article(*id),
        PageKind::Summit(id) => ShareCard::Summit(*id),
        PageKind::Leader(id) => ShareCard::Leader(*id),
        _ => ShareCard::Site,
    };
    let path = MachineFile::ShareCard(card).path(model);
    // A site can put a picture of its own in the place of a card.
    let (width, height) = views.plan.size_of(&path).unwrap_or((WIDTH, HEIGHT));
    let site = clean(&model.site.title);
    let what = match card {
        // What else stands on it is the description of the page.
        ShareCard::Site => String::new(),
        ShareCard::Article(_) | ShareCard::Summit(_) | ShareCard::Leader(_) => {
            clean(&views.title(kind))
        }
    };
    let alt = if what.is_empty() {
        site
    } else {
        let args = [("site", site.as_str()), ("what", what.as_str())];
        model.language.say("share.alt", &args)
    };
    Some(ShareCardView {
        url: path.absolute(&model.site),
        width,
        height,
        alt,
    })
}

impl Views {
    /// What stands on a share card.
    pub fn share_card(&self, card: ShareCard) -> ShareCardText {
        let model = &*self.model;
        match card {
            ShareCard::Site => ShareCardText::Site(of_site(model)),
            ShareCard::Article(id) => ShareCardText::Article(of_article(model, id)),
            ShareCard::Summit(id) => ShareCardText::Summit(Box::new(of_summit(model, id))),
            ShareCard::Leader(id) => ShareCardText::Leader(of_leader(model, id)),
        }
    }
}

fn of_site(model: &Model) -> SiteShareCard {
    let language = &model.language;
    let count = |key: &str, n: usize| language.count_digits(key, n as i64);
    let totals = [
        ("roundups", count("count.roundups", model.articles.len())),
        ("meetings", count("count.meetings", model.summits.len())),
        ("leaders", count("count.leaders", model.leaders.len())),
        ("countries", count("count.countries", model.countries.len())),
    ];
    let totals = totals.each_ref().map(|(name, text)| (*name, text.as_str()));
    SiteShareCard {
        brand: brand(&model.site),
        description: clean(&model.site.description),
        totals: language.say("share.totals", &totals),
    }
}

fn of_article(model: &Model, id: ArticleId) -> ArticleShareCard {
    let language = &model.language;
    let article = model.article(id);
    let kicker = match subject(model, article) {
        Some(subject) => language.say("share.roundup", &[("subject", &subject)]),
        None => language.say("article.kicker", &[]),
    };
    let day = language.day(article.date);
    let sources = article.sources_on_page().len();
    let dateline = if sources == 0 {
        day
    } else {
        let sources = language.count_digits("count.sources", sources as i64);
        language.say("share.dateline", &[("date", &day), ("sources", &sources)])
    };
    let parties = article
        .summits
        .iter()
        .map(|summit| model.summit(*summit))
        .flat_map(|summit| parties(model, summit))
        .chain(
            article
                .leaders
                .iter()
                .map(|leader| home_on(*leader, article.date, model)),
        );
    let (codes, more_codes) = codes(parties);
    ArticleShareCard {
        brand: brand(&model.site),
        kicker: clean(&kicker),
        headline: clean(&article.title),
        codes,
        more_codes,
        dateline: clean(&dateline),
        iso: article.date.to_string(),
    }
}

/// What an article is about, in a few words: its journey, the days of its meetings, or its field.
fn subject(model: &Model, article: &Article) -> Option<String> {
    if let Some(trip) = article.trip {
        return Some(model.trip(trip).title.clone());
    }
    let summits = || article.summits.iter().map(|summit| model.summit(*summit));
    let first: Option<Date> = summits().map(|summit| summit.date).min();
    let last: Option<Date> = summits().map(|summit| summit.end_date).max();
    if let (Some(first), Some(last)) = (first, last) {
        return Some(model.language.days(first, last));
    }
    let pillar = article.pillars.first()?;
    Some(model.site.pillars[pillar.index()].name.clone())
}

fn of_summit(model: &Model, id: SummitId) -> SummitShareCard {
    let summit = model.summit(id);
    let (codes, more_codes) = codes(parties(model, summit));
    let sides = match summit.participants.as_slice() {
        [a, b] => [a, b]
            .map(|participant| side(model, participant.leader, summit.date))
            .into(),
        _ => Vec::new(),
    };
    let optional = |text: Option<&str>| text.map(clean).filter(|text| !text.is_empty());
    let country = summit.place.country;
    let country = country.map(|code| model.title_of(Entity::Country(code)));
    SummitShareCard {
        brand: brand(&model.site),
        occasion: clean(&occasion(model, summit)),
        title: clean(&summit.title),
        interval: interval(model, id),
        sides,
        codes,
        more_codes,
        days: model.language.days(summit.date, summit.end_date),
        iso: summit.date.to_string(),
        city: optional(summit.place.city.as_deref()),
        country: optional(country.as_deref()),
        venue: optional(summit.place.venue.as_deref()),
        place: optional(place_text(model, &summit.place).as_deref()),
    }
}

fn side(model: &Model, id: LeaderId, day: Date) -> SideView {
    let leader = model.leader(id);
    SideView {
        short_name: clean(leader.short_name()),
        name: clean(&leader.name),
        office: office_on(leader, day).map(|held| clean(&held.office.title)),
        code: home_on(id, day, model).as_str(),
    }
}

/// Days after which two have not met for long.
const LONG: i32 = 366;

/// The how many-th meeting of two it was, or how long they had not met.
fn interval(model: &Model, id: SummitId) -> Option<String> {
    let language = &model.language;
    let summit = model.summit(id);
    let facts = model.derived.pairs.at(id, &model.summits);
    let [fact] = facts.as_slice() else {
        return None;
    };
    let Some(previous) = fact.previous else {
        return Some(language.say("share.first", &[]));
    };
    if fact.days_since_previous.is_some_and(|days| days >= LONG) {
        let gap = language.span_digits(model.summit(previous).end_date, summit.date);
        return Some(language.say("share.after", &[("gap", &gap)]));
    }
    let ordinal = language.ordinal(fact.ordinal);
    Some(language.say("share.nth", &[("ordinal", &ordinal)]))
}

fn of_leader(model: &Model, id: LeaderId) -> LeaderShareCard {
    let leader = model.leader(id);
    LeaderShareCard {
        brand: brand(&model.site),
        name: clean(&leader.name),
        native_name: leader.native_name.as_ref().map(NativeNameView::of),
        initials: initials(&leader.name),
        office: standfirst::office(model, id).map(|text| clean(&text)),
        record: standfirst::on_record(model, id).map(|text| clean(&text)),
        code: leader.country.as_str(),
        country: clean(&model.title_of(Entity::Country(leader.country))),
    }
}

fn brand(site: &Site) -> BrandView {
    let host = site.origin.rsplit("//").next().unwrap_or_default();
    let address = format!("{host}{}", site.base_path);
    BrandView {
        title: clean(&site.title),
        address: address.trim_end_matches('/').to_owned(),
    }
}

/// Countries for which participants came.
fn parties<'m>(model: &'m Model, summit: &'m Summit) -> impl Iterator<Item = CountryCode> + 'm {
    let participants = summit.participants.iter();
    participants.map(|participant| home_on(participant.leader, summit.date, model))
}

/// Countries on a card.
const MOST_CODES: usize = 5;

/// The first codes of some countries, each once, and how many there are beyond them.
fn codes(countries: impl Iterator<Item = CountryCode>) -> (Vec<&'static str>, usize) {
    let mut codes: Vec<&'static str> = Vec::new();
    for country in countries {
        if !codes.contains(&country.as_str()) {
            codes.push(country.as_str());
        }
    }
    let more = codes.len().saturating_sub(MOST_CODES);
    codes.truncate(MOST_CODES);
    (codes, more)
}

/// A text in one line, without what no XML may hold.
fn clean(text: &str) -> String {
    let is_character = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let lines = text.split(['\n', '\r', '\t']);
    let words = lines
        .flat_map(|line| line.split(' '))
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words
        .map(|word| word.chars().filter(is_character).collect())
        .collect();
    words.join(" ")
}
