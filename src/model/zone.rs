//! Time zones: by the name that a record gives, else by the country of a place.
//!
//! The rules are those of the IANA database that is built in, so that they are the same on every
//! machine.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::country::CountryCode;
use super::types::Place;

/// The zones of each country: code, names with a blank between them.
const ZONES: &str = include_str!("../../data/zones.tsv");

static ZONES_OF: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = ZONES.lines().skip(1).filter_map(|row| row.split_once('\t'));
    rows.map(|(code, zones)| (code, zones.split(' ').collect()))
        .collect()
});

/// The zone of a name of the IANA database, such as `Asia/Tokyo`.
pub fn named(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The zone whose clocks a place follows: its own, else that of its country, where all clocks of
/// the country show the same at that moment. `None` where several zones come into question.
pub fn of(place: &Place, local: DateTime) -> Option<TimeZone> {
    let own = place.time_zone.clone();
    own.or_else(|| of_country(place.country?, local))
}

fn of_country(country: CountryCode, local: DateTime) -> Option<TimeZone> {
    let names = ZONES_OF.get(country.as_str())?;
    let mut zones = names.iter().filter_map(|name| named(name));
    let first = zones.next()?;
    let offset = offset_at(&first, local);
    zones
        .all(|zone| offset_at(&zone, local) == offset)
        .then_some(first)
}

/// How far the clocks of a zone are from UTC when they show this time.
fn offset_at(zone: &TimeZone, local: DateTime) -> Option<Offset> {
    let moment = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(zone.to_offset(moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn zone(country: &str, year: i16) -> Option<String> {
        let place = Place {
            country: Some(CountryCode::parse(country).unwrap()),
            ..Place::default()
        };
        let zone = of(&place, date(year, 7, 1).at(12, 0, 0, 0))?;
        zone.iana_name().map(str::to_owned)
    }

    #[test]
    fn every_zone_of_the_table_is_known_and_belongs_to_a_country() {
        assert!(ZONES_OF.len() > 240);
        for (code, zones) in ZONES_OF.iter() {
            assert!(CountryCode::parse(code).is_ok(), "{code}");
            for name in zones {
                assert!(named(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn a_country_with_one_time_has_one_zone() {
        assert_eq!(zone("JP", 2025).as_deref(), Some("Asia/Tokyo"));
        assert_eq!(zone("KR", 2025).as_deref(), Some("Asia/Seoul"));
        // Two names for clocks that agree.
        assert_eq!(zone("DE", 2025).as_deref(), Some("Europe/Berlin"));
    }

    #[test]
    fn a_country_with_several_times_has_none() {
        for country in ["US", "RU", "CN", "ES"] {
            assert_eq!(zone(country, 2025), None, "{country}");
        }
        assert_eq!(zone("EU", 2025), None);
        assert_eq!(zone("SU", 1985), None);
    }

    #[test]
    fn what_the_clocks_agree_on_depends_on_the_day() {
        // All of Argentina has the same time since 2009; in the summer before it had two.
        let place = Place {
            country: Some(CountryCode::parse("AR").unwrap()),
            ..Place::default()
        };
        let at = |year, month| of(&place, date(year, month, 15).at(12, 0, 0, 0)).is_some();
        assert!(at(2025, 12));
        assert!(!at(2008, 12));
    }

    #[test]
    fn the_zone_of_the_place_itself_goes_first() {
        let place = Place {
            country: Some(CountryCode::parse("JP").unwrap()),
            time_zone: named("america/new_york"),
            ..Place::default()
        };
        let zone = of(&place, date(2025, 7, 1).at(12, 0, 0, 0)).unwrap();
        assert_eq!(zone.iana_name(), Some("America/New_York"));
    }
}
