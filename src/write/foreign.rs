//! What the output folder holds that summitry did not write.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use fs_err as fs;
use rayon::prelude::*;

use super::manifest::Manifest;
use super::workspace::RESERVED_NAME;

/// Files that systems drop into any folder they are shown; nobody misses them, nobody made them.
const TOLERATED_ANYWHERE: [&str; 2] = [".DS_Store", "Thumbs.db"];
/// A site is often published by committing the output folder.
const TOLERATED_AT_TOP: [&str; 1] = [".git"];

/// What one folder holds of interest.
#[derive(Default)]
struct Listing {
    foreign: Vec<String>,
    folders: Vec<String>,
}

/// The paths, relative to `root`, of files and links in it that `manifest` does not list, apart from tolerated ones.
/// Empty folders do not count: a killed build may leave some.
///
/// The search goes from the top down, in order of names, and ends with the level at which `enough` are found, so that
/// it does not walk through the whole of somebody's home.
pub(super) fn foreign_files(
    root: &Path,
    manifest: &Manifest,
    enough: usize,
) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut level = vec![String::new()];
    while !level.is_empty() && found.len() < enough {
        let listings: Vec<_> = level
            .par_iter()
            .map(|folder| list(root, folder, manifest))
            .collect();
        level.clear();
        for listing in listings {
            let listing = listing?;
            found.extend(listing.foreign);
            level.extend(listing.folders);
        }
    }
    found.truncate(enough);
    Ok(found)
}

/// Whether a folder holds nothing but files that `manifest` lists, at any depth; here nothing else is tolerated.
pub(super) fn holds_only_listed(
    root: &Path,
    folder: &str,
    manifest: &Manifest,
) -> io::Result<bool> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let Some(path) = entry.file_name().to_str().map(|name| join(folder, name)) else {
            return Ok(false);
        };
        let is_ours = if entry.file_type()?.is_dir() {
            holds_only_listed(root, &path, manifest)?
        } else {
            manifest.lists(&path)
        };
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}

fn list(root: &Path, folder: &str, manifest: &Manifest) -> io::Result<Listing> {
    let mut listing = Listing::default();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        let name = entry.file_name();
        if is_tolerated(folder, &name, is_folder) {
            continue;
        }
        match name.to_str().map(|name| join(folder, name)) {
            // summitry writes no such name, so neither the file nor what is in the folder is its own.
            None => listing.foreign.push(join(folder, &name.to_string_lossy())),
            Some(path) if is_folder => listing.folders.push(path),
            Some(path) if manifest.lists(&path) => {}
            Some(path) => listing.foreign.push(path),
        }
    }
    // The file system lists in an order of its own.
    listing.foreign.sort_unstable();
    listing.folders.sort_unstable();
    Ok(listing)
}

fn is_tolerated(folder: &str, name: &OsStr, is_folder: bool) -> bool {
    let is_one_of = |names: &[&str]| names.iter().any(|tolerated| name == *tolerated);
    let is_workspace = is_folder && name == RESERVED_NAME;
    is_one_of(&TOLERATED_ANYWHERE)
        || folder.is_empty() && (is_workspace || is_one_of(&TOLERATED_AT_TOP))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
