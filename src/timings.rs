//! Where the time of a run goes: each stage adds what it spent, and `build --timings` prints it.
//!
//! One count for the whole process, as for an allocator: a stage that had to be handed somebody's
//! stopwatch would be measured only where somebody thought of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Stage {
    /// Walking the site, reading and parsing its files.
    Load,
    /// Records to things, and what is derived from them, without the mentions.
    Model,
    /// Names found in prose.
    Mentions,
    /// The plan of the pages, and dead links.
    Plan,
    /// What pages show: the views that templates are given.
    Pages,
    /// Templates.
    Render,
    /// Files for programs, and files that are published as they are.
    Files,
    /// Comparing and writing.
    Write,
    /// The search index.
    Search,
    /// Share cards and copies of pictures.
    Cards,
}

const STAGES: [(Stage, &str, &str); 10] = [
    (Stage::Load, "load", "files"),
    (Stage::Model, "model", "records"),
    (Stage::Mentions, "mentions", "names"),
    (Stage::Plan, "plan", "addresses"),
    (Stage::Pages, "pages", "views"),
    (Stage::Render, "render", "pages"),
    (Stage::Files, "files", "files"),
    (Stage::Write, "write", "files"),
    (Stage::Search, "search", "files"),
    (Stage::Cards, "cards", "pictures"),
];

#[derive(Debug)]
struct Spent {
    nanoseconds: AtomicU64,
    things: AtomicU64,
    bytes: AtomicU64,
}

static SPENT: [Spent; STAGES.len()] = [const {
    Spent {
        nanoseconds: AtomicU64::new(0),
        things: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
    }
}; STAGES.len()];

/// What one stage spent so far.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its name.
    pub stage: &'static str,
    /// The time of all threads together.
    pub time: Duration,
    /// How many things it made.
    pub things: u64,
    /// What these things are.
    pub unit: &'static str,
    /// How many bytes they have, where that is counted.
    pub bytes: u64,
}

/// Does a piece of work and adds its time to a stage.
pub fn timed<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    add(stage, started.elapsed());
    done
}

/// Adds time to a stage.
pub fn add(stage: Stage, time: Duration) {
    let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    SPENT[stage as usize]
        .nanoseconds
        .fetch_add(nanoseconds, Ordering::Relaxed);
}

/// Adds things to a stage, and their bytes.
pub fn counted(stage: Stage, things: usize, bytes: usize) {
    let spent = &SPENT[stage as usize];
    spent.things.fetch_add(things as u64, Ordering::Relaxed);
    spent.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
}

/// What all stages spent so far, in the order in which they run.
pub fn rows() -> Vec<Row> {
    let spent_on = |stage: Stage| SPENT[stage as usize].nanoseconds.load(Ordering::Relaxed);
    STAGES
        .iter()
        .map(|(stage, name, unit)| {
            let spent = &SPENT[*stage as usize];
            // The mentions are found while the model is made.
            let within = match stage {
                Stage::Model => spent_on(Stage::Mentions),
                _ => 0,
            };
            Row {
                stage: name,
                time: Duration::from_nanos(spent_on(*stage).saturating_sub(within)),
                things: spent.things.load(Ordering::Relaxed),
                unit,
                bytes: spent.bytes.load(Ordering::Relaxed),
            }
        })
        .collect()
}
