//! The law: what is served equals what a fresh build would write, byte for byte. While a fresh
//! build has errors, they are told, and the last good site stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, mpsc};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use summitry::diagnostic::{Diagnostic, Level};
use summitry::load::tree::Look;
use summitry::model::types::Output;
use summitry::model::{ModelOptions, SiteOverrides};
use summitry::pipeline::{self, Options};
use summitry::preview::builder::{Builder, Orders};
use summitry::preview::stage::{Answer, Stage};
use summitry::write::Content;

use crate::edits::{self, Edit, edit};
use crate::support::TestSite;

/// A fault or warning: its code, what it says, and where.
type Said = (String, String, Option<String>, Option<u64>);

/// What a build writes, by address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Site {
    base_path: String,
    files: BTreeMap<String, Vec<u8>>,
    /// Addresses of files that are copied. They are served from the disk, so they are as new as
    /// it is even while the last good site stays.
    copies: BTreeSet<String>,
    warnings: BTreeSet<Said>,
}

/// Why a build writes nothing.
#[derive(Debug)]
struct Faults {
    said: BTreeSet<Said>,
    /// Whether they show without rendering: then all of them are known at once.
    before_rendering: bool,
    /// Addresses of the pages that there would be.
    pages: Vec<String>,
}

fn said(faults: &[Diagnostic], level: Level) -> BTreeSet<Said> {
    let of_level = faults.iter().filter(|fault| fault.level == level);
    of_level
        .map(|fault| {
            let at = fault.location.as_ref();
            (
                fault.code.as_str().to_owned(),
                fault.message.clone(),
                at.map(|at| at.file.path.clone()),
                at.map(|at| at.line_column().line as u64),
            )
        })
        .collect()
}

/// A build from nothing.
fn fresh(options: &Options) -> Result<Site, Faults> {
    let mut prepared = pipeline::prepare(options).unwrap();
    let before_rendering = prepared.has_errors();
    let base_path = prepared.model.site.base_path.clone();
    let pages = &prepared.plan.pages;
    let pages = pages
        .iter()
        .map(|page| page.path.as_str().to_owned())
        .collect();
    let Some(outputs) = pipeline::render(&mut prepared, &Arc::default(), &|| {}) else {
        return Err(Faults {
            said: said(&prepared.diagnostics, Level::Error),
            before_rendering,
            pages,
        });
    };
    let mut site = Site {
        base_path,
        files: BTreeMap::new(),
        copies: BTreeSet::new(),
        warnings: said(&prepared.diagnostics, Level::Warning),
    };
    for output in outputs {
        let path = output.path.as_str();
        let short = path.strip_suffix("index.html");
        let short = short.filter(|short| short.is_empty() || short.ends_with('/'));
        let address = format!("/{}", short.unwrap_or(path));
        let bytes = match output.content {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(file) => {
                site.copies.insert(address.clone());
                fs::read(file).unwrap()
            }
        };
        site.files.insert(address, bytes);
    }
    Ok(site)
}

/// A preview without a network: its builder is told where to look, and its stage is asked.
struct Preview {
    site: TestSite,
    options: Options,
    builder: Builder,
    stage: Stage,
    /// The good sites since the last check, that one's included.
    good: Vec<Site>,
    /// Every address that there ever was.
    known: BTreeSet<String>,
}

impl Preview {
    fn start(site: TestSite) -> Self {
        let options = Options {
            root: site.root(),
            model: ModelOptions {
                site: SiteOverrides {
                    as_of: Some(jiff::civil::date(2026, 1, 15)),
                    // Slow, and made by the same code for both.
                    without: vec![Output::Search, Output::ShareCards],
                    ..SiteOverrides::default()
                },
                ..ModelOptions::default()
            },
            allow_unresolved: false,
        };
        let orders = Orders {
            options: options.clone(),
            follow: false,
            told: Box::new(|_| {}),
        };
        let (sender, messages) = mpsc::channel();
        let (builder, stage) = Builder::start(orders, sender, messages).unwrap();
        let mut preview = Self {
            site,
            options,
            builder,
            stage,
            good: Vec::new(),
            known: BTreeSet::new(),
        };
        preview.check();
        preview
    }

    /// Edits and looks; at what changed, or at everything.
    fn edit(&mut self, edit: Edit, everywhere: bool) {
        let changed = edit.apply(&self.site);
        if everywhere {
            self.builder.sweep(&self.stage);
        } else {
            self.builder.look(Look::At(changed), &self.stage);
        }
    }

    /// Remembers a state that is not looked at, if it is a good one.
    fn pass(&mut self) {
        self.good.extend(fresh(&self.options));
    }

    /// Checks the law.
    #[track_caller]
    fn check(&mut self) {
        let fresh = fresh(&self.options);
        match &fresh {
            Ok(site) => self.known.extend(site.files.keys().cloned()),
            Err(faults) => self.known.extend(faults.pages.iter().cloned()),
        }
        self.ask_for_everything();
        let state = self.stage.now();
        let news: serde_json::Value = serde_json::from_str(&state.news).unwrap();
        let told = |key: &str| -> BTreeSet<Said> {
            let faults = news[key].as_array().unwrap().iter();
            let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            faults
                .map(|fault| {
                    (
                        text(&fault["code"]).unwrap(),
                        text(&fault["message"]).unwrap(),
                        text(&fault["file"]),
                        fault["line"].as_u64(),
                    )
                })
                .collect()
        };
        match fresh {
            Ok(site) => {
                assert_eq!(news["ok"], true, "a fresh build is fine: {}", state.news);
                assert_eq!(told("errors"), BTreeSet::new());
                assert_eq!(told("warnings"), site.warnings);
                assert_eq!(state.base_path, site.base_path);
                assert_eq!(self.differences(&site, true), Vec::<String>::new());
                self.good = vec![site];
            }
            Err(faults) => {
                assert_eq!(news["ok"], false, "a fresh build says {faults:?}");
                let errors = told("errors");
                if faults.before_rendering {
                    assert_eq!(errors, faults.said);
                } else {
                    assert!(!errors.is_empty(), "no word of {:?}", faults.said);
                    assert!(
                        errors.is_subset(&faults.said),
                        "{errors:?} {:?}",
                        faults.said
                    );
                }
                let stays = self.good.iter().position(|site| {
                    state.base_path == site.base_path && self.differences(site, false).is_empty()
                });
                match stays {
                    Some(stays) => self.good = vec![self.good.swap_remove(stays)],
                    None if self.good.is_empty() => assert!(state.site.is_none()),
                    None => {
                        let last = self.good.last().unwrap();
                        panic!(
                            "the last good site is gone; it was under {}, this is under {}; {:?}",
                            last.base_path,
                            state.base_path,
                            self.differences(last, false)
                        );
                    }
                }
            }
        }
        assert_eq!(news["base"], state.base_path.as_str());
    }

    /// The preview has been idle for a while: every page was tried behind the scenes.
    fn rest(&mut self) {
        if let Some(trial) = self.builder.try_everything() {
            trial.join().unwrap();
        }
        self.builder.look(Look::At(BTreeSet::new()), &self.stage);
    }

    /// Asks for every page, as readers would, until the builder knows of those that are broken.
    #[track_caller]
    fn ask_for_everything(&mut self) {
        for _ in 0..4 {
            let state = self.stage.now();
            let is_broken = state.site.as_ref().is_some_and(|site| {
                let mut answers = self.known.iter().map(|address| site.answer(address));
                answers.any(|answer| answer == Answer::Broken)
            });
            if !is_broken {
                return;
            }
            self.builder.look(Look::At(BTreeSet::new()), &self.stage);
        }
        panic!("broken pages are served, and stay");
    }

    /// Addresses at which something else is served than what a site has.
    fn differences(&self, site: &Site, with_copies: bool) -> Vec<String> {
        let state = self.stage.now();
        let Some(served) = &state.site else {
            return vec!["there is no site".to_owned()];
        };
        let is_not_found = |address: &str| match served.answer(address) {
            Answer::NotFound(body) => body.bytes == site.files["/404.html"],
            _ => false,
        };
        let is_as_built = |address: &&String| match site.files.get(*address) {
            Some(_) if site.copies.contains(*address) && !with_copies => true,
            Some(bytes) => {
                let short = address.strip_suffix('/').filter(|short| !short.is_empty());
                let leads_here = short
                    .is_none_or(|short| served.answer(short) == Answer::Moved((*address).clone()));
                let is_here =
                    matches!(served.answer(address), Answer::Found(body) if body.bytes == *bytes);
                is_here && leads_here
            }
            // It may be a page without its slash now.
            None if site.files.contains_key(&format!("{address}/")) => true,
            None => is_not_found(address),
        };
        let addresses = self.known.iter().chain(site.files.keys());
        let other = addresses.filter(|address| !is_as_built(address));
        let mut other: Vec<String> = other.cloned().collect();
        other.extend(
            ["/nowhere", "/site/site.toml"]
                .into_iter()
                .filter(|a| !is_not_found(a))
                .map(str::to_owned),
        );
        other
    }
}

/// Edits, each with whether the sweep finds it, and whether the law is checked after it.
fn edits(
    count: impl Into<proptest::collection::SizeRange>,
) -> impl Strategy<Value = Vec<(Edit, bool, bool)>> {
    proptest::collection::vec((edit(), any::<bool>(), prop::bool::weighted(0.7)), count)
}

fn obey(edits: &[(Edit, bool, bool)]) {
    let mut preview = Preview::start(edits::site());
    for (number, (edit, everywhere, is_checked)) in edits.iter().enumerate() {
        // Shown where the test fails.
        println!("{number}: {edit:?}, everywhere: {everywhere}, checked: {is_checked}");
        preview.edit(*edit, *everywhere);
        if *is_checked {
            preview.check();
            preview.rest();
        } else {
            preview.pass();
        }
    }
    // What was not found where it was told of, the sweep finds.
    preview.builder.sweep(&preview.stage);
    preview.check();
}

proptest! {
    #![proptest_config(Config { cases: 6, max_shrink_iters: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_is_served_is_what_a_fresh_build_writes(edits in edits(1..8)) {
        obey(&edits);
    }
}

#[test]
fn a_page_that_broke_two_edits_ago_leaves_the_last_good_site() {
    let mut preview = Preview::start(edits::site());
    preview.rest();
    preview.edit(Edit::BREAKS_ONE_PAGE, false);
    preview.edit(Edit::PLAIN, false);
    preview.check();
    preview.edit(Edit::Mend, false);
    preview.check();
}

#[test]
fn what_an_earlier_edition_broke_is_not_told_of_the_files_as_they_are() {
    let mut preview = Preview::start(edits::site());
    preview.rest();
    preview.edit(Edit::BREAKS_ONE_PAGE, false);
    preview.edit(Edit::BREAKS_ANOTHER_INSTEAD, false);
    preview.check();
    preview.edit(Edit::Mend, false);
    preview.check();
}

#[cfg(unix)]
#[test]
fn a_file_that_could_not_be_read_for_a_while_is_forgiven() {
    use std::os::unix::fs::PermissionsExt;

    let mut preview = Preview::start(edits::site());
    let path = preview.site.path("articles/2024-05-04-after/article.md");
    let allow = |mode: u32| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    if fs::read(&path).is_ok() {
        // Whoever may read everything never sees this fault.
        return;
    }
    preview.builder.sweep(&preview.stage);
    let news = preview.stage.now().news.clone();
    assert!(news.contains("\"ok\":false"), "{news}");
    allow(0o644);
    preview.builder.sweep(&preview.stage);
    preview.check();
}

#[cfg(unix)]
#[test]
fn a_folder_of_themes_that_becomes_a_link_out_of_the_site_is_a_fault() {
    let site = edits::site();
    site.write("site/site.toml", "title = \"Plain\"\nbase_url = \"https://record.example/\"\n[[pillars]]\nid = \"trade\"\nname = \"Trade\"\n");
    fs::remove_dir_all(site.path("themes")).unwrap();
    let mut preview = Preview::start(site);
    edits::link(&preview.site.outside(""), &preview.site.path("themes"));
    preview.builder.sweep(&preview.stage);
    preview.check();
}

#[test]
#[ignore = "takes minutes; it runs before a release"]
fn a_thousand_edits_later_as_well() {
    let mut runner = TestRunner::new(Config::default());
    let edits = edits(1_000).new_tree(&mut runner).unwrap().current();
    obey(&edits);
}
