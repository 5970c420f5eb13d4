//! Reads `i18n/<lang>.toml` and compares it with English.
//!
//! English is the measure: a key or a placeholder that English does not have is a typo, or
//! belongs to a theme that changed since.

use std::collections::BTreeSet;
use std::sync::Arc;

use icu_plurals::PluralCategory;
use rustc_hash::FxHashMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::template::Template;
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};

/// The texts of a language by their dotted keys.
pub(super) type Texts = FxHashMap<String, Text>;

/// What stands under a key.
#[derive(Debug, Clone)]
pub(super) enum Text {
    Plain(Template),
    Plural(Forms),
    /// A list of words, by the number that they stand for.
    List {
        words: Vec<String>,
        joined: Template,
    },
}

/// A text in its plural forms.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    other: Template,
    special: Vec<(PluralCategory, Template)>,
}

impl Text {
    /// The form for a category, the general one where there is no special.
    pub(super) fn form(&self, category: PluralCategory) -> &Template {
        match self {
            Self::Plural(forms) => forms
                .special
                .iter()
                .find(|(known, _)| *known == category)
                .map_or(&forms.other, |(_, form)| form),
            _ => self.plain(),
        }
    }

    /// The text where no number chooses its form.
    pub(super) fn plain(&self) -> &Template {
        match self {
            Self::Plain(template) => template,
            Self::Plural(forms) => &forms.other,
            Self::List { joined, .. } => joined,
        }
    }

    /// The word for a number, in a list of words.
    pub(super) fn word(&self, n: usize) -> Option<&str> {
        match self {
            Self::List { words, .. } => words.get(n).map(String::as_str),
            _ => None,
        }
    }

    fn is_list(&self) -> bool {
        matches!(self, Self::List { .. })
    }

    fn places(&self) -> BTreeSet<&str> {
        match self {
            Self::Plain(template) => template.places().collect(),
            Self::Plural(forms) => forms
                .special
                .iter()
                .map(|(_, form)| form)
                .chain([&forms.other])
                .flat_map(Template::places)
                .collect(),
            Self::List { .. } => BTreeSet::new(),
        }
    }
}

/// The English texts as the furthest theme has them, which knows what the program fills in.
#[derive(Debug, Default)]
pub(super) struct Reference(Texts);

impl Reference {
    /// The placeholders of a text; `None` where English has no such key. Units are made by the
    /// records of a site, so no list of them is complete.
    fn places(&self, key: &str) -> Option<BTreeSet<&str>> {
        if key.starts_with("units.") {
            return Some(BTreeSet::from(["n"]));
        }
        self.0.get(key).map(Text::places)
    }
}

/// Reads a file in English. Its new keys are known from then on: a theme may have texts of its own.
pub(super) fn read_english(
    file: &Arc<SourceText>,
    reference: &mut Reference,
    texts: &mut Texts,
    faults: &mut Vec<Diagnostic>,
) {
    let mut reader = TextReader::new(file, reference, faults);
    reader.may_add = true;
    for (key, text) in reader.read() {
        reference
            .0
            .entry(key.clone())
            .or_insert_with(|| text.clone());
        texts.insert(key, text);
    }
}

/// Reads a file in another language.
pub(super) fn read(
    file: &Arc<SourceText>,
    reference: &Reference,
    texts: &mut Texts,
    faults: &mut Vec<Diagnostic>,
) {
    texts.extend(TextReader::new(file, reference, faults).read());
}

struct TextReader<'r> {
    file: &'r Arc<SourceText>,
    reference: &'r Reference,
    may_add: bool,
    faults: &'r mut Vec<Diagnostic>,
    found: Vec<(String, Text)>,
}

impl<'r> TextReader<'r> {
    fn new(
        file: &'r Arc<SourceText>,
        reference: &'r Reference,
        faults: &'r mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            file,
            reference,
            may_add: false,
            faults,
            found: Vec::new(),
        }
    }

    fn read(&mut self) -> Vec<(String, Text)> {
        let (table, errors) = DeTable::parse_recoverable(self.file.text());
        if !errors.is_empty() {
            for error in errors {
                let at = Span::from(error.span().unwrap_or(0..0));
                let message = error.message().trim().replace('\n', "; ");
                self.faults.push(
                    Diagnostic::new(Code::TomlSyntax, Location::new(self.file, at), message)
                        .help("texts stand in quotes (\"…\"), plural forms in braces ({ one = \"…\", other = \"…\" })"),
                );
            }
            // Half a file would say half of the texts in another language.
            return Vec::new();
        }
        self.table("", table.get_ref());
        std::mem::take(&mut self.found)
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = if prefix.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{prefix}.{}", name.get_ref())
            };
            match value.get_ref() {
                DeValue::Table(inner) if !self.is_plural(&key, inner) => self.table(&key, inner),
                _ => self.text(key, name.span().into(), value),
            }
        }
    }

    /// Whether a table holds plural forms, and not further keys.
    fn is_plural(&self, key: &str, table: &DeTable<'_>) -> bool {
        let all_forms = || {
            table.iter().all(|(name, value)| {
                PluralCategory::get_for_cldr_string(name.get_ref()).is_some()
                    && matches!(value.get_ref(), DeValue::String(_))
            })
        };
        match self.reference.0.get(key) {
            Some(_) => true,
            // A table of keys may well have one called `two`; plural forms have `other`.
            None => table.contains_key("other") && all_forms(),
        }
    }

    fn text(&mut self, key: String, name: Span, value: &Spanned<DeValue<'_>>) {
        let known = self.reference.places(&key);
        if known.is_none() && !self.may_add {
            let help = did_you_mean(&key, self.reference.0.keys().map(String::as_str))
                .unwrap_or_else(|| "nothing asks for it; take it out".into());
            self.fault(name, format!("English has no text `{key}`"), Some(help));
            return;
        }
        let Some(text) = self.value(&key, value) else {
            return;
        };
        let is_list = self.reference.0.get(&key).map(Text::is_list);
        if is_list.is_some_and(|is_list| is_list != text.is_list()) {
            let wanted = if text.is_list() {
                "one text"
            } else {
                "a list of words"
            };
            let message = format!("`{key}` has to be {wanted}, as in English");
            self.fault(value.span().into(), message, None);
            return;
        }
        if let Some(known) = known {
            for place in text.places() {
                let of_units = key.starts_with("units.") && super::MULTIPLES.contains(&place);
                if known.contains(place) || of_units {
                    continue;
                }
                let help = did_you_mean(place, known.iter().copied()).unwrap_or_else(|| {
                    let all: Vec<String> = known.iter().map(|p| format!("`{{{p}}}`")).collect();
                    match all.as_slice() {
                        [] => "this text has no placeholders; a brace is written `{{`".into(),
                        all => format!("this text has {}", all.join(", ")),
                    }
                });
                let message = format!("nothing fills `{{{place}}}` in `{key}`");
                self.fault(value.span().into(), message, Some(help));
            }
        }
        self.found.push((key, text));
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(text) => Some(Text::Plain(self.template(text, value.span().into()))),
            DeValue::Table(forms) => self.forms(key, forms, value.span().into()),
            DeValue::Array(items) => {
                let words: Option<Vec<String>> = items
                    .iter()
                    .map(|item| item.get_ref().as_str().map(str::to_owned))
                    .collect();
                if words.is_none() {
                    let message = format!("`{key}` is a list of something else than texts");
                    self.fault(value.span().into(), message, None);
                }
                let words = words?;
                let (joined, _) =
                    Template::parse(&words.join(", ").replace('{', "{{").replace('}', "}}"));
                Some(Text::List { words, joined })
            }
            other => {
                let found = match other.type_str() {
                    "integer" | "float" => "a number",
                    "boolean" => "true or false",
                    "datetime" => "a date",
                    other => other,
                };
                self.fault(
                    value.span().into(),
                    format!("`{key}` is {found}, not a text"),
                    Some("write a text in quotes, or a table of plural forms".into()),
                );
                None
            }
        }
    }

    fn forms(&mut self, key: &str, table: &DeTable<'_>, at: Span) -> Option<Text> {
        let mut other = None;
        let mut special = Vec::new();
        for (name, value) in table {
            let Some(category) = PluralCategory::get_for_cldr_string(name.get_ref()) else {
                let known = ["zero", "one", "two", "few", "many", "other"];
                let help = did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| format!("one of: {}", known.join(", ")));
                let message = format!("`{}` is no plural form", name.get_ref());
                self.fault(name.span().into(), message, Some(help));
                continue;
            };
            let DeValue::String(text) = value.get_ref() else {
                let message = format!("the form `{}` of `{key}` is not a text", name.get_ref());
                self.fault(value.span().into(), message, None);
                continue;
            };
            let template = self.template(text, value.span().into());
            if category == PluralCategory::Other {
                other = Some(template);
            } else {
                special.push((category, template));
            }
        }
        if other.is_none() {
            let help =
                "every text with plural forms needs it; the rest are as the language has them";
            let message = format!("`{key}` lacks the plural form `other`");
            self.fault(at, message, Some(help.into()));
        }
        other.map(|other| Text::Plural(Forms { other, special }))
    }

    fn template(&mut self, text: &str, at: Span) -> Template {
        let (template, fault) = Template::parse(text);
        if let Some(fault) = fault {
            let help = "a brace itself is written `{{` or `}}`, a placeholder `{name}`";
            self.fault(at, fault.to_owned(), Some(help.into()));
        }
        template
    }

    fn fault(&mut self, at: Span, message: String, help: Option<String>) {
        let at = Location::new(self.file, at);
        self.faults
            .push(Diagnostic::new(Code::ThemeText, at, message).maybe_help(help));
    }
}
