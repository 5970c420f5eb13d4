//! What is wrong with the content, where, and what to do about it.
//!
//! Bad content is data, not an error: every stage returns its value *and* the
//! [`Diagnostic`]s it met, so that one run tells them all. [`sort`] puts them in the order of
//! file and line; [`print()`] writes them for people, for programs and for GitHub.

mod code;
mod print;
mod source;

pub use code::{Code, Level};
pub use print::{MessageFormat, print};
pub use source::{LineColumn, Location, SourceText, Span};

/// One problem: what it is, where it is, and the way out.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Whether it stops the build.
    pub level: Level,
    /// The kind of problem, a stable name for filters and tests.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place that is underlined; `None` for problems of no file.
    pub location: Option<Location>,
    /// Further places that explain it, such as the first definition of a doubled id.
    pub related: Vec<(Location, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the code's own level at a place.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        Self {
            level: code.level(),
            code,
            message: message.into(),
            location: Some(location),
            related: Vec::new(),
            help: None,
        }
    }

    /// A diagnostic that belongs to no file.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        Self {
            level: code.level(),
            code,
            message: message.into(),
            location: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the way out where there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds another place that explains the first.
    #[must_use]
    pub fn related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related.push((location, label.into()));
        self
    }

    /// Turns an error into a warning, for `--allow-unresolved`.
    #[must_use]
    pub fn lowered(mut self) -> Self {
        self.level = Level::Warning;
        self
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// Orders diagnostics by file, position, code and message, and drops exact repetitions, so
/// that the same content gives the same report whatever order it was read in.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(d: &Diagnostic) -> (&str, u32, &'static str, &str) {
        let (path, start) = match &d.location {
            Some(at) => (at.file.path.as_str(), at.span.start),
            None => ("", 0),
        };
        (path, start, d.code.as_str(), &d.message)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}

/// Whether any of them stops the build.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// A day in a message: "30 October 2025".
pub fn day(date: jiff::civil::Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "did you mean `x`?" for the candidate nearest to `word`, where one is near enough.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|found| format!("did you mean `{found}`?"))
}

/// The candidate nearest to `word` by Damerau–Levenshtein distance: at most a third of its
/// letters may differ. Ties go to the first in alphabetical order.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let limit = (letters / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(letters) <= limit)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word_and_a_stranger_none() {
        assert_eq!(nearest("titel", ["date", "title", "time"]), Some("title"));
        assert_eq!(
            nearest("sanae-takaich", ["sanae-takaichi", "xi-jinping"]),
            Some("sanae-takaichi")
        );
        assert_eq!(nearest("zzz", ["date", "title"]), None);
    }

    #[test]
    fn order_is_by_file_then_place() {
        let file = |path: &str| SourceText::new(path, "0123456789");
        let at = |path: &str, start| Location::new(&file(path), Span::new(start, start + 1));
        let mut all = vec![
            Diagnostic::new(Code::UnknownKey, at("b", 1), "x"),
            Diagnostic::new(Code::UnknownKey, at("a", 5), "x"),
            Diagnostic::new(Code::UnknownKey, at("a", 2), "x"),
            Diagnostic::new(Code::UnknownKey, at("a", 2), "x"),
        ];
        sort(&mut all);
        let places: Vec<_> = all
            .iter()
            .filter_map(|d| d.location.as_ref())
            .map(|l| (l.file.path.clone(), l.span.start))
            .collect();
        assert_eq!(places, [("a".into(), 2), ("a".into(), 5), ("b".into(), 1)]);
    }
}
