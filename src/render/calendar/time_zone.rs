//! Time zones in a calendar file: a `VTIMEZONE` (RFC 5545, section 3.6.5) for each zone that an
//! event is in, with the changes of its clocks in the years that the events cover.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::content_line::{Writer, basic_date_time};

/// The zones that a calendar uses, by name, each with its first and last moment.
#[derive(Debug, Default)]
pub(super) struct Zones(BTreeMap<String, Covered>);

#[derive(Debug)]
struct Covered {
    zone: TimeZone,
    first: Timestamp,
    last: Timestamp,
}

/// Changes of a zone's clocks that are alike, and when they happened.
#[derive(Debug)]
struct Observance {
    from: Offset,
    to: Offset,
    name: String,
    is_summer: bool,
    /// By the clocks before the change.
    onsets: Vec<DateTime>,
}

impl Zones {
    /// Notes that an event lies in a zone. Returns the name of the zone, where the calendar can
    /// have it.
    pub(super) fn use_at(&mut self, zone: &TimeZone, local: DateTime) -> Option<String> {
        let name = zone.iana_name()?.to_owned();
        let moment = zone.to_ambiguous_timestamp(local).compatible().ok()?;
        let covered = self.0.entry(name.clone()).or_insert_with(|| Covered {
            zone: zone.clone(),
            first: moment,
            last: moment,
        });
        covered.first = covered.first.min(moment);
        covered.last = covered.last.max(moment);
        Some(name)
    }

    /// Writes a component for each zone.
    pub(super) fn write(&self, out: &mut Writer) {
        for (name, covered) in &self.0 {
            out.component("VTIMEZONE", |out| {
                out.text("TZID", name);
                for observance in observances(covered) {
                    observance.write(out);
                }
            });
        }
    }
}

/// The change that holds at the first moment, and all that follow up to a day after the last: an
/// event goes on for a while.
fn observances(covered: &Covered) -> Vec<Observance> {
    let zone = &covered.zone;
    let end = covered.last.saturating_add(24.hours());
    let end = end.unwrap_or(covered.last);
    let mut observances: Vec<Observance> = Vec::new();
    // Both iterators leave out a change at the very moment itself.
    let second_before = |moment: Timestamp| moment.saturating_sub(1.second()).unwrap_or(moment);
    let before = zone.preceding(covered.first).next();
    if before.is_none() {
        observances.push(Observance::without_change(zone, covered.first));
    }
    let after = zone
        .following(second_before(covered.first))
        .take_while(|change| change.timestamp() <= end);
    for change in before.into_iter().chain(after) {
        let moment = change.timestamp();
        let from = zone.to_offset(second_before(moment));
        let to = change.offset();
        let onset = from.to_datetime(moment);
        let is_summer = change.dst() == Dst::Yes;
        let alike = observances.iter_mut().find(|known| {
            (known.from, known.to, known.is_summer) == (from, to, is_summer)
                && known.name == change.abbreviation()
        });
        match alike {
            Some(known) => known.onsets.push(onset),
            None => observances.push(Observance {
                from,
                to,
                name: change.abbreviation().to_owned(),
                is_summer,
                onsets: vec![onset],
            }),
        }
    }
    observances
}

impl Observance {
    /// What holds at a moment before any change of the clocks; it begins a year earlier.
    fn without_change(zone: &TimeZone, moment: Timestamp) -> Self {
        let info = zone.to_offset_info(moment);
        let start = info.offset().to_datetime(moment);
        Self {
            from: info.offset(),
            to: info.offset(),
            name: info.abbreviation().to_owned(),
            is_summer: false,
            onsets: vec![start.saturating_sub(1.year())],
        }
    }

    fn write(&self, out: &mut Writer) {
        let kind = if self.is_summer {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        let mut onsets = self.onsets.iter().map(|onset| basic_date_time(*onset));
        out.component(kind, |out| {
            out.line("DTSTART", &onsets.next().unwrap_or_default());
            out.line("TZOFFSETFROM", &utc_offset(self.from));
            out.line("TZOFFSETTO", &utc_offset(self.to));
            out.text("TZNAME", &self.name);
            let others: Vec<String> = onsets.collect();
            if !others.is_empty() {
                out.line("RDATE", &others.join(","));
            }
        });
    }
}

/// An offset from UTC (section 3.3.14): `+0900`, with seconds where there are any.
fn utc_offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    let short = format!("{sign}{hours:02}{minutes:02}");
    if rest == 0 {
        short
    } else {
        format!("{short}{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::zone;
    use jiff::civil::date;

    fn written(name: &str, moments: &[DateTime]) -> Vec<String> {
        let zone = zone::named(name).unwrap();
        let mut zones = Zones::default();
        for moment in moments {
            assert_eq!(zones.use_at(&zone, *moment).as_deref(), Some(name));
        }
        let mut out = Writer::default();
        zones.write(&mut out);
        let text = String::from_utf8(out.into_bytes()).unwrap();
        text.replace("\r\n ", "")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_zone_has_the_changes_of_the_years_that_are_covered() {
        let lines = written(
            "America/New_York",
            &[
                date(2025, 7, 1).at(9, 0, 0, 0),
                date(2026, 12, 1).at(9, 0, 0, 0),
            ],
        );
        assert_eq!(
            lines,
            [
                "BEGIN:VTIMEZONE",
                "TZID:America/New_York",
                "BEGIN:DAYLIGHT",
                "DTSTART:20250309T020000",
                "TZOFFSETFROM:-0500",
                "TZOFFSETTO:-0400",
                "TZNAME:EDT",
                "RDATE:20260308T020000",
                "END:DAYLIGHT",
                "BEGIN:STANDARD",
                "DTSTART:20251102T020000",
                "TZOFFSETFROM:-0400",
                "TZOFFSETTO:-0500",
                "TZNAME:EST",
                "RDATE:20261101T020000",
                "END:STANDARD",
                "END:VTIMEZONE",
            ]
        );
    }

    #[test]
    fn a_zone_whose_clocks_never_changed_has_one_rule() {
        let lines = written("Etc/GMT-3", &[date(2025, 7, 1).at(9, 0, 0, 0)]);
        assert_eq!(
            lines[2..7],
            [
                "BEGIN:STANDARD",
                "DTSTART:20240701T090000",
                "TZOFFSETFROM:+0300",
                "TZOFFSETTO:+0300",
                "TZNAME:+03",
            ]
        );
    }

    #[test]
    fn an_offset_keeps_its_seconds() {
        assert_eq!(utc_offset(Offset::from_seconds(-12_600).unwrap()), "-0330");
        assert_eq!(utc_offset(Offset::from_seconds(1_172).unwrap()), "+001932");
    }
}
