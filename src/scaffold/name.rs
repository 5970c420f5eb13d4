//! From what the user typed to an id and a title.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{NameFault, ScaffoldError};

/// The longest id. With a date before it and an ending after it, it still is a file's name on
/// every file system.
pub(super) const MAX_LENGTH: usize = 100;

/// Words that stay small within a title that is made of an id.
const SMALL: &[&str] = &[
    "and", "at", "bin", "da", "de", "den", "der", "dos", "in", "of", "on", "the", "van", "von",
];

/// Words of ids that are written in capitals.
const CAPITALS: &[&str] = &[
    "aiib", "apec", "asean", "aukus", "brics", "eu", "nato", "oecd", "opec", "osce", "sco", "uk",
    "un", "us", "usa", "wto",
];

/// An id and the title that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// Lowercase ASCII letters, digits and hyphens; never empty.
    pub(super) id: String,
    /// For people.
    pub(super) title: String,
}

impl Naming {
    /// Takes an id as it is and makes a title of it, or takes a title and makes an id of it.
    pub(super) fn new(name: &str) -> Result<Self, ScaffoldError> {
        let fail = |fault| ScaffoldError::InvalidName {
            name: name.to_owned(),
            fault,
        };
        let title = name.trim();
        let naming = if is_id(title) {
            if title.len() > MAX_LENGTH {
                return Err(fail(NameFault::TooLong));
            }
            Self {
                id: title.to_owned(),
                title: title_of(title),
            }
        } else {
            if is_path(title) {
                return Err(fail(NameFault::Path));
            }
            Self {
                id: slug(title).map_err(fail)?,
                title: title.to_owned(),
            }
        };
        if is_reserved(&naming.id) {
            Err(fail(NameFault::Reserved))
        } else {
            Ok(naming)
        }
    }
}

/// Whether a name is an id already.
fn is_id(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name.bytes().all(allowed) && !name.starts_with('-') && !name.ends_with('-')
}

/// Whether somebody has typed a path: a title may hold a slash ("Trade/Tariffs") or a backslash,
/// but neither begins with one nor has a part that is only dots, nor ends like a file.
fn is_path(name: &str) -> bool {
    let slash = ['/', '\\'];
    let mut parts = name.split(slash);
    let first = parts.next().unwrap_or_default();
    let several = name.contains(slash);
    let drive = several && first.len() == 2 && first.ends_with(':');
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    (several && (first.is_empty() || first == "~" || drive))
        || name.split(slash).any(|part| matches!(part, "." | ".."))
        || matches!(ending.as_deref(), Some("md" | "toml"))
}

/// Names that Windows keeps for devices.
fn is_reserved(id: &str) -> bool {
    match id.as_bytes() {
        b"con" | b"prn" | b"aux" | b"nul" => true,
        [b'c', b'o', b'm', digit] | [b'l', b'p', b't', digit] => digit.is_ascii_digit(),
        _ => false,
    }
}

/// An id made of a title: accents are dropped, other scripts transliterated, everything that is
/// neither letter nor digit becomes a hyphen.
fn slug(title: &str) -> Result<String, NameFault> {
    let mut slug = String::with_capacity(title.len());
    for c in title.nfkc() {
        // A mark belongs to its letter; an apostrophe does not part "O’Brien".
        if is_combining_mark(c) || matches!(c, '\'' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ') {
            continue;
        }
        if !c.is_alphanumeric() {
            hyphen(&mut slug);
            continue;
        }
        if is_han(c) {
            return Err(NameFault::Unspellable);
        }
        let latin = deunicode_char(c).ok_or(NameFault::Unspellable)?;
        for c in latin.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
                '\'' | '`' | '"' => {}
                _ => hyphen(&mut slug),
            }
        }
    }
    shorten(&mut slug);
    if slug.is_empty() {
        Err(NameFault::Empty)
    } else {
        Ok(slug)
    }
}

/// A hyphen, where a word has just ended.
fn hyphen(slug: &mut String) {
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

/// Cuts off whole words beyond the length that is allowed, and a hyphen at the end.
fn shorten(slug: &mut String) {
    if slug.len() > MAX_LENGTH {
        let end = slug[..=MAX_LENGTH].rfind('-').unwrap_or(MAX_LENGTH);
        slug.truncate(end);
    }
    if slug.ends_with('-') {
        slug.pop();
    }
}

/// Chinese characters: how they are read depends on the language, and a wrong reading of a
/// name would become an address.
const fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A title made of an id: "sanae-takaichi" is "Sanae Takaichi".
fn title_of(id: &str) -> String {
    let mut title = String::with_capacity(id.len());
    for word in id.split('-').filter(|word| !word.is_empty()) {
        let first = title.is_empty();
        if !first {
            title.push(' ');
        }
        if CAPITALS.contains(&word) {
            title.push_str(&word.to_ascii_uppercase());
        } else if !first && SMALL.contains(&word) {
            title.push_str(word);
        } else {
            let (initial, rest) = word.split_at(1);
            title.push_str(&initial.to_ascii_uppercase());
            title.push_str(rest);
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> (String, String) {
        let naming = Naming::new(name).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert!(is_id(&naming.id), "{name:?} became {:?}", naming.id);
        assert!(naming.id.len() <= MAX_LENGTH && !naming.id.contains("--") || naming.id == name);
        (naming.id, naming.title)
    }

    fn fault(name: &str) -> NameFault {
        match Naming::new(name) {
            Err(ScaffoldError::InvalidName { name: kept, fault }) => {
                assert_eq!(kept, name);
                fault
            }
            other => panic!("{name:?}: {other:?}"),
        }
    }

    #[test]
    fn titles_become_ids() {
        for (title, id) in [
            ("Sanae Takaichi", "sanae-takaichi"),
            ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
            ("  İsmet İnönü ", "ismet-inonu"),
            ("e\u{301}lan \u{0130}", "elan-i"),
            ("Höfði House, Þingvellir", "hofdi-house-thingvellir"),
            ("Trump–Xi, Busan (2025)", "trump-xi-busan-2025"),
            ("Conor O’Brien", "conor-obrien"),
            ("Михаил Горбачёв", "mikhail-gorbachiov"),
            ("Σωκράτης", "sokrates"),
            ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
            ("Łódź & Straße", "lodz-strasse"),
            ("Trade/Tariffs: a 10 % deal?", "trade-tariffs-a-10-deal"),
            ("🎉 Party 🎉", "party"),
            (
                "A \"quoted\" \\ name\u{0}\u{1b}[31m\n+++",
                "a-quoted-name-31m",
            ),
            ("$(rm -rf ~) `id`", "rm-rf-id"),
            ("CON fusion", "con-fusion"),
            ("a--b C", "a-b-c"),
        ] {
            assert_eq!(named(title), (id.to_owned(), title.trim().to_owned()));
        }
    }

    #[test]
    fn ids_stay_and_become_titles() {
        for (id, title) in [
            ("sanae-takaichi", "Sanae Takaichi"),
            ("ursula-von-der-leyen", "Ursula von der Leyen"),
            ("apec-2025", "APEC 2025"),
            ("the-week-in-asia", "The Week in Asia"),
            ("g20-osaka", "G20 Osaka"),
            ("a--b", "A B"),
            ("com10", "Com10"),
            ("7", "7"),
        ] {
            assert_eq!(named(id), (id.to_owned(), title.to_owned()));
        }
    }

    #[test]
    fn long_titles_lose_whole_words() {
        let (id, _) = named(&"Word ".repeat(60));
        assert!(id.len() <= MAX_LENGTH && id.ends_with("-word"), "{id}");
        assert_eq!(named(&"X".repeat(300)).0.len(), MAX_LENGTH);
        let exact = format!("{} b", "a".repeat(MAX_LENGTH));
        assert_eq!(named(&exact).0, "a".repeat(MAX_LENGTH));
        assert_eq!(fault(&"x".repeat(MAX_LENGTH + 1)), NameFault::TooLong);
    }

    #[test]
    fn hostile_names_are_refused() {
        for path in [
            "../x",
            "/etc",
            "/etc/passwd",
            "..",
            ".",
            "a/../../x",
            "a/./b",
            "..\\x",
            "C:\\Windows",
            "C:/x",
            "\\\\host\\x",
            "~/x",
            "site/leaders/xi.md",
            "x.MD",
        ] {
            assert_eq!(fault(path), NameFault::Path, "{path}");
        }
        for device in ["con", "NUL", "Com1", "lpt9", " aux "] {
            assert_eq!(fault(device), NameFault::Reserved, "{device}");
        }
        for empty in ["", "  ", "-", "--", "…", "🎉", "\u{301}", "\u{0}"] {
            assert_eq!(fault(empty), NameFault::Empty, "{empty}");
        }
        assert_eq!(fault("高市早苗"), NameFault::Unspellable);
        assert_eq!(fault("Xi 习"), NameFault::Unspellable);
    }
}
