//! Which countries met: the history of their leaders' meetings in person.

use std::collections::BTreeMap;

use super::pairs::Pairs;
use super::visits::home_on;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::ids::SummitId;

/// Two countries in the order of their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryPair(pub CountryCode, pub CountryCode);

impl CountryPair {
    /// The pair of two countries; `None` for a country and itself.
    pub fn of(a: CountryCode, b: CountryCode) -> Option<Self> {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => Some(Self(a, b)),
            std::cmp::Ordering::Greater => Some(Self(b, a)),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// All pairs of countries whose leaders met.
#[derive(Debug, Default)]
pub struct Relations {
    meetings: BTreeMap<CountryPair, Vec<SummitId>>,
}

impl Relations {
    /// Relations from the meetings of pairs of leaders, each with the country represented that
    /// day.
    pub fn of(model: &Model, pairs: &Pairs) -> Self {
        let mut meetings: BTreeMap<CountryPair, Vec<SummitId>> = BTreeMap::new();
        for (pair, history) in pairs.all() {
            for id in &history.meetings {
                let day = model.summit(*id).date;
                if let Some(countries) =
                    CountryPair::of(home_on(pair.0, day, model), home_on(pair.1, day, model))
                {
                    meetings.entry(countries).or_default().push(*id);
                }
            }
        }
        for list in meetings.values_mut() {
            list.sort();
            list.dedup();
        }
        Self { meetings }
    }

    /// All of them, in the order of codes, with their meetings in order of time.
    pub fn all(&self) -> impl Iterator<Item = (CountryPair, &[SummitId])> {
        self.meetings
            .iter()
            .map(|(pair, meetings)| (*pair, meetings.as_slice()))
    }

    /// Meetings of two countries, in order of time.
    pub fn meetings(&self, pair: CountryPair) -> &[SummitId] {
        self.meetings.get(&pair).map_or(&[], Vec::as_slice)
    }

    /// The relations of a country.
    pub fn of_country(
        &self,
        country: CountryCode,
    ) -> impl Iterator<Item = (CountryCode, CountryPair, &[SummitId])> {
        self.all().filter_map(move |(pair, meetings)| {
            let other = if pair.0 == country {
                pair.1
            } else if pair.1 == country {
                pair.0
            } else {
                return None;
            };
            Some((other, pair, meetings))
        })
    }
}
