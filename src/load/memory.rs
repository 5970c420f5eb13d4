//! What was read from files, kept from one process to the next.
//!
//! What a file holds rests on its kind and its text alone, so it is found again under the digest
//! of both, whatever became of the file's name and times. The events of a text are not kept: few
//! of them are asked for where little changed, and those are parsed again.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;

use super::markdown::Body;
use super::parse::{AnyDocument, Kind};
use super::tree::Tree;
use crate::digest::Digest;

/// Of so many files one may have changed before everything is noted anew: a note is long, and a
/// file takes little time to read.
const NOTED_PER_MISSING: usize = 64;
/// How many files are written down in one go.
const AT_A_TIME: usize = 128;

/// What is known of files by what they say.
#[derive(Debug, Default)]
pub struct Memory {
    note: Vec<u8>,
    /// Where each file's part of the note lies.
    places: FxHashMap<Digest, Range<usize>>,
}

impl Memory {
    /// Remembers what was noted. A note of another program than `program` holds nothing.
    pub fn of(note: Vec<u8>, program: Digest) -> Self {
        let places = places(&note, program).unwrap_or_default();
        Self { note, places }
    }

    /// What was read from a file of a kind, `head` being a number for all before its Markdown.
    pub(super) fn find<R: DeserializeOwned>(
        &self,
        kind: Kind,
        head: Digest,
        markdown: &str,
    ) -> Option<(R, Body)> {
        if self.places.is_empty() {
            return None;
        }
        let name = name(kind, head, Digest::of(markdown.as_bytes()));
        postcard::from_bytes(self.part(name)?).ok()
    }

    /// A file's part of the note.
    fn part(&self, name: Digest) -> Option<&[u8]> {
        self.places
            .get(&name)
            .map(|place| &self.note[place.clone()])
    }

    /// A note of all that a tree holds, for `program` to remember another time; `None` where
    /// nearly all of it is remembered already. Files with faults are left out, because they are
    /// to be told again.
    pub fn note_of(&self, tree: &Tree, program: Digest) -> Option<Vec<u8>> {
        let files: Vec<(Digest, &dyn AnyDocument)> = tree
            .site
            .iter()
            .chain(&tree.articles)
            .filter(|entry| entry.parsed.diagnostics.is_empty())
            .filter_map(|entry| {
                let (kind, document) = entry.parsed.content.document()?;
                let name = name(kind, document.head_digest(), document.body().digest);
                Some((name, document))
            })
            .collect();
        let is_known = |name: &Digest| self.places.contains_key(name);
        let missing = files.iter().filter(|(name, _)| !is_known(name)).count();
        if missing * NOTED_PER_MISSING <= files.len() {
            return None;
        }
        let parts: Option<Vec<(Vec<usize>, Vec<u8>)>> = files
            .par_chunks(AT_A_TIME)
            .map(|files| {
                let mut part = Vec::new();
                let mut lengths = Vec::with_capacity(files.len());
                for (name, document) in files {
                    let begin = part.len();
                    match self.part(*name) {
                        Some(known) => part.extend_from_slice(known),
                        None => part = document.append_to(part).ok()?,
                    }
                    lengths.push(part.len() - begin);
                }
                Some((lengths, part))
            })
            .collect();
        let parts = parts?;
        let lengths = parts.iter().flat_map(|(lengths, _)| lengths);
        let list: Vec<(Digest, usize)> = files
            .iter()
            .zip(lengths)
            .map(|((name, _), length)| (*name, *length))
            .collect();
        let mut note = postcard::to_stdvec(&(program, list)).ok()?;
        note.reserve_exact(parts.iter().map(|(_, part)| part.len()).sum());
        for (_, part) in &parts {
            note.extend_from_slice(part);
        }
        Some(note)
    }
}

/// Where the parts of a note lie: behind the list of their names and lengths.
fn places(note: &[u8], program: Digest) -> Option<FxHashMap<Digest, Range<usize>>> {
    let (by, rest) = postcard::take_from_bytes::<Digest>(note).ok()?;
    if by != program {
        return None;
    }
    let (list, parts) = postcard::take_from_bytes::<Vec<(Digest, usize)>>(rest).ok()?;
    let mut at = note.len() - parts.len();
    let mut places = FxHashMap::with_capacity_and_hasher(list.len(), Default::default());
    for (name, length) in list {
        let end = at.checked_add(length)?;
        places.insert(name, at..end);
        at = end;
    }
    (at == note.len()).then_some(places)
}

/// Under which name a file is kept.
fn name(kind: Kind, head: Digest, markdown: Digest) -> Digest {
    let mut parts = [kind as u8; 1 + 2 * Digest::BYTES];
    parts[1..=Digest::BYTES].copy_from_slice(&head.to_bytes());
    parts[1 + Digest::BYTES..].copy_from_slice(&markdown.to_bytes());
    Digest::of(&parts)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::load::parse::Content;
    use crate::load::tree::Unread;

    fn program(number: u8) -> Digest {
        Digest::of(&[number])
    }

    fn read(root: &Path, memory: Memory) -> Tree {
        Unread::look(root).unwrap().read(memory).unwrap()
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// What is known of the article `x`, events and all, and whether these were there already.
    fn article(tree: &Tree) -> (String, bool) {
        let entry = tree.articles.iter();
        let mut found = entry.filter_map(|entry| match &entry.parsed.content {
            Content::Article(document) if document.stem == "x" => Some(document),
            _ => None,
        });
        let document = found.next().unwrap();
        let events = document.body.are_parsed();
        document.body.nodes(&document.file.text);
        (format!("{document:?}"), events)
    }

    proptest! {
        #[test]
        fn a_file_that_is_remembered_is_as_it_was_read(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("## Head {#own .wide date=2020-01-02}\n\n".to_owned()),
                    Just("[[a]] and [[b|the *b*]] ".to_owned()),
                    Just("![[a]]\n\n".to_owned()),
                    Just("| a | [[b\\|c]] |\n|---|---|\n| d | e |\n\n".to_owned()),
                    Just("said.[@s, p. 3] Their note[^1] &amp; <b>tag</b>\n\n[^1]: The [[a:fact]].\n\n".to_owned()),
                    Just("![x](y.png) [z](https://z.example \"t\")\n".to_owned()),
                    "[a-zé \\[\\]!@*_`>#-]{0,12}\\n?",
                ],
                0..8,
            ),
        ) {
            let dir = tempfile::tempdir().unwrap();
            let text = format!(
                "+++\ntitle = \"X\"\ndate = 2025-01-02T03:04:05Z\ntopics = [\"T\"]\nsources = [\"s\", {{ title = \"S\", url = \"https://s.example/\" }}]\n+++\n{}",
                pieces.concat(),
            );
            write(dir.path(), "articles/x/article.md", &text);
            let first = read(dir.path(), Memory::default());
            let note = first.note(program(1)).unwrap();
            let again = read(dir.path(), Memory::of(note, program(1)));
            prop_assert!(again.note(program(1)).is_none());
            let (as_read, _) = article(&first);
            let (as_remembered, was_parsed) = article(&again);
            prop_assert_eq!(as_read, as_remembered);
            prop_assert!(!was_parsed);
        }
    }

    #[test]
    fn what_is_not_remembered_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let head = "+++\ntitle = \"X\"\ndate = 2025-01-02\n+++\n";
        write(
            dir.path(),
            "articles/x/article.md",
            &format!("{head}One.\n"),
        );
        let note = read(dir.path(), Memory::default())
            .note(program(1))
            .unwrap();
        // By another program, and what is no note at all.
        for memory in [
            Memory::of(note.clone(), program(2)),
            Memory::of(vec![7; 9], program(1)),
            Memory::of(Vec::new(), program(1)),
        ] {
            let tree = read(dir.path(), memory);
            assert!(article(&tree).1);
            assert_eq!(tree.note(program(1)), Some(note.clone()));
        }
        // Another text, and another front matter.
        for text in [
            format!("{head}Two.\n"),
            format!("{}One.\n", head.replace("\"X\"", "\"Y\"")),
        ] {
            write(dir.path(), "articles/x/article.md", &text);
            let tree = read(dir.path(), Memory::of(note.clone(), program(1)));
            assert!(article(&tree).1);
            assert!(tree.note(program(1)).is_some());
        }
        // One with a fault, which is to be told each time.
        write(
            dir.path(),
            "articles/x/article.md",
            "+++\ntitel = \"X\"\n+++\nOne.\n",
        );
        let tree = read(dir.path(), Memory::default());
        assert!(tree.note(program(1)).is_none());
    }
}
