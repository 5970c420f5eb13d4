//! The command line: arguments in, library called, results printed. Nothing else knows clap.

mod build;
mod check;
mod completions;
mod init;
mod new;
mod report;
mod schema;
mod serve;
mod why;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::diagnostic::MessageFormat;
use crate::load::SITE_FILE;
use crate::model::build::site::is_base_url;
use crate::model::{ModelOptions, SiteOverrides};
use crate::pipeline::{Failure, Options};
use crate::write::{Refusal, WriteError};

/// How a command ended, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Done.
    Done = 0,
    /// The content has errors.
    Content = 1,
    /// Wrong usage.
    Usage = 2,
    /// The machine failed: disk full, no permission.
    Machine = 3,
}

#[derive(Debug, Parser)]
#[command(name = "summitry", version, about, long_about = None, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(build::Build),
    /// Show the site in a browser, and every change as it is saved
    Serve(serve::Serve),
    /// Find every fault of the site without writing anything
    Check(check::Check),
    /// Make a new small site that works
    Init(init::Init),
    /// Make a new article or record
    New(new::New),
    /// Show every automatic link in a text, and every name left alone, with the reason
    Why(why::Why),
    /// Print the JSON Schema of a kind of record
    Schema(schema::SchemaCommand),
    /// Print a script that completes commands in a shell
    Completions(completions::Completions),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let exit = match arguments.command {
        Command::Build(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Init(command) => command.run(),
        Command::New(command) => command.run(),
        Command::Why(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    ExitCode::from(exit as u8)
}

/// Which site, and how it is to be read: what `build` and `check` share.
#[derive(Debug, Args)]
struct SiteArguments {
    /// The site's folder; by default the nearest one upwards that holds site/site.toml
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The address under which the site is published, in place of the one in site.toml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// The site as it was known on a day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    as_of: Option<jiff::civil::Date>,
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// Show what lies in the future
    #[arg(long)]
    future: bool,
    /// Take references that lead nowhere for warnings
    #[arg(long)]
    allow_unresolved: bool,
    /// How faults are told
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

fn base_url(text: &str) -> Result<String, String> {
    if is_base_url(text) {
        Ok(text.to_owned())
    } else {
        Err("write scheme, host and path, such as https://user.github.io/repo/".to_owned())
    }
}

impl SiteArguments {
    /// What the library is asked to do; tells where there is no site.
    fn options(&self) -> Result<Options, Exit> {
        let Some(root) = root(self.root.as_deref()) else {
            return Err(Exit::Usage);
        };
        Ok(Options {
            root,
            model: ModelOptions {
                site: SiteOverrides {
                    base_url: self.base_url.clone(),
                    base_path: None,
                    as_of: self.as_of,
                    without: Vec::new(),
                },
                drafts: self.drafts,
                future: self.future,
            },
            allow_unresolved: self.allow_unresolved,
        })
    }
}

/// The root of the site that is meant; tells where there is none.
fn root(given: Option<&Path>) -> Option<PathBuf> {
    let found = match given {
        Some(root) => Some(root.to_owned()).filter(|root| root.join(SITE_FILE).is_file()),
        None => std::env::current_dir().ok().and_then(|here| {
            here.ancestors()
                .find(|folder| folder.join(SITE_FILE).is_file())
                .map(Path::to_owned)
        }),
    };
    if found.is_none() {
        match given {
            Some(root) => report::error(&format!(
                "{} is not a site: it has no {SITE_FILE}",
                root.display()
            )),
            None => report::error(&format!(
                "there is no site here: neither this folder nor one above it holds {SITE_FILE}"
            )),
        }
        report::help("make a site with `summitry init DIR`, or name one with `--root DIR`");
    }
    found
}

/// Tells why a run could not be made, and how the process ends.
fn fail(failure: &Failure) -> Exit {
    match failure {
        Failure::Machine(error) => {
            report::error(&error.to_string());
            Exit::Machine
        }
        Failure::Clock(error) => {
            report::error(&error.0);
            Exit::Usage
        }
        Failure::Write(error) => {
            report::error(&error.to_string());
            match error {
                WriteError::Refused(Refusal::SamePath { .. } | Refusal::FileAndFolder { .. }) => {
                    Exit::Content
                }
                WriteError::Refused(Refusal::Locked { .. }) | WriteError::Machine(_) => {
                    Exit::Machine
                }
                WriteError::Refused(_) => Exit::Usage,
            }
        }
    }
}
