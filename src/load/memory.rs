//! What was read from files, kept from one process to the next.
//!
//! What a file holds rests on its kind and its text alone, so it is found again under the digest
//! of both, whatever became of the file's name and times. A file that looks as it did is not even
//! opened: its text is read when somebody asks for it. The events of a text are not kept: few
//! of them are asked for where little changed, and those are parsed again.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::markdown::Body;
use super::parse::{AnyDocument, Kind};
use super::tree::{Entry, Tree};
use super::walk::Found;
use crate::diagnostic::{SourceText, Span};
use crate::digest::{Digest, Digester};
use crate::stamp::Stamp;

/// Of so many files one may have changed before everything is noted anew: a note is long, and a
/// file takes little time to read.
const NOTED_PER_MISSING: usize = 64;
/// How many files are written down in one go.
const AT_A_TIME: usize = 128;

/// What is known of files by what they say, and by what they look like.
#[derive(Debug, Default)]
pub struct Memory {
    note: Vec<u8>,
    places: Places,
    overtaken: Overtaken,
}

/// Where each file's part of the note lies.
#[derive(Debug, Default)]
struct Places {
    by_text: FxHashMap<Digest, Range<usize>>,
    by_look: FxHashMap<Digest, Range<usize>>,
}

/// A file that had become another when its text was asked for, by its path: what is made of it is
/// worth nothing.
#[derive(Debug, Clone, Default)]
pub struct Overtaken(Arc<OnceLock<String>>);

impl Overtaken {
    /// Fails where there is such a file.
    ///
    /// # Errors
    /// `Interrupted`, with the path of the file.
    pub fn check(&self) -> std::io::Result<()> {
        match self.0.get() {
            None => Ok(()),
            Some(path) => Err(std::io::Error::new(
                std::io::ErrorKind::Interrupted,
                format!("{path} changed while the site was being built; build again"),
            )),
        }
    }
}

/// What a part of the note says of a file before its record and its Markdown.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Head {
    /// Where the front matter stands.
    pub(super) front_matter: Span,
    /// A number for all before the Markdown.
    pub(super) digest: Digest,
}

/// One file in the list at the beginning of the note.
#[derive(Serialize, Deserialize)]
struct Listed {
    by_text: Digest,
    /// Missing where it was young when it was read, and could change without showing it.
    by_look: Option<Digest>,
    length: usize,
}

impl Memory {
    /// Remembers what was noted. A note of another program than `program` holds nothing.
    pub fn of(note: Vec<u8>, program: Digest) -> Self {
        let places = places(&note, program).unwrap_or_default();
        Self {
            note,
            places,
            overtaken: Overtaken::default(),
        }
    }

    /// Who tells of files that became others before their texts were asked for.
    pub(super) fn overtaken(&self) -> &Overtaken {
        &self.overtaken
    }

    /// What was read from a file that looks as it did, which need not be opened for it.
    pub(super) fn find_unopened<R: DeserializeOwned>(
        &self,
        found: &Found,
        stamp: &Stamp,
    ) -> Option<(Arc<SourceText>, Head, R, Body)> {
        if self.places.by_look.is_empty() {
            return None;
        }
        let place = self.places.by_look.get(&look(found, stamp))?;
        let (head, record, body) = self.part::<R>(place)?;
        let overtaken = self.overtaken.clone();
        let Found { path, on_disk } = found.clone();
        let (told, start, digest) = (path.clone(), body.span.start as usize, body.digest);
        let read = move || {
            let text = std::fs::read(&on_disk).ok().filter(|bytes| {
                let parts = bytes.split_at_checked(start);
                parts.is_some_and(|(before, markdown)| {
                    (Digest::of(before), Digest::of(markdown)) == (head.digest, digest)
                })
            });
            let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
            if text.is_none() {
                let _ = overtaken.0.set(told.clone());
            }
            text
        };
        let file = SourceText::later(path, body.span.end as usize, read);
        Some((file, head, record, body))
    }

    /// What was read from a file of a kind, `head` being a number for all before its Markdown.
    pub(super) fn find<R: DeserializeOwned>(
        &self,
        kind: Kind,
        head: Digest,
        markdown: &str,
    ) -> Option<(R, Body)> {
        if self.places.by_text.is_empty() {
            return None;
        }
        let name = name(kind, head, Digest::of(markdown.as_bytes()));
        let (_, record, body) = self.part(self.places.by_text.get(&name)?)?;
        Some((record, body))
    }

    /// What a part of the note says.
    fn part<R: DeserializeOwned>(&self, place: &Range<usize>) -> Option<(Head, R, Body)> {
        postcard::from_bytes(&self.note[place.clone()]).ok()
    }

    /// A note of all that a tree holds, for `program` to remember another time; `None` where
    /// nearly all of it is remembered already. Files with faults are left out, because they are
    /// to be told again.
    pub fn note_of(&self, tree: &Tree, program: Digest) -> Option<Vec<u8>> {
        let files: Vec<(Digest, Option<Digest>, &dyn AnyDocument)> = tree
            .site
            .iter()
            .chain(&tree.articles)
            .filter(|entry| entry.parsed.diagnostics.is_empty())
            .filter_map(|entry| {
                let (kind, document) = entry.parsed.content.document()?;
                let name = name(kind, document.head().digest, document.body().digest);
                Some((name, look_of(entry), document))
            })
            .collect();
        let Places { by_text, by_look } = &self.places;
        let is_missing = |name: &Digest, look: &Option<Digest>| match look {
            Some(look) => !by_look.contains_key(look),
            None => !by_text.contains_key(name),
        };
        let missing = files.iter();
        let missing = missing.filter(|(name, look, _)| is_missing(name, look));
        let missing = missing.count();
        if missing * NOTED_PER_MISSING <= files.len() {
            return None;
        }
        let parts: Option<Vec<(Vec<usize>, Vec<u8>)>> = files
            .par_chunks(AT_A_TIME)
            .map(|files| {
                let mut part = Vec::new();
                let mut lengths = Vec::with_capacity(files.len());
                for (name, _, document) in files {
                    let begin = part.len();
                    match by_text.get(name) {
                        Some(place) => part.extend_from_slice(&self.note[place.clone()]),
                        None => part = document.append_to(part).ok()?,
                    }
                    lengths.push(part.len() - begin);
                }
                Some((lengths, part))
            })
            .collect();
        let parts = parts?;
        let lengths = parts.iter().flat_map(|(lengths, _)| lengths);
        let list: Vec<Listed> = files
            .iter()
            .zip(lengths)
            .map(|((by_text, by_look, _), length)| Listed {
                by_text: *by_text,
                by_look: *by_look,
                length: *length,
            })
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
fn places(note: &[u8], program: Digest) -> Option<Places> {
    let (by, rest) = postcard::take_from_bytes::<Digest>(note).ok()?;
    if by != program {
        return None;
    }
    let (list, parts) = postcard::take_from_bytes::<Vec<Listed>>(rest).ok()?;
    let mut at = note.len() - parts.len();
    let room = || FxHashMap::with_capacity_and_hasher(list.len(), Default::default());
    let mut places = Places {
        by_text: room(),
        by_look: room(),
    };
    for listed in &list {
        let end = at.checked_add(listed.length)?;
        if let Some(look) = listed.by_look {
            places.by_look.insert(look, at..end);
        }
        places.by_text.insert(listed.by_text, at..end);
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

/// Under which look a file is kept, which tells its kind as well.
fn look(found: &Found, stamp: &Stamp) -> Digest {
    let mut digester = Digester::default();
    digester.add(found.path.as_bytes());
    digester.add(&stamp.to_bytes());
    digester.digest()
}

/// The look of a file that cannot have changed since without showing it.
fn look_of(entry: &Entry) -> Option<Digest> {
    (!entry.young).then(|| look(&entry.found, &entry.stamp))
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
        document.body.nodes(document.file.text());
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
    fn a_file_that_looks_as_it_did_is_read_when_it_is_asked_for() {
        let path = "articles/x/article.md";
        let text = "+++\ntitle = \"X\"\ndate = 2025-01-02\n+++\nOne *or* two.\n";
        // What it is when its text is asked for.
        let later = [
            Some(text.to_owned()),
            Some(text.replace("two", "ten")),
            Some(text.replace("X", "Y")),
            Some(String::new()),
            None,
        ];
        let sites = later.map(|text_later| {
            let dir = tempfile::tempdir().unwrap();
            write(dir.path(), path, text);
            (dir, text_later)
        });
        // Young files are read each time.
        std::thread::sleep(std::time::Duration::from_millis(2_200));
        for (dir, text_later) in sites {
            let first = read(dir.path(), Memory::default());
            let memory = Memory::of(first.note(program(1)).unwrap(), program(1));
            let unread = Unread::look(dir.path()).unwrap();
            match &text_later {
                Some(text) => write(dir.path(), path, text),
                None => std::fs::remove_file(dir.path().join(path)).unwrap(),
            }
            let tree = unread.read(memory).unwrap();
            assert!(tree.overtaken().check().is_ok());
            let (as_read, _) = article(&first);
            let (as_remembered, was_parsed) = article(&tree);
            assert!(!was_parsed);
            let told = tree.overtaken().check().map_err(|error| error.to_string());
            let is_same = text_later.as_deref() == Some(text);
            assert_eq!(as_read == as_remembered, is_same, "{text_later:?}");
            let expected = match is_same {
                true => Ok(()),
                false => Err(format!(
                    "{path} changed while the site was being built; build again"
                )),
            };
            assert_eq!(told, expected, "{text_later:?}");
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
