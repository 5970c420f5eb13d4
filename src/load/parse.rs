//! One file, one job: bytes to what they hold, with both their places and their faults.

use std::io::Read;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::markdown::Body;
use super::memory::{Head, Memory};
use super::picture::Picture;
use super::reader::{self, Reader, Spanned};
use super::record::{
    ArticleRecord, CountryRecord, EventRecord, LeaderRecord, SiteRecord, SourceRecord,
    SummitRecord, TripRecord,
};
use super::walk::Found;
use super::{ARTICLE_FILE, Document, SITE_FILE, STATIC, SourceDocument, front_matter, markdown};
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};
use crate::digest::Digest;
use crate::stamp::Stamp;

/// What was read from a file, with its faults.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) content: Content,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Content {
    Site(Arc<SourceText>, Arc<SiteRecord>),
    Article(Arc<Document<ArticleRecord>>),
    Leader(Arc<Document<LeaderRecord>>),
    Summit(Arc<Document<SummitRecord>>),
    Event(Arc<Document<EventRecord>>),
    Trip(Arc<Document<TripRecord>>),
    Country(Arc<Document<CountryRecord>>),
    Bibliography(Arc<[SourceDocument]>),
    /// A file that is published as it is, with what is known of a picture.
    Asset(Option<Picture>),
    /// A file of a theme.
    Raw(Arc<[u8]>),
    /// A file that nothing reads.
    Stray,
}

impl Content {
    /// The document that a file is, whatever it is about, and its kind.
    pub(super) fn document(&self) -> Option<(Kind, &dyn AnyDocument)> {
        Some(match self {
            Self::Article(document) => (Kind::Article, document.as_ref()),
            Self::Leader(document) => (Kind::Leader, document.as_ref()),
            Self::Summit(document) => (Kind::Summit, document.as_ref()),
            Self::Event(document) => (Kind::Event, document.as_ref()),
            Self::Trip(document) => (Kind::Trip, document.as_ref()),
            Self::Country(document) => (Kind::Country, document.as_ref()),
            Self::Site(..)
            | Self::Bibliography(_)
            | Self::Asset(_)
            | Self::Raw(_)
            | Self::Stray => return None,
        })
    }
}

/// What documents of all kinds have in common.
pub(super) trait AnyDocument: Sync {
    /// The file.
    fn file(&self) -> &SourceText;
    /// What stands before the Markdown.
    fn head(&self) -> Head;
    /// The Markdown.
    fn body(&self) -> &Body;
    /// Adds head, record and Markdown to some bytes, in the form of postcard.
    fn append_to(&self, bytes: Vec<u8>) -> postcard::Result<Vec<u8>>;
}

impl<R: Serialize + Sync + Send> AnyDocument for Document<R> {
    fn file(&self) -> &SourceText {
        &self.file
    }

    fn head(&self) -> Head {
        Head {
            front_matter: self.front_matter,
            digest: self.head_digest,
        }
    }

    fn body(&self) -> &Body {
        &self.body
    }

    fn append_to(&self, bytes: Vec<u8>) -> postcard::Result<Vec<u8>> {
        postcard::to_extend(&(self.head(), &self.record, self.body()), bytes)
    }
}

/// What a file is, which its path tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Site,
    Article,
    Leader,
    Summit,
    Event,
    Trip,
    Country,
    Bibliography,
    Asset,
    Raw,
    Stray,
}

/// The folders of `site/`, with what a file in each of them is.
pub(super) const FOLDERS: [(&str, Kind, &str); 6] = [
    ("leaders", Kind::Leader, ".md"),
    ("summits", Kind::Summit, ".md"),
    ("events", Kind::Event, ".md"),
    ("trips", Kind::Trip, ".md"),
    ("countries", Kind::Country, ".md"),
    ("sources", Kind::Bibliography, ".toml"),
];

impl Kind {
    /// What the file at a path from the root of the site is.
    pub(super) fn of(path: &str) -> Self {
        if path.starts_with("themes/") {
            return Self::Raw;
        }
        if let Some(rest) = path.strip_prefix("articles/") {
            let is_article = rest.ends_with(ARTICLE_FILE)
                && rest[..rest.len() - ARTICLE_FILE.len()].ends_with('/');
            return if is_article {
                Self::Article
            } else {
                Self::Asset
            };
        }
        if path == SITE_FILE {
            return Self::Site;
        }
        if path.starts_with(STATIC) {
            return Self::Asset;
        }
        let in_site = path.strip_prefix("site/").unwrap_or(path);
        let folder = FOLDERS.iter().find(|(folder, _, suffix)| {
            let inner = in_site.strip_prefix(folder);
            inner.is_some_and(|inner| inner.starts_with('/')) && in_site.ends_with(suffix)
        });
        folder.map_or(Self::Stray, |(_, kind, _)| *kind)
    }
}

/// Reads a file of the site that was looked at, unless it is remembered.
///
/// # Errors
/// When it cannot be read at all.
pub(super) fn parse(found: &Found, stamp: &Stamp, memory: &Memory) -> std::io::Result<Parsed> {
    let kind = Kind::of(&found.path);
    let content = match kind {
        Kind::Stray => Content::Stray,
        Kind::Asset => Content::Asset(Picture::read(&found.on_disk)?),
        Kind::Raw => Content::Raw(fs_err::read(&found.on_disk)?.into()),
        _ => return parse_text(kind, found, stamp, memory),
    };
    Ok(Parsed {
        content,
        diagnostics: Vec::new(),
    })
}

fn parse_text(
    kind: Kind,
    found: &Found,
    stamp: &Stamp,
    memory: &Memory,
) -> std::io::Result<Parsed> {
    let mut diagnostics = Vec::new();
    macro_rules! document {
        ($variant:ident, $record:ty) => {{
            let (document, faults) = match remembered(kind, found, stamp, memory) {
                Some(document) => (document, Vec::new()),
                None => read_document(kind, found, stamp, memory, <$record>::read)?,
            };
            diagnostics = faults;
            Content::$variant(Arc::new(document))
        }};
    }
    let content = match kind {
        Kind::Site => {
            let (file, faults) = read_text(found, stamp.size)?;
            diagnostics = faults;
            let (record, faults) = read_site(&file);
            diagnostics.extend(faults);
            Content::Site(file, Arc::new(record))
        }
        Kind::Article => document!(Article, ArticleRecord),
        Kind::Leader => document!(Leader, LeaderRecord),
        Kind::Summit => document!(Summit, SummitRecord),
        Kind::Event => document!(Event, EventRecord),
        Kind::Trip => document!(Trip, TripRecord),
        Kind::Country => document!(Country, CountryRecord),
        Kind::Bibliography => {
            let (file, faults) = read_text(found, stamp.size)?;
            diagnostics = faults;
            Content::Bibliography(read_bibliography(&file, &mut diagnostics).into())
        }
        Kind::Asset | Kind::Raw | Kind::Stray => Content::Stray,
    };
    Ok(Parsed {
        content,
        diagnostics,
    })
}

/// The file's stem, or the folder's name for an article.
fn stem(kind: Kind, path: &str) -> String {
    let named = match kind {
        Kind::Article => path.rsplit_once('/').map_or(path, |(folder, _)| folder),
        _ => path.trim_end_matches(".md"),
    };
    named.rsplit('/').next().unwrap_or(named).to_owned()
}

/// The site's own settings.
///
/// # Errors
/// When the file cannot be read at all.
pub(super) fn site(found: &Found) -> std::io::Result<(SiteRecord, Arc<SourceText>)> {
    let (file, _) = read_text(found, 0)?;
    let record = read_site(&file).0;
    Ok((record, file))
}

fn read_site(file: &Arc<SourceText>) -> (SiteRecord, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, 0);
    let table = reader.parse(file.text());
    let record = SiteRecord::read(table.get_ref(), table.span(), &mut reader);
    (record, reader.diagnostics)
}

/// All bytes of a file. `size` is their number, as far as it is known, and spares us to ask the
/// system for it twice more.
fn read_bytes(found: &Found, size: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A size that the memory does not hold is told by what is read.
    let _ = bytes.try_reserve_exact(usize::try_from(size).unwrap_or_default());
    let file = fs_err::File::open(&found.on_disk)?;
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_text(found: &Found, size: u64) -> std::io::Result<(Arc<SourceText>, Vec<Diagnostic>)> {
    let bytes = read_bytes(found, size)?;
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
    let Some((at, c)) = reader::first_forbidden(&text) else {
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

/// A file with front matter and Markdown that looks as it did when it was read; it is opened when
/// somebody asks for its text.
fn remembered<R: DeserializeOwned>(
    kind: Kind,
    found: &Found,
    stamp: &Stamp,
    memory: &Memory,
) -> Option<Document<R>> {
    let (file, head, record, body) = memory.find_unopened(found, stamp)?;
    Some(Document {
        file,
        stem: stem(kind, &found.path),
        record,
        front_matter: head.front_matter,
        head_digest: head.digest,
        body: Arc::new(body),
    })
}

/// Reads a file with front matter and Markdown, unless what they hold is remembered.
///
/// # Errors
/// When it cannot be read at all.
fn read_document<R: DeserializeOwned>(
    kind: Kind,
    found: &Found,
    stamp: &Stamp,
    memory: &Memory,
    read: fn(&toml::de::DeTable<'_>, std::ops::Range<usize>, &mut Reader) -> R,
) -> std::io::Result<(Document<R>, Vec<Diagnostic>)> {
    let (file, mut diagnostics) = read_text(found, stamp.size)?;
    let (parts, fault) = front_matter::split(&file);
    let (head, markdown) = file.text().split_at(parts.body.start as usize);
    let head_digest = Digest::of(head.as_bytes());
    let (record, body, faults) = match memory.find(kind, head_digest, markdown) {
        Some((record, body)) => (record, body, Vec::new()),
        _ => {
            let mut reader = Reader::new(&file, parts.toml.start);
            reader.diagnostics.extend(fault);
            let table = reader.parse(&file.text()[parts.toml.range()]);
            let record = read(table.get_ref(), table.span(), &mut reader);
            drop(table);
            let body = markdown::parse(file.text(), parts.body);
            (record, body, reader.diagnostics)
        }
    };
    // Of a file that cannot be read, nothing else is to be said.
    if !crate::diagnostic::any_error(&diagnostics) {
        diagnostics.extend(faults);
    }
    let document = Document {
        file,
        stem: stem(kind, &found.path),
        record,
        front_matter: parts.toml,
        head_digest,
        body: Arc::new(body),
    };
    Ok((document, diagnostics))
}

fn read_bibliography(
    file: &Arc<SourceText>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourceDocument> {
    let mut reader = Reader::new(file, 0);
    let table = reader.parse(file.text());
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
