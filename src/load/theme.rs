//! Reads a theme and those it extends: templates and files by their paths, the nearest first.
//!
//! `themes/<name>/theme.toml` may say `extends = "<other>"`; a file of the theme takes the place
//! of the file of the same path in the theme it extends. chancery is built into the binary, so a
//! site needs no theme of its own.

pub mod named;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};

use super::reader::{Reader, record};
use super::record::{List, Opt};
use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, did_you_mean};
use named::Named;

/// The theme that is used where a site names none.
pub const DEFAULT_THEME: &str = "chancery";

/// The land for maps, within a theme.
const LAND: &str = "maps/land.topojson";

/// Where maps lie on a site, as it stands in every address of one.
const MAPS: &str = "maps/";

/// The edition for mail, within a theme. It uses no other template, so that a theme without one
/// can have that of chancery.
const EMAIL: [&str; 3] = [
    "templates/email.html",
    "templates/email.css",
    "templates/email-screen.css",
];
/// Share cards, within a theme: templates (SVG), and under [`FONTS`] what they are set in.
const CARDS: &str = "cards/";
/// The fonts of share cards, within a theme.
const FONTS: &str = "cards/fonts/";

static CHANCERY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/chancery");

record! {
    /// `themes/<name>/theme.toml`.
    pub struct ThemeRecord ("theme.toml") {
        /// Name, for people.
        name: Opt<String>,
        /// One sentence on it.
        description: Opt<String>,
        /// The theme it builds on.
        extends: Opt<String>,
        /// Stylesheets among its static files; pages load them after those of the theme it
        /// builds on.
        stylesheets: List<String>,
        /// Who made it.
        authors: List<String>,
        /// Its licence.
        license: Opt<String>,
    }
}

/// What a file holds: a part of the program for files of chancery, which are not copied.
pub type Bytes = Cow<'static, [u8]>;

/// A theme with all that it inherits.
#[derive(Debug, Clone, Default)]
pub struct ThemeFiles {
    /// Templates by their path under `templates/`; those of share cards by their whole path,
    /// `cards/article.svg`.
    pub templates: BTreeMap<String, Arc<SourceText>>,
    /// Fonts of share cards by their path under `cards/fonts/`: OpenType with outlines. They are
    /// tried in the order of their paths where a letter is not in the font that a card asks for.
    pub fonts: BTreeMap<String, Bytes>,
    /// Files by their path under `static/`.
    pub files: BTreeMap<String, Bytes>,
    /// Stylesheets by their path under `static/`, in the order in which pages load them.
    pub stylesheets: Vec<String>,
    /// Texts of each language, from `i18n/<lang>.toml`, the nearest theme first; the built-in
    /// theme's come last, so that no text is ever missing.
    pub texts: BTreeMap<String, Vec<Arc<SourceText>>>,
    /// The land for maps, `maps/land.topojson`.
    pub land: Bytes,
    /// What its templates name.
    pub named: Arc<Named>,
}

/// Puts the theme `name` of a site together. `named_at` is where the site names it.
pub fn load_theme(
    tree: &Tree,
    name: &str,
    named_at: Option<Location>,
) -> (ThemeFiles, Vec<Diagnostic>) {
    let mut theme = ThemeFiles::default();
    let mut diagnostics = Vec::new();
    let mut chain: Vec<String> = Vec::new();
    let mut next = Some((name.to_owned(), named_at));
    while let Some((name, named_at)) = next.take() {
        if chain.contains(&name) {
            diagnostics.push(not_found(
                named_at,
                format!(
                    "the theme `{name}` extends itself by way of {}",
                    chain.join(", ")
                ),
            ));
            break;
        }
        let Some((files, faults)) = read_one(tree, &name) else {
            let known: Vec<&str> = known_themes(tree).into_iter().collect();
            let help = did_you_mean(&name, known.iter().copied())
                .unwrap_or_else(|| format!("known themes: {}", known.join(", ")));
            diagnostics.push(not_found(named_at, format!("there is no theme `{name}`")).help(help));
            break;
        };
        diagnostics.extend(faults);
        for (path, content) in files {
            next = add(&mut theme, &mut diagnostics, &name, &path, content).or(next);
        }
        chain.push(name);
    }
    if !chain.iter().any(|name| name == DEFAULT_THEME) {
        for (path, content) in built_in() {
            let is_wanted = path.starts_with("i18n/")
                || path.starts_with(CARDS)
                || path == LAND
                || EMAIL.contains(&path.as_str());
            if is_wanted {
                add(&mut theme, &mut diagnostics, DEFAULT_THEME, &path, content);
            }
        }
    }
    let templates = theme.templates.iter();
    let sources = templates.map(|(name, file)| (name.as_str(), file.text()));
    theme.named = Arc::new(named::named(sources));
    (theme, diagnostics)
}

impl ThemeFiles {
    /// Whether anybody would see a map: a template prints one, or an address of a map stands in a
    /// template, a stylesheet or a script.
    pub fn shows_maps(&self) -> bool {
        let is_read = |path: &str| path.ends_with(".css") || path.ends_with(".js");
        let read = self.files.iter().filter(|(path, _)| is_read(path));
        let mut files = read.filter_map(|(_, bytes)| str::from_utf8(bytes).ok());
        let mut templates = self.templates.values().map(|file| file.text());
        ["map", "inset"]
            .iter()
            .any(|word| self.named.anywhere(word))
            || templates.any(|text| text.contains(MAPS))
            || files.any(|text| text.contains(MAPS))
    }
}

fn not_found(at: Option<Location>, message: String) -> Diagnostic {
    match at {
        Some(at) => Diagnostic::new(Code::ThemeNotFound, at, message),
        None => Diagnostic::global(Code::ThemeNotFound, message),
    }
}

type Parent = Option<(String, Option<Location>)>;

/// Puts one file of a theme in its place unless a nearer theme has it. Returns the parent where
/// the file is `theme.toml` and names one.
fn add(
    theme: &mut ThemeFiles,
    diagnostics: &mut Vec<Diagnostic>,
    name: &str,
    path: &str,
    content: Bytes,
) -> Parent {
    if let Some(rest) = path.strip_prefix("static/") {
        theme.files.entry(rest.to_owned()).or_insert(content);
        return None;
    }
    if path == LAND {
        if theme.land.is_empty() {
            theme.land = content;
        }
        return None;
    }
    if let Some(font) = path.strip_prefix(FONTS) {
        if font.ends_with(".ttf") || font.ends_with(".otf") {
            theme.fonts.entry(font.to_owned()).or_insert(content);
        }
        return None;
    }
    let template = path
        .strip_prefix("templates/")
        .or_else(|| Some(path).filter(|path| path.starts_with(CARDS) && path.ends_with(".svg")));
    if template.is_none() && !path.starts_with("i18n/") && path != "theme.toml" {
        return None;
    }
    let shown = format!("themes/{name}/{path}");
    let Ok(text) = String::from_utf8(content.into_owned()) else {
        let location = Location::start_of(&SourceText::new(shown, ""));
        diagnostics.push(Diagnostic::new(
            Code::UnreadableFile,
            location,
            "the file is not UTF-8 text",
        ));
        return None;
    };
    let file = SourceText::new(shown, text);
    if let Some(template) = template {
        // A template that a nearer theme replaces stays within reach as `<theme>/<path>`, so that
        // the nearer one can extend it; components are replaced whole, since each has one name.
        if !theme.templates.contains_key(template) {
            theme.templates.insert(template.to_owned(), file);
        } else if !file.text().contains("{% component") {
            theme.templates.insert(format!("{name}/{template}"), file);
        }
    } else if let Some(language) = path
        .strip_prefix("i18n/")
        .and_then(|f| f.strip_suffix(".toml"))
    {
        theme
            .texts
            .entry(language.to_owned())
            .or_default()
            .push(file);
    } else if path == "theme.toml" {
        let mut reader = Reader::new(&file, 0);
        let table = reader.parse(file.text());
        let record = ThemeRecord::read(table.get_ref(), table.span(), &mut reader);
        diagnostics.append(&mut reader.diagnostics);
        // The theme that is built upon comes later here and earlier on the page.
        let own = record.stylesheets.iter().map(|sheet| sheet.value.clone());
        theme.stylesheets.splice(0..0, own);
        return record
            .extends
            .map(|parent| (parent.value, Some(Location::new(&file, parent.span))));
    }
    None
}

type Files = Vec<(String, Bytes)>;

/// The files of one theme: those on the disk, else the built-in ones.
fn read_one(tree: &Tree, name: &str) -> Option<(Files, Vec<Diagnostic>)> {
    let on_disk = tree.theme(name);
    let faults: Vec<Diagnostic> = tree.faults_of_theme(name).cloned().collect();
    if on_disk.is_empty() && faults.is_empty() {
        return (name == DEFAULT_THEME).then(|| (built_in(), Vec::new()));
    }
    let files = on_disk
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), Cow::Owned(bytes.to_vec())))
        .collect();
    Some((files, faults))
}

fn built_in() -> Files {
    fn collect(dir: &'static Dir<'static>, files: &mut Files) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => collect(dir, files),
                DirEntry::File(file) => {
                    files.push((
                        file.path().to_string_lossy().replace('\\', "/"),
                        Cow::Borrowed(file.contents()),
                    ));
                }
            }
        }
    }
    let mut files = Files::new();
    collect(&CHANCERY, &mut files);
    files.sort();
    files
}

fn known_themes(tree: &Tree) -> BTreeSet<&str> {
    let mut known = tree.theme_names();
    known.insert(DEFAULT_THEME);
    known
}
