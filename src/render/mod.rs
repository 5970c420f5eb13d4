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
use crate::model::reads::{Reads, noted};
use crate::pages::drawing::LandError;
use crate::pages::machine_file::MachineFile;
use crate::pages::plan::{Page, PlainContent, PlainFile, Plan, custom_domain};
use crate::pages::url::PagePath;
use crate::pages::view::Views;
use crate::pages::view::atlas::Atlas;
use crate::timings::{Stage, counted, timed};
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

/// Who takes the files of a site while they are being made.
pub struct Delivery<'d, E> {
    /// Whether a file is to be made at all, by its number in [`paths`].
    pub is_wanted: &'d (dyn Fn(usize) -> bool + Sync),
    /// Whether the search index is to be made, where the site has one.
    pub is_index_wanted: bool,
    /// Takes a file, by the same number, and hears of which texts it was made.
    pub take: &'d (dyn Fn(usize, &Made, Reads) -> Result<(), E> + Sync),
    /// Is told of every page and every file for programs.
    pub progress: &'d (dyn Fn() + Sync),
}

/// What is left when all files have been delivered.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The files of the search index, which nobody could know of beforehand.
    pub search_index: Vec<OutputFile>,
    /// What the editor should know.
    pub warnings: Vec<Diagnostic>,
}

/// Why not all files could be delivered.
#[derive(Debug)]
pub enum Stopped<E> {
    /// Faults of the theme, or of a file of the site.
    Faults(Vec<Diagnostic>),
    /// A file could not be taken.
    Refused(E),
}

/// What became of one file: what the editor should know of it, or why it is missing.
type Outcome<E> = Result<Vec<Diagnostic>, Stopped<E>>;

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

/// The paths of all files but those of the search index: pages, then plain files, then files
/// for programs, each in the order of the plan.
///
/// # Errors
/// Every path that the disk cannot hold.
pub fn paths(plan: &Plan) -> Result<Vec<OutputPath>, Vec<Diagnostic>> {
    let pages = plan.pages.par_iter().map(|page| &page.path);
    let files = plan.files.par_iter().map(|file| &file.path);
    let machine_files = plan.machine_files.par_iter().map(|file| &file.path);
    let all = pages.chain(files).chain(machine_files);
    let paths: Vec<Result<OutputPath, Diagnostic>> = all.map(output_path).collect();
    if paths.iter().all(Result::is_ok) {
        Ok(paths.into_iter().flatten().collect())
    } else {
        Err(paths.into_iter().filter_map(Result::err).collect())
    }
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
        let mut views = Views::new(model, plan);
        let site = views.site(&files.stylesheets);
        let ground = Ground {
            files: Arc::clone(files),
            language: Arc::clone(&model.language),
            site: serde_json::to_value(&site).unwrap_or_default(),
        };
        let known = memory.theme.take();
        let known = known.filter(|(before, _)| before.is_same(&ground));
        let (atlas, theme) = rayon::join(
            || Atlas::draw(&plan.survey, &files.land, earlier.as_deref()),
            || match known {
                Some((_, theme)) => Ok(theme),
                None => Theme::compile(files, &site, &model.language).map(Arc::new),
            },
        );
        views.atlas = Arc::new(atlas.map_err(|error| vec![land_fault(&error)])?);
        memory.atlas = Some((Arc::clone(files), Arc::clone(&views.atlas)));
        let theme = theme?;
        memory.theme = Some((ground, Arc::clone(&theme)));
        views.named = Arc::clone(&files.named);
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
        let (head, view) = timed(Stage::Pages, || self.views.view(page));
        counted(Stage::Pages, 1, 0);
        let template = page.kind.template();
        let html = timed(Stage::Render, || self.theme.render(template, &head, &view))?;
        counted(Stage::Render, 1, html.len());
        Ok(html)
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
                bytes.unwrap_or_default().into_owned().into()
            }
        })
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

    fn pages<E: Send>(&self, delivery: &Delivery<'_, E>) -> Vec<Outcome<E>> {
        let pages = &self.plan().pages;
        // Lists of everything take longest: begun first, they leave no thread without work in the
        // end, and their room is used again.
        let (mut order, others): (Vec<usize>, Vec<usize>) =
            (0..pages.len()).partition(|number| pages[*number].kind.is_long());
        order.extend(others);
        order
            .into_par_iter()
            .filter(|number| (delivery.is_wanted)(*number))
            .map(|number| {
                let page = &pages[number];
                let (html, reads) = noted(|| self.page(page));
                (delivery.progress)();
                delivery.deliver(number, Made::from(html.map_err(Stopped::fault)?), reads)
            })
            .collect()
    }

    /// Files that are published as they are, and pictures. One picture with its copies is one
    /// job, because it is decoded once.
    fn plain_files<E: Send>(&self, delivery: &Delivery<'_, E>) -> Vec<Outcome<E>> {
        let plan = self.plan();
        let mut number = plan.pages.len();
        let jobs: Vec<(usize, &[PlainFile])> = plan
            .files
            .chunk_by(PlainFile::is_of_same)
            .map(|files| {
                let first = number;
                number += files.len();
                (first, files)
            })
            .collect();
        jobs.par_iter()
            .flat_map_iter(|(first, files)| {
                let mut darkroom = None;
                files
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| (delivery.is_wanted)(first + index))
                    .map(|(index, file)| {
                        let made = match &file.content {
                            PlainContent::PictureCopy(of, width) => timed(Stage::Cards, || {
                                counted(Stage::Cards, 1, 0);
                                darkroom
                                    .get_or_insert_with(|| Darkroom::new(&self.cache, of))
                                    .copy(*width)
                            }),
                            _ => timed(Stage::Files, || self.file(file)),
                        };
                        let made = made.map_err(Stopped::fault)?;
                        delivery.deliver(first + index, made, Reads::default())
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn machine_files<E: Send>(&self, delivery: &Delivery<'_, E>) -> Vec<Outcome<E>> {
        let plan = self.plan();
        let first = plan.pages.len() + plan.files.len();
        let planned = plan.machine_files.par_iter().enumerate();
        planned
            .filter(|(index, _)| (delivery.is_wanted)(first + index))
            .map(|(index, planned)| {
                let (made, reads) = if self.is_spared(planned.file) {
                    (Made::from(Vec::new()), Reads::default())
                } else {
                    let stage = match planned.file {
                        MachineFile::ShareCard(_) => Stage::Cards,
                        _ => Stage::Files,
                    };
                    let make = || self.machine_file(planned.file);
                    let (made, reads) = timed(stage, || noted(make));
                    let made = made.map_err(Stopped::fault)?;
                    counted(stage, 1, made.content.size_in_memory());
                    (made, reads)
                };
                (delivery.progress)();
                delivery.deliver(first + index, made, reads)
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

    /// Makes all files of the site that are wanted, and delivers each as soon as it is made, so
    /// that no more of them are in memory than there are threads.
    ///
    /// # Errors
    /// Every fault of the theme's templates that showed, else the first refusal.
    pub fn all<E: Send>(&self, delivery: &Delivery<'_, E>) -> Result<Rendered, Stopped<E>> {
        let plan = self.plan();
        // Pagefind takes one record after the other, so everything else is made beside it.
        let (search_index, (pages, (plain, machine))) = rayon::join(
            || {
                let wanted = delivery.is_index_wanted && plan.has_search_index && !self.is_check();
                wanted.then(|| timed(Stage::Search, || self.search_index()))
            },
            || {
                rayon::join(
                    || self.pages(delivery),
                    || {
                        rayon::join(
                            || self.plain_files(delivery),
                            || self.machine_files(delivery),
                        )
                    },
                )
            },
        );

        let mut rendered = Rendered::default();
        let (mut faults, mut refused) = (Vec::new(), None);
        for outcome in pages.into_iter().chain(plain).chain(machine) {
            match outcome {
                Ok(warnings) => rendered.warnings.extend(warnings),
                Err(Stopped::Faults(more)) => faults.extend(more),
                Err(Stopped::Refused(why)) => {
                    refused.get_or_insert(why);
                }
            }
        }
        match search_index {
            Some(Ok(index)) => {
                let bytes = index.iter().map(|file| file.content.size_in_memory()).sum();
                counted(Stage::Search, index.len(), bytes);
                rendered.search_index = index;
            }
            Some(Err(fault)) => faults.push(fault),
            None => {}
        }
        match refused {
            _ if !faults.is_empty() => Err(Stopped::Faults(faults)),
            Some(why) => Err(Stopped::Refused(why)),
            None => Ok(rendered),
        }
    }
}

impl<E> Delivery<'_, E> {
    fn deliver(&self, number: usize, made: Made, reads: Reads) -> Outcome<E> {
        (self.take)(number, &made, reads).map_err(Stopped::Refused)?;
        Ok(made.warnings)
    }
}

impl<E> Stopped<E> {
    fn fault(fault: Diagnostic) -> Self {
        Self::Faults(vec![fault])
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

/// The place of a file; one that the disk cannot hold is told.
fn output_path(path: &PagePath) -> Result<OutputPath, Diagnostic> {
    OutputPath::new(path.file()).map_err(|error| {
        let location = Location::start_of(&SourceText::new(path.as_str(), ""));
        Diagnostic::new(Code::InvalidPath, location, error.to_string())
            .help("give the page or file another name")
    })
}
