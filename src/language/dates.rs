//! Days, months and ranges of days in the order and the words of a language.

use std::fmt;

use icu_calendar::{Date as IcuDate, Gregorian};
use icu_datetime::fieldsets::{E, MD, YM, YMD};
use icu_datetime::options::YearStyle;
use icu_datetime::pattern::FixedCalendarDateTimeNames;
use icu_datetime::{FixedCalendarDateTimeFormatter as Formatter, parts};
use icu_locale::Locale;
use jiff::civil::Date;
use writeable::{Part, PartsWrite, Writeable};

use super::template::Template;

/// The forms of dates that a language has. All are of the Gregorian calendar, whose dates the
/// records have. What ICU should lack, and years before the first, is written as ISO 8601 has it.
#[derive(Debug)]
pub(super) struct Dates {
    long: Option<Formatter<Gregorian, YMD>>,
    medium: Option<Formatter<Gregorian, YMD>>,
    of_year: Option<Formatter<Gregorian, MD>>,
    month: Option<Formatter<Gregorian, YM>>,
    weekday: Option<Formatter<Gregorian, E>>,
}

/// What stands between two days, with the places `from` and `to`.
#[derive(Debug, Default)]
pub(super) struct Separators {
    /// Within one month.
    pub(super) same_month: Template,
    /// Further.
    pub(super) other: Template,
}

/// The form of a range's days.
#[derive(Debug, Clone, Copy)]
pub(super) enum Range {
    Long,
    Medium,
    OfYear,
}

impl Dates {
    pub(super) fn new(locale: &Locale) -> Self {
        Self {
            long: Formatter::try_new(locale.into(), YMD::long().with_year_style(YearStyle::NoEra))
                .ok(),
            medium: Formatter::try_new(
                locale.into(),
                YMD::medium().with_year_style(YearStyle::NoEra),
            )
            .ok(),
            of_year: Formatter::try_new(locale.into(), MD::medium()).ok(),
            month: month_formatter(locale),
            weekday: Formatter::try_new(locale.into(), E::long()).ok(),
        }
    }

    pub(super) fn long(&self, date: Date) -> String {
        written(date, |day| Some(self.long.as_ref()?.format(day)))
    }

    pub(super) fn medium(&self, date: Date) -> String {
        written(date, |day| Some(self.medium.as_ref()?.format(day)))
    }

    pub(super) fn of_year(&self, date: Date) -> String {
        written(date, |day| Some(self.of_year.as_ref()?.format(day)))
    }

    pub(super) fn month(&self, date: Date) -> String {
        written(date, |day| Some(self.month.as_ref()?.format(day)))
    }

    pub(super) fn weekday(&self, date: Date) -> String {
        written(date, |day| Some(self.weekday.as_ref()?.format(day)))
    }

    /// Both days, without what they have in common: a language that begins with the year says it
    /// with the first day, one that begins with the day with the last.
    pub(super) fn range(
        &self,
        form: Range,
        from: Date,
        to: Date,
        separators: &Separators,
    ) -> String {
        if from == to {
            return match form {
                Range::Long => self.long(from),
                Range::Medium => self.medium(from),
                Range::OfYear => self.of_year(from),
            };
        }
        let tokens = |date: Date| match form {
            Range::Long => tokens(date, |day| Some(self.long.as_ref()?.format(day))),
            Range::Medium => tokens(date, |day| Some(self.medium.as_ref()?.format(day))),
            Range::OfYear => tokens(date, |day| Some(self.of_year.as_ref()?.format(day))),
        };
        let (first, second) = (tokens(from), tokens(to));
        let common = if from.year() != to.year() {
            Common::Nothing
        } else if from.month() != to.month() {
            Common::Year
        } else {
            Common::Month
        };
        let separator = match common {
            Common::Month => &separators.same_month,
            Common::Year | Common::Nothing => &separators.other,
        };
        let from = first.without_tail(common);
        let to = second.without_head(common);
        separator.fill(&[("from", &from), ("to", &to)]).into_owned()
    }
}

/// The formatter of months. ICU4X looks at the form with an era to see what a form needs, and
/// Portuguese has no numbers in that of months; so the numbers are asked for by name.
fn month_formatter(locale: &Locale) -> Option<Formatter<Gregorian, YM>> {
    let form = YM::long().with_year_style(YearStyle::NoEra);
    let formatter = Formatter::try_new(locale.into(), form).ok()?;
    let mut names = FixedCalendarDateTimeNames::from_formatter(locale.into(), formatter);
    names.include_decimal_formatter().ok()?;
    names.try_into_formatter(form).ok()
}

/// The greatest parts that two days share.
#[derive(Debug, Clone, Copy)]
enum Common {
    Nothing,
    Year,
    Month,
}

fn written<'f, W: Writeable + 'f>(
    date: Date,
    format: impl FnOnce(&IcuDate<Gregorian>) -> Option<W>,
) -> String {
    gregorian(date)
        .and_then(|day| Some(format(&day)?.write_to_string().into_owned()))
        .unwrap_or_else(|| date.to_string())
}

fn tokens<'f, W: Writeable + 'f>(
    date: Date,
    format: impl FnOnce(&IcuDate<Gregorian>) -> Option<W>,
) -> Tokens {
    let mut tokens = Tokens::default();
    let done = gregorian(date)
        .and_then(|day| format(&day)?.write_to_parts(&mut tokens).ok())
        .is_some();
    if !done {
        tokens.list = vec![(Field::Day, date.to_string())];
    }
    tokens
}

fn gregorian(date: Date) -> Option<IcuDate<Gregorian>> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if year < 1 {
        return None;
    }
    IcuDate::try_new_gregorian(
        i32::from(year),
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    )
    .ok()
}

/// What a stretch of a written date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Field {
    /// What stands between: blanks, points, "年".
    #[default]
    Between,
    Year,
    Month,
    Day,
}

/// A written date, in stretches.
#[derive(Debug, Default)]
struct Tokens {
    list: Vec<(Field, String)>,
    now: Field,
}

impl Tokens {
    /// The length of the run of stretches, from one end, that the other day says as well; 0 where
    /// there is no field among them.
    fn shared<'t>(stretches: impl Iterator<Item = &'t (Field, String)>, common: Common) -> usize {
        let is_shared = |field: &Field| match field {
            Field::Between => true,
            Field::Year => matches!(common, Common::Year | Common::Month),
            Field::Month => matches!(common, Common::Month),
            Field::Day => false,
        };
        let run: Vec<Field> = stretches
            .map(|(field, _)| *field)
            .take_while(is_shared)
            .collect();
        if run.iter().all(|field| *field == Field::Between) {
            0
        } else {
            run.len()
        }
    }

    fn without_tail(&self, common: Common) -> String {
        let keep = self.list.len() - Self::shared(self.list.iter().rev(), common);
        let mut text = joined(&self.list[..keep]);
        // The point of "19. November" belongs to the number.
        if let Some((Field::Between, next)) = self.list.get(keep)
            && next.starts_with('.')
        {
            text.push('.');
        }
        text
    }

    fn without_head(&self, common: Common) -> String {
        joined(&self.list[Self::shared(self.list.iter(), common)..])
    }
}

fn joined(list: &[(Field, String)]) -> String {
    list.iter().map(|(_, text)| text.as_str()).collect()
}

impl fmt::Write for Tokens {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.list.last_mut() {
            Some((field, before)) if *field == self.now => before.push_str(text),
            _ => self.list.push((self.now, text.to_owned())),
        }
        Ok(())
    }
}

impl PartsWrite for Tokens {
    type SubPartsWrite = Self;

    fn with_part(
        &mut self,
        part: Part,
        mut write: impl FnMut(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        let outer = self.now;
        self.now = match part {
            parts::YEAR | parts::ERA => Field::Year,
            parts::MONTH => Field::Month,
            parts::DAY => Field::Day,
            _ => outer,
        };
        let done = write(self);
        self.now = outer;
        done
    }
}
