//! The timeline: all meetings in order of time, with the pauses between them.

use serde::Serialize;

use super::Views;
use crate::model::derive::days_between;
use crate::model::wording;
use crate::value::Shared;

/// Days from which on a pause between two meetings is shown.
const PAUSE_DAYS: i32 = 500;

/// The timeline.
#[derive(Debug, Serialize)]
pub struct TimelineView {
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
    pub summit: Shared,
    /// The pause before it, where it was long, in words.
    pub pause: Option<String>,
    /// The same in days.
    pub pause_days: Option<i32>,
}

pub(super) fn view(views: &Views<'_>) -> TimelineView {
    let model = views.model;
    let mut years: Vec<TimelineYear> = Vec::new();
    for (id, summit) in model.summits().rev() {
        let before = id.index().checked_sub(1).map(|index| &model.summits[index]);
        let pause = before
            .map(|before| (before, days_between(before.end_date, summit.date)))
            .filter(|(_, days)| *days >= PAUSE_DAYS);
        let entry = TimelineEntry {
            summit: views.cards.summit(id),
            pause: pause.map(|(before, _)| wording::span(before.end_date, summit.date)),
            pause_days: pause.map(|(_, days)| days),
        };
        match years.last_mut() {
            Some(year) if year.year == summit.date.year() => year.entries.push(entry),
            _ => years.push(TimelineYear {
                year: summit.date.year(),
                entries: vec![entry],
            }),
        }
    }
    TimelineView { years }
}
