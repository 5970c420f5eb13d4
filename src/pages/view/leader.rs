//! A leader: who this is, which offices were held, whom they met and where.

use serde::Serialize;

use super::card::{
    ArticleCard, CountryCard, LeaderCard, NativeNameView, SummitCard, TripCard, initials,
};
use super::days::{DateView, DatesView};
use super::lanes::LanesView;
use super::outcome::OutcomeView;
use super::{ImageView, LinkView, MentionView, PartView, SourceView, Views, standfirst};
use crate::model::Model;
use crate::model::derive::office_on::{days_held, office_on};
use crate::model::ids::{Entity, LeaderId};
use crate::model::types::{Leader, Office, Party};
use crate::pages::citations::Citations;
use crate::pages::url;
use crate::value::Shared;

/// The page of a leader.
#[derive(Debug, Serialize)]
pub struct LeaderPage {
    /// The leader.
    pub leader: LeaderView,
    /// One sentence that says who this is.
    pub standfirst: String,
    /// Biography.
    pub parts: Vec<PartView>,
    /// Offices, latest first.
    pub offices: Vec<OfficeView>,
    /// Offices and meetings as bars and strokes on one scale; missing where there is nothing to draw.
    pub lanes: Option<LanesView>,
    /// Meetings by year, newest first.
    pub years: Vec<YearView>,
    /// Number of meetings.
    pub meetings: usize,
    /// Whom they met, most often first.
    pub met: Vec<MetView>,
    /// Countries visited, most often first.
    pub visited: Vec<VisitedView>,
    /// Journeys on record, newest first.
    pub trips: Vec<Shared<TripCard>>,
    /// Commitments that name the leader in person, newest first.
    pub outcomes: Vec<Shared<OutcomeView>>,
    /// Articles about the leader, newest first.
    pub articles: Vec<Shared<ArticleCard>>,
    /// Where the leader is mentioned, newest first.
    pub mentions: Vec<MentionView>,
    /// Sources.
    pub sources: Vec<SourceView>,
}

/// A leader.
#[derive(Debug, Serialize)]
pub struct LeaderView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Family name, where it is on record.
    pub family_name: Option<String>,
    /// First letters of the name, for a plate without a portrait.
    pub initials: String,
    /// Name in the leader's own script.
    pub native_name: Option<NativeNameView>,
    /// Party of the office held today, else of the latest.
    pub party: Option<String>,
    /// Other ways in which the press writes the name.
    pub aliases: Vec<AliasView>,
    /// Country.
    pub country: Shared<CountryCard>,
    /// Day of birth.
    pub born: Option<Shared<DateView>>,
    /// Day of death.
    pub died: Option<Shared<DateView>>,
    /// Portrait.
    pub portrait: Option<ImageView>,
    /// Item of Wikidata.
    pub wikidata: Option<LinkView>,
    /// Addresses elsewhere.
    pub links: Vec<LinkView>,
    /// Office held on the day of the build.
    pub office: Option<String>,
}

/// Another way to write a name.
#[derive(Debug, Serialize)]
pub struct AliasView {
    /// The name.
    pub text: String,
    /// Its language, BCP 47, where it is written in another script than Latin.
    pub lang: Option<String>,
    /// Its direction: `ltr` or `rtl`.
    pub dir: &'static str,
}

/// An office.
#[derive(Debug, Serialize)]
pub struct OfficeView {
    /// Title.
    pub title: String,
    /// Country or body.
    pub country: Shared<CountryCard>,
    /// Kind.
    pub kind: &'static str,
    /// First day.
    pub from: Shared<DateView>,
    /// First day on which it was no longer held.
    pub to: Option<Shared<DateView>>,
    /// Last day on which a source shows it to be held.
    pub as_of: Option<Shared<DateView>>,
    /// Party.
    pub party: Option<String>,
    /// Days held up to the end, else to the day of the build.
    pub days: i32,
    /// Numbers of its sources on this page.
    pub sources: Vec<usize>,
}

impl OfficeView {
    /// An office as it is shown.
    pub(super) fn of(views: &Views, office: &Office, citations: &mut Citations) -> Self {
        let until = office.as_of.unwrap_or(views.model.site.today);
        Self {
            title: office.title.clone(),
            country: views.cards.country(office.country),
            kind: office.kind.as_str(),
            from: views.day(office.from),
            to: office.to.map(|day| views.day(day)),
            as_of: office.as_of.map(|day| views.day(day)),
            party: office.party.clone(),
            days: days_held(office, until),
            sources: citations.numbers(&office.sources),
        }
    }
}

/// Meetings of a year.
#[derive(Debug, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// Its meetings, newest first.
    pub meetings: Vec<MeetingView>,
}

/// A meeting as this leader's.
#[derive(Debug, Serialize)]
pub struct MeetingView {
    /// The meeting.
    pub summit: Shared<SummitCard>,
    /// The others at it, at most three.
    pub with: Vec<Shared<LeaderCard>>,
    /// How many others there are beyond those.
    pub more: usize,
    /// Office held that day.
    pub office: Option<String>,
    /// The how many-th journey to that country, in words.
    pub visit: Option<String>,
    /// Country of that journey.
    pub country: Option<String>,
}

/// Somebody this leader met.
#[derive(Debug, Serialize)]
pub struct MetView {
    /// The other.
    pub leader: Shared<LeaderCard>,
    /// Number of meetings in person.
    pub meetings: usize,
    /// The same in per cent of the most frequent, for a bar.
    pub share: f64,
    /// Number of multilateral meetings that both attended.
    pub together: usize,
    /// First meeting in person.
    pub first: Option<Shared<DatesView>>,
    /// Latest meeting in person.
    pub latest: Option<Shared<DatesView>>,
}

/// A country this leader visited.
#[derive(Debug, Serialize)]
pub struct VisitedView {
    /// The country.
    pub country: Shared<CountryCard>,
    /// Number of journeys on record.
    pub visits: usize,
    /// The latest of them.
    pub latest: Shared<DatesView>,
}

pub(super) fn view(views: &Views, id: LeaderId) -> LeaderPage {
    let (model, cards) = (&views.model, &views.cards);
    let leader = model.leader(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Leader(id), &leader.prose, &mut citations);
    let mut offices: Vec<_> = leader.offices.iter().collect();
    offices.sort_by_key(|office| std::cmp::Reverse((office.from, office.to)));
    let offices = offices
        .into_iter()
        .map(|office| OfficeView::of(views, office, &mut citations))
        .collect();
    let trips = model.derived.trips_of_leader[id.index()]
        .iter()
        .rev()
        .map(|trip| cards.trip(*trip))
        .collect();
    LeaderPage {
        standfirst: standfirst::of_leader(model, id),
        parts,
        offices,
        lanes: LanesView::of_leader(views, id),
        years: years(views, id),
        meetings: model.derived.attended_by(id).len(),
        met: met(views, id),
        visited: visited(views, id),
        trips,
        outcomes: outcomes(views, id),
        articles: cards.articles(&model.derived.articles_of_leader[id.index()]),
        mentions: views.mentions(Entity::Leader(id)),
        sources: views.sources(citations, &leader.sources),
        leader: LeaderView {
            id: leader.id.clone(),
            name: leader.name.clone(),
            family_name: leader.family_name.clone(),
            initials: initials(&leader.name),
            party: party(model, id),
            native_name: leader.native_name.as_ref().map(NativeNameView::of),
            aliases: aliases(leader),
            country: cards.country(leader.country),
            born: leader.born.map(|day| views.day(day)),
            died: leader.died.map(|day| views.day(day)),
            portrait: views.image(
                leader.portrait.as_ref(),
                &url::of(model, Entity::Leader(id)),
            ),
            wikidata: leader.wikidata.as_ref().map(|item| LinkView {
                name: item.clone(),
                url: format!("https://www.wikidata.org/wiki/{item}"),
            }),
            links: leader
                .links
                .iter()
                .map(|(name, url)| LinkView {
                    name: name.clone(),
                    url: url.clone(),
                })
                .collect(),
            office: office_on(leader, model.site.today).map(|held| held.office.title.clone()),
        },
    }
}

/// Other ways to write a name. One in another script is taken to be in the leader's own language.
fn aliases(leader: &Leader) -> Vec<AliasView> {
    let native = leader.native_name.as_ref().map(NativeNameView::of);
    let is_latin = |text: &str| {
        text.chars()
            .all(|c| !c.is_alphabetic() || c < '\u{370}' || ('\u{1e00}'..'\u{1f00}').contains(&c))
    };
    leader
        .aliases
        .iter()
        .map(|alias| {
            let native = native.as_ref().filter(|_| !is_latin(alias));
            AliasView {
                text: alias.clone(),
                lang: native.map(|native| native.lang.clone()),
                dir: native.map_or("ltr", |native| native.dir),
            }
        })
        .collect()
}

/// The party of the office held today, else of the latest that names one.
fn party(model: &Model, id: LeaderId) -> Option<String> {
    let leader = model.leader(id);
    let today = office_on(leader, model.site.today).and_then(|held| held.office.party.clone());
    today.or_else(|| {
        let named = leader
            .offices
            .iter()
            .filter(|office| office.party.is_some());
        named
            .max_by_key(|office| office.from)
            .and_then(|office| office.party.clone())
    })
}

/// Others that a meeting names in the list of one leader.
const MOST_OTHERS: usize = 3;

fn years(views: &Views, id: LeaderId) -> Vec<YearView> {
    let model = &*views.model;
    let mut years: Vec<YearView> = Vec::new();
    for summit_id in model.derived.attended_by(id).iter().rev() {
        let summit = model.summit(*summit_id);
        let visit = model.derived.visits.at(id, *summit_id);
        let others: Vec<LeaderId> = summit
            .participants
            .iter()
            .map(|participant| participant.leader)
            .filter(|leader| *leader != id)
            .collect();
        let meeting = MeetingView {
            with: others
                .iter()
                .take(MOST_OTHERS)
                .map(|leader| views.cards.leader(*leader))
                .collect(),
            more: others.len().saturating_sub(MOST_OTHERS),
            summit: views.cards.summit(*summit_id),
            office: office_on(model.leader(id), summit.date).map(|held| held.office.title.clone()),
            visit: visit.map(|visit| model.language.ordinal(visit.ordinal)),
            country: visit.map(|visit| model.title_of(Entity::Country(visit.country))),
        };
        match years.last_mut() {
            Some(year) if year.year == summit.date.year() => year.meetings.push(meeting),
            _ => years.push(YearView {
                year: summit.date.year(),
                meetings: vec![meeting],
            }),
        }
    }
    years
}

fn met(views: &Views, id: LeaderId) -> Vec<MetView> {
    let model = &*views.model;
    let pairs = &model.derived.pairs;
    let mut met: Vec<_> = pairs
        .of_leader(id)
        .iter()
        .filter_map(|pair| Some((pair.other(id), pairs.history(*pair)?)))
        .collect();
    met.sort_by_key(|(other, history)| {
        (
            std::cmp::Reverse((history.meetings.len(), history.together.len())),
            *other,
        )
    });
    let most = met.iter().map(|(_, history)| history.meetings.len()).max();
    let share = |meetings: usize| match most {
        Some(most) if most > 0 => (meetings as f64 * 1000.0 / most as f64).round() / 10.0,
        _ => 0.0,
    };
    met.into_iter()
        .map(|(other, history)| {
            let dates = |id: Option<&crate::model::ids::SummitId>| {
                id.map(|id| views.days(model.summit(*id).date, model.summit(*id).end_date))
            };
            MetView {
                leader: views.cards.leader(other),
                meetings: history.meetings.len(),
                share: share(history.meetings.len()),
                together: history.together.len(),
                first: dates(history.meetings.first()),
                latest: dates(history.meetings.last()),
            }
        })
        .collect()
}

fn visited(views: &Views, id: LeaderId) -> Vec<VisitedView> {
    let visits = views.model.derived.visits.of_leader(id);
    let mut latest: Vec<&crate::model::derive::visits::Visit> = Vec::new();
    for visit in visits {
        match latest
            .iter_mut()
            .find(|other| other.country == visit.country)
        {
            Some(other) => *other = visit,
            None => latest.push(visit),
        }
    }
    latest.sort_by_key(|visit| (std::cmp::Reverse(visit.ordinal), visit.country));
    latest
        .into_iter()
        .map(|visit| VisitedView {
            country: views.cards.country(visit.country),
            visits: visit.ordinal,
            latest: views.days(visit.arrived, visit.left),
        })
        .collect()
}

/// Outcomes of the leader's meetings that name the leader, newest first.
fn outcomes(views: &Views, id: LeaderId) -> Vec<Shared<OutcomeView>> {
    let model = &*views.model;
    let party = Party::Leader(id);
    let mut found = Vec::new();
    for summit in model.derived.attended_by(id).iter().rev() {
        for (index, outcome) in model.summit(*summit).outcomes.iter().enumerate() {
            if outcome.by.contains(&party) || outcome.to.contains(&party) {
                found.push(views.cards.outcomes(*summit)[index].clone());
            }
        }
    }
    found
}
