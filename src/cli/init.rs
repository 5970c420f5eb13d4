//! `summitry init`.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, report};
use crate::scaffold;

/// Makes a new small site that works.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder to make; it may exist if it is empty
    dir: PathBuf,
    /// The name of the publication
    #[arg(long)]
    title: Option<String>,
}

impl Init {
    pub(super) fn run(&self) -> Exit {
        match scaffold::init(&self.dir, self.title.as_deref()) {
            Ok(files) => {
                let paths: Vec<String> = files
                    .iter()
                    .map(|file| self.dir.join(file).display().to_string())
                    .collect();
                let dir = self.dir.display();
                report::output(&format!(
                    "{}\n\nA site is in {dir}. See it with:\n  summitry serve --open --root {dir}",
                    paths.join("\n")
                ));
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
