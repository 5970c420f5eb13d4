//! `summitry check`: everything that `build` does but writing.

use std::time::Instant;

use clap::{Args, ValueEnum};

use super::{Exit, SiteArguments, fail, report};
use crate::diagnostic::{Level, any_error};
use crate::pipeline;

/// Finds every fault of the site without writing anything.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    site: SiteArguments,
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT", value_enum)]
    deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Check {
    pub(super) fn run(&self) -> Exit {
        let started = Instant::now();
        let options = match self.site.options() {
            Ok(options) => options,
            Err(exit) => return exit,
        };
        let mut prepared = match pipeline::prepare(&options) {
            Ok(prepared) => prepared,
            Err(failure) => return fail(&failure),
        };
        let steps = prepared.plan.pages.len() + prepared.plan.machine_files.len();
        let progress = report::Progress::new(steps);
        pipeline::rehearse(&mut prepared, &|| progress.step());
        progress.finish();
        let format = self.site.message_format;
        report::diagnostics(&prepared.diagnostics, format);
        let warned = prepared
            .diagnostics
            .iter()
            .any(|d| d.level == Level::Warning);
        let failed =
            any_error(&prepared.diagnostics) || (warned && self.deny == Some(Deny::Warnings));
        let line = format!(
            "Checked {} pages in {}; {}.",
            prepared.plan.pages.len(),
            report::seconds(started.elapsed()),
            report::count(&prepared.diagnostics)
        );
        report::closing(&line, format);
        if failed { Exit::Content } else { Exit::Done }
    }
}
