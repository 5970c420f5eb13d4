//! A time axis: where a day stands between two ends, and which years are written under it.

use jiff::civil::Date;

/// The distances between ticks that read well, in years.
const STEPS: [i32; 13] = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000];

/// The share of the axis that half a year number takes, in per cent.
const HALF_LABEL: f64 = 4.0;

/// The least width of a span, in per cent: what is shorter must still be seen.
const LEAST_WIDTH: f64 = 0.3;

/// A time axis from one day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeScale {
    from: Date,
    to: Date,
}

/// A year under the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tick {
    /// The number to write.
    pub year: i16,
    /// Where its first day stands, in per cent.
    pub at: f64,
    /// Which part of the number stands there.
    pub anchor: Anchor,
}

/// Which part of a label stands at its place; the values of `text-anchor` in SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The label begins there, at the left end of the axis.
    Start,
    /// The label is centred there.
    Middle,
    /// The label ends there, at the right end of the axis.
    End,
}

impl Anchor {
    /// The value as SVG and CSS write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

impl TimeScale {
    /// An axis between two days, in whichever order they are given.
    #[must_use]
    pub fn new(from: Date, to: Date) -> Self {
        TimeScale {
            from: from.min(to),
            to: from.max(to),
        }
    }

    /// Where a day stands, from 0 to 100 per cent, rounded to two decimals. What lies outside stands at the nearer end.
    ///
    /// An axis of a single day has that day at 0 and all later ones at 100.
    #[must_use]
    pub fn at(&self, date: Date) -> f64 {
        let length = days(self.from, self.to).max(1);
        let passed = days(self.from, date).clamp(0, length);
        round(passed as f64 * 100.0 / length as f64)
    }

    /// Where a span begins and how wide it is, in per cent. It is never narrower than 0.3 nor does it leave the axis.
    #[must_use]
    pub fn span(&self, from: Date, to: Date) -> (f64, f64) {
        let (start, end) = (self.at(from.min(to)), self.at(from.max(to)));
        let width = round(end - start).max(LEAST_WIDTH);
        (round(start.min(100.0 - width)), width)
    }

    /// The years to write under the axis: at most `max`, at even distances of a pleasant number of years, none over another.
    ///
    /// A tick near an end is anchored so that its number is not cut off. An axis on which no year begins has one tick,
    /// the year of its first day, at its start.
    #[must_use]
    pub fn ticks(&self, max: usize) -> Vec<Tick> {
        if max == 0 {
            return Vec::new();
        }
        let years = self.first_days();
        if years.is_empty() {
            return vec![Tick {
                year: self.from.year(),
                at: 0.0,
                anchor: Anchor::Start,
            }];
        }
        let fitting = STEPS
            .iter()
            .map(|&step| self.every(step, years.clone()))
            .find(|ticks| {
                (1..=max).contains(&ticks.len())
                    && ticks.is_sorted_by(|a, b| a.extent().1 <= b.extent().0)
            });
        fitting.unwrap_or_else(|| {
            let middle = (years.start() + years.end()) / 2;
            self.tick(middle).into_iter().collect()
        })
    }

    /// The years whose first day lies on the axis.
    fn first_days(&self) -> std::ops::RangeInclusive<i32> {
        let first = i32::from(self.from.year()) + i32::from(self.from.day_of_year() > 1);
        first..=i32::from(self.to.year())
    }

    fn every(&self, step: i32, years: std::ops::RangeInclusive<i32>) -> Vec<Tick> {
        let first = years.start() + (-years.start()).rem_euclid(step);
        (first..=*years.end())
            .step_by(step.unsigned_abs() as usize)
            .filter_map(|year| self.tick(year))
            .collect()
    }

    fn tick(&self, year: i32) -> Option<Tick> {
        let year = i16::try_from(year).ok()?;
        let at = self.at(Date::new(year, 1, 1).ok()?);
        let anchor = if at < HALF_LABEL {
            Anchor::Start
        } else if at > 100.0 - HALF_LABEL {
            Anchor::End
        } else {
            Anchor::Middle
        };
        Some(Tick { year, at, anchor })
    }
}

impl Tick {
    /// From where to where the number is written, in per cent.
    fn extent(&self) -> (f64, f64) {
        match self.anchor {
            Anchor::Start => (self.at, self.at + 2.0 * HALF_LABEL),
            Anchor::Middle => (self.at - HALF_LABEL, self.at + HALF_LABEL),
            Anchor::End => (self.at - 2.0 * HALF_LABEL, self.at),
        }
    }
}

fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn years(scale: TimeScale, max: usize) -> Vec<i16> {
        scale.ticks(max).iter().map(|tick| tick.year).collect()
    }

    #[test]
    fn a_presidency_has_its_years_below_it() {
        let scale = TimeScale::new(date(2013, 1, 1), date(2026, 1, 1));
        assert_eq!(years(scale, 8), [2014, 2016, 2018, 2020, 2022, 2024, 2026]);
        assert_eq!(years(scale, 4), [2015, 2020, 2025]);
        let last = scale.ticks(8)[6];
        assert_eq!((last.at, last.anchor), (100.0, Anchor::End));
        assert_eq!(scale.at(date(2019, 7, 3)), 50.0);
    }

    #[test]
    fn ticks_at_the_ends_are_anchored_there() {
        let ticks = TimeScale::new(date(2020, 1, 1), date(2025, 1, 1)).ticks(10);
        assert_eq!(
            ticks[0],
            Tick {
                year: 2020,
                at: 0.0,
                anchor: Anchor::Start
            }
        );
        assert_eq!(ticks[1].anchor, Anchor::Middle);
        assert_eq!(
            ticks[5],
            Tick {
                year: 2025,
                at: 100.0,
                anchor: Anchor::End
            }
        );
    }

    #[test]
    fn three_hundred_years_and_few_days() {
        let long = TimeScale::new(date(1725, 6, 1), date(2025, 6, 1));
        assert_eq!(years(long, 7), [1750, 1800, 1850, 1900, 1950, 2000]);
        assert_eq!(years(long, 3), [1800, 1900, 2000]);
        let short = TimeScale::new(date(2025, 11, 3), date(2025, 11, 5));
        assert_eq!(
            short.ticks(5),
            [Tick {
                year: 2025,
                at: 0.0,
                anchor: Anchor::Start
            }]
        );
        assert_eq!(short.at(date(2025, 11, 4)), 50.0);
        assert_eq!(short.ticks(0), []);
    }

    #[test]
    fn a_single_day_is_an_axis() {
        let day = date(2025, 11, 3);
        let scale = TimeScale::new(day, day);
        assert_eq!(scale.at(day), 0.0);
        assert_eq!(scale.at(date(2025, 11, 4)), 100.0);
        assert_eq!(scale.span(day, day), (0.0, 0.3));
    }

    #[test]
    fn short_spans_are_seen_and_stay_on_the_axis() {
        let scale = TimeScale::new(date(2000, 1, 1), date(2025, 1, 1));
        assert_eq!(
            scale.span(date(2024, 12, 31), date(2025, 1, 1)),
            (99.7, 0.3)
        );
        assert_eq!(scale.span(date(1990, 1, 1), date(2030, 1, 1)), (0.0, 100.0));
    }

    fn a_date() -> impl Strategy<Value = Date> {
        (0i32..130_000).prop_map(|days| date(1725, 1, 1).saturating_add(days.days()))
    }

    proptest! {
        #[test]
        fn later_days_stand_no_further_left(a in a_date(), b in a_date(), c in a_date(), d in a_date()) {
            let scale = TimeScale::new(a, b);
            let (early, late) = (scale.at(c.min(d)), scale.at(c.max(d)));
            prop_assert!(0.0 <= early && early <= late && late <= 100.0);
            let (x, width) = scale.span(c, d);
            prop_assert!(x >= 0.0 && width >= 0.3 && x + width <= 100.0 + 1e-9, "{x} {width}");
        }

        #[test]
        fn ticks_are_few_even_and_apart(a in a_date(), length in prop_oneof![0i32..1500, 0i32..130_000], max in 1usize..16) {
            let scale = TimeScale::new(a, a.saturating_add(length.days()));
            let ticks = scale.ticks(max);
            prop_assert!((1..=max).contains(&ticks.len()), "{ticks:?}");
            for pair in ticks.windows(2) {
                prop_assert!(pair[0].extent().1 <= pair[1].extent().0, "{ticks:?}");
                prop_assert_eq!(pair[1].year - pair[0].year, ticks[1].year - ticks[0].year);
            }
            for tick in &ticks {
                let (left, right) = tick.extent();
                prop_assert!(left >= 0.0 && right <= 100.0, "{tick:?}");
            }
        }
    }
}
