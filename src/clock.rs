//! The one place that knows what time it is.
//!
//! A build has one "now": `--as-of`, else `SOURCE_DATE_EPOCH`
//! (<https://reproducible-builds.org/specs/source-date-epoch/>), else the system's clock.

use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The moment for which a site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The day in the time zone of the site.
    pub today: Date,
    /// The moment, for embargoes to the minute.
    pub timestamp: Timestamp,
    /// The last moment of that day.
    pub day_ends: Timestamp,
    /// Whether the day was asked for, so that what came after it is left out as unknown then.
    pub asked: bool,
}

/// The moment, for those who are told when something was made (RFC 3339).
pub fn moment() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the clock"
    )]
    let now = Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Whether a moment has passed, for a build with the clock as it is set.
pub fn is_past(moment: Timestamp) -> bool {
    Now::decide(None, &TimeZone::UTC).is_ok_and(|now| now.timestamp > moment)
}

/// The system's clock, for files that are marked as used.
pub fn now() -> SystemTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the clock"
    )]
    SystemTime::now()
}

/// How long ago a file changed, by the system's clock; nothing where it will only change.
pub fn age(changed: SystemTime) -> Duration {
    now().duration_since(changed).unwrap_or_default()
}

/// A clock that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockError(pub String);

impl Now {
    /// The moment for a build in a time zone. `--as-of` means the end of that day.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is set and is not a number of seconds.
    pub fn decide(as_of: Option<Date>, zone: &TimeZone) -> Result<Self, ClockError> {
        if let Some(day) = as_of {
            return Ok(Self::end_of(day, zone));
        }
        #[expect(clippy::disallowed_methods, reason = "the one variable that a build reads")]
        let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(seconds) => seconds
                .trim()
                .parse()
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok())
                .ok_or_else(|| ClockError(format!("SOURCE_DATE_EPOCH is `{seconds}`, which is not a number of seconds since 1970")))?,
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the clock")]
            Err(_) => Timestamp::now(),
        };
        let today = timestamp.to_zoned(zone.clone()).date();
        Ok(Self {
            today,
            timestamp,
            day_ends: Self::end_of(today, zone).timestamp,
            asked: false,
        })
    }

    /// The last moment of a day.
    pub fn end_of(day: Date, zone: &TimeZone) -> Self {
        let next = day
            .checked_add(1.day())
            .and_then(|next| next.to_zoned(zone.clone()))
            .map(|next| next.timestamp());
        let timestamp = next
            .and_then(|next| next.checked_sub(1.nanosecond()))
            .unwrap_or(Timestamp::MAX);
        Self {
            today: day,
            timestamp,
            day_ends: timestamp,
            asked: true,
        }
    }
}
