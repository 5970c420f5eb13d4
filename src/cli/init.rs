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
                for file in &files {
                    println!("{}", self.dir.join(file).display());
                }
                println!(
                    "\nA site is in {}. Build it with:\n  summitry build --root {}",
                    self.dir.display(),
                    self.dir.display()
                );
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
