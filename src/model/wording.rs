//! Dates, numbers and spans of time as they read well in an English sentence.

use jiff::Unit;
use jiff::civil::{Date, DateDifference};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const CARDINALS: [&str; 21] = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

const ORDINALS: [&str; 21] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// A day: "30 October 2025".
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

fn month(date: Date) -> &'static str {
    MONTHS[(date.month() as usize).saturating_sub(1).min(11)]
}

/// Days from one to another, both named: "19–21 November 1985", "30 May – 2 June 1988".
pub fn days(from: Date, to: Date) -> String {
    if from == to {
        day(from)
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{} {} {}", from.day(), to.day(), month(to), to.year())
    } else if from.year() == to.year() {
        format!("{} {} – {}", from.day(), month(from), day(to))
    } else {
        format!("{} – {}", day(from), day(to))
    }
}

/// A number: in words up to twenty, else in digits with separators.
pub fn number(n: i64) -> String {
    match usize::try_from(n).ok().and_then(|n| CARDINALS.get(n)) {
        Some(word) => (*word).to_owned(),
        None => digits(n),
    }
}

/// A number in digits, thousands separated: "2,315".
pub fn digits(n: i64) -> String {
    let plain = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    if n < 0 {
        text.push('−');
    }
    for (i, c) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// A number of days in digits: "2,315 days".
pub fn days_in_digits(n: i32) -> String {
    format!(
        "{} {}",
        digits(i64::from(n)),
        if n == 1 { "day" } else { "days" }
    )
}

/// An amount: whole numbers with separators, others as written.
pub fn amount(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        digits(value as i64)
    } else {
        value.to_string()
    }
}

/// A place in a row: "sixth", "21st".
pub fn ordinal(n: usize) -> String {
    match ORDINALS.get(n) {
        Some(word) => (*word).to_owned(),
        None => ordinal_digits(n),
    }
}

/// A place in a row in digits: "6th", "21st".
pub fn ordinal_digits(n: usize) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// A number with its noun: "one day", "seven days".
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// The time between two days: "six years and four months", "one year and one day",
/// "two months and three days", "seven days".
pub fn span(from: Date, to: Date) -> String {
    let Ok(span) = from.until(DateDifference::new(to).largest(Unit::Year)) else {
        return String::new();
    };
    let parts = [
        (i64::from(span.get_years()), "year", "years"),
        (i64::from(span.get_months()), "month", "months"),
        (i64::from(span.get_days()), "day", "days"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(n, _, _)| *n != 0)
        .take(2)
        .map(|(n, one, many)| count(n.abs(), one, many))
        .collect();
    if said.is_empty() {
        "the same day".to_owned()
    } else {
        said.join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_well_in_a_sentence() {
        assert_eq!(
            span(date(2019, 6, 29), date(2025, 10, 30)),
            "six years and four months"
        );
        assert_eq!(
            span(date(2022, 11, 14), date(2023, 11, 15)),
            "one year and one day"
        );
        assert_eq!(span(date(2025, 10, 21), date(2025, 10, 28)), "seven days");
        assert_eq!(
            days(date(1985, 11, 19), date(1985, 11, 21)),
            "19–21 November 1985"
        );
        assert_eq!(
            days(date(1988, 5, 29), date(1988, 6, 2)),
            "29 May – 2 June 1988"
        );
        assert_eq!(
            (digits(2315), digits(-1_000_000), digits(999)),
            ("2,315".into(), "−1,000,000".into(), "999".into())
        );
        assert_eq!(
            (ordinal(6), ordinal(21), ordinal(112)),
            ("sixth".into(), "21st".into(), "112th".into())
        );
        assert_eq!(
            (amount(550.0), amount(253.4), amount(500_000.0)),
            ("550".into(), "253.4".into(), "500,000".into())
        );
    }
}
