//! The five stages in a row: load, model, pages, render, write.
//!
//! [`prepare`] goes as far as the content can be judged without rendering, [`render()`] makes the
//! files, [`build`] writes them. A stage that finds errors ends the run, so what is written is
//! always the work of a run without any.

pub mod earlier;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::clock::{ClockError, Now};
use crate::diagnostic::{self, Code, Diagnostic, SourceText};
use crate::language::Language;
use crate::load::memory::{Memory as FilesRead, Overtaken};
use crate::load::theme::{ThemeFiles, load_theme};
use crate::load::tree::{Tree, Unread};
use crate::load::{self, Sources};
use crate::model::build::{build as build_model, site};
use crate::model::mention::KeptReadings;
use crate::model::{self, Model, ModelOptions};
use crate::pages::plan::Plan;
use crate::pages::planner::plan;
use crate::render::{self as rendering, Delivery, Press, Stopped};
use crate::timings::{Stage, counted, timed};
use crate::write::cache::Cache;
use crate::write::{Content, OutputFile, OutputPath, Target, WriteError, WriteReport, Writer};
use earlier::Earlier;

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The root of the site.
    pub root: PathBuf,
    /// What is asked of the model.
    pub model: ModelOptions,
    /// Takes references that lead nowhere for warnings.
    pub allow_unresolved: bool,
}

/// Why a run could not be made at all. Faults of the content are diagnostics instead.
#[derive(Debug)]
pub enum Failure {
    /// Something on the machine failed.
    Machine(std::io::Error),
    /// The clock was set wrongly.
    Clock(ClockError),
    /// The output folder was refused or could not be written.
    Write(WriteError),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Machine(error) => error.fmt(f),
            Self::Clock(error) => error.0.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Machine(error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

/// What one run leaves for the next, so that it works out only what changed.
#[derive(Debug, Default)]
pub struct Memory {
    theme: Option<KnownTheme>,
    model: model::build::Memory,
    render: rendering::Memory,
}

/// The theme and the language of a site, with all that they rest on.
#[derive(Debug)]
struct KnownTheme {
    themes_changed: usize,
    site_file: Arc<SourceText>,
    files: Arc<ThemeFiles>,
    language: Arc<Language>,
    faults: Vec<Diagnostic>,
}

impl Memory {
    /// The theme and the language, read again only where their files or the settings changed.
    fn theme(&mut self, tree: &Tree, sources: &Sources) -> &KnownTheme {
        let known = self.theme.take().filter(|known| {
            known.themes_changed == tree.themes_changed()
                && Arc::ptr_eq(&known.site_file, &sources.site_file)
        });
        self.theme.insert(known.unwrap_or_else(|| {
            let (name, named_at) = sources.theme();
            let (files, mut faults) = load_theme(tree, name, named_at);
            let (language, more) = Language::new(sources.language(), &files.texts);
            faults.extend(more);
            KnownTheme {
                themes_changed: tree.themes_changed(),
                site_file: Arc::clone(&sources.site_file),
                files: Arc::new(files),
                language: Arc::new(language),
                faults,
            }
        }))
    }
}

/// A site that is understood and planned.
#[derive(Debug)]
pub struct Prepared {
    /// The model.
    pub model: Arc<Model>,
    /// The plan.
    pub plan: Arc<Plan>,
    /// The theme's files.
    pub theme: Arc<ThemeFiles>,
    /// How texts read, for the next build, where the site was read once.
    pub readings: KeptReadings,
    /// What was read from files, for the next build; missing where nearly all of it is known.
    pub files_read: Option<Vec<u8>>,
    /// Who tells of files that became others while the site was understood and rendered.
    pub overtaken: Overtaken,
    /// Everything found so far, in order of file and line.
    pub diagnostics: Vec<Diagnostic>,
}

impl Prepared {
    /// Whether anything stops the build.
    pub fn has_errors(&self) -> bool {
        diagnostic::any_error(&self.diagnostics)
    }

    fn tell(&mut self, faults: Vec<Diagnostic>) {
        self.diagnostics.extend(faults);
        diagnostic::sort(&mut self.diagnostics);
    }
}

/// Loads, understands and plans a site.
///
/// # Errors
/// When files cannot be read or the clock is set wrongly.
pub fn prepare(options: &Options) -> Result<Prepared, Failure> {
    prepare_unread(
        look(options)?,
        options,
        &mut Earlier::default(),
        &Cache::idle(),
    )
}

/// Under which kind the cache keeps what was read from files.
const FILES_READ: &str = "files read";

/// Looks at the files of a site.
///
/// # Errors
/// When a folder cannot be listed.
pub fn look(options: &Options) -> Result<Unread, Failure> {
    let unread = timed(Stage::Load, || Unread::look(&options.root))?;
    let bytes: u64 = unread.stamps().map(|(_, stamp)| stamp.size).sum();
    counted(Stage::Load, unread.stamps().count(), bytes as usize);
    Ok(unread)
}

/// Loads, understands and plans a site that was looked at. What was read and understood before
/// comes from the cache, and from what an earlier build left.
///
/// # Errors
/// When files cannot be read or the clock is set wrongly.
pub fn prepare_unread(
    unread: Unread,
    options: &Options,
    earlier: &mut Earlier,
    cache: &Cache,
) -> Result<Prepared, Failure> {
    let program = earlier::program();
    let (tree, base) = timed(Stage::Load, || {
        let known = cache.note(FILES_READ, &[]).unwrap_or_default();
        let tree = unread.read(FilesRead::of(known, program))?;
        let base = earlier.base(&tree);
        Ok::<_, Failure>((tree, base))
    })?;
    let mut memory = Memory {
        model: model::build::Memory::of_one_build(base, earlier.take_readings()),
        ..Memory::default()
    };
    let (prepared, files_read) = rayon::join(
        || prepare_from(&tree, options, &mut memory),
        // One thread understands the site, so that the others have time for this.
        || {
            earlier.look_at_output();
            match cache.is_idle() {
                true => None,
                false => tree.note(program),
            }
        },
    );
    let mut prepared = prepared?;
    prepared.files_read = files_read;
    prepared.overtaken.check()?;
    prepared.readings = memory.model.into_kept();
    // It holds much, and nobody needs it; that need not be waited for.
    rayon::spawn(move || drop(tree));
    Ok(prepared)
}

/// Understands and plans the site that a tree holds.
///
/// # Errors
/// When the clock is set wrongly.
pub fn prepare_from(
    tree: &Tree,
    options: &Options,
    memory: &mut Memory,
) -> Result<Prepared, Failure> {
    let (sources, mut diagnostics) = timed(Stage::Load, || load::load(tree));
    let known = memory.theme(tree, &sources);
    diagnostics.extend(known.faults.iter().cloned());
    let (theme, language) = (Arc::clone(&known.files), Arc::clone(&known.language));
    let (model, faults) = timed(Stage::Model, || {
        build_model(sources, &options.model, language, &mut memory.model)
    })
    .map_err(Failure::Clock)?;
    diagnostics.extend(faults);
    let named: usize = model.proses().map(|(_, prose)| prose.links.len()).sum();
    counted(Stage::Mentions, named, 0);
    counted(Stage::Model, model.proses().count(), 0);
    let plan = timed(Stage::Plan, || {
        let (plan, faults) = plan(&model, &theme);
        diagnostics.extend(faults);
        diagnostics.extend(crate::pages::check(&model, &plan));
        plan
    });
    counted(Stage::Plan, plan.file_count(), 0);
    if options.allow_unresolved {
        let lower = |d: Diagnostic| {
            if matches!(
                d.code,
                Code::UnresolvedReference | Code::UnknownSource | Code::DeadLink
            ) {
                d.lowered()
            } else {
                d
            }
        };
        diagnostics = diagnostics.into_iter().map(lower).collect();
    }
    diagnostic::sort(&mut diagnostics);
    Ok(Prepared {
        model: Arc::new(model),
        plan: Arc::new(plan),
        theme,
        readings: KeptReadings::default(),
        files_read: None,
        overtaken: tree.overtaken().clone(),
        diagnostics,
    })
}

/// Makes a prepared site ready to be rendered. Faults of the theme join the diagnostics; with any
/// error there is nothing to render.
pub fn set_up(prepared: &mut Prepared, memory: &mut Memory) -> Option<Press> {
    if prepared.has_errors() {
        return None;
    }
    press(prepared, memory)
        .map_err(|faults| prepared.tell(faults))
        .ok()
}

fn press(prepared: &Prepared, memory: &mut Memory) -> Result<Press, Vec<Diagnostic>> {
    let Prepared {
        model, plan, theme, ..
    } = prepared;
    Press::set_up(model, plan, theme, &mut memory.render)
}

/// Renders all files and keeps none, to find the faults of the theme; they join the diagnostics.
pub fn rehearse(prepared: &mut Prepared, progress: &(dyn Fn() + Sync)) {
    let mut memory = memory_with(&Arc::new(Cache::idle()));
    let Some(press) = set_up(prepared, &mut memory) else {
        return;
    };
    let delivery: Delivery<'_, Infallible> = Delivery {
        is_wanted: &|_| true,
        is_index_wanted: true,
        take: &|_, _, _| Ok(()),
        progress,
    };
    match press.all(&delivery) {
        Ok(rendered) => prepared.tell(rendered.warnings),
        Err(Stopped::Faults(faults)) => prepared.tell(faults),
        Err(Stopped::Refused(never)) => match never {},
    }
}

/// Renders all files into memory, for those who look at them there. Faults of the theme join the
/// diagnostics; with any error there are no files.
pub fn render(
    prepared: &mut Prepared,
    cache: &Arc<Cache>,
    progress: &(dyn Fn() + Sync),
) -> Option<Vec<OutputFile>> {
    let press = set_up(prepared, &mut memory_with(cache))?;
    let paths = rendering::paths(&prepared.plan);
    let paths = paths.map_err(|faults| prepared.tell(faults)).ok()?;
    let contents: Vec<OnceLock<Content>> = std::iter::repeat_with(OnceLock::new)
        .take(paths.len())
        .collect();
    let delivery: Delivery<'_, Infallible> = Delivery {
        is_wanted: &|_| true,
        is_index_wanted: true,
        take: &|number, made, _| {
            let _ = contents[number].set(made.content.clone());
            Ok(())
        },
        progress,
    };
    let rendered = match press.all(&delivery) {
        Ok(rendered) => rendered,
        Err(Stopped::Faults(faults)) => {
            prepared.tell(faults);
            return None;
        }
        Err(Stopped::Refused(never)) => match never {},
    };
    prepared.tell(rendered.warnings);
    let contents = contents.into_iter().filter_map(OnceLock::into_inner);
    let files = paths.into_iter().zip(contents);
    let files = files.map(|(path, content)| OutputFile { path, content });
    Some(files.chain(rendered.search_index).collect())
}

/// Renders all files, each written as soon as it is made, and puts them into their places once
/// the last one is there. What an earlier build left is not made again. Faults of the theme join
/// the diagnostics; with any error nothing changes, and there is no report.
///
/// # Errors
/// When the output folder cannot be written, or a file of the site changed since it was looked at;
/// what was there stays whole.
pub fn build(
    prepared: &mut Prepared,
    earlier: Earlier,
    cache: &Arc<Cache>,
    target: Target,
    progress: &(dyn Fn() + Sync),
) -> Result<Option<WriteReport>, Failure> {
    if prepared.has_errors() {
        return Ok(None);
    }
    let (paths, writer) = rayon::join(
        || rendering::paths(&prepared.plan),
        || Writer::begin(target),
    );
    let paths = match paths {
        Ok(paths) => paths,
        Err(faults) => {
            prepared.tell(faults);
            return Ok(None);
        }
    };
    let writer = writer?;
    let mut memory = memory_with(cache);
    let files_read = prepared.files_read.take();
    let (press, (mut spared, batch)) = rayon::join(
        || press(prepared, &mut memory),
        || {
            if let Some(note) = files_read {
                cache.keep_note(FILES_READ, &[], &note);
            }
            rayon::join(
                || earlier.spares(prepared, &paths),
                || writer.batch(&paths, &earlier.has_folder()),
            )
        },
    );
    let press = match press {
        Ok(press) => press,
        Err(faults) => {
            prepared.tell(faults);
            return Ok(None);
        }
    };
    let batch = batch?;
    let known_index = spared.take_search_index();
    let made: Vec<OnceLock<earlier::Made>> = std::iter::repeat_with(OnceLock::new)
        .take(paths.len())
        .collect();
    let delivery = Delivery {
        is_wanted: &|number| {
            let is_spared = spared.is_spared(number);
            if is_spared {
                batch.keep(number);
                progress();
            }
            !is_spared
        },
        is_index_wanted: known_index.is_none(),
        take: &|number, file, reads| {
            let told = !file.warnings.is_empty();
            let _ = made[number].set(earlier::Made { reads, told });
            timed(Stage::Write, || batch.put(number, &file.content))
        },
        progress,
    };
    let rendered = match press.all(&delivery) {
        Ok(rendered) => rendered,
        Err(Stopped::Faults(faults)) => {
            prepared.tell(faults);
            return Ok(None);
        }
        Err(Stopped::Refused(why)) => return Err(why.into()),
    };
    prepared.overtaken.check()?;
    prepared.tell(rendered.warnings);
    // Nothing is left to do with all that memory; the process ends.
    std::mem::forget(press);
    let files = rendered.search_index;
    let is_known = known_index.is_some();
    let paths_of = |files: &[OutputFile]| files.iter().map(|file| file.path.clone()).collect();
    let index_paths: Vec<OutputPath> = known_index.unwrap_or_else(|| paths_of(&files));
    let index = timed(Stage::Write, || writer.batch(&index_paths, &|_| false))?;
    let batches = [batch, index];
    let report = timed(Stage::Write, || {
        let [_, index] = &batches;
        if is_known {
            (0..index_paths.len()).for_each(|number| index.keep(number));
        }
        let put = |(number, file): (usize, &OutputFile)| index.put(number, &file.content);
        files.par_iter().enumerate().try_for_each(put)?;
        writer.finish(&batches)
    })?;
    counted(Stage::Write, report.written, report.bytes_written as usize);
    let index_made = index_paths.iter().map(|_| match is_known {
        true => None,
        false => Some(earlier::Made::default()),
    });
    let made = made.into_iter().map(OnceLock::into_inner);
    let made = made.chain(index_made).collect();
    timed(Stage::Write, || {
        let finished = earlier::Finished {
            paths: &paths,
            search_index: &index_paths,
            made,
            stamp: &|number| match number.checked_sub(paths.len()) {
                None => batches[0].stamp(number),
                Some(number) => batches[1].stamp(number),
            },
            removed: report.removed > 0,
        };
        earlier.leave(prepared, spared, finished, cache);
    });
    Ok(Some(report))
}

fn memory_with(cache: &Arc<Cache>) -> Memory {
    Memory {
        render: rendering::Memory::with_cache(Arc::clone(cache)),
        ..Memory::default()
    }
}

/// The day that it is for a site, in its own time zone.
///
/// # Errors
/// When site.toml cannot be read or the clock is set wrongly.
pub fn today(root: &Path) -> Result<jiff::civil::Date, Failure> {
    let (record, file) = load::load_site(root)?;
    let zone = site::time_zone(&record.time_zone, &file, &mut Vec::new());
    Ok(Now::decide(None, &zone).map_err(Failure::Clock)?.today)
}

/// The folders that an output folder must not hold nor lie in.
pub fn source_folders(root: &Path) -> Vec<PathBuf> {
    ["site", "articles", "themes"]
        .iter()
        .map(|folder| root.join(folder))
        .collect()
}
