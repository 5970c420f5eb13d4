//! The theme engine: Tera, with errors as diagnostics.
//!
//! With [`crate::value`] the only place that knows which template engine it is.

use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};
use crate::load::theme::ThemeFiles;
use crate::model::wording;
use crate::pages::view::{PageView, SiteView, View};

/// A theme whose templates are parsed.
pub struct Theme<'f> {
    tera: Tera,
    files: &'f ThemeFiles,
}

impl<'f> Theme<'f> {
    /// Parses all templates.
    ///
    /// # Errors
    /// The first syntax error of a template, or everything that is unknown, each with its place.
    pub fn compile(files: &'f ThemeFiles, site: &SiteView) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.global_context().insert("site", site);
        // `{{ 2315 | grouped }}` is 2,315: how numbers are written is for the model to say.
        tera.register_filter("grouped", |number: i64, _: Kwargs, _: &State<'_>| {
            wording::digits(number)
        });
        let templates = files
            .templates
            .iter()
            .map(|(name, file)| (name.as_str(), file.text.as_str()));
        match tera.add_raw_templates(templates) {
            Ok(()) => Ok(Self { tera, files }),
            Err(error) => Err(diagnostics(&error, files, None)),
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
        let fault = |error: &tera::Error| diagnostics(error, self.files, Some(template)).remove(0);
        let mut context = Context::from_serialize(view).map_err(|error| fault(&error))?;
        context.insert("page", page);
        let mut html = Vec::with_capacity(8 * 1024);
        self.tera
            .render_to(template, &context, &mut html)
            .map_err(|error| fault(&error))?;
        Ok(html)
    }
}

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
