//! One state of the site as it is served: every page is rendered when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::Sender;

use super::builder::Message;
use super::stage::{Answer, Body, Served};
use crate::diagnostic::Diagnostic;
use crate::model::ids::Entity;
use crate::pages::kind::PageKind;
use crate::pages::plan::{Page, Place};
use crate::pages::url::{self, PagePath};
use crate::render::Press;
use crate::write::Content;

/// A site without known faults.
#[derive(Debug)]
pub struct Edition {
    /// Its number: later ones have higher ones.
    pub number: u64,
    press: Press,
    /// The root of the site without symbolic links; nothing outside is served.
    root: PathBuf,
    /// Whom a page that cannot be rendered is told.
    builder: Sender<Message>,
    /// The search index by the paths of its files, made when a browser asks for the first of them.
    search_index: OnceLock<Result<BTreeMap<String, Content>, Diagnostic>>,
}

impl Edition {
    /// A site that is ready to be rendered.
    pub fn new(number: u64, press: Press, root: PathBuf, builder: Sender<Message>) -> Self {
        Self {
            number,
            press,
            root,
            builder,
            search_index: OnceLock::new(),
        }
    }

    /// What it is rendered from.
    pub fn press(&self) -> &Press {
        &self.press
    }

    /// The address of the page that a source file makes, with the base path.
    pub fn address_of_source(&self, file: &str) -> Option<String> {
        let entity = self.press.plan().entity_of_source(file)?;
        Some(self.address(entity))
    }

    /// The text of a source file that makes a page.
    pub fn text_of_source(&self, file: &str) -> Option<&str> {
        let entity = self.press.plan().entity_of_source(file)?;
        let prose = self.press.model().prose_of(entity)?;
        Some(prose.file.text())
    }

    fn address(&self, entity: Entity) -> String {
        let model = self.press.model();
        url::of(model, entity).href(&model.site)
    }

    /// Renders a page of each kind, which finds most faults of a theme at once.
    ///
    /// # Errors
    /// The faults, each once.
    pub fn try_every_kind(&self) -> Result<(), Vec<Diagnostic>> {
        let mut seen = BTreeSet::new();
        let pages = &self.press.plan().pages;
        let first = pages
            .iter()
            .filter(|page| seen.insert(page.kind.template()));
        self.faults_of(first)
    }

    /// Renders the pages at some addresses, those that it has.
    ///
    /// # Errors
    /// The faults, each once.
    pub fn try_pages(&self, paths: &BTreeSet<String>) -> Result<(), Vec<Diagnostic>> {
        self.faults_of(
            paths
                .iter()
                .filter_map(|path| self.press.plan().page_at(path)),
        )
    }

    fn faults_of<'p>(&self, pages: impl Iterator<Item = &'p Page>) -> Result<(), Vec<Diagnostic>> {
        let faults: Vec<Diagnostic> = pages
            .filter_map(|page| self.press.page(page).err())
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Renders every page, as long as `go_on` says so, and tells the builder of the faults.
    pub fn try_everything(&self, go_on: impl Fn() -> bool) {
        let mut broken = Vec::new();
        for page in &self.press.plan().pages {
            if !go_on() {
                return;
            }
            if let Err(fault) = self.press.page(page) {
                broken.push((page.path.as_str().to_owned(), fault));
            }
        }
        if broken.is_empty() {
            // A builder that is gone has nobody to show it to.
            let _ = self.builder.send(Message::Whole(self.number));
        } else {
            self.tell(broken);
        }
    }

    fn tell(&self, pages: Vec<(String, Diagnostic)>) {
        // A builder that is gone has nobody to show it to.
        let _ = self.builder.send(Message::Broken {
            number: self.number,
            pages,
        });
    }

    fn page(&self, page: &Page) -> Result<Body, Answer> {
        match self.press.page(page) {
            Ok(bytes) => Ok(body(page.path.file().as_str(), bytes)),
            Err(fault) => {
                self.tell(vec![(page.path.as_str().to_owned(), fault)]);
                Err(Answer::Broken)
            }
        }
    }

    fn not_found(&self) -> Answer {
        let plan = self.press.plan();
        let page = plan
            .pages
            .iter()
            .find(|page| page.kind == PageKind::NotFound);
        match page.map(|page| self.page(page)) {
            Some(Ok(body)) => Answer::NotFound(body),
            Some(Err(answer)) => answer,
            None => Answer::NotFound(body("404.txt", b"There is nothing here.\n".to_vec())),
        }
    }

    /// A file that is no page.
    fn published(&self, path: &PagePath, content: Content) -> Answer {
        let bytes = match content {
            Content::Bytes(bytes) => Some(bytes),
            Content::CopyOf(on_disk) => self.on_disk(&on_disk),
        };
        match bytes {
            Some(bytes) => Answer::Found(body(&path.file(), bytes)),
            // Gone by now; the builder is about to notice.
            None => self.not_found(),
        }
    }

    /// A file of the search index.
    fn of_search_index(&self, path: &str) -> Answer {
        let made = self.search_index.get_or_init(|| {
            let files = self.press.search_index()?.into_iter();
            Ok(files
                .map(|file| (format!("/{}", file.path.as_str()), file.content))
                .collect())
        });
        match made {
            Ok(files) => match files.get(path) {
                Some(content) => self.published(&PagePath::new(path), content.clone()),
                None => self.not_found(),
            },
            Err(fault) => {
                self.tell(vec![(path.to_owned(), fault.clone())]);
                Answer::Broken
            }
        }
    }

    /// The bytes of a file on the disk that lies within the site at this moment.
    fn on_disk(&self, path: &std::path::Path) -> Option<Vec<u8>> {
        let real = path.canonicalize().ok()?;
        if !real.starts_with(&self.root) {
            return None;
        }
        fs_err::read(real).ok()
    }
}

impl Served for Edition {
    fn answer(&self, path: &str) -> Answer {
        let plan = self.press.plan();
        // A host serves a folder's page under both of its names.
        let short = path.strip_suffix("index.html");
        let found = plan
            .at(path)
            .or_else(|| plan.at(short.filter(|short| short.ends_with('/'))?));
        match found {
            Some(Place::Page(index)) => match self.page(&plan.pages[index]) {
                Ok(body) => Answer::Found(body),
                Err(answer) => answer,
            },
            Some(Place::File(index)) => {
                let file = &plan.files[index];
                match self.press.file(file) {
                    Ok(made) => self.published(&file.path, made.content),
                    // The picture changed; the builder is about to notice.
                    Err(_) => self.not_found(),
                }
            }
            Some(Place::MachineFile(index)) => {
                let planned = &plan.machine_files[index];
                match self.press.machine_file(planned.file) {
                    Ok(made) => self.published(&planned.path, made.content),
                    Err(fault) => {
                        self.tell(vec![(planned.path.as_str().to_owned(), fault)]);
                        Answer::Broken
                    }
                }
            }
            Some(Place::SearchIndex) => self.of_search_index(path),
            None if !path.ends_with('/') && plan.has(&format!("{path}/")) => {
                Answer::Moved(format!("{path}/"))
            }
            None => self.not_found(),
        }
    }
}

/// A file with the media type that its name tells.
fn body(name: &str, bytes: Vec<u8>) -> Body {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = mime.type_() == "text"
        || matches!(
            mime.essence_str(),
            "application/javascript" | "application/json" | "application/xml" | "image/svg+xml"
        );
    let charset = if is_text { "; charset=utf-8" } else { "" };
    Body {
        bytes,
        mime: format!("{}{charset}", mime.essence_str()),
    }
}
