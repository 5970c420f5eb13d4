//! House rules that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};

use summitry::load::record::{
    AccountRecord, AmountRecord, ArticleRecord, CorrectionRecord, CountryRecord, DelegateRecord,
    EventRecord, ImageRecord, LeaderRecord, LegRecord, MenuRecord, OfficeRecord, OutcomeRecord,
    PillarRecord, PlaceRecord, SiteRecord, SourceRecord, StatusRecord, SummitRecord, TripRecord,
    UpdateRecord,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files under a folder with one of the endings, sorted, with their texts.
#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the project fails"
)]
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    fn collect(folder: &Path, endings: &[&str], found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, endings, found);
            } else if endings
                .iter()
                .any(|ending| path.to_string_lossy().ends_with(ending))
            {
                found.push((
                    path.strip_prefix(root()).unwrap().display().to_string(),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), endings, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} holds nothing to check");
    found
}

#[test]
fn only_two_modules_name_the_template_engine() {
    let allowed = [
        "src/value.rs",
        "src/render/theme.rs",
        // The part of that module that makes the variables of its templates.
        "src/render/theme/context.rs",
    ];
    for (path, text) in files("src", &[".rs"]) {
        let names = text.lines().any(|line| {
            !line.trim_start().starts_with("//")
                && (line.contains("tera::") || line.contains("use tera"))
        });
        assert!(
            !names || allowed.contains(&path.as_str()),
            "{path} names tera"
        );
    }
}

#[test]
fn no_template_says_that_something_is_safe() {
    for (path, text) in files("themes", &[".html", ".xml", ".svg"]) {
        let compact: String = text.split_whitespace().collect();
        assert!(!compact.contains("|safe"), "{path} says `| safe`");
        if path.ends_with(".svg") {
            // An SVG names its vocabulary by an address, and no browser sees a share card.
            continue;
        }
        // What a Content-Security-Policy of `default-src 'self'` would block.
        let scripts_in_place = compact
            .replace("<scriptsrc=\"{{site.base_path}}", "")
            // Data, which no browser runs.
            .replace(
                "<scripttype=\"application/ld+json\">{{page.structured_data}}",
                "",
            );
        assert!(
            !scripts_in_place.contains("<script"),
            "{path} has a script within the page"
        );
        for forbidden in ["style=", "onclick", "onload", "http://", "https://"] {
            assert!(!text.contains(forbidden), "{path} holds {forbidden:?}");
        }
        // A mail brings its stylesheet along; most of it is moved to the elements it is about.
        let sheets = [
            "<style>\n{% include \"email.css\" %}</style>",
            "<style data-css-inline=\"keep\">\n{% include \"email-screen.css\" %}</style>",
        ];
        let is_mail = path.ends_with("templates/email.html");
        let found = sheets.iter().filter(|sheet| text.contains(**sheet)).count();
        assert_eq!(found, if is_mail { 2 } else { 0 }, "{path}");
        assert_eq!(text.matches("<style").count(), found, "{path}");
    }
}

#[test]
fn every_module_says_what_it_is() {
    for (path, text) in files("src", &[".rs"]) {
        assert!(
            text.starts_with("//!"),
            "{path} does not begin with a module comment"
        );
    }
}

#[test]
fn the_model_knows_no_pages_and_the_pages_no_theme() {
    let rules = [
        (
            "src/load",
            &[
                "crate::model",
                "crate::pages",
                "crate::render",
                "crate::write",
            ][..],
        ),
        (
            "src/model",
            &[
                "crate::pages",
                "crate::render",
                "crate::write",
                "crate::value",
            ][..],
        ),
        ("src/pages", &["crate::render", "crate::write"][..]),
        ("src/render", &["crate::preview", "crate::pipeline"][..]),
        (
            "src/diagnostic",
            &[
                "crate::load",
                "crate::model",
                "crate::pages",
                "crate::render",
            ][..],
        ),
        (
            "src/write",
            &[
                "crate::load",
                "crate::model",
                "crate::pages",
                "crate::render",
            ][..],
        ),
    ];
    for (folder, forbidden) in rules {
        for (path, text) in files(folder, &[".rs"]) {
            for module in forbidden {
                assert!(!text.contains(module), "{path} reaches back to {module}");
            }
        }
    }
}

#[test]
fn the_guide_for_editors_names_every_key() {
    let guide = fs::read_to_string(root().join("docs/writing.md")).unwrap();
    let keys: Vec<&[&str]> = vec![
        ArticleRecord::KEYS,
        ImageRecord::KEYS,
        CorrectionRecord::KEYS,
        LeaderRecord::KEYS,
        OfficeRecord::KEYS,
        SummitRecord::KEYS,
        PlaceRecord::KEYS,
        DelegateRecord::KEYS,
        AccountRecord::KEYS,
        OutcomeRecord::KEYS,
        AmountRecord::KEYS,
        UpdateRecord::KEYS,
        EventRecord::KEYS,
        TripRecord::KEYS,
        LegRecord::KEYS,
        CountryRecord::KEYS,
        SourceRecord::KEYS,
        SiteRecord::KEYS,
        PillarRecord::KEYS,
        StatusRecord::KEYS,
        MenuRecord::KEYS,
    ];
    for key in keys.into_iter().flatten() {
        let named = [
            format!("`{key}`"),
            format!("[[{key}]]"),
            format!("[{key}]"),
            format!(".{key}]]"),
        ]
        .iter()
        .any(|form| guide.contains(form));
        assert!(named, "docs/writing.md does not name `{key}`");
    }
}

#[test]
fn the_map_names_every_module() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for entry in fs::read_dir(root().join("src")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().replace(".rs", "");
        assert!(
            name == "lib" || map.contains(&name),
            "ARCHITECTURE.md does not name src/{name}"
        );
    }
}
