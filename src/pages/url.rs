//! Addresses on the site: which page lies where, and how an address becomes a file.
//!
//! A [`PagePath`] is the path below the base path, decoded: `/leaders/xi-jinping/`. It becomes an
//! `href` by encoding (RFC 3986) and putting the base path before it, in one place.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::relations::CountryPair;
use crate::model::ids::{ArticleId, Entity, PillarId};
use crate::model::types::Site;

/// What has to be encoded in the path of an address, besides all that is not ASCII.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']')
    .add(b'\'')
    .add(b'&');

/// The path of a page or file on the site, decoded, beginning with a slash. A page's path ends
/// with one, unless it is a file such as `/404.html`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PagePath(Arc<str>);

impl PagePath {
    /// A path that is known to be one.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, to be kept without a copy.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// The file in the output: `leaders/xi-jinping/index.html`.
    pub fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        }
    }

    /// The address for links within the site, with the base path.
    pub fn href(&self, site: &Site) -> String {
        written(&[&site.base_path], &[&self.0])
    }

    /// The whole address.
    pub fn absolute(&self, site: &Site) -> String {
        written(&[&site.origin, &site.base_path], &[&self.0])
    }

    /// The address from the root of the site, without the base path: for what is put together in
    /// a browser, and is the same wherever the site lies.
    pub fn from_root(&self) -> String {
        written(&["/"], &[&self.0])
    }
}

/// An address: what stands before the path as it is, then the path, put together of `parts`,
/// encoded and without the slash that it begins with.
fn written(before: &[&str], parts: &[&str]) -> String {
    let length = |texts: &[&str]| texts.iter().map(|text| text.len()).sum::<usize>();
    let mut address = String::with_capacity(length(before) + length(parts));
    address.extend(before.iter().copied());
    let (first, rest) = parts.split_first().unwrap_or((&"", &[]));
    for part in std::iter::once(first.trim_start_matches('/')).chain(rest.iter().copied()) {
        address.extend(utf8_percent_encode(part, PATH));
    }
    address
}

/// The address of anything that has a page, for links within the site.
pub fn href(model: &Model, entity: Entity) -> String {
    let (folder, name) = place(model, entity);
    written(&[&model.site.base_path], &[folder, name, "/"])
}

/// The whole address of anything that has a page.
pub fn absolute(model: &Model, entity: Entity) -> String {
    let (folder, name) = place(model, entity);
    let before = [model.site.origin.as_str(), &model.site.base_path];
    written(&before, &[folder, name, "/"])
}

/// The folder of all things of a kind, and the name of this one in it.
fn place(model: &Model, entity: Entity) -> (&'static str, &str) {
    match entity {
        Entity::Article(id) => ("/articles/", &model.article(id).slug),
        Entity::Leader(id) => ("/leaders/", &model.leader(id).id),
        Entity::Summit(id) => ("/summits/", &model.summit(id).id),
        Entity::Event(id) => ("/events/", &model.event(id).id),
        Entity::Trip(id) => ("/trips/", &model.trip(id).id),
        Entity::Country(code) => ("/countries/", code.slug()),
    }
}

/// The path of anything that has a page.
pub fn of(model: &Model, entity: Entity) -> PagePath {
    let (folder, name) = place(model, entity);
    PagePath::new([folder, name, "/"].concat())
}

/// The path of an article.
pub fn article(model: &Model, id: ArticleId) -> PagePath {
    of(model, Entity::Article(id))
}

/// The path of a page of the archive, from 1.
pub fn archive(page: usize) -> PagePath {
    if page <= 1 {
        PagePath::new("/articles/")
    } else {
        PagePath::new(format!("/articles/page/{page}/"))
    }
}

/// The path of a country.
pub fn country(code: CountryCode) -> PagePath {
    PagePath::new(format!("/countries/{}/", code.slug()))
}

/// The path of the relation of two countries.
pub fn relation(pair: CountryPair) -> PagePath {
    PagePath::new(format!("/relations/{}-{}/", pair.0.slug(), pair.1.slug()))
}

/// The path of a pillar.
pub fn pillar(model: &Model, id: PillarId) -> PagePath {
    PagePath::new(format!("/pillars/{}/", model.site.pillars[id.index()].id))
}

/// The path of a topic.
pub fn topic(slug: &str) -> PagePath {
    PagePath::new(format!("/topics/{slug}/"))
}

/// The place of an outcome on the page of its meeting.
pub fn outcome_anchor(id: &str) -> String {
    format!("outcome-{id}")
}

/// Why a text cannot be part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPath(pub &'static str);

/// Checks a slug: one segment of a path that means the same on every server and every disk.
///
/// # Errors
/// When it is empty, leads elsewhere or holds characters that do.
pub fn check_slug(slug: &str) -> Result<(), BadPath> {
    if slug.is_empty() {
        return Err(BadPath("it is empty"));
    }
    if slug.starts_with('.') {
        return Err(BadPath("it begins with a dot"));
    }
    if slug.len() > 200 {
        return Err(BadPath("it is longer than 200 bytes"));
    }
    if slug.trim() != slug {
        return Err(BadPath("it begins or ends with a blank"));
    }
    if slug.chars().any(|c| {
        c.is_control()
            || c == '\u{fffd}'
            || matches!(
                c,
                '/' | '\\' | ':' | '%' | '?' | '#' | '*' | '"' | '<' | '>' | '|'
            )
    }) {
        return Err(BadPath(
            "it holds a character that an address or a file name cannot hold",
        ));
    }
    Ok(())
}

/// An old address as a path: decoded once, every segment checked. `/old/` and `/old` are the
/// folder `old`; `/old.html` is the file.
///
/// # Errors
/// When it is no path on the site.
pub fn alias(written: &str) -> Result<PagePath, BadPath> {
    let decoded = percent_decode_str(written.trim())
        .decode_utf8()
        .map_err(|_| BadPath("it is not UTF-8"))?;
    let inner = decoded
        .strip_prefix('/')
        .ok_or(BadPath("it does not begin with a slash"))?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.is_empty() {
        return Err(BadPath("it is the home page"));
    }
    for segment in inner.split('/') {
        check_slug(segment)?;
    }
    let is_file = inner
        .rsplit('/')
        .next()
        .is_some_and(|last| last.ends_with(".html") || last.ends_with(".htm"));
    Ok(PagePath(if is_file {
        format!("/{inner}").into()
    } else {
        format!("/{inner}/").into()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::test_support::site;
    use jiff::civil::date;

    #[test]
    fn addresses_are_encoded_once_and_carry_the_base_path() {
        let mut site = site(date(2026, 1, 1));
        site.base_path = "/repo/".into();
        let path = PagePath::new("/articles/高市 & Xi/");
        assert_eq!(
            path.href(&site),
            "/repo/articles/%E9%AB%98%E5%B8%82%20%26%20Xi/"
        );
        assert_eq!(
            path.absolute(&site),
            "https://example.org/repo/articles/%E9%AB%98%E5%B8%82%20%26%20Xi/"
        );
        assert_eq!(path.file(), "articles/高市 & Xi/index.html");
        assert_eq!(PagePath::new("/").file(), "index.html");
        assert_eq!(PagePath::new("/404.html").file(), "404.html");
    }

    #[test]
    fn nothing_leads_out_of_the_site() {
        for bad in [
            "", ".", "..", "a/b", "a\\b", "%2e%2e", "a\0", " a", "c:x", ".git",
        ] {
            assert!(check_slug(bad).is_err(), "{bad:?}");
        }
        for bad in [
            "old",
            "/../x/",
            "/%2e%2e/x/",
            "//evil.example/x",
            "/a//b/",
            "/",
            "/a/..%2f..%2fb",
            "/.git/config",
            "\\x",
        ] {
            assert!(alias(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            alias("/2024/old%20name").map(|p| p.file()),
            Ok("2024/old name/index.html".into())
        );
        assert_eq!(alias("/old.html").map(|p| p.file()), Ok("old.html".into()));
    }
}
