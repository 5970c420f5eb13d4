//! site.toml, understood: addresses split, defaults filled in, vocabulary checked.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::clock::{ClockError, Now};
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use crate::language::Language;
use crate::load::reader::Spanned;
use crate::load::record::{Opt, SiteRecord};
use crate::model::resolve::{unknown_time_zone, value, web_address};
use crate::model::types::{Mark, MenuEntry, Output, Outputs, Pillar, Site, Status, StatusClass};
use crate::model::zone;

/// Articles on a page of the archive where site.toml does not say.
const PER_PAGE: u32 = 20;

/// The vocabulary of statuses of a site that defines none.
pub const DEFAULT_STATUSES: [(&str, StatusClass); 16] = [
    ("discussed", StatusClass::Open),
    ("announced", StatusClass::Open),
    ("pledged", StatusClass::Open),
    ("agreed", StatusClass::Open),
    ("signed", StatusClass::Open),
    ("in-force", StatusClass::Open),
    ("stalled", StatusClass::Open),
    ("kept", StatusClass::Kept),
    ("partly-kept", StatusClass::Partly),
    ("broken", StatusClass::Failed),
    ("no-agreement", StatusClass::Failed),
    ("suspended", StatusClass::Ended),
    ("lapsed", StatusClass::Ended),
    ("withdrawn", StatusClass::Ended),
    ("superseded", StatusClass::Ended),
    ("disputed", StatusClass::Unclear),
];

/// The last of the default statuses: nothing can be said, and a note has to tell why.
const UNRATABLE: (&str, StatusClass) = ("unratable", StatusClass::Unclear);

/// What the command line asks of the site as a whole.
#[derive(Debug, Clone, Default)]
pub struct SiteOverrides {
    /// Another address than the one in site.toml.
    pub base_url: Option<String>,
    /// Another path than that of the address: with a slash at both ends.
    pub base_path: Option<String>,
    /// The day for which the site is built.
    pub as_of: Option<jiff::civil::Date>,
    /// What is left out this time.
    pub without: Vec<Output>,
}

/// The site, the moment of the build, and the faults of site.toml.
///
/// # Errors
/// When the clock cannot be read.
pub fn build(
    record: &SiteRecord,
    file: &Arc<SourceText>,
    overrides: &SiteOverrides,
    language: &Language,
) -> Result<(Site, Now, Vec<Diagnostic>), ClockError> {
    let mut faults = Vec::new();
    let zone = time_zone(&record.time_zone, file, &mut faults);
    let now = Now::decide(overrides.as_of, &zone)?;
    let written = match &overrides.base_url {
        Some(url) => Some((url.clone(), None)),
        None => record
            .base_url
            .as_ref()
            .map(|url| (url.value.clone(), Some(Location::new(file, url.span)))),
    };
    let (origin, base_path) = written.map_or_else(
        || (String::new(), "/".into()),
        |(url, at)| base(&url, at, &mut faults),
    );
    let base_path = overrides.base_path.clone().unwrap_or(base_path);
    let site = Site {
        title: value(&record.title).unwrap_or_default(),
        description: value(&record.description).unwrap_or_default(),
        origin,
        base_path,
        language: language.tag().to_owned(),
        per_page: per_page(&record.per_page, file, &mut faults),
        pillars: pillars(record, file, &mut faults),
        statuses: statuses(record, language, file, &mut faults),
        menu: menu(record, file),
        data_license: value(&record.data_license),
        repository: record
            .repository
            .as_ref()
            .and_then(|address| web_address(address, file, &mut faults)),
        unsafe_html: value(&record.unsafe_html).unwrap_or(false),
        autolink: value(&record.autolink).unwrap_or(true),
        outputs: outputs(record, &overrides.without),
        extra: record.extra.0.clone(),
        time_zone: zone,
        today: now.today,
    };
    Ok((site, now, faults))
}

/// What is made besides pages: what site.toml says, less what this run leaves out.
fn outputs(record: &SiteRecord, without: &[Output]) -> Outputs {
    let all = Outputs::default();
    let wanted = match &record.outputs {
        None => all,
        Some(written) => {
            let written = &written.value;
            Outputs {
                search: value(&written.search).unwrap_or(all.search),
                share_cards: value(&written.share_cards).unwrap_or(all.share_cards),
                images: value(&written.images).unwrap_or(all.images),
                feeds: value(&written.feeds).unwrap_or(all.feeds),
                markdown: value(&written.markdown).unwrap_or(all.markdown),
                email: value(&written.email).map_or(all.email, |count| count as usize),
            }
        }
    };
    without
        .iter()
        .fold(wanted, |outputs, output| outputs.without(*output))
}

/// The time zone that is named; UTC, and a fault, where there is none of that name.
pub fn time_zone(
    name: &Opt<String>,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> TimeZone {
    let Some(name) = name else {
        return TimeZone::UTC;
    };
    zone::named(&name.value).unwrap_or_else(|| {
        faults.push(unknown_time_zone(name, file));
        TimeZone::UTC
    })
}

/// Whether a text can be the address of a site.
pub fn is_base_url(url: &str) -> bool {
    let mut faults = Vec::new();
    base(url, None, &mut faults);
    faults.is_empty()
}

/// Origin and path of the address under which the site is published.
fn base(url: &str, at: Option<Location>, faults: &mut Vec<Diagnostic>) -> (String, String) {
    // Schemes are written in letters of any size (RFC 3986, section 3.1).
    let lower = url.to_ascii_lowercase();
    let rest = ["https://", "http://"]
        .iter()
        .find(|scheme| lower.starts_with(**scheme))
        .map(|scheme| &url[scheme.len()..]);
    let scheme = &url[..url.len() - rest.map_or(url.len(), str::len)];
    let (host, path) = rest
        .unwrap_or_default()
        .split_once('/')
        .unwrap_or((rest.unwrap_or_default(), ""));
    let plain_host = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    let plain_path = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~' | b'%'))
        && path.split('/').all(|part| part != ".." && part != ".");
    if !plain_host || !plain_path {
        let message = format!("`{url}` is not the address of a site");
        let fault = match at {
            Some(at) => Diagnostic::new(Code::InvalidValue, at, message),
            None => Diagnostic::global(Code::InvalidValue, message),
        };
        faults
            .push(fault.help("write scheme, host and path, such as https://user.github.io/repo/"));
        return (String::new(), "/".into());
    }
    let path = path.trim_matches('/');
    let base_path = if path.is_empty() {
        "/".to_owned()
    } else {
        format!("/{path}/")
    };
    (format!("{scheme}{host}").to_ascii_lowercase(), base_path)
}

fn per_page(written: &Opt<u32>, file: &Arc<SourceText>, faults: &mut Vec<Diagnostic>) -> usize {
    match written {
        Some(Spanned { value: 0, span }) => {
            faults.push(Diagnostic::new(
                Code::InvalidValue,
                Location::new(file, *span),
                "a page of the archive needs at least one article",
            ));
            PER_PAGE as usize
        }
        Some(number) => number.value as usize,
        None => PER_PAGE as usize,
    }
}

/// Checks an id of site.toml: its letters, and that it is not there twice. Returns whether it is
/// the first of its name.
fn check_id(
    id: &Spanned<String>,
    seen: &mut Vec<(String, Span)>,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> bool {
    if !is_id(&id.value) {
        faults.push(invalid_id(&id.value, Location::new(file, id.span)));
    }
    if let Some((_, first)) = seen.iter().find(|(other, _)| *other == id.value) {
        let message = format!("`{}` is here twice", id.value);
        faults.push(
            Diagnostic::new(Code::DuplicateId, Location::new(file, id.span), message)
                .related(Location::new(file, *first), "first here")
                .help("rename one of them"),
        );
        return false;
    }
    seen.push((id.value.clone(), id.span));
    true
}

/// Whether a text can be an id: lowercase ASCII letters, digits and hyphens.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The fault of an id with other letters.
pub fn invalid_id(id: &str, at: Location) -> Diagnostic {
    let better: String = crate::load::markdown::anchor_of(id)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let fault = Diagnostic::new(
        Code::InvalidId,
        at,
        format!("`{id}` is not an id: ids are made of a-z, 0-9 and hyphens"),
    );
    fault.maybe_help((!better.is_empty()).then(|| format!("call it `{better}`")))
}

fn pillars(
    record: &SiteRecord,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Pillar> {
    let mut seen = Vec::new();
    record
        .pillars
        .iter()
        .filter_map(|pillar| {
            let id = pillar.value.id.as_ref()?;
            if !check_id(id, &mut seen, file, faults) {
                return None;
            }
            Some(Pillar {
                id: id.value.clone(),
                name: value(&pillar.value.name).unwrap_or_else(|| id.value.clone()),
                description: value(&pillar.value.description).unwrap_or_default(),
                mark: mark(&pillar.value.mark, &id.value, seen.len() - 1, file, faults),
            })
        })
        .collect()
}

/// The sign of a pillar: the one it names, else the one of its id, else the one at its place in
/// the row.
fn mark(
    named: &Opt<String>,
    id: &str,
    place: usize,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> Mark {
    let of_name = |wanted: &str| {
        let found = Mark::NAMES.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, mark)| *mark)
    };
    let at_place = Mark::NAMES.get(place).map(|(_, mark)| *mark);
    let by_place = of_name(id).or(at_place).unwrap_or(Mark::Diplomacy);
    let Some(named) = named else { return by_place };
    if let Some(mark) = of_name(&named.value) {
        return mark;
    }
    let known = Mark::NAMES.map(|(name, _)| name);
    let help = did_you_mean(&named.value, known)
        .unwrap_or_else(|| format!("one of: {}", known.join(", ")));
    let message = format!("there is no mark `{}`", named.value);
    faults.push(
        Diagnostic::new(Code::InvalidValue, Location::new(file, named.span), message).help(help),
    );
    by_place
}

fn statuses(
    record: &SiteRecord,
    language: &Language,
    file: &Arc<SourceText>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Status> {
    if record.statuses.is_empty() {
        let default = DEFAULT_STATUSES.iter().chain([&UNRATABLE]);
        return default
            .map(|(id, class)| Status {
                id: (*id).into(),
                name: language.say(&format!("status.{id}"), &[]),
                class: *class,
            })
            .collect();
    }
    let mut seen = Vec::new();
    let mut statuses = Vec::new();
    for status in &record.statuses {
        let Some(id) = &status.value.id else { continue };
        if !check_id(id, &mut seen, file, faults) {
            continue;
        }
        let class = status.value.class.as_ref().and_then(|class| {
            let found = StatusClass::NAMES
                .iter()
                .find(|(name, _)| *name == class.value)
                .map(|(_, class)| *class);
            if found.is_none() {
                let known: Vec<&str> = StatusClass::NAMES.iter().map(|(name, _)| *name).collect();
                faults.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        Location::new(file, class.span),
                        format!("there is no class `{}`", class.value),
                    )
                    .help(format!("one of: {}", known.join(", "))),
                );
            }
            found
        });
        statuses.push(Status {
            id: id.value.clone(),
            name: value(&status.value.name).unwrap_or_else(|| id.value.clone()),
            class: class.unwrap_or(StatusClass::Open),
        });
    }
    statuses
}

fn menu(record: &SiteRecord, file: &Arc<SourceText>) -> Vec<MenuEntry> {
    record
        .menu
        .iter()
        .filter_map(|entry| {
            let url = entry.value.url.as_ref()?;
            Some(MenuEntry {
                name: value(&entry.value.name)?,
                url: url.value.clone(),
                at: Location::new(file, url.span),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_split_and_a_wrong_one_told() {
        let split = |url: &str| {
            let mut faults = Vec::new();
            (base(url, None, &mut faults), faults.len())
        };
        assert_eq!(
            split("https://Example.org"),
            (("https://example.org".into(), "/".into()), 0)
        );
        assert_eq!(
            split("https://u.github.io/repo/"),
            (("https://u.github.io".into(), "/repo/".into()), 0)
        );
        assert_eq!(
            split("http://127.0.0.1:4000/a/b"),
            (("http://127.0.0.1:4000".into(), "/a/b/".into()), 0)
        );
        for wrong in [
            "example.org",
            "javascript:alert(1)",
            "https://",
            "https://x/../y",
            "https://x/\"><script>",
        ] {
            assert_eq!(split(wrong).1, 1, "{wrong}");
        }
    }
}
