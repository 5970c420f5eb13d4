//! Diagnostics in three formats: for a terminal, as JSON lines, and as GitHub annotations.

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};
use clap::ValueEnum;
use serde::Serialize;

use super::{Diagnostic, Level, Location};

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MessageFormat {
    /// For people: the source line, underlined.
    #[default]
    Human,
    /// For programs: one JSON object a line.
    Json,
    /// For GitHub Actions: workflow commands that annotate a pull request.
    Github,
}

/// Writes all of them in one format. `styled` asks for colour in the human format.
///
/// # Errors
/// Whatever the writer fails with.
pub fn print(
    diagnostics: &[Diagnostic],
    format: MessageFormat,
    styled: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in diagnostics {
        match format {
            MessageFormat::Human => human(diagnostic, styled, out)?,
            MessageFormat::Json => json(diagnostic, out)?,
            MessageFormat::Github => github(diagnostic, out)?,
        }
    }
    Ok(())
}

fn human(diagnostic: &Diagnostic, styled: bool, out: &mut dyn Write) -> io::Result<()> {
    if diagnostic.level == Level::Note {
        // There can be thousands of notes, and none of them asks for a look at the source.
        let path = diagnostic
            .location
            .as_ref()
            .map_or("", |location| location.file.path.as_str());
        return writeln!(
            out,
            "note: {}: {}",
            printable(path),
            printable(&diagnostic.message)
        );
    }
    let level = match diagnostic.level {
        Level::Error => SnippetLevel::ERROR,
        Level::Warning => SnippetLevel::WARNING,
        Level::Note => SnippetLevel::NOTE,
    };
    let message = printable(&diagnostic.message);
    let title = level
        .primary_title(message.as_str())
        .id(diagnostic.code.as_str());
    let path = |location: &Location| printable(&location.file.path);
    let main_path = diagnostic.location.as_ref().map(path).unwrap_or_default();
    let other_paths: Vec<String> = diagnostic.related.iter().map(|(at, _)| path(at)).collect();
    let mut group = match &diagnostic.location {
        Some(location) => {
            let mut group =
                title.element(snippet(location, &main_path, AnnotationKind::Primary, None));
            for ((location, label), path) in diagnostic.related.iter().zip(&other_paths) {
                group = group.element(snippet(
                    location,
                    path,
                    AnnotationKind::Context,
                    Some(label),
                ));
            }
            group
        }
        None => Group::with_title(title),
    };
    let help = diagnostic.help.as_deref().map(printable);
    if let Some(help) = &help {
        group = group.element(SnippetLevel::HELP.message(help.as_str()));
    }
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    writeln!(
        out,
        "{}\n",
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    )
}

/// The underlined line. A span over several lines is cut at the end of its first, which says
/// enough and keeps the report short.
fn snippet<'a>(
    location: &'a Location,
    path: &'a str,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = location.file.text();
    let start = floor_boundary(text, location.span.start as usize);
    let end = floor_boundary(text, location.span.end as usize).max(start);
    let end = text[start..end].find('\n').map_or(end, |at| start + at);
    let mut annotation = kind.span(start..end);
    if let Some(label) = label {
        annotation = annotation.label(label);
    }
    Snippet::source(text)
        .path(path)
        .fold(true)
        .annotation(annotation)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Content must not steer the terminal: control characters, and those that turn the direction of
/// a line (Unicode Standard Annex #9), are shown as their escapes.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || (c.is_control() && c != '\n') {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The shape promised in SPEC section 4.
#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    level: &'a str,
    code: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<&'a str>,
}

fn json(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let position = diagnostic.location.as_ref().map(Location::line_column);
    let line = JsonDiagnostic {
        level: diagnostic.level.as_str(),
        code: diagnostic.code.as_str(),
        message: &diagnostic.message,
        file: diagnostic.location.as_ref().map(|l| l.file.path.as_str()),
        line: position.map(|p| p.line),
        column: position.map(|p| p.column),
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

/// A workflow command, see GitHub's "Workflow commands for GitHub Actions".
fn github(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut message = printable(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        message = format!("{message}\n{}", printable(help));
    }
    write!(out, "::{command} ")?;
    if let Some(location) = &diagnostic.location {
        let at = location.line_column();
        write!(
            out,
            "file={},line={},col={},",
            property(&printable(&location.file.path)),
            at.line,
            at.column
        )?;
    }
    writeln!(
        out,
        "title={}::{}",
        property(diagnostic.code.as_str()),
        data(&message)
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, SourceText, Span};

    fn sample() -> Diagnostic {
        let file = SourceText::new(
            "site/leaders/x.md",
            "+++\nname = \"X\"\ncuntry = \"JP\"\n+++\n",
        );
        Diagnostic::new(
            Code::UnknownKey,
            Location::new(&file, Span::new(15, 21)),
            "unknown key `cuntry`",
        )
        .help("did you mean `country`?")
    }

    fn printed(diagnostic: &Diagnostic, format: MessageFormat) -> String {
        let mut out = Vec::new();
        print(std::slice::from_ref(diagnostic), format, false, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn three_formats() {
        let human = printed(&sample(), MessageFormat::Human);
        assert!(
            human.contains("warning[unknown-key]: unknown key `cuntry`"),
            "{human}"
        );
        assert!(human.contains("site/leaders/x.md:3:1"), "{human}");
        assert!(human.contains("^^^^^^"), "{human}");
        assert!(human.contains("help: did you mean `country`?"), "{human}");
        assert_eq!(
            printed(&sample(), MessageFormat::Json),
            "{\"level\":\"warning\",\"code\":\"unknown-key\",\"message\":\"unknown key `cuntry`\",\"file\":\"site/leaders/x.md\",\"line\":3,\"column\":1,\"help\":\"did you mean `country`?\"}\n"
        );
        assert_eq!(
            printed(&sample(), MessageFormat::Github),
            "::warning file=site/leaders/x.md,line=3,col=1,title=unknown-key::unknown key `cuntry`%0Adid you mean `country`?\n"
        );
    }

    #[test]
    fn content_cannot_steer_the_terminal() {
        let mut diagnostic = sample();
        diagnostic.message = "bad \u{1b}[2J".into();
        assert!(!printed(&diagnostic, MessageFormat::Human).contains('\u{1b}'));
    }
}
