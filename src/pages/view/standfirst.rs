//! The sentence with which a page begins: who met, where, when and the how many-th time; who a
//! leader is and how much of them is on record. Every word comes from the texts of the language.

use jiff::civil::Date;

use crate::language::Language;
use crate::model::Model;
use crate::model::derive::office_on::office_on;
use crate::model::facts::{place_parts, place_text};
use crate::model::ids::{LeaderId, SummitId, TripId};
use crate::model::types::{Leader, Office, SummitKind};

/// Who met, where and when, and the how many-th time, in one sentence.
pub fn of_summit(model: &Model, id: SummitId) -> String {
    let language = &model.language;
    let summit = model.summit(id);
    let names: Vec<&str> = summit
        .participants
        .iter()
        .map(|p| model.leader(p.leader).name.as_str())
        .collect();
    let who = match names.len() {
        0 => summit.title.clone(),
        1..=MOST_NAMES => language.list(&names),
        many => language.count("summit.many-leaders", many as i64),
    };
    // "in Busan, South Korea," takes a comma more than "in Singapore".
    let has_two_parts = matches!(place_parts(model, &summit.place), (Some(_), Some(_)));
    let key = match (summit.kind, has_two_parts) {
        (SummitKind::Visit, false) => "summit.to-place",
        (SummitKind::Visit, true) => "summit.to-city",
        (_, false) => "summit.in-place",
        (_, true) => "summit.in-city",
    };
    let place = place_text(model, &summit.place)
        .map(|place| language.say(key, &[("place", &place)]))
        .unwrap_or_default();
    let days = language.days(summit.date, summit.end_date);
    let when = language.say("summit.on-day", &[("day", &days)]);
    let length = summit
        .duration
        .map(|minutes| language.say("summit.for", &[("duration", &duration(language, minutes))]))
        .unwrap_or_default();
    let history = match (
        summit.participants.as_slice(),
        model.derived.pairs.at(id, &model.summits).as_slice(),
    ) {
        ([_, _], [fact]) => match fact.previous {
            None => language.say("summit.first", &[]),
            Some(previous) => {
                let before = model.summit(previous);
                let mut since = language.days(before.date, before.end_date);
                if let Some(city) = &before.place.city {
                    since = language.say("place.when", &[("city", city), ("when", &since)]);
                }
                let ordinal = language.ordinal(fact.ordinal);
                language.say("summit.nth", &[("ordinal", &ordinal), ("since", &since)])
            }
        },
        _ => String::new(),
    };
    let key = match summit.kind {
        SummitKind::Call => "summit.spoke",
        SummitKind::Visit => "summit.travelled",
        _ if names.len() == 1 => "summit.took-part",
        _ => "summit.met",
    };
    let args = [
        ("who", who.as_str()),
        ("place", &place),
        ("length", &length),
        ("when", &when),
        ("history", &history),
    ];
    capitalised(&language.say(key, &args))
}

/// Names in a sentence; beyond them the leaders are counted.
const MOST_NAMES: usize = 6;

/// A length of time: "1 hour 40 minutes".
pub(super) fn duration(language: &Language, minutes: u32) -> String {
    let (hours, minutes) = (i64::from(minutes / 60), i64::from(minutes % 60));
    match (hours, minutes) {
        (0, _) => language.count_digits("count.minutes", minutes),
        (_, 0) => language.count_digits("count.hours", hours),
        _ => language.say(
            "count.hours-and-minutes",
            &[
                ("hours", &language.count_digits("count.hours", hours)),
                ("minutes", &language.count_digits("count.minutes", minutes)),
            ],
        ),
    }
}

/// Who this is, in a sentence or two: the office held today, else the latest, and the record.
pub(in crate::pages) fn of_leader(model: &Model, id: LeaderId) -> String {
    let parts = [office(model, id), on_record(model, id)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(&model.language.say("list.space", &[]))
}

/// Whose journey it was, and when.
pub(in crate::pages) fn of_trip(model: &Model, id: TripId) -> String {
    let language = &model.language;
    let trip = model.trip(id);
    let when = language.days(trip.date, trip.end_date.unwrap_or(trip.date));
    let Some(leader) = trip.leader else {
        return language.say("journey.standfirst", &[("when", &when)]);
    };
    let args = [("who", model.leader(leader).name.as_str()), ("when", &when)];
    language.say("journey.standfirst-of", &args)
}

/// The office held today, else the highest that was held, in a sentence.
pub(super) fn office(model: &Model, id: LeaderId) -> Option<String> {
    let language = &model.language;
    let leader = model.leader(id);
    let said = |key: &str, office: &Office, from: Date, to: Option<Date>| {
        let from = language.day(from);
        let to = to.map(|day| language.day(day)).unwrap_or_default();
        let args = [
            ("office", office.title.as_str()),
            ("from", &from),
            ("to", &to),
        ];
        language.say(key, &args)
    };
    match office_on(leader, model.site.today) {
        Some(held) => Some(match held.office.as_of {
            Some(day) => said("leader.in-office-as-of", held.office, held.since, Some(day)),
            None => said("leader.in-office", held.office, held.since, None),
        }),
        None => highest(leader).map(|office| match office.to {
            Some(to) => said("leader.held", office, office.from, Some(to)),
            None => said("leader.held-from", office, office.from, None),
        }),
    }
}

/// How many meetings are on record, and where and when the latest was.
pub(super) fn on_record(model: &Model, id: LeaderId) -> Option<String> {
    let language = &model.language;
    let attended = model.derived.attended_by(id);
    let latest = model.summit(*attended.last()?);
    let date = language.days(latest.date, latest.end_date);
    let place = latest
        .place
        .city
        .clone()
        .or_else(|| place_text(model, &latest.place));
    let key = match (attended.len(), &place) {
        (1, Some(_)) => "leader.one-in",
        (1, None) => "leader.one",
        (_, Some(_)) => "leader.many-in",
        (_, None) => "leader.many",
    };
    let number = language.number(attended.len() as i64);
    let args = [
        ("n", number.as_str()),
        ("place", place.as_deref().unwrap_or_default()),
        ("date", &date),
    ];
    Some(capitalised(&language.say(key, &args)))
}

/// The office to name where none is held: the highest, the latest of its kind.
fn highest(leader: &Leader) -> Option<&Office> {
    let by_rank = |office: &&Office| (std::cmp::Reverse(office.kind), office.to);
    leader.offices.iter().max_by_key(by_rank)
}

/// A sentence with a capital at its start.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
