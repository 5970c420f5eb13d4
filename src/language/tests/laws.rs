//! What holds for any date, number and text.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::Language;
use super::super::template::Template;
use super::language;

fn any_date() -> impl Strategy<Value = Date> {
    (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_range_names_the_years(from in any_date(), to in any_date(), near in 0i64..800) {
        // Half of the pairs lie near each other, so that common years and months occur.
        let to = if near % 2 == 0 { to } else {
            from.checked_add(jiff::Span::new().days(near)).unwrap_or(to)
        };
        let (from, to) = (from.min(to), from.max(to));
        for language in [Language::english(), language("en-US"), language("ja"), language("de")] {
            for said in [language.days(from, to), language.days_short(from, to)] {
                for year in [from.year(), to.year()] {
                    prop_assert!(said.contains(&year.unsigned_abs().to_string()), "{said}");
                }
            }
            prop_assert!(language.days(from, to).contains(&to.day().to_string()));
            prop_assert!(language.days(from, to).contains(&from.day().to_string()));
            let _ = (language.span(from, to), language.days_of_year(from, to), language.month(from), language.weekday(to));
        }
    }

    #[test]
    fn digits_are_those_of_the_number(n in any::<i64>(), value in any::<f64>()) {
        let en = Language::english();
        let plain: String = en.digits(n).chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(plain, n.unsigned_abs().to_string());
        let said = en.decimal(value).replace(',', "").replace('−', "-");
        prop_assert!(said.parse::<f64>().is_ok_and(|read| read == value || value.is_nan()));
    }

    #[test]
    fn any_text_can_be_said(text in "[{}a-z ]{0,12}") {
        let (template, _) = Template::parse(&text);
        let _ = template.fill(&[("a", "b")]);
    }
}
