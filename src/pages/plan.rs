//! The plan: every page and file of the site, before anything is rendered, and the set of
//! addresses against which links are checked. [`super::planner`] makes it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::kind::PageKind;
use super::survey::Survey;
use super::url::PagePath;
use crate::model::ids::{ArticleId, Entity};

/// A page with its address.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it lies.
    pub path: PagePath,
    /// What it shows.
    pub kind: PageKind,
}

/// A file that is published as it is.
#[derive(Debug, Clone)]
pub struct PlainFile {
    /// Where it lies in the output.
    pub path: PagePath,
    /// What it consists of.
    pub content: PlainContent,
}

/// Where the bytes of a plain file are.
#[derive(Debug, Clone)]
pub enum PlainContent {
    /// In a file.
    OnDisk(PathBuf),
    /// In the theme, under this path.
    Theme(String),
    /// A drawn map, by its number among those that the survey wants.
    Map(usize),
}

/// A file that a program reads, written by summitry unless the site brings its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MachineFile {
    /// `/data/summits.json`.
    SummitsJson,
    /// `/data/summits.schema.json`: what that file looks like.
    SummitsSchema,
    /// `/feed.xml`.
    Feed,
    /// `/sitemap.xml`.
    Sitemap,
    /// `/robots.txt`.
    Robots,
    /// `/.nojekyll`, which tells GitHub Pages to publish the files as they are.
    NoJekyll,
    /// `/CNAME`, the custom domain.
    Cname,
}

impl MachineFile {
    pub(super) const ALL: [Self; 7] = [
        Self::SummitsJson,
        Self::SummitsSchema,
        Self::Feed,
        Self::Sitemap,
        Self::Robots,
        Self::NoJekyll,
        Self::Cname,
    ];

    /// Where it lies.
    pub const fn path(self) -> &'static str {
        match self {
            Self::SummitsJson => "/data/summits.json",
            Self::SummitsSchema => "/data/summits.schema.json",
            Self::Feed => "/feed.xml",
            Self::Sitemap => "/sitemap.xml",
            Self::Robots => "/robots.txt",
            Self::NoJekyll => "/.nojekyll",
            Self::Cname => "/CNAME",
        }
    }
}

/// What lies at an address, by its number in the lists of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One of [`Plan::pages`].
    Page(usize),
    /// One of [`Plan::files`].
    File(usize),
    /// One of [`Plan::machine_files`].
    MachineFile(usize),
}

/// All pages and files of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// Pages, in a fixed order.
    pub pages: Vec<Page>,
    /// Files that are published as they are.
    pub files: Vec<PlainFile>,
    /// Files for programs.
    pub machine_files: Vec<MachineFile>,
    /// Topics by slug: name and articles, newest first.
    pub topics: BTreeMap<String, (String, Vec<ArticleId>)>,
    /// Which maps there are to be.
    pub survey: Arc<Survey>,
    /// Every address, decoded, with what lies there.
    pub(super) addresses: FxHashMap<Arc<str>, Place>,
    /// Width and height in pixels of pictures, by address.
    pub(super) sizes: FxHashMap<String, (u32, u32)>,
    /// What each source file is, for links from one Markdown file to another.
    pub(super) sources: FxHashMap<String, Entity>,
}

impl Plan {
    /// The page at an address, where there is one.
    pub fn page_at(&self, path: &str) -> Option<&Page> {
        match self.at(path)? {
            Place::Page(index) => Some(&self.pages[index]),
            Place::File(_) | Place::MachineFile(_) => None,
        }
    }

    /// What lies at an address, decoded.
    pub fn at(&self, path: &str) -> Option<Place> {
        self.addresses.get(path).copied()
    }

    /// Whether there is a page or file at an address.
    pub fn has(&self, path: &str) -> bool {
        self.addresses.contains_key(path)
    }

    /// Width and height of the picture at an address, where its file tells them.
    pub fn size_of(&self, path: &PagePath) -> Option<(u32, u32)> {
        self.sizes.get(path.as_str()).copied()
    }

    /// What a source file, named from the root of the site, is.
    pub fn entity_of_source(&self, file: &str) -> Option<Entity> {
        self.sources.get(file).copied()
    }

    /// All addresses, for "did you mean".
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.addresses.keys().map(|path| &**path)
    }
}

/// Hosts of providers: an address there needs no `CNAME`.
const PROVIDERS: [&str; 5] = [
    ".github.io",
    ".gitlab.io",
    ".netlify.app",
    ".pages.dev",
    ".vercel.app",
];

/// The custom domain of a site, where it has one: a host of its own, without port or path.
pub fn custom_domain<'s>(origin: &'s str, base_path: &str) -> Option<&'s str> {
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))?;
    let is_name = host.contains('.')
        && host.bytes().any(|b| b.is_ascii_alphabetic())
        && !host.contains([':', '[']);
    (base_path == "/" && is_name && !PROVIDERS.iter().any(|provider| host.ends_with(provider)))
        .then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_domain_is_a_host_of_its_own() {
        assert_eq!(
            custom_domain("https://record.example", "/"),
            Some("record.example")
        );
        assert_eq!(custom_domain("https://record.example", "/x/"), None);
        assert_eq!(custom_domain("https://user.github.io", "/"), None);
        assert_eq!(custom_domain("http://localhost:4000", "/"), None);
        assert_eq!(custom_domain("http://127.0.0.1", "/"), None);
    }
}
