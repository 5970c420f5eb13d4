//! What became of an outcome: its status now, since when, and whether it is overdue.

use jiff::civil::Date;

use super::days_between;
use crate::model::ids::StatusId;
use crate::model::types::{Outcome, Site, StatusClass};

/// An outcome on the day of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusNow {
    /// The status of the latest entry of its ledger.
    pub status: Option<StatusId>,
    /// What that says of it.
    pub class: StatusClass,
    /// The day of the latest entry.
    pub since: Date,
    /// Days since then.
    pub days: i32,
    /// Whether it is open and its day has passed.
    pub overdue: bool,
    /// Whether its day has passed and no entry of the ledger is of that day or later, though it
    /// was neither kept nor failed before: somebody has to look for a source.
    pub unconfirmed: bool,
}

/// The status of an outcome on the day of the build. The current one is that of the latest
/// update, else the one of the outcome's own day; of updates of one day the last written counts.
pub fn status_now(outcome: &Outcome, site: &Site) -> StatusNow {
    let latest = outcome.updates.iter().max_by_key(|update| update.date);
    let (status, since) = latest.map_or((outcome.status, outcome.date), |update| {
        (Some(update.status), update.date)
    });
    let class = status.map_or(StatusClass::Open, |status| {
        site.statuses[status.index()].class
    });
    let passed = outcome.due.filter(|due| *due < site.today);
    StatusNow {
        status,
        class,
        since,
        days: days_between(since, site.today).max(0),
        overdue: class == StatusClass::Open && passed.is_some(),
        unconfirmed: !matches!(class, StatusClass::Kept | StatusClass::Failed)
            && passed.is_some_and(|due| since < due),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::test_support::{outcome, site};
    use crate::model::types::Update;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn update(day: Date, status: usize) -> Update {
        Update {
            date: day,
            status: StatusId::from_index(status),
            note: None,
            sources: Vec::new(),
        }
    }

    #[test]
    fn overdue_is_open_and_past_its_day() {
        let site = site(date(2026, 11, 22));
        let mut pledge = outcome("o", date(2025, 10, 30));
        pledge.due = Some(date(2026, 11, 22));
        assert!(!status_now(&pledge, &site).overdue, "not on the day itself");
        pledge.due = Some(date(2026, 11, 10));
        assert!(status_now(&pledge, &site).overdue);
        let kept = site.statuses.iter().position(|s| s.id == "kept").unwrap();
        pledge.updates = vec![update(date(2026, 1, 20), kept)];
        let now = status_now(&pledge, &site);
        assert_eq!(
            (now.overdue, now.unconfirmed, now.class),
            (false, false, StatusClass::Kept)
        );
        let lapsed = site.statuses.iter().position(|s| s.id == "lapsed").unwrap();
        pledge.updates = vec![update(date(2026, 2, 24), lapsed)];
        let now = status_now(&pledge, &site);
        assert_eq!((now.overdue, now.unconfirmed), (false, true));
    }

    proptest! {
        /// Law: the current status is that of the latest day, whatever the order of the entries.
        #[test]
        fn latest_wins(days in prop::collection::btree_set(1..3_000i64, 1..8), seed in any::<u64>()) {
            let site = site(date(2026, 11, 22));
            let start = date(2015, 1, 1);
            let mut updates: Vec<_> = days.iter().enumerate()
                .map(|(i, n)| update(start.checked_add(jiff::Span::new().days(*n)).unwrap(), i % site.statuses.len()))
                .collect();
            let last = updates.last().map(|u| (Some(u.status), u.date)).unwrap();
            let turn = (seed as usize) % updates.len();
            updates.rotate_left(turn);
            let mut pledge = outcome("o", start);
            pledge.updates = updates;
            let now = status_now(&pledge, &site);
            prop_assert_eq!((now.status, now.since), last);
        }
    }
}
