//! Numbers as a language writes them, and the plural forms that they ask for.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules};

use writeable::Writeable;

/// The minus sign of print. CLDR has the hyphen for many languages, which is what keyboards have.
pub(super) const MINUS: &str = "−";

/// How a language writes numbers. What ICU should lack falls back to plain digits.
#[derive(Debug)]
pub(super) struct Numbers {
    digits: Option<DecimalFormatter>,
    cardinals: Option<PluralRules>,
    ordinals: Option<PluralRules>,
}

impl Numbers {
    pub(super) fn new(locale: &Locale) -> Self {
        let options = DecimalFormatterOptions::default();
        Self {
            digits: DecimalFormatter::try_new(locale.into(), options).ok(),
            cardinals: PluralRules::try_new_cardinal(locale.into()).ok(),
            ordinals: PluralRules::try_new_ordinal(locale.into()).ok(),
        }
    }

    pub(super) fn digits(&self, n: i64) -> String {
        self.written(&Decimal::from(n))
    }

    /// As many decimal places as the number needs to be told from its neighbours.
    pub(super) fn decimal(&self, value: f64) -> String {
        match exactly(value) {
            Some(decimal) => self.written(&decimal),
            None => value.to_string(),
        }
    }

    fn written(&self, decimal: &Decimal) -> String {
        let text = match &self.digits {
            Some(digits) => digits.format(decimal).write_to_string().into_owned(),
            None => decimal.to_string(),
        };
        if text.contains('-') {
            return text.replace('-', MINUS);
        }
        text
    }

    pub(super) fn category(&self, n: i64) -> PluralCategory {
        of(self.cardinals.as_ref(), n)
    }

    pub(super) fn category_of(&self, value: f64) -> PluralCategory {
        exactly(value).map_or(PluralCategory::Other, |decimal| {
            of(self.cardinals.as_ref(), &decimal)
        })
    }

    pub(super) fn ordinal_category(&self, n: i64) -> PluralCategory {
        of(self.ordinals.as_ref(), n)
    }
}

fn of(rules: Option<&PluralRules>, n: impl Into<PluralOperands>) -> PluralCategory {
    rules.map_or(PluralCategory::Other, |rules| rules.category_for(n))
}

/// The shortest decimal that reads as this number; `None` for infinities and what is no number.
fn exactly(value: f64) -> Option<Decimal> {
    let value = if value == 0.0 { 0.0 } else { value };
    Decimal::try_from_str(&value.to_string()).ok()
}
