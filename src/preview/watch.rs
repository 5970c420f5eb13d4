//! Tells that something may have changed. What did is for the [`Tree`](crate::load::tree::Tree)
//! to find out: events of the system are late, doubled, or missing altogether on network drives
//! and in containers, so they only say where to look first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::builder::Message;
use crate::load::tree::{FOLDERS, Look};

/// Watches the folders of a site until it is dropped.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches the site at `root`, which has no symbolic links in it.
    ///
    /// # Errors
    /// When the system does not let itself be watched, in words for people.
    pub fn start(root: &Path, builder: Sender<Message>) -> Result<Self, String> {
        let own = root.to_owned();
        let tell = move |event: notify::Result<Event>| {
            if let Some(look) = look(&own, event) {
                // A builder that is gone needs to know nothing.
                let _ = builder.send(Message::Look(look));
            }
        };
        let watcher = RecommendedWatcher::new(tell, Config::default()).map_err(in_words)?;
        let mut watch = Self {
            root: root.to_owned(),
            watcher,
        };
        watch.again()?;
        Ok(watch)
    }

    /// Watches the folders that are there now: some may have come or been replaced.
    ///
    /// # Errors
    /// When the system does not let itself be watched, in words for people.
    pub fn again(&mut self) -> Result<(), String> {
        // The folder of the site itself is watched without what lies below: that can be anything.
        self.add(&self.root.clone(), RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            let folder = self.root.join(folder);
            if folder.is_dir() {
                self.add(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), String> {
        match self.watcher.watch(folder, mode) {
            // A folder that went away meanwhile is no fault.
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => Ok(()),
            result => result.map_err(in_words),
        }
    }
}

/// Where an event says to look; nowhere where somebody only read.
fn look(root: &Path, event: notify::Result<Event>) -> Option<Look> {
    let Ok(event) = event else {
        return Some(Look::Everywhere);
    };
    let is_reading = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if is_reading {
        return None;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Look::Everywhere);
    }
    let paths: BTreeSet<String> = event
        .paths
        .iter()
        .filter_map(|path| {
            let path = path.strip_prefix(root).ok()?;
            Some(path.to_str()?.replace('\\', "/"))
        })
        .filter(|path| {
            let top = path.split('/').next().unwrap_or_default();
            FOLDERS.contains(&top)
        })
        .collect();
    if paths.iter().any(|path| FOLDERS.contains(&path.as_str())) {
        return Some(Look::Everywhere);
    }
    (!paths.is_empty()).then_some(Look::At(paths))
}

fn in_words(error: notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system watches no more folders (fs.inotify.max_user_watches)".to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    #[test]
    fn events_say_where_to_look_and_reading_says_nothing() {
        let root = Path::new("/site");
        let event = |kind: EventKind, paths: &[&str]| {
            let mut event = Event::new(kind);
            event.paths = paths.iter().map(PathBuf::from).collect();
            look(root, Ok(event))
        };
        let modified = EventKind::Modify(ModifyKind::Any);
        let at = |path: &str| Some(Look::At([path.to_owned()].into()));
        assert_eq!(
            event(modified, &["/site/articles/a/article.md"]),
            at("articles/a/article.md")
        );
        assert_eq!(event(modified, &["/site/public/index.html"]), None);
        assert_eq!(
            event(EventKind::Create(CreateKind::Folder), &["/site/themes"]),
            Some(Look::Everywhere)
        );
        assert_eq!(
            event(
                EventKind::Access(AccessKind::Read),
                &["/site/site/site.toml"]
            ),
            None
        );
        let saved = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(
            event(saved, &["/site/site/site.toml"]),
            at("site/site.toml")
        );
        assert_eq!(
            look(root, Err(notify::Error::generic("?"))),
            Some(Look::Everywhere)
        );
    }
}
