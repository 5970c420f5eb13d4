//! Tags of languages (BCP 47): reading them, the way from the special to the general, and the
//! direction of the script.

use icu_locale::subtags::region;
use icu_locale::{
    LanguageIdentifier, Locale, LocaleDirectionality, LocaleExpander, langid, locale,
};

/// The direction in which lines run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// As the attribute `dir` of HTML has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// British English, which is what summitry was first written in.
pub(super) const fn english() -> Locale {
    locale!("en-GB")
}

pub(super) fn is_english(id: &LanguageIdentifier) -> bool {
    id.language == langid!("en").language
}

/// Reads a tag.
pub(super) fn parse(tag: &str) -> Option<Locale> {
    Locale::try_from_str(&tag.replace('_', "-")).ok()
}

/// The locale whose conventions of writing dates and numbers hold: English of no country is British.
pub(super) fn conventions(locale: &Locale) -> Locale {
    let mut locale = locale.clone();
    if is_english(&locale.id) && locale.id.region.is_none() {
        locale.id.region = Some(region!("GB"));
    }
    locale
}

/// A language with the country whose conventions hold, or where most of its speakers live, as
/// Open Graph writes it: `en_GB`, `ja_JP`. Only the language where no country is known.
pub(super) fn with_territory(locale: &Locale) -> String {
    let mut id = conventions(locale).id;
    LocaleExpander::new_extended().maximize(&mut id);
    match id.region {
        Some(region) => format!("{}_{region}", id.language),
        None => id.language.to_string(),
    }
}

/// The languages whose texts hold, the most special first: `zh-TW`, `zh-Hant-TW`, `zh-Hant`, `zh`.
/// The script is that in which the language is written where the tag does not say.
pub(super) fn chain(id: &LanguageIdentifier) -> Vec<String> {
    let mut full = id.clone();
    full.script = id
        .script
        .or_else(|| LocaleExpander::new_extended().get_likely_script(id));
    let without = |from: &LanguageIdentifier, script: bool, region: bool| {
        let mut id = from.clone();
        id.variants.clear();
        if !script {
            id.script = None;
        }
        if !region {
            id.region = None;
        }
        id
    };
    let steps = [
        id.clone(),
        without(&full, true, true),
        without(&full, true, false),
        without(&full, false, true),
        without(&full, false, false),
    ];
    let mut chain: Vec<String> = Vec::new();
    for step in &steps {
        let step = step.to_string();
        if !chain.contains(&step) {
            chain.push(step);
        }
    }
    chain
}

pub(super) fn direction(id: &LanguageIdentifier) -> Direction {
    if LocaleDirectionality::new_extended().is_right_to_left(id) {
        Direction::Rtl
    } else {
        Direction::Ltr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(tag: &str) -> String {
        chain(&parse(tag).unwrap().id).join(" ")
    }

    #[test]
    fn from_the_special_to_the_general() {
        assert_eq!(steps("en"), "en en-Latn");
        assert_eq!(steps("en-US"), "en-US en-Latn-US en-Latn en");
        assert_eq!(steps("zh-Hant-TW"), "zh-Hant-TW zh-Hant zh-TW zh");
        assert_eq!(steps("zh-TW"), "zh-TW zh-Hant-TW zh-Hant zh");
        assert_eq!(steps("zh_CN"), "zh-CN zh-Hans-CN zh-Hans zh");
        assert_eq!(steps("ja-u-ca-japanese"), "ja ja-Jpan");
        assert_eq!(steps("ca-valencia"), "ca-valencia ca-Latn ca");
    }

    #[test]
    fn open_graph_wants_a_territory() {
        let of = |tag: &str| with_territory(&parse(tag).unwrap());
        assert_eq!(
            ["en", "en-US", "ja", "zh-Hant", "pt", "pt-PT"].map(of),
            ["en_GB", "en_US", "ja_JP", "zh_TW", "pt_BR", "pt_PT"]
        );
    }

    #[test]
    fn direction_follows_the_script() {
        let of = |tag: &str| direction(&parse(tag).unwrap().id).as_str();
        assert_eq!(
            ["ar", "he", "fa", "ur", "ug", "az-Arab", "yi"].map(of),
            ["rtl"; 7]
        );
        assert_eq!(
            ["en", "ja", "zh-Hant", "ko", "ru", "az", "hi", "mn-Mong"].map(of),
            ["ltr"; 8]
        );
    }
}
