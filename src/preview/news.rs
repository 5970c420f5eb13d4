//! What browsers are told of the preview, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Diagnostic;

/// The state of the preview, told with every change and to everyone who comes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct News {
    /// The version of the state, as [`super::stage::State::version`].
    pub version: String,
    /// The version before it, to which `changed`, `styles` and `content` are relative.
    pub previous: Option<String>,
    /// The path that the site lies under.
    pub base: String,
    /// Whether what is served is what the files say now; with errors it is the last good site.
    pub ok: bool,
    /// The moment at which the site that is served was made (RFC 3339); empty where there is none.
    pub built: String,
    /// How long it took from the change to the new site, in milliseconds.
    pub ms: u64,
    /// Source files that changed, from the root of the site; at most twenty.
    pub changed: Vec<String>,
    /// How many more changed.
    pub more: usize,
    /// Number of pages.
    pub pages: usize,
    /// Addresses of stylesheets that changed.
    pub styles: Vec<String>,
    /// Whether anything besides stylesheets changed.
    pub content: bool,
    /// Old addresses of pages with their new ones, since the preview began.
    pub moved: BTreeMap<String, String>,
    /// With `--follow`: the page whose source was saved.
    pub follow: Option<String>,
    /// Errors, in order of file and line.
    pub errors: Vec<Fault>,
    /// Warnings, in order of file and line.
    pub warnings: Vec<Fault>,
}

/// A diagnostic as the overlay shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// Its code: `unresolved-reference`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The file, from the root of the site; missing where the fault has no place.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What to do.
    pub help: Option<String>,
    /// The lines around it.
    pub excerpt: Vec<Line>,
    /// Other places that matter.
    pub related: Vec<Related>,
}

/// A line of a source.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
    /// What is underlined, in characters of the line: first and one past the last.
    pub mark: Option<(usize, usize)>,
}

/// Another place that matters for a fault.
#[derive(Debug, Clone, Serialize)]
pub struct Related {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is there.
    pub message: String,
}

/// Lines shown before and after the one that is wrong.
const AROUND: usize = 2;

impl Fault {
    /// A diagnostic with the lines of its file.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        let at = diagnostic.location.as_ref();
        let place = at.map(crate::diagnostic::Location::line_column);
        let text = at.map_or("", |at| at.file.text());
        let excerpt = match (&place, at) {
            (Some(place), Some(at)) if !text.is_empty() => {
                let first = place.line.saturating_sub(AROUND).max(1);
                let length = text.get(at.span.range()).map_or(1, |marked| {
                    marked.lines().next().unwrap_or_default().chars().count()
                });
                let line = |(index, line): (usize, &str)| {
                    let number = first + index;
                    let from = place.column - 1;
                    let mark = (number == place.line).then(|| {
                        let end = line.chars().count().max(from + 1);
                        (from, (from + length.max(1)).min(end))
                    });
                    Line {
                        line: number,
                        text: line.to_owned(),
                        mark,
                    }
                };
                let count = place.line - first + 1 + AROUND;
                text.lines()
                    .skip(first - 1)
                    .take(count)
                    .enumerate()
                    .map(line)
                    .collect()
            }
            _ => Vec::new(),
        };
        Self {
            code: diagnostic.code.as_str().to_owned(),
            message: diagnostic.message.clone(),
            file: at.map(|at| at.file.path.clone()),
            line: place.as_ref().map(|place| place.line),
            column: place.as_ref().map(|place| place.column),
            help: diagnostic.help.clone(),
            excerpt,
            related: diagnostic
                .related
                .iter()
                .map(|(at, message)| Related {
                    file: at.file.path.clone(),
                    line: at.line_column().line,
                    message: message.clone(),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Location, SourceText, Span};

    #[test]
    fn a_fault_shows_its_line_with_two_around_it_and_marks_in_characters() {
        let file = SourceText::new("a.md", "one\ntwo\nthree ü wrong here\nfour\nfive\nsix");
        let start = file.text().find("wrong").unwrap();
        let at = Location::new(&file, Span::from(start..start + 5));
        let fault = Fault::of(&Diagnostic::new(Code::InvalidValue, at, "no"));
        assert_eq!((fault.line, fault.column), (Some(3), Some(9)));
        let lines: Vec<usize> = fault.excerpt.iter().map(|line| line.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
        assert_eq!(fault.excerpt[2].mark, Some((8, 13)));
        assert_eq!(fault.excerpt[1].mark, None);
    }

    #[test]
    fn a_fault_without_a_place_or_of_an_empty_file_has_no_lines() {
        let fault = Fault::of(&Diagnostic::global(Code::InvalidValue, "no"));
        assert_eq!((fault.file, fault.line), (None, None));
        let at = Location::start_of(&SourceText::new("a.md", ""));
        let fault = Fault::of(&Diagnostic::new(Code::InvalidValue, at, "no"));
        assert_eq!(fault.line, Some(1));
        assert!(fault.excerpt.is_empty());
    }
}
