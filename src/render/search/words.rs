//! Words for scripts that put no blanks between them.
//!
//! Pagefind takes what stands between two blanks for a word and finds words by their beginnings.
//! So texts get blanks where the script changes (`search-index.js` closes them again), and each run of
//! Han characters is known by the end of it from every character on as well: 早苗 finds 高市早苗.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a character is to the eye of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Hiragana,
    Katakana,
    Hangul,
    /// Punctuation as wide as a Han character.
    Wide,
    /// Letters and digits of scripts with blanks.
    Word,
    /// Blanks and all other punctuation.
    Other,
}

impl Script {
    const fn of(c: char) -> Self {
        match c {
            '々'
            | '〇'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Self::Han,
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '・' => Self::Wide,
            '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
                Self::Katakana
            }
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => {
                Self::Hangul
            }
            '\u{3001}'..='\u{303f}'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}' => Self::Wide,
            c if c.is_ascii_alphanumeric() => Self::Word,
            c if c.is_ascii() => Self::Other,
            _ => Self::Word,
        }
    }

    /// Whether words of the script stand side by side without a blank.
    const fn is_unspaced(self) -> bool {
        matches!(self, Self::Han | Self::Hiragana | Self::Katakana)
    }
}

/// Whether there is anything to do for a text.
fn has_unspaced(text: &str) -> bool {
    // The first of these scripts, hiragana, begins at U+3041, which is E3 81 81 in UTF-8.
    text.bytes().any(|byte| byte >= 0xe3) && text.chars().any(|c| Script::of(c).is_unspaced())
}

/// Whether a blank belongs between two neighbours.
const fn is_edge(before: Script, after: Script) -> bool {
    let is_change = before as u8 != after as u8;
    let has_unspaced = before.is_unspaced() || after.is_unspaced();
    let has_blank = matches!(before, Script::Other) || matches!(after, Script::Other);
    // Particles of Korean follow a word in Han characters at once.
    let is_korean = matches!(before, Script::Hangul) || matches!(after, Script::Hangul);
    is_change && has_unspaced && !has_blank && !is_korean
}

/// A text with a blank wherever the script changes.
pub(super) fn separated(text: &str) -> String {
    if !has_unspaced(text) {
        return text.to_owned();
    }
    let mut separated = String::with_capacity(text.len() * 5 / 4);
    let mut before = Script::Other;
    for c in text.chars() {
        // The mark of a long vowel stands in hiragana as well.
        let script = match (before, c) {
            (Script::Hiragana, 'ー') => before,
            _ => Script::of(c),
        };
        if is_edge(before, script) {
            separated.push(' ');
        }
        separated.push(c);
        before = script;
    }
    separated
}

/// A text without the marks by which Pagefind talks to itself.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains("___") {
        return Cow::Borrowed(text);
    }
    let plain = text.split("___").collect::<Vec<_>>();
    Cow::Owned(plain.join("_"))
}

/// The ends of all runs of Han characters in a separated text, which are words as well; sorted,
/// with blanks between them.
pub(super) fn inner(separated: &str) -> String {
    let mut ends = BTreeSet::new();
    if has_unspaced(separated) {
        for run in runs(separated, |script| script == Script::Han) {
            ends.extend(ends_of(run));
        }
    }
    ends.into_iter().collect::<Vec<_>>().join(" ")
}

/// The parts of names by which they are found too: every run of an unspaced script, and its ends.
/// Korean names are written together, so theirs are among them.
pub(super) fn tails<'n>(names: impl IntoIterator<Item = &'n String>) -> Vec<String> {
    let is_part = |script: Script| script.is_unspaced() || script == Script::Hangul;
    let mut tails = BTreeSet::new();
    for name in names {
        let separated = separated(name);
        for run in runs(&separated, is_part) {
            if run != name {
                tails.insert(run.to_owned());
            }
            tails.extend(ends_of(run).map(str::to_owned));
        }
    }
    tails.into_iter().collect()
}

/// Runs of characters of some scripts.
fn runs(text: &str, is_part: impl Fn(Script) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !is_part(Script::of(c)))
        .filter(|run| !run.is_empty())
}

/// What is left of a run from its second character on, from its third, and so on.
fn ends_of(run: &str) -> impl Iterator<Item = &str> {
    run.char_indices().skip(1).map(|(at, _)| &run[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_tails(name: &str) -> Vec<String> {
        tails([&name.to_owned()])
    }

    #[test]
    fn words_end_where_the_script_changes() {
        assert_eq!(
            separated("高市早苗首相は30日、釜山で習近平国家主席と会談した。"),
            "高市早苗首相 は 30 日 、 釜山 で 習近平国家主席 と 会談 した 。"
        );
        assert_eq!(separated("スーパーとらーめん"), "スーパー とらーめん");
        assert_eq!(separated("(高市早苗), 2025"), "(高市早苗), 2025");
        assert_eq!(separated("Xi met Trump."), "Xi met Trump.");
        assert_eq!(separated("이재명은 北京에서"), "이재명은 北京에서");
    }

    #[test]
    fn a_run_of_han_is_found_from_each_character_on() {
        assert_eq!(inner("国家主席 は Xi 会"), "主席 家主席 席");
        assert_eq!(inner("no Han at all"), "");
    }

    #[test]
    fn a_name_is_found_by_its_parts() {
        assert_eq!(all_tails("高市早苗"), ["市早苗", "早苗", "苗"]);
        assert_eq!(all_tails("이재명"), ["명", "재명"]);
        assert_eq!(all_tails("Xi Jinping"), Vec::<String>::new());
        assert!(all_tails("ドナルド・トランプ").contains(&"トランプ".to_owned()));
        assert!(all_tails("釜山で会談").contains(&"会談".to_owned()));
    }

    #[test]
    fn no_text_gives_orders_to_pagefind() {
        assert_eq!(
            harmless("___PAGEFIND_WEIGHT___9 snake_case"),
            "_PAGEFIND_WEIGHT_9 snake_case"
        );
        assert!(matches!(harmless("plain"), Cow::Borrowed(_)));
    }
}
