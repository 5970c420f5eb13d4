//! Expected faults, written under the faulty text.
//!
//! A line of nothing but blanks and carets, followed by `code: part of the message`, and where it
//! matters by ` => part of the help`, says that the line above it has this fault at the column of
//! the first caret. Such lines are taken out before the file is written:
//!
//! ```text
//! country = "UK"
//!           ^^^^ unknown-country: `UK` is not a country code => did you mean `GB`
//! ```

use super::{Told, split};

/// A fault that is expected at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The file, from the root of the site.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// The code.
    pub code: String,
    /// What the message has to hold.
    pub message: String,
    /// What the help has to hold.
    pub help: String,
}

/// The files of a text without their marks, and what the marks say.
pub fn read(marked: &str) -> (Vec<(String, String)>, Vec<Expected>) {
    let mut files = Vec::new();
    let mut expected = Vec::new();
    for (path, text) in split(marked) {
        let mut clean: Vec<&str> = Vec::new();
        for line in text.lines() {
            match mark(line) {
                Some((column, said)) => {
                    let (code, rest) = said
                        .split_once(':')
                        .unwrap_or_else(|| panic!("a mark without a code: {line}"));
                    let (message, help) = rest.split_once(" => ").unwrap_or((rest, ""));
                    let (code, message, help) = (
                        code.trim().to_owned(),
                        message.trim().to_owned(),
                        help.trim().to_owned(),
                    );
                    expected.push(Expected {
                        file: path.clone(),
                        line: clean.len(),
                        column,
                        code,
                        message,
                        help,
                    });
                }
                None => clean.push(line),
            }
        }
        files.push((path, format!("{}\n", clean.join("\n"))));
    }
    expected.sort_by(|a, b| {
        (&a.file, a.line, a.column, &a.code).cmp(&(&b.file, b.line, b.column, &b.code))
    });
    (files, expected)
}

/// The column of the first caret of a mark, and what follows the carets.
fn mark(line: &str) -> Option<(usize, &str)> {
    let carets = line.trim_start_matches(' ');
    let said = carets.strip_prefix('^')?.trim_start_matches('^');
    Some((line.len() - carets.len() + 1, said))
}

/// Compares what was told with what was expected, both in order of file and place.
#[track_caller]
pub fn assert_told(told: &[Told], expected: &[Expected]) {
    let fits = |told: &Told, expected: &Expected| {
        told.file.as_deref() == Some(expected.file.as_str())
            && (told.line, told.column) == (Some(expected.line), Some(expected.column))
            && told.code == expected.code
            && told.message.contains(&expected.message)
            && told
                .help
                .as_deref()
                .unwrap_or_default()
                .contains(&expected.help)
    };
    let mut told: Vec<&Told> = told.iter().collect();
    told.sort_by_key(|told| (&told.file, told.line, told.column, &told.code));
    let missed: Vec<&Expected> = expected
        .iter()
        .filter(|expected| !told.iter().any(|told| fits(told, expected)))
        .collect();
    let more: Vec<&&Told> = told
        .iter()
        .filter(|told| !expected.iter().any(|expected| fits(told, expected)))
        .collect();
    assert!(
        missed.is_empty() && more.is_empty() && told.len() == expected.len(),
        "expected but not told: {missed:#?}\ntold but not expected: {more:#?}"
    );
}
