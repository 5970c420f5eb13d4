//! Builds a site as `summitry build` does, and reads what came out as a browser would.
//!
//! [`build`] writes a site into a folder of its own and gives back every file; [`Page`] is an
//! HTML file as html5ever understands it, flat: elements in the order of the document.
#![allow(
    dead_code,
    reason = "each test binary uses its own part of this module"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use quick_xml::events::Event;
use summitry::diagnostic::Diagnostic;
use summitry::load::theme::{ThemeFiles, load_theme};
use summitry::model::{ModelOptions, SiteOverrides};
use summitry::pipeline::earlier::Earlier;
use summitry::pipeline::{self, Options, Prepared};
use summitry::write;
use summitry::write::cache::Cache;

/// The day for which the tests build.
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 22);

/// A site that was built.
pub(crate) struct Built {
    /// The model, the plan, and what was objected to.
    pub(crate) prepared: Prepared,
    /// Every file of the output by its path, `/`-separated.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Built {
    /// A file as text.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self
            .files
            .get(path)
            .unwrap_or_else(|| panic!("no file {path} in the output"));
        std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"))
    }

    /// An HTML file, parsed.
    pub(crate) fn page(&self, path: &str) -> Page {
        Page::parse(path, self.text(path))
    }

    /// All pages, parsed.
    pub(crate) fn pages(&self) -> Vec<Page> {
        self.html(false)
    }

    /// All editions for mail, parsed: HTML that no reader of the site comes across.
    pub(crate) fn mails(&self) -> Vec<Page> {
        self.html(true)
    }

    fn html(&self, for_mail: bool) -> Vec<Page> {
        self.files
            .keys()
            .filter(|path| path.ends_with(".html") && path.ends_with("/email.html") == for_mail)
            .map(|path| self.page(path))
            .collect()
    }
}

/// What a run is asked to do for the tests' day.
pub(crate) fn options(root: &Path, base_url: Option<&str>) -> Options {
    Options {
        root: root.to_owned(),
        model: ModelOptions {
            site: SiteOverrides {
                base_path: None,
                base_url: base_url.map(str::to_owned),
                as_of: Some(TODAY),
                without: Vec::new(),
            },
            ..ModelOptions::default()
        },
        allow_unresolved: false,
    }
}

/// Loads, understands and plans the site at `root`.
pub(crate) fn prepare(root: &Path, base_url: Option<&str>) -> Prepared {
    pipeline::prepare(&options(root, base_url))
        .unwrap_or_else(|failure| panic!("cannot read the site: {failure:?}"))
}

/// Builds the site at `root` into `output`, or gives back why not.
pub(crate) fn try_build(
    root: &Path,
    output: &Path,
    base_url: Option<&str>,
) -> Result<Built, Vec<Diagnostic>> {
    let (options, cache) = (options(root, base_url), Arc::new(Cache::in_memory()));
    let target = write::open_target(output, &pipeline::source_folders(root), false)
        .unwrap_or_else(|refused| panic!("cannot write into {}: {refused}", output.display()));
    let (unread, mut earlier) =
        Earlier::look(&options, output, false, &cache).expect("a site that can be listed");
    let mut prepared = pipeline::prepare_unread(unread, &options, &mut earlier, &cache)
        .unwrap_or_else(|failure| panic!("cannot read the site: {failure:?}"));
    let built = pipeline::build(&mut prepared, earlier, &cache, target, &|| {});
    if built
        .unwrap_or_else(|failure| panic!("cannot write: {failure:?}"))
        .is_none()
    {
        return Err(prepared.diagnostics);
    }
    let files = tree(output)
        .into_iter()
        .filter(|(path, _)| !path.starts_with(".summitry/"))
        .collect();
    Ok(Built { prepared, files })
}

/// Builds the site at `root`, which must be free of errors.
pub(crate) fn build(root: &Path, base_url: Option<&str>) -> Built {
    let output = tempfile::tempdir().expect("a temporary folder");
    try_build(root, &output.path().join("public"), base_url)
        .unwrap_or_else(|faults| panic!("the site does not build:\n{}", told(&faults)))
}

/// The built-in theme.
pub(crate) fn chancery() -> ThemeFiles {
    let nowhere = summitry::load::tree::Tree::read(Path::new("/nowhere")).expect("an empty tree");
    let (theme, faults) = load_theme(&nowhere, "chancery", None);
    assert!(faults.is_empty(), "{}", told(&faults));
    theme
}

/// Whether a file is a script of the built-in theme.
pub(crate) fn is_script_of_theme(path: &str) -> bool {
    static FILES: LazyLock<ThemeFiles> = LazyLock::new(chancery);
    path.ends_with(".js") && FILES.files.contains_key(path)
}

/// Diagnostics, one a line.
pub(crate) fn told(diagnostics: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let at = d.location.as_ref().map_or(String::new(), |at| {
            format!("{}:{}", at.file.path, at.span.start)
        });
        format!("{} {} {at}: {}", d.level.as_str(), d.code, d.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Every file under a folder with its bytes, by its path. Links are not followed; their bytes are
/// where they lead.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("a folder that can be listed");
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry
            .path()
            .strip_prefix(folder)
            .expect("a path below the folder")
            .to_string_lossy()
            .into_owned();
        let bytes = if entry.path_is_symlink() {
            let target: PathBuf = std::fs::read_link(entry.path()).expect("a link");
            target.to_string_lossy().into_owned().into_bytes()
        } else {
            std::fs::read(entry.path()).expect("a file")
        };
        files.insert(path, bytes);
    }
    files
}

/// Elements that stand within a line: the words around them are not set apart.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "mark", "small", "span", "strong",
    "sub", "sup", "time", "wbr",
];

/// An element of a page.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    /// Name of the tag.
    pub(crate) name: String,
    /// Attributes in the order of the document.
    pub(crate) attributes: Vec<(String, String)>,
    /// All text within it, blanks folded.
    pub(crate) text: String,
    /// The place of the element around it.
    pub(crate) parent: Option<usize>,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it is of a class.
    pub(crate) fn is_of_class(&self, class: &str) -> bool {
        self.get("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|c| c == class))
    }
}

/// An HTML file as a browser understands it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Its path in the output.
    pub(crate) path: String,
    /// Its elements in the order of the document.
    pub(crate) elements: Vec<Element>,
    /// Its comments.
    pub(crate) comments: Vec<String>,
}

impl Page {
    /// Parses an HTML file.
    pub(crate) fn parse(path: &str, html: &str) -> Self {
        let dom =
            html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
        let mut page = Self {
            path: path.to_owned(),
            elements: Vec::new(),
            comments: Vec::new(),
        };
        page.add(&dom.document, None);
        for element in &mut page.elements {
            element.text = words(&element.text);
        }
        page
    }

    fn add(&mut self, node: &Handle, parent: Option<usize>) {
        let own = match &node.data {
            NodeData::Element {
                name,
                attrs,
                template_contents,
                ..
            } => {
                assert!(
                    template_contents.borrow().is_none(),
                    "{}: <template> hides its content from this parser",
                    self.path
                );
                let attributes = attrs
                    .borrow()
                    .iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()))
                    .collect();
                self.elements.push(Element {
                    name: name.local.to_string(),
                    attributes,
                    text: String::new(),
                    parent,
                });
                Some(self.elements.len() - 1)
            }
            NodeData::Text { contents } => {
                self.push_text(&contents.borrow(), parent);
                parent
            }
            NodeData::Comment { contents } => {
                self.comments.push(contents.to_string());
                parent
            }
            _ => parent,
        };
        let apart = own != parent
            && !INLINE.contains(&own.map_or("", |own| self.elements[own].name.as_str()));
        if apart {
            self.push_text(" ", parent);
        }
        for child in node.children.borrow().iter() {
            self.add(child, own);
        }
        if apart {
            self.push_text(" ", parent);
        }
    }

    fn push_text(&mut self, text: &str, within: Option<usize>) {
        let mut around = within;
        while let Some(index) = around {
            self.elements[index].text.push_str(text);
            around = self.elements[index].parent;
        }
    }

    /// Elements of a name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements
            .iter()
            .filter(move |element| element.name == name)
    }

    /// The element with an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Element> {
        self.elements
            .iter()
            .find(|element| element.get("id") == Some(id))
    }

    /// Elements below another, in the order of the document.
    pub(crate) fn below(&self, outer: &Element) -> Vec<&Element> {
        let Some(start) = self.elements.iter().position(|e| std::ptr::eq(e, outer)) else {
            return Vec::new();
        };
        let is_below = |element: &Element| {
            let mut around = element.parent;
            while let Some(index) = around {
                if index == start {
                    return true;
                }
                around = self.elements[index].parent;
            }
            false
        };
        self.elements[start + 1..]
            .iter()
            .filter(|element| is_below(element))
            .collect()
    }

    /// The text of its main part, blanks folded.
    pub(crate) fn main(&self) -> &str {
        self.all("main").next().map_or("", |main| &main.text)
    }

    /// Whether it only leads to another page.
    pub(crate) fn is_redirect(&self) -> bool {
        self.all("meta").any(|meta| {
            meta.get("http-equiv")
                .is_some_and(|v| v.eq_ignore_ascii_case("refresh"))
        })
    }
}

/// Whether an element holds data for search engines, which no browser runs.
pub(crate) fn is_data_block(element: &Element) -> bool {
    element.name == "script"
        && element.get("type") == Some("application/ld+json")
        && element.get("src").is_none()
        && serde_json::from_str::<serde_json::Value>(&element.text).is_ok()
}

/// A text with every run of blanks as one space.
pub(crate) fn words(text: &str) -> String {
    text.split([' ', '\n', '\t', '\r'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The texts of all elements of a name in an XML file.
pub(crate) fn texts_of(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut texts = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) if start.local_name().as_ref() == name => {
                let raw = reader
                    .read_text(start.name())
                    .expect("an element that ends");
                texts.push(plain(&raw));
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

/// The values of an attribute of all elements of a name in an XML file.
pub(crate) fn attributes_of(xml: &str, name: &str, attribute: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut values = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == name => {
                let found = start.try_get_attribute(attribute).expect("attributes");
                values.extend(found.map(|found| plain(&found.value)));
            }
            Event::Eof => return values,
            _ => {}
        }
    }
}

/// The elements of an XML file in its order, each with its attributes, and all text between them.
pub(crate) fn xml_elements(xml: &str) -> (Vec<Element>, String) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut elements, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|found| {
                    let found = found.expect("attributes");
                    let name = found.key.as_ref().to_owned();
                    (name, plain(&found.value))
                });
                elements.push(Element {
                    name: start.name().as_ref().to_owned(),
                    attributes: attributes.collect(),
                    text: String::new(),
                    parent: None,
                });
            }
            Event::Eof => return (elements, words(&text)),
            Event::End(_) => {}
            // Text, comments, instructions, entities.
            other => text.push_str(&other),
        }
    }
}

/// A text of XML without its entities.
fn plain(raw: &str) -> String {
    quick_xml::escape::unescape(raw)
        .expect("known entities")
        .into_owned()
}
