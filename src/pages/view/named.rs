//! What the templates of a theme name: what none of them names need not be made, because nobody
//! would see it.
//!
//! Words are compared, and not meanings: a word that happens to be the name of a part of a view
//! counts as well. That costs time and nothing else.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// The words of a template. They are kept as numbers, because there are many and they are asked
/// for often; two words with one number count as one.
#[derive(Debug, Clone, Default)]
pub struct Words {
    numbers: FxHashSet<u64>,
    /// Whether `page` is not only asked for fields by their names.
    opens_page: bool,
}

impl Words {
    /// Adds a word.
    pub fn add(&mut self, word: &str) {
        self.numbers.insert(FxBuildHasher.hash_one(word));
    }

    /// Notes that `page` goes by another name, by which it may be asked for anything.
    pub fn open_page(&mut self) {
        self.opens_page = true;
    }

    /// Adds the words of a template that this one is made of.
    pub fn add_all(&mut self, other: &Self) {
        self.numbers.extend(&other.numbers);
        self.opens_page |= other.opens_page;
    }

    /// Whether a word, such as a part of a view, is among them.
    pub fn has(&self, word: &str) -> bool {
        self.numbers.contains(&FxBuildHasher.hash_one(word))
    }

    /// Whether a field of `page` may be asked for.
    pub fn has_of_page(&self, field: &str) -> bool {
        self.opens_page || self.has(field)
    }
}

/// The words of each template, with those of all templates that it is made of.
#[derive(Debug, Default)]
pub struct Named {
    templates: FxHashMap<String, Words>,
}

impl Named {
    /// By the names of the templates. One that is missing may name anything.
    pub fn new(templates: FxHashMap<String, Words>) -> Self {
        Self { templates }
    }

    /// What a template names; `None` where that may be anything.
    pub fn of(&self, template: &str) -> Option<&Words> {
        self.templates.get(template)
    }
}
