//! The timeline: all meetings in order of time, with the pauses between them.

use jiff::civil::Date;
use serde::Serialize;

use super::Views;
use super::card::SummitCard;
use super::days::DateView;
use super::lanes::LanesView;
use crate::model::derive::days_between;
use crate::model::ids::SummitId;
use crate::model::types::Summit;
use crate::value::Shared;

/// Days from which on a pause between two meetings is shown.
const PAUSE_DAYS: i32 = 500;

/// The timeline.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// The leaders who met most often, each with terms and meetings, on one scale.
    pub lanes: Option<LanesView>,
    /// Number of meetings.
    pub total: usize,
    /// Day of the first meeting.
    pub first: Option<Shared<DateView>>,
    /// Day of the latest meeting.
    pub latest: Option<Shared<DateView>>,
    /// The longest pause, in words.
    pub longest: Option<String>,
    /// Its meeting before and after.
    pub longest_between: Vec<Shared<SummitCard>>,
    /// Years, newest first.
    pub years: Vec<TimelineYear>,
}

/// A year of the timeline.
#[derive(Debug, Serialize)]
pub struct TimelineYear {
    /// The year.
    pub year: i16,
    /// Its meetings, newest first.
    pub entries: Vec<TimelineEntry>,
}

/// A meeting of the timeline.
#[derive(Debug, Serialize)]
pub struct TimelineEntry {
    /// The meeting.
    pub summit: Shared<SummitCard>,
    /// The pause before it, where it was long, in words.
    pub pause: Option<String>,
    /// The same in days.
    pub pause_days: Option<i32>,
    /// How high it is drawn, in pixels: the longer, the higher.
    pub pause_height: Option<i32>,
}

pub(super) fn view(views: &Views) -> TimelineView {
    let model = &*views.model;
    let mut years: Vec<TimelineYear> = Vec::new();
    for (id, summit) in model.summits().rev() {
        let before = id.index().checked_sub(1).map(|index| &model.summits[index]);
        let pause = before
            .map(|before| (before, days_between(before.end_date, summit.date)))
            .filter(|(_, days)| *days >= PAUSE_DAYS);
        let entry = TimelineEntry {
            summit: views.cards.summit(id),
            pause: pause.map(|(before, _)| model.language.span(before.end_date, summit.date)),
            pause_days: pause.map(|(_, days)| days),
            pause_height: pause.map(|(_, days)| height(days)),
        };
        match years.last_mut() {
            Some(year) if year.year == summit.date.year() => year.entries.push(entry),
            _ => years.push(TimelineYear {
                year: summit.date.year(),
                entries: vec![entry],
            }),
        }
    }
    let longest = (1..model.summits.len())
        .map(|index| {
            let (before, after) = (&model.summits[index - 1], &model.summits[index]);
            (days_between(before.end_date, after.date), index)
        })
        .max_by_key(|(days, index)| (*days, std::cmp::Reverse(*index)))
        .filter(|(days, _)| *days >= PAUSE_DAYS);
    let day = |summit: Option<&Summit>| summit.map(|summit| views.day(summit.date));
    TimelineView {
        lanes: LanesView::of_all(views),
        total: model.summits.len(),
        first: day(model.summits.first()),
        latest: day(model.summits.last()),
        longest: longest.map(|(_, index)| {
            let (before, after) = (&model.summits[index - 1], &model.summits[index]);
            model.language.span(before.end_date, after.date)
        }),
        longest_between: longest
            .map(|(_, index)| [index - 1, index])
            .into_iter()
            .flatten()
            .map(|index| views.cards.summit(SummitId::from_index(index)))
            .collect(),
        years,
    }
}

/// How high the pause between a meeting and a day is drawn; nothing where it was short.
pub(super) fn pause_height(before: &Summit, day: Date) -> Option<i32> {
    let days = days_between(before.end_date, day);
    (days >= PAUSE_DAYS).then(|| height(days))
}

/// A pause of two years is drawn about 50 pixels high, one of ten years about 230, and none
/// more than 400.
fn height(days: i32) -> i32 {
    (days / 16).clamp(24, 400)
}
