//! The first stage: from files to records as written.
//!
//! [`load`] walks the site, reads every file once and in parallel, and returns [`Sources`]
//! together with every fault it met; it never stops at the first. Nothing is compared with
//! anything else here: that is the model's part.

pub mod front_matter;
pub mod markdown;
pub mod reader;
pub mod record;
pub mod theme;
pub mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use markdown::Body;
use reader::{Reader, Spanned};
use record::{
    ArticleRecord, CountryRecord, EventRecord, LeaderRecord, SiteRecord, SourceRecord,
    SummitRecord, TripRecord,
};
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
    /// The Markdown.
    pub body: Body,
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
            .map_or(Span::new(0, 3.min(self.file.text.len() as u32)), |v| v.span))
    }
}

/// An article with the files beside it.
#[derive(Debug, Clone)]
pub struct ArticleDocument {
    /// The article.
    pub document: Document<ArticleRecord>,
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
    /// Width and height in pixels of a picture whose file tells them.
    pub size: Option<(u32, u32)>,
}

impl Asset {
    /// A file of the site, published under a path.
    fn new(path: String, found: Found) -> Self {
        Self {
            size: picture_size(&found.on_disk),
            path,
            source: found.path,
            on_disk: found.on_disk,
        }
    }
}

/// Width and height of a picture, from the head of its file. What is no picture, or one of a kind
/// without pixels, has none.
fn picture_size(path: &Path) -> Option<(u32, u32)> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    if !matches!(
        extension.as_str(),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif"
    ) {
        return None;
    }
    let size = imagesize::size(path).ok()?;
    Some((
        u32::try_from(size.width).ok()?,
        u32::try_from(size.height).ok()?,
    ))
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
    pub site: SiteRecord,
    /// Articles, in the order of their paths.
    pub articles: Vec<ArticleDocument>,
    /// Leaders, in the order of their paths.
    pub leaders: Vec<Document<LeaderRecord>>,
    /// Meetings, in the order of their paths.
    pub summits: Vec<Document<SummitRecord>>,
    /// Gatherings, in the order of their paths.
    pub events: Vec<Document<EventRecord>>,
    /// Journeys, in the order of their paths.
    pub trips: Vec<Document<TripRecord>>,
    /// Countries, in the order of their paths.
    pub countries: Vec<Document<CountryRecord>>,
    /// The bibliography, in the order of files and lines.
    pub bibliography: Vec<SourceDocument>,
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

/// Reads the site at `root`.
///
/// # Errors
/// When a folder or file cannot be read at all. Faults of the content are diagnostics.
pub fn load(root: &Path) -> std::io::Result<(Sources, Vec<Diagnostic>)> {
    let (in_site, mut diagnostics) = walk::walk(root, "site")?;
    let (in_articles, faults) = walk::walk(root, "articles")?;
    diagnostics.extend(faults);

    let mut sorted = Sorted::default();
    sorted.sort_site(in_site, &mut diagnostics);
    sorted.sort_articles(in_articles, &mut diagnostics);

    let mut parsed: Vec<Parsed> = sorted
        .jobs
        .par_iter()
        .map(Job::run)
        .collect::<std::io::Result<_>>()?;
    let mut sources = Sources {
        site_file: SourceText::new(SITE_FILE, ""),
        site: SiteRecord::default(),
        articles: Vec::with_capacity(sorted.assets.len()),
        leaders: Vec::new(),
        summits: Vec::new(),
        events: Vec::new(),
        trips: Vec::new(),
        countries: Vec::new(),
        bibliography: Vec::new(),
        files: sorted.files,
        faulty: rustc_hash::FxHashSet::default(),
    };
    let mut assets = sorted.assets.into_iter();
    for parsed in &mut parsed {
        diagnostics.append(&mut parsed.diagnostics);
    }
    sources.faulty = diagnostics
        .iter()
        .filter(|d| d.is_error())
        .filter_map(|d| Some(d.location.as_ref()?.file.path.clone()))
        .collect();
    for parsed in parsed {
        match parsed.content {
            Content::Site(file, record) => (sources.site_file, sources.site) = (file, *record),
            Content::Article(document) => {
                sources.articles.push(ArticleDocument {
                    document: *document,
                    assets: assets.next().unwrap_or_default(),
                });
            }
            Content::Leader(document) => sources.leaders.push(*document),
            Content::Summit(document) => sources.summits.push(*document),
            Content::Event(document) => sources.events.push(*document),
            Content::Trip(document) => sources.trips.push(*document),
            Content::Country(document) => sources.countries.push(*document),
            Content::Bibliography(entries) => sources.bibliography.extend(entries),
        }
    }
    Ok((sources, diagnostics))
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
    let (file, _) = read_text(&found)?;
    let record = read_site(&file).0;
    Ok((record, file))
}

fn read_site(file: &Arc<SourceText>) -> (SiteRecord, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, 0);
    let table = reader.parse(&file.text);
    let record = SiteRecord::read(table.get_ref(), table.span(), &mut reader);
    (record, reader.diagnostics)
}

/// The files of a site by what is to be done with them.
#[derive(Default)]
struct Sorted {
    jobs: Vec<Job>,
    files: Vec<Asset>,
    /// For each article, in the order of the jobs: the files beside it.
    assets: Vec<Vec<Asset>>,
}

/// A file to be read.
struct Job {
    kind: Kind,
    found: Found,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Site,
    Article,
    Leader,
    Summit,
    Event,
    Trip,
    Country,
    Bibliography,
}

/// The folders of `site/`, with what a file in each of them is.
const FOLDERS: [(&str, Kind, &str); 6] = [
    ("leaders", Kind::Leader, ".md"),
    ("summits", Kind::Summit, ".md"),
    ("events", Kind::Event, ".md"),
    ("trips", Kind::Trip, ".md"),
    ("countries", Kind::Country, ".md"),
    ("sources", Kind::Bibliography, ".toml"),
];

impl Sorted {
    fn sort_site(&mut self, found: Vec<Found>, diagnostics: &mut Vec<Diagnostic>) {
        for found in found {
            let path = found.path.strip_prefix("site/").unwrap_or(&found.path);
            if found.path == SITE_FILE {
                self.jobs.push(Job {
                    kind: Kind::Site,
                    found,
                });
            } else if let Some(rest) = path.strip_prefix("static/") {
                let rest = rest.to_owned();
                self.files.push(Asset::new(rest, found));
            } else {
                match FOLDERS.iter().find(|(folder, _, suffix)| {
                    path.starts_with(&format!("{folder}/")) && path.ends_with(suffix)
                }) {
                    Some((_, kind, _)) => self.jobs.push(Job { kind: *kind, found }),
                    None => diagnostics.push(stray_in_site(&found.path)),
                }
            }
        }
    }

    fn sort_articles(&mut self, found: Vec<Found>, diagnostics: &mut Vec<Diagnostic>) {
        let suffix = format!("/{ARTICLE_FILE}");
        // Files come sorted, so folders of articles are found first and then asked for by name.
        let folders: Vec<String> = found
            .iter()
            .filter_map(|f| f.path.strip_suffix(&suffix))
            .filter(|folder| *folder != "articles")
            .map(str::to_owned)
            .collect();
        let index_of: std::collections::HashMap<&str, usize> = folders
            .iter()
            .enumerate()
            .map(|(i, f)| (f.as_str(), i))
            .collect();
        self.assets = vec![Vec::new(); folders.len()];
        for found in &found {
            let mut folder = found.path.as_str();
            let mut owner = None;
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if let Some(index) = index_of.get(parent) {
                    owner = Some(*index);
                    break;
                }
                folder = parent;
            }
            match owner {
                Some(index)
                    if found.path.strip_suffix(&suffix) == Some(folders[index].as_str()) =>
                {
                    self.jobs.push(Job {
                        kind: Kind::Article,
                        found: found.clone(),
                    });
                }
                Some(index) => {
                    let rest = found.path[folders[index].len() + 1..].to_owned();
                    self.assets[index].push(Asset::new(rest, found.clone()));
                }
                None if found.path.ends_with(".md") => diagnostics.push(stray_article(&found.path)),
                None => {}
            }
        }
        // Jobs must come in the order of `folders`, to which the files beside them belong.
        let articles = self
            .jobs
            .iter()
            .filter(|job| job.kind == Kind::Article)
            .count();
        let first = self.jobs.len() - articles;
        let order = |job: &Job| {
            index_of
                .get(job.found.path.strip_suffix(&suffix).unwrap_or_default())
                .copied()
        };
        self.jobs[first..].sort_by_key(order);
    }
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

struct Parsed {
    content: Content,
    diagnostics: Vec<Diagnostic>,
}

enum Content {
    Site(Arc<SourceText>, Box<SiteRecord>),
    Article(Box<Document<ArticleRecord>>),
    Leader(Box<Document<LeaderRecord>>),
    Summit(Box<Document<SummitRecord>>),
    Event(Box<Document<EventRecord>>),
    Trip(Box<Document<TripRecord>>),
    Country(Box<Document<CountryRecord>>),
    Bibliography(Vec<SourceDocument>),
}

impl Job {
    fn run(&self) -> std::io::Result<Parsed> {
        let (file, mut diagnostics) = read_text(&self.found)?;
        let unreadable = crate::diagnostic::any_error(&diagnostics);
        let stem = self.stem();
        macro_rules! document {
            ($variant:ident, $record:ty) => {{
                let (document, faults) = read_document(file, stem, <$record>::read);
                // Of a file that cannot be read, nothing else is to be said.
                if !unreadable {
                    diagnostics.extend(faults);
                }
                Content::$variant(Box::new(document))
            }};
        }
        let content = match self.kind {
            Kind::Site => {
                let (record, faults) = read_site(&file);
                diagnostics.extend(faults);
                Content::Site(file, Box::new(record))
            }
            Kind::Article => document!(Article, ArticleRecord),
            Kind::Leader => document!(Leader, LeaderRecord),
            Kind::Summit => document!(Summit, SummitRecord),
            Kind::Event => document!(Event, EventRecord),
            Kind::Trip => document!(Trip, TripRecord),
            Kind::Country => document!(Country, CountryRecord),
            Kind::Bibliography => Content::Bibliography(read_bibliography(&file, &mut diagnostics)),
        };
        Ok(Parsed {
            content,
            diagnostics,
        })
    }

    fn stem(&self) -> String {
        let path = &self.found.path;
        let named = match self.kind {
            Kind::Article => path
                .rsplit_once('/')
                .map_or(path.as_str(), |(folder, _)| folder),
            _ => path.trim_end_matches(".md"),
        };
        named.rsplit('/').next().unwrap_or(named).to_owned()
    }
}

fn read_text(found: &Found) -> std::io::Result<(Arc<SourceText>, Vec<Diagnostic>)> {
    let bytes = fs_err::read(&found.on_disk)?;
    let unreadable = |message: &str, help: &str| {
        let file = SourceText::new(found.path.clone(), "");
        let fault =
            Diagnostic::new(Code::UnreadableFile, Location::start_of(&file), message).help(help);
        Ok((file, vec![fault]))
    };
    if u32::try_from(bytes.len()).is_err() {
        return unreadable("the file is larger than 4 GiB", "split it");
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return unreadable(
            "the file is not UTF-8 text",
            "save it with the encoding UTF-8",
        );
    };
    let Some((at, c)) = text.char_indices().find(|(_, c)| reader::is_forbidden(*c)) else {
        return Ok((SourceText::new(found.path.clone(), text), Vec::new()));
    };
    let file = SourceText::new(
        found.path.clone(),
        text.replace(reader::is_forbidden, reader::REPLACEMENT),
    );
    let span = Span::new(at as u32, (at + reader::REPLACEMENT.len()) as u32);
    let fault = reader::forbidden(c, Location::new(&file, span), "file");
    Ok((file, vec![fault]))
}

fn read_document<R>(
    file: Arc<SourceText>,
    stem: String,
    read: fn(&toml::de::DeTable<'_>, std::ops::Range<usize>, &mut Reader) -> R,
) -> (Document<R>, Vec<Diagnostic>) {
    let (parts, fault) = front_matter::split(&file);
    let mut reader = Reader::new(&file, parts.toml.start);
    reader.diagnostics.extend(fault);
    let table = reader.parse(&file.text[parts.toml.range()]);
    let record = read(table.get_ref(), table.span(), &mut reader);
    drop(table);
    let body = markdown::parse(&file.text, parts.body);
    (
        Document {
            file,
            stem,
            record,
            front_matter: parts.toml,
            body,
        },
        reader.diagnostics,
    )
}

fn read_bibliography(
    file: &Arc<SourceText>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourceDocument> {
    let mut reader = Reader::new(file, 0);
    let table = reader.parse(&file.text);
    let mut entries: Vec<SourceDocument> = Vec::with_capacity(table.get_ref().len());
    for (key, value) in table.get_ref() {
        let id = Spanned::new(key.get_ref().to_string(), reader.span(key.span()));
        let toml::de::DeValue::Table(fields) = value.get_ref() else {
            reader.wrong_type(value, "a table");
            continue;
        };
        let record = SourceRecord::read(fields, key.span(), &mut reader);
        entries.push(SourceDocument {
            file: Arc::clone(file),
            id,
            record,
        });
    }
    entries.sort_by_key(|entry| entry.id.span);
    diagnostics.append(&mut reader.diagnostics);
    entries
}
