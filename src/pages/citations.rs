//! Numbers of sources on one page, in the order of their first use.

use crate::model::ids::SourceId;

/// The sources of a page.
#[derive(Debug, Default)]
pub struct Citations {
    order: Vec<SourceId>,
    numbers: rustc_hash::FxHashMap<SourceId, usize>,
}

impl Citations {
    /// Whether a source was named on this page before.
    pub fn has(&self, source: SourceId) -> bool {
        self.numbers.contains_key(&source)
    }

    /// The number of a source on this page, from 1.
    pub fn number(&mut self, source: SourceId) -> usize {
        let next = self.order.len() + 1;
        *self.numbers.entry(source).or_insert_with(|| {
            self.order.push(source);
            next
        })
    }

    /// Numbers of several sources, the smallest first.
    pub fn numbers(&mut self, sources: &[SourceId]) -> Vec<usize> {
        let mut numbers: Vec<usize> = sources.iter().map(|source| self.number(*source)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// All sources in the order of their numbers.
    pub fn all(&self) -> &[SourceId] {
        &self.order
    }
}
