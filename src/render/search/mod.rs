//! The search index, made by Pagefind from the records of [`crate::pages::search_records`]: files
//! that a browser fetches piece by piece, so that a search costs a reader some kilobytes however
//! large the site is.

mod words;

use std::collections::BTreeMap;

use pagefind::api::{PagefindIndex, SyntheticFile};
use pagefind::options::PagefindServiceConfig;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::pages::plan::SEARCH_INDEX;
use crate::pages::search_records::{SearchRecord, Subject, language_of};
use crate::pages::url::PagePath;
use crate::pages::view::Views;
use crate::write::{Content, OutputFile};

/// Files of texts at most; beyond them several texts share one. A reader who looks at the twenty
/// best finds fetches twenty of them.
const MOST_TEXT_FILES: u32 = 2_000;

/// The files of the index, by their addresses, sorted.
///
/// The same site gives the same bytes: records are added in a fixed order, and Pagefind sorts
/// what it keeps in hash maps before it writes.
///
/// # Errors
/// When Pagefind fails.
pub(super) fn index(views: &Views) -> Result<Vec<OutputFile>, Diagnostic> {
    let model = &views.model;
    let records: Vec<Entry> = Subject::all(model)
        .into_par_iter()
        .map(|subject| Entry::of(subject.record(model)))
        .collect();
    // Pagefind asks for the working folder without being ready for a no.
    std::env::current_dir().map_err(|error| fault(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .map_err(|error| fault(&error))?;
    let files = runtime
        .block_on(indexed(records, &language_of(&model.language)))
        .map_err(|error| fault(&error))?;
    published(files)
}

async fn indexed(
    records: Vec<Entry>,
    language: &str,
) -> Result<Vec<SyntheticFile>, Box<dyn std::error::Error + Send + Sync>> {
    let config = PagefindServiceConfig::builder()
        .keep_index_url(true)
        .force_language(language.to_owned())
        .max_fragments(MOST_TEXT_FILES)
        .build();
    let mut index = PagefindIndex::new(Some(config))?;
    for Entry {
        url,
        content,
        meta,
        filters,
        sort,
    } in records
    {
        let language = language.to_owned();
        index
            .add_custom_record(
                url,
                content,
                language,
                Some(meta),
                Some(filters),
                Some(sort),
            )
            .await?;
    }
    Ok(index.get_files().await?)
}

/// A record as Pagefind takes it.
#[derive(Debug)]
struct Entry {
    url: String,
    content: String,
    /// Words of each field are found; how much they count is told by `search-index.js`.
    meta: BTreeMap<String, String>,
    filters: BTreeMap<String, Vec<String>>,
    sort: BTreeMap<String, String>,
}

impl Entry {
    fn of(record: SearchRecord) -> Self {
        let names = [&record.title].into_iter().chain(&record.names);
        let own_names = record.names.iter().cloned().chain(words::tails(names));
        let people = record.people.iter();
        let people = people.cloned().chain(words::tails(&record.people));
        let text = words::separated(&words::harmless(&record.text));
        let inner = words::inner(&text);
        let fields = [
            ("names", Some(joined(own_names))),
            ("people", Some(joined(people))),
            ("words", Some(inner)),
            ("date", record.date),
            ("line", record.line),
        ];
        let mut meta: BTreeMap<String, String> = fields
            .into_iter()
            .filter_map(|(field, value)| {
                Some((field.to_owned(), value.filter(|value| !value.is_empty())?))
            })
            .collect();
        if let Some(native) = record.native.filter(|native| native.text != record.title) {
            meta.insert(format!("native:{}", native.language), native.text);
        }
        meta.insert("kind".to_owned(), record.kind);
        let facets = record.facets.into_iter();
        let sort = record
            .day
            .map(|day| ("date".to_owned(), day.to_string()))
            .into_iter();
        Self {
            url: record.url,
            // A record without a text would be left out.
            content: if text.is_empty() {
                words::separated(&words::harmless(&record.title))
            } else {
                text
            },
            filters: facets
                .map(|(facet, words)| (facet.as_str().to_owned(), words))
                .collect(),
            sort: sort.collect(),
            meta: {
                meta.insert("title".to_owned(), record.title);
                meta
            },
        }
    }
}

/// Names behind each other, each of them a run of words.
fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The files that a browser asks for; Pagefind's own interfaces are none of them.
fn published(files: Vec<SyntheticFile>) -> Result<Vec<OutputFile>, Diagnostic> {
    let has_stemmer = files.iter().any(|file| {
        let name = file.filename.to_string_lossy();
        name.starts_with("wasm.") && name != UNSTEMMED
    });
    let mut published = BTreeMap::new();
    for SyntheticFile { filename, contents } in files {
        let parts: Vec<_> = filename.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let is_needed = match name.as_str() {
            "pagefind.js" | "pagefind-worker.js" | "pagefind-entry.json" => true,
            UNSTEMMED => !has_stemmer,
            _ => {
                let ending = filename.extension().unwrap_or_default();
                [
                    "pagefind",
                    "pf_meta",
                    "pf_index",
                    "pf_filter",
                    "pf_fragment",
                ]
                .iter()
                .any(|needed| ending == *needed)
            }
        };
        if is_needed {
            published.insert(
                PagePath::new(format!("{SEARCH_INDEX}{name}")).file(),
                contents,
            );
        }
    }
    published
        .into_iter()
        .map(|(path, contents)| {
            Ok(OutputFile {
                path: crate::write::OutputPath::new(path).map_err(|error| fault(&error))?,
                content: Content::Bytes(contents),
            })
        })
        .collect()
}

/// The program for languages of which Pagefind does not know the stems.
const UNSTEMMED: &str = "wasm.unknown.pagefind";

fn fault(error: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic::global(
        Code::SearchIndex,
        format!("the search index cannot be made: {error}"),
    )
    .help("write `outputs = { search = false }` into site.toml to do without one")
}
