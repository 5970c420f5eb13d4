//! `summitry build`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::{Exit, SiteArguments, fail, report};
use crate::model::types::Output;
use crate::pipeline;
use crate::pipeline::earlier::{Earlier, Summary};
use crate::write;
use crate::write::cache::Cache;

/// Builds the site.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    site: SiteArguments,
    /// The folder to write into; public/ in the site's folder by default
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write into a folder that holds other files too; they are kept
    #[arg(long)]
    force: bool,
    /// Leave out what takes long, whatever site.toml says
    #[arg(long, value_name = "OUTPUTS", value_delimiter = ',', value_enum)]
    without: Vec<Without>,
    /// Print where the time went
    #[arg(long)]
    timings: bool,
}

/// What can be left out, as it is named on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Without {
    /// The search index
    Search,
    /// Pictures for links that are shared
    ShareCards,
    /// Smaller copies of pictures
    Images,
    /// Feeds of leaders, countries and pillars
    Feeds,
    /// The Markdown of articles
    Markdown,
    /// Editions for mail
    Email,
}

impl From<Without> for Output {
    fn from(without: Without) -> Self {
        match without {
            Without::Search => Self::Search,
            Without::ShareCards => Self::ShareCards,
            Without::Images => Self::Images,
            Without::Feeds => Self::Feeds,
            Without::Markdown => Self::Markdown,
            Without::Email => Self::Email,
        }
    }
}

impl Build {
    pub(super) fn run(&self) -> Exit {
        let started = Instant::now();
        let mut options = match self.site.options() {
            Ok(options) => options,
            Err(exit) => return exit,
        };
        options.model.site.without = self.without.iter().map(|w| Output::from(*w)).collect();
        let output = self
            .output
            .clone()
            .unwrap_or_else(|| options.root.join("public"));
        let format = self.site.message_format;
        let cache = Arc::new(Cache::in_site(&options.root));
        let (unread, mut earlier) = match Earlier::look(&options, &output, self.force, &cache) {
            Ok(seen) => seen,
            Err(failure) => return fail(&failure),
        };
        if let Some(summary) = earlier.is_up_to_date(&options) {
            report::closing(&unchanged(summary, started.elapsed()), format);
            if self.timings {
                report::nothing_to_do();
            }
            // Nothing is left to do with all that memory; the process ends.
            std::mem::forget((unread, earlier));
            return Exit::Done;
        }
        // A folder that must not be written is told before any work, unless the last build wrote
        // it: then it is looked at beside the work.
        let sources = pipeline::source_folders(&options.root);
        let open = |force| write::open_target(&output, &sources, force);
        let target = match earlier.knows_output() {
            true => None,
            false => Some(open(self.force)),
        };
        if let Some(Err(error)) = target {
            return fail(&error.into());
        }
        let mut prepared = match pipeline::prepare_unread(unread, &options, &mut earlier, &cache) {
            Ok(prepared) => prepared,
            Err(failure) => return fail(&failure),
        };
        // One that holds what the last build left and nothing else need not be searched for what
        // somebody else put there.
        let target = target.unwrap_or_else(|| open(self.force || earlier.is_intact()));
        let target = match target {
            Ok(target) => target,
            Err(error) => return fail(&error.into()),
        };
        let steps = prepared.plan.pages.len() + prepared.plan.machine_files.len();
        let progress = report::Progress::new(steps);
        let built = pipeline::build(&mut prepared, earlier, &cache, target, &|| progress.step());
        progress.finish();
        report::diagnostics(&prepared.diagnostics, format);
        let count = report::count(&prepared.diagnostics);
        match built {
            Ok(None) => {
                report::closing(&format!("Nothing was written: {count}."), format);
                Exit::Content
            }
            Ok(Some(written)) => {
                cache.sweep();
                let pages = prepared.plan.pages.len();
                let removed = if written.removed == 0 {
                    String::new()
                } else {
                    format!(", {} removed", written.removed)
                };
                let line = format!(
                    "Built {pages} pages ({} files, {} changed{removed}) in {}; {count}.",
                    written.files,
                    written.written,
                    report::seconds(started.elapsed())
                );
                report::closing(&line, format);
                if self.timings {
                    report::timings(started.elapsed());
                }
                // Nothing is left to do with all that memory; the process ends.
                std::mem::forget(prepared);
                Exit::Done
            }
            Err(failure) => fail(&failure),
        }
    }
}

/// The closing line of a build that had nothing to do.
fn unchanged(Summary { pages, files, .. }: Summary, elapsed: Duration) -> String {
    let elapsed = report::seconds(elapsed);
    format!("Built {pages} pages ({files} files, 0 changed) in {elapsed}; 0 warnings.")
}
