//! Days as pages show them. A site names few days, each of them often: what a day looks like in
//! its language is worked out once and shared.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::language::Language;
use crate::value::Shared;

/// A day.
#[derive(Debug, Serialize)]
pub struct DateView {
    /// For machines: `2025-10-30`.
    pub iso: String,
    /// For people: `30 October 2025`.
    pub text: String,
    /// For tables: `30 Oct 2025`.
    pub short: String,
    /// Without the year: `30 Oct`.
    pub day: String,
    /// The year.
    pub year: i16,
}

/// The first and the last day of something; the same day twice where it took one.
#[derive(Debug, Serialize)]
pub struct DatesView {
    /// First day for machines.
    pub iso: String,
    /// Last day for machines.
    pub iso_end: String,
    /// Both for people: `19–21 November 1985`.
    pub text: String,
    /// Both for tables: `19–21 Nov 1985`.
    pub short: String,
    /// Without the year: `19–21 Nov`.
    pub day: String,
    /// The year of the first day.
    pub year: i16,
}

/// Parts of the store, so that threads seldom wait for each other.
const SHARDS: usize = 16;

type Shard<K, V> = RwLock<FxHashMap<K, Shared<V>>>;

/// All days of a site.
#[derive(Debug)]
pub struct Days {
    language: Arc<Language>,
    days: [Shard<Date, DateView>; SHARDS],
    spans: [Shard<(Date, Date), DatesView>; SHARDS],
}

impl Days {
    /// An empty store.
    pub fn new(language: Arc<Language>) -> Self {
        Self {
            language,
            days: Default::default(),
            spans: Default::default(),
        }
    }

    /// A day.
    pub fn day(&self, date: Date) -> Shared<DateView> {
        remembered(&self.days[shard(date)], date, || DateView {
            iso: date.to_string(),
            text: self.language.day(date),
            short: self.language.day_short(date),
            day: self.language.day_of_year(date),
            year: date.year(),
        })
    }

    /// Days from one to another.
    pub fn span(&self, from: Date, to: Date) -> Shared<DatesView> {
        remembered(&self.spans[shard(from)], (from, to), || DatesView {
            iso: from.to_string(),
            iso_end: to.to_string(),
            text: self.language.days(from, to),
            short: self.language.days_short(from, to),
            day: self.language.days_of_year(from, to),
            year: from.year(),
        })
    }
}

fn shard(date: Date) -> usize {
    date.day() as usize % SHARDS
}

/// What is in the store under a key, made on the first call.
fn remembered<K: Copy + Eq + std::hash::Hash, V: Serialize>(
    shard: &Shard<K, V>,
    key: K,
    make: impl FnOnce() -> V,
) -> Shared<V> {
    // A thread that panicked left a whole map behind: entries are put in at once.
    if let Some(known) = shard
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
    {
        return known.clone();
    }
    let made = Shared::of(&make());
    let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
    shard.entry(key).or_insert(made).clone()
}
