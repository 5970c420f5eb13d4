//! `summitry new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Exit, fail, report, root};
use crate::pipeline;
use crate::scaffold::{self, NewKind};

/// Makes a new article or record.
#[derive(Debug, Args)]
pub(super) struct New {
    /// What to make
    #[arg(value_enum)]
    kind: Kind,
    /// Its name, title or id
    name: String,
    /// The site's folder; by default the nearest one upwards that holds site/site.toml
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Article,
    Leader,
    Summit,
    Event,
    Trip,
}

impl From<Kind> for NewKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Article => Self::Article,
            Kind::Leader => Self::Leader,
            Kind::Summit => Self::Summit,
            Kind::Event => Self::Event,
            Kind::Trip => Self::Trip,
        }
    }
}

impl New {
    pub(super) fn run(&self) -> Exit {
        let Some(root) = root(self.root.as_deref()) else {
            return Exit::Usage;
        };
        let today = match pipeline::today(&root) {
            Ok(today) => today,
            Err(failure) => return fail(&failure),
        };
        match scaffold::new(&root, self.kind.into(), &self.name, today) {
            Ok(path) => {
                report::output(&path.display().to_string());
                Exit::Done
            }
            Err(error) => {
                report::error(&error.to_string());
                if error.is_usage() {
                    Exit::Usage
                } else {
                    Exit::Machine
                }
            }
        }
    }
}
