//! Who met whom: the n-th meeting of two leaders, the one before, the one after, the time
//! between.
//!
//! Meetings in person that are neither multilateral nor calls count; having attended the same
//! multilateral meeting is counted apart.

use rustc_hash::FxHashMap;

use super::days_between;
use crate::model::ids::{LeaderId, SummitId};
use crate::model::types::{Summit, SummitKind};

/// Two leaders in the order of their handles, which is that of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair(pub LeaderId, pub LeaderId);

impl Pair {
    /// The pair of two leaders, whichever is named first.
    pub fn of(a: LeaderId, b: LeaderId) -> Self {
        if a <= b { Self(a, b) } else { Self(b, a) }
    }

    /// The other of the two.
    pub fn other(self, one: LeaderId) -> LeaderId {
        if self.0 == one { self.1 } else { self.0 }
    }
}

/// What two leaders have behind them.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Meetings in person, in order of time.
    pub meetings: Vec<SummitId>,
    /// Multilateral meetings that both attended, in order of time.
    pub together: Vec<SummitId>,
}

/// All pairs of leaders with their histories.
#[derive(Debug, Default)]
pub struct Pairs {
    histories: FxHashMap<Pair, History>,
    /// For each leader: the pairs he or she belongs to, by the other's handle.
    of_leader: Vec<Vec<Pair>>,
}

/// A pair at one of its meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairFact {
    /// The two.
    pub pair: Pair,
    /// The how many-th meeting of the two on record, from 1.
    pub ordinal: usize,
    /// Their meeting before.
    pub previous: Option<SummitId>,
    /// Their meeting after.
    pub next: Option<SummitId>,
    /// Days from the last day of the one before to the first day of this one.
    pub days_since_previous: Option<i32>,
}

impl Pairs {
    /// Histories of all pairs; `summits` are in order of time.
    pub fn of(summits: &[Summit]) -> Self {
        let mut histories: FxHashMap<Pair, History> = FxHashMap::default();
        for (index, summit) in summits.iter().enumerate() {
            if summit.kind == SummitKind::Call {
                continue;
            }
            let id = SummitId::from_index(index);
            for pair in pairs_at(summit) {
                let history = histories.entry(pair).or_default();
                if summit.is_face_to_face() {
                    history.meetings.push(id)
                } else {
                    history.together.push(id)
                }
            }
        }
        let leaders = histories
            .keys()
            .map(|pair| pair.1.index() + 1)
            .max()
            .unwrap_or(0);
        let mut of_leader = vec![Vec::new(); leaders];
        #[expect(clippy::iter_over_hash_type, reason = "the lists are sorted below")]
        for pair in histories.keys() {
            of_leader[pair.0.index()].push(*pair);
            of_leader[pair.1.index()].push(*pair);
        }
        for pairs in &mut of_leader {
            pairs.sort();
        }
        Self {
            histories,
            of_leader,
        }
    }

    /// What two leaders have behind them.
    pub fn history(&self, pair: Pair) -> Option<&History> {
        self.histories.get(&pair)
    }

    /// The pairs a leader belongs to.
    pub fn of_leader(&self, leader: LeaderId) -> &[Pair] {
        self.of_leader
            .get(leader.index())
            .map_or(&[], Vec::as_slice)
    }

    /// Every pair with its history, in order.
    pub fn all(&self) -> Vec<(Pair, &History)> {
        let mut all: Vec<_> = self
            .histories
            .iter()
            .map(|(pair, history)| (*pair, history))
            .collect();
        all.sort_by_key(|(pair, _)| *pair);
        all
    }

    /// Facts on every pair at a meeting that counts; none for one that does not.
    pub fn at(&self, id: SummitId, summits: &[Summit]) -> Vec<PairFact> {
        let summit = &summits[id.index()];
        if !summit.is_face_to_face() {
            return Vec::new();
        }
        let mut facts: Vec<PairFact> = pairs_at(summit)
            .filter_map(|pair| self.fact(pair, id, summits))
            .collect();
        facts.sort_by_key(|fact| fact.pair);
        facts
    }

    /// Facts on one pair at one of its meetings.
    pub fn fact(&self, pair: Pair, id: SummitId, summits: &[Summit]) -> Option<PairFact> {
        let meetings = &self.histories.get(&pair)?.meetings;
        let index = meetings.binary_search(&id).ok()?;
        let previous = index.checked_sub(1).map(|before| meetings[before]);
        let days = |before: SummitId| {
            days_between(summits[before.index()].end_date, summits[id.index()].date).max(0)
        };
        Some(PairFact {
            pair,
            ordinal: index + 1,
            previous,
            next: meetings.get(index + 1).copied(),
            days_since_previous: previous.map(days),
        })
    }
}

/// Every pair of participants of a meeting.
fn pairs_at(summit: &Summit) -> impl Iterator<Item = Pair> + '_ {
    let participants = &summit.participants;
    participants.iter().enumerate().flat_map(move |(i, a)| {
        participants[i + 1..]
            .iter()
            .map(move |b| Pair::of(a.leader, b.leader))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::test_support::summit;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn at(day: i64, kind: SummitKind, leaders: &[usize]) -> Summit {
        let day = date(2000, 1, 1)
            .checked_add(jiff::Span::new().days(day))
            .unwrap();
        summit("s", day, kind, leaders)
    }

    #[test]
    fn multilateral_meetings_and_calls_do_not_count() {
        let summits = [
            at(0, SummitKind::Bilateral, &[1, 0]),
            at(5, SummitKind::Call, &[0, 1]),
            at(9, SummitKind::Multilateral, &[0, 1, 2, 3]),
            at(30, SummitKind::Trilateral, &[2, 1, 0]),
        ];
        let pairs = Pairs::of(&summits);
        let pair = Pair::of(LeaderId::from_index(1), LeaderId::from_index(0));
        let fact = pairs.fact(pair, SummitId::from_index(3), &summits).unwrap();
        assert_eq!(
            (fact.ordinal, fact.previous, fact.days_since_previous),
            (2, Some(SummitId::from_index(0)), Some(30))
        );
        assert_eq!(pairs.history(pair).unwrap().together.len(), 1);
        assert!(pairs.at(SummitId::from_index(2), &summits).is_empty());
    }

    proptest! {
        /// Laws: ordinals of a pair run 1, 2, 3 … in order of time; previous and next are each
        /// other's inverse; the gaps add up to the time between the first and the last meeting.
        #[test]
        fn chains(meetings in prop::collection::vec((1..50i64, 0usize..4, 0usize..4), 1..40)) {
            let mut day = 0;
            let mut summits = Vec::new();
            for (gap, a, b) in meetings {
                if a == b { continue; }
                day += gap;
                summits.push(at(day, SummitKind::Bilateral, &[a, b]));
            }
            let pairs = Pairs::of(&summits);
            for (pair, history) in pairs.all() {
                let facts: Vec<_> = history.meetings.iter().map(|id| pairs.fact(pair, *id, &summits).unwrap()).collect();
                for (i, fact) in facts.iter().enumerate() {
                    prop_assert_eq!(fact.ordinal, i + 1);
                    prop_assert_eq!(fact.previous.is_none(), i == 0);
                    prop_assert_eq!(fact.next, history.meetings.get(i + 1).copied());
                    if let Some(next) = fact.next {
                        prop_assert_eq!(pairs.fact(pair, next, &summits).unwrap().previous, Some(history.meetings[i]));
                    }
                }
                let total: i32 = facts.iter().filter_map(|f| f.days_since_previous).sum();
                let first = summits[history.meetings[0].index()].date;
                let last = summits[history.meetings[history.meetings.len() - 1].index()].date;
                prop_assert_eq!(total, days_between(first, last));
            }
        }
    }
}
