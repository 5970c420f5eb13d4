//! The theme engine: Tera, with errors as diagnostics.
//!
//! With [`crate::value`] the only place that knows which template engine it is.

use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use crate::language::Language;
use crate::load::theme::ThemeFiles;
use crate::pages::view::{PageView, SiteView, View};

/// A theme whose templates are parsed.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    files: Arc<ThemeFiles>,
}

impl Theme {
    /// Parses all templates.
    ///
    /// # Errors
    /// The first syntax error of a template, or everything that is unknown, each with its place.
    pub fn compile(
        files: &Arc<ThemeFiles>,
        site: &SiteView,
        language: &Arc<Language>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.global_context().insert("site", site);
        // `{{ 2315 | grouped }}` is 2,315, or what the language makes of it.
        let of_site = Arc::clone(language);
        tera.register_filter("grouped", move |number: i64, _: Kwargs, _: &State<'_>| {
            of_site.digits(number)
        });
        let of_site = Arc::clone(language);
        tera.register_function("t", move |arguments: Kwargs, _: &State<'_>| {
            text(&of_site, &arguments)
        });
        let templates = files
            .templates
            .iter()
            .map(|(name, file)| (name.as_str(), file.text.as_str()));
        match tera.add_raw_templates(templates) {
            Ok(()) => {}
            Err(error) => return Err(diagnostics(&error, files, None)),
        }
        let unknown = unknown_texts(files, language);
        if unknown.is_empty() {
            Ok(Self {
                tera,
                files: Arc::clone(files),
            })
        } else {
            Err(unknown)
        }
    }

    /// Renders a page.
    ///
    /// # Errors
    /// The fault of the template, with its place.
    pub fn render(
        &self,
        template: &str,
        page: &PageView,
        view: &View,
    ) -> Result<Vec<u8>, Diagnostic> {
        if !self.tera.contains_template(template) {
            let message = format!("the theme has no template `{template}`");
            return Err(Diagnostic::global(Code::TemplateError, message)
                .help("add it under templates/, or say `extends = \"chancery\"` in theme.toml"));
        }
        // One page has one fault: rendering stops at the first.
        let fault = |error: &tera::Error| diagnostics(error, &self.files, Some(template)).remove(0);
        let mut context = Context::from_serialize(view).map_err(|error| fault(&error))?;
        context.insert("page", page);
        let mut html = Vec::with_capacity(8 * 1024);
        self.tera
            .render_to(template, &context, &mut html)
            .map_err(|error| fault(&error))?;
        Ok(html)
    }
}

/// `t(key="summit.outcomes", n=3)`: a text of the theme in the language of the site. `n` chooses
/// the plural form; what else is given fills the places of its name. HTML that a component made
/// stays HTML, everything else is escaped.
fn text(language: &Language, arguments: &Kwargs) -> TeraResult<Value> {
    let key: &str = arguments.must_get("key")?;
    if !language.has(key) {
        return Err(tera::Error::message(format!(
            "the theme has no text `{key}`"
        )));
    }
    let mut count = None;
    let mut filled: Vec<(&str, String)> = Vec::new();
    let mut html: Vec<String> = Vec::new();
    for (name, value) in arguments.iter() {
        let Some(name) = name.as_str().filter(|name| *name != "key") else {
            continue;
        };
        let printed = match value.as_i64() {
            Some(n) => {
                if name == "n" {
                    count = Some(n);
                }
                language.digits(n)
            }
            None if value.is_safe() => {
                html.push(value.to_string());
                format!("{PLACE}{}{PLACE}", html.len() - 1)
            }
            None => value.to_string().replace(PLACE, ""),
        };
        filled.push((name, printed));
    }
    let filled: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let said = match count {
        Some(n) => language.say_count(key, n, &filled),
        None => language.say(key, &filled),
    };
    if html.is_empty() {
        return Ok(Value::from(said));
    }
    let mut whole = String::with_capacity(said.len() + 64);
    // Text and numbers of places take turns, beginning with text.
    for (turn, piece) in said.split(PLACE).enumerate() {
        if turn % 2 == 0 {
            // Writing into a String cannot fail.
            let _ = pulldown_cmark_escape::escape_html(&mut whole, piece);
        } else if let Some(html) = piece.parse().ok().and_then(|index: usize| html.get(index)) {
            whole.push_str(html);
        }
    }
    Ok(Value::safe_string(&whole))
}

/// Stands around the number of a piece of HTML while the text around it is escaped: a character
/// that no text may hold (Unicode, section 23.7).
const PLACE: char = '\u{fdd0}';

/// Texts that templates ask for and no language file has. What a template prints only now and
/// then is found as well, because its source is searched.
fn unknown_texts(files: &ThemeFiles, language: &Language) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for file in files.templates.values() {
        for (at, _) in file.text.match_indices(KEY) {
            let start = at + KEY.len();
            let Some(length) = file.text[start..].find('"') else {
                continue;
            };
            let key = &file.text[start..start + length];
            if language.has(key) {
                continue;
            }
            let location = Location::new(file, Span::from(start..start + length));
            let fault = Diagnostic::new(
                Code::TemplateError,
                location,
                format!("the theme has no text `{key}`"),
            );
            faults.push(match did_you_mean(key, language.keys()) {
                Some(help) => fault.help(help),
                None => fault.help("add it to i18n/en.toml of the theme"),
            });
        }
    }
    faults
}

/// How templates ask for a text.
const KEY: &str = "t(key=\"";

/// Faults of the template engine as ours, pointing into the theme's files. What is unknown
/// (filters, components, parents) comes as one report with a place for each.
fn diagnostics(error: &tera::Error, files: &ThemeFiles, template: Option<&str>) -> Vec<Diagnostic> {
    let file_of = |name: &str| -> Arc<SourceText> {
        let known = files.templates.get(name).cloned();
        known.unwrap_or_else(|| SourceText::new(name, ""))
    };
    if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
        let span = Span::from(report.span().range.clone());
        let location = Location::new(&file_of(report.filename()), span);
        let message = first_line(report.message());
        return vec![Diagnostic::new(Code::TemplateError, location, message)];
    }
    let text = error.to_string();
    let reported: Vec<Diagnostic> = text
        .split("error: ")
        .filter_map(|report| {
            let place = report
                .lines()
                .find_map(|line| line.trim().strip_prefix("--> "))?;
            let mut parts = place.rsplitn(3, ':');
            let column: usize = parts.next()?.parse().ok()?;
            let line: usize = parts.next()?.parse().ok()?;
            let file = file_of(parts.next()?);
            let marks = report
                .lines()
                .find(|line| line.contains('^'))
                .map_or(1, |line| line.matches('^').count());
            let location = Location::new(&file, span_at(&file.text, line, column, marks));
            Some(Diagnostic::new(
                Code::TemplateError,
                location,
                first_line(report),
            ))
        })
        .collect();
    if !reported.is_empty() {
        return reported;
    }
    let message = first_line(&text);
    let named = files
        .templates
        .iter()
        .find(|(name, _)| message.contains(&format!("'{name}'")));
    let file = template
        .map(file_of)
        .or_else(|| named.map(|(_, file)| Arc::clone(file)));
    vec![match file {
        Some(file) => Diagnostic::new(Code::TemplateError, Location::start_of(&file), message),
        None => Diagnostic::global(Code::TemplateError, message),
    }]
}

/// The bytes at a line and column, both from 1, columns in characters.
fn span_at(text: &str, line: usize, column: usize, length: usize) -> Span {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = &text[start.min(text.len())..];
    let byte = |n: usize| rest.char_indices().nth(n).map_or(rest.len(), |(at, _)| at);
    let from = column.saturating_sub(1);
    Span::from(start + byte(from)..start + byte(from + length))
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}
