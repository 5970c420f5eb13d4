//! What theme makers are promised: views that docs/themes.md describes as they are, texts that are
//! complete in every language, themes that change one thing and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use support::TestSite;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_path(path: &PathBuf) -> String {
    read(path)
}

/// Files under a folder with an ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .flatten()
        .map(|entry| entry.into_path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}

mod views {
    //! The views as the source defines them.

    use std::collections::BTreeMap;

    use quote::ToTokens;
    use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type};

    /// A field of a view.
    pub(super) struct Field {
        pub(super) name: String,
        pub(super) kind: String,
        pub(super) meaning: String,
    }

    /// A view.
    pub(super) struct View {
        pub(super) meaning: String,
        pub(super) fields: Vec<Field>,
    }

    /// All views by name, and what they are made of.
    pub(super) fn all(sources: &[String]) -> BTreeMap<String, View> {
        let mut views = BTreeMap::new();
        for source in sources {
            for item in syn::parse_file(source).unwrap().items {
                match item {
                    Item::Struct(item) if serialized(&item.attrs) => {
                        let Fields::Named(fields) = item.fields else {
                            continue;
                        };
                        let fields = fields.named.iter().map(|field| Field {
                            name: field.ident.as_ref().unwrap().to_string(),
                            kind: kind(&field.ty),
                            meaning: docs(&field.attrs),
                        });
                        let view = View {
                            meaning: docs(&item.attrs),
                            fields: fields.collect(),
                        };
                        let name = item.ident.to_string();
                        assert!(
                            views.insert(name.clone(), view).is_none(),
                            "two views are called {name}"
                        );
                    }
                    Item::Enum(item) if serialized(&item.attrs) && item.ident != "View" => {
                        let of: Vec<String> = item
                            .variants
                            .iter()
                            .flat_map(|variant| variant.fields.iter().map(|field| kind(&field.ty)))
                            .collect();
                        let view = View {
                            meaning: format!("{} One of {}.", docs(&item.attrs), of.join(", ")),
                            fields: Vec::new(),
                        };
                        views.insert(item.ident.to_string(), view);
                    }
                    _ => {}
                }
            }
        }
        views
    }

    /// The view of each variant of `View`.
    pub(super) fn of_pages(source: &str) -> BTreeMap<String, String> {
        let file = syn::parse_file(source).unwrap();
        let views = file.items.into_iter().find_map(|item| match item {
            Item::Enum(item) if item.ident == "View" => Some(item),
            _ => None,
        });
        let variants = views.expect("there is an enum of views").variants;
        variants
            .iter()
            .map(|variant| {
                let ty = &variant.fields.iter().next().unwrap().ty;
                (variant.ident.to_string(), plain(ty))
            })
            .collect()
    }

    /// Name and template of each kind of page, in the order of the source.
    pub(super) fn templates(source: &str) -> Vec<(String, String)> {
        let file = syn::parse_file(source).unwrap();
        let mut arms = Vec::new();
        for item in file.items {
            let Item::Impl(item) = item else { continue };
            for member in item.items {
                let syn::ImplItem::Fn(function) = member else {
                    continue;
                };
                if function.sig.ident != "template" {
                    continue;
                }
                let Some(syn::Stmt::Expr(Expr::Match(matched), _)) = function.block.stmts.first()
                else {
                    continue;
                };
                for arm in &matched.arms {
                    let Expr::Lit(template) = &*arm.body else {
                        continue;
                    };
                    let Lit::Str(template) = &template.lit else {
                        continue;
                    };
                    let pattern = arm.pat.to_token_stream().to_string();
                    for name in pattern.split('|') {
                        let name = name.trim().trim_start_matches("Self :: ");
                        let name = name.split([' ', '(']).next().unwrap_or_default();
                        arms.push((name.to_owned(), template.value()));
                    }
                }
            }
        }
        arms
    }

    fn serialized(attributes: &[Attribute]) -> bool {
        attributes.iter().any(|attribute| {
            attribute.path().is_ident("derive")
                && attribute
                    .to_token_stream()
                    .to_string()
                    .contains("Serialize")
        })
    }

    fn docs(attributes: &[Attribute]) -> String {
        let lines: Vec<String> = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("doc"))
            .filter_map(|attribute| match &attribute.meta {
                Meta::NameValue(value) => match &value.value {
                    Expr::Lit(literal) => match &literal.lit {
                        Lit::Str(text) => Some(text.value().trim().to_owned()),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            })
            .collect();
        lines.join(" ").replace('|', "\\|")
    }

    /// The last name of a type: `HomeView` of `Box<home::HomeView>`.
    fn plain(ty: &Type) -> String {
        match arguments(ty).as_slice() {
            [inner] => plain(inner),
            _ => name(ty),
        }
    }

    fn name(ty: &Type) -> String {
        match ty {
            Type::Path(path) => path.path.segments.last().unwrap().ident.to_string(),
            other => other.to_token_stream().to_string(),
        }
    }

    fn arguments(ty: &Type) -> Vec<Type> {
        let Type::Path(path) = ty else {
            return Vec::new();
        };
        let PathArguments::AngleBracketed(arguments) =
            &path.path.segments.last().unwrap().arguments
        else {
            return Vec::new();
        };
        arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(Type::clone(ty)),
                _ => None,
            })
            .collect()
    }

    /// A type as theme makers know it.
    fn kind(ty: &Type) -> String {
        let inner = arguments(ty);
        match (name(ty).as_str(), inner.as_slice()) {
            ("Option", [inner]) => format!("{} or none", kind(inner)),
            ("Vec", [inner]) => format!("list of {}", kind(inner)),
            ("Shared" | "Box", [inner]) => kind(inner),
            ("String" | "& 'static str", _) => "text".into(),
            ("usize" | "u16" | "u32" | "i16" | "i32" | "i64", _) => "whole number".into(),
            ("f64", _) => "number".into(),
            ("bool", _) => "true or false".into(),
            ("Html", _) => "HTML".into(),
            ("Value", _) => "anything".into(),
            (view, _) => format!("[{view}](#{})", view.to_lowercase()),
        }
    }
}

const BEGIN: &str = "<!-- views: generated from src/pages/view; `UPDATE_DOCS=1 cargo test --test themes` writes them -->\n";
const END: &str = "<!-- end of views -->\n";

/// The reference of all views, as Markdown.
fn reference() -> String {
    let sources: Vec<String> = files("src/pages/view", ".rs")
        .iter()
        .map(read_path)
        .collect();
    let portable = read("src/pages/portable.rs");
    let sources: Vec<String> = sources.into_iter().chain([portable]).collect();
    let views = views::all(&sources);
    let of_pages = views::of_pages(&read("src/pages/view/mod.rs"));
    let mut text = String::from(
        "\n## Which template shows which view\n\n| page | template | view |\n| --- | --- | --- |\n",
    );
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let templates = views::templates(&read("src/pages/kind.rs"));
    assert!(templates.len() > 20, "templates of page kinds are found");
    for (page, template) in &templates {
        // Plain lists share one view.
        let view = of_pages.get(page).or_else(|| of_pages.get("Index"));
        let view = view.expect("every page has a view");
        reached.insert(view);
        text.push_str(&format!(
            "| {} | `{template}` | [{view}](#{}) |\n",
            page.to_lowercase(),
            view.to_lowercase()
        ));
    }
    text.push_str("\n## Views\n\nEvery page also has `site` ([SiteView](#siteview)) and `page` ([PageView](#pageview)).\n");
    for (name, view) in &views {
        text.push_str(&format!("\n### {name}\n\n{}\n", view.meaning));
        if view.fields.is_empty() {
            continue;
        }
        text.push_str("\n| field | kind | meaning |\n| --- | --- | --- |\n");
        for field in &view.fields {
            assert!(
                !field.meaning.is_empty() || name == "EdgeView",
                "{name}.{} says what it is",
                field.name
            );
            text.push_str(&format!(
                "| `{}` | {} | {} |\n",
                field.name, field.kind, field.meaning
            ));
        }
    }
    text.push('\n');
    text
}

#[test]
fn the_guide_describes_every_view_as_it_is() {
    let path = "docs/themes.md";
    let guide = read(path);
    let (before, rest) = guide
        .split_once(BEGIN)
        .expect("docs/themes.md has the mark of the views");
    let (written, after) = rest
        .split_once(END)
        .expect("docs/themes.md has the end of the views");
    let generated = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let text = format!("{before}{BEGIN}{generated}{END}{after}");
        fs::write(root().join(path), text).unwrap();
    } else {
        assert!(
            written == generated,
            "docs/themes.md is not what the views are: run `UPDATE_DOCS=1 cargo test --test themes` and commit it"
        );
    }
}

/// Texts of a language with their placeholders, flat.
fn texts(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, BTreeSet<String>>) {
        const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
        match value {
            toml::Value::Table(table)
                if !table.contains_key("other")
                    || table.keys().any(|key| !FORMS.contains(&key.as_str())) =>
            {
                for (key, value) in table {
                    let name = if prefix.is_empty() {
                        key.clone()
                    } else {
                        format!("{prefix}.{key}")
                    };
                    flatten(&name, value, into);
                }
            }
            toml::Value::Table(forms) => {
                let other = forms["other"].as_str().unwrap();
                into.insert(prefix.to_owned(), placeholders(other));
            }
            toml::Value::String(text) => {
                into.insert(prefix.to_owned(), placeholders(text));
            }
            _ => {
                into.insert(prefix.to_owned(), BTreeSet::new());
            }
        }
    }
    let table: toml::Table = read(format!("themes/chancery/i18n/{language}.toml"))
        .parse()
        .unwrap();
    let mut flat = BTreeMap::new();
    flatten("", &toml::Value::Table(table), &mut flat);
    flat
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
        .collect()
}

#[test]
fn japanese_has_every_text_with_the_same_places() {
    let (english, japanese) = (texts("en"), texts("ja"));
    // Words that a language without number words spelt out leaves out.
    let optional = |key: &str| key.starts_with("words.");
    let missing: Vec<_> = english
        .keys()
        .filter(|key| !japanese.contains_key(*key) && !optional(key))
        .collect();
    assert!(missing.is_empty(), "ja.toml lacks {missing:#?}");
    let beyond: Vec<_> = japanese
        .keys()
        .filter(|key| !english.contains_key(*key))
        .collect();
    assert!(
        beyond.is_empty(),
        "ja.toml has what English has not: {beyond:#?}"
    );
    for (key, places) in &english {
        let Some(own) = japanese.get(key) else {
            continue;
        };
        // An amount may also be written as ten or a hundred times a smaller unit.
        let multiple =
            |place: &String| key.starts_with("units.") && ["n10", "n100"].contains(&place.as_str());
        let strange: Vec<_> = own
            .difference(places)
            .filter(|place| !multiple(place))
            .collect();
        assert!(
            strange.is_empty(),
            "{key}: {strange:?} is not within {places:?}"
        );
    }
}

/// Keys that are put together from a prefix and an id.
const BUILT: [&str; 8] = [
    "kind.", "class.", "status.", "group.", "units.", "words.", "range.", "span.",
];

#[test]
fn every_text_is_printed_somewhere() {
    let mut sources: Vec<String> = files("src", ".rs").iter().map(read_path).collect();
    sources.extend(
        files("themes/chancery/templates", ".html")
            .iter()
            .map(read_path),
    );
    let whole = sources.concat();
    let unused: Vec<String> = texts("en")
        .into_keys()
        .filter(|key| !BUILT.iter().any(|prefix| key.starts_with(prefix)))
        .filter(|key| !whole.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "nothing prints {unused:#?}");
}

/// A theme of ten lines: another accent and another word for roundups.
const CHILD: &str = r#"
-- themes/daily/theme.toml --
name = "Daily"
extends = "chancery"
stylesheets = ["daily.css"]
-- themes/daily/static/daily.css --
:root {
  --baize: light-dark(#7a1f3d, #f0a8bf);
}
-- themes/daily/i18n/en.toml --
[page]
articles = "Briefings"
"#;

#[test]
fn a_child_theme_changes_one_colour_and_one_text_and_nothing_else() {
    let plain = TestSite::minimal();
    let child = TestSite::minimal().with_settings("theme = \"daily\"");
    child.write_all(CHILD);
    let lines = CHILD
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("--"))
        .count();
    assert!(lines <= 10, "{lines} lines");
    for site in [&plain, &child] {
        // The files of the search index are named by what is in them, and the word is.
        site.build_with(["--without", "search"]);
    }
    let (before, after) = (plain.output(), child.output());
    let (before, mut after) = (before.published(), after.published());
    let sheet = after
        .remove("daily.css")
        .expect("its stylesheet is published");
    assert!(String::from_utf8_lossy(sheet).contains("--baize"));
    assert!(before.keys().eq(after.keys()), "the same pages and files");
    let link = "\n<link rel=\"stylesheet\" href=\"/daily.css\">";
    for (path, old) in before {
        let old = String::from_utf8_lossy(old).replace("Roundups", "Briefings");
        let new = String::from_utf8_lossy(after[path]).replace(link, "");
        assert_eq!(old, new, "{path}");
    }
}

/// Templates that ask for the same by other ways than its name.
const BY_OTHER_WAYS: &str = r#"
-- themes/daily/theme.toml --
extends = "chancery"
-- themes/daily/templates/summit.html --
{% for key, value in page %}{{ key }} {% endfor %}
{{ page["structured_data"] }}
-- themes/daily/templates/leader.html --
{% include "list.html" %}
-- themes/daily/templates/list.html --
{% for mention in mentions %}[{{ mention.before }}{{ mention.marked }}{{ mention.after }}]{% endfor %}
-- themes/daily/templates/article.html --
{{ <cited what={cite} /> }}
-- themes/daily/templates/components/cited.html --
{% component cited(what) -%}{{ what.plain }}{%- endcomponent cited %}
"#;

#[test]
fn what_is_made_only_where_it_is_named_is_there_however_it_is_named() {
    let site = TestSite::minimal()
        .with_settings("theme = \"daily\"")
        .with_article("2024-05-03-visit", "", "Then Ann Lee went home.");
    site.write_all(BY_OTHER_WAYS);
    site.build_with(["--without", "search,share-cards"]);
    let output = site.output();
    let published = output.published();
    let page = |start: &str| {
        let found = published.iter().find(|(path, _)| {
            path.starts_with(start)
                && path.ends_with("/index.html")
                && path.matches('/').count() == 2
        });
        let (path, bytes) = found.unwrap_or_else(|| panic!("no page under {start}"));
        (
            path.to_string(),
            String::from_utf8_lossy(bytes).into_owned(),
        )
    };
    let (path, summit) = page("summits/");
    assert!(summit.contains("breadcrumbs "), "{path}: {summit}");
    assert!(summit.contains("schema.org"), "{path}: {summit}");
    let (path, leader) = page("leaders/");
    assert!(
        leader.contains("[Then Ann Lee went home.]"),
        "{path}: {leader}"
    );
    let (path, article) = page("articles/");
    assert!(article.contains("https://"), "{path}: {article}");
}

#[test]
fn a_typo_in_a_template_is_told_with_what_there_is() {
    let site = TestSite::minimal().with_settings("theme = \"daily\"");
    site.write_all(
        r#"
-- themes/daily/theme.toml --
extends = "chancery"
-- themes/daily/templates/article.html --
{{ articel.title }}
"#,
    );
    let told = site
        .run(["build", "--without", "search,share-cards"])
        .stderr;
    // Names that the templates do not use are told as well: one of them may be meant.
    for what in ["`articel`", "article.html:1:4", " article, ", " mentions, "] {
        assert!(told.contains(what), "{what}: {told}");
    }
}
