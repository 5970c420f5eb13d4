//! Terms and meetings as bars and strokes on one scale of time.

use jiff::civil::Date;
use serde::Serialize;

use super::Views;
use super::card::LeaderCard;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::ids::{LeaderId, SummitId};
use crate::model::types::Office;
use crate::pages::drawing::scale::TimeScale;
use crate::value::Shared;

/// Lanes on the timeline.
const MOST_LEADERS: usize = 12;
/// Years named under the lanes.
const MOST_TICKS: usize = 6;

/// Lanes on one scale of time. All positions are per cent of its length.
#[derive(Debug, Serialize)]
pub struct LanesView {
    /// The lanes from top to bottom.
    pub lanes: Vec<LaneView>,
    /// Years under them.
    pub ticks: Vec<TickView>,
}

/// A lane.
#[derive(Debug, Serialize)]
pub struct LaneView {
    /// An office, or what the strokes stand for.
    pub name: String,
    /// Whose lane it is, where it is somebody's.
    pub leader: Option<Shared<LeaderCard>>,
    /// Days or number, in words.
    pub text: String,
    /// Bars.
    pub bars: Vec<BarView>,
    /// Where meetings were.
    pub strokes: Vec<f64>,
}

/// A bar of a lane.
#[derive(Debug, Serialize)]
pub struct BarView {
    /// `was` for an office that ended, `now` for one that is held, `term` behind strokes.
    pub class: &'static str,
    /// Where it begins.
    pub x: f64,
    /// How long it is.
    pub width: f64,
}

/// A year under the lanes.
#[derive(Debug, Serialize)]
pub struct TickView {
    /// Where.
    pub x: f64,
    /// The year.
    pub year: i16,
    /// How the number stands at its place: `start`, `middle` or `end`.
    pub anchor: &'static str,
}

impl LanesView {
    /// The offices of a leader, and all meetings in one lane.
    pub(super) fn of_leader(views: &Views, id: LeaderId) -> Option<Self> {
        let model = &*views.model;
        let mut offices: Vec<&Office> = model.leader(id).offices.iter().collect();
        offices.sort_by_key(|office| (office.from, office.to));
        let attended = model.derived.attended_by(id);
        let scale = scale(model, &offices, attended)?;
        let mut lanes: Vec<LaneView> = offices
            .iter()
            .map(|office| LaneView {
                name: office.title.clone(),
                leader: None,
                text: term(model, office),
                bars: vec![bar(model, &scale, office, true)],
                strokes: Vec::new(),
            })
            .collect();
        if !attended.is_empty() {
            lanes.push(meetings(model, &scale, attended));
        }
        Some(Self::of(&scale, lanes))
    }

    /// Who led a country: heads of state and government, a lane a person, and its meetings.
    pub(super) fn of_country(views: &Views, code: CountryCode) -> Option<Self> {
        let model = &*views.model;
        let mut heads: Vec<(LeaderId, Vec<&Office>)> = model
            .leaders()
            .filter_map(|(id, leader)| {
                let mut offices: Vec<&Office> = leader
                    .offices
                    .iter()
                    .filter(|office| office.country == code && office.kind.is_head())
                    .collect();
                offices.sort_by_key(|office| office.from);
                (!offices.is_empty()).then_some((id, offices))
            })
            .collect();
        heads.sort_by_key(|(id, offices)| (offices.first().map(|office| office.from), *id));
        let attended = model.derived.summits_of_country(code);
        let all: Vec<&Office> = heads
            .iter()
            .flat_map(|(_, offices)| offices)
            .copied()
            .collect();
        let scale = scale(model, &all, attended)?;
        let mut lanes: Vec<LaneView> = heads
            .into_iter()
            .map(|(id, offices)| {
                let said: Vec<String> = offices
                    .iter()
                    .map(|office| {
                        let term = term(model, office);
                        let args = [("office", office.title.as_str()), ("term", &term)];
                        model.language.say("lanes.term", &args)
                    })
                    .collect();
                LaneView {
                    name: model.leader(id).name.clone(),
                    leader: Some(views.cards.leader(id)),
                    text: said.join(&model.language.say("list.semicolon", &[])),
                    bars: offices
                        .iter()
                        .map(|office| bar(model, &scale, office, true))
                        .collect(),
                    strokes: Vec::new(),
                }
            })
            .collect();
        if !attended.is_empty() {
            lanes.push(meetings(model, &scale, attended));
        }
        Some(Self::of(&scale, lanes))
    }

    /// The leaders with the most meetings, each with terms as head and meetings as strokes.
    pub(super) fn of_all(views: &Views) -> Option<Self> {
        let model = &*views.model;
        let mut leaders: Vec<LeaderId> = model
            .leaders()
            .map(|(id, _)| id)
            .filter(|id| !model.derived.attended_by(*id).is_empty())
            .collect();
        leaders.sort_by_key(|id| (std::cmp::Reverse(model.derived.attended_by(*id).len()), *id));
        leaders.truncate(MOST_LEADERS);
        let first = model.summits.first()?;
        let last = model.summits.last()?;
        let scale = TimeScale::new(first.date, last.end_date.max(model.site.today));
        leaders.sort_by_key(|id| {
            let attended = model.derived.attended_by(*id);
            (attended.first().map(|first| model.summit(*first).date), *id)
        });
        let lanes = leaders
            .into_iter()
            .map(|id| {
                let leader = model.leader(id);
                let attended = model.derived.attended_by(id);
                LaneView {
                    name: leader.name.clone(),
                    leader: Some(views.cards.leader(id)),
                    text: model
                        .language
                        .count_digits("count.meetings", attended.len() as i64),
                    bars: leader
                        .offices
                        .iter()
                        .filter(|office| office.kind.is_head())
                        .filter(|office| office.to.is_none_or(|to| to > first.date))
                        .filter(|office| office.from < last.end_date)
                        .map(|office| bar(model, &scale, office, false))
                        .collect(),
                    strokes: strokes(model, &scale, attended),
                }
            })
            .collect();
        Some(Self::of(&scale, lanes))
    }

    fn of(scale: &TimeScale, lanes: Vec<LaneView>) -> Self {
        let ticks = scale.ticks(MOST_TICKS).into_iter().map(|tick| TickView {
            x: tick.at,
            year: tick.year,
            anchor: tick.anchor.as_str(),
        });
        Self {
            lanes,
            ticks: ticks.collect(),
        }
    }
}

/// From the first office or meeting to the last; nothing where there is neither.
fn scale(model: &Model, offices: &[&Office], attended: &[SummitId]) -> Option<TimeScale> {
    let until = |office: &Office| {
        office
            .to
            .unwrap_or(office.as_of.unwrap_or(model.site.today))
    };
    let from = offices.iter().map(|office| office.from);
    let to = offices.iter().map(|office| until(office));
    let first = attended.first().map(|id| model.summit(*id).date);
    let last = attended.last().map(|id| model.summit(*id).end_date);
    Some(TimeScale::new(
        from.chain(first).min()?,
        to.chain(last).max()?,
    ))
}

fn bar(model: &Model, scale: &TimeScale, office: &Office, own: bool) -> BarView {
    let end = office.to.or(office.as_of).unwrap_or(model.site.today);
    let (x, width) = scale.span(office.from, end);
    BarView {
        class: match (own, office.to) {
            (false, _) => "term",
            (true, Some(_)) => "was",
            (true, None) => "now",
        },
        x,
        width,
    }
}

fn meetings(model: &Model, scale: &TimeScale, attended: &[SummitId]) -> LaneView {
    LaneView {
        name: model.language.say("lanes.meetings", &[]),
        leader: None,
        text: model.language.say("lanes.one-line-each", &[]),
        bars: Vec::new(),
        strokes: strokes(model, scale, attended),
    }
}

/// Where meetings were; two at one place are one stroke.
fn strokes(model: &Model, scale: &TimeScale, attended: &[SummitId]) -> Vec<f64> {
    let mut strokes: Vec<f64> = attended
        .iter()
        .map(|id| scale.at(model.summit(*id).date))
        .collect();
    strokes.dedup();
    strokes
}

/// "15 March 2008 – 14 March 2013", "since 14 March 2013".
fn term(model: &Model, office: &Office) -> String {
    let language = &model.language;
    let from: Date = office.from;
    match (office.to, office.as_of) {
        (Some(to), _) => language.days(from, to),
        (None, Some(as_of)) => language.say(
            "lanes.since-as-of",
            &[
                ("day", &language.day(from)),
                ("as_of", &language.day(as_of)),
            ],
        ),
        (None, None) => language.say("lanes.since", &[("day", &language.day(from))]),
    }
}
