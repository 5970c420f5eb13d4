//! Texts that diagnostics point into, and places in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A file's text with its path, shared by everything that points into it.
pub struct SourceText {
    /// Path from the root of the site, `/`-separated on every system.
    pub path: String,
    text: OnceLock<String>,
    later: Option<Later>,
}

/// How to come by a text that was not read yet.
struct Later {
    length: usize,
    read: Box<dyn Fn() -> Option<String> + Send + Sync>,
}

impl SourceText {
    /// Shares a text under its path.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: OnceLock::from(text.into()),
            later: None,
        })
    }

    /// Shares a text of `length` bytes that is read when somebody asks for it. Where `read` finds
    /// no such text any more, there are blanks in its place, so that every place that is known in
    /// it stays a place; telling that is up to `read`.
    pub fn later(
        path: impl Into<String>,
        length: usize,
        read: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let read = Box::new(read);
        Arc::new(Self {
            path: path.into(),
            text: OnceLock::new(),
            later: Some(Later { length, read }),
        })
    }

    /// The whole text; empty where the file could not be read as UTF-8.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let Some(later) = &self.later else {
                return String::new();
            };
            let text = (later.read)().filter(|text| text.len() == later.length);
            text.unwrap_or_else(|| " ".repeat(later.length))
        })
    }

    /// How many bytes the text has, which does not have to be read for it.
    pub fn length(&self) -> usize {
        match (self.text.get(), &self.later) {
            (None, Some(later)) => later.length,
            _ => self.text().len(),
        }
    }
}

impl std::fmt::Debug for SourceText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceText")
            .field("path", &self.path)
            .field("text", &self.text())
            .finish()
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text() == other.text()
    }
}

impl Eq for SourceText {}

/// A range of bytes in a text. Files above 4 GiB are refused when they are read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The same place in the file of which this text is the part that begins at `offset`.
    pub const fn shifted(self, offset: u32) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }

    /// As a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start as u32, range.end as u32)
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceText>,
    /// The bytes meant.
    pub span: Span,
}

impl Location {
    /// A span of a file.
    pub fn new(file: &Arc<SourceText>, span: Span) -> Self {
        Self {
            file: Arc::clone(file),
            span,
        }
    }

    /// The beginning of a file, for problems that concern it as a whole.
    pub fn start_of(file: &Arc<SourceText>) -> Self {
        Self::new(file, Span::default())
    }

    /// Line and column of the first byte, both from 1; columns count characters.
    pub fn line_column(&self) -> LineColumn {
        let text = self.file.text();
        let mut start = (self.span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineColumn {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A position as editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_text_is_read_when_it_is_asked_for_and_once() {
        let reads = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&reads);
        let file = SourceText::later("x", 3, move || {
            counter.fetch_add(1, Ordering::Relaxed);
            Some("abc".to_owned())
        });
        assert_eq!((file.length(), reads.load(Ordering::Relaxed)), (3, 0));
        assert_eq!((file.text(), file.text()), ("abc", "abc"));
        assert_eq!((file.length(), reads.load(Ordering::Relaxed)), (3, 1));
    }

    #[test]
    fn a_text_that_is_gone_is_blank() {
        for now in [None, Some("abcd".to_owned())] {
            let file = SourceText::later("x", 3, move || now.clone());
            assert_eq!((file.text(), file.length()), ("   ", 3));
        }
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let file = SourceText::new("x", "é\nab高c");
        let at = |start| Location::new(&file, Span::new(start, start + 1)).line_column();
        assert_eq!(at(0), LineColumn { line: 1, column: 1 });
        assert_eq!(at(5), LineColumn { line: 2, column: 3 });
        assert_eq!(at(8), LineColumn { line: 2, column: 4 });
    }
}
