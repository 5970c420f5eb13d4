//! The plan: every page and file of the site, before anything is rendered, and the set of
//! addresses against which links are checked. [`super::planner`] makes it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::kind::PageKind;
use super::machine_file::MachineFile;
use super::pictures::{PictureCopy, SitePicture};
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

/// A file that no template makes.
#[derive(Debug, Clone)]
pub struct PlainFile {
    /// Where it lies in the output.
    pub path: PagePath,
    /// What it consists of.
    pub content: PlainContent,
}

impl PlainFile {
    /// Whether this and another one are made of the same picture.
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (PlainContent::PictureCopy(one, _), PlainContent::PictureCopy(other, _)) => {
                Arc::ptr_eq(one, other)
            }
            _ => false,
        }
    }
}

/// Where the bytes of a plain file are.
#[derive(Debug, Clone)]
pub enum PlainContent {
    /// In a file.
    OnDisk(PathBuf),
    /// In the file of a picture, but for what it tells besides the picture.
    Picture(Arc<SitePicture>),
    /// A copy of a picture in WebP, so many pixels across.
    PictureCopy(Arc<SitePicture>, u32),
    /// In the theme, under this path.
    Theme(String),
    /// A drawn map, by its number among those that the survey wants.
    Map(usize),
}

/// A file for programs with its address.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// Where it lies.
    pub path: PagePath,
    /// What it is.
    pub file: MachineFile,
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
    /// A file of the search index, if the index has one of this name: which files it has is known
    /// only when it is made.
    SearchIndex,
}

/// The folder of the search index.
pub const SEARCH_INDEX: &str = "/pagefind/";

/// All pages and files of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// Pages, in a fixed order.
    pub pages: Vec<Page>,
    /// Files that are published as they are.
    pub files: Vec<PlainFile>,
    /// Files for programs.
    pub machine_files: Vec<PlannedFile>,
    /// Topics by slug: name and articles, newest first.
    pub topics: BTreeMap<String, (String, Vec<ArticleId>)>,
    /// Whether there is a search index, below [`SEARCH_INDEX`].
    pub has_search_index: bool,
    /// Which maps there are to be.
    pub survey: Arc<Survey>,
    /// Every address, decoded, with what lies there.
    pub(super) addresses: FxHashMap<Arc<str>, Place>,
    /// Width and height in pixels of pictures, by address.
    pub(super) sizes: FxHashMap<String, (u32, u32)>,
    /// Smaller copies of pictures that pages show, from the smallest, by the picture's address.
    pub(super) copies: FxHashMap<PagePath, Vec<PictureCopy>>,
    /// What each source file is, for links from one Markdown file to another.
    pub(super) sources: FxHashMap<String, Entity>,
}

impl Plan {
    /// How many files there are besides those of the search index.
    pub fn file_count(&self) -> usize {
        self.pages.len() + self.files.len() + self.machine_files.len()
    }

    /// The page at an address, where there is one.
    pub fn page_at(&self, path: &str) -> Option<&Page> {
        match self.at(path)? {
            Place::Page(index) => Some(&self.pages[index]),
            Place::File(_) | Place::MachineFile(_) | Place::SearchIndex => None,
        }
    }

    /// What lies at an address, decoded.
    pub fn at(&self, path: &str) -> Option<Place> {
        let known = self.addresses.get(path).copied();
        known.or_else(|| self.is_in_search_index(path).then_some(Place::SearchIndex))
    }

    fn is_in_search_index(&self, path: &str) -> bool {
        let file = path.strip_prefix(SEARCH_INDEX);
        self.has_search_index && file.is_some_and(|file| !file.is_empty())
    }

    /// Whether there is a page or file at an address.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// Width and height of the picture at an address, where its file tells them.
    pub fn size_of(&self, path: &PagePath) -> Option<(u32, u32)> {
        self.sizes.get(path.as_str()).copied()
    }

    /// Smaller copies of the picture at an address, from the smallest.
    pub fn copies_of(&self, path: &PagePath) -> &[PictureCopy] {
        self.copies.get(path).map_or(&[], Vec::as_slice)
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
