//! A leader: who this is, which offices were held, whom they met and where.

use serde::Serialize;

use super::card::{DateView, DatesView, NativeNameView};
use super::{ImageView, LinkView, MentionView, PartView, SourceView, Views};
use crate::model::Model;
use crate::model::derive::office_on::{days_held, office_on};
use crate::model::ids::{Entity, LeaderId};
use crate::model::types::Party;
use crate::model::wording;
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
    /// Meetings by year, newest first.
    pub years: Vec<YearView>,
    /// Number of meetings.
    pub meetings: usize,
    /// Whom they met, most often first.
    pub met: Vec<MetView>,
    /// Countries visited, most often first.
    pub visited: Vec<VisitedView>,
    /// Journeys on record, newest first.
    pub trips: Vec<Shared>,
    /// Commitments that name the leader in person, newest first.
    pub outcomes: Vec<Shared>,
    /// Articles about the leader, newest first.
    pub articles: Vec<Shared>,
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
    /// Name in the leader's own script.
    pub native_name: Option<NativeNameView>,
    /// Other ways in which the press writes the name.
    pub aliases: Vec<String>,
    /// Country.
    pub country: Shared,
    /// Day of birth.
    pub born: Option<DateView>,
    /// Day of death.
    pub died: Option<DateView>,
    /// Portrait.
    pub portrait: Option<ImageView>,
    /// Item of Wikidata.
    pub wikidata: Option<LinkView>,
    /// Addresses elsewhere.
    pub links: Vec<LinkView>,
    /// Office held on the day of the build.
    pub office: Option<String>,
}

/// An office.
#[derive(Debug, Serialize)]
pub struct OfficeView {
    /// Title.
    pub title: String,
    /// Country or body.
    pub country: Shared,
    /// Kind.
    pub kind: &'static str,
    /// First day.
    pub from: DateView,
    /// First day on which it was no longer held.
    pub to: Option<DateView>,
    /// Last day on which a source shows it to be held.
    pub as_of: Option<DateView>,
    /// Party.
    pub party: Option<String>,
    /// Days held up to the end, else to the day of the build.
    pub days: i32,
    /// Numbers of its sources on this page.
    pub sources: Vec<usize>,
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
    pub summit: Shared,
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
    pub leader: Shared,
    /// Number of meetings in person.
    pub meetings: usize,
    /// Number of multilateral meetings that both attended.
    pub together: usize,
    /// First meeting in person.
    pub first: Option<DatesView>,
    /// Latest meeting in person.
    pub latest: Option<DatesView>,
}

/// A country this leader visited.
#[derive(Debug, Serialize)]
pub struct VisitedView {
    /// The country.
    pub country: Shared,
    /// Number of journeys on record.
    pub visits: usize,
    /// The latest of them.
    pub latest: DatesView,
}

pub(super) fn view(views: &Views<'_>, id: LeaderId) -> LeaderPage {
    let (model, cards) = (views.model, &views.cards);
    let leader = model.leader(id);
    let mut citations = Citations::default();
    let parts = views.prose(Entity::Leader(id), &leader.prose, &mut citations);
    let mut offices: Vec<_> = leader.offices.iter().collect();
    offices.sort_by_key(|office| std::cmp::Reverse((office.from, office.to)));
    let offices = offices
        .into_iter()
        .map(|office| OfficeView {
            title: office.title.clone(),
            country: cards.country(office.country),
            kind: office.kind.as_str(),
            from: DateView::of(office.from),
            to: office.to.map(DateView::of),
            as_of: office.as_of.map(DateView::of),
            party: office.party.clone(),
            days: days_held(office, office.as_of.unwrap_or(model.site.today)),
            sources: citations.numbers(&office.sources),
        })
        .collect();
    let trips = model.derived.trips_of_leader[id.index()]
        .iter()
        .rev()
        .map(|trip| cards.trip(*trip))
        .collect();
    LeaderPage {
        standfirst: standfirst(model, id),
        parts,
        offices,
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
            native_name: leader.native_name.as_ref().map(NativeNameView::of),
            aliases: leader.aliases.clone(),
            country: cards.country(leader.country),
            born: leader.born.map(DateView::of),
            died: leader.died.map(DateView::of),
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

/// Who this is, in one sentence: the office held today, else the latest.
pub fn standfirst(model: &Model, id: LeaderId) -> String {
    let leader = model.leader(id);
    let meetings = model.derived.attended_by(id).len();
    let on_record = match meetings {
        0 => String::new(),
        n => format!(
            " {} on record here.",
            capitalised(&wording::count(n as i64, "meeting", "meetings"))
        ),
    };
    if let Some(held) = office_on(leader, model.site.today) {
        let until = held
            .office
            .as_of
            .map(|day| format!(", in office on the latest record of {}", wording::day(day)))
            .unwrap_or_default();
        return format!(
            "{} since {}{until}.{on_record}",
            held.office.title,
            wording::day(held.since)
        );
    }
    let latest = leader
        .offices
        .iter()
        .max_by_key(|office| (std::cmp::Reverse(office.kind), office.to));
    match latest {
        Some(office) => match office.to {
            Some(to) => format!(
                "{} from {} to {}.{on_record}",
                office.title,
                wording::day(office.from),
                wording::day(to)
            ),
            None => format!(
                "{} from {}.{on_record}",
                office.title,
                wording::day(office.from)
            ),
        },
        None => on_record.trim().to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn years(views: &Views<'_>, id: LeaderId) -> Vec<YearView> {
    let model = views.model;
    let mut years: Vec<YearView> = Vec::new();
    for summit_id in model.derived.attended_by(id).iter().rev() {
        let summit = model.summit(*summit_id);
        let visit = model.derived.visits.at(id, *summit_id);
        let meeting = MeetingView {
            summit: views.cards.summit(*summit_id),
            office: office_on(model.leader(id), summit.date).map(|held| held.office.title.clone()),
            visit: visit.map(|visit| wording::ordinal(visit.ordinal)),
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

fn met(views: &Views<'_>, id: LeaderId) -> Vec<MetView> {
    let model = views.model;
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
    met.into_iter()
        .map(|(other, history)| {
            let dates = |id: Option<&crate::model::ids::SummitId>| {
                id.map(|id| DatesView::of(model.summit(*id).date, model.summit(*id).end_date))
            };
            MetView {
                leader: views.cards.leader(other),
                meetings: history.meetings.len(),
                together: history.together.len(),
                first: dates(history.meetings.first()),
                latest: dates(history.meetings.last()),
            }
        })
        .collect()
}

fn visited(views: &Views<'_>, id: LeaderId) -> Vec<VisitedView> {
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
            latest: DatesView::of(visit.arrived, visit.left),
        })
        .collect()
}

/// Outcomes of the leader's meetings that name the leader, newest first.
fn outcomes(views: &Views<'_>, id: LeaderId) -> Vec<Shared> {
    let model = views.model;
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
