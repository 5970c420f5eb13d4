//! From TOML to typed records, as written.
//!
//! A record is declared once with `record!`: its keys, their types and their meaning. From
//! that come the struct, the reader that never stops at the first fault, the list of known keys
//! for "did you mean", and (through schemars) the JSON Schema of `summitry schema`.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};

/// A value with the place where it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the record's file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(with(self.value), self.span)
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Collects the faults of one file while it is read.
#[derive(Debug)]
pub struct Reader {
    /// The file that is read.
    pub file: Arc<SourceText>,
    /// Where the TOML begins in the file, in bytes.
    pub offset: u32,
    /// The faults met so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// A reader of TOML that begins at `offset` of `file`.
    pub fn new(file: &Arc<SourceText>, offset: u32) -> Self {
        Self {
            file: Arc::clone(file),
            offset,
            diagnostics: Vec::new(),
        }
    }

    /// Parses TOML. Syntax errors become diagnostics, and what could be read is returned.
    pub fn parse<'t>(&mut self, toml: &'t str) -> toml::Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(toml);
        for error in errors {
            let span = self.span(error.span().unwrap_or(0..0));
            let message = error.message().trim().replace('\n', "; ");
            let help = if message.contains("date") || message.contains("time") {
                "a day is written 2025-10-30, a time 09:50:00"
            } else if message.contains("duplicate") {
                "a key stands once in a table; take one of the two out"
            } else {
                "texts stand in quotes (\"…\"), dates without (2025-10-30), lists in brackets ([…]), one key a line"
            };
            let location = Location::new(&self.file, span);
            self.push(Diagnostic::new(Code::TomlSyntax, location, message).help(help));
        }
        table
    }

    /// A span of the parsed TOML as a span of the file.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::from(range).shifted(self.offset)
    }

    /// The place of a span in the file.
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.file, span)
    }

    /// Notes a fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Notes a value of the wrong type.
    pub fn wrong_type(&mut self, value: &toml::Spanned<DeValue<'_>>, wanted: &str) {
        if self.is_broken(self.span(value.span())) {
            return;
        }
        let found = match value.get_ref().type_str() {
            "string" => "a text",
            "integer" => "a whole number",
            "float" => "a number",
            "boolean" => "true or false",
            "datetime" => "a date or time",
            "array" => "a list",
            "table" => "a table",
            other => other,
        };
        let location = self.at(self.span(value.span()));
        let help = match (wanted, value.get_ref()) {
            ("a date", DeValue::String(text)) if text.parse::<Date>().is_ok() => {
                Some(format!("write it without quotes: {text}"))
            }
            ("a text", DeValue::Datetime(date)) => Some(format!("put it in quotes: \"{date}\"")),
            _ => None,
        };
        self.push(
            Diagnostic::new(
                Code::WrongType,
                location,
                format!("expected {wanted}, found {found}"),
            )
            .maybe_help(help),
        );
    }

    /// Whether TOML could not be read on the line of a value, so that the value is made up.
    fn is_broken(&self, span: Span) -> bool {
        let text = self.file.text();
        let line = |at: u32| text[..(at as usize).min(text.len())].matches('\n').count();
        self.diagnostics.iter().any(|d| {
            d.code == Code::TomlSyntax
                && d.location
                    .as_ref()
                    .is_some_and(|at| line(at.span.start) == line(span.start))
        })
    }

    /// Notes keys of a table that nothing reads.
    pub fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&'static str], of: &str) {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let location = self.at(self.span(key.span()));
                let help = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("known keys: {}", known.join(", ")));
                self.push(
                    Diagnostic::new(
                        Code::UnknownKey,
                        location,
                        format!("unknown key `{name}` in {of}"),
                    )
                    .help(help),
                );
            }
        }
    }

    /// Notes a key that has to be there. `near` is the table that lacks it.
    pub fn missing_key(
        &mut self,
        key: &str,
        of: &str,
        near: std::ops::Range<usize>,
        example: &str,
    ) {
        let start = near.start;
        let span = self.span(start..near.end.min(start + 3).max(start));
        let location = self.at(span);
        self.push(
            Diagnostic::new(Code::MissingKey, location, format!("{of} lacks `{key}`"))
                .help(format!("add a line such as `{key} = {example}`")),
        );
    }
}

/// Whether a character has no place in a text: the control characters, which XML forbids and
/// terminals obey, but for those that end lines and set tabs; and the noncharacters of the basic
/// plane (XML 1.0, section 2.2; Unicode, section 23.7), which programs keep for themselves.
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

/// The first character of a text that has no place in it, with its place.
pub fn first_forbidden(text: &str) -> Option<(usize, char)> {
    // Nearly every text has none, which its bytes tell many at a time.
    let may_begin_one = |byte: u8| {
        let is_control = (byte < 0x20) & (byte != b'\n') & (byte != b'\r') & (byte != b'\t');
        is_control | (byte == 0x7f) | (byte == 0xc2) | (byte == 0xef)
    };
    let is_suspect = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(false, |found, byte| found | may_begin_one(*byte))
    };
    if !text.as_bytes().chunks(AT_A_TIME).any(is_suspect) {
        return None;
    }
    text.char_indices().find(|(_, c)| is_forbidden(*c))
}

/// How many bytes are looked at before it is asked whether one was found.
const AT_A_TIME: usize = 1024;

/// What a control character is printed as.
pub const REPLACEMENT: &str = "\u{fffd}";

/// The warning for a control character.
pub fn forbidden(c: char, at: Location, where_: &str) -> Diagnostic {
    let message = format!(
        "the {where_} holds the control character U+{:04X}",
        c as u32
    );
    Diagnostic::new(Code::ControlCharacter, at, message)
        .help("take it out; it is none that can be seen")
}

/// A type that can be read from a TOML value.
pub trait FromToml: Sized {
    /// An example of how it is written, for messages.
    const EXAMPLE: &'static str;

    /// Reads it, or notes why not.
    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self>;
}

impl<T: FromToml> FromToml for Spanned<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        let span = reader.span(value.span());
        T::from_toml(value, reader).map(|value| Self { value, span })
    }
}

impl FromToml for String {
    const EXAMPLE: &'static str = "\"…\"";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => {
                if let Some((_, c)) = first_forbidden(text) {
                    let location = reader.at(reader.span(value.span()));
                    reader.push(forbidden(c, location, "text"));
                    return Some(text.replace(is_forbidden, REPLACEMENT));
                }
                Some(text.to_string())
            }
            _ => {
                reader.wrong_type(value, "a text");
                None
            }
        }
    }
}

impl FromToml for bool {
    const EXAMPLE: &'static str = "true";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            reader.wrong_type(value, "true or false");
        }
        found
    }
}

impl FromToml for u32 {
    const EXAMPLE: &'static str = "90";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        let DeValue::Integer(integer) = value.get_ref() else {
            reader.wrong_type(value, "a whole number");
            return None;
        };
        let found = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
        if found.is_none() {
            let location = reader.at(reader.span(value.span()));
            reader.push(Diagnostic::new(
                Code::InvalidValue,
                location,
                format!("`{integer}` is not a whole number from 0 to {}", u32::MAX),
            ));
        }
        found
    }
}

impl FromToml for f64 {
    const EXAMPLE: &'static str = "35.68";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        let found = match value.get_ref() {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            _ => {
                reader.wrong_type(value, "a number");
                return None;
            }
        };
        let found = found.filter(|number: &f64| number.is_finite());
        if found.is_none() {
            let location = reader.at(reader.span(value.span()));
            reader.push(Diagnostic::new(
                Code::InvalidValue,
                location,
                "expected a finite number",
            ));
        }
        found
    }
}

impl FromToml for Date {
    const EXAMPLE: &'static str = "2025-10-30";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Datetime(toml::value::Datetime {
                date: Some(date),
                time: None,
                offset: None,
            }) => civil_date(*date, value, reader),
            _ => {
                reader.wrong_type(value, "a date");
                None
            }
        }
    }
}

impl FromToml for Time {
    const EXAMPLE: &'static str = "09:50:00";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Datetime(toml::value::Datetime {
                date: None,
                time: Some(time),
                offset: None,
            }) => civil_time(*time),
            _ => {
                reader.wrong_type(value, "a time of day");
                None
            }
        }
    }
}

/// A day, or a moment on it: what an article's `date` may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[schemars(transparent)]
pub struct Moment {
    /// The day as written.
    pub date: Date,
    /// The exact moment, where a time with an offset is given.
    #[schemars(skip)]
    pub timestamp: Option<jiff::Timestamp>,
}

impl FromToml for Moment {
    const EXAMPLE: &'static str = "2025-10-30";

    fn from_toml(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Option<Self> {
        let DeValue::Datetime(written) = value.get_ref() else {
            reader.wrong_type(value, "a date");
            return None;
        };
        let date = match written.date {
            Some(date) => civil_date(date, value, reader)?,
            None => {
                reader.wrong_type(value, "a date");
                return None;
            }
        };
        let timestamp = match (written.time, written.offset) {
            (None, _) => None,
            (Some(time), Some(offset)) => timestamp(date, civil_time(time)?, offset),
            (Some(_), None) => {
                let location = reader.at(reader.span(value.span()));
                reader.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        location,
                        "a time needs an offset, so that it names one moment everywhere",
                    )
                    .help(format!(
                        "write {written}Z for UTC, or {written}+09:00 for Tokyo"
                    )),
                );
                return None;
            }
        };
        Some(Self { date, timestamp })
    }
}

fn civil_date(
    date: toml::value::Date,
    value: &toml::Spanned<DeValue<'_>>,
    reader: &mut Reader,
) -> Option<Date> {
    let found = i16::try_from(date.year)
        .ok()
        .and_then(|year| Date::new(year, date.month as i8, date.day as i8).ok());
    if found.is_none() {
        let location = reader.at(reader.span(value.span()));
        reader.push(Diagnostic::new(
            Code::InvalidValue,
            location,
            format!("{date} is not a day of the calendar"),
        ));
    }
    found
}

fn civil_time(time: toml::value::Time) -> Option<Time> {
    let second = time.second.unwrap_or(0).min(59);
    Time::new(time.hour as i8, time.minute as i8, second as i8, 0).ok()
}

fn timestamp(date: Date, time: Time, offset: toml::value::Offset) -> Option<jiff::Timestamp> {
    let minutes = match offset {
        toml::value::Offset::Z => 0,
        toml::value::Offset::Custom { minutes } => i32::from(minutes),
    };
    let offset = jiff::tz::Offset::from_seconds(minutes * 60).ok()?;
    offset.to_timestamp(DateTime::from_parts(date, time)).ok()
}

/// Reads every element of a list; the faulty ones are told and left out.
pub fn read_list<T: FromToml>(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Vec<T> {
    match value.get_ref() {
        DeValue::Array(items) => items
            .iter()
            .filter_map(|item| T::from_toml(item, reader))
            .collect(),
        _ => {
            reader.wrong_type(value, "a list");
            Vec::new()
        }
    }
}

/// Reads a table of key and value, keeping the place of each key.
pub fn read_map<T: FromToml>(
    value: &toml::Spanned<DeValue<'_>>,
    reader: &mut Reader,
) -> Vec<(Spanned<String>, T)> {
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong_type(value, "a table");
        return Vec::new();
    };
    let mut entries: Vec<_> = table
        .iter()
        .filter_map(|(key, value)| {
            let key_span = reader.span(key.span());
            T::from_toml(value, reader)
                .map(|value| (Spanned::new(key.get_ref().to_string(), key_span), value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

/// A field of a record, filled from its key where that is there.
pub trait Field: Default {
    /// An example of how it is written.
    const EXAMPLE: &'static str;
    /// Reads the value of the key.
    fn read(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Self;
}

impl<T: FromToml> Field for Option<Spanned<T>> {
    const EXAMPLE: &'static str = T::EXAMPLE;
    fn read(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Self {
        Spanned::from_toml(value, reader)
    }
}

impl<T: FromToml> Field for Vec<Spanned<T>> {
    const EXAMPLE: &'static str = "[]";
    fn read(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Self {
        read_list(value, reader)
    }
}

/// Key and value pairs as written, such as the accounts of the parties by country.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Pairs(pub Vec<(Spanned<String>, Spanned<String>)>);

impl JsonSchema for Pairs {
    fn schema_name() -> Cow<'static, str> {
        "Pairs".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}

impl Field for Pairs {
    const EXAMPLE: &'static str = "{}";
    fn read(value: &toml::Spanned<DeValue<'_>>, reader: &mut Reader) -> Self {
        Self(read_map(value, reader))
    }
}

/// Declares a record once: struct, reader, known keys and schema.
///
/// A field marked `required` must be there; the model still sees an `Option`, because a record
/// with a missing key is read to its end.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident ($label:literal) {
            $( $(#[doc = $doc:literal])* $field:ident: $kind:ty $(= $required:ident)?, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub struct $name {
            $( $(#[doc = $doc])* $(#[schemars($required)])? pub $field: $kind, )*
        }

        impl $name {
            /// The keys that are read, in the order of the documentation.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        impl $crate::load::reader::FromToml for $name {
            const EXAMPLE: &'static str = "{ … }";

            fn from_toml(value: &toml::Spanned<toml::de::DeValue<'_>>, reader: &mut $crate::load::reader::Reader) -> Option<Self> {
                match value.get_ref() {
                    toml::de::DeValue::Table(table) => Some(Self::read(table, value.span(), reader)),
                    _ => {
                        reader.wrong_type(value, "a table");
                        None
                    }
                }
            }
        }

        impl $name {
            /// Reads a table to its end, noting every fault. `span` is where the table stands.
            pub fn read(table: &toml::de::DeTable<'_>, span: std::ops::Range<usize>, reader: &mut $crate::load::reader::Reader) -> Self {
                reader.unknown_keys(table, Self::KEYS, $label);
                let mut record = Self::default();
                $(
                    match table.get(stringify!($field)) {
                        Some(value) => record.$field = $crate::load::reader::Field::read(value, reader),
                        None => { $( $crate::load::reader::record!(@$required reader, $field, $kind, $label, span); )? }
                    }
                )*
                let _ = &span;
                record
            }
        }
    };
    (@required $reader:ident, $field:ident, $kind:ty, $label:literal, $span:ident) => {
        $reader.missing_key(stringify!($field), $label, $span.clone(), <$kind as $crate::load::reader::Field>::EXAMPLE)
    };
}
pub(crate) use record;

#[cfg(test)]
#[expect(
    unreachable_pub,
    reason = "the macro declares records for the whole crate"
)]
mod tests {
    use super::*;

    record! {
        /// A record for tests.
        pub struct Sample ("a sample") {
            /// The title.
            title: Option<Spanned<String>> = required,
            /// The day.
            date: Option<Spanned<Date>> = required,
            /// Words.
            words: Vec<Spanned<String>>,
        }
    }

    fn read(toml: &str) -> (Sample, Vec<(Code, String, Option<String>)>) {
        let file = SourceText::new("x", toml);
        let mut reader = Reader::new(&file, 0);
        let table = reader.parse(toml);
        let sample = Sample::read(table.get_ref(), table.span(), &mut reader);
        (
            sample,
            reader
                .diagnostics
                .into_iter()
                .map(|d| (d.code, d.message, d.help))
                .collect(),
        )
    }

    #[test]
    fn every_fault_of_a_record_is_told_at_once() {
        let (sample, faults) =
            read("titel = \"x\"\ndate = \"2025-10-30\"\nwords = [\"a\", 1, \"b\"]\n");
        assert_eq!(
            sample
                .words
                .iter()
                .map(|w| w.value.as_str())
                .collect::<Vec<_>>(),
            ["a", "b"]
        );
        let codes: Vec<_> = faults.iter().map(|f| f.0).collect();
        assert_eq!(
            codes,
            [
                Code::UnknownKey,
                Code::MissingKey,
                Code::WrongType,
                Code::WrongType
            ]
        );
        assert_eq!(faults[0].2.as_deref(), Some("did you mean `title`?"));
        assert_eq!(
            faults[2].2.as_deref(),
            Some("write it without quotes: 2025-10-30")
        );
    }

    #[test]
    fn spans_are_those_of_the_file() {
        let file = SourceText::new("x", "+++\ntitle = \"Tokyo\"\n");
        let mut reader = Reader::new(&file, 4);
        let table = reader.parse("title = \"Tokyo\"\n");
        let sample = Sample::read(table.get_ref(), table.span(), &mut reader);
        let title = sample.title.unwrap_or_default();
        assert_eq!(&file.text()[title.span.range()], "\"Tokyo\"");
    }

    #[test]
    fn a_character_without_a_place_is_found_by_its_bytes() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            let text = format!("aé{c}z");
            let found = first_forbidden(&text);
            assert_eq!(found, is_forbidden(c).then_some((3, c)), "{c:?}");
        }
    }

    #[test]
    fn an_embargo_needs_an_offset() {
        let file = SourceText::new("x", "d = 2025-10-30T09:00:00");
        let mut reader = Reader::new(&file, 0);
        let table = reader.parse(file.text());
        let value = table
            .get_ref()
            .get("d")
            .map(|v| Moment::from_toml(v, &mut reader));
        assert_eq!(value, Some(None));
        assert_eq!(reader.diagnostics.len(), 1);
    }
}
