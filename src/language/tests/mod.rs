//! How languages write, and what is told of their texts.

mod forms;
mod laws;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Language;
use crate::diagnostic::SourceText;

/// A language with the texts that chancery has of it.
fn language(tag: &str) -> Language {
    let japanese = include_str!("../../../themes/chancery/i18n/ja.toml");
    Language::new(tag, &files(&[("ja", japanese)])).0
}

fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Vec<Arc<SourceText>>> {
    let mut files: BTreeMap<String, Vec<Arc<SourceText>>> = BTreeMap::new();
    for (tag, text) in texts {
        let path = format!("themes/x/i18n/{tag}.toml");
        files
            .entry((*tag).to_owned())
            .or_default()
            .push(SourceText::new(path, *text));
    }
    files
}
