//! `summitry why FILE`: every name found in a text, and the rule that decided.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Exit, SiteArguments, fail, report};
use crate::diagnostic::MessageFormat;
use crate::model::ids::Entity;
use crate::model::mention::{Finder, Mention};
use crate::pipeline;

/// Shows every automatic link in a text, and every name left alone, with the reason.
#[derive(Debug, Args)]
pub(super) struct Why {
    #[command(flatten)]
    site: SiteArguments,
    /// The text: a path from here, or from the site's folder
    file: PathBuf,
}

/// A name, for programs.
#[derive(Serialize)]
struct JsonMention<'m> {
    file: &'m str,
    line: usize,
    column: usize,
    text: &'m str,
    linked: Option<String>,
    reason: &'m str,
}

impl Why {
    pub(super) fn run(&self) -> Exit {
        let options = match self.site.options() {
            Ok(options) => options,
            Err(exit) => return exit,
        };
        let prepared = match pipeline::prepare(&options) {
            Ok(prepared) => prepared,
            Err(failure) => return fail(&failure),
        };
        let Some(entity) = self
            .path_in_site(&options.root)
            .and_then(|path| prepared.plan.entity_of_source(&path))
        else {
            report::error(&format!("{} is no text of this site", self.file.display()));
            report::help(
                "name an article.md or a record under site/; drafts need --drafts, later ones --future",
            );
            return Exit::Usage;
        };
        let Some(prose) = prepared.model.prose_of(entity) else {
            return Exit::Done;
        };
        let finder = Finder::new(&prepared.model);
        if !finder.is_wanted(entity) {
            report::help("autolink is turned off for this text; these names would be found");
        }
        let reading = finder.read(entity, prose);
        for mention in &reading.mentions {
            self.print(mention, &|entity| prepared.model.id_of(entity));
        }
        Exit::Done
    }

    /// The path from the root of the site, as the plan knows it.
    fn path_in_site(&self, root: &Path) -> Option<String> {
        let root = root.canonicalize().ok()?;
        let file = self
            .file
            .canonicalize()
            .or_else(|_| root.join(&self.file).canonicalize())
            .ok()?;
        let path = file.strip_prefix(&root).ok()?;
        Some(path.to_string_lossy().replace('\\', "/"))
    }

    fn print(&self, mention: &Mention, id: &dyn Fn(Entity) -> String) {
        let at = mention.location.line_column();
        let linked = mention.linked.map(id);
        let mut out = std::io::stdout();
        // A reader that has gone away is no reason to fail.
        let _ = match self.site.message_format {
            MessageFormat::Json => {
                let line = JsonMention {
                    file: &mention.location.file.path,
                    line: at.line,
                    column: at.column,
                    text: &mention.text,
                    linked,
                    reason: &mention.reason,
                };
                serde_json::to_string(&line).map_or(Ok(()), |line| writeln!(out, "{line}"))
            }
            _ => {
                let what = linked.map_or_else(|| "left alone".to_owned(), |id| format!("[[{id}]]"));
                writeln!(
                    out,
                    "{}:{}  {}  ->  {what}  ({})",
                    at.line, at.column, mention.text, mention.reason
                )
            }
        };
    }
}
