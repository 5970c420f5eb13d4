//! `summitry completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Exit, report};

/// Prints a script that completes commands in a shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut Arguments::command(),
            "summitry",
            &mut script,
        );
        report::output(String::from_utf8_lossy(&script).trim_end());
        Exit::Done
    }
}
