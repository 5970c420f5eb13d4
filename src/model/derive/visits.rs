//! Journeys abroad: the n-th of a leader to a country, and the time since the one before.
//!
//! A journey to a country is what a leader did there in one go. Stops of one recorded trip are
//! one journey. Meetings without a recorded trip belong to the same journey while nothing else
//! lies between them and they are part of the same event or follow each other within
//! [`SAME_JOURNEY_DAYS`]. Calls take nobody anywhere.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::days_between;
use super::office_on::office_on;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::ids::{EventId, LeaderId, SummitId, TripId};
use crate::model::types::SummitKind;

/// Days that may lie between two meetings of one journey.
pub const SAME_JOURNEY_DAYS: i32 = 3;

/// A journey of a leader to a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Where to.
    pub country: CountryCode,
    /// The how many-th to this country on record, from 1.
    pub ordinal: usize,
    /// First day on record in the country.
    pub arrived: Date,
    /// Last day on record in the country.
    pub left: Date,
    /// Meetings there, in order of time.
    pub summits: Vec<SummitId>,
    /// The recorded trip it was part of.
    pub trip: Option<TripId>,
    /// Whether one of its meetings was of two or three and not on the margins of an event: the
    /// visit stood on its own.
    pub standalone: bool,
}

/// Journeys of all leaders.
#[derive(Debug, Default)]
pub struct Visits {
    of_leader: Vec<Vec<Visit>>,
    /// For each leader: the place in that list of the journey of a meeting.
    at: Vec<FxHashMap<SummitId, usize>>,
}

impl Visits {
    /// Journeys of all leaders; `attended` and `trips` are the meetings and the recorded trips of
    /// each in order of time.
    pub fn of(model: &Model, attended: &[Vec<SummitId>], trips: &[Vec<TripId>]) -> Self {
        let of_leader: Vec<Vec<Visit>> = attended
            .iter()
            .enumerate()
            .map(|(index, attended)| {
                journeys(stays(
                    LeaderId::from_index(index),
                    attended,
                    &trips[index],
                    model,
                ))
            })
            .collect();
        let index = |visits: &Vec<Visit>| {
            visits
                .iter()
                .enumerate()
                .flat_map(|(place, visit)| visit.summits.iter().map(move |summit| (*summit, place)))
                .collect()
        };
        let at = of_leader.iter().map(index).collect();
        Self { of_leader, at }
    }

    /// Journeys of a leader in order of arrival.
    pub fn of_leader(&self, leader: LeaderId) -> &[Visit] {
        &self.of_leader[leader.index()]
    }

    /// The journey on which a leader attended a meeting; none at home or on the telephone.
    pub fn at(&self, leader: LeaderId, summit: SummitId) -> Option<&Visit> {
        let place = self.at[leader.index()].get(&summit)?;
        self.of_leader[leader.index()].get(*place)
    }

    /// The journey to the same country before this one: of any kind, or only one that stood on
    /// its own.
    pub fn before(&self, leader: LeaderId, visit: &Visit, standalone: bool) -> Option<&Visit> {
        let same = |other: &&Visit| {
            other.country == visit.country
                && other.ordinal < visit.ordinal
                && (!standalone || other.standalone)
        };
        self.of_leader[leader.index()].iter().rfind(same)
    }
}

/// Days from leaving a country to the next arrival.
pub fn days_away(before: &Visit, visit: &Visit) -> i32 {
    days_between(before.left, visit.arrived)
}

/// Some days of a leader in one country.
#[derive(Debug, Clone)]
struct Stay {
    from: Date,
    to: Date,
    country: CountryCode,
    home: bool,
    trip: Option<TripId>,
    event: Option<EventId>,
    summit: Option<SummitId>,
    standalone: bool,
}

/// All stays of a leader in order of time, those at home too, since they end a journey.
fn stays(leader: LeaderId, attended: &[SummitId], trips: &[TripId], model: &Model) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::with_capacity(attended.len());
    for id in attended {
        let summit = model.summit(*id);
        let Some(country) = summit.place.country else {
            continue;
        };
        if summit.kind == SummitKind::Call {
            continue;
        }
        let standalone = summit.part_of.is_none() && summit.kind != SummitKind::Multilateral;
        let trip = summit
            .trips
            .iter()
            .copied()
            .find(|trip| model.trip(*trip).leader == Some(leader));
        let home = home_on(leader, summit.date, model) == country;
        stays.push(Stay {
            from: summit.date,
            to: summit.end_date,
            country,
            home,
            trip,
            event: summit.part_of,
            summit: Some(*id),
            standalone,
        });
    }
    for id in trips {
        for leg in &model.trip(*id).legs {
            let Some(country) = leg.place.country else {
                continue;
            };
            let home = home_on(leader, leg.date, model) == country;
            stays.push(Stay {
                from: leg.date,
                to: leg.date,
                country,
                home,
                trip: Some(*id),
                event: None,
                summit: None,
                standalone: false,
            });
        }
    }
    stays.sort_by_key(|stay| (stay.from, stay.to, stay.summit));
    stays
}

/// The country a leader comes from on a day: that of the office held, else the leader's own.
pub fn home_on(leader: LeaderId, day: Date, model: &Model) -> CountryCode {
    let leader = model.leader(leader);
    office_on(leader, day).map_or(leader.country, |held| held.office.country)
}

/// Stays put together to journeys, numbered by country.
fn journeys(stays: Vec<Stay>) -> Vec<Visit> {
    struct Journey {
        visit: Visit,
        event: Option<EventId>,
        last: usize,
    }
    let mut journeys: Vec<Journey> = Vec::new();
    // For each country: the latest journey there, and how many there were.
    let mut latest: FxHashMap<CountryCode, (usize, usize)> = FxHashMap::default();
    for (index, stay) in stays.iter().enumerate() {
        if stay.home {
            continue;
        }
        let (place, count) = latest
            .get(&stay.country)
            .copied()
            .unwrap_or((usize::MAX, 0));
        let same =
            journeys
                .get_mut(place)
                .filter(|journey| match (journey.visit.trip, stay.trip) {
                    (Some(a), Some(b)) => a == b,
                    _ => {
                        let together = days_between(journey.visit.left, stay.from)
                            <= SAME_JOURNEY_DAYS
                            || (stay.event.is_some() && stay.event == journey.event);
                        together
                            && stays[journey.last + 1..index]
                                .iter()
                                .all(|other| other.country == stay.country)
                    }
                });
        match same {
            Some(journey) => {
                journey.visit.left = journey.visit.left.max(stay.to);
                journey.visit.summits.extend(stay.summit);
                journey.visit.trip = journey.visit.trip.or(stay.trip);
                journey.visit.standalone |= stay.standalone;
                journey.event = stay.event.or(journey.event);
                journey.last = index;
            }
            None => {
                let ordinal = count + 1;
                latest.insert(stay.country, (journeys.len(), ordinal));
                let visit = Visit {
                    country: stay.country,
                    ordinal,
                    arrived: stay.from,
                    left: stay.to,
                    summits: stay.summit.into_iter().collect(),
                    trip: stay.trip,
                    standalone: stay.standalone,
                };
                journeys.push(Journey {
                    visit,
                    event: stay.event,
                    last: index,
                });
            }
        }
    }
    journeys.into_iter().map(|journey| journey.visit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn stay(country: &str, day: i64, trip: Option<usize>, summit: usize) -> Stay {
        let country = CountryCode::parse(country).unwrap();
        let day = date(2020, 1, 1)
            .checked_add(jiff::Span::new().days(day))
            .unwrap();
        let home = country.as_str() == "US";
        Stay {
            from: day,
            to: day,
            country,
            home,
            trip: trip.map(TripId::from_index),
            event: None,
            summit: Some(SummitId::from_index(summit)),
            standalone: true,
        }
    }

    fn count(stays: Vec<Stay>, country: &str) -> usize {
        journeys(stays)
            .iter()
            .filter(|visit| visit.country.as_str() == country)
            .count()
    }

    #[test]
    fn stops_of_a_trip_are_one_journey_and_distant_meetings_are_not() {
        assert_eq!(
            count(
                vec![
                    stay("JP", 0, Some(1), 0),
                    stay("KR", 1, Some(1), 1),
                    stay("JP", 9, Some(1), 2)
                ],
                "JP"
            ),
            1
        );
        assert_eq!(
            count(vec![stay("JP", 0, None, 0), stay("JP", 2, None, 1)], "JP"),
            1
        );
        assert_eq!(
            count(vec![stay("JP", 0, None, 0), stay("JP", 10, None, 1)], "JP"),
            2
        );
        assert_eq!(
            count(
                vec![
                    stay("JP", 0, None, 0),
                    stay("US", 1, None, 1),
                    stay("JP", 2, None, 2)
                ],
                "JP"
            ),
            2
        );
        assert_eq!(
            count(
                vec![stay("JP", 0, Some(1), 0), stay("JP", 1, Some(2), 1)],
                "JP"
            ),
            2
        );
        assert_eq!(count(vec![stay("US", 0, None, 0)], "US"), 0);
    }

    proptest! {
        /// Laws: every meeting abroad lies on exactly one journey; ordinals of a country run
        /// 1, 2, 3 … in order of arrival; a journey does not end before it begins.
        #[test]
        fn every_meeting_abroad_is_on_one_journey(days in prop::collection::vec((0..400i64, 0usize..3), 0..40)) {
            let countries = ["JP", "KR", "US"];
            let mut days = days;
            days.sort();
            let stays: Vec<_> = days.iter().enumerate().map(|(i, (day, c))| stay(countries[*c], *day, None, i)).collect();
            let abroad = stays.iter().filter(|s| !s.home).count();
            let visits = journeys(stays);
            let mut seen: Vec<_> = visits.iter().flat_map(|v| v.summits.iter().copied()).collect();
            seen.sort();
            let total = seen.len();
            seen.dedup();
            prop_assert_eq!((total, seen.len()), (abroad, abroad));
            for country in countries {
                let ordinals: Vec<_> = visits.iter().filter(|v| v.country.as_str() == country).map(|v| v.ordinal).collect();
                prop_assert_eq!(ordinals.clone(), (1..=ordinals.len()).collect::<Vec<_>>());
            }
            prop_assert!(visits.iter().all(|v| v.arrived <= v.left));
        }
    }
}
