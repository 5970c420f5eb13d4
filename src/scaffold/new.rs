//! A new record or article, to be filled in.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::name::Naming;
use super::{Creation, ScaffoldError, toml_string};
use crate::load::walk::walk;
use crate::load::{ARTICLE_FILE, SITE_FILE};

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewKind {
    /// A roundup.
    Article,
    /// A leader.
    Leader,
    /// A meeting.
    Summit,
    /// A gathering that meetings are part of.
    Event,
    /// A journey with several meetings.
    Trip,
}

impl NewKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::Article,
        Self::Leader,
        Self::Summit,
        Self::Event,
        Self::Trip,
    ];

    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Leader => "leader",
            Self::Summit => "summit",
            Self::Event => "event",
            Self::Trip => "trip",
        }
    }

    /// The folder it lives in.
    const fn folder(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Leader => "site/leaders",
            Self::Summit => "site/summits",
            Self::Event => "site/events",
            Self::Trip => "site/trips",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Article => include_str!("templates/article.md"),
            Self::Leader => include_str!("templates/leader.md"),
            Self::Summit => include_str!("templates/summit.md"),
            Self::Event => include_str!("templates/event.md"),
            Self::Trip => include_str!("templates/trip.md"),
        }
    }
}

/// Writes a record with its keys: the required ones filled in, the optional ones as comments.
/// `name` is a title or an id. Returns the path of the file, from `root`.
///
/// An article named by an id that begins with a day, such as `2025-11-03-busan`, is dated that
/// day instead of `today`.
///
/// # Errors
/// When `root` is not a site, when no id can be made of the name, when something has that id
/// already, or when the file cannot be written.
pub fn new(root: &Path, kind: NewKind, name: &str, today: Date) -> Result<PathBuf, ScaffoldError> {
    if !root.join(SITE_FILE).is_file() {
        return Err(ScaffoldError::NotASite(root.to_owned()));
    }
    let (date, name) = match kind {
        NewKind::Article => dated(name).unwrap_or((today, name)),
        _ => (today, name),
    };
    let Naming { id, title } = Naming::new(name)?;
    if let Some(path) = holder(root, &id)? {
        return Err(ScaffoldError::Taken { id, path });
    }
    let path = match kind {
        NewKind::Article => format!("{}/{date}-{id}/{ARTICLE_FILE}", kind.folder()),
        _ => format!("{}/{id}.md", kind.folder()),
    };
    // The name comes last, so that nothing in it is taken for a mark of the template.
    let text = kind
        .template()
        .replace("@DATE@", &date.to_string())
        .replace("@NAME@", &toml_string(&title));
    let mut creation = Creation::default();
    match creation.write(&root.join(&path), text.as_bytes()) {
        Ok(()) => creation.keep(),
        // Not by a record, which would have been found, but there is something of that name.
        Err(error)
            if error.kind() == std::io::ErrorKind::AlreadyExists
                && root.join(&path).symlink_metadata().is_ok() =>
        {
            return Err(ScaffoldError::Taken {
                id,
                path: path.into(),
            });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(path.into())
}

/// The file that has an id already. Records and articles share their names, because `[[id]]` can
/// mean any of them.
fn holder(root: &Path, id: &str) -> Result<Option<PathBuf>, ScaffoldError> {
    for kind in NewKind::ALL {
        let (files, _) = walk(root, kind.folder())?;
        let found = files.into_iter().map(|(file, _)| file).find(|file| {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or_default();
            let held = match kind {
                NewKind::Article if name == ARTICLE_FILE => {
                    let folder = folder.rsplit('/').next().unwrap_or_default();
                    dated(folder).map_or(folder, |(_, slug)| slug)
                }
                NewKind::Article => return false,
                _ => name.strip_suffix(".md").unwrap_or_default(),
            };
            held.eq_ignore_ascii_case(id)
        });
        if let Some(file) = found {
            return Ok(Some(file.path.into()));
        }
    }
    Ok(None)
}

/// Splits `2025-11-03-busan` into its day and the rest, which is not empty.
fn dated(name: &str) -> Option<(Date, &str)> {
    let (day, rest) = name.split_at_checked("2025-11-03".len())?;
    let rest = rest.strip_prefix('-').filter(|rest| !rest.is_empty())?;
    let plain = day.bytes().enumerate().all(|(at, b)| {
        if matches!(at, 4 | 7) {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    });
    Some((day.parse().ok().filter(|_| plain)?, rest))
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::load::load;
    use crate::load::record::{ArticleRecord, EventRecord, LeaderRecord, SummitRecord, TripRecord};
    use crate::load::tree::Tree;

    const TODAY: Date = date(2025, 11, 3);

    /// A template with its optional keys taken out of their comments.
    pub(in crate::scaffold) fn uncommented(text: &str) -> String {
        let mut out = String::new();
        for line in text.lines() {
            let bare = line.strip_prefix("# ").filter(|bare| {
                let key = bare.split(' ').next().unwrap_or_default();
                bare.starts_with('[') || bare[key.len()..].starts_with(" = ")
            });
            out.push_str(bare.unwrap_or(line));
            out.push('\n');
        }
        out
    }

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        crate::scaffold::init(dir.path(), None).unwrap();
        dir
    }

    fn front_matter(text: &str) -> toml::Table {
        let toml = text
            .strip_prefix("+++\n")
            .unwrap()
            .split_once("\n+++\n")
            .unwrap()
            .0;
        toml::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
    }

    const fn keys(kind: NewKind) -> &'static [&'static str] {
        match kind {
            NewKind::Article => ArticleRecord::KEYS,
            NewKind::Leader => LeaderRecord::KEYS,
            NewKind::Summit => SummitRecord::KEYS,
            NewKind::Event => EventRecord::KEYS,
            NewKind::Trip => TripRecord::KEYS,
        }
    }

    #[test]
    fn every_kind_is_read_back_without_fault() {
        let dir = site();
        for (kind, path) in [
            (
                NewKind::Article,
                "articles/2025-11-03-busan-and-tokyo/article.md",
            ),
            (NewKind::Leader, "site/leaders/sanae-takaichi.md"),
            (NewKind::Summit, "site/summits/trump-xi-busan.md"),
            (NewKind::Event, "site/events/apec-2025.md"),
            (NewKind::Trip, "site/trips/asia-2025.md"),
        ] {
            let name = match kind {
                NewKind::Article => "Busan and Tokyo",
                NewKind::Leader => "Sanae Takaichi",
                NewKind::Summit => "Trump–Xi, Busan",
                NewKind::Event => "apec-2025",
                NewKind::Trip => "Asia 2025",
            };
            assert_eq!(new(dir.path(), kind, name, TODAY).unwrap(), Path::new(path));
            let table = front_matter(&std::fs::read_to_string(dir.path().join(path)).unwrap());
            let title = table
                .get("title")
                .or(table.get("name"))
                .and_then(|t| t.as_str())
                .unwrap();
            assert_eq!(
                title,
                if kind == NewKind::Event {
                    "APEC 2025"
                } else {
                    name
                }
            );
            assert_eq!(
                table.get("draft").and_then(|d| d.as_bool()),
                (kind == NewKind::Article).then_some(true)
            );
        }
        let (sources, diagnostics) = load(&Tree::read(dir.path()).unwrap());
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!(
            sources.articles.len() + sources.leaders.len() + sources.summits.len(),
            2 + 3 + 2
        );
        assert_eq!(sources.events[0].record.date.as_ref().unwrap().value, TODAY);
    }

    #[test]
    fn the_comments_hold_every_other_key_and_no_unknown_one() {
        let dir = site();
        for kind in NewKind::ALL {
            let path = dir
                .path()
                .join(new(dir.path(), *kind, &format!("New {}", kind.as_str()), TODAY).unwrap());
            let text = std::fs::read_to_string(&path).unwrap();
            let all = uncommented(&text);
            let table = front_matter(&all);
            for key in keys(*kind) {
                assert!(
                    table.contains_key(*key),
                    "{kind:?} does not mention `{key}`"
                );
            }
            assert_eq!(
                table.len(),
                keys(*kind).len(),
                "{kind:?}: {:?}",
                table.keys().collect::<Vec<_>>()
            );
            std::fs::write(&path, all).unwrap();
        }
        // The loader knows the keys of the inner tables, and their types.
        let (_, diagnostics) = load(&Tree::read(dir.path()).unwrap());
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    }

    #[test]
    fn hostile_names_stay_names() {
        let dir = site();
        let name = "A \"B\" \\ C\u{0}\n+++\ndraft = false @DATE@ @NAME@";
        for kind in [NewKind::Article, NewKind::Leader] {
            // One id for all kinds, so the article gets another name.
            let name = if kind == NewKind::Article {
                name.to_owned()
            } else {
                format!("{name}!2")
            };
            let path = new(dir.path(), kind, &name, TODAY).unwrap();
            let table = front_matter(&std::fs::read_to_string(dir.path().join(path)).unwrap());
            let title = table.get("title").or(table.get("name")).unwrap();
            assert_eq!(title.as_str(), Some(name.as_str()));
            assert_ne!(table.get("draft").and_then(|d| d.as_bool()), Some(false));
        }
        for name in ["../x", "/etc", "con", "", "\u{0}", "articles/../../x"] {
            for kind in NewKind::ALL {
                let error = new(dir.path(), *kind, name, TODAY).unwrap_err();
                assert!(error.is_usage(), "{error}");
            }
        }
        assert!(!dir.path().parent().unwrap().join("x.md").exists());
    }

    #[test]
    fn nothing_is_overwritten_and_no_id_given_twice() {
        let dir = site();
        let before =
            std::fs::read_to_string(dir.path().join("site/leaders/ronald-reagan.md")).unwrap();
        for kind in NewKind::ALL {
            let error = new(dir.path(), *kind, "Ronald Reagan", TODAY).unwrap_err();
            assert_eq!(
                error.to_string(),
                "`ronald-reagan` is taken already, by site/leaders/ronald-reagan.md"
            );
            assert!(error.is_usage());
        }
        assert_eq!(
            std::fs::read_to_string(dir.path().join("site/leaders/ronald-reagan.md")).unwrap(),
            before
        );
        assert!(!dir.path().join("site/trips").exists());

        // The slug of an article is its folder's name without the day.
        let error = new(dir.path(), NewKind::Article, "Reykjavik", TODAY).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("by articles/1986-10-13-reykjavik/article.md"),
            "{error}"
        );

        // Files that the loader passes over do not hold an id, but are not overwritten either.
        std::fs::create_dir_all(dir.path().join("site/events/apec.md")).unwrap();
        let error = new(dir.path(), NewKind::Event, "apec", TODAY).unwrap_err();
        assert!(matches!(error, ScaffoldError::Taken { .. }), "{error}");
    }

    #[test]
    fn an_article_may_bring_its_day() {
        let dir = site();
        let path = new(dir.path(), NewKind::Article, "2024-02-29-leap-day", TODAY).unwrap();
        assert_eq!(path, Path::new("articles/2024-02-29-leap-day/article.md"));
        let table = front_matter(&std::fs::read_to_string(dir.path().join(path)).unwrap());
        assert_eq!(
            table["date"].as_datetime().unwrap().to_string(),
            "2024-02-29"
        );
        assert_eq!(table["title"].as_str(), Some("Leap Day"));
        let path = new(dir.path(), NewKind::Article, "2025-02-30-no-day", TODAY).unwrap();
        assert_eq!(
            path,
            Path::new("articles/2025-11-03-2025-02-30-no-day/article.md")
        );
        assert_eq!(dated("2024-02-29-"), None);
        assert_eq!(dated("2024-02-29"), None);
        assert_eq!(dated("20240229T0-x"), None);
        assert_eq!(dated("éééééééééé-x"), None);
    }

    #[test]
    fn only_a_site_takes_records() {
        let dir = tempfile::tempdir().unwrap();
        let error = new(dir.path(), NewKind::Leader, "x", TODAY).unwrap_err();
        assert!(matches!(error, ScaffoldError::NotASite(_)) && error.is_usage());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_machine_that_fails_is_told_with_the_file() {
        let dir = site();
        std::fs::write(
            dir.path().join("site/trips"),
            "a file where a folder belongs",
        )
        .unwrap();
        let error = new(dir.path(), NewKind::Trip, "asia", TODAY).unwrap_err();
        assert!(
            !error.is_usage() && error.to_string().contains("site/trips"),
            "{error}"
        );
    }
}
