//! The theme engine: Tera, with errors as diagnostics.
//!
//! With [`crate::value`] the only place that knows which template engine it is.

use std::sync::Arc;

use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};
use crate::load::theme::ThemeFiles;
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
    /// The first fault of a template, with its place.
    pub fn compile(files: &'f ThemeFiles, site: &SiteView) -> Result<Self, Diagnostic> {
        let mut tera = Tera::new();
        tera.global_context().insert("site", site);
        let templates = files
            .templates
            .iter()
            .map(|(name, file)| (name.as_str(), file.text.as_str()));
        match tera.add_raw_templates(templates) {
            Ok(()) => Ok(Self { tera, files }),
            Err(error) => Err(diagnostic(&error, files, None)),
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
        let fault = |error: &tera::Error| diagnostic(error, self.files, Some(template));
        let mut context = Context::from_serialize(view).map_err(|error| fault(&error))?;
        context.insert("page", page);
        let mut html = Vec::with_capacity(8 * 1024);
        self.tera
            .render_to(template, &context, &mut html)
            .map_err(|error| fault(&error))?;
        Ok(html)
    }
}

/// A fault of the template engine as ours, pointing into the theme's file.
fn diagnostic(error: &tera::Error, files: &ThemeFiles, template: Option<&str>) -> Diagnostic {
    let file_of = |name: &str| -> Arc<SourceText> {
        files
            .templates
            .get(name)
            .cloned()
            .unwrap_or_else(|| SourceText::new(name, ""))
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let file = file_of(report.filename());
            let location = Location::new(&file, Span::from(report.span().range.clone()));
            Diagnostic::new(Code::TemplateError, location, first_line(report.message()))
        }
        _ => {
            let message = first_line(&error.to_string());
            match template {
                Some(name) => Diagnostic::new(
                    Code::TemplateError,
                    Location::start_of(&file_of(name)),
                    message,
                ),
                None => match files
                    .templates
                    .iter()
                    .find(|(name, _)| message.contains(&format!("'{name}'")))
                {
                    Some((_, file)) => {
                        Diagnostic::new(Code::TemplateError, Location::start_of(file), message)
                    }
                    None => Diagnostic::global(Code::TemplateError, message),
                },
            }
        }
    }
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}
