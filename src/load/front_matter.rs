//! Splits a file into its front matter (TOML between two lines `+++`) and its Markdown.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};

/// Where the two parts of a file lie in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The TOML, without the two fences.
    pub toml: Span,
    /// The Markdown after it.
    pub body: Span,
}

/// Finds the front matter. A file without any is told, and is all Markdown.
pub fn split(file: &Arc<SourceText>) -> (Parts, Option<Diagnostic>) {
    let text = file.text();
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let whole = Span::new(start as u32, text.len() as u32);
    let none = Parts {
        toml: Span::new(whole.start, whole.start),
        body: whole,
    };
    let mut lines = Lines { text, at: start };
    match lines.next() {
        Some((_, "+++")) => {}
        _ => {
            return (
                none,
                Some(missing(file, "the file does not begin with front matter")),
            );
        }
    }
    let toml_start = lines.at;
    while let Some((line_start, line)) = lines.next() {
        if line == "+++" {
            let parts = Parts {
                toml: (toml_start..line_start).into(),
                body: (lines.at..text.len()).into(),
            };
            return (parts, None);
        }
    }
    let parts = Parts {
        toml: (toml_start..text.len()).into(),
        body: Span::new(whole.end, whole.end),
    };
    (
        parts,
        Some(missing(
            file,
            "the front matter is not closed by a second line `+++`",
        )),
    )
}

fn missing(file: &Arc<SourceText>, message: &str) -> Diagnostic {
    let end = file.text().find('\n').unwrap_or(file.text().len()).min(3);
    let end = (0..=end)
        .rev()
        .find(|at| file.text().is_char_boundary(*at))
        .unwrap_or(0);
    Diagnostic::new(Code::MissingFrontMatter, Location::new(file, Span::new(0, end as u32)), message)
        .help("put the TOML between two lines that hold nothing but `+++`, the first at the top of the file")
}

/// Lines with their starts; blanks at a line's end do not count, nor does the kind of line end.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = &self.text[start..];
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        self.at += end;
        Some((start, rest[..end].trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, bool) {
        let file = SourceText::new("x", text);
        let (parts, fault) = split(&file);
        (
            text[parts.toml.range()].into(),
            text[parts.body.range()].into(),
            fault.is_some(),
        )
    }

    #[test]
    fn splits_and_survives_what_editors_write() {
        assert_eq!(
            parts("+++\na = 1\n+++\nBody\n"),
            ("a = 1\n".into(), "Body\n".into(), false)
        );
        assert_eq!(
            parts("\u{feff}+++\r\na = 1\r\n+++  \r\nBody"),
            ("a = 1\r\n".into(), "Body".into(), false)
        );
        assert_eq!(parts("+++\n+++"), (String::new(), String::new(), false));
        assert_eq!(
            parts("Body only"),
            (String::new(), "Body only".into(), true)
        );
        assert_eq!(
            parts("+++\na = 1\n"),
            ("a = 1\n".into(), String::new(), true)
        );
        assert_eq!(parts(""), (String::new(), String::new(), true));
    }
}
