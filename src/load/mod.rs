//! The first stage: from files to records as written.
//!
//! [`Tree`] walks the site and reads every file once and in parallel; [`load`] sorts what was
//! read into [`Sources`], together with every fault; it never stops at the first. Nothing is
//! compared with anything else here: that is the model's part.

pub mod fingerprint;
pub mod front_matter;
pub mod markdown;
pub mod memory;
mod parse;
pub mod picture;
pub mod reader;
pub mod record;
pub mod theme;
pub mod tree;
pub mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use crate::digest::Digest;
use markdown::Body;
use parse::{Content, FOLDERS};
use picture::Picture;
use reader::Spanned;
use record::{
    ArticleRecord, CountryRecord, EventRecord, LeaderRecord, SiteRecord, SourceRecord,
    SummitRecord, TripRecord,
};
use tree::{Entry, Tree};
use walk::Found;

/// The file that marks the root of a site.
pub const SITE_FILE: &str = "site/site.toml";
/// The file that makes a folder an article.
pub const ARTICLE_FILE: &str = "article.md";

/// A record with its text and where it stands.
#[derive(Debug, Clone)]
pub struct Document<R> {
    /// The file.
    pub file: Arc<SourceText>,
    /// The file's stem, or the folder's name for an article.
    pub stem: String,
    /// The front matter.
    pub record: R,
    /// Where the front matter stands.
    pub front_matter: Span,
    /// A number for all before the Markdown.
    pub head_digest: Digest,
    /// The Markdown.
    pub body: Arc<Body>,
}

impl<R> Document<R> {
    /// A place in the file.
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.file, span)
    }

    /// The place of a value, or the beginning of the front matter where it is missing.
    pub fn at_value<T>(&self, value: &Option<Spanned<T>>) -> Location {
        self.at(value
            .as_ref()
            .map_or(Span::new(0, 3.min(self.file.length() as u32)), |v| v.span))
    }
}

/// An article with the files beside it.
#[derive(Debug, Clone)]
pub struct ArticleDocument {
    /// The article.
    pub document: Arc<Document<ArticleRecord>>,
    /// Every other file of its folder: path within the folder, and place on the disk.
    pub assets: Vec<Asset>,
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// Path within the folder it is published from.
    pub path: String,
    /// Path from the root of the site.
    pub source: String,
    /// Place on the disk.
    pub on_disk: PathBuf,
    /// What is known of it where it is a picture.
    pub picture: Option<Picture>,
}

impl Asset {
    /// A file of the site, published under a path.
    fn new(path: &str, entry: &Entry) -> Self {
        Self {
            path: path.to_owned(),
            source: entry.found.path.clone(),
            on_disk: entry.found.on_disk.clone(),
            picture: match &entry.parsed.content {
                Content::Asset(picture) => picture.clone(),
                _ => None,
            },
        }
    }
}

/// A source of the bibliography.
#[derive(Debug, Clone)]
pub struct SourceDocument {
    /// The file of the bibliography.
    pub file: Arc<SourceText>,
    /// Its id.
    pub id: Spanned<String>,
    /// The source.
    pub record: SourceRecord,
}

/// Everything a site consists of, as written.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The file of the site's own settings.
    pub site_file: Arc<SourceText>,
    /// The site's own settings.
    pub site: Arc<SiteRecord>,
    /// Articles, in the order of their paths.
    pub articles: Vec<ArticleDocument>,
    /// Leaders, in the order of their paths.
    pub leaders: Vec<Arc<Document<LeaderRecord>>>,
    /// Meetings, in the order of their paths.
    pub summits: Vec<Arc<Document<SummitRecord>>>,
    /// Gatherings, in the order of their paths.
    pub events: Vec<Arc<Document<EventRecord>>>,
    /// Journeys, in the order of their paths.
    pub trips: Vec<Arc<Document<TripRecord>>>,
    /// Countries, in the order of their paths.
    pub countries: Vec<Arc<Document<CountryRecord>>>,
    /// The bibliography, in the order of files and lines.
    pub bibliography: Vec<Arc<[SourceDocument]>>,
    /// Files of `site/static`.
    pub files: Vec<Asset>,
    /// Paths of files with faults, in which a key that seems to be missing may be a broken one.
    pub faulty: rustc_hash::FxHashSet<String>,
}

impl Sources {
    /// The language of the site, BCP 47.
    pub fn language(&self) -> &str {
        let named = self.site.language.as_ref();
        named.map_or(DEFAULT_LANGUAGE, |language| language.value.as_str())
    }

    /// The theme of the site, and where it is named.
    pub fn theme(&self) -> (&str, Option<Location>) {
        match &self.site.theme {
            Some(theme) => (
                &theme.value,
                Some(Location::new(&self.site_file, theme.span)),
            ),
            None => (theme::DEFAULT_THEME, None),
        }
    }
}

/// The language of a site that names none.
const DEFAULT_LANGUAGE: &str = "en";

/// Sorts what a tree holds. Faults come along; those of the content are diagnostics.
pub fn load(tree: &Tree) -> (Sources, Vec<Diagnostic>) {
    let mut diagnostics: Vec<Diagnostic> = tree.faults().cloned().collect();
    let mut sources = Sources {
        site_file: SourceText::new(SITE_FILE, ""),
        site: Arc::default(),
        articles: Vec::new(),
        leaders: Vec::new(),
        summits: Vec::new(),
        events: Vec::new(),
        trips: Vec::new(),
        countries: Vec::new(),
        bibliography: Vec::new(),
        files: Vec::new(),
        faulty: rustc_hash::FxHashSet::default(),
    };
    for entry in tree.site.iter().chain(&tree.articles) {
        diagnostics.extend(entry.parsed.diagnostics.iter().cloned());
    }
    for entry in &tree.site {
        match &entry.parsed.content {
            Content::Site(file, record) => {
                (sources.site_file, sources.site) = (Arc::clone(file), Arc::clone(record));
            }
            Content::Leader(document) => sources.leaders.push(Arc::clone(document)),
            Content::Summit(document) => sources.summits.push(Arc::clone(document)),
            Content::Event(document) => sources.events.push(Arc::clone(document)),
            Content::Trip(document) => sources.trips.push(Arc::clone(document)),
            Content::Country(document) => sources.countries.push(Arc::clone(document)),
            Content::Bibliography(entries) => sources.bibliography.push(Arc::clone(entries)),
            Content::Asset(_) => {
                let path = entry.found.path.strip_prefix(STATIC).unwrap_or_default();
                sources.files.push(Asset::new(path, entry));
            }
            Content::Stray => diagnostics.push(stray_in_site(&entry.found.path)),
            Content::Article(_) | Content::Raw(_) => {}
        }
    }
    if sources.site_file.text().is_empty() && !tree.holds(SITE_FILE) {
        diagnostics.push(no_settings(&sources.site_file));
    }
    articles(tree, &mut sources, &mut diagnostics);
    sources.faulty = diagnostics
        .iter()
        .filter(|d| d.is_error())
        .filter_map(|d| Some(d.location.as_ref()?.file.path.clone()))
        .collect();
    (sources, diagnostics)
}

/// Articles, each with the files of its folder that belong to no article further down.
fn articles(tree: &Tree, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) {
    let mut owners: FxHashMap<&str, usize> = FxHashMap::default();
    let mut others = Vec::new();
    for entry in &tree.articles {
        match &entry.parsed.content {
            Content::Article(document) => {
                let folder = entry
                    .found
                    .path
                    .strip_suffix(ARTICLE_FILE)
                    .unwrap_or_default();
                owners.insert(folder.trim_end_matches('/'), sources.articles.len());
                sources.articles.push(ArticleDocument {
                    document: Arc::clone(document),
                    assets: Vec::new(),
                });
            }
            _ => others.push(entry),
        }
    }
    for entry in others {
        let path = entry.found.path.as_str();
        let mut folders = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
        match folders.find_map(|folder| Some((folder, *owners.get(folder)?))) {
            Some((folder, owner)) => {
                let asset = Asset::new(&path[folder.len() + 1..], entry);
                sources.articles[owner].assets.push(asset);
            }
            None if path.ends_with(".md") => diagnostics.push(stray_article(path)),
            None => {}
        }
    }
}

/// Reads only the site's own settings.
///
/// # Errors
/// When the file cannot be read at all.
pub fn load_site(root: &Path) -> std::io::Result<(SiteRecord, Arc<SourceText>)> {
    let found = Found {
        path: SITE_FILE.to_owned(),
        on_disk: root.join(SITE_FILE),
    };
    parse::site(&found)
}

/// The folder whose files are published as they are.
const STATIC: &str = "site/static/";

/// Only a preview sees this: nothing else begins without the file.
fn no_settings(file: &Arc<SourceText>) -> Diagnostic {
    let at = Location::start_of(file);
    Diagnostic::new(Code::UnreadableFile, at, "the file is gone")
        .help("put it back: it holds the settings of the site and marks its root")
}

fn stray_in_site(path: &str) -> Diagnostic {
    let location = Location::start_of(&SourceText::new(path, ""));
    let folder = path
        .strip_prefix("site/")
        .and_then(|rest| rest.split_once('/'))
        .map(|(folder, _)| folder);
    let known: Vec<&str> = FOLDERS.iter().map(|f| f.0).chain(["static"]).collect();
    let help = match folder {
        Some(folder) if !known.contains(&folder) => did_you_mean(folder, known.iter().copied()),
        _ => None,
    };
    Diagnostic::new(Code::StrayFile, location, "nothing reads this file").help(
        help.unwrap_or_else(|| {
            "files to be published as they are belong into site/static/".to_owned()
        }),
    )
}

fn stray_article(path: &str) -> Diagnostic {
    let location = Location::start_of(&SourceText::new(path, ""));
    let stem = path.trim_end_matches(".md");
    Diagnostic::new(
        Code::StrayFile,
        location,
        "this file is not published: an article is a folder of its own",
    )
    .help(format!("move it to {stem}/{ARTICLE_FILE}"))
}
