//! What one build leaves for the next, in `.summitry/` in the root of the site: what it saw, what
//! it wrote, and which texts each page was made of.
//!
//! Two things come of it. Where nothing changed at all, which sizes, times and inodes tell, a
//! build has nothing to do ([`Earlier::is_up_to_date`]). Where nothing but texts of articles
//! changed, only the pages that were made of these texts are made again ([`Earlier::spares`]).
//! Everything else makes all pages anew; what is on the disk is still compared and not rewritten.
//!
//! Nothing here decides what a page says: that a build with it and one without it end in the same
//! bytes is a law that `tests/warm.rs` tries with random edits.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::{Failure, Options, Prepared};
use crate::clock::Now;
use crate::digest::{Digest, Digester};
use crate::load::fingerprint;
use crate::load::tree::{Tree, Unread};
use crate::model::Model;
use crate::model::ids::{ArticleId, Entity};
use crate::model::mention::KeptReadings;
use crate::model::reads::Reads;
use crate::pages::plan::{PlainContent, Plan};
use crate::stamp::{Folder, Stamp};
use crate::write::cache::Cache;
use crate::write::{OutputPath, is_unfinished};

/// Under which kind the cache keeps it.
const KIND: &str = "build";

/// What was seen of a site before anything was read, with what the last build left.
#[derive(Debug, Default)]
pub struct Earlier {
    /// What was asked, and of which program.
    asked: Digest,
    /// Where the output folder really is.
    output: PathBuf,
    sources: Sources,
    left: Option<Left>,
    /// What became of the output, looked at when somebody asks for it.
    seen: OnceLock<Seen>,
}

/// What became of the output since the last build.
#[derive(Debug)]
struct Seen {
    /// For each file that was left, whether it is still as it was left.
    stands: Vec<bool>,
    /// Whether nobody added a file to a folder of the output, or took one away, and no build was killed there.
    folders_stand: bool,
}

/// The files of the site from outside.
#[derive(Debug, Default)]
struct Sources {
    digest: Digest,
    /// Files that may have changed again without showing it.
    young: Vec<PathBuf>,
}

/// What a build leaves.
#[derive(Debug, Serialize, Deserialize)]
struct Left {
    asked: Digest,
    /// From when until when the same files make the same site, in seconds since 1970.
    good: (i64, i64),
    sources: Digest,
    /// Files that were young, with their contents.
    young: Vec<(PathBuf, Digest)>,
    summary: Summary,
    ground: Digest,
    texts: Vec<Text>,
    readings: KeptReadings,
    folders: Vec<(String, Option<Stamp>)>,
    files: Vec<LeftFile>,
}

/// What is said of a build that had nothing to do.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Summary {
    /// How many pages the site has.
    pub pages: usize,
    /// How many files it has.
    pub files: usize,
    /// Whether there was anything to tell the editor, which has to be told again.
    told: bool,
}

/// What is known of an article's text.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Text {
    digest: Digest,
    words: u32,
    /// What it mentions.
    mentions: Vec<u64>,
}

/// A file of the output.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct LeftFile {
    path: String,
    stamp: Option<Stamp>,
    /// The file that it is a copy of.
    original: Option<Stamp>,
    texts: Vec<u32>,
    lengths: Vec<u32>,
    mentions: Vec<u64>,
    /// Whether there was something to tell the editor when it was made.
    told: bool,
}

/// How a file came to be in this build.
#[derive(Debug, Default)]
pub struct Made {
    /// What it was made of.
    pub reads: Reads,
    /// Whether there was something to tell the editor.
    pub told: bool,
}

/// The files of a finished build.
pub struct Finished<'b> {
    /// All but those of the search index, by their numbers.
    pub paths: &'b [OutputPath],
    /// Those of the search index, whose numbers go on from there.
    pub search_index: &'b [OutputPath],
    /// How each of them came to be; `None` where it was left as it is.
    pub made: Vec<Option<Made>>,
    /// What a file looks like, by its number, where that need not be looked at.
    pub stamp: &'b (dyn Fn(usize) -> Option<Stamp> + Sync),
    /// Whether files of an earlier build were removed.
    pub removed: bool,
}

/// Which files need not be made, and what the next build has to know.
#[derive(Debug)]
pub struct Spared {
    ground: Digest,
    texts: Vec<Text>,
    originals: Vec<Option<Stamp>>,
    spared: Vec<bool>,
    /// The files of the search index, where they are as this build would make them.
    search_index: Option<Vec<OutputPath>>,
}

impl Spared {
    /// The files of the search index, where it need not be made: it is made of all texts at once.
    pub fn take_search_index(&mut self) -> Option<Vec<OutputPath>> {
        self.search_index.take()
    }

    /// Whether a file stays as it is, by its number.
    pub fn is_spared(&self, number: usize) -> bool {
        self.spared[number]
    }
}

impl Earlier {
    /// Looks at the files of a site and, beside it, reads what the last build left.
    ///
    /// # Errors
    /// When a folder of the site cannot be listed.
    pub fn look(
        options: &Options,
        output: &Path,
        force: bool,
        cache: &Cache,
    ) -> Result<(Unread, Self), Failure> {
        let output = output.canonicalize().unwrap_or_else(|_| output.to_owned());
        let asked = asked(options, force);
        let (seen, left) = rayon::join(
            || {
                let unread = super::look(options)?;
                let sources = Sources::of(&unread);
                Ok::<_, Failure>((unread, sources))
            },
            || {
                let read = cache.note(KIND, &[output.as_os_str().as_encoded_bytes()]);
                let left: Option<Left> = read.and_then(|bytes| postcard::from_bytes(&bytes).ok());
                left.filter(|left| left.asked == asked)
            },
        );
        let (unread, sources) = seen?;
        let earlier = Self {
            asked,
            output,
            sources,
            left,
            seen: OnceLock::new(),
        };
        Ok((unread, earlier))
    }

    /// Whether there is anything to be known of the output before it is looked at.
    pub fn knows_output(&self) -> bool {
        self.left.is_some()
    }

    /// Looks at the output, which takes as long as looking at the site. Who has something else to
    /// do calls this beside it; everybody else need not.
    pub fn look_at_output(&self) {
        self.seen();
    }

    fn seen(&self) -> &Seen {
        self.seen.get_or_init(|| {
            let (files, folders) = match &self.left {
                Some(left) => (&left.files[..], &left.folders[..]),
                None => (&[][..], &[][..]),
            };
            let output = Folder::at(&self.output);
            let (stands, folders_stand) = rayon::join(
                || files.par_iter().map(|file| file.stands(&output)).collect(),
                || {
                    let as_left =
                        |(path, stamp): &(String, Option<Stamp>)| output.stamp(path) == *stamp;
                    folders.par_iter().all(as_left) && !is_unfinished(&self.output)
                },
            );
            Seen {
                stands,
                folders_stand,
            }
        })
    }

    /// A number for all that a tree holds but the texts of articles, and for what was asked.
    pub fn base(&self, tree: &Tree) -> Digest {
        let mut digester = Digester::default();
        digester.add_digest(self.asked);
        digester.add_digest(fingerprint::ground(tree));
        digester.digest()
    }

    /// How texts read when they were read last.
    pub fn take_readings(&mut self) -> KeptReadings {
        let left = self.left.as_mut();
        left.map(|left| std::mem::take(&mut left.readings))
            .unwrap_or_default()
    }

    /// Whether the output folder holds what the last build left, and nothing else.
    pub fn is_intact(&self) -> bool {
        self.knows_output() && {
            let seen = self.seen();
            seen.folders_stand && seen.stands.iter().all(|stands| *stands)
        }
    }

    /// What the last build made, where this one would make the same.
    pub fn is_up_to_date(&self, options: &Options) -> Option<Summary> {
        let left = self.left.as_ref()?;
        let is_young_same = |(path, digest): &(PathBuf, Digest)| {
            std::fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == *digest)
        };
        let is_same = !left.summary.told
            && is_good(left.good, options)
            && left.sources == self.sources.digest
            && left.young.par_iter().all(is_young_same)
            && self.is_intact();
        is_same.then_some(left.summary)
    }

    /// Whether a folder of the output is there, as the last build left it; where that is not
    /// known, it has to be looked for.
    pub fn has_folder(&self) -> impl Fn(&str) -> bool + Sync + use<'_> {
        let left = self.left.as_ref().filter(|_| self.seen().folders_stand);
        let folders: FxHashSet<&str> = left
            .into_iter()
            .flat_map(|left| &left.folders)
            .filter(|(_, stamp)| stamp.is_some())
            .map(|(path, _)| path.as_str())
            .collect();
        move |path| folders.contains(path)
    }

    /// Which files of the plan are on the disk as this build would make them.
    pub fn spares(&self, prepared: &Prepared, paths: &[OutputPath]) -> Spared {
        let (model, plan) = (&*prepared.model, &*prepared.plan);
        let texts: Vec<Text> = model
            .articles
            .par_iter()
            .map(|article| Text::of(article, model))
            .collect();
        let ground = ground(prepared, paths);
        let originals = originals(plan);
        let known = self.left.as_ref().filter(|left| {
            left.ground == ground
                && left.texts.len() == texts.len()
                && left.files.len() >= paths.len()
        });
        let mut search_index = None;
        let spared = match known {
            None => vec![false; paths.len()],
            Some(left) => {
                let changed = Changed::between(&left.texts, &texts);
                let stands = &self.seen().stands;
                let index_stands = stands[paths.len()..].iter().all(|stands| *stands);
                if changed.texts.is_empty() && index_stands {
                    let index = left.files[paths.len()..].iter();
                    let index: Result<_, _> = index
                        .map(|file| OutputPath::new(file.path.as_str()))
                        .collect();
                    search_index = index.ok();
                }
                (0..paths.len())
                    .into_par_iter()
                    .map(|number| {
                        let file = &left.files[number];
                        stands[number]
                            && !file.told
                            && file.path == paths[number].as_str()
                            && file.original == originals[number]
                            && !changed.concerns(file)
                    })
                    .collect()
            }
        };
        Spared {
            ground,
            texts,
            originals,
            spared,
            search_index,
        }
    }

    /// Leaves for the next build what this one saw and made. What cannot be written now is only
    /// missed by the next build, which then makes everything.
    pub fn leave(
        mut self,
        prepared: &mut Prepared,
        spared: Spared,
        finished: Finished<'_>,
        cache: &Cache,
    ) {
        let Finished {
            paths,
            search_index,
            made,
            stamp,
            removed,
        } = finished;
        // A folder that the build created had no real place before.
        self.output = self.output.canonicalize().unwrap_or(self.output);
        let model = &*prepared.model;
        let all = || paths.iter().chain(search_index);
        // Where a file was made or removed, folders look other than before.
        let mut known = FxHashMap::default();
        let folders_stand = self.seen().folders_stand;
        let (mut before, folders_before) = match self.left.take() {
            Some(left) => (left.files, left.folders),
            None => (Vec::new(), Vec::new()),
        };
        if folders_stand && !removed {
            known.extend(folders_before.iter().map(|(path, at)| (path.as_str(), *at)));
            let made = all().zip(&made).filter(|(_, made)| made.is_some());
            for folder in made.flat_map(|(path, _)| path.folders()).chain([""]) {
                known.remove(folder);
            }
        }
        let mut folders: Vec<&str> = all().flat_map(OutputPath::folders).chain([""]).collect();
        folders.par_sort_unstable();
        folders.dedup();
        let folders = folders
            .into_par_iter()
            .map(|path| {
                let known = known.get(path).copied();
                let stamp = known.unwrap_or_else(|| Stamp::of_itself(&self.output.join(path)));
                (path.to_owned(), stamp)
            })
            .collect();
        before.resize_with(made.len(), LeftFile::default);
        let files: Vec<LeftFile> = all()
            .zip(made)
            .zip(before)
            .zip(spared.originals.into_iter().chain(std::iter::repeat(None)))
            .collect::<Vec<_>>()
            .into_par_iter()
            .enumerate()
            .map(|(number, (((path, made), before), original))| {
                let known = match made {
                    Some(made) => LeftFile::of(&made, model),
                    // What it looked like when this build began: if somebody has touched it
                    // since, the next build will see that.
                    None => before,
                };
                LeftFile {
                    path: path.as_str().to_owned(),
                    stamp: stamp(number)
                        .or(known.stamp)
                        .or_else(|| Stamp::of_itself(&path.under(&self.output))),
                    // One that is young may change again without showing it.
                    original: original.filter(|stamp| !stamp.is_young()),
                    ..known
                }
            })
            .collect();
        let young = self.sources.young.par_iter().map(|path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            (path.clone(), Digest::of(&bytes))
        });
        let left = Left {
            asked: self.asked,
            good: (model.good_from.as_second(), model.good_until.as_second()),
            sources: self.sources.digest,
            young: young.collect(),
            summary: Summary {
                pages: prepared.plan.pages.len(),
                files: files.len(),
                told: !prepared.diagnostics.is_empty(),
            },
            ground: spared.ground,
            texts: spared.texts,
            readings: std::mem::take(&mut prepared.readings),
            folders,
            files,
        };
        if let Ok(bytes) = postcard::to_stdvec(&left) {
            cache.keep_note(KIND, &[self.output.as_os_str().as_encoded_bytes()], &bytes);
        }
    }
}

/// What was asked of which program, as far as the same files could make another site of it.
fn asked(options: &Options, force: bool) -> Digest {
    let mut digester = Digester::default();
    digester.add_digest(program());
    let what = format!("{:?} {} {force}", options.model, options.allow_unresolved);
    digester.add(what.as_bytes());
    digester.digest()
}

/// Which program this is.
pub fn program() -> Digest {
    let program = std::env::current_exe().ok();
    let stamp = program.and_then(|program| Stamp::of(&program));
    let mut digester = Digester::default();
    digester.add(env!("CARGO_PKG_VERSION").as_bytes());
    digester.add(&stamp.unwrap_or_default().to_bytes());
    digester.digest()
}

/// Whether the moment of this build lies between two others.
fn is_good((from, until): (i64, i64), options: &Options) -> bool {
    if options.model.site.as_of.is_some() {
        return true;
    }
    let now = Now::decide(None, &jiff::tz::TimeZone::UTC);
    now.is_ok_and(|now| (from..until).contains(&now.timestamp.as_second()))
}

/// A number for all that a page rests on but the texts of articles.
fn ground(prepared: &Prepared, paths: &[OutputPath]) -> Digest {
    let mut digester = Digester::default();
    digester.add_digest(prepared.readings.ground());
    for path in paths {
        digester.add(path.as_str().as_bytes());
    }
    digester.digest()
}

/// The files on the disk of which files of the plan are copies.
fn originals(plan: &Plan) -> Vec<Option<Stamp>> {
    let files = plan.files.par_iter().map(|file| match &file.content {
        PlainContent::OnDisk(path) => Stamp::of(path),
        PlainContent::Picture(of) | PlainContent::PictureCopy(of, _) => Stamp::of(&of.on_disk),
        PlainContent::Theme(_) | PlainContent::Map(_) => None,
    });
    let mut originals = vec![None; plan.pages.len()];
    originals.par_extend(files);
    originals.resize(plan.file_count(), None);
    originals
}

impl Sources {
    fn of(unread: &Unread) -> Self {
        let mut digester = Digester::default();
        let mut young = Vec::new();
        for (found, stamp) in unread.stamps() {
            digester.add(found.path.as_bytes());
            digester.add(&stamp.to_bytes());
            if stamp.is_young() {
                young.push(found.on_disk.clone());
            }
        }
        Self {
            digest: digester.digest(),
            young,
        }
    }
}

impl LeftFile {
    fn of(made: &Made, model: &Model) -> Self {
        let numbers = |ids: &[ArticleId]| ids.iter().map(|id| id.index() as u32).collect();
        let mentions = made.reads.mentions.iter();
        Self {
            texts: numbers(&made.reads.texts),
            lengths: numbers(&made.reads.lengths),
            mentions: mentions.map(|entity| key(*entity, model)).collect(),
            told: made.told,
            ..Self::default()
        }
    }

    fn stands(&self, output: &Folder) -> bool {
        self.stamp.is_some() && output.stamp(&self.path) == self.stamp
    }
}

impl Text {
    fn of(article: &crate::model::types::Article, model: &Model) -> Self {
        let mentions = article.mentions().map(|entity| key(entity, model));
        Self {
            digest: article.text_digest(),
            words: article.words(),
            mentions: mentions.collect(),
        }
    }
}

/// A number for a thing that is the same in every build.
fn key(entity: Entity, model: &Model) -> u64 {
    let name = format!("{} {}", entity.kind(), model.id_of(entity));
    xxhash_rust::xxh3::xxh3_64(name.as_bytes())
}

/// What changed from one build to the next, where the ground is the same.
struct Changed {
    texts: FxHashSet<u32>,
    lengths: FxHashSet<u32>,
    mentions: FxHashSet<u64>,
}

impl Changed {
    fn between(before: &[Text], now: &[Text]) -> Self {
        let mut changed = Self {
            texts: FxHashSet::default(),
            lengths: FxHashSet::default(),
            mentions: FxHashSet::default(),
        };
        for (number, (before, now)) in (0..).zip(before.iter().zip(now)) {
            if before == now {
                continue;
            }
            changed.texts.insert(number);
            if before.words != now.words {
                changed.lengths.insert(number);
            }
            // Who mentions a thing for the first time or no longer concerns it as much.
            changed
                .mentions
                .extend(before.mentions.iter().chain(&now.mentions));
        }
        changed
    }

    fn concerns(&self, file: &LeftFile) -> bool {
        !self.texts.is_empty()
            && (file.texts.iter().any(|text| self.texts.contains(text))
                || file.lengths.iter().any(|text| self.lengths.contains(text))
                || file.mentions.iter().any(|key| self.mentions.contains(key)))
    }
}
