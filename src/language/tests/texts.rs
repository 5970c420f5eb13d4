//! The texts: which file wins, what stands in, and what is told of a faulty file.

use jiff::civil::date;

use super::super::{ENGLISH, Language};
use super::files;
use crate::diagnostic::Location;

/// The faults of the files, as "line: message (help)".
fn faults(tag: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let (_, faults) = Language::new(tag, &files(texts));
    let line = |at: &Location| at.line_column().line;
    faults
        .iter()
        .map(|fault| {
            let line = fault.location.as_ref().map_or(0, line);
            let help = fault.help.as_deref().unwrap_or("-");
            format!("{line}: {} ({help})", fault.message)
        })
        .collect()
}

#[test]
fn chancery_has_no_faults() {
    let japanese = include_str!("../../../themes/chancery/i18n/ja.toml");
    let texts = [("en", ENGLISH), ("ja", japanese)];
    assert_eq!(faults("en", &texts), Vec::<String>::new());
    assert_eq!(faults("ja", &texts), Vec::<String>::new());
}

#[test]
fn a_missing_text_is_said_in_english_numbers_and_all() {
    let (de, faults) = Language::new(
        "de",
        &files(&[(
            "de",
            "[count]\ndays = { one = \"{n} Tag\", other = \"{n} Tage\" }",
        )]),
    );
    assert!(faults.is_empty());
    assert_eq!(de.count_digits("count.days", 2315), "2.315 Tage");
    assert_eq!(de.count("count.days", 1), "1 Tag");
    assert_eq!(de.count_digits("count.meetings", 2315), "2,315 meetings");
    assert_eq!(de.count("count.meetings", 7), "seven meetings");
    assert_eq!(de.number(7), "7");
    assert_eq!(de.amount(253.4, "USD billion"), "253,4\u{a0}USD billion");
    assert_eq!(de.say("no.such.key", &[]), "no.such.key");
    assert_eq!(de.count("no.such.key", 2), "no.such.key");
    assert!(de.has("span.none") && !de.has("no.such.key"));
    assert!(de.keys().is_sorted() && de.keys().any(|key| key == "count.days"));
}

#[test]
fn the_nearest_file_wins_key_by_key() {
    let mut all = files(&[
        ("zh-Hant", "[span]\nnone = \"nearest\""),
        (
            "zh-Hant",
            "[span]\nnone = \"further\"\npair = \"{first}+{second}\"",
        ),
        ("zh", "[span]\nnone = \"general\"\ndays = \"{n}天\""),
        (
            "en",
            "[own]\ntext = \"new {x}\"\n[span]\nnone = \"one day\"",
        ),
    ]);
    let (zh, faults) = Language::new("zh-TW", &all);
    assert!(faults.is_empty());
    assert_eq!(zh.say("span.none", &[]), "nearest");
    assert_eq!(zh.span(date(2025, 1, 1), date(2026, 1, 3)), "one year+2天");
    assert_eq!(zh.say("own.text", &[("x", "y")]), "new y");
    all.remove("zh");
    let (en, faults) = Language::new("en-GB", &all);
    assert!(faults.is_empty());
    assert_eq!(en.say("span.none", &[]), "one day");
}

#[test]
fn plural_forms_follow_the_language() {
    let (ru, _) = Language::new(
        "ru",
        &files(&[(
            "ru",
            "count.days = { one = \"{n} день\", few = \"{n} дня\", many = \"{n} дней\", other = \"{n} дня\" }",
        )]),
    );
    assert_eq!(
        [1, 2, 5, 11, 21].map(|n| ru.count("count.days", n)),
        ["1 день", "2 дня", "5 дней", "11 дней", "21 день"]
    );
}

#[test]
fn faults_of_a_file_are_told_with_their_places() {
    let bad = "[count]\n\
        dais = \"{n} Tage\"\n\
        days = 7\n\
        hours = { one = \"{m} Monat\", othr = \"{n} Monate\" }\n\
        minutes = \"{n Jahre\"\n\
        [words]\n\
        cardinals = \"eins\"\n\
        [units]\n\
        \"Mrd. EUR\" = \"{n} Mrd. €\"\n";
    assert_eq!(
        faults("de", &[("de", bad)]),
        [
            "2: English has no text `count.dais` (did you mean `count.days`?)",
            "3: `count.days` is a number, not a text (write a text in quotes, or a table of plural forms)",
            "4: `othr` is no plural form (did you mean `other`?)",
            "4: `count.hours` lacks the plural form `other` (every text with plural forms needs it; the rest are as the language has them)",
            "5: a brace that belongs to no placeholder (a brace itself is written `{{` or `}}`, a placeholder `{name}`)",
            "7: `words.cardinals` has to be a list of words, as in English (-)",
        ]
    );
    assert_eq!(
        faults("de", &[("de", "span.pair = \"{frist} und {second}\"")]),
        ["1: nothing fills `{frist}` in `span.pair` (did you mean `first`?)"]
    );
    let broken = faults("de", &[("de", "[count\n")]);
    assert!(
        broken.len() == 1 && broken[0].starts_with("1: "),
        "{broken:?}"
    );
    assert_eq!(
        faults("ko", &[("de", "x = 1")]),
        [
            "0: the theme has no texts in `ko`; English stands in (put translations into themes/<name>/i18n/ko.toml, beginning with a copy of en.toml)"
        ]
    );
    assert!(faults("not a tag!", &[])[0].contains("is not the tag of a language"));
}
