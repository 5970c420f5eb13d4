//! What nobody should have to type: one derived fact a file, each with its law as a test.
//!
//! [`Derived::derive`] computes what spans many records once; what concerns one record is a
//! function that is asked when it is needed ([`office_on`], [`status`]).

pub mod backlinks;
pub mod distance;
pub mod itinerary;
pub mod office_on;
pub mod pairs;
pub mod relations;
pub mod status;
pub mod visits;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Model;
use super::country::CountryCode;
use super::ids::{ArticleId, LeaderId, PillarId, SummitId, TripId};
use super::types::{Outcome, Party};
use backlinks::Backlinks;
use pairs::Pairs;
use relations::Relations;
use visits::Visits;

/// Facts that span many records.
#[derive(Debug, Default)]
pub struct Derived {
    /// For each leader: the meetings attended, in order of time.
    pub attended: Vec<Vec<SummitId>>,
    /// Who met whom.
    pub pairs: Pairs,
    /// For each leader: journeys abroad.
    pub visits: Visits,
    /// Which countries met.
    pub relations: Relations,
    /// Where everything is mentioned; collected beside all other facts.
    pub backlinks: Backlinks,
    /// For each leader: the articles about them, newest first.
    pub articles_of_leader: Vec<Vec<ArticleId>>,
    /// For each meeting: the articles about it, newest first.
    pub articles_of_summit: Vec<Vec<ArticleId>>,
    /// For each journey: the articles about it, newest first.
    pub articles_of_trip: Vec<Vec<ArticleId>>,
    /// For each leader: the journeys, in order of time.
    pub trips_of_leader: Vec<Vec<TripId>>,
    /// For each event: its meetings in order of time.
    pub summits_of_event: Vec<Vec<SummitId>>,
    /// For each pillar: the articles of it, newest first.
    pub articles_of_pillar: Vec<Vec<ArticleId>>,
    /// For each pillar: the meetings of it, in order of time.
    pub summits_of_pillar: Vec<Vec<SummitId>>,
    /// For each country: the meetings that somebody attended for it, in order of time.
    pub summits_of_country: BTreeMap<CountryCode, Vec<SummitId>>,
    /// For each country: the meetings held there, in order of time.
    pub summits_held_in: BTreeMap<CountryCode, Vec<SummitId>>,
    /// For each country: what it gave and what it received.
    pub outcomes_of_country: BTreeMap<CountryCode, OutcomesOf>,
}

/// The outcomes that name a country as a party, each by its meeting and its number there; newest
/// meeting first.
#[derive(Debug, Default)]
pub struct OutcomesOf {
    /// Those that it gave.
    pub given: Vec<(SummitId, usize)>,
    /// Those that it received and did not give as well.
    pub received: Vec<(SummitId, usize)>,
}

impl Derived {
    /// Computes them all from a model whose things are complete.
    pub fn derive(model: &Model) -> Self {
        let mut derived = Self {
            attended: vec![Vec::new(); model.leaders.len()],
            articles_of_leader: vec![Vec::new(); model.leaders.len()],
            articles_of_summit: vec![Vec::new(); model.summits.len()],
            articles_of_trip: vec![Vec::new(); model.trips.len()],
            trips_of_leader: vec![Vec::new(); model.leaders.len()],
            summits_of_event: vec![Vec::new(); model.events.len()],
            articles_of_pillar: vec![Vec::new(); model.site.pillars.len()],
            summits_of_pillar: vec![Vec::new(); model.site.pillars.len()],
            ..Self::default()
        };
        for (id, summit) in model.summits() {
            for participant in &summit.participants {
                derived.attended[participant.leader.index()].push(id);
                let home = visits::home_on(participant.leader, summit.date, model);
                let of_country = derived.summits_of_country.entry(home).or_default();
                if of_country.last() != Some(&id) {
                    of_country.push(id);
                }
            }
            for pillar in &summit.pillars {
                derived.summits_of_pillar[pillar.index()].push(id);
            }
            if let Some(event) = summit.part_of {
                derived.summits_of_event[event.index()].push(id);
            }
            if let Some(country) = summit.place.country {
                derived.summits_held_in.entry(country).or_default().push(id);
            }
        }
        for (id, summit) in model.summits().rev() {
            for (index, outcome) in summit.outcomes.iter().enumerate() {
                derived.outcome((id, index), outcome);
            }
        }
        for (id, article) in model.articles() {
            for leader in &article.leaders {
                derived.articles_of_leader[leader.index()].push(id);
            }
            for summit in &article.summits {
                derived.articles_of_summit[summit.index()].push(id);
            }
            if let Some(trip) = article.trip {
                derived.articles_of_trip[trip.index()].push(id);
            }
            for pillar in &article.pillars {
                derived.articles_of_pillar[pillar.index()].push(id);
            }
        }
        for (id, trip) in model.trips() {
            if let Some(leader) = trip.leader {
                derived.trips_of_leader[leader.index()].push(id);
            }
        }
        derived.pairs = Pairs::of(&model.summits);
        derived.visits = Visits::of(model, &derived.attended, &derived.trips_of_leader);
        derived.relations = Relations::of(model, &derived.pairs);
        derived
    }

    /// Tells an outcome to the countries that it names, to each once.
    fn outcome(&mut self, of: (SummitId, usize), outcome: &Outcome) {
        for party in &outcome.by {
            if let Party::Country(code) = party {
                let country = self.outcomes_of_country.entry(*code).or_default();
                if country.given.last() != Some(&of) {
                    country.given.push(of);
                }
            }
        }
        for party in &outcome.to {
            if let Party::Country(code) = party {
                let country = self.outcomes_of_country.entry(*code).or_default();
                if country.given.last() != Some(&of) && country.received.last() != Some(&of) {
                    country.received.push(of);
                }
            }
        }
    }

    /// Meetings held in a country, in order of time.
    pub fn summits_held_in(&self, code: CountryCode) -> &[SummitId] {
        self.summits_held_in.get(&code).map_or(&[], Vec::as_slice)
    }

    /// Meetings a leader attended, in order of time.
    pub fn attended_by(&self, leader: LeaderId) -> &[SummitId] {
        &self.attended[leader.index()]
    }

    /// Meetings that somebody attended for a country, in order of time.
    pub fn summits_of_country(&self, code: CountryCode) -> &[SummitId] {
        self.summits_of_country
            .get(&code)
            .map_or(&[], Vec::as_slice)
    }

    /// Articles of a pillar, newest first.
    pub fn articles_of(&self, pillar: PillarId) -> &[ArticleId] {
        &self.articles_of_pillar[pillar.index()]
    }
}

/// Days from one day to another: 0 for the same day, negative when the other is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
