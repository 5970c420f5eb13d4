//! `/data/outcomes.csv`: the outcomes as a table (RFC 4180), for spreadsheets.
//!
//! A spreadsheet runs a cell that begins like a formula. Content is not trusted, so such a cell
//! gets an apostrophe before it (<https://owasp.org/www-community/attacks/CSV_Injection>).

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use super::outcomes::{self, TrackedOutcome};
use crate::pages::view::Views;

/// Columns, in order.
const COLUMNS: [&str; 28] = [
    "summit",
    "summit_date",
    "id",
    "pillar",
    "text",
    "by",
    "to",
    "amount_value",
    "amount_unit",
    "amount_bound",
    "amount_per",
    "date",
    "due",
    "status",
    "class",
    "status_since",
    "status_days",
    "overdue",
    "unconfirmed",
    "ledger_entries",
    "sources",
    "city",
    "country",
    "venue",
    "lat",
    "lon",
    "url",
    "as_of",
];

/// What stands between the items of a list within a cell.
const BETWEEN: &str = "; ";

/// What makes a spreadsheet take a cell for a formula, wide forms included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The table.
pub(super) fn outcomes(views: &Views) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing into a Vec cannot fail, and all rows have the same number of cells.
    let _ = writer.write_record(COLUMNS);
    let as_of = views.model.site.today.to_string();
    for outcome in outcomes::all(views) {
        let _ = writer.write_record(row(&outcome, &as_of));
    }
    writer.into_inner().unwrap_or_default()
}

fn row(tracked: &TrackedOutcome, as_of: &str) -> [String; COLUMNS.len()] {
    let (outcome, place) = (&tracked.outcome, &tracked.place);
    let amount = outcome.amount.as_ref();
    [
        text(&tracked.summit),
        tracked.summit_date.0.to_string(),
        text(&outcome.id),
        optional(outcome.pillar.as_deref()),
        text(&outcome.text),
        text(&outcome.by.join(BETWEEN)),
        text(&outcome.to.join(BETWEEN)),
        number(amount.map(|amount| amount.value)),
        optional(amount.map(|amount| amount.unit.as_str())),
        optional(amount.and_then(|amount| amount.bound.as_deref())),
        optional(amount.and_then(|amount| amount.per.as_deref())),
        outcome.date.0.to_string(),
        number(outcome.due.map(|due| due.0)),
        optional(outcome.status.as_deref()),
        outcome.class.to_owned(),
        outcome.status_since.0.to_string(),
        outcome.status_days.to_string(),
        outcome.overdue.to_string(),
        outcome.unconfirmed.to_string(),
        outcome.ledger.len().to_string(),
        text(&outcome.sources.join(BETWEEN)),
        optional(place.city.as_deref()),
        optional(place.country),
        optional(place.venue.as_deref()),
        number(place.lat),
        number(place.lon),
        tracked.url.0.clone(),
        as_of.to_owned(),
    ]
}

/// A number or a day, which begins no formula: `-33.9` is a latitude and stays one.
fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn optional(value: Option<&str>) -> String {
    value.map(text).unwrap_or_default()
}

fn text(value: &str) -> String {
    harmless(value).into_owned()
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_keeps_its_sign_and_a_text_does_not_calculate() {
        assert_eq!(number(Some(-33.9)), "-33.9");
        assert_eq!(number(None::<f64>), "");
        assert_eq!(text("-33.9"), "'-33.9");
        assert_eq!(text("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(text("a = b"), "a = b");
    }

    proptest! {
        /// Law: no text begins like a formula, and what was added can be taken off again.
        #[test]
        fn no_text_begins_like_a_formula(written in "[-=+@\t\r\n＝a']{0,3}.{0,8}") {
            let cell = text(&written);
            prop_assert!(!cell.starts_with(FORMULA));
            prop_assert!(cell == written || cell.strip_prefix('\'') == Some(&*written));
        }
    }
}
