//! The fourth stage: pages of the plan to finished files.
//!
//! [`Press`] is the entry point: HTML by the [`theme`], files for programs by Rust; one page, or
//! all of them in parallel and in the order of the plan. Nothing is written here.

mod calendar;
mod data;
mod email;
mod feed;
mod llms;
mod markdown;
mod picture;
mod search;
mod share_card;
mod sitemap;
pub mod theme;

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::language::Language;
use crate::load::theme::ThemeFiles;
use crate::model::Model;
use crate::pages::drawing::LandError;
use crate::pages::machine_file::MachineFile;
use crate::pages::plan::{Page, PlainContent, PlainFile, Plan, custom_domain};
use crate::pages::url::PagePath;
use crate::pages::view::Views;
use crate::pages::view::atlas::Atlas;
use crate::write::cache::Cache;
use crate::write::{Content, OutputFile, OutputPath};
use picture::Darkroom;
use theme::Theme;

/// What one run leaves for the next: the theme, parsed, and the maps, drawn.
#[derive(Debug, Default)]
pub struct Memory {
    theme: Option<(Ground, Arc<Theme>)>,
    atlas: Option<(Arc<ThemeFiles>, Arc<Atlas>)>,
    cache: Arc<Cache>,
}

impl Memory {
    /// A memory whose cache outlives the process.
    pub fn with_cache(cache: Arc<Cache>) -> Self {
        Self {
            cache,
            ..Self::default()
        }
    }
}

/// A file that was made, and what is to be said about it.
#[derive(Debug)]
pub struct Made {
    /// What it holds.
    pub content: Content,
    /// What the editor should know.
    pub warnings: Vec<Diagnostic>,
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Content::Bytes(bytes))
    }
}

impl From<Content> for Made {
    fn from(content: Content) -> Self {
        Self {
            content,
            warnings: Vec::new(),
        }
    }
}

/// A file at its place, and what the editor should know of it.
type Told = (OutputFile, Vec<Diagnostic>);

/// All files of a site.
#[derive(Debug)]
pub struct Rendered {
    /// The files, in the order of the plan.
    pub files: Vec<OutputFile>,
    /// What the editor should know.
    pub warnings: Vec<Diagnostic>,
}

/// All that a parsed theme rests on.
#[derive(Debug)]
struct Ground {
    files: Arc<ThemeFiles>,
    language: Arc<Language>,
    site: serde_json::Value,
}

/// A site that is ready to be rendered: page by page as they are asked for, or as a whole.
#[derive(Debug)]
pub struct Press {
    views: Views,
    files: Arc<ThemeFiles>,
    theme: Arc<Theme>,
    cache: Arc<Cache>,
}

impl Press {
    /// Draws the maps and parses the theme, as far as memory does not have them.
    ///
    /// # Errors
    /// Every fault of the theme's templates that shows without a page.
    pub fn set_up(
        model: &Arc<Model>,
        plan: &Arc<Plan>,
        files: &Arc<ThemeFiles>,
        memory: &mut Memory,
    ) -> Result<Self, Vec<Diagnostic>> {
        let earlier = memory.atlas.take().filter(|(of, _)| Arc::ptr_eq(of, files));
        let earlier = earlier.map(|(_, atlas)| atlas);
        let atlas = Atlas::draw(&plan.survey, &files.land, earlier.as_deref())
            .map_err(|error| vec![land_fault(&error)])?;
        let atlas = Arc::new(atlas);
        memory.atlas = Some((Arc::clone(files), Arc::clone(&atlas)));

        let views = Views::new(model, plan, &atlas);
        let site = views.site(&files.stylesheets);
        let ground = Ground {
            files: Arc::clone(files),
            language: Arc::clone(&model.language),
            site: serde_json::to_value(&site).unwrap_or_default(),
        };
        let theme = match memory.theme.take() {
            Some((before, theme)) if before.is_same(&ground) => theme,
            _ => Arc::new(Theme::compile(files, &site, &model.language)?),
        };
        memory.theme = Some((ground, Arc::clone(&theme)));
        Ok(Self {
            views,
            files: Arc::clone(files),
            theme,
            cache: Arc::clone(&memory.cache),
        })
    }

    /// The model of the site.
    pub fn model(&self) -> &Model {
        &self.views.model
    }

    /// The plan of the site.
    pub fn plan(&self) -> &Plan {
        &self.views.plan
    }

    /// A page.
    ///
    /// # Errors
    /// The fault of the theme's template, with its place.
    pub fn page(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let (head, view) = self.views.view(page);
        self.theme.render(page.kind.template(), &head, &view)
    }

    /// A file that no template makes.
    ///
    /// # Errors
    /// When a picture changed since the site was read.
    pub fn file(&self, file: &PlainFile) -> Result<Made, Diagnostic> {
        Ok(match &file.content {
            PlainContent::OnDisk(path) => Content::CopyOf(path.clone()).into(),
            PlainContent::Picture(of) => Darkroom::new(&self.cache, of).original()?.into(),
            PlainContent::PictureCopy(of, width) => Darkroom::new(&self.cache, of).copy(*width)?,
            PlainContent::Map(number) => self.views.atlas.file(*number).into(),
            PlainContent::Theme(path) => {
                let bytes = self.files.files.get(path).cloned();
                bytes.unwrap_or_default().into()
            }
        })
    }

    /// A file that no template makes, or all copies of a picture, for which it is decoded once.
    fn files(&self, files: &[PlainFile]) -> Vec<Result<Told, Diagnostic>> {
        let darkroom = files.first().and_then(|file| match &file.content {
            PlainContent::PictureCopy(of, _) => Some(Darkroom::new(&self.cache, of)),
            _ => None,
        });
        files
            .iter()
            .map(|file| {
                let made = match (&darkroom, &file.content) {
                    (Some(darkroom), PlainContent::PictureCopy(_, width)) => {
                        darkroom.copy(*width)?
                    }
                    _ => self.file(file)?,
                };
                Ok((output(&file.path, made.content)?, made.warnings))
            })
            .collect()
    }

    /// A file for programs.
    ///
    /// # Errors
    /// The fault of the theme's template that it is made with, with its place.
    pub fn machine_file(&self, file: MachineFile) -> Result<Made, Diagnostic> {
        let (model, plan) = (self.model(), self.plan());
        Ok(match file {
            MachineFile::Data(set) => data::set(&self.views, set).into(),
            MachineFile::Schema(set) => data::schema(&self.views, set).into(),
            MachineFile::OutcomesCsv => data::outcomes_csv(&self.views).into(),
            MachineFile::LeaderData(id) => data::leader(&self.views, id).into(),
            MachineFile::SummitData(id) => data::summit(&self.views, id).into(),
            MachineFile::Feed(channel, format) => feed::feed(&self.views, channel, format).into(),
            MachineFile::Calendar => calendar::calendar(model).into(),
            MachineFile::Markdown(id) => markdown::article(&self.views, id).into(),
            MachineFile::Email(id) => email::html(&self.views, &self.theme, id)?,
            MachineFile::EmailText(id) => email::text(&self.views, id).into(),
            MachineFile::ShareCard(card) => {
                share_card::draw(&self.views, &self.theme, &self.cache, card)?.into()
            }
            MachineFile::Sitemap => sitemap::sitemap(model, plan).into(),
            MachineFile::SitemapPart(number) => sitemap::part(model, plan, number).into(),
            MachineFile::Robots => sitemap::robots(model).into(),
            MachineFile::LlmsTxt => llms::llms_txt(&self.views).into(),
            MachineFile::NoJekyll => Vec::new().into(),
            MachineFile::Cname => custom_domain(&model.site.origin, &model.site.base_path)
                .map(|host| format!("{host}\n").into_bytes())
                .unwrap_or_default()
                .into(),
        })
    }

    /// The files of the search index, below `/pagefind/`.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn search_index(&self) -> Result<Vec<OutputFile>, Diagnostic> {
        search::index(&self.views)
    }

    fn pages(&self, progress: &(dyn Fn() + Sync)) -> Vec<Result<OutputFile, Diagnostic>> {
        let pages = self.plan().pages.par_iter();
        pages
            .map(|page| {
                let html = self.page(page)?;
                progress();
                output(&page.path, Content::Bytes(html))
            })
            .collect()
    }

    /// Files that are published as they are, and pictures. One picture with its copies is one
    /// job, because it is decoded once.
    fn plain_files(&self) -> Vec<Result<Told, Diagnostic>> {
        let plan = self.plan();
        let groups: Vec<&[PlainFile]> = plan.files.chunk_by(PlainFile::is_of_same).collect();
        groups
            .par_iter()
            .flat_map_iter(|files| self.files(files))
            .collect()
    }

    fn machine_files(&self, progress: &(dyn Fn() + Sync)) -> Vec<Result<Told, Diagnostic>> {
        let planned = self.plan().machine_files.par_iter();
        planned
            .map(|planned| {
                let made = if self.is_spared(planned.file) {
                    Made::from(Vec::new())
                } else {
                    self.machine_file(planned.file)?
                };
                progress();
                Ok((output(&planned.path, made.content)?, made.warnings))
            })
            .collect()
    }

    /// Whether this run only looks for faults, so that what is dear and cannot have any of an
    /// editor's is not made.
    fn is_check(&self) -> bool {
        self.cache.is_idle()
    }

    fn is_spared(&self, file: MachineFile) -> bool {
        self.is_check() && matches!(file, MachineFile::ShareCard(card) if !card.is_first())
    }

    /// All files of the site, in the order of the plan. The callback is told of every page and
    /// every file for programs.
    ///
    /// # Errors
    /// Every fault of the theme's templates that showed.
    pub fn all(&self, progress: &(dyn Fn() + Sync)) -> Result<Rendered, Vec<Diagnostic>> {
        let plan = self.plan();
        // Pagefind takes one record after the other, so everything else is made beside it.
        let (search_index, (pages, (plain, machine))) = rayon::join(
            || (plan.has_search_index && !self.is_check()).then(|| self.search_index()),
            || {
                rayon::join(
                    || self.pages(progress),
                    || rayon::join(|| self.plain_files(), || self.machine_files(progress)),
                )
            },
        );

        let mut files =
            Vec::with_capacity(plan.pages.len() + plan.files.len() + plan.machine_files.len());
        let (mut warnings, mut faults) = (Vec::new(), Vec::new());
        for result in pages {
            match result {
                Ok(file) => files.push(file),
                Err(fault) => faults.push(fault),
            }
        }
        for result in plain.into_iter().chain(machine) {
            match result {
                Ok((file, more)) => {
                    files.push(file);
                    warnings.extend(more);
                }
                Err(fault) => faults.push(fault),
            }
        }
        match search_index {
            Some(Ok(index)) => files.extend(index),
            Some(Err(fault)) => faults.push(fault),
            None => {}
        }
        if faults.is_empty() {
            Ok(Rendered { files, warnings })
        } else {
            Err(faults)
        }
    }
}

impl Ground {
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.files, &other.files)
            && Arc::ptr_eq(&self.language, &other.language)
            && self.site == other.site
    }
}

/// What to say where the land of a theme cannot be read.
fn land_fault(error: &LandError) -> Diagnostic {
    Diagnostic::global(
        Code::TemplateError,
        format!("the theme's maps/land.topojson cannot be read: {error}"),
    )
    .help("take the file of the theme chancery, or leave it out to inherit it")
}

/// A file at its place; a path that the disk cannot hold is told.
fn output(path: &PagePath, content: Content) -> Result<OutputFile, Diagnostic> {
    match OutputPath::new(path.file()) {
        Ok(path) => Ok(OutputFile { path, content }),
        Err(error) => {
            let location = Location::start_of(&SourceText::new(path.as_str(), ""));
            Err(
                Diagnostic::new(Code::InvalidPath, location, error.to_string())
                    .help("give the page or file another name"),
            )
        }
    }
}
