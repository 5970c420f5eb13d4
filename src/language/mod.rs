//! The language of a site: its texts, and how it writes dates, numbers, lists and amounts.
//!
//! A [`Language`] is made once a run and shared. The texts come from the `i18n/<lang>.toml` of
//! the theme, the forms of dates and numbers from CLDR (by way of ICU4X, whose formatters are made
//! here once as well). A text that the language lacks is said in English, numbers and all.

mod dates;
mod numbers;
mod tag;
mod template;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use jiff::Unit;
use jiff::civil::{Date, DateDifference};
use writeable::Writeable;

use self::dates::{Dates, Range, Separators};
use self::numbers::Numbers;
use self::template::Template;
use self::texts::{Reference, Text, Texts};
use crate::diagnostic::{Code, Diagnostic, SourceText};

pub use self::tag::Direction;

/// The English texts, which every other language falls back to.
const ENGLISH: &str = include_str!("../../themes/chancery/i18n/en.toml");

/// Where those stand, for messages.
const ENGLISH_PATH: &str = "themes/chancery/i18n/en.toml";

/// The language of a site.
#[derive(Debug)]
pub struct Language {
    tag: String,
    with_territory: String,
    direction: Direction,
    own: Voice,
    /// What stands in for texts that are missing; `None` where the language is English itself.
    english: Option<Voice>,
    dates: Dates,
    separators: Separators,
    lists: Option<ListFormatter>,
}

/// The texts of one language with its way of writing numbers: a text in English that stands in
/// for a missing one takes its plural form and its digits from English, too.
#[derive(Debug)]
struct Voice {
    texts: Texts,
    numbers: Numbers,
}

/// What the amount may be called in a text of `[units]`: itself, ten times and a hundred times it.
const MULTIPLES: [&str; 3] = ["n", "n10", "n100"];

impl Language {
    /// Reads the texts of the language `tag` (BCP 47) from the files of a theme: by the language
    /// in the file's name, each a list with the nearest theme first. The nearest that has a key
    /// wins, key by key; then the more general languages (`zh-Hant-TW`, `zh-Hant`, `zh`); then
    /// English.
    ///
    /// `en` alone is British English.
    pub fn new(
        tag: &str,
        files: &BTreeMap<String, Vec<Arc<SourceText>>>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let (tag, locale) = tag::parse(tag).map_or_else(
            || {
                let message = format!("`{tag}` is not the tag of a language; English stands in");
                faults.push(
                    Diagnostic::global(Code::ThemeText, message)
                        .help("a tag is written `en`, `ja`, `pt-BR` or `zh-Hant`"),
                );
                ("en", tag::english())
            },
            |locale| (tag, locale),
        );

        let named: BTreeMap<String, &[Arc<SourceText>]> = files
            .iter()
            .filter_map(|(name, files)| Some((tag::parse(name)?.id.to_string(), files.as_slice())))
            .collect();
        let chain = tag::chain(&locale.id);
        let is_english = tag::is_english(&locale.id);

        // The furthest file is read first, and each nearer one replaces what it has.
        let mut reference = Reference::default();
        let mut english = Texts::default();
        let built_in = SourceText::new(ENGLISH_PATH, ENGLISH);
        let files_of = |tag: &str| named.get(tag).copied().unwrap_or_default();
        for file in std::iter::once(&built_in).chain(files_of("en").iter().rev()) {
            texts::read_english(file, &mut reference, &mut english, &mut faults);
        }
        let mut own = Texts::default();
        let mut found = is_english;
        for tag in chain.iter().rev().filter(|tag| *tag != "en") {
            for file in files_of(tag).iter().rev() {
                found = true;
                texts::read(file, &reference, &mut own, &mut faults);
            }
        }
        if !found {
            let tag = locale.id.to_string();
            faults.push(
                Diagnostic::global(
                    Code::ThemeText,
                    format!("the theme has no texts in `{tag}`; English stands in"),
                )
                .help(format!(
                    "put translations into themes/<name>/i18n/{}.toml, beginning with a copy of en.toml",
                    locale.id.language
                )),
            );
        }

        let conventions = tag::conventions(&locale);
        let numbers = Numbers::new(&conventions);
        let (own, english) = if is_english {
            english.extend(own);
            let texts = english;
            (Voice { texts, numbers }, None)
        } else {
            let voice = Voice {
                texts: english,
                numbers: Numbers::new(&tag::english()),
            };
            (
                Voice {
                    texts: own,
                    numbers,
                },
                Some(voice),
            )
        };
        let mut language = Self {
            tag: tag.to_owned(),
            with_territory: tag::parse(tag)
                .map_or_else(|| tag.to_owned(), |locale| tag::with_territory(&locale)),
            direction: tag::direction(&locale.id),
            own,
            english,
            dates: Dates::new(&conventions),
            separators: Separators::default(),
            lists: ListFormatter::try_new_and(
                (&conventions).into(),
                ListFormatterOptions::default(),
            )
            .ok(),
        };
        language.separators = Separators {
            same_month: language.separator("range.same_month"),
            other: language.separator("range.other"),
        };
        (language, faults)
    }

    /// British English with the texts that are built in, for tests and for diagnostics.
    pub fn english() -> Self {
        Self::new("en", &BTreeMap::new()).0
    }

    /// The tag, as the site has it.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language with a territory, as Open Graph writes it: `en_GB`.
    pub fn with_territory(&self) -> String {
        self.with_territory.clone()
    }

    /// Whether its lines run from right to left.
    pub fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }

    /// The direction in which any language is written: left to right where it is unknown.
    pub fn direction_of(tag: &str) -> Direction {
        tag::parse(tag).map_or(Direction::Ltr, |locale| tag::direction(&locale.id))
    }

    /// A day: "30 October 2025".
    pub fn day(&self, date: Date) -> String {
        self.dates.long(date)
    }

    /// A day with a short month: "30 Oct 2025".
    pub fn day_short(&self, date: Date) -> String {
        self.dates.medium(date)
    }

    /// A day without its year: "30 Oct".
    pub fn day_of_year(&self, date: Date) -> String {
        self.dates.of_year(date)
    }

    /// The day of the week: "Thursday".
    pub fn weekday(&self, date: Date) -> String {
        self.dates.weekday(date)
    }

    /// A month: "October 2025".
    pub fn month(&self, date: Date) -> String {
        self.dates.month(date)
    }

    /// Days from one to another, both named: "19–21 November 1985", "30 May – 2 June 1988".
    pub fn days(&self, from: Date, to: Date) -> String {
        self.dates.range(Range::Long, from, to, &self.separators)
    }

    /// The same with short months: "19–21 Nov 1985".
    pub fn days_short(&self, from: Date, to: Date) -> String {
        self.dates.range(Range::Medium, from, to, &self.separators)
    }

    /// The same without the year: "26–27 Oct".
    pub fn days_of_year(&self, from: Date, to: Date) -> String {
        self.dates.range(Range::OfYear, from, to, &self.separators)
    }

    /// A number in digits: "2,315".
    pub fn digits(&self, n: i64) -> String {
        self.own.numbers.digits(n)
    }

    /// A number with its fraction as written: "253.4".
    pub fn decimal(&self, value: f64) -> String {
        self.own.numbers.decimal(value)
    }

    /// A number in words where the language has a word for it, else in digits.
    pub fn number(&self, n: i64) -> String {
        self.own.number(n)
    }

    /// A place in a row: "sixth", "21st".
    pub fn ordinal(&self, n: usize) -> String {
        if let Some(word) = self.own.word("words.ordinals", n) {
            return word.to_owned();
        }
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        match self.find("ordinal.digits") {
            Some((voice, text)) => {
                let form = text.form(voice.numbers.ordinal_category(n));
                form.fill(&[("n", &voice.numbers.digits(n))]).into_owned()
            }
            None => self.digits(n),
        }
    }

    /// A text with a number in words: "one meeting", "seven meetings", "21 meetings".
    pub fn count(&self, key: &str, n: i64) -> String {
        self.counted(key, n, Voice::number, &[])
    }

    /// A text with a number in digits: "2,315 days".
    pub fn count_digits(&self, key: &str, n: i64) -> String {
        self.counted(key, n, Voice::digits, &[])
    }

    /// The time between two days in words: "six years and four months", "one year and one day",
    /// "two months and three days", "seven days".
    pub fn span(&self, from: Date, to: Date) -> String {
        self.span_with(from, to, Voice::number)
    }

    /// The time between two days in digits: "6 years and 4 months".
    pub fn span_digits(&self, from: Date, to: Date) -> String {
        self.span_with(from, to, Voice::digits)
    }

    /// Things in a row: "a, b and c".
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        // A language's own text for two goes before CLDR, which has only commas for some; that of
        // another language would say its "and".
        if let ([first, second], Some(text)) = (items, self.own.texts.get("list.pair")) {
            let arguments = [("first", first.as_ref()), ("second", second.as_ref())];
            return text.plain().fill(&arguments).into_owned();
        }
        let items = items.iter().map(AsRef::as_ref);
        match &self.lists {
            Some(lists) => lists.format(items).write_to_string().into_owned(),
            None => items.collect::<Vec<&str>>().join(", "),
        }
    }

    /// An amount with its unit: "$550 bn" where the table `[units]` has the unit, else the number
    /// and the unit as written, on one line.
    pub fn amount(&self, value: f64, unit: &str) -> String {
        if unit.is_empty() {
            return self.decimal(value);
        }
        // Only the language's own: the units of a record are written in the language of the site.
        match self.own.texts.get(&format!("units.{unit}")) {
            Some(text) => {
                let form = text.form(self.own.numbers.category_of(value));
                // Languages that count by ten thousands write a billion as ten of their units.
                let times = |factor: f64| self.decimal(value.abs() * factor);
                let [n, tens, hundreds] = MULTIPLES;
                let said = form.fill(&[
                    (n, &times(1.0)),
                    (tens, &times(10.0)),
                    (hundreds, &times(100.0)),
                ]);
                // The sign goes before the currency: "−$5 bn".
                let sign = if value < 0.0 { numbers::MINUS } else { "" };
                format!("{sign}{said}")
            }
            None => format!("{}\u{a0}{unit}", self.decimal(value)),
        }
    }

    /// Whether the language has a way to write amounts in a unit.
    pub fn has_unit(&self, unit: &str) -> bool {
        self.own.texts.contains_key(&format!("units.{unit}"))
    }

    /// A text with its placeholders filled. A missing key is said as it is; a placeholder without
    /// an argument stays.
    pub fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        match self.find(key) {
            Some((_, text)) => text.plain().fill(arguments).into_owned(),
            None => key.to_owned(),
        }
    }

    /// A text in the plural form of `n`. `{n}` is the number in digits unless the arguments have
    /// it otherwise.
    pub fn say_count(&self, key: &str, n: i64, arguments: &[(&str, &str)]) -> String {
        self.counted(key, n, Voice::digits, arguments)
    }

    /// Whether there is a text of this key, be it in English.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// All keys, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let keys: BTreeSet<&str> = self
            .voices()
            .flat_map(|voice| voice.texts.keys())
            .map(String::as_str)
            .collect();
        keys.into_iter()
    }

    fn voices(&self) -> impl Iterator<Item = &Voice> {
        std::iter::once(&self.own).chain(&self.english)
    }

    fn find<'l>(&'l self, key: &str) -> Option<(&'l Voice, &'l Text)> {
        let said_by = |voice: &'l Voice| -> Option<(&'l Voice, &'l Text)> {
            Some((voice, voice.texts.get(key)?))
        };
        said_by(&self.own).or_else(|| said_by(self.english.as_ref()?))
    }

    fn separator(&self, key: &str) -> Template {
        self.find(key)
            .map_or_else(Template::default, |(_, text)| text.plain().clone())
    }

    fn counted(
        &self,
        key: &str,
        n: i64,
        write: fn(&Voice, i64) -> String,
        arguments: &[(&str, &str)],
    ) -> String {
        let Some((voice, text)) = self.find(key) else {
            return key.to_owned();
        };
        let form = text.form(voice.numbers.category(n));
        if arguments.iter().any(|(name, _)| *name == "n") {
            return form.fill(arguments).into_owned();
        }
        let number = write(voice, n);
        let mut filled = Vec::with_capacity(arguments.len() + 1);
        filled.push(("n", number.as_str()));
        filled.extend_from_slice(arguments);
        form.fill(&filled).into_owned()
    }

    fn span_with(&self, from: Date, to: Date, write: fn(&Voice, i64) -> String) -> String {
        let Ok(span) = from.until(DateDifference::new(to).largest(Unit::Year)) else {
            return String::new();
        };
        let parts = [
            ("span.years", i64::from(span.get_years())),
            ("span.months", i64::from(span.get_months())),
            ("span.days", i64::from(span.get_days())),
        ];
        let mut said = parts
            .iter()
            .filter(|(_, n)| *n != 0)
            .map(|(key, n)| self.counted(key, n.abs(), write, &[]));
        match (said.next(), said.next()) {
            (None, _) => self.say("span.none", &[]),
            (Some(only), None) => only,
            (Some(first), Some(second)) => {
                self.say("span.pair", &[("first", &first), ("second", &second)])
            }
        }
    }
}

impl Voice {
    fn word(&self, key: &str, n: usize) -> Option<&str> {
        self.texts.get(key)?.word(n)
    }

    fn number(&self, n: i64) -> String {
        usize::try_from(n)
            .ok()
            .and_then(|n| self.word("words.cardinals", n))
            .map_or_else(|| self.digits(n), str::to_owned)
    }

    fn digits(&self, n: i64) -> String {
        self.numbers.digits(n)
    }
}
