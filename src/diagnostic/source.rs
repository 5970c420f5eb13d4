//! Texts that diagnostics point into, and places in them.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A file's text with its path, shared by everything that points into it.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Path from the root of the site, `/`-separated on every system.
    pub path: String,
    /// The whole text; empty where the file could not be read as UTF-8.
    pub text: String,
}

impl SourceText {
    /// Shares a text under its path.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
        })
    }
}

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
        let text = &self.file.text;
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
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let file = SourceText::new("x", "é\nab高c");
        let at = |start| Location::new(&file, Span::new(start, start + 1)).line_column();
        assert_eq!(at(0), LineColumn { line: 1, column: 1 });
        assert_eq!(at(5), LineColumn { line: 2, column: 3 });
        assert_eq!(at(8), LineColumn { line: 2, column: 4 });
    }
}
