//! The fourth stage: pages of the plan to finished files.
//!
//! [`Press`] is the entry point: HTML by the [`theme`], files for programs by Rust; one page, or
//! all of them in parallel and in the order of the plan. Nothing is written here.

mod data;
mod feed;
mod sitemap;
pub mod theme;

use std::sync::Arc;

use rayon::prelude::*;

pub use data::{SummitsFile, summits_file};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::language::Language;
use crate::load::theme::ThemeFiles;
use crate::model::Model;
use crate::pages::drawing::LandError;
use crate::pages::plan::{MachineFile, Page, PlainContent, PlainFile, Plan, custom_domain};
use crate::pages::url::PagePath;
use crate::pages::view::Views;
use crate::pages::view::atlas::Atlas;
use crate::write::{Content, OutputFile, OutputPath};
use theme::Theme;

/// What one run leaves for the next: the theme, parsed, and the maps, drawn.
#[derive(Debug, Default)]
pub struct Memory {
    theme: Option<(Ground, Arc<Theme>)>,
    atlas: Option<(Arc<ThemeFiles>, Arc<Atlas>)>,
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

    /// A file that is published as it is.
    pub fn file(&self, file: &PlainFile) -> Content {
        match &file.content {
            PlainContent::OnDisk(path) => Content::CopyOf(path.clone()),
            PlainContent::Map(number) => Content::Bytes(self.views.atlas.file(*number)),
            PlainContent::Theme(path) => {
                Content::Bytes(self.files.files.get(path).cloned().unwrap_or_default())
            }
        }
    }

    /// A file for programs.
    pub fn machine_file(&self, file: MachineFile) -> Vec<u8> {
        let (model, plan) = (self.model(), self.plan());
        match file {
            MachineFile::SummitsJson => data::summits(model),
            MachineFile::SummitsSchema => data::summits_schema(model),
            MachineFile::Feed => feed::atom(model),
            MachineFile::Sitemap => sitemap::sitemap(model, plan),
            MachineFile::Robots => sitemap::robots(model),
            MachineFile::NoJekyll => Vec::new(),
            MachineFile::Cname => custom_domain(&model.site.origin, &model.site.base_path)
                .map(|host| format!("{host}\n").into_bytes())
                .unwrap_or_default(),
        }
    }

    /// All files of the site, in the order of the plan. The callback is told of every page.
    ///
    /// # Errors
    /// Every fault of the theme's templates that showed.
    pub fn all(&self, progress: &(dyn Fn() + Sync)) -> Result<Vec<OutputFile>, Vec<Diagnostic>> {
        let plan = self.plan();
        let pages: Vec<Result<OutputFile, Diagnostic>> = plan
            .pages
            .par_iter()
            .map(|page| {
                let html = self.page(page)?;
                progress();
                output(&page.path, Content::Bytes(html))
            })
            .collect();
        let plain = plan
            .files
            .iter()
            .map(|file| output(&file.path, self.file(file)));
        let machine = plan.machine_files.iter().map(|file| {
            let bytes = self.machine_file(*file);
            output(&PagePath::new(file.path()), Content::Bytes(bytes))
        });

        let mut outputs =
            Vec::with_capacity(plan.pages.len() + plan.files.len() + plan.machine_files.len());
        let mut faults = Vec::new();
        for result in pages.into_iter().chain(plain).chain(machine) {
            match result {
                Ok(output) => outputs.push(output),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(outputs)
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
