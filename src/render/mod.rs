//! The fourth stage: pages of the plan to finished files.
//!
//! [`render()`] is the entry point: HTML by the [`theme`], files for programs by Rust. Pages are
//! rendered in parallel and come out in the order of the plan. Nothing is written here.

mod data;
mod feed;
mod sitemap;
pub mod theme;

use rayon::prelude::*;

pub use data::{SummitsFile, summits_file};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::theme::ThemeFiles;
use crate::model::Model;
use crate::pages::drawing::LandError;
use crate::pages::plan::{MachineFile, PlainContent, Plan, custom_domain};
use crate::pages::survey::Survey;
use crate::pages::url::PagePath;
use crate::pages::view::Views;
use crate::pages::view::atlas::Atlas;
use crate::write::{Content, OutputFile, OutputPath};
use theme::Theme;

/// Renders all files of a site. The callback is told how many pages are done.
///
/// # Errors
/// Every fault of the theme's templates that showed.
pub fn render(
    model: &Model,
    plan: &Plan,
    files: &ThemeFiles,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<OutputFile>, Vec<Diagnostic>> {
    let atlas =
        Atlas::draw(Survey::of(model), &files.land).map_err(|error| vec![land_fault(&error)])?;
    let views = Views::new(model, plan, &atlas);
    let theme = Theme::compile(files, &views.site(&files.stylesheets), &model.language)?;
    let pages: Vec<Result<OutputFile, Diagnostic>> = plan
        .pages
        .par_iter()
        .map(|page| {
            let (head, view) = views.view(page);
            let html = theme.render(page.kind.template(), &head, &view)?;
            progress();
            output(&page.path, Content::Bytes(html))
        })
        .collect();
    let plain = plan.files.iter().filter_map(|file| {
        let content = match &file.content {
            PlainContent::OnDisk(path) => Content::CopyOf(path.clone()),
            // Maps are drawn, below.
            PlainContent::Map => return None,
            PlainContent::Theme(path) => {
                Content::Bytes(files.files.get(path).cloned().unwrap_or_default())
            }
        };
        Some(output(&file.path, content))
    });
    let maps = atlas
        .files()
        .filter(|(wanted, _)| plan.has(wanted.path.as_str()))
        .map(|(wanted, map)| output(&wanted.path, Content::Bytes(map.file().into_bytes())));
    let machine = plan.machine_files.iter().map(|file| {
        output(
            &PagePath::new(file.path()),
            Content::Bytes(machine_file(*file, model, plan)),
        )
    });

    let mut outputs =
        Vec::with_capacity(plan.pages.len() + plan.files.len() + plan.machine_files.len());
    let mut faults = Vec::new();
    for result in pages.into_iter().chain(plain).chain(maps).chain(machine) {
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

fn machine_file(file: MachineFile, model: &Model, plan: &Plan) -> Vec<u8> {
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
