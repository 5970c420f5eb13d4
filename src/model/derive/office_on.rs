//! Which office a leader held on a day, and since when.
//!
//! An office is held from the day `from` up to, not including, the day `to`: on the day of a
//! handover the successor holds it. Of several offices held on a day the first by kind is
//! shown, then the first in the file.

use jiff::civil::Date;

use super::days_between;
use crate::model::types::{Leader, Office};

/// An office on a day.
#[derive(Debug, Clone, Copy)]
pub struct OfficeOn<'m> {
    /// The office.
    pub office: &'m Office,
    /// The day on which it was taken up. Terms that follow on one another without a gap, with
    /// the same title and country, are one tenure.
    pub since: Date,
    /// Days since it was taken up: 0 on the first day.
    pub days: i32,
}

/// The office a leader held on a day.
pub fn office_on(leader: &Leader, day: Date) -> Option<OfficeOn<'_>> {
    let held = |office: &&Office| office.from <= day && office.to.is_none_or(|to| day < to);
    // `min_by_key` keeps the first of equals: the first in the file.
    let office = leader
        .offices
        .iter()
        .filter(held)
        .min_by_key(|office| office.kind)?;
    let since = tenure_start(leader, office);
    Some(OfficeOn {
        office,
        since,
        days: days_between(since, day),
    })
}

/// The first day of the tenure that a term belongs to.
pub fn tenure_start(leader: &Leader, office: &Office) -> Date {
    let mut since = office.from;
    // Each step goes back in time, so it ends.
    while let Some(earlier) = leader
        .offices
        .iter()
        .find(|earlier| continues(earlier, office, since))
    {
        since = earlier.from;
    }
    since
}

fn continues(earlier: &Office, office: &Office, since: Date) -> bool {
    earlier.to == Some(since)
        && earlier.from < since
        && earlier.title == office.title
        && earlier.country == office.country
}

/// Days an office was held up to a day: to its end, where that came before.
pub fn days_held(office: &Office, until: Date) -> i32 {
    days_between(office.from, office.to.map_or(until, |to| to.min(until)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::country::CountryCode;
    use crate::model::test_support::leader;
    use crate::model::types::OfficeKind;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn office(title: &str, kind: OfficeKind, from: Date, to: Option<Date>) -> Office {
        let country = CountryCode::parse("JP").unwrap();
        Office {
            title: title.into(),
            country,
            kind,
            from,
            to,
            as_of: None,
            party: None,
            sources: Vec::new(),
        }
    }

    #[test]
    fn the_successor_holds_the_office_on_the_day_of_handover() {
        let mut ishiba = leader("ishiba");
        ishiba.offices = vec![office(
            "Prime Minister",
            OfficeKind::HeadOfGovernment,
            date(2024, 10, 1),
            Some(date(2025, 10, 21)),
        )];
        assert!(office_on(&ishiba, date(2025, 10, 20)).is_some());
        assert!(office_on(&ishiba, date(2025, 10, 21)).is_none());
        assert_eq!(days_held(&ishiba.offices[0], date(2026, 1, 1)), 385);
    }

    #[test]
    fn the_higher_kind_is_shown_then_the_first_in_the_file() {
        let mut xi = leader("xi");
        xi.offices = vec![
            office(
                "General Secretary",
                OfficeKind::Party,
                date(2012, 11, 15),
                None,
            ),
            office(
                "President",
                OfficeKind::HeadOfState,
                date(2013, 3, 14),
                None,
            ),
            office("Chairman", OfficeKind::HeadOfState, date(2013, 3, 14), None),
        ];
        let shown = |day| office_on(&xi, day).map(|o| o.office.title.as_str());
        assert_eq!(shown(date(2013, 1, 1)), Some("General Secretary"));
        assert_eq!(shown(date(2020, 1, 1)), Some("President"));
    }

    #[test]
    fn terms_without_a_gap_are_one_tenure() {
        let mut macron = leader("macron");
        macron.offices = vec![
            office(
                "President",
                OfficeKind::HeadOfState,
                date(2017, 5, 14),
                Some(date(2022, 5, 14)),
            ),
            office(
                "President",
                OfficeKind::HeadOfState,
                date(2022, 5, 14),
                None,
            ),
        ];
        let on = office_on(&macron, date(2025, 8, 18)).unwrap();
        assert_eq!(
            (on.since, on.office.from),
            (date(2017, 5, 14), date(2022, 5, 14))
        );
    }

    proptest! {
        /// Law: a leader with one office holds it on a day exactly when from <= day < to, and the
        /// days in it grow by one a day from 0.
        #[test]
        fn half_open(from in 0..20_000i64, length in 1..9_000i64, at in -100..30_000i64) {
            let start = date(1950, 1, 1);
            let day = |n: i64| start.checked_add(jiff::Span::new().days(n)).unwrap();
            let mut someone = leader("x");
            someone.offices = vec![office("O", OfficeKind::Other, day(from), Some(day(from + length)))];
            let found = office_on(&someone, day(at));
            prop_assert_eq!(found.is_some(), (from..from + length).contains(&at));
            if let Some(found) = found {
                prop_assert_eq!(i64::from(found.days), at - from);
            }
        }
    }
}
