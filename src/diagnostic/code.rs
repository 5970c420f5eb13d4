//! The list of everything that summitry can object to.

use std::fmt;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Stops the build; the previous output stays.
    Error,
    /// Told, and the build goes on.
    Warning,
    /// Told for information: a page left out, and why.
    Note,
}

impl Level {
    /// The name in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Defines each code once: its variant, its name, its level and what it means.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $level:ident;)+) => {
        /// The kind of a problem. Names are stable: scripts may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name in messages and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The level it has unless a switch says otherwise.
            pub const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }

            /// What it means, in one line.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A file could not be read as UTF-8 text.
    UnreadableFile = "unreadable-file" Error;
    /// A symbolic link leads out of the site.
    SymlinkOutside = "symlink-outside" Error;
    /// A name of a file or folder cannot become part of an address.
    InvalidFileName = "invalid-file-name" Error;
    /// A file at a place where nothing reads it.
    StrayFile = "stray-file" Warning;
    /// The file does not begin with front matter between two lines `+++`.
    MissingFrontMatter = "missing-front-matter" Error;
    /// The TOML cannot be read.
    TomlSyntax = "toml-syntax" Error;
    /// A control character, which nobody can see; it is printed as a replacement character.
    ControlCharacter = "control-character" Warning;
    /// A key that has to be there is missing.
    MissingKey = "missing-key" Error;
    /// A key that nothing reads.
    UnknownKey = "unknown-key" Warning;
    /// A value of the wrong type, such as a text where a date belongs.
    WrongType = "wrong-type" Error;
    /// A leader who did not take part in a meeting that a record says was on the leader's way.
    NotAParticipant = "not-a-participant" Error;
    /// A value outside the range or the list that is allowed.
    InvalidValue = "invalid-value" Error;
    /// An id with other characters than a-z, 0-9 and hyphen.
    InvalidId = "invalid-id" Error;
    /// Two records with one id.
    DuplicateId = "duplicate-id" Error;
    /// A country code that ISO 3166 does not know, or knows twice.
    UnknownCountry = "unknown-country" Error;
    /// A name in front matter that no record has.
    UnresolvedReference = "unresolved-reference" Error;
    /// A reference that two records answer to.
    AmbiguousReference = "ambiguous-reference" Error;
    /// A reference to a record of the wrong kind, such as a trip among the leaders.
    WrongKind = "wrong-kind" Error;
    /// A `[[id:fact]]` that does not exist or does not apply to this record.
    UnknownFact = "unknown-fact" Error;
    /// A citation or a list of sources names a source that the bibliography lacks.
    UnknownSource = "unknown-source" Error;
    /// An internal link to a page or file that the site does not have.
    DeadLink = "dead-link" Error;
    /// A link to a place within a page that the page does not have.
    DeadAnchor = "dead-anchor" Warning;
    /// An address with a scheme that is not allowed, such as `javascript:`; it is left out.
    UnsafeUrl = "unsafe-url" Warning;
    /// An image on another host, which no page of the site loads; it becomes a link.
    RemoteImage = "remote-image" Warning;
    /// A slug or an old address that cannot become an address on the site.
    InvalidPath = "invalid-path" Error;
    /// A name in prose that several people bear, and nothing in the text tells which one is meant.
    AmbiguousMention = "ambiguous-mention" Warning;
    /// A title before a name that its bearer did not hold on the day of the text.
    Anachronism = "anachronism" Warning;
    /// A number typed by hand that contradicts what is derived: "their third meeting" of a sixth.
    Claim = "claim" Warning;
    /// A span of time that ends before it begins.
    ReversedDates = "reversed-dates" Error;
    /// A date that contradicts another record: a meeting outside its trip, an update before its outcome.
    ImpossibleDate = "impossible-date" Error;
    /// A list that names the same thing twice.
    DuplicateEntry = "duplicate-entry" Warning;
    /// An outcome or an update without a source.
    MissingSource = "missing-source" Warning;
    /// A status that needs a note and has none.
    MissingNote = "missing-note" Warning;
    /// An image without alternative text.
    MissingAlt = "missing-alt" Warning;
    /// A picture whose file is damaged: it is published as it is, with all that the camera wrote into it.
    BrokenPicture = "broken-picture" Warning;
    /// A picture of so many pixels that no smaller copies of it are made.
    LargePicture = "large-picture" Warning;
    /// A raw HTML tag that was removed because the site does not allow it.
    RemovedHtml = "removed-html" Warning;
    /// An edition for mail so long that mailboxes show only its beginning.
    EmailTooLong = "email-too-long" Warning;
    /// Two pages or files at one address.
    UrlCollision = "url-collision" Error;
    /// A theme that does not exist or that extends itself.
    ThemeNotFound = "theme-not-found" Error;
    /// A template that cannot be parsed or rendered.
    TemplateError = "template-error" Error;
    /// The search index could not be made.
    SearchIndex = "search-index" Error;
    /// A text of a theme that cannot be used, or a placeholder or key that English does not have.
    ThemeText = "theme-text" Warning;
    /// A page left out because it is a draft or in the future.
    LeftOut = "left-out" Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let names: HashSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(
            names
                .iter()
                .all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        );
    }

    #[test]
    fn every_code_is_documented() {
        let page = include_str!("../../docs/diagnostics.md");
        for code in Code::ALL {
            assert!(
                page.contains(&format!("`{code}`")),
                "docs/diagnostics.md lacks `{code}`"
            );
        }
    }
}
