//! Keeps the stage up to date: looks, waits until the disk is quiet, builds, and swaps.
//!
//! Every new state is worked out from the tree as a fresh build would; only what did not change is
//! taken from memory. Faults leave the last good site on the stage, with the news of what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::edition::Edition;
use super::news::{Fault, News};
use super::stage::{Served, Stage, State};
use super::watch::Watch;
use crate::clock;
use crate::diagnostic::{self, Diagnostic};
use crate::load::tree::{Look, Tree};
use crate::pipeline::{self, Failure, Memory, Options};

/// Pause after which a saved file is taken for finished.
const QUIET: Duration = Duration::from_millis(8);
/// The same where several files changed at once, as when a branch is checked out.
const QUIET_OF_MANY: Duration = Duration::from_millis(100);
/// How many changed files are several.
const MANY: usize = 3;
/// How long a file may be gone or empty before that is believed: editors write a new file in the
/// place of the old one, or empty it first.
const DOUBT: Duration = Duration::from_millis(400);
/// How long a new fault waits for the rest of a file that is being written.
const SECOND_THOUGHT: Duration = Duration::from_millis(150);
/// Longest wait for a disk that never is quiet.
const PATIENCE: Duration = Duration::from_secs(3);
/// Pause between two looks at everything, which find what no event told.
const SWEEP: Duration = Duration::from_secs(1);
/// A sweep takes at most this part of the time.
const SHARE_OF_SWEEPS: u32 = 20;
/// How long nothing changes before every page is rendered to find faults of the theme.
const IDLE: Duration = Duration::from_secs(2);
/// Files that are named to browsers.
const MOST_NAMED: usize = 20;

/// What the builder is told.
#[derive(Debug)]
pub enum Message {
    /// Something may have changed.
    Look(Look),
    /// Pages of an edition could not be rendered.
    Broken {
        /// Number of the edition.
        number: u64,
        /// Addresses of the pages, each with what is wrong with the theme.
        pages: Vec<(String, Diagnostic)>,
    },
    /// Every page of the edition of this number was rendered, and none is broken.
    Whole(u64),
}

/// What happened, for the terminal.
#[derive(Debug)]
pub struct Told<'t> {
    /// Source files that changed; none at the start.
    pub changed: &'t BTreeSet<String>,
    /// How long it took from the change to the new site.
    pub took: Duration,
    /// Number of pages, where there is a site.
    pub pages: Option<usize>,
    /// All faults, in order.
    pub diagnostics: &'t [Diagnostic],
}

/// Builds one state after the other.
pub struct Builder {
    options: Options,
    tree: Tree,
    memory: Memory,
    messages: Receiver<Message>,
    sender: Sender<Message>,
    /// The last good site.
    good: Option<Arc<Edition>>,
    /// The one before it, to go back to where the last turns out to be broken.
    before: Option<Arc<Edition>>,
    /// The last one of which every page was rendered, or the first of all: the one before may be
    /// as broken as the last.
    whole: Option<Arc<Edition>>,
    /// The number of the edition of the files as they are; nought where they have errors.
    newest: u64,
    /// Whether the disk could not be read the last time.
    failed: bool,
    /// Addresses of pages that could not be rendered.
    broken: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
    /// Source files that changed since the last good site.
    pending: BTreeSet<String>,
    /// Old addresses of pages with the new ones, since the preview began.
    moved: BTreeMap<String, String>,
    /// The version of the state on the stage.
    version: Option<String>,
    base_path: String,
    /// The moment at which the same files make another site.
    good_until: Option<Timestamp>,
    /// How long the last look at everything took, without what came of it.
    walk: Duration,
    /// Shows the page whose source was saved.
    follow: bool,
    themes_changed: usize,
    started: String,
    number: Arc<AtomicU64>,
    built: String,
    told: Box<dyn Fn(&Told<'_>) + Send>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("root", &self.options.root)
            .finish_non_exhaustive()
    }
}

/// What is asked of a builder.
pub struct Orders {
    /// What a build would be asked to do.
    pub options: Options,
    /// Shows the page whose source was saved.
    pub follow: bool,
    /// Is told of every new state.
    pub told: Box<dyn Fn(&Told<'_>) + Send>,
}

impl std::fmt::Debug for Orders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Orders")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Reads the site and builds it for the first time.
    ///
    /// # Errors
    /// When the files cannot be read or the clock is set wrongly.
    pub fn start(
        orders: Orders,
        sender: Sender<Message>,
        messages: Receiver<Message>,
    ) -> Result<(Self, Stage), Failure> {
        let began = Instant::now();
        let tree = Tree::watch(&orders.options.root)?;
        let mut builder = Self {
            options: orders.options,
            tree,
            memory: Memory::default(),
            messages,
            sender,
            good: None,
            before: None,
            whole: None,
            newest: 0,
            good_until: None,
            walk: Duration::ZERO,
            failed: false,
            broken: BTreeSet::new(),
            diagnostics: Vec::new(),
            pending: BTreeSet::new(),
            moved: BTreeMap::new(),
            version: None,
            base_path: "/".to_owned(),
            follow: orders.follow,
            themes_changed: 0,
            started: clock::moment(),
            number: Arc::new(AtomicU64::new(0)),
            built: String::new(),
            told: orders.told,
        };
        let edition = builder.build(true)?;
        let news = builder.put(edition, &BTreeSet::new(), began);
        let stage = Stage::new(builder.state(&news));
        Ok((builder, stage))
    }

    /// The root of the site, without symbolic links.
    pub fn root(&self) -> PathBuf {
        self.tree.real_root().to_owned()
    }

    /// Faults of the state on the stage, in order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Goes on until the process ends.
    pub fn run(mut self, stage: &Stage, mut watch: Option<Watch>) {
        let mut next_sweep = Instant::now() + SWEEP;
        let mut idle_since = Some(Instant::now());
        loop {
            let now = Instant::now();
            let idle_at = idle_since.map(|since| since + IDLE);
            let wake = idle_at.map_or(next_sweep, |at| at.min(next_sweep));
            match self
                .messages
                .recv_timeout(wake.saturating_duration_since(now))
            {
                Ok(Message::Look(look)) => {
                    if self.look(look, stage) {
                        idle_since = Some(Instant::now());
                    }
                }
                Ok(other) => self.hear(other, stage),
                Err(RecvTimeoutError::Timeout) => {
                    if idle_at.is_some_and(|at| at <= Instant::now()) {
                        idle_since = None;
                        self.try_everything();
                    }
                    if next_sweep <= Instant::now() {
                        if self.sweep(stage) {
                            idle_since = Some(Instant::now());
                            // No event told of it: folders may have been replaced.
                            watch = watch
                                .take()
                                .and_then(|mut watch| watch.again().is_ok().then_some(watch));
                        }
                        let pause = self.walk * SHARE_OF_SWEEPS;
                        next_sweep = Instant::now() + pause.max(SWEEP);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Looks at everything, and at the clock; whether there is a new state.
    pub fn sweep(&mut self, stage: &Stage) -> bool {
        let over = self.good_until.is_some_and(clock::is_past);
        let found = self.look(Look::Everywhere, stage);
        if over && !found {
            self.rebuild(&BTreeSet::new(), Instant::now(), stage);
        }
        found || over
    }

    /// Looks, and builds where something changed; whether there is a new state.
    pub fn look(&mut self, look: Look, stage: &Stage) -> bool {
        let began = Instant::now();
        let mut changed = BTreeSet::new();
        let failed = self.failed;
        match self.settled(look, &mut changed, stage) {
            Some(true) => {}
            // What the machine refused before goes now.
            Some(false) if failed => {}
            _ => return false,
        }
        self.rebuild(&changed, began, stage);
        true
    }

    /// Waits until the disk is quiet and reads what changed. `None` where it cannot be read, which
    /// is told; else whether anything changed.
    fn settled(
        &mut self,
        mut look: Look,
        changed: &mut BTreeSet<String>,
        stage: &Stage,
    ) -> Option<bool> {
        let began = Instant::now();
        look = self.with_waiting(look, stage);
        let taken = loop {
            let looked = Instant::now();
            let glance = match self.tree.glance(&look) {
                Ok(glance) => glance,
                Err(error) => break Err(error),
            };
            if look == Look::Everywhere {
                self.walk = looked.elapsed();
            }
            let quiet = match (glance.changed, glance.doubtful) {
                (0, _) => Duration::ZERO,
                (_, true) => DOUBT,
                (MANY.., _) => QUIET_OF_MANY,
                _ => QUIET,
            };
            if began.elapsed() < PATIENCE
                && let Some(more) = self.look_within(quiet, stage)
            {
                look = look.and(more);
                continue;
            }
            // Nothing was told since; but what was doubtful then may be there by now.
            let last = if glance.doubtful {
                self.tree.glance(&look)
            } else {
                Ok(glance)
            };
            match last.and_then(|glance| self.tree.take(glance)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    if began.elapsed() > PATIENCE {
                        // The next look at everything finds it as it is then.
                        return Some(false);
                    }
                }
                taken => break taken,
            }
        };
        match taken {
            Ok(paths) => {
                self.failed = false;
                changed.extend(paths);
                Some(!changed.is_empty())
            }
            Err(error) => {
                self.fail(&Failure::Machine(error), stage);
                None
            }
        }
    }

    /// The next place to look at, where one is told within a time.
    fn look_within(&mut self, time: Duration, stage: &Stage) -> Option<Look> {
        let until = Instant::now() + time;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left).ok()? {
                Message::Look(look) => return Some(self.with_waiting(look, stage)),
                other => self.hear(other, stage),
            }
        }
    }

    /// A look with all that wait behind it: a burst is looked at once, not once for each file.
    fn with_waiting(&mut self, mut look: Look, stage: &Stage) -> Look {
        while let Ok(message) = self.messages.try_recv() {
            match message {
                Message::Look(more) => look = look.and(more),
                other => self.hear(other, stage),
            }
        }
        look
    }

    /// What is told of editions.
    fn hear(&mut self, message: Message, stage: &Stage) {
        match message {
            Message::Look(_) => {}
            Message::Broken { number, pages } => self.turn_back(number, pages, stage),
            Message::Whole(number) => {
                let good = self.good.iter().find(|good| good.number == number);
                self.whole = good.cloned().or(self.whole.take());
            }
        }
    }

    /// Builds from the tree and swaps what is shown.
    fn rebuild(&mut self, changed: &BTreeSet<String>, began: Instant, stage: &Stage) {
        // Whoever still renders the edition before leaves off.
        self.number.fetch_add(1, Ordering::Relaxed);
        let mut changed = changed.clone();
        let themes_changed = self.themes_changed;
        let built = loop {
            let is_new_theme = self.tree.themes_changed() != themes_changed
                || changed.contains(crate::load::SITE_FILE);
            let was_well = !diagnostic::any_error(&self.diagnostics);
            let built = self.build(is_new_theme);
            let is_broken = matches!(built, Ok(None));
            if is_broken
                && was_well
                && began.elapsed() < PATIENCE
                && let Some(look) = self.look_within(SECOND_THOUGHT, stage)
            {
                // The file was being written; what is wrong now may be right in a moment.
                self.settled(look, &mut changed, stage);
                self.diagnostics.clear();
                continue;
            }
            break built;
        };
        match built {
            Ok(edition) => {
                let news = self.put(edition, &changed, began);
                stage.set(self.state(&news));
            }
            Err(failure) => self.fail(&failure, stage),
        }
    }

    /// A new edition; none where there are errors, which are then among the diagnostics.
    fn build(&mut self, is_new_theme: bool) -> Result<Option<Arc<Edition>>, Failure> {
        self.themes_changed = self.tree.themes_changed();
        self.newest = 0;
        let mut prepared = pipeline::prepare_from(&self.tree, &self.options, &mut self.memory)?;
        self.base_path.clone_from(&prepared.model.site.base_path);
        self.good_until = Some(prepared.model.good_until);
        let press = pipeline::set_up(&mut prepared, &mut self.memory);
        self.diagnostics = prepared.diagnostics;
        let Some(press) = press else {
            return Ok(None);
        };
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        let edition = Edition::new(number, press, self.root(), self.sender.clone());
        let mut tried = edition.try_pages(&self.broken);
        if tried.is_ok() {
            self.broken.clear();
            if is_new_theme {
                tried = edition.try_every_kind();
            }
        }
        if let Err(faults) = tried {
            self.diagnostics.extend(faults);
            diagnostic::sort(&mut self.diagnostics);
            return Ok(None);
        }
        self.newest = number;
        Ok(Some(Arc::new(edition)))
    }

    /// Puts a new edition in the place of the last good one, if there is one, and words the news.
    fn put(
        &mut self,
        edition: Option<Arc<Edition>>,
        changed: &BTreeSet<String>,
        began: Instant,
    ) -> News {
        let is_new = edition.is_some();
        self.pending.extend(changed.iter().cloned());
        let mut news = News {
            changed: changed.iter().take(MOST_NAMED).cloned().collect(),
            more: changed.len().saturating_sub(MOST_NAMED),
            ..News::default()
        };
        if let Some(edition) = edition {
            self.built = clock::moment();
            let since = std::mem::take(&mut self.pending);
            if let Some(good) = self.good.clone() {
                self.note_moves(&good, &edition, &since);
            }
            (news.styles, news.content) = styles(&edition, &since);
            if self.follow {
                news.follow = changed
                    .iter()
                    .find_map(|path| edition.address_of_source(path));
            }
            self.whole.get_or_insert_with(|| Arc::clone(&edition));
            let gone = std::mem::replace(&mut self.before, self.good.replace(edition));
            // A large site takes a while to be dropped; nobody has to wait for that.
            std::thread::spawn(move || drop(gone));
        }
        news.ok = is_new;
        let took = began.elapsed();
        news.ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.finish(&mut news);
        (self.told)(&Told {
            changed,
            took,
            pages: is_new.then_some(news.pages),
            diagnostics: &self.diagnostics,
        });
        news
    }

    /// What all news say.
    fn finish(&mut self, news: &mut News) {
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        news.version = format!("{}-{number}", self.started);
        news.previous = self.version.replace(news.version.clone());
        self.base_path().clone_into(&mut news.base);
        news.built.clone_from(&self.built);
        news.moved.clone_from(&self.moved);
        news.pages = self
            .good
            .as_ref()
            .map_or(0, |good| good.press().plan().pages.len());
        let (errors, warnings) = self
            .diagnostics
            .iter()
            .filter(|fault| fault.level != diagnostic::Level::Note)
            .partition::<Vec<_>, _>(|fault| fault.is_error());
        news.errors = errors.into_iter().map(Fault::of).collect();
        news.warnings = warnings.into_iter().map(Fault::of).collect();
    }

    /// Pages of which the sources are the same, or have the same text, and the addresses are not.
    fn note_moves(&mut self, old: &Edition, new: &Edition, changed: &BTreeSet<String>) {
        for path in changed {
            let Some(from) = old.address_of_source(path) else {
                continue;
            };
            let to = new.address_of_source(path).or_else(|| {
                let text = old.text_of_source(path)?;
                let same = changed.iter().find(|other| {
                    old.text_of_source(other).is_none() && new.text_of_source(other) == Some(text)
                })?;
                new.address_of_source(same)
            });
            if let Some(to) = to
                && to != from
            {
                for target in self.moved.values_mut().filter(|target| **target == from) {
                    target.clone_from(&to);
                }
                self.moved.insert(from, to);
            }
        }
        // What is there again has not moved.
        let plan = new.press().plan();
        let site = &new.press().model().site;
        self.moved.retain(|from, _| {
            let path = from.strip_prefix(site.base_path.trim_end_matches('/'));
            path.is_none_or(|path| !plan.has(path))
        });
    }

    /// Goes back to the edition before one that turned out to be broken.
    fn turn_back(&mut self, number: u64, pages: Vec<(String, Diagnostic)>, stage: &Stage) {
        let is_it = |edition: &mut Arc<Edition>| edition.number == number;
        self.before.take_if(is_it);
        self.whole.take_if(is_it);
        if self.good.take_if(is_it).is_none() {
            return;
        }
        let began = Instant::now();
        // What is wrong with an earlier one may be mended in the files by now.
        if number == self.newest {
            for (path, fault) in pages {
                self.broken.insert(path);
                self.diagnostics.push(fault);
            }
        }
        diagnostic::sort(&mut self.diagnostics);
        self.good = [self.before.take(), self.whole.clone()]
            .into_iter()
            .flatten()
            .find(|edition| edition.try_pages(&self.broken).is_ok());
        let mut news = self.put(None, &BTreeSet::new(), began);
        // The pages of the broken edition may be on somebody's screen.
        news.content = true;
        stage.set(self.state(&news));
    }

    /// Tells what the machine refused; what is shown stays.
    fn fail(&mut self, failure: &Failure, stage: &Stage) {
        self.failed = true;
        let fault = Diagnostic::global(diagnostic::Code::UnreadableFile, failure.to_string())
            .help("the preview tries again every second");
        let is_known = self
            .diagnostics
            .iter()
            .any(|known| known.message == fault.message);
        if is_known {
            return;
        }
        self.diagnostics = vec![fault];
        let news = self.put(None, &BTreeSet::new(), Instant::now());
        stage.set(self.state(&news));
    }

    /// Renders all pages beside everything else, until there is another edition.
    pub fn try_everything(&self) -> Option<JoinHandle<()>> {
        let edition = self.good.clone()?;
        let current = Arc::clone(&self.number);
        let latest = current.load(Ordering::Relaxed);
        Some(std::thread::spawn(move || {
            edition.try_everything(|| current.load(Ordering::Relaxed) == latest);
        }))
    }

    /// The path that the site on the stage lies under, whatever site.toml says meanwhile; where
    /// there is no site yet, the one that it asks for.
    fn base_path(&self) -> &str {
        let good = self.good.as_ref();
        good.map_or(&self.base_path, |good| &good.press().model().site.base_path)
    }

    fn state(&self, news: &News) -> State {
        let json = serde_json::to_string(news).unwrap_or_default();
        State {
            version: news.version.clone(),
            base_path: self.base_path().to_owned(),
            site: self.good.clone().map(|good| good as Arc<dyn Served>),
            news: json.into(),
        }
    }
}

/// Addresses of the stylesheets that changed, and whether anything else did.
fn styles(edition: &Edition, changed: &BTreeSet<String>) -> (Vec<String>, bool) {
    let plan = edition.press().plan();
    let site = &edition.press().model().site;
    let mut styles = Vec::new();
    let mut content = changed.is_empty();
    for path in changed {
        let in_static = path.strip_prefix("site/static/").or_else(|| {
            let theme = path.strip_prefix("themes/")?;
            theme.split_once('/')?.1.strip_prefix("static/")
        });
        let address = in_static
            .filter(|path| path.ends_with(".css"))
            .map(|path| format!("/{path}"))
            .filter(|path| plan.has(path));
        match address {
            Some(path) => styles.push(crate::pages::url::PagePath::new(path).href(site)),
            None => content = true,
        }
    }
    styles.sort();
    styles.dedup();
    (styles, content)
}
